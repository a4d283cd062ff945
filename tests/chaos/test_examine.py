"""The looks at a world are fair to a slow machine and hard on a standing one."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from application.register import Register
from chaos import examine
from chaos.engine import Diary
from chaos.load import BRISK, SLOWER, Gate
from chaos.world import World
from projections.relay import Relay
from runtime.clock import Clock
from runtime.follower import Follower
from runtime.log import Log
from tests.office import Office


@dataclass
class Record:
    """Of a world only its database: all that these looks ask."""

    url: str
    beside: Register

    @contextmanager
    def admin(self) -> Iterator[Connection[DictRow]]:
        with psycopg.connect(self.url, row_factory=dict_row, autocommit=True) as conn:
            yield conn

    def execute(self, statement: str) -> None:
        with self.admin() as conn:
            conn.execute(statement.encode())


@pytest.fixture
def record(database_url: str, office: Office, clock: Clock) -> Record:
    """A record without a window, which nobody has read yet."""
    register = office.register
    relay = Relay(
        datastore=register.recorder.datastore,
        log=register.log,
        clock=clock,
        address="-",
        namespace="-",
        task_queue="-",
    )
    made = Record(database_url, register)
    with made.admin() as conn:
        relay.prepare(conn)
    return made


@pytest.fixture
def diary(record: Record, log: Log, clock: Clock) -> Follower:
    return Follower(Diary(), datastore=record.beside.recorder.datastore, log=log, clock=clock)


def settled(record: Record, stalled: float = 0.5, **told: float) -> list[str]:
    (said,) = examine.settled(cast("World", record), stalled, **told).values()
    return said


def in_the_diary(record: Record) -> list[str]:
    return examine._diary(cast("World", record))


def test_who_has_read_everything_is_settled(record: Record, diary: Follower) -> None:
    diary.catch_up()
    assert settled(record) == []


def test_who_stands_still_before_the_head_is_named(record: Record, diary: Follower) -> None:
    diary.catch_up()
    record.execute("UPDATE view.follower SET position = position - 3")
    assert settled(record) == ["diary_1 has 3 before it"]


def test_a_window_long_past_its_moment_is_waited_for_and_then_named(
    record: Record, office: Office
) -> None:
    office.open_case(office.file_report())
    assert settled(record) == ["closing windows has 1 before it"]


def test_who_reads_on_slowly_is_waited_for_longer_than_a_stall(
    record: Record, diary: Follower
) -> None:
    diary.catch_up()
    record.execute("UPDATE view.follower SET position = 0")
    began = time.monotonic()
    with _in_the_background(lambda: _crawl(record)):
        assert settled(record, stalled=1.0) == []
    assert time.monotonic() - began > 1.0


def test_even_who_reads_on_is_not_waited_for_for_ever(record: Record, diary: Follower) -> None:
    diary.catch_up()
    record.execute("UPDATE view.follower SET position = 0")
    with _in_the_background(lambda: _crawl(record)):
        assert settled(record, stalled=60, within=0.3)


def _crawl(record: Record) -> None:
    head = record.beside.log.head()
    for position in range(1, head + 1):
        time.sleep(1.5 / head)
        record.execute(f"UPDATE view.follower SET position = {position}")


@contextmanager
def _in_the_background(work: Callable[[], Any]) -> Iterator[None]:
    hand = threading.Thread(target=work)
    hand.start()
    yield
    hand.join()


def test_a_diary_is_asked_only_for_what_it_says_it_has_read(
    record: Record, diary: Follower, office: Office
) -> None:
    diary.catch_up()
    office.file_report()
    assert in_the_diary(record) == []


def test_a_position_the_diary_passed_over_or_has_twice_is_seen(
    record: Record, diary: Follower
) -> None:
    diary.catch_up()
    record.execute("UPDATE view.diary_1 SET position = 2 WHERE position = 3")
    assert in_the_diary(record) == [
        "positions handed over twice: [2]",
        "1 positions passed over: [3]",
    ]


def test_a_load_slows_down_once_a_fault_has_had_its_wishes() -> None:
    gate, resting = Gate(), threading.Event()
    gate.opened()
    for _ in range(BRISK):
        assert gate.passed(resting, 0)
    slow = threading.Thread(target=gate.passed, args=(resting, 0))
    slow.start()
    slow.join(SLOWER / 10)
    assert slow.is_alive()
    gate.opened()
    assert gate.passed(resting, 0)
    gate.over.set()
    slow.join()
