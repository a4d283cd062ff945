"""Status Keadaan Konflik, article by article (UU 7/2012 Pasal 14-35; PP 2/2015)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.clocks import WaitKind
from domain.conflict_terms import (
    Condition,
    ConsultationOutcome,
    Council,
    Criterion,
    MeasureKind,
    Scale,
)
from domain.contingency_fund import (
    AlreadyDisbursed,
    DisbursedOutOfTurn,
    NoFundPlan,
    PlanContingencyFund,
    RecordFundDisbursement,
)
from domain.deadline import Span
from domain.kernel import Confidential, Role, Secrecy, key
from domain.military_help import HelpOutlastsState, UnknownRequest
from domain.policy import Readings
from domain.risk import Level
from domain.state_of_conflict import (
    AlreadyDeclared,
    AlreadyExtended,
    AlreadyInWriting,
    AnotherInForce,
    AskedOutsideState,
    BeginsInFuture,
    ConditionNotShown,
    ConsultedAnotherCouncil,
    ConsultedInFuture,
    ConsultedTooEarly,
    ConsultedTooLate,
    CountsFromToday,
    DeclareStateOfConflict,
    ExtendStateOfConflict,
    ExtensionNotConsulted,
    HelpIsTheGovernments,
    LiftMeasure,
    NoLongerInForce,
    NotTheGovernorsAct,
    NotYetDeclared,
    OrderMeasure,
    RecordCouncilConsultation,
    RecordExtensionConsultation,
    RecordProgress,
    RecordWrittenMilitaryRequest,
    RegencyNotAutonomous,
    RequestMilitaryHelp,
    RevokeStateOfConflict,
    SentBeforeAsked,
    StateOfConflict,
    TermTooLong,
    UnknownMeasure,
    Validity,
)
from tests.facts import (
    CASE,
    NOON,
    OFFICER,
    SUPERVISOR,
    TEBET,
    TODAY,
    Somebody,
    at,
    elapse,
    facts,
    given,
    refused,
    told,
    waiting,
    wish,
)

STATE, MEASURE, REQUEST = key("uji", "state"), key("uji", "measure"), key("uji", "request")
GOVERNOR = Somebody(key("orang", "gubernur"), Role.GOVERNOR)
BANDUNG = "32.04.01"
SHOWN = (Criterion.ANARCHY, Criterion.DEATHS, Criterion.OFFICES)
MIDNIGHT = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
"""The beginning of Monday 2 March 2026 in Jakarta."""


def consulting(**facts: Any) -> RecordCouncilConsultation:
    return wish(
        RecordCouncilConsultation,
        **{
            "state_id": STATE,
            "case_id": CASE,
            "council": Council.PROVINCE,
            "held_at": NOON - timedelta(hours=2),
            "consulted": "Ketua DPRD",
            "outcome": ConsultationOutcome.SUPPORTED,
            "reference": "BA 7/2026",
        }
        | facts,
    )


def consulted(region: str = TEBET, **facts: Any) -> StateOfConflict:
    return given(
        StateOfConflict.consult(
            consulting(**facts), at(), region=region, level=Level.RED, secrecy=Secrecy.SECRET
        )
    )


def declaring(*shown: Criterion, **facts: Any) -> DeclareStateOfConflict:
    return wish(
        DeclareStateOfConflict,
        GOVERNOR,
        **{
            "state_id": STATE,
            "scale": Scale.PROVINCE,
            "area": "Kecamatan Tebet",
            "days": 90,
            "indicators": [
                {"criterion": each, "evidence": f"Bukti {each.value}."} for each in shown or SHOWN
            ],
        }
        | facts,
    )


def declared(**facts: Any) -> StateOfConflict:
    """In force from 2 March 2026 through 30 May, unless said otherwise."""
    state = consulted()
    state.declare(declaring(**facts), at(GOVERNOR), another=False)
    return given(state)


def extension_consulting(*, days: float) -> RecordExtensionConsultation:
    """Held so many days after the declaration."""
    return wish(
        RecordExtensionConsultation,
        state_id=STATE,
        held_at=NOON + timedelta(days=days),
        consulted="Ketua DPRD",
        outcome=ConsultationOutcome.OBJECTED,
        reference="BA 21/2026",
    )


def extending(days: int = 30, **facts: Any) -> ExtendStateOfConflict:
    return wish(ExtendStateOfConflict, GOVERNOR, state_id=STATE, days=days, **facts)


def extended(**facts: Any) -> StateOfConflict:
    state = declared()
    state.consult_on_extension(extension_consulting(days=85), at(days=85))
    state.extend(extending(**facts), at(GOVERNOR, days=85))
    return given(state)


REVOKING = wish(RevokeStateOfConflict, GOVERNOR, state_id=STATE, explanation="Terkendali.")
ORDERING = wish(
    OrderMeasure,
    GOVERNOR,
    measure_id=MEASURE,
    state_id=STATE,
    kind=MeasureKind.CLOSE_AREA,
    area="Pasar",
    instruction="Ditutup.",
)
LIFTING = wish(LiftMeasure, GOVERNOR, state_id=STATE, measure_id=MEASURE, explanation="Sudah aman.")
PLANNING = wish(
    PlanContingencyFund,
    SUPERVISOR,
    state_id=STATE,
    needs=(
        {"purpose": "Tenda", "volume": "20 unit", "amount": 150_000_000},
        {"purpose": "Beras", "volume": "2 ton", "amount": 30_000_001},
    ),
)
TELLING = wish(
    RecordProgress,
    state_id=STATE,
    situation="Reda.",
    handling="Dapur umum.",
    dead=3,
    injured=12,
    displaced=240,
    needs="Air.",
)


def asking(**facts: Any) -> RequestMilitaryHelp:
    return wish(
        RequestMilitaryHelp,
        **{
            "request_id": REQUEST,
            "state_id": STATE,
            "asked_at": NOON + timedelta(hours=1),
            "addressee": "Presiden",
            "requester": "Gubernur",
            "grounds": "Massa tidak terkendali.",
            "area": "Tebet",
            "days": 14,
            "logistics": "Dapur umum.",
        }
        | facts,
    )


def asked(**facts: Any) -> StateOfConflict:
    """Help asked for by telephone at 13.00, noted at 15.00."""
    state = declared()
    state.request_military_help(asking(**facts), at(hours=3))
    return given(state)


def writing(*, hours: float, request: UUID = REQUEST) -> RecordWrittenMilitaryRequest:
    return wish(
        RecordWrittenMilitaryRequest,
        state_id=STATE,
        request_id=request,
        sent_at=NOON + timedelta(hours=hours),
        reference="300/12/2026",
    )


# -- before ----------------------------------------------------------------------------------------


def test_pasal_16_a_consultation_declares_nothing() -> None:
    state = consulted()
    assert state.validity is Validity.PREPARED
    assert state.waits == {}
    with refused(state, NotYetDeclared):
        state.order_measure(ORDERING, at(GOVERNOR))
    with refused(state, NotYetDeclared):
        state.plan_contingency_fund(PLANNING, at(SUPERVISOR))


def test_pasal_18_a_consultation_to_come_is_none() -> None:
    with pytest.raises(ConsultedInFuture):
        consulted(held_at=NOON + timedelta(minutes=1))


def test_pasal_18_the_governor_consults_the_provinces_council() -> None:
    state = consulted(council=Council.REGENCY)
    with refused(state, ConsultedAnotherCouncil, "DPRD provinsi"):
        state.declare(declaring(), at(GOVERNOR), another=False)


def test_pasal_18_consent_is_not_asked_for() -> None:
    state = consulted(outcome=ConsultationOutcome.OBJECTED)
    state.declare(declaring(), at(GOVERNOR), another=False)
    assert state.validity is Validity.IN_FORCE


# -- declaring -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "missing"),
    [
        ((Criterion.DEATHS, Criterion.OFFICES), Condition.ESCALATING),
        ((Criterion.CROWD, Criterion.SERVICES), Condition.SPREADING),
        ((Criterion.POLICE_OUTNUMBERED, Criterion.REGENCIES), Condition.GOVERNMENT_DISTURBED),
        ((Criterion.EQUIPMENT, Criterion.DISTRICTS, Criterion.OFFICES), Condition.SPREADING),
    ],
)
def test_pasal_14_every_condition_must_be_shown(
    shown: tuple[Criterion, ...], missing: Condition
) -> None:
    state = consulted()
    with refused(state, ConditionNotShown, missing.label.lower()):
        state.declare(declaring(*shown), at(GOVERNOR), another=False)


def test_pasal_14_what_is_missing_is_named_at_once() -> None:
    state = consulted()
    with refused(state, ConditionNotShown, "risiko konflik meluas; fungsi pemerintahan"):
        state.declare(declaring(Criterion.CROWD), at(GOVERNOR), another=False)


def test_pasal_43_a_ticked_item_without_evidence_is_none() -> None:
    with pytest.raises(ValidationError):
        declaring(indicators=[{"criterion": Criterion.CROWD, "evidence": "  "}])


def test_pasal_15_where_no_regency_is_autonomous_the_scale_is_the_provinces() -> None:
    regency = {"scale": Scale.REGENCY, "decree": "Kepbup 1/2026"}
    state = consulted(council=Council.REGENCY)
    with refused(state, RegencyNotAutonomous):
        state.declare(declaring(**regency), at(GOVERNOR), another=False)
    elsewhere = consulted(BANDUNG, council=Council.REGENCY)
    elsewhere.declare(declaring(**regency), at(GOVERNOR), another=False)
    assert elsewhere.scale is Scale.REGENCY


def test_pasal_15_which_provinces_those_are_is_the_offices_reading() -> None:
    state = consulted(council=Council.REGENCY)
    autonomous = Readings(regions_without_autonomous_regencies=())
    now = at(GOVERNOR)
    now = replace(now, policy=now.policy.model_copy(update={"readings": autonomous}))
    regency = declaring(scale=Scale.REGENCY, decree="Kepbup 1/2026")
    state.declare(regency, now, another=False)
    assert state.scale is Scale.REGENCY


@pytest.mark.parametrize(
    ("scale", "authority"), [(Scale.REGENCY, "Bupati/Wali Kota"), (Scale.NATIONAL, "Presiden")]
)
def test_pasal_16_and_20_the_governor_declares_for_nobody_else(
    scale: Scale, authority: str
) -> None:
    state = consulted(BANDUNG, council=scale.council)
    with refused(state, NotTheGovernorsAct, authority):
        state.declare(declaring(scale=scale), at(GOVERNOR), another=False)


def test_pasal_22_a_term_of_ninety_days_counts_its_first_day() -> None:
    state = consulted()
    state.declare(declaring(), at(GOVERNOR), another=False)
    ((event, said),) = facts(state)
    assert event is StateOfConflict.Declared
    assert (said["starts_on"], said["days"], said["last_day"]) == (TODAY, 90, date(2026, 5, 30))
    assert said["area"] == Confidential(sealed_for=CASE, text="Kecamatan Tebet")
    assert [each.criterion for each in said["indicators"]] == list(SHOWN)
    assert said["in_force_since"] == NOON
    end = waiting(state, WaitKind.STATE_OF_CONFLICT_END).deadline
    assert end.due == MIDNIGHT + timedelta(days=90)
    assert end.basis.label == "Ketentuan hukum: UU 7/2012 Pasal 22"
    assert "90 hari sejak Senin 2 Maret 2026 pukul 00.00 WIB" in end.explain()


def test_pasal_22_a_term_of_ninety_one_days_is_refused() -> None:
    state = consulted()
    with refused(state, TermTooLong, "paling lama 90 hari"):
        state.declare(declaring(days=91), at(GOVERNOR), another=False)


def test_the_governors_act_counts_from_today() -> None:
    state = consulted()
    yesterday = declaring(starts_on=TODAY - timedelta(days=1))
    with refused(state, CountsFromToday):
        state.declare(yesterday, at(GOVERNOR), another=False)


def test_anothers_act_is_noted_with_its_decree_and_its_day() -> None:
    noting = {"scale": Scale.REGENCY, "decree": "Kepbup 1/2026"}
    begun = TODAY - timedelta(days=3)
    state = consulted(BANDUNG, council=Council.REGENCY, held_at=NOON - timedelta(days=4))
    with refused(state, BeginsInFuture):
        tomorrow = declaring(**noting, starts_on=TODAY + timedelta(days=1))
        state.declare(tomorrow, at(GOVERNOR), another=False)
    with refused(state, NoLongerInForce):
        state.declare(declaring(**noting, starts_on=begun, days=3), at(GOVERNOR), another=False)
    state.declare(declaring(**noting, starts_on=begun), at(GOVERNOR), another=False)
    assert state.last_day == begun + timedelta(days=89)
    assert state.in_force_since == MIDNIGHT - timedelta(days=3)


def test_pasal_16_the_consultation_comes_first() -> None:
    state = consulted(BANDUNG, council=Council.REGENCY)
    begun = TODAY - timedelta(days=1)
    noting = declaring(scale=Scale.REGENCY, decree="Kepbup 1/2026", starts_on=begun)
    with refused(state, ConsultedTooLate):
        state.declare(noting, at(GOVERNOR), another=False)


def test_one_consultation_leads_to_one_declaration() -> None:
    state = declared()
    with refused(state, AlreadyDeclared):
        state.declare(declaring(), at(GOVERNOR), another=False)
    with refused(other := consulted(), AnotherInForce):
        other.declare(declaring(), at(GOVERNOR), another=True)


# -- the term --------------------------------------------------------------------------------------


def test_pasal_30_its_end_is_announced_ten_days_before() -> None:
    state = declared()
    reminder = waiting(state, WaitKind.REMINDER)
    assert reminder.due == MIDNIGHT + timedelta(days=80)
    assert reminder.deadline.basis.citation == "UU 7/2012 Pasal 30"
    elapse(state, WaitKind.REMINDER, days=80)
    assert told(state) == ["deadline.elapsed reminder", "state_of_conflict.end_announced"]


def test_pasal_30_a_term_of_ten_days_needs_no_announcement() -> None:
    assert not any(w.kind is WaitKind.REMINDER for w in declared(days=10).waits.values())
    assert any(w.kind is WaitKind.REMINDER for w in declared(days=11).waits.values())


def test_pasal_22_at_its_end_it_lapses_and_nothing_waits_any_more() -> None:
    state = asked()
    state.order_measure(ORDERING, at(GOVERNOR, hours=4))
    given(state)
    elapse(state, WaitKind.STATE_OF_CONFLICT_END, days=90)
    assert [each for each, _ in facts(state)] == [StateOfConflict.Lapsed]
    assert (state.validity, state.waits) == (Validity.LAPSED, {})


def test_pasal_26_measures_and_help_lapse_with_it() -> None:
    state = asked()
    state.order_measure(ORDERING, at(GOVERNOR, hours=4))
    given(state)
    elapse(state, WaitKind.STATE_OF_CONFLICT_END, days=90)
    ((_, said),) = facts(state)
    assert (said["measures"], said["requests"]) == ((MEASURE,), (REQUEST,))


def test_the_end_is_the_end_even_before_its_lapse_is_on_record() -> None:
    state = declared()
    with refused(state, NoLongerInForce, "30 Mei 2026"):
        state.order_measure(ORDERING, at(GOVERNOR, days=90))
    assert state.holds(MIDNIGHT + timedelta(days=90, seconds=-1))
    assert not state.holds(MIDNIGHT + timedelta(days=90))


def test_pasal_29_an_extension_of_thirty_days_moves_the_end() -> None:
    state = declared()
    state.consult_on_extension(extension_consulting(days=85), at(days=85))
    given(state)
    state.extend(extending(decree="Kepgub 2/2026"), at(GOVERNOR, days=85))
    ((event, said),) = facts(state)
    assert event is StateOfConflict.Extended
    assert said == {
        "number": 1,
        "days": 30,
        "last_day": date(2026, 6, 29),
        "decree": "Kepgub 2/2026",
    }
    end = waiting(state, WaitKind.STATE_OF_CONFLICT_END).deadline
    assert end.due == MIDNIGHT + timedelta(days=120)
    assert end.basis.citation == "UU 7/2012 Pasal 29"
    assert waiting(state, WaitKind.REMINDER).due == MIDNIGHT + timedelta(days=110)


def test_pasal_29_an_extension_of_thirty_one_days_is_refused() -> None:
    state = declared()
    state.consult_on_extension(extension_consulting(days=85), at(days=85))
    given(state)
    with refused(state, TermTooLong, "paling lama 30 hari"):
        state.extend(extending(31), at(GOVERNOR, days=85))


def test_pasal_29_it_is_not_extended_without_consultation() -> None:
    state = declared()
    with refused(state, ExtensionNotConsulted):
        state.extend(extending(), at(GOVERNOR, days=85))


def test_pasal_30_the_consultation_is_held_in_the_last_ten_days() -> None:
    state = declared()
    with refused(state, ConsultedTooEarly, "21 Mei 2026"):
        state.consult_on_extension(extension_consulting(days=79.4), at(days=81))
    with refused(state, ConsultedInFuture):
        state.consult_on_extension(extension_consulting(days=82), at(days=81))
    state.consult_on_extension(extension_consulting(days=79.5), at(days=81))
    assert told(state) == ["state_of_conflict.extension_consulted"]


def test_pasal_29_it_is_extended_once() -> None:
    state = extended()
    state.consult_on_extension(extension_consulting(days=115), at(days=115))
    given(state)
    with refused(state, AlreadyExtended):
        state.extend(extending(), at(GOVERNOR, days=115))


def test_pasal_29_a_second_extension_is_the_offices_reading_and_consulted_on_anew() -> None:
    state = extended()
    later = at(GOVERNOR, days=115)
    lenient = Readings(single_extension=False)
    later = replace(later, policy=later.policy.model_copy(update={"readings": lenient}))
    with refused(state, ExtensionNotConsulted):
        state.extend(extending(), later)
    state.consult_on_extension(extension_consulting(days=115), at(days=115))
    state.extend(extending(), later)
    assert (state.extensions, state.last_day) == (2, date(2026, 7, 29))


def test_pasal_31_it_is_revoked_before_its_end_and_nothing_waits_any_more() -> None:
    state = asked()
    state.order_measure(ORDERING, at(GOVERNOR, hours=4))
    given(state)
    state.revoke(REVOKING, at(GOVERNOR, days=5))
    ((event, said),) = facts(state)
    assert event is StateOfConflict.Revoked
    assert (said["measures"], said["requests"]) == ((MEASURE,), (REQUEST,))
    assert (state.validity, state.waits) == (Validity.REVOKED, {})
    with refused(state, NoLongerInForce):
        state.revoke(REVOKING, at(GOVERNOR, days=6))
    with refused(state, NoLongerInForce):
        state.record_progress(TELLING, at(days=6))


def test_pasal_31_anothers_state_ends_by_its_own_decree() -> None:
    state = consulted(BANDUNG, council=Council.REGENCY)
    state.declare(
        declaring(scale=Scale.REGENCY, decree="Kepbup 1/2026"), at(GOVERNOR), another=False
    )
    given(state)
    with refused(state, NotTheGovernorsAct, "Bupati"):
        state.revoke(REVOKING, at(GOVERNOR, days=5))


# -- under it --------------------------------------------------------------------------------------


def test_pasal_26_a_measure_is_lifted_once() -> None:
    state = declared()
    with refused(state, UnknownMeasure):
        state.lift_measure(LIFTING, at(GOVERNOR))
    state.order_measure(ORDERING, at(GOVERNOR))
    state.lift_measure(LIFTING, at(GOVERNOR, days=1))
    given(state)
    with refused(state, UnknownMeasure):
        state.lift_measure(LIFTING, at(GOVERNOR, days=2))
    state.revoke(REVOKING, at(GOVERNOR, days=5))
    ((_, said),) = facts(state)
    assert said["measures"] == ()


@pytest.mark.parametrize("prepared", [True, False])
def test_pasal_33_military_help_is_asked_for_in_a_state_of_conflict_alone(
    prepared: bool,
) -> None:
    state = consulted() if prepared else declared()
    with refused(state, AskedOutsideState):
        state.request_military_help(asking(asked_at=NOON - timedelta(minutes=1)), at(hours=3))
    if not prepared:
        with refused(state, NoLongerInForce):
            state.request_military_help(asking(), at(days=90))


def test_pasal_35_help_does_not_outlast_it() -> None:
    state = declared()
    with refused(state, HelpOutlastsState, "30 Mei 2026"):
        state.request_military_help(asking(days=91), at(hours=3))
    state.request_military_help(asking(days=90), at(hours=3))


def test_pasal_34_at_the_nations_scale_nobody_asks() -> None:
    state = consulted(council=Council.NATIONAL)
    national = declaring(scale=Scale.NATIONAL, decree="Keppres 1/2026")
    state.declare(national, at(GOVERNOR), another=False)
    given(state)
    with refused(state, HelpIsTheGovernments):
        state.request_military_help(asking(), at(hours=3))


def test_pp_2_2015_pasal_46_twenty_four_hours_run_from_the_oral_request() -> None:
    wait = waiting(asked(), WaitKind.MILITARY_REQUEST_IN_WRITING)
    assert wait.due == NOON + timedelta(hours=25)
    assert wait.deadline.basis.label == "Ketentuan hukum: PP 2/2015 Pasal 46 ayat (4)"
    assert wait.asked.role is Role.CASE_OFFICER


def test_pp_2_2015_pasal_45_is_the_regents_article() -> None:
    state = consulted(BANDUNG, council=Council.REGENCY)
    state.declare(
        declaring(scale=Scale.REGENCY, decree="Kepbup 1/2026"), at(GOVERNOR), another=False
    )
    state.request_military_help(asking(), at(hours=3))
    wait = waiting(state, WaitKind.MILITARY_REQUEST_IN_WRITING)
    assert wait.deadline.basis.citation == "PP 2/2015 Pasal 45 ayat (4)"


def test_pp_2_2015_pasal_46_the_written_request_answers_the_clock() -> None:
    state = asked()
    state.put_in_writing(writing(hours=25), at(hours=25))
    ((event, said),) = facts(state)
    assert (event, said["in_time"]) == (StateOfConflict.MilitaryHelpRequestedInWriting, True)
    kinds = {wait.kind for wait in state.waits.values()}
    assert WaitKind.MILITARY_REQUEST_IN_WRITING not in kinds
    with refused(state, AlreadyInWriting):
        state.put_in_writing(writing(hours=26), at(hours=26))


def test_pp_2_2015_pasal_46_a_written_request_that_came_late_is_kept_as_late() -> None:
    state = asked()
    elapse(state, WaitKind.MILITARY_REQUEST_IN_WRITING, hours=25)
    assert waiting(state, WaitKind.SUPERVISOR_ANSWER).about is WaitKind.MILITARY_REQUEST_IN_WRITING
    given(state)
    state.put_in_writing(writing(hours=26), at(hours=27))
    assert "deadline.met supervisor_answer" in told(state)
    other = asked()
    other.put_in_writing(writing(hours=25.1), at(hours=26))
    assert facts(other)[0][1]["in_time"] is False


def test_the_written_request_follows_the_oral_one_of_this_state() -> None:
    state = asked()
    with refused(state, UnknownRequest):
        state.put_in_writing(writing(hours=2, request=MEASURE), at(hours=4))
    for hours in (0.5, 4.5):
        with refused(state, SentBeforeAsked):
            state.put_in_writing(writing(hours=hours), at(hours=4))


def test_pp_2_2015_pasal_80_the_contingency_fund_is_planned_within_one_working_day() -> None:
    state = declared()
    wait = waiting(state, WaitKind.CONTINGENCY_FUND_PLAN)
    assert wait.due == NOON + timedelta(days=1)
    assert wait.deadline.basis.label == "Ketentuan hukum: PP 2/2015 Pasal 80 ayat (2)"
    assert wait.asked.role is Role.SUPERVISOR
    state.plan_contingency_fund(PLANNING, at(SUPERVISOR, hours=20))
    assert told(state) == [
        "deadline.met contingency_fund_plan",
        "deadline.set contingency_fund_disbursement",
        "state_of_conflict.contingency_fund_planned",
    ]


def disbursing(*, hours: float, reference: str = "SP2D 1", amount: int = 100) -> Any:
    return wish(
        RecordFundDisbursement,
        state_id=STATE,
        amount=amount,
        disbursed_at=NOON + timedelta(hours=hours),
        reference=reference,
    )


def planned() -> StateOfConflict:
    """The fund asked for at 14.00."""
    state = declared()
    state.plan_contingency_fund(PLANNING, at(SUPERVISOR, hours=2))
    return given(state)


def test_pp_2_2015_pasal_80_the_treasury_pays_within_one_working_day_of_the_plan() -> None:
    state = declared()
    state.plan_contingency_fund(PLANNING, at(SUPERVISOR, hours=2))
    wait = waiting(state, WaitKind.CONTINGENCY_FUND_DISBURSEMENT)
    assert wait.deadline.span == Span.parse("1 hari kerja")
    assert wait.due == NOON + timedelta(days=1, hours=2)
    assert wait.deadline.basis.label == "Ketentuan hukum: PP 2/2015 Pasal 80 ayat (2)"
    assert wait.asked.role is Role.CASE_OFFICER
    state = given(state)
    state.record_disbursement(disbursing(hours=25), at(hours=40))
    (paid,) = facts(state)
    assert paid[1]["in_time"] is True, "it was paid in time and noted late"
    assert not {w.kind for w in state.waits.values()} & {wait.kind}


def test_pp_2_2015_pasal_80_a_fund_not_paid_by_then_asks_the_head_of_office_once() -> None:
    state = planned()
    due = waiting(state, WaitKind.CONTINGENCY_FUND_DISBURSEMENT)
    elapse(state, due.kind, hours=27)
    asked = waiting(state, WaitKind.SUPERVISOR_ANSWER)
    assert asked.about is WaitKind.CONTINGENCY_FUND_DISBURSEMENT
    state = given(state)
    state.record_disbursement(disbursing(hours=30), at(hours=31))
    (paid,) = facts(state)
    assert paid[1]["in_time"] is False
    assert asked.kind not in {w.kind for w in state.waits.values()}


def test_another_plan_gives_the_treasury_no_more_time_and_one_after_a_payment_asks_anew() -> None:
    state = planned()
    first = waiting(state, WaitKind.CONTINGENCY_FUND_DISBURSEMENT).due
    state.plan_contingency_fund(PLANNING, at(SUPERVISOR, hours=20))
    assert waiting(state, WaitKind.CONTINGENCY_FUND_DISBURSEMENT).due == first
    state.record_disbursement(disbursing(hours=21), at(hours=21))
    assert WaitKind.CONTINGENCY_FUND_DISBURSEMENT not in {w.kind for w in state.waits.values()}
    state.plan_contingency_fund(PLANNING, at(SUPERVISOR, hours=22))
    again = waiting(state, WaitKind.CONTINGENCY_FUND_DISBURSEMENT)
    assert again.due == NOON + timedelta(days=1, hours=22)


def test_a_payment_follows_the_plan_and_is_noted_once() -> None:
    state = declared()
    with refused(state, NoFundPlan):
        state.record_disbursement(disbursing(hours=1), at(hours=3))
    state = planned()
    for hours in (1.5, 6):
        with refused(state, DisbursedOutOfTurn):
            state.record_disbursement(disbursing(hours=hours), at(hours=5))
    state.record_disbursement(disbursing(hours=4), at(hours=5))
    with refused(given(state), AlreadyDisbursed, "SP2D 1"):
        given(state).record_disbursement(disbursing(hours=5), at(hours=6))
    state = given(state)
    state.record_disbursement(disbursing(hours=5, reference="SP2D 2"), at(hours=6))
    assert [said["amount"] for _, said in facts(state)] == [100]


def test_what_was_asked_for_in_time_may_be_paid_after_the_end() -> None:
    state = planned()
    state.revoke(REVOKING, at(GOVERNOR, hours=10))
    state = given(state)
    state.record_disbursement(disbursing(hours=20), at(hours=21))
    assert told(state) == ["state_of_conflict.contingency_fund_disbursed"]


def test_a_fund_plan_adds_up_and_a_later_one_has_the_next_number() -> None:
    state = declared()
    state.plan_contingency_fund(PLANNING, at(SUPERVISOR))
    state.plan_contingency_fund(PLANNING, at(SUPERVISOR, days=2))
    first, second = (said for _, said in facts(state))
    assert (first["number"], second["number"]) == (1, 2)
    assert first["total"] == 180_000_001
    assert [each.amount for each in first["needs"]] == [150_000_000, 30_000_001]


@pytest.mark.parametrize("needs", [(), ({"purpose": "Tenda", "volume": "1", "amount": 0},)])
def test_a_fund_plan_asks_for_something(needs: tuple[Any, ...]) -> None:
    with pytest.raises(ValidationError):
        wish(PlanContingencyFund, SUPERVISOR, state_id=STATE, needs=needs)


def test_pasal_24_progress_is_numbered() -> None:
    state = declared()
    state.record_progress(TELLING, at(days=1))
    state.record_progress(TELLING, at(days=2))
    assert [said["number"] for _, said in facts(state)] == [1, 2]


def test_what_people_wrote_is_sealed_for_the_case() -> None:
    state = asked()
    state.order_measure(ORDERING, at(GOVERNOR, hours=4))
    state.record_progress(TELLING, at(OFFICER, hours=5))
    sealed = [
        value
        for _, said in facts(state)
        for value in said.values()
        if isinstance(value, Confidential)
    ]
    assert len(sealed) == 5
    assert {each.sealed_for for each in sealed} == {CASE}
