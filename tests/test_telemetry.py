"""What leaves the process: one trace through every room, figures, and not a word of a case."""

import asyncio
import io
import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import choices
from string import ascii_lowercase

import psycopg
import pytest
import structlog
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from psycopg import Connection
from psycopg.rows import DictRow

from application.register import Register
from domain.clocks import Clocked
from domain.conflict_case import ConflictCase, NothingFoundYet
from domain.deliberation import Deliberation
from domain.kernel import Refusal
from projections.letter_press import LetterPress
from projections.relay import open_windows
from runtime import telemetry
from runtime.database import Datastore
from runtime.embedded import DevTemporal, EmbeddedPostgres
from runtime.follower import Follower
from runtime.log import Log, Recorded
from tests.office import Office
from tests.projections.test_relay import Station, at_work, soon_due
from tests.runtime import test_vault
from tests.waiting import comes, until
from tests.workflows.desk import LiveClock
from worker import observe_work

CANARY = "Kenari-Delima"


class Collector:
    """Stands where spans and figures would leave the process."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.reader = InMemoryMetricReader()
        self.telemetry = telemetry.telling("test", self.exporter, self.reader)

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        self.telemetry.flush()
        return self.exporter.get_finished_spans()

    def names(self, trace_id: str) -> set[str]:
        return {each.name for each in self.spans if _trace_id(each) == trace_id}

    def figures(self, name: str) -> dict[str, float]:
        """Points of one metric by the values of their attributes."""
        data = self.reader.get_metrics_data()
        found = {}
        for resource in data.resource_metrics if data else ():
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for point in metric.data.data_points if metric.name == name else ():
                        by = " ".join(str(each) for each in (point.attributes or {}).values())
                        found[by] = getattr(point, "value", 0)
        return found


def _trace_id(span: ReadableSpan) -> str:
    assert span.context is not None
    return format(span.context.trace_id, "032x")


@pytest.fixture
def clock() -> LiveClock:
    return LiveClock()


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Traces while the test runs."""
    made = Collector()
    before = telemetry.use(made.telemetry)
    yield made
    telemetry.use(before)


@pytest.fixture
def temporal(tmp_path: Path) -> Iterator[DevTemporal]:
    """A Temporal of this test's own, on a file."""
    server = DevTemporal.start(tmp_path / "temporal.db")
    yield server
    server.kill()


async def test_one_trace_leads_from_a_command_over_temporal_to_the_next_event(
    collector: Collector,
    office: Office,
    register: Register,
    datastore: Datastore,
    log: Log,
    clock: LiveClock,
    temporal: DevTemporal,
) -> None:
    station = Station(temporal, datastore, log, clock, "trace")
    case = office.verified_case()
    async with at_work(station, register):
        window = soon_due(office, case)
        await comes(lambda: any(_elapsed(office, window)), within=20)
    scheduled = next(
        line.fact for line in office.file(case).timeline if line.name == Deliberation.Scheduled.NAME
    )
    elapsed = _elapsed(office, window)[0]
    assert scheduled.envelope.trace
    assert elapsed.envelope.trace
    begun, ended = scheduled.envelope.trace.split("-"), elapsed.envelope.trace.split("-")
    assert begun[1] == ended[1]
    assert begun[2] != ended[2]
    assert collector.names(begun[1]) >= {
        "ScheduleDeliberation",
        "SignalWithStartWorkflow:MediateConflict",
        "RunWorkflow:MediateConflict",
        "StartActivity:let_elapse",
        "RunActivity:let_elapse",
        "ElapseDeadline",
    }
    assert collector.figures("rukun.windows.elapsed") == {"deliberation_start": 1}


def _elapsed(office: Office, window: object) -> list[Clocked.DeadlineElapsed]:
    cases = office.register.log.all()
    return [
        each.fact
        for each in cases
        if isinstance(each.fact, Clocked.DeadlineElapsed) and each.fact.deadline_id == window
    ]


def test_a_letter_belongs_to_the_trace_of_the_event_that_called_for_it(
    collector: Collector,
    office: Office,
    register: Register,
    datastore: Datastore,
    log: Log,
    clock: LiveClock,
) -> None:
    assert register.writers is not None
    press = LetterPress(register=register, log=log, writers=register.writers)
    case = office.escalated_case()
    Follower(press, datastore=datastore, log=log, clock=clock).catch_up()
    traces = {line.name: line.fact.envelope.trace for line in office.file(case).timeline}
    called, drafted = traces["case.escalated"], traces["letter.drafted"]
    assert called
    assert drafted
    assert called.split("-")[1] == drafted.split("-")[1]
    assert {"ApproveEscalation", "DraftLetter"} <= collector.names(called.split("-")[1])


