"""Where regions lie and how they are drawn: imported whole or not at all, simplified, printable."""

import json
import math
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import typst

from domain.regions import RegionLevel
from domain.risk import Level
from runtime.boundaries import (
    POINTS,
    Boundaries,
    BoundariesRejected,
    Place,
    simplified,
)
from runtime.charting import WIDTH, chart, map_svg
from runtime.database import Datastore
from runtime.regions import Regions
from tests.office import OfficeClock

JAKARTA = ("31.01", "31.71", "31.72", "31.73", "31.74", "31.75")


def square(west: float, south: float, side: float = 0.1) -> list[list[Any]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: str, *rings: list[list[Any]], kind: str = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kode": code},
        "geometry": {"type": kind, "coordinates": list(rings)},
    }


def geojson(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def boundaries(datastore: Datastore, regions: Regions, clock: OfficeClock) -> Boundaries:
    return Boundaries(datastore, regions, clock)


def test_every_regency_and_district_has_a_point(boundaries: Boundaries, regions: Regions) -> None:
    assert POINTS.exists()
    for province in regions.children(""):
        regencies = regions.children(province)
        places, sources = boundaries.places(regencies)
        assert [place.code for place in places] == list(regencies)
        assert sources == ()
    (nation, _) = boundaries.places(regions.children(""))
    assert len(nation) == 38
    assert all(place.point and 94 < place.point[0] < 142 for place in nation)


def test_an_imported_boundary_is_drawn_and_its_source_named(boundaries: Boundaries) -> None:
    layer = geojson(feature("31.74", square(106.7, -6.3)), feature("31.71", square(106.8, -6.2)))
    assert boundaries.import_layer(layer, "Peta uji") == 2
    places, sources = boundaries.places(JAKARTA)
    assert {place.code for place in places if place.rings} == {"31.71", "31.74"}
    assert sources == ("Peta uji",)
    (found,) = boundaries.layers()
    assert (found.source, found.level, found.province, found.regions) == (
        "Peta uji",
        RegionLevel.REGENCY,
        "31",
        2,
    )
    boundaries.import_layer(geojson(feature("31.74", square(106.75, -6.3))), "Peta lain")
    assert [each.regions for each in boundaries.layers()] == [1, 1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Bukan JSON"),
        ("[]", "Bukan GeoJSON"),
        (geojson(), "Tidak ada satu wilayah pun"),
        (geojson({"properties": {}}), "Fitur 1: tidak ada kode wilayah"),
        (geojson(3), "Fitur 1: tidak ada kode wilayah"),
        (geojson(feature("31.99", square(106, -6))), "Fitur 1: kode wilayah '31.99' tidak dikenal"),
        (geojson(feature("Tebet", square(106, -6))), "'Tebet' tidak dikenal"),
        (
            geojson(feature("31.74", square(106, -6)), feature("31.74", square(106, -6))),
            "Fitur 2: wilayah 31.74 disebut dua kali",
        ),
        (geojson(feature("31.74", [[106, -6]])), "bukan Polygon"),
        (geojson(feature("31.74", square(106, -6), kind="Point")), "bukan Polygon"),
        (geojson(feature("31.74", [["x", "y"]] * 5)), "bukan Polygon"),
        (geojson({"properties": {"kode": "31.74"}, "geometry": None}), "bukan Polygon"),
        (geojson(feature("31.74", square(-6.2, 106.8))), "bujur, lintang"),
    ],
)
def test_a_broken_file_is_refused_whole_saying_where(
    boundaries: Boundaries, text: str, said: str
) -> None:
    with pytest.raises(BoundariesRejected) as caught:
        boundaries.import_layer(text, "Peta uji")
    assert said in caught.value.message
    assert boundaries.layers() == []


def test_one_wrong_feature_keeps_the_others_out(boundaries: Boundaries) -> None:
    layer = geojson(feature("31.74", square(106.7, -6.3)), feature("99", square(106.8, -6.2)))
    with pytest.raises(BoundariesRejected, match="Fitur 2"):
        boundaries.import_layer(layer, "Peta uji")
    with pytest.raises(BoundariesRejected, match="Sumber"):
        boundaries.import_layer(geojson(feature("31.74", square(106.7, -6.3))), " ")
    assert boundaries.layers() == []


