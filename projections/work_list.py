"""Daftar kerja: every open window within reach that asks somebody to act, the next to end first.

No table of its own: the windows are the clock ledger's, what they are about is the board's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow

from domain.clocks import NO_SILENCE, WaitKind
from domain.deadline import Deadline
from domain.kernel import Role
from domain.role_assignment import Standing
from projections.case_board import BoardRow, CaseBoard, board_row
from projections.clock_ledger import ClockLedger
from projections.read_model import Row, reach
from runtime.database import Datastore


@dataclass(frozen=True)
class WorkRow:
    """One thing that is asked of somebody, and the case or report it is about."""

    deadline_id: UUID
    stream: UUID
    wait: WaitKind
    about: WaitKind | None
    asked_role: Role
    asked_person: UUID | None
    due: datetime
    explanation: Deadline
    row: BoardRow


@dataclass(frozen=True)
class Load:
    """How much is asked of one person, or of a role where no person is named."""

    role: Role
    person: UUID | None
    open: int
    late: int


_MINE = sql.SQL(
    "(w.asked_person = %(asked)s OR w.asked_person IS NULL AND w.asked_role = ANY (%(roles)s)"
    " AND (w.asked_role <> %(by_case)s OR b.officer IS NULL OR b.officer = %(asked)s))"
)
"""By name; by role, but what is asked of an officer is asked of the case's own where it has one."""

_OURS = sql.SQL(
    "(w.asked_person = ANY (%(people)s)"
    " OR w.asked_person IS NULL AND w.asked_role = ANY (%(roles)s)"
    " AND (w.asked_role <> %(by_case)s OR b.officer IS NULL OR b.officer = ANY (%(people)s)))"
)

NO_WORK = NO_SILENCE - {WaitKind.DELIBERATION_START}
"""Windows that ask nothing of anybody; a session to come is work."""


class WorkView:
    """What is asked of one person, and of a unit, as far as the reader may see it."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._ledger = ClockLedger().table
        self._board = CaseBoard().table

    def of_person(
        self,
        person: UUID,
        roles: Collection[Role],
        *,
        reader: Standing,
        actor: UUID,
        limit: int = 200,
        offset: int = 0,
    ) -> list[WorkRow]:
        """What ``person`` is asked for, by name or in one of their roles."""
        asked = {"asked": person, "roles": [role.value for role in roles]}
        return self._rows(_MINE, asked, reader, actor, limit, offset)

    def of_unit(
        self,
        people: Collection[UUID],
        roles: Collection[Role],
        *,
        reader: Standing,
        actor: UUID,
        limit: int = 200,
        offset: int = 0,
    ) -> list[WorkRow]:
        """What the people of a unit are asked for, by name or in one of its roles."""
        asked = {"people": list(people), "roles": [role.value for role in roles]}
        return self._rows(_OURS, asked, reader, actor, limit, offset)

    def unanswered(
        self, kind: WaitKind, role: Role, *, reader: Standing, actor: UUID, limit: int = 30
    ) -> list[WorkRow]:
        """Windows of a kind that a role let pass, of cases that still want attention; the latest
        of each case. Whether the matter itself still stands, the case's file says.
        """
        bound, params = reach(reader, by_name=actor, of="b.id")
        query = sql.SQL(
            "SELECT DISTINCT ON (b.id) b.*, w.deadline_id, w.stream, w.kind AS wait, w.about,"
            " w.asked_role, w.asked_person, w.due, w.explanation FROM {} w JOIN {} b"
            " ON b.id = w.case_id WHERE w.ended = 'elapsed' AND w.kind = %(kind)s"
            " AND w.asked_role = %(role)s AND b.attention AND {}"
            " ORDER BY b.id, w.ended_at DESC LIMIT %(limit)s"
        ).format(self._ledger, self._board, bound)
        asked = {"kind": kind.value, "role": role.value, "limit": limit}
        with self._datastore.reading() as cursor:
            return [_work_row(row) for row in cursor.execute(query, params | asked)]

    def ending(
        self, by: datetime, *, reader: Standing, actor: UUID, limit: int = 20
    ) -> list[WorkRow]:
        """Windows within reach that end by then, whoever is asked; the next to end first."""
        return self._rows(
            sql.SQL("w.due <= %(by)s"), {"by": by}, reader, actor, limit=limit, offset=0
        )

    def loads(
        self,
        people: Collection[UUID],
        roles: Collection[Role],
        now: datetime,
        *,
        reader: Standing,
        actor: UUID,
    ) -> list[Load]:
        """How it is shared in a unit: who has most of it late comes first."""
        asked = {"people": list(people), "roles": [role.value for role in roles], "now": now}
        query = sql.SQL(
            "SELECT w.asked_role AS role, coalesce(w.asked_person, CASE WHEN w.asked_role ="
            " %(by_case)s THEN b.officer END) AS person, count(*) AS open,"
            " count(*) FILTER (WHERE w.due < %(now)s) AS late {}"
            " GROUP BY 1, 2 ORDER BY late DESC, open DESC, 1, 2"
        )
        where, params = self._where(_OURS, asked, reader, actor)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(query.format(where), params).fetchall()
        return [
            Load(
                role=Role(each["role"]), person=each["person"], open=each["open"], late=each["late"]
            )
            for each in rows
        ]

    def _rows(
        self,
        whose: sql.Composable,
        asked: Row,
        reader: Standing,
        actor: UUID,
        limit: int,
        offset: int,
    ) -> list[WorkRow]:
        where, params = self._where(whose, asked, reader, actor)
        query = sql.SQL(
            "SELECT b.*, w.deadline_id, w.stream, w.kind AS wait, w.about, w.asked_role,"
            " w.asked_person, w.due, w.explanation {}"
            " ORDER BY w.due, w.deadline_id LIMIT %(limit)s OFFSET %(offset)s"
        ).format(where)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(query, params | {"limit": limit, "offset": offset})
            return [_work_row(row) for row in rows]

    def _where(
        self, whose: sql.Composable, asked: Row, reader: Standing, actor: UUID
    ) -> tuple[sql.Composable, Row]:
        bound, params = reach(reader, by_name=actor, of="b.id")
        # The windows first: a planner that thinks little of a bound would go through all of them
        # for every case within it.
        found = sql.SQL(
            "FROM {} w CROSS JOIN LATERAL"
            " (SELECT * FROM {} near WHERE near.id = coalesce(w.case_id, w.stream) OFFSET 0) b"
            " WHERE w.ended IS NULL AND w.paused_since IS NULL"
            " AND NOT w.kind = ANY (%(no_silence)s) AND {} AND {}"
        ).format(self._ledger, self._board, whose, bound)
        more = {
            "no_silence": sorted(kind.value for kind in NO_WORK),
            "by_case": Role.CASE_OFFICER.value,
        }
        return found, params | asked | more


def _work_row(row: DictRow) -> WorkRow:
    return WorkRow(
        deadline_id=row["deadline_id"],
        stream=row["stream"],
        wait=WaitKind(row["wait"]),
        about=row["about"] and WaitKind(row["about"]),
        asked_role=Role(row["asked_role"]),
        asked_person=row["asked_person"],
        due=row["due"],
        explanation=Deadline.model_validate(row["explanation"]),
        row=board_row(row),
    )
