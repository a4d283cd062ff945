#!/usr/bin/env python3
"""The one way in: sets up what is missing, then runs Rukun, its tests or its checks.

    python3 dev.py run [ARGS]      the whole engine on this machine
    python3 dev.py test [ARGS]     the tests; ARGS go to pytest
    python3 dev.py check           ruff, mypy and the rooms
    python3 dev.py measure [ARGS]  the measurements
    python3 dev.py rukun ARGS      the `rukun` command

Needs Python 3.11 or later and either pip or uv; asks nothing; the standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_PYTHON = (3, 11)
UV = "0.13.9"

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMP = VENV / "dev.stamp"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}

SIDE_BY_SIDE = ["-n", str(min((os.cpu_count() or 1) + 1, 4)), "--dist", "loadfile"]
SIDE_BY_SIDE += ["--no-loadscope-reorder"]
"""Test files run beside each other; `-n 0` after it runs them in this one.

One process more than cores: those that kill servers mostly wait until something has come back.
They are begun in the order `tests/conftest.py` gives them: the longest first.
"""

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "rooms": ["lint-imports"],
}


class SetupError(Exception):
    """Set-up cannot go on; the text says what to do."""


def main(arguments: list[str]) -> int:
    """Do what the command line says; answers the exit code."""
    command, *rest = arguments or ["--help"]
    if command in {"-h", "--help", "help"}:
        print(__doc__)
        return 0 if arguments else 2
    if command not in {"run", "test", "check", "measure", "rukun"}:
        print(f"dev.py: there is no command {command!r}.\n{__doc__}", file=sys.stderr)
        return 2
    try:
        set_up("run" if command in {"run", "rukun"} else "dev")
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    if command == "check":
        return check()
    if command == "rukun":
        return become([str(BIN / "rukun"), *rest])
    os.chdir(ROOT)
    program = {
        "run": ["worker.py", "--role", "all"],
        "test": ["-m", "pytest", *SIDE_BY_SIDE],
        "measure": ["-m", "tests.measure"],
    }[command]
    return become([str(PYTHON), *program, *rest])


def become(command: list[str]) -> NoReturn:
    """Turn into the program, so that signals and its exit code need no messenger."""
    sys.stdout.flush()
    os.execve(command[0], command, environment())  # noqa: S606


def environment() -> dict[str, str]:
    """The present environment with the virtual environment in front."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "VIRTUAL_ENV": str(VENV), "PATH": path}


def check() -> int:
    """Run every check, whatever the others said, and sum up."""
    env, failed = environment(), []
    for name, (program, *arguments) in CHECKS.items():
        print(f"== {name}", flush=True)
        try:
            code = subprocess.call([str(BIN / program), *arguments], cwd=ROOT, env=env)
        except KeyboardInterrupt:
            return 130
        if code != 0:
            failed.append(name)
    print()
    for name in CHECKS:
        print(f"{'FAILED' if name in failed else 'ok':<8}{name}")
    return 1 if failed else 0


def set_up(kind: str) -> None:
    """Bring `.venv` to the lock file for running (`run`) or developing (`dev`: that and more)."""
    if sys.version_info < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        raise SetupError(
            f"Rukun needs Python {oldest} or later; {sys.executable} is {sys.version.split()[0]}."
        )
    VENV.mkdir(exist_ok=True)
    with alone():
        stamp = read_stamp()
        if stamp.get("kind") == "dev":
            kind = "dev"  # it has all of the other; taking packages away again would help nobody
        bound = place()
        wanted = {**bound, "kind": kind, "lock": digest(LOCKS[kind])}
        if stamp == wanted:
            return
        STAMP.unlink(missing_ok=True)
        make_venv(anew=bool(stamp) and any(stamp.get(key) != bound[key] for key in bound))
        install(LOCKS[kind])
        write_path_file()
        write_launcher()
        STAMP.write_text(json.dumps(wanted))


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the set-up lock: of several starts one installs and the others wait."""
    with (VENV / "dev.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("dev.py: waiting for another dev.py to finish its set-up ...", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_stamp() -> dict[str, str]:
    """What the last complete set-up left; empty when there was none or its Python is gone."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and PYTHON.exists() else {}


