"""Status wilayah: hijau, kuning or merah for any region at any moment, and the cases behind it.

One row per stretch of a case's life at one level. Everything else follows in SQL: a region's
level is the worst of the open cases in it, and stands since the stretches of that level, joined
end to end, began. So nothing is kept that could come apart, and a past date is asked like today.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow

from domain.case_merge import Mergeable
from domain.conflict_case import ConflictCase, Stage
from domain.contagion import Direction
from domain.kernel import Secrecy, key
from domain.provisional_red import ProvisionallyRed
from domain.regions import RegionLevel, parent_of
from domain.risk import Level
from domain.role_assignment import Standing
from projections.opened import OpenedModel, told
from projections.read_model import Row, Rows, prefix, reach, same_row, within
from runtime.database import Datastore
from runtime.follower import positions
from runtime.log import Recorded

WIDTHS: Final = {
    RegionLevel.NATIONAL: 0,
    RegionLevel.PROVINCE: 2,
    RegionLevel.REGENCY: 5,
    RegionLevel.DISTRICT: 8,
    RegionLevel.VILLAGE: 13,
}
"""How many characters of a region code name a region of each level."""


class RegionStatus(OpenedModel):
    """One row per case and stretch at one level, from when it was recorded until the next.

    The stretch that lasts is keyed by the case itself; when it ends it moves to a key of its own.
    While a case is merged into another its stretch rests: the lead's stands for all of them.
    ``stages`` tells which stage was entered when. A case that has ended keeps a row of no length,
    from which it goes on should it be reopened. ``doubted_from`` and ``doubted_until`` are when
    its red was provisional.
    """

    TABLE = "region_status_3"
    KEY = "stretch_id"
    COLUMNS: ClassVar = {
        "stretch_id": "uuid NOT NULL",
        "case_id": "uuid NOT NULL",
        "number": "int NOT NULL",
        "opened": "jsonb NOT NULL",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "level": "text NOT NULL",
        "since": "timestamptz NOT NULL",
        "until": "timestamptz",
        "doubted_from": "timestamptz",
        "doubted_until": "timestamptz",
        "stages": "jsonb NOT NULL",
        "position": "bigint NOT NULL",
    }
    COMPUTED: ClassVar = {"title": told("title")}
    INDEXES: ClassVar = {
        "region": "(region text_pattern_ops, since)",
        "case": "(case_id)",
    }
    topics = frozenset(
        event.NAME
        for event in (
            ConflictCase.Opened,
            ConflictCase.StageEntered,
            ConflictCase.Verified,
            ConflictCase.LevelChanged,
            Mergeable.Merged,
            Mergeable.Released,
            Mergeable.MergedInto,
            Mergeable.Unmerged,
            ProvisionallyRed.RedRaisedProvisionally,
            ProvisionallyRed.RedConfirmed,
            ProvisionallyRed.RedNotConfirmed,
        )
    )

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact, case_id = recorded.fact, recorded.stream
        if isinstance(fact, ConflictCase.Opened):
            first = _first(fact)
            self.tell(first["opened"], "title", fact.title)
            rows.add(case_id, first)
        row = same_row(rows.change(case_id), recorded)
        row["position"] = recorded.position
        at = max(fact.envelope.recorded_at, row["since"])
        match fact:
            case ConflictCase.StageEntered() if fact.stage.open:
                if row["until"] is not None:
                    row |= {"since": at, "until": None}
                row["stages"].append({"at": at.isoformat(), "stage": fact.stage.value})
            case ConflictCase.StageEntered():
                _end(rows, row, at)
                row |= _next(row, at) | {"until": at, "stages": []}
            case ProvisionallyRed.RedRaisedProvisionally():
                row |= {"doubted_from": at, "doubted_until": None}
            case ProvisionallyRed.RedConfirmed() | ProvisionallyRed.RedNotConfirmed():
                row["doubted_until"] = at
            case ConflictCase.Verified() | ConflictCase.LevelChanged():
                _stand_at(rows, row, fact.level, at)
            case Mergeable.Merged() | Mergeable.Released():
                _stand_at(rows, row, fact.level, at)
                row["secrecy"] = fact.secrecy.value
            case Mergeable.MergedInto():
                row["until"] = at
            case Mergeable.Unmerged():
                _end(rows, row, row["until"])
                row |= _next(row, at) | {"until": None}


def _first(fact: ConflictCase.Opened) -> Row:
    return {
        "stretch_id": fact.originator_id,
        "case_id": fact.originator_id,
        "number": 1,
        "opened": {},
        "region": fact.region,
        "secrecy": fact.secrecy.value,
        "level": fact.level.value,
        "since": fact.envelope.recorded_at,
        "until": None,
        "doubted_from": None,
        "doubted_until": None,
        "stages": [],
    }


def _stand_at(rows: Rows, row: Row, level: Level, at: datetime) -> None:
    """An ended case takes a level only for the day it is taken up again."""
    if row["until"] is None and at > row["since"] and level != row["level"]:
        _end(rows, row, at)
        row |= _next(row, at)
    row["level"] = level.value


def _next(row: Row, at: datetime) -> Row:
    """What differs in the stretch that follows."""
    after = {"number": row["number"] + 1, "since": at, "stages": row["stages"][-1:]}
    return after | {"doubted_from": None, "doubted_until": None}


def _end(rows: Rows, row: Row, at: datetime) -> None:
    """The stretch is over; one that took no time at all has never been."""
    if at > row["since"]:
        stretch_id = key(row["case_id"], "level", row["number"])
        rows.add(stretch_id, row | {"stretch_id": stretch_id, "until": at})


class Contagion(OpenedModel):
    """One row per link of contagion: which case names it, which way, where the other end lies."""

    TABLE = "contagion_2"
    KEY = "link_id"
    COLUMNS: ClassVar = {
        "link_id": "uuid NOT NULL",
        "case_id": "uuid NOT NULL",
        "direction": "text NOT NULL",
        "other_case": "uuid",
        "other_region": "text NOT NULL",
        "opened": "jsonb NOT NULL",
        "linked_at": "timestamptz NOT NULL",
        "removed_at": "timestamptz",
        "position": "bigint NOT NULL",
    }
    COMPUTED: ClassVar = {"note": told("note")}
    INDEXES: ClassVar = {"case": "(case_id)", "other": "(other_region text_pattern_ops)"}
    topics = frozenset({ConflictCase.ContagionLinked.NAME, ConflictCase.ContagionUnlinked.NAME})

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        fact = recorded.fact
        yield fact.link_id if isinstance(fact, ConflictCase.ContagionUnlinked) else None

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        match recorded.fact:
            case ConflictCase.ContagionLinked(link=link) as fact:
                opened: dict[str, Any] = {}
                self.tell(opened, "note", link.note)
                rows.add(
                    link.link_id,
                    {
                        "link_id": link.link_id,
                        "case_id": fact.originator_id,
                        "direction": link.direction.value,
                        "other_case": link.other_case,
                        "other_region": link.region,
                        "opened": opened,
                        "linked_at": fact.envelope.recorded_at,
                        "removed_at": None,
                        "position": recorded.position,
                    },
                )
            case ConflictCase.ContagionUnlinked(link_id=link_id) as fact:
                row = same_row(rows.change(link_id), recorded)
                row |= {
                    "removed_at": fact.envelope.recorded_at,
                    "position": recorded.position,
                }


# -- what is asked of them -------------------------------------------------------------------------


@dataclass(frozen=True)
class StatusLine:
    """One region at one moment: the worst level in it, since when, and how many cases of each.

    ``since`` is None where it has been so for as long as the record reaches.
    """

    code: str
    level: Level
    since: datetime | None
    counts: dict[Level, int]
    provisional: int = 0
    """How many of its reds nothing has confirmed yet."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def only_provisional(self) -> bool:
        """Red, and every red of it unconfirmed."""
        return self.level is Level.RED and self.provisional == self.counts[Level.RED]

    @property
    def weight(self) -> tuple[int, int]:
        """For comparing two moments: more at a worse level weighs more than any number below."""
        return self.counts[Level.RED], self.counts[Level.YELLOW]

    def trend(self, before: "StatusLine") -> str:
        """Against the same region at an earlier moment, in one word."""
        if self.weight == before.weight:
            return "tetap"
        return "memburuk" if self.weight > before.weight else "membaik"


