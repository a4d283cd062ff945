"""Bingkai Pemetaan Permasalahan: what the governor reads of each regency once a month.

Live problems with their level and stage, the trend against the month before, what was done and
what is asked. Every value knows the events it rests on and the position it was true at, so that
the monthly letter can be made of it as it stands.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from domain.case_file import CaseFile, TimelineLine, as_it_was
from domain.case_merge import Mergeable
from domain.conflict_case import ConflictCase, Proposal, Stage
from domain.deliberation import Deliberation
from domain.field_task import FieldTask
from domain.indonesian import local, long_date, month_name, thousands
from domain.kernel import Fact, Secrecy
from domain.letter import Letter
from domain.letter_content import Merged
from domain.regions import zone_of
from domain.reopening import Reopenable
from domain.risk import Level
from domain.role_assignment import Standing
from projections.kept_files import KeptFiles
from projections.lookout import regency_of
from projections.region_status import RegionStatusView, StatusLine, calm
from runtime.boundaries import Boundaries
from runtime.charting import flat, map_svg
from runtime.log import Log
from runtime.regions import Regions, short_name

MOST_CASES: Final = 300
"""Cases of one month that are told; the worst come first. The trend counts all of them."""

_LEVEL_SET: Final = (
    ConflictCase.Opened,
    ConflictCase.Verified,
    ConflictCase.LevelChanged,
    Mergeable.Merged,
    Mergeable.Released,
)


@dataclass(frozen=True)
class Period:
    """A month or more on a region's own clock: from its first moment until its end, or now."""

    region: str
    year: int
    month: int
    starts: datetime
    ends: datetime
    over: bool

    @classmethod
    def of(cls, region: str, year: int, month: int, now: datetime, months: int = 1) -> "Period":
        """``months`` from this one on; ValueError for a month that has not begun."""
        zone = zone_of(region)
        first = date(year, month, 1)
        last = month + months - 1
        after = date(year + last // 12, last % 12 + 1, 1)
        starts = datetime.combine(first, time.min, tzinfo=zone)
        ends = datetime.combine(after, time.min, tzinfo=zone)
        if starts > now:
            raise ValueError("Bulan itu belum tiba.")
        return cls(region, year, month, starts, min(ends, now), over=ends <= now)

    @property
    def name(self) -> str:
        """`November 2026`."""
        return f"{month_name(self.month)} {self.year}"

    @property
    def last(self) -> datetime:
        """The last moment that still counts."""
        return self.ends - timedelta(microseconds=1) if self.over else self.ends

    @property
    def before(self) -> datetime:
        """The last moment of the period before."""
        return self.starts - timedelta(microseconds=1)


@dataclass(frozen=True)
class Problem:
    """One case of the period: where it stands, what was done about it, what is asked."""

    case_id: UUID
    region: str
    secrecy: Secrecy
    live: bool
    rank: int
    title: Merged
    level: Merged
    stage: Merged
    since: Merged
    done: tuple[Merged, ...]
    asked: tuple[Merged, ...]


@dataclass(frozen=True)
class RegencyProblems:
    """One regency: its level at the end, how that compares with the month before, its problems."""

    region: str
    name: str
    level: Level
    secrecy: Secrecy
    """That of the most secret case in it, told or not."""
    trend: Merged
    problems: tuple[Problem, ...]
    untold: int = 0
    """How many more there are where only the first were asked for."""

    @property
    def live(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.live)

    @property
    def ended(self) -> tuple[Problem, ...]:
        """What came to its end in the period."""
        return tuple(each for each in self.problems if not each.live)


@dataclass(frozen=True)
class ProblemMap:
    """The frame of one month; ``calm`` names the regencies without any problem in it.

    It is not ``complete`` where there were more cases than anybody would read.
    """

    scope: str
    name: str
    period: Period
    position: int
    regencies: tuple[RegencyProblems, ...]
    calm: tuple[str, ...]
    complete: bool = True

    @property
    def secrecy(self) -> Secrecy:
        """That of the most secret case in it."""
        classes = [line.secrecy for line in self.regencies]
        return max(classes, key=lambda each: each.rank, default=Secrecy.RESTRICTED)

    @property
    def values(self) -> tuple[Merged, ...]:
        """Every merged value, in the order it is read."""
        return tuple(
            value
            for line in self.regencies
            for value in (line.trend, *(each for p in line.problems for each in _values(p)))
        )


def _values(problem: Problem) -> tuple[Merged, ...]:
    return (
        problem.title,
        problem.level,
        problem.stage,
        problem.since,
        *problem.done,
        *problem.asked,
    )


@dataclass(frozen=True)
class HandledCases:
    """The cases of some months, as known at their end, and whether these are all."""

    scope: str
    name: str
    starts: datetime
    last: datetime
    over: bool
    files: tuple[CaseFile, ...]
    complete: bool


class ProblemMapper:
    """Makes the frame from the status of regions and the files of their cases."""

    def __init__(
        self,
        view: RegionStatusView,
        log: Log,
        files: KeptFiles,
        regions: Regions,
        boundaries: Boundaries,
    ) -> None:
        self._view = view
        self._log = log
        self._files = files
        self._regions = regions
        self._boundaries = boundaries

    def of(
        self, scope: str, period: Period, reader: Standing, first: int | None = None
    ) -> ProblemMap:
        """The frame of ``scope`` as known at the end of the period, within the reader's reach.

        ``first``: only so many problems of each regency, those that go on and the worst first.
        """
        head = self._log.head()
        known = self._view.during(scope, period.starts, period.last, reader, MOST_CASES + 1)
        files = self._known(known[:MOST_CASES], period)
        position = head
        if period.over:
            position = max((each.position for each in files), default=0)
        by_regency: dict[str, list[CaseFile]] = {}
        for each in files:
            by_regency.setdefault(regency_of(each.region), []).append(each)
        weights = _Weights(
            now=self._view.regencies(scope, period.last, reader),
            before=self._view.regencies(scope, period.before, reader),
        )
        regencies = [
            self._regency(region, found, weights, period, position, first)
            for region, found in by_regency.items()
        ]
        return ProblemMap(
            scope=scope,
            name=self._regions.name(scope),
            period=period,
            position=position,
            regencies=tuple(sorted(regencies, key=lambda line: (-line.level.rank, line.region))),
            calm=tuple(
                self._regions.name(code)
                for code in self._regions.children(scope)
                if not any(regency.startswith(code) for regency in by_regency)
            ),
            complete=len(known) <= MOST_CASES,
        )

    def behind(self) -> bool:
        """Whether the status of regions has not read all that is recorded."""
        return self._view.position() < self._log.head()

    def framed(
        self, scope: str, year: int, month: int, now: datetime, reader: Standing
    ) -> tuple[ProblemMap, str]:
        """The frame of a month and its map, as a letter needs them; ValueError before its time."""
        frame = self.of(scope, Period.of(scope, year, month, now), reader)
        return frame, flat(self.annex(frame) or "")

    def handled(
        self, scope: str, first: date, months: int, now: datetime, reader: Standing
    ) -> HandledCases:
        """The cases open at any time in ``months`` from ``first`` on, within the reader's reach."""
        period = Period.of(scope, first.year, first.month, now, months)
        known = self._view.during(scope, period.starts, period.last, reader, MOST_CASES + 1)
        return HandledCases(
            scope=scope,
            name=self._regions.name(scope),
            starts=period.starts,
            last=period.last,
            over=period.over,
            files=self._known(known[:MOST_CASES], period),
            complete=len(known) <= MOST_CASES,
        )

    def _known(self, case_ids: Sequence[UUID], period: Period) -> tuple[CaseFile, ...]:
        """The files of these cases as known at the end of the period."""
        return tuple(
            as_it_was(file.timeline, known_at=period.last)
            if period.over and _written_since(file, period)
            else file
            for file in self._files.of_cases(case_ids)
        )

    def annex(self, frame: ProblemMap) -> str | None:
        """The map of the frame as one SVG; None where no region below has a place to draw."""
        codes = self._regions.children(frame.scope)
        places, sources = self._boundaries.places(codes)
        if not places:
            return None
        return map_svg(
            places,
            {line.region: line.level for line in frame.regencies},
            {code: short_name(self._regions.name(code)) for code in codes},
            title=f"Peta permasalahan {frame.name}, {frame.period.name}",
            source="; ".join(sources),
        )

    def _regency(
        self,
        region: str,
        files: Sequence[CaseFile],
        weights: "_Weights",
        period: Period,
        position: int,
        first: int | None,
    ) -> RegencyProblems:
        told = [_Told.of(each) for each in sorted(files, key=_worst_first)]
        problems = tuple(_problem(each, period, position) for each in told[:first])
        return RegencyProblems(
            region=region,
            name=self._regions.name(region),
            level=weights.now.get(region, calm(region)).level,
            secrecy=max((each.secrecy for each in files), key=lambda each: each.rank),
            trend=_trend(told, *weights.of(region), position),
            problems=problems,
            untold=len(told) - len(problems),
        )


def _worst_first(file: CaseFile) -> tuple[bool, int, str]:
    return not file.stage.open, -file.level.rank, str(file.case_id)


def _written_since(file: CaseFile, period: Period) -> bool:
    return any(line.fact.envelope.recorded_at > period.last for line in reversed(file.timeline))


@dataclass(frozen=True)
class _Weights:
    """How the regencies stood at the end of the period, and before it began."""

    now: Mapping[str, StatusLine]
    before: Mapping[str, StatusLine]

    def of(self, region: str) -> tuple[StatusLine, StatusLine]:
        return self.now.get(region, calm(region)), self.before.get(region, calm(region))


@dataclass(frozen=True)
class _Told:
    """A case with those lines of its timeline of which the frame says anything."""

    file: CaseFile
    lines: tuple[TimelineLine, ...]

    @classmethod
    def of(cls, file: CaseFile) -> "_Told":
        return cls(file, tuple(line for line in file.timeline if _is_told(type(line.fact))))

    def last(self, *kinds: type[Fact]) -> TimelineLine:
        return next(line for line in reversed(self.lines) if isinstance(line.fact, kinds))

    def proposed(self, proposal: Proposal) -> TimelineLine:
        """The last line that says just this proposal; one declined since does not stand in."""
        return next(
            line
            for line in reversed(self.lines)
            if isinstance(line.fact, ConflictCase.EscalationProposed)
            and line.fact.proposal == proposal
        )


def _problem(told: _Told, period: Period, position: int) -> Problem:
    file = told.file
    opened = told.last(ConflictCase.Opened)
    level_set = _since_when(told)
    entered = told.last(ConflictCase.StageEntered)

    def merged(value: str, lines: Iterable[TimelineLine], field: str) -> Merged:
        events = tuple(line.event_id for line in lines)
        return Merged(value=value, events=events, position=position, field=field)

    return Problem(
        case_id=opened.fact.originator_id,
        region=file.region,
        secrecy=file.secrecy,
        live=file.stage.open,
        rank=file.level.rank,
        title=merged(str(file.title), [opened], "judul kasus"),
        level=merged(file.level.label, [told.last(*_LEVEL_SET)], "tingkat kerawanan"),
        stage=merged(file.stage.label, [entered], "tahap"),
        since=merged(
            _day(level_set.fact.envelope.recorded_at, file.region), [level_set], "sejak tanggal"
        ),
        done=tuple(
            merged(said, [line], "yang dilakukan")
            for line in told.lines
            if line.fact.envelope.recorded_at >= period.starts and (said := _said(line, file))
        ),
        asked=tuple(merged(said, lines, "yang dimohonkan") for said, lines in _asked(told)),
    )


def _asked(told: _Told) -> Iterator[tuple[str, list[TimelineLine]]]:
    """What waits for an answer from above: a proposal, or what was escalated and is not handled."""
    file = told.file
    if (held := file.escalated_with) and file.stage is Stage.ESCALATE:
        lines = [told.proposed(held), told.last(ConflictCase.Escalated)]
        yield f"{_wish(held)} (dieskalasi ke tingkat {held.level.label})", lines
    if (new := file.proposal) is not None:
        said = f"{_wish(new)} (usul eskalasi ke tingkat {new.level.label}, menunggu persetujuan)"
        yield said, [told.proposed(new)]


def _wish(proposal: Proposal) -> str:
    return str(proposal.asked_for).rstrip(".")


def _said(line: TimelineLine, file: CaseFile) -> str:
    """What was done, in one short sentence with its day; empty for what is no deed."""
    tell = _teller(type(line.fact))
    if tell is None:
        return ""
    return f"{tell(line.fact, file)}, {_day(line.fact.envelope.occurred_at, file.region)}"


_Tell = Callable[[Any, CaseFile], str]
_DEEDS: Final[Mapping[type[Fact], _Tell]] = {
    FieldTask.Reported: lambda fact, file: (
        f"{file.tasks[fact.originator_id].kind.label} dilaporkan"
    ),
    Deliberation.Agreed: lambda fact, _: f"Musyawarah sepakat, {len(fact.obligations)} kewajiban",
    Deliberation.Deadlocked: lambda *_: "Musyawarah buntu",
    Deliberation.Adjourned: lambda *_: "Musyawarah ditunda",
    Letter.Approved: lambda fact, file: (
        f"{file.letters[fact.originator_id].type.label} nomor {fact.number}"
    ),
    ConflictCase.Escalated: lambda fact, _: f"Eskalasi ke tingkat {fact.level.label} disetujui",
    ConflictCase.LevelChanged: lambda fact, _: (
        f"Tingkat diubah dari {fact.previous.value} menjadi {fact.level.value}"
    ),
    ConflictCase.Opened: lambda *_: "Kasus dibuka",
    ConflictCase.Verified: lambda *_: "Terverifikasi",
    ConflictCase.RecoveryBegun: lambda *_: "Pemulihan dan pemantauan dimulai",
    ConflictCase.Monitored: lambda *_: "Kunjungan pemantauan",
    ConflictCase.Closed: lambda *_: "Kasus ditutup",
    ConflictCase.Refuted: lambda *_: "Dinyatakan tidak terbukti",
    Reopenable.Reopened: lambda *_: "Kasus dibuka kembali",
}
"""What was done about a problem, by the event that says so."""

_STANDS: Final = (*_LEVEL_SET, ConflictCase.StageEntered, ConflictCase.EscalationProposed)
"""Besides the deeds, what says where a case stands."""


@cache
def _teller(kind: type[Fact]) -> _Tell | None:
    return next((tell for each, tell in _DEEDS.items() if issubclass(kind, each)), None)


@cache
def _is_told(kind: type[Fact]) -> bool:
    return _teller(kind) is not None or issubclass(kind, _STANDS)


def _trend(told: Sequence[_Told], now: StatusLine, before: StatusLine, position: int) -> Merged:
    """More at a worse level weighs more than any number below."""
    word = now.trend(before)
    moved = [
        line.event_id
        for each in told
        for line in each.lines
        if isinstance(line.fact, (*_LEVEL_SET, ConflictCase.Closed, ConflictCase.Refuted))
    ]
    return Merged(
        value=f"{word} ({_numbers(before)} menjadi {_numbers(now)})",
        events=tuple(moved),
        position=position,
        field="kecenderungan",
    )


def _numbers(line: StatusLine) -> str:
    red, yellow = line.weight
    return f"{thousands(red)} merah, {thousands(yellow)} kuning"


def _since_when(told: _Told) -> TimelineLine:
    """The event by which the case came to the level it stands at."""
    found, level = None, None
    for line in told.lines:
        if isinstance(line.fact, _LEVEL_SET) and line.fact.level is not level:
            found, level = line, line.fact.level
    assert found is not None, "a case begins at a level"
    return found


def _day(at: datetime, region: str) -> str:
    return long_date(local(at, region).date())
