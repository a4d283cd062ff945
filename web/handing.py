"""From hand to hand at the desk: a case back to its regency, or on to another officer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.responses import Response

from application.register import RecordUnavailable
from domain.access import steers
from domain.case_file import CaseFile
from domain.case_handover import AcceptHandover, DeclineHandover, HandOverCase
from domain.case_ownership import (
    BELOW_PROVINCE,
    LADDER,
    ReturnToProvince,
    ReturnToRegency,
    Rung,
    outranked,
    rungs_above,
)
from domain.kernel import Channel, Refusal, Role, StreamNotFound, key
from domain.risk import Level
from domain.stage import Stage
from projections.case_board import BoardRow
from web import pages
from web.acts import Act, Blank
from web.desk import Desk, Unavailable
from web.door import Form, NotAllowed, NotHere, Visitor, read_form
from web.words import People

MOST_AT_ONCE: Final = 200
"""Cases of one person handed over in one go; the rest by a second one."""

RETURN: Final = Act(
    "kembalikan",
    ReturnToRegency,
    (Blank("explanation", "Mengapa cukup ditangani kabupaten/kota", "text", rows=3),),
    intro="Keputusan kembali pada kantor kabupaten/kota yang menyerahkan kasus ini.",
)
TAKE_BACK: Final = Act(
    "kembali-ke-provinsi",
    ReturnToProvince,
    (
        Blank(
            "explanation",
            "Mengapa cukup ditangani provinsi, dan surat pengembaliannya",
            "text",
            rows=3,
        ),
    ),
    intro="Keputusan kembali pada provinsi; ke kabupaten/kota dikembalikan dari sana.",
)
HAND_OVER: Final = Act(
    "serahkan",
    HandOverCase,
    (
        Blank("receiver", "Kepada", "choice"),
        Blank("explanation", "Alasan serah terima", "text", rows=2),
    ),
    intro=(
        "Menunggu diterima; sampai saat itu kasus tetap pada Anda. Dari pimpinan berlaku seketika."
        " Yang masih terbuka ikut dicatat; petugas lama tetap dapat membaca."
    ),
)
ACCEPT: Final = Act(
    "terima-kasus",
    AcceptHandover,
    (),
    intro="Kasus menjadi tanggung jawab Anda sejak diterima.",
    tone="primary",
)
DECLINE: Final = Act(
    "tolak-kasus",
    DeclineHandover,
    (Blank("explanation", "Mengapa ditolak", "text", rows=2),),
    intro="Kasus tetap pada petugas yang menyerahkan; ia dan pimpinan diberi tahu.",
)
ACTS: Final = {act.slug: act for act in (RETURN, TAKE_BACK, HAND_OVER, ACCEPT, DECLINE)}


def routes(desk: Desk) -> APIRouter:
    """`/serah-terima?dari=`: all open cases of one officer, to another, with a result for each."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/serah-terima")
    def show(visitor: coming_in, dari: str = "") -> Response:
        return desk.show("handing", _page(desk, visitor, _giver(visitor, dari)))

    @router.post("/serah-terima/semua")
    def send(form: Annotated[Form, Depends(read_form)], visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        giver = _giver(visitor, form.get("dari"))
        page = _page(desk, visitor, giver, form)
        return desk.show("handing", page, 200 if page.results else 422)

    return router


def _giver(visitor: Visitor, typed: str) -> UUID:
    """Whose cases: an officer's own; a head chooses."""
    if visitor.role is Role.CASE_OFFICER:
        return visitor.actor
    if visitor.role is not Role.SUPERVISOR:
        raise NotAllowed("Serah terima untuk petugas kasus dan pimpinan.")
    try:
        return UUID(typed) if typed else visitor.actor
    except ValueError:
        raise NotHere from None


def _page(desk: Desk, visitor: Visitor, giver: UUID, form: Form | None = None) -> pages.HandingPage:
    office = desk.office
    errors, results = _carried_out(desk, visitor, giver, form) if form else ({}, ())
    people = {
        account.actor: f"{account.name}, {standing.unit}"
        for account, standing in office.accounts.holders(Role.CASE_OFFICER, visitor.standing.region)
    }
    _, held = office.board.choices(reader=visitor.standing, actor=visitor.actor)
    names = office.accounts.names_of(held)
    rows = () if results else _rows(desk, visitor, giver)
    return pages.HandingPage(
        frame=desk.frame(visitor),
        title="Serah terima kasus",
        csrf=visitor.csrf,
        command_id=str(key("serah-terima", visitor.actor, office.log.head())),
        giver=str(giver),
        givers=tuple(
            pages.Option(value=str(each), label=names[each], chosen=each == giver) for each in held
        )
        if visitor.role is Role.SUPERVISOR
        else (),
        receivers=tuple(
            pages.Option(
                value=str(each),
                label=said,
                chosen=form is not None and form.get("receiver") == str(each),
            )
            for each, said in people.items()
            if each != giver
        ),
        explanation=form.get("explanation") if form else "",
        errors=tuple(errors.values()),
        cases=tuple(
            pages.NavItem(
                url=f"/kasus/{row.id}",
                label=f"{row.title} ({office.regions.name(row.region)}, {row.stage_label})",
            )
            for row in rows
        ),
        results=results,
    )


def _rows(desk: Desk, visitor: Visitor, giver: UUID) -> list[BoardRow]:
    return desk.office.board.rows(
        reader=visitor.standing,
        actor=visitor.actor,
        officer=giver,
        open_only=True,
        limit=MOST_AT_ONCE,
    )


def _carried_out(
    desk: Desk, visitor: Visitor, giver: UUID, form: Form
) -> tuple[dict[str, str], tuple[pages.Fact, ...]]:
    """One command for each case, and what became of it; a refusal stops no other."""
    results = []
    for row in _rows(desk, visitor, giver):
        try:
            command = HandOverCase.model_validate(
                {
                    "command_id": key("web", visitor.actor, form.get("command_id"), row.id),
                    "actor": visitor.actor,
                    "role": visitor.role,
                    "unit": visitor.standing.unit,
                    "channel": Channel.WEB,
                    "case_id": row.id,
                    "receiver": form.get("receiver"),
                    "explanation": form.get("explanation"),
                }
            )
            desk.office.register.submit(command)
        except ValidationError:
            return {"": "Pilih penerima dan tulis alasannya."}, ()
        except RecordUnavailable:
            raise Unavailable(form) from None
        except (Refusal, StreamNotFound) as refusal:
            results.append(pages.Fact(label=row.title, text=refusal.message))
        else:
            results.append(pages.Fact(label=row.title, text=_came_to(visitor)))
    if not results:
        return {"": "Tidak ada kasus terbuka yang dapat diserahkan."}, ()
    return {}, tuple(results)


def _came_to(visitor: Visitor) -> str:
    """A head's order stands; an officer's offer waits."""
    return "Diserahkan." if visitor.role is Role.SUPERVISOR else "Menunggu diterima."


# -- on the page of a case -----------------------------------------------------------------------


def allowed(desk: Desk, visitor: Visitor, file: CaseFile) -> Iterator[tuple[Act, str]]:
    """What of this may be done to the case now."""
    if not file.stage.open or file.lead is not None:
        return
    if file.opened_by in BELOW_PROVINCE and file.owner is Rung.PROVINCE and not file.proposal:
        yield RETURN, ""
    if file.owner is Rung.NATIONAL and not file.proposal:
        yield TAKE_BACK, ""
    if file.offer is not None and visitor.actor == file.offer.receiver:
        yield ACCEPT, ""
        yield DECLINE, ""
    may_give = visitor.actor == file.officer and file.offer is None
    if visitor.role is Role.SUPERVISOR or may_give:
        receivers = [
            pages.Option(value=str(account.actor), label=f"{account.name}, {standing.unit}")
            for account, standing in desk.office.accounts.holders(Role.CASE_OFFICER, file.region)
            if account.actor != file.officer
            and standing.clearance.rank >= file.secrecy.rank
            and not outranked(file.owner, standing.region)
        ]
        intro = HAND_OVER.intro if receivers else "Belum ada petugas lain yang dapat menerima."
        yield replace(HAND_OVER.with_options("receiver", receivers), intro=intro), ""


def proposable(file: CaseFile) -> tuple[pages.Option, ...]:
    """The rungs a case may be proposed to from where it stands."""
    rungs = rungs_above(
        file.rung,
        or_again=file.stage is not Stage.ESCALATE,
        red=file.level is Level.RED,
    )
    next_one = LADDER.index(file.rung) + 1
    return tuple(
        pages.Option(
            value=each.value,
            label=each.label,
            hint="Melompati satu tingkat; isi alasannya." if LADDER.index(each) > next_one else "",
        )
        for each in rungs
    )


def decided_above(visitor: Visitor, file: CaseFile, act: Act) -> bool:
    """Whether this act is for a higher office than the visitor's."""
    return steers(act.command) and outranked(file.owner, visitor.standing.region)


def offer_line(file: CaseFile, people: People) -> tuple[tuple[str, str], ...]:
    """To whom the case is offered and has not said yes yet."""
    if file.offer is None:
        return ()
    return (("Diserahkan kepada", f"{people.name(file.offer.receiver)}, menunggu diterima"),)


def owner_line(file: CaseFile) -> tuple[tuple[str, str], ...]:
    """Whose office decides, where that is known."""
    if file.owner is None:
        return ()
    up = file.opened_by is not None and file.opened_by is not file.owner
    came = f" (diserahkan {file.opened_by.label.lower()})" if up and file.opened_by else ""
    return (("Diputuskan di tingkat", f"{file.owner.label}{came}"),)