def calm(code: str) -> StatusLine:
    """A region in which no case is or ever was: hijau."""
    return StatusLine(code, Level.GREEN, None, dict.fromkeys(Level, 0))


@dataclass(frozen=True)
class LiveCase:
    """One open case at one moment; ``since`` is when its level began."""

    case_id: UUID
    title: str
    region: str
    secrecy: Secrecy
    level: Level
    stage: Stage
    since: datetime
    provisional: bool = False


@dataclass(frozen=True)
class Course:
    """How one case stood at two moments; None where it was not open."""

    case_id: UUID
    before: LiveCase | None
    now: LiveCase | None
    last: LiveCase
    """As it is now, or stood when it ended."""


@dataclass(frozen=True)
class Transition:
    """A stretch of time in which a region's level stood; ``until`` is None for the last."""

    level: Level
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class ContagionLine:
    """One link, seen from a region; one that lies wholly inside it, as its own case sees it."""

    case_id: UUID
    title: str
    region: str
    direction: Direction
    other_region: str
    other_case: UUID | None
    note: str
    linked_at: datetime


@dataclass(frozen=True)
class ElectionIndex:
    """Indeks Kerawanan Pemilu: the score of a region, or of the nearest around it that has one."""

    region: str
    score: float
    edition: str


_ALIVE = sql.SQL("since <= %(at)s AND (until IS NULL OR until > %(at)s)")
_DOUBTED = sql.SQL("doubted_from <= %(at)s AND (doubted_until IS NULL OR doubted_until > %(at)s)")
_MOVED = sql.SQL(
    "(since > %(after)s OR until > %(after)s OR doubted_from > %(after)s"
    " OR doubted_until > %(after)s OR (stages -> -1 ->> 'at')::timestamptz > %(after)s)"
)
_COUNTS = sql.SQL(
    "count(*) FILTER (WHERE alive AND level = 'merah') AS red,"
    " count(*) FILTER (WHERE alive AND level = 'merah' AND {doubted}) AS doubted,"
    " count(*) FILTER (WHERE alive AND level = 'kuning') AS yellow,"
    " count(*) FILTER (WHERE alive AND level = 'hijau') AS green"
).format(doubted=_DOUBTED)
_SPANS = sql.SQL(
    "coalesce(range_agg(tstzrange(since, CASE WHEN until <= %(at)s THEN until END))"
    "  FILTER (WHERE level = 'merah'), '{}') AS red_spans,"
    " coalesce(range_agg(tstzrange(since, CASE WHEN until <= %(at)s THEN until END))"
    "  FILTER (WHERE level = 'kuning'), '{}') AS yellow_spans"
)
"""What was red and what was yellow, end to end, as far as was known at the moment asked about."""

