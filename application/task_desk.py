"""Tugas lapangan at the register: given to liaisons who may know the case, answered, passed on."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final
from uuid import UUID

from application.one_conflict import goes_on_in_cyberspace, tellers_of
from application.sitting import Methods, Sitting, target_of
from domain import access
from domain.access import Target
from domain.agency import Agency, agency_of
from domain.conflict_case import ConflictCase
from domain.field_task import (
    AcceptTask,
    AcknowledgeTask,
    Arrive,
    AssignTask,
    CorrectFinding,
    DeclineTask,
    DelegateTask,
    FieldTask,
    ReportProgress,
    ReportTask,
    SetOut,
    TaskKind,
    WithdrawTask,
)
from domain.kernel import Refusal, Role
from domain.role_assignment import Standing

if TYPE_CHECKING:
    from application.register import Register


class NotALiaison(Refusal):
    """Yang ditunjuk dalam rantai tugas bukan penghubung yang aktif."""


class AnotherAgency(Refusal):
    """Tugas ini hanya untuk penghubung dari instansi yang berwenang."""


class OnlyInCyberspace(Refusal):
    """Tugas Kominfo hanya untuk kasus yang sebuah laporannya menyebut dunia maya."""


class TellerVerifies(Refusal):
    """Yang melaporkan tidak memverifikasi laporannya sendiri; pilih penghubung lain."""


def liaison_standing(register: "Register", person: UUID, target: Target) -> Standing:
    """The standing in which a person may answer tasks there (need to know); refuses without."""
    refused: Refusal = NotALiaison()
    for standing in register.standings(person):
        if standing.role is Role.LIAISON:
            try:
                access.decide(AcknowledgeTask, standing, target, person)
            except Refusal as refusal:
                refused = refusal
            else:
                return standing
    raise refused


def _assign_task(register: "Register", command: AssignTask, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    if command.kind.of_cyberspace and not goes_on_in_cyberspace(case, sitting):
        raise OnlyInCyberspace
    target = target_of(case)
    for person in command.chain:
        _must_be_of(command.kind, liaison_standing(register, person, target))
    _must_not_be_tellers(command.kind, command.chain, case, sitting)
    case.assign_task(command.task_id)
    sitting.add(
        FieldTask.assign(
            command, sitting.at, region=case.region, level=case.level, secrecy=case.secrecy
        )
    )
    return command.task_id


def _acknowledge_task(register: "Register", command: AcknowledgeTask, sitting: Sitting) -> UUID:
    task = sitting.take(FieldTask, command.task_id)
    task.acknowledge(command, sitting.at)
    return task.id


def _accept_task(register: "Register", command: AcceptTask, sitting: Sitting) -> UUID:
    task = sitting.take(FieldTask, command.task_id)
    task.accept(command, sitting.at)
    return task.id


def _decline_task(register: "Register", command: DeclineTask, sitting: Sitting) -> UUID:
    task = sitting.take(FieldTask, command.task_id)
    task.decline(command, sitting.at)
    return task.id


def _delegate_task(register: "Register", command: DelegateTask, sitting: Sitting) -> UUID:
    """To a colleague: somebody of the agency whose turn it is, who may know the case."""
    task = sitting.take(FieldTask, command.task_id)
    case = sitting.glance(ConflictCase, task.case_id)
    standing = liaison_standing(register, command.to, target_of(case))
    _must_be_of(task.kind, standing)
    theirs = _agency_of_holder(register, task)
    if command.role is Role.LIAISON and theirs is not agency_of(standing.unit):
        raise AnotherAgency(f"Instansi: {theirs.label if theirs else 'lainnya'}.")
    _must_not_be_tellers(task.kind, (command.to,), case, sitting)
    task.delegate(command, sitting.at)
    return task.id


def _set_out(register: "Register", command: SetOut, sitting: Sitting) -> UUID:
    task = sitting.take(FieldTask, command.task_id)
    task.set_out(command, sitting.at)
    return task.id


def _arrive(register: "Register", command: Arrive, sitting: Sitting) -> UUID:
    task = sitting.take(FieldTask, command.task_id)
    task.arrive(command, sitting.at)
    return task.id


def _report_progress(register: "Register", command: ReportProgress, sitting: Sitting) -> UUID:
    task = sitting.take(FieldTask, command.task_id)
    task.report_progress(command, sitting.at)
    return task.id


def _report_task(register: "Register", command: ReportTask, sitting: Sitting) -> UUID:
    task = sitting.take(FieldTask, command.task_id)
    task.report(command, sitting.at)
    voice = task.voice(command, sitting.at) if command.happening else None
    case = sitting.beside(ConflictCase, task.case_id)
    verifies = task.kind.verifies and command.actor not in tellers_of(case, sitting)
    case.note_finding(task.id, voice, verifies=verifies)
    if case.lead is not None:
        lead = sitting.beside(ConflictCase, case.lead)
        lead.note_members_finding(case.id, task.id, voice, verifies=verifies)
    return task.id


def _correct_finding(register: "Register", command: CorrectFinding, sitting: Sitting) -> UUID:
    task = sitting.take(FieldTask, command.task_id)
    task.correct_finding(command, sitting.at)
    return task.id


def _withdraw_task(register: "Register", command: WithdrawTask, sitting: Sitting) -> UUID:
    task = sitting.take(FieldTask, command.task_id)
    task.withdraw_task(command, sitting.at)
    return task.id


def _must_not_be_tellers(
    kind: TaskKind, asked: Collection[UUID], case: ConflictCase, sitting: Sitting
) -> None:
    """Nobody is asked to find out whether what they told themselves is so."""
    if kind.verifies and not tellers_of(case, sitting).isdisjoint(asked):
        raise TellerVerifies


def _must_be_of(kind: TaskKind, standing: Standing) -> None:
    if kind.agencies and agency_of(standing.unit) not in kind.agencies:
        allowed = " atau ".join(each.label for each in kind.agencies)
        raise AnotherAgency(f"{kind.label}: {allowed}.")


def _agency_of_holder(register: "Register", task: FieldTask) -> Agency | None:
    held = register.standings(task.holder)
    return next((agency_of(each.unit) for each in held if each.role is Role.LIAISON), None)


METHODS: Final[Methods] = {
    AssignTask: _assign_task,
    AcknowledgeTask: _acknowledge_task,
    AcceptTask: _accept_task,
    DeclineTask: _decline_task,
    DelegateTask: _delegate_task,
    SetOut: _set_out,
    Arrive: _arrive,
    ReportProgress: _report_progress,
    ReportTask: _report_task,
    CorrectFinding: _correct_finding,
    WithdrawTask: _withdraw_task,
}
