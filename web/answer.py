"""The door in the mail: acknowledging one task by its signed link, once, without a login.

Nothing of the case is shown. Looking changes nothing, for mail programs look by themselves.
"""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application.notices.answer_link import Ticket
from application.notices.rules import reference
from domain.clocks import Clocked
from domain.field_task import AcknowledgeTask, FieldTask
from domain.indonesian import moment
from domain.kernel import Channel, Refusal, Role, key
from web import pages
from web.desk import Desk
from web.door import Form, read_form

MOST: Final = 60
WINDOW: Final = timedelta(minutes=15)
"""So many looks one address has in so long; a guess at a seal has 2^128 to choose from."""

_HEADERS: Final = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
_UNKNOWN: Final = "Tautan ini tidak dikenal. Salin seluruhnya dari surel, atau masuk ke Rukun."


def routes(desk: Desk) -> APIRouter:
    """`/akui/{token}`."""
    router = APIRouter()

    @router.get("/akui/{token}")
    def show(token: str, request: Request) -> Response:
        if (busy := _too_many(desk, request)) is not None:
            return busy
        ticket = desk.office.answer_links.read(token)
        task = _task(desk, ticket) if ticket else None
        if ticket is None or task is None:
            return _say(desk, _UNKNOWN, 404)
        said = _too_late(desk, ticket, task)
        if said:
            return _say(desk, said, 410)
        page = _page(desk).model_copy(
            update={
                "reference": reference(task.id),
                "kind": task.kind.label,
                "until": moment(ticket.until, task.region),
                "otherwise": _otherwise(task),
                "token": token,
            }
        )
        return desk.show("answer", page, headers=_HEADERS)

    @router.post("/akui/{token}")
    def acknowledge(
        token: str, request: Request, _: Annotated[Form, Depends(read_form)]
    ) -> Response:
        if (busy := _too_many(desk, request)) is not None:
            return busy
        ticket = desk.office.answer_links.read(token)
        task = _task(desk, ticket) if ticket else None
        if ticket is None or task is None:
            return _say(desk, _UNKNOWN, 404)
        said = _too_late(desk, ticket, task)
        if said:
            return _say(desk, said, 410)
        try:
            desk.office.register.submit(_command(desk, ticket))
        except Refusal as refusal:
            return _say(desk, refusal.message, 409)
        done = f"Tugas {reference(task.id)} sudah Anda akui. Laporkan hasilnya di Rukun."
        page = _page(desk).model_copy(update={"said": done, "done": True})
        return desk.show("answer", page, headers=_HEADERS)

    return router


def _task(desk: Desk, ticket: Ticket) -> FieldTask | None:
    found = desk.office.register.load(Clocked, ticket.task)
    return found if isinstance(found, FieldTask) else None


def _otherwise(task: FieldTask) -> str:
    """What happens without an answer; who else is asked is not said here."""
    if task.link + 1 < len(task.chain):
        return "Bila tidak diakui sampai waktu itu, tugas diteruskan kepada penghubung berikutnya."
    return "Bila tidak diakui sampai waktu itu, pimpinan diminta bertindak."


def _too_late(desk: Desk, ticket: Ticket, task: FieldTask) -> str:
    """Why the record takes this answer no more; empty while it does."""
    if not task.state.open:
        return "Tugas ini sudah berakhir; tidak ada lagi yang perlu diakui."
    if task.handing != ticket.handing or task.holder != ticket.person:
        return "Giliran Anda sudah lewat; tugas ini sudah beralih kepada orang lain."
    if task.state.in_hand:
        return "Tautan ini sudah dipakai: tugasnya sudah Anda akui."
    if ticket.until < desk.office.clock.now():
        return "Tautan ini sudah kedaluwarsa. Masuk ke Rukun untuk menjawab."
    return ""


def _command(desk: Desk, ticket: Ticket) -> AcknowledgeTask:
    """The answer of who was asked; the same link is always the same command."""
    held = desk.office.register.standings(ticket.person)
    units = [each.unit for each in held if each.role is Role.LIAISON]
    return AcknowledgeTask(
        command_id=key("answer link", ticket.task, ticket.person, ticket.handing),
        actor=ticket.person,
        role=Role.LIAISON,
        unit=units[0] if units else "-",
        channel=Channel.MAIL,
        task_id=ticket.task,
        handing=ticket.handing,
    )


def _too_many(desk: Desk, request: Request) -> Response | None:
    asker = request.client.host if request.client else "-"
    wait = desk.office.attempts.count(f"akui {asker}", most=MOST, window=WINDOW)
    if wait is None:
        return None
    seconds = max(1, int(wait.total_seconds()))
    minutes = -(-seconds // 60)
    said = f"Terlalu banyak percobaan dari alamat ini. Coba lagi dalam {minutes} menit."
    page = _page(desk).model_copy(update={"said": said})
    return desk.show("answer", page, 429, {**_HEADERS, "Retry-After": str(seconds)})


def _say(desk: Desk, said: str, status: int) -> Response:
    page = _page(desk).model_copy(update={"said": said})
    return desk.show("answer", page, status, _HEADERS)


def _page(desk: Desk) -> pages.AnswerPage:
    return pages.AnswerPage(frame=desk.frame(None), title="Akui tugas")
