"""Which days the house does not count as working days, and by whose word."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.calendar import WorkingCalendar
from domain.holiday_list import HolidayList, ListedDay
from domain.indonesian import local, weekday_date
from web import pages, sheets
from web.desk import Desk
from web.door import Visitor

COLUMNS: Final = ("Tanggal", "Nama", "Jenis", "Dasar")
_SHIPPED: Final = "kalender nasional bawaan"
_EARLIEST, _LATEST = 2015, 2100


def routes(desk: Desk) -> APIRouter:
    """`/hari-libur` and its CSV, of one year."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/hari-libur")
    def show(visitor: coming_in, tahun: str = "") -> Response:
        return desk.show("register", _page(desk, visitor, _year(desk, visitor, tahun)))

    @router.get("/hari-libur.csv")
    def sheet(visitor: coming_in, tahun: str = "") -> Response:
        year = _year(desk, visitor, tahun)
        return sheets.answer(f"hari-libur-{year}", COLUMNS, _lines(desk, year))

    return router


def _year(desk: Desk, visitor: Visitor, typed: str) -> int:
    """The year that was asked for; the present one where that is none."""
    if typed.isascii() and typed.isdigit() and _EARLIEST <= int(typed[:5]) <= _LATEST:
        return int(typed)
    region = visitor.standing.region or desk.office.region
    return local(desk.office.clock.now(), region).year


def _page(desk: Desk, visitor: Visitor, year: int) -> pages.RegisterPage:
    calendar, book = desk.office.register.calendar, _book(desk)
    decided = calendar.speaks_for(date(year, 1, 1))
    return pages.RegisterPage(
        frame=desk.frame(visitor),
        title=f"Hari libur {year}",
        intro="Hari-hari ini, Sabtu, dan Minggu tidak dihitung sebagai hari kerja. Berlaku:"
        f" {calendar.version}."
        + ("" if decided else f" Hari libur {year} belum ditetapkan; hitungannya sementara.")
        + ("" if book else " Kantor belum menetapkan daftarnya sendiri."),
        ways=tuple(
            pages.NavItem(url=f"/hari-libur?tahun={each}", label=str(each), current=each == year)
            for each in (year - 1, year, year + 1)
            if _EARLIEST <= each <= _LATEST
        ),
        columns=COLUMNS,
        rows=tuple(tuple(pages.Cell(text=text) for text in line) for line in _lines(desk, year)),
        empty=f"Tidak ada hari libur yang tercatat untuk {year}.",
        csv_url=f"/hari-libur.csv?tahun={year}",
    )


def _book(desk: Desk) -> HolidayList | None:
    return desk.office.register.recall(HolidayList, HolidayList.BOOK)


def _lines(desk: Desk, year: int) -> Iterator[tuple[str, ...]]:
    """Every day that is named, and those the office made working days again."""
    calendar, book = desk.office.register.calendar, _book(desk)
    own = {each.day: each for each in book.days} if book else {}
    for day in sorted({*calendar.holidays, *own}):
        if day.year == year:
            yield _line(calendar, own.get(day), day)


def _line(calendar: WorkingCalendar, listed: ListedDay | None, day: date) -> tuple[str, ...]:
    if listed is not None:
        return weekday_date(day), listed.name, listed.kind.value.capitalize(), listed.basis
    return weekday_date(day), calendar.holidays[day], "Hari libur", _SHIPPED
