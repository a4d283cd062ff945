"""Saves a history of every workflow kind, from real runs, for ``test_replay.py``.

    python -m tests.workflows.save_histories

Run it when a workflow was changed ON PURPOSE and on a new road (a new kind, a new wait): it only
adds files. A saved history is what a workflow out there has already lived through: it is never
edited and never deleted while such a workflow may still be running. A change that breaks the
replay of an old one needs ``workflow.patched``, or the sweep must be let start the runs anew.
"""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from domain.region_month import RegionMonth
from domain.wards import Ward, WardWait, WorkflowKind
from runtime.clock import SystemClock
from runtime.embedded import DevTemporal, TimeSkippingTemporal
from tests.workflows.desk import (
    PATIENT,
    Diary,
    a_wait,
    a_ward,
    a_worker,
    closed,
    later,
    watch,
)
from workflows.months import FrameMonths
from workflows.patience import ASK_AGAIN
from workflows.stages import Lantern

HISTORIES = Path(__file__).with_name("histories")
WHO = "rukun-tests"
"""Stands in every history instead of a machine's name."""

ROUND = 12
"""Events after which this server suggests a new run; the real one says 4,096."""


class ShortMemory(DevTemporal):
    """The real server, suggesting continue-as-new after a few events."""

    def _command(self) -> list[str]:
        limit = f"limit.historyCount.suggestContinueAsNew={ROUND}"
        return [*super()._command(), "--dynamic-config-value", limit]


async def fill_the_history(handle: WorkflowHandle[Any, Any], ward: Ward) -> Ward:
    """News that changes nothing but the position, until the run must be a new one."""
    for _ in range(ROUND):
        ward = later(ward, *ward.waits)
        await handle.signal("record_changed", ward)
        await handle.query("waiting_for")
    return ward


async def _a_life(env: WorkflowEnvironment, kind: WorkflowKind) -> WorkflowHandle[Any, Any]:
    """Told, armed anew, asked in vain, refused, asked again, answered, without a window, over."""
    diary = Diary(answers=iter([0, "StreamNotFound", *[5] * 9]))
    now = await env.get_current_time()
    late, early = a_wait(now + timedelta(days=2)), a_wait(now + timedelta(hours=2))
    async with a_worker(env.client, diary, f"life-{kind}", identity=WHO):
        life = await watch(env, f"life-{kind}", diary, ward := a_ward(kind, late))
        await life.time_goes_by(hours=1)
        await life.tell(ward := later(ward, early, late))
        await life.time_goes_by(hours=1, seconds=1.5 * ASK_AGAIN.total_seconds())
        await diary.has(2)
        await life.tell(later(ward, early, by=-1))
        await life.time_goes_by(seconds=ASK_AGAIN.total_seconds())
        await diary.has(3)
        await life.tell(ward := later(ward, late))
        await life.time_goes_by(minutes=1)
        await life.tell(ward := later(ward))
        await life.time_goes_by(days=3)
        await life.tell(closed(ward))
        await life.ended()
    return life.handle


async def _a_lantern(env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    async with a_worker(env.client, Diary(), "lantern", identity=WHO):
        handle = await env.client.start_workflow(Lantern.run, id="lantern", task_queue="lantern")
        await env.sleep(timedelta(minutes=1))
    return handle


async def _a_month(env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    """The run that waited for a month's day, and handed on to the month after."""
    month = RegionMonth.before("31", await env.get_current_time()).next
    async with a_worker(env.client, Diary(), "months", identity=WHO):
        handle = await env.client.start_workflow(
            FrameMonths.run, month, id="bingkai-31", task_queue="months"
        )
        await env.sleep(timedelta(days=40))
        await handle.terminate()
    return env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)


async def _a_first_run(client: Client, waits: Sequence[WardWait]) -> WorkflowHandle[Any, Any]:
    """The run that handed its ward on to a second one."""
    ward = a_ward(WorkflowKind.RESOLVE, *waits)
    async with a_worker(client, Diary(), "rounds", identity=WHO):
        handle = await client.start_workflow(
            ward.workflow.value, ward, id=ward.workflow_id, task_queue="rounds"
        )
        ward = await fill_the_history(handle, ward)
        await handle.signal("record_changed", closed(ward))
        await handle.result()
    return client.get_workflow_handle(ward.workflow_id, run_id=handle.first_execution_run_id)


async def _save(handle: WorkflowHandle[Any, Any], name: str) -> None:
    history = await handle.fetch_history()
    facts = _without_machines(json.loads(history.to_json()))
    HISTORIES.mkdir(exist_ok=True)
    number = len(list(HISTORIES.glob(f"{name}-*.json"))) + 1
    path = HISTORIES / f"{name}-{number}.json"
    path.write_text(json.dumps(facts, separators=(",", ":")) + "\n", encoding="utf-8")
    print(path.name, len(history.events), "events")  # noqa: T201


def _without_machines(node: Any) -> Any:
    """No paths of the machine the history was made on."""
    if isinstance(node, dict):
        return {k: _without_machines(v) for k, v in node.items() if k != "stackTrace"}
    if isinstance(node, list):
        return [_without_machines(each) for each in node]
    return node


async def main() -> None:
    """Saves one history of each kind beside those that are there."""
    env = await TimeSkippingTemporal.start(data_converter=pydantic_data_converter, identity=WHO)
    async with env:
        for kind in PATIENT:
            await _save(await _a_life(env, kind), kind.value)
        await _save(await _a_lantern(env), "Lantern")
        await _save(await _a_month(env), "FrameMonths")
    with ShortMemory.start(None) as server:
        client = await Client.connect(
            server.address, data_converter=pydantic_data_converter, identity=WHO
        )
        tomorrow = SystemClock().now() + timedelta(days=1)
        await _save(await _a_first_run(client, [a_wait(tomorrow)]), "continued")


if __name__ == "__main__":
    asyncio.run(main())
