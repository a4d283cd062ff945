"""What a run stands on: one PostgreSQL, one Temporal, two whole engines, and who revives them.

Two engines of role `all` share the servers, as on two machines: one of each pair of followers
leads, both work for Temporal, both serve pages. Whatever dies is started again on sight, as the
embedded engine and any service manager do.
"""

import asyncio
import base64
import http.client
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import psycopg
from psycopg.rows import DictRow, dict_row
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from chaos.engine import HANGING, PLANT, ROOT
from chaos.load import PROVINCE, open_office, open_secret_case, register_at
from chaos.plants import PLANTS
from chaos.proxy import Proxy
from runtime import tether
from runtime.database import migrate
from runtime.embedded import DevTemporal, EmbeddedPostgres, EmbeddedServerError, free_port

LOOK: Final = 0.2
"""Seconds between looks at what has died; as often as the embedded engine looks."""
UP_WITHIN: Final = 300.0
POSTGRES: Final = {"shared_buffers": "64MB", "max_connections": "200"}
"""As shipped otherwise: fsync and synchronous_commit are on, they are the point."""


class NeverCame(Exception):
    """Something did not happen in time; the text says what."""


def until(condition: Callable[[], Any], within: float, what: str) -> Any:
    """What ``condition`` answers once it is true; NeverCame after ``within`` seconds.

    It is asked less often the longer it takes, so that whoever waits is no load of its own.
    """
    began = time.monotonic()
    while not (found := condition()):
        waited = time.monotonic() - began
        if waited > within:
            raise NeverCame(f"{what}: not within {within:.0f} s")
        time.sleep(min(max(0.01, waited / 20), 0.5))
    return found


