"""The engine's front door: builds every object, reads the environment, runs the roles.

    python worker.py --role web|projections|relay|workflows|activities|all

Without addresses in the environment it starts embedded PostgreSQL and Temporal beside itself.
"""

import argparse
import asyncio
import base64
import gc
import json
import os
import secrets
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog
import uvicorn
from eventsourcing.persistence import PersistenceError
from fastapi import FastAPI
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

import demo
from activities.duties import Duties
from application.letters import Writers
from application.notices.answer_link import AnswerLinks
from application.privacy_desk import ErasureRoom
from application.register import Register
from application.signing import SigningRoom
from domain.access import SYSTEM_ACTOR
from domain.adopted_policy import AdoptPolicy
from domain.kernel import Channel, Role, key
from domain.notice import NoticeChannel
from domain.policy import load_policy
from domain.role_assignment import Standing
from projections.candidates import CandidateView
from projections.case_board import BoardView
from projections.delivery_ledger import DeliveryView
from projections.eraser import Eraser
from projections.kept_files import KeptFiles
from projections.letter_carrier import LetterCarrier
from projections.letter_list import LetterView
from projections.letter_press import LetterPress
from projections.letter_proofs import ProofView
from projections.letter_sources import SourceView
from projections.lookout import RegionLookout
from projections.member_list import MemberView
from projections.notice_box import NoticeView
from projections.notice_carrier import NoticeCarrier
from projections.notice_ledger import NoticeLedgerView
from projections.notifier import Notifier
from projections.own_reports import OwnReportView
from projections.pack_list import PackView
from projections.prevention_list import PreventionView
from projections.privacy_list import PrivacyView
from projections.problem_map import ProblemMapper
from projections.rebuild import ALL_READERS, prepare_all
from projections.region_status import RegionStatusView
from projections.relay import Relay, open_windows
from projections.role_book import RoleView
from projections.rule_firings import FiringView
from projections.search_index import SearchView
from projections.stuck import StuckView
from projections.task_list import TaskView
from projections.work_list import WorkView
from runtime import logs, telemetry
from runtime.account_book import AccountBook
from runtime.accounts import Accounts, owasp_hasher
from runtime.attempts import Attempts
from runtime.boundaries import Boundaries
from runtime.clock import Clock, SystemClock
from runtime.database import Datastore, OutOfReach, migrate
from runtime.drawn import drawn
from runtime.embedded import DevTemporal, EmbeddedPostgres, EmbeddedServerError
from runtime.follower import Follower
from runtime.holidays import indonesian_calendar
from runtime.installation import Installation
from runtime.log import Log
from runtime.mail import SmtpPost
from runtime.mapper import SealingMapper
from runtime.papers import Papers
from runtime.recorder import Recorder
from runtime.regions import Regions
from runtime.second_factor import SecondFactors
from runtime.settings import Settings
from runtime.siblings import LISTENING, Place, tend
from runtime.signing import signer_of
from runtime.typesetting import Typesetter
from runtime.vault import Vault
from web.app import create_app
from web.office import Office
from web.setting_up import create_setting_up
from workflows.months import watch_months
from workflows.stages import RUNNER, WORKFLOWS

ROOT = Path(__file__).resolve().parent
ROLES = ("web", "projections", "relay", "workflows", "activities", "all")
FIRST_POLICY = ROOT / "examples" / "policy-2026-2.json"
FIRST_START = """Rukun: belum ada administrator.
  Buka /pasang di alamat di atas; kode pemasangan: {code}
  atau: rukun user add LOGIN --role admin --name NAMA --unit UNIT --region KODE
"""
LOOK = 0.2
"""Seconds between looks at whether the embedded servers still run."""
YEARS = (2015, 2035)
"""Years the holiday calendar is drawn up for."""

_log = structlog.get_logger("worker")


