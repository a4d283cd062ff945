"""The follower: every event once and in order, whatever breaks; poison keeps only its own case."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from chaos.proxy import Proxy
from domain.kernel import EVENTS, Aggregate, Fact
from runtime import follower as following
from runtime.clock import Clock
from runtime.database import Datastore, heard, listen
from runtime.follower import ATTEMPTS, Follower, wait_for
from runtime.log import Entry, Log, Recorded
from runtime.mapper import SealingMapper
from runtime.vault import Vault
from tests.office import MASTER_KEY, Office
from tests.waiting import SOON, until

"""Seconds within which whatever broke must be mended."""


class Diary:
    """A reader that writes down each event it is handed, in the order it was handed them."""

    topics: frozenset[str] | None = None

    def __init__(self, name: str = "diary_1") -> None:
        self.name = name
        self.upset_by: set[UUID] = set()
        self.upset_times = 1_000_000
        self.before_the_end: Callable[[Connection[DictRow]], None] = lambda _: None
        self.after_the_end: Callable[[], None] = lambda: None

    def prepare(self, conn: Connection[DictRow]) -> None:
        conn.execute(
            f"CREATE TABLE IF NOT EXISTS view.{self.name} (turn int GENERATED ALWAYS AS IDENTITY,"
            " position bigint, stream uuid, case_id uuid, name text)"
        )

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        for each in batch:
            if self.upset_times and not self.upset_by.isdisjoint({each.case_id, each.stream}):
                self.upset_times -= 1
                raise LookupError("a page nobody can turn")
            conn.execute(
                f"INSERT INTO view.{self.name} (position, stream, case_id, name)"
                " VALUES (%s, %s, %s, %s)",
                (each.position, each.stream, each.case_id, each.name),
            )
        self.before_the_end(conn)

    def after_commit(self) -> None:
        self.after_the_end()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A follower also ends within its poll; only the half-open test needs the real one."""
    monkeypatch.setattr(following, "POLL", 0.1)


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def follower(diary: Diary, datastore: Datastore, log: Log, clock: Clock) -> Iterator[Follower]:
    """Follows over the test's own connections; not started."""
    made = Follower(diary, datastore=datastore, log=log, clock=clock)
    yield made
    made.stop()


@pytest.fixture
def proxy(database_url: str) -> Iterator[Proxy]:
    made = Proxy(database_url)
    yield made
    made.down()


@pytest.fixture
def apart(diary: Diary, proxy: Proxy, clock: Clock) -> Iterator[Follower]:
    """A follower whose every connection goes through the proxy; not started."""
    datastore = Datastore(proxy.url, size=2)
    log = Log(datastore, SealingMapper(Vault(datastore, MASTER_KEY, clock)))
    made = Follower(diary, datastore=datastore, log=log, clock=clock)
    yield made
    made.stop()
    datastore.close()


def written(url: str, name: str = "diary_1", case: UUID | None = None) -> list[int]:
    """The positions in the diary, in the order they were written down."""
    with psycopg.connect(url) as conn:
        rows = conn.execute(
            f"SELECT position FROM view.{name} WHERE %s::uuid IS NULL OR case_id = %s"
            " ORDER BY turn".encode(),
            (case, case),
        ).fetchall()
    return [row[0] for row in rows]


def told(url: str, case: UUID | None = None) -> list[int]:
    """The positions of the log, in order."""
    with psycopg.connect(url) as conn:
        rows = conn.execute(
            "SELECT notification_id FROM rukun.event WHERE %s::uuid IS NULL OR case_id = %s"
            " ORDER BY notification_id",
            (case, case),
        ).fetchall()
    return [row[0] for row in rows]


def parked(url: str) -> list[dict[str, Any]]:
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as conn:
        return conn.execute("SELECT * FROM view.parked ORDER BY position").fetchall()


