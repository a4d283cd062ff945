"""The contingency fund of a state of conflict: what is asked for, and what is paid."""

from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting
from domain.contingency_fund import PlanContingencyFund, RecordFundDisbursement
from domain.state_of_conflict import StateOfConflict

if TYPE_CHECKING:
    from application.register import Register


def plan_contingency_fund(
    register: "Register", command: PlanContingencyFund, sitting: Sitting
) -> UUID:
    """Asked of the treasury, which has its day to pay from then."""
    state = sitting.take(StateOfConflict, command.state_id)
    state.plan_contingency_fund(command, sitting.at)
    return state.id


def record_disbursement(
    register: "Register", command: RecordFundDisbursement, sitting: Sitting
) -> UUID:
    """Paid, or a part of it."""
    state = sitting.take(StateOfConflict, command.state_id)
    state.record_disbursement(command, sitting.at)
    return state.id


METHODS: Methods = {
    PlanContingencyFund: plan_contingency_fund,
    RecordFundDisbursement: record_disbursement,
}
