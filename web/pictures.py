"""Pictures that come with what somebody tells, in the same sending."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from application.attaching import FilingRoom
from domain.attachment import AlreadyAttached, AttachFile, Filed
from domain.kernel import Channel, Refusal, key
from web import acts
from web.acts import Blank, Mistyped
from web.door import MOST_PICTURES, Form, Visitor

BLANKS: Final = (
    Blank(
        "photos",
        "Foto",
        "files",
        required=False,
        hint=f"Paling banyak {MOST_PICTURES}; JPEG, PNG, WebP, atau PDF. Lokasi dan data kamera"
        " dibuang.",
        accept="image/jpeg,image/png,image/webp,application/pdf",
    ),
    Blank(
        "evidence",
        "Simpan juga berkas aslinya sebagai barang bukti, dengan lokasi dan data kamera",
        "check",
        required=False,
    ),
)
"""What a form asks about pictures; the command knows nothing of them."""

Picture = tuple[Filed, tuple[bytes, ...]]
"""What would be kept of a picture, and the bytes of it."""


def without(typed: dict[str, Any], _: str) -> dict[str, Any]:
    """What was typed of a form, without what it says about pictures."""
    asked = {each.name for each in BLANKS}
    return {name: value for name, value in typed.items() if name not in asked}


def looked_at(room: FilingRoom, form: Form) -> Iterator[Picture]:
    """What would be kept of each picture, every one once; Mistyped where one cannot be kept."""
    if len(form.files) > MOST_PICTURES:
        raise Mistyped({"photos": f"Paling banyak {MOST_PICTURES} foto sekali kirim."})
    seen: set[str] = set()
    for number, content in enumerate(form.files, 1):
        try:
            picture, kept = room.look_at(content, as_evidence=bool(form.get("evidence")))
        except Refusal as refusal:
            said = acts.refused(refusal).message
            raise Mistyped({"photos": f"Foto ke-{number}: {said}"}) from None
        if picture.sha256 not in seen:
            seen.add(picture.sha256)
            yield picture, kept


def attach(
    room: FilingRoom, visitor: Visitor, stream: UUID, pictures: Iterable[Picture], caption: str
) -> None:
    """Adds them to what was told; those that are there already stay as they are.

    A picture's command follows from what it belongs to and from itself, so that a form sent
    again adds what had been lost on the way and nothing else.
    """
    for number, (picture, kept) in enumerate(pictures, 1):
        command = AttachFile(
            command_id=key("picture of", stream, picture.sha256),
            actor=visitor.actor,
            role=visitor.role,
            unit=visitor.standing.unit,
            channel=Channel.WEB,
            stream=stream,
            file=picture,
            caption=f"{'Foto' if picture.media_type.picture else 'Berkas'} {number} {caption}",
        )
        with suppress(AlreadyAttached):
            room.attach(command, kept)
