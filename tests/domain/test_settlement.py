"""Sessions, agreements that bind, the court, recovery and visits: what each asks and refuses."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.agreement import (
    AgreementRegistered,
    AgreementSigned,
    BreachRecorded,
    ConsentMissing,
    DatedAhead,
    ExtendObligation,
    MeetObligation,
    NothingAgreed,
    NotLonger,
    NotSigned,
    PartyUnsigned,
    RecordBreach,
    RegisterAgreement,
    SignAgreement,
    SignedLaterThanRegistered,
    UnknownParty,
)
from domain.clocks import Circumstances, ElapseDeadline, WaitKind
from domain.closing import Blockers, Check
from domain.conflict_case import (
    BeginRecovery,
    ConflictCase,
    NoAgreementYet,
    NotInStage,
    RecordMonitoring,
    Stage,
    StillOpen,
    TaskForceStands,
    Track,
)
from domain.conflict_terms import Scale
from domain.court import (
    BeforeTheCourt,
    DecidedBeforeFiled,
    FiledAhead,
    NoTaskForceFailed,
    NotBeforeTheCourt,
    RecordCourtOutcome,
    RecordCourtProgress,
    ReferToCourt,
)
from domain.deliberation import (
    AppointMediator,
    Deliberation,
    HeldOtherwise,
    InstitutionMissing,
    OpenPointsMissing,
    PartyAbsent,
    RecordSession,
    RecordSessionNotHeld,
    RescheduleSession,
    SessionInThePast,
    SessionNotYetHeld,
    SessionOver,
    SessionResult,
)
from domain.kernel import Secrecy, key
from domain.monitoring import (
    DenyRelapse,
    EndMonitoring,
    NoRelapse,
    NotBeingMonitored,
    NotCalmYet,
    RelapseIsNotCalm,
    RelapseToldByOneself,
    SecondPersonNeeded,
    UnknownVisit,
    VisitTooEarly,
)
from domain.policy import Policy, PolicyInvalid, SettlementRules, content_hash, load_policy
from domain.recovery_plan import (
    ApproveRecoveryPlan,
    CompleteRecoveryItem,
    ItemDueInThePast,
    PlanApproved,
    PlanChanged,
    PlannerIsApprover,
    PlanNotApproved,
    PlanRecovery,
    PlanWithdrawn,
    RecordRecoveryProgress,
    RecoveryItemDone,
    RecoveryKind,
    RecoveryPart,
    RecoveryPlan,
    UnknownRecoveryItem,
    WithdrawRecoveryPlan,
)
from domain.release import (
    Grounds,
    LaterAgreement,
    NoLaterAgreement,
    NoRuling,
    ReleaseBasis,
    ReleasedAlready,
    ReleaseObligation,
    ReleaserInvolved,
    Ruling,
)
from domain.reopening import ReopenCase, ReopeningGround, Standing
from domain.risk import Level
from domain.task_force import Ground, GroundNotShown
from tests import facts as told_facts
from tests.domain.test_task_force import formed
from tests.facts import (
    CASE,
    CLOSING,
    NOON,
    NOTHING_OPEN,
    OFFICER,
    POLICY,
    RECOVERING,
    SUPERVISOR,
    TALK,
    TEBET,
    TODAY,
    Somebody,
    at,
    elapse,
    escalated,
    facts,
    given,
    promise,
    recovering,
    refused,
    scheduled,
    told,
    verified,
    waiting,
    wish,
)

PLAN = key("uji", "plan")
EVERYBODY = tuple({"party": n, "representative": "Ketua", "mandate": "Kuasa"} for n in (1, 2))


def with_rules(**rules: Any) -> Policy:
    return POLICY.model_copy(update={"settlement": SettlementRules(**rules)})


def under(policy: Policy, by: Somebody = OFFICER, **later: float) -> Circumstances:
    """The circumstances of ``at``, under another policy."""
    usual = at(by, **later)
    return Circumstances(envelope=usual.envelope, policy=policy, calendar=usual.calendar)


WATCHED = with_rules(guidelines=True, visits=(30, 90, 180))


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every story told inside is told under a policy that watches yardsticks and visits."""
    with monkeypatch.context() as changed:
        changed.setattr(told_facts, "POLICY", WATCHED)
        yield


def session(result: SessionResult = SessionResult.AGREED, **said: Any) -> RecordSession:
    told_of: dict[str, Any] = {"minutes": "Bicara.", "attendance": EVERYBODY}
    if result in (SessionResult.AGREED, SessionResult.PARTLY):
        told_of["obligations"] = (promise(),)
    return wish(RecordSession, deliberation_id=TALK, result=result, **(told_of | said))


