"""The driver: the only one who moves time, and only when everything has come to rest.

It goes to the nearest scripted act or recorded deadline. For a deadline it lets the time-skipping
server run up to that moment and waits until the workflow has asked and the record has closed the
window; it never awaits a workflow's result, which would leap over everything else.
"""

import asyncio
import heapq
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from psycopg.rows import DictRow
from temporalio.testing import WorkflowEnvironment

from drill.desks import DeskBlundered, OnTheDot, Script
from drill.house import House
from drill.journal import Journal
from projections.relay import Relay
from runtime.database import listen
from runtime.follower import Follower

MARGIN: Final = timedelta(seconds=1)
"""How far beyond a deadline the server is let run: timers are set a little after the moment."""

PATIENCE: Final = 90.0
"""Seconds until the driver gives up waiting for rest; longer than a workflow takes to ask again."""

HEARTBEAT: Final = 0.05
"""Seconds between looks when nothing is written: the relay has no news of its own."""


STRIDE: Final = 1000
"""Events after which whoever need not answer at once reads on.

Those are the desks' views, from which nothing is read that the drill decides, and readers for
whom there is nothing in the news.
"""


class NotAtRest(Exception):
    """Something never came to rest; the text says what was still waited for."""


class Agenda:
    """Scripts by the moment each wants to go on, ties in the order of their names.

    Who comes on the dot goes before whoever comes at the same moment but after it was noted. A
    script that blunders ends there, and all others go on: one drill tells every blunder.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._waiting: list[tuple[datetime, bool, tuple[str, ...], int, Script]] = []
        self._numbers = itertools.count()

    def add(self, order: tuple[str, ...], script: Script) -> None:
        """A script runs up to its first moment at once, and waits there."""
        try:
            moment = next(script, None)
        except DeskBlundered as blunder:
            self._journal.blunders.append(str(blunder))
            return
        if moment is not None:
            noted = not isinstance(moment, OnTheDot)
            heapq.heappush(self._waiting, (moment, noted, order, next(self._numbers), script))

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def next_moment(self) -> datetime:
        return self._waiting[0][0]

    @property
    def waits_for_it(self) -> bool:
        """Whether the first of them wants what ends at its moment to be noted before."""
        return self._waiting[0][1]

    def play_next(self) -> None:
        """The first script does what it waited to do."""
        _, _, order, _, script = heapq.heappop(self._waiting)
        self.add(order, script)


class ServerTime:
    """The time-skipping server's clock, moved from the driver's thread."""

    def __init__(
        self, env: WorkflowEnvironment, loop: asyncio.AbstractEventLoop, offset: timedelta
    ) -> None:
        self._env = env
        self._loop = loop
        self._offset = offset

    def skip_to(self, moment: datetime) -> None:
        """Lets the server run up to ``moment`` of record time."""
        target = moment + self._offset + MARGIN
        ahead = target - self._run(self._env.get_current_time())
        if ahead > timedelta(0):
            self._run(self._env.sleep(ahead))

    def _run(self, deed: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(deed, self._loop).result(timeout=60)


class Driver:
    """Plays an agenda to its end."""

    def __init__(
        self,
        house: House,
        agenda: Agenda,
        followers: Sequence[Follower],
        skip_to: Callable[[datetime], None],
    ) -> None:
        self.house = house
        self.agenda = agenda
        self.followers = followers
        self.skip_to = skip_to
        self.acts = 0
        self.skips = 0
        self._turns: list[tuple[Follower, Callable[[], bool]]] = []
        self._head = 0
        self._latest: dict[str, int] = {}

    def run(self) -> None:
        """Until nobody has anything left to do."""
        with self._hands_on():
            self._rest()
            while self.agenda:
                act, due = self.agenda.next_moment, self._next_due()
                if due is not None and (due < act or (due == act and self.agenda.waits_for_it)):
                    self._let_elapse(due)
                else:
                    self._play(act)
            self._read_on(behind=1)

    def _play(self, moment: datetime) -> None:
        """Everything that is scripted for this moment."""
        self.house.clock.move_to(max(moment, self.house.clock.now()))
        while self.agenda and self.agenda.next_moment <= moment:
            on_the_dot = not self.agenda.waits_for_it
            self.agenda.play_next()
            self.acts += 1
            if on_the_dot:
                return  # nothing is at rest before the end of the window is noted
        self._rest()

    def _let_elapse(self, due: datetime) -> None:
        self.house.clock.move_to(max(due, self.house.clock.now()))
        self.skip_to(due)
        self.skips += 1
        self._rest()

    def _rest(self) -> None:
        """Waits until everything written has been read and told, and nothing due stands open."""
        stopwatch = self.house.clock.stopwatch
        give_up = stopwatch() + PATIENCE
        while True:
            self._read_on(behind=STRIDE)
            missing = self._unrest()
            if not missing:
                return
            if stopwatch() > give_up:
                raise NotAtRest(f"setelah {PATIENCE:.0f} detik masih menunggu: " + missing)
            for _ in self._ear.notifies(timeout=HEARTBEAT, stop_after=1):
                pass

    def _read_on(self, *, behind: int) -> None:
        """Whoever has to answer reads to the head; others once ``behind`` by so many events."""
        while True:
            self._hear()
            late = [
                turn
                for follower, turn in self._turns
                if self._must_answer(follower) or self._head - follower.lag.position >= behind
            ]
            if not late:
                return
            for turn in late:
                turn()

    def _hear(self) -> None:
        """How far the record has come, and where each kind of event was last written."""
        self.house.seen.clear()
        head = self.house.log.head()
        while news := self.house.log.movements(self._head, head, STRIDE):
            self._latest |= {each.name: each.position for each in news}
            self._head = news[-1].position

    def _must_answer(self, follower: Follower) -> bool:
        """Whether something it reads has been written, and the drill depends on what it does."""
        reader = follower.reader
        if reader in self.house.desk_views:
            return False
        kinds = self._latest if reader.topics is None else reader.topics
        latest = max((self._latest.get(kind, 0) for kind in kinds), default=0)
        return latest > follower.lag.position

    def _unrest(self) -> str:
        """What has still to happen before time may go on; empty when nothing has."""
        with self.house.datastore.reading() as cursor:
            row = cursor.execute(_UNREST, (self.house.clock.now(),), prepare=True).fetchone()
        assert row is not None
        if row["untold"]:
            self._tell()
        said = {
            "alur belum diberi tahu": row["untold"],
            "batas waktu belum dicatat lewat": row["due"],
        }
        return "; ".join(f"{what}: {which}" for what, which in said.items() if which)

    def _tell(self) -> None:
        """The relay has no news, but something to tell that Temporal did not take before."""
        for follower, turn in self._turns:
            if isinstance(follower.reader, Relay):
                turn()

    def _next_due(self) -> datetime | None:
        with self.house.datastore.reading() as cursor:
            row = cursor.execute(_NEXT_DUE, prepare=True).fetchone()
        due: datetime | None = row["due"] if row else None
        return due

    @contextmanager
    def _hands_on(self) -> Iterator[None]:
        """Leads every follower, and listens for what the workflows write."""
        with ExitStack() as held:
            self._turns = [
                (follower, held.enter_context(follower.in_hand())) for follower in self.followers
            ]
            self._ear: psycopg.Connection[DictRow] = held.enter_context(
                listen(self.house.datastore.url)
            )
            yield


_UNREST: Final = """
    SELECT string_agg(workflow_id, ', ') FILTER (WHERE told_position < position) AS untold,
           string_agg(workflow_id, ', ') FILTER (WHERE open AND next_due <= %s) AS due
      FROM view.watch_1
     WHERE told_position < position OR open"""
_NEXT_DUE: Final = "SELECT min(next_due) AS due FROM view.watch_1 WHERE open"
