"""Bantuan TNI once it was asked for: decided on, ordered, in place, ended (PP 2/2015 Pasal 40-53).

The request is the governor's; the answer is the President's, the order that of Panglima TNI. What
others decide is recorded here as they decided it; the day within which the order is due is
watched, and nobody of this office is asked about it.
"""

from abc import abstractmethod
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import AwareDatetime, Field

from domain import law
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.contingency_fund import FundedState
from domain.indonesian import local, long_date
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Frozen,
    Line,
    Moment,
    Narrative,
    Refusal,
    Role,
)


class HelpDecision(StrEnum):
    """Keputusan Presiden atas permintaan bantuan TNI."""

    APPROVED = "disetujui"
    DECLINED = "ditolak"

    @property
    def label(self) -> str:
        return {HelpDecision.APPROVED: "Disetujui", HelpDecision.DECLINED: "Ditolak"}[self]


# -- commands ------------------------------------------------------------------------------------


class RecordMilitaryHelpDecision(Command):
    """Mencatat keputusan Presiden atas permintaan bantuan TNI (PP 2/2015 Pasal 48).

    ``reference`` is what it is known by: the letter that came, or by whom it was told.
    """

    state_id: UUID
    request_id: UUID
    decision: HelpDecision
    decided_at: Moment
    reference: Line
    notes: Narrative | None = None
    TITLE: ClassVar[str] = "Catat keputusan Presiden atas bantuan TNI"


class RecordMilitaryHelpOrder(Command):
    """Mencatat perintah Panglima TNI dan tujuh hal yang dikoordinasikan Polri (Pasal 40-42, 48)."""

    state_id: UUID
    request_id: UUID
    ordered_at: Moment
    reference: Line
    coordinator: Line
    task: Narrative
    area: Line
    strength: Line
    days: Annotated[int, Field(ge=1, le=3_650)]
    schedule: Line
    logistics: Narrative
    control: Line
    TITLE: ClassVar[str] = "Catat perintah dan koordinasi bantuan TNI"


class RecordEndOfMilitaryHelp(Command):
    """Mencatat pemberitahuan berakhirnya bantuan TNI kepada Presiden (PP 2/2015 Pasal 53 ayat (2)).

    While the state of conflict holds, the help ends by it; after that, it has ended already.
    """

    state_id: UUID
    request_id: UUID
    notified_at: Moment
    reference: Line
    explanation: Narrative | None = None
    TITLE: ClassVar[str] = "Catat pemberitahuan berakhirnya bantuan TNI"


# -- refusals ------------------------------------------------------------------------------------


class UnknownRequest(Refusal):
    """Permintaan bantuan TNI itu tidak ada dalam Status Keadaan Konflik ini."""


class HelpOutlastsState(Refusal):
    """Bantuan TNI berakhir bersama Status Keadaan Konflik; lamanya melampaui masa itu."""

    article = "UU 7/2012 Pasal 35"


class HelpStepTaken(Refusal):
    """Langkah bantuan TNI ini sudah dicatat."""


class HelpStepMissing(Refusal):
    """Langkah sebelumnya belum ada:"""

    article = "PP 2/2015 Pasal 48, 53 ayat (2)"


class HelpOutOfTurn(Refusal):
    """Waktunya harus sesudah langkah sebelumnya dan tidak di masa depan."""


# -- facts ---------------------------------------------------------------------------------------


class Coordination(Frozen):
    """The seven things Polri coordinates of the military's help, as kept (Pasal 40-42)."""

    task: Confidential
    area: Confidential
    strength: Confidential
    days: int
    schedule: Confidential
    logistics: Confidential
    control: Confidential


class HelpRequest(Frozen):
    """What the aggregate remembers of one request for help."""

    asked_at: AwareDatetime
    in_writing_by: AwareDatetime
    event: str
    written: bool = False
    decision: HelpDecision | None = None
    decided_at: AwareDatetime | None = None
    order_by: AwareDatetime | None = None
    ordered_at: AwareDatetime | None = None
    ended: bool = False


