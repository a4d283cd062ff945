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


class Adjustment(Frozen):
    """What moved a deadline after it was promised: a pause served, or an extension granted.

    `was` and `due` are the moments before and after. `working`: whether only hari kerja moved
    it. `counted` is how long a pause kept the clock still, `steps` its days one by one; `onward`
    are the days from `was` to `due`. `span` is what an extension added, None for a pause.
    """

    since: Moment
    until: Moment
    was: Moment
    due: Moment
    counted: timedelta = timedelta(0)
    working: bool
    span: Span | None = None
    citation: str
    steps: tuple[Step, ...] = ()
    onward: tuple[Step, ...] = ()

    def moves(self, due: datetime, zone: ZoneInfo, calendar: WorkingCalendar) -> datetime:
        """Where it moves a deadline to by that calendar."""
        if self.span is not None:
            return _after_span(due, self.span, zone, calendar)
        if not self.working:
            return due + self.counted
        return later_by(due, working_time(self.since, self.until, zone, calendar), zone, calendar)


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
    adjustments: tuple[Adjustment, ...] = Field(default=(), exclude_if=lambda given: not given)

    @property
    def first_due(self) -> datetime:
        """The moment the span alone gave, before any pause or extension."""
        return self.adjustments[0].was if self.adjustments else self.due

    @property
    def extensions(self) -> int:
        """How often it was extended."""
        return sum(each.span is not None for each in self.adjustments)

    @property
    def pauses(self) -> int:
        """How often it was paused."""
        return len(self.adjustments) - self.extensions

    @property
    def asks_the_calendar(self) -> bool:
        """Whether another calendar could give another moment."""
        counted = self.span.counts_working_days and bool(self.explanation)
        return counted or any(each.working for each in self.adjustments)

    def explain(self) -> str:
        """The sum in one Indonesian sentence, with local times and the zone's label."""
        told = [self._sum(), *(self._moved(each) for each in self.adjustments)]
        return "; ".join(told)

    def recounted(self, calendar: WorkingCalendar) -> datetime:
        """When it would fall due by another calendar; the promised moment stands all the same."""
        due = self.first_due
        if self.span.counts_working_days and self.explanation:
            begun = self.starts.astimezone(ZoneInfo(self.zone))
            day = _nth_working_day(begun.date(), self.span.amount, calendar)
            due = datetime.combine(day, begun.time(), tzinfo=begun.tzinfo).astimezone(UTC)
        for each in self.adjustments:
            due = each.moves(due, ZoneInfo(self.zone), calendar)
        return due

    def _sum(self) -> str:
        due = f"jatuh tempo {_local(self.first_due, self.zone)}"
        if not self.explanation:
            return f"{self.basis.citation}: {due}"
        amount = f"{thousands(self.span.amount)} {self.span.unit}"
        told = [_phrase(step, self.span.counts_working_days) for step in self.explanation]
        return f"{amount} sejak {_local(self.starts, self.zone)}: {', '.join([*told, due])}"

    def _moved(self, each: Adjustment) -> str:
        due = f"jatuh tempo menjadi {_local(each.due, self.zone)}"
        onward = ", ".join([*(_phrase(step, working=True) for step in each.onward), due])
        if each.span is not None:
            granted = f"diperpanjang {each.span} pada {_local(each.since, self.zone)}"
            return f"{granted} ({each.citation}): {onward}"
        days = ", ".join(_phrase(step, working=True) for step in each.steps)
        lasted = f"{in_days(each.counted, working=each.working)}{f' ({days})' if days else ''}"
        return (
            f"dijeda sejak {_local(each.since, self.zone)} sampai {_local(each.until, self.zone)}"
            f" ({each.citation}): {lasted} tidak berjalan; bergeser sebanyak itu: {onward}"
        )


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


def resumed(
    deadline: Deadline,
    *,
    deadline_id: UUID,
    since: datetime,
    until: datetime,
    citation: str,
    calendar: WorkingCalendar,
    working: bool | None = None,
) -> Deadline:
    """The deadline after a pause: moved by exactly the time that would have counted meanwhile.

    ``working`` says whether that is hari kerja only, where the span itself does not.
    """
    zone = ZoneInfo(deadline.zone)
    by_days = deadline.span.counts_working_days if working is None else working
    counted = working_time(since, until, zone, calendar) if by_days else until - since
    due = later_by(deadline.due, counted, zone, calendar) if by_days else deadline.due + counted
    pause = Adjustment(
        since=since,
        until=until,
        was=deadline.due,
        due=due,
        counted=counted,
        working=by_days,
        citation=citation,
        steps=_days_between(since, until, zone, calendar) if by_days else (),
        onward=_days_between(deadline.due, due, zone, calendar) if by_days else (),
    )
    return _adjusted(deadline, deadline_id, pause, calendar)


