"""Drafts on a phone in a real Chromium: nothing lost without a network, and nothing sent twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Geolocation, Page, Route, expect

from domain.report import Report
from tests.office import Person
from tests.pictures import SECRET, photo
from tests.waiting import until
from tests.web.house import House
from tests.web.screen import ON_SCREEN, PHONE, Screen

pytestmark = ON_SCREEN
FACTS = "Warga berkumpul di balai RW. Belum jelas soal apa."
SEND = "Sampaikan laporan"
SHELL = "laporan/luring"
_NETWORK = ("net::ERR_", "http://")
MANGGARAI: Geolocation = {"latitude": -6.21, "longitude": 106.85}


@contextmanager
def phone(browser: Browser, address: str, person: Person) -> Iterator[Page]:
    """A phone with somebody logged in, that complains of nothing but its network."""
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        locale="id-ID",
        base_url=address,
        geolocation=MANGGARAI,
        permissions=["geolocation"],
    )
    screen = Screen(context.new_page(), address)
    screen.log_in(person)
    yield screen.page
    context.close()
    complaints = [each for each in screen.complaints if not any(said in each for said in _NETWORK)]
    assert complaints == []


def opened(page: Page) -> Page:
    page.goto("/laporan/baru")
    page.wait_for_selector("form[data-siap]")
    return page


def kept_for_later(page: Page) -> list[str]:
    """What the phone keeps for when there is no network: paths without their first stroke."""
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name))))"
        ".then(all => Promise.all(all.map(each => each.keys())))"
        ".then(all => all.flat().map(each => each.url))"
    )
    return [each.partition("://")[2].partition("/")[2] for each in kept]


def write(page: Page, *pictures: Path, region: str = "Tebet") -> None:
    page.get_by_label("Apa yang terjadi?").fill(FACTS)
    page.get_by_label("Di mana?").fill(region)
    page.get_by_label("Baru saja").check()
    page.get_by_label("Soal warga lainnya").check()
    page.get_by_label("Baru tanda-tanda").check()
    page.get_by_label("Foto").set_input_files(pictures)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    kept = tmp_path / "foto.jpg"
    kept.write_bytes(photo())
    return kept


def filed(house: House) -> list[Report.Filed]:
    log = house.cast.register.log.all()
    return [each.fact for each in log if isinstance(each.fact, Report.Filed)]


def test_complaint_15_a_report_written_without_a_network_is_sent_once_when_it_returns(
    house: House,
    browser: Browser,
    address: str,
    picture: Path,
) -> None:
    with phone(browser, address, house.cast.reporter) as page:
        opened(page)
        until(lambda: SHELL in kept_for_later(page))
        assert all(each == SHELL or each.startswith("aset/") for each in kept_for_later(page))
        page.context.set_offline(True)
        opened(page)
        expect(page.get_by_text("Anda sedang tanpa jaringan.")).to_be_visible()
        write(page, picture)
        expect(page.get_by_text("Tersimpan di ponsel ini dengan 1 foto.")).to_be_visible()
        opened(page)
        page.get_by_role("link", name="Lanjutkan").click()
        expect(page.get_by_label("Apa yang terjadi?")).to_have_value(FACTS)
        page.get_by_role("button", name=SEND).click()
        expect(page.get_by_text("Tidak ada jaringan. Laporan aman")).to_be_visible()
        assert filed(house) == []
        page.context.set_offline(False)
        expect(page.get_by_text("Terkirim")).to_be_visible()
        page.get_by_role("link", name="Lihat laporannya").click()
        expect(page.get_by_role("heading", name="Warga berkumpul di balai RW")).to_be_visible()
    (report,) = filed(house)
    (attached,) = house.cast.file(report.originator_id).attachments
    assert SECRET not in (
        house.cast.register.files.read(attached.file.sha256, attached.kept_for) or b""
    )


def test_complaint_15_an_answer_that_is_lost_on_the_way_makes_no_second_report(
    house: House,
    browser: Browser,
    address: str,
    picture: Path,
) -> None:
    def lost(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    with phone(browser, address, house.cast.reporter) as page:
        write(opened(page), picture)
        page.route("**/laporan/baru", lost)
        page.get_by_role("button", name=SEND).dblclick()
        expect(page.get_by_text("Menunggu jaringan")).to_be_visible()
        page.unroute_all(behavior="wait")  # the second press may still be on its way
        page.get_by_role("button", name="Kirim sekarang").click()
        expect(page.get_by_text("Terkirim")).to_be_visible()
        expect(page.get_by_text("Menunggu jaringan")).to_have_count(0)
    (report,) = filed(house)
    assert len(house.cast.file(report.originator_id).attachments) == 1


def test_a_session_that_ended_loses_nothing_and_another_login_sees_nothing(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    cast = house.cast
    with phone(browser, address, cast.reporter) as page:
        write(opened(page))
        page.context.clear_cookies()
        page.get_by_role("button", name=SEND).click()
        expect(page.get_by_text("Sesi Anda berakhir.")).to_be_visible()
        Screen(page, address).log_in(cast.liaison)
        opened(page)
        expect(page.locator("#draf")).to_be_hidden()
        assert filed(house) == []
        page.context.clear_cookies()
        Screen(page, address).log_in(cast.reporter)
        page.goto("/laporan")
        expect(page.get_by_text("Terkirim")).to_be_visible()
        page.locator(".me summary").click()
        page.get_by_role("button", name="Keluar").click()
        page.wait_for_url("**/masuk")
        until(lambda: kept_for_later(page) == [])
    assert [each.reporter for each in filed(house)] == [cast.reporter.id]


def test_what_is_wrong_is_said_beside_its_field_and_the_place_found_as_it_is_typed(
    house: House,
    browser: Browser,
    address: str,
) -> None:
    with phone(browser, address, house.cast.reporter) as page:
        write(opened(page), region="Manggari")
        page.get_by_text("Kelurahan Manggarai, Kecamatan Tebet").wait_for()
        page.get_by_role("button", name=SEND).click()
        expect(page.locator(".ask-region .error")).to_contain_text("Pilih salah satu wilayah")
        page.get_by_role("button", name="Pakai lokasi ponsel").click()
        near = page.get_by_label("Kecamatan Tebet, Kota Adm. Jakarta Selatan")
        expect(near).not_to_be_checked()
        near.check()
        page.get_by_role("button", name=SEND).click()
        page.wait_for_url("**/laporan/*-*")
    (report,) = filed(house)
    assert report.region == "31.74.01"
