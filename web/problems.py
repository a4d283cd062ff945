"""The governor's frame: one month of a region's problems on one sheet, fit to print."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.indonesian import local, moment, month_name, thousands
from domain.letter_content import Merged
from projections.problem_map import Period, Problem, ProblemMap, RegencyProblems
from projections.region_status import RegionStatus
from web import acts, pages, words
from web.acts import Attempt, Table
from web.desk import STAFF, Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form

MONTHS: Final = 24
"""How many months back the chooser offers."""

FIRST: Final = 12
"""Problems of one regency that are shown; the rest are a link away."""


def routes(desk: Desk) -> APIRouter:
    """`/bingkai`, and the letters made of it."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/bingkai")
    def show(
        request: Request,
        visitor: coming_in,
        bulan: str = "",
        semua: str = "",
    ) -> Response:
        if visitor.role not in STAFF:
            raise NotAllowed("Bingkai permasalahan untuk petugas, pimpinan, gubernur, dan auditor.")
        desk.caught_up(request, visitor, RegionStatus.TABLE)
        return _shown(desk, visitor, bulan, whole=bool(semua))

    @router.post("/bingkai/{slug}")
    def act(slug: str, form: Annotated[Form, Depends(read_form)], visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        if slug != acts.REQUEST_FRAME.slug or visitor.role not in STAFF:
            raise NotHere
        scope, month = _scope(desk, visitor), form.get("month")
        given = {"region": scope, "month": month}
        done = desk.carry_out(visitor, acts.REQUEST_FRAME, form, region=scope, given=given)
        if isinstance(done, Done):
            return desk.onward(f"/naskah/{done.outcome.about}", done.outcome)
        return _shown(desk, visitor, month, done.attempt, done.status)

    return router


def _scope(desk: Desk, visitor: Visitor) -> str:
    return visitor.standing.region or desk.office.region


def _shown(
    desk: Desk,
    visitor: Visitor,
    typed: str,
    attempt: Attempt | None = None,
    status: int = 200,
    *,
    whole: bool = False,
) -> Response:
    scope, now = _scope(desk, visitor), desk.office.clock.now()
    today = local(now, scope).date()
    year, month, error = _asked(typed, today)
    period = Period.of(scope, year, month, now)
    first = None if whole else FIRST
    frame = desk.office.problems.of(scope, period, visitor.standing, first)
    page = _page(desk, visitor, frame, today, error, attempt)
    return desk.show("problems", page, 422 if error else status)


def _asked(typed: str, today: date) -> tuple[int, int, str]:
    """The month asked for as `2026-11`; this one where nothing or nonsense was asked."""
    if not typed:
        return today.year, today.month, ""
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return today.year, today.month, "Bulan tidak terbaca; pilih dari daftar."
    if not date(1900, 1, 1) <= first <= today:
        return today.year, today.month, "Bulan itu belum tiba; yang tampil bulan ini."
    return first.year, first.month, ""


def _page(
    desk: Desk,
    visitor: Visitor,
    frame: ProblemMap,
    today: date,
    error: str,
    attempt: Attempt | None,
) -> pages.ProblemsPage:
    period = frame.period
    table = Table(
        path="/bingkai",
        region=frame.scope,
        csrf=visitor.csrf,
        position=desk.office.log.head(),
        attempt=attempt,
    )
    month = ("month", f"{period.year:04d}-{period.month:02d}")
    asks = visitor.role in acts.REQUEST_FRAME.roles
    return pages.ProblemsPage(
        frame=desk.frame(visitor, "/bingkai"),
        title="Bingkai Pemetaan Permasalahan",
        name=frame.name,
        period=period.name,
        stands="Keadaan pada akhir bulan."
        if period.over
        else f"Bulan berjalan, keadaan {moment(period.ends, frame.scope)}.",
        secrecy=frame.secrecy.label,
        months=tuple(_months(today, period)),
        error=error,
        map=desk.office.problems.annex(frame) or "",
        regencies=tuple(_regency(line, month[1]) for line in frame.regencies),
        calm=frame.calm,
        complete=frame.complete,
        position=frame.position,
        acts=(table.draw(acts.REQUEST_FRAME, hidden=(month,)),) if asks else (),
    )


def _months(today: date, chosen: Period) -> list[pages.Option]:
    """This month and those before it; the one shown, however old it is."""
    first = today.year * 12 + today.month - 1
    shown = chosen.year * 12 + chosen.month - 1
    offered = sorted({*range(first - MONTHS + 1, first + 1), shown}, reverse=True)
    return [
        pages.Option(
            value=f"{each // 12:04d}-{each % 12 + 1:02d}",
            label=f"{month_name(each % 12 + 1)} {each // 12}",
            chosen=each == shown,
        )
        for each in offered
    ]


def _regency(line: RegencyProblems, month: str) -> pages.RegencyBlock:
    return pages.RegencyBlock(
        code=line.region,
        name=line.name,
        level=words.level(line.level),
        trend=line.trend.value,
        live=tuple(_problem(each) for each in line.live),
        ended=tuple(_problem(each) for each in line.ended),
        more=f"{thousands(line.untold)} permasalahan lagi" if line.untold else "",
        more_url=f"/bingkai?bulan={month}&semua=1#{line.region}",
    )


def _problem(problem: Problem) -> pages.ProblemLine:
    return pages.ProblemLine(
        url=f"/kasus/{problem.case_id}",
        title=problem.title.value,
        level=pages.Level(key=problem.level.value.lower(), label=problem.level.value),
        stage=problem.stage.value,
        since=problem.since.value,
        done=_values(problem.done),
        asked=_values(problem.asked),
    )


def _values(merged: tuple[Merged, ...]) -> tuple[str, ...]:
    return tuple(each.value for each in merged)
