"""What a letter says before it has a number and a date (isi naskah dinas).

Pure data: the drafting desk fills a ``LetterContent``, approval binds itself to its
``content_hash``, and ``runtime.typesetting`` makes a PDF of it. Every merged value knows the
events it came from and the log position it was true at.

Sources: Permendagri 1/2023 (Tata Naskah Dinas; Pasal 28, 32, 34 for paper, letter face and
margins), Permendagri 83/2022 (kode klasifikasi), PermenPAN-RB 80/2012 (numbered copies of
secret letters).
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256
from string import ascii_lowercase
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from domain.indonesian import roman_month
from domain.kernel import Frozen, Refusal, Secrecy
from domain.letter_body import (
    Annex,
    Choice,
    Decree,
    Disposition,
    Enclosure,
    Meeting,
    Minutes,
    Particular,
    Radiogram,
    Section,
    Signer,
)
from domain.letter_type import SECTIONS_OF, TNI_COPIES, LetterForm, LetterType
from domain.passage import Column, Merged, Paragraph, Passage, Table

__all__ = [
    "A4",
    "CLOSINGS",
    "F4",
    "JAKARTA",
    "NATIONAL",
    "NOTA_DINAS_CLOSING",
    "NOTA_DINAS_OPENING",
    "PROFILES",
    "SECTIONS_OF",
    "SULAWESI_SELATAN",
    "TNI_COPIES",
    "Addressee",
    "Annex",
    "Choice",
    "Column",
    "Decree",
    "Disposition",
    "Enclosure",
    "Kop",
    "KopKind",
    "LetterContent",
    "LetterForm",
    "LetterIncomplete",
    "LetterProfile",
    "LetterType",
    "Margins",
    "Meeting",
    "Merged",
    "Minutes",
    "NumberedCopy",
    "Paper",
    "Paragraph",
    "Particular",
    "Passage",
    "Radiogram",
    "Secrecy",
    "Section",
    "Signatory",
    "Signer",
    "Standing",
    "Table",
    "UnknownProfile",
    "Urgency",
    "canonical_json",
    "content_hash",
    "copy_mark",
    "distribution",
    "draft_number",
    "format_number",
    "merged_values",
    "missing_fields",
    "number_of",
    "profile_for",
    "profile_of",
]


class LetterIncomplete(Refusal):
    """Naskah belum lengkap; yang masih kosong:"""

    def __init__(self, *fields: str) -> None:
        super().__init__(", ".join(fields) + ".")
        self.fields = fields


class UnknownProfile(Refusal):
    """Profil naskah dinas tidak dikenal."""


class Urgency(StrEnum):
    """Derajat kecepatan penyampaian naskah dinas."""

    ORDINARY = "biasa"
    URGENT = "segera"
    IMMEDIATE = "sangat_segera"

    @property
    def label(self) -> str:
        """As printed after Sifat."""
        return self.value.replace("_", " ").title()


class Addressee(Frozen):
    """Yth.: an office, and the place it sits in when the letter leaves the house.

    ``through`` is the office the letter goes through (UU 7/2012 Pasal 24: the President is told
    through the Minister of Home Affairs).
    """

    office: str
    place: str = ""
    through: str = ""


class Standing(StrEnum):
    """In what standing an office is filled (Plt., Plh., Pj., Pjs.)."""

    ACTING = "Plt."
    DAILY = "Plh."
    APPOINTED = "Pj."
    INTERIM = "Pjs."


def _nip(value: str) -> str:
    digits = re.sub(r"\s", "", value)
    if digits and not re.fullmatch(r"[0-9]{18}", digits):
        raise ValueError("NIP harus 18 angka")
    return digits


class Signatory(Frozen):
    """Penanda tangan. Rank and NIP are the person's data, not the profile's.

    ``elected`` is a state official (a governor), who carries neither rank nor NIP.
    ``principals`` are the offices signed for: one is a.n., a second adds u.b.
    """

    office: str
    name: str
    titled_name: str = ""
    rank: str = ""
    nip: Annotated[str, AfterValidator(_nip)] = ""
    elected: bool = False
    standing: Standing | None = None
    principals: tuple[str, ...] = Field(default=(), max_length=2)

    @property
    def office_lines(self) -> tuple[str, ...]:
        """The lines above the signature, the last one closed with a comma."""
        own = f"{self.standing.value} {self.office}" if self.standing else self.office
        match self.principals:
            case (principal, deputy):
                return (f"a.n. {principal}", f"{deputy},", "u.b.", f"{own},")
            case (principal,):
                return (f"a.n. {principal}", f"{own},")
            case _:
                return (f"{own},",)

    def printed_name(self, *, academic_titles: bool) -> str:
        """The name with academic titles where the profile wants them and they are known."""
        return (academic_titles and self.titled_name) or self.name

    @property
    def printed_nip(self) -> str:
        """18 digits as written by hand: 19700101 199503 1 001."""
        n = self.nip
        return f"{n[:8]} {n[8:14]} {n[14]} {n[15:]}" if n else ""


class KopKind(StrEnum):
    """Whose letterhead: kop perangkat daerah (agency) or kop jabatan (office-holder)."""

    AGENCY = "agency"
    OFFICE_HOLDER = "office_holder"


NOTA_DINAS_OPENING = "Dengan hormat dilaporkan hal-hal sebagai berikut:"
NOTA_DINAS_CLOSING = "Demikian, mohon arahan lebih lanjut."
CLOSINGS: Mapping[LetterForm, str] = MappingProxyType(
    {
        LetterForm.NOTE: NOTA_DINAS_CLOSING,
        LetterForm.LETTER: (
            "Demikian disampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih."
        ),
        LetterForm.INFORMATION: (
            "Demikian laporan informasi ini dibuat untuk menjadi bahan pertimbangan pimpinan."
        ),
        LetterForm.REPORT: "Demikian laporan ini dibuat untuk digunakan sebagaimana mestinya.",
        LetterForm.STUDY: "Demikian telaahan staf ini disampaikan, mohon keputusan lebih lanjut.",
    }
)
"""The standing words an arrangement closes with."""


class LetterContent(Frozen):
    """Everything of a letter before its number and date: what an approver approves.

    A field added later must have a default that never changes: defaults are left out of the
    hash, so that old contents keep theirs.
    """

    type: LetterType
    profile_id: str
    profile_version: int
    secrecy: Secrecy
    urgency: Urgency
    classification: str
    to: tuple[Addressee, ...]
    sender: str
    subject: Passage
    points: tuple[Paragraph, ...] = ()
    signatory: Signatory
    attachments: str = ""
    opening: Passage = Passage(pieces=(NOTA_DINAS_OPENING,))
    closing: Passage = Passage(pieces=(NOTA_DINAS_CLOSING,))
    copies: tuple[str, ...] = ()
    kop: KopKind = KopKind.AGENCY
    particulars: tuple[Particular, ...] = ()
    sections: tuple[Section, ...] = ()
    meeting: Meeting | None = None
    minutes: Minutes | None = None
    decree: Decree | None = None
    annexes: tuple[Annex, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    disposition: Disposition | None = None
    radiogram: Radiogram | None = None
    plain: bool = False
    """Whether the points of a surat dinas are plain paragraphs, without numbers."""

    @property
    def nature(self) -> str:
        """Sifat as printed: secrecy when there is any, then urgency when there is any."""
        said = [
            label
            for label, plain in (
                (self.secrecy.label, self.secrecy is Secrecy.OPEN),
                (self.urgency.label, self.urgency is Urgency.ORDINARY),
            )
            if not plain
        ]
        return " / ".join(said) or Urgency.ORDINARY.label


def canonical_json(value: BaseModel) -> bytes:
    """One byte string per value: sorted keys, no spaces, UTF-8, defaults left out."""
    return json.dumps(
        value.model_dump(mode="json", exclude_defaults=True),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


def content_hash(content: LetterContent) -> str:
    """What an approval is bound to: sha256 of the canonical JSON, in hexadecimal."""
    return sha256(canonical_json(content)).hexdigest()


def merged_values(content: LetterContent) -> tuple[tuple[str, Merged], ...]:
    """Every merged value with the path to it, in reading order: ("points[0].pieces[1]", ...)."""
    return tuple(_merged(content, ""))


def _merged(value: object, path: str) -> Iterator[tuple[str, Merged]]:
    match value:
        case Merged():
            yield path, value
        case BaseModel():
            for name in type(value).model_fields:
                yield from _merged(getattr(value, name), f"{path}.{name}" if path else name)
        case tuple():
            for index, item in enumerate(value):
                yield from _merged(item, f"{path}[{index}]")


def missing_fields(content: LetterContent) -> tuple[str, ...]:
    """The Indonesian names of what a letter still needs before it can be set."""
    return tuple(dict.fromkeys(_missing(content)))


def _missing(content: LetterContent) -> Iterator[str]:
    yield from _missing_in_head(content)
    yield from _missing_of_type(content)
    if content.type.form in _WITH_OPENING:
        yield from _missing_in(content.opening, "kalimat pembuka")
        yield from _missing_in(content.closing, "kalimat penutup")
    if not any(getattr(content, part) for part in _BODY_OF.get(content.type.form, _ANY_BODY)):
        yield "isi naskah"
    for index, point in enumerate(content.points, 1):
        yield from _missing_in_point(point, f"butir {index}")
    yield from _missing_in_body(content)
    yield from _missing_of(content.signatory)


def _missing_of_type(content: LetterContent) -> Iterator[str]:
    """What a type must say beside what every letter says."""
    letter = content.type
    given = {section.heading for section in content.sections}
    yield from (f"bagian {each}" for each in SECTIONS_OF.get(letter, ()) if each not in given)
    if letter.form is LetterForm.LETTER and content.opening.text == NOTA_DINAS_OPENING:
        yield "kalimat pembuka"
    if letter.form is LetterForm.INFORMATION and not any(
        each.label == "Bidang" for each in content.particulars
    ):
        yield "Bidang"
    if letter in _OF_THE_OFFICE_HOLDER and content.kop is not KopKind.OFFICE_HOLDER:
        yield "kop jabatan"
    if letter is LetterType.SURAT_UNDANGAN and content.meeting is None:
        yield "acara"
    if letter is LetterType.BANTUAN_TNI:
        yield from (f"Tembusan {each}" for each in TNI_COPIES[len(content.copies) :])
    if letter is LetterType.RENCANA_BTT and not any(
        point.table and point.table.total for point in content.points
    ):
        yield "jumlah kebutuhan"
    if letter is LetterType.BINGKAI_PEMETAAN and not any(each.drawing for each in content.annexes):
        yield "lampiran peta"


_OF_THE_OFFICE_HOLDER = frozenset({LetterType.BANTUAN_TNI, LetterType.LAPORAN_SKK})
"""What only a head of government writes (UU 7/2012 Pasal 24 and 33, PP 2/2015 Pasal 45)."""

_WITH_OPENING = frozenset({LetterForm.NOTE, LetterForm.LETTER})
"""Arrangements that begin and end in a sentence of courtesy."""

_UNADDRESSED = frozenset({LetterForm.MINUTES, LetterForm.DECREE, LetterForm.DISPOSITION})
"""Arrangements that are written to nobody and say from whom in their own parts."""

_BODY_OF: Mapping[LetterForm, tuple[str, ...]] = MappingProxyType(
    {
        LetterForm.MINUTES: ("minutes",),
        LetterForm.DECREE: ("decree",),
        LetterForm.COVER: ("enclosures",),
        LetterForm.DISPOSITION: ("disposition",),
        LetterForm.RADIOGRAM: ("points",),
    }
)
"""The part that carries what an arrangement says."""

_ANY_BODY = ("points", "sections")


def _missing_in_body(content: LetterContent) -> Iterator[str]:
    for particular in content.particulars:
        yield from _missing_in(particular.value, particular.label)
    yield from _missing_in_sections(content.sections)
    if (meeting := content.meeting) is not None:
        yield from _missing_in(meeting.day, "hari dan tanggal acara")
        yield from _missing_in(meeting.time, "waktu acara")
        yield from _missing_in(meeting.place, "tempat acara")
        yield from _missing_in(meeting.agenda, "acara")
    if (minutes := content.minutes) is not None:
        yield from _missing_in(minutes.held, "hari berita acara")
        yield from _missing_in(minutes.made_in, "jumlah rangkap")
        yield from _missing_in_sections(minutes.articles)
        for signer in (*minutes.parties, *minutes.witnesses, *minutes.acknowledged_by):
            yield from _missing_in(signer.name, f"nama {signer.called}")
            yield from _missing_in(signer.capacity, f"kedudukan {signer.called}")
    if (decree := content.decree) is not None:
        for name in ("considering", "recalling", "noting", "dictums"):
            for index, passage in enumerate(getattr(decree, name), 1):
                yield from _missing_in(passage, f"{_DECREE_PARTS[name]} {index}")
    yield from _missing_in_forms(content)
    for index, annex in enumerate(content.annexes, 1):
        yield from _missing_in(annex.title, f"judul lampiran {index}")
        if annex.drawing and _blank(annex.described):
            yield f"keterangan gambar lampiran {index}"
        yield from _missing_in_sections(annex.sections)


def _missing_in_forms(content: LetterContent) -> Iterator[str]:
    for index, enclosure in enumerate(content.enclosures, 1):
        yield from _missing_in(enclosure.what, f"naskah atau barang nomor {index}")
        yield from _missing_in(enclosure.quantity, f"banyaknya nomor {index}")
    for part, names in _FORM_PARTS.items():
        if (form := getattr(content, part)) is not None:
            for field, name in names.items():
                yield from _missing_in(getattr(form, field), name)
    if content.type.form is LetterForm.RADIOGRAM and content.radiogram is None:
        yield "kepala radiogram"


_FORM_PARTS = {
    "disposition": {
        "letter_from": "surat dari",
        "letter_number": "nomor surat",
        "letter_dated": "tanggal surat",
        "received": "diterima tanggal",
        "agenda": "nomor agenda",
    },
    "radiogram": {
        "registration": "registrasi",
        "call_sign": "panggilan",
        "kind": "jenis radiogram",
        "precedence": "derajat",
        "written": "waktu pembuatan",
    },
}

_DECREE_PARTS = {
    "considering": "Menimbang",
    "recalling": "Mengingat",
    "noting": "Memperhatikan",
    "dictums": "diktum",
}


def _missing_in_sections(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        if not section.paragraphs and not section.particulars:
            yield f"isi bagian {section.heading}"
        for particular in section.particulars:
            yield from _missing_in(particular.value, f"{section.heading} {particular.label}")
        for index, paragraph in enumerate(section.paragraphs, 1):
            yield from _missing_in_point(paragraph, f"{section.heading} butir {index}")


def _missing_in_head(content: LetterContent) -> Iterator[str]:
    if _blank(content.classification):
        yield "kode klasifikasi"
    if content.type.form not in _UNADDRESSED:
        if not content.to or any(_blank(addressee.office) for addressee in content.to):
            yield "Yth."
        if _blank(content.sender):
            yield "Dari"
    for index, copy in enumerate(content.copies, 1):
        if _blank(copy):
            yield f"Tembusan nomor {index}"
    yield from _missing_in(content.subject, "Hal")


def _missing_of(signatory: Signatory) -> Iterator[str]:
    needed = {"jabatan": signatory.office, "nama": signatory.name}
    if not signatory.elected:
        needed |= {"pangkat": signatory.rank, "NIP": signatory.nip}
    for name, value in needed.items():
        if _blank(value):
            yield f"{name} penanda tangan"
    if any(_blank(principal) for principal in signatory.principals):
        yield "jabatan yang diatasnamakan"


def _missing_in_point(point: Paragraph, name: str) -> Iterator[str]:
    if point.pieces or not point.table:
        yield from _missing_in(point, name)
    for letter, sub in zip(ascii_lowercase, point.sub, strict=False):
        yield from _missing_in(sub, f"{name} huruf {letter}")
    if point.table:
        yield from _missing_in_table(point.table, f"tabel {name}")


def _missing_in(passage: Passage, name: str) -> Iterator[str]:
    for piece in passage.pieces:
        if isinstance(piece, Merged) and _blank(piece.value):
            yield f"{piece.field} ({name})" if piece.field else name
    if _blank(passage.text):
        yield name


def _missing_in_table(table: Table, name: str) -> Iterator[str]:
    if len(table.total) > len(table.columns):
        yield f"{name} jumlah (jumlah kolom)"
    for cell in table.total:
        yield from _missing_in(cell, f"{name} jumlah")
    if table.note.pieces:
        yield from _missing_in(table.note, f"keterangan {name}")
    for number, row in enumerate(table.rows, 1):
        if len(row) != len(table.columns):
            yield f"{name} baris {number} (jumlah kolom)"
        for cell, column in zip(row, table.columns, strict=False):
            for piece in cell.pieces:
                if isinstance(piece, Merged) and _blank(piece.value):
                    yield f"{piece.field or column.title} ({name} baris {number})"


def _blank(text: str) -> bool:
    """Whether nothing can be read: only spaces, control and format characters."""
    return not any(ch.isprintable() and not ch.isspace() for ch in text)


class NumberedCopy(Frozen):
    """One copy of an SR or R letter: its mark, and the office it goes to."""

    mark: str
    recipient: str


def distribution(content: LetterContent) -> tuple[NumberedCopy, ...]:
    """Every copy of an SR or R letter (PermenPAN-RB 80/2012); none for others.

    To whom it is addressed, then the copies in their order, then the file copy that stays.
    """
    if content.secrecy.rank < Secrecy.SECRET.rank:
        return ()
    recipients = (*(each.office for each in content.to), *content.copies, "Arsip")
    return tuple(
        NumberedCopy(mark=copy_mark(number, len(recipients)), recipient=recipient)
        for number, recipient in enumerate(recipients, 1)
    )


def copy_mark(copy: int, of: int) -> str:
    """The mark on one copy of an SR or R letter: "Kopi Nomor 1 dari 10" (PermenPAN-RB 80/2012)."""
    if not 1 <= copy <= of:
        raise ValueError(f"kopi nomor {copy} dari {of}")
    return f"Kopi Nomor {copy} dari {of}"


# --- Nomor naskah -------------------------------------------------------------------------------

_SLOT = re.compile(r"\{(?P<name>[a-z_]+)(?P<optional>\?)?(?::(?P<width>[1-9]))?\}")
_SLOTS = frozenset({"keamanan", "klasifikasi", "urut", "unit", "bulan_romawi", "tahun"})
_BLANK_SLOT = "........"


def _pattern(pattern: str) -> str:
    names = [slot["name"] for slot in _SLOT.finditer(pattern)]
    if unknown := sorted(set(names) - _SLOTS):
        raise ValueError(f"pola nomor memuat bagian yang tidak dikenal: {', '.join(unknown)}")
    if "{" in _SLOT.sub("", pattern) or "}" in _SLOT.sub("", pattern):
        raise ValueError(f"pola nomor tidak terbaca: {pattern}")
    if lacking := sorted({"urut", "tahun"} - set(names)):
        raise ValueError(f"pola nomor harus memuat: {', '.join(lacking)}")
    return pattern


def format_number(
    pattern: str,
    *,
    classification: str,
    sequence: int | None,
    unit: str,
    year: int | None,
    secrecy: Secrecy = Secrecy.OPEN,
    month: int | None = None,
    insertion: str = "",
) -> str:
    """A letter's number by its profile's pattern.

    Slots: ``{keamanan}`` ``{klasifikasi}`` ``{urut}`` ``{unit}`` ``{bulan_romawi}`` ``{tahun}``.
    ``{urut:3}`` pads to three digits. A slot with ``?`` disappears when it has nothing to say
    (``{keamanan?}`` for an open letter, ``{bulan_romawi?}`` without a month), together with the
    sign that follows it (at the end of the pattern: before it). Where it stands directly against
    the next slot, a "/" parts them:

        {keamanan?}{klasifikasi}/{urut}/{unit}/{tahun}  ->  R/200.1.3.4/7/BKBP/2026

    ``insertion`` is the letter of a nomor sisipan (12a). A sequence or year of None, for a
    draft, prints dots.
    """
    _pattern(pattern)
    if not classification.strip() or not unit.strip():
        raise ValueError("klasifikasi dan unit tidak boleh kosong")
    values = {
        "keamanan": secrecy.value,
        "klasifikasi": classification.strip(),
        "urut": _BLANK_SLOT if sequence is None else str(sequence),
        "unit": unit.strip(),
        "bulan_romawi": "" if month is None else roman_month(month),
        "tahun": _BLANK_SLOT if year is None else str(year),
    }
    slots = list(_SLOT.finditer(pattern))
    said = pattern[: slots[0].start()] if slots else pattern
    for slot, after in zip(slots, [*slots[1:], None], strict=True):
        separator = pattern[slot.end() : after.start() if after else len(pattern)]
        value = values[slot["name"]]
        if slot["optional"]:
            if slot["name"] == "keamanan" and secrecy is Secrecy.OPEN:
                value = ""
            if not value:
                said = said if after else said.rstrip("/-.")
                continue
            separator = separator or ("/" if after else "")
        elif not value:
            raise ValueError(f"bagian nomor kosong: {slot['name']}")
        if slot["name"] == "urut":
            width = int(slot["width"] or 0)
            value = value if sequence is None else value.zfill(width) + insertion
        said += value + separator
    return said


# --- Profil -------------------------------------------------------------------------------------


class Paper(Frozen):
    """A sheet, in millimetres."""

    name: str
    width_mm: int
    height_mm: int


A4 = Paper(name="A4", width_mm=210, height_mm=297)
F4 = Paper(name="F4", width_mm=215, height_mm=330)


class Margins(Frozen):
    """Margins in millimetres (Permendagri 1/2023 Pasal 34(2): 2 / 2.5 / 3 / 2 cm)."""

    top_mm: int = 20
    bottom_mm: int = 25
    left_mm: int = 30
    right_mm: int = 20


class Kop(Frozen):
    """The lines of a letterhead. An office-holder's kop prints ``office_holder`` alone."""

    government: str
    agency: str
    office_holder: str
    address: str
    phone: str
    site: str
    email: str
    postal_code: str


