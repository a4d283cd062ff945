"""Hari libur nasional and cuti bersama, from the `holidays` library and the office's own list.

The library carries what the yearly SKB 3 Menteri decided, as far as it has been published, and
estimates Islamic and lunar dates after that (their names then end in "(perkiraan)"). What it
lacks, such as a voting day or a late change of an SKB, comes from an overrides file.
"""

import csv
import hashlib
from datetime import date
from enum import StrEnum
from importlib import metadata
from typing import Final

import holidays

from domain.calendar import WorkingCalendar

COLUMNS: Final = ("date", "name", "kind")


class DayKind(StrEnum):
    """Jenis baris daftar hari libur; `hari kerja` takes a holiday back."""

    NATIONAL_HOLIDAY = "libur nasional"
    JOINT_LEAVE = "cuti bersama"
    WORKING_DAY = "hari kerja"


class HolidayListInvalid(ValueError):
    """Daftar hari libur tidak terbaca; the message names the line."""


def indonesian_calendar(first_year: int, last_year: int, overrides: str = "") -> WorkingCalendar:
    """The working calendar of those years, both included.

    `overrides` is CSV text with the header `date,name,kind` (ISO dates; kinds as `DayKind`),
    for an SKB the library lacks; a line replaces what the library says of its day. Years for
    which neither knows any cuti bersama are kept, but the calendar does not claim to have their
    holidays decided. The version names the library, the years and the overrides' fingerprint.

    ValueError when the years are out of order, `HolidayListInvalid` for a broken list.
    """
    if last_year < first_year:
        raise ValueError(f"Tahun terakhir {last_year} mendahului tahun pertama {first_year}.")
    years = range(first_year, last_year + 1)
    public = _from_library(years, "public")
    leave = _from_library(years, "government")
    days = leave | public
    decided = {day.year for day in leave}
    for day, name, kind in _read(overrides):
        days.pop(day, None)
        if kind is not DayKind.WORKING_DAY:
            days[day] = name
        if kind is DayKind.JOINT_LEAVE:
            decided.add(day.year)
    version = f"holidays {metadata.version('holidays')} ID {first_year}-{last_year}"
    if overrides.strip():
        version += f" + SKB {hashlib.sha256(overrides.encode()).hexdigest()[:8]}"
    known = [year for year in years if year in decided]
    claimed = (known[0], known[-1]) if known else (first_year, first_year - 1)
    return WorkingCalendar(version=version, holidays=dict(sorted(days.items())), years=claimed)


def _from_library(years: range, category: str) -> dict[date, str]:
    found = holidays.country_holidays("ID", years=years, language="id", categories=(category,))
    return {day: _spelt(name) for day, name in found.items() if day.year in years}


def _spelt(name: str) -> str:
    """The library's names in the spelling of EYD V."""
    name = name.replace("Idul Fitri", "Idulfitri").replace("Idul Adha", "Iduladha")
    return name.replace("Hari kedua dari Hari Raya", "Hari kedua")


def _read(text: str) -> list[tuple[date, str, DayKind]]:
    if not text.strip():
        return []
    rows = csv.DictReader(text.lstrip("\ufeff").strip().splitlines())
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise HolidayListInvalid(f"Baris pertama harus '{','.join(COLUMNS)}'.")
    return [_row(row, line=at) for at, row in enumerate(rows, start=2)]


def _row(row: dict[str, str], *, line: int) -> tuple[date, str, DayKind]:
    if None in row or None in row.values():
        raise HolidayListInvalid(f"Baris {line}: harus memuat tiga kolom.")
    try:
        day = date.fromisoformat(row["date"].strip())
    except ValueError:
        raise HolidayListInvalid(
            f"Baris {line}: tanggal '{row['date']}' tidak terbaca; tulis misalnya 2026-08-17."
        ) from None
    try:
        kind = DayKind(row["kind"].strip().lower())
    except ValueError:
        known = ", ".join(DayKind)
        raise HolidayListInvalid(
            f"Baris {line}: jenis '{row['kind']}' tidak dikenal; pakai salah satu dari {known}."
        ) from None
    name = row["name"].strip()
    if not name:
        raise HolidayListInvalid(f"Baris {line}: nama hari harus diisi.")
    return day, name, kind
