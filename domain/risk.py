"""Tingkat risiko: hijau, kuning or merah, and why; with the grades of source and information.

The colours are operational practice, not statute: every threshold is a field of `RiskRules`, and
the rules are part of the adopted policy. An assessment keeps its inputs, the version of the
rules and its reasons, so that a colour given years ago still explains itself.
"""

from collections.abc import Iterator
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from domain.election_index import Proneness
from domain.indonesian import decimal, thousands
from domain.kernel import Frozen


class Likelihood(IntEnum):
    """Kemungkinan terjadi, 1 to 5."""

    RARE = 1
    UNLIKELY = 2
    POSSIBLE = 3
    LIKELY = 4
    ALMOST_CERTAIN = 5

    @property
    def label(self) -> str:
        """The words of the scale."""
        return (
            "sangat kecil",
            "kecil",
            "sedang",
            "besar",
            "hampir pasti",
        )[self - 1]


class Impact(IntEnum):
    """Dampak bila terjadi, 1 to 5."""

    NEGLIGIBLE = 1
    MINOR = 2
    MODERATE = 3
    MAJOR = 4
    SEVERE = 5

    @property
    def label(self) -> str:
        """The words of the scale."""
        return (
            "sangat ringan",
            "ringan",
            "sedang",
            "berat",
            "sangat berat",
        )[self - 1]


class Level(StrEnum):
    """Tingkat kerawanan; `rank` rises from hijau (0) to merah (2)."""

    GREEN = "hijau"
    YELLOW = "kuning"
    RED = "merah"

    @property
    def rank(self) -> int:
        """0, 1 or 2: for comparing colours."""
        return list(Level).index(self)

    @property
    def label(self) -> str:
        """The word a page prints."""
        return self.value.capitalize()


class RedTrigger(StrEnum):
    """Pemicu merah: what makes a case merah whatever its score."""

    FATALITIES = "korban jiwa"
    WEAPONS = "senjata"
    ARSON_OR_LOOTING = "pembakaran/penjarahan"
    CROWD = "massa di atas ambang"
    SEVERAL_REGIONS = "dua wilayah atau lebih"
    IDENTITY_MOBILISATION = "isu SARA dengan mobilisasi"

    @property
    def label(self) -> str:
        """The words a page prints."""
        return self.value


HIGHEST_SCORE: Final = len(Likelihood) * len(Impact)

SEVERAL: Final = 2
"""From how many affected regions on the trigger `dua wilayah atau lebih` holds."""


class LikelihoodStep(Frozen):
    """Kenaikan kemungkinan: from this value on, likelihood rises by so many steps."""

    at_least: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    raises_by: Annotated[int, Field(ge=1, le=4)]


class CategoryStep(Frozen):
    """Kenaikan kemungkinan menurut kategori indeks: what an edition calls a region raises it."""

    category: Proneness
    raises_by: Annotated[int, Field(ge=1, le=4)]


def _steps_rise(steps: tuple[LikelihoodStep, ...], name: str) -> None:
    for lower, higher in pairwise(steps):
        if higher.at_least <= lower.at_least or higher.raises_by < lower.raises_by:
            raise PydanticCustomError(
                "steps_out_of_order",
                "{name}: ambang harus naik dan kenaikannya tidak boleh mengecil",
                {"name": name},
            )


