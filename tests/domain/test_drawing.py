"""What a drawing in a letter may be made of."""

import pytest
from pydantic import ValidationError

from domain.drawing import LARGEST_DRAWING, standalone
from domain.letter_content import Annex, Passage
from tests.correspondence import problem_map


def svg(inside: str, attributes: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"{attributes}>{inside}</svg>'


def test_shapes_and_words_are_drawn_as_they_are() -> None:
    hatched = svg('<defs><pattern id="m"><rect/></pattern></defs><rect fill="url(#m)"/>')
    for drawing in ("", svg(""), svg("<text>a &amp; b &#233;</text>"), problem_map(), hatched):
        assert standalone(drawing) == drawing


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        (svg("<script>alert(1)</script>"), "unsur yang tidak diizinkan: script"),
        (svg('<image href="file:///etc/passwd"/>'), "unsur yang tidak diizinkan: image"),
        (svg('<use href="#a"/>'), "unsur yang tidak diizinkan: use"),
        (svg("<style>@import url(x)</style>"), "unsur yang tidak diizinkan: style"),
        (svg("<foreignObject/>"), "unsur yang tidak diizinkan: foreignObject"),
        (svg('<a xmlns="http://www.w3.org/1999/xhtml"/>'), "unsur yang tidak diizinkan: a"),
        (svg(svg("")), "unsur yang tidak diizinkan: svg"),
        (svg("", ' onload="x()"'), "sifat yang tidak diizinkan: onload"),
        (svg('<rect style="fill:url(http://x)"/>'), "sifat yang tidak diizinkan: style"),
        (svg('<rect fill="url(http://x.example/)"/>'), "sifat yang tidak diizinkan: fill"),
        (svg('<rect x="url(#a)"/>'), "sifat yang tidak diizinkan: x"),
        (
            svg('<pattern id="a"><rect fill="url(#a)"/></pattern>'),
            "sifat yang tidak diizinkan: fill",
        ),
        (svg("<g>" * 16 + "</g>" * 16), "terlalu dalam"),
        (svg("").replace("0 0 9 9", "0 0 0 9"), "ukuran"),
        (svg("").replace("0 0 9 9", "0 0 1e9 9"), "ukuran"),
        (svg("").replace("viewBox", "version"), "ukuran"),
        (svg("", ' width="0"'), "ukuran"),
        (svg("", ' height="9cm"'), "ukuran"),
        (svg('<rect id="a>b"/>'), "sifat yang tidak diizinkan: id"),
        (
            svg('<rect xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="x"/>'),
            "sifat yang tidak diizinkan",
        ),
        (svg("<![CDATA[a]]>"), "CDATA"),
        (svg("<!-- a -->"), "catatan"),
        (svg("<?php a?>"), "lebih dari unsur dan kata"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "harus dimulai dengan <svg"),
        (svg("&a;"), "bukan SVG yang utuh"),
        (svg("<text>a</g>"), "bukan SVG yang utuh"),
        (svg("\ud800"), "bukan SVG yang utuh"),
        ("<svg>" + "</svg>", "unsur yang tidak diizinkan: svg"),
        ("bukan gambar", "harus dimulai dengan <svg"),
        (svg(" " * LARGEST_DRAWING), "lebih dari"),
    ],
)
def test_what_does_more_than_draw_is_refused_by_its_name(drawing: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        standalone(drawing)


def test_an_annex_takes_no_other_drawing() -> None:
    with pytest.raises(ValidationError, match="tidak diizinkan: script"):
        Annex(title=Passage.of("Peta"), drawing=svg("<script/>"), described="Peta")
