"""Nobody knows whether a command was kept when the connection breaks; the register finds out."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from time import monotonic

import psycopg
import pytest

from application.register import RecordUnavailable, Register
from application.sitting import Outcome
from chaos.proxy import Proxy
from domain.clocks import ElapseDeadline
from domain.conflict_case import OpenCase
from domain.field_task import AssignTask
from domain.kernel import Channel, Command
from domain.report import FileReport
from runtime import database
from runtime.database import Datastore
from tests.office import Office


@pytest.fixture
def proxy(database_url: str) -> Iterator[Proxy]:
    made = Proxy(database_url)
    yield made
    made.down()


SIZE = 4


@pytest.fixture
def datastore(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Datastore]:
    """The runtime's connections, all of them through the proxy; impatient ones."""
    monkeypatch.setattr(database, "WAITED_FOR", 1.0)
    made = Datastore(proxy.url, size=SIZE)
    yield made
    made.close()


def fill(datastore: Datastore) -> None:
    """Leaves as many connections lying in the pool as it may hold."""
    with ExitStack() as all_at_once:
        for _ in range(SIZE):
            all_at_once.enter_context(datastore.get_connection())


APPENDING = b'{"about":'
"""Only the call that appends carries the answer to be kept."""


def kept(url: str, command: Command) -> list[tuple[str, list[int]]]:
    """What the record keeps of a command: its answer and its positions."""
    with psycopg.connect(url) as conn:
        return conn.execute(
            "SELECT said, positions FROM rukun.command WHERE command_id = %s",
            (command.command_id,),
        ).fetchall()


def effects(url: str, command: Command) -> int:
    """How many events the record holds by a command."""
    with psycopg.connect(url) as conn:
        row = conn.execute(
            "SELECT count(*) FROM rukun.event"
            " WHERE convert_from(state, 'UTF8')::jsonb #>> '{envelope,command_id}' = %s",
            (str(command.command_id),),
        ).fetchone()
    assert row is not None
    return int(row[0])


def holds_once(url: str, command: Command, answer: Outcome) -> None:
    """The answer is the stored one, and the command had exactly one effect."""
    ((said, positions),) = kept(url, command)
    assert answer == Outcome(**json.loads(said), position=max(positions))
    assert effects(url, command) == len(positions) == len(answer.events)


def wish(office: Office, kind: str) -> Command:
    """Commands of every shape: creating, passing from stream to stream, by the machine."""
    if kind == "file":
        made = office.command(
            FileReport,
            office.reporter,
            **FILING,
            report_id=office.new_id("report"),
            happened_at=office.now(),
        )
    elif kind == "open":
        made = office.command(
            OpenCase,
            office.officer,
            report_id=office.file_report(),
            case_id=office.new_id("case"),
        )
    elif kind == "assign":
        made = office.command(
            AssignTask,
            office.officer,
            task_id=office.new_id("task"),
            case_id=office.open_case(),
            kind="verifikasi_lapangan",
            instruction="Periksa.",
            chain=(office.liaison.id,),
        )
    else:
        report = office.file_report()
        (wait,) = office.file(report).waits.values()
        office.clock.move_to(wait.wait.due)
        made = office.command(
            ElapseDeadline,
            office.machine,
            stream=wait.stream,
            deadline_id=wait.wait.deadline_id,
            channel=Channel.WORKFLOW,
        )
    return made


FILING = {
    "title": "Cekcok batas lahan",
    "region": "31.74.09",
    "source": "fkdm",
    "conflict_source": "d",
    "theme": "agraria",
    "facts": "Dua kelompok warga berebut lahan garapan.",
    "source_grade": "B",
    "information_grade": 2,
    "risk": {"likelihood": 3, "impact": 3},
}
KINDS = ("file", "open", "assign", "elapse")


