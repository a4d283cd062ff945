"""The office that other tests lean on walks a case through all five stages, the same each time."""

from datetime import timedelta

from application.register import Register
from domain.conflict_case import Stage
from domain.field_task import TaskState
from tests.office import Office, OfficeClock


def test_a_case_walks_through_all_five_stages(office: Office) -> None:
    file = office.file(office.closed_case())
    assert file.stage is Stage.CLOSED
    assert set(file.entries) == {
        Stage.VERIFY,
        Stage.ESCALATE,
        Stage.MEDIATE,
        Stage.RESOLVE,
        Stage.CLOSED,
    }
    assert not file.waits
    assert [letter.number for letter in file.letters.values()] == ["T/200.1.3.4/1/BKBP/2026"]


def test_silence_hands_a_task_down_the_chain_to_the_supervisor(office: Office) -> None:
    case = office.open_case()
    office.assign_task(case)
    office.pass_time_in_silence(case, days=4)
    (task,) = office.file(case).tasks.values()
    assert task.state is TaskState.WITH_SUPERVISOR


def test_the_same_seed_gives_the_same_ids(register: Register, clock: OfficeClock) -> None:
    first, second = (Office(register, clock, seed=7) for _ in range(2))
    assert [first.new_id("x") for _ in range(3)] == [second.new_id("x") for _ in range(3)]
    assert first.people == second.people
    assert clock.pass_time(hours=3) - timedelta(hours=3) == first.officer.standing.since
