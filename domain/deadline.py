"""Batas waktu: a span, the day it starts, the days that count, and the sum written out.

How a span is counted, always on the clock of the region's own time zone:

- *menit*, *jam* and *hari* run on the wall clock, day and night, holidays or not: 1x24 jam from
  Friday 15.00 ends on Saturday 15.00.
- *hari kerja* ends at the same time of day on the n-th working day after the day it starts. The
  starting day is never counted, whether it is a working day or not, so counting begins on the
  first working day after it: 1 hari kerja from Friday 15.00, from Saturday 15.00 and from Sunday
  15.00 all end on Monday 15.00.

The second rule can be checked with a wall calendar and a finger. Its price: what starts early on
a Saturday ends on Monday earlier in the day than what started on Friday afternoon.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from domain.calendar import WorkingCalendar, is_weekend
from domain.indonesian import day_name, long_date, thousands
from domain.kernel import Frozen
from domain.regions import label_of_zone, zone_of

Unit = Literal["menit", "jam", "hari", "hari kerja"]
"""Satuan waktu; `hari kerja` is the only one that asks the calendar."""

ONE: Final[Mapping[Unit, timedelta]] = {
    "menit": timedelta(minutes=1),
    "jam": timedelta(hours=1),
    "hari": timedelta(days=1),
    "hari kerja": timedelta(days=1),
}
"""How long one of a unit takes at least."""

LONGEST: Final = timedelta(days=36_500)
"""No office promises anything beyond a century; it keeps dates within the calendar."""

MOST_STEPS_IN_FULL: Final = 10
"""Working days up to which every run of days is a step of its own; beyond it they are summed."""

_TEXT = re.compile(r"(-?[0-9]{1,12})\s+(menit|jam|hari kerja|hari)")

Moment = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]
"""A moment with a zone, kept in UTC."""


class Span(Frozen):
    """Jangka waktu: so many of a unit. Reads and writes as text, such as `2 hari kerja`."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Self:
        """`3 jam`, `2 hari kerja`; pydantic's ValidationError, in Indonesian, for other text."""
        return cls.model_validate(text)

    @property
    def counts_working_days(self) -> bool:
        """Whether the span is in hari kerja and so asks the calendar."""
        return self.unit == "hari kerja"

    @property
    def shortest(self) -> timedelta:
        """The least time this span can take: exact on the wall clock, a bound for hari kerja."""
        weekends = (self.amount - 1) // 5 * 2 if self.counts_working_days else 0
        return self.amount * ONE[self.unit] + timedelta(days=weekends)

    def wall_clock(self) -> timedelta:
        """The exact time of a span in menit, jam or hari; ValueError for hari kerja."""
        if self.counts_working_days:
            raise ValueError(f"Lama '{self}' bergantung pada kalender.")
        return self.amount * ONE[self.unit]

    def never_longer_than(self, other: "Span") -> bool:
        """Whether this span ends no later than the other, whenever both start.

        A span in hari kerja has no upper bound without a calendar, so it is only ever compared
        with another in hari kerja; against the wall clock the answer is no.
        """
        if self.counts_working_days:
            return other.counts_working_days and self.amount <= other.amount
        return self.shortest <= other.shortest

    def always_shorter_than(self, other: "Span") -> bool:
        """Whether this span ends before the other, whenever both start."""
        return self.never_longer_than(other) and not other.never_longer_than(self)

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: Any) -> Any:
        if isinstance(given, Mapping | Span):
            return given
        if not isinstance(given, str):
            raise PydanticCustomError(
                "span_type", "jangka waktu ditulis sebagai teks, misalnya '3 jam'"
            )
        read = _TEXT.fullmatch(" ".join(given.split()))
        if read is None:
            raise PydanticCustomError(
                "span_text",
                "jangka waktu '{given}' tidak terbaca; tulis misalnya '3 jam' atau '2 hari kerja'",
                {"given": given},
            )
        return {"amount": int(read[1]), "unit": read[2]}

    @model_validator(mode="after")
    def _within_reason(self) -> Self:
        if self.amount <= 0:
            raise PydanticCustomError(
                "span_not_positive",
                "jangka waktu harus lebih dari nol, bukan '{given}'",
                {"given": str(self)},
            )
        if self.amount > LONGEST // ONE[self.unit]:
            raise PydanticCustomError(
                "span_too_long",
                "jangka waktu '{given}' melebihi seratus tahun",
                {"given": str(self)},
            )
        return self

    @model_serializer
    def _as_text(self) -> str:
        return str(self)


