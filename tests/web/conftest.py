"""The house these tests look at."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, sync_playwright

from application.letters import Writers
from application.ports import Surroundings
from application.register import Register
from domain.calendar import WorkingCalendar
from runtime.database import Datastore
from runtime.embedded import EmbeddedPostgres
from runtime.log import Log
from runtime.mapper import SealingMapper
from runtime.recorder import Recorder
from runtime.regions import Regions
from runtime.vault import Vault
from tests.conftest import TEMPLATE
from tests.office import MASTER_KEY, OPENING, Office, OfficeClock, PaperDirectory, QuietLookout
from tests.web.house import House, served
from tests.web.screen import ARGUMENTS, CHROMIUM
from web.app import create_app


@pytest.fixture
def house(office: Office, datastore: Datastore, regions: Regions) -> House:
    """The cast with accounts, and the web over their office."""
    return House(office, datastore, regions)


@pytest.fixture(scope="module")
def lasting_house(
    postgres: EmbeddedPostgres, regions: Regions, calendar: WorkingCalendar
) -> Iterator[House]:
    """One house for all tests of a module that only look, or do not mind each other."""
    url = postgres.create_database("rukun_lasting", template=TEMPLATE)
    datastore, clock = Datastore(url, size=4), OfficeClock(OPENING)
    mapper = SealingMapper(Vault(datastore, MASTER_KEY, clock))
    register = Register(
        recorder=Recorder(datastore),
        mapper=mapper,
        log=Log(datastore, mapper),
        clock=clock,
        calendar=calendar,
        regions=regions,
        lookout=QuietLookout(Surroundings()),
        writers=Writers(regions, PaperDirectory()),
    )
    yield House(Office(register, clock).opened(), datastore, regions)
    datastore.close()
    postgres.drop_database("rukun_lasting")


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """A demo of the house on a port of its own, as a browser reaches it."""
    app = create_app(replace(house.office, demo=True, running=lambda _: True))
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
