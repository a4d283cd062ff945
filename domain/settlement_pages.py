"""How a case is settled, as its file shows it: deliberations, the court, recovery, visits."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.agreement import Binding, Signature
from domain.conflict_case import Track
from domain.court import LitigatedCase, WayToCourt
from domain.deliberation import (
    Attendance,
    ChosenInstitution,
    Deliberation,
    FollowUpNoted,
    SessionResult,
)
from domain.kernel import Confidential, Fact
from domain.monitoring import WatchedCase
from domain.recovery_plan import RecoveryItem, RecoveryPlan
from domain.release import ReleaseBasis
from domain.reopening import Reopenable


@dataclass
class ObligationPage:
    """One obligation of an agreement."""

    obligation_id: UUID
    who: Confidential
    what: Confidential
    due: date
    evidence: str
    met_at: datetime | None = None
    breached_at: datetime | None = None
    extended_from: date | None = None
    event: str = ""
    met_event: str = ""
    breach_told_by: UUID | None = None
    released_at: datetime | None = None
    released_by: UUID | None = None
    release_basis: ReleaseBasis | None = None
    replaced_by: UUID | None = None
    """The later deliberation whose agreement took its place."""

    release_ruling: str = ""
    release_explanation: Confidential | None = None
    release_event: str = ""

    @property
    def owed(self) -> bool:
        """Whether it is neither met nor released."""
        return self.met_at is None and self.released_at is None


@dataclass
class SessionPage:
    """One session that was held."""

    number: int
    session_at: datetime
    attendance: tuple[Attendance, ...]
    independence: Confidential | None
    witnesses: tuple[Confidential, ...]
    positions: Confidential | None
    options: Confidential | None
    follow_ups: tuple[FollowUpNoted, ...]
    event: str
    minutes: Confidential | None = None


@dataclass
class SignedPage:
    """The agreement as signed, and perhaps registered."""

    signed_on: date
    place: Confidential
    signatures: tuple[Signature, ...]
    to_register: bool
    event: str
    court: str = ""
    number: str = ""
    registered_on: date | None = None


@dataclass
class DeliberationPage:
    """One deliberation: its sessions and its agreement."""

    deliberation_id: UUID
    track: Track
    venue: Confidential
    session_at: datetime
    parties: tuple[Confidential, ...]
    mediator: Confidential
    agenda: Confidential
    institution: ChosenInstitution | None = None
    mediated_by: UUID | None = None
    result: SessionResult | None = None
    minutes: Confidential | None = None
    event: str = ""
    latest: str = ""
    sessions: list[SessionPage] = field(default_factory=list)
    changes: list[tuple[datetime, Confidential]] = field(default_factory=list)
    """Sessions put off or not held: for when, and why not."""

    obligations: dict[UUID, ObligationPage] = field(default_factory=dict)
    articles: tuple[Confidential, ...] = ()
    open_points: Confidential | None = None
    agreed_at: datetime | None = None
    agreed_by: UUID | None = None
    signed: SignedPage | None = None
    caucuses: dict[UUID, int] = field(default_factory=dict)
    """Caucuses that were held, and with which party; what was said is not here."""

    @property
    def agreed(self) -> bool:
        """Whether something binds the parties, be it on a part."""
        return self.result in (SessionResult.AGREED, SessionResult.PARTLY)


@dataclass
class CourtPage:
    """A case before the court."""

    way: WayToCourt
    court: str
    docket: str
    filed_on: date
    explanation: Confidential
    event: str
    progress: list[tuple[datetime, Confidential]] = field(default_factory=list)
    decided_on: date | None = None
    ruling: str = ""
    outcome: Confidential | None = None


@dataclass
class RecoveryItemPage:
    """One item of a recovery plan, and how it stands."""

    item: RecoveryItem
    progress: list[tuple[datetime, Confidential]] = field(default_factory=list)
    done_at: datetime | None = None
    evidence: Confidential | None = None


@dataclass
class RecoveryPlanPage:
    """One recovery plan."""

    plan_id: UUID
    planner: UUID
    content_hash: str
    drafted_at: datetime
    items: dict[UUID, RecoveryItemPage]
    approved_at: datetime | None = None
    approver: UUID | None = None
    withdrawn: Confidential | None = None

    @property
    def open_ids(self) -> list[UUID]:
        if self.withdrawn is not None:
            return []
        return [item for item, each in self.items.items() if each.done_at is None]

    @property
    def open_items(self) -> int:
        return len(self.open_ids)


@dataclass
class SettlementPage:
    """What a case's file keeps beside its deliberations: court, recovery, visits due."""

    court: CourtPage | None = None
    plans: dict[UUID, RecoveryPlanPage] = field(default_factory=dict)
    visits_due: set[int] = field(default_factory=set)
    relapse: bool = False
    """Whether the last visit saw the conflict come back."""

    relapse_told_by: set[UUID] = field(default_factory=set)
    """Who saw it come back, until a head has answered."""

    @property
    def before_the_court(self) -> bool:
        return self.court is not None and self.court.decided_on is None

    @property
    def court_decided(self) -> bool:
        return self.court is not None and self.court.decided_on is not None

    @property
    def open_ids(self) -> list[UUID]:
        """Items of recovery plans that are not done."""
        return [item for plan in self.plans.values() for item in plan.open_ids]


