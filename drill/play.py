"""A drill's servers and its course: started for it alone, and gone when it is over."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.duties import Duties
from drill.driver import Agenda, Driver, ServerTime
from drill.house import TASK_QUEUE, House, build
from drill.incidents import Incident
from drill.invariants import Scene
from drill.inventions import invent
from drill.opening import open_office
from drill.story import Story
from runtime.embedded import EmbeddedPostgres, TimeSkippingTemporal
from runtime.regions import Regions
from workflows.stages import RUNNER, WORKFLOWS

FORGETFUL: Final = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""PostgreSQL of a drill: it is thrown away afterwards, and nothing kills it meanwhile."""

THREADS: Final = 4
CACHED: Final = 2000
"""Workflows the worker keeps in memory: as many as a drill has waiting at one time."""


@dataclass(frozen=True)
class Play:
    """A drill that has been played, its servers still up."""

    house: House
    client: Client
    offset: timedelta
    acts: int
    skips: int
    seconds: float

    @property
    def scene(self) -> Scene:
        """What there is to examine now."""
        return Scene(
            datastore=self.house.datastore,
            log=self.house.log,
            clock=self.house.clock,
            client=self.client,
            answers=self.house.journal.answers,
            shift=self.offset,
        )


@asynccontextmanager
async def played(
    incidents: Sequence[Incident], *, seed: int, regions: Regions | None = None
) -> AsyncIterator[Play]:
    """Plays the incidents to their end through servers that live as long as the context."""
    with _calm(), _scratch() as directory, ThreadPoolExecutor(THREADS) as pool:
        postgres = await asyncio.to_thread(
            EmbeddedPostgres.start, directory / "pg", settings=FORGETFUL
        )
        try:
            async with await _time_skipping() as env:
                start, last_year = _calendar_of(incidents, seed)
                house = await asyncio.to_thread(
                    build, postgres.dsn(), start, last_year, regions=regions
                )
                try:
                    offset = await env.get_current_time() - start
                    async with _worker(env.client, house, pool):
                        yield await _play(env, house, offset, incidents, seed)
                finally:
                    house.datastore.close()
        finally:
            await asyncio.to_thread(postgres.stop)


async def _play(
    env: WorkflowEnvironment,
    house: House,
    offset: timedelta,
    incidents: Sequence[Incident],
    seed: int,
) -> Play:
    relay = house.relay(
        address=env.client.service_client.config.target_host,
        namespace=env.client.namespace,
        offset=offset,
    )
    agenda, server = Agenda(house.journal), ServerTime(env, asyncio.get_running_loop(), offset)
    driver = Driver(house, agenda, house.followers(relay), server.skip_to)

    def play() -> float:
        began = house.clock.stopwatch()
        open_office(house, seed)
        for incident in incidents:
            story = Story(house, agenda, incident, seed)
            agenda.add(story.order, story.whole())
        driver.run()
        return house.clock.stopwatch() - began

    seconds = await asyncio.to_thread(play)
    return Play(
        house=house,
        client=env.client,
        offset=offset,
        acts=driver.acts,
        skips=driver.skips,
        seconds=seconds,
    )


def _calendar_of(incidents: Sequence[Incident], seed: int) -> tuple[datetime, int]:
    """The day before the first report, and the last year something may happen in."""
    filed = [invent(incident, seed).filed_at for incident in incidents]
    return min(filed) - timedelta(days=1), max(filed).year + 1


def _worker(client: Client, house: House, pool: ThreadPoolExecutor) -> Worker:
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=WORKFLOWS,
        workflow_runner=RUNNER,
        activities=[Duties(house.register).let_elapse],
        activity_executor=pool,
        max_concurrent_activities=THREADS,
        max_cached_workflows=CACHED,
    )


async def _time_skipping() -> WorkflowEnvironment:
    errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    runtime = Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=errors)))
    return await TimeSkippingTemporal.start(data_converter=pydantic_data_converter, runtime=runtime)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A directory the database's own user may pass, gone afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="rukun-drill-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def _calm() -> Iterator[None]:
    """Only warnings are told while a drill runs."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    try:
        yield
    finally:
        structlog.configure(**before)
