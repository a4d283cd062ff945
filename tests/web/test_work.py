"""The work list: all that is asked of somebody, what ends first on top, and nothing else."""

import csv
import io
import re

from domain.clocks import WaitKind
from domain.kernel import Role, Secrecy
from projections.work_list import NO_WORK
from tests.office import Office, Person
from tests.web.house import House, Window


def asked(window: Window) -> list[tuple[str, str]]:
    """What is waited for, and where it is done, as listed."""
    return re.findall(r'<p class="what"><a href="([^"]+)">([^<]+)</a>', window.html)


def test_each_desk_has_what_is_asked_of_it(house: House, office: Office) -> None:
    report = office.file_report(title="Laporan baru")
    case = office.open_case()
    task = office.assign_task(case)
    escalated = office.escalated_case()
    letter = office.draft_letter(escalated)
    house.catch_up()
    officer = house.window(office.officer).open("/kerja")
    assert (f"/laporan/{report}", "Triase laporan") in asked(officer)
    assert (f"/kasus/{case}", "Hasil verifikasi lapangan") in asked(officer)
    assert "Giliran Anda" in officer.text
    assert "Jelaskan batas waktu ini" in officer.text
    assert "sejak Senin 2 Maret 2026" in officer.text
    second = house.window(office.second_officer).open("/kerja")
    assert asked(second) == [(f"/laporan/{report}", "Triase laporan")], "a case has its own officer"
    supervisor = house.window(office.supervisor).open("/kerja")
    assert asked(supervisor) == [(f"/naskah/{letter}", "Persetujuan naskah dinas: Nota Dinas")]
    liaison = house.window(office.liaison).open("/kerja")
    assert asked(liaison) == [(f"/tugas/{task}", "Pengakuan tugas")]
    assert asked(house.window(office.second_liaison).open("/kerja")) == []
    assert "Tidak ada yang menunggu Anda" in house.window(office.governor).open("/kerja").text
    for person in (office.reporter, office.auditor, office.admin):
        assert house.window(person).open("/kerja").status == 403


def test_what_ends_first_stands_first_and_what_is_late_apart(house: House, office: Office) -> None:
    early = office.open_case(office.file_report(title="Yang lama"))
    office.pass_time(hours=25)
    office.file_report(title="Yang baru")
    house.catch_up()
    window = house.window(office.officer).open("/kerja")
    assert window.text.index("Lewat batas waktu") < window.text.index("Yang lama")
    assert window.text.index("Yang lama") < window.text.index("Hari ini")
    assert window.text.index("Hari ini") < window.text.index("Yang baru")
    assert f"/kasus/{early}" in window.html


def test_every_open_window_of_every_road_is_somebodys_work(house: House, office: Office) -> None:
    roads = office.every_road()
    roads["asked"], roads["talking"] = office.open_case(), office.verified_case()
    office.assign_task(roads["asked"])
    office.schedule_deliberation(roads["talking"])
    house.catch_up()
    view = house.office.work
    listed = {
        row.deadline_id
        for person in office.people
        for row in view.of_person(
            person.id, {person.role}, reader=office.auditor.standing, actor=office.auditor.id
        )
    }
    open_windows = {
        wait.wait.deadline_id: wait.wait.kind
        for road in roads.values()
        for wait in office.file(road).waits.values()
        if wait.wait.kind not in NO_WORK
    }
    assert listed == set(open_windows)
    assert {
        WaitKind.TRIAGE,
        WaitKind.VERIFICATION,
        WaitKind.ACKNOWLEDGE,
        WaitKind.DELIBERATION_START,
        WaitKind.ESCALATION_APPROVAL,
    } <= set(open_windows.values())


