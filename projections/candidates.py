"""Usul: which reports and cases may tell of the same conflict as a report.

Asked when a page is opened: nothing is kept. What the reader may not read is not compared.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow

from domain.case_file import ReportPage
from domain.conflict_case import Stage
from domain.likeness import (
    Likeness,
    LikenessRules,
    Traits,
    likeness,
    proposed,
    worth_reading,
)
from domain.report import Triage
from domain.role_assignment import Standing
from projections.case_board import BoardRow, CaseBoard, board_row
from projections.lookout import IncidentTally
from projections.read_model import prefix, reach, within
from projections.search_index import SearchIndex
from runtime.database import Datastore

MOST_COMPARED: Final = 300
"""The latest of a province that are compared with a report."""

LONGEST_EXCERPT: Final = 280
"""Characters of a candidate's account that are shown beside one's own."""


@dataclass(frozen=True)
class Compared:
    """A report whose like is looked for: by which weights, and what it was told apart from."""

    report: ReportPage
    rules: LikenessRules
    but: Collection[UUID] = ()


@dataclass(frozen=True)
class Candidate:
    """One that may be the same, with the reasons, what was compared and how its account begins."""

    row: BoardRow
    likeness: Likeness
    traits: Traits
    excerpt: str


_NEAR: Final = sql.SQL(
    "WITH near AS MATERIALIZED (SELECT b.* FROM {board} b WHERE {bound} AND {within}"
    "   AND stage <> ALL(%(over)s) ORDER BY opened_at DESC LIMIT %(most)s)"
    " SELECT near.*, happened_at,"
    "   (SELECT array_agg(passage ->> 2) FROM jsonb_each(theirs.opened) each (subject, passages),"
    "     jsonb_array_elements(passages) passage WHERE passage ->> 1 = 'Pihak') AS parties"
    " FROM near JOIN {tally} tally USING (report_id)"
    " LEFT JOIN {index} theirs ON theirs.stream = near.id"
    " WHERE happened_at BETWEEN %(since)s AND %(until)s"
)

_TOLD_ALIKE: Final = sql.SQL(
    "WITH told AS MATERIALIZED (SELECT stream, view.told(opened, 'A') AS title,"
    "   view.told(opened, 'C') AS account FROM {index} WHERE stream = ANY(%(streams)s))"
    " SELECT pair.mine, pair.other, left(theirs.account, %(longest)s) AS excerpt,"
    "   coalesce(similarity(mine.title || ' ' || mine.account,"
    "     theirs.title || ' ' || theirs.account), 0) AS alike"
    " FROM unnest(%(mine)s::uuid[], %(other)s::uuid[]) AS pair (mine, other)"
    " LEFT JOIN told mine ON mine.stream = pair.mine"
    " LEFT JOIN told theirs ON theirs.stream = pair.other"
)


class CandidateView:
    """What a desk asks of reports that wait."""

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
        asked = Compared(report, rules, but)
        return self.among([asked], reader=reader, limit=limit)[report.report_id]

    def among(
        self, asked: Sequence[Compared], *, reader: Standing, limit: int = 5
    ) -> Mapping[UUID, Sequence[Candidate]]:
        """The same for several reports at once: two questions for each province they lie in.

        The accounts are read only of those that they could still bring to be proposed.
        """
        of_province: dict[str, list[Compared]] = defaultdict(list)
        for each in asked:
            of_province[each.report.region[:2]].append(each)
        found: dict[UUID, Sequence[Candidate]] = {}
        for province, together in of_province.items():
            near = self._near(province, together, reader)
            pairs = [(each, row) for each in together for row in _worth_reading(each, near)]
            told = self._told_alike([(each.report.report_id, row["id"]) for each, row in pairs])
            for each in together:
                mine = [row for other, row in pairs if other is each]
                found[each.report.report_id] = _likest(each, mine, told)[:limit]
        return found

    def _near(self, province: str, asked: Sequence[Compared], reader: Standing) -> list[DictRow]:
        """What lies near enough in time to any of them, as far as the reader may see it."""
        bound, params = reach(reader, of="id")
        query = _NEAR.format(
            board=self._board,
            index=self._index,
            tally=self._tally,
            bound=bound,
            within=within("province"),
        )
        spans = [(each.report.happened_at, timedelta(days=each.rules.days)) for each in asked]
        params |= prefix("province", province) | {
            "over": [Stage.CLOSED, Stage.REFUTED, Triage.INFORMATION],
            "most": MOST_COMPARED,
            "since": min(at - span for at, span in spans),
            "until": max(at + span for at, span in spans),
        }
        with self._datastore.reading() as cursor:
            return cursor.execute(query, params).fetchall()

    def _told_alike(
        self, pairs: Sequence[tuple[UUID, UUID]]
    ) -> Mapping[tuple[UUID, UUID], DictRow]:
        """How alike two accounts are, and how the other's begins."""
        if not pairs:
            return {}
        query = _TOLD_ALIKE.format(index=self._index)
        params = {
            "mine": [mine for mine, _ in pairs],
            "other": [other for _, other in pairs],
            "streams": list({each for pair in pairs for each in pair}),
            "longest": LONGEST_EXCERPT,
        }
        with self._datastore.reading() as cursor:
            rows = cursor.execute(query, params)
            return {(row["mine"], row["other"]): row for row in rows}


def _worth_reading(asked: Compared, near: Sequence[DictRow]) -> list[DictRow]:
    report, ours = asked.report, traits_of(asked.report)
    span = timedelta(days=asked.rules.days)
    but = {report.report_id, *asked.but}
    return [
        row
        for row in near
        if row["id"] not in but
        and abs(row["happened_at"] - report.happened_at) <= span
        and worth_reading(ours, _traits(row), asked.rules)
    ]


def _likest(
    asked: Compared, rows: Sequence[DictRow], told: Mapping[tuple[UUID, UUID], DictRow]
) -> list[Candidate]:
    ours, found = traits_of(asked.report), []
    for row in rows:
        theirs, said = _traits(row), told[asked.report.report_id, row["id"]]
        alike = likeness(ours, theirs, said["alike"], asked.rules)
        if proposed(alike, asked.rules):
            found.append(Candidate(board_row(row), alike, theirs, said["excerpt"] or ""))
    return sorted(found, key=lambda each: (-each.likeness.score, str(each.row.id)))


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
        parties=tuple(dict.fromkeys(row["parties"] or ())),
    )
