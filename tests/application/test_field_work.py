"""A task on its way: step by step, delegated among colleagues, passed over in silence."""

from datetime import timedelta
from typing import Any

import pytest

from application.task_desk import AnotherAgency, NotALiaison, OnlyInCyberspace
from domain.agency import Agency, agency_of
from domain.clocks import WaitKind
from domain.field_task import (
    AlreadyAcknowledged,
    AlreadyThatFar,
    DelegatedToHolder,
    FieldTask,
    NotYourTask,
    OnlyPoliceEndIt,
    TaskBeforeCase,
    TaskKind,
    TaskNotAcknowledged,
    TaskOver,
    TaskState,
)
from domain.kernel import Role
from domain.report import Realm
from tests.office import Office, Person


def task_of(office: Office, task: Any) -> FieldTask:
    found = office.register.load(FieldTask, task)
    assert found is not None
    return found


def activity_due(office: Office, task: Any) -> Any:
    (due,) = (
        each.due for each in task_of(office, task).waits.values() if each.kind is WaitKind.ACTIVITY
    )
    return due


def test_a_task_goes_step_by_step_and_not_back(office: Office) -> None:
    task = office.assign_task(office.open_case())
    with pytest.raises(TaskNotAcknowledged):
        office.set_out(task)
    assert office.accept(task).events[:3] == (
        "deadline.withdrawn",
        "deadline.met",
        "task.acknowledged",
    )
    with pytest.raises(AlreadyAcknowledged):
        office.acknowledge(task)
    office.set_out(task)
    with pytest.raises(AlreadyThatFar):
        office.accept(task)
    office.arrive(task)
    office.report_progress(task)
    assert task_of(office, task).state is TaskState.ON_SCENE
    office.report_task(task)
    for late in (office.accept, office.set_out, office.arrive, office.report_progress):
        with pytest.raises(TaskOver):
            late(task)


def test_every_sign_of_life_begins_the_silence_anew(office: Office) -> None:
    task = office.assign_task(office.open_case())
    office.acknowledge(task)
    for sign in (office.accept, office.set_out, office.arrive, office.report_progress):
        before = activity_due(office, task)
        office.pass_time(hours=3)
        sign(task)
        assert (activity_due(office, task) - before).total_seconds() == 3 * 3600


def test_complaint_05_who_acknowledged_and_is_silent_is_passed_over_with_the_reason(
    office: Office,
) -> None:
    case = office.open_case()
    task = office.assign_task(case, chain=[office.liaison, office.second_liaison])
    office.acknowledge(task)
    office.pass_time_in_silence(case, hours=37)
    found = task_of(office, task)
    assert (found.holder, found.state) == (office.second_liaison.id, TaskState.WAITING)
    passed = [
        each.fact for each in office.register.log.of_stream(task) if each.name == "task.passed_on"
    ]
    assert [getattr(fact, "because", "?") for fact in passed] == [None, WaitKind.ACTIVITY]
    with pytest.raises(NotYourTask):
        office.report_task(task, by=office.liaison)


def test_the_last_who_falls_silent_leaves_it_to_the_supervisor(office: Office) -> None:
    case = office.open_case()
    task = office.assign_task(case, chain=[office.liaison])
    office.acknowledge(task)
    office.pass_time_in_silence(case, hours=37)
    assert task_of(office, task).state is TaskState.WITH_SUPERVISOR
    (asked,) = (
        each
        for each in task_of(office, task).waits.values()
        if each.kind is WaitKind.SUPERVISOR_ANSWER
    )
    assert asked.about is WaitKind.ACTIVITY


def test_nothing_runs_on_after_a_task_has_ended(office: Office) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    office.acknowledge(task)
    office.report_task(task)
    assert task_of(office, task).waits == {}


def test_a_task_is_delegated_to_a_colleague_who_then_has_to_acknowledge_it(
    office: Office,
) -> None:
    task = office.assign_task(office.open_case(), chain=[office.liaison, office.second_liaison])
    office.acknowledge(task)
    with pytest.raises(AnotherAgency, match="Polri"):
        office.delegate(task, office.second_liaison)
    with pytest.raises(DelegatedToHolder):
        office.delegate(task, office.liaison)
    with pytest.raises(NotALiaison):
        office.delegate(task, office.officer)
    office.delegate(task, office.third_liaison)
    found = task_of(office, task)
    assert (found.holder, found.state, found.handing) == (
        office.third_liaison.id,
        TaskState.WAITING,
        2,
    )
    with pytest.raises(NotYourTask):
        office.accept(task, by=office.liaison)
    office.decline(task, by=office.third_liaison)
    assert task_of(office, task).holder == office.second_liaison.id