def test_a_unit_sees_how_its_work_is_shared_and_opens_each_list(
    house: House, office: Office
) -> None:
    office.open_case(office.file_report(title="Kasus Rina"))
    other = office.open_case(office.file_report(title="Kasus Bayu"), by=office.second_officer)
    task = office.assign_task(other, by=office.second_officer)
    office.pass_time(hours=25)
    house.catch_up()
    window = house.window(office.supervisor).open("/kerja?siapa=unit")
    assert "Pekerjaan unit BKBP" in window.text
    assert "Rina Wulandari 1 1" in window.text
    assert "Bayu Pratama 1 1" in window.text
    assert f"/tugas/{task}" not in window.html, "a liaison is of another unit"
    window.open(f"/kerja?siapa=unit&orang={office.second_officer.id}")
    assert "Pekerjaan Bayu Pratama" in window.text
    assert [where for where, _ in asked(window)] == [f"/kasus/{other}"]
    window.open(f"/kerja?orang={office.liaison.id}")
    assert (asked(window), window.status) == ([], 200)
    assert window.open("/kerja?orang=x").status == 200


def test_nobodys_list_goes_beyond_their_reach(house: House, office: Office) -> None:
    secret = office.open_case(office.file_report(secrecy=Secrecy.SECRET))
    elsewhere = office.open_case(office.file_report(region="31.71.01"))
    low = Person("low", office.new_id("p"), Role.CASE_OFFICER, "BKBP", "31.74", Secrecy.RESTRICTED)
    office.give_role(low)
    house.give_account(low)
    house.catch_up()
    for path in ("/kerja", "/kerja?siapa=unit", f"/kerja?siapa=unit&orang={office.officer.id}"):
        for ending in ("", ".csv"):
            window = house.window(low).open(path.replace("/kerja", f"/kerja{ending}"))
            assert window.status == 200
            for hidden in (secret, elsewhere):
                assert str(hidden) not in window.html
    low_loads = house.window(low).open("/kerja?siapa=unit").text
    assert "Rina Wulandari 1 0" not in low_loads


def test_whoever_gave_a_task_sees_whom_it_has_come_to_and_what_is_late(
    house: House, office: Office
) -> None:
    case = office.open_case()
    late = office.assign_task(case, instruction="Periksa gudang.")
    office.pass_time_in_silence(case, hours=24)
    office.pass_time(hours=25)
    office.assign_task(case, instruction="Periksa pasar.", by=office.supervisor)
    done = office.assign_task(case, instruction="Periksa rel.", chain=[office.third_liaison])
    office.acknowledge(done)
    office.report_task(done)
    house.catch_up()
    window = house.window(office.officer).open("/tugas")
    assert "1 berjalan, 1 lewat batas waktu" in window.text
    assert "Orang ke-2 dari 3: Kapten Made Surya" in window.text
    assert (
        "Iptu Agus Salim – ditanya 2 Mar 09.00 WIB, tidak menjawab 3 Mar 09.00 WIB" in window.text
    )
    assert "Ipda Sari Dewi – belum ditanya" in window.text
    assert "Periksa pasar" not in window.text
    supervisor = house.window(office.supervisor).open("/tugas")
    assert "Yang Anda berikan dan belum selesai" in supervisor.text
    assert "Periksa pasar" in supervisor.text
    liaison = house.window(office.second_liaison).open("/tugas")
    assert "Orang ke-2 dari 3" in liaison.text
    sheet = window.open("/tugas.csv").answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert [row[-1] for row in rows[1:]] == [f"/tugas/{late}", f"/tugas/{done}"]
    assert "Ipda Sari Dewi: belum ditanya" in rows[1][3]


def test_the_sheet_of_the_work_list_says_the_same(house: House, office: Office) -> None:
    office.open_case(office.file_report(title="@SUM(A1)"))
    house.catch_up()
    window = house.window(office.officer).open("/kerja")
    assert 'href="/kerja.csv"' in window.html
    text = house.window(office.officer).open("/kerja.csv").answer.content.decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text), delimiter=";")
    assert dict(zip(head, row, strict=True))["Judul"] == "'@SUM(A1)"
    assert head[1] == "Diminta dari"
    assert "Giliran Anda" in window.text
    for value in (*row[:1], *row[2:]):
        assert value.lstrip("'") in window.html, "no column the page does not show"
