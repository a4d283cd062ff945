"""Daftar naskah dinas: drafts that wait for a second person, letters with their numbers."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final, LiteralString, TypedDict, Unpack, get_args
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow

from domain.clocks import Clocked, MovedWindow, WaitKind
from domain.kernel import Confidential, Secrecy
from domain.letter import Letter, LetterState
from domain.letter_content import LetterType, Passage
from domain.role_assignment import Standing
from projections.delivery_ledger import DeliveryLedger
from projections.narrowing import narrowed
from projections.opened import OpenedModel, told, told_if_any
from projections.paging import After, cut
from projections.read_model import Row, Rows, reach, same_row, topics_of
from runtime.database import Datastore
from runtime.log import Recorded

_Promise = Clocked.DeadlineSet | MovedWindow


class LetterList(OpenedModel):
    """One row per letter."""

    TABLE = "letter_list_3"
    KEY = "letter_id"
    COLUMNS: ClassVar = {
        "letter_id": "uuid NOT NULL",
        "case_id": "uuid",
        "report_id": "uuid",
        "type": "text NOT NULL",
        "state": "text NOT NULL",
        "number": "text",
        "sequence": "int",
        "register_id": "uuid",
        "dated": "date",
        "drafted_at": "timestamptz NOT NULL",
        "due": "timestamptz",
        "approved_at": "timestamptz",
        "approver": "uuid",
        "author": "uuid NOT NULL",
        "opened": "jsonb NOT NULL",
        "region": "text NOT NULL",
        "level": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "trigger": "text NOT NULL",
        "content_hash": "text NOT NULL",
        "unit": "text NOT NULL",
        "book": "text NOT NULL",
        "sent_at": "timestamptz",
        "corrects": "uuid",
        "errata": "text[] NOT NULL",
        "position": "bigint NOT NULL",
    }
    COMPUTED: ClassVar = {"subject": told("subject"), "void_reason": told_if_any("void_reason")}
    INDEXES: ClassVar = {
        "case": "(case_id)",
        "waiting": "(due) WHERE state = 'konsep'",
        "register": "(register_id, sequence)",
    }
    topics = topics_of("letter.") | {each.NAME for each in get_args(_Promise)}

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        if _concerns_letters(recorded):
            yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        if not _concerns_letters(recorded):
            return
        fact = recorded.fact
        if isinstance(fact, Letter.Drafted):
            drafted, content = _drafted(fact), fact.content
            text = subject_of(content) if content.text is not None else None
            subject = content.model_copy(update={"text": text})
            self.tell(drafted["opened"], "subject", subject)
            rows.add(fact.originator_id, drafted)
        row = same_row(rows.change(recorded.stream), recorded)
        row["position"] = recorded.position
        if isinstance(fact, _Promise):
            row["due"] = fact.wait.due
        match fact:
            case Letter.Approved():
                row["state"] = LetterState.APPROVED.value
                row["number"], row["sequence"] = fact.number, fact.sequence
                row["register_id"], row["dated"] = fact.register_id, fact.dated
                row["approver"] = fact.approver
                row["unit"] = fact.unit
                row["book"] = fact.book or row["type"]
                row["approved_at"] = fact.envelope.recorded_at
            case Letter.Voided():
                row["state"] = LetterState.VOID.value
                self.tell(row["opened"], "void_reason", fact.explanation)
            case Letter.Revised():
                row["content_hash"] = fact.content_hash
            case Letter.Returned():
                row["state"] = LetterState.RETURNED.value
            case Letter.Resubmitted():
                row["state"] = LetterState.DRAFT.value
            case Letter.Dispatched():
                row["state"] = LetterState.SENT.value
                row["sent_at"] = fact.envelope.recorded_at
            case Letter.Corrected():
                row["errata"] = [*row["errata"], fact.number]
            case Letter.CorrectionWithdrawn():
                row["errata"] = [each for each in row["errata"] if each != fact.number]


def _concerns_letters(recorded: Recorded) -> bool:
    """A window set on another kind of stream is no news here."""
    fact = recorded.fact
    return not isinstance(fact, _Promise) or fact.wait.kind is WaitKind.LETTER_APPROVAL


def _drafted(fact: Letter.Drafted) -> Row:
    return {
        "letter_id": fact.originator_id,
        "case_id": fact.case_id,
        "report_id": fact.report_id,
        "type": fact.type.value,
        "state": LetterState.DRAFT.value,
        "number": None,
        "sequence": None,
        "register_id": None,
        "dated": None,
        "drafted_at": fact.envelope.recorded_at,
        "due": None,
        "approved_at": None,
        "approver": None,
        "author": fact.author,
        "opened": {},
        "region": fact.region,
        "level": fact.level.value,
        "secrecy": fact.secrecy.value,
        "trigger": fact.trigger,
        "content_hash": fact.content_hash,
        "unit": "",
        "book": "",
        "sent_at": None,
        "corrects": fact.corrects,
        "errata": [],
    }


def subject_of(content: Confidential) -> str:
    """What a letter is about, as far as it can still be read."""
    if content.text is None:
        return Confidential.REDACTED
    return Passage.model_validate(json.loads(content.text)["subject"]).text


@dataclass(frozen=True)
class LetterRow:
    """One line of a list of letters."""

    letter_id: UUID
    case_id: UUID | None
    report_id: UUID | None
    type: LetterType
    state: LetterState
    number: str | None
    sequence: int | None
    register_id: UUID | None
    dated: date | None
    drafted_at: datetime
    due: datetime | None
    approved_at: datetime | None
    approver: UUID | None
    author: UUID
    subject: str
    region: str
    level: str
    secrecy: Secrecy
    trigger: str
    content_hash: str
    unit: str
    book: str
    void_reason: str | None
    sent_at: datetime | None
    corrects: UUID | None
    errata: tuple[str, ...]
    position: int


class LetterFilters(TypedDict, total=False):
    """What of the letters is asked for; moments are compared as given."""

    type: str | None
    state: str | None
    level: str | None
    secrecy: str | None
    within: str
    opened_from: datetime | None
    opened_before: datetime | None
    due_from: datetime | None
    due_before: datetime | None
    query: str


_FILTERS: Final[Mapping[str, LiteralString]] = {
    "type": "type = %(type)s",
    "state": "state = %(state)s",
    "level": "level = %(level)s",
    "secrecy": "secrecy = %(secrecy)s",
    "opened_from": "drafted_at >= %(opened_from)s",
    "opened_before": "drafted_at < %(opened_before)s",
    "due_from": "state = 'konsep' AND due >= %(due_from)s",
    "due_before": "state = 'konsep' AND due < %(due_before)s",
    "query": "(subject ILIKE %(query)s OR number ILIKE %(query)s)",
}


@dataclass(frozen=True)
class Book:
    """One register: a unit's book of a year."""

    unit: str
    book: str
    year: int

    @property
    def slug(self) -> str:
        return f"{self.unit}-{self.book}-{self.year}"

    @property
    def label(self) -> str:
        return f"{self.unit}, {self.book.replace('_', ' ')}, {self.year}"


