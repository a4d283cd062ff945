"""What a system sent in vain, as its administrator reads it: what it was, and why not."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.kernel import Frozen
from runtime.refused_intake import KEPT_FOR, MOST, KeptRefusal
from runtime.tokens import Tokens
from web import sheets, words
from web.clients import must_administer
from web.desk import Desk
from web.door import NotHere, Visitor
from web.pages import Moment, Page

_GONE: Final = "dihapus bersama kunci sistem ini"


class RefusedLine(Frozen):
    """One thing that was refused."""

    at: Moment
    times: int
    way: str
    line: int
    rule: str
    reason: str
    content: str


class RefusedPage(Page):
    """Everything that is kept of one system."""

    name: str
    lines: tuple[RefusedLine, ...]
    days: int
    most: int
    sheet_url: str


def routes(desk: Desk) -> APIRouter:
    """`/klien/{client}/ditolak` and its CSV."""
    router = APIRouter()
    tokens = Tokens(desk.office.datastore, desk.office.clock)
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    def kept(visitor: Visitor, client: UUID) -> list[KeptRefusal]:
        must_administer(visitor)
        if client not in {each.actor for each in tokens.all()}:
            raise NotHere
        return desk.office.refused_intake.of(client, limit=MOST)

    @router.get("/klien/{client}/ditolak")
    def show(client: UUID, visitor: coming_in) -> Response:
        return desk.show("refused", _page(desk, visitor, client, kept(visitor, client)))

    @router.get("/klien/{client}/ditolak.csv")
    def sheet(client: UUID, visitor: coming_in) -> Response:
        lines = _sheet_lines(desk, kept(visitor, client))
        return sheets.answer("kiriman-ditolak", _HEADINGS, lines)

    return router


def _page(desk: Desk, visitor: Visitor, client: UUID, kept: Sequence[KeptRefusal]) -> RefusedPage:
    return RefusedPage(
        frame=desk.frame(visitor, "/klien"),
        title="Kiriman yang ditolak",
        name=desk.office.accounts.name_of(client),
        lines=tuple(
            RefusedLine(
                at=words.when(each.at, desk.office.region),
                times=each.times,
                way=each.way.label,
                line=each.line,
                rule=each.rule,
                reason=each.reason or "",
                content=each.content or "",
            )
            for each in kept
        ),
        days=KEPT_FOR.days,
        most=MOST,
        sheet_url=f"/klien/{client}/ditolak.csv",
    )


_HEADINGS: Final = ("Terakhir", "Berapa kali", "Cara", "Baris", "Aturan", "Alasan", "Isi")


def _sheet_lines(desk: Desk, kept: Sequence[KeptRefusal]) -> Iterator[tuple[str, ...]]:
    for each in kept:
        yield (
            words.when(each.at, desk.office.region).full,
            str(each.times),
            each.way.label,
            str(each.line) if each.line else "seluruhnya",
            each.rule,
            each.reason or _GONE,
            each.content or _GONE,
        )
