"""Penugasan peran: who may act as what, until when; never by one's own hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.kernel import Role, Secrecy, key
from domain.role_assignment import (
    AssignRole,
    EndRole,
    EndsBeforeItBegins,
    MachineRole,
    OwnRole,
    RoleAssignment,
    UnknownAssignment,
)
from tests.facts import (
    ADMIN,
    FIRST,
    MACHINE,
    NOON,
    Somebody,
    envelope,
    facts,
    given,
    refused,
    told,
    wish,
)


def assigning(
    role: Role = Role.LIAISON, by: Somebody = ADMIN, until: datetime | None = None, **fields: Any
) -> AssignRole:
    given_ = {
        "person": FIRST.id,
        "as_role": role,
        "in_unit": "Polda",
        "region": "31",
        "clearance": Secrecy.SECRET,
        "until": until,
    }
    return wish(AssignRole, by, **(given_ | fields))


def ending(assignment: int, by: Somebody = ADMIN) -> EndRole:
    return wish(EndRole, by, person=FIRST.id, assignment_id=key("assignment", FIRST.id, assignment))


def liaison(until: datetime | None = None) -> RoleAssignment:
    held = RoleAssignment.first(assigning(until=until), envelope(ADMIN))
    held.acting = envelope(ADMIN)
    return held


def test_a_role_is_held_from_the_moment_it_is_given() -> None:
    (standing,) = liaison().at(NOON)
    assert (standing.role, standing.region, standing.since) == (Role.LIAISON, "31", NOON)
    assert not liaison().at(NOON - timedelta(seconds=1))


def test_an_acting_role_ends_by_itself_at_its_last_moment() -> None:
    held = liaison(until=NOON + timedelta(days=30))
    assert held.at(NOON + timedelta(days=30, microseconds=-1))
    assert not held.at(NOON + timedelta(days=30))


@pytest.mark.parametrize("days", [0, -1])
def test_a_role_does_not_end_before_it_begins(days: int) -> None:
    with pytest.raises(EndsBeforeItBegins):
        liaison(until=NOON + timedelta(days=days))


def test_nobody_gives_themselves_a_role() -> None:
    with pytest.raises(OwnRole):
        RoleAssignment.first(assigning(by=ADMIN, person=ADMIN.id), envelope(ADMIN))
    held = given(liaison())
    with refused(held, OwnRole):
        held.assign(assigning(Role.SUPERVISOR, by=FIRST))


def test_nobody_ends_their_own_role() -> None:
    held = given(liaison())
    with refused(held, OwnRole):
        held.end(ending(1, by=FIRST))


@pytest.mark.parametrize("by", [ADMIN, MACHINE])
def test_no_person_holds_the_machines_role(by: Somebody) -> None:
    with pytest.raises(MachineRole):
        RoleAssignment.first(assigning(Role.SYSTEM, by=by), envelope(by))
    held = given(liaison())
    with refused(held, MachineRole):
        held.assign(assigning(Role.SYSTEM, by=by))


def test_a_second_role_stands_beside_the_first() -> None:
    held = given(liaison())
    held.assign(assigning(Role.REPORTER))
    assert [each.role for each in held.at(NOON)] == [Role.LIAISON, Role.REPORTER]
    assert [event for event, _ in facts(held)] == [RoleAssignment.AlsoAssigned]


def test_a_role_that_ended_is_held_no_more() -> None:
    held = given(liaison())
    held.end(ending(1))
    assert not held.at(NOON)
    assert told(held) == ["role.ended"]


def test_a_role_ends_once() -> None:
    held = liaison()
    held.end(ending(1))
    with refused(given(held), UnknownAssignment):
        held.end(ending(1))


def test_only_a_role_that_was_given_ends() -> None:
    held = given(liaison())
    with refused(held, UnknownAssignment):
        held.end(ending(2))


@pytest.mark.parametrize("region", ["3", "31.7", "31.74.0x", "jakarta", "31.74.01.1001.1"])
def test_a_role_reaches_a_region_that_can_be(region: str) -> None:
    with pytest.raises(ValidationError):
        assigning(region=region)