def agreed() -> Deliberation:
    talk = scheduled()
    talk.record_session(session(), at(days=2))
    return given(talk)


def about_talk(kind: Any, **said: Any) -> Any:
    return wish(kind, deliberation_id=TALK, **said)


# -- sessions ------------------------------------------------------------------------------------


def test_pasal_40_a_deliberation_goes_through_an_institution_somebody_recognises() -> None:
    with pytest.raises(InstitutionMissing, match="Pasal 40-41"):
        scheduled(institution=None)
    assert scheduled(track=Track.TASK_FORCE, institution=None).track is Track.TASK_FORCE


@pytest.mark.parametrize("result", [SessionResult.AGREED, SessionResult.DEADLOCK])
def test_what_came_of_a_session_is_not_told_before_its_time(result: SessionResult) -> None:
    talk = given(scheduled())
    with refused(talk, SessionNotYetHeld):
        talk.record_session(session(result), at(hours=47))
    talk.record_session(session(result), at(hours=48))
    assert talk.result is result


def test_a_session_arranged_earlier_and_told_of_later_may_be_over() -> None:
    earlier = at(days=3)
    past = earlier.envelope.model_copy(update={"occurred_at": NOON - timedelta(days=1)})
    talk = Deliberation.schedule(
        told_facts.scheduling(session_at=NOON),
        Circumstances(envelope=past, policy=POLICY, calendar=earlier.calendar),
        region=TEBET,
        level=Level.YELLOW,
        secrecy=Secrecy.RESTRICTED,
    )
    talk.record_session(session(), at(days=3))
    assert talk.binding


def test_a_session_is_put_off_with_a_reason_and_waited_for_on_its_new_day() -> None:
    talk = given(scheduled())
    new = NOON + timedelta(days=5)
    talk.reschedule(about_talk(RescheduleSession, session_at=new, explanation="Hujan."), at(days=1))
    assert told(talk) == [
        "deadline.withdrawn deliberation_start",
        "deliberation.session_rescheduled",
        "deadline.set deliberation_start",
    ]
    with refused(talk, SessionNotYetHeld):
        talk.record_session(session(), at(days=2))
    with refused(talk, SessionInThePast):
        talk.reschedule(
            about_talk(RescheduleSession, session_at=NOON, explanation="Hujan."), at(days=1)
        )


def test_pasal_42_c_a_session_nobody_came_to_goes_on_or_ends_it() -> None:
    talk = scheduled()
    early = about_talk(RecordSessionNotHeld, explanation="Tidak datang.")
    with refused(given(talk), SessionNotYetHeld):
        talk.not_held(early, at(days=1))
    again = early.model_copy(update={"next_session_at": NOON + timedelta(days=4)})
    talk.not_held(again, at(days=2))
    talk.not_held(early, at(days=4))
    assert talk.result is SessionResult.NOT_HELD
    assert not talk.waits
    with refused(given(talk), SessionOver):
        talk.record_session(session(), at(days=5))


def test_a_session_not_held_is_no_result_of_one_that_was() -> None:
    with refused(given(scheduled()), HeldOtherwise):
        scheduled().record_session(session(SessionResult.NOT_HELD), at(days=2))


def test_pasal_41_an_agreement_binds_who_was_there_or_stood_for() -> None:
    talk = given(scheduled())
    with refused(talk, PartyAbsent, "Warga RW 02"):
        talk.record_session(session(attendance=EVERYBODY[:1]), at(days=2))
    with refused(talk, UnknownParty, "Pihaknya 2"):
        talk.record_session(session(attendance=({**EVERYBODY[0], "party": 3},)), at(days=2))


def test_three_parties_may_agree_in_part_where_two_are_there() -> None:
    talk = given(scheduled(parties=("A", "B", "C")))
    partly = session(SessionResult.PARTLY, open_points="Batas utara.")
    with refused(talk, OpenPointsMissing):
        talk.record_session(session(SessionResult.PARTLY), at(days=2))
    with refused(talk, PartyAbsent):
        talk.record_session(partly.model_copy(update={"attendance": ()}), at(days=2))
    talk.record_session(partly, at(days=2))
    assert (talk.result, talk.binding, talk.unmet) == (SessionResult.PARTLY, True, 1)


