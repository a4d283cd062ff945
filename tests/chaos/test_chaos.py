"""The suite itself, small: every fault once, some bugs planted, and a plan that repeats."""

import pytest

from chaos.faults import FAULTS
from chaos.plan import draw
from chaos.plants import PLANTS
from chaos.run import hunt, run

SEED = 5


def test_the_same_seed_is_the_same_plan_and_another_is_not() -> None:
    plan = draw(SEED, tuple(FAULTS), 30)
    assert draw(SEED, tuple(FAULTS), 30).digest == plan.digest
    assert draw(SEED + 1, tuple(FAULTS), 30).digest != plan.digest


def test_every_fault_comes_before_any_comes_again() -> None:
    names = [each.name for each in draw(SEED, tuple(FAULTS), 30).faults]
    assert sorted(names[:15]) == sorted(FAULTS)
    assert sorted(names[15:]) == sorted(FAULTS)


def test_every_planted_bug_names_faults_there_are() -> None:
    assert {fault for plant in PLANTS.values() for fault in plant.catch} <= set(FAULTS)
    assert len(PLANTS) == 16


@pytest.mark.slow
def test_every_fault_once_under_load_loses_and_doubles_nothing() -> None:
    done = run(SEED, tuple(FAULTS), len(FAULTS), every=len(FAULTS))
    assert done.wrong == []
    assert (done.lost, done.doubled) == (0, 0)
    assert done.counts["faults"] == len(FAULTS)
    assert done.counts["ok"] > 50
    assert all(done.looks[name] for name in ("I5_views_equal_a_replay", "I6_hashes_verify"))


@pytest.mark.slow
@pytest.mark.parametrize("bug", ["no_command_id_uniqueness", "naive_retry", "poison_swallowed"])
def test_a_planted_bug_is_caught(bug: str) -> None:
    (caught,) = hunt([bug], SEED)
    assert caught.seeds, f"{bug} was not seen"
