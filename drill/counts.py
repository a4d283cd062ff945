"""What happened in a drill, counted from the stored bytes alone."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any, Final

from domain.access import COMMANDS
from domain.clocks import WaitKind
from domain.conflict_case import Stage
from domain.field_task import PASSED_OVER, FieldTask
from domain.kernel import BOOKKEEPING, Fact, Refusal, Role
from domain.stage import WAYS
from runtime.database import Datastore
from runtime.log import Log

DECLINED: Final = "declined"
"""Why a task goes on where no window ran out."""


def _after(event: str, because: str | None) -> str:
    return f"{event} after {because or DECLINED}"


def _of_the_task() -> tuple[str, ...]:
    """What may become of a task, by its own event classes: each, and each for all its causes."""
    inherited = dir(FieldTask.__base__)
    own = (each for name, each in vars(FieldTask).items() if name not in inherited)
    kinds = [each for each in own if isinstance(each, type) and issubclass(each, Fact)]
    found = [kind.NAME for kind in kinds]
    for kind in kinds:
        if "because" in kind.model_fields:
            found += [_after(kind.NAME, each) for each in (None, *PASSED_OVER)]
    return tuple(found)


TOLD_APART: Final = (
    "acknowledged_by_the_first",
    "acknowledged_further_down",
    "acknowledged_by_a_delegate",
    "acknowledged_after_a_reminder",
    "declined_after_acknowledging",
    "declined_by_a_delegate",
    "silent_after_a_sign_of_life",
    "supervisor_took_it_up",
    "supervisor_named_another",
    "supervisor_let_it_pass",
    "last_liaison_came_late",
    "reported_in_time",
    "reported_late",
)
"""What one event alone does not say: it takes those before it, or who was at it."""

CHAIN_OUTCOMES: Final = (*_of_the_task(), *TOLD_APART)
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

BESIDE_A_DRILL: Final = frozenset[str](
    {
        "AttendToWindow",
        "CancelNotice",
        "NoteReading",
        "RecordNoticeTrouble",
    }
)
"""Commands that cannot be carried out in a drill.

Its machine is never late, so no window is stuck. It has no notice carrier, which alone cancels a
notice or notes what a mail server answered. Nobody opens a page, so no reading is noted.
"""


@dataclass
class _Task:
    """One task while its events are read."""

    link: int = 0
    delegated: bool = False
    reminded: bool = False
    acknowledged: bool = False
    alive: bool = False
    with_supervisor: bool = False
    overdue: bool = False


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
    def unknown_ways(self) -> list[str]:
        """Ways that were gone although there is no such way."""
        return sorted(way for way, times in self.ways.items() if times and way not in EVERY_WAY)

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
        self.outcomes[name] += 1
        match name:
            case "task.passed_on":
                if facts["link"]:
                    self.reassigned += 1
                    self._goes_on(task, name, facts["because"])
                self._tasks[stream] = _Task(link=facts["link"])
            case "task.delegated":
                self.outcomes["supervisor_named_another"] += task.with_supervisor
                self._tasks[stream] = _Task(link=task.link, delegated=True)
            case "task.reminded":
                task.reminded = True
            case "task.supervisor_asked":
                self._goes_on(task, name, facts["because"])
                self._tasks[stream] = _Task(
                    link=task.link, delegated=task.delegated, with_supervisor=True
                )
            case "task.acknowledged":
                self.acknowledged += 1
                self.outcomes[_taken_up(task, envelope["role"])] += 1
                self.outcomes["acknowledged_after_a_reminder"] += task.reminded
                task.acknowledged = True
            case "task.declined":
                self.outcomes["declined_after_acknowledging"] += task.acknowledged
                self.outcomes["declined_by_a_delegate"] += task.delegated
            case "task.accepted" | "task.en_route" | "task.on_scene" | "task.progressed":
                task.alive = True
            case "task.reported":
                self.outcomes["reported_late" if task.overdue else "reported_in_time"] += 1

    def _goes_on(self, task: _Task, name: str, because: str | None) -> None:
        """To the next or to the supervisor: whoever held it declined, or fell silent."""
        self.outcomes[_after(name, because)] += 1
        self.outcomes["silent_after_a_sign_of_life"] += task.alive and because is not None

    def _silence(self, stream: str, kind: str) -> None:
        self.windows_elapsed[kind] += 1
        if stream not in self._tasks:
            return
        task = self._tasks[stream]
        match WaitKind(kind):
            case WaitKind.ACKNOWLEDGE:
                self.elapsed += 1
            case WaitKind.REPORT:
                task.overdue = True
            case WaitKind.SUPERVISOR_ANSWER if task.with_supervisor and not task.acknowledged:
                self.outcomes["supervisor_let_it_pass"] += 1


def _taken_up(task: _Task, role: str) -> str:
    if not task.with_supervisor:
        if task.delegated:
            return "acknowledged_by_a_delegate"
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


def known_commands() -> frozenset[str]:
    """Every command the register carries out that may occur in a drill."""
    return frozenset(each.__name__ for each in COMMANDS) - BESIDE_A_DRILL


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
