"""Whole processes, killed: what was acknowledged is there, and every clock goes on."""

import asyncio
import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

import demo
from application.register import RecordUnavailable, Register
from application.sitting import Outcome
from domain.clocks import WaitKind
from domain.deliberation import ScheduleDeliberation, SessionInThePast
from domain.indonesian import local
from domain.kernel import Command
from domain.notice import Notice
from domain.wards import task_id
from drill.invariants import Finding, Scene, check
from projections.notice_box import NoticeView
from runtime.accounts import Account, Accounts
from runtime.clock import SystemClock
from runtime.database import migrate
from runtime.embedded import DevTemporal, EmbeddedPostgres
from runtime.follower import positions
from runtime.settings import Settings
from tests.clocks import pause
from tests.mailroom import MailServer, open_for_mail
from tests.office import MASTER_KEY, PROVINCE, Office
from tests.waiting import comes, until
from tests.workflows.desk import LiveClock
from worker import Address, House
from workflows.patience import Patience

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
UP_WITHIN = 150.0
ENOUGH = 60
"""Commands acknowledged before the kill."""


class Process:
    """One ``worker.py`` of this test's own; what it says is read as it says it."""

    def __init__(self, role: str, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.said: list[str] = []
        clean = {k: v for k, v in os.environ.items() if not k.startswith("RUKUN_")}
        self.process = subprocess.Popen(
            [sys.executable, "worker.py", "--role", role, "--data-dir", str(data_dir)],
            cwd=ROOT,
            env=clean | {"RUKUN_PORT": "0"} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            self.said.extend(lines)

    @property
    def url(self) -> str:
        return next((s.split()[1] for s in self.said if s.startswith("Rukun: http")), "")

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def up(self) -> Self:
        """Until it has said where to look, and answers there."""
        until(lambda: self.url or not self.alive, within=UP_WITHIN, else_say=self.said)
        assert self.url, "".join(self.said)
        with urllib.request.urlopen(self.url, timeout=20) as answer:
            assert answer.status == 200
        return self

    def page_of(self, login: str) -> str:
        """The first page a person of the demo sees after one click."""
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with browser.open(f"{self.url}masuk", timeout=20) as entrance:
            token = re.search(r'name="csrf" value="([^"]+)"', entrance.read().decode())
        assert token
        form = urllib.parse.urlencode({"csrf": token[1], "login": login, "ke": "/"}).encode()
        with browser.open(f"{self.url}masuk/contoh", form, timeout=20) as shown:
            page: str = shown.read().decode()
            return page

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Ends it and waits for its end; the exit code."""
        if self.alive:
            self.process.send_signal(sign)
        code = self.process.wait(timeout=30)
        self._reader.join()
        return code

    def kill(self) -> None:
        self.end(signal.SIGKILL)


@dataclass
class Acknowledged:
    """What the clients of a test were answered, and what they were left to wonder about."""

    answers: dict[UUID, Outcome] = field(default_factory=dict)
    unknown: list[Command] = field(default_factory=list)


class NotingRegister(Register):
    """A register that notes every answer before anybody uses it."""

    noted: Acknowledged

    def submit(self, command: Command) -> Outcome:
        try:
            outcome = super().submit(command)
        except RecordUnavailable:
            self.noted.unknown.append(command)
            raise
        if outcome.events:
            self.noted.answers[command.command_id] = outcome
        return outcome


@contextmanager
def clerk(url: str, settings: Settings, noted: Acknowledged) -> Iterator[NotingRegister]:
    """A register of this process's own over the engine's database."""
    house = House(settings, url, LiveClock())
    made = house.register
    register = NotingRegister(
        recorder=made.recorder,
        mapper=made.mapper,
        log=made.log,
        clock=made.clock,
        calendar=made.calendar,
        regions=made.regions,
        lookout=made.lookout,
    )
    register.noted = noted
    yield register
    house.close()


def office_of(register: Register, seed: int) -> Office:
    """An office beside the demo's own, under the policy that is in force."""
    office = Office(register, LiveClock(), seed=seed)
    for person in office.people:
        office.give_role(person)
    return office


def a_case(office: Office) -> UUID:
    """Escalated to the province and called to a session in a moment; a letter follows each."""
    case = office.escalated_case()
    office.schedule_deliberation(case, session_at=office.now() + timedelta(seconds=8))
    return case


@dataclass
class Load:
    """Clients that open one case after another until the record cannot be reached."""

    register: NotingRegister
    clients: int = 2
    seed: int = 1
    threads: list[threading.Thread] = field(default_factory=list)
    wrong: list[BaseException] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> Self:
        for number in range(self.clients):
            client = threading.Thread(target=self._client, args=(self.seed + number,), daemon=True)
            self.threads.append(client)
            client.start()
        return self

    def _client(self, seed: int) -> None:
        try:
            office = office_of(self.register, seed)
            while not self.over.is_set():
                a_case(office)
        except (RecordUnavailable, PersistenceError):  # a helper of the office reads, too
            return
        except BaseException as error:  # noqa: BLE001 - shown by the test's own thread
            self.wrong.append(error)

    def end(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(timeout=60)
        assert self.wrong == []


def send_again(register: NotingRegister) -> None:
    """Whoever got no answer asks again, under the same command id.

    A session whose moment went by meanwhile is refused, unless it was kept.
    """
    waiting, register.noted.unknown = register.noted.unknown, []
    for command in waiting:
        try:
            assert register.submit(command).events
        except SessionInThePast:
            assert isinstance(command, ScheduleDeliberation)
            assert command.session_at < SystemClock().now()
            kept = {event.fact.envelope.command_id for event in register.log.all()}
            assert command.command_id not in kept
            continue
        assert register.submit(command) == register.noted.answers[command.command_id]


def approve_letters(register: NotingRegister) -> int:
    """A supervisor signs whatever waits; how many letters there are."""
    office = office_of(register, seed=90)
    head = register.log.head()
    until(lambda: positions(register.recorder.datastore).get("letter_press_1", 0) >= head)
    drafts = [event.stream for event in register.log.all() if event.name == "letter.drafted"]
    signed = {event.stream for event in register.log.all() if event.name == "letter.approved"}
    for letter in drafts:
        if letter not in signed:
            office.initial_whole_chain(letter)
            office.approve_letter(letter)
    return len(drafts)


def findings(register: NotingRegister, temporal: str) -> dict[str, Finding]:
    """Every invariant, with this test's own answers as what must be on record."""

    async def look() -> dict[str, Finding]:
        client = await Client.connect(temporal, data_converter=pydantic_data_converter)
        return await check(
            Scene(
                datastore=register.recorder.datastore,
                log=register.log,
                clock=SystemClock(),
                client=client,
                answers=register.noted.answers,
                grace=timedelta(seconds=1),
            )
        )

    return asyncio.run(look())


OF_NOTHING_THERE = ("attached_files_are_kept", "erased_keys_are_gone")
"""What there is nothing to look at where nobody attached a file, and nothing was erased."""


def everything_holds(register: NotingRegister, temporal: str) -> None:
    """Clocks and followers are given a while; then nothing at all may be wrong."""
    found: dict[str, Finding] = {}

    def holds() -> bool:
        found.update(findings(register, temporal))
        for nobody_did in OF_NOTHING_THERE:
            if not found[nobody_did].checked:
                del found[nobody_did]
        return all(finding.holds for finding in found.values())

    try:
        until(holds, within=60)
    except AssertionError:
        pytest.fail("\n".join(f"{name}: {f}" for name, f in found.items() if not f.holds))


@pytest.fixture
def home() -> Iterator[Path]:
    """A data directory that PostgreSQL's own user can reach."""
    path = Path(tempfile.mkdtemp(prefix="rukun-home-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def address(home: Path) -> Address:
    found = Address.read(home)
    assert found
    return found


def test_an_engine_killed_mid_load_loses_nothing_it_acknowledged(home: Path) -> None:
    settings, noted = Settings(data_dir=home), Acknowledged()
    engine = Process("all", home).up()
    try:
        with clerk(address(home).database_url, settings, noted) as register:
            assert "Papan kasus" in engine.page_of("petugas")
            load = Load(register, seed=11).begin()
            until(lambda: len(noted.answers) > ENOUGH or load.wrong)
            engine.kill()
            load.end()
        engine = Process("all", home).up()
        now = address(home)
        with clerk(now.database_url, settings, noted) as register:
            send_again(register)
            Load(register, seed=21).begin().end()
            assert approve_letters(register) > 2
            everything_holds(register, now.temporal)
        assert engine.end() == 0
    finally:
        engine.kill()


def test_an_engine_revives_a_killed_postgresql_and_a_killed_temporal(home: Path) -> None:
    settings, noted = Settings(data_dir=home), Acknowledged()
    engine = Process("all", home).up()
    try:
        now = address(home)
        with clerk(now.database_url, settings, noted) as register:
            office = office_of(register, seed=31)
            first = a_case(office)
            os.kill(pid_of_temporal(home), signal.SIGKILL)
            second = a_case(office)
            os.kill(pid_of_postgres(home), signal.SIGKILL)
            until(lambda: answers(now.database_url), within=40, else_say=engine.said)
            send_again(register)
            third = a_case(office)
            assert engine.alive
            approve_letters(register)
            everything_holds(register, now.temporal)
            for case in (first, second, third):
                assert len(office.file(case).letters) == 2, "a nota dinas and an invitation"
        engine.up()
        assert engine.end() == 0
    finally:
        engine.kill()


def pid_of_temporal(home: Path) -> int:
    """From its lock: this engine's pid and birth, then the server's."""
    return int((home / "temporal" / "temporal.db.lock").read_text().split()[2])


def pid_of_postgres(home: Path) -> int:
    return int((home / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


def answers(url: str) -> bool:
    """Whether a database is there for whoever asks."""
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def servers(home: Path, postgres: EmbeddedPostgres) -> Iterator[dict[str, str]]:
    """Servers given by address, as in production: an empty database and a Temporal."""
    name = f"processes_{time.monotonic_ns()}"
    with DevTemporal.start(None) as temporal:
        yield {
            "RUKUN_DATABASE_URL": postgres.create_database(name),
            "RUKUN_TEMPORAL_ADDRESS": temporal.address,
            "RUKUN_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
        }
    postgres.drop_database(name)


def settings_of(home: Path, servers: dict[str, str]) -> Settings:
    return Settings.model_validate(
        {"data_dir": home}
        | {name.removeprefix("RUKUN_").lower(): value for name, value in servers.items()}
    )


def test_four_engines_starting_at_once_on_an_empty_database_are_one_engine(
    home: Path, servers: dict[str, str]
) -> None:
    engines = [Process("all", home, **servers) for _ in range(4)]
    noted = Acknowledged()
    try:
        for engine in engines:
            engine.up()
        with clerk(servers["RUKUN_DATABASE_URL"], settings_of(home, servers), noted) as register:
            a_case(office_of(register, seed=41))
            engines[0].kill()  # whatever it led, another takes over
            a_case(office_of(register, seed=42))
            approve_letters(register)
            everything_holds(register, servers["RUKUN_TEMPORAL_ADDRESS"])
    finally:
        for engine in engines:
            engine.kill()


def test_the_roles_apart_are_one_engine_too(home: Path, servers: dict[str, str]) -> None:
    url = servers["RUKUN_DATABASE_URL"]
    migrate(url)
    roles = ("web", "projections", "relay", "workflows", "activities")
    settings, noted = settings_of(home, servers), Acknowledged()
    house = House(settings, url, LiveClock())
    house.prepare_views()
    house.first_policy()
    demo.prepare(house.register, house.accounts, settings.region)
    house.close()
    parts = [Process(role, home, **servers) for role in roles]
    try:
        parts[0].up()
        with clerk(url, settings, noted) as register:
            a_case(office_of(register, seed=51))
            approve_letters(register)
            everything_holds(register, servers["RUKUN_TEMPORAL_ADDRESS"])
        assert [part.end() for part in parts] == [0] * len(parts)
    finally:
        for part in parts:
            part.kill()


def test_complaint_04_with_every_process_killed_during_a_wait_it_fires_once_and_on_time(
    home: Path, servers: dict[str, str]
) -> None:
    settings, noted = settings_of(home, servers), Acknowledged()
    engine = Process("all", home, **servers).up()
    try:
        with clerk(servers["RUKUN_DATABASE_URL"], settings, noted) as register:
            office = office_of(register, seed=71)
            stands, closed = office.open_case(), office.open_case()
            office.found(closed)
            until_then = office.now() + timedelta(seconds=40)
            for case in (stands, closed):
                pause(office, case, until=until_then)
            head = register.log.head()
            until(lambda: positions(register.recorder.datastore).get("relay_1", 0) >= head)
            engine.kill()
            office.refute(closed)
            engine = Process("all", home, **servers).up()
            until(lambda: rung(office, stands), within=90)
            assert [at >= until_then for at in rung(office, stands)] == [True]
            assert office.file(stands).closed_waits[-1].how == "resumed"
            found = findings(register, servers["RUKUN_TEMPORAL_ADDRESS"])
            assert found["every_window_closed_once"].holds
            (at,) = rung(office, stands)
            assert at - until_then < timedelta(seconds=30)
            assert rung(office, closed) == []
    finally:
        engine.kill()


def rung(office: Office, case: UUID) -> list[datetime]:
    """When it was noted that a pause of this case had ended."""
    return [
        each.at
        for each in office.file(case).closed_waits
        if each.wait.kind is WaitKind.PAUSE_END and each.how == "elapsed"
    ]


STOPPED_WITHIN = 5.0
"""Seconds after an acknowledgement in one channel until every other has stopped asking."""


def test_complaint_05_an_acknowledgement_stops_mail_app_and_clock_within_five_seconds(
    home: Path,
) -> None:
    """By the clock on the wall, on a running engine: PostgreSQL, Temporal, a mail server."""
    mails = MailServer()
    with open_for_mail(mails) as port:
        mailing = {"RUKUN_SMTP_HOST": "127.0.0.1", "RUKUN_SMTP_PORT": str(port)}
        engine = Process("all", home, RUKUN_SMTP_STARTTLS="false", **mailing).up()
        try:
            now = address(home)
            settings = Settings(data_dir=home)
            with clerk(now.database_url, settings, Acknowledged()) as register:
                office = office_of(register, seed=51)
                asleep(office)
                task = office.assign_task(office.open_case())
                seconds = asyncio.run(stopped_after(office, task, now.temporal))
            assert seconds < STOPPED_WITHIN
            assert mails.taken == []
            assert engine.end() == 0
        finally:
            engine.kill()


def asleep(office: Office) -> None:
    """The liaison is told by mail, but not in the hours around now."""
    register, liaison = office.register, office.liaison
    accounts = Accounts(
        register.recorder.datastore, register.clock, register.standings_of, demo=True
    )
    mailbox = "penghubung@contoh.example"
    account = Account(actor=liaison.id, login="uji-05", name="Contoh", mail=mailbox, demo=True)
    accounts.create(account, "kata sandi contoh")
    here = local(office.now(), PROVINCE)
    begun, over = here - timedelta(hours=1), here + timedelta(hours=2)
    office.set_habits(quiet_from=f"{begun:%H:%M}", quiet_until=f"{over:%H:%M}")


async def stopped_after(office: Office, task: UUID, temporal: str) -> float:
    """Acknowledges once everybody asks; how long until nobody asks any more."""
    log, box = office.register.log, NoticeView(office.register.recorder.datastore)
    client = await Client.connect(temporal, data_converter=pydantic_data_converter)
    clock = client.get_workflow_handle(task_id(task))

    async def the_clock_asks() -> bool:
        try:
            said = await clock.query(Patience.waiting_for)
        except RPCError:
            return False
        return any(WaitKind.ACKNOWLEDGE.words in each for each in said)

    def mail_is(state: str) -> bool:
        return any(each.name == state and each.stream in notices for each in log.all())

    async def all_ask() -> bool:
        notices.update(
            each.stream
            for each in log.all()
            if isinstance(each.fact, Notice.Given) and each.fact.about == task
        )
        return bool(notices and box.unread(office.liaison.id)) and await the_clock_asks()

    async def nobody_asks() -> bool:
        app, mail = box.unread(office.liaison.id), mail_is(Notice.Cancelled.NAME)
        return mail and not app and not await the_clock_asks()

    notices: set[UUID] = set()
    await comes(all_ask, within=60)
    began = time.monotonic()
    await asyncio.to_thread(office.acknowledge, task)
    await comes(nobody_asks, within=60)
    return time.monotonic() - began
