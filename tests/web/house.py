"""A house with its web open, and windows through which its people look at it and fill in forms."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from application.notices.answer_link import AnswerLinks
from application.ports import Signer
from application.signing import SigningRoom
from projections.candidates import CandidateView
from projections.case_board import BoardView
from projections.kept_files import KeptFiles
from projections.letter_list import LetterView
from projections.letter_proofs import ProofView
from projections.letter_sources import SourceView
from projections.member_list import MemberView
from projections.notice_box import NoticeView
from projections.notice_ledger import NoticeLedgerView
from projections.own_reports import OwnReportView
from projections.pack_list import PackView
from projections.prevention_list import PreventionView
from projections.privacy_list import PrivacyView
from projections.problem_map import ProblemMapper
from projections.region_status import RegionStatusView
from projections.relay import Relay
from projections.role_book import RoleView
from projections.rule_firings import FiringView
from projections.search_index import SearchView
from projections.stuck import StuckView
from projections.task_list import TaskView
from projections.work_list import WorkView
from runtime.account_book import AccountBook
from runtime.accounts import Account, Accounts
from runtime.attempts import Attempts
from runtime.boundaries import Boundaries
from runtime.database import Datastore
from runtime.papers import Papers
from runtime.regions import Regions
from runtime.second_factor import SecondFactors
from runtime.signing import Simulation
from runtime.typesetting import Typesetter
from runtime.vault import Vault
from tests.office import MASTER_KEY, Person
from tests.office import Office as Cast
from tests.readers import Readers
from web import office as web_office
from web.app import create_app

PASSWORD = "kata sandi contoh"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NAMES = {
    "officer": "Rina Wulandari",
    "second officer": "Bayu Pratama",
    "reporter": "Darto Suseno",
    "liaison": "Iptu Agus Salim",
    "second liaison": "Kapten Made Surya",
    "third liaison": "Ipda Sari Dewi",
    "supervisor": "Dr. Hadi Nugroho",
    "governor": "Maya Lestari",
    "auditor": "Tono Wijaya",
    "admin": "Fitri Handayani",
}


_OWN_SCRIPT = re.compile(r'<script src="/aset/[\w./-]+\.[0-9a-f]{12}\.js" defer></script>')


@dataclass
class Drawn:
    """One form of a page as a browser would send it back."""

    action: str
    method: str = "get"
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, typed: dict[str, str], press: str = "") -> list[tuple[str, str]]:
        """What is sent: the drawn values, what was typed over them, the button pressed."""
        kept = [(name, value) for name, value in self.fields if name not in typed]
        pressed = [each for each in self.buttons if each[0] == press]
        return [*kept, *typed.items(), *pressed]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Drawn] = []
        self._form: Drawn | None = None
        self._area: str | None = None
        self._text = ""
        self._select = ""
        self._chosen: list[str] = []
        self._first: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Drawn(given.get("action", ""), given.get("method", "get"))
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            self._input(self._form, given)
        elif tag == "button" and "name" in given:
            self._form.buttons.append((given["name"], given.get("value", "")))
        elif tag == "textarea":
            self._area, self._text = given["name"], ""
        elif tag == "select":
            self._select, self._chosen, self._first = given["name"], [], []
        elif tag == "option" and self._select:
            (self._chosen if "selected" in given else self._first).append(given.get("value", ""))

    def _input(self, form: Drawn, given: dict[str, str]) -> None:
        if given.get("type") in {"radio", "checkbox"} and "checked" not in given:
            return
        form.fields.append((given["name"], given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._form is None:
            return
        if tag == "textarea" and self._area is not None:
            self._form.fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select:
            chosen = (self._chosen or self._first or [""])[0]
            self._form.fields.append((self._select, chosen))
            self._select = ""
        elif tag == "form":
            self._form = None


def forms_in(html: str) -> list[Drawn]:
    """Every form of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


