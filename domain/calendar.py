"""Hari kerja: which days count when the law or an SOP counts working days."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.indonesian import day_name
from domain.kernel import Frozen

SATURDAY: Final = 5


class WorkingCalendar(Frozen):
    """Kalender hari kerja: hari libur nasional and cuti bersama (SKB 3 Menteri), by version.

    `holidays` names each day off; Saturdays and Sundays are off without being named. `years` is
    the first and last year whose holidays are decided; a deadline that reaches beyond them says
    so in its sum. None: the calendar claims every year.
    """

    version: str
    holidays: Mapping[date, str]
    years: tuple[int, int] | None = None

    def is_working_day(self, day: date) -> bool:
        """Whether the day counts as hari kerja."""
        return self.why_not(day) is None

    def why_not(self, day: date) -> str | None:
        """Why a day is off: the holiday's name, else "Sabtu" or "Minggu"; None on a working day."""
        named = self.holidays.get(day)
        if named is not None:
            return named
        return day_name(day) if is_weekend(day) else None

    def speaks_for(self, day: date) -> bool:
        """Whether the holidays of that day's year are decided in this calendar."""
        return self.years is None or self.years[0] <= day.year <= self.years[1]


def is_weekend(day: date) -> bool:
    """Akhir pekan: Saturday or Sunday."""
    return day.weekday() >= SATURDAY
