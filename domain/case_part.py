"""What the families of decisions on a case have in common."""

from abc import abstractmethod
from dataclasses import dataclass

from domain.clocks import Clocked


@dataclass
class Result:
    """What a field task or a deliberation came to: whether parties agreed, whether still news.

    It is news until the level is set with knowledge of it.
    """

    agreed: bool = False
    fresh: bool = True


class CasePart(Clocked):
    """One family of decisions on a case. The case itself says whether it still goes on."""

    @property
    @abstractmethod
    def running(self) -> bool:
        """Whether the case has not ended."""

    @abstractmethod
    def _must_be_open(self) -> None:
        """Refuses once the case has ended."""
