"""How a drill's cases are settled: sessions put off, caucuses, signatures, the court, recovery."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from domain.agreement import (
    AgreementRegistered,
    AgreementSigned,
    BreachRecorded,
    ConsentMissing,
    DatedAhead,
    ExtendObligation,
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
from domain.caucus import BreakCaucusSeal, NoteCaucus, NotTheMediator, SealAlreadyYours
from domain.clocks import WaitKind
from domain.conflict_case import ConflictCase, RecordMonitoring
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
    OpenPointsMissing,
    PartyAbsent,
    RecordSession,
    RecordSessionNotHeld,
    RescheduleSession,
    ScheduleDeliberation,
    SessionNotYetHeld,
    SessionResult,
)
from domain.indonesian import local
from domain.kernel import Command, Refusal
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
from domain.recovery_plan import (
    ApproveRecoveryPlan,
    BudgetSource,
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
    RecoveryPlan,
    UnknownRecoveryItem,
    WithdrawRecoveryPlan,
)
from domain.release import (
    NoLaterAgreement,
    NoRuling,
    ReleaseBasis,
    ReleasedAlready,
    ReleaseObligation,
    ReleaserInvolved,
)
from domain.stage import Stage
from drill.cast import DEPUTY, DEPUTY_AS_OFFICER, HEAD, OFFICERS, Member
from drill.desks import Script

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.15


def today(story: "Story") -> date:
    """The day it is where the incident happened."""
    return local(story.now, story.incident.region_code).date()


def present(talk: Deliberation) -> tuple[dict[str, Any], ...]:
    """Everybody, by somebody who stands for them."""
    return tuple(
        {"party": number, "representative": "Wakil contoh", "mandate": "Surat kuasa contoh"}
        for number, _ in enumerate(talk.parties, 1)
    )


# -- before and at a session -----------------------------------------------------------


def before_the_session(story: "Story", talk: Deliberation) -> None:
    """What may come between: another day, another mediator, a word apart."""
    about = {"deliberation_id": talk.id}
    early = about | {"result": SessionResult.DEADLOCK, "minutes": "Belum ada."}
    _now_and_then(story, SessionNotYetHeld, RecordSession, story.officer, early)
    _now_and_then(story, NothingAgreed, SignAgreement, story.officer, _signing(story, talk))
    if story.at_first_or(0.05, NoteCaucus):
        _apart(story, talk)
    if story.at_first_or(0.05, AppointMediator):
        stands = {"mediator": "Penengah lain", "independence": "Tidak berkepentingan."}
        why = {"explanation": "Penengah semula berhalangan."}
        story.send(AppointMediator, story.officer, **about, **stands, **why)
        days = 21  # so long that every yardstick is passed
        later = {"session_at": talk.session_at + timedelta(days=days)}
        story.send(RescheduleSession, story.officer, **about, **later, **why)


def _apart(story: "Story", talk: Deliberation) -> None:
    caucus = story.made_anew("caucus")  # there may be one before every session
    note = {"caucus_id": caucus, "deliberation_id": talk.id, "party": 1, "note": "Bersedia mundur."}
    held_by = story.look_up(ConflictCase, story.case_id).officer  # it may have changed hands
    own = next((each for each in OFFICERS if each.id == held_by), None)
    if own is None:
        return
    other = next(each for each in OFFICERS if each is not own)
    _now_and_then(story, NotTheMediator, NoteCaucus, other, note)
    _now_and_then(story, UnknownParty, NoteCaucus, own, note | {"party": 12})
    story.send(NoteCaucus, own, **note)
    breaking = {"caucus_id": caucus, "deliberation_id": talk.id, "explanation": "Ada ancaman."}
    story.send(BreakCaucusSeal, HEAD, **breaking)
    _now_and_then(story, SealAlreadyYours, BreakCaucusSeal, HEAD, breaking)


def did_not_come_about(story: "Story", talk: Deliberation) -> bool:
    """Nobody came: to another day, or never."""
    about = {"deliberation_id": talk.id, "explanation": "Salah satu pihak tidak datang."}
    if story.at_first_or(0.03, "a session that waits for another day"):
        following = {"next_session_at": story.after(2 * 1440, 4 * 1440)}
        story.send(RecordSessionNotHeld, story.officer, **about, **following)
        return True
    if story.at_first_or(0.03, "a deliberation that never came about"):
        story.send(RecordSessionNotHeld, story.officer, **about)
        return True
    return False


def agree_wrongly(story: "Story", talk: Deliberation, session: dict[str, Any]) -> None:
    """An agreement of those who were not there, or of nobody knows what."""
    tries: tuple[tuple[type[Refusal], dict[str, Any]], ...] = (
        (PartyAbsent, {"attendance": present(talk)[:1]}),
        (OpenPointsMissing, {"result": SessionResult.PARTLY}),
        (HeldOtherwise, {"result": SessionResult.NOT_HELD}),
    )
    for rule, facts in tries:
        _now_and_then(story, rule, RecordSession, story.officer, session | facts)


# -- after an agreement ------------------------------------------------------------------


def _signing(story: "Story", talk: Deliberation) -> dict[str, Any]:
    signers = tuple(
        {"part": "pihak", "party": number, "name": "Wakil contoh", "capacity": "Ketua"}
        for number, _ in enumerate(talk.parties, 1)
    )
    return {
        "deliberation_id": talk.id,
        "signed_on": today(story),
        "place": "Balai contoh",
        "signers": signers,
        "to_register": True,
    }


def signed(story: "Story", talk_id: UUID) -> Script:
    """Put to paper, and perhaps taken to the court's register."""
    yield story.after(60, 2 * 1440)
    talk = story.look_up(Deliberation, talk_id)
    signing = _signing(story, talk)
    registering = {
        "deliberation_id": talk_id,
        "court": "Pengadilan negeri contoh",
        "number": "1/2026",
        "registered_on": today(story),
    }
    ahead = {"signed_on": today(story) + timedelta(days=2)}
    _now_and_then(story, NotSigned, RegisterAgreement, story.officer, registering)
    _now_and_then(story, DatedAhead, SignAgreement, story.officer, signing | ahead)
    fewer = signing | {"signers": signing["signers"][:1]}
    _now_and_then(story, PartyUnsigned, SignAgreement, story.officer, fewer)
    story.send(SignAgreement, story.officer, **signing)
    _now_and_then(story, AgreementSigned, SignAgreement, story.officer, signing)
    if not story.at_first_or(0.4, "an agreement taken to the court's register"):
        return
    yesterday = registering | {"registered_on": today(story) - timedelta(days=1)}
    _now_and_then(story, SignedLaterThanRegistered, RegisterAgreement, story.officer, yesterday)
    story.send(RegisterAgreement, story.officer, **registering)
    _now_and_then(story, AgreementRegistered, RegisterAgreement, story.officer, registering)


