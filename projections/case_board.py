"""Papan kasus: every case and every report that is none, one row each, with what it waits for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final, LiteralString, TypedDict, Unpack
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow

from domain.access import Target
from domain.agreement import Binding
from domain.case_handover import HandedCase
from domain.case_merge import Mergeable
from domain.case_ownership import OwnedCase
from domain.clocks import NO_SILENCE, Clocked, MovedWindow, Wait, WaitKind
from domain.conflict_case import ConflictCase, EscalationLevel, Stage
from domain.field_task import FieldTask
from domain.joined_reports import SupportedCase
from domain.kernel import Fact, Role, Secrecy
from domain.provisional_red import ProvisionallyRed
from domain.report import ConflictSource, Report, Triage
from domain.risk import Level
from domain.role_assignment import Standing
from projections import narrowing
from projections.opened import OpenedModel, told
from projections.paging import After, cut
from projections.read_model import (
    Row,
    Rows,
    each_once,
    reach,
    same_row,
    topics_of,
)
from runtime.database import Datastore
from runtime.log import Recorded

CASE, REPORT = "kasus", "laporan"


_CLOSED: Final = [Stage.CLOSED.value, Stage.REFUTED.value, Triage.INFORMATION.value]
PRESSING: Final = (
    f"(stage = ANY('{{{','.join(_CLOSED)}}}'::text[])), attention DESC,"
    f" array_position('{{{','.join(reversed(Level))}}}'::text[], level), next_due, opened_at, id"
)
"""Open before ended, unanswered first, the worst level, the next due.

An index has it so, and is used where a page asks in the same words: with nothing to be filled in.
"""


class CaseBoard(OpenedModel):
    """One row per case, and per report that waits for triage or was noted as information.

    A report that becomes a case leaves its row to the case's. ``waits``, ``tasks`` and
    ``silent`` are what the other columns follow from: windows open now, tasks not yet over, and
    windows that even the supervisor let pass without anybody having acted since.
    """

    TABLE = "case_board_3"
    KEY = "id"
    COLUMNS: ClassVar = {
        "id": "uuid NOT NULL",
        "kind": "text NOT NULL",
        "case_id": "uuid",
        "report_id": "uuid NOT NULL",
        "opened": "jsonb NOT NULL",
        "region": "text NOT NULL",
        "level": "text NOT NULL",
        "red_provisional": "bool NOT NULL",
        "stage": "text NOT NULL",
        "entry": "int NOT NULL",
        "secrecy": "text NOT NULL",
        "theme": "text NOT NULL",
        "conflict_source": "text NOT NULL",
        "officer": "uuid",
        "reporter": "uuid NOT NULL",
        "opened_at": "timestamptz NOT NULL",
        "stage_since": "timestamptz NOT NULL",
        "next_due": "timestamptz",
        "next_kind": "text",
        "next_about": "text",
        "next_asked_role": "text",
        "next_asked_person": "uuid",
        "open_tasks": "int NOT NULL",
        "elapsed_count": "int NOT NULL",
        "escalation": "text",
        "merged_into": "uuid",
        "members": "uuid[] NOT NULL",
        "attention": "bool NOT NULL",
        "liaisons": "uuid[] NOT NULL",
        "reporters": "uuid[] NOT NULL",
        "position": "bigint NOT NULL",
        "waits": "jsonb NOT NULL",
        "tasks": "uuid[] NOT NULL",
        "silent": "jsonb NOT NULL",
    }
    COMPUTED: ClassVar = {"title": told("title")}
    INDEXES: ClassVar = {
        "region": "(region text_pattern_ops)",
        "stage": "(stage, level)",
        "officer": "(officer)",
        "theme": "(theme)",
        "pressing": f"({PRESSING})",
    }
    topics = topics_of(
        *("report.", "case.", "task.", "deliberation.", "letter.", "deadline."),
        *("state_of_conflict.", "task_force.", "forkopimda_pack."),
    )

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream
        yield recorded.case_id
        if isinstance(recorded.fact, ConflictCase.Opened):
            yield recorded.fact.report_id

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        match fact:
            case Report.Filed():
                rows.add(fact.originator_id, _of_report(fact))
            case Report.JoinedToCase():
                self._join(rows, fact)
            case ConflictCase.Opened():
                rows.add(fact.originator_id, _of_case(fact, rows.drop(fact.report_id)))
        row = rows.change(recorded.stream, recorded.case_id)
        if row is None and _of_no_case(recorded):
            return
        row = same_row(row, recorded)
        row["position"] = recorded.position
        if isinstance(fact, Report.Corrected) and fact.title and row["case_id"] is None:
            self.tell(row["opened"], "title", fact.title)
        _fold_subject(row, fact)
        if isinstance(fact, Report.Filed | ConflictCase.Opened):
            self.tell(row["opened"], "title", fact.title)
        _fold_clocks(row, fact)
        _fold_stage(row, fact)
        _fold_merging(row, fact)
        _fold_tasks(row, fact)
        if not fact.QUIET:
            _somebody_acted(row, fact)

    def _join(self, rows: Rows, fact: Report.JoinedToCase) -> None:
        """A further report of a case that is open already."""
        report, case = rows.drop(fact.originator_id), rows.change(fact.case_id)
        if report and case and report["reporter"] not in case["reporters"]:
            case["reporters"].append(report["reporter"])

    def finish(self, row: Row) -> None:
        """The next thing somebody is to do, and whether nobody does it."""
        asked = [
            (wait["due"], wait["kind"], deadline_id)
            for deadline_id, wait in row["waits"].items()
            if wait["kind"] not in _NOT_ASKED and not wait.get("paused")
        ]
        first = row["waits"][min(asked)[2]] if asked else None
        row["next_due"] = first and first["due"]
        row["next_kind"] = first and first["kind"]
        row["next_about"] = first and first["about"]
        row["next_asked_role"] = first and first["role"]
        row["next_asked_person"] = first and first["person"]
        row["open_tasks"] = len(row["tasks"])
        row["attention"] = bool(row["silent"])


def _of_no_case(recorded: Recorded) -> bool:
    """A letter about a report or a region, or a window of one: none of the board's business."""
    return recorded.case_id is None and recorded.name.startswith(("letter.", "deadline."))


