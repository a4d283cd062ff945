"""What must hold of the record and all that hangs on it, checked from outside the engine.

Each check reads the stored bytes for itself where it can. One that found nothing to check has
not held: ``Finding.holds`` is false for it. The same checks end a drill and are `rukun doctor`.
"""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.rows import DictRow, dict_row
from pydantic import ValidationError
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from application.sitting import Outcome, outcome_of
from domain.attachment import Attachable
from domain.case_file import CaseFile, fold
from domain.clocks import Clocked
from domain.kernel import Frozen, Refusal
from domain.personal_data import PersonalData
from domain.wards import Ward, wards_of
from projections.rebuild import ALL_READERS, compare
from runtime.clock import Clock
from runtime.database import Datastore, as_runtime
from runtime.files import KeptFiles
from runtime.log import Log
from runtime.mapper import UnknownEvent
from runtime.recorder import Kept
from runtime.vault import Tampered
from workflows.patience import Patience

MOST_NAMED: Final = 50
"""How many violations one finding names; it counts them all."""

GRACE: Final = timedelta(minutes=2)
"""How long past its moment a window of a live system may stand open."""

SECOND_LOOKS: Final = 20
BETWEEN_LOOKS: Final = 0.5
"""A workflow may be hearing the news just now: seconds between looks at those that disagree."""

AT_ONCE: Final = 24
_BATCH: Final = 1000
_UNREADABLE = (psycopg.Error, Tampered, UnknownEvent, ValidationError, ValueError, LookupError)

States = dict[str, WorkflowExecutionStatus | None]
"""Workflows by id, and how each stands; None for one Temporal does not know."""


class Finding(Frozen):
    """What one check looked at, and what it found wrong, in short texts."""

    checked: int
    violations: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return self.checked > 0 and not self.violations


class Findings:
    """Collects one finding."""

    def __init__(self) -> None:
        self.checked = 0
        self._violations: list[str] = []
        self._more = 0

    def wrong(self, said: str) -> None:
        if len(self._violations) < MOST_NAMED:
            self._violations.append(said)
        else:
            self._more += 1

    def finding(self) -> Finding:
        more = [f"dan {self._more} lagi"] if self._more else []
        return Finding(checked=self.checked, violations=(*self._violations, *more))


@dataclass(frozen=True)
class Scene:
    """What is examined. ``shift`` is a drill's offset; ``answers`` its driver's own journal."""

    datastore: Datastore
    log: Log
    clock: Clock
    client: Client | None
    answers: Mapping[UUID, Outcome] | None = None
    shift: timedelta = timedelta(0)
    grace: timedelta = timedelta(0)


async def check(scene: Scene) -> dict[str, Finding]:
    """Every invariant by its name, in the order of the road."""
    found = {name: await asyncio.to_thread(examined, look, scene) for name, look in _LOOKS.items()}
    found["workflows_agree_with_the_record"] = await workflows_agree(scene)
    return found


async def check_live(
    *, datastore: Datastore, log: Log, clock: Clock, client: Client | None, **_: object
) -> dict[str, dict[str, Any]]:
    """The same on a running system, as plain data: ``{name: {checked, violations}}``.

    What else a house is made of may be handed over with it; nothing more is needed.
    """
    scene = Scene(datastore=datastore, log=log, clock=clock, client=client, grace=GRACE)
    return {name: found.model_dump(mode="json") for name, found in (await check(scene)).items()}


def examined(look: Callable[[Scene, Findings], None], scene: Scene) -> Finding:
    """A record that cannot even be read is a finding, not a failure of the doctor."""
    findings = Findings()
    try:
        look(scene, findings)
    except _UNREADABLE as error:
        findings.wrong(f"tidak terbaca: {type(error).__name__}: {error}"[:300])
    return findings.finding()


# -- commands ------------------------------------------------------------------------------


def commands_are_kept(scene: Scene, findings: Findings) -> None:
    """Every answer given is on record, with the very events it spoke of."""
    kept: dict[UUID, Outcome] = {}
    with _reading(scene) as conn:
        for rows in _batches(conn, _COMMANDS, "command_id", UUID(int=0)):
            positions = [at for row in rows for at in row["positions"]]
            events = {
                row["notification_id"]: row
                for row in conn.execute(_EVENTS_AT, (positions,)).fetchall()
            }
            for row in rows:
                outcome = outcome_of(Kept(tuple(row["positions"]), row["said"], replayed=True))
                if scene.answers is not None:
                    kept[row["command_id"]] = outcome
                else:
                    findings.checked += 1
                _must_have_written(row, outcome, events, findings)
    for command_id, answer in (scene.answers or {}).items():
        findings.checked += 1
        if command_id not in kept:
            findings.wrong(f"perintah {command_id} dijawab tetapi tidak tercatat")
        elif kept[command_id] != answer:
            findings.wrong(f"perintah {command_id} tercatat dengan jawaban lain")


