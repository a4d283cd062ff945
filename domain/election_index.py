"""Indeks Kerawanan Pemilu (IKP) Bawaslu: an edition, and from which score on it says "tinggi".

Each edition has thresholds of its own, for provinces and for regencies; a category given in one
edition means nothing in another. Those of 2024 are as published (brief 2.6).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from domain.kernel import Frozen

Score = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class Proneness(StrEnum):
    """Kategori kerawanan."""

    LOW = "rendah"
    MEDIUM = "sedang"
    HIGH = "tinggi"


class Thresholds(Frozen):
    """The lowest scores of "sedang" and of "tinggi"."""

    medium: Score
    high: Score

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.medium >= self.high:
            raise ValueError("ambang sedang harus di bawah ambang tinggi")
        return self

    def category_of(self, score: float) -> Proneness:
        if score >= self.high:
            return Proneness.HIGH
        return Proneness.MEDIUM if score >= self.medium else Proneness.LOW


class Edition(Frozen):
    """One publication: how it reads a score of a province, and of a kabupaten or kota."""

    name: str
    provinces: Thresholds
    regencies: Thresholds

    def category_of(self, region: str, score: float) -> Proneness:
        thresholds = self.regencies if "." in region else self.provinces
        return thresholds.category_of(score)


KNOWN: Final[Mapping[str, Edition]] = {
    "2024": Edition(
        name="2024",
        provinces=Thresholds(medium=21.7, high=68.5),
        regencies=Thresholds(medium=13.47, high=49.33),
    )
}
"""Editions whose thresholds are known; those of another are named when it is imported."""
