"""The ends of a case and its beginnings anew, on the real record."""

from datetime import timedelta
from typing import Any

import pytest

from application.register import Register
from application.retention import endings_of, retention_of
from domain.clocks import WaitKind
from domain.closing import Check
from domain.conflict_case import OtherCaseMissing, OtherCaseUncalledFor, StillOpen, Verdict
from domain.provisional_red import Red, RedUnconfirmed
from domain.release import NoLaterAgreement, NoRuling, ReleaseBasis
from domain.reopening import ReopeningGround, UnknownDuty
from domain.retention import ArchiveKind, Fate
from domain.risk import Level
from domain.stage import Stage
from domain.wards import WorkflowKind, wards_of
from tests.office import DOUBTFUL, Office
from web import life


def test_complaint_13_a_duplicate_is_refuted_with_a_reason_naming_the_other_and_not_deleted(
    office: Office,
) -> None:
    first, second = office.open_case(), office.open_case()
    with pytest.raises(OtherCaseMissing):
        office.refute(second, verdict=Verdict.DUPLICATE)
    with pytest.raises(OtherCaseUncalledFor):
        office.refute(second, verdict=Verdict.HOAX, other_case=first)
    office.refute(second, verdict=Verdict.DUPLICATE, other_case=first, explanation="Sama.")
    (ending,) = office.file(second).endings
    assert (ending.verdict, ending.other_case) == (Verdict.DUPLICATE, first)
    assert str(ending.outcome) == "Sama."
    assert all(verdict.definition for verdict in Verdict)


def test_complaint_14_closing_is_refused_with_every_blocker_and_the_page_shows_the_same(
    office: Office,
) -> None:
    case = office.recovering_case()
    office.assign_task(case)
    with pytest.raises(StillOpen) as refused:
        office.close(case)
    file = office.file(case)
    assert refused.value.detail == "; ".join(life.standing(file).words()) + "."
    lines = {line.label: line for line in life.checklist(file)}
    missing = {Check.MONITORING, Check.CALM, Check.TASKS, Check.UNSIGNED}
    assert {name for name, line in lines.items() if not line.done} == {c.label for c in missing}
    (letter,) = file.letters
    assert lines[Check.UNSIGNED.label].links == (f"/naskah/{letter}",)


def test_complaint_14_a_signed_letter_blocks_until_it_has_arrived(office: Office) -> None:
    case = office.recovering_case()
    (letter,) = office.file(case).letters
    office.sign_on_paper(letter)
    office.dispatch_letter(letter)
    assert Check.UNDELIVERED in life.standing(office.file(case)).standing
    office.deliver_letters(case)
    assert Check.UNDELIVERED not in life.standing(office.file(case)).standing


def test_complaint_19_retention_is_worked_out_anew_when_a_case_is_reopened_and_closed_again(
    office: Office,
) -> None:
    case = office.closed_case()
    first = retention_of(office.file(case), office.policy)
    assert first is not None
    assert (first.kind, first.keeping.fate) == (ArchiveKind.SETTLED, Fate.REVIEW)
    assert first.until.year == first.counted_from.year + 5
    office.pass_time(days=20)
    office.reopen(case)
    assert retention_of(office.file(case), office.policy) is None
    office.found(case)
    office.verify(case)
    office.begin_recovery(case)
    office.monitor(case)
    monitoring = [w.wait.due for w in office.file(case).waits.values()]
    office.pass_time_in_silence(case, seconds=(max(monitoring) - office.now()).total_seconds())
    office.close(case)
    file = office.file(case)
    again = retention_of(file, office.policy)
    assert again is not None
    assert again.until > first.until
    assert again.counted_from - first.counted_from >= timedelta(days=50)
    assert "Penutupan ke-1" in again.explanation[0]
    assert "tidak dihitung lagi" in again.explanation[0]
    assert [each.reopened_on is None for each in endings_of(file)] == [False, True]


def test_a_reopened_case_has_a_workflow_run_and_windows_of_its_own(office: Office) -> None:
    case = office.closed_case()
    office.reopen(case)
    file = office.file(case)
    assert (file.stage, file.entries[Stage.VERIFY], file.verified) == (Stage.VERIFY, 2, False)
    verifying = [ward for ward in wards_of(file) if ward.workflow is WorkflowKind.VERIFY]
    assert [ward.open for ward in verifying] == [False, True]
    assert [wait.kind for wait in verifying[1].waits] == [WaitKind.VERIFICATION.value]
    assert file.endings[0].reopened is not None


