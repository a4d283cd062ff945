"""The privacy desk: what was asked to be erased, who decides, what is held for a court."""

from collections.abc import Iterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application.privacy_desk import ErasureRoom, whose
from application.sitting import Outcome
from domain import access
from domain.indonesian import local
from domain.kernel import Role
from domain.personal_data import (
    DeclineErasure,
    ErasePersonalData,
    ErasureBasis,
    HoldData,
    LiftHold,
    PersonalData,
    RequestErasure,
)
from domain.retention import BASIS
from projections.privacy_list import NOTHING, PrivacyList
from projections.retention_due import MOST, DueRow, RetentionView
from web import pages, records, words
from web.acts import Act, Attempt, Blank, options
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form

_HERE: Final = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR})
_SUBJECT = Blank(
    "subject",
    "Nomor laporan, kasus, anggota, atau akun",
    hint="Deretan huruf dan angka pada alamat halamannya.",
)
_GROUNDS = Blank("grounds", "Alasan, tanpa data pribadi", "text", rows=2)
_REFERENCE = Blank("reference", "Surat atau putusan rujukan")
REQUEST = Act(
    "usul",
    RequestErasure,
    (
        _SUBJECT,
        Blank("basis", "Dasar (UU 27/2022)", "radio", options=options(ErasureBasis)),
        _GROUNDS,
        _REFERENCE,
    ),
    intro="Orang kedua yang memutuskan. Yang dimusnahkan tidak dapat dipulihkan; peristiwa dan "
    "sidiknya tetap dapat diperiksa.",
)
HOLD = Act(
    "tahan",
    HoldData,
    (_SUBJECT, _GROUNDS, _REFERENCE),
    intro="Selama ditahan tidak ada yang dapat dihapus.",
)
ERASE = Act(
    "musnahkan",
    ErasePersonalData,
    intro="Kunci data ini dimusnahkan sekarang juga. Teks, lampiran, dan namanya tidak terbaca "
    "lagi oleh siapa pun, untuk selamanya.",
    tone="danger",
)
DECLINE = Act("tolak", DeclineErasure, (_GROUNDS,))
LIFT = Act("akhiri-tahan", LiftHold, (_GROUNDS,))
DUE_PATH: Final = "/privasi/jatuh-retensi"
_NEW: Final = {act.slug: act for act in (REQUEST, HOLD)}
_ACTS: Final = {act.slug: act for act in (ERASE, DECLINE, LIFT)}


