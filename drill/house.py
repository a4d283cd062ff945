"""The engine as a drill runs it: every part the real one, on a database and a clock of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from application.letters import Writers
from application.register import Register
from application.sitting import Outcome
from domain.clocks import Clocked
from domain.kernel import Command
from domain.policy import Policy, load_policy
from drill.address_book import addresses
from drill.cast import Cast
from drill.journal import Journal
from projections.letter_press import LetterPress
from projections.lookout import IncidentTally, RegionLookout
from projections.read_model import ReadModel
from projections.rebuild import ALL_READERS
from projections.relay import Relay
from runtime.clock import SkippedClock
from runtime.database import Datastore, migrate
from runtime.follower import Follower, Reader
from runtime.holidays import indonesian_calendar
from runtime.log import Log
from runtime.mapper import SealingMapper
from runtime.recorder import Recorder
from runtime.regions import Regions
from runtime.vault import Vault

POLICY_FILE: Final = Path(__file__).parents[1] / "examples" / "policy-2026-2.json"
MASTER_KEY: Final = b"drill: nothing here is a secret."
TASK_QUEUE: Final = "rukun-drill"
NEVER: Final = 1e9
"""Seconds between sweeps of a drill's relay: nothing is lost here that a sweep would find."""


@dataclass(frozen=True)
class House:
    """What a drill works with."""

    datastore: Datastore
    clock: SkippedClock
    log: Log
    recorder: Recorder
    register: Register
    regions: Regions
    cast: Cast
    journal: Journal
    tally: ReadModel
    desk_views: tuple[ReadModel, ...]
    press: LetterPress
    occasions: set[str] = field(default_factory=set)
    cases: list[UUID] = field(default_factory=list)
    """Every case opened so far, in order."""

    seen: dict[UUID, Clocked] = field(default_factory=dict)
    """What the desks have looked up since anything was last written: forgotten with every news."""

    @property
    def views(self) -> tuple[ReadModel, ...]:
        """Every read model: what commands look at, and what only desks look at."""
        return (self.tally, *self.desk_views)

    def followers(self, *more: Reader) -> list[Follower]:
        """One for each view, for the letter press, and for ``more``."""
        readers: Sequence[Reader] = (*self.views, self.press, *more)
        return [
            Follower(reader, datastore=self.datastore, log=self.log, clock=self.clock)
            for reader in readers
        ]

    def relay(self, *, address: str, namespace: str, offset: timedelta) -> Relay:
        """The relay, telling deadlines in the server's time: record time plus one offset."""
        return Relay(
            datastore=self.datastore,
            log=self.log,
            clock=self.clock,
            address=address,
            namespace=namespace,
            task_queue=TASK_QUEUE,
            shift=offset,
            sweep=NEVER,
        )


class WatchedRegister(Register):
    """The engine's own register, which notes what commands came to something."""

    def __init__(self, journal: Journal, **parts: Any) -> None:
        super().__init__(**parts)
        self.journal = journal

    def submit(self, command: Command) -> Outcome:
        outcome = super().submit(command)
        if outcome.events:
            self.journal.carried_out.add(type(command).__name__)
        return outcome


def build(url: str, start: datetime, last_year: int, *, regions: Regions | None = None) -> House:
    """A migrated database and everything that stands on it, at the moment ``start``."""
    migrate(url)
    clock = SkippedClock(start)
    datastore = Datastore(url, size=8)
    mapper = SealingMapper(Vault(datastore, MASTER_KEY, clock))
    recorder, log = Recorder(datastore), Log(datastore, mapper)
    names, cast = regions or Regions(), Cast()
    writers = Writers(names, cast)
    journal = Journal()
    register = WatchedRegister(
        journal,
        recorder=recorder,
        mapper=mapper,
        log=log,
        clock=clock,
        calendar=indonesian_calendar(start.year, last_year + 2),
        regions=names,
        lookout=RegionLookout(datastore),
        writers=writers,
    )
    return House(
        datastore=datastore,
        clock=clock,
        log=log,
        recorder=recorder,
        register=register,
        regions=names,
        cast=cast,
        journal=journal,
        tally=IncidentTally(),
        desk_views=tuple(kind() for kind in ALL_READERS.values() if kind is not IncidentTally),
        press=LetterPress(register=register, log=log, writers=writers),
    )


def example_policy() -> Policy:
    """The SOP that ships with Rukun, with the address book of the drill's office."""
    policy = load_policy(POLICY_FILE.read_text(encoding="utf-8"))
    rules = policy.letters.model_copy(update={"offices": addresses()})
    return policy.model_copy(update={"letters": rules})
