"""A case's exceptional acts as its file shows them: states of conflict and task forces, folded."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.conflict_terms import ConsultationOutcome, Council, MeasureKind, Scale
from domain.contingency_fund import FundedState, PlannedNeed
from domain.kernel import Confidential, Fact
from domain.military_help import Coordination, HelpDecision, HelpedState
from domain.rescue import RescueKind, RescuingState
from domain.state_of_conflict import Shown, StateOfConflict, Validity
from domain.task_force import Absence, Ground, Member, TaskForce, TaskForceOutcome


@dataclass
class ConsultationPage:
    """One consultation with the leaders of a council; before a declaration or an extension."""

    held_at: datetime
    consulted: Confidential
    outcome: ConsultationOutcome
    notes: Confidential | None
    reference: str
    event: str


@dataclass
class DeclarationPage:
    """The declaration: it holds from ``starts_on`` through ``last_day``, extensions apart."""

    scale: Scale
    area: Confidential
    starts_on: date
    days: int
    last_day: date
    indicators: tuple[Shown, ...]
    decree: str | None
    in_force_since: datetime
    declared_at: datetime
    event: str


@dataclass
class ExtensionPage:
    """One extension, and the consultation it rests on; ``last_day`` is the new one."""

    number: int
    days: int
    last_day: date
    decree: str | None
    extended_at: datetime
    consultation: ConsultationPage
    event: str


@dataclass
class EndPage:
    """How a state of conflict ended: revoked, with why, or lapsed."""

    validity: Validity
    at: datetime
    explanation: Confidential | None
    decree: str | None
    event: str


@dataclass
class MeasurePage:
    """One temporary measure, until it is lifted or ends with the state."""

    measure_id: UUID
    kind: MeasureKind
    area: Confidential
    instruction: Confidential
    ordered_at: datetime
    event: str
    ended_at: datetime | None = None
    explanation: Confidential | None = None


@dataclass
class MilitaryHelpPage:
    """One request for military help: oral, then in writing; it ends with the state."""

    request_id: UUID
    asked_at: datetime
    in_writing_by: datetime
    addressee: Confidential
    requester: Confidential
    grounds: Confidential
    area: Confidential
    days: int
    logistics: Confidential
    advice: Confidential | None
    event: str
    sent_at: datetime | None = None
    reference: str = ""
    letter_id: UUID | None = None
    in_time: bool | None = None
    written_event: str = ""
    ended_at: datetime | None = None
    decision: "HelpDecisionPage | None" = None
    order: "HelpOrderPage | None" = None
    notice: "HelpEndPage | None" = None

    @property
    def tag(self) -> str:
        """Where it stands, in a word."""
        if self.decision is not None and self.decision.decision is HelpDecision.DECLINED:
            return "ditolak"
        if self.ended_at is not None:
            return "berakhir"
        if self.order is not None:
            return "diperintahkan"
        if self.decision is not None:
            return "disetujui"
        return "tertulis" if self.sent_at else "lisan"


@dataclass
class HelpDecisionPage:
    """The President's decision on one request; ordered by ``order_by`` where it is approved."""

    decision: HelpDecision
    decided_at: datetime
    reference: str
    notes: Confidential | None
    order_by: datetime | None
    event: str


@dataclass
class HelpOrderPage:
    """The order of Panglima TNI, and what Polri coordinates of it."""

    ordered_at: datetime
    reference: str
    coordinator: Confidential
    coordination: Coordination
    in_time: bool
    event: str


@dataclass
class HelpEndPage:
    """The notice to the President that the help has ended."""

    notified_at: datetime
    reference: str
    explanation: Confidential | None
    event: str


@dataclass
class RescuePage:
    """One emergency measure that was taken (Pasal 32)."""

    kind: RescueKind
    done: Confidential
    by: Confidential
    done_at: datetime
    event: str


@dataclass
class FundPlanPage:
    """The contingency fund plan that counts; amounts in whole rupiah."""

    number: int
    needs: tuple[PlannedNeed, ...]
    total: int
    planned_at: datetime
    event: str
    disbursed_by: datetime | None


@dataclass
class PaymentPage:
    """One payment from the contingency fund; the amount in whole rupiah."""

    amount: int
    disbursed_at: datetime
    reference: str
    in_time: bool | None
    event: str


@dataclass
class ProgressPage:
    """One progress record; people are counted from the beginning."""

    number: int
    situation: Confidential
    handling: Confidential
    dead: int
    injured: int
    displaced: int
    needs: Confidential
    as_of: datetime
    event: str


