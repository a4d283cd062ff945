"""The board: every open case of the reader's region, by stage, the most pressing first."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.access import COMMANDS
from domain.clocks import WaitKind
from domain.conflict_case import Stage
from domain.regions import contains, level_of
from domain.report import FileReport, Triage
from domain.risk import Level
from projections.case_board import REPORT, BoardRow, CaseBoard
from web import pages, words
from web.desk import STAFF, Desk
from web.door import Visitor, home_of

MOST_CARDS = 60
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


def routes(desk: Desk) -> APIRouter:
    """`/`."""
    router = APIRouter()

    @router.get("/")
    def show(
        request: Request,
        visitor: Annotated[Visitor, Depends(desk.door.visitor)],
        tingkat: str = "",
        wilayah: str = "",
        cari: str = "",
    ) -> Response:
        if visitor.role not in STAFF:
            return RedirectResponse(home_of(visitor.role), status_code=303)
        reached = desk.caught_up(request, visitor, CaseBoard.TABLE)
        level = tingkat if tingkat in list(Level) else ""
        region = wilayah if _inside(visitor, wilayah) else ""
        text = "".join(ch for ch in cari if ch.isprintable())[:100].strip()
        page = _page(desk, visitor, level=level, region=region, text=text, behind=not reached)
        return desk.show("board", page)

    return router


def _inside(visitor: Visitor, code: str) -> bool:
    try:
        level_of(code)
    except ValueError:
        return False
    return contains(visitor.standing.region, code)


def _page(
    desk: Desk, visitor: Visitor, *, level: str, region: str, text: str, behind: bool
) -> pages.BoardPage:
    board, regions = desk.office.board, desk.office.regions
    reader, actor = visitor.standing, visitor.actor
    counts = board.counts(reader=reader, actor=actor, within=region, query=text)
    rows = board.rows(
        reader=reader,
        actor=actor,
        level=level or None,
        within=region,
        query=text,
        open_only=True,
        limit=MOST_CARDS * len(_COLUMNS),
    )
    ended = [
        row
        for stage, _, _ in _ENDED
        if counts.get(stage.value)
        for row in board.rows(
            reader=reader,
            actor=actor,
            stage=stage.value,
            level=level or None,
            within=region,
            query=text,
            limit=20,
        )
    ]
    names = desk.office.accounts.names_of(
        row.next_asked_person for row in rows if row.next_asked_person
    )
    cards = {row.id: _card(desk, visitor, row, names) for row in (*rows, *ended)}

    def column(stage: Stage | Triage, label: str, empty: str) -> pages.BoardColumn:
        mine = [row for row in (*rows, *ended) if row.stage is stage]
        total = _counted(counts, stage.value, level)
        shown = tuple(cards[row.id] for row in mine[:MOST_CARDS])
        late = sum(1 for row in mine if row.next_due and row.next_due < desk.office.clock.now())
        hidden = total - len(shown)
        return pages.BoardColumn(
            key=stage.value,
            label=label,
            count=total,
            late=late,
            cards=shown,
            empty=empty,
            more=f"{hidden} lagi; saring untuk melihatnya." if hidden > 0 else "",
        )

    return pages.BoardPage(
        frame=desk.frame(visitor, "/"),
        title="Papan kasus",
        columns=tuple(column(*each) for each in _COLUMNS),
        ended=tuple(column(*each) for each in _ENDED),
        counts=_counts(counts, rows, desk),
        levels=tuple(
            pages.Option(value=each.value, label=each.label, chosen=each.value == level)
            for each in reversed(Level)
        ),
        regions=tuple(
            pages.Option(value=code, label=regions.name(code), chosen=code == region)
            for code in regions.children(reader.region or desk.office.region)
        ),
        query=text,
        filtered=bool(level or region or text),
        region=regions.full_name(region or reader.region or desk.office.region),
        behind=behind,
        may_report=visitor.role in COMMANDS[FileReport],
    )


def _counted(counts: Mapping[str, Mapping[str, int]], stage: str, level: str) -> int:
    by_level = counts.get(stage, {})
    return by_level.get(level, 0) if level else sum(by_level.values())


def _counts(
    counts: Mapping[str, Mapping[str, int]], rows: list[BoardRow], desk: Desk
) -> tuple[pages.Count, ...]:
    now = desk.office.clock.now()
    opened = [stage.value for stage, _, _ in _COLUMNS]
    per_level = {
        level: sum(counts.get(stage, {}).get(level.value, 0) for stage in opened) for level in Level
    }
    late = sum(1 for row in rows if row.next_due and row.next_due < now)
    silent = sum(1 for row in rows if row.attention)
    return (
        pages.Count(label="terbuka", number=sum(per_level.values())),
        *(
            pages.Count(label=level.label, number=per_level[level], tone=level.value)
            for level in reversed(Level)
        ),
        pages.Count(label="lewat batas waktu", number=late, tone="late" if late else ""),
        *(
            (pages.Count(label="tanpa jawaban pimpinan", number=silent, tone="late"),)
            if silent
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
    if row.open_tasks:
        marks.append(f"{row.open_tasks} tugas terbuka")
    if row.elapsed_count:
        marks.append(f"{row.elapsed_count}× tanpa jawaban")
    asked = names.get(row.next_asked_person, "") if row.next_asked_person else ""
    if not asked and row.next_asked_role:
        asked = words.SHORT_ROLES.get(row.next_asked_role, row.next_asked_role.label)
    mine = row.next_asked_role is visitor.role
    if row.next_asked_person:
        mine = row.next_asked_person == visitor.actor
    return pages.BoardCard(
        url=f"/laporan/{row.report_id}" if row.kind == REPORT else f"/kasus/{row.id}",
        title=row.title,
        region=office.regions.name(row.region),
        level=words.level(row.level),
        secrecy=row.secrecy.label if row.secrecy.rank > 1 else "",
        waiting=words.sentence(_awaited(row)),
        asked=asked,
        mine=mine,
        due=words.when(row.next_due, row.region, office.clock.now()) if row.next_due else None,
        marks=tuple(marks),
    )


def _awaited(row: BoardRow) -> str:
    if row.next_kind is None:
        return ""
    if row.next_kind is WaitKind.SUPERVISOR_ANSWER and row.next_about:
        return f"{row.next_kind.words} atas {row.next_about.words}"
    return row.next_kind.words