class Window:
    """One browser: its cookies, the page it shows, the forms on it."""

    def __init__(self, app: FastAPI, *, host: str = "127.0.0.1", strict: bool = True) -> None:
        self.client = TestClient(
            app,
            base_url="http://rukun.test",
            follow_redirects=False,
            client=(host, 5000),
            raise_server_exceptions=strict,
        )
        self.answer: Any = None

    @property
    def html(self) -> str:
        return str(self.answer.text)

    @property
    def bare(self) -> str:
        """The page without our own scripts, which are files: what is left must hold none."""
        return _OWN_SCRIPT.sub("", self.html)

    @property
    def text(self) -> str:
        """What a reader sees, in one line."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.html).split())

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    def open(self, path: str) -> "Window":
        """Follows a link, and the redirects behind it."""
        self.answer = self.client.get(path)
        while self.status == 303:
            self.answer = self.client.get(self.answer.headers["location"])
        return self

    def form(self, slug: str, item: str = "") -> Drawn:
        """The form whose action ends in ``slug``, about ``item`` where there are several."""
        for drawn in forms_in(self.html):
            path = drawn.action.split("#")[0]
            about = dict(drawn.fields).get("item", "")
            if path.endswith(f"/{slug}") and (not item or about == item):
                return drawn
        raise AssertionError(f"no form {slug} on this page: {self.text[:2000]}")

    def has_form(self, slug: str) -> bool:
        return any(d.action.split("#")[0].endswith(f"/{slug}") for d in forms_in(self.html))

    def post(self, path: str, fields: list[tuple[str, str]], **headers: str) -> "Window":
        """Sends fields as a browser does, without following what comes of it."""
        body = [(name, value.replace("\n", "\r\n")) for name, value in fields]
        self.answer = self.client.post(
            path.partition("#")[0],
            content=urlencode(body),
            headers={
                "content-type": "application/x-www-form-urlencoded",
                "sec-fetch-site": "same-origin",
                **headers,
            },
        )
        return self

    def send(self, slug: str, press: str = "", /, **typed: str) -> "Window":
        """Fills in a form of the page, presses a button and follows where it leads."""
        drawn = self.form(slug, typed.get("item", ""))
        self.post(drawn.action, drawn.filled(typed, press))
        if self.status == 303:
            self.open(self.answer.headers["location"])
        return self

    def log_in(self, login: str, password: str = PASSWORD) -> "Window":
        self.open("/masuk")
        return self.send("masuk", login=login, password=password)

    @property
    def case_id(self) -> UUID:
        """The case the last answer is about."""
        found = re.search(r"/kasus/([0-9a-f-]{36})", str(self.answer.url))
        assert found, self.answer.url
        return UUID(found[1])


class House:
    """The office of the tests with accounts, lists and a web of its own."""

    def __init__(
        self,
        cast: Cast,
        datastore: Datastore,
        regions: Regions,
        *,
        signer: Signer | None = None,
        **flags: Any,
    ) -> None:
        self.cast = cast
        register = cast.register
        vault = Vault(datastore, MASTER_KEY, cast.clock)
        self.accounts = Accounts(
            datastore, cast.clock, register.standings_of, hasher=QUICK, demo=True
        )
        for person in cast.people:
            self.give_account(person)
        typesetter = Typesetter()
        self.office = web_office.Office(
            register=register,
            log=register.log,
            files=(files := KeptFiles(register.log)),
            datastore=datastore,
            clock=cast.clock,
            regions=regions,
            accounts=self.accounts,
            board=BoardView(datastore),
            tasks=TaskView(datastore),
            letters=LetterView(datastore),
            sources=SourceView(datastore),
            candidates=CandidateView(datastore),
            search=SearchView(datastore),
            status=(status := RegionStatusView(datastore)),
            boundaries=(boundaries := Boundaries(datastore, regions, cast.clock)),
            problems=ProblemMapper(status, register.log, files, regions, boundaries),
            work=WorkView(datastore),
            notices=NoticeView(datastore),
            notice_ledger=NoticeLedgerView(datastore),
            firings=FiringView(datastore),
            answer_links=AnswerLinks(register, "http://rukun.test"),
            members=MemberView(datastore),
            prevention=PreventionView(datastore),
            privacy=PrivacyView(datastore),
            packs=PackView(datastore),
            own_reports=OwnReportView(datastore),
            typesetter=typesetter,
            signing=SigningRoom(
                register=register,
                log=register.log,
                typesetter=typesetter,
                signer=signer or Simulation(),
                papers=Papers(datastore, register.mapper.vault, cast.clock),
                public_url="https://rukun.example",
            ),
            proofs=ProofView(datastore),
            attempts=Attempts(datastore, cast.clock),
            stuck=StuckView(datastore, cast.clock),
            second_factors=SecondFactors(datastore, vault, cast.clock, hasher=QUICK),
            account_book=AccountBook(datastore),
            roles=RoleView(datastore),
            patience=0.0,
            **flags,
        )
        relay = Relay(
            datastore=datastore,
            log=register.log,
            clock=cast.clock,
            address="",
            namespace="",
            task_queue="",
        )
        with datastore.get_connection() as conn:
            relay.prepare(conn)
        self.app = create_app(self.office)
        self._readers = Readers(datastore, register.log, cast.clock)
        self.followers = self._readers.followers
        self.catch_up()

    def give_account(self, person: Person) -> None:
        supervisor = person.name == "supervisor"
        self.accounts.create(
            Account(
                actor=person.id,
                login=login_of(person),
                name=NAMES.get(person.name, person.name.title()),
                title="Kepala Badan Kesatuan Bangsa dan Politik" if supervisor else "",
                rank="Pembina Utama Muda" if supervisor else "",
                nip="197001011995031001" if supervisor else "",
                demo=True,
            ),
            PASSWORD,
        )

    def catch_up(self) -> None:
        """The lists have read all there is."""
        self._readers.catch_up()

    def window(self, person: Person | None = None, **flags: Any) -> Window:
        """A browser, logged in as somebody."""
        window = Window(self.app, **flags)
        return window.log_in(login_of(person)) if person else window

    def windows(self) -> Iterator[tuple[Person, Window]]:
        """A browser for each of the cast."""
        for person in self.cast.people:
            yield person, self.window(person)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The web on a port of its own, as a browser reaches it; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    app.state.live.close()
    server.should_exit = True
    thread.join(10)
    listening.close()


def login_of(person: Person) -> str:
    return person.name.replace(" ", ".")