@dataclass
class House:
    """Every object of the engine, built once over one database."""

    settings: Settings
    database_url: str
    clock: Clock

    @cached_property
    def datastore(self) -> Datastore:
        return Datastore(self.database_url)

    @cached_property
    def vault(self) -> Vault:
        return Vault(self.datastore, master_key(self.settings), self.clock)

    @cached_property
    def mapper(self) -> SealingMapper:
        return SealingMapper(self.vault)

    @cached_property
    def log(self) -> Log:
        return Log(self.datastore, self.mapper)

    @cached_property
    def files(self) -> KeptFiles:
        return KeptFiles(self.log)

    @cached_property
    def regions(self) -> Regions:
        return Regions()

    @cached_property
    def register(self) -> Register:
        return Register(
            recorder=Recorder(self.datastore),
            mapper=self.mapper,
            log=self.log,
            clock=self.clock,
            calendar=indonesian_calendar(*YEARS),
            regions=self.regions,
            lookout=RegionLookout(self.datastore),
            writers=self.writers,
            frames=self.problems,
        )

    @cached_property
    def writers(self) -> Writers:
        return Writers(self.regions, self.accounts)

    @cached_property
    def accounts(self) -> Accounts:
        demo = not self.settings.production
        return Accounts(self.datastore, self.clock, self._standings_of, demo=demo)

    @cached_property
    def second_factors(self) -> SecondFactors:
        return SecondFactors(self.datastore, self.vault, self.clock, hasher=owasp_hasher())

    def _standings_of(self, persons: Collection[UUID]) -> Mapping[UUID, Sequence[Standing]]:
        """The register's, which knows the accounts' names for its letters."""
        return self.register.standings_of(persons)

    @cached_property
    def boundaries(self) -> Boundaries:
        return Boundaries(self.datastore, self.regions, self.clock)

    @cached_property
    def status(self) -> RegionStatusView:
        return RegionStatusView(self.datastore)

    @cached_property
    def stuck(self) -> StuckView:
        return StuckView(self.datastore, self.clock)

    @cached_property
    def problems(self) -> ProblemMapper:
        return ProblemMapper(self.status, self.log, self.files, self.regions, self.boundaries)

    @cached_property
    def press(self) -> LetterPress:
        return LetterPress(register=self.register, log=self.log, writers=self.writers)

    @cached_property
    def carrier(self) -> LetterCarrier:
        """Mails what is owed; without a mail server it says so to who sends."""
        return LetterCarrier(
            register=self.register,
            view=DeliveryView(self.datastore),
            clock=self.clock,
            post=self.post,
            address=self.address,
        )

    @property
    def address(self) -> str:
        """Where people reach the web."""
        return self.settings.public_url or f"http://{self.settings.host}:{self.settings.port}"

    @cached_property
    def post(self) -> SmtpPost | None:
        """The office's mail server, where it has one."""
        told = self.settings
        if not told.smtp_host:
            return None
        return SmtpPost(
            told.smtp_host,
            told.smtp_port,
            sender=told.smtp_sender,
            starttls=told.smtp_starttls,
            login=told.smtp_login,
            password=told.smtp_password.get_secret_value() if told.smtp_password else "",
        )

    @cached_property
    def notifier(self) -> Notifier:
        return Notifier(
            register=self.register,
            log=self.log,
            roster=RoleView(self.datastore),
            regions=self.regions,
            reachable=self._reachable,
        )

    def _reachable(self, person: UUID) -> tuple[NoticeChannel, ...]:
        mail = self.post is not None and self.accounts.mailbox(person)
        return (NoticeChannel.MAIL,) if mail else ()

    @cached_property
    def answer_links(self) -> AnswerLinks:
        return AnswerLinks(self.register, self.address)

    @cached_property
    def notice_carrier(self) -> NoticeCarrier:
        return NoticeCarrier(
            register=self.register,
            log=self.log,
            view=NoticeLedgerView(self.datastore),
            clock=self.clock,
            post=self.post,
            mailbox=self.accounts.mailbox,
            answer_link=self.answer_links.link,
            address=self.address,
        )

    @cached_property
    def eraser(self) -> Eraser:
        return Eraser(ErasureRoom(self.vault, self.accounts))

    @cached_property
    def typesetter(self) -> Typesetter:
        return Typesetter()

    @cached_property
    def papers(self) -> Papers:
        return Papers(self.datastore, self.vault, self.clock)

    @cached_property
    def signing(self) -> SigningRoom:
        return SigningRoom(
            register=self.register,
            log=self.log,
            typesetter=self.typesetter,
            signer=signer_of(self.settings, self.clock),
            papers=self.papers,
            public_url=self.settings.public_url,
        )

    def relay(self, address: str) -> Relay:
        return Relay(
            datastore=self.datastore,
            log=self.log,
            clock=self.clock,
            address=address,
            namespace=self.settings.temporal_namespace,
            task_queue=self.settings.task_queue,
        )

    def retry_parked(self) -> tuple[int, int]:
        """Reads again what was parked, whoever parked it: how many it did, how many are left.

        The relay's own is left to the relay, which knows where Temporal is.
        """
        done = left = 0
        readers = [make() for make in ALL_READERS.values()]
        for reader in (*readers, *self.carriers):
            read, parked = self.follower(reader).replay_parked()
            done, left = done + read, left + parked
        return done, left

    @cached_property
    def installation(self) -> Installation:
        return Installation(self.datastore, self.clock)

    @property
    def region(self) -> str:
        """The province this house is for: by environment, else as its administrator named it."""
        if self.settings.region_is_given:
            return self.settings.region
        return self.installation.province() or self.settings.region

    def settled_region(self) -> str | None:
        """The province, once it is settled: in earnest not before an administrator is there."""
        settled = not self.settings.production or self.has_administrator()
        return self.region if settled else None

    def has_administrator(self) -> bool:
        """Whether anybody who can come in may give rights to others."""
        return any(
            each.role is Role.ADMINISTRATOR
            for account in self.accounts.people()
            for each in self.register.standings(account.actor)
        )

    @property
    def carriers(self) -> tuple[Any, ...]:
        """The followers that do something in the world, beside the read models."""
        return (self.press, self.carrier, self.eraser, self.notifier, self.notice_carrier)

    def follower(self, reader: Any) -> Follower:
        return Follower(reader, datastore=self.datastore, log=self.log, clock=self.clock)

    def prepare_views(self) -> None:
        """Makes the tables of every read model, so that nobody reads one before it is there."""
        prepare_all(self.datastore)
        with self.datastore.get_connection() as conn:
            self.relay("").prepare(conn)
            self.notifier.prepare(conn)

    def wake(self) -> None:
        """Brings the read models of a house where nothing runs up to the end of its log."""
        self.prepare_views()
        self.first_policy()
        for make in ALL_READERS.values():
            self.follower(make()).catch_up()

    def first_policy(self) -> None:
        """Adopts the policy that ships with Rukun where none was adopted yet."""
        if self.register.policies() is not None:
            return
        policy = load_policy(FIRST_POLICY.read_text(encoding="utf-8"))
        self.register.submit(
            AdoptPolicy(
                command_id=key("first-policy", policy.version),
                actor=SYSTEM_ACTOR,
                role=Role.SYSTEM,
                unit="mesin",
                channel=Channel.CLI,
                policy=policy,
            )
        )

    def close(self) -> None:
        self.datastore.pool.close()


