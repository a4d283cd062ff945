"""The report desk: a new report, its risk explained, its triage."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import READERS
from domain.case_file import CaseFile, ReportPage
from domain.clocks import Wait, WaitKind
from domain.kernel import Role
from domain.report import Report, Triage
from projections.case_board import CaseBoard
from projections.own_reports import OwnReports
from web import (
    acts,
    candidates,
    drawing,
    filing,
    filters,
    inbox,
    own_reports,
    pages,
    report_acts,
    saved,
    words,
)
from web.acts import Act, Attempt, Table
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form
from web.live import REPORTS
from web.words import People

_ACTS = acts.REPORT_ACTS | report_acts.ACTS
_TRIAGE = {
    Triage.WAITING: "Menunggu triase",
    Triage.CASE: "Menjadi kasus",
    Triage.INFORMATION: "Dicatat sebagai informasi",
}


def routes(desk: Desk) -> APIRouter:
    """`/laporan`, `/laporan/{id}` and its triage."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]

    @router.get("/laporan")
    def index(request: Request, visitor: coming_in) -> Response:
        if visitor.role is Role.ADMINISTRATOR:
            raise NotAllowed("Administrator tidak membaca laporan.")
        desk.caught_up(request, visitor, CaseBoard.TABLE)
        if visitor.role in READERS:
            opening = saved.first(desk, visitor, "laporan", request.query_params)
            if opening is not None:
                return opening
            live = desk.following(request, REPORTS)
            wanted = filters.read(desk, visitor, request.query_params, "cari")
            number = filters.page_number(request.query_params.get("halaman", "1"))
            page = inbox.page(desk, visitor, wanted, number)
            return desk.show("inbox", page, live=live)
        desk.caught_up(request, visitor, OwnReports.TABLE)
        live = desk.following(request, REPORTS)
        return desk.show("own_reports", own_reports.page(desk, visitor), live=live)

    @router.get("/laporan/{report_id}")
    def show(report_id: UUID, request: Request, visitor: coming_in) -> Response:
        live = desk.following(request, f"laporan:{report_id}")
        seen = desk.office.log.head()
        file = desk.report(visitor, report_id)
        notice = desk.notice(request, visitor, file)
        if "sudah" in request.query_params:
            notice = _ALREADY
        page = report_page(desk, visitor, file, notice=notice, seen=seen)
        return desk.show("report", page, live=live)

    @router.post("/laporan/{report_id}/{slug}")
    def act(report_id: UUID, slug: str, form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        seen = desk.office.log.head()
        file = desk.report(visitor, report_id)
        if slug not in _ACTS:
            raise NotHere
        return _triage(desk, visitor, file, _ACTS[slug], form, seen)

    return router


_LEADS_TO = {
    acts.OPEN_CASE: "kasus",
    report_acts.JOIN_REPORT: "kasus",
    report_acts.JOIN_CANDIDATE: "kasus",
    acts.REQUEST_REPORT_LETTER: "naskah",
}
"""Which page shows what an act came to, where it is not the report's own."""


def _triage(
    desk: Desk, visitor: Visitor, file: CaseFile, act: Act, form: Form, seen: int
) -> Response:
    report_id = file.report.report_id if file.report else None
    given: dict[str, object] = {"report_id": report_id}
    item = form.get("item") if act.item else ""
    if act.item:
        given[act.item] = item
    if visitor.role not in READERS:
        form = Form(
            {**form.typed, "position_seen": ("",)}
        )  # what became of it is not theirs to see
    done = desk.carry_out(visitor, act, form, region=file.region, given=given, item=item)
    if isinstance(done, Done):
        about = done.outcome.about
        to = _LEADS_TO.get(act, "laporan")
        return desk.onward(f"/{to}/{about}", done.outcome)
    page = report_page(desk, visitor, file, done.attempt, seen=seen)
    return desk.show("report", page, done.status)


def report_page(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    attempt: Attempt | None = None,
    notice: pages.Notice | None = None,
    *,
    seen: int = 0,
) -> pages.ReportPage:
    """One report for one reader; ``seen`` is the log's position before it was read.

    What its case has come to since it was told makes no page of it stale.
    """
    office, report = desk.office, file.report
    if report is None:
        raise NotHere
    people = People(office, visitor, words.persons_of(file))
    people.protect(file)
    table = Table(
        path=f"/laporan/{report.report_id}",
        region=file.region,
        csrf=visitor.csrf,
        position=max(seen, file.position),
        attempt=attempt,
    )
    staff = visitor.role in READERS
    claim = next(
        (each.wait for each in file.waits.values() if each.wait.kind is WaitKind.CLAIM), None
    )
    opened = [
        line.fact.case_id
        for line in file.timeline
        if isinstance(line.fact, (Report.OpenedAsCase, Report.JoinedToCase))
    ]
    over = bool(opened) and _over(desk, opened[-1])
    allowed = [
        act
        for act in _ACTS.values()
        if visitor.role in act.roles
        and act not in (*report_acts.ON_CANDIDATES, *report_acts.ON_INQUIRIES)
        and (
            (_offered(act, visitor, file, report, claim) and not (over and act in _WHILE_OPEN))
            or (attempt and attempt.act.slug == act.slug)
        )
    ]
    too_late = report_acts.answered_too_late(report, attempt)
    return pages.ReportPage(
        frame=desk.frame(visitor, "/laporan"),
        title=str(report.title),
        notice=notice or _trouble(attempt),
        body=drawing.report_body(office, report, people, over=over),
        state=_TRIAGE[report.triage],
        waiting=report.triage is Triage.WAITING,
        case_url=f"/kasus/{opened[-1]}" if opened and staff else "",
        readers_url=f"{table.path}/pembacaan" if visitor.role is Role.AUDITOR else "",
        conclusion=str(report.conclusion) if report.conclusion and staff else "",
        waits=words.waits(office, visitor, file, people),
        acts=tuple(
            table.draw(
                report_acts.prepared(act, desk, visitor, report, attempt),
                opened=act is acts.SUPPLEMENT_REPORT and (too_late or not (staff or report.asked)),
            )
            for act in allowed
        ),
        own=report.reporter == visitor.actor,
        files=filing.panel(file, people, table, visitor, table.path),
        claim=_claimed(desk, visitor, report, claim) if claim and staff else "",
        corrections=tuple(
            pages.CorrectionLine(
                label=words.sentence(each.label),
                before=each.before,
                after=each.after,
                when=words.when(each.at, report.region),
                explanation=str(each.explanation),
            )
            for each in reversed(file.corrections)
        )
        if staff
        else (),
        inquiry=report_acts.inquiry(report, visitor, table),
        candidates=candidates.of_report(desk, visitor, file, table)
        if report.triage is Triage.WAITING
        else (),
    )


def _claimed(desk: Desk, visitor: Visitor, report: ReportPage, claim: Wait) -> str:
    """Who looks into it, for the others and for themselves."""
    until = words.when(claim.due, report.region).full
    owner = claim.asked.person
    if owner is None or owner == visitor.actor:
        return f"Anda yang memeriksa laporan ini, sampai {until}."
    name = desk.office.accounts.names_of({owner}).get(owner, "Petugas lain")
    return f"{name} sedang memeriksa laporan ini, sampai {until}. Sesudah itu bebas kembali."


def _over(desk: Desk, case_id: UUID) -> bool:
    """Whether its case, or the one that leads that, has come to its end."""
    row = desk.office.board.row(case_id)
    lead = desk.office.board.row(row.merged_into) if row and row.merged_into else row
    return lead is not None and not lead.open


_WHILE_OPEN = (report_acts.ASK_REPORTER,)
"""What is asked only as long as something can still be made of the answer."""


def _offered(
    act: Act, visitor: Visitor, file: CaseFile, report: ReportPage, claim: Wait | None
) -> bool:
    """Triage while it waits; its letter while it is no case; adding and correcting at any time."""
    if act in (*acts.TRIAGE_ACTS, report_acts.JOIN_REPORT):
        return report.triage is Triage.WAITING
    if act in (report_acts.CLAIM_REPORT, report_acts.RELEASE_CLAIM):
        mine = claim is not None and claim.asked.person == visitor.actor
        release = act is report_acts.RELEASE_CLAIM
        return report.triage is Triage.WAITING and (mine if release else not mine)
    if act in (report_acts.REOPEN_REPORT, acts.REQUEST_REPORT_LETTER):
        noted = report.conclusion is not None
        return noted if act is report_acts.REOPEN_REPORT else report.triage is not Triage.CASE
    if act is report_acts.ASK_REPORTER:
        return report_acts.may_be_asked(file, report, visitor)
    if act is acts.SUPPLEMENT_REPORT:
        return visitor.role is Role.CASE_OFFICER or visitor.actor == report.reporter
    return True


_ALREADY = pages.Notice(
    text="Laporan ini sudah diterima sebelumnya; isian yang dikirim belakangan tidak dicatat."
    " Bila ada yang kurang, tambahkan keterangan di bawah."
)


def _trouble(attempt: Attempt | None) -> pages.Notice | None:
    if attempt is None:
        return None
    said = attempt.refused.message if attempt.refused else "Ada isian yang perlu diperbaiki."
    title = attempt.act.command.TITLE
    return pages.Notice(
        text=f"“{title}” belum tercatat. {said}",
        tone="bad",
        link=f"#{attempt.act.slug}",
        link_text="Ke isiannya",
    )
