"""From hand to hand in a drill: officers who leave, regencies that are outranked, rungs skipped."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain.access import DecidedAbove
from domain.case_handover import (
    AcceptHandover,
    AlreadyTheirs,
    CannotReceive,
    DeclineHandover,
    HandOverCase,
    HandoverWaiting,
    NoHandover,
    NotYoursToHandOver,
)
from domain.case_ownership import (
    AlreadyHigher,
    AlreadyThere,
    NotHandedUp,
    NotWithTheNation,
    ReturnToProvince,
    ReturnToRegency,
    Rung,
    RungSkipped,
)
from domain.conflict_case import ChangeLevel, ConflictCase, EscalationLevel, ProposeEscalation
from domain.kernel import Command, Refusal, Role
from domain.regions import contains
from domain.report import Report
from domain.risk import Level
from domain.role_assignment import (
    ActingWithoutEnd,
    AssignRole,
    Capacity,
    DelegateRole,
    EndDelegation,
    NotYoursToDelegate,
)
from domain.state_of_conflict import StateOfConflict, Validity
from drill.cast import (
    ADMINISTRATOR,
    DEPUTY,
    DEPUTY_AS_OFFICER,
    HEAD,
    LIAISONS,
    LOCALS,
    OFFICERS,
    REPORTERS,
    Member,
)

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.05
LEAVE: Final = {"explanation": "Cuti."}


def opener(story: "Story") -> Member:
    """Who opens the case: the province's officer, or here and there the regency's own.

    What the province's officer has claimed is left to them.
    """
    claimed = story.look_up(Report, story.report_id).claim is not None
    for local in _locals(story):
        if story.at_first_or(0.4, "a regency's own case") and not claimed:
            return local
    return story.officer


def outranked(story: "Story") -> None:
    """The regency's own officer tries to decide what the province has opened."""
    change = {"case_id": story.case_id, "level": Level.RED, "explanation": "Massa bertambah."}
    if story.look_up(ConflictCase, story.case_id).owner is Rung.PROVINCE:
        for local in _locals(story):
            _now_and_then(story, DecidedAbove, ChangeLevel, local, change)


def _locals(story: "Story") -> list[Member]:
    return [each for each in LOCALS if contains(each.region, story.incident.region_code)]


def changes_hands(story: "Story") -> None:
    """The officer goes on leave and another takes the case over; some try what they may not."""
    case = story.look_up(ConflictCase, story.case_id)
    desks = (*OFFICERS, DEPUTY_AS_OFFICER, *LOCALS)
    holder = next(each for each in desks if each.id == case.officer)
    other = next(each for each in OFFICERS if each is not holder)
    giving = {"case_id": case.id, **LEAVE}
    to = giving | {"receiver": other.id}
    _now_and_then(story, NotYoursToHandOver, HandOverCase, other, to)
    theirs = giving | {"receiver": holder.id}
    _now_and_then(story, AlreadyTheirs, HandOverCase, HEAD, theirs)
    liaison = giving | {"receiver": LIAISONS[0].id}
    _now_and_then(story, CannotReceive, HandOverCase, HEAD, liaison)
    _now_and_then(story, NotHandedUp, ReturnToRegency, HEAD, giving)
    if case.rung is not Rung.NATIONAL:
        _now_and_then(story, NotWithTheNation, ReturnToProvince, HEAD, giving)
    if case.level is not Level.RED and case.rung is Rung.REGENCY and case.proposal is None:
        skipping = _proposal(story, EscalationLevel.NATIONAL)
        _now_and_then(story, RungSkipped, ProposeEscalation, holder, skipping)
    if case.offer is None and story.at_first_or(0.25, HandOverCase):
        story.send(HandOverCase, holder, **to)
        _now_and_then(story, HandoverWaiting, HandOverCase, holder, to)
        _answers(story, other)


def _answers(story: "Story", receiver: Member) -> None:
    """Who is asked first says nothing at all, until the head is asked; later ones say yes or no."""
    mine: dict[str, object] = {"case_id": story.case_id}
    _now_and_then(story, NoHandover, AcceptHandover, _another(receiver), mine)
    if story.at_first_or(0.2, "an offer nobody answers"):
        return
    if story.at_first_or(0.3, DeclineHandover):
        story.send(DeclineHandover, receiver, **mine, explanation="Sedang memegang kasus lain.")
    else:
        story.send(AcceptHandover, receiver, **mine)


