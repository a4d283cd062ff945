"""The forum's desk: members of the FKDM, what they report against their target, how they came."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import READERS
from domain.indonesian import local
from domain.kernel import Role
from domain.member import (
    ActivateMember,
    AppointMember,
    AssessMember,
    Element,
    EndMembership,
    Exam,
    Member,
    MemberState,
    NominateMember,
    RecordTraining,
    TurnDownMember,
)
from domain.policy import USUAL_FORUM, ForumRules
from domain.regions import RegionLevel
from projections.member_list import MemberList, MemberRow, ReporterDays
from web import pages, records, sheets, words
from web.acts import Act, Attempt, Blank, options
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form

WEEK: Final = 7
MONTH: Final = 30

NOMINATE = Act(
    "usul",
    NominateMember,
    (
        Blank("name", "Nama lengkap"),
        Blank("born_on", "Tanggal lahir", "date", half=True),
        Blank("region", "Wilayah FKDM", hint="Nama kelurahan/desa, kecamatan, kota, atau kodenya."),
        Blank("element", "Unsur", "choice", options=options(Element), half=True),
        Blank("organisation", "Organisasi asal", required=False),
        Blank("education", "Pendidikan terakhir", half=True),
        Blank("contact", "Nomor telepon atau surel", required=False),
    ),
    intro="Data pribadi disegel dengan kunci anggota itu sendiri dan dapat dihapus kelak.",
    fresh="member_id",
)
ASSESS = Act(
    "nilai",
    AssessMember,
    (
        Blank("test", "Tahap", "radio", options=options(Exam)),
        Blank("score", "Nilai (0–100)", "number", half=True),
        Blank("note", "Catatan penguji", "text", required=False, rows=2),
    ),
)
TURN_DOWN = Act(
    "tidak-lolos",
    TurnDownMember,
    (Blank("explanation", "Alasannya", "text", rows=2),),
    tone="danger",
)
APPOINT = Act(
    "tetapkan",
    AppointMember,
    (
        Blank("decree", "Nomor dan tanggal keputusan"),
        Blank("starts_on", "Mulai menjabat", "date", half=True),
        Blank("ends_on", "Sampai dengan", "date", half=True),
    ),
    tone="primary",
)
ACTIVATE = Act(
    "aktifkan",
    ActivateMember,
    (Blank("person", "Akun pelapornya", "choice"),),
    intro="Akunnya melapor atas nama FKDM sampai keanggotaan berakhir.",
    tone="primary",
)
TRAIN = Act(
    "latih",
    RecordTraining,
    (
        Blank("course", "Nama pelatihan"),
        Blank("held_on", "Tanggal", "date", half=True),
        Blank("organiser", "Penyelenggara", half=True),
    ),
)
END = Act(
    "akhiri",
    EndMembership,
    (Blank("explanation", "Alasannya", "text", rows=2),),
    tone="danger",
)
_ACTS: Final = {act.slug: act for act in (ASSESS, TURN_DOWN, APPOINT, ACTIVATE, TRAIN, END)}
_ALLOWED: Final = {
    MemberState.CANDIDATE: (ASSESS, TURN_DOWN),
    MemberState.SELECTION: (ASSESS, APPOINT, TURN_DOWN),
    MemberState.APPOINTED: (ACTIVATE, TRAIN, END),
    MemberState.ACTIVE: (TRAIN, END),
}


def routes(desk: Desk) -> APIRouter:
    """`/fkdm`, `/fkdm.csv`, `/fkdm/{id}` and its acts."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]

    @router.get("/fkdm")
    def index(request: Request, visitor: coming_in, keadaan: str = "") -> Response:
        _must_read(visitor)
        desk.caught_up(request, visitor, MemberList.TABLE)
        desk.caught_up(request, visitor, ReporterDays.TABLE)
        state = MemberState(keadaan) if keadaan in list(MemberState) else None
        return desk.show("register", _list_page(desk, visitor, state))

    @router.get("/fkdm.csv")
    def sheet(visitor: coming_in) -> Response:
        _must_read(visitor)
        rows = desk.office.members.rows(visitor.standing)
        lines = ([cell.text for cell in row] for row in _lines(desk, rows))
        return sheets.answer("fkdm", _COLUMNS, lines)

    @router.post("/fkdm/usul")
    def nominate(visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_read(visitor)

        def again(attempt: Attempt, status: int) -> Response:
            return desk.show("register", _list_page(desk, visitor, None, attempt), status)

        return records.added(desk, visitor, NOMINATE, form, url="/fkdm", shown=again)

    @router.get("/fkdm/{member_id}")
    def show(member_id: UUID, request: Request, visitor: coming_in) -> Response:
        return desk.show("record", _page(desk, visitor, member_id, request=request))

    @router.post("/fkdm/{member_id}/{slug}")
    def act(member_id: UUID, slug: str, visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_read(visitor)
        file = records.record_of(desk, visitor, member_id)
        if slug not in _ACTS or file.member is None:
            raise NotHere
        given = {"member_id": member_id}
        done = desk.carry_out(visitor, _ACTS[slug], form, region=file.region, given=given)
        if isinstance(done, Done):
            return desk.onward(f"/fkdm/{member_id}", done.outcome)
        return desk.show("record", _page(desk, visitor, member_id, done.attempt), done.status)

    return router


def _must_read(visitor: Visitor) -> None:
    if visitor.role not in READERS:
        raise NotAllowed("Daftar anggota FKDM dibaca oleh kantor, bukan oleh peran ini.")


_COLUMNS = (
    *("Nama", "Wilayah", "Unsur", "Keadaan", "Masa jabatan sampai"),
    *("Laporan 7 hari", "Sasaran 7 hari", "Laporan 30 hari", "Sasaran 30 hari", "Kepatuhan"),
    "Pelatihan",
)


def _list_page(
    desk: Desk, visitor: Visitor, state: MemberState | None, attempt: Attempt | None = None
) -> pages.RegisterPage:
    rows = desk.office.members.rows(visitor.standing, state=state)
    table = records.table_for(desk, visitor, "/fkdm", visitor.standing.region, attempt)
    return pages.RegisterPage(
        frame=desk.frame(visitor, "/fkdm"),
        title="Anggota FKDM",
        intro="Forum Kewaspadaan Dini Masyarakat: calon, seleksi, penetapan, dan laporan tiap "
        "anggota dibandingkan dengan sasarannya.",
        ways=(*records.books("/fkdm", visitor), *_ways(state)),
        figures=_figures(desk, visitor, rows),
        columns=_COLUMNS,
        rows=tuple(_lines(desk, rows)),
        empty="Belum ada anggota di sini. Usulkan calon yang pertama di bawah.",
        csv_url="/fkdm.csv",
        forms=records.drawn(visitor, table, [NOMINATE]),
    )


def _ways(chosen: MemberState | None) -> tuple[pages.NavItem, ...]:
    each_state = (
        pages.NavItem(url=f"/fkdm?keadaan={each.value}", label=each.label, current=each is chosen)
        for each in MemberState
    )
    return (pages.NavItem(url="/fkdm", label="Semua", current=chosen is None), *each_state)


def _rules(desk: Desk) -> Callable[[str], ForumRules]:
    """The rules in force in a region: its own, or the province's."""
    book, today = desk.office.register.policies(), _today(desk)
    return lambda region: book.in_force_on(today, region).forum if book else USUAL_FORUM


def _today(desk: Desk) -> date:
    return local(desk.office.clock.now(), desk.office.region).date()


def _figures(desk: Desk, visitor: Visitor, rows: list[MemberRow]) -> tuple[pages.Fact, ...]:
    rules_in, today = _rules(desk), _today(desk)
    rules = rules_in(visitor.standing.region)
    active = [row for row in rows if row.state is MemberState.ACTIVE]
    filed = sum(row.filed(today, MONTH) for row in active)
    target = sum(row.target(today, MONTH, rules_in(row.region).reports_per_week) for row in active)
    seen = sum(row.filed(today, WEEK) > 0 for row in active)
    return records.facts(
        (
            ("Anggota aktif", len(active)),
            ("Melapor dalam 7 hari", f"{seen} dari {len(active)}"),
            ("Laporan 30 hari", f"{filed} dari sasaran {round(target)}"),
            ("Kepatuhan 30 hari", records.percent(filed, target)),
            ("Sasaran menurut kebijakan", f"{rules.reports_per_week} laporan seminggu"),
            (
                "Kursi",
                "; ".join(
                    f"{each.label} {rules.seats(each)}" for each in RegionLevel if rules.seats(each)
                ),
            ),
        )
    )


def _lines(desk: Desk, rows: list[MemberRow]) -> Iterator[tuple[pages.Cell, ...]]:
    rules_in = _rules(desk)
    return (_line(desk, row, rules_in(row.region)) for row in rows)


def _line(desk: Desk, row: MemberRow, rules: ForumRules) -> tuple[pages.Cell, ...]:
    per_week, today = rules.reports_per_week, _today(desk)
    at_work = row.state is MemberState.ACTIVE
    week, month = (row.target(today, span, per_week) for span in (WEEK, MONTH))
    filed = row.filed(today, MONTH)
    said = (
        desk.office.regions.full_name(row.region),
        row.element.label,
        row.state.label,
        words.day(row.ends_on) if row.ends_on else "",
        str(row.filed(today, WEEK)) if at_work else "",
        str(round(week)) if at_work else "",
        str(filed) if at_work else "",
        str(round(month)) if at_work else "",
        records.percent(filed, month) if at_work else "",
        str(row.trainings),
    )
    named = pages.Cell(text=row.name, url=f"/fkdm/{row.member_id}")
    return (named, *(pages.Cell(text=each) for each in said))


def _page(
    desk: Desk,
    visitor: Visitor,
    member_id: UUID,
    attempt: Attempt | None = None,
    request: Request | None = None,
) -> pages.RecordPage:
    """One member: who they are, how the selection went, what may be done now."""
    if visitor.role not in READERS:
        raise NotHere
    file = records.record_of(desk, visitor, member_id)
    member = records.loaded(desk, Member, member_id)
    people, timeline = records.history(desk, visitor, file)
    table = records.table_for(desk, visitor, f"/fkdm/{member_id}", file.region, attempt)
    return pages.RecordPage(
        frame=desk.frame(visitor, "/fkdm"),
        title=str(member.name),
        notice=desk.notice(request, visitor, file) if request else None,
        back=pages.NavItem(url="/fkdm", label="Anggota FKDM", current=False),
        state=member.state.label,
        facts=records.facts(_said(desk, member, people)),
        waits=words.waits(desk.office, visitor, file, people),
        acts=records.drawn(
            visitor, table, (_with_accounts(desk, member, a) for a in _may(visitor, member))
        ),
        timeline=timeline,
    )


def _may(visitor: Visitor, member: Member) -> Iterator[Act]:
    for act in _ALLOWED.get(member.state, ()):
        if act is APPOINT and member.proposer == visitor.actor:
            continue
        yield act


def _with_accounts(desk: Desk, member: Member, act: Act) -> Act:
    if act is not ACTIVATE:
        return act
    held = desk.office.accounts.holders(Role.REPORTER, member.region)
    return act.with_options(
        "person",
        [
            pages.Option(value=str(account.actor), label=f"{account.name}, {standing.unit}")
            for account, standing in held
        ],
    )


def _said(desk: Desk, member: Member, people: words.People) -> Iterator[tuple[str, object]]:
    yield "Wilayah", desk.office.regions.full_name(member.region)
    yield "Tingkat forum", member.level_of_forum.label
    yield "Unsur", member.element.label
    yield "Organisasi", member.organisation
    yield "Tanggal lahir", words.day(member.born_on) if member.born_on else None
    yield "Pendidikan", member.education
    yield "Kontak", member.contact
    for exam, score in member.scores.items():
        yield f"Nilai {exam.label}", score
    yield "Keputusan", member.decree
    if member.decree:
        yield "Masa jabatan", f"{words.day(member.starts_on)} s.d. {words.day(member.ends_on)}"
    if member.person is not None:
        yield "Akun", people.name(member.person)