def backends(url: str, what: str) -> list[int]:
    """The server processes that last said ``what``, or hold the follower's lock for "lead"."""
    asked = (
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 72 AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        if what == "lead"
        else "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND query LIKE %(what)s"
    )
    with psycopg.connect(url) as conn:
        return [row[0] for row in conn.execute(asked.encode(), {"what": f"{what}%"})]


def kill(url: str, pid: int) -> None:
    with psycopg.connect(url) as conn:
        conn.execute("SELECT pg_terminate_backend(%s)", (pid,))


def append_raw(url: str, stream: UUID, case: UUID, topic: str, state: bytes) -> None:
    """What only a superuser, or an older or newer Rukun, could have written."""
    with psycopg.connect(url) as conn:
        conn.execute(
            "SELECT rukun.append(ARRAY[%s], ARRAY[(SELECT coalesce(max(originator_version), 0) + 1"
            " FROM rukun.event WHERE originator_id = %s)], ARRAY[%s], ARRAY[%s::bytea],"
            " ARRAY[%s], NULL, NULL, NULL, NULL)",
            (stream, stream, topic, state, case),
        )


# -- reading -----------------------------------------------------------------------------------


def test_every_event_is_read_once_and_in_order(
    office: Office, follower: Follower, database_url: str
) -> None:
    office.closed_case()
    assert follower.catch_up() == told(database_url)[-1]
    office.open_case()
    follower.catch_up()
    follower.catch_up()
    assert written(database_url) == told(database_url)


def test_a_write_is_read_within_the_poll(
    office: Office, follower: Follower, datastore: Datastore, clock: Clock, database_url: str
) -> None:
    follower.start()
    until(follower.lag.idle.is_set)
    report = office.file_report()
    head = office.file(report).position
    assert wait_for(datastore, follower.name, head, clock, seconds=SOON)
    assert written(database_url) == told(database_url)


