"""What an attached file is, by its content; and a picture without what the camera wrote into it."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from domain.attachment import MediaType
from domain.kernel import Refusal

_BEGINS: Final = (
    (MediaType.JPEG, b"\xff\xd8\xff", b""),
    (MediaType.PNG, b"\x89PNG\r\n\x1a\n", b""),
    (MediaType.WEBP, b"RIFF", b"WEBP"),
    (MediaType.PDF, b"%PDF-", b""),
)
"""The first bytes of each type, and those from the ninth on."""

_FORMATS: Final = {
    MediaType.JPEG: ("JPEG", "MPO"),
    MediaType.PNG: ("PNG",),
    MediaType.WEBP: ("WEBP",),
}
MOST_PIXELS: Final = 60_000_000
"""More than any phone takes; a small file that claims more is made to exhaust memory."""


class FileMissing(Refusal):
    """Pilih berkas yang hendak dilampirkan."""


class FileTooLarge(Refusal):
    """Berkas ini terlalu besar; perkecil atau bagi dahulu."""


class UnknownFileType(Refusal):
    """Berkas ini bukan JPEG, PNG, WebP, atau PDF; simpan dahulu dalam salah satu bentuk itu."""


class DamagedPicture(Refusal):
    """Gambar ini rusak atau terlalu besar untuk dibuka; ambil atau simpan ulang."""


def must_fit(content: bytes, largest: int) -> None:
    """Refuses no file at all, and one of more than ``largest`` bytes."""
    if not content:
        raise FileMissing
    if len(content) > largest:
        raise FileTooLarge(f"Paling besar {largest // 1024 // 1024} MB.")


def media_type_of(content: bytes) -> MediaType:
    """The type by content alone; UnknownFileType for every other."""
    for media_type, head, ninth in _BEGINS:
        if content.startswith(head) and content[8:].startswith(ninth):
            return media_type
    raise UnknownFileType


def cleaned(content: bytes, media_type: MediaType) -> bytes:
    """The picture upright and without EXIF, XMP or comments; DamagedPicture where it is none.

    A JPEG keeps its own quantisation where it need not be turned. A PDF is returned as it is.
    """
    if not media_type.picture:
        return content
    try:
        with Image.open(BytesIO(content), formats=_FORMATS[media_type]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise DamagedPicture
            opened.load()
            return _written(opened, media_type)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError):
        raise DamagedPicture from None


def _written(opened: Image.Image, media_type: MediaType) -> bytes:
    upright = ImageOps.exif_transpose(opened)
    turned = upright.size != opened.size or opened.getexif().get(0x0112, 1) != 1
    picture = upright if turned else opened
    profile = picture.info.get("icc_profile")
    picture.info.clear()
    picture.getexif().clear()
    said: dict[str, object] = {"icc_profile": profile} if profile else {}
    match media_type:
        case MediaType.JPEG:
            own = not turned and opened.format == "JPEG"
            said["quality"] = "keep" if own else 92
        case MediaType.WEBP:
            said["quality"] = 92
        case _:
            pass
    written = BytesIO()
    picture.save(written, format=_FORMATS[media_type][0], **said)
    return written.getvalue()