class LetterProfile(Frozen):
    """How one government sets its letters; versioned, so that an old letter stays as it was."""

    id: str
    version: int = Field(ge=1)
    label: str
    region: str | None
    """Kemendagri code of the province; None for the national default. Gives the time zone."""
    place: str
    unit: str
    kop: Kop
    paper: Paper = A4
    margins: Margins = Margins()
    correspondence_font: str = "Liberation Sans"
    decree_font: str = "TeX Gyre Bonum"
    font_size_pt: int = Field(default=12, ge=9, le=14)
    line_spacing_percent: int = Field(default=115, ge=100, le=150)
    number_pattern: Annotated[str, AfterValidator(_pattern)] = (
        "{keamanan?}{klasifikasi}/{urut}/{unit}/{tahun}"
    )
    decree_number_pattern: Annotated[str, AfterValidator(_pattern)] = "{urut} TAHUN {tahun}"
    """Read after "NOMOR" in the title of a decree: NOMOR 123 TAHUN 2026."""
    academic_titles: bool = True
    """Whether the name under the signature carries academic titles."""

    def font(self, letter: LetterType) -> str:
        """The family a type of letter is set in (Pasal 32(2))."""
        return self.decree_font if letter.decree else self.correspondence_font

    def pattern(self, letter: LetterType) -> str:
        """The pattern a type of letter is numbered by."""
        return self.decree_number_pattern if letter.decree else self.number_pattern


