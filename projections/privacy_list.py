"""Daftar pelindungan data: whose data was asked to be erased, is held, or is gone. No data."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import sql

from domain.kernel import Secrecy
from domain.personal_data import ErasureBasis, PersonalData, SubjectKind
from domain.role_assignment import Standing
from projections.read_model import ReadModel, Row, Rows, bounds, same_row, topics_of
from runtime.database import Datastore
from runtime.log import Recorded

ASKED, HELD, ERASED, NOTHING = "diusulkan", "ditahan", "dimusnahkan", "selesai"


class PrivacyList(ReadModel):
    """One row per dossier."""

    TABLE = "privacy_list_1"
    KEY = "stream"
    COLUMNS: ClassVar = {
        "stream": "uuid NOT NULL",
        "about": "uuid NOT NULL",
        "kind": "text NOT NULL",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "basis": "text",
        "reference": "text NOT NULL",
        "asked": "bool NOT NULL",
        "held": "bool NOT NULL",
        "erased": "bool NOT NULL",
        "changed_at": "timestamptz NOT NULL",
        "position": "bigint NOT NULL",
    }
    topics = topics_of("privacy.")
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, PersonalData.Opened):
            row: Row = {
                "stream": fact.originator_id,
                "about": fact.about,
                "kind": fact.kind.value,
                "region": fact.region,
                "secrecy": fact.secrecy.value,
                "basis": None,
                "reference": "",
                "asked": False,
                "held": False,
                "erased": False,
            }
            rows.add(fact.originator_id, row)
        row = same_row(rows.change(recorded.stream), recorded)
        row["changed_at"] = fact.envelope.recorded_at
        row["position"] = recorded.position
        match fact:
            case PersonalData.Requested():
                row["asked"], row["basis"] = True, fact.basis.value
                row["reference"] = fact.reference
            case PersonalData.Declined():
                row["asked"] = False
            case PersonalData.Erased():
                row["asked"], row["erased"] = False, True
            case PersonalData.Held():
                row["held"], row["reference"] = True, fact.reference
            case PersonalData.HoldLifted():
                row["held"] = False


@dataclass(frozen=True)
class PrivacyRow:
    """One dossier as the list shows it."""

    stream: UUID
    about: UUID
    kind: SubjectKind
    region: str
    secrecy: Secrecy
    basis: ErasureBasis | None
    reference: str
    state: str
    changed_at: datetime


def state_of(row: Row) -> str:
    """How a dossier stands, by its row; the heaviest first."""
    for column, state in (("erased", ERASED), ("held", HELD), ("asked", ASKED)):
        if row[column]:
            return state
    return NOTHING


class PrivacyView:
    """What the privacy desk asks."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = PrivacyList().table

    def rows(self, reader: Standing, *, limit: int = 1000) -> list[PrivacyRow]:
        """The dossiers a standing reaches, the latest change first; they hold nobody's data."""
        inside, params = bounds(reader, of="about")
        return self._rows(inside, params, limit)

    def rows_of(self, ids: Collection[UUID]) -> list[PrivacyRow]:
        """Those of these streams that are dossiers; the caller asks whether each may be read."""
        return self._rows(sql.SQL("stream = ANY(%(ids)s)"), {"ids": list(ids)}, len(ids))

    def _rows(self, where: sql.Composable, params: Row, limit: int) -> list[PrivacyRow]:
        query = sql.SQL("SELECT * FROM {} WHERE {} ORDER BY changed_at DESC, stream LIMIT {}")
        with self._datastore.reading() as cursor:
            found = cursor.execute(query.format(self._table, where, sql.Literal(limit)), params)
            return [
                PrivacyRow(
                    stream=row["stream"],
                    about=row["about"],
                    kind=SubjectKind(row["kind"]),
                    region=row["region"],
                    secrecy=Secrecy(row["secrecy"]),
                    basis=ErasureBasis(row["basis"]) if row["basis"] else None,
                    reference=row["reference"],
                    state=state_of(row),
                    changed_at=row["changed_at"],
                )
                for row in found
            ]
