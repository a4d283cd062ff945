"""The register: at most once, by whom it may, on what they saw; whatever is sent, and how often."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID, uuid4

import psycopg
import pytest
from pydantic import ValidationError

from application.register import _METHODS, Register
from application.sitting import (
    CommandReused,
    HappensLater,
    IdentityTaken,
    NoPolicy,
    Outcome,
    PageIsStale,
    UnknownRegion,
)
from application.task_desk import NotALiaison
from domain import access
from domain.access import (
    COMMANDS,
    AboveClearance,
    NotConcerned,
    NotForThisRole,
    OutsideRegion,
    RoleNotHeld,
)
from domain.adopted_policy import AdoptPolicy, VersionTaken
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
from domain.case_ownership import ReturnToProvince, ReturnToRegency
from domain.caucus import BreakCaucusSeal, NoteCaucus
from domain.claim import ClaimReport, ReleaseClaim
from domain.clock_acts import (
    ApproveClockChange,
    DeclineClockChange,
    ProposeClockChange,
    ResumeClock,
)
from domain.clocks import ElapseDeadline, WaitKind
from domain.conflict_case import (
    ApproveEscalation,
    BeginRecovery,
    ChangeLevel,
    CloseCase,
    CorrectSummary,
    DeclineEscalation,
    NotInStage,
    NotVerified,
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
    DeliveryChannel,
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
    AlreadyAcknowledged,
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
from domain.kernel import Command, Refusal, Role, Secrecy, StreamNotFound
from domain.letter import ApproveLetter, DraftLetter, Letter, VoidLetter
from domain.letter_content import LetterContent, LetterType, Urgency
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
    NoticeChannel,
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
from domain.release import ReleaseObligation
from domain.reopening import ReopenCase
from domain.report import (
    AlreadyFiled,
    AlreadyTriaged,
    CorrectReport,
    FileReport,
    NoteAsInformation,
    ReopenReport,
    ReportedFromTheFuture,
    SupplementReport,
)
from domain.rescue import RecordRescue
from domain.role_assignment import AssignRole, DelegateRole, EndDelegation, EndRole
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
from runtime.database import Datastore
from runtime.log import Log
from runtime.mapper import EventTooLong, SealingMapper
from runtime.recorder import Recorder
from runtime.vault import Vault
from tests.domain.test_access import commands
from tests.forum import TERM, Forum, activity, declaration, nomination
from tests.office import (
    ABSENCES,
    MASTER_KEY,
    MEMBERS,
    VOTING_DAY,
    Office,
    OfficeClock,
    Person,
    paper,
)

T = TypeVar("T")
THREADS = 8


def at_once(*deeds: Callable[[], T]) -> list[T | Refusal]:
    """Every deed in a thread of its own, all beginning together: what it answered, or why not."""
    ready = Barrier(len(deeds))

    def do(deed: Callable[[], T]) -> T | Refusal:
        ready.wait(30)
        try:
            return deed()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def contiguous(url: str) -> bool:
    """Whether every stream counts 1, 2, 3, and every command's positions are its events."""
    with psycopg.connect(url) as conn:
        row = conn.execute(
            "SELECT bool_and(n) FROM (SELECT max(originator_version) = count(*) AS n"
            " FROM rukun.event GROUP BY originator_id) AS streams"
        ).fetchone()
        lost = conn.execute(
            "SELECT count(*) FROM (SELECT unnest(positions) AS position FROM rukun.command) c"
            " FULL JOIN rukun.event e ON e.notification_id = c.position"
            " WHERE c.position IS NULL OR e.notification_id IS NULL"
        ).fetchone()
    return row == (True,) and lost == (0,)


def filing(office: Office, **fields: Any) -> Command:
    """A report not yet sent."""
    facts = {
        "report_id": office.new_id("report"),
        "title": "Cekcok batas lahan",
        "region": "31.74.09",
        "source": "fkdm",
        "conflict_source": "d",
        "theme": "agraria",
        "facts": "Dua kelompok warga berebut lahan garapan.",
        "source_grade": "B",
        "information_grade": 2,
        "risk": {"likelihood": 3, "impact": 3},
        "happened_at": office.now(),
    }
    return office.command(FileReport, office.reporter, **(facts | fields))


# -- at most once --------------------------------------------------------------------------------


def test_a_command_sent_twice_is_answered_the_same_and_done_once(
    office: Office, register: Register, log: Log
) -> None:
    command = filing(office)
    first = register.submit(command)
    head = log.head()
    office.pass_time(hours=1)
    assert register.submit(command).model_dump_json() == first.model_dump_json()
    assert log.head() == head == first.position


def test_a_command_is_answered_as_the_first_time_when_the_world_has_moved_on(
    office: Office, register: Register, log: Log
) -> None:
    """Refused now, or nothing left to do, or sent by who may no longer: it was done."""
    report = office.file_report()
    opening = office.command(
        OpenCase, office.officer, report_id=report, case_id=office.new_id("case")
    )
    (wait,) = office.file(report).waits.values()
    office.clock.move_to(wait.wait.due)
    elapsing = office.command(
        ElapseDeadline, office.machine, stream=wait.stream, deadline_id=wait.wait.deadline_id
    )
    elapsed, opened = register.submit(elapsing), register.submit(opening)
    office.send(
        EndRole,
        office.machine,
        person=office.officer.id,
        assignment_id=office.officer.standing.assignment_id,
    )
    head = log.head()
    assert register.submit(elapsing) == elapsed
    assert elapsed.events == ("deadline.elapsed", "deadline.set")
    assert register.submit(opening) == opened
    assert log.head() == head


def test_nothing_to_do_is_answered_and_not_stored(
    office: Office, register: Register, log: Log
) -> None:
    report = office.file_report()
    (wait,) = office.file(report).waits.values()
    early = office.command(
        ElapseDeadline, office.machine, stream=wait.stream, deadline_id=wait.wait.deadline_id
    )
    head = log.head()
    assert register.submit(early) == Outcome(about=report)
    office.clock.move_to(wait.wait.due)
    assert register.submit(early).position > head


