"""The map desk: every region's level on any date, what is behind it, how it came to be so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.contagion import Direction
from domain.indonesian import decimal, local, long_date, moment, thousands
from domain.regions import RegionLevel, contains, level_of, parent_of, zone_label, zone_of
from domain.risk import Level
from domain.role_assignment import Standing
from projections.region_status import (
    WIDTHS,
    ContagionLine,
    ElectionIndex,
    LiveCase,
    RegionStatus,
    StatusLine,
    calm,
)
from runtime.boundaries import NOT_OFFICIAL
from runtime.charting import MARKS, Chart, chart
from runtime.regions import short_name
from web import geojson, pages, words
from web.desk import STAFF, Desk
from web.door import NotAllowed, NotHere, Unreadable, Visitor
from web.geojson import BELOW

TREND: Final = timedelta(days=30)
"""How far back a region is compared with itself."""

MOST_CASES: Final = 200
_HERE = "Halaman peta untuk petugas, pimpinan, gubernur, dan auditor."


@dataclass(frozen=True)
class Moment:
    """The moment a page is asked about: the end of a day in the region, or now."""

    at: datetime
    typed: str
    words: str
    past: bool
    error: str = ""

    def onward(self, path: str, **query: str) -> str:
        """A link that stays at this moment."""
        asked = query | ({"tanggal": self.typed} if self.past else {})
        said = "&".join(f"{name}={value}" for name, value in asked.items() if value)
        return f"{path}?{said}" if said else path


def routes(desk: Desk) -> APIRouter:
    """`/peta`, `/peta.geojson` and `/wilayah/{code}`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/peta")
    def show_map(
        request: Request, visitor: coming_in, wilayah: str = "", tanggal: str = ""
    ) -> Response:
        scope = _region(desk, visitor, wilayah)
        desk.caught_up(request, visitor, RegionStatus.TABLE)
        if level_of(scope) is RegionLevel.VILLAGE:
            return RedirectResponse(f"/wilayah/{scope}", status_code=303)
        page = _map_page(desk, visitor, scope, asked_moment(desk, scope, tanggal))
        return desk.show("map", page, 422 if page.error else 200)

    @router.get("/peta.geojson")
    def on_map(visitor: coming_in, wilayah: str = "", tanggal: str = "") -> Response:
        scope = _region(desk, visitor, wilayah)
        when = asked_moment(desk, scope, tanggal)
        if when.error:
            raise Unreadable
        whole, lines = geojson.below(desk, visitor, scope, when.at)
        return geojson.answer(geojson.of_regions(desk, lines or [whole], when.at), "peta")

    @router.get("/wilayah/{code}")
    def show_region(code: str, request: Request, visitor: coming_in, tanggal: str = "") -> Response:
        region = _region(desk, visitor, code)
        desk.caught_up(request, visitor, RegionStatus.TABLE)
        page = _region_page(desk, visitor, region, asked_moment(desk, region, tanggal))
        return desk.show("region", page, 422 if page.error else 200)

    return router


def _region(desk: Desk, visitor: Visitor, asked: str) -> str:
    """The region asked for, or the reader's own; NotHere where it is none of theirs."""
    if visitor.role not in STAFF:
        raise NotAllowed(_HERE)
    if not asked:
        return visitor.standing.region or desk.office.region
    try:
        known = desk.office.regions.exists(asked)
    except ValueError:
        raise NotHere from None
    if not known or not contains(visitor.standing.region, asked):
        raise NotHere
    return asked


def asked_moment(desk: Desk, region: str, typed: str) -> Moment:
    """The end of the day typed, on the region's clock; today and nothing typed mean now."""
    now = desk.office.clock.now()
    today, error = local(now, region).date(), ""
    day = today
    if typed:
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            error = "Tanggal tidak terbaca; tulis seperti 2026-01-31."
        if not 1900 <= day.year <= 2100:
            day, error = today, "Tahun harus antara 1900 dan 2100."
        if day > today:
            day, error = today, "Tanggal itu belum tiba; yang tampil keadaan sekarang."
    if day == today:
        return Moment(now, today.isoformat(), moment(now, region), past=False, error=error)
    ends = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone_of(region))
    return Moment(
        at=ends - timedelta(microseconds=1),
        typed=day.isoformat(),
        words=f"akhir hari {long_date(day)} ({zone_label(region)})",
        past=True,
    )


# -- the map ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overview:
    """A region and those below it: each in a line, all of them in a drawing where there is one."""

    whole: StatusLine
    rows: tuple[pages.RegionRow, ...]
    sketch: pages.Sketch | None
    note: str


