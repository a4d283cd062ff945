"""What the families of decisions on a case have in common."""

from abc import abstractmethod

from domain.clocks import Clocked


class CasePart(Clocked):
    """One family of decisions on a case. The case itself says whether it still goes on."""

    @property
    @abstractmethod
    def running(self) -> bool:
        """Whether the case has not ended."""

    @abstractmethod
    def _must_be_open(self) -> None:
        """Refuses once the case has ended."""
