"""Deeds toward the record, as Temporal sees them being done."""

import threading
from typing import Any

import psycopg
from temporalio.testing import ActivityEnvironment

from activities.duties import Duties, LetElapse
from tests.office import Office
from tests.waiting import until


def test_a_deed_that_takes_long_gives_signs_of_life(office: Office, database_url: str) -> None:
    """So that a killed worker is told from a slow one within two seconds."""
    report = office.file_report()
    (wait,) = office.file(report).waits.values()
    office.clock.move_to(wait.wait.due)
    order = LetElapse(stream=wait.stream, deadline_id=wait.wait.deadline_id, asked_by="uji")
    environment, beats, done = ActivityEnvironment(), list[Any](), list[int]()
    environment.on_heartbeat = lambda *said: beats.append(said)
    deed = threading.Thread(
        target=lambda: done.append(environment.run(Duties(office.register).let_elapse, order))
    )
    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(7201207)")
        deed.start()
        until(lambda: len(beats) >= 3)
        assert done == []
    deed.join(timeout=20)
    assert done
    assert done[0] > 0
    beaten = len(beats)
    assert not [each for each in threading.enumerate() if each.name == "signs-of-life"]
    assert len(beats) == beaten
