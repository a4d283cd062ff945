"""Under a state of conflict: what becomes of a request for TNI help, and who was rescued."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting
from domain.military_help import (
    RecordEndOfMilitaryHelp,
    RecordMilitaryHelpDecision,
    RecordMilitaryHelpOrder,
)
from domain.rescue import RecordRescue
from domain.state_of_conflict import StateOfConflict

if TYPE_CHECKING:
    from application.register import Register


def _record_decision(_: "Register", command: RecordMilitaryHelpDecision, sitting: Sitting) -> UUID:
    state = sitting.take(StateOfConflict, command.state_id)
    state.record_help_decision(command, sitting.at)
    return state.id


def _record_order(_: "Register", command: RecordMilitaryHelpOrder, sitting: Sitting) -> UUID:
    state = sitting.take(StateOfConflict, command.state_id)
    state.record_help_order(command, sitting.at)
    return state.id


def _record_end(_: "Register", command: RecordEndOfMilitaryHelp, sitting: Sitting) -> UUID:
    state = sitting.take(StateOfConflict, command.state_id)
    state.record_end_of_help(command, sitting.at)
    return state.id


def _record_rescue(_: "Register", command: RecordRescue, sitting: Sitting) -> UUID:
    state = sitting.take(StateOfConflict, command.state_id)
    state.record_rescue(command, sitting.at)
    return state.id


METHODS: Methods = {
    RecordMilitaryHelpDecision: _record_decision,
    RecordMilitaryHelpOrder: _record_order,
    RecordEndOfMilitaryHelp: _record_end,
    RecordRescue: _record_rescue,
}
