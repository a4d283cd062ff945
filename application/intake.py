"""Reports in bulk: a file of laporan informasi, each row one FileReport like any other.

CSV (with a header) or JSON (a list of objects), with the columns of ``COLUMNS``; alerts as CAP 1.2
XML; or incidents of years past, in ACLED's columns, which become history. A row's identity
does not depend on the file: the same row again adds nothing, and what was refused may be corrected
in the file of rejects, which has the same columns, and imported again.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from application import backfill, cap
from application.ports import Surroundings
from application.register import Register
from application.unreadable import FileUnreadable
from domain.access import COMMANDS, RoleNotHeld
from domain.kernel import Channel, Refusal, Secrecy, key
from domain.regions import contains, level_of, zone_of
from domain.report import (
    AlreadyFiled,
    ConflictSource,
    FileReport,
    Realm,
    Report,
    Source,
    told_by,
)
from domain.report_details import (
    Bidang,
    Nature,
    Obtained,
    PlacePrecision,
    Threat,
    TimePrecision,
)
from domain.risk import SourceGrade
from domain.role_assignment import Standing

E = TypeVar("E", bound=StrEnum)

COLUMNS: Final[Mapping[str, str]] = {
    "identitas": "nomor laporan pada sumbernya, misalnya FKDM-2026-014; boleh kosong",
    "sumber": "fkdm, kelurahan_desa, kecamatan, polri, tni, intelijen, bawaslu, cctv,"
    " pemantauan_siber, media, atau masyarakat",
    "judul": "perihal laporan dalam satu baris",
    "wilayah": "kode wilayah Kemendagri, misalnya 31.74.09",
    "tempat": "nama tempat; boleh kosong",
    "ranah": "dunia_nyata (bila kosong) atau dunia_maya",
    "waktu_kejadian": "misalnya 2026-03-02 09:30 menurut waktu setempat, atau dengan zona",
    "hari_pasti": "ya (bila kosong) atau tidak: apakah harinya diketahui pasti",
    "sumber_konflik": "huruf a sampai e menurut UU 7/2012 Pasal 5",
    "tema": "misalnya agraria",
    "uraian": "fakta yang dilihat; kosong untuk rujukan intelijen",
    "pendapat": "pendapat pelapor; boleh kosong",
    "pihak": "nama kelompok dipisahkan titik koma; boleh kosong",
    "nilai_sumber": "A sampai F",
    "nilai_informasi": "1 sampai 6",
    "kemungkinan": "1 sampai 5",
    "dampak": "1 sampai 5",
    "korban_jiwa": "jumlah orang; 0 bila kosong",
    "senjata": "ya atau tidak (bila kosong)",
    "pembakaran": "ya atau tidak (bila kosong)",
    "massa": "perkiraan jumlah orang; boleh kosong",
    "wilayah_terdampak": "jumlah wilayah; 1 bila kosong",
    "mobilisasi_sara": "ya atau tidak (bila kosong)",
    "keamanan": "B, T (bila kosong), R, atau SR",
    "bidang": "ideologi, politik, ekonomi, sosial_budaya, agama, hukum, pertahanan, atau keamanan",
    "athg": "ancaman, tantangan, hambatan, atau gangguan",
    "jenis": "potensi atau peristiwa",
    "cara_mendapatkan": "dilihat, didengar, atau dokumen",
    "waktu_mendapatkan": "seperti waktu_kejadian",
    "hubungan_sumber": "hubungan pelapor dengan sumbernya; tersimpan tersegel",
    "ketelitian_waktu": "menit, jam, hari, pekan, atau bulan",
    "rt_rw": "misalnya 003/05",
    "lintang": "derajat desimal, misalnya -6.2244; bersama bujur",
    "bujur": "derajat desimal, misalnya 106.8423; bersama lintang",
    "ketelitian_tempat": "titik, desa, kecamatan, atau kabupaten",
    "platform": "untuk dunia_maya: nama media sosial atau aplikasinya",
    "tautan": "untuk dunia_maya: alamat lengkap unggahan; tersimpan tersegel",
    "sha256_bukti": "SHA-256 berkas bukti (64 angka heksadesimal kecil)",
    "korban_luka": "jumlah orang",
    "pengungsi": "jumlah orang",
    "kerugian": "kerugian materiil dalam rupiah",
    "latar_belakang": "latar belakang peristiwa",
    "pemicu": "apa yang memicunya",
    "langkah": "langkah yang telah diambil",
    "prediksi": "perkiraan pelapor; dipisahkan dari fakta",
    "saran": "saran tindak; dipisahkan dari fakta",
    "dokumen": "surat, buku, atau kumpulan data asal laporan",
    "riwayat": "ya atau tidak (bila kosong); riwayat lama tidak ditriase dan wajib berdokumen",
    "nomor_rujukan": "untuk intelijen: nomor rujukan, tanpa isinya",
    "pemegang_rujukan": "untuk intelijen: siapa yang memegang rujukannya",
}
"""Every column and what stands in it. Columns that may be empty may be left out altogether."""

REQUIRED: Final = (
    "sumber",
    "judul",
    "wilayah",
    "waktu_kejadian",
    "sumber_konflik",
    "tema",
    "nilai_sumber",
    "nilai_informasi",
    "kemungkinan",
    "dampak",
)
OF_REJECTS: Final = ("baris", "alasan")
"""Columns a file of rejects has beside the others; ignored when it comes back."""

Row = Mapping[str, str]


class _Bad(Exception):
    """One field that cannot be read."""

    def __init__(self, rule: str, said: str) -> None:
        super().__init__(said)
        self.rule = rule


class RowRefused(Exception):
    """A row with everything that is wrong with it."""

    def __init__(self, rule: str, said: str) -> None:
        super().__init__(said)
        self.rule = rule


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken in, as it stood, and why."""

    line: int
    row: Row
    rule: str
    reason: str


