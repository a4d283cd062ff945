"""A small office for tests: a cast with roles, and one line for each command.

    case = office.open_case(office.file_report(title="Cekcok lahan"))
    task = office.assign_task(case)
    office.acknowledge(task)
    office.pass_time(hours=3)
    office.report_task(task)
    office.verify(case)

Every id comes from the seed and a counter, so the same calls give the same record. A helper that
creates something answers with its id; the others answer with the ``Outcome``. Whatever a command
has a field for can be given by name; ``by=`` sends it as somebody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from application.attaching import FilingRoom
from application.letters import Writers
from application.ports import Surroundings
from application.privacy_desk import destroy_keys
from application.register import Register
from application.sitting import Outcome
from domain.access import SYSTEM_ACTOR
from domain.adopted_policy import AdoptPolicy
from domain.agreement import MeetObligation, SignAgreement
from domain.attachment import Attachable, AttachFile, Filed
from domain.case_file import CaseFile, event_id, fold
from domain.case_handover import AcceptHandover, DeclineHandover, HandOverCase
from domain.case_merge import MergeCases, UnmergeCase
from domain.case_ownership import ReturnToProvince, ReturnToRegency
from domain.caucus import BreakCaucusSeal, NoteCaucus
from domain.claim import ClaimReport, ReleaseClaim
from domain.clocks import ElapseDeadline
from domain.conflict_case import (
    ApproveEscalation,
    BeginRecovery,
    ChangeLevel,
    CloseCase,
    ConflictCase,
    CorrectSummary,
    DeclineEscalation,
    EscalationLevel,
    OpenCase,
    ProposeEscalation,
    RecordMonitoring,
    RefuteCase,
    Track,
    Verdict,
    VerifyCase,
)
from domain.conflict_terms import ConsultationOutcome, Council, Criterion, MeasureKind, Scale
from domain.contagion import Direction, LinkContagion, UnlinkContagion
from domain.contingency_fund import FundNeed, PlanContingencyFund, RecordFundDisbursement
from domain.court import RecordCourtOutcome, RecordCourtProgress, ReferToCourt, WayToCourt
from domain.deliberation import (
    Deliberation,
    Institution,
    Present,
    Promise,
    RecordSession,
    ScheduleDeliberation,
    SessionResult,
)
from domain.delivery import (
    BeginDelivery,
    DeliveryChannel,
    DeliveryState,
    DispatchLetter,
    FollowUpDisposition,
    MarkSignedOnPaper,
    OfficeAddress,
    RecordDelivery,
    RecordDeliveryTrouble,
    RecordDisposition,
    RecordReceipt,
    ResolveDelivery,
    SendAgain,
    recipients_of,
)
from domain.draft import (
    AddParagraph,
    InitialLetter,
    RemoveParagraph,
    ResubmitLetter,
    ReturnLetter,
)
from domain.erratum import DraftErratum
from domain.field_task import (
    AcceptTask,
    AcknowledgeTask,
    Arrive,
    AssignTask,
    CorrectFinding,
    DeclineTask,
    DelegateTask,
    FieldTask,
    ReportProgress,
    ReportTask,
    SetOut,
    TaskKind,
    WithdrawTask,
)
from domain.forkopimda import FollowUpUnread, OpenForkopimdaPack, Seat, SendForkopimdaPack
from domain.holiday_list import AdoptHolidayList, DayKind, ListedDay
from domain.indonesian import local
from domain.inquiry import AnswerInquiry, AskReporter, WithdrawInquiry
from domain.joined_reports import JoinReport
from domain.kernel import Channel, Command, Compartment, Role, Secrecy, key
from domain.letter import ApproveLetter, DraftLetter, Letter, LetterState, VoidLetter
from domain.letter_content import LetterContent, LetterType, Signatory, Urgency, profile_for
from domain.letter_request import RequestLetter
from domain.military_help import (
    HelpDecision,
    RecordEndOfMilitaryHelp,
    RecordMilitaryHelpDecision,
    RecordMilitaryHelpOrder,
)
from domain.monitoring import DenyRelapse
from domain.notice import (
    BeginNotice,
    CancelNotice,
    GiveNotice,
    Notice,
    NoticeChannel,
    ReadNotice,
    RecordNotice,
    RecordNoticeTrouble,
    SetHabits,
)
from domain.office_book import OfficeRole
from domain.personal_data import (
    DeclineErasure,
    ErasePersonalData,
    ErasureBasis,
    HoldData,
    LiftHold,
    PersonalData,
    RequestErasure,
)
from domain.playbook import ReviseLocalPlaybook
from domain.policy import LetterRules, Policy, load_policy
from domain.prevention import RecordDeclaration, RecordPrevention
from domain.recovery_plan import (
    ApproveRecoveryPlan,
    BudgetSource,
    PlanRecovery,
    RecoveryKind,
    RecoveryPlan,
)
from domain.regions import zone_of
from domain.release import ReleaseBasis, ReleaseObligation
from domain.reopening import ReopenCase, ReopeningGround
from domain.report import (
    ConflictSource,
    CorrectReport,
    FileReport,
    NoteAsInformation,
    Pointer,
    ReopenReport,
    Source,
    SupplementReport,
)
from domain.rescue import RecordRescue, RescueKind
from domain.risk import Impact, Level, Likelihood, RiskInputs
from domain.role_assignment import AssignRole, Capacity, DelegateRole, Standing
from domain.signing import (
    Certificate,
    Paper,
    RecordSignature,
    RecordSigningTrouble,
    ResolveSigning,
    SignatureKind,
    SignLetter,
)
from domain.state_of_conflict import (
    DeclareStateOfConflict,
    ExtendStateOfConflict,
    Indicator,
    LiftMeasure,
    OrderMeasure,
    RecordCouncilConsultation,
    RecordExtensionConsultation,
    RecordProgress,
    RecordWrittenMilitaryRequest,
    RequestMilitaryHelp,
    RevokeStateOfConflict,
)
from domain.task_force import (
    Appointee,
    Duty,
    Element,
    FinishTaskForce,
    FormTaskForce,
    GivenReason,
    Ground,
    Sex,
    TaskForceOutcome,
)
from domain.told_apart import TellApart
from runtime.clock import SkippedClock
from tests.facts import content
from tests.forum import Forum, activity, declaration
from tests.pictures import SHOT

OPENING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Monday 2 March 2026, 09.00 WIB: when the office opens."""

MASTER_KEY = b"a key for tests, 32 bytes long.."
POLICY_FILE = Path(__file__).parents[1] / "examples" / "policy-2026-1.json"
PROVINCE = "31"
PLACE = "31.74.09"


CERTIFICATE = Certificate(
    subject="CN=Contoh Kepala", issuer="CN=CA Contoh", serial="1", fingerprint="f" * 64
)


def paper(kind: SignatureKind = SignatureKind.UNCERTIFIED, **facts: Any) -> Paper:
    """A sheet to be signed, invented down to its hash."""
    said: dict[str, Any] = {
        "sha256": "a" * 64,
        "size": 50_000,
        "manifest_hash": "b" * 64,
        "kind": kind,
        "public_id": "abcdefghij234567abcd",
        "public_url": "https://rukun.example/verify/abcdefghij234567abcd",
    }
    return Paper(**said | facts)


ADDRESSES = LetterRules(
    offices=(
        OfficeAddress(office="Gubernur", role=Role.GOVERNOR),
        OfficeAddress(office="Sekretaris Daerah", mail="setda@contoh.example"),
    )
)
"""An address book: the governor has an inbox here, the secretary a mailbox."""


def example_policy() -> Policy:
    """The policy of examples/policy-2026-1.json."""
    return load_policy(POLICY_FILE.read_text(encoding="utf-8"))


MEMBERS = (
    Appointee(
        name="Contoh Sekda",
        position="Sekretaris Daerah",
        element=Element.AGENCY,
        sex=Sex.MAN,
        duty=Duty.CHAIR,
    ),
    Appointee(name="Contoh Polda", position="Kapolda", element=Element.POLICE, sex=Sex.MAN),
    Appointee(name="Contoh Tokoh", position="Ketua FKUB", element=Element.RELIGIOUS, sex=Sex.WOMAN),
    Appointee(name="Contoh Tetua", position="Tetua", element=Element.CUSTOMARY, sex=Sex.MAN),
)
"""A task force of both parts, half of its community women."""


