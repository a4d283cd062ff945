"""What a run will do, drawn from its seed before anything happens: the same seed, the same plan."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Final

CLIENTS: Final = 4
"""Desks that send commands through a register of their own."""
BROWSERS: Final = 2
"""People who send forms to the pages."""
STORIES: Final = 400
"""More than any run gets to."""


@dataclass(frozen=True)
class Step:
    """One wish of a story. ``times`` is how often it is sent, ``together`` whether all at once.

    ``early`` sends the next step first, which the record may refuse; it is sent again in its turn.
    """

    wish: str
    times: int = 1
    together: bool = False
    early: bool = False
    think: float = 0.1


@dataclass(frozen=True)
class Fault:
    """One fault: which, after how long in the quiet before, and the number its dice come from."""

    name: str
    after: float
    number: int


@dataclass(frozen=True)
class Plan:
    """Everything the seed decides."""

    seed: int
    desks: Sequence[Sequence[Sequence[Step]]]
    browsers: Sequence[Sequence[Sequence[Step]]]
    readers: Sequence[Sequence[Step]]
    faults: Sequence[Fault]

    @property
    def digest(self) -> str:
        """Tells two plans apart, and nothing else."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]


def dice(seed: int, *names: object) -> Random:
    """The generator of one strand of a run; like no other's."""
    return Random("/".join(map(str, ("chaos", seed, *names))))  # noqa: S311 - dice, no secret


def draw(seed: int, faults: Sequence[str], count: int, *, pace: float = 1.0) -> Plan:
    """A plan of ``count`` faults, each of ``faults`` in turn before any comes again.

    Clients think for 0.05 to 0.3 s between two wishes, times ``pace``.
    """
    order = dice(seed, "faults")
    names: list[str] = []
    while len(names) < count:
        names += order.sample(list(faults), len(faults))
    return Plan(
        seed=seed,
        desks=[_stories(seed, "desk", each, _desk_story, pace) for each in range(CLIENTS)],
        browsers=[
            _stories(seed, "browser", each, _browser_story, pace) for each in range(BROWSERS)
        ],
        readers=_stories(seed, "reader", 0, _reader_story, pace),
        faults=[
            Fault(name, round(order.uniform(0.3, 1.2), 3), order.randrange(1 << 30))
            for name in names[:count]
        ],
    )


def _stories(
    seed: int, kind: str, number: int, tell: Callable[[Random], list[Step]], pace: float
) -> list[list[Step]]:
    roll = dice(seed, kind, number)
    return [
        [replace(step, think=round(step.think * pace, 3)) for step in tell(roll)]
        for _ in range(STORIES)
    ]


def _desk_story(roll: Random) -> list[Step]:
    """From a report to an approved letter; two in five end as information."""
    wishes = ["file", *["supplement"] * roll.randint(1, 3), "look"]
    if roll.random() < 0.4:
        wishes += ["information", "look"]
    else:
        wishes += ["open", "assign", "acknowledge", "report", "look", "verify"]
        wishes += ["propose", "approve", "schedule", "supplement", "look", "letter"]
    return [_step(wish, roll) for wish in wishes]


def _browser_story(roll: Random) -> list[Step]:
    return [_step(wish, roll) for wish in ("file", *["supplement"] * roll.randint(1, 4))]


def _reader_story(roll: Random) -> list[Step]:
    return [Step("look", think=round(roll.uniform(0.5, 2.0), 3)) for _ in range(4)]


def _step(wish: str, roll: Random) -> Step:
    manner, again = roll.random(), roll.randint(2, 3)
    think = round(roll.uniform(0.05, 0.3), 3)
    if wish == "look":
        return Step(wish, think=think)
    return Step(
        wish,
        times=again if manner < 0.3 else 1,
        together=manner < 0.15,
        early=manner > 0.93,
        think=think,
    )
