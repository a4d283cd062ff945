"""What a workflow watches over: where a case, report or task stands, in opaque ids only.

This is the whole of what Temporal ever hears: no name, no place, no text. It carries state, not
news: repeats, reordering and losses are harmless, for the highest position wins.
"""

from collections.abc import Container
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime

from domain.case_file import CaseFile
from domain.clocks import Wait
from domain.conflict_case import Stage
from domain.indonesian import moment
from domain.kernel import Frozen
from domain.report import Triage
from domain.state_of_conflict import Validity


class WorkflowKind(StrEnum):
    """The workflow that keeps a ward, by the name Temporal knows it under."""

    DETECT = "DetectPotential"
    VERIFY = "VerifyReport"
    ESCALATE = "EscalateCase"
    MEDIATE = "MediateConflict"
    RESOLVE = "ResolveCase"
    TASK = "AwaitTask"
    STATE_OF_CONFLICT = "WatchStateOfConflict"
    LETTER = "IssueLetter"
    MEMBERSHIP = "WatchMembership"


_OF_STAGE = {
    Stage.VERIFY: WorkflowKind.VERIFY,
    Stage.ESCALATE: WorkflowKind.ESCALATE,
    Stage.MEDIATE: WorkflowKind.MEDIATE,
    Stage.RESOLVE: WorkflowKind.RESOLVE,
}


class WardWait(Frozen):
    """One open window: whose record closes it, and when it is due; never while it is paused."""

    deadline_id: UUID
    stream: UUID
    kind: str
    due: AwareDatetime | None
    says: str


class Ward(Frozen):
    """One run of one workflow: ``position`` is what its state was folded up to.

    ``trace`` is that of the last news of it, for whoever tells the workflow.
    """

    workflow: WorkflowKind
    workflow_id: str
    case_id: UUID | None
    position: int
    open: bool
    waits: tuple[WardWait, ...] = ()
    trace: str | None = None

    @property
    def next_due(self) -> AwareDatetime | None:
        return min((wait.due for wait in self.waits if wait.due is not None), default=None)


def words_of(wait: Wait, region: str) -> str:
    """What is waited for, of whom by role, until when in the region's own time."""
    if wait.pause is not None:
        since = moment(wait.pause.since, region)
        return f"menunggu {wait.words} oleh {wait.asked.role.label}, dijeda sejak {since}"
    until = moment(wait.due, region)
    return f"menunggu {wait.words} oleh {wait.asked.role.label} sampai {until}"


def wards_of(file: CaseFile) -> list[Ward]:
    """Every ward a case has or had: its reports, each entry into a stage, each task, each state.

    The letters of an open case are in the ward of its stage. What a letter about a report or a
    region waits for, or one of a closed case, has a ward of its own, and keeps it to its end
    should the case be reopened.
    """
    letters = _letters(file)
    if file.case_id and file.stage.open:
        kept = {letter_id(*each) for each in file.apart}
        letters = [ward for ward in letters if ward.workflow_id in kept]
    memberships = _memberships(file)
    return [*_reports(file), *_stages(file), *_tasks(file), *_states(file), *letters, *memberships]


def detect_id(report_id: UUID, entry: int = 1) -> str:
    """The workflow that waits for a report's triage; each time by one of its own."""
    return f"detect-{report_id}-{entry}"


def task_id(task: UUID) -> str:
    """The workflow that waits for a task's answer."""
    return f"task-{task}"


def state_of_conflict_id(state: UUID) -> str:
    """The workflow that watches over one state of conflict."""
    return f"state-{state}"


def letter_id(letter: UUID, deadline: UUID) -> str:
    """The workflow of one window of a letter that belongs to no case."""
    return f"letter-{letter}-{deadline}"


def membership_id(member: UUID) -> str:
    """The workflow that waits for the end of a member's term."""
    return f"member-{member}"


