"""Who read what is classified: every opening of a case, and every try, as an auditor reads it."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from application.reading_desk import ReadingLine, readings
from domain.case_file import CaseFile
from domain.kernel import Role
from web import pages, sheets, words
from web.desk import Desk
from web.door import NotHere, Visitor

MOST: Final = 500
"""Lines on the page; the CSV has them all."""

COLUMNS: Final = ("Waktu", "Pembaca", "Sebagai", "Lewat", "Yang dibuka", "Hasil")


def routes(desk: Desk) -> APIRouter:
    """`/kasus/{case_id}/pembacaan` and its CSV."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    def found(visitor: Visitor, case_id: UUID) -> tuple[CaseFile, list[ReadingLine]]:
        """For an auditor who may read the case; that they look is on the list, too."""
        if visitor.role is not Role.AUDITOR:
            raise NotHere
        file = desk.case(visitor, case_id)
        return file, readings(desk.office.datastore, case_id, *file.reports)

    @router.get("/kasus/{case_id}/pembacaan")
    def show(case_id: UUID, visitor: coming_in) -> Response:
        file, read = found(visitor, case_id)
        return desk.show("register", _page(desk, visitor, file, read))

    @router.get("/kasus/{case_id}/pembacaan.csv")
    def sheet(case_id: UUID, visitor: coming_in) -> Response:
        file, read = found(visitor, case_id)
        name = f"pembacaan-{str(case_id)[:8]}"
        return sheets.answer(name, COLUMNS, _lines(desk, file, read))

    return router


def _page(
    desk: Desk, visitor: Visitor, file: CaseFile, read: Sequence[ReadingLine]
) -> pages.RegisterPage:
    url, shown = f"/kasus/{file.case_id}", read[-MOST:]
    refused = sum(not each.allowed for each in read)
    return pages.RegisterPage(
        frame=desk.frame(visitor, "/"),
        title="Siapa yang membaca",
        intro=f"{file.title}. {len(read)} kali dibuka atau hendak dibuka, {refused} kali ditolak."
        + (f" Di sini {MOST} yang terakhir; semuanya ada dalam CSV." if len(read) > MOST else ""),
        ways=(
            pages.NavItem(url=url, label="Halaman kasus"),
            pages.NavItem(url=f"{url}/riwayat", label="Riwayat"),
        ),
        columns=COLUMNS,
        rows=tuple(
            tuple(pages.Cell(text=text) for text in line)
            for line in reversed([*_lines(desk, file, shown)])
        ),
        empty="Belum ada. Pembacaan dicatat untuk yang Rahasia, Sangat Rahasia, atau bertumpu pada"
        " rujukan intelijen.",
        csv_url=f"{url}/pembacaan.csv",
    )


def _lines(desk: Desk, file: CaseFile, read: Sequence[ReadingLine]) -> Iterator[tuple[str, ...]]:
    names = desk.office.accounts.names_of({each.reader for each in read})
    for each in read:
        yield (
            words.when(each.at, file.region).full,
            names[each.reader],
            f"{each.as_role.label}, {each.in_unit}",
            each.channel.label,
            "Kasus" if each.about == file.case_id else f"Laporan: {file.reports[each.about].title}",
            "Dibuka" if each.allowed else "Ditolak",
        )
