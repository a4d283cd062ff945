"""The recorder: one SQL call under the lock, and what a command was first answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.postgres import PostgresAggregateRecorder, PostgresApplicationRecorder
from psycopg.rows import DictRow

from runtime.database import Datastore

_APPEND = "SELECT positions, said, replayed FROM rukun.append(%s,%s,%s,%s,%s,%s,%s,%s,%s)"


class AnotherBody(Exception):
    """The command id was used before for something else."""


@dataclass(frozen=True)
class Slip:
    """What is kept of a command beside its events: its id, its body's hash, its answer."""

    command_id: UUID
    body: bytes
    said: str
    at: datetime


@dataclass(frozen=True)
class Kept:
    """What the record answered: positions of the events, the stored answer, first time or not."""

    positions: tuple[int, ...]
    said: str
    replayed: bool


class Recorder(PostgresApplicationRecorder):
    """The library's recorder with one round trip for a whole command, and no blind retry."""

    def __init__(self, datastore: Datastore) -> None:
        super().__init__(datastore, events_table_name="event")
        self.datastore: Datastore = datastore

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """The library's door, without a command."""
        return list(self.append(stored_events, [None] * len(stored_events), None).positions)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The library's query without its ten blind tries: whoever asks decides about another."""
        once = PostgresAggregateRecorder.select_events.__wrapped__
        found: Sequence[StoredEvent] = once(
            self, originator_id, gt=gt, lte=lte, desc=desc, limit=limit
        )
        return found

    def versions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """How far each of these streams has come; those without an event are left out."""
        with self.datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT originator_id, max(originator_version) AS version FROM rukun.event"
                " WHERE originator_id = ANY(%s) GROUP BY originator_id",
                (list(streams),),
                prepare=True,
            )
            return {row["originator_id"]: row["version"] for row in rows}

    def append(
        self, events: Sequence[StoredEvent], cases: Sequence[UUID | None], slip: Slip | None
    ) -> Kept:
        """Writes events and the command's slip at once, or answers as the first time.

        IntegrityError when a stream has moved on; AnotherBody for a reused command id. After a
        lost connection nobody knows: ask ``answer_to`` before trying again.
        """
        params = (
            [e.originator_id for e in events],
            [e.originator_version for e in events],
            [e.topic for e in events],
            [e.state for e in events],
            list(cases),
            slip.command_id if slip else None,
            slip.body if slip else None,
            slip.said if slip else None,
            slip.at if slip else None,
        )
        with self.datastore.get_connection() as conn, conn.cursor() as cursor:
            try:
                row = cursor.execute(_APPEND, params, prepare=True).fetchone()
            except psycopg.Error as error:
                if error.sqlstate == "RK001":
                    raise AnotherBody from error
                if error.sqlstate == "RK002":
                    raise IntegrityError(str(error)) from error
                raise
        return _kept(cast("DictRow", row))

    def answer_to(self, command_id: UUID, body: bytes) -> Kept | None:
        """What this command was answered the first time, if it was kept."""
        with self.datastore.reading() as cursor:
            row = cursor.execute(
                "SELECT positions, said, body, true AS replayed FROM rukun.command"
                " WHERE command_id = %s",
                (command_id,),
                prepare=True,
            ).fetchone()
        if row is None:
            return None
        if bytes(row["body"]) != body:
            raise AnotherBody
        return _kept(row)


def _kept(row: DictRow) -> Kept:
    return Kept(positions=tuple(row["positions"]), said=row["said"], replayed=row["replayed"])
