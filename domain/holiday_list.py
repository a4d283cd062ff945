"""Daftar hari libur kantor: what the office knows better than any library about its days off.

Hari libur nasional and cuti bersama are decided year by year (SKB 3 Menteri) and changed late; a
province has days of its own, and a voting day comes by decree. The last version adopted holds
over the calendar that ships with Rukun (ADR 10); no deadline promised before is counted again.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import count, takewhile
from typing import Annotated, ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.calendar import WorkingCalendar
from domain.indonesian import long_date
from domain.kernel import Aggregate, Command, Day, Envelope, Frozen, Line, Refusal, key

MOST_DAYS: Final = 2_000


class DayKind(StrEnum):
    """Jenis hari; `hari kerja` takes a day off back."""

    NATIONAL_HOLIDAY = "libur nasional"
    JOINT_LEAVE = "cuti bersama"
    LOCAL_HOLIDAY = "libur daerah"
    WORKING_DAY = "hari kerja"


class ListedDay(Frozen):
    """Satu baris daftar: the day, what it is called, what it is, and by which decree."""

    day: Day
    name: Line
    kind: DayKind
    basis: Line


class AdoptHolidayList(Command):
    """Menetapkan daftar hari libur kantor; menggantikan daftar kantor yang sebelumnya."""

    days: Annotated[tuple[ListedDay, ...], Field(min_length=1, max_length=MOST_DAYS)]
    TITLE: ClassVar[str] = "Tetapkan daftar hari libur"


class DayListedTwice(Refusal):
    """Satu tanggal tertulis lebih dari sekali dalam daftar hari libur."""


class HolidayList(Aggregate):
    """The office's own list, version by version."""

    class FirstAdopted(Aggregate.Created):
        """Daftar hari libur kantor ditetapkan pertama kali."""

        NAME = "holidays.first_adopted"
        days: tuple[ListedDay, ...]
        content_hash: str
        approver: UUID

    class Adopted(Aggregate.Event):
        """Versi baru daftar hari libur kantor ditetapkan."""

        NAME = "holidays.adopted"
        days: tuple[ListedDay, ...]
        content_hash: str
        approver: UUID

    case_id: UUID | None = None
    BOOK = key("holidays", "book")

    @classmethod
    def first(cls, command: AdoptHolidayList, at: Envelope) -> "HolidayList":
        days = _in_order(command)
        return cls.begin(
            cls.FirstAdopted,
            at,
            cls.BOOK,
            days=days,
            content_hash=content_hash(days),
            approver=command.actor,
        )

    def adopt(self, command: AdoptHolidayList) -> None:
        """The same list adopted again is no news."""
        days = _in_order(command)
        if days != self.days:
            self._adopted(days=days, content_hash=content_hash(days), approver=command.actor)

    @property
    def label(self) -> str:
        """The version as deadlines name it."""
        return f"daftar kantor {self.edition} ({self.content_hash[:8]})"

    def over(self, calendar: WorkingCalendar) -> WorkingCalendar:
        """The calendar as this list sets it right."""
        return amended(calendar, self.days, self.label)

    @event(FirstAdopted)
    def __init__(self, days: tuple[ListedDay, ...], content_hash: str) -> None:
        self.edition = 1
        self.days = days
        self.content_hash = content_hash

    @event(Adopted)
    def _adopted(self, days: tuple[ListedDay, ...], content_hash: str, approver: UUID) -> None:
        self.edition += 1
        self.days = days
        self.content_hash = content_hash


def amended(calendar: WorkingCalendar, days: tuple[ListedDay, ...], label: str) -> WorkingCalendar:
    """A calendar with what a list says of its days, under a version that names both.

    A year is decided once its cuti bersama is listed, as long as no year before it is open.
    """
    holidays = dict(calendar.holidays)
    for each in days:
        holidays.pop(each.day, None)
        if each.kind is not DayKind.WORKING_DAY:
            holidays[each.day] = each.name
    leave = {each.day.year for each in days if each.kind is DayKind.JOINT_LEAVE}
    return WorkingCalendar(
        version=f"{calendar.version} + {label}",
        holidays=dict(sorted(holidays.items())),
        years=_decided(calendar.years, leave),
    )


def _decided(years: tuple[int, int] | None, leave: set[int]) -> tuple[int, int] | None:
    if years is None or years[1] < years[0]:
        return years
    further = takewhile(leave.__contains__, count(years[1] + 1))
    return years[0], max(further, default=years[1])


def changes(before: WorkingCalendar, after: WorkingCalendar) -> Iterator[str]:
    """What another calendar makes of each day, in words; only days whose reason differs."""
    for day in sorted({*before.holidays, *after.holidays}):
        was, becomes = before.why_not(day), after.why_not(day)
        if was != becomes:
            yield f"{long_date(day)}: {was or 'hari kerja'} menjadi {becomes or 'hari kerja'}"


def content_hash(days: tuple[ListedDay, ...]) -> str:
    """SHA-256 (hex) of the list by date: the same days give the same hash, however written."""
    plain = [each.model_dump(mode="json") for each in days]
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _in_order(command: AdoptHolidayList) -> tuple[ListedDay, ...]:
    days = tuple(sorted(command.days, key=lambda each: each.day))
    seen: set[date] = set()
    for each in days:
        if each.day in seen:
            raise DayListedTwice(f"Tanggal {long_date(each.day)}.")
        seen.add(each.day)
    return days
