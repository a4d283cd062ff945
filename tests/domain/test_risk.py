import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.election_index import KNOWN, Proneness
from domain.risk import (
    CategoryStep,
    Impact,
    InformationGrade,
    Level,
    Likelihood,
    LikelihoodStep,
    RedTrigger,
    RiskAssessment,
    RiskInputs,
    RiskRules,
    SourceGrade,
    assess,
    fast_track,
    grade_label,
    needs_second_source,
    stays_unverified,
)

RULES = RiskRules(
    yellow_from=7,
    red_from=15,
    crowd_threshold=500,
    red_triggers=tuple(RedTrigger),
    election_index=(LikelihoodStep(at_least=68.5, raises_by=1),),
    recent_incidents=(
        LikelihoodStep(at_least=3, raises_by=1),
        LikelihoodStep(at_least=6, raises_by=2),
    ),
    recent_days=90,
)


def assessed(likelihood: int, impact: int, **known: object) -> RiskAssessment:
    inputs = RiskInputs.model_validate({"likelihood": likelihood, "impact": impact, **known})
    return assess(inputs, RULES, "2026-1")


@pytest.mark.parametrize(
    ("likelihood", "impact", "level"),
    [
        (1, 1, Level.GREEN),
        (2, 3, Level.GREEN),
        (2, 4, Level.YELLOW),
        (3, 4, Level.YELLOW),
        (3, 5, Level.RED),
        (5, 5, Level.RED),
    ],
)
def test_a_score_has_the_colour_of_its_range(likelihood: int, impact: int, level: Level) -> None:
    risk = assessed(likelihood, impact)
    assert (risk.score, risk.level) == (likelihood * impact, level)


def test_an_assessment_explains_its_score() -> None:
    assert assessed(3, 4).reasons == (
        "Kemungkinan 3 (sedang) x dampak 4 (berat) = 12, dalam rentang kuning 7-14.",
    )


@pytest.mark.parametrize(
    ("known", "trigger", "said"),
    [
        ({"fatalities": 2}, RedTrigger.FATALITIES, "Merah otomatis: korban jiwa 2 orang."),
        (
            {"weapons": True},
            RedTrigger.WEAPONS,
            "Merah otomatis: penggunaan atau penguasaan senjata.",
        ),
        (
            {"arson_or_looting": True},
            RedTrigger.ARSON_OR_LOOTING,
            "Merah otomatis: pembakaran atau penjarahan.",
        ),
        (
            {"crowd": 1501},
            RedTrigger.CROWD,
            "Merah otomatis: massa sekitar 1.501 orang, di atas ambang 500 orang.",
        ),
        (
            {"regions_affected": 2},
            RedTrigger.SEVERAL_REGIONS,
            "Merah otomatis: 2 wilayah terdampak.",
        ),
        (
            {"identity_mobilisation": True},
            RedTrigger.IDENTITY_MOBILISATION,
            "Merah otomatis: isu SARA disertai mobilisasi massa.",
        ),
    ],
)
def test_a_trigger_makes_the_lowest_score_merah(
    known: dict[str, object], trigger: RedTrigger, said: str
) -> None:
    risk = assessed(1, 1, **known)
    assert (risk.score, risk.level, risk.triggers) == (1, Level.RED, (trigger,))
    assert said in risk.reasons


def test_a_crowd_at_the_threshold_is_not_above_it() -> None:
    assert assessed(1, 1, crowd=500).level is Level.GREEN


def test_a_trigger_the_policy_leaves_out_does_nothing() -> None:
    rules = RULES.model_copy(update={"red_triggers": (RedTrigger.WEAPONS,)})
    inputs = RiskInputs(likelihood=Likelihood.RARE, impact=Impact.MINOR, fatalities=1)
    assert assess(inputs, rules, "2026-2").level is Level.GREEN


def test_a_high_election_index_raises_the_likelihood_and_says_so() -> None:
    risk = assessed(2, 4, election_index=88.95)
    assert (risk.likelihood, risk.score) == (Likelihood.POSSIBLE, 12)
    assert risk.reasons[0] == (
        "Kemungkinan naik dari 2 menjadi 3: indeks kerawanan pemilu 88,95 mencapai ambang 68,5."
    )


BY_CATEGORY = RULES.model_copy(
    update={"election_category": (CategoryStep(category=Proneness.HIGH, raises_by=1),)}
)


