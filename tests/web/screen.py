"""A screen in a real Chromium: who sits before it, what it shows, what the browser complains of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.office import Person
from tests.web.house import PASSWORD, login_of

CHROMIUM = Path(os.environ.get("RUKUN_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK, PHONE = (1280, 800), (360, 740)

ON_SCREEN = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
"""What every module of browser tests is marked with."""

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
