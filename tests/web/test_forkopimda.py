"""A pack at the desk: sent from the page of a case, opened by its readers, shown to nobody else."""

from uuid import UUID

import pytest

from domain.kernel import Role
from domain.office_book import OfficeRole
from tests.office import Office as Cast
from tests.office import Person
from tests.web.house import House

SUMMARY = "Tiga kelompok berhadapan; perlu pendinginan bersama."


@pytest.fixture
def case(house: House) -> UUID:
    case = house.cast.escalated_case()
    letter = house.cast.draft_letter(case)
    house.cast.approve_letter(letter)
    return case


def letter_of(cast: Cast, case: UUID) -> UUID:
    return next(iter(cast.file(case).letters))


def test_the_head_sends_a_pack_from_the_page_of_the_case(house: House, case: UUID) -> None:
    cast = house.cast
    head = house.window(cast.supervisor).open(f"/kasus/{case}")
    assert dict(head.form("kirim-paket").fields)["summary"] == "Dua kelompok berhadapan."
    head.send(
        "kirim-paket",
        summary=SUMMARY,
        **{
            "seats.gubernur": str(cast.governor.id),
            "seats.kapolda": str(cast.liaison.id),
            "letters.0": str(letter_of(cast, case)),
        },
    )
    assert "Paket Forkopimda" in head.text
    assert "0 dari 2 sudah membaca" in head.text
    assert "belum dibaca (Iptu Agus Salim)" in head.text
    (pack,) = cast.file(case).packs.values()
    assert pack.letters == (letter_of(cast, case),)
    assert not house.window(cast.officer).open(f"/kasus/{case}").has_form("kirim-paket")


def test_nobody_chosen_is_said_at_the_field_and_nothing_is_sent(house: House, case: UUID) -> None:
    head = house.window(house.cast.supervisor).open(f"/kasus/{case}")
    head.send("kirim-paket", summary=SUMMARY)
    assert head.status == 422
    assert "Pilih paling sedikit satu anggota." in head.text
    assert house.cast.file(case).packs == {}


def test_an_office_nobody_answers_for_says_so(house: House, case: UUID) -> None:
    head = house.window(house.cast.supervisor).open(f"/kasus/{case}")
    assert head.text.count("Belum ada akun yang dapat membukanya.") == 3
    before = house.window(house.cast.supervisor).open(f"/kasus/{house.cast.verified_case()}")
    assert not before.has_form("kirim-paket")


def test_a_reader_sees_what_it_says_after_saying_that_they_read_it(
    house: House, case: UUID
) -> None:
    cast, letter = house.cast, letter_of(house.cast, case)
    pack = cast.send_pack(case, letters=(letter,))
    liaison = house.window(cast.second_liaison).open(f"/paket/{pack}")
    assert SUMMARY not in liaison.html
    assert "Cekcok batas lahan" not in liaison.html
    assert liaison.open(f"/paket/{pack}/naskah/{letter}.pdf").status == 404
    liaison.open(f"/paket/{pack}").send("buka")
    assert SUMMARY in liaison.text
    assert "dibaca oleh" in liaison.text
    assert "Iptu Agus Salim" not in liaison.text, "who else reads is the office's to know"
    assert not liaison.has_form("buka")
    pdf = liaison.open(f"/paket/{pack}/naskah/{letter}.pdf")
    assert pdf.status == 200
    assert liaison.open(f"/naskah/{letter}").status == 404, "only what is in the pack"
    assert liaison.open(f"/kasus/{case}").status == 404
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    assert "1 dari 3 sudah membaca" in officer.text
    assert "dibaca oleh Kapten Made Surya pada Senin, 2 Maret 2026" in officer.text


def test_the_governor_reads_a_pack_like_the_others_though_the_case_is_open_to_them(
    house: House, case: UUID
) -> None:
    pack = house.cast.send_pack(case)
    governor = house.window(house.cast.governor).open(f"/paket/{pack}")
    assert SUMMARY not in governor.html
    elsewhere = house.window(house.cast.governor)
    pages = (f"/kasus/{case}", f"/kasus/{case}/riwayat")
    assert not [page for page in pages if SUMMARY in elsewhere.open(page).text]
    governor.send("buka")
    assert SUMMARY in elsewhere.open(f"/kasus/{case}").text
    assert SUMMARY in governor.text
    assert house.cast.file(case).packs[pack].read.keys() == {house.cast.governor.id}


def test_a_reader_finds_their_packs_among_their_tasks_the_unread_first(
    house: House, case: UUID
) -> None:
    cast = house.cast
    empty = house.window(cast.second_liaison).open("/tugas")
    assert "Paket Forkopimda" not in empty.text
    first = cast.send_pack(case)
    cast.open_pack(first, by=cast.second_liaison)
    cast.pass_time(hours=1)
    second = cast.send_pack(case)
    house.catch_up()
    listed = house.window(cast.second_liaison).open("/tugas").html
    assert listed.index(f"/paket/{second}") < listed.index(f"/paket/{first}")
    assert "belum dibaca" in listed
    assert "Cekcok batas lahan" not in listed
    assert "/paket/" not in house.window(cast.third_liaison).open("/tugas").html


def test_a_pack_says_nothing_more_once_its_case_was_forgotten(house: House, case: UUID) -> None:
    cast = house.cast
    pack = cast.send_pack(case)
    cast.open_pack(pack, by=cast.second_liaison)
    cast.ask_to_erase(case)
    cast.erase(case)
    forgotten = house.window(cast.second_liaison).open(f"/paket/{pack}")
    assert SUMMARY not in forgotten.html
    assert "dihapus menurut UU 27/2022" in forgotten.text


def test_a_pack_is_there_for_nobody_else(house: House, case: UUID) -> None:
    cast = house.cast
    pack = cast.send_pack(case, (OfficeRole.PROVINCIAL_POLICE, cast.liaison))
    far = Person("far", cast.new_id("person"), Role.CASE_OFFICER, "BKBP", "32")
    cast.give_role(far)
    house.give_account(far)
    for person in (cast.second_liaison, cast.reporter, cast.admin, far):
        window = house.window(person)
        assert window.open(f"/paket/{pack}").status == 404, person.name
        assert window.open(f"/paket/{pack}/naskah/{letter_of(cast, case)}.pdf").status == 404


def test_what_was_done_about_a_silent_reader_stands_beside_their_name(
    house: House, case: UUID
) -> None:
    cast = house.cast
    pack = cast.send_pack(case)
    cast.pass_time_in_silence(case, hours=25)
    head = house.window(cast.supervisor).open(f"/paket/{pack}")
    assert head.text.count("karena pembacaan paket Forkopimda lewat batas waktu") == 3
    head.send("tindak-lanjut", person=str(cast.liaison.id), explanation="Ajudannya ditelepon.")
    assert "Ajudannya ditelepon." in head.text
    assert head.text.count("karena pembacaan paket Forkopimda lewat batas waktu") == 2
