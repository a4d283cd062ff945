"""Angka kinerja: how long, how often, how well, and the events each figure counts.

Every number is an aggregate over ``observation`` rows, one per thing that began and may have
ended: a verification, an answer waited for, an agreement. A row keeps the log positions of both
events, so that a figure can always be asked what it rests on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, LiteralString
from uuid import UUID

from psycopg import sql

from domain.agreement import Binding
from domain.case_merge import Mergeable
from domain.clocks import NO_SILENCE, Clocked, EndOfWindow, MovedWindow, Wait, WaitKind
from domain.conflict_case import ConflictCase, Stage
from domain.deadline import midnight
from domain.deliberation import Deliberation
from domain.field_task import FieldTask
from domain.kernel import Fact, Role, key
from domain.letter import Letter
from domain.reopening import Reopenable
from domain.report import Report, Source
from domain.risk import Level
from domain.role_assignment import Standing
from projections.read_model import (
    ReadModel,
    Row,
    Rows,
    prefix,
    reach,
    same_row,
    topics_of,
    within,
)
from runtime.database import Datastore
from runtime.log import Recorded


class Kind(StrEnum):
    """What is observed. The value is stored."""

    FILE = "berkas"
    VERIFICATION = "verifikasi"
    FIRST_ACTION = "tindakan"
    ACKNOWLEDGEMENT = "pengakuan"
    WINDOW = "jendela"
    YELLOW = "kuning"
    AGREEMENT = "kesepakatan"
    WARNING = "peringatan"


VERIFIED, INFORMATION = "terverifikasi", "informasi"
ACKNOWLEDGED, DECLINED, PASSED = "diakui", "ditolak", "lewat"
CLOSED = "ditutup"
MERGED = "digabung"
ASSESSED = "dinilai"
"""A yellow that its verification found to be something else: it did not turn, it never was."""


class Observations(ReadModel):
    """One row per thing observed; ``berkas`` rows only say where a stream belongs."""

    TABLE = "observation_2"
    KEY = "id"
    COLUMNS: ClassVar = {
        "id": "uuid NOT NULL",
        "kind": "text NOT NULL",
        "case_id": "uuid",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "by": "text NOT NULL",
        "person": "uuid",
        "began": "timestamptz NOT NULL",
        "ended": "timestamptz",
        "outcome": "text",
        "began_position": "bigint NOT NULL",
        "ended_position": "bigint",
        "terms": "jsonb NOT NULL",
    }
    INDEXES: ClassVar = {
        "kind": "(kind, began) INCLUDE (outcome, by, region, secrecy, ended)",
        "case": "(case_id)",
    }
    topics = topics_of("deadline.") | {
        fact.NAME
        for fact in (
            Report.Filed,
            Report.NotedAsInformation,
            Report.Reopened,
            ConflictCase.Opened,
            ConflictCase.StageEntered,
            ConflictCase.Verified,
            ConflictCase.Refuted,
            ConflictCase.LevelChanged,
            Mergeable.MergedInto,
            Mergeable.Unmerged,
            Reopenable.Reopened,
            ConflictCase.EscalationProposed,
            ConflictCase.DeliberationScheduled,
            FieldTask.Assigned,
            FieldTask.PassedOn,
            FieldTask.Acknowledged,
            FieldTask.Declined,
            FieldTask.Delegated,
            Deliberation.Agreed,
            Binding.ObligationMet,
            Binding.ObligationBreached,
            Binding.ObligationExtended,
            Binding.ObligationReleased,
            Letter.Drafted,
        )
    }
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        fact, case = recorded.fact, recorded.case_id
        yield recorded.stream
        yield case
        match fact:
            case Report.Filed() | Report.NotedAsInformation() | Report.Reopened():
                yield _key(fact.originator_id, Kind.WARNING)
            case ConflictCase.Opened():
                yield _key(fact.report_id, Kind.WARNING)
                yield from (_key(fact.originator_id, kind) for kind in _OF_A_CASE)
            case _ if isinstance(fact, _DECIDING):
                yield from (_key(fact.originator_id, kind) for kind in _OF_A_CASE)
            case Mergeable.MergedInto() | Mergeable.Unmerged():
                yield _key(fact.originator_id, Kind.YELLOW)
            case ConflictCase.StageEntered() if not fact.stage.open:
                yield _key(fact.originator_id, Kind.YELLOW)
            case ConflictCase.EscalationProposed() | ConflictCase.DeliberationScheduled():
                yield _key(fact.originator_id, Kind.FIRST_ACTION)
            case FieldTask.Assigned():
                yield _key(fact.case_id, Kind.FIRST_ACTION)
            case (
                Binding.ObligationMet()
                | Binding.ObligationBreached()
                | Binding.ObligationExtended()
                | Binding.ObligationReleased()
            ):
                yield _key(fact.originator_id, Kind.AGREEMENT)
        yield from _askings(fact)
        if isinstance(fact, EndOfWindow):
            yield fact.deadline_id

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        _fold_report(rows, recorded)
        _fold_case(rows, recorded)
        _fold_task(rows, recorded)
        _fold_agreement(rows, recorded)
        _fold_window(rows, recorded)


def _askings(fact: Fact) -> Iterator[UUID]:
    """Keys of who was asked to acknowledge a task."""
    match fact:
        case FieldTask.PassedOn() | FieldTask.Acknowledged() | FieldTask.Declined():
            yield key(fact.originator_id, fact.holder, Kind.ACKNOWLEDGEMENT)
        case FieldTask.Delegated():
            yield key(fact.originator_id, fact.by, Kind.ACKNOWLEDGEMENT)
            yield key(fact.originator_id, fact.holder, Kind.ACKNOWLEDGEMENT)
        case Clocked.DeadlineElapsed() if fact.asked.person:
            yield key(fact.originator_id, fact.asked.person, Kind.ACKNOWLEDGEMENT)


_DECIDING = (
    ConflictCase.Verified,
    ConflictCase.Refuted,
    ConflictCase.LevelChanged,
    Reopenable.Reopened,
)
_OF_A_CASE = (Kind.VERIFICATION, Kind.FIRST_ACTION, Kind.YELLOW, Kind.WARNING)


def _key(about: UUID, kind: Kind) -> UUID:
    return key(about, kind)


def _begin(
    rows: Rows, recorded: Recorded, row_id: UUID, kind: Kind, *, at: Row | None = None, **said: Any
) -> Row:
    """A row for something that begins now, in the region and secrecy of ``at`` or ``said``."""
    row: Row = {
        "id": row_id,
        "kind": kind.value,
        "case_id": recorded.case_id,
        "by": "",
        "person": None,
        "began": recorded.fact.envelope.recorded_at,
        "ended": None,
        "outcome": None,
        "began_position": recorded.position,
        "ended_position": None,
        "terms": {},
    }
    if at is not None:
        row |= {"region": at["region"], "secrecy": at["secrecy"]}
    rows.add(row_id, row | said)
    return row


def _end(rows: Rows, recorded: Recorded, row_id: UUID, outcome: str, **said: Any) -> None:
    """The end of what began, unless it has ended or was never observed."""
    row = rows.get(row_id)
    if row is None or row["ended"] is not None:
        return
    changed = same_row(rows.change(row_id), recorded)
    changed |= {
        "ended": recorded.fact.envelope.recorded_at,
        "outcome": outcome,
        "ended_position": recorded.position,
    } | said


def _undo(rows: Rows, recorded: Recorded, row_id: UUID) -> None:
    """A verdict that did not last: what was warned of is undecided again."""
    row = same_row(rows.change(row_id), recorded)
    row |= {"ended": None, "outcome": None, "ended_position": None}


def _home(rows: Rows, recorded: Recorded) -> Row:
    """Where the stream of an event belongs."""
    row = rows.get(recorded.case_id) or rows.get(recorded.stream)
    return same_row(row, recorded)


def _fold_report(rows: Rows, recorded: Recorded) -> None:
    fact = recorded.fact
    match fact:
        case Report.Filed():
            place: Row = {"region": fact.region, "secrecy": fact.secrecy.value}
            _begin(rows, recorded, fact.originator_id, Kind.FILE, **place)
            if not fact.history:
                warning = _key(fact.originator_id, Kind.WARNING)
                _begin(rows, recorded, warning, Kind.WARNING, by=fact.source.value, **place)
        case Report.NotedAsInformation():
            _end(rows, recorded, _key(fact.originator_id, Kind.WARNING), INFORMATION)
        case Report.Reopened():
            _undo(rows, recorded, _key(fact.originator_id, Kind.WARNING))


def _fold_case(rows: Rows, recorded: Recorded) -> None:
    fact = recorded.fact
    case = fact.originator_id
    match fact:
        case ConflictCase.Opened():
            _open(rows, recorded, fact)
        case ConflictCase.Verified():
            _end(rows, recorded, _key(case, Kind.VERIFICATION), VERIFIED)
            _end(rows, recorded, _key(case, Kind.WARNING), VERIFIED)
            _turn(rows, recorded, fact.level, as_=ASSESSED)
        case ConflictCase.LevelChanged() | Mergeable.Unmerged():
            _turn(rows, recorded, fact.level)
        case Mergeable.MergedInto():
            _end(rows, recorded, _key(case, Kind.YELLOW), MERGED)
        case ConflictCase.Refuted():
            _end(rows, recorded, _key(case, Kind.VERIFICATION), fact.verdict.value)
            _end(rows, recorded, _key(case, Kind.WARNING), fact.verdict.value)
        case Reopenable.Reopened():
            if fact.was is Stage.REFUTED:
                _undo(rows, recorded, _key(case, Kind.WARNING))
            _turn(rows, recorded, fact.level)
        case ConflictCase.EscalationProposed() | ConflictCase.DeliberationScheduled():
            _end(rows, recorded, _key(case, Kind.FIRST_ACTION), fact.NAME)
        case ConflictCase.StageEntered() if not fact.stage.open:
            refuted = fact.stage is Stage.REFUTED
            outcome = Stage.REFUTED.value if refuted else CLOSED
            _end(rows, recorded, _key(case, Kind.YELLOW), outcome)


def _open(rows: Rows, recorded: Recorded, fact: ConflictCase.Opened) -> None:
    case = fact.originator_id
    place: Row = {"region": fact.region, "secrecy": fact.secrecy.value}
    unit = fact.envelope.unit
    _begin(rows, recorded, case, Kind.FILE, **place)
    _begin(rows, recorded, _key(case, Kind.VERIFICATION), Kind.VERIFICATION, by=unit, **place)
    warning = rows.drop(_key(fact.report_id, Kind.WARNING))
    begun: Row = {
        name: same_row(warning, recorded)[name] for name in ("began", "began_position", "by")
    } | place
    _begin(rows, recorded, _key(case, Kind.WARNING), Kind.WARNING, **begun)
    _begin(rows, recorded, _key(case, Kind.FIRST_ACTION), Kind.FIRST_ACTION, **begun | {"by": unit})
    _turn(rows, recorded, fact.level)


def _turn(rows: Rows, recorded: Recorded, level: Level, *, as_: str | None = None) -> None:
    """A case is yellow from its opening, its verification or a change of level, until the next.

    ``as_``: how a yellow is said to have ended where that is no news of the conflict itself.
    """
    period = _key(recorded.fact.originator_id, Kind.YELLOW)
    if level is not Level.YELLOW:
        _end(rows, recorded, period, as_ or level.value)
        return
    row = rows.get(period)
    if row is None or row["ended"] is not None:
        _begin(rows, recorded, period, Kind.YELLOW, at=_home(rows, recorded))


def _fold_task(rows: Rows, recorded: Recorded) -> None:
    fact = recorded.fact
    match fact:
        case FieldTask.Assigned():
            _end(rows, recorded, _key(fact.case_id, Kind.FIRST_ACTION), fact.NAME)
        case FieldTask.PassedOn():
            asked = key(fact.originator_id, fact.holder, Kind.ACKNOWLEDGEMENT)
            home = _home(rows, recorded)
            _begin(rows, recorded, asked, Kind.ACKNOWLEDGEMENT, at=home, person=fact.holder)
        case FieldTask.Acknowledged():
            asked = key(fact.originator_id, fact.holder, Kind.ACKNOWLEDGEMENT)
            _end(rows, recorded, asked, ACKNOWLEDGED, by=fact.envelope.unit)
        case FieldTask.Delegated():
            answered = key(fact.originator_id, fact.by, Kind.ACKNOWLEDGEMENT)
            _end(rows, recorded, answered, ACKNOWLEDGED, by=fact.envelope.unit)
            asked = key(fact.originator_id, fact.holder, Kind.ACKNOWLEDGEMENT)
            home = _home(rows, recorded)
            _begin(rows, recorded, asked, Kind.ACKNOWLEDGEMENT, at=home, person=fact.holder)
        case FieldTask.Declined():
            asked = key(fact.originator_id, fact.holder, Kind.ACKNOWLEDGEMENT)
            _end(rows, recorded, asked, DECLINED, by=fact.envelope.unit)


def _fold_agreement(rows: Rows, recorded: Recorded) -> None:
    fact = recorded.fact
    match fact:
        case Deliberation.Agreed():
            home = _home(rows, recorded)
            terms = {
                str(each.obligation_id): {"due": _end_of(each.due, home), "met": None}
                for each in fact.obligations
            }
            agreement = _key(fact.originator_id, Kind.AGREEMENT)
            _begin(rows, recorded, agreement, Kind.AGREEMENT, at=home, terms=terms)
        case Binding.ObligationMet():
            row = same_row(rows.change(_key(fact.originator_id, Kind.AGREEMENT)), recorded)
            row["terms"][str(fact.obligation_id)]["met"] = _instant(fact.envelope.recorded_at)
            _end_agreement(row, recorded)
        case Binding.ObligationReleased():
            row = same_row(rows.change(_key(fact.originator_id, Kind.AGREEMENT)), recorded)
            term, told = row["terms"][str(fact.obligation_id)], fact.envelope.recorded_at
            term["released"] = _instant(told)
            if _instant(told) < term["due"]:
                term["due"] = None  # let go before its day, it never falls due
            _end_agreement(row, recorded)
        case Binding.ObligationBreached() if fact.explanation:
            row = same_row(rows.change(_key(fact.originator_id, Kind.AGREEMENT)), recorded)
            term, told = row["terms"][str(fact.obligation_id)], fact.envelope.recorded_at
            term["due"] = min(term["due"], _instant(told))  # broken before its day has come
        case Binding.ObligationExtended():
            row = same_row(rows.change(_key(fact.originator_id, Kind.AGREEMENT)), recorded)
            row["terms"][str(fact.obligation_id)]["due"] = _end_of(fact.due, row)


def _end_agreement(row: Row, recorded: Recorded) -> None:
    """Nothing is owed any longer; kept is only what was met."""
    terms = row["terms"].values()
    if all(each["met"] or each.get("released") for each in terms):
        row["ended"], row["ended_position"] = recorded.fact.envelope.recorded_at, recorded.position
        row["outcome"] = "dipenuhi" if all(each["met"] for each in terms) else "dilepaskan"


def _end_of(day: date, home: Row) -> str:
    """The last instant of a day where an agreement belongs."""
    return _instant(midnight(day + timedelta(days=1), home["region"]))


def _fold_window(rows: Rows, recorded: Recorded) -> None:
    fact: Fact = recorded.fact
    match fact:
        case Letter.Drafted() if recorded.case_id is None:
            place: Row = {"region": fact.region, "secrecy": fact.secrecy.value}
            _begin(rows, recorded, fact.originator_id, Kind.FILE, **place)
        case Clocked.DeadlineSet(wait=wait) if wait.kind not in NO_SILENCE:
            _begin_window(rows, recorded, wait)
        case Clocked.DeadlineElapsed(kind=WaitKind.ACKNOWLEDGE):
            assert fact.asked.person is not None
            asked = key(fact.originator_id, fact.asked.person, Kind.ACKNOWLEDGEMENT)
            _end(rows, recorded, asked, PASSED)
    if isinstance(fact, EndOfWindow):
        _end(rows, recorded, fact.deadline_id, recorded.name.partition(".")[2])
    if isinstance(fact, MovedWindow) and fact.wait.kind not in NO_SILENCE:
        _begin_window(rows, recorded, fact.wait)


def _begin_window(rows: Rows, recorded: Recorded, wait: Wait) -> None:
    _begin(
        rows,
        recorded,
        wait.deadline_id,
        Kind.WINDOW,
        at=_home(rows, recorded),
        by=wait.asked.role.value,
        person=wait.asked.person,
        terms={"kind": wait.kind.value, "due": _instant(wait.due)},
    )


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


# -- what a desk asks ------------------------------------------------------------------------------


class FigureName(StrEnum):
    """Every figure there is. The value stands in its address."""

    VERIFY = "waktu-verifikasi"
    FIRST_ACTION = "waktu-tindakan-pertama"
    ACKNOWLEDGE = "waktu-pengakuan"
    ELAPSED = "jendela-lewat"
    CALMED = "kuning-menjadi-hijau"
    KEPT = "kesepakatan-ditepati"
    PRECISION = "ketepatan-peringatan"

    @property
    def label(self) -> str:
        return _DEFINED[self][0]

    @property
    def definition(self) -> str:
        """What is counted, in the reader's words."""
        return _DEFINED[self][1]


