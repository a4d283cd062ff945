"""The work list: what is to be done next, by oneself and in one's unit, by what ends first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import READERS
from domain.clocks import WaitKind
from domain.deadline import midnight
from domain.indonesian import local
from domain.kernel import Role
from domain.letter_content import LetterType
from projections.case_board import REPORT
from projections.clock_ledger import ClockLedger
from projections.work_list import Load, WorkRow
from web import filters, pages, sheets, words
from web.desk import Desk
from web.door import NotAllowed, Visitor
from web.live import WORK

MOST_LINES: Final = 60
_AT_WORK: Final = frozenset({Role.CASE_OFFICER, Role.SUPERVISOR, Role.LIAISON, Role.GOVERNOR})
_OF_TASKS: Final = frozenset({WaitKind.ACKNOWLEDGE, WaitKind.REPORT})


@dataclass(frozen=True)
class _Unit:
    """The people of the visitor's unit, each with the roles they hold in it."""

    name: str
    roles: Mapping[UUID, frozenset[Role]]

    @property
    def all_roles(self) -> frozenset[Role]:
        return frozenset().union(*self.roles.values())


@dataclass(frozen=True)
class _Asked:
    """Whose work is asked for: one's own, the unit's, or that of one of its people."""

    unit: bool = False
    person: UUID | None = None

    def address(self, path: str, **more: str) -> str:
        said = {"siapa": "unit" if self.unit else "", "orang": str(self.person or ""), **more}
        given = {name: value for name, value in said.items() if value}
        return f"{path}?{urlencode(given)}" if given else path


