"""The load: desks with a register of their own, and people at the pages; both write down all.

A sending that was not answered is sent again under the same number, as every client must. What
a client was told is in its journal, on the disk, before it goes on.
"""

import http.client
import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from eventsourcing.persistence import PersistenceError

from application.letters import Writers
from application.reading_desk import readings
from application.register import RecordBusy, RecordUnavailable, Register
from application.sitting import Outcome
from chaos.history import Answer, Journal, Saw
from chaos.plan import Plan, Step
from domain.access import SYSTEM_ACTOR
from domain.adopted_policy import AdoptPolicy
from domain.clocks import Clocked
from domain.conflict_case import (
    ApproveEscalation,
    EscalationLevel,
    OpenCase,
    Proposal,
    ProposeEscalation,
    Track,
    VerifyCase,
)
from domain.deliberation import Institution, ScheduleDeliberation
from domain.field_task import AcknowledgeTask, AssignTask, ReportTask, TaskKind
from domain.kernel import Channel, Command, Refusal, Role, Secrecy, key
from domain.letter import ApproveLetter, Letter
from domain.policy import LetterRules, load_policy
from domain.report import ConflictSource, FileReport, NoteAsInformation, Source, SupplementReport
from domain.risk import Impact, Level, Likelihood, RiskInputs
from domain.role_assignment import AssignRole
from domain.stuck import AttendToWindow, Remedy
from drill.cast import Cast
from projections.lookout import RegionLookout
from runtime.clock import SystemClock
from runtime.database import Datastore
from runtime.holidays import indonesian_calendar
from runtime.log import Log
from runtime.mapper import SealingMapper
from runtime.recorder import Recorder
from runtime.regions import Regions
from runtime.vault import Vault

PROVINCE: Final = "32"
PLACE: Final = "32.73.05"
POLICY: Final = Path(__file__).parents[1] / "examples" / "policy-2026-1.json"
AGAIN: Final = 0.05
"""Seconds between two sendings of what was not answered."""
GIVE_UP: Final = 60.0
BRISK: Final = 90
"""Wishes of all clients together after which a fault's load slows down.

Else the slower the machine, the longer a fault lasts, the more is sent, the longer all of it takes.
"""
SLOWER: Final = 3.0
"""Seconds each client then thinks before a wish."""
CLOCK: Final = SystemClock()
_YEARS: Final = (2025, 2028)

CAST: Final[Mapping[str, tuple[Role, str]]] = {
    "reporter": (Role.REPORTER, "FKDM"),
    "officer": (Role.CASE_OFFICER, "BKBP"),
    "second officer": (Role.CASE_OFFICER, "BKBP"),
    "liaison": (Role.LIAISON, "Polda"),
    "supervisor": (Role.SUPERVISOR, "BKBP"),
    "second supervisor": (Role.SUPERVISOR, "BKBP"),
    "archivist": (Role.CASE_OFFICER, "BKBP"),
}
"""Who acts in the load; nobody else ever sends as they do. The archivist's case is there before."""


CANARY: Final = "kenari-zamrud"
"""Said in the narratives of every desk: a word of a case, that no byte of the record may show."""
SECRET_REPORT: Final = key("chaos", "secret", "report")
SECRET_CASE: Final = key("chaos", "secret", "case")
"""A case that is Rahasia, whose page is opened all the time by one who may and one who may not."""


def actor(name: str) -> UUID:
    """The opaque id of somebody in the cast."""
    return key("chaos", "person", name)


OURS: Final = tuple(actor(name) for name in CAST if name != "archivist")


def register_at(url: str, master_key: bytes, *, size: int = 8) -> Register:
    """A register of the suite's own over the database behind ``url``."""
    datastore = Datastore(url, size=size)
    mapper = SealingMapper(Vault(datastore, master_key, CLOCK))
    regions = Regions()
    return Register(
        recorder=Recorder(datastore),
        mapper=mapper,
        log=Log(datastore, mapper),
        clock=CLOCK,
        calendar=indonesian_calendar(*_YEARS),
        regions=regions,
        lookout=RegionLookout(datastore),
        writers=Writers(regions, Cast()),
    )


