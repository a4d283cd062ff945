"""Tugas lapangan: one task to one liaison after another, until somebody answers."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.attachment import Attachable
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.correction import NothingCorrected
from domain.kernel import Aggregate, Command, Confidential, Narrative, Refusal, Role, Secrecy
from domain.risk import InformationGrade, Level, SourceGrade


class TaskKind(StrEnum):
    """Jenis tugas. Cooling down is no "bantuan TNI", which exists only during a state of conflict.

    Stopping violence is coordinated by Polri (UU 7/2012 Pasal 13).
    """

    FIELD_VERIFICATION = "verifikasi_lapangan"
    COOLING_DOWN = "pendinginan"
    MONITORING = "pemantauan"

    @property
    def label(self) -> str:
        return {
            TaskKind.FIELD_VERIFICATION: "Verifikasi lapangan",
            TaskKind.COOLING_DOWN: "Pendinginan (cooling down)",
            TaskKind.MONITORING: "Pemantauan lapangan",
        }[self]


class TaskState(StrEnum):
    """Where a task stands."""

    WAITING = "menunggu_pengakuan"
    ACKNOWLEDGED = "diakui"
    WITH_SUPERVISOR = "diminta_ke_pimpinan"
    REPORTED = "dilaporkan"
    WITHDRAWN = "ditarik"

    @property
    def label(self) -> str:
        return {
            TaskState.WAITING: "Menunggu pengakuan",
            TaskState.ACKNOWLEDGED: "Diakui, menunggu laporan",
            TaskState.WITH_SUPERVISOR: "Diteruskan kepada pimpinan",
            TaskState.REPORTED: "Dilaporkan selesai",
            TaskState.WITHDRAWN: "Ditarik",
        }[self]

    @property
    def open(self) -> bool:
        return self not in (TaskState.REPORTED, TaskState.WITHDRAWN)


class AssignTask(Command):
    """Memberikan tugas lapangan kepada penghubung menurut urutan rantai."""

    task_id: UUID
    case_id: UUID
    kind: TaskKind
    instruction: Narrative
    chain: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=8)]
    TITLE: ClassVar[str] = "Beri tugas lapangan"


class AcknowledgeTask(Command):
    """Mengakui tugas: diterima dan dikerjakan."""

    task_id: UUID
    TITLE: ClassVar[str] = "Akui tugas"


class DeclineTask(Command):
    """Menolak tugas dengan alasan; tugas berpindah ke penghubung berikutnya."""

    task_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Tolak tugas"


class ReportTask(Command):
    """Melaporkan pelaksanaan tugas beserta temuannya."""

    task_id: UUID
    finding: Narrative
    source_grade: SourceGrade
    information_grade: InformationGrade
    happening: bool = True
    TITLE: ClassVar[str] = "Laporkan selesai"


class WithdrawTask(Command):
    """Menarik tugas yang tidak diperlukan lagi."""

    task_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Tarik tugas"


class CorrectFinding(Command):
    """Meralat temuan yang keliru; yang semula dilaporkan tetap tersimpan."""

    task_id: UUID
    finding: Narrative
    explanation: Narrative
    TITLE: ClassVar[str] = "Ralat temuan"


class NotYourTask(Refusal):
    """Tugas ini tidak sedang berada pada Anda."""


class TaskOver(Refusal):
    """Tugas ini sudah berakhir."""


class TaskNotAcknowledged(Refusal):
    """Tugas harus diakui sebelum dilaporkan selesai."""


class AlreadyAcknowledged(Refusal):
    """Tugas ini sudah diakui."""


class NothingReported(Refusal):
    """Tugas ini belum dilaporkan; belum ada temuan yang dapat diralat."""


class SameLiaisonTwice(Refusal):
    """Seorang penghubung hanya boleh satu kali dalam rantai tugas."""


class FieldTask(Attachable):
    """Tugas lapangan: deliver, remind, expire, next in the chain, supervisor."""

    class Assigned(Aggregate.Created):
        """Tugas diberikan."""

        NAME = "task.assigned"
        case_id: UUID
        region: str
        level: Level
        secrecy: Secrecy
        kind: TaskKind
        instruction: Confidential
        chain: tuple[UUID, ...]

    class PassedOn(Aggregate.Event):
        """Tugas sampai pada penghubung yang ditunjuk."""

        NAME = "task.passed_on"
        holder: UUID
        link: int

    class Reminded(Aggregate.Event):
        """Penghubung diingatkan sebelum batas waktu pengakuan."""

        NAME = "task.reminded"
        QUIET = True
        holder: UUID

    class SupervisorAsked(Aggregate.Event):
        """Rantai habis tanpa pengakuan; pimpinan diminta bertindak."""

        NAME = "task.supervisor_asked"

    class Acknowledged(Aggregate.Event):
        """Tugas diakui."""

        NAME = "task.acknowledged"
        holder: UUID

    class Declined(Aggregate.Event):
        """Tugas ditolak dengan alasan."""

        NAME = "task.declined"
        holder: UUID
        explanation: Confidential

    class Reported(Aggregate.Event):
        """Tugas dilaporkan selesai beserta temuannya."""

        NAME = "task.reported"
        holder: UUID
        finding: Confidential
        happening: bool
        source_grade: SourceGrade
        information_grade: InformationGrade

    class Withdrawn(Aggregate.Event):
        """Tugas ditarik."""

        NAME = "task.withdrawn"
        explanation: Confidential

    class FindingCorrected(Aggregate.Event):
        """Temuan tugas diralat."""

        NAME = "task.finding_corrected"
        finding: Confidential
        explanation: Confidential

    @classmethod
    def assign(
        cls, command: AssignTask, at: Circumstances, *, region: str, level: Level, secrecy: Secrecy
    ) -> "FieldTask":
        if len(set(command.chain)) != len(command.chain):
            raise SameLiaisonTwice
        task = cls.begin(
            cls.Assigned,
            at.envelope,
            command.task_id,
            case_id=command.case_id,
            region=region,
            level=level,
            secrecy=secrecy,
            kind=command.kind,
            instruction=at.sealed(command.instruction, command.case_id),
            chain=command.chain,
        )
        task._hand_to(0, at)
        return task

    def acknowledge(self, command: AcknowledgeTask, at: Circumstances) -> None:
        """By whoever holds it now; a supervisor may take up a task whose chain is exhausted."""
        self._must_be_open()
        if self.state is TaskState.ACKNOWLEDGED:
            raise AlreadyAcknowledged
        self._must_hold(command)
        self.withdraw(but=frozenset({WaitKind.ACKNOWLEDGE, WaitKind.SUPERVISOR_ANSWER}))
        self.meet(WaitKind.ACKNOWLEDGE, WaitKind.SUPERVISOR_ANSWER)
        self._acknowledged(holder=command.actor)
        self.promise(WaitKind.REPORT, Asked(role=command.role, person=command.actor), at)

    def decline(self, command: DeclineTask, at: Circumstances) -> None:
        """A refusal with a reason is an answer: the next in the chain is asked at once."""
        self._must_be_open()
        if self.state is TaskState.WITH_SUPERVISOR:
            raise NotYourTask
        self._must_hold(command)
        self.withdraw(but=frozenset({WaitKind.ACKNOWLEDGE, WaitKind.REPORT}))
        self.meet(WaitKind.ACKNOWLEDGE, WaitKind.REPORT)
        self._declined(
            holder=command.actor, explanation=at.sealed(command.explanation, self.case_id)
        )
        self._pass_on(at)

    def report(self, command: ReportTask, at: Circumstances) -> None:
        self._must_be_open()
        self._must_hold(command)
        if self.state is not TaskState.ACKNOWLEDGED:
            raise TaskNotAcknowledged
        self.meet(WaitKind.REPORT)
        self.withdraw()
        self._reported(
            holder=command.actor,
            finding=at.sealed(command.finding, self.case_id),
            happening=command.happening,
            source_grade=command.source_grade,
            information_grade=command.information_grade,
        )

    def withdraw_task(self, command: WithdrawTask, at: Circumstances) -> None:
        self._must_be_open()
        self.withdraw()
        self._task_withdrawn(explanation=at.sealed(command.explanation, self.case_id))

    def correct_finding(self, command: CorrectFinding, at: Circumstances) -> None:
        """By who reported it, or by the office."""
        if self.finding is None:
            raise NothingReported(f"Keadaan tugas: {self.state.label}.")
        if command.role is Role.LIAISON and command.actor != self.holder:
            raise NotYourTask
        if command.finding == self.finding.text:
            raise NothingCorrected
        self._finding_corrected(
            finding=at.sealed(command.finding, self.case_id),
            explanation=at.sealed(command.explanation, self.case_id),
        )

    @property
    def own_to(self) -> frozenset[UUID]:
        return frozenset({self.holder})

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """Reminder, then the next in the chain, then the supervisor."""
        match wait.kind:
            case WaitKind.REMINDER:
                self._reminded(holder=self.holder)
            case WaitKind.ACKNOWLEDGE:
                self.withdraw()
                self._pass_on(at)
            case _:
                super().after_silence(wait, at)

    def _pass_on(self, at: Circumstances) -> None:
        if self.link + 1 < len(self.chain):
            self._hand_to(self.link + 1, at)
        else:
            self._supervisor_asked()
            self.promise(
                WaitKind.SUPERVISOR_ANSWER,
                Asked(role=Role.SUPERVISOR),
                at,
                about=WaitKind.ACKNOWLEDGE,
            )

    def _hand_to(self, link: int, at: Circumstances) -> None:
        holder = self.chain[link]
        self._passed_on(holder=holder, link=link)
        asked = Asked(role=Role.LIAISON, person=holder)
        window = self.promise(WaitKind.ACKNOWLEDGE, asked, at)
        ahead = at.policy.span_for(WaitKind.REMINDER.value, self.level)
        remind = window.due - ahead.shortest
        if remind > at.now:
            self.promise(WaitKind.REMINDER, asked, at, due=remind)

    def _must_be_open(self) -> None:
        if not self.state.open:
            raise TaskOver(f"Keadaan tugas: {self.state.label}.")

    def _must_hold(self, command: Command) -> None:
        supervisor = (
            self.state is not TaskState.WAITING
            and command.role is Role.SUPERVISOR
            and (self.state is TaskState.WITH_SUPERVISOR or self.holder == command.actor)
        )
        if not supervisor and command.actor != self.holder:
            raise NotYourTask

    @event(Assigned)
    def __init__(
        self,
        case_id: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
        kind: TaskKind,
        instruction: Confidential,
        chain: tuple[UUID, ...],
    ) -> None:
        self.case_id: UUID = case_id
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.kind = kind
        self.instruction = instruction
        self.chain = chain
        self.holder = chain[0]
        self.link = 0
        self.state = TaskState.WAITING
        self.finding: Confidential | None = None
        self.waits: dict[UUID, Wait] = {}

    @event(PassedOn)
    def _passed_on(self, holder: UUID, link: int) -> None:
        self.holder = holder
        self.link = link
        self.state = TaskState.WAITING

    @event(Reminded)
    def _reminded(self, holder: UUID) -> None:
        pass

    @event(SupervisorAsked)
    def _supervisor_asked(self) -> None:
        self.state = TaskState.WITH_SUPERVISOR

    @event(Acknowledged)
    def _acknowledged(self, holder: UUID) -> None:
        self.holder = holder
        self.state = TaskState.ACKNOWLEDGED

    @event(Declined)
    def _declined(self, holder: UUID, explanation: Confidential) -> None:
        pass

    @event(Reported)
    def _reported(
        self,
        holder: UUID,
        finding: Confidential,
        happening: bool,
        source_grade: SourceGrade,
        information_grade: InformationGrade,
    ) -> None:
        self.state = TaskState.REPORTED
        self.finding = finding

    @event(FindingCorrected)
    def _finding_corrected(self, finding: Confidential, explanation: Confidential) -> None:
        self.finding = finding

    @event(Withdrawn)
    def _task_withdrawn(self, explanation: Confidential) -> None:
        self.state = TaskState.WITHDRAWN
