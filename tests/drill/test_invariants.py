"""Each invariant sees what it is there to see: the record is tampered with, and it says so."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Worker

from activities.duties import Duties
from application.register import Register
from application.sitting import Outcome
from domain.field_task import FieldTask
from domain.wards import task_id
from drill import invariants
from drill.invariants import (
    Finding,
    Scene,
    check_live,
    commands_are_kept,
    every_window_closed_once,
    examined,
    hashes_verify,
    letters_are_numbered,
    nothing_parked_unexplained,
    one_effect_per_command,
    time_never_goes_back,
    views_equal_a_replay,
    workflows_agree,
)
from projections.rebuild import ALL_READERS
from projections.relay import Relay
from runtime.database import Datastore
from runtime.embedded import TimeSkippingTemporal
from runtime.follower import Follower
from runtime.log import Log
from tests.office import Office, OfficeClock
from workflows.stages import RUNNER, WORKFLOWS

LOOKS = [
    commands_are_kept,
    one_effect_per_command,
    every_window_closed_once,
    hashes_verify,
    time_never_goes_back,
    letters_are_numbered,
    views_equal_a_replay,
    nothing_parked_unexplained,
]


@pytest.fixture
def owner(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """The database's owner, who can do what the runtime's role cannot."""
    with psycopg.connect(database_url, autocommit=True) as conn:
        yield conn


@pytest.fixture
def scene(office: Office, datastore: Datastore, log: Log, clock: OfficeClock) -> Scene:
    """A closed case with a numbered letter, everything read to the end."""
    office.closed_case()
    for make in ALL_READERS.values():
        Follower(make(), datastore=datastore, log=log, clock=clock).catch_up()
    with datastore.reading() as cursor:
        cursor.execute(
            "INSERT INTO view.follower (name, position) VALUES ('letter_press_1', %s)",
            (log.head(),),
        )
    return Scene(datastore=datastore, log=log, clock=clock, client=None)


def said(found: Finding) -> str:
    return "\n".join(found.violations)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_an_untouched_record_holds(scene: Scene, look: Any) -> None:
    assert examined(look, scene).holds


def test_a_finding_that_looked_at_nothing_does_not_hold() -> None:
    assert not Finding(checked=0).holds
    assert Finding(checked=1).holds
    assert not Finding(checked=1, violations=("x",)).holds


# -- commands --------------------------------------------------------------------------------


def test_a_lost_command_is_missed(scene: Scene, owner: psycopg.Connection[Any]) -> None:
    answer = Outcome(about=uuid4(), events=("case.closed",), position=3)
    journal = Scene(
        datastore=scene.datastore,
        log=scene.log,
        clock=scene.clock,
        client=None,
        answers={uuid4(): answer},
    )
    assert "dijawab tetapi tidak tercatat" in said(examined(commands_are_kept, journal))


def test_another_answer_than_the_one_given_is_seen(
    scene: Scene, owner: psycopg.Connection[Any]
) -> None:
    row = owner.execute("SELECT command_id, said FROM rukun.command LIMIT 1").fetchone()
    assert row is not None
    given = Outcome(about=uuid4(), events=("case.closed",), position=3)
    journal = Scene(
        datastore=scene.datastore,
        log=scene.log,
        clock=scene.clock,
        client=None,
        answers={row[0]: given},
    )
    assert "tercatat dengan jawaban lain" in said(examined(commands_are_kept, journal))


def test_a_command_without_its_events_is_seen(scene: Scene, owner: psycopg.Connection[Any]) -> None:
    owner.execute("DELETE FROM rukun.event WHERE topic = 'case.closed'")
    assert "hilang dari catatan" in said(examined(commands_are_kept, scene))


def test_events_of_another_command_are_seen(scene: Scene, owner: psycopg.Connection[Any]) -> None:
    owner.execute(
        "UPDATE rukun.command SET positions = (SELECT positions FROM rukun.command"
        " ORDER BY recorded_at LIMIT 1) WHERE said LIKE '%case.closed%'"
    )
    found = said(examined(commands_are_kept, scene))
    assert "menyebut peristiwa lain" in found
    assert "milik perintah lain" in found


def test_an_effect_without_a_slip_is_seen(scene: Scene, owner: psycopg.Connection[Any]) -> None:
    owner.execute("DELETE FROM rukun.command WHERE said LIKE '%case.closed%'")
    assert "tanpa slip perintah" in said(examined(one_effect_per_command, scene))


def test_a_second_effect_of_one_command_is_seen(
    scene: Scene, owner: psycopg.Connection[Any]
) -> None:
    _append_again(owner, "case.monitored")
    assert "slip" in said(examined(one_effect_per_command, scene))


# -- windows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("deadline.met", "ditutup dua kali"),
        ("deadline.set", "dijanjikan dua kali"),
    ],
)
def test_a_window_set_or_closed_twice_is_seen(
    scene: Scene, owner: psycopg.Connection[Any], topic: str, words: str
) -> None:
    _append_again(owner, topic)
    assert words in said(examined(every_window_closed_once, scene))


def test_a_window_that_was_never_promised_is_seen(
    scene: Scene, owner: psycopg.Connection[Any]
) -> None:
    owner.execute("DELETE FROM rukun.event WHERE topic = 'deadline.set'")
    assert "tanpa pernah dijanjikan" in said(examined(every_window_closed_once, scene))


def test_a_recorded_time_that_goes_back_is_seen(
    scene: Scene, owner: psycopg.Connection[Any]
) -> None:
    owner.execute(
        "UPDATE rukun.event SET state = convert_to(jsonb_set(convert_from(state, 'UTF8')::jsonb,"
        " '{envelope,recorded_at}', '\"2020-01-01T00:00:00+00:00\"')::text, 'UTF8')"
        " WHERE topic = 'case.closed'"
    )
    assert "sebelumnya" in said(examined(time_never_goes_back, scene))


def test_an_elapse_before_its_moment_is_seen(scene: Scene, owner: psycopg.Connection[Any]) -> None:
    owner.execute(
        "UPDATE rukun.event SET state = convert_to(jsonb_set(convert_from(state, 'UTF8')::jsonb,"
        " '{envelope,recorded_at}', '\"2000-01-01T00:00:00Z\"')::text, 'UTF8')"
        " WHERE topic = 'deadline.elapsed'"
    )
    assert "sebelum waktunya" in said(examined(every_window_closed_once, scene))


def test_a_window_left_open_past_its_moment_is_seen(
    scene: Scene, office: Office, clock: OfficeClock
) -> None:
    office.file_report()
    assert examined(every_window_closed_once, scene).holds
    clock.pass_time(days=30)
    assert "masih terbuka" in said(examined(every_window_closed_once, scene))


# -- hashes, letters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE rukun.event SET state = state || 'x' WHERE topic = 'case.verified'",
        "UPDATE rukun.event SET topic = 'case.refuted' WHERE topic = 'case.verified'",
        "UPDATE rukun.event SET hash = sha256('x') WHERE topic = 'case.verified'",
        "DELETE FROM rukun.event WHERE topic = 'case.verified'",
    ],
)
def test_a_broken_chain_is_seen_by_both_checks(
    scene: Scene, owner: psycopg.Connection[Any], tampering: str
) -> None:
    owner.execute(tampering.encode())
    found = said(examined(hashes_verify, scene))
    assert "rantai putus" in found
    assert "tidak cocok dengan isinya" in found


def test_a_whole_chain_forged_in_sql_alone_is_still_seen_here(
    scene: Scene, owner: psycopg.Connection[Any]
) -> None:
    """The database's own check may be replaced by whoever owns the database."""
    owner.execute("UPDATE rukun.event SET hash = sha256('x') WHERE topic = 'case.verified'")
    owner.execute(
        "CREATE OR REPLACE FUNCTION rukun.broken_chains()"
        " RETURNS TABLE (stream uuid, version bigint, found text) LANGUAGE sql STABLE"
        " AS 'SELECT NULL::uuid, 0::bigint, NULL::text WHERE false'"
    )
    assert "tidak cocok" in said(examined(hashes_verify, scene))