_ALWAYS = sql.SQL("'{(,)}'::tstzmultirange")
_WORST_FIRST = sql.SQL('level COLLATE "C" DESC, since, case_id')
"""The words for the levels happen to sort as the levels do."""


class RegionStatusView:
    """The map as a desk asks for it; no case counts that its reader may not read."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._stretches = RegionStatus().table
        self._links = Contagion().table

    def of(self, code: str, at: datetime, reader: Standing) -> StatusLine:
        """One region at one moment."""
        return self._lines(code, len(code), at, reader)[0]

    def counted(self, code: str, at: datetime, reader: Standing) -> StatusLine:
        """As ``of``, but not since when, which costs the most."""
        return self._counts(code, len(code), at, reader).get(code, calm(code))

    def below(
        self, scope: str, level: RegionLevel, at: datetime, reader: Standing
    ) -> tuple[StatusLine, dict[str, StatusLine]]:
        """A region, and every region of a level in it that has or had a case, by its code.

        Regions that are not in the answer are ``calm``. A case recorded for a larger region than
        those of ``level`` counts in none of them, but in the whole.
        """
        width = WIDTHS[level]
        whole, lines = self._lines(scope, width, at, reader)
        return whole, {code: line for code, line in lines.items() if len(code) == width}

    def below_counted(
        self, scope: str, level: RegionLevel, at: datetime, reader: Standing
    ) -> dict[str, StatusLine]:
        """The regions of ``below``, not since when, and only those with a case at that moment."""
        width = WIDTHS[level]
        lines = self._counts(scope, width, at, reader)
        return {code: line for code, line in lines.items() if len(code) == width}

    def regencies(self, scope: str, at: datetime, reader: Standing) -> dict[str, StatusLine]:
        """As ``below_counted`` for regencies; what was recorded for more than one stands apart."""
        return self._counts(scope, WIDTHS[RegionLevel.REGENCY], at, reader)

    def cases(self, scope: str, at: datetime, reader: Standing, limit: int = 200) -> list[LiveCase]:
        """Open cases of a region at one moment, the worst and oldest first."""
        where, params = self._named(scope, at, reader)
        asked = sql.SQL("SELECT * FROM {} WHERE {} AND {} ORDER BY {} LIMIT %(limit)s").format(
            self._stretches, where, _ALIVE, _WORST_FIRST
        )
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, params | {"limit": limit})
            return [_live_case(row, at) for row in rows]

    def courses(
        self, scope: str, since: datetime, at: datetime, reader: Standing, limit: int = 1_000
    ) -> list[Course]:
        """Cases of a region that stand otherwise than they did, what moved last first.

        Whatever came and went between the two moments is none of them.
        """
        where, params = self._named(scope, at, reader)
        asked = sql.SQL(
            "SELECT * FROM {table} WHERE {where} AND case_id IN"
            " (SELECT case_id FROM {table} WHERE {where} AND {moved})"
            " ORDER BY coalesce(until, since) DESC, number DESC, case_id LIMIT %(limit)s"
        ).format(table=self._stretches, where=where, moved=_MOVED)
        of_case: dict[UUID, list[DictRow]] = {}
        with self._datastore.reading() as cursor:
            for row in cursor.execute(asked, params | {"after": since, "limit": limit}):
                of_case.setdefault(row["case_id"], []).append(row)
        courses = [_course(rows, since, at) for rows in of_case.values()]
        return [each for each in courses if each.before != each.now]

    def position(self) -> int:
        """How far in the log it has read."""
        return positions(self._datastore).get(RegionStatus.TABLE, 0)

    def during(
        self, scope: str, starts: datetime, ends: datetime, reader: Standing, limit: int
    ) -> list[UUID]:
        """Cases of a region that were open at any time between two moments, the worst first."""
        where, params = self._named(scope, ends, reader)
        asked = sql.SQL(
            "SELECT case_id FROM {} WHERE {} AND (until IS NULL OR until >= %(starts)s)"
            ' GROUP BY case_id ORDER BY max(level COLLATE "C") DESC, case_id LIMIT %(limit)s'
        ).format(self._stretches, where)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, params | {"starts": starts, "limit": limit})
            return [row["case_id"] for row in rows]

    def transitions(
        self, code: str, at: datetime, reader: Standing, limit: int = 50
    ) -> list[Transition]:
        """The levels a region has stood at up to a moment, the latest first."""
        where, params = self._asked(code, at, reader)
        asked = sql.SQL(
            "WITH spans AS (SELECT {spans} FROM {table} WHERE {where})"
            " SELECT level, lower(span) AS since, upper(span) AS until FROM ("
            "  SELECT 'merah' AS level, unnest(red_spans) AS span FROM spans"
            "  UNION ALL SELECT 'kuning', unnest(yellow_spans - red_spans) FROM spans"
            "  UNION ALL SELECT 'hijau', unnest({always} - red_spans - yellow_spans) FROM spans"
            " ) found ORDER BY lower(span) DESC NULLS LAST LIMIT %(limit)s"
        ).format(spans=_SPANS, table=self._stretches, where=where, always=_ALWAYS)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, params | {"limit": limit})
            return [
                Transition(level=Level(row["level"]), since=row["since"], until=row["until"])
                for row in rows
            ]

    def contagion(
        self, code: str, at: datetime, reader: Standing, limit: int = 100
    ) -> list[ContagionLine]:
        """Links of open cases of a region, or of open cases elsewhere that point to it."""
        bound, params = self._still(*reach(reader))
        asked = sql.SQL(
            "SELECT l.*, s.title, s.region FROM {links} l JOIN {table} s USING (case_id)"
            " WHERE {bound} AND {alive} AND linked_at <= %(at)s"
            " AND (removed_at IS NULL OR removed_at > %(at)s)"
            " AND ({within} OR other_region = %(scope)s OR other_region LIKE %(scope_inner)s)"
            " ORDER BY linked_at DESC, link_id LIMIT %(limit)s"
        ).format(
            links=self._links,
            table=self._stretches,
            bound=bound,
            alive=_ALIVE,
            within=_inside(code),
        )
        params |= {"at": at, "limit": limit} | _scope(code)
        with self._datastore.reading() as cursor:
            return [_contagion(row, code) for row in cursor.execute(asked, params)]

    def indexes(self, codes: Sequence[str]) -> dict[str, ElectionIndex]:
        """The election index of each region that has one, or that lies in one that has."""
        around = {code: _upwards(code) for code in codes}
        wanted = sorted({each for line in around.values() for each in line})
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT DISTINCT ON (region) region, score, edition FROM desk.election_index"
                " WHERE region = ANY(%s) ORDER BY region, imported_at DESC",
                (wanted,),
            )
            known = {row["region"]: ElectionIndex(**row) for row in rows}
        nearest = {
            code: next((known[each] for each in line if each in known), None)
            for code, line in around.items()
        }
        return {code: index for code, index in nearest.items() if index is not None}

    def _lines(
        self, scope: str, width: int, at: datetime, reader: Standing
    ) -> tuple[StatusLine, dict[str, StatusLine]]:
        """The region, and those a code of ``width`` characters names, from one look at each row."""
        where, params = self._asked(scope, at, reader)
        asked = sql.SQL(
            'WITH found AS (SELECT left(region, %(width)s) COLLATE "C" AS code,'
            "  level, since, until, doubted_from, doubted_until, {alive} AS alive"
            "  FROM {table} WHERE {where}),"
            " lines AS (SELECT code, {spans}, {counts} FROM found GROUP BY code),"
            " levels AS (SELECT * FROM lines UNION ALL SELECT NULL,"
            "  coalesce(range_agg(red_spans), '{{}}'), coalesce(range_agg(yellow_spans), '{{}}'),"
            "  sum(red)::int, sum(doubted)::int, sum(yellow)::int, sum(green)::int"
            "  FROM lines HAVING count(*) > 0),"
            " stood AS (SELECT *, CASE WHEN red > 0 THEN red_spans"
            "  WHEN yellow > 0 THEN yellow_spans - red_spans"
            "  ELSE {always} - red_spans - yellow_spans END AS stretches FROM levels)"
            " SELECT code, red, doubted, yellow, green,"
            "  (SELECT lower(span) FROM unnest(stretches) span WHERE span @> %(at)s) AS since"
            " FROM stood"
        ).format(
            spans=_SPANS,
            alive=_ALIVE,
            counts=_COUNTS,
            table=self._stretches,
            where=where,
            always=_ALWAYS,
        )
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, params | {"width": width}).fetchall()
        lines = {row["code"]: _status_line(row) for row in rows}
        whole = lines.pop(None, None)
        return replace(whole, code=scope) if whole else calm(scope), lines

    def _counts(
        self, scope: str, width: int, at: datetime, reader: Standing
    ) -> dict[str, StatusLine]:
        where, params = self._asked(scope, at, reader)
        asked = sql.SQL(
            'SELECT code, {counts}, NULL AS since FROM (SELECT left(region, %(width)s) COLLATE "C"'
            " AS code, level, doubted_from, doubted_until, true AS alive"
            " FROM {table} WHERE {where} AND {alive}) found GROUP BY code"
        ).format(counts=_COUNTS, table=self._stretches, where=where, alive=_ALIVE)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, params | {"width": width})
            return {row["code"]: _status_line(row) for row in rows}

    def _asked(self, scope: str, at: datetime, reader: Standing) -> tuple[sql.Composable, Row]:
        bound, params = reach(reader)
        where = sql.SQL("{} AND {} AND since <= %(at)s").format(bound, _inside(scope))
        return where, params | {"at": at} | _scope(scope)

    def _named(self, scope: str, at: datetime, reader: Standing) -> tuple[sql.Composable, Row]:
        """As ``_asked`` where cases are called by name, and not only counted."""
        return self._still(*self._asked(scope, at, reader))

    def _still(self, where: sql.Composable, params: Row) -> tuple[sql.Composable, Row]:
        """Nothing that has become more secret since than its reader is cleared for."""
        if len(params.get("cleared", Secrecy)) == len(Secrecy):
            return where, params
        hidden = sql.SQL(
            "{} AND (case_id IN (SELECT now.case_id FROM {} now WHERE now.stretch_id = now.case_id"
            " AND now.secrecy <> ALL(%(cleared)s))) IS NOT TRUE"
        )
        return hidden.format(where, self._stretches), params


def _inside(scope: str) -> sql.Composable:
    return within("scope") if scope else sql.SQL("true")


def _scope(scope: str) -> Row:
    """The nation contains every region."""
    return prefix("scope", scope) if scope else {"scope": "", "scope_inner": "%"}


def _upwards(code: str) -> list[str]:
    line = [code]
    while line[-1]:
        line.append(parent_of(line[-1]))
    return line


def _status_line(row: DictRow) -> StatusLine:
    counts = {Level.GREEN: row["green"], Level.YELLOW: row["yellow"], Level.RED: row["red"]}
    worst = max((level for level in Level if counts[level]), default=Level.GREEN, key=_rank)
    return StatusLine(
        code=row["code"],
        level=worst,
        since=row["since"],
        counts=counts,
        provisional=row["doubted"],
    )


def _rank(level: Level) -> int:
    return level.rank


def _live_case(row: DictRow, at: datetime) -> LiveCase:
    entered = [each["stage"] for each in row["stages"] if datetime.fromisoformat(each["at"]) <= at]
    return LiveCase(
        case_id=row["case_id"],
        title=row["title"],
        region=row["region"],
        secrecy=Secrecy(row["secrecy"]),
        level=Level(row["level"]),
        stage=Stage(entered[-1]) if entered else Stage.DETECT,
        since=row["since"],
        provisional=_doubted(row, at),
    )


def _course(rows: list[DictRow], since: datetime, at: datetime) -> Course:
    """From the stretches of one case, the latest first."""
    before, now = _alive(rows, since), _alive(rows, at)
    latest = max(rows, key=lambda row: (bool(row["stages"]), row["number"]))
    return Course(
        case_id=rows[0]["case_id"],
        before=before,
        now=now,
        last=now or _live_case(latest, at),
    )


def _alive(rows: list[DictRow], at: datetime) -> LiveCase | None:
    return next(
        (
            _live_case(row, at)
            for row in rows
            if row["since"] <= at and (row["until"] is None or row["until"] > at)
        ),
        None,
    )


def _doubted(row: DictRow, at: datetime) -> bool:
    since, until = row["doubted_from"], row["doubted_until"]
    return since is not None and since <= at and (until is None or until > at)


def _contagion(row: DictRow, seen_from: str) -> ContagionLine:
    direction = Direction(row["direction"])
    ours = row["region"] == seen_from or row["region"].startswith(f"{seen_from}.")
    return ContagionLine(
        case_id=row["case_id"],
        title=row["title"],
        region=row["region"],
        direction=direction if ours or not seen_from else direction.opposite,
        other_region=row["other_region"],
        other_case=row["other_case"],
        note=row["note"],
        linked_at=row["linked_at"],
    )
