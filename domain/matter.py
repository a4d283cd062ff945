"""Pokok soal and keadaan: what who stands in the street says in two taps, in the office's terms.

Practice, not law: the officer who triages reads what was told and corrects what it was taken for.
"""

from enum import StrEnum
from typing import Final, NamedTuple

from domain.report import ConflictSource
from domain.risk import Impact, Likelihood


class _Taken(NamedTuple):
    label: str
    theme: str
    source: ConflictSource


class Matter(StrEnum):
    """Pokok soal: what it is about, and which source of conflict that is (UU 7/2012 Pasal 5)."""

    BRAWL = "bentrok"
    PROTEST = "unjuk_rasa"
    LIVELIHOOD = "mata_pencaharian"
    POLITICS = "politik"
    IDENTITY = "sara"
    BOUNDARY = "batas"
    LAND = "agraria"
    SHARES = "bagi_hasil"
    NEIGHBOURS = "lingkungan"

    @property
    def label(self) -> str:
        return _MATTERS[self].label

    @property
    def theme(self) -> str:
        """The theme the report is kept under."""
        return _MATTERS[self].theme

    @property
    def source(self) -> ConflictSource:
        return _MATTERS[self].source


_A: Final = ConflictSource.POLITICS_ECONOMY_CULTURE
_MATTERS: Final = {
    Matter.BRAWL: _Taken("Tawuran atau bentrok kelompok", "Bentrok antarkelompok", _A),
    Matter.PROTEST: _Taken("Unjuk rasa", "Unjuk rasa", _A),
    Matter.LIVELIHOOD: _Taken("Pasar, parkir, atau pekerjaan", "Ekonomi warga", _A),
    Matter.POLITICS: _Taken("Pemilu atau politik", "Politik", _A),
    Matter.IDENTITY: _Taken("Agama, suku, atau etnis", "SARA", ConflictSource.RELIGION_ETHNICITY),
    Matter.BOUNDARY: _Taken("Batas wilayah", "Batas wilayah", ConflictSource.BOUNDARIES),
    Matter.LAND: _Taken(
        "Tanah, kebun, tambang, atau hutan", "Agraria", ConflictSource.NATURAL_RESOURCES
    ),
    Matter.SHARES: _Taken(
        "Pembagian hasil alam", "Pembagian hasil alam", ConflictSource.UNEQUAL_DISTRIBUTION
    ),
    Matter.NEIGHBOURS: _Taken("Soal warga lainnya", "Ketertiban lingkungan", _A),
}


class Mood(StrEnum):
    """Keadaan: how far it has come, as the two numbers the risk is reckoned from."""

    SIGNS = "tanda"
    TENSE = "tegang"
    VIOLENT = "pecah"

    @property
    def label(self) -> str:
        return {
            Mood.SIGNS: "Baru tanda-tanda",
            Mood.TENSE: "Tegang",
            Mood.VIOLENT: "Sudah pecah",
        }[self]

    @property
    def definition(self) -> str:
        return {
            Mood.SIGNS: "Kabar, kumpul-kumpul, keluhan.",
            Mood.TENSE: "Adu mulut, ancaman, massa bertambah.",
            Mood.VIOLENT: "Perkelahian, perusakan, ada yang terluka.",
        }[self]

    @property
    def likelihood(self) -> Likelihood:
        return {
            Mood.SIGNS: Likelihood.UNLIKELY,
            Mood.TENSE: Likelihood.POSSIBLE,
            Mood.VIOLENT: Likelihood.ALMOST_CERTAIN,
        }[self]

    @property
    def impact(self) -> Impact:
        return {
            Mood.SIGNS: Impact.MINOR,
            Mood.TENSE: Impact.MODERATE,
            Mood.VIOLENT: Impact.MAJOR,
        }[self]


class Told(StrEnum):
    """Kapan: how somebody says when it was."""

    JUST_NOW = "baru_saja"
    TODAY = "hari_ini"
    ANOTHER_TIME = "lain"

    @property
    def label(self) -> str:
        return {
            Told.JUST_NOW: "Baru saja",
            Told.TODAY: "Hari ini",
            Told.ANOTHER_TIME: "Waktu lain",
        }[self]
