"""How a letter's content becomes a PDF: Jinja2 writes typst source, typst PDF/A-3a + PDF/UA-1.

Nothing in a value is ever read as markup: every value becomes a typst string literal, in markup
by the environment's ``finalize`` and in code by the ``quoted`` filter. Same input, same bytes:
the document's date is given, the fonts are the vendored ones, and nothing reads a clock.

What a reader sees is what is stored. A character that PDF/A and PDF/UA refuse or that no vendored
face can show (control characters, byte-order marks, scripts the fonts lack), and one that would
silently turn the reading direction (U+202A-E, U+2066-9, U+200E-F, U+061C), is written out as its
code point: ``[U+202E]``. A line break stays one, a tab becomes a space, and a word of more than 24
characters may be broken over lines (at zero-width spaces). The exact value belongs into the
manifest attached to the PDF.

Sources: Permendagri 1/2023 (Tata Naskah Dinas), ISO 19005-3 (PDF/A-3, for the attached manifest),
ISO 14289-1 (PDF/UA-1).
"""

import json
import re
import struct
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property
from hashlib import sha256
from html import escape, unescape
from importlib.metadata import version
from io import BytesIO
from itertools import chain
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

import jinja2
import segno
import typst
from jinja2 import nodes
from pydantic import BaseModel

from domain.indonesian import count, long_date, ordinal, telegraphic
from domain.kernel import Frozen, Secrecy
from domain.letter_content import (
    CLOSINGS,
    NATIONAL,
    SECTIONS_OF,
    TNI_COPIES,
    Addressee,
    Annex,
    Choice,
    Column,
    Decree,
    Disposition,
    Enclosure,
    KopKind,
    LetterContent,
    LetterForm,
    LetterIncomplete,
    LetterProfile,
    LetterType,
    Meeting,
    Merged,
    Minutes,
    NumberedCopy,
    Paragraph,
    Particular,
    Passage,
    Radiogram,
    Section,
    Signatory,
    Signer,
    Table,
    Urgency,
    distribution,
    draft_number,
    missing_fields,
)
from domain.signing import SignatureKind

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates" / "letters"
FONTS: Final = TEMPLATES.parent / "fonts"

DRAFT: Final = "KONSEP"
"""Watermark of a letter without number and date."""

UNSIGNED: Final = "BELUM DITANDATANGANI / SIMULASI"
"""Watermark of an approved letter that carries no certified signature."""

SIGNED_BY: Final = "Ditandatangani secara elektronik oleh:"
CERTIFIED_BY: Final = (
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang"
    " diterbitkan oleh {}."
)
"""Footer under a certified signature."""

_ELECTRONIC: Final = frozenset({SignatureKind.CERTIFIED, SignatureKind.UNCERTIFIED})

MANIFEST: Final = "manifest.json"
"""Name under which the provenance manifest is attached to the PDF."""

PDF_STANDARDS: Final["list[typst.PDFStandard]"] = ["a-3a", "ua-1"]

_NO_DATE_YET: Final = "........................"
_DRAFT_METADATA_DATE: Final = date(1970, 1, 1)
"""PDF/A-3 demands a document date; a draft has none, and the time of printing is no fact of it."""

_WORDS_OF_A_DRAWING: Final = re.compile(r">([^<]+)<")
_TAG: Final = re.compile("<[^>]*>")
_FACE: Final = re.compile(r"""\sfont-family\s*=\s*("[^"]*"|'[^']*')""")

_ENDLESS: Final = re.compile(r"\S{25,}")
"""A word so long that a line may be broken within it."""


# --- What a template may use ---------------------------------------------------------------------


class TableLines(Frozen):
    """A table of facts as a template sees it; ``label_span`` columns under the label of a total.

    ``surely_short`` tables stay whole without being measured, which takes a third of the time
    that a letter of one page takes.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    total: tuple[str, ...] = ()
    label_span: int = 1
    surely_short: bool = False
    note: str = ""


class PointLines(Frozen):
    """One numbered point; ``marked`` when a draft shows it as a person's own words."""

    text: str
    marked: bool = False
    sub: tuple[str, ...] = ()
    table: TableLines | None = None
    title: str = ""


class ParticularLine(Frozen):
    """Label, colon, value."""

    label: str
    value: str


class SectionLines(Frozen):
    """A headed part of a report; without a heading in an annex that is one list."""

    heading: str
    points: tuple[PointLines, ...]
    particulars: tuple[ParticularLine, ...] = ()
    lettered: bool = False


class MeetingLines(Frozen):
    """What an invitation invites to."""

    day: str
    time: str
    place: str
    agenda: str


class SignerLines(Frozen):
    """One who signs minutes."""

    called: str
    name: str
    capacity: str


class MinutesLines(Frozen):
    """Berita acara as a template sees it."""

    held: str
    parties: tuple[SignerLines, ...]
    articles: tuple[SectionLines, ...]
    made_in: str
    witnesses: tuple[SignerLines, ...]
    acknowledged_by: tuple[SignerLines, ...]
    stamped: bool
    declared: str
    part_called: str


