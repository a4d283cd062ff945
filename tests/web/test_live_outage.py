"""An open page while PostgreSQL itself is gone for a while, and after it has come back."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from runtime.database import migrate
from runtime.embedded import EmbeddedPostgres
from tests.conftest import QUICK
from tests.web.house import House
from tests.web.screen import DESK, ON_SCREEN, Screen
from web.live import LISTS

pytestmark = ON_SCREEN


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of this test's own, to be stopped and started."""
    directory = Path(tempfile.mkdtemp(prefix="rukun-outage-"))
    directory.chmod(0o755)
    try:
        with EmbeddedPostgres.start(directory / "pg", settings=QUICK) as server:
            yield server
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def database_url(server: EmbeddedPostgres) -> str:
    """A migrated database in it."""
    url = server.create_database("rukun_outage")
    migrate(url)
    return url


def test_an_open_page_outlives_the_database_and_shows_the_present_when_it_is_back(
    house: House, browser: Browser, address: str, server: EmbeddedPostgres
) -> None:
    cast = house.cast
    with ExitStack() as stack:
        followers = [each for each in house.followers if each.name in LISTS]
        for follower in followers:
            follower.start()
            stack.callback(follower.stop)
        for follower in followers:
            stack.callback(follower.ask_to_stop)
        context = stack.enter_context(browser.new_context(locale="id-ID"))
        screen = Screen(context.new_page(), address)
        screen.log_in(cast.supervisor)
        page = screen.page
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.locator("#cari").fill("pasar")
        page.evaluate("window.here = true")
        cast.file_report(title="Kabar sebelum listrik padam")
        expect(page.get_by_role("link", name="Kabar sebelum listrik padam")).to_be_visible()
        server.stop()
        expect(page.locator("#kabar")).to_contain_text("terputus", timeout=30_000)
        assert page.get_by_role("link", name="Kabar sebelum listrik padam").is_visible()
        server.restart()
        cast.file_report(title="Kabar sesudah listrik menyala")
        link = page.get_by_role("link", name="Kabar sesudah listrik menyala")
        expect(link).to_be_visible(timeout=60_000)
        expect(page.locator('#kabar[data-kabar="putus"]:not([hidden])')).to_have_count(0)
        assert page.evaluate("window.here"), "the page was loaded anew"
        assert page.locator("#cari").input_value() == "pasar"
