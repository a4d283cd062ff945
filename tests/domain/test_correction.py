"""Facts are set right beside what was said; what was said stays."""

from datetime import timedelta

from domain.conflict_case import ConflictCase, CorrectSummary, NotVerified
from domain.correction import NothingCorrected
from domain.field_task import (
    AcknowledgeTask,
    CorrectFinding,
    FieldTask,
    NothingReported,
    NotYourTask,
    ReportTask,
)
from domain.report import (
    CorrectReport,
    NotYourReport,
    Report,
    ReportedFromTheFuture,
    SupplementReport,
)
from domain.risk import Level
from tests.facts import (
    CASE,
    FIRST,
    NOON,
    OFFICER,
    REPORT,
    REPORTER,
    SECOND,
    STRANGER,
    TASK,
    assigned,
    at,
    facts,
    filed,
    given,
    opened,
    refused,
    verified,
    wish,
)


def correcting(**fields: object) -> CorrectReport:
    return wish(CorrectReport, report_id=REPORT, explanation="Salah catat.", **fields)


def test_only_what_differs_is_written_beside_what_was_filed() -> None:
    report = given(filed(place="Pasar lama"))
    report.correct(correcting(place="Pasar baru", title="Cekcok batas lahan"), at())
    ((event, said),) = facts(report)
    assert event is Report.Corrected
    assert (str(said["place"]), said["title"]) == ("Pasar baru", None)


def test_a_correction_that_changes_nothing_is_refused() -> None:
    report = given(filed(place="Pasar lama"))
    with refused(report, NothingCorrected):
        report.correct(correcting(place="Pasar lama"), at())
    with refused(report, NothingCorrected):
        report.correct(correcting(), at())


def test_a_corrected_field_may_be_corrected_again_and_back() -> None:
    report = given(filed(place="Pasar lama"))
    report.correct(correcting(place="Pasar baru"), at())
    report.correct(correcting(place="Pasar lama"), at(hours=1))
    assert len(facts(report)) == 2


def test_theme_and_source_of_conflict_are_set_right_beside_what_was_filed() -> None:
    report = given(filed())
    report.correct(correcting(theme="tambang", conflict_source="c"), at())
    ((event, said),) = facts(report)
    assert event is Report.Corrected
    assert (said["theme"], said["conflict_source"], said["risk"]) == ("tambang", "c", None)
    assert (report.theme, report.conflict_source) == ("tambang", "c")


def test_corrected_inputs_are_assessed_anew_in_the_context_they_were_filed_in() -> None:
    report = given(filed())
    before = report.risk
    assert before.level is not Level.RED
    report.correct(correcting(risk={"weapons": True}), at())
    after = report.risk
    assert (after.level, report.level) == (Level.RED, Level.RED)
    assert after.inputs == before.inputs.model_copy(update={"weapons": True})
    report.correct(correcting(risk={"weapons": False}), at(hours=1))
    assert (report.risk.inputs, report.level) == (before.inputs, before.level)


def test_an_input_that_is_what_it_was_corrects_nothing() -> None:
    report = given(filed())
    with refused(report, NothingCorrected):
        report.correct(correcting(risk={"impact": report.risk.inputs.impact}), at())
    with refused(report, NothingCorrected):
        report.correct(correcting(risk={}, theme=report.theme), at())


def test_no_report_is_corrected_into_the_future() -> None:
    report = given(filed())
    with refused(report, ReportedFromTheFuture):
        report.correct(correcting(happened_at=NOON + timedelta(days=1)), at())


def test_a_report_is_supplemented_by_who_told_it_or_by_the_office() -> None:
    report = given(filed())
    for person in (REPORTER, OFFICER):
        adding = wish(SupplementReport, person, report_id=REPORT, text="Massa bertambah.")
        report.supplement(adding, at(person))
    assert [event for event, _ in facts(report)] == [Report.Supplemented] * 2
    stranger = wish(SupplementReport, STRANGER, report_id=REPORT, text="Kata orang.")
    with refused(report, NotYourReport):
        report.supplement(stranger, at(STRANGER))


def test_a_finding_is_corrected_by_who_reported_it_or_by_the_office() -> None:
    task = assigned(FIRST, SECOND)
    correction = {"task_id": TASK, "finding": "Tiga kelompok.", "explanation": "Salah hitung."}
    given(task)
    with refused(task, NothingReported):
        task.correct_finding(wish(CorrectFinding, **correction), at())
    task.acknowledge(wish(AcknowledgeTask, FIRST, task_id=TASK), at(FIRST))
    found = {"finding": "Dua kelompok.", "source_grade": "A", "information_grade": 1}
    task.report(wish(ReportTask, FIRST, task_id=TASK, **found), at(FIRST))
    given(task)
    with refused(task, NotYourTask):
        task.correct_finding(wish(CorrectFinding, SECOND, **correction), at(SECOND))
    with refused(task, NothingCorrected):
        same = correction | {"finding": "Dua kelompok."}
        task.correct_finding(wish(CorrectFinding, **same), at())
    task.correct_finding(wish(CorrectFinding, FIRST, **correction), at(FIRST))
    assert [event for event, _ in facts(task)] == [FieldTask.FindingCorrected]


def test_a_summary_is_corrected_once_there_is_one() -> None:
    correction = {"case_id": CASE, "summary": "Tiga kelompok.", "explanation": "Salah hitung."}
    case = given(opened())
    with refused(case, NotVerified):
        case.correct_summary(wish(CorrectSummary, **correction), at())
    case = given(verified())
    case.correct_summary(wish(CorrectSummary, **correction), at())
    assert [event for event, _ in facts(case)] == [ConflictCase.SummaryCorrected]
    with refused(case, NothingCorrected):
        case.correct_summary(wish(CorrectSummary, **correction), at())