def routes(desk: Desk) -> APIRouter:
    """`/privasi`, `/privasi/jatuh-retensi`, `/privasi/{id}` and its acts."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]
    room = ErasureRoom(desk.office.register.mapper.vault, desk.office.accounts)

    @router.get("/privasi")
    def index(request: Request, visitor: coming_in, nomor: UUID | None = None) -> Response:
        _must_be_here(visitor)
        desk.caught_up(request, visitor, PrivacyList.TABLE)
        begun = _begun(nomor) if nomor and visitor.role in REQUEST.roles else None
        return desk.show("register", _list_page(desk, visitor, begun))

    @router.get(DUE_PATH)
    def due(request: Request, visitor: coming_in) -> Response:
        _must_be_here(visitor)
        desk.caught_up(request, visitor, PrivacyList.TABLE)
        return desk.show("register", _due_page(desk, visitor))

    @router.post("/privasi/{slug}")
    def new(slug: str, visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_be_here(visitor)
        if slug not in _NEW:
            raise NotHere
        act = _NEW[slug]
        done = desk.carry_out(visitor, act, form, region=visitor.standing.region, given={})
        if isinstance(done, Done):
            return desk.onward(f"/privasi/{done.outcome.about}", done.outcome)
        return desk.show("register", _list_page(desk, visitor, done.attempt), done.status)

    @router.get("/privasi/{dossier_id}")
    def show(dossier_id: UUID, request: Request, visitor: coming_in) -> Response:
        return desk.show("record", _page(desk, visitor, dossier_id, request=request))

    @router.post("/privasi/{dossier_id}/{slug}")
    def act(dossier_id: UUID, slug: str, visitor: coming_in, form: filled) -> Response:
        desk.door.must_be_ours(visitor, form)
        dossier = _dossier(desk, visitor, dossier_id)
        if slug not in _ACTS:
            raise NotHere

        def decided(command: ErasePersonalData) -> Outcome:
            return room.erase(desk.office.register, command)

        done = desk.carry_out(
            visitor,
            _ACTS[slug],
            form,
            region=dossier.region,
            given={"subject": dossier.about},
            submit=decided if _ACTS[slug] is ERASE else None,
        )
        if isinstance(done, Done):
            return desk.onward(f"/privasi/{dossier_id}", done.outcome)
        return desk.show("record", _page(desk, visitor, dossier_id, done.attempt), done.status)

    return router


def _must_be_here(visitor: Visitor) -> None:
    if visitor.role not in _HERE:
        raise NotAllowed("Pelindungan data pribadi ditangani administrator, pimpinan, auditor.")


def _dossier(desk: Desk, visitor: Visitor, dossier_id: UUID) -> PersonalData:
    _must_be_here(visitor)
    found = records.loaded(desk, PersonalData, dossier_id)
    _, target = whose(desk.office.register, found.about, found)
    if not access.reaches(visitor.standing, target, visitor.actor):
        raise NotHere
    return found


def _begun(subject: UUID) -> Attempt:
    """The request for a file whose time is over, as far as the list knows it."""
    typed = {"subject": (str(subject),), "basis": (ErasureBasis.RETENTION_OVER.value,)}
    return Attempt(REQUEST, Form(typed))


def _ways(here: str) -> tuple[pages.NavItem, ...]:
    ways = (("/privasi", "Usul dan penahanan"), (DUE_PATH, "Jatuh retensi"))
    return tuple(pages.NavItem(url=url, label=label, current=url == here) for url, label in ways)


def _list_page(desk: Desk, visitor: Visitor, attempt: Attempt | None = None) -> pages.RegisterPage:
    rows = desk.office.privacy.rows(visitor.standing)
    table = records.table_for(desk, visitor, "/privasi", visitor.standing.region, attempt)
    return pages.RegisterPage(
        frame=desk.frame(visitor, "/privasi"),
        title="Pelindungan data pribadi",
        intro="Penghapusan dan pemusnahan menurut UU 27/2022 Pasal 43–45, dan yang ditahan untuk "
        "proses hukum. Daftar ini tidak memuat data siapa pun.",
        ways=_ways("/privasi"),
        columns=("Nomor", "Jenis", "Keadaan", "Dasar", "Rujukan", "Wilayah", "Berubah"),
        rows=tuple(
            (
                pages.Cell(text=str(row.about), url=f"/privasi/{row.stream}"),
                pages.Cell(text=row.kind.label),
                pages.Cell(text=row.state),
                pages.Cell(text=row.basis.label if row.basis else ""),
                pages.Cell(text=row.reference),
                pages.Cell(text=desk.office.regions.full_name(row.region)),
                pages.Cell(text=words.when(row.changed_at, row.region).full),
            )
            for row in rows
        ),
        empty="Belum ada usul penghapusan dan tidak ada data yang ditahan.",
        forms=records.drawn(visitor, table, (REQUEST, HOLD)),
    )


def _due_page(desk: Desk, visitor: Visitor) -> pages.RegisterPage:
    """Files whose time is over; who reads no cases sees their numbers and how they are sorted."""
    book, now = desk.office.register.policies(), desk.office.clock.now()
    today = local(now, desk.office.region).date()
    rows: list[DueRow] = []
    if book is not None:
        view = RetentionView(desk.office.datastore, desk.office.log)
        rows = view.due(visitor.standing, book, today)
    more = f" Ditampilkan {MOST} yang paling lama." if len(rows) == MOST else ""
    return pages.RegisterPage(
        frame=desk.frame(visitor, "/privasi"),
        title="Jatuh retensi",
        intro=f"Kasus yang masa simpannya sudah lewat menurut jadwal yang berlaku ({BASIS}), "
        f"dihitung kembali dari catatan setiap kali halaman ini dibuka.{more}",
        ways=_ways(DUE_PATH),
        columns=(
            "Nomor",
            "Wilayah",
            "Klasifikasi",
            "Jenis arsip",
            "Ditutup",
            "Retensi sampai",
            "Sesudah itu",
            "Keadaan",
        ),
        rows=tuple(_due_line(desk, visitor, row) for row in rows),
        empty="Belum ada kasus yang masa retensinya lewat.",
    )


def _due_line(desk: Desk, visitor: Visitor, row: DueRow) -> tuple[pages.Cell, ...]:
    found = row.retention
    reads = visitor.role in access.READERS
    if row.state != NOTHING:
        state = pages.Cell(text=row.state, url=f"/privasi/{row.dossier}")
    elif visitor.role in REQUEST.roles:
        state = pages.Cell(text="usulkan penghapusan", url=f"/privasi?nomor={row.case_id}")
    else:
        state = pages.Cell(text="belum diusulkan")
    return (
        pages.Cell(text=str(row.case_id), url=f"/kasus/{row.case_id}" if reads else ""),
        pages.Cell(text=desk.office.regions.full_name(row.region)),
        pages.Cell(text=row.secrecy.label),
        pages.Cell(text=found.kind.label),
        pages.Cell(text=words.day(found.counted_from)),
        pages.Cell(text=words.day(found.until)),
        pages.Cell(text=found.keeping.fate.label),
        state,
    )


def _page(
    desk: Desk,
    visitor: Visitor,
    dossier_id: UUID,
    attempt: Attempt | None = None,
    request: Request | None = None,
) -> pages.RecordPage:
    dossier = _dossier(desk, visitor, dossier_id)
    file = records.file_of(desk, dossier_id)
    _, timeline = records.history(desk, visitor, file)
    table = records.table_for(desk, visitor, f"/privasi/{dossier_id}", dossier.region, attempt)
    return pages.RecordPage(
        frame=desk.frame(visitor, "/privasi"),
        title=f"{dossier.kind.label} {dossier.about}",
        notice=desk.notice(request, visitor, file) if request else None,
        back=pages.NavItem(url="/privasi", label="Pelindungan data pribadi", current=False),
        state=_state(dossier),
        facts=records.facts(
            (
                ("Dasar", dossier.basis.label if dossier.basis else None),
                ("Rujukan", dossier.reference),
                ("Wilayah", desk.office.regions.full_name(dossier.region)),
            )
        ),
        acts=records.drawn(visitor, table, _may(visitor, dossier)),
        timeline=timeline,
    )


def _state(dossier: PersonalData) -> str:
    if dossier.erased:
        return "Dimusnahkan"
    if dossier.held:
        return f"Ditahan untuk proses hukum ({dossier.held})"
    return "Menunggu keputusan orang kedua" if dossier.requester else "Tidak ada usul"


def _may(visitor: Visitor, dossier: PersonalData) -> Iterator[Act]:
    if dossier.held:
        yield LIFT
    elif dossier.requester is not None and dossier.requester != visitor.actor:
        yield ERASE
        yield DECLINE