@dataclass
class ImportResult:
    """What became of a file's rows, or would become of them."""

    dry_run: bool = False
    accepted: list[UUID] = field(default_factory=list)
    duplicate: list[UUID] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    lines: dict[int, UUID] = field(default_factory=dict)
    """The report each readable line is."""

    def in_words(self) -> str:
        """One sentence for the terminal."""
        counted = (
            f"{len(self.accepted)} laporan diterima, {len(self.duplicate)} sudah ada,"
            f" {len(self.rejected)} ditolak."
        )
        return f"Uji coba, tidak ada yang disimpan: {counted}" if self.dry_run else counted

    def summary(self) -> dict[str, Any]:
        """The same for a program."""
        tried = {"dry_run": True} if self.dry_run else {}
        return tried | {
            "accepted": len(self.accepted),
            "duplicate": len(self.duplicate),
            "rejected": [
                {"line": each.line, "rule": each.rule, "reason": each.reason}
                for each in self.rejected
            ],
        }

    def rejects_csv(self) -> str:
        """The rejected rows with ``baris`` and ``alasan``: to be corrected and imported again."""
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, (*COLUMNS, *OF_REJECTS), lineterminator="\n")
        writer.writeheader()
        for each in self.rejected:
            kept = {name: _harmless(each.row.get(name, "")) for name in COLUMNS}
            writer.writerow({**kept, "baris": each.line, "alasan": each.reason})
        return out.getvalue()


LONGEST_CELL = 16 * 1024 * 1024
"""Characters read of one cell, so that its row can be refused and the file goes on."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _harmless(cell: str) -> str:
    """No spreadsheet takes the cell for a formula; reading it back takes the mark away."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _as_written(cell: str) -> str:
    kept = cell.strip()
    return kept[1:] if kept.startswith("'") and kept[1:].startswith(_FORMULA) else kept


def import_reports(
    text: str,
    *,
    register: Register,
    actor: UUID,
    standings: Sequence[Standing],
    channel: Channel = Channel.CLI,
    dry_run: bool = False,
) -> ImportResult:
    """Files every readable row as ``actor``; goes on after a bad one.

    FileUnreadable when the file as a whole makes no sense, RoleNotHeld when ``actor`` may file
    no reports. RecordUnavailable ends the import; sending the file again does the rest. With
    ``dry_run`` every row is decided and none kept.
    """
    return import_rows(
        rows_in(text),
        register=register,
        actor=actor,
        standings=standings,
        channel=channel,
        dry_run=dry_run,
    )


