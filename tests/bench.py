"""What every measurement stands on: servers of its own, a stopwatch, figures with their goals."""

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runtime.clock import SystemClock
from runtime.database import migrate
from runtime.embedded import EmbeddedPostgres
from runtime.settings import Settings
from tests.office import MASTER_KEY
from tests.workflows.desk import LiveClock
from worker import House

MIB = 1024 * 1024
WATCH = SystemClock()


@dataclass(frozen=True)
class Scale:
    """How much is done: a whole run, or a short one that only shows that it works."""

    rounds: int = 5
    commands: int = 300
    seconds: float = 20.0
    seen: int = 300
    lives: int = 100
    rows: int = 1000
    cases: int = 10_000
    asked: int = 200

    @property
    def words(self) -> str:
        return (
            f"{self.rounds} rounds, {self.commands} commands each, {self.seconds:g} s at 50/s, "
            f"{self.lives} cases in the log rebuilt from, a province of {self.cases:,} cases, "
            f"{self.rows} rows drilled"
        )


SHORT = Scale(rounds=3, commands=40, seconds=2.0, seen=40, lives=4, rows=12, cases=100, asked=10)


@dataclass(frozen=True)
class Figure:
    """One measured number; ``met`` is None where no goal was set."""

    what: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None

    @property
    def number(self) -> str:
        if self.value >= 100:
            return f"{self.value:,.0f}"
        return f"{self.value:.3g}"


@dataclass
class Bench:
    """The servers everything is measured on, and fresh databases on them."""

    place: Path
    postgres: EmbeddedPostgres
    scale: Scale
    made: int = 0

    @contextmanager
    def house(self) -> Iterator[House]:
        """The engine's own objects over an empty database with its policy and its views."""
        self.made += 1
        url = self.postgres.create_database(f"measure_{self.made}")
        migrate(url)
        house = House(settings(self.place), url, LiveClock())
        house.prepare_views()
        yield house
        house.close()


def settings(place: Path, **given: str) -> Settings:
    key = base64.b64encode(MASTER_KEY).decode()
    return Settings.model_validate({"data_dir": place, "master_key": key} | given)


def took(deed: Callable[[], object]) -> float:
    """Seconds a deed took."""
    begun = WATCH.stopwatch()
    deed()
    return WATCH.stopwatch() - begun


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
