"""Laporan Informasi: filed once, triaged once, explained by what was known of its region."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.clocks import WaitKind
from domain.report import (
    AlreadyTriaged,
    NoteAsInformation,
    NotNotedAsInformation,
    ReopenReport,
    Report,
    ReportedFromTheFuture,
    Triage,
)
from domain.risk import Level
from tests.facts import (
    CASE,
    NOON,
    OFFICER,
    REPORT,
    REPORTER,
    SUPERVISOR,
    at,
    elapse,
    facts,
    filed,
    filing,
    given,
    refused,
    told,
    waiting,
    wish,
)

INFORMATION = wish(NoteAsInformation, report_id=REPORT, conclusion="Unjuk rasa damai.")


def test_a_report_is_kept_as_told_and_opens_its_triage_window() -> None:
    report = filed()
    assert report.reporter == REPORTER.id
    assert (str(report.title), report.level) == ("Cekcok batas lahan", Level.YELLOW)
    assert waiting(report, WaitKind.TRIAGE).due == NOON + timedelta(hours=6)
    assert told(report) == ["report.filed", "deadline.set triage"]


def test_a_report_from_the_future_is_refused() -> None:
    with pytest.raises(ReportedFromTheFuture):
        filed(happened_at=NOON + timedelta(seconds=1))


def test_a_report_of_this_very_moment_is_accepted() -> None:
    assert filed(happened_at=NOON).triage is Triage.WAITING


def test_the_index_and_the_incidents_of_the_region_are_kept_with_the_colour() -> None:
    calm = Report.file(filing(), at(REPORTER), election_index=None, recent_incidents=0)
    tense = Report.file(filing(), at(REPORTER), election_index=80.0, recent_incidents=6)
    assert tense.risk.score > calm.risk.score
    assert tense.risk.inputs.election_index == 80.0
    assert tense.risk.inputs.recent_incidents == 6


def test_what_the_reporter_says_of_the_index_is_overruled_by_what_the_office_knows() -> None:
    claimed = filing().risk.model_copy(update={"election_index": 99.0, "recent_incidents": 99})
    assert filed(risk=claimed).risk.inputs.election_index is None


def test_a_report_becomes_the_ground_of_a_case() -> None:
    report = given(filed())
    report.open_as_case(CASE)
    assert report.triage is Triage.CASE
    assert facts(report) == [(Report.OpenedAsCase, {"case_id": CASE})]


def test_a_report_of_no_conflict_is_noted_and_waits_no_more() -> None:
    report = given(filed())
    report.note_as_information(INFORMATION, at())
    assert not report.waits
    assert told(report) == ["deadline.met triage", "report.noted_as_information"]


REOPENING = wish(ReopenReport, SUPERVISOR, report_id=REPORT, explanation="Massa berkumpul lagi.")


def test_what_was_noted_as_information_is_triaged_again_in_a_window_of_its_own() -> None:
    report = filed()
    report.note_as_information(INFORMATION, at())
    given(report).reopen(REOPENING, at(SUPERVISOR, hours=9))
    assert told(report) == ["report.reopened", "deadline.set triage"]
    assert waiting(report, WaitKind.TRIAGE).due == NOON + timedelta(hours=9 + 6)
    report.open_as_case(CASE)
    assert report.triage is Triage.CASE


def test_only_what_an_officer_noted_as_information_is_triaged_again() -> None:
    waits, case = given(filed()), filed()
    case.open_as_case(CASE)
    for report in (waits, given(case)):
        with refused(report, NotNotedAsInformation):
            report.reopen(REOPENING, at(SUPERVISOR))


@pytest.mark.parametrize("first", ["case", "information"])
def test_a_report_is_triaged_once(first: str) -> None:
    report = filed()
    if first == "case":
        report.open_as_case(CASE)
    else:
        report.note_as_information(INFORMATION, at())
    given(report)
    with refused(report, AlreadyTriaged, "Hasil triase"):
        report.note_as_information(INFORMATION, at())
    with refused(report, AlreadyTriaged):
        report.open_as_case(CASE)


def test_silence_at_the_desk_asks_the_supervisor_once() -> None:
    report = given(filed())
    elapse(report, WaitKind.TRIAGE, hours=6)
    assert told(report) == [
        "deadline.elapsed triage",
        "deadline.set supervisor_answer about triage",
    ]
    elapse(report, WaitKind.SUPERVISOR_ANSWER, hours=30)
    assert told(report) == ["deadline.elapsed supervisor_answer"]


def test_a_late_triage_also_answers_the_question_to_the_supervisor() -> None:
    report = filed()
    elapse(report, WaitKind.TRIAGE, hours=6)
    given(report).note_as_information(INFORMATION, at(hours=7))
    assert told(report) == ["deadline.met supervisor_answer", "report.noted_as_information"]


def test_a_window_does_not_elapse_before_its_moment() -> None:
    report = given(filed())
    elapse(report, WaitKind.TRIAGE, hours=6, microseconds=-1)
    assert told(report) == []


def test_one_outside_identity_is_one_report() -> None:
    filing_ = filing()
    assert Report.id_of(filing_.source, "ACLED-1") == Report.id_of(filing_.source, "ACLED-1")
    assert Report.id_of(filing_.source, "ACLED-1") != Report.id_of(filing_.source, "ACLED-2")


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "\x1b[31m", "a\x7fb", "", "  ", "\ud800"])
@pytest.mark.parametrize("field", ["title", "facts", "theme", "opinion"])
def test_text_that_cannot_be_kept_is_refused(field: str, text: str) -> None:
    with pytest.raises(ValidationError):
        filing(**{field: text})


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        filing(colour="merah")


def test_a_narrative_has_an_end() -> None:
    assert len(filing(facts="a" * 20_000).facts or "") == 20_000
    with pytest.raises(ValidationError, match="20000"):
        filing(facts="a" * 20_001)


def test_a_wish_of_the_office_is_sealed_under_its_report() -> None:
    report = given(filed())
    report.note_as_information(INFORMATION, at(OFFICER))
    ((_, noted),) = facts(report)
    assert noted["conclusion"].sealed_for == REPORT