def put_off(story: "Story", talk_id: UUID, obligation_id: UUID) -> bool:
    """Whether more time is given, by everybody's consent; told of as broken before that."""
    talk = story.look_up(Deliberation, talk_id)
    registered = talk.registered and story.at_first_or(0.1, "a registered agreement put off")
    if not story.at_first_or(0.1, ExtendObligation) and not registered:
        return False
    about = {"deliberation_id": talk_id, "obligation_id": obligation_id}
    broken = about | {"explanation": "Tidak dijalankan."}
    if obligation_id not in talk.breached:
        story.send(RecordBreach, story.officer, **broken)
    _now_and_then(story, BreachRecorded, RecordBreach, story.officer, broken)
    numbers = tuple(number for number, _ in enumerate(talk.parties, 1))
    due = talk.obligations[obligation_id].due
    longer = broken | {"due": today(story) + timedelta(days=60), "consenting": numbers}
    _now_and_then(
        story, ConsentMissing, ExtendObligation, story.officer, longer | {"consenting": (1,)}
    )
    _now_and_then(story, NotLonger, ExtendObligation, story.officer, longer | {"due": due})
    story.send(ExtendObligation, story.officer, **longer)
    return True


def let_go(story: "Story", talk_id: UUID, obligation_id: UUID) -> bool:
    """Whether it is never kept: broken, then released by somebody else on what stands for it."""
    if not story.at_first_or(0.08, ReleaseObligation):
        return False
    about = {"deliberation_id": talk_id, "obligation_id": obligation_id}
    said = about | {"explanation": "Tidak akan dijalankan; diganti dengan yang lain."}
    if obligation_id not in story.look_up(Deliberation, talk_id).breached:
        story.send(RecordBreach, DEPUTY_AS_OFFICER, **said)
        own = said | _release_ground(story, talk_id)
        story.wrongly(ReleaserInvolved, ReleaseObligation, DEPUTY, **own)
    unnamed = said | {"basis": ReleaseBasis.LATER_AGREEMENT}
    _now_and_then(story, NoLaterAgreement, ReleaseObligation, HEAD, unnamed)
    if not story.look_up(ConflictCase, story.case_id).rulings:
        unruled = said | {"basis": ReleaseBasis.COURT_RULING}
        _now_and_then(story, NoRuling, ReleaseObligation, HEAD, unruled)
    releasing = said | _release_ground(story, talk_id)
    story.send(ReleaseObligation, HEAD, **releasing)
    _now_and_then(story, ReleasedAlready, ReleaseObligation, HEAD, releasing)
    return True