def master_key(settings: Settings) -> bytes:
    """The key that wraps all others: from the environment, or a file only its owner reads."""
    if settings.master_key is not None:
        given = base64.b64decode(settings.master_key.get_secret_value())
        if len(given) != 32:
            raise SystemExit("RUKUN_MASTER_KEY must be 32 bytes in base64")
        return given
    if settings.database_url is not None:
        raise SystemExit("RUKUN_MASTER_KEY is required with RUKUN_DATABASE_URL")
    path = settings.data_dir / "master.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _write_once(path, secrets.token_bytes(32))
    return path.read_bytes()


def _write_once(path: Path, content: bytes) -> None:
    """Whole or not at all, and never over what another process wrote meanwhile."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


class Servers:
    """The servers this process stands on: given by address, or started beside it."""

    def __init__(self, settings: Settings, stack: ExitStack) -> None:
        self.postgres: EmbeddedPostgres | None = None
        self.temporal: DevTemporal | None = None
        self._settings = settings
        self._stack = stack

    def database_url(self) -> str:
        if self._settings.database_url is not None:
            return self._settings.database_url
        self.postgres = EmbeddedPostgres.start(self._settings.data_dir / "postgres")
        self._stack.callback(self.postgres.stop)
        return self.postgres.dsn()

    def temporal_address(self) -> str:
        if self._settings.temporal_address is not None:
            return self._settings.temporal_address
        self.temporal = DevTemporal.start(self._settings.data_dir / "temporal" / "temporal.db")
        self._stack.callback(self.temporal.stop)
        return self.temporal.address

    def revive(self) -> list[str]:
        """Starts again whatever of ours was killed; the names of what it started."""
        revived = []
        if self.postgres is not None and not self.postgres.running:
            self.postgres.restart()
            revived.append("postgres")
        if self.temporal is not None and not self.temporal.running:
            self.temporal.restart()
            revived.append("temporal")
        return revived


@dataclass(frozen=True)
class Address:
    """Where a running engine's embedded servers answer, for the command line beside it."""

    pid: int
    database_url: str
    temporal: str

    @staticmethod
    def _file(data_dir: Path) -> Path:
        return data_dir / "address.json"

    def write(self, data_dir: Path) -> None:
        """Readable by its owner alone: the address opens the database."""
        path = self._file(data_dir)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(self), file)

    @classmethod
    def read(cls, data_dir: Path) -> "Address | None":
        """The address of the engine that runs on this directory, if one does."""
        try:
            found = cls(**json.loads(cls._file(data_dir).read_text()))
            os.kill(found.pid, 0)
        except (FileNotFoundError, ProcessLookupError, ValueError, TypeError):
            return None
        return found

    @classmethod
    def forget(cls, data_dir: Path) -> None:
        cls._file(data_dir).unlink(missing_ok=True)


