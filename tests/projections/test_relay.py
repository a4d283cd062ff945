"""The relay on a real Temporal: told where the case is, again and again, through every loss."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.duties import Duties
from application.register import Register
from domain.conflict_case import Stage
from domain.wards import detect_id, stage_id, task_id, wards_of
from projections import relay as relay_module
from projections.relay import LANTERN, Relay
from runtime import telemetry
from runtime.clock import Clock
from runtime.database import Datastore
from runtime.embedded import DevTemporal
from runtime.follower import Follower
from runtime.log import Log
from tests.office import Office
from tests.waiting import SOON, comes
from tests.workflows.desk import LiveClock
from workflows.patience import Patience
from workflows.stages import RUNNER, WORKFLOWS

RUNNING, COMPLETED = WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.COMPLETED
CANARY = "Kenari Rahasia"
_seeds = itertools.count(1000)


class Station:
    """One relay and its follower, facing one Temporal."""

    def __init__(
        self, temporal: DevTemporal, datastore: Datastore, log: Log, clock: Clock, queue: str
    ) -> None:
        self.temporal = temporal
        self.datastore = datastore
        self.queue = queue
        self.relay = Relay(
            datastore=datastore,
            log=log,
            clock=clock,
            address=temporal.address,
            namespace="default",
            task_queue=queue,
            sweep=0.2,
        )
        self.follower = Follower(self.relay, datastore=datastore, log=log, clock=clock)

    def catch_up(self) -> None:
        """Reads to the end, then tells what is untold, sweeping first."""
        self.sweep_is_due()
        self.follower.catch_up()

    def sweep_is_due(self) -> None:
        self.relay._swept = float("-inf")

    @property
    def told(self) -> int:
        return self.relay.telling.told

    @property
    def untold(self) -> int:
        return self._count("told_position < position")

    @property
    def watched(self) -> int:
        return self._count("open")

    def _count(self, which: str) -> int:
        with self.datastore.reading() as cursor:
            row = cursor.execute(
                f"SELECT count(*) AS n FROM view.watch_1 WHERE {which}".encode()
            ).fetchone()
        assert row is not None
        return int(row["n"])


@pytest.fixture
def clock() -> LiveClock:
    return LiveClock()


@pytest.fixture
def office(register: Register, clock: LiveClock) -> Office:
    """Each test's cases have ids of their own: they share a Temporal."""
    return Office(register, clock, seed=next(_seeds)).opened()


@pytest.fixture(scope="module")
def temporal() -> Iterator[DevTemporal]:
    """A Temporal that nobody kills."""
    with DevTemporal.start(None) as server:
        yield server


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[DevTemporal]:
    """A Temporal of this test's own, on a file."""
    server = DevTemporal.start(tmp_path / "temporal.db")
    yield server
    server.kill()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep does not wait half a minute before it finds something overdue."""
    monkeypatch.setattr(relay_module, "OVERDUE", timedelta(0))


Stationed = Callable[[DevTemporal], Station]


@pytest.fixture
def stationed(
    datastore: Datastore, log: Log, clock: LiveClock, request: pytest.FixtureRequest
) -> Iterator[Stationed]:
    """``stationed(temporal)``: the relay of this test's record; stopped at the end."""
    made: list[Station] = []

    def at(temporal: DevTemporal) -> Station:
        made.append(Station(temporal, datastore, log, clock, request.node.name))
        return made[-1]

    yield at
    for station in made:
        station.follower.stop()


async def connected(temporal: DevTemporal) -> Client:
    return await Client.connect(
        temporal.address,
        data_converter=pydantic_data_converter,
        interceptors=telemetry.interceptors(),
    )


@asynccontextmanager
async def at_work(station: Station, register: Register) -> AsyncIterator[Client]:
    """The follower's thread and a worker with the real duties."""
    client = await connected(station.temporal)
    with ThreadPoolExecutor(2) as pool:
        async with Worker(
            client,
            task_queue=station.queue,
            workflows=WORKFLOWS,
            workflow_runner=RUNNER,
            activities=[Duties(register).let_elapse],
            activity_executor=pool,
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        ):
            station.follower.start()
            yield client
            await asyncio.to_thread(station.follower.stop)


async def status(client: Client, workflow_id: str) -> WorkflowExecutionStatus | None:
    """None where Temporal knows of no such workflow."""
    try:
        return (await client.get_workflow_handle(workflow_id).describe()).status
    except RPCError:
        return None