@dataclass
class Engine:
    """One ``worker.py`` of role all, told apart by its name in ``pg_stat_activity``."""

    name: str
    port: int
    environment: dict[str, str]
    log: Path
    wanted: bool = True
    process: "subprocess.Popen[bytes] | None" = None
    starts: int = 0

    def start(self) -> None:
        """As a child that ends with this process, whatever ends it."""
        tie = [sys.executable, "-I", "-S", str(tether.__file__), str(os.getpid())]
        command = [*tie, str(int(signal.SIGKILL)), "-1", "-1"]
        command += [sys.executable, "-m", "chaos.engine", "--role", "all"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment | {"PGAPPNAME": self.name, "RUKUN_PORT": str(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.starts += 1

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def answers(self) -> bool:
        """Whether its pages are served."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/masuk")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def send(self, sign: signal.Signals) -> None:
        """A signal to this process, and to no other."""
        if self.alive:
            os.kill(self.pid, sign)

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        if self.process is not None:
            self.process.wait(timeout=30)

    @property
    def memory(self) -> int:
        """Resident size in KiB."""
        with suppress(OSError):
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1])
        return 0


@dataclass
class World:
    """Servers and engines of one run, and everything the faults lay hands on."""

    directory: Path
    plant: str = ""
    engines: list[Engine] = field(default_factory=list)
    revived: list[tuple[float, str]] = field(default_factory=list)
    _hands: threading.RLock = field(default_factory=threading.RLock)
    _over: threading.Event = field(default_factory=threading.Event)
    _retired: list[Engine] = field(default_factory=list)

    # -- up and down -------------------------------------------------------------------------

    @classmethod
    @contextmanager
    def up(cls, plant: str = "", engines: int = 2) -> Iterator[Self]:
        """A world of its own, gone afterwards."""
        directory = Path(tempfile.mkdtemp(prefix="rukun-chaos-"))
        directory.chmod(0o755)
        world = cls(directory, plant)
        try:
            world._begin(engines)
            yield world
        finally:
            world._end()
            shutil.rmtree(directory, ignore_errors=True)

    def _begin(self, engines: int) -> None:
        self.master_key = secrets.token_bytes(32)
        self.postgres = EmbeddedPostgres.start(self.directory / "pg", settings=POSTGRES)
        self.temporal = DevTemporal.start(self.directory / "temporal" / "temporal.db")
        self.url = self.postgres.dsn()
        migrate(self.url)
        if self.plant:
            PLANTS[self.plant].into(self.url)
        self.proxy = Proxy(self.url)
        self.hanging = self.directory / "hanging"
        self.engines = [self.an_engine(f"engine-{number}") for number in range(engines)]
        for engine in self.engines:
            engine.start()
        self._watch = threading.Thread(target=self._revive, name="reviver", daemon=True)
        self._watch.start()
        for engine in self.engines:
            self.wait_up(engine)
        self.register = register_at(self.proxy.url, self.master_key)
        self.beside = register_at(self.url, self.master_key, size=4)
        """A register that no proxy stands before, for whoever looks and for the faults."""
        open_office(self.beside)
        open_secret_case(self.beside)

    def an_engine(self, name: str) -> Engine:
        """An engine that was not started yet."""
        home = self.directory / name
        home.mkdir(exist_ok=True)
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("RUKUN_", "PG"))}
        told = {
            "RUKUN_DATABASE_URL": self.url,
            "RUKUN_TEMPORAL_ADDRESS": self.temporal.address,
            "RUKUN_MASTER_KEY": base64.b64encode(self.master_key).decode(),
            "RUKUN_REGION": PROVINCE,
            "RUKUN_DATA_DIR": str(home),
            "RUKUN_LOG_LEVEL": "warning",
            PLANT: self.plant,
            HANGING: str(self.hanging),
        }
        return Engine(name, free_port(), clean | told, self.directory / f"{name}.log")

    def wait_up(self, engine: Engine) -> None:
        until(lambda: engine.answers, UP_WITHIN, f"{engine.name} is up")

    def _end(self) -> None:
        self._over.set()
        with suppress(AttributeError):
            self._watch.join(timeout=60)
        with self._hands:
            for engine in [*self.engines, *self._retired]:
                engine.send(signal.SIGCONT)
                engine.kill()
        for name in ("register", "beside"):
            if hasattr(self, name):
                getattr(self, name).recorder.datastore.close()
        if hasattr(self, "proxy"):
            self.proxy.down()
        for name in ("temporal", "postgres"):
            if hasattr(self, name):
                getattr(self, name).kill()

    def _revive(self) -> None:
        while not self._over.wait(LOOK):
            with self._hands:
                if not self.postgres.running:
                    self._restart(self.postgres, "postgres")
                if not self.temporal.running:
                    self._restart(self.temporal, "temporal")
                for engine in self.engines:
                    if engine.wanted and not engine.alive:
                        engine.start()
                        self.revived.append((time.monotonic(), engine.name))

    def _restart(self, server: EmbeddedPostgres | DevTemporal, name: str) -> None:
        with suppress(EmbeddedServerError):  # not yet; looked at again in a moment
            server.restart()
            self.revived.append((time.monotonic(), name))

    # -- what the faults do --------------------------------------------------------------------

    def kill_postgres(self) -> None:
        """The whole server at once: no child is left that could still write."""
        with self._hands:
            self.postgres.kill()

    def kill_temporal(self) -> None:
        with self._hands:
            self.temporal.kill()

    def freeze_postgres(self, sign: signal.Signals) -> None:
        """SIGSTOP or SIGCONT to the server and all its children."""
        with self._hands:
            postmaster = self.postgres.pid
            for pid in [postmaster, *children(postmaster)]:
                with suppress(ProcessLookupError):
                    os.kill(pid, sign)

    def replace(self, old: Engine, new: Engine) -> int:
        """Ends one engine in order for another that runs already; its exit code."""
        with self._hands:
            self.engines = [new if each is old else each for each in self.engines]
            self._retired.append(old)
            old.wanted = False
        old.send(signal.SIGTERM)
        assert old.process is not None
        return old.process.wait(timeout=60)

    @contextmanager
    def admin(self) -> Iterator[psycopg.Connection[DictRow]]:
        """The owner's connection, past the proxy."""
        with psycopg.connect(
            self.url, row_factory=dict_row, autocommit=True, connect_timeout=5
        ) as conn:
            yield conn

    @contextmanager
    def nobody_appends(self) -> Iterator[None]:
        """Whatever is to be written waits, as behind a writer that takes its time."""
        with self.admin() as conn, conn.transaction():
            conn.execute("SELECT pg_advisory_xact_lock(7201207)")
            yield

    def waiting(self, engine: Engine, what: str = "%") -> bool:
        """Whether a statement like ``what`` of an engine waits for a lock just now."""
        with self.admin() as conn:
            row = conn.execute(
                "SELECT count(*) AS found FROM pg_stat_activity WHERE application_name = %s"
                " AND wait_event_type = 'Lock' AND query LIKE %s",
                (engine.name, what),
            ).fetchone()
        return bool(row and row["found"])

    def leader(self, follower: str) -> Engine | None:
        """The engine whose follower of this name leads."""
        with self.admin() as conn:
            row = conn.execute(
                "SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a"
                " USING (pid) WHERE l.locktype = 'advisory' AND l.classid = 72 AND l.granted"
                " AND l.objid = (hashtext(%s)::bigint & 4294967295)::oid",
                (follower,),
            ).fetchone()
        return next((each for each in self.engines if row and each.name == row["name"]), None)

    def ports(self) -> list[int]:
        """Where pages are served, in the order a browser tries them."""
        return [each.port for each in self.engines]

    def ask_temporal(self, question: Callable[[Client], Any]) -> Any:
        """One question, by a client made for it."""

        async def asked() -> Any:
            client = await Client.connect(
                self.temporal.address, data_converter=pydantic_data_converter
            )
            return await question(client)

        return asyncio.run(asked())


def children(pid: int) -> list[int]:
    """The direct children of a process."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(entry.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.parent.name))
    return found