class Engine:
    """One process: the roles asked for, until it is told to stop."""

    def __init__(self, settings: Settings, role: str, stack: ExitStack) -> None:
        self.settings = settings
        self.role = role
        self.stack = stack
        self.servers = Servers(settings, stack)
        self.stopping = asyncio.Event()
        self.place = Place.given()
        self.followers: list[Follower] = []
        self.client: Client | None = None
        self.relay: Relay | None = None

    async def run(self) -> None:
        """Starts everything, says where to look, and waits for the end."""
        url = await asyncio.to_thread(self.servers.database_url)
        if self.role == "all":
            await asyncio.to_thread(migrate, self.settings.migration_url or url)
        self.house = House(self.settings, url, SystemClock())
        self.stack.callback(self.house.close)
        if self.role == "all":
            await asyncio.to_thread(self._first_time)
        address = await asyncio.to_thread(self.servers.temporal_address)
        if self.servers.postgres is not None:
            Address(os.getpid(), url, address).write(self.settings.data_dir)
            self.stack.callback(Address.forget, self.settings.data_dir)
        self._follow(address)
        for sign in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sign, self.stopping.set)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_servers())
            if self._plays("workflows", "activities"):
                group.create_task(self._work(address))
            elif self._plays("web"):
                group.create_task(self._ask(address))
            if self._plays("web"):
                group.create_task(self._serve())
            await self.stopping.wait()

    def _plays(self, *roles: str) -> bool:
        return self.role == "all" or self.role in roles

    def _first_time(self) -> None:
        self.house.prepare_views()
        self.house.first_policy()
        if not self.settings.production:
            demo.prepare(self.house.register, self.house.accounts, self.settings.region)

    def _follow(self, address: str) -> None:
        readers: list[Any] = []
        if self._plays("projections"):
            readers += [make() for make in ALL_READERS.values()]
            readers += self.house.carriers
        if self._plays("relay"):
            self.relay = self.house.relay(address)
            readers.append(self.relay)
        self.followers = [self.house.follower(reader) for reader in readers]
        observe_work(self.followers, self.house if self.relay is not None else None)
        for follower in self.followers:
            follower.start()

    async def _work(self, address: str) -> None:
        """The Temporal worker; waits for a server that is not there yet."""
        self.client = await self._connected(address)
        if self.client is None:
            return
        duties = Duties(self.house.register)
        with ThreadPoolExecutor(max_workers=4, thread_name_prefix="duty") as pool:
            async with Worker(
                self.client,
                task_queue=self.settings.task_queue,
                workflows=WORKFLOWS if self._plays("workflows") else [],
                workflow_runner=RUNNER,
                activities=[duties.let_elapse, duties.draft_frame]
                if self._plays("activities")
                else [],
                activity_executor=pool,
                max_concurrent_activities=4,
                sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
                graceful_shutdown_timeout=timedelta(seconds=5),
            ):
                if self._plays("workflows"):
                    await self._watch_months(self.client)
                await self.stopping.wait()

    async def _watch_months(self, client: Client) -> None:
        """Sees to it that somebody watches the months, also when Temporal forgot everything."""
        queue = self.settings.task_queue
        while not self.stopping.is_set():
            region = await asyncio.to_thread(self.house.settled_region)
            try:
                if region is not None and await watch_months(
                    client, region, self.house.clock.now(), queue
                ):
                    _log.info("watching months", region=region)
            except RPCError as error:
                _log.warning("months not watched", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), timeout=60)

    async def _ask(self, address: str) -> None:
        """A web role apart only asks Temporal whether a clock runs."""
        self.client = await self._connected(address)

    async def _connected(self, address: str) -> Client | None:
        while not self.stopping.is_set():
            try:
                return await Client.connect(
                    address,
                    namespace=self.settings.temporal_namespace,
                    data_converter=pydantic_data_converter,
                    interceptors=telemetry.interceptors(),
                )
            except (RuntimeError, RPCError, OSError) as error:
                _log.warning("waiting for temporal", error=type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stopping.wait(), timeout=1)
        return None

    async def _serve(self) -> None:
        """The web, once there is somebody who can let others in."""
        waiting = self.settings.production
        if waiting and not await asyncio.to_thread(self.house.has_administrator):
            if self.place is None or self.place.first:
                await self._set_up()
            else:
                _log.info("waiting for the first administrator")
                await self._somebody_came()
        if not self.stopping.is_set():
            app = create_app(self._office())
            await self._listen(app, partial(self._told_to_stop, app))
        self.stopping.set()

    async def _told_to_stop(self, app: FastAPI) -> None:
        """Streams are ended first, for a server waits for each of its answers."""
        await self.stopping.wait()
        await asyncio.to_thread(app.state.live.close)

    async def _set_up(self) -> None:
        """Serves the one page on which the first administrator comes, until one is there."""
        code, named = drawn(), self.house.installation.name_province
        kept = None if self.settings.region_is_given else named
        app = create_setting_up(self._office(), code, kept)
        await self._listen(app, self._somebody_came, FIRST_START.format(code=code))

    async def _somebody_came(self) -> None:
        while not self.stopping.is_set():
            if await asyncio.to_thread(self.house.has_administrator):
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), timeout=0.5)

    def _office(self) -> Office:
        return Office(
            register=self.house.register,
            log=self.house.log,
            files=self.house.files,
            datastore=self.house.datastore,
            clock=self.house.clock,
            regions=self.house.regions,
            accounts=self.house.accounts,
            board=BoardView(self.house.datastore),
            tasks=TaskView(self.house.datastore),
            letters=LetterView(self.house.datastore),
            sources=SourceView(self.house.datastore),
            candidates=CandidateView(self.house.datastore),
            search=SearchView(self.house.datastore),
            status=self.house.status,
            boundaries=self.house.boundaries,
            problems=self.house.problems,
            work=WorkView(self.house.datastore),
            notices=NoticeView(self.house.datastore),
            notice_ledger=NoticeLedgerView(self.house.datastore),
            answer_links=self.house.answer_links,
            firings=FiringView(self.house.datastore),
            members=MemberView(self.house.datastore),
            prevention=PreventionView(self.house.datastore),
            privacy=PrivacyView(self.house.datastore),
            packs=PackView(self.house.datastore),
            own_reports=OwnReportView(self.house.datastore),
            typesetter=self.house.typesetter,
            signing=self.house.signing,
            proofs=ProofView(self.house.datastore),
            attempts=Attempts(self.house.datastore, self.house.clock),
            stuck=self.house.stuck,
            second_factors=self.house.second_factors,
            account_book=AccountBook(self.house.datastore),
            roles=RoleView(self.house.datastore),
            two_steps=self.settings.needs_two_steps,
            retry_parked=self.house.retry_parked,
            mail=self.house.post is not None,
            public_url=self.settings.public_url,
            region=self.house.region,
            demo=not self.settings.production,
            tls=self.settings.tls,
            largest_file=self.settings.largest_file_mb * 1024 * 1024,
            health=self.health,
            running=self._asking(asyncio.get_running_loop()),
        )

    async def _listen(
        self, app: FastAPI, until: Callable[[], Awaitable[object]], said: str = ""
    ) -> None:
        """Serves until then; its end is ours, so that uvicorn's signals are not needed."""
        config = uvicorn.Config(
            app,
            host=self.settings.host,
            port=self.settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        server = uvicorn.Server(config)
        server.capture_signals = _no_signals  # type: ignore[method-assign,assignment]
        place = self.place
        serving = asyncio.create_task(server.serve([place.socket.dup()] if place else None))
        while not server.started and not serving.done():
            await asyncio.wait({serving}, timeout=0.05)
        if server.started:
            if place is None or place.first:
                port = server.servers[0].sockets[0].getsockname()[1]
                where = f"http://{self.settings.host}:{port}/"
                sys.stdout.write(f"Rukun: {where}  (Ctrl-C menghentikan)\n{said}")
                sys.stdout.flush()
            await until()
            server.should_exit = True
        await serving
        if not server.started:
            self.stopping.set()

    async def _watch_servers(self) -> None:
        """An embedded server that was killed comes back; nothing it had promised is lost."""
        while not self.stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), timeout=LOOK)
            if self.stopping.is_set():
                return
            try:
                for name in await asyncio.to_thread(self.servers.revive):
                    _log.error("revived", server=name)
            except EmbeddedServerError as error:  # not up yet; asked again in a moment
                _log.error("not revived", error=type(error).__name__)

    def health(self) -> Mapping[str, Any]:
        """How this process and its followers stand."""
        parked = sum(each.lag.parked for each in self.followers)
        stuck = self._stuck()
        well = not parked and not any(each.lag.last_error for each in self.followers)
        return {
            "ok": well and stuck == 0,
            "role": self.role,
            "parked": parked,
            "macet": stuck,
            "temporal": self.relay.telling.connected if self.relay else None,
            "tanda tangan": self.house.signing.signer.state().words,
            "followers": {
                each.name: {
                    "position": each.lag.position,
                    "behind": _behind(each),
                    "parked": each.lag.parked,
                    "leading": each.lag.leading,
                    "error": each.lag.last_error,
                }
                for each in self.followers
            },
        }

    def _stuck(self) -> int | None:
        """How many windows nobody closed in time; None where the record cannot be asked."""
        try:
            return self.house.stuck.count()
        except PersistenceError:
            return None

    def _asking(self, loop: asyncio.AbstractEventLoop) -> Callable[[str], bool | None]:
        """For the web's threads: whether a workflow runs, asked on the engine's loop."""

        def running(workflow_id: str) -> bool | None:
            if self.client is None:
                return None
            asked = asyncio.run_coroutine_threadsafe(is_running(self.client, workflow_id), loop)
            try:
                return asked.result(timeout=0.5)
            except TimeoutError:
                return None

        return running

    def stop(self) -> None:
        """Ends the followers, before the servers they stand on."""
        for follower in self.followers:
            follower.ask_to_stop()
        for follower in self.followers:
            follower.stop()