ABSENCES = tuple(
    GivenReason(element=each, reason="Belum menunjuk wakilnya.")
    for each in Element
    if each not in {member.element for member in MEMBERS}
)
"""Why the other elements of Pasal 47 are not in it."""


class OfficeClock(SkippedClock):
    """Record time that stands still until somebody moves it forward."""

    def pass_time(self, **span: float) -> datetime:
        """``pass_time(hours=3)``; answers with the new moment."""
        self.move_to(self.now() + timedelta(**span))
        return self.now()


class QuietLookout:
    """Sees around a region whatever ``sees`` holds."""

    def __init__(self, sees: Surroundings) -> None:
        self.sees = sees

    def around(self, region: str, now: datetime, recent: timedelta) -> Surroundings:
        return self.sees


class PaperDirectory:
    """Names for letters, without any account."""

    def name_of(self, person: UUID) -> str:
        return "Contoh Nama"

    def head_of_agency(self, region: str) -> Signatory:
        return Signatory(
            office="Kepala Badan Kesatuan Bangsa dan Politik",
            name="Contoh Kepala",
            rank="Pembina Utama Muda",
            nip="197001011995031001",
        )

    def governor(self, region: str) -> Signatory:
        office = profile_for(region).kop.office_holder
        return Signatory(office=office, name="Contoh Gubernur", elected=True)


RED = RiskInputs(likelihood=Likelihood.ALMOST_CERTAIN, impact=Impact.SEVERE)
"""What makes a report red."""

VOTING_DAY = ListedDay(
    day=date(2026, 3, 4),
    name="Hari pemungutan suara",
    kind=DayKind.LOCAL_HOLIDAY,
    basis="Kepgub 12/2026",
)
"""The Wednesday after the office opened: a day off that no library knows."""

DOUBTFUL: dict[str, Any] = {"risk": RED, "source_grade": "C", "information_grade": 3}
"""A red that one source does not bear out."""


@dataclass(frozen=True)
class Person:
    """Somebody of the office in one role."""

    name: str
    id: UUID
    role: Role
    unit: str
    region: str = PROVINCE
    clearance: Secrecy = Secrecy.SECRET
    compartments: tuple[Compartment, ...] = ()

    @property
    def standing(self) -> Standing:
        """The role as pages and views see it."""
        return Standing(
            assignment_id=key("assignment", self.id, 1),
            role=self.role,
            unit=self.unit,
            region=self.region,
            clearance=self.clearance,
            since=OPENING,
            compartments=self.compartments,
        )


