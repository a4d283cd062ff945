"""What more is done with a report at the desk: claimed, joined to a case that is there already."""

from collections.abc import Iterator
from typing import Final

from domain.case_file import ReportPage
from domain.claim import ClaimReport, ReleaseClaim
from domain.joined_reports import JoinReport
from domain.kernel import Secrecy
from domain.told_apart import TellApart
from web import pages
from web.acts import Act, Blank
from web.desk import Desk
from web.door import Visitor

MOST_CASES: Final = 100
"""Open cases offered where a report is joined to one, the most pressing first."""

JOIN_REPORT = Act(
    "lampirkan",
    JoinReport,
    (
        Blank("case_id", "Kasus yang sudah ada", "choice"),
        Blank("explanation", "Mengapa ini konflik yang sama", "text", rows=2),
    ),
    intro="Kasusnya lalu bertumpu pada satu sumber lagi; triase laporan ini selesai.",
)
CLAIM_REPORT = Act(
    "ambil",
    ClaimReport,
    intro="Petugas lain melihat bahwa Anda yang memeriksa, dan sampai kapan.",
)
RELEASE_CLAIM = Act("lepaskan", ReleaseClaim)
JOIN_CANDIDATE = Act(
    "lampirkan-usul",
    JoinReport,
    (Blank("explanation", "Mengapa ini konflik yang sama", "text", rows=2),),
    item="case_id",
)
TELL_APART = Act(
    "bukan-yang-sama",
    TellApart,
    (Blank("explanation", "Apa bedanya", "text", rows=2),),
    intro="Diingat pada keduanya; tidak diusulkan lagi.",
    item="other",
)
ON_CANDIDATES: Final = (JOIN_CANDIDATE, TELL_APART)
ACTS: Final = {act.slug: act for act in (CLAIM_REPORT, RELEASE_CLAIM, JOIN_REPORT, *ON_CANDIDATES)}


def with_cases(desk: Desk, visitor: Visitor, report: ReportPage) -> Act:
    """The form with the open cases that this officer may read and this report may be joined to."""
    return JOIN_REPORT.with_options("case_id", open_cases(desk, visitor, report.secrecy))


def open_cases(
    desk: Desk, visitor: Visitor, at_least: Secrecy = Secrecy.OPEN
) -> Iterator[pages.Option]:
    """Open cases this officer may read, kept ``at_least`` so close."""
    rows = desk.office.board.rows(
        reader=visitor.standing, actor=visitor.actor, open_only=True, limit=MOST_CASES
    )
    for row in rows:
        if row.case_id is not None and row.secrecy.rank >= at_least.rank:
            where = desk.office.regions.name(row.region)
            yield pages.Option(value=str(row.case_id), label=f"{row.title} ({where})")
