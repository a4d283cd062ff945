"""Musyawarah, court and recovery: the handlers of their commands."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from application.sitting import Methods, Sitting
from domain.agreement import (
    ExtendObligation,
    MeetObligation,
    RecordBreach,
    RegisterAgreement,
    SignAgreement,
)
from domain.caucus import BreakCaucusSeal, Caucus, NoteCaucus, NotTheMediator, SealAlreadyYours
from domain.conflict_case import ConflictCase, Track
from domain.court import RecordCourtOutcome, RecordCourtProgress, ReferToCourt
from domain.deliberation import (
    AppointMediator,
    Deliberation,
    RecordSession,
    RecordSessionNotHeld,
    RescheduleSession,
    ScheduleDeliberation,
    SessionResult,
)
from domain.forkopimda import ForkopimdaPack
from domain.kernel import StreamNotFound
from domain.monitoring import DenyRelapse, EndMonitoring
from domain.recovery_plan import (
    ApproveRecoveryPlan,
    CompleteRecoveryItem,
    PlanRecovery,
    RecordRecoveryProgress,
    RecoveryPlan,
    WithdrawRecoveryPlan,
)
from domain.release import Grounds, LaterAgreement, ReleaseObligation
from domain.task_force import Ground, TaskForce, TaskForceOutcome

if TYPE_CHECKING:
    from application.register import Register


# -- sessions --------------------------------------------------------------------------


def _schedule_deliberation(_: "Register", command: ScheduleDeliberation, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    talk = Deliberation.schedule(
        command, sitting.at, region=case.region, level=case.level, secrecy=case.secrecy
    )
    case.schedule_deliberation(
        command.deliberation_id, command.track, len(command.parties), sitting.at
    )
    sitting.add(talk)
    return talk.id


def _reschedule_session(_: "Register", command: RescheduleSession, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    talk.reschedule(command, sitting.at)
    return talk.id


def _record_session_not_held(
    _: "Register", command: RecordSessionNotHeld, sitting: Sitting
) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    talk.not_held(command, sitting.at)
    _end(talk, sitting)
    return talk.id


def _appoint_mediator(_: "Register", command: AppointMediator, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    talk.appoint_mediator(command, sitting.at)
    return talk.id


def _record_session(_: "Register", command: RecordSession, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    talk.record_session(command, sitting.at)
    _end(talk, sitting)
    return talk.id


def _end(talk: Deliberation, sitting: Sitting) -> None:
    """The case hears how it ended; a part that is left open is no agreement of the whole."""
    if talk.result is not None:
        agreed = talk.result is SessionResult.AGREED
        case = sitting.beside(ConflictCase, talk.case_id)
        case.end_deliberation(talk.id, agreed=agreed, at=sitting.at)


# -- caucus ----------------------------------------------------------------------------


def entitled(talk: Deliberation, case: ConflictCase) -> frozenset[UUID]:
    """Who mediates, and the case's officer."""
    return frozenset(each for each in (talk.mediated_by, case.officer) if each is not None)


