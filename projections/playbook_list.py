"""Daftar panduan daerah: which regency and district has one, and in which version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import sql

from domain.kernel import Secrecy
from domain.playbook import InstitutionKind, LocalPlaybook
from domain.role_assignment import Standing
from projections.read_model import ReadModel, Row, Rows, reach, same_row, topics_of
from runtime.database import Datastore
from runtime.log import Recorded


class PlaybookList(ReadModel):
    """One row per region that has a playbook."""

    TABLE = "playbook_list_1"
    KEY = "stream"
    COLUMNS: ClassVar = {
        "stream": "uuid NOT NULL",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "edition": "int NOT NULL",
        "customary": "int NOT NULL",
        "social": "int NOT NULL",
        "practices": "int NOT NULL",
        "needs": "int NOT NULL",
        "revised_at": "timestamptz NOT NULL",
        "unit": "text NOT NULL",
        "position": "bigint NOT NULL",
    }
    topics = topics_of("playbook.")
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, LocalPlaybook.Written):
            row: Row = {
                "stream": fact.originator_id,
                "region": fact.region,
                "secrecy": Secrecy.OPEN.value,
                "edition": 0,
            }
            rows.add(fact.originator_id, row)
        if isinstance(fact, LocalPlaybook.Written | LocalPlaybook.Revised):
            row = same_row(rows.change(recorded.stream), recorded)
            kinds = [each.kind for each in fact.institutions]
            row |= {
                "edition": row["edition"] + 1,
                "customary": kinds.count(InstitutionKind.CUSTOMARY),
                "social": kinds.count(InstitutionKind.SOCIAL),
                "practices": len(fact.practices),
                "needs": len(fact.needs),
                "revised_at": fact.envelope.recorded_at,
                "unit": fact.envelope.unit,
                "position": recorded.position,
            }


@dataclass(frozen=True)
class PlaybookRow:
    """One playbook as the list shows it; counts of what its last version names."""

    region: str
    edition: int
    customary: int
    social: int
    practices: int
    needs: int
    revised_at: datetime
    unit: str


class PlaybookView:
    """What the desk of playbooks asks."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = PlaybookList().table

    def rows(self, reader: Standing) -> list[PlaybookRow]:
        """Playbooks within the reader's reach, by region."""
        condition, params = reach(reader, of="stream")
        query = sql.SQL("SELECT * FROM {} WHERE {} ORDER BY region").format(self._table, condition)
        with self._datastore.reading() as cursor:
            return [
                PlaybookRow(**{name: row[name] for name in PlaybookRow.__dataclass_fields__})
                for row in cursor.execute(query, params)
            ]
