"""The letter desk over HTTP: letters of no case, and what each desk may do with a letter."""

import re
from uuid import UUID

from domain.kernel import Role, Secrecy
from domain.letter_content import LetterType
from tests.facts import content
from tests.office import Person
from tests.web.house import House


def test_a_letter_about_a_region_is_read_approved_and_printed_without_a_case(house: House) -> None:
    cast = house.cast
    letter = cast.ask_letter(type=LetterType.NOTA_DINAS)
    house.catch_up()
    supervisor = house.window(cast.supervisor).open("/naskah")
    assert "Perkembangan penanganan" in supervisor.text
    supervisor.open(f"/naskah/{letter}")
    assert "Wilayah: DKI Jakarta" in supervisor.text
    assert "Persetujuan naskah dinas" in supervisor.text
    supervisor.send("setujui")
    assert "Tercatat: Naskah disetujui, nomor T/200.1.3.4/1/BKBP/2026" in supervisor.text
    pdf = supervisor.client.get(f"/naskah/{letter}.pdf")
    assert pdf.content.startswith(b"%PDF")


def test_a_letter_about_a_report_leads_to_that_report(house: House) -> None:
    cast = house.cast
    report = cast.file_report(title="Cekcok parkir")
    letter = cast.ask_letter(by=cast.machine, report_id=report, type=LetterType.LAPORAN_INFORMASI)
    house.catch_up()
    supervisor = house.window(cast.supervisor).open(f"/naskah/{letter}")
    assert "Laporan: Cekcok parkir" in supervisor.text
    assert f'href="/laporan/{report}"' in supervisor.html
    assert house.window(cast.reporter).open(f"/naskah/{letter}").status == 404


def test_a_letter_about_another_region_is_not_there(house: House) -> None:
    cast = house.cast
    far = Person("far", cast.new_id("person"), Role.SUPERVISOR, "BKBP", "73")
    cast.give_role(far)
    house.give_account(far)
    letter = cast.ask_letter()
    assert house.window(far).open(f"/naskah/{letter}").status == 404
    assert house.window(far).open(f"/naskah/{letter}.pdf").status == 404


# -- the life of a letter --------------------------------------------------------------------------


def test_an_author_adds_a_paragraph_and_the_head_returns_it_with_a_note(house: House) -> None:
    cast = house.cast
    letter = cast.ask_letter(type=LetterType.NOTA_DINAS)
    officer = house.window(cast.officer).open(f"/naskah/{letter}")
    assert "Konsep menunggu persetujuan pimpinan." in officer.text
    officer.send("tambah-alinea", text="Warga meminta dialog.")
    assert "Tercatat: Konsep naskah: alinea penyusun ditambahkan" in officer.text
    assert re.search(r"<ins>[^<]*Warga meminta dialog\.</ins>", officer.html)
    supervisor = house.window(cast.supervisor).open(f"/naskah/{letter}")
    supervisor.send("kembalikan", note="Perjelas butir kedua.")
    officer.open(f"/naskah/{letter}")
    assert "Catatan pengembalian: Perjelas butir kedua." in officer.text
    assert not supervisor.open(f"/naskah/{letter}").has_form("setujui")
    officer.send("hapus-alinea")
    assert "Tercatat: Konsep naskah: alinea penyusun dihapus" in officer.text
    officer.send("ajukan-kembali")
    assert supervisor.open(f"/naskah/{letter}").has_form("setujui")


def test_a_decree_shows_whose_initials_are_missing(house: House) -> None:
    cast = house.cast
    decree = cast.ask_letter(type=LetterType.KEPUTUSAN_SATGAS)
    officer = house.window(cast.officer).open(f"/naskah/{decree}")
    assert "Konsep menunggu paraf Kepala Biro Hukum." in officer.text
    house.catch_up()
    asked = "Bubuhkan paraf Kepala Biro Hukum"
    assert asked in house.window(cast.second_officer).open("/persetujuan").text
    assert asked not in house.window(cast.governor).open("/persetujuan").text
    officer.send("paraf")
    assert "Tercatat: Diparaf untuk Kepala Biro Hukum" in officer.text
    assert not officer.has_form("paraf")
    supervisor = house.window(cast.supervisor).open(f"/naskah/{decree}")
    assert not supervisor.has_form("setujui")
    assert "Kepala Biro Hukum: Rina Wulandari" in supervisor.text


