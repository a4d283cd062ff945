"""The lists of tasks and of letters: narrowed, kept under a name, turned page by page."""

import re
from dataclasses import replace
from urllib.parse import quote

import pytest

from domain.field_task import TaskKind, TaskState
from domain.letter import LetterState
from domain.letter_content import LetterType
from tests.web.house import House, Window
from web import tasks


def tasks_on(window: Window) -> list[str]:
    """The kinds of task the page lists, in order."""
    return re.findall(r'<a href="/tugas/[0-9a-f-]{36}">([^<]+)', window.html)


def letters_on(window: Window) -> list[str]:
    return re.findall(r'<h3><a href="/naskah/[0-9a-f-]{36}">([^<]+)', window.html)


def test_tasks_are_narrowed_by_state_kind_region_holder_agency_due_and_words(house: House) -> None:
    cast = house.cast
    south, west = cast.open_case(), cast.open_case(cast.file_report(region="31.73.01"))
    seen = cast.assign_task(south, instruction="Periksa parkir di simpang.")
    cooled = cast.assign_task(
        west, kind=TaskKind.COOLING_DOWN, chain=[cast.second_liaison], instruction="Redakan warga."
    )
    cast.acknowledge(seen)
    house.catch_up()
    officer = house.window(cast.officer)
    verification, cooling = TaskKind.FIELD_VERIFICATION.label, TaskKind.COOLING_DOWN.label
    for asked, found in (
        ("keadaan=belum-selesai", {verification, cooling}),
        (f"keadaan={TaskState.WAITING.value}", {cooling}),
        (f"jenis={TaskKind.FIELD_VERIFICATION.value}", {verification}),
        ("wilayah=31.73", {cooling}),
        (f"pemegang={cast.liaison.id}", {verification}),
        ("cari=parkir", {verification}),
        ("batas=lewat", set()),
        ("dari=2100-01-01", set()),
        ("instansi=kominfo", set()),
    ):
        assert set(tasks_on(officer.open(f"/tugas?{asked}"))) == found, asked
        said = house.window(cast.officer).open(f"/tugas.csv?{asked}").html
        assert said.count("/tugas/") == len(found), asked
    cast.report_task(seen)
    house.catch_up()
    assert set(tasks_on(officer.open("/tugas?keadaan=belum-selesai"))) == {cooling}
    cast.pass_time(days=3)
    later = house.window(cast.officer).open("/tugas?batas=lewat")
    assert set(tasks_on(later)) == {cooling}
    assert str(cooled) in later.html


def test_nobodys_filter_reaches_further_than_they_do(house: House) -> None:
    cast = house.cast
    task = cast.assign_task(cast.open_case(), chain=[cast.liaison, cast.second_liaison])
    cast.draft_letter(cast.escalated_case())
    house.catch_up()
    mine = house.window(cast.liaison).open("/tugas?keadaan=belum-selesai")
    assert str(task) in mine.html
    assert 'name="pemegang"' not in mine.html
    for person, path in (
        (cast.second_liaison, "/tugas?keadaan=belum-selesai"),
        (cast.second_liaison, f"/tugas?pemegang={cast.liaison.id}"),
    ):
        assert str(task) not in house.window(person).open(path).html, path
    outsider = replace(cast.officer, id=cast.new_id("outsider"), name="tetangga", region="73")
    cast.give_role(outsider)
    house.give_account(outsider)
    for path in ("/naskah?keadaan=konsep", "/tugas?keadaan=belum-selesai"):
        assert "Tidak ada" in house.window(outsider).open(path).text


