"""The faults, one function each: what it does to a world under load, and what must come of it.

Each says what it did and when it struck. What must hold afterwards is not its business but that
of ``chaos.examine``; what it finds wrong on the spot it writes down itself.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any, Final
from uuid import UUID

from eventsourcing.persistence import PersistenceError
from psycopg import Connection
from psycopg.rows import DictRow
from temporalio.client import Client as TemporalClient
from temporalio.service import RPCError

from application.register import RecordUnavailable
from chaos.engine import Diary
from chaos.history import Answer
from chaos.load import CLOCK, Browser, Clerk, Draft, Load, Page, Tale, report_form, understood
from chaos.world import Engine, NeverCame, World, until
from domain.clocks import WaitKind
from domain.kernel import key
from domain.wards import Ward
from projections.case_board import CaseBoard
from projections.letter_press import LetterPress
from projections.relay import Relay
from projections.search_index import SearchIndex
from runtime.database import Datastore
from runtime.follower import Follower
from runtime.recorder import Kept, Recorder

SOON: Final = 60.0
"""Seconds within which what a fault waits for has happened, however busy the machine is."""
ANSWER_WITHIN: Final = 12.0
"""Seconds after which a page or a command counts as hanging."""
TOLD_AGAIN: Final = 90.0
SEEN_WITHIN: Final = 60.0
"""Seconds within which an activity that hangs is seen on the case's page."""
LONGEST_HELD: Final = 10.0
"""Seconds a writer leaves its transaction open at most."""


@dataclass
class Struck:
    """What a fault did, when, and what it saw. Times are seconds after the blow."""

    name: str
    did: str = ""
    at: float = 0.0
    times: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    """What it waited for in vain; on a busy machine that need not be anybody's fault."""

    def now(self) -> float:
        """The blow falls."""
        self.at = time.monotonic()
        return self.at

    def took(self, what: str) -> None:
        """So long after the blow."""
        self.times[what] = round(time.monotonic() - self.at, 3)


@dataclass
class Stage:
    """All that a fault may lay hands on: the world, its load, its dice, and a desk of its own."""

    world: World
    load: Load
    dice: Random
    seed: int
    number: int
    clerk: Clerk
    browser: Browser

    def an_id(self, *what: object) -> UUID:
        return key("chaos", self.seed, "fault", self.number, *what)

    def any_engine(self) -> Engine:
        """One that serves pages at this moment, while another does too."""
        engines = self.world.engines
        if not all(each.answers for each in engines):
            self.load.rest()  # nothing is learnt from a load while an engine starts
            for each in engines:
                self.world.wait_up(each)
            self.load.go_on()
        return self.dice.choice(engines)

    def tale(self, *what: object) -> Tale:
        return Tale(self.world.beside, (self.seed, "fault", self.number, *what))

    def case(self, *what: object) -> Tale:
        """A verified case of the fault's own."""
        tale = self.tale(*what)
        steps = ("file", "open", "assign", "acknowledge", "report", "verify")
        for at, wish in enumerate(steps):
            self.sent(tale.draft(wish, at))
        return tale

    def sent(self, draft: Draft | None) -> None:
        """Until it is answered, and it must be a yes."""
        if draft is None:
            raise NeverCame("a wish without an occasion")
        if self.clerk.until_answered(draft) is not Answer.OK:
            raise NeverCame(f"{type(draft.command).__name__} of the fault's own was not accepted")

    def form(self, what: str) -> tuple[dict[str, str], UUID, UUID]:
        """A report as somebody typed it, its number, and the report it makes."""
        typed = self.an_id("form", what)
        command_id = key("web", self.browser.person, typed)
        return report_form(typed, what), command_id, key("baru", command_id)


Deed = Callable[[Stage, Struck], None]


def recovered(stage: Stage, struck: Struck, since: float) -> None:
    """Waits for the first command acknowledged that was answered after ``since``."""
    told = stage.load.told
    first = until(lambda: told.first_ack_after(since), SOON, "an acknowledged command")
    struck.times["first_ack"] = round(first - struck.at, 3)


def goes_on(stage: Stage) -> None:
    """Where nothing was down there is no recovery to measure: commands are still answered."""
    now = time.monotonic()
    until(lambda: stage.load.told.first_ack_after(now), SOON, "an acknowledged command")


