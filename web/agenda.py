"""Buku agenda: every number a register gave, with its letter or the reason it is void."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import READERS, Target
from projections.letter_list import LetterList, LetterRow
from web import pages, sheets
from web.desk import Desk
from web.door import NotAllowed, Visitor


def routes(desk: Desk) -> APIRouter:
    """`/naskah/agenda?buku=` and `/naskah/agenda.csv?buku=`."""
    router = APIRouter()

    @router.get("/naskah/agenda")
    def show(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.door.visitor)],
        buku: str = "",
    ) -> Response:
        _must_read(visitor)
        desk.caught_up(request, visitor, LetterList.TABLE)
        return desk.show("agenda", _page(desk, visitor, buku))

    @router.get("/naskah/agenda.csv")
    def sheet(visitor: Annotated[Visitor, Depends(desk.door.visitor)], buku: str = "") -> Response:
        _must_read(visitor)
        rows = _page(desk, visitor, buku).rows
        return sheets.answer("buku-agenda", _HEADINGS, map(_sheet_line, rows))

    return router


def _must_read(visitor: Visitor) -> None:
    if visitor.role not in READERS:
        raise NotAllowed("Buku agenda dibaca oleh kantor, bukan oleh peran ini.")


_HEADINGS: Final = ("Urut", "Nomor", "Tanggal", "Naskah", "Hal", "Keadaan", "Ralat", "Alamat")


def _sheet_line(row: pages.AgendaRow) -> tuple[str, ...]:
    state = f"{row.state}: {row.void_reason}" if row.void_reason else row.state
    said = (str(row.sequence), row.number, row.dated, row.kind or "di luar kewenangan Anda")
    return (*said, row.subject, state, ", ".join(row.errata), row.url)


def _page(desk: Desk, visitor: Visitor, wanted: str) -> pages.AgendaPage:
    """One book; a letter out of the reader's reach keeps its line, and shows its number alone."""
    books = desk.office.letters.books()
    chosen = next((each for each in books if each.slug == wanted), books[0] if books else None)
    rows = desk.office.letters.register(chosen) if chosen else []
    return pages.AgendaPage(
        frame=desk.frame(visitor, "/naskah"),
        title="Buku agenda",
        books=tuple((each.slug, each.label, each == chosen) for each in books),
        rows=tuple(_row(desk, visitor, row) for row in rows),
        sheet_url=f"/naskah/agenda.csv?{urlencode({'buku': chosen.slug})}" if chosen else "",
    )


def _row(desk: Desk, visitor: Visitor, row: LetterRow) -> pages.AgendaRow:
    above = [each for each in (row.case_id, row.report_id) if each is not None]
    target = Target(
        region=row.region,
        secrecy=row.secrecy,
        compartment=desk.office.log.compartment_of(above) if above else None,
    )
    mine = desk.may_read(visitor, target)
    return pages.AgendaRow(
        sequence=row.sequence or 0,
        number=row.number or "",
        dated=f"{row.dated:%d-%m-%Y}" if row.dated else "",
        kind=row.type.label if mine else "",
        subject=row.subject if mine else "",
        state=row.state.label,
        void_reason=(row.void_reason or "") if mine else "",
        errata=row.errata,
        url=f"/naskah/{row.letter_id}" if mine else "",
    )
