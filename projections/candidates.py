"""Usul: which reports and cases may tell of the same conflict as a report.

Asked when a page is opened: nothing is kept. What the reader may not read is not compared.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from heapq import nlargest, nsmallest
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
    points_told,
    points_unread,
    proposed,
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

MOST_READ: Final = 40
"""Accounts that are read beside one report's: of a wave that all tell the same, the nearest."""

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
    excerpt: str = ""


@dataclass(frozen=True)
class _Near:
    """One that lies near in time, as it is compared with any number of reports."""

    id: UUID
    traits: Traits


@dataclass(frozen=True)
class _Alike:
    """One of the likest, before its line of the board is asked for."""

    id: UUID
    likeness: Likeness
    traits: Traits


_NEAR: Final = sql.SQL(
    "WITH near AS MATERIALIZED (SELECT id, report_id, region, theme, conflict_source"
    "   FROM {board} WHERE {bound} AND {within}"
    "   AND stage <> ALL(%(over)s) AND {waiting} ORDER BY opened_at DESC LIMIT %(most)s)"
    " SELECT near.*, happened_at,"
    "   (SELECT array_agg(passage ->> 2) FROM jsonb_each(theirs.opened) each (subject, passages),"
    "     jsonb_array_elements(passages) passage WHERE passage ->> 1 = 'Pihak') AS parties"
    " FROM near JOIN {tally} tally USING (report_id)"
    " LEFT JOIN {index} theirs ON theirs.stream = near.id"
    " WHERE happened_at BETWEEN %(since)s AND %(until)s"
)

_WAITING: Final = sql.SQL("case_id IS NULL")

_TOLD_ALIKE: Final = sql.SQL(
    "WITH told AS MATERIALIZED (SELECT place,"
    "   view.told(opened, 'A') || ' ' || view.told(opened, 'C') AS account"
    "   FROM unnest(%(streams)s::uuid[]) WITH ORDINALITY AS asked (stream, place)"
    "   JOIN {index} USING (stream))"
    " SELECT array_agg(coalesce(similarity(mine.account, theirs.account), 0) ORDER BY pair.n)"
    "   AS alike"
    " FROM unnest(%(mine)s::int[], %(other)s::int[]) WITH ORDINALITY AS pair (mine, other, n)"
    " LEFT JOIN told mine ON mine.place = pair.mine"
    " LEFT JOIN told theirs ON theirs.place = pair.other"
)

