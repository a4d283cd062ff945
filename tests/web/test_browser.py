"""The pages in a real Chromium: what is seen, what the keyboard reaches, what fits a phone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from domain.conflict_case import EscalationLevel
from domain.risk import RiskInputs
from tests.office import Person
from tests.pictures import SHOT
from tests.web.house import PASSWORD, House, login_of, served
from web.app import create_app

CHROMIUM = Path(os.environ.get("RUKUN_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK, PHONE = (1280, 800), (360, 740)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]

FAINT_TEXT = """
() => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(c => {
      c /= 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = channels(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const said = walker.currentNode.textContent.trim();
    if (!said || !element.checkVisibility() || element.closest("option, .skip")) continue;
    const style = getComputedStyle(element);
    const [one, two] = [light(channels(style.color)), light(behind(element))];
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${said.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return faint;
}
"""


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """A demo of the house on a port of its own, as a browser reaches it."""
    app = create_app(replace(house.office, demo=True, running=lambda _: True))
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
  console.error(`CSP ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""


class Screen:
    """One person before one screen; whatever the browser complains of is kept."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.add_init_script(VIOLATIONS)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._missed)

    def _heard(self, message: ConsoleMessage) -> None:
        answered = "the server responded with a status of 422" in message.text
        if message.type in {"error", "warning"} and not answered:
            self.complaints.append(message.text)

    def _missed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the next page was opened meanwhile
            self.complaints.append(request.url)

    def log_in(self, person: Person) -> None:
        self.open("/masuk")
        self.page.fill("#login", login_of(person))
        self.page.fill("#password", PASSWORD)
        self.page.get_by_role("button", name="Masuk", exact=True).click()

    def open(self, path: str) -> "Screen":
        self.page.goto(self.address + path)
        return self

    @property
    def focused(self) -> str:
        """The words on whatever has the keyboard."""
        return str(self.page.evaluate("document.activeElement.textContent.trim()"))

    def fits(self) -> bool:
        """Whether nothing sticks out to the right."""
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return bool(wide <= 0)

    def faint(self) -> list[str]:
        """Texts whose contrast is under WCAG AA."""
        return list(self.page.evaluate(FAINT_TEXT))


@contextmanager
def seat(
    browser: Browser, address: str, person: Person, size: tuple[int, int], scheme: Any = "light"
) -> Iterator[Screen]:
    """A screen with somebody logged in; in the end the browser must have nothing to say."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, locale="id-ID"
    )
    screen = Screen(context.new_page(), address)
    screen.log_in(person)
    yield screen
    context.close()
    assert screen.complaints == []


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