def test_one_command_from_eight_threads_has_one_effect_and_one_answer(
    office: Office, register: Register, log: Log, database_url: str
) -> None:
    for command in (
        filing(office),
        office.command(
            OpenCase,
            office.officer,
            report_id=office.file_report(),
            case_id=office.new_id("case"),
        ),
    ):
        head = log.head()
        answers = at_once(*[lambda c=command: register.submit(c)] * THREADS)
        (answer,) = set(answers)
        assert isinstance(answer, Outcome)
        assert log.head() == answer.position == head + len(answer.events)
    assert contiguous(database_url)


def test_eight_threads_on_one_case_are_all_accepted_one_after_another(
    office: Office, register: Register, database_url: str
) -> None:
    case = office.open_case()
    assigning = [
        office.command(
            AssignTask,
            office.officer,
            task_id=office.new_id("task"),
            case_id=case,
            kind="verifikasi_lapangan",
            instruction="Periksa.",
            chain=(office.liaison.id,),
        )
        for _ in range(THREADS)
    ]
    answers = at_once(*[lambda c=command: register.submit(c) for command in assigning])
    assert all(isinstance(answer, Outcome) for answer in answers)
    assert len(office.file(case).tasks) == THREADS
    assert contiguous(database_url)


def test_eight_threads_for_one_place_leave_one_and_refuse_seven_by_rule(
    office: Office, register: Register, database_url: str
) -> None:
    task = office.assign_task(office.open_case())
    taking = [office.command(AcknowledgeTask, office.liaison, task_id=task) for _ in range(THREADS)]
    answers = at_once(*[lambda c=command: register.submit(c) for command in taking])
    assert sum(isinstance(answer, Outcome) for answer in answers) == 1
    assert {type(answer) for answer in answers} == {Outcome, AlreadyAcknowledged}
    assert contiguous(database_url)


@pytest.mark.parametrize("then", ["accepted", "refused", "nothing to do"])
def test_a_command_id_with_another_body_is_refused_and_nothing_written(
    office: Office, register: Register, log: Log, then: str
) -> None:
    """Whatever the second body would have come to by itself."""
    report = office.file_report()
    (wait,) = office.file(report).waits.values()
    command_id = office.new_id("command")
    office.send(
        NoteAsInformation,
        office.officer,
        command_id=command_id,
        report_id=report,
        conclusion="Tidak ada.",
    )
    head = log.head()
    other: dict[str, Callable[[], Outcome]] = {
        "accepted": lambda: register.submit(filing(office, command_id=command_id)),
        "refused": lambda: office.note_as_information(
            report, command_id=command_id, conclusion="Lain."
        ),
        "nothing to do": lambda: office.send(
            ElapseDeadline,
            office.machine,
            command_id=command_id,
            stream=report,
            deadline_id=wait.wait.deadline_id,
        ),
    }
    with pytest.raises(CommandReused):
        other[then]()
    assert log.head() == head


def test_an_identity_that_is_taken_is_no_busy_record(
    office: Office, register: Register, log: Log
) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    report = office.file_report()
    head = log.head()
    with pytest.raises(IdentityTaken):
        office.open_case(report, case_id=case)
    with pytest.raises(IdentityTaken):
        office.assign_task(case, task_id=task)
    with pytest.raises(AlreadyFiled):
        office.file_report(report_id=report)
    assert log.head() == head


# -- what was seen -------------------------------------------------------------------------------


def test_a_page_is_stale_once_something_that_matters_has_changed(office: Office, log: Log) -> None:
    case = office.open_case()
    office.found(case)
    seen = log.head()
    office.verify(case)
    head = log.head()
    with pytest.raises(PageIsStale, match=r"Yang berubah: Potensi konflik terverifikasi\."):
        office.propose_escalation(case, position_seen=seen)
    assert log.head() == head


def test_a_change_in_another_stream_of_the_case_makes_its_page_stale(
    office: Office, log: Log
) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    seen = log.head()
    office.acknowledge(task)
    with pytest.raises(PageIsStale, match="Tugas diakui"):
        office.assign_task(case, position_seen=seen)


def test_another_case_makes_no_page_stale(office: Office, log: Log) -> None:
    case = office.open_case()
    seen = log.head()
    office.found(office.open_case())
    office.assign_task(case, position_seen=seen)


def remind(url: str, case: UUID, times: int) -> None:
    """Quiet events about a case, many of them."""
    with psycopg.connect(url) as conn:
        conn.execute(
            "SELECT rukun.append(array_agg(gen_random_uuid()), array_agg(1::bigint),"
            " array_agg('task.reminded'::text), array_agg('{}'::bytea), array_agg(%s::uuid),"
            " NULL, NULL, NULL, NULL) FROM generate_series(1, %s)",
            (case, times),
        )


def test_quiet_events_make_no_page_stale_and_hide_no_loud_one(
    office: Office, log: Log, database_url: str
) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    seen = log.head()
    remind(database_url, case, 60)
    office.assign_task(case, position_seen=seen)
    seen = log.head()
    remind(database_url, case, 60)
    office.withdraw_task(task)
    with pytest.raises(PageIsStale, match="Tugas ditarik"):
        office.assign_task(case, position_seen=seen)


def test_who_confirms_goes_on_over_what_has_changed(office: Office, log: Log) -> None:
    case = office.open_case()
    office.found(case)
    seen = log.head()
    office.verify(case)
    assert office.propose_escalation(case, position_seen=seen, confirmed=True).position > seen


def test_the_position_seen_is_kept_with_what_was_done(office: Office, log: Log) -> None:
    case = office.open_case()
    seen = log.head()
    office.assign_task(case, position_seen=seen)
    assert log.of_case(case)[-1].fact.envelope.position_seen == seen


# -- by whom -------------------------------------------------------------------------------------


def test_every_command_of_the_law_has_its_desk_and_its_method() -> None:
    assert set(commands()) == set(COMMANDS) == set(_METHODS)