def _release_ground(story: "Story", talk_id: UUID) -> dict[str, Any]:
    """A ruling or a later agreement, where there is one; everybody's consent otherwise."""
    case, talk = story.look_up(ConflictCase, story.case_id), story.look_up(Deliberation, talk_id)
    assert talk.agreed_at is not None
    since = local(talk.agreed_at, talk.region).date()
    if any(each.decided_on >= since for each in case.rulings):
        return {"basis": ReleaseBasis.COURT_RULING}
    for other in case.deliberations:
        made = story.look_up(Deliberation, other).agreed_at
        if made is not None and made > talk.agreed_at:
            return {"basis": ReleaseBasis.LATER_AGREEMENT, "agreement": other}
    numbers = tuple(number for number, _ in enumerate(talk.parties, 1))
    return {"basis": ReleaseBasis.CONSENT, "consenting": numbers}


# -- the court -------------------------------------------------------------------------


def before_the_court(story: "Story", scheduling: dict[str, Any]) -> Script:
    """Sued for, watched until a ruling; deliberation waits outside."""
    about = {"case_id": story.case_id}
    progress = about | {"progress": "Pemeriksaan saksi."}
    _now_and_then(story, NotBeforeTheCourt, RecordCourtProgress, story.officer, progress)
    filed_on = today(story)
    filing = about | {
        "way": "digugat_pihak",
        "court": "Pengadilan negeri contoh",
        "docket": "1/Pdt.G/2026",
        "filed_on": filed_on,
        "explanation": "Salah satu pihak menggugat.",
    }
    failed = filing | {"way": "satgas_gagal"}
    if not story.look_up(ConflictCase, story.case_id).former_task_forces:
        _now_and_then(story, NoTaskForceFailed, ReferToCourt, story.officer, failed)
    ahead = filing | {"filed_on": today(story) + timedelta(days=2)}
    _now_and_then(story, FiledAhead, ReferToCourt, story.officer, ahead)
    story.send(ReferToCourt, story.officer, **filing)
    scheduling = scheduling | {"session_at": story.now + timedelta(days=1)}
    _now_and_then(story, BeforeTheCourt, ScheduleDeliberation, story.officer, scheduling)
    for _ in range(2):
        case = story.look_up(ConflictCase, story.case_id)
        yield story.in_some_manner(story.due(case, WaitKind.COURT_WATCH))
        story.send(RecordCourtProgress, story.officer, **progress)
    late = story.due(story.look_up(ConflictCase, story.case_id), WaitKind.COURT_WATCH)
    yield story.too_late(late)
    ruling = about | {"decided_on": today(story), "ruling": "1/2026", "outcome": "Damai."}
    before = ruling | {"decided_on": filed_on - timedelta(days=1)}
    _now_and_then(story, DecidedBeforeFiled, RecordCourtOutcome, story.officer, before)
    story.send(RecordCourtOutcome, story.officer, **ruling)


