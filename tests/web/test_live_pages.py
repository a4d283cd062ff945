"""Open pages in a real Chromium: what another did is shown, and what one types stays."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from domain.risk import Level
from tests.waiting import until
from tests.web.house import House
from tests.web.screen import DESK, ON_SCREEN, PHONE, seat
from tests.web.test_live import tell
from web.live import LISTS

pytestmark = ON_SCREEN


@pytest.fixture(autouse=True)
def reading(house: House) -> Iterator[None]:
    """The lists read by themselves."""
    with ExitStack() as stack:
        followers = [each for each in house.followers if each.name in LISTS]
        for follower in followers:
            follower.start()
            stack.callback(follower.stop)
        for follower in followers:
            stack.callback(follower.ask_to_stop)
        yield


def lists_have_read(house: House) -> None:
    """All there is."""
    until(lambda: house.app.state.live.position() >= house.cast.register.log.head())


def act(page: Page, name: str) -> Locator:
    """An act of the page, opened."""
    page.locator("summary", has_text=name).click()
    return page.locator("details.act[open] form")


def test_an_open_board_shows_what_another_did_and_stays_as_its_reader_left_it(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    cast = house.cast
    cast.open_case(cast.file_report(title="Sengketa lahan parkir"))
    cast.note_as_information(cast.file_report(title="Kabar lama"))
    lists_have_read(house)
    with seat(browser, address, cast.supervisor, DESK) as screen:
        page = screen.page
        expect(page.locator(".ended")).to_contain_text("Informasi 1")
        page.locator("summary", has_text="Saringan lain").click()
        page.locator("#cari").fill("lahan")
        page.evaluate("window.here = true; scrollTo(0, 120)")
        cast.file_report(title="Rebutan lahan pasar")
        expect(page.get_by_role("link", name="Rebutan lahan pasar")).to_be_visible()
        assert page.evaluate("window.here")
        assert page.evaluate("scrollY") == 120
        assert page.locator("#cari").input_value() == "lahan"
        assert page.evaluate("document.activeElement.id") == "cari"
        expect(page.locator("details.filter-more")).to_have_attribute("open", "")
        assert page.locator("#kabar").inner_text().startswith("Ada perubahan")


def test_a_form_half_filled_in_is_left_alone_and_the_rest_of_the_page_is_not(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    cast = house.cast
    case = cast.open_case()
    lists_have_read(house)
    with seat(browser, address, cast.officer, DESK) as screen:
        page = screen.open(f"/kasus/{case}").page
        form = act(page, "Beri tugas lapangan")
        form.get_by_label("Perintah").fill("Pantau sampai pagi.")
        drawn_at = form.locator("input[name=position_seen]").input_value()
        cast.change_level(case, Level.RED, by=cast.supervisor)
        expect(page.locator(".case-head .level")).to_have_text("Merah")
        expect(page.locator("#kabar")).to_contain_text("Isian Anda tidak diganti")
        assert form.get_by_label("Perintah").input_value() == "Pantau sampai pagi."
        assert form.locator("input[name=position_seen]").input_value() == drawn_at
        fresh = page.locator("#beri-tugas ~ details input[name=position_seen]").first
        assert int(fresh.input_value()) > int(drawn_at)


def test_a_page_that_was_out_of_sight_catches_up_when_it_is_looked_at_again(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    cast = house.cast
    with seat(browser, address, cast.supervisor, PHONE) as screen:
        page = screen.page
        hide = """state => {
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
        with page.expect_response("**/langsung?*"):
            page.reload()
        page.evaluate(hide, "hidden")
        cast.file_report(title="Kabar baru")
        assert page.get_by_role("link", name="Kabar baru").count() == 0
        page.evaluate(hide, "visible")
        expect(page.get_by_role("link", name="Kabar baru")).to_be_visible()


def test_an_open_task_says_that_it_was_taken_back(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    cast = house.cast
    task = cast.assign_task(cast.open_case())
    lists_have_read(house)
    with seat(browser, address, cast.liaison, PHONE) as screen:
        page = screen.open(f"/tugas/{task}").page
        expect(page.get_by_role("button", name="Akui tugas")).to_be_visible()
        cast.withdraw_task(task)
        expect(page.get_by_role("button", name="Akui tugas")).to_have_count(0)
        expect(page.locator("#kabar")).to_have_class("news news-quiet")


def test_what_is_left_of_a_deadline_is_counted_down(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    cast = house.cast
    task = cast.assign_task(cast.open_case())
    cast.pass_time(minutes=30)
    lists_have_read(house)
    with seat(browser, address, cast.liaison, PHONE) as screen:
        page = screen.page
        page.clock.install()
        screen.open(f"/tugas/{task}")
        left = page.locator(".countdown-left")
        printed = left.inner_text()
        page.clock.run_for(20_000)
        assert left.inner_text() in {printed, *_minutes_less(printed, 1)}
        page.clock.run_for(10 * 60_000)
        assert left.inner_text() in _minutes_less(printed, 10) | _minutes_less(printed, 11)


def _minutes_less(said: str, minutes: int) -> set[str]:
    hours, left = int(said.split(maxsplit=1)[0]), int(said.split()[2])
    return {f"{hours} jam {left - minutes} menit lagi"}


def test_a_page_whose_session_has_ended_says_so_and_keeps_what_was_typed(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    cast = house.cast
    case = cast.open_case()
    lists_have_read(house)
    with seat(browser, address, cast.officer, DESK) as screen:
        page = screen.open(f"/kasus/{case}").page
        act(page, "Beri tugas lapangan").get_by_label("Perintah").fill("Pantau sampai pagi.")
        house.accounts.end_all(cast.officer.id, by=cast.admin.id)
        cast.change_level(case, Level.RED, by=cast.supervisor)
        expect(page.locator("#kabar")).to_contain_text("sudah berakhir")
        assert page.get_by_label("Perintah").input_value() == "Pantau sampai pagi."
        assert page.locator(".case-head .level").inner_text() != "Merah"


def test_the_count_of_the_unread_grows_on_any_open_page(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    cast = house.cast
    with seat(browser, address, cast.officer, DESK) as screen:
        page = screen.open("/pemberitahuan").page
        tell(cast, cast.officer)
        expect(page.locator("#kotak .told-count")).to_have_text("1")
        until(lambda: page.locator("#kotak").get_attribute("data-belum") == "1")


def test_an_open_list_of_decisions_and_of_letters_follows_a_letter_on_its_way(
    house: House, browser: Browser, address: str
) -> None:
    cast = house.cast
    case = cast.escalated_case(title="Sengketa lahan parkir")
    lists_have_read(house)
    with (
        seat(browser, address, cast.supervisor, DESK) as deciding,
        seat(browser, address, cast.officer, PHONE) as reading,
    ):
        deciding.open("/persetujuan")
        reading.open("/naskah")
        expect(deciding.page.get_by_text("Tidak ada yang menunggu")).to_be_visible()
        letter = cast.draft_letter(case)
        cast.initial_whole_chain(letter)
        expect(deciding.page.get_by_role("link", name="Setujui Nota Dinas")).to_be_visible()
        expect(reading.page.locator("section:has(#semua) ul")).to_contain_text("Konsep")
        cast.approve_letter(letter)
        expect(deciding.page.get_by_role("link", name="Setujui Nota Dinas")).to_have_count(0)
        expect(reading.page.locator("section:has(#semua) ul")).to_contain_text("Nomor")


def test_an_open_letter_shows_its_approval_and_keeps_what_is_being_typed(
    house: House, browser: Browser, address: str
) -> None:
    cast = house.cast
    letter = cast.draft_letter(cast.escalated_case())
    lists_have_read(house)
    with seat(browser, address, cast.officer, DESK) as screen:
        page = screen.open(f"/naskah/{letter}").page
        form = act(page, "Tambah alinea")
        form.get_by_label("Bunyi").first.fill("Warga meminta dialog.")
        cast.initial_whole_chain(letter)
        cast.approve_letter(letter)
        expect(page.locator("h1 + .status .tag")).to_have_text("Disetujui dan bernomor")
        expect(page.locator("#kabar")).to_contain_text("Isian Anda tidak diganti")
        assert form.get_by_label("Bunyi").first.input_value() == "Warga meminta dialog."
