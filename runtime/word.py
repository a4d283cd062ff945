"""A letter as a Word document, for the offices that go on editing it there.

It says what the PDF says, from the same ``Sheet``; docxtpl fills the form of its arrangement
(templates/letters/word, drawn by ``runtime.word_forms``). A value is never read as a mark: it is
filled in as XML text, and what Word cannot hold or would mislead a reader is written out as in the
PDF (``runtime.typesetting``). A draft carries the merge fields of SRIKANDI where number, date and
signature will stand. The document is no letter: it is not signed and carries no provenance.
"""

from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from string import ascii_lowercase
from typing import Final

import jinja2
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from domain.letter_content import LetterContent, LetterProfile, LetterType
from runtime.fixed_zip import fixed_zip
from runtime.typesetting import Sheet, SignerLines, Typesetter
from runtime.word_forms import DRAWN, FORMS

MERGE_FIELDS: Final = {
    "number": "${nomor_naskah}",
    "dated": "${tanggal_naskah}",
    "signing": "${ttd_pengirim}",
    "signed_name": "${nama_pengirim}",
}
"""What SRIKANDI fills in when it takes over a draft."""

COPY: Final = "SALINAN TIDAK RESMI"
"""Heads what was made of a letter that is no draft any more: nothing here is signed."""

_IN_WORD: Final = {"Liberation Sans": "Arial", "TeX Gyre Bonum": "Bookman Old Style"}
"""The face of the same width that an office's computers have."""

_NOBODY: Final = SignerLines(called="", name="", capacity="")


def editable(letter: LetterType) -> bool:
    """Whether a type of letter is offered as a Word document."""
    return letter.form in DRAWN


class Word:
    """Fills the Word forms. Safe to share between threads."""

    def __init__(self, typesetter: Typesetter, forms: Path = FORMS) -> None:
        self._typesetter = typesetter
        self._forms = {form: (forms / f"{form.value}.docx").read_bytes() for form in DRAWN}
        self._env = jinja2.Environment(
            undefined=jinja2.StrictUndefined, autoescape=True, finalize=self._in_xml
        )
        self._env.globals.update(mark=_mark, roman=_roman, nobody=_NOBODY)

    def render(
        self,
        content: LetterContent,
        *,
        profile: LetterProfile,
        number: str | None = None,
        dated: date | None = None,
        watermark: str | None = None,
    ) -> bytes:
        """The document; the same arguments always give the same bytes.

        Raises ``LetterIncomplete`` as the PDF does, and KeyError for a type not ``editable``.
        """
        form = DocxTemplate(BytesIO(self._forms[content.type.form]))
        sheet = self._typesetter.sheet(
            content,
            profile=profile,
            number=number,
            dated=dated,
            watermark=watermark or (COPY if dated else None),
        )
        said: dict[str, object] = {name: getattr(sheet, name) for name in Sheet.model_fields}
        said |= {"signing": "", "signed_name": sheet.signatory.name}
        form.render(said | (MERGE_FIELDS if dated is None else {}), self._env)
        _on_paper(form.docx, sheet)
        filled = BytesIO()
        form.save(filled)
        return fixed_zip(filled.getvalue())

    def _in_xml(self, value: object) -> object:
        """A value as XML text. docxtpl takes ``{_{`` for a mark of its own: the line is hidden."""
        if not isinstance(value, str):
            return value
        return Markup(str(escape(self._typesetter.legible(value))).replace("_", "&#95;"))  # noqa: S704


def _on_paper(document: Document, sheet: Sheet) -> None:
    """Paper, margins, faces and properties of the profile and the letter."""
    profile = sheet.profile
    for section in document.sections:
        section.page_width = Mm(profile.paper.width_mm)
        section.page_height = Mm(profile.paper.height_mm)
        section.top_margin = Mm(profile.margins.top_mm)
        section.bottom_margin = Mm(profile.margins.bottom_mm)
        section.left_margin = Mm(profile.margins.left_mm)
        section.right_margin = Mm(profile.margins.right_mm)
    normal = document.styles["Normal"]
    normal.font.name = face = _IN_WORD.get(sheet.font, sheet.font)
    normal.font.size = Pt(profile.font_size_pt)
    for script in ("w:cs", "w:eastAsia"):
        normal.element.rPr.rFonts.set(qn(script), face)
    about = document.core_properties
    about.title, about.author, about.last_modified_by = sheet.title[:255], sheet.author, ""
    about.created = about.modified = datetime.combine(sheet.metadata_date, time(), UTC)


def _mark(number: int, lettered: bool) -> str:
    """ "3." or "c." """
    return f"{ascii_lowercase[(number - 1) % 26] if lettered else number}."


def _roman(number: int) -> str:
    said = "X" * (number // 10)
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return said + units[number % 10]