class HelpedState(FundedState):
    """What a state of conflict has from the military."""

    requests: dict[UUID, HelpRequest]
    last_day: date

    class MilitaryHelpDecided(Aggregate.Event):
        """Presiden memutus permintaan bantuan TNI (PP 2/2015 Pasal 48).

        ``order_by``: until when Panglima TNI is to order it; None where it was declined.
        """

        NAME = "state_of_conflict.military_help_decided"
        request_id: UUID
        decision: HelpDecision
        decided_at: AwareDatetime
        reference: str
        notes: Confidential | None
        order_by: AwareDatetime | None

    class MilitaryHelpOrdered(Aggregate.Event):
        """Bantuan TNI diperintahkan dan dikoordinasikan Polri; `in_time` bila dalam 1x24 jam."""

        NAME = "state_of_conflict.military_help_ordered"
        request_id: UUID
        ordered_at: AwareDatetime
        reference: str
        coordinator: Confidential
        coordination: Coordination
        in_time: bool

    class MilitaryHelpEnded(Aggregate.Event):
        """Berakhirnya bantuan TNI diberitahukan kepada Presiden (PP 2/2015 Pasal 53 ayat (2)).

        ``with_state``: whether it had ended with the state of conflict already (Pasal 35).
        """

        NAME = "state_of_conflict.military_help_ended"
        request_id: UUID
        notified_at: AwareDatetime
        reference: str
        explanation: Confidential | None
        with_state: bool

    @abstractmethod
    def holds(self, now: datetime) -> bool:
        """Whether it is in force at this moment."""

    @property
    def open_requests(self) -> tuple[UUID, ...]:
        """Those that neither were declined nor have ended: what ends with the state."""
        return tuple(
            key
            for key, each in self.requests.items()
            if each.decision is not HelpDecision.DECLINED and not each.ended
        )

    def must_end_within(self, first: datetime, days: int) -> None:
        """Help of so many days does not outlast the state of conflict."""
        last = local(first, self.region).date() + timedelta(days=days - 1)
        if last > self.last_day:
            raise HelpOutlastsState(f"Hari terakhirnya {long_date(self.last_day)}.")

    def record_help_decision(self, command: RecordMilitaryHelpDecision, at: Circumstances) -> None:
        """The President's; where it is declined nothing more has to follow in writing."""
        self.must_be_in_force(at)
        request = self._request(command.request_id)
        if request.decision is not None:
            raise HelpStepTaken
        _in_turn(request.asked_at, command.decided_at, at)
        approved = command.decision is HelpDecision.APPROVED
        span = law.TNI_ORDER.span
        self._military_help_decided(
            request_id=command.request_id,
            decision=command.decision,
            decided_at=command.decided_at,
            reference=command.reference,
            notes=at.sealed(command.notes, self.subject) if command.notes else None,
            order_by=command.decided_at + span.wall_clock() if approved else None,
        )
        if not approved:
            self.drop(WaitKind.MILITARY_REQUEST_IN_WRITING, item=str(command.request_id))
            return
        self.promise(
            WaitKind.MILITARY_ORDER,
            Asked(role=Role.CASE_OFFICER),
            at,
            span=span,
            law=law.TNI_ORDER.basis,
            starts=command.decided_at,
            item=str(command.request_id),
        )

    def record_help_order(self, command: RecordMilitaryHelpOrder, at: Circumstances) -> None:
        """Help comes in by the order of its own commander, and under Polri's coordination."""
        self.must_be_in_force(at)
        request = self._request(command.request_id)
        if request.decided_at is None or request.order_by is None:
            raise HelpStepMissing("persetujuan Presiden.")
        if request.ordered_at is not None:
            raise HelpStepTaken
        _in_turn(request.decided_at, command.ordered_at, at)
        self.must_end_within(command.ordered_at, command.days)
        self.meet(WaitKind.MILITARY_ORDER, item=str(command.request_id))
        subject = self.subject
        self._military_help_ordered(
            request_id=command.request_id,
            ordered_at=command.ordered_at,
            reference=command.reference,
            coordinator=at.sealed(command.coordinator, subject),
            coordination=Coordination(
                task=at.sealed(command.task, subject),
                area=at.sealed(command.area, subject),
                strength=at.sealed(command.strength, subject),
                days=command.days,
                schedule=at.sealed(command.schedule, subject),
                logistics=at.sealed(command.logistics, subject),
                control=at.sealed(command.control, subject),
            ),
            in_time=command.ordered_at <= request.order_by,
        )

    def record_end_of_help(self, command: RecordEndOfMilitaryHelp, at: Circumstances) -> None:
        """The President is told in writing, also where it ended with the state of conflict."""
        request = self._request(command.request_id)
        if request.ordered_at is None:
            raise HelpStepMissing("perintah Panglima TNI.")
        if request.ended:
            raise HelpStepTaken
        _in_turn(request.ordered_at, command.notified_at, at)
        said = command.explanation
        self._military_help_ended(
            request_id=command.request_id,
            notified_at=command.notified_at,
            reference=command.reference,
            explanation=at.sealed(said, self.subject) if said else None,
            with_state=not self.holds(at.now),
        )

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """Another institution's deadline passes on record, and asks nobody here."""
        if wait.kind is not WaitKind.MILITARY_ORDER:
            super().after_silence(wait, at)

    def _request(self, request_id: UUID) -> HelpRequest:
        found = self.requests.get(request_id)
        if found is None:
            raise UnknownRequest
        return found

    def _note(self, request_id: UUID, **known: object) -> None:
        self.requests[request_id] = self.requests[request_id].model_copy(update=known)

    @event(MilitaryHelpDecided)
    def _military_help_decided(
        self,
        request_id: UUID,
        decision: HelpDecision,
        decided_at: datetime,
        reference: str,
        notes: Confidential | None,
        order_by: datetime | None,
    ) -> None:
        self._note(request_id, decision=decision, decided_at=decided_at, order_by=order_by)

    @event(MilitaryHelpOrdered)
    def _military_help_ordered(
        self,
        request_id: UUID,
        ordered_at: datetime,
        reference: str,
        coordinator: Confidential,
        coordination: Coordination,
        in_time: bool,
    ) -> None:
        self._note(request_id, ordered_at=ordered_at)

    @event(MilitaryHelpEnded)
    def _military_help_ended(
        self,
        request_id: UUID,
        notified_at: datetime,
        reference: str,
        explanation: Confidential | None,
        with_state: bool,
    ) -> None:
        self._note(request_id, ended=True)


def _in_turn(after: datetime, moment: datetime, at: Circumstances) -> None:
    if not after <= moment <= at.now:
        raise HelpOutOfTurn