def overview(desk: Desk, reader: Standing, scope: str, when: Moment) -> Overview:
    """The regions below ``scope`` at a moment, the worst first."""
    view, regions, below = desk.office.status, desk.office.regions, BELOW[level_of(scope)]
    codes = regions.children(scope)
    whole, lines = view.below(scope, below, when.at, reader)
    before = view.below_counted(scope, below, when.at - TREND, reader)
    indexes = view.indexes(codes)
    rows = tuple(
        _row(desk, lines.get(code, calm(code)), before.get(code, calm(code)), indexes, when)
        for code in codes
    )
    places, sources = desk.office.boundaries.places(codes)
    drawn = chart(places, {code: short_name(regions.name(code)) for code in codes})
    links = view.contagion(scope, when.at, reader)
    return Overview(
        whole=whole,
        rows=tuple(sorted(rows, key=lambda row: (-row.rank, -row.number, row.code))),
        sketch=_sketch(drawn, {row.code: row for row in rows}, links, WIDTHS[below])
        if drawn
        else None,
        note=f"Batas wilayah: {'; '.join(sources)}. {NOT_OFFICIAL}"
        if sources
        else f"Titik menunjukkan letak wilayah. {NOT_OFFICIAL}",
    )


def _map_page(desk: Desk, visitor: Visitor, scope: str, when: Moment) -> pages.MapPage:
    view, regions, reader = desk.office.status, desk.office.regions, visitor.standing
    seen = overview(desk, reader, scope, when)
    whole = seen.whole
    return pages.MapPage(
        frame=desk.frame(visitor, "/peta"),
        title=f"Peta {regions.name(scope)}",
        scope=scope,
        name=regions.full_name(scope),
        below=BELOW[level_of(scope)].label,
        crumbs=_crumbs(desk, visitor, scope, when),
        region_url=when.onward(f"/wilayah/{scope}"),
        level=words.level(whole.level, provisional=whole.only_provisional),
        total=counted(whole),
        when=_moment_line(when),
        error=when.error,
        rows=seen.rows,
        counts=_levels(seen.rows),
        sketch=seen.sketch,
        note=seen.note,
        elsewhere=whole.total - sum(row.number for row in seen.rows),
        index=_index_words(desk, view.indexes([scope]).get(scope)),
    )


def _row(
    desk: Desk,
    line: StatusLine,
    before: StatusLine,
    indexes: Mapping[str, ElectionIndex],
    when: Moment,
) -> pages.RegionRow:
    code = line.code
    return pages.RegionRow(
        code=code,
        name=desk.office.regions.name(code),
        url=when.onward(f"/wilayah/{code}"),
        map_url=when.onward("/peta", wilayah=code)
        if level_of(code) is not RegionLevel.VILLAGE
        else "",
        level=words.level(line.level, provisional=line.only_provisional),
        rank=line.level.rank,
        number=line.total,
        cases=counted(line),
        since=_since(line, code),
        trend=line.trend(before),
        index=_index_score(code, indexes),
    )


def counted(line: StatusLine) -> str:
    """`2 (1 merah, 1 kuning)`."""
    doubted = f" ({thousands(line.provisional)} sementara)" if line.provisional else ""
    said = [
        f"{thousands(line.counts[level])} {level.value}{doubted if level is Level.RED else ''}"
        for level in reversed(Level)
        if line.counts[level]
    ]
    return f"{thousands(line.total)} ({', '.join(said)})" if said else "tidak ada"


def _since(line: StatusLine, region: str) -> str:
    return long_date(local(line.since, region).date()) if line.since else ""


def _index_score(code: str, indexes: Mapping[str, ElectionIndex]) -> str:
    index = indexes.get(code)
    if index is None:
        return ""
    return decimal(index.score) + ("" if index.region == code else " (provinsi)")


def _index_words(desk: Desk, index: ElectionIndex | None) -> str:
    if index is None:
        return ""
    where = desk.office.regions.name(index.region)
    return f"{decimal(index.score)} ({where}, IKP {index.edition})"


def _levels(rows: Sequence[pages.RegionRow]) -> tuple[pages.Count, ...]:
    return tuple(
        pages.Count(
            label=level.label.lower(),
            number=sum(row.rank == level.rank for row in rows),
            tone=level.value,
        )
        for level in reversed(Level)
    )


def _crumbs(desk: Desk, visitor: Visitor, scope: str, when: Moment) -> tuple[tuple[str, str], ...]:
    """The way up from here, as far as the reader's region reaches."""
    line, code = [], scope
    while code:
        code = parent_of(code)
        if not code or not contains(visitor.standing.region, code):
            break
        line.append((when.onward("/peta", wilayah=code), desk.office.regions.name(code)))
    return tuple(reversed(line))


