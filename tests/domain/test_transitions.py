"""Every arrow between stages, and that there are no others."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.access import COMMANDS
from domain.case_ownership import AlreadyThere
from domain.conflict_case import ConflictCase, NothingFoundYet, RefuteCase, Track, Verdict
from domain.conflict_terms import Scale
from domain.court import ReferToCourt
from domain.kernel import key
from domain.reopening import (
    ActStillInForce,
    ObligationNotNamed,
    ReopenCase,
    ReopeningGround,
    Standing,
    UnknownDuty,
)
from domain.stage import WAYS, NotInStage, Stage, Way, leading_to
from tests.facts import (
    CASE,
    CLOSING,
    LETTER,
    NOTHING_OPEN,
    PROPOSING,
    RECOVERING,
    SUPERVISOR,
    TALK,
    TASK,
    VERIFYING,
    approval,
    at,
    escalated,
    facts,
    given,
    monitored,
    opened,
    recovering,
    refused,
    told,
    verified,
    wish,
)

DUTY = key("uji", "duty")
REFUTING = wish(RefuteCase, case_id=CASE, verdict=Verdict.HOAX, explanation="Bohong.")
SUING = wish(
    ReferToCourt,
    case_id=CASE,
    way="digugat_pihak",
    court="Pengadilan Negeri Jakarta Selatan",
    docket="1/Pdt.G/2026",
    filed_on=date(2026, 1, 5),
    explanation="Salah satu pihak menggugat.",
)
REOPENING = wish(
    ReopenCase,
    case_id=CASE,
    ground=ReopeningGround.NEW_FACTS,
    explanation="Warga kembali berhadapan.",
    evidence="Laporan Polsek",
)


def broken_promise(**fields: object) -> ReopenCase:
    said = REOPENING.model_dump() | {"ground": ReopeningGround.BREACH} | fields
    return ReopenCase.model_validate(said)


def mediating() -> ConflictCase:
    case = verified()
    case.schedule_deliberation(TALK, Track.CUSTOMARY, 2, at())
    case.end_deliberation(TALK, agreed=True, at=at())
    return case


def refuted() -> ConflictCase:
    case = opened()
    case.refute(REFUTING, at())
    return case


def closed() -> ConflictCase:
    case = monitored()
    case.close(CLOSING, at(days=31), NOTHING_OPEN)
    return case


def hand_up(case: ConflictCase) -> None:
    case.propose_escalation(PROPOSING, at())
    case.approve_escalation(approval(case), at(SUPERVISOR))


IN: dict[Stage, Callable[[], ConflictCase]] = {
    Stage.VERIFY: verified,
    Stage.ESCALATE: escalated,
    Stage.MEDIATE: mediating,
    Stage.RESOLVE: monitored,
    Stage.CLOSED: closed,
    Stage.REFUTED: refuted,
}
TRIED: dict[tuple[Stage, str], Callable[[ConflictCase], None]] = {
    (Stage.ESCALATE, "ApproveEscalation"): hand_up,
    (Stage.MEDIATE, "ScheduleDeliberation"): lambda case: case.schedule_deliberation(
        key("uji", "another talk"), Track.CUSTOMARY, 2, at()
    ),
    (Stage.MEDIATE, "ReferToCourt"): lambda case: case.refer_to_court(
        SUING, at(), task_force_failed=False
    ),
    (Stage.RESOLVE, "BeginRecovery"): lambda case: case.begin_recovery(RECOVERING, at()),
    (Stage.REFUTED, "RefuteCase"): lambda case: case.refute(REFUTING, at()),
    (Stage.CLOSED, "CloseCase"): lambda case: case.close(CLOSING, at(days=31), NOTHING_OPEN),
    (Stage.VERIFY, "ReopenCase"): lambda case: case.reopen(REOPENING, at(), Standing()),
}
"""Each command that leads to a stage, tried on a case in any."""

AGAIN = {(Stage.MEDIATE, Stage.MEDIATE)}
"""A further session, or the court after one, is no arrow: the case stays where it is.

