"""One incident's way through the office: from a report to its end, with the faults of people.

Each method is a desk at one stage; it yields the moments at which it gets round to something.
What goes wrong on purpose is small beside it: ``wrongly`` names the rule that must refuse it.
"""

from collections.abc import Callable, Generator, Iterator
from copy import copy
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from application.sitting import DecidedNow, IdentityTaken, UnknownRegion
from application.task_desk import NotALiaison
from domain.access import (
    AboveClearance,
    NotConcerned,
    NotForThisRole,
    OutsideRegion,
    RoleNotHeld,
)
from domain.agreement import (
    MeetObligation,
    ObligationAlreadyMet,
    ObligationInThePast,
    UnknownObligation,
)
from domain.case_ownership import Rung
from domain.claim import ClaimReport
from domain.clocks import WaitKind
from domain.conflict_case import (
    ApproveEscalation,
    BeginRecovery,
    ChangeLevel,
    CloseCase,
    ConflictCase,
    ContentChanged,
    CorrectSummary,
    Declassified,
    DeclineEscalation,
    DeliberationOpen,
    EscalationLevel,
    NoAgreementYet,
    NoProposal,
    NoTaskForce,
    NothingFoundYet,
    NotInStage,
    NotThisCasesResult,
    NotVerified,
    OpenCase,
    ProposalWaiting,
    ProposeEscalation,
    ProposerIsApprover,
    RecordMonitoring,
    RefuteCase,
    ResultMissing,
    SameLevel,
    Stage,
    StillOpen,
    TooFewParties,
    Track,
    VerifierIsReporter,
    VerifyCase,
)
from domain.contagion import (
    AlreadyLinked,
    ContagionToItself,
    Direction,
    LinkContagion,
    UnknownLink,
    UnlinkContagion,
)
from domain.correction import NothingCorrected
from domain.court import ReferToCourt
from domain.deliberation import (
    AgreementWithoutObligation,
    Deliberation,
    InstitutionMissing,
    NextSessionMissing,
    Promise,
    RecordSession,
    ScheduleDeliberation,
    SessionInThePast,
    SessionOver,
    SessionResult,
)
from domain.draft import InitialledOnce, InitialLetter, InitialsMissing, NotTheirTurn
from domain.field_task import (
    AcknowledgeTask,
    AlreadyAcknowledged,
    AssignTask,
    CorrectFinding,
    DeclineTask,
    FieldTask,
    NothingReported,
    NotYourTask,
    ReportTask,
    SameLiaisonTwice,
    TaskKind,
    TaskNotAcknowledged,
    TaskOver,
    TaskState,
    WithdrawTask,
)
from domain.inquiry import AskReporter
from domain.joined_reports import JoinReport
from domain.kernel import Role, Secrecy, StreamNotFound, key
from domain.letter import (
    AlreadyVoid,
    ApproveLetter,
    Letter,
    LetterState,
    NotADraft,
    VoidLetter,
)
from domain.letter_content import LetterType
from domain.letter_request import NotOnRequest, RequestLetter
from domain.policy import STRICT
from domain.provisional_red import Red
from domain.regions import zone_of
from domain.report import (
    AlreadyFiled,
    AlreadyTriaged,
    CorrectReport,
    FileReport,
    NoteAsInformation,
    NotNotedAsInformation,
    NotYourReport,
    ReopenReport,
    Report,
    ReportedFromTheFuture,
    SupplementReport,
)
from domain.risk import Level
from drill import chain, clocks, forkopimda, life, settlement
from drill.cast import (
    DEPUTY,
    DEPUTY_AS_OFFICER,
    GOVERNOR,
    HEAD,
    LIAISONS,
    OFFICERS,
    REPORTERS,
    STRANGER,
    UNCLEARED,
    Member,
)
from drill.desks import Agenda, Desk, Script
from drill.detect import claimed, second_source, wrong_reports
from drill.exceptional import state_of_conflict
from drill.handing import (
    changes_hands,
    comes_down,
    delegates,
    further_up,
    goes_further,
    opener,
    outranked,
    sent_back,
)
from drill.house import House
from drill.incidents import Incident, IncidentType
from drill.inquiry import asks_the_teller, settled
from drill.inventions import Invention, invent
from drill.letters_life import LetterLife
from drill.merging import one_conflict
from drill.registers import attachments
from runtime.mapper import EventTooLong

SLIP: Final = 0.15
"""How often somebody does the wrong thing where it can be done."""

ELSEWHERE: Final = "94"
"""A province far from the incidents drilled, where issues come from."""

ABANDONED: Final = 0.04
"""How often an officer leaves a case lying at a stage, for good."""

MOST_TRIES: Final = 200
"""How often an officer tries to close a case; by then all that can be settled is settled."""

INSTITUTION: Final = {"name": "Lembaga adat contoh", "recognised_by": "Pemerintah daerah"}
UNKNOWN_PLACE: Final = "99.99"
TOO_MANY_TEARS: Final = "\N{LOUDLY CRYING FACE}" * 19_000
"""Within the limit in characters, far above it in bytes."""


