"""Lists that hold opened texts, and lose them with the key they were sealed under.

What was opened stands in a column ``opened``, by the subject of its key. ``vault.destroy`` takes a
subject out of every such column in the transaction in which its key goes (migration 0003, ADR 18).
Whoever writes one holds the lock that waits for, and leaves out what a destroyed key sealed even
if it could still be opened, so that nothing comes back afterwards.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow
from pydantic import BaseModel

from domain.kernel import Confidential
from projections.read_model import ReadModel, Row
from runtime.log import Recorded

KEYS_LOCK: Final = 7201209
"""Held by whoever writes opened texts; ``vault.destroy`` takes it alone."""


def destroyed(conn: Connection[DictRow], subjects: Iterable[str]) -> frozenset[str]:
    """Which of these keys are destroyed; until the transaction ends no further one is."""
    conn.execute("SELECT pg_advisory_xact_lock_shared(%s)", (KEYS_LOCK,))
    gone = conn.execute(
        "SELECT subject FROM vault.key WHERE destroyed_at IS NOT NULL AND subject = ANY(%s)",
        ([UUID(subject) for subject in subjects if subject],),
    )
    return frozenset(str(row["subject"]) for row in gone)


def told(name: LiteralString) -> LiteralString:
    """A computed column: the one text ``name`` in ``opened``, or that it was forgotten."""
    return (
        "text NOT NULL GENERATED ALWAYS AS (coalesce(jsonb_path_query_first(opened, '$.*."
        + name
        + "') #>> '{}', '[dihapus menurut UU 27/2022]')) STORED"
    )


def told_if_any(name: LiteralString) -> LiteralString:
    """The same where there may be none: nothing, also once it was forgotten."""
    return (
        "text GENERATED ALWAYS AS (jsonb_path_query_first(opened, '$.*."
        + name
        + "') #>> '{}') STORED"
    )


class OpenedModel(ReadModel):
    """A read model with a column ``opened``: ``{"subject": {"name": "text"}}``."""

    _gone: frozenset[str] = frozenset()

    def load(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> dict[UUID, Row]:
        """Also whose keys are destroyed; from here to the end of the batch no further one is."""
        subjects = {str(each.sealed_for) for at in batch for each in confidential_in(at.fact)}
        self._gone = destroyed(conn, subjects)
        return super().load(conn, batch)

    def tell(self, opened: dict[str, Any], name: str, said: Confidential) -> None:
        """Keeps one text under its name; what stood there before, sealed for whomever, goes."""
        for texts in opened.values():
            texts.pop(name, None)
        subject = str(said.sealed_for)
        if said.text is not None and subject not in self._gone:
            opened.setdefault(subject, {})[name] = said.text


def confidential_in(value: Any) -> Iterator[Confidential]:
    """Every sealable text in an event, however deep."""
    match value:
        case Confidential():
            yield value
        case BaseModel():
            for name in type(value).model_fields:
                yield from confidential_in(getattr(value, name))
        case tuple() | list():
            for each in value:
                yield from confidential_in(each)
        case dict():
            for each in value.values():
                yield from confidential_in(each)
        case _:
            return
