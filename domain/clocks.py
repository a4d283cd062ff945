"""What an aggregate waits for: promised deadlines, each closed by exactly one event."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, get_args
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.calendar import WorkingCalendar
from domain.clock_acts import (
    AgreedClock,
    AlreadyDue,
    ApproveClockChange,
    ClockChange,
    ClockPaused,
    ClockProposal,
    ClockProposalChanged,
    ClockProposalWaiting,
    ClockProposerDecides,
    DeclineClockChange,
    ExtensionTooLong,
    NoClockProposal,
    NoPause,
    NothingToPause,
    OwnClock,
    Pause,
    PauseOver,
    PauseTooLong,
    ProposeClockChange,
    ResumeClock,
    StatutoryClock,
    TooManyExtensions,
    TooManyPauses,
    UnknownWindow,
)
from domain.deadline import (
    Deadline,
    DeadlineBasis,
    Span,
    compute_deadline,
    extended,
    resumed,
    working_time,
)
from domain.kernel import Aggregate, Command, Confidential, Envelope, Frozen, Role, key
from domain.policy import Policy
from domain.regions import zone_of
from domain.risk import Level
from domain.stuck import (
    STUCK_AFTER,
    AttendToWindow,
    ComesByItself,
    NotStuck,
    OwnWindow,
    Remedy,
)


class WaitKind(StrEnum):
    """What is waited for. The value is stored; the words are for the reader."""

    TRIAGE = "triage"
    CLAIM = "claim"
    VERIFICATION = "verification"
    CONFIRM_RED = "confirm_red"
    ESCALATION_APPROVAL = "escalation_approval"
    FIRST_HANDLING = "first_handling"
    DELIBERATION_START = "deliberation_start"
    AGREEMENT = "deliberation_agreement"
    MONITORING = "monitoring"
    OBLIGATION = "obligation"
    ACKNOWLEDGE = "acknowledge"
    REMINDER = "reminder"
    REPORT = "report"
    ACTIVITY = "activity"
    SUPERVISOR_ANSWER = "supervisor_answer"
    LETTER_APPROVAL = "letter_approval"
    LETTER_REVISION = "letter_revision"
    DELIVERY_CHECK = "delivery_check"
    DISPOSITION = "disposition"
    DISPOSITION_FOLLOW_UP = "disposition_follow_up"
    STATE_OF_CONFLICT_END = "state_of_conflict_end"
    MILITARY_REQUEST_IN_WRITING = "military_request_in_writing"
    MILITARY_ORDER = "military_order"
    CONTINGENCY_FUND_PLAN = "contingency_fund_plan"
    CONTINGENCY_FUND_DISBURSEMENT = "contingency_fund_disbursement"
    CLOCK_DECISION = "clock_decision"
    PAUSE_END = "pause_end"
    RESUBMISSION = "resubmission"
    REVIEW = "review"
    SESSION_MINUTES = "session_minutes"
    MEETING = "deliberation_meeting"
    MEDIATED = "deliberation_mediated"
    MEDIATOR_START = "mediator_start"
    REGISTRATION = "agreement_registration"
    EXECUTION = "agreement_execution"
    COURT_WATCH = "court_watch"
    RECOVERY_APPROVAL = "recovery_approval"
    RECOVERY_ITEM = "recovery_item"
    VISIT = "monitoring_visit"
    MEMBERSHIP_END = "membership_end"
    PACK_READING = "pack_reading"
    HANDOVER = "handover"
    RELAPSE = "relapse"

    @property
    def words(self) -> str:
        """What is waited for, in plain Indonesian; completes "menunggu ..."."""
        return _WORDS[self]


_WORDS = {
    WaitKind.TRIAGE: "triase laporan",
    WaitKind.CLAIM: "pemeriksaan oleh petugas yang mengambil laporan",
    WaitKind.VERIFICATION: "hasil verifikasi lapangan",
    WaitKind.CONFIRM_RED: "konfirmasi merah sementara oleh sumber lain",
    WaitKind.ESCALATION_APPROVAL: "persetujuan usul eskalasi oleh orang kedua",
    WaitKind.FIRST_HANDLING: "langkah penanganan berikutnya",
    WaitKind.DELIBERATION_START: "pelaksanaan musyawarah",
    WaitKind.AGREEMENT: "hasil musyawarah",
    WaitKind.MONITORING: "berakhirnya masa pemantauan",
    WaitKind.OBLIGATION: "pemenuhan kewajiban kesepakatan",
    WaitKind.ACKNOWLEDGE: "pengakuan tugas",
    WaitKind.REMINDER: "pengingat sebelum batas waktu",
    WaitKind.REPORT: "laporan pelaksanaan tugas",
    WaitKind.ACTIVITY: "kabar dari penghubung yang mengakui tugas",
    WaitKind.SUPERVISOR_ANSWER: "tindakan pimpinan",
    WaitKind.LETTER_APPROVAL: "persetujuan naskah dinas",
    WaitKind.LETTER_REVISION: "perbaikan konsep naskah dinas",
    WaitKind.DELIVERY_CHECK: "pemeriksaan pengiriman naskah dinas",
    WaitKind.DISPOSITION: "disposisi atas naskah dinas",
    WaitKind.DISPOSITION_FOLLOW_UP: "tindak lanjut disposisi",
    WaitKind.STATE_OF_CONFLICT_END: "berakhirnya Status Keadaan Konflik",
    WaitKind.MILITARY_REQUEST_IN_WRITING: "permintaan tertulis bantuan TNI",
    WaitKind.MILITARY_ORDER: "perintah Panglima TNI atas bantuan yang disetujui Presiden",
    WaitKind.CONTINGENCY_FUND_PLAN: "rencana kebutuhan belanja tidak terduga (BTT)",
    WaitKind.CONTINGENCY_FUND_DISBURSEMENT: "pencairan belanja tidak terduga (BTT)",
    WaitKind.CLOCK_DECISION: "keputusan atas usul jeda atau perpanjangan batas waktu",
    WaitKind.PAUSE_END: "berakhirnya jeda batas waktu",
    WaitKind.RESUBMISSION: "tanggal pengajuan kembali",
    WaitKind.REVIEW: "peninjauan kasus yang diajukan kembali",
    WaitKind.SESSION_MINUTES: "catatan hasil sidang musyawarah",
    WaitKind.MEETING: "pertemuan pertama para pihak",
    WaitKind.MEDIATED: "hasil musyawarah dengan bantuan penengah",
    WaitKind.MEDIATOR_START: "mulainya musyawarah oleh penengah yang baru ditunjuk",
    WaitKind.REGISTRATION: "pendaftaran kesepakatan di pengadilan negeri",
    WaitKind.EXECUTION: "pelaksanaan kesepakatan yang terdaftar",
    WaitKind.COURT_WATCH: "catatan perkembangan perkara di pengadilan",
    WaitKind.RECOVERY_APPROVAL: "persetujuan rencana pemulihan oleh orang kedua",
    WaitKind.RECOVERY_ITEM: "pelaksanaan butir rencana pemulihan",
    WaitKind.VISIT: "kunjungan pemantauan",
    WaitKind.MEMBERSHIP_END: "berakhirnya masa jabatan anggota FKDM",
    WaitKind.PACK_READING: "pembacaan paket Forkopimda",
    WaitKind.HANDOVER: "diterima atau ditolaknya penyerahan kasus",
    WaitKind.RELAPSE: "keputusan pimpinan atas konflik yang terlihat berulang",
}


YARDSTICKS = frozenset(
    {
        WaitKind.MEETING,
        WaitKind.MEDIATED,
        WaitKind.MEDIATOR_START,
        WaitKind.REGISTRATION,
        WaitKind.EXECUTION,
    }
)
"""Windows of UU 30/1999 Pasal 6, which is a guideline here: nobody is asked when one elapses."""

OTHERS = frozenset({WaitKind.MILITARY_ORDER})
"""Windows of another institution, which are only watched: nobody here is asked about them."""

NO_SILENCE = (
    YARDSTICKS
    | OTHERS
    | frozenset(
        {
            WaitKind.REMINDER,
            WaitKind.CLAIM,
            WaitKind.MONITORING,
            WaitKind.STATE_OF_CONFLICT_END,
            WaitKind.MEMBERSHIP_END,
            WaitKind.PAUSE_END,
            WaitKind.RESUBMISSION,
            WaitKind.DELIBERATION_START,
        }
    )
)
"""Windows whose end is no missing answer: a time that comes, a yardstick, another's deadline."""


