"""Delegation at the register: somebody's own authority, in another's hands until a moment."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting
from domain.access import Target
from domain.kernel import Command
from domain.role_assignment import (
    AssignRole,
    Capacity,
    DelegateRole,
    EndDelegation,
    NotYoursToDelegate,
    RoleAssignment,
    UnknownAssignment,
)

if TYPE_CHECKING:
    from application.register import Register


def delegate_role(register: "Register", command: DelegateRole, sitting: Sitting) -> UUID:
    """What is delegated is what the actor holds definitively, no more: role, region, clearance."""
    sitting.allow(None)
    held = {each.assignment_id: each for each in register.standings(command.actor)}
    own = held.get(command.assignment_id)
    if own is None or own.role is not command.role:
        raise NotYoursToDelegate
    if own.capacity is not Capacity.DEFINITIVE or command.capacity is Capacity.DEFINITIVE:
        raise NotYoursToDelegate
    sitting.allow(Target(region=own.region, secrecy=own.clearance))
    wish = AssignRole(
        **command.model_dump(include=set(Command.model_fields)),
        person=command.person,
        as_role=own.role,
        in_unit=own.unit,
        region=own.region,
        clearance=own.clearance,
        until=min(command.until, own.until) if own.until else command.until,
        capacity=command.capacity,
        basis=command.basis,
        on_behalf_of=command.actor,
    )
    stream = RoleAssignment.id_of(command.person)
    found = sitting.find(RoleAssignment, stream)
    if found:
        found.assign(wish)
    else:
        sitting.add(RoleAssignment.first(wish, sitting.at.envelope))
    return stream


def end_delegation(register: "Register", command: EndDelegation, sitting: Sitting) -> UUID:
    """Before its time, by whoever delegated."""
    sitting.allow(None)
    found = sitting.find(RoleAssignment, RoleAssignment.id_of(command.person))
    if found is None:
        raise UnknownAssignment
    found.end_delegation(command)
    return found.id


METHODS: Methods = {DelegateRole: delegate_role, EndDelegation: end_delegation}