def observe_work(followers: Sequence[Follower], house: House | None) -> None:
    """What gauges read while a process runs; of windows only with a ``house``: one role tells."""
    told = telemetry.current()
    told.observe(
        "rukun.follower.behind",
        "follower",
        "Events a follower has not read yet",
        lambda: {each.name: _behind(each) for each in followers},
    )
    told.observe(
        "rukun.follower.parked",
        "follower",
        "Events a follower could not read",
        lambda: {each.name: each.lag.parked for each in followers},
    )
    if house is not None:
        told.observe(
            "rukun.windows.open",
            "kind",
            "Windows that stand open, by what is waited for",
            lambda: open_windows(house.datastore),
        )
        told.observe(
            "rukun.windows.stuck",
            "kind",
            "Windows past their moment that nobody closed",
            lambda: dict(Counter(each.kind.value for each in house.stuck.rows(1000))),
        )


def _behind(follower: Follower) -> int:
    return max(0, follower.lag.head - follower.lag.position)


async def is_running(client: Client, workflow_id: str) -> bool | None:
    """Whether the workflow runs; None when Temporal cannot be asked."""
    try:
        found = await client.get_workflow_handle(workflow_id).describe(
            rpc_timeout=timedelta(milliseconds=400)
        )
    except RPCError as error:
        return False if error.status is RPCStatusCode.NOT_FOUND else None
    return found.status is WorkflowExecutionStatus.RUNNING


