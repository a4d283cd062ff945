"""Satgas Penyelesaian Konflik Sosial, article by article (UU 7/2012 Pasal 42-48)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from domain.closing import Blockers, Check
from domain.conflict_case import (
    ConflictCase,
    DeliberationOpen,
    NoTaskForce,
    NotInStage,
    StillOpen,
    TaskForceStands,
    Track,
)
from domain.conflict_terms import Scale
from domain.kernel import Role, Secrecy, key
from domain.policy import Readings
from domain.risk import Level
from domain.state_of_conflict import NotTheGovernorsAct, RegencyNotAutonomous
from domain.task_force import (
    NOTHING_BELIED,
    AgreementBeforeCourt,
    AgreementMissing,
    Element,
    ElementMissing,
    FinishTaskForce,
    FormTaskForce,
    Ground,
    LevelIsNotScale,
    MemberTwice,
    NoStateOfConflict,
    NotAgreedBeforeTaskForce,
    PartMissing,
    Sex,
    TaskForce,
    TaskForceOutcome,
    TaskForceOver,
    TooFewWomen,
)
from tests.facts import (
    CASE,
    CLOSING,
    NOTHING_OPEN,
    TALK,
    TEBET,
    Somebody,
    at,
    escalated,
    facts,
    given,
    monitored,
    opened,
    refused,
    told,
    verified,
    wish,
)

FORCE, STATE = key("uji", "force"), key("uji", "state")
GOVERNOR = Somebody(key("orang", "gubernur"), Role.GOVERNOR)
IN_FORCE = (STATE, Scale.PROVINCE)
PARTS = (
    "facts",
    "data",
    "protection",
    "options",
    "losses",
    "compensation",
    "recommendations",
)


def members(officials: int = 2, women: int = 1, men: int = 2) -> list[dict[str, Any]]:
    sexes = [*[Sex.WOMAN] * women, *[Sex.MAN] * men]
    return [
        {"name": f"Pejabat {n}", "position": "Kepala", "element": Element.AGENCY, "sex": Sex.MAN}
        for n in range(officials)
    ] + [
        {"name": f"Tokoh {n}", "position": "Ketua", "element": Element.CUSTOMARY, "sex": sex}
        for n, sex in enumerate(sexes)
    ]


def absences(*there: Element) -> list[dict[str, Any]]:
    """Why every element is absent but those of the usual members, and these."""
    usual = {Element.AGENCY, Element.CUSTOMARY, *there}
    return [{"element": each, "reason": "Belum menunjuk."} for each in Element if each not in usual]


def forming(**facts: Any) -> FormTaskForce:
    return wish(
        FormTaskForce,
        GOVERNOR,
        **{
            "task_force_id": FORCE,
            "case_id": CASE,
            "level": Scale.PROVINCE,
            "grounds": (Ground.NOT_FUNCTIONING,),
            "explanation": "Lembaga adat tidak lagi bersidang.",
            "members": members(),
            "absences": absences(),
        }
        | facts,
    )


def formed(
    state: Any = IN_FORCE,
    *,
    region: str = TEBET,
    readings: Readings | None = None,
    against: Mapping[Ground, str] = NOTHING_BELIED,
    **facts: Any,
) -> TaskForce:
    now = at(GOVERNOR)
    if readings:
        now = replace(now, policy=now.policy.model_copy(update={"readings": readings}))
    return TaskForce.form(
        forming(**facts),
        now,
        region=region,
        level=Level.RED,
        secrecy=Secrecy.SECRET,
        state=state,
        belied=against,
    )


def finishing(outcome: TaskForceOutcome, **facts: Any) -> FinishTaskForce:
    return wish(
        FinishTaskForce,
        task_force_id=FORCE,
        outcome=outcome,
        **(dict.fromkeys(PARTS, "Seperti terlampir.") | facts),
    )


AGREEING = finishing(TaskForceOutcome.AGREED, agreement="Batas lahan disepakati.")
TO_COURT = finishing(TaskForceOutcome.COURT)


# -- grounds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", Ground)
def test_pasal_42_each_of_a_to_d_is_a_ground_beside_the_state_of_conflict(ground: Ground) -> None:
    ((event, said),) = facts(formed(grounds=(ground,)))
    assert event is TaskForce.Formed
    assert (said["grounds"], said["state_of_conflict"]) == ((ground,), STATE)


def test_pasal_42_without_any_of_a_to_d_none_is_formed() -> None:
    with pytest.raises(ValidationError):
        forming(grounds=())


def test_pasal_42_e_without_a_state_of_conflict_none_is_formed() -> None:
    with pytest.raises(NoStateOfConflict):
        formed(None)


def test_pasal_42_whether_e_must_be_is_the_offices_reading() -> None:
    lenient = Readings(task_force_needs_state_of_conflict=False)
    ((_, said),) = facts(formed(None, readings=lenient))
    assert said["state_of_conflict"] is None


def test_pasal_45_its_level_is_the_scale_of_the_state_of_conflict() -> None:
    with pytest.raises(LevelIsNotScale, match="Provinsi"):
        formed(region="32.04", level=Scale.REGENCY, decree="Kepbup 1/2026")


def test_pasal_45_each_level_is_formed_by_its_own_authority() -> None:
    with pytest.raises(NotTheGovernorsAct, match="Presiden"):
        formed((STATE, Scale.NATIONAL), level=Scale.NATIONAL)
    with pytest.raises(RegencyNotAutonomous):
        formed((STATE, Scale.REGENCY), level=Scale.REGENCY, decree="Kepbup 1/2026")
    assert formed((STATE, Scale.NATIONAL), level=Scale.NATIONAL, decree="Keppres 1/2026").standing


# -- members ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("women", "men"), [(0, 3), (1, 3), (2, 5), (0, 1)])
def test_pasal_48_less_than_thirty_percent_women_is_refused(women: int, men: int) -> None:
    with pytest.raises(TooFewWomen, match=f"{women} dari {women + men}"):
        formed(members=members(women=women, men=men))


@pytest.mark.parametrize(("women", "men"), [(1, 2), (3, 7), (1, 0), (4, 9)])
def test_pasal_48_thirty_percent_women_is_enough(women: int, men: int) -> None:
    assert formed(members=members(women=women, men=men)).standing


def test_pasal_48_the_share_is_of_the_community_not_of_the_officials() -> None:
    officials = members(officials=10, women=1, men=1)
    assert formed(members=officials).standing


def test_pasal_48_says_how_many_are_needed() -> None:
    with pytest.raises(TooFewWomen, match="paling sedikit 2"):
        formed(members=members(women=1, men=3))


@pytest.mark.parametrize(
    ("composed", "missing"),
    [
        (members(officials=0), "unsur pemerintah"),
        (members(women=0, men=0), "unsur masyarakat"),
        ([], "unsur pemerintah; unsur masyarakat"),
    ],
)
def test_pasal_47_both_parts_sit_in_it(composed: list[dict[str, Any]], missing: str) -> None:
    with pytest.raises(PartMissing, match=missing):
        formed(members=composed)


def test_pasal_47_an_element_that_is_absent_wants_a_reason() -> None:
    with pytest.raises(ElementMissing, match=r"ketua dprd; kepolisian\."):
        formed(absences=absences(Element.COUNCIL_CHAIR, Element.POLICE))
    ((_, said),) = facts(formed())
    kept = {each.element: each.reason for each in said["absences"]}
    assert kept.keys() == set(Element) - {Element.AGENCY, Element.CUSTOMARY}
    assert str(kept[Element.POLICE]) == "Belum menunjuk."
    assert {each.sealed_for for each in kept.values()} == {CASE}


def test_pasal_47_a_reason_for_whoever_sits_there_is_not_kept() -> None:
    every = [*absences(), {"element": Element.AGENCY, "reason": "Tidak ada."}]
    ((_, said),) = facts(formed(absences=every))
    assert Element.AGENCY not in {each.element for each in said["absences"]}


def test_pasal_47_a_regencys_has_none_below_it_and_the_presidents_list_is_its_own() -> None:
    regency: dict[str, Any] = {"region": "32.04", "level": Scale.REGENCY, "decree": "Kepbup 1"}
    without = absences(Element.LOWER_TASK_FORCE)
    assert formed((STATE, Scale.REGENCY), absences=without, **regency).standing
    with pytest.raises(ElementMissing, match="unsur satgas kabupaten/kota"):
        formed(absences=without)
    national: dict[str, Any] = {"level": Scale.NATIONAL, "decree": "Keppres 1/2026"}
    assert formed((STATE, Scale.NATIONAL), absences=(), **national).standing


def test_nobody_sits_in_it_twice() -> None:
    twice = members()
    with pytest.raises(MemberTwice):
        formed(members=[*twice, twice[0] | {"name": "PEJABAT 0"}])


def test_who_sits_in_it_is_sealed_for_the_case() -> None:
    ((_, said),) = facts(formed())
    assert {each.name.sealed_for for each in said["members"]} == {CASE}
    assert {each.position.sealed_for for each in said["members"]} == {CASE}


# -- its end ---------------------------------------------------------------------------------------


def test_pasal_46_it_ends_once_the_parties_agree_or_go_to_court() -> None:
    agreed, court = given(formed()), given(formed())
    agreed.finish(AGREEING, at(), agreed=True)
    court.finish(TO_COURT, at(), agreed=False)
    for force in (agreed, court):
        assert told(force) == ["task_force.finished"]
        with refused(force, TaskForceOver):
            force.finish(TO_COURT, at(), agreed=False)


def test_pasal_43_an_agreement_is_one_its_own_deliberation_came_to() -> None:
    with refused(force := given(formed()), NotAgreedBeforeTaskForce):
        force.finish(AGREEING, at(), agreed=False)


def test_pasal_44_the_final_report_holds_the_agreement_where_there_is_one() -> None:
    force = given(formed())
    with refused(force, AgreementMissing):
        force.finish(finishing(TaskForceOutcome.AGREED), at(), agreed=True)
    with refused(force, AgreementBeforeCourt):
        court = finishing(TaskForceOutcome.COURT, agreement="Batas lahan.")
        force.finish(court, at(), agreed=False)


@pytest.mark.parametrize("part", PARTS)
def test_pasal_44_the_final_report_has_all_its_parts(part: str) -> None:
    with pytest.raises(ValidationError):
        finishing(TaskForceOutcome.COURT, **{part: " "})


# -- the case --------------------------------------------------------------------------------------


def with_task_force(case: ConflictCase) -> ConflictCase:
    case.form_task_force(FORCE, Scale.PROVINCE)
    return given(case)


def test_a_task_force_is_formed_for_a_case_that_was_handed_up() -> None:
    with refused(case := given(verified()), NotInStage):
        case.form_task_force(FORCE, Scale.PROVINCE)
    with refused(case := given(opened()), NotInStage):
        case.declare_state_of_conflict(STATE)


def test_pasal_45_a_lower_one_stays_when_the_scale_rises() -> None:
    case = with_task_force(escalated())
    with refused(case, TaskForceStands):
        case.form_task_force(key("another"), Scale.PROVINCE)
    case.form_task_force(key("another"), Scale.NATIONAL)
    assert len(case.task_forces) == 2


def test_pasal_41_one_deliberates_through_a_task_force_only_where_one_stands() -> None:
    case = given(escalated())
    with refused(case, NoTaskForce):
        case.schedule_deliberation(TALK, Track.TASK_FORCE, 2, at())
    with_task_force(case).schedule_deliberation(TALK, Track.TASK_FORCE, 2, at())
    with refused(given(case), DeliberationOpen):
        case.finish_task_force(FORCE)
    case.end_deliberation(TALK, agreed=False, at=at())
    case.finish_task_force(FORCE)
    with refused(given(case), NoTaskForce):
        case.schedule_deliberation(key("again"), Track.TASK_FORCE, 2, at())


def test_a_case_is_not_closed_while_its_task_force_stands() -> None:
    case = monitored()
    case.task_forces[FORCE] = Scale.PROVINCE
    with refused(given(case), StillOpen, "1 Satgas belum mengakhiri tugasnya"):
        case.close(CLOSING, at(days=31), NOTHING_OPEN)


def test_a_case_is_not_closed_in_a_state_of_conflict() -> None:
    in_force = Blockers(standing={Check.STATE_OF_CONFLICT: (key("state"),)})
    with refused(case := given(monitored()), StillOpen, "Status Keadaan Konflik masih berlaku"):
        case.close(CLOSING, at(days=31), in_force)