# -- servers -----------------------------------------------------------------------------------


def kill_postgres(stage: Stage, struck: Struck) -> None:
    """F1: kill -9 the whole PostgreSQL; it is started again on sight."""
    struck.did = "SIGKILL to postmaster and children"
    struck.now()
    stage.world.kill_postgres()
    recovered(stage, struck, time.monotonic())
    back = [at for at, name in stage.world.revived if name == "postgres" and at > struck.at]
    if back:
        struck.times["server_back"] = round(back[0] - struck.at, 3)


def cut_after_commit(stage: Stage, struck: Struck) -> None:
    """F3: the connection breaks after the append was carried out and before it answers."""
    proxy, times = stage.world.proxy, stage.dice.randint(1, 3)
    struck.did = f"reply of {times} appends lost"
    struck.now()
    for _ in range(times):
        proxy.cut_after(b'{"about":')
        until(lambda: not proxy.armed, SOON, "an append to cut")
    recovered(stage, struck, time.monotonic())


def freeze(stage: Stage, struck: Struck) -> None:
    """F4: the peer is frozen and its socket alive: a wire gone silent, or the server halted."""
    if stage.dice.random() < 0.5:
        struck.did = "every connection of the desks goes silent, none closes"
        struck.now()
        stage.world.proxy.freeze(b"")
        recovered(stage, struck, struck.at + 0.5)
        return
    seconds = round(stage.dice.uniform(5, 8), 1)
    struck.did = f"PostgreSQL halted for {seconds} s"
    struck.now()
    stage.world.freeze_postgres(signal.SIGSTOP)
    try:
        asked = time.monotonic()
        draft = stage.tale().draft("file", 0)
        with suppress(RecordUnavailable, PersistenceError):
            stage.world.register.submit(_drafted(draft).command)
        waited = time.monotonic() - asked
        struck.times["unavailable_after"] = round(waited, 3)
        if waited > ANSWER_WITHIN:
            struck.wrong.append(f"a command hung for {waited:.1f} s at a frozen server")
        time.sleep(max(0.0, seconds - waited))
    finally:
        stage.world.freeze_postgres(signal.SIGCONT)
    thawed = time.monotonic()
    stage.sent(draft)
    recovered(stage, struck, thawed)
    struck.times["first_ack_after_thaw"] = round(struck.times["first_ack"] + struck.at - thawed, 3)


def kill_temporal(stage: Stage, struck: Struck) -> None:
    """F5: kill -9 Temporal; the same file afterwards."""
    struck.did = "SIGKILL to Temporal"
    struck.now()
    stage.world.kill_temporal()
    moment = CLOCK.now()
    recovered(stage, struck, time.monotonic())

    def told() -> bool:
        with stage.world.admin() as conn:
            row = conn.execute(
                "SELECT max(told_at) > %s AS told FROM view.watch_1", (moment,)
            ).fetchone()
        return bool(row and row["told"])

    until(lambda: stage.world.temporal.running, SOON, "Temporal is back")
    until(told, TOLD_AGAIN, "a workflow is told again")
    struck.took("first_told")


def hold_a_lock(stage: Stage, struck: Struck) -> None:
    """F18: somebody holds a table, or PostgreSQL is slow: 503 and Retry-After, never a hang."""
    held = round(stage.dice.uniform(4.5, 6), 1)
    struck.did = f"LOCK TABLE rukun.event held for {held} s"
    form, command_id, report = stage.form("held")
    answers: list[tuple[float, Page]] = []

    def press() -> None:
        began = time.monotonic()
        with suppress(OSError):
            answers.append((0.0, stage.browser.post("/laporan/baru", form)))
            answers[-1] = (time.monotonic() - began, answers[-1][1])

    stage.browser.get("/laporan/baru")
    struck.now()
    with stage.world.admin() as conn, conn.transaction():
        conn.execute("LOCK TABLE rukun.event IN ACCESS EXCLUSIVE MODE")
        hand = threading.Thread(target=press, daemon=True)
        hand.start()
        time.sleep(held)
    released = time.monotonic()
    hand.join(timeout=20)
    if not answers:
        struck.wrong.append("a page hung behind a lock")
    for waited, page in answers:
        struck.times["page"] = round(waited, 3)
        if page.status == 503 and not page.retry_after:
            struck.wrong.append("503 without Retry-After")
        if page.status not in {303, 503}:
            struck.wrong.append(f"a page behind a lock answered {page.status}")
    _post_until_kept(stage, struck, form, command_id, report)
    recovered(stage, struck, released)


