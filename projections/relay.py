"""The relay: a follower whose view is Temporal.

It folds each touched case from all its streams and tells the workflows WHERE THE CASE IS NOW, by
signal-with-start. What has to be told stands in a table until it is told, so a crash anywhere
loses nothing; a sweep every minute tells again whatever is past due, untold or not running.
"""

import asyncio
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from psycopg import Connection
from psycopg.rows import DictRow
from temporalio.client import Client, RetryConfig
from temporalio.common import WorkflowIDReusePolicy
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.case_file import fold
from domain.personal_data import PersonalData
from domain.wards import Ward, wards_of
from projections.open_files import OpenFiles
from runtime import telemetry
from runtime.clock import Clock
from runtime.database import Datastore
from runtime.log import Log, Recorded
from workflows.stages import Lantern

LANTERN = "rukun-lantern"
AT_ONCE = 16
"""How many workflows are told at the same time."""
SWEEP = 60.0
"""Seconds between sweeps."""
OVERDUE = timedelta(seconds=30)
"""How long past its moment a window may stand open before its workflow is told again."""

_OUT_OF_REACH = (
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
)

_TRY_ONCE_MORE = RetryConfig(max_retries=1, max_elapsed_time_millis=1000)
"""The relay comes again by itself each second; the client's own 10 s would only hold it up."""

_log = structlog.get_logger("relay")

_TABLE = """
CREATE TABLE IF NOT EXISTS view.watch_1 (
    workflow_id text PRIMARY KEY,
    workflow text NOT NULL,
    case_id uuid,
    open bool NOT NULL,
    position bigint NOT NULL,
    ward jsonb NOT NULL,
    next_due timestamptz,
    told_position bigint NOT NULL DEFAULT 0,
    told_at timestamptz
);
CREATE INDEX IF NOT EXISTS watch_1_untold ON view.watch_1 (workflow_id)
    WHERE told_position < position;
CREATE INDEX IF NOT EXISTS watch_1_due ON view.watch_1 (next_due) WHERE open;
"""

_UPSERT = """
INSERT INTO view.watch_1 AS w (workflow_id, workflow, case_id, open, position, ward, next_due,
                               told_position)
VALUES (%(workflow_id)s, %(workflow)s, %(case_id)s, %(open)s, %(position)s, %(ward)s,
        %(next_due)s, CASE WHEN %(open)s THEN 0 ELSE %(position)s END)
ON CONFLICT (workflow_id) DO UPDATE
   SET case_id = excluded.case_id, open = excluded.open, position = excluded.position,
       ward = excluded.ward, next_due = excluded.next_due
 WHERE w.position < excluded.position AND (w.open OR excluded.open)
   AND (w.open IS DISTINCT FROM excluded.open OR w.next_due IS DISTINCT FROM excluded.next_due
        OR w.ward->'waits' IS DISTINCT FROM excluded.ward->'waits')
"""


@dataclass
class Telling:
    """How the relay stands with Temporal."""

    connected: bool = False
    told: int = 0
    trouble: str = ""
    sweeps: int = 0


