"""The register: the one door by which a command reaches the record.

Authorise, load, ask the aggregate, keep: events, the command's id and its answer in one
transaction. A human's command never waits for Temporal.
"""

import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

from eventsourcing.domain import BaseAggregate
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    PersistenceError,
)

from application.letters import RULES, Asked, Period, Writers
from application.letters.renaksi import MONTHS
from application.ports import Frames, Lookout, RegionBook
from domain import access
from domain.access import SYSTEM_ACTOR, Target
from domain.adopted_policy import AdoptedPolicy, AdoptPolicy
from domain.calendar import WorkingCalendar
from domain.case_file import event_id, fold, title_of
from domain.clocks import Circumstances, Clocked, ElapseDeadline
from domain.conflict_case import (
    ApproveEscalation,
    BeginRecovery,
    Blockers,
    ChangeLevel,
    CloseCase,
    ConflictCase,
    CorrectSummary,
    Declassified,
    DeclineEscalation,
    OpenCase,
    ProposeEscalation,
    RecordMonitoring,
    RefuteCase,
    Track,
    VerifyCase,
)
from domain.contagion import LinkContagion, UnlinkContagion
from domain.deliberation import (
    Deliberation,
    MeetObligation,
    RecordSession,
    ScheduleDeliberation,
    SessionResult,
)
from domain.delivery import (
    BeginDelivery,
    DispatchLetter,
    FollowUpDisposition,
    MarkSignedOnPaper,
    RecordDelivery,
    RecordDeliveryTrouble,
    RecordDisposition,
    RecordReceipt,
    ResolveDelivery,
    SendAgain,
)
from domain.draft import (
    AddParagraph,
    InitialLetter,
    RemoveParagraph,
    ResubmitLetter,
    ReturnLetter,
)
from domain.erratum import DraftErratum, NothingToCorrect, dated_words, erratum_of
from domain.field_task import (
    AcknowledgeTask,
    AssignTask,
    CorrectFinding,
    DeclineTask,
    FieldTask,
    ReportTask,
    WithdrawTask,
)
from domain.kernel import (
    EVENTS,
    Aggregate,
    Command,
    Confidential,
    Envelope,
    Frozen,
    Refusal,
    Role,
    Secrecy,
    StreamNotFound,
)
from domain.letter import (
    ApproveLetter,
    DraftLetter,
    Letter,
    LetterAboutNothing,
    LetterRegister,
    Subject,
    VoidLetter,
)
from domain.letter_content import LetterContent, LetterIncomplete, LetterType, number_of, profile_of
from domain.letter_request import NotOnRequest, RequestLetter
from domain.passage import Merged
from domain.policy import Policy
from domain.regions import zone_of
from domain.report import (
    AlreadyFiled,
    CorrectReport,
    FileReport,
    NoteAsInformation,
    Report,
    SupplementReport,
)
from domain.risk import Level
from domain.role_assignment import (
    AssignRole,
    EndRole,
    RoleAssignment,
    Standing,
    UnknownAssignment,
)
from domain.signing import (
    RecordSignature,
    RecordSigningTrouble,
    ResolveSigning,
    SignLetter,
    signing_role,
)
from domain.state_of_conflict import (
    DeclareStateOfConflict,
    ExtendStateOfConflict,
    LiftMeasure,
    OrderMeasure,
    PlanContingencyFund,
    RecordCouncilConsultation,
    RecordExtensionConsultation,
    RecordProgress,
    RecordWrittenMilitaryRequest,
    RequestMilitaryHelp,
    RevokeStateOfConflict,
    StateOfConflict,
    Validity,
)
from domain.task_force import FinishTaskForce, FormTaskForce, TaskForce
from runtime.clock import Clock
from runtime.database import OutOfReach
from runtime.log import Log, Recorded
from runtime.mapper import SealingMapper
from runtime.recorder import AnotherBody, Kept, Recorder, Slip
from runtime.telemetry import span

A = TypeVar("A", bound=Aggregate)
C = TypeVar("C", bound=Clocked)
TRIES = 8
"""How often a command is decided anew when others keep writing the same streams."""

_MACHINE = Standing(
    assignment_id=SYSTEM_ACTOR,
    role=Role.SYSTEM,
    unit="mesin",
    region="",
    clearance=Secrecy.TOP_SECRET,
    since=cast("Any", "2000-01-01T00:00:00Z"),
)


class UnknownRegion(Refusal):
    """Kode wilayah tidak ada dalam daftar wilayah Kemendagri."""


class PageIsStale(Refusal):
    """Keadaan sudah berubah sejak halaman ini dibuka; periksa lalu kirim ulang."""


class CommandReused(Refusal):
    """Perintah dengan nomor yang sama sudah pernah dikirim dengan isi lain."""


class IdentityTaken(Refusal):
    """Identitas yang dikirim sudah dipakai untuk hal lain di catatan."""


class RecordBusy(Refusal):
    """Catatan sedang ramai; tidak ada yang tersimpan, silakan kirim ulang."""


class RecordUnavailable(Exception):
    """Catatan sedang tidak dapat dihubungi; kirim ulang dengan nomor perintah yang sama."""


class NoPolicy(Refusal):
    """Belum ada kebijakan yang ditetapkan; tetapkan kebijakan dahulu."""


class Outcome(Frozen):
    """What a command came to: kept for ever with its id, and answered again byte for byte.

    ``position`` is 0 and ``events`` empty where nothing had to change.
    """

    about: UUID
    case_id: UUID | None = None
    events: tuple[str, ...] = ()
    position: int = 0