def test_a_supervisor_may_name_somebody_else_when_the_chain_is_exhausted(office: Office) -> None:
    case = office.open_case()
    task = office.assign_task(case, chain=[office.liaison])
    with pytest.raises(NotYourTask):
        office.delegate(task, office.second_liaison, by=office.supervisor)
    office.pass_time_in_silence(case, hours=25)
    office.delegate(task, office.second_liaison, by=office.supervisor)
    office.accept(task)
    assert task_of(office, task).state is TaskState.ACCEPTED


def test_pasal_13_stopping_violence_is_given_to_the_police_and_ended_by_them(
    office: Office,
) -> None:
    case = office.open_case()
    kind = TaskKind.STOP_VIOLENCE
    with pytest.raises(AnotherAgency, match="Polri"):
        office.assign_task(case, kind=kind, chain=[office.second_liaison])
    task = office.assign_task(case, kind=kind, chain=[office.liaison])
    with pytest.raises(OnlyPoliceEndIt):
        office.withdraw_task(task)
    office.pass_time_in_silence(case, hours=25)
    for taking in (office.acknowledge, office.accept):
        with pytest.raises(OnlyPoliceEndIt):
            taking(task, by=office.supervisor)
    with pytest.raises(AnotherAgency):
        office.delegate(task, office.second_liaison, by=office.supervisor)
    office.delegate(task, office.third_liaison, by=office.supervisor)
    office.acknowledge(task)
    office.report_task(task)


def test_a_case_that_never_was_takes_even_that_task_with_it(office: Office) -> None:
    case = office.open_case()
    task = office.assign_task(case, kind=TaskKind.STOP_VIOLENCE, chain=[office.liaison])
    office.refute(case)
    assert task_of(office, task).state is TaskState.WITHDRAWN


@pytest.mark.parametrize("kind", [TaskKind.CLARIFICATION, TaskKind.CONTENT_HANDLING])
def test_kominfo_is_asked_about_what_is_on_the_net_and_nobody_else(
    office: Office, kind: TaskKind
) -> None:
    kominfo = Person("kominfo", office.new_id("p"), Role.LIAISON, "Diskominfotik")
    office.give_role(kominfo)
    with pytest.raises(OnlyInCyberspace):
        office.assign_task(office.open_case(), kind=kind, chain=[kominfo])
    case = office.open_case(
        office.file_report(realm=Realm.CYBERSPACE, details={"platform": "Grup percakapan"})
    )
    with pytest.raises(AnotherAgency, match="Kominfo"):
        office.assign_task(case, kind=kind, chain=[office.liaison])
    office.accept(office.assign_task(case, kind=kind, chain=[kominfo]), by=kominfo)


@pytest.mark.parametrize(
    ("unit", "agency"),
    [
        ("Polda", Agency.POLRI),
        ("Polres Metro Jakarta Selatan", Agency.POLRI),
        ("Polrestabes Bandung", Agency.POLRI),
        ("Polsek Tebet", Agency.POLRI),
        ("Kodam Jaya", Agency.TNI),
        ("Koramil 05", Agency.TNI),
        ("Diskominfotik Provinsi", Agency.KOMINFO),
        ("Dinas Komunikasi dan Informatika", Agency.KOMINFO),
        ("Desa Sukamaju", None),
        ("Satpol PP", None),
    ],
)
def test_a_units_name_says_its_agency(unit: str, agency: Agency | None) -> None:
    assert agency_of(unit) is agency


def test_military_help_is_the_name_of_no_task() -> None:
    assert not any("bantuan tni" in kind.label.casefold() for kind in TaskKind)


def test_no_task_is_dated_back_before_its_case(office: Office) -> None:
    case = office.open_case()
    opened = office.now()
    office.pass_time(hours=2)
    with pytest.raises(TaskBeforeCase):
        office.assign_task(case, occurred_at=opened - timedelta(minutes=1))
    assert not office.file(case).tasks
    office.assign_task(case, occurred_at=opened)
