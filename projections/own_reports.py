"""Laporan sendiri: what each person told, and what became of it, as far as they may know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import sql

from domain.inquiry import Askable
from domain.report import Report, Triage
from domain.risk import Level
from domain.stage import Stage
from projections.case_board import CaseBoard
from projections.opened import OpenedModel, told
from projections.read_model import Row, Rows, same_row, topics_of
from runtime.database import Datastore
from runtime.log import Recorded


class OwnReports(OpenedModel):
    """One row per report, whoever told it; what its case came to is the board's to say."""

    TABLE = "own_report_2"
    KEY = "report_id"
    COLUMNS: ClassVar = {
        "report_id": "uuid NOT NULL",
        "reporter": "uuid NOT NULL",
        "opened": "jsonb NOT NULL",
        "region": "text NOT NULL",
        "level": "text NOT NULL",
        "triage": "text NOT NULL",
        "case_id": "uuid",
        "filed_at": "timestamptz NOT NULL",
        "since": "timestamptz NOT NULL",
        "supplements": "int NOT NULL",
        "asked_at": "timestamptz",
        "position": "bigint NOT NULL",
    }
    COMPUTED: ClassVar = {"title": told("title")}
    INDEXES: ClassVar = {"reporter": "(reporter, filed_at DESC)"}
    topics = topics_of("report.")

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, Report.Filed):
            rows.add(recorded.stream, _row(fact))
        row = same_row(rows.change(recorded.stream), recorded)
        row["position"] = recorded.position
        at = fact.envelope.recorded_at
        match fact:
            case Report.Filed():
                self.tell(row["opened"], "title", fact.title)
            case Report.Corrected():
                if fact.title is not None:
                    self.tell(row["opened"], "title", fact.title)
                if fact.risk is not None:
                    row["level"] = fact.risk.level.value
            case Report.OpenedAsCase() | Report.JoinedToCase():
                row |= {"triage": Triage.CASE.value, "case_id": fact.case_id, "since": at}
            case Report.NotedAsInformation() | Report.KeptAsHistory() | Report.Reopened():
                again = isinstance(fact, Report.Reopened)
                now = Triage.WAITING if again else Triage.INFORMATION
                row |= {"triage": now.value, "since": at}
            case Report.Supplemented():
                row["supplements"] += 1
            case Askable.SupplementAsked():
                row["asked_at"] = at
            case Askable.InquiryAnswered():
                row |= {"asked_at": None, "supplements": row["supplements"] + 1}
            case Askable.InquiryWithdrawn():
                row["asked_at"] = None
            case _:
                pass


def _row(fact: Report.Filed) -> Row:
    at = fact.envelope.recorded_at
    return {
        "report_id": fact.originator_id,
        "reporter": fact.reporter,
        "opened": {},
        "region": fact.region,
        "level": fact.risk.level.value,
        "triage": Triage.WAITING.value,
        "case_id": None,
        "filed_at": at,
        "since": at,
        "supplements": 0,
        "asked_at": None,
    }


@dataclass(frozen=True)
class OwnReport:
    """One report as its teller sees it. ``stage`` is its case's, or that of the lead of it.

    ``asked_at``: since when a question of the office waits for their answer.
    """

    report_id: UUID
    title: str
    region: str
    level: Level
    triage: Triage
    stage: Stage | None
    filed_at: datetime
    since: datetime
    supplements: int
    asked_at: datetime | None


class OwnReportView:
    """What a teller asks about the own reports, and about nobody else's."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._asked = sql.SQL(
            "SELECT told.*, coalesce(lead.stage, led.stage) AS stage,"
            " coalesce(lead.stage_since, led.stage_since, told.since) AS changed_at"
            " FROM {own} told"
            " LEFT JOIN {board} led ON led.id = told.case_id"
            " LEFT JOIN {board} lead ON lead.id = led.merged_into"
            " WHERE told.reporter = %s ORDER BY told.filed_at DESC, told.report_id LIMIT %s"
        ).format(own=OwnReports().table, board=CaseBoard().table)

    def of_person(self, person: UUID, *, limit: int = 100) -> list[OwnReport]:
        """Everything this person told, the latest first."""
        with self._datastore.reading() as cursor:
            return [
                OwnReport(
                    report_id=row["report_id"],
                    title=row["title"],
                    region=row["region"],
                    level=Level(row["level"]),
                    triage=Triage(row["triage"]),
                    stage=Stage(row["stage"]) if row["stage"] else None,
                    filed_at=row["filed_at"],
                    since=row["changed_at"],
                    supplements=row["supplements"],
                    asked_at=row["asked_at"],
                )
                for row in cursor.execute(self._asked, (person, limit))
            ]
