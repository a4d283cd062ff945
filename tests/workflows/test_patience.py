"""Every workflow waits, asks once, hears what is newer, and ends on the record's word alone."""

import asyncio
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from domain.wards import WorkflowKind
from runtime.clock import SystemClock
from tests.workflows.conftest import Watcher
from tests.workflows.desk import PATIENT, SAYS, Diary, a_wait, a_ward, a_worker, closed, later
from tests.workflows.save_histories import ShortMemory, fill_the_history
from workflows.patience import ASK_AGAIN, Patience

pytestmark = pytest.mark.asyncio(loop_scope="session")
every_workflow = pytest.mark.parametrize("kind", PATIENT)


@pytest.fixture
async def now(skipping: WorkflowEnvironment) -> datetime:
    """The server's time."""
    return await skipping.get_current_time()


@every_workflow
async def test_it_waits_until_the_window_is_due_then_asks_once(
    kind: WorkflowKind, watching: Watcher, diary: Diary, now: datetime
) -> None:
    window = a_wait(now + timedelta(hours=3))
    ward = a_ward(kind, window)
    watch = await watching(ward)
    await watch.time_goes_by(hours=2, minutes=59)
    assert diary.asked == []
    await watch.time_goes_by(minutes=1, seconds=30)
    await diary.has(1)
    assert [(each.stream, each.deadline_id) for each in diary.asked] == [
        (window.stream, window.deadline_id)
    ]
    assert diary.asked[0].asked_by == ward.workflow_id
    assert window.due
    assert diary.moments[0] >= window.due
    await watch.tell(closed(ward))
    await watch.ended()
    assert len(diary.asked) == 1


@every_workflow
async def test_news_of_an_earlier_window_rearms_it(
    kind: WorkflowKind, watching: Watcher, diary: Diary, now: datetime
) -> None:
    late, early = a_wait(now + timedelta(days=3)), a_wait(now + timedelta(hours=1))
    watch = await watching(ward := a_ward(kind, late))
    await watch.tell(ward := later(ward, late, early))
    await watch.time_goes_by(hours=1, seconds=10)
    await diary.has(1)
    assert diary.windows == [early.deadline_id]
    await watch.tell(later(ward, late))
    await watch.time_goes_by(days=2, hours=23)
    await diary.has(2)
    assert diary.windows[:2] == [early.deadline_id, late.deadline_id]


@every_workflow
async def test_a_window_the_record_has_closed_is_not_asked_about(
    kind: WorkflowKind, watching: Watcher, diary: Diary, now: datetime
) -> None:
    watch = await watching(ward := a_ward(kind, a_wait(now + timedelta(hours=1))))
    await watch.time_goes_by(minutes=30)
    await watch.tell(later(ward))
    await watch.time_goes_by(hours=2)
    assert diary.asked == []


@every_workflow
async def test_news_that_the_ward_is_over_ends_it(
    kind: WorkflowKind, watching: Watcher, diary: Diary, now: datetime
) -> None:
    watch = await watching(ward := a_ward(kind, a_wait(now + timedelta(days=30))))
    await watch.tell(closed(ward))
    await watch.ended()
    assert diary.asked == []
    found = await watch.handle.describe()
    assert found.status is WorkflowExecutionStatus.COMPLETED


@every_workflow
async def test_it_asks_again_when_the_record_stays_silent(
    kind: WorkflowKind, watching: Watcher, diary: Diary, now: datetime
) -> None:
    window = a_wait(now + timedelta(minutes=5))
    watch = await watching(a_ward(kind, window))
    await watch.time_goes_by(minutes=5, seconds=3.5 * ASK_AGAIN.total_seconds())
    await diary.has(4)
    assert diary.windows == [window.deadline_id] * 4
    gaps = [b - a for a, b in zip(diary.moments, diary.moments[1:], strict=False)]
    assert all(abs(gap - ASK_AGAIN) < timedelta(seconds=1) for gap in gaps)


async def test_a_refusal_does_not_end_it_and_is_asked_about_again(
    watching: Watcher, diary: Diary, now: datetime
) -> None:
    diary.answers = iter(["StreamNotFound", 7])
    watch = await watching(ward := a_ward(WorkflowKind.TASK, a_wait(now + timedelta(minutes=5))))
    await watch.time_goes_by(minutes=5, seconds=1.5 * ASK_AGAIN.total_seconds())
    await diary.has(2)
    assert len(diary.asked) == 2
    await watch.tell(closed(ward))
    await watch.ended()


