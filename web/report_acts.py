"""What more is done with a report at the desk: claimed, joined to a case that is there already."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from domain.case_file import CaseFile, ReportPage
from domain.claim import ClaimReport, ReleaseClaim
from domain.inquiry import AnswerInquiry, AskReporter, WithdrawInquiry
from domain.joined_reports import JoinReport
from domain.kernel import Channel, Role, Secrecy
from domain.report import ReopenReport, Triage
from domain.told_apart import TellApart
from web import acts, pages, words
from web.acts import Act, Attempt, Blank, Table
from web.desk import Desk
from web.door import Visitor
from web.pages import InquiryPanel

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
REOPEN_REPORT = Act(
    "triase-lagi",
    ReopenReport,
    (Blank("explanation", "Mengapa perlu ditriase lagi", "text", rows=2),),
    intro="Kesimpulan semula tetap tersimpan; batas waktu triase dihitung lagi dari sekarang.",
)
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
ASK_REPORTER = Act(
    "tanyakan",
    AskReporter,
    (
        Blank(
            "question",
            "Apa yang masih kurang",
            "text",
            rows=2,
            hint="Satu pertanyaan pendek, misalnya: berapa orang, dan apakah masih berkumpul?",
        ),
    ),
    intro="Pelapor diberi tahu dan menjawab di halaman laporannya sendiri. Laporannya tidak"
    " berubah; jawabannya menjadi keterangan tambahan.",
    fresh="inquiry_id",
)
ANSWER_INQUIRY = Act(
    "jawab",
    AnswerInquiry,
    (Blank("text", "Jawaban", "text"),),
    item="inquiry_id",
)
_BY_TELEPHONE: Final = "Bila pelapor menjawab lewat telepon atau pesan, catat jawabannya di sini."
WITHDRAW_INQUIRY = Act(
    "tarik-pertanyaan",
    WithdrawInquiry,
    intro="Pelapor tidak perlu menjawabnya lagi.",
    item="inquiry_id",
)
ON_CANDIDATES: Final = (JOIN_CANDIDATE, TELL_APART)
ON_INQUIRIES: Final = (ANSWER_INQUIRY, WITHDRAW_INQUIRY)
ACTS: Final = {
    act.slug: act
    for act in (
        *(CLAIM_REPORT, RELEASE_CLAIM, JOIN_REPORT, REOPEN_REPORT, ASK_REPORTER),
        *ON_CANDIDATES,
        *ON_INQUIRIES,
    )
}


def prepared(
    act: Act, desk: Desk, visitor: Visitor, report: ReportPage, attempt: Attempt | None
) -> Act:
    """The form as it is offered about this report.

    With the open cases that this officer may read and it may be joined to; with an answer that
    came too late for its question, to be sent as a supplement.
    """
    if act is JOIN_REPORT:
        return act.with_options("case_id", open_cases(desk, visitor, report.secrecy))
    if act is acts.SUPPLEMENT_REPORT and attempt and answered_too_late(report, attempt):
        return act.knowing({"text": attempt.form.get("text")})
    return act


def answered_too_late(report: ReportPage, attempt: Attempt | None) -> bool:
    """Whether what came back is an answer to a question that waits for none any more."""
    return attempt is not None and attempt.act is ANSWER_INQUIRY and report.asked is None


def open_cases(
    desk: Desk, visitor: Visitor, at_least: Secrecy = Secrecy.OPEN
) -> Iterator[pages.Option]:
    """Open cases this officer may read, kept ``at_least`` so close."""
    found = desk.office.board.titles(
        reader=visitor.standing, actor=visitor.actor, open_only=True, limit=MOST_CASES
    )
    for each in found:
        if each.secrecy.rank >= at_least.rank:
            where = desk.office.regions.name(each.region)
            yield pages.Option(value=str(each.case_id), label=f"{each.title} ({where})")


def may_be_asked(file: CaseFile, report: ReportPage, visitor: Visitor) -> bool:
    """Whether there is somebody to ask, and something still to be made of the answer."""
    by_machine = file.timeline[0].fact.envelope.channel is Channel.API
    return (
        report.asked is None
        and report.triage is not Triage.INFORMATION
        and report.reporter != visitor.actor
        and not by_machine
    )


def inquiry(report: ReportPage, visitor: Visitor, table: Table) -> InquiryPanel | None:
    """The question that waits, with what this visitor may do about it."""
    asked = report.asked
    if asked is None:
        return None
    item, own = str(asked.inquiry_id), report.reporter == visitor.actor
    answers = own or visitor.role is Role.CASE_OFFICER
    answer = ANSWER_INQUIRY if own else replace(ANSWER_INQUIRY, intro=_BY_TELEPHONE)
    return InquiryPanel(
        question=str(asked.question),
        asked=words.when(asked.at, report.region),
        own=own,
        acts=tuple(
            table.draw(act, item=item, opened=own)
            for act, may in ((answer, answers), (WITHDRAW_INQUIRY, not own))
            if may and visitor.role in act.roles
        ),
    )