class DeadlineBasis(Frozen):
    """Dasar batas waktu: which rule promised it, and whether that rule is law.

    `statutory` cites the article, `sop` the key of the adopted policy, `guideline` a law used
    as a yardstick where it does not bind, `agreed` the date people set themselves.
    """

    kind: Literal["statutory", "sop", "guideline", "agreed"]
    citation: Annotated[str, Field(min_length=1, max_length=200)]

    @property
    def label(self) -> str:
        """`Ketentuan hukum: PP 2/2015 Pasal 46 ayat (4)`: what a page prints beside a due date."""
        return f"{_BASIS_LABELS[self.kind]}: {self.citation}"


_BASIS_LABELS: Final = {
    "statutory": "Ketentuan hukum",
    "sop": "Ketentuan kantor",
    "guideline": "Pedoman",
    "agreed": "Kesepakatan",
}


class Step(Frozen):
    """One line of the sum: `days` days from `first` to `last`, counted or skipped, and why.

    Dates are local. In the sum of a long span the dates bound the days, and `days` says how
    many of those in between are meant; a step of no days is a caveat.
    """

    first: date
    last: date
    days: int
    counted: bool
    why: str


class Deadline(Frozen):
    """Batas waktu: a promised moment with the sum that led to it.

    `due` and `starts` are UTC; `zone` is the IANA zone they were counted in. A deadline keeps
    the version of the calendar it was counted with, and is never counted again.
    """

    deadline_id: UUID
    kind: str
    due: Moment
    starts: Moment
    span: Span
    basis: DeadlineBasis
    zone: str
    calendar_version: str
    explanation: tuple[Step, ...]

    def explain(self) -> str:
        """The sum in one Indonesian sentence, with local times and the zone's label."""
        due = f"jatuh tempo {self._local(self.due)}"
        if not self.explanation:
            return f"{self.basis.citation}: {due}"
        amount = f"{thousands(self.span.amount)} {self.span.unit}"
        told = [self._phrase(step) for step in self.explanation]
        return f"{amount} sejak {self._local(self.starts)}: {', '.join([*told, due])}"

    def recounted(self, calendar: WorkingCalendar) -> datetime:
        """When it would fall due by another calendar; the promised moment stands all the same."""
        if not self.span.counts_working_days or not self.explanation:
            return self.due
        begun = self.starts.astimezone(ZoneInfo(self.zone))
        day = _nth_working_day(begun.date(), self.span.amount, calendar)
        return datetime.combine(day, begun.time(), tzinfo=begun.tzinfo).astimezone(UTC)

    def _phrase(self, step: Step) -> str:
        if not self.span.counts_working_days or not step.days:
            return step.why
        days = _days_in_words(step.first, step.last)
        if step.days != (step.last - step.first).days + 1:
            days = f"{step.days} hari antara {days}"
        return f"{days} {'dihitung' if step.counted else 'dilewati'} ({step.why})"

    def _local(self, at: datetime) -> str:
        local = at.astimezone(ZoneInfo(self.zone))
        day = local.date()
        clock = f"{local:%H.%M} {label_of_zone(self.zone)}"
        return f"{day_name(day)} {long_date(day)} pukul {clock}"


