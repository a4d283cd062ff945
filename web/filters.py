"""Saringan: what of a list is asked for, as its address says it; the same for board and search."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, cast
from urllib.parse import urlencode
from uuid import UUID

from domain.conflict_case import Stage
from domain.deadline import midnight
from domain.indonesian import local
from domain.kernel import Secrecy
from domain.regions import NATION, contains, level_of, parent_of
from domain.report import ConflictSource, Triage
from domain.risk import Level
from projections.case_board import Filters
from web import pages
from web.desk import Desk
from web.door import Visitor

LONGEST_TEXT: Final = 200


class Due(StrEnum):
    """How near the next deadline is."""

    OVERDUE = "lewat"
    TODAY = "hari-ini"
    WEEK = "minggu-ini"

    @property
    def label(self) -> str:
        return {
            Due.OVERDUE: "Lewat batas waktu",
            Due.TODAY: "Jatuh tempo hari ini",
            Due.WEEK: "Jatuh tempo dalam 7 hari",
        }[self]


Choices = Mapping[str, tuple[tuple[str, str], ...]]
"""What may be chosen in each filter, as value and label."""


@dataclass(frozen=True)
class Sieve:
    """What a list may be asked for: every filter by its name in an address.

    ``plain`` are those that need nothing but their value to be understood; region, due and dates
    mean the same for every list. ``choices`` offers what only this list knows.
    """

    labels: Mapping[str, str]
    plain: Mapping[str, tuple[str, Callable[[str], Any]]]
    choices: Callable[[Desk, Visitor], Choices]


_LABELS: Final[Mapping[str, str]] = {
    "tahap": "Tahap",
    "tingkat": "Tingkat",
    "wilayah": "Wilayah",
    "petugas": "Petugas",
    "tema": "Tema",
    "sumber": "Sumber konflik",
    "klasifikasi": "Klasifikasi",
    "batas": "Batas waktu berikutnya",
    "dari": "Dibuka sejak",
    "sampai": "Dibuka sampai",
}
"""Those of the board."""

_DATES: Final = frozenset({"dari", "sampai"})
STAGES: Final[Mapping[str, str]] = {
    **{each.value: each.label for each in Stage},
    Triage.INFORMATION.value: "Informasi",
}


@dataclass(frozen=True)
class Wanted:
    """What an address asks for: its words, its filters, and what of it nobody can understand."""

    text: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    misread: tuple[str, ...] = ()

    def address(self, path: str, text_as: str, **other: str) -> str:
        """The same question elsewhere, or with something else asked for."""
        asked = {text_as: self.text, **self.chosen, **other}
        given = {name: value for name, value in asked.items() if value}
        return f"{path}?{urlencode(given)}" if given else path

    @property
    def misread_notice(self) -> pages.Notice | None:
        if not self.misread:
            return None
        said = ", ".join(self.misread)
        return pages.Notice(text=f"Saringan yang tidak terbaca diabaikan: {said}.", tone="bad")


def read(
    desk: Desk,
    visitor: Visitor,
    params: Mapping[str, str],
    text_as: str,
    sieve: Sieve | None = None,
) -> Wanted:
    """What is asked for in an address; ``text_as`` is the name its words go by there."""
    sieve = sieve or BOARD
    text = "".join(ch for ch in params.get(text_as, "") if ch.isprintable())[:LONGEST_TEXT].strip()
    chosen: dict[str, str] = {}
    filters: dict[str, Any] = {}
    misread = []
    for name, label in sieve.labels.items():
        value = params.get(name, "").strip()
        if not value:
            continue
        try:
            filters |= _filter(desk, visitor, sieve, name, value)
            chosen[name] = value
        except ValueError:
            misread.append(label)
    return Wanted(text, chosen, cast("Filters", filters), tuple(misread))


def _stage(value: str) -> str:
    if value not in STAGES:
        raise ValueError(value)
    return value


_PLAIN: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    "tahap": ("stage", _stage),
    "tingkat": ("level", Level),
    "petugas": ("officer", UUID),
    "tema": ("theme", str),
    "sumber": ("conflict_source", ConflictSource),
    "klasifikasi": ("secrecy", Secrecy),
}


def _filter(desk: Desk, visitor: Visitor, sieve: Sieve, name: str, value: str) -> Mapping[str, Any]:
    """One filter as the list's view knows it; ValueError for what is none."""
    if name in sieve.plain:
        column, understand = sieve.plain[name]
        return {column: understand(value)}
    region = visitor.standing.region or desk.office.region
    match name:
        case "wilayah":
            level_of(value)
            if not contains(visitor.standing.region, value):
                raise ValueError(value)
            return {"within": value}
        case "batas":
            return _due(Due(value), desk.office.clock.now(), region)
        case "dari":
            return {"opened_from": midnight(_day(value), region)}
        case _:
            return {"opened_before": midnight(_day(value) + timedelta(days=1), region)}