def open_office(register: Register) -> None:
    """Everybody has their role, and a policy is in force under which nobody initials."""
    for name, (role, unit) in CAST.items():
        register.submit(
            AssignRole(
                **_envelope(key("chaos", "role", name), SYSTEM_ACTOR, Role.SYSTEM, "mesin"),
                person=actor(name),
                as_role=role,
                in_unit=unit,
                region=PROVINCE,
                clearance=Secrecy.SECRET,
            )
        )
    policy = load_policy(POLICY.read_text(encoding="utf-8")).model_copy(
        update={"version": "2026-900", "letters": LetterRules(initials=())}
    )
    register.submit(
        AdoptPolicy(
            **_envelope(key("chaos", "policy"), SYSTEM_ACTOR, Role.SYSTEM, "mesin"), policy=policy
        )
    )


def open_secret_case(register: Register) -> None:
    """What leaves a fact whenever somebody reads it."""
    tale = Tale(register, ("secret",))
    tale.report, tale.case = SECRET_REPORT, SECRET_CASE
    role, unit = CAST["archivist"]
    theirs = {"actor": actor("archivist"), "role": role, "unit": unit}
    filed = tale._file(0).command.model_copy(update=theirs | {"secrecy": Secrecy.SECRET})
    for command in (filed, tale._open(1).command.model_copy(update=theirs)):
        register.submit(command)


def _envelope(command_id: UUID, who: UUID, role: Role, unit: str) -> dict[str, Any]:
    return {
        "command_id": command_id,
        "actor": who,
        "role": role,
        "unit": unit,
        "channel": Channel.CLI if who == SYSTEM_ACTOR else Channel.WEB,
    }


@dataclass
class Gate:
    """Where clients wait between two wishes while somebody looks; and where they end."""

    open: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    wishes: int = 0
    """Since it was last opened; a miscount by one or two changes nothing."""

    def opened(self) -> None:
        """A new fault: the load is brisk again."""
        self.wishes = 0
        self.open.set()

    def passed(self, resting: threading.Event, think: float) -> bool:
        """Waits while it is closed, then thinks before a wish; whether to go on."""
        if not self.open.is_set():
            resting.set()
            while not self.open.wait(0.05) and not self.over.is_set():
                pass
            resting.clear()
        self.wishes += 1
        self.over.wait(think if self.wishes <= BRISK else max(think, SLOWER))
        return not self.over.is_set()


@dataclass(frozen=True)
class Draft:
    """A wish ready to be sent, and the stream it is about."""

    command: Command
    aggregate: UUID


@dataclass
class Told:
    """What all clients of a run were told, in the order they wrote it down."""

    acks: list[float] = field(default_factory=list)
    answers: dict[UUID, Outcome] = field(default_factory=dict)
    sent: list[Draft] = field(default_factory=list)
    reads: dict[UUID, list[int]] = field(default_factory=dict)
    """By reader: how often the secret case was asked for, and how often an answer came."""

    unnoted: list[str] = field(default_factory=list)
    """Pages that were sent before their reading was on record."""

    wrong: list[str] = field(default_factory=list)

    def first_ack_after(self, moment: float) -> float | None:
        """When the first command was acknowledged that was answered after ``moment``."""
        return min((each for each in self.acks[-400:] if each > moment), default=None)