def test_letters_are_narrowed_by_kind_state_region_due_and_number(house: House) -> None:
    cast = house.cast
    case = cast.escalated_case()
    letter = cast.draft_letter(case)
    house.catch_up()
    officer = house.window(cast.officer)
    note = LetterType.NOTA_DINAS.label
    assert note in letters_on(officer.open(f"/naskah?jenis={LetterType.NOTA_DINAS.value}"))
    assert {note} == set(letters_on(officer))
    assert letters_on(officer.open("/naskah?wilayah=31.73")) == []
    assert letters_on(officer.open("/naskah?batas=lewat")) == []
    drafts = f"keadaan={LetterState.DRAFT.value}"
    assert note in letters_on(officer.open(f"/naskah?{drafts}"))
    cast.approve_letter(letter)
    house.catch_up()
    number = house.office.letters.row(letter).number  # type: ignore[union-attr]
    assert number
    assert letters_on(officer.open(f"/naskah?cari={quote(number)}")) == [note]
    assert officer.open(f"/naskah.csv?cari={quote(number)}").html.count("/naskah/") == 1
    assert f"/naskah/{letter}" not in officer.open(f"/naskah?{drafts}").html


@pytest.mark.parametrize(("path", "what"), [("/tugas", "tugas"), ("/naskah", "naskah")])
def test_a_list_that_comes_out_empty_names_what_was_asked_for(
    house: House, path: str, what: str
) -> None:
    officer = house.window(house.cast.officer)
    officer.open(f"{path}?wilayah=31.73&cari=parkir")
    assert f"Tidak ada {what} dengan wilayah “" in officer.text
    assert "Jakarta Barat”, kata “parkir”" in officer.text
    officer.open(f"{path}?wilayah=99&tingkat=ungu")
    assert "Saringan yang tidak terbaca diabaikan: Wilayah, Tingkat" in officer.text


def test_pages_keep_what_was_asked_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = house.cast
    case = cast.open_case()
    for number in range(3):
        cast.assign_task(case, instruction=f"Periksa parkir ke-{number}.")
    house.catch_up()
    for module in ("tasks", "list_filters"):
        monkeypatch.setattr(f"web.{module}.A_PAGE", 2)
    officer = house.window(cast.officer).open("/tugas?cari=parkir")
    assert len(tasks_on(officer)) == 2
    assert 'href="/tugas?cari=parkir&amp;halaman=2" rel="next"' in officer.html
    officer.open("/tugas?cari=parkir&halaman=2")
    assert len(tasks_on(officer)) == 1
    assert 'href="/tugas?cari=parkir&amp;halaman=1" rel="prev"' in officer.html
    sheet = house.window(cast.officer).open("/tugas.csv?cari=parkir")
    assert sheet.html.count("/tugas/") == 3


@pytest.mark.parametrize(
    ("path", "query"),
    [("/tugas", "keadaan=belum-selesai&wilayah=31.74"), ("/naskah", "keadaan=konsep")],
)
def test_a_filter_is_kept_and_opens_the_list(house: House, path: str, query: str) -> None:
    officer = house.window(house.cast.officer).open(f"{path}?{query}")
    officer.send("simpan", nama="Pagi hari", pertama="1")
    assert "Pagi hari" in officer.text
    officer.open(path)
    assert str(officer.answer.url).endswith(f"{path}?{query}")
    officer.open(f"{path}?semua=1")
    assert str(officer.answer.url).endswith("?semua=1")
    officer.send("hapus")
    assert "Pagi hari" not in officer.text


def test_a_long_list_of_ones_own_shows_the_first_and_leads_to_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = house.cast
    case = cast.open_case()
    for number in range(4):
        cast.assign_task(case, instruction=f"Jaga pos {number}.")
    house.catch_up()
    holder = house.window(cast.liaison).open("/tugas")
    assert len(tasks_on(holder)) == 4
    assert "Semua tugas yang belum selesai" not in holder.text
    monkeypatch.setattr(tasks, "A_PAGE", 3)
    assert len(tasks_on(holder.open("/tugas"))) == 3
    assert '<a href="/tugas?keadaan=belum-selesai">' in holder.html
    giver = house.window(cast.officer).open("/tugas")
    assert "4 berjalan" in giver.text
