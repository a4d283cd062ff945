"""A read model is the record and nothing else: it can be made anew at any moment, beside itself."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from domain.kernel import Confidential
from projections import rebuild as rebuilding
from projections.case_board import BoardView, CaseBoard
from projections.read_model import Rows
from projections.rebuild import ALL_READERS, RebuildRunning, compare, prepare_all, rebuild
from runtime.database import Datastore
from runtime.follower import Follower, positions, wait_for
from runtime.log import Log, Recorded
from runtime.vault import Vault
from tests.office import Office, OfficeClock

EVERY = sorted(ALL_READERS)


def rows_of(datastore: Datastore, table: str) -> list[str]:
    with datastore.reading() as cursor:
        found = cursor.execute(f"SELECT t::text AS said FROM view.{table} t ORDER BY 1".encode())
        return [row["said"] for row in found]


def names_in_view(datastore: Datastore) -> set[str]:
    """Every table, index and constraint of the schema."""
    with datastore.reading() as cursor:
        found = cursor.execute(
            "SELECT relname AS name FROM pg_class WHERE relnamespace = 'view'::regnamespace"
            " UNION SELECT conname FROM pg_constraint WHERE connamespace = 'view'::regnamespace"
        )
        return {row["name"] for row in found}


def count_readers(datastore: Datastore) -> int:
    return len(positions(datastore))


def test_every_view_equals_a_replay(
    office: Office, datastore: Datastore, log: Log, catch_up: Callable[[], None]
) -> None:
    office.every_road()
    catch_up()
    for name in EVERY:
        found = compare(name, datastore=datastore, log=log)
        assert found.agrees, (name, [each.words for each in found.differences])
        assert (found.position, found.differences) == (log.head(), ())
        assert found.rows == len(rows_of(datastore, name)) > 0
    assert not {name for name in names_in_view(datastore) if "__new" in name}


@pytest.mark.parametrize("size", [1, 7, 500])
def test_batches_of_any_size_give_the_same_rows(
    office: Office, datastore: Datastore, log: Log, catch_up: Callable[[], None], size: int
) -> None:
    office.every_road()
    catch_up()
    events = list(log.all())
    for name, kind in ALL_READERS.items():
        reader = kind(suffix="_tried")
        with datastore.get_connection() as conn:
            reader.prepare(conn)
            for start in range(0, len(events), size):
                reader.handle(conn, events[start : start + size])
        assert rows_of(datastore, name) == rows_of(datastore, f"{name}_tried")


def test_a_view_that_nobody_has_read_for_yet_is_empty_and_agrees(
    office: Office, datastore: Datastore, log: Log
) -> None:
    office.open_case()
    prepare_all(datastore)
    prepare_all(datastore)
    assert BoardView(datastore).rows(reader=office.auditor.standing, actor=office.auditor.id) == []
    assert compare("case_board_3", datastore=datastore, log=log).agrees


def test_a_table_of_an_earlier_version_goes_with_all_that_it_kept(
    office: Office, datastore: Datastore, log: Log, catch_up: Callable[[], None]
) -> None:
    office.every_road()
    catch_up()
    former = ("contagion_1", "contagion_1__new", "case_board_2")
    with datastore.reading() as cursor:
        for table in (*former, "contagion_9", "own_2"):
            cursor.execute(
                f"CREATE TABLE view.{table} AS SELECT 'Namanya Contoh Santoso.' AS note".encode()
            )
            cursor.execute("INSERT INTO view.follower (name, position) VALUES (%s, 7)", (table,))
    prepare_all(datastore)
    with datastore.reading() as cursor:
        tables = {
            row["tablename"]
            for row in cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'view'")
        }
        names = {row["name"] for row in cursor.execute("SELECT name FROM view.follower")}
    assert not tables & set(former)
    assert not names & set(former)
    assert {*ALL_READERS, "contagion_9", "own_2"} <= tables
    assert {*ALL_READERS, "contagion_9"} <= names


@pytest.mark.parametrize("name", EVERY)
def test_a_tampered_row_is_named(
    office: Office, datastore: Datastore, log: Log, catch_up: Callable[[], None], name: str
) -> None:
    office.every_road()
    catch_up()
    kind = ALL_READERS[name]
    columns = (
        "regency",
        "case_id",
        "corrects",
        "stream",
        "person",
        "days",
        "about",
        "edition",
        "policy",
    )
    column = next(each for each in columns if each in kind.COLUMNS and each != kind.KEY)
    other = {"regency": "'99'", "days": "'{}'", "edition": "99"}
    value = other.get(column, "'00000000-0000-0000-0000-000000000000'")
    with datastore.reading() as cursor:
        keys = [
            row["key"]
            for row in cursor.execute(
                f"SELECT {kind.KEY} AS key FROM view.{name} ORDER BY 1 LIMIT 2".encode()
            )
        ]
        cursor.execute(
            f"UPDATE view.{name} SET {column} = {value} WHERE {kind.KEY} = %s".encode(), (keys[0],)
        )
        if len(keys) > 1:
            cursor.execute(f"DELETE FROM view.{name} WHERE {kind.KEY} = %s".encode(), (keys[1],))
    found = compare(name, datastore=datastore, log=log)
    assert not found.agrees
    said = {each.key: each.words for each in found.differences}
    assert said.pop(keys[0]) == f"baris {keys[0]} berbeda pada kolom {column}"
    if len(keys) > 1:
        assert "tidak ada, padahal" in said.pop(keys[1])
    assert said == {}


def test_a_row_that_should_not_be_there_is_named(
    office: Office, datastore: Datastore, log: Log, catch_up: Callable[[], None]
) -> None:
    office.open_case()
    catch_up()
    with datastore.reading() as cursor:
        cursor.execute(
            "INSERT INTO view.incident_tally_3 SELECT gen_random_uuid(), case_id, regency,"
            " happened_at, counts, joined, position FROM view.incident_tally_3"
        )
    (found,) = compare("incident_tally_3", datastore=datastore, log=log).differences
    assert (found.live, found.replayed) == (True, False)
    assert "menurut catatan tidak" in found.words


def test_a_destroyed_key_leaves_no_plain_text_after_a_rebuild(
    office: Office,
    datastore: Datastore,
    log: Log,
    clock: OfficeClock,
    vault: Vault,
    catch_up: Callable[[], None],
) -> None:
    case = office.escalated_case(title="Rahasia Warga Anu")
    office.assign_task(case, instruction="Temui Warga Anu.")
    letter = office.draft_letter(case)
    other = office.open_case(office.file_report(title="Cekcok lain"))
    report = office.file(case).report
    catch_up()
    assert report is not None
    assert vault.destroy(case)
    assert vault.destroy(report.report_id)
    named = compare("case_board_3", datastore=datastore, log=log).differences
    assert named == ()
    for name in EVERY:
        rebuild(name, datastore=datastore, log=log, clock=clock)
        said = "\n".join(rows_of(datastore, name))
        assert "Anu" not in said
        assert compare(name, datastore=datastore, log=log).agrees
    view, auditor = BoardView(datastore), office.auditor
    rows = {row.id: row.title for row in view.rows(reader=auditor.standing, actor=auditor.id)}
    assert rows == {case: Confidential.REDACTED, other: "Cekcok lain"}
    with datastore.reading() as cursor:
        cursor.execute("SELECT subject FROM view.letter_list_3 WHERE letter_id = %s", (letter,))
        assert [row["subject"] for row in cursor] == [Confidential.REDACTED]


def test_a_rebuild_beside_the_live_one_loses_nothing_while_events_keep_coming(
    office: Office, datastore: Datastore, log: Log, clock: OfficeClock
) -> None:
    office.every_road()
    live = Follower(CaseBoard(), datastore=datastore, log=log, clock=clock)
    live.catch_up()
    held = compare("case_board_3", datastore=datastore, log=log).rows
    before = names_in_view(datastore)
    live.start()
    written = threading.Event()
    view = BoardView(datastore)

    def write() -> None:
        try:
            for _ in range(12):
                office.verified_case()
                view.rows(reader=office.auditor.standing, actor=office.auditor.id)
        finally:
            written.set()

    try:
        with ThreadPoolExecutor(1) as pool:
            writer = pool.submit(write)
            rebuild("case_board_3", datastore=datastore, log=log, clock=clock)
            while not written.is_set():
                rebuild("case_board_3", datastore=datastore, log=log, clock=clock)
            writer.result()
        assert wait_for(datastore, "case_board_3", log.head(), clock, seconds=10)
    finally:
        live.stop()
    found = compare("case_board_3", datastore=datastore, log=log)
    assert found.agrees, [each.words for each in found.differences]
    assert (found.position, found.rows) == (log.head(), held + 12)
    assert names_in_view(datastore) == before
    assert count_readers(datastore) == 1


def test_a_rebuild_never_passes_the_live_follower(
    office: Office, datastore: Datastore, log: Log, clock: OfficeClock
) -> None:
    office.open_case()
    live = Follower(CaseBoard(), datastore=datastore, log=log, clock=clock)
    reached = live.catch_up()
    office.open_case()
    done = rebuild("case_board_3", datastore=datastore, log=log, clock=clock)
    assert (done.position, done.rows) == (reached, 1)
    live.catch_up()
    assert compare("case_board_3", datastore=datastore, log=log).rows == 2


def test_a_batch_in_flight_is_waited_for_and_kept(
    office: Office, datastore: Datastore, log: Log, clock: OfficeClock
) -> None:
    office.open_case()
    reached = Follower(CaseBoard(), datastore=datastore, log=log, clock=clock).catch_up()
    office.open_case()
    batch = [log.opened(entry) for entry in log.entries(reached, 100)]
    with datastore.get_connection() as conn, ThreadPoolExecutor(1) as pool:
        with conn.transaction():
            CaseBoard().handle(conn, batch)
            rebuilding_beside = pool.submit(
                rebuild, "case_board_3", datastore=datastore, log=log, clock=clock
            )
            while not conn.execute("SELECT FROM pg_locks WHERE NOT granted").fetchall():
                assert not rebuilding_beside.done(), "it did not wait"
            conn.execute(
                "UPDATE view.follower SET position = %s WHERE name = 'case_board_3'", (log.head(),)
            )
        done = rebuilding_beside.result()
    assert (done.position, done.rows) == (log.head(), 2)
    assert compare("case_board_3", datastore=datastore, log=log).agrees


def test_two_rebuilds_of_one_view_do_not_meet(
    datastore: Datastore, log: Log, clock: OfficeClock
) -> None:
    prepare_all(datastore)
    with (
        rebuilding._alone(datastore.url, "case_board_3__new", wait=False),
        pytest.raises(RebuildRunning),
    ):
        rebuild("case_board_3", datastore=datastore, log=log, clock=clock)
    rebuild("case_board_3", datastore=datastore, log=log, clock=clock)


def test_what_acts_is_never_rebuilt(datastore: Datastore, log: Log, clock: OfficeClock) -> None:
    for name in ("relay_1", "letter_press_1"):
        with pytest.raises(KeyError):
            rebuild(name, datastore=datastore, log=log, clock=clock)


def test_a_rebuild_that_fails_leaves_the_live_one_and_nothing_else(
    office: Office,
    datastore: Datastore,
    log: Log,
    clock: OfficeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office.every_road()
    Follower(CaseBoard(), datastore=datastore, log=log, clock=clock).catch_up()
    before, rows = names_in_view(datastore), rows_of(datastore, "case_board_3")

    def cut(*_: Any) -> None:
        raise psycopg.OperationalError("connection lost")

    with monkeypatch.context() as patch:
        patch.setattr(rebuilding, "_rename", cut)
        with pytest.raises(psycopg.OperationalError):
            rebuild("case_board_3", datastore=datastore, log=log, clock=clock)
    assert names_in_view(datastore) == before
    assert rows_of(datastore, "case_board_3") == rows
    assert count_readers(datastore) == 1


def test_what_a_killed_rebuild_left_is_cleared_away_by_the_next(
    office: Office, datastore: Datastore, log: Log, clock: OfficeClock
) -> None:
    office.every_road()
    Follower(CaseBoard(), datastore=datastore, log=log, clock=clock).catch_up()
    before = names_in_view(datastore)
    abandoned = CaseBoard(suffix="__new")
    Follower(abandoned, datastore=datastore, log=log, clock=clock).catch_up()
    assert names_in_view(datastore) != before
    rebuild("case_board_3", datastore=datastore, log=log, clock=clock)
    assert names_in_view(datastore) == before


def test_a_parked_case_is_left_out_of_the_comparison_and_healed_by_a_rebuild(
    office: Office,
    datastore: Datastore,
    log: Log,
    clock: OfficeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office.open_case()
    poison = office.open_case()
    office.found(poison)
    whole = CaseBoard.fold

    def trips(self: CaseBoard, rows: Rows, recorded: Recorded) -> None:
        if recorded.name == "task.acknowledged":
            raise ValueError("poison")
        whole(self, rows, recorded)

    live = Follower(CaseBoard(), datastore=datastore, log=log, clock=clock)
    with monkeypatch.context() as patch:
        patch.setattr(CaseBoard, "fold", trips)
        live.catch_up()
        assert live.lag.parked == 1
    found = compare("case_board_3", datastore=datastore, log=log)
    assert found.agrees, [each.words for each in found.differences]
    done = rebuild("case_board_3", datastore=datastore, log=log, clock=clock)
    assert done.parked == 0
    row = BoardView(datastore).row(poison)
    assert row is not None
    assert (row.open_tasks, row.position) == (0, log.head())
    with datastore.reading() as cursor:
        assert cursor.execute("SELECT FROM view.parked").fetchall() == []


def test_a_rebuild_parks_what_is_poison_to_it(
    office: Office,
    datastore: Datastore,
    log: Log,
    clock: OfficeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office.open_case()
    case = office.open_case()
    office.found(case)
    Follower(CaseBoard(), datastore=datastore, log=log, clock=clock).catch_up()
    whole = CaseBoard.handle

    def trips(self: CaseBoard, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        if any(each.name == "task.assigned" for each in batch):
            raise ValueError("poison")
        whole(self, conn, batch)

    with monkeypatch.context() as patch:
        patch.setattr(CaseBoard, "handle", trips)
        done = rebuild("case_board_3", datastore=datastore, log=log, clock=clock)
    with datastore.reading() as cursor:
        parked = cursor.execute("SELECT * FROM view.parked ORDER BY position").fetchall()
    assert {row["follower"] for row in parked} == {"case_board_3"}
    assert [row["name"] for row in parked if row["cause"]] == ["task.assigned"]
    after = parked[0]["position"]
    waiting = [each.position for each in log.of_case(case) if each.position >= after]
    assert [row["position"] for row in parked] == waiting
    assert done.parked == len(waiting)
    assert compare("case_board_3", datastore=datastore, log=log).agrees


def test_the_lock_of_a_rebuild_is_free_before_its_connection_is_closed(
    datastore: Datastore,
    log: Log,
    clock: OfficeClock,
    catch_up: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server notices a closed connection later; here it is left open to see."""
    catch_up()
    left: list[Any] = []
    close = psycopg.Connection.close

    def kept(conn: Any) -> None:
        left.append(conn)

    monkeypatch.setattr(psycopg.Connection, "close", kept)
    try:
        compare("case_board_3", datastore=datastore, log=log)
        rebuild("case_board_3", datastore=datastore, log=log, clock=clock)
    finally:
        for each in left:
            close(each)
