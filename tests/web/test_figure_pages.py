"""Angka kinerja on the web: numbers in words, and the way from each to its events."""

from dataclasses import replace

from domain.kernel import Role
from projections.figures import FigureName
from tests.web.house import House


def test_a_figure_leads_to_the_events_it_counts(house: House) -> None:
    case = house.cast.verified_case()
    house.catch_up()
    window = house.window(house.cast.supervisor)
    window.open("/angka")
    assert "Waktu sampai terverifikasi" in window.text
    assert "kurang dari 1 menit" in window.text
    assert "Belum ada yang dapat dihitung pada masa ini." in window.text
    window.open(f"/angka/{FigureName.VERIFY}?hari=30")
    assert f"/kasus/{case}/riwayat?di=" in window.html
    assert "Terverifikasi" in window.text


def test_an_unknown_figure_is_not_here_and_a_strange_period_is_the_usual_one(house: House) -> None:
    window = house.window(house.cast.auditor)
    window.answer = window.client.get("/angka/untung")
    assert window.status == 404
    assert 'value="90" selected' in window.open("/angka?hari=-1").html


def test_who_keeps_no_cases_reads_no_figures(house: House) -> None:
    for person in house.cast.people:
        if person.role in {Role.LIAISON, Role.REPORTER, Role.ADMINISTRATOR}:
            window = house.window(person)
            window.answer = window.client.get("/angka")
            assert window.status == 403


def test_the_trend_shows_each_month_and_level_as_column_and_in_a_table(house: House) -> None:
    cast = house.cast
    window = house.window(cast.supervisor).open("/angka")
    assert "Belum ada kasus yang dibuka dalam 12 bulan terakhir" in window.text
    assert 'class="trend"' not in window.html
    cast.open_case()
    cast.pass_time(days=40)
    cast.open_case()
    for _ in range(2):
        cast.open_case(cast.file_report(risk={"likelihood": 5, "impact": 5}))
    cast.merge(cast.open_case(), cast.open_case())  # one conflict
    cast.file_report()  # no case
    house.catch_up()
    window = house.window(cast.supervisor).open("/angka")
    assert 'aria-label="Maret 2026: 1 kasus (1 kuning)"' in window.html
    assert 'aria-label="April 2026: 4 kasus (2 merah, 2 kuning)"' in window.html
    assert "Mei 2025 0 0 0 0" in window.text
    assert "April 2026 2 2 0 4" in window.text
    assert "Maret 2026 0 1 0 1" in window.text
    board = window.open("/papan?dari=2026-04-01&sampai=2026-04-30&tingkat=merah")
    assert board.html.count('class="card card-merah') == 2


def test_the_trend_counts_only_what_its_reader_may_read(house: House) -> None:
    cast = house.cast
    cast.open_case(cast.file_report(region="31.73.01"))
    house.catch_up()
    local = replace(cast.supervisor, id=cast.new_id("local"), name="selatan", region="31.74")
    cast.give_role(local)
    house.give_account(local)
    assert "1 kasus" in house.window(cast.supervisor).open("/angka").html
    assert "Belum ada kasus" in house.window(local).open("/angka").text
