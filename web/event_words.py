"""Everything one event holds, in front of one reader: its facts, and what stands beside them."""

from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from domain.case_file import TimelineLine
from domain.kernel import BOOKKEEPING, Envelope, Fact
from web import pages, words
from web.acts import pretty
from web.words import People

_ENVELOPE = {
    "command_id": "Perintah",
    "channel": "Saluran",
    "unit": "Unit",
    "policy": "Kebijakan",
    "position_seen": "Posisi yang dilihat",
    "caused_by": "Disebabkan oleh",
    "trace": "Jejak",
}


WITHHELD = "Isi tidak ditampilkan: klasifikasinya di atas yang boleh Anda baca, atau belum dibuka."


def said_by(fact: Fact, people: People) -> str:
    """Everything an event says, but not who reported to those who need not know."""
    return pretty(facts_of(fact, people))


def facts_of(fact: Fact, people: People) -> Any:
    """The same as values, as JSON has them."""
    return _hidden(fact.model_dump(exclude=set(BOOKKEEPING)), people)


def _hidden(node: Any, people: People) -> Any:
    """The same, however deep in an event somebody stands as who reported.

    A source that came by a channel is a report, and its person who told it.
    """
    match node:
        case dict():
            telling = {"reporter", "person"} if node.get("channel") else {"reporter"}
            return {
                name: words.PROTECTED_REPORTER
                if name in telling and isinstance(value, UUID) and people.hides(value)
                else _hidden(value, people)
                for name, value in node.items()
            }
        case list() | tuple():
            return [_hidden(value, people) for value in node]
        case _:
            return to_jsonable_python(node)


def envelope_of(envelope: Envelope, line: TimelineLine, people: People) -> tuple[pages.Fact, ...]:
    """What stands beside the facts of an event: door, unit, policy, reason, command."""
    said = envelope.model_dump(mode="json", exclude_none=True)
    if people.hides_author(envelope):
        said["unit"] = words.PROTECTED_REPORTER
    facts = [
        pages.Fact(label=label, text=str(said[name]))
        for name, label in _ENVELOPE.items()
        if name in said
    ]
    if envelope.reason:
        facts.append(pages.Fact(label="Alasan", text=str(envelope.reason)))
    facts.append(pages.Fact(label="Peristiwa", text=line.event_id))
    return tuple(facts)