async def until_status(
    client: Client, workflow_id: str, wanted: WorkflowExecutionStatus, within: float = SOON
) -> None:
    async def reached() -> bool:
        return await status(client, workflow_id) is wanted

    await comes(reached, within)


async def signals(handle: WorkflowHandle[object, object]) -> int:
    history = await handle.fetch_history()
    kind = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
    return sum(event.event_type == kind for event in history.events)


def elapsed(office: Office, case: UUID) -> Counter[UUID]:
    """How often each window of a case was noted as elapsed."""
    return Counter(
        line.fact.deadline_id  # type: ignore[attr-defined]
        for line in office.file(case).timeline
        if line.name == "deadline.elapsed"
    )


def forget_everything(temporal: DevTemporal) -> None:
    """Deletes the database of a Temporal that was killed."""
    assert temporal.db_file
    for suffix in ("", "-wal", "-shm"):
        temporal.db_file.with_name(temporal.db_file.name + suffix).unlink(missing_ok=True)


def soon_due(office: Office, case: UUID, seconds: float = 2.0) -> UUID:
    """A musyawarah that begins in a moment: the deadline that will elapse."""
    office.schedule_deliberation(case, session_at=office.now() + timedelta(seconds=seconds))
    waits = office.file(case).waits.values()
    return min(waits, key=lambda each: each.wait.due).wait.deadline_id


async def test_each_ward_is_started_and_told_by_one_call(
    office: Office, stationed: Stationed, temporal: DevTemporal
) -> None:
    station = stationed(temporal)
    report, case = office.file_report(), office.open_case()
    task = office.assign_task(case)
    await asyncio.to_thread(station.catch_up)
    client = await connected(temporal)
    wanted = {
        detect_id(report): "DetectPotential",
        stage_id(case, Stage.VERIFY, 1): "VerifyReport",
        task_id(task): "AwaitTask",
    }
    for workflow_id, kind in wanted.items():
        found = await client.get_workflow_handle(workflow_id).describe()
        assert (found.workflow_type, found.status) == (kind, RUNNING)
        history = await client.get_workflow_handle(workflow_id).fetch_history()
        assert [event.event_type for event in history.events][:2] == [
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
        ]
    assert (station.watched, station.untold) == (len(wanted), 0)


async def test_a_case_walks_through_every_stage_and_each_workflow_ends_behind_it(
    office: Office, stationed: Stationed, temporal: DevTemporal, register: Register
) -> None:
    station = stationed(temporal)
    async with at_work(station, register) as client:
        report = office.file_report(title=f"{CANARY} satu", facts=f"{CANARY} dua")
        await until_status(client, detect_id(report), RUNNING)
        case = office.open_case(report)
        task = office.assign_task(case, instruction=f"{CANARY} tiga")
        await until_status(client, task_id(task), RUNNING)
        office.acknowledge(task)
        office.report_task(task, finding=f"{CANARY} lapangan")
        await until_status(client, stage_id(case, Stage.VERIFY, 1), RUNNING)
        office.verify(case, summary=f"{CANARY} empat")
        office.propose_escalation(case)
        office.approve_escalation(case)
        await until_status(client, stage_id(case, Stage.ESCALATE, 1), RUNNING)
        await until_status(client, stage_id(case, Stage.VERIFY, 1), COMPLETED)
        office.approve_letter(office.draft_letter(case))
        talk = office.schedule_deliberation(case, venue=f"{CANARY} lima")
        await until_status(client, stage_id(case, Stage.MEDIATE, 1), RUNNING)
        office.record_session(talk, minutes=f"{CANARY} enam")
        office.meet_obligations(talk)
        office.begin_recovery(case)
        await until_status(client, stage_id(case, Stage.RESOLVE, 1), RUNNING)
        says = await client.get_workflow_handle(stage_id(case, Stage.RESOLVE, 1)).query(
            "waiting_for"
        )
        ward = next(w for w in wards_of(office.file(case)) if w.open and "resolve" in w.workflow_id)
        assert says == Patience(ward).waiting_for()
        over = [
            detect_id(report),
            task_id(task),
            *(stage_id(case, stage, 1) for stage in (Stage.VERIFY, Stage.ESCALATE, Stage.MEDIATE)),
        ]
        for workflow_id in over:
            await until_status(client, workflow_id, COMPLETED)
        seen = [each async for each in client.list_workflows()]
        for each in seen:
            history = await client.get_workflow_handle(each.id).fetch_history()
            assert not any(CANARY.encode() in e.SerializeToString() for e in history.events)