# -- recovery --------------------------------------------------------------------------


def recovery(story: "Story") -> Script:
    """A plan, approved by a second person and done item by item; or withdrawn."""
    yield story.after(60, 3 * 1440)
    entry = story.look_up(ConflictCase, story.case_id).entries[Stage.RESOLVE]
    plan_id = story.made("recovery plan", entry)
    planner = DEPUTY_AS_OFFICER if story.at_first_or(0.2, "a deputy's plan") else story.officer
    planning = {"plan_id": plan_id, "case_id": story.case_id, "items": tuple(_items(story))}
    past = planning | {"items": ({**_item(story, 1), "due": today(story) - timedelta(days=1)},)}
    _now_and_then(story, ItemDueInThePast, PlanRecovery, planner, past)
    story.send(PlanRecovery, planner, **planning)
    plan = story.look_up(RecoveryPlan, plan_id)
    about = {"plan_id": plan_id}
    approval = about | {"content_hash": plan.content_hash}
    item = next(iter(plan.items))
    early = about | {"item_id": item, "progress": "Separuh."}
    _now_and_then(story, PlanNotApproved, RecordRecoveryProgress, story.officer, early)
    if planner is DEPUTY_AS_OFFICER:
        story.wrongly(PlannerIsApprover, ApproveRecoveryPlan, DEPUTY, **approval)
    _now_and_then(story, PlanChanged, ApproveRecoveryPlan, HEAD, about | {"content_hash": "lain"})
    yield story.in_some_manner(story.due(plan, WaitKind.RECOVERY_APPROVAL))
    if story.at_first_or(0.1, WithdrawRecoveryPlan):
        story.send(WithdrawRecoveryPlan, HEAD, **about, explanation="Susun ulang.")
        _now_and_then(story, PlanWithdrawn, ApproveRecoveryPlan, HEAD, approval)
        return
    story.send(ApproveRecoveryPlan, HEAD, **approval)
    _now_and_then(story, PlanApproved, ApproveRecoveryPlan, HEAD, approval)
    yield from _carried_out(story, plan)


def _carried_out(story: "Story", plan: RecoveryPlan) -> Script:
    for item in plan.items:
        due = next(
            wait.due
            for wait in story.look_up(RecoveryPlan, plan.id).waits.values()
            if wait.item == str(item)
        )
        about = {"plan_id": plan.id, "item_id": item}
        story.send(RecordRecoveryProgress, story.officer, **about, progress="Berjalan.")
        yield max(story.now, story.in_some_manner(due))
        story.send(CompleteRecoveryItem, story.officer, **about, evidence="Berita acara.")
        again = about | {"evidence": "Berita acara."}
        _now_and_then(story, RecoveryItemDone, CompleteRecoveryItem, story.officer, again)
    unknown = {"plan_id": plan.id, "item_id": story.made("no item"), "evidence": "Foto."}
    _now_and_then(story, UnknownRecoveryItem, CompleteRecoveryItem, story.officer, unknown)


def _items(story: "Story") -> Iterator[dict[str, Any]]:
    yield _item(story, 10)
    if story.sometimes(0.5):
        yield _item(story, 20)


