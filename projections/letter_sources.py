"""What each letter rests on: the events behind its values, and what was corrected since.

The reverse of a letter's provenance. A correction marks the values that cite the corrected event
and field, of letters that count, and no others. It is kept itself, too, for a letter may be
drafted from the record as it stood just before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

from domain.case_file import event_id
from domain.conflict_case import ConflictCase
from domain.field_task import FieldTask
from domain.kernel import Fact, key
from domain.letter import Letter
from domain.letter_content import LetterContent, LetterType, Merged, merged_values
from domain.personal_data import PersonalData
from domain.report import CORRECTABLE, Report
from domain.role_assignment import Standing
from projections.read_model import ReadModel, Row, Rows, reach
from runtime.database import Datastore
from runtime.log import Recorded

_ALL = "*"
"""Stands for every field, for a value that does not say which it was made of."""


class LetterSources(ReadModel):
    """One row per value of a letter and event it cites, and one per corrected field."""

    TABLE = "letter_sources_2"
    KEY = "source_id"
    COLUMNS: ClassVar = {
        "source_id": "uuid NOT NULL",
        "letter_id": "uuid",
        "case_id": "uuid",
        "type": "text",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "event": "text NOT NULL",
        "stream": "uuid NOT NULL",
        "facts": "text[] NOT NULL",
        "field": "text NOT NULL",
        "path": "text NOT NULL",
        "sealed_for": "uuid",
        "true_at": "bigint NOT NULL",
        "corrected_by": "text",
        "corrected_at": "timestamptz",
        "position": "bigint NOT NULL",
    }
    INDEXES: ClassVar = {
        "letter": "(letter_id)",
        "stream": "(stream)",
        "sealed_for": "(sealed_for)",
        "stale": "(corrected_at) WHERE corrected_by IS NOT NULL AND letter_id IS NOT NULL",
    }
    topics = frozenset(
        event.NAME
        for event in (
            Letter.Drafted,
            Letter.Voided,
            Report.Corrected,
            FieldTask.FindingCorrected,
            ConflictCase.SummaryCorrected,
            PersonalData.Erased,
        )
    )

    def load(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> dict[UUID, Row]:
        """The rows a batch may change: those of its letters, and those of corrected streams."""
        streams = {each.stream for each in batch} | {
            UUID(event.partition("@")[0])
            for each in batch
            for _, value in _values(each.fact)
            for event in value.events
        }
        asked = sql.SQL(
            "SELECT * FROM {} WHERE stream = ANY(%(streams)s) AND letter_id IS NULL"
            " OR stream = ANY(%(corrected)s) OR letter_id = ANY(%(letters)s)"
            " OR sealed_for = ANY(%(gone)s)"
        ).format(self.table)
        letters = [each.stream for each in batch if each.name.startswith("letter.")]
        corrected = [each.stream for each in batch if not each.name.startswith("letter.")]
        gone = [each for at in batch for each in _gone(at.fact)]
        params = {
            "streams": list(streams),
            "corrected": corrected,
            "letters": letters,
            "gone": gone,
        }
        return {row[self.KEY]: row for row in conn.execute(asked, params)}

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        """See ``load``: rows are found by stream and letter, not by key."""
        return ()

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        match fact:
            case Letter.Drafted():
                self._cite(rows, recorded, fact)
            case Letter.Voided():
                for source in rows.matching("letter_id", fact.originator_id):
                    rows.drop(source)
            case PersonalData.Erased():
                for subject in _gone(fact):
                    for source in rows.matching("sealed_for", subject):
                        rows.drop(source)
            case _:
                for name in _corrected(fact):
                    self._correct(rows, recorded, name)

    def _cite(self, rows: Rows, recorded: Recorded, fact: Letter.Drafted) -> None:
        """The letter's sources; what was corrected before it was drafted is marked at once."""
        for path, value in _values(fact):
            for event in value.events:
                stream = UUID(event.partition("@")[0])
                source_id = key("letter source", fact.originator_id, path, event)
                row: Row = {
                    "source_id": source_id,
                    "letter_id": fact.originator_id,
                    "case_id": fact.case_id,
                    "type": fact.type.value,
                    "region": fact.region,
                    "secrecy": fact.secrecy.value,
                    "event": event,
                    "stream": stream,
                    "facts": list(value.facts) or [_ALL],
                    "field": value.field,
                    "path": path,
                    "sealed_for": fact.content.sealed_for,
                    "true_at": value.position,
                    "corrected_by": None,
                    "corrected_at": None,
                    "position": recorded.position,
                }
                rows.add(source_id, row)
                for known in rows.matching("stream", stream):
                    correction = rows.get(known)
                    if correction is not None and correction["letter_id"] is None:
                        _mark(row, correction)

    def _correct(self, rows: Rows, recorded: Recorded, name: str) -> None:
        """Keeps the correction, and marks what cites the field it corrects."""
        fact = recorded.fact
        correction: Row = {
            "source_id": key("correction", recorded.stream, name),
            "letter_id": None,
            "case_id": recorded.case_id,
            "type": None,
            "region": "",
            "secrecy": "",
            "event": event_id(fact),
            "stream": recorded.stream,
            "facts": [name],
            "field": name,
            "path": "",
            "sealed_for": None,
            "true_at": recorded.position,
            "corrected_by": event_id(fact),
            "corrected_at": fact.envelope.recorded_at,
            "position": recorded.position,
        }
        rows.add(correction["source_id"], correction)
        for cited in rows.matching("stream", recorded.stream):
            row = rows.get(cited)
            if row is not None and row["letter_id"] is not None and _mark(row, correction):
                rows.change(cited)