class DictumLines(Frozen):
    """One dictum of a decree: "KESATU", and what is decided."""

    label: str
    text: str


class DecreeLines(Frozen):
    """Keputusan as a template sees it."""

    considering: tuple[str, ...]
    recalling: tuple[str, ...]
    noting: tuple[str, ...]
    dictums: tuple[DictumLines, ...]


class EnclosureLines(Frozen):
    """One line of a surat pengantar."""

    what: str
    quantity: str
    remark: str


class DispositionLines(Frozen):
    """Lembar disposisi as a template sees it."""

    letter_from: str
    letter_number: str
    letter_dated: str
    received: str
    agenda: str
    onward_to: tuple[Choice, ...]
    asked: tuple[Choice, ...]
    note: str


class RadiogramLines(Frozen):
    """The head of a radiogram, and its text as it is sent."""

    registration: str
    call_sign: str
    kind: str
    precedence: str
    classification: str
    written: str
    text: str


class AnnexLines(Frozen):
    """Lampiran; ``drawing`` is SVG or empty."""

    title: str
    sections: tuple[SectionLines, ...]
    drawing: str = ""
    described: str = ""
    landscape: bool = False


class SignatoryLines(Frozen):
    """The signature block, rank and NIP empty for an elected official."""

    office_lines: tuple[str, ...]
    name: str
    rank: str
    nip: str


class Sheet(Frozen):
    """Everything a letter's template may print: the one model behind every letter."""

    title: str
    kind: str
    annexed_to: str
    author: str
    metadata_date: date
    manifest: str
    profile: LetterProfile
    font: str
    emblem: str
    kop: str
    watermark: str
    secrecy_mark: str
    copy_mark: str
    public_url: str
    short_url: str
    qr: str
    signed_by: str
    issuer_note: str
    number: str
    dated: str
    place: str
    nature: str
    attachments: str
    to: tuple[Addressee, ...]
    to_place: str
    listed_apart: bool
    sender: str
    copies: tuple[str, ...]
    distribution: tuple[NumberedCopy, ...]
    subject: str
    opening: str
    points: tuple[PointLines, ...]
    particulars: tuple[ParticularLine, ...]
    sections: tuple[SectionLines, ...]
    meeting: MeetingLines | None
    minutes: MinutesLines | None
    decree: DecreeLines | None
    annexes: tuple[AnnexLines, ...]
    enclosures: tuple[EnclosureLines, ...]
    disposition: DispositionLines | None
    radiogram: RadiogramLines | None
    plain: bool
    author_note: bool
    closing: str
    signatory: SignatoryLines


class TemplateFault(NamedTuple):
    """What is wrong with a template, where. ``line`` is None when only typst saw it."""

    template: str
    line: int | None
    field: str | None
    message: str

    def __str__(self) -> str:
        where = f"{self.template}:{self.line}" if self.line else self.template
        return f"{where}: {self.message}"


