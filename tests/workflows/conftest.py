"""Temporal's servers for workflow tests; the pause that lets the last worker go in peace."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from uuid import uuid4

import pytest
import pytest_asyncio
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from domain.wards import Ward
from runtime.embedded import TimeSkippingTemporal
from tests.workflows.desk import Diary, Watch, a_worker, watch

Watcher = Callable[[Ward], Awaitable[Watch]]


@pytest.fixture(scope="session", autouse=True)
def _the_last_worker_goes_in_peace() -> Iterator[None]:
    """temporalio aborts an interpreter that ends right after a worker was closed."""
    yield
    time.sleep(0.3)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server whose time leaps ahead whenever nothing is being done."""
    env = await TimeSkippingTemporal.start(data_converter=pydantic_data_converter)
    yield env
    await env.shutdown()


@pytest.fixture
def diary() -> Diary:
    """Duties that only write down what they were asked."""
    return Diary()


@pytest_asyncio.fixture(loop_scope="session")
async def watching(skipping: WorkflowEnvironment, diary: Diary) -> AsyncIterator[Watcher]:
    """``await watching(ward)``: the ward's workflow, run by a worker with the diary's duties."""
    queue, begun = f"queue-{uuid4()}", []

    async def begin(ward: Ward) -> Watch:
        begun.append(await watch(skipping, queue, diary, ward))
        return begun[-1]

    async with a_worker(skipping.client, diary, queue):
        yield begin
        for each in begun:  # a workflow left without a worker would hold the server's time
            with suppress(RPCError):
                await each.handle.terminate()