def draft_number(content: LetterContent, profile: LetterProfile) -> str:
    """The number as a draft shows it: everything known, dots for what approval will give."""
    pattern = profile.pattern(content.type).replace("{bulan_romawi}", _BLANK_SLOT)
    return format_number(
        pattern,
        classification=content.classification,
        sequence=None,
        unit=profile.unit,
        year=None,
        secrecy=content.secrecy,
    )


NATIONAL = LetterProfile(
    id="nasional",
    version=1,
    label="Bawaan nasional (Permendagri 1/2023)",
    region=None,
    place="Kota Contoh",
    unit="BKBP",
    kop=Kop(
        government="Pemerintah Provinsi Contoh",
        agency="Badan Kesatuan Bangsa dan Politik",
        office_holder="Gubernur Contoh",
        address="Jalan Alamat Contoh Nomor 0, Kota Contoh",
        phone="(000) 000000",
        site="kesbangpol.provinsi.example",
        email="surat@kesbangpol.provinsi.example",
        postal_code="00000",
    ),
)
"""The national default; its office and address are made up."""

JAKARTA = LetterProfile(
    id="jakarta",
    version=1,
    label="Jakarta",
    region="31",
    place="Jakarta",
    unit="BKBP",
    kop=Kop(
        government="Pemerintah Provinsi Daerah Khusus Ibukota Jakarta",
        agency="Badan Kesatuan Bangsa dan Politik",
        office_holder="Gubernur Daerah Khusus Ibukota Jakarta",
        address="Jalan Alamat Contoh Nomor 0, Jakarta",
        phone="(021) 0000000",
        site="kesbangpol.jakarta.example",
        email="surat@kesbangpol.jakarta.example",
        postal_code="00000",
    ),
    academic_titles=False,
)
"""Jakarta (Pergub 99/2021, known by title only: the office confirms its details).

The new name Daerah Khusus Jakarta (UU 2/2024) will be a new version. The address is made up.
"""

