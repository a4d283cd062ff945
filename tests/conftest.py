"""A real PostgreSQL for the session, a fresh migrated database for each test, and an office."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path

import pluggy
import psycopg
import pytest
from psycopg import sql

from application.letters import Writers
from application.ports import Surroundings
from application.register import Register
from domain.calendar import WorkingCalendar
from projections.kept_files import KeptFiles
from projections.problem_map import ProblemMapper
from projections.rebuild import prepare_all
from projections.region_status import RegionStatusView
from runtime.boundaries import Boundaries
from runtime.database import Datastore, migrate
from runtime.embedded import EmbeddedPostgres
from runtime.holidays import indonesian_calendar
from runtime.log import Log
from runtime.mapper import SealingMapper
from runtime.recorder import Recorder
from runtime.regions import Regions
from runtime.vault import Vault
from tests.mailroom import MailServer, open_for_mail
from tests.office import MASTER_KEY, OPENING, Office, OfficeClock, PaperDirectory, QuietLookout
from tests.readers import Readers

QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "file_copy_method": "copy",
    "max_connections": "200",
    "max_wal_size": "128MB",
    "scram_iterations": "1",
}
MEMORY = Path("/dev/shm")
"""Where the databases lie if there is room: each is hundreds of files, made and deleted again."""
ENOUGH_MEMORY = 4 << 30
TEMPLATE = "rukun_template"
"""A migrated database with the tables of every read model, all empty."""
LONGEST = (
    "tests/drill/test_drill.py",
    "tests/chaos/test_chaos.py",
    "tests/test_processes.py",
    "tests/web/test_looks.py",
    "tests/web/test_api_generated.py",
    "tests/web/test_reach.py",
    "tests/web/test_tour.py",
    "tests/web/test_guards.py",
    "tests/web/test_pages.py",
    "tests/application/test_register.py",
)
"""Begun first, so that no process is left alone with one of them at the end."""

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.location[0], len(order)))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Generator[None, pluggy.Result[pytest.TestReport], None]:
    """Where everything is installed, as in CI, a skipped test is a failed one."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and "RUKUN_CI" in os.environ and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """PostgreSQL itself, without fsync; it has the template database."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_MEMORY
    directory = Path(tempfile.mkdtemp(prefix="rukun-test-", dir=MEMORY if roomy else None))
    directory.chmod(0o755)
    try:
        with EmbeddedPostgres.start(directory / "pg", settings=QUICK) as server:
            _make_template(server)
            yield server
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _make_template(server: EmbeddedPostgres) -> None:
    url = server.create_database(TEMPLATE)
    migrate(url)
    with closing(Datastore(url, size=1)) as datastore:
        prepare_all(datastore)
    with psycopg.connect(url) as conn:  # the password again, by as few iterations as are asked for
        renewed = sql.SQL("ALTER ROLE CURRENT_USER PASSWORD {}").format(server.password)
        conn.execute(renewed)


@pytest.fixture(scope="session")
def regions() -> Regions:
    """The regions of Indonesia."""
    return Regions()


@pytest.fixture(scope="session")
def calendar() -> WorkingCalendar:
    """Working days of 2015 to 2030."""
    return indonesian_calendar(2015, 2030)


@pytest.fixture
def database_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The address of an empty, migrated database of this test's own."""
    name = f"rukun_{next(_numbers)}"
    yield postgres.create_database(name, template=TEMPLATE)
    postgres.drop_database(name)


@pytest.fixture
def datastore(database_url: str) -> Iterator[Datastore]:
    """The runtime's connections to ``database_url``."""
    made = Datastore(database_url, size=4)
    yield made
    made.close()


@pytest.fixture
def clock() -> OfficeClock:
    """Record time, standing still at ``OPENING`` until a test moves it."""
    return OfficeClock(OPENING)


@pytest.fixture
def vault(datastore: Datastore, clock: OfficeClock) -> Vault:
    return Vault(datastore, MASTER_KEY, clock)


@pytest.fixture
def mapper(vault: Vault) -> SealingMapper:
    return SealingMapper(vault)


@pytest.fixture
def log(datastore: Datastore, mapper: SealingMapper) -> Log:
    return Log(datastore, mapper)


@pytest.fixture
def recorder(datastore: Datastore) -> Recorder:
    return Recorder(datastore)


@pytest.fixture
def lookout() -> QuietLookout:
    """Says what ``lookout.sees`` says: at first, nothing."""
    return QuietLookout(Surroundings())


@pytest.fixture
def register(
    recorder: Recorder,
    mapper: SealingMapper,
    log: Log,
    clock: OfficeClock,
    calendar: WorkingCalendar,
    regions: Regions,
    lookout: QuietLookout,
) -> Register:
    """The register over this test's database; nobody has a role yet (see ``office``)."""
    return Register(
        recorder=recorder,
        mapper=mapper,
        log=log,
        clock=clock,
        calendar=calendar,
        regions=regions,
        lookout=lookout,
        writers=Writers(regions, PaperDirectory()),
    )


@pytest.fixture
def frames(datastore: Datastore, log: Log, regions: Regions, clock: OfficeClock) -> ProblemMapper:
    """Who makes the frame of a month; ``office.register.frames`` where a test needs it there."""
    boundaries = Boundaries(datastore, regions, clock)
    return ProblemMapper(RegionStatusView(datastore), log, KeptFiles(log), regions, boundaries)


@pytest.fixture
def office(register: Register, clock: OfficeClock) -> Office:
    """An office at work: its policy adopted, its people in their roles."""
    return Office(register, clock).opened()


@pytest.fixture
def mails() -> MailServer:
    """A mail server that has taken nothing yet."""
    return MailServer()


@pytest.fixture
def port(mails: MailServer) -> Iterator[int]:
    """Where ``mails`` takes mail."""
    with open_for_mail(mails) as number:
        yield number


@pytest.fixture
def catch_up(datastore: Datastore, log: Log, clock: OfficeClock) -> Callable[[], None]:
    """Lets every read model read to the end of the log, here and now."""
    return Readers(datastore, log, clock).catch_up