@dataclass
class StateOfConflictPage:
    """One state of conflict: consulted on, then declared, with all that hangs on it."""

    state_id: UUID
    council: Council
    consultation: ConsultationPage
    validity: Validity = Validity.PREPARED
    declaration: DeclarationPage | None = None
    extension_consultation: ConsultationPage | None = None
    extensions: list[ExtensionPage] = field(default_factory=list)
    measures: dict[UUID, MeasurePage] = field(default_factory=dict)
    requests: dict[UUID, MilitaryHelpPage] = field(default_factory=dict)
    fund_plan: FundPlanPage | None = None
    payments: list[PaymentPage] = field(default_factory=list)
    progress: list[ProgressPage] = field(default_factory=list)
    rescues: list[RescuePage] = field(default_factory=list)
    end: EndPage | None = None

    @property
    def last_day(self) -> date | None:
        """The last day it holds, extensions counted; None before it is declared."""
        if self.extensions:
            return self.extensions[-1].last_day
        return self.declaration.last_day if self.declaration else None


@dataclass
class FinalReportPage:
    """A task force's final report (Pasal 44)."""

    outcome: TaskForceOutcome
    facts: Confidential
    options: Confidential
    agreement: Confidential | None
    losses: Confidential
    compensation: Confidential
    recommendations: Confidential
    finished_at: datetime
    event: str
    data: Confidential | None = None
    protection: Confidential | None = None


@dataclass
class TaskForcePage:
    """One task force: its grounds, its members, and its final report once it has one."""

    task_force_id: UUID
    legal_level: Scale
    grounds: tuple[Ground, ...]
    state_of_conflict: UUID | None
    explanation: Confidential
    members: tuple[Member, ...]
    decree: str | None
    formed_at: datetime
    event: str
    absences: tuple[Absence, ...] = ()
    report: FinalReportPage | None = None


def fold_state(states: dict[UUID, StateOfConflictPage], fact: Fact) -> None:
    """One more event, on the pages of a case's states of conflict."""
    if isinstance(fact, StateOfConflict.CouncilConsulted):
        states[fact.originator_id] = StateOfConflictPage(
            state_id=fact.originator_id, council=fact.council, consultation=_consultation(fact)
        )
    elif fact.originator_id in states:
        _fold_term(states[fact.originator_id], fact)
        _fold_military_help(states[fact.originator_id], fact)
        _fold_under_it(states[fact.originator_id], fact)


def fold_task_force(forces: dict[UUID, TaskForcePage], fact: Fact) -> None:
    """One more event, on the pages of a case's task forces."""
    match fact:
        case TaskForce.Formed():
            forces[fact.originator_id] = TaskForcePage(
                task_force_id=fact.originator_id,
                legal_level=fact.legal_level,
                grounds=fact.grounds,
                state_of_conflict=fact.state_of_conflict,
                explanation=fact.explanation,
                members=fact.members,
                decree=fact.decree,
                formed_at=fact.envelope.recorded_at,
                event=fact.event_id,
                absences=fact.absences,
            )
        case TaskForce.Finished() if fact.originator_id in forces:
            forces[fact.originator_id].report = FinalReportPage(
                outcome=fact.outcome,
                facts=fact.facts,
                options=fact.options,
                agreement=fact.agreement,
                losses=fact.losses,
                compensation=fact.compensation,
                recommendations=fact.recommendations,
                finished_at=fact.envelope.recorded_at,
                event=fact.event_id,
                data=fact.data,
                protection=fact.protection,
            )


def _fold_term(state: StateOfConflictPage, fact: Fact) -> None:
    match fact:
        case StateOfConflict.Declared():
            state.validity = Validity.IN_FORCE
            state.declaration = DeclarationPage(
                scale=fact.scale,
                area=fact.area,
                starts_on=fact.starts_on,
                days=fact.days,
                last_day=fact.last_day,
                indicators=fact.indicators,
                decree=fact.decree,
                in_force_since=fact.in_force_since,
                declared_at=fact.envelope.recorded_at,
                event=fact.event_id,
            )
        case StateOfConflict.ExtensionConsulted():
            state.extension_consultation = _consultation(fact)
        case StateOfConflict.Extended() if state.extension_consultation:
            state.extensions.append(
                ExtensionPage(
                    number=fact.number,
                    days=fact.days,
                    last_day=fact.last_day,
                    decree=fact.decree,
                    extended_at=fact.envelope.recorded_at,
                    consultation=state.extension_consultation,
                    event=fact.event_id,
                )
            )
            state.extension_consultation = None
        case StateOfConflict.Revoked():
            _end(state, fact, Validity.REVOKED, fact.explanation, fact.decree)
        case StateOfConflict.Lapsed():
            _end(state, fact, Validity.LAPSED)


