"""The desk of local playbooks: which region has one, what it says, how it came to say it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application.playbook_desk import playbooks_for
from domain.access import READERS, Target
from domain.case_file import CaseFile
from domain.conflict_case import Stage
from domain.kernel import Secrecy
from domain.playbook import (
    MOST_INSTITUTIONS,
    InstitutionKind,
    LocalInstitution,
    LocalPlaybook,
    ReviseLocalPlaybook,
)
from projections.playbook_list import PlaybookList, PlaybookView
from runtime.log import Recorded
from web import pages, records, words
from web.acts import Act, Attempt, Blank, options
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form

PATH: Final = "/panduan-daerah"
AT_ONCE: Final = 2
"""Rows for institutions that a form shows unfolded."""

Version = LocalPlaybook.Written | LocalPlaybook.Revised


def _institution(number: int) -> Iterator[Blank]:
    name, later = f"institutions.{number}", number >= AT_ONCE
    line = Blank(name, "", required=False, half=True, later=later)
    yield replace(line, name=f"{name}.name", label="Nama", heading=f"Pranata {number + 1}")
    yield replace(
        line,
        name=f"{name}.kind",
        label="Jenis (UU 7/2012 Pasal 40)",
        kind="choice",
        options=options(InstitutionKind),
    )
    yield replace(
        line,
        name=f"{name}.authority",
        label="Kewenangan",
        hint="Atas perkara apa dan di mana putusannya didengar; siapa yang mengakuinya.",
    )
    yield replace(
        line,
        name=f"{name}.contact",
        label="Kantor yang menghubungkan",
        hint="Nama kantor, misalnya Kantor Kecamatan; bukan nama atau nomor orang.",
    )


_CONTENT: Final = (
    *(blank for number in range(MOST_INSTITUTIONS) for blank in _institution(number)),
    Blank(
        "practices",
        "Yang pernah berhasil",
        "lines",
        rows=4,
        required=False,
        hint="Satu pengalaman per baris, tanpa nama orang.",
    ),
    Blank(
        "needs",
        "Kebutuhan masyarakat dan komunitas",
        "lines",
        rows=4,
        required=False,
        hint="Satu per baris: bahasa, hari pasar, hari ibadah, tempat yang netral.",
    ),
)
WRITE = Act(
    "tulis",
    ReviseLocalPlaybook,
    (
        Blank("region", "Kabupaten/kota atau kecamatan", hint="Nama wilayah, atau kodenya."),
        *_CONTENT,
    ),
    intro="Untuk wilayah yang belum punya panduan.",
    more_label="Pranata lain dan rincian pencatatan",
)
REVISE = Act(
    "ubah",
    ReviseLocalPlaybook,
    _CONTENT,
    intro="Menjadi versi baru; versi yang lama tetap tersimpan.",
    more_label="Pranata lain dan rincian pencatatan",
)


def routes(desk: Desk) -> APIRouter:
    """`/panduan-daerah`, and each playbook."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]

    @router.get(PATH)
    def index(request: Request, visitor: coming_in) -> Response:
        _must_read(visitor)
        desk.caught_up(request, visitor, PlaybookList.TABLE)
        return desk.show("register", _list_page(desk, visitor))

    @router.post(f"{PATH}/tulis")
    def write(visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_read(visitor)

        def again(attempt: Attempt, status: int) -> Response:
            return desk.show("register", _list_page(desk, visitor, attempt), status)

        return records.added(desk, visitor, WRITE, form, url=PATH, shown=again)

    @router.get(f"{PATH}/{{playbook_id}}")
    def show(playbook_id: UUID, request: Request, visitor: coming_in, versi: int = 0) -> Response:
        return desk.show("record", _page(desk, visitor, playbook_id, versi, request=request))

    @router.post(f"{PATH}/{{playbook_id}}/ubah")
    def revise(playbook_id: UUID, visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        playbook, versions = _playbook(desk, visitor, playbook_id)
        given = {"region": playbook.region, "based_on": _read_by(form, versions)}
        done = desk.carry_out(visitor, REVISE, form, region=playbook.region, given=given)
        if isinstance(done, Done):
            return desk.onward(f"{PATH}/{playbook_id}", done.outcome)
        page = _page(desk, visitor, playbook_id, attempt=done.attempt)
        return desk.show("record", page, done.status)

    return router


def _must_read(visitor: Visitor) -> None:
    if visitor.role not in READERS:
        raise NotAllowed("Daftar ini dibaca oleh kantor, bukan oleh peran ini.")


def _playbook(
    desk: Desk, visitor: Visitor, playbook_id: UUID
) -> tuple[LocalPlaybook, list[Recorded]]:
    """The playbook and its versions, for who reads its region."""
    _must_read(visitor)
    found = records.loaded(desk, LocalPlaybook, playbook_id)
    if not desk.may_read(visitor, Target(region=found.region, secrecy=Secrecy.OPEN)):
        raise NotHere
    versions = desk.office.log.of_stream(playbook_id)
    return found, [each for each in versions if isinstance(each.fact, Version)]


def _read_by(form: Form, versions: list[Recorded]) -> int:
    """The version that stood when the page was drawn which the form came from."""
    seen = form.get("position_seen")
    return sum(seen.isdecimal() and each.position <= int(seen) for each in versions)


def _list_page(desk: Desk, visitor: Visitor, attempt: Attempt | None = None) -> pages.RegisterPage:
    rows = PlaybookView(desk.office.datastore).rows(visitor.standing)
    table = records.table_for(desk, visitor, PATH, visitor.standing.region, attempt)
    return pages.RegisterPage(
        frame=desk.frame(visitor, "/fkdm"),
        title="Panduan daerah",
        intro="Pranata adat dan pranata sosial yang didahulukan dalam musyawarah, yang pernah "
        "berhasil, dan kebutuhan masyarakat setempat (UU 7/2012 Pasal 40–41).",
        ways=records.books(PATH, visitor),
        columns=(
            "Wilayah",
            "Pranata adat",
            "Pranata sosial",
            "Pengalaman",
            "Kebutuhan",
            "Versi",
            "Ditetapkan",
            "Unit",
        ),
        rows=tuple(
            (
                pages.Cell(
                    text=desk.office.regions.full_name(row.region),
                    url=f"{PATH}/{LocalPlaybook.id_of(row.region)}",
                ),
                *(
                    pages.Cell(text=str(each))
                    for each in (row.customary, row.social, row.practices, row.needs, row.edition)
                ),
                pages.Cell(text=words.when(row.revised_at, row.region).full),
                pages.Cell(text=row.unit),
            )
            for row in rows
        ),
        empty="Belum ada panduan daerah. Tulis yang pertama di bawah.",
        forms=records.drawn(visitor, table, (WRITE,)),
    )


def _page(
    desk: Desk,
    visitor: Visitor,
    playbook_id: UUID,
    wanted: int = 0,
    attempt: Attempt | None = None,
    request: Request | None = None,
) -> pages.RecordPage:
    playbook, versions = _playbook(desk, visitor, playbook_id)
    if wanted and not 0 < wanted <= len(versions):
        raise NotHere
    shown = wanted or len(versions)
    chosen = versions[shown - 1].fact
    assert isinstance(chosen, Version)
    file = records.file_of(desk, playbook_id)
    _, timeline = records.history(desk, visitor, file)
    url = f"{PATH}/{playbook_id}"
    table = records.table_for(desk, visitor, url, playbook.region, attempt)
    stands = shown == len(versions)
    set_on = words.when(chosen.envelope.recorded_at, playbook.region).full
    return pages.RecordPage(
        frame=desk.frame(visitor, "/fkdm"),
        title=f"Panduan {desk.office.regions.full_name(playbook.region)}",
        notice=desk.notice(request, visitor, file) if request else None,
        back=pages.NavItem(url=PATH, label="Panduan daerah", current=False),
        state=f"Versi {shown}, {set_on}" + ("" if stands else "; sudah diganti"),
        ways=tuple(
            pages.NavItem(url=f"{url}?versi={each}", label=f"Versi {each}", current=each == shown)
            for each in range(1, len(versions) + 1)
        )
        if len(versions) > 1
        else (),
        facts=tuple(_lines(chosen)),
        acts=records.drawn(visitor, table, (REVISE.knowing(_known(playbook)),)) if stands else (),
        timeline=timeline,
    )


def _lines(said: Version | LocalPlaybook) -> Iterator[pages.Fact]:
    """What a version says, line by line."""
    for each in said.institutions:
        yield pages.Fact(label=f"{each.kind.label}: {each.name}", text=_reached(each))
    for label, lines in (
        ("Yang pernah berhasil", said.practices),
        ("Kebutuhan masyarakat", said.needs),
    ):
        if lines:
            yield pages.Fact(label=label, text="; ".join(map(str, lines)))


def _reached(institution: LocalInstitution) -> str:
    return f"{institution.authority}; lewat {institution.contact}"


def _known(playbook: LocalPlaybook) -> dict[str, str]:
    """The fields of the form as the version that stands fills them."""
    known = {
        f"institutions.{number}.{name}": str(value)
        for number, each in enumerate(playbook.institutions)
        for name, value in each.model_dump(mode="json").items()
    }
    for name, lines in (("practices", playbook.practices), ("needs", playbook.needs)):
        known[name] = "\n".join(map(str, lines))
    return known


def cards(desk: Desk, file: CaseFile) -> tuple[pages.PlaybookCard, ...]:
    """What the place of a case brings to a musyawarah, from the moment one may be held."""
    if file.stage not in (Stage.VERIFY, Stage.ESCALATE, Stage.MEDIATE):
        return ()
    return tuple(
        pages.PlaybookCard(
            title=desk.office.regions.full_name(each.region),
            url=f"{PATH}/{each.id}",
            lines=tuple(_lines(each)),
        )
        for each in playbooks_for(desk.office.register, file.region)
    )
