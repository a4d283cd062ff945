"""Waiting for a condition, and for nothing else."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

SOON = float(os.environ.get("RUKUN_TEST_PATIENCE", "20"))
"""Seconds within which what must happen has happened, however busy the machine is."""


def until(
    condition: Callable[[], object], *, within: float = SOON, else_say: Sequence[str] = ()
) -> None:
    """Until ``condition`` holds; fails, saying ``else_say``, when it does not come."""
    end, pause = monotonic() + within, threading.Event()
    while not condition():
        assert monotonic() < end, "".join(else_say) or f"in vain: {condition}"
        pause.wait(0.01)


async def comes(condition: Callable[[], object | Awaitable[object]], within: float = SOON) -> None:
    """The same inside an event loop; the condition may have to be awaited."""
    async with asyncio.timeout(within):
        while True:
            holds = condition()
            if await holds if isinstance(holds, Awaitable) else holds:
                return
            await asyncio.sleep(0.005)
