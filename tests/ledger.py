"""A ledger of promised windows, kept from the events alone and beside the aggregate's own."""

from collections import Counter
from uuid import UUID

from domain.clocks import Clocked, EndOfWindow, MovedWindow
from domain.kernel import Fact
from tests.facts import news


class Ledger:
    """What an aggregate promised and closed, read from what it records."""

    def __init__(self, aggregate: Clocked) -> None:
        self.aggregate = aggregate
        self.promised: set[UUID] = set()
        self.closed: Counter[UUID] = Counter()
        self.ended = False
        self.read()

    def read(self) -> list[Fact]:
        """Enters what is new; a window is promised once, and closed only after that."""
        fresh = news(self.aggregate)
        for fact in fresh:
            match fact:
                case Clocked.DeadlineSet():
                    assert fact.wait.deadline_id not in self.promised, "promised twice"
                    assert not self.ended, "promised after the end"
                    self.promised.add(fact.wait.deadline_id)
            if isinstance(fact, EndOfWindow):
                assert fact.deadline_id in self.promised, "closed without a promise"
                self.closed[fact.deadline_id] += 1
            if isinstance(fact, MovedWindow):
                self.promised.add(fact.wait.deadline_id)
        return fresh

    def nothing_new(self) -> None:
        """After a refusal."""
        assert self.read() == []

    def balances(self, *, ended: bool) -> None:
        """Every promise is open or closed exactly once; after the end none is open or made."""
        self.read()
        assert all(times == 1 for times in self.closed.values()), "closed twice"
        assert self.promised - set(self.closed) == set(self.aggregate.waits)
        if self.ended or ended:
            assert ended, "what had ended has begun again"
            assert not self.aggregate.waits, "still waiting after the end"
        self.ended = ended
