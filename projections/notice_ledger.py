"""Buku pengiriman pemberitahuan: every notice on every channel, each attempt and its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow

from domain.kernel import Fact, key
from domain.notice import Notice, NoticeChannel, NoticeState
from domain.role_assignment import Standing
from projections.read_model import ReadModel, Row, Rows, reach, same_row
from runtime.database import Datastore
from runtime.log import Recorded

_AFTER = {
    Notice.Attempted.NAME: NoticeState.ATTEMPTED,
    Notice.Sent.NAME: NoticeState.SENT,
    Notice.Unclear.NAME: NoticeState.UNCLEAR,
    Notice.Cancelled.NAME: NoticeState.CANCELLED,
}


_OUTCOME = {
    Notice.Sent.NAME: "diterima peladen surel",
    Notice.NotSent.NAME: "tidak terkirim",
    Notice.Unclear.NAME: "tidak jelas",
}


class NoticeLedger(ReadModel):
    """One row per notice and channel; ``tries`` are its attempts, each with how it ended."""

    TABLE = "notice_ledger_2"
    KEY = "sending_id"
    COLUMNS: ClassVar = {
        "sending_id": "uuid NOT NULL",
        "notice_id": "uuid NOT NULL",
        "case_id": "uuid",
        "person": "uuid NOT NULL",
        "rule": "text NOT NULL",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "channel": "text NOT NULL",
        "state": "text NOT NULL",
        "attempts": "int NOT NULL",
        "not_before": "timestamptz NOT NULL",
        "explanation": "text NOT NULL",
        "tries": "jsonb NOT NULL",
        "words": "text NOT NULL",
        "planned_at": "timestamptz NOT NULL",
        "changed_at": "timestamptz NOT NULL",
        "position": "bigint NOT NULL",
    }
    INDEXES: ClassVar = {
        "owed": "(not_before) WHERE state IN ('menunggu', 'dicoba')",
        "changed": "(changed_at DESC)",
    }
    topics = frozenset({Notice.Given.NAME, Notice.NotSent.NAME, *_AFTER})
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        via = getattr(recorded.fact, "via", None)
        if via is not None:
            yield key(recorded.stream, via)

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        at = {"changed_at": fact.envelope.recorded_at, "position": recorded.position}
        match fact:
            case Notice.Given():
                for row in _planned(fact):
                    rows.add(row["sending_id"], row | at)
            case Notice.NotSent():
                row = same_row(rows.change(key(recorded.stream, fact.via)), recorded)
                again = fact.again_at is not None
                state = NoticeState.PLANNED if again else NoticeState.FAILED
                row |= at | {"state": state.value, "explanation": fact.explanation}
                row["tries"] = _tried(row["tries"], fact)
                if again:
                    row["not_before"] = fact.again_at
            case Notice.Attempted() | Notice.Sent() | Notice.Unclear() | Notice.Cancelled():
                row = same_row(rows.change(key(recorded.stream, fact.via)), recorded)
                row |= at | {"state": _AFTER[fact.NAME].value}
                row["attempts"] += isinstance(fact, Notice.Attempted)
                row["explanation"] = getattr(fact, "explanation", "")
                row["tries"] = _tried(row["tries"], fact)


def _tried(tries: list[Row], fact: Fact) -> list[Row]:
    """A further attempt, or how the last one ended."""
    at = fact.envelope.recorded_at.isoformat()
    if isinstance(fact, Notice.Attempted):
        return [*tries, {"began": at}]
    if not tries or fact.NAME not in _OUTCOME:
        return tries
    ended = {"outcome": _OUTCOME[fact.NAME], "explanation": getattr(fact, "explanation", "")}
    return [*tries[:-1], tries[-1] | ended | {"ended": at}]


def _planned(fact: Notice.Given) -> list[Row]:
    return [
        {
            "sending_id": key(fact.originator_id, each.channel),
            "notice_id": fact.originator_id,
            "case_id": fact.about_case,
            "person": fact.person,
            "rule": fact.rule,
            "region": fact.region,
            "secrecy": fact.secrecy.value,
            "channel": each.channel.value,
            "state": NoticeState.PLANNED.value,
            "attempts": 0,
            "not_before": each.not_before,
            "explanation": "",
            "tries": [],
            "words": fact.words,
            "planned_at": fact.envelope.recorded_at,
        }
        for each in fact.sendings
    ]


@dataclass(frozen=True)
class Try:
    """One attempt; ``ended`` is None while nobody knows how it went."""

    began: datetime
    ended: datetime | None
    outcome: str
    explanation: str


@dataclass(frozen=True)
class SendingRow:
    """One notice on one channel."""

    notice_id: UUID
    person: UUID
    rule: str
    region: str
    channel: NoticeChannel
    state: NoticeState
    attempts: int
    not_before: datetime
    explanation: str
    tries: tuple[Try, ...]
    words: str
    planned_at: datetime
    changed_at: datetime


class NoticeLedgerView:
    """What the notice carrier and the ledger's page ask."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = NoticeLedger().table

    def owed(self, *, limit: int = 200) -> list[SendingRow]:
        """Nobody has begun it, or nobody knows how it ended; those that may go first."""
        open_ = [NoticeState.PLANNED.value, NoticeState.ATTEMPTED.value]
        return self._rows(
            sql.SQL("state = ANY(%(open)s) ORDER BY not_before, sending_id LIMIT %(limit)s"),
            {"open": open_, "limit": limit},
        )

    def latest(self, reader: Standing, *, limit: int = 100, after: int = 0) -> list[SendingRow]:
        """The latest sendings about what the reader may read, but the first ``after`` of them."""
        bound, params = reach(reader)
        where = bound + sql.SQL(
            " ORDER BY changed_at DESC, sending_id LIMIT %(limit)s OFFSET %(after)s"
        )
        return self._rows(where, params | {"limit": limit, "after": after})

    def _rows(self, where: sql.Composable, params: Row) -> list[SendingRow]:
        asked = sql.SQL("SELECT * FROM {} WHERE {}").format(self._table, where)
        with self._datastore.reading() as cursor:
            return [_sending_row(row) for row in cursor.execute(asked, params)]


def _sending_row(row: DictRow) -> SendingRow:
    said: dict[str, Any] = {name: row[name] for name in SendingRow.__dataclass_fields__}
    said |= {"channel": NoticeChannel(row["channel"]), "state": NoticeState(row["state"])}
    said["tries"] = tuple(_try(each) for each in row["tries"])
    return SendingRow(**said)


def _try(said: Row) -> Try:
    ended = said.get("ended")
    return Try(
        began=datetime.fromisoformat(said["began"]),
        ended=ended and datetime.fromisoformat(ended),
        outcome=said.get("outcome", ""),
        explanation=said.get("explanation", ""),
    )
