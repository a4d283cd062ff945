"""What was promised, how it was counted and what came of it; the timeline by its streams."""

import re
from datetime import UTC, date, datetime, timedelta

from domain.clocks import WaitKind
from domain.risk import Impact, Likelihood, RiskInputs
from tests.clocks import LOW, window
from tests.office import Office
from tests.web.house import House, Window


def lines(window: Window) -> int:
    return window.html.count('<li class="line">')


def test_the_ledger_has_every_window_and_how_it_ended(house: House, office: Office) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    office.pass_time_in_silence(case, hours=24)
    office.acknowledge(task)
    file = office.file(case)
    window = house.window(office.auditor).open(f"/kasus/{case}")
    assert f'href="/kasus/{case}/jam"' in window.html
    window.open(f"/kasus/{case}/jam")
    assert lines(window) == len(file.waits) + len(file.closed_waits)
    for said in ("Terjawab, ", "Lewat tanpa jawaban, ", "Tidak ditunggu lagi, "):
        assert said in window.text
    assert "Waktunya tiba" in window.text, "a reminder is no missing answer"
    for wait in file.waits.values():
        assert wait.wait.deadline.explain()[1:40] in window.text
    assert "Tidak bergantung pada kalender kerja" in window.text
    assert house.window(office.second_liaison).open(f"/kasus/{case}").status == 200
    assert (
        f"/kasus/{case}/jam" not in house.window(office.second_liaison).open(f"/kasus/{case}").html
    )
    assert house.window(office.second_liaison).open(f"/kasus/{case}/jam").status == 404


def test_a_holiday_decided_later_shows_beside_the_promise(house: House, office: Office) -> None:
    low = RiskInputs(likelihood=Likelihood.RARE, impact=Impact.MINOR)
    case = office.open_case(office.file_report(risk=low))
    (promised,) = [each.wait for each in office.file(case).waits.values()]
    assert str(promised.deadline.span) == "3 hari kerja"
    window = house.window(office.officer).open(f"/kasus/{case}/jam")
    assert "sama." in window.text
    assert f"Dijanjikan menurut kalender {promised.deadline.calendar_version}." in window.text
    office.list_holidays()
    later = office.register.calendar
    assert promised.deadline.recounted(later) > promised.due
    window.open(f"/kasus/{case}/jam")
    assert f"Dihitung ulang dengan kalender {later.version}: Jumat, 6 Maret 2026" in window.text
    assert "Yang berlaku tetap yang dijanjikan" in window.text


def test_the_timeline_is_seen_by_stream_and_leads_to_its_events(
    house: House, office: Office
) -> None:
    case = office.escalated_case()
    office.assign_task(case)
    talk = office.schedule_deliberation(case)
    office.draft_letter(case)
    file = office.file(case)
    window = house.window(office.auditor).open(f"/kasus/{case}")
    links = re.findall(r'href="(/kasus/[^"]+\?jejak=[^"]+)#riwayat"', window.html)
    assert [link.partition("=")[2] for link in links] == [
        "kasus",
        "laporan",
        "tugas",
        "musyawarah",
        "naskah",
        "pemberitahuan",
        "batas-waktu",
    ]
    first = re.search(rf'href="(/kasus/{case}/riwayat\?di=\d+)#(e-\d+)"', window.html)
    assert first
    assert f'id="{first[2]}"' in house.window(office.auditor).open(first[1]).html
    shown = {link: window.open(link).text.partition("Perjalanan kasus")[2] for link in links}
    by_name = {link.partition("=")[2]: said for link, said in shown.items()}
    assert "Musyawarah dijadwalkan" in by_name["musyawarah"]
    assert "Laporan diterima" not in by_name["musyawarah"]
    assert "Disampaikan kepada Iptu Agus Salim" in by_name["pemberitahuan"]
    assert "Tugas diberikan" not in by_name["pemberitahuan"]
    assert "Batas waktu" in by_name["batas-waktu"]
    assert talk in file.deliberations
    assert window.open(f"/kasus/{case}?jejak=bukan").status == 200
    assert "Belum ada jejak jenis ini" in window.open(f"/kasus/{case}?jejak=keadaan-konflik").text
    liaison = house.window(office.liaison).open(f"/kasus/{case}")
    assert "/riwayat#" not in liaison.html


