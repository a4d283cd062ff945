"""The crowd the measurements run on is a record like any other."""

import base64
from pathlib import Path

import psycopg
import pytest

from domain.kernel import EVENTS
from projections.rebuild import ALL_READERS, compare
from runtime.settings import Settings
from tests.crowd import Crowd, LifeClock
from tests.office import MASTER_KEY, OPENING
from worker import House

LIVES, AGAIN = 11, 30


@pytest.fixture
def crowd(database_url: str, tmp_path: Path) -> Crowd:
    key = base64.b64encode(MASTER_KEY).decode()
    settings = Settings.model_validate({"data_dir": tmp_path, "master_key": key})
    house = House(settings, database_url, LifeClock(OPENING))
    house.prepare_views()
    made = Crowd(house, seed=7)
    made.live(LIVES)
    return made


def test_lives_told_again_are_chained_sealed_and_read_like_those_that_were_lived(
    crowd: Crowd, database_url: str
) -> None:
    house, before = crowd.house, crowd.house.log.head()
    written = crowd.multiply(AGAIN)
    assert house.log.head() == before + written > before * AGAIN / LIVES / 3
    with psycopg.connect(database_url) as conn:
        assert conn.execute("SELECT * FROM rukun.broken_chains()").fetchall() == []
        names = {name for (name,) in conn.execute("SELECT DISTINCT topic FROM rukun.event")}
        clear = conn.execute(
            "SELECT count(*) FROM rukun.event WHERE convert_from(state, 'UTF8') LIKE '%Lapangan%'"
        ).fetchone()
    assert names <= set(EVENTS)
    assert clear == (0,)
    for make in ALL_READERS.values():
        reader = make()
        house.follower(reader).catch_up()
        found = compare(reader.name, datastore=house.datastore, log=house.log)
        assert found.differences == ()
    with psycopg.connect(database_url) as conn:
        assert conn.execute("SELECT count(*) FROM view.parked").fetchone() == (0,)


def test_the_same_seed_tells_the_same_lives(crowd: Crowd) -> None:
    crowd.multiply(AGAIN)
    first = [each.fact.originator_id for each in crowd.house.log.all()]
    assert len(set(first)) > AGAIN
    with pytest.raises(psycopg.errors.UniqueViolation):
        crowd.multiply(AGAIN)
