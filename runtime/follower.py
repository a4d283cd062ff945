"""One loop for all who follow the log: projections, relay, letter press.

Batches in one transaction with the position; woken by NOTIFY and, in case it was lost, by a poll
each second; a poison event is parked with its case while the others flow; one process leads by
advisory lock, others stand by.
"""

import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import psycopg
import structlog
from eventsourcing.persistence import PersistenceError
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from domain.kernel import Refusal
from runtime.clock import Clock
from runtime.database import FOLLOWED_FOR, PATIENCE, Datastore, Wakeful, as_runtime, heard, listen
from runtime.log import Entry, Log, Recorded
from runtime.mapper import UnknownEvent

BATCH = 500
POLL = 1.0
"""Seconds between looks at the log when nothing was heard."""
LEASE = 30
"""Seconds a leader may say nothing (it looks each second) before PostgreSQL ends its lead.

A process that was halted holds its socket, and with it its locks, for as long as it is halted.
"""
ATTEMPTS = 3
"""How often an event is tried alone before it is parked."""

_log = structlog.get_logger("follower")


class Reader(Protocol):
    """What is done with the log's events."""

    @property
    def name(self) -> str:
        """Carries the version of its tables."""

    @property
    def topics(self) -> frozenset[str] | None:
        """The names of the events it wants opened; None wants all of them."""

    def prepare(self, conn: Connection[DictRow]) -> None:
        """Creates what it writes to, if that is not there yet."""

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        """Folds a batch into its tables; the position commits with them."""

    def after_commit(self) -> None:
        """What follows once the batch is durable. May fail; is called again next time."""


@dataclass
class Lag:
    """How a follower stands: last position read and when, and what it has parked."""

    position: int = 0
    head: int = 0
    leading: bool = False
    parked: int = 0
    last_error: str = ""
    turns: int = 0
    idle: threading.Event = field(default_factory=threading.Event)