class LetterView:
    """Letters as a desk asks for them; who may not read one is not shown it."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = LetterList().table

    def waiting(self, reader: Standing, actor: UUID, *, limit: int = 200) -> list[LetterRow]:
        """Drafts of others that wait for approval, the most pressing first."""
        bound, params = reach(reader, of="coalesce(case_id, report_id)")
        where = bound + sql.SQL(" AND state = 'konsep' AND author <> %(author)s")
        order = sql.SQL("due NULLS LAST, drafted_at, letter_id")
        return self._rows(where, params | {"author": actor}, order, limit)

    def approved(self, reader: Standing, *, limit: int = 60) -> list[LetterRow]:
        """Letters with a number that were not sent yet, the oldest first: they want a signature."""
        bound, params = reach(reader, of="coalesce(case_id, report_id)")
        where = bound + sql.SQL(" AND state = %(approved)s")
        order = sql.SQL("approved_at, letter_id")
        return self._rows(where, params | {"approved": LetterState.APPROVED.value}, order, limit)

    def of_case(self, case_id: UUID, *, limit: int = 200) -> list[LetterRow]:
        """Every letter of a case; the caller has asked whether the case may be read."""
        order = sql.SQL("drafted_at, letter_id")
        return self._rows(sql.SQL("case_id = %(case)s"), {"case": case_id}, order, limit)

    def found(
        self, reader: Standing, *, limit: int, offset: int = 0, **filters: Unpack[LetterFilters]
    ) -> list[LetterRow]:
        """What was asked for of all the reader may see, the latest first."""
        where, params = self._asked(reader, filters)
        order = sql.SQL("drafted_at DESC, letter_id")
        return self._rows(where, params, order, limit, offset)

    def count(self, reader: Standing, **filters: Unpack[LetterFilters]) -> int:
        """How many that are."""
        where, params = self._asked(reader, filters)
        asked = sql.SQL("SELECT count(*) AS n FROM {} WHERE {}").format(self._table, where)
        with self._datastore.reading() as cursor:
            (row,) = cursor.execute(asked, params)
        return int(row["n"])

    @staticmethod
    def _asked(reader: Standing, filters: LetterFilters) -> tuple[sql.Composable, Row]:
        bound, params = reach(reader, of="coalesce(case_id, report_id)")
        narrow, wishes = narrowed(filters, _FILTERS)
        return sql.SQL(" AND ").join([bound, narrow]), params | wishes

    def listed(
        self, reader: Standing, *, limit: int, after: After | None = None
    ) -> list[LetterRow]:
        """Every letter the reader may see, the latest first; cut after the last one read."""
        bound, params = reach(reader, of="coalesce(case_id, report_id)")
        later, order, cut_at = cut("drafted_at", "letter_id", after)
        return self._rows(bound + sql.SQL(" AND ") + later, params | cut_at, order, limit)

    def types_of(self, ids: Collection[UUID], reader: Standing) -> dict[UUID, LetterType]:
        """Of what type these streams are, those that are letters the reader may see."""
        bound, params = reach(reader, of="coalesce(case_id, report_id)")
        where = bound + sql.SQL(" AND letter_id = ANY (%(ids)s)")
        found = self._rows(where, params | {"ids": list(ids)}, sql.SQL("letter_id"), len(ids))
        return {each.letter_id: each.type for each in found}

    def books(self) -> list[Book]:
        """Every register a number was taken from, the latest year first."""
        asked = sql.SQL(
            "SELECT DISTINCT unit, book, extract(year FROM dated)::int AS year FROM {}"
            " WHERE sequence IS NOT NULL ORDER BY year DESC, unit, book"
        ).format(self._table)
        with self._datastore.reading() as cursor:
            return [Book(**row) for row in cursor.execute(asked)]

    def register(self, book: Book, *, limit: int = 5_000) -> list[LetterRow]:
        """Every number of a register in order; who may not read a letter is shown no more."""
        where = sql.SQL(
            "unit = %(unit)s AND book = %(book)s AND extract(year FROM dated) = %(year)s"
        )
        said: Row = {"unit": book.unit, "book": book.book, "year": book.year}
        return self._rows(where, said, sql.SQL("sequence"), limit)

    def inbox(self, reader: Standing, *, limit: int = 200) -> list[LetterRow]:
        """Letters that arrived in the app for the reader's role and are not yet receipted."""
        bound, params = reach(reader, of="coalesce(case_id, report_id)")
        where = bound + sql.SQL(
            " AND letter_id IN (SELECT letter_id FROM {} WHERE role = %(role)s"
            " AND channel = 'aplikasi' AND state = 'disampaikan')"
        ).format(DeliveryLedger().table)
        order = sql.SQL("sent_at DESC, letter_id")
        return self._rows(where, params | {"role": reader.role.value}, order, limit)

    def came(self, reader: Standing, since: datetime, *, limit: int = 50) -> list[LetterRow]:
        """What ``inbox`` holds, and what was sent and received since then; the latest first."""
        bound, params = reach(reader, of="coalesce(case_id, report_id)")
        where = bound + sql.SQL(
            " AND letter_id IN (SELECT letter_id FROM {} WHERE role = %(role)s"
            " AND channel = 'aplikasi' AND (state = 'disampaikan'"
            "  OR state = 'diterima' AND sent_at >= %(since)s))"
        ).format(DeliveryLedger().table)
        order = sql.SQL("sent_at DESC, letter_id")
        return self._rows(where, params | {"role": reader.role.value, "since": since}, order, limit)

    def row(self, letter_id: UUID) -> LetterRow | None:
        """One letter; the caller has asked whether it may be read."""
        return next(iter(self.rows_of([letter_id])), None)

    def rows_of(self, ids: Collection[UUID]) -> list[LetterRow]:
        """Those of these streams that are letters; the caller asks whether each may be read."""
        where = sql.SQL("letter_id = ANY(%(ids)s)")
        return self._rows(where, {"ids": list(ids)}, sql.SQL("letter_id"), len(ids))

    def _rows(
        self,
        where: sql.Composable,
        params: Row,
        order: sql.Composable,
        limit: int,
        offset: int = 0,
    ) -> list[LetterRow]:
        asked = sql.SQL(
            "SELECT * FROM {} WHERE {} ORDER BY {} LIMIT %(limit)s OFFSET %(offset)s"
        ).format(self._table, where, order)
        params |= {"limit": limit, "offset": offset}
        with self._datastore.reading() as cursor:
            return [_letter_row(row) for row in cursor.execute(asked, params)]


def _letter_row(row: DictRow) -> LetterRow:
    said: dict[str, Any] = {name: value for name, value in row.items() if name != "opened"}
    said |= {
        "type": LetterType(row["type"]),
        "state": LetterState(row["state"]),
        "secrecy": Secrecy(row["secrecy"]),
        "errata": tuple(row["errata"]),
    }
    return LetterRow(**said)
