"""Peta, wilayah, bingkai: what each desk sees of its regions, on any date."""

import html
import re

import pytest

from domain.contagion import Direction
from domain.kernel import Role, Secrecy
from domain.risk import Level
from projections.election_index import import_election_index
from tests.office import Person
from tests.runtime.test_boundaries import feature, geojson, square
from tests.web.house import House
from web import problems


def row(text: str, name: str) -> str:
    """What the table says of a region, up to the next one."""
    found = re.search(rf"{name} peta (.*?)(?:Kota Adm|Kabupaten Adm|Tingkat suatu)", text)
    assert found, text
    return found[1]


def test_the_map_starts_green_and_says_why(house: House) -> None:
    window = house.window(house.cast.governor).open("/peta")
    assert window.status == 200
    assert "Peta DKI Jakarta" in window.text
    assert "Kasus terbuka: tidak ada" in window.text
    assert window.html.count("map-mark-hijau") == 6
    assert "Titik menunjukkan letak wilayah. Bukan batas resmi." in window.text
    assert 'aria-current="page">Peta' in window.html


def test_from_the_map_through_its_regions_to_the_case(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(title="Sengketa parkir", region="31.74.09"))
    cast.change_level(case, Level.RED)
    house.catch_up()
    window = house.window(cast.officer).open("/peta")
    assert row(window.text, "Kota Adm. Jakarta Selatan").startswith(
        "Merah 2 Maret 2026 1 (1 merah) ▲ memburuk"
    )
    assert row(window.text, "Kota Adm. Jakarta Barat").startswith("Hijau – tidak ada = tetap")
    assert 'href="/peta?wilayah=31.74"' in window.html
    window.open("/peta?wilayah=31.74")
    assert "10 kecamatan" in re.sub(r"(\d) kecamatan merah (\d) .*", r"10 kecamatan", window.text)
    assert 'href="/wilayah/31.74.09"' in window.html
    window.open("/wilayah/31.74.09")
    assert "Sengketa parkir" in window.text
    assert f'href="/kasus/{case}"' in window.html
    assert 'href="/?wilayah=31.74.09"' in window.html
    assert "Wilayah waktu WIB" in window.text
    assert "Sengketa parkir" in window.open("/?wilayah=31.74.09").text


def test_a_past_date_shows_what_was_known_at_its_end(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(region="31.74.09"))
    cast.pass_time(days=3)
    cast.change_level(case, Level.RED)
    cast.pass_time(days=3)
    cast.refute(case)
    house.catch_up()
    window = house.window(cast.auditor)
    for day, level in (("03-01", "Hijau"), ("03-02", "Kuning"), ("03-05", "Merah")):
        window.open(f"/peta?tanggal=2026-{day}")
        assert row(window.text, "Kota Adm. Jakarta Selatan").startswith(level), day
        assert f"Keadaan akhir hari {int(day[3:])} Maret 2026 (WIB)" in window.text
    assert "/wilayah/31.74?tanggal=2026-03-05" in window.html, "links stay on the date"
    assert row(window.open("/peta").text, "Kota Adm. Jakarta Selatan").startswith("Hijau 8 Maret")
    window.open("/wilayah/31.74")
    assert "Tidak ada kasus terbuka. Wilayah ini hijau." in window.text
    told = re.findall("Merah|Kuning|Hijau", window.text.split("Perubahan tingkat")[1])
    assert told == ["Hijau", "Merah", "Kuning", "Hijau"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("besok", "Tanggal tidak terbaca"),
        ("2026-02-30", "Tanggal tidak terbaca"),
        ("2999-01-01", "Tahun harus antara"),
        ("2026-12-01", "belum tiba"),
    ],
)
def test_a_date_that_is_none_is_said_at_its_field(house: House, typed: str, said: str) -> None:
    window = house.window(house.cast.officer).open(f"/peta?tanggal={typed}")
    assert (window.status, said in window.text) == (422, True)
    assert 'aria-invalid="true"' in window.html


def test_a_secret_case_colours_only_the_map_of_those_who_may_read_it(house: House) -> None:
    cast = house.cast
    plain = Person("plain", cast.new_id("x"), Role.CASE_OFFICER, "BKBP", clearance=Secrecy.OPEN)
    cast.give_role(plain)
    house.give_account(plain)
    case = cast.open_case(cast.file_report(title="Rahasia benar", secrecy=Secrecy.SECRET))
    cast.change_level(case, Level.RED)
    cast.link_contagion(case, region="31.71")
    house.catch_up()
    cleared, unclear = house.window(cast.officer), house.window(plain)
    for path in ("/peta", "/peta?wilayah=31.74", "/wilayah/31.74", "/wilayah/31.71", "/bingkai"):
        assert any(each in cleared.open(path).text for each in ("Merah", "Rahasia benar")), path
        seen = unclear.open(path)
        assert seen.status == 200
        for trace in ("Rahasia benar", "map-mark-merah", "map-area-merah", str(case)):
            assert trace not in seen.html, path
    assert "map-arrow" in cleared.open("/peta").html.split("</defs>")[1]


