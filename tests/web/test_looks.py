"""Every page of the house as it is seen: WCAG 2.1 AA in both colour schemes, no wider than a phone.

The pages are found as people find them: by following the links from each role's home.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page

from tests.office import Person
from tests.web.house import House
from tests.web.screen import DESK, ON_SCREEN, PHONE

pytestmark = ON_SCREEN

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
OF_SIGHT = RULES | {
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"],
    }
}
"""The rules that another colour scheme or width can break; the others have been asked already."""

NO_PAGE = re.compile(r"\.(pdf|csv|docx|ics|geojson|json|svg)$|/lampiran/")
"""What is downloaded, not looked at."""

OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"
TOO_WIDE = """
() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.scroll'))
    .map(each => `${each.tagName}.${each.className}`).slice(0, 3).concat('too wide');
}
"""


def kind_of(path: str) -> str:
    """One pattern for pages that differ by what they are about alone."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "{id}", path)
    return re.sub(r"/\d[\d.]*(?=/|$)", "/{n}", path)


class Walk:
    """One person going through the house, each kind of page once."""

    def __init__(self, context: BrowserContext, address: str, seen: set[str]) -> None:
        self.page: Page = context.new_page()
        self.address, self.seen = address, seen
        self.found: list[str] = []

    def pages(self) -> Iterator[str]:
        """Opens each page at the desk's size in light; what is yielded is open."""
        ahead = deque(["/"])
        while ahead:
            path = ahead.popleft()
            if kind_of(path) in self.seen:
                continue
            self.seen.add(kind_of(path))
            answer = self.page.goto(self.address + path)
            if answer is None or not answer.ok:
                self.found.append(f"{path}: {answer and answer.status}")
                continue
            self.seen.add(kind_of(urlsplit(self.page.url).path))
            ahead.extend(self._links())
            yield path

    def _links(self) -> list[str]:
        hrefs = self.page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
        paths = [urlsplit(urljoin(self.address, href)) for href in hrefs]
        return [
            each.path
            for each in paths
            if each.netloc == urlsplit(self.address).netloc and not NO_PAGE.search(each.path)
        ]

    def look(self, path: str, axe: Axe) -> None:
        """As a desk sees it by day, and as a phone does by night."""
        self.page.evaluate(axe.axe_script)
        for size, scheme, rules in ((DESK, "light", RULES), (PHONE, "dark", OF_SIGHT)):
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self.page.evaluate(OPEN_ALL)
            seen = self.page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
            self.found += [f"{path} {scheme}: {said}" for each in seen for said in _said(each)]
            self.found += [f"{path} {size[0]}: {wide}" for wide in self.page.evaluate(TOO_WIDE)]


def _said(violation: dict[str, Any]) -> Iterator[str]:
    for node in violation["nodes"][:2]:
        yield f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][-160:]}"


@pytest.fixture
def lived_in(house: House) -> House:
    """A house where everything has happened, and something of each kind is going on."""
    cast = house.cast
    cast.every_road()
    report = cast.file_report(title="Belum ditriase")
    cast.claim(report)
    cast.file_report(title="Juga belum")
    case = cast.open_case(cast.file_report(title="Baru dibuka"))
    cast.assign_task(case)
    cast.assign_task(case, chain=[cast.liaison])
    cast.draft_letter(cast.escalated_case(title="Menunggu naskah"))
    house.catch_up()
    return house


def people(house: House) -> Iterator[Person]:
    cast = house.cast
    yield from (cast.officer, cast.supervisor, cast.governor, cast.admin)
    yield from (cast.liaison, cast.reporter, cast.auditor)


def test_every_page_meets_wcag_aa_by_day_and_night_and_fits_a_phone(
    lived_in: House, browser: Browser, address: str
) -> None:
    axe, found, seen_by_all = Axe(), list[str](), set[str]()
    for person in people(lived_in):
        context = browser.new_context(locale="id-ID")
        token = lived_in.accounts.begin_session(person.id).token
        context.add_cookies([{"name": "rukun", "value": token, "url": address}])
        home = set() if person in (lived_in.cast.liaison, lived_in.cast.reporter) else seen_by_all
        walk = Walk(context, address, home - {"/"})
        for path in walk.pages():
            walk.look(path, axe)
        seen_by_all |= walk.seen
        found += [f"{person.name}: {said}" for said in walk.found]
        context.close()
    assert found == []
    assert len(seen_by_all) > 40, sorted(seen_by_all)
