"""A window whose moment passed and that the machine did not close; what an operator may do then.

An activity may hang or fail again and again. The clock of the case runs on all the same, and the
window ends on record as what it is: one that passed without an answer. Only what follows differs.
"""

from datetime import timedelta
from enum import StrEnum
from typing import ClassVar, Final, Self
from uuid import UUID

from pydantic import model_validator

from domain.kernel import Command, Narrative, Refusal

STUCK_AFTER: Final = timedelta(seconds=45)
"""How long past its moment a window may stand open before somebody has to look.

The relay tells its workflow again after 30 s; pages and alarms say so within a minute.
"""


class Remedy(StrEnum):
    """What an operator does about a stuck window."""

    RETRY = "coba_lagi"
    SKIP = "lewati"
    ASK = "tanya_pimpinan"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Remedy.RETRY: "Coba lagi sekarang: akibatnya seperti biasa",
    Remedy.SKIP: "Lewati: dicatat lewat, tanpa akibat",
    Remedy.ASK: "Ganti akibatnya: pimpinan diminta bertindak",
}


class AttendToWindow(Command):
    """Menangani batas waktu yang lewat tetapi tidak dicatat oleh mesin.

    ``explanation`` says why its usual consequence is left out or replaced.
    """

    stream: UUID
    deadline_id: UUID
    remedy: Remedy
    explanation: Narrative | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Tangani batas waktu yang macet"

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.remedy is not Remedy.RETRY and self.explanation is None:
            raise ValueError("melewati atau mengganti akibatnya memerlukan alasan")
        return self


class NotStuck(Refusal):
    """Batas waktu ini tidak macet: mesin masih sempat mencatatnya sendiri."""


class ComesByItself(Refusal):
    """Waktu ini tiba dengan sendirinya; tidak dapat dilewati atau diganti, hanya dicoba lagi."""


class OwnWindow(Refusal):
    """Yang diminta bertindak tidak boleh melewati batas waktunya sendiri."""
