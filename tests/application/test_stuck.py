"""A window the machine did not close: who may see to it, and what is then on record."""

from datetime import timedelta
from uuid import UUID

import pytest

from application.sitting import Outcome
from domain.clock_acts import ClockPaused, UnknownWindow
from domain.clocks import Wait, WaitKind
from domain.kernel import Refusal
from domain.stuck import (
    STUCK_AFTER,
    AttendToWindow,
    ComesByItself,
    NotStuck,
    OwnWindow,
    Remedy,
)
from projections.stuck import StuckView
from tests.clocks import pause, window
from tests.office import Office, Person
from tests.stuck import relayed, stuck

WHY = "Mesin gagal tiga kali."


def attend(
    office: Office,
    stream: UUID,
    wait: Wait,
    remedy: Remedy = Remedy.RETRY,
    *,
    by: Person | None = None,
) -> Outcome:
    facts = {"stream": stream, "deadline_id": wait.deadline_id, "remedy": remedy}
    why = {} if remedy is Remedy.RETRY else {"explanation": WHY}
    return office.send(AttendToWindow, by or office.supervisor, **facts, **why)


def kinds(office: Office, case: UUID) -> set[WaitKind]:
    return {each.wait.kind for each in office.file(case).waits.values()}


def test_trying_again_has_the_usual_consequence_and_the_machine_then_finds_it_done(
    office: Office,
) -> None:
    case = office.open_case()
    wait = stuck(office, case, WaitKind.VERIFICATION)
    done = attend(office, case, wait)
    assert done.events == ("deadline.attended", "deadline.elapsed", "deadline.set")
    assert kinds(office, case) == {WaitKind.SUPERVISOR_ANSWER}
    assert office.elapse(case, wait.deadline_id).events == ()


def test_skipping_leaves_the_silence_on_record_and_asks_nobody(office: Office) -> None:
    case = office.open_case()
    done = attend(office, case, stuck(office, case, WaitKind.VERIFICATION), Remedy.SKIP)
    assert done.events == ("deadline.attended", "deadline.elapsed")
    assert kinds(office, case) == set()
    (closed,) = office.file(case).closed_waits[-1:]
    assert (closed.wait.kind, closed.how) == (WaitKind.VERIFICATION, "elapsed")


def test_a_task_whose_chain_cannot_go_on_is_put_before_the_supervisor_instead(
    office: Office,
) -> None:
    case = office.open_case()
    task = office.assign_task(case, chain=(office.liaison, office.second_liaison))
    wait = stuck(office, case, WaitKind.ACKNOWLEDGE)
    attend(office, task, wait, Remedy.ASK, by=office.admin)
    assert office.file(case).tasks[task].holder == office.liaison.id
    asked = [
        each.wait
        for each in office.file(case).waits.values()
        if each.wait.kind is WaitKind.SUPERVISOR_ANSWER
    ]
    assert [(each.about, each.deadline.basis.kind) for each in asked] == [
        (WaitKind.ACKNOWLEDGE, "sop")
    ]


def test_a_window_the_machine_can_still_close_is_left_to_it(office: Office) -> None:
    case = office.open_case()
    wait = window(office, case, WaitKind.VERIFICATION)
    office.clock.move_to(wait.due + STUCK_AFTER - timedelta(seconds=1))
    with pytest.raises(NotStuck):
        attend(office, case, wait)
    office.pass_time(seconds=1)
    assert attend(office, case, wait).events


def test_what_is_unknown_or_paused_is_refused(office: Office) -> None:
    case = office.open_case()
    wait = window(office, case, WaitKind.VERIFICATION)
    with pytest.raises(UnknownWindow):
        attend(office, case, wait.model_copy(update={"deadline": _another(wait)}))
    pause(office, case)
    office.clock.move_to(wait.due + STUCK_AFTER)
    with pytest.raises(ClockPaused):
        attend(office, case, wait)


def _another(wait: Wait) -> object:
    return wait.deadline.model_copy(update={"deadline_id": UUID(int=1)})


def test_a_moment_that_comes_can_be_tried_again_and_not_skipped(office: Office) -> None:
    case = office.open_case()
    pause(office, case)
    wait = stuck(office, case, WaitKind.PAUSE_END)
    for remedy in (Remedy.SKIP, Remedy.ASK):
        with pytest.raises(ComesByItself):
            attend(office, case, wait, remedy)
    attend(office, case, wait)
    assert window(office, case, WaitKind.VERIFICATION).pause is None


def test_nobody_skips_the_window_that_asks_them(office: Office) -> None:
    case = office.verified_case()
    office.propose_escalation(case)
    wait = stuck(office, case, WaitKind.ESCALATION_APPROVAL)
    for remedy in (Remedy.SKIP, Remedy.ASK):
        with pytest.raises(OwnWindow):
            attend(office, case, wait, remedy)
    attend(office, case, wait, Remedy.SKIP, by=office.admin)
    assert wait.deadline_id not in office.file(case).waits


@pytest.mark.parametrize("remedy", [Remedy.SKIP, Remedy.ASK])
def test_leaving_out_or_replacing_a_consequence_wants_a_reason(
    office: Office, remedy: Remedy
) -> None:
    case = office.open_case()
    facts = {"stream": case, "deadline_id": UUID(int=1), "remedy": remedy}
    with pytest.raises(ValueError, match="memerlukan alasan"):
        office.command(AttendToWindow, office.supervisor, **facts)


def test_others_may_not(office: Office) -> None:
    case = office.open_case()
    wait = stuck(office, case, WaitKind.VERIFICATION)
    for person in (office.officer, office.governor, office.auditor, office.liaison):
        with pytest.raises(Refusal):
            attend(office, case, wait, by=person)


def test_the_list_has_what_is_stuck_and_nothing_else_until_it_is_seen_to(office: Office) -> None:
    register = office.register
    view = StuckView(register.recorder.datastore, office.clock)
    case, other = office.open_case(), office.open_case()
    paused = office.open_case()
    pause(office, paused)
    relayed(office)
    assert (view.count(), view.rows()) == (0, [])
    wait = stuck(office, case, WaitKind.VERIFICATION)
    found = {each.deadline_id: each for each in view.rows()}
    assert found.keys() == {
        wait.deadline_id,
        window(office, other, WaitKind.VERIFICATION).deadline_id,
    }
    assert (found[wait.deadline_id].stream, found[wait.deadline_id].case_id) == (case, case)
    assert (found[wait.deadline_id].kind, found[wait.deadline_id].due) == (wait.kind, wait.due)
    attend(office, case, wait)
    relayed(office)
    assert view.count() == len(view.rows()) == 1
