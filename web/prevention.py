"""The prevention desk: activities held, peaceful elections declared, and who still lacks one."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from application.attaching import FilingRoom
from application.sitting import Outcome
from domain.access import READERS
from domain.kernel import Secrecy
from domain.prevention import (
    PeacefulDeclaration,
    PreventionActivity,
    PreventionKind,
    RecordDeclaration,
    RecordPrevention,
)
from domain.regions import contains
from projections.prevention_list import DeclarationRow, PreventionList
from web import filing, pages, records, sheets, words
from web.acts import Act, Attempt, Blank
from web.attachments import attached, served
from web.desk import Desk
from web.door import Form, NotAllowed, NotHere, Visitor, read_form, read_upload

MOST_CASES = 100
"""Cases offered where an activity is held for one, the most pressing first."""

RECORD = Act(
    "catat",
    RecordPrevention,
    (
        Blank(
            "kind",
            "Bentuk kegiatan (PP 2/2015 Pasal 3)",
            "choice",
            options=tuple(
                pages.Option(value=each.value, label=f"{each.value}. {each.label}")
                for each in PreventionKind
            ),
        ),
        Blank("region", "Wilayah", hint="Nama kelurahan/desa, kecamatan, kota, atau kodenya."),
        Blank("place", "Tempat"),
        Blank("held_on", "Tanggal pelaksanaan", "date", half=True),
        Blank("participants", "Jumlah peserta", "number", half=True),
        Blank("result", "Hasilnya", "text", hint="Yang dibicarakan dan disepakati, tanpa nama."),
        Blank("case_id", "Untuk kasus", "choice", required=False),
    ),
    fresh="activity_id",
)
DECLARE = Act(
    "catat",
    RecordDeclaration,
    (
        Blank("election", "Pemilu atau pilkada", hint="Misalnya: Pemilu 2029."),
        Blank("region", "Kabupaten/kota", hint="Nama kabupaten atau kota, atau kodenya."),
        Blank("place", "Tempat"),
        Blank("held_on", "Tanggal deklarasi", "date", half=True),
        Blank(
            "signatories",
            "Yang menandatangani",
            "lines",
            rows=5,
            hint="Satu lembaga, partai, atau kelompok per baris; bukan nama orang.",
        ),
        Blank("reference", "Nomor dan tanggal naskah"),
    ),
    intro="Lampirkan pindaian naskahnya setelah dicatat.",
    fresh="declaration_id",
)


@dataclass(frozen=True)
class Book:
    """One of the two registers: where it lies and what it holds."""

    path: str
    label: str
    kind: type[PreventionActivity] | type[PeacefulDeclaration]
    secrecy: Secrecy
    names: str


ACTIVITIES = Book(
    "/pencegahan",
    "Kegiatan pencegahan",
    PreventionActivity,
    Secrecy.RESTRICTED,
    "activity_id",
)
DECLARATIONS = Book(
    "/deklarasi", "Deklarasi pemilu damai", PeacefulDeclaration, Secrecy.OPEN, "declaration_id"
)


def routes(desk: Desk) -> APIRouter:
    """`/pencegahan` and `/deklarasi`: their lists, sheets, records and files."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]

    @router.get("/pencegahan")
    def activities(request: Request, visitor: coming_in) -> Response:
        _must_read(visitor)
        desk.caught_up(request, visitor, PreventionList.TABLE)
        return desk.show("register", _activities_page(desk, visitor))

    @router.get("/pencegahan.csv")
    def activity_sheet(visitor: coming_in) -> Response:
        _must_read(visitor)
        page = _activities_page(desk, visitor)
        return sheets.answer("pencegahan", page.columns, _texts(page.rows))

    @router.post("/pencegahan/catat")
    def record(visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_read(visitor)

        def again(attempt: Attempt, status: int) -> Response:
            return desk.show("register", _activities_page(desk, visitor, attempt), status)

        return records.added(desk, visitor, RECORD, form, url="/pencegahan", shown=again)

    @router.get("/deklarasi")
    def declarations(request: Request, visitor: coming_in, pemilu: str = "") -> Response:
        _must_read(visitor)
        desk.caught_up(request, visitor, PreventionList.TABLE)
        return desk.show("register", _declarations_page(desk, visitor, pemilu))

    @router.get("/deklarasi.csv")
    def declaration_sheet(visitor: coming_in, pemilu: str = "") -> Response:
        _must_read(visitor)
        page = _declarations_page(desk, visitor, pemilu)
        return sheets.answer("deklarasi", page.columns, _texts(page.rows))

    @router.post("/deklarasi/catat")
    def declare(visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_read(visitor)

        def again(attempt: Attempt, status: int) -> Response:
            page = _declarations_page(desk, visitor, form.get("election"), attempt)
            return desk.show("register", page, status)

        return records.added(desk, visitor, DECLARE, form, url="/deklarasi", shown=again)

    for book in (ACTIVITIES, DECLARATIONS):
        _records(router, desk, book)
    return router


def _records(router: APIRouter, desk: Desk, book: Book) -> None:
    """One record of a book, and its files."""
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    named = Annotated[UUID, Path(alias=book.names)]
    room = FilingRoom(desk.office.register, largest=desk.office.largest_file)

    @router.get(f"{book.path}/{{{book.names}}}")
    def show(stream: named, request: Request, visitor: coming_in) -> Response:
        return desk.show("record", _record_page(desk, visitor, book, stream, request=request))

    @router.get(f"{book.path}/{{{book.names}}}/lampiran/{{sha}}")
    def file(stream: named, sha: str, visitor: coming_in, asli: str = "") -> Response:
        _must_read(visitor)
        found = records.record_of(desk, visitor, stream, secrecy=book.secrecy)
        return served(room, visitor, found, sha, original=bool(asli))

    @router.post(f"{book.path}/{{{book.names}}}/lampiran")
    def attach(
        stream: named, visitor: coming_in, form: Annotated[Form, Depends(read_upload)]
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_read(visitor)
        found = records.record_of(desk, visitor, stream, secrecy=book.secrecy)
        act = filing.with_topics(found)
        done = attached(desk, room, visitor, form, act, found.region, stream)
        if isinstance(done, Outcome):
            return desk.onward(f"{book.path}/{stream}", done)
        return desk.show("record", _record_page(desk, visitor, book, stream, done[0]), done[1])


def _must_read(visitor: Visitor) -> None:
    if visitor.role not in READERS:
        raise NotAllowed("Daftar ini dibaca oleh kantor, bukan oleh peran ini.")


def _texts(rows: tuple[tuple[pages.Cell, ...], ...]) -> Iterator[list[str]]:
    return ([each.text for each in row] for row in rows)


# -- activities ----------------------------------------------------------------------------------


def _activities_page(
    desk: Desk, visitor: Visitor, attempt: Attempt | None = None
) -> pages.RegisterPage:
    rows = desk.office.prevention.activities(visitor.standing)
    name = desk.office.regions.full_name
    kinds = Counter(row.kind for row in rows)
    people = Counter[PreventionKind]()
    for row in rows:
        people[row.kind] += row.participants
    table = records.table_for(desk, visitor, "/pencegahan", visitor.standing.region, attempt)
    return pages.RegisterPage(
        frame=desk.frame(visitor, "/fkdm"),
        title="Kegiatan pencegahan",
        intro="Yang dilakukan supaya konflik tidak terjadi (UU 7/2012 Pasal 6–9).",
        ways=records.books(ACTIVITIES.path, visitor),
        figures=records.facts(
            (
                ("Kegiatan", len(rows)),
                ("Peserta", sum(people.values())),
                ("Bentuk yang sudah dilakukan", f"{len(kinds)} dari {len(PreventionKind)}"),
            )
        ),
        columns=("Tanggal", "Bentuk", "Wilayah", "Tempat", "Peserta", "Unit", "Untuk kasus"),
        rows=tuple(
            (
                pages.Cell(text=words.day(row.held_on), url=f"/pencegahan/{row.stream}"),
                pages.Cell(text=f"{row.kind.value}. {row.kind.label}"),
                pages.Cell(text=name(row.region)),
                pages.Cell(text=row.place),
                pages.Cell(text=str(row.participants)),
                pages.Cell(text=row.unit),
                pages.Cell(
                    text="ya" if row.case_id else "",
                    url=f"/kasus/{row.case_id}" if row.case_id else "",
                ),
            )
            for row in rows
        ),
        empty="Belum ada kegiatan yang dicatat. Catat yang pertama di bawah.",
        csv_url="/pencegahan.csv",
        forms=records.drawn(visitor, table, [_with_cases(desk, visitor)]),
        second_title="Menurut bentuk",
        second_columns=("Bentuk", "Kegiatan", "Peserta"),
        second_rows=tuple(
            (
                pages.Cell(text=f"{each.value}. {each.label}"),
                pages.Cell(text=str(kinds[each])),
                pages.Cell(text=str(people[each])),
            )
            for each in PreventionKind
        )
        if rows
        else (),
    )


def _with_cases(desk: Desk, visitor: Visitor) -> Act:
    rows = desk.office.board.rows(
        reader=visitor.standing, actor=visitor.actor, open_only=True, limit=MOST_CASES
    )
    return RECORD.with_options(
        "case_id",
        [
            pages.Option(value=str(row.case_id), label=row.title)
            for row in rows
            if row.case_id is not None
        ],
    )


# -- declarations --------------------------------------------------------------------------------


def _declarations_page(
    desk: Desk, visitor: Visitor, election: str, attempt: Attempt | None = None
) -> pages.RegisterPage:
    """The declarations of one election, and every regency of the province with or without one."""
    every = desk.office.prevention.declarations(visitor.standing)
    elections = list(dict.fromkeys(row.election for row in every))
    chosen = election if election in elections else (elections or [""])[0]
    rows = [row for row in every if row.election == chosen]
    regencies = _regencies(desk, visitor)
    covered = {row.region for row in rows}
    table = records.table_for(desk, visitor, "/deklarasi", visitor.standing.region, attempt)
    done = sum(code in covered for code in regencies)
    return pages.RegisterPage(
        frame=desk.frame(visitor, "/fkdm"),
        title="Deklarasi pemilu damai",
        intro="Deklarasi per kabupaten/kota untuk satu pemilu atau pilkada, dan cakupannya.",
        ways=(*records.books(DECLARATIONS.path, visitor), *_of_elections(elections, chosen)),
        figures=records.facts(
            (
                ("Pemilu", chosen),
                ("Cakupan", f"{done} dari {len(regencies)} kabupaten/kota"),
                ("Persentase", records.percent(done, len(regencies))),
            )
        )
        if rows
        else (),
        columns=("Kabupaten/kota", "Sudah ada", "Tanggal", "Tempat", "Penanda tangan"),
        rows=tuple(_coverage(desk, code, rows) for code in regencies) if rows else (),
        empty="Belum ada deklarasi yang dicatat. Catat yang pertama di bawah.",
        csv_url=f"/deklarasi.csv?pemilu={quote(chosen)}" if chosen else "",
        forms=records.drawn(visitor, table, [DECLARE]),
    )


def _of_elections(elections: list[str], chosen: str) -> Iterator[pages.NavItem]:
    for each in elections:
        url = f"/deklarasi?pemilu={quote(each)}"
        yield pages.NavItem(url=url, label=each, current=each == chosen)


def _regencies(desk: Desk, visitor: Visitor) -> list[str]:
    """The regencies of the province this office serves, as far as the reader reaches."""
    reach = visitor.standing.region
    found = desk.office.regions.children(desk.office.region)
    return [code for code in found if contains(reach, code) or contains(code, reach)]


def _coverage(desk: Desk, code: str, rows: list[DeclarationRow]) -> tuple[pages.Cell, ...]:
    """One regency: its latest declaration, or that there is none."""
    found = next((row for row in rows if row.region == code), None)
    name = pages.Cell(text=desk.office.regions.name(code))
    if found is None:
        return (name, pages.Cell(text="belum"), *(pages.Cell(text="") for _ in range(3)))
    return (
        name,
        pages.Cell(text="sudah", url=f"/deklarasi/{found.stream}"),
        pages.Cell(text=words.day(found.held_on)),
        pages.Cell(text=found.place),
        pages.Cell(text="; ".join(found.signatories)),
    )


# -- one record ----------------------------------------------------------------------------------


def _record_page(
    desk: Desk,
    visitor: Visitor,
    book: Book,
    stream: UUID,
    attempt: Attempt | None = None,
    request: Request | None = None,
) -> pages.RecordPage:
    if visitor.role not in READERS:
        raise NotHere
    file = records.record_of(desk, visitor, stream, secrecy=book.secrecy)
    found = records.loaded(desk, book.kind, stream)
    people, timeline = records.history(desk, visitor, file)
    url = f"{book.path}/{stream}"
    table = records.table_for(desk, visitor, url, file.region, attempt)
    said: Callable[..., Iterator[tuple[str, object]]] = (
        _of_activity if isinstance(found, PreventionActivity) else _of_declaration
    )
    return pages.RecordPage(
        frame=desk.frame(visitor, "/fkdm"),
        title=found.kind.label if isinstance(found, PreventionActivity) else found.election,
        notice=desk.notice(request, visitor, file) if request else None,
        back=pages.NavItem(url=book.path, label=book.label, current=False),
        state=words.day(found.held_on),
        facts=records.facts(
            (("Wilayah", desk.office.regions.full_name(found.region)), *said(found))
        ),
        files=filing.panel(file, people, table, visitor, url),
        timeline=timeline,
    )


def _of_activity(found: PreventionActivity) -> Iterator[tuple[str, object]]:
    yield "Bentuk", f"{found.kind.value}. {found.kind.label}"
    yield "Tempat", found.place
    yield "Peserta", found.participants
    yield "Hasil", found.result


def _of_declaration(found: PeacefulDeclaration) -> Iterator[tuple[str, object]]:
    yield "Tempat", found.place
    yield "Penanda tangan", "; ".join(found.signatories)
    yield "Naskah", found.reference