def _day(value: str) -> date:
    day = date.fromisoformat(value)
    if not 1900 <= day.year <= 2100:
        raise ValueError(value)
    return day


def _due(due: Due, now: datetime, region: str) -> Mapping[str, datetime]:
    tomorrow = midnight(local(now, region).date() + timedelta(days=1), region)
    match due:
        case Due.OVERDUE:
            return {"due_before": now}
        case Due.TODAY:
            return {"due_from": now, "due_before": tomorrow}
        case Due.WEEK:
            return {"due_from": now, "due_before": tomorrow + timedelta(days=6)}


def page_number(typed: str) -> int:
    """Which page of a long list is asked for; the first where that cannot be read."""
    return max(int(typed), 1) if typed.isdecimal() and len(typed) < 4 else 1


# -- as drawn ------------------------------------------------------------------------------------


def fields(
    desk: Desk,
    visitor: Visitor,
    wanted: Wanted,
    *,
    apart: Collection[str] = (),
    sieve: Sieve | None = None,
) -> tuple[tuple[pages.FieldLine, ...], tuple[pages.FieldLine, ...]]:
    """The filters as a form shows them, with what is chosen: those ``apart``, and the others."""
    sieve = sieve or BOARD
    own = sieve.choices(desk, visitor)
    drawn = {
        name: pages.FieldLine(
            name=name,
            label=label,
            kind="date" if name in _DATES else "choice",
            value=wanted.chosen.get(name, ""),
            options=tuple(
                pages.Option(value=value, label=said, chosen=value == wanted.chosen.get(name))
                for value, said in (
                    own[name]
                    if name in own
                    else _options(desk, visitor, name, wanted.chosen.get(name, ""))
                )
            ),
        )
        for name, label in sieve.labels.items()
    }
    return (
        tuple(line for name, line in drawn.items() if name in apart),
        tuple(line for name, line in drawn.items() if name not in apart),
    )


def _options(desk: Desk, visitor: Visitor, name: str, chosen: str) -> Iterator[tuple[str, str]]:
    match name:
        case "tingkat":
            yield from ((each.value, each.label) for each in reversed(Level))
        case "wilayah":
            yield from _regions(desk, visitor, chosen)
        case "klasifikasi":
            cleared = visitor.standing.clearance.rank
            yield from ((each.value, each.label) for each in Secrecy if each.rank <= cleared)
        case "batas":
            yield from ((each.value, each.label) for each in Due)


def by_name(named: Mapping[UUID, str]) -> tuple[tuple[str, str], ...]:
    """People as choices, in alphabetical order."""
    return tuple(sorted(((str(each), said) for each, said in named.items()), key=lambda it: it[1]))


def _of_the_board(desk: Desk, visitor: Visitor) -> Choices:
    themes, officers = desk.office.board.choices(reader=visitor.standing, actor=visitor.actor)
    return {
        "tahap": tuple(STAGES.items()),
        "petugas": by_name(desk.office.accounts.names_of(officers)),
        "tema": tuple((each, each) for each in themes),
        "sumber": tuple((each.value, f"{each.value}. {each.label}") for each in ConflictSource),
    }


BOARD: Final = Sieve(labels=_LABELS, plain=_PLAIN, choices=_of_the_board)
"""What the board, the inbox and the search may be asked for."""


def _regions(desk: Desk, visitor: Visitor, chosen: str) -> Iterator[tuple[str, str]]:
    """What lies in the reader's region, opened down to what is chosen and one step below it."""
    regions, top = desk.office.regions, visitor.standing.region or desk.office.region
    opened, at = {top}, chosen
    while at not in {top, NATION}:
        opened.add(at)
        at = parent_of(at)

    def below(code: str, depth: int) -> Iterator[tuple[str, str]]:
        for each in regions.children(code):
            yield each, f"{'– ' * depth}{regions.name(each)}"
            if each in opened:
                yield from below(each, depth + 1)

    yield from below(top, 0)
