"""What every client saw, written down before it was used; and whether the record agrees.

Each answer has one of three outcomes: it was kept, it certainly was not, or nobody knows. What
was acknowledged must be on record, what was refused must not, and what nobody knows may be
either, once.
"""

import heapq
import json
import os
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

MOST_NAMED: Final = 20


class Answer(StrEnum):
    """What a client was told."""

    OK = "ok"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Saw:
    """One sending of one command, or one look at a stream (``op`` is then ``read``).

    Times are seconds of the one monotonic clock of the machine. ``result`` holds what of the
    answer the client could see; ``version`` is that of the stream a read found.
    """

    client: str
    op: str
    command_id: str
    aggregate: str
    t_send: float
    t_end: float
    answer: Answer
    result: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0


class Journal:
    """One client's own file; a line is on the disk before whoever asked hears the answer."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self.lines: list[Saw] = []

    def note(self, saw: Saw) -> None:
        with self._lock:
            self._file.write(json.dumps(asdict(saw)) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
            self.lines.append(saw)

    def close(self) -> None:
        self._file.close()


def read_back(path: Path) -> Iterator[Saw]:
    """The lines of a client's file; a torn last one was never used by anybody."""
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            return
        yield Saw(**(told | {"answer": Answer(told["answer"])}))


@dataclass(frozen=True)
class Written:
    """One event where it lies: its command, its stream, its place there and in the log."""

    position: int
    stream: str
    version: int
    command_id: str
    actor: str


@dataclass(frozen=True)
class Record:
    """What the database holds: the slips of commands, and all events in order."""

    slips: Mapping[str, tuple[Mapping[str, Any], tuple[int, ...]]]
    events: Sequence[Written]


def record_of(url: str) -> Record:
    """The record as it stands, read by SQL and by nothing of the engine's."""
    with psycopg.connect(url, row_factory=dict_row) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        slips = {
            str(row["command_id"]): (json.loads(row["said"]), tuple(row["positions"]))
            for row in conn.execute("SELECT command_id, said, positions FROM rukun.command")
        }
        events = [
            Written(
                position=row["at"],
                stream=str(row["stream"]),
                version=row["version"],
                command_id=row["command_id"] or "",
                actor=row["actor"] or "",
            )
            for row in conn.execute(_EVENTS)
        ]
    return Record(slips, events)


_EVENTS: Final = """
SELECT notification_id AS at, originator_id AS stream, originator_version AS version,
       convert_from(state, 'UTF8')::jsonb #>> '{envelope,command_id}' AS command_id,
       convert_from(state, 'UTF8')::jsonb #>> '{envelope,actor}' AS actor
  FROM rukun.event ORDER BY notification_id"""

Violations = dict[str, list[str]]
"""By rule: what was found against it. Every rule is there, most of them empty."""


def check(seen: Iterable[Saw], record: Record, ours: Iterable[UUID] = ()) -> Violations:
    """Every rule over all clients' histories; ``ours`` are the actors only these clients send as.

    O(n log n) in the number of lines and events.
    """
    lines = list(seen)
    sent: dict[str, list[Saw]] = defaultdict(list)
    for line in lines:
        if line.op != "read":
            sent[line.command_id].append(line)
    placed: dict[str, list[Written]] = defaultdict(list)
    for event in record.events:
        placed[event.command_id].append(event)
    found: Violations = {
        "acknowledged_is_kept": list(_lost(sent, record)),
        "refused_is_absent": list(_absent(sent, record)),
        "answers_are_the_first": list(_answers(sent, record)),
        "one_effect_per_command": list(_effects(record, placed)),
        "nothing_nobody_sent": list(_strangers(sent, record, {str(each) for each in ours})),
        "versions_run_from_one": list(_gaps(record)),
        "order_is_real_time": list(_order(sent, placed)),
        "reads_see_what_was_written": list(_reads(lines, sent, placed)),
    }
    return {rule: said[:MOST_NAMED] for rule, said in found.items()}


Sent = Mapping[str, Sequence[Saw]]
Placed = Mapping[str, Sequence[Written]]


def _lost(sent: Sent, record: Record) -> Iterator[str]:
    for command_id, tries in sent.items():
        for saw in tries:
            if _kept_something(saw) and command_id not in record.slips:
                yield f"{saw.op} {command_id} of {saw.client} was acknowledged and is not on record"
                break


