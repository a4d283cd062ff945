"""The road of a state of conflict and a task force, on a real record."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from application.sitting import DecidedNow, PageIsStale
from domain.access import NotForThisRole
from domain.case_file import as_it_was, fold
from domain.clocks import WaitKind
from domain.conflict_case import EscalationLevel, NoTaskForce, NotInStage, StillOpen, Track
from domain.conflict_terms import Scale
from domain.deliberation import SessionResult
from domain.letter import Letter
from domain.letter_content import LetterType
from domain.risk import Level
from domain.signing import SignatureKind
from domain.state_of_conflict import AnotherInForce, NoLongerInForce, Validity
from domain.task_force import (
    LevelIsNotScale,
    NoStateOfConflict,
    NotAgreedBeforeTaskForce,
    TaskForceOutcome,
)
from projections.case_board import BoardView
from projections.clock_ledger import ClockView
from runtime.database import Datastore
from runtime.log import Log
from tests.facts import content
from tests.office import Office


@pytest.fixture
def case(office: Office) -> UUID:
    """A case escalated to the province."""
    return office.escalated_case()


def kinds(office: Office, case: UUID, state: UUID) -> set[WaitKind]:
    """What the state of conflict waits for."""
    return {each.wait.kind for each in office.file(case).waits.values() if each.stream == state}


def letter_for_help(office: Office, case: UUID, trigger: str) -> UUID:
    """The letter an oral request called for, drafted."""
    type_ = LetterType.BANTUAN_TNI
    return office.draft_letter(
        case,
        letter_id=Letter.id_of(trigger, type_),
        type=type_,
        trigger=trigger,
        content=content().model_copy(update={"type": type_}),
    )


def test_escalating_never_declares_a_state_of_conflict(office: Office) -> None:
    for level in EscalationLevel:
        case = office.verified_case()
        office.change_level(case, Level.RED)
        office.propose_escalation(case, level=level, reason="Meluas ke mana-mana.")
        office.approve_escalation(case)
        file = office.file(case)
        assert (file.states, file.state_in_force) == ({}, None)


def test_a_consultation_is_held_about_an_escalated_case(office: Office) -> None:
    with pytest.raises(NotInStage, match="diperlukan Eskalasi"):
        office.consult_council(office.verified_case())


def test_a_case_that_has_left_escalation_is_not_put_in_a_state_of_conflict(
    office: Office, case: UUID
) -> None:
    state = office.consult_council(case)
    office.schedule_deliberation(case)
    with pytest.raises(NotInStage):
        office.declare(state)
    assert office.file(case).states[state].validity is Validity.PREPARED


def test_only_the_governor_declares_extends_revokes_and_forms(office: Office, case: UUID) -> None:
    state = office.consult_council(case)
    for person in (office.officer, office.supervisor, office.auditor):
        for wish in (office.declare, office.extend, office.revoke):
            with pytest.raises(NotForThisRole):
                wish(state, by=person)
        with pytest.raises(NotForThisRole):
            office.form_task_force(case, by=person)


def test_a_declaration_cannot_be_dated_back(office: Office, case: UUID) -> None:
    state = office.consult_council(case)
    with pytest.raises(DecidedNow):
        office.declare(state, occurred_at=office.now() - timedelta(hours=1))


def test_its_page_holds_what_letters_need_with_the_events_they_rest_on(
    office: Office, case: UUID, log: Log
) -> None:
    state = office.extended_state(case)
    page = office.file(case).states[state]
    assert page.declaration is not None
    assert page.fund_plan is not None
    (progress,), (extension,) = page.progress, page.extensions
    help_asked, help_written = page.requests.values()
    opened, closed = page.measures.values()
    known = {placed.fact.event_id: placed.fact for placed in log.of_case(case)}
    assert str(page.declaration.area) == "Kecamatan Pasar Minggu dan sekitarnya"
    assert str(page.consultation.consulted) == "Ketua dan para wakil ketua DPRD Provinsi"
    assert page.fund_plan.total == 235_500_000
    assert (progress.dead, progress.injured, progress.displaced) == (3, 12, 240)
    assert (help_asked.in_time, help_written.in_time) == (None, True)
    assert (opened.ended_at is None, closed.ended_at) == (False, None)
    assert page.last_day == extension.last_day
    assert extension.last_day - page.declaration.last_day == timedelta(days=30)
    named = {
        "council_consulted": page.consultation.event,
        "declared": page.declaration.event,
        "extension_consulted": extension.consultation.event,
        "extended": extension.event,
        "contingency_fund_planned": page.fund_plan.event,
        "contingency_fund_disbursed": page.payments[0].event,
        "progress_recorded": progress.event,
        "military_help_requested": help_asked.event,
        "military_help_requested_in_writing": help_written.written_event,
        "measure_ordered": closed.event,
    }
    assert {what: known[event].NAME for what, event in named.items()} == {
        what: f"state_of_conflict.{what}" for what in named
    }


def test_one_case_is_in_one_state_of_conflict_at_a_time(office: Office, case: UUID) -> None:
    first, second = office.consult_council(case), office.consult_council(case)
    office.declare(first)
    with pytest.raises(AnotherInForce):
        office.declare(second)
    office.revoke(first)
    office.declare(second)
    in_force = office.file(case).state_in_force
    assert in_force is not None
    assert in_force.state_id == second


def test_at_its_end_the_clock_lets_it_lapse(office: Office, case: UUID) -> None:
    state = office.declared(case, days=20)
    measure = office.order_measure(state)
    request = office.ask_for_military_help(state, days=7)
    assert kinds(office, case, state) == {
        WaitKind.REMINDER,
        WaitKind.STATE_OF_CONFLICT_END,
        WaitKind.CONTINGENCY_FUND_PLAN,
        WaitKind.MILITARY_REQUEST_IN_WRITING,
    }
    office.pass_time_in_silence(case, days=21)
    page = office.file(case).states[state]
    assert page.validity is Validity.LAPSED
    assert page.end is not None
    ended = {page.measures[measure].ended_at, page.requests[request].ended_at}
    assert ended == {page.end.at}
    assert kinds(office, case, state) == set()
    names = [line.name for line in office.file(case).timeline if line.fact.originator_id == state]
    assert names.index("state_of_conflict.end_announced") < names.index("state_of_conflict.lapsed")
    with pytest.raises(NoLongerInForce):
        office.record_progress(state)


def test_an_end_that_has_moved_is_not_its_old_one(office: Office, case: UUID) -> None:
    state = office.extended_state(case)
    office.pass_time_in_silence(case, days=10)
    assert office.file(case).states[state].validity is Validity.IN_FORCE
    office.pass_time_in_silence(case, days=30)
    assert office.file(case).states[state].validity is Validity.LAPSED


def test_what_was_in_force_on_a_day_can_be_asked_later(
    office: Office, case: UUID, log: Log
) -> None:
    state = office.declared(case, days=20)
    during = office.pass_time(days=3)
    office.revoke(state)
    events = log.of_case(case)
    assert fold(events).states[state].validity is Validity.REVOKED
    assert as_it_was(events, at=during).states[state].validity is Validity.REVOKED
    before = during - timedelta(seconds=1)
    assert as_it_was(events, at=before).states[state].validity is Validity.IN_FORCE


def test_a_page_seen_before_the_declaration_is_stale(office: Office, case: UUID, log: Log) -> None:
    state, seen = office.consult_council(case), log.head()
    office.declare(state)
    with pytest.raises(PageIsStale, match="Status Keadaan Konflik ditetapkan"):
        office.schedule_deliberation(case, position_seen=seen)


@pytest.mark.parametrize(
    ("kind", "written"), [(SignatureKind.UNCERTIFIED, True), (SignatureKind.SIMULATION, False)]
)
def test_pp_2_2015_pasal_46_the_signed_letter_is_the_written_request(
    office: Office, case: UUID, kind: SignatureKind, written: bool
) -> None:
    state = office.declared(case)
    oral, other = office.ask_for_military_help(state), office.ask_for_military_help(state)
    trigger = office.file(case).states[state].requests[oral].event
    letter = letter_for_help(office, case, trigger)
    office.approve_letter(letter)
    office.pass_time(hours=2)
    attempt = office.sign_letter(letter, kind=kind)
    office.record_signature(letter, attempt)
    requests = office.file(case).states[state].requests
    assert requests[other].sent_at is None
    if written:
        assert (requests[oral].letter_id, requests[oral].in_time) == (letter, True)
        assert requests[oral].reference == office.file(case).letters[letter].number
    else:
        assert requests[oral].sent_at is None
        office.put_request_in_writing(state, oral)


def test_a_letter_signed_after_the_end_writes_nothing_more(office: Office, case: UUID) -> None:
    state = office.declared(case)
    oral = office.ask_for_military_help(state)
    trigger = office.file(case).states[state].requests[oral].event
    letter = letter_for_help(office, case, trigger)
    office.approve_letter(letter)
    office.revoke(state)
    office.record_signature(letter, office.sign_letter(letter))
    (request,) = office.file(case).states[state].requests.values()
    assert request.sent_at is None


# -- task force ------------------------------------------------------------------------------------


def test_pasal_42_e_the_state_of_conflict_must_be_in_force(office: Office, case: UUID) -> None:
    with pytest.raises(NoStateOfConflict):
        office.form_task_force(case)
    state = office.declared(case, days=5)
    force = office.form_task_force(case)
    page = office.file(case).task_forces[force]
    assert (page.state_of_conflict, page.legal_level) == (state, Scale.PROVINCE)
    with pytest.raises(LevelIsNotScale):
        office.form_task_force(case, level=Scale.NATIONAL, decree="Keppres 1/2026")
    office.finish_task_force(force)
    office.pass_time(days=6)
    with pytest.raises(NoStateOfConflict):
        office.form_task_force(case)


def test_pasal_43_the_task_force_brings_the_parties_to_an_agreement(
    office: Office, case: UUID
) -> None:
    with pytest.raises(NoTaskForce):
        office.schedule_deliberation(case, track=Track.TASK_FORCE)
    office.declared(case)
    force = office.form_task_force(case)
    customary = office.schedule_deliberation(case)
    office.record_session(customary)
    text = "Batas lahan disepakati."
    with pytest.raises(NotAgreedBeforeTaskForce):
        office.finish_task_force(force, outcome=TaskForceOutcome.AGREED, agreement=text)
    talk = office.schedule_deliberation(case, track=Track.TASK_FORCE)
    office.record_session(talk, SessionResult.AGREED)
    office.finish_task_force(force, outcome=TaskForceOutcome.AGREED, agreement=text)
    report = office.file(case).task_forces[force].report
    assert report is not None
    assert str(report.agreement) == text


def test_a_case_is_closed_only_after_both_have_ended(office: Office, case: UUID) -> None:
    office.approve_letter(office.draft_letter(case))
    state = office.declared(case)
    force = office.form_task_force(case)
    office.begin_recovery(case)
    office.monitor(case)
    office.pass_time_in_silence(case, days=31)
    both = "Status Keadaan Konflik masih berlaku; 1 Satgas belum mengakhiri tugasnya"
    with pytest.raises(StillOpen, match=both):
        office.close(case)
    office.revoke(state)
    office.finish_task_force(force)
    office.deliver_letters(case)
    office.close(case)


def test_board_and_ledger_show_its_windows_with_their_article(
    office: Office, case: UUID, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    state = office.declared(case)
    office.ask_for_military_help(state)
    office.pass_time_in_silence(case, days=5)
    catch_up()
    ledger = [each for each in ClockView(datastore).of_case(case) if each.stream == state]
    bases = {each.kind: (each.basis_kind, each.basis_citation) for each in ledger}
    assert bases[WaitKind.STATE_OF_CONFLICT_END] == ("statutory", "UU 7/2012 Pasal 22")
    assert bases[WaitKind.REMINDER] == ("statutory", "UU 7/2012 Pasal 30")
    written = ("statutory", "PP 2/2015 Pasal 46 ayat (4)")
    assert bases[WaitKind.MILITARY_REQUEST_IN_WRITING] == written
    fund = ("statutory", "PP 2/2015 Pasal 80 ayat (2)")
    assert bases[WaitKind.CONTINGENCY_FUND_PLAN] == fund
    end = next(each for each in ledger if each.kind is WaitKind.STATE_OF_CONFLICT_END)
    assert "90 hari sejak" in end.explanation.explain()
    row = BoardView(datastore).row(case)
    assert row is not None
    assert (row.next_kind, row.next_due) == (WaitKind.STATE_OF_CONFLICT_END, end.due)
    assert row.attention, "the fund plan that was due is missed until somebody acts"
    office.plan_fund(state)
    catch_up()
    row = BoardView(datastore).row(case)
    assert row is not None
    assert row.next_kind is WaitKind.CONTINGENCY_FUND_DISBURSEMENT
    office.disburse_fund(state)
    office.put_request_in_writing(state, next(iter(office.file(case).states[state].requests)))
    catch_up()
    row = BoardView(datastore).row(case)
    assert row is not None
    assert row.next_kind is WaitKind.STATE_OF_CONFLICT_END
