"""What may be done to a clock that runs: pause it, let it go on, give it more time.

Practice, not law: no article lets an office stop a statutory clock, so none is stopped here. What
an officer proposes a second person decides, who is not the one the clock asks to act.
"""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from pydantic import model_validator

from domain.deadline import Span
from domain.kernel import Command, Confidential, Frozen, Line, Moment, Narrative, Refusal


class ClockChange(StrEnum):
    """What is asked for."""

    PAUSE = "jeda"
    EXTENSION = "perpanjangan"

    @property
    def label(self) -> str:
        return {ClockChange.PAUSE: "Jeda", ClockChange.EXTENSION: "Perpanjangan"}[self]


class ProposeClockChange(Command):
    """Mengusulkan jeda atau perpanjangan batas waktu; orang kedua yang memutuskan.

    ``deadline_id`` is the window; None, for a pause, means every one that may be paused.
    ``until`` is when the pause is to end by itself; without it, when the policy says.
    ``evidence`` names the paper it rests on.
    """

    stream: UUID
    change: ClockChange
    deadline_id: UUID | None = None
    until: Moment | None = None
    longer_by: Span | None = None
    legal_basis: Line
    explanation: Narrative
    evidence: Line | None = None
    TITLE: ClassVar[str] = "Usulkan jeda atau perpanjangan"

    @model_validator(mode="after")
    def _says_how_long(self) -> Self:
        if self.change is ClockChange.EXTENSION:
            if self.longer_by is None or self.deadline_id is None:
                raise ValueError("perpanjangan menyebut satu batas waktu dan lamanya")
            if self.until is not None:
                raise ValueError("perpanjangan menyebut lamanya, bukan tanggal akhir jeda")
        elif self.longer_by is not None:
            raise ValueError("jeda menyebut tanggal akhirnya, bukan lamanya")
        return self


class ApproveClockChange(Command):
    """Menyetujui usul jeda atau perpanjangan yang isinya sudah dibaca."""

    stream: UUID
    content_hash: str
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Setujui jeda atau perpanjangan"


class DeclineClockChange(Command):
    """Menolak usul jeda atau perpanjangan dengan alasan."""

    stream: UUID
    content_hash: str
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Tolak jeda atau perpanjangan"


class ResumeClock(Command):
    """Melanjutkan batas waktu yang dijeda, sebelum jedanya berakhir sendiri."""

    stream: UUID
    pause_id: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Lanjutkan batas waktu"


class ClockProposal(Frozen):
    """What was proposed: what the approver reads is what the hash covers."""

    proposal_id: UUID
    change: ClockChange
    deadline_id: UUID | None
    until: Moment | None
    longer_by: Span | None
    legal_basis: str
    explanation: Confidential
    evidence: str | None
    proposer: UUID
    content_hash: str

    @staticmethod
    def hash_of(command: ProposeClockChange) -> str:
        """SHA-256 over the canonical JSON of what is asked for."""
        content = command.model_dump(
            mode="json",
            include={*ProposeClockChange.model_fields} - {*Command.model_fields},
        )
        said = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


class Pause(Frozen):
    """A pause as a window stands in it: since when, until when at most, on what ground."""

    pause_id: UUID
    since: datetime
    until: datetime
    legal_basis: str
    explanation: Confidential
    evidence: str | None


class UnknownWindow(Refusal):
    """Batas waktu ini tidak sedang berjalan pada berkas ini."""


class NothingToPause(Refusal):
    """Tidak ada batas waktu yang sedang berjalan dan dapat dijeda."""


class StatutoryClock(Refusal):
    """Batas waktu menurut peraturan tidak dapat dijeda atau diperpanjang di luar pasalnya."""


class AgreedClock(Refusal):
    """Waktu yang ditetapkan bersama hanya diubah oleh yang menetapkannya."""


class ClockPaused(Refusal):
    """Batas waktu ini sedang dijeda; lanjutkan dahulu."""


class AlreadyDue(Refusal):
    """Batas waktu sudah lewat; tidak dapat lagi dijeda atau diperpanjang."""


class OwnClock(Refusal):
    """Yang diminta bertindak tidak boleh menjeda atau memperpanjang batas waktunya sendiri."""


class PauseOver(Refusal):
    """Akhir jeda harus sesudah saat ini."""


class PauseTooLong(Refusal):
    """Jeda lebih lama daripada yang dibolehkan kebijakan kantor."""


class TooManyPauses(Refusal):
    """Batas waktu ini sudah dijeda sebanyak yang dibolehkan kebijakan kantor."""


class ExtensionTooLong(Refusal):
    """Perpanjangan lebih lama daripada yang dibolehkan kebijakan kantor."""


class TooManyExtensions(Refusal):
    """Batas waktu ini sudah diperpanjang sebanyak yang dibolehkan kebijakan kantor."""


class NoPause(Refusal):
    """Jeda ini tidak ada atau sudah berakhir."""


class NoClockProposal(Refusal):
    """Tidak ada usul jeda atau perpanjangan yang menunggu keputusan."""


class ClockProposalWaiting(Refusal):
    """Masih ada usul jeda atau perpanjangan yang menunggu keputusan."""


class ClockProposerDecides(Refusal):
    """Usul jeda atau perpanjangan diputuskan oleh orang lain, bukan pengusulnya."""


class ClockProposalChanged(Refusal):
    """Usul yang diputuskan tidak sama dengan usul yang sekarang tercatat; baca ulang dahulu."""
