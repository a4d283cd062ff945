"""Aturan otomatis: how often each rule of the machine was at work, and when last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import sql

from application.automatic import EVENTS_OF_RULES, fired_by
from projections.read_model import ReadModel, Rows
from runtime.database import Datastore
from runtime.log import Recorded


class RuleFirings(ReadModel):
    """One row per rule that ever was at work."""

    TABLE = "rule_firings_1"
    KEY = "rule_id"
    COLUMNS: ClassVar = {
        "rule_id": "uuid NOT NULL",
        "rule": "text NOT NULL",
        "times": "bigint NOT NULL",
        "last_at": "timestamptz NOT NULL",
        "stream": "uuid NOT NULL",
        "position": "bigint NOT NULL",
    }
    topics = EVENTS_OF_RULES
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        for rule in fired_by(recorded.fact):
            yield rule.rule_id

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        for rule in fired_by(recorded.fact):
            before = rows.get(rule.rule_id)
            rows.add(
                rule.rule_id,
                {
                    "rule_id": rule.rule_id,
                    "rule": rule.name,
                    "times": (before["times"] if before else 0) + 1,
                    "last_at": recorded.fact.envelope.recorded_at,
                    "stream": recorded.stream,
                    "position": recorded.position,
                },
            )


@dataclass(frozen=True)
class Firing:
    """How often a rule was at work, and when last."""

    times: int
    last_at: datetime


class FiringView:
    """What the page of automatic rules asks; sums of the house, nothing of any case."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = RuleFirings().table

    def all(self) -> dict[str, Firing]:
        """By the rule's name; a rule that never was at work is absent."""
        asked = sql.SQL("SELECT rule, times, last_at FROM {}").format(self._table)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked).fetchall()
        return {row["rule"]: Firing(row["times"], row["last_at"]) for row in rows}
