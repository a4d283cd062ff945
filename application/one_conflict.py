"""One conflict under several cases: a lead and its members, looked at as one."""

from collections.abc import Iterator
from uuid import UUID

from application.sitting import Sitting
from domain.conflict_case import ConflictCase
from domain.report import Realm, Report


def told_together(case: ConflictCase, sitting: Sitting) -> Iterator[ConflictCase]:
    """The case, whatever leads it, and every case it or its lead leads."""
    lead = case if case.lead is None else sitting.glance(ConflictCase, case.lead)
    yield lead
    yield from (sitting.glance(ConflictCase, member) for member in lead.members)


def tellers_of(case: ConflictCase, sitting: Sitting) -> frozenset[UUID]:
    """Whoever told any report of the conflict, to whichever of its cases it came."""
    return frozenset(teller for each in told_together(case, sitting) for teller in each.tellers)


def goes_on_in_cyberspace(case: ConflictCase, sitting: Sitting) -> bool:
    """Whether any report of the conflict tells of what goes on there."""
    reports = (told for each in told_together(case, sitting) for told in sorted(each.told_in))
    return any(sitting.glance(Report, told).realm is Realm.CYBERSPACE for told in reports)
