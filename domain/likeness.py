"""Kemiripan: whether two reports tell of the same conflict, in points that explain themselves.

The machine proposes, an officer decides; "not the same" is remembered on both sides.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from domain.indonesian import decimal
from domain.kernel import Frozen

Points = Annotated[int, Field(ge=0, le=100)]


class LikenessRules(Frozen):
    """Bobot kemiripan. Practice, not law: the most points each part may give.

    What reaches ``proposed_from`` of all of them is proposed. Time counts for nothing beyond
    ``days`` apart.
    """

    place: Points = 30
    time: Points = 20
    theme: Points = 15
    parties: Points = 15
    text: Points = 20
    proposed_from: Points = 45
    days: Annotated[int, Field(ge=1, le=365)] = 14


USUAL_LIKENESS: Final = LikenessRules()


class Traits(Frozen):
    """What is compared of a report or a case."""

    region: str
    happened_at: datetime
    theme: str
    conflict_source: str
    parties: tuple[str, ...] = ()


class LikenessPart(Frozen):
    """One part of the score, with what it rests on in words."""

    label: str
    points: int
    most: int
    why: str


class Likeness(Frozen):
    """How alike two are: the points of all parts, and each of them."""

    parts: tuple[LikenessPart, ...]

    @property
    def score(self) -> int:
        return sum(each.points for each in self.parts)

    @property
    def most(self) -> int:
        return sum(each.most for each in self.parts)


def likeness(one: Traits, other: Traits, text: float, rules: LikenessRules) -> Likeness:
    """``text`` is the share of trigrams both tell alike, 0 to 1."""
    said = (text, f"{decimal(round(100 * text))}% kata-katanya mirip")
    return Likeness(
        parts=tuple(
            LikenessPart(label=label, points=round(most * share), most=most, why=why)
            for label, most, (share, why) in (
                *_of_traits(one, other, rules),
                ("Uraian", rules.text, said),
            )
        )
    )


def _of_traits(
    one: Traits, other: Traits, rules: LikenessRules
) -> tuple[tuple[str, int, tuple[float, str]], ...]:
    return (
        ("Tempat", rules.place, _place(one, other)),
        ("Waktu", rules.time, _time(one, other, rules.days)),
        ("Tema", rules.theme, _theme(one, other)),
        ("Pihak", rules.parties, _parties(one.parties, other.parties)),
    )


def points_unread(one: Traits, other: Traits, rules: LikenessRules) -> int:
    """The points of all but the accounts, which may add up to ``rules.text``."""
    return (
        round(rules.place * _PLACES[_levels_shared(one.region, other.region)][0])
        + round(rules.time * _nearness(one, other, rules.days))
        + round(rules.theme * _theme_shared(one, other))
        + round(rules.parties * _overlap(_words(one.parties), _words(other.parties)))
    )


def points_told(text: float, rules: LikenessRules) -> int:
    """The points of accounts of which this share is alike."""
    return round(rules.text * text)


def proposed(found: Likeness, rules: LikenessRules) -> bool:
    """Whether it is alike enough to be shown to an officer."""
    return found.score >= rules.proposed_from


_PLACES: Final = (
    (0.0, "provinsinya berbeda"),
    (0.2, "provinsinya sama"),
    (0.6, "kabupaten/kotanya sama"),
    (0.9, "kecamatannya sama"),
    (1.0, "kelurahan/desanya sama"),
)
"""What each level of a region's code that is shared gives, from none to four."""


def _place(one: Traits, other: Traits) -> tuple[float, str]:
    return _PLACES[_levels_shared(one.region, other.region)]


def _levels_shared(one: str, other: str) -> int:
    if one == other:
        return one.count(".") + 1
    here, there = one.split("."), other.split(".")
    same = 0
    while same < min(len(here), len(there)) and here[same] == there[same]:
        same += 1
    return same


def _time(one: Traits, other: Traits, days: int) -> tuple[float, str]:
    apart = _days_apart(one, other)
    if apart < 1:
        return 1.0, "terjadi dalam 24 jam yang sama"
    return _nearness(one, other, days), f"terjadi {decimal(round(apart))} hari berselang"


def _nearness(one: Traits, other: Traits, days: int) -> float:
    apart = _days_apart(one, other)
    return 1.0 if apart < 1 else max(0.0, 1 - apart / days)


def _days_apart(one: Traits, other: Traits) -> float:
    return abs((one.happened_at - other.happened_at).total_seconds()) / 86_400


def _theme(one: Traits, other: Traits) -> tuple[float, str]:
    share = _theme_shared(one, other)
    return share, {
        1.0: f"temanya sama: {one.theme}",
        0.5: "sumber konflik Pasal 5 sama",
        0.0: "tema dan sumber konfliknya berbeda",
    }[share]


def _theme_shared(one: Traits, other: Traits) -> float:
    if one.theme.casefold() == other.theme.casefold():
        return 1.0
    return 0.5 if one.conflict_source == other.conflict_source else 0.0


_EMPTY_WORDS: Final = frozenset({"warga", "kelompok", "massa", "dan", "pihak"})


def _parties(one: Iterable[str], other: Iterable[str]) -> tuple[float, str]:
    ours, theirs = _words(one), _words(other)
    if not ours or not theirs:
        return 0.0, "pihaknya tidak disebut pada salah satunya"
    both = ours & theirs
    if not both:
        return 0.0, "tidak ada pihak yang sama"
    return _overlap(ours, theirs), f"sama-sama menyebut {', '.join(sorted(both))}"


def _overlap(ours: set[str], theirs: set[str]) -> float:
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


def _words(parties: Iterable[str]) -> set[str]:
    return {word for each in parties for word in each.casefold().split()} - _EMPTY_WORDS
