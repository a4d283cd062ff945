"""The board: every open case of the reader's region, by stage, the most pressing first."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.access import COMMANDS
from domain.clocks import WaitKind
from domain.conflict_case import Stage
from domain.report import FileReport, Triage
from domain.risk import Level
from projections.case_board import CASE, REPORT, BoardRow, CaseBoard, Filters, Total
from web import filters, geojson, pages, saved, sheets, words
from web.desk import STAFF, Desk
from web.door import NotAllowed, Visitor, home_of
from web.filters import Wanted
from web.live import BOARD

MOST_CARDS = 20
"""Cards of one stage beside the others; one stage alone has more on a page."""
MOST_ALONE = 60
_COLUMNS: tuple[tuple[Stage | Triage, str, str], ...] = (
    (Stage.DETECT, "Deteksi", "Tidak ada laporan yang menunggu triase."),
    (Stage.VERIFY, "Verifikasi", "Tidak ada kasus yang diverifikasi."),
    (Stage.ESCALATE, "Eskalasi", "Tidak ada kasus yang dieskalasi."),
    (Stage.MEDIATE, "Mediasi / Musyawarah", "Tidak ada musyawarah berjalan."),
    (Stage.RESOLVE, "Pemulihan", "Tidak ada kasus dalam pemantauan."),
)
_ENDED: tuple[tuple[Stage | Triage, str, str], ...] = (
    (Stage.CLOSED, "Selesai", ""),
    (Stage.REFUTED, "Tidak terbukti", ""),
    (Triage.INFORMATION, "Informasi", ""),
)
_FIRST = ("tingkat", "wilayah", "batas")
"""Filters that stand open above the board; the others are folded away."""


def routes(desk: Desk) -> APIRouter:
    """`/` (a head of region's home is another), `/papan`, `/papan.csv`, `/papan.geojson`."""
    router = APIRouter()

    @router.get("/")
    @router.get("/papan")
    def show(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.door.visitor)],
        halaman: str = "1",
    ) -> Response:
        home, here = home_of(visitor.role), request.url.path
        if here == "/" != home and not (request.query_params and visitor.role in STAFF):
            return RedirectResponse(home, status_code=303)
        _must_be_staff(visitor)
        opening = saved.first(desk, visitor, "papan", request.query_params)
        if opening is not None:
            return opening
        reached = desk.caught_up(request, visitor, CaseBoard.TABLE)
        live = desk.following(request, BOARD)
        wanted = filters.read(desk, visitor, request.query_params, "cari")
        number = filters.page_number(halaman)
        page = _page(desk, visitor, wanted, number, here, behind=not reached)
        return desk.show("board", page, live=live)

    @router.get("/papan.geojson")
    def on_map(
        request: Request, visitor: Annotated[Visitor, Depends(desk.door.visitor)]
    ) -> Response:
        if visitor.role not in STAFF:
            raise NotAllowed("Papan kasus tidak untuk peran ini.")
        wanted = filters.read(desk, visitor, request.query_params, "cari")
        asked: Filters = {**wanted.filters, "query": wanted.text, "kind": CASE}
        rows = desk.office.board.listed(
            reader=visitor.standing, actor=visitor.actor, limit=geojson.MOST_CASES, **asked
        )
        return geojson.answer(geojson.of_cases(desk, rows), "papan-kasus")

    @router.get("/papan.csv")
    def sheet(
        request: Request, visitor: Annotated[Visitor, Depends(desk.door.visitor)]
    ) -> Response:
        _must_be_staff(visitor)
        wanted = filters.read(desk, visitor, request.query_params, "cari")
        return sheets.answer("papan-kasus", _HEADINGS, _lines(desk, visitor, wanted))

    return router


def _must_be_staff(visitor: Visitor) -> None:
    if visitor.role not in STAFF:
        raise NotAllowed("Papan kasus tidak untuk peran ini.")


# -- the page ------------------------------------------------------------------------------------


def _page(
    desk: Desk, visitor: Visitor, wanted: Wanted, number: int, url: str, *, behind: bool
) -> pages.BoardPage:
    board, regions = desk.office.board, desk.office.regions
    reader, actor = visitor.standing, visitor.actor
    asked: Filters = {**wanted.filters, "query": wanted.text}
    totals = board.totals(desk.office.clock.now(), reader=reader, actor=actor, **asked)
    stage = wanted.filters.get("stage")
    alone = stage is not None
    shown = [each for each in (*_COLUMNS, *_ENDED) if stage in {None, each[0].value}]
    skipped = (number - 1) * MOST_ALONE if alone else 0
    filled = [each.value for each, _, _ in _COLUMNS if totals.get(each.value)]
    if stage is None:
        rows = board.columns(filled, reader=reader, actor=actor, limit=MOST_CARDS, **asked)
    else:
        found = board.rows(reader=reader, actor=actor, limit=MOST_ALONE, offset=skipped, **asked)
        rows = {stage: found}
    names = _names(desk, chain.from_iterable(rows.values()))

    def column(stage: Stage | Triage, label: str, empty: str) -> pages.BoardColumn:
        total = sum(totals.get(stage.value, {}).values(), Total())
        cards = tuple(_card(desk, visitor, row, names) for row in rows.get(stage.value, ()))
        after = total.number - len(cards) - skipped
        page = str(number + 1) if alone else ""
        more = wanted.address(url, "cari", tahap=stage.value, halaman=page)
        return pages.BoardColumn(
            key=stage.value,
            label=label,
            count=total.number,
            late=total.late,
            cards=cards,
            empty=empty,
            more=f"{after} lagi" if after > 0 else "",
            more_url=more if after > 0 else "",
        )

    first, others = filters.fields(desk, visitor, wanted, apart=_FIRST)
    return pages.BoardPage(
        frame=desk.frame(visitor, url),
        url=url,
        title="Papan kasus",
        notice=wanted.misread_notice,
        columns=tuple(column(*each) for each in _COLUMNS if each in shown),
        ended=tuple(column(*each) for each in _ENDED if each in shown),
        alone=alone,
        counts=_counts(totals),
        fields=first,
        more_fields=others,
        more_open=bool({each.name for each in others} & wanted.chosen.keys()),
        query=wanted.text,
        filtered=bool(wanted.chosen or wanted.text),
        region=regions.full_name(
            wanted.filters.get("within") or reader.region or desk.office.region
        ),
        behind=behind,
        may_report=visitor.role in COMMANDS[FileReport],
        sheet_url=wanted.address("/papan.csv", "cari"),
        saved=saved.bar(desk, visitor, "papan", wanted),
    )


