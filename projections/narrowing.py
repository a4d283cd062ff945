"""Filters as a condition: what a list was asked for, in the columns of its table."""

from collections.abc import Mapping
from typing import LiteralString

from psycopg import sql

from projections.read_model import Row, prefix, within


def narrowed(
    filters: Mapping[str, object], conditions: Mapping[str, LiteralString]
) -> tuple[sql.Composable, Row]:
    """What is None or empty asks nothing; ``within`` is a region, ``query`` is found as it stands.

    The placeholders of ``conditions`` have the names of the filters.
    """
    given = {name: value for name, value in filters.items() if value}
    asked: list[sql.Composable] = [
        sql.SQL(conditions[name]) for name in given if name in conditions and name != "query"
    ]
    params: Row = dict(given)
    if region := given.get("within"):
        asked.append(within("within"))
        params |= prefix("within", str(region))
    if query := str(given.get("query", "")).strip():
        asked.append(sql.SQL(conditions["query"]))
        params["query"] = f"%{_literally(query)}%"
    return sql.SQL(" AND ").join(asked or [sql.SQL("true")]), params


def _literally(text: str) -> str:
    """``text`` where LIKE reads a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
