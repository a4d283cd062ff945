"""Read models built anew from the record, beside the live ones; and whether the live ones agree.

A rebuild never stops the live follower. The new table is built under a name beside, following
the live position and never passing it. The swap then holds the live table, so that no batch is
half in, reads the position it stands at, catches up to exactly there and takes its name: the
follower's next batch goes on in the new table as if nothing had happened.

The relay, the letter press, the notifier and the carriers are followers but no read models: they
act, so they are not here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

import psycopg
from psycopg import Connection, IsolationLevel, sql
from psycopg.rows import DictRow, dict_row

from projections.case_board import CaseBoard
from projections.case_policy import CasePolicy
from projections.clock_ledger import ClockLedger
from projections.delivery_ledger import DeliveryLedger
from projections.figures import Observations
from projections.letter_list import LetterList
from projections.letter_proofs import LetterProofs
from projections.letter_sources import LetterSources
from projections.lookout import IncidentTally
from projections.member_list import MemberList, ReporterDays
from projections.notice_box import NoticeBox
from projections.notice_ledger import NoticeLedger
from projections.own_reports import OwnReports
from projections.pack_list import PackList
from projections.playbook_list import PlaybookList
from projections.prevention_list import PreventionList
from projections.privacy_list import PrivacyList
from projections.read_model import BESIDE, ReadModel
from projections.region_status import Contagion, RegionStatus
from projections.role_book import RoleBook
from projections.rule_firings import RuleFirings
from projections.search_index import SearchIndex
from projections.task_list import TaskList
from runtime.clock import Clock
from runtime.database import Datastore, as_runtime
from runtime.follower import Follower
from runtime.log import Entry, Log

ALL_READERS: Final[Mapping[str, type[ReadModel]]] = MappingProxyType(
    {
        kind.TABLE: kind
        for kind in (
            CaseBoard,
            TaskList,
            LetterList,
            LetterProofs,
            ClockLedger,
            IncidentTally,
            Observations,
            LetterSources,
            RegionStatus,
            Contagion,
            DeliveryLedger,
            SearchIndex,
            RoleBook,
            NoticeBox,
            NoticeLedger,
            RuleFirings,
            MemberList,
            ReporterDays,
            PreventionList,
            PrivacyList,
            PackList,
            OwnReports,
            PlaybookList,
            CasePolicy,
        )
    }
)
"""Every read model by the name of its table, which is also its follower's."""

MOST_NAMED = 100
"""How many differing rows a comparison names."""

_NEAR = 500
"""How many events behind the live one a new table may be when it asks to take its place."""
_LAPS = 50
_TRIES = 40
_BATCH = 2000


class RebuildRunning(Exception):
    """Another process is rebuilding or comparing this read model."""


class CouldNotSwap(Exception):
    """The live table never came free; nothing was changed."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did: the position the new table took over at, its rows, what it parked."""

    name: str
    position: int
    rows: int
    parked: int

    def __str__(self) -> str:
        parked = f", {self.parked} peristiwa diparkir" if self.parked else ""
        return f"{self.rows} baris pada posisi {self.position}{parked}"


