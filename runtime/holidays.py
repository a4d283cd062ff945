"""Hari libur nasional and cuti bersama, from the `holidays` library.

The library carries what the yearly SKB 3 Menteri decided, as far as it has been published, and
estimates Islamic and lunar dates after that (their names then end in "(perkiraan)"). What it
lacks, such as a voting day or a late change of an SKB, the office lists (`domain.holiday_list`).
"""

from datetime import date
from importlib import metadata

import holidays

from domain.calendar import WorkingCalendar


def indonesian_calendar(first_year: int, last_year: int) -> WorkingCalendar:
    """The working calendar of those years, both included.

    Years for which the library knows no cuti bersama are kept, but the calendar does not claim to
    have their holidays decided. The version names the library and the years.

    ValueError when the years are out of order.
    """
    if last_year < first_year:
        raise ValueError(f"Tahun terakhir {last_year} mendahului tahun pertama {first_year}.")
    years = range(first_year, last_year + 1)
    leave = _from_library(years, "government")
    days = leave | _from_library(years, "public")
    known = sorted({day.year for day in leave})
    claimed = (known[0], known[-1]) if known else (first_year, first_year - 1)
    version = f"holidays {metadata.version('holidays')} ID {first_year}-{last_year}"
    return WorkingCalendar(version=version, holidays=dict(sorted(days.items())), years=claimed)


def _from_library(years: range, category: str) -> dict[date, str]:
    found = holidays.country_holidays("ID", years=years, language="id", categories=(category,))
    return {day: _spelt(name) for day, name in found.items() if day.year in years}


def _spelt(name: str) -> str:
    """The library's names in the spelling of EYD V."""
    name = name.replace("Idul Fitri", "Idulfitri").replace("Idul Adha", "Iduladha")
    return name.replace("Hari kedua dari Hari Raya", "Hari kedua")
