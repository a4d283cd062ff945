"""The search desk: one box for reports and cases, and regions of a name like the one typed."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import READERS
from domain.kernel import Role
from projections.search_index import Found, Hit, Parts, SearchIndex
from web import filters, pages, saved, sheets, words
from web.desk import Desk
from web.door import NotAllowed, Visitor
from web.filters import Wanted

PAGE: Final = 20
MOST_PAGES: Final = 50
SUGGESTED: Final = 4


def routes(desk: Desk) -> APIRouter:
    """`/cari?q=` and `/cari.csv?q=`."""
    router = APIRouter()

    @router.get("/cari")
    def show(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.door.visitor)],
        halaman: str = "1",
    ) -> Response:
        if visitor.role is Role.ADMINISTRATOR:
            raise NotAllowed("Administrator tidak membaca laporan dan kasus.")
        desk.caught_up(request, visitor, SearchIndex.TABLE)
        number = min(filters.page_number(halaman), MOST_PAGES)
        return desk.show("search", _page(desk, visitor, request.query_params, number))

    @router.get("/cari.csv")
    def sheet(
        request: Request, visitor: Annotated[Visitor, Depends(desk.door.visitor)]
    ) -> Response:
        if visitor.role not in READERS:
            raise NotAllowed("Hasil pencarian diunduh oleh kantor, bukan oleh peran ini.")
        wanted = filters.read(desk, visitor, request.query_params, "q")
        found = _found(desk, visitor, wanted, limit=PAGE * MOST_PAGES)
        return sheets.answer("hasil-pencarian", _HEADINGS, _sheet_lines(desk, visitor, found))

    return router


_HEADINGS: Final = (
    "Jenis", "Judul", "Wilayah", "Tahap", "Tingkat", "Klasifikasi", "Dibuka", "Alamat",
)  # fmt: skip


def _sheet_lines(desk: Desk, visitor: Visitor, found: Found) -> Iterator[tuple[str, ...]]:
    for each in found.hits:
        hit = _hit(desk, visitor, each)
        yield (
            hit.kind,
            "".join(piece.text for piece in hit.title),
            hit.region,
            hit.stage,
            hit.level.label,
            each.row.secrecy.label,
            words.when(each.row.opened_at, each.row.region).full,
            hit.url,
        )


def _found(desk: Desk, visitor: Visitor, wanted: Wanted, *, limit: int, offset: int = 0) -> Found:
    """What there is of what is asked for; nothing where nothing is asked."""
    if not wanted.text and not wanted.chosen:
        return Found()
    return desk.office.search.find(
        wanted.text,
        reader=visitor.standing,
        actor=visitor.actor,
        limit=limit,
        offset=offset,
        **wanted.filters,
    )


def _page(desk: Desk, visitor: Visitor, params: Mapping[str, str], number: int) -> pages.SearchPage:
    staff = visitor.role in READERS
    wanted = filters.read(desk, visitor, params, "q")
    if not staff:
        wanted = Wanted(text=wanted.text)
    asked = bool(wanted.text or wanted.chosen)
    found = _found(desk, visitor, wanted, limit=PAGE, offset=(number - 1) * PAGE)
    last = min(-(-found.total // PAGE), MOST_PAGES)
    return pages.SearchPage(
        frame=desk.frame(visitor).model_copy(update={"may_search": False}),
        title=f"Cari: {wanted.text}" if wanted.text else "Cari",
        notice=wanted.misread_notice,
        query=wanted.text,
        asked=asked,
        total=found.total,
        hits=tuple(_hit(desk, visitor, hit) for hit in found.hits),
        alike=", ".join(f"“{each}”" for each in found.alike),
        too_common=", ".join(found.too_common),
        meant=_meant(desk, visitor, wanted, found) if asked and staff else (),
        fields=filters.fields(desk, visitor, wanted)[1] if staff else (),
        narrowed=bool(wanted.chosen),
        clear_url=Wanted(text=wanted.text).address("/cari", "q"),
        number=number,
        last=last,
        before_url=_to(wanted, number - 1) if number > 1 else "",
        after_url=_to(wanted, number + 1) if number < last else "",
        staff=staff,
        sheet_url=wanted.address("/cari.csv", "q") if staff and found.total else "",
        saved=saved.bar(desk, visitor, "cari", wanted),
    )


def _to(wanted: Wanted, number: int) -> str:
    return wanted.address("/cari", "q", halaman=str(number) if number > 1 else "")


def _hit(desk: Desk, visitor: Visitor, hit: Hit) -> pages.SearchHit:
    """One hit; a report for who told it under its own level, whatever the office found."""
    office, row = desk.office, hit.row
    level, report = row.level, row.kind == "laporan" or hit.own_report
    if hit.own_report and (told := desk.report(visitor, hit.stream).report):
        level = told.risk.level
    return pages.SearchHit(
        url=f"/laporan/{hit.stream}" if report else f"/kasus/{hit.stream}",
        kind="Laporan" if report else "Kasus",
        title=_marked(hit.title),
        region=office.regions.full_name(row.region),
        level=words.level(level),
        stage=f"{row.stage_label}, digabung" if row.merged_into else row.stage_label,
        secrecy=row.secrecy.label if row.secrecy.rank > 1 else "",
        opened=words.when(row.opened_at, row.region).short,
        due=words.when(row.next_due, row.region, office.clock.now())
        if row.next_due and not hit.own_report
        else None,
        snippets=tuple((each.label, _marked(each.parts)) for each in hit.snippets),
    )


def _marked(parts: Parts) -> tuple[pages.Piece, ...]:
    return tuple(pages.Piece(text=text, found=found) for text, found in parts)


def _meant(desk: Desk, visitor: Visitor, wanted: Wanted, found: Found) -> tuple[pages.NavItem, ...]:
    """Regions of a name like a word that nothing says, where the reader has something to read."""
    office = desk.office
    unknown = found.alike if found.total else tuple(each.text for each in found.terms)
    suggested: dict[str, pages.NavItem] = {}
    for word in unknown:
        for match in office.regions.search(word, visitor.standing.region or office.region, 8):
            rest = " ".join(each.text for each in found.terms if each.text != word)
            if office.board.counts(reader=visitor.standing, actor=visitor.actor, within=match.code):
                url = Wanted(rest, {**wanted.chosen, "wilayah": match.code}).address("/cari", "q")
                suggested[match.code] = pages.NavItem(url=url, label=match.full_name)
    return tuple(suggested.values())[:SUGGESTED]
