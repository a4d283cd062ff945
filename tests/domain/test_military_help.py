"""TNI help after it was asked for, and the rescue of Pasal 32: what the law asks of each step."""

from datetime import timedelta
from typing import Any

from domain.clocks import WaitKind
from domain.kernel import Role
from domain.military_help import (
    HelpDecision,
    HelpedState,
    HelpOutlastsState,
    HelpOutOfTurn,
    HelpStepMissing,
    HelpStepTaken,
    RecordEndOfMilitaryHelp,
    RecordMilitaryHelpDecision,
    RecordMilitaryHelpOrder,
    UnknownRequest,
)
from domain.rescue import RecordRescue, RescuedInFuture, RescueKind, RescuingState
from domain.state_of_conflict import (
    NoLongerInForce,
    RevokeStateOfConflict,
    StateOfConflict,
    Validity,
)
from tests.domain.test_state_of_conflict import GOVERNOR, MEASURE, REQUEST, STATE, asked, declared
from tests.facts import NOON, at, elapse, facts, given, refused, told, waiting, wish


def deciding(*, hours: float = 4, **said: Any) -> RecordMilitaryHelpDecision:
    return wish(
        RecordMilitaryHelpDecision,
        **{
            "state_id": STATE,
            "request_id": REQUEST,
            "decision": HelpDecision.APPROVED,
            "decided_at": NOON + timedelta(hours=hours),
            "reference": "B-12/Setneg/2026",
        }
        | said,
    )


def approved() -> StateOfConflict:
    """Help the President has approved at 16.00."""
    state = asked()
    state.record_help_decision(deciding(), at(hours=5))
    return given(state)


def ordering(*, hours: float = 10, **said: Any) -> RecordMilitaryHelpOrder:
    words = ("reference", "coordinator", "task", "area", "strength", "schedule")
    return wish(
        RecordMilitaryHelpOrder,
        **{
            "state_id": STATE,
            "request_id": REQUEST,
            "ordered_at": NOON + timedelta(hours=hours),
            "days": 14,
            **dict.fromkeys((*words, "logistics", "control"), "Ada."),
        }
        | said,
    )


def in_place() -> StateOfConflict:
    state = approved()
    state.record_help_order(ordering(), at(hours=11))
    return given(state)


def ending(*, hours: float = 48, **said: Any) -> RecordEndOfMilitaryHelp:
    return wish(
        RecordEndOfMilitaryHelp,
        **{
            "state_id": STATE,
            "request_id": REQUEST,
            "notified_at": NOON + timedelta(hours=hours),
            "reference": "300/40/2026",
        }
        | said,
    )


REVOKING = wish(RevokeStateOfConflict, GOVERNOR, state_id=STATE, explanation="Terkendali.")


def test_pp_2_2015_pasal_48_the_order_has_a_day_from_the_presidents_approval() -> None:
    state = approved()
    wait = waiting(state, WaitKind.MILITARY_ORDER)
    assert wait.due == NOON + timedelta(hours=28)
    assert wait.deadline.basis.label == "Ketentuan hukum: PP 2/2015 Pasal 48 ayat (2)"
    assert wait.asked.role is Role.CASE_OFFICER


def test_pp_2_2015_pasal_48_the_day_of_another_institution_passes_and_asks_nobody() -> None:
    state = approved()
    elapse(state, WaitKind.MILITARY_ORDER, hours=28)
    assert told(state) == ["deadline.elapsed military_order"]
    given(state)
    state.record_help_order(ordering(hours=30), at(hours=31))
    ((event, said),) = facts(state)
    assert (event, said["in_time"]) == (HelpedState.MilitaryHelpOrdered, False)


def test_pp_2_2015_pasal_40_the_order_is_kept_with_the_seven_things_polri_coordinates() -> None:
    state = approved()
    state.record_help_order(ordering(strength="Satu kompi", control="Kapolda"), at(hours=11))
    assert WaitKind.MILITARY_ORDER not in {wait.kind for wait in state.waits.values()}
    said = facts(state)[-1][1]
    assert said["in_time"] is True
    kept = said["coordination"]
    assert set(type(kept).model_fields) == {
        *("task", "area", "strength", "days", "schedule", "logistics", "control"),
    }
    assert (str(kept.strength), kept.days, str(kept.control)) == ("Satu kompi", 14, "Kapolda")


