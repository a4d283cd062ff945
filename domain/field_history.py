"""Riwayat isian: which event set which field of a case's file, from what to what.

No list is kept of it. The file is folded event by event; what an event assigns, and what it leaves
otherwise than it found it, is what it set. A field that is added to the file has its history.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from domain.case_file import CaseFile, Placed
from domain.deadline import Span
from domain.kernel import Confidential, Fact

Place = tuple[str, ...]
"""Where a field stands in the file: `level`, or `tasks`, the task's id, `state`."""

Leaves = dict[Place, Any]

_NO_FACTS: Final = frozenset(
    {
        "assigned",
        "envelope",
        "event",
        "events",
        "kept_for",
        "latest",
        "met_event",
        "origins",
        "position",
        "summary_event",
        "timeline",
        "trigger",
        "written_event",
    }
)
"""What a file keeps of where its facts come from; no fact itself."""

_SCALARS: Final = (Confidential, Enum, Span, bool, int, float, str, date, timedelta, UUID)


@dataclass(frozen=True)
class Change:
    """One field as an event left it; ``before`` is None where it said nothing yet."""

    place: Place
    before: Any
    after: Any
    fact: Fact
    position: int


class _Watched(CaseFile):
    """A file that notes which of its own fields an event assigns, be it to the same value."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        self.__dict__.setdefault("_assigned", set()).add(name)

    def after(self, placed: Placed) -> set[str]:
        """What one more event assigned."""
        assigned: set[str] = self.__dict__["_assigned"]
        assigned.clear()
        self.apply(placed)
        return assigned


def history_of(events: Iterable[Placed], part: Place) -> list[Change]:
    """Everything that ever set a part of the file or a field in it, the first first."""
    file, found = _Watched(), list[Change]()
    before: Leaves = {}
    for placed in events:
        assigned = file.after(placed)
        after = leaves_of(file, part)
        found += _between(before, after, assigned, placed)
        before = after
    return found


def set_by(events: Iterable[Placed], position: int) -> list[Change]:
    """Every field of the whole file that the event at a position set."""
    file = _Watched()
    for placed in events:
        if placed.position == position:
            before = leaves_of(file) if file.timeline else {}
            assigned = file.after(placed)
            return _between(before, leaves_of(file), assigned, placed)
        file.apply(placed)
    return []


def told_by(events: Iterable[Placed], wanted: Collection[int]) -> dict[int, list[Change]]:
    """What each of the wanted positions set, like ``set_by`` of them all, in one pass.

    An event is compared in what it can have touched: of the large parts only what it names.
    """
    file, found = _Watched(), dict[int, list[Change]]()
    for placed in events:
        if placed.position not in wanted:
            file.apply(placed)
            continue
        named = _ids(placed.fact)
        before = _touched(file, named)
        assigned = file.after(placed)
        after = _touched(file, named)
        found[placed.position] = _between(before, after, assigned, placed)
    return found


_LARGE: Final = frozenset({"deliberations", "letters", "reports", "tasks"})
"""Parts of a file of which one event touches what it names by its id, and no more."""


def _ids(node: Any) -> set[UUID]:
    """Every id an event names, its own stream's among them."""
    match node:
        case UUID():
            return {node}
        case BaseModel():
            return set().union(*(_ids(getattr(node, name)) for name in type(node).model_fields))
        case list() | tuple() | set() | frozenset():
            return set().union(*map(_ids, node))
        case dict():
            return set().union(*map(_ids, node.values()))
        case _:
            return set()


def _touched(file: CaseFile, named: set[UUID]) -> Leaves:
    """The file's leaves, of its large parts those of what is named."""
    if not file.timeline:
        return {}
    leaves: Leaves = {}
    for each in fields(CaseFile):
        held = getattr(file, each.name)
        if each.name in _LARGE:
            for key in named & held.keys():
                leaves |= _leaves(held[key], (each.name, str(key)))
        elif each.name not in _NO_FACTS | _OF_WINDOWS:
            leaves |= _leaves(held, (each.name,))
    return leaves


_OF_WINDOWS: Final = frozenset({"closed_waits"})
"""What grows with each window and says again what the windows said."""


def leaves_of(file: CaseFile, part: Place = ()) -> Leaves:
    """The fields of a part of the file as they stand, those that say something."""
    return dict(_leaves(_at(file, part), part))


def _between(before: Leaves, after: Leaves, assigned: set[str], placed: Placed) -> list[Change]:
    return [
        Change(place, before.get(place), after.get(place), placed.fact, placed.position)
        for place in dict.fromkeys([*before, *after])
        if before.get(place) != after.get(place) or (len(place) == 1 and place[0] in assigned)
    ]


def _at(node: Any, part: Place) -> Any:
    """What stands at a place; None where there is nothing."""
    for name in part:
        node = dict(_inner(node)).get(name)
    return node


def _leaves(node: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if node is None or node == "":
        return
    if isinstance(node, _SCALARS):
        yield place, node
    elif isinstance(node, list | tuple | set | frozenset) and _plain(node):
        if node:
            yield place, tuple(sorted(node, key=str) if isinstance(node, set) else node)
    else:
        for name, inner in _inner(node):
            yield from _leaves(inner, (*place, name))


def _plain(node: Iterable[Any]) -> bool:
    return all(isinstance(each, _SCALARS) for each in node)


def _inner(node: Any) -> Iterator[tuple[str, Any]]:
    """What a value is made of, by name."""
    match node:
        case Confidential():
            return
        case dict():
            yield from ((_named(name), inner) for name, inner in node.items())
        case BaseModel():
            names = [name for name in type(node).model_fields if name not in _NO_FACTS]
            yield from ((name, getattr(node, name)) for name in names)
        case list() | tuple():
            yield from ((str(number), inner) for number, inner in enumerate(node))
        case _ if is_dataclass(node):
            names = [each.name for each in fields(node) if each.name not in _NO_FACTS]
            yield from ((name, getattr(node, name)) for name in names)


def _named(name: object) -> str:
    """A dictionary's key as part of a place."""
    if isinstance(name, tuple):
        return "-".join(map(_named, name))
    return str(name.value) if isinstance(name, Enum) else str(name)
