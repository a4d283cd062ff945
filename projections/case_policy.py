"""Kasus menurut kebijakan: which version every running case is under."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, LiteralString
from uuid import UUID

from psycopg import sql

from domain.conflict_case import ConflictCase, Stage
from domain.policy_upgrade import FollowsPolicy
from domain.role_assignment import Standing
from projections.case_board import CaseBoard
from projections.read_model import ReadModel, Row, Rows, reach, same_row
from runtime.database import Datastore
from runtime.log import Recorded


class CasePolicy(ReadModel):
    """One row per case; where it lies and how secret it is says the board."""

    TABLE = "case_policy_1"
    KEY = "id"
    COLUMNS: ClassVar = {
        "id": "uuid NOT NULL",
        "policy": "text NOT NULL",
        "position": "bigint NOT NULL",
    }
    INDEXES: ClassVar = {"policy": "(policy)"}
    topics = frozenset({ConflictCase.Opened.NAME, FollowsPolicy.PolicyUpgraded.NAME})
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, ConflictCase.Opened):
            row: Row = {"id": fact.originator_id, "policy": fact.envelope.policy}
            rows.add(fact.originator_id, row)
        row = same_row(rows.change(recorded.stream), recorded)
        row["position"] = recorded.position
        if isinstance(fact, FollowsPolicy.PolicyUpgraded):
            row["policy"] = fact.to_policy


@dataclass(frozen=True)
class CaseUnder:
    """One running case as the page of its version lists it."""

    case_id: UUID
    title: str
    region: str
    level: str


class CasePolicyView:
    """What the desk of policies asks."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def running(
        self, reader: Standing, actor: UUID, policy: str, *, limit: int = 500
    ) -> list[CaseUnder]:
        """Running cases within reach that are under a version, the oldest first."""
        found = self._rows(
            "id AS case_id, title, region, level",
            "policy = %(policy)s ORDER BY opened_at, id LIMIT %(limit)s",
            reader,
            actor,
            {"policy": policy, "limit": limit},
        )
        return [CaseUnder(**row) for row in found]

    def counts(self, reader: Standing, actor: UUID) -> dict[str, int]:
        """How many running cases within reach are under each version."""
        found = self._rows("policy, count(*) AS n", "true GROUP BY policy", reader, actor, {})
        return {row["policy"]: row["n"] for row in found}

    def _rows(
        self,
        columns: LiteralString,
        wanted: LiteralString,
        reader: Standing,
        actor: UUID,
        asked: Row,
    ) -> list[Row]:
        bound, params = reach(reader, by_name=actor, of="id")
        query = sql.SQL(
            "SELECT {} FROM {} JOIN {} under USING (id)"
            " WHERE {} AND merged_into IS NULL AND stage = ANY(%(open)s) AND {}"
        ).format(sql.SQL(columns), CaseBoard().table, CasePolicy().table, bound, sql.SQL(wanted))
        params |= asked | {"open": [each.value for each in Stage if each.open]}
        with self._datastore.reading() as cursor:
            return list(cursor.execute(query, params))
