"""Penularan: an issue that came from elsewhere, or spreads there ("bisa menular ke daerah")."""

from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from pydantic import model_validator

from domain.kernel import Command, Confidential, Frozen, Narrative, Refusal
from domain.regions import RegionCode


class Direction(StrEnum):
    """Which way it travels, seen from the case that names it."""

    CAME_FROM = "dari"
    SPREADS_TO = "ke"

    @property
    def label(self) -> str:
        return {
            Direction.CAME_FROM: "Menular dari",
            Direction.SPREADS_TO: "Menular ke",
        }[self]

    @property
    def opposite(self) -> "Direction":
        """The same link seen from its other end."""
        return Direction.SPREADS_TO if self is Direction.CAME_FROM else Direction.CAME_FROM


class ContagionLink(Frozen):
    """One link as it stands: the other case, where one is named, and always its region."""

    link_id: UUID
    direction: Direction
    region: str
    other_case: UUID | None
    note: Confidential


class LinkContagion(Command):
    """Mencatat bahwa kasus ini menular dari atau ke kasus atau wilayah lain."""

    case_id: UUID
    link_id: UUID
    direction: Direction
    other_case: UUID | None = None
    region: RegionCode | None = None
    note: Narrative
    TITLE: ClassVar[str] = "Catat penularan"

    @model_validator(mode="after")
    def _one_other_end(self) -> Self:
        if (self.other_case is None) == (self.region is None):
            raise ValueError("pilih satu: kasus lain atau wilayah lain")
        return self


class UnlinkContagion(Command):
    """Menghapus catatan penularan yang keliru, dengan alasan."""

    case_id: UUID
    link_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Hapus catatan penularan"


class ContagionToItself(Refusal):
    """Kasus tidak dapat menular dari atau ke dirinya sendiri atau wilayahnya sendiri."""


class AlreadyLinked(Refusal):
    """Penularan yang sama sudah tercatat pada kasus ini."""


class UnknownLink(Refusal):
    """Catatan penularan itu tidak ada atau sudah dihapus."""