def test_everything_said_at_a_session_is_kept_sealed() -> None:
    talk = given(scheduled())
    follow_up = {"what": "Ukur lahan", "owner": "Kantah", "due": TODAY + timedelta(days=9)}
    talk.record_session(
        session(
            independence="Tidak berpihak.",
            witnesses=("Bu Lurah",),
            positions="Keduanya menggarap.",
            options="Bagi dua.",
            follow_ups=(follow_up,),
            articles=("Menahan diri.",),
        ),
        at(days=2),
    )
    (_, held), (_, agreement) = facts(talk)
    assert (held["number"], str(held["witnesses"][0])) == (1, "Bu Lurah")
    assert held["follow_ups"][0].due == TODAY + timedelta(days=9)
    assert held["attendance"][1].representative.sealed_for == CASE
    assert [str(each) for each in agreement["articles"]] == ["Menahan diri."]


# -- yardsticks ------------------------------------------------------------------------------------


def test_uu_30_1999_is_no_clock_unless_the_policy_says_so() -> None:
    assert {each.kind for each in scheduled().waits.values()} == {WaitKind.DELIBERATION_START}


@pytest.mark.parametrize(
    ("kind", "days", "paragraph"),
    [
        ("deliberation_meeting", 14, 2),
        ("deliberation_mediated", 14, 3),
        ("mediator_start", 7, 5),
        ("agreement_registration", 30, 7),
        ("agreement_execution", 30, 8),
    ],
)
def test_uu_30_1999_pasal_6_is_a_guideline_and_never_a_statute(
    kind: str, days: int, paragraph: int
) -> None:
    assert str(WATCHED.span_for(kind, Level.RED)) == f"{days} hari"
    basis = WATCHED.basis_for(kind, Level.RED)
    assert basis.kind == "guideline"
    assert basis.citation.startswith(f"UU 30/1999 Pasal 6 ayat ({paragraph}) (SOP 2026-1")


def test_a_yardstick_that_elapses_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with watched(monkeypatch):
        talk = given(scheduled(session_at=NOON + timedelta(days=20)))
        elapse(talk, WaitKind.MEETING, days=14)
        assert told(talk) == ["deadline.elapsed deliberation_meeting"]


