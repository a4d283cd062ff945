"""Golden files: every event ever stored is still read, by its stable name alone."""

import base64
import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest

import domain
from domain.conflict_case import ConflictCase
from domain.kernel import EVENTS, Aggregate, Confidential, Fact
from runtime.database import Datastore
from runtime.embedded import EmbeddedPostgres
from runtime.mapper import UPCASTERS, SealingMapper, UnknownEvent
from runtime.vault import Vault, walk
from tests.conftest import TEMPLATE
from tests.golden.make import GOLDEN, path_of, reading
from tests.office import MASTER_KEY, OPENING, OfficeClock

FILES = sorted(GOLDEN.glob("*.json"))
UPCAST = GOLDEN / "upcast"


def content_of(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


class Shelf:
    """A database whose vault holds the keys of one golden file at a time."""

    def __init__(self, url: str) -> None:
        self.datastore = Datastore(url, size=1)

    def opened(self, content: dict[str, Any]) -> SealingMapper:
        with psycopg.connect(self.datastore.url) as conn:
            conn.execute("DELETE FROM vault.key")
            for subject, wrapped in content["keys"].items():
                conn.execute(
                    "INSERT INTO vault.key VALUES (%s, %s, %s)",
                    (subject, base64.b64decode(wrapped), OPENING),
                )
        return SealingMapper(Vault(self.datastore, MASTER_KEY, OfficeClock(OPENING)))

    def read(self, content: dict[str, Any]) -> Fact:
        """The event as today's code reads it."""
        return self.opened(content).fact(
            UUID(content["stream"]),
            content["version"],
            content["name"],
            content["state"].encode(),
        )


@pytest.fixture(scope="module")
def shelf(postgres: EmbeddedPostgres) -> Iterator[Shelf]:
    made = Shelf(postgres.create_database("rukun_golden", template=TEMPLATE))
    yield made
    made.datastore.close()
    postgres.drop_database("rukun_golden")


def says(told: Any, expected: Any) -> bool:
    """Whether everything expected is told; an optional field added since is no contradiction."""
    if isinstance(expected, dict):
        return isinstance(told, dict) and all(
            name in told and says(told[name], value) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return len(told) == len(expected) and all(map(says, told, expected))
    return bool(told == expected)


def test_every_event_has_a_golden_file_of_its_present_schema() -> None:
    missing = [name for name, event in EVENTS.items() if not path_of(name, event.SCHEMA).exists()]
    assert missing == [], "python -m tests.golden.make"


def test_no_golden_file_is_of_an_event_the_law_has_forgotten() -> None:
    assert {content_of(path)["name"] for path in FILES} == EVENTS.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_stored_is_still_read(path: Path, shelf: Shelf) -> None:
    content = content_of(path)
    assert path == path_of(content["name"], content["schema"])
    told = reading(shelf.read(content))
    assert says(told["envelope"], content["envelope"])
    assert says(told["facts"], content["facts"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_today_has_the_shape_of_its_golden_file(path: Path, shelf: Shelf) -> None:
    """A field that changes its name, or is no longer sealed, needs a new schema."""
    content = content_of(path)
    fact = shelf.read(content)
    if content["schema"] != fact.SCHEMA:
        return
    again = shelf.opened(content).to_stored_event(fact)
    assert says(_plain(again.state), _plain(content["state"].encode()))
    assert again.topic == content["name"]


def _plain(state: bytes) -> Any:
    return walk(json.loads(state), lambda node, _: {"sealed_for": node["sealed_for"]})


@pytest.mark.parametrize("name", ["case.finding_noted", "case.member_finding_noted"])
def test_what_was_found_before_a_tasks_kind_was_told_verifies(name: str, shelf: Shelf) -> None:
    fact = shelf.read(content_of(path_of(name, 1)))
    assert fact.verifies  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_stored_knows_a_module(path: Path) -> None:
    state = content_of(path)["state"]
    for module in ("domain.", "runtime.", "application.", "eventsourcing"):
        assert module not in state


def test_every_stored_name_belongs_to_one_event() -> None:
    """A second class under a known name would be written and never read again."""

    def named(kind: type[Fact]) -> Iterator[type[Fact]]:
        for found in kind.__subclasses__():
            if "NAME" in vars(found):
                yield found
            yield from named(found)

    for event in named(Fact):
        if event.__module__.startswith("domain."):
            assert EVENTS[event.NAME].__qualname__ == event.__qualname__, event.NAME


# -- names outlive modules ---------------------------------------------------------------------


@contextmanager
def the_law_elsewhere(module: str) -> Iterator[ModuleType]:
    """A module of the law as if it had been moved and renamed."""
    known = dict(EVENTS)
    path = Path(domain.__path__[0]) / f"{module}.py"
    spec = importlib.util.spec_from_file_location(f"moved_{module}", path)
    assert spec is not None
    assert spec.loader is not None
    moved = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = moved
    try:
        spec.loader.exec_module(moved)
        yield moved
    finally:
        del sys.modules[spec.name]
        EVENTS.clear()
        EVENTS.update(known)


def test_an_event_is_found_by_its_name_wherever_its_module_went(shelf: Shelf) -> None:
    content = content_of(path_of("case.opened", 1))
    with the_law_elsewhere("conflict_case") as moved:
        fact = shelf.read(content)
        assert type(fact).__module__ == "moved_conflict_case"
        case: Any = fact.mutate(None)
        assert type(case) is moved.ConflictCase
        assert str(case.title) == "Sengketa lahan"
    assert type(shelf.read(content)) is ConflictCase.Opened


# -- schemas outlive fields --------------------------------------------------------------------

REMARKED = "uji.remarked"


@contextmanager
def remarked(schema: int) -> Iterator[type[Fact]]:
    """A test-only event as it was first written (1) and as it is known now (2)."""
    known = dict(EVENTS)

    class First(Aggregate.Event):
        NAME = REMARKED
        note: Confidential
        level: str

    EVENTS.pop(REMARKED)

    class Remarked(Aggregate.Event):
        NAME = REMARKED
        SCHEMA: ClassVar[int] = 2
        remark: Confidential
        rank: int

    EVENTS[REMARKED] = First if schema == 1 else Remarked
    try:
        yield EVENTS[REMARKED]
    finally:
        EVENTS.clear()
        EVENTS.update(known)


def to_ranks(facts: dict[str, Any]) -> dict[str, Any]:
    """From schema 1: the note is called a remark, the level is a number."""
    return {"remark": facts["note"], "rank": ["hijau", "kuning", "merah"].index(facts["level"])}


def test_an_old_event_is_read_by_its_upcaster_and_its_seal_still_opens(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = content_of(UPCAST / f"{REMARKED}-1.json")
    monkeypatch.setitem(UPCASTERS, (REMARKED, 1), to_ranks)
    with remarked(2):
        told: Any = shelf.read(content)
        assert (str(told.remark), told.rank) == ("Dua kelompok berhadapan.", 2)
        assert reading(told)["facts"] == content["facts"]


def test_an_old_event_without_an_upcaster_is_not_guessed_at(shelf: Shelf) -> None:
    content = content_of(UPCAST / f"{REMARKED}-1.json")
    with remarked(2), pytest.raises(KeyError):
        shelf.read(content)


def test_an_event_from_a_newer_rukun_is_not_guessed_at(shelf: Shelf) -> None:
    content = content_of(path_of("case.closed", 1))
    newer = content["state"].replace('"schema":1', '"schema":2', 1)
    with pytest.raises(UnknownEvent, match="schema 2"):
        shelf.read(content | {"state": newer})


def test_an_event_without_a_name_is_not_guessed_at(shelf: Shelf) -> None:
    with pytest.raises(UnknownEvent):
        shelf.read(content_of(path_of("case.closed", 1)) | {"name": "case.forgotten"})


def test_a_stored_field_nobody_knows_is_not_dropped_in_silence(shelf: Shelf) -> None:
    content = content_of(path_of("case.stage_entered", 1))
    more = content["state"].replace('"facts":{', '"facts":{"more":1,', 1)
    with pytest.raises(ValueError, match="more"):
        shelf.read(content | {"state": more})


def test_an_upcaster_stands_for_every_schema_on_the_way() -> None:
    for name, event in EVENTS.items():
        for schema in range(1, event.SCHEMA):
            assert (name, schema) in UPCASTERS
            assert path_of(name, schema).exists()