SULAWESI_SELATAN = LetterProfile(
    id="sulawesi-selatan",
    version=1,
    label="Sulawesi Selatan",
    region="73",
    place="Makassar",
    unit="BKBP",
    kop=Kop(
        government="Pemerintah Provinsi Sulawesi Selatan",
        agency="Badan Kesatuan Bangsa dan Politik",
        office_holder="Gubernur Sulawesi Selatan",
        address="Jalan Alamat Contoh Nomor 0, Makassar",
        phone="(0411) 000000",
        site="kesbangpol.sulsel.example",
        email="surat@kesbangpol.sulsel.example",
        postal_code="00000",
    ),
    number_pattern="{keamanan?}{klasifikasi}/{urut}/{unit}/{bulan_romawi}/{tahun}",
)
"""Sulawesi Selatan (Pergub 76/2018, known by title only). The address is made up."""

PROFILES: Mapping[tuple[str, int], LetterProfile] = MappingProxyType(
    {(p.id, p.version): p for p in (NATIONAL, JAKARTA, SULAWESI_SELATAN)}
)
"""Every profile version ever in use; a version is never edited, only followed by another."""


def profile_of(content: LetterContent) -> LetterProfile:
    """The profile version a content was drafted for."""
    try:
        return PROFILES[content.profile_id, content.profile_version]
    except KeyError:
        raise UnknownProfile(f"{content.profile_id} v{content.profile_version}") from None


def profile_for(region: str) -> LetterProfile:
    """The newest profile of the province a Kemendagri region code lies in, else the default."""
    code = region[:2]
    fitting = [p for p in PROFILES.values() if p.region == code] or [
        p for p in PROFILES.values() if p.region is None
    ]
    return max(fitting, key=lambda p: p.version)


def number_of(content: LetterContent, profile: LetterProfile, *, sequence: int, dated: date) -> str:
    """The number a letter takes on the day it is approved."""
    pattern = profile.pattern(content.type)
    return format_number(
        pattern,
        classification=content.classification,
        sequence=sequence,
        unit=profile.unit,
        year=dated.year,
        secrecy=content.secrecy,
        month=dated.month if "{bulan_romawi" in pattern else None,
    )
