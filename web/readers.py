"""Who read what is classified: every opening and every try, of a case or a report, for auditors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Read:
    """What was opened, and by whom; a case with its reports, or a report by itself."""

    url: str
    file: CaseFile
    lines: Sequence[ReadingLine]

    @property
    def ways(self) -> Iterator[pages.NavItem]:
        if self.url.startswith("/laporan"):
            yield pages.NavItem(url=self.url, label="Halaman laporan")
        else:
            yield pages.NavItem(url=self.url, label="Halaman kasus")
            yield pages.NavItem(url=f"{self.url}/riwayat", label="Riwayat")


def routes(desk: Desk) -> APIRouter:
    """`/kasus/{case_id}/pembacaan`, `/laporan/{report_id}/pembacaan` and their CSV."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    def of_case(visitor: coming_in, case_id: UUID) -> _Read:
        """For an auditor who may read the case; that they look is on the list, too."""
        if visitor.role is not Role.AUDITOR:
            raise NotHere
        file = desk.case(visitor, case_id)
        lines = readings(desk.office.datastore, case_id, *file.reports)
        return _Read(f"/kasus/{case_id}", file, lines)

    def of_report(visitor: coming_in, report_id: UUID) -> _Read:
        """The same of one report, whether it has become part of a case or not."""
        if visitor.role is not Role.AUDITOR:
            raise NotHere
        file = desk.report(visitor, report_id)
        return _Read(f"/laporan/{report_id}", file, readings(desk.office.datastore, report_id))

    @router.get("/kasus/{case_id}/pembacaan")
    def show_case(visitor: coming_in, read: Annotated[_Read, Depends(of_case)]) -> Response:
        return desk.show("register", _page(desk, visitor, read))

    @router.get("/laporan/{report_id}/pembacaan")
    def show_report(visitor: coming_in, read: Annotated[_Read, Depends(of_report)]) -> Response:
        return desk.show("register", _page(desk, visitor, read))

    @router.get("/kasus/{case_id}/pembacaan.csv")
    def sheet_of_case(read: Annotated[_Read, Depends(of_case)]) -> Response:
        return _sheet(desk, read)

    @router.get("/laporan/{report_id}/pembacaan.csv")
    def sheet_of_report(read: Annotated[_Read, Depends(of_report)]) -> Response:
        return _sheet(desk, read)

    return router


def _sheet(desk: Desk, read: _Read) -> Response:
    name = f"pembacaan-{read.url.rpartition('/')[2][:8]}"
    return sheets.answer(name, COLUMNS, _lines(desk, read.file, read.lines))


def _page(desk: Desk, visitor: Visitor, found: _Read) -> pages.RegisterPage:
    file, read = found.file, found.lines
    shown = read[-MOST:]
    refused = sum(not each.allowed for each in read)
    return pages.RegisterPage(
        frame=desk.frame(visitor, "/"),
        title="Siapa yang membaca",
        intro=f"{file.title}. {len(read)} kali dibuka atau hendak dibuka, {refused} kali ditolak."
        + (f" Di sini {MOST} yang terakhir; semuanya ada dalam CSV." if len(read) > MOST else ""),
        ways=tuple(found.ways),
        columns=COLUMNS,
        rows=tuple(
            tuple(pages.Cell(text=text) for text in line)
            for line in reversed([*_lines(desk, file, shown)])
        ),
        empty="Belum ada. Pembacaan dicatat untuk yang Rahasia, Sangat Rahasia, atau bertumpu pada"
        " rujukan intelijen.",
        csv_url=f"{found.url}/pembacaan.csv",
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
