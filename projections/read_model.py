"""What every read model does: fold a batch in memory, key by key, and write it in one statement.

A read model owns one table, named with its version. It is the record as one desk needs it and
can be thrown away: the same events in batches of any size give the same rows. It may stand in
another schema or under another name while it is rebuilt or compared (``projections.rebuild``).
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final, LiteralString
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

from domain.access import READERS
from domain.kernel import EVENTS, Role, Secrecy
from domain.role_assignment import Standing
from runtime.log import Recorded

Row = dict[str, Any]
"""One row while it is folded: column name to value; jsonb columns hold plain JSON."""


BESIDE = "__new"
"""Suffix of a read model that is being built beside the live one."""

_PREPARE_LOCK = 73


class Rows:
    """The rows a batch touches: those that were there, as changed, added and dropped so far."""

    def __init__(self, found: Mapping[UUID, Row]) -> None:
        self._rows = dict(found)
        self._changed: set[UUID] = set()
        self._dropped: set[UUID] = set()

    def get(self, key: UUID | None) -> Row | None:
        """A row to look at; ``change`` one before writing to it."""
        return self._rows.get(key) if key is not None else None

    def change(self, *keys: UUID | None) -> Row | None:
        """The first of these rows that is there, which will be written back."""
        for key in keys:
            if key is not None and key in self._rows:
                self._changed.add(key)
                return self._rows[key]
        return None

    def add(self, key: UUID, row: Row) -> None:
        self._rows[key] = row
        self._changed.add(key)
        self._dropped.discard(key)

    def drop(self, key: UUID) -> Row | None:
        """Takes a row off the table; answers with what it said."""
        self._changed.discard(key)
        self._dropped.add(key)
        return self._rows.pop(key, None)

    def matching(self, column: str, value: Any) -> list[UUID]:
        """Keys of the rows at hand whose ``column`` says ``value``."""
        return [key for key, row in self._rows.items() if row[column] == value]

    @property
    def changed(self) -> list[Row]:
        return [self._rows[key] for key in self._rows if key in self._changed]

    @property
    def dropped(self) -> list[UUID]:
        return list(self._dropped)


class ReadModel(ABC):
    """A reader that keeps one table. What it says of an event is in ``fold``."""

    TABLE: ClassVar[str]
    """Name with version; also the follower's name and that of its position."""

    KEY: ClassVar[str]
    COLUMNS: ClassVar[Mapping[str, LiteralString]]
    COMPUTED: ClassVar[Mapping[str, LiteralString]] = {}
    """Columns that PostgreSQL computes from the others and no event writes."""

    INDEXES: ClassVar[Mapping[str, LiteralString]] = {}
    """Ending of the index's name, and what comes after ``CREATE INDEX name ON table``."""

    topics: ClassVar[frozenset[str]]
    """Stable names of the events it reads; all others pass it by."""

    plain: ClassVar[bool] = True
    """Whether it keeps sealed text; if not, nothing need be opened for it."""

    lasting: ClassVar[bool] = False
    """Whether a commit waits for the disk. Rows and position go together: what a crash takes back
    is read again from the log."""

    def __init__(self, *, schema: str = "view", suffix: str = "") -> None:
        self.schema = schema
        self.name = self.TABLE + suffix
        self.table = sql.Identifier(schema, self.name)
        columns = sql.SQL(", ").join(sql.Identifier(each) for each in self.COLUMNS)
        key = sql.Identifier(self.KEY)
        # Put together once: each of them is asked with every batch.
        select = sql.SQL("SELECT {} FROM {} WHERE {} = ANY(%s)").format(columns, self.table, key)
        delete = sql.SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(self.table, key)
        upsert = sql.SQL(
            "INSERT INTO {table} ({columns})"
            " SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"
            " ON CONFLICT ({key}) DO UPDATE SET {changes}"
        ).format(
            table=self.table,
            columns=columns,
            key=key,
            changes=sql.SQL(", ").join(
                sql.SQL("{0} = excluded.{0}").format(sql.Identifier(each))
                for each in self.COLUMNS
                if each != self.KEY
            ),
        )
        self._select, self._delete, self._upsert = (
            each.as_bytes() for each in (select, delete, upsert)
        )

    # -- what a follower asks ------------------------------------------------------------

    def prepare(self, conn: Connection[DictRow]) -> None:
        """Creates the table and its indexes, unless they are there; any number may try at once."""
        with conn.transaction():
            conn.execute(
                "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (_PREPARE_LOCK, self.name)
            )
            if self.exists(conn):
                self._add_indexes(conn)
                return
            columns = sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
                for name, kind in {**self.COLUMNS, **self.COMPUTED}.items()
            )
            conn.execute(
                sql.SQL("CREATE TABLE {} ({}, PRIMARY KEY ({}))").format(
                    self.table, columns, sql.Identifier(self.KEY)
                )
            )
            self._add_indexes(conn)

    def _add_indexes(self, conn: Connection[DictRow]) -> None:
        """Those that are not there; a table may have been made before one was thought of."""
        found = conn.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND tablename = %s",
            (self.schema, self.name),
        )
        there = {row["indexname"] for row in found}
        for ending, definition in self.INDEXES.items():
            name = f"{self.name}_{ending}"
            if name not in there:
                conn.execute(
                    sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} {}").format(
                        sql.Identifier(name), self.table, sql.SQL(definition)
                    )
                )

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        """Loads the rows the batch speaks of, folds it into them, writes them back at once."""
        wanted = [recorded for recorded in batch if recorded.name in self.topics]
        if not wanted:
            return
        rows = Rows(self.load(conn, wanted))
        for recorded in wanted:
            self.fold(rows, recorded)
        changed = rows.changed
        for row in changed:
            self.finish(row)
        if rows.dropped:
            conn.execute(self._delete, (rows.dropped,))
        if changed:
            conn.execute(self._upsert, (json.dumps(changed, default=str, ensure_ascii=False),))

    def after_commit(self) -> None:  # noqa: B027 - most have nothing to add
        """Nothing follows: the table is all there is."""

    # -- what each read model says -------------------------------------------------------

    @abstractmethod
    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        """Keys of the rows an event may change."""

    @abstractmethod
    def fold(self, rows: Rows, recorded: Recorded) -> None:
        """What an event changes."""

    def finish(self, row: Row) -> None:  # noqa: B027
        """Columns that follow from the others, once the batch is folded."""

    # -- the table -----------------------------------------------------------------------

    def exists(self, conn: Connection[DictRow]) -> bool:
        """Whether the table is there."""
        row = conn.execute(
            "SELECT to_regclass(%s) IS NOT NULL AS there", (f"{self.schema}.{self.name}",)
        ).fetchone()
        return row is not None and bool(row["there"])

    def load(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> dict[UUID, Row]:
        """The rows as they stand that a batch may change."""
        keys = {key for recorded in batch for key in self.keys_of(recorded) if key is not None}
        if not keys:
            return {}
        found = conn.execute(self._select, (list(keys),))
        return {row[self.KEY]: row for row in found}


def topics_of(*beginnings: str) -> frozenset[str]:
    """Stable names of all events that begin so: ``topics_of("task.", "deadline.")``."""
    return frozenset(name for name in EVENTS if name.startswith(beginnings))


def same_row(row: Row | None, recorded: Recorded) -> Row:
    """The row an event is about; that it is missing is no event's fault but must not pass."""
    if row is None:
        raise LookupError(f"{recorded.name} at {recorded.position}: nothing known of its subject")
    return row


def each_once(table: sql.Composable, column: LiteralString, where: sql.Composable) -> sql.Composed:
    """Asks for every ``value`` of a column once, in order; an index on the column has it cheaply.

    From each value to the next in the index: what lies between them is not looked at.
    """
    step = sql.SQL("SELECT {0} AS value FROM {1} WHERE {2} AND {3} ORDER BY {0} LIMIT 1")
    of = sql.SQL(column)
    first = step.format(of, table, sql.SQL("{} IS NOT NULL").format(of), where)
    following = step.format(of, table, sql.SQL("{} > known.value").format(of), where)
    return sql.SQL(
        "WITH RECURSIVE known AS (({first}) UNION ALL"
        " SELECT ({following}) FROM known WHERE known.value IS NOT NULL)"
        " SELECT value FROM known WHERE value IS NOT NULL"
    ).format(first=first, following=following)


def not_kept_apart(reader: Standing, of: LiteralString = "case_id") -> sql.Composable:
    """Nothing that rests on intelligence, unless the reader is cleared for it; see ``reach``."""
    return sql.SQL("true" if reader.compartments else _OUTSIDE).format(of=sql.SQL(of))


_OUTSIDE: Final = (
    "({of} IN (SELECT apart.originator_id FROM rukun.event apart"
    " WHERE apart.topic = 'compartment.entered')) IS NOT TRUE"
)
"""``of`` stands outside the question: inside it, a column of the record would be taken for it."""


def reach(
    reader: Standing, by_name: UUID | None = None, *, of: LiteralString = "case_id"
) -> tuple[sql.Composable, Row]:
    """What ``access.may_read`` says, as a condition on region, secrecy, compartment and people.

    ``of`` is the column that names the case, or the report that is none, a row belongs to: what
    lies in a compartment is marked in the record itself, so no view can lag behind it.

    With ``by_name``, the actor, the table has columns ``liaisons`` and ``reporters``; without,
    whoever reads only what concerns them by name reads nothing.
    """
    bound, params = bounds(reader, of=of)
    if reader.role is Role.SYSTEM:
        return bound, params
    conditions: list[sql.Composable] = [bound]
    params["actor"] = by_name
    if by_name is None:
        if reader.role not in READERS:
            conditions.append(sql.SQL("false"))
    else:
        if reader.role is Role.LIAISON:
            conditions.append(sql.SQL("(cardinality(liaisons) = 0 OR %(actor)s = ANY(liaisons))"))
        if reader.role not in READERS:
            conditions.append(sql.SQL("%(actor)s = ANY(liaisons || reporters)"))
    return sql.SQL(" AND ").join(conditions), params


def bounds(reader: Standing, *, of: LiteralString = "case_id") -> tuple[sql.Composable, Row]:
    """What ``access.reaches`` says: region, secrecy and compartment, whoever reads cases or not."""
    apart = not_kept_apart(reader, of)
    if reader.role is Role.SYSTEM:
        return apart, {}
    conditions: list[sql.Composable] = [apart, sql.SQL("secrecy = ANY(%(cleared)s)")]
    params: Row = {
        "cleared": [each.value for each in Secrecy if each.rank <= reader.clearance.rank]
    }
    if reader.region:
        conditions.append(within("reach"))
        params |= prefix("reach", reader.region)
    return sql.SQL(" AND ").join(conditions), params


def within(name: LiteralString) -> sql.Composable:
    """The region is the one ``prefix(name, ...)`` gives, or lies in it."""
    return sql.SQL("(region = {0} OR region LIKE {1})").format(
        sql.Placeholder(name), sql.Placeholder(f"{name}_inner")
    )


def prefix(name: str, region: str) -> Row:
    """Parameters for ``within``; a region code has no character that LIKE would read."""
    return {name: region, f"{name}_inner": f"{region}.%"}