def compute_deadline(
    *,
    deadline_id: UUID,
    kind: str,
    starts: datetime,
    span: Span,
    basis: DeadlineBasis,
    calendar: WorkingCalendar,
    region: str,
) -> Deadline:
    """The deadline a span gives from a moment in a region, by the rules atop this module.

    ValueError for a start without a zone, or a region whose time zone is unknown.
    """
    if starts.tzinfo is None:
        raise ValueError("Awal batas waktu harus memuat zona waktu.")
    zone = zone_of(region)
    begun = starts.astimezone(zone)
    if span.counts_working_days:
        due_day = _nth_working_day(begun.date(), span.amount, calendar)
        due = datetime.combine(due_day, begun.time(), tzinfo=zone)
        explanation = _sum_of_working_days(begun.date(), due_day, span.amount, calendar)
    else:
        due = starts.astimezone(UTC) + span.wall_clock()
        explanation = (_on_the_wall_clock(begun.date(), due.astimezone(zone).date()),)
    return Deadline(
        deadline_id=deadline_id,
        kind=kind,
        due=due,
        starts=starts,
        span=span,
        basis=basis,
        zone=zone.key,
        calendar_version=calendar.version,
        explanation=explanation,
    )


def midnight(day: date, region: str) -> datetime:
    """Pukul 00.00 of a day in a region, as UTC: when a term counted in days begins or ends."""
    return datetime.combine(day, time.min, tzinfo=zone_of(region)).astimezone(UTC)


def _nth_working_day(start: date, n: int, calendar: WorkingCalendar) -> date:
    day = start
    while n:
        day += timedelta(days=1)
        n -= calendar.is_working_day(day)
    return day


def _on_the_wall_clock(first: date, last: date) -> Step:
    return Step(
        first=first,
        last=last,
        days=(last - first).days + 1,
        counted=True,
        why="dihitung terus-menerus, termasuk malam dan hari libur",
    )


def _sum_of_working_days(
    start: date, due: date, amount: int, calendar: WorkingCalendar
) -> tuple[Step, ...]:
    first = start + timedelta(days=1)
    days = [first + timedelta(days=after) for after in range((due - start).days)]
    if amount <= MOST_STEPS_IN_FULL:
        steps = list(_runs((day, *_verdict(day, calendar)) for day in days))
    else:
        steps = list(_summary(days, amount, calendar))
    silent = [day for day in days if not calendar.speaks_for(day)]
    if silent:
        steps.append(_unknown_holidays(silent[0], silent[-1], calendar.version))
    return tuple(steps)


def _unknown_holidays(first: date, last: date, version: str) -> Step:
    """A caveat, not a count: nobody has decided the holidays of those years yet."""
    years = f"{first.year}" if first.year == last.year else f"{first.year}-{last.year}"
    why = f"hari libur tahun {years} belum ditetapkan dalam kalender {version}"
    return Step(first=first, last=last, days=0, counted=False, why=why)


def _verdict(day: date, calendar: WorkingCalendar) -> tuple[bool, str]:
    if calendar.is_working_day(day):
        return True, "hari kerja"
    named = calendar.holidays.get(day)
    return False, "akhir pekan" if named is None else named


def _runs(days: Iterator[tuple[date, bool, str]]) -> Iterator[Step]:
    """Neighbouring days of one verdict as one step."""
    run: Step | None = None
    for day, counted, why in days:
        if run is not None and (run.counted, run.why) == (counted, why):
            run = run.model_copy(update={"last": day, "days": run.days + 1})
            continue
        if run is not None:
            yield run
        run = Step(first=day, last=day, days=1, counted=counted, why=why)
    if run is not None:
        yield run


def _summary(days: list[date], amount: int, calendar: WorkingCalendar) -> Iterator[Step]:
    """A long sum in few steps: what counts, the weekends, then each holiday by name."""
    first, last = days[0], days[-1]
    yield Step(first=first, last=last, days=amount, counted=True, why="hari kerja")
    off = [day for day in days if not calendar.is_working_day(day)]
    weekends = sum(is_weekend(day) for day in off)
    if weekends:
        yield Step(first=first, last=last, days=weekends, counted=False, why="akhir pekan")
    yield from _runs((day, False, calendar.holidays[day]) for day in off if not is_weekend(day))


def _days_in_words(first: date, last: date) -> str:
    if first == last:
        return f"{day_name(first)} {long_date(first)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{day_name(first)} {first.day} s.d. {day_name(last)} {long_date(last)}"
    return f"{day_name(first)} {long_date(first)} s.d. {day_name(last)} {long_date(last)}"