@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        ("DELETE FROM rukun.event WHERE topic LIKE 'register.%'", "tidak ada di buku agenda"),
        (
            "UPDATE rukun.event SET originator_version = 2 WHERE topic LIKE 'register.%'",
            "berlubang",
        ),
        ("DELETE FROM rukun.event WHERE topic = 'letter.approved'", "tidak disetujui"),
        ("DELETE FROM rukun.event WHERE topic = 'letter.drafted'", "tanpa naskah"),
    ],
)
def test_a_gap_among_the_letters_is_seen(
    scene: Scene, owner: psycopg.Connection[Any], tampering: str, words: str
) -> None:
    owner.execute(tampering.encode())
    assert words in said(examined(letters_are_numbered, scene))


def test_a_second_letter_for_one_trigger_is_seen(
    scene: Scene, owner: psycopg.Connection[Any]
) -> None:
    owner.execute(
        "INSERT INTO rukun.event (originator_id, originator_version, topic, state, hash)"
        " SELECT gen_random_uuid(), 1, topic, state, hash FROM rukun.event"
        " WHERE topic = 'letter.drafted'"
    )
    assert "melahirkan 2" in said(examined(letters_are_numbered, scene))


# -- followers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM view.clock_ledger_2",
        "UPDATE view.case_board_3 SET stage = 'verifikasi'",
        "UPDATE view.letter_list_3 SET number = 'T/1/2/3'",
        "UPDATE view.task_list_4 SET state = 'ditarik'",
        "DELETE FROM view.incident_tally_3",
    ],
)
def test_a_view_that_says_something_else_is_seen(
    scene: Scene, owner: psycopg.Connection[Any], tampering: str
) -> None:
    owner.execute(tampering.encode())
    assert "baris" in said(examined(views_equal_a_replay, scene))


def test_what_is_parked_without_a_rule_is_seen(
    scene: Scene, owner: psycopg.Connection[Any]
) -> None:
    _park(owner, "LetterIncomplete: Naskah belum lengkap.", cause=True)
    _park(owner, "waits for an earlier event", cause=False)
    assert examined(nothing_parked_unexplained, scene).holds
    _park(owner, "KeyError: 'judul'", cause=True)
    assert "KeyError" in said(examined(nothing_parked_unexplained, scene))