def _item(story: "Story", days: int) -> dict[str, Any]:
    return {
        "kind": story.dice.choice(list(RecoveryKind)),
        "what": "Dilaksanakan bersama warga.",
        "office": "Dinas contoh",
        "budget": story.dice.choice(list(BudgetSource)),
        "due": today(story) + timedelta(days=days),
    }


# -- visits ------------------------------------------------------------------------------


def visits(story: "Story") -> Script:
    """Each on its day or late; now and then the head ends them early."""
    about: dict[str, Any] = {"case_id": story.case_id}
    seen = about | {"note": "Kunjungan terjadwal.", "calm": True}
    days = sorted(story.look_up(ConflictCase, story.case_id).visits_due)
    _now_and_then(story, UnknownVisit, RecordMonitoring, story.officer, seen | {"visit": 31})
    for day in days:
        case = story.look_up(ConflictCase, story.case_id)
        wait = next((w for w in case.waits.values() if w.item == str(day)), None)
        if day not in case.visits_due or wait is None:
            continue
        visit = seen | {"visit": day, "obligations": "Dijalankan."}
        if wait.kind is WaitKind.VISIT and story.now < wait.due - timedelta(days=8):
            _now_and_then(story, VisitTooEarly, RecordMonitoring, story.officer, visit)
        late = story.sometimes(0.25)
        yield max(story.now, story.too_late(wait.due) if late else wait.due - timedelta(days=2))
        story.send(RecordMonitoring, story.officer, **visit)
        ending = about | {"explanation": "Keadaan sudah lama tenang."}
        case = story.look_up(ConflictCase, story.case_id)
        watched = story.due(case, WaitKind.MONITORING) is not None
        if watched and case.officer == DEPUTY.id:
            _now_and_then(story, SecondPersonNeeded, EndMonitoring, DEPUTY, ending)
        if watched and day != days[-1] and story.at_first_or(0.2, EndMonitoring):
            story.send(EndMonitoring, HEAD, **ending)
            _now_and_then(story, NotBeingMonitored, EndMonitoring, HEAD, ending)
            return


def seen_to_relapse(story: "Story") -> Script:
    """Somebody saw it come back; a head says in the end that it was something else."""
    about = {"case_id": story.case_id}
    denying = about | {"explanation": "Perkelahian antarsiswa, lain soal."}
    _now_and_then(story, NoRelapse, DenyRelapse, HEAD, denying)
    if not story.at_first_or(0.06, DenyRelapse):
        return
    comes_back(story)
    _now_and_then(story, RelapseToldByOneself, DenyRelapse, DEPUTY, denying)
    due = story.due(story.look_up(ConflictCase, story.case_id), WaitKind.RELAPSE)
    assert due is not None
    late = story.at_first_or(0.3, "a relapse answered late")
    yield story.too_late(due) if late else story.in_some_manner(due)
    story.send(DenyRelapse, HEAD, **denying)
    story.send(RecordMonitoring, story.officer, **about, note="Tenang.", calm=True)


def comes_back(story: "Story") -> None:
    """What a visit saw; the deputy was the one who went."""
    seen = {"note": "Warga kembali berhadapan.", "calm": False, "relapse": True}
    story.send(RecordMonitoring, DEPUTY_AS_OFFICER, case_id=story.case_id, **seen)


def visit_wrongly(story: "Story") -> None:
    """Before anything calm was seen."""
    about: dict[str, Any] = {"case_id": story.case_id}
    both = about | {"note": "Ribut lagi.", "calm": True, "relapse": True}
    _now_and_then(story, RelapseIsNotCalm, RecordMonitoring, story.officer, both)
    early = about | {"explanation": "Tenang."}
    _now_and_then(story, NotCalmYet, EndMonitoring, HEAD, early)


def _now_and_then(
    story: "Story", rule: type[Refusal], wish: type[Command], by: Member, facts: dict[str, Any]
) -> None:
    """Sent wrongly the first time there is an occasion, and by chance after that."""
    if story.at_first_or(SLIP, rule):
        story.wrongly(rule, wish, by, **facts)
