"""One clock port: nothing reads the time but through ``runtime.clock``, and SQL never does.

``workflow.now()`` is Temporal's own replayed time and lies within the workflows' room; it is no
reading of a clock.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
NOT_OURS = {".venv", ".git", "tests", "build", "var", "node_modules"}

READING_THE_TIME = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    *(
        f"time.{name}{suffix}"
        for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time")
        for suffix in ("", "_ns")
    ),
    *(f"time.{name}" for name in ("localtime", "gmtime", "ctime", "asctime", "strftime")),
    "time.clock_gettime",
    "structlog.processors.TimeStamper",
    "uuid.uuid1",
}
SQL_TIME = re.compile(
    r"\bnow\s*\(\s*\)|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime"
    r"|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\b",
    re.IGNORECASE,
)
ASKS_SQL = re.compile(
    r"\b(?:SELECT|INSERT|UPDATE|DELETE|VALUES|DEFAULT|CREATE|WHERE|RETURNING)\b", re.IGNORECASE
)

ALLOWED: dict[str, set[str]] = {
    # The port itself.
    "runtime/clock.py": {"datetime.datetime.now", "time.monotonic"},
    # How long a server may take to come up or go away: no moment of it reaches the record.
    "runtime/embedded.py": {"time.monotonic"},
    # A chaos run times recoveries from outside; its moments stand beside the record, never in it.
    "chaos/engine.py": {"time.monotonic"},
    "chaos/examine.py": {"time.monotonic", "SQL clock_timestamp"},
    "chaos/faults.py": {"time.monotonic"},
    "chaos/load.py": {"time.monotonic"},
    "chaos/run.py": {"time.monotonic"},
    "chaos/world.py": {"time.monotonic"},
    # The time a log line was written, for the operator; never a fact.
    "runtime/logs.py": {"structlog.processors.TimeStamper"},
}
"""Who else may look at a clock, and why."""


def sources(suffix: str) -> list[Path]:
    return [
        path
        for path in sorted(HOUSE.rglob(f"*{suffix}"))
        if not NOT_OURS & set(path.relative_to(HOUSE).parts)
    ]


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def readings(source: str) -> Iterator[tuple[int, str]]:
    """Every place where a module names something that reads the time, called or not."""
    tree = ast.parse(source)
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    known[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            case ast.ImportFrom(module=str(module), names=names):
                for alias in names:
                    known[alias.asname or alias.name] = f"{module}.{alias.name}"
    words = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            if (full := _full(node, known)) in READING_THE_TIME:
                yield node.lineno, full
        elif id(node) in words:
            continue  # a docstring is not sent to the database
        elif isinstance(node, ast.Constant) and (found := _sql_time(node.value)):
            yield node.lineno, f"SQL {found}"


def _sql_time(said: object) -> str:
    if not isinstance(said, str) or not ASKS_SQL.search(said):
        return ""
    found = SQL_TIME.search(said)
    return found[0] if found else ""


def _full(node: ast.expr, known: dict[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return known.get(name, "")
        case ast.Attribute(value=value, attr=attr):
            base = _full(value, known)
            return f"{base}.{attr}" if base else ""
    return ""


@pytest.mark.parametrize("path", sources(".py"), ids=name_of)
def test_nothing_reads_the_time_but_through_the_port(path: Path) -> None:
    allowed = ALLOWED.get(name_of(path), set())
    found = [(line, what) for line, what in readings(path.read_text()) if what not in allowed]
    assert found == []


@pytest.mark.parametrize("path", sources(".sql"), ids=name_of)
def test_sql_is_told_the_time(path: Path) -> None:
    said = re.sub(r"--.*", "", path.read_text())
    assert SQL_TIME.findall(said) == []


def test_no_exception_outlives_its_reason() -> None:
    for name, allowed in ALLOWED.items():
        assert {what for _, what in readings((HOUSE / name).read_text())} == allowed, name


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.time()",
        "import time as t\nt.monotonic()",
        "from time import monotonic as m\nm()",
        "from datetime import datetime\ndatetime.now(UTC)",
        "from datetime import datetime as d\nfield(default_factory=d.utcnow)",
        "import datetime\ndatetime.date.today()",
        "from datetime import date\ndate.today",
        "db.execute('SELECT 1 WHERE at < now()')",
        "db.execute(f'INSERT INTO {t} VALUES (CURRENT_TIMESTAMP)')",
        "def f():\n    import time\n    return time.perf_counter()",
    ],
)
def test_a_reading_is_seen_however_it_is_written(source: str) -> None:
    assert list(readings(source))


@pytest.mark.parametrize(
    "source",
    [
        "clock.now()",
        "from temporalio import workflow\nworkflow.now()",
        "from datetime import datetime\ndatetime.fromisoformat(x)",
        "'what is now known'",
        "import time\ntime.sleep(1)",
    ],
)
def test_what_reads_no_clock_is_not_accused(source: str) -> None:
    assert not list(readings(source))