async def test_only_what_changed_is_told(
    office: Office, stationed: Stationed, temporal: DevTemporal
) -> None:
    station = stationed(temporal)
    case = office.open_case()
    await asyncio.to_thread(station.catch_up)
    told = station.told
    office.file_report(title="Di tempat lain")
    await asyncio.to_thread(station.follower.catch_up)
    assert station.told == told + 1
    await asyncio.to_thread(station.follower.catch_up)
    assert station.told == told + 1
    assert station.untold == 0
    assert (
        await signals(
            (await connected(temporal)).get_workflow_handle(stage_id(case, Stage.VERIFY, 1))
        )
        == 1
    )


async def test_a_case_that_came_and_went_meanwhile_is_not_told_at_all(
    office: Office, stationed: Stationed, temporal: DevTemporal
) -> None:
    station = stationed(temporal)
    case = office.open_case()
    office.refute(case)
    await asyncio.to_thread(station.catch_up)
    assert (station.told, station.watched, station.untold) == (0, 0, 0)
    assert await status(await connected(temporal), stage_id(case, Stage.VERIFY, 1)) is None


async def test_commands_are_accepted_while_temporal_is_gone_and_told_when_it_is_back(
    office: Office, stationed: Stationed, mortal: DevTemporal, register: Register
) -> None:
    station = stationed(mortal)
    telling = station.relay.telling
    async with at_work(station, register) as client:
        first = office.open_case()
        await until_status(client, stage_id(first, Stage.VERIFY, 1), RUNNING)
        mortal.kill()
        cases = [office.open_case() for _ in range(3)]
        await comes(lambda: station.untold >= 3 and not telling.connected)
        assert telling.trouble
        await asyncio.to_thread(mortal.restart)
        await comes(lambda: station.untold == 0 and telling.connected and not telling.trouble)
        for case in (first, *cases):
            assert await status(client, stage_id(case, Stage.VERIFY, 1)) is RUNNING


async def test_temporal_may_be_gone_from_the_start(
    office: Office, stationed: Stationed, mortal: DevTemporal
) -> None:
    station = stationed(mortal)
    mortal.kill()
    case = office.open_case()
    await asyncio.to_thread(station.catch_up)
    assert (station.relay.telling.connected, station.untold) == (False, 1)
    mortal.restart()
    await asyncio.to_thread(station.catch_up)
    assert await status(await connected(mortal), stage_id(case, Stage.VERIFY, 1)) is RUNNING


async def test_a_case_closed_while_temporal_was_gone_ends_its_workflow_later(
    office: Office, stationed: Stationed, mortal: DevTemporal, register: Register
) -> None:
    station = stationed(mortal)
    async with at_work(station, register) as client:
        case = office.open_case()
        await until_status(client, stage_id(case, Stage.VERIFY, 1), RUNNING)
        mortal.kill()
        office.refute(case)
        await asyncio.to_thread(mortal.restart)
        await until_status(client, stage_id(case, Stage.VERIFY, 1), COMPLETED)


@pytest.mark.usefixtures("at_once")
async def test_a_workflow_terminated_by_hand_is_started_again_by_the_sweep(
    office: Office, stationed: Stationed, temporal: DevTemporal
) -> None:
    station, client = stationed(temporal), await connected(temporal)
    workflow_id = stage_id(office.open_case(), Stage.VERIFY, 1)
    await asyncio.to_thread(station.catch_up)
    first = await client.get_workflow_handle(workflow_id).describe()
    await client.get_workflow_handle(workflow_id).terminate("by hand")
    async with asyncio.timeout(SOON):
        while (now := await client.get_workflow_handle(workflow_id).describe()).status != RUNNING:
            await asyncio.to_thread(station.catch_up)
    assert now.run_id != first.run_id


async def test_a_deadline_elapses_exactly_once_through_a_kill_of_temporal(
    office: Office, stationed: Stationed, mortal: DevTemporal, register: Register
) -> None:
    station = stationed(mortal)
    async with at_work(station, register) as client:
        case = office.verified_case()
        deadline = soon_due(office, case)
        await until_status(client, stage_id(case, Stage.MEDIATE, 1), RUNNING)
        mortal.kill()
        await comes(lambda: not mortal.running)
        await asyncio.to_thread(mortal.restart)
        await comes(lambda: elapsed(office, case)[deadline] > 0)
        sweeps = station.relay.telling.sweeps
        await comes(lambda: station.relay.telling.sweeps > sweeps + 1)
        assert elapsed(office, case)[deadline] == 1


