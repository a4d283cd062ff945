"""Merging at the desk: which cases, what would happen, and how they are taken apart again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application.merging import bound_by, since_merger
from domain.access import READERS
from domain.case_file import CaseFile, TaskPage, title_of
from domain.case_merge import MOST_MEMBERS, Mergeable, MergeCases, UnmergeCase
from domain.clocks import Wait
from domain.conflict_case import ConflictCase
from domain.kernel import EVENTS
from domain.snooze import OF_A_SNOOZE
from projections.case_board import BoardRow
from web import drawing, pages, words
from web.acts import Act, Attempt, Blank, Table
from web.desk import Desk, Done
from web.door import Form, NotHere, Visitor, read_form
from web.drawing import Trace
from web.words import People

MOST_CHOICES: Final = 60
"""Cases offered to be merged, the most pressing first; a search narrows them."""

MOST_ROUTED: Final = 60
"""Events of the lead offered to be routed, the latest first."""

_WHY = Blank("explanation", "Mengapa ini satu konflik", "text", rows=3)
MERGE: Final = Act(
    "gabung",
    MergeCases,
    (_WHY,),
    intro="Tidak ada yang dipindahkan atau hilang; kasus dapat dipisahkan lagi kapan saja.",
    tone="primary",
)
UNMERGE: Final = Act(
    "pisah",
    UnmergeCase,
    (replace(_WHY, label="Mengapa dipisahkan"),),
    intro=(
        "Yang ditunggu kasus anggota sebelum digabung dijanjikan lagi: sampai batas semula bila"
        " belum lewat, selain itu dihitung penuh sejak sekarang. Yang dibagi tetap tercatat dan"
        " berlaku pada kasus utama; pada kasus anggota hanya disebut sebagai miliknya."
    ),
)


def routes(desk: Desk) -> APIRouter:
    """`/kasus/{id}/gabungan?anggota=&cari=` and its two acts."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/kasus/{case_id}/gabungan")
    def show(case_id: UUID, request: Request, visitor: coming_in, cari: str = "") -> Response:
        file = _file(desk, visitor, case_id)
        chosen = _ids(request.query_params.getlist("anggota"))
        return desk.show("merging", _page(desk, visitor, file, chosen, cari))

    @router.post("/kasus/{case_id}/gabungan/gabung")
    def merge(
        case_id: UUID, form: Annotated[Form, Depends(read_form)], visitor: coming_in
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        file = _file(desk, visitor, case_id)
        chosen = _ids(form.get("members").split(","))
        given = {"case_id": case_id, "members": chosen}
        done = desk.carry_out(visitor, MERGE, form, region=file.region, given=given)
        if isinstance(done, Done):
            return desk.onward(f"/kasus/{case_id}", done.outcome)
        page = _page(desk, visitor, _file(desk, visitor, case_id), chosen, "", done.attempt)
        return desk.show("merging", page, done.status)

    @router.post("/kasus/{case_id}/gabungan/pisah")
    def unmerge(
        case_id: UUID, form: Annotated[Form, Depends(read_form)], visitor: coming_in
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        file = _file(desk, visitor, case_id)
        act = _unmerging(desk, visitor, file)
        done = desk.carry_out(visitor, act, form, region=file.region, given={"case_id": case_id})
        if isinstance(done, Done):
            return desk.onward(f"/kasus/{case_id}", done.outcome)
        page = _page(desk, visitor, _file(desk, visitor, case_id), (), "", done.attempt)
        return desk.show("merging", page, done.status)

    return router


def _file(desk: Desk, visitor: Visitor, case_id: UUID) -> CaseFile:
    if visitor.role not in READERS:
        raise NotHere
    return desk.case(visitor, case_id)


def _ids(typed: Iterable[str]) -> tuple[UUID, ...]:
    """The cases that were ticked; NotHere for what is no id."""
    try:
        return tuple(dict.fromkeys(UUID(each) for each in typed if each))[: MOST_MEMBERS + 1]
    except ValueError:
        raise NotHere from None


# -- the page ------------------------------------------------------------------------------------


def _page(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    chosen: Sequence[UUID],
    query: str,
    attempt: Attempt | None = None,
) -> pages.MergingPage:
    may = visitor.role in MERGE.roles and file.lead is None
    table = Table(
        path=f"/kasus/{file.case_id}/gabungan",
        region=file.region,
        csrf=visitor.csrf,
        position=desk.office.log.head(),
        attempt=attempt,
    )
    joining = [desk.case(visitor, each) for each in chosen if each != file.case_id]
    return pages.MergingPage(
        frame=desk.frame(visitor),
        title=f"Penggabungan: {file.title}",
        case_url=f"/kasus/{file.case_id}",
        case_title=str(file.title),
        lead=lead_of(desk, visitor, file),
        members=tuple(member_card(desk, visitor, each) for each in members_of(desk, visitor, file)),
        preview=_preview(desk, visitor, file, joining) if joining and may else None,
        merge=table.draw(MERGE, hidden=[("members", ",".join(map(str, chosen)))], opened=True)
        if joining and may
        else None,
        unmerge=table.draw(_unmerging(desk, visitor, file)) if file.members and may else None,
        choices=tuple(_choice(desk, row, chosen) for row in _candidates(desk, visitor, file, query))
        if may and file.stage.open
        else (),
        query=query,
        may=may,
        ended=not file.stage.open,
    )


def _candidates(desk: Desk, visitor: Visitor, file: CaseFile, query: str) -> list[BoardRow]:
    rows = desk.office.board.rows(
        reader=visitor.standing,
        actor=visitor.actor,
        open_only=True,
        query=query,
        limit=MOST_CHOICES + 1,
    )
    others = [row for row in rows if row.case_id not in (None, file.case_id)]
    return [row for row in others if not row.members][:MOST_CHOICES]


def _choice(desk: Desk, row: BoardRow, chosen: Sequence[UUID]) -> pages.Option:
    where = desk.office.regions.name(row.region)
    return pages.Option(
        value=str(row.id),
        label=f"{row.title} ({where})",
        hint=f"{row.stage_label}, {row.level.label}, dibuka"
        f" {words.when(row.opened_at, row.region).short}",
        chosen=row.id in chosen,
    )


def _preview(
    desk: Desk, visitor: Visitor, file: CaseFile, joining: Sequence[CaseFile]
) -> pages.MergePreview:
    """What would happen, worked out by the very rules that will decide."""
    assert file.case_id is not None
    register = desk.office.register

    def loaded(kind: type[Any], stream: UUID) -> Any:
        return register.load(kind, stream)

    lead = loaded(ConflictCase, file.case_id)
    cases = [loaded(ConflictCase, each.case_id) for each in joining if each.case_id]
    kept = {
        wait.deadline_id: member
        for member, wait in lead.stricter_clocks([each.as_member() for each in cases])
    }
    level = max((file.level, *(each.level for each in joining)), key=lambda each: each.rank)
    secrecy = max((file.secrecy, *(each.secrecy for each in joining)), key=lambda each: each.rank)
    regions = dict.fromkeys(each.region for each in (file, *joining))
    changes = []
    if level is not file.level:
        changes.append(f"Tingkat kasus utama menjadi {level.label} (yang tertinggi).")
    if secrecy is not file.secrecy:
        changes.append(f"Klasifikasi kasus utama menjadi {secrecy.label} (yang paling ketat).")
    if len(regions) > 1:
        names = ", ".join(desk.office.regions.name(each) for each in regions)
        changes.append(f"Wilayahnya berbeda: {names}. Di peta terhitung di wilayah kasus utama.")
    return pages.MergePreview(
        changes=tuple(changes),
        obstacles="; ".join(lead.clocks_in_hand),
        members=tuple(
            _previewed(desk, visitor, each, case, bound_by(case, loaded), kept)
            for each, case in zip(joining, cases, strict=True)
        ),
    )


def _previewed(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    case: ConflictCase,
    bound: Sequence[str],
    kept: dict[UUID, UUID],
) -> pages.PreviewedMember:
    obstacles = list(bound)
    if case.members:
        obstacles.append("anggota gabungannya sendiri")
    if not case.stage.open:
        obstacles.append("kasus ini sudah berakhir")
    return pages.PreviewedMember(
        card=member_card(desk, visitor, file),
        obstacles="; ".join(obstacles),
        clocks=tuple(
            pages.Fact(
                label=words.sentence(wait.words),
                text=_fate(wait, file.region, held=wait.deadline_id in kept),
            )
            for wait in case.waits.values()
        ),
    )


def _fate(wait: Wait, region: str, *, held: bool) -> str:
    until = words.when(wait.due, region).full
    if wait.kind in OF_A_SNOOZE:
        return f"{until}: tetap ditunggu pada kasus ini oleh yang memintanya"
    if held:
        return f"{until}: batas ini yang berlaku pada kasus utama"
    return f"{until}: tidak ditunggu lagi, batas kasus utama lebih ketat atau tahapnya lain"


def _unmerging(desk: Desk, visitor: Visitor, file: CaseFile) -> Act:
    """The form that takes members out and says whose the events since are."""
    assert file.case_id is not None
    events = desk.office.log.of_case(file.case_id)
    people = People(desk.office, visitor, words.persons_of(file))
    titles = {
        each.case_id: str(each.title)
        for each in members_of(desk, visitor, file)
        if each.case_id is not None
    }
    since = {
        placed.position: event
        for member in file.members
        for event, placed in since_merger(events, member).items()
        if not EVENTS[placed.fact.NAME].QUIET
    }
    owners = tuple(pages.Option(value=str(each), label=said) for each, said in titles.items())
    lines = {line.position: line for line in file.timeline}
    offered = sorted(since.keys() & lines.keys(), reverse=True)
    shown, earlier = offered[:MOST_ROUTED], len(offered[MOST_ROUTED:])
    hint = "Kosongkan bila tetap milik kasus utama."
    if earlier:
        hint += (
            f" Hanya {MOST_ROUTED} peristiwa terbaru yang dapat dibagi di sini;"
            f" {earlier} yang lebih lama tetap milik kasus utama."
        )
    blanks = [
        Blank(
            f"members.{each}",
            said,
            "check",
            required=False,
            heading="Yang dipisahkan" if number == 0 else "",
        )
        for number, (each, said) in enumerate(titles.items())
    ]
    for number, position in enumerate(shown):
        line = lines[position]
        at = words.when(line.fact.envelope.recorded_at, file.region).short
        blanks.append(
            Blank(
                f"milik.p{position}",
                f"{words.headline(line.title, line.fact, people, file.region)}, {at}",
                "choice",
                required=False,
                options=owners,
                hint=hint if number == 0 else "",
                heading="Peristiwa sejak penggabungan, milik siapa?" if number == 0 else "",
            )
        )

    def routed(typed: dict[str, Any], _: str) -> dict[str, Any]:
        owned = typed.pop("milik", {})
        return typed | {
            "members": [each for each, on in typed.get("members", {}).items() if on],
            "attributions": [
                {"event": since.get(int(name[1:]), ""), "member": owner}
                for name, owner in owned.items()
            ],
        }

    return replace(UNMERGE, blanks=(*blanks, *UNMERGE.blanks), mend=routed)


# -- on the page of a case -----------------------------------------------------------------------


def lead_of(desk: Desk, visitor: Visitor, file: CaseFile) -> pages.NavItem | None:
    """Where a member's case is led; by name only for who may read it."""
    if file.lead is None:
        return None
    row = desk.office.board.row(file.lead)
    if row is None or not desk.may_read(visitor, row.target):
        return pages.NavItem(url="", label="kasus utama di luar kewenangan Anda")
    return pages.NavItem(url=f"/kasus/{file.lead}", label=row.title)


def members_of(desk: Desk, visitor: Visitor, file: CaseFile) -> list[CaseFile]:
    """The files of a lead's members, as far as the reader may read them."""
    found = []
    for case_id in file.members:
        member = desk.office.files.of_case(case_id)
        if desk.may_read(visitor, desk.target_of(member)):
            found.append(desk.let_in(visitor, member, case_id, allowed=True))
    return found


def member_card(desk: Desk, visitor: Visitor, file: CaseFile) -> pages.MemberCard:
    """A member with its tasks, reports and letters, each where it always was."""
    return pages.MemberCard(
        url=f"/kasus/{file.case_id}",
        title=str(file.title),
        region=desk.office.regions.full_name(file.region),
        level=words.level(file.level),
        stage=file.stage.label,
        secrecy=file.secrecy.label,
        reports=tuple(
            pages.NavItem(url=f"/laporan/{each.report_id}", label=str(each.title))
            for each in file.reports.values()
        ),
        findings=tuple(
            pages.Fact(label=_graded(each), text=str(each.finding))
            for each in file.tasks.values()
            if each.finding is not None
        ),
        tasks=tuple(
            pages.NavItem(
                url=f"/tugas/{each.task_id}", label=f"{each.kind.label}, {each.state.label.lower()}"
            )
            for each in file.tasks.values()
        ),
        letters=tuple(
            pages.NavItem(
                url=f"/naskah/{each.letter_id}",
                label=f"{each.type.label}, {each.state.label.lower()}",
            )
            for each in file.letters.values()
            if desk.may_read_letter(visitor, file, each)
        ),
    )


def _graded(task: TaskPage) -> str:
    """What a finding comes from, and its grade."""
    source, information = task.source_grade, task.information_grade
    grade = f", nilai {source.value}{information.value}" if source and information else ""
    return f"{task.kind.label}{grade}"


def attributed_to(file: CaseFile) -> tuple[pages.NavItem, ...]:
    """Events that a former lead had and that belong to this case, each where it was recorded."""
    return tuple(
        pages.NavItem(
            url=words.event_url(line.fact.lead, line.fact.attributed.position),
            label=title_of(EVENTS[line.fact.attributed.name]),
        )
        for line in file.timeline
        if isinstance(line.fact, Mergeable.EventAttributed)
    )


def together(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    own: tuple[pages.TimelineGroup, ...],
    only: Trace | None,
    most: int | None,
) -> tuple[pages.TimelineGroup, ...]:
    """The lead's timeline and its members', the latest first; a member's lines say whose."""
    groups = list(own)
    for member in members_of(desk, visitor, file):
        people = People(desk.office, visitor, words.persons_of(member))
        people.protect(member)
        theirs = drawing.timeline(
            member, people, only=only, events_at=f"/kasus/{member.case_id}/riwayat", most=most
        )
        groups += [
            group.model_copy(
                update={
                    "head": group.head.model_copy(
                        update={"title": f"{group.head.title} · {member.title}"}
                    )
                }
            )
            for group in theirs
        ]
    groups.sort(key=lambda group: group.head.position, reverse=True)
    return tuple(groups[:most])
