"""Who may do what to which case: one pure function, deny by default."""

from uuid import UUID

from domain.adopted_policy import AdoptPolicy
from domain.agreement import (
    ExtendObligation,
    MeetObligation,
    RecordBreach,
    RegisterAgreement,
    SignAgreement,
)
from domain.attachment import AttachFile
from domain.case_handover import AcceptHandover, DeclineHandover, HandOverCase
from domain.case_merge import MergeCases, UnmergeCase
from domain.case_ownership import ReturnToProvince, ReturnToRegency, Rung, outranked
from domain.caucus import BreakCaucusSeal, NoteCaucus
from domain.claim import ClaimReport, ReleaseClaim
from domain.clock_acts import (
    ApproveClockChange,
    DeclineClockChange,
    ProposeClockChange,
    ResumeClock,
)
from domain.clocks import ElapseDeadline
from domain.conflict_case import (
    ApproveEscalation,
    BeginRecovery,
    ChangeLevel,
    CloseCase,
    CorrectSummary,
    DeclineEscalation,
    OpenCase,
    ProposeEscalation,
    RecordMonitoring,
    RefuteCase,
    VerifyCase,
)
from domain.contagion import LinkContagion, UnlinkContagion
from domain.contingency_fund import PlanContingencyFund, RecordFundDisbursement
from domain.court import RecordCourtOutcome, RecordCourtProgress, ReferToCourt
from domain.deliberation import (
    AppointMediator,
    RecordSession,
    RecordSessionNotHeld,
    RescheduleSession,
    ScheduleDeliberation,
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
from domain.erratum import DraftErratum
from domain.field_task import (
    AcceptTask,
    AcknowledgeTask,
    Arrive,
    AssignTask,
    CorrectFinding,
    DeclineTask,
    DelegateTask,
    ReportProgress,
    ReportTask,
    SetOut,
    WithdrawTask,
)
from domain.forkopimda import FollowUpUnread, OpenForkopimdaPack, SendForkopimdaPack
from domain.holiday_list import AdoptHolidayList
from domain.inquiry import AnswerInquiry, AskReporter, WithdrawInquiry
from domain.joined_reports import JoinReport
from domain.kernel import MACHINE, Command, Compartment, Frozen, Refusal, Role, Secrecy
from domain.letter import ApproveLetter, DraftLetter, VoidLetter
from domain.letter_request import RequestLetter
from domain.member import (
    ActivateMember,
    AppointMember,
    AssessMember,
    EndMembership,
    NominateMember,
    RecordTraining,
    TurnDownMember,
)
from domain.military_help import (
    RecordEndOfMilitaryHelp,
    RecordMilitaryHelpDecision,
    RecordMilitaryHelpOrder,
)
from domain.monitoring import DenyRelapse, EndMonitoring
from domain.notice import (
    BeginNotice,
    CancelNotice,
    GiveNotice,
    ReadNotice,
    RecordNotice,
    RecordNoticeTrouble,
    SetHabits,
)
from domain.personal_data import (
    DeclineErasure,
    ErasePersonalData,
    HoldData,
    LiftHold,
    RequestErasure,
)
from domain.playbook import ReviseLocalPlaybook
from domain.policy_upgrade import UpgradeCasePolicy
from domain.prevention import RecordDeclaration, RecordPrevention
from domain.reading import NoteReading
from domain.recovery_plan import (
    ApproveRecoveryPlan,
    CompleteRecoveryItem,
    PlanRecovery,
    RecordRecoveryProgress,
    WithdrawRecoveryPlan,
)
from domain.regions import contains
from domain.release import ReleaseObligation
from domain.reopening import ReopenCase
from domain.report import (
    CorrectReport,
    FileReport,
    NoteAsInformation,
    ReopenReport,
    SupplementReport,
)
from domain.rescue import RecordRescue
from domain.role_assignment import AssignRole, DelegateRole, EndDelegation, EndRole, Standing
from domain.signing import RecordSignature, RecordSigningTrouble, ResolveSigning, SignLetter
from domain.snooze import EndSnooze, SnoozeCase
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
)
from domain.stuck import AttendToWindow
from domain.task_force import FinishTaskForce, FormTaskForce
from domain.told_apart import TellApart