class Typesetter:
    """Sets letters. Safe to share between threads: each gets its own compiler."""

    def __init__(
        self, templates: Path = TEMPLATES, fonts: Path = FONTS, emblem: str | None = None
    ) -> None:
        """``emblem`` is the SVG of the real emblem; without it a neutral placeholder is drawn."""
        self._templates = templates
        self._font_files = sorted(p for p in fonts.iterdir() if p.suffix in {".ttf", ".otf"})
        self._emblem = emblem or (templates / "emblem.svg").read_text(encoding="utf-8")
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)]
        )
        self.legible = _Legible(p.read_bytes() for p in self._font_files)
        self._local = threading.local()
        self._env = self._environment()

    def render(
        self,
        content: LetterContent,
        *,
        profile: LetterProfile,
        number: str | None = None,
        dated: date | None = None,
        copy: str | None = None,
        watermark: str | None = None,
        public_url: str | None = None,
        signature: SignatureKind | None = None,
        issuer: str = "",
        manifest: Mapping[str, object],
    ) -> bytes:
        """The PDF of a letter; the same arguments always give the same bytes.

        Without number and date it is a draft, watermarked KONSEP. ``copy`` is the mark on a
        numbered copy (``letter_content.copy_mark``). ``public_url`` puts a QR code into the
        signature block. ``signature`` is what will be put on it: the block and, for a certified
        one, the footer with the ``issuer`` say so. Raises ``LetterIncomplete`` with the names of
        what is missing.
        """
        sheet = self.sheet(
            content,
            profile=profile,
            number=number,
            dated=dated,
            copy=copy,
            watermark=watermark,
            public_url=public_url,
            signature=signature,
            issuer=issuer,
            manifest=manifest,
        )
        return self._compile(self._source(content.type, sheet))

    def render_copies(self, content: LetterContent, **given: Any) -> tuple[bytes, ...]:
        """One PDF for each numbered copy of an SR or R letter, in the order of its distribution.

        Arguments as for ``render``, without ``copy``. A letter of lower secrecy gives one PDF.
        """
        marks: list[str | None] = [each.mark for each in distribution(content)]
        return tuple(self.render(content, copy=mark, **given) for mark in marks or [None])

    def renderer_versions(self) -> dict[str, Any]:
        """What a letter's bytes depend on besides its content, for the provenance manifest."""
        return json.loads(self._versions)  # type: ignore[no-any-return]

    def lint_templates(self) -> tuple[TemplateFault, ...]:
        """Every fault of every template: unknown fields by line, then a dry run of each letter."""
        faults = [
            fault
            for path in sorted(self._templates.glob("[!_]*.j2"))
            for fault in self._unknown_fields(path.name)
        ]
        for letter in LetterType:
            faults += self._dry_run(letter)
        return tuple(dict.fromkeys(faults))

    # --- from content to sheet, from sheet to source, from source to bytes ---

    def sheet(
        self,
        content: LetterContent,
        *,
        profile: LetterProfile,
        number: str | None,
        dated: date | None,
        copy: str | None = None,
        watermark: str | None,
        public_url: str | None = None,
        manifest: Mapping[str, object] | None = None,
        signature: SignatureKind | None = None,
        issuer: str = "",
    ) -> Sheet:
        """Everything the letter prints, with or without number and date; LetterIncomplete."""
        if (content.profile_id, content.profile_version) != (profile.id, profile.version):
            raise ValueError(f"content is for profile {content.profile_id}, not {profile.id}")
        if missing := missing_fields(content):
            raise LetterIncomplete(*missing)
        if number is not None and (dated is None or not number.strip()):
            raise LetterIncomplete("Tanggal" if dated is None else "Nomor")
        if dated is not None and number is None:
            raise LetterIncomplete("Nomor")
        draft = dated is None
        secret = content.secrecy.rank >= Secrecy.SECRET.rank
        subject = content.subject.text
        signatory = content.signatory
        annexes = self._annexes(content, profile.font(content.type), draft=draft)
        return Sheet(
            title=" ".join(f"{content.type.label} - {subject}".split()),
            kind=content.type.label,
            annexed_to=_annexed_to(content),
            author=profile.kop.agency,
            metadata_date=dated or _DRAFT_METADATA_DATE,
            manifest=manifest_json(manifest or {}),
            profile=profile,
            font=profile.font(content.type),
            emblem=self._emblem,
            kop=content.kop.value,
            watermark=watermark or (DRAFT if draft else ""),
            secrecy_mark=content.secrecy.label.upper() if secret else "",
            copy_mark=copy or "",
            public_url=public_url or "",
            short_url=re.sub(r"^https?://", "", public_url or ""),
            qr=_qr(public_url) if public_url else "",
            signed_by=SIGNED_BY if signature in _ELECTRONIC else "",
            issuer_note=CERTIFIED_BY.format(issuer)
            if issuer and signature is SignatureKind.CERTIFIED
            else "",
            number=number or draft_number(content, profile),
            dated=long_date(dated) if dated else _NO_DATE_YET,
            place=profile.place,
            nature=content.nature,
            attachments=content.attachments.strip()
            or (count(len(annexes), "berkas") if annexes else "-"),
            to=content.to,
            to_place=_place_of(content.to),
            listed_apart=_listed_apart(content),
            sender=content.sender,
            copies=content.copies,
            distribution=distribution(content),
            subject=subject,
            opening=content.opening.text,
            points=tuple(_point(point, draft=draft) for point in content.points),
            particulars=_particulars(content.particulars),
            sections=_sections(content.sections, draft=draft),
            meeting=_meeting(content.meeting),
            minutes=_minutes(content.minutes, draft=draft),
            decree=_decree(content.decree),
            enclosures=tuple(
                EnclosureLines(
                    what=each.what.text, quantity=each.quantity.text, remark=each.remark.text
                )
                for each in content.enclosures
            ),
            disposition=_disposition(content.disposition),
            radiogram=_radiogram(content),
            annexes=annexes,
            plain=content.plain or len(content.points) == 1,
            author_note=draft and any(point.author for point in _all_points(content)),
            closing=_closing(content),
            signatory=SignatoryLines(
                office_lines=signatory.office_lines,
                name=signatory.printed_name(academic_titles=profile.academic_titles),
                rank="" if signatory.elected else signatory.rank,
                nip="" if signatory.elected else signatory.printed_nip,
            ),
        )

    def _annexes(self, content: LetterContent, font: str, *, draft: bool) -> tuple[AnnexLines, ...]:
        """The letter's own, after the list of addressees where its head has no room for it."""
        own = tuple(
            AnnexLines(
                title=each.title.text,
                sections=_sections(each.sections, draft=draft),
                drawing=self._drawing(each.drawing, font),
                described=each.described,
                landscape=each.landscape,
            )
            for each in content.annexes
        )
        return (_list_of_addressees(content), *own) if _listed_apart(content) else own

    def _drawing(self, svg: str, font: str) -> str:
        """The drawing in the letter's face, its words as legible as the letter's own."""
        said = _WORDS_OF_A_DRAWING.sub(
            lambda words: f">{escape(self.legible(unescape(words[1])))}<", svg
        )
        faceless = _TAG.sub(lambda tag: _FACE.sub("", tag[0]), said)
        return faceless.replace("<svg", f'<svg font-family="{escape(font)}"', 1)

    def _source(self, letter: LetterType, sheet: Sheet) -> str:
        fields = {name: getattr(sheet, name) for name in Sheet.model_fields}
        return self._env.get_template(_template_of(letter)).render(fields)

    def _compile(self, source: str) -> bytes:
        compiled = self._compiler.compile(
            source.encode(), format="pdf", pdf_standards=PDF_STANDARDS, timestamp=0
        )
        return cast(bytes, compiled)

    @property
    def _compiler(self) -> typst.Compiler:
        """This thread's own: one compiler used by two threads at once refuses ("borrowed")."""
        compiler: typst.Compiler | None = getattr(self._local, "compiler", None)
        if compiler is None:
            compiler = typst.Compiler(root=str(self._templates), font_paths=self._fonts)
            self._local.compiler = compiler
        return compiler

    def _environment(self) -> jinja2.Environment:
        env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self._templates),
            undefined=jinja2.StrictUndefined,
            finalize=self._in_markup,
            autoescape=False,  # noqa: S701 - finalize makes every value a typst string literal
            trim_blocks=True,
            lstrip_blocks=True,
            variable_start_string="<<",
            variable_end_string=">>",
            block_start_string="<%",
            block_end_string="%>",
            comment_start_string="<#",
            comment_end_string="#>",
        )
        env.filters = {"length": len}
        env.filters["quoted"] = lambda value: Source(_literal(self.legible(_text(value))))
        env.filters["machine"] = lambda value: Source(_literal(_text(value)))
        env.filters["number"] = _number
        env.globals.clear()
        return env

    def _in_markup(self, value: object) -> str:
        """A value where typst reads markup: a string literal, breakable where a word runs on."""
        if isinstance(value, Source):
            return value
        return f"#{_literal(_breakable(self.legible(_text(value))))};"

    @cached_property
    def _versions(self) -> str:
        return manifest_json(
            {
                "typst": version("typst"),
                "jinja2": version("jinja2"),
                "segno": version("segno"),
                "pdf_standards": PDF_STANDARDS,
                "templates": {p.name: _sha256(p) for p in sorted(self._templates.glob("*.j2"))},
                "fonts": {p.name: _sha256(p) for p in self._font_files},
                "emblem": sha256(self._emblem.encode()).hexdigest(),
            }
        )

    # --- lint ---

    def _unknown_fields(self, name: str) -> Iterator[TemplateFault]:
        source = (self._templates / name).read_text(encoding="utf-8")
        if "@preview" in source:
            yield TemplateFault(name, None, None, "memakai paket dari internet (@preview)")
        try:
            tree = self._env.parse(source, name)
        except jinja2.TemplateSyntaxError as error:
            yield TemplateFault(name, error.lineno, None, f"tidak terbaca: {error.message}")
            return
        for where, line, field in _Walk(self._parsed).faults(name, tree):
            yield TemplateFault(where, line, field, f"bagian tidak dikenal: {field}")

    def _parsed(self, name: str) -> nodes.Template:
        return self._env.parse((self._templates / name).read_text(encoding="utf-8"), name)

    def _dry_run(self, letter: LetterType) -> Iterator[TemplateFault]:
        name = _template_of(letter)
        for sheet in self._samples(letter):
            try:
                self._compile(self._source(letter, sheet))
            except jinja2.TemplateNotFound as error:
                yield TemplateFault(name, None, None, f"templat tidak ada: {error.name}")
            except jinja2.TemplateSyntaxError as error:
                yield TemplateFault(
                    error.name or name, error.lineno, None, f"tidak terbaca: {error.message}"
                )
            except (jinja2.TemplateError, TypeError) as error:
                where, line = self._place_of(error, name)
                yield TemplateFault(where, line, None, f"tidak dapat diisi: {error}")
            except typst.TypstError as error:
                yield TemplateFault(name, None, None, f"ditolak typst: {error.diagnostic}")

    def _place_of(self, error: Exception, name: str) -> tuple[str, int | None]:
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            path = Path(frame.filename)
            if path.parent == self._templates:
                return path.name, frame.lineno
        return name, None

    def _samples(self, letter: LetterType) -> Iterator[Sheet]:
        """The fullest and the barest letter, in words that typst must not read as its own."""
        odd = 'Contoh "#panic(1)" \\ ] } $x$ // <%'
        person = Signatory(office=odd, name=odd, rank=odd, nip="0" * 18)
        merged = Merged(value=odd, events=("contoh",), position=1)
        table = Table(
            columns=(Column(title=odd, weight=0, numeric=True), Column(title=odd)),
            rows=((Passage.of(merged), Passage.of(odd)),),
            caption=odd,
            total=(Passage.of(odd), Passage.of(merged)),
            note=Passage.of(odd),
        )
        section = Section(
            heading=odd,
            particulars=(Particular(label=odd, value=Passage.of(merged)),),
            paragraphs=(
                Paragraph(pieces=(odd,), sub=(Passage.of(odd),), table=table, title=odd),
                Paragraph.of(odd),
            ),
            lettered=True,
        )
        bare = LetterContent(
            type=letter,
            profile_id=NATIONAL.id,
            profile_version=NATIONAL.version,
            secrecy=Secrecy.OPEN,
            urgency=Urgency.ORDINARY,
            classification="000",
            to=(Addressee(office=odd),),
            sender=odd,
            subject=Passage.of(merged),
            points=(Paragraph.of(odd),) if letter.form in _POINTED else (),
            sections=tuple(
                Section(heading=heading, paragraphs=(Paragraph.of(odd),))
                for heading in SECTIONS_OF.get(letter, (odd,))
            ),
            minutes=_sample_minutes(odd),
            decree=Decree(
                considering=(Passage.of(merged),),
                recalling=(Passage.of(odd),),
                dictums=(Passage.of(odd),),
            ),
            enclosures=(Enclosure(what=Passage.of(merged), quantity=Passage.of(odd)),),
            disposition=_sample_disposition(odd),
            radiogram=Radiogram(**dict.fromkeys(Radiogram.model_fields, Passage.of(merged))),
            opening=Passage.of(odd),
            signatory=person.model_copy(update={"elected": True}),
        ).model_copy(update=_needed(letter, odd, table))
        full = bare.model_copy(
            update={
                "secrecy": Secrecy.TOP_SECRET,
                "urgency": Urgency.IMMEDIATE,
                "to": (Addressee(office=odd, place=odd), Addressee(office=odd, place=odd)),
                "attachments": odd,
                "points": (
                    Paragraph(pieces=(merged,), author=odd, sub=(Passage.of(odd),), table=table),
                    Paragraph.of(odd),
                ),
                "copies": (odd,) * len(TNI_COPIES),
                "particulars": (
                    *bare.particulars,
                    Particular(label=odd, value=Passage.of(merged)),
                ),
                "sections": (*bare.sections, section),
                "meeting": Meeting(**dict.fromkeys(Meeting.model_fields, Passage.of(merged))),
                "minutes": _sample_minutes(odd).model_copy(update={"stamped": True}),
                "annexes": (
                    Annex(title=Passage.of(odd), sections=(section, section), landscape=True),
                    _sample_map(odd),
                ),
                "signatory": person.model_copy(update={"principals": (odd, odd)}),
            }
        )
        fullest: dict[str, Any] = {
            "copy": odd,
            "public_url": "https://contoh.example/" + odd,
            "manifest": {"contoh": odd},
            "signature": SignatureKind.CERTIFIED,
            "issuer": odd,
        }
        barest: dict[str, Any] = {"copy": None, "public_url": None, "manifest": {}}
        on = date(2026, 9, 7)
        given: dict[str, Any] = {"profile": NATIONAL, "watermark": None}
        yield self.sheet(full, number=None, dated=None, **fullest, **given)
        yield self.sheet(full, number=odd, dated=on, **fullest, **given)
        yield self.sheet(bare, number=odd, dated=on, **barest, **given)
        many = bare.model_copy(update={"to": (Addressee(office=odd, through=odd),) * 9})
        yield self.sheet(many, number=odd, dated=on, **barest, **given)


