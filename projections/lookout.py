"""What else goes on where a report comes from: the election index and the recent incidents."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

from application.ports import Surroundings
from domain.conflict_case import ConflictCase, Stage
from domain.regions import parent_of
from domain.reopening import Reopenable
from domain.report import Report
from projections.read_model import ReadModel, Row, Rows, same_row
from runtime.database import Datastore
from runtime.log import Recorded


class IncidentTally(ReadModel):
    """One row per report: where and when it happened, and whether it counts as an incident.

    It counts until it is noted as information or joined to a case, whose first report counts, or
    its case turns out not to be borne out; triaged again, it counts again.
    """

    TABLE = "incident_tally_3"
    KEY = "report_id"
    COLUMNS: ClassVar = {
        "report_id": "uuid NOT NULL",
        "case_id": "uuid",
        "regency": "text NOT NULL",
        "happened_at": "timestamptz NOT NULL",
        "counts": "bool NOT NULL",
        "joined": "bool NOT NULL",
        "position": "bigint NOT NULL",
    }
    INDEXES: ClassVar = {
        "recent": "(regency, happened_at) WHERE counts",
        "case": "(case_id) WHERE case_id IS NOT NULL",
    }
    topics = frozenset(
        event.NAME
        for event in (
            Report.Filed,
            Report.OpenedAsCase,
            Report.JoinedToCase,
            Report.NotedAsInformation,
            Report.Reopened,
            ConflictCase.Refuted,
            Reopenable.Reopened,
        )
    )
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def load(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> dict[UUID, Row]:
        """Also the reports of every case that was refuted, or taken up again."""
        cases = [each.stream for each in batch if each.name in _OF_A_CASE]
        found = super().load(conn, batch)
        if cases:
            asked = sql.SQL("SELECT * FROM {} WHERE case_id = ANY(%s)").format(self.table)
            found |= {row["report_id"]: row for row in conn.execute(asked, (cases,))}
        return found

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        match recorded.fact:
            case Report.Filed() as fact:
                rows.add(
                    fact.originator_id,
                    {
                        "report_id": fact.originator_id,
                        "case_id": None,
                        "regency": regency_of(fact.region),
                        "happened_at": fact.happened_at,
                        "counts": True,
                        "joined": False,
                        "position": recorded.position,
                    },
                )
            case Report.OpenedAsCase() as fact:
                row = same_row(rows.change(recorded.stream), recorded)
                row |= {"case_id": fact.case_id, "position": recorded.position}
            case Report.JoinedToCase() as fact:
                row = same_row(rows.change(recorded.stream), recorded)
                row |= {"case_id": fact.case_id, "counts": False, "joined": True}
                row["position"] = recorded.position
            case Report.NotedAsInformation():
                row = same_row(rows.change(recorded.stream), recorded)
                row |= {"counts": False, "position": recorded.position}
            case Report.Reopened():
                row = same_row(rows.change(recorded.stream), recorded)
                row |= {"counts": True, "position": recorded.position}
            case ConflictCase.Refuted():
                for report_id in rows.matching("case_id", recorded.stream):
                    row = same_row(rows.change(report_id), recorded)
                    row |= {"counts": False, "position": recorded.position}
            case Reopenable.Reopened() as fact if fact.was is Stage.REFUTED:
                for report_id in rows.matching("case_id", recorded.stream):
                    row = same_row(rows.change(report_id), recorded)
                    row |= {"counts": not row["joined"], "position": recorded.position}


_OF_A_CASE = frozenset({ConflictCase.Refuted.NAME, Reopenable.Reopened.NAME})


def regency_of(region: str) -> str:
    """The kabupaten or kota a region lies in; the province itself for a whole province."""
    return ".".join(region.split(".")[:2])


class RegionLookout:
    """Answers the register's question about a region from the index and the tally."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._tally = IncidentTally().table

    def around(self, region: str, now: datetime, recent: timedelta) -> Surroundings:
        """The index of the nearest enclosing region that has one; incidents of the regency.

        An incident is recent when it happened lately, whenever it was filed: a backlog of old
        reports makes no region look restless now.
        """
        enclosing = [region]
        while enclosing[-1]:
            enclosing.append(parent_of(enclosing[-1]))
        asked = sql.SQL(
            "SELECT score, edition, category, incidents FROM"
            " (SELECT count(*) AS incidents FROM {} WHERE counts AND regency = %(regency)s"
            "     AND happened_at > %(since)s AND happened_at <= %(now)s) counted"
            " LEFT JOIN (SELECT score, edition, category FROM desk.election_index"
            "     WHERE region = ANY(%(enclosing)s)"
            "     ORDER BY length(region) DESC, imported_at DESC LIMIT 1) nearest"
            " ON true"
        ).format(self._tally)
        params = {
            "enclosing": enclosing,
            "regency": regency_of(region),
            "since": now - recent,
            "now": now,
        }
        with self._datastore.reading() as cursor:
            row = cursor.execute(asked, params, prepare=True).fetchone()
        assert row is not None
        return Surroundings(
            election_index=row["score"],
            election_edition=row["edition"],
            election_category=row["category"] or None,
            recent_incidents=row["incidents"],
        )
