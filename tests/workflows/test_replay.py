"""Saved histories: what workflows have already lived through, today's code can still follow."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.workflows.changed import CHANGED_ON, AsksAnother, LooksTwice
from tests.workflows.save_histories import HISTORIES
from workflows.stages import WORKFLOWS

SAVED = sorted(HISTORIES.glob("*.json"))


@dataclass(frozen=True)
class Saved:
    """One history from its file."""

    history: WorkflowHistory
    kind: str


def saved(path: Path) -> Saved:
    history = WorkflowHistory.from_json(path.stem, path.read_text(encoding="utf-8"))
    begun = history.events[0].workflow_execution_started_event_attributes
    return Saved(history, begun.workflow_type.name)


def replayer(*workflows: type) -> Replayer:
    return Replayer(workflows=workflows, data_converter=pydantic_data_converter)


def test_every_workflow_has_a_saved_history() -> None:
    kinds = {saved(path).kind for path in SAVED}
    assert kinds == {each.__name__ for each in WORKFLOWS}


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
async def test_a_saved_history_can_still_be_followed(path: Path) -> None:
    await replayer(*WORKFLOWS).replay_workflow(saved(path).history)


@pytest.mark.parametrize("changed", [LooksTwice, AsksAnother])
async def test_a_changed_workflow_is_found_out(changed: type) -> None:
    histories = [found.history for path in SAVED if (found := saved(path)).kind == CHANGED_ON]
    with pytest.raises(NondeterminismError):
        await replayer(changed).replay_workflow(histories[0])


def test_saved_histories_name_no_machine() -> None:
    for path in SAVED:
        found = saved(path)
        for event in found.history.events:
            for _, attributes in event.ListFields():
                who = getattr(attributes, "identity", "")
                assert who in {"", "rukun-tests"}
        assert '"stackTrace"' not in path.read_text(encoding="utf-8")
