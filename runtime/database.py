"""PostgreSQL: connections that cannot hang, and numbered migrations under one lock."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from eventsourcing.persistence import OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection
from psycopg.abc import RV, PQGen
from psycopg.errors import LockNotAvailable, _WaitTimeout
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout
from psycopg_pool.base import AttemptWithBackoff

from runtime.clock import SystemClock

MIGRATIONS = Path(__file__).parent / "migrations"
RUNTIME_ROLE = "rukun_runtime"
TRUSTED_FOR = 0.5
"""Seconds after its last use within which a pooled connection is taken as alive."""
WAITED_FOR = 4.0
"""Seconds a command waits for a connection; for as long the pool tries to make one."""
SILENT_FOR = 4.5
"""Seconds without an answer after which a server is taken as frozen, though its socket lives.

Longer than the server itself lets a command wait for a lock, so that a lock is never taken for it.
"""
FOLLOWED_FOR = 25.0
"""The same for a follower's own connection, whose statements may take longer."""
PATIENCE: Final[dict[str, Any]] = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
}
"""With these a connection notices within seconds that nobody is at the other end any more."""
_LOOK_UP = 0.1
_MIGRATION_LOCK = 7201208
_STOPWATCH = SystemClock().stopwatch
_LIMITS = (
    "SET lock_timeout = '4s'",
    "SET transaction_timeout = '30s'",
    "SET idle_in_transaction_session_timeout = '5s'",
)


class OutOfReach(OperationalError):
    """No connection, no lock or no answer could be had in time: no use in trying at once again."""


class Frozen(psycopg.OperationalError):
    """The server is connected and says nothing; whether it did what it was asked is unknown."""


class Wakeful(Connection[DictRow]):
    """A connection that gives up on a server that has stopped answering, however alive its socket.

    Keepalives only tell that a machine is there; a process that hangs on it is noticed here.
    """

    patience: float | None = FOLLOWED_FOR
    """Seconds one answer may take; None for as long as it takes."""

    def wait(self, gen: PQGen[RV], interval: float = _LOOK_UP, timeout: float | None = None) -> RV:
        if timeout is not None or self.patience is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience)
        except _WaitTimeout:
            self.pgconn.finish()
            raise Frozen(f"no answer within {self.patience} s") from None


class _Pooled(Wakeful):
    """A connection that knows since when it has been lying in the pool."""

    patience = SILENT_FOR
    rested_at: float = 0.0


def _rest(conn: _Pooled) -> None:
    conn.rested_at = _STOPWATCH()


class _Brisk(AttemptWithBackoff):
    """A server that was killed is back within a second; the library would look again at three."""

    INITIAL_DELAY = 0.1
    DELAY_BACKOFF = 1.5


class _Pool(ConnectionPool[_Pooled]):
    def _add_connection(self, attempt: AttemptWithBackoff | None, growing: bool = False) -> None:
        super()._add_connection(attempt or _Brisk(timeout=self.reconnect_timeout), growing)


class Datastore(PostgresDatastore):
    """The library's datastore over a pool of ours: every connection is the runtime's role.

    ``size`` bounds concurrent commands; more writers add latency, not throughput.
    """

    def __init__(self, url: str, *, size: int = 8) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", schema="rukun")
        self.pool.close()
        self.url = url
        self.breaks = 0
        """How often a connection broke: what a crash may have taken back is not remembered on."""
        self.pool = _Pool(  # type: ignore[assignment]
            url,
            connection_class=_Pooled,
            kwargs={"row_factory": dict_row, "autocommit": True} | PATIENCE,
            min_size=1,
            max_size=size,
            open=False,
            configure=as_runtime,
            reset=_rest,
            timeout=WAITED_FOR,
            reconnect_timeout=WAITED_FOR,
            check=self._check_rested,
        )

    @contextmanager
    def get_connection(self) -> Iterator[Connection[DictRow]]:
        """A connection of the pool; OutOfReach when it, or a lock, could not be had in time.

        Where one broke in use the server went away: what else lies in the pool is dead with it.
        """
        conn: Connection[DictRow] | None = None
        try:
            with super().get_connection() as conn:
                yield conn
        except OperationalError as error:
            if conn is not None and conn.broken:
                self._broke()
            if isinstance(error.__cause__, (PoolTimeout, LockNotAvailable, Frozen)):
                raise OutOfReach(str(error)) from error
            raise

    @contextmanager
    def reading(self) -> Iterator[psycopg.Cursor[DictRow]]:
        """A cursor outside any transaction."""
        with self.get_connection() as conn, conn.cursor() as cursor:
            yield cursor

    def _check_rested(self, conn: _Pooled) -> None:
        """Asks a connection that lay idle whether it still lives; a busy one is not asked."""
        if _STOPWATCH() - conn.rested_at <= TRUSTED_FOR:
            return
        try:
            ConnectionPool.check_connection(conn)
        except psycopg.OperationalError:
            self._broke()
            raise

    def _broke(self) -> None:
        self.breaks += 1
        self.pool.drain()


def as_runtime(conn: Connection[Any]) -> None:
    """Lowers a connection to the role that may append to the log and never change it."""
    conn.autocommit = True
    conn.execute(f"SET ROLE {RUNTIME_ROLE}")
    for limit in _LIMITS:
        conn.execute(limit)


def listen(url: str) -> Connection[DictRow]:
    """A connection of its own that hears of every append."""
    conn = Wakeful.connect(url, autocommit=True, row_factory=dict_row, **PATIENCE)
    as_runtime(conn)
    conn.execute("LISTEN rukun")
    return conn


def heard(ear: Connection[DictRow], seconds: float) -> int:
    """How far the record has come by what an append told within ``seconds``; 0 for nothing.

    Whoever may connect may NOTIFY: what is no position is nothing heard.
    """
    said = [each.payload for each in ear.notifies(timeout=seconds, stop_after=1)]
    return max((int(each) for each in said if each.isdecimal() and len(each) < 20), default=0)


def migrate(url: str) -> list[str]:
    """Brings the database to the latest numbered migration; answers with those it ran.

    Any number of processes may start at once: one migrates, the others wait and find it done.
    """
    ran = []
    with psycopg.connect(url, connect_timeout=10) as conn:
        conn.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION_LOCK,))
        conn.execute("CREATE SCHEMA IF NOT EXISTS migration")
        conn.execute(
            "CREATE TABLE IF NOT EXISTS migration.done (number int PRIMARY KEY, name text NOT NULL)"
        )
        done = {row[0] for row in conn.execute("SELECT number FROM migration.done")}
        for path in sorted(MIGRATIONS.glob("*.sql")):
            number = int(re.match(r"\d+", path.name)[0])  # type: ignore[index]
            if number in done:
                continue
            conn.execute(path.read_text(encoding="utf-8").encode())
            conn.execute("INSERT INTO migration.done VALUES (%s, %s)", (number, path.name))
            ran.append(path.name)
        conn.execute(f"GRANT {RUNTIME_ROLE} TO CURRENT_USER")
    return ran
