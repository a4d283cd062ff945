"""Saringan tersimpan at the desks: kept under a name, opened with one click, one of them first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response

from domain.kernel import Frozen, Refusal
from runtime.saved_filters import SavedFilter, SavedFilters
from web import filters, list_filters
from web.desk import Desk
from web.door import Form, NotAllowed, NotHere, Visitor, read_form
from web.filters import Sieve, Wanted

EVERYTHING: Final = "semua"
"""What an address says that asks for the whole list, whatever the reader opens it with."""

_LONGEST: Final = 1_000


class SavedLine(Frozen):
    """One kept filter as a page shows it."""

    name: str
    url: str
    first: bool


class SavedBar(Frozen):
    """A reader's filters of one list, and the form that keeps the one that is asked for now."""

    listed: str
    csrf: str
    query: str
    lines: tuple[SavedLine, ...]


@dataclass(frozen=True)
class _List:
    path: str
    text_as: str
    sieve: Sieve = filters.BOARD


LISTS: Final[Mapping[str, _List]] = {
    "papan": _List(path="/", text_as="cari"),
    "laporan": _List(path="/laporan", text_as="cari"),
    "cari": _List(path="/cari", text_as="q"),
    "tugas": _List(path="/tugas", text_as="cari", sieve=list_filters.TASKS),
    "naskah": _List(path="/naskah", text_as="cari", sieve=list_filters.LETTERS),
}
"""Lists with filters, by the name they are kept under."""


def routes(desk: Desk) -> APIRouter:
    """`/saringan/simpan` and `/saringan/hapus`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]

    @router.post("/saringan/simpan")
    def keep(form: filled, visitor: coming_in) -> Response:
        listed = _list_of(desk, visitor, form)
        query = _understood(desk, visitor, listed, form.get("saringan"))
        name = " ".join(form.get("nama").split())
        kept = SavedFilter(name=name, query=query, first=bool(form.get("pertama")))
        try:
            _kept(desk).keep(visitor.actor, form.get("daftar"), kept)
        except Refusal as refusal:
            raise NotAllowed(refusal.message) from None
        return RedirectResponse(_address(listed, query), status_code=303)

    @router.post("/saringan/hapus")
    def drop(form: filled, visitor: coming_in) -> Response:
        listed = _list_of(desk, visitor, form)
        _kept(desk).drop(visitor.actor, form.get("daftar"), form.get("nama"))
        return RedirectResponse(f"{listed.path}?{EVERYTHING}=1", status_code=303)

    return router


def _list_of(desk: Desk, visitor: Visitor, form: Form) -> _List:
    desk.door.must_be_ours(visitor, form)
    listed = LISTS.get(form.get("daftar"))
    if listed is None:
        raise NotHere
    return listed


def _kept(desk: Desk) -> SavedFilters:
    return SavedFilters(desk.office.datastore)


def _understood(desk: Desk, visitor: Visitor, listed: _List, query: str) -> str:
    """What of an address the list understands; NotAllowed where that is nothing."""
    asked = QueryParams(parse_qsl(query[:_LONGEST]))
    wanted = filters.read(desk, visitor, asked, listed.text_as, listed.sieve)
    said = _query(wanted, listed)
    if not said or len(said) > _LONGEST:
        raise NotAllowed("Pilih dahulu saringannya, lalu simpan.")
    return said


def _query(wanted: Wanted, listed: _List) -> str:
    said = {listed.text_as: wanted.text, **wanted.chosen}
    return urlencode({name: value for name, value in said.items() if value})


def _address(listed: _List, query: str) -> str:
    return f"{listed.path}?{query}"


def bar(desk: Desk, visitor: Visitor, name: str, wanted: Wanted) -> SavedBar:
    """What a list shows above itself."""
    listed = LISTS[name]
    return SavedBar(
        listed=name,
        csrf=visitor.csrf,
        query=_query(wanted, listed),
        lines=tuple(
            SavedLine(name=each.name, url=_address(listed, each.query), first=each.first)
            for each in _kept(desk).of(visitor.actor, name)
        ),
    )


def first(desk: Desk, visitor: Visitor, name: str, params: QueryParams) -> Response | None:
    """To what the reader opens a list with, where the address asks for nothing."""
    if params:
        return None
    found = (each for each in _kept(desk).of(visitor.actor, name) if each.first)
    chosen = next(found, None)
    if chosen is None:
        return None
    return RedirectResponse(_address(LISTS[name], chosen.query), status_code=303)
