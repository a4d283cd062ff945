"""The house these tests look at."""

import pytest

from runtime.database import Datastore
from runtime.regions import Regions
from tests.office import Office
from tests.web.house import House


@pytest.fixture
def house(office: Office, datastore: Datastore, regions: Regions) -> House:
    """The cast with accounts, and the web over their office."""
    return House(office, datastore, regions)
