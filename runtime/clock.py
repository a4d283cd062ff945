"""The one place where Rukun reads the time. SQL never calls now(); the domain is told."""

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Record time, and a stopwatch for measuring how long something took."""

    def now(self) -> datetime:
        """The moment to write on the record, aware, in UTC."""

    def stopwatch(self) -> float:
        """Seconds on a clock that never goes back; only differences mean anything."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def stopwatch(self) -> float:
        return time.monotonic()


class SkippedClock(SystemClock):
    """Record time of a drill: it stands still until the driver moves it, and never goes back.

    The time-skipping server runs ahead of it by one constant offset, kept by the relay.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def move_to(self, moment: datetime) -> None:
        with self._lock:
            if moment < self._now:
                raise ValueError("a drill's clock never goes back")
            self._now = moment
