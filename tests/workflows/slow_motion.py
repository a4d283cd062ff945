"""A workflow driven by hand: what temporalio does for ``Patience``, in simulated time.

Stands in for the module ``temporalio.workflow`` inside ``workflows.patience``: thousands of
sequences of news in the time a server needs for one.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

from activities.duties import LetElapse
from domain.wards import Ward
from workflows.patience import Patience

DUTY_TAKES = timedelta(milliseconds=300)


@dataclass
class _Pause:
    """Where a workflow stands still: until something holds, or a moment comes."""

    holds: Callable[[], bool]
    until: datetime | None

    def __await__(self) -> Generator["_Pause", bool, bool]:
        return (yield self)


@dataclass
class SlowMotion:
    """One workflow and its server. ``asked`` is the diary: when, and about which window."""

    now_: datetime
    asked: list[tuple[datetime, UUID]] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    ended: bool = False

    # -- what Patience sees of temporalio --------------------------------------------------

    def now(self) -> datetime:
        return self.now_

    def info(self) -> Any:
        return SimpleNamespace(workflow_id="w", is_continue_as_new_suggested=lambda: False)

    def set_current_details(self, text: str) -> None:
        assert text

    async def wait_condition(
        self,
        holds: Callable[[], bool],
        *,
        timeout: timedelta | None = None,  # noqa: ASYNC109 - temporalio's name for it
    ) -> None:
        if not await _Pause(holds, None if timeout is None else self.now_ + timeout):
            raise TimeoutError

    async def execute_activity_method(self, _: Any, order: LetElapse, **__: Any) -> int:
        self.asked.append((self.now_, order.deadline_id))
        await _Pause(lambda: False, self.now_ + DUTY_TAKES)
        return 0

    # -- the server's part -----------------------------------------------------------------

    def play(
        self, patience: Patience, news: Sequence[tuple[datetime, Ward]], until: datetime
    ) -> None:
        """Runs the workflow, delivering each piece of news at its moment, in their order."""
        with patch("workflows.patience.workflow", self):
            watch = patience.keep_watch()
            it_holds, time_is_up = True, False
            coming = sorted(news, key=lambda each: each[0])
            try:
                pause: _Pause = watch.send(None)
                while True:
                    if pause.holds():
                        pause = watch.send(it_holds)
                    elif coming and (pause.until is None or coming[0][0] <= pause.until):
                        self.now_, ward = coming.pop(0)
                        patience.record_changed(ward)
                        self.positions.append(patience.ward.position)
                    elif pause.until is not None and pause.until <= until:
                        self.now_ = pause.until
                        pause = watch.send(time_is_up)
                    else:
                        break
            except StopIteration:
                self.ended = True
            else:
                watch.close()
