"""Reading the record: what came after a position, what belongs to a case."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg.rows import DictRow

from domain.kernel import Compartment, Fact
from runtime.database import Datastore
from runtime.mapper import SealingMapper


@dataclass(frozen=True)
class Entry:
    """One event where it lies in the log, still as bytes."""

    position: int
    stream: UUID
    version: int
    name: str
    state: bytes
    case_id: UUID | None


@dataclass(frozen=True)
class Movement:
    """That something was written, of which case, under which name; not what it says."""

    position: int
    stream: UUID
    name: str
    case_id: UUID | None


@dataclass(frozen=True)
class Recorded:
    """One event of the log, opened."""

    position: int
    fact: Fact
    case_id: UUID | None

    @property
    def stream(self) -> UUID:
        return self.fact.originator_id

    @property
    def name(self) -> str:
        return self.fact.NAME


LATEST: Final = 200
"""Entries at hand for followers that hear of the same commit."""

PATIENT_FOR: Final = 1.0
"""Seconds a follower waits for what another asked; the poll is no quicker."""


@dataclass(frozen=True)
class WholeCase:
    """Every event of one case, whose keys seal its texts, and which of those keys stood."""

    events: Sequence[Recorded]
    subjects: frozenset[UUID]
    held: frozenset[UUID]


_SELECT = (
    "SELECT notification_id, originator_id, originator_version, topic, state, case_id"
    " FROM rukun.event"
)

_OF_CASE = (
    _SELECT  # noqa: S608 - constants only
    + " WHERE originator_id IN (SELECT originator_id FROM rukun.event WHERE case_id = %s)"
    + " AND notification_id > %s"
    + " ORDER BY notification_id"
)


class Log:
    """The read side of the record."""

    def __init__(self, datastore: Datastore, mapper: SealingMapper) -> None:
        self._datastore = datastore
        self.mapper = mapper
        self._latest: list[Entry] = []
        self._latest_after = 0
        self._breaks = 0
        self._asking = threading.Lock()

    def entries(self, after: int, limit: int) -> list[Entry]:
        """The next events after a position, in commit order."""
        return self._entries(
            _SELECT + " WHERE notification_id > %s ORDER BY notification_id LIMIT %s",
            (after, limit),
        )

    def news(self, after: int, limit: int, heard: int) -> list[Entry]:
        """As ``entries`` for who heard that there is something up to ``heard``.

        Many hear of the same commit at once; the first of them asks for all. Only what covers
        ``heard`` is taken from another's answer, so nobody ends before what they were told of.
        What is kept is sealed as it is in the record, and forgotten when a connection broke: a
        server that comes back may have come back to an earlier moment.
        """
        if not self._asking.acquire(timeout=PATIENT_FOR):
            return self.entries(after, limit)  # another's connection hangs; one's own may not
        try:
            return self._shared(after, limit, heard)
        finally:
            self._asking.release()

    def _shared(self, after: int, limit: int, heard: int) -> list[Entry]:
        if self._breaks != self._datastore.breaks:
            self._breaks, self._latest = self._datastore.breaks, []
        last = self._latest[-1].position if self._latest else 0
        if self._latest_after <= after < heard <= last:
            return [each for each in self._latest if each.position > after][:limit]
        found = self.entries(after, limit)
        if not (self._latest and after == last):
            self._latest, self._latest_after = [], after
        self._latest += found
        if (beyond := len(self._latest) - LATEST) > 0:
            self._latest_after = self._latest[beyond - 1].position
            del self._latest[:beyond]
        return found

    def movements(self, after: int, until: int, limit: int) -> list[Movement]:
        """What was written behind one position, up to and including another; at most ``limit``."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT notification_id, originator_id, topic, case_id FROM rukun.event"
                " WHERE notification_id > %s AND notification_id <= %s"
                " ORDER BY notification_id LIMIT %s",
                (after, until, limit),
                prepare=True,
            )
            return [
                Movement(
                    position=row["notification_id"],
                    stream=row["originator_id"],
                    name=row["topic"],
                    case_id=row["case_id"],
                )
                for row in rows
            ]

    def opened(self, entry: Entry) -> Recorded:
        fact = self.mapper.fact(entry.stream, entry.version, entry.name, entry.state)
        return Recorded(position=entry.position, fact=fact, case_id=entry.case_id)

    def all(self, *, batch: int = 1000, until: int | None = None) -> Iterator[Recorded]:
        """The whole log from the beginning, up to and including ``until``."""
        after = 0
        while entries := self.entries(after, batch):
            self.mapper.warm(entry.state for entry in entries)
            for entry in entries:
                if until is not None and entry.position > until:
                    return
                yield self.opened(entry)
            after = entries[-1].position

    def of_case(self, case_id: UUID, after: int = 0) -> list[Recorded]:
        """Every event of every stream of one case, its reports' first days included.

        ``after``: only what lies behind a position.
        """
        return self._opened(_OF_CASE, (case_id, after))

    def whole_case(self, case_id: UUID) -> WholeCase:
        """Every event of a case, whose keys its texts are sealed with, and which of them stood.

        They are looked at before the texts are opened: a key destroyed meanwhile is seen later.
        """
        entries = self._entries(_OF_CASE, (case_id, 0))
        subjects = frozenset(self.mapper.warm(entry.state for entry in entries))
        held = self.mapper.vault.held(subjects)
        return WholeCase([self.opened(entry) for entry in entries], subjects, held)

    def of_stream(self, stream: UUID) -> list[Recorded]:
        return self._opened(
            _SELECT + " WHERE originator_id = %s ORDER BY originator_version",
            (stream,),
        )

    def of_streams(self, streams: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
        """Every event of each of these streams, asked for at once."""
        found: dict[UUID, list[Recorded]] = {stream: [] for stream in streams}
        for recorded in self._opened(
            _SELECT + " WHERE originator_id = ANY(%s) ORDER BY originator_id, originator_version",
            (list(streams),),
        ):
            found[recorded.stream].append(recorded)
        return found

    def names_after(self, position: int, stream: UUID, case_id: UUID | None) -> list[str]:
        """What kinds of events a stream, or any stream of its case, has had after a position."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT topic FROM rukun.event WHERE notification_id > %s"
                " AND (originator_id = %s OR case_id = %s)"
                " GROUP BY topic ORDER BY min(notification_id)",
                (position, stream, case_id),
            )
            return [row["topic"] for row in rows]

    def case_of(self, stream: UUID) -> UUID | None:
        """The case a stream belongs to, if it belongs to one by now."""
        with self._datastore.reading() as cursor:
            row = cursor.execute(
                "SELECT case_id FROM rukun.event WHERE originator_id = %s"
                " AND case_id IS NOT NULL ORDER BY originator_version DESC LIMIT 1",
                (stream,),
            ).fetchone()
        return row["case_id"] if row else None

    def compartment_of(self, streams: Sequence[UUID]) -> Compartment | None:
        """The compartment that one of these cases or reports lies in; there is only one."""
        return Compartment.INTELLIGENCE if self.apart(streams) else None

    def apart(self, streams: Sequence[UUID]) -> frozenset[UUID]:
        """Which of these cases and reports lie in a compartment."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT originator_id FROM rukun.event WHERE topic = 'compartment.entered'"
                " AND originator_id = ANY(%s)",
                (list(streams),),
                prepare=True,
            )
            return frozenset(row["originator_id"] for row in rows)

    def head(self) -> int:
        """The position of the last event, 0 for an empty log."""
        with self._datastore.reading() as cursor:
            row = cursor.execute(
                "SELECT coalesce(max(notification_id), 0) AS head FROM rukun.event", prepare=True
            ).fetchone()
        assert row is not None
        return int(row["head"])

    def _entries(self, query: str, params: Sequence[Any]) -> list[Entry]:
        with self._datastore.reading() as cursor:
            return [_entry(row) for row in cursor.execute(query.encode(), params, prepare=True)]

    def _opened(self, query: str, params: Sequence[Any]) -> list[Recorded]:
        entries = self._entries(query, params)
        self.mapper.warm(entry.state for entry in entries)
        return [self.opened(entry) for entry in entries]


def _entry(row: DictRow) -> Entry:
    return Entry(
        position=row["notification_id"],
        stream=row["originator_id"],
        version=row["originator_version"],
        name=row["topic"],
        state=bytes(row["state"]),
        case_id=row["case_id"],
    )
