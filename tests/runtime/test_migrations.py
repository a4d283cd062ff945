"""Migrations: any number of processes may start at once, and twice is once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from runtime.database import MIGRATIONS, RUNTIME_ROLE, as_runtime, migrate
from runtime.embedded import EmbeddedPostgres

PROCESSES = 4
FILES = sorted(path.name for path in MIGRATIONS.glob("*.sql"))


@pytest.fixture
def empty_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A database with nothing in it."""
    yield postgres.create_database("rukun_empty")
    postgres.drop_database("rukun_empty")


START = """
import json, sys
from runtime.database import Datastore, migrate
from runtime.recorder import Recorder
print("ready", flush=True)
sys.stdin.readline()
ran = migrate(sys.argv[1])
datastore = Datastore(sys.argv[1], size=1)
assert Recorder(datastore).max_notification_id() is None
datastore.close()
print(json.dumps(ran))
"""
"""What every process does first; it waits until all of them are ready."""


def test_four_processes_may_start_at_once(empty_url: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", START, empty_url],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for each in started:
        assert each.stdout
        assert each.stdout.readline() == "ready\n"
    for each in started:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    ran = [json.loads(each.communicate(timeout=60)[0] or '"crashed"') for each in started]
    assert sorted(ran) == [[], [], [], FILES]


def test_migrating_again_does_nothing(database_url: str) -> None:
    assert migrate(database_url) == []


def test_every_migration_has_a_number_of_its_own() -> None:
    numbers = [name.split("_")[0] for name in FILES]
    assert numbers == [f"{n:04}" for n in range(1, len(FILES) + 1)]


def test_a_migration_that_fails_leaves_nothing_behind(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0001_half.sql").write_text("CREATE TABLE half (x int); SELECT 1/0;")
    monkeypatch.setattr("runtime.database.MIGRATIONS", tmp_path)
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty_url)
    with psycopg.connect(empty_url) as conn:
        assert conn.execute("SELECT to_regclass('half')").fetchone() == (None,)
    monkeypatch.undo()
    assert migrate(empty_url) == FILES


def test_the_runtime_needs_only_its_own_role(database_url: str) -> None:
    """A login that was granted the role, and nothing else, can do all of a runtime's work."""
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("CREATE ROLE rukun_login LOGIN PASSWORD 'rahasia'")
        try:
            owner.execute(f"GRANT {RUNTIME_ROLE} TO rukun_login")
            with psycopg.connect(
                database_url, user="rukun_login", password="rahasia", autocommit=True
            ) as conn:
                as_runtime(conn)
                assert conn.execute("SELECT count(*) FROM rukun.event").fetchone() == (0,)
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute("DELETE FROM rukun.event")
        finally:
            owner.execute("DROP ROLE rukun_login")