_DEFINED = {
    FigureName.VERIFY: (
        "Waktu sampai terverifikasi",
        "Dari kasus dibuka sampai dinyatakan terverifikasi atau tidak terbukti; per unit pembuka.",
    ),
    FigureName.FIRST_ACTION: (
        "Waktu sampai tindakan pertama",
        "Dari laporan masuk sampai tugas, usul eskalasi, atau musyawarah pertama; per unit.",
    ),
    FigureName.ACKNOWLEDGE: (
        "Waktu sampai tugas diakui",
        "Dari tugas diserahkan kepada seorang penghubung sampai ia mengakuinya; per instansi.",
    ),
    FigureName.ELAPSED: (
        "Batas waktu yang lewat",
        "Bagian batas waktu yang berakhir tanpa jawaban, dari yang dijawab atau lewat; per pihak.",
    ),
    FigureName.CALMED: (
        "Kuning menjadi hijau",
        "Masa kuning yang berakhir hijau, dari yang sudah berakhir; penilaian verifikasi tidak.",
    ),
    FigureName.KEPT: (
        "Kesepakatan yang ditepati",
        "Semua kewajiban yang jatuh tempo terpenuhi, dari kesepakatan yang sudah setua itu.",
    ),
    FigureName.PRECISION: (
        "Ketepatan peringatan",
        "Bagian laporan yang terbukti, dari yang terbukti, hoaks, atau tidak berdasar; per sumber.",
    ),
}

