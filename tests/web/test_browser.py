"""The pages in a real Chromium: what is seen, what the keyboard reaches, what fits a phone."""

import pytest
from playwright.sync_api import Browser

from domain.conflict_case import EscalationLevel
from domain.risk import RiskInputs
from tests.pictures import SHOT
from tests.web.house import House
from tests.web.screen import DESK, ON_SCREEN, PHONE, seat

pytestmark = ON_SCREEN


def test_an_officer_finds_a_case_on_the_board_and_acts_on_it(
    house: House, browser: Browser, address: str
) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(title="Rebutan lahan parkir"))
    house.catch_up()
    with seat(browser, address, cast.officer, DESK) as screen:
        page = screen.page
        page.get_by_role("link", name="Rebutan lahan parkir").click()
        assert page.url.endswith(f"/kasus/{case}")
        page.locator("summary", has_text="Jelaskan batas waktu ini").first.click()
        assert page.get_by_text("24 jam sejak Senin 2 Maret 2026").is_visible()
        assert page.get_by_text("Jam berjalan").is_visible()
        page.locator("summary", has_text="Beri tugas lapangan").click()
        form = page.locator("#beri-tugas")
        form.get_by_role("button", name="Beri tugas lapangan").click()
        assert page.locator("#beri-tugas .error").count() == 3
        form.get_by_label("Jenis tugas").select_option("pemantauan")
        form.get_by_label("Perintah").fill("Pantau sampai pagi.")
        form.get_by_label("Pertama ditanya").select_option(str(cast.liaison.id))
        form.get_by_role("button", name="Beri tugas lapangan").click()
        assert page.get_by_role("status").inner_text().startswith("Tercatat: Tugas diberikan")
    assert len(cast.file(case).tasks) == 1


def test_a_liaison_answers_a_task_on_a_phone(house: House, browser: Browser, address: str) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case, instruction="Temui ketua RW. Jangan membawa rombongan.")
    house.catch_up()
    with seat(browser, address, cast.liaison, PHONE) as screen:
        page = screen.page
        assert page.url.endswith("/tugas")
        assert screen.fits()
        page.get_by_role("link", name="Verifikasi lapangan").click()
        assert screen.fits()
        assert page.locator(".countdown-left").inner_text() == "1 hari lagi"
        button = page.get_by_role("button", name="Akui tugas")
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        button.click()
        assert page.get_by_role("status").inner_text() == "Tercatat: Diakui oleh Iptu Agus Salim."
        page.get_by_label("Temuan di lapangan").fill("Sudah bubar.")
        page.locator("#lapor-photos").set_input_files(
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": SHOT}
        )
        next_step = page.get_by_role("button", name="Terima tugas").bounding_box()
        assert next_step is not None
        assert 0 <= next_step["y"] <= PHONE[1] - next_step["height"]
        page.get_by_label("Tidak ditemukan").check()
        page.get_by_label("Nilai sumber").select_option("A")
        page.get_by_label("Nilai informasi").select_option("1")
        page.get_by_role("button", name="Laporkan selesai").click()
        assert page.get_by_text("Dilaporkan selesai").is_visible()
        assert screen.fits()
    assert cast.file(case).tasks[task].happening is False
    assert [each.stream for each in cast.file(case).attachments] == [task]


def test_a_reporter_files_on_a_phone_with_a_misspelt_place(
    house: House, browser: Browser, address: str
) -> None:
    with seat(browser, address, house.cast.reporter, PHONE) as screen:
        page = screen.page
        page.get_by_role("link", name="Laporan baru").click()
        assert screen.fits()
        page.get_by_label("Apa yang terjadi").fill("Adu mulut soal lahan")
        page.get_by_label("Di mana?").fill("Manggari")
        page.get_by_role("button", name="Cari wilayah").click()
        assert "Manggari" not in page.url
        assert page.get_by_label("Apa yang terjadi").input_value() == "Adu mulut soal lahan"
        page.get_by_label("Kelurahan Manggarai, Kecamatan Tebet").check()
        assert screen.fits()


def test_every_desk_can_be_used_from_the_keyboard(
    house: House, browser: Browser, address: str
) -> None:
    case = house.cast.open_case()
    with seat(browser, address, house.cast.officer, DESK) as screen:
        page = screen.open(f"/kasus/{case}").page
        page.keyboard.press("Tab")
        assert screen.focused == "Langsung ke isi"
        page.keyboard.press("Enter")
        words = []
        while "Beri tugas lapangan" not in words:
            page.keyboard.press("Tab")
            words.append(screen.focused)
            assert len(words) < 40
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "kind"


def test_the_map_leads_by_its_marks_into_the_region(
    house: House, browser: Browser, address: str
) -> None:
    cast = house.cast
    cast.open_case(cast.file_report(title="Sengketa parkir", region="31.74.09"))
    house.catch_up()
    with seat(browser, address, cast.governor, PHONE) as screen:
        page = screen.open("/peta").page
        page.get_by_label("Kota Adm. Jakarta Selatan: Kuning, kasus terbuka 1").click()
        page.wait_for_url("**/wilayah/31.74")
        page.get_by_role("link", name="Peta wilayah ini").click()
        page.get_by_label("Jagakarsa: Kuning").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/wilayah/31.74.09")
        assert page.get_by_role("link", name="Sengketa parkir").is_visible()
        assert screen.fits()


def test_on_paper_a_page_has_the_colours_of_day(
    house: House, browser: Browser, address: str
) -> None:
    house.cast.open_case()
    house.catch_up()
    seen = {}
    for scheme in ("light", "dark"):
        with seat(browser, address, house.cast.supervisor, DESK, scheme) as screen:
            page = screen.open("/").page
            level = page.locator("main .level").first
            asked = "each => { const s = getComputedStyle(each); return [s.color, s.background]; }"
            on_screen = level.evaluate(asked)
            page.emulate_media(media="print")
            seen[scheme] = on_screen, level.evaluate(asked)
    assert seen["light"][0] != seen["dark"][0]
    assert seen["light"][1] == seen["dark"][1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_too_faint_or_too_wide_at_either_size(
    house: House, browser: Browser, address: str, scheme: str
) -> None:
    cast = house.cast
    red = RiskInputs(likelihood=5, impact=5)  # type: ignore[arg-type]
    cast.open_case(cast.file_report(title="Bentrokan dua kelompok pemuda", risk=red))
    case = cast.open_case()
    cast.found(case)
    cast.verify(case)
    cast.propose_escalation(case, level=EscalationLevel.PROVINCE)
    cast.approve_escalation(case)
    letter = cast.draft_letter(case)
    cast.schedule_deliberation(case)
    cast.pass_time(days=1)
    house.catch_up()
    paths = (
        *("/", f"/kasus/{case}", "/laporan", "/naskah", f"/naskah/{letter}", "/tugas"),
        *("/peta", "/peta?wilayah=31.74", "/wilayah/31.74.09", "/bingkai"),
    )
    for size in (DESK, PHONE):
        with seat(browser, address, cast.supervisor, size, scheme) as screen:
            for path in (*paths, f"/kasus/{case}/riwayat"):
                screen.open(path)
                assert screen.faint() == [], path
                assert screen.fits(), path
