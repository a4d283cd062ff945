"""Attaching a file: what it is, a copy without the camera's notes, kept first and then recorded."""

from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Outcome, Sitting
from domain.attachment import LARGEST, Attachable, AttachFile, Filed, Original
from domain.kernel import Refusal, StreamNotFound
from runtime.pictures import cleaned, media_type_of, must_fit

if TYPE_CHECKING:
    from application.register import Register


class FileNotKept(Refusal):
    """Berkasnya belum tersimpan; unggah lagi."""


def attach_file(register: "Register", command: AttachFile, sitting: Sitting) -> UUID:
    """Only what is kept already can be attached: no event speaks of bytes that are not there."""
    owner = sitting.take(Attachable, command.stream)
    owner.attach(command, sitting.at)
    for sha in _hashes(command.file):
        if not register.files.has(sha, owner.subject):
            raise FileNotKept
    return owner.id


METHODS: Methods = {AttachFile: attach_file}


class FilingRoom:
    """Takes files in: from the bytes a browser sent to the event that holds their hash."""

    def __init__(self, register: "Register", *, largest: int = LARGEST) -> None:
        """``largest`` is in bytes."""
        self._register = register
        self._largest = largest

    def look_at(self, content: bytes, *, as_evidence: bool) -> tuple[Filed, tuple[bytes, ...]]:
        """What would be kept of a file, and the bytes of it: the copy, and perhaps the original."""
        must_fit(content, self._largest)
        media_type = media_type_of(content)
        shown = cleaned(content, media_type)
        must_fit(shown, LARGEST)
        both = as_evidence and shown != content
        filed = Filed(
            sha256=sha256(shown).hexdigest(),
            size=len(shown),
            media_type=media_type,
            cleaned=media_type.picture,
            original=Original(sha256=sha256(content).hexdigest(), size=len(content))
            if both
            else None,
        )
        return filed, (shown, content) if both else (shown,)

    def attach(self, command: AttachFile, kept: tuple[bytes, ...]) -> Outcome:
        """Keeps the bytes, then sends the command; what it refuses is swept later."""
        owner = self._register.load(Attachable, command.stream)
        if owner is None:
            raise StreamNotFound
        for content in kept:
            self._register.files.keep(content, owner.subject)
        return self._register.submit(command.model_copy(update={"position_seen": None}))

    def read(self, sha: str, subject: UUID) -> bytes | None:
        """A kept file; None when its key is destroyed."""
        return self._register.files.read(sha, subject)


def _hashes(file: Filed) -> tuple[str, ...]:
    return (file.sha256, file.original.sha256) if file.original else (file.sha256,)
