"""Draws the Word forms that ``runtime.word`` fills, one for each arrangement offices edit.

``python -m runtime.word_forms`` writes templates/letters/word/*.docx anew. A form is an ordinary
document with docxtpl's marks: ``{{ value }}``, and ``{%p %}``, ``{%tr %}``, ``{%tc %}`` for what
repeats or may be missing; the names are those of ``runtime.typesetting.Sheet``. An office may put
a form of its own in their place. Paper, margins and faces come from the profile when it is filled.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from domain.letter_type import LetterForm
from runtime.fixed_zip import fixed_zip
from runtime.typesetting import TEMPLATES

FORMS: Final = TEMPLATES / "word"

_CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
_BORDERS: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


class _Form:
    """A document being drawn, from its kop downwards."""

    def __init__(self) -> None:
        self.document: Document = docx.Document()
        self._styles()
        self._running_heads()
        self._kop()

    # --- parts of every letter ---

    def _styles(self) -> None:
        normal = self._style("Normal", after=6)
        normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        normal.paragraph_format.line_spacing = 1.15
        normal.paragraph_format.widow_control = True
        self._style("Judul", after=0, bold=True, alignment=_CENTRE)
        self._style("Kepala", after=2, alignment=WD_ALIGN_PARAGRAPH.LEFT)
        self._style("Bagian", before=6, bold=True, keep=True)
        self._style("Pasal", before=6, bold=True, keep=True, alignment=_CENTRE)
        self._style("Butir", left=0.9, hanging=0.9)
        self._style("Lanjutan", left=0.9)
        self._style("Anak Butir", left=1.6, hanging=0.7, after=3)
        self._style("Isi Tabel", after=0, size=10.5, alignment=WD_ALIGN_PARAGRAPH.LEFT)
        self._style("Tanda Tangan", left=7, after=0, keep=True, alignment=WD_ALIGN_PARAGRAPH.LEFT)

    def _style(
        self,
        name: str,
        *,
        before: float = 0,
        after: float = 6,
        left: float = 0,
        hanging: float = 0,
        size: float | None = None,
        bold: bool | None = None,
        keep: bool | None = None,
        alignment: WD_ALIGN_PARAGRAPH | None = None,
    ) -> ParagraphStyle:
        styles = self.document.styles
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        if name != "Normal":
            style.base_style = styles["Normal"]
        style.font.bold = bold
        style.font.size = Pt(size) if size else None
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.left_indent = Cm(left) if left else None
        shape.first_line_indent = Cm(-hanging) if hanging else None
        shape.keep_with_next = keep
        shape.alignment = alignment
        return style

    def _running_heads(self) -> None:
        """Secrecy top and bottom of every page, KONSEP above it, the page number from page 2."""
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        section.header_distance = section.footer_distance = Cm(0.8)
        for header in (section.first_page_header, section.header):
            (first,) = header.paragraphs
            first.text = "{%p if watermark %}"
            shown = self._marked(header.add_paragraph(), "{{ watermark }}", 22, "A6A6A6")
            shown.paragraph_format.space_after = Pt(0)
            header.add_paragraph("{%p endif %}")
            self._marked(header.add_paragraph(), "{{ secrecy_mark }}", 12, "B00000")
        number = section.header.add_paragraph()
        number.alignment = _CENTRE
        number.add_run("- ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        number._p.append(field)
        number.add_run(" -")
        for footer in (section.first_page_footer, section.footer):
            self._marked(footer.paragraphs[0], "{{ secrecy_mark }}", 12, "B00000")

    def _marked(self, paragraph: Paragraph, text: str, size: float, colour: str) -> Paragraph:
        paragraph.alignment = _CENTRE
        run = paragraph.add_run(text)
        run.bold, run.font.size = True, Pt(size)
        run.font.color.rgb = RGBColor.from_string(colour)
        return paragraph

    def _kop(self) -> None:
        with self.either('kop == "office_holder"') as otherwise:
            self.line("{{ profile.kop.office_holder|upper }}", "Judul", size=14)
            self.line()
            otherwise()
            self.line("{{ profile.kop.government|upper }}", "Judul", size=13, bold=False)
            self.line("{{ profile.kop.agency|upper }}", "Judul", size=17)
            self.line(
                "{{ profile.kop.address }}, Kode Pos {{ profile.kop.postal_code }},"
                " Telepon {{ profile.kop.phone }}",
                "Judul",
                size=9,
                bold=False,
            )
            last = self.line(
                "Laman {{ profile.kop.site }}, Pos-el {{ profile.kop.email }}",
                "Judul",
                size=9,
                bold=False,
            )
            _ruled(last)
            self.line()

    # --- what forms are made of ---

    def line(
        self,
        text: str = "",
        style: str = "Normal",
        *,
        size: float | None = None,
        bold: bool | None = None,
    ) -> Paragraph:
        """One paragraph."""
        paragraph = self.document.add_paragraph(style=style)
        run = paragraph.add_run(text)
        run.bold = bold
        run.font.size = Pt(size) if size else None
        return paragraph

    @contextmanager
    def each(self, loop: str) -> Iterator[None]:
        """What is drawn inside is said once for each: ``each("point in points")``."""
        self.line(f"{{%p for {loop} %}}")
        yield
        self.line("{%p endfor %}")

    @contextmanager
    def either(self, condition: str) -> Iterator[Callable[[], None]]:
        """What is drawn inside is said on a condition; call what it gives for the other case."""
        self.line(f"{{%p if {condition} %}}")

        def otherwise() -> None:
            self.line("{%p else %}")

        yield otherwise
        self.line("{%p endif %}")

    def title(self, *lines: str) -> None:
        """The heading of the letter, centred."""
        for each in lines:
            self.line(each, "Judul")
        self.line()

    def labelled(
        self, *rows: tuple[str, str], loop: str = "", width: float = 2.8, beside: str = ""
    ) -> None:
        """Label, colon, value under one another; with ``loop`` the rows repeat.

        ``beside`` stands at the right of the first row.
        """
        widths = (width, 0.4, 10.6 - width, 5) if beside else (width, 0.4, 15.6 - width)
        table = self._table(len(widths))
        if loop:
            _tag_row(table, f"for {loop}")
        for label, value in rows:
            for cell, text in zip(_row(table).cells, (label, ":", value), strict=False):
                _say(cell, text, "Kepala")
        if beside:
            _say(table.cell(0, 3), beside, "Kepala")
        if loop:
            _tag_row(table, "endfor")
        _widths(table, widths)

    def points(self, source: str, *, number: str, counted: str) -> None:
        """Numbered points with their title, sub-points and table; plain unless ``counted``."""
        own = "{{ point.text }}{% if point.marked %} [paragraf penyusun]{% endif %}"
        with self.each(f"point in {source}"):
            with self.either("point.title") as otherwise:
                self.line(f"{{{{ {number} }}}}\t{{{{ point.title }}}}", "Butir", bold=True)
                with self.either("point.text"):
                    self.line(own, "Lanjutan")
                otherwise()
                with self.either("point.text"), self.either(counted) as plain:
                    self.line(f"{{{{ {number} }}}}\t{own}", "Butir")
                    plain()
                    self.line(own)
            with self.each("sub in point.sub"):
                self.line("{{ mark(loop.index, True) }}\t{{ sub }}", "Anak Butir")
            with self.either("point.table"):
                self._facts()

    def _facts(self) -> None:
        with self.either("point.table.caption"):
            self.line("{{ point.table.caption }}", "Bagian")
        table = self.document.add_table(rows=0, cols=3, style="Table Grid")
        head = _repeated(table, "column in point.table.columns", "{{ column.title }}", bold=True)
        _flag(head, "w:tblHeader")
        _tag_row(table, "for row in point.table.rows")
        _flag(_repeated(table, "cell in row", "{{ cell }}"), "w:cantSplit")
        _tag_row(table, "endfor")
        _tag_row(table, "if point.table.total")
        _repeated(
            table,
            "cell in point.table.total",
            "{% colspan (point.table.label_span if loop.first else 1) %}{{ cell }}",
            bold=True,
        )
        _tag_row(table, "endif")
        _as_wide_as_needed(table)
        with self.either("point.table.note"):
            self.line("{{ point.table.note }}", size=10.5)
        self.line()

    def sections(
        self,
        source: str,
        heading: str,
        *,
        style: str = "Bagian",
        number: str = "mark(loop.index + before, section.lettered)",
    ) -> None:
        """Headed parts: lines with a label, then paragraphs numbered on from them."""
        with self.each(f"section in {source}"):
            self.line("{%p set part = loop.index %}")
            self.line("{%p set before = section.particulars|length %}")
            with self.either("section.heading"):
                self.line(heading, style)
            with self.either("section.particulars"):
                self.labelled(
                    ("{{ each.label }}", "{{ each.value }}"),
                    loop="each in section.particulars",
                    width=4.5,
                )
            self.points(
                "section.points", number=number, counted="section.points|length + before > 1"
            )

    def signature(self, above: str = "") -> None:
        """Who signs; kept in one piece with the words before it."""
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        if above:
            self.line(above, "Tanda Tangan")
        with self.each("line in signatory.office_lines"):
            self.line("{{ line }}", "Tanda Tangan")
        room = self.line("{{ signing }}", "Tanda Tangan")
        room.paragraph_format.space_before = room.paragraph_format.space_after = Pt(30)
        self.line("{{ signed_name }}", "Tanda Tangan", bold=True)
        with self.either("signatory.rank"):
            self.line("{{ signatory.rank }}", "Tanda Tangan")
        with self.either("signatory.nip"):
            self.line("NIP {{ signatory.nip }}", "Tanda Tangan")
        self.line()

    def listed(self, title: str, source: str) -> None:
        """Tembusan and the like, only when there are any."""
        with self.either(source):
            self.line(title, "Kepala")
            with self.each(f"each in {source}"):
                self.line(
                    "{{ loop.index }}.\t{{ each }}", "Butir"
                ).paragraph_format.space_after = Pt(0)

    def annexes(self) -> None:
        """Each on a page of its own; a drawing is named, the PDF shows it."""
        with self.each("annex in annexes"):
            head = self.line(
                "LAMPIRAN{% if annexes|length > 1 %} {{ roman(loop.index) }}{% endif %}", "Kepala"
            )
            head.paragraph_format.page_break_before = True
            self.line("{{ annexed_to|upper }}", "Kepala")
            self.line("NOMOR {{ number }}", "Kepala")
            self.line("TANGGAL {{ dated }}", "Kepala")
            self.title("{{ annex.title|upper }}")
            self.sections("annex.sections", "{{ mark(part, False) }} {{ section.heading }}")
            with self.either("annex.drawing"):
                self.line("[Gambar pada PDF: {{ annex.described }}]")

    def signed_in_pairs(self, source: str, *, stamped: str = "False") -> None:
        """Two signatures side by side, each row in one piece."""
        table = self._table(2)
        _tag_row(table, f"for pair in {source}|batch(2, nobody)")
        row = _row(table)
        _flag(row, "w:cantSplit")
        for at, cell in enumerate(row.cells):
            _say(cell, f"{{{{ pair[{at}].called }}}}", "Judul")
            stamp = f"{{% if {stamped} and pair[{at}].called %}}Meterai Rp10.000{{% endif %}}"
            room = cell.add_paragraph(stamp, style="Isi Tabel")
            room.paragraph_format.space_before = room.paragraph_format.space_after = Pt(20)
            cell.add_paragraph(f"{{{{ pair[{at}].name }}}}", style="Judul")
            cell.add_paragraph(
                f"{{{{ pair[{at}].capacity }}}}", style="Isi Tabel"
            ).alignment = _CENTRE
        _tag_row(table, "endfor")
        _widths(table, (8, 8))
        self.line()

    def _table(self, columns: int) -> Table:
        table: Table = self.document.add_table(rows=0, cols=columns)
        table.autofit = False
        return table


def _widths(table: Table, widths: tuple[float, ...]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _as_wide_as_needed(table: Table) -> None:
    """The table fills the line; each column gets what its words need."""
    width = table._tbl.tblPr.find(qn("w:tblW"))
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    for cell in table._tbl.iter_tcs():  # type: ignore[no-untyped-call]
        if (own := cell.tcPr) is not None and own.find(qn("w:tcW")) is not None:
            own.remove(own.find(qn("w:tcW")))


def _say(cell: _Cell, text: str, style: str) -> None:
    (paragraph,) = cell.paragraphs
    paragraph.text, paragraph.style = text, style


def _row(table: Table) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    return row


def _tag_row(table: Table, tag: str) -> None:
    _row(table).cells[0].text = f"{{%tr {tag} %}}"


def _repeated(table: Table, loop: str, text: str, *, bold: bool = False) -> _Row:
    """A row with one cell for each."""
    row = _row(table)
    for cell, said in zip(
        row.cells, (f"{{%tc for {loop} %}}", text, "{%tc endfor %}"), strict=True
    ):
        _say(cell, said, "Isi Tabel")
        cell.paragraphs[0].runs[0].bold = bold or None
    return row


def _flag(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _ruled(paragraph: Paragraph) -> None:
    """A double rule under the last line of the kop."""
    borders, rule = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "4")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


# --- The forms -----------------------------------------------------------------------------------

_COUNT = "mark(loop.index, False)"


def _note(form: _Form) -> None:
    form.title("NOTA DINAS")
    form.labelled(
        ("Yth.", "{{ to|map(attribute='office')|join('; ') }}"),
        ("Dari", "{{ sender }}"),
        ("Tembusan", "{{ copies|join('; ') or '-' }}"),
        ("Tanggal", "{{ dated }}"),
        ("Nomor", "{{ number }}"),
        ("Sifat", "{{ nature }}"),
        ("Lampiran", "{{ attachments }}"),
        ("Hal", "{{ subject }}"),
    )
    _ruled(form.line())
    form.line("{{ opening }}")
    form.points("points", number=_COUNT, counted="True")
    form.line("{{ closing }}")
    form.signature()
    form.annexes()


def _study(form: _Form) -> None:
    form.title("TELAAHAN STAF", "TENTANG", "{{ subject|upper }}")
    form.labelled(
        ("Yth.", "{{ to|map(attribute='office')|join('; ') }}"),
        ("Dari", "{{ sender }}"),
        ("Tanggal", "{{ dated }}"),
        ("Nomor", "{{ number }}"),
        ("Sifat", "{{ nature }}"),
        ("Lampiran", "{{ attachments }}"),
    )
    _ruled(form.line())
    form.sections("sections", "{{ mark(part, True)|upper }} {{ section.heading }}")
    form.points("points", number=_COUNT, counted="points|length > 1")
    form.line("{{ closing }}")
    form.signature()
    form.listed("Tembusan:", "copies")
    form.annexes()


def _letter(form: _Form) -> None:
    form.labelled(
        ("Nomor", "{{ number }}"),
        ("Sifat", "{{ nature }}"),
        ("Lampiran", "{{ attachments }}"),
        ("Hal", "{{ subject }}"),
        beside="{{ place }}, {{ dated }}",
    )
    form.line()
    with form.either("listed_apart") as otherwise:
        form.line("Yth. (daftar terlampir)", "Kepala")
        form.line("di Tempat", "Kepala")
        otherwise()
        with form.each("addressee in to"):
            form.line(
                "Yth. {{ addressee.office }}"
                "{% if addressee.through %} melalui {{ addressee.through }}{% endif %}"
                "{% if addressee.place %} di {{ addressee.place }}{% endif %}",
                "Kepala",
            )
    form.line()
    form.line("{{ opening }}")
    with form.either("meeting"):
        form.labelled(
            ("hari/tanggal", "{{ meeting.day }}"),
            ("pukul", "{{ meeting.time }}"),
            ("tempat", "{{ meeting.place }}"),
            ("acara", "{{ meeting.agenda }}"),
        )
        form.line()
    with form.either("particulars"):
        form.labelled(("{{ each.label }}", "{{ each.value }}"), loop="each in particulars")
        form.line()
    form.sections("sections", "{{ mark(part, False) }} {{ section.heading }}")
    form.points("points", number=_COUNT, counted="not plain")
    form.line("{{ closing }}")
    form.signature()
    form.listed("Tembusan:", "copies")
    form.annexes()


def _information(form: _Form) -> None:
    form.title("{{ kind|upper }}", "Nomor : {{ number }}")
    form.labelled(("{{ each.label }}", "{{ each.value }}"), loop="each in particulars")
    form.labelled(("Perihal", "{{ subject }}"))
    _ruled(form.line())
    form.sections("sections", "{{ roman(part) }}. {{ section.heading|upper }}")
    form.points("points", number=_COUNT, counted="points|length > 1")
    form.line("{{ closing }}")
    form.signature("{{ place }}, {{ dated }}")
    form.listed("Distribusi:", "to|map(attribute='office')|list + copies|list")
    form.annexes()


def _minutes(form: _Form) -> None:
    form.title("{{ kind|upper }}", "NOMOR {{ number }}", "TENTANG", "{{ subject|upper }}")
    form.line("Pada hari ini {{ minutes.held }}, kami masing-masing:")
    with form.each("party in minutes.parties"):
        form.line(
            "{{ loop.index }}.\t{{ party.name }}, {{ party.capacity }}, selanjutnya disebut"
            " {{ party.called }};",
            "Butir",
        )
    form.line("{{ minutes.declared }}")
    form.sections(
        "minutes.articles",
        "{{ minutes.part_called }} {{ part }}\n{{ section.heading }}",
        style="Pasal",
        number="'(' ~ loop.index ~ ')'",
    )
    form.line("{{ minutes.made_in }}").paragraph_format.keep_with_next = True
    form.signed_in_pairs("minutes.parties", stamped="minutes.stamped")
    for title, signers in (("Saksi-saksi:", "witnesses"), ("Mengetahui:", "acknowledged_by")):
        with form.either(f"minutes.{signers}"):
            form.line(title, "Bagian").alignment = _CENTRE
            form.signed_in_pairs(f"minutes.{signers}")
    form.line("Mengesahkan,", "Tanda Tangan")
    form.signature()
    form.listed("Tembusan:", "copies")
    form.annexes()


DRAWN: Mapping[LetterForm, Callable[[_Form], None]] = MappingProxyType(
    {
        LetterForm.NOTE: _note,
        LetterForm.LETTER: _letter,
        LetterForm.STUDY: _study,
        LetterForm.INFORMATION: _information,
        LetterForm.MINUTES: _minutes,
    }
)


def drawn(letter_form: LetterForm) -> bytes:
    """The form of an arrangement; the same bytes each time."""
    form = _Form()
    DRAWN[letter_form](form)
    about = form.document.core_properties
    about.author = about.last_modified_by = "Rukun"
    about.title, about.comments = letter_form.value, ""
    about.created = about.modified = datetime(1970, 1, 1, tzinfo=UTC)
    held = BytesIO()
    form.document.save(held)
    return fixed_zip(held.getvalue())


def write(where: Path = FORMS) -> None:
    """Writes every form anew."""
    where.mkdir(exist_ok=True)
    for letter_form in DRAWN:
        (where / f"{letter_form.value}.docx").write_bytes(drawn(letter_form))


if __name__ == "__main__":
    write()
