"""Merging cases of one conflict, and taking them apart: several streams, one transaction."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting
from domain.case_file import Placed
from domain.case_merge import (
    Attributed,
    Mergeable,
    MergeCases,
    NotOfTheMerger,
    UnmergeCase,
)
from domain.conflict_case import ConflictCase
from domain.state_of_conflict import StateOfConflict, Validity

if TYPE_CHECKING:
    from application.register import Register


def merge_cases(register: "Register", command: MergeCases, sitting: Sitting) -> UUID:
    """Every case must be within the actor's reach, and none changed since it was looked at."""
    lead = sitting.take(ConflictCase, command.case_id)
    joining = [sitting.also(ConflictCase, each) for each in dict.fromkeys(command.members)]
    lead.merge(command, [member for member, _ in joining], sitting.at)
    for member, theirs in joining:
        member.join(command, theirs, bound_by(member, sitting.glance))
    return lead.id


def unmerge_case(register: "Register", command: UnmergeCase, sitting: Sitting) -> UUID:
    """Events the lead has had since are named on the member they belong to, and copied nowhere."""
    lead = sitting.take(ConflictCase, command.case_id)
    lead.release(command, sitting.at)
    events = register.log.of_case(lead.id) if command.attributions else []
    leaving = {each: since_merger(events, each) for each in command.members}
    for each in command.attributions:
        if each.event not in leaving.get(each.member, {}):
            raise NotOfTheMerger(f"Peristiwa: {each.event}.")
    for case_id, since in leaving.items():
        member, theirs = sitting.also(ConflictCase, case_id)
        routed = [since[each.event] for each in command.attributions if each.member == case_id]
        member.leave(command, [_attributed(each) for each in routed], theirs)
    return lead.id


def since_merger(events: Sequence[Placed], member: UUID) -> dict[str, Placed]:
    """What a lead has had since ``member`` joined it, by event; not the clocks and the merging."""
    joined = [
        each.position
        for each in events
        if isinstance(each.fact, Mergeable.Merged)
        and any(one.case_id == member for one in each.fact.members)
    ]
    return {
        each.fact.event_id: each
        for each in events
        if joined
        and each.position > joined[-1]
        and not isinstance(each.fact, _OF_THE_MERGER)
        and not each.fact.NAME.startswith("deadline.")
    }


_OF_THE_MERGER = (
    Mergeable.Merged,
    Mergeable.Released,
    Mergeable.ClockKept,
    Mergeable.MemberFindingNoted,
    Mergeable.MemberSourceRegraded,
)


def bound_by(
    member: ConflictCase, look_up: Callable[[type[StateOfConflict], UUID], StateOfConflict]
) -> list[str]:
    """What must be settled before a case may be merged into another, in words."""
    states = (look_up(StateOfConflict, each) for each in member.states)
    in_force = any(each.validity is Validity.IN_FORCE for each in states)
    return [*(["Status Keadaan Konflik yang masih berlaku"] if in_force else []), *member.bound]


def _attributed(placed: Placed) -> Attributed:
    fact = placed.fact
    return Attributed(event=fact.event_id, position=placed.position, name=fact.NAME)


METHODS: Methods = {MergeCases: merge_cases, UnmergeCase: unmerge_case}
