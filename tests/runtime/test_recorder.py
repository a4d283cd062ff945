"""The recorder: the library's own tests of one, then what ours promises beyond them.

The library's cases import its AES cipher, which wants pycryptodome; the same cipher on top of
``cryptography`` (``eventsourcing.cryptography``) stands in for it. They write versions from 0,
where our streams begin at 1: ``FromOne`` moves them up. Their recorder makes its own table; ours
lies in a migrated database.
"""

import hashlib
import importlib
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing import cryptography
from eventsourcing.persistence import IntegrityError, StoredEvent
from psycopg import sql

from runtime.database import Datastore, as_runtime
from runtime.log import Log
from runtime.recorder import AnotherBody, Recorder, Slip
from tests.office import OPENING, Office


def _library_cases() -> ModuleType:
    """``eventsourcing.tests.persistence``, which the wheel ships."""
    sys.modules.setdefault("eventsourcing.cipher", cryptography)
    return importlib.import_module("eventsourcing.tests.persistence")


cases: Any = _library_cases()


class FromOne(Recorder):
    """The recorder for tests that count versions from 0."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        if any(event.originator_version == 0 for event in stored_events):
            stored_events = [
                StoredEvent(e.originator_id, e.originator_version + 1, e.topic, e.state)
                for e in stored_events
            ]
        return super().insert_events(stored_events, **kwargs)


class OnOurRecord:
    """Gives a library case a recorder over this test's database."""

    @pytest.fixture(autouse=True)
    def _database(self, database_url: str) -> Iterator[None]:
        self.datastore = Datastore(database_url, size=8)
        yield
        self.datastore.close()

    def create_recorder(self) -> Recorder:
        return FromOne(self.datastore)


class TestLikeAnyRecorder(OnOurRecord, cases.ApplicationRecorderTestCase):  # type: ignore[misc]
    """Insert, select, conflicts, ten writers at once."""

    test_performance = None
    """Measures and prints; it can fail nothing."""


class TestPositionsDoNotInterleave(
    OnOurRecord,
    cases.NonInterleavingNotificationIDsBaseCase,  # type: ignore[misc]
):
    """The positions of two saves at once form two runs, not a zip."""


# -- ours ------------------------------------------------------------------------------------


def stack(stream: UUID, first: int = 1, count: int = 1, state: bytes = b"{}") -> list[StoredEvent]:
    """Events of one stream, one version after another."""
    return [StoredEvent(stream, version, "uji", state) for version in range(first, first + count)]


def slip(command_id: UUID, body: bytes = b"isi", said: str = '{"about": 1}') -> Slip:
    return Slip(command_id=command_id, body=body, said=said, at=OPENING)


def chains(url: str) -> list[tuple[UUID, int, str]]:
    """What the database finds broken."""
    with psycopg.connect(url) as conn:
        return conn.execute("SELECT * FROM rukun.broken_chains()").fetchall()


def tamper(url: str, statement: str, *values: object) -> int:
    """What a database administrator can do and the runtime cannot."""
    with psycopg.connect(url) as conn:
        return conn.execute(statement.encode(), values).rowcount


def test_the_chain_is_what_anybody_can_compute(office: Office, database_url: str) -> None:
    office.closed_case()
    with psycopg.connect(database_url) as conn:
        rows = conn.execute(
            "SELECT originator_id, originator_version, topic, state, hash FROM rukun.event"
            " ORDER BY originator_id, originator_version"
        ).fetchall()
    previous: dict[UUID, bytes] = {}
    for stream, version, topic, state, written in rows:
        body = stream.bytes + version.to_bytes(8, "big") + topic.encode() + b"\0" + state
        previous[stream] = hashlib.sha256(previous.get(stream, b"") + body).digest()
        assert previous[stream] == written, (topic, version)
    assert len(rows) > 60
    assert chains(database_url) == []