def test_complaint_06_the_page_prints_every_counted_skipped_and_paused_interval(
    house: House, office: Office
) -> None:
    office.clock.move_to(datetime(2026, 4, 1, 2, 0, tzinfo=UTC))
    case = office.open_case(office.file_report(risk=LOW))
    page, title = f"/kasus/{case}/jam", "Menunggu laboratorium"
    officer = house.window(office.officer).open(page)
    officer.send("usul-jam", legal_basis="SOP 2026-1 bagian 4", explanation=title, evidence="ND-7")
    assert "Jeda batas waktu diusulkan (SOP 2026-1 bagian 4)" in officer.text
    assert "Orang lain yang memutuskan" in officer.text
    assert "setujui-jam" not in officer.html
    head = house.window(office.supervisor).open(f"/kasus/{case}")
    assert f'href="{page}"' in head.html
    head.open(page).send("setujui-jam")
    paused = window(office, case, WaitKind.VERIFICATION)
    assert paused.pause is not None
    said = (
        "Dijeda sejak Rabu, 1 April 2026 pukul 09.00 WIB karena Menunggu laboratorium"
        " (SOP 2026-1 bagian 4, ND-7); berlanjut paling lambat Jumat, 1 Mei 2026 pukul 09.00 WIB."
    )
    for path in (page, f"/kasus/{case}"):
        assert said in head.open(path).text
    office.pass_time(days=6)
    house.catch_up()
    assert "Hasil verifikasi" not in house.window(office.officer).open("/kerja").text
    head = house.window(office.supervisor).open(page)
    head.send("lanjutkan-jam", explanation="Sudah ada.")
    calendar = office.register.calendar
    friday, easter = (calendar.holidays[date(2026, 4, day)] for day in (3, 5))
    for interval in (
        "Kamis 2 April 2026 dihitung (hari kerja)",
        f"Jumat 3 April 2026 dilewati ({friday})",
        "Sabtu 4 April 2026 dilewati (akhir pekan)",
        f"Minggu 5 April 2026 dilewati ({easter})",
        "dijeda sejak Rabu 1 April 2026 pukul 09.00 WIB sampai Selasa 7 April 2026 pukul 09.00",
        "3 hari kerja (",
        "Rabu 8 s.d. Jumat 10 April 2026 dihitung (hari kerja), jatuh tempo menjadi Jumat 10",
    ):
        assert interval in head.text
    assert "Digantikan batas waktu sesudah jeda" in head.text
    assert f"Dihitung ulang dengan kalender {calendar.version}: sama." in head.text


def test_a_proposal_that_cannot_be_is_refused_in_words_beside_what_was_typed(
    house: House, office: Office
) -> None:
    case = office.open_case()
    officer = house.window(office.officer).open(f"/kasus/{case}/jam")
    before = office.register.log.head()
    officer.send("usul-jam", change="perpanjangan", legal_basis="SOP", explanation="Jauh.")
    assert officer.status == 422
    assert "Perpanjangan menyebut satu batas waktu dan lamanya" in officer.text
    far = f"{office.now() + timedelta(days=90):%Y-%m-%dT%H:%M}"
    officer.send("usul-jam", change="jeda", until=far, legal_basis="SOP", explanation="Jauh.")
    assert officer.status == 409
    assert "Paling lama 30 hari" in officer.text
    assert "Jauh." in officer.html
    assert office.register.log.head() == before
    assert house.window(office.auditor).open(f"/kasus/{case}/jam").html.count("<form") == 2


def test_a_case_is_put_aside_until_a_day_and_taken_up_again_on_its_page(
    house: House, office: Office
) -> None:
    case = office.verified_case()
    officer = house.window(office.officer).open(f"/kasus/{case}/jam")
    officer.send("ingatkan", until="2026-03-07", explanation="Tanyakan hasil panen.")
    assert "Senin, 9 Maret 2026 pukul 08.00 WIB" in officer.text
    assert "diajukan kembali pada 7 Maret 2026 (Sabtu), hari kerja berikutnya" in officer.text
    officer.send("ingatkan", until="2026-03-02", explanation="Hari ini.")
    assert officer.status == 409
    assert "harus sesudah hari ini" in officer.text
    office.pass_time_in_silence(case, days=7)
    house.catch_up()
    officer = house.window(office.officer).open("/kerja")
    assert "Peninjauan kasus yang diajukan kembali" in officer.text
    officer.open(f"/kasus/{case}/jam").send("selesai-ingat")
    assert "Pengajuan kembali selesai atau dibatalkan" in officer.text
    assert "Tanyakan hasil panen." not in officer.text