def sample(office: Office, **report: Any) -> dict[type[Command], dict[str, Any]]:
    """One of each command, about streams that exist."""
    filed, case = office.file_report(**report), office.escalated_case(**report)
    task, letter = office.assign_task(case), office.draft_letter(case)
    state = office.declared(case)
    measure, request = office.order_measure(state), office.ask_for_military_help(state)
    consulted = {"held_at": office.now(), "consulted": "Ketua", "reference": "1"}
    force = office.form_task_force(case)
    talk = office.schedule_deliberation(case)
    caucus, pack = office.note_caucus(talk), office.send_pack(case)
    plan = office.plan_recovery(office.recovering_case(**report))
    grades = {"source_grade": "A", "information_grade": 1}
    anything = office.new_id("anything")
    found = office.register.load(Letter, letter)
    assert found is not None
    leaving = stranger(office, Role.REPORTER)
    kept = office.kept(case)
    asked, held = office.file_report(**report), office.file_report(**report)
    office.ask_to_erase(asked)
    noted = office.file_report(**report)
    office.note_as_information(noted)
    report_asked = office.file_report(**report)
    inquiry = office.ask_reporter(report_asked)
    office.hold(held)
    candidate, passed, appointed = (Forum(office).candidate() for _ in range(3))
    Forum(office).pass_exams(passed)
    Forum(office).pass_exams(appointed)
    Forum(office).appoint(appointed)
    return {
        NominateMember: nomination(anything),
        AssessMember: {"member_id": candidate, "test": "cat", "score": 80},
        TurnDownMember: {"member_id": candidate, "explanation": "Tidak hadir."},
        AppointMember: {"member_id": passed, **TERM},
        ActivateMember: {"member_id": appointed, "person": office.reporter.id},
        RecordTraining: {
            "member_id": appointed,
            "course": "Deteksi dini",
            "held_on": office.now().date(),
            "organiser": "BKBP",
        },
        EndMembership: {"member_id": appointed, "explanation": "Pindah."},
        RequestErasure: {
            "subject": filed,
            "basis": "jra",
            "grounds": "Masa retensi habis.",
            "reference": "JRA 4",
        },
        DeclineErasure: {"subject": asked, "grounds": "Masih diperlukan."},
        ErasePersonalData: {"subject": asked},
        HoldData: {"subject": filed, "grounds": "Perkara berjalan.", "reference": "Pen. 3"},
        LiftHold: {"subject": held, "grounds": "Perkara selesai."},
        RecordPrevention: activity(anything),
        RecordDeclaration: declaration(anything),
        ReviseLocalPlaybook: {"region": "31.74", "needs": ("Tempat netral.",)},
        AttachFile: {"stream": case, "file": kept, "caption": "Spanduk di gerbang"},
        FileReport: filing(office, report_id=anything).model_dump(include=set(FILED)),
        NoteAsInformation: {"report_id": filed, "conclusion": "Tidak ada."},
        ReopenReport: {"report_id": noted, "explanation": "Keliru."},
        CorrectReport: {"report_id": filed, "place": "Pasar baru", "explanation": "Keliru."},
        AskReporter: {"report_id": filed, "inquiry_id": anything, "question": "Berapa orang?"},
        AnswerInquiry: {"report_id": report_asked, "inquiry_id": inquiry, "text": "Sepuluh."},
        WithdrawInquiry: {"report_id": report_asked, "inquiry_id": inquiry},
        SupplementReport: {"report_id": filed, "text": "Massa bertambah."},
        OpenCase: {"report_id": filed, "case_id": anything},
        ClaimReport: {"report_id": filed},
        ReleaseClaim: {"report_id": filed},
        TellApart: {"report_id": filed, "other": case, "explanation": "Lain pihaknya."},
        JoinReport: {"report_id": filed, "case_id": case, "explanation": "Sama."},
        AssignTask: {
            "task_id": anything,
            "case_id": case,
            "kind": "pemantauan",
            "instruction": "Pantau.",
            "chain": (office.liaison.id,),
        },
        WithdrawTask: {"task_id": task, "explanation": "Tidak perlu."},
        AcknowledgeTask: {"task_id": task},
        AcceptTask: {"task_id": task},
        DeclineTask: {"task_id": task, "explanation": "Berhalangan."},
        DelegateTask: {
            "task_id": task,
            "to": office.third_liaison.id,
            "explanation": "Lebih dekat.",
        },
        SetOut: {"task_id": task},
        Arrive: {"task_id": task},
        ReportProgress: {"task_id": task, "note": "Massa berkurang."},
        ReportTask: {"task_id": task, "finding": "Tenang.", **grades},
        CorrectFinding: {"task_id": task, "finding": "Ramai.", "explanation": "Keliru."},
        VerifyCase: {"case_id": case, "summary": "Benar.", "level": "merah", **grades},
        CorrectSummary: {"case_id": case, "summary": "Tidak benar.", "explanation": "Keliru."},
        RefuteCase: {"case_id": case, "verdict": "hoaks", "explanation": "Tidak benar."},
        ChangeLevel: {"case_id": case, "level": "merah", "explanation": "Memburuk."},
        LinkContagion: {
            "case_id": case,
            "link_id": anything,
            "direction": "dari",
            "region": "73",
            "note": "Isu yang sama.",
        },
        DelegateRole: {
            "assignment_id": office.supervisor.standing.assignment_id,
            "person": anything,
            "capacity": "Plt.",
            "until": office.now() + timedelta(days=9),
            "basis": "Surat Perintah nomor 1",
        },
        EndDelegation: {"person": anything, "assignment_id": anything},
        ReturnToRegency: {"case_id": case, "explanation": "Cukup di kota."},
        ReturnToProvince: {"case_id": case, "explanation": "Cukup di provinsi."},
        HandOverCase: {"case_id": case, "receiver": anything, "explanation": "Cuti."},
        AcceptHandover: {"case_id": case},
        DeclineHandover: {"case_id": case, "explanation": "Sedang memegang kasus lain."},
        MergeCases: {"case_id": case, "members": (anything,), "explanation": "Satu konflik."},
        UnmergeCase: {"case_id": case, "members": (anything,), "explanation": "Lain perkara."},
        UnlinkContagion: {"case_id": case, "link_id": anything, "explanation": "Keliru."},
        ProposeEscalation: {
            "case_id": case,
            "level": "provinsi",
            "grounds": "Meluas.",
            "asked_for": "Rapat.",
        },
        ApproveEscalation: {"case_id": case, "content_hash": "-"},
        DeclineEscalation: {"case_id": case, "content_hash": "-", "explanation": "Belum."},
        ScheduleDeliberation: {
            "deliberation_id": anything,
            "case_id": case,
            "track": "satgas",
            "venue": "Balai",
            "session_at": office.now() + timedelta(days=1),
            "parties": ("A", "B"),
            "mediator": "Tetua",
            "agenda": "Batas.",
        },
        RecordSession: {"deliberation_id": talk, "result": "buntu", "minutes": "Buntu."},
        MeetObligation: {
            "deliberation_id": talk,
            "obligation_id": anything,
            "evidence": "Foto.",
        },
        RescheduleSession: {
            "deliberation_id": talk,
            "session_at": office.now() + timedelta(days=9),
            "explanation": "Hujan.",
        },
        RecordSessionNotHeld: {"deliberation_id": talk, "explanation": "Tidak datang."},
        AppointMediator: {
            "deliberation_id": talk,
            "mediator": "Camat",
            "independence": "Tidak berkepentingan.",
            "explanation": "Sakit.",
        },
        NoteCaucus: {
            "caucus_id": anything,
            "deliberation_id": talk,
            "party": 1,
            "note": "Bersedia mundur.",
        },
        BreakCaucusSeal: {
            "caucus_id": caucus,
            "deliberation_id": talk,
            "explanation": "Ancaman.",
        },
        RecordBreach: {
            "deliberation_id": talk,
            "obligation_id": anything,
            "explanation": "Ingkar.",
        },
        ExtendObligation: {
            "deliberation_id": talk,
            "obligation_id": anything,
            "due": office.now().date(),
            "consenting": (1, 2),
            "explanation": "Hujan.",
        },
        ReleaseObligation: {
            "deliberation_id": talk,
            "obligation_id": anything,
            "basis": "putusan_pengadilan",
            "explanation": "Diputus pengadilan.",
        },
        SignAgreement: {
            "deliberation_id": talk,
            "signed_on": office.now().date(),
            "place": "Balai",
            "signers": ({"part": "pihak", "party": 1, "name": "A", "capacity": "Ketua"},),
        },
        RegisterAgreement: {
            "deliberation_id": talk,
            "court": "PN",
            "number": "1",
            "registered_on": office.now().date(),
        },
        ReferToCourt: {
            "case_id": case,
            "way": "digugat_pihak",
            "court": "PN",
            "docket": "1",
            "filed_on": office.now().date(),
            "explanation": "Gugatan.",
        },
        RecordCourtProgress: {"case_id": case, "progress": "Sidang pertama."},
        RecordCourtOutcome: {
            "case_id": case,
            "decided_on": office.now().date(),
            "ruling": "1",
            "outcome": "Ditolak.",
        },
        PlanRecovery: {"plan_id": anything, "case_id": case, "items": (office.recovery_item(),)},
        ApproveRecoveryPlan: {"plan_id": plan, "content_hash": "-"},
        WithdrawRecoveryPlan: {"plan_id": plan, "explanation": "Keliru."},
        RecordRecoveryProgress: {"plan_id": plan, "item_id": anything, "progress": "Separuh."},
        CompleteRecoveryItem: {"plan_id": plan, "item_id": anything, "evidence": "Foto."},
        EndMonitoring: {"case_id": case, "explanation": "Tenang."},
        DenyRelapse: {"case_id": case, "explanation": "Perselisihan lain."},
        BeginRecovery: {"case_id": case, "result": "Pulih."},
        RecordMonitoring: {"case_id": case, "note": "Tenang.", "calm": True},
        CloseCase: {"case_id": case, "outcome": "Selesai."},
        ReopenCase: {
            "case_id": case,
            "ground": "fakta_baru",
            "explanation": "Kambuh.",
            "evidence": "Laporan baru",
        },
        RequestLetter: {
            "letter_id": anything,
            "case_id": case,
            "type": LetterType.TELAAHAN_STAF,
            "words": "Bentuk tim kecil.",
        },
        DraftLetter: {
            "letter_id": letter,
            "case_id": case,
            "type": LetterType.NOTA_DINAS,
            "trigger": "uji@1",
            "author": office.officer.id,
            "content": LetterContent.model_validate_json(str(found.content)),
        },
        RecordCouncilConsultation: {
            "state_id": anything,
            "case_id": case,
            "council": "dprd_provinsi",
            "outcome": "mendukung",
            **consulted,
        },
        DeclareStateOfConflict: {
            "state_id": state,
            "scale": "provinsi",
            "area": "Kota",
            "days": 90,
            "indicators": (),
        },
        RecordExtensionConsultation: {"state_id": state, "outcome": "mendukung", **consulted},
        ExtendStateOfConflict: {"state_id": state, "days": 30},
        RevokeStateOfConflict: {"state_id": state, "explanation": "Pulih."},
        OrderMeasure: {
            "measure_id": anything,
            "state_id": state,
            "kind": "pembatasan_kawasan",
            "area": "Pasar",
            "instruction": "Tutup.",
        },
        LiftMeasure: {"state_id": state, "measure_id": measure, "explanation": "Aman."},
        RequestMilitaryHelp: {
            "request_id": anything,
            "state_id": state,
            "asked_at": office.now(),
            "addressee": "Presiden",
            "requester": "Gubernur",
            "grounds": "Meluas.",
            "area": "Kota",
            "days": 7,
            "logistics": "Ada.",
        },
        RecordWrittenMilitaryRequest: {
            "state_id": state,
            "request_id": request,
            "sent_at": office.now(),
            "reference": "2",
        },
        RecordMilitaryHelpDecision: {
            "state_id": state,
            "request_id": request,
            "decision": "disetujui",
            "decided_at": office.now(),
            "reference": "B-1",
        },
        RecordMilitaryHelpOrder: {
            "state_id": state,
            "request_id": request,
            "ordered_at": office.now(),
            "days": 7,
            **dict.fromkeys(("reference", "coordinator", "task", "area", "strength"), "Ada."),
            **dict.fromkeys(("schedule", "logistics", "control"), "Ada."),
        },
        RecordEndOfMilitaryHelp: {
            "state_id": state,
            "request_id": request,
            "notified_at": office.now(),
            "reference": "3",
        },
        RecordRescue: {
            "state_id": state,
            "kind": "harta_benda",
            "done": "Diamankan.",
            "by": "Polri",
            "done_at": office.now(),
        },
        SendForkopimdaPack: {
            "pack_id": anything,
            "case_id": case,
            "summary": "Perlu diketahui.",
            "seats": ({"office": "gubernur", "person": office.governor.id},),
        },
        OpenForkopimdaPack: {"pack_id": pack},
        FollowUpUnread: {
            "pack_id": pack,
            "person": office.liaison.id,
            "explanation": "Ditelepon.",
        },
        PlanContingencyFund: {
            "state_id": state,
            "needs": ({"purpose": "Tenda", "volume": "2", "amount": 1000},),
        },
        RecordFundDisbursement: {
            "state_id": state,
            "amount": 1000,
            "disbursed_at": office.now(),
            "reference": "SP2D 1",
        },
        RecordProgress: {
            "state_id": state,
            "situation": "Reda.",
            "handling": "Ada.",
            "needs": "Air.",
        },
        FormTaskForce: {
            "task_force_id": anything,
            "case_id": case,
            "level": "provinsi",
            "grounds": ("a",),
            "explanation": "Tidak ada.",
            "members": MEMBERS,
            "absences": ABSENCES,
        },
        FinishTaskForce: {
            "task_force_id": force,
            "outcome": "ke_pengadilan",
            **dict.fromkeys(("facts", "options", "losses", "compensation"), "Ada."),
            **dict.fromkeys(("data", "protection"), "Ada."),
            "recommendations": "Ada.",
        },
        ApproveLetter: {"letter_id": letter, "content_hash": "-"},
        VoidLetter: {"letter_id": letter, "explanation": "Keliru."},
        SignLetter: {"letter_id": letter, "content_hash": "-", "paper": paper()},
        RecordSignature: {
            "letter_id": letter,
            "attempt": anything,
            "signed_sha256": "5" * 64,
            "size": 1,
            "certificate": None,
        },
        RecordSigningTrouble: {
            "letter_id": letter,
            "attempt": anything,
            "certain": True,
            "explanation": "Tidak ada jawaban.",
        },
        ResolveSigning: {"letter_id": letter, "explanation": "Diperiksa."},
        **_of_a_letters_life(letter, anything),
        **_of_notices(office.give_notice(case), case),
        UpgradeCasePolicy: {
            "case_id": case,
            "to": "2026-2",
            "as_of": office.now(),
            "report_hash": "-",
            "legal_basis": "Nota dinas 7/2026",
            "explanation": "SOP baru.",
        },
        SnoozeCase: {
            "case_id": case,
            "snooze_id": anything,
            "until": office.now().date() + timedelta(days=9),
            "explanation": "Tanyakan lagi.",
        },
        EndSnooze: {"case_id": case, "snooze_id": anything},
        ProposeClockChange: {
            "stream": case,
            "change": "jeda",
            "legal_basis": "SOP",
            "explanation": "Menunggu ahli.",
        },
        ApproveClockChange: {"stream": case, "content_hash": "-"},
        DeclineClockChange: {"stream": case, "content_hash": "-", "explanation": "Belum."},
        ResumeClock: {"stream": case, "pause_id": anything, "explanation": "Sudah ada."},
        AttendToWindow: {"stream": case, "deadline_id": anything, "remedy": "coba_lagi"},
        ElapseDeadline: {"stream": case, "deadline_id": anything},
        NoteReading: {
            "about": case,
            "reader": office.officer.id,
            "as_role": Role.CASE_OFFICER,
            "in_unit": "BKBP",
            "allowed": True,
        },
        AssignRole: {
            "person": anything,
            "as_role": Role.REPORTER,
            "in_unit": "FKDM",
            "region": "31",
            "clearance": Secrecy.SECRET,
        },
        EndRole: {"person": leaving.id, "assignment_id": leaving.standing.assignment_id},
        AdoptPolicy: {"policy": office.policy},
        AdoptHolidayList: {"days": (VOTING_DAY,)},
    }


