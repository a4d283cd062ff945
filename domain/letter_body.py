"""The parts a letter's body is made of, beside its numbered points (susunan naskah dinas).

Each type uses the parts its arrangement asks for (brief 3.6); the others stay empty.
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from domain.drawing import standalone
from domain.kernel import Frozen
from domain.passage import Paragraph, Passage


class Particular(Frozen):
    """One line of a head: label, colon, value ("Bidang : Sosial budaya")."""

    label: str
    value: Passage


class Section(Frozen):
    """A headed part of a report or study. The template numbers it (I., A., 1.).

    It consists of lines with a label ("Sumber : FKDM") and of paragraphs, numbered on from them
    where there are several. ``lettered``: by letters (a., b.) instead of by numbers.
    """

    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    particulars: tuple[Particular, ...] = ()
    lettered: bool = False


class Meeting(Frozen):
    """What an invitation (surat undangan) invites to, each line as printed."""

    day: Passage
    time: Passage
    place: Passage
    agenda: Passage


class Signer(Frozen):
    """One who signs minutes: what they are called there ("PIHAK KESATU"), name and capacity."""

    called: str
    name: Passage
    capacity: Passage


class Minutes(Frozen):
    """Berita acara: the day in words, who met, what they state part by part, who signed."""

    held: Passage
    parties: tuple[Signer, ...] = Field(min_length=1)
    articles: tuple[Section, ...] = Field(min_length=1)
    made_in: Passage
    witnesses: tuple[Signer, ...] = ()
    acknowledged_by: tuple[Signer, ...] = ()
    stamped: bool = False
    """Whether the parties sign over a stamp duty (meterai)."""
    declared: str = "dengan ini menyatakan telah bersepakat sebagai berikut:"
    """The words by which who signs takes what follows as their own."""
    part_called: str = "Pasal"


class Decree(Frozen):
    """Keputusan: Menimbang a, b, c; Mengingat 1, 2, 3; Memperhatikan; KESATU, KEDUA, ..."""

    considering: tuple[Passage, ...] = Field(min_length=1)
    recalling: tuple[Passage, ...] = Field(min_length=1)
    noting: tuple[Passage, ...] = ()
    dictums: tuple[Passage, ...] = Field(min_length=1)


class Enclosure(Frozen):
    """One line of a surat pengantar: what is sent, how much of it, a remark."""

    what: Passage
    quantity: Passage
    remark: Passage = Passage(pieces=())


class Choice(Frozen):
    """One box of a form; ``chosen`` when it is ticked already."""

    label: str
    chosen: bool = False


class Disposition(Frozen):
    """Lembar disposisi: the letter that came in, and what may be ordered about it."""

    letter_from: Passage
    letter_number: Passage
    letter_dated: Passage
    received: Passage
    agenda: Passage
    onward_to: tuple[Choice, ...] = Field(min_length=1)
    asked: tuple[Choice, ...] = Field(min_length=1)
    note: Passage = Passage(pieces=())


class Radiogram(Frozen):
    """The head of a radiogram; its text is the letter's points, from and to are the letter's own.

    ``precedence`` is kilat, sangat segera, segera or biasa; ``written`` the moment it was written.
    """

    registration: Passage
    call_sign: Passage
    kind: Passage
    precedence: Passage
    written: Passage


class Annex(Frozen):
    """Lampiran: on a page of its own, with sections and, for a map, a drawing.

    ``landscape`` turns the sheet, for a wide table or a wide map.
    """

    title: Passage
    sections: tuple[Section, ...] = ()
    drawing: Annotated[str, AfterValidator(standalone)] = ""
    """A standalone SVG: see ``domain.drawing``."""

    described: str = ""
    """What the drawing shows, for who cannot see it."""

    landscape: bool = False
