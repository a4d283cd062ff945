"""News repeated, reordered and lost: any of it, and then the sweep, ends in the same state."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.testing import WorkflowEnvironment

from domain.wards import Ward, WardWait, WorkflowKind
from tests.waiting import comes
from tests.workflows.conftest import Watcher
from tests.workflows.desk import Diary, a_wait, a_ward, closed, later
from tests.workflows.slow_motion import SlowMotion
from workflows.patience import ASK_AGAIN, Patience

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
END = START + timedelta(minutes=60)

minutes = st.integers(0, 40).map(lambda n: timedelta(minutes=n))
patiently = settings(deadline=None, max_examples=200)


@st.composite
def records(draw: st.DrawFn) -> list[Ward]:
    """Where one ward stood after each of a few changes; the last word may be that it is over."""
    ward = a_ward(draw(st.sampled_from(WorkflowKind)))
    windows: list[WardWait] = []
    told = []
    for _ in range(draw(st.integers(1, 6))):
        closes: bool = draw(st.booleans())
        if closes and windows:
            windows.remove(draw(st.sampled_from(windows)))
        else:
            windows.append(a_wait(START + draw(minutes)))
        ward = later(ward, *windows, by=draw(st.integers(1, 3)))
        told.append(ward)
    if draw(st.booleans()):
        told.append(closed(told[-1]))
    return told


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Ward], list[tuple[datetime, Ward]]]:
    """A record, and what of it was delivered when: some of it lost, some twice, in any order."""
    told = draw(records())
    heard = draw(st.lists(st.tuples(minutes, st.sampled_from(told)), max_size=12))
    news = [(START + after, ward) for after, ward in heard]
    sweep = max((moment for moment, _ in news), default=START) + timedelta(minutes=1)
    return told, [*news, (sweep, told[-1])]


@patiently
@given(deliveries(), st.data())
def test_whatever_was_lost_repeated_or_reordered_the_sweep_makes_it_right(
    given_: tuple[list[Ward], list[tuple[datetime, Ward]]], data: st.DataObject
) -> None:
    told, news = given_
    first, last = data.draw(st.sampled_from(told)), told[-1]
    patience, server = Patience(first), SlowMotion(START)
    server.play(patience, news, until=END)
    assert patience.ward == last
    assert server.ended is not last.open
    assert patience.waiting_for() == Patience(last).waiting_for()
    assert server.positions == sorted(server.positions), "what was heard goes back"
    if last.open:
        due = {wait.deadline_id for wait in last.waits}
        assert due <= {window for _, window in server.asked}, "a window of the record was missed"


@patiently
@given(deliveries(), st.data())
def test_one_window_is_never_asked_about_twice_nor_early(
    given_: tuple[list[Ward], list[tuple[datetime, Ward]]], data: st.DataObject
) -> None:
    told, news = given_
    patience, server = Patience(data.draw(st.sampled_from(told))), SlowMotion(START)
    server.play(patience, news, until=END)
    due = {wait.deadline_id: wait.due for ward in told for wait in ward.waits}
    moments: dict[UUID, list[datetime]] = {}
    for moment, window in server.asked:
        moments.setdefault(window, []).append(moment)
        promised = due[window]
        assert promised is not None
        assert moment >= promised
    for asked in moments.values():
        assert all(after - before >= ASK_AGAIN for before, after in pairwise(asked))


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_same_on_a_server(
    seed: int, watching: Watcher, diary: Diary, skipping: WorkflowEnvironment
) -> None:
    luck = random.Random(seed)
    now = await skipping.get_current_time()
    windows = [a_wait(now + timedelta(minutes=luck.randint(5, 60))) for _ in range(3)]
    told = [a_ward(luck.choice(list(WorkflowKind)), windows[0])]
    told.append(later(told[-1], *windows[:2]))
    told.append(later(told[-1], *windows))
    told.append(later(told[-1], *windows[1:]))
    watch = await watching(luck.choice(told))
    for _ in range(8):
        await watch.tell(luck.choice(told))
        await watch.time_goes_by(seconds=luck.randint(0, 20))
    await watch.tell(told[-1])
    assert await watch.says() == Patience(told[-1]).waiting_for()
    await watch.time_goes_by(minutes=61)
    await comes(lambda: {each.deadline_id for each in windows[1:]} <= set(diary.windows))
    for window in windows:
        asked = [
            m for m, w in zip(diary.moments, diary.windows, strict=True) if w == window.deadline_id
        ]
        assert all(b - a > ASK_AGAIN - timedelta(seconds=1) for a, b in pairwise(asked))
    await watch.tell(closed(told[-1]))
    await watch.ended()