def fold_talk(talks: dict[UUID, DeliberationPage], fact: Fact) -> None:
    """What an event says of a deliberation."""
    if isinstance(fact, Deliberation.Scheduled):
        talks[fact.originator_id] = DeliberationPage(
            deliberation_id=fact.originator_id,
            track=fact.track,
            venue=fact.venue,
            session_at=fact.session_at,
            parties=fact.parties,
            mediator=fact.mediator,
            agenda=fact.agenda,
            institution=fact.institution,
            mediated_by=fact.mediated_by,
            event=fact.event_id,
        )
    talk = talks.get(fact.originator_id)
    if talk is None:
        return
    _fold_session(talk, fact)
    _fold_result(talk, fact)
    _fold_obligation(talk, fact)
    if fact.NAME.startswith("deliberation."):
        talk.latest = fact.event_id


def _fold_session(talk: DeliberationPage, fact: Fact) -> None:
    match fact:
        case Deliberation.SessionRescheduled():
            talk.session_at = fact.session_at
            talk.changes.append((fact.previous, fact.explanation))
        case Deliberation.SessionNotHeld():
            talk.changes.append((fact.session_at, fact.explanation))
            if fact.next_session_at is None:
                talk.result = SessionResult.NOT_HELD
            else:
                talk.session_at = fact.next_session_at
        case Deliberation.MediatorAppointed():
            talk.mediator, talk.mediated_by = fact.mediator, fact.mediated_by
        case Deliberation.SessionHeld():
            talk.sessions.append(
                SessionPage(
                    number=fact.number,
                    session_at=fact.session_at,
                    attendance=fact.attendance,
                    independence=fact.independence,
                    witnesses=fact.witnesses,
                    positions=fact.positions,
                    options=fact.options,
                    follow_ups=fact.follow_ups,
                    event=fact.event_id,
                )
            )
        case Deliberation.CaucusHeld():
            talk.caucuses[fact.caucus_id] = fact.party


def _fold_result(talk: DeliberationPage, fact: Fact) -> None:
    match fact:
        case Deliberation.Adjourned():
            talk.session_at, talk.minutes = fact.next_session_at, fact.minutes
        case Deliberation.Agreed():
            partly = fact.open_points is not None
            talk.result = SessionResult.PARTLY if partly else SessionResult.AGREED
            talk.minutes, talk.articles = fact.minutes, fact.articles
            talk.open_points = fact.open_points
            talk.agreed_at, talk.agreed_by = fact.envelope.recorded_at, fact.envelope.actor
            talk.obligations = {
                each.obligation_id: ObligationPage(
                    obligation_id=each.obligation_id,
                    who=each.who,
                    what=each.what,
                    due=each.due,
                    evidence=each.evidence,
                    event=fact.event_id,
                )
                for each in fact.obligations
            }
        case Deliberation.Deadlocked():
            talk.result, talk.minutes = SessionResult.DEADLOCK, fact.minutes
        case _:
            return
    if talk.sessions:
        talk.sessions[-1].minutes = talk.minutes


