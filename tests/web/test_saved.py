"""Filters that a person keeps: opened with one click, one of them with the list itself."""

import re

from runtime.saved_filters import MOST
from tests.web.house import House, Window


def kept(window: Window) -> list[tuple[str, str]]:
    """Name and address of each filter the page offers."""
    return re.findall(r'<a class="chip" href="([^"]+)">([^<]+)', window.html)


def keep(window: Window, path: str, name: str, **typed: str) -> Window:
    window.open(path)
    return window.send("simpan", nama=name, **typed)


def test_a_filter_is_kept_under_a_name_opened_with_one_click_and_dropped(house: House) -> None:
    cast = house.cast
    cast.open_case(cast.file_report(title="Di Selatan"))
    cast.open_case(cast.file_report(title="Di Barat", region="31.73.01"))
    house.catch_up()
    officer = house.window(cast.officer)
    assert kept(officer.open("/")) == []
    keep(officer, "/?wilayah=31.73&lain=apa", "Kota Barat")
    assert kept(officer) == [("/?wilayah=31.73", "Kota Barat")]
    assert "Di Selatan" not in officer.open("/?wilayah=31.73").text
    assert "Di Selatan" in officer.open("/").text, "kept, but not what the board opens with"
    assert kept(house.window(cast.second_officer).open("/")) == [], "nobody else's"
    officer.open("/").send("hapus")
    assert kept(officer) == []


def test_a_list_opens_with_the_filter_its_reader_put_first(house: House) -> None:
    cast = house.cast
    cast.file_report(title="Di Selatan")
    cast.file_report(title="Di Barat", region="31.73.01", theme="upah", facts="Lain sama sekali.")
    house.catch_up()
    officer = house.window(cast.officer)
    keep(officer, "/laporan?wilayah=31.73", "Kota Barat", pertama="1")
    assert ">Di Selatan</a>" not in officer.open("/laporan").html
    assert ">Di Selatan</a>" in officer.open("/laporan?semua=1").html
    keep(officer, "/laporan?tingkat=kuning", "Kuning", pertama="1")
    assert ">Di Selatan</a>" in officer.open("/laporan").html
    assert [name.strip() for _, name in kept(officer)] == ["Kota Barat", "Kuning"]


def test_what_is_no_filter_or_has_no_name_is_not_kept(house: House) -> None:
    officer = house.window(house.cast.officer).open("/?tingkat=merah")
    drawn = officer.form("simpan")
    assert officer.post(drawn.action, drawn.filled({"nama": " "})).status == 403
    assert "Beri nama saringan ini" in officer.text
    nothing = drawn.filled({"nama": "Kosong", "saringan": "asal=usul"})
    assert officer.post(drawn.action, nothing).status == 403
    elsewhere = drawn.filled({"nama": "Lain", "daftar": "tidak-ada"})
    assert officer.post(drawn.action, elsewhere).status == 404
    assert officer.post(drawn.action, drawn.filled({"nama": "x", "csrf": "00"})).status == 403
    for number in range(MOST):
        assert officer.post(drawn.action, drawn.filled({"nama": f"Ke-{number}"})).status == 303
    assert officer.post(drawn.action, drawn.filled({"nama": "Satu lagi"})).status == 403
    assert "terlalu banyak" in officer.text
    assert officer.post(drawn.action, drawn.filled({"nama": "Ke-0"})).status == 303