@dataclass(frozen=True)
class Difference:
    """One row on which the live table and a replay disagree."""

    key: UUID
    live: bool
    replayed: bool
    columns: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The difference as the doctor says it."""
        if not self.live:
            return f"baris {self.key} tidak ada, padahal menurut catatan harus ada"
        if not self.replayed:
            return f"baris {self.key} ada, padahal menurut catatan tidak"
        return f"baris {self.key} berbeda pada kolom {', '.join(self.columns)}"


@dataclass(frozen=True)
class Comparison:
    """A live table against a replay from zero up to the same position."""

    name: str
    position: int
    rows: int
    live_hash: str
    replayed_hash: str
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return self.live_hash == self.replayed_hash


def prepare_all(datastore: Datastore) -> None:
    """Creates every read model's table where it is missing, so that no page asks in vain.

    Tables of earlier versions go: nobody keeps them up, so what is erased would stay in them.
    """
    with datastore.get_connection() as conn:
        for kind in ALL_READERS.values():
            kind().prepare(conn)
        _drop_superseded(conn)


def rebuild(name: str, *, datastore: Datastore, log: Log, clock: Clock) -> Rebuilt:
    """Builds ``name`` from zero beside the live one and puts it in its place.

    KeyError for what is no read model; RebuildRunning when another process is at it.
    """
    live, fresh = ALL_READERS[name](), ALL_READERS[name](suffix=BESIDE)
    until = _Until(datastore, log, fresh)
    with _alone(datastore.url, fresh.name, wait=False) as conn:
        _clear_away(conn, fresh.name)
        live.prepare(conn)
        builder = _Builder(fresh, datastore=datastore, log=until, clock=clock)
        try:
            for _ in range(_LAPS):
                until.position = _position(conn, live)
                if builder.build(conn) < _NEAR:
                    break
            return _take_place(conn, live, builder, until)
        finally:
            _clear_away(conn, fresh.name)


def compare(name: str, *, datastore: Datastore, log: Log) -> Comparison:
    """Replays ``name`` from zero into a scratch table and compares it with the live one.

    Both stand at the live position of one moment; what is parked there is left out here too.
    The live follower goes on meanwhile.
    """
    live, scratch = ALL_READERS[name](), ALL_READERS[name](schema="pg_temp")
    with _alone(datastore.url, name + BESIDE, wait=True) as conn:
        live.prepare(conn)
        conn.execute("SET transaction_timeout = 0")
        conn.execute("SET idle_in_transaction_session_timeout = 0")
        conn.isolation_level = IsolationLevel.REPEATABLE_READ
        with conn.transaction():
            position = _position(conn, live)
            parked = conn.execute("SELECT position FROM view.parked WHERE follower = %s", (name,))
            left_out = {row["position"] for row in parked}
            scratch.prepare(conn)
            _replay(conn, scratch, log, until=position, but=left_out)
            rows, live_hash = _hash(conn, live)
            _, replayed_hash = _hash(conn, scratch)
            return Comparison(
                name=name,
                position=position,
                rows=rows,
                live_hash=live_hash,
                replayed_hash=replayed_hash,
                differences=(
                    () if live_hash == replayed_hash else _differences(conn, live, scratch)
                ),
            )


def _drop_superseded(conn: Connection[DictRow]) -> None:
    versions = {
        name: int(version) for name, _, version in (table.rpartition("_") for table in ALL_READERS)
    }
    tables = conn.execute(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'view'"
    ).fetchall()
    for table in tables:
        base, _, version = table["name"].removesuffix(BESIDE).rpartition("_")
        if version.isdigit() and int(version) < versions.get(base, 0):
            _clear_away(conn, table["name"])


class _Until(Log):
    """The log as far as a position that is moved on from outside, without what nobody asked for.

    The last event of a batch is always there: it says how far the batch reached.
    """

    def __init__(self, datastore: Datastore, log: Log, reader: ReadModel) -> None:
        super().__init__(datastore, log.mapper)
        self.position = 0
        self._topics = reader.topics

    def entries(self, after: int, limit: int) -> list[Entry]:
        found = super().entries(after, max(limit, _BATCH))
        near = [entry for entry in found if entry.position <= self.position]
        return [entry for entry in near if entry.name in self._topics or entry is near[-1]]


class _Builder(Follower):
    """A follower that fills a table beside: it parks what is poison, as the live one would."""

    def build(self, conn: Connection[DictRow]) -> int:
        """Reads to the end of the log given; answers with how far it had been behind."""
        self._begin(conn)
        before = self.lag.position
        while self._turn(conn):
            pass
        return self.lag.position - before


def _take_place(
    conn: Connection[DictRow], live: ReadModel, builder: _Builder, until: _Until
) -> Rebuilt:
    for _ in range(_TRIES):
        try:
            with conn.transaction():
                return _swap(conn, live, builder, until)
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            continue
    raise CouldNotSwap(live.name)


def _swap(conn: Connection[DictRow], live: ReadModel, builder: _Builder, until: _Until) -> Rebuilt:
    """The live table first, then its position: the order in which a batch takes them."""
    conn.execute("SET LOCAL lock_timeout = '500ms'")
    conn.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(live.table))
    until.position = _position(conn, live, hold=True)
    builder.build(conn)
    fresh = builder.name
    row = conn.execute(
        sql.SQL("SELECT count(*) AS rows FROM {}").format(sql.Identifier("view", fresh))
    ).fetchone()
    conn.execute(sql.SQL("DROP TABLE {}").format(live.table))
    _rename(conn, fresh, live.name)
    conn.execute("DELETE FROM view.parked WHERE follower = %s", (live.name,))
    parked = conn.execute(
        "UPDATE view.parked SET follower = %s WHERE follower = %s", (live.name, fresh)
    ).rowcount
    conn.execute("DELETE FROM view.follower WHERE name = %s", (fresh,))
    return Rebuilt(
        name=live.name,
        position=until.position,
        rows=row["rows"] if row else 0,
        parked=parked,
    )


def _rename(conn: Connection[DictRow], fresh: str, name: str) -> None:
    """The table, and every constraint and index that was named after it."""
    there = sql.Identifier("view", fresh)
    constraints = conn.execute(
        "SELECT conname AS name FROM pg_constraint WHERE conrelid = to_regclass(%s)",
        (f"view.{fresh}",),
    ).fetchall()
    for each in constraints:
        conn.execute(
            sql.SQL("ALTER TABLE {} RENAME CONSTRAINT {} TO {}").format(
                there,
                sql.Identifier(each["name"]),
                sql.Identifier(each["name"].replace(fresh, name)),
            )
        )
    indexes = conn.execute(
        "SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indrelid = to_regclass(%s) AND strpos(c.relname, %s) > 0",
        (f"view.{fresh}", fresh),
    ).fetchall()
    for each in indexes:
        conn.execute(
            sql.SQL("ALTER INDEX {} RENAME TO {}").format(
                sql.Identifier("view", each["name"]),
                sql.Identifier(each["name"].replace(fresh, name)),
            )
        )
    conn.execute(sql.SQL("ALTER TABLE {} RENAME TO {}").format(there, sql.Identifier(name)))


def _clear_away(conn: Connection[DictRow], name: str) -> None:
    """A table that is not read from (any more), how far it had come and what it had parked."""
    with conn.transaction():
        conn.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier("view", name)))
        conn.execute("DELETE FROM view.parked WHERE follower = %s", (name,))
        conn.execute("DELETE FROM view.follower WHERE name = %s", (name,))


@contextmanager
def _alone(url: str, name: str, *, wait: bool) -> Iterator[Connection[DictRow]]:
    """A connection that alone may build what is called ``name``.

    The lock is given back before the connection closes: the server notices a closed one later.
    """
    conn = Connection[DictRow].connect(
        url, autocommit=True, row_factory=dict_row, connect_timeout=5
    )
    with conn:
        as_runtime(conn)
        if wait:
            conn.execute("SET lock_timeout = 0")
        ask = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
        row = conn.execute(
            sql.SQL("SELECT {}(72, hashtext(%s)) AS got").format(sql.Identifier(ask)), (name,)
        ).fetchone()
        if not wait and (row is None or not row["got"]):
            raise RebuildRunning(name)
        conn.execute("SET lock_timeout = '5s'")
        try:
            yield conn
        finally:
            with suppress(psycopg.Error):
                conn.execute("SELECT pg_advisory_unlock(72, hashtext(%s))", (name,))


def _position(conn: Connection[DictRow], live: ReadModel, *, hold: bool = False) -> int:
    """How far the live follower has committed; held, it goes no further until we are done."""
    asked = "SELECT position FROM view.follower WHERE name = %s"
    row = conn.execute(asked + " FOR UPDATE" if hold else asked, (live.name,)).fetchone()
    return int(row["position"]) if row else 0


def _replay(
    conn: Connection[DictRow], reader: ReadModel, log: Log, *, until: int, but: set[int]
) -> None:
    after = 0
    while after < until:
        entries = [entry for entry in log.entries(after, _BATCH) if entry.position <= until]
        if not entries:
            return
        after = entries[-1].position
        wanted = [e for e in entries if e.name in reader.topics and e.position not in but]
        if reader.plain:
            log.mapper.warm(entry.state for entry in wanted)
        reader.handle(conn, [log.opened(entry) for entry in wanted])


def _hash(conn: Connection[DictRow], reader: ReadModel) -> tuple[int, str]:
    """Number of rows, and one hash over all of them in the order of their keys."""
    row = conn.execute(
        sql.SQL(
            "SELECT count(*) AS rows, encode(sha256(convert_to(coalesce("
            "string_agg(md5(t::text), '' ORDER BY {}), ''), 'UTF8')), 'hex') AS hash FROM {} t"
        ).format(sql.Identifier("t", reader.KEY), reader.table)
    ).fetchone()
    assert row is not None
    return int(row["rows"]), str(row["hash"])


def _differences(
    conn: Connection[DictRow], live: ReadModel, scratch: ReadModel
) -> tuple[Difference, ...]:
    rows = conn.execute(
        sql.SQL(
            "SELECT coalesce(l.{key}, s.{key}) AS key, to_jsonb(l) AS live, to_jsonb(s) AS replayed"
            " FROM {live} l FULL JOIN {scratch} s ON l.{key} = s.{key}"
            " WHERE l::text IS DISTINCT FROM s::text ORDER BY 1 LIMIT %s"
        ).format(key=sql.Identifier(live.KEY), live=live.table, scratch=scratch.table),
        (MOST_NAMED,),
    )
    return tuple(
        Difference(
            key=row["key"],
            live=row["live"] is not None,
            replayed=row["replayed"] is not None,
            columns=tuple(
                name
                for name in live.COLUMNS
                if row["live"] and row["replayed"] and row["live"][name] != row["replayed"][name]
            ),
        )
        for row in rows
    )
