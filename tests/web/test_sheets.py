"""Lists as files: what the page shows the reader, and no more."""

import csv
import io

from tests.web.house import House, Window


def lines(window: Window, path: str) -> list[list[str]]:
    """The sheet behind an address, its headings first."""
    window.open(path)
    assert window.answer.headers["content-type"].startswith("text/csv"), window.text
    return list(csv.reader(io.StringIO(window.html.lstrip("\ufeff")), delimiter=";"))


def test_letters_their_book_and_what_was_found_are_sheets_of_what_the_reader_reaches(
    house: House,
) -> None:
    cast = house.cast
    letter = cast.draft_letter(cast.escalated_case(title="Sengketa kebun"))
    cast.approve_letter(letter)
    far, _ = cast.regency_office("31.73")
    house.give_account(far)
    house.catch_up()
    supervisor = house.window(cast.supervisor)
    (only,) = [line for line in lines(supervisor, "/naskah.csv")[1:] if str(letter) in line[-1]]
    assert only[0] == "Nota Dinas"
    book = lines(supervisor, "/naskah/agenda.csv")
    assert book[1][0] == "1"
    assert book[1][-1] == f"/naskah/{letter}"
    officer = house.window(cast.officer)
    found = lines(officer, "/cari.csv?q=sengketa")
    assert [line[1] for line in found[1:]] == ["Sengketa kebun"]
    assert lines(officer, "/cari.csv") == [found[0]]
    assert lines(house.window(far), "/cari.csv?q=sengketa") == [found[0]]
    assert len(lines(house.window(far), "/naskah.csv")) == 1


def test_a_link_to_a_sheet_stands_on_each_list(house: House) -> None:
    cast = house.cast
    cast.approve_letter(cast.draft_letter(cast.escalated_case(title="Sengketa kebun")))
    house.catch_up()
    supervisor = house.window(cast.supervisor)
    for path, sheet in (
        ("/", "/papan.csv"),
        ("/kerja", "/kerja.csv"),
        ("/persetujuan", "/persetujuan.csv"),
        ("/laporan", "/laporan.csv"),
        ("/tugas", "/tugas.csv"),
        ("/naskah", "/naskah.csv"),
        ("/naskah/agenda", "/naskah/agenda.csv"),
        ("/cari?q=sengketa", "/cari.csv"),
    ):
        assert sheet in supervisor.open(path).html, path
