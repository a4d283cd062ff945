"""Between events and bytes: readable JSON under stable names, sealed where it is personal."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from domain.kernel import BOOKKEEPING, EVENTS, Envelope, Fact, Refusal
from runtime.vault import Vault, walk

_SEALED = b'"sealed_for"'
_SEALED_FOR = re.compile(rb'"sealed_for":"([0-9a-f-]{36})"')
LONGEST_EVENT = 128 * 1024
"""Bytes of one event as stored. Documents and photographs are kept elsewhere, by hash."""

REMEMBERED = 4096
"""How many opened events a process keeps at most."""

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""From (name, schema) as stored to the facts of the next schema; golden files show each."""


class EventTooLong(Refusal):
    """Isian terlalu panjang untuk dicatat; ringkas uraiannya atau lampirkan sebagai berkas."""


class UnknownEvent(Exception):
    """The log holds an event this version of Rukun has no name for."""


@dataclass(frozen=True)
class _Opened:
    """An event as it was opened, the bytes it was opened from, and whose keys did it."""

    name: str
    state: bytes
    fact: Fact
    subjects: frozenset[UUID]

    def lasts(self, vault: Vault) -> bool:
        return all(vault.holds(each) for each in self.subjects)


class SealingMapper(Mapper[UUID]):
    """Writes ``{"schema", "envelope", "facts"}``; opens, upcasts and validates on the way back."""

    def __init__(self, vault: Vault) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self.vault = vault
        self._opened: dict[tuple[UUID, int], _Opened] = {}

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        fact = cast("Fact", domain_event)
        where = f"{fact.originator_id}@{fact.originator_version}"

        def seal(node: dict[str, Any], path: str) -> dict[str, Any]:
            subject = UUID(node["sealed_for"])
            place = f"{where}{path}"
            text = node["text"]
            if text is None:
                return {"sealed_for": node["sealed_for"], "sealed": None}
            return {
                "sealed_for": node["sealed_for"],
                "sealed": self.vault.seal(text, subject, place),
            }

        written = {
            "schema": fact.SCHEMA,
            "envelope": fact.envelope.model_dump(mode="json", exclude_none=True),
            "facts": fact.model_dump(mode="json", exclude=set(BOOKKEEPING)),
        }
        self._fits(written)
        state = json.dumps(walk(written, seal), ensure_ascii=False, separators=(",", ":")).encode()
        if len(state) > LONGEST_EVENT:
            raise EventTooLong
        return StoredEvent(
            originator_id=fact.originator_id,
            originator_version=fact.originator_version,
            topic=fact.NAME,
            state=state,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return self.fact(
            cast("UUID", stored_event.originator_id),
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
        )

    def fact(self, stream: UUID, version: int, name: str, state: bytes) -> Fact:
        """The event as it was written, brought to today's schema.

        A dozen readers ask for the same event within milliseconds. It is opened once, and
        remembered no longer than the keys that opened it.
        """
        known = self._opened.get((stream, version))
        if known and known.state == state and known.name == name and known.lasts(self.vault):
            return known.fact
        subjects: set[UUID] = set()
        fact = self._open(stream, version, name, state, subjects)
        if len(self._opened) >= REMEMBERED:
            self._opened.clear()
        self._opened[stream, version] = _Opened(name, state, fact, frozenset(subjects))
        return fact

    def _open(
        self, stream: UUID, version: int, name: str, state: bytes, subjects: set[UUID]
    ) -> Fact:
        event_class = EVENTS.get(name)
        if event_class is None:
            raise UnknownEvent(name)
        where = f"{stream}@{version}"

        def reveal(node: dict[str, Any], path: str) -> dict[str, Any]:
            sealed = node["sealed"]
            subject = UUID(node["sealed_for"])
            subjects.add(subject)
            text = None if sealed is None else self.vault.open(sealed, subject, f"{where}{path}")
            return {"sealed_for": node["sealed_for"], "text": text}

        read = json.loads(state)
        if _SEALED in state:
            read = walk(read, reveal)
        facts = upcast(name, read["schema"], event_class.SCHEMA, read["facts"])
        envelope = Envelope.model_validate(read["envelope"])
        bookkeeping: dict[str, Any] = {
            "originator_id": stream,
            "originator_version": version,
            "timestamp": envelope.recorded_at,
            "envelope": envelope,
        }
        if "originator_topic" in event_class.model_fields:
            bookkeeping["originator_topic"] = _topic_of(event_class)
        return event_class.model_validate({**facts, **bookkeeping})

    def warm(self, states: Iterable[bytes]) -> set[UUID]:
        """Fetches the keys that many events need, in one round trip; whose keys they are."""
        subjects = {
            UUID(found.decode()) for state in states for found in _SEALED_FOR.findall(state)
        }
        self.vault.warm(subjects)
        return subjects

    @staticmethod
    def _fits(written: dict[str, Any]) -> None:
        """Refused before any key is made: a long text is not sealed only to be thrown away."""
        if len(json.dumps(written, ensure_ascii=False).encode()) > LONGEST_EVENT:
            raise EventTooLong


def upcast(name: str, stored: int, wanted: int, facts: dict[str, Any]) -> dict[str, Any]:
    """``facts`` from the schema they were stored in to the one the code knows now."""
    if stored > wanted:
        raise UnknownEvent(f"{name} schema {stored}")
    for schema in range(stored, wanted):
        facts = UPCASTERS[name, schema](facts)
    return facts


def _topic_of(event_class: type[Fact]) -> str:
    """The library's address of the aggregate a first fact creates; never stored."""
    module, _, nested = event_class.__module__, None, event_class.__qualname__
    return f"{module}:{nested.rpartition('.')[0]}"
