"""Gambar dalam naskah: what an SVG may be made of, so that it draws and does nothing else.

A drawing is data of the letter, hashed with it and set by the typesetter. It consists of shapes
and words: no script, no style sheet, no reference to anything, no entity and no face of its own
(its words are set in the letter's).
"""

from typing import Final
from xml.parsers import expat

_NAMESPACE: Final = "http://www.w3.org/2000/svg"
# fmt: off
_ELEMENTS: Final = frozenset((
    "svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "text",
    "tspan", "title", "desc",
))
_ATTRIBUTES: Final = frozenset((
    "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry",
    "dx", "dy", "d", "points", "transform", "id", "version", "role", "preserveAspectRatio",
    "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "font-size",
    "font-weight", "text-anchor", "dominant-baseline",
))
# fmt: on
LARGEST_DRAWING: Final = 400_000
"""Characters: more than a province's map needs, little enough for a letter of 300 kB."""


def standalone(svg: str) -> str:
    """The drawing itself; ValueError in Indonesian for what does more than draw. Empty is none."""
    if not svg:
        return svg
    if not svg.startswith("<svg"):
        raise ValueError("gambar harus dimulai dengan <svg")
    if len(svg) > LARGEST_DRAWING:
        raise ValueError(f"gambar lebih dari {LARGEST_DRAWING} karakter")
    depth = 0

    def begins(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        namespace, _, element = name.rpartition(" ")
        if (
            namespace != _NAMESPACE
            or element not in _ELEMENTS
            or (element == "svg") != (depth == 0)
        ):
            raise ValueError(f"gambar memuat unsur yang tidak diizinkan: {element}")
        depth += 1
        for attribute, value in attributes.items():
            if attribute not in _ATTRIBUTES or "url(" in value or ">" in value:
                raise ValueError(f"gambar memuat sifat yang tidak diizinkan: {attribute}")

    def ends(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise ValueError("gambar memuat lebih dari unsur dan kata: DOCTYPE, CDATA, catatan")

    reader = expat.ParserCreate(namespace_separator=" ")
    reader.StartElementHandler = begins
    reader.EndElementHandler = ends
    reader.StartDoctypeDeclHandler = refuse
    reader.ProcessingInstructionHandler = refuse
    reader.StartCdataSectionHandler = refuse
    reader.CommentHandler = refuse
    try:
        reader.Parse(svg.encode(), True)  # noqa: FBT003 - expat's own name for "that was all"
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise ValueError(f"gambar bukan SVG yang utuh: {error}") from None
    return svg