SYSTEM_ACTOR = MACHINE
"""Who the machine acts as."""

_OFFICER = frozenset({Role.CASE_OFFICER})
_APPROVER = frozenset({Role.SUPERVISOR})
_SIGNATORY = frozenset({Role.SUPERVISOR, Role.GOVERNOR})
_ANSWERING = frozenset({Role.LIAISON, Role.SUPERVISOR})
_GOVERNOR = frozenset({Role.GOVERNOR})
_MACHINE = frozenset({Role.SYSTEM})
_ADMIN = frozenset({Role.ADMINISTRATOR})
_EVERYBODY = frozenset(Role) - _MACHINE

COMMANDS: dict[type[Command], frozenset[Role]] = {
    FileReport: frozenset({Role.REPORTER, Role.CASE_OFFICER, Role.LIAISON}),
    NoteAsInformation: _OFFICER,
    ReopenReport: _OFFICER | _APPROVER,
    CorrectReport: _OFFICER,
    SupplementReport: frozenset({Role.REPORTER, Role.CASE_OFFICER, Role.LIAISON}),
    AskReporter: _OFFICER,
    AnswerInquiry: frozenset({Role.REPORTER, Role.CASE_OFFICER, Role.LIAISON}),
    WithdrawInquiry: _OFFICER,
    OpenCase: _OFFICER,
    JoinReport: _OFFICER,
    ClaimReport: _OFFICER,
    ReleaseClaim: _OFFICER,
    TellApart: _OFFICER,
    AssignTask: _OFFICER | _APPROVER,
    WithdrawTask: _OFFICER | _APPROVER,
    AcknowledgeTask: _ANSWERING,
    AcceptTask: _ANSWERING,
    DeclineTask: frozenset({Role.LIAISON}),
    DelegateTask: _ANSWERING,
    SetOut: _ANSWERING,
    Arrive: _ANSWERING,
    ReportProgress: _ANSWERING,
    ReportTask: _ANSWERING,
    CorrectFinding: _ANSWERING | _OFFICER,
    VerifyCase: _OFFICER,
    CorrectSummary: _OFFICER,
    RefuteCase: _OFFICER,
    ChangeLevel: _OFFICER | _APPROVER,
    LinkContagion: _OFFICER | _APPROVER,
    UnlinkContagion: _OFFICER | _APPROVER,
    MergeCases: _OFFICER | _APPROVER,
    UnmergeCase: _OFFICER | _APPROVER,
    ReturnToRegency: _OFFICER | _APPROVER,
    ReturnToProvince: _OFFICER | _APPROVER,
    HandOverCase: _OFFICER | _APPROVER,
    AcceptHandover: _OFFICER,
    DeclineHandover: _OFFICER,
    ProposeEscalation: _OFFICER,
    ApproveEscalation: _APPROVER,
    DeclineEscalation: _APPROVER,
    ScheduleDeliberation: _OFFICER,
    RescheduleSession: _OFFICER,
    RecordSessionNotHeld: _OFFICER,
    AppointMediator: _OFFICER,
    RecordSession: _OFFICER,
    NoteCaucus: _OFFICER | _APPROVER,
    BreakCaucusSeal: _APPROVER,
    MeetObligation: _OFFICER,
    RecordBreach: _OFFICER,
    ExtendObligation: _OFFICER,
    ReleaseObligation: _APPROVER,
    SignAgreement: _OFFICER,
    RegisterAgreement: _OFFICER,
    ReferToCourt: _OFFICER | _APPROVER,
    RecordCourtProgress: _OFFICER,
    RecordCourtOutcome: _OFFICER | _APPROVER,
    PlanRecovery: _OFFICER,
    ApproveRecoveryPlan: _APPROVER,
    WithdrawRecoveryPlan: _OFFICER | _APPROVER,
    RecordRecoveryProgress: _OFFICER,
    CompleteRecoveryItem: _OFFICER,
    EndMonitoring: _APPROVER,
    DenyRelapse: _APPROVER,
    BeginRecovery: _OFFICER,
    RecordMonitoring: _OFFICER,
    CloseCase: _OFFICER | _APPROVER,
    ReopenCase: _OFFICER | _APPROVER,
    RecordCouncilConsultation: _OFFICER | _APPROVER,
    DeclareStateOfConflict: _GOVERNOR,
    RecordExtensionConsultation: _OFFICER | _APPROVER,
    ExtendStateOfConflict: _GOVERNOR,
    RevokeStateOfConflict: _GOVERNOR,
    OrderMeasure: _GOVERNOR,
    LiftMeasure: _GOVERNOR,
    RequestMilitaryHelp: _OFFICER | _APPROVER | _GOVERNOR,
    RecordWrittenMilitaryRequest: _OFFICER | _APPROVER,
    RecordMilitaryHelpDecision: _OFFICER | _APPROVER,
    RecordMilitaryHelpOrder: _OFFICER | _APPROVER,
    RecordEndOfMilitaryHelp: _OFFICER | _APPROVER,
    RecordRescue: _OFFICER | _APPROVER,
    PlanContingencyFund: _OFFICER | _APPROVER,
    RecordFundDisbursement: _OFFICER | _APPROVER,
    RecordProgress: _OFFICER | _APPROVER,
    FormTaskForce: _GOVERNOR,
    FinishTaskForce: _OFFICER | _APPROVER,
    SendForkopimdaPack: _APPROVER,
    OpenForkopimdaPack: frozenset({Role.GOVERNOR, Role.LIAISON}),
    FollowUpUnread: _OFFICER | _APPROVER,
    RequestLetter: _MACHINE | _OFFICER,
    DraftLetter: _MACHINE | _OFFICER,
    ApproveLetter: _APPROVER,
    VoidLetter: _APPROVER,
    DraftErratum: _OFFICER,
    AddParagraph: _OFFICER,
    RemoveParagraph: _OFFICER,
    ReturnLetter: _SIGNATORY,
    ResubmitLetter: _OFFICER,
    InitialLetter: _OFFICER | _SIGNATORY,
    MarkSignedOnPaper: _OFFICER | _SIGNATORY,
    DispatchLetter: _OFFICER | _APPROVER,
    BeginDelivery: _MACHINE,
    RecordDelivery: _MACHINE,
    RecordDeliveryTrouble: _MACHINE,
    ResolveDelivery: _OFFICER | _APPROVER,
    SendAgain: _OFFICER | _APPROVER,
    RecordReceipt: _OFFICER | _SIGNATORY,
    RecordDisposition: _OFFICER | _SIGNATORY,
    FollowUpDisposition: _OFFICER | _APPROVER,
    SignLetter: _SIGNATORY,
    ResolveSigning: _SIGNATORY,
    RecordSignature: _MACHINE,
    RecordSigningTrouble: _MACHINE,
    AttachFile: frozenset({Role.REPORTER, Role.LIAISON}) | _OFFICER | _APPROVER,
    RequestErasure: _ADMIN,
    DeclineErasure: _ADMIN | _APPROVER,
    ErasePersonalData: _ADMIN | _APPROVER,
    HoldData: _ADMIN | _APPROVER,
    LiftHold: _ADMIN | _APPROVER,
    RecordPrevention: _OFFICER | _APPROVER,
    RecordDeclaration: _OFFICER | _APPROVER,
    ReviseLocalPlaybook: _OFFICER | _APPROVER,
    NominateMember: _OFFICER,
    AssessMember: _OFFICER,
    TurnDownMember: _OFFICER | _APPROVER,
    AppointMember: _APPROVER,
    ActivateMember: _OFFICER | _APPROVER,
    RecordTraining: _OFFICER,
    EndMembership: _OFFICER | _APPROVER,
    ElapseDeadline: _MACHINE,
    NoteReading: _MACHINE,
    GiveNotice: _MACHINE,
    BeginNotice: _MACHINE,
    RecordNotice: _MACHINE,
    RecordNoticeTrouble: _MACHINE,
    CancelNotice: _MACHINE,
    ReadNotice: _EVERYBODY,
    SetHabits: _EVERYBODY,
    UpgradeCasePolicy: _APPROVER,
    SnoozeCase: _OFFICER | _SIGNATORY,
    EndSnooze: _OFFICER | _SIGNATORY,
    ProposeClockChange: _OFFICER,
    ApproveClockChange: _SIGNATORY,
    DeclineClockChange: _SIGNATORY,
    ResumeClock: _OFFICER | _APPROVER,
    AttendToWindow: _ADMIN | _APPROVER,
    AssignRole: frozenset({Role.ADMINISTRATOR, Role.SYSTEM}),
    DelegateRole: _APPROVER,
    EndDelegation: _APPROVER,
    EndRole: frozenset({Role.ADMINISTRATOR, Role.SYSTEM}),
    AdoptPolicy: frozenset({Role.SUPERVISOR, Role.SYSTEM}),
    AdoptHolidayList: _APPROVER,
}
"""Which roles hold which command. A command that is not listed is held by nobody."""