class Asked(Frozen):
    """Who has to act before the deadline: a role, and the person where one is named."""

    role: Role
    person: UUID | None = None


class Wait(Frozen):
    """One open window: what is waited for, of whom, until when, and why until then."""

    kind: WaitKind
    asked: Asked
    deadline: Deadline
    about: WaitKind | None = None
    item: str = ""
    pause: Pause | None = Field(default=None, exclude_if=lambda given: given is None)
    """The pause it stands in; never part of a promise."""
    proposal: ClockProposal | None = Field(default=None, exclude_if=lambda given: given is None)
    """What it asks a decision on; never part of a promise."""

    @property
    def words(self) -> str:
        """What is waited for, completing "menunggu ..."."""
        if self.about is not None:
            return f"{self.kind.words} karena {self.about.words} lewat batas waktu"
        return self.kind.words

    @property
    def by_days(self) -> bool:
        """Whether it counts hari kerja."""
        return self.deadline.span.counts_working_days

    @property
    def of_office(self) -> bool:
        """Whether the office set it for somebody other than those who decide on pauses."""
        set_here = self.deadline.basis.kind in ("sop", "guideline")
        return set_here and self.asked.role not in (Role.SUPERVISOR, Role.GOVERNOR)

    def is_stuck(self, now: datetime) -> bool:
        """Whether its moment passed and the machine did not note it in time."""
        return self.pause is None and now >= self.due + STUCK_AFTER

    @property
    def deadline_id(self) -> UUID:
        return self.deadline.deadline_id

    @property
    def due(self) -> datetime:
        return self.deadline.due


