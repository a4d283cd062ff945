"""The driver's own diary, kept outside the database: what was asked and what was answered."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from application.sitting import Outcome
from domain.kernel import Command, Refusal


@dataclass
class Journal:
    """Every answer given to the desks, and every one that should have been another."""

    answers: dict[UUID, Outcome] = field(default_factory=dict)
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    by_mistake: int = 0
    """How many commands were wrong on purpose."""

    carried_out: set[str] = field(default_factory=set)
    """Every command that came to something, whoever sent it: people, the press, the workflows."""

    sent_twice: int = 0
    surprises: list[str] = field(default_factory=list)
    """Wrong commands that were let through, and second answers that differed from the first."""

    blunders: list[str] = field(default_factory=list)
    """Faults of the drill's own scripts: who sent what, and why the record refused it."""

    def accept(self, command: Command, outcome: Outcome) -> None:
        """The record said yes; said again, it must say the same."""
        if not outcome.events:
            return
        first = self.answers.setdefault(command.command_id, outcome)
        if first is outcome:
            self.accepted[type(command).__name__] += 1
            return
        self.sent_twice += 1
        if first != outcome:
            self.surprises.append(f"jawaban kedua berbeda: {command.command_id}")

    def refuse(self, refusal: Refusal) -> None:
        """The record said no, and by which rule."""
        self.refused[refusal.rule] += 1

    def expect(self, rule: str, said: str, command: str) -> None:
        """A command that was wrong on purpose, the rule it broke, and what was said to it."""
        self.by_mistake += 1
        if said != rule:
            self.surprises.append(f"{command}: {said}, seharusnya {rule}")