READERS = frozenset({Role.CASE_OFFICER, Role.SUPERVISOR, Role.GOVERNOR, Role.AUDITOR, Role.SYSTEM})
"""Roles that read every case of their region up to their clearance."""


class Target(Frozen):
    """What is acted on or read: where, how secret, in which compartment; who stands in it."""

    region: str
    secrecy: Secrecy
    liaisons: frozenset[UUID] = frozenset()
    reporters: frozenset[UUID] = frozenset()
    compartment: Compartment | None = None
    owner: Rung | None = None
    """Whose office decides, for a case whose owner is known."""


class RoleNotHeld(Refusal):
    """Anda tidak sedang memegang peran yang digunakan untuk tindakan ini."""


class NotForThisRole(Refusal):
    """Peran Anda tidak berwenang melakukan tindakan ini."""


class OutsideRegion(Refusal):
    """Wilayah ini di luar kewenangan Anda."""


class AboveClearance(Refusal):
    """Klasifikasi keamanannya di atas kewenangan Anda."""

    article = "UU 14/2008 Pasal 17"


class OutsideCompartment(Refusal):
    """Bertumpu pada rujukan intelijen; hanya untuk yang dibolehkan membacanya."""

    article = "UU 17/2011 Pasal 26"


class NotConcerned(Refusal):
    """Anda tidak terkait dengan kasus ini."""