def test_the_yardsticks_follow_a_deliberation_to_the_courts_register(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with watched(monkeypatch):
        talk = scheduled()
        adjourning = session(
            SessionResult.ADJOURNED, next_session_at=NOON + timedelta(days=5), attendance=()
        )
        talk.record_session(adjourning, at(days=2))
        assert waiting(talk, WaitKind.MEDIATED).due == NOON + timedelta(days=16)
        stands = {"mediator": "Camat", "independence": "Netral.", "explanation": "Sakit."}
        talk.appoint_mediator(about_talk(AppointMediator, **stands), at(days=3))
        assert waiting(talk, WaitKind.MEDIATOR_START).due == NOON + timedelta(days=10)
        talk.record_session(session(), at(days=5))
        assert {each.kind for each in talk.waits.values()} == {WaitKind.OBLIGATION}
        talk.sign_agreement(signing(to_register=True), at(days=5))
        assert waiting(talk, WaitKind.REGISTRATION).due == NOON + timedelta(days=35)
        talk.register_agreement(registering(), at(days=6))
        assert waiting(talk, WaitKind.EXECUTION).due == NOON + timedelta(days=36)
        talk.meet_obligation(about_duty(talk, MeetObligation, evidence="Foto."), at(days=7))
        assert not talk.waits


# -- agreements ------------------------------------------------------------------------------------


def about_duty(talk: Deliberation, kind: Any, **said: Any) -> Any:
    return about_talk(kind, obligation_id=next(iter(talk.obligations)), **said)


def signing(**said: Any) -> SignAgreement:
    signers = tuple(
        {"part": "pihak", "party": n, "name": "Ketua", "capacity": "Ketua RW"} for n in (1, 2)
    )
    signed_on = TODAY + timedelta(days=2)
    whole = {"signed_on": signed_on, "place": "Balai", "signers": signers} | said
    command: SignAgreement = about_talk(SignAgreement, **whole)
    return command


def registering(day: date = TODAY + timedelta(days=2)) -> RegisterAgreement:
    whole = {"court": "PN", "number": "7", "registered_on": day}
    command: RegisterAgreement = about_talk(RegisterAgreement, **whole)
    return command


def test_pasal_41_an_agreement_is_signed_by_every_party_once() -> None:
    with refused(given(scheduled()), NothingAgreed):
        scheduled().sign_agreement(signing(), at(days=2))
    talk = agreed()
    with refused(talk, PartyUnsigned, "Warga RW 02"):
        talk.sign_agreement(signing(signers=signing().signers[:1]), at(days=2))
    with refused(talk, DatedAhead):
        talk.sign_agreement(signing(signed_on=TODAY + timedelta(days=3)), at(days=2))
    talk.sign_agreement(signing(), at(days=2))
    with refused(given(talk), AgreementSigned):
        talk.sign_agreement(signing(), at(days=2))


def test_only_what_is_signed_is_registered_and_not_before_that_day() -> None:
    talk = agreed()
    with refused(talk, NotSigned):
        talk.register_agreement(registering(), at(days=3))
    talk.sign_agreement(signing(), at(days=2))
    with refused(given(talk), SignedLaterThanRegistered):
        talk.register_agreement(registering(TODAY), at(days=3))
    talk.register_agreement(registering(), at(days=3))
    with refused(given(talk), AgreementRegistered):
        talk.register_agreement(registering(), at(days=3))


def test_a_promise_is_broken_once_and_may_still_be_made_good() -> None:
    talk = agreed()
    broken = about_duty(talk, RecordBreach, explanation="Ingkar.")
    talk.record_breach(broken, at(days=3))
    assert told(talk) == ["deadline.met obligation", "deliberation.obligation_breached"]
    with refused(talk, BreachRecorded):
        talk.record_breach(broken, at(days=3))
    talk.meet_obligation(about_duty(talk, MeetObligation, evidence="Foto."), at(days=4))
    assert (talk.unmet, talk.breached) == (0, set())


def test_an_obligation_is_extended_by_everybodys_consent_alone() -> None:
    talk = agreed()
    longer = about_duty(
        talk,
        ExtendObligation,
        due=TODAY + timedelta(days=30),
        consenting=(1, 2),
        explanation="Hujan.",
    )
    with refused(talk, ConsentMissing, "Warga RW 02"):
        talk.extend_obligation(longer.model_copy(update={"consenting": (1,)}), at(days=3))
    with refused(talk, NotLonger):
        talk.extend_obligation(longer.model_copy(update={"due": TODAY}), at(days=3))
    elapse(talk, WaitKind.OBLIGATION, days=8)
    assert talk.breached
    given(talk).extend_obligation(longer, at(days=9))
    assert told(talk) == [
        "deadline.withdrawn supervisor_answer",
        "deliberation.obligation_extended",
        "deadline.set obligation",
    ]
    assert not talk.breached


def releasing(
    talk: Deliberation, basis: ReleaseBasis, by: Somebody = SUPERVISOR, **said: Any
) -> Any:
    about = {"deliberation_id": TALK, "obligation_id": next(iter(talk.obligations))}
    return wish(ReleaseObligation, by, basis=basis, explanation="Diganti.", **about, **said)


def broken() -> Deliberation:
    """An agreement whose one obligation was broken and never made good."""
    talk = agreed()
    talk.record_breach(about_duty(talk, RecordBreach, explanation="Ingkar."), at(days=3))
    return given(talk)


RULED = Grounds(rulings=(Ruling(decided_on=TODAY + timedelta(days=9), number="7/2026"),))


def test_pasal_43_what_the_court_ruled_on_is_owed_no_longer_and_stays_broken() -> None:
    talk = broken()
    talk.release_obligation(
        releasing(talk, ReleaseBasis.COURT_RULING), at(SUPERVISOR, days=9), RULED
    )
    ((_, said),) = facts(talk)
    assert (said["basis"], said["ruling"]) == (ReleaseBasis.COURT_RULING, "7/2026")
    assert said["explanation"].sealed_for == CASE
    assert (talk.owed, talk.met, len(talk.breached)) == ([], set(), 1)
    late = at(SUPERVISOR, days=10)
    released = given(talk)
    for kind, more in (
        (MeetObligation, {"evidence": "Foto."}),
        (RecordBreach, {"explanation": "Ingkar."}),
    ):
        act = released.meet_obligation if kind is MeetObligation else released.record_breach
        with refused(released, ReleasedAlready):
            act(about_duty(talk, kind, **more), late)
    with refused(released, ReleasedAlready):
        released.release_obligation(releasing(talk, ReleaseBasis.COURT_RULING), late, RULED)


def test_a_ruling_from_before_the_agreement_releases_nothing_of_it() -> None:
    talk = broken()
    earlier = Grounds(rulings=(Ruling(decided_on=TODAY - timedelta(days=1), number="1/2026"),))
    for grounds in (Grounds(), earlier):
        with refused(talk, NoRuling, "Pasal 43"):
            talk.release_obligation(
                releasing(talk, ReleaseBasis.COURT_RULING), at(SUPERVISOR, days=9), grounds
            )


def test_pasal_41_an_agreement_takes_the_place_of_an_older_one_and_of_no_newer() -> None:
    talk, other = broken(), key("uji", "other talk")
    wanted = releasing(talk, ReleaseBasis.LATER_AGREEMENT, agreement=other)
    assert talk.agreed_at is not None
    same_time = Grounds(agreement=LaterAgreement(agreed_at=talk.agreed_at, recorder=OFFICER.id))
    for grounds in (Grounds(), same_time):
        with refused(talk, NoLaterAgreement, "Pasal 41"):
            talk.release_obligation(wanted, at(SUPERVISOR, days=9), grounds)
    made = NOON + timedelta(days=8)
    own = Grounds(agreement=LaterAgreement(agreed_at=made, recorder=SUPERVISOR.id))
    with refused(talk, ReleaserInvolved):
        talk.release_obligation(wanted, at(SUPERVISOR, days=9), own)
    later = Grounds(agreement=LaterAgreement(agreed_at=made, recorder=OFFICER.id))
    talk.release_obligation(wanted, at(SUPERVISOR, days=9), later)
    assert facts(talk)[0][1]["agreement"] == other


def test_pasal_41_what_all_promised_each_other_all_let_go_and_its_clock_ends() -> None:
    talk = agreed()
    waits = releasing(talk, ReleaseBasis.CONSENT, consenting=(1,))
    with refused(talk, ConsentMissing, "Warga RW 02"):
        talk.release_obligation(waits, at(SUPERVISOR, days=3), Grounds())
    whole = waits.model_copy(update={"consenting": (1, 2)})
    talk.release_obligation(whole, at(SUPERVISOR, days=3), Grounds())
    assert told(talk) == [
        "deadline.withdrawn obligation",
        "deliberation.obligation_released",
    ]
    assert not talk.waits


def test_an_elapsed_obligation_that_is_released_is_asked_about_no_longer() -> None:
    talk = agreed()
    elapse(talk, WaitKind.OBLIGATION, days=8)
    given(talk).release_obligation(
        releasing(talk, ReleaseBasis.COURT_RULING), at(SUPERVISOR, days=9), RULED
    )
    assert told(talk)[0] == "deadline.withdrawn supervisor_answer"
    assert (talk.waits, len(talk.breached)) == ({}, 1)


def test_nobody_releases_what_they_wrote_down_themselves() -> None:
    talk = agreed()
    talk.acting = at(SUPERVISOR, days=3).envelope
    talk.record_breach(about_duty(talk, RecordBreach, explanation="Ingkar."), at(days=3))
    for by in (OFFICER, SUPERVISOR):
        with refused(given(talk), ReleaserInvolved):
            talk.release_obligation(
                releasing(talk, ReleaseBasis.COURT_RULING, by), at(by, days=9), RULED
            )


# -- the task force and the court ----------------------------------------------------------------


def test_pasal_42_a_ground_the_record_speaks_against_is_refused() -> None:
    with pytest.raises(GroundNotShown, match="berakhir buntu"):
        formed(grounds=(Ground.NO_AGREEMENT,), against={Ground.NO_AGREEMENT: "berakhir buntu"})


def to_court(**said: Any) -> ReferToCourt:
    whole = {"way": "digugat_pihak", "court": "PN", "docket": "1", "filed_on": TODAY}
    return wish(ReferToCourt, case_id=CASE, explanation="Digugat.", **(whole | said))


def sued() -> ConflictCase:
    case = escalated()
    case.refer_to_court(to_court(), at(), task_force_failed=False)
    return given(case)


def ruling(day: date = TODAY) -> RecordCourtOutcome:
    return wish(RecordCourtOutcome, case_id=CASE, decided_on=day, ruling="1", outcome="Damai.")


def test_pasal_43_what_is_before_the_court_is_watched_and_not_touched() -> None:
    case = sued()
    assert case.stage is Stage.MEDIATE
    assert {each.kind for each in case.waits.values()} == {WaitKind.COURT_WATCH}
    touches: tuple[Callable[[], None], ...] = (
        lambda: case.schedule_deliberation(TALK, Track.CUSTOMARY, 2, at()),
        lambda: case.propose_escalation(told_facts.PROPOSING, at()),
        lambda: case.begin_recovery(RECOVERING, at()),
        lambda: case.form_task_force(key("uji", "force"), Scale.PROVINCE),
        lambda: case.refer_to_court(to_court(), at(), task_force_failed=False),
    )
    for touch in touches:
        with refused(case, BeforeTheCourt, "Pasal 43, 45-46"):
            touch()


def test_the_next_look_at_a_court_is_promised_each_time() -> None:
    case = sued()
    progress = wish(RecordCourtProgress, case_id=CASE, progress="Saksi.")
    case.record_court_progress(progress, at(days=10))
    assert told(case) == [
        "deadline.met court_watch",
        "case.court_progressed",
        "deadline.set court_watch",
    ]
    elapse(case, WaitKind.COURT_WATCH, days=40)
    assert told(case)[1] == "deadline.set supervisor_answer about court_watch"


def test_a_ruling_leads_to_recovery_until_the_parties_meet_anew() -> None:
    case = sued()
    with refused(case, DecidedBeforeFiled):
        case.record_court_outcome(ruling(TODAY - timedelta(days=1)), at())
    with refused(case, FiledAhead):
        case.record_court_outcome(ruling(TODAY + timedelta(days=1)), at())
    case.record_court_outcome(ruling(), at())
    with refused(given(case), NotBeforeTheCourt):
        case.record_court_outcome(ruling(), at())
    case.schedule_deliberation(TALK, Track.CUSTOMARY, 2, at())
    case.end_deliberation(TALK, agreed=False, at=at())
    with refused(given(case), NoAgreementYet):
        case.begin_recovery(RECOVERING, at())
    other = sued()
    other.record_court_outcome(ruling(), at())
    other.begin_recovery(wish(BeginRecovery, case_id=CASE, result="Diputus."), at())
    assert other.stage is Stage.RESOLVE


def test_a_case_goes_to_court_from_handling_and_with_nothing_left_open() -> None:
    with refused(given(verified()), NotInStage):
        verified().refer_to_court(to_court(), at(), task_force_failed=False)
    case = escalated()
    with refused(given(case), NoTaskForceFailed):
        case.refer_to_court(to_court(way="satgas_gagal"), at(), task_force_failed=False)
    with refused(given(case), FiledAhead):
        later = to_court(filed_on=TODAY + timedelta(days=1))
        case.refer_to_court(later, at(), task_force_failed=False)
    case.form_task_force(key("uji", "force"), Scale.PROVINCE)
    with refused(given(case), TaskForceStands):
        case.refer_to_court(to_court(), at(), task_force_failed=False)


# -- recovery ------------------------------------------------------------------------------------


def planning(by: Somebody = OFFICER, **said: Any) -> PlanRecovery:
    item = {
        "kind": "38.j",
        "what": "Mengembalikan lahan.",
        "office": "Dinas Sosial",
        "budget": "btt",
        "due": TODAY + timedelta(days=10),
    }
    return wish(PlanRecovery, by, plan_id=PLAN, case_id=CASE, items=(item | said,))


def planned(**said: Any) -> RecoveryPlan:
    made = RecoveryPlan.draft(
        planning(**said), at(), region=TEBET, level=Level.YELLOW, secrecy=Secrecy.RESTRICTED
    )
    return given(made)


def approving(plan: RecoveryPlan, by: Somebody = SUPERVISOR) -> ApproveRecoveryPlan:
    return wish(ApproveRecoveryPlan, by, plan_id=PLAN, content_hash=plan.content_hash)


def item_of(plan: RecoveryPlan) -> UUID:
    return next(iter(plan.items))


def completing(item: UUID) -> CompleteRecoveryItem:
    return wish(CompleteRecoveryItem, plan_id=PLAN, item_id=item, evidence="Foto.")


def test_pasal_36_to_39_every_item_stands_in_its_article() -> None:
    counts = {part: sum(each.part is part for each in RecoveryKind) for part in RecoveryPart}
    assert list(counts.values()) == [3, 10, 6]
    assert RecoveryKind.ASSETS.article == "UU 7/2012 Pasal 38 ayat (2) huruf j"
    assert RecoveryKind.FORGIVENESS.article == "UU 7/2012 Pasal 37 ayat (1) huruf c"


def test_a_plan_is_approved_by_a_second_person_as_it_was_read() -> None:
    plan = planned()
    assert waiting(plan, WaitKind.RECOVERY_APPROVAL).asked.role is SUPERVISOR.role
    with refused(plan, PlannerIsApprover):
        plan.approve(approving(plan, OFFICER), at())
    with refused(plan, PlanChanged):
        plan.approve(approving(plan).model_copy(update={"content_hash": "lain"}), at(SUPERVISOR))
    with refused(plan, PlanNotApproved):
        plan.complete(completing(item_of(plan)), at())
    plan.approve(approving(plan), at(SUPERVISOR))
    assert told(plan) == [
        "deadline.met recovery_approval",
        "recovery_plan.approved",
        "deadline.set recovery_item",
    ]
    with refused(plan, PlanApproved):
        plan.approve(approving(plan), at(SUPERVISOR))


def test_an_item_is_done_once_and_the_supervisor_is_asked_when_it_is_late() -> None:
    plan = planned()
    plan.approve(approving(plan), at(SUPERVISOR))
    item = item_of(plan)
    with refused(given(plan), UnknownRecoveryItem):
        plan.complete(completing(key("uji", "lain")), at())
    elapse(plan, WaitKind.RECOVERY_ITEM, days=11)
    assert told(plan)[1] == "deadline.set supervisor_answer about recovery_item"
    progress = wish(RecordRecoveryProgress, plan_id=PLAN, item_id=item, progress="Separuh.")
    plan.record_progress(progress, at(days=12))
    assert plan.open_items == 1
    plan.complete(completing(item), at(days=12))
    assert (plan.open_items, plan.waits) == (0, {})
    with refused(given(plan), RecoveryItemDone):
        plan.complete(completing(item), at(days=12))


def test_a_plan_that_is_withdrawn_stands_in_nobodys_way() -> None:
    plan = planned()
    withdrawing = wish(WithdrawRecoveryPlan, plan_id=PLAN, explanation="Keliru.")
    plan.withdraw_plan(withdrawing, at())
    assert (plan.open_items, plan.waits) == (0, {})
    with refused(given(plan), PlanWithdrawn):
        plan.approve(approving(plan), at(SUPERVISOR))


def test_an_item_of_yesterday_is_no_plan() -> None:
    with pytest.raises(ItemDueInThePast):
        planned(due=TODAY - timedelta(days=1))


def test_open_items_stand_in_the_way_of_closing() -> None:
    case = told_facts.monitored()
    with refused(given(case), StillOpen, "2 butir rencana pemulihan belum selesai"):
        case.close(CLOSING, at(days=31), Blockers.of({Check.RECOVERY: [PLAN, TALK]}))


def test_a_plan_is_made_while_a_case_recovers() -> None:
    with refused(given(escalated()), NotInStage):
        escalated().plan_recovery(PLAN)


# -- visits --------------------------------------------------------------------------------------


def visit(day: int | None = None, **said: Any) -> RecordMonitoring:
    whole = {"note": "Dikunjungi.", "calm": True, "visit": day} | said
    return wish(RecordMonitoring, case_id=CASE, **whole)


ENDING = wish(EndMonitoring, SUPERVISOR, case_id=CASE, explanation="Lama tenang.")


def test_without_visits_in_the_policy_there_is_one_term_as_before() -> None:
    case = recovering()
    assert {each.kind for each in case.waits.values()} == {WaitKind.MONITORING}
    with refused(given(case), UnknownVisit):
        case.monitor(visit(30), at(days=30))


def test_visits_fall_due_at_30_90_and_180_days_and_the_term_ends_with_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with watched(monkeypatch):
        case = recovering()
        dues = {each.item: each.due for each in case.waits.values() if each.item}
        assert dues == {str(day): NOON + timedelta(days=day) for day in (30, 90, 180)}
        assert waiting(case, WaitKind.MONITORING).due == NOON + timedelta(days=180)
        with refused(given(case), VisitTooEarly, "paling cepat 25 Maret 2026"):
            case.monitor(visit(30), at(days=22))
        case.monitor(visit(30, obligations="Dipenuhi."), at(days=23))
        assert told(case) == ["deadline.met monitoring_visit", "case.monitored"]
        with refused(case, UnknownVisit):
            case.monitor(visit(30), at(days=23))


def test_a_visit_nobody_made_asks_the_supervisor_and_stays_in_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with watched(monkeypatch):
        case = given(recovering())
        (first,) = [each for each in case.waits.values() if each.item == "30"]
        late = at(told_facts.MACHINE, days=30)
        case.acting = late.envelope
        elapsing = wish(
            ElapseDeadline,
            told_facts.MACHINE,
            stream=CASE,
            deadline_id=first.deadline_id,
        )
        case.elapse(elapsing, late)
        assert told(case)[1] == "deadline.set supervisor_answer about monitoring_visit"
        with refused(case, StillOpen, "kunjungan pemantauan terjadwal belum dicatat"):
            case.close(CLOSING, at(days=31), NOTHING_OPEN)
        case.monitor(visit(30), at(days=32))
        assert told(case) == ["deadline.met supervisor_answer", "case.monitored"]


def test_monitoring_ends_early_by_a_second_person_where_it_is_calm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with watched(monkeypatch):
        case = given(recovering())
        with refused(case, NotCalmYet):
            case.end_monitoring(ENDING, at(SUPERVISOR, days=5))
        case.monitor(visit(), at(days=5))
        mine = wish(EndMonitoring, OFFICER, case_id=CASE, explanation="Lama tenang.")
        with refused(given(case), SecondPersonNeeded):
            case.end_monitoring(mine, at(days=5))
        case.end_monitoring(ENDING, at(SUPERVISOR, days=5))
        assert {each.kind for each in case.waits.values()} == {WaitKind.FIRST_HANDLING}
        assert not case.visits_due
        with refused(given(case), NotBeingMonitored):
            case.end_monitoring(ENDING, at(SUPERVISOR, days=5))


def test_a_relapse_is_not_calm() -> None:
    case = given(recovering())
    with refused(case, RelapseIsNotCalm):
        case.monitor(visit(relapse=True), at(days=5))
    case.monitor(visit(calm=False, relapse=True), at(days=5))
    assert not case.calm


# -- policy --------------------------------------------------------------------------------------


def test_rules_of_settlement_are_left_out_of_the_hash_while_they_are_the_usual() -> None:
    assert content_hash(with_rules()) == content_hash(POLICY)
    assert content_hash(WATCHED) != content_hash(POLICY)
    assert load_policy(WATCHED.model_dump_json()) == WATCHED


def test_visits_out_of_order_are_no_policy() -> None:
    wrong = WATCHED.model_dump(mode="json") | {"settlement": {"visits": [90, 30]}}
    with pytest.raises(PolicyInvalid, match="visits harus urut dari yang terdekat"):
        load_policy(json.dumps(wrong))


# -- a relapse -----------------------------------------------------------------------------------

AGAIN = wish(RecordMonitoring, case_id=CASE, note="Ribut lagi.", calm=False, relapse=True)
CALM = wish(RecordMonitoring, case_id=CASE, note="Tenang.", calm=True)
DENYING = wish(DenyRelapse, SUPERVISOR, case_id=CASE, explanation="Perkelahian antarsiswa.")


def relapsed() -> ConflictCase:
    case = given(recovering())
    case.monitor(AGAIN, at(days=1))
    return case


def test_a_relapse_is_asked_about_at_once_and_once() -> None:
    case = relapsed()
    assert told(case) == ["case.monitored", "case.relapse_seen", "deadline.set relapse"]
    wait = waiting(case, WaitKind.RELAPSE)
    assert wait.asked.role is SUPERVISOR.role
    assert wait.deadline.span == POLICY.task.supervisor_answer.of(case.level)
    case.monitor(AGAIN, at(days=1))
    assert told(case) == ["case.monitored", "case.relapse_seen"]


def test_a_case_in_relapse_is_not_closed_however_calm_it_is_said_to_be() -> None:
    case = relapsed()
    elapse(case, WaitKind.RELAPSE, days=3)
    case.monitor(CALM, at(days=9))
    with refused(given(case), StillOpen, "konflik yang terlihat berulang menunggu"):
        case.close(CLOSING, at(days=90), NOTHING_OPEN)
    assert "konflik berulang yang menunggu keputusan pimpinan" in case.bound


def test_a_relapse_is_answered_by_reopening() -> None:
    case = given(relapsed())
    again = {"ground": ReopeningGround.RELAPSE, "explanation": "Ribut.", "evidence": "Laporan"}
    reopening = wish(ReopenCase, SUPERVISOR, case_id=CASE, **again)
    case.reopen(reopening, at(SUPERVISOR, days=1), Standing())
    assert told(case)[:2] == ["deadline.met relapse", "deadline.withdrawn monitoring"]
    assert not case.relapse_told_by
    with refused(given(case), NoRelapse):
        case.deny_relapse(DENYING, at(SUPERVISOR, days=2))


def test_a_relapse_is_denied_with_a_reason_by_who_neither_saw_it_nor_holds_the_case() -> None:
    case = given(relapsed())
    for by in (OFFICER, told_facts.SECOND_OFFICER):
        own = wish(DenyRelapse, by, case_id=CASE, explanation="Bukan.")
        case.relapse_told_by.add(told_facts.SECOND_OFFICER.id)
        with refused(case, RelapseToldByOneself):
            case.deny_relapse(own, at(by, days=1))
    case.deny_relapse(DENYING, at(SUPERVISOR, days=1))
    assert told(case) == ["deadline.met relapse", "case.relapse_denied"]
    assert not case._own_blockers().standing.get(Check.RELAPSE)
    with refused(case, NoRelapse):
        case.deny_relapse(DENYING, at(SUPERVISOR, days=1))
