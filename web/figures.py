"""Angka kinerja: the figures of a period, and the events behind each of them."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.indonesian import decimal, duration_words, long_date
from domain.regions import zone_of
from projections.case_board import CaseBoard
from projections.figures import (
    Counted,
    Figure,
    FigureName,
    FigureView,
    Observations,
    Period,
    Share,
    Spread,
    said_of,
)
from web import pages, trend, words
from web.desk import STAFF, Desk
from web.door import NotAllowed, Visitor
from web.words import People

DAYS = {30: "30 hari terakhir", 90: "90 hari terakhir", 365: "Setahun terakhir"}
USUAL = 90
MOST = 200


def routes(desk: Desk) -> APIRouter:
    """`/angka` and `/angka/{figure}`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/angka")
    def show(request: Request, visitor: coming_in, hari: str = "") -> Response:
        _must_be_staff(visitor)
        desk.caught_up(request, visitor, Observations.TABLE)
        desk.caught_up(request, visitor, CaseBoard.TABLE)
        return desk.show("figures", _page(desk, visitor, _days(hari)))

    @router.get("/angka/{name}")
    def counted(name: FigureName, request: Request, visitor: coming_in, hari: str = "") -> Response:
        _must_be_staff(visitor)
        desk.caught_up(request, visitor, Observations.TABLE)
        return desk.show("counted", _counted(desk, visitor, name, _days(hari)))

    return router


def _must_be_staff(visitor: Visitor) -> None:
    if visitor.role not in STAFF:
        raise NotAllowed("Angka kinerja dibaca oleh kantor, bukan oleh peran ini.")


def _days(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) in DAYS else USUAL


def _period(desk: Desk, days: int) -> Period:
    now = desk.office.clock.now()
    return Period(since=now - timedelta(days=days), until=now + timedelta(seconds=1))


def _page(desk: Desk, visitor: Visitor, days: int) -> pages.FiguresPage:
    office, region = desk.office, visitor.standing.region
    period = _period(desk, days)
    figures = FigureView(office.datastore).all(
        visitor.standing, period, now=office.clock.now(), agency_of=lambda who: _agency(desk, who)
    )
    return pages.FiguresPage(
        frame=desk.frame(visitor, "/angka"),
        title="Angka kinerja",
        trend=trend.of(desk, visitor),
        figures=tuple(_panel(figure, days) for figure in figures),
        periods=tuple(
            pages.Option(value=str(each), label=label, chosen=each == days)
            for each, label in DAYS.items()
        ),
        region=office.regions.name(region),
        since=long_date(period.since.astimezone(zone_of(region)).date()),
    )


def _agency(desk: Desk, person: UUID) -> str:
    """The unit somebody was asked in; where they hold no role any more, nobody knows it."""
    units = {standing.unit for standing in desk.office.register.standings(person)}
    return " / ".join(sorted(units)) or "Instansi tidak diketahui"


def _panel(figure: Figure, days: int) -> pages.FigurePanel:
    name = figure.name
    groups = [_spread(name, each) for each in figure.spreads if each.count]
    groups += [_share(name, each) for each in figure.shares if each.whole]
    total = next((each for each in groups if not each.by), None)
    return pages.FigurePanel(
        url=f"/angka/{name}?hari={days}",
        label=name.label,
        definition=name.definition,
        headline=total,
        groups=tuple(each for each in groups if each.by),
    )


def _spread(name: FigureName, spread: Spread) -> pages.FigureGroup:
    return pages.FigureGroup(
        by=said_of(name, spread.by),
        value=_words(spread.median),
        beside=f"median dari {spread.count}; 9 dari 10 dalam {_words(spread.slowest)}",
    )


def _words(seconds: float) -> str:
    return duration_words(timedelta(seconds=seconds))


def _share(name: FigureName, share: Share) -> pages.FigureGroup:
    return pages.FigureGroup(
        by=said_of(name, share.by),
        value=f"{decimal(100 * share.part / share.whole, places=0)} %",
        beside=f"{share.part} dari {share.whole}",
    )


def _counted(desk: Desk, visitor: Visitor, name: FigureName, days: int) -> pages.CountedPage:
    found = FigureView(desk.office.datastore).counted(
        name, visitor.standing, _period(desk, days), limit=MOST + 1
    )
    people = People(desk.office, visitor, {each.person for each in found})
    return pages.CountedPage(
        frame=desk.frame(visitor, "/angka"),
        title=name.label,
        definition=name.definition,
        lines=tuple(_line(desk, name, each, people) for each in found[:MOST]),
        back=f"/angka?hari={days}",
        more=f"Ditampilkan {MOST} yang terbaru." if len(found) > MOST else "",
    )


def _line(desk: Desk, name: FigureName, each: Counted, people: People) -> pages.CountedLine:
    def event(position: int | None) -> str:
        if position is None or each.case_id is None:
            return ""
        return words.event_url(each.case_id, position)

    return pages.CountedLine(
        began=words.when(each.began, each.region).short,
        ended=words.when(each.ended, each.region).short if each.ended else "belum",
        by=people.name(each.person) if each.person else said_of(name, each.by),
        outcome=_OUTCOMES.get(each.outcome or "", words.sentence(each.outcome or "")),
        where=desk.office.regions.name(each.region),
        began_url=event(each.began_position),
        ended_url=event(each.ended_position),
    )


_OUTCOMES = {
    "": "masih berjalan",
    "met": "dijawab",
    "elapsed": "lewat tanpa jawaban",
    "tidak_berdasar": "Tidak berdasar",
    "di_luar_lingkup": "Di luar lingkup",
    "tidak_terbukti": "Tidak terbukti",
    "case.escalation_proposed": "Eskalasi diusulkan",
    "case.deliberation_scheduled": "Musyawarah dijadwalkan",
    "task.assigned": "Tugas diberikan",
}