# -- engines -----------------------------------------------------------------------------------


def kill_worker_in_an_activity(stage: Stage, struck: Struck) -> None:
    """F6: kill -9 the engine that carries out an activity; another finishes it."""
    struck.did = "SIGKILL to the engine in let_elapse"
    _in_an_activity(stage, struck, lambda engine: engine.kill())


def halt_worker_in_an_activity(stage: Stage, struck: Struck) -> None:
    """F7: SIGSTOP an engine in an activity, let another finish it, then wake the zombie."""
    struck.did = "SIGSTOP to the engine in let_elapse, SIGCONT when it was done"
    _in_an_activity(
        stage,
        struck,
        lambda engine: engine.send(signal.SIGSTOP),
        lambda engine: engine.send(signal.SIGCONT),
    )


def _in_an_activity(
    stage: Stage,
    struck: Struck,
    strike: Callable[[Engine], None],
    after: Callable[[Engine], None] = lambda _: None,
) -> None:
    stage.any_engine()
    world, tale = stage.world, stage.case()
    due = CLOCK.now() + timedelta(seconds=2.5)
    draft = tale.session(90, due)
    stage.sent(draft)
    workflow = until(
        lambda: _watching(world, draft.aggregate), SOON, "a workflow watches the session"
    )
    time.sleep(max(0.0, (due - CLOCK.now()).total_seconds() - 0.3))
    with _held_up(stage, struck):
        engine = until(lambda: _at_work_on(world, workflow), 3.5, "the activity has begun")
        struck.did += f" ({engine.name})"
        struck.now()
        strike(engine)
    try:
        until(lambda: _elapsed(world, draft.aggregate), SOON, "the window is closed")
        struck.took("workflow_done")
    finally:
        after(engine)
    recovered(stage, struck, struck.at)


@contextmanager
def _held_up(stage: Stage, struck: Struck) -> Iterator[None]:
    """Keeps a deed from being finished: before it is sent to PostgreSQL, or while it waits there.

    What waits there is carried out even when its sender is dead; what was not sent is not.
    """
    if stage.dice.random() < 0.7:
        struck.did += ", before its append"
        stage.world.hanging.touch()
        try:
            yield
        finally:
            stage.world.hanging.unlink()
    else:
        struck.did += ", in its append"
        with stage.world.nobody_appends():
            yield


def _watching(world: World, stream: UUID) -> str | None:
    """The workflow that was told of the window on ``stream``."""
    with world.admin() as conn:
        row = conn.execute(
            "SELECT workflow_id FROM view.watch_1 WHERE open AND told_position >= position"
            " AND ward->'waits' @> jsonb_build_array(jsonb_build_object('stream', %s::text))",
            (str(stream),),
        ).fetchone()
    return row["workflow_id"] if row else None


def _at_work_on(world: World, workflow: str) -> Engine | None:
    """The engine that has begun the workflow's activity and not ended it."""

    async def asked(client: TemporalClient) -> list[str]:
        found = await client.get_workflow_handle(workflow).describe()
        return [
            each.last_worker_identity
            for each in found.raw_description.pending_activities
            if each.HasField("last_started_time")
        ]

    with suppress(RPCError, RuntimeError):
        for identity in world.ask_temporal(asked):
            for engine in world.engines:
                if engine.alive and identity.startswith(f"{engine.pid}@"):
                    return engine
    return None


def _elapsed(world: World, stream: UUID) -> bool:
    with world.admin() as conn:
        row = conn.execute(
            "SELECT count(*) AS found FROM rukun.event WHERE originator_id = %s"
            " AND topic = 'deadline.elapsed'",
            (stream,),
        ).fetchone()
    return bool(row and row["found"])


