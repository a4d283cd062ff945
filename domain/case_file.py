"""Berkas kasus: everything the record knows of one case, folded from all its streams.

A fold for reading: pages, letters, histories and clocks use it; decisions load aggregates. It
takes events in any order that was true (by position, or by when things happened), so the same
code answers "what was so" and "what did we know".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Protocol
from uuid import UUID

from domain import member as forum
from domain.attachment import Attachable, Filed
from domain.case_handover import HandedCase, HandoverOffer
from domain.case_merge import Attributed, Member, Mergeable
from domain.case_ownership import LADDER, OwnedCase, Rung, begins_on
from domain.clock_acts import ClockProposal
from domain.clocks import Clocked, EndOfWindow, MovedWindow, Wait
from domain.conflict_case import (
    CALMING,
    ConflictCase,
    EscalationLevel,
    Proposal,
    Stage,
    Verdict,
)
from domain.contagion import ContagionLink
from domain.correction import Correction, Supplement, in_words
from domain.delivery import Delivery, DeliveryState
from domain.draft import Initial
from domain.exceptional_acts import (
    StateOfConflictPage,
    TaskForcePage,
    fold_state,
    fold_task_force,
)
from domain.field_task import FieldTask, TaskKind, TaskState
from domain.forkopimda import PackPage, fold_pack
from domain.inquiry import Askable, Inquiry
from domain.joined_reports import SupportedCase
from domain.kernel import Compartment, Confidential, Envelope, Fact, Secrecy
from domain.letter import Letter, LetterState
from domain.letter_content import LetterType
from domain.personal_data import PersonalData
from domain.playbook import LocalPlaybook
from domain.policy_upgrade import FollowsPolicy
from domain.prevention import PeacefulDeclaration, PreventionActivity
from domain.provisional_red import Confirmation, ProvisionallyRed, Red, RedEnd, Voice
from domain.reopening import Reopenable, ReopeningGround
from domain.report import CORRECTABLE, ConflictSource, Realm, Report, Source, Triage
from domain.report_details import NO_DETAILS, SealedDetails
from domain.risk import InformationGrade, Level, RiskAssessment, SourceGrade
from domain.settlement_pages import (
    DeliberationPage,
    ObligationPage,
    SettlementPage,
    fold_settlement,
    fold_talk,
)
from domain.signing import Paper, SigningState
from domain.snooze import Snoozable
from domain.state_of_conflict import Validity
from domain.told_apart import Comparable


class Placed(Protocol):
    """An event and its position in the log."""

    @property
    def position(self) -> int: ...
    @property
    def fact(self) -> Fact: ...


@dataclass
class ReportPage:
    """One report as filed, and what became of it."""

    report_id: UUID
    title: Confidential
    region: str
    place: Confidential | None
    source: Source
    realm: Realm
    conflict_source: ConflictSource
    theme: str
    facts: Confidential
    opinion: Confidential | None
    parties: tuple[Confidential, ...]
    source_grade: SourceGrade
    information_grade: InformationGrade
    risk: RiskAssessment
    happened_at: datetime
    day_known: bool
    secrecy: Secrecy
    reporter: UUID
    filed_at: datetime
    external_id: str | None
    invented: tuple[str, ...]
    event: str
    position: int
    details: SealedDetails = NO_DETAILS
    triage: Triage = Triage.WAITING
    entry: int = 1
    """The how manieth time it waits, or waited, for triage."""
    conclusion: Confidential | None = None
    origins: dict[str, str] = field(default_factory=dict)
    """The event that said a field last, for fields that were corrected."""
    supplements: list[Supplement] = field(default_factory=list)
    """What was told later, answers to questions among it."""
    inquiries: list[Inquiry] = field(default_factory=list)

    @property
    def asked(self) -> Inquiry | None:
        """The question to who told it that waits for an answer."""
        return next((each for each in self.inquiries if each.open), None)

    def said(self, *facts: str) -> tuple[str, ...]:
        """The events that say these fields as they stand now."""
        return tuple(dict.fromkeys(self.origins.get(each, self.event) for each in facts)) or (
            self.event,
        )


@dataclass
class TaskPage:
    """One field task: who holds it, in what state, what was found."""

    task_id: UUID
    kind: TaskKind
    instruction: Confidential
    chain: tuple[UUID, ...]
    holder: UUID
    assigned_by: UUID
    assigned_at: datetime
    state: TaskState = TaskState.WAITING
    link: int = 0
    progress: list[Supplement] = field(default_factory=list)
    """What was reported on the way."""

    acknowledged_at: datetime | None = None
    reported_at: datetime | None = None
    finding: Confidential | None = None
    happening: bool | None = None
    source_grade: SourceGrade | None = None
    information_grade: InformationGrade | None = None
    event: str = ""
    position: int = 0
    assigned: str = ""
    latest: str = ""
    origins: dict[str, str] = field(default_factory=dict)
    """The event that said a field last, for what was found."""

    def said(self, *facts: str) -> tuple[str, ...]:
        """The events that say these fields as they stand now."""
        return tuple(dict.fromkeys(self.origins.get(each, self.assigned) for each in facts)) or (
            self.assigned,
        )


@dataclass
class DeliveryLine:
    """One delivery of a letter, and how it went."""

    delivery: Delivery
    state: DeliveryState = DeliveryState.PLANNED
    attempts: int = 0
    changed_at: datetime | None = None
    explanation: Confidential | None = None
    received_by: Confidential | None = None


@dataclass
class DispositionLine:
    """One order that came back on a letter."""

    disposition_id: UUID
    given_by: str
    given_to: str
    instruction: Confidential
    due: date | None
    at: datetime
    result: Confidential | None = None


@dataclass
class LetterPage:
    """One letter: its state, its number."""

    letter_id: UUID
    type: LetterType
    case_id: UUID | None
    report_id: UUID | None
    secrecy: Secrecy
    author: UUID
    content: Confidential
    content_hash: str
    trigger: str
    drafted_at: datetime
    position: int
    events: list[str]
    """Ids of the events that made it what it is as a document."""

    chain: tuple[str, ...] = ()
    initialled: list[Initial] = field(default_factory=list)
    previous: Confidential | None = None
    """What it said before its last revision."""

    note: Confidential | None = None
    """Why it was last returned."""

    returned: Confidential | None = None
    """What it said when it was last returned."""

    corrects: UUID | None = None
    corrected_by: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    """Errata of it that count, by id: number and day."""

    void_reason: Confidential | None = None
    signed_on_paper: tuple[str, date] | None = None
    dispatched_at: datetime | None = None
    deliveries: dict[UUID, DeliveryLine] = field(default_factory=dict)
    dispositions: dict[UUID, DispositionLine] = field(default_factory=dict)
    state: LetterState = LetterState.DRAFT
    number: str | None = None
    dated: str | None = None
    approver: UUID | None = None
    signing: SigningState = SigningState.NONE
    begun_at: datetime | None = None
    signer: UUID | None = None
    paper: Paper | None = None
    signed_sha256: str | None = None
    signed_at: datetime | None = None
    certificate: Confidential | None = None


@dataclass
class ReopeningPage:
    """Why and when a case was taken up again, and from which stage."""

    ground: ReopeningGround
    was: Stage
    explanation: Confidential
    evidence: Confidential
    obligation_id: UUID | None
    at: datetime
    by: UUID
    event: str


@dataclass
class EndingPage:
    """One closure of a case: as closed or as not borne out; and what undid it, if anything."""

    stage: Stage
    outcome: Confidential
    at: datetime
    by: UUID
    event: str
    verdict: Verdict | None = None
    other_case: UUID | None = None
    reopened: ReopeningPage | None = None


@dataclass
class RedPage:
    """A red as the record knows it: who spoke for it, and by what it stands or fell."""

    state: Red | None
    raised_at: datetime
    voices: list[Voice]
    by: Confirmation | None = None
    confirmed_by: tuple[Voice, ...] = ()
    ended: RedEnd | None = None
    settled_at: datetime | None = None


@dataclass
class OpenWait:
    """A window that stands open, and the stream whose command would close it."""

    stream: UUID
    wait: Wait


@dataclass(frozen=True)
class ClosedWait:
    """A window that has ended: how, and when."""

    stream: UUID
    wait: Wait
    how: str
    at: datetime


@dataclass(frozen=True)
class AttachmentLine:
    """One attached file: where it is kept, what it is about, who attached it when."""

    stream: UUID
    item: UUID | None
    file: Filed
    kept_for: UUID
    caption: Confidential
    envelope: Envelope
    event: str


@dataclass
class TimelineLine:
    """One event of the case's life, in words."""

    position: int
    name: str
    title: str
    fact: Fact

    @property
    def event_id(self) -> str:
        return event_id(self.fact)


