"""Ralat atas fakta: what was recorded stays; what is right from now on is said beside it."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.indonesian import moment
from domain.kernel import Confidential, Refusal
from domain.letter_content import LetterContent, Merged, Passage, merged_values
from domain.risk import InformationGrade, RiskAssessment, SourceGrade


class NothingCorrected(Refusal):
    """Tidak ada isian yang berbeda dari yang tercatat; isi yang keliru saja."""


@dataclass(frozen=True)
class Correction:
    """One field of one thing as it was said before and is said now; both are remembered.

    ``fact`` is the field's own name in the stream, ``label`` what a reader calls it.
    """

    stream: UUID
    fact: str
    label: str
    before: str
    after: str
    event: str
    position: int
    at: datetime
    by: UUID
    explanation: Confidential


@dataclass(frozen=True)
class Supplement:
    """A later addition to a report; nothing before it was wrong."""

    text: Confidential
    event: str
    at: datetime
    by: UUID


@dataclass(frozen=True)
class Outdated:
    """A value of a letter that the record has corrected since: where it stands, what is right."""

    path: str
    value: Merged
    correction: Correction


def concerns(value: Merged, stream: UUID, fact: str, position: int) -> bool:
    """Whether a correction made at ``position`` puts this value out of date.

    A value that does not say which fields it was made of (older letters) is taken to rest on all.
    """
    of_this = any(event.partition("@")[0] == str(stream) for event in value.events)
    return of_this and value.position < position and (not value.facts or fact in value.facts)


def outdated(content: LetterContent, corrections: list[Correction]) -> list[Outdated]:
    """The values of a letter that later corrections contradict, in reading order."""
    latest = {(each.stream, each.fact): each for each in corrections}
    return [
        Outdated(path=path, value=value, correction=each)
        for path, value in merged_values(content)
        for each in latest.values()
        if concerns(value, each.stream, each.fact, each.position)
    ]


def sentence_at(content: LetterContent, path: str) -> str:
    """The passage of a letter in which the value at ``path`` stands, as it is read."""
    found: object = content
    passage = ""
    for name, index in _STEP.findall(path):
        found = getattr(found, name)
        if index:
            found = found[int(index)]  # type: ignore[index]
        if isinstance(found, Passage):
            passage = found.text
    return passage


_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def in_words(value: object, region: str) -> str:
    """A corrected value as a reader reads it."""
    match value:
        case None:
            return "-"
        case datetime():
            return moment(value, region)
        case tuple():
            return "; ".join(map(str, value))
        case RiskAssessment():
            return value.words
        case SourceGrade() | InformationGrade():
            return f"{value.value} ({value.label})"
        case _:
            return str(getattr(value, "label", value))