def _names(desk: Desk, rows: Iterable[BoardRow]) -> Mapping[UUID, str]:
    return desk.office.accounts.names_of(
        row.next_asked_person for row in rows if row.next_asked_person
    )


def _counts(totals: Mapping[str, Mapping[Level, Total]]) -> tuple[pages.Count, ...]:
    opened = [totals.get(stage.value, {}) for stage, _, _ in _COLUMNS]
    per_level = {
        level: sum((each.get(level, Total()) for each in opened), Total()) for level in Level
    }
    whole = sum(per_level.values(), Total())
    return (
        pages.Count(label="terbuka", number=whole.number),
        *(
            pages.Count(label=level.label, number=per_level[level].number, tone=level.value)
            for level in reversed(Level)
        ),
        pages.Count(
            label="lewat batas waktu", number=whole.late, tone="late" if whole.late else ""
        ),
        *(
            (pages.Count(label="tanpa jawaban pimpinan", number=whole.silent, tone="late"),)
            if whole.silent
            else ()
        ),
    )


def _card(
    desk: Desk, visitor: Visitor, row: BoardRow, names: Mapping[UUID, str]
) -> pages.BoardCard:
    office = desk.office
    marks = []
    if row.attention:
        marks.append("Tidak ada jawaban pimpinan")
    if row.escalation:
        marks.append(f"Eskalasi {row.escalation.label}")
    if row.members:
        marks.append(f"+{len(row.members)} kasus digabung")
    if row.open_tasks:
        marks.append(f"{row.open_tasks} tugas terbuka")
    if row.elapsed_count:
        marks.append(f"{row.elapsed_count}× tanpa jawaban")
    mine = row.next_asked_role is visitor.role
    if row.next_asked_person:
        mine = row.next_asked_person == visitor.actor
    return pages.BoardCard(
        url=f"/laporan/{row.report_id}" if row.kind == REPORT else f"/kasus/{row.id}",
        title=row.title,
        region=office.regions.name(row.region),
        level=words.level(row.level, provisional=row.red_provisional),
        secrecy=row.secrecy.label if row.secrecy.rank > 1 else "",
        waiting=words.sentence(_awaited(row)),
        asked=_asked(row, names),
        mine=mine,
        due=words.when(row.next_due, row.region, office.clock.now()) if row.next_due else None,
        marks=tuple(marks),
    )


def _asked(row: BoardRow, names: Mapping[UUID, str]) -> str:
    """Who has to act next: the person where one is named, else the role in a word."""
    asked = names.get(row.next_asked_person, "") if row.next_asked_person else ""
    if not asked and row.next_asked_role:
        asked = words.SHORT_ROLES.get(row.next_asked_role, row.next_asked_role.label)
    return asked


def _awaited(row: BoardRow) -> str:
    if row.next_kind is None:
        return ""
    if row.next_kind is WaitKind.SUPERVISOR_ANSWER and row.next_about:
        return f"{row.next_kind.words} atas {row.next_about.words}"
    return row.next_kind.words


# -- as a sheet ----------------------------------------------------------------------------------

_HEADINGS = (
    "Jenis",
    "Judul",
    "Wilayah",
    "Tahap",
    "Tingkat",
    "Klasifikasi",
    "Menunggu",
    "Diminta dari",
    "Batas waktu",
    "Catatan",
    "Alamat",
)


def _lines(desk: Desk, visitor: Visitor, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    """What the board shows of each row, and nothing it does not."""
    asked: Filters = {**wanted.filters, "query": wanted.text}
    rows = desk.office.board.rows(
        reader=visitor.standing, actor=visitor.actor, limit=sheets.MOST_LINES, **asked
    )
    names = _names(desk, rows)
    for row in rows:
        card = _card(desk, visitor, row, names)
        yield (
            "Laporan" if row.kind == REPORT else "Kasus",
            card.title,
            card.region,
            row.stage_label,
            card.level.label,
            row.secrecy.label,
            card.waiting,
            card.asked,
            card.due.full if card.due else "",
            "; ".join(card.marks),
            card.url,
        )
