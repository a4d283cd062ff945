"""A run: one world, one plan, fault after fault, and what held. One JSON line each."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any, Final

from chaos import examine
from chaos.engine import ROOT
from chaos.faults import FAULTS, Stage, Struck
from chaos.history import Answer
from chaos.load import Browser, Clerk, Load
from chaos.plan import BROWSERS, CLIENTS, Fault, Plan, dice, draw
from chaos.plants import PLANTS, planted
from chaos.world import NeverCame, World

WHOLLY_EVERY: Final = 5
"""Faults between two looks at everything; the quick look follows each."""
TRIES: Final = 3
"""How often a fault is begun that needs a moment which did not come."""
_APART: Final = 10_000
SEEDS: Final = 3
"""How many seeds a planted bug is given to show."""


@dataclass
class Run:
    """What a run came to."""

    plan: Plan
    struck: list[Struck] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)
    looks: dict[str, int] = field(default_factory=dict)
    counts: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    plant: str = ""

    @property
    def wrong(self) -> list[str]:
        """Everything that did not hold, in words."""
        return self.seen + [f"{one.name}: {each}" for one in self.struck for each in one.missed]

    @property
    def seen(self) -> list[str]:
        """What does not hold whatever the machine's speed: enough to convict a planted bug."""
        said = [f"{name}: {each}" for name, found in self.found.items() for each in found]
        return said + [f"{one.name}: {each}" for one in self.struck for each in one.wrong]

    @property
    def lost(self) -> int:
        """Acknowledged commands that are not on record."""
        names = ("I1_acknowledged_is_kept", "I1_no_acknowledged_command_lost")
        return max(len(self.found.get(name, ())) for name in names)

    @property
    def doubled(self) -> int:
        """Effects that are there twice."""
        names = (
            "I2_one_effect_per_command",
            "I2_nothing_nobody_sent",
            "I2_answers_are_the_first",
            "I3_I4_letters_numbered",
        )
        return max(len(self.found.get(name, ())) for name in names)

    def line(self) -> dict[str, Any]:
        """Everything about it, for a machine."""
        return {
            "seed": self.plan.seed,
            "commit": _commit(),
            "schedule": self.plan.digest,
            "planted": self.plant or None,
            "options": self.options,
            "faults": [
                {
                    "name": each.name,
                    "did": each.did,
                    **each.times,
                    "wrong": each.wrong + each.missed,
                }
                for each in self.struck
            ],
            "counts": self.counts,
            "acknowledged_lost": self.lost,
            "effects_doubled": self.doubled,
            "invariants": {
                name: {"looks": self.looks.get(name, 0), "violations": found}
                for name, found in sorted(self.found.items())
            },
            "recovery": recovery(self.struck),
            "holds": not self.wrong,
        }


def recovery(struck: Sequence[Struck]) -> dict[str, dict[str, float]]:
    """Seconds from the blow, by fault and by what was waited for: how many, median, longest."""
    times: dict[str, list[float]] = {}
    for each in struck:
        for what, took in each.times.items():
            times.setdefault(f"{each.name}.{what}", []).append(took)
    return {
        name: {"n": len(found), "median": round(median(found), 3), "max": max(found)}
        for name, found in sorted(times.items())
    }


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or "unknown"


def run(
    seed: int,
    faults: Sequence[str],
    count: int,
    *,
    minutes: float | None = None,
    plant: str = "",
    look: int = 1,
    every: int = WHOLLY_EVERY,
    engines: int = 2,
    pace: float = 1.0,
    say: bool = False,
) -> Run:
    """One world through the faults of one plan; it ends early when its minutes are over.

    After ``look`` faults comes the quick look, at every ``every``-th of these at everything.
    """
    options = {"faults": list(faults), "count": count, "minutes": minutes, "look": look}
    options |= {"every": every, "engines": engines, "clients": CLIENTS + BROWSERS, "pace": pace}
    done = Run(draw(seed, faults, count, pace=pace), options=options, plant=plant)
    end = time.monotonic() + minutes * 60 if minutes else float("inf")
    with planted(plant), World.up(plant, engines) as world, _under_load(done.plan, world) as load:
        before = examine.memory(world)
        for number, fault in enumerate(done.plan.faults):
            if time.monotonic() > end:
                break
            last = number + 1 == len(done.plan.faults)
            _strike(done, fault, number, world, load)
            if last or (number + 1) % look == 0:
                _look(done, world, load, whole=last or (number + 1) % (look * every) == 0)
            if say:
                _tell(done)
            if plant and done.seen:
                break
        else:
            load.gate.over.set()
        if not plant and len(done.struck) < len(done.plan.faults):
            _look(done, world, load, whole=True)
        done.counts = _counts(done, world, load, before)
    return done


class _under_load:  # noqa: N801 - reads as the circumstance it is
    def __init__(self, plan: Plan, world: World) -> None:
        self._load = Load.of(plan, world.register, world.beside, world.ports, world.directory)

    def __enter__(self) -> Load:
        self._load.begin()
        return self._load

    def __exit__(self, *_: object) -> None:
        self._load.end()


def _strike(done: Run, fault: Fault, number: int, world: World, load: Load) -> None:
    """One fault, under a load that goes on; what it did not live to see is written down."""
    load.go_on()
    time.sleep(fault.after)
    for turn in range(TRIES):
        struck = _struck(done, fault, number + turn * _APART, world, load)
        if struck.at or turn + 1 == TRIES:  # else it never fell: the machine was too slow for it
            done.struck.append(struck)
            break
    time.sleep(0.3)


