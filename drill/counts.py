"""What happened in a drill, counted from the stored bytes alone."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any, Final

from domain.clocks import WaitKind
from domain.conflict_case import Stage
from domain.kernel import BOOKKEEPING, Refusal, Role
from domain.stage import WAYS
from runtime.database import Datastore
from runtime.log import Log

CHAIN_OUTCOMES: Final = (
    "acknowledged_by_the_first",
    "acknowledged_further_down",
    "acknowledged_after_a_reminder",
    "declined",
    "declined_after_acknowledging",
    "passed_on_after_silence",
    "chain_exhausted",
    "supervisor_took_it_up",
    "supervisor_let_it_pass",
    "last_liaison_came_late",
    "reported_in_time",
    "reported_late",
    "withdrawn",
)
"""Every way a task may go, by a name for the report."""


def _way(start: str, end: str) -> str:
    return f"{start} -> {end}"


NOTED: Final = _way(Stage.DETECT.value, "informasi")
"""A report of which no case comes."""
REOPENED: Final = _way("informasi", Stage.DETECT.value)
"""A report noted as information that is triaged again."""
TO_COURT: Final = "ReferToCourt"
HIGHER: Final = _way(Stage.ESCALATE.value, Stage.ESCALATE.value)
"""A rung further up: the case stays in its stage."""
EVERY_WAY: Final = (
    NOTED,
    REOPENED,
    *(
        _way(way.start.value, way.end.value) + (f" ({TO_COURT})" if way.by == TO_COURT else "")
        for way in WAYS
    ),
    HIGHER,
)
"""Every way from one stage to another, by a name for the report.

Deliberation is reached by two roads; the one of the court has its name added.
"""

OUT_OF_A_DRILLS_REACH: Final = frozenset(
    {
        "LetterIncomplete",
        "FileUnreadable",
        "PaperChanged",
        "RecordBusy",
        "UnknownProfile",
        "CannotSign",
        "NotThisLetter",
    }
)
"""Rules that refuse before a command or beside it.

The press parks what is incomplete, an import says what it cannot read, the signing room compares
sheets before it asks; a record is busy only where many write at once; no profile is ever taken
away.
"""


@dataclass
class _Task:
    """One task while its events are read."""

    link: int = 0
    reminded: bool = False
    acknowledged: bool = False
    with_supervisor: bool = False
    overdue: bool = False
    silent: bool = False


@dataclass
class Counts:
    """Sums over the whole log."""

    events: int = 0
    reports: int = 0
    acknowledged: int = 0
    elapsed: int = 0
    reassigned: int = 0
    drafted: int = 0
    approved: int = 0
    voided: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    windows_elapsed: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    _stage: dict[str, str] = field(default_factory=dict)
    _level: dict[str, str] = field(default_factory=dict)
    _entered: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By which command a case came to its stage, and by which way."""
    _since: dict[str, datetime] = field(default_factory=dict)
    _hours: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _tasks: defaultdict[str, _Task] = field(default_factory=lambda: defaultdict(_Task))

    @property
    def cases(self) -> dict[str, dict[str, int]]:
        """How many cases stand at each stage, by level."""
        found: dict[str, dict[str, int]] = {}
        for case, stage in self._stage.items():
            levels = found.setdefault(stage, {})
            levels[self._level[case]] = levels.get(self._level[case], 0) + 1
        return {stage.value: found[stage.value] for stage in Stage if stage.value in found}

    @property
    def median_hours(self) -> dict[str, float]:
        """How long a stage lasts, in the middle of all that have ended."""
        order = [stage.value for stage in Stage]
        return {each: round(median(self._hours[each]), 1) for each in order if self._hours[each]}

    def take(self, stream: str, name: str, state: dict[str, Any]) -> None:
        """One more event."""
        self.events += 1
        facts, envelope = state["facts"], state["envelope"]
        at = datetime.fromisoformat(envelope["recorded_at"])
        room = name.partition(".")[0]
        if room in ("report", "case"):
            self._roads(stream, name, facts, envelope["command_id"])
            self._case(stream, name, facts, at)
        elif room == "task":
            self._task(stream, name, facts, envelope)
        elif name == "deadline.elapsed":
            self._silence(stream, facts["kind"])
        self.drafted += name == "letter.drafted"
        self.approved += name == "letter.approved"
        self.voided += name == "letter.voided"

    def _case(self, stream: str, name: str, facts: dict[str, Any], at: datetime) -> None:
        match name:
            case "report.filed":
                self.reports += 1
                self._since[stream] = at
            case "report.opened_as_case" | "report.joined_to_case" | "report.noted_as_information":
                self._lasted(stream, Stage.DETECT.value, at)
                self.ways[NOTED] += name == "report.noted_as_information"
            case "report.reopened":
                self.ways[REOPENED] += 1
                self._since[stream] = at
            case "case.opened" | "case.verified":
                self._level[stream] = facts["level"]
            case "case.stage_entered":
                before = self._stage.get(stream, Stage.DETECT.value)
                if stream in self._stage:
                    self._lasted(stream, before, at)
                self._stage[stream], self._since[stream] = facts["stage"], at

    def _roads(self, stream: str, name: str, facts: dict[str, Any], command: str) -> None:
        """Before the stage is noted: by which way a case goes on, or up from where it is."""
        match name:
            case "case.stage_entered":
                before = self._stage.get(stream, Stage.DETECT.value)
                way = _way(before, facts["stage"])
                self._entered[stream] = (command, way)
                self.ways[way] += 1
            case "case.referred_to_court" if self._entered[stream][0] == command:
                way = self._entered[stream][1]
                self.ways[way] -= 1
                self.ways[f"{way} ({TO_COURT})"] += 1
            case "case.escalated":
                self.ways[HIGHER] += self._stage[stream] == Stage.ESCALATE.value

    def _lasted(self, stream: str, stage: str, until: datetime) -> None:
        self._hours[stage].append((until - self._since[stream]).total_seconds() / 3600)

    def _task(
        self, stream: str, name: str, facts: dict[str, Any], envelope: dict[str, Any]
    ) -> None:
        task = self._tasks[stream]
        match name:
            case "task.passed_on":
                if facts["link"]:
                    self.reassigned += 1
                    self.outcomes["passed_on_after_silence"] += task.silent
                self._tasks[stream] = _Task(link=facts["link"])
            case "task.reminded":
                task.reminded = True
            case "task.supervisor_asked":
                self.outcomes["chain_exhausted"] += 1
                self._tasks[stream] = _Task(link=task.link, with_supervisor=True)
            case "task.acknowledged":
                self.acknowledged += 1
                self.outcomes[_taken_up(task, envelope["role"])] += 1
                self.outcomes["acknowledged_after_a_reminder"] += task.reminded
                task.acknowledged = True
            case "task.declined":
                late = task.acknowledged
                self.outcomes["declined_after_acknowledging" if late else "declined"] += 1
            case "task.reported":
                self.outcomes["reported_late" if task.overdue else "reported_in_time"] += 1
            case "task.withdrawn":
                self.outcomes["withdrawn"] += 1

    def _silence(self, stream: str, kind: str) -> None:
        self.windows_elapsed[kind] += 1
        if stream not in self._tasks:
            return
        task = self._tasks[stream]
        match WaitKind(kind):
            case WaitKind.ACKNOWLEDGE:
                self.elapsed += 1
                task.silent = True
            case WaitKind.REPORT:
                task.overdue = True
            case WaitKind.SUPERVISOR_ANSWER if task.with_supervisor and not task.acknowledged:
                self.outcomes["supervisor_let_it_pass"] += 1


