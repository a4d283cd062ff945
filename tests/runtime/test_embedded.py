"""The embedded servers, started for real: they keep what they are told and leave nothing behind."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowExecutionStatus

from runtime import embedded
from runtime.embedded import (
    DevTemporal,
    EmbeddedPostgres,
    EmbeddedServerError,
    TimeSkippingTemporal,
    closed_directory,
    free_port,
)
from tests.waiting import until

PROJECT = Path(__file__).resolve().parents[2]
QUICK = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB"}

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its user")


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that PostgreSQL's own user can pass, unlike pytest's `tmp_path` under root."""
    directory = Path(tempfile.mkdtemp(prefix="rukun-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """A directory with a stopped server's data, where one test after the other starts its own."""
    directory = Path(tempfile.mkdtemp(prefix="rukun-test-"))
    directory.chmod(0o755)
    EmbeddedPostgres.start(directory / "pg", settings=QUICK).stop()
    yield directory / "pg"
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """One that keeps running, for the tests that neither stop nor kill it."""
    directory = data_dir.with_name("running")
    subprocess.run(["cp", "-a", str(data_dir), str(directory)], check=True)
    with EmbeddedPostgres.start(directory, settings=QUICK) as server:
        yield server


def write(server: EmbeddedPostgres, text: str) -> None:
    with psycopg.connect(server.dsn()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        connection.execute("TRUNCATE note")
        connection.execute("INSERT INTO note VALUES (%s)", (text,))


def notes(server: EmbeddedPostgres) -> list[str]:
    with psycopg.connect(server.dsn()) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note ORDER BY text")]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def wait_for_end_of(*pids: int, within: float = 15.0) -> None:
    until(lambda: not any(map(alive, pids)), within=within)


def test_what_was_committed_before_a_kill_is_there_after_the_next_start(place: Path) -> None:
    with EmbeddedPostgres.start(place / "pg") as server:
        with psycopg.connect(server.dsn()) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            assert connection.execute("SELECT lower('ÉMILIA')").fetchone() == ("émilia",)
        write(server, "tercatat")
        server.kill()
        assert not server.running
    with EmbeddedPostgres.start(place / "pg") as again:
        assert notes(again) == ["tercatat"]


def test_a_restart_keeps_the_address(data_dir: Path) -> None:
    with EmbeddedPostgres.start(data_dir, settings=QUICK) as server:
        before, first = server.dsn(), server.pid
        write(server, "satu")
        server.restart()
        assert (server.dsn(), notes(server)) == (before, ["satu"])
        assert server.pid != first
        assert (server.bin_dir / "pg_dump").exists()


def test_a_child_of_a_killed_server_that_lingers_is_not_taken_for_another_owner(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "ORPHAN_ENDS_WITHIN", 0.1)
    with EmbeddedPostgres.start(data_dir, settings=QUICK) as server:
        with psycopg.connect(server.dsn()) as connection:
            lingering = connection.info.backend_pid
            os.kill(lingering, signal.SIGSTOP)
            os.kill(server.pid, signal.SIGKILL)
            until(lambda: not server.running)
            with pytest.raises(EmbeddedServerError, match="stays locked"):
                server.restart()
            os.kill(lingering, signal.SIGKILL)
        wait_for_end_of(lingering)
        server.restart()
        write(server, "kembali")


def test_a_stale_pid_file_stops_nobody(data_dir: Path) -> None:
    (data_dir / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n{data_dir}\n")
    with EmbeddedPostgres.start(data_dir, settings=QUICK) as server:
        write(server, "jalan")


def test_a_postmaster_left_over_on_the_same_directory_is_ended_first(data_dir: Path) -> None:
    with EmbeddedPostgres.start(data_dir, settings=QUICK) as server:
        account = server._account()
        command = server._command()
    as_another = account.uid >= 0
    left_over = subprocess.Popen(
        command,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
        user=account.uid if as_another else None,
        group=account.gid if as_another else None,
    )
    pid_file = data_dir / "cluster" / "postmaster.pid"
    until(lambda: pid_file.exists() and "ready" in pid_file.read_text())
    with EmbeddedPostgres.start(data_dir, settings=QUICK) as server:
        assert left_over.wait(timeout=5) == 0
        write(server, "diambil alih")


def test_a_directory_in_use_is_refused_by_the_name_of_its_user(
    server: EmbeddedPostgres,
) -> None:
    with pytest.raises(EmbeddedServerError, match=f"in use by process {os.getpid()}"):
        EmbeddedPostgres.start(server.data_dir, settings=QUICK)
    write(server, "tetap")


def test_two_servers_run_beside_each_other(server: EmbeddedPostgres, data_dir: Path) -> None:
    with EmbeddedPostgres.start(data_dir, settings=QUICK) as other:
        write(server, "timur")
        write(other, "barat")
        assert (notes(server), notes(other)) == (["timur"], ["barat"])


def test_a_taken_port_is_named(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "PORT_FREE_WITHIN", 0.0)
    with pytest.raises(EmbeddedServerError, match=f"port {server.port} is taken"):
        DevTemporal.start(None, port=server.port)


def test_databases_come_and_go(server: EmbeddedPostgres) -> None:
    with contextlib.closing(psycopg.connect(server.create_database("Kota Baru"))):
        server.drop_database("Kota Baru")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server.dsn("Kota Baru"))


def test_a_long_path_gets_a_short_socket(place: Path, data_dir: Path) -> None:
    deep = place / ("d" * 90)
    deep.mkdir()
    subprocess.run(["cp", "-a", str(data_dir), str(deep / "pg")], check=True)
    with EmbeddedPostgres.start(deep / "pg", settings=QUICK) as server:
        address = f"host={server.socket_dir} port={server.port} user=postgres dbname=rukun"
        with psycopg.connect(address, password=server.password) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    server.socket_dir.rmdir()


@as_root
def test_a_closed_parent_is_named(place: Path) -> None:
    closed = place / "tertutup"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmbeddedServerError, match=f"cannot pass {closed} on the way"):
        EmbeddedPostgres.start(closed / "pg")


@as_root
def test_programs_in_a_closed_home_are_copied_out(
    data_dir: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = embedded._package_dir()

    def closed(path: Path, uid: int, gid: int) -> Path | None:
        return package if path.is_relative_to(package) else closed_directory(path, uid, gid)

    monkeypatch.setattr(embedded, "closed_directory", closed)
    monkeypatch.setattr(embedded, "RELOCATED", place / "cache")
    with EmbeddedPostgres.start(data_dir, settings=QUICK) as server:
        assert server.bin_dir.is_relative_to(place / "cache")
        subprocess.run([server.bin_dir / "pg_dump", "--schema-only", server.dsn()], check=True)


@workflow.defn
class Waiting:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


async def test_a_started_workflow_outlives_a_killed_temporal(place: Path) -> None:
    with DevTemporal.start(place / "temporal.db", namespace="rukun") as server:
        address = server.address
        client = await Client.connect(address, namespace="rukun")
        await client.start_workflow(Waiting.run, id="kasus-1", task_queue="rukun")
        server.kill()
        server.restart()
        assert server.address == address
        client = await Client.connect(address, namespace="rukun")
        described = await client.get_workflow_handle("kasus-1").describe()
        assert described.status == WorkflowExecutionStatus.RUNNING


async def test_two_temporals_in_memory_know_nothing_of_each_other() -> None:
    with DevTemporal.start(None) as one, DevTemporal.start(None) as other:
        client = await Client.connect(one.address)
        await client.start_workflow(Waiting.run, id="kasus-1", task_queue="rukun")
        elsewhere = await Client.connect(other.address)
        with pytest.raises(Exception, match="not found"):
            await elsewhere.get_workflow_handle("kasus-1").describe()


async def test_the_time_skipping_server_lets_a_day_pass_at_once() -> None:
    async with await TimeSkippingTemporal.start() as environment:
        before = await environment.get_current_time()
        await environment.sleep(86_400)
        assert (await environment.get_current_time() - before).total_seconds() >= 86_400


PARENT = """
import sys, threading, time
from pathlib import Path
from runtime.embedded import DevTemporal, EmbeddedPostgres
data_dir, manner = Path(sys.argv[1]), sys.argv[2]
started = []
def start():
    started.append(EmbeddedPostgres.start(data_dir, settings={"fsync": "off"}))
    started.append(DevTemporal.start(data_dir / "temporal.db"))
passing = threading.Thread(target=start)
passing.start()
passing.join()
print(*(server.pid for server in started), flush=True)
if manner == "stay":
    threading.Event().wait(60)
"""


def parent(data_dir: Path, manner: str) -> tuple[subprocess.Popen[str], list[int]]:
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(data_dir), manner],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as said:
        return process, [int(word) for word in said.readline().split()]


def test_a_parent_killed_outright_leaves_nothing_behind_and_can_come_back(
    data_dir: Path,
) -> None:
    process, pids = parent(data_dir, "stay")
    # They outlive the thread that started them, not the process.
    assert [alive(pid) for pid in pids] == [True, True]
    process.send_signal(signal.SIGKILL)
    process.wait()
    with EmbeddedPostgres.start(data_dir, settings=QUICK):
        wait_for_end_of(*pids)


def test_a_parent_that_ends_stops_its_servers(data_dir: Path) -> None:
    process, pids = parent(data_dir, "leave")
    assert process.wait(timeout=20) == 0
    assert len(pids) == 2
    wait_for_end_of(*pids, within=0.0)


def test_a_free_port_can_be_listened_on() -> None:
    assert 1024 < free_port() < 65536
