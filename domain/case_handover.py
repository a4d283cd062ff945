"""Serah terima kasus: from one officer to another, with what is still open said."""

from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Circumstances, Clocked
from domain.kernel import Aggregate, Command, Confidential, Narrative, Refusal, Role


class HandOverCase(Command):
    """Menyerahkan kasus kepada petugas lain, dengan alasan; berlaku seketika."""

    case_id: UUID
    receiver: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Serahkan kasus ke petugas lain"


class AlreadyTheirs(Refusal):
    """Kasus ini memang sudah dipegang petugas itu."""


class NotYoursToHandOver(Refusal):
    """Kasus hanya dapat diserahkan oleh petugas yang memegangnya, atau oleh pimpinan."""


class CannotReceive(Refusal):
    """Penerima bukan petugas kasus yang menjangkau wilayah, tingkat, dan klasifikasi kasus ini."""


class HandedCase(Clocked):
    """A case in the hands of one officer."""

    officer: UUID

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
        self._handed_over(
            giver=self.officer,
            receiver=command.receiver,
            explanation=at.sealed(command.explanation, self.id),
            open_items=open_items,
        )

    @event(HandedOver)
    def _handed_over(
        self,
        giver: UUID,
        receiver: UUID,
        explanation: Confidential,
        open_items: tuple[str, ...],
    ) -> None:
        self.officer = receiver
