"""Delegation at the desk: a head who is away names a Plt. or Plh., until when, on what basis."""

from collections.abc import Iterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.kernel import Frozen, Role
from domain.role_assignment import Capacity, DelegateRole, EndDelegation
from web import pages, words
from web.acts import Act, Attempt, Blank, Table
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form

DELEGATE: Final = Act(
    "delegasikan",
    DelegateRole,
    (
        Blank("person", "Kepada", "choice"),
        Blank(
            "capacity",
            "Sebagai",
            "radio",
            options=tuple(
                pages.Option(value=each.value, label=each.label)
                for each in Capacity
                if each is not Capacity.DEFINITIVE
            ),
        ),
        Blank("until", "Sampai", "moment", hint="Berakhir sendiri pada waktu ini."),
        Blank("basis", "Dasar penugasan", hint="Misalnya: Surat Perintah nomor …, tanggal …"),
    ),
    intro=(
        "Wewenang, wilayah, dan klasifikasi yang sama dengan milik Anda. Naskah ditandatangani"
        " sebagai Plt. atau Plh.; yang mengusulkan tetap tidak dapat menyetujui usulnya sendiri."
    ),
    tone="primary",
)
END: Final = Act("akhiri", EndDelegation, item="assignment_id")
ACTS: Final = {act.slug: act for act in (DELEGATE, END)}


def routes(desk: Desk) -> APIRouter:
    """`/delegasi` and its two acts."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/delegasi")
    def show(visitor: coming_in) -> Response:
        return desk.show("delegating", _page(desk, visitor))

    @router.post("/delegasi/{slug}")
    def send(slug: str, form: Annotated[Form, Depends(read_form)], visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        act = ACTS.get(slug)
        if act is None:
            raise NotHere
        item = form.get("item") if act.item else ""
        given: dict[str, object] = {"assignment_id": visitor.standing.assignment_id}
        if act is END:
            delegated = {str(row.assignment_id): row.person for row in _delegated(desk, visitor)}
            if item not in delegated:
                raise NotHere
            given = {"assignment_id": item, "person": delegated[item]}
        region = visitor.standing.region
        done = desk.carry_out(visitor, act, form, region=region, given=given, item=item)
        if isinstance(done, Done):
            return desk.onward("/delegasi", done.outcome)
        return desk.show("delegating", _page(desk, visitor, done.attempt), done.status)

    return router


def _page(desk: Desk, visitor: Visitor, attempt: Attempt | None = None) -> pages.DelegatingPage:
    if visitor.role is not Role.SUPERVISOR:
        raise NotAllowed("Delegasi wewenang untuk pimpinan.")
    table = Table(
        path="/delegasi",
        region=visitor.standing.region,
        csrf=visitor.csrf,
        position=desk.office.log.head(),
        attempt=attempt,
    )
    people = [
        pages.Option(value=str(account.actor), label=f"{account.name}, {account.title}")
        for account in desk.office.accounts.people()
        if account.actor != visitor.actor
    ]
    own = visitor.standing.capacity is Capacity.DEFINITIVE
    return pages.DelegatingPage(
        frame=desk.frame(visitor),
        title="Delegasi wewenang",
        role=visitor.standing.title,
        form=table.draw(DELEGATE.with_options("person", people), opened=True) if own else None,
        lines=tuple(
            pages.DelegationLine(text=row.text, act=table.draw(END, item=str(row.assignment_id)))
            for row in _delegated(desk, visitor)
        ),
    )


class _Row(Frozen):
    assignment_id: UUID
    person: UUID
    text: str


def _delegated(desk: Desk, visitor: Visitor) -> Iterator[_Row]:
    """Who acts in the visitor\'s place now."""
    for account in desk.office.accounts.people():
        for each in desk.office.register.standings(account.actor):
            if each.on_behalf_of == visitor.actor and each.until is not None:
                until = words.when(each.until, visitor.standing.region).full
                yield _Row(
                    assignment_id=each.assignment_id,
                    person=account.actor,
                    text=f"{account.name}, {each.title}, sampai {until} ({each.basis})",
                )