def test_of_a_commit_many_hear_of_the_record_is_asked_once(
    office: Office, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = log.head()
    office.file_report()
    heard, asked, entries = log.head(), [], log.entries

    def slow(after: int, limit: int) -> list[Entry]:
        asked.append(after)
        everybody.wait(SOON)
        return entries(after, limit)

    monkeypatch.setattr(log, "entries", slow)
    everybody, found = threading.Event(), list[list[Entry]]()
    many = [
        threading.Thread(target=lambda: found.append(log.news(before, 500, heard)))
        for _ in range(8)
    ]
    for each in many:
        each.start()
    until(lambda: asked)
    everybody.set()
    for each in many:
        each.join()
    assert asked == [before]
    assert found == [entries(before, 500)] * 8


def test_who_heard_of_more_is_not_content_with_what_another_was_given(
    office: Office, log: Log
) -> None:
    """Else it would wait for the poll with what it was told of unread."""
    before = log.head()
    office.file_report()
    first = log.head()
    assert log.news(before, 500, first)[-1].position == first
    office.file_report()
    second = log.head()
    for after in (before, first):
        assert log.news(after, 500, second) == log.entries(after, 500)
    assert log.news(before, 1, second) == log.entries(before, 1)
    office.closed_case()
    assert log.news(before, 500, log.head()) == log.entries(before, 500)


def test_no_more_than_the_latest_is_kept_at_hand(
    office: Office, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.log.LATEST", 5)
    office.closed_case()
    head = log.head()
    for after in (0, head - 9, head - 5, head - 4, head - 1, 0, head - 9):
        assert log.news(after, 500, head) == log.entries(after, 500)
    for after in range(head):
        found = log.news(after, 3, after + 2)
        assert found == log.entries(after, 3)[: len(found)]
        assert found[-1].position >= min(after + 2, head)


def test_what_is_no_position_is_nothing_heard(database_url: str) -> None:
    """Whoever may connect may say anything on the channel; no follower falls over it."""
    with listen(database_url) as ear, psycopg.connect(database_url, autocommit=True) as other:
        for said, position in (("bukan angka", 0), ("", 0), ("-1", 0), ("9" * 30, 0), ("7", 7)):
            other.execute("SELECT pg_notify('rukun', %s)", (said,))
            assert heard(ear, SOON) == position
        assert heard(ear, 0.01) == 0


def test_who_waits_too_long_for_anothers_answer_asks_for_itself(
    office: Office, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that hangs holds up the one follower it belongs to."""
    monkeypatch.setattr("runtime.log.PATIENT_FOR", 0.05)
    before = log.head()
    office.file_report()
    entries, hangs, asked = log.entries, threading.Event(), threading.Event()

    def hung(after: int, limit: int) -> list[Entry]:
        if not asked.is_set():
            asked.set()
            hangs.wait(SOON)
        return entries(after, limit)

    monkeypatch.setattr(log, "entries", hung)
    one = threading.Thread(target=lambda: log.news(before, 500, before + 1))
    one.start()
    until(asked.is_set)
    assert log.news(before, 500, before + 1) == entries(before, 500)
    hangs.set()
    one.join()


def test_a_record_whose_connection_broke_is_asked_anew(
    office: Office, log: Log, datastore: Datastore, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.file_report()
    head = log.head()
    assert log.news(head - 1, 500, head)
    monkeypatch.setattr(log, "entries", lambda *_: [])
    assert log.news(head - 1, 500, head)
    datastore.breaks += 1
    assert log.news(head - 1, 500, head) == []


def test_a_follower_is_told_of_each_commit_without_waiting_for_its_poll(
    office: Office,
    follower: Follower,
    diary: Diary,
    datastore: Datastore,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two who share one record's news, one of them always behind the other."""
    monkeypatch.setattr(following, "POLL", 60)
    late = Diary("late_1")
    held = threading.Event()

    def after_a_while() -> None:
        held.wait(0.05)

    late.after_the_end = after_a_while
    other = Follower(late, datastore=datastore, log=follower._log, clock=clock)
    for each in (follower, other):
        each.start()
        until(each.lag.idle.is_set)
    for _ in range(5):
        office.open_case()
    head = office.register.recorder.max_notification_id() or 0
    for each in (follower, other):
        assert wait_for(datastore, each.name, head, clock, seconds=SOON)
    held.set()
    for each in (follower, other):
        each.ask_to_stop()
    office.file_report()  # wakes both, and they end
    other.stop()


def test_waiting_for_what_does_not_come_ends(datastore: Datastore, clock: Clock) -> None:
    assert not wait_for(datastore, "nobody", 1, clock, seconds=0.05)


@pytest.mark.parametrize("poisoned", [False, True])
def test_batches_of_one_and_of_five_hundred_end_equal(
    office: Office,
    datastore: Datastore,
    log: Log,
    clock: Clock,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    poisoned: bool,
) -> None:
    poison = office.open_case()
    office.found(poison)
    report = office.file_report()
    if poisoned:
        append_raw(database_url, report, report, "report.unheard_of", b"{}")
    office.closed_case()
    ends = []
    for batch in (1, 3, 500):
        monkeypatch.setattr(following, "BATCH", batch)
        diary = Diary(f"diary_{batch}")
        diary.upset_by = {poison} if poisoned else set()
        Follower(diary, datastore=datastore, log=log, clock=clock).catch_up()
        kept = [row["position"] for row in parked(database_url) if row["follower"] == diary.name]
        ends.append((written(database_url, diary.name), kept))
    assert ends[0] == ends[1] == ends[2]
    assert bool(ends[0][1]) is poisoned
    assert sorted(ends[0][0] + ends[0][1]) == told(database_url)


def test_what_a_reader_does_not_want_is_passed_by(
    office: Office, follower: Follower, diary: Diary, database_url: str
) -> None:
    diary.topics = frozenset({"case.opened"})
    case = office.open_case()
    append_raw(database_url, case, case, "case.unheard_of", b"no json")
    assert follower.catch_up() == told(database_url)[-1]
    assert len(written(database_url)) == 1
    assert parked(database_url) == []


# -- the connection breaks -----------------------------------------------------------------------


def test_a_listening_connection_gone_silent_is_made_up_for_by_the_poll(
    office: Office,
    apart: Follower,
    proxy: Proxy,
    datastore: Datastore,
    clock: Clock,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half-open: no error ever comes, and nothing is heard any more."""
    monkeypatch.undo()
    apart.start()
    until(apart.lag.idle.is_set)
    assert proxy.freeze(b"LISTEN rukun") == 1
    for _ in range(2):
        report = office.file_report()
        assert wait_for(datastore, apart.name, office.file(report).position, clock, seconds=SOON)
    assert written(database_url) == told(database_url)


@pytest.mark.parametrize("what", ["LISTEN", "lead"])
def test_a_connection_that_is_killed_is_made_anew(
    office: Office,
    follower: Follower,
    datastore: Datastore,
    clock: Clock,
    database_url: str,
    what: str,
) -> None:
    follower.start()
    until(follower.lag.idle.is_set)
    (pid,) = backends(database_url, what)
    kill(database_url, pid)
    report = office.file_report()
    assert wait_for(datastore, follower.name, office.file(report).position, clock, seconds=SOON)
    until(lambda: follower.lag.leading and follower.lag.last_error == "")
    (other,) = backends(database_url, what)
    assert other != pid
    assert written(database_url) == told(database_url)


@pytest.mark.parametrize("moment", ["before the commit", "after the commit", "in the batch"])
def test_the_position_never_runs_ahead_of_the_rows(
    office: Office, apart: Follower, diary: Diary, proxy: Proxy, database_url: str, moment: str
) -> None:
    """Killed in between, the batch is there with its position, or neither is."""
    seen: list[tuple[list[int], int]] = []

    def stands() -> tuple[list[int], int]:
        with psycopg.connect(database_url) as conn:
            row = conn.execute("SELECT position FROM view.follower").fetchone()
        assert row is not None
        return written(database_url), row[0]

    def break_once(conn: Connection[DictRow]) -> None:
        diary.before_the_end = lambda _: seen.append(stands())
        if moment == "in the batch":
            kill(database_url, conn.info.backend_pid)
        elif moment == "before the commit":
            proxy.cut_before(b"COMMIT")
        else:
            proxy.cut_after(b"COMMIT")

    apart.start()
    until(apart.lag.idle.is_set)
    before = stands()
    diary.before_the_end = break_once
    head = office.file(office.file_report()).position
    until(lambda: stands() == (told(database_url), head))
    assert seen == ([] if moment == "after the commit" else [before])


def test_another_stands_by_and_takes_over_when_the_leader_is_cut_off(
    office: Office,
    apart: Follower,
    proxy: Proxy,
    datastore: Datastore,
    log: Log,
    clock: Clock,
    database_url: str,
) -> None:
    apart.start()
    until(apart.lag.idle.is_set)
    second = Follower(Diary(), datastore=datastore, log=log, clock=clock)
    second.start()
    try:
        report = office.file_report()
        assert wait_for(datastore, apart.name, office.file(report).position, clock, seconds=SOON)
        assert apart.lag.leading
        assert not second.lag.leading
        assert second.lag.turns == 0
        proxy.down()
        until(lambda: second.lag.leading)
        report = office.file_report()
        assert wait_for(datastore, second.name, office.file(report).position, clock, seconds=SOON)
        until(lambda: not apart.lag.leading)
        assert written(database_url) == told(database_url)
    finally:
        second.stop()


def test_a_leader_that_was_halted_loses_its_lead(
    monkeypatch: pytest.MonkeyPatch,
    office: Office,
    follower: Follower,
    database_url: str,
) -> None:
    """A halted process keeps its socket, and PostgreSQL its lock: only the lease ends that."""
    monkeypatch.setattr(following, "LEASE", 1)
    with following._lead(database_url, follower.name, wait=False) as halted:
        assert halted is not None
        follower.reader.prepare(halted)
        office.open_case()
        follower.start()
        until(lambda: written(database_url) == told(database_url))
        with pytest.raises(psycopg.OperationalError):
            halted.execute("SELECT 1")


def test_what_follows_a_commit_may_fail_and_comes_again(
    office: Office, follower: Follower, diary: Diary, database_url: str
) -> None:
    asked = []

    def fails_once() -> None:
        asked.append(1)
        if len(asked) == 1:
            raise RuntimeError("no answer from elsewhere")

    diary.after_the_end = fails_once
    follower.start()
    until(lambda: len(asked) > 1)
    until(lambda: written(database_url) == told(database_url))


# -- poison --------------------------------------------------------------------------------------


def unknown_topic(url: str, case: UUID) -> None:
    append_raw(url, case, case, "case.unheard_of", b"{}")


def no_json(url: str, case: UUID) -> None:
    append_raw(url, case, case, "case.monitored", b'{"schema":1,"facts":{"sealed_for"')


def no_envelope(url: str, case: UUID) -> None:
    append_raw(url, case, case, "case.monitored", b'{"schema":1,"facts":{},"envelope":{}}')


def moved_seal(url: str, case: UUID) -> None:
    with psycopg.connect(url) as conn:
        row = conn.execute(
            "SELECT state FROM rukun.event WHERE topic = 'case.opened' AND originator_id = %s",
            (case,),
        ).fetchone()
    assert row is not None
    append_raw(url, case, case, "case.opened", row[0])


@pytest.mark.parametrize("poison", [unknown_topic, no_json, no_envelope, moved_seal])
def test_poison_is_set_aside_with_its_case_while_the_others_flow(
    office: Office,
    follower: Follower,
    database_url: str,
    poison: Callable[[str, UUID], None],
) -> None:
    sick, well = office.open_case(), office.open_case()
    task = office.assign_task(sick)
    follower.start()
    until(follower.lag.idle.is_set)
    before = told(database_url, sick)
    poison(database_url, sick)
    office.acknowledge(task)
    office.found(well)
    until(lambda: written(database_url, case=well) == told(database_url, well))
    first, *later = parked(database_url)
    assert (first["cause"], first["attempts"], first["case_id"]) == (True, ATTEMPTS, sick)
    assert first["error"]
    assert [row["cause"] for row in later] == [False] * len(later)
    assert [row["name"] for row in later] == [
        "deadline.withdrawn",
        "deadline.met",
        "task.acknowledged",
        "deadline.set",
        "deadline.set",
    ]
    assert written(database_url, case=sick) == before
    until(lambda: follower.lag.parked == 1)


@pytest.mark.parametrize("batch", [1, 500])
def test_a_case_that_is_mended_is_read_in_the_order_it_happened(
    office: Office,
    follower: Follower,
    diary: Diary,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    batch: int,
) -> None:
    monkeypatch.setattr(following, "BATCH", batch)
    sick, well = office.open_case(), office.open_case()
    diary.upset_by = {sick}
    office.found(sick)
    office.found(well)
    follower.catch_up()
    assert written(database_url, case=sick) == []
    assert written(database_url, case=well) == told(database_url, well)
    assert follower.lag.parked == 1
    assert follower.replay_parked() == (0, len(told(database_url, sick)))
    diary.upset_by = set()
    office.verify(sick)
    follower.catch_up()
    assert written(database_url, case=sick) == []
    assert follower.replay_parked() == (len(told(database_url, sick)), 0)
    assert follower.lag.parked == 0
    assert written(database_url, case=sick) == told(database_url, sick)
    office.propose_escalation(sick)
    follower.catch_up()
    assert written(database_url, case=sick) == told(database_url, sick)


def test_what_fails_for_a_moment_is_not_set_aside(
    office: Office, follower: Follower, diary: Diary, database_url: str
) -> None:
    """Once in its batch and all but once alone."""
    diary.upset_by, diary.upset_times = {office.open_case()}, ATTEMPTS
    follower.catch_up()
    assert diary.upset_times == 0
    assert parked(database_url) == []
    assert written(database_url) == told(database_url)


@pytest.mark.parametrize("batch", [1, 500])
def test_a_case_waits_for_the_report_it_was_opened_on(
    office: Office,
    follower: Follower,
    diary: Diary,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    batch: int,
) -> None:
    """The report was set aside before it was a case: whoever carries both names passes it on."""
    monkeypatch.setattr(following, "BATCH", batch)
    report = office.file_report()
    diary.upset_by = {report}
    follower.catch_up()
    diary.upset_by = set()
    case = office.open_case(report)
    office.found(case)
    follower.catch_up()
    assert written(database_url, case=case) == []
    assert follower.replay_parked()[1] == 0
    assert written(database_url, case=case) == told(database_url, case)


def test_what_is_parked_is_replayed_beside_a_leader_that_goes_on(
    office: Office,
    follower: Follower,
    diary: Diary,
    datastore: Datastore,
    log: Log,
    clock: Clock,
    database_url: str,
) -> None:
    """As ``rukun parked --replay`` does from another process."""
    sick = office.open_case()
    diary.upset_by = {sick}
    follower.start()
    until(lambda: follower.lag.parked == 1)
    diary.upset_by = set()
    tool = Follower(Diary(), datastore=datastore, log=log, clock=clock)
    assert tool.replay_parked() == (len(told(database_url, sick)), 0)
    assert follower.lag.leading
    until(lambda: follower.lag.parked == 0)
    office.found(sick)
    until(lambda: written(database_url, case=sick) == told(database_url, sick))


def test_what_stays_poison_holds_up_no_other_case(
    office: Office, follower: Follower, diary: Diary, database_url: str
) -> None:
    first, second = office.open_case(), office.open_case()
    diary.upset_by = {first, second}
    follower.catch_up()
    assert follower.lag.parked == 2
    diary.upset_by = {first}
    assert follower.replay_parked() == (
        len(told(database_url, second)),
        len(told(database_url, first)),
    )
    assert written(database_url, case=second) == told(database_url, second)
    assert written(database_url, case=first) == []
    assert follower.lag.parked == 1


def test_an_event_whose_name_is_learnt_later_is_read_then(
    office: Office, follower: Follower, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.open_case()
    with psycopg.connect(database_url) as conn:
        row = conn.execute(
            "SELECT state FROM rukun.event WHERE topic = 'case.stage_entered'"
        ).fetchone()
    assert row is not None
    state = json.loads(row[0]) | {"facts": {}}
    append_raw(database_url, case, case, "case.unheard_of", json.dumps(state).encode())
    follower.catch_up()
    assert follower.lag.parked == 1

    known = dict(EVENTS)

    class Heard(Aggregate.Event):
        NAME = "case.unheard_of"

    heard: type[Fact] = EVENTS["case.unheard_of"]
    EVENTS.clear()
    EVENTS.update(known)
    monkeypatch.setitem(EVENTS, "case.unheard_of", heard)
    assert issubclass(heard, Heard)
    assert follower.replay_parked() == (1, 0)
    assert written(database_url) == told(database_url)


def test_events_of_no_case_wait_for_their_own_stream(
    office: Office, follower: Follower, database_url: str
) -> None:
    stream = uuid4()
    append_raw(database_url, stream, stream, "role.unheard_of", b"{}")
    report = office.file_report()
    follower.catch_up()
    assert [row["stream"] for row in parked(database_url)] == [stream]
    assert office.file(report).position in written(database_url)
