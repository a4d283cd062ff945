"""The measurements of the web: how soon a change is seen, and what many desks at once cost."""

import base64
import gzip
import http.client
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from playwright.sync_api import sync_playwright

import demo
from domain.kernel import Role
from runtime.accounts import Account
from runtime.database import migrate
from tests.bench import WATCH, Bench, Figure, percentile, settings
from tests.crowd import Crowd
from tests.measure_province import crowded
from tests.office import MASTER_KEY, Office, Person
from tests.test_processes import Process
from tests.web.house import forms_in
from tests.workflows.desk import LiveClock
from worker import House

OWN_GOAL, OTHERS_GOAL = 100.0, 1000.0
LIST_GOAL, CASE_GOAL = 100.0, 150.0
PAGE_GOAL = 100.0
LONG_CASE = 500
"""Events of the case that everybody opens."""
USERS: Mapping[Role, int] = {
    Role.CASE_OFFICER: 6,
    Role.LIAISON: 5,
    Role.SUPERVISOR: 3,
    Role.REPORTER: 2,
    Role.AUDITOR: 2,
    Role.GOVERNOR: 1,
    Role.ADMINISTRATOR: 1,
}
"""Twenty people who each ask for a page about every second and hold a stream open meanwhile."""
_BOOKS = ("/naskah", "/angka", "/fkdm", "/peta", "/bingkai")
_STAFF = ("/", "/?tingkat=merah", "/laporan", "/cari?q=lahan", "/pemberitahuan")
PAGES: Mapping[Role, Sequence[str]] = {
    Role.CASE_OFFICER: (*_STAFF, "/kerja", "/kerja?siapa=unit", "/tugas", "/naskah"),
    Role.SUPERVISOR: (*_STAFF, "/kerja", "/kerja?siapa=unit", "/tugas", *_BOOKS),
    Role.GOVERNOR: ("/", "/kerja", *_BOOKS),
    Role.AUDITOR: ("/", *_BOOKS),
    Role.LIAISON: ("/tugas", "/laporan", "/kerja", "/pemberitahuan"),
    Role.REPORTER: ("/laporan", "/laporan/baru", "/pemberitahuan"),
    Role.ADMINISTRATOR: ("/keadaan", "/kebijakan", "/pengguna"),
}


class Desk:
    """One person at one browser, without the browser: cookies, keep-alive, gzip."""

    def __init__(self, url: str, login: str) -> None:
        self.netloc = urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.netloc, timeout=60)
        self.cookies: dict[str, str] = {}
        self.size = 0
        page = self.get("/masuk")
        csrf = dict(forms_in(page)[0].fields)["csrf"]
        self.post("/masuk/contoh", [("csrf", csrf), ("login", login), ("ke", "/")])

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page."""
        headers = {
            "Accept-Encoding": "gzip",
            "Cookie": self.cookie,
            "Sec-Fetch-Site": "same-origin",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.size = len(content)
        for said in answer.headers.get_all("set-cookie") or ():
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        if answer.headers.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        return answer.status, answer.headers.get("location", ""), content.decode()

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)

    def get(self, path: str) -> str:
        status, onward, page = self.ask("GET", path)
        while status == 303:
            status, onward, page = self.ask("GET", onward)
        assert status == 200, (path, status)
        return page

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> str:
        """Sends a form and follows where it leads."""
        status, onward, page = self.ask("POST", path.partition("#")[0], urlencode(fields))
        return self.get(onward) if status == 303 else page


# -- how soon a change is seen ---------------------------------------------------------------------


def desks(bench: Bench) -> list[Figure]:
    """How soon a change is seen, by who made it and on another's open board, on a demo province.

    One's own: from sending the form until the page that follows is there, whole, over HTTP. On
    another's: from sending a report until its title stands on an open board in Chromium. Roles
    web and projections run as processes of their own.
    """
    bench.made += 1
    url = bench.postgres.create_database(f"measure_{bench.made}")
    migrate(url)
    house = House(settings(bench.place, database_url=url), url, LiveClock())
    house.prepare_views()
    house.first_policy()
    demo.prepare(house.register, house.accounts, house.settings.region)
    with ExitStack() as stack:
        stack.callback(house.close)
        web = served(bench, url, stack)
        others = [took * 1000 for took in _seen_by_another(web, min(20, bench.scale.asked))]
        own = [took * 1000 for took in _own_changes(Desk(web, "petugas"), bench.scale.asked)]
    p99, worst = percentile(own, 0.99), max(others)
    return [
        Figure("one's own change, p50", percentile(own, 0.5), "ms"),
        Figure("one's own change, p99", p99, "ms", f"<= {OWN_GOAL:g} ms", p99 <= OWN_GOAL),
        Figure("another's change on an open board, p50", percentile(others, 0.5), "ms"),
        Figure(
            "another's change on an open board, slowest",
            worst,
            "ms",
            f"<= {OTHERS_GOAL:g} ms",
            worst <= OTHERS_GOAL,
        ),
    ]


def served(bench: Bench, url: str, stack: ExitStack, *, webs: int = 1) -> str:
    """The web and the lists as processes of their own over a database; where the web is."""
    environment = {
        "RUKUN_DATABASE_URL": url,
        "RUKUN_WEB_PROCESSES": str(webs),
        "RUKUN_TEMPORAL_ADDRESS": f"127.0.0.1:{_nowhere()}",
        "RUKUN_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
    }
    parts = [Process(role, bench.place, **environment) for role in ("projections", "web")]
    for part in parts:
        stack.callback(part.kill)
    return parts[1].up().url.rstrip("/")


def _nowhere() -> int:
    """A port at which nobody answers: what is measured waits for no workflow."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def _own_changes(desk: Desk, count: int) -> Iterator[float]:
    """A report is filed from its form, again and again."""
    for number in range(count):
        yield _filed(desk, f"Cekcok lahan nomor {number}")