class _no_signals:  # noqa: N801 - stands in for a context manager function
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


async def _main(settings: Settings, role: str) -> None:
    with ExitStack() as stack:
        engine = Engine(settings, role, stack)
        try:
            await engine.run()
        finally:
            await asyncio.to_thread(engine.stop)


COLLECTED: Final = (10_000, 10, 20)
"""How many more objects than before, and how many times that, until garbage is looked for.

A full look walks every file at hand: 0.7 s with 16,000 events, in which nothing else is done. With
the interpreter's own numbers it came every ten seconds under load.
"""


def _collect_seldom() -> None:
    """What stands by now stands for good and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster loop where there is one; None for the interpreter's own."""
    try:
        import uvloop  # noqa: PLC0415 - not made for every system
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def start(settings: Settings, role: str = "all") -> int:
    """Runs one process to its end; the exit code."""
    logs.configure(settings.log_level)
    if role in {"web", "all"} and settings.unsafe:
        sys.stderr.write("".join(f"Rukun does not start: {each}\n" for each in settings.unsafe))
        return 1
    if settings.web_processes > 1 and LISTENING not in os.environ and role in {"web", "all"}:
        return _several(settings, role)
    telemetry.configure(role, settings.otlp_endpoint)
    _collect_seldom()
    code = 0
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_main(settings, role))
    except* (psycopg.OperationalError, OutOfReach, EmbeddedServerError) as error:
        sys.stderr.write(f"Rukun cannot start: {error.exceptions[0]}\n")
        code = 1
    return code


def _several(settings: Settings, role: str) -> int:
    """Role ``web`` in several processes at one address; the exit code."""
    if role == "all" or settings.database_url is None:
        sys.stderr.write(
            "Rukun does not start: RUKUN_WEB_PROCESSES is for --role web with a database of its"
            " own (RUKUN_DATABASE_URL); everything in one process stays one process.\n"
        )
        return 1
    try:
        return tend(
            [sys.executable, *sys.orig_argv[1:]],
            host=settings.host,
            port=settings.port,
            count=settings.web_processes,
        )
    except OSError as error:
        sys.stderr.write(f"Rukun cannot start: {error}\n")
        return 1


def main() -> None:
    """The command line; ends without the interpreter's own shutdown (temporalio aborts in it)."""
    parser = argparse.ArgumentParser(description="Rukun: the engine and its roles")
    parser.add_argument("--role", choices=ROLES, default="all")
    parser.add_argument("--production", action="store_true", help="no invented data, no demo login")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    asked = {
        name: value
        for name, value in vars(given).items()
        if name != "role" and value is not None and value is not False
    }
    settings = Settings()
    code = start(settings.model_copy(update=asked), given.role)
    telemetry.current().flush()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