_POINTED = frozenset({LetterForm.NOTE, LetterForm.LETTER, LetterForm.RADIOGRAM})
"""Arrangements that consist of points; the others may have none."""


def _needed(letter: LetterType, odd: str, table: Table) -> dict[str, object]:
    """What the barest letter of a type cannot be without."""
    of_office_holder: dict[str, object] = {"kop": KopKind.OFFICE_HOLDER}
    on_a_field: dict[str, object] = {
        "particulars": (Particular(label="Bidang", value=Passage.of(odd)),)
    }
    needed: dict[LetterType, dict[str, object]] = {
        LetterType.SURAT_UNDANGAN: {
            "meeting": Meeting(**dict.fromkeys(Meeting.model_fields, Passage.of(odd)))
        },
        LetterType.BANTUAN_TNI: of_office_holder | {"copies": (odd,) * len(TNI_COPIES)},
        LetterType.LAPORAN_SKK: of_office_holder,
        LetterType.LAPORAN_INFORMASI: on_a_field,
        LetterType.LAPORAN_KHUSUS: on_a_field,
        LetterType.RENCANA_BTT: {"points": (Paragraph(pieces=(odd,), table=table),)},
        LetterType.BINGKAI_PEMETAAN: {"annexes": (_sample_map(odd),)},
    }
    return needed.get(letter, {})


