"""The board by its filters: addresses to keep, counts of all, a sheet of what is shown."""

import csv
import io
import re
from datetime import timedelta

import pytest

from tests.office import Office
from tests.web.house import House, Window
from web import board


def count_of(window: Window, label: str) -> int:
    found = re.search(r"(\d+) " + re.escape(label), window.text)
    return int(found[1]) if found else 0


def cards(window: Window) -> int:
    return window.html.count('class="card card-')


def test_each_filter_narrows_the_board_and_stays_in_its_address(
    house: House, office: Office
) -> None:
    office.file_report(theme="parkir", region="31.71.01", title="Parkir Gambir")
    office.pass_time(days=1)
    case = office.open_case(office.file_report(title="Lahan Jagakarsa"))
    house.catch_up()
    window = house.window(office.officer)
    for asked, title in {
        "tahap=verifikasi": "Lahan Jagakarsa",
        "tahap=deteksi": "Parkir Gambir",
        "wilayah=31.71": "Parkir Gambir",
        "wilayah=31.74.09": "Lahan Jagakarsa",
        f"petugas={office.officer.id}": "Lahan Jagakarsa",
        "tema=parkir": "Parkir Gambir",
        "batas=lewat": "Parkir Gambir",
        "batas=minggu-ini": "Lahan Jagakarsa",
        "dari=2026-03-03": "Lahan Jagakarsa",
        "sampai=2026-03-02": "Parkir Gambir",
        "cari=gambir": "Parkir Gambir",
        "tema=agraria&tingkat=kuning&sumber=d&klasifikasi=T": "Lahan Jagakarsa",
    }.items():
        window.open(f"/?{asked}")
        assert (cards(window), title in window.text) == (1, True), asked
        assert count_of(window, "terbuka") == 1, asked
    assert f"/kasus/{case}" in window.html
    window.open("/?wilayah=31.74")
    assert 'value="31.74" selected' in window.html
    assert "– Jagakarsa" in window.text, "the districts of the one chosen can be chosen"
    window.open("/?batas=hari-ini&tema=parkir")
    assert "Tidak ada yang cocok" in window.text


def test_today_and_this_week_begin_and_end_at_the_regions_midnight(
    house: House, office: Office
) -> None:
    case = office.open_case()
    house.catch_up()
    window = house.window(office.officer)
    due = min(wait.wait.due for wait in office.file(case).waits.values())
    assert cards(window.open("/?batas=hari-ini")) == 0
    assert cards(window.open("/?batas=minggu-ini")) == 1
    office.clock.move_to(due - timedelta(hours=1))
    window.log_in("officer")
    assert cards(window.open("/?batas=hari-ini")) == 1
    assert cards(window.open("/?batas=lewat")) == 0
    office.clock.move_to(due + timedelta(minutes=1))
    assert cards(window.open("/?batas=hari-ini")) == 0
    assert cards(window.open("/?batas=lewat")) == 1


def test_counts_are_of_all_and_a_long_column_goes_on_page_by_page(
    house: House, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        office.file_report(title=f"Cekcok {number}")
    office.pass_time(hours=7)
    house.catch_up()
    monkeypatch.setattr(board, "MOST_CARDS", 2)
    monkeypatch.setattr(board, "MOST_ALONE", 2)
    window = house.window(office.officer).open("/")
    assert (cards(window), count_of(window, "terbuka")) == (2, 5)
    assert count_of(window, "lewat batas waktu") == 5
    assert "3 lagi" in window.text
    seen = set(re.findall(r"Cekcok \d", window.open("/?tahap=deteksi").text))
    for link in ("/?tahap=deteksi&amp;halaman=2", "/?tahap=deteksi&amp;halaman=3"):
        assert link in window.html
        seen |= set(re.findall(r"Cekcok \d", window.open(link.replace("&amp;", "&")).text))
    assert len(seen) == 5
    assert "lagi</a>" not in window.html.partition("<main")[2]


def test_the_sheet_says_what_the_board_shows_and_calculates_nothing(
    house: House, office: Office
) -> None:
    office.file_report(title='=HYPERLINK("http://jahat";"klik")', theme="parkir")
    office.file_report(title="Cekcok; di pasar", theme="parkir")
    office.file_report(title="Tema lain", theme="agraria")
    secret = office.file_report(title="Sangat rahasia", secrecy="SR", theme="parkir")
    house.catch_up()
    window = house.window(office.officer).open("/?tema=parkir")
    assert 'href="/papan.csv?tema=parkir"' in window.html
    window.open("/papan.csv?tema=parkir")
    assert window.answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert window.answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(window.answer.content.decode("utf-8-sig")), delimiter=";"))
    titles = [row[1] for row in rows[1:]]
    assert sorted(titles) == ['\'=HYPERLINK("http://jahat";"klik")', "Cekcok; di pasar"]
    assert str(secret) not in window.html
    board_text = window.open("/?tema=parkir").text
    for row in rows[1:]:
        for value in (row[2], row[4], row[6], row[7]):
            assert value in board_text, "no column the page does not show"
    assert house.window(office.liaison).open("/papan.csv").status == 403