def _of_report(fact: Report.Filed) -> Row:
    filed = fact.envelope.recorded_at
    return {
        "id": fact.originator_id,
        "kind": REPORT,
        "case_id": None,
        "report_id": fact.originator_id,
        "opened": {},
        "region": fact.region,
        "level": fact.risk.level.value,
        "red_provisional": False,
        "stage": Stage.DETECT.value,
        "entry": 1,
        "secrecy": fact.secrecy.value,
        "theme": fact.theme,
        "conflict_source": fact.conflict_source.value,
        "officer": None,
        "reporter": fact.reporter,
        "opened_at": filed,
        "stage_since": filed,
        "elapsed_count": 0,
        "escalation": None,
        "merged_into": None,
        "members": [],
        "liaisons": [],
        "reporters": [fact.reporter],
        "waits": {},
        "tasks": [],
        "silent": {},
    }


def _of_case(fact: ConflictCase.Opened, report: Row | None) -> Row:
    opened = fact.envelope.recorded_at
    return {
        "id": fact.originator_id,
        "kind": CASE,
        "case_id": fact.originator_id,
        "report_id": fact.report_id,
        "opened": {},
        "region": fact.region,
        "level": fact.level.value,
        "red_provisional": False,
        "stage": Stage.DETECT.value,
        "entry": 1,
        "secrecy": fact.secrecy.value,
        "theme": fact.theme,
        "conflict_source": fact.conflict_source.value,
        "officer": fact.officer,
        "reporter": fact.reporter,
        "opened_at": opened,
        "stage_since": opened,
        "elapsed_count": report["elapsed_count"] if report else 0,
        "escalation": None,
        "merged_into": None,
        "members": [],
        "liaisons": [],
        "reporters": [fact.reporter],
        "waits": {},
        "tasks": [],
        "silent": {},
    }