def _sample_map(odd: str) -> Annex:
    said = f"<text>{escape(odd)}</text>"
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{said}</svg>'
    return Annex(title=Passage.of(odd), drawing=drawing, described=odd)


def _sample_minutes(odd: str) -> Minutes:
    signer = Signer(called=odd, name=Passage.of(odd), capacity=Passage.of(odd))
    return Minutes(
        held=Passage.of(odd),
        parties=(signer, signer),
        articles=(Section(heading=odd, paragraphs=(Paragraph.of(odd),)),),
        made_in=Passage.of(odd),
        witnesses=(signer,),
        acknowledged_by=(signer,),
    )


def _sample_disposition(odd: str) -> Disposition:
    facts = ("letter_from", "letter_number", "letter_dated", "received", "agenda", "note")
    boxes = (Choice(label=odd), Choice(label=odd, chosen=True))
    return Disposition(**dict.fromkeys(facts, Passage.of(odd)), onward_to=boxes, asked=boxes)


def manifest_json(manifest: Mapping[str, object]) -> str:
    """The manifest as attached: sorted, without spaces, ASCII, so that one value has one text."""
    return json.dumps(
        manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


# --- Quoting -------------------------------------------------------------------------------------


class Source(str):
    """Already typst source; not to be quoted again."""

    __slots__ = ()


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"hanya teks yang dapat dicetak, bukan {type(value).__name__}")