def _must_have_written(
    row: DictRow, outcome: Outcome, events: Mapping[int, DictRow], findings: Findings
) -> None:
    command_id, found = row["command_id"], [events.get(at) for at in row["positions"]]
    if None in found:
        findings.wrong(f"perintah {command_id}: peristiwanya hilang dari catatan")
        return
    names = tuple(each["topic"] for each in found if each)
    if names != outcome.events or not names:
        findings.wrong(f"perintah {command_id}: jawabannya menyebut peristiwa lain")
    if any(_command_of(each) != command_id for each in found if each):
        findings.wrong(f"perintah {command_id}: peristiwanya milik perintah lain")


def one_effect_per_command(scene: Scene, findings: Findings) -> None:
    """All events of one command were written at once: those its slip names, and no others."""
    written: dict[UUID, list[int]] = {}
    with _reading(scene) as conn:
        for row in _events(conn):
            command_id = _command_of(row)
            written.setdefault(command_id, []).append(row["notification_id"])
        for rows in _batches(conn, _COMMANDS, "command_id", UUID(int=0)):
            for row in rows:
                findings.checked += 1
                found = written.pop(row["command_id"], [])
                if found != row["positions"]:
                    findings.wrong(
                        f"perintah {row['command_id']}: peristiwa {found}, slip {row['positions']}"
                    )
    for command_id, found in written.items():
        findings.wrong(f"peristiwa {found} tanpa slip perintah {command_id}")


# -- windows -------------------------------------------------------------------------------


