"""Daftar kegiatan pencegahan dan deklarasi pemilu damai."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from psycopg import sql

from domain.kernel import Confidential, Secrecy
from domain.prevention import PeacefulDeclaration, PreventionActivity, PreventionKind
from domain.role_assignment import Standing
from projections.opened import OpenedModel, told
from projections.paging import After, cut
from projections.read_model import Row, Rows, reach
from runtime.database import Datastore
from runtime.log import Recorded


class PreventionList(OpenedModel):
    """One row per activity, and per declaration (which has an election and no kind)."""

    TABLE = "prevention_list_1"
    KEY = "stream"
    COLUMNS: ClassVar = {
        "stream": "uuid NOT NULL",
        "case_id": "uuid",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "kind": "text",
        "election": "text",
        "held_on": "date NOT NULL",
        "participants": "int",
        "signatories": "text[] NOT NULL",
        "unit": "text NOT NULL",
        "opened": "jsonb NOT NULL",
        "position": "bigint NOT NULL",
    }
    COMPUTED: ClassVar = {"place": told("place")}
    INDEXES: ClassVar = {"held": "(held_on DESC)", "election": "(election, region)"}
    topics = frozenset({PreventionActivity.Recorded.NAME, PeacefulDeclaration.Recorded.NAME})

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        match recorded.fact:
            case PreventionActivity.Recorded() as fact:
                row: Row = {
                    "case_id": fact.case_id,
                    "kind": fact.kind.value,
                    "participants": fact.participants,
                    "secrecy": Secrecy.RESTRICTED.value,
                }
                rows.add(recorded.stream, self._row(recorded, fact.region, fact.place) | row)
            case PeacefulDeclaration.Recorded() as fact:
                row = {"election": fact.election, "signatories": list(fact.signatories)}
                rows.add(recorded.stream, self._row(recorded, fact.region, fact.place) | row)

    def _row(self, recorded: Recorded, region: str, place: Confidential) -> Row:
        opened: dict[str, Any] = {}
        self.tell(opened, "place", place)
        return {
            "stream": recorded.stream,
            "case_id": None,
            "region": region,
            "secrecy": Secrecy.OPEN.value,
            "kind": None,
            "election": None,
            "held_on": getattr(recorded.fact, "held_on", None),
            "participants": None,
            "signatories": [],
            "unit": recorded.fact.envelope.unit,
            "opened": opened,
            "position": recorded.position,
        }


@dataclass(frozen=True)
class ActivityRow:
    """One activity as the list shows it."""

    stream: UUID
    region: str
    kind: PreventionKind
    place: str
    held_on: date
    participants: int
    unit: str
    case_id: UUID | None


@dataclass(frozen=True)
class DeclarationRow:
    """One declaration as the list shows it."""

    stream: UUID
    region: str
    election: str
    place: str
    held_on: date
    signatories: tuple[str, ...]


class PreventionView:
    """What the prevention desk asks."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = PreventionList().table

    def activities(
        self, reader: Standing, *, limit: int = 1000, after: After | None = None
    ) -> list[ActivityRow]:
        """Activities within the reader's reach, the latest first, cut after the last one read."""
        return [
            ActivityRow(
                stream=row["stream"],
                region=row["region"],
                kind=PreventionKind(row["kind"]),
                place=row["place"],
                held_on=row["held_on"],
                participants=row["participants"],
                unit=row["unit"],
                case_id=row["case_id"],
            )
            for row in self._rows("kind IS NOT NULL", reader, {}, limit, after)
        ]

    def declarations(
        self,
        reader: Standing,
        election: str = "",
        *,
        limit: int = 5000,
        after: After | None = None,
    ) -> list[DeclarationRow]:
        """Declarations within the reader's reach, as ``activities``; of one election, if named."""
        wanted = "election = %(election)s" if election else "election IS NOT NULL"
        return [
            DeclarationRow(
                stream=row["stream"],
                region=row["region"],
                election=row["election"],
                place=row["place"],
                held_on=row["held_on"],
                signatories=tuple(row["signatories"]),
            )
            for row in self._rows(wanted, reader, {"election": election}, limit, after)
        ]

    def _rows(
        self, wanted: str, reader: Standing, params: Row, limit: int, after: After | None
    ) -> list[Row]:
        condition, more = reach(reader)
        later, order, cut_at = cut("held_on", "stream", after)
        query = sql.SQL("SELECT * FROM {} WHERE {} AND {} AND {} ORDER BY {} LIMIT {}").format(
            self._table, sql.SQL(wanted), condition, later, order, sql.Literal(limit)
        )
        with self._datastore.reading() as cursor:
            return list(cursor.execute(query, more | params | cut_at))
