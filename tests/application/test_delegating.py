"""Plt. and Plh.: a head's authority in another's hands, until a moment, and shown as such."""

from datetime import timedelta

import pytest

from domain.access import RoleNotHeld
from domain.conflict_case import ProposerIsApprover
from domain.kernel import Role
from domain.role_assignment import (
    ActingWithoutEnd,
    AssignRole,
    Capacity,
    DelegateRole,
    EndDelegation,
    EndsBeforeItBegins,
    NotYoursToDelegate,
    OwnRole,
)
from tests.office import Office, Person


def in_place(officer: Person) -> Person:
    """The same person as the head's stand-in."""
    return Person(officer.name, officer.id, Role.SUPERVISOR, officer.unit)


def test_a_stand_in_decides_until_the_moment_and_every_event_says_in_whose_place(
    office: Office,
) -> None:
    office.stand_in(office.second_officer)
    case = office.verified_case()
    office.propose_escalation(case)
    office.approve_escalation(case, by=in_place(office.second_officer))
    escalated = next(e for e in office.file(case).timeline if e.name == "case.escalated")
    assert escalated.fact.envelope.capacity == "Plh."
    proposed = next(e for e in office.file(case).timeline if e.name == "case.escalation_proposed")
    assert proposed.fact.envelope.capacity is None
    office.pass_time(days=3)
    later = office.verified_case()
    office.propose_escalation(later)
    with pytest.raises(RoleNotHeld):
        office.approve_escalation(later, by=in_place(office.second_officer))


def test_nobody_is_proposer_and_approver_through_two_roles(office: Office) -> None:
    office.stand_in(office.officer)
    case = office.verified_case()
    office.propose_escalation(case)
    with pytest.raises(ProposerIsApprover):
        office.approve_escalation(case, by=in_place(office.officer))


def test_what_is_delegated_is_the_heads_own_with_an_end_and_to_another(office: Office) -> None:
    with pytest.raises(OwnRole):
        office.stand_in(office.supervisor)
    with pytest.raises(EndsBeforeItBegins):
        office.stand_in(office.officer, until=office.now() - timedelta(hours=1))
    with pytest.raises(NotYoursToDelegate):
        office.stand_in(office.officer, capacity=Capacity.DEFINITIVE)
    with pytest.raises(NotYoursToDelegate):
        office.stand_in(office.officer, assignment_id=office.governor.standing.assignment_id)
    office.stand_in(office.second_officer)
    (passed_on,) = (
        each
        for each in office.register.standings(office.second_officer.id)
        if each.role is Role.SUPERVISOR
    )
    with pytest.raises(NotYoursToDelegate):
        office.send(
            DelegateRole,
            in_place(office.second_officer),
            assignment_id=passed_on.assignment_id,
            person=office.officer.id,
            capacity=Capacity.ACTING,
            until=office.now() + timedelta(days=1),
            basis="SP 2",
        )


def test_an_acting_role_given_by_the_administrator_needs_end_basis_and_whom(
    office: Office,
) -> None:
    with pytest.raises(ActingWithoutEnd):
        office.send(
            AssignRole,
            office.admin,
            person=office.officer.id,
            as_role=Role.SUPERVISOR,
            in_unit="BKBP",
            region="31",
            clearance="R",
            capacity=Capacity.ACTING,
        )


def test_the_head_is_back_and_ends_it_and_nobody_else_does(office: Office) -> None:
    office.stand_in(office.officer)
    acting = office.register.standings(office.officer.id)[-1]
    ending = {"person": office.officer.id, "assignment_id": acting.assignment_id}
    other = Person("other head", office.new_id("p"), Role.SUPERVISOR, "BKBP")
    office.give_role(other)
    with pytest.raises(NotYoursToDelegate):
        office.send(EndDelegation, other, **ending)
    office.send(EndDelegation, office.supervisor, **ending)
    assert [each.role for each in office.register.standings(office.officer.id)] == [
        Role.CASE_OFFICER
    ]