def _taken_up(task: _Task, role: str) -> str:
    if not task.with_supervisor:
        return "acknowledged_further_down" if task.link else "acknowledged_by_the_first"
    supervisor = role == Role.SUPERVISOR.value
    return "supervisor_took_it_up" if supervisor else "last_liaison_came_late"


def count(log: Log) -> Counts:
    """The sums of a whole log."""
    counts, after = Counts(), 0
    while entries := log.entries(after, 1000):
        for entry in entries:
            counts.take(str(entry.stream), entry.name, json.loads(entry.state))
        after = entries[-1].position
    return counts


def workflow_ids(datastore: Datastore) -> list[str]:
    """Every workflow the relay was ever asked to tell."""
    with datastore.reading() as cursor:
        return [
            row["workflow_id"] for row in cursor.execute("SELECT workflow_id FROM view.watch_1")
        ]


def known_rules() -> frozenset[str]:
    """Every rule of the law and the register that may refuse a command."""
    return frozenset(_rules()) - OUT_OF_A_DRILLS_REACH


def _rules(of: type[Refusal] = Refusal) -> Iterator[str]:
    for each in of.__subclasses__():
        if each.__module__.startswith(("domain.", "application.", "runtime.mapper")):
            yield each.__name__
        yield from _rules(each)


def digest(log: Log) -> str:
    """SHA-256 over everything that happened, sealed texts opened, stream by stream.

    Left out is where each event lies among the others, and the position its author had seen:
    streams of different cases may interleave in any way.
    """
    lines = sorted(_line(recorded.fact) for recorded in log.all())
    whole = hashlib.sha256()
    for line in lines:
        whole.update(line.encode() + b"\n")
    return whole.hexdigest()


def _line(fact: Any) -> str:
    said = {
        "name": fact.NAME,
        "schema": fact.SCHEMA,
        "envelope": fact.envelope.model_dump(mode="json", exclude={"position_seen"}),
        "facts": fact.model_dump(mode="json", exclude=set(BOOKKEEPING)),
    }
    where = f"{fact.originator_id} {fact.originator_version:09d} "
    return where + json.dumps(said, sort_keys=True, ensure_ascii=False)
