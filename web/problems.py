"""The governor's frame: one month of a region's problems on one sheet, fit to print."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.indonesian import local, moment, month_name
from domain.letter_content import Merged
from projections.problem_map import Period, Problem, ProblemMap, RegencyProblems
from projections.region_status import RegionStatus
from web import pages, words
from web.desk import STAFF, Desk
from web.door import NotAllowed, Visitor

MONTHS: Final = 24
"""How many months back the chooser offers."""


def routes(desk: Desk) -> APIRouter:
    """`/bingkai`."""
    router = APIRouter()

    @router.get("/bingkai")
    def show(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.door.visitor)],
        bulan: str = "",
    ) -> Response:
        if visitor.role not in STAFF:
            raise NotAllowed("Bingkai permasalahan untuk petugas, pimpinan, gubernur, dan auditor.")
        desk.caught_up(request, visitor, RegionStatus.TABLE)
        scope = visitor.standing.region or desk.office.region
        now = desk.office.clock.now()
        today = local(now, scope).date()
        year, month, error = _asked(bulan, today)
        frame = desk.office.problems.of(scope, Period.of(scope, year, month, now), visitor.standing)
        page = _page(desk, visitor, frame, today, error)
        return desk.show("problems", page, 422 if error else 200)

    return router


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
    desk: Desk, visitor: Visitor, frame: ProblemMap, today: date, error: str
) -> pages.ProblemsPage:
    period = frame.period
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
        regencies=tuple(_regency(line) for line in frame.regencies),
        calm=frame.calm,
        complete=frame.complete,
        position=frame.position,
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


def _regency(line: RegencyProblems) -> pages.RegencyBlock:
    return pages.RegencyBlock(
        code=line.region,
        name=line.name,
        level=words.level(line.level),
        trend=line.trend.value,
        live=tuple(_problem(each) for each in line.live),
        ended=tuple(_problem(each) for each in line.ended),
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