def _struck(done: Run, fault: Fault, number: int, world: World, load: Load) -> Struck:
    struck, seed, name = Struck(fault.name), done.plan.seed, f"fault-{number}"
    journal = load.journal(world.directory, name)
    clerk = Clerk(name, (), journal, load.gate, load.told, register=world.beside, seed=seed)
    stage = Stage(
        world=world,
        load=load,
        dice=dice(seed, "fault", fault.number),
        seed=seed,
        number=number,
        clerk=clerk,
        browser=Browser(world.ports, "petugas2"),
    )
    try:
        FAULTS[fault.name](stage, struck)
    except NeverCame as never:
        struck.missed.append(str(never))
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs into the line
        struck.wrong.append(f"{type(error).__name__}: {error}"[:300])
    return struck


def _look(done: Run, world: World, load: Load, *, whole: bool) -> None:
    """Everybody rests; then what must hold is looked at."""
    if not load.rest():
        done.found.setdefault("clients_come_to_rest", []).append("a client hangs")
    if not examine.record_is_there(world):
        done.found.setdefault("record_is_there", []).append("PostgreSQL does not answer")
        return
    try:
        found = (examine.wholly if whole else examine.quickly)(world, load)
    except Exception as error:  # noqa: BLE001 - a look that breaks is a finding
        found = {"look": [f"{type(error).__name__}: {error}"[:300]]}
    after = f"after {len(done.struck)} ({done.struck[-1].name}): " if done.struck else ""
    for name, said in found.items():
        done.looks[name] = done.looks.get(name, 0) + 1
        kept = done.found.setdefault(name, [])
        known = {each.partition(": ")[2] for each in kept}
        kept += [after + each for each in said if each not in known][:20]


def _counts(done: Run, world: World, load: Load, before: Mapping[str, int]) -> dict[str, Any]:
    seen = [each for each in load.seen if each.op != "read"]
    took = sorted(each.t_end - each.t_send for each in seen)
    _, latest = examine.windows(world)
    return {
        "faults": len(done.struck),
        "sendings": len(seen),
        "commands": len({each.command_id for each in seen}),
        "reads": sum(each.op == "read" for each in load.seen),
        **{kind.value: sum(each.answer is kind for each in seen) for kind in Answer},
        "events": world.beside.log.head(),
        "answer_p50": round(took[len(took) // 2], 4) if took else 0,
        "answer_max": round(took[-1], 3) if took else 0,
        "window_latest": latest,
        "revived": [name for _, name in world.revived],
        "memory_kib": {"before": dict(before), "after": examine.memory(world)},
    }


def _tell(done: Run) -> None:
    last = done.struck[-1]
    state = "holds" if not done.wrong else f"{len(done.wrong)} WRONG"
    sys.stderr.write(f"{len(done.struck):3} {last.name:4} {last.did}: {last.times} {state}\n")
    if done.wrong:
        sys.stderr.write(f"     {done.wrong[-1][:300]}\n")
    sys.stderr.flush()


# -- planted bugs ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Caught:
    """Whether the suite saw a planted bug, with which seed, and by what."""

    name: str
    seeds: int | None
    by: str

    def line(self) -> dict[str, Any]:
        return {
            "planted": self.name,
            "caught": bool(self.seeds),
            "seeds": self.seeds,
            "by": self.by,
        }


def hunt(names: Sequence[str], seed: int, *, seeds: int = SEEDS) -> Iterator[Caught]:
    """Each bug in worlds of its own, seed after seed until something is found wrong."""
    for name in names:
        plant = PLANTS[name]
        engines = 2 if "F9" in plant.catch else 1
        caught = Caught(name, None, "")
        for number in range(1, seeds + 1):
            done = run(seed + number - 1, plant.catch, 3, plant=name, every=1, engines=engines)
            if done.seen:
                caught = Caught(name, number, done.seen[0])
                break
        yield caught


def chaos(
    *,
    seed: int,
    faults: Sequence[str],
    count: int,
    minutes: float | None,
    look: int,
    engines: int,
    pace: float,
    as_json: bool,
    to: Path | None,
) -> int:
    """`rukun chaos`: one run; 0 when everything held."""
    unknown = [each for each in faults if each not in FAULTS]
    if unknown:
        sys.stderr.write(f"Tidak dikenal: {', '.join(unknown)}. Ada: {', '.join(FAULTS)}.\n")
        return 2
    with ExitStack() as stack:
        stack.callback(sys.stdout.flush)
        done = run(
            seed,
            faults or tuple(FAULTS),
            count,
            minutes=minutes,
            look=look,
            engines=engines,
            pace=pace,
            say=not as_json,
        )
        _write(done.line(), to)
        if not as_json:
            for said in done.wrong:
                sys.stderr.write(f"  {said}\n")
    return 1 if done.wrong else 0


def chaos_planted(*, seed: int, names: Sequence[str], to: Path | None) -> int:
    """`rukun chaos --planted`: k of n caught; 0 when all were."""
    unknown = [each for each in names if each not in PLANTS]
    if unknown:
        sys.stderr.write(f"Tidak dikenal: {', '.join(unknown)}. Ada: {', '.join(PLANTS)}.\n")
        return 2
    found = []
    for caught in hunt(names or tuple(PLANTS), seed):
        found.append(caught)
        _write(caught.line(), to)
    needed = [each.seeds for each in found if each.seeds]
    said = f"{len(needed)} of {len(found)} caught"
    if needed:
        said += f", mean seeds to catch {mean(needed):.2f}"
    sys.stdout.write(said + "\n")
    return 0 if len(needed) == len(found) else 1


def _write(line: Mapping[str, Any], to: Path | None) -> None:
    text = json.dumps(line, ensure_ascii=False)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    if to is not None:
        with to.open("a", encoding="utf-8") as file:
            file.write(text + "\n")