def stage_id(case_id: UUID, stage: Stage, entry: int) -> str:
    """The workflow of one entry into one stage."""
    return f"{stage.name.lower()}-{case_id}-{entry}"


def _reports(file: CaseFile) -> list[Ward]:
    return [
        Ward(
            workflow=WorkflowKind.DETECT,
            workflow_id=detect_id(report.report_id, entry),
            case_id=file.case_id,
            position=file.position,
            open=report.triage is Triage.WAITING and entry == report.entry,
            waits=_waits(file, {report.report_id}) if entry == report.entry else (),
        )
        for report in file.reports.values()
        for entry in range(1, report.entry + 1)
    ]


def _stages(file: CaseFile) -> list[Ward]:
    if file.case_id is None:
        return []
    streams = {file.case_id, *file.deliberations, *file.settlement.plans, *file.letters}
    streams |= file.packs.keys()
    wards = []
    for stage, entry in file.entered_at:
        kind = _OF_STAGE.get(stage)
        if kind is None:
            continue
        here = (stage, entry) == (file.stage, file.entry)
        wards.append(
            Ward(
                workflow=kind,
                workflow_id=stage_id(file.case_id, stage, entry),
                case_id=file.case_id,
                position=file.position,
                open=here,
                waits=_waits(file, streams, apart=file.apart) if here else (),
            )
        )
    return wards


def _tasks(file: CaseFile) -> list[Ward]:
    return [
        Ward(
            workflow=WorkflowKind.TASK,
            workflow_id=task_id(task.task_id),
            case_id=file.case_id,
            position=file.position,
            open=task.state.open,
            waits=_waits(file, {task.task_id}),
        )
        for task in file.tasks.values()
    ]


def _states(file: CaseFile) -> list[Ward]:
    return [
        Ward(
            workflow=WorkflowKind.STATE_OF_CONFLICT,
            workflow_id=state_of_conflict_id(state.state_id),
            case_id=file.case_id,
            position=file.position,
            open=state.validity is Validity.IN_FORCE,
            waits=_waits(file, {state.state_id}),
        )
        for state in file.states.values()
        if state.declaration is not None
    ]


def _letters(file: CaseFile) -> list[Ward]:
    """One for each window ever set: a letter may wait again long after it was sent."""
    closed = {each.wait.deadline_id: each.stream for each in file.closed_waits}
    windows = closed | {each.wait.deadline_id: each.stream for each in file.waits.values()}
    return [
        Ward(
            workflow=WorkflowKind.LETTER,
            workflow_id=letter_id(stream, deadline),
            case_id=file.case_id,
            position=file.position,
            open=deadline in file.waits,
            waits=tuple(w for w in _waits(file, {stream}) if w.deadline_id == deadline),
        )
        for deadline, stream in windows.items()
        if stream in file.letters
    ]


def _memberships(file: CaseFile) -> list[Ward]:
    """One for each member whose term was ever waited for."""
    if file.member is None or not (file.waits or file.closed_waits):
        return []
    return [
        Ward(
            workflow=WorkflowKind.MEMBERSHIP,
            workflow_id=membership_id(file.member),
            case_id=None,
            position=file.position,
            open=bool(file.waits),
            waits=_waits(file, {file.member}),
        )
    ]


def _waits(
    file: CaseFile, streams: set[UUID], apart: Container[tuple[UUID, UUID]] = ()
) -> tuple[WardWait, ...]:
    found = (
        WardWait(
            deadline_id=each.wait.deadline_id,
            stream=each.stream,
            kind=each.wait.kind.value,
            due=None if each.wait.pause else each.wait.due,
            says=words_of(each.wait, file.region),
        )
        for each in file.waits.values()
        if each.stream in streams and (each.stream, each.wait.deadline_id) not in apart
    )
    return tuple(sorted(found, key=_next_first))


def _next_first(wait: WardWait) -> tuple[bool, float, str]:
    due = wait.due.timestamp() if wait.due else 0.0
    return wait.due is None, due, str(wait.deadline_id)