def _another(than: Member) -> Member:
    return next(each for each in OFFICERS if each is not than)


def delegates(story: "Story") -> None:
    """The head is away for a day; whoever acts for them passes nothing on."""
    if not story.at_first_or(0.02, DelegateRole):
        return
    held = story.house.register.standings(HEAD.id)
    own = next(each for each in held if each.role is Role.SUPERVISOR)
    order = {
        "assignment_id": own.assignment_id,
        "person": DEPUTY.id,
        "capacity": Capacity.DAILY,
        "until": story.now + timedelta(days=1),
        "basis": "Surat Perintah contoh nomor 1",
    }
    definitive = order | {"capacity": Capacity.DEFINITIVE}
    _now_and_then(story, NotYoursToDelegate, DelegateRole, HEAD, definitive)
    before = {each.assignment_id for each in story.house.register.standings(DEPUTY.id)}
    story.send(DelegateRole, HEAD, **order)
    _back_early(story, before)
    endless = {
        "person": REPORTERS[0].id,
        "as_role": Role.SUPERVISOR,
        "in_unit": "BKBP",
        "region": "",
        "clearance": own.clearance,
        "capacity": Capacity.ACTING,
    }
    _now_and_then(story, ActingWithoutEnd, AssignRole, ADMINISTRATOR, endless)


def _back_early(story: "Story", before: set[UUID]) -> None:
    """The head is back before the day is over."""
    acting = story.house.register.standings(DEPUTY.id)
    given = next(each.assignment_id for each in acting if each.assignment_id not in before)
    story.send(EndDelegation, HEAD, person=DEPUTY.id, assignment_id=given)


def comes_down(story: "Story") -> None:
    """Somebody proposes to hand down what is already higher up, or to where it is."""
    rung = story.look_up(ConflictCase, story.case_id).rung
    if rung is not Rung.REGENCY:
        down = _proposal(story, EscalationLevel.REGENCY)
        _now_and_then(story, AlreadyHigher, ProposeEscalation, story.officer, down)
    here = _proposal(story, EscalationLevel(rung.value))
    _now_and_then(story, AlreadyThere, ProposeEscalation, story.officer, here)


def goes_further(story: "Story") -> bool:
    """Whether what was escalated is handed up again from where it stands."""
    rung = story.look_up(ConflictCase, story.case_id).rung
    return rung is not Rung.NATIONAL and story.at_first_or(0.15, "a rung further up")


def further_up(story: "Story") -> dict[str, object]:
    """The next rung, from the one it stands on."""
    rung = story.look_up(ConflictCase, story.case_id).rung
    above = {
        Rung.REGENCY: EscalationLevel.PROVINCE,
        Rung.PROVINCE: EscalationLevel.NATIONAL,
    }
    return _proposal(story, above[rung])


def sent_back(story: "Story") -> None:
    """The nation sends a case back to the province, or the province to the regency it came from."""
    case = story.look_up(ConflictCase, story.case_id)
    ways: dict[Rung | None, tuple[type[Refusal], type[Command], str]] = {
        Rung.NATIONAL: (NotWithTheNation, ReturnToProvince, "Surat Mendagri contoh: di provinsi."),
        Rung.PROVINCE: (NotHandedUp, ReturnToRegency, "Cukup ditangani pemerintah kota."),
    }
    if case.owner not in ways:
        return
    if case.owner is Rung.PROVINCE and case.opened_by is not Rung.REGENCY:
        return
    rule, wish, why = ways[case.owner]
    back: dict[str, object] = {"case_id": case.id, "explanation": why}
    states = (story.look_up(StateOfConflict, each) for each in case.states)
    if any(each.validity is Validity.IN_FORCE for each in states):
        _now_and_then(story, rule, wish, HEAD, back)
    elif story.at_first_or(0.3, wish):
        story.send(wish, HEAD, **back)


def _proposal(story: "Story", level: EscalationLevel) -> dict[str, object]:
    words = {"grounds": "Berpotensi meluas.", "asked_for": "Koordinasi."}
    return {"case_id": story.case_id, "level": level, **words}


def _now_and_then(
    story: "Story",
    rule: type[Refusal],
    wish: type[Command],
    by: Member,
    facts: dict[str, object],
) -> None:
    if story.at_first_or(SLIP, rule):
        story.wrongly(rule, wish, by, **facts)
