"""Anggota FKDM at the register: proposed, tried, seated, linked with their account, gone."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import IdentityTaken, Methods, Sitting, UnknownRegion
from domain.access import Target
from domain.kernel import Role, Secrecy
from domain.member import (
    ActivateMember,
    AppointMember,
    AssessMember,
    EndMembership,
    Forum,
    Member,
    MembershipOver,
    MemberState,
    NominateMember,
    NotAReporter,
    RecordTraining,
    TurnDownMember,
)
from domain.regions import zone_of
from domain.report import FileReport, Source
from domain.role_assignment import RoleAssignment

if TYPE_CHECKING:
    from application.register import Register


def must_still_be_member(register: "Register", command: FileReport, sitting: Sitting) -> None:
    """An account that was linked with a membership reports as FKDM no longer than it lasts."""
    if command.source is not Source.FKDM or command.role is not Role.REPORTER:
        return
    held = register.recall(RoleAssignment, RoleAssignment.id_of(command.actor))
    if held is not None and held.member is not None:
        member = sitting.glance(Member, held.member)
        if member.state is MemberState.ENDED:
            raise MembershipOver


def _nominate(register: "Register", command: NominateMember, sitting: Sitting) -> UUID:
    if not register.regions.exists(command.region):
        raise UnknownRegion(f"Kode: {command.region}.")
    sitting.allow(Target(region=command.region, secrecy=Secrecy.RESTRICTED))
    sitting.governed_in(command.region)
    if sitting.exists(command.member_id):
        raise IdentityTaken
    sitting.add(Member.nominate(command, sitting.at))
    return command.member_id


def _assess(register: "Register", command: AssessMember, sitting: Sitting) -> UUID:
    member = sitting.take(Member, command.member_id)
    member.assess(command, sitting.at)
    return member.id


def _turn_down(register: "Register", command: TurnDownMember, sitting: Sitting) -> UUID:
    member = sitting.take(Member, command.member_id)
    member.turn_down(command, sitting.at)
    return member.id


def _appoint(register: "Register", command: AppointMember, sitting: Sitting) -> UUID:
    """Appointment and seat commit together, so that no forum has more members than seats."""
    member = sitting.take(Member, command.member_id)
    member.appoint(command, sitting.at)
    forum = sitting.find(Forum, Forum.id_of(member.region))
    if forum is None:
        sitting.add(
            Forum.begin(
                Forum.Seated,
                sitting.at.envelope,
                Forum.id_of(member.region),
                region=member.region,
                member_id=member.id,
                ends_on=command.ends_on,
            )
        )
    else:
        today = sitting.at.now.astimezone(zone_of(member.region)).date()
        seats = sitting.at.policy.forum.seats(member.level_of_forum)
        forum.seat(member.id, command.ends_on, today=today, seats=seats)
    sitting.tell_last(member)
    return member.id


def _activate(register: "Register", command: ActivateMember, sitting: Sitting) -> UUID:
    """The account is one that may report; from here on it does so as this member."""
    member = sitting.take(Member, command.member_id)
    standings = register.standings(command.person)
    if not any(each.role is Role.REPORTER for each in standings):
        raise NotAReporter
    member.activate(command, sitting.at)
    held = sitting.find(RoleAssignment, RoleAssignment.id_of(command.person))
    if held is not None:
        held.link_member(member.id)
    sitting.tell_last(member)
    return member.id


def _train(register: "Register", command: RecordTraining, sitting: Sitting) -> UUID:
    member = sitting.take(Member, command.member_id)
    member.train(command)
    return member.id


def _end(register: "Register", command: EndMembership, sitting: Sitting) -> UUID:
    member = sitting.take(Member, command.member_id)
    member.end(command, sitting.at)
    forum = sitting.find(Forum, Forum.id_of(member.region))
    if forum is not None:
        forum.vacate(member.id)
    sitting.tell_last(member)
    return member.id


METHODS: Methods = {
    NominateMember: _nominate,
    AssessMember: _assess,
    TurnDownMember: _turn_down,
    AppointMember: _appoint,
    ActivateMember: _activate,
    RecordTraining: _train,
    EndMembership: _end,
}
