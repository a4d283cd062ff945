"""Tugas lapangan: one task to one liaison after another, until somebody answers."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.agency import Agency
from domain.attachment import Attachable
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.correction import NothingCorrected
from domain.kernel import Aggregate, Command, Confidential, Narrative, Refusal, Role, Secrecy
from domain.provisional_red import Voice
from domain.risk import InformationGrade, Level, SourceGrade


class TaskKind(StrEnum):
    """Jenis tugas. Cooling down is no "bantuan TNI", which exists only during a state of conflict.

    Stopping violence is coordinated by Polri (UU 7/2012 Pasal 13).
    """

    FIELD_VERIFICATION = "verifikasi_lapangan"
    COOLING_DOWN = "pendinginan"
    MONITORING = "pemantauan"
    STOP_VIOLENCE = "penghentian_kekerasan"
    CLARIFICATION = "klarifikasi"
    CONTENT_HANDLING = "penanganan_konten"

    @property
    def label(self) -> str:
        return {
            TaskKind.FIELD_VERIFICATION: "Verifikasi lapangan",
            TaskKind.COOLING_DOWN: "Pendinginan (cooling down)",
            TaskKind.MONITORING: "Pemantauan lapangan",
            TaskKind.STOP_VIOLENCE: "Penghentian kekerasan fisik",
            TaskKind.CLARIFICATION: "Klarifikasi kepada publik",
            TaskKind.CONTENT_HANDLING: "Penanganan konten",
        }[self]

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies whose liaisons alone may be given it; none where any may."""
        match self:
            case TaskKind.STOP_VIOLENCE:
                return (Agency.POLRI,)
            case TaskKind.COOLING_DOWN:
                return (Agency.TNI, Agency.POLRI)
            case TaskKind.CLARIFICATION | TaskKind.CONTENT_HANDLING:
                return (Agency.KOMINFO,)
            case _:
                return ()

    @property
    def verifies(self) -> bool:
        """Whether it finds out if what was told is so; on the net that is clarifying it."""
        return self in (TaskKind.FIELD_VERIFICATION, TaskKind.CLARIFICATION)

    @property
    def of_cyberspace(self) -> bool:
        """Whether it is about what is on the net, and so only for conflicts there."""
        return Agency.KOMINFO in self.agencies


class TaskState(StrEnum):
    """Where a task stands."""

    WAITING = "menunggu_pengakuan"
    ACKNOWLEDGED = "diakui"
    ACCEPTED = "diterima"
    EN_ROUTE = "menuju_lokasi"
    ON_SCENE = "di_lokasi"
    WITH_SUPERVISOR = "diminta_ke_pimpinan"
    REPORTED = "dilaporkan"
    WITHDRAWN = "ditarik"

    @property
    def label(self) -> str:
        return {
            TaskState.WAITING: "Menunggu pengakuan",
            TaskState.ACKNOWLEDGED: "Diakui, menunggu laporan",
            TaskState.ACCEPTED: "Diterima, akan dikerjakan",
            TaskState.EN_ROUTE: "Menuju lokasi",
            TaskState.ON_SCENE: "Di lokasi",
            TaskState.WITH_SUPERVISOR: "Diteruskan kepada pimpinan",
            TaskState.REPORTED: "Dilaporkan selesai",
            TaskState.WITHDRAWN: "Ditarik",
        }[self]

    @property
    def open(self) -> bool:
        return self not in (TaskState.REPORTED, TaskState.WITHDRAWN)

    @property
    def in_hand(self) -> bool:
        """Whether somebody has taken it up and is at it."""
        return self in IN_HAND


IN_HAND: Final = (
    TaskState.ACKNOWLEDGED,
    TaskState.ACCEPTED,
    TaskState.EN_ROUTE,
    TaskState.ON_SCENE,
)
"""How far whoever took a task up has come, in this order; a step may be left out."""

PASSED_OVER: Final = (WaitKind.ACKNOWLEDGE, WaitKind.ACTIVITY)
"""Silences after which a task goes on: to the next in the chain, at its end to the supervisor."""


