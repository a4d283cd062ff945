"""Every workflow waits, asks once, hears what is newer, and ends on the record's word alone."""

from datetime import datetime, timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

from domain.wards import WorkflowKind
from tests.workflows.conftest import Watcher
from tests.workflows.desk import PATIENT, SAYS, Diary, a_wait, a_ward, closed, later
from workflows.patience import ASK_AGAIN

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
    assert all(ASK_AGAIN <= gap < ASK_AGAIN * 1.1 for gap in gaps)


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
    assert await watch.says() == [f"{SAYS} sampai 2031-05-06 07:08 UTC"]
    await watch.tell(ward := later(ward))
    assert await watch.says() == ["menunggu tindakan petugas, tanpa batas waktu"]
    await watch.tell(closed(ward))
    await watch.ended()
    assert await watch.says() == ["tidak menunggu apa pun; tahap ini sudah selesai"]