def _mark(row: Row, correction: Row) -> bool:
    """Marks a value the correction contradicts; whether it does."""
    touched = correction["facts"][0] in row["facts"] or row["facts"] == [_ALL]
    if not touched or row["true_at"] >= correction["true_at"]:
        return False
    for name in ("corrected_by", "corrected_at"):
        row[name] = correction[name]
    row["position"] = max(row["position"], correction["position"])
    return True


def _values(fact: Fact) -> tuple[tuple[str, Merged], ...]:
    """The values of a draft; none once its text has been forgotten."""
    if not isinstance(fact, Letter.Drafted) or fact.content.text is None:
        return ()
    return merged_values(LetterContent.model_validate_json(fact.content.text))


def _gone(fact: Fact) -> tuple[UUID, ...]:
    """Whose letters say nothing any more."""
    return fact.subjects if isinstance(fact, PersonalData.Erased) else ()


def _corrected(fact: Fact) -> Iterator[str]:
    """The fields a correction is about."""
    match fact:
        case Report.Corrected():
            yield from (name for name in CORRECTABLE if getattr(fact, name) is not None)
        case FieldTask.FindingCorrected():
            yield "finding"
        case ConflictCase.SummaryCorrected():
            yield "summary"


@dataclass(frozen=True)
class StaleLetter:
    """One letter with the values that are out of date."""

    letter_id: UUID
    case_id: UUID | None
    type: LetterType
    region: str
    fields: tuple[str, ...]
    since: datetime


class SourceView:
    """Which letters rest on what, and which of them are out of date."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = LetterSources().table

    def stale(self, reader: Standing, *, limit: int = 200) -> list[StaleLetter]:
        """Letters with a value that was corrected since, the latest correction first."""
        bound, params = reach(reader, of="coalesce(case_id, stream)")
        asked = sql.SQL(
            "SELECT letter_id, case_id, type, region, array_agg(DISTINCT field) AS fields,"
            " max(corrected_at) AS since FROM {}"
            " WHERE letter_id IS NOT NULL AND corrected_by IS NOT NULL AND {}"
            " GROUP BY letter_id, case_id, type, region"
            " ORDER BY since DESC, letter_id LIMIT %(limit)s"
        ).format(self._table, bound)
        with self._datastore.reading() as cursor:
            return [_stale(row) for row in cursor.execute(asked, params | {"limit": limit})]

    def resting_on(self, event: str) -> list[UUID]:
        """The letters that cite an event."""
        asked = sql.SQL(
            "SELECT DISTINCT letter_id FROM {} WHERE event = %s AND letter_id IS NOT NULL"
            " ORDER BY letter_id"
        ).format(self._table)
        with self._datastore.reading() as cursor:
            return [row["letter_id"] for row in cursor.execute(asked, (event,))]


def _stale(row: Mapping[str, Any]) -> StaleLetter:
    return StaleLetter(
        letter_id=row["letter_id"],
        case_id=row["case_id"],
        type=LetterType(row["type"]),
        region=row["region"],
        fields=tuple(row["fields"]),
        since=row["since"],
    )