@every_workflow
async def test_news_from_a_lower_position_changes_nothing(
    kind: WorkflowKind, watching: Watcher, diary: Diary, now: datetime
) -> None:
    window = a_wait(now + timedelta(hours=1))
    watch = await watching(ward := a_ward(kind, window))
    await watch.tell(later(ward, by=-1))
    await watch.tell(later(ward, a_wait(now + timedelta(minutes=1)), by=-5))
    await watch.tell(later(ward, by=-1, open_=False))
    await watch.time_goes_by(hours=1, seconds=10)
    await diary.has(1)
    assert diary.windows == [window.deadline_id]


async def test_two_windows_are_each_asked_about_when_their_moment_comes(
    watching: Watcher, diary: Diary, now: datetime
) -> None:
    first, second = a_wait(now + timedelta(minutes=10)), a_wait(now + timedelta(minutes=20))
    watch = await watching(ward := a_ward(WorkflowKind.MEDIATE, second, first))
    await watch.time_goes_by(minutes=10, seconds=10)
    await diary.has(1)
    await watch.tell(later(ward, second))
    await watch.time_goes_by(minutes=10)
    await diary.has(2)
    assert diary.windows == [first.deadline_id, second.deadline_id]


@every_workflow
async def test_it_says_what_it_waits_for_of_whom_and_until_when(
    kind: WorkflowKind, watching: Watcher
) -> None:
    due = datetime.fromisoformat("2031-05-06T07:08:09+00:00")
    watch = await watching(ward := a_ward(kind, a_wait(due)))
    assert await watch.says() == [SAYS]
    await watch.tell(ward := later(ward))
    assert await watch.says() == ["menunggu tindakan petugas, tanpa batas waktu"]
    await watch.tell(closed(ward))
    await watch.ended()
    assert await watch.says() == ["tidak menunggu apa pun; tahap ini sudah selesai"]


async def test_what_temporal_keeps_is_ids_and_words_about_roles(
    watching: Watcher, diary: Diary, now: datetime
) -> None:
    diary.answers = iter(["StreamNotFound", 7])
    watch = await watching(ward := a_ward(WorkflowKind.TASK, a_wait(now + timedelta(minutes=5))))
    await watch.time_goes_by(minutes=5, seconds=1.5 * ASK_AGAIN.total_seconds())
    await diary.has(2)
    await watch.tell(closed(ward))
    await watch.ended()
    history = await watch.handle.fetch_history()
    words = {
        word
        for event in history.events
        for payload in payloads_of(event)
        for word in leaves(json.loads(payload.data or "null"))
    }
    assert {ward.workflow_id, ward.workflow.value, SAYS} <= words
    plain = {word for word in words if not OPAQUE.fullmatch(word)}
    assert plain == {SAYS, ward.workflow.value, "verification"}


async def test_a_long_history_goes_on_in_a_new_run_that_keeps_the_ward(diary: Diary) -> None:
    with await asyncio.to_thread(ShortMemory.start, None) as server:
        client = await Client.connect(server.address, data_converter=pydantic_data_converter)
        ward = a_ward(WorkflowKind.RESOLVE, a_wait(SystemClock().now() + timedelta(hours=1)))
        async with a_worker(client, diary, "rounds"):
            handle = await client.start_workflow(
                ward.workflow.value, ward, id=ward.workflow_id, task_queue="rounds"
            )
            ward = await fill_the_history(handle, ward)
            latest = client.get_workflow_handle(ward.workflow_id)
            assert (await latest.describe()).run_id != handle.first_execution_run_id
            assert await latest.query("waiting_for") == Patience(ward).waiting_for()
            window = a_wait(SystemClock().now() + timedelta(seconds=1))
            ward = later(ward, window)
            await latest.signal("record_changed", ward)
            await diary.has(1)
            assert diary.windows == [window.deadline_id]
            assert window.due
            assert diary.moments[0] >= window.due
            await latest.signal("record_changed", closed(ward))
            await handle.result()


OPAQUE = re.compile(
    r"([A-Za-z]+-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # an id, a workflow's id
    r"|\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)"  # a moment
)


def payloads_of(message: Message) -> Iterator[Payload]:
    """Every payload in a message of Temporal's, however deep."""
    if isinstance(message, Payload):
        yield message
        return
    for _, value in message.ListFields():
        if isinstance(value, Message):
            yield from payloads_of(value)
        elif isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
            parts = value.values() if isinstance(value, Mapping) else value
            for each in parts:
                if isinstance(each, Message):
                    yield from payloads_of(each)


def leaves(node: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    match node:
        case str():
            yield node
        case dict():
            for value in node.values():
                yield from leaves(value)
        case list():
            for value in node:
                yield from leaves(value)
