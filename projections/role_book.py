"""Buku peran: who holds which role where, for whoever looks for people and not for one person."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

from domain.access import Target
from domain.kernel import Frozen, Role, Secrecy
from domain.regions import parent_of
from domain.role_assignment import RoleAssignment, Standing
from projections.read_model import ReadModel, Row, Rows, same_row, topics_of
from runtime.database import Datastore
from runtime.log import Recorded


class RoleBook(ReadModel):
    """One row per role that somebody was ever given; the first of a stream names the person."""

    TABLE = "role_book_2"
    KEY = "assignment_id"
    COLUMNS: ClassVar = {
        "assignment_id": "uuid NOT NULL",
        "stream": "uuid NOT NULL",
        "person": "uuid NOT NULL",
        "role": "text NOT NULL",
        "unit": "text NOT NULL",
        "region": "text NOT NULL",
        "clearance": "text NOT NULL",
        "compartments": "text[] NOT NULL",
        "until": "timestamptz",
        "ended": "bool NOT NULL",
    }
    INDEXES: ClassVar = {"role": "(role, region) WHERE NOT ended", "stream": "(stream)"}
    topics = topics_of("role.")
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield getattr(recorded.fact, "assignment_id", None)

    def load(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> dict[UUID, Row]:
        """Everything a person was given before: it says who the person is."""
        asked = sql.SQL("SELECT * FROM {} WHERE stream = ANY(%s)").format(self.table)
        found = conn.execute(asked, ([each.stream for each in batch],))
        return {row[self.KEY]: row for row in found}

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        match recorded.fact:
            case RoleAssignment.Assigned(person=person, standing=standing):
                rows.add(standing.assignment_id, _held(recorded.stream, person, standing))
            case RoleAssignment.AlsoAssigned(standing=standing):
                known = same_row(rows.get(rows.matching("stream", recorded.stream)[0]), recorded)
                held = _held(recorded.stream, known["person"], standing)
                rows.add(standing.assignment_id, held)
            case RoleAssignment.Ended(assignment_id=ended):
                same_row(rows.change(ended), recorded)["ended"] = True


def _held(stream: UUID, person: UUID, standing: Standing) -> Row:
    return {
        "assignment_id": standing.assignment_id,
        "stream": stream,
        "person": person,
        "role": standing.role.value,
        "unit": standing.unit,
        "region": standing.region,
        "clearance": standing.clearance.value,
        "compartments": list(standing.compartments),
        "until": standing.until,
        "ended": False,
    }


class Held(Frozen):
    """One role that is held now, by whom and where."""

    person: UUID
    role: Role
    unit: str
    region: str
    clearance: Secrecy
    until: datetime | None


class RoleView:
    """Who is there. Implements ``application.ports.Roster``."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = RoleBook().table

    def held(self, now: datetime, person: UUID | None = None) -> list[Held]:
        """Every role that is held now, by everybody or by one person, in the order of regions."""
        asked = sql.SQL(
            "SELECT person, role, unit, region, clearance, until FROM {}"
            " WHERE NOT ended AND (until IS NULL OR until > %s)"
            " AND (%s::uuid IS NULL OR person = %s) ORDER BY region, role, unit, person"
        ).format(self._table)
        with self._datastore.reading() as cursor:
            return [Held(**row) for row in cursor.execute(asked, (now, person, person))]

    def nearest(self, role: Role, target: Target, now: datetime) -> tuple[UUID, ...]:
        """Those who may know ``target`` whose region contains its region most closely.

        A province's office hears of its regency only where the regency has none of its own.
        """
        enclosing = [target.region]
        while enclosing[-1]:
            enclosing.append(parent_of(enclosing[-1]))
        asked = sql.SQL(
            "SELECT person, region FROM {} WHERE role = %s AND region = ANY(%s)"
            " AND clearance = ANY(%s) AND (%s::text IS NULL OR %s = ANY(compartments))"
            " AND NOT ended AND (until IS NULL OR until > %s)"
            " ORDER BY length(region) DESC, person"
        ).format(self._table)
        cleared = [each.value for each in Secrecy if each.rank >= target.secrecy.rank]
        apart = target.compartment
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                asked, (role.value, enclosing, cleared, apart, apart, now)
            ).fetchall()
        return tuple(
            dict.fromkeys(row["person"] for row in rows if row["region"] == rows[0]["region"])
        )