class AssignTask(Command):
    """Memberikan tugas lapangan kepada penghubung menurut urutan rantai."""

    task_id: UUID
    case_id: UUID
    kind: TaskKind
    instruction: Narrative
    chain: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=8)]
    TITLE: ClassVar[str] = "Beri tugas lapangan"


class AcknowledgeTask(Command):
    """Mengakui tugas: diterima dan dikerjakan.

    ``handing``: which of the task's handings is answered, where a link names one.
    """

    task_id: UUID
    handing: int | None = None
    TITLE: ClassVar[str] = "Akui tugas"


class DeclineTask(Command):
    """Menolak tugas dengan alasan; tugas berpindah ke penghubung berikutnya."""

    task_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Tolak tugas"


class AcceptTask(Command):
    """Menerima tugas untuk dikerjakan; sekaligus mengakuinya bila belum."""

    task_id: UUID
    TITLE: ClassVar[str] = "Terima tugas"


class DelegateTask(Command):
    """Mendelegasikan tugas kepada penghubung lain dari instansi yang sama."""

    task_id: UUID
    to: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Delegasikan tugas"


class SetOut(Command):
    """Mencatat keberangkatan ke lokasi."""

    task_id: UUID
    TITLE: ClassVar[str] = "Berangkat ke lokasi"


class Arrive(Command):
    """Mencatat ketibaan di lokasi."""

    task_id: UUID
    TITLE: ClassVar[str] = "Tiba di lokasi"


class ReportProgress(Command):
    """Melaporkan perkembangan sementara; tugas belum selesai."""

    task_id: UUID
    note: Narrative
    TITLE: ClassVar[str] = "Laporkan perkembangan"


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


class AlreadyThatFar(Refusal):
    """Tahap tugas itu sudah dicatat atau sudah dilewati."""


class DelegatedToHolder(Refusal):
    """Tugas sudah berada pada penghubung itu."""


class OnlyPoliceEndIt(Refusal):
    """Penghentian kekerasan fisik dikerjakan dan dinyatakan selesai oleh Polri."""

    article = "UU 7/2012 Pasal 13"


class NothingReported(Refusal):
    """Tugas ini belum dilaporkan; belum ada temuan yang dapat diralat."""


