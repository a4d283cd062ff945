"""Merging in a drill: cases taken for one conflict, and within the hour taken apart again.

Merged and apart in one breath: the stories of the other cases go on as if nothing had happened,
which is what un-merging promises.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain.case_merge import (
    LeadsOthers,
    MergeCases,
    MergedAway,
    MergedIntoItself,
    NotAMember,
    NotOfTheMerger,
    NotRunning,
    StillBound,
    UnmergeCase,
)
from domain.conflict_case import ChangeLevel, ConflictCase
from domain.kernel import Command, Refusal
from domain.risk import Level
from domain.state_of_conflict import StateOfConflict, Validity

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.05
LATEST: Final = 24
"""How many cases an officer looks back over; all of them would make a drill's cost quadratic."""


def one_conflict(story: "Story") -> None:
    """Now and then an officer takes two other cases and this one for the same conflict."""
    lead = {"case_id": story.case_id, "explanation": "Pelaku dan pemicunya sama."}
    _now_and_then(story, MergedIntoItself, MergeCases, lead | {"members": (story.case_id,)})
    free: list[UUID] = []
    for case in _others(story):
        wrong = lead | {"members": (case.id,)}
        if not case.running:
            _now_and_then(story, NotRunning, MergeCases, wrong)
        elif case.paused and story.at_first_or(SLIP, "merging a case that stands still"):
            story.wrongly(StillBound, MergeCases, story.officer, **wrong)
        elif case.bound or _in_force(story, case):
            _now_and_then(story, StillBound, MergeCases, wrong)
        else:
            free.append(case.id)
    here = story.look_up(ConflictCase, story.case_id)
    ready = len(free) > 1 and not here.bound and not _in_force(story, here)
    if ready and story.at_first_or(0.2, MergeCases):
        _together_and_apart(story, lead, *free[-2:])


def _together_and_apart(story: "Story", lead: dict[str, object], member: UUID, other: UUID) -> None:
    of_members = lead | {"members": (member,)}
    story.send(MergeCases, story.officer, **of_members)
    level = {"level": Level.RED, "explanation": "Massa bertambah."}
    _now_and_then(story, MergedAway, ChangeLevel, {"case_id": member, **level})
    upward = lead | {"case_id": other, "members": (story.case_id,)}
    _now_and_then(story, LeadsOthers, MergeCases, upward)
    _now_and_then(story, NotAMember, UnmergeCase, lead | {"members": (other,)})
    before = {"event": f"{story.case_id}@1", "member": member}
    _now_and_then(story, NotOfTheMerger, UnmergeCase, of_members | {"attributions": (before,)})
    story.send(UnmergeCase, story.officer, **of_members)


def _others(story: "Story") -> Iterator[ConflictCase]:
    """The latest other cases of the drill, in the order they were opened."""
    for case_id in story.house.cases[-LATEST:]:
        if case_id != story.case_id:
            yield story.look_up(ConflictCase, case_id)


def _in_force(story: "Story", case: ConflictCase) -> bool:
    states = (story.look_up(StateOfConflict, each) for each in case.states)
    return any(each.validity is Validity.IN_FORCE for each in states)


def _now_and_then(
    story: "Story", rule: type[Refusal], wish: type[Command], facts: dict[str, object]
) -> None:
    if story.at_first_or(SLIP, rule):
        story.wrongly(rule, wish, story.officer, **facts)