@dataclass
class CaseFile:
    """Berkas kasus; also of a report or a letter that belongs to no case.

    ``position`` is that of the last event it was folded from.
    """

    case_id: UUID | None = None
    title: Confidential | None = None
    region: str = ""
    level: Level = Level.GREEN
    secrecy: Secrecy = Secrecy.RESTRICTED
    theme: str = ""
    conflict_source: ConflictSource | None = None
    stage: Stage = Stage.DETECT
    entry: int = 1
    entries: dict[Stage, int] = field(default_factory=dict)
    entered_at: dict[tuple[Stage, int], datetime] = field(default_factory=dict)
    left_at: dict[tuple[Stage, int], datetime] = field(default_factory=dict)
    officer: UUID | None = None
    offer: HandoverOffer | None = None
    """To whom the case is offered, while that is neither accepted nor declined."""
    reporter: UUID | None = None
    parties: tuple[Confidential, ...] = ()
    verified: bool = False
    summary: Confidential | None = None
    summary_event: str = ""
    corrections: list[Correction] = field(default_factory=list)
    agreed: bool = False
    calm: bool = False
    findings: int = 0
    verdict: Verdict | None = None
    other_case: UUID | None = None
    endings: list[EndingPage] = field(default_factory=list)
    reopenings: list[ReopeningPage] = field(default_factory=list)
    letters_due: int = 0
    voices: list[Voice] = field(default_factory=list)
    red: RedPage | None = None
    """The last time the case turned red; None for one that never did, or did before this was kept.
    """
    apart: set[tuple[UUID, UUID]] = field(default_factory=set)
    """Windows of letters (letter, window) that stood open while the case had ended."""
    calmed: list[UUID] = field(default_factory=list)
    """Results since the level was last set that allow it to be lowered."""
    links: dict[UUID, ContagionLink] = field(default_factory=dict)
    member: UUID | None = None
    """The FKDM member whose stream this is, where it is one."""
    proposal: Proposal | None = None
    last_proposal: Proposal | None = None
    declined: tuple[Proposal, Confidential] | None = None
    """The last proposal that was declined, and why."""

    escalation: EscalationLevel | None = None
    owner: Rung | None = None
    opened_by: Rung | None = None
    rung: Rung = Rung.REGENCY
    """How high it has been handed up; from here it climbs on."""

    escalated_with: Proposal | None = None
    """What was asked for when it was last handed up; None once it is back."""

    lead: UUID | None = None
    members: dict[UUID, Member] = field(default_factory=dict)
    attributed: list[Attributed] = field(default_factory=list)
    outcome: Confidential | None = None
    policy: str = ""
    position: int = 0
    began_with: UUID | None = None
    told_apart: dict[UUID, set[UUID]] = field(default_factory=dict)
    """What each report, and the case, was told apart from."""

    reports: dict[UUID, ReportPage] = field(default_factory=dict)
    tasks: dict[UUID, TaskPage] = field(default_factory=dict)
    deliberations: dict[UUID, DeliberationPage] = field(default_factory=dict)
    letters: dict[UUID, LetterPage] = field(default_factory=dict)
    settlement: SettlementPage = field(default_factory=SettlementPage)
    states: dict[UUID, StateOfConflictPage] = field(default_factory=dict)
    task_forces: dict[UUID, TaskForcePage] = field(default_factory=dict)
    packs: dict[UUID, PackPage] = field(default_factory=dict)
    attachments: list[AttachmentLine] = field(default_factory=list)
    waits: dict[UUID, OpenWait] = field(default_factory=dict)
    closed_waits: list[ClosedWait] = field(default_factory=list)
    snoozes: dict[UUID, Confidential] = field(default_factory=dict)
    """Why the case is to come back, for whoever asked for it."""
    timeline: list[TimelineLine] = field(default_factory=list)

    @property
    def report(self) -> ReportPage | None:
        """The report the case began with."""
        first = self.reports.get(self.began_with) if self.began_with else None
        return first or next(iter(self.reports.values()), None)

    @property
    def compartment(self) -> Compartment | None:
        """Where it is kept apart, because one of its reports is."""
        found = (each.source.compartment for each in self.reports.values())
        return next((each for each in found if each is not None), None)

    @property
    def joined(self) -> list[ReportPage]:
        """Reports of the same conflict that were joined to the case."""
        return [each for each in self.reports.values() if each is not self.report]

    @property
    def liaisons(self) -> frozenset[UUID]:
        """Everyone a task of this case has been handed to."""
        return frozenset(
            person for task in self.tasks.values() for person in task.chain[: task.link + 1]
        ) | frozenset(task.holder for task in self.tasks.values())

    @property
    def clock_proposals(self) -> dict[UUID, ClockProposal]:
        """Proposals to pause or extend a clock that wait for a decision, by stream."""
        return {
            each.stream: each.wait.proposal for each in self.waits.values() if each.wait.proposal
        }

    def stuck(self, now: datetime) -> list[OpenWait]:
        """Windows whose moment passed and that the machine did not close, the oldest first."""
        found = [each for each in self.waits.values() if each.wait.is_stuck(now)]
        return sorted(found, key=lambda each: each.wait.due)

    @property
    def open_tasks(self) -> list[TaskPage]:
        return [task for task in self.tasks.values() if task.state.open]

    @property
    def open_deliberations(self) -> list[DeliberationPage]:
        """Deliberations whose result is still to be recorded."""
        return [each for each in self.deliberations.values() if each.result is None]

    @property
    def unmet_obligations(self) -> list[ObligationPage]:
        return [
            each
            for deliberation in self.deliberations.values()
            for each in deliberation.obligations.values()
            if each.owed
        ]

    @property
    def state_in_force(self) -> StateOfConflictPage | None:
        """The state of conflict on record as in force; a case has one at most."""
        found = (each for each in self.states.values() if each.validity is Validity.IN_FORCE)
        return next(found, None)

    @property
    def found(self) -> int:
        """How many field tasks found out whether it is so, its members' too."""
        return self.findings + sum(len(each.checked) for each in self.members.values())

    @property
    def heard(self) -> list[Voice]:
        """Who speaks for the conflict, its members' voices too."""
        lent = (voice for each in self.members.values() for voice in each.voices)
        return [*self.voices, *lent]

    @property
    def red_provisional(self) -> bool:
        """Whether the case is red and nothing has confirmed it yet."""
        return self.red is not None and self.red.state is Red.PROVISIONAL

    @property
    def watches_red(self) -> bool:
        """Whether the case was opened since reds are provisional."""
        return bool(self.voices) or self.red is not None or bool(self.reopenings)

    @property
    def standing_task_forces(self) -> list[TaskForcePage]:
        """Task forces whose work has not ended."""
        return [each for each in self.task_forces.values() if each.report is None]

    def apply(self, placed: Placed) -> None:
        """One more event."""
        fact, position = placed.fact, placed.position
        self.position = max(self.position, position)
        self.timeline.append(
            TimelineLine(position=position, name=fact.NAME, title=title_of(type(fact)), fact=fact)
        )
        self._fold_clocks(fact)
        if not fact.NAME.startswith("deadline."):
            self._fold_rest(fact, position)

    def _fold_rest(self, fact: Fact, position: int) -> None:
        """What is no window's. More than half of a long case's events are windows' alone."""
        self._fold_report(fact, position)
        self._fold_case(fact)
        self._fold_handling(fact)
        self._fold_belonging(fact)
        self._fold_members(fact)
        self._fold_ending(fact)
        self._fold_red(fact)
        self._fold_task(fact, position)
        fold_talk(self.deliberations, fact)
        fold_settlement(self.settlement, fact)
        self._fold_letter(fact, position)
        fold_state(self.states, fact)
        fold_task_force(self.task_forces, fact)
        fold_pack(self.packs, fact)
        self._fold_correction(fact, position)
        self._fold_inquiry(fact)
        self._fold_registers(fact)
        if isinstance(fact, Attachable.Attached):
            self.attachments.append(
                AttachmentLine(
                    stream=fact.originator_id,
                    item=fact.item,
                    file=fact.file,
                    kept_for=fact.kept_for,
                    caption=fact.caption,
                    envelope=fact.envelope,
                    event=event_id(fact),
                )
            )

    def _fold_registers(self, fact: Fact) -> None:
        if isinstance(fact, forum.Member.Nominated):
            self.member = fact.originator_id
        if self.case_id is None and isinstance(fact, _STANDS_ALONE):
            self.region = fact.region

    def _fold_clocks(self, fact: Fact) -> None:
        match fact:
            case Clocked.DeadlineSet():
                self.waits[fact.wait.deadline_id] = OpenWait(fact.originator_id, fact.wait)
                self._note_apart(fact.originator_id, fact.wait.deadline_id)
            case Clocked.DeadlinePaused():
                window = self.waits.get(fact.deadline_id)
                if window is not None:
                    window.wait = window.wait.model_copy(update={"pause": fact.pause})
            case Snoozable.Snoozed():
                self.snoozes[fact.snooze_id] = fact.explanation
            case Snoozable.SnoozeEnded():
                self.snoozes.pop(fact.snooze_id, None)
            case Clocked.ClockChangeProposed():
                for window in self.waits.values():
                    if window.wait.item == str(fact.proposal.proposal_id):
                        asking = window.wait.model_copy(update={"proposal": fact.proposal})
                        window.wait = asking
        if isinstance(fact, EndOfWindow):
            self._end_of_window(fact)

    def _end_of_window(self, fact: EndOfWindow) -> None:
        ended = self.waits.pop(fact.deadline_id, None)
        if ended is None:
            return
        self.closed_waits.append(
            ClosedWait(
                stream=ended.stream,
                wait=ended.wait,
                how=fact.NAME.partition(".")[2],
                at=fact.envelope.recorded_at,
            )
        )
        if isinstance(fact, MovedWindow):
            self.waits[fact.wait.deadline_id] = OpenWait(ended.stream, fact.wait)
            if (ended.stream, fact.deadline_id) in self.apart:
                self.apart.add((ended.stream, fact.wait.deadline_id))

    def _note_apart(self, stream: UUID, deadline_id: UUID) -> None:
        if stream in self.letters and not self.stage.open:
            self.apart.add((stream, deadline_id))

    def _fold_report(self, fact: Fact, position: int) -> None:
        report = self.reports.get(fact.originator_id)
        match fact:
            case Report.Filed():
                names = ReportPage.__dataclass_fields__.keys() & type(fact).model_fields.keys()
                self.reports[fact.originator_id] = ReportPage(
                    report_id=fact.originator_id,
                    filed_at=fact.envelope.recorded_at,
                    event=event_id(fact),
                    position=position,
                    **{name: getattr(fact, name) for name in names - {"details"}},
                    details=fact.details or NO_DETAILS,
                )
                if self.case_id is None:
                    self.title, self.region, self.level = fact.title, fact.region, fact.risk.level
                    self.secrecy, self.theme = fact.secrecy, fact.theme
                    self.conflict_source, self.reporter = fact.conflict_source, fact.reporter
                    self.parties, self.policy = fact.parties, fact.envelope.policy
                    self.entered_at[Stage.DETECT, 1] = fact.envelope.recorded_at
            case Report.OpenedAsCase() | Report.JoinedToCase() if report:
                report.triage = Triage.CASE
            case Comparable.ToldApart():
                self.told_apart.setdefault(fact.originator_id, set()).add(fact.other)
            case Report.KeptAsHistory() if report:
                report.triage = Triage.INFORMATION
                self.left_at[Stage.DETECT, 1] = fact.envelope.recorded_at
            case Report.NotedAsInformation() if report:
                report.triage = Triage.INFORMATION
                report.conclusion = fact.conclusion
                self.left_at[Stage.DETECT, 1] = fact.envelope.recorded_at
            case Report.Reopened() if report:
                report.triage, report.conclusion = Triage.WAITING, None
                report.entry += 1
                self.left_at.pop((Stage.DETECT, 1), None)

    def _fold_case(self, fact: Fact) -> None:
        match fact:
            case ConflictCase.Opened():
                self.case_id, self.began_with = fact.originator_id, fact.report_id
                if first := self.report:
                    self.entered_at[Stage.DETECT, 1] = first.filed_at
                self.title, self.region, self.level = fact.title, fact.region, fact.level
                self.secrecy, self.theme = fact.secrecy, fact.theme
                self.conflict_source, self.reporter = fact.conflict_source, fact.reporter
                self.officer, self.parties = fact.officer, fact.parties
                self.owner = self.opened_by = fact.owner
                self.rung = begins_on(fact.owner)
                self.policy = fact.envelope.policy
            case ConflictCase.StageEntered():
                self.left_at[self.stage, self.entry] = fact.envelope.recorded_at
                self.stage, self.entry = fact.stage, fact.entry
                self.entries[fact.stage] = fact.entry
                self.entered_at[fact.stage, fact.entry] = fact.envelope.recorded_at
                if not fact.stage.open:
                    self.offer = None
                    open_now = ((each.stream, window) for window, each in self.waits.items())
                    self.apart |= {each for each in open_now if each[0] in self.letters}
            case FollowsPolicy.PolicyUpgraded():
                self.policy = fact.to_policy
            case ConflictCase.FindingNoted():
                self.findings += fact.verifies
            case ConflictCase.Verified():
                self.verified, self.summary, self.level = True, fact.summary, fact.level
                self.summary_event = event_id(fact)
                self.calmed.clear()
            case ConflictCase.LevelChanged():
                self.level = fact.level
                self.calmed.clear()
            case ConflictCase.ContagionLinked():
                self.links[fact.link.link_id] = fact.link
            case ConflictCase.ContagionUnlinked():
                self.links.pop(fact.link_id, None)
            case ConflictCase.Refuted():
                self.verified, self.verdict = False, fact.verdict
                self.other_case = fact.other_case
                self.outcome, self.proposal = fact.explanation, None

    def _fold_handling(self, fact: Fact) -> None:
        match fact:
            case ConflictCase.EscalationProposed():
                self.proposal = self.last_proposal = fact.proposal
            case ConflictCase.Escalated():
                self.escalated_with = self.last_proposal
                self.proposal, self.escalation = None, fact.level
                self.letters_due += fact.level is EscalationLevel.PROVINCE
            case ConflictCase.LetterDrafted():
                self.letters_due -= fact.for_escalation
            case ConflictCase.EscalationDeclined():
                if self.proposal is not None:
                    self.declined = (self.proposal, fact.explanation)
                self.proposal = None
            case ConflictCase.DeliberationScheduled():
                self.agreed, self.settlement.court = False, None
            case ConflictCase.DeliberationEnded():
                self.agreed = fact.agreed
                if fact.agreed:
                    self.calmed.append(fact.deliberation_id)
            case ConflictCase.RecoveryBegun():
                self.calm = False
                self.settlement.visits_due, self.settlement.relapse = set(), False
            case ConflictCase.Monitored():
                self.calm = fact.calm
                self.settlement.relapse = fact.relapse
                self.settlement.visits_due.discard(fact.visit or 0)
            case ConflictCase.Closed():
                self.outcome = fact.outcome

    def _fold_belonging(self, fact: Fact) -> None:
        """Whose case it is: whose office decides, whose hands it is in, which case leads it."""
        match fact:
            case ConflictCase.Escalated():
                self.rung = Rung(fact.level.value)
                if self.owner is None or LADDER.index(self.rung) > LADDER.index(self.owner):
                    self.owner = self.rung
            case OwnedCase.Returned():
                self.owner = self.rung = Rung.REGENCY
                self.escalation = self.escalated_with = None
            case OwnedCase.ReturnedToProvince():
                self.owner = self.rung = Rung.PROVINCE
                self.escalation, self.escalated_with = EscalationLevel.PROVINCE, None
            case HandedCase.HandoverOffered():
                self.offer = fact.offer
            case HandedCase.HandoverDeclined():
                self.offer = None
            case HandedCase.HandedOver():
                self.officer, self.offer = fact.receiver, None
            case Mergeable.MergedInto():
                self.lead = fact.lead
            case Mergeable.Unmerged():
                self.lead = None
            case Mergeable.EventAttributed():
                self.attributed.append(fact.attributed)

    def _fold_members(self, fact: Fact) -> None:
        """What a lead leads, and what it hears of it."""
        match fact:
            case Mergeable.Merged():
                self.members |= {each.case_id: each for each in fact.members}
                self.level, self.secrecy = fact.level, fact.secrecy
            case Mergeable.Released():
                for each in fact.members:
                    self.members.pop(each, None)
                self.level, self.secrecy = fact.level, fact.secrecy
            case Mergeable.MemberFindingNoted():
                member = self.members[fact.member]
                self.members[fact.member] = member.with_finding(
                    fact.task_id, fact.voice, verifies=fact.verifies
                )
            case Mergeable.MemberSourceRegraded():
                member = self.members[fact.member]
                self.members[fact.member] = member.with_regraded(fact.report_id, fact.told_by)

    def _fold_ending(self, fact: Fact) -> None:
        """Every closure stays on file; a reopening undoes the last of them."""
        signed = (fact.envelope.recorded_at, fact.envelope.actor, event_id(fact))
        match fact:
            case ConflictCase.Closed():
                self.endings.append(EndingPage(Stage.CLOSED, fact.outcome, *signed))
            case ConflictCase.Refuted():
                said = (fact.verdict, fact.other_case)
                self.endings.append(EndingPage(Stage.REFUTED, fact.explanation, *signed, *said))
            case Reopenable.Reopened():
                said_why = (fact.ground, fact.was, fact.explanation, fact.evidence)
                reopening = ReopeningPage(*said_why, fact.obligation_id, *signed)
                self.reopenings.append(reopening)
                if not fact.was.open and self.endings:
                    self.endings[-1].reopened = reopening
                self._begin_anew()

    def _begin_anew(self) -> None:
        self.verified = self.agreed = self.calm = False
        self.verdict = self.other_case = self.outcome = self.red = None
        self.findings = 0
        self.voices.clear()
        self.members = {name: each.to_be_verified() for name, each in self.members.items()}
        self.calmed.clear()

    def _fold_red(self, fact: Fact) -> None:
        at = fact.envelope.recorded_at
        match fact:
            case ConflictCase.Opened() | SupportedCase.ReportJoined() if fact.told_by:
                self.voices.append(Voice.of(fact.report_id, fact.told_by))
            case ConflictCase.FindingNoted() if fact.voice:
                self.voices.append(fact.voice)
            case SupportedCase.SourceRegraded():
                self.voices = [
                    Voice.of(fact.report_id, fact.told_by)
                    if each.origin == fact.report_id
                    else each
                    for each in self.voices
                ]
            case ProvisionallyRed.RedRaisedProvisionally():
                self.red = RedPage(Red.PROVISIONAL, at, list(fact.voices))
            case ProvisionallyRed.RedConfirmed():
                self.red = self.red or RedPage(None, at, [])
                self.red.state, self.red.settled_at = Red.CONFIRMED, at
                self.red.by, self.red.confirmed_by = fact.by, fact.voices
            case ProvisionallyRed.RedNotConfirmed() if self.red:
                self.red.state, self.red.settled_at = None, at
                self.red.ended = fact.because

    def _fold_task(self, fact: Fact, position: int) -> None:
        task = self.tasks.get(fact.originator_id)
        match fact:
            case FieldTask.Assigned():
                self.tasks[fact.originator_id] = TaskPage(
                    task_id=fact.originator_id,
                    kind=fact.kind,
                    instruction=fact.instruction,
                    chain=fact.chain,
                    holder=fact.chain[0],
                    assigned_by=fact.envelope.actor,
                    assigned_at=fact.envelope.recorded_at,
                    assigned=event_id(fact),
                )
            case FieldTask.PassedOn() if task:
                task.holder, task.link, task.state = fact.holder, fact.link, TaskState.WAITING
            case FieldTask.SupervisorAsked() if task:
                task.state = TaskState.WITH_SUPERVISOR
            case FieldTask.Acknowledged() if task:
                task.holder, task.state = fact.holder, TaskState.ACKNOWLEDGED
                task.acknowledged_at = fact.envelope.recorded_at
            case FieldTask.Delegated() if task:
                task.holder, task.state = fact.holder, TaskState.WAITING
            case FieldTask.Accepted() | FieldTask.EnRoute() | FieldTask.OnScene() if task:
                task.state = TASK_STATE_AFTER[fact.NAME]
            case FieldTask.Progressed() if task:
                task.progress.append(
                    Supplement(
                        text=fact.note,
                        event=event_id(fact),
                        at=fact.envelope.recorded_at,
                        by=fact.envelope.actor,
                    )
                )
            case FieldTask.Reported() if task:
                task.state, task.finding = TaskState.REPORTED, fact.finding
                task.happening, task.reported_at = fact.happening, fact.envelope.recorded_at
                task.source_grade = fact.source_grade
                task.information_grade = fact.information_grade
                task.event, task.position = event_id(fact), position
                task.origins |= dict.fromkeys(type(fact).model_fields, task.event)
                if task.kind in CALMING:
                    self.calmed.append(task.task_id)
            case FieldTask.Withdrawn() if task:
                task.state = TaskState.WITHDRAWN
        if fact.NAME.startswith("task.") and fact.originator_id in self.tasks:
            self.tasks[fact.originator_id].latest = event_id(fact)

    def _fold_letter(self, fact: Fact, position: int) -> None:
        letter = self.letters.get(fact.originator_id)
        match fact:
            case Letter.Drafted():
                if self.case_id is None and not self.reports:
                    self.region, self.level = fact.region, fact.level
                    self.secrecy, self.policy = fact.secrecy, fact.envelope.policy
                self.letters[fact.originator_id] = LetterPage(
                    letter_id=fact.originator_id,
                    type=fact.type,
                    case_id=fact.case_id,
                    report_id=fact.report_id,
                    secrecy=fact.secrecy,
                    author=fact.author,
                    content=fact.content,
                    content_hash=fact.content_hash,
                    trigger=fact.trigger,
                    drafted_at=fact.envelope.recorded_at,
                    position=position,
                    events=[event_id(fact)],
                    chain=fact.initials,
                    corrects=fact.corrects,
                )
            case Letter.Approved() if letter:
                letter.state, letter.number = LetterState.APPROVED, fact.number
                letter.dated, letter.approver = fact.dated, fact.approver
                letter.events.append(event_id(fact))
            case Letter.Voided() if letter:
                letter.state, letter.void_reason = LetterState.VOID, fact.explanation
                letter.events.append(event_id(fact))
        if letter is not None:
            _fold_signing(letter, fact)
            _fold_draft(letter, fact)
            _fold_sending(letter, fact)
            _fold_dispositions(letter, fact)

    def _fold_inquiry(self, fact: Fact) -> None:
        """What was asked of who told a report; an answer is a supplement as well."""
        report = self.reports.get(fact.originator_id)
        if report is None:
            return
        match fact:
            case Askable.SupplementAsked():
                asked = (fact.envelope.actor, fact.envelope.recorded_at, event_id(fact))
                report.inquiries.append(Inquiry(fact.inquiry_id, fact.question, *asked))
            case Askable.InquiryAnswered() if inquiry := report.asked:
                inquiry.answer = _supplement(fact)
                report.supplements.append(inquiry.answer)
            case Askable.InquiryWithdrawn() if inquiry := report.asked:
                inquiry.withdrawn_at = fact.envelope.recorded_at

    def _fold_correction(self, fact: Fact, position: int) -> None:
        """What is right takes the place of what was said; both are remembered."""
        report, task = self.reports.get(fact.originator_id), self.tasks.get(fact.originator_id)
        match fact:
            case Report.Corrected() if report:
                for name, label in CORRECTABLE.items():
                    if (value := getattr(fact, name)) is not None:
                        before = getattr(report, name)
                        self._corrected(fact, position, (name, label), (before, value))
                        setattr(report, name, value)
                        report.origins[name] = event_id(fact)
                if self.case_id is None:
                    self.title, self.parties = report.title, report.parties
                    self.theme, self.conflict_source = report.theme, report.conflict_source
                    self.level = report.risk.level
            case Report.Supplemented() if report:
                report.supplements.append(_supplement(fact))
            case SupportedCase.SubjectCorrected():
                self.theme = fact.theme or self.theme
                self.conflict_source = fact.conflict_source or self.conflict_source
            case FieldTask.FindingCorrected() if task:
                self._corrected(fact, position, ("finding", "temuan"), (task.finding, fact.finding))
                task.finding, task.origins["finding"] = fact.finding, event_id(fact)
            case ConflictCase.SummaryCorrected():
                self._corrected(
                    fact,
                    position,
                    ("summary", "ringkasan verifikasi"),
                    (self.summary, fact.summary),
                )
                self.summary, self.summary_event = fact.summary, event_id(fact)

    def _corrected(
        self,
        fact: Report.Corrected | FieldTask.FindingCorrected | ConflictCase.SummaryCorrected,
        position: int,
        named: tuple[str, str],
        values: tuple[object, object],
    ) -> None:
        self.corrections.append(
            Correction(
                stream=fact.originator_id,
                fact=named[0],
                label=named[1],
                before=in_words(values[0], self.region),
                after=in_words(values[1], self.region),
                event=event_id(fact),
                position=position,
                at=fact.envelope.recorded_at,
                by=fact.envelope.actor,
                explanation=fact.explanation,
            )
        )


