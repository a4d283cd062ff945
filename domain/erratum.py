"""Ralat: a letter that names an older one and says what in it is wrong and how it should read."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.indonesian import long_date
from domain.kernel import Command, Narrative, Refusal
from domain.letter_content import Addressee, LetterContent
from domain.letter_type import LetterForm, LetterType
from domain.passage import Merged, Paragraph, Passage


class DraftErratum(Command):
    """Menyusun ralat: naskah baru yang menyebut naskah lama, yang keliru, dan bunyi yang benar."""

    letter_id: UUID
    corrects: UUID
    wrong: Narrative
    right: Narrative
    TITLE: ClassVar[str] = "Susun ralat"


class NothingToCorrect(Refusal):
    """Hanya naskah yang bernomor dan berlaku yang dapat diralat; konsep cukup diperbaiki."""


def erratum_of(
    old: LetterContent, number: Merged, dated: Merged, wrong: str, right: str, author: UUID
) -> LetterContent:
    """The erratum of a numbered letter, to the same recipients, from the same desk."""
    note = old.type.form is LetterForm.NOTE
    named = (f"{old.type.label} Nomor ", number, " tanggal ", dated)
    return LetterContent(
        type=LetterType.NOTA_DINAS if note else LetterType.SURAT_DINAS,
        profile_id=old.profile_id,
        profile_version=old.profile_version,
        secrecy=old.secrecy,
        urgency=old.urgency,
        classification=old.classification,
        to=old.to or (Addressee(office="Para pihak yang berkepentingan"),),
        sender=old.sender,
        subject=Passage.of("Ralat atas ", *named),
        opening=Passage.of("Sehubungan dengan ", *named, ", disampaikan ralat sebagai berikut:"),
        points=(
            Paragraph(pieces=(f"Tertulis: {wrong}",), author=str(author)),
            Paragraph(pieces=(f"Seharusnya tertulis: {right}",), author=str(author)),
            Paragraph(pieces=("Bagian lain naskah tersebut tetap berlaku.",)),
        ),
        closing=Passage.of("Demikian ralat ini disampaikan untuk digunakan sebagaimana mestinya."),
        signatory=old.signatory,
        copies=old.copies,
        kop=old.kop,
    )


def dated_words(dated: str) -> str:
    """`7 September 2026` for the day a letter carries."""
    return long_date(date.fromisoformat(dated))
