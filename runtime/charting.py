"""Drawing regions: places on the earth become shapes on a sheet, and a map a letter can carry.

A level shows as colour, as pattern and as mark (circle, triangle, octagon), so that neither a
colour-blind reader nor a black-and-white printer loses it.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Final
from xml.sax.saxutils import escape

from domain.risk import Level
from runtime.boundaries import NOT_OFFICIAL, LonLat, Place

WIDTH: Final = 480.0
TALLEST: Final = 520.0
EDGE: Final = 24.0
INSET: Final = 120.0
"""The width of the strip in which a far-off region is set apart."""

WORTH_AN_INSET: Final = 1.5
"""How much larger all others must become for one region to be set apart."""

LEAST_BESIDE_INSET: Final = 4
LETTERS_A_LINE: Final = 95
LETTER_WIDTH: Final = 7.0
"""About how wide a letter of a label is; what would overlap another label is left out."""

MARKS: Final[Mapping[Level, str]] = {
    Level.GREEN: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    Level.YELLOW: "M0 -7L8 7H-8z",
    Level.RED: "M-3.3 -8H3.3L8 -3.3V3.3L3.3 8H-3.3L-8 3.3V-3.3z",
}
"""The outline of each level's mark around its middle."""


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Spot:
    """One region on the sheet: its outline (empty for a dot map), its middle, its label."""

    code: str
    outline: str
    x: float
    y: float
    label: str = ""
    label_x: float = 0.0
    label_y: float = 0.0


@dataclass(frozen=True)
class Chart:
    """A sheet with its regions; ``key`` names those whose label is but a number.

    ``inset`` frames one that lies far off, drawn at its own scale.
    """

    width: float
    height: float
    spots: tuple[Spot, ...]
    key: str = ""
    inset: Box | None = None


def chart(places: Sequence[Place], names: Mapping[str, str]) -> Chart | None:
    """The places on one sheet, north up, as large as fits; None where nothing is known of any.

    Where one region lies so far off that all the others would shrink, it is set apart in a frame.
    """
    places = [place for place in places if place.point]
    if not places:
        return None
    far = _far_off(places)
    near = [place for place in places if place is not far]
    main = _Sheet.around(near, (INSET if far else 0.0, 0.0, WIDTH, TALLEST))
    box = (6.0, 6.0, INSET - 6, min(INSET * 1.6, main.bottom)) if far else None
    drawn = [_spot(place, main) for place in near]
    if far and box:
        drawn.append(_spot(far, _Sheet.around([far], box, centred=True)))
    height = max(main.bottom, box[3] + 6 if box else 0.0)
    labelled, key = _labelled(drawn, names, height)
    return Chart(WIDTH, round(height, 1), tuple(labelled), "; ".join(key), box)


def _far_off(places: Sequence[Place]) -> Place | None:
    """The one region without which all others could be drawn much larger."""
    if len(places) < LEAST_BESIDE_INSET:
        return None
    whole = _Sheet.around(places, (0.0, 0.0, WIDTH, TALLEST)).scale
    gained = {
        place.code: _Sheet.around(
            [other for other in places if other is not place], (INSET, 0.0, WIDTH, TALLEST)
        ).scale
        for place in places
    }
    found = max(places, key=lambda place: gained[place.code])
    return found if gained[found.code] > WORTH_AN_INSET * whole else None


@dataclass(frozen=True)
class _Sheet:
    """Where on the paper a stretch of the earth lies, at one scale."""

    west: float
    north: float
    narrow: float
    scale: float
    left: float
    top: float
    bottom: float

    @classmethod
    def around(cls, places: Sequence[Place], box: Box, *, centred: bool = False) -> "_Sheet":
        corners = [point for place in places for ring in place.rings for point in ring]
        corners += [place.point for place in places if place.point]
        west, east = min(x for x, _ in corners), max(x for x, _ in corners)
        south, north = min(y for _, y in corners), max(y for _, y in corners)
        narrow = math.cos(math.radians((south + north) / 2))
        across, down = (east - west) * narrow, north - south
        edge = EDGE if box[2] - box[0] > 2 * INSET else EDGE / 2
        inner, lower = box[2] - box[0] - 2 * edge, box[3] - box[1] - 2 * edge
        scale = min(inner / across if across else math.inf, lower / down if down else math.inf)
        scale = scale if math.isfinite(scale) else 1.0
        spare = (box[3] - box[1] - down * scale) / 2 if centred else edge
        return cls(
            west=west,
            north=north,
            narrow=narrow,
            scale=scale,
            left=(box[0] + box[2] - across * scale) / 2,
            top=box[1] + spare,
            bottom=box[1] + down * scale + 2 * edge,
        )

    def at(self, point: LonLat) -> tuple[float, float]:
        x = self.left + (point[0] - self.west) * self.narrow * self.scale
        return round(x, 1), round(self.top + (self.north - point[1]) * self.scale, 1)


