"""Writes the golden files that are missing; what is there is never touched.

    .venv/bin/python -m tests.golden.make

Each file is one event as it was stored: ``state`` is its bytes, ``keys`` the keys it was sealed
under, wrapped by ``tests.office.MASTER_KEY``; neither is ever edited. ``envelope`` and ``facts``
are what today's code must read in it: with a new schema comes an upcaster, and the older files'
``facts`` then say what it makes of them. Run it after adding an event or raising a SCHEMA, and
commit what it writes. ``upcast`` holds a test-only event as its first schema wrote it.
"""

import base64
import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from application.policy_desk import dry_run
from application.ports import Surroundings
from application.register import Register
from domain.adopted_policy import AdoptPolicy
from domain.agreement import ExtendObligation, RecordBreach, RegisterAgreement
from domain.clock_acts import ClockChange
from domain.clocks import WaitKind
from domain.conflict_case import EscalationLevel, Track
from domain.deliberation import (
    AppointMediator,
    Deliberation,
    RecordSessionNotHeld,
    RescheduleSession,
    SessionResult,
)
from domain.delivery import DeliveryChannel
from domain.holiday_list import DayKind
from domain.kernel import BOOKKEEPING, EVENTS, Fact, Role
from domain.letter_type import LetterType
from domain.monitoring import EndMonitoring
from domain.policy_upgrade import UpgradeCasePolicy
from domain.prevention import RecordDeclaration, RecordPrevention
from domain.reading import NoteReading
from domain.recovery_plan import (
    CompleteRecoveryItem,
    RecordRecoveryProgress,
    RecoveryPlan,
    WithdrawRecoveryPlan,
)
from domain.report_details import Details
from domain.risk import Level
from domain.role_assignment import EndRole
from domain.snooze import EndSnooze, SnoozeCase
from domain.stuck import STUCK_AFTER, AttendToWindow, Remedy
from domain.task_force import TaskForceOutcome
from runtime.database import Datastore, migrate
from runtime.embedded import EmbeddedPostgres
from runtime.holidays import indonesian_calendar
from runtime.log import Log, Recorded
from runtime.mapper import SealingMapper
from runtime.recorder import Recorder
from runtime.regions import Regions
from runtime.vault import Vault, walk
from tests.clocks import approve, decline, pause, propose, resume, window
from tests.facts import content
from tests.forum import Forum, activity, declaration
from tests.office import (
    ADDRESSES,
    CERTIFICATE,
    DOUBTFUL,
    MASTER_KEY,
    OPENING,
    VOTING_DAY,
    Office,
    OfficeClock,
    Person,
    QuietLookout,
)

GOLDEN = Path(__file__).parent


EVERYTHING_WRONG: dict[str, Any] = {
    "title": "Sengketa lahan garapan",
    "place": "Pasar baru",
    "facts": "Tiga kelompok warga berebut lahan garapan.",
    "opinion": "Perlu ditengahi.",
    "parties": ("Warga RW 01", "Warga RW 03"),
    "happened_at": OPENING - timedelta(hours=2),
    "source_grade": "A",
    "information_grade": 1,
}
"""Every field of a report that may be corrected."""


EVERYTHING_SAID: dict[str, Any] = {
    "independence": "Tidak berpihak.",
    "witnesses": ("Bu Lurah",),
    "positions": "Keduanya mengaku lebih dahulu menggarap.",
    "options": "Bagi dua, atau bergilir.",
    "follow_ups": ({"what": "Mengukur lahan", "owner": "Kantah", "due": "2027-01-30"},),
    "articles": ("Para pihak menahan diri.",),
    "obligations": (
        {
            "who": "Warga RW 01",
            "what": "Membongkar pagar.",
            "due": "2026-12-01",
            "evidence": "Foto",
        },
    ),
    "open_points": "Batas di sebelah utara.",
}
"""Every field of a session that may be left out."""


def path_of(name: str, schema: int) -> Path:
    return GOLDEN / f"{name}-{schema}.json"