_BEGUN: Final = sql.SQL(
    "SELECT stream, left(view.told(opened, 'C'), %(longest)s) AS excerpt FROM {index}"
    " WHERE stream = ANY(%(streams)s)"
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
        waiting: bool = False,
        limit: int = 5,
    ) -> Sequence[Candidate]:
        """The likest first; none of those told apart already (``but``).

        ``waiting``: only reports that nothing was decided about yet.
        """
        asked = Compared(report, rules, but)
        found = self.among([asked], reader=reader, waiting=waiting, limit=limit)[report.report_id]
        said = self._begun([each.row.id for each in found])
        return [replace(each, excerpt=said.get(each.row.id) or "") for each in found]

    def among(
        self,
        asked: Sequence[Compared],
        *,
        reader: Standing,
        waiting: bool = False,
        limit: int = 5,
    ) -> Mapping[UUID, Sequence[Candidate]]:
        """The same for several reports at once, without how their accounts begin.

        Two questions for each province they lie in, and one for what is shown of those found. The
        accounts are read only of those that they could still bring among the ``limit`` likest.
        """
        of_province: dict[str, list[Compared]] = defaultdict(list)
        for each in asked:
            of_province[each.report.region[:2]].append(each)
        found: dict[UUID, Sequence[_Alike]] = {}
        for province, together in of_province.items():
            near = self._near(province, together, reader, waiting=waiting)
            worth = [(each, _worth_reading(each, near, limit)) for each in together]
            told = self._told_alike(
                [(each.report.report_id, other.id) for each, others in worth for _, other in others]
            )
            for each, others in worth:
                found[each.report.report_id] = _likest(each, others, told, limit)
        rows = self._rows({one.id for alike in found.values() for one in alike})
        return {
            report: [
                Candidate(rows[one.id], one.likeness, one.traits)
                for one in alike
                if one.id in rows  # a report that became a case meanwhile is a line no more
            ]
            for report, alike in found.items()
        }

    def _rows(self, ids: Collection[UUID]) -> Mapping[UUID, BoardRow]:
        """The lines of the board of what the reader was found to see."""
        if not ids:
            return {}
        asked = sql.SQL("SELECT * FROM {} WHERE id = ANY(%s)").format(self._board)
        with self._datastore.reading() as cursor:
            return {row["id"]: board_row(row) for row in cursor.execute(asked, (list(ids),))}

    def _near(
        self, province: str, asked: Sequence[Compared], reader: Standing, *, waiting: bool
    ) -> list[_Near]:
        """What lies near enough in time to any of them, as far as the reader may see it."""
        bound, params = reach(reader, of="id")
        query = _NEAR.format(
            board=self._board,
            index=self._index,
            tally=self._tally,
            bound=bound,
            within=within("province"),
            waiting=_WAITING if waiting else sql.SQL("TRUE"),
        )
        spans = [(each.report.happened_at, timedelta(days=each.rules.days)) for each in asked]
        params |= prefix("province", province) | {
            "over": [Stage.CLOSED, Stage.REFUTED, Triage.INFORMATION],
            "most": MOST_COMPARED,
            "since": min(at - span for at, span in spans),
            "until": max(at + span for at, span in spans),
        }
        with self._datastore.reading() as cursor:
            return [_Near(row["id"], _traits(row)) for row in cursor.execute(query, params)]

    def _told_alike(self, pairs: Sequence[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], float]:
        """How alike two accounts are, each with its title."""
        if not pairs:
            return {}
        query = _TOLD_ALIKE.format(index=self._index)
        streams = dict.fromkeys(each for pair in pairs for each in pair)
        place = {stream: number for number, stream in enumerate(streams, 1)}
        params = {
            "mine": [place[mine] for mine, _ in pairs],
            "other": [place[other] for _, other in pairs],
            "streams": list(streams),
        }
        with self._datastore.reading() as cursor:
            row = cursor.execute(query, params).fetchone()
        assert row is not None
        return dict(zip(pairs, row["alike"], strict=True))

    def _begun(self, streams: Sequence[UUID]) -> Mapping[UUID, str | None]:
        """How these accounts begin."""
        if not streams:
            return {}
        query = _BEGUN.format(index=self._index)
        params = {"streams": list(streams), "longest": LONGEST_EXCERPT}
        with self._datastore.reading() as cursor:
            return {row["stream"]: row["excerpt"] for row in cursor.execute(query, params)}


def _worth_reading(asked: Compared, near: Sequence[_Near], limit: int) -> list[tuple[int, _Near]]:
    """Those whose account could bring them among the likest, with their points without it."""
    ours, rules, at = traits_of(asked.report), asked.rules, asked.report.happened_at
    span = timedelta(days=rules.days)
    but = {asked.report.report_id, *asked.but}
    unread = [
        (points_unread(ours, each.traits, rules), each)
        for each in near
        if abs(each.traits.happened_at - at) <= span and each.id not in but
    ]
    best = nlargest(limit, (points for points, _ in unread))
    enough = max(rules.proposed_from, best[-1] if len(best) == limit else 0)
    worth = [one for one in unread if one[0] + rules.text >= enough]
    return nsmallest(
        MOST_READ, worth, key=lambda one: (-one[0], abs(one[1].traits.happened_at - at))
    )


def _likest(
    asked: Compared,
    others: Sequence[tuple[int, _Near]],
    told: Mapping[tuple[UUID, UUID], float],
    limit: int,
) -> list[_Alike]:
    ours, rules, mine = traits_of(asked.report), asked.rules, asked.report.report_id
    scored = [
        (points + points_told(told[mine, each.id], rules), str(each.id), each)
        for points, each in others
    ]
    best = nsmallest(limit, scored, key=lambda one: (-one[0], one[1]))
    return [
        _Alike(each.id, alike, each.traits)
        for _, _, each in best
        if proposed(alike := likeness(ours, each.traits, told[mine, each.id], rules), rules)
    ]


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