def test_a_letter_is_signed_with_a_pen_sent_received_disposed_of_and_corrected(
    house: House,
) -> None:
    cast = house.cast.with_addresses()
    letter = cast.ask_letter(
        type=LetterType.NOTA_DINAS,
        content=content().model_copy(update={"copies": ("Sekretaris Daerah", "Kapolda")}),
    )
    cast.approve_letter(letter)
    officer = house.window(cast.officer).open(f"/naskah/{letter}")
    officer.send("tanda-tangan-kertas", signed_on="2026-03-02")
    assert "Sudah bernomor, menunggu dikirim." in officer.text
    officer.send("kirim")
    assert "Tercatat: Naskah dikirim kepada 3 penerima" in officer.text
    assert "Lewat surel" in officer.text
    house.catch_up()
    governor = house.window(cast.governor).open("/naskah")
    assert "Naskah masuk" in governor.text
    governor.open(f"/naskah/{letter}").send(
        "disposisi",
        given_by="Gubernur",
        given_to="Kepala Badan",
        instruction="Siapkan rapat.",
        due="2026-03-05",
    )
    assert "Gubernur kepada Kepala Badan" in governor.text
    governor.send("tanda-terima", received_by="Ajudan")
    assert "diterima oleh Ajudan" in governor.text
    officer.open(f"/naskah/{letter}").send("tindak-lanjut", result="Rapat sudah digelar.")
    assert "Tindak lanjut: Rapat sudah digelar." in officer.text
    officer.send("ralat", wrong="RW 01", right="RW 02")
    erratum = UUID(officer.answer.url.path.rpartition("/")[2])
    assert "Ralat atas Nota Dinas Nomor T/200.1.3.4/1/BKBP/2026" in officer.text
    cast.approve_letter(erratum)
    officer.open(f"/naskah/{letter}")
    assert "Diralat oleh T/200.1.3.4/2/BKBP/2026" in officer.text


def test_a_secret_letter_cannot_be_mailed_from_the_page_either(house: House) -> None:
    cast = house.cast.with_addresses()
    told = content().model_copy(update={"copies": ("Sekretaris Daerah",)})
    letter = cast.ask_letter(content=told, secrecy=Secrecy.SECRET, type=LetterType.NOTA_DINAS)
    cast.approve_letter(letter)
    cast.sign_on_paper(letter)
    officer = house.window(cast.officer).open(f"/naskah/{letter}")
    officer.send("kirim", **{"sendings.1.channel": "surel"})
    assert officer.status == 409
    assert "tidak dikirim lewat surel" in officer.text


def test_an_item_that_is_none_of_the_letters_is_not_there(house: House) -> None:
    cast = house.cast
    letter = cast.ask_letter(type=LetterType.NOTA_DINAS)
    cast.approve_letter(letter)
    cast.sign_on_paper(letter)
    cast.dispatch_letter(letter)
    officer = house.window(cast.officer).open(f"/naskah/{letter}")
    for item in ("x", str(letter)):
        drawn = officer.open(f"/naskah/{letter}").form("tanda-terima")
        fields = [(n, item if n == "item" else v) for n, v in drawn.fields]
        assert officer.post(drawn.action, [*fields, ("received_by", "A")]).status == 404


def test_the_agenda_lists_every_number_with_its_letter_or_why_it_is_void(house: House) -> None:
    cast = house.cast
    officer = house.window(cast.officer)
    assert "Belum ada nomor yang diberikan." in officer.open("/naskah/agenda").text
    first = cast.ask_letter(type=LetterType.NOTA_DINAS)
    cast.approve_letter(first)
    cast.void_letter(first, explanation="Keliru alamat.")
    secret = cast.ask_letter(
        by=cast.machine, type=LetterType.NOTA_DINAS, secrecy=Secrecy.TOP_SECRET
    )
    chief = Person(
        "chief", cast.new_id("person"), Role.SUPERVISOR, "BKBP", "31", Secrecy.TOP_SECRET
    )
    cast.give_role(chief)
    cast.approve_letter(secret, by=chief)
    house.catch_up()
    officer.open("/naskah/agenda")
    assert "Batal : Keliru alamat." in officer.text or "Batal: Keliru alamat." in officer.text
    assert "di luar kewenangan Anda" in officer.text
    assert "T/200.1.3.4/2/BKBP/2026" in officer.text
    assert f'href="/naskah/{secret}"' not in officer.html


def test_the_history_of_a_case_withholds_what_a_more_secret_letter_says(house: House) -> None:
    cast = house.cast
    case = cast.escalated_case()
    closed = {"secrecy": Secrecy.SECRET, "copies": ("Arsip khusus",)}
    told = cast.nota_dinas(cast.file(case)).model_copy(update=closed)
    letter = cast.draft_letter(case, content=told)
    drafted = next(each for each in cast.file(case).timeline if each.fact.originator_id == letter)
    cleared = cast.file(case).secrecy
    plain = Person("plain", cast.new_id("x"), Role.CASE_OFFICER, "BKBP", clearance=cleared)
    cast.give_role(plain)
    house.give_account(plain)
    officer, head = house.window(plain), house.window(cast.supervisor)
    page = f"/kasus/{case}/riwayat"
    assert "Arsip khusus" in head.open(page).text
    assert "Arsip khusus" not in officer.open(page).text
    assert "klasifikasinya di atas yang boleh Anda baca" in officer.text
    cast.void_letter(letter, explanation="Salah arsip.")
    assert "Salah arsip." in head.open(f"/kasus/{case}").text
    assert "Salah arsip." not in officer.open(f"/kasus/{case}").text
    assert officer.client.get(f"/kasus/{case}/peristiwa/{drafted.position}").status_code == 404