def everything_happens(office: Office) -> None:
    """A story in which each event of the law occurs, with every optional field said once."""
    say: dict[str, Any] = {"reason": "Demi ketertiban.", "caused_by": "uji"}
    temporary = Person("temporary", office.new_id("person"), Role.LIAISON, "Polda")
    office.give_role(temporary)
    office.give_role(Person("again", temporary.id, Role.REPORTER, "FKDM"))
    office.send(
        EndRole,
        office.machine,
        person=temporary.id,
        assignment_id=temporary.standing.assignment_id,
        **say,
    )
    newer = office.policy.model_copy(update={"version": "2026-2", "letters": ADDRESSES})
    office.send(AdoptPolicy, office.supervisor, policy=newer, **say)
    report = office.file_report(
        opinion="Perlu diawasi.",
        external_id="UJI-1",
        invented=("jam",),
        occurred_at=office.now() - timedelta(hours=1),
        **say,
    )
    position = office.register.log.head()
    case = office.open_case(report, title="Sengketa lahan", position_seen=position, **say)
    reports_are_weighed(office, case, say)
    silent = office.assign_task(case, **say)
    office.pass_time_in_silence(case, days=4)
    office.withdraw_task(silent, **say)
    task = office.assign_task(case, **say)
    office.decline(task, **say)
    office.acknowledge(task)
    office.report_task(task, happening=False, **say)
    office.verify(case, **say)
    everything_was_wrong(office, report, task, case, say)
    office.propose_escalation(case, **say)
    office.decline_escalation(case, **say)
    office.propose_escalation(case, **say)
    office.approve_escalation(case, **say)
    office.calm_down(case)
    office.change_level(case, Level.RED, **say)
    link = office.link_contagion(case, region="73.71", **say)
    office.link_contagion(case, other_case=office.open_case(), **say)
    office.unlink_contagion(case, link, **say)
    letter = office.draft_letter(case)
    office.approve_letter(letter, **say)
    office.void_letter(letter, **say)
    second = office.escalated_case()
    signed = office.draft_letter(second)
    office.approve_letter(signed, **say)
    everything_is_signed(office, signed, say)
    talk = office.schedule_deliberation(case, **say)
    office.record_session(talk, SessionResult.ADJOURNED, **say)
    office.record_session(talk, SessionResult.DEADLOCK, **say)
    talk = office.schedule_deliberation(case, **say)
    office.record_session(talk, **say)
    office.meet_obligations(talk)
    office.begin_recovery(case, **say)
    watched_and_closed(office, case, say)
    exceptional_acts(office, say)
    a_red_is_weighed(office, case, say)
    clocks_stand_still(office, say)


def clocks_stand_still(office: Office, say: dict[str, Any]) -> None:
    """A case put aside; a proposal declined, a window paused and let go on, another extended."""
    case = office.verified_case()
    snooze = {"case_id": case, "snooze_id": office.new_id("snooze"), **say}
    until = office.now().date() + timedelta(days=3)
    office.send(SnoozeCase, office.officer, until=until, explanation="Tanyakan lagi.", **snooze)
    wakes = window(office, case, WaitKind.RESUBMISSION).due
    office.pass_time_in_silence(case, seconds=(wakes - office.now()).total_seconds())
    office.send(EndSnooze, office.officer, **snooze)
    a_case_follows_another_policy(office, say)
    case = office.open_case()
    paper = {"evidence": "ND-7/2026", **say}
    propose(office, case, until=office.now() + timedelta(days=3), **paper)
    decline(office, case)
    resume(office, case, pause(office, case, **paper))
    named = window(office, case, WaitKind.VERIFICATION).deadline_id
    longer: dict[str, Any] = {
        "change": ClockChange.EXTENSION,
        "deadline_id": named,
        "longer_by": "1 hari kerja",
    }
    propose(office, case, **longer, **paper)
    approve(office, case)
    a_window_is_stuck(office, office.open_case(), say)
    a_secret_is_read(office, case, say)


def watched_and_closed(office: Office, case: UUID, say: dict[str, Any]) -> None:
    """Calm for as long as the office watches, and every letter delivered."""
    office.monitor(case, **say)
    office.pass_time_in_silence(case, days=31)
    office.deliver_letters(case)
    office.close(case, **say)


def a_red_is_weighed(office: Office, closed: UUID, say: dict[str, Any]) -> None:
    """Raised on too little, confirmed by a second source; another comes to nothing."""
    office.reopen(closed, **say)
    case = office.open_case(office.file_report(**DOUBTFUL), **say)
    office.join_report(case, **say)
    office.refute(office.open_case(office.file_report(**DOUBTFUL)), **say)


def reports_are_weighed(office: Office, case: UUID, say: dict[str, Any]) -> None:
    """One is mere information, another a second source for a case."""
    office.note_as_information(noted := office.file_report(), **say)
    office.reopen_report(noted, **say)
    report = office.file_report()
    office.claim(report, **say)
    office.release_claim(report, **say)
    office.tell_apart(report, office.file_report())
    office.join_report(case, report, **say)
    past = Details(document="Buku register 2019")
    office.file_report(by=office.officer, history=True, details=past, **say)
    office.file_pointer(by=office.cleared_officer(), **say)


