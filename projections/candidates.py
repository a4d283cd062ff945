"""Usul: which reports and cases may tell of the same conflict as a report.

Asked when a page is opened: nothing is kept. What the reader may not read is not compared.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow

from domain.case_file import ReportPage
from domain.conflict_case import Stage
from domain.likeness import Likeness, LikenessRules, Traits, likeness, proposed
from domain.report import Triage
from domain.role_assignment import Standing
from projections.case_board import BoardRow, CaseBoard, board_row
from projections.lookout import IncidentTally
from projections.read_model import prefix, reach, within
from projections.search_index import SearchIndex
from runtime.database import Datastore

MOST_COMPARED: Final = 300
"""The latest of a province that are compared with one report."""


@dataclass(frozen=True)
class Candidate:
    """One that may be the same, with the reasons."""

    row: BoardRow
    likeness: Likeness


_ASKED: Final = sql.SQL(
    "WITH near AS MATERIALIZED (SELECT b.* FROM {board} b WHERE {bound} AND {within}"
    "   AND NOT id = ANY(%(but)s) AND stage <> ALL(%(over)s)"
    "   ORDER BY opened_at DESC LIMIT %(most)s),"
    " told AS (SELECT stream, view.told(opened, 'A') || ' ' || view.told(opened, 'C') AS said,"
    "   opened FROM {index})"
    " SELECT near.*, happened_at, coalesce(similarity(mine.said, theirs.said), 0) AS alike,"
    "   (SELECT array_agg(passage ->> 2) FROM jsonb_each(theirs.opened) each (subject, passages),"
    "     jsonb_array_elements(passages) passage WHERE passage ->> 1 = 'Pihak') AS parties"
    " FROM near JOIN {tally} tally USING (report_id)"
    " LEFT JOIN told theirs ON theirs.stream = near.id"
    " LEFT JOIN told mine ON mine.stream = %(mine)s"
    " WHERE happened_at BETWEEN %(since)s AND %(until)s"
)


class CandidateView:
    """What a desk asks of a report that waits."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._board = CaseBoard().table
        self._index = SearchIndex().table
        self._tally = IncidentTally().table

    def of(
        self,
        report: ReportPage,
        rules: LikenessRules,
        *,
        reader: Standing,
        but: Collection[UUID] = (),
        limit: int = 5,
    ) -> Sequence[Candidate]:
        """The likest first; none of those told apart already (``but``)."""
        bound, params = reach(reader, of="id")
        asked = _ASKED.format(
            board=self._board,
            index=self._index,
            tally=self._tally,
            bound=bound,
            within=within("province"),
        )
        span = timedelta(days=rules.days)
        params |= prefix("province", report.region[:2]) | {
            "mine": report.report_id,
            "but": [report.report_id, *but],
            "over": [Stage.CLOSED, Stage.REFUTED, Triage.INFORMATION],
            "most": MOST_COMPARED,
            "since": report.happened_at - span,
            "until": report.happened_at + span,
        }
        ours = traits_of(report)
        with self._datastore.reading() as cursor:
            rows = cursor.execute(asked, params).fetchall()
        found = [
            Candidate(board_row(row), likeness(ours, _traits(row), row["alike"], rules))
            for row in rows
        ]
        alike = [each for each in found if proposed(each.likeness, rules)]
        alike.sort(key=lambda each: (-each.likeness.score, str(each.row.id)))
        return alike[:limit]


def traits_of(report: ReportPage) -> Traits:
    """What of a report is compared."""
    return Traits(
        region=report.region,
        happened_at=report.happened_at,
        theme=report.theme,
        conflict_source=report.conflict_source.value,
        parties=tuple(str(each) for each in report.parties),
    )


def _traits(row: DictRow) -> Traits:
    return Traits(
        region=row["region"],
        happened_at=row["happened_at"],
        theme=row["theme"],
        conflict_source=row["conflict_source"],
        parties=tuple(row["parties"] or ()),
    )
