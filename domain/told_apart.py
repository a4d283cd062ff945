"""Bukan konflik yang sama: what an officer has said of two that looked alike, on both sides."""

from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Circumstances
from domain.compartment import Compartmented
from domain.kernel import Aggregate, Command, Confidential, Narrative, Refusal


class TellApart(Command):
    """Menyatakan bahwa laporan ini dan yang diusulkan bukan konflik yang sama."""

    report_id: UUID
    other: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Bukan konflik yang sama"


class AlreadyToldApart(Refusal):
    """Keduanya sudah dinyatakan bukan konflik yang sama."""


class NotLikeItself(Refusal):
    """Laporan tidak dapat dibandingkan dengan dirinya sendiri atau kasusnya sendiri."""


class Comparable(Compartmented):
    """A report or a case that others may be like."""

    apart: set[UUID]

    class ToldApart(Aggregate.Event):
        """Dinyatakan bukan konflik yang sama dengan yang lain."""

        NAME = "report.told_apart"
        other: UUID
        explanation: Confidential

    def tell_apart(self, other: UUID, explanation: str, at: Circumstances) -> None:
        """One side of it; the other side says the same."""
        if other in (self.id, self.case_id):
            raise NotLikeItself
        if other in self.apart:
            raise AlreadyToldApart
        self._told_apart(other=other, explanation=at.sealed(explanation, self.subject))

    @event(ToldApart)
    def _told_apart(self, other: UUID, explanation: Confidential) -> None:
        self.apart.add(other)