def _supplement(fact: Report.Supplemented | Askable.InquiryAnswered) -> Supplement:
    envelope = fact.envelope
    return Supplement(
        text=fact.text, event=event_id(fact), at=envelope.recorded_at, by=envelope.actor
    )


def _fold_draft(letter: LetterPage, fact: Fact) -> None:
    match fact:
        case Letter.Revised():
            letter.previous, letter.content = letter.content, fact.content
            letter.content_hash, letter.initialled = fact.content_hash, []
            letter.events.append(event_id(fact))
        case Letter.Returned():
            letter.state, letter.note, letter.initialled = LetterState.RETURNED, fact.note, []
            letter.returned = letter.content
        case Letter.Resubmitted():
            letter.state = LetterState.DRAFT
        case Letter.Initialled():
            letter.initialled.append(fact.initial)
        case Letter.Corrected():
            letter.corrected_by[fact.erratum_id] = (fact.number, fact.dated)
        case Letter.CorrectionWithdrawn():
            letter.corrected_by.pop(fact.erratum_id, None)
        case Letter.SignedOnPaper():
            letter.signed_on_paper = (fact.signed_by, fact.signed_on)


def _fold_sending(letter: LetterPage, fact: Fact) -> None:
    at = fact.envelope.recorded_at
    match fact:
        case Letter.Dispatched():
            letter.state, letter.dispatched_at = LetterState.SENT, at
            letter.deliveries = {each.delivery_id: DeliveryLine(each) for each in fact.deliveries}
        case Letter.SentAgain():
            line = letter.deliveries[fact.delivery.delivery_id]
            line.delivery, line.state = fact.delivery, DeliveryState.PLANNED
        case Letter.DeliveryAttempted():
            line = letter.deliveries[fact.delivery_id]
            line.attempts, line.state, line.changed_at = fact.attempt, DeliveryState.ATTEMPTED, at
        case Letter.Delivered() | Letter.DeliveryFailed() | Letter.DeliveryUnclear():
            line = letter.deliveries[fact.delivery_id]
            line.state, line.changed_at = DELIVERY_AFTER[fact.NAME], at
            line.explanation = fact.explanation
        case Letter.ReceiptRecorded():
            line = letter.deliveries[fact.delivery_id]
            line.state, line.changed_at = DeliveryState.RECEIVED, fact.envelope.occurred_at
            line.received_by = fact.received_by


