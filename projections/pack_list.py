"""Paket Forkopimda by reader: what was sent to whom, for which office, and read when. No text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import sql

from domain.forkopimda import ForkopimdaPack
from domain.kernel import key
from domain.role_assignment import Standing
from projections.read_model import ReadModel, Rows, bounds, same_row, topics_of
from runtime.database import Datastore
from runtime.log import Recorded


class PackList(ReadModel):
    """One row for each seat of each pack."""

    TABLE = "pack_list_1"
    KEY = "seat_id"
    COLUMNS: ClassVar = {
        "seat_id": "uuid NOT NULL",
        "pack_id": "uuid NOT NULL",
        "case_id": "uuid NOT NULL",
        "person": "uuid NOT NULL",
        "office": "text NOT NULL",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "sent_at": "timestamptz NOT NULL",
        "read_at": "timestamptz",
        "position": "bigint NOT NULL",
    }
    INDEXES: ClassVar = {"person": "(person, sent_at DESC)"}
    topics = topics_of("forkopimda_pack.sent", "forkopimda_pack.opened")
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        if isinstance(recorded.fact, ForkopimdaPack.Opened):
            yield _seat(recorded.stream, recorded.fact.person)

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        match fact:
            case ForkopimdaPack.Sent():
                for each in fact.seats:
                    seat_id = _seat(recorded.stream, each.person)
                    row = {
                        "seat_id": seat_id,
                        "pack_id": recorded.stream,
                        "case_id": fact.case_id,
                        "person": each.person,
                        "office": each.name,
                        "region": fact.region,
                        "secrecy": fact.secrecy.value,
                        "sent_at": fact.envelope.recorded_at,
                        "read_at": None,
                        "position": recorded.position,
                    }
                    rows.add(seat_id, row)
            case ForkopimdaPack.Opened():
                row = same_row(rows.change(_seat(recorded.stream, fact.person)), recorded)
                row["read_at"] = fact.envelope.recorded_at
                row["position"] = recorded.position


def _seat(pack_id: UUID, person: UUID) -> UUID:
    return key("forkopimda seat", pack_id, person)


@dataclass(frozen=True)
class PackRow:
    """One pack as the list of one of its readers shows it."""

    pack_id: UUID
    office: str
    region: str
    sent_at: datetime
    read_at: datetime | None


class PackView:
    """What a reader of packs asks."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = PackList().table

    def of_person(self, person: UUID, reader: Standing, *, limit: int = 100) -> list[PackRow]:
        """What was sent to a person and this standing of theirs reaches, the unread first."""
        inside, params = bounds(reader)
        query = sql.SQL(
            "SELECT * FROM {} WHERE person = %(person)s AND {}"
            " ORDER BY read_at IS NOT NULL, sent_at DESC, pack_id LIMIT {}"
        ).format(self._table, inside, sql.Literal(limit))
        with self._datastore.reading() as cursor:
            found = cursor.execute(query, params | {"person": person})
            return [
                PackRow(
                    row["pack_id"], row["office"], row["region"], row["sent_at"], row["read_at"]
                )
                for row in found
            ]
