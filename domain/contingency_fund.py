"""Belanja tidak terduga (BTT) of a state of conflict: asked for, and paid out (PP 2/2015 Pasal 80).

The office has one working day from the declaration to say what it needs, and the treasury one
more from receiving that to pay. The second clock is another office's: here it is watched, and
whoever handles the case is asked when nothing has come.
"""

from abc import abstractmethod
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import AwareDatetime, Field

from domain import law
from domain.clocks import Asked, Circumstances, Clocked, WaitKind
from domain.kernel import Aggregate, Command, Confidential, Frozen, Line, Moment, Refusal, Role

Rupiah = Annotated[int, Field(ge=1, le=10**15)]
"""Whole rupiah."""


class FundNeed(Frozen):
    """One line of the contingency fund plan: for what, how much of it, how many rupiah."""

    purpose: Line
    volume: Line
    amount: Rupiah


class PlannedNeed(Frozen):
    """One line of a plan as kept; ``amount`` in whole rupiah."""

    purpose: Confidential
    volume: str
    amount: int


# -- commands ------------------------------------------------------------------------------------


class PlanContingencyFund(Command):
    """Menyusun rencana kebutuhan BTT (PP 2/2015 Pasal 80 ayat (2)); a later plan replaces it."""

    state_id: UUID
    needs: Annotated[tuple[FundNeed, ...], Field(min_length=1, max_length=40)]
    TITLE: ClassVar[str] = "Susun rencana kebutuhan BTT"


class RecordFundDisbursement(Command):
    """Mencatat pencairan BTT oleh PPKD (PP 2/2015 Pasal 80 ayat (2)); in parts, if need be.

    ``reference`` is the number of the order to pay, and tells one payment from another.
    """

    state_id: UUID
    amount: Rupiah
    disbursed_at: Moment
    reference: Line
    TITLE: ClassVar[str] = "Catat pencairan BTT"


# -- refusals ------------------------------------------------------------------------------------


class NoFundPlan(Refusal):
    """Pencairan BTT didahului rencana kebutuhan yang diajukan."""

    article = "PP 2/2015 Pasal 80 ayat (2)"


class DisbursedOutOfTurn(Refusal):
    """Pencairan terjadi setelah rencana kebutuhan diajukan dan tidak bertanggal di masa depan."""


class AlreadyDisbursed(Refusal):
    """Pencairan dengan nomor itu sudah dicatat."""


class _Owed(Frozen):
    """What the treasury was asked for, by when it should pay, and whether it has begun to."""

    asked_at: AwareDatetime
    due: AwareDatetime
    paid: bool = False


class FundedState(Clocked):
    """What a state of conflict has from the contingency fund."""

    plans: int
    owed: _Owed | None
    payments: set[str]

    class ContingencyFundPlanned(Aggregate.Event):
        """Rencana kebutuhan BTT disusun (PP 2/2015 Pasal 80 ayat (2)).

        ``number`` counts plans from one, the last one counts; ``total`` in whole rupiah. The
        treasury was first asked at ``asked_at``, and is to pay by ``disbursed_by``; both None
        where nobody watched over that yet.
        """

        NAME = "state_of_conflict.contingency_fund_planned"
        number: int
        needs: tuple[PlannedNeed, ...]
        total: int
        asked_at: AwareDatetime | None = Field(default=None, exclude_if=lambda given: given is None)
        disbursed_by: AwareDatetime | None = Field(
            default=None, exclude_if=lambda given: given is None
        )

    class ContingencyFundDisbursed(Aggregate.Event):
        """BTT dicairkan; `in_time` bila dalam 1 hari kerja sejak rencana diajukan.

        ``amount`` in whole rupiah; ``in_time`` is None where nobody watched over it.
        """

        NAME = "state_of_conflict.contingency_fund_disbursed"
        amount: int
        disbursed_at: AwareDatetime
        reference: str
        in_time: bool | None

    @abstractmethod
    def must_be_in_force(self, at: Circumstances) -> None:
        """Refuses before the declaration and after the end."""

    def plan_contingency_fund(self, command: PlanContingencyFund, at: Circumstances) -> None:
        """Another plan, while nothing was paid yet, gives the treasury no more time."""
        self.must_be_in_force(at)
        self.meet(WaitKind.CONTINGENCY_FUND_PLAN)
        owed = self.owed
        if owed is None or owed.paid:
            owed = self._ask_treasury(at)
        self._contingency_fund_planned(
            number=self.plans + 1,
            needs=tuple(
                PlannedNeed(
                    purpose=at.sealed(each.purpose, self.subject),
                    volume=each.volume,
                    amount=each.amount,
                )
                for each in command.needs
            ),
            total=sum(each.amount for each in command.needs),
            asked_at=owed.asked_at,
            disbursed_by=owed.due,
        )

    def record_disbursement(self, command: RecordFundDisbursement, at: Circumstances) -> None:
        """What was asked for under it may still be paid when the state of conflict has ended."""
        if not self.plans:
            raise NoFundPlan
        owed = self.owed
        asked_at = owed.asked_at if owed else command.disbursed_at
        if not asked_at <= command.disbursed_at <= at.now:
            raise DisbursedOutOfTurn
        if command.reference in self.payments:
            raise AlreadyDisbursed(f"Nomor {command.reference}.")
        self.meet(WaitKind.CONTINGENCY_FUND_DISBURSEMENT)
        self._contingency_fund_disbursed(
            amount=command.amount,
            disbursed_at=command.disbursed_at,
            reference=command.reference,
            in_time=command.disbursed_at <= owed.due if owed else None,
        )

    def _ask_treasury(self, at: Circumstances) -> _Owed:
        """From when the plan was handed in, on whatever day that is noted."""
        asked_at = at.envelope.occurred_at
        wait = self.promise(
            WaitKind.CONTINGENCY_FUND_DISBURSEMENT,
            Asked(role=Role.CASE_OFFICER),
            at,
            span=law.BTT_DISBURSEMENT.span,
            law=law.BTT_DISBURSEMENT.basis,
            starts=asked_at,
        )
        return _Owed(asked_at=asked_at, due=wait.due)

    @event(ContingencyFundPlanned)
    def _contingency_fund_planned(
        self,
        number: int,
        needs: tuple[PlannedNeed, ...],
        total: int,
        asked_at: datetime | None,
        disbursed_by: datetime | None,
    ) -> None:
        self.plans = number
        if asked_at is not None and disbursed_by is not None:
            self.owed = _Owed(asked_at=asked_at, due=disbursed_by)

    @event(ContingencyFundDisbursed)
    def _contingency_fund_disbursed(
        self, amount: int, disbursed_at: datetime, reference: str, in_time: bool | None
    ) -> None:
        self.payments.add(reference)
        if self.owed is not None:
            self.owed = self.owed.model_copy(update={"paid": True})
