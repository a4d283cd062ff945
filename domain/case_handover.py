"""Serah terima kasus: from one officer to another, with what is still open said.

What an officer offers a colleague accepts or declines; until then the case is the giver's. What a
head orders stands at once: somebody must hold a case whose officer has gone.
"""

from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Asked, Circumstances, Clocked, WaitKind
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Frozen,
    Narrative,
    Refusal,
    Role,
    key,
)


class HandOverCase(Command):
    """Menyerahkan kasus kepada petugas lain, dengan alasan.

    Dari petugas: menunggu diterima. Dari pimpinan: berlaku seketika.
    """

    case_id: UUID
    receiver: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Serahkan kasus ke petugas lain"


class AcceptHandover(Command):
    """Menerima kasus yang diserahkan."""

    case_id: UUID
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Terima kasus ini"


class DeclineHandover(Command):
    """Menolak kasus yang diserahkan, dengan alasan; kasus tetap pada yang menyerahkan."""

    case_id: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Tolak penyerahan"


class AlreadyTheirs(Refusal):
    """Kasus ini memang sudah dipegang petugas itu."""


class NotYoursToHandOver(Refusal):
    """Kasus hanya dapat diserahkan oleh petugas yang memegangnya, atau oleh pimpinan."""


class CannotReceive(Refusal):
    """Penerima bukan petugas kasus yang menjangkau wilayah, tingkat, dan klasifikasi kasus ini."""


class HandoverWaiting(Refusal):
    """Masih ada penyerahan kasus ini yang menunggu diterima atau ditolak."""


class NoHandover(Refusal):
    """Tidak ada penyerahan kasus ini yang menunggu jawaban Anda."""


class HandoverOffer(Frozen):
    """A case offered to a colleague, with what is still open."""

    offer_id: UUID
    giver: UUID
    receiver: UUID
    explanation: Confidential
    open_items: tuple[str, ...]


class HandedCase(Clocked):
    """A case in the hands of one officer."""

    officer: UUID
    offer: HandoverOffer | None

    class HandoverOffered(Aggregate.Event):
        """Kasus diserahkan kepada petugas lain; menunggu diterima."""

        NAME = "case.handover_offered"
        offer: HandoverOffer

    class HandoverDeclined(Aggregate.Event):
        """Penyerahan kasus ditolak."""

        NAME = "case.handover_declined"
        offer_id: UUID
        giver: UUID
        explanation: Confidential

    class HandedOver(Aggregate.Event):
        """Kasus diserahterimakan."""

        NAME = "case.handed_over"
        giver: UUID
        receiver: UUID
        explanation: Confidential
        open_items: tuple[str, ...]

    def hand_over(
        self, command: HandOverCase, at: Circumstances, open_items: tuple[str, ...]
    ) -> None:
        """``open_items`` says what the receiver takes over, in words; who gave it reads on."""
        if command.role is Role.CASE_OFFICER and command.actor != self.officer:
            raise NotYoursToHandOver
        if command.receiver == self.officer:
            raise AlreadyTheirs
        offer = HandoverOffer(
            offer_id=key(self.id, self.version + 1, "handover"),
            giver=self.officer,
            receiver=command.receiver,
            explanation=at.sealed(command.explanation, self.id),
            open_items=open_items,
        )
        if command.role is not Role.CASE_OFFICER:
            self.let_offer_fall()
            self._hand_to(offer)
            return
        if self.offer is not None:
            raise HandoverWaiting
        self._handover_offered(offer=offer)
        asked = Asked(role=Role.CASE_OFFICER, person=offer.receiver)
        self.promise(WaitKind.HANDOVER, asked, at, item=str(offer.offer_id))

    def accept_handover(self, command: AcceptHandover) -> None:
        """By the one it was offered to; also late, while it still stands."""
        offer = self._offered_to(command.actor)
        self.meet(WaitKind.HANDOVER, item=str(offer.offer_id))
        self._hand_to(offer)

    def decline_handover(self, command: DeclineHandover, at: Circumstances) -> None:
        """The case stays with its giver, who is told why."""
        offer = self._offered_to(command.actor)
        self.meet(WaitKind.HANDOVER, item=str(offer.offer_id))
        self._handover_declined(
            offer_id=offer.offer_id,
            giver=offer.giver,
            explanation=at.sealed(command.explanation, self.id),
        )

    def let_offer_fall(self) -> None:
        """With the case, or before a head's order, nobody is asked any more."""
        if self.offer is not None:
            self.drop(WaitKind.HANDOVER, item=str(self.offer.offer_id))

    def withdraw(self, *, but: frozenset[WaitKind] = frozenset()) -> None:
        """Whose case it is does not hang on how it goes on."""
        super().withdraw(but=but | {WaitKind.HANDOVER})

    def _offered_to(self, person: UUID) -> HandoverOffer:
        if self.offer is None or self.offer.receiver != person:
            raise NoHandover
        return self.offer

    def _hand_to(self, offer: HandoverOffer) -> None:
        self._handed_over(
            giver=offer.giver,
            receiver=offer.receiver,
            explanation=offer.explanation,
            open_items=offer.open_items,
        )

    @event(HandoverOffered)
    def _handover_offered(self, offer: HandoverOffer) -> None:
        self.offer = offer

    @event(HandoverDeclined)
    def _handover_declined(self, offer_id: UUID, giver: UUID, explanation: Confidential) -> None:
        self.offer = None

    @event(HandedOver)
    def _handed_over(
        self,
        giver: UUID,
        receiver: UUID,
        explanation: Confidential,
        open_items: tuple[str, ...],
    ) -> None:
        self.officer = receiver
        self.offer = None
