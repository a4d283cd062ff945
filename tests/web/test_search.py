"""The search page: in every header, safe to print, with a way on where nothing is found."""

from urllib.parse import quote

from domain.kernel import Secrecy
from tests.office import Office
from tests.web.house import House, forms_in


def test_every_page_has_a_box_that_leads_to_what_was_typed(house: House, office: Office) -> None:
    report = office.file_report(title="Tawuran pelajar", facts="Di dekat rel kereta.")
    house.catch_up()
    window = house.window(office.officer).open("/naskah")
    (box,) = [each for each in forms_in(window.html) if each.action == "/cari"]
    assert box.method == "get"
    window.open("/cari?q=kereta")
    assert f'href="/laporan/{report}"' in window.html
    assert "<mark>kereta</mark>" in window.html
    assert "1 ditemukan" in window.text
    window.open("/")
    assert "find" in window.html
    admin = house.window(office.admin)
    assert 'action="/cari"' not in admin.open("/keadaan").html
    assert admin.open("/cari").status == 403


def test_what_was_typed_and_found_is_printed_and_never_run(house: House, office: Office) -> None:
    office.file_report(title="<script>alert(1)</script> bentrok", facts='<img src=x> "bentrok"')
    house.catch_up()
    window = house.window(office.officer)
    window.open("/cari?q=" + quote('bentrok "><script>alert(2)</script>'))
    window.open("/cari?q=bentrok")
    assert "<script" not in window.bare
    assert "<img" not in window.html
    assert "&lt;script&gt;" in window.html
    assert window.open("/cari?q=" + quote("\x00\x02' OR 1=1 --")).status == 200


def test_a_misspelt_region_leads_to_the_region(house: House, office: Office) -> None:
    case = office.open_case(office.file_report(region="31.74.01.1001"))
    house.catch_up()
    window = house.window(office.officer).open("/cari?q=tebat")
    assert f"/kasus/{case}" in window.html
    assert "Tidak ada yang memuat “tebat”" in window.text
    assert "wilayah=31.74.01&" in window.html or 'wilayah=31.74.01"' in window.html
    assert "Menteng" not in window.text, "only where there is something to read"


def test_nothing_found_says_so_and_what_to_do(house: House, office: Office) -> None:
    window = house.window(office.officer).open("/cari")
    assert "Semua kata harus ada" in window.text
    window.open("/cari?q=zzzz")
    assert "Tidak ada yang ditemukan untuk “zzzz”" in window.text
    window.open("/cari?q=yang+dan")
    assert "ada di mana-mana: yang, dan" in window.text


def test_filters_are_kept_in_the_address_and_a_misread_one_is_named(
    house: House, office: Office
) -> None:
    office.file_report(theme="parkir")
    office.file_report(theme="agraria")
    house.catch_up()
    window = house.window(office.officer).open(
        "/cari?tema=parkir&dari=2026-03-01&sampai=2026-03-02"
    )
    assert "1 ditemukan" in window.text
    (form,) = [each for each in forms_in(window.html) if dict(each.fields).get("tema")]
    assert dict(form.fields)["dari"] == "2026-03-01"
    window.open("/cari?q=warga&tahap=mana&dari=kemarin&wilayah=32&petugas=x")
    assert "diabaikan: Tahap, Wilayah, Petugas, Dibuka sejak" in window.text
    assert "2 ditemukan" in window.text


def test_page_after_page(house: House, office: Office) -> None:
    for number in range(23):
        office.file_report(title=f"Cekcok {number}")
    house.catch_up()
    window = house.window(office.officer).open("/cari?q=cekcok")
    assert "23 ditemukan, halaman 1 dari 2" in window.text
    window.open("/cari?q=cekcok&halaman=2")
    assert window.html.count('class="line ') == 3
    assert window.open("/cari?q=cekcok&halaman=99").status == 200
    assert window.open("/cari?q=cekcok&halaman=x").status == 200


def test_a_reporter_is_led_to_their_report_under_their_own_level(
    house: House, office: Office
) -> None:
    report = office.file_report(title="Tawuran")
    case = office.open_case(report, title="Rahasia dapur")
    office.found(case)
    office.verify(case, level="merah")
    other = office.file_report(title="Tawuran lain", by=office.officer)
    secret = office.file_report(title="Tawuran rahasia", secrecy=Secrecy.TOP_SECRET)
    house.catch_up()
    window = house.window(office.reporter).open("/cari?q=tawuran&tingkat=merah")
    assert f"/laporan/{report}" in window.html
    for hidden in (case, other, secret):
        assert str(hidden) not in window.html
    assert "Rahasia dapur" not in window.text
    assert "level-kuning" in window.html
    assert "level-merah" not in window.html