def _filed(desk: Desk, title: str) -> float:
    drawn = forms_in(desk.get("/laporan/baru"))
    form = next(each for each in drawn if each.action.startswith("/laporan/baru"))
    typed = form.filled({"title": title} | _TOLD)
    begun = WATCH.stopwatch()
    page = desk.post(form.action, typed)
    took = WATCH.stopwatch() - begun
    assert title in page, page
    return took


_TOLD = {
    "facts": "Dua kelompok warga berebut lahan garapan.",
    "region": "31.74.09",
    "happened_on": "2026-11-01",
    "happened_time": "21:30",
    "source": "fkdm",
    "conflict_source": "a",
    "theme": "agraria",
    "source_grade": "B",
    "information_grade": "2",
    "risk.likelihood": "3",
    "risk.impact": "3",
}


def _seen_by_another(web: str, count: int) -> Iterator[float]:
    """From the sending of a report until an open board in Chromium shows it."""
    from tests.web.screen import ARGUMENTS, CHROMIUM

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page()
        page.goto(f"{web}/masuk")
        page.locator("form:has(input[name=login][value=pimpinan]) button").click()
        page.wait_for_load_state()
        desk = Desk(web, "petugas")
        for number in range(count):
            title = f"Rebutan pasar nomor {number}."
            board = page.get_by_role("link", name=title)
            took = _filed(desk, title)
            begun = WATCH.stopwatch()
            board.wait_for()
            yield took + WATCH.stopwatch() - begun
        browser.close()


# -- many desks at once ----------------------------------------------------------------------------


@dataclass
class Waited:
    """Milliseconds from question to answer, by page, and the largest page of each."""

    by_page: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def note(self, page: str, seconds: float, size: int) -> None:
        self.by_page.setdefault(page, []).append(seconds * 1000)
        self.sizes[page] = max(size, self.sizes.get(page, 0))


def load(bench: Bench) -> list[Figure]:
    """Twenty desks of all roles at once over a seeded province, over HTTP, each with a stream.

    Everybody asks for a page about every second; a report is filed every two. Timed from the
    question to the last byte, waiting in line included, once as long has passed unmeasured: a
    process that was just started has no file at hand. Two processes of role web and one of role
    projections, on the same machine as those who ask.
    """
    with crowded(bench) as crowd, ExitStack() as stack:
        case, events = _long_case(crowd)
        _accounts(crowd)
        written = crowd.house.log.head()
        web = served(bench, crowd.house.database_url, stack, webs=2)
        _asked_at_once(crowd, web, case, bench.scale.seconds)
        waited = _asked_at_once(crowd, web, case, bench.scale.seconds)
    return [
        Figure("events in the record", written, "", "once"),
        *_figures(waited, case, events),
    ]