def test_a_record_that_cannot_be_read_is_a_finding(
    scene: Scene, owner: psycopg.Connection[Any]
) -> None:
    owner.execute("UPDATE rukun.event SET state = '\\xff' WHERE topic = 'deadline.met'")
    assert "tidak terbaca" in said(examined(every_window_closed_once, scene))


async def test_a_live_system_is_examined_as_plain_data(scene: Scene, register: Register) -> None:
    found = await check_live(
        datastore=scene.datastore,
        log=scene.log,
        clock=scene.clock,
        register=register,
        client=None,
    )
    assert found.pop("workflows_agree_with_the_record")["violations"] == (
        ["Temporal tidak terjangkau"]
    )
    idle = {name for name, each in found.items() if not each["checked"]}
    assert idle <= {"attached_files_are_kept", "erased_keys_are_gone"}  # nobody attached or erased
    assert not any(each["violations"] for each in found.values())


# -- workflows -------------------------------------------------------------------------------


async def test_workflows_that_disagree_are_seen(
    office: Office,
    datastore: Datastore,
    log: Log,
    clock: OfficeClock,
    register: Register,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(invariants, "SECOND_LOOKS", 4)
    async with _engine(register) as client:
        shift = await _shift(client, clock)
        relay = Relay(
            datastore=datastore,
            log=log,
            clock=clock,
            address=client.service_client.config.target_host,
            namespace=client.namespace,
            task_queue="drill-test",
            shift=shift,
        )
        follower = Follower(relay, datastore=datastore, log=log, clock=clock)
        scene = Scene(datastore=datastore, log=log, clock=clock, client=client, shift=shift)
        task = await asyncio.to_thread(lambda: office.assign_task(office.open_case()))
        await asyncio.to_thread(follower.catch_up)
        assert (await workflows_agree(scene)).holds

        await asyncio.to_thread(office.acknowledge, task)
        assert "belum mendengar" in said(await workflows_agree(scene))
        await asyncio.to_thread(follower.catch_up)
        assert (await workflows_agree(scene)).holds

        await client.get_workflow_handle(task_id(task)).terminate()
        assert "berakhir TERMINATED" in said(await workflows_agree(scene))


async def test_a_closed_ward_whose_workflow_runs_on_is_seen(
    office: Office,
    datastore: Datastore,
    log: Log,
    clock: OfficeClock,
    register: Register,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(invariants, "SECOND_LOOKS", 2)
    async with _engine(register) as client:
        scene = Scene(datastore=datastore, log=log, clock=clock, client=client)
        case = await asyncio.to_thread(office.open_case)
        task = await asyncio.to_thread(office.found, case)
        assert register.load(FieldTask, task) is not None
        await client.start_workflow("Lantern", id=task_id(task), task_queue="drill-test")
        found = said(await workflows_agree(scene))
        assert f"{task_id(task)}: masih berjalan" in found
        assert "tidak berjalan" in found  # the case's own workflow was never told


@asynccontextmanager
async def _engine(register: Register) -> AsyncIterator[Client]:
    async with await TimeSkippingTemporal.start(data_converter=pydantic_data_converter) as env:
        with ThreadPoolExecutor(2) as pool:
            async with Worker(
                env.client,
                task_queue="drill-test",
                workflows=WORKFLOWS,
                workflow_runner=RUNNER,
                activities=[Duties(register).let_elapse],
                activity_executor=pool,
                max_concurrent_activities=2,
            ):
                yield env.client


async def _shift(client: Client, clock: OfficeClock) -> timedelta:
    """The server's clock starts at the machine's; deadlines must lie ahead of it."""
    handle = await client.start_workflow("Lantern", id="clock", task_queue="drill-test")
    started = (await handle.describe()).start_time
    await handle.terminate()
    return started - clock.now()


def _append_again(owner: psycopg.Connection[Any], topic: str) -> None:
    """The first event of that name once more, at the end of its stream."""
    row = owner.execute(
        "SELECT originator_id, state FROM rukun.event WHERE topic = %s"
        " ORDER BY notification_id LIMIT 1",
        (topic,),
    ).fetchone()
    assert row is not None
    stream: UUID = row[0]
    owner.execute(
        "SELECT rukun.append(ARRAY[%s], ARRAY[(SELECT max(originator_version) + 1"
        " FROM rukun.event WHERE originator_id = %s)], ARRAY[%s], ARRAY[%s::bytea],"
        " ARRAY[NULL::uuid], NULL, NULL, NULL, NULL)",
        (stream, stream, topic, row[1]),
    )


def _park(owner: psycopg.Connection[Any], error: str, *, cause: bool) -> None:
    owner.execute(
        "INSERT INTO view.parked SELECT 'letter_press_1', coalesce(max(position), 0) + 1,"
        " '00000000-0000-0000-0000-000000000007', NULL, 'case.escalated', %s, 3,"
        " '2026-03-02T00:00:00Z', %s FROM view.parked",
        (error, cause),
    )