KEPT_AFTER = (30, 90, 180)
"""Days after an agreement at which it is looked at (SOP)."""


@dataclass(frozen=True)
class Period:
    """What began from ``since`` until before ``until``."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Spread:
    """A duration: how many, the median, and within what nine of ten were done, in seconds."""

    by: str
    count: int
    median: float
    slowest: float


@dataclass(frozen=True)
class Share:
    """A part of a whole, both counted."""

    by: str
    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """None where there was nothing to count."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Figure:
    """One figure: over all (``by`` empty, first), then by who or what."""

    name: FigureName
    spreads: tuple[Spread, ...] = ()
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Counted:
    """One thing a figure counts, with the positions of the events it rests on."""

    case_id: UUID | None
    region: str
    by: str
    person: UUID | None
    began: datetime
    ended: datetime | None
    outcome: str | None
    began_position: int
    ended_position: int | None


_COUNTED_BY: Mapping[FigureName, tuple[Kind, LiteralString]] = {
    FigureName.VERIFY: (Kind.VERIFICATION, "ended IS NOT NULL"),
    FigureName.FIRST_ACTION: (Kind.FIRST_ACTION, "ended IS NOT NULL"),
    FigureName.ACKNOWLEDGE: (Kind.ACKNOWLEDGEMENT, "outcome = 'diakui'"),
    FigureName.ELAPSED: (Kind.WINDOW, "outcome IN ('met', 'elapsed')"),
    FigureName.CALMED: (
        Kind.YELLOW,
        "ended IS NOT NULL AND outcome NOT IN ('digabung', 'dinilai')",
    ),
    FigureName.KEPT: (Kind.AGREEMENT, "true"),
    FigureName.PRECISION: (
        Kind.WARNING,
        "outcome IN ('terverifikasi', 'hoaks', 'tidak_berdasar')",
    ),
}
_PART: Mapping[FigureName, LiteralString] = {
    FigureName.ELAPSED: "outcome = 'elapsed'",
    FigureName.CALMED: "outcome = 'hijau'",
    FigureName.PRECISION: "outcome = 'terverifikasi'",
}
_KEPT: LiteralString = (
    "NOT EXISTS (SELECT FROM jsonb_each(terms) t"
    " WHERE (t.value->>'due')::timestamptz <= began + %(after)s"
    "   AND coalesce((t.value->>'met')::timestamptz > began + %(after)s, true))"
)