def _note_caucus(_: "Register", command: NoteCaucus, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    if command.actor not in entitled(talk, sitting.glance(ConflictCase, talk.case_id)):
        raise NotTheMediator
    talk.hold_caucus(command.caucus_id, command.party)
    sitting.add(
        Caucus.note(
            command,
            sitting.at,
            kept_for=talk.case_id,
            region=talk.region,
            level=talk.level,
            secrecy=talk.secrecy,
        )
    )
    return talk.id


def _break_caucus_seal(_: "Register", command: BreakCaucusSeal, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    caucus = sitting.beside(Caucus, command.caucus_id)
    if caucus.talk != talk.id:
        raise StreamNotFound
    case = sitting.glance(ConflictCase, talk.case_id)
    if caucus.open_to(command.actor, entitled(talk, case), sitting.at.now):
        raise SealAlreadyYours
    caucus.break_seal(command, sitting.at)
    talk.break_caucus_seal(caucus.id, command.explanation, sitting.at)
    return talk.id


# -- agreement -------------------------------------------------------------------------


def _meet_obligation(_: "Register", command: MeetObligation, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    talk.meet_obligation(command, sitting.at)
    return talk.id


def _record_breach(_: "Register", command: RecordBreach, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    talk.record_breach(command, sitting.at)
    return talk.id


def _extend_obligation(_: "Register", command: ExtendObligation, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    talk.extend_obligation(command, sitting.at)
    return talk.id


def _release_obligation(_: "Register", command: ReleaseObligation, sitting: Sitting) -> UUID:
    """Where its case is led by another, that one's agreements and rulings count as its own."""
    talk = sitting.take(Deliberation, command.deliberation_id)
    case = sitting.glance(ConflictCase, talk.case_id)
    cases = [case] + ([sitting.glance(ConflictCase, case.lead)] if case.lead else [])
    agreement = None
    if any(command.agreement in each.deliberations for each in cases):
        assert command.agreement is not None
        other = sitting.glance(Deliberation, command.agreement)
        if other.agreed_at is not None and other.agreed_by is not None:
            agreement = LaterAgreement(agreed_at=other.agreed_at, recorder=other.agreed_by)
    rulings = tuple(ruling for each in cases for ruling in each.rulings)
    talk.release_obligation(command, sitting.at, Grounds(agreement=agreement, rulings=rulings))
    return talk.id


def _sign_agreement(_: "Register", command: SignAgreement, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    talk.sign_agreement(command, sitting.at)
    return talk.id


def _register_agreement(_: "Register", command: RegisterAgreement, sitting: Sitting) -> UUID:
    talk = sitting.take(Deliberation, command.deliberation_id)
    talk.register_agreement(command, sitting.at)
    return talk.id


# -- task force and court --------------------------------------------------------------


def belied_grounds(case: ConflictCase, sitting: Sitting) -> Mapping[Ground, str]:
    """Which grounds of Pasal 42 the deliberations through institutions speak against."""
    return dict(_belied([sitting.glance(Deliberation, each) for each in case.deliberations]))


def _belied(talks: list[Deliberation]) -> Iterator[tuple[Ground, str]]:
    through = [each for each in talks if each.track is not Track.TASK_FORCE]
    results = {each.result for each in through}
    if any(each.held for each in through):
        yield Ground.NO_INSTITUTION, "musyawarah melalui pranata sudah pernah bersidang"
    if SessionResult.NOT_HELD not in results:
        yield (
            Ground.NOT_HELD,
            "belum ada musyawarah melalui pranata yang dicatat tidak terselenggara",
        )
    if not results & {SessionResult.DEADLOCK, SessionResult.PARTLY}:
        yield Ground.NO_AGREEMENT, "belum ada musyawarah melalui pranata yang berakhir buntu"


def _refer_to_court(_: "Register", command: ReferToCourt, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    forces = [sitting.glance(TaskForce, each) for each in case.former_task_forces]
    failed = any(each.outcome is TaskForceOutcome.COURT for each in forces)
    case.refer_to_court(command, sitting.at, task_force_failed=failed)
    return case.id


def _record_court_progress(_: "Register", command: RecordCourtProgress, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    case.record_court_progress(command, sitting.at)
    return case.id


def _record_court_outcome(_: "Register", command: RecordCourtOutcome, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    case.record_court_outcome(command, sitting.at)
    return case.id


# -- recovery --------------------------------------------------------------------------


def _plan_recovery(_: "Register", command: PlanRecovery, sitting: Sitting) -> UUID:
    """The case notes it too, so that closing and planning collide (ADR 11)."""
    case = sitting.take(ConflictCase, command.case_id)
    case.plan_recovery(command.plan_id)
    sitting.add(
        RecoveryPlan.draft(
            command, sitting.at, region=case.region, level=case.level, secrecy=case.secrecy
        )
    )
    return command.plan_id


def _approve_recovery_plan(_: "Register", command: ApproveRecoveryPlan, sitting: Sitting) -> UUID:
    plan = sitting.take(RecoveryPlan, command.plan_id)
    plan.approve(command, sitting.at)
    return plan.id


def _withdraw_recovery_plan(_: "Register", command: WithdrawRecoveryPlan, sitting: Sitting) -> UUID:
    plan = sitting.take(RecoveryPlan, command.plan_id)
    plan.withdraw_plan(command, sitting.at)
    return plan.id


def _record_recovery_progress(
    _: "Register", command: RecordRecoveryProgress, sitting: Sitting
) -> UUID:
    plan = sitting.take(RecoveryPlan, command.plan_id)
    plan.record_progress(command, sitting.at)
    return plan.id


def _complete_recovery_item(_: "Register", command: CompleteRecoveryItem, sitting: Sitting) -> UUID:
    plan = sitting.take(RecoveryPlan, command.plan_id)
    plan.complete(command, sitting.at)
    return plan.id


def _end_monitoring(_: "Register", command: EndMonitoring, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    case.end_monitoring(command, sitting.at)
    return case.id


def _deny_relapse(_: "Register", command: DenyRelapse, sitting: Sitting) -> UUID:
    case = sitting.take(ConflictCase, command.case_id)
    case.deny_relapse(command, sitting.at)
    return case.id


def open_recovery_items(case: ConflictCase, sitting: Sitting) -> list[UUID]:
    """What of the case's recovery plans stands in the way of closing, by its policy."""
    if not sitting.at.policy.settlement.recovery_blocks_closing:
        return []
    plans = (sitting.glance(RecoveryPlan, each) for each in case.recovery_plans)
    return [item for plan in plans for item in plan.open_ids]


def let_go(case: ConflictCase, sitting: Sitting) -> None:
    """A case that ended waits for nothing: no court's register, plan's last item, pack's reader.

    What was agreed stays agreed: if it is broken, the case is opened again.
    """
    for talk in case.deliberations:
        sitting.beside(Deliberation, talk).withdraw()
    for plan in case.recovery_plans:
        sitting.beside(RecoveryPlan, plan).withdraw()
    for pack in case.packs:
        sitting.beside(ForkopimdaPack, pack).withdraw()


METHODS: Methods = {
    ScheduleDeliberation: _schedule_deliberation,
    RescheduleSession: _reschedule_session,
    RecordSessionNotHeld: _record_session_not_held,
    AppointMediator: _appoint_mediator,
    RecordSession: _record_session,
    NoteCaucus: _note_caucus,
    BreakCaucusSeal: _break_caucus_seal,
    MeetObligation: _meet_obligation,
    RecordBreach: _record_breach,
    ExtendObligation: _extend_obligation,
    ReleaseObligation: _release_obligation,
    SignAgreement: _sign_agreement,
    RegisterAgreement: _register_agreement,
    ReferToCourt: _refer_to_court,
    RecordCourtProgress: _record_court_progress,
    RecordCourtOutcome: _record_court_outcome,
    PlanRecovery: _plan_recovery,
    ApproveRecoveryPlan: _approve_recovery_plan,
    WithdrawRecoveryPlan: _withdraw_recovery_plan,
    RecordRecoveryProgress: _record_recovery_progress,
    CompleteRecoveryItem: _complete_recovery_item,
    EndMonitoring: _end_monitoring,
    DenyRelapse: _deny_relapse,
}
