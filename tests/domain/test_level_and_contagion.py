"""Tingkat dan penularan: what raises a level, what lowers it, where an issue travels."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.conflict_case import (
    ChangeLevel,
    ConflictCase,
    NotInStage,
    NotThisCasesResult,
    RefuteCase,
    ResultMissing,
    SameLevel,
    Track,
    Verdict,
    VerifyCase,
)
from domain.contagion import (
    AlreadyLinked,
    ContagionToItself,
    Direction,
    LinkContagion,
    UnknownLink,
    UnlinkContagion,
)
from domain.field_task import TaskKind
from domain.kernel import Confidential, key
from domain.reopening import ReopenCase, ReopeningGround, Standing
from domain.risk import Level
from tests.facts import (
    CASE,
    RECOVERING,
    TALK,
    TASK,
    TEBET,
    VERIFYING,
    at,
    facts,
    given,
    opened,
    refused,
    told,
    verified,
    wish,
)

LATER = key("uji", "a later task")
LINK = key("uji", "link")


def changing(level: Level, **fields: Any) -> ChangeLevel:
    return wish(ChangeLevel, case_id=CASE, level=level, explanation="Massa bertambah.", **fields)


def linking(**fields: Any) -> LinkContagion:
    return wish(
        LinkContagion,
        **{
            "case_id": CASE,
            "link_id": LINK,
            "direction": Direction.CAME_FROM,
            "region": "73.71",
            "note": "Isu yang sama beredar di Makassar.",
        }
        | fields,
    )


# -- level ---------------------------------------------------------------------------------------


def test_a_level_rises_for_a_reason_and_says_what_it_was() -> None:
    case = given(verified())
    case.change_level(changing(Level.RED), at())
    assert facts(case) == [
        (
            ConflictCase.LevelChanged,
            {
                "previous": Level.YELLOW,
                "level": Level.RED,
                "explanation": Confidential(sealed_for=CASE, text="Massa bertambah."),
                "evidence": None,
            },
        )
    ]
    assert case.level is Level.RED


@pytest.mark.parametrize("kind", [TaskKind.COOLING_DOWN, TaskKind.MONITORING])
def test_2_6_yellow_turns_green_on_a_reported_cooling_down(kind: TaskKind) -> None:
    case = verified()
    case.note_finding(LATER)
    given(case).change_level(changing(Level.GREEN, evidence=LATER), at(), kind=kind)
    assert told(case) == ["case.level_changed"]
    assert case.level is Level.GREEN


REOPENING = wish(
    ReopenCase,
    case_id=CASE,
    ground=ReopeningGround.RELAPSE,
    explanation="Ketegangan kembali.",
    evidence="Laporan warga",
)


def verifying(level: Level) -> VerifyCase:
    return VERIFYING.model_copy(update={"level": level})


def test_2_6_the_first_verification_sets_the_level_whatever_was_told() -> None:
    case = opened(level=Level.YELLOW)
    case.note_finding(TASK)
    given(case).verify(verifying(Level.GREEN), at())
    assert case.level is Level.GREEN


def test_2_6_a_level_raised_for_a_reason_is_not_lowered_by_verifying() -> None:
    case = opened(level=Level.GREEN)
    case.change_level(changing(Level.YELLOW), at())
    case.note_finding(TASK)
    with refused(given(case), ResultMissing, "turunkan dengan hasil pendinginan"):
        case.verify(verifying(Level.GREEN), at())
    case.verify(verifying(Level.YELLOW), at())


def test_2_6_a_case_taken_up_again_is_not_calmed_by_verifying_it_anew() -> None:
    case = verified()
    case.begin_recovery(RECOVERING, at())
    case.reopen(REOPENING, at(), Standing())
    case.note_finding(LATER)
    with refused(given(case), ResultMissing, "Tingkat kuning sudah ditetapkan"):
        case.verify(verifying(Level.GREEN), at())


def test_2_6_a_red_nobody_confirmed_falls_to_yellow_and_no_further() -> None:
    case = verified()
    case.change_level(changing(Level.RED), at())
    case.begin_recovery(RECOVERING, at())
    case.reopen(REOPENING, at(), Standing())
    case.note_finding(LATER)
    with refused(given(case), ResultMissing):
        case.verify(verifying(Level.GREEN), at())
    case.verify(verifying(Level.YELLOW), at())
    assert case.red is None


def test_2_6_a_level_is_not_lowered_without_naming_a_result() -> None:
    case = given(verified())
    with refused(case, ResultMissing, "Yang belum disebut"):
        case.change_level(changing(Level.GREEN), at())


def test_2_6_a_field_verification_is_no_cooling_down() -> None:
    case = verified()
    case.note_finding(LATER)
    given(case)
    with refused(case, ResultMissing, "verifikasi lapangan bukan hasil pendinginan"):
        case.change_level(
            changing(Level.GREEN, evidence=LATER), at(), kind=TaskKind.FIELD_VERIFICATION
        )


def test_a_result_counts_once_and_only_when_newer_than_the_level() -> None:
    case = opened()
    case.note_finding(TASK)
    case.change_level(changing(Level.RED), at())
    given(case)
    with refused(case, ResultMissing, "lebih lama"):
        case.change_level(changing(Level.GREEN, evidence=TASK), at(), kind=TaskKind.COOLING_DOWN)
    case.note_finding(LATER)
    case.change_level(changing(Level.YELLOW, evidence=LATER), at(), kind=TaskKind.MONITORING)
    given(case)
    with refused(case, ResultMissing, "lebih lama"):
        case.change_level(changing(Level.GREEN, evidence=LATER), at(), kind=TaskKind.MONITORING)


def mediated() -> ConflictCase:
    """A verified case whose parties are to meet."""
    case = verified()
    case.schedule_deliberation(TALK, Track.CUSTOMARY, 2, at())
    return case


@pytest.mark.parametrize("agreed", [True, False])
def test_a_deliberation_is_evidence_when_it_ended_in_agreement(*, agreed: bool) -> None:
    case = mediated()
    case.end_deliberation(TALK, agreed=agreed, at=at())
    given(case)
    if agreed:
        case.change_level(changing(Level.GREEN, evidence=TALK), at())
        assert case.level is Level.GREEN
    else:
        with refused(case, ResultMissing, "buntu"):
            case.change_level(changing(Level.GREEN, evidence=TALK), at())


def test_a_result_of_another_case_is_no_evidence_not_even_upwards() -> None:
    case = given(verified())
    for level in (Level.GREEN, Level.RED):
        with refused(case, NotThisCasesResult):
            case.change_level(changing(level, evidence=key("uji", "elsewhere")), at())


def test_the_same_level_again_is_refused() -> None:
    case = given(verified())
    with refused(case, SameLevel):
        case.change_level(changing(Level.YELLOW), at())


def test_a_case_that_has_ended_keeps_its_level() -> None:
    case = opened()
    case.refute(wish(RefuteCase, case_id=CASE, verdict=Verdict.HOAX, explanation="Bohong."), at())
    given(case)
    with refused(case, NotInStage):
        case.change_level(changing(Level.RED), at())
    with refused(case, NotInStage):
        case.link_contagion(linking(), "73.71", at())


# -- contagion -----------------------------------------------------------------------------------


def test_contagion_names_the_region_and_the_way_and_can_be_taken_back() -> None:
    case = given(opened())
    case.link_contagion(linking(), "73.71", at())
    (fact,) = facts(case)
    assert fact[0] is ConflictCase.ContagionLinked
    assert fact[1]["link"] == case.links[LINK]
    assert (case.links[LINK].region, case.links[LINK].direction) == ("73.71", Direction.CAME_FROM)
    taking_back = wish(
        UnlinkContagion, case_id=CASE, link_id=LINK, explanation="Ternyata lain perkara."
    )
    case.unlink_contagion(taking_back, at())
    assert told(case) == ["case.contagion_unlinked"]
    assert case.links == {}
    with refused(case, UnknownLink):
        case.unlink_contagion(taking_back, at())


def test_the_same_contagion_is_linked_once() -> None:
    case = opened()
    case.link_contagion(linking(), "73.71", at())
    given(case)
    with refused(case, AlreadyLinked):
        case.link_contagion(linking(link_id=key("uji", "again")), "73.71", at())
    onward = linking(link_id=key("uji", "onward"), direction=Direction.SPREADS_TO)
    case.link_contagion(onward, "73.71", at())
    assert len(case.links) == 2


def test_nothing_is_contagious_to_itself() -> None:
    case = given(opened())
    with refused(case, ContagionToItself):
        case.link_contagion(linking(other_case=CASE, region=None), TEBET, at())
    with refused(case, ContagionToItself):
        case.link_contagion(linking(region=TEBET), TEBET, at())


def test_another_case_in_the_same_region_may_be_where_it_came_from() -> None:
    case = given(opened())
    other = key("uji", "other case")
    case.link_contagion(linking(other_case=other, region=None), TEBET, at())
    assert case.links[LINK].other_case == other


@pytest.mark.parametrize("ends", [{}, {"region": "73.71", "other_case": key("uji", "other")}])
def test_a_link_has_exactly_one_other_end(ends: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="pilih satu"):
        linking(**{"region": None, "other_case": None} | ends)
