"""The clock ledger of a case: what was promised, how it was counted, and what became of it."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import READERS
from domain.case_file import CaseFile, ClosedWait, OpenWait
from domain.clocks import NO_SILENCE, Wait
from web import clock_acts, pages, words
from web.acts import Attempt, Table
from web.desk import Desk, Done
from web.door import Form, NotHere, Visitor, read_form
from web.words import People

MET, ELAPSED, WITHDRAWN = "met", "elapsed", "withdrawn"
_ENDED: Final = {
    MET: "Terjawab",
    ELAPSED: "Lewat tanpa jawaban",
    WITHDRAWN: "Tidak ditunggu lagi",
    "resumed": "Digantikan batas waktu sesudah jeda",
    "extended": "Digantikan batas waktu yang diperpanjang",
    "renewed": "Digantikan batas waktu menurut kebijakan lain",
}


def routes(desk: Desk) -> APIRouter:
    """`/kasus/{id}/jam` and what may be done to its clocks."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/kasus/{case_id}/jam")
    def show(case_id: UUID, request: Request, visitor: coming_in) -> Response:
        file = _readable(desk, visitor, case_id)
        return desk.show("clocks", _page(desk, visitor, file, desk.notice(request, visitor, file)))

    @router.post("/kasus/{case_id}/jam/{slug}")
    def act(
        case_id: UUID, slug: str, form: Annotated[Form, Depends(read_form)], visitor: coming_in
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        file = _readable(desk, visitor, case_id)
        if (chosen := clock_acts.ACTS.get(slug)) is None:
            raise NotHere
        done = desk.carry_out(
            visitor,
            chosen,
            form,
            region=file.region,
            given=clock_acts.given(chosen, file, form),
            item=form.get("item") if chosen.item else "",
        )
        if isinstance(done, Done):
            return desk.onward(f"/kasus/{case_id}/jam", done.outcome)
        again = _page(desk, visitor, _readable(desk, visitor, case_id), attempt=done.attempt)
        return desk.show("clocks", again, done.status)

    return router


def _readable(desk: Desk, visitor: Visitor, case_id: UUID) -> CaseFile:
    file = desk.case(visitor, case_id)
    if visitor.role not in READERS:
        raise NotHere
    return file


def _page(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    notice: pages.Notice | None = None,
    attempt: Attempt | None = None,
) -> pages.ClockPage:
    asked = {each.wait.asked.person for each in file.closed_waits}
    asked |= {each.proposer for each in file.clock_proposals.values()}
    people = People(desk.office, visitor, words.persons_of(file) | asked)
    table = Table(
        path=f"/kasus/{file.case_id}/jam",
        region=file.region,
        csrf=visitor.csrf,
        position=file.position,
        attempt=attempt,
    )
    running = sorted(file.waits.values(), key=lambda each: each.wait.due)
    over = sorted(file.closed_waits, key=lambda each: each.at, reverse=True)
    return pages.ClockPage(
        frame=desk.frame(visitor),
        title=f"Buku batas waktu: {file.title}",
        case_title=str(file.title),
        case_url=f"/kasus/{file.case_id}",
        notice=notice,
        counts=_counts(file),
        stuck=tuple(clock_acts.stuck(file, visitor, people, table, desk.office.clock.now())),
        proposals=clock_acts.proposals(file, visitor, people, table),
        snoozes=tuple(clock_acts.snoozes(file, visitor, people, table)),
        acts=clock_acts.forms(file, visitor, table),
        running=tuple(_line(desk, file, people, each) for each in running),
        over=tuple(_line(desk, file, people, each) for each in over),
        calendar=desk.office.register.calendar.version,
    )


def _counts(file: CaseFile) -> tuple[pages.Count, ...]:
    silent = [each for each in file.closed_waits if _missed(each)]
    still = sum(each.wait.pause is not None for each in file.waits.values())
    return (
        pages.Count(label="dijanjikan", number=len(file.waits) + len(file.closed_waits)),
        pages.Count(label="berjalan", number=len(file.waits) - still),
        *([pages.Count(label="dijeda", number=still)] if still else []),
        pages.Count(label="terjawab", number=sum(e.how == MET for e in file.closed_waits)),
        pages.Count(label="lewat tanpa jawaban", number=len(silent), tone="late" if silent else ""),
        pages.Count(
            label="tidak ditunggu lagi", number=sum(e.how == WITHDRAWN for e in file.closed_waits)
        ),
    )


def _missed(each: ClosedWait) -> bool:
    """Whether an answer is missing; the end of a time to sit out is none."""
    return each.how == ELAPSED and each.wait.kind not in NO_SILENCE


def _line(
    desk: Desk, file: CaseFile, people: People, each: OpenWait | ClosedWait
) -> pages.ClockLine:
    wait, region = each.wait, file.region
    closed = each if isinstance(each, ClosedWait) else None
    now = None if closed or wait.pause else desk.office.clock.now()
    recounted, differs = _recounted(desk, wait, region)
    ended = ""
    if closed:
        sat_out = closed.how == ELAPSED and not _missed(closed)
        ended = "Waktunya tiba" if sat_out else _ENDED[closed.how]
    return pages.ClockLine(
        words=words.sentence(wait.words),
        asked=words.asked(wait, people),
        promised=words.when(wait.due, region, now),
        explained=words.sentence(wait.deadline.explain()) + ".",
        basis=wait.deadline.basis.label,
        recounted=recounted,
        differs=differs,
        ended=ended,
        missed=bool(closed and _missed(closed)),
        ended_at=words.when(closed.at, region).full if closed else "",
        url=words.where(file, each.stream),
        paused="" if closed else words.standing_still(wait, region),
    )


def _recounted(desk: Desk, wait: Wait, region: str) -> tuple[str, bool]:
    """What today's calendar makes of the same span, and whether that is another moment."""
    deadline = wait.deadline
    if not deadline.asks_the_calendar:
        return "Tidak bergantung pada kalender kerja.", False
    calendar = desk.office.register.calendar
    again = deadline.recounted(calendar)
    if again == deadline.due:
        promised = f"Dijanjikan menurut kalender {deadline.calendar_version}."
        return f"{promised} Dihitung ulang dengan kalender {calendar.version}: sama.", False
    said = words.when(again, region).full
    told = (
        f"Dihitung ulang dengan kalender {calendar.version}: {said}."
        f" Yang berlaku tetap yang dijanjikan (kalender {deadline.calendar_version})."
    )
    return told, True
