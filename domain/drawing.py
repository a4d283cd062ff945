"""Gambar dalam naskah: what an SVG may be made of, so that it draws and does nothing else.

A drawing is data of the letter, hashed with it and set by the typesetter in the letter's face. It
consists of shapes, words and the hatchings it defines itself: no script, no style sheet, no entity,
no reference to anything else.
"""

import re
from typing import Final
from xml.parsers import expat

_NAMESPACE: Final = "http://www.w3.org/2000/svg"
# fmt: off
_ELEMENTS: Final = frozenset((
    "svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "text",
    "tspan", "title", "desc", "defs", "pattern",
))
_ATTRIBUTES: Final = frozenset((
    "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry",
    "dx", "dy", "d", "points", "transform", "id", "version", "role", "preserveAspectRatio",
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "paint-order",
    "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline",
    "patternUnits", "patternTransform",
))
# fmt: on
_OWN_HATCHING: Final = re.compile(r"url\(#[A-Za-z][\w-]*\)")
_NUMBER: Final = r"\d{1,6}(?:\.\d{1,6})?"
_VIEW: Final = re.compile(rf"-?{_NUMBER} -?{_NUMBER} ({_NUMBER}) ({_NUMBER})")
LARGEST_DRAWING: Final = 400_000
"""Characters: more than a province's map needs, little enough for a letter of 300 kB."""

DEEPEST_DRAWING: Final = 16
"""Elements within one another."""


def standalone(svg: str) -> str:
    """The drawing itself; ValueError in Indonesian for what does more than draw. Empty is none."""
    if not svg:
        return svg
    if not svg.startswith("<svg"):
        raise ValueError("gambar harus dimulai dengan <svg")
    if len(svg) > LARGEST_DRAWING:
        raise ValueError(f"gambar lebih dari {LARGEST_DRAWING} karakter")
    within: list[str] = []

    def begins(name: str, attributes: dict[str, str]) -> None:
        namespace, _, element = name.rpartition(" ")
        misplaced = (element == "svg") != (not within)
        if namespace != _NAMESPACE or element not in _ELEMENTS or misplaced:
            raise ValueError(f"gambar memuat unsur yang tidak diizinkan: {element}")
        if len(within) == DEEPEST_DRAWING:
            raise ValueError("gambar tersusun terlalu dalam")
        within.append(element)
        for attribute, value in attributes.items():
            if not _allowed(attribute, value, hatching="pattern" in within):
                raise ValueError(f"gambar memuat sifat yang tidak diizinkan: {attribute}")
        if element == "svg":
            _has_size(attributes)

    def refuse(*_: object) -> None:
        raise ValueError("gambar memuat lebih dari unsur dan kata: DOCTYPE, CDATA, catatan")

    reader = expat.ParserCreate(namespace_separator=" ")
    reader.StartElementHandler = begins
    reader.EndElementHandler = lambda _: within.pop()
    reader.StartDoctypeDeclHandler = refuse
    reader.ProcessingInstructionHandler = refuse
    reader.StartCdataSectionHandler = refuse
    reader.CommentHandler = refuse
    try:
        reader.Parse(svg.encode(), True)  # noqa: FBT003 - expat's own name for "that was all"
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise ValueError(f"gambar bukan SVG yang utuh: {error}") from None
    return svg


def _allowed(attribute: str, value: str, *, hatching: bool) -> bool:
    """A hatching may fill a shape; within a hatching nothing refers to another."""
    refers = "url(" in value
    own = attribute in ("fill", "stroke") and _OWN_HATCHING.fullmatch(value) and not hatching
    return attribute in _ATTRIBUTES and ">" not in value and (not refers or bool(own))


def _has_size(attributes: dict[str, str]) -> None:
    view = _VIEW.fullmatch(attributes.get("viewBox", ""))
    sides = [*(view.groups() if view else ("0",))]
    sides += [attributes[side] for side in ("width", "height") if side in attributes]
    if not all(re.fullmatch(_NUMBER, side) and float(side) > 0 for side in sides):
        raise ValueError("gambar tidak memuat ukuran (viewBox) yang benar")