class Client(threading.Thread, ABC):
    """One client: its stories one after another, each step in the manner the plan gave it."""

    def __init__(
        self, name: str, stories: Sequence[Sequence[Step]], journal: Journal, gate: Gate, told: Told
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.journal, self.gate, self.told = journal, gate, told
        self.resting = threading.Event()
        self._stories = stories

    def run(self) -> None:
        try:
            for number, story in enumerate(self._stories):
                if not self.play(number, story):
                    return
        except Exception as error:  # noqa: BLE001 - a client that breaks is a finding
            self.told.wrong.append(f"{self.name}: {type(error).__name__}: {error}"[:300])
        finally:
            self.resting.set()

    @abstractmethod
    def play(self, number: int, story: Sequence[Step]) -> bool:
        """One story; whether to go on with the next."""


class Clerk(Client):
    """A desk: commands straight to a register."""

    def __init__(self, *args: Any, register: Register, seed: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = register
        self.seed = seed

    def play(self, number: int, story: Sequence[Step]) -> bool:
        tale = Tale(self.register, (self.seed, self.name, number))
        drafts: dict[int, Draft | None] = {}
        for at, step in enumerate(story):
            if not self.gate.passed(self.resting, step.think):
                return False
            if step.wish == "look":
                self.look(tale.report)
                continue
            later = at + 1
            if step.early and later < len(story) and story[later].wish in Tale.FORESEEN:
                drafts[later] = tale.draft(story[later].wish, later)
                self.send_once(drafts[later])
            draft = drafts.get(at) or self.drafted(tale, step.wish, at)
            if draft is not None:
                self.send(draft, step)
        return True

    def drafted(self, tale: "Tale", wish: str, at: int) -> Draft | None:
        """A wish that rests on what is on record can only be drawn up when that can be read."""
        end = time.monotonic() + GIVE_UP
        while time.monotonic() < end and not self.gate.over.is_set():
            try:
                return tale.draft(wish, at)
            except (PersistenceError, RecordUnavailable):
                time.sleep(AGAIN)
        return None

    def send(self, draft: Draft, step: Step) -> None:
        if step.times == 1:
            self.until_answered(draft)
        elif step.together:
            with ThreadPoolExecutor(step.times) as hands:
                list(hands.map(self.until_answered, [draft] * step.times))
        else:
            for _ in range(step.times):
                self.until_answered(draft)

    def until_answered(self, draft: Draft) -> Answer | None:
        """Sent again under the same number until somebody says yes or no; what they said."""
        end = time.monotonic() + GIVE_UP
        while (answer := self.send_once(draft)) is Answer.UNKNOWN:
            if time.monotonic() > end or self.gate.over.is_set():
                break
            time.sleep(AGAIN)
        return answer

    def send_once(self, draft: Draft | None) -> Answer | None:
        if draft is None:
            return None
        began, outcome = time.monotonic(), None
        answer, busy = Answer.NOT, False
        try:
            outcome = self.register.submit(draft.command)
        except RecordBusy:
            busy = True
        except Refusal:
            pass
        except (RecordUnavailable, PersistenceError):
            answer = Answer.UNKNOWN
        else:
            answer = Answer.OK
        self.note(draft, began, answer, outcome.model_dump(mode="json") if outcome else {})
        if outcome and outcome.events:
            self.told.answers.setdefault(draft.command.command_id, outcome)
            self.told.sent.append(draft)
        return Answer.UNKNOWN if busy else answer

    def note(self, draft: Draft, began: float, answer: Answer, result: dict[str, Any]) -> None:
        ended = time.monotonic()
        command = draft.command
        self.journal.note(
            Saw(
                client=self.name,
                op=type(command).__name__,
                command_id=str(command.command_id),
                aggregate=str(draft.aggregate),
                t_send=began,
                t_end=ended,
                answer=answer,
                result=result,
            )
        )
        if answer is Answer.OK and result.get("position"):
            self.told.acks.append(ended)

    def look(self, stream: UUID) -> None:
        began = time.monotonic()
        try:
            found = self.register.recorder.select_events(stream, desc=True, limit=1)
        except (PersistenceError, RecordUnavailable):
            return
        version = found[0].originator_version if found else 0
        ended = time.monotonic()
        saw = Saw(self.name, "read", "", str(stream), began, ended, Answer.OK, {}, version)
        self.journal.note(saw)


class Tale:
    """One case as a desk tells it: the commands of its steps, each with an id of its own."""

    FORESEEN: Final = frozenset({"supplement", "open", "assign", "acknowledge", "report", "verify"})
    """Steps whose command can be drawn up before the step before them was taken."""

    def __init__(self, register: Register, strand: tuple[object, ...]) -> None:
        self.register = register
        self.strand = strand
        self.report = self._id("report")
        self.case = self._id("case")
        self.task = self._id("task")
        self.told_at = CLOCK.now()

    def _id(self, *what: object) -> UUID:
        return key("chaos", *self.strand, *what)

    def draft(self, wish: str, at: int) -> Draft | None:
        """The command of a step; None where the record gives no occasion for it."""
        made = cast("Callable[[int], Draft | None]", getattr(self, f"_{wish}"))
        return made(at)

    def _made(self, wish: type[Command], who: str, at: int, about: UUID, /, **facts: Any) -> Draft:
        role, unit = CAST[who]
        envelope = _envelope(self._id("command", at, who), actor(who), role, unit)
        return Draft(wish.model_validate(envelope | facts), about)

    def _file(self, at: int) -> Draft:
        return self._made(
            FileReport,
            "reporter",
            at,
            self.report,
            report_id=self.report,
            title="Cekcok batas lahan",
            region=PLACE,
            source=Source.FKDM,
            conflict_source=ConflictSource.NATURAL_RESOURCES,
            theme="agraria",
            facts=f"Dua kelompok warga berebut lahan garapan ({at}, {CANARY}).",
            parties=("Warga RW 01", "Warga RW 02"),
            source_grade="B",
            information_grade=2,
            risk=RiskInputs(likelihood=Likelihood.POSSIBLE, impact=Impact.MODERATE),
            happened_at=self.told_at,
        )

    def _supplement(self, at: int) -> Draft:
        facts = {"report_id": self.report, "text": f"Massa bertambah ({at}, {CANARY})."}
        return self._made(SupplementReport, "officer", at, self.report, **facts)

    def _information(self, at: int) -> Draft:
        facts = {"report_id": self.report, "conclusion": "Tidak ada potensi konflik."}
        return self._made(NoteAsInformation, "officer", at, self.report, **facts)

    def _open(self, at: int) -> Draft:
        facts = {"report_id": self.report, "case_id": self.case}
        return self._made(OpenCase, "officer", at, self.case, **facts)

    def _assign(self, at: int) -> Draft:
        return self._made(
            AssignTask,
            "officer",
            at,
            self.task,
            task_id=self.task,
            case_id=self.case,
            kind=TaskKind.FIELD_VERIFICATION,
            instruction="Periksa keadaan di lapangan.",
            chain=(actor("liaison"),),
        )

    def _acknowledge(self, at: int) -> Draft:
        return self._made(AcknowledgeTask, "liaison", at, self.task, task_id=self.task)

    def _report(self, at: int) -> Draft:
        return self._made(
            ReportTask,
            "liaison",
            at,
            self.task,
            task_id=self.task,
            finding=f"Dua kelompok masih berhadapan ({CANARY}).",
            source_grade="A",
            information_grade=1,
        )

    def _verify(self, at: int) -> Draft:
        return self._made(
            VerifyCase,
            "officer",
            at,
            self.case,
            case_id=self.case,
            summary=f"Dua kelompok berhadapan ({CANARY}).",
            level=Level.YELLOW,
            source_grade="A",
            information_grade=1,
        )

    def _propose(self, at: int) -> Draft:
        facts = {"level": EscalationLevel.PROVINCE, "grounds": _GROUNDS, "asked_for": _ASKED}
        return self._made(ProposeEscalation, "officer", at, self.case, case_id=self.case, **facts)

    def _approve(self, at: int) -> Draft:
        seen = Proposal.hash_of(self.case, EscalationLevel.PROVINCE, _GROUNDS, _ASKED)
        facts = {"case_id": self.case, "content_hash": seen}
        return self._made(ApproveEscalation, "supervisor", at, self.case, **facts)

    def _schedule(self, at: int) -> Draft:
        """So soon that its window runs out, unanswered, while the run goes on."""
        return self.session(at, CLOCK.now() + timedelta(seconds=3 + at % 3))

    def session(self, at: int, session_at: datetime) -> Draft:
        """Musyawarah at that moment."""
        talk = self._id("deliberation")
        return self._made(
            ScheduleDeliberation,
            "officer",
            at,
            talk,
            deliberation_id=talk,
            case_id=self.case,
            track=Track.CUSTOMARY,
            venue="Balai warga",
            session_at=session_at,
            parties=("Warga RW 01", "Warga RW 02"),
            mediator="Tetua adat",
            institution=Institution(name="Kerapatan adat", recognised_by="Warga kedua RW"),
            agenda="Batas lahan garapan.",
        )

    def attend(self, at: int, stream: UUID) -> Draft | None:
        """An operator tries again what hangs on a stream of the case; None where nothing does."""
        found = self.register.load(Clocked, stream)
        waits = found.waits.values() if found else ()
        stuck = [each for each in waits if each.is_stuck(CLOCK.now())]
        if not stuck:
            return None
        facts = {"deadline_id": stuck[0].deadline_id, "remedy": Remedy.RETRY}
        return self._made(AttendToWindow, "supervisor", at, stream, stream=stream, **facts)

    def _letter(self, at: int) -> Draft | None:
        """The first letter of the case that waits for approval, if the press got to it."""
        for recorded in self.register.log.of_case(self.case):
            if isinstance(recorded.fact, Letter.Drafted):
                found = self.register.load(Letter, recorded.stream)
                if found is not None and found.number is None:
                    facts = {"letter_id": found.id, "content_hash": found.content_hash}
                    return self._made(ApproveLetter, "supervisor", at, found.id, **facts)
        return None


_GROUNDS: Final = "Melibatkan dua kecamatan."
_ASKED: Final = "Koordinasi lintas wilayah."


# -- the pages -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """What a browser was answered."""

    status: int
    location: str
    retry_after: str
    text: str


class Browser:
    """One person's browser: cookies, one address after another until somebody answers."""

    def __init__(self, ports: Callable[[], Sequence[int]], login: str) -> None:
        self._ports = ports
        self._login = login
        self._cookies: dict[str, str] = {}
        self._csrf = ""
        self._entering = threading.Lock()

    @property
    def person(self) -> UUID:
        return key("demo", self._login)

    def come_in(self) -> None:
        """One click of the demo's entrance; OSError where nobody is at the door."""
        entrance = self._ask("GET", "/masuk")
        form = {"csrf": _token(entrance.text), "login": self._login, "ke": "/"}
        self._ask("POST", "/masuk/contoh", form)
        self._csrf = _token(self._ask("GET", "/laporan/baru").text)

    def post(self, path: str, form: Mapping[str, str], *, port: int | None = None) -> Page:
        """Sends a form; OSError when nobody answers, and then nobody knows."""
        self.be_in()
        return self._ask("POST", path, {"csrf": self._csrf, **form}, port=port)

    def get(self, path: str) -> Page:
        self.be_in()
        return self._ask("GET", path)

    def get_at(self, port: int, path: str) -> Page:
        """A page for anybody, from one engine."""
        return self._asked(port, "GET", path, None)

    def be_in(self) -> None:
        """Logged in, once; OSError where nobody is at the door."""
        with self._entering:
            if not self._csrf:
                self.come_in()

    def _ask(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        port: int | None = None,
    ) -> Page:
        last: OSError = ConnectionError("nobody listens")
        for each in [port] if port else self._ports():
            try:
                return self._asked(each, method, path, form)
            except ConnectionRefusedError as error:  # not sent at all: the next one, at once
                last = error
        raise last

    def _asked(self, port: int, method: str, path: str, form: Mapping[str, str] | None) -> Page:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=12)
        try:
            headers = {
                "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
                "Content-Type": "application/x-www-form-urlencoded",
                "Sec-Fetch-Site": "same-origin",
            }
            line.request(method, path, urlencode(form) if form else None, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(type(error).__name__) from error
        finally:
            line.close()
        for said in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(said).items():
                self._cookies[name] = morsel.value
        told = answer.headers
        return Page(answer.status, told.get("Location", ""), told.get("Retry-After", ""), text)


def _token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    if found is None:
        raise ConnectionError("a page without a form")
    return found[1]


def report_form(command_id: UUID, number: object) -> dict[str, str]:
    """A report as somebody fills it in."""
    today = CLOCK.now() + timedelta(hours=7)
    return {
        "command_id": str(command_id),
        "title": "Cekcok batas lahan",
        "region": PLACE,
        "happened_on": (today - timedelta(days=1)).date().isoformat(),
        "facts": f"Dua kelompok warga berebut lahan garapan ({number}).",
        "source": Source.FKDM.value,
        "realm": "dunia_nyata",
        "conflict_source": ConflictSource.NATURAL_RESOURCES.value,
        "theme": "agraria",
        "source_grade": "B",
        "information_grade": "2",
        "risk.likelihood": "3",
        "risk.impact": "3",
        "risk.regions_affected": "1",
        "secrecy": Secrecy.RESTRICTED.value,
    }


class Visitor(Client):
    """Somebody at the pages: forms, double clicks, and the same form again after trouble."""

    def __init__(self, *args: Any, browser: Browser, seed: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.browser = browser
        self.seed = seed

    def play(self, number: int, story: Sequence[Step]) -> bool:
        where = "/laporan/baru"
        report = key("baru", key("web", self.browser.person, self._typed(number, 0)))
        for at, step in enumerate(story):
            if not self.gate.passed(self.resting, step.think):
                return False
            typed = self._typed(number, at)
            form = (
                report_form(typed, number)
                if step.wish == "file"
                else {"command_id": str(typed), "text": f"Massa bertambah ({at})."}
            )
            self.send(where, form, typed, report, step)
            where = f"/laporan/{report}/tambah-keterangan"
        return True

    def _typed(self, number: int, at: int) -> UUID:
        return key("chaos", self.seed, self.name, number, at)

    def send(
        self, path: str, form: Mapping[str, str], typed: UUID, about: UUID, step: Step
    ) -> None:
        def once(_: int) -> None:
            end = time.monotonic() + GIVE_UP
            while self.sent(path, form, typed, about) is Answer.UNKNOWN:
                if time.monotonic() > end or self.gate.over.is_set():
                    return
                time.sleep(AGAIN)

        if step.together:
            with ThreadPoolExecutor(step.times) as hands:
                list(hands.map(once, range(step.times)))
        else:
            for each in range(step.times):
                once(each)

    def sent(self, path: str, form: Mapping[str, str], typed: UUID, about: UUID) -> Answer:
        """One sending of a form, and what the browser can tell of the answer."""
        began = time.monotonic()
        answer, result = Answer.UNKNOWN, dict[str, Any]()
        with suppress(OSError):
            answer, result = understood(self.browser.post(path, form))
        ended = time.monotonic()
        self.journal.note(
            Saw(
                client=self.name,
                op=f"POST {path.rpartition('/')[2]}",
                command_id=str(key("web", self.browser.person, typed)),
                aggregate=str(about),
                t_send=began,
                t_end=ended,
                answer=answer,
                result=result,
            )
        )
        if result.get("position"):
            self.told.acks.append(ended)
        return answer


class Reader(Client):
    """Somebody who opens the secret case again and again, and is shown it or turned away.

    Each answer means that the reading is on record already: that is looked at, at once.
    """

    def __init__(self, *args: Any, browser: Browser, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.browser = browser
        self.register = register

    def play(self, number: int, story: Sequence[Step]) -> bool:
        for step in story:
            if not self.gate.passed(self.resting, step.think):
                return False
            with suppress(OSError):
                self.read()
        return True

    def read(self) -> None:
        counted = self.told.reads.setdefault(self.browser.person, [0, 0])
        self.browser.be_in()
        counted[0] += 1
        if self.browser.get(f"/kasus/{SECRET_CASE}").status not in {200, 404}:
            return
        counted[1] += 1
        with suppress(PersistenceError):
            known = sum(
                each.reader == self.browser.person
                for each in readings(self.register.recorder.datastore, SECRET_CASE)
            )
            if known < counted[1]:
                self.told.unnoted.append(f"{self.name}: {known} noted of {counted[1]} shown")


def understood(page: Page) -> tuple[Answer, dict[str, Any]]:
    """A redirect is a yes and says where; a refusal is a no; trouble is neither."""
    if page.status == 303 and not page.location.startswith("/masuk"):
        where = urlsplit(page.location)
        about = where.path.rpartition("/")[2]
        position = int(parse_qs(where.query).get("p", ["0"])[0])
        return Answer.OK, {"about": about, "position": position}
    if page.status in {403, 404, 409, 422}:
        return Answer.NOT, {}
    return Answer.UNKNOWN, {}


@dataclass
class Load:
    """All clients of a run."""

    clients: list[Client]
    gate: Gate
    told: Told
    journals: list[Journal]

    @classmethod
    def of(
        cls,
        plan: Plan,
        register: Register,
        beside: Register,
        ports: Callable[[], Sequence[int]],
        directory: Path,
    ) -> "Load":
        gate, told = Gate(), Told()
        load = cls([], gate, told, [])
        for number, stories in enumerate(plan.desks):
            name = f"desk-{number}"
            journal = load.journal(directory, name)
            clerk = Clerk(name, stories, journal, gate, told, register=register, seed=plan.seed)
            load.clients.append(clerk)
        for number, stories in enumerate(plan.browsers):
            name = f"browser-{number}"
            journal = load.journal(directory, name)
            browser = Browser(ports, ("petugas", "fkdm")[number % 2])
            load.clients.append(
                Visitor(name, stories, journal, gate, told, browser=browser, seed=plan.seed)
            )
        for login in ("petugas", "kepala-kota"):
            name, stories = f"reader {login}", plan.readers
            journal, browser = load.journal(directory, name), Browser(ports, login)
            load.clients.append(
                Reader(name, stories, journal, gate, told, browser=browser, register=beside)
            )
        return load

    def journal(self, directory: Path, name: str) -> Journal:
        """A file of its own for whoever sends."""
        made = Journal(directory / f"{name}.jsonl")
        self.journals.append(made)
        return made

    @property
    def seen(self) -> Iterator[Saw]:
        for journal in self.journals:
            yield from list(journal.lines)

    @property
    def ours(self) -> tuple[UUID, ...]:
        return (*OURS, *(each.browser.person for each in self.clients if isinstance(each, Visitor)))

    def begin(self) -> None:
        self.gate.opened()
        for client in self.clients:
            client.start()

    def rest(self, within: float = 90) -> bool:
        """Nobody sends any more; whether all came to rest in time."""
        self.gate.open.clear()
        end = time.monotonic() + within
        return all(each.resting.wait(max(0.0, end - time.monotonic())) for each in self.clients)

    def go_on(self) -> None:
        self.gate.opened()

    def end(self) -> None:
        self.gate.over.set()
        for client in self.clients:
            client.join(timeout=GIVE_UP)
        for journal in self.journals:
            journal.close()