class Relay:
    """Reads the log, keeps the list of wards, tells their workflows."""

    name = "relay_1"
    topics: frozenset[str] | None = None

    def __init__(
        self,
        *,
        datastore: Datastore,
        log: Log,
        clock: Clock,
        address: str,
        namespace: str,
        task_queue: str,
        shift: timedelta = timedelta(0),
        client: Client | None = None,
        sweep: float = SWEEP,
    ) -> None:
        self.telling = Telling()
        self._datastore = datastore
        self._events = log
        self._files = OpenFiles(log)
        self._clock = clock
        self._address = address
        self._namespace = namespace
        self._task_queue = task_queue
        self._shift = shift
        self._client = client
        self._sweep_every = sweep
        self._swept = float("-inf")
        self._loop: asyncio.AbstractEventLoop | None = None

    # -- the reader's part ---------------------------------------------------------------

    def prepare(self, conn: Connection[DictRow]) -> None:
        with conn.transaction():  # any number may start at once
            conn.execute("SELECT pg_advisory_xact_lock(7201209)")
            conn.execute(_TABLE)

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        wards = [
            ward.model_copy(update={"trace": _trace_of(file.case_id, batch)})
            for file in self._touched(batch)
            for ward in wards_of(file)
        ]
        if wards:
            conn.cursor().executemany(_UPSERT, [_row(ward) for ward in wards])

    def after_commit(self) -> None:
        """Tells what is untold; sweeps when a minute has gone by."""
        try:
            if self._clock.stopwatch() - self._swept > self._sweep_every:
                self._run(self._sweep())
                self._swept = self._clock.stopwatch()
                self.telling.sweeps += 1
            if self._tell_untold():
                self.telling.trouble = ""
        except (RPCError, OSError, RuntimeError, TimeoutError) as error:
            self.telling.connected = False
            self.telling.trouble = type(error).__name__
            _log.warning("temporal out of reach", error=type(error).__name__)

    def _touched(self, batch: Sequence[Recorded]) -> Iterable[Any]:
        cases: dict[UUID, None] = {}
        alone: dict[UUID, None] = {}
        for recorded in batch:
            if recorded.case_id is not None:
                cases[recorded.case_id] = None
            elif recorded.name.startswith(("report.", "letter.", "deadline.")):
                alone[recorded.stream] = None
        if any(recorded.name == PersonalData.Erased.NAME for recorded in batch):
            self._files.close()
        for case_id in cases:
            yield self._files.of_case(case_id)
        for stream in alone:
            file = fold(self._events.of_stream(stream))
            if file.letters or file.member or (file.report and file.report.triage != "kasus"):
                yield file

    # -- telling -------------------------------------------------------------------------

    def restore(self) -> int:
        """Tells every open ward again; for a Temporal that was lost. How many there are."""
        with self._datastore.reading() as cursor:
            cursor.execute("UPDATE view.watch_1 SET told_position = 0 WHERE open")
            count = cursor.rowcount
        self._tell_untold()
        return count

    def _tell_untold(self) -> bool:
        """Whether everybody could be told."""
        while rows := self._untold():
            told = self._run(self._tell_all([Ward.model_validate(row["ward"]) for row in rows]))
            self.telling.told += len(told)
            with self._datastore.reading() as cursor:
                cursor.executemany(
                    "UPDATE view.watch_1 SET told_position = greatest(told_position, %s),"
                    " told_at = %s WHERE workflow_id = %s",
                    [(ward.position, self._clock.now(), ward.workflow_id) for ward in told],
                )
            if len(told) < len(rows):
                return False
        return True

    def _untold(self) -> list[DictRow]:
        with self._datastore.reading() as cursor:
            return cursor.execute(
                "SELECT ward FROM view.watch_1 WHERE told_position < position"
                " ORDER BY workflow_id LIMIT 200",
                prepare=True,
            ).fetchall()

    async def _tell_all(self, wards: Sequence[Ward]) -> list[Ward]:
        client = await self._connected()
        gate = asyncio.Semaphore(AT_ONCE)

        async def tell(ward: Ward) -> Ward | None:
            async with gate:
                if not self.telling.connected:  # the others wait for the next turn
                    return None
                try:
                    with telemetry.following(ward.trace):
                        await self._tell(client, self._shifted(ward))
                except RPCError as error:
                    self.telling.trouble = error.status.name
                    self.telling.connected = error.status not in _OUT_OF_REACH
                    return None
                return ward

        told = await asyncio.gather(*(tell(ward) for ward in wards))
        return [ward for ward in told if ward is not None]

    async def _tell(self, client: Client, ward: Ward) -> None:
        if not ward.open:
            try:
                await client.get_workflow_handle(ward.workflow_id).signal(
                    "record_changed", ward, rpc_timeout=timedelta(seconds=5)
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
            return
        try:
            await client.start_workflow(
                ward.workflow.value,
                ward,
                id=ward.workflow_id,
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                start_signal="record_changed",
                start_signal_args=[ward],
                rpc_timeout=timedelta(seconds=5),
            )
        except WorkflowAlreadyStartedError:
            _log.error("completed before the record said so", workflow_id=ward.workflow_id)

    def _shifted(self, ward: Ward) -> Ward:
        """A drill's deadlines in the time-skipping server's time."""
        if not self._shift:
            return ward
        return ward.model_copy(
            update={
                "waits": tuple(
                    wait.model_copy(update={"due": wait.due and wait.due + self._shift})
                    for wait in ward.waits
                )
            }
        )

    # -- the sweep -----------------------------------------------------------------------

    async def _sweep(self) -> None:
        client = await self._connected()
        if await self._lantern_was_out(client):
            self._forget("open", ())
            return
        self._forget("open AND next_due < %s", (self._clock.now() - OVERDUE,))
        running = await self._running(client)
        if running is not None:
            self._forget(
                "open AND told_at < %s AND NOT workflow_id = ANY(%s)",
                (self._clock.now() - OVERDUE, list(running)),
            )
            self._forget(
                "NOT open AND coalesce(told_at < %s, true) AND workflow_id = ANY(%s)",
                (self._clock.now() - OVERDUE, list(running)),
            )

    async def _lantern_was_out(self, client: Client) -> bool:
        """Whether Temporal has forgotten everything; lights the lantern again."""
        try:
            await client.start_workflow(
                Lantern.run,
                id=LANTERN,
                task_queue=self._task_queue,
                rpc_timeout=timedelta(seconds=5),
            )
        except WorkflowAlreadyStartedError:
            return False
        return True

    async def _running(self, client: Client) -> set[str] | None:
        """Ids of the workflows that run; None where the server keeps no such list."""
        try:
            return {
                each.id
                async for each in client.list_workflows(
                    "ExecutionStatus = 'Running'", page_size=1000, rpc_timeout=timedelta(seconds=20)
                )
            }
        except RPCError as error:
            if error.status in (RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.INVALID_ARGUMENT):
                return None
            raise

    def _forget(self, which: str, params: Sequence[Any]) -> None:
        query = f"UPDATE view.watch_1 SET told_position = 0 WHERE {which}"  # noqa: S608
        with self._datastore.reading() as cursor:
            cursor.execute(query.encode(), params)
            if cursor.rowcount:
                _log.info("telling again", wards=cursor.rowcount)

    async def _connected(self) -> Client:
        if self._client is None:
            self._client = await Client.connect(
                self._address,
                namespace=self._namespace,
                data_converter=pydantic_data_converter,
                retry_config=_TRY_ONCE_MORE,
                interceptors=telemetry.interceptors(),
            )
        self.telling.connected = True
        return self._client

    def _run(self, deed: Any) -> Any:
        """Carries out a coroutine on the relay's own loop, in the follower's thread."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(target=self._loop.run_forever, name="relay-loop", daemon=True).start()
        promise = asyncio.run_coroutine_threadsafe(deed, self._loop)
        try:
            return promise.result(timeout=60)
        finally:
            promise.cancel()  # does nothing to what is done


def open_windows(datastore: Datastore) -> dict[str, float]:
    """How many windows stand open now, by what is waited for."""
    with datastore.reading() as cursor:
        rows = cursor.execute(
            "SELECT wait->>'kind' AS kind, count(*) AS n"
            "  FROM view.watch_1, jsonb_array_elements(ward->'waits') AS wait"
            " WHERE open GROUP BY 1"
        )
        return {row["kind"]: row["n"] for row in rows}


def _trace_of(case_id: UUID | None, batch: Sequence[Recorded]) -> str | None:
    """The trace of the last event of a batch about that case, or about none."""
    about = [each.fact.envelope.trace for each in batch if each.case_id == case_id]
    return about[-1] if about else None


def _row(ward: Ward) -> dict[str, Any]:
    return {
        "workflow_id": ward.workflow_id,
        "workflow": ward.workflow.value,
        "case_id": ward.case_id,
        "open": ward.open,
        "position": ward.position,
        "ward": ward.model_dump_json(),
        "next_due": ward.next_due,
    }