class DecidedAbove(Refusal):
    """Kasus ini di tangan kantor yang lebih tinggi; kantor Anda membaca dan melaporkan."""


_STEERING = frozenset({AssignTask, ProposeEscalation, ScheduleDeliberation, BeginRecovery})
"""With every decision, what steers a case: its owner's alone."""


def steers(command: type[Command]) -> bool:
    """Whether it is for the office that owns a case, and no office below."""
    return command.DECIDES or command in _STEERING


def decide(command: type[Command], standing: Standing, target: Target | None, actor: UUID) -> None:
    """Whether ``actor``, in this standing, may send ``command`` to ``target``; refuses if not.

    ``target`` is None for what belongs to no region (roles, policy).
    """
    if standing.role not in COMMANDS.get(command, frozenset()):
        raise NotForThisRole
    if target is not None:
        _reach(standing, target, actor)
        if steers(command) and outranked(target.owner, standing.region):
            raise DecidedAbove


def may_read(standing: Standing, target: Target, actor: UUID) -> bool:
    """Whether ``actor``, in this standing, may see ``target``."""
    concerned = actor in target.liaisons or actor in target.reporters
    return reaches(standing, target, actor) and (standing.role in READERS or concerned)


def reaches(standing: Standing, target: Target, actor: UUID) -> bool:
    """Whether ``target`` lies within region, clearance and compartment; says nothing of reading."""
    try:
        _reach(standing, target, actor)
    except Refusal:
        return False
    return True


def _reach(standing: Standing, target: Target, actor: UUID) -> None:
    if standing.role is Role.SYSTEM:
        return
    if not contains(standing.region, target.region):
        raise OutsideRegion
    if standing.clearance.rank < target.secrecy.rank:
        raise AboveClearance
    if target.compartment is not None and target.compartment not in standing.compartments:
        raise OutsideCompartment
    if standing.role is Role.LIAISON and target.liaisons and actor not in target.liaisons:
        raise NotConcerned