def test_a_case_refuted_after_it_came_back_waits_for_nothing(office: Office) -> None:
    case = office.verified_case()
    talk = office.schedule_deliberation(case)
    office.record_session(talk)
    office.begin_recovery(case)
    office.reopen(case)
    assert talk in {each.stream for each in office.file(case).waits.values()}
    office.refute(case)
    file = office.file(case)
    assert file.waits == {}
    assert all(not ward.open for ward in wards_of(file))
    (kept,) = file.deliberations.values()
    assert len(kept.obligations) == 1


def test_a_breach_names_an_obligation_of_the_case(office: Office) -> None:
    case = office.closed_case()
    with pytest.raises(UnknownDuty):
        office.reopen(case, ground=ReopeningGround.BREACH, obligation_id=case)
    (talk,) = office.file(case).deliberations.values()
    duty = next(iter(talk.obligations))
    office.reopen(case, ground=ReopeningGround.BREACH, obligation_id=duty)
    assert office.file(case).reopenings[0].obligation_id == duty


def test_an_obligation_never_kept_is_released_by_a_ruling_and_the_case_is_closed(
    office: Office,
) -> None:
    case = office.escalated_case()
    office.approve_letter(office.draft_letter(case))
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(talk)
    office.begin_recovery(case)
    office.pass_time_in_silence(case, days=20)
    (page,) = office.file(case).deliberations.values()
    (duty,) = page.obligations
    office.reopen(case, ground=ReopeningGround.BREACH, obligation_id=duty)
    office.found(case)
    office.verify(case)
    office.propose_escalation(case)
    office.approve_escalation(case)
    office.approve_letter(office.draft_letter(case))
    office.refer_to_court(case)
    with pytest.raises(NoRuling):
        office.release_obligation(talk)
    office.record_court_outcome(case)
    office.begin_recovery(case)
    office.monitor(case)
    monitoring = [w.wait.due for w in office.file(case).waits.values()]
    office.pass_time_in_silence(case, seconds=(max(monitoring) - office.now()).total_seconds())
    office.deliver_letters(case)
    with pytest.raises(StillOpen, match="1 kewajiban kesepakatan belum dipenuhi atau dilepaskan"):
        office.close(case)
    assert life.standing(office.file(case)).standing == {Check.OBLIGATIONS: (duty,)}
    office.release_obligation(talk)
    office.close(case)
    kept = office.file(case).deliberations[talk].obligations[duty]
    assert (kept.met_at, kept.owed) == (None, False)
    assert kept.breached_at is not None
    assert kept.release_basis is ReleaseBasis.COURT_RULING
    assert office.file(case).waits == {}


def test_only_a_later_agreement_of_the_same_case_takes_the_place_of_one(office: Office) -> None:
    case, other = office.verified_case(), office.verified_case()
    made = []
    for each in (case, case, other):
        made.append(office.schedule_deliberation(each))
        office.pass_time(days=2)
        office.record_session(made[-1])
    old, new, elsewhere = made
    basis: dict[str, Any] = {"basis": ReleaseBasis.LATER_AGREEMENT}
    for wrong in (None, old, elsewhere):
        with pytest.raises(NoLaterAgreement):
            office.release_obligation(old, agreement=wrong, **basis)
    with pytest.raises(NoLaterAgreement):
        office.release_obligation(new, agreement=old, **basis)
    office.release_obligation(old, agreement=new, **basis)
    talks = office.file(case).deliberations
    (let_go,) = talks[old].obligations.values()
    assert (let_go.replaced_by, let_go.released_by) == (new, office.supervisor.id)
    assert len(office.file(case).unmet_obligations) == 1


def test_a_provisional_red_stands_when_a_second_report_is_joined(
    office: Office, register: Register
) -> None:
    case = office.open_case(office.file_report(**DOUBTFUL))
    assert office.file(case).red_provisional
    office.join_report(case)
    red = office.file(case).red
    assert red is not None
    assert red.state is Red.CONFIRMED


def test_red_is_not_verified_on_one_doubtful_source(office: Office) -> None:
    case = office.open_case(office.file_report(**DOUBTFUL))
    task = office.assign_task(case)
    office.acknowledge(task)
    office.report_task(task, happening=False)
    with pytest.raises(RedUnconfirmed):
        office.verify(case, level=Level.RED, source_grade="C", information_grade=3)
    office.verify(case, level=Level.YELLOW, source_grade="C", information_grade=3)
    assert not office.file(case).red_provisional