def _fold_subject(row: Row, fact: Fact) -> None:
    """What it is about, and of a report that is no case yet the level, as corrected."""
    match fact:
        case Report.Corrected() if row["case_id"] is None:
            row["level"] = fact.risk.level.value if fact.risk else row["level"]
        case SupportedCase.SubjectCorrected():
            pass
        case _:
            return
    row["theme"] = fact.theme or row["theme"]
    row["conflict_source"] = fact.conflict_source or row["conflict_source"]


_NOT_ASKED = frozenset({WaitKind.REMINDER, WaitKind.PAUSE_END, WaitKind.RESUBMISSION})
"""Windows in which nobody is to do anything."""


def _fold_clocks(row: Row, fact: Fact) -> None:
    waits, silent = row["waits"], row["silent"]
    if isinstance(fact, MovedWindow):
        waits.pop(str(fact.deadline_id), None)
        waits[str(fact.wait.deadline_id)] = _standing(fact.wait)
    match fact:
        case Clocked.DeadlineSet(wait=wait):
            waits[str(wait.deadline_id)] = _standing(wait)
        case Clocked.DeadlinePaused() if str(fact.deadline_id) in waits:
            waits[str(fact.deadline_id)]["paused"] = True
        case Clocked.DeadlineMet() | Clocked.DeadlineWithdrawn():
            waits.pop(str(fact.deadline_id), None)
        case Clocked.DeadlineElapsed():
            ended = waits.pop(str(fact.deadline_id), {})
            if fact.kind not in NO_SILENCE:
                row["elapsed_count"] += 1
                if fact.asked.role is Role.SUPERVISOR:
                    silent[str(fact.deadline_id)] = {
                        "stream": str(fact.originator_id),
                        "item": ended.get("item", ""),
                    }


def _standing(wait: Wait) -> Row:
    return {
        "due": wait.due.astimezone(UTC).isoformat(),
        "kind": wait.kind.value,
        "about": wait.about and wait.about.value,
        "role": wait.asked.role.value,
        "person": wait.asked.person and str(wait.asked.person),
        "item": wait.item,
    }


def _fold_stage(row: Row, fact: Fact) -> None:
    match fact:
        case ConflictCase.StageEntered():
            row["stage"], row["entry"] = fact.stage.value, fact.entry
            row["stage_since"] = fact.envelope.recorded_at
            if not fact.stage.open:
                row["silent"].clear()
        case Report.NotedAsInformation() | Report.KeptAsHistory():
            row["stage"] = Triage.INFORMATION.value
            row["stage_since"] = fact.envelope.recorded_at
        case Report.Reopened():
            row["stage"] = Stage.DETECT.value
            row["stage_since"] = fact.envelope.recorded_at
        case ConflictCase.Verified() | ConflictCase.LevelChanged():
            row["level"] = fact.level.value
        case ProvisionallyRed.RedRaisedProvisionally():
            row["red_provisional"] = True
        case ProvisionallyRed.RedConfirmed() | ProvisionallyRed.RedNotConfirmed():
            row["red_provisional"] = False
        case ConflictCase.Escalated():
            row["escalation"] = fact.level.value
        case OwnedCase.Returned():
            row["escalation"] = None
        case OwnedCase.ReturnedToProvince():
            row["escalation"] = EscalationLevel.PROVINCE.value
        case HandedCase.HandedOver():
            row["officer"] = fact.receiver


def _fold_merging(row: Row, fact: Fact) -> None:
    match fact:
        case Mergeable.Merged():
            row["members"] += [each.case_id for each in fact.members]
            row["level"], row["secrecy"] = fact.level.value, fact.secrecy.value
        case Mergeable.Released():
            gone = {str(each) for each in fact.members}
            row["members"] = [each for each in row["members"] if str(each) not in gone]
            row["level"], row["secrecy"] = fact.level.value, fact.secrecy.value
        case Mergeable.MergedInto():
            row["merged_into"] = fact.lead
            row["silent"].clear()
        case Mergeable.Unmerged():
            row["merged_into"] = None