def extended(
    deadline: Deadline,
    *,
    deadline_id: UUID,
    by: Span,
    at: datetime,
    citation: str,
    calendar: WorkingCalendar,
) -> Deadline:
    """The deadline ``by`` later, counted from when it was due."""
    zone = ZoneInfo(deadline.zone)
    due = _after_span(deadline.due, by, zone, calendar)
    working = by.counts_working_days
    extension = Adjustment(
        since=at,
        until=at,
        was=deadline.due,
        due=due,
        working=working,
        span=by,
        citation=citation,
        onward=_days_between(deadline.due, due, zone, calendar) if working else (),
    )
    return _adjusted(deadline, deadline_id, extension, calendar)


def renewed(
    deadline: Deadline,
    *,
    deadline_id: UUID,
    span: Span,
    basis: DeadlineBasis,
    calendar: WorkingCalendar,
    region: str,
) -> Deadline:
    """The same promise under another span, from the same start; pauses and extensions stay."""
    made = compute_deadline(
        deadline_id=deadline_id,
        kind=deadline.kind,
        starts=deadline.starts,
        span=span,
        basis=basis,
        calendar=calendar,
        region=region,
    )
    for each in deadline.adjustments:
        if each.span is not None:
            made = extended(
                made,
                deadline_id=deadline_id,
                by=each.span,
                at=each.since,
                citation=each.citation,
                calendar=calendar,
            )
        else:
            made = resumed(
                made,
                deadline_id=deadline_id,
                since=each.since,
                until=each.until,
                citation=each.citation,
                calendar=calendar,
            )
    return made


def working_time(
    since: datetime, until: datetime, zone: ZoneInfo, calendar: WorkingCalendar
) -> timedelta:
    """How much of hari kerja lies between two moments; each has 24 hours, from pukul 00.00."""
    begun, ended = since.astimezone(zone), until.astimezone(zone)
    found, day = timedelta(0), begun.date()
    while day <= ended.date():
        if calendar.is_working_day(day):
            opens = datetime.combine(day, time.min, tzinfo=zone)
            found += min(ended, opens + timedelta(days=1)) - max(begun, opens)
        day += timedelta(days=1)
    return found


def later_by(
    at: datetime, counted: timedelta, zone: ZoneInfo, calendar: WorkingCalendar
) -> datetime:
    """A moment so much of hari kerja later: whole days at the same time of day, then the rest."""
    here, days = at.astimezone(zone), counted // timedelta(days=1)
    day = _nth_working_day(here.date(), days, calendar)
    here, left = datetime.combine(day, here.time(), tzinfo=zone), counted % timedelta(days=1)
    while left:
        next_day = datetime.combine(here.date() + timedelta(days=1), time.min, tzinfo=zone)
        passing = min(left, next_day - here)
        left -= passing if calendar.is_working_day(here.date()) else timedelta(0)
        here = here + passing if not left else next_day
    return here.astimezone(UTC)


def in_days(length: timedelta, *, working: bool) -> str:
    """`3 hari kerja 2 jam`: a length of time in words, to the minute."""
    hours, minutes = divmod(int(length % timedelta(days=1) / timedelta(minutes=1)), 60)
    days = (length.days, "hari kerja" if working else "hari")
    told = [f"{many} {unit}" for many, unit in (days, (hours, "jam"), (minutes, "menit")) if many]
    return " ".join(told) or ("kurang dari semenit" if length else f"0 {days[1]}")


def midnight(day: date, region: str) -> datetime:
    """Pukul 00.00 of a day in a region, as UTC: when a term counted in days begins or ends."""
    return datetime.combine(day, time.min, tzinfo=zone_of(region)).astimezone(UTC)


def _adjusted(
    deadline: Deadline, deadline_id: UUID, by: Adjustment, calendar: WorkingCalendar
) -> Deadline:
    return deadline.model_copy(
        update={
            "deadline_id": deadline_id,
            "due": by.due,
            "calendar_version": calendar.version,
            "adjustments": (*deadline.adjustments, by),
        }
    )


def _after_span(at: datetime, span: Span, zone: ZoneInfo, calendar: WorkingCalendar) -> datetime:
    if not span.counts_working_days:
        return at + span.wall_clock()
    return later_by(at, timedelta(days=span.amount), zone, calendar)


def _days_between(
    since: datetime, until: datetime, zone: ZoneInfo, calendar: WorkingCalendar
) -> tuple[Step, ...]:
    """The days after the first one's, counted or skipped, up to that of the last moment."""
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    days = [first + timedelta(days=after) for after in range(1, (last - first).days + 1)]
    return tuple(_runs((day, *_verdict(day, calendar)) for day in days))


def _phrase(step: Step, working: bool) -> str:
    if not working or not step.days:
        return step.why
    days = _days_in_words(step.first, step.last)
    if step.days != (step.last - step.first).days + 1:
        days = f"{step.days} hari antara {days}"
    return f"{days} {'dihitung' if step.counted else 'dilewati'} ({step.why})"


def _local(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    day = local.date()
    clock = f"{local:%H.%M} {label_of_zone(zone)}"
    return f"{day_name(day)} {long_date(day)} pukul {clock}"


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