class Story(Desk):
    """The whole of one incident; strands beside it are stories of the same case."""

    def __init__(self, house: House, agenda: Agenda, incident: Incident, seed: int) -> None:
        super().__init__(house, seed, incident.event_id)
        self.agenda = agenda
        self.incident = incident
        self.tale: Invention = invent(incident, seed)
        self.report_id = Report.id_of(self.tale.source, incident.event_id)
        self.case_id = key("drill", "case", self.report_id)
        self.officer = DEPUTY_AS_OFFICER if self.sometimes(0.1) else self.dice.choice(OFFICERS)
        others = LIAISONS if Role.REPORTER not in self.tale.source.tellers else REPORTERS
        self.reporter = self.officer if self.sometimes(0.15) else self.dice.choice(others)
        self._tasks = 0
        self._talks = 0
        self._calls = 0
        self.relapses = False

    def beside(self, strand: str, play: Callable[["Story"], Script]) -> None:
        """Another strand of this case, played at the same time with dice of its own."""
        other = copy(self)
        Desk.__init__(other, self.house, self.seed, self.incident.event_id, strand)
        self.agenda.add(other.order, play(other))

    # -- detect ----------------------------------------------------------------------------

    def whole(self) -> Script:
        """From the report to the closing, or to wherever it ends."""
        yield self.tale.filed_at
        self._file()
        if self.at_first_or(0.2, ClaimReport):
            yield self.after(2, 20)
            claimed(self)
        if self.at_first_or(0.15, AskReporter):
            yield self.after(2, 20)
            asks_the_teller(self)
        yield self.in_some_manner(self.due(self._report(), WaitKind.TRIAGE))
        if self._is_mere_information():
            self._note_as_information()
            if not (yield from self._triaged_again()):
                return
        self._open()
        yield from self._through()
        if (yield from life.taken_up_again(self)):
            if self._case().level is Level.RED:
                self._letters_beside()
            yield from self._through()
        yield from life.forgotten(self)

    def _through(self) -> Script:
        """From verification to the closing."""
        if (yield from self._verify()) and not self._abandoned():
            yield from self._handle()
            if not self._abandoned():
                yield from self._resolve()

    def _file(self) -> None:
        filing = self._filing()
        if self.at_first_or(SLIP, ReportedFromTheFuture):
            self.wrongly(
                ReportedFromTheFuture,
                FileReport,
                self.reporter,
                **(filing | {"happened_at": self.now + timedelta(days=1)}),
            )
        if self.at_first_or(SLIP, UnknownRegion):
            elsewhere = filing | {"region": UNKNOWN_PLACE}
            self.wrongly(UnknownRegion, FileReport, self.reporter, **elsewhere)
        if self.at_first_or(SLIP / 3, EventTooLong):
            wordy = filing | {"facts": TOO_MANY_TEARS, "opinion": TOO_MANY_TEARS}
            self.wrongly(EventTooLong, FileReport, self.reporter, **wordy)
        wrong_reports(self, filing)
        self.send(FileReport, self.reporter, occurred_at=self.tale.happened_at, **filing)
        if self.at_first_or(SLIP, AlreadyFiled):
            self.wrongly(AlreadyFiled, FileReport, self.reporter, **filing)

    def _filing(self) -> dict[str, object]:
        said = self.tale.model_dump(exclude={"filed_at"})
        return said | {
            "report_id": self.report_id,
            "region": self.incident.region_code,
            "place": self.incident.location,
            "external_id": self.incident.event_id,
        }

    def _is_mere_information(self) -> bool:
        """A peaceful protest alone is no conflict."""
        peaceful = self.incident.event_type is IncidentType.PROTESTS
        unharmed = peaceful and not self.incident.fatalities
        return unharmed and self.tale.risk.impact <= 2 and self.sometimes(0.75)

    def _note_as_information(self) -> None:
        note = {
            "report_id": self.report_id,
            "conclusion": "Unjuk rasa berlangsung damai; tidak ada potensi konflik.",
        }
        self.send(NoteAsInformation, self.officer, **note)
        settled(self)
        if self.at_first_or(SLIP, AlreadyTriaged):
            self.wrongly(AlreadyTriaged, NoteAsInformation, self.officer, **note)

    def _triaged_again(self) -> Generator[datetime, None, bool]:
        """Now and then the head sees more in it than the officer did; whether it is so."""
        if not self.at_first_or(0.15, ReopenReport):
            return False
        yield self.after(30, 600)
        again = {"report_id": self.report_id, "explanation": "Massa berkumpul lagi."}
        self._page = self.send(ReopenReport, HEAD, **again).position
        if self.at_first_or(SLIP, NotNotedAsInformation):
            self.wrongly(NotNotedAsInformation, ReopenReport, HEAD, **again)
        yield self.in_some_manner(self.due(self._report(), WaitKind.TRIAGE))
        return True

    def _open(self) -> None:
        opening = {"report_id": self.report_id, "case_id": self.case_id}
        if self.at_first_or(SLIP, RoleNotHeld):
            self.wrongly(RoleNotHeld, OpenCase, STRANGER, **opening)
        if self.at_first_or(SLIP, NotForThisRole):
            self.wrongly(NotForThisRole, OpenCase, GOVERNOR, **opening)
        if self.at_first_or(SLIP, OutsideRegion):
            outsider = self.house.cast.outsider(self.incident.region_code)
            self.wrongly(OutsideRegion, OpenCase, outsider, **opening)
        if self.at_first_or(SLIP, StreamNotFound):
            nowhere = opening | {"report_id": self.made("no report")}
            self.wrongly(StreamNotFound, OpenCase, self.officer, **nowhere)
        if self._report_secrecy() is not Secrecy.OPEN and self.at_first_or(2 * SLIP, Declassified):
            open_to_all = opening | {"secrecy": Secrecy.OPEN}
            self.wrongly(Declassified, OpenCase, self.officer, **open_to_all)
        page = self._page
        opened = self.send(OpenCase, opener(self), position_seen=page, **opening)
        self.house.cases.append(self.case_id)
        if self.at_first_or(SLIP, AlreadyTriaged):
            self.wrongly(AlreadyTriaged, OpenCase, self.officer, **opening)
        self._page = opened.position
        outranked(self)
        if self.at_first_or(0.15, JoinReport):
            self.beside("second source", second_source)
        self.beside("attachments", attachments)
        if self.at_first_or(0.05, "a clock paused"):
            self.beside("clocks", clocks.verification)
        if self._case().level is Level.RED:
            self._letters_beside()

    def _report_secrecy(self) -> Secrecy:
        return self.look_up(Report, self.report_id).secrecy

    # -- verify ----------------------------------------------------------------------------

    def _verify(self) -> Generator[datetime, None, bool]:
        """Facts from the field, then the verdict; whether the case goes on."""
        opened = self._page
        yield self.after(5, 45)
        self._too_early()
        while not self._case().checked or (self._in_doubt() and self.sometimes(0.5)):
            task = self._assign(TaskKind.FIELD_VERIFICATION)
            yield from self._field_work(task)
            if self._abandoned():
                return False
            yield self.after(10, 60)
        yield self.in_some_manner(self.due(self._case(), WaitKind.VERIFICATION))
        if self.sometimes(0.15):
            self._refute()
            return False
        self._declare_verified(opened)
        return True

    def _too_early(self) -> None:
        if not self._case().checked and self.at_first_or(SLIP, NothingFoundYet):
            self.wrongly(NothingFoundYet, VerifyCase, self._verifier(), **self._verification())
        if self.at_first_or(SLIP, NotVerified):
            self.wrongly(NotVerified, ProposeEscalation, self.officer, **self._proposal())
        if self.at_first_or(SLIP, NotInStage):
            self.wrongly(NotInStage, CloseCase, self.officer, **self._closing())

    def _in_doubt(self) -> bool:
        """Whether a red has not been confirmed by what was heard so far."""
        return self._case().red is Red.PROVISIONAL

    def _verifier(self) -> Member:
        """An officer who did not report it."""
        return next(each for each in OFFICERS if each is not self.reporter)

    def _verification(self) -> dict[str, object]:
        level = Level.YELLOW if self._in_doubt() else self._case().level
        return {
            "case_id": self.case_id,
            "summary": "Peristiwa dibenarkan di lapangan; para pihak masih berselisih.",
            "level": max(level, Level.YELLOW, key=lambda each: each.rank)
            if self.dice.random() < 0.3
            else level,
            "source_grade": "B",
            "information_grade": 1,
        }

    def _declare_verified(self, opened: int) -> None:
        verification = self._verification()
        if self.reporter in OFFICERS and self.at_first_or(0.6, VerifierIsReporter):
            self.wrongly(VerifierIsReporter, VerifyCase, self.reporter, **verification)
        verifier = self._verifier()
        life.doubted(self, verifier, verification)
        self.from_stale_page(VerifyCase, verifier, opened - 1, **verification)
        before = self._case().level
        self.send(VerifyCase, verifier, **verification)
        if before is not self._case().level is Level.RED:
            self._letters_beside()
        if self._case().entries[Stage.VERIFY] == 1:
            self._set_right()
            self._weigh_anew()
            self._link()
        if self.at_first_or(0.3, one_conflict.__name__):
            one_conflict(self)
        changes_hands(self)
        delegates(self)

    def _set_right(self) -> None:
        """Somebody finds a mistake in what was written; others try without cause."""
        mistake = {"report_id": self.report_id, "explanation": "Salah catat."}
        if self.at_first_or(SLIP, NothingCorrected):
            self.wrongly(NothingCorrected, CorrectReport, self.officer, **mistake)
        if self.at_first_or(SLIP, NotYourReport):
            other = next(each for each in REPORTERS if each is not self.reporter)
            hearsay = {"report_id": self.report_id, "text": "Kata orang lain lagi."}
            self.wrongly(NotYourReport, SupplementReport, other, **hearsay)
        if self.at_first_or(SLIP, SupplementReport):
            more = {"report_id": self.report_id, "text": "Warga sekitar melihat hal yang sama."}
            self.send(SupplementReport, self.officer, **more)
        if self.at_first_or(SLIP, NotOnRequest):
            automatic = {"letter_id": self.made("no letter"), "type": LetterType.LAPORAN_KHUSUS}
            self.wrongly(
                NotOnRequest, RequestLetter, self.officer, case_id=self.case_id, **automatic
            )
        if self._was_visited() and self.at_first_or(SLIP, LetterType.BERITA_ACARA_VERIFIKASI):
            minutes = {"letter_id": self.made_anew("minutes"), "case_id": self.case_id}
            of_the_field = minutes | {"type": LetterType.BERITA_ACARA_VERIFIKASI}
            self.send(RequestLetter, self.officer, **of_the_field)
            self._letters_beside()
        if self.at_first_or(SLIP, CorrectReport):
            self.send(CorrectReport, self.officer, place="Simpang dekat lokasi semula", **mistake)
        if self.at_first_or(SLIP, CorrectSummary):
            right = {"summary": "Peristiwa dibenarkan; jumlah massa lebih kecil."}
            correction = {"case_id": self.case_id, "explanation": "Salah hitung."} | right
            self.send(CorrectSummary, self.officer, **correction)

    def _was_visited(self) -> bool:
        """Whether somebody sent to verify found something; another task may have done that too."""
        tasks = (self.look_up(FieldTask, each) for each in self._case().tasks)
        return any(each.kind is TaskKind.FIELD_VERIFICATION and each.finding for each in tasks)

    def _weigh_anew(self) -> None:
        """The level rises for a reason; it does not fall, or stay, by a stroke of the pen."""
        level = self._case().level
        change = {"case_id": self.case_id, "explanation": "Massa di lapangan berubah."}
        other = Level.YELLOW if level is Level.RED else Level.RED
        if self.at_first_or(SLIP, SameLevel):
            self.wrongly(SameLevel, ChangeLevel, self.officer, level=level, **change)
        if self.at_first_or(SLIP, NotThisCasesResult):
            strange = change | {"evidence": self.made("no result")}
            self.wrongly(NotThisCasesResult, ChangeLevel, self.officer, level=other, **strange)
        if level is not Level.GREEN and self.at_first_or(SLIP, ResultMissing):
            self.wrongly(ResultMissing, ChangeLevel, self.officer, level=Level.GREEN, **change)
        if level is Level.YELLOW and self.at_first_or(0.1, ChangeLevel):
            self.send(ChangeLevel, self.officer, level=Level.RED, **change)
            self._letters_beside()

    def _link(self) -> None:
        """The issue came from elsewhere, as far as anybody knows."""
        if self._case().links or not self.at_first_or(0.15, LinkContagion):
            return
        link: dict[str, object] = {
            "case_id": self.case_id,
            "link_id": self.made_anew("link"),
            "direction": Direction.CAME_FROM,
            "note": "Isu yang sama beredar lebih dahulu di sana.",
        }
        mistaken = {"case_id": self.case_id, "explanation": "Ternyata lain perkara."}
        if self.at_first_or(SLIP, ContagionToItself):
            here = link | {"region": self._case().region}
            self.wrongly(ContagionToItself, LinkContagion, self.officer, **here)
        if self.at_first_or(SLIP, UnknownLink):
            none = mistaken | {"link_id": self.made("no link")}
            self.wrongly(UnknownLink, UnlinkContagion, self.officer, **none)
        there = link | {"region": ELSEWHERE}
        self.send(LinkContagion, self.officer, **there)
        if self.at_first_or(SLIP, AlreadyLinked):
            again = there | {"link_id": self.made("link again")}
            self.wrongly(AlreadyLinked, LinkContagion, self.officer, **again)
        if self.at_first_or(0.3, UnlinkContagion):
            wrong = mistaken | {"link_id": link["link_id"]}
            self.send(UnlinkContagion, self.officer, **wrong)

    def _refute(self) -> None:
        if self.sometimes(0.3):
            self._assign(TaskKind.MONITORING)  # goes with the case
        verifier = self._verifier()
        self.send(RefuteCase, verifier, **life.verdict(self, verifier))
        if self.at_first_or(SLIP, NotInStage):
            self.wrongly(NotInStage, AssignTask, self.officer, **self._order(TaskKind.MONITORING))

    # -- field tasks -----------------------------------------------------------------------

    def _order(self, kind: TaskKind) -> dict[str, object]:
        self._tasks += 1
        askable, length = self._askable(kind), self.dice.choice((1, 2, 2, 3, 4))
        chain = self.dice.sample(askable, min(length, len(askable)))
        return {
            "task_id": self.made("task", self._tasks),
            "case_id": self.case_id,
            "kind": kind,
            "instruction": "Periksa keadaan di lokasi dan temui para pihak.",
            "chain": tuple(each.id for each in chain),
        }

    def _askable(self, kind: TaskKind) -> list[Member]:
        """Nobody who told it is asked whether it is so."""
        told = self._case().tellers if kind.verifies else frozenset()
        return [each for each in LIAISONS if each.id not in told]

    def _assign(self, kind: TaskKind) -> UUID:
        order = self._order(kind)
        first = self._askable(kind)[0].id
        if self.at_first_or(SLIP, SameLiaisonTwice):
            twice = order | {"chain": (first, first)}
            self.wrongly(SameLiaisonTwice, AssignTask, self.officer, **twice)
        if self.at_first_or(SLIP, NotALiaison):
            wrong = order | {"chain": (REPORTERS[0].id,)}
            self.wrongly(NotALiaison, AssignTask, self.officer, **wrong)
        if self._case().secrecy is not Secrecy.OPEN and self.at_first_or(SLIP, AboveClearance):
            unfit = order | {"chain": (UNCLEARED.id,)}
            self.wrongly(AboveClearance, AssignTask, self.officer, **unfit)
        chain.orders(self)
        chain.not_the_teller(self, order)
        chain.told(self)
        given = self.send(AssignTask, self.officer, **order).about
        if self.at_first_or(SLIP, NothingReported):
            early = {"task_id": given, "finding": "Belum ada.", "explanation": "Keliru."}
            self.wrongly(NothingReported, CorrectFinding, self.officer, **early)
        if self.at_first_or(SLIP, IdentityTaken):
            self.wrongly(IdentityTaken, AssignTask, self.officer, **order)
        return given

    def _field_work(self, task_id: UUID) -> Script:
        """Until the task is over: liaisons one after the other, then the supervisor."""
        while (task := self.look_up(FieldTask, task_id)).state.open:
            match task.state:
                case TaskState.WAITING:
                    yield from self._asked(task)
                case TaskState.WITH_SUPERVISOR:
                    yield from self._supervisor_asked(task)
                case _:
                    yield from self._at_work(task)
        if self.at_first_or(SLIP, TaskOver):
            self.wrongly(TaskOver, WithdrawTask, self.officer, **self._withdrawal(task_id))

    def _asked(self, task: FieldTask) -> Script:
        """One liaison: acknowledges, declines, comes late, or is not there at all."""
        due, liaison = self.due(task, WaitKind.ACKNOWLEDGE), self.house.cast.holder(task.holder)
        assert due is not None
        self._meddle(task)
        if chain.delegate_declines(self, task, liaison):
            return
        roll = self.dice.random()
        if roll < 0.55:
            yield self.in_time(due)
            if self._still(task):
                self._acknowledge(task, liaison)
        elif roll < 0.7:
            yield self.in_time(due)
            if not self._still(task):
                return
            why = "Sedang bertugas di kecamatan lain."
            self.send(DeclineTask, liaison, task_id=task.id, explanation=why)
        elif roll < 0.82:
            yield self.too_late(due)
            self._acknowledge_too_late(task, liaison)
        else:
            yield due + timedelta(minutes=1)

    def _meddle(self, task: FieldTask) -> None:
        """Somebody else's hand, or the right hand too soon."""
        if len(task.chain) > task.link + 1 and self.at_first_or(SLIP, NotConcerned):
            later = self.house.cast.holder(task.chain[-1])
            self.wrongly(NotConcerned, AcknowledgeTask, later, task_id=task.id)
        if task.link and self.at_first_or(SLIP, NotYourTask):
            earlier = self.house.cast.holder(task.chain[0])
            self.wrongly(NotYourTask, AcknowledgeTask, earlier, task_id=task.id)
        if self.at_first_or(SLIP, TaskNotAcknowledged):
            liaison = self.house.cast.holder(task.holder)
            self.wrongly(TaskNotAcknowledged, ReportTask, liaison, **self.finding(task.id))

    def _acknowledge(self, task: FieldTask, by: Member) -> None:
        spoken = self.now - timedelta(minutes=self.dice.choice((0, 0, 0, 5)))
        self.send(AcknowledgeTask, by, task_id=task.id, occurred_at=spoken)
        if self.at_first_or(SLIP, AlreadyAcknowledged):
            self.wrongly(AlreadyAcknowledged, AcknowledgeTask, by, task_id=task.id)

    def _acknowledge_too_late(self, task: FieldTask, liaison: Member) -> None:
        """The task has gone on meanwhile, unless there was nobody left to give it to."""
        now = self.look_up(FieldTask, task.id)
        if not now.state.open:
            return
        if now.holder == liaison.id:
            self._acknowledge(now, liaison)
        else:  # a delegate who was passed over has no part in it any more
            has_part = liaison.id in (*now.chain[: now.link + 1], now.holder)
            rule = NotYourTask if has_part else NotConcerned
            self.wrongly(rule, AcknowledgeTask, liaison, task_id=task.id)

    def _supervisor_asked(self, task: FieldTask) -> Script:
        """The chain is exhausted: the head names somebody or takes it up, or it is taken back."""
        yield self.in_some_manner(self.due(task, WaitKind.SUPERVISOR_ANSWER))
        if not self._still(task):
            return
        if chain.supervisor_names_another(self, task):
            return
        if self.sometimes(0.3):
            self.send(WithdrawTask, self.officer, **self._withdrawal(task.id))
        else:
            self._acknowledge(task, HEAD)

    def _at_work(self, task: FieldTask) -> Script:
        holder = self.house.cast.holder(task.holder)
        if chain.on_the_way(self, task, holder):
            return
        task = self.look_up(FieldTask, task.id)
        if silent := chain.silent_until(self, task, holder):
            yield silent
            return
        yield self.in_some_manner(self.due(task, WaitKind.REPORT))
        if not self._still(task):
            return  # no word for so long that the chain went on
        if holder.role is Role.LIAISON and self.sometimes(0.08):
            why = "Ditarik ke tugas pengamanan lain."
            self.send(DeclineTask, holder, task_id=task.id, explanation=why)
        else:
            self.send(ReportTask, holder, **self.finding(task.id))
            chain.finding_put_right(self, task, holder)

    def _still(self, task: FieldTask) -> bool:
        """Whether it lies where it lay; it may have gone on, or have fallen with its case."""
        now = self.look_up(FieldTask, task.id)
        return (now.handing, now.state) == (task.handing, task.state)

    def finding(self, task_id: UUID) -> dict[str, object]:
        return {
            "task_id": task_id,
            "finding": "Para pihak ditemui; keadaan terkendali dan masih perlu dipantau.",
            "source_grade": self.dice.choice(("A", "B", "C")),
            "information_grade": self.dice.choice((1, 2, 3)),
            "happening": self.sometimes(0.8),
        }

    def _withdrawal(self, task_id: UUID) -> dict[str, object]:
        return {"task_id": task_id, "explanation": "Akan ditugaskan kepada penghubung lain."}

    # -- escalate --------------------------------------------------------------------------

    def _handle(self) -> Script:
        """A verified case: handed up, talked over, or dealt with on the spot."""
        if self.at_first_or(SLIP, NoProposal):
            self.wrongly(NoProposal, ApproveEscalation, HEAD, **self._approval("-"))
        forkopimda.too_early(self)
        level = self._case().level
        odds = {Level.GREEN: (1, 3, 6), Level.YELLOW: (4, 5, 1), Level.RED: (8, 2, 0)}[level]
        road = self.dice.choices(("up", "talk", "spot"), odds)[0]
        if self._undivided and self.at_first_or(0, f"handed up in {self._undivided}"):
            road = "up"
        yield self.in_some_manner(self.due(self._case(), WaitKind.FIRST_HANDLING))
        if road == "up":
            yield from self._escalate()
            if self._abandoned():
                return
            yield self.in_some_manner(self.due(self._case(), WaitKind.FIRST_HANDLING))
            if not self._case().task_forces and self.at_first_or(0.03, "sued while escalated"):
                yield from settlement.before_the_court(self, self._plan())
                return
            if not self._has_a_task_force_to_sit() and self.sometimes(0.4):
                return
        if road != "spot":
            yield from self._deliberate()

    def _has_a_task_force_to_sit(self) -> bool:
        standing = bool(self._case().task_forces)
        return standing and self.at_first_or(0.5, "a task force with a case to talk over")

    def _proposal(self) -> dict[str, object]:
        levels = [EscalationLevel.PROVINCE] * 4
        match self._case().rung:
            case Rung.REGENCY:
                levels.append(EscalationLevel.REGENCY)
            case Rung.PROVINCE:
                levels.append(EscalationLevel.NATIONAL)
            case _:
                levels = [EscalationLevel.NATIONAL]
        level = self.dice.choice(levels)
        if self._undivided and self.at_first_or(0, f"to the province of {self._undivided}"):
            level = levels[0]
        return {
            "case_id": self.case_id,
            "level": level,
            "grounds": "Peristiwa berpotensi meluas dan melampaui kewenangan setempat.",
            "asked_for": "Koordinasi unsur pimpinan daerah dan pengerahan mediator.",
        }

    @property
    def _undivided(self) -> str:
        """The incident's province where its regencies are not autonomous, or nothing."""
        province = self.incident.region_code[:2]
        return province if province in STRICT.regions_without_autonomous_regencies else ""

    def _approval(self, content_hash: str) -> dict[str, object]:
        return {"case_id": self.case_id, "content_hash": content_hash}

    def _escalate(self) -> Script:
        """Up a rung, and now and then a further one from there; the nation may send it back."""
        yield from self._hand_up(self._proposal)
        if goes_further(self):
            yield self.in_some_manner(self.due(self._case(), WaitKind.FIRST_HANDLING))
            yield from self._hand_up(partial(further_up, self))
        sent_back(self)

    def _hand_up(self, says: Callable[[], dict[str, object]]) -> Script:
        """Proposed until a second person approves it; the first answer may be no."""
        declines = self.sometimes(0.25)
        while True:
            proposer = DEPUTY_AS_OFFICER if self.sometimes(0.3) else self.officer
            self.send(ProposeEscalation, proposer, **says())
            if self.at_first_or(SLIP, "the head's own clock"):
                clocks.of_the_head(self)
            if self.at_first_or(SLIP, ProposalWaiting):
                self.wrongly(ProposalWaiting, BeginRecovery, self.officer, **self._recovery())
            yield self.in_some_manner(self.due(self._case(), WaitKind.ESCALATION_APPROVAL))
            content = self._read_proposal(proposer)
            if not declines:
                break
            declines = False
            no = {"explanation": "Masih dapat ditangani di tingkat kecamatan."}
            self.send(DeclineEscalation, HEAD, **self._approval(content), **no)
            yield self.in_some_manner(self.due(self._case(), WaitKind.FIRST_HANDLING))
        if self.at_first_or(SLIP, DecidedNow):
            past = self._approval(content) | {"occurred_at": self.now - timedelta(days=1)}
            self.wrongly(DecidedNow, ApproveEscalation, HEAD, **past)
        self.send(ApproveEscalation, HEAD, **self._approval(content))
        comes_down(self)
        self._beside_escalation()

    def _read_proposal(self, proposer: Member) -> str:
        proposal = self._case().proposal
        assert proposal is not None
        if proposer.id == DEPUTY.id:
            own = self._approval(proposal.content_hash)
            self.wrongly(ProposerIsApprover, ApproveEscalation, DEPUTY, **own)
        if self.at_first_or(SLIP, ContentChanged):
            self.wrongly(ContentChanged, ApproveEscalation, HEAD, **self._approval("lain"))
        return proposal.content_hash

    def _beside_escalation(self) -> None:
        case = self._case()
        entry = f"{case.entries[Stage.ESCALATE]} {case.rung.value}"
        if case.escalation is EscalationLevel.PROVINCE:
            self._letters_beside()
            if self.at_first_or(0.25, f"a state of conflict {self._undivided}"):
                self.beside(f"state of conflict {entry}", state_of_conflict)
        self.beside(f"forkopimda {entry}", forkopimda.pack)
        if self.sometimes(0.3):
            self.beside(f"cooling {entry}", Story.cooling_down)

    def cooling_down(self) -> Script:
        """A task beside the stage's own work."""
        yield self.after(5, 60)
        if not self._case().stage.open:
            return
        task = self._assign(TaskKind.COOLING_DOWN)
        yield from self._field_work(task)
        case = self._case()
        result = case.results.get(task)
        if case.stage.open and case.level is not Level.GREEN and result and result.fresh:
            self.send(
                ChangeLevel,
                self.officer,
                case_id=self.case_id,
                level=Level.GREEN,
                evidence=task,
                explanation="Pendinginan berhasil.",
            )

    # -- letters ---------------------------------------------------------------------------

    def letters(self) -> Script:
        """The drafts the press has laid on the head's desk: approved in time, late, or void."""
        yield self.after(15, 90)
        for letter_id in list(self._case().letters):
            letter = self.look_up(Letter, letter_id)
            if letter.state is LetterState.DRAFT:
                yield self.in_some_manner(self.due(letter, WaitKind.LETTER_APPROVAL))
                yield from LetterLife(self, letter_id).reworded()
                self._decide_on(letter_id)

    def _decide_on(self, letter_id: UUID) -> None:
        letter = self.look_up(Letter, letter_id)
        if letter.state is not LetterState.DRAFT:
            return  # another strand of this case has been at it
        approval = {"letter_id": letter.id, "content_hash": letter.content_hash}
        if letter.author == DEPUTY.id:
            self.wrongly(ProposerIsApprover, ApproveLetter, DEPUTY, **approval)
        if self.at_first_or(SLIP, ContentChanged):
            other = approval | {"content_hash": "lain"}
            self.wrongly(ContentChanged, ApproveLetter, HEAD, **other)
        if not self.at_first_or(0.1, "a letter left unapproved"):
            self._initial(letter, approval)
            self.send(ApproveLetter, HEAD, **approval)
            if self.at_first_or(SLIP, NotADraft):
                self.wrongly(NotADraft, ApproveLetter, HEAD, **approval)
        if self.look_up(Letter, letter.id).number is None or self.sometimes(0.05):
            self._void(letter.id)
        else:
            self.beside(f"letter {letter.id}", LetterLife(self, letter.id).sent)

    def _initial(self, letter: Letter, as_read: dict[str, object]) -> None:
        """The offices of the chain put their initials, one person each."""
        chain = letter.missing_initials
        if chain and self.at_first_or(SLIP, InitialsMissing):
            self.wrongly(InitialsMissing, ApproveLetter, HEAD, **as_read)
        for turn, (office, officer) in enumerate(zip(chain, OFFICERS, strict=False)):
            if turn == 0 and self.at_first_or(SLIP, NotTheirTurn):
                last = as_read | {"office": chain[-1]}
                self.wrongly(NotTheirTurn, InitialLetter, officer, **last)
            if turn == 1 and self.at_first_or(SLIP, InitialledOnce):
                mine = as_read | {"office": office}
                self.wrongly(InitialledOnce, InitialLetter, OFFICERS[0], **mine)
            self.send(InitialLetter, officer, **as_read, office=office)

    def _letters_beside(self) -> None:
        """Somebody sees to whatever letters this has called for."""
        self._calls += 1
        self.beside(f"letters {self._calls}", Story.letters)

    def _void(self, letter_id: UUID) -> None:
        void = {"letter_id": letter_id, "explanation": "Isi perlu disusun ulang."}
        self.send(VoidLetter, HEAD, **void)
        if self.at_first_or(0.5, AlreadyVoid):
            self.wrongly(AlreadyVoid, VoidLetter, HEAD, **void)

    # -- mediate ---------------------------------------------------------------------------

    def _deliberate(self) -> Script:
        """Sessions until agreement; after a deadlock once more, or up."""
        tries = 0
        while not self._case().agreed:
            tries += 1
            talk = self._schedule()
            if self.at_first_or(SLIP, DeliberationOpen):
                self.wrongly(DeliberationOpen, BeginRecovery, self.officer, **self._recovery())
            yield from self._sit(talk, may_fail=tries == 1 and not self._case().task_forces)
            agreed = self._case().agreed
            if not agreed and not self._case().task_forces and self.at_first_or(0.1, ReferToCourt):
                yield from settlement.before_the_court(self, self._plan())
                return
            if not agreed and self.sometimes(0.5):
                self.wrongly(NoAgreementYet, BeginRecovery, self.officer, **self._recovery())
            yield self.in_some_manner(self.due(self._case(), WaitKind.FIRST_HANDLING))
            if not agreed and self.sometimes(0.5):
                yield from self._escalate()
                yield self.in_some_manner(self.due(self._case(), WaitKind.FIRST_HANDLING))
                if self.sometimes(0.5):
                    return

    def _schedule(self) -> UUID:
        plan = self._plan()
        if self.at_first_or(SLIP, TooFewParties):
            alone = plan | {"parties": self.tale.parties[:1]}
            self.wrongly(TooFewParties, ScheduleDeliberation, self.officer, **alone)
        if self.at_first_or(SLIP, SessionInThePast):
            past = plan | {"session_at": self.now - timedelta(days=1)}
            self.wrongly(SessionInThePast, ScheduleDeliberation, self.officer, **past)
        if not self._case().task_forces and self.at_first_or(SLIP, NoTaskForce):
            none = plan | {"track": Track.TASK_FORCE}
            self.wrongly(NoTaskForce, ScheduleDeliberation, self.officer, **none)
        if plan["track"] is not Track.TASK_FORCE and self.at_first_or(SLIP, InstitutionMissing):
            nameless = plan | {"institution": None}
            self.wrongly(InstitutionMissing, ScheduleDeliberation, self.officer, **nameless)
        talk = self.send(ScheduleDeliberation, self.officer, **plan).about
        self._letters_beside()
        return talk

    def _plan(self) -> dict[str, object]:
        self._talks += 1
        return {
            "deliberation_id": self.made("deliberation", self._talks),
            "case_id": self.case_id,
            "track": self.dice.choice(self._tracks()),
            "institution": INSTITUTION,
            "venue": f"Balai pertemuan {self.incident.location}"[:200],
            "session_at": self.after(2 * 1440, 6 * 1440),
            "parties": self.tale.parties,
            "mediator": "Tokoh masyarakat setempat",
            "agenda": "Mendengar para pihak dan mencari kesepakatan.",
        }

    def _tracks(self) -> list[Track]:
        """The institutions first; a task force where one stands."""
        if self._case().task_forces and self.at_first_or(0.5, "a task force that deliberates"):
            return [Track.TASK_FORCE]
        return [Track.CUSTOMARY, Track.SOCIAL]

    def _sit(self, talk_id: UUID, *, may_fail: bool) -> Script:
        """The session, or several of them; what came of it is noted on the day or later."""
        adjourned = 0
        through = self.look_up(Deliberation, talk_id).track
        sure = through is Track.TASK_FORCE and self.at_first_or(0, "a task force that agrees")
        while True:
            settlement.before_the_session(self, self.look_up(Deliberation, talk_id))
            talk = self.look_up(Deliberation, talk_id)
            yield self._noted_after(talk.session_at)
            if sure:
                self._agree(talk_id, sure=True)
                return
            if settlement.did_not_come_about(self, talk):
                if self.look_up(Deliberation, talk_id).result is None:
                    continue
                return
            if adjourned < 2 and self.sometimes(0.25):
                adjourned += 1
                self._adjourn(talk_id)
                continue
            if may_fail and self.sometimes(0.25):
                minutes = {"minutes": "Para pihak belum menemukan titik temu."}
                deadlock = {"result": SessionResult.DEADLOCK, **minutes}
                self.send(RecordSession, self.officer, deliberation_id=talk_id, **deadlock)
            else:
                self._agree(talk_id)
            return

    def _noted_after(self, held: datetime) -> datetime:
        """Minutes come on the day, or after their window has ended."""
        late = (30, 600) if self.sometimes(0.5) else (600, 2 * 1440)
        return max(self.now, held + timedelta(minutes=self.dice.randint(*late)))

    def _adjourn(self, talk_id: UUID) -> None:
        session: dict[str, object] = {
            "deliberation_id": talk_id,
            "result": SessionResult.ADJOURNED,
            "minutes": "Sidang ditunda; salah satu pihak belum lengkap.",
        }
        if self.sometimes(0.4):
            self.wrongly(NextSessionMissing, RecordSession, self.officer, **session)
        waits = (28, 40) if self.at_first_or(0.2, "a long deliberation") else (1, 4)
        next_at = self.after(waits[0] * 1440, waits[1] * 1440)
        self.send(RecordSession, self.officer, next_session_at=next_at, **session)
        self._letters_beside()

    def _agree(self, talk_id: UUID, *, sure: bool = False) -> None:
        today = self.now.astimezone(zone_of(self.incident.region_code)).date()
        obligations = tuple(
            Promise(
                who=party,
                what="Menahan diri dan memulihkan kerugian yang disepakati.",
                due=today + timedelta(days=self.dice.randint(3, 20)),
                evidence="Berita acara dan foto",
            )
            for party in self.tale.parties[: self.dice.choice((1, 2))]
        )
        session: dict[str, object] = {
            "deliberation_id": talk_id,
            "result": SessionResult.AGREED,
            "minutes": "Para pihak bersepakat berdamai.",
            "attendance": settlement.present(self.look_up(Deliberation, talk_id)),
        }
        if self.at_first_or(SLIP, AgreementWithoutObligation):
            self.wrongly(AgreementWithoutObligation, RecordSession, self.officer, **session)
        if self.at_first_or(SLIP, ObligationInThePast):
            past = obligations[0].model_copy(update={"due": today - timedelta(days=2)})
            late = {"obligations": (past,)}
            self.wrongly(ObligationInThePast, RecordSession, self.officer, **session, **late)
        talk, whole = self.look_up(Deliberation, talk_id), session | {"obligations": obligations}
        settlement.agree_wrongly(self, talk, whole)
        if not sure and self.at_first_or(0.1, "an agreement on a part"):
            part = {"result": SessionResult.PARTLY, "open_points": "Ganti kerugian."}
            whole |= part
        self.send(RecordSession, self.officer, **whole)
        if self.at_first_or(SLIP, SessionOver):
            again = session | {"obligations": obligations}
            self.wrongly(SessionOver, RecordSession, self.officer, **again)
        self._letters_beside()
        self._watch_obligations(talk_id)
        self.beside(f"signatures {self._talks}", partial(settlement.signed, talk_id=talk_id))

    def _watch_obligations(self, talk_id: UUID) -> None:
        """Each is kept in time, late, or very late; none is forgotten for ever."""
        talk = self.look_up(Deliberation, talk_id)
        for number, item in enumerate(talk.obligations):
            due = next(wait.due for wait in talk.waits.values() if wait.item == str(item))
            keep = partial(Story.obligation, talk_id=talk_id, obligation_id=item, due=due)
            self.beside(f"obligation {self._talks}.{number}", keep)
        if self.at_first_or(SLIP, UnknownObligation):
            unknown = self._evidence(talk_id, self.made("no obligation"))
            self.wrongly(UnknownObligation, MeetObligation, self.officer, **unknown)

    def obligation(self, talk_id: UUID, obligation_id: UUID, due: datetime) -> Script:
        """One promise of the agreement."""
        yield self.in_some_manner(due)
        if settlement.put_off(self, talk_id, obligation_id):
            yield self.after(50 * 1440, 55 * 1440)
        if settlement.let_go(self, talk_id, obligation_id):
            return
        met = self._evidence(talk_id, obligation_id)
        self.send(MeetObligation, self.officer, **met)
        if self.at_first_or(SLIP, ObligationAlreadyMet):
            self.wrongly(ObligationAlreadyMet, MeetObligation, self.officer, **met)

    def _evidence(self, talk_id: UUID, obligation_id: UUID) -> dict[str, object]:
        return {
            "deliberation_id": talk_id,
            "obligation_id": obligation_id,
            "evidence": "Berita acara diterima petugas.",
        }

    # -- resolve ---------------------------------------------------------------------------

    def _recovery(self) -> dict[str, object]:
        return {"case_id": self.case_id, "result": "Keadaan pulih; pemantauan dimulai."}

    def _closing(self) -> dict[str, object]:
        return {"case_id": self.case_id, "outcome": "Selesai; keadaan terpantau tenang."}

    def _resolve(self) -> Script:
        """Monitoring to its end; closing is tried too early, and again until nothing is open."""
        self.send(BeginRecovery, self.officer, **self._recovery())
        if self.at_first_or(0.1, "monitoring paused"):
            entry = self._case().entries[Stage.RESOLVE]
            self.beside(f"monitoring paused {entry}", clocks.monitoring)
            self.beside(f"put aside {entry}", clocks.put_aside)
        life.not_while_in_force(self)
        settlement.visit_wrongly(self)
        if self.at_first_or(0.3, "a recovery plan"):
            entry = self._case().entries[Stage.RESOLVE]
            self.beside(f"recovery plan {entry}", settlement.recovery)
        if self.at_first_or(0, "another policy"):
            self.beside("another policy", clocks.another_policy)
        for calm in self._visits():
            yield self.after(2 * 1440, 9 * 1440)
            visit = {"note": "Kunjungan lapangan; warga beraktivitas.", "calm": calm}
            self.send(RecordMonitoring, self.officer, case_id=self.case_id, **visit)
        yield from settlement.seen_to_relapse(self)
        self.relapses = self._left_to_relapse()
        if self.relapses:
            settlement.comes_back(self)
        if self.relapses or self._abandoned():
            return
        yield from settlement.visits(self)
        if self.sometimes(0.8):
            yield self.after(60, 1440)
        else:
            yield max(self.now, self.due(self._case(), WaitKind.MONITORING) or self.now)
            yield self.in_some_manner(self.due(self._case(), WaitKind.FIRST_HANDLING))
        yield from self._close_when_nothing_stands_open()

    def _visits(self) -> Iterator[bool]:
        if self.sometimes(0.3):
            yield False
        yield True

    def _close_when_nothing_stands_open(self) -> Script:
        tries = 0
        while refusal := self.attempt(CloseCase, self.officer, **self._closing()):
            tries += 1
            if tries > MOST_TRIES:
                self.blunder(CloseCase, refusal)
            self.house.journal.expect(StillOpen.__name__, refusal.rule, CloseCase.__name__)
            life.receipts_are_asked_for(self)
            if life.drafts_lie_about(self):
                self._letters_beside()
            until = self.due(self._case(), WaitKind.MONITORING) or self.now
            yield max(until + timedelta(minutes=1), self.after(1440, 4 * 1440))
        self._letters_beside()
        if self.at_first_or(SLIP, NotInStage):
            self.wrongly(NotInStage, CloseCase, self.officer, **self._closing())

    # -- the record ------------------------------------------------------------------------

    def _left_to_relapse(self) -> bool:
        """At least one recovery ends in the conflict's return."""
        case = self._case()
        bound = case.states or case.task_forces or case.lead
        return not bound and self.at_first_or(0, "a recovery left to relapse")

    def _abandoned(self) -> bool:
        """The officer has forgotten this one."""
        return self.sometimes(ABANDONED)

    def _report(self) -> Report:
        return self.look_up(Report, self.report_id)

    def _case(self) -> ConflictCase:
        return self.look_up(ConflictCase, self.case_id)