def _fold_obligation(talk: DeliberationPage, fact: Fact) -> None:
    duty = talk.obligations.get(getattr(fact, "obligation_id", talk.deliberation_id))
    at = fact.envelope.recorded_at
    match fact:
        case Binding.ObligationMet() if duty:
            duty.met_at, duty.met_event, duty.breached_at = at, fact.event_id, None
        case Binding.ObligationBreached() if duty:
            duty.breached_at, duty.breach_told_by = at, fact.envelope.actor
        case Binding.ObligationReleased() if duty:
            _fold_release(duty, fact)
        case Binding.ObligationExtended() if duty:
            duty.extended_from, duty.due, duty.breached_at = fact.previous, fact.due, None
        case Binding.AgreementWasSigned():
            talk.signed = SignedPage(
                signed_on=fact.signed_on,
                place=fact.place,
                signatures=fact.signatures,
                to_register=fact.to_register,
                event=fact.event_id,
            )
        case Binding.AgreementWasRegistered() if talk.signed:
            talk.signed.court, talk.signed.number = fact.court, fact.number
            talk.signed.registered_on = fact.registered_on


def _fold_release(duty: ObligationPage, fact: Binding.ObligationReleased) -> None:
    """A breach stays beside it."""
    duty.released_at, duty.released_by = fact.envelope.recorded_at, fact.envelope.actor
    duty.release_basis, duty.replaced_by = fact.basis, fact.agreement
    duty.release_ruling, duty.release_explanation = fact.ruling or "", fact.explanation
    duty.release_event = fact.event_id


def fold_settlement(page: SettlementPage, fact: Fact) -> None:
    """What an event says of the court, of recovery and of the visits."""
    _fold_court(page, fact)
    _fold_plan(page.plans, fact)
    match fact:
        case WatchedCase.VisitsPlanned():
            page.visits_due = set(fact.days)
        case WatchedCase.MonitoringEnded():
            page.visits_due = set()
        case WatchedCase.RelapseSeen():
            page.relapse_told_by = {*page.relapse_told_by, fact.told_by}
        case WatchedCase.RelapseDenied() | Reopenable.Reopened():
            page.relapse_told_by = set()


def _fold_court(page: SettlementPage, fact: Fact) -> None:
    match fact:
        case LitigatedCase.ReferredToCourt():
            page.court = CourtPage(
                way=fact.way,
                court=fact.court,
                docket=fact.docket,
                filed_on=fact.filed_on,
                explanation=fact.explanation,
                event=fact.event_id,
            )
        case LitigatedCase.CourtProgressed() if page.court:
            page.court.progress.append((fact.envelope.occurred_at, fact.progress))
        case LitigatedCase.CourtDecided() if page.court:
            page.court.decided_on, page.court.ruling = fact.decided_on, fact.ruling
            page.court.outcome = fact.outcome


def _fold_plan(plans: dict[UUID, RecoveryPlanPage], fact: Fact) -> None:
    plan, at = plans.get(fact.originator_id), fact.envelope.recorded_at
    match fact:
        case RecoveryPlan.Drafted():
            plans[fact.originator_id] = RecoveryPlanPage(
                plan_id=fact.originator_id,
                planner=fact.planner,
                content_hash=fact.content_hash,
                drafted_at=at,
                items={each.item_id: RecoveryItemPage(each) for each in fact.items},
            )
        case RecoveryPlan.Approved() if plan:
            plan.approved_at, plan.approver = at, fact.approver
        case RecoveryPlan.Withdrawn() if plan:
            plan.withdrawn = fact.explanation
        case RecoveryPlan.Progressed() if plan:
            plan.items[fact.item_id].progress.append((fact.envelope.occurred_at, fact.progress))
        case RecoveryPlan.ItemCompleted() if plan:
            item = plan.items[fact.item_id]
            item.done_at, item.evidence = at, fact.evidence