class Register:
    """Every command of the office, one method each."""

    def __init__(
        self,
        *,
        recorder: Recorder,
        mapper: SealingMapper,
        log: Log,
        clock: Clock,
        calendar: WorkingCalendar,
        regions: RegionBook,
        lookout: Lookout,
        writers: Writers | None = None,
        frames: Frames | None = None,
    ) -> None:
        """``writers`` write the letters an officer asks for; without them none can be asked for."""
        self.recorder = recorder
        self.mapper = mapper
        self.log = log
        self.clock = clock
        self.calendar = calendar
        self.regions = regions
        self.lookout = lookout
        self.writers = writers
        self.frames = frames
        self._remembered: dict[UUID, Aggregate] = {}

    def submit(self, command: Command) -> Outcome:
        """Carries out one command, at most once; Refusal when it may not be.

        RecordUnavailable when the database cannot be reached: the same command id may be sent
        again, and answers with what the first attempt did, if it did anything.
        """
        name = type(command).__name__
        with span(name, command=str(command.command_id), role=command.role.value) as trace:
            return self._submit(command, trace)

    def _submit(self, command: Command, trace: str | None) -> Outcome:
        body = self._body_of(command)
        lost: PersistenceError | None = None
        for tried in range(TRIES):
            try:
                outcome = self._attempt(command, body, trace, again=tried > 0)
                return outcome if outcome.events else self._first_answer(command, body) or outcome
            except Refusal as refusal:
                return self._first_answer(command, body) or _refuse(refusal)
            except IntegrityError:
                if (answer := self._first_answer(command, body)) is not None:
                    return answer
            except OutOfReach as error:
                raise RecordUnavailable(str(RecordUnavailable.__doc__)) from error
            except (OperationalError, InterfaceError) as error:
                lost = error
        if lost is not None:
            raise RecordUnavailable(str(RecordUnavailable.__doc__)) from lost
        raise RecordBusy

    def _attempt(self, command: Command, body: bytes, trace: str | None, *, again: bool) -> Outcome:
        sitting = Sitting(self, command, trace, again=again)
        about = _METHODS[type(command)](self, command, sitting)
        return sitting.keep(about, body)

    def _first_answer(self, command: Command, body: bytes) -> Outcome | None:
        try:
            kept = self.recorder.answer_to(command.command_id, body)
        except AnotherBody:
            raise CommandReused from None
        except (OperationalError, InterfaceError) as error:
            raise RecordUnavailable(str(RecordUnavailable.__doc__)) from error
        return outcome_of(kept) if kept else None

    def _body_of(self, command: Command) -> bytes:
        """A keyed hash: the slip tells whether a body is the same, and nothing of what it says."""
        content = type(command).__name__ + command.model_dump_json()
        return self.mapper.vault.fingerprint(content.encode())

    # -- reports -----------------------------------------------------------------------

    def file_report(self, command: FileReport, sitting: "Sitting") -> UUID:
        if not self.regions.exists(command.region):
            raise UnknownRegion(f"Kode: {command.region}.")
        sitting.allow(Target(region=command.region, secrecy=Secrecy.OPEN))
        if sitting.exists(command.report_id):
            raise AlreadyFiled
        recent = timedelta(days=sitting.at.policy.risk.recent_days)
        around = self.lookout.around(command.region, sitting.at.now, recent)
        sitting.add(
            Report.file(
                command,
                sitting.at,
                election_index=around.election_index,
                recent_incidents=around.recent_incidents,
            )
        )
        return command.report_id

    def note_as_information(self, command: NoteAsInformation, sitting: "Sitting") -> UUID:
        report = sitting.take(Report, command.report_id)
        report.note_as_information(command, sitting.at)
        return report.id

    def correct_report(self, command: CorrectReport, sitting: "Sitting") -> UUID:
        report = sitting.take(Report, command.report_id)
        report.correct(command, sitting.at)
        return report.id

    def supplement_report(self, command: SupplementReport, sitting: "Sitting") -> UUID:
        report = sitting.take(Report, command.report_id)
        report.supplement(command, sitting.at)
        return report.id

    def open_case(self, command: OpenCase, sitting: "Sitting") -> UUID:
        report = sitting.take(Report, command.report_id)
        if command.secrecy is not None and command.secrecy.rank < report.secrecy.rank:
            raise Declassified
        report.open_as_case(command.case_id)
        sitting.pinned_to_latest()
        sitting.add(
            ConflictCase.open(
                command,
                sitting.at,
                title=command.title or str(report.title),
                region=report.region,
                level=report.level,
                secrecy=command.secrecy or report.secrecy,
                theme=report.theme,
                conflict_source=report.conflict_source,
                reporter=report.reporter,
                parties=tuple(str(party) for party in report.parties),
            )
        )
        return command.case_id

    # -- field tasks -------------------------------------------------------------------

    def assign_task(self, command: AssignTask, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        for person in command.chain:
            self._must_be_liaison(person, case, sitting)
        case.assign_task(command.task_id)
        sitting.add(
            FieldTask.assign(
                command, sitting.at, region=case.region, level=case.level, secrecy=case.secrecy
            )
        )
        return command.task_id

    def acknowledge_task(self, command: AcknowledgeTask, sitting: "Sitting") -> UUID:
        task = sitting.take(FieldTask, command.task_id)
        task.acknowledge(command, sitting.at)
        return task.id

    def decline_task(self, command: DeclineTask, sitting: "Sitting") -> UUID:
        task = sitting.take(FieldTask, command.task_id)
        task.decline(command, sitting.at)
        return task.id

    def report_task(self, command: ReportTask, sitting: "Sitting") -> UUID:
        task = sitting.take(FieldTask, command.task_id)
        task.report(command, sitting.at)
        sitting.beside(ConflictCase, task.case_id).note_finding(task.id)
        return task.id

    def correct_finding(self, command: CorrectFinding, sitting: "Sitting") -> UUID:
        task = sitting.take(FieldTask, command.task_id)
        task.correct_finding(command, sitting.at)
        return task.id

    def withdraw_task(self, command: WithdrawTask, sitting: "Sitting") -> UUID:
        task = sitting.take(FieldTask, command.task_id)
        task.withdraw_task(command, sitting.at)
        return task.id

    # -- the case ----------------------------------------------------------------------

    def verify_case(self, command: VerifyCase, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.verify(command, sitting.at)
        return case.id

    def correct_summary(self, command: CorrectSummary, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.correct_summary(command, sitting.at)
        return case.id

    def refute_case(self, command: RefuteCase, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.refute(command, sitting.at)
        self._withdraw_tasks(case, command, sitting, "Kasus dinyatakan tidak terbukti.")
        return case.id

    def change_level(self, command: ChangeLevel, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        named = command.evidence if command.evidence in case.findings else None
        task = sitting.glance(FieldTask, named) if named else None
        case.change_level(command, sitting.at, kind=task.kind if task else None)
        return case.id

    def link_contagion(self, command: LinkContagion, sitting: "Sitting") -> UUID:
        """Another case only where the actor may reach that one too; a region wherever it lies."""
        case = sitting.take(ConflictCase, command.case_id)
        region = command.region or ""
        if command.other_case is not None:
            other = sitting.glance(ConflictCase, command.other_case)
            sitting.allow(_target_of(other))
            region = other.region
        elif not self.regions.exists(region):
            raise UnknownRegion(f"Kode: {region}.")
        case.link_contagion(command, region, sitting.at)
        return case.id

    def unlink_contagion(self, command: UnlinkContagion, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.unlink_contagion(command, sitting.at)
        return case.id

    def propose_escalation(self, command: ProposeEscalation, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.propose_escalation(command, sitting.at)
        return case.id

    def approve_escalation(self, command: ApproveEscalation, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.approve_escalation(command, sitting.at)
        return case.id

    def decline_escalation(self, command: DeclineEscalation, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.decline_escalation(command, sitting.at)
        return case.id

    def begin_recovery(self, command: BeginRecovery, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.begin_recovery(command, sitting.at)
        return case.id

    def record_monitoring(self, command: RecordMonitoring, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.monitor(command, sitting.at)
        return case.id

    def close_case(self, command: CloseCase, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        tasks = [sitting.glance(FieldTask, each) for each in case.tasks]
        talks = [sitting.glance(Deliberation, each) for each in case.deliberations]
        letters = [sitting.glance(Letter, each) for each in case.letters]
        states = [sitting.glance(StateOfConflict, each) for each in case.states]
        case.close(
            command,
            sitting.at,
            Blockers(
                open_tasks=sum(task.state.open for task in tasks),
                unmet_obligations=sum(talk.unmet for talk in talks),
                letters_waiting=sum(letter.blocks_closing for letter in letters),
                state_in_force=any(each.validity is Validity.IN_FORCE for each in states),
            ),
        )
        return case.id

    # -- deliberation ------------------------------------------------------------------

    def schedule_deliberation(self, command: ScheduleDeliberation, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        talk = Deliberation.schedule(
            command, sitting.at, region=case.region, level=case.level, secrecy=case.secrecy
        )
        case.schedule_deliberation(
            command.deliberation_id, command.track, len(command.parties), sitting.at
        )
        sitting.add(talk)
        return talk.id

    def record_session(self, command: RecordSession, sitting: "Sitting") -> UUID:
        talk = sitting.take(Deliberation, command.deliberation_id)
        talk.record_session(command, sitting.at)
        if command.result is not SessionResult.ADJOURNED:
            sitting.beside(ConflictCase, talk.case_id).end_deliberation(
                talk.id, agreed=command.result is SessionResult.AGREED, at=sitting.at
            )
        return talk.id

    def meet_obligation(self, command: MeetObligation, sitting: "Sitting") -> UUID:
        talk = sitting.take(Deliberation, command.deliberation_id)
        talk.meet_obligation(command, sitting.at)
        return talk.id

    # -- state of conflict -------------------------------------------------------------

    def record_council_consultation(
        self, command: RecordCouncilConsultation, sitting: "Sitting"
    ) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.must_be_escalated()
        sitting.add(
            StateOfConflict.consult(
                command, sitting.at, region=case.region, level=case.level, secrecy=case.secrecy
            )
        )
        return command.state_id

    def declare_state_of_conflict(
        self, command: DeclareStateOfConflict, sitting: "Sitting"
    ) -> UUID:
        """The case notes it too, so that closing and declaring collide (ADR 11)."""
        state = sitting.take(StateOfConflict, command.state_id)
        case = sitting.beside(ConflictCase, state.case_id)
        state.declare(command, sitting.at, another=self._state_in_force(case, sitting) is not None)
        case.declare_state_of_conflict(state.id)
        return state.id

    def record_extension_consultation(
        self, command: RecordExtensionConsultation, sitting: "Sitting"
    ) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.consult_on_extension(command, sitting.at)
        return state.id

    def extend_state_of_conflict(self, command: ExtendStateOfConflict, sitting: "Sitting") -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.extend(command, sitting.at)
        return state.id

    def revoke_state_of_conflict(self, command: RevokeStateOfConflict, sitting: "Sitting") -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.revoke(command, sitting.at)
        return state.id

    def order_measure(self, command: OrderMeasure, sitting: "Sitting") -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.order_measure(command, sitting.at)
        return state.id

    def lift_measure(self, command: LiftMeasure, sitting: "Sitting") -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.lift_measure(command, sitting.at)
        return state.id

    def request_military_help(self, command: RequestMilitaryHelp, sitting: "Sitting") -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.request_military_help(command, sitting.at)
        return state.id

    def record_written_military_request(
        self, command: RecordWrittenMilitaryRequest, sitting: "Sitting"
    ) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.put_in_writing(command, sitting.at)
        return state.id

    def plan_contingency_fund(self, command: PlanContingencyFund, sitting: "Sitting") -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.plan_contingency_fund(command, sitting.at)
        return state.id

    def record_progress(self, command: RecordProgress, sitting: "Sitting") -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.record_progress(command, sitting.at)
        return state.id

    def _state_in_force(self, case: ConflictCase, sitting: "Sitting") -> StateOfConflict | None:
        states = (sitting.glance(StateOfConflict, each) for each in case.states)
        return next((each for each in states if each.holds(sitting.at.now)), None)

    # -- task force --------------------------------------------------------------------

    def form_task_force(self, command: FormTaskForce, sitting: "Sitting") -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.form_task_force(command.task_force_id, command.level)
        state = self._state_in_force(case, sitting)
        sitting.add(
            TaskForce.form(
                command,
                sitting.at,
                region=case.region,
                level=case.level,
                secrecy=case.secrecy,
                state=(state.id, state.scale) if state else None,
            )
        )
        return command.task_force_id

    def finish_task_force(self, command: FinishTaskForce, sitting: "Sitting") -> UUID:
        """Agreed only where a deliberation through the task force came to an agreement."""
        force = sitting.take(TaskForce, command.task_force_id)
        case = sitting.beside(ConflictCase, force.case_id)
        talks = [sitting.glance(Deliberation, each) for each in case.deliberations]
        agreed = any(
            each.track is Track.TASK_FORCE and each.result is SessionResult.AGREED for each in talks
        )
        force.finish(command, sitting.at, agreed=agreed)
        case.finish_task_force(force.id)
        return force.id

    # -- letters -----------------------------------------------------------------------

    def request_letter(self, command: RequestLetter, sitting: "Sitting") -> UUID:
        """Written from the record as it stands, then drafted as of whoever asked for it."""
        rule = RULES.get(command.type)
        if self.writers is None or rule is None or not rule.on_request:
            raise NotOnRequest(f"Jenisnya: {command.type.label}.")
        if command.type in (LetterType.BINGKAI_PEMETAAN, LetterType.LAPORAN_RENAKSI):
            return self.draft_letter(self._of_months(command, self.writers, sitting), sitting)
        events = self._seen_by(command, sitting)
        drafting = DraftLetter(
            **command.model_dump(include=set(Command.model_fields)),
            letter_id=command.letter_id,
            case_id=command.case_id,
            report_id=command.report_id,
            type=command.type,
            trigger=f"permintaan {command.command_id}",
            author=command.actor,
            content=self.writers.write(
                command.type,
                fold(events),
                asked=Asked(
                    by=command.actor,
                    to=command.to,
                    words=command.words or "",
                    letter=command.encloses,
                ),
            ),
        )
        return self.draft_letter(drafting, sitting)

    def _of_months(
        self, command: RequestLetter, writers: Writers, sitting: "Sitting"
    ) -> DraftLetter:
        """A region's months as the asker may see them, as a letter about that region."""
        if command.region is None or command.month is None or self.frames is None:
            raise LetterIncomplete("wilayah dan bulan")
        month = date.fromisoformat(f"{command.month}-01")
        write = _renaksi if command.type is LetterType.LAPORAN_RENAKSI else _framed
        try:
            level, content = write(writers, self.frames, command.region, month, sitting)
        except ValueError:
            raise LetterIncomplete("bulan yang sudah berjalan") from None
        return DraftLetter(
            **command.model_dump(include=set(Command.model_fields)),
            letter_id=command.letter_id,
            region=command.region,
            secrecy=content.secrecy,
            level=level,
            type=command.type,
            trigger=f"permintaan {command.command_id}",
            author=command.actor,
            content=content,
        )

    def _seen_by(self, command: RequestLetter, sitting: "Sitting") -> list[Recorded]:
        """What the letter is written from, once it is clear that the asker may read it."""
        match command.case_id, command.report_id:
            case UUID() as case_id, None:
                sitting.allow(_target_of(sitting.glance(ConflictCase, case_id)))
                return self.log.of_case(case_id)
            case None, UUID() as report_id:
                sitting.allow(_target_of(sitting.glance(Report, report_id)))
                return self.log.of_stream(report_id)
            case _:
                raise LetterAboutNothing

    def draft_letter(self, command: DraftLetter, sitting: "Sitting") -> UUID:
        owner = self._owner(command, sitting)
        if sitting.exists(command.letter_id):
            return command.letter_id
        letter = Letter.draft(command, sitting.at, _about(command, owner))
        if isinstance(owner, ConflictCase):
            machine = command.role is Role.SYSTEM
            owner.draft_letter(
                letter.id, for_escalation=machine and command.type is LetterType.NOTA_DINAS
            )
        sitting.add(letter)
        return letter.id

    def _owner(self, command: DraftLetter, sitting: "Sitting") -> ConflictCase | Report | None:
        """The case or report a letter is about; None for a region, which must be within reach."""
        match command.case_id, command.report_id, command.region, command.secrecy:
            case UUID() as case_id, None, None, None:
                return sitting.take(ConflictCase, case_id)
            case None, UUID() as report_id, None, None:
                return sitting.take(Report, report_id)
            case None, None, str() as region, Secrecy() as secrecy if command.level is not None:
                if not self.regions.exists(region):
                    raise UnknownRegion(f"Kode: {region}.")
                sitting.allow(Target(region=region, secrecy=secrecy))
                return None
            case _:
                raise LetterAboutNothing

    def approve_letter(self, command: ApproveLetter, sitting: "Sitting") -> UUID:
        """Number and approval commit together or not at all; the number is a stream's version."""
        letter = sitting.take(Letter, command.letter_id)
        content = letter.read
        profile = profile_of(content)
        dated = sitting.at.now.astimezone(zone_of(profile.region or letter.region)).date()
        book = (profile.unit, content.type.book, dated.year)
        register_id = LetterRegister.id_of(*book)
        register = sitting.find(LetterRegister, register_id)
        sequence = register.version + 1 if register else 1
        number = number_of(content, profile, sequence=sequence, dated=dated)
        letter.approve(
            command,
            sitting.at,
            register_id=register_id,
            sequence=sequence,
            number=number,
            dated=dated.isoformat(),
            unit=book[0],
            book=book[1],
        )
        if letter.corrects is not None:
            sitting.beside(Letter, letter.corrects).correct(letter.id, number, dated.isoformat())
        if register:
            register.take(letter.id, number)
        else:
            sitting.add(
                LetterRegister.begin(
                    LetterRegister.FirstNumberTaken,
                    sitting.at.envelope,
                    register_id,
                    unit=book[0],
                    book=book[1],
                    year=book[2],
                    letter_id=letter.id,
                    number=number,
                )
            )
        sitting.tell_last(letter)
        return letter.id

    def void_letter(self, command: VoidLetter, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.void(command, sitting.at)
        if letter.corrects is not None:
            sitting.beside(Letter, letter.corrects).withdraw_correction(letter.id)
            sitting.tell_last(letter)
        return letter.id

    def draft_erratum(self, command: DraftErratum, sitting: "Sitting") -> UUID:
        """A new letter about what the old one was about, naming it by number and day."""
        old = sitting.take(Letter, command.corrects)
        old.must_be_correctable()
        if sitting.exists(command.letter_id):
            raise IdentityTaken
        content = self._erratum_of(old, command)
        wish = DraftLetter(
            **command.model_dump(include=set(Command.model_fields)),
            letter_id=command.letter_id,
            type=content.type,
            trigger=f"ralat {command.letter_id}",
            author=command.actor,
            content=content,
        )
        about = Subject(
            sealed_for=old.subject,
            case_id=old.case_id,
            report_id=old.report_id,
            region=old.region,
            level=old.level,
            secrecy=old.secrecy,
        )
        if old.case_id is not None:
            case = sitting.beside(ConflictCase, old.case_id)
            case.draft_letter(command.letter_id, for_escalation=False)
        sitting.add(Letter.draft(wish, sitting.at, about, corrects=old.id))
        return command.letter_id

    def _erratum_of(self, old: Letter, command: DraftErratum) -> LetterContent:
        """Number and day come from the old letter's approval, and say so."""
        for each in self.log.of_stream(old.id):
            if isinstance(each.fact, Letter.Approved):
                number, dated = (
                    Merged(value=value, events=(event_id(each.fact),), position=each.position)
                    for value in (each.fact.number, dated_words(each.fact.dated))
                )
                return erratum_of(
                    old.read, number, dated, command.wrong, command.right, command.actor
                )
        raise NothingToCorrect

    def add_paragraph(self, command: AddParagraph, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.add_paragraph(command, sitting.at)
        return letter.id

    def remove_paragraph(self, command: RemoveParagraph, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.remove_paragraph(command, sitting.at)
        return letter.id

    def return_letter(self, command: ReturnLetter, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.hand_back(command, sitting.at)
        return letter.id

    def resubmit_letter(self, command: ResubmitLetter, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.resubmit(command, sitting.at)
        return letter.id

    def initial_letter(self, command: InitialLetter, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.initial(command, sitting.at)
        return letter.id

    def mark_signed_on_paper(self, command: MarkSignedOnPaper, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.mark_signed_on_paper(command, sitting.at)
        self._follow_in_writing(letter, command, sitting)
        return letter.id

    def dispatch_letter(self, command: DispatchLetter, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.dispatch(command, sitting.at)
        return letter.id

    def begin_delivery(self, command: BeginDelivery, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.begin_delivery(command)
        return letter.id

    def record_delivery(self, command: RecordDelivery, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.record_delivery(command)
        return letter.id

    def record_delivery_trouble(self, command: RecordDeliveryTrouble, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.record_delivery_trouble(command, sitting.at)
        return letter.id

    def resolve_delivery(self, command: ResolveDelivery, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.resolve_delivery(command, sitting.at)
        return letter.id

    def send_again(self, command: SendAgain, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.send_again(command)
        return letter.id

    def record_receipt(self, command: RecordReceipt, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.record_receipt(command, sitting.at)
        return letter.id

    def record_disposition(self, command: RecordDisposition, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.record_disposition(command, sitting.at)
        return letter.id

    def follow_up_disposition(self, command: FollowUpDisposition, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.follow_up(command, sitting.at)
        return letter.id

    def sign_letter(self, command: SignLetter, sitting: "Sitting") -> UUID:
        """The intent alone; the call itself follows in ``application.signing``."""
        letter = sitting.take(Letter, command.letter_id)
        letter.sign(command, sitting.at, signs=signing_role(letter.read))
        return letter.id

    def record_signature(self, command: RecordSignature, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.record_signature(command, sitting.at)
        self._follow_in_writing(letter, command, sitting)
        return letter.id

    def record_signing_trouble(self, command: RecordSigningTrouble, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.record_trouble(command, sitting.at)
        return letter.id

    def resolve_signing(self, command: ResolveSigning, sitting: "Sitting") -> UUID:
        letter = sitting.take(Letter, command.letter_id)
        letter.resolve_signing(command, sitting.at)
        self._follow_in_writing(letter, command, sitting)
        return letter.id

    def _follow_in_writing(self, letter: Letter, command: Command, sitting: "Sitting") -> None:
        """The signed letter for military help is the written request (PP 2/2015 Pasal 45-46).

        A simulation is no signature; a pen on paper is one.
        """
        if letter.type is not LetterType.BANTUAN_TNI or not letter.signed:
            return
        state = sitting.beside(StateOfConflict, UUID(letter.trigger.partition("@")[0]))
        request = state.unwritten(letter.trigger, sitting.at.now)
        if request is not None:
            written = RecordWrittenMilitaryRequest(
                **command.model_dump(include=set(Command.model_fields)),
                state_id=state.id,
                request_id=request,
                sent_at=sitting.at.now,
                reference=letter.number or str(letter.id),
                letter_id=letter.id,
            )
            state.put_in_writing(written, sitting.at)

    # -- clocks, roles, policy ---------------------------------------------------------

    def elapse_deadline(self, command: ElapseDeadline, sitting: "Sitting") -> UUID:
        sitting.take_any(command.stream).elapse(command, sitting.at)
        return command.stream

    def assign_role(self, command: AssignRole, sitting: "Sitting") -> UUID:
        sitting.allow(Target(region=command.region, secrecy=command.clearance))
        if command.region and not self.regions.exists(command.region):
            raise UnknownRegion(f"Kode: {command.region}.")
        stream = RoleAssignment.id_of(command.person)
        held = sitting.find(RoleAssignment, stream)
        if held:
            held.assign(command)
        else:
            sitting.add(RoleAssignment.first(command, sitting.at.envelope))
        return stream

    def end_role(self, command: EndRole, sitting: "Sitting") -> UUID:
        held = sitting.find(RoleAssignment, RoleAssignment.id_of(command.person))
        ended = held.standings.get(command.assignment_id) if held else None
        if held is None or ended is None:
            sitting.allow(None)
            raise UnknownAssignment
        sitting.allow(Target(region=ended.region, secrecy=ended.clearance))
        held.end(command)
        return held.id

    def adopt_policy(self, command: AdoptPolicy, sitting: "Sitting") -> UUID:
        sitting.allow(None)
        book = sitting.find(AdoptedPolicy, AdoptedPolicy.BOOK)
        if book:
            book.adopt(command)
        else:
            sitting.add(AdoptedPolicy.first(command, sitting.at.envelope))
        return AdoptedPolicy.BOOK

    # -- reading for a decision ----------------------------------------------------------

    def standings(self, person: UUID) -> tuple[Standing, ...]:
        """The roles a person holds now."""
        if person == SYSTEM_ACTOR:
            return (_MACHINE,)
        held = self.recall(RoleAssignment, RoleAssignment.id_of(person))
        return held.at(self.clock.now()) if held else ()

    def policies(self) -> AdoptedPolicy | None:
        """The policy book as it stands."""
        return self.recall(AdoptedPolicy, AdoptedPolicy.BOOK)

    def load(self, kind: type[A], stream: UUID) -> A | None:
        """The aggregate from its stream; None when there is no such stream."""
        found = self._folded(None, self.recorder.select_events(stream))
        if found is not None and not isinstance(found, kind):
            raise StreamNotFound
        return found

    def recall(self, kind: type[A], stream: UUID) -> A | None:
        """Like load, for small streams every command needs: only news is read again.

        What is remembered is shared by all threads and never changes; news makes a new copy.
        """
        known = self._remembered.get(stream)
        news = self.recorder.select_events(stream, gt=known.version if known else None)
        if not news:
            return cast("A | None", known)
        found = self._remembered[stream] = self._folded(deepcopy(known), news)
        return cast("A", found)

    def _folded(self, known: Aggregate | None, events: Sequence[Any]) -> Any:
        aggregate: BaseAggregate[UUID] | None = known
        for stored in events:
            aggregate = self.mapper.to_domain_event(stored).mutate(aggregate)
        return aggregate

    def _must_be_liaison(self, person: UUID, case: ConflictCase, sitting: "Sitting") -> None:
        """A task goes only to liaisons who may read the case (need to know)."""
        target = Target(region=case.region, secrecy=case.secrecy)
        refused: Refusal = NotALiaison()
        for standing in self.standings(person):
            if standing.role is Role.LIAISON:
                try:
                    access.decide(AcknowledgeTask, standing, target, person)
                except Refusal as refusal:
                    refused = refusal
                else:
                    return
        raise refused

    def _withdraw_tasks(
        self, case: ConflictCase, command: Command, sitting: "Sitting", why: str
    ) -> None:
        for task_id in case.tasks:
            task = sitting.beside(FieldTask, task_id)
            if task.state.open:
                envelope = command.model_dump(include=set(Command.model_fields))
                task.withdraw_task(
                    WithdrawTask(**envelope, task_id=task_id, explanation=why), sitting.at
                )


class NotALiaison(Refusal):
    """Yang ditunjuk dalam rantai tugas bukan penghubung TNI-Polri yang aktif."""


class Sitting:
    """One command being decided: what was loaded for it, and under which circumstances."""

    def __init__(
        self,
        register: Register,
        command: Command,
        trace: str | None = None,
        *,
        again: bool = False,
    ) -> None:
        self.register = register
        self.again = again
        self.trace = trace
        self.command = command
        self._changed: list[Aggregate] = []
        self._standings = [
            each for each in register.standings(command.actor) if each.role is command.role
        ]
        if not self._standings:
            raise access.RoleNotHeld
        book = register.policies()
        if book is None and not isinstance(command, (AdoptPolicy, AssignRole, EndRole)):
            raise NoPolicy
        self._book = book
        today = register.clock.now().astimezone(zone_of("")).date()
        self._in_force = book.in_force_on(today) if book else None
        self.at = Circumstances(
            envelope=self._envelope(self._in_force.version if self._in_force else "-"),
            policy=cast("Policy", self._in_force),
            calendar=register.calendar,
        )

    def allow(self, target: Target | None) -> None:
        """Refuses unless one of the actor's standings in this role reaches the target."""
        refused: Refusal | None = None
        for standing in self._standings:
            try:
                access.decide(type(self.command), standing, target, self.command.actor)
            except Refusal as refusal:
                refused = refusal
            else:
                return
        raise refused or access.RoleNotHeld

    def reaching(self, target: Target) -> Standing:
        """The actor's standing in this role that reaches the target; refuses without one."""
        self.allow(target)
        return next(
            each for each in self._standings if access.may_read(each, target, self.command.actor)
        )

    def take(self, kind: type[C], stream: UUID) -> C:
        """What the command is about: found, allowed, not changed since it was looked at."""
        found = self.register.load(kind, stream)
        if found is None:
            raise StreamNotFound
        return self._taken(found)

    def take_any(self, stream: UUID) -> Clocked:
        found = self.register.load(Clocked, stream)
        if found is None:
            raise StreamNotFound
        return self._taken(found)

    def beside(self, kind: type[C], stream: UUID) -> C:
        """Another aggregate the same command changes; the first one's permission covers it."""
        found = self.glance(kind, stream)
        found.acting = self.at.envelope
        self._changed.append(found)
        return found

    def glance(self, kind: type[C], stream: UUID) -> C:
        """Read for the decision, not changed by it."""
        found = self.register.load(kind, stream)
        if found is None:
            raise StreamNotFound
        return found

    def find(self, kind: type[A], stream: UUID) -> A | None:
        """A book of the office, changed if it exists."""
        found = self.register.load(kind, stream)
        if found is not None:
            found.acting = self.at.envelope
            self._changed.append(found)
        return found

    def exists(self, stream: UUID) -> bool:
        return bool(self.register.recorder.select_events(stream, limit=1))

    def add(self, made: Aggregate) -> None:
        """A new stream. Only when the first try collided is it worth asking whether it is one."""
        if self.again and self.exists(made.id):
            raise IdentityTaken
        self._changed.append(made)

    def tell_last(self, taken: Aggregate) -> None:
        """The answer's position is then that of what the command is about."""
        self._changed = [each for each in self._changed if each is not taken] + [taken]

    def pinned_to_latest(self) -> None:
        """What begins now is decided, and stays, under the policy in force."""
        assert self._in_force is not None
        self._pin(self._in_force.version)

    def keep(self, about: UUID, body: bytes) -> Outcome:
        """One transaction: every changed stream, the command, its answer."""
        facts, cases = [], []
        for aggregate in self._changed:
            for fact in aggregate.collect_events():
                facts.append(fact)
                cases.append(getattr(aggregate, "case_id", None))
        if not facts:
            return Outcome(about=about)
        case_id = next((case for case in cases if case is not None), None)
        outcome = Outcome(
            about=about,
            case_id=case_id,
            events=tuple(cast("Any", fact).NAME for fact in facts),
        )
        slip = Slip(
            command_id=self.command.command_id,
            body=body,
            said=outcome.model_dump_json(exclude={"position"}),
            at=self.at.now,
        )
        stored = [self.register.mapper.to_stored_event(fact) for fact in facts]
        try:
            return outcome_of(self.register.recorder.append(stored, cases, slip))
        except AnotherBody:
            raise CommandReused from None

    def _taken(self, found: C) -> C:
        self.allow(_target_of(found))
        self._must_be_fresh(found)
        if found.pinned in (self._book.versions if self._book else {}):
            self._pin(found.pinned)
        self._reason_belongs_to(found)
        found.acting = self.at.envelope
        self._changed.append(found)
        return found

    def _reason_belongs_to(self, found: Clocked) -> None:
        """A reason is sealed with what it is about, and forgotten with it."""
        reason = self.at.envelope.reason
        if reason is not None:
            sealed = reason.model_copy(update={"sealed_for": found.subject})
            self.at = replace(
                self.at, envelope=self.at.envelope.model_copy(update={"reason": sealed})
            )

    def _must_be_fresh(self, found: Clocked) -> None:
        """A change that matters since the page was drawn refuses, saying what changed."""
        seen = self.command.position_seen
        if seen is None or self.command.confirmed:
            return
        changes = [
            each
            for each in self.register.log.names_after(seen, found.id, found.case_id)
            if not EVENTS[each].QUIET
        ]
        if changes:
            said = dict.fromkeys(title_of(EVENTS[name]) for name in changes)
            raise PageIsStale("Yang berubah: " + "; ".join(said) + ".")

    def _pin(self, version: str) -> None:
        assert self._book is not None
        self.at = replace(
            self.at,
            policy=self._book.versions[version],
            envelope=self.at.envelope.model_copy(update={"policy": version}),
        )

    def _envelope(self, policy: str) -> Envelope:
        command, now = self.command, self.register.clock.now()
        occurred = command.occurred_at or now
        if occurred > now:
            raise HappensLater
        if command.DECIDES and occurred < now:
            raise DecidedNow
        return Envelope(
            recorded_at=now,
            occurred_at=occurred,
            actor=command.actor,
            role=command.role,
            unit=command.unit,
            channel=command.channel,
            reason=(
                Confidential(sealed_for=_subject_of(command), text=command.reason)
                if command.reason
                else None
            ),
            command_id=command.command_id,
            caused_by=command.caused_by,
            policy=policy,
            position_seen=command.position_seen,
            trace=self.trace,
        )


class DecidedNow(Refusal):
    """Keputusan berlaku saat dicatat; waktunya tidak dapat dimundurkan."""


class HappensLater(Refusal):
    """Waktu kejadian yang dicatat berada di masa depan."""


_METHODS: dict[type[Command], Callable[[Register, Any, Sitting], UUID]] = {
    FileReport: Register.file_report,
    NoteAsInformation: Register.note_as_information,
    CorrectReport: Register.correct_report,
    SupplementReport: Register.supplement_report,
    OpenCase: Register.open_case,
    AssignTask: Register.assign_task,
    AcknowledgeTask: Register.acknowledge_task,
    DeclineTask: Register.decline_task,
    ReportTask: Register.report_task,
    CorrectFinding: Register.correct_finding,
    WithdrawTask: Register.withdraw_task,
    VerifyCase: Register.verify_case,
    CorrectSummary: Register.correct_summary,
    RefuteCase: Register.refute_case,
    ChangeLevel: Register.change_level,
    LinkContagion: Register.link_contagion,
    UnlinkContagion: Register.unlink_contagion,
    ProposeEscalation: Register.propose_escalation,
    ApproveEscalation: Register.approve_escalation,
    DeclineEscalation: Register.decline_escalation,
    BeginRecovery: Register.begin_recovery,
    RecordMonitoring: Register.record_monitoring,
    CloseCase: Register.close_case,
    ScheduleDeliberation: Register.schedule_deliberation,
    RecordSession: Register.record_session,
    MeetObligation: Register.meet_obligation,
    RecordCouncilConsultation: Register.record_council_consultation,
    DeclareStateOfConflict: Register.declare_state_of_conflict,
    RecordExtensionConsultation: Register.record_extension_consultation,
    ExtendStateOfConflict: Register.extend_state_of_conflict,
    RevokeStateOfConflict: Register.revoke_state_of_conflict,
    OrderMeasure: Register.order_measure,
    LiftMeasure: Register.lift_measure,
    RequestMilitaryHelp: Register.request_military_help,
    RecordWrittenMilitaryRequest: Register.record_written_military_request,
    PlanContingencyFund: Register.plan_contingency_fund,
    RecordProgress: Register.record_progress,
    FormTaskForce: Register.form_task_force,
    FinishTaskForce: Register.finish_task_force,
    RequestLetter: Register.request_letter,
    DraftLetter: Register.draft_letter,
    ApproveLetter: Register.approve_letter,
    VoidLetter: Register.void_letter,
    DraftErratum: Register.draft_erratum,
    AddParagraph: Register.add_paragraph,
    RemoveParagraph: Register.remove_paragraph,
    ReturnLetter: Register.return_letter,
    ResubmitLetter: Register.resubmit_letter,
    InitialLetter: Register.initial_letter,
    MarkSignedOnPaper: Register.mark_signed_on_paper,
    DispatchLetter: Register.dispatch_letter,
    BeginDelivery: Register.begin_delivery,
    RecordDelivery: Register.record_delivery,
    RecordDeliveryTrouble: Register.record_delivery_trouble,
    ResolveDelivery: Register.resolve_delivery,
    SendAgain: Register.send_again,
    RecordReceipt: Register.record_receipt,
    RecordDisposition: Register.record_disposition,
    FollowUpDisposition: Register.follow_up_disposition,
    SignLetter: Register.sign_letter,
    RecordSignature: Register.record_signature,
    RecordSigningTrouble: Register.record_signing_trouble,
    ResolveSigning: Register.resolve_signing,
    ElapseDeadline: Register.elapse_deadline,
    AssignRole: Register.assign_role,
    EndRole: Register.end_role,
    AdoptPolicy: Register.adopt_policy,
}


def outcome_of(kept: Kept) -> Outcome:
    """The answer as it was kept, with the position it was kept at."""
    return Outcome(**json.loads(kept.said), position=max(kept.positions, default=0))


def _refuse(refusal: Refusal) -> Outcome:
    raise refusal


def _about(command: DraftLetter, owner: ConflictCase | Report | None) -> Subject:
    if owner is None:
        return Subject(
            sealed_for=command.letter_id,
            region=cast("str", command.region),
            level=cast("Level", command.level),
            secrecy=cast("Secrecy", command.secrecy),
        )
    return Subject(
        sealed_for=owner.id,
        case_id=command.case_id,
        report_id=command.report_id,
        region=owner.region,
        level=owner.level,
        secrecy=owner.secrecy,
    )


def _target_of(found: Clocked) -> Target:
    secrecy = getattr(found, "secrecy", Secrecy.OPEN)
    liaisons: frozenset[UUID] = frozenset()
    if isinstance(found, FieldTask):
        liaisons = frozenset(found.chain[: found.link + 1]) | {found.holder}
    return Target(region=found.region, secrecy=secrecy, liaisons=liaisons)


def _framed(
    writers: Writers, frames: Frames, region: str, month: date, sitting: Sitting
) -> tuple[Level, LetterContent]:
    """The problems of one month, and the worst level among them."""
    reader = sitting.reaching(Target(region=region, secrecy=Secrecy.OPEN))
    frame, drawing = frames.framed(region, month.year, month.month, sitting.at.now, reader)
    level = max((each.level for each in frame.regencies), key=_rank, default=Level.GREEN)
    return level, writers.frame(frame, month, drawing, sitting.at.now)


def _renaksi(
    writers: Writers, frames: Frames, region: str, month: date, sitting: Sitting
) -> tuple[Level, LetterContent]:
    """The handling of the four months a month lies in, and the worst level among its cases."""
    reader = sitting.reaching(Target(region=region, secrecy=Secrecy.OPEN))
    period = Period.around(month)
    handling = frames.handled(region, period.first, MONTHS, sitting.at.now, reader)
    level = max((each.level for each in handling.files), key=_rank, default=Level.GREEN)
    return level, writers.renaksi(handling, period, sitting.at.now)


def _rank(level: Level) -> int:
    return level.rank


def _subject_of(command: Command) -> UUID:
    """Whose key seals the reason: the case's, report's or letter's, or else the actor's own."""
    for name in ("case_id", "report_id", "letter_id"):
        subject = getattr(command, name, None)
        if isinstance(subject, UUID):
            return subject
    return command.actor
