"""Angka kinerja on the web: numbers in words, and the way from each to its events."""

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