def _figures(waited: Waited, case: UUID, events: int) -> Iterator[Figure]:
    long = f"/kasus/{case}"
    lists = [each for page, all_ in waited.by_page.items() if page != long for each in all_]
    yield Figure("pages asked for", len(lists) + len(waited.by_page[long]), "")
    p95 = percentile(lists, 0.95)
    yield Figure("lists, all together, p50", percentile(lists, 0.5), "ms")
    yield Figure("lists, all together, p95", p95, "ms", f"<= {LIST_GOAL:g} ms", p95 <= LIST_GOAL)
    p95 = percentile(waited.by_page[long], 0.95)
    goal = f"<= {CASE_GOAL:g} ms"
    yield Figure(f"a case of {events} events, p95", p95, "ms", goal, p95 <= CASE_GOAL)
    for page in sorted(waited.by_page):
        if page != long:
            yield Figure(f"`{page}`, p95", percentile(waited.by_page[page], 0.95), "ms")
    largest = max(waited.sizes, key=waited.sizes.__getitem__)
    size = waited.sizes[largest] / 1000
    said = "the long case" if largest == long else f"`{largest}`"
    goal = f"<= {PAGE_GOAL:g} kB"
    yield Figure(f"largest page, pressed: {said}", size, "kB", goal, size <= PAGE_GOAL)


def _long_case(crowd: Crowd) -> tuple[UUID, int]:
    """A case on which much has been done; its id and how many events it has."""
    office, log = crowd.office, crowd.house.log
    case = office.open_case()
    while (events := len(log.of_case(case))) < LONG_CASE:
        task = office.assign_task(case)
        office.acknowledge(task)
        for number in range(30):
            office.report_progress(task, note=f"Patroli ke-{number}: keadaan terkendali.")
        office.report_task(task)
    return case, events


def _accounts(crowd: Crowd) -> None:
    """One-click logins for the crowd's own people."""
    for person in crowd.office.people:
        account = Account(actor=person.id, login=_login(person), name=person.name, demo=True)
        crowd.house.accounts.create(account, "kata sandi contoh")


def _login(person: Person) -> str:
    return person.name.replace(" ", ".")


def _asked_at_once(crowd: Crowd, web: str, case: UUID, seconds: float) -> Waited:
    office, waited, over = crowd.office, Waited(), threading.Event()
    failed: list[BaseException] = []

    def at_work(person: Person, number: int) -> None:
        try:
            _at_work(web, person, case, Random(number), waited, over)
        except BaseException as error:  # noqa: BLE001 - told below, in the thread that measures
            failed.append(error)
            over.set()

    at_desks = [
        threading.Thread(target=at_work, args=(person, number))
        for number, person in enumerate(_users(office))
    ]
    for each in at_desks:
        each.start()
    reporter, begun = Desk(web, _login(office.reporter)), WATCH.stopwatch()
    while WATCH.stopwatch() - begun < seconds and not over.wait(2):
        _filed(reporter, "Cekcok di pasar")
    over.set()
    for each in at_desks:
        each.join()
    if failed:
        raise failed[0]
    return waited


def _users(office: Office) -> Iterator[Person]:
    for role, count in USERS.items():
        held = [person for person in office.people if person.role is role]
        for number in range(count):
            yield held[number % len(held)]


def _at_work(
    web: str, person: Person, case: UUID, at: Random, waited: Waited, over: threading.Event
) -> None:
    """One person: a stream open, and a page about every second."""
    desk, paths = Desk(web, _login(person)), list(PAGES[person.role])
    if person.role in {Role.CASE_OFFICER, Role.SUPERVISOR, Role.GOVERNOR, Role.AUDITOR}:
        paths += [f"/kasus/{case}"] * 3
    with _listening(desk):
        while not over.wait(at.uniform(0.5, 1.5)):
            path = at.choice(paths)
            begun = WATCH.stopwatch()
            desk.get(path)
            waited.note(path, WATCH.stopwatch() - begun, desk.size)


@contextmanager
def _listening(desk: Desk) -> Iterator[None]:
    """The stream an open board holds."""
    stream = http.client.HTTPConnection(desk.netloc, timeout=120)
    stream.request("GET", "/langsung?ikut=papan&ikut=kerja", headers={"Cookie": desk.cookie})
    answer = stream.getresponse()
    assert answer.status == 200
    yield
    assert stream.sock
    stream.sock.shutdown(socket.SHUT_RDWR)
    stream.close()
