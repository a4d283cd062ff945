"""Long lists for programs: the latest first, cut after the last line that was read.

Unlike an offset, the cut stays where it was when something new comes in on top.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import sql

from projections.read_model import Row


@dataclass(frozen=True)
class After:
    """The last line read so far."""

    at: datetime | date
    id: UUID


def cut(at: str, key: str, after: After | None) -> tuple[sql.Composable, sql.Composable, Row]:
    """Condition, order and parameters for a list by the columns ``at`` and ``key``."""
    columns = sql.SQL("{}, {}").format(sql.Identifier(at), sql.Identifier(key))
    order = sql.SQL("{} DESC, {} DESC").format(sql.Identifier(at), sql.Identifier(key))
    if after is None:
        return sql.SQL("true"), order, {}
    where = sql.SQL("({}) < (%(after_at)s, %(after_id)s)").format(columns)
    return where, order, {"after_at": after.at, "after_id": after.id}