@dataclass(frozen=True)
class Circumstances:
    """What holds while one command is decided: the moment, the actor, policy and calendar."""

    envelope: Envelope
    policy: Policy
    calendar: WorkingCalendar

    @property
    def now(self) -> datetime:
        return self.envelope.recorded_at

    def sealed(self, text: str, subject: UUID) -> Confidential:
        """``text`` to be kept sealed under the key of ``subject``."""
        return Confidential(sealed_for=subject, text=text)


class ElapseDeadline(Command):
    """Mencatat bahwa suatu batas waktu lewat tanpa jawaban."""

    stream: UUID
    deadline_id: UUID

    TITLE: ClassVar[str] = "Catat batas waktu terlewati"


class Clocked(Aggregate):
    """An aggregate that promises deadlines in a region, at a level, for a case.

    Each promise is an event with its sum; each ends in exactly one of met, elapsed, withdrawn
    or another deadline beside it (resumed, extended). When an office lets one elapse its
    supervisor is asked, once. A paused window neither elapses nor is forgotten: it can be met
    and withdrawn as any other, and its pause ends by itself.
    """

    case_id: UUID | None
    region: str
    level: Level
    waits: dict[UUID, Wait]

    @property
    def paused(self) -> frozenset[UUID]:
        """Deadline ids of the windows that stand still."""
        return frozenset(each for each, wait in self.waits.items() if wait.pause is not None)

    @property
    def clock_proposal(self) -> ClockProposal | None:
        """What waits for a decision on pausing or extending; one at a time."""
        return next((wait.proposal for wait in self.waits.values() if wait.proposal), None)

    @property
    def subject(self) -> UUID:
        """Whose key seals what is said about it: its case's, or its own."""
        return self.case_id or self.id

    class DeadlineSet(Aggregate.Event):
        """Batas waktu dijanjikan, dengan penjelasan hitungannya."""

        NAME = "deadline.set"
        QUIET = True
        wait: Wait

    class DeadlineMet(Aggregate.Event):
        """Yang ditunggu terjadi sebelum batas waktu dicatat lewat."""

        NAME = "deadline.met"
        QUIET = True
        deadline_id: UUID
        kind: WaitKind

    class DeadlineElapsed(Aggregate.Event):
        """Tidak ada jawaban sampai batas waktu."""

        NAME = "deadline.elapsed"
        QUIET = True
        deadline_id: UUID
        kind: WaitKind
        asked: Asked
        due: datetime

    class DeadlineWithdrawn(Aggregate.Event):
        """Penantian tidak berlaku lagi karena keadaan berubah."""

        NAME = "deadline.withdrawn"
        QUIET = True
        deadline_id: UUID
        kind: WaitKind

    class ClockChangeProposed(Aggregate.Event):
        """Jeda atau perpanjangan batas waktu diusulkan."""

        NAME = "deadline.change_proposed"
        proposal: ClockProposal

    class ClockChangeDeclined(Aggregate.Event):
        """Usul jeda atau perpanjangan batas waktu ditolak."""

        NAME = "deadline.change_declined"
        proposal_id: UUID
        explanation: Confidential

    class DeadlinePaused(Aggregate.Event):
        """Batas waktu dijeda."""

        NAME = "deadline.paused"
        deadline_id: UUID
        kind: WaitKind
        pause: Pause
        remaining: timedelta
        working: bool
        proposer: UUID | None

    class DeadlineResumed(Aggregate.Event):
        """Jeda berakhir; batas waktu yang baru berdiri di samping yang dijanjikan."""

        NAME = "deadline.resumed"
        QUIET = True
        deadline_id: UUID
        pause_id: UUID
        wait: Wait
        explanation: Confidential | None

    class DeadlineExtended(Aggregate.Event):
        """Batas waktu diperpanjang; yang baru berdiri di samping yang dijanjikan."""

        NAME = "deadline.extended"
        deadline_id: UUID
        wait: Wait
        legal_basis: str
        explanation: Confidential
        evidence: str | None
        proposer: UUID

    class DeadlineRenewed(Aggregate.Event):
        """Batas waktu dihitung ulang menurut kebijakan lain, di samping yang dijanjikan."""

        NAME = "deadline.renewed"
        QUIET = True
        deadline_id: UUID
        wait: Wait

    class WindowAttended(Aggregate.Event):
        """Batas waktu yang macet ditangani dengan tangan."""

        NAME = "deadline.attended"
        deadline_id: UUID
        kind: WaitKind
        remedy: Remedy
        explanation: Confidential | None

    class PolicyFollowed(Aggregate.Event):
        """Selanjutnya diputus menurut kebijakan lain, bersama kasusnya."""

        NAME = "deadline.policy_followed"
        QUIET = True
        policy: str

    def elapse(self, command: ElapseDeadline, at: Circumstances) -> None:
        """Closes the window if it is still open and its moment has come; otherwise nothing."""
        wait = self.waits.get(command.deadline_id)
        if wait is None or wait.pause is not None or at.now < wait.due:
            return
        self._ran_out(wait)
        self._follow_up(wait, at)
        self._tidy()

    def attend(self, command: AttendToWindow, at: Circumstances) -> None:
        """Closes by hand a window that the machine left open; its silence stays on record.

        Trying again has its usual consequence. Where that is what fails, it may be left out, or
        the supervisor is asked in its place: not by who would escape their own window, and not
        where no answer is missing but a moment comes.
        """
        wait = self.waits.get(command.deadline_id)
        if wait is None:
            raise UnknownWindow
        if wait.pause is not None:
            raise ClockPaused
        if command.remedy is not Remedy.RETRY:
            if wait.kind in NO_SILENCE:
                raise ComesByItself
            if _asks(wait, command):
                raise OwnWindow
        if not wait.is_stuck(at.now):
            raise NotStuck
        said = command.explanation
        self._attended(
            deadline_id=wait.deadline_id,
            kind=wait.kind,
            remedy=command.remedy,
            explanation=at.sealed(said, self.subject) if said else None,
        )
        self._ran_out(wait)
        if command.remedy is Remedy.RETRY:
            self._follow_up(wait, at)
        elif command.remedy is Remedy.ASK:
            self._ask_supervisor(wait, at)
        self._tidy()

    def _ran_out(self, wait: Wait) -> None:
        self._elapsed(deadline_id=wait.deadline_id, kind=wait.kind, asked=wait.asked, due=wait.due)

    def _follow_up(self, wait: Wait, at: Circumstances) -> None:
        if wait.kind is WaitKind.PAUSE_END:
            self._go_on(UUID(wait.item), wait.due, at)
        else:
            self.after_silence(wait, at)

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """What follows from an answer that did not come: the supervisor is asked, once."""
        if at.policy.supervisor_after_elapsed and wait.asked.role is not Role.SUPERVISOR:
            self._ask_supervisor(wait, at)

    def _ask_supervisor(self, wait: Wait, at: Circumstances) -> None:
        self.promise(
            WaitKind.SUPERVISOR_ANSWER,
            Asked(role=Role.SUPERVISOR),
            at,
            about=wait.about if wait.kind is WaitKind.SUPERVISOR_ANSWER else wait.kind,
            item=wait.item,
        )

    def promise(
        self,
        kind: WaitKind,
        asked: Asked,
        at: Circumstances,
        *,
        about: WaitKind | None = None,
        item: str = "",
        due: datetime | None = None,
        span: Span | None = None,
        law: DeadlineBasis | None = None,
        starts: datetime | None = None,
    ) -> Wait:
        """A new deadline: from the policy in force, or at the moment ``due`` somebody agreed on.

        With ``law`` it is neither: the article that ``span`` is from, or the most of. It begins
        at ``starts``, or now.
        """
        deadline_id = key(self.id, self.version + 1, kind)
        deadline: Deadline
        if due is not None:
            deadline = _agreed(deadline_id, kind, at, due, self.region, law)
        else:
            deadline = compute_deadline(
                deadline_id=deadline_id,
                kind=kind.value,
                starts=starts or at.now,
                span=span or at.policy.span_for(kind.value, self.level),
                basis=law or at.policy.basis_for(kind.value, self.level),
                calendar=at.calendar,
                region=self.region,
            )
        wait = Wait(kind=kind, asked=asked, deadline=deadline, about=about, item=item)
        self._promised(wait=wait)
        return wait

    def meet(self, *kinds: WaitKind, item: str = "") -> None:
        """What was waited for has come; with it, any question to the supervisor about it."""
        for wait in list(self.waits.values()):
            if (wait.kind in kinds or wait.about in kinds) and wait.item == item:
                self._met(deadline_id=wait.deadline_id, kind=wait.kind)
        self._tidy()

    def drop(self, kind: WaitKind, *, item: str = "") -> None:
        """What was waited for has another day, or none; the question about it goes too."""
        for wait in list(self.waits.values()):
            if kind in (wait.kind, wait.about) and wait.item == item:
                self._withdrawn(deadline_id=wait.deadline_id, kind=wait.kind)
        self._tidy()

    def withdraw(self, *, but: frozenset[WaitKind] = frozenset()) -> None:
        """Everything still waited for no longer matters."""
        for wait in list(self.waits.values()):
            if wait.kind not in but:
                self._withdrawn(deadline_id=wait.deadline_id, kind=wait.kind)
        self._tidy()

    def follow_policy(self, version: str, windows: Iterable[tuple[Wait, Deadline]]) -> None:
        """Each of these windows gets its deadline under that policy beside the promised one."""
        for wait, deadline in windows:
            made = key(self.id, self.version + 1, wait.kind)
            beside = deadline.model_copy(update={"deadline_id": made})
            self._renewed(
                deadline_id=wait.deadline_id, wait=wait.model_copy(update={"deadline": beside})
            )
        if self.waits and self.pinned != version:
            self._policy_followed(policy=version)

    # -- pausing and extending -----------------------------------------------------------

    def propose_clock_change(self, command: ProposeClockChange, at: Circumstances) -> None:
        """Refused at once where it could not be approved; a second person then decides.

        A proposal lives as long as the window in which it waits: it falls with silence, and when
        none of the windows it is about is open any more.
        """
        if self.clock_proposal is not None:
            raise ClockProposalWaiting
        windows = self._windows_of(command.deadline_id, at)
        if command.change is ClockChange.PAUSE:
            for wait in windows:
                _must_allow_pause(wait, at)
            self._end_of_pause(command.until, at)
        else:
            self._extend(windows[0], command.longer_by, command.legal_basis, at)
        proposal_id = key(self.id, self.version + 1, "clock proposal")
        asks_head = any(wait.asked.role is Role.SUPERVISOR for wait in windows)
        self.promise(
            WaitKind.CLOCK_DECISION,
            Asked(role=Role.GOVERNOR if asks_head else Role.SUPERVISOR),
            at,
            item=str(proposal_id),
            span=at.policy.span_for(WaitKind.ESCALATION_APPROVAL.value, self.level),
            law=at.policy.basis_for(WaitKind.ESCALATION_APPROVAL.value, self.level),
        )
        self._clock_change_proposed(
            proposal=ClockProposal(
                proposal_id=proposal_id,
                change=command.change,
                deadline_id=command.deadline_id,
                until=command.until,
                longer_by=command.longer_by,
                legal_basis=command.legal_basis,
                explanation=at.sealed(command.explanation, self.subject),
                evidence=command.evidence,
                proposer=command.actor,
                content_hash=ClockProposal.hash_of(command),
            )
        )

    def approve_clock_change(self, command: ApproveClockChange, at: Circumstances) -> None:
        """By somebody who neither proposed it nor is asked by any of these clocks."""
        proposal = self._read_clock_proposal(command.actor, command.content_hash)
        windows = self._windows_of(proposal.deadline_id, at)
        for wait in windows:
            _must_not_be_asked(wait, command)
        self.meet(WaitKind.CLOCK_DECISION, item=str(proposal.proposal_id))
        if proposal.change is ClockChange.EXTENSION:
            self._given_more_time(
                deadline_id=windows[0].deadline_id,
                wait=self._extend(windows[0], proposal.longer_by, proposal.legal_basis, at),
                legal_basis=proposal.legal_basis,
                explanation=proposal.explanation,
                evidence=proposal.evidence,
                proposer=proposal.proposer,
            )
            return
        pause = Pause(
            pause_id=proposal.proposal_id,
            since=at.now,
            until=self._end_of_pause(proposal.until, at),
            legal_basis=proposal.legal_basis,
            explanation=proposal.explanation,
            evidence=proposal.evidence,
        )
        for wait in windows:
            _must_allow_pause(wait, at)
            self._pause(wait, pause, at, by_days=wait.by_days, proposer=proposal.proposer)
            for reminder in self._reminders_of(wait):
                self._pause(reminder, pause, at, by_days=wait.by_days, proposer=proposal.proposer)
        self.promise(
            WaitKind.PAUSE_END,
            Asked(role=Role.SYSTEM),
            at,
            item=str(pause.pause_id),
            due=pause.until,
        )

    def decline_clock_change(self, command: DeclineClockChange, at: Circumstances) -> None:
        proposal = self._read_clock_proposal(command.actor, command.content_hash)
        self.meet(WaitKind.CLOCK_DECISION, item=str(proposal.proposal_id))
        self._clock_change_declined(
            proposal_id=proposal.proposal_id,
            explanation=at.sealed(command.explanation, self.subject),
        )

    def resume_clock(self, command: ResumeClock, at: Circumstances) -> None:
        """Every window of one pause goes on, moved by what would have counted meanwhile."""
        paused = [wait.pause for wait in self.waits.values() if wait.pause]
        if not any(pause.pause_id == command.pause_id for pause in paused):
            raise NoPause
        self.meet(WaitKind.PAUSE_END, item=str(command.pause_id))
        said = at.sealed(command.explanation, self.subject)
        self._go_on(command.pause_id, at.now, at, said)

    def _go_on(
        self,
        pause_id: UUID,
        until: datetime,
        at: Circumstances,
        explanation: Confidential | None = None,
    ) -> None:
        still = [w for w in self.waits.values() if w.pause and w.pause.pause_id == pause_id]
        for wait in still:
            assert wait.pause is not None
            deadline = resumed(
                wait.deadline,
                deadline_id=key(self.id, self.version + 1, wait.kind),
                since=wait.pause.since,
                until=until,
                citation=wait.pause.legal_basis,
                calendar=at.calendar,
                working=any(w.by_days for w in still) if wait.kind is WaitKind.REMINDER else None,
            )
            self._resumed(
                deadline_id=wait.deadline_id,
                pause_id=pause_id,
                wait=wait.model_copy(update={"deadline": deadline, "pause": None}),
                explanation=explanation,
            )

    def _pause(
        self, wait: Wait, pause: Pause, at: Circumstances, *, by_days: bool, proposer: UUID
    ) -> None:
        zone, left = zone_of(self.region), wait.due - at.now
        self._paused(
            deadline_id=wait.deadline_id,
            kind=wait.kind,
            pause=pause,
            remaining=working_time(at.now, wait.due, zone, at.calendar) if by_days else left,
            working=by_days,
            proposer=proposer,
        )

    def _extend(self, wait: Wait, by: Span | None, citation: str, at: Circumstances) -> Wait:
        """The window with more time, as the policy allows it."""
        _must_run(wait, at)
        rules = at.policy.clocks
        if wait.deadline.extensions >= rules.most_extensions:
            raise TooManyExtensions(f"Paling banyak {rules.most_extensions} kali.")
        assert by is not None  # the command says so
        deadline = extended(
            wait.deadline,
            deadline_id=key(self.id, self.version + 1, wait.kind),
            by=by,
            at=at.now,
            citation=citation,
            calendar=at.calendar,
        )
        if deadline.due - wait.due > rules.longest_extension.wall_clock():
            raise ExtensionTooLong(f"Paling lama {rules.longest_extension}.")
        return wait.model_copy(update={"deadline": deadline})

    def _windows_of(self, deadline_id: UUID | None, at: Circumstances) -> list[Wait]:
        """The window that is named, or every one that may be paused and asks no head of office."""
        if deadline_id is not None:
            found = self.waits.get(deadline_id)
            if found is None:
                raise UnknownWindow
            return [found]
        every = [
            wait
            for wait in self.waits.values()
            if wait.of_office
            and wait.pause is None
            and wait.due > at.now
            and wait.deadline.pauses < at.policy.clocks.most_pauses
        ]
        if not every:
            raise NothingToPause
        return every

    def _reminders_of(self, wait: Wait) -> Iterator[Wait]:
        for each in list(self.waits.values()):
            alike = (each.asked, each.item) == (wait.asked, wait.item)
            if each.kind is WaitKind.REMINDER and alike:
                yield each

    def _end_of_pause(self, until: datetime | None, at: Circumstances) -> datetime:
        """A pause without a date ends when the policy says; none lasts longer."""
        longest = at.policy.clocks.longest_pause
        last = at.now + longest.wall_clock()
        if until is None:
            return last
        if until <= at.now:
            raise PauseOver
        if until > last:
            raise PauseTooLong(f"Paling lama {longest}.")
        return until

    def _read_clock_proposal(self, reader: UUID, content_hash: str) -> ClockProposal:
        proposal = self.clock_proposal
        if proposal is None:
            raise NoClockProposal
        if reader == proposal.proposer:
            raise ClockProposerDecides
        if content_hash != proposal.content_hash:
            raise ClockProposalChanged
        return proposal

    def _tidy(self) -> None:
        """A question about windows that have all ended, and the end of their pause, go too."""
        pauses = {str(wait.pause.pause_id) for wait in self.waits.values() if wait.pause}
        for wait in list(self.waits.values()):
            over = wait.kind is WaitKind.PAUSE_END and wait.item not in pauses
            if over or (wait.proposal is not None and self._is_moot(wait.proposal)):
                self._withdrawn(deadline_id=wait.deadline_id, kind=wait.kind)

    def _is_moot(self, proposal: ClockProposal) -> bool:
        if proposal.deadline_id is not None:
            return proposal.deadline_id not in self.waits
        return not any(wait.of_office for wait in self.waits.values())

    @event(ClockChangeProposed)
    def _clock_change_proposed(self, proposal: ClockProposal) -> None:
        for wait in list(self.waits.values()):
            if wait.item == str(proposal.proposal_id):
                asking = wait.model_copy(update={"proposal": proposal})
                self.waits[wait.deadline_id] = asking

    @event(ClockChangeDeclined)
    def _clock_change_declined(self, proposal_id: UUID, explanation: Confidential) -> None:
        pass

    @event(DeadlinePaused)
    def _paused(
        self,
        deadline_id: UUID,
        kind: WaitKind,
        pause: Pause,
        remaining: timedelta,
        working: bool,
        proposer: UUID | None,
    ) -> None:
        self.waits[deadline_id] = self.waits[deadline_id].model_copy(update={"pause": pause})

    @event(DeadlineResumed)
    def _resumed(
        self, deadline_id: UUID, pause_id: UUID, wait: Wait, explanation: Confidential | None
    ) -> None:
        self._put_beside(deadline_id, wait)

    @event(DeadlineRenewed)
    def _renewed(self, deadline_id: UUID, wait: Wait) -> None:
        self._put_beside(deadline_id, wait)

    @event(WindowAttended)
    def _attended(
        self,
        deadline_id: UUID,
        kind: WaitKind,
        remedy: Remedy,
        explanation: Confidential | None,
    ) -> None:
        pass

    @event(PolicyFollowed)
    def _policy_followed(self, policy: str) -> None:
        self.pinned = policy

    @event(DeadlineExtended)
    def _given_more_time(
        self,
        deadline_id: UUID,
        wait: Wait,
        legal_basis: str,
        explanation: Confidential,
        evidence: str | None,
        proposer: UUID,
    ) -> None:
        self._put_beside(deadline_id, wait)

    def _put_beside(self, deadline_id: UUID, wait: Wait) -> None:
        """The window ends; the same is waited for until another moment."""
        del self.waits[deadline_id]
        self.waits[wait.deadline_id] = wait

    @event(DeadlineSet)
    def _promised(self, wait: Wait) -> None:
        self.waits[wait.deadline_id] = wait

    @event(DeadlineMet)
    def _met(self, deadline_id: UUID, kind: WaitKind) -> None:
        del self.waits[deadline_id]

    @event(DeadlineElapsed)
    def _elapsed(self, deadline_id: UUID, kind: WaitKind, asked: Asked, due: datetime) -> None:
        del self.waits[deadline_id]

    @event(DeadlineWithdrawn)
    def _withdrawn(self, deadline_id: UUID, kind: WaitKind) -> None:
        del self.waits[deadline_id]