def _fold_tasks(row: Row, fact: Fact) -> None:
    match fact:
        case FieldTask.Assigned():
            row["tasks"].append(fact.originator_id)
        case FieldTask.PassedOn() | FieldTask.Acknowledged() | FieldTask.Delegated():
            if fact.holder not in row["liaisons"]:
                row["liaisons"].append(fact.holder)
        case FieldTask.Reported() | FieldTask.Withdrawn():
            row["tasks"] = [each for each in row["tasks"] if each != fact.originator_id]


def _somebody_acted(row: Row, fact: Fact) -> None:
    """An act ends the silence on its own stream; an obligation settled, that about itself."""
    stream = str(fact.originator_id)
    item: str | None = None
    if isinstance(fact, (Binding.ObligationMet, Binding.ObligationReleased)):
        item = str(fact.obligation_id)
    row["silent"] = {
        deadline_id: each
        for deadline_id, each in row["silent"].items()
        if each["stream"] != stream or item not in (None, each["item"])
    }


@dataclass(frozen=True)
class BoardRow:
    """One line of the board."""

    id: UUID
    kind: str
    case_id: UUID | None
    report_id: UUID
    title: str
    region: str
    level: Level
    red_provisional: bool
    stage: Stage | Triage
    entry: int
    secrecy: Secrecy
    theme: str
    conflict_source: ConflictSource
    officer: UUID | None
    reporter: UUID
    opened_at: datetime
    stage_since: datetime
    next_due: datetime | None
    next_kind: WaitKind | None
    next_about: WaitKind | None
    next_asked_role: Role | None
    next_asked_person: UUID | None
    open_tasks: int
    elapsed_count: int
    escalation: EscalationLevel | None
    merged_into: UUID | None
    members: tuple[UUID, ...]
    attention: bool
    liaisons: frozenset[UUID]
    reporters: frozenset[UUID]
    position: int

    @property
    def stage_label(self) -> str:
        """The stage as a page prints it; a report noted as information is in none."""
        return "Informasi" if isinstance(self.stage, Triage) else self.stage.label

    @property
    def open(self) -> bool:
        return isinstance(self.stage, Stage) and self.stage.open

    @property
    def target(self) -> Target:
        """What ``access.may_read`` asks about."""
        return Target(
            region=self.region,
            secrecy=self.secrecy,
            liaisons=self.liaisons,
            reporters=self.reporters,
        )


_ORDER = sql.SQL(PRESSING)


@dataclass(frozen=True)
class Titled:
    """A case as one of several to choose from."""

    case_id: UUID
    title: str
    region: str
    secrecy: Secrecy


@dataclass(frozen=True)
class Total:
    """How many there are, past their next deadline, and without anybody who answers."""

    number: int = 0
    late: int = 0
    silent: int = 0

    def __add__(self, other: "Total") -> "Total":
        return Total(self.number + other.number, self.late + other.late, self.silent + other.silent)


class Filters(TypedDict, total=False):
    """What of the board is asked for. ``within`` is a region; moments are compared as given."""

    kind: str
    stage: str | None
    level: str | None
    within: str
    officer: UUID | None
    theme: str
    conflict_source: str | None
    secrecy: str | None
    opened_from: datetime | None
    opened_before: datetime | None
    due_from: datetime | None
    due_before: datetime | None
    open_only: bool
    query: str


_FILTERS: Final[Mapping[str, LiteralString]] = {
    "kind": "kind = %(kind)s",
    "stage": "stage = %(stage)s",
    "level": "level = %(level)s",
    "officer": "officer = %(officer)s",
    "theme": "theme = %(theme)s",
    "conflict_source": "conflict_source = %(conflict_source)s",
    "secrecy": "secrecy = %(secrecy)s",
    "opened_from": "opened_at >= %(opened_from)s",
    "opened_before": "opened_at < %(opened_before)s",
    "due_from": "next_due >= %(due_from)s",
    "due_before": "next_due < %(due_before)s",
    "open_only": "NOT stage = ANY (%(closed)s)",
    "query": "(title ILIKE %(query)s OR theme ILIKE %(query)s)",
}