def _moment_line(when: Moment) -> pages.MomentLine:
    return pages.MomentLine(typed=when.typed, words=when.words, past=when.past)


def _sketch(
    drawn: Chart,
    rows: Mapping[str, pages.RegionRow],
    links: Sequence[ContagionLine],
    width: int,
) -> pages.Sketch:
    spots = {spot.code: spot for spot in drawn.spots}
    arrows = []
    for link in links:
        ends = (link.region[:width], link.other_region[:width])
        if link.direction is Direction.CAME_FROM:
            ends = (ends[1], ends[0])
        one, other = (spots.get(end) for end in ends)
        if one and other and one is not other:
            arrows.append(f"M{one.x:g} {one.y:g}L{other.x:g} {other.y:g}")
    return pages.Sketch(
        width=f"{drawn.width:g}",
        height=f"{drawn.height:g}",
        spots=tuple(
            pages.SketchSpot(
                row=rows[spot.code],
                outline=spot.outline,
                mark=MARKS[list(Level)[rows[spot.code].rank]],
                x=f"{spot.x:g}",
                y=f"{spot.y:g}",
                label=spot.label,
                label_x=f"{spot.label_x:g}",
                label_y=f"{spot.label_y:g}",
            )
            for spot in drawn.spots
        ),
        arrows=tuple(dict.fromkeys(arrows)),
        key=drawn.key,
        inset=tuple(f"{each:g}" for each in _frame(drawn)),
    )


def _frame(drawn: Chart) -> tuple[float, ...]:
    """Place and size of the frame around a region set apart, if one is."""
    if drawn.inset is None:
        return ()
    left, top, right, bottom = drawn.inset
    return left, top, right - left, bottom - top


# -- one region ------------------------------------------------------------------------------------


def _region_page(desk: Desk, visitor: Visitor, code: str, when: Moment) -> pages.RegionPage:
    view, regions, reader = desk.office.status, desk.office.regions, visitor.standing
    line = view.of(code, when.at, reader)
    before = view.of(code, when.at - TREND, reader)
    cases = view.cases(code, when.at, reader, MOST_CASES)
    index = view.indexes([code]).get(code)
    facts = [
        pages.Fact(label="Kasus terbuka", text=counted(line)),
        pages.Fact(label="Sejak", text=_since(line, code) or "selama yang tercatat"),
        pages.Fact(label="30 hari terakhir", text=line.trend(before)),
        pages.Fact(label="Indeks kerawanan pemilu", text=_index_words(desk, index) or "belum ada"),
        pages.Fact(label="Wilayah waktu", text=zone_label(code)),
    ]
    below = bool(regions.children(code))
    return pages.RegionPage(
        frame=desk.frame(visitor, "/peta"),
        title=regions.name(code),
        name=regions.full_name(code),
        code=code,
        crumbs=_crumbs(desk, visitor, code, when),
        level=words.level(line.level, provisional=line.only_provisional),
        when=_moment_line(when),
        error=when.error,
        facts=tuple(facts),
        map_url=when.onward("/peta", wilayah=code) if below else "",
        board_url=f"/?wilayah={code}",
        cases=tuple(_case_line(desk, each) for each in cases),
        more=max(0, line.total - len(cases)),
        transitions=tuple(
            pages.TransitionLine(
                level=words.level(each.level),
                since=words.when(each.since, code).full if each.since else "sejak awal catatan",
                until=words.when(each.until, code).full if each.until else "",
            )
            for each in view.transitions(code, when.at, reader)
        ),
        links=tuple(
            _link_line(desk, visitor, each) for each in view.contagion(code, when.at, reader)
        ),
    )


def _case_line(desk: Desk, case: LiveCase) -> pages.CaseLine:
    return pages.CaseLine(
        url=f"/kasus/{case.case_id}",
        title=case.title,
        region=desk.office.regions.name(case.region),
        level=words.level(case.level, provisional=case.provisional),
        stage=case.stage.label,
        secrecy=case.secrecy.label if case.secrecy.rank > 1 else "",
        since=long_date(local(case.since, case.region).date()),
    )


def _link_line(desk: Desk, visitor: Visitor, link: ContagionLine) -> pages.ContagionLine:
    other = desk.office.board.row(link.other_case) if link.other_case else None
    known = other is not None and desk.may_read_row(visitor, other)
    regions = desk.office.regions
    return pages.ContagionLine(
        direction=link.direction.label,
        region=regions.full_name(link.other_region),
        title=link.title,
        url=f"/kasus/{link.case_id}",
        note=link.note,
        since=words.when(link.linked_at, link.region).short,
        other=other.title if other and known else "",
        other_url=f"/kasus/{link.other_case}" if known else "",
    )
