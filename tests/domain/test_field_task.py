"""Tugas lapangan: one liaison after another, until somebody answers."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.clocks import ElapseDeadline, WaitKind
from domain.field_task import (
    AcknowledgeTask,
    AlreadyAcknowledged,
    DeclineTask,
    FieldTask,
    NotYourTask,
    ReportTask,
    SameLiaisonTwice,
    TaskNotAcknowledged,
    TaskOver,
    TaskState,
    WithdrawTask,
)
from domain.kernel import Refusal
from domain.risk import Level
from tests.facts import (
    FIRST,
    MACHINE,
    NOON,
    OFFICER,
    SECOND,
    STRANGER,
    SUPERVISOR,
    TASK,
    Somebody,
    assigned,
    at,
    elapse,
    facts,
    given,
    refused,
    told,
    waiting,
    wish,
)
from tests.ledger import Ledger


def acknowledging(by: Somebody = FIRST) -> AcknowledgeTask:
    return wish(AcknowledgeTask, by, task_id=TASK)


def declining(by: Somebody = FIRST) -> DeclineTask:
    return wish(DeclineTask, by, task_id=TASK, explanation="Sedang bertugas di tempat lain.")


def reporting(by: Somebody = FIRST) -> ReportTask:
    return wish(
        ReportTask,
        by,
        task_id=TASK,
        finding="Dua kelompok berhadapan.",
        source_grade="A",
        information_grade=1,
    )


WITHDRAWING = wish(WithdrawTask, task_id=TASK, explanation="Tidak diperlukan lagi.")


def acknowledged() -> FieldTask:
    task = assigned()
    task.acknowledge(acknowledging(), at(FIRST))
    return task


def with_supervisor() -> FieldTask:
    """Both liaisons of the chain were silent."""
    task = assigned(FIRST, SECOND)
    elapse(task, WaitKind.ACKNOWLEDGE, hours=24)
    elapse(task, WaitKind.ACKNOWLEDGE, hours=48)
    return task


def test_a_task_goes_to_the_first_of_the_chain_with_a_reminder_on_the_way() -> None:
    task = assigned(FIRST, SECOND)
    assert task.holder == FIRST.id
    assert waiting(task, WaitKind.ACKNOWLEDGE).due == NOON + timedelta(hours=24)
    assert waiting(task, WaitKind.REMINDER).due == NOON + timedelta(hours=12)


def test_a_red_task_is_acknowledged_within_the_hour() -> None:
    task = assigned(FIRST, level=Level.RED)
    assert waiting(task, WaitKind.ACKNOWLEDGE).due == NOON + timedelta(hours=1)


def test_nobody_stands_twice_in_one_chain() -> None:
    with pytest.raises(SameLiaisonTwice):
        assigned(FIRST, SECOND, FIRST)


def test_an_acknowledgement_closes_the_windows_and_opens_the_report() -> None:
    task = given(assigned())
    task.acknowledge(acknowledging(), at(FIRST, hours=1))
    assert told(task) == [
        "deadline.withdrawn reminder",
        "deadline.met acknowledge",
        "task.acknowledged",
        "deadline.set report",
        "deadline.set activity",
    ]
    assert waiting(task, WaitKind.REPORT).asked.person == FIRST.id


def test_a_reminder_reminds_and_nothing_else() -> None:
    task = given(assigned())
    elapse(task, WaitKind.REMINDER, hours=12)
    assert told(task) == ["deadline.elapsed reminder", "task.reminded"]
    assert task.state is TaskState.WAITING


def test_silence_hands_the_task_to_the_next_in_the_chain() -> None:
    task = given(assigned(FIRST, SECOND))
    elapse(task, WaitKind.ACKNOWLEDGE, hours=24)
    assert facts(task) == [
        (FieldTask.PassedOn, {"holder": SECOND.id, "link": 1, "because": WaitKind.ACKNOWLEDGE})
    ]
    assert waiting(task, WaitKind.ACKNOWLEDGE).due == NOON + timedelta(hours=48)


def test_a_chain_that_stays_silent_ends_with_the_supervisor() -> None:
    task = given(assigned(FIRST))
    elapse(task, WaitKind.ACKNOWLEDGE, hours=24)
    assert told(task) == [
        "deadline.elapsed acknowledge",
        "deadline.withdrawn reminder",
        "task.supervisor_asked",
        "deadline.set supervisor_answer about acknowledge",
    ]


def test_a_refusal_with_a_reason_is_an_answer_and_asks_the_next_at_once() -> None:
    task = given(assigned(FIRST, SECOND))
    task.decline(declining(), at(FIRST, hours=1))
    assert [name for name in told(task) if name.startswith("task.")] == [
        "task.declined",
        "task.passed_on",
    ]
    assert task.holder == SECOND.id


def test_a_task_may_be_declined_after_it_was_acknowledged() -> None:
    task = given(acknowledged())
    task.decline(declining(), at(FIRST, hours=1))
    assert told(task)[0] == "deadline.met report"
    assert (task.holder, task.state) == (SECOND.id, TaskState.WAITING)


@pytest.mark.parametrize("act", ["acknowledge", "decline"])
def test_a_task_is_answered_by_whoever_holds_it(act: str) -> None:
    task = given(assigned(FIRST, SECOND))
    with refused(task, NotYourTask):
        if act == "acknowledge":
            task.acknowledge(acknowledging(SECOND), at(SECOND))
        else:
            task.decline(declining(SECOND), at(SECOND))


def test_a_task_passed_on_is_no_longer_the_firsts() -> None:
    task = assigned(FIRST, SECOND)
    elapse(task, WaitKind.ACKNOWLEDGE, hours=24)
    with refused(given(task), NotYourTask):
        task.acknowledge(acknowledging(FIRST), at(FIRST, hours=25))


def test_a_supervisor_does_not_take_a_task_that_still_waits_for_a_liaison() -> None:
    task = given(assigned())
    with refused(task, NotYourTask):
        task.acknowledge(acknowledging(SUPERVISOR), at(SUPERVISOR))


def test_a_supervisor_takes_up_what_nobody_answered() -> None:
    task = given(with_supervisor())
    task.acknowledge(acknowledging(SUPERVISOR), at(SUPERVISOR, hours=49))
    assert "deadline.met supervisor_answer" in told(task)
    assert task.holder == SUPERVISOR.id


def test_the_last_liaison_may_still_answer_late() -> None:
    task = given(with_supervisor())
    task.acknowledge(acknowledging(SECOND), at(SECOND, hours=49))
    assert (task.holder, task.state) == (SECOND.id, TaskState.ACKNOWLEDGED)


def test_nobody_declines_what_lies_with_the_supervisor() -> None:
    task = given(with_supervisor())
    with refused(task, NotYourTask):
        task.decline(declining(SECOND), at(SECOND, hours=49))


def test_a_task_is_acknowledged_once() -> None:
    task = given(acknowledged())
    with refused(task, AlreadyAcknowledged):
        task.acknowledge(acknowledging(), at(FIRST))


def test_a_report_comes_after_the_acknowledgement() -> None:
    task = given(assigned())
    with refused(task, TaskNotAcknowledged):
        task.report(reporting(), at(FIRST))


def test_a_report_comes_from_the_holder() -> None:
    task = given(acknowledged())
    with refused(task, NotYourTask):
        task.report(reporting(STRANGER), at(STRANGER))


def test_a_report_ends_the_task() -> None:
    task = given(acknowledged())
    task.report(reporting(), at(FIRST, hours=2))
    assert told(task) == ["deadline.met report", "deadline.met activity", "task.reported"]
    assert not task.waits


def test_a_late_report_answers_the_question_to_the_supervisor() -> None:
    task = acknowledged()
    elapse(task, WaitKind.REPORT, hours=24)
    given(task).report(reporting(), at(FIRST, hours=25))
    assert told(task) == [
        "deadline.met activity",
        "deadline.met supervisor_answer",
        "task.reported",
    ]


def test_a_withdrawn_task_waits_for_nothing() -> None:
    task = given(assigned())
    task.withdraw_task(WITHDRAWING, at())
    assert told(task) == [
        "deadline.withdrawn acknowledge",
        "deadline.withdrawn reminder",
        "task.withdrawn",
    ]


@pytest.mark.parametrize("end", ["reported", "withdrawn"])
def test_nothing_is_done_with_a_task_that_is_over(end: str) -> None:
    task = acknowledged()
    if end == "reported":
        task.report(reporting(), at(FIRST))
    else:
        task.withdraw_task(WITHDRAWING, at())
    given(task)
    with refused(task, TaskOver, "Keadaan tugas"):
        task.acknowledge(acknowledging(), at(FIRST))
    with refused(task, TaskOver):
        task.decline(declining(), at(FIRST))
    with refused(task, TaskOver):
        task.report(reporting(), at(FIRST))
    with refused(task, TaskOver):
        task.withdraw_task(WITHDRAWING, at())


def test_a_window_told_twice_to_elapse_elapses_once() -> None:
    task = assigned()
    wait = waiting(task, WaitKind.ACKNOWLEDGE)
    elapse(task, WaitKind.ACKNOWLEDGE, hours=24)
    given(task).elapse(
        wish(ElapseDeadline, MACHINE, stream=TASK, deadline_id=wait.deadline_id),
        at(MACHINE, hours=24),
    )
    assert told(task) == []


PEOPLE: Sequence[Somebody] = (FIRST, SECOND, STRANGER, SUPERVISOR)


class AnyTask(RuleBasedStateMachine):
    """Whatever anybody does in any order, each promised window closes exactly once."""

    task: FieldTask
    ledger: Ledger
    hours: float = 0

    @initialize(chain=st.permutations((FIRST, SECOND, STRANGER)), level=st.sampled_from(Level))
    def begin(self, chain: Sequence[Somebody], level: Level) -> None:
        self.task = assigned(*chain, level=level)
        self.ledger = Ledger(self.task)

    @rule(hours=st.sampled_from([0.25, 1, 6, 13, 30]))
    def time_passes(self, hours: float) -> None:
        self.hours += hours

    @rule(
        deeds=st.lists(
            st.tuples(
                st.sampled_from(("acknowledge", "decline", "report")), st.sampled_from(PEOPLE)
            ),
            min_size=2,
            max_size=6,
        )
    )
    def people_act(self, deeds: list[tuple[str, Somebody]]) -> None:
        for deed, by in deeds:
            self.ledger.read()
            self.task.acting = at(by, hours=self.hours).envelope
            try:
                self._act(deed, by)
            except Refusal:
                self.ledger.nothing_new()
            self.ledger.balances(ended=not self.task.state.open)

    def _act(self, deed: str, by: Somebody) -> None:
        circumstances = at(by, hours=self.hours)
        match deed:
            case "acknowledge":
                self.task.acknowledge(acknowledging(by), circumstances)
            case "decline":
                self.task.decline(declining(by), circumstances)
            case _:
                self.task.report(reporting(by), circumstances)

    @precondition(lambda self: self.hours > 40)
    @rule()
    def the_office_withdraws(self) -> None:
        self.ledger.read()
        self.task.acting = at(OFFICER, hours=self.hours).envelope
        try:
            self.task.withdraw_task(WITHDRAWING, at(OFFICER, hours=self.hours))
        except Refusal:
            self.ledger.nothing_new()

    @rule(data=st.data())
    def a_clock_rings(self, data: st.DataObject) -> None:
        """For any window ever promised, early, late or again."""
        self.ledger.read()
        deadline_id = data.draw(st.sampled_from(sorted(self.ledger.promised)))
        self.task.acting = at(MACHINE, hours=self.hours).envelope
        self.task.elapse(
            wish(ElapseDeadline, MACHINE, stream=TASK, deadline_id=deadline_id),
            at(MACHINE, hours=self.hours),
        )

    @invariant()
    def every_window_is_open_or_closed_exactly_once(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.balances(ended=not self.task.state.open)


TestAnyTask = AnyTask.TestCase
TestAnyTask.settings = settings(max_examples=100, stateful_step_count=20, deadline=None)
