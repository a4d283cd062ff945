"""A case's endings and its beginning anew: refuted, closed with nothing open, reopened."""

from uuid import UUID

from application import settlement
from application.one_conflict import tellers_of
from application.sitting import Methods, Sitting, target_of
from domain.closing import Blockers, Check
from domain.conflict_case import CloseCase, ConflictCase, RefuteCase
from domain.deliberation import Deliberation
from domain.field_task import FieldTask, WithdrawTask
from domain.kernel import Command
from domain.letter import Letter
from domain.reopening import ReopenCase, Standing
from domain.state_of_conflict import StateOfConflict, Validity


def _refute_case(_: object, command: RefuteCase, sitting: Sitting) -> UUID:
    """All it waits for goes with it, its members' too. A duplicate is within the actor's reach."""
    case = sitting.take(ConflictCase, command.case_id)
    if command.other_case is not None:
        sitting.allow(target_of(sitting.glance(ConflictCase, command.other_case)))
    case.refute(command, sitting.at, tellers_of(case, sitting))
    for each in (case, *(sitting.glance(ConflictCase, member) for member in case.members)):
        _withdraw_tasks(each, command, sitting, "Kasus dinyatakan tidak terbukti.")
        settlement.let_go(each, sitting)
    return case.id


def _close_case(_: object, command: CloseCase, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    members = [sitting.glance(ConflictCase, each) for each in case.members]
    blockers = _blockers(case, sitting).with_members(
        {each.id: _left_at(each, sitting) for each in members}
    )
    case.close(command, sitting.at, blockers)
    settlement.let_go(case, sitting)
    return case.id


def _left_at(member: ConflictCase, sitting: Sitting) -> Blockers:
    """What goes on at a member, whose own windows were taken over by the lead."""
    owed = Blockers.of({Check.LETTER_OWED: member.letters_due > 0})
    return _blockers(member, sitting).beside(owed)


def _blockers(case: ConflictCase, sitting: Sitting) -> Blockers:
    """What stands open in the streams beside the case's own."""
    tasks = [sitting.glance(FieldTask, each) for each in case.tasks]
    talks = [sitting.glance(Deliberation, each) for each in case.deliberations]
    letters = [sitting.glance(Letter, each) for each in case.letters]
    states = [sitting.glance(StateOfConflict, each) for each in case.states]
    lacking = [(letter.id, letter.lacks) for letter in letters]
    return Blockers.of(
        {
            Check.TASKS: [each.id for each in tasks if each.state.open],
            Check.OBLIGATIONS: [duty for talk in talks for duty in talk.owed],
            **{
                check: [letter for letter, lacks in lacking if lacks is check]
                for check in (Check.DRAFTS, Check.UNSIGNED, Check.UNDELIVERED)
            },
            Check.PAUSED: [w for each in (*tasks, *talks, *letters, *states) for w in each.paused],
            Check.STATE_OF_CONFLICT: [
                each.id for each in states if each.validity is Validity.IN_FORCE
            ],
            Check.RECOVERY: settlement.open_recovery_items(case, sitting),
        }
    )


def _reopen_case(_: object, command: ReopenCase, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    talks = [sitting.glance(Deliberation, each) for each in case.deliberations]
    states = [sitting.glance(StateOfConflict, each) for each in case.states]
    standing = Standing(
        obligations=frozenset(duty for talk in talks for duty in talk.obligations),
        state_in_force=any(each.validity is Validity.IN_FORCE for each in states),
    )
    case.reopen(command, sitting.at, standing)
    return case.id


def _withdraw_tasks(case: ConflictCase, command: Command, sitting: Sitting, why: str) -> None:
    for task_id in case.tasks:
        task = sitting.beside(FieldTask, task_id)
        if task.state.open:
            envelope = command.model_dump(include=set(Command.model_fields))
            task.fall_with_case(
                WithdrawTask(**envelope, task_id=task_id, explanation=why), sitting.at
            )


METHODS: Methods = {
    RefuteCase: _refute_case,
    CloseCase: _close_case,
    ReopenCase: _reopen_case,
}