def test_commands_and_refusals_are_counted_by_rule_and_open_windows_by_kind(
    collector: Collector,
    office: Office,
    datastore: Datastore,
    log: Log,
    clock: LiveClock,
    temporal: DevTemporal,
) -> None:
    case = office.open_case()
    with pytest.raises(NothingFoundYet):
        office.verify(case)
    assert collector.figures("rukun.refusals") == {"NothingFoundYet VerifyCase": 1}
    came_to = collector.figures("rukun.commands")
    assert came_to["OpenCase petugas kept"] == 1
    assert came_to["VerifyCase petugas refused"] == 1
    Station(temporal, datastore, log, clock, "figures").catch_up()
    assert open_windows(datastore) == {"verification": 1}


class Held:
    """A reader that stands still in its first batch until it is let go."""

    name, topics = "held_1", None

    def __init__(self) -> None:
        self.entered, self.go = threading.Event(), threading.Event()

    def prepare(self, conn: Connection[DictRow]) -> None:
        """Writes nowhere."""

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        self.entered.set()
        assert self.go.wait(30)

    def after_commit(self) -> None:
        """Nothing follows."""


class Sick(Held):
    """A reader that cannot read that a case was opened."""

    name = "sick_1"

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        if any(each.name == ConflictCase.Opened.NAME for each in batch):
            raise ValueError(CANARY)


def test_gauges_say_how_far_followers_are_behind_and_what_they_set_aside(
    collector: Collector, office: Office, datastore: Datastore, log: Log, clock: LiveClock
) -> None:
    office.file_report()
    held, sick = Held(), Sick()
    followers = [Follower(each, datastore=datastore, log=log, clock=clock) for each in (held, sick)]
    observe_work(followers, None)
    try:
        for each in followers:
            each.start()
        assert held.entered.wait(20)
        assert collector.figures("rukun.follower.behind")["held_1"] == log.head() > 0
        office.open_case()
        held.go.set()
        until(lambda: collector.figures("rukun.follower.parked")["sick_1"] > 0)
        until(lambda: collector.figures("rukun.follower.behind")["held_1"] == 0)
        assert collector.figures("rukun.follower.parked")["held_1"] == 0
    finally:
        held.go.set()
        for each in followers:
            each.stop()


def test_without_an_endpoint_nothing_is_told() -> None:
    before = telemetry.use(telemetry.silent())
    try:
        telemetry.configure("web", None)
        assert not telemetry.current().on
    finally:
        telemetry.use(before)


def test_a_gauge_that_cannot_be_read_is_a_gap(collector: Collector) -> None:
    def away() -> dict[str, float]:
        raise OSError(CANARY)

    collector.telemetry.observe("rukun.gone", "by", "Nothing", away)
    collector.telemetry.observe("rukun.there", "by", "Something", lambda: {"one": 1.0})
    assert collector.figures("rukun.gone") == {}
    assert collector.figures("rukun.there") == {"one": 1.0}


def test_what_a_span_may_not_say_stays_in_the_process(collector: Collector) -> None:
    tracer = collector.telemetry.tracer
    with pytest.raises(ValueError), tracer.start_as_current_span("x", attributes={"case": CANARY}):  # noqa: PT011
        raise ValueError(CANARY)
    (span,) = collector.spans
    assert CANARY not in span.to_json()
    assert (span.name, span.events, dict(span.attributes or {})) == ("x", (), {})


async def test_no_word_of_a_case_is_in_postgresql_temporal_logs_spans_or_figures(
    collector: Collector,
    office: Office,
    register: Register,
    datastore: Datastore,
    log: Log,
    clock: LiveClock,
    temporal: DevTemporal,
    postgres: EmbeddedPostgres,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read models are left out: they may hold plain text while its key lives."""
    canary = "Kenari-" + "".join(choices(ascii_lowercase, k=30))
    monkeypatch.setattr(test_vault, "CANARY", canary)
    lines = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lines))
    assert register.writers is not None
    press = LetterPress(register=register, log=log, writers=register.writers)
    station = Station(temporal, datastore, log, clock, "canary")
    try:
        async with at_work(station, register):
            case = test_vault.everything_confidential(office)
            with pytest.raises(Refusal):
                office.verify(case, summary=f"{canary} ditolak", reason=f"{canary} alasan")
            soon_due(office, office.verified_case(title=f"{canary} lagi"))
            await comes(lambda: station.untold == 0)
        await asyncio.to_thread(Follower(press, datastore=datastore, log=log, clock=clock).catch_up)
    finally:
        structlog.reset_defaults()
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute("CHECKPOINT")
    assert temporal.db_file is not None
    said = {
        "postgresql": _files(postgres.data_dir),
        "temporal": _files(temporal.db_file.parent),
        "logs": [lines.getvalue().encode()],
        "spans": [each.to_json().encode() for each in collector.spans],
        "figures": [json.dumps(collector.figures("rukun.commands")).encode()],
    }
    word = canary.encode()
    leaks = {where: sum(word in each for each in found) for where, found in said.items()}
    assert leaks == dict.fromkeys(said, 0)
    assert all(any(found) for found in said.values())


def _files(directory: Path) -> list[bytes]:
    return [each.read_bytes() for each in directory.rglob("*") if each.is_file()]
