"""The desk where running cases are taken over to another policy: the account, then the act."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting
from domain.clocks import Clocked
from domain.conflict_case import ConflictCase
from domain.kernel import StreamNotFound
from domain.policy import Policy
from domain.policy_upgrade import (
    CaseUpgrade,
    UnknownPolicy,
    UpgradeCasePolicy,
    account,
    stays,
    windows_under,
)

if TYPE_CHECKING:
    from application.register import Register


def dry_run(
    register: "Register", cases: Iterable[UUID], to: str, as_of: datetime
) -> Iterator[CaseUpgrade]:
    """What taking these cases over to version ``to`` would change; nothing is written.

    UnknownPolicy for a version nobody adopted. Cases that have ended or follow it are left out.
    """
    policies = _versions(register)
    new = _known(policies, to)
    for case_id in cases:
        case = register.load(ConflictCase, case_id)
        if case is None or not case.stage.open or case.pinned == to:
            continue
        streams = [case, *(_loaded(register, each) for each in _others(case))]
        yield account(case_id, streams, policies, new, as_of, register.calendar)


def _versions(register: "Register") -> dict[str, Policy]:
    book = register.policies()
    return book.versions if book else {}


def _known(policies: dict[str, Policy], to: str) -> Policy:
    if to not in policies:
        raise UnknownPolicy(f"Versi: {to}.")
    return policies[to]


def _others(case: ConflictCase) -> Sequence[UUID]:
    """The streams whose windows go by the case's policy; a state of conflict keeps to the law."""
    return (*case.tasks, *case.deliberations, *case.letters)


def _loaded(register: "Register", stream: UUID) -> Clocked:
    found = register.load(Clocked, stream)
    if found is None:
        raise StreamNotFound
    return found


def _upgrade(register: "Register", command: UpgradeCasePolicy, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    policies = _versions(register)
    new = _known(policies, command.to)
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


METHODS: Methods = {UpgradeCasePolicy: _upgrade}