@dataclass
class _Windows:
    """Which windows stand and until when, which stand still, which have ended."""

    findings: Findings
    standing: dict[str, tuple[UUID, datetime]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    still: set[str] = field(default_factory=set)

    def promised(self, deadline: dict[str, Any], stream: UUID) -> None:
        window = deadline["deadline_id"]
        self.findings.checked += 1
        if window in self.standing or window in self.ended:
            self.findings.wrong(f"batas waktu {window} dijanjikan dua kali")
        self.standing[window] = (stream, datetime.fromisoformat(deadline["due"]))

    def closed(self, window: str, row: DictRow) -> None:
        stream, due = self.standing.pop(window, (None, None))
        elapsed = row["topic"] == "deadline.elapsed"
        if window in self.ended:
            self.findings.wrong(f"batas waktu {window} ditutup dua kali")
        elif stream is None or due is None:
            self.findings.wrong(f"batas waktu {window} ditutup tanpa pernah dijanjikan")
        elif stream != row["originator_id"]:
            self.findings.wrong(f"batas waktu {window} ditutup di catatan lain")
        elif elapsed and window in self.still:
            self.findings.wrong(f"batas waktu {window} dicatat lewat selagi dijeda")
        elif elapsed and _recorded_at(row) < due:
            self.findings.wrong(f"batas waktu {window} dicatat lewat sebelum waktunya")
        self.ended.add(window)


def every_window_closed_once(scene: Scene, findings: Findings) -> None:
    """Set once, ended at most once, never before it began, never elapsed before its moment.

    One that is resumed or extended ends, and another stands beside it; a paused one never elapses.
    """
    windows = _Windows(findings)
    with _reading(scene) as conn:
        for row in _events(conn, "deadline."):
            facts = json.loads(bytes(row["state"]))["facts"]
            window = facts.get("deadline_id")
            if row["topic"] == "deadline.paused":
                windows.still.add(window)
            elif window is not None and row["topic"] != Clocked.WindowAttended.NAME:
                windows.closed(window, row)
            if "wait" in facts:
                windows.promised(facts["wait"]["deadline"], row["originator_id"])
    overdue = scene.clock.now() - scene.grace
    for window, (stream, due) in windows.standing.items():
        if due < overdue and window not in windows.still:
            findings.wrong(f"batas waktu {window} ({stream}) lewat sejak {due} dan masih terbuka")


# -- time ----------------------------------------------------------------------------------


def time_never_goes_back(scene: Scene, findings: Findings) -> None:
    """In no stream is a later fact recorded before an earlier one, whatever a clock did."""
    with _reading(scene) as conn:
        for row in conn.execute(_BACKWARDS).fetchall():
            findings.wrong(
                f"{row['stream']}@{row['version']}: dicatat {row['at']}, sebelumnya {row['before']}"
            )
        counted = conn.execute("SELECT count(*) AS n FROM rukun.event").fetchone()
    findings.checked += counted["n"] if counted else 0


# -- hashes --------------------------------------------------------------------------------


def hashes_verify(scene: Scene, findings: Findings) -> None:
    """Every stream's chain: as the database computes it, and again here over the stored bytes."""
    with _reading(scene) as conn:
        for row in conn.execute("SELECT * FROM rukun.broken_chains()").fetchall():
            findings.wrong(f"{row['stream']}@{row['version']}: rantai putus ({row['found']})")
        with conn.cursor(name="chains") as cursor:
            cursor.itersize = _BATCH
            stream, version, previous = None, 0, b""
            for row in cursor.execute(_CHAINS):
                findings.checked += 1
                if row["originator_id"] != stream:
                    stream, version, previous = row["originator_id"], 0, b""
                version += 1
                if row["originator_version"] != version or bytes(row["hash"]) != _link(
                    previous, row
                ):
                    where = f"{stream}@{row['originator_version']}"
                    findings.wrong(f"{where}: hash tidak cocok dengan isinya")
                version, previous = row["originator_version"], bytes(row["hash"])


def _link(previous: bytes, row: DictRow) -> bytes:
    version = int(row["originator_version"]).to_bytes(8, "big")
    content = (row["originator_id"].bytes, version, row["topic"].encode(), b"\x00")
    return hashlib.sha256(b"".join((previous, *content, bytes(row["state"])))).digest()


# -- letters -------------------------------------------------------------------------------


def letters_are_numbered(scene: Scene, findings: Findings) -> None:
    """Numbers of a register run from one without a gap, each for one letter, one per trigger."""
    registers: dict[UUID, dict[int, tuple[str, str]]] = {}
    approvals: dict[str, tuple[UUID, int, str]] = {}
    triggers: Counter[tuple[str, str]] = Counter()
    calls: list[tuple[int, str]] = []
    with _reading(scene) as conn:
        for row in _events(conn, "register.", "letter.", "case.escalated"):
            facts = json.loads(bytes(row["state"]))["facts"]
            stream, version = row["originator_id"], row["originator_version"]
            match row["topic"]:
                case "register.first_number_taken" | "register.number_taken":
                    taken = registers.setdefault(stream, {})
                    taken[version] = (facts["letter_id"], facts["number"])
                case "letter.drafted":
                    triggers[facts["trigger"], facts["type"]] += 1
                case "letter.approved":
                    book = UUID(facts["register_id"])
                    if str(stream) in approvals:
                        findings.wrong(f"naskah {stream} bernomor dua kali")
                    approvals[str(stream)] = (book, facts["sequence"], facts["number"])
                case "case.escalated" if facts["level"] == "provinsi":
                    calls.append((row["notification_id"], f"{stream}@{version}"))
        read, parked = _press_position(conn)
    for book, taken in registers.items():
        _must_run_without_gap(book, taken, approvals, findings)
    numbered = {letter for taken in registers.values() for letter, _ in taken.values()}
    for letter in approvals.keys() - numbered:
        findings.wrong(f"naskah {letter} disetujui dengan nomor yang tidak ada di buku agenda")
    heard = [trigger for at, trigger in calls if at <= read and at not in parked]
    _must_have_one_letter(heard, triggers, findings)


def _must_run_without_gap(
    book: UUID,
    taken: Mapping[int, tuple[str, str]],
    approvals: Mapping[str, tuple[UUID, int, str]],
    findings: Findings,
) -> None:
    if sorted(taken) != list(range(1, len(taken) + 1)):
        findings.wrong(f"buku agenda {book}: nomor urut berlubang")
    numbers = Counter(number for _, number in taken.values())
    for number, times in numbers.items():
        if times > 1:
            findings.wrong(f"nomor {number} diberikan {times} kali")
    for sequence, (letter, number) in taken.items():
        findings.checked += 1
        if approvals.get(letter) != (book, sequence, number):
            findings.wrong(f"nomor {number}: naskah {letter} tidak disetujui dengan nomor itu")


def _must_have_one_letter(
    calls: Sequence[str], triggers: Mapping[tuple[str, str], int], findings: Findings
) -> None:
    for (trigger, type_), times in triggers.items():
        if times > 1:
            findings.wrong(f"peristiwa {trigger} melahirkan {times} {type_}")
    answered = {trigger for trigger, _ in triggers}
    for call in calls:
        findings.checked += 1
        if call not in answered:
            findings.wrong(f"eskalasi {call} tanpa naskah")


def _press_position(conn: Connection[DictRow]) -> tuple[int, set[int]]:
    """How far the letter press has read, and what it has set aside."""
    read = conn.execute("SELECT position FROM view.follower WHERE name LIKE 'letter_press_%'")
    parked = conn.execute("SELECT position FROM view.parked WHERE follower LIKE 'letter_press_%'")
    return max((row["position"] for row in read), default=0), {row["position"] for row in parked}


# -- followers -----------------------------------------------------------------------------


def nothing_parked_unexplained(scene: Scene, findings: Findings) -> None:
    """What a follower set aside rests on a rule somebody can mend, or on such an event before."""
    with _reading(scene) as conn:
        followers = conn.execute("SELECT name FROM view.follower").fetchall()
        findings.checked += len(followers)
        explained: set[tuple[str, UUID]] = set()
        for row in conn.execute("SELECT * FROM view.parked ORDER BY follower, position"):
            keys = {(row["follower"], each) for each in (row["stream"], row["case_id"]) if each}
            rule = row["error"].partition(":")[0]
            if rule in _rules() if row["cause"] else keys & explained:
                explained |= keys
            else:
                at = f"{row['follower']} posisi {row['position']} ({row['name']})"
                findings.wrong(f"{at}: {row['error'][:120]}")


def _rules(of: type[Refusal] = Refusal) -> frozenset[str]:
    below = [_rules(each) for each in of.__subclasses__()]
    return frozenset({each.__name__ for each in of.__subclasses__()}.union(*below))


def views_equal_a_replay(scene: Scene, findings: Findings) -> None:
    """Each read model, row by row, against one built anew from the first event."""
    for name in ALL_READERS:
        compared = compare(name, datastore=scene.datastore, log=scene.log)
        findings.checked += compared.rows
        for difference in compared.differences:
            findings.wrong(f"{name}: {difference.words}")
        if not compared.agrees and not compared.differences:
            findings.wrong(f"{name}: isinya berbeda dari catatan")


# -- workflows -----------------------------------------------------------------------------


async def workflows_agree(scene: Scene) -> Finding:
    """Each open ward has its workflow, which has heard what matters; no closed one runs on.

    News may be on its way: what disagrees is looked at again for a while.
    """
    if scene.client is None:
        return Finding(checked=0, violations=("Temporal tidak terjangkau",))
    try:
        wards = await asyncio.to_thread(lambda: list(expected_wards(scene.log, scene.datastore)))
    except _UNREADABLE as error:
        return Finding(checked=0, violations=(f"tidak terbaca: {type(error).__name__}",))
    doubtful, wrong = wards, {}
    for _ in range(SECOND_LOOKS):
        wrong = await _disagreements(scene, scene.client, doubtful)
        if not wrong:
            break
        doubtful = [ward for ward in doubtful if ward.workflow_id in wrong]
        await asyncio.sleep(BETWEEN_LOOKS)
    findings = Findings()
    findings.checked = len(wards)
    for workflow_id, said in wrong.items():
        findings.wrong(f"{workflow_id}: {said}")
    known = {ward.workflow_id for ward in wards}
    for workflow_id in (await _running(scene.client) or frozenset()) - known:
        if workflow_id.partition("-")[0] in _PREFIXES:
            findings.wrong(f"{workflow_id}: berjalan tanpa dasar di catatan")
    return findings.finding()


def expected_wards(log: Log, datastore: Datastore) -> Iterator[Ward]:
    """Every ward there is or was, folded from the record alone."""
    for file in files(log, datastore):
        yield from wards_of(file)


def files(log: Log, datastore: Datastore) -> Iterator[CaseFile]:
    """The file of every case, and of every report that is none."""
    with datastore.reading() as cursor:
        cases = [row["id"] for row in cursor.execute(_CASES)]
        reports = [row["id"] for row in cursor.execute(_LONE_REPORTS)]
    for case_id in cases:
        yield fold(log.of_case(case_id))
    for report_id in reports:
        yield fold(log.of_stream(report_id))


async def workflow_states(client: Client, workflow_ids: Iterable[str]) -> States:
    """How each of these stands with Temporal, asked one by one."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def describe(workflow_id: str) -> tuple[str, WorkflowExecutionStatus | None]:
        async with gate:
            try:
                described = await client.get_workflow_handle(workflow_id).describe()
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
                return workflow_id, None
            return workflow_id, described.status

    return dict(await asyncio.gather(*map(describe, workflow_ids)))


async def _disagreements(scene: Scene, client: Client, wards: Sequence[Ward]) -> dict[str, str]:
    running = await _running(client)
    if running is None:
        states = await workflow_states(client, [ward.workflow_id for ward in wards])
    else:
        states = dict.fromkeys(running, WorkflowExecutionStatus.RUNNING)
    gate = asyncio.Semaphore(AT_ONCE)

    async def look(ward: Ward) -> tuple[str, str]:
        async with gate:
            return ward.workflow_id, await _said(scene, client, ward, states.get(ward.workflow_id))

    return {each: said for each, said in await asyncio.gather(*map(look, wards)) if said}


async def _said(
    scene: Scene, client: Client, ward: Ward, state: WorkflowExecutionStatus | None
) -> str:
    """What is wrong with one ward's workflow; empty when nothing is."""
    if state in _FAILED:
        return f"berakhir {state.name}" if state else ""
    if not ward.open:
        # the list of what runs lags behind what has ended; the workflow itself does not
        listed = state is WorkflowExecutionStatus.RUNNING
        states = await workflow_states(client, [ward.workflow_id]) if listed else {}
        runs = states.get(ward.workflow_id) is WorkflowExecutionStatus.RUNNING
        return "masih berjalan" if runs else ""
    if state is not WorkflowExecutionStatus.RUNNING:
        return "tidak berjalan"
    try:
        heard = await client.get_workflow_handle(ward.workflow_id).query(Patience.windows)
    except (RPCError, WorkflowQueryFailedError) as error:
        return f"tidak menjawab ({type(error).__name__})"
    expected = Patience(shifted(ward, scene.shift)).windows()
    return "" if heard == expected else "belum mendengar keadaan terakhir"


def shifted(ward: Ward, shift: timedelta) -> Ward:
    """The ward in the server's time, as a drill's relay tells it."""
    waits = tuple(
        wait.model_copy(update={"due": wait.due and wait.due + shift}) for wait in ward.waits
    )
    return ward.model_copy(update={"waits": waits})


async def _running(client: Client) -> frozenset[str] | None:
    """Ids of all workflows that run; None where the server keeps no such list."""
    try:
        return frozenset(
            [each.id async for each in client.list_workflows("ExecutionStatus = 'Running'")]
        )
    except RPCError as error:
        if error.status in (RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.INVALID_ARGUMENT):
            return None
        raise


def files_are_kept(scene: Scene, findings: Findings) -> None:
    """Every file an event speaks of is there with the bytes of its hash, or forgotten by law."""
    store = KeptFiles(scene.datastore, scene.log.mapper.vault, scene.clock)
    with _reading(scene) as conn:
        for row in _events(conn, Attachable.Attached.NAME):
            facts = json.loads(bytes(row["state"]))["facts"]
            subject = UUID(facts["kept_for"])
            for kept in filter(None, (facts["file"], facts["file"]["original"])):
                findings.checked += 1
                _must_lie_there(store, kept["sha256"], subject, findings)


def erased_keys_are_gone(scene: Scene, findings: Findings) -> None:
    """What was decided to be erased has no key any more."""
    with _reading(scene) as conn:
        for row in _events(conn, PersonalData.Erased.NAME):
            subjects = json.loads(bytes(row["state"]))["facts"]["subjects"]
            findings.checked += len(subjects)
            left = conn.execute(
                "SELECT subject FROM vault.key WHERE wrapped IS NOT NULL AND subject = ANY(%s)",
                ([UUID(each) for each in subjects],),
            )
            for each in left.fetchall():
                findings.wrong(f"kunci {each['subject']} masih ada, padahal harus musnah")


def _must_lie_there(store: KeptFiles, sha: str, subject: UUID, findings: Findings) -> None:
    try:
        if store.read(sha, subject) is None and not store.forgotten(subject):
            findings.wrong(f"lampiran {sha} tidak tersimpan")
    except Tampered:
        findings.wrong(f"lampiran {sha} bukan lagi yang dilampirkan")


# -- reading the stored bytes ----------------------------------------------------------------


@contextmanager
def _reading(scene: Scene) -> Iterator[Connection[DictRow]]:
    """One moment's view of the record, in the runtime's role, without its time limits."""
    with Connection[DictRow].connect(
        scene.datastore.url, autocommit=True, row_factory=dict_row
    ) as conn:
        as_runtime(conn)
        conn.execute("SET transaction_timeout = 0")
        conn.execute("SET idle_in_transaction_session_timeout = 0")
        conn.isolation_level = IsolationLevel.REPEATABLE_READ
        with conn.transaction():
            yield conn


def _events(conn: Connection[DictRow], *beginnings: str) -> Iterator[DictRow]:
    """Events in order, all or those whose names begin so."""
    patterns = [f"{each}%" for each in beginnings] or ["%"]
    with conn.cursor(name="events") as cursor:
        cursor.itersize = _BATCH
        yield from cursor.execute(_EVENTS_LIKE, (patterns,))


def _batches(
    conn: Connection[DictRow], query: str, key: str, first: object
) -> Iterator[list[DictRow]]:
    after = first
    while rows := conn.execute(query.encode(), (after, _BATCH)).fetchall():
        yield rows
        after = rows[-1][key]


def _command_of(row: DictRow) -> UUID:
    return UUID(json.loads(bytes(row["state"]))["envelope"]["command_id"])


def _recorded_at(row: DictRow) -> datetime:
    return datetime.fromisoformat(json.loads(bytes(row["state"]))["envelope"]["recorded_at"])


_COMMANDS: Final = (
    "SELECT command_id, said, positions FROM rukun.command WHERE command_id > %s"
    " ORDER BY command_id LIMIT %s"
)
_EVENTS_AT: Final = (
    "SELECT notification_id, topic, state FROM rukun.event WHERE notification_id = ANY(%s)"
)
_EVENTS_LIKE: Final = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM rukun.event"
    " WHERE topic LIKE ANY(%s) ORDER BY notification_id"
)
_BACKWARDS: Final = """
SELECT stream, version, at, before
  FROM (SELECT originator_id AS stream, originator_version AS version, at,
               lag(at) OVER (PARTITION BY originator_id ORDER BY originator_version) AS before
          FROM (SELECT originator_id, originator_version,
                       (convert_from(state, 'UTF8')::jsonb #>> '{envelope,recorded_at}')
                           ::timestamptz AS at
                  FROM rukun.event) AS told) AS told
 WHERE at < before LIMIT 20"""