def test_a_boundary_is_coarser_but_nowhere_farther_than_its_tolerance() -> None:
    coast = tuple(
        (
            107 + math.cos(a / 500 * math.tau) + 0.0004 * math.sin(a),
            -6 + math.sin(a / 500 * math.tau),
        )
        for a in range(500)
    )
    coast = (*coast, coast[0])
    rock = ((110.0, -6.0), (110.0001, -6.0), (110.0001, -5.9999), (110.0, -6.0))
    (coarse,) = simplified([coast, rock])
    assert len(coarse) < len(coast) / 2
    assert coarse[0] == coarse[-1]
    for point in coast:
        assert min(math.dist(point, other) for other in coarse) < 0.12
    assert simplified([rock])[0][0] == rock[0], "the largest ring is kept, however small"


def test_what_lies_far_off_is_set_apart_so_that_the_others_stay_legible(
    boundaries: Boundaries, regions: Regions
) -> None:
    places, _ = boundaries.places(JAKARTA)
    drawn = chart(places, {code: code for code in JAKARTA})
    assert drawn is not None
    assert drawn.inset is not None
    left, top, right, bottom = drawn.inset
    inside = {spot.code for spot in drawn.spots if left < spot.x < right and top < spot.y < bottom}
    assert inside == {"31.01"}
    assert all(0 <= spot.x <= WIDTH and 0 <= spot.y <= drawn.height for spot in drawn.spots)
    north, south = (
        next(spot for spot in drawn.spots if spot.code == code) for code in ("31.72", "31.74")
    )
    assert north.y < south.y, "north is up"
    assert chart([], {}) is None
    assert chart([Place("31.74")], {"31.74": "x"}) is None
    alone = chart([Place("31.74", point=(106.8, -6.2))], {"31.74": "Jakarta Selatan"})
    assert alone is not None
    assert alone.inset is None


def test_the_map_of_a_letter_refers_to_nothing_outside_and_tells_levels_without_colour(
    boundaries: Boundaries, regions: Regions
) -> None:
    boundaries.import_layer(geojson(feature("31.74", square(106.7, -6.3))), "Peta <uji>")
    places, sources = boundaries.places(JAKARTA)
    said = map_svg(
        places,
        {"31.74": Level.RED, "31.71": Level.YELLOW},
        {code: regions.name(code) for code in JAKARTA},
        title="Peta & permasalahan",
        source="; ".join(sources),
    )
    tree = ET.fromstring(said)
    assert "href" not in said
    assert "http" not in said.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "style" not in said
    text = "".join(tree.itertext())
    assert "Peta & permasalahan" in text
    assert "Sumber batas: Peta <uji>. Bukan batas resmi." in text
    marks = {
        each.attrib["d"] for each in tree.iter() if "translate" in each.attrib.get("transform", "")
    }
    assert len(marks) == 3, "each level has its own outline"
    assert "url(#merah)" in said
    pdf = typst.compile(
        b'#set document(title: "x")\n#image(bytes(sys.inputs.map), format: "svg")',
        sys_inputs={"map": said},
    )
    assert pdf.startswith(b"%PDF")


def test_a_name_without_room_gets_a_number_and_the_key_says_whose(boundaries: Boundaries) -> None:
    codes = [f"31.74.0{number}" for number in range(1, 9)]
    crowd = [Place(code, point=(106.8 + at / 1e6, -6.2)) for at, code in enumerate(codes)]
    crowd += [Place("31.75", point=(107.8, -6.9)), Place("31.01", point=(105.8, -5.5))]
    names = {place.code: f"Nama Wilayah {place.code}" for place in crowd}
    drawn = chart(crowd, names)
    assert drawn is not None
    labels = {spot.code: spot.label for spot in drawn.spots}
    numbered = {code: label for code, label in labels.items() if label.isdecimal()}
    assert numbered
    assert drawn.key == "; ".join(f"{label} {names[code]}" for code, label in numbered.items())
    said = map_svg(crowd, {}, names, title="Peta")
    assert f"1 {names[next(iter(numbered))]}" in said