class Follower:
    """Drives one reader through the log, for ever, in a thread of its own."""

    def __init__(self, reader: Reader, *, datastore: Datastore, log: Log, clock: Clock) -> None:
        self.reader = reader
        self.lag = Lag()
        self._datastore = datastore
        self._log = log
        self._clock = clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def name(self) -> str:
        return self.reader.name

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=f"follow-{self.name}", daemon=True)
        self._thread.start()

    def ask_to_stop(self) -> None:
        """After the batch at hand; does not wait."""
        self._stop.set()

    def stop(self) -> None:
        """Waits for the end of the batch at hand."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def catch_up(self) -> int:
        """Reads to the end of the log in the caller's thread; for rebuilds, tests and tools."""
        with self.in_hand() as turn:
            while turn():
                pass
        return self.lag.position

    @contextmanager
    def in_hand(self) -> Iterator[Callable[[], bool]]:
        """Leads while the caller holds it, who reads one batch at a time, in their own thread."""
        with _lead(self._datastore.url, self.name, wait=True) as conn:
            yield self.reading_by(conn)

    def reading_by(self, conn: Connection[DictRow]) -> Callable[[], bool]:
        """Reads one batch a call by the caller's connection, who sees to it that nobody leads."""
        self._begin(conn)
        return lambda: self._turn(conn) > 0

    def _run(self) -> None:
        pause = 0.1
        while not self._stop.is_set():
            try:
                with _lead(self._datastore.url, self.name, wait=False) as conn:
                    if conn is None:
                        self.lag.leading = False
                        self._stop.wait(POLL)
                        continue
                    self.lag.leading = True
                    self._begin(conn)
                    pause = 0.1
                    self._follow(conn)
            except (psycopg.Error, PersistenceError, OSError) as error:
                self.lag.leading = False
                self.lag.last_error = type(error).__name__
                _log.warning("reconnecting", follower=self.name, error=type(error).__name__)
                self._stop.wait(pause)
                pause = min(pause * 2, 2.0)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others must flow
                self.lag.leading = False
                self.lag.last_error = type(error).__name__
                _log.error("failed", follower=self.name, error=_named(error))
                self._stop.wait(pause)
                pause = min(pause * 2, 5.0)

    def _follow(self, conn: Connection[DictRow]) -> None:
        """LISTEN first, then pull: nothing written in between is missed."""
        with listen(self._datastore.url) as ear:
            until = 0
            while not self._stop.is_set():
                while self._turn(conn, until) >= BATCH and not self._stop.is_set():
                    until = 0
                self.lag.last_error = ""
                self.lag.idle.set()
                until = heard(ear, POLL)

    def _begin(self, conn: Connection[DictRow]) -> None:
        if not getattr(self.reader, "lasting", True):
            conn.execute("SET synchronous_commit = off")
        self.reader.prepare(conn)
        conn.execute(
            "INSERT INTO view.follower (name) VALUES (%s) ON CONFLICT DO NOTHING", (self.name,)
        )
        self.lag.position = self._stored_position(conn)
        self.lag.parked = self._count_parked(conn)

    def _turn(self, conn: Connection[DictRow], until: int = 0) -> int:
        """One batch; how much there was to read. ``until``: up to where it heard of something."""
        if until > self.lag.position:
            entries = self._log.news(self.lag.position, BATCH, until)
        else:
            entries = self._log.entries(self.lag.position, BATCH)
        self.lag.turns += 1
        if not entries:
            self.lag.parked = self._count_parked(conn)
            self.reader.after_commit()
            return 0
        self.lag.idle.clear()
        full = len(entries) >= BATCH
        self.lag.head = self._log.head() if full else entries[-1].position
        try:
            self._log.mapper.warm(entry.state for entry in self._wanted(entries))
            self._apply(conn, entries)
        except (psycopg.OperationalError, psycopg.InterfaceError, PersistenceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must flow
            _log.warning("batch failed", follower=self.name, error=type(error).__name__)
            for entry in entries:
                self._apply_alone(conn, entry)
        self.reader.after_commit()
        return len(entries)

    def _apply(self, conn: Connection[DictRow], entries: Sequence[Entry]) -> None:
        """Nobody but who leads parks; while nothing is, nobody replays and nothing waits."""
        if self.lag.parked:
            self._apply_beside_parked(conn, entries)
        elif wanted := self._wanted(entries):
            with conn.transaction():
                self.reader.handle(conn, [self._log.opened(entry) for entry in wanted])
                self._advance(conn, entries[-1].position)
        else:
            self._advance(conn, entries[-1].position)
        self.lag.position = entries[-1].position
        self.lag.last_error = ""

    def _apply_beside_parked(self, conn: Connection[DictRow], entries: Sequence[Entry]) -> None:
        with self._undisturbed(conn):
            held = self._parked_keys(conn)
            free = []
            for entry in entries:
                if held.isdisjoint(_keys(entry)):
                    free.append(entry)
                else:
                    held |= _keys(entry)
                    self._park(conn, entry, "waits for an earlier event", 0, cause=False)
            self.reader.handle(conn, [self._log.opened(entry) for entry in self._wanted(free)])
            self._advance(conn, entries[-1].position)

    def _wanted(self, entries: Sequence[Entry]) -> list[Entry]:
        topics = self.reader.topics
        return [each for each in entries if topics is None or each.name in topics]

    def _apply_alone(self, conn: Connection[DictRow], entry: Entry) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._apply(conn, [entry])
            except (psycopg.OperationalError, psycopg.InterfaceError, PersistenceError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the others must flow
                if attempt == ATTEMPTS:
                    said = _named(error)
                    with self._undisturbed(conn):
                        self._park(conn, entry, said, attempt, cause=True)
                        self._advance(conn, entry.position)
                    self.lag.position = entry.position
                    self.lag.parked = self._count_parked(conn)
                    _log.error(
                        "parked", follower=self.name, position=entry.position, topic=entry.name
                    )
            else:
                return

    def _park(
        self, conn: Connection[DictRow], entry: Entry, error: str, attempts: int, *, cause: bool
    ) -> None:
        conn.execute(
            "INSERT INTO view.parked VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s) ON CONFLICT DO NOTHING",
            (
                self.name,
                entry.position,
                entry.stream,
                entry.case_id,
                entry.name,
                error,
                attempts,
                self._clock.now(),
                cause,
            ),
        )

    def _parked_keys(self, conn: Connection[DictRow]) -> set[UUID]:
        rows = conn.execute(
            "SELECT stream, case_id FROM view.parked WHERE follower = %s", (self.name,)
        )
        return {key for row in rows for key in (row["stream"], row["case_id"]) if key}

    def _count_parked(self, conn: Connection[DictRow]) -> int:
        """How many events could not be read; one at least while anything waits for them."""
        row = conn.execute(
            "SELECT greatest(count(*) FILTER (WHERE cause), least(count(*), 1)) AS parked"
            " FROM view.parked WHERE follower = %s",
            (self.name,),
        ).fetchone()
        return int(row["parked"]) if row else 0

    def replay_parked(self) -> tuple[int, int]:
        """Tries everything parked again, in order; answers (done, still parked).

        The leader goes on meanwhile, here or in another process. What is still poison keeps its
        case waiting, and no other.
        """
        done, after, stuck = 0, 0, set[UUID]()
        with _connect(self._datastore.url) as conn:
            self.reader.prepare(conn)
            while (position := self._next_parked(conn, after)) is not None:
                entry = self._log.entries(position - 1, 1)[0]
                if stuck.isdisjoint(_keys(entry)) and self._replayed(conn, entry):
                    done += 1
                else:
                    stuck |= _keys(entry)
                after = position
            row = conn.execute(
                "SELECT count(*) AS left FROM view.parked WHERE follower = %s", (self.name,)
            ).fetchone()
            self.lag.parked = self._count_parked(conn)
        if done:
            self.reader.after_commit()
        return done, int(row["left"]) if row else 0

    def _replayed(self, conn: Connection[DictRow], entry: Entry) -> bool:
        """Reads one parked event and takes it off the list, both or neither."""
        try:
            with self._undisturbed(conn):
                taken = conn.execute(
                    "DELETE FROM view.parked WHERE follower = %s AND position = %s",
                    (self.name, entry.position),
                )
                if taken.rowcount:
                    self.reader.handle(
                        conn, [self._log.opened(each) for each in self._wanted([entry])]
                    )
        except (psycopg.OperationalError, psycopg.InterfaceError, PersistenceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must flow
            _log.error("still poison", follower=self.name, error=_named(error))
            conn.execute(
                "UPDATE view.parked SET cause = true, attempts = attempts + 1, error = %s"
                " WHERE follower = %s AND position = %s",
                (_named(error), self.name, entry.position),
            )
            return False
        return True

    def _next_parked(self, conn: Connection[DictRow], after: int) -> int | None:
        row = conn.execute(
            "SELECT min(position) AS next FROM view.parked WHERE follower = %s AND position > %s",
            (self.name, after),
        ).fetchone()
        return row["next"] if row else None

    @contextmanager
    def _undisturbed(self, conn: Connection[DictRow]) -> Iterator[None]:
        """A transaction that no other of this follower's runs beside: leading or replaying."""
        with conn.transaction():
            conn.execute("SELECT pg_advisory_xact_lock(73, hashtext(%s))", (self.name,))
            yield

    def _stored_position(self, conn: Connection[DictRow]) -> int:
        row = conn.execute(
            "SELECT position FROM view.follower WHERE name = %s", (self.name,)
        ).fetchone()
        return int(row["position"]) if row else 0

    def _advance(self, conn: Connection[DictRow], position: int) -> None:
        conn.execute(
            "UPDATE view.follower SET position = %s, updated_at = %s WHERE name = %s",
            (position, self._clock.now(), self.name),
        )


def positions(datastore: Datastore) -> dict[str, int]:
    """How far each follower has committed."""
    with datastore.reading() as cursor:
        rows = cursor.execute("SELECT name, position FROM view.follower", prepare=True)
        return {row["name"]: row["position"] for row in rows}


def last_read(datastore: Datastore, name: str) -> datetime | None:
    """When a follower last moved on; None for one that never did."""
    with datastore.reading() as cursor:
        row = cursor.execute(
            "SELECT updated_at FROM view.follower WHERE name = %s", (name,)
        ).fetchone()
    moved: datetime | None = row["updated_at"] if row else None
    return moved


def wait_for(
    datastore: Datastore, name: str, position: int, clock: Clock, *, seconds: float = 2.0
) -> bool:
    """Read your own write: whether follower ``name`` reached ``position`` within ``seconds``."""
    pause, waiting, started = 0.002, threading.Event(), clock.stopwatch()
    while positions(datastore).get(name, 0) < position:
        if clock.stopwatch() - started > seconds:
            return False
        waiting.wait(pause)
        pause = min(pause * 1.6, 0.05)
    return True


def _keys(entry: Entry) -> set[UUID]:
    return {entry.stream} | ({entry.case_id} if entry.case_id else set())


def _named(error: Exception) -> str:
    """What went wrong, where: never a message that might quote what a case says."""
    said = type(error).__name__
    if isinstance(error, Refusal | UnknownEvent):
        return f"{said}: {error}"[:500]
    frames = traceback.extract_tb(error.__traceback__)
    return f"{said} at {frames[-1].name}:{frames[-1].lineno}" if frames else said


class _lead:  # noqa: N801 - reads as the act it is
    """A connection that holds the follower's advisory lock as long as it lives."""

    def __init__(self, url: str, name: str, *, wait: bool) -> None:
        self._url, self._name, self._wait = url, name, wait
        self._conn: Wakeful | None = None

    def __enter__(self) -> Any:
        conn = self._conn = _connect(self._url)
        conn.execute("SET lock_timeout = 0; SET statement_timeout = 0")
        ask = "pg_advisory_lock" if self._wait else "pg_try_advisory_lock"
        conn.patience = None if self._wait else FOLLOWED_FOR
        row = conn.execute(f"SELECT {ask}(72, hashtext(%s)) AS got", (self._name,)).fetchone()
        conn.patience = FOLLOWED_FOR
        conn.execute("SET lock_timeout = '5s'; SET statement_timeout = '20s'")
        conn.execute(
            "SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = '5min'"
        )
        if not self._wait:
            conn.execute(f"SET idle_session_timeout = '{LEASE}s'")
        if not self._wait and row is not None and row["got"] is False:
            return None
        return conn

    def __exit__(self, *_: object) -> None:
        if self._conn is not None:
            self._conn.close()


def _connect(url: str) -> Wakeful:
    """A follower's own connection, which notices within seconds that its server is gone."""
    conn = Wakeful.connect(
        url,
        row_factory=dict_row,
        options="-c statement_timeout=20s",
        **PATIENCE,
    )
    as_runtime(conn)
    return conn