MovedWindow = Clocked.DeadlineResumed | Clocked.DeadlineExtended | Clocked.DeadlineRenewed
"""Facts that put another deadline beside a promised one, which thereby ends."""

EndOfWindow = (
    Clocked.DeadlineMet | Clocked.DeadlineElapsed | Clocked.DeadlineWithdrawn | MovedWindow
)
"""Facts that end a window; each window ends by exactly one of them."""

CLOSING = get_args(EndOfWindow)
"""The ways a window ends, one by one."""


def _must_run(wait: Wait, at: Circumstances) -> None:
    """No statutory clock, no date people agreed on, none that is paused or over."""
    if wait.deadline.basis.kind == "statutory":
        raise StatutoryClock(f"{wait.deadline.basis.citation}.")
    if wait.deadline.basis.kind == "agreed":
        raise AgreedClock
    if wait.pause is not None:
        raise ClockPaused
    if wait.due <= at.now:
        raise AlreadyDue


def _must_allow_pause(wait: Wait, at: Circumstances) -> None:
    _must_run(wait, at)
    most = at.policy.clocks.most_pauses
    if wait.deadline.pauses >= most:
        raise TooManyPauses(f"Paling banyak {most} kali.")


def _must_not_be_asked(wait: Wait, command: Command) -> None:
    if _asks(wait, command):
        raise OwnClock


def _asks(wait: Wait, command: Command) -> bool:
    """Whether it waits for whoever sends this command."""
    asked = wait.asked
    return asked.person == command.actor or (asked.person is None and asked.role is command.role)


def _agreed(
    deadline_id: UUID,
    kind: WaitKind,
    at: Circumstances,
    due: datetime,
    region: str,
    basis: DeadlineBasis | None,
) -> Deadline:
    """A deadline people set themselves, such as the day an obligation falls due."""
    return Deadline(
        deadline_id=deadline_id,
        kind=kind.value,
        due=due,
        starts=at.now,
        span=Span(amount=max(1, -(-(due - at.now) // timedelta(minutes=1))), unit="menit"),
        basis=basis or DeadlineBasis(kind="agreed", citation="waktu yang ditetapkan bersama"),
        zone=zone_of(region).key,
        calendar_version=at.calendar.version,
        explanation=(),
    )
