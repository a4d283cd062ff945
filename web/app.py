"""The web's front door: every route, and a plain answer for whatever goes wrong."""

from secrets import token_hex
from typing import Final

import psycopg.errors
import structlog
from eventsourcing.persistence import InterfaceError, OperationalError, ProgrammingError
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from application.register import RecordUnavailable
from domain.kernel import Refusal
from web import (
    account,
    agenda,
    answer,
    approvals,
    assets,
    attachments,
    automatic,
    board,
    cases,
    clients,
    clocks,
    delegating,
    entrance,
    fields,
    figures,
    forkopimda,
    forum,
    handing,
    history,
    holidays,
    inbox,
    keeping,
    kept,
    leaders,
    letters,
    live,
    merging,
    moments,
    notices,
    pages,
    people,
    playbooks,
    policies,
    premises,
    prevention,
    privacy,
    problems,
    readers,
    refused,
    reports,
    saved,
    search,
    settlement,
    signing,
    status,
    tasks,
    telling,
    verify,
    work,
)
from web.api.app import PREFIX, create_api
from web.desk import Desk, Unavailable
from web.door import (
    PROTECTION,
    FirstThis,
    NotAllowed,
    NotHere,
    NotLoggedIn,
    Pressed,
    Protected,
    TooLarge,
    Unreadable,
    Visitor,
    drawn_by_itself,
    home_of,
)
from web.office import Office

RETRY_AFTER: Final = 5
"""Seconds after which an unavailable record is worth asking again."""

_log = structlog.get_logger("web")

_SAID: Final = {
    403: ("Tidak diizinkan", "Peran Anda tidak dapat melakukan ini."),
    404: (
        "Tidak ditemukan",
        "Halaman ini tidak ada, atau bukan untuk Anda. Periksa alamatnya.",
    ),
    405: ("Cara ini tidak tersedia", "Buka halamannya dari menu, lalu coba dari sana."),
    409: ("Belum dapat dilakukan", "Keadaannya sudah lain. Muat ulang halaman sebelumnya."),
    413: (
        "Isian terlalu besar",
        "Isian sampai 256 kB, berkas 10 MB, foto laporan 30 MB. Tidak ada yang tersimpan.",
    ),
    422: ("Isian tidak terbaca", "Isian itu bukan dari halaman kami. Buka halamannya, isi lagi."),
    500: (
        "Ada kesalahan pada sistem",
        "Coba lagi. Bila berulang, sampaikan kode di bawah kepada administrator.",
    ),
    503: (
        "Catatan sedang tidak dapat dihubungi",
        "Tunggu beberapa detik, lalu kirim ulang. Tidak ada yang akan tercatat dua kali.",
    ),
}
"""What each kind of trouble is called, and what to do about it."""


def create_app(office: Office) -> FastAPI:
    """Every page of the office. No interactive documentation is served."""
    desk = Desk(office)
    app = FastAPI(title="Rukun", docs_url=None, redoc_url=None, openapi_url=None)
    for room in (
        entrance,
        account,
        people,
        premises,
        attachments,
        forum,
        prevention,
        playbooks,
        policies,
        privacy,
        board,
        leaders,
        telling,
        inbox,
        reports,
        saved,
        search,
        status,
        problems,
        history,
        readers,
        holidays,
        moments,
        fields,
        clocks,
        merging,
        settlement,
        handing,
        delegating,
        cases,
        forkopimda,
        work,
        approvals,
        tasks,
        agenda,
        signing,
        verify,
        letters,
        figures,
        keeping,
        kept,
        notices,
        answer,
        automatic,
        clients,
        refused,
    ):
        app.include_router(room.routes(desk), include_in_schema=False)
    app.include_router(assets.routes(desk.assets), include_in_schema=False)
    app.mount(PREFIX, create_api(desk))
    app.include_router(live.routes(desk.live, desk.door), include_in_schema=False)
    app.state.live = desk.live
    _answer_for_trouble(app, desk)
    app.add_middleware(Pressed)
    app.add_middleware(Protected, tls=office.tls)
    return app


def _answer_for_trouble(app: FastAPI, desk: Desk) -> None:
    """What a visitor reads when something is refused, missing or broken: never a stack trace."""

    def answer(kind: type[Exception], status: int) -> None:
        def said(request: Request, error: Exception) -> Response:
            return _trouble(desk, request, status, str(error))

        app.add_exception_handler(kind, said)

    answer(NotAllowed, 403)
    answer(NotHere, 404)
    answer(RequestValidationError, 404)
    answer(TooLarge, 413)
    answer(Unreadable, 422)
    answer(Refusal, 409)
    for gone in (OperationalError, InterfaceError, RecordUnavailable, Unavailable):
        app.add_exception_handler(gone, lambda request, error: _unavailable(desk, request, error))

    def log_in_first(request: Request, _: Exception) -> Response:
        if drawn_by_itself(request):
            return Response(status_code=401)
        return kept.log_in_first(desk, request)

    def first_this(_: Request, error: Exception) -> Response:
        return RedirectResponse(str(error), status_code=303)

    def by_status(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return _trouble(desk, request, status, "")

    def broken(request: Request, error: Exception) -> Response:
        if isinstance(error.__cause__, psycopg.errors.UndefinedTable):
            return _unavailable(desk, request, error)
        reference = token_hex(4)
        _log.error("page failed", reference=reference, error=type(error).__name__, exc_info=error)
        return _trouble(desk, request, 500, "", reference)

    app.add_exception_handler(NotLoggedIn, log_in_first)
    app.add_exception_handler(FirstThis, first_this)
    app.add_exception_handler(HTTPException, by_status)
    app.add_exception_handler(ProgrammingError, broken)
    app.add_exception_handler(Exception, broken)


def _trouble(desk: Desk, request: Request, status: int, said: str, reference: str = "") -> Response:
    message, advice = _SAID.get(status, _SAID[500])
    visitor = None if status in {413, 500} else _visitor(desk, request)
    page = pages.TroublePage(
        frame=desk.frame(visitor),
        title=message,
        status=status,
        message=message,
        advice=said if status in {403, 409} and said else advice,
        reference=reference,
        home=home_of(visitor.role) if visitor else "/",
    )
    return desk.show("trouble", page, status, PROTECTION)


def _unavailable(desk: Desk, request: Request, error: Exception) -> Response:
    """The record is out of reach: what was typed is kept, to be sent again as it is."""
    message, advice = _SAID[503]
    form = error.form if isinstance(error, Unavailable) else None
    if form and form.files:
        advice += " Berkasnya tidak ikut; lampirkan sesudah terkirim."
    page = pages.TroublePage(
        frame=desk.frame(None),
        title=message,
        status=503,
        message=message,
        advice=advice,
        resend_to=request.url.path if form else "",
        resend=tuple(form.pairs()) if form else (),
    )
    return desk.show("trouble", page, 503, {**PROTECTION, "Retry-After": str(RETRY_AFTER)})


def _visitor(desk: Desk, request: Request) -> Visitor | None:
    """Who asks, if that can be known while something is going wrong."""
    try:
        return desk.door.visitor(request)
    except (NotLoggedIn, NotAllowed, FirstThis, OperationalError, InterfaceError):
        return None