def _fold_military_help(state: StateOfConflictPage, fact: Fact) -> None:
    match fact:
        case StateOfConflict.MilitaryHelpRequested():
            state.requests[fact.request_id] = MilitaryHelpPage(
                request_id=fact.request_id,
                asked_at=fact.asked_at,
                in_writing_by=fact.in_writing_by,
                addressee=fact.addressee,
                requester=fact.requester,
                grounds=fact.grounds,
                area=fact.area,
                days=fact.days,
                logistics=fact.logistics,
                advice=fact.advice,
                event=fact.event_id,
            )
        case StateOfConflict.MilitaryHelpRequestedInWriting() if fact.request_id in state.requests:
            request = state.requests[fact.request_id]
            request.sent_at, request.reference = fact.sent_at, fact.reference
            request.letter_id, request.in_time = fact.letter_id, fact.in_time
            request.written_event = fact.event_id
        case HelpedState.MilitaryHelpDecided() if fact.request_id in state.requests:
            state.requests[fact.request_id].decision = HelpDecisionPage(
                decision=fact.decision,
                decided_at=fact.decided_at,
                reference=fact.reference,
                notes=fact.notes,
                order_by=fact.order_by,
                event=fact.event_id,
            )
        case HelpedState.MilitaryHelpOrdered() if fact.request_id in state.requests:
            state.requests[fact.request_id].order = HelpOrderPage(
                ordered_at=fact.ordered_at,
                reference=fact.reference,
                coordinator=fact.coordinator,
                coordination=fact.coordination,
                in_time=fact.in_time,
                event=fact.event_id,
            )
        case HelpedState.MilitaryHelpEnded() if fact.request_id in state.requests:
            ended = state.requests[fact.request_id]
            ended.ended_at = ended.ended_at or fact.notified_at
            ended.notice = HelpEndPage(
                notified_at=fact.notified_at,
                reference=fact.reference,
                explanation=fact.explanation,
                event=fact.event_id,
            )


def _fold_under_it(state: StateOfConflictPage, fact: Fact) -> None:
    """What is ordered, planned and told while it is in force."""
    match fact:
        case StateOfConflict.MeasureOrdered():
            state.measures[fact.measure_id] = MeasurePage(
                measure_id=fact.measure_id,
                kind=fact.kind,
                area=fact.area,
                instruction=fact.instruction,
                ordered_at=fact.envelope.recorded_at,
                event=fact.event_id,
            )
        case StateOfConflict.MeasureLifted() if fact.measure_id in state.measures:
            lifted = state.measures[fact.measure_id]
            lifted.ended_at = fact.envelope.recorded_at
            lifted.explanation = fact.explanation
        case FundedState.ContingencyFundPlanned():
            state.fund_plan = FundPlanPage(
                number=fact.number,
                needs=fact.needs,
                total=fact.total,
                planned_at=fact.envelope.recorded_at,
                event=fact.event_id,
                disbursed_by=fact.disbursed_by,
            )
        case FundedState.ContingencyFundDisbursed():
            state.payments.append(
                PaymentPage(
                    amount=fact.amount,
                    disbursed_at=fact.disbursed_at,
                    reference=fact.reference,
                    in_time=fact.in_time,
                    event=fact.event_id,
                )
            )
        case RescuingState.RescueRecorded():
            state.rescues.append(
                RescuePage(
                    kind=fact.kind,
                    done=fact.done,
                    by=fact.by,
                    done_at=fact.done_at,
                    event=fact.event_id,
                )
            )
        case StateOfConflict.ProgressRecorded():
            state.progress.append(
                ProgressPage(
                    number=fact.number,
                    situation=fact.situation,
                    handling=fact.handling,
                    dead=fact.dead,
                    injured=fact.injured,
                    displaced=fact.displaced,
                    needs=fact.needs,
                    as_of=fact.envelope.occurred_at,
                    event=fact.event_id,
                )
            )


def _consultation(
    fact: StateOfConflict.CouncilConsulted | StateOfConflict.ExtensionConsulted,
) -> ConsultationPage:
    return ConsultationPage(
        held_at=fact.held_at,
        consulted=fact.consulted,
        outcome=fact.outcome,
        notes=fact.notes,
        reference=fact.reference,
        event=fact.event_id,
    )


def _end(
    state: StateOfConflictPage,
    fact: StateOfConflict.Revoked | StateOfConflict.Lapsed,
    validity: Validity,
    explanation: Confidential | None = None,
    decree: str | None = None,
) -> None:
    """Its measures and the military's help end with it."""
    at = fact.envelope.recorded_at
    state.validity = validity
    state.end = EndPage(
        validity=validity, at=at, explanation=explanation, decree=decree, event=fact.event_id
    )
    for measure in fact.measures:
        if measure in state.measures:
            state.measures[measure].ended_at = at
    for request in fact.requests:
        if request in state.requests:
            state.requests[request].ended_at = at
