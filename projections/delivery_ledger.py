"""Buku penyampaian: every delivery of every letter, how it went, and what is still to be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from psycopg import sql

from domain.case_file import DELIVERY_AFTER
from domain.delivery import Delivery, DeliveryChannel, DeliveryState
from domain.letter import Letter
from projections.read_model import ReadModel, Row, Rows, same_row
from runtime.database import Datastore
from runtime.log import Recorded


class DeliveryLedger(ReadModel):
    """One row per delivery."""

    TABLE = "delivery_ledger_1"
    KEY = "delivery_id"
    COLUMNS: ClassVar = {
        "delivery_id": "uuid NOT NULL",
        "letter_id": "uuid NOT NULL",
        "case_id": "uuid",
        "office": "text NOT NULL",
        "for_information": "bool NOT NULL",
        "channel": "text NOT NULL",
        "role": "text",
        "state": "text NOT NULL",
        "attempts": "int NOT NULL",
        "changed_at": "timestamptz NOT NULL",
        "position": "bigint NOT NULL",
    }
    INDEXES: ClassVar = {
        "letter": "(letter_id)",
        "mail": "(changed_at) WHERE channel = 'surel' AND state IN ('menunggu', 'dicoba')",
        "inbox": "(role) WHERE channel = 'aplikasi' AND state = 'disampaikan'",
    }
    topics = frozenset({Letter.Dispatched.NAME, Letter.SentAgain.NAME, *DELIVERY_AFTER})
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        match recorded.fact:
            case Letter.SentAgain():
                yield recorded.fact.delivery.delivery_id
            case Letter.Dispatched():
                pass
            case _:
                yield getattr(recorded.fact, "delivery_id", None)

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        at = {"changed_at": fact.envelope.recorded_at, "position": recorded.position}
        match fact:
            case Letter.Dispatched():
                for each in fact.deliveries:
                    rows.add(each.delivery_id, _row(each, recorded) | at)
            case Letter.SentAgain(delivery=delivery):
                row = same_row(rows.change(delivery.delivery_id), recorded)
                row |= _row(delivery, recorded) | {"attempts": row["attempts"]} | at
            case Letter.DeliveryAttempted():
                row = same_row(rows.change(fact.delivery_id), recorded)
                row |= at | {"attempts": fact.attempt, "state": DELIVERY_AFTER[fact.NAME].value}
            case (
                Letter.Delivered()
                | Letter.DeliveryFailed()
                | Letter.DeliveryUnclear()
                | Letter.ReceiptRecorded()
            ):
                row = same_row(rows.change(fact.delivery_id), recorded)
                row |= at | {"state": DELIVERY_AFTER[fact.NAME].value}


def _row(delivery: Delivery, recorded: Recorded) -> Row:
    return {
        "delivery_id": delivery.delivery_id,
        "letter_id": recorded.stream,
        "case_id": recorded.case_id,
        "office": delivery.office,
        "for_information": delivery.for_information,
        "channel": delivery.channel.value,
        "role": delivery.role and delivery.role.value,
        "state": DeliveryState.PLANNED.value,
        "attempts": 0,
    }


@dataclass(frozen=True)
class DeliveryRow:
    """One delivery still to be made or found out about."""

    delivery_id: UUID
    letter_id: UUID
    state: DeliveryState
    attempts: int


class DeliveryView:
    """What the letter carrier asks."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = DeliveryLedger().table

    def mail_to_send(self, *, limit: int = 50) -> list[DeliveryRow]:
        """Mails nobody has begun, and those begun without a known end; the oldest first."""
        asked = sql.SQL(
            "SELECT delivery_id, letter_id, state, attempts FROM {}"
            " WHERE channel = %s AND state = ANY(%s) ORDER BY changed_at, delivery_id LIMIT %s"
        ).format(self._table)
        open_ = [DeliveryState.PLANNED.value, DeliveryState.ATTEMPTED.value]
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, (DeliveryChannel.MAIL.value, open_, limit))
            return [DeliveryRow(**{**row, "state": DeliveryState(row["state"])}) for row in rows]
