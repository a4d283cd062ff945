from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.regions import (
    NATION,
    PROVINCES,
    RegionCode,
    RegionLevel,
    RegionScope,
    contains,
    label_of_zone,
    level_of,
    parent_of,
    province_of,
    zone_label,
    zone_of,
)

VILLAGE = "31.74.01.1001"


def some_code() -> st.SearchStrategy[str]:
    pair = st.integers(1, 99).map("{:02d}".format)
    village = st.integers(1001, 3999).map(str)
    parts = st.tuples(st.sampled_from(PROVINCES), pair, pair, village)
    return st.tuples(parts, st.integers(1, 4)).map(lambda both: ".".join(both[0][: both[1]]))


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("", RegionLevel.NATIONAL),
        ("31", RegionLevel.PROVINCE),
        ("31.74", RegionLevel.REGENCY),
        ("31.74.01", RegionLevel.DISTRICT),
        (VILLAGE, RegionLevel.VILLAGE),
    ],
)
def test_the_number_of_parts_is_the_level(code: str, level: RegionLevel) -> None:
    assert level_of(code) is level


def test_the_parent_of_a_province_is_the_nation() -> None:
    assert parent_of(VILLAGE) == "31.74.01"
    assert parent_of("31") == NATION
    assert parent_of(NATION) == NATION


def test_the_nation_contains_every_region_and_none_contains_the_nation() -> None:
    assert contains(NATION, VILLAGE)
    assert contains(NATION, NATION)
    assert not contains("31", NATION)


def test_a_region_contains_by_whole_parts_only() -> None:
    assert contains("31.74", VILLAGE)
    assert contains("31.74", "31.74")
    assert not contains("31.74", "31.75.01")
    assert not contains(VILLAGE, "31.74.01")


@given(some_code())
def test_a_region_lies_in_its_parent_and_its_province(code: str) -> None:
    assert contains(parent_of(code), code)
    assert contains(province_of(code), code)
    assert not contains(code, parent_of(code))


@pytest.mark.parametrize(
    "text", ["3", "31.7", "31.74.01.100", "31-74", "31.74.", " 31", "\uff13\uff11", "31\n"]
)
def test_what_is_no_region_code_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(RegionCode).validate_python(text)
    with pytest.raises(ValueError, match="tidak sah"):
        level_of(text)


def test_the_nation_is_a_scope_but_no_region() -> None:
    assert TypeAdapter(RegionScope).validate_python(NATION) == NATION
    with pytest.raises(ValidationError):
        TypeAdapter(RegionCode).validate_python(NATION)


def test_keppres_41_1987_each_province_has_its_time_zone() -> None:
    assert len(PROVINCES) == 38
    assert {code: zone_label(code) for code in ("31", "61", "62")} == dict.fromkeys(
        ("31", "61", "62"), "WIB"
    )
    assert {zone_label(code) for code in ("51", "53", "63", "65", "73.71", "76")} == {"WITA"}
    assert {zone_label(code) for code in ("81", "82", "91", "96.01")} == {"WIT"}


def test_the_zone_of_a_region_has_an_iana_name() -> None:
    assert zone_of("73.71") == ZoneInfo("Asia/Makassar")
    assert zone_of(NATION) == ZoneInfo("Asia/Jakarta")
    assert label_of_zone("Asia/Jayapura") == "WIT"


def test_an_unknown_province_has_no_time_zone() -> None:
    with pytest.raises(ValueError, match="provinsi 99"):
        zone_of("99.01")
    with pytest.raises(ValueError, match="Singapore"):
        label_of_zone("Asia/Singapore")
