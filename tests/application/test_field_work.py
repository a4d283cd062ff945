"""A task on its way: step by step, delegated among colleagues, passed over in silence."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from application.task_desk import AnotherAgency, NotALiaison, OnlyInCyberspace, TellerVerifies
from domain.agency import Agency, agency_of
from domain.clocks import WaitKind
from domain.conflict_case import NothingFoundYet
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
    kominfo = kominfo_of(office)
    with pytest.raises(OnlyInCyberspace):
        office.assign_task(office.open_case(), kind=kind, chain=[kominfo])
    case = office.open_case(office.file_report(**ONLINE))
    with pytest.raises(AnotherAgency, match="Kominfo"):
        office.assign_task(case, kind=kind, chain=[office.liaison])
    office.accept(office.assign_task(case, kind=kind, chain=[kominfo]), by=kominfo)


def kominfo_of(office: Office) -> Person:
    return liaison_of(office, "Diskominfotik")


def liaison_of(office: Office, unit: str) -> Person:
    person = Person(unit, office.new_id("p"), Role.LIAISON, unit)
    office.give_role(person)
    return person


ONLINE: dict[str, Any] = {"realm": Realm.CYBERSPACE, "details": {"platform": "Grup percakapan"}}


def test_a_conflict_in_the_street_that_goes_on_on_the_net_is_kominfos_too(office: Office) -> None:
    kominfo, kind = kominfo_of(office), TaskKind.CONTENT_HANDLING
    joined, lead = office.open_case(), office.open_case()
    for case in (joined, lead):
        with pytest.raises(OnlyInCyberspace):
            office.assign_task(case, kind=kind, chain=[kominfo])
    office.join_report(joined, office.file_report(**ONLINE))
    office.assign_task(joined, kind=kind, chain=[kominfo])
    office.merge(lead, office.open_case(office.file_report(**ONLINE)))
    office.assign_task(lead, kind=kind, chain=[kominfo])


def test_cooling_down_is_for_tni_and_polri(office: Office) -> None:
    case = office.open_case()
    village = liaison_of(office, "Kelurahan Contoh")
    with pytest.raises(AnotherAgency, match="TNI atau Polri"):
        office.assign_task(case, kind=TaskKind.COOLING_DOWN, chain=[village])
    office.assign_task(case, kind=TaskKind.MONITORING, chain=[village])
    for unit in ("Kodim 0504", "Polres Contoh"):
        theirs = liaison_of(office, unit)
        office.assign_task(case, kind=TaskKind.COOLING_DOWN, chain=[theirs])


def test_who_told_it_is_not_asked_whether_it_is_so(office: Office) -> None:
    """Neither first, nor next in the chain, nor by a colleague; for anything else, they are."""
    case = office.open_case(office.file_report(by=office.liaison))
    for chain in ([office.liaison], [office.second_liaison, office.liaison]):
        with pytest.raises(TellerVerifies, match="tidak memverifikasi laporannya sendiri"):
            office.assign_task(case, chain=chain)
    task = office.assign_task(case, chain=[office.third_liaison])
    office.acknowledge(task)
    with pytest.raises(TellerVerifies):
        office.delegate(task, office.liaison)
    for kind in set(TaskKind) - {TaskKind.FIELD_VERIFICATION}:
        if not kind.of_cyberspace:
            office.assign_task(case, kind=kind, chain=[office.liaison])


def test_nor_whoever_told_a_joined_report_or_one_of_a_case_merged_with_it(office: Office) -> None:
    lead, member = office.open_case(), office.open_case(office.file_report(by=office.liaison))
    office.join_report(lead, office.file_report(by=office.second_liaison))
    with pytest.raises(TellerVerifies):
        office.assign_task(lead, chain=[office.second_liaison])
    task = office.assign_task(member, chain=[office.third_liaison, office.second_liaison])
    office.assign_task(lead, chain=[office.liaison])
    office.merge(lead, member)
    with pytest.raises(TellerVerifies):
        office.assign_task(lead, chain=[office.liaison])
    office.decline(task)
    office.acknowledge(task)
    office.report_task(task)
    with pytest.raises(NothingFoundYet):
        office.verify(lead)


def test_what_somebody_found_who_then_told_it_verifies_nothing(office: Office) -> None:
    case = office.open_case()
    task = office.assign_task(case, chain=[office.liaison])
    office.acknowledge(task)
    office.join_report(case, office.file_report(by=office.liaison))
    office.report_task(task)
    with pytest.raises(NothingFoundYet):
        office.verify(case)


def test_calming_and_watching_verify_nothing_and_clarifying_on_the_net_does(
    office: Office,
) -> None:
    case, kominfo = office.open_case(office.file_report(**ONLINE)), kominfo_of(office)
    for kind, by in (
        (TaskKind.COOLING_DOWN, office.liaison),
        (TaskKind.MONITORING, office.liaison),
        (TaskKind.STOP_VIOLENCE, office.liaison),
        (TaskKind.CONTENT_HANDLING, kominfo),
    ):
        office.report_task(acknowledged(office, case, kind, by), by=by)
        with pytest.raises(NothingFoundYet):
            office.verify(case)
        assert office.file(case).found == 0
    office.report_task(acknowledged(office, case, TaskKind.CLARIFICATION, kominfo), by=kominfo)
    office.verify(case)


def acknowledged(office: Office, case: UUID, kind: TaskKind, by: Person) -> UUID:
    task = office.assign_task(case, kind=kind, chain=[by])
    office.acknowledge(task, by=by)
    return task


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
