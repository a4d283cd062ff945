"""Clocks that stand still in a drill: proposals, decisions, limits; a case put aside."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from application.policy_desk import dry_run
from domain.adopted_policy import AdoptPolicy
from domain.clock_acts import (
    AgreedClock,
    AlreadyDue,
    ApproveClockChange,
    ClockChange,
    ClockPaused,
    ClockProposalChanged,
    ClockProposalWaiting,
    ClockProposerDecides,
    DeclineClockChange,
    ExtensionTooLong,
    NoClockProposal,
    NoPause,
    NothingToPause,
    OwnClock,
    PauseOver,
    PauseTooLong,
    ProposeClockChange,
    ResumeClock,
    StatutoryClock,
    TooManyExtensions,
    TooManyPauses,
    UnknownWindow,
)
from domain.clocks import Clocked, Wait, WaitKind
from domain.conflict_case import ConflictCase
from domain.indonesian import local
from domain.policy import Policy
from domain.policy_upgrade import (
    NotAsReported,
    PolicyOfAnotherRegion,
    SamePolicy,
    UnknownPolicy,
    UpgradeCasePolicy,
)
from domain.regions import contains
from domain.snooze import EndSnooze, SnoozeCase, SnoozeInPast, UnknownSnooze
from domain.state_of_conflict import StateOfConflict
from domain.stuck import AttendToWindow, ComesByItself, NotStuck, OwnWindow, Remedy
from drill.cast import DEPUTY, DEPUTY_AS_OFFICER, GOVERNOR, HEAD, Member
from drill.desks import OnTheDot, Script

if TYPE_CHECKING:
    from drill.story import Story

WHY: Final = {"legal_basis": "SOP contoh bagian 4", "explanation": "Menunggu keterangan ahli."}


def _case(story: "Story") -> ConflictCase:
    return story.look_up(ConflictCase, story.case_id)


def _open(found: Clocked, kind: WaitKind) -> Wait | None:
    running = (each for each in found.waits.values() if each.kind is kind and not each.pause)
    return next(running, None)


def _decide(story: "Story", hash_: str = "") -> dict[str, Any]:
    proposal = _case(story).clock_proposal
    return {"stream": story.case_id, "content_hash": hash_ or (proposal and proposal.content_hash)}


def verification(story: "Story") -> Script:
    """The first window of a case: every way it cannot be paused, then what may be done to it."""
    yield story.after(1, 3)
    wait = _open(_case(story), WaitKind.VERIFICATION)
    if wait is None or wait.due <= story.now or _case(story).clock_proposal:
        return
    _proposed_wrongly(story, wait)
    _decided_wrongly(story)
    for _ in range(2):
        pause_id = _paused(story)
        _wrongly_while_paused(story)
        story.send(
            ResumeClock, story.officer, stream=story.case_id, pause_id=pause_id, explanation="Ada."
        )
    again = _open(_case(story), WaitKind.VERIFICATION)
    assert again is not None
    _propose_wrongly(story, TooManyPauses, deadline_id=again.deadline_id)
    _extended(story, again)


def _propose_wrongly(story: "Story", rule: Any, **facts: Any) -> None:
    asked = {"stream": story.case_id, "change": ClockChange.PAUSE, **WHY} | facts
    story.wrongly(rule, ProposeClockChange, story.officer, **asked)


def _propose(story: "Story", by: Member | None = None, **facts: Any) -> None:
    asked = {"stream": story.case_id, "change": ClockChange.PAUSE, **WHY} | facts
    story.send(ProposeClockChange, by or story.officer, **asked)


def _proposed_wrongly(story: "Story", wait: Wait) -> None:
    named = {"deadline_id": wait.deadline_id}
    _propose_wrongly(story, UnknownWindow, deadline_id=story.made("no window"))
    _propose_wrongly(story, PauseOver, until=story.now, **named)
    _propose_wrongly(story, PauseTooLong, until=story.now + timedelta(days=60), **named)
    longer = named | {"change": ClockChange.EXTENSION, "longer_by": "60 hari"}
    _propose_wrongly(story, ExtensionTooLong, **longer)
    nothing = {"stream": story.case_id, "content_hash": "-"}
    story.wrongly(NoClockProposal, ApproveClockChange, HEAD, **nothing)
    no_pause = {"pause_id": story.made("no pause"), "explanation": "Ada."}
    story.wrongly(NoPause, ResumeClock, HEAD, stream=story.case_id, **no_pause)


def _decided_wrongly(story: "Story") -> None:
    _propose(story, DEPUTY_AS_OFFICER)
    _propose_wrongly(story, ClockProposalWaiting)
    story.wrongly(ClockProposerDecides, ApproveClockChange, DEPUTY, **_decide(story))
    other = _decide(story, hash_="lain")
    story.wrongly(ClockProposalChanged, ApproveClockChange, HEAD, **other)
    story.send(DeclineClockChange, HEAD, **_decide(story), explanation="Belum perlu.")


def _paused(story: "Story") -> Any:
    _propose(story)
    proposal = _case(story).clock_proposal
    assert proposal is not None
    story.send(ApproveClockChange, HEAD, **_decide(story))
    return proposal.proposal_id


def _wrongly_while_paused(story: "Story") -> None:
    still = next(iter(_case(story).paused))
    _propose_wrongly(story, ClockPaused, deadline_id=still)


def _extended(story: "Story", wait: Wait) -> None:
    longer: dict[str, Any] = {"change": ClockChange.EXTENSION, "longer_by": "30 menit"}
    _propose(story, deadline_id=wait.deadline_id, **longer)
    story.send(ApproveClockChange, HEAD, **_decide(story))
    moved = _open(_case(story), WaitKind.VERIFICATION)
    assert moved is not None
    _propose_wrongly(story, TooManyExtensions, deadline_id=moved.deadline_id, **longer)
    _attend_wrongly(story, NotStuck, moved, Remedy.RETRY)


def _attend_wrongly(story: "Story", rule: Any, wait: Wait, remedy: Remedy) -> None:
    """The machine of a drill is never late: what it has in hand is left to it."""
    asked: dict[str, Any] = {"stream": story.case_id, "deadline_id": wait.deadline_id}
    asked |= {"remedy": remedy, "explanation": "Sudah lama ditunggu."}
    story.wrongly(rule, AttendToWindow, HEAD, **asked)


def monitoring(story: "Story") -> Script:
    """A proposal nobody decides on; then a pause that ends by itself."""
    yield story.after(20, 30)
    if _open(_case(story), WaitKind.MONITORING) is None or _case(story).clock_proposal:
        return
    _propose(story)
    yield story.after(3 * 1440, 4 * 1440)
    if _open(_case(story), WaitKind.MONITORING) is None or _case(story).clock_proposal:
        return
    _propose(story, until=story.now + timedelta(hours=6))
    story.send(ApproveClockChange, HEAD, **_decide(story))


def put_aside(story: "Story") -> Script:
    """Asked to see a case again: called off once, looked at once, forgotten once."""
    yield story.after(5, 10)
    today = local(story.now, story.incident.region_code).date()
    asked: dict[str, Any] = {"case_id": story.case_id, "explanation": "Tanyakan hasil panen."}
    called_off, seen, forgotten = (story.made("snooze", n) for n in range(3))
    story.wrongly(SnoozeInPast, SnoozeCase, HEAD, snooze_id=seen, until=today, **asked)
    if not _case(story).stage.open:
        return
    for each, by, days in ((called_off, HEAD, 2), (seen, HEAD, 1), (forgotten, story.officer, 1)):
        until = today + timedelta(days=days)
        story.send(SnoozeCase, by, snooze_id=each, until=until, **asked)
    agreed = _of(story, seen)
    if agreed is not None:
        _attend_wrongly(story, ComesByItself, agreed, Remedy.SKIP)
    if agreed is not None and _case(story).clock_proposal is None:
        _propose_wrongly(story, AgreedClock, deadline_id=agreed.deadline_id)
    story.send(EndSnooze, HEAD, case_id=story.case_id, snooze_id=called_off)
    gone = {"case_id": story.case_id, "snooze_id": called_off}
    story.wrongly(UnknownSnooze, EndSnooze, HEAD, **gone)
    while (wait := _of(story, seen)) is not None and wait.kind is WaitKind.RESUBMISSION:
        yield wait.due + timedelta(hours=1)
    if wait is not None:
        story.send(EndSnooze, HEAD, case_id=story.case_id, snooze_id=seen)
    yield from _forgotten(story, forgotten)


def _forgotten(story: "Story", snooze: Any) -> Script:
    """Somebody wants more time at the moment it is up, before the machine has said so."""
    if (wait := _of(story, snooze)) is None:
        return
    yield OnTheDot.of(wait.due)
    still = _of(story, snooze)
    if still == wait and _case(story).clock_proposal is None:
        _propose_wrongly(story, AlreadyDue, deadline_id=wait.deadline_id)


def another_policy(story: "Story") -> Script:
    """A version for a day far off, to which this one case is taken over: the account first."""
    yield story.after(5, 10)
    book = story.house.register.policies()
    case = _case(story)
    if book is None or not case.stage.open:
        return
    newer = book.versions[case.pinned].model_copy(
        update={"version": "2099-1", "effective_from": date(2099, 1, 1)}
    )
    story.send(AdoptPolicy, HEAD, policy=newer)
    (report,) = dry_run(story.house.register, [story.case_id], newer.version, story.now)
    asked: dict[str, Any] = {
        "case_id": story.case_id,
        "to": newer.version,
        "as_of": report.as_of,
        "report_hash": report.content_hash,
        **WHY,
    }
    story.wrongly(UnknownPolicy, UpgradeCasePolicy, HEAD, **asked | {"to": "2099-2"})
    story.wrongly(NotAsReported, UpgradeCasePolicy, HEAD, **asked | {"report_hash": "lain"})
    other = _of_a_city(newer, case.region)
    story.send(AdoptPolicy, HEAD, **other)
    foreign = asked | {"to": other["policy"].version}
    story.wrongly(PolicyOfAnotherRegion, UpgradeCasePolicy, HEAD, **foreign)
    story.send(UpgradeCasePolicy, HEAD, **asked)
    story.wrongly(SamePolicy, UpgradeCasePolicy, HEAD, **asked)


def _of_a_city(policy: Policy, region: str) -> dict[str, Any]:
    """The same, as the own policy of a city where the case is not, with a number of its own."""
    city = next(each for each in ("31.71", "31.72") if not contains(each, region))
    version = f"2099-{city[-2:]}"
    return {"policy": policy.model_copy(update={"version": version}), "region": city}


def _of(story: "Story", snooze: Any) -> Wait | None:
    windows = (each for each in _case(story).waits.values() if each.item == str(snooze))
    return next(windows, None)


def of_the_state(story: "Story", state_id: Any) -> None:
    """No statutory clock stands still, and no reminder of one."""
    found = story.look_up(StateOfConflict, state_id)
    asked = {"stream": state_id, "change": ClockChange.PAUSE, **WHY}
    for kind in (WaitKind.STATE_OF_CONFLICT_END, WaitKind.REMINDER):
        if (wait := _open(found, kind)) is not None:
            named = asked | {"deadline_id": wait.deadline_id}
            story.wrongly(StatutoryClock, ProposeClockChange, story.officer, **named)
    story.wrongly(NothingToPause, ProposeClockChange, story.officer, **asked)


def of_the_head(story: "Story") -> None:
    """The head does not stop the clock that asks the head; the governor says no."""
    wait = _open(_case(story), WaitKind.ESCALATION_APPROVAL)
    if wait is None or wait.due <= story.now or _case(story).clock_proposal:
        return
    _propose(story, deadline_id=wait.deadline_id)
    story.wrongly(OwnClock, ApproveClockChange, HEAD, **_decide(story))
    _attend_wrongly(story, OwnWindow, wait, Remedy.SKIP)
    story.send(DeclineClockChange, GOVERNOR, **_decide(story), explanation="Putuskan sekarang.")
