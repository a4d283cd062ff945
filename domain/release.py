"""Pelepasan kewajiban: a promise of an agreement that is owed no longer, and on whose word.

What was broken stays broken: a release ends the waiting, it is no fulfilment and is never counted
as one.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.kernel import Command, Frozen, Narrative, Refusal


class ReleaseBasis(StrEnum):
    """Atas dasar apa suatu kewajiban tidak lagi harus dipenuhi."""

    LATER_AGREEMENT = "kesepakatan_baru"
    COURT_RULING = "putusan_pengadilan"
    CONSENT = "persetujuan_semua_pihak"

    @property
    def label(self) -> str:
        return {
            ReleaseBasis.LATER_AGREEMENT: "Kesepakatan yang lebih baru",
            ReleaseBasis.COURT_RULING: "Putusan pengadilan",
            ReleaseBasis.CONSENT: "Persetujuan semua pihak",
        }[self]


class ReleaseObligation(Command):
    """Melepaskan kewajiban yang tidak akan dipenuhi lagi, atas dasar yang disebut.

    ``agreement`` is the later deliberation whose agreement takes its place; ``consenting`` are
    the parties that agree to let it go.
    """

    deliberation_id: UUID
    obligation_id: UUID
    basis: ReleaseBasis
    agreement: UUID | None = None
    consenting: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(max_length=12)] = ()
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Lepaskan kewajiban"


class ReleasedAlready(Refusal):
    """Kewajiban itu sudah dilepaskan."""


class ReleaserInvolved(Refusal):
    """Kewajiban dilepaskan orang kedua, bukan yang mencatat kesepakatan atau pelanggarannya."""


class NoLaterAgreement(Refusal):
    """Sebutkan kesepakatan lain dari kasus ini yang lebih baru daripada kesepakatan ini."""

    article = "UU 7/2012 Pasal 41"


class NoRuling(Refusal):
    """Belum ada putusan pengadilan dalam kasus ini sesudah kesepakatan itu dibuat."""

    article = "UU 7/2012 Pasal 43, 45-46"


class Ruling(Frozen):
    """A court's ruling in a case: when, and under which number."""

    decided_on: date
    number: str


class LaterAgreement(Frozen):
    """Another agreement of the same case: when it was made, and who wrote it down."""

    agreed_at: datetime
    recorder: UUID


class Grounds(Frozen):
    """What of the case bears on releasing an obligation."""

    agreement: LaterAgreement | None = None
    rulings: tuple[Ruling, ...] = ()