TASK_STATE_AFTER = {
    FieldTask.Accepted.NAME: TaskState.ACCEPTED,
    FieldTask.EnRoute.NAME: TaskState.EN_ROUTE,
    FieldTask.OnScene.NAME: TaskState.ON_SCENE,
}
"""How far a step brings a task."""

DELIVERY_AFTER = {
    Letter.DeliveryAttempted.NAME: DeliveryState.ATTEMPTED,
    Letter.Delivered.NAME: DeliveryState.DELIVERED,
    Letter.DeliveryFailed.NAME: DeliveryState.FAILED,
    Letter.DeliveryUnclear.NAME: DeliveryState.UNCLEAR,
    Letter.ReceiptRecorded.NAME: DeliveryState.RECEIVED,
}
"""What an event leaves known of the delivery it is about."""


def _fold_dispositions(letter: LetterPage, fact: Fact) -> None:
    match fact:
        case Letter.DispositionRecorded():
            letter.dispositions[fact.disposition_id] = DispositionLine(
                disposition_id=fact.disposition_id,
                given_by=fact.given_by,
                given_to=fact.given_to,
                instruction=fact.instruction,
                due=fact.due,
                at=fact.envelope.occurred_at,
            )
        case Letter.DispositionFollowedUp():
            letter.dispositions[fact.disposition_id].result = fact.result