def test_a_desk_sees_its_own_region_and_what_lies_in_it(house: House) -> None:
    cast = house.cast
    south = Person("south", cast.new_id("x"), Role.CASE_OFFICER, "Suban", "31.74")
    cast.give_role(south)
    house.give_account(south)
    window = house.window(south).open("/peta")
    assert "Peta Kota Adm. Jakarta Selatan" in window.text
    for path in ("/peta?wilayah=31", "/wilayah/31.71", "/peta?wilayah=x", "/wilayah/31.74.99"):
        assert window.open(path).status == 404, path
    assert window.open("/peta?wilayah=31.74.01.1001").status == 200
    assert "Tebet Timur" in window.text
    for person in (cast.liaison, cast.reporter, cast.admin):
        for path in ("/peta", "/wilayah/31", "/bingkai"):
            assert house.window(person).open(path).status == 403, (person.name, path)


def test_imported_boundaries_are_drawn_and_named(house: House) -> None:
    house.office.boundaries.import_layer(
        geojson(feature("31.74", square(106.7, -6.3)), feature("31.71", square(106.8, -6.2))),
        "Peta <b>uji</b>",
    )
    cast = house.cast
    cast.open_case(cast.file_report(region="31.74.09"))
    house.catch_up()
    window = house.window(cast.governor).open("/peta")
    assert window.html.count('class="map-area ') == 2
    assert 'fill="url(#arsir-kuning)"' in window.html
    assert "Batas wilayah: Peta &lt;b&gt;uji&lt;/b&gt;. Bukan batas resmi." in window.html
    assert "style=" not in window.html
    assert "<script" not in window.bare


def test_the_election_index_stands_beside_the_level(house: House) -> None:
    import_election_index(
        house.office.datastore,
        "province_code,province,score,category\n31,DKI Jakarta,88.95,tinggi\n",
        "2024",
        at=house.office.clock.now(),
    )
    window = house.window(house.cast.governor).open("/peta")
    assert "88,95 (provinsi)" in window.text
    assert "88,95 (DKI Jakarta, IKP 2024)" in window.open("/wilayah/31.74").text


def test_contagion_is_told_on_both_regions(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(title="Isu upah", region="31.74.09"))
    cast.link_contagion(case, region="31.71", direction=Direction.SPREADS_TO)
    house.catch_up()
    window = house.window(cast.supervisor)
    assert "Menular ke Kota Adm. Jakarta Pusat" in window.open("/wilayah/31.74").text
    assert "Menular dari" in window.open("/wilayah/31.71").text
    assert "Isu upah" in window.text


def test_the_frame_of_a_month_tells_problems_deeds_and_wishes(house: House) -> None:
    cast = house.cast
    case = cast.verified_case(title="Sengketa parkir", region="31.74.09")
    cast.propose_escalation(case, asked_for="Rapat Forkopimda.")
    ended = cast.open_case(cast.file_report(title="Kabar bohong", region="31.73"))
    cast.pass_time(hours=1)
    cast.refute(ended)
    house.catch_up()
    window = house.window(cast.governor).open("/bingkai")
    text = window.text
    assert "DKI Jakarta, Maret 2026" in text
    for said in (
        "Sengketa parkir",
        "sejak 2 Maret 2026",
        "Verifikasi lapangan dilaporkan, 2 Maret 2026",
        "Rapat Forkopimda (usul eskalasi ke tingkat Provinsi, menunggu persetujuan)",
        "memburuk (0 merah, 0 kuning menjadi 0 merah, 1 kuning)",
        "Berakhir bulan ini",
        "Dinyatakan tidak terbukti, 2 Maret 2026",
        "Tanpa permasalahan: Kabupaten Adm. Kepulauan Seribu; Kota Adm. Jakarta Pusat",
    ):
        assert said in text, said
    assert "<svg" in window.html.split("Lampiran peta")[1]
    cast.pass_time(days=31)
    window = house.window(cast.governor).open("/bingkai?bulan=2026-03")
    assert "Keadaan pada akhir bulan." in window.text
    assert "Sengketa parkir" in window.text
    assert "Tidak ada permasalahan" in window.open("/bingkai?bulan=2026-02").text
    for typed in ("2026-13", "maret", "2026-09"):
        assert window.open(f"/bingkai?bulan={typed}").status == 422


def test_a_regency_with_many_problems_shows_the_worst_and_leads_to_the_rest(house: House) -> None:
    cast = house.cast
    for number in range(problems.FIRST + 2):
        cast.open_case(cast.file_report(title=f"Sengketa ke-{number}", region="31.74.09"))
    house.catch_up()
    window = house.window(cast.governor).open("/bingkai")
    assert window.text.count("Sengketa ke-") == problems.FIRST
    more = re.search(r'<a href="([^"]+)">2 permasalahan lagi</a>', window.html)
    assert more
    assert window.open(html.unescape(more[1])).text.count("Sengketa ke-") == problems.FIRST + 2
    assert "permasalahan lagi" not in window.text
