"""How long a case's file is kept: worked out anew from its events whenever somebody asks."""

from domain.case_file import CaseFile, EndingPage
from domain.conflict_case import Verdict
from domain.indonesian import local
from domain.policy import Policy
from domain.retention import ArchiveKind, Ending, Retention, kind_of, retention


def retention_of(file: CaseFile, policy: Policy) -> Retention | None:
    """By the schedule in force, from the last closing that stands; None while the case is open."""
    return retention(endings_of(file), policy.retention, policy.version)


def endings_of(file: CaseFile) -> list[Ending]:
    """Every closing there was, by its day in the region, and the day it was undone."""
    return [
        Ending(
            kind=_kind(file, each),
            closed_on=local(each.at, file.region).date(),
            reopened_on=local(each.reopened.at, file.region).date() if each.reopened else None,
        )
        for each in file.endings
    ]


def _kind(file: CaseFile, ending: EndingPage) -> ArchiveKind:
    declared = any(state.declaration is not None for state in file.states.values())
    return kind_of(
        ending.stage,
        file.secrecy,
        duplicate=ending.verdict is Verdict.DUPLICATE,
        exceptional=declared or bool(file.task_forces),
    )
