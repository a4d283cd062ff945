"""What a drill says it never met: nothing that may happen to a task is left out of the list."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from application.register import _METHODS
from domain.conflict_case import Stage
from domain.field_task import FieldTask
from domain.kernel import EVENTS
from drill import report as reports
from drill.counts import BESIDE_A_DRILL, CHAIN_OUTCOMES, Counts, known_commands
from drill.journal import Journal
from drill.report import DrillReport, run_drill, unexercised
from tests.drill.test_drill import EXAMPLE

AT = "2026-03-02T09:00:00+07:00"
HANDED_ON = (FieldTask.PassedOn.NAME, FieldTask.SupervisorAsked.NAME)


def of_a_task(*events: tuple[str, dict[str, Any]], role: str = "penghubung") -> Counts:
    counts = Counts()
    for name, facts in events:
        counts.take("task", name, {"facts": facts, "envelope": {"recorded_at": AT, "role": role}})
    return counts


def passed_on(link: int, because: str | None = None) -> tuple[str, dict[str, Any]]:
    return FieldTask.PassedOn.NAME, {"link": link, "because": because}


def told(name: str, **facts: Any) -> tuple[str, dict[str, Any]]:
    return name, facts


def test_every_event_of_a_task_and_every_reason_to_go_on_is_listed() -> None:
    assert {name for name in EVENTS if name.startswith("task.")} <= set(CHAIN_OUTCOMES)
    for why in ("declined", "acknowledge", "activity"):
        assert {f"{name} after {why}" for name in HANDED_ON} <= set(CHAIN_OUTCOMES)
    assert len(set(CHAIN_OUTCOMES)) == len(CHAIN_OUTCOMES)


@pytest.mark.parametrize("left_out", ["task.en_route", "task.on_scene", "task.progressed"])
def test_a_step_that_nobody_takes_is_missing(left_out: str) -> None:
    nothing: dict[str, Any] = {"link": 0, "because": None}
    names = [name for name in EVENTS if name.startswith("task.")]
    whole = of_a_task(*((name, nothing) for name in names))
    assert left_out not in unexercised(Journal(), whole)["chain"]
    without = of_a_task(*((name, nothing) for name in names if name != left_out))
    assert left_out in unexercised(Journal(), without)["chain"]


def test_the_first_delivery_is_no_going_on() -> None:
    counts = of_a_task(passed_on(0))
    assert counts.outcomes["task.passed_on after declined"] == 0
    assert counts.reassigned == 0


def test_silence_after_a_sign_of_life_is_told_from_silence_at_once() -> None:
    at_once = of_a_task(passed_on(0), passed_on(1, "acknowledge"))
    assert at_once.outcomes["task.passed_on after acknowledge"] == 1
    assert at_once.outcomes["silent_after_a_sign_of_life"] == 0
    later = of_a_task(
        passed_on(0),
        told("task.acknowledged"),
        told("task.progressed"),
        told("task.supervisor_asked", because="activity"),
    )
    assert later.outcomes["task.supervisor_asked after activity"] == 1
    assert later.outcomes["silent_after_a_sign_of_life"] == 1


def test_what_a_delegate_answers_is_not_the_first_ones_answer() -> None:
    counts = of_a_task(
        passed_on(0), told("task.acknowledged"), told("task.delegated"), told("task.declined")
    )
    assert counts.outcomes["declined_by_a_delegate"] == 1
    assert counts.outcomes["declined_after_acknowledging"] == 0
    taken = of_a_task(passed_on(0), told("task.delegated"), told("task.acknowledged"))
    assert taken.outcomes["acknowledged_by_a_delegate"] == 1
    assert taken.outcomes["acknowledged_by_the_first"] == 0


def test_the_supervisor_may_name_another_who_is_asked_like_a_delegate() -> None:
    counts = of_a_task(
        passed_on(0),
        told("task.supervisor_asked", because=None),
        told("task.delegated"),
        told("task.acknowledged"),
    )
    assert counts.outcomes["supervisor_named_another"] == 1
    assert counts.outcomes["acknowledged_by_a_delegate"] == 1
    assert counts.outcomes["last_liaison_came_late"] == 0


def test_a_way_that_does_not_exist_is_found() -> None:
    counts = Counts()
    for stage in (Stage.VERIFY, Stage.RESOLVE, Stage.CLOSED, Stage.MEDIATE):
        facts = {"stage": stage.value}
        state = {"facts": facts, "envelope": {"recorded_at": AT, "command_id": stage.value}}
        counts.take("case", "case.stage_entered", state)
    assert counts.unknown_ways == [f"{Stage.CLOSED.value} -> {Stage.MEDIATE.value}"]
    assert not reports._ways(counts).holds


def test_a_command_that_was_never_carried_out_is_missing() -> None:
    journal = Journal(carried_out=set(known_commands()) - {"SetOut"})
    assert unexercised(journal, Counts())["commands"] == ["SetOut"]
    assert {each.__name__ for each in _METHODS} >= BESIDE_A_DRILL


@pytest.mark.parametrize(("missing", "code"), [(["SetOut"], 1), ([], 0)])
def test_an_incomplete_drill_fails_only_where_completeness_is_asked_for(
    missing: list[str], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reports, "drill", lambda *_, **__: empty(missing))
    with _words(tmp_path) as out:
        assert run_drill(EXAMPLE, console=out) == 0
        assert run_drill(EXAMPLE, console=out, complete=True) == code
    said = (tmp_path / "kata.txt").read_text(encoding="utf-8")
    assert ("Perintah yang tidak terjadi: SetOut" in said) is bool(missing)


@contextmanager
def _words(directory: Path) -> Iterator[Console]:
    with (directory / "kata.txt").open("w", encoding="utf-8") as words:
        yield Console(file=words)


def empty(missing: list[str]) -> DrillReport:
    """A drill of nothing, in which only these commands never occurred."""
    return DrillReport(
        seed=1,
        rows=0,
        digest="",
        reports=0,
        cases={},
        tasks={"acknowledged": 0, "elapsed": 0, "reassigned": 0},
        median_hours={},
        commands={"accepted": 0, "refused": 0, "sent_twice": 0},
        events=0,
        workflows={"started": 0, "completed": 0, "running": 0, "failed": 0},
        letters={"drafted": 0, "approved": 0, "voided": 0},
        unexercised={"commands": missing},
        invariants={},
        blunders=[],
        driver={"seconds": 0.0, "rows_per_second": 0.0},
    )