def _of_notices(notice: UUID, case: UUID) -> dict[type[Command], dict[str, Any]]:
    """What is told, and how it goes."""
    sent = {"notice_id": notice, "via": NoticeChannel.MAIL}
    return {
        GiveNotice: {
            "notice_id": notice,
            "person": case,
            "rule": "uji",
            "event": "uji@1",
            "about": case,
            "region": "31",
            "secrecy": Secrecy.OPEN,
            "urgency": Urgency.URGENT,
            "words": "Menunggu Anda.",
            "path": "/",
        },
        ReadNotice: {"notice_id": notice},
        BeginNotice: sent,
        RecordNotice: sent,
        RecordNoticeTrouble: {**sent, "certain": True, "explanation": "Ditolak."},
        CancelNotice: {**sent, "because": "uji@1", "explanation": "Sudah diakui."},
        SetHabits: {},
    }


def _of_a_letters_life(letter: UUID, anything: UUID) -> dict[type[Command], dict[str, Any]]:
    """What happens to a letter between its draft and its disposition."""
    read = {"letter_id": letter, "content_hash": "-"}
    sent = {"letter_id": letter, "delivery_id": anything}
    disposed = {"letter_id": letter, "disposition_id": anything}
    return {
        DraftErratum: {
            "letter_id": anything,
            "corrects": letter,
            "wrong": "Tebet",
            "right": "Cawang",
        },
        AddParagraph: {**read, "text": "Mohon segera."},
        RemoveParagraph: {**read, "index": 0},
        ReturnLetter: {**read, "note": "Ringkas."},
        ResubmitLetter: read,
        InitialLetter: {**read, "office": "Sekretaris Daerah"},
        MarkSignedOnPaper: {**read, "signed_by": "Kepala", "signed_on": "2026-03-02"},
        DispatchLetter: {"letter_id": letter},
        BeginDelivery: {**sent, "attempt": 1},
        RecordDelivery: {**sent, "attempt": 1},
        RecordDeliveryTrouble: {
            **sent,
            "attempt": 1,
            "certain": True,
            "explanation": "Ditolak.",
        },
        ResolveDelivery: {**sent, "arrived": True, "explanation": "Diterima."},
        SendAgain: {**sent, "by": next(iter(DeliveryChannel))},
        RecordReceipt: {**sent, "received_by": "Sekretariat"},
        RecordDisposition: {
            **disposed,
            "given_by": "Gubernur",
            "given_to": "Kepala Badan",
            "instruction": "Tangani.",
        },
        FollowUpDisposition: {**disposed, "result": "Selesai."},
    }


