"""Konsep naskah: what its author adds, what its readers initial, how it comes back."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.kernel import Command, Frozen, Line, Narrative, Refusal
from domain.letter_body import Section
from domain.letter_content import LetterContent
from domain.passage import Paragraph
from domain.redline import Redlined, redline


class AddParagraph(Command):
    """Menambahkan alinea penyusun pada konsep; ditandai sebagai tulisan penyusunnya.

    After the last point, or after the last paragraph of section number ``section`` (from 0).
    """

    letter_id: UUID
    content_hash: str
    text: Narrative
    section: int | None = Field(default=None, ge=0)
    TITLE: ClassVar[str] = "Tambah alinea"


class RemoveParagraph(Command):
    """Menghapus alinea penyusun dari konsep; kalimat baku tidak dapat dihapus."""

    letter_id: UUID
    content_hash: str
    index: int = Field(ge=0)
    section: int | None = Field(default=None, ge=0)
    TITLE: ClassVar[str] = "Hapus alinea"


class ReturnLetter(Command):
    """Mengembalikan konsep kepada penyusunnya untuk diperbaiki, dengan catatan."""

    letter_id: UUID
    content_hash: str
    note: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Kembalikan untuk diperbaiki"


class ResubmitLetter(Command):
    """Mengajukan kembali konsep yang sudah diperbaiki."""

    letter_id: UUID
    content_hash: str
    TITLE: ClassVar[str] = "Ajukan kembali"


class InitialLetter(Command):
    """Memaraf konsep yang isinya sudah dibaca, atas nama jabatan yang mendapat giliran."""

    letter_id: UUID
    content_hash: str
    office: Line
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Bubuhkan paraf"


class Revision(StrEnum):
    """What a revision changed."""

    ADDED = "alinea_ditambah"
    REMOVED = "alinea_dihapus"

    @property
    def label(self) -> str:
        return {
            Revision.ADDED: "Alinea penyusun ditambahkan",
            Revision.REMOVED: "Alinea penyusun dihapus",
        }[self]


class Initial(Frozen):
    """Paraf: which office has read this very content, and who initialled for it."""

    office: str
    person: UUID


class NoRoomForParagraph(Refusal):
    """Bagian naskah ini tidak menerima alinea tambahan."""


class NotTheAuthorsParagraph(Refusal):
    """Hanya alinea tambahan Anda sendiri yang dapat Anda hapus."""


class NotReturned(Refusal):
    """Konsep ini tidak sedang dikembalikan untuk diperbaiki."""


class NotTheirTurn(Refusal):
    """Paraf dibubuhkan menurut urutan jenjangnya."""


class InitialledOnce(Refusal):
    """Anda sudah membubuhkan paraf; satu orang memaraf satu kali."""


class InitialsMissing(Refusal):
    """Naskah belum dapat disetujui; paraf jenjangnya belum lengkap."""


def with_paragraph(
    content: LetterContent, section: int | None, paragraph: Paragraph
) -> LetterContent:
    """The content with one more paragraph at the end of its points, or of a section."""
    if section is None:
        if not content.points:
            raise NoRoomForParagraph
        return content.model_copy(update={"points": (*content.points, paragraph)})
    found = _section(content, section)
    return _replaced(content, section, (*found.paragraphs, paragraph))


def without_paragraph(
    content: LetterContent, section: int | None, index: int, author: str
) -> LetterContent:
    """The content without one of the author's own paragraphs."""
    held = content.points if section is None else _section(content, section).paragraphs
    if index >= len(held) or held[index].author != author:
        raise NotTheAuthorsParagraph
    kept = (*held[:index], *held[index + 1 :])
    if section is None:
        return content.model_copy(update={"points": kept})
    return _replaced(content, section, kept)


def _section(content: LetterContent, section: int) -> Section:
    if section >= len(content.sections):
        raise NoRoomForParagraph
    return content.sections[section]


def _replaced(
    content: LetterContent, section: int, paragraphs: tuple[Paragraph, ...]
) -> LetterContent:
    changed = content.sections[section].model_copy(update={"paragraphs": paragraphs})
    sections = (*content.sections[:section], changed, *content.sections[section + 1 :])
    return content.model_copy(update={"sections": sections})


def difference(before: LetterContent, after: LetterContent) -> tuple[Redlined, ...]:
    """What a new version drops and adds, by paragraph in reading order."""
    return redline(_lines(before), _lines(after))


def _lines(content: LetterContent) -> list[str]:
    said = [content.subject.text, content.opening.text]
    said += [point.text for point in content.points]
    for section in content.sections:
        said += [section.heading, *(paragraph.text for paragraph in section.paragraphs)]
    return [*said, content.closing.text]