def kill_web_in_a_post(stage: Stage, struck: Struck) -> None:
    """F8: kill -9 the engine that carries out a form; the form is sent again as it is."""
    engine = stage.any_engine()
    struck.did = f"SIGKILL to {engine.name} in a POST"
    form, command_id, report = stage.form("killed")
    stage.browser.get("/laporan/baru")

    def press() -> None:
        with suppress(OSError):
            stage.browser.post("/laporan/baru", form, port=engine.port)

    with stage.world.nobody_appends():
        hand = threading.Thread(target=press, daemon=True)
        hand.start()
        until(lambda: stage.world.waiting(engine, "%rukun.append%"), 3.5, "the form is under way")
        struck.now()
        engine.kill()
    hand.join(timeout=20)
    _post_until_kept(stage, struck, form, command_id, report)
    struck.took("same_form_kept")
    recovered(stage, struck, struck.at)


def _post_until_kept(
    stage: Stage, struck: Struck, form: dict[str, str], command_id: UUID, report: UUID
) -> None:
    """The same form until somebody answers, and then once more: the same answer."""
    answers: list[dict[str, Any]] = []
    end = time.monotonic() + SOON
    while len(answers) < 2 and time.monotonic() < end:
        began = time.monotonic()
        with suppress(OSError):
            answer, said = understood(stage.browser.post("/laporan/baru", form))
            if answer is Answer.OK:
                answers.append(said)
            if time.monotonic() - began > ANSWER_WITHIN:
                struck.wrong.append(f"a page took {time.monotonic() - began:.1f} s")
        time.sleep(0.02)
    if len(answers) < 2 or answers[0] != answers[1] or answers[0]["about"] != str(report):
        struck.wrong.append(f"form {command_id} was answered {answers}, the report is {report}")


def kill_a_follower_in_a_batch(stage: Stage, struck: Struck) -> None:
    """F9: kill -9 the engine that leads a follower, in the middle of a batch.

    Held at its own table it has not written yet; held at its position it has, and not committed.
    """
    stage.any_engine()
    world = stage.world
    name, table = stage.dice.choice(_FOLLOWERS)
    at_the_write = table and stage.dice.random() < 0.5
    if at_the_write:
        hold, params = f"LOCK TABLE view.{table} IN ACCESS EXCLUSIVE MODE", ()
        about = f"%{table}%"
    else:
        hold, about = "SELECT 1 FROM view.follower WHERE name = %s FOR UPDATE", "%view.follower%"
        params = (name,)  # type: ignore[assignment]
    engine = until(lambda: world.leader(name), SOON, f"somebody leads {name}")
    struck.did = f"SIGKILL to {engine.name}, leading {name}, at its {about.strip('%')}"
    stage.case("in the batch")
    with world.admin() as conn, conn.transaction():
        conn.execute(hold.encode(), params)
        if name == LetterPress.name:
            tale = stage.case("called for a letter")
            for at, wish in enumerate(("propose", "approve"), start=20):
                stage.sent(tale.draft(wish, at))
        else:
            stage.sent(stage.tale("held up").draft("file", 0))
        until(lambda: world.waiting(engine, about), 4.5, f"{name} is in a batch")
        head = world.beside.log.head()
        struck.now()
        engine.kill()
    until(lambda: _position(world, name) >= head, SOON, f"{name} has caught up")
    struck.took("caught_up")
    recovered(stage, struck, struck.at)


_FOLLOWERS: Final = (
    (Diary.TABLE, Diary.TABLE),
    (Diary.TABLE, Diary.TABLE),
    (LetterPress.name, ""),
    (CaseBoard.TABLE, CaseBoard.TABLE),
    (SearchIndex.TABLE, SearchIndex.TABLE),
)


def _position(world: World, name: str) -> int:
    with world.admin() as conn:
        row = conn.execute("SELECT position FROM view.follower WHERE name = %s", (name,)).fetchone()
    return int(row["position"]) if row else 0