def a_task_is_worked_on(office: Office, case: UUID, say: dict[str, Any]) -> None:
    """Delegated, accepted, on the way, there, and how it goes; then it is not needed any more."""
    task = office.assign_task(case, chain=[office.liaison, office.second_liaison])
    office.delegate(task, office.third_liaison, **say)
    office.accept(task, **say)
    office.set_out(task, **say)
    office.arrive(task, **say)
    office.report_progress(task, **say)
    office.withdraw_task(task)


def everybody_is_told(office: Office, case: UUID, say: dict[str, Any]) -> None:
    """A notice that is read, one that fails and is tried again, one unclear, one stopped."""
    office.set_habits(quiet_from=None, quiet_until=None, **say)
    office.set_habits(**say)
    told = office.give_notice(case, window=office.new_id("window"), **say)
    office.begin_notice(told, **say)
    office.record_notice_trouble(told, certain=True, passing=True, **say)
    office.begin_notice(told)
    office.record_notice(told, **say)
    office.read_notice(told, **say)
    lost = office.give_notice(case)
    office.begin_notice(lost)
    office.record_notice_trouble(lost, certain=False, **say)
    office.cancel_notice(office.give_notice(case), **say)


def cases_are_merged(office: Office, say: dict[str, Any]) -> None:
    """A member's clock is the strictest; what the lead has had since belongs to the member."""
    member = office.open_case()
    office.pass_time(hours=1)
    lead = office.open_case()
    office.merge(lead, member, **say)
    office.found(lead)
    finding = next(e for e in office.file(lead).timeline if e.name == "case.finding_noted")
    office.unmerge(lead, member, routed=[(finding.event_id, member)], **say)


def a_member_is_found_out(office: Office, say: dict[str, Any]) -> None:
    """Its task goes on while it is led by another; so does the report it began with."""
    report = office.file_report()
    lead, member = office.open_case(), office.open_case(report)
    task = office.assign_task(member)
    office.merge(lead, member)
    office.acknowledge(task)
    office.report_task(task, **say)
    office.correct_report(report, source_grade="E", **say)


def a_secret_is_read(office: Office, case: UUID, say: dict[str, Any]) -> None:
    reader = {"reader": office.auditor.id, "as_role": Role.AUDITOR, "in_unit": "Inspektorat"}
    office.send(NoteReading, office.machine, about=case, allowed=True, **reader, **say)


def a_window_is_stuck(office: Office, case: UUID, say: dict[str, Any]) -> None:
    found = window(office, case, WaitKind.VERIFICATION)
    office.clock.move_to(found.due + STUCK_AFTER)
    facts = {"stream": case, "deadline_id": found.deadline_id, "remedy": Remedy.ASK}
    why = {"explanation": "Mesin gagal tiga kali."}
    office.send(AttendToWindow, office.supervisor, **facts, **why, **say)


def a_case_follows_another_policy(office: Office, say: dict[str, Any]) -> None:
    """With the windows of its task, which run longer from now on."""
    case = office.open_case()
    office.assign_task(case)
    rules = office.policy.task.model_copy(update={"acknowledge": office.policy.monitoring})
    newer = office.policy.model_copy(update={"version": "2026-4", "task": rules})
    office.send(AdoptPolicy, office.supervisor, policy=newer)
    (report,) = dry_run(office.register, [case], newer.version, office.now())
    office.send(
        UpgradeCasePolicy,
        office.supervisor,
        case_id=case,
        to=newer.version,
        as_of=report.as_of,
        report_hash=report.content_hash,
        legal_basis="Nota dinas 7/2026",
        explanation="SOP baru.",
        **say,
    )


def cases_change_hands(office: Office, say: dict[str, Any]) -> None:
    """From a regency up to the province and back, and from one officer to another."""
    officer, head = office.regency_office()
    case = office.open_case(by=officer)
    office.hand_over(case, office.second_officer, by=head, **say)
    offered = office.open_case()
    office.hand_over(offered, office.second_officer, by=office.officer, **say)
    office.decline_handover(offered, **say)
    office.found(case)
    office.verify(case, by=office.second_officer)
    office.propose_escalation(case, by=office.second_officer)
    office.approve_escalation(case)
    office.hand_up(case, EscalationLevel.NATIONAL)
    office.return_to_province(case, **say)
    office.return_to_regency(case, **say)


