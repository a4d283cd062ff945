"""Daftar tugas lapangan: who holds which task, until when, and who handed it out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, LiteralString, TypedDict, Unpack
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow

from domain.access import READERS
from domain.case_file import TASK_STATE_AFTER
from domain.clocks import NO_SILENCE, Clocked, MovedWindow, WaitKind
from domain.field_task import IN_HAND, FieldTask, TaskKind, TaskState
from domain.kernel import Fact, Secrecy
from domain.risk import Level
from domain.role_assignment import Standing
from projections.narrowing import narrowed
from projections.opened import OpenedModel, told
from projections.paging import After, cut
from projections.read_model import (
    Row,
    Rows,
    bounds,
    each_once,
    not_kept_apart,
    prefix,
    reach,
    topics_of,
    within,
)
from runtime.database import Datastore
from runtime.log import Recorded

_DUE = {
    WaitKind.ACKNOWLEDGE: "ack_due",
    WaitKind.REMINDER: "remind_at",
    WaitKind.REPORT: "report_due",
    WaitKind.ACTIVITY: "activity_due",
    WaitKind.SUPERVISOR_ANSWER: "supervisor_due",
}
_DUE_IN = {
    TaskState.WAITING: "ack_due",
    **dict.fromkeys(IN_HAND, "report_due"),
    TaskState.WITH_SUPERVISOR: "supervisor_due",
}


class Answer(StrEnum):
    """What came of asking one person."""

    NONE_YET = "belum"
    YES = "mengakui"
    NO = "menolak"
    SILENCE = "diam"
    NO_NEWS = "tanpa_kabar"
    DELEGATED = "mendelegasikan"
    REPORTED = "melaporkan"

    @property
    def label(self) -> str:
        return {
            Answer.NONE_YET: "belum menjawab",
            Answer.YES: "mengakui",
            Answer.NO: "menolak",
            Answer.SILENCE: "tidak menjawab",
            Answer.NO_NEWS: "mengakui, lalu tanpa kabar",
            Answer.DELEGATED: "mendelegasikan",
            Answer.REPORTED: "melaporkan",
        }[self]


_UNANSWERED: Row = {"answer": Answer.NONE_YET.value, "at": None}


class TaskList(OpenedModel):
    """One row per field task.

    A due date goes when what it was set for has come, and stays when it elapsed: then it is
    what the task is late against. ``due`` is the one its state waits for.
    """

    TABLE = "task_list_4"
    KEY = "task_id"
    COLUMNS: ClassVar = {
        "task_id": "uuid NOT NULL",
        "case_id": "uuid NOT NULL",
        "kind": "text NOT NULL",
        "state": "text NOT NULL",
        "holder": "uuid NOT NULL",
        "link": "int NOT NULL",
        "chain": "uuid[] NOT NULL",
        "assigned_by": "uuid NOT NULL",
        "assigned_at": "timestamptz NOT NULL",
        "region": "text NOT NULL",
        "level": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "ack_due": "timestamptz",
        "remind_at": "timestamptz",
        "report_due": "timestamptz",
        "activity_due": "timestamptz",
        "supervisor_due": "timestamptz",
        "due": "timestamptz",
        "acknowledged_at": "timestamptz",
        "reported_at": "timestamptz",
        "elapsed": "int NOT NULL",
        "opened": "jsonb NOT NULL",
        "turns": "jsonb NOT NULL",
        "open": "bool NOT NULL",
        "position": "bigint NOT NULL",
    }
    COMPUTED: ClassVar = {"instruction": told("instruction")}
    INDEXES: ClassVar = {
        "holder": "(holder, open)",
        "case": "(case_id)",
        "assigned_by": "(assigned_by)",
        "supervisor": "(supervisor_due) WHERE open AND supervisor_due IS NOT NULL",
    }
    topics = topics_of("task.", "deadline.")

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, FieldTask.Assigned):
            made = _assigned(fact)
            self.tell(made["opened"], "instruction", fact.instruction)
            rows.add(fact.originator_id, made)
        row = rows.change(recorded.stream)
        if row is None:
            if recorded.name.startswith("deadline."):
                return  # of a report, a case, a deliberation, a letter
            raise LookupError(f"{recorded.name} at {recorded.position}: no such task")
        row["position"] = recorded.position
        _fold_turns(row["turns"], fact)
        _fold_state(row, fact)
        _fold_clocks(row, fact)

    def finish(self, row: Row) -> None:
        """Whether it is still open, and what its state waits for."""
        state = TaskState(row["state"])
        row["open"] = state.open
        row["due"] = row[_DUE_IN[state]] if state in _DUE_IN else None


def _assigned(fact: FieldTask.Assigned) -> Row:
    return {
        "task_id": fact.originator_id,
        "case_id": fact.case_id,
        "kind": fact.kind.value,
        "state": TaskState.WAITING.value,
        "holder": fact.chain[0],
        "link": 0,
        "chain": list(fact.chain),
        "assigned_by": fact.envelope.actor,
        "assigned_at": fact.envelope.recorded_at,
        "region": fact.region,
        "level": fact.level.value,
        "secrecy": fact.secrecy.value,
        "ack_due": None,
        "remind_at": None,
        "report_due": None,
        "activity_due": None,
        "supervisor_due": None,
        "acknowledged_at": None,
        "reported_at": None,
        "elapsed": 0,
        "opened": {},
        "turns": [],
    }


def _fold_turns(turns: list[Row], fact: Fact) -> None:
    """Who was asked when, and what came of it; the last of them is asked now."""
    at = fact.envelope.recorded_at.astimezone(UTC).isoformat()
    match fact:
        case FieldTask.PassedOn():
            turns.append({"person": str(fact.holder), "asked_at": at} | _UNANSWERED)
        case FieldTask.SupervisorAsked():
            turns.append({"person": None, "asked_at": at} | _UNANSWERED)
        case FieldTask.Acknowledged():
            turns[-1] |= {"person": str(fact.holder), "answer": Answer.YES.value, "at": at}
        case FieldTask.Declined():
            turns[-1] |= {"answer": Answer.NO.value, "at": at}
        case FieldTask.Delegated():
            turns[-1] |= {"person": str(fact.by), "answer": Answer.DELEGATED.value, "at": at}
            turns.append({"person": str(fact.holder), "asked_at": at} | _UNANSWERED)
        case Clocked.DeadlineElapsed(kind=WaitKind.ACTIVITY):
            turns[-1] |= {"answer": Answer.NO_NEWS.value, "at": at}
        case FieldTask.Reported():
            turns[-1] |= {"answer": Answer.REPORTED.value, "at": at}
        case Clocked.DeadlineElapsed(kind=WaitKind.ACKNOWLEDGE):
            turns[-1] |= {"answer": Answer.SILENCE.value, "at": at}


def _fold_state(row: Row, fact: Fact) -> None:
    match fact:
        case FieldTask.PassedOn():
            row["state"] = TaskState.WAITING.value
            row["holder"], row["link"] = fact.holder, fact.link
            row["acknowledged_at"] = None
            row |= dict.fromkeys(_DUE.values())
        case FieldTask.SupervisorAsked():
            row["state"] = TaskState.WITH_SUPERVISOR.value
        case FieldTask.Acknowledged():
            row["state"], row["holder"] = TaskState.ACKNOWLEDGED.value, fact.holder
            row["acknowledged_at"] = fact.envelope.recorded_at
        case FieldTask.Delegated():
            row["state"], row["holder"] = TaskState.WAITING.value, fact.holder
            row["acknowledged_at"] = None
            row |= dict.fromkeys(_DUE.values())
        case FieldTask.Accepted() | FieldTask.EnRoute() | FieldTask.OnScene():
            row["state"] = TASK_STATE_AFTER[fact.NAME].value
        case FieldTask.Reported():
            row["state"] = TaskState.REPORTED.value
            row["reported_at"] = fact.envelope.recorded_at
        case FieldTask.Withdrawn():
            row["state"] = TaskState.WITHDRAWN.value


def _fold_clocks(row: Row, fact: Fact) -> None:
    if isinstance(fact, Clocked.DeadlineSet | MovedWindow) and fact.wait.kind in _DUE:
        row[_DUE[fact.wait.kind]] = fact.wait.due
    match fact:
        case (
            Clocked.DeadlineMet(kind=kind)
            | Clocked.DeadlineWithdrawn(kind=kind)
            | Clocked.DeadlinePaused(kind=kind)
        ) if kind in _DUE:
            row[_DUE[kind]] = None
        case Clocked.DeadlineElapsed(kind=kind):
            row["elapsed"] += kind not in NO_SILENCE


@dataclass(frozen=True)
class Turn:
    """One asking: whom (None: any supervisor), when, what came of it, and when."""

    person: UUID | None
    asked_at: datetime
    answer: Answer
    at: datetime | None


@dataclass(frozen=True)
class TaskRow:
    """One line of a task list."""

    task_id: UUID
    case_id: UUID
    kind: TaskKind
    state: TaskState
    holder: UUID
    link: int
    chain: tuple[UUID, ...]
    assigned_by: UUID
    assigned_at: datetime
    region: str
    level: Level
    secrecy: Secrecy
    ack_due: datetime | None
    remind_at: datetime | None
    report_due: datetime | None
    activity_due: datetime | None
    supervisor_due: datetime | None
    due: datetime | None
    acknowledged_at: datetime | None
    reported_at: datetime | None
    elapsed: int
    instruction: str
    turns: tuple[Turn, ...]
    open: bool
    position: int


class TaskFilters(TypedDict, total=False):
    """What of the tasks is asked for; moments are compared as given."""

    state: str | None
    kind: str | None
    level: str | None
    within: str
    holder: UUID | None
    holders: list[UUID]
    opened_from: datetime | None
    opened_before: datetime | None
    due_from: datetime | None
    due_before: datetime | None
    open_only: bool
    query: str


_FILTERS: Final[Mapping[str, LiteralString]] = {
    "state": "state = %(state)s",
    "kind": "kind = %(kind)s",
    "level": "level = %(level)s",
    "holder": "holder = %(holder)s",
    "holders": "holder = ANY (%(holders)s)",
    "opened_from": "assigned_at >= %(opened_from)s",
    "opened_before": "assigned_at < %(opened_before)s",
    "due_from": "due >= %(due_from)s",
    "due_before": "due < %(due_before)s",
    "open_only": "open",
    "query": "instruction ILIKE %(query)s",
}
_OPEN_FIRST = sql.SQL("open DESC, due NULLS LAST, assigned_at DESC, task_id")


class TaskView:
    """The task lists of one person, one case, one delegator, one supervisor."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = TaskList().table

    def of_person(self, actor: UUID, reader: Standing, *, limit: int = 200) -> list[TaskRow]:
        """What ``actor`` holds and may read in this standing, open first, by due date."""
        return self._named("holder", actor, reader, limit)

    def of_case(self, case_id: UUID, *, limit: int = 200) -> list[TaskRow]:
        """Every task of a case; the caller has asked whether the case may be read."""
        return self._rows(sql.SQL("case_id = %(case)s"), {"case": case_id}, limit)

    def handed_out_by(self, actor: UUID, reader: Standing, *, limit: int = 200) -> list[TaskRow]:
        """What ``actor`` gave to others and may read in this standing, and how it stands."""
        return self._named("assigned_by", actor, reader, limit)

    def with_supervisor(self, reader: Standing, *, limit: int = 200) -> list[TaskRow]:
        """Open tasks about which a supervisor of the reader's region was asked to act."""
        bound, params = reach(reader)
        where = bound + sql.SQL(" AND open AND supervisor_due IS NOT NULL")
        return self._rows(where, params, limit)

    def listed(
        self, actor: UUID, reader: Standing, *, limit: int, after: After | None = None
    ) -> list[TaskRow]:
        """Every task within reach of who reads cases, for others those they hold; cut as asked."""
        bound, params = self._in_reach(actor, reader)
        later, order, cut_at = cut("assigned_at", "task_id", after)
        where = sql.SQL(" AND ").join([bound, later])
        return self._rows(where, params | cut_at, limit, order)

    def found(
        self,
        actor: UUID,
        reader: Standing,
        *,
        limit: int,
        offset: int = 0,
        **filters: Unpack[TaskFilters],
    ) -> list[TaskRow]:
        """As ``listed``, what was asked for of it; open first, by due date."""
        where, params = self._asked(actor, reader, filters)
        return self._rows(where, params, limit, offset=offset)

    def count(self, actor: UUID, reader: Standing, **filters: Unpack[TaskFilters]) -> int:
        """How many that are."""
        where, params = self._asked(actor, reader, filters)
        asked = sql.SQL("SELECT count(*) AS n FROM {} WHERE {}").format(self._table, where)
        with self._datastore.reading() as cursor:
            (row,) = cursor.execute(asked, params)
        return int(row["n"])

    def holders(self, actor: UUID, reader: Standing) -> list[UUID]:
        """Everyone who holds or held a task within reach last."""
        where, params = self._asked(actor, reader, {})
        with self._datastore.reading() as cursor:
            rows = cursor.execute(each_once(self._table, "holder", where), params)
            return [row["value"] for row in rows]

    def _asked(
        self, actor: UUID, reader: Standing, filters: TaskFilters
    ) -> tuple[sql.Composable, Row]:
        bound, params = self._in_reach(actor, reader)
        narrow, wishes = narrowed(filters, _FILTERS)
        return sql.SQL(" AND ").join([bound, narrow]), params | wishes

    @staticmethod
    def _in_reach(actor: UUID, reader: Standing) -> tuple[sql.Composable, Row]:
        bound, params = bounds(reader)
        mine = sql.SQL("true" if reader.role in READERS else "holder = %(actor)s")
        return sql.SQL(" AND ").join([bound, mine]), params | {"actor": actor}

    def row(self, task_id: UUID) -> TaskRow | None:
        """One task; the caller has asked whether it may be read."""
        return next(iter(self.rows_of([task_id])), None)

    def rows_of(self, ids: Collection[UUID]) -> list[TaskRow]:
        """Those of these streams that are tasks; the caller asks whether each may be read."""
        return self._rows(sql.SQL("task_id = ANY(%(ids)s)"), {"ids": list(ids)}, len(ids))

    def _named(self, column: str, actor: UUID, reader: Standing, limit: int) -> list[TaskRow]:
        """Tasks that concern ``actor`` by name, within the reader's region and clearance."""
        where: list[sql.Composable] = [
            sql.SQL("{} = %(actor)s").format(sql.Identifier(column)),
            sql.SQL("secrecy = ANY(%(cleared)s)"),
            not_kept_apart(reader),
        ]
        cleared = [each.value for each in Secrecy if each.rank <= reader.clearance.rank]
        params: Row = {"actor": actor, "cleared": cleared}
        if reader.region:
            where.append(within("reach"))
            params |= prefix("reach", reader.region)
        return self._rows(sql.SQL(" AND ").join(where), params, limit)

    def _rows(
        self,
        where: sql.Composable,
        params: Row,
        limit: int,
        order: sql.Composable = _OPEN_FIRST,
        offset: int = 0,
    ) -> list[TaskRow]:
        asked = sql.SQL(
            "SELECT * FROM {} WHERE {} ORDER BY {} LIMIT %(limit)s OFFSET %(offset)s"
        ).format(self._table, where, order)
        params |= {"limit": limit, "offset": offset}
        with self._datastore.reading() as cursor:
            return [_task_row(row) for row in cursor.execute(asked, params)]


def _task_row(row: DictRow) -> TaskRow:
    said: dict[str, Any] = {name: value for name, value in row.items() if name != "opened"}
    said |= {
        "kind": TaskKind(row["kind"]),
        "state": TaskState(row["state"]),
        "chain": tuple(row["chain"]),
        "level": Level(row["level"]),
        "secrecy": Secrecy(row["secrecy"]),
        "turns": tuple(_turn(each) for each in row["turns"]),
    }
    return TaskRow(**said)


def _turn(said: Row) -> Turn:
    return Turn(
        person=said["person"] and UUID(said["person"]),
        asked_at=datetime.fromisoformat(said["asked_at"]),
        answer=Answer(said["answer"]),
        at=said["at"] and datetime.fromisoformat(said["at"]),
    )