def test_what_the_president_declined_is_neither_written_for_nor_ordered() -> None:
    state = asked()
    state.record_help_decision(deciding(decision=HelpDecision.DECLINED), at(hours=5))
    assert told(state) == [
        "state_of_conflict.military_help_decided",
        "deadline.withdrawn military_request_in_writing",
    ]
    given(state)
    with refused(state, HelpStepMissing, "persetujuan Presiden"):
        state.record_help_order(ordering(), at(hours=11))
    state.revoke(REVOKING, at(GOVERNOR, hours=12))
    assert facts(state)[-1][1]["requests"] == ()


def test_each_step_is_taken_once_in_its_turn_and_of_a_request_that_was_made() -> None:
    state = asked()
    with refused(state, UnknownRequest):
        state.record_help_decision(deciding(request_id=MEASURE), at(hours=5))
    for hours in (0.5, 6):
        with refused(state, HelpOutOfTurn):
            state.record_help_decision(deciding(hours=hours), at(hours=5))
    with refused(state, HelpStepMissing, "persetujuan Presiden"):
        state.record_help_order(ordering(), at(hours=11))
    with refused(state, HelpStepMissing, "perintah Panglima TNI"):
        state.record_end_of_help(ending(), at(hours=50))
    state = in_place()
    with refused(state, HelpStepTaken):
        state.record_help_decision(deciding(), at(hours=12))
    with refused(state, HelpStepTaken):
        state.record_help_order(ordering(), at(hours=12))
    state = approved()
    for hours in (3, 13):
        with refused(state, HelpOutOfTurn):
            state.record_help_order(ordering(hours=hours), at(hours=12))


def test_pasal_35_what_is_ordered_does_not_outlast_the_state() -> None:
    state = approved()
    with refused(state, HelpOutlastsState):
        state.record_help_order(ordering(days=91), at(hours=11))


def test_pp_2_2015_pasal_53_help_that_ended_early_does_not_end_with_the_state() -> None:
    state = in_place()
    state.record_end_of_help(ending(), at(hours=50))
    ((event, said),) = facts(state)
    assert (event, said["with_state"]) == (HelpedState.MilitaryHelpEnded, False)
    given(state)
    with refused(state, HelpStepTaken):
        state.record_end_of_help(ending(), at(hours=51))
    state.revoke(REVOKING, at(GOVERNOR, hours=52))
    assert facts(state)[-1][1]["requests"] == ()


def test_pasal_35_help_ends_with_the_state_and_the_president_is_still_told() -> None:
    state = in_place()
    state.revoke(REVOKING, at(GOVERNOR, hours=40))
    assert facts(state)[-1][1]["requests"] == (REQUEST,)
    given(state)
    assert state.validity is Validity.REVOKED
    with refused(state, NoLongerInForce):
        state.record_help_decision(deciding(), at(hours=41))
    for hours in (9, 60):
        with refused(state, HelpOutOfTurn):
            state.record_end_of_help(ending(hours=hours), at(hours=50))
    state.record_end_of_help(ending(), at(hours=50))
    assert facts(state)[-1][1]["with_state"] is True


def test_pasal_35_the_watch_over_the_order_ends_with_the_state() -> None:
    state = approved()
    state.revoke(REVOKING, at(GOVERNOR, hours=12))
    assert "deadline.withdrawn military_order" in told(state)


def rescuing(**said: Any) -> RecordRescue:
    return wish(
        RecordRescue,
        **{
            "state_id": STATE,
            "kind": RescueKind.VICTIMS_NEEDS,
            "done": "Dapur umum dibuka.",
            "by": "Dinas Sosial",
            "done_at": NOON + timedelta(hours=1),
        }
        | said,
    )


def test_pasal_32_names_nine_measures_and_each_may_be_recorded_more_than_once() -> None:
    assert len(RescueKind) == 9
    state = declared()
    for _ in range(2):
        state.record_rescue(rescuing(), at(hours=2))
    first, second = facts(state)
    assert first == second
    assert first[0] is RescuingState.RescueRecorded
    assert first[1]["kind"] is RescueKind.VICTIMS_NEEDS


def test_pasal_32_what_has_not_been_done_yet_is_not_recorded() -> None:
    state = declared()
    with refused(state, RescuedInFuture):
        state.record_rescue(rescuing(done_at=NOON + timedelta(hours=3)), at(hours=2))
    state.revoke(REVOKING, at(GOVERNOR, hours=3))
    given(state)
    with refused(state, NoLongerInForce):
        state.record_rescue(rescuing(), at(hours=4))
