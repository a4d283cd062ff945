"""Erasure at the register: asked for, decided by a second person, carried out for ever.

The event comes first and the keys go after it: at once by ``ErasureRoom``, and again by a follower
(``projections.eraser``) should a process die in between. Destroying a key twice changes nothing.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Outcome, Sitting, target_of
from domain.access import SYSTEM_ACTOR, Target
from domain.conflict_case import ConflictCase
from domain.deliberation import Deliberation
from domain.kernel import Refusal, Secrecy
from domain.member import Member
from domain.personal_data import (
    DeclineErasure,
    ErasePersonalData,
    HoldData,
    LiftHold,
    PersonalData,
    RequestErasure,
    SubjectKind,
)
from domain.report import Report
from runtime.accounts import Accounts
from runtime.vault import Vault

if TYPE_CHECKING:
    from application.register import Register


class NothingSealedThere(Refusal):
    """Tidak ada laporan, kasus, anggota, atau akun dengan nomor itu."""


def _request(register: "Register", command: RequestErasure, sitting: Sitting) -> UUID:
    dossier = _dossier(register, command.subject, sitting)
    dossier.request(command, sitting.at)
    return dossier.id


def _decline(register: "Register", command: DeclineErasure, sitting: Sitting) -> UUID:
    dossier = _dossier(register, command.subject, sitting)
    dossier.decline(command, sitting.at)
    return dossier.id


def _erase(register: "Register", command: ErasePersonalData, sitting: Sitting) -> UUID:
    """With a case go the reports it came from: their words are its own."""
    dossier = _dossier(register, command.subject, sitting)
    dossier.erase(command, subjects_of(register, command.subject, dossier.kind))
    return dossier.id


def _hold(register: "Register", command: HoldData, sitting: Sitting) -> UUID:
    dossier = _dossier(register, command.subject, sitting)
    dossier.hold(command, sitting.at)
    return dossier.id


def _lift(register: "Register", command: LiftHold, sitting: Sitting) -> UUID:
    dossier = _dossier(register, command.subject, sitting)
    dossier.lift(command, sitting.at)
    return dossier.id


METHODS: Methods = {
    RequestErasure: _request,
    DeclineErasure: _decline,
    ErasePersonalData: _erase,
    HoldData: _hold,
    LiftHold: _lift,
}


def subjects_of(register: "Register", subject: UUID, kind: SubjectKind) -> tuple[UUID, ...]:
    """The keys that seal what is said of a subject, its own first."""
    if kind is not SubjectKind.CASE:
        return (subject,)
    with_it: set[UUID] = set()
    for each in register.log.of_case(subject):
        match each.fact:
            case Report.Filed(originator_id=report):
                with_it.add(report)
            case Deliberation.CaucusHeld(caucus_id=caucus):  # sealed apart, and of no case
                with_it.add(caucus)
    return (subject, *sorted(with_it, key=str))


class ErasureRoom:
    """Carries out what was decided: the event, then the keys and the names of accounts."""

    def __init__(self, vault: Vault, accounts: Accounts) -> None:
        self._vault = vault
        self._accounts = accounts

    def erase(self, register: "Register", command: ErasePersonalData) -> Outcome:
        """Safe to send again: the answer is the first one, and a key goes only once."""
        outcome = register.submit(command)
        for each in register.log.of_stream(outcome.about):
            if isinstance(each.fact, PersonalData.Erased):
                self.carry_out(each.fact)
        return outcome

    def carry_out(self, fact: PersonalData.Erased) -> None:
        """Destroys the keys of one decision; what lists and files held goes with them."""
        destroy_keys(self._vault, fact)
        for subject in fact.subjects:
            self._accounts.forget(subject)


def destroy_keys(vault: Vault, fact: PersonalData.Erased) -> None:
    """Of one decision; again, they are gone already."""
    for subject in fact.subjects:
        vault.destroy(subject)


def _dossier(register: "Register", subject: UUID, sitting: Sitting) -> PersonalData:
    """The subject's dossier, new if it has none; for whoever reaches what it is about."""
    found = sitting.find(PersonalData, PersonalData.id_of(subject))
    kind, target = whose(register, subject, found)
    sitting.allow(target)
    if found is not None:
        return found
    made = PersonalData.open(
        sitting.at.envelope, subject, kind, region=target.region, secrecy=target.secrecy
    )
    sitting.add(made)
    return made


def whose(
    register: "Register", subject: UUID, known: PersonalData | None
) -> tuple[SubjectKind, Target]:
    """What a key seals, and what access asks of it: region, secrecy, compartment as they are now.

    A person whose roles have ended is as their dossier, ``known``, has them.
    """
    for kind, aggregate in _KINDS.items():
        try:
            found = register.load(aggregate, subject)
        except Refusal:
            continue
        if found is not None:
            return kind, target_of(found)
    if known is not None:
        return known.kind, Target(region=known.region, secrecy=known.secrecy)
    standings = register.standings(subject)
    if standings and subject != SYSTEM_ACTOR:
        return SubjectKind.PERSON, Target(region=standings[0].region, secrecy=Secrecy.RESTRICTED)
    raise NothingSealedThere


_KINDS: dict[SubjectKind, type[Report] | type[ConflictCase] | type[Member]] = {
    SubjectKind.REPORT: Report,
    SubjectKind.CASE: ConflictCase,
    SubjectKind.MEMBER: Member,
}