def import_rows(
    rows: Iterable[tuple[int, Row]],
    *,
    register: Register,
    actor: UUID,
    standings: Sequence[Standing],
    channel: Channel,
    dry_run: bool = False,
) -> ImportResult:
    """As ``import_reports``, for rows that were read already, each with its line."""
    filing = [each for each in standings if each.role in COMMANDS[FileReport]]
    if not filing:
        raise RoleNotHeld
    result = ImportResult(dry_run=dry_run)
    for line, row in rows:
        try:
            command = _command(row, actor=actor, standings=filing, channel=channel)
            _file(line, command, register, result)
        except (Refusal, RowRefused) as refused:
            rule = type(refused).__name__ if isinstance(refused, Refusal) else refused.rule
            result.rejected.append(Rejected(line, row, rule, str(refused)))
    return result


def _file(line: int, command: FileReport, register: Register, result: ImportResult) -> None:
    known = register.log.of_stream(command.report_id)
    result.lines[line] = command.report_id
    if command.report_id in result.accepted:
        result.duplicate.append(command.report_id)
    elif not known:
        if result.dry_run:
            register.rehearse(command)
        else:
            register.submit(command)
        result.accepted.append(command.report_id)
    elif isinstance(known[0].fact, Report.Filed) and _says_the_same(known[0].fact, command):
        result.duplicate.append(command.report_id)
    else:
        raise AlreadyFiled("Isinya berbeda dari yang tercatat.")


def _says_the_same(filed: Report.Filed, command: FileReport) -> bool:
    """Whether the row is what was filed; what the record added itself does not count."""
    added = set(Surroundings.model_fields)
    title, facts = told_by(command)
    return (
        str(filed.title),
        filed.region,
        str(filed.facts),
        [str(party) for party in filed.parties],
        filed.happened_at,
        filed.risk.inputs.model_dump(exclude=added),
        filed.details,
    ) == (
        title,
        command.region,
        facts,
        list(command.parties),
        command.happened_at,
        command.risk.model_dump(exclude=added),
        command.details.sealed(filed.originator_id),
    )


# -- reading the file ------------------------------------------------------------------------


def rows_in(text: str) -> list[tuple[int, Row]]:
    """Every row of a file with its line; FileUnreadable when it makes no sense as a whole."""
    return list(_rows(text.removeprefix("\ufeff")))


def row_of(given: Mapping[str, Any]) -> Row:
    """A row from an object with the same columns."""
    return {str(name): _cell(value) for name, value in given.items()}


def _rows(text: str) -> Iterator[tuple[int, Row]]:
    """Every row with its line, or its place in the list."""
    start = text.lstrip()
    if start.startswith("<"):
        return enumerate((dict(row) for row in cap.rows_of(text)), 1)
    if start.startswith(("[", "{")):
        return _from_json(text)
    if start.startswith(backfill.FIRST_COLUMN):
        return backfill.rows_of(text)
    return _from_csv(text)