def _number(value: object) -> Source:
    if type(value) is not int:
        raise TypeError(f"bilangan bulat diperlukan, bukan {type(value).__name__}")
    return Source(value)


def _breakable(text: str) -> str:
    """The text with zero-width spaces where a word runs on beyond any line."""
    return _ENDLESS.sub(lambda word: re.sub(r"(.{12})(?=.{4})", "\\1\u200b", word[0]), text)


class _Legible:
    """Writes out as a code point what the faces cannot show or what would mislead a reader."""

    _ALWAYS = frozenset("\n\u200b\u200c\u200d\u00ad")  # breaks and joiners without a glyph
    _NEVER = frozenset(
        chain(
            (0x061C, 0x200E, 0x200F, 0xFEFF, 0xFFFE),  # marks of direction and byte order
            range(0x202A, 0x202F),
            range(0x2066, 0x206A),
            range(0xE000, 0xF900),  # private use
        )
    )

    def __init__(self, faces: Iterator[bytes]) -> None:
        by_family: dict[bool, set[int]] = {}
        for face in faces:
            # TrueType is Liberation, CFF is TeX Gyre: a character counts if each face has it.
            family, covered = face[:4] == b"OTTO", _covered(face)
            by_family[family] = by_family.get(family, covered) & covered
        shown = set().union(*by_family.values())
        self._shown = {chr(c) for c in shown - self._NEVER if c >= 0x20} | self._ALWAYS

    def __call__(self, text: str) -> str:
        if text.isascii() and text.isprintable():
            return text
        text = re.sub("\r\n?|[\v\f\x85\u2028\u2029]", "\n", text).replace("\t", " ")
        return "".join(ch if ch in self._shown else f"[U+{ord(ch):04X}]" for ch in text)


