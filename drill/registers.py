"""What a drill's office keeps beside a case's story: files, and the registers of its region."""

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from PIL import Image

from application.attaching import FileNotKept, FilingRoom
from domain.attachment import (
    AlreadyAttached,
    Attachable,
    AttachedElsewhere,
    AttachFile,
    Filed,
    MediaType,
)
from domain.kernel import Command, Refusal
from drill.cast import LIAISONS, Member
from drill.desks import Script

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.15
SHARE: Final = 0.2
"""How many cases have a photo attached."""


def attachments(story: "Story") -> Script:
    """A photo on the case, and what cannot be attached to it."""
    yield story.after(5, 60)
    if not story.at_first_or(SHARE, "an attachment"):
        return
    room = FilingRoom(story.house.register)
    filed, kept = room.look_at(_photo(story.dice.randint(0, 255)), as_evidence=True)
    owner = story.look_up(Attachable, story.case_id)
    attaching: dict[str, Any] = {
        "stream": story.case_id,
        "file": filed,
        "caption": "Keadaan di tempat kejadian",
    }
    missing = Filed(sha256="0" * 64, size=1, media_type=MediaType.PDF, cleaned=False)
    _now_and_then(story, FileNotKept, AttachFile, story.officer, attaching | {"file": missing})
    for content in kept:
        story.house.register.files.keep(content, owner.subject)
    _now_and_then(story, AttachedElsewhere, AttachFile, LIAISONS[0], attaching)
    story.send(AttachFile, story.officer, **attaching)
    _now_and_then(story, AlreadyAttached, AttachFile, story.officer, attaching)


def _photo(shade: int) -> bytes:
    written = BytesIO()
    Image.new("RGB", (8, 8), (shade, 128, 128)).save(written, "JPEG")
    return written.getvalue()


def _now_and_then(
    story: "Story", rule: type[Refusal], wish: type[Command], by: Member, facts: dict[str, Any]
) -> None:
    """Sent wrongly the first time there is an occasion, and by chance after that."""
    if story.at_first_or(SLIP, rule):
        story.wrongly(rule, wish, by, **facts)
