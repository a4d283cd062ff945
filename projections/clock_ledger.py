"""Buku batas waktu: every window ever promised, with its sum, and how it ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

from domain.clocks import NO_SILENCE, Clocked, EndOfWindow, MovedWindow, Wait, WaitKind
from domain.deadline import Deadline
from domain.kernel import Role
from domain.report import Report
from projections.read_model import ReadModel, Row, Rows, same_row, topics_of
from runtime.database import Datastore
from runtime.log import Recorded


class ClockLedger(ReadModel):
    """One row per window. ``times_closed`` counts closings: other than one is a fault.

    A window that was resumed or extended has ended; the deadline beside it has a row of its own.
    """

    TABLE = "clock_ledger_2"
    KEY = "deadline_id"
    COLUMNS: ClassVar = {
        "deadline_id": "uuid NOT NULL",
        "stream": "uuid NOT NULL",
        "case_id": "uuid",
        "kind": "text NOT NULL",
        "about": "text",
        "item": "text NOT NULL",
        "asked_role": "text NOT NULL",
        "asked_person": "uuid",
        "starts": "timestamptz NOT NULL",
        "due": "timestamptz NOT NULL",
        "basis_kind": "text NOT NULL",
        "basis_citation": "text NOT NULL",
        "explanation": "jsonb NOT NULL",
        "set_position": "bigint NOT NULL",
        "ended": "text",
        "ended_at": "timestamptz",
        "ended_position": "bigint",
        "times_closed": "int NOT NULL",
        "paused_since": "timestamptz",
    }
    INDEXES: ClassVar = {
        "stream": "(stream)",
        "case": "(case_id, set_position)",
        "open": "(due) WHERE ended IS NULL AND paused_since IS NULL",
        "elapsed": "(ended_at) WHERE ended = 'elapsed'",
    }
    topics = topics_of("deadline.") | {Report.OpenedAsCase.NAME, Report.JoinedToCase.NAME}
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        if isinstance(recorded.fact, EndOfWindow | Clocked.DeadlinePaused):
            yield recorded.fact.deadline_id

    def load(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> dict[UUID, Row]:
        """Also the windows of reports that become cases: their case is known now."""
        found = super().load(conn, batch)
        reports = [each.stream for each in batch if isinstance(each.fact, _OF_A_CASE)]
        if reports:
            asked = sql.SQL("SELECT * FROM {} WHERE stream = ANY(%s)").format(self.table)
            found |= {row["deadline_id"]: row for row in conn.execute(asked, (reports,))}
        return found

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        match fact:
            case Clocked.DeadlineSet():
                rows.add(fact.wait.deadline_id, _promised(fact.wait, recorded))
            case Clocked.DeadlinePaused():
                row = same_row(rows.change(fact.deadline_id), recorded)
                row["paused_since"] = fact.pause.since
            case Report.OpenedAsCase() | Report.JoinedToCase():
                for key in rows.matching("stream", fact.originator_id):
                    row = same_row(rows.change(key), recorded)
                    row["case_id"] = fact.case_id
        if isinstance(fact, EndOfWindow):
            row = same_row(rows.change(fact.deadline_id), recorded)
            row["times_closed"] += 1
            if row["ended"] is None:
                row["ended"] = recorded.name.partition(".")[2]
                row["ended_at"] = fact.envelope.recorded_at
                row["ended_position"] = recorded.position
        if isinstance(fact, MovedWindow):
            rows.add(fact.wait.deadline_id, _promised(fact.wait, recorded))


_OF_A_CASE = (Report.OpenedAsCase, Report.JoinedToCase)


def _promised(wait: Wait, recorded: Recorded) -> Row:
    return {
        "deadline_id": wait.deadline_id,
        "stream": recorded.stream,
        "case_id": recorded.case_id,
        "kind": wait.kind.value,
        "about": wait.about and wait.about.value,
        "item": wait.item,
        "asked_role": wait.asked.role.value,
        "asked_person": wait.asked.person,
        "starts": wait.deadline.starts,
        "due": wait.due,
        "basis_kind": wait.deadline.basis.kind,
        "basis_citation": wait.deadline.basis.citation,
        "explanation": wait.deadline.model_dump(mode="json"),
        "set_position": recorded.position,
        "ended": None,
        "ended_at": None,
        "ended_position": None,
        "times_closed": 0,
        "paused_since": None,
    }


@dataclass(frozen=True)
class WindowRow:
    """One window: what was promised, of whom it was asked, how it ended."""

    deadline_id: UUID
    stream: UUID
    case_id: UUID | None
    kind: WaitKind
    about: WaitKind | None
    item: str
    asked_role: Role
    asked_person: UUID | None
    starts: datetime
    due: datetime
    basis_kind: str
    basis_citation: str
    explanation: Deadline
    set_position: int
    ended: str | None
    ended_at: datetime | None
    ended_position: int | None
    times_closed: int
    paused_since: datetime | None


class ClockView:
    """The ledger as clocks, pages and the doctor ask for it."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = ClockLedger().table

    def open_due(self, before: datetime, *, limit: int = 1000) -> list[WindowRow]:
        """Windows still open whose moment is ``before`` or earlier, the longest overdue first."""
        return self._rows(
            sql.SQL(
                "ended IS NULL AND paused_since IS NULL AND due <= %(before)s"
                " ORDER BY due, deadline_id LIMIT %(limit)s"
            ),
            {"before": before, "limit": limit},
        )

    def of_case(self, case_id: UUID) -> list[WindowRow]:
        """Every window of a case and its reports, in the order they were promised."""
        return self._rows(sql.SQL("case_id = %(case)s ORDER BY set_position"), {"case": case_id})

    def closed_more_than_once(self) -> list[WindowRow]:
        """Windows that ended twice: there must be none."""
        return self._rows(sql.SQL("times_closed > 1 ORDER BY set_position"), {})

    def elapsed_by_role(
        self, *, since: datetime | None = None, until: datetime | None = None
    ) -> dict[Role, int]:
        """How many answers each role let pass, recorded from ``since`` until before ``until``."""
        asked = sql.SQL(
            "SELECT asked_role, count(*) AS n FROM {} WHERE ended = 'elapsed'"
            " AND NOT kind = ANY(%(no_silence)s)"
            " AND ended_at >= coalesce(%(since)s::timestamptz, '-infinity')"
            " AND ended_at < coalesce(%(until)s::timestamptz, 'infinity')"
            " GROUP BY asked_role ORDER BY asked_role"
        ).format(self._table)
        params = {
            "no_silence": sorted(each.value for each in NO_SILENCE),
            "since": since,
            "until": until,
        }
        with self._datastore.reading() as cursor:
            return {Role(row["asked_role"]): row["n"] for row in cursor.execute(asked, params)}

    def _rows(self, where: sql.Composable, params: Row) -> list[WindowRow]:
        asked = sql.SQL("SELECT * FROM {} WHERE {}").format(self._table, where)
        with self._datastore.reading() as cursor:
            return [_window_row(row) for row in cursor.execute(asked, params)]


def _window_row(row: DictRow) -> WindowRow:
    said: dict[str, Any] = dict(row)
    said |= {
        "kind": WaitKind(row["kind"]),
        "about": row["about"] and WaitKind(row["about"]),
        "asked_role": Role(row["asked_role"]),
        "explanation": Deadline.model_validate(row["explanation"]),
    }
    return WindowRow(**said)