def a_letter_goes_its_way(office: Office, case: UUID, say: dict[str, Any]) -> None:
    """Revised, returned, initialled, sent by mail that fails, answered, and corrected."""
    decree = office.ask_letter(case_id=case, type=LetterType.KEPUTUSAN_SATGAS)
    office.initial_letter(decree, "Kepala Biro Hukum", **say)
    letter = office.ask_letter(
        case_id=case, content=content().model_copy(update={"copies": ("Sekretaris Daerah",)})
    )
    office.add_paragraph(letter, **say)
    office.return_letter(letter, **say)
    office.remove_paragraph(letter, 1)
    office.resubmit_letter(letter, **say)
    office.approve_letter(letter)
    office.sign_on_paper(letter, **say)
    office.dispatch_letter(letter, **say)
    office.begin_delivery(letter, "Sekretaris Daerah")
    office.record_delivery_trouble(letter, "Sekretaris Daerah", certain=False, **say)
    office.resolve_delivery(letter, "Sekretaris Daerah", arrived=False, **say)
    office.send_again(letter, "Sekretaris Daerah", DeliveryChannel.MAIL, **say)
    office.begin_delivery(letter, "Sekretaris Daerah", 2)
    office.record_delivery_trouble(letter, "Sekretaris Daerah", 2, certain=False)
    office.resolve_delivery(letter, "Sekretaris Daerah", **say)
    office.record_receipt(letter, "Sekretaris Daerah", **say)
    office.follow_up(letter, office.record_disposition(letter, **say), **say)
    erratum = office.draft_erratum(letter, **say)
    office.approve_letter(erratum)
    office.void_letter(erratum)


def everything_is_signed(office: Office, letter: UUID, say: dict[str, Any]) -> None:
    """One call fails, one is unclear and found not to have signed, one unclear that has."""
    failed = office.sign_letter(letter, **say)
    office.record_signing_trouble(letter, failed, certain=True, **say)
    office.record_signing_trouble(letter, office.sign_letter(letter), certain=False, **say)
    office.resolve_signing(letter, **say)
    office.record_signing_trouble(letter, office.sign_letter(letter), certain=False)
    office.resolve_signing(
        letter, signed_sha256="5" * 64, size=52_000, certificate=CERTIFICATE, **say
    )


def everything_is_settled(office: Office, say: dict[str, Any]) -> None:
    """Sessions with all that is said of them, a caucus, an agreement broken and made good; then
    the court, a recovery plan, and visits that end early."""
    watching = office.policy.settlement.model_copy(update={"visits": (30, 90)})
    changed = {"version": "2026-3", "letters": ADDRESSES, "settlement": watching}
    newest = office.policy.model_copy(update=changed)
    office.send(AdoptPolicy, office.supervisor, policy=newest)
    case = office.escalated_case()
    office.approve_letter(office.draft_letter(case))
    talk = office.schedule_deliberation(case, mediated_by=office.second_officer.id, **say)
    office.break_seal(talk, office.note_caucus(talk, **say), **say)
    about: dict[str, Any] = {"deliberation_id": talk, "explanation": "Hujan lebat.", **say}
    later = {"session_at": office.now() + timedelta(days=3)}
    office.send(RescheduleSession, office.officer, **about, **later)
    stands = {"mediator": "Camat", "independence": "Tidak berkepentingan."}
    by = {"mediated_by": office.second_officer.id}
    office.send(AppointMediator, office.officer, **about, **stands, **by)
    office.pass_time(days=3)
    again = {"next_session_at": office.now() + timedelta(days=1)}
    office.send(RecordSessionNotHeld, office.officer, **about, **again)
    office.pass_time(days=1)
    office.record_session(talk, SessionResult.PARTLY, **EVERYTHING_SAID, **say)
    found = office.register.load(Deliberation, talk)
    assert found is not None
    duty: dict[str, Any] = {"obligation_id": next(iter(found.obligations))}
    office.send(RecordBreach, office.officer, **duty, **about)
    longer = {"due": "2027-06-30", "consenting": (1, 2)}
    office.send(ExtendObligation, office.officer, **duty, **about, **longer)
    office.sign_agreement(talk, **say)
    today = office.now().date()
    registered = {"court": "PN Jakarta Selatan", "number": "7/2026", "registered_on": today}
    office.send(RegisterAgreement, office.officer, deliberation_id=talk, **registered, **say)
    office.meet_obligation(talk, duty["obligation_id"], **say)
    an_obligation_is_let_go(office, case, say)
    office.refer_to_court(case, **say)
    office.record_court_progress(case, **say)
    office.record_court_outcome(case, **say)
    office.begin_recovery(case)
    withdrawn = office.plan_recovery(case)
    plan = office.plan_recovery(case, **say)
    unused: dict[str, Any] = {"plan_id": withdrawn, "explanation": "Keliru."}
    office.send(WithdrawRecoveryPlan, office.officer, **unused, **say)
    office.approve_plan(plan)
    drawn = office.register.load(RecoveryPlan, plan)
    assert drawn is not None
    item: dict[str, Any] = {"plan_id": plan, "item_id": next(iter(drawn.items)), **say}
    office.send(RecordRecoveryProgress, office.officer, progress="Separuh.", **item)
    office.send(CompleteRecoveryItem, office.officer, evidence="Foto.", **item)
    office.pass_time_in_silence(case, days=28)
    it_seems_to_come_back(office, case, say)
    office.monitor(case, visit=30, obligations="Dipenuhi semua.", **say)
    office.send(EndMonitoring, office.supervisor, case_id=case, explanation="Tenang.", **say)