class FigureView:
    """The figures as a desk asks for them; what a reader may not read is not counted."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = Observations().table

    def all(
        self,
        reader: Standing,
        period: Period,
        *,
        now: datetime,
        agency_of: Callable[[UUID], str],
        region: str = "",
    ) -> tuple[Figure, ...]:
        """Every figure of a period; ``now`` says which agreements are old enough."""
        figures = []
        for name in FigureName:
            match name:
                case FigureName.KEPT:
                    figures.append(self._kept(reader, period, region, now))
                case FigureName.ELAPSED:
                    figures.append(self._elapsed(reader, period, region, agency_of))
                case FigureName.CALMED | FigureName.PRECISION:
                    figures.append(self._share(name, reader, period, region))
                case _:
                    figures.append(self._spread(name, reader, period, region))
        return tuple(figures)

    def counted(
        self,
        name: FigureName,
        reader: Standing,
        period: Period,
        *,
        region: str = "",
        limit: int = 200,
    ) -> list[Counted]:
        """What a figure counts, the latest first: each with the events it rests on."""
        asked, params = self._asked(
            name,
            "case_id, region, by, person, began, ended, outcome, began_position, ended_position",
            reader,
            period,
            region,
        )
        asked += sql.SQL(" ORDER BY began DESC, id LIMIT %(limit)s")
        return [Counted(**row) for row in self._rows(asked, params | {"limit": limit})]

    def _spread(self, name: FigureName, reader: Standing, period: Period, region: str) -> Figure:
        seconds = "extract(epoch FROM ended - began)::float8"
        said = (
            f"by, count(*) AS count, percentile_cont(0.5) WITHIN GROUP (ORDER BY {seconds}) AS"
            f" median, percentile_cont(0.9) WITHIN GROUP (ORDER BY {seconds}) AS slowest"
        )
        found = self._grouped(name, said, reader, period, region)
        return Figure(name, spreads=tuple(Spread(**row | {"by": row["by"] or ""}) for row in found))

    def _share(self, name: FigureName, reader: Standing, period: Period, region: str) -> Figure:
        said = f"by, count(*) FILTER (WHERE {_PART[name]}) AS part, count(*) AS whole"
        found = self._grouped(name, said, reader, period, region)
        return Figure(name, shares=tuple(Share(**row | {"by": row["by"] or ""}) for row in found))

    def _elapsed(
        self, reader: Standing, period: Period, region: str, agency_of: Callable[[UUID], str]
    ) -> Figure:
        """By agency where a person was asked by name, by role where an office was."""
        said: LiteralString = (
            f"by, person, count(*) FILTER (WHERE {_PART[FigureName.ELAPSED]}) AS part,"
            " count(*) AS whole"
        )
        asked, params = self._asked(FigureName.ELAPSED, said, reader, period, region)
        whole: dict[str, tuple[int, int]] = {"": (0, 0)}
        for row in self._rows(asked + sql.SQL(" GROUP BY by, person"), params):
            who = agency_of(row["person"]) if row["person"] else Role(row["by"]).label
            for group in ("", who):
                part, all_ = whole.get(group, (0, 0))
                whole[group] = (part + row["part"], all_ + row["whole"])
        shares = (Share(by, *counted) for by, counted in sorted(whole.items()))
        return Figure(FigureName.ELAPSED, shares=tuple(shares))

    def _kept(self, reader: Standing, period: Period, region: str, now: datetime) -> Figure:
        shares = []
        for days in KEPT_AFTER:
            said = f"count(*) FILTER (WHERE {_KEPT}) AS part, count(*) AS whole"
            asked, params = self._asked(FigureName.KEPT, said, reader, period, region)
            asked += sql.SQL(" AND began + %(after)s <= %(now)s")
            (row,) = self._rows(asked, params | {"after": timedelta(days=days), "now": now})
            shares.append(Share(by=f"{days} hari", **row))
        return Figure(FigureName.KEPT, shares=tuple(shares))

    def _grouped(
        self, name: FigureName, said: LiteralString, reader: Standing, period: Period, region: str
    ) -> list[Row]:
        asked, params = self._asked(name, said, reader, period, region)
        asked += sql.SQL(" GROUP BY ROLLUP (by) ORDER BY by NULLS FIRST")
        return self._rows(asked, params)

    def _asked(
        self, name: FigureName, said: LiteralString, reader: Standing, period: Period, region: str
    ) -> tuple[sql.Composed, Row]:
        kind, counted = _COUNTED_BY[name]
        bound, params = reach(reader, of="coalesce(case_id, id)")
        conditions = [bound, sql.SQL(counted)]
        if region:
            conditions.append(within("scope"))
            params |= prefix("scope", region)
        asked = sql.SQL(
            "SELECT {said} FROM {table} WHERE kind = %(kind)s AND began >= %(since)s"
            " AND began < %(until)s AND {where}"
        ).format(
            said=sql.SQL(said),
            table=self._table,
            where=sql.SQL(" AND ").join(conditions),
        )
        return asked, params | {"kind": kind.value, "since": period.since, "until": period.until}

    def _rows(self, asked: sql.Composed, params: Row) -> list[Row]:
        with self._datastore.reading() as cursor:
            return [dict(row) for row in cursor.execute(asked, params)]


def said_of(name: FigureName, by: str) -> str:
    """Who or what a group of a figure is, in the reader's words."""
    return Source(by).label if name is FigureName.PRECISION and by else by
