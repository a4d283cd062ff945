"""Jatuh retensi: cases whose time is over, worked out anew whenever somebody asks.

No table of its own. The board narrows to what ended long enough ago for its line of the schedule;
each that is left is read from the record and its retention worked out (``application.retention``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from psycopg import sql

from application.retention import retention_of
from domain.adopted_policy import AdoptedPolicy
from domain.case_file import fold
from domain.conflict_case import Stage
from domain.kernel import Secrecy
from domain.retention import Retention, RetentionRules, years_after
from domain.role_assignment import Standing
from projections.case_board import CaseBoard
from projections.privacy_list import NOTHING, PrivacyList, state_of
from projections.read_model import Row, bounds
from runtime.database import Datastore
from runtime.log import Log

MOST: Final = 500
"""Cases listed at once, those that ended first before the others."""


@dataclass(frozen=True)
class DueRow:
    """One case whose retention is over; ``state`` is its dossier's, if it has one."""

    case_id: UUID
    region: str
    secrecy: Secrecy
    retention: Retention
    dossier: UUID | None
    state: str


class RetentionView:
    """What the privacy desk asks about files whose time is over."""

    def __init__(self, datastore: Datastore, log: Log) -> None:
        self._datastore = datastore
        self._log = log

    def due(
        self, reader: Standing, book: AdoptedPolicy, today: date, *, limit: int = MOST
    ) -> list[DueRow]:
        """Ended cases within reach whose term is over by ``today`` and that are not erased.

        The schedule is that of the policy in force in each case's region.

        The reader sees that there is such a file and how it is sorted, nothing of what it says.
        """
        return list(islice(self._due(reader, book, today), limit))

    def _due(self, reader: Standing, book: AdoptedPolicy, today: date) -> Iterator[DueRow]:
        rules = [each.retention for each in book.versions.values()]
        for row in self._ended(reader, rules, today):
            file = fold(self._log.of_case(row["id"]))
            found = retention_of(file, book.in_force_on(today, file.region))
            if found is not None and found.due(today):
                yield DueRow(
                    case_id=row["id"],
                    region=file.region,
                    secrecy=file.secrecy,
                    retention=found,
                    dossier=row["dossier"],
                    state=state_of(row) if row["dossier"] else NOTHING,
                )

    def _ended(self, reader: Standing, rules: list[RetentionRules], today: date) -> list[Row]:
        """Rows of the board that ended at least as long ago as the shortest term they may have."""
        inside, params = bounds(reader, of="id")
        query = sql.SQL(
            "SELECT board.id, dossier.stream AS dossier, dossier.erased, dossier.held,"
            " dossier.asked FROM"
            " (SELECT * FROM {board} WHERE {inside} AND case_id IS NOT NULL"
            "   AND merged_into IS NULL"
            "   AND (stage = %(refuted)s AND stage_since < %(refuted_by)s"
            "     OR stage = %(closed)s AND stage_since < %(closed_by)s)) board"
            " LEFT JOIN {privacy} dossier ON dossier.about = board.id"
            " WHERE dossier.erased IS NOT true ORDER BY board.stage_since, board.id"
        ).format(board=CaseBoard().table, privacy=PrivacyList().table, inside=inside)
        refuted = min(min(each.tidak_terbukti.years, each.duplikat.years) for each in rules)
        closed = min(
            min(each.selesai.years, each.rahasia.years, each.keadaan_konflik.years)
            for each in rules
        )
        params |= {
            "refuted": Stage.REFUTED.value,
            "refuted_by": _long_ago(today, min(refuted, closed)),
            "closed": Stage.CLOSED.value,
            "closed_by": _long_ago(today, closed),
        }
        with self._datastore.reading() as cursor:
            return list(cursor.execute(query, params))


def _long_ago(today: date, years: int) -> date:
    """A day that surely follows every ending whose term of so many years is over by ``today``."""
    return years_after(today, -years) + timedelta(days=2)