def hang_the_activities(stage: Stage, struck: Struck) -> None:
    """F16: every activity hangs until somebody looks; commands go on, and so does the clock.

    Within a minute the case and the health page say so; an operator then closes the window by hand.
    What hung goes on afterwards and finds it closed.
    """
    struck.did = "activities hang until an operator has seen to it"
    engine = stage.any_engine()
    tale = stage.case()
    draft = tale.session(90, CLOCK.now() + timedelta(seconds=2))
    stage.sent(draft)
    struck.now()
    stage.world.hanging.touch()
    try:
        recovered(stage, struck, struck.at)
        until(lambda: _needs_attention(stage, engine, tale), SOON + 30, "the case is seen to hang")
        struck.took("attention")
        if struck.times["attention"] > SEEN_WITHIN + ANSWER_WITHIN:
            struck.missed.append("the case needed attention for more than a minute unseen")
        if _elapsed(stage.world, draft.aggregate):
            struck.wrong.append("a hanging activity closed its window")
        stage.sent(tale.attend(91, draft.aggregate))
        struck.took("seen_to")
    finally:
        stage.world.hanging.unlink()
    freed = time.monotonic()
    if not _elapsed(stage.world, draft.aggregate):
        struck.wrong.append("an operator closed a window and it is not on record")
    over = partial(_told_of, stage.world, draft.aggregate)
    until(lambda: not over(), TOLD_AGAIN, "the workflow goes on")
    struck.times["goes_on_after_freed"] = round(time.monotonic() - freed, 3)


def _needs_attention(stage: Stage, engine: Engine, tale: Tale) -> bool:
    """Whether the case's page and the health of the engine both say so."""
    with suppress(OSError):
        page = stage.browser.get(f"/kasus/{tale.case}")
        return (
            "Perlu perhatian:" in page.text
            and stage.browser.get_at(engine.port, "/sehat").status == 503
        )
    return False


def _told_of(world: World, stream: UUID) -> bool:
    """Whether a running workflow still waits for the session's day on ``stream``."""
    with world.admin() as conn:
        row = conn.execute(
            "SELECT count(*) AS found FROM view.watch_1, jsonb_array_elements(ward->'waits') AS w"
            " WHERE open AND w->>'stream' = %s::text AND w->>'kind' = %s",
            (str(stream), WaitKind.DELIBERATION_START.value),
        ).fetchone()
    return bool(row and row["found"])


def start_two_at_once(stage: Stage, struck: Struck) -> None:
    """F19: two more engines start together under load, then take the places of the old ones."""
    world = stage.world
    old = list(world.engines)
    new = [world.an_engine(f"engine-{stage.number}-{each}") for each in range(2)]
    struck.did = "two started at once, two ended in order"
    struck.now()
    for engine in new:
        engine.start()
    for engine in new:
        world.wait_up(engine)
    struck.took("both_up")
    for one, other in zip(old, new, strict=True):
        world.wait_up(one)
        code = world.replace(one, other)
        if code != 0:
            struck.wrong.append(f"{one.name} ended with {code}")
    recovered(stage, struck, time.monotonic())


# -- messages ----------------------------------------------------------------------------------


def deliver_again(stage: Stage, struck: Struck) -> None:
    """F13: old commands, old news for workflows and old notices, once more and all at once."""
    told = stage.load.told
    until(lambda: len(told.sent) >= 8, SOON, "commands to send again")
    again = stage.dice.choices(list(told.sent), k=24)
    struck.did = f"{len(again)} commands, old news for workflows and 50 notices sent again"
    struck.now()
    with ThreadPoolExecutor(6) as hands:
        list(hands.map(stage.clerk.until_answered, again))
    with stage.world.admin() as conn:
        for position in range(50):
            conn.execute("SELECT pg_notify('rukun', %s)", (str(position),))
        # What is over is told as it once was: open. What was over when first seen never was told.
        rows = conn.execute(
            "SELECT ward FROM view.watch_1 WHERE told_at IS NOT NULL ORDER BY random() LIMIT 30"
        ).fetchall()
    old = [
        Ward.model_validate(row["ward"]).model_copy(update={"open": True, "position": 1})
        for row in rows
    ]
    _tell(stage.world, old)
    goes_on(stage)