class RiskRules(Frozen):
    """Aturan penilaian risiko: thresholds of the 5x5 matrix and what changes its reading.

    `yellow_from` and `red_from` are the lowest scores of kuning and merah. `crowd_threshold` is
    the number of people a crowd must exceed. `election_index` are steps on the provincial
    election vulnerability index (Indeks Kerawanan Pemilu, 0 to 100) of the last publication;
    `recent_incidents` steps on the number of incidents in the same regency or city during the
    last `recent_days` days. The highest step reached applies, never their sum.

    `election_category`, where the policy names it, reads the index by what its own edition calls
    the region instead: each edition has thresholds for provinces and others for regencies, and a
    number that is "tinggi" for a kota is not for a province.
    """

    yellow_from: Annotated[int, Field(ge=2, le=25)]
    red_from: Annotated[int, Field(ge=2, le=25)]
    crowd_threshold: Annotated[int, Field(ge=1)]
    red_triggers: tuple[RedTrigger, ...]
    election_index: tuple[LikelihoodStep, ...]
    recent_incidents: tuple[LikelihoodStep, ...]
    recent_days: Annotated[int, Field(ge=1, le=3_650)]
    election_category: tuple[CategoryStep, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.yellow_from >= self.red_from:
            raise PydanticCustomError(
                "thresholds_out_of_order",
                "ambang kuning (yellow_from {yellow}) harus di bawah ambang merah (red_from {red})",
                {"yellow": self.yellow_from, "red": self.red_from},
            )
        _steps_rise(self.election_index, "election_index")
        _steps_rise(self.recent_incidents, "recent_incidents")
        if len({each.category for each in self.election_category}) < len(self.election_category):
            raise PydanticCustomError(
                "category_twice",
                "{name}: satu kategori disebut dua kali",
                {"name": "election_category"},
            )
        return self

    def level_of(self, score: int) -> Level:
        """The colour of a score of the matrix, before any trigger."""
        if score >= self.red_from:
            return Level.RED
        return Level.YELLOW if score >= self.yellow_from else Level.GREEN

    def range_of(self, level: Level) -> tuple[int, int]:
        """The lowest and highest score of a colour."""
        starts = {Level.GREEN: 1, Level.YELLOW: self.yellow_from, Level.RED: self.red_from}
        ends = {
            Level.GREEN: self.yellow_from - 1,
            Level.YELLOW: self.red_from - 1,
            Level.RED: HIGHEST_SCORE,
        }
        return starts[level], ends[level]


class RiskInputs(Frozen):
    """Masukan penilaian: what is known of a case when its risk is assessed.

    `crowd` is an estimated number of people, None when unknown; `election_index` the index (0 to
    100) of the regency or else the province, with its edition and what that edition calls it,
    None when there is none; `recent_incidents` as `RiskRules` defines it.
    """

    likelihood: Likelihood
    impact: Impact
    fatalities: Annotated[int, Field(ge=0)] = 0
    weapons: bool = False
    arson_or_looting: bool = False
    crowd: Annotated[int, Field(ge=0)] | None = None
    regions_affected: Annotated[int, Field(ge=1)] = 1
    identity_mobilisation: bool = False
    election_index: Annotated[float, Field(ge=0, le=100)] | None = None
    election_edition: str | None = None
    election_category: str | None = None
    recent_incidents: Annotated[int, Field(ge=0)] = 0


class RiskCorrection(Frozen):
    """Ralat masukan penilaian: what of it was wrong; what is None stands as it was.

    The context it was assessed in (election index, recent incidents) is no input of anybody's.
    """

    likelihood: Likelihood | None = None
    impact: Impact | None = None
    fatalities: Annotated[int, Field(ge=0)] | None = None
    weapons: bool | None = None
    arson_or_looting: bool | None = None
    crowd: Annotated[int, Field(ge=0)] | None = None
    regions_affected: Annotated[int, Field(ge=1)] | None = None
    identity_mobilisation: bool | None = None

    def of(self, inputs: RiskInputs) -> RiskInputs:
        """The inputs as they are with this set right."""
        return inputs.model_copy(update=self.model_dump(exclude_none=True))


class RiskAssessment(Frozen):
    """Hasil penilaian risiko: the score, the colour and the sentences that explain it.

    `likelihood` is the one scored: the officer's own, raised where the rules say so.
    """

    score: Annotated[int, Field(ge=1, le=25)]
    level: Level
    likelihood: Likelihood
    inputs: RiskInputs
    rules_version: str
    triggers: tuple[RedTrigger, ...]
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """`Kuning, skor 9: kemungkinan 3, dampak 3, massa 200 orang, ada senjata`."""
        inputs = self.inputs
        said = [f"kemungkinan {inputs.likelihood:d}", f"dampak {inputs.impact:d}"]
        said += [f"korban jiwa {thousands(inputs.fatalities)}"] if inputs.fatalities else []
        said += [f"massa {thousands(inputs.crowd)} orang"] if inputs.crowd is not None else []
        several = inputs.regions_affected > 1
        said += [f"{thousands(inputs.regions_affected)} wilayah"] if several else []
        said += ["ada senjata"] if inputs.weapons else []
        said += ["ada pembakaran atau penjarahan"] if inputs.arson_or_looting else []
        said += ["isu SARA disertai mobilisasi massa"] if inputs.identity_mobilisation else []
        return f"{self.level.label}, skor {self.score}: {', '.join(said)}"


def assess(inputs: RiskInputs, rules: RiskRules, rules_version: str) -> RiskAssessment:
    """Scores a case: kemungkinan x dampak, raised by context, overruled by any merah trigger.

    Context (election index, recent incidents) only ever raises the likelihood, at most to 5,
    and each step says so in `reasons`.
    """
    likelihood, reasons = _raised_likelihood(inputs, rules)
    score = likelihood * inputs.impact
    by_score = rules.level_of(score)
    lowest, highest = rules.range_of(by_score)
    reasons.append(
        f"Kemungkinan {likelihood:d} ({likelihood.label}) x dampak {inputs.impact:d} "
        f"({inputs.impact.label}) = {score}, dalam rentang {by_score} {lowest}-{highest}."
    )
    found = [
        (trigger, seen)
        for trigger, seen in _triggers(inputs, rules)
        if trigger in rules.red_triggers
    ]
    reasons.extend(f"Merah otomatis: {seen}." for _, seen in found)
    return RiskAssessment(
        score=score,
        level=Level.RED if found else by_score,
        likelihood=likelihood,
        inputs=inputs,
        rules_version=rules_version,
        triggers=tuple(trigger for trigger, _ in found),
        reasons=tuple(reasons),
    )


def _raised_likelihood(inputs: RiskInputs, rules: RiskRules) -> tuple[Likelihood, list[str]]:
    likelihood, reasons = inputs.likelihood, []
    for raises_by, why in _context(inputs, rules):
        raised = Likelihood(min(likelihood + raises_by, max(Likelihood)))
        if raised == likelihood:
            reasons.append(f"Kemungkinan tetap {likelihood:d} (tertinggi) walaupun {why}.")
        else:
            reasons.append(f"Kemungkinan naik dari {likelihood:d} menjadi {raised:d}: {why}.")
        likelihood = raised
    return likelihood, reasons


def _context(inputs: RiskInputs, rules: RiskRules) -> Iterator[tuple[int, str]]:
    """By how much what surrounds the report raises its likelihood, and why."""
    index = f"indeks kerawanan pemilu {decimal(inputs.election_index or 0)}{_edition_of(inputs)}"
    if rules.election_category and inputs.election_category:
        for each in rules.election_category:
            if each.category == inputs.election_category:
                yield each.raises_by, f"{index} tergolong {each.category}"
    elif step := _highest_step(inputs.election_index, rules.election_index):
        yield step.raises_by, f"{index} mencapai ambang {decimal(step.at_least)}"
    if step := _highest_step(inputs.recent_incidents, rules.recent_incidents):
        recent = (
            f"{decimal(inputs.recent_incidents)} peristiwa dalam {rules.recent_days} hari terakhir"
        )
        yield step.raises_by, f"{recent} mencapai ambang {decimal(step.at_least)}"


def _edition_of(inputs: RiskInputs) -> str:
    """` (edisi 2024, tinggi)`, as far as it is known."""
    said = [f"edisi {inputs.election_edition}"] if inputs.election_edition else []
    said += [inputs.election_category] if inputs.election_category else []
    return f" ({', '.join(said)})" if said else ""


def _highest_step(value: float | None, steps: tuple[LikelihoodStep, ...]) -> LikelihoodStep | None:
    if value is None:
        return None
    return next((step for step in reversed(steps) if value >= step.at_least), None)


def _triggers(inputs: RiskInputs, rules: RiskRules) -> Iterator[tuple[RedTrigger, str]]:
    if inputs.fatalities > 0:
        yield RedTrigger.FATALITIES, f"korban jiwa {thousands(inputs.fatalities)} orang"
    if inputs.weapons:
        yield RedTrigger.WEAPONS, "penggunaan atau penguasaan senjata"
    if inputs.arson_or_looting:
        yield RedTrigger.ARSON_OR_LOOTING, "pembakaran atau penjarahan"
    if inputs.crowd is not None and inputs.crowd > rules.crowd_threshold:
        crowd, threshold = thousands(inputs.crowd), thousands(rules.crowd_threshold)
        yield RedTrigger.CROWD, f"massa sekitar {crowd} orang, di atas ambang {threshold} orang"
    if inputs.regions_affected >= SEVERAL:
        yield RedTrigger.SEVERAL_REGIONS, f"{thousands(inputs.regions_affected)} wilayah terdampak"
    if inputs.identity_mobilisation:
        yield RedTrigger.IDENTITY_MOBILISATION, "isu SARA disertai mobilisasi massa"


class SourceGrade(StrEnum):
    """Nilai kepercayaan sumber (skala Admiralty A to F)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"

    @property
    def label(self) -> str:
        """The words of the scale."""
        return {
            "A": "sangat dipercaya",
            "B": "dipercaya",
            "C": "agak dipercaya",
            "D": "kurang dipercaya",
            "E": "tidak dipercaya",
            "F": "tidak dapat dinilai",
        }[self.value]


class InformationGrade(IntEnum):
    """Nilai kebenaran informasi (skala Admiralty 1 to 6)."""

    CONFIRMED = 1
    PROBABLY_TRUE = 2
    POSSIBLY_TRUE = 3
    DOUBTFUL = 4
    IMPROBABLE = 5
    CANNOT_BE_JUDGED = 6

    @property
    def label(self) -> str:
        """The words of the scale."""
        return (
            "dibenarkan sumber lain",
            "sangat mungkin benar",
            "mungkin benar",
            "diragukan",
            "tidak mungkin benar",
            "tidak dapat dinilai",
        )[self - 1]


def grade_label(source: SourceGrade, information: InformationGrade) -> str:
    """`B2 (dipercaya; sangat mungkin benar)`."""
    return f"{source}{information:d} ({source.label}; {information.label})"


def fast_track(source: SourceGrade, information: InformationGrade) -> bool:
    """Whether a report graded A1 to B2 may go ahead without a second source."""
    return (
        source in (SourceGrade.A, SourceGrade.B) and information <= InformationGrade.PROBABLY_TRUE
    )


def needs_second_source(source: SourceGrade, information: InformationGrade) -> bool:
    """Whether a second source must be heard before the case becomes merah.

    Everything short of A1 to B2 does, unless grade 1 already says that another source confirms.
    """
    return information is not InformationGrade.CONFIRMED and not fast_track(source, information)


def stays_unverified(source: SourceGrade, information: InformationGrade) -> bool:
    """Whether the report stays `belum terverifikasi` for its grade: F6, nothing is known."""
    return source is SourceGrade.F and information is InformationGrade.CANNOT_BE_JUDGED
