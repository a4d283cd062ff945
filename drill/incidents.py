"""Incidents from a file (columns as ACLED names them): every row whole, or the file is refused."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from application.ports import RegionBook
from domain.kernel import Frozen
from domain.regions import level_of

T = TypeVar("T")

COLUMNS: Final = (
    "event_id_cnty",
    "event_date",
    "time_precision",
    "event_type",
    "admin1",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "region_code",
    "fatalities",
)
LONGEST_CELL: Final = 200


class IncidentType(StrEnum):
    """Jenis peristiwa, as the file calls it."""

    PROTESTS = "protests"
    RIOTS = "riots"
    VIOLENCE = "violence"
    BATTLES = "battles"


class Incident(Frozen):
    """One row. ``time_precision`` 1 knows the day, 2 the week, 3 only the month."""

    line: int
    event_id: str
    event_date: date
    time_precision: int
    event_type: IncidentType
    admin1: str
    location: str
    latitude: float
    longitude: float
    geo_precision: int
    region_code: str
    fatalities: int


class Problem(Frozen):
    """Why a line may not be played: the rule by its stable name, and what is missing, in words."""

    line: int
    rule: str
    said: str

    def __str__(self) -> str:
        return f"baris {self.line}: {self.said} [{self.rule}]"


class IncidentsRefused(ValueError):
    """Berkas peristiwa tidak dapat dimainkan; tidak ada yang tersimpan."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        lines = "\n".join(f"- {problem}" for problem in problems)
        super().__init__(f"{IncidentsRefused.__doc__}\n{lines}")
        self.problems = problems


class _Bad(Exception):
    """One cell that cannot be read."""

    def __init__(self, rule: str, said: str) -> None:
        super().__init__(said)
        self.rule = rule
        self.said = said


def read_incidents(text: str, *, regions: RegionBook, today: date) -> tuple[Incident, ...]:
    """Every incident of the file; IncidentsRefused names all lines that are wrong at once."""
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    reading = _Reading(regions, today)
    try:
        header = next(rows, [])
        reading.refuse_header(header)
        if not reading.problems:
            for cells in rows:
                if cells:
                    reading.row(rows.line_num, header, cells)
    except csv.Error as broken:
        said = f"bukan CSV yang sah ({broken}); periksa tanda kutipnya"
        reading.problems.append(Problem(line=rows.line_num, rule="BrokenCsv", said=said))
    if not reading.found and not reading.problems:
        said = "tidak ada satu pun peristiwa sesudah baris judul"
        reading.problems.append(Problem(line=1, rule="NothingInFile", said=said))
    if reading.problems:
        raise IncidentsRefused(tuple(reading.problems))
    return tuple(reading.found.values())


class _Reading:
    """What has been read of one file so far."""

    def __init__(self, regions: RegionBook, today: date) -> None:
        self.regions = regions
        self.today = today
        self.found: dict[str, Incident] = {}
        self.problems: list[Problem] = []

    def refuse_header(self, header: list[str]) -> None:
        for name in COLUMNS:
            if name not in header:
                self._problem(1, "MissingField", f"kolom '{name}' tidak ada")
        for name in header:
            if name not in COLUMNS:
                self._problem(1, "UnknownField", f"kolom '{name}' tidak dikenal")
        for name in sorted({name for name in header if header.count(name) > 1}):
            self._problem(1, "FieldTwice", f"kolom '{name}' tertulis dua kali")

    def row(self, line: int, header: list[str], cells: list[str]) -> None:
        if len(cells) != len(header):
            said = f"harus memuat {len(header)} kolom, yang ada {len(cells)}"
            self._problem(line, "WrongNumberOfCells", said)
            return
        before = len(self.problems)
        values = dict(self._values(line, dict(zip(header, cells, strict=True))))
        if len(self.problems) > before:
            return
        incident = Incident.model_validate(values | {"line": line})
        first = self.found.setdefault(incident.event_id, incident)
        if first is not incident:
            said = f"event_id_cnty '{incident.event_id}' sudah ada di baris {first.line}"
            self._problem(line, "TwiceInFile", said)

    def _values(self, line: int, cells: Mapping[str, str]) -> Iterator[tuple[str, object]]:
        readers: dict[str, Callable[[str], object]] = {
            "event_id_cnty": _words,
            "event_date": self._day,
            "time_precision": _between(1, 3),
            "event_type": _type,
            "admin1": _words,
            "location": _words,
            "latitude": _degrees(90),
            "longitude": _degrees(180),
            "geo_precision": _between(1, 3),
            "region_code": self._region,
            "fatalities": _between(0, 1_000_000),
        }
        for column, read in readers.items():
            cell = cells[column].strip()
            name = "event_id" if column == "event_id_cnty" else column
            try:
                if not cell:
                    raise _Bad("MissingField", "wajib diisi")
                yield name, read(cell)
            except _Bad as bad:
                self._problem(line, bad.rule, f"{column}: {bad.said}")

    def _day(self, cell: str) -> date:
        try:
            day = date.fromisoformat(cell)
        except ValueError:
            raise _Bad("NotADate", f"'{cell}' bukan tanggal; tulis misalnya 2022-08-17") from None
        if day > self.today:
            raise _Bad("FutureDate", f"{cell} berada di masa depan")
        return day

    def _region(self, cell: str) -> str:
        try:
            level_of(cell)
        except ValueError:
            raise _Bad("UnknownRegion", f"'{cell}' bukan kode wilayah Kemendagri") from None
        if not self.regions.exists(cell):
            raise _Bad("UnknownRegion", f"'{cell}' tidak ada dalam daftar wilayah Kemendagri")
        return cell

    def _problem(self, line: int, rule: str, said: str) -> None:
        self.problems.append(Problem(line=line, rule=rule, said=said))


def _words(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        raise _Bad("TooLong", f"paling banyak {LONGEST_CELL} huruf")
    if any(ord(letter) < 32 or letter == "\x7f" for letter in cell):
        raise _Bad("ControlCharacter", "memuat karakter kendali yang tidak dapat disimpan")
    return cell


def _type(cell: str) -> IncidentType:
    try:
        return IncidentType(cell)
    except ValueError:
        known = ", ".join(IncidentType)
        raise _Bad(
            "UnknownType", f"'{cell}' tidak dikenal; pakai salah satu dari {known}"
        ) from None


def _between(lowest: int, highest: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if not (cell.isascii() and cell.isdigit()) or not lowest <= int(cell) <= highest:
            said = f"'{cell}' harus bilangan bulat {lowest} sampai {highest}"
            raise _Bad("NotANumber", said)
        return int(cell)

    return read


def _degrees(most: int) -> Callable[[str], float]:
    def read(cell: str) -> float:
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if not abs(value) <= most:
            raise _Bad("NotANumber", f"'{cell}' harus derajat antara -{most} dan {most}")
        return value

    return read


def chosen(
    incidents: tuple[Incident, ...],
    *,
    limit: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Incident, ...]:
    """Those between two days, both included, and no more than ``limit`` of them."""
    kept = [
        each
        for each in incidents
        if (first is None or each.event_date >= first) and (last is None or each.event_date <= last)
    ]
    return tuple(kept[:limit])