def _tell(world: World, wards: Sequence[Ward]) -> None:
    """As the relay tells them, by its own words."""
    beside = world.beside
    messenger = Relay(
        datastore=beside.recorder.datastore,
        log=beside.log,
        clock=CLOCK,
        address=world.temporal.address,
        namespace="default",
        task_queue="rukun",
    )

    async def tell(client: TemporalClient) -> None:
        for ward in wards:
            with suppress(RPCError):  # what closed before it was begun is no old news to anybody
                await client.get_workflow_handle(ward.workflow_id).describe()
                await messenger._tell(client, ward)

    world.ask_temporal(tell)


class HoldingRecorder(Recorder):
    """Appends, and takes its time over its first commit; ``allowed`` to by PostgreSQL, or not."""

    hold: float
    allowed: bool
    holding: threading.Event

    def append(self, *args: Any) -> Kept:
        if self.holding.is_set():
            return super().append(*args)
        with self.datastore.get_connection() as conn, conn.transaction():
            if self.allowed:
                conn.execute("SET LOCAL idle_in_transaction_session_timeout = '20s'")
            kept = Recorder(_Held(self.datastore, conn)).append(*args)  # type: ignore[arg-type]
            self.holding.set()
            time.sleep(self.hold)
        return kept


class _Held:
    """A datastore of one connection, whose transaction somebody else ends."""

    def __init__(self, datastore: Datastore, conn: Connection[DictRow]) -> None:
        self._datastore, self._conn = datastore, conn

    def __getattr__(self, name: str) -> Any:
        return getattr(self._datastore, name)

    @contextmanager
    def get_connection(self) -> Iterator[Connection[DictRow]]:
        yield self._conn


def hold_a_transaction(stage: Stage, struck: Struck) -> None:
    """F14: a writer holds its transaction open for up to 10 s while others write.

    Nothing may be passed over. Whoever waits behind it is answered; a writer that idles longer than
    PostgreSQL allows loses its transaction, and what it wrote is not there until it is sent again.
    """
    seconds = round(stage.dice.uniform(0.5, LONGEST_HELD), 1)
    beside = stage.world.beside
    recorder = HoldingRecorder(beside.recorder.datastore)
    recorder.hold, recorder.holding = seconds, threading.Event()
    recorder.allowed = stage.dice.random() < 0.7
    struck.did = f"an append left uncommitted for {seconds} s"
    if not recorder.allowed:
        struck.did += ", under PostgreSQL's limit of 5 s"
    slow = copy(beside)
    slow.recorder = recorder
    clerk = Clerk(
        "holder",
        (),
        stage.clerk.journal,
        stage.load.gate,
        stage.load.told,
        register=slow,
        seed=stage.seed,
    )
    draft = _drafted(stage.tale().draft("file", 0))
    hand = threading.Thread(target=clerk.until_answered, args=(draft,), daemon=True)
    hand.start()
    until(recorder.holding.is_set, SOON, "the writer holds its transaction")
    struck.now()
    stage.clerk.send_once(other := _drafted(stage.tale("behind").draft("file", 0)))
    struck.took("told_behind_it")
    if struck.times["told_behind_it"] > ANSWER_WITHIN:
        struck.wrong.append("a command hung behind a transaction left open")
    hand.join(timeout=SOON)
    stage.sent(other)
    goes_on(stage)


def poison(stage: Stage, struck: Struck) -> None:
    """F15: a follower cannot read an event: it is set aside with its case, the others flow."""
    world = stage.world
    bad, good = stage.tale("bad"), stage.tale("good")
    struck.did = "the diary chokes on one stream, until it is mended and replayed"
    with world.admin() as conn:
        conn.execute("INSERT INTO view.diary_upset VALUES (%s)", (bad.report,))
    struck.now()
    stage.sent(bad.draft("file", 0))
    stage.sent(good.draft("file", 0))
    head = world.beside.log.head()
    try:
        until(lambda: _position(world, Diary.TABLE) >= head, SOON, "the others flow")
        struck.took("others_flow")
        if not _parked(world, bad.report):
            struck.wrong.append("poison was neither read nor set aside")
        elif world.leader(Diary.TABLE) and not _alarm(stage):
            struck.wrong.append("something is set aside and nobody says so")
    finally:
        with world.admin() as conn:
            conn.execute("DELETE FROM view.diary_upset")
    diary = Follower(
        Diary(), datastore=world.beside.recorder.datastore, log=world.beside.log, clock=CLOCK
    )
    done, left = diary.replay_parked()
    struck.did += f" ({done} events)"
    if left:
        struck.wrong.append(f"{left} events stay set aside after the bug was mended")
    goes_on(stage)


