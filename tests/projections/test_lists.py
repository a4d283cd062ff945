"""Tasks, letters and windows, each as the desk that needs them asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from domain.clocks import WaitKind
from domain.field_task import TaskState
from domain.kernel import Role, Secrecy
from domain.letter import LetterState
from projections.clock_ledger import ClockView
from projections.letter_list import LetterView
from projections.task_list import Answer, TaskView
from runtime.database import Datastore
from tests.office import Office, Person

T = TypeVar("T")


@pytest.fixture
def tasks(datastore: Datastore) -> TaskView:
    return TaskView(datastore)


@pytest.fixture
def letters(datastore: Datastore) -> LetterView:
    return LetterView(datastore)


@pytest.fixture
def clocks(datastore: Datastore) -> ClockView:
    return ClockView(datastore)


def test_a_task_moves_from_list_to_list_with_its_holder(
    office: Office, tasks: TaskView, catch_up: Callable[[], None]
) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    catch_up()
    (row,) = tasks.of_person(office.liaison.id, office.liaison.standing)
    assert (row.task_id, row.case_id, row.state, row.link) == (task, case, TaskState.WAITING, 0)
    assert row.chain == tuple(person.id for person in office.liaisons)
    assert (row.assigned_by, row.assigned_at) == (office.officer.id, office.now())
    assert row.due == row.ack_due == office.now() + timedelta(hours=24)
    assert row.remind_at == office.now() + timedelta(hours=12)
    assert row.instruction == "Periksa keadaan di lapangan."
    assert [
        each.task_id for each in tasks.handed_out_by(office.officer.id, office.officer.standing)
    ] == [task]

    office.pass_time_in_silence(case, hours=24)
    catch_up()
    assert tasks.of_person(office.liaison.id, office.liaison.standing) == []
    (row,) = tasks.of_person(office.second_liaison.id, office.second_liaison.standing)
    assert (row.link, row.elapsed, row.state) == (1, 1, TaskState.WAITING)

    office.decline(task)
    office.acknowledge(task)
    catch_up()
    row = found(tasks.row(task))
    assert (row.holder, row.state) == (office.third_liaison.id, TaskState.ACKNOWLEDGED)
    assert (row.ack_due, row.remind_at) == (None, None)
    assert row.due == row.report_due == office.now() + timedelta(hours=24)

    office.pass_time_in_silence(case, hours=25)
    catch_up()
    row = found(tasks.row(task))
    assert row.due == row.report_due, "what it is late against"
    assert (row.elapsed, row.open) == (2, True)
    assert tasks.with_supervisor(office.supervisor.standing) == [row]

    office.report_task(task)
    catch_up()
    (row,) = tasks.of_case(case)
    assert (row.state, row.open, row.due) == (TaskState.REPORTED, False, None)
    assert row.reported_at == office.now()
    assert tasks.with_supervisor(office.supervisor.standing) == []


def test_a_task_says_who_was_asked_when_and_what_came_of_it(
    office: Office, tasks: TaskView, catch_up: Callable[[], None]
) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    first = office.now()
    office.pass_time_in_silence(case, hours=24)
    second = office.now()
    office.pass_time(hours=1)
    declined = office.now()
    office.decline(task)
    office.pass_time(hours=2)
    office.acknowledge(task)
    catch_up()
    people = [person.id for person in office.liaisons]
    assert [
        (each.person, each.asked_at, each.answer, each.at) for each in found(tasks.row(task)).turns
    ] == [
        (people[0], first, Answer.SILENCE, second),
        (people[1], second, Answer.NO, declined),
        (people[2], declined, Answer.YES, office.now()),
    ]
    office.report_task(task)
    other = office.assign_task(case, chain=[office.liaison])
    office.pass_time_in_silence(case, hours=24)
    catch_up()
    assert found(tasks.row(task)).turns[-1].answer is Answer.REPORTED
    assert [each.answer for each in found(tasks.row(other)).turns] == [
        Answer.SILENCE,
        Answer.NONE_YET,
    ]
    assert found(tasks.row(other)).turns[-1].person is None, "any supervisor"
    office.acknowledge(other, by=office.supervisor)
    catch_up()
    assert found(tasks.row(other)).turns[-1].person == office.supervisor.id


def test_an_exhausted_chain_comes_to_supervisors_who_reach_it(
    office: Office, tasks: TaskView, catch_up: Callable[[], None]
) -> None:
    case = office.open_case(secrecy=Secrecy.SECRET)
    task = office.assign_task(case, chain=[office.liaison])
    office.pass_time_in_silence(case, hours=24)
    catch_up()

    def seen_by(region: str, clearance: Secrecy) -> bool:
        reader = Person("x", office.new_id("x"), Role.SUPERVISOR, "X", region, clearance)
        return bool(tasks.with_supervisor(reader.standing))

    assert found(tasks.row(task)).state is TaskState.WITH_SUPERVISOR
    assert seen_by("31", Secrecy.SECRET)
    assert seen_by("", Secrecy.TOP_SECRET)
    assert not seen_by("31", Secrecy.RESTRICTED)
    assert not seen_by("31.71", Secrecy.SECRET)
    assert tasks.with_supervisor(office.liaison.standing) == []
    office.acknowledge(task, by=office.supervisor)
    catch_up()
    (row,) = tasks.of_person(office.supervisor.id, office.supervisor.standing)
    assert (row.state, row.supervisor_due) == (TaskState.ACKNOWLEDGED, None)


def test_who_moved_or_lost_clearance_no_longer_lists_a_task_by_name(
    office: Office, tasks: TaskView, catch_up: Callable[[], None]
) -> None:
    case = office.open_case(secrecy=Secrecy.SECRET)
    task = office.assign_task(case)
    catch_up()
    lists = ((tasks.of_person, office.liaison), (tasks.handed_out_by, office.officer))
    for ask, person in lists:
        reach = {
            (region, clearance): [
                row.task_id
                for row in ask(
                    person.id, replace(person, region=region, clearance=clearance).standing
                )
            ]
            for region in ("", "31", "31.74", "32", "31.71", "31.74.09.1001")
            for clearance in (Secrecy.RESTRICTED, Secrecy.SECRET)
        }
        assert {where for where, seen in reach.items() if seen == [task]} == {
            (region, Secrecy.SECRET) for region in ("", "31", "31.74")
        }


def test_open_tasks_come_first_by_their_due_date(
    office: Office, tasks: TaskView, catch_up: Callable[[], None]
) -> None:
    case = office.open_case()
    done, late = office.found(case), office.assign_task(case)
    office.pass_time(hours=1)
    later = office.assign_task(case)
    catch_up()
    assert [row.task_id for row in tasks.of_person(office.liaison.id, office.liaison.standing)] == [
        late,
        later,
        done,
    ]


def test_a_letter_without_a_case_is_listed_within_its_own_reach(
    office: Office, letters: LetterView, catch_up: Callable[[], None]
) -> None:
    letter = office.ask_letter()
    catch_up()
    (row,) = letters.waiting(office.supervisor.standing, office.supervisor.id)
    assert (row.letter_id, row.case_id, row.report_id) == (letter, None, None)
    elsewhere = replace(office.supervisor, region="73").standing
    assert letters.found(elsewhere, limit=200) == []


def test_a_letter_waits_for_a_second_person_and_then_has_its_number(
    office: Office, letters: LetterView, catch_up: Callable[[], None]
) -> None:
    case = office.escalated_case()
    letter = office.draft_letter(case)
    catch_up()
    supervisor = office.supervisor
    (row,) = letters.waiting(supervisor.standing, supervisor.id)
    assert (row.letter_id, row.case_id, row.state) == (letter, case, LetterState.DRAFT)
    assert row.subject.startswith("Perkembangan penanganan potensi konflik sosial di ")
    assert (row.author, row.number, row.due) == (
        office.officer.id,
        None,
        office.now() + timedelta(days=2),
    )
    assert letters.waiting(office.officer.standing, office.officer.id) == [], "not one's own"
    assert letters.found(office.officer.standing, limit=200) == [row]
    assert letters.found(office.liaison.standing, limit=200) == []

    office.approve_letter(letter)
    catch_up()
    assert letters.waiting(supervisor.standing, supervisor.id) == []
    (row,) = letters.of_case(case)
    assert (row.state, row.number, row.sequence) == (
        LetterState.APPROVED,
        "T/200.1.3.4/1/BKBP/2026",
        1,
    )
    assert (row.dated, row.approver) == (office.now().date(), supervisor.id)

    office.void_letter(letter)
    catch_up()
    assert found(letters.row(letter)).state is LetterState.VOID
    assert found(letters.row(letter)).number == "T/200.1.3.4/1/BKBP/2026"


def test_the_ledger_keeps_every_promise_and_how_it_ended(
    office: Office, clocks: ClockView, catch_up: Callable[[], None]
) -> None:
    report = office.file_report()
    catch_up()
    (triage,) = clocks.open_due(office.now() + timedelta(days=1))
    assert (triage.kind, triage.case_id, triage.stream) == (WaitKind.TRIAGE, None, report)
    assert (triage.asked_role, triage.times_closed) == (Role.CASE_OFFICER, 0)
    assert (triage.basis_kind, triage.explanation.due) == ("sop", triage.due)
    assert clocks.open_due(triage.due - timedelta(seconds=1)) == []

    office.pass_time_in_silence(report, hours=7)
    case = office.open_case(report)
    catch_up()
    first, asked, verification = clocks.of_case(case)
    assert (first.deadline_id, first.ended) == (triage.deadline_id, "elapsed")
    assert first.ended_at == triage.due
    assert (asked.kind, asked.about, asked.ended) == (
        WaitKind.SUPERVISOR_ANSWER,
        WaitKind.TRIAGE,
        "met",
    )
    assert (verification.kind, verification.ended) == (WaitKind.VERIFICATION, None)
    assert clocks.elapsed_by_role() == {Role.CASE_OFFICER: 1}
    assert clocks.elapsed_by_role(since=office.now()) == {}


def test_every_window_of_every_road_ends_once(
    office: Office, clocks: ClockView, catch_up: Callable[[], None]
) -> None:
    roads = office.every_road()
    catch_up()
    ended = set()
    for road in roads.values():
        file = office.file(road)
        windows = {w.deadline_id: w for w in clocks.of_case(road)}
        if file.case_id is not None:
            assert set(windows) == {
                *(wait.wait.deadline_id for wait in file.closed_waits),
                *file.waits,
            }
        for closed in file.closed_waits:
            if closed.wait.deadline_id in windows:
                assert windows[closed.wait.deadline_id].ended == closed.how
        ended |= {window.ended for window in windows.values()}
        assert all(w.times_closed == (w.ended is not None) for w in windows.values())
    assert ended == {None, "met", "elapsed", "withdrawn"}
    assert clocks.closed_more_than_once() == []
    assert clocks.elapsed_by_role()[Role.SUPERVISOR] > 0


def found(row: T | None) -> T:
    assert row is not None
    return row
