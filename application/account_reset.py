"""The second pair of eyes on resetting an account that signs or decides, and who is told of it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from application.by_machine import by_machine
from domain import access
from domain.access import Target
from domain.indonesian import moment
from domain.kernel import Channel, Refusal, Role, Secrecy, key
from domain.letter_content import Urgency
from domain.notice import GiveNotice, Notice
from domain.role_assignment import EndRole, RoleAssignment, Standing
from runtime.account_resets import (
    GUARDED,
    LAPSES_AFTER,
    AccountResets,
    NoSecondAdministrator,
    NotSecondAdministrator,
    OpenReset,
    OwnReset,
    Reset,
)

if TYPE_CHECKING:
    from application.register import Register

ASKED, ANSWERED, YOURS = "setel_ulang_diminta", "setel_ulang_diputuskan", "setel_ulang_akun_anda"
LABELS: Final = {
    ASKED: "Setel ulang akun menunggu persetujuan",
    ANSWERED: "Setel ulang akun diputuskan",
    YOURS: "Setel ulang akun Anda diminta",
}
"""What these notices are called on a page."""


def is_guarded(register: "Register", person: UUID, now: datetime) -> bool:
    """Whether this account needs two: it holds such a role, or did until a day ago.

    Else one administrator could end the role, reset the account, and give the role again.
    """
    return any(each.role in GUARDED for each in _held_lately(register, person, now))


def _held_lately(register: "Register", person: UUID, now: datetime) -> Iterator[Standing]:
    yield from register.standings(person)
    given: dict[UUID, Standing] = {}
    for recorded in register.log.of_stream(RoleAssignment.id_of(person)):
        match recorded.fact:
            case RoleAssignment.Assigned() | RoleAssignment.AlsoAssigned() as fact:
                given[fact.standing.assignment_id] = fact.standing
            case RoleAssignment.Ended() as fact if fact.envelope.recorded_at > now - LAPSES_AFTER:
                yield given[fact.assignment_id]


def may_touch(register: "Register", standings: Iterable[Standing], person: UUID) -> bool:
    """Whether who stands so may touch that account: as if each of its roles were ended."""
    standings = tuple(standings)
    return all(
        any(reaches(each, held) for each in standings) for held in register.standings(person)
    )


def reaches(standing: Standing, held: Standing) -> bool:
    """Whether who stands so could end that role."""
    target = Target(region=held.region, secrecy=held.clearance)
    with suppress(Refusal):
        access.decide(EndRole, standing, target, access.SYSTEM_ACTOR)
        return True
    return False


def second_administrators(
    register: "Register", people: Iterable[UUID], person: UUID, asker: UUID, now: datetime
) -> list[UUID]:
    """Of these people, whoever else could confirm what ``asker`` asks about ``person``.

    Administrators for a day at least: else who asks could make one for the purpose.
    """
    found = []
    for each in people:
        held = [
            standing
            for standing in register.standings(each)
            if standing.role is Role.ADMINISTRATOR and standing.since <= now - LAPSES_AFTER
        ]
        if each not in (person, asker) and held and may_touch(register, held, person):
            found.append(each)
    return found


def ask(
    register: "Register",
    resets: AccountResets,
    administrators: Iterable[UUID],
    person: UUID,
    what: Reset,
    *,
    by: UUID,
) -> OpenReset:
    """Asked for; everybody who could confirm is told, and whose account it is.

    NoSecondAdministrator where nobody could, ResetAlreadyAsked.
    """
    others = second_administrators(register, administrators, person, by, register.clock.now())
    if not others:
        raise NoSecondAdministrator
    asked = resets.ask(person, what, by=by)
    region = _region(register, by)
    until = moment(asked.lapses_at, region)
    words = f"{what.label} menunggu persetujuan Anda, paling lambat {until}."
    for each in others:
        _tell(register, asked, each, ASKED, words, f"/pengguna/{person}")
    words = "Administrator meminta akun Anda disetel ulang. Bila bukan Anda, hubungi administrator."
    _tell(register, asked, person, YOURS, words, "/akun")
    return asked


def confirm(
    register: "Register",
    resets: AccountResets,
    administrators: Iterable[UUID],
    asked: OpenReset,
    *,
    by: UUID,
) -> None:
    """Agreed to; who asked may now carry it out. OwnReset, ResetOver, NotSecondAdministrator."""
    now = register.clock.now()
    if by == asked.asked_by:
        raise OwnReset
    if by not in second_administrators(register, administrators, asked.person, asked.asked_by, now):
        raise NotSecondAdministrator
    found = resets.confirm(asked.reset_id, by=by)
    until = moment(found.lapses_at, _region(register, found.asked_by))
    words = f"{found.what.label} disetujui. Lakukan paling lambat {until}."
    _tell(register, found, found.asked_by, ANSWERED, words, f"/pengguna/{found.person}")


def decline(register: "Register", resets: AccountResets, asked: OpenReset, *, by: UUID) -> None:
    """Not agreed to, or taken back. ResetOver."""
    found = resets.decline(asked.reset_id, by=by)
    if by != found.asked_by:
        words = f"{found.what.label} ditolak administrator lain."
        _tell(register, found, found.asked_by, ANSWERED, words, f"/pengguna/{found.person}")


def _region(register: "Register", person: UUID) -> str:
    return next((each.region for each in register.standings(person)), "")


def _tell(
    register: "Register", reset: OpenReset, person: UUID, rule: str, words: str, path: str
) -> None:
    """A notice in the application; it says nothing of any case."""
    event = f"{rule}:{reset.reset_id}"
    notice_id = Notice.id_of(event, person)
    register.submit(
        GiveNotice(
            **by_machine(key("give", notice_id), channel=Channel.WEB),
            notice_id=notice_id,
            person=person,
            rule=rule,
            event=event,
            about=reset.reset_id,
            region=_region(register, person),
            secrecy=Secrecy.OPEN,
            urgency=Urgency.ORDINARY,
            words=words,
            path=path,
        )
    )