class TaskBeforeCase(Refusal):
    """Tugas tidak dapat diberi waktu sebelum kasusnya dibuka; periksa tanggal dan jamnya."""


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
        because: WaitKind | None = None

    class Reminded(Aggregate.Event):
        """Penghubung diingatkan sebelum batas waktu pengakuan."""

        NAME = "task.reminded"
        QUIET = True
        holder: UUID

    class SupervisorAsked(Aggregate.Event):
        """Rantai habis tanpa pengakuan; pimpinan diminta bertindak."""

        NAME = "task.supervisor_asked"
        because: WaitKind | None = None

    class Acknowledged(Aggregate.Event):
        """Tugas diakui."""

        NAME = "task.acknowledged"
        holder: UUID

    class Declined(Aggregate.Event):
        """Tugas ditolak dengan alasan."""

        NAME = "task.declined"
        holder: UUID
        explanation: Confidential

    class Accepted(Aggregate.Event):
        """Tugas diterima untuk dikerjakan."""

        NAME = "task.accepted"
        holder: UUID

    class Delegated(Aggregate.Event):
        """Tugas didelegasikan kepada penghubung lain."""

        NAME = "task.delegated"
        holder: UUID
        by: UUID
        explanation: Confidential

    class EnRoute(Aggregate.Event):
        """Penghubung menuju lokasi."""

        NAME = "task.en_route"
        holder: UUID

    class OnScene(Aggregate.Event):
        """Penghubung tiba di lokasi."""

        NAME = "task.on_scene"
        holder: UUID

    class Progressed(Aggregate.Event):
        """Perkembangan sementara dilaporkan."""

        NAME = "task.progressed"
        holder: UUID
        note: Confidential

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
        if command.handing is not None and command.handing != self.handing:
            raise NotYourTask
        self._take_up(command, at)

    def accept(self, command: AcceptTask, at: Circumstances) -> None:
        """Says that it will be done; who had not acknowledged it does so by that."""
        self._must_be_open()
        if not self.state.in_hand:
            self._take_up(command, at)
        self._must_come_further(command, TaskState.ACCEPTED)
        self._accepted(holder=self.holder)
        self._active(at)

    def set_out(self, command: SetOut, at: Circumstances) -> None:
        self._must_come_further(command, TaskState.EN_ROUTE)
        self._en_route(holder=self.holder)
        self._active(at)

    def arrive(self, command: Arrive, at: Circumstances) -> None:
        self._must_come_further(command, TaskState.ON_SCENE)
        self._on_scene(holder=self.holder)
        self._active(at)

    def report_progress(self, command: ReportProgress, at: Circumstances) -> None:
        """How it goes, as often as there is something to say."""
        self._must_be_in_hand(command)
        self._progressed(holder=self.holder, note=at.sealed(command.note, self.case_id))
        self._active(at)

    def delegate(self, command: DelegateTask, at: Circumstances) -> None:
        """To somebody of the same agency, who is asked as the chain's own are.

        By the holder; by the supervisor where the chain is exhausted.
        """
        self._must_be_open()
        self._must_hold(command)
        if command.to == self.holder and self.state is not TaskState.WITH_SUPERVISOR:
            raise DelegatedToHolder
        answered = (WaitKind.ACKNOWLEDGE, WaitKind.SUPERVISOR_ANSWER)
        self.withdraw(but=frozenset(answered))
        self.meet(*answered)
        self._delegated(
            holder=command.to,
            by=command.actor,
            explanation=at.sealed(command.explanation, self.case_id),
        )
        self._ask(command.to, at)

    def _take_up(self, command: Command, at: Circumstances) -> None:
        self._must_be_open()
        if self.state.in_hand:
            raise AlreadyAcknowledged
        self._must_hold(command)
        self._must_be_theirs(command)
        self.withdraw(but=frozenset({WaitKind.ACKNOWLEDGE, WaitKind.SUPERVISOR_ANSWER}))
        self.meet(WaitKind.ACKNOWLEDGE, WaitKind.SUPERVISOR_ANSWER)
        self._acknowledged(holder=command.actor)
        asked = Asked(role=command.role, person=command.actor)
        self.promise(WaitKind.REPORT, asked, at)
        if command.role is Role.LIAISON:
            self.promise(WaitKind.ACTIVITY, asked, at)

    def _active(self, at: Circumstances) -> None:
        """A sign of life: the time without one begins anew."""
        for wait in list(self.waits.values()):
            if wait.kind is WaitKind.ACTIVITY:
                self.meet(WaitKind.ACTIVITY)
                self.promise(WaitKind.ACTIVITY, wait.asked, at)

    def decline(self, command: DeclineTask, at: Circumstances) -> None:
        """A refusal with a reason is an answer: the next in the chain is asked at once."""
        self._must_be_open()
        if self.state is TaskState.WITH_SUPERVISOR:
            raise NotYourTask
        self._must_hold(command)
        answered = (WaitKind.ACKNOWLEDGE, WaitKind.REPORT, WaitKind.ACTIVITY)
        self.withdraw(but=frozenset(answered))
        self.meet(*answered)
        self._declined(
            holder=command.actor, explanation=at.sealed(command.explanation, self.case_id)
        )
        self._pass_on(at)

    def report(self, command: ReportTask, at: Circumstances) -> None:
        self._must_be_in_hand(command)
        self.meet(WaitKind.REPORT, WaitKind.ACTIVITY)
        self.withdraw()
        self._reported(
            holder=command.actor,
            finding=at.sealed(command.finding, self.case_id),
            happening=command.happening,
            source_grade=command.source_grade,
            information_grade=command.information_grade,
        )

    def voice(self, command: ReportTask, at: Circumstances) -> Voice:
        """What the field says as a source: by whom, of which unit."""
        return Voice(
            origin=self.id,
            person=command.actor,
            unit=at.envelope.unit,
            channel=None,
            source_grade=command.source_grade,
            information_grade=command.information_grade,
        )

    def withdraw_task(self, command: WithdrawTask, at: Circumstances) -> None:
        """By the office; what Polri was asked to stop is not called off by anybody else."""
        self._must_be_open()
        self._must_be_theirs(command)
        self.fall_with_case(command, at)

    def fall_with_case(self, command: WithdrawTask, at: Circumstances) -> None:
        """What it was about did not happen, or is another case's."""
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
        """Reminder, then the next in the chain, then the supervisor.

        Who acknowledged and then gave no sign of life is passed over like who never answered.
        """
        match wait.kind:
            case WaitKind.REMINDER:
                self._reminded(holder=self.holder)
            case silence if silence in PASSED_OVER:
                self.withdraw()
                self._pass_on(at, silence)
            case _:
                super().after_silence(wait, at)

    def _pass_on(self, at: Circumstances, because: WaitKind | None = None) -> None:
        if self.link + 1 < len(self.chain):
            self._hand_to(self.link + 1, at, because)
        else:
            self._supervisor_asked(because=because)
            self.promise(
                WaitKind.SUPERVISOR_ANSWER,
                Asked(role=Role.SUPERVISOR),
                at,
                about=because or WaitKind.ACKNOWLEDGE,
            )

    def _hand_to(self, link: int, at: Circumstances, because: WaitKind | None = None) -> None:
        self._passed_on(holder=self.chain[link], link=link, because=because)
        self._ask(self.chain[link], at)

    def _ask(self, holder: UUID, at: Circumstances) -> None:
        """Waits for an acknowledgement, with a reminder on the way."""
        asked = Asked(role=Role.LIAISON, person=holder)
        window = self.promise(WaitKind.ACKNOWLEDGE, asked, at)
        ahead = at.policy.span_for(WaitKind.REMINDER.value, self.level)
        remind = window.due - ahead.shortest
        if remind > at.now:
            self.promise(WaitKind.REMINDER, asked, at, due=remind)

    def _must_be_open(self) -> None:
        if not self.state.open:
            raise TaskOver(f"Keadaan tugas: {self.state.label}.")

    def _must_be_in_hand(self, command: Command) -> None:
        self._must_be_open()
        self._must_hold(command)
        if not self.state.in_hand:
            raise TaskNotAcknowledged

    def _must_come_further(self, command: Command, to: TaskState) -> None:
        self._must_be_in_hand(command)
        if IN_HAND.index(to) <= IN_HAND.index(self.state):
            raise AlreadyThatFar(f"Keadaan tugas: {self.state.label}.")

    def _must_be_theirs(self, command: Command) -> None:
        if self.kind is TaskKind.STOP_VIOLENCE and command.role is not Role.LIAISON:
            raise OnlyPoliceEndIt

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
        self.handing = 0
        self.state = TaskState.WAITING
        self.finding: Confidential | None = None
        self.waits: dict[UUID, Wait] = {}

    @event(PassedOn)
    def _passed_on(self, holder: UUID, link: int, because: WaitKind | None) -> None:
        self.holder = holder
        self.link = link
        self.handing += 1
        self.state = TaskState.WAITING

    @event(Reminded)
    def _reminded(self, holder: UUID) -> None:
        pass

    @event(SupervisorAsked)
    def _supervisor_asked(self, because: WaitKind | None) -> None:
        self.state = TaskState.WITH_SUPERVISOR

    @event(Acknowledged)
    def _acknowledged(self, holder: UUID) -> None:
        self.holder = holder
        self.state = TaskState.ACKNOWLEDGED

    @event(Accepted)
    def _accepted(self, holder: UUID) -> None:
        self.state = TaskState.ACCEPTED

    @event(Delegated)
    def _delegated(self, holder: UUID, by: UUID, explanation: Confidential) -> None:
        self.holder = holder
        self.handing += 1
        self.state = TaskState.WAITING

    @event(EnRoute)
    def _en_route(self, holder: UUID) -> None:
        self.state = TaskState.EN_ROUTE

    @event(OnScene)
    def _on_scene(self, holder: UUID) -> None:
        self.state = TaskState.ON_SCENE

    @event(Progressed)
    def _progressed(self, holder: UUID, note: Confidential) -> None:
        pass

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
