"""Clocks are paused by two people, as long as the office's rules allow; the due date moves."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.calendar import WorkingCalendar
from domain.clock_acts import (
    AgreedClock,
    AlreadyDue,
    ClockChange,
    ClockPaused,
    ClockProposalChanged,
    ClockProposalWaiting,
    ClockProposerDecides,
    DeclineClockChange,
    ExtensionTooLong,
    NoClockProposal,
    NoPause,
    NothingToPause,
    OwnClock,
    PauseOver,
    PauseTooLong,
    StatutoryClock,
    TooManyExtensions,
    TooManyPauses,
    UnknownWindow,
)
from domain.clocks import Clocked, WaitKind
from domain.conflict_case import ConflictCase
from domain.field_task import FieldTask
from domain.kernel import Refusal, Role
from domain.state_of_conflict import StateOfConflict
from domain.wards import wards_of
from tests.clocks import LOW, approve, decline, pause, propose, resume, window
from tests.office import Office, Person

BEFORE_GOOD_FRIDAY = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
"""Wednesday 1 April 2026, 09.00 WIB; Friday 3 April is a national holiday."""


def low_case(office: Office) -> UUID:
    """Verification within 3 hari kerja."""
    return office.open_case(office.file_report(risk=LOW))


def test_complaint_07_a_pause_of_three_working_days_over_a_holiday_moves_the_due_date_exactly(
    office: Office,
) -> None:
    office.clock.move_to(BEFORE_GOOD_FRIDAY)
    case = low_case(office)
    promised = window(office, case, WaitKind.VERIFICATION)
    assert promised.due == datetime(2026, 4, 7, 2, 0, tzinfo=UTC)
    office.pass_time(hours=3)
    until = datetime(2026, 4, 7, 5, 0, tzinfo=UTC)
    pause(office, case, until=until)

    office.pass_time_in_silence(case, days=7)

    file = office.file(case)
    moved = window(office, case, WaitKind.VERIFICATION)
    assert moved.due == datetime(2026, 4, 10, 2, 0, tzinfo=UTC), "three working days later"
    assert moved.deadline_id != promised.deadline_id
    (kept,) = [each for each in file.closed_waits if each.how == "resumed"]
    assert kept.wait.deadline == promised.deadline, "the promise itself is never rewritten"
    friday, easter = (office.register.calendar.holidays[date(2026, 4, day)] for day in (3, 5))
    counted = (
        f"Kamis 2 April 2026 dihitung (hari kerja), Jumat 3 April 2026 dilewati ({friday}),"
        f" Sabtu 4 April 2026 dilewati (akhir pekan), Minggu 5 April 2026 dilewati ({easter}),"
        " Senin 6 s.d. Selasa 7 April 2026 dihitung (hari kerja)"
    )
    assert moved.deadline.explain() == (
        f"3 hari kerja sejak Rabu 1 April 2026 pukul 09.00 WIB: {counted}, jatuh tempo Selasa"
        " 7 April 2026 pukul 09.00 WIB; dijeda sejak Rabu 1 April 2026 pukul 12.00 WIB sampai"
        f" Selasa 7 April 2026 pukul 12.00 WIB (SOP 2026-1 bagian 4): 3 hari kerja ({counted})"
        " tidak berjalan; bergeser sebanyak itu: Rabu 8 s.d. Jumat 10 April 2026 dihitung (hari"
        " kerja), jatuh tempo menjadi Jumat 10 April 2026 pukul 09.00 WIB"
    )
    office.pass_time_in_silence(case, days=3)
    assert [each.how for each in office.file(case).closed_waits if each.wait == moved] == [
        "elapsed"
    ]


def test_a_pause_on_the_wall_clock_moves_the_window_by_as_long_as_it_lasted(
    office: Office,
) -> None:
    case = office.open_case()
    promised = window(office, case, WaitKind.VERIFICATION)
    office.pass_time(hours=5)
    pause_id = pause(office, case)
    office.pass_time(hours=40, minutes=7)
    resume(office, case, pause_id)
    moved = window(office, case, WaitKind.VERIFICATION)
    assert moved.due == promised.due + timedelta(hours=40, minutes=7)
    assert "1 hari 16 jam 7 menit tidak berjalan" in moved.deadline.explain()


def test_a_paused_window_never_elapses_and_its_workflow_waits_for_the_record(
    office: Office,
) -> None:
    case = office.open_case()
    promised = window(office, case, WaitKind.VERIFICATION)
    pause(office, case)
    loaded = office.register.load(ConflictCase, case)
    assert loaded is not None
    assert loaded.paused == {promised.deadline_id}
    office.pass_time(days=3)
    assert office.elapse(case, promised.deadline_id).events == ()
    (ward,) = [ward for ward in wards_of(office.file(case)) if ward.open]
    (still,) = [wait for wait in ward.waits if wait.deadline_id == promised.deadline_id]
    assert still.due is None
    assert still.says == (
        "menunggu hasil verifikasi lapangan oleh Petugas kasus Kesbangpol,"
        " dijeda sejak Senin, 2 Maret 2026 pukul 09.00 WIB"
    )
    assert ward.next_due == window(office, case, WaitKind.PAUSE_END).due
    assert "laboratorium" not in ward.model_dump_json(), "Temporal hears no reason"


def test_a_paused_window_is_met_or_withdrawn_as_any_other_and_its_pause_goes_with_it(
    office: Office,
) -> None:
    met, withdrawn = office.open_case(), office.open_case()
    for case in (met, withdrawn):
        office.found(case)
        pause(office, case)
    office.verify(met)
    office.refute(withdrawn)
    for case, how in ((met, "met"), (withdrawn, "withdrawn")):
        ends = {
            each.wait.kind: each.how
            for each in office.file(case).closed_waits
            if each.stream == case
        }
        assert ends[WaitKind.VERIFICATION] == how
        assert ends[WaitKind.PAUSE_END] == "withdrawn"


def test_a_task_is_paused_with_its_reminder(office: Office) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    pause_id = pause(office, case, task)
    found = office.register.load(FieldTask, task)
    assert found is not None
    assert len(found.paused) == 2
    reminder = window(office, case, WaitKind.REMINDER)
    office.pass_time(hours=30)
    resume(office, task, pause_id)
    assert window(office, case, WaitKind.REMINDER).due == reminder.due + timedelta(hours=30)


def test_a_report_that_waits_for_triage_can_be_paused(office: Office) -> None:
    report = office.file_report()
    pause(office, report)
    office.pass_time_in_silence(report, hours=30)
    (still,) = [w.wait for w in office.file(report).waits.values() if w.wait.pause]
    assert still.kind is WaitKind.TRIAGE


def test_a_pause_without_a_date_ends_when_the_policy_says(office: Office) -> None:
    case = office.open_case()
    promised = window(office, case, WaitKind.VERIFICATION)
    pause(office, case)
    office.pass_time_in_silence(case, days=30)
    assert window(office, case, WaitKind.VERIFICATION).due == promised.due + timedelta(days=30)
    assert not any(w.wait.pause for w in office.file(case).waits.values())


def test_a_worker_that_comes_late_ends_the_pause_at_its_own_moment(office: Office) -> None:
    case = office.open_case()
    promised = window(office, case, WaitKind.VERIFICATION)
    pause(office, case, until=office.now() + timedelta(hours=10))
    end = window(office, case, WaitKind.PAUSE_END)
    office.pass_time(hours=13)
    office.elapse(case, end.deadline_id)
    assert window(office, case, WaitKind.VERIFICATION).due == promised.due + timedelta(hours=10)


def test_a_holiday_decided_later_counts_in_the_recount_of_a_paused_window_too(
    office: Office,
) -> None:
    office.clock.move_to(BEFORE_GOOD_FRIDAY)
    case = low_case(office)
    pause_id = pause(office, case)
    office.pass_time(days=1)
    resume(office, case, pause_id)
    deadline = window(office, case, WaitKind.VERIFICATION).deadline
    assert deadline.recounted(office.register.calendar) == deadline.due
    longer = WorkingCalendar(
        version="lain",
        holidays={**office.register.calendar.holidays, date(2026, 4, 8): "Cuti bersama"},
    )
    assert deadline.due == datetime(2026, 4, 8, 2, 0, tzinfo=UTC)
    assert deadline.recounted(longer) == datetime(2026, 4, 9, 2, 0, tzinfo=UTC)


def test_an_extension_stands_beside_the_promise_and_says_on_what_ground(office: Office) -> None:
    office.clock.move_to(BEFORE_GOOD_FRIDAY)
    case = low_case(office)
    promised = window(office, case, WaitKind.VERIFICATION)
    propose(
        office,
        case,
        change=ClockChange.EXTENSION,
        deadline_id=promised.deadline_id,
        longer_by="2 hari kerja",
        evidence="ND-7",
    )
    approve(office, case)
    extended = window(office, case, WaitKind.VERIFICATION)
    assert extended.due == datetime(2026, 4, 9, 2, 0, tzinfo=UTC)
    assert "diperpanjang 2 hari kerja pada Rabu 1 April 2026" in extended.deadline.explain()
    (fact,) = [
        line.fact
        for line in office.file(case).timeline
        if isinstance(line.fact, Clocked.DeadlineExtended)
    ]
    assert (fact.evidence, fact.proposer) == ("ND-7", office.officer.id)


def refused(office: Office, rule: type[Refusal], stream: UUID, **fields: Any) -> None:
    before = office.register.log.head()
    with pytest.raises(rule):
        propose(office, stream, **fields)
    assert office.register.log.head() == before


def test_a_statutory_clock_is_neither_paused_nor_extended(office: Office) -> None:
    case = office.escalated_case()
    state = office.declared(case)
    found = office.register.load(StateOfConflict, state)
    assert found is not None
    ends, plan = (
        next(w for w in found.waits.values() if w.kind is kind)
        for kind in (WaitKind.STATE_OF_CONFLICT_END, WaitKind.CONTINGENCY_FUND_PLAN)
    )
    longer = {"change": ClockChange.EXTENSION, "longer_by": "1 hari kerja"}
    for each in (ends, plan):
        refused(office, StatutoryClock, state, deadline_id=each.deadline_id)
        refused(office, StatutoryClock, state, deadline_id=each.deadline_id, **longer)
    refused(office, NothingToPause, state)


def test_what_people_agreed_on_is_not_the_offices_to_pause(office: Office) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    agreed = window(office, case, WaitKind.REMINDER)
    refused(office, AgreedClock, task, deadline_id=agreed.deadline_id)


def test_what_is_paused_over_or_unknown_cannot_be_paused(office: Office) -> None:
    case = office.open_case()
    first = window(office, case, WaitKind.VERIFICATION)
    refused(office, UnknownWindow, case, deadline_id=case)
    refused(office, PauseOver, case, until=office.now())
    refused(office, PauseTooLong, case, until=office.now() + timedelta(days=31))
    pause(office, case)
    refused(office, ClockPaused, case, deadline_id=first.deadline_id)
    late = office.open_case()
    office.pass_time(days=2)
    overdue = window(office, late, WaitKind.VERIFICATION)
    refused(office, AlreadyDue, late, deadline_id=overdue.deadline_id)
    refused(office, NothingToPause, late)


def test_a_window_is_paused_and_extended_as_often_as_the_policy_allows(office: Office) -> None:
    case = office.open_case()
    longer: dict[str, Any] = {"change": ClockChange.EXTENSION, "longer_by": "6 jam"}
    first = window(office, case, WaitKind.VERIFICATION).deadline_id
    refused(office, ExtensionTooLong, case, deadline_id=first, **longer | {"longer_by": "15 hari"})
    propose(office, case, deadline_id=first, **longer)
    approve(office, case)
    for _ in range(2):
        resume(office, case, pause(office, case))
    named = window(office, case, WaitKind.VERIFICATION).deadline_id
    refused(office, TooManyPauses, case, deadline_id=named)
    refused(office, TooManyExtensions, case, deadline_id=named, **longer)


def test_nobody_decides_on_their_own_proposal_or_their_own_clock(office: Office) -> None:
    case = office.open_case()
    both = Person("both", office.officer.id, Role.SUPERVISOR, "BKBP")
    office.give_role(both)
    propose(office, case)
    with pytest.raises(ClockProposerDecides):
        approve(office, case, by=both)
    with pytest.raises(ClockProposalWaiting):
        propose(office, case)
    with pytest.raises(ClockProposalChanged):
        office.send(
            DeclineClockChange,
            office.supervisor,
            stream=case,
            content_hash="lain",
            explanation="Belum.",
        )
    decline(office, case)
    with pytest.raises(NoClockProposal):
        office.send(
            DeclineClockChange, office.supervisor, stream=case, content_hash="-", explanation="-"
        )


def test_the_heads_own_clock_is_the_governors_to_stop(office: Office) -> None:
    case = office.verified_case()
    office.propose_escalation(case)
    asked = window(office, case, WaitKind.ESCALATION_APPROVAL)
    propose(office, case, deadline_id=asked.deadline_id)
    assert window(office, case, WaitKind.CLOCK_DECISION).asked.role is Role.GOVERNOR
    with pytest.raises(OwnClock):
        approve(office, case)
    approve(office, case, by=office.governor)
    assert window(office, case, WaitKind.ESCALATION_APPROVAL).pause is not None


def test_a_proposal_about_a_window_that_has_ended_is_over(office: Office) -> None:
    case = office.open_case()
    office.found(case)
    propose(office, case, deadline_id=window(office, case, WaitKind.VERIFICATION).deadline_id)
    office.verify(case)
    file = office.file(case)
    assert not file.clock_proposals
    assert not [w for w in file.waits.values() if w.wait.kind is WaitKind.CLOCK_DECISION]
    propose(office, case)


def test_a_pause_that_is_none_cannot_be_ended(office: Office) -> None:
    case = office.open_case()
    with pytest.raises(NoPause):
        resume(office, case, case)


def test_a_proposal_that_contradicts_itself_is_no_command(office: Office) -> None:
    case = office.open_case()
    for wrong in (
        {"longer_by": "3 jam"},
        {"change": ClockChange.EXTENSION, "longer_by": "3 jam"},
        {"change": ClockChange.EXTENSION, "deadline_id": case},
        {
            "change": ClockChange.EXTENSION,
            "deadline_id": case,
            "longer_by": "3 jam",
            "until": office.now(),
        },
    ):
        with pytest.raises(ValidationError):
            propose(office, case, **wrong)
