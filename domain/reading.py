"""Who opened, or tried to open, what is classified: one fact for each time, before it is shown.

UU 14/2008 and UU 7/2012 Pasal 44 keep such a case from who need not know it; this is how an
auditor sees that it was kept.
"""

from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.kernel import Aggregate, Command, Compartment, Envelope, Role, Secrecy, key


class NoteReading(Command):
    """Mencatat bahwa berkas rahasia dibuka, atau hendak dibuka tanpa kewenangan.

    ``about`` is the case or report; ``reader`` acted in the role and unit named beside.
    """

    about: UUID
    reader: UUID
    as_role: Role
    in_unit: str
    allowed: bool
    TITLE: ClassVar[str] = "Catat pembacaan"


def is_noted(secrecy: Secrecy, compartment: Compartment | None) -> bool:
    """Whether reading leaves a fact: Rahasia, Sangat Rahasia, or in a compartment."""
    return compartment is not None or secrecy.rank >= Secrecy.SECRET.rank


class Reading(Aggregate):
    """One reading, in a stream of its own: readers never wait for each other."""

    class Noted(Aggregate.Created):
        """Berkas rahasia dibuka, atau pembukaannya ditolak."""

        NAME = "reading.noted"
        QUIET = True
        about: UUID
        reader: UUID
        as_role: Role
        in_unit: str
        allowed: bool

    case_id: UUID | None = None

    @classmethod
    def note(cls, command: NoteReading, at: Envelope) -> "Reading":
        """The same command is the same reading."""
        return cls.begin(
            cls.Noted,
            at,
            key("reading", command.command_id),
            about=command.about,
            reader=command.reader,
            as_role=command.as_role,
            in_unit=command.in_unit,
            allowed=command.allowed,
        )

    @event(Noted)
    def __init__(
        self, about: UUID, reader: UUID, as_role: Role, in_unit: str, allowed: bool
    ) -> None:
        self.about = about
        self.reader = reader