def routes(desk: Desk) -> APIRouter:
    """`/kerja?siapa=unit&orang=` and `/kerja.csv`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/kerja")
    def show(
        request: Request, visitor: coming_in, siapa: str = "", orang: str = "", halaman: str = "1"
    ) -> Response:
        _must_work(visitor)
        desk.caught_up(request, visitor, ClockLedger.TABLE)
        live = desk.following(request, WORK)
        number = filters.page_number(halaman)
        page = _page(desk, visitor, _asked(siapa, orang), number)
        return desk.show("work", page, live=live)

    @router.get("/kerja.csv")
    def sheet(visitor: coming_in, siapa: str = "", orang: str = "") -> Response:
        _must_work(visitor)
        return sheets.answer("daftar-kerja", _HEADINGS, _lines(desk, visitor, _asked(siapa, orang)))

    return router


def _must_work(visitor: Visitor) -> None:
    if visitor.role not in _AT_WORK:
        raise NotAllowed("Daftar kerja untuk petugas, pimpinan, penghubung, dan gubernur.")


def _asked(whose: str, person: str) -> _Asked:
    try:
        return _Asked(unit=whose == "unit", person=UUID(person) if person else None)
    except ValueError:
        return _Asked(unit=True)


# -- the list ------------------------------------------------------------------------------------


def _unit(desk: Desk, visitor: Visitor) -> _Unit:
    name = visitor.standing.unit
    roles: dict[UUID, set[Role]] = {}
    for account, standing in desk.office.accounts.members(name):
        roles.setdefault(account.actor, set()).add(standing.role)
    return _Unit(name, {person: frozenset(held) for person, held in roles.items()})


def _rows(
    desk: Desk, visitor: Visitor, unit: _Unit, asked: _Asked, *, limit: int, offset: int = 0
) -> list[WorkRow]:
    """Whoever is not of the unit has no list here."""
    work, reader, actor = desk.office.work, visitor.standing, visitor.actor
    if asked.person is not None:
        roles = unit.roles.get(asked.person)
        if roles is None:
            return []
        return work.of_person(
            asked.person, roles, reader=reader, actor=actor, limit=limit, offset=offset
        )
    if asked.unit:
        return work.of_unit(
            unit.roles, unit.all_roles, reader=reader, actor=actor, limit=limit, offset=offset
        )
    return work.of_person(
        actor, {visitor.role}, reader=reader, actor=actor, limit=limit, offset=offset
    )


def _page(desk: Desk, visitor: Visitor, asked: _Asked, number: int) -> pages.WorkPage:
    office, now = desk.office, desk.office.clock.now()
    unit = _unit(desk, visitor)
    offset = (number - 1) * MOST_LINES
    rows = _rows(desk, visitor, unit, asked, limit=MOST_LINES + 1, offset=offset)
    more = len(rows) > MOST_LINES
    rows = rows[:MOST_LINES]
    loads = (
        office.work.loads(
            unit.roles, unit.all_roles, now, reader=visitor.standing, actor=visitor.actor
        )
        if asked.unit or asked.person
        else []
    )
    names = office.accounts.names_of(
        {*unit.roles, *(row.asked_person for row in rows if row.asked_person)}
        | {load.person for load in loads if load.person}
    )
    region = visitor.standing.region or office.region
    letters = _letters(desk, visitor, rows)
    return pages.WorkPage(
        frame=desk.frame(visitor, "/kerja"),
        title="Daftar kerja",
        heading=_heading(unit, asked, names),
        tabs=(
            pages.NavItem(url="/kerja", label="Saya", current=not asked.unit and not asked.person),
            pages.NavItem(
                url="/kerja?siapa=unit",
                label=f"Unit {unit.name}",
                current=asked.unit and not asked.person,
            ),
        ),
        loads=tuple(_load(each, names) for each in loads),
        groups=tuple(
            pages.WorkGroup(
                label=label,
                late=label == _GROUPS[0],
                lines=tuple(_line(desk, visitor, row, names, now, letters) for row in together),
            )
            for label, together in groupby(rows, key=lambda row: _group(row.due, now, region))
        ),
        empty=(
            "Tidak ada yang menunggu."
            if asked.unit or asked.person
            else "Tidak ada yang menunggu Anda. Yang baru muncul begitu batas waktunya berjalan."
        ),
        before_url=asked.address("/kerja", halaman=str(number - 1)) if number > 1 else "",
        after_url=asked.address("/kerja", halaman=str(number + 1)) if more else "",
        sheet_url=asked.address("/kerja.csv"),
    )


def _heading(unit: _Unit, asked: _Asked, names: Mapping[UUID, str]) -> str:
    if asked.person is not None:
        return f"Pekerjaan {names.get(asked.person, 'orang di luar unit Anda')}"
    return f"Pekerjaan unit {unit.name}" if asked.unit else "Pekerjaan Anda"


_GROUPS: Final = ("Lewat batas waktu", "Hari ini", "Dalam 7 hari", "Kemudian")


def _group(due: datetime, now: datetime, region: str) -> str:
    tomorrow = midnight(local(now, region).date() + timedelta(days=1), region)
    if due < now:
        return _GROUPS[0]
    if due < tomorrow:
        return _GROUPS[1]
    return _GROUPS[2] if due < tomorrow + timedelta(days=6) else _GROUPS[3]


def _load(load: Load, names: Mapping[UUID, str]) -> pages.LoadLine:
    return pages.LoadLine(
        name=names[load.person] if load.person else f"{load.role.label} (siapa pun)",
        url=_Asked(unit=True, person=load.person).address("/kerja") if load.person else "",
        open=load.open,
        late=load.late,
    )


def _letters(desk: Desk, visitor: Visitor, rows: Sequence[WorkRow]) -> dict[UUID, LetterType]:
    """The letters that something is waited for about, as far as the visitor may know them."""
    if visitor.role not in READERS:
        return {}
    return desk.office.letters.types_of([row.stream for row in rows], visitor.standing)


def _line(
    desk: Desk,
    visitor: Visitor,
    row: WorkRow,
    names: Mapping[UUID, str],
    now: datetime,
    letters: Mapping[UUID, LetterType],
) -> pages.WorkLine:
    case, letter = row.row, letters.get(row.stream)
    return pages.WorkLine(
        title=case.title,
        title_url=f"/laporan/{case.report_id}" if case.kind == REPORT else f"/kasus/{case.id}",
        region=desk.office.regions.full_name(case.region),
        level=words.level(case.level),
        secrecy=case.secrecy.label if case.secrecy.rank > 1 else "",
        wait=pages.WaitLine(
            words=words.sentence(awaited(row)) + (f": {letter.label}" if letter else ""),
            asked=asked_of(row, names),
            mine=row.asked_person == visitor.actor
            or (row.asked_person is None and row.asked_role is visitor.role),
            due=words.when(row.due, case.region, now),
            explained=words.sentence(row.explanation.explain()) + ".",
            basis=row.explanation.basis.label,
            url=f"/naskah/{row.stream}" if letter else leads_to(row),
        ),
    )


def awaited(row: WorkRow) -> str:
    """What is waited for; completes "menunggu ..."."""
    said = row.wait.words
    return f"{said} karena {row.about.words} lewat batas waktu" if row.about else said


def asked_of(row: WorkRow, names: Mapping[UUID, str]) -> str:
    """Who is asked: the person where one is named, else whoever holds the role."""
    if row.asked_person is not None:
        return f"{names[row.asked_person]}, {row.asked_role.label}"
    return row.asked_role.label


def leads_to(row: WorkRow) -> str:
    """Where what is asked for is done."""
    matter = row.about or row.wait
    if matter is WaitKind.CLOCK_DECISION and row.row.case_id:
        return f"/kasus/{row.row.case_id}/jam"
    if matter in _OF_TASKS:
        return f"/tugas/{row.stream}"
    if matter is WaitKind.PACK_READING:
        return f"/paket/{row.stream}"
    if matter is WaitKind.LETTER_APPROVAL:
        return f"/naskah/{row.stream}"
    case = row.row
    return f"/laporan/{case.report_id}" if case.kind == REPORT else f"/kasus/{case.id}"


# -- as a sheet ----------------------------------------------------------------------------------

_HEADINGS: Final = (
    "Menunggu", "Diminta dari", "Batas waktu", "Judul", "Wilayah", "Tingkat", "Dasar", "Alamat",
)  # fmt: skip


def _lines(desk: Desk, visitor: Visitor, asked: _Asked) -> Iterator[tuple[str, ...]]:
    unit, now = _unit(desk, visitor), desk.office.clock.now()
    rows = _rows(desk, visitor, unit, asked, limit=sheets.MOST_LINES)
    names = desk.office.accounts.names_of(row.asked_person for row in rows if row.asked_person)
    letters = _letters(desk, visitor, rows)
    for row in rows:
        line = _line(desk, visitor, row, names, now, letters)
        yield (
            line.wait.words,
            line.wait.asked,
            line.wait.due.full,
            line.title,
            line.region,
            line.level.label,
            line.wait.basis,
            line.wait.url,
        )
