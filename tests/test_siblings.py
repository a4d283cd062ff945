"""Several web processes at one address: one house to whoever asks, whichever of them answers."""

import base64
import os
import re
import signal
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import demo
from runtime.database import migrate
from runtime.embedded import EmbeddedPostgres
from runtime.siblings import LISTENING
from tests.office import MASTER_KEY
from tests.test_processes import Process, home, settings_of
from tests.waiting import until
from tests.web.test_setting_up import FIRST
from tests.workflows.desk import LiveClock
from worker import House

pytestmark = pytest.mark.slow

__all__ = ["home"]


def children(parent: int) -> set[int]:
    try:
        said = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    except FileNotFoundError:
        return set()
    return {int(each) for each in said.split()}


def place_of(child: int) -> str:
    """Which of them it is, as it was told."""
    said = Path(f"/proc/{child}/environ").read_text().split("\0")
    return next(each.split(":")[1] for each in said if each.startswith(f"{LISTENING}="))


def answers(url: str, within: float = 5) -> bool:
    try:
        with urllib.request.urlopen(f"{url}masuk", timeout=within) as page:
            return bool(page.status == 200)
    except OSError:
        return False


@pytest.fixture
def servers(postgres: EmbeddedPostgres) -> Iterator[dict[str, str]]:
    """A database of its own, and no Temporal: no page waits for it."""
    name = f"siblings_{time.monotonic_ns()}"
    yield {
        "RUKUN_DATABASE_URL": postgres.create_database(name),
        "RUKUN_TEMPORAL_ADDRESS": "127.0.0.1:1",
        "RUKUN_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
    }
    postgres.drop_database(name)


@pytest.fixture
def house(home: Path, servers: dict[str, str]) -> Iterator[House]:
    url = servers["RUKUN_DATABASE_URL"]
    migrate(url)
    house = House(settings_of(home, servers), url, LiveClock())
    house.prepare_views()
    house.first_policy()
    yield house
    house.close()


@pytest.fixture
def begun(home: Path, servers: dict[str, str]) -> Iterator[list[Process]]:
    """Those that a test started, killed with all that is theirs."""
    started: list[Process] = []
    yield started
    theirs = {child for each in started for child in children(each.process.pid)}
    for each in started:
        each.kill()
    until(lambda: not any(Path(f"/proc/{child}").exists() for child in theirs))


def test_two_serve_one_house_and_a_fallen_one_comes_back(
    home: Path, servers: dict[str, str], house: House, begun: list[Process]
) -> None:
    demo.prepare(house.register, house.accounts, house.settings.region)
    web = Process("web", home, RUKUN_WEB_PROCESSES="2", **servers)
    begun.append(web)
    web.up()
    until(lambda: len(children(web.process.pid)) == 2)
    both = children(web.process.pid)
    assert {place_of(child) for child in both} == {"0", "1"}
    for _ in range(8):  # logged in through one of them, shown by either
        assert "Papan kasus" in web.page_of("petugas")
    first = next(child for child in both if place_of(child) == "0")
    os.kill(first, signal.SIGKILL)
    until(lambda: answers(web.url), within=2)
    until(lambda: len(children(web.process.pid) - both) == 1)
    assert web.end() == 0
    assert not answers(web.url)


def test_they_fall_with_their_parent_and_leave_the_address_free(
    home: Path, servers: dict[str, str], house: House, begun: list[Process]
) -> None:
    web = Process("web", home, RUKUN_WEB_PROCESSES="2", **servers)
    begun.append(web)
    web.up()
    theirs = children(web.process.pid)
    web.kill()
    until(lambda: not any(Path(f"/proc/{child}").exists() for child in theirs))
    port = web.url.rstrip("/").rpartition(":")[2]
    again = Process("web", home, RUKUN_WEB_PROCESSES="2", **servers | {"RUKUN_PORT": port})
    begun.append(again)
    again.up()


def test_one_of_them_alone_asks_for_the_first_administrator(
    home: Path, servers: dict[str, str], house: House, begun: list[Process]
) -> None:
    """Each would draw a code of its own, and the form of one would not open the other."""
    web = Process("web", home, RUKUN_WEB_PROCESSES="2", RUKUN_PRODUCTION="true", **servers)
    begun.append(web)
    web.up()
    until(lambda: "waiting for the first administrator" in "".join(web.said))
    (code,) = re.findall(r"\b[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\b", "".join(web.said))
    first = next(child for child in children(web.process.pid) if place_of(child) == "0")
    os.kill(first, signal.SIGSTOP)
    try:
        assert not answers(web.url, within=2)  # the other takes no connection yet
        os.kill(first, signal.SIGCONT)
        form = urllib.parse.urlencode(FIRST | {"kode": code, "region": "31"}).encode()
        with urllib.request.urlopen(f"{web.url}pasang", form, timeout=20) as page:
            assert "Anda terdaftar sebagai administrator" in page.read().decode()
        until(lambda: answers(web.url))
        os.kill(first, signal.SIGSTOP)
        until(lambda: answers(web.url, within=2))  # and now it does
    finally:
        os.kill(first, signal.SIGCONT)


@pytest.mark.parametrize("role", ["web", "all"])
def test_a_house_that_cannot_be_shared_is_not_started_twice(role: str, home: Path) -> None:
    alone = Process(role, home, RUKUN_WEB_PROCESSES="2")
    assert alone.process.wait(timeout=30) == 1
    alone.end()
    assert "RUKUN_WEB_PROCESSES" in "".join(alone.said)


def test_who_cannot_start_says_so_and_ends(
    home: Path, servers: dict[str, str], begun: list[Process]
) -> None:
    nowhere = servers | {"RUKUN_DATABASE_URL": "postgresql://127.0.0.1:1/rukun"}
    web = Process("web", home, RUKUN_WEB_PROCESSES="2", **nowhere)
    begun.append(web)
    assert web.process.wait(timeout=60) == 1
    web.end()
    assert "Rukun cannot start" in "".join(web.said)
