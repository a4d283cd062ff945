"""Penugasan peran: who may act as what, where, until when, and up to which secrecy."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import AwareDatetime

from domain.kernel import (
    Aggregate,
    Command,
    Compartment,
    Envelope,
    Frozen,
    Line,
    Moment,
    Refusal,
    Role,
    Secrecy,
    key,
)
from domain.regions import RegionScope


class Capacity(StrEnum):
    """In what capacity a role is held: definitif, or until a day in somebody's place."""

    DEFINITIVE = "definitif"
    ACTING = "Plt."
    DAILY = "Plh."

    @property
    def label(self) -> str:
        return {
            Capacity.DEFINITIVE: "Definitif",
            Capacity.ACTING: "Pelaksana tugas (Plt.)",
            Capacity.DAILY: "Pelaksana harian (Plh.)",
        }[self]


class Standing(Frozen):
    """One role of one person: the unit it is held in, the region it reaches, its clearance."""

    assignment_id: UUID
    role: Role
    unit: str
    region: str
    clearance: Secrecy
    since: AwareDatetime
    until: AwareDatetime | None = None
    compartments: tuple[Compartment, ...] = ()
    capacity: Capacity = Capacity.DEFINITIVE
    basis: str = ""
    """The letter or decree an acting capacity rests on."""

    on_behalf_of: UUID | None = None

    @property
    def title(self) -> str:
        """The role as it is held: `Plt. Kepala Badan Kesbangpol`."""
        acting = self.capacity is not Capacity.DEFINITIVE
        return f"{self.capacity.value} {self.role.label}" if acting else self.role.label

    def holds_at(self, moment: AwareDatetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


class AssignRole(Command):
    """Menetapkan peran seseorang (termasuk Plt./Plh. dengan batas waktu)."""

    person: UUID
    as_role: Role
    in_unit: Line
    region: RegionScope
    clearance: Secrecy
    until: Moment | None = None
    compartments: tuple[Compartment, ...] = ()
    capacity: Capacity = Capacity.DEFINITIVE
    basis: Line | None = None
    on_behalf_of: UUID | None = None
    TITLE: ClassVar[str] = "Tetapkan peran"


class DelegateRole(Command):
    """Mendelegasikan wewenang sendiri kepada Plt./Plh. sampai suatu waktu."""

    assignment_id: UUID
    person: UUID
    capacity: Capacity
    until: Moment
    basis: Line
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Delegasikan wewenang"


class EndDelegation(Command):
    """Mengakhiri lebih awal wewenang yang didelegasikan sendiri."""

    person: UUID
    assignment_id: UUID
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Akhiri delegasi"


class EndRole(Command):
    """Mengakhiri peran seseorang."""

    person: UUID
    assignment_id: UUID
    TITLE: ClassVar[str] = "Akhiri peran"


class UnknownAssignment(Refusal):
    """Penugasan peran itu tidak ada atau sudah berakhir."""


class OwnRole(Refusal):
    """Peran sendiri tidak dapat ditetapkan atau diakhiri sendiri."""


class MachineRole(Refusal):
    """Peran mesin tidak dapat diberikan kepada orang."""


class ActingWithoutEnd(Refusal):
    """Plt. dan Plh. memerlukan batas akhir, dasar penugasan, dan pejabat yang diwakili."""

    article = "UU 30/2014 Pasal 14"


class NotYoursToDelegate(Refusal):
    """Yang dapat didelegasikan, dan diakhiri, hanya wewenang definitif Anda sendiri."""

    article = "UU 30/2014 Pasal 13-14"


class EndsBeforeItBegins(Refusal):
    """Batas akhir peran harus sesudah sekarang."""


class RoleAssignment(Aggregate):
    """Every role one person has held. The first fact names the person."""

    class Assigned(Aggregate.Created):
        """Peran pertama ditetapkan."""

        NAME = "role.first_assigned"
        person: UUID
        standing: Standing

    class AlsoAssigned(Aggregate.Event):
        """Peran lain ditetapkan."""

        NAME = "role.assigned"
        standing: Standing

    class Ended(Aggregate.Event):
        """Peran berakhir."""

        NAME = "role.ended"
        assignment_id: UUID

    class MemberLinked(Aggregate.Event):
        """Akun ditautkan dengan keanggotaan FKDM."""

        NAME = "role.member_linked"
        member_id: UUID

    case_id: UUID | None = None

    @staticmethod
    def id_of(person: UUID) -> UUID:
        return key("role", person)

    @classmethod
    def first(cls, command: AssignRole, at: Envelope) -> "RoleAssignment":
        return cls.begin(
            cls.Assigned,
            at,
            cls.id_of(command.person),
            person=command.person,
            standing=_standing(command, at, 1),
        )

    def assign(self, command: AssignRole) -> None:
        self._also_assigned(standing=_standing(command, self.acting, self.version + 1))

    def end(self, command: EndRole) -> None:
        if command.actor == command.person:
            raise OwnRole
        if command.assignment_id not in self.standings:
            raise UnknownAssignment
        self._ended(assignment_id=command.assignment_id)

    def end_delegation(self, command: EndDelegation) -> None:
        """By whoever delegated it, and nobody else."""
        found = self.standings.get(command.assignment_id)
        if found is None:
            raise UnknownAssignment
        if found.on_behalf_of != command.actor:
            raise NotYoursToDelegate
        self._ended(assignment_id=command.assignment_id)

    def link_member(self, member_id: UUID) -> None:
        """From now on this person reports as that member, and no longer than they are one."""
        self._member_linked(member_id=member_id)

    def at(self, moment: AwareDatetime) -> tuple[Standing, ...]:
        """The roles this person holds at ``moment``."""
        return tuple(each for each in self.standings.values() if each.holds_at(moment))

    @event(Assigned)
    def __init__(self, person: UUID, standing: Standing) -> None:
        self.person = person
        self.member: UUID | None = None
        self.standings = {standing.assignment_id: standing}

    @event(AlsoAssigned)
    def _also_assigned(self, standing: Standing) -> None:
        self.standings[standing.assignment_id] = standing

    @event(MemberLinked)
    def _member_linked(self, member_id: UUID) -> None:
        self.member = member_id

    @event(Ended)
    def _ended(self, assignment_id: UUID) -> None:
        del self.standings[assignment_id]


def _standing(command: AssignRole, at: Envelope, version: int) -> Standing:
    if command.actor == command.person and command.role is not Role.SYSTEM:
        raise OwnRole
    if command.as_role is Role.SYSTEM:
        raise MachineRole
    if command.until is not None and command.until <= at.recorded_at:
        raise EndsBeforeItBegins
    acting = command.capacity is not Capacity.DEFINITIVE
    said = (command.until, command.basis, command.on_behalf_of)
    if acting and None in said:
        raise ActingWithoutEnd
    return Standing(
        assignment_id=key("assignment", command.person, version),
        role=command.as_role,
        unit=command.in_unit,
        region=command.region,
        clearance=command.clearance,
        since=at.recorded_at,
        until=command.until,
        compartments=command.compartments,
        capacity=command.capacity,
        basis=command.basis or "",
        on_behalf_of=command.on_behalf_of,
    )