FILED = (
    *("report_id", "title", "region", "source", "conflict_source", "theme", "facts", "happened_at"),
    *("source_grade", "information_grade", "risk"),
)
OF_NO_REGION = {
    *(AdoptPolicy, AdoptHolidayList),
    *(DelegateRole, EndDelegation, ReadNotice, SetHabits),
}
"""Policy and days off are the installation's; delegations, notices and habits are one's own."""

UNREAD = {
    FileReport,
    *(RecordPrevention, RecordDeclaration, ReviseLocalPlaybook),
}
"""Who sends these learns nothing of what they are about, or nothing that is not open."""


def refusal_of(office: Office, wish: type[Command], by: Person, fields: dict[str, Any]) -> object:
    """The rule that refused, or None."""
    try:
        office.send(wish, by, **fields)
    except Refusal as refusal:
        return type(refusal)
    return None


def is_about_access(refused: object) -> bool:
    return isinstance(refused, type) and refused.__module__ == access.__name__


def test_every_command_from_every_role(office: Office) -> None:
    """An access rule refuses just those whose desk it is not; the law may still refuse others."""
    about = sample(office)
    assert about.keys() == COMMANDS.keys()
    actors = {person.role: person for person in (*reversed(office.people), office.machine)}
    assert actors.keys() == set(Role)
    for wish, roles in COMMANDS.items():
        for role, person in actors.items():
            refused = refusal_of(office, wish, person, about[wish])
            if role in roles:
                assert not is_about_access(refused), (wish, role, refused)
            else:
                assert refused is NotForThisRole, (wish, role, refused)