def test_a_flipped_byte_is_named(recorder: Recorder, database_url: str) -> None:
    first, second = uuid4(), uuid4()
    recorder.insert_events(stack(first, count=3, state=b"benar") + stack(second, count=3))
    tamper(
        database_url,
        "UPDATE rukun.event SET state = set_byte(state, 2, get_byte(state, 2) # 1)"
        " WHERE originator_id = %s AND originator_version = 2",
        first,
    )
    assert chains(database_url) == [(first, 2, "hash")]


def test_every_part_of_the_row_is_under_the_hash(recorder: Recorder, database_url: str) -> None:
    tampered = {"topic": "lain", "originator_version": 3, "originator_id": uuid4()}
    for broken, (column, value) in enumerate(tampered.items(), 1):
        stream = uuid4()
        recorder.insert_events(stack(stream, count=2))
        tamper(
            database_url,
            f"UPDATE rukun.event SET {column} = %s WHERE originator_id = %s"
            " AND originator_version = 2",
            value,
            stream,
        )
        assert len(chains(database_url)) == broken, column


def test_two_rows_swapped_are_named(recorder: Recorder, database_url: str) -> None:
    stream = uuid4()
    recorder.insert_events([StoredEvent(stream, n, "uji", b"isi %d" % n) for n in range(1, 5)])
    tamper(
        database_url,
        "UPDATE rukun.event e SET state = o.state, hash = o.hash FROM rukun.event o"
        " WHERE e.originator_id = %s AND o.originator_id = e.originator_id"
        " AND e.originator_version IN (2, 3) AND o.originator_version = 5 - e.originator_version",
        stream,
    )
    assert [version for _, version, _ in chains(database_url)][:2] == [2, 3]


def test_a_deleted_row_is_named(recorder: Recorder, database_url: str) -> None:
    stream = uuid4()
    recorder.insert_events(stack(stream, count=4))
    tamper(
        database_url,
        "DELETE FROM rukun.event WHERE originator_id = %s AND originator_version = 2",
        stream,
    )
    assert chains(database_url)[0] == (stream, 3, "gap")


def test_a_row_rewritten_with_a_hash_of_its_own_breaks_the_next(
    recorder: Recorder, database_url: str
) -> None:
    stream = uuid4()
    recorder.insert_events(stack(stream, count=3))
    tamper(
        database_url,
        "UPDATE rukun.event SET state = 'palsu', hash = sha256("
        " (SELECT hash FROM rukun.event WHERE originator_id = %s AND originator_version = 1)"
        " || uuid_send(originator_id) || int8send(originator_version)"
        " || convert_to(topic, 'UTF8') || '\\x00'::bytea || 'palsu')"
        " WHERE originator_id = %s AND originator_version = 2",
        stream,
        stream,
    )
    assert chains(database_url) == [(stream, 3, "hash")]


PAST_THE_DOOR = """
INSERT INTO rukun.event (originator_id, originator_version, topic, state, hash)
    VALUES (gen_random_uuid(), 1, 'x', '', '')
INSERT INTO rukun.command VALUES (gen_random_uuid(), '', '', '{}', '2026-01-01')
UPDATE rukun.event SET topic = 'x'
UPDATE rukun.command SET said = 'x'
DELETE FROM rukun.event
DELETE FROM rukun.command
TRUNCATE rukun.event
TRUNCATE rukun.command
DROP TABLE rukun.event
ALTER TABLE rukun.event DISABLE TRIGGER ALL
CREATE TABLE rukun.mine (x int)
CREATE OR REPLACE FUNCTION rukun.broken_chains()
    RETURNS TABLE (stream uuid, version bigint, found text)
    LANGUAGE sql AS 'SELECT NULL::uuid, 1::bigint, NULL WHERE false'
SELECT setval('rukun.event_notification_id_seq', 1)
UPDATE vault.key SET wrapped = NULL
DELETE FROM vault.key
TRUNCATE vault.key
"""


def test_the_runtime_cannot_write_past_the_door(database_url: str) -> None:
    statements = PAST_THE_DOOR.replace("\n    ", " ").strip().splitlines()
    with psycopg.connect(database_url) as conn:
        as_runtime(conn)
        for statement in statements:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement.encode())
    assert len(statements) == 16


