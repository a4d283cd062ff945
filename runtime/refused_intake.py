"""What other systems sent and was not taken in: kept for a while, so that somebody can mend it.

It may name people, as what was meant to be a report does: it lies sealed under the key of the
client that sent it, for ``KEPT_FOR``, ``MOST`` of one client at a time, and goes with the client.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Any, Final
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.rows import DictRow

from domain.kernel import Frozen
from runtime.clock import Clock
from runtime.database import Datastore
from runtime.vault import Vault

KEPT_FOR: Final = timedelta(days=30)
MOST: Final = 500
"""Of one client; the oldest give way."""

LONGEST: Final = 8_000
"""Letters of one content; what is longer is kept up to there."""


class Way(StrEnum):
    """How it was sent."""

    EVENTS = "peristiwa"
    REPORTS = "laporan"

    @property
    def label(self) -> str:
        return {Way.EVENTS: "CloudEvents", Way.REPORTS: "CSV, JSON, atau CAP"}[self]


class Refused(Frozen):
    """One thing that was refused: in which line, or as a whole (line 0), by which rule, and why."""

    way: Way
    line: int
    rule: str
    reason: str
    content: str


class KeptRefusal(Frozen):
    """As it is read. ``content`` and ``reason`` are None once the client's key is destroyed.

    ``at`` is the last time of ``times``.
    """

    refused_id: UUID
    at: datetime
    times: int
    way: Way
    line: int
    rule: str
    reason: str | None = None
    content: str | None = None


class RefusedIntake:
    """The store of it."""

    def __init__(self, datastore: Datastore, vault: Vault, clock: Clock) -> None:
        self._datastore = datastore
        self._vault = vault
        self._clock = clock

    def keep(self, client: UUID, refused: Sequence[Refused]) -> None:
        """All of one sending. KeyDestroyed where nothing may be kept for the client any more."""
        now = self._clock.now()
        rows = [self._row(client, each, now) for each in refused[-MOST:]]
        rows.sort(key=itemgetter("digest"))  # two sendings at once wait in one order
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute("DELETE FROM desk.refused_intake WHERE at <= %s", (now - KEPT_FOR,))
            cursor.executemany(_KEEP, rows)
            cursor.execute(_GIVE_WAY, {"client": client, "most": MOST})

    def of(
        self, client: UUID, *, limit: int, after: tuple[date, UUID] | None = None
    ) -> list[KeptRefusal]:
        """What was refused of a client, the latest first, cut after the last one read."""
        at, refused_id = after or (datetime.max.replace(tzinfo=UTC), client)
        asked = {
            "client": client,
            "since": self._clock.now() - KEPT_FOR,
            "at": at,
            "id": refused_id,
            "limit": limit,
        }
        with self._datastore.reading() as cursor:
            rows = cursor.execute(_OF, asked).fetchall()
        return [self._opened(client, row) for row in rows]

    def counts(self) -> dict[UUID, int]:
        """How many are kept of each client that has any."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(_COUNTS, (self._clock.now() - KEPT_FOR,))
            return {row["client"]: row["n"] for row in rows}

    def _row(self, client: UUID, refused: Refused, now: datetime) -> dict[str, Any]:
        said = json.dumps({"reason": refused.reason, "content": refused.content[:LONGEST]})
        digest = self._vault.fingerprint(f"{refused.way}\n{refused.rule}\n{said}".encode())
        return {
            "refused_id": uuid4(),
            "client": client,
            "digest": digest,
            "way": refused.way.value,
            "line": refused.line,
            "rule": refused.rule,
            "sealed": self._vault.seal_bytes(said.encode(), client, _place(digest)),
            "at": now,
        }

    def _opened(self, client: UUID, row: DictRow) -> KeptRefusal:
        opened = self._vault.open_bytes(bytes(row["sealed"]), client, _place(bytes(row["digest"])))
        told = json.loads(opened) if opened is not None else {}
        kept: dict[str, Any] = {name: _whole(text) for name, text in told.items()}
        kept |= {name: row[name] for name in ("refused_id", "at", "times", "way", "line", "rule")}
        return KeptRefusal(**kept)


def forget(cursor: "Cursor[Any]", client: UUID) -> None:
    """Nothing is left of what a client sent in vain."""
    cursor.execute("DELETE FROM desk.refused_intake WHERE client = %s", (client,))


def _whole(text: str) -> str:
    """Without half characters, which JSON can say and no page can show."""
    return text.encode("utf-8", "replace").decode()


def _place(digest: bytes) -> str:
    return f"refused intake {digest.hex()}"


_KEEP: Final = """
    INSERT INTO desk.refused_intake
           (refused_id, client, digest, way, line, rule, sealed, at)
    VALUES (%(refused_id)s, %(client)s, %(digest)s, %(way)s, %(line)s, %(rule)s, %(sealed)s, %(at)s)
    ON CONFLICT (client, digest) DO UPDATE
       SET at = excluded.at, line = excluded.line, times = refused_intake.times + 1"""
_GIVE_WAY: Final = """
    DELETE FROM desk.refused_intake WHERE client = %(client)s AND refused_id NOT IN
        (SELECT refused_id FROM desk.refused_intake WHERE client = %(client)s
          ORDER BY at DESC, refused_id DESC LIMIT %(most)s)"""
_OF: Final = """
    SELECT * FROM desk.refused_intake
     WHERE client = %(client)s AND at > %(since)s AND (at, refused_id) < (%(at)s, %(id)s)
     ORDER BY at DESC, refused_id DESC LIMIT %(limit)s"""
_COUNTS: Final = """
    SELECT client, count(*) AS n FROM desk.refused_intake WHERE at > %s GROUP BY client"""
