"""Lampiran: photos, scans and screenshots, kept by hash before the record speaks of them.

The bytes lie sealed outside the log (``runtime.files``); the event holds their SHA-256, so that
whoever reads the record can prove that a file is the one that was attached.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, cast
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.clocks import Circumstances, Clocked
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Frozen,
    Line,
    Refusal,
    Role,
    StreamNotFound,
)

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of the largest file that can be attached; an office may set less."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class MediaType(StrEnum):
    """Jenis berkas yang diterima, as found in its first bytes and never in its name."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"

    @property
    def label(self) -> str:
        return self.name

    @property
    def ending(self) -> str:
        return {MediaType.JPEG: "jpg"}.get(self, self.name.lower())

    @property
    def picture(self) -> bool:
        return self is not MediaType.PDF


class Original(Frozen):
    """Berkas asli: the bytes as they were handed in, with whatever they say of where and when."""

    sha256: Sha256
    size: Annotated[int, Field(gt=0, le=LARGEST)]


class Filed(Frozen):
    """What was kept of a file: the copy that is shown, and the original where it is evidence.

    ``cleaned``: the copy shown lacks what the camera wrote into it (place, device, owner).
    """

    sha256: Sha256
    size: Annotated[int, Field(gt=0, le=LARGEST)]
    media_type: MediaType
    cleaned: bool
    original: Original | None = None


class AttachFile(Command):
    """Melampirkan berkas yang sudah tersimpan. ``item`` is the obligation it is evidence of."""

    stream: UUID
    item: UUID | None = None
    file: Filed
    caption: Line

    TITLE: ClassVar[str] = "Lampirkan berkas"


class AlreadyAttached(Refusal):
    """Berkas yang sama sudah dilampirkan di sini."""


class AttachedElsewhere(Refusal):
    """Peran ini melampirkan berkas hanya pada laporan atau tugasnya sendiri."""


class Attachable(Clocked):
    """What files can be attached to. It keeps their hashes, in the order they came."""

    attachments = cast("tuple[str, ...]", ())

    class Attached(Aggregate.Event):
        """Berkas dilampirkan."""

        NAME = "attachment.attached"
        item: UUID | None
        file: Filed
        kept_for: UUID
        caption: Confidential

    def attach(self, command: AttachFile, at: Circumstances) -> None:
        """Remembers a file that is kept already; at any time, for evidence may come late."""
        self.must_be_theirs(command)
        if command.item is not None and command.item not in self.items:
            raise StreamNotFound
        if command.file.sha256 in self.attachments:
            raise AlreadyAttached
        self._attached(
            item=command.item,
            file=command.file,
            kept_for=self.subject,
            caption=at.sealed(command.caption, self.subject),
        )

    def must_be_theirs(self, command: AttachFile) -> None:
        """Who is not of the office attaches only to what is their own."""
        if command.role in (Role.REPORTER, Role.LIAISON) and command.actor not in self.own_to:
            raise AttachedElsewhere

    @property
    def own_to(self) -> frozenset[UUID]:
        """Whose own this is, beside the office's."""
        return frozenset()

    @property
    def items(self) -> frozenset[UUID]:
        """What of it a file may be about more narrowly."""
        return frozenset()

    @event(Attached)
    def _attached(
        self, item: UUID | None, file: Filed, kept_for: UUID, caption: Confidential
    ) -> None:
        self.attachments = (*self.attachments, file.sha256)
