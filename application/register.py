"""The register: the one door by which a command reaches the record.

Authorise, load, ask the aggregate, keep: events, the command's id and its answer in one
transaction. A human's command never waits for Temporal.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any, TypeVar, cast
from uuid import UUID

from eventsourcing.domain import BaseAggregate
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    PersistenceError,
)

from application import (
    attaching,
    case_life,
    clock_desk,
    delegating,
    forkopimda_desk,
    forum_desk,
    fund_desk,
    handing,
    help_desk,
    holiday_desk,
    inquiry_desk,
    letter_desk,
    merging,
    playbook_desk,
    policy_desk,
    prevention_desk,
    privacy_desk,
    reading_desk,
    report_desk,
    settlement,
)
from application.letters import Writers
from application.notices import desk as notice_desk
from application.one_conflict import tellers_of
from application.ports import Frames, Lookout, RegionBook
from application.sitting import (
    CommandReused,
    Outcome,
    Sitting,
    UnknownRegion,
    outcome_of,
    target_of,
)
from application.task_desk import METHODS as TASK_METHODS
from domain.access import SYSTEM_ACTOR, Target
from domain.adopted_policy import AdoptedPolicy
from domain.calendar import WorkingCalendar
from domain.case_ownership import owner_at
from domain.clocks import Clocked, ElapseDeadline
from domain.conflict_case import (
    ApproveEscalation,
    BeginRecovery,
    ChangeLevel,
    ConflictCase,
    CorrectSummary,
    Declassified,
    DeclineEscalation,
    OpenCase,
    ProposeEscalation,
    RecordMonitoring,
    Track,
    VerifyCase,
)
from domain.contagion import LinkContagion, UnlinkContagion
from domain.deliberation import Deliberation, SessionResult
from domain.field_task import (
    FieldTask,
)
from domain.holiday_list import HolidayList
from domain.kernel import (
    Aggregate,
    Command,
    Refusal,
    Role,
    Secrecy,
    StreamNotFound,
)
from domain.report import (
    Report,
)
from domain.role_assignment import (
    AssignRole,
    EndRole,
    RoleAssignment,
    Standing,
    UnknownAssignment,
)
from domain.state_of_conflict import (
    DeclareStateOfConflict,
    ExtendStateOfConflict,
    LiftMeasure,
    OrderMeasure,
    RecordCouncilConsultation,
    RecordExtensionConsultation,
    RecordProgress,
    RecordWrittenMilitaryRequest,
    RequestMilitaryHelp,
    RevokeStateOfConflict,
    StateOfConflict,
)
from domain.task_force import FinishTaskForce, FormTaskForce, TaskForce
from runtime import telemetry
from runtime.clock import Clock
from runtime.database import OutOfReach
from runtime.files import KeptFiles
from runtime.log import Log
from runtime.mapper import SealingMapper
from runtime.recorder import AnotherBody, Recorder

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


class RecordBusy(Refusal):
    """Catatan sedang ramai; tidak ada yang tersimpan, silakan kirim ulang."""


class RecordUnavailable(Exception):
    """Catatan sedang tidak dapat dihubungi; kirim ulang dengan nomor perintah yang sama."""


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
        self.files = KeptFiles(recorder.datastore, mapper.vault, clock)
        self.shipped = calendar
        self._calendars: dict[int, WorkingCalendar] = {}
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
        name, seen, began = type(command).__name__, telemetry.current(), self.clock.stopwatch()
        with telemetry.span(
            name, command=str(command.command_id), role=command.role.value
        ) as trace:
            came_to = "unavailable"
            try:
                outcome = self._submit(command, trace)
                came_to = "kept" if outcome.events else "nothing to do"
            except Refusal as refusal:
                came_to = "refused"
                seen.refusals.add(1, {"rule": refusal.rule, "command": name})
                raise
            finally:
                told = {"command": name, "role": command.role.value, "came_to": came_to}
                seen.commands.add(1, told)
                seen.duration.record(self.clock.stopwatch() - began, {"command": name})
        return outcome

    def rehearse(self, command: Command) -> None:
        """Decides a command and keeps nothing; Refusal where it would be refused now."""
        _METHODS[type(command)](self, command, Sitting(self, command))

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

    def open_case(self, command: OpenCase, sitting: Sitting) -> UUID:
        report = sitting.take(Report, command.report_id)
        if command.secrecy is not None and command.secrecy.rank < report.secrecy.rank:
            raise Declassified
        report.must_be_free_for(command)
        report.open_as_case(command.case_id)
        owner = owner_at(sitting.reaching(target_of(report)).region)
        sitting.governed_in(report.region)
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
                owner=owner,
                told_by=report.support,
            )
        )
        return command.case_id

    # -- the case ----------------------------------------------------------------------

    def verify_case(self, command: VerifyCase, sitting: Sitting) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.verify(command, sitting.at, tellers_of(case, sitting))
        return case.id

    def correct_summary(self, command: CorrectSummary, sitting: Sitting) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.correct_summary(command, sitting.at)
        return case.id

    def change_level(self, command: ChangeLevel, sitting: Sitting) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        named = command.evidence if command.evidence in case.found else None
        task = sitting.glance(FieldTask, named) if named else None
        case.change_level(command, sitting.at, kind=task.kind if task else None)
        return case.id

    def link_contagion(self, command: LinkContagion, sitting: Sitting) -> UUID:
        """Another case only where the actor may reach that one too; a region wherever it lies."""
        case = sitting.take(ConflictCase, command.case_id)
        region = command.region or ""
        if command.other_case is not None:
            other = sitting.glance(ConflictCase, command.other_case)
            sitting.allow(target_of(other))
            region = other.region
        elif not self.regions.exists(region):
            raise UnknownRegion(f"Kode: {region}.")
        case.link_contagion(command, region, sitting.at)
        return case.id

    def unlink_contagion(self, command: UnlinkContagion, sitting: Sitting) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.unlink_contagion(command, sitting.at)
        return case.id

    def propose_escalation(self, command: ProposeEscalation, sitting: Sitting) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.propose_escalation(command, sitting.at)
        return case.id

    def approve_escalation(self, command: ApproveEscalation, sitting: Sitting) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.approve_escalation(command, sitting.at)
        return case.id

    def decline_escalation(self, command: DeclineEscalation, sitting: Sitting) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.decline_escalation(command, sitting.at)
        return case.id

    def begin_recovery(self, command: BeginRecovery, sitting: Sitting) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.begin_recovery(command, sitting.at)
        return case.id

    def record_monitoring(self, command: RecordMonitoring, sitting: Sitting) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.monitor(command, sitting.at)
        return case.id

    # -- state of conflict -------------------------------------------------------------

    def record_council_consultation(
        self, command: RecordCouncilConsultation, sitting: Sitting
    ) -> UUID:
        case = sitting.take(ConflictCase, command.case_id)
        case.must_be_escalated()
        sitting.add(
            StateOfConflict.consult(
                command, sitting.at, region=case.region, level=case.level, secrecy=case.secrecy
            )
        )
        return command.state_id

    def declare_state_of_conflict(self, command: DeclareStateOfConflict, sitting: Sitting) -> UUID:
        """The case notes it too, so that closing and declaring collide (ADR 11)."""
        state = sitting.take(StateOfConflict, command.state_id)
        case = sitting.beside(ConflictCase, state.case_id)
        state.declare(command, sitting.at, another=self._state_in_force(case, sitting) is not None)
        case.declare_state_of_conflict(state.id)
        return state.id

    def record_extension_consultation(
        self, command: RecordExtensionConsultation, sitting: Sitting
    ) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.consult_on_extension(command, sitting.at)
        return state.id

    def extend_state_of_conflict(self, command: ExtendStateOfConflict, sitting: Sitting) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.extend(command, sitting.at)
        return state.id

    def revoke_state_of_conflict(self, command: RevokeStateOfConflict, sitting: Sitting) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.revoke(command, sitting.at)
        return state.id

    def order_measure(self, command: OrderMeasure, sitting: Sitting) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.order_measure(command, sitting.at)
        return state.id

    def lift_measure(self, command: LiftMeasure, sitting: Sitting) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.lift_measure(command, sitting.at)
        return state.id

    def request_military_help(self, command: RequestMilitaryHelp, sitting: Sitting) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.request_military_help(command, sitting.at)
        return state.id

    def record_written_military_request(
        self, command: RecordWrittenMilitaryRequest, sitting: Sitting
    ) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.put_in_writing(command, sitting.at)
        return state.id

    def record_progress(self, command: RecordProgress, sitting: Sitting) -> UUID:
        state = sitting.take(StateOfConflict, command.state_id)
        state.record_progress(command, sitting.at)
        return state.id

    def _state_in_force(self, case: ConflictCase, sitting: Sitting) -> StateOfConflict | None:
        states = (sitting.glance(StateOfConflict, each) for each in case.states)
        return next((each for each in states if each.holds(sitting.at.now)), None)

    # -- task force --------------------------------------------------------------------

    def form_task_force(self, command: FormTaskForce, sitting: Sitting) -> UUID:
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
                belied=settlement.belied_grounds(case, sitting),
            )
        )
        return command.task_force_id

    def finish_task_force(self, command: FinishTaskForce, sitting: Sitting) -> UUID:
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

    # -- clocks, roles, policy ---------------------------------------------------------

    def elapse_deadline(self, command: ElapseDeadline, sitting: Sitting) -> UUID:
        sitting.take_any(command.stream).elapse(command, sitting.at)
        return command.stream

    def assign_role(self, command: AssignRole, sitting: Sitting) -> UUID:
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

    def end_role(self, command: EndRole, sitting: Sitting) -> UUID:
        held = sitting.find(RoleAssignment, RoleAssignment.id_of(command.person))
        ended = held.standings.get(command.assignment_id) if held else None
        if held is None or ended is None:
            sitting.allow(None)
            raise UnknownAssignment
        sitting.allow(Target(region=ended.region, secrecy=ended.clearance))
        held.end(command)
        return held.id

    # -- reading for a decision ----------------------------------------------------------

    @property
    def calendar(self) -> WorkingCalendar:
        """The working days as they are decided now: those shipped, as the office's list has them.

        What is promised from here on counts them; nothing promised before is counted again.
        """
        book = self.recall(HolidayList, HolidayList.BOOK)
        if book is None:
            return self.shipped
        if book.edition not in self._calendars:
            self._calendars[book.edition] = book.over(self.shipped)
        return self._calendars[book.edition]

    def standings(self, person: UUID) -> tuple[Standing, ...]:
        """The roles a person holds now."""
        if person == SYSTEM_ACTOR:
            return (_MACHINE,)
        held = self.recall(RoleAssignment, RoleAssignment.id_of(person))
        return held.at(self.clock.now()) if held else ()

    def standings_of(self, persons: Iterable[UUID]) -> dict[UUID, tuple[Standing, ...]]:
        """The roles each of many persons holds now, asked for at once."""
        now = self.clock.now()
        streams = {RoleAssignment.id_of(person): person for person in persons}
        versions = self.recorder.versions(list(streams))
        held: dict[UUID, tuple[Standing, ...]] = dict.fromkeys(streams.values(), ())
        for stream, version in versions.items():
            known = self._remembered.get(stream)
            if known is None or known.version < version:
                known = self.recall(RoleAssignment, stream)
            if isinstance(known, RoleAssignment):
                held[streams[stream]] = known.at(now)
        return held

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


_METHODS: dict[type[Command], Callable[[Register, Any, Sitting], UUID]] = {
    OpenCase: Register.open_case,
    **TASK_METHODS,
    VerifyCase: Register.verify_case,
    CorrectSummary: Register.correct_summary,
    ChangeLevel: Register.change_level,
    LinkContagion: Register.link_contagion,
    UnlinkContagion: Register.unlink_contagion,
    ProposeEscalation: Register.propose_escalation,
    ApproveEscalation: Register.approve_escalation,
    DeclineEscalation: Register.decline_escalation,
    BeginRecovery: Register.begin_recovery,
    RecordMonitoring: Register.record_monitoring,
    RecordCouncilConsultation: Register.record_council_consultation,
    DeclareStateOfConflict: Register.declare_state_of_conflict,
    RecordExtensionConsultation: Register.record_extension_consultation,
    ExtendStateOfConflict: Register.extend_state_of_conflict,
    RevokeStateOfConflict: Register.revoke_state_of_conflict,
    OrderMeasure: Register.order_measure,
    LiftMeasure: Register.lift_measure,
    RequestMilitaryHelp: Register.request_military_help,
    RecordWrittenMilitaryRequest: Register.record_written_military_request,
    RecordProgress: Register.record_progress,
    FormTaskForce: Register.form_task_force,
    FinishTaskForce: Register.finish_task_force,
    ElapseDeadline: Register.elapse_deadline,
    **case_life.METHODS,
    **settlement.METHODS,
    **letter_desk.METHODS,
    **report_desk.METHODS,
    **inquiry_desk.METHODS,
    **attaching.METHODS,
    **notice_desk.METHODS,
    **clock_desk.METHODS,
    **policy_desk.METHODS,
    **merging.METHODS,
    **handing.METHODS,
    **holiday_desk.METHODS,
    **delegating.METHODS,
    **forkopimda_desk.METHODS,
    **forum_desk.METHODS,
    **fund_desk.METHODS,
    **help_desk.METHODS,
    **playbook_desk.METHODS,
    **prevention_desk.METHODS,
    **privacy_desk.METHODS,
    **reading_desk.METHODS,
    AssignRole: Register.assign_role,
    EndRole: Register.end_role,
}


def _refuse(refusal: Refusal) -> Outcome:
    raise refusal