class BoardView:
    """The board as a desk asks for it; who may not read a row is not shown it.

    Cases merged into another are one conflict: the lead's row stands and counts for all.
    """

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = CaseBoard().table

    def rows(
        self,
        *,
        reader: Standing,
        actor: UUID,
        limit: int = 200,
        offset: int = 0,
        **filters: Unpack[Filters],
    ) -> list[BoardRow]:
        """Open before closed, those that need attention first, then by colour and next due."""
        where, params = self._where(reader, actor, filters)
        asked = sql.SQL(
            "SELECT * FROM {} WHERE {} ORDER BY {} LIMIT %(limit)s OFFSET %(offset)s"
        ).format(self._table, where, _ORDER)
        params |= {"limit": limit, "offset": offset}
        with self._datastore.reading() as cursor:
            return [board_row(row) for row in cursor.execute(asked, params)]

    def listed(
        self,
        *,
        reader: Standing,
        actor: UUID,
        limit: int,
        after: After | None = None,
        **filters: Unpack[Filters],
    ) -> list[BoardRow]:
        """The latest opened first, cut after the last one read."""
        where, params = self._where(reader, actor, filters)
        later, order, cut_at = cut("opened_at", "id", after)
        asked = sql.SQL("SELECT * FROM {} WHERE {} AND {} ORDER BY {} LIMIT %(limit)s").format(
            self._table, where, later, order
        )
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, params | cut_at | {"limit": limit})
            return [board_row(row) for row in rows]

    def counts(
        self, *, reader: Standing, actor: UUID, **filters: Unpack[Filters]
    ) -> dict[str, dict[str, int]]:
        """How many rows per stage and, within it, per level; a stage without rows is absent."""
        where, params = self._where(reader, actor, filters)
        asked = sql.SQL(
            "SELECT stage, level, count(*) AS n FROM {} WHERE {} GROUP BY stage, level"
        ).format(self._table, where)
        counted: dict[str, dict[str, int]] = {}
        with self._datastore.reading() as cursor:
            for row in cursor.execute(asked, params):
                counted.setdefault(row["stage"], {})[row["level"]] = row["n"]
        return counted

    def by_month(
        self, since: datetime, zone: str, *, reader: Standing, actor: UUID
    ) -> dict[str, dict[Level, int]]:
        """How many cases were opened per month (`2026-03`, on the clock of ``zone``), by level."""
        where, params = self._where(reader, actor, {"kind": CASE, "opened_from": since})
        asked = sql.SQL(
            "SELECT to_char(opened_at AT TIME ZONE %(zone)s, 'YYYY-MM') AS month, level,"
            " count(*) AS n FROM {} WHERE {} GROUP BY 1, 2"
        ).format(self._table, where)
        counted: dict[str, dict[Level, int]] = {}
        with self._datastore.reading() as cursor:
            for row in cursor.execute(asked, params | {"zone": zone}):
                counted.setdefault(row["month"], {})[Level(row["level"])] = row["n"]
        return counted

    def totals(
        self, now: datetime, *, reader: Standing, actor: UUID, **filters: Unpack[Filters]
    ) -> dict[str, dict[Level, Total]]:
        """As ``counts``, with how many of them are late and how many nobody answers for."""
        where, params = self._where(reader, actor, filters)
        asked = sql.SQL(
            "SELECT stage, level, count(*) AS number,"
            " count(*) FILTER (WHERE next_due < %(now)s) AS late,"
            " count(*) FILTER (WHERE attention) AS silent FROM {} WHERE {} GROUP BY stage, level"
        ).format(self._table, where)
        totals: dict[str, dict[Level, Total]] = {}
        with self._datastore.reading() as cursor:
            for row in cursor.execute(asked, params | {"now": now}):
                total = Total(row["number"], row["late"], row["silent"])
                totals.setdefault(row["stage"], {})[Level(row["level"])] = total
        return totals

    def columns(
        self,
        stages: Collection[str],
        *,
        reader: Standing,
        actor: UUID,
        limit: int,
        **filters: Unpack[Filters],
    ) -> dict[str, list[BoardRow]]:
        """The first rows of each of these stages, in the order of ``rows``."""
        where, params = self._where(reader, actor, filters)
        asked = sql.SQL(
            "SELECT found.* FROM unnest(%(stages)s::text[]) WITH ORDINALITY AS col (name, place),"
            " LATERAL (SELECT * FROM {} WHERE {} AND stage = col.name"
            " ORDER BY {} LIMIT %(limit)s) found ORDER BY place"
        ).format(self._table, where, _ORDER)
        params |= {"stages": list(stages), "limit": limit}
        columns: dict[str, list[BoardRow]] = {}
        with self._datastore.reading() as cursor:
            for row in cursor.execute(asked, params):
                columns.setdefault(row["stage"], []).append(board_row(row))
        return columns

    def titles(
        self, *, reader: Standing, actor: UUID, limit: int, **filters: Unpack[Filters]
    ) -> list[Titled]:
        """As ``rows``, but only what a choice of cases says."""
        where, params = self._where(reader, actor, filters)
        asked = sql.SQL(
            "SELECT case_id, title, region, secrecy FROM {} WHERE {} AND case_id IS NOT NULL"
            " ORDER BY {} LIMIT %(limit)s"
        ).format(self._table, where, _ORDER)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, params | {"limit": limit})
            return [Titled(**row | {"secrecy": Secrecy(row["secrecy"])}) for row in rows]

    def choices(self, *, reader: Standing, actor: UUID) -> tuple[list[str], list[UUID]]:
        """Every theme within reach, in alphabetical order, and whoever is officer of a case."""
        where, params = self._where(reader, actor, {})
        named = where + sql.SQL(" AND theme <> ''")
        asked = sql.SQL("SELECT ARRAY({}) AS themes, ARRAY({}) AS officers").format(
            each_once(self._table, "theme", named), each_once(self._table, "officer", where)
        )
        with self._datastore.reading() as cursor:
            found = cursor.execute(asked, params).fetchone()
        assert found is not None
        return found["themes"], found["officers"]

    def row(self, row_id: UUID) -> BoardRow | None:
        """The row of a case or report; the caller asks ``access.may_read`` about its target."""
        return next(iter(self.rows_of([row_id])), None)

    def rows_of(self, ids: Collection[UUID]) -> list[BoardRow]:
        """The rows of cases and reports; the caller asks ``access.may_read`` about each target."""
        with self._datastore.reading() as cursor:
            found = cursor.execute(
                sql.SQL("SELECT * FROM {} WHERE id = ANY(%s)").format(self._table), (list(ids),)
            )
            return [board_row(row) for row in found]

    def is_there(self, row_id: UUID) -> bool:
        """Whether the board knows this case or report by now."""
        return self.row(row_id) is not None

    def _where(self, reader: Standing, actor: UUID, filters: Filters) -> tuple[sql.Composable, Row]:
        bound, params = reach(reader, by_name=actor, of="id")
        narrow, wishes = narrowed(filters)
        once = sql.SQL("{} AND {} AND merged_into IS NULL")
        return once.format(bound, narrow), params | wishes


def narrowed(filters: Filters) -> tuple[sql.Composable, Row]:
    """Filters as a condition on the columns of the board; what is None or empty asks nothing."""
    asked, params = narrowing.narrowed(filters, _FILTERS)
    return asked, params | {"closed": _CLOSED}


def board_row(row: DictRow) -> BoardRow:
    """A row of the table, or of a query that has all its columns, as the board says it."""
    said = {name: row[name] for name in BoardRow.__dataclass_fields__}
    information = row["stage"] == Triage.INFORMATION
    said |= {
        "level": Level(row["level"]),
        "stage": Triage.INFORMATION if information else Stage(row["stage"]),
        "secrecy": Secrecy(row["secrecy"]),
        "conflict_source": ConflictSource(row["conflict_source"]),
        "next_kind": row["next_kind"] and WaitKind(row["next_kind"]),
        "next_about": row["next_about"] and WaitKind(row["next_about"]),
        "next_asked_role": row["next_asked_role"] and Role(row["next_asked_role"]),
        "escalation": row["escalation"] and EscalationLevel(row["escalation"]),
        "members": tuple(row["members"]),
        "liaisons": frozenset(row["liaisons"]),
        "reporters": frozenset(row["reporters"]),
    }
    return BoardRow(**said)