def an_obligation_is_let_go(office: Office, case: UUID, say: dict[str, Any]) -> None:
    """Of another agreement of the same case, by everybody's consent."""
    another = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(another)
    office.release_obligation(another, basis="persetujuan_semua_pihak", consenting=(1, 2), **say)


def it_seems_to_come_back(office: Office, case: UUID, say: dict[str, Any]) -> None:
    """And does not, says a head."""
    office.monitor(case, calm=False, relapse=True, note="Ribut lagi.")
    office.deny_relapse(case, **say)


def exceptional_acts(office: Office, say: dict[str, Any]) -> None:
    """A state of conflict extended until it lapses, another revoked; a task force each."""
    everything_is_settled(office, say)
    a_letter_goes_its_way(office, office.escalated_case(), say)
    case = office.escalated_case()
    the_registers(office, case, say)
    everybody_is_told(office, case, say)
    a_task_is_worked_on(office, case, say)
    state = office.consult_council(case, **say)
    office.declare(state, decree="Kepgub 299/2026", **say)
    office.lift_measure(state, office.order_measure(state, **say), **say)
    office.order_measure(state)
    request = office.ask_for_military_help(state, **say)
    letter = office.new_id("letter")
    office.put_request_in_writing(state, request, letter_id=letter, **say)
    office.decide_on_help(state, request, **say)
    office.order_help(state, request, **say)
    office.end_help(state, request, **say)
    office.record_rescue(state, **say)
    office.plan_fund(state, **say)
    office.disburse_fund(state, **say)
    pack = office.send_pack(case, **say)
    office.open_pack(pack, **say)
    office.follow_up_unread(pack, office.second_liaison, **say)
    office.record_progress(state, **say)
    force = office.form_task_force(case, decree="Kepgub 301/2026", **say)
    talk = office.schedule_deliberation(case, track=Track.TASK_FORCE)
    office.record_session(talk)
    say_agreed = say | {"agreement": "Batas lahan disepakati."}
    office.finish_task_force(force, outcome=TaskForceOutcome.AGREED, **say_agreed)
    office.pass_time_in_silence(case, days=85)
    office.consult_on_extension(state, **say)
    office.extend(state, **say)
    office.pass_time_in_silence(case, days=40)
    case = office.escalated_case()
    state = office.declared(case)
    office.order_measure(state)
    office.ask_for_military_help(state)
    office.revoke(state, **say)


def the_registers(office: Office, case: UUID, say: dict[str, Any]) -> None:
    """What the office keeps beside its cases."""
    office.attach(case, as_evidence=True, **say)
    forum, account = Forum(office), Person("member", office.new_id("p"), Role.REPORTER, "FKDM")
    office.give_role(account)
    lost, first, second = (forum.candidate(**say) for _ in range(3))
    forum.turn_down(lost, **say)
    for member in (first, second):
        forum.pass_exams(member, note="Baik.", **say)
        forum.appoint(member, **say)
    forum.activate(first, account, **say)
    forum.train(first, **say)
    forum.end(first, **say)
    forgotten, kept = office.file_report(), office.file_report()
    office.hold(forgotten, **say)
    office.lift_hold(forgotten, **say)
    office.ask_to_erase(forgotten, **say)
    office.erase(forgotten, **say)
    office.ask_to_erase(kept, **say)
    office.decline_erasure(kept, **say)
    office.send(
        RecordPrevention, office.officer, **activity(office.new_id("x"), case_id=case), **say
    )
    office.send(RecordDeclaration, office.officer, **declaration(office.new_id("x")), **say)
    office.revise_playbook(**say)
    office.list_holidays(**say)
    taken_back = VOTING_DAY.model_copy(update={"kind": DayKind.WORKING_DAY})
    office.list_holidays(taken_back, **say)
    office.revise_playbook(based_on=1, needs=("Pertemuan di tempat netral.",), **say)