async def test_a_temporal_whose_database_was_deleted_is_told_of_every_open_ward_once(
    office: Office, stationed: Stationed, mortal: DevTemporal, register: Register
) -> None:
    station = stationed(mortal)
    async with at_work(station, register):
        over, quiet = office.open_case(), office.open_case()
        office.refute(over)
        case = office.verified_case()
        deadline = soon_due(office, case, seconds=3)
        await comes(lambda: station.told > 0 and station.untold == 0)
        await asyncio.to_thread(station.follower.stop)
    mortal.kill()
    forget_everything(mortal)
    mortal.restart()
    again = stationed(mortal)
    again.queue = station.queue
    again.relay._task_queue = station.queue
    again.relay._sweep_every = 3600
    async with at_work(again, register) as client:
        await comes(lambda: again.told >= again.watched > 0 and again.untold == 0)
        assert await status(client, LANTERN) is RUNNING
        assert await status(client, stage_id(over, Stage.VERIFY, 1)) is None
        told = client.get_workflow_handle(stage_id(quiet, Stage.VERIFY, 1))
        assert await signals(told) == 1
        await comes(lambda: elapsed(office, case)[deadline] == 1)


async def test_restore_tells_every_open_ward_again_and_changes_nothing(
    office: Office, stationed: Stationed, temporal: DevTemporal, register: Register
) -> None:
    station = stationed(temporal)
    over, case = office.open_case(), office.open_case()
    office.assign_task(case)
    office.refute(over)
    await asyncio.to_thread(station.catch_up)
    client = await connected(temporal)
    handle = client.get_workflow_handle(stage_id(case, Stage.VERIFY, 1))
    assert await asyncio.to_thread(station.relay.restore) == station.watched == 2
    assert (await signals(handle), station.untold) == (2, 0)
    async with at_work(station, register):
        ward = next(w for w in wards_of(office.file(case)) if "verify" in w.workflow_id)
        assert await handle.query("waiting_for") == Patience(ward).waiting_for()


@pytest.mark.usefixtures("at_once")
async def test_after_its_end_a_workflow_is_told_nothing_and_never_begins_again(
    office: Office, stationed: Stationed, temporal: DevTemporal, register: Register
) -> None:
    station = stationed(temporal)
    async with at_work(station, register) as client:
        workflow_id = stage_id(case := office.open_case(), Stage.VERIFY, 1)
        await until_status(client, workflow_id, RUNNING)
        office.refute(case)
        await until_status(client, workflow_id, COMPLETED)
        handle = client.get_workflow_handle(workflow_id)
        before, length = await handle.describe(), len((await handle.fetch_history()).events)
        sweeps = station.relay.telling.sweeps
        await comes(lambda: station.relay.telling.sweeps > sweeps + 1)
        await asyncio.to_thread(station.relay.restore)
        with station.datastore.reading() as cursor:  # a relay that believes it is still open
            cursor.execute(
                "UPDATE view.watch_1 SET open = true, told_position = 0,"
                " ward = jsonb_set(ward, '{open}', 'true') WHERE workflow_id = %s",
                (workflow_id,),
            )
        await comes(lambda: station.untold == 0)
        after = await handle.describe()
        assert (after.run_id, after.status) == (before.run_id, COMPLETED)
        assert len((await handle.fetch_history()).events) == length


@pytest.mark.usefixtures("at_once")
async def test_a_workflow_that_runs_on_for_a_closed_ward_is_told_by_the_sweep(
    office: Office, stationed: Stationed, temporal: DevTemporal, register: Register
) -> None:
    station = stationed(temporal)
    case = office.open_case()
    ward = next(w for w in wards_of(office.file(case)) if w.open)
    async with at_work(station, register) as client:
        await until_status(client, ward.workflow_id, RUNNING)
        office.refute(case)
        await until_status(client, ward.workflow_id, COMPLETED)
        # As after Temporal's own backup was put back: it runs, and believes in an old position.
        await client.start_workflow(
            ward.workflow.value, ward, id=ward.workflow_id, task_queue=station.queue
        )
        await until_status(client, ward.workflow_id, COMPLETED)
