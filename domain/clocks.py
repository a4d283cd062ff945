"""What an aggregate waits for: promised deadlines, each closed by exactly one event."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.calendar import WorkingCalendar
from domain.deadline import Deadline, DeadlineBasis, Span, compute_deadline
from domain.kernel import Aggregate, Command, Confidential, Envelope, Frozen, Role, key
from domain.policy import Policy
from domain.regions import zone_of
from domain.risk import Level


class WaitKind(StrEnum):
    """What is waited for. The value is stored; the words are for the reader."""

    TRIAGE = "triage"
    VERIFICATION = "verification"
    ESCALATION_APPROVAL = "escalation_approval"
    FIRST_HANDLING = "first_handling"
    DELIBERATION_START = "deliberation_start"
    AGREEMENT = "deliberation_agreement"
    MONITORING = "monitoring"
    OBLIGATION = "obligation"
    ACKNOWLEDGE = "acknowledge"
    REMINDER = "reminder"
    REPORT = "report"
    SUPERVISOR_ANSWER = "supervisor_answer"
    LETTER_APPROVAL = "letter_approval"
    LETTER_REVISION = "letter_revision"
    DELIVERY_CHECK = "delivery_check"
    DISPOSITION = "disposition"
    DISPOSITION_FOLLOW_UP = "disposition_follow_up"
    STATE_OF_CONFLICT_END = "state_of_conflict_end"
    MILITARY_REQUEST_IN_WRITING = "military_request_in_writing"
    CONTINGENCY_FUND_PLAN = "contingency_fund_plan"

    @property
    def words(self) -> str:
        """What is waited for, in plain Indonesian; completes "menunggu ..."."""
        return _WORDS[self]


_WORDS = {
    WaitKind.TRIAGE: "triase laporan",
    WaitKind.VERIFICATION: "hasil verifikasi lapangan",
    WaitKind.ESCALATION_APPROVAL: "persetujuan usul eskalasi oleh orang kedua",
    WaitKind.FIRST_HANDLING: "langkah penanganan berikutnya",
    WaitKind.DELIBERATION_START: "pelaksanaan musyawarah",
    WaitKind.AGREEMENT: "hasil musyawarah",
    WaitKind.MONITORING: "berakhirnya masa pemantauan",
    WaitKind.OBLIGATION: "pemenuhan kewajiban kesepakatan",
    WaitKind.ACKNOWLEDGE: "pengakuan tugas",
    WaitKind.REMINDER: "pengingat sebelum batas waktu",
    WaitKind.REPORT: "laporan pelaksanaan tugas",
    WaitKind.SUPERVISOR_ANSWER: "tindakan pimpinan",
    WaitKind.LETTER_APPROVAL: "persetujuan naskah dinas",
    WaitKind.LETTER_REVISION: "perbaikan konsep naskah dinas",
    WaitKind.DELIVERY_CHECK: "pemeriksaan pengiriman naskah dinas",
    WaitKind.DISPOSITION: "disposisi atas naskah dinas",
    WaitKind.DISPOSITION_FOLLOW_UP: "tindak lanjut disposisi",
    WaitKind.STATE_OF_CONFLICT_END: "berakhirnya Status Keadaan Konflik",
    WaitKind.MILITARY_REQUEST_IN_WRITING: "permintaan tertulis bantuan TNI",
    WaitKind.CONTINGENCY_FUND_PLAN: "rencana kebutuhan belanja tidak terduga (BTT)",
}


class Asked(Frozen):
    """Who has to act before the deadline: a role, and the person where one is named."""

    role: Role
    person: UUID | None = None


class Wait(Frozen):
    """One open window: what is waited for, of whom, until when, and why until then."""

    kind: WaitKind
    asked: Asked
    deadline: Deadline
    about: WaitKind | None = None
    item: str = ""

    @property
    def words(self) -> str:
        """What is waited for, completing "menunggu ..."."""
        if self.about is not None:
            return f"{self.kind.words} karena {self.about.words} lewat batas waktu"
        return self.kind.words

    @property
    def deadline_id(self) -> UUID:
        return self.deadline.deadline_id

    @property
    def due(self) -> datetime:
        return self.deadline.due


@dataclass(frozen=True)
class Circumstances:
    """What holds while one command is decided: the moment, the actor, policy and calendar."""

    envelope: Envelope
    policy: Policy
    calendar: WorkingCalendar

    @property
    def now(self) -> datetime:
        return self.envelope.recorded_at

    def sealed(self, text: str, subject: UUID) -> Confidential:
        """``text`` to be kept sealed under the key of ``subject``."""
        return Confidential(sealed_for=subject, text=text)


class ElapseDeadline(Command):
    """Mencatat bahwa suatu batas waktu lewat tanpa jawaban."""

    stream: UUID
    deadline_id: UUID

    TITLE: ClassVar[str] = "Catat batas waktu terlewati"


class Clocked(Aggregate):
    """An aggregate that promises deadlines in a region, at a level, for a case.

    Each promise is an event with its sum; each ends in exactly one of met, elapsed or
    withdrawn. When an office lets one elapse its supervisor is asked, once.
    """

    case_id: UUID | None
    region: str
    level: Level
    waits: dict[UUID, Wait]

    @property
    def subject(self) -> UUID:
        """Whose key seals what is said about it: its case's, or its own."""
        return self.case_id or self.id

    class DeadlineSet(Aggregate.Event):
        """Batas waktu dijanjikan, dengan penjelasan hitungannya."""

        NAME = "deadline.set"
        QUIET = True
        wait: Wait

    class DeadlineMet(Aggregate.Event):
        """Yang ditunggu terjadi sebelum batas waktu dicatat lewat."""

        NAME = "deadline.met"
        QUIET = True
        deadline_id: UUID
        kind: WaitKind

    class DeadlineElapsed(Aggregate.Event):
        """Tidak ada jawaban sampai batas waktu."""

        NAME = "deadline.elapsed"
        QUIET = True
        deadline_id: UUID
        kind: WaitKind
        asked: Asked
        due: datetime

    class DeadlineWithdrawn(Aggregate.Event):
        """Penantian tidak berlaku lagi karena keadaan berubah."""

        NAME = "deadline.withdrawn"
        QUIET = True
        deadline_id: UUID
        kind: WaitKind

    def elapse(self, command: ElapseDeadline, at: Circumstances) -> None:
        """Closes the window if it is still open and its moment has come; otherwise nothing."""
        wait = self.waits.get(command.deadline_id)
        if wait is None or at.now < wait.due:
            return
        self._elapsed(deadline_id=wait.deadline_id, kind=wait.kind, asked=wait.asked, due=wait.due)
        self.after_silence(wait, at)

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """What follows from an answer that did not come: the supervisor is asked, once."""
        if at.policy.supervisor_after_elapsed and wait.asked.role is not Role.SUPERVISOR:
            self.promise(
                WaitKind.SUPERVISOR_ANSWER,
                Asked(role=Role.SUPERVISOR),
                at,
                about=wait.kind,
                item=wait.item,
            )

    def promise(
        self,
        kind: WaitKind,
        asked: Asked,
        at: Circumstances,
        *,
        about: WaitKind | None = None,
        item: str = "",
        due: datetime | None = None,
        span: Span | None = None,
        law: DeadlineBasis | None = None,
        starts: datetime | None = None,
    ) -> Wait:
        """A new deadline: from the policy in force, or at the moment ``due`` somebody agreed on.

        With ``law`` it is neither: the article that ``span`` is from, or the most of. It begins
        at ``starts``, or now.
        """
        deadline_id = key(self.id, self.version + 1, kind)
        deadline: Deadline
        if due is not None:
            deadline = _agreed(deadline_id, kind, at, due, self.region)
        else:
            deadline = compute_deadline(
                deadline_id=deadline_id,
                kind=kind.value,
                starts=starts or at.now,
                span=span or at.policy.span_for(kind.value, self.level),
                basis=law or at.policy.basis_for(kind.value, self.level),
                calendar=at.calendar,
                region=self.region,
            )
        wait = Wait(kind=kind, asked=asked, deadline=deadline, about=about, item=item)
        self._promised(wait=wait)
        return wait

    def meet(self, *kinds: WaitKind, item: str = "") -> None:
        """What was waited for has come; with it, any question to the supervisor about it."""
        for wait in list(self.waits.values()):
            if (wait.kind in kinds or wait.about in kinds) and wait.item == item:
                self._met(deadline_id=wait.deadline_id, kind=wait.kind)

    def withdraw(self, *, but: frozenset[WaitKind] = frozenset()) -> None:
        """Everything still waited for no longer matters."""
        for wait in list(self.waits.values()):
            if wait.kind not in but:
                self._withdrawn(deadline_id=wait.deadline_id, kind=wait.kind)

    @event(DeadlineSet)
    def _promised(self, wait: Wait) -> None:
        self.waits[wait.deadline_id] = wait

    @event(DeadlineMet)
    def _met(self, deadline_id: UUID, kind: WaitKind) -> None:
        del self.waits[deadline_id]

    @event(DeadlineElapsed)
    def _elapsed(self, deadline_id: UUID, kind: WaitKind, asked: Asked, due: datetime) -> None:
        del self.waits[deadline_id]

    @event(DeadlineWithdrawn)
    def _withdrawn(self, deadline_id: UUID, kind: WaitKind) -> None:
        del self.waits[deadline_id]


CLOSING = (Clocked.DeadlineMet, Clocked.DeadlineElapsed, Clocked.DeadlineWithdrawn)
"""The three ways a window ends."""


def _agreed(
    deadline_id: UUID, kind: WaitKind, at: Circumstances, due: datetime, region: str
) -> Deadline:
    """A deadline people set themselves, such as the day an obligation falls due."""
    return Deadline(
        deadline_id=deadline_id,
        kind=kind.value,
        due=due,
        starts=at.now,
        span=Span(amount=max(1, -(-(due - at.now) // timedelta(minutes=1))), unit="menit"),
        basis=DeadlineBasis(kind="agreed", citation="waktu yang ditetapkan bersama"),
        zone=zone_of(region).key,
        calendar_version=at.calendar.version,
        explanation=(),
    )
