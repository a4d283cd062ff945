"""Kotak pemberitahuan: what each person was told, read or not, settled or still asked of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

from application.notices.rules import MOOT_BY, closed_by, is_moot
from domain.clocks import CLOSING
from domain.letter_content import Urgency
from domain.notice import Notice
from domain.role_assignment import Standing
from projections.case_board import CaseBoard
from projections.read_model import ReadModel, Row, Rows, reach, same_row
from runtime.database import Datastore
from runtime.log import Recorded

_OF_WINDOWS: Final = frozenset(each.NAME for each in CLOSING)


class NoticeBox(ReadModel):
    """One row per notice. It is settled when what it is about has closed or come to its end."""

    TABLE = "notice_box_2"
    KEY = "notice_id"
    COLUMNS: ClassVar = {
        "notice_id": "uuid NOT NULL",
        "person": "uuid NOT NULL",
        "rule": "text NOT NULL",
        "event": "text NOT NULL",
        "about": "uuid NOT NULL",
        "case_id": "uuid",
        "awaits": "uuid",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "urgency": "text NOT NULL",
        "words": "text NOT NULL",
        "path": "text NOT NULL",
        "given_at": "timestamptz NOT NULL",
        "read_at": "timestamptz",
        "settled_at": "timestamptz",
        "position": "bigint NOT NULL",
    }
    INDEXES: ClassVar = {
        "person": "(person, given_at DESC)",
        "unread": "(person) WHERE read_at IS NULL AND settled_at IS NULL",
        "awaits": "(awaits) WHERE awaits IS NOT NULL",
        "about": "(about) WHERE settled_at IS NULL",
        "case": "(case_id) WHERE settled_at IS NULL",
    }
    topics = frozenset((Notice.Given.NAME, Notice.Read.NAME, *MOOT_BY))
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def load(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> dict[UUID, Row]:
        """Also the notices about everything that has closed or ended."""
        found = super().load(conn, batch)
        ending = [each for each in batch if each.name in MOOT_BY]
        closed = [closed_by(each.fact) for each in ending]
        streams = [each.stream for each in ending if each.name not in _OF_WINDOWS]
        if ending:
            asked = sql.SQL(
                "SELECT * FROM {} WHERE awaits = ANY(%(closed)s) OR (settled_at IS NULL"
                " AND (about = ANY(%(streams)s) OR case_id = ANY(%(streams)s)))"
            ).format(self.table)
            rows = conn.execute(asked, {"closed": closed, "streams": streams})
            found |= {row["notice_id"]: row for row in rows}
        return found

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        at = fact.envelope.recorded_at
        match fact:
            case Notice.Given():
                rows.add(recorded.stream, _given(fact) | {"position": recorded.position})
            case Notice.Read():
                row = same_row(rows.change(recorded.stream), recorded)
                row |= {"read_at": at, "position": recorded.position}
            case _:
                for key in self._ended(rows, recorded):
                    row = same_row(rows.change(key), recorded)
                    row |= {"settled_at": row["settled_at"] or at, "position": recorded.position}

    def _ended(self, rows: Rows, recorded: Recorded) -> set[UUID]:
        """What was told of it, and is over with this event."""
        closed = closed_by(recorded.fact)
        found = set() if closed is None else set(rows.matching("awaits", closed))
        if recorded.name in _OF_WINDOWS:
            return found
        about = {
            key for column in ("about", "case_id") for key in rows.matching(column, recorded.stream)
        }
        told = ((key, same_row(rows.change(key), recorded)) for key in about)
        return found | {key for key, row in told if is_moot(row["rule"], None, recorded.fact)}


def _given(fact: Notice.Given) -> Row:
    return {
        "notice_id": fact.originator_id,
        "person": fact.person,
        "rule": fact.rule,
        "event": fact.event,
        "about": fact.about,
        "case_id": fact.about_case,
        "awaits": fact.window,
        "region": fact.region,
        "secrecy": fact.secrecy.value,
        "urgency": fact.urgency.value,
        "words": fact.words,
        "path": fact.path,
        "given_at": fact.envelope.recorded_at,
        "read_at": None,
        "settled_at": None,
    }


@dataclass(frozen=True)
class NoticeRow:
    """One notice as its reader finds it. ``title`` is the case's, where the reader may know it."""

    notice_id: UUID
    rule: str
    urgency: Urgency
    words: str
    path: str
    region: str
    given_at: datetime
    read_at: datetime | None
    settled_at: datetime | None
    title: str = ""


class NoticeView:
    """The notices of one person."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = NoticeBox().table
        self._board = CaseBoard().table

    def unread(self, person: UUID) -> int:
        """How many are neither read nor settled."""
        return self.unread_of([person])[person]

    def unread_of(self, people: Collection[UUID]) -> dict[UUID, int]:
        """The same of several people, in one question."""
        asked = sql.SQL(
            "SELECT person, count(*) AS n FROM {}"
            " WHERE person = ANY(%s) AND read_at IS NULL AND settled_at IS NULL GROUP BY person"
        ).format(self._table)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, (list(people),))
            return dict.fromkeys(people, 0) | {row["person"]: row["n"] for row in rows}

    def of_person(
        self, person: UUID, reader: Standing, *, limit: int = 50, offset: int = 0
    ) -> list[NoticeRow]:
        """What is unread and unsettled first, then the newest; titles as far as reach allows."""
        asked = sql.SQL(
            "SELECT * FROM {} WHERE person = %s"
            " ORDER BY (read_at IS NULL AND settled_at IS NULL) DESC, given_at DESC, notice_id"
            " LIMIT %s OFFSET %s"
        ).format(self._table)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, (person, limit, offset)).fetchall()
        cases = {row["case_id"] or row["about"] for row in rows}
        titles = self._titles(cases, person, reader)
        return [_notice_row(row, titles) for row in rows]

    def unread_ids(self, person: UUID, *, limit: int = 500) -> list[UUID]:
        """Those still to be read."""
        asked = sql.SQL(
            "SELECT notice_id FROM {} WHERE person = %s AND read_at IS NULL"
            " ORDER BY given_at LIMIT %s"
        ).format(self._table)
        with self._datastore.reading() as cursor:
            return [row["notice_id"] for row in cursor.execute(asked, (person, limit))]

    def _titles(self, ids: set[UUID], person: UUID, reader: Standing) -> dict[UUID, str]:
        bound, params = reach(reader, by_name=person, of="id")
        asked = sql.SQL("SELECT id, title FROM {} WHERE id = ANY(%(ids)s) AND {}").format(
            self._board, bound
        )
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, params | {"ids": list(ids)})
            return {row["id"]: row["title"] for row in rows}


def _notice_row(row: DictRow, titles: dict[UUID, str]) -> NoticeRow:
    said = {name: row[name] for name in NoticeRow.__dataclass_fields__ if name in row}
    about = row["case_id"] or row["about"]
    said |= {"urgency": Urgency(row["urgency"]), "title": titles.get(about, "")}
    return NoticeRow(**said)