def stranger(office: Office, role: Role, **place: Any) -> Person:
    made = Person(f"{role} {place}", office.new_id("person"), role, "LAIN", **place)
    office.give_role(made)
    return made


def test_the_standings_of_many_are_those_of_each(office: Office) -> None:
    register, nobody = office.register, uuid4()
    persons = [person.id for person in office.people]
    assert register.standings_of(persons)[office.officer.id]
    office.give_role(replace(office.officer, role=Role.AUDITOR))
    held = register.standings_of([*persons, nobody])
    assert held == {person: register.standings(person) for person in (*persons, nobody)}
    assert len(held[office.officer.id]) == 2


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ({"region": "32"}, OutsideRegion),
        ({"region": "31.71"}, OutsideRegion),
        ({"clearance": Secrecy.OPEN}, AboveClearance),
    ],
)
def test_nobody_but_the_machine_reaches_beyond_their_standing(
    office: Office, log: Log, place: dict[str, Any], rule: type[Refusal]
) -> None:
    about = sample(office)
    persons: list[Role] = [role for role in Role if role is not Role.SYSTEM]
    strangers = {role: stranger(office, role, **place) for role in persons}
    head = log.head()
    for wish, roles in COMMANDS.items():
        if wish in OF_NO_REGION or (wish in UNREAD and rule is AboveClearance):
            continue
        for role in roles - {Role.SYSTEM}:
            assert refusal_of(office, wish, strangers[role], about[wish]) is rule, (wish, role)
    assert log.head() == head


def test_a_secret_case_is_reached_by_who_is_cleared_for_it(office: Office) -> None:
    case = office.open_case(office.file_report(secrecy=Secrecy.SECRET))
    plain = stranger(office, Role.CASE_OFFICER, clearance=Secrecy.RESTRICTED)
    with pytest.raises(AboveClearance):
        office.assign_task(case, by=plain)
    office.assign_task(case)


def test_a_liaison_answers_their_own_tasks_only(office: Office) -> None:
    task = office.assign_task(office.open_case(), chain=[office.liaison])
    with pytest.raises(NotConcerned):
        office.acknowledge(task, by=office.third_liaison)


def test_a_task_goes_to_liaisons_alone(office: Office, log: Log) -> None:
    case = office.open_case()
    head = log.head()
    for wrong in (office.auditor, Person("nobody", office.new_id("p"), Role.LIAISON, "-")):
        with pytest.raises(NotALiaison):
            office.assign_task(case, chain=[office.liaison, wrong])
    away = stranger(office, Role.LIAISON, region="32")
    with pytest.raises(OutsideRegion):
        office.assign_task(case, chain=[away])
    assert log.head() == head + 1


def test_a_liaison_of_two_regions_may_be_given_a_task_in_either(office: Office) -> None:
    both = stranger(office, Role.LIAISON, region="32")
    office.give_role(Person("here too", both.id, Role.LIAISON, "Polda"))
    task = office.assign_task(office.open_case(), chain=[both])
    office.acknowledge(task, by=both)


def test_a_role_is_claimed_by_who_holds_it(office: Office) -> None:
    report = office.file_report()
    claims = Person("claims", office.reporter.id, Role.CASE_OFFICER, "BKBP")
    with pytest.raises(RoleNotHeld):
        office.open_case(report, by=claims)
    with pytest.raises(RoleNotHeld):
        office.open_case(report, by=Person("nobody", office.new_id("p"), Role.CASE_OFFICER, "-"))
    machine = Person("claims", office.officer.id, Role.SYSTEM, "mesin")
    with pytest.raises(RoleNotHeld):
        office.send(ElapseDeadline, machine, stream=report, deadline_id=office.new_id("x"))


def test_a_role_that_ended_or_ran_out_is_no_role(office: Office) -> None:
    acting = Person("acting", office.new_id("person"), Role.CASE_OFFICER, "BKBP")
    office.send(
        AssignRole,
        office.machine,
        person=acting.id,
        as_role=acting.role,
        in_unit=acting.unit,
        region=acting.region,
        clearance=acting.clearance,
        until=office.now() + timedelta(days=1),
    )
    office.open_case(by=acting)
    report = office.file_report()
    office.pass_time(days=1)
    with pytest.raises(RoleNotHeld):
        office.open_case(report, by=acting)
    office.open_case(report)
    office.send(
        EndRole,
        office.admin,
        person=office.officer.id,
        assignment_id=office.officer.standing.assignment_id,
    )
    with pytest.raises(RoleNotHeld):
        office.open_case()