class Office:
    """The cast, and what each of them does."""

    def __init__(self, register: Register, clock: OfficeClock, *, seed: int = 1) -> None:
        self.register = register
        self.clock = clock
        self.seed = seed
        self.sent = 0
        self.policy = example_policy()
        self.machine = Person("machine", SYSTEM_ACTOR, Role.SYSTEM, "mesin", "")
        self.officer = self._person("officer", Role.CASE_OFFICER, "BKBP")
        self.second_officer = self._person("second officer", Role.CASE_OFFICER, "BKBP")
        self.reporter = self._person("reporter", Role.REPORTER, "FKDM")
        self.liaison = self._person("liaison", Role.LIAISON, "Polda")
        self.second_liaison = self._person("second liaison", Role.LIAISON, "Kodam")
        self.third_liaison = self._person("third liaison", Role.LIAISON, "Polres")
        self.supervisor = self._person("supervisor", Role.SUPERVISOR, "BKBP")
        self.governor = self._person("governor", Role.GOVERNOR, "Setda")
        self.auditor = self._person("auditor", Role.AUDITOR, "Inspektorat")
        self.admin = self._person("admin", Role.ADMINISTRATOR, "BKBP")
        self.people = (
            self.officer,
            self.second_officer,
            self.reporter,
            self.liaison,
            self.second_liaison,
            self.third_liaison,
            self.supervisor,
            self.governor,
            self.auditor,
            self.admin,
        )
        self.liaisons = (self.liaison, self.second_liaison, self.third_liaison)

    def _person(self, name: str, role: Role, unit: str) -> Person:
        return Person(name, key("office", self.seed, name), role, unit)

    def opened(self) -> "Office":
        """The policy is adopted and everybody has their role."""
        self.send(AdoptPolicy, self.machine, policy=self.policy)
        for person in self.people:
            self.give_role(person)
        return self

    def give_role(self, person: Person) -> Outcome:
        """Adds somebody to the office, or gives one of the cast another role."""
        return self.send(
            AssignRole,
            self.machine,
            person=person.id,
            as_role=person.role,
            in_unit=person.unit,
            region=person.region,
            clearance=person.clearance,
            compartments=person.compartments,
        )

    def with_addresses(self) -> "Office":
        """What begins from now on goes by an address book."""
        newer = self.policy.model_copy(update={"version": "2026-2", "letters": ADDRESSES})
        self.send(AdoptPolicy, self.supervisor, policy=newer)
        return self

    def keep_registers(self) -> None:
        """A member at work, another in selection, an activity and a declaration."""
        forum = Forum(self)
        forum.active()
        forum.pass_exams(forum.candidate())
        self.send(RecordPrevention, self.officer, **activity(self.new_id("activity")))
        self.send(RecordDeclaration, self.officer, **declaration(self.new_id("declaration")))
        self.revise_playbook()

    def list_holidays(self, *days: ListedDay, **given: Any) -> Outcome:
        """The office's own list of days off: a voting day, unless others are named."""
        return self.send(AdoptHolidayList, self.supervisor, days=days or (VOTING_DAY,), **given)

    def revise_playbook(self, region: str = "31.74", **given: Any) -> UUID:
        """What a regency brings to a musyawarah; answers with the playbook's id."""
        facts = {
            "institutions": (
                {
                    "name": "Forum Rembuk Kampung",
                    "kind": "sosial",
                    "authority": "Sengketa antarwarga; diakui wali kota",
                    "contact": "Kantor Kecamatan Tebet",
                },
            ),
            "practices": ("Ronda bersama dua RW sesudah perselisihan parkir.",),
            "needs": ("Pertemuan tidak pada hari Jumat siang.",),
        } | given
        return self.send(ReviseLocalPlaybook, self.officer, region=region, **facts).about

    # -- privacy -------------------------------------------------------------------------

    def ask_to_erase(self, subject: UUID, **given: Any) -> UUID:
        """Asked for by the administrator; answers with the dossier's id."""
        facts = {
            "basis": ErasureBasis.ASKED_FOR,
            "grounds": "Permohonan tertulis.",
            "reference": "Surat 7/2026",
        } | given
        return self.send(RequestErasure, self.admin, subject=subject, **facts).about

    def erase(self, subject: UUID, **given: Any) -> Outcome:
        """Decided by the supervisor; the keys go with it."""
        outcome = self.send(ErasePersonalData, self.supervisor, subject=subject, **given)
        for each in self.register.log.of_stream(outcome.about):
            if isinstance(each.fact, PersonalData.Erased):
                destroy_keys(self.register.mapper.vault, each.fact)
        return outcome

    def hold(self, subject: UUID, **given: Any) -> Outcome:
        facts = {"grounds": "Perkara berjalan.", "reference": "Pen. 3/2026"} | given
        return self.send(HoldData, self.supervisor, subject=subject, **facts)

    def lift_hold(self, subject: UUID, **given: Any) -> Outcome:
        facts = {"grounds": "Perkara selesai."} | given
        return self.send(LiftHold, self.supervisor, subject=subject, **facts)

    def decline_erasure(self, subject: UUID, **given: Any) -> Outcome:
        facts = {"grounds": "Masih diperlukan."} | given
        return self.send(DeclineErasure, self.supervisor, subject=subject, **facts)

    # -- files ---------------------------------------------------------------------------

    def kept(self, stream: UUID, content: bytes = SHOT, *, as_evidence: bool = False) -> Filed:
        """A file in the store, not yet attached to anything."""
        filed, parts = FilingRoom(self.register).look_at(content, as_evidence=as_evidence)
        owner = self.register.load(Attachable, stream)
        assert owner is not None
        for each in parts:
            self.register.files.keep(each, owner.subject)
        return filed

    def attach(
        self, stream: UUID, content: bytes = SHOT, *, as_evidence: bool = False, **given: Any
    ) -> Filed:
        """A file attached to a case, report, task or talk; answers with what was kept."""
        filed = self.kept(stream, content, as_evidence=as_evidence)
        by = given.pop("by", self.officer)
        facts = {"stream": stream, "file": filed, "caption": "Spanduk di gerbang"} | given
        self.send(AttachFile, by, **facts)
        return filed

    # -- time and ids --------------------------------------------------------------------

    def now(self) -> datetime:
        return self.clock.now()

    def pass_time(self, **span: float) -> datetime:
        """Moves the clock and nothing else: ``pass_time(hours=3)``."""
        return self.clock.pass_time(**span)

    def pass_time_in_silence(self, case_or_report: UUID, **span: float) -> None:
        """Moves the clock, while the machine closes each window of a case the moment it is due."""
        until = self.now() + timedelta(**span)
        while True:
            due = [
                w
                for w in self.file(case_or_report).waits.values()
                if w.wait.due <= until and w.wait.pause is None
            ]
            if not due:
                break
            first = min(due, key=lambda w: (w.wait.due, str(w.wait.deadline_id)))
            self.clock.move_to(max(self.now(), first.wait.due))
            self.elapse(first.stream, first.wait.deadline_id)
        self.clock.move_to(until)

    def new_id(self, what: str) -> UUID:
        """The next id of the seed's sequence."""
        self.sent += 1
        return key("office", self.seed, what, self.sent)

    def command(self, wish: type[Command], by: Person, /, **fields: Any) -> Command:
        """A command ready to be sent: only what it is about needs to be said."""
        facts = {
            "command_id": self.new_id("command"),
            "actor": by.id,
            "role": by.role,
            "unit": by.unit,
            "channel": Channel.WEB,
        } | fields
        return wish.model_validate(facts)

    def send(self, wish: type[Command], by: Person, /, **fields: Any) -> Outcome:
        """Sends one command as ``by``; a refusal is raised."""
        return self.register.submit(self.command(wish, by, **fields))

    def person(self, person_id: UUID) -> Person:
        """Who of the cast has this id."""
        return next(person for person in self.people if person.id == person_id)

    def file(self, case_or_report: UUID) -> CaseFile:
        """Everything the record knows of a case, or of a report that is none yet."""
        log = self.register.log
        events = log.of_case(case_or_report) or log.of_stream(case_or_report)
        return fold(events)

    # -- reports -------------------------------------------------------------------------

    def file_report(self, *, by: Person | None = None, **fields: Any) -> UUID:
        """Files a report (kuning in Tebet unless said otherwise); answers with its id."""
        facts = {
            "report_id": self.new_id("report"),
            "title": "Cekcok batas lahan",
            "region": PLACE,
            "place": "Pasar lama",
            "source": Source.POLICE if by and by.role is Role.LIAISON else Source.FKDM,
            "conflict_source": ConflictSource.NATURAL_RESOURCES,
            "theme": "agraria",
            "facts": "Dua kelompok warga berebut lahan garapan.",
            "parties": ("Warga RW 01", "Warga RW 02"),
            "source_grade": "B",
            "information_grade": 2,
            "risk": RiskInputs(likelihood=Likelihood.POSSIBLE, impact=Impact.MODERATE),
            "happened_at": self.now(),
        } | fields
        return self.send(FileReport, by or self.reporter, **facts).about

    def cleared_officer(self) -> Person:
        """An officer who may read what rests on intelligence."""
        officer = Person(
            "cleared officer",
            key("office", self.seed, "cleared officer"),
            Role.CASE_OFFICER,
            "BKBP",
            compartments=(Compartment.INTELLIGENCE,),
        )
        self.give_role(officer)
        return officer

    def file_pointer(self, *, by: Person, **fields: Any) -> UUID:
        """A pointer to what intelligence knows; answers with the report's id."""
        facts = {
            "source": Source.INTELLIGENCE,
            "title": "Rujukan",
            "facts": None,
            "place": None,
            "parties": (),
            "pointer": Pointer(reference="R-12/2026", holder="Binda"),
        }
        return self.file_report(by=by, **facts | fields)

    def note_as_information(
        self, report: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {"report_id": report, "conclusion": "Tidak ada potensi konflik."} | fields
        return self.send(NoteAsInformation, by or self.officer, **facts)

    def reopen_report(self, report: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"report_id": report, "explanation": "Massa ternyata berkumpul lagi."} | fields
        return self.send(ReopenReport, by or self.officer, **facts)

    def correct_report(self, report: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        """The place was wrong, unless other fields are named."""
        facts = {"report_id": report, "explanation": "Salah catat."} | (
            fields or {"place": "Pasar baru"}
        )
        return self.send(CorrectReport, by or self.officer, **facts)

    def supplement_report(
        self, report: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {"report_id": report, "text": "Massa bertambah sesudah salat asar."} | fields
        return self.send(SupplementReport, by or self.officer, **facts)

    def ask_reporter(self, report: UUID, *, by: Person | None = None, **fields: Any) -> UUID:
        """Asks who told it; answers with the question's id."""
        facts = {
            "inquiry_id": self.new_id("inquiry"),
            "question": "Berapa orang, dan apakah masih berkumpul?",
        } | fields
        self.send(AskReporter, by or self.officer, report_id=report, **facts)
        return UUID(str(facts["inquiry_id"]))

    def answer_inquiry(
        self, report: UUID, inquiry: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {"report_id": report, "inquiry_id": inquiry, "text": "Dua puluh; sudah bubar."}
        return self.send(AnswerInquiry, by or self.reporter, **facts | fields)

    def withdraw_inquiry(self, report: UUID, inquiry: UUID, **fields: Any) -> Outcome:
        facts = {"report_id": report, "inquiry_id": inquiry} | fields
        return self.send(WithdrawInquiry, self.officer, **facts)

    def open_case(
        self, report: UUID | None = None, *, by: Person | None = None, **fields: Any
    ) -> UUID:
        """Opens a case on a report (a new one if none is given); answers with the case's id."""
        facts = {
            "report_id": report or self.file_report(),
            "case_id": self.new_id("case"),
        } | fields
        return self.send(OpenCase, by or self.officer, **facts).about

    def claim(self, report: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        return self.send(ClaimReport, by or self.officer, report_id=report, **fields)

    def release_claim(self, report: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        return self.send(ReleaseClaim, by or self.officer, report_id=report, **fields)

    def tell_apart(self, report: UUID, other: UUID, *, by: Person | None = None) -> Outcome:
        facts = {"report_id": report, "other": other, "explanation": "Pihaknya berbeda."}
        return self.send(TellApart, by or self.officer, **facts)

    def join_report(
        self, case: UUID, report: UUID | None = None, *, by: Person | None = None, **fields: Any
    ) -> UUID:
        """Joins a report (a police one if none is given) to a case; answers with the report."""
        joined = report or self.file_report(by=self.liaison, source=Source.POLICE)
        facts = {"report_id": joined, "case_id": case, "explanation": "Peristiwa yang sama."}
        self.send(JoinReport, by or self.officer, **facts | fields)
        return joined

    # -- field tasks ---------------------------------------------------------------------

    def assign_task(
        self,
        case: UUID,
        *,
        chain: Iterable[Person] | None = None,
        by: Person | None = None,
        **fields: Any,
    ) -> UUID:
        """Gives a field verification down the chain of all liaisons who did not tell of it.

        Answers with the task.
        """
        found = self.register.load(ConflictCase, case)
        told = found.tellers if found is not None else frozenset()
        facts = {
            "task_id": self.new_id("task"),
            "case_id": case,
            "kind": TaskKind.FIELD_VERIFICATION,
            "instruction": "Periksa keadaan di lapangan.",
            "chain": tuple(
                person.id for person in chain or (p for p in self.liaisons if p.id not in told)
            ),
        } | fields
        return self.send(AssignTask, by or self.officer, **facts).about

    def holder(self, task: UUID) -> Person:
        """Whoever holds the task now."""
        found = self.register.load(FieldTask, task)
        assert found is not None
        return self.person(found.holder)

    def acknowledge(self, task: UUID, *, by: Person | None = None) -> Outcome:
        return self.send(AcknowledgeTask, by or self.holder(task), task_id=task)

    def accept(self, task: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        return self.send(AcceptTask, by or self.holder(task), task_id=task, **fields)

    def delegate(
        self, task: UUID, to: Person, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {"task_id": task, "to": to.id, "explanation": "Lebih dekat."} | fields
        return self.send(DelegateTask, by or self.holder(task), **facts)

    def set_out(self, task: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        return self.send(SetOut, by or self.holder(task), task_id=task, **fields)

    def arrive(self, task: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        return self.send(Arrive, by or self.holder(task), task_id=task, **fields)

    def report_progress(self, task: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"task_id": task, "note": "Massa berkurang."} | fields
        return self.send(ReportProgress, by or self.holder(task), **facts)

    def decline(self, task: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"task_id": task, "explanation": "Sedang bertugas di tempat lain."} | fields
        return self.send(DeclineTask, by or self.holder(task), **facts)

    def report_task(self, task: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "task_id": task,
            "finding": "Dua kelompok masih berhadapan.",
            "source_grade": "A",
            "information_grade": 1,
        } | fields
        return self.send(ReportTask, by or self.holder(task), **facts)

    def correct_finding(self, task: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "task_id": task,
            "finding": "Tiga kelompok masih berhadapan.",
            "explanation": "Salah hitung.",
        } | fields
        return self.send(CorrectFinding, by or self.officer, **facts)

    def withdraw_task(self, task: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"task_id": task, "explanation": "Tidak diperlukan lagi."} | fields
        return self.send(WithdrawTask, by or self.officer, **facts)

    def found(self, case: UUID) -> UUID:
        """A task given, acknowledged and reported at once; answers with the task."""
        task = self.assign_task(case)
        self.acknowledge(task)
        self.report_task(task)
        return task

    # -- the case ------------------------------------------------------------------------

    def verify(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "case_id": case,
            "summary": "Dua kelompok berhadapan.",
            "level": Level.YELLOW,
            "source_grade": "A",
            "information_grade": 1,
        } | fields
        return self.send(VerifyCase, by or self.officer, **facts)

    def correct_summary(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "case_id": case,
            "summary": "Tiga kelompok berhadapan.",
            "explanation": "Salah hitung.",
        } | fields
        return self.send(CorrectSummary, by or self.officer, **facts)

    def refute(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "case_id": case,
            "verdict": Verdict.UNFOUNDED,
            "explanation": "Tidak ditemukan di lapangan.",
        } | fields
        return self.send(RefuteCase, by or self.officer, **facts)

    def merge(self, lead: UUID, *members: UUID, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"case_id": lead, "members": members, "explanation": "Satu konflik."} | fields
        return self.send(MergeCases, by or self.officer, **facts)

    def unmerge(
        self,
        lead: UUID,
        *members: UUID,
        routed: Iterable[tuple[str, UUID]] = (),
        by: Person | None = None,
        **fields: Any,
    ) -> Outcome:
        """``routed`` names events of the lead and the members they belong to."""
        facts = {
            "case_id": lead,
            "members": members,
            "attributions": tuple({"event": e, "member": m} for e, m in routed),
            "explanation": "Ternyata lain perkara.",
        } | fields
        return self.send(UnmergeCase, by or self.officer, **facts)

    def return_to_regency(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"case_id": case, "explanation": "Cukup ditangani di kota."} | fields
        return self.send(ReturnToRegency, by or self.supervisor, **facts)

    def return_to_province(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"case_id": case, "explanation": "Surat Mendagri: cukup di provinsi."} | fields
        return self.send(ReturnToProvince, by or self.supervisor, **facts)

    def hand_up(
        self,
        case: UUID,
        level: EscalationLevel,
        *,
        by: Person | None = None,
        head: Person | None = None,
    ) -> None:
        """Proposed by one, approved by another."""
        self.propose_escalation(case, level=level, by=by)
        self.approve_escalation(case, by=head)

    def hand_over(
        self, case: UUID, receiver: Person, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        """Ordered by the head, unless an officer offers it."""
        facts = {"case_id": case, "receiver": receiver.id, "explanation": "Cuti."} | fields
        return self.send(HandOverCase, by or self.supervisor, **facts)

    def accept_handover(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        return self.send(AcceptHandover, by or self.second_officer, case_id=case, **fields)

    def decline_handover(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"case_id": case, "explanation": "Sedang memegang kasus lain."} | fields
        return self.send(DeclineHandover, by or self.second_officer, **facts)

    def stand_in(self, to: Person, *, by: Person | None = None, **fields: Any) -> Outcome:
        """The head's authority as Plh. for three days, unless said otherwise."""
        head = by or self.supervisor
        facts = {
            "assignment_id": head.standing.assignment_id,
            "person": to.id,
            "capacity": Capacity.DAILY,
            "until": self.now() + timedelta(days=3),
            "basis": "Surat Perintah nomor 1",
        } | fields
        return self.send(DelegateRole, head, **facts)

    def regency_office(self, region: str = "31.74") -> tuple[Person, Person]:
        """An officer and a head of a regency's own office."""
        officer, head = (
            Person(f"{name} {region}", self.new_id("person"), role, "Kesbangpol Kota", region)
            for name, role in (("officer", Role.CASE_OFFICER), ("head", Role.SUPERVISOR))
        )
        for person in (officer, head):
            self.give_role(person)
        return officer, head

    def change_level(
        self, case: UUID, level: Level, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {"case_id": case, "level": level, "explanation": "Keadaan berubah."} | fields
        return self.send(ChangeLevel, by or self.officer, **facts)

    def calm_down(self, case: UUID, level: Level = Level.GREEN) -> UUID:
        """A cooling-down task reported, and the level lowered on it; answers with the task."""
        task = self.assign_task(case, kind=TaskKind.COOLING_DOWN)
        self.acknowledge(task)
        self.report_task(task, finding="Kedua kelompok pulang.")
        self.change_level(case, level, evidence=task)
        return task

    def link_contagion(self, case: UUID, *, by: Person | None = None, **fields: Any) -> UUID:
        """Links a case with another (``other_case``) or a ``region``; answers with the link."""
        facts = {
            "case_id": case,
            "link_id": self.new_id("link"),
            "direction": Direction.CAME_FROM,
            "note": "Isu yang sama beredar lebih dahulu di sana.",
        } | fields
        self.send(LinkContagion, by or self.officer, **facts)
        return UUID(str(facts["link_id"]))

    def unlink_contagion(
        self, case: UUID, link: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {"case_id": case, "link_id": link, "explanation": "Ternyata tidak terkait."}
        return self.send(UnlinkContagion, by or self.officer, **(facts | fields))

    def propose_escalation(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "case_id": case,
            "level": EscalationLevel.PROVINCE,
            "grounds": "Melibatkan dua kecamatan.",
            "asked_for": "Koordinasi lintas wilayah.",
        } | fields
        return self.send(ProposeEscalation, by or self.officer, **facts)

    def approve_escalation(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"case_id": case, "content_hash": self._proposed(case)} | fields
        return self.send(ApproveEscalation, by or self.supervisor, **facts)

    def decline_escalation(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "case_id": case,
            "content_hash": self._proposed(case),
            "explanation": "Masih dapat ditangani setempat.",
        } | fields
        return self.send(DeclineEscalation, by or self.supervisor, **facts)

    def _proposed(self, case: UUID) -> str:
        proposal = self.file(case).proposal
        return proposal.content_hash if proposal else "-"

    def begin_recovery(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"case_id": case, "result": "Kesepakatan dijalankan."} | fields
        return self.send(BeginRecovery, by or self.officer, **facts)

    def monitor(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"case_id": case, "note": "Keadaan tenang.", "calm": True} | fields
        return self.send(RecordMonitoring, by or self.officer, **facts)

    def deny_relapse(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"case_id": case, "explanation": "Perkelahian antarsiswa, lain soal."} | fields
        return self.send(DenyRelapse, by or self.supervisor, **facts)

    def close(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"case_id": case, "outcome": "Selesai dan terpantau tenang."} | fields
        return self.send(CloseCase, by or self.officer, **facts)

    # -- deliberation --------------------------------------------------------------------

    def reopen(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "case_id": case,
            "ground": ReopeningGround.NEW_FACTS,
            "explanation": "Warga kembali berhadapan.",
            "evidence": "Laporan Polsek",
        } | fields
        return self.send(ReopenCase, by or self.officer, **facts)

    def schedule_deliberation(self, case: UUID, *, by: Person | None = None, **fields: Any) -> UUID:
        """Musyawarah of the two parties in two days; answers with its id."""
        facts = {
            "deliberation_id": self.new_id("deliberation"),
            "case_id": case,
            "track": Track.CUSTOMARY,
            "institution": Institution(name="Lembaga Adat Tebet", recognised_by="Bupati"),
            "venue": "Balai warga",
            "session_at": self.now() + timedelta(days=2),
            "parties": ("Warga RW 01", "Warga RW 02"),
            "mediator": "Tetua adat",
            "agenda": "Batas lahan garapan.",
        } | fields
        return self.send(ScheduleDeliberation, by or self.officer, **facts).about

    def record_session(
        self,
        deliberation: UUID,
        result: SessionResult = SessionResult.AGREED,
        *,
        by: Person | None = None,
        **fields: Any,
    ) -> Outcome:
        """Agreed (with one obligation in seven days) unless said otherwise; once its time has come.

        Everybody is there.
        """
        talk = self.register.load(Deliberation, deliberation)
        if talk is not None and talk.session_at > self.now():
            self.pass_time(seconds=(talk.session_at - self.now()).total_seconds())
        facts: dict[str, Any] = {
            "deliberation_id": deliberation,
            "result": result,
            "minutes": "Para pihak hadir dan berbicara.",
            "attendance": self.everybody(deliberation),
        }
        if result is SessionResult.AGREED:
            facts["obligations"] = (
                Promise(
                    who="Warga RW 01",
                    what="Membongkar pagar.",
                    due=(self.now() + timedelta(days=7)).date(),
                    evidence="Foto lapangan",
                ),
            )
        if result is SessionResult.ADJOURNED:
            facts["next_session_at"] = self.now() + timedelta(days=3)
        return self.send(RecordSession, by or self.officer, **(facts | fields))

    def everybody(self, deliberation: UUID) -> tuple[Present, ...]:
        """Every party of a deliberation, each with somebody who stands for it."""
        talk = self.register.load(Deliberation, deliberation)
        parties = talk.parties if talk else ()
        return tuple(
            Present(party=number, representative=f"Ketua {party}", mandate="Surat kuasa")
            for number, party in enumerate(parties, 1)
        )

    def meet_obligation(
        self, deliberation: UUID, obligation: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {
            "deliberation_id": deliberation,
            "obligation_id": obligation,
            "evidence": "Foto diterima.",
        } | fields
        return self.send(MeetObligation, by or self.officer, **facts)

    def meet_obligations(self, deliberation: UUID, *, by: Person | None = None) -> None:
        """Every obligation of the agreement that is still unmet."""
        talk = self.register.load(Deliberation, deliberation)
        assert talk is not None
        for obligation in talk.owed:
            self.meet_obligation(deliberation, obligation, by=by)

    def release_obligation(
        self, deliberation: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        """The first obligation of the agreement, on the court's ruling unless said otherwise."""
        talk = self.register.load(Deliberation, deliberation)
        assert talk is not None
        facts = {
            "deliberation_id": deliberation,
            "obligation_id": next(iter(talk.obligations)),
            "basis": ReleaseBasis.COURT_RULING,
            "explanation": "Pengadilan memutus hal yang sama.",
        } | fields
        return self.send(ReleaseObligation, by or self.supervisor, **facts)

    def note_caucus(self, deliberation: UUID, *, by: Person | None = None, **fields: Any) -> UUID:
        """What the first party said apart; answers with the caucus."""
        facts = {
            "caucus_id": self.new_id("caucus"),
            "deliberation_id": deliberation,
            "party": 1,
            "note": "Pihak ini bersedia melepas separuh lahan.",
        } | fields
        self.send(NoteCaucus, by or self.officer, **facts)
        return UUID(str(facts["caucus_id"]))

    def break_seal(
        self, deliberation: UUID, caucus: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {
            "caucus_id": caucus,
            "deliberation_id": deliberation,
            "explanation": "Ada ancaman terhadap penengah.",
        } | fields
        return self.send(BreakCaucusSeal, by or self.supervisor, **facts)

    def sign_agreement(
        self, deliberation: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        """By everybody, before a witness, to be registered."""
        signers = tuple(
            {"part": "pihak", "party": each.party, "name": each.representative, "capacity": "Ketua"}
            for each in self.everybody(deliberation)
        )
        facts: dict[str, Any] = {
            "deliberation_id": deliberation,
            "signed_on": local(self.now(), "31").date(),
            "place": "Balai warga",
            "signers": (*signers, {"part": "saksi", "name": "Bu Lurah", "capacity": "Lurah"}),
            "to_register": True,
        }
        return self.send(SignAgreement, by or self.officer, **(facts | fields))

    # -- the court -----------------------------------------------------------------------

    def refer_to_court(self, case: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "case_id": case,
            "way": WayToCourt.SUED_BY_PARTY,
            "court": "Pengadilan Negeri Jakarta Selatan",
            "docket": "123/Pdt.G/2026",
            "filed_on": local(self.now(), "31").date(),
            "explanation": "Salah satu pihak menggugat.",
        } | fields
        return self.send(ReferToCourt, by or self.officer, **facts)

    def record_court_progress(
        self, case: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {"case_id": case, "progress": "Pemeriksaan saksi."} | fields
        return self.send(RecordCourtProgress, by or self.officer, **facts)

    def record_court_outcome(
        self, case: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {
            "case_id": case,
            "decided_on": local(self.now(), "31").date(),
            "ruling": "123/Pdt.G/2026/PN",
            "outcome": "Batas lahan ditetapkan.",
        } | fields
        return self.send(RecordCourtOutcome, by or self.officer, **facts)

    # -- recovery ------------------------------------------------------------------------

    def recovery_item(self, **fields: Any) -> dict[str, Any]:
        """One item, due in twenty days."""
        return {
            "kind": RecoveryKind.WORSHIP,
            "what": "Memperbaiki atap musala.",
            "office": "Dinas Cipta Karya",
            "budget": BudgetSource.PROVINCE,
            "due": (self.now() + timedelta(days=20)).date(),
        } | fields

    def plan_recovery(self, case: UUID, *, by: Person | None = None, **fields: Any) -> UUID:
        """A plan of one item; answers with its id."""
        facts = {
            "plan_id": self.new_id("recovery plan"),
            "case_id": case,
            "items": (self.recovery_item(),),
        } | fields
        self.send(PlanRecovery, by or self.officer, **facts)
        return UUID(str(facts["plan_id"]))

    def approve_plan(self, plan: UUID, *, by: Person | None = None) -> Outcome:
        found = self.register.load(RecoveryPlan, plan)
        return self.send(
            ApproveRecoveryPlan,
            by or self.supervisor,
            plan_id=plan,
            content_hash=found.content_hash if found else "-",
        )

    # -- exceptional acts ----------------------------------------------------------------

    def consult_council(self, case: UUID, *, by: Person | None = None, **fields: Any) -> UUID:
        """A consultation with the province's council; answers with the state it may lead to."""
        facts = {
            "state_id": self.new_id("state"),
            "case_id": case,
            "council": Council.PROVINCE,
            "held_at": self.now(),
            "consulted": "Ketua dan para wakil ketua DPRD Provinsi",
            "outcome": ConsultationOutcome.WITH_REMARKS,
            "notes": "Lindungi warga yang mengungsi.",
            "reference": "Berita acara 7/DPRD/2026",
        } | fields
        return self.send(RecordCouncilConsultation, by or self.officer, **facts).about

    def declare(self, state: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        """For ninety days, on one item for each condition."""
        facts = {
            "state_id": state,
            "scale": Scale.PROVINCE,
            "area": "Kecamatan Pasar Minggu dan sekitarnya",
            "days": 90,
            "indicators": (
                Indicator(criterion=Criterion.ANARCHY, evidence="Dua kantor dibakar."),
                Indicator(criterion=Criterion.DEATHS, evidence="Tiga orang meninggal."),
                Indicator(criterion=Criterion.SERVICES, evidence="Puskesmas tutup."),
            ),
        } | fields
        return self.send(DeclareStateOfConflict, by or self.governor, **facts)

    def declared(self, case: UUID, **fields: Any) -> UUID:
        """A state of conflict in force for the case, consulted on before; answers with its id."""
        state = self.consult_council(case)
        self.declare(state, **fields)
        return state

    def consult_on_extension(
        self, state: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {
            "state_id": state,
            "held_at": self.now(),
            "consulted": "Ketua DPRD Provinsi",
            "outcome": ConsultationOutcome.SUPPORTED,
            "notes": "Cukup tiga puluh hari.",
            "reference": "Berita acara 21/DPRD/2026",
        } | fields
        return self.send(RecordExtensionConsultation, by or self.officer, **facts)

    def extend(self, state: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"state_id": state, "days": 30, "decree": "Kepgub 300/2026"} | fields
        return self.send(ExtendStateOfConflict, by or self.governor, **facts)

    def revoke(self, state: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "state_id": state,
            "explanation": "Keadaan sudah terkendali.",
            "decree": "Kepgub 310/2026",
        } | fields
        return self.send(RevokeStateOfConflict, by or self.governor, **facts)

    def order_measure(self, state: UUID, *, by: Person | None = None, **fields: Any) -> UUID:
        """A closed area; answers with the measure's id."""
        measure = self.new_id("measure")
        facts = {
            "measure_id": measure,
            "state_id": state,
            "kind": MeasureKind.CLOSE_AREA,
            "area": "Pasar lama",
            "instruction": "Ditutup bagi umum siang dan malam.",
        } | fields
        self.send(OrderMeasure, by or self.governor, **facts)
        return measure

    def lift_measure(
        self, state: UUID, measure: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {
            "state_id": state,
            "measure_id": measure,
            "explanation": "Kawasan sudah aman.",
        } | fields
        return self.send(LiftMeasure, by or self.governor, **facts)

    def ask_for_military_help(
        self, state: UUID, *, by: Person | None = None, **fields: Any
    ) -> UUID:
        """The governor has asked by telephone, just now; answers with the request's id."""
        request = self.new_id("request")
        facts = {
            "request_id": request,
            "state_id": state,
            "asked_at": self.now(),
            "addressee": "Presiden melalui Menteri Dalam Negeri",
            "requester": "Gubernur",
            "grounds": "Massa tidak terkendali.",
            "area": "Kecamatan Pasar Minggu",
            "days": 14,
            "logistics": "Tenda dan dapur umum dari pemerintah daerah.",
            "advice": "Disarankan oleh Pangdam, Kapolda, dan Kajati.",
        } | fields
        self.send(RequestMilitaryHelp, by or self.officer, **facts)
        return request

    def put_request_in_writing(
        self, state: UUID, request: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {
            "state_id": state,
            "request_id": request,
            "sent_at": self.now(),
            "reference": "300/12/2026",
        } | fields
        return self.send(RecordWrittenMilitaryRequest, by or self.officer, **facts)

    def decide_on_help(
        self, state: UUID, request: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        """The President has approved it, just now."""
        facts = {
            "state_id": state,
            "request_id": request,
            "decision": HelpDecision.APPROVED,
            "decided_at": self.now(),
            "reference": "B-12/Setneg/2026",
            "notes": "Untuk empat belas hari.",
        } | fields
        return self.send(RecordMilitaryHelpDecision, by or self.officer, **facts)

    def order_help(
        self, state: UUID, request: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {
            "state_id": state,
            "request_id": request,
            "ordered_at": self.now(),
            "reference": "ST/101/2026",
            "coordinator": "Karo Ops Polda",
            "task": "Menjaga objek vital.",
            "area": "Kecamatan Pasar Minggu",
            "strength": "Satu kompi",
            "days": 7,
            "schedule": "Sejak tiba, siang dan malam",
            "logistics": "Tenda dan dapur umum dari pemerintah daerah.",
            "control": "Di bawah kendali Kapolda",
        } | fields
        return self.send(RecordMilitaryHelpOrder, by or self.officer, **facts)

    def end_help(
        self, state: UUID, request: UUID, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = {
            "state_id": state,
            "request_id": request,
            "notified_at": self.now(),
            "reference": "300/40/2026",
            "explanation": "Keadaan terkendali.",
        } | fields
        return self.send(RecordEndOfMilitaryHelp, by or self.officer, **facts)

    def record_rescue(self, state: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "state_id": state,
            "kind": RescueKind.EVACUATION,
            "done": "Empat puluh warga dipindahkan ke balai.",
            "by": "BPBD",
            "done_at": self.now(),
        } | fields
        return self.send(RecordRescue, by or self.officer, **facts)

    def send_pack(self, case: UUID, *seats: tuple[OfficeRole, Person], **given: Any) -> UUID:
        """To the governor, the police and the command, unless told otherwise."""
        pack = self.new_id("pack")
        usual = (
            (OfficeRole.GOVERNOR, self.governor),
            (OfficeRole.PROVINCIAL_POLICE, self.liaison),
            (OfficeRole.MILITARY_COMMAND, self.second_liaison),
        )
        facts: dict[str, Any] = {
            "pack_id": pack,
            "case_id": case,
            "summary": "Tiga kelompok berhadapan; perlu pendinginan bersama.",
            "seats": [Seat(office=office, person=each.id) for office, each in seats or usual],
        } | given
        self.send(SendForkopimdaPack, facts.pop("by", self.supervisor), **facts)
        return pack

    def open_pack(self, pack: UUID, *, by: Person | None = None, **given: Any) -> Outcome:
        return self.send(OpenForkopimdaPack, by or self.liaison, pack_id=pack, **given)

    def follow_up_unread(self, pack: UUID, person: Person, **given: Any) -> Outcome:
        facts = {"pack_id": pack, "person": person.id, "explanation": "Ditelepon."} | given
        return self.send(FollowUpUnread, self.officer, **facts)

    def tell_the_leaders(self, case: UUID) -> UUID:
        """A pack that one has read, of one somebody asked, and one has still to read."""
        pack = self.send_pack(case)
        self.open_pack(pack)
        self.follow_up_unread(pack, self.second_liaison)
        return pack

    def plan_fund(self, state: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "state_id": state,
            "needs": (
                FundNeed(purpose="Tenda pengungsi", volume="20 unit", amount=150_000_000),
                FundNeed(purpose="Makanan siap saji", volume="14 hari", amount=85_500_000),
            ),
        } | fields
        return self.send(PlanContingencyFund, by or self.supervisor, **facts)

    def disburse_fund(self, state: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "state_id": state,
            "amount": 200_000_000,
            "disbursed_at": self.now(),
            "reference": "SP2D 12/2026",
        } | fields
        return self.send(RecordFundDisbursement, by or self.officer, **facts)

    def record_progress(self, state: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {
            "state_id": state,
            "situation": "Massa berkurang.",
            "handling": "Dapur umum dibuka.",
            "dead": 3,
            "injured": 12,
            "displaced": 240,
            "needs": "Air bersih.",
        } | fields
        return self.send(RecordProgress, by or self.officer, **facts)

    def form_task_force(self, case: UUID, *, by: Person | None = None, **fields: Any) -> UUID:
        """Two officials and two of the community, one of them a woman; answers with its id."""
        facts = {
            "task_force_id": self.new_id("task force"),
            "case_id": case,
            "level": Scale.PROVINCE,
            "grounds": (Ground.NOT_FUNCTIONING,),
            "explanation": "Lembaga adat setempat tidak lagi bersidang.",
            "members": MEMBERS,
            "absences": ABSENCES,
        } | fields
        return self.send(FormTaskForce, by or self.governor, **facts).about

    def finish_task_force(self, force: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        """To court, unless said otherwise."""
        facts = {
            "task_force_id": force,
            "outcome": TaskForceOutcome.COURT,
            "facts": "Para pihak sudah didengar.",
            "data": "Peta bidang tanah dan berita acara lama.",
            "protection": "Dua saksi ditempatkan di rumah aman.",
            "options": "Bagi hasil, atau batas baru.",
            "losses": "Dua puluh rumah rusak.",
            "compensation": "Rp500.000.000 bagi pemilik rumah.",
            "recommendations": "Sertifikasi lahan.",
        } | fields
        return self.send(FinishTaskForce, by or self.officer, **facts)

    # -- letters -------------------------------------------------------------------------

    def draft_letter(self, case: UUID, **fields: Any) -> UUID:
        """The Nota Dinas of the case's escalation, as the letter press would; answers its id."""
        file = self.file(case)
        escalated = [x for x in file.timeline if isinstance(x.fact, ConflictCase.Escalated)]
        trigger = event_id(escalated[-1].fact)
        assert file.last_proposal is not None
        facts = {
            "letter_id": Letter.id_of(trigger, LetterType.NOTA_DINAS),
            "case_id": case,
            "type": LetterType.NOTA_DINAS,
            "trigger": trigger,
            "author": file.last_proposal.proposer,
            "content": self.nota_dinas(file),
            "channel": Channel.FOLLOWER,
        } | fields
        return self.send(DraftLetter, self.machine, **facts).about

    def ask_letter(self, *, by: Person | None = None, **fields: Any) -> UUID:
        """A letter an officer asks for, about the whole province unless said otherwise."""
        trigger = f"permintaan {self.new_id('request')}"
        about: dict[str, Any] = {}
        if not fields.keys() & {"case_id", "report_id"}:
            about = {"region": PROVINCE, "secrecy": Secrecy.RESTRICTED, "level": Level.GREEN}
        type_ = fields.get("type", LetterType.BINGKAI_PEMETAAN)
        facts = {
            "letter_id": Letter.id_of(trigger, type_),
            "type": type_,
            "trigger": trigger,
            "author": (by or self.officer).id,
            "content": content().model_copy(update={"type": type_}),
        }
        return self.send(DraftLetter, by or self.officer, **(about | facts | fields)).about

    def request_letter(self, *, by: Person | None = None, **fields: Any) -> UUID:
        """A staff study with the officer's advice, unless said otherwise; answers its id."""
        facts = {
            "letter_id": self.new_id("letter"),
            "type": LetterType.TELAAHAN_STAF,
            "words": "Memanggil para pihak.",
        } | fields
        return self.send(RequestLetter, by or self.officer, **facts).about

    def nota_dinas(self, file: CaseFile) -> LetterContent:
        """What the letter of an escalation says, from a file as it stood."""
        return self.writers.write(LetterType.NOTA_DINAS, file)

    @property
    def writers(self) -> Writers:
        """Those who write letters here, with names out of nowhere."""
        return Writers(self.register.regions, PaperDirectory())

    def approve_letter(self, letter: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        found = self.register.load(Letter, letter)
        facts = {"letter_id": letter, "content_hash": found.content_hash if found else "-"}
        return self.send(ApproveLetter, by or self.supervisor, **(facts | fields))

    def add_paragraph(self, letter: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = self._as_read(letter) | {"text": "Warga meminta dialog lanjutan."} | fields
        return self.send(AddParagraph, by or self.officer, **facts)

    def remove_paragraph(
        self, letter: UUID, index: int, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = self._as_read(letter) | {"index": index} | fields
        return self.send(RemoveParagraph, by or self.officer, **facts)

    def return_letter(self, letter: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = self._as_read(letter) | {"note": "Perjelas butir kedua."} | fields
        return self.send(ReturnLetter, by or self.supervisor, **facts)

    def resubmit_letter(self, letter: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = self._as_read(letter) | fields
        return self.send(ResubmitLetter, by or self.officer, **facts)

    def initial_letter(
        self, letter: UUID, office: str, *, by: Person | None = None, **fields: Any
    ) -> Outcome:
        facts = self._as_read(letter) | {"office": office} | fields
        return self.send(InitialLetter, by or self.officer, **facts)

    def initial_whole_chain(self, letter: UUID) -> None:
        """Every office that still has to, one person each."""
        found = self.register.load(Letter, letter)
        assert found is not None
        people = (self.officer, self.second_officer, self.governor)
        for desk, person in zip(found.missing_initials, people, strict=False):
            self.initial_letter(letter, desk, by=person)

    def _as_read(self, letter: UUID) -> dict[str, Any]:
        found = self.register.load(Letter, letter)
        assert found is not None
        return {"letter_id": letter, "content_hash": found.content_hash}

    def sign_on_paper(self, letter: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = self._as_read(letter) | {
            "signed_by": "Kepala Badan",
            "signed_on": self.now().astimezone(zone_of(PROVINCE)).date(),
        }
        return self.send(MarkSignedOnPaper, by or self.officer, **(facts | fields))

    def dispatch_letter(self, letter: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        return self.send(DispatchLetter, by or self.officer, letter_id=letter, **fields)

    def begin_delivery(self, letter: UUID, office: str, attempt: int = 1, **fields: Any) -> Outcome:
        facts = self._delivery(letter, office) | {"attempt": attempt} | fields
        return self.send(BeginDelivery, self.machine, **facts)

    def record_delivery(
        self, letter: UUID, office: str, attempt: int = 1, **fields: Any
    ) -> Outcome:
        facts = self._delivery(letter, office) | {"attempt": attempt, "provider_id": "<1@uji>"}
        return self.send(RecordDelivery, self.machine, **(facts | fields))

    def record_delivery_trouble(
        self, letter: UUID, office: str, attempt: int = 1, **fields: Any
    ) -> Outcome:
        facts = self._delivery(letter, office) | {
            "attempt": attempt,
            "certain": True,
            "explanation": "Ditolak peladen: SMTP 550.",
        }
        return self.send(RecordDeliveryTrouble, self.machine, **(facts | fields))

    def resolve_delivery(self, letter: UUID, office: str, **fields: Any) -> Outcome:
        facts = {"arrived": True, "explanation": "Penerima menyatakan sudah menerima."} | fields
        return self.send(ResolveDelivery, self.officer, **self._delivery(letter, office), **facts)

    def send_again(
        self, letter: UUID, office: str, channel: DeliveryChannel, **fields: Any
    ) -> Outcome:
        facts = self._delivery(letter, office) | {"by": channel} | fields
        return self.register.submit(self.command(SendAgain, self.officer, **facts))

    def record_receipt(self, letter: UUID, office: str, **fields: Any) -> Outcome:
        facts = {"received_by": "Staf tata usaha"} | fields
        return self.send(RecordReceipt, self.officer, **self._delivery(letter, office), **facts)

    def _delivery(self, letter: UUID, office: str) -> dict[str, Any]:
        return {"letter_id": letter, "delivery_id": key(letter, "delivery", office)}

    def record_disposition(self, letter: UUID, **fields: Any) -> UUID:
        """An order of the governor, due in three days; answers with its id."""
        facts = {
            "disposition_id": self.new_id("disposition"),
            "given_by": "Gubernur",
            "given_to": "Kepala Badan",
            "instruction": "Siapkan rapat Forkopimda.",
            "due": (self.now() + timedelta(days=3)).date(),
        } | fields
        self.send(RecordDisposition, self.governor, letter_id=letter, **facts)
        return UUID(str(facts["disposition_id"]))

    def follow_up(self, letter: UUID, disposition: UUID, **fields: Any) -> Outcome:
        facts = {"disposition_id": disposition, "result": "Rapat sudah dilaksanakan."} | fields
        return self.send(FollowUpDisposition, self.officer, letter_id=letter, **facts)

    def draft_erratum(self, letter: UUID, **fields: Any) -> UUID:
        facts = {
            "letter_id": self.new_id("erratum"),
            "corrects": letter,
            "wrong": "RW 01",
            "right": "RW 02",
        } | fields
        return self.send(DraftErratum, self.officer, **facts).about

    def void_letter(self, letter: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"letter_id": letter, "explanation": "Keliru alamat."} | fields
        return self.send(VoidLetter, by or self.supervisor, **facts)

    def sign_letter(
        self,
        letter: UUID,
        *,
        by: Person | None = None,
        kind: SignatureKind = SignatureKind.UNCERTIFIED,
        **fields: Any,
    ) -> UUID:
        """The intent to sign, over an invented sheet; answers with the attempt."""
        found = self.register.load(Letter, letter)
        command = self.command(
            SignLetter,
            by or self.supervisor,
            letter_id=letter,
            content_hash=found.content_hash if found else "-",
            paper=paper(kind),
            **fields,
        )
        self.register.submit(command)
        return command.command_id

    def record_signature(self, letter: UUID, attempt: UUID, **fields: Any) -> Outcome:
        facts = {
            "letter_id": letter,
            "attempt": attempt,
            "signed_sha256": "5" * 64,
            "size": 52_000,
            "certificate": CERTIFICATE,
        } | fields
        return self.send(RecordSignature, self.machine, **facts)

    def record_signing_trouble(
        self, letter: UUID, attempt: UUID, *, certain: bool, **fields: Any
    ) -> Outcome:
        facts = {
            "letter_id": letter,
            "attempt": attempt,
            "certain": certain,
            "explanation": "Layanan tidak menjawab.",
        } | fields
        return self.send(RecordSigningTrouble, self.machine, **facts)

    def resolve_signing(self, letter: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        facts = {"letter_id": letter, "explanation": "Sudah diperiksa."} | fields
        return self.send(ResolveSigning, by or self.supervisor, **facts)

    # -- clocks --------------------------------------------------------------------------

    def elapse(self, stream: UUID, deadline_id: UUID) -> Outcome:
        """As the workflow does when a window's moment has come."""
        return self.send(
            ElapseDeadline,
            self.machine,
            stream=stream,
            deadline_id=deadline_id,
            channel=Channel.WORKFLOW,
        )

    # -- whole roads ---------------------------------------------------------------------

    def verified_case(self, **report: Any) -> UUID:
        """A case with one finding, verified."""
        case = self.open_case(self.file_report(**report))
        self.found(case)
        self.verify(case)
        return case

    def escalated_case(self, **report: Any) -> UUID:
        """A case escalated to the province with a second person's approval."""
        case = self.verified_case(**report)
        self.propose_escalation(case)
        self.approve_escalation(case)
        return case

    def recovering_case(self, **report: Any) -> UUID:
        """An escalated case with an approved letter, an agreement kept, and monitoring begun."""
        case = self.escalated_case(**report)
        self.approve_letter(self.draft_letter(case))
        deliberation = self.schedule_deliberation(case)
        self.pass_time(days=2)
        self.record_session(deliberation)
        self.meet_obligations(deliberation)
        self.begin_recovery(case)
        return case

    def closed_case(self, **report: Any) -> UUID:
        """A case through all five stages to its closing."""
        case = self.recovering_case(**report)
        self.monitor(case)
        monitoring = [w.wait.due for w in self.file(case).waits.values()]
        self.pass_time_in_silence(case, seconds=(max(monitoring) - self.now()).total_seconds())
        self.deliver_letters(case)
        self.close(case)
        return case

    def deliver_letters(self, case: UUID) -> None:
        """Every approved letter of a case signed by hand, sent and received."""
        for letter, page in self.file(case).letters.items():
            if page.state is LetterState.APPROVED:
                self.sign_on_paper(letter)
                found = self.register.load(Letter, letter)
                if found is not None and recipients_of(found.read):
                    self.dispatch_letter(letter)
            for line in self.file(case).letters[letter].deliveries.values():
                if line.state is DeliveryState.PLANNED:
                    self.record_receipt(letter, line.delivery.office)

    def extended_state(self, case: UUID) -> UUID:
        """All that a state of conflict may see until it is extended; answers with its id."""
        state = self.declared(case)
        self.lift_measure(state, self.order_measure(state))
        self.order_measure(state, kind=MeasureKind.STAY_INDOORS)
        self.ask_for_military_help(state)
        written = self.ask_for_military_help(state)
        self.put_request_in_writing(state, written)
        self.decide_on_help(state, written)
        self.order_help(state, written)
        self.end_help(state, written)
        self.record_rescue(state)
        self.plan_fund(state)
        self.disburse_fund(state)
        self.record_progress(state)
        self.form_task_force(case)
        self.pass_time_in_silence(case, days=85)
        self.consult_on_extension(state)
        self.extend(state)
        return state

    # -- notices -------------------------------------------------------------------------

    def give_notice(self, case: UUID, *, to: Person | None = None, **fields: Any) -> UUID:
        """The liaison is told something of a case, in the application and by mail."""
        person = to or self.liaison
        event = f"{case}@{self.sent + 1}"
        facts = {
            "notice_id": Notice.id_of(event, person.id),
            "person": person.id,
            "rule": "uji",
            "event": event,
            "about": case,
            "about_case": case,
            "region": PLACE,
            "secrecy": Secrecy.RESTRICTED,
            "urgency": Urgency.URGENT,
            "words": "Menunggu Anda.",
            "path": f"/kasus/{case}",
            "reachable": (NoticeChannel.MAIL,),
        } | fields
        return self.send(GiveNotice, self.machine, **facts).about

    def read_notice(self, notice: UUID, *, by: Person | None = None, **fields: Any) -> Outcome:
        return self.send(ReadNotice, by or self.liaison, notice_id=notice, **fields)

    def begin_notice(self, notice: UUID, **fields: Any) -> Outcome:
        return self._about_sending(BeginNotice, notice, **fields)

    def record_notice(self, notice: UUID, **fields: Any) -> Outcome:
        return self._about_sending(RecordNotice, notice, provider_id="<1@uji>", **fields)

    def record_notice_trouble(self, notice: UUID, *, certain: bool, **fields: Any) -> Outcome:
        facts = {"certain": certain, "explanation": "Tidak ada jawaban."} | fields
        return self._about_sending(RecordNoticeTrouble, notice, **facts)

    def cancel_notice(self, notice: UUID, **fields: Any) -> Outcome:
        facts = {"because": "uji@1", "explanation": "Sudah diakui."} | fields
        return self._about_sending(CancelNotice, notice, **facts)

    def set_habits(self, *, by: Person | None = None, **fields: Any) -> Outcome:
        """Mail, but not at night, unless said otherwise."""
        facts = {
            "channels": (NoticeChannel.MAIL,),
            "quiet_from": "22:00",
            "quiet_until": "05:00",
        } | fields
        return self.send(SetHabits, by or self.liaison, **facts)

    def _about_sending(self, wish: type[Command], notice: UUID, **fields: Any) -> Outcome:
        facts = {"notice_id": notice, "via": NoticeChannel.MAIL} | fields
        return self.send(wish, self.machine, **facts)

    def tell_of(self, case: UUID) -> None:
        """One notice is sent and read; one fails, one is unclear, one is stopped."""
        told = self.give_notice(case)
        self.read_notice(told)
        self.begin_notice(told)
        self.record_notice(told)
        for certain in (True, False):
            lost = self.give_notice(case)
            self.begin_notice(lost)
            self.record_notice_trouble(lost, certain=certain)
        self.cancel_notice(self.give_notice(case))

    # -- everything ----------------------------------------------------------------------

    def every_road(self) -> dict[str, UUID]:
        """A small town's record: one case or report for each way it can go, by its name.

        Leaves the clock some weeks later. The ids are those of cases, for ``waiting`` and
        ``information`` those of reports.
        """
        roads = {"closed": self.closed_case(title="Cekcok lahan")}
        roads["recovering"] = self.recovering_case(title="Sengketa pasar")
        (letter,) = self.file(roads["recovering"]).letters
        self.sign_on_paper(letter)
        self.dispatch_letter(letter)
        roads["information"] = self.file_report(title="Pawai damai", region="31.71.01")
        self.note_as_information(roads["information"])
        roads["refuted"] = self.open_case(self.file_report(title="Kabar bohong"))
        self.assign_task(roads["refuted"], chain=[self.second_liaison])
        self.refute(roads["refuted"])
        roads["silent"] = self.open_case(self.file_report(title="Sunyi", secrecy=Secrecy.SECRET))
        self.assign_task(roads["silent"])
        self.pass_time_in_silence(roads["silent"], days=9)
        roads["declined"] = self.open_case(self.file_report(title="Batas desa", region="31.73"))
        task = self.assign_task(roads["declined"])
        self.decline(task)
        self.acknowledge(task)
        self.pass_time_in_silence(roads["declined"], hours=30)
        self.report_task(task)
        self.withdraw_task(self.assign_task(roads["declined"], chain=[self.third_liaison]))
        self.verify(roads["declined"], level=Level.RED)
        self.calm_down(roads["declined"], Level.YELLOW)
        self.change_level(roads["declined"], Level.RED)
        self.link_contagion(roads["declined"], other_case=roads["recovering"])
        self.unlink_contagion(
            roads["declined"], self.link_contagion(roads["declined"], region="73.71")
        )
        self.tell_of(roads["declined"])
        roads["proposed"] = self.verified_case(title="Kericuhan terminal", secrecy=Secrecy.OPEN)
        self.propose_escalation(roads["proposed"])
        self.decline_escalation(roads["proposed"])
        self.propose_escalation(roads["proposed"])
        roads["deadlocked"] = self.escalated_case(title="Parkir liar")
        self.void_letter(self.draft_letter(roads["deadlocked"]))
        talk = self.schedule_deliberation(roads["deadlocked"])
        self.pass_time(days=2)
        self.record_session(talk, SessionResult.ADJOURNED)
        self.pass_time(days=3)
        self.record_session(talk, SessionResult.DEADLOCK)
        self.keep_registers()
        self.ask_to_erase(roads["information"])
        roads["extended"] = self.escalated_case(title="Bentrok dua kampung")
        self.extended_state(roads["extended"])
        self.tell_the_leaders(roads["extended"])
        lead, *members = (self.open_case(self.file_report(title=f"Demo {n}")) for n in (1, 2, 3))
        self.merge(lead, *members)
        self.unmerge(lead, members[0])
        roads["lead"], roads["unmerged"] = lead, members[0]
        self.correct_summary(roads["recovering"])
        roads["waiting"] = self.file_report(title="Baru masuk", by=self.liaison)
        self.correct_report(roads["waiting"])
        return roads
