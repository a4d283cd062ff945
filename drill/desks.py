"""The pens of a drill: how a scripted desk sends commands, looks things up and loses time.

A desk acts by the same commands as people do. It sends some of them twice, and some that are
wrong on purpose: the record must answer the first alike and refuse the second by their rule.
"""

from collections.abc import Generator
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NoReturn, Protocol, TypeVar
from uuid import UUID

from application.sitting import CommandReused, HappensLater, Outcome, PageIsStale
from domain.clocks import Clocked, WaitKind
from domain.kernel import Channel, Command, Refusal, key
from drill.cast import Member
from drill.house import House
from drill.inventions import dice

C = TypeVar("C", bound=Clocked)
Script = Generator[datetime, None, None]
"""What a desk does next, and when: it yields the moment at which it wants to go on."""


class OnTheDot(datetime):
    """The very moment a window ends, before the machine has noted that it has."""

    @classmethod
    def of(cls, moment: datetime) -> "OnTheDot":
        return cls.combine(moment.date(), moment.timetz())


TWICE = 0.05
REUSED = 0.02
MISDATED = 0.02
STALE = 0.2


class Agenda(Protocol):
    """Where a desk puts what goes on beside its own story."""

    def add(self, order: tuple[str, ...], script: Script) -> None: ...


class Manner(Enum):
    """How somebody treats a window: in time, after it, or after the supervisor's too."""

    PROMPT = 0.72
    LATE = 0.18
    FORGETFUL = 0.10


class DeskBlundered(Exception):
    """The script sent what the record refused, and had not meant to; its strand ends there."""


class Desk:
    """One strand of one story, with dice and command ids of its own, named by ``order``."""

    def __init__(self, house: House, seed: int, *order: str) -> None:
        self.house = house
        self.seed = seed
        self.order = order
        self.dice = dice(seed, *order)
        self._sent = 0
        self._page = 0

    # -- sending -------------------------------------------------------------------------

    def send(self, wish: type[Command], by: Member, /, **facts: Any) -> Outcome:
        """A command as it should be; now and then twice, as an impatient hand does."""
        command = self._command(wish, by, facts)
        roll = self.dice.random()
        if roll < MISDATED:
            late = command.model_copy(update={"occurred_at": self.now + timedelta(days=1)})
            self._refused_as(HappensLater, late)
        try:
            outcome = self._submit(command)
        except Refusal as refusal:
            self.blunder(wish, refusal)
        if roll > 1 - TWICE:
            self._submit(command)
        if roll > 1 - REUSED and outcome.events:  # what came to nothing took no number
            self._refused_as(CommandReused, command.model_copy(update={"reason": "Lain lagi."}))
        self._page = outcome.position
        return outcome

    def blunder(self, wish: type[Command], refusal: Refusal | None) -> NoReturn:
        """Ends this strand with what it sent and what the record said to it."""
        said = f"{' / '.join(self.order)}: {wish.__name__}: {refusal}"
        raise DeskBlundered(said) from refusal

    def wrongly(
        self, rule: type[Refusal], wish: type[Command], by: Member, /, **facts: Any
    ) -> None:
        """A command that must be refused by ``rule``."""
        self._refused_as(rule, self._command(wish, by, facts))

    def attempt(self, wish: type[Command], by: Member, /, **facts: Any) -> Refusal | None:
        """A command nobody can be sure of beforehand; the refusal, if it was one."""
        try:
            self._submit(self._command(wish, by, facts))
        except Refusal as refusal:
            return refusal
        return None

    def from_stale_page(self, wish: type[Command], by: Member, seen: int, **facts: Any) -> None:
        """Sent from a page drawn at ``seen``, since when something that matters has changed."""
        if self.at_first_or(STALE, PageIsStale):
            self.wrongly(PageIsStale, wish, by, position_seen=seen, **facts)

    def _refused_as(self, rule: type[Refusal], command: Command) -> None:
        try:
            self._submit(command)
        except Refusal as refusal:
            self.house.journal.expect(rule.__name__, refusal.rule, type(command).__name__)
        else:
            self.house.journal.expect(rule.__name__, "diterima", type(command).__name__)

    def _submit(self, command: Command) -> Outcome:
        self.house.seen.clear()
        try:
            outcome = self.house.register.submit(command)
        except Refusal as refusal:
            self.house.journal.refuse(refusal)
            raise
        self.house.journal.accept(command, outcome)
        return outcome

    def _command(self, wish: type[Command], by: Member, facts: dict[str, Any]) -> Command:
        self._sent += 1
        return wish.model_validate(
            {
                "command_id": self.made("command", self._sent),
                "actor": by.id,
                "role": by.role,
                "unit": by.unit,
                "channel": Channel.DRILL,
            }
            | facts
        )

    def made(self, *what: object) -> UUID:
        """An id of this strand: the same for the same seed, like no other's."""
        return key("drill", self.seed, *self.order, *what)

    def made_anew(self, *what: object) -> UUID:
        """The same for what a strand may do more than once: like none before the last command."""
        return self.made(*what, "anew", self._sent)

    # -- looking -------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    def look_up(self, kind: type[C], stream: UUID) -> C:
        """The thing as the record holds it now."""
        found = self.house.seen.get(stream)
        if found is None:
            found = self.house.register.load(kind, stream)
            assert found is not None
            self.house.seen[stream] = found
        assert isinstance(found, kind)
        return found

    def due(self, found: Clocked, kind: WaitKind) -> datetime | None:
        """Until when something is waited for; None when that window is closed."""
        waits = (each for each in found.waits.values() if each.kind is kind and not each.pause)
        return next((wait.due for wait in waits), None)

    # -- dice and time ---------------------------------------------------------------------

    def sometimes(self, odds: float) -> bool:
        return self.dice.random() < odds

    def at_first_or(self, odds: float, what: object) -> bool:
        """The first time in a drill that there is an occasion for ``what``; by chance after that.

        So what a drill must show does not hang on a lucky seed.
        """
        name = what.__name__ if isinstance(what, type) else str(what)
        by_chance = self.sometimes(odds)
        first = name not in self.house.occasions
        self.house.occasions.add(name)
        return first or by_chance

    def after(self, low: int, high: int) -> datetime:
        """So many minutes from now, drawn from the dice."""
        return self.now + timedelta(minutes=self.dice.randint(low, high))

    def in_time(self, due: datetime | None) -> datetime:
        """A moment before the window ends, however soon that is; soon, where there is none."""
        if due is None:
            return self.after(10, 240)
        left = due - self.now if due > self.now else timedelta(minutes=1)
        return self.now + left * self.dice.uniform(0.1, 0.85)

    def too_late(self, due: datetime | None) -> datetime:
        """A moment not long after the window has ended."""
        return (due or self.now) + timedelta(minutes=self.dice.randint(5, 50))

    def in_some_manner(self, due: datetime | None) -> datetime:
        """When somebody gets round to it: mostly in time."""
        match self._manner():
            case Manner.PROMPT:
                return self.in_time(due)
            case Manner.LATE:
                return self.too_late(due)
            case Manner.FORGETFUL:
                return (due or self.now) + timedelta(minutes=self.dice.randint(3 * 1440, 5 * 1440))

    def _manner(self) -> Manner:
        odds = [each.value for each in Manner]
        return self.dice.choices(list(Manner), odds)[0]
