"""How the installation is doing: one word for anybody, everything for administrators."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from application.sitting import target_of
from domain import access
from domain.access import Target
from domain.clocks import Clocked
from domain.kernel import Refusal, Role
from projections.stuck import StuckWindow
from web import pages, records, words
from web.acts import Attempt
from web.clock_acts import ATTEND
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form


def routes(desk: Desk) -> APIRouter:
    """`/sehat`, and `/keadaan` with what is stuck."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/sehat")
    def healthy() -> Response:
        ok = bool(desk.office.health().get("ok"))
        return JSONResponse({"ok": ok}, status_code=200 if ok else 503)

    @router.get("/keadaan")
    def state(request: Request, visitor: coming_in) -> Response:
        _must_keep(visitor)
        return desk.show("health", _page(desk, visitor, done="p" in request.query_params))

    @router.post("/keadaan/tangani")
    def attend(form: Annotated[Form, Depends(read_form)], visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        _must_keep(visitor)
        stream = _stream(form)
        done = desk.carry_out(
            visitor,
            ATTEND,
            form,
            region=visitor.standing.region,
            given={"stream": stream, "deadline_id": form.get("item")},
            item=form.get("item"),
        )
        if isinstance(done, Done):
            return desk.onward("/keadaan", done.outcome)
        return desk.show("health", _page(desk, visitor, attempt=done.attempt), done.status)

    return router


def _must_keep(visitor: Visitor) -> None:
    if visitor.role is not Role.ADMINISTRATOR:
        raise NotAllowed("Halaman ini untuk administrator.")


def _stream(form: Form) -> UUID:
    try:
        return UUID(form.get("stream"))
    except ValueError:
        raise NotHere from None


def _page(
    desk: Desk, visitor: Visitor, *, attempt: Attempt | None = None, done: bool = False
) -> pages.HealthPage:
    health = desk.office.health()
    rows = desk.office.stuck.rows()
    stuck = tuple(_stuck(desk, visitor, rows, attempt))
    return pages.HealthPage(
        frame=desk.frame(visitor, "/keadaan"),
        title="Keadaan sistem",
        notice=_told(attempt, done=done),
        ok=bool(health.get("ok")),
        lines=tuple((name, _said(value)) for name, value in health.items() if name != "ok"),
        stuck=stuck,
        out_of_reach=len(rows) - len(stuck),
    )


def _told(attempt: Attempt | None, *, done: bool) -> pages.Notice | None:
    if attempt is not None and attempt.refused is not None:
        return pages.Notice(text=attempt.refused.message, tone="bad")
    return pages.Notice(text="Tercatat: batas waktu yang macet ditangani.") if done else None


def _stuck(
    desk: Desk, visitor: Visitor, rows: list[StuckWindow], attempt: Attempt | None
) -> Iterator[pages.ActedOn]:
    """What this administrator may see to; nothing a case says, only what kind of clock it is."""
    table = records.table_for(desk, visitor, "/keadaan", visitor.standing.region, attempt)
    now = desk.office.clock.now()
    for row in rows:
        found = records.loaded(desk, Clocked, row.stream)
        if not _reaches(desk, visitor, row, target_of(found)):
            continue
        yield pages.ActedOn(
            title=words.sentence(row.kind.words),
            tag=desk.office.regions.name(found.region),
            text=f"{words.when(row.due, found.region, now).full} {words.NOT_NOTED}",
            note=f"{'Kasus' if row.case_id else 'Berkas'} {row.case_id or row.stream}",
            acts=(
                table.draw(
                    ATTEND, item=str(row.deadline_id), hidden=(("stream", str(row.stream)),)
                ),
            ),
        )


def _reaches(desk: Desk, visitor: Visitor, row: StuckWindow, target: Target) -> bool:
    belongs_to = [each for each in (row.case_id, row.stream) if each is not None]
    compartment = desk.office.log.compartment_of(belongs_to)
    whole = target.model_copy(update={"compartment": compartment})
    for standing in visitor.standings:
        with suppress(Refusal):
            access.decide(ATTEND.command, standing, whole, visitor.actor)
            return True
    return False


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, str | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