Nor is a rung further up from escalation; to the rung it stands on, as tried here, it is refused.
"""

BY_HAND = [way for way in WAYS if way.start is not Stage.DETECT]
FORBIDDEN = [
    Way(start, end, by)
    for start in IN
    for end, by in TRIED
    if Way(start, end, by) not in WAYS and (start, end) not in AGAIN
]


def test_every_way_is_by_a_command_that_somebody_holds() -> None:
    assert {way.by for way in WAYS} <= {command.__name__ for command in COMMANDS}


def test_a_case_opens_into_verification_and_nowhere_else() -> None:
    assert [way for way in WAYS if way.start is Stage.DETECT] == [
        Way(Stage.DETECT, Stage.VERIFY, "OpenCase")
    ]
    assert opened().stage is Stage.VERIFY


@pytest.mark.parametrize("way", BY_HAND, ids=str)
def test_every_arrow_can_be_gone(way: Way) -> None:
    case = IN[way.start]()
    assert case.stage is way.start
    before = case.entries.get(way.end, 0)
    TRIED[way.end, way.by](case)
    assert (case.stage, case.entries[way.end]) == (way.end, before + 1)


@pytest.mark.parametrize("way", FORBIDDEN, ids=str)
def test_no_other_arrow_can_be_gone(way: Way) -> None:
    case = given(IN[way.start]())
    again = (way.start, way.end) == (Stage.ESCALATE, Stage.ESCALATE)
    with pytest.raises(AlreadyThere if again else NotInStage):
        TRIED[way.end, way.by](case)
    assert (case.stage, told(case)) == (way.start, [])


def test_where_a_command_leads_is_said_once() -> None:
    assert leading_to(Stage.VERIFY, "ReopenCase") == (Stage.RESOLVE, Stage.CLOSED, Stage.REFUTED)


# -- reopening -----------------------------------------------------------------------------------


def test_a_reopened_case_is_verified_anew_with_a_window_of_its_own() -> None:
    case = given(closed())
    case.reopen(REOPENING, at(days=40), Standing())
    assert told(case) == ["case.reopened", "case.stage_entered", "deadline.set verification"]
    assert not case.verified
    with refused(given(case), NothingFoundYet):
        case.verify(VERIFYING, at(days=40))
    case.note_finding(TASK)
    case.verify(VERIFYING, at(days=40))
    assert case.verified


def test_reopening_keeps_why_and_from_where() -> None:
    case = given(closed())
    case.reopen(REOPENING, at(days=40), Standing())
    (_, said), *_ = facts(case)
    assert (said["ground"], said["was"]) == (ReopeningGround.NEW_FACTS, Stage.CLOSED)
    assert str(said["evidence"]) == "Laporan Polsek"


def test_what_was_waited_for_in_recovery_is_no_longer() -> None:
    case = given(recovering())
    case.reopen(REOPENING, at(), Standing())
    assert "deadline.withdrawn monitoring" in told(case)


def test_pasal_41_a_breach_names_the_obligation_that_was_broken() -> None:
    case = given(closed())
    with refused(case, ObligationNotNamed):
        case.reopen(broken_promise(), at(), Standing(obligations=frozenset({DUTY})))
    with refused(case, UnknownDuty):
        case.reopen(broken_promise(obligation_id=DUTY), at(), Standing())
    case.reopen(broken_promise(obligation_id=DUTY), at(), Standing(obligations=frozenset({DUTY})))
    assert case.stage is Stage.VERIFY


def test_a_case_does_not_go_back_while_an_exceptional_act_holds_it() -> None:
    case = given(recovering())
    with refused(case, ActStillInForce, "Status Keadaan Konflik"):
        case.reopen(REOPENING, at(), Standing(state_in_force=True))
    case.task_forces[LETTER] = Scale.PROVINCE
    with refused(case, ActStillInForce, "Satgas"):
        case.reopen(REOPENING, at(), Standing())


def test_a_result_from_before_the_reopening_does_not_lower_the_level() -> None:
    case = verified()
    case.note_finding(LETTER)
    case.begin_recovery(RECOVERING, at())
    assert case.results[LETTER].fresh
    case.reopen(REOPENING, at(), Standing())
    assert not case.results[LETTER].fresh