def _spot(place: Place, sheet: _Sheet) -> Spot:
    assert place.point is not None
    x, y = sheet.at(place.point)
    rings = ([sheet.at(point) for point in ring] for ring in place.rings)
    return Spot(place.code, " ".join(map(_line, rings)), x, y)


def _line(points: Sequence[tuple[float, float]]) -> str:
    """A closed outline; points that fall together are drawn once."""
    kept = [one for one, before in zip(points, (None, *points), strict=False) if one != before]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _labelled(
    spots: Sequence[Spot], names: Mapping[str, str], height: float
) -> tuple[list[Spot], list[str]]:
    """Each name by its mark, where it touches no mark and no other name; else a number for it.

    The key tells what the numbers stand for: `1 Maros`.
    """
    taken: list[Box] = [(s.x - 8, s.y - 8, s.x + 8, s.y + 8) for s in spots]
    done = {spot.code: _beside(spot, names[spot.code], height, taken) for spot in spots}
    key: list[str] = []
    for spot in spots:
        if done[spot.code] is None:
            number = str(len(key) + 1)
            key.append(f"{number} {names[spot.code]}")
            done[spot.code] = _beside(spot, number, height, taken) or replace(
                spot, label=number, label_x=spot.x + 14, label_y=spot.y + 4
            )
    return [found for found in done.values() if found is not None], key


def _beside(spot: Spot, text: str, height: float, taken: list[Box]) -> Spot | None:
    """The spot with its label below, above or beside it; None where there is no room."""
    half = len(text) * LETTER_WIDTH / 2
    within = min(max(spot.x, half + 2), WIDTH - half - 2)
    for x, y in (
        (within, spot.y + 19),
        (within, spot.y - 12),
        (spot.x + half + 11, spot.y + 4),
        (spot.x - half - 11, spot.y + 4),
    ):
        box = (x - half, y - 9, x + half, y + 3)
        inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
        if inside and not any(_touch(box, other) for other in taken):
            taken.append(box)
            return replace(spot, label=text, label_x=round(x, 1), label_y=round(y, 1))
    return None


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


# -- columns -------------------------------------------------------------------------------------

COLUMNS_WIDE: Final = 300.0
COLUMNS_TALL: Final = 160.0
_OVER, _UNDER, _GAP = 18.0, 20.0, 6.0
"""Room above the tallest column for its number, below for its name, and between two columns."""


@dataclass(frozen=True)
class Block:
    """The part of a column that is of one level."""

    level: Level
    y: float
    height: float


@dataclass(frozen=True)
class Column:
    """One stack of levels, hijau at the bottom; ``middle`` is where its labels stand."""

    x: float
    width: float
    middle: float
    top: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Columns:
    """Columns side by side on a line at ``base``."""

    width: float
    height: float
    base: float
    columns: tuple[Column, ...]


def columns(counts: Sequence[Mapping[Level, int]]) -> Columns:
    """Each count as a stack as high as its share of the largest one."""
    base = COLUMNS_TALL - _UNDER
    step = COLUMNS_WIDE / max(len(counts), 1)
    unit = (base - _OVER) / max([1, *(sum(each.values()) for each in counts)])
    return Columns(
        COLUMNS_WIDE,
        COLUMNS_TALL,
        base,
        tuple(
            _column(each, round(number * step + _GAP / 2, 1), round(step - _GAP, 1), base, unit)
            for number, each in enumerate(counts)
        ),
    )


def _column(count: Mapping[Level, int], x: float, width: float, base: float, unit: float) -> Column:
    blocks, y = [], base
    for level in Level:
        if high := round(count.get(level, 0) * unit, 1):
            y = round(y - high, 1)
            blocks.append(Block(level, y, high))
    return Column(x, width, round(x + width / 2, 1), y, tuple(blocks))


# -- for a letter ----------------------------------------------------------------------------------


