"""The history checker sees what it is there to see: each rule, over a history tampered with."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

import pytest

from chaos.history import Answer, Journal, Record, Saw, Written, check, read_back

ME = str(UUID(int=7))
STREAM = "aliran"


def saw(command: str, began: float, *, position: int = 0, **facts: Any) -> Saw:
    told: dict[str, Any] = {
        "client": "satu",
        "op": "SupplementReport",
        "command_id": command,
        "aggregate": STREAM,
        "t_send": began,
        "t_end": began + 0.5,
        "answer": Answer.OK if position else Answer.NOT,
        "result": {"about": STREAM, "position": position} if position else {},
    }
    return Saw(**(told | facts))


def read(began: float, version: int) -> Saw:
    return saw("", began, op="read", answer=Answer.OK, version=version)


def event(command: str, position: int, version: int, actor: str = ME) -> Written:
    return Written(position, STREAM, version, command, actor)


def slips(*kept: tuple[str, int]) -> dict[str, Any]:
    return {command: ({"about": STREAM}, (position,)) for command, position in kept}


SEEN = [
    saw("a", 1, position=1),
    saw("b", 2, position=2),
    saw("c", 3),
    saw("d", 4, answer=Answer.UNKNOWN),
    saw("a", 5, position=1),
    read(6, 3),
]
RECORD = Record(
    slips(("a", 1), ("b", 2), ("d", 3)), [event("a", 1, 1), event("b", 2, 2), event("d", 3, 3)]
)


def broken(seen: Sequence[Saw] = SEEN, record: Record = RECORD) -> set[str]:
    """The rules that do not hold."""
    return {rule for rule, said in check(seen, record, [UUID(ME)]).items() if said}


def test_a_true_history_holds() -> None:
    assert broken() == set()


def test_what_nobody_knows_may_be_absent_too() -> None:
    record = Record(slips(("a", 1), ("b", 2)), RECORD.events[:2])
    assert broken([*SEEN[:5], read(6, 2)], record) == set()


def test_an_acknowledged_command_that_is_gone_is_seen() -> None:
    gone = Record(slips(("a", 1), ("d", 3)), [event("a", 1, 1), event("d", 3, 2)])
    assert broken([*SEEN[:5]], gone) == {"acknowledged_is_kept"}


def test_a_refused_command_that_is_there_is_seen() -> None:
    kept = Record({**RECORD.slips, **slips(("c", 4))}, [*RECORD.events, event("c", 4, 4)])
    assert broken(SEEN, kept) == {"refused_is_absent"}


def test_a_second_answer_unlike_the_first_is_seen() -> None:
    other = [*SEEN[:4], saw("a", 5, position=9), SEEN[5]]
    assert broken(other) == {"answers_are_the_first"}


def test_a_second_effect_is_seen() -> None:
    twice = Record(RECORD.slips, [*RECORD.events, event("a", 4, 4)])
    assert "one_effect_per_command" in broken(SEEN, twice)


def test_events_without_a_slip_are_seen() -> None:
    bare = Record(slips(("a", 1), ("b", 2)), RECORD.events)
    assert broken(SEEN, bare) == {"one_effect_per_command"}


def test_an_effect_under_an_id_nobody_sent_is_seen() -> None:
    disguised = Record({**RECORD.slips, **slips(("e", 4))}, [*RECORD.events, event("e", 4, 4)])
    assert broken(SEEN, disguised) == {"nothing_nobody_sent"}
    others = Record(disguised.slips, [*RECORD.events, event("e", 4, 4, actor="mesin")])
    assert broken(SEEN, others) == set()


def test_a_hole_in_a_stream_is_seen() -> None:
    holed = Record(RECORD.slips, [*RECORD.events[:2], replace(RECORD.events[2], version=4)])
    assert "versions_run_from_one" in broken(SEEN, holed)


def test_an_order_against_time_is_seen() -> None:
    swapped = Record(
        slips(("a", 2), ("b", 1), ("d", 3)),
        [event("b", 1, 1), event("a", 2, 2), event("d", 3, 3)],
    )
    seen = [saw("a", 1, position=2), saw("b", 2, position=1), *SEEN[2:4], SEEN[5]]
    assert broken(seen, swapped) == {"order_is_real_time"}


def test_two_under_way_at_once_may_come_in_any_order() -> None:
    swapped = Record(slips(("a", 2), ("b", 1)), [event("b", 1, 1), event("a", 2, 2)])
    assert broken([saw("a", 1, position=2), saw("b", 1.2, position=1)], swapped) == set()


def test_a_look_that_misses_what_was_acknowledged_is_seen() -> None:
    assert broken([*SEEN[:5], read(6, 1)]) == {"reads_see_what_was_written"}


def test_a_look_that_goes_back_behind_another_is_seen() -> None:
    assert broken([*SEEN[:5], read(6, 3), read(7, 2)]) == {"reads_see_what_was_written"}


def test_a_line_is_on_the_disk_before_the_answer_is_used(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "satu.jsonl")
    for line in SEEN:
        journal.note(line)
        assert list(read_back(tmp_path / "satu.jsonl"))[-1] == line
    with (tmp_path / "satu.jsonl").open("a") as torn:
        torn.write('{"client": "sa')
    assert list(read_back(tmp_path / "satu.jsonl")) == SEEN
    journal.close()


@pytest.mark.slow
def test_a_hundred_thousand_lines_take_less_than_five_seconds() -> None:
    many = 100_000
    seen = [
        saw(f"k{n}", n, position=n, aggregate=f"s{n % 500}", result={"position": n})
        for n in range(1, many + 1)
    ]
    events = [
        Written(n, f"s{n % 500}", (n - 1) // 500 + 1, f"k{n}", ME) for n in range(1, many + 1)
    ]
    record = Record({f"k{n}": ({}, (n,)) for n in range(1, many + 1)}, events)
    started = monotonic()
    assert all(not said for said in check(seen, record, [UUID(ME)]).values())
    assert monotonic() - started < 5