def _absent(sent: Sent, record: Record) -> Iterator[str]:
    for command_id, tries in sent.items():
        if command_id in record.slips and all(each.answer is Answer.NOT for each in tries):
            yield f"{tries[0].op} {command_id} was refused each time and is on record"


def _answers(sent: Sent, record: Record) -> Iterator[str]:
    """Every answer that said something says what the slip says: the first one, then and ever."""
    for command_id, tries in sent.items():
        said, positions = record.slips.get(command_id, ({}, ()))
        first = {**said, "position": max(positions, default=0)}
        for saw in tries:
            if _kept_something(saw) and command_id in record.slips:
                other = {k: v for k, v in saw.result.items() if k in first and first[k] != v}
                if other:
                    yield f"{saw.op} {command_id}: answered {other}, kept otherwise"
                    break


def _effects(record: Record, placed: Placed) -> Iterator[str]:
    for command_id, (_, positions) in record.slips.items():
        written = [each.position for each in placed.get(command_id, ())]
        if written != sorted(positions):
            yield f"{command_id}: its slip names {sorted(positions)}, its events are {written}"
    for command_id in placed.keys() - record.slips.keys():
        yield f"{command_id or 'no command'}: events without a slip"


def _strangers(sent: Sent, record: Record, ours: set[str]) -> Iterator[str]:
    """An effect under an id that nobody sent is a command carried out twice in disguise."""
    told = set[str]()
    for event in record.events:
        if event.actor in ours and event.command_id not in sent and event.command_id not in told:
            told.add(event.command_id)
            yield f"{event.command_id} at {event.position}: nobody sent it"


def _gaps(record: Record) -> Iterator[str]:
    reached: dict[str, int] = {}
    for event in sorted(record.events, key=lambda each: (each.stream, each.version)):
        expected = reached.get(event.stream, 0) + 1
        if event.version != expected:
            yield f"{event.stream}: version {event.version} where {expected} should be"
        reached[event.stream] = event.version


def _order(sent: Sent, placed: Placed) -> Iterator[str]:
    """What was acknowledged before another was sent comes before it in the stream."""
    streams: dict[str, list[tuple[float, float, int, str]]] = defaultdict(list)
    for command_id, tries in sent.items():
        kept = [saw for saw in tries if _kept_something(saw)]
        if not kept:
            continue
        began, ended = min(each.t_send for each in tries), min(each.t_end for each in kept)
        stream = kept[0].aggregate
        version = _version_in(stream, placed.get(command_id, ()))
        if version:
            streams[stream].append((began, ended, version, command_id))
    for stream, spans in streams.items():
        under_way: list[tuple[float, int]] = []
        behind = 0
        for began, ended, version, command_id in sorted(spans):
            while under_way and under_way[0][0] < began:
                behind = max(behind, heapq.heappop(under_way)[1])
            if version <= behind:
                yield f"{stream}: {command_id} at version {version}, after {behind} was known"
            heapq.heappush(under_way, (ended, version))


def _reads(lines: Sequence[Saw], sent: Sent, placed: Placed) -> Iterator[str]:
    """Who looks after an acknowledgement, or after another look, sees at least as much."""
    known: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for command_id, tries in sent.items():
        kept = [saw for saw in tries if _kept_something(saw)]
        if kept:
            version = _version_in(kept[0].aggregate, placed.get(command_id, ()))
            known[kept[0].aggregate].append((min(each.t_end for each in kept), version))
    looks: dict[str, list[Saw]] = defaultdict(list)
    for line in lines:
        if line.op == "read" and line.answer is Answer.OK:
            looks[line.aggregate].append(line)
            known[line.aggregate].append((line.t_end, line.version))
    for stream, found in looks.items():
        facts, at, least = sorted(known[stream]), 0, 0
        for look in sorted(found, key=lambda each: each.t_send):
            while at < len(facts) and facts[at][0] < look.t_send:
                least = max(least, facts[at][1])
                at += 1
            if look.version < least:
                yield f"{look.client} saw {stream} at {look.version}, after {least} was known"


def _version_in(stream: str, written: Sequence[Written]) -> int:
    return max((each.version for each in written if each.stream == stream), default=0)


def _kept_something(saw: Saw) -> bool:
    """Whether the answer said that something was written; a no-op writes nothing."""
    return saw.answer is Answer.OK and bool(saw.result.get("position"))
