"""Several processes that answer at one address: one interpreter computes on one core at a time.

The parent binds the address and does nothing else; whichever child is free takes the next
connection. A child that falls is started again; the children fall with their parent.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

import structlog

from runtime import tether

LISTENING: Final = "RUKUN_LISTENING"
"""What tells a child which of its open files is the address, and which child it is: ``7:0``."""

AGAIN_AFTER: Final = 1.0
"""Seconds until a child that fell is started again."""

_log = structlog.get_logger("siblings")


class Place:
    """A child's part: the socket it was handed, and whether it is the first of them."""

    def __init__(self, told: str) -> None:
        number, _, child = told.partition(":")
        self.socket = socket.socket(fileno=int(number))
        self.first = child == "0"

    @classmethod
    def given(cls) -> "Place | None":
        """None for a process that stands alone."""
        told = os.environ.get(LISTENING)
        return cls(told) if told else None


def tend(command: Sequence[str], *, host: str, port: int, count: int) -> int:
    """Runs ``count`` children until told to stop; the exit code.

    A child that says by its exit code that it cannot start ends them all.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as address:
        address.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        address.bind((host, port))
        return asyncio.run(_tend(command, address.fileno(), count))


async def _tend(command: Sequence[str], address: int, count: int) -> int:
    stopping = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopping.set)
    async with asyncio.TaskGroup() as group:
        kept = [
            group.create_task(_keep(command, address, number, stopping)) for number in range(count)
        ]
    return max(each.result() for each in kept)


async def _keep(command: Sequence[str], address: int, number: int, stopping: asyncio.Event) -> int:
    """One of the children, again and again; the exit code with which it could not start, or 0."""
    environment = os.environ | {LISTENING: f"{address}:{number}"}
    while not stopping.is_set():
        code = await _one_life(command, environment, address, stopping)
        if stopping.is_set():
            break
        if code > 0:
            stopping.set()
            return code
        _log.error("a web process fell and is started again", child=number, code=code)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), AGAIN_AFTER)
    return 0


async def _one_life(
    command: Sequence[str], environment: Mapping[str, str], address: int, stopping: asyncio.Event
) -> int:
    tied = [str(tether.__file__), str(os.getpid()), str(int(signal.SIGTERM)), "-1", "-1"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-S", *tied),
        *command,
        env=environment,
        pass_fds=(address,),
    )
    told, ended = (asyncio.ensure_future(each) for each in (stopping.wait(), process.wait()))
    await asyncio.wait({told, ended}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not ended.done():
        with suppress(ProcessLookupError):
            process.terminate()
    return await ended
