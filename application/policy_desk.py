"""The desk where running cases are taken over to another policy: the account, then the act."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting, UnknownRegion
from domain.access import Target
from domain.adopted_policy import AdoptedPolicy, AdoptPolicy
from domain.clocks import Clocked
from domain.conflict_case import ConflictCase
from domain.kernel import Secrecy, StreamNotFound
from domain.policy import Policy
from domain.policy_upgrade import (
    CaseUpgrade,
    PolicyOfAnotherRegion,
    UnknownPolicy,
    UpgradeCasePolicy,
    account,
    stays,
    windows_under,
)
from domain.regions import NATION, contains, zone_of

if TYPE_CHECKING:
    from application.register import Register

IN_FORCE, AHEAD, REPLACED = "berlaku", "akan berlaku", "sudah diganti"


def dry_run(
    register: "Register", cases: Iterable[UUID], to: str, as_of: datetime
) -> Iterator[CaseUpgrade]:
    """What taking these cases over to version ``to`` would change; nothing is written.

    UnknownPolicy for a version nobody adopted. Left out are cases that have ended or follow it,
    and those of a regency that goes by a policy of its own.
    """
    book = register.policies()
    policies = _versions(register)
    new = _known(policies, to)
    for case_id in cases:
        case = register.load(ConflictCase, case_id)
        if case is None or not case.stage.open or case.pinned == to:
            continue
        if book is None or not _goes_by(book, to, case.region, as_of):
            continue
        streams = [case, *(_loaded(register, each) for each in _others(case))]
        yield account(case_id, streams, policies, new, as_of, register.calendar)


@dataclass(frozen=True)
class Edition:
    """One adopted version as a list shows it. ``region`` is empty for the province's own."""

    version: str
    title: str
    region: str
    effective_from: date
    adopted_at: datetime
    approver: UUID
    content_hash: str
    state: str


def editions(register: "Register") -> list[Edition]:
    """Every version that was adopted, the latest first, and whether it is in force today."""
    book, today = register.policies(), _day(register.clock.now())
    if book is None:
        return []
    found = []
    for each in register.log.of_stream(AdoptedPolicy.BOOK):
        fact = each.fact
        if not isinstance(fact, AdoptedPolicy.FirstAdopted | AdoptedPolicy.Adopted):
            continue
        policy = fact.policy
        region = book.scopes[policy.version]
        stands = book.in_force_on(today, region).version == policy.version
        ahead = policy.effective_from > today
        found.append(
            Edition(
                version=policy.version,
                title=policy.title,
                region=region,
                effective_from=policy.effective_from,
                adopted_at=fact.envelope.recorded_at,
                approver=fact.approver,
                content_hash=fact.content_hash,
                state=IN_FORCE if stands else AHEAD if ahead else REPLACED,
            )
        )
    return found[::-1]


def _day(moment: datetime) -> date:
    return moment.astimezone(zone_of(NATION)).date()


def _goes_by(book: AdoptedPolicy, to: str, region: str, as_of: datetime) -> bool:
    """Whether a region's own policy, if any, leaves this version to it."""
    in_force = book.in_force_on(_day(as_of), region)
    return book.may_govern(to, region) and contains(book.scopes[in_force.version], book.scopes[to])


def _versions(register: "Register") -> dict[str, Policy]:
    book = register.policies()
    return book.versions if book else {}


def _known(policies: dict[str, Policy], to: str) -> Policy:
    if to not in policies:
        raise UnknownPolicy(f"Versi: {to}.")
    return policies[to]


def _others(case: ConflictCase) -> Sequence[UUID]:
    """The streams whose windows go by the case's policy; a state of conflict keeps to the law."""
    return (*case.tasks, *case.deliberations, *case.letters, *case.packs)


def _loaded(register: "Register", stream: UUID) -> Clocked:
    found = register.load(Clocked, stream)
    if found is None:
        raise StreamNotFound
    return found


def _upgrade(register: "Register", command: UpgradeCasePolicy, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    policies = _versions(register)
    new = _known(policies, command.to)
    book = register.policies()
    if book is not None and not book.may_govern(command.to, case.region):
        raise PolicyOfAnotherRegion
    streams: list[Clocked] = [case, *(sitting.beside(Clocked, each) for each in _others(case))]
    report = account(case.id, streams, policies, new, command.as_of, register.calendar)
    moved = [
        (each, list(windows_under(each, policies[each.pinned], new, register.calendar)))
        for each in streams
    ]
    case.upgrade_policy(command, new, sitting.at, report)
    for found, windows in moved:
        found.follow_policy(
            new.version,
            [each for each in windows if not stays(*each, command.as_of)],
        )
    return case.id


def _adopt(register: "Register", command: AdoptPolicy, sitting: Sitting) -> UUID:
    """The province's by an office that reaches the province; a regency's by whoever reaches it."""
    if command.region is None:
        sitting.allow_for_province()
    else:
        if not register.regions.exists(command.region):
            raise UnknownRegion(f"Kode: {command.region}.")
        sitting.allow(Target(region=command.region, secrecy=Secrecy.OPEN))
    book = sitting.find(AdoptedPolicy, AdoptedPolicy.BOOK)
    if book:
        book.adopt(command)
    else:
        sitting.add(AdoptedPolicy.first(command, sitting.at.envelope))
    return AdoptedPolicy.BOOK


METHODS: Methods = {AdoptPolicy: _adopt, UpgradeCasePolicy: _upgrade}