_FILLS: Final[Mapping[Level, str]] = {
    Level.GREEN: "#ffffff",
    Level.YELLOW: "url(#kuning)",
    Level.RED: "url(#merah)",
}
_MARK_FILLS: Final[Mapping[Level, str]] = {
    Level.GREEN: "#ffffff",
    Level.YELLOW: "#f2c230",
    Level.RED: "#b3202c",
}
_PATTERNS: Final = (
    '<pattern id="kuning" width="7" height="7" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff6d6"/>'
    '<path d="M0 0V7" stroke="#8a6a00" stroke-width="1.4"/></pattern>'
    '<pattern id="merah" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="6" height="6" fill="#f3b3b3"/>'
    '<path d="M0 0V6M0 0H6" stroke="#7a0f1a" stroke-width="2"/></pattern>'
)


def map_svg(
    places: Sequence[Place],
    levels: Mapping[str, Level],
    names: Mapping[str, str],
    *,
    title: str,
    source: str = "",
) -> str:
    """The map annex of a letter: one SVG that refers to nothing outside it.

    Every region that has a place is drawn; one without a level is hijau. ValueError where nothing
    is known of any place.
    """
    drawn = chart(places, names)
    if drawn is None:
        raise ValueError("no place to draw")
    lines = wrap(drawn.key, LETTERS_A_LINE)
    height = drawn.height + 64 + len(lines) * 13
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.width:g} {height:g}"'
        f' width="{drawn.width:g}" height="{height:g}" font-family="Liberation Sans, Arial"'
        ' font-size="10">'
    )
    parts = [
        opening,
        f"<title>{escape(title)}</title><defs>{_PATTERNS}</defs>",
        f'<rect width="{drawn.width:g}" height="{height:g}" fill="#ffffff"/>',
        *([_frame(drawn.inset)] if drawn.inset else []),
        *(_area(spot, levels.get(spot.code, Level.GREEN)) for spot in drawn.spots if spot.outline),
        *(_mark(spot.x, spot.y, levels.get(spot.code, Level.GREEN)) for spot in drawn.spots),
        *(
            f'<text x="{spot.label_x:g}" y="{spot.label_y:g}" text-anchor="middle" stroke="#ffffff"'
            f' stroke-width="2.5" paint-order="stroke">{escape(spot.label)}</text>'
            for spot in drawn.spots
            if spot.label
        ),
        *_legend(drawn.height, source),
        *(
            f'<text x="{EDGE:g}" y="{drawn.height + 66 + 13 * number:g}" font-size="9">'
            f"{escape(line)}</text>"
            for number, line in enumerate(lines)
        ),
        "</svg>",
    ]
    return "".join(parts)


def flat(svg: str) -> str:
    """The same map of plain shapes and words, as a letter takes it: tints, no face of its own."""
    for pattern, tint in _TINTS.items():
        svg = svg.replace(pattern, tint)
    return _MORE_THAN_SHAPES.sub("", svg)


_TINTS = {"url(#kuning)": "#fff6d6", "url(#merah)": "#f3b3b3"}
_MORE_THAN_SHAPES = re.compile(r'<defs>.*?</defs>| (?:font-family|paint-order)="[^"]*"', re.DOTALL)


def _frame(box: Box) -> str:
    return (
        f'<rect x="{box[0]:g}" y="{box[1]:g}" width="{box[2] - box[0]:g}"'
        f' height="{box[3] - box[1]:g}" fill="none" stroke="#888888" stroke-width="0.7"/>'
    )


def _area(spot: Spot, level: Level) -> str:
    return (
        f'<path d="{spot.outline}" fill="{_FILLS[level]}" fill-rule="evenodd"'
        ' stroke="#222222" stroke-width="0.7" stroke-linejoin="round"/>'
    )


def _mark(x: float, y: float, level: Level) -> str:
    return (
        f'<path d="{MARKS[level]}" transform="translate({x:g} {y:g})"'
        f' fill="{_MARK_FILLS[level]}" stroke="#000000" stroke-width="1.2"/>'
    )


def _legend(top: float, source: str) -> list[str]:
    """Each level as area and mark, and whose boundaries these are."""
    parts = [f'<path d="M{EDGE:g} {top + 6:g}H{WIDTH - EDGE:g}" stroke="#888888"/>']
    for number, level in enumerate(reversed(Level)):
        x, y = EDGE + number * 100, top + 16
        parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="26" height="16" fill="{_FILLS[level]}"'
            ' stroke="#222222" stroke-width="0.7"/>'
        )
        parts.append(_mark(x + 40, y + 8, level))
        parts.append(f'<text x="{x + 52:g}" y="{y + 12:g}">{level.label}</text>')
    said = f"Sumber batas: {source}. {NOT_OFFICIAL}" if source else NOT_OFFICIAL
    parts.append(f'<text x="{EDGE:g}" y="{top + 52:g}" font-size="9">{escape(said)}</text>')
    return parts
