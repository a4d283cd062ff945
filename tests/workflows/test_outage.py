"""A clock outlives everybody who was to ring it: all workers gone in the middle of a wait."""

from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from domain.wards import WorkflowKind
from tests.workflows.desk import Diary, a_wait, a_ward, a_worker, closed, watch


@pytest.mark.asyncio(loop_scope="session")
async def test_complaint_04_a_wait_of_thirty_minutes_outlives_all_workers_and_fires_once_on_time(
    skipping: WorkflowEnvironment, diary: Diary
) -> None:
    queue, now = "outage", await skipping.get_current_time()
    kept, over = (
        a_ward(WorkflowKind.VERIFY, a_wait(now + timedelta(minutes=30))) for _ in range(2)
    )
    async with a_worker(skipping.client, diary, queue, max_cached_workflows=0):
        stands = await watch(skipping, queue, diary, kept)
        ends = await watch(skipping, queue, diary, over)
        assert await stands.says() == [kept.waits[0].says]
        assert await ends.says() == [over.waits[0].says]
    await skipping.sleep(timedelta(minutes=25))
    await ends.tell(closed(over))
    assert diary.asked == []
    async with a_worker(skipping.client, diary, queue, max_cached_workflows=0):
        await ends.ended()
        await stands.time_goes_by(minutes=4)
        assert diary.asked == []
        await stands.time_goes_by(minutes=1, seconds=10)
        await diary.has(1)
        await stands.tell(closed(kept))
        await stands.ended()
    assert diary.windows == [kept.waits[0].deadline_id]
    due = kept.waits[0].due
    assert due is not None
    assert timedelta(0) <= diary.moments[0] - due < timedelta(seconds=10)