def test_roles_given_elsewhere_are_known_at_once_by_all_threads(
    office: Office, register: Register, database_url: str, clock: OfficeClock
) -> None:
    """Another process appoints while eight threads here ask who may act."""
    store = Datastore(database_url, size=1)
    mapper = SealingMapper(Vault(store, MASTER_KEY, clock))
    elsewhere = Office(
        Register(
            recorder=Recorder(store),
            mapper=mapper,
            log=Log(store, mapper),
            clock=clock,
            calendar=register.calendar,
            regions=register.regions,
            lookout=register.lookout,
        ),
        clock,
        seed=2,
    )
    person = Person("busy", elsewhere.new_id("person"), Role.LIAISON, "Polda")
    done = Event()

    def appoint() -> int:
        for _ in range(40):
            elsewhere.give_role(person)
        done.set()
        return 40

    def ask() -> int:
        while not done.is_set():
            register.standings(person.id)
        return len(register.standings(person.id))

    assert set(at_once(appoint, *[ask] * (THREADS - 1))) == {40}
    store.close()


def test_without_a_policy_nothing_is_decided(register: Register, clock: OfficeClock) -> None:
    office = Office(register, clock)
    office.give_role(office.reporter)
    with pytest.raises(NoPolicy):
        office.file_report()


# -- bad input -----------------------------------------------------------------------------------


def test_a_narrative_of_ten_megabytes_is_refused_at_once_and_nothing_hangs(
    office: Office, register: Register, log: Log
) -> None:
    head, started = log.head(), monotonic()
    with pytest.raises(ValidationError):
        filing(office, facts="a" * 10_000_000)
    smuggled = filing(office).model_copy(update={"facts": "a" * 10_000_000})
    with pytest.raises(EventTooLong):
        register.submit(smuggled)
    office.file_report()
    assert monotonic() - started < 1
    assert log.head() == head + 2


def test_an_event_that_is_too_long_or_grows_so_when_sealed_is_refused(
    office: Office, register: Register, log: Log
) -> None:
    head = log.head()
    faces = "\N{GRINNING FACE}" * 20_000
    for more in (20_000, 10_000):
        with pytest.raises(EventTooLong):
            register.submit(filing(office, facts=faces, opinion=faces[:more]))
    assert log.head() == head
    register.submit(filing(office, facts=faces, opinion=faces[:500]))


@pytest.mark.parametrize("field", ["reason", "unit", "facts", "title"])
@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x7fb"])
def test_control_characters_are_refused(office: Office, field: str, text: str) -> None:
    with pytest.raises(ValidationError, match="kendali"):
        filing(office, **{field: text})


def test_nothing_half_written_is_left_of_bad_input(office: Office, log: Log) -> None:
    head = log.head()
    with pytest.raises(UnknownRegion, match=r"99\.99"):
        office.file_report(region="99.99")
    with pytest.raises(ReportedFromTheFuture):
        office.file_report(happened_at=office.now() + timedelta(minutes=1))
    with pytest.raises(HappensLater):
        office.file_report(occurred_at=office.now() + timedelta(minutes=1))
    with pytest.raises(StreamNotFound):
        office.verify(office.new_id("nothing"))
    with pytest.raises(StreamNotFound):
        office.verify(office.file_report())
    with pytest.raises(UnknownRegion):
        office.give_role(Person("x", office.new_id("p"), Role.LIAISON, "-", region="99"))
    assert log.head() == head + 2


def test_what_happened_earlier_may_be_told_late(office: Office, log: Log) -> None:
    earlier = office.now() - timedelta(days=2)
    report = office.file_report(occurred_at=earlier, happened_at=earlier)
    envelope = log.of_stream(report)[0].fact.envelope
    assert (envelope.occurred_at, envelope.recorded_at) == (earlier, office.now())


def test_a_report_is_triaged_once_by_two_desks_at_once(office: Office, register: Register) -> None:
    report = office.file_report()
    answers = at_once(
        lambda: office.open_case(report, case_id=office.new_id("case")),
        lambda: office.note_as_information(report, by=office.second_officer).about,
    )
    assert sum(isinstance(answer, UUID) for answer in answers) == 1
    assert {type(answer) for answer in answers} == {UUID, AlreadyTriaged}


def test_closing_collides_with_what_would_keep_it_open(
    office: Office, register: Register, database_url: str
) -> None:
    """A task given while the case is being closed: one of the two is refused."""
    case = office.recovering_case()
    office.monitor(case)
    office.pass_time_in_silence(case, days=31)
    answers = at_once(
        lambda: office.close(case),
        lambda: register.submit(
            office.command(
                AssignTask,
                office.supervisor,
                task_id=office.new_id("late"),
                case_id=case,
                kind="pemantauan",
                instruction="Pantau.",
                chain=(office.liaison.id,),
            )
        ),
    )
    assert sum(isinstance(answer, Outcome) for answer in answers) == 1
    file = office.file(case)
    assert file.stage.open == bool(file.open_tasks)


# -- policy --------------------------------------------------------------------------------------


def slower(office: Office, version: str) -> Any:
    """A policy whose verification windows are twice as long."""
    windows = office.policy.verification.model_dump(mode="json", by_alias=True)
    made = office.policy.model_dump(mode="json") | {
        "version": version,
        "verification": windows | {"kuning": "48 jam", "hijau": "9 hari kerja"},
        "first_handling": {"hijau": "9 hari kerja", "kuning": "4 hari", "merah": "6 jam"},
    }
    return type(office.policy).model_validate(made)


def test_a_case_keeps_the_policy_it_began_under(office: Office, log: Log) -> None:
    old = office.open_case()
    office.send(AdoptPolicy, office.supervisor, policy=slower(office, "2026-2"))
    new = office.open_case()
    waits = {
        case: next(iter(office.file(case).waits.values())).wait.deadline for case in (old, new)
    }
    assert waits[old].due - waits[old].starts == timedelta(hours=24)
    assert waits[new].due - waits[new].starts == timedelta(hours=48)
    for case in (old, new):
        office.found(case)
        office.verify(case)
    handling = {
        case: next(
            open_.wait.deadline
            for open_ in office.file(case).waits.values()
            if open_.wait.kind is WaitKind.FIRST_HANDLING
        )
        for case in (old, new)
    }
    assert handling[old].due - handling[old].starts == timedelta(days=2)
    assert handling[new].due - handling[new].starts == timedelta(days=4)
    assert {each.fact.envelope.policy for each in log.of_case(old)} == {"2026-1"}
    assert "2026-2" in handling[new].basis.citation


