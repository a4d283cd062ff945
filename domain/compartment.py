"""Kompartemen: what rests on intelligence is kept apart from everything else.

The event is the mark by which every list, search and command knows what lies apart; once in a
compartment a stream stays there.
"""

from eventsourcing.domain import event

from domain.clocks import Clocked
from domain.kernel import Aggregate, Compartment


class Compartmented(Clocked):
    """A report or a case, which may lie in a compartment; what belongs to the case does too."""

    compartment: Compartment | None

    class CompartmentEntered(Aggregate.Event):
        """Masuk kompartemen; hanya dibaca oleh yang dibolehkan."""

        NAME = "compartment.entered"
        QUIET = True
        compartment: Compartment

    def keep_apart(self, compartment: Compartment | None) -> None:
        """Enters the compartment, unless there is none or it lies there already."""
        if compartment is not None and self.compartment is None:
            self._entered_compartment(compartment=compartment)

    @event(CompartmentEntered)
    def _entered_compartment(self, compartment: Compartment) -> None:
        self.compartment = compartment