def _from_csv(text: str) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(LONGEST_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        _must_be_known(header)
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield lines.line_num, _cells(header, cells)
    except csv.Error as broken:
        said = f"Baris {lines.line_num}: bukan CSV yang sah; periksa tanda kutipnya ({broken})."
        raise FileUnreadable(said) from None


def _cells(header: Sequence[str], cells: Sequence[str]) -> Row:
    """A row of the wrong length keeps what it has; its missing fields will be named."""
    row = {name: _as_written(cell) for name, cell in zip(header, cells, strict=False)}
    if len(cells) > len(header):
        row["*"] = "baris memuat lebih banyak kolom daripada judulnya"
    return row


def _from_json(text: str) -> Iterator[tuple[int, Row]]:
    try:
        given = json.loads(text)
    except json.JSONDecodeError as broken:
        raise FileUnreadable(f"Bukan JSON yang sah (baris {broken.lineno}).") from None
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise FileUnreadable("JSON harus berupa daftar laporan, masing-masing sebuah objek.")
    for number, each in enumerate(given, 1):
        yield number, row_of(each)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    return str(value).strip()


def _must_be_known(header: Sequence[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS and name not in OF_REJECTS]
    missing = [name for name in REQUIRED if name not in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    said = [
        f"kolom {what}: {', '.join(names)}."
        for what, names in (("tidak dikenal", unknown), ("tidak ada", missing), ("ganda", twice))
        if names
    ]
    if said:
        raise FileUnreadable("Baris judul: " + " ".join(said))


# -- reading a row ---------------------------------------------------------------------------


def _command(
    row: Row, *, actor: UUID, standings: Sequence[Standing], channel: Channel
) -> FileReport:
    """The row as a command; RowRefused names every field that is wrong."""
    facts = _facts(row)
    source, region = facts["source"], facts["region"]
    standing = max(
        standings, key=lambda each: (contains(each.region, region), each.role in source.tellers)
    )
    identity = row.get("identitas", "")
    report_id = (
        Report.id_of(source, identity)
        if identity
        else key("report", source, region, facts["title"], facts["happened_at"], facts.get("facts"))
    )
    try:
        return FileReport(
            command_id=key("import", report_id),
            actor=actor,
            role=standing.role,
            unit=standing.unit,
            channel=channel,
            report_id=report_id,
            external_id=identity or None,
            occurred_at=facts["happened_at"] if facts.get("history") else None,
            **facts,
        )
    except ValidationError as refused:
        said = [f"{_column_of(each['loc'])}: {_said(each)}" for each in refused.errors()]
        raise RowRefused("InvalidField", "; ".join(said)) from None


def _facts(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"risk": {}, "details": {}, "pointer": {}}
    wrong: list[tuple[str, str]] = [
        ("UnknownField", f"{name}: isian tidak dikenal")
        for name in row
        if name not in COLUMNS and name not in OF_REJECTS and name != "*"
    ]
    if "*" in row:
        wrong.append(("WrongNumberOfCells", row["*"]))
    for column, (name, read) in _READERS.items():
        cell = row.get(column, "")
        try:
            if cell:
                within, _, inner = name.rpartition(".")
                (found[within] if within else found)[inner] = read(cell)
            elif column in REQUIRED:
                raise _Bad("MissingField", "wajib diisi")
        except _Bad as bad:
            wrong.append((bad.rule, f"{column}: {bad}"))
    if not wrong:
        try:
            zone = zone_of(found["region"])
        except ValueError:
            raise RowRefused("UnknownRegion", f"wilayah: {found['region']} tidak dikenal") from None
        for said, name in ((found, "happened_at"), (found["details"], "obtained_at")):
            if name in said and said[name].tzinfo is None:
                said[name] = said[name].replace(tzinfo=zone)
        return found | {"pointer": found["pointer"] or None}
    raise RowRefused(wrong[0][0], "; ".join(said for _, said in wrong))


def _column_of(where: tuple[int | str, ...]) -> str:
    """The column of a field that was refused; parts of a list are their column's."""
    names = {name: column for column, (name, _) in _READERS.items()}
    path = [str(each) for each in where]
    return names.get(".".join(path[:2])) or names.get(path[0]) or _OF_SEVERAL.get(path[0], path[0])


_OF_SEVERAL: Final = {"details": "lintang, bujur", "risk": "kemungkinan, dampak"}


def _said(error: ErrorDetails) -> str:
    """What pydantic refuses by itself, said in Indonesian."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "string_too_long":
            return f"terlalu panjang (paling banyak {limits['max_length']} huruf)"
        case "too_long":
            return f"terlalu banyak (paling banyak {limits['max_length']})"
        case "value_error":
            return str(limits.get("error", "nilai tidak sah"))
        case _:
            return "nilai tidak sah"


# -- reading a field -------------------------------------------------------------------------


def _text(cell: str) -> str:
    return cell


def _one_of(kind: type[E]) -> Callable[[str], E]:
    def read(cell: str) -> E:
        for each in kind:
            if cell.casefold() == each.value.casefold():
                return each
        known = ", ".join(each.value for each in kind)
        raise _Bad("UnknownValue", f"'{cell}' tidak dikenal; pakai salah satu dari {known}")

    return read


def _number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        digits = cell.isascii() and cell.isdigit() and len(cell) <= 12
        if not (digits and lowest <= int(cell) <= highest):
            said = f"'{cell}' harus bilangan bulat {lowest} sampai {highest}"
            raise _Bad("NotANumber", said)
        return int(cell)

    return read


def _degrees(cell: str) -> float:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        raise _Bad("NotANumber", f"'{cell}' harus derajat desimal, misalnya -6.2244") from None


def _yes(cell: str) -> bool:
    if cell.casefold() not in ("ya", "tidak"):
        raise _Bad("UnknownValue", f"'{cell}' harus ya atau tidak")
    return cell.casefold() == "ya"


def _moment(cell: str) -> datetime:
    """With a zone, or by the clock of the row's own region."""
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        said = f"'{cell}' bukan waktu; tulis misalnya 2026-03-02 09:30"
        raise _Bad("NotAMoment", said) from None


def _region(cell: str) -> str:
    try:
        level_of(cell)
    except ValueError:
        raise _Bad("UnknownRegion", f"'{cell}' bukan kode wilayah Kemendagri") from None
    return cell


def _groups(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(";") if name.strip())


_MOST: Final = 10_000_000
_READERS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "sumber": ("source", _one_of(Source)),
    "judul": ("title", _text),
    "wilayah": ("region", _region),
    "tempat": ("place", _text),
    "ranah": ("realm", _one_of(Realm)),
    "waktu_kejadian": ("happened_at", _moment),
    "hari_pasti": ("day_known", _yes),
    "sumber_konflik": ("conflict_source", _one_of(ConflictSource)),
    "tema": ("theme", _text),
    "uraian": ("facts", _text),
    "pendapat": ("opinion", _text),
    "pihak": ("parties", _groups),
    "nilai_sumber": ("source_grade", _one_of(SourceGrade)),
    "nilai_informasi": ("information_grade", _number(1, 6)),
    "kemungkinan": ("risk.likelihood", _number(1, 5)),
    "dampak": ("risk.impact", _number(1, 5)),
    "korban_jiwa": ("risk.fatalities", _number(0, _MOST)),
    "senjata": ("risk.weapons", _yes),
    "pembakaran": ("risk.arson_or_looting", _yes),
    "massa": ("risk.crowd", _number(0, _MOST)),
    "wilayah_terdampak": ("risk.regions_affected", _number(1, _MOST)),
    "mobilisasi_sara": ("risk.identity_mobilisation", _yes),
    "keamanan": ("secrecy", _one_of(Secrecy)),
    "bidang": ("details.field", _one_of(Bidang)),
    "athg": ("details.threat", _one_of(Threat)),
    "jenis": ("details.nature", _one_of(Nature)),
    "cara_mendapatkan": ("details.obtained_by", _one_of(Obtained)),
    "waktu_mendapatkan": ("details.obtained_at", _moment),
    "hubungan_sumber": ("details.relation", _text),
    "ketelitian_waktu": ("details.time_precision", _one_of(TimePrecision)),
    "rt_rw": ("details.neighbourhood", _text),
    "lintang": ("details.latitude", _degrees),
    "bujur": ("details.longitude", _degrees),
    "ketelitian_tempat": ("details.place_precision", _one_of(PlacePrecision)),
    "platform": ("details.platform", _text),
    "tautan": ("details.link", _text),
    "sha256_bukti": ("details.evidence_sha256", _text),
    "korban_luka": ("details.wounded", _number(0, _MOST)),
    "pengungsi": ("details.displaced", _number(0, _MOST)),
    "kerugian": ("details.material_loss", _number(0, 999_999_999_999)),
    "latar_belakang": ("details.background", _text),
    "pemicu": ("details.trigger", _text),
    "langkah": ("details.steps_taken", _text),
    "prediksi": ("details.prediction", _text),
    "saran": ("details.recommendation", _text),
    "dokumen": ("details.document", _text),
    "riwayat": ("history", _yes),
    "nomor_rujukan": ("pointer.reference", _text),
    "pemegang_rujukan": ("pointer.holder", _text),
}
"""Each column's field of the report (or of its risk), and how it is read."""
