"""Who read a secret case, for the auditor; and the days off, for everybody."""

import csv
import io
from datetime import date
from uuid import uuid4

from domain.holiday_list import DayKind, ListedDay
from domain.kernel import Role, Secrecy
from tests.office import Office, Person
from tests.web.house import House
from tests.web.machine import Machine


def test_an_auditor_sees_who_opened_a_secret_case_by_which_door_and_who_was_refused(
    house: House, office: Office
) -> None:
    report = office.file_report(secrecy=Secrecy.SECRET, title="Rencana tandingan")
    house.window(office.officer).open(f"/laporan/{report}")
    case = office.open_case(report)
    house.window(office.supervisor).open(f"/kasus/{case}")
    machine = Machine(house)
    machine.get(f"/cases/{case}")
    low = Person("tak berwenang", uuid4(), Role.CASE_OFFICER, "BKBP", clearance=Secrecy.OPEN)
    office.give_role(low)
    house.give_account(low)
    assert house.window(low).open(f"/kasus/{case}").status == 404
    auditor = house.window(office.auditor).open(f"/kasus/{case}/riwayat")
    assert f"/kasus/{case}/pembacaan" in auditor.html
    auditor.open(f"/kasus/{case}/pembacaan")
    assert "Rina Wulandari Petugas kasus Kesbangpol, BKBP aplikasi Laporan: Rencana" in auditor.text
    assert "Kota cerdas API Kasus Dibuka" in auditor.text
    assert "Tak Berwenang Petugas kasus Kesbangpol, BKBP aplikasi Kasus Ditolak" in auditor.text
    assert "1 kali ditolak" in auditor.text
    sheet = auditor.open(f"/kasus/{case}/pembacaan.csv").html.removeprefix("\ufeff")
    lines = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    assert [each["Pembaca"] for each in lines][-1] == "Tono Wijaya"
    assert {each["Hasil"] for each in lines} == {"Dibuka", "Ditolak"}


def test_of_a_report_that_is_no_case_an_auditor_sees_who_opened_it(
    house: House, office: Office
) -> None:
    report = office.file_report(secrecy=Secrecy.SECRET, title="Rencana tandingan")
    house.window(office.officer).open(f"/laporan/{report}")
    auditor = house.window(office.auditor).open(f"/laporan/{report}")
    assert f'href="/laporan/{report}/pembacaan"' in auditor.html
    auditor.open(f"/laporan/{report}/pembacaan")
    assert "Rina Wulandari Petugas kasus Kesbangpol, BKBP aplikasi Laporan: Rencana" in auditor.text
    assert "0 kali ditolak" in auditor.text
    case = office.open_case(report)
    house.window(office.supervisor).open(f"/kasus/{case}")
    sheet = auditor.open(f"/laporan/{report}/pembacaan.csv").html.removeprefix("\ufeff")
    lines = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    assert {each["Yang dibuka"] for each in lines} == {"Laporan: Rencana tandingan"}
    for person in (office.officer, office.reporter):
        assert "/pembacaan" not in house.window(person).open(f"/laporan/{report}").html
        for path in (f"/laporan/{report}/pembacaan", f"/laporan/{report}/pembacaan.csv"):
            assert house.window(person).open(path).status == 404


def test_only_an_auditor_who_may_read_the_case_learns_who_read_it(
    house: House, office: Office
) -> None:
    case = office.open_case(office.file_report(secrecy=Secrecy.SECRET))
    away = Person("auditor jauh", uuid4(), Role.AUDITOR, "Inspektorat", region="32")
    office.give_role(away)
    house.give_account(away)
    for person in (office.officer, office.supervisor, away):
        for path in (f"/kasus/{case}/pembacaan", f"/kasus/{case}/pembacaan.csv"):
            assert house.window(person).open(path).status == 404
    assert "/pembacaan" not in house.window(office.supervisor).open(f"/kasus/{case}/riwayat").html
    plain = office.open_case()
    assert "Belum ada." in house.window(office.auditor).open(f"/kasus/{plain}/pembacaan").text


def test_the_days_off_of_a_year_are_shown_with_whose_word_they_rest_on(
    house: House, office: Office
) -> None:
    window = house.window(office.reporter).open("/hari-libur")
    assert "Hari libur 2026" in window.text
    assert "Kantor belum menetapkan daftarnya sendiri" in window.text
    assert "Tahun Baru" in window.text
    office.list_holidays(
        ListedDay(
            day=date(2026, 6, 22),
            name="HUT Jakarta",
            kind=DayKind.LOCAL_HOLIDAY,
            basis="Kepgub 7/2026",
        ),
        ListedDay(
            day=date(2026, 1, 1), name="Tetap bekerja", kind=DayKind.WORKING_DAY, basis="SE 1/2026"
        ),
    )
    window.open("/hari-libur?tahun=2026")
    assert "Senin, 22 Juni 2026 HUT Jakarta Libur daerah Kepgub 7/2026" in window.text
    assert "Tetap bekerja Hari kerja SE 1/2026" in window.text
    assert "daftar kantor 1" in window.text
    assert "HUT Jakarta" in window.open("/hari-libur.csv?tahun=2026").html
    assert "belum ditetapkan" in window.open("/hari-libur?tahun=2090").text
    assert "Tidak ada hari libur yang tercatat" in window.text
    for typed in ("besok", "99999999", "-1", "\u0662"):
        assert "Hari libur 2026" in window.open(f"/hari-libur?tahun={typed}").text