_CHAINS: Final = (
    "SELECT originator_id, originator_version, topic, state, hash FROM rukun.event"
    " ORDER BY originator_id, originator_version"
)
_CASES: Final = "SELECT DISTINCT case_id AS id FROM rukun.event WHERE case_id IS NOT NULL"
_LONE_REPORTS: Final = (
    "SELECT originator_id AS id FROM rukun.event GROUP BY originator_id"
    " HAVING bool_or(topic IN ('report.filed', 'member.nominated')) AND bool_and(case_id IS NULL)"
)
_PREFIXES: Final = frozenset({"detect", "verify", "escalate", "mediate", "resolve", "task"})
_FAILED: Final = frozenset(
    {
        WorkflowExecutionStatus.FAILED,
        WorkflowExecutionStatus.CANCELED,
        WorkflowExecutionStatus.TERMINATED,
        WorkflowExecutionStatus.TIMED_OUT,
    }
)
_LOOKS: Final[dict[str, Callable[[Scene, Findings], None]]] = {
    "no_acknowledged_command_lost": commands_are_kept,
    "one_effect_per_command": one_effect_per_command,
    "every_window_closed_once": every_window_closed_once,
    "views_equal_a_replay": views_equal_a_replay,
    "time_never_goes_back": time_never_goes_back,
    "hashes_verify": hashes_verify,
    "letters_numbered_without_gaps": letters_are_numbered,
    "nothing_parked_unexplained": nothing_parked_unexplained,
    "attached_files_are_kept": files_are_kept,
    "erased_keys_are_gone": erased_keys_are_gone,
}