def test_nobody_else_may_even_append(database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute("CREATE ROLE rukun_passer_by")
        try:
            conn.execute("SET ROLE rukun_passer_by")
            for door in ("append", "broken_chains"):
                asked = conn.execute(
                    sql.SQL(
                        "SELECT has_function_privilege(p.oid, 'execute') FROM pg_proc p"
                        " WHERE p.pronamespace = 'rukun'::regnamespace AND proname = {}"
                    ).format(sql.Literal(door))
                ).fetchone()
                assert asked == (False,)
        finally:
            conn.execute("RESET ROLE")
            conn.execute("DROP ROLE rukun_passer_by")


def test_a_command_is_answered_as_the_first_time(recorder: Recorder, log: Log) -> None:
    stream, command = uuid4(), uuid4()
    first = recorder.append(stack(stream, count=2), [None, None], slip(command, said="pertama"))
    again = recorder.append(stack(stream, 3), [None], slip(command, said="kedua"))
    assert (first.said, first.replayed) == ("pertama", False)
    assert (again.said, again.positions, again.replayed) == ("pertama", first.positions, True)
    assert log.head() == max(first.positions)
    kept = recorder.answer_to(command, b"isi")
    assert kept is not None
    assert (kept.said, kept.positions) == ("pertama", first.positions)


def test_a_command_id_with_another_body_is_refused(recorder: Recorder, log: Log) -> None:
    command = uuid4()
    recorder.append(stack(uuid4()), [None], slip(command))
    with pytest.raises(AnotherBody):
        recorder.append(stack(uuid4()), [None], slip(command, body=b"lain"))
    with pytest.raises(AnotherBody):
        recorder.answer_to(command, b"lain")
    assert log.head() == 1


def test_a_command_that_was_never_kept_has_no_answer(recorder: Recorder) -> None:
    assert recorder.answer_to(uuid4(), b"isi") is None


def test_a_stream_that_moved_on_refuses_the_whole_command(recorder: Recorder, log: Log) -> None:
    stream, command = uuid4(), uuid4()
    recorder.insert_events(stack(stream))
    with pytest.raises(IntegrityError):
        recorder.append([*stack(uuid4()), *stack(stream)], [None, None], slip(command))
    assert recorder.answer_to(command, b"isi") is None
    assert log.head() == 1


def test_a_version_without_a_predecessor_is_refused(recorder: Recorder) -> None:
    with pytest.raises(IntegrityError, match="no predecessor"):
        recorder.insert_events(stack(uuid4(), first=2))


def test_twelve_writers_and_a_tailing_reader_miss_no_position(
    database_url: str, recorder: Recorder, log: Log
) -> None:
    writers, saves = 12, 40
    datastore = Datastore(database_url, size=writers)
    busy = Recorder(datastore)
    done = threading.Event()

    def write(_: int) -> list[int]:
        written: list[int] = []
        for n in range(saves):
            written += busy.insert_events(stack(uuid4(), count=1 + n % 3)) or []
        return written

    def tail() -> list[int]:
        """Reads on as soon as there is more: what is passed over is never seen again."""
        seen, after, finished = [], 0, False
        while True:
            finished = done.is_set()
            fresh = [entry.position for entry in log.entries(after, 7)]
            seen += fresh
            after = seen[-1] if seen else 0
            if finished and not fresh:
                return seen

    with ThreadPoolExecutor(writers + 1) as pool:
        reader = pool.submit(tail)
        positions = [p for one in pool.map(write, range(writers)) for p in one]
        done.set()
        seen = reader.result(timeout=30)
    datastore.close()
    assert seen == sorted(positions)
    assert len(seen) == writers * sum(1 + n % 3 for n in range(saves))


def test_a_large_save_does_not_hang(recorder: Recorder, log: Log) -> None:
    """The stock recorder stops for ever once one save outgrows the socket buffer."""
    recorder.insert_events(stack(uuid4(), count=100, state=b"x" * 100_000))
    assert log.head() == 100