def test_a_report_keeps_the_policy_it_was_filed_under_until_its_case_begins(
    office: Office, log: Log
) -> None:
    report = office.file_report()
    office.send(AdoptPolicy, office.supervisor, policy=slower(office, "2026-2"))
    case = office.open_case(report)
    pins = {each.name: each.fact.envelope.policy for each in log.of_case(case)}
    assert (pins["report.opened_as_case"], pins["case.opened"]) == ("2026-1", "2026-2")


def test_a_version_means_one_content_for_ever(office: Office, log: Log) -> None:
    head = log.head()
    assert office.send(AdoptPolicy, office.supervisor, policy=office.policy).events == ()
    with pytest.raises(VersionTaken):
        office.send(AdoptPolicy, office.supervisor, policy=slower(office, "2026-1"))
    assert log.head() == head


# -- letters -------------------------------------------------------------------------------------


def test_one_trigger_drafts_one_letter_however_often_it_is_sent(office: Office, log: Log) -> None:
    case = office.escalated_case()
    first = office.draft_letter(case)
    head = log.head()
    assert office.draft_letter(case) == first
    assert log.head() == head
    assert at_once(*[lambda: office.draft_letter(case)] * 3) == [first] * 3
    assert len(office.file(case).letters) == 1


def numbers(office: Office) -> list[tuple[str, int, UUID]]:
    """Every number of every book, as (book, place in it, letter)."""
    return [
        (str(each.fact.originator_id), each.fact.originator_version, each.fact.letter_id)  # type: ignore[attr-defined]
        for each in office.register.log.all()
        if each.name.startswith("register.")
    ]


def test_numbers_run_without_a_gap_under_eight_approvals_at_once(
    office: Office, register: Register, database_url: str
) -> None:
    letters = [office.draft_letter(office.escalated_case()) for _ in range(THREADS)]
    approving = [
        office.command(
            ApproveLetter,
            office.supervisor,
            letter_id=letter,
            content_hash=getattr(register.load(Letter, letter), "content_hash", "-"),
        )
        for letter in letters
    ]
    answers = at_once(*[lambda c=command: register.submit(c) for command in approving])
    assert all(isinstance(answer, Outcome) for answer in answers)
    given = numbers(office)
    assert [place for _, place, _ in given] == list(range(1, THREADS + 1))
    assert {letter for _, _, letter in given} == set(letters)
    assert len({book for book, _, _ in given}) == 1
    for place, letter in enumerate([letter for _, _, letter in given], 1):
        found = register.load(Letter, letter)
        assert found is not None
        assert found.number == f"T/200.1.3.4/{place}/BKBP/2026"
    assert contiguous(database_url)


def test_decrees_of_a_year_share_one_book_whatever_they_are_about(office: Office) -> None:
    kinds = (LetterType.KEPUTUSAN_SKK, LetterType.KEPUTUSAN_SATGAS, LetterType.KEPUTUSAN_SKK)
    letters = [office.ask_letter(by=office.machine, type=kind) for kind in kinds]
    letters.append(office.ask_letter(type=LetterType.SURAT_PENGANTAR))
    for letter in letters:
        office.initial_whole_chain(letter)
        office.approve_letter(letter)
    found = [office.register.load(Letter, letter) for letter in letters]
    assert [letter.number if letter else None for letter in found] == [
        "1 TAHUN 2026",
        "2 TAHUN 2026",
        "3 TAHUN 2026",
        "T/200.1.3.4/1/BKBP/2026",
    ]


def test_a_refused_approval_takes_no_number(office: Office) -> None:
    first, second = (office.draft_letter(office.escalated_case()) for _ in range(2))
    office.void_letter(first)
    with pytest.raises(Refusal):
        office.approve_letter(first)
    office.approve_letter(second)
    assert [(place, letter) for _, place, letter in numbers(office)] == [(1, second)]


def test_a_voided_letters_number_is_not_given_again(office: Office) -> None:
    first, second = (office.draft_letter(office.escalated_case()) for _ in range(2))
    office.approve_letter(first)
    office.void_letter(first)
    office.approve_letter(second)
    assert [(place, letter) for _, place, letter in numbers(office)] == [(1, first), (2, second)]


def test_the_year_of_a_number_turns_at_the_offices_midnight(office: Office) -> None:
    """23.30 WIB on 31 December is still the old year; an hour later UTC has not turned yet."""
    letters = [office.draft_letter(office.escalated_case()) for _ in range(3)]
    for letter, moment in zip(
        letters,
        (
            datetime(2026, 12, 31, 16, 30, tzinfo=UTC),
            datetime(2026, 12, 31, 17, 30, tzinfo=UTC),
            datetime(2027, 1, 1, 2, 0, tzinfo=UTC),
        ),
        strict=True,
    ):
        office.clock.move_to(moment)
        office.approve_letter(letter)
    found = [office.register.load(Letter, letter) for letter in letters]
    assert [letter.number if letter else None for letter in found] == [
        "T/200.1.3.4/1/BKBP/2026",
        "T/200.1.3.4/1/BKBP/2027",
        "T/200.1.3.4/2/BKBP/2027",
    ]


# -- the way of a case ---------------------------------------------------------------------------


def test_an_illegal_step_is_refused_and_leaves_nothing(office: Office, log: Log) -> None:
    case = office.open_case()
    head = log.head()
    for step in (office.close, office.monitor):
        with pytest.raises(NotInStage):
            step(case)
    with pytest.raises(NotVerified):
        office.begin_recovery(case)
    assert log.head() == head


def test_a_refuted_case_takes_its_open_tasks_with_it(office: Office, log: Log) -> None:
    case = office.open_case()
    office.assign_task(case)
    done = office.found(case)
    outcome = office.refute(case)
    assert outcome.events.count("task.withdrawn") == 1
    file = office.file(case)
    assert not file.waits
    assert file.tasks[done].state.value == "dilaporkan"