def test_2_6_a_kota_is_read_by_what_its_edition_calls_it_not_by_the_provinces_number() -> None:
    inputs = RiskInputs(
        likelihood=Likelihood.UNLIKELY,
        impact=Impact.MAJOR,
        election_index=55,
        election_edition="2024",
        election_category=KNOWN["2024"].category_of("31.74", 55),
    )
    assert assess(inputs, RULES, "2026-1").score == 8
    risk = assess(inputs, BY_CATEGORY, "2026-2")
    assert (risk.likelihood, risk.score) == (Likelihood.POSSIBLE, 12)
    assert risk.reasons[0] == (
        "Kemungkinan naik dari 2 menjadi 3: indeks kerawanan pemilu 55 (edisi 2024, tinggi)"
        " tergolong tinggi."
    )


def test_2_6_the_same_number_of_a_province_raises_nothing() -> None:
    said = KNOWN["2024"].category_of("31", 55)
    inputs = RiskInputs(
        likelihood=Likelihood.UNLIKELY,
        impact=Impact.MAJOR,
        election_index=55,
        election_category=said,
    )
    assert assess(inputs, BY_CATEGORY, "2026-2").score == 8


def test_the_highest_step_of_recent_incidents_applies_alone() -> None:
    risk = assessed(1, 5, recent_incidents=7)
    assert risk.likelihood is Likelihood.POSSIBLE
    assert risk.reasons[0] == (
        "Kemungkinan naik dari 1 menjadi 3: 7 peristiwa dalam 90 hari terakhir mencapai ambang 6."
    )


def test_a_likelihood_never_rises_above_five() -> None:
    risk = assessed(5, 1, election_index=90, recent_incidents=9)
    assert risk.likelihood is Likelihood.ALMOST_CERTAIN
    assert risk.reasons[0].startswith("Kemungkinan tetap 5 (tertinggi) walaupun indeks")


@given(
    st.builds(
        RiskInputs,
        likelihood=st.sampled_from(Likelihood),
        impact=st.sampled_from(Impact),
        fatalities=st.integers(0, 3),
        crowd=st.none() | st.integers(0, 5_000),
        regions_affected=st.integers(1, 3),
        election_index=st.none() | st.floats(0, 100),
        recent_incidents=st.integers(0, 20),
    )
)
def test_context_never_lowers_a_colour(inputs: RiskInputs) -> None:
    bare = inputs.model_copy(update={"election_index": None, "recent_incidents": 0})
    risk = assess(inputs, RULES, "2026-1")

    assert risk.level.rank >= assess(bare, RULES, "2026-1").level.rank
    assert risk.inputs.likelihood is inputs.likelihood
    assert RiskAssessment.model_validate_json(risk.model_dump_json()) == risk


def test_the_levels_rank_from_hijau_to_merah() -> None:
    assert [level.rank for level in Level] == [0, 1, 2]
    assert RULES.range_of(Level.GREEN) == (1, 6)
    assert RULES.range_of(Level.RED) == (15, 25)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"yellow_from": 15}, "ambang kuning .* harus di bawah ambang merah"),
        (
            {"election_category": ({"category": "tinggi", "raises_by": 1},) * 2},
            "election_category: satu kategori disebut dua kali",
        ),
        (
            {"election_index": ({"at_least": 2, "raises_by": 1}, {"at_least": 2, "raises_by": 1})},
            "election_index: ambang harus naik",
        ),
        (
            {
                "recent_incidents": (
                    {"at_least": 2, "raises_by": 2},
                    {"at_least": 3, "raises_by": 1},
                )
            },
            "recent_incidents: ambang harus naik dan kenaikannya tidak boleh mengecil",
        ),
    ],
)
def test_rules_out_of_order_are_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RiskRules.model_validate({**RULES.model_dump(), **changed})


# --- Skala Admiralty ----------------------------------------------------------------------------


def graded(grade: str) -> tuple[SourceGrade, InformationGrade]:
    return SourceGrade(grade[0]), InformationGrade(int(grade[1]))


def test_a1_to_b2_may_be_fast_tracked_and_nothing_else() -> None:
    every = {f"{source}{info:d}" for source in SourceGrade for info in InformationGrade}
    assert {grade for grade in every if fast_track(*graded(grade))} == {"A1", "A2", "B1", "B2"}


@pytest.mark.parametrize("grade", ["A3", "B3", "C2", "C3", "D4", "F6"])
def test_a_weaker_grade_needs_a_second_source(grade: str) -> None:
    assert needs_second_source(*graded(grade))


@pytest.mark.parametrize("grade", ["A1", "B2", "C1", "F1"])
def test_a_confirmed_or_strong_report_needs_no_second_source(grade: str) -> None:
    assert not needs_second_source(*graded(grade))


def test_f6_alone_stays_unverified() -> None:
    every = {f"{source}{info:d}" for source in SourceGrade for info in InformationGrade}
    assert {grade for grade in every if stays_unverified(*graded(grade))} == {"F6"}


def test_a_grade_is_read_out_in_words() -> None:
    assert grade_label(*graded("B2")) == "B2 (dipercaya; sangat mungkin benar)"