def place() -> dict[str, str]:
    """What a virtual environment is bound to: a moved one or one of another Python is made anew."""
    return {"root": str(ROOT), "python": ".".join(map(str, sys.version_info[:2]))}


def digest(lock: Path) -> str:
    """The content of a lock file, in short."""
    try:
        return hashlib.sha256(lock.read_bytes() + UV.encode()).hexdigest()
    except FileNotFoundError:
        raise SetupError(f"{lock.name} is missing from {ROOT}: is the checkout complete?") from None


def make_venv(*, anew: bool) -> None:
    """Create `.venv` unless a working one is there; without ensurepip, which Debian leaves out."""
    new_enough = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    if not anew and succeeds(PYTHON, "-c", new_enough):
        return
    try:
        import venv  # noqa: PLC0415 - some distributions leave it out
    except ImportError:
        raise SetupError("this Python has no venv module: apt-get install python3-venv") from None
    print("dev.py: creating .venv ...", file=sys.stderr)
    for name in ("bin", "lib", "lib64", "include", "share", "pyvenv.cfg"):
        old = VENV / name  # not `clear=True`: that would take the lock file away under its holder
        if old.is_symlink() or old.is_file():
            old.unlink()
        elif old.is_dir():
            shutil.rmtree(old)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)


def succeeds(*command: str | Path) -> bool:
    """Whether a program is there and ends well; what it prints is not shown."""
    try:
        result = subprocess.run([*map(str, command)], capture_output=True, check=False)
    except OSError:
        return False
    return result.returncode == 0


def install(lock: Path) -> None:
    """Make the installed packages exactly those of the lock file, by hash."""
    env = {**environment(), "UV_PYTHON_DOWNLOADS": "never"}
    if SYSTEM_CERTIFICATES.exists():
        env.setdefault("SSL_CERT_FILE", str(SYSTEM_CERTIFICATES))  # also knows an office's proxy
    if "PIP_INDEX_URL" in env:
        env.setdefault("UV_DEFAULT_INDEX", env["PIP_INDEX_URL"])
    command = [find_uv(), "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes"]
    print(f"dev.py: installing {lock.name} ...", file=sys.stderr)
    if subprocess.call([*command, str(lock)], env=env) != 0:
        raise SetupError(
            f"{lock.name} could not be installed (see above). The first start needs the package "
            "index; PIP_INDEX_URL or UV_DEFAULT_INDEX name another one."
        )


def find_uv() -> str:
    """The uv in `.venv` or on PATH; else pip puts the known one into `.venv`."""
    if succeeds(BIN / "uv", "--version"):
        return str(BIN / "uv")
    if (elsewhere := shutil.which("uv")) and succeeds(elsewhere, "--version"):
        return elsewhere
    # From inside a virtual environment without pip, the Python it was made with may have one.
    base = getattr(sys, "_base_executable", sys.executable)
    for python in dict.fromkeys([sys.executable, base]):
        if succeeds(python, "-m", "pip", "--version"):
            break
    else:
        raise SetupError(
            f"{base} has no pip, and uv is not on PATH. One of them is needed: "
            "apt-get install python3-pip"
        )
    # `--python` makes pip work inside .venv, so Debian's "externally managed" mark does not apply.
    command = [python, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", f"uv=={UV}"]
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    env.pop("PIP_USER", None)
    if subprocess.call(command, env=env) != 0:
        raise SetupError(
            f"pip could not install uv {UV} (see above). Is the package index reachable from here? "
            "A pip older than 22.3 does not know --python: upgrade it, or put uv on PATH."
        )
    return str(BIN / "uv")


def write_path_file() -> None:
    """Put the project itself on the virtual environment's path."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    purelib = subprocess.check_output([str(PYTHON), "-c", question], text=True).strip()
    (Path(purelib) / "rukun.pth").write_text(f"{ROOT}\n")


def write_launcher() -> None:
    """Write the `rukun` command."""
    launcher = BIN / "rukun"
    # Through sh, because the kernel takes no spaces and no long path after #!.
    launcher.write_text(
        "#!/bin/sh\n"
        f"'''exec' '{PYTHON}' \"$0\" \"$@\"\n"
        "' '''\n"
        "import sys\n"
        "\n"
        "from cli import main\n"
        "\n"
        "sys.exit(main())\n"
    )
    launcher.chmod(0o755)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