@pytest.mark.parametrize("kind", KINDS)
def test_the_reply_lost_after_the_commit_is_found_again(
    office: Office, register: Register, proxy: Proxy, database_url: str, kind: str
) -> None:
    command = wish(office, kind)
    proxy.cut_after(APPENDING)
    answer = register.submit(command)
    assert proxy.cuts == 1
    holds_once(database_url, command, answer)
    assert register.submit(command).model_dump_json() == answer.model_dump_json()
    holds_once(database_url, command, answer)


@pytest.mark.parametrize("kind", KINDS)
def test_a_command_lost_on_the_way_is_sent_again(
    office: Office, register: Register, proxy: Proxy, database_url: str, kind: str
) -> None:
    command = wish(office, kind)
    proxy.cut_before(APPENDING)
    answer = register.submit(command)
    assert proxy.cuts == 1
    holds_once(database_url, command, answer)


@pytest.mark.parametrize("trusted", [True, False])
def test_connections_that_died_in_the_pool_cost_no_command(
    office: Office,
    register: Register,
    datastore: Datastore,
    proxy: Proxy,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    trusted: bool,
) -> None:
    """After a crash of the server all that lies in the pool is dead: freshly used or long idle."""
    command = wish(office, "file")
    fill(datastore)
    monkeypatch.setattr(database, "TRUSTED_FOR", 3600.0 if trusted else 0.0)
    assert proxy.cut() == SIZE
    started = monotonic()
    answer = register.submit(command)
    assert monotonic() - started < 2
    holds_once(database_url, command, answer)


def test_a_record_that_is_gone_says_so_and_takes_the_same_command_once_it_is_back(
    office: Office, register: Register, proxy: Proxy, database_url: str
) -> None:
    command = wish(office, "file")
    proxy.down()
    started = monotonic()
    with pytest.raises(RecordUnavailable, match="nomor perintah yang sama"):
        register.submit(command)
    assert monotonic() - started < 3
    assert kept(database_url, command) == []
    proxy.up()
    started = monotonic()
    answer = register.submit(command)
    assert monotonic() - started < 3
    holds_once(database_url, command, answer)


def test_a_record_gone_after_the_commit_answers_as_kept_once_it_is_back(
    office: Office, register: Register, proxy: Proxy, database_url: str
) -> None:
    """The worst moment: committed, the reply lost, and nobody left to ask."""
    command = wish(office, "elapse")
    proxy.cut_after(APPENDING, for_good=True)
    with pytest.raises(RecordUnavailable):
        register.submit(command)
    ((said, positions),) = kept(database_url, command)
    proxy.up()
    answer = register.submit(command)
    assert answer == Outcome(**json.loads(said), position=max(positions))
    holds_once(database_url, command, answer)


def test_a_record_held_by_somebody_else_is_given_up_in_time(
    office: Office,
    register: Register,
    datastore: Datastore,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever holds the lock, a command does not hang and is not tried eight times over."""
    command = wish(office, "file")
    monkeypatch.setattr(database, "_LIMITS", ("SET lock_timeout = '300ms'",))
    datastore.pool.drain()
    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(7201207)")
        started = monotonic()
        with pytest.raises(RecordUnavailable):
            register.submit(command)
        assert monotonic() - started < 2
    holds_once(database_url, command, register.submit(command))


def test_a_server_that_hangs_with_its_socket_alive_is_given_up_within_five_seconds(
    office: Office, register: Register, proxy: Proxy, database_url: str
) -> None:
    """Frozen as by SIGSTOP: no error, no end of file, only silence."""
    command = wish(office, "file")
    assert proxy.freeze(b"") > 0
    started = monotonic()
    with pytest.raises(RecordUnavailable, match="nomor perintah yang sama"):
        register.submit(command)
    assert monotonic() - started < 5.5
    started = monotonic()
    holds_once(database_url, command, register.submit(command))
    assert monotonic() - started < 2


def test_a_lock_that_is_held_is_not_taken_for_silence() -> None:
    limit = next(each for each in database._LIMITS if "lock_timeout" in each)
    assert limit == "SET lock_timeout = '4s'"
    assert database.SILENT_FOR > 4
    assert database.SILENT_FOR < 5
