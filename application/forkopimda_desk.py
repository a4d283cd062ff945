"""The pack for a province's leaders: put together, opened, and asked after."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting, target_of
from domain import access
from domain.access import Target
from domain.agency import agency_of
from domain.conflict_case import ConflictCase
from domain.forkopimda import (
    AGENCY_OF,
    FORUM,
    CannotSit,
    FollowUpUnread,
    ForkopimdaPack,
    NotForThePack,
    OpenForkopimdaPack,
    Seat,
    Seated,
    SendForkopimdaPack,
)
from domain.indonesian import local
from domain.kernel import Role
from domain.letter import Letter, LetterState
from domain.office_book import OfficeBook, OfficeRole, offices_of
from domain.role_assignment import Standing

if TYPE_CHECKING:
    from application.register import Register


def seats_role(office: OfficeRole) -> Role:
    """In which role somebody opens a pack for an office."""
    return Role.GOVERNOR if office is OfficeRole.GOVERNOR else Role.LIAISON


def may_sit(standing: Standing, office: OfficeRole, target: Target, person: UUID) -> bool:
    """Whether somebody answers for the office, and may know what the pack says."""
    if office not in FORUM or standing.role is not seats_role(office):
        return False
    if agency_of(standing.unit) is not AGENCY_OF.get(office):
        return False
    theirs = target.model_copy(update={"liaisons": frozenset({person})})
    return access.may_read(standing, theirs, person)


def _send_pack(register: "Register", command: SendForkopimdaPack, sitting: Sitting) -> UUID:
    """As secret as the most secret thing in it."""
    case = sitting.take(ConflictCase, command.case_id)
    case.send_pack(command.pack_id)
    enclosed = [_enclosed(each, case, sitting) for each in command.letters]
    secrecy = max([case.secrecy, *(each.secrecy for each in enclosed)], key=lambda it: it.rank)
    target = target_of(case).model_copy(update={"secrecy": secrecy})
    book = offices_of(case.region, local(sitting.at.now, case.region).date())
    sitting.add(
        ForkopimdaPack.send(
            command,
            sitting.at,
            region=case.region,
            level=case.level,
            secrecy=secrecy,
            seats=tuple(_seated(register, each, target, book) for each in command.seats),
        )
    )
    return command.pack_id


def _enclosed(letter_id: UUID, case: ConflictCase, sitting: Sitting) -> Letter:
    if letter_id not in case.letters:
        raise NotForThePack
    letter = sitting.glance(Letter, letter_id)
    if letter.number is None or letter.state is LetterState.VOID:
        raise NotForThePack
    return letter


def _seated(register: "Register", seat: Seat, target: Target, book: OfficeBook) -> Seated:
    name = book.name(seat.office)
    for standing in register.standings(seat.person):
        if may_sit(standing, seat.office, target, seat.person):
            return Seated(office=seat.office, name=name, person=seat.person, role=standing.role)
    raise CannotSit(f"{name}.")


def _open_pack(_: "Register", command: OpenForkopimdaPack, sitting: Sitting) -> UUID:
    pack = sitting.take(ForkopimdaPack, command.pack_id)
    pack.open(command)
    return pack.id


def _follow_up_unread(_: "Register", command: FollowUpUnread, sitting: Sitting) -> UUID:
    pack = sitting.take(ForkopimdaPack, command.pack_id)
    pack.follow_up(command, sitting.at)
    return pack.id


METHODS: Methods = {
    SendForkopimdaPack: _send_pack,
    OpenForkopimdaPack: _open_pack,
    FollowUpUnread: _follow_up_unread,
}
