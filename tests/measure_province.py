"""The measurements over a whole province: many cases of a crowd, every view, every list."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import psycopg

from domain.risk import Level
from projections.case_board import BoardView
from projections.clock_ledger import ClockView
from projections.figures import FigureName, FigureView, Period
from projections.letter_list import LetterView
from projections.rebuild import ALL_READERS, rebuild
from projections.search_index import SearchView
from projections.task_list import TaskView
from projections.work_list import WorkView
from runtime.database import migrate
from runtime.follower import Follower, positions
from tests.bench import WATCH, Bench, Figure, percentile, settings, took
from tests.crowd import Crowd, LifeClock
from tests.office import OPENING
from worker import House

LIVES = 66
SOUGHT = ("unjuk rasa upah", "lahan", "bentrok pemuda", "bantuan sosial", "tawurn", "tebett")
LISTS_GOAL = 50.0
LAG_GOAL = 50.0
REBUILD_GOAL = 10_000
EVENTS_A_SECOND = 100


def province(bench: Bench) -> list[Figure]:
    """A seeded province: its views rebuilt beside COPY, its lists asked, its followers' lag.

    Lists are timed from the question to the rows in hand, which is more than SQL alone. The lag
    is of the slowest follower, each in a thread of one process, while commands come at 100
    events a second.
    """
    with crowded(bench) as crowd:
        house = crowd.house
        with psycopg.connect(house.database_url) as conn:
            row = conn.execute(
                "SELECT count(*), count(*) FILTER (WHERE topic = 'case.opened') FROM rukun.event"
            ).fetchone()
        assert row
        found = [Figure("events", row[0], "", "once"), Figure("cases", row[1], "", "once")]
        found += _rebuilt(house, row[0])
        found += _lists(crowd, bench.scale.asked)
        found += _lag(crowd, bench.scale.seconds)
    return found


@contextmanager
def crowded(bench: Bench) -> Iterator[Crowd]:
    """A province of invented lives in the record and in every view, its clock at today."""
    bench.made += 1
    url = bench.postgres.create_database(f"measure_{bench.made}")
    migrate(url)
    house = House(settings(bench.place), url, LifeClock(OPENING))
    house.prepare_views()
    crowd = Crowd(house, seed=1)
    crowd.live(min(LIVES, bench.scale.cases))
    crowd.multiply(bench.scale.cases)
    for make in ALL_READERS.values():
        house.follower(make()).catch_up()
    with psycopg.connect(url, autocommit=True) as conn:
        _nothing_to_carry(house, conn)
        conn.execute("VACUUM ANALYZE")
    crowd.clock.begin(WATCH.now())
    yield crowd
    house.close()


def _nothing_to_carry(house: House, conn: psycopg.Connection[tuple[int, ...]]) -> None:
    """Those who tell, mail and draft have done so for years: they do not begin with all of it."""
    for each in house.carriers:
        conn.execute(
            "INSERT INTO view.follower (name, position) SELECT %s, max(notification_id)"
            " FROM rukun.event ON CONFLICT (name) DO UPDATE SET position = excluded.position",
            (each.name,),
        )


def _rebuilt(house: House, events: int) -> list[Figure]:
    """Each view from zero beside the live one; COPY of as many rows into a table like the log."""
    figures, whole = [], 0.0
    for name in ALL_READERS:
        seconds = took(
            lambda view=name: rebuild(  # type: ignore[misc]
                view, datastore=house.datastore, log=house.log, clock=house.clock
            )
        )
        whole += seconds
        rate = events / seconds
        goal, met = f">= {REBUILD_GOAL:,} /s", rate >= REBUILD_GOAL
        figures.append(Figure(f"rebuild of {name}, once", rate, "events/s", goal, met))
    copied = events / _copy(house.database_url)
    return [
        *figures,
        Figure("all views one after another, once", events / whole, "events/s"),
        Figure("COPY of the log's rows into a table like it, once", copied, "rows/s"),
    ]


def _copy(url: str) -> float:
    columns = "originator_id, originator_version, topic, state, case_id, hash"
    with psycopg.connect(url, autocommit=True) as conn, conn.cursor() as cursor:
        cursor.execute("CREATE TABLE copied (LIKE rukun.event INCLUDING ALL)")
        with cursor.copy(f"COPY rukun.event ({columns}) TO STDOUT (FORMAT binary)") as out:
            blocks = list(out)

        def fill() -> None:
            with cursor.copy(f"COPY copied ({columns}) FROM STDIN (FORMAT binary)") as into:
                for block in blocks:
                    into.write(block)

        seconds = took(fill)
        cursor.execute("DROP TABLE copied")
    return seconds


Asked = Callable[[Random], object]


def lists_of(crowd: Crowd) -> dict[str, Asked]:
    """Every list a desk asks for, each with a different question every time."""
    house, office = crowd.house, crowd.office
    store, now = house.datastore, WATCH.now()
    board, tasks, letters = BoardView(store), TaskView(store), LetterView(store)
    work, people = WorkView(store), [person.id for person in office.people]
    search, clocks, figures = SearchView(store), ClockView(store), FigureView(store)
    head, officer, liaison = office.supervisor, office.officer, office.liaison
    reader, actor = head.standing, head.id
    cases = [row.id for row in board.rows(reader=reader, actor=actor, limit=500) if row.case_id]
    period = Period(now - timedelta(days=1200), now + timedelta(days=400))
    units = {person.id: person.unit for person in office.people}
    return {
        "case board, open": lambda _: board.rows(
            reader=reader, actor=actor, open_only=True, limit=300
        ),
        "case board by region and level": lambda at: board.rows(
            reader=reader,
            actor=actor,
            within=at.choice(crowd.districts)[:5],
            level=at.choice(list(Level)).value,
            limit=60,
        ),
        "case board, counts": lambda _: board.counts(reader=reader, actor=actor),
        "liaison's tasks": lambda _: tasks.of_person(liaison.id, liaison.standing),
        "handed out and not done": lambda _: tasks.handed_out_by(officer.id, officer.standing),
        "work of one person": lambda _: work.of_person(
            officer.id, {officer.role}, reader=reader, actor=actor, limit=61
        ),
        "work of a unit": lambda _: work.of_unit(
            people, {officer.role, head.role}, reader=reader, actor=actor, limit=61
        ),
        "how a unit's work is shared": lambda _: work.loads(
            people, {officer.role, head.role}, now, reader=reader, actor=actor
        ),
        "letters waiting": lambda _: letters.waiting(reader, actor),
        "all letters": lambda _: letters.found(reader, limit=30),
        "clock ledger of a case": lambda at: clocks.of_case(at.choice(cases)),
        "search": lambda at: search.find(at.choice(SOUGHT), reader=reader, actor=actor),
        "figures, all seven": lambda _: figures.all(
            reader, period, now=now, agency_of=units.__getitem__
        ),
        "events behind a figure": lambda at: figures.counted(
            at.choice(list(FigureName)), reader, period
        ),
    }


def _lists(crowd: Crowd, times: int) -> list[Figure]:
    found, at = [], Random(crowd.seed)
    for name, ask in lists_of(crowd).items():
        ask(at)
        waited = [took(lambda a=ask: a(at)) * 1000 for _ in range(times)]  # type: ignore[misc]
        p95 = percentile(waited, 0.95)
        goal = f"<= {LISTS_GOAL:g} ms"
        found.append(Figure(f"list: {name}, p95", p95, "ms", goal, p95 <= LISTS_GOAL))
    return found


def _lag(crowd: Crowd, seconds: float) -> list[Figure]:
    """From a command's answer until the last follower has committed what it wrote."""
    house, pause = crowd.house, threading.Event()
    followers = [house.follower(make()) for make in ALL_READERS.values()]
    for follower in followers:
        follower.start()
    waited = []
    try:
        begun, written = WATCH.stopwatch(), 0
        while (passed := WATCH.stopwatch() - begun) < seconds:
            if written > passed * EVENTS_A_SECOND:
                pause.wait(written / EVENTS_A_SECOND - passed)
            before = house.log.head()
            crowd.office.file_report()
            position = house.log.head()
            written += position - before
            waited.append(_until_all(followers, house, position) * 1000)
    finally:
        for follower in followers:
            follower.stop()
    p99 = percentile(waited, 0.99)
    goal = f"<= {LAG_GOAL:g} ms"
    return [
        Figure("slowest follower behind at 100 events/s, p50", percentile(waited, 0.5), "ms"),
        Figure("slowest follower behind at 100 events/s, p99", p99, "ms", goal, p99 <= LAG_GOAL),
    ]


def _until_all(followers: list[Follower], house: House, position: int) -> float:
    begun, pause = WATCH.stopwatch(), threading.Event()
    names = {follower.name for follower in followers}
    while any(at < position for name, at in positions(house.datastore).items() if name in names):
        pause.wait(0.001)
    return WATCH.stopwatch() - begun