def _fold_signing(letter: LetterPage, fact: Fact) -> None:
    match fact:
        case Letter.SigningBegun():
            letter.signing, letter.begun_at = SigningState.BEGUN, fact.envelope.recorded_at
            letter.signer, letter.paper = fact.signer, fact.paper
        case Letter.Signed():
            letter.signing, letter.signed_at = SigningState.SIGNED, fact.envelope.recorded_at
            letter.signed_sha256, letter.certificate = fact.signed_sha256, fact.certificate
        case Letter.SigningUnclear():
            letter.signing = SigningState.UNCLEAR
        case Letter.NotSigned():
            letter.signing = SigningState.NONE


_STANDS_ALONE = (
    forum.Member.Nominated,
    PreventionActivity.Recorded,
    PeacefulDeclaration.Recorded,
    PersonalData.Opened,
    LocalPlaybook.Written,
)
"""What a file of the registers begins with, where it is no case's."""


def fold(events: Iterable[Placed]) -> CaseFile:
    """The file of one case, from its events."""
    file = CaseFile()
    for placed in events:
        file.apply(placed)
    return file


def as_it_was(
    events: Iterable[Placed],
    *,
    at: datetime | None = None,
    known_at: datetime | None = None,
    until: int | None = None,
) -> CaseFile:
    """The file on both axes: what was so at ``at``, as far as was known at ``known_at``.

    ``at`` counts when things happened (``occurred_at``), ``known_at`` when we wrote them, and
    ``until`` is the last position of the log that was known. What was so is folded in the order
    it was written: a late fact adds to the picture, it does not undo what followed. The office's
    own clocks and stages are so from when they were recorded.
    """
    return fold(
        placed
        for placed in events
        if (known_at is None or placed.fact.envelope.recorded_at <= known_at)
        and (until is None or placed.position <= until)
        and (at is None or _so_from(placed.fact) <= at)
    )


def _so_from(fact: Fact) -> datetime:
    ours = fact.NAME.startswith("deadline.") or fact.NAME == ConflictCase.StageEntered.NAME
    return fact.envelope.recorded_at if ours else fact.envelope.occurred_at


@cache
def title_of(fact: type[Fact]) -> str:
    """What happened, in Indonesian: the first line of the event's docstring."""
    for event_class in fact.__mro__:
        if event_class.__doc__ and "NAME" in vars(event_class):
            return event_class.__doc__.strip().splitlines()[0].rstrip(".")
    return fact.NAME


def event_id(fact: Fact) -> str:
    """The name by which letters and later events refer to this one."""
    return fact.event_id
