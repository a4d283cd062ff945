from datetime import date

import lokal
import pytest

from domain.regions import PROVINCES, zone_of
from runtime.holidays import indonesian_calendar
from runtime.regions import Regions

REGIONS = Regions()


# --- Wilayah ------------------------------------------------------------------------------------


def test_a_region_has_its_short_name() -> None:
    assert REGIONS.name("31.74.01") == "Tebet"
    assert REGIONS.name("31.74") == "Kota Adm. Jakarta Selatan"
    assert REGIONS.name("31") == "DKI Jakarta"
    assert REGIONS.name("") == "Indonesia"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("", "Indonesia"),
        ("73.71", "Kota Makassar, Sulawesi Selatan"),
        ("31.74.01", "Kecamatan Tebet, Kota Adm. Jakarta Selatan, DKI Jakarta"),
        (
            "31.74.01.1001",
            "Kelurahan Tebet Timur, Kecamatan Tebet, Kota Adm. Jakarta Selatan, DKI Jakarta",
        ),
        (
            "11.01.01.2001",
            "Desa Keude Bakongan, Kecamatan Bakongan, Kabupaten Aceh Selatan, Aceh",
        ),
        ("91.03.01.3007", "Desa Adat Yoboi, Distrik Sentani, Kabupaten Jayapura, Papua"),
    ],
)
def test_a_full_name_climbs_to_the_province(code: str, name: str) -> None:
    assert REGIONS.full_name(code) == name


def test_a_code_the_data_lacks_still_has_something_to_print() -> None:
    assert not REGIONS.exists("31.74.99")
    assert REGIONS.name("31.74.99") == "wilayah 31.74.99"
    assert REGIONS.full_name("31.74.99").startswith("Kecamatan wilayah 31.74.99, Kota Adm.")


def test_what_is_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="tidak sah"):
        REGIONS.exists("Tebet")


def test_every_province_of_the_data_has_a_time_zone() -> None:
    assert REGIONS.children("") == PROVINCES
    assert all(zone_of(province) for province in REGIONS.children(""))


def test_the_whole_tree_is_there() -> None:
    regencies = [code for province in REGIONS.children("") for code in REGIONS.children(province)]
    districts = [code for regency in regencies for code in REGIONS.children(regency)]
    assert (len(regencies), len(districts)) == (514, 7_285)
    assert REGIONS.children("31.74.01")[0] == "31.74.01.1001"
    assert REGIONS.children("31.74.01.1001") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tebet", "31.74.01"),
        ("jakrta selatan", "31.74"),
        ("manggarai selatn", "31.74.01.1006"),
        ("kota bandung", "32.73"),
        ("kab. bandung", "32.04"),
        ("DKI Jakarta", "31"),
        ("sulawesi seltan", "73"),
        ("udek duen", "53.07.08.2019"),
    ],
)
def test_a_search_forgives_a_misspelling(text: str, code: str) -> None:
    assert REGIONS.search(text)[0].code == code


def test_a_search_stays_within_a_region() -> None:
    found = REGIONS.search("manggarai", within="31.74")
    assert [match.code for match in found] == ["31.74.01.1007", "31.74.01.1006"]
    assert found[0].full_name.startswith("Kelurahan Manggarai, Kecamatan Tebet")
    assert found[0].similarity == 1


def test_a_search_for_nothing_finds_nothing() -> None:
    assert REGIONS.search("") == ()
    assert REGIONS.search("...") == ()
    assert REGIONS.search("tebet", limit=0) == ()
    assert len(REGIONS.search("sukamaju", limit=3)) == 3


# --- Hari libur ---------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_calendar_agrees_with_the_published_skb(year: int) -> None:
    calendar = indonesian_calendar(year, year)
    published = {date.fromisoformat(day.date) for day in lokal.get_holidays(year).holidays}
    assert set(calendar.holidays) == published


def test_a_calendar_names_holidays_and_joint_leave() -> None:
    calendar = indonesian_calendar(2026, 2026)
    assert calendar.why_not(date(2026, 3, 21)) == "Hari Raya Idulfitri"
    assert calendar.why_not(date(2026, 12, 24)) == "Cuti Bersama Hari Raya Natal"
    assert calendar.why_not(date(2026, 12, 23)) is None


def test_a_calendar_names_its_source_and_years() -> None:
    calendar = indonesian_calendar(2026, 2027)
    assert calendar.version.startswith("holidays ")
    assert calendar.version.endswith(" ID 2026-2027")
    assert calendar.years == (2026, 2027)


def test_a_year_without_an_skb_is_not_claimed() -> None:
    calendar = indonesian_calendar(2026, 2035)
    assert not calendar.speaks_for(date(2035, 1, 2))
    assert calendar.why_not(date(2035, 8, 17)) is not None


def test_years_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="mendahului"):
        indonesian_calendar(2027, 2026)
