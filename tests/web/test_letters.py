"""The letter desk over HTTP: letters of no case, and what each desk may do with a letter."""

from domain.kernel import Role
from domain.letter_content import LetterType
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