def _parked(world: World, stream: UUID) -> bool:
    with world.admin() as conn:
        row = conn.execute(
            "SELECT count(*) AS found FROM view.parked WHERE stream = %s AND cause", (stream,)
        ).fetchone()
    return bool(row and row["found"])


def _alarm(stage: Stage) -> bool:
    """Whether the engine that leads the diary says at /sehat that not all is well."""

    def unwell() -> bool:
        leader = stage.world.leader(Diary.TABLE)
        if leader is None:
            return False
        with suppress(OSError):
            return stage.browser.get_at(leader.port, "/sehat").status == 503
        return False

    with suppress(NeverCame):
        return bool(until(unwell, 10, "an alarm"))
    return False


def click_twice(stage: Stage, struck: Struck) -> None:
    """F17: one form by many hands, and many forms about one thing by two officers."""
    hands = stage.dice.randint(2, 8)
    struck.did = f"one form sent {hands} times at once; {hands} desks open the same case"
    stage.any_engine()
    form, command_id, report = stage.form("clicked")
    stage.browser.get("/laporan/baru")
    struck.now()

    def press(_: int) -> dict[str, Any]:
        with suppress(OSError):
            answer, said = understood(stage.browser.post("/laporan/baru", form))
            if answer is Answer.OK:
                return said
        return {}

    with ThreadPoolExecutor(hands) as pool:
        answers = [each for each in pool.map(press, range(hands)) if each]
    if any(each != answers[0] for each in answers):
        struck.wrong.append(f"one form was answered differently: {answers}")
    _post_until_kept(stage, struck, form, command_id, report)
    _open_together(stage, struck, hands)
    _number_together(stage, hands)
    goes_on(stage)


def _open_together(stage: Stage, struck: Struck, hands: int) -> None:
    """The same report opened as different cases: one of them is."""
    first = stage.tale("shared")
    stage.sent(first.draft("file", 0))
    rivals = []
    for each in range(hands):
        rival = stage.tale("shared", each)
        rival.report = first.report
        rivals.append(rival.draft("open", each))
    with ThreadPoolExecutor(hands) as pool:
        list(pool.map(stage.clerk.until_answered, [each for each in rivals if each]))
    with stage.world.admin() as conn:
        row = conn.execute(
            "SELECT count(*) AS found FROM rukun.event WHERE originator_id = %s"
            " AND topic = 'report.opened_as_case'",
            (first.report,),
        ).fetchone()
    if row is None or row["found"] != 1:
        struck.wrong.append(f"{row['found'] if row else 0} cases of one report")


def _number_together(stage: Stage, hands: int) -> None:
    """Each letter approved by two at once, several letters at a time: numbers run on."""
    drafts: list[Draft] = []
    for each in range(min(3, hands)):
        tale = stage.case("numbered", each)
        for at, wish in enumerate(("propose", "approve"), start=20):
            stage.sent(tale.draft(wish, at))
        found = until(partial(tale.draft, "letter", 30), SOON, "a letter is drafted")
        again = tale.draft("letter", 31)
        drafts += [found, *([again] if again else [])]
    with ThreadPoolExecutor(len(drafts)) as pool:
        list(pool.map(stage.clerk.until_answered, drafts))


def _drafted(draft: Draft | None) -> Draft:
    assert draft is not None
    return draft


FAULTS: Final[dict[str, Deed]] = {
    "F1": kill_postgres,
    "F3": cut_after_commit,
    "F4": freeze,
    "F5": kill_temporal,
    "F6": kill_worker_in_an_activity,
    "F7": halt_worker_in_an_activity,
    "F8": kill_web_in_a_post,
    "F9": kill_a_follower_in_a_batch,
    "F13": deliver_again,
    "F14": hold_a_transaction,
    "F15": poison,
    "F16": hang_the_activities,
    "F17": click_twice,
    "F18": hold_a_lock,
    "F19": start_two_at_once,
}