def _covered(face: bytes) -> set[int]:
    """The characters a font has a glyph for: its Unicode cmap, formats 4 and 12 (OpenType 1.9)."""
    tables = {
        face[at : at + 4]: struct.unpack_from(">I", face, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", face, 4)[0], 16)
    }
    cmap = tables[b"cmap"]
    covered: set[int] = set()
    for index in range(struct.unpack_from(">H", face, cmap + 2)[0]):
        platform, _, offset = struct.unpack_from(">HHI", face, cmap + 4 + 8 * index)
        at = cmap + offset
        kind = struct.unpack_from(">H", face, at)[0]
        if platform in (0, 3) and kind == 12:
            for group in range(struct.unpack_from(">I", face, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", face, at + 16 + 12 * group)
                covered.update(range(first, last + 1))
        elif platform in (0, 3) and kind == 4:
            covered.update(_covered_by_format_4(face, at))
    return covered


def _covered_by_format_4(face: bytes, at: int) -> Iterator[int]:
    segments = struct.unpack_from(">H", face, at + 6)[0] // 2

    def column(number: int, shape: str) -> tuple[int, ...]:
        start = at + (16 if number else 14) + 2 * segments * number  # a pad after the first
        return struct.unpack_from(f">{segments}{shape}", face, start)

    ends, starts, deltas, offsets = column(0, "H"), column(1, "H"), column(2, "h"), column(3, "H")
    offsets_at = at + 16 + 6 * segments
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            if offsets[index] == 0:
                glyph = (code + deltas[index]) & 0xFFFF
            else:
                where = offsets_at + 2 * index + offsets[index] + 2 * (code - start)
                glyph = struct.unpack_from(">H", face, where)[0]
            if glyph:
                yield code


# --- Small things --------------------------------------------------------------------------------


def _template_of(letter: LetterType) -> str:
    return f"{letter.form.value}.typ.j2"


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _qr(url: str) -> str:
    """The code as SVG. One mask for all: any is valid, and trying all eight takes 3 ms a letter."""
    drawn = BytesIO()
    segno.make(url, error="m", micro=False, mask=4).save(
        drawn, kind="svg", border=2, light="white", xmldecl=False
    )
    return drawn.getvalue().decode()


def _point(point: Paragraph, *, draft: bool) -> PointLines:
    return PointLines(
        text=point.text,
        marked=draft and point.author is not None,
        sub=tuple(sub.text for sub in point.sub),
        table=_table(point.table) if point.table else None,
        title=point.title,
    )


def _all_points(content: LetterContent) -> Iterator[Paragraph]:
    yield from content.points
    articles = content.minutes.articles if content.minutes else ()
    annexed = chain.from_iterable(annex.sections for annex in content.annexes)
    for section in chain(content.sections, articles, annexed):
        yield from section.paragraphs


def _sections(sections: tuple[Section, ...], *, draft: bool) -> tuple[SectionLines, ...]:
    return tuple(
        SectionLines(
            heading=section.heading,
            points=tuple(_point(each, draft=draft) for each in section.paragraphs),
            particulars=_particulars(section.particulars),
            lettered=section.lettered,
        )
        for section in sections
    )


def _particulars(particulars: tuple[Particular, ...]) -> tuple[ParticularLine, ...]:
    return tuple(ParticularLine(label=each.label, value=each.value.text) for each in particulars)


# --- Annexes -------------------------------------------------------------------------------------

_MOST_IN_THE_HEAD: Final = 4
"""More addressees than these stand in a list of their own."""


def _listed_apart(content: LetterContent) -> bool:
    return content.type.form is LetterForm.LETTER and len(content.to) > _MOST_IN_THE_HEAD


def _list_of_addressees(content: LetterContent) -> AnnexLines:
    invited = content.type is LetterType.SURAT_UNDANGAN
    table = TableLines(
        columns=(
            Column(title="No.", weight=0, numeric=True),
            Column(title="Jabatan", weight=3),
            Column(title="Tempat", weight=1),
        ),
        rows=tuple(
            (f"{at}.", each.office, each.place or "-") for at, each in enumerate(content.to, 1)
        ),
    )
    listed = SectionLines(heading="", points=(PointLines(text="", table=table),))
    return AnnexLines(
        title="Daftar Undangan" if invited else "Daftar Penerima Surat", sections=(listed,)
    )


def _place_of(to: tuple[Addressee, ...]) -> str:
    """Where every addressee sits, if it is one place; "Tempat" when none is named."""
    places = {each.place for each in to}
    return (places.pop() or "Tempat") if len(places) == 1 else ""


def _annexed_to(content: LetterContent) -> str:
    """What an annex says it belongs to: "Surat Kepala Badan ..."."""
    if content.type.form is LetterForm.LETTER:
        office = content.signatory.principals[:1] or (content.signatory.office,)
        return f"Surat {office[0]}"
    return content.type.label


def _closing(content: LetterContent) -> str:
    """The standing words of the arrangement where the content has only those of a nota dinas."""
    said = content.closing.text
    standing = CLOSINGS.get(content.type.form, said)
    return standing if said == CLOSINGS[LetterForm.NOTE] else said


def _meeting(meeting: Meeting | None) -> MeetingLines | None:
    if meeting is None:
        return None
    return MeetingLines(
        day=meeting.day.text,
        time=meeting.time.text,
        place=meeting.place.text,
        agenda=meeting.agenda.text,
    )


def _signers(signers: tuple[Signer, ...]) -> tuple[SignerLines, ...]:
    return tuple(
        SignerLines(called=each.called, name=each.name.text, capacity=each.capacity.text)
        for each in signers
    )


def _minutes(minutes: Minutes | None, *, draft: bool) -> MinutesLines | None:
    if minutes is None:
        return None
    return MinutesLines(
        held=minutes.held.text,
        parties=_signers(minutes.parties),
        articles=_sections(minutes.articles, draft=draft),
        made_in=minutes.made_in.text,
        witnesses=_signers(minutes.witnesses),
        acknowledged_by=_signers(minutes.acknowledged_by),
        stamped=minutes.stamped,
        declared=minutes.declared,
        part_called=minutes.part_called,
    )


def _decree(decree: Decree | None) -> DecreeLines | None:
    if decree is None:
        return None
    return DecreeLines(
        considering=tuple(each.text for each in decree.considering),
        recalling=tuple(each.text for each in decree.recalling),
        noting=tuple(each.text for each in decree.noting),
        dictums=tuple(
            DictumLines(label=ordinal(number).upper(), text=each.text)
            for number, each in enumerate(decree.dictums, 1)
        ),
    )


def _disposition(disposition: Disposition | None) -> DispositionLines | None:
    if disposition is None:
        return None
    return DispositionLines(
        letter_from=disposition.letter_from.text,
        letter_number=disposition.letter_number.text,
        letter_dated=disposition.letter_dated.text,
        received=disposition.received.text,
        agenda=disposition.agenda.text,
        onward_to=disposition.onward_to,
        asked=disposition.asked,
        note=disposition.note.text,
    )


def _radiogram(content: LetterContent) -> RadiogramLines | None:
    if (head := content.radiogram) is None:
        return None
    return RadiogramLines(
        registration=head.registration.text,
        call_sign=head.call_sign.text,
        kind=head.kind.text,
        precedence=head.precedence.text,
        classification=content.secrecy.label,
        written=head.written.text,
        text=telegraphic([point.text for point in content.points]),
    )


_SURELY_SHORT: Final = 250
"""Characters of the longest cells of all rows: even in columns of seven less than a page."""


def _table(table: Table) -> TableLines:
    longest = sum(max(len(cell.text) for cell in row) for row in table.rows)
    return TableLines(
        columns=table.columns,
        rows=tuple(tuple(cell.text for cell in row) for row in table.rows),
        caption=table.caption,
        total=tuple(cell.text for cell in table.total),
        label_span=len(table.columns) - max(len(table.total) - 1, 0),
        surely_short=len(table.rows) <= 8 and longest <= _SURELY_SHORT,
        note=table.note.text,
    )


class _Walk:
    """Follows every name and attribute of a template through the types of ``Sheet``.

    What a template includes (a file whose name begins with ``_``) is followed where it stands.
    """

    def __init__(self, parsed: Callable[[str], nodes.Template]) -> None:
        self._parsed = parsed

    def faults(self, name: str, tree: nodes.Template) -> list[tuple[str, int, str]]:
        self._name = name
        self._found: list[tuple[str, int, str]] = []
        self._visit(tree, {name: f.annotation for name, f in Sheet.model_fields.items()})
        return self._found

    def _visit(self, node: nodes.Node, scope: dict[str, Any]) -> None:
        match node:
            case nodes.For():
                each = _element(self._type(node.iter, scope))
                inner = scope | {"loop": Any} | dict.fromkeys(_targets(node.target), Any)
                if isinstance(node.target, nodes.Name):
                    inner[node.target.name] = each
                for child in [*node.body, *([node.test] if node.test else [])]:
                    self._visit(child, inner)
                for child in node.else_:
                    self._visit(child, scope)
            case nodes.Assign():
                scope[cast(nodes.Name, node.target).name] = self._type(node.node, scope)
            case nodes.Expr():
                self._type(node, scope)
            case nodes.Include(template=nodes.Const(value=included)):
                here, self._name = self._name, str(included)
                self._visit(self._parsed(self._name), dict(scope))
                self._name = here
            case nodes.Block() | nodes.If() | nodes.Template() | nodes.Output():
                for child in node.iter_child_nodes():
                    self._visit(child, scope)
            case _:
                for child in node.iter_child_nodes():
                    self._visit(child, dict(scope))

    def _type(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        match node:
            case nodes.Name():
                if node.name in scope:
                    return scope[node.name]
                self._found.append((self._name, node.lineno, node.name))
                return Any
            case nodes.Getattr():
                owner = self._type(node.node, scope)
                known, kind = _attribute(owner, node.attr)
                if not known:
                    self._found.append(
                        (self._name, node.lineno, f"{_spelled(node.node)}.{node.attr}")
                    )
                return kind
            case _:
                for child in node.iter_child_nodes():
                    if isinstance(child, nodes.Expr):
                        self._type(child, scope)
                return Any


def _spelled(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_spelled(node.node)}.{node.attr}"
    return "..."


def _targets(target: nodes.Node) -> list[str]:
    return [name.name for name in target.find_all(nodes.Name)] + (
        [target.name] if isinstance(target, nodes.Name) else []
    )


def _element(kind: Any) -> Any:
    arguments = get_args(kind)
    return arguments[0] if get_origin(kind) is tuple and arguments[-1] is Ellipsis else Any


def _attribute(owner: Any, name: str) -> tuple[bool, Any]:
    """Whether a type has an attribute, and of what type it is."""
    if get_origin(owner) in (Union, UnionType):
        owner = next((a for a in get_args(owner) if a is not NoneType), Any)
    if owner is Any or not isinstance(owner, type):
        return True, Any
    if issubclass(owner, BaseModel) and name in owner.model_fields:
        return True, owner.model_fields[name].annotation
    if not hasattr(owner, name):
        return False, Any
    with suppress(AttributeError, NameError, TypeError):
        return True, get_type_hints(getattr(owner, name).fget).get("return", Any)
    return True, Any