def everything_was_wrong(
    office: Office, report: UUID, task: UUID, case: UUID, say: dict[str, Any]
) -> None:
    """Each fact that can be corrected is, and the report is supplemented."""
    office.correct_report(report, **EVERYTHING_WRONG, **say)
    office.correct_report(report, theme="tambang", conflict_source="c", **say)
    office.supplement_report(report, **say)
    office.answer_inquiry(report, office.ask_reporter(report, **say), **say)
    office.withdraw_inquiry(report, office.ask_reporter(report, **say), **say)
    office.correct_finding(task, **say)
    office.correct_summary(case, **say)


def subjects_of(state: bytes) -> set[UUID]:
    """For whom something is sealed in an event."""
    found: set[UUID] = set()

    def note(node: dict[str, Any], path: str) -> dict[str, Any]:
        found.add(UUID(node["sealed_for"]))
        return node

    walk(json.loads(state), note)
    return found


def reading(fact: Fact) -> dict[str, Any]:
    """What the code reads in an event, as JSON."""
    return {
        "envelope": fact.envelope.model_dump(mode="json", exclude_none=True),
        "facts": fact.model_dump(mode="json", exclude=set(BOOKKEEPING)),
    }


def golden(recorded: Recorded, datastore: Datastore) -> dict[str, Any]:
    """One file's content."""
    with datastore.reading() as cursor:
        row = cursor.execute(
            "SELECT originator_version, state FROM rukun.event WHERE notification_id = %s",
            (recorded.position,),
        ).fetchone()
        assert row is not None
        state = bytes(row["state"])
        keys = cursor.execute(
            "SELECT subject, wrapped FROM vault.key WHERE subject = ANY(%s) ORDER BY subject",
            (list(subjects_of(state)),),
        ).fetchall()
    return {
        "name": recorded.name,
        "schema": json.loads(state)["schema"],
        "stream": str(recorded.stream),
        "version": row["originator_version"],
        "state": state.decode(),
        "keys": {
            str(key["subject"]): base64.b64encode(bytes(key["wrapped"])).decode() for key in keys
        },
    } | reading(recorded.fact)


def write(content: dict[str, Any]) -> None:
    path = path_of(content["name"], content["schema"])
    if not path.exists():
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def tell(url: str) -> None:
    """Lets everything happen in an empty database and keeps one event of each kind."""
    datastore = Datastore(url, size=2)
    clock = OfficeClock(OPENING)
    mapper = SealingMapper(Vault(datastore, MASTER_KEY, clock))
    log = Log(datastore, mapper)
    register = Register(
        recorder=Recorder(datastore),
        mapper=mapper,
        log=log,
        clock=clock,
        calendar=indonesian_calendar(2015, 2030),
        regions=Regions(),
        lookout=QuietLookout(Surroundings(election_index=70.0, recent_incidents=4)),
    )
    office = Office(register, clock).opened()
    everything_happens(office)
    say = {"reason": "Demi ketertiban.", "caused_by": "uji"}
    cases_are_merged(office, say)
    a_member_is_found_out(office, say)
    cases_change_hands(office, say)
    richest: dict[str, Recorded] = {}
    for recorded in log.all():
        known = richest.get(recorded.name)
        if known is None or _said(recorded) > _said(known):
            richest[recorded.name] = recorded
    assert richest.keys() == EVENTS.keys(), EVENTS.keys() - richest.keys()
    for recorded in richest.values():
        write(golden(recorded, datastore))
    datastore.close()


def _said(recorded: Recorded) -> int:
    return len(recorded.fact.model_dump_json(exclude_none=True))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rukun-golden-") as directory:
        Path(directory).chmod(0o755)
        with EmbeddedPostgres.start(Path(directory) / "pg", settings={"fsync": "off"}) as server:
            url = server.dsn()
            migrate(url)
            tell(url)


if __name__ == "__main__":
    main()
