"""The machines' front door: every address, the token first, a problem for what goes wrong."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from secrets import token_hex
from typing import Any, Final

import structlog
from eventsourcing.persistence import InterfaceError, OperationalError
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from application.register import RecordUnavailable
from application.sitting import Outcome
from domain.kernel import Refusal
from web import geojson
from web.api.commands import WISHES, send, unavailable
from web.api.door import Client, MachineDoor, must_hold
from web.api.endpoints import ENDPOINTS, Endpoint
from web.api.openapi import document
from web.api.problem import Trouble, misread, not_here, refused
from web.api.views import Question
from web.desk import Desk
from web.door import LARGEST_BODY, NotAllowed, NotHere

PREFIX: Final = "/api/v1"
_log = structlog.get_logger("api")

Answer = Callable[[Client, Request, bytes], Response]


def create_api(desk: Desk) -> Starlette:
    """The API as an application of its own, to be mounted at ``PREFIX``."""
    door = MachineDoor(desk)

    def route(path: str, answer: Answer, method: str = "GET", largest: int = LARGEST_BODY) -> Route:
        async def handle(request: Request) -> Response:
            client = await run_in_threadpool(door.client, request)
            try:
                body = await _body(request, largest) if method == "POST" else b""
                response = await run_in_threadpool(answer, client, request, body)
            except Trouble as trouble:
                response = trouble.answer()
            except NotHere:
                response = not_here().answer()
            except NotAllowed as no:
                response = Trouble(403, "NotForThisRole", "Tidak diizinkan.", str(no)).answer()
            except Refusal as refusal:
                response = refused(refusal).answer()
            response.headers.update(client.pace)
            return response

        return Route(path, handle, methods=[method])

    return Starlette(
        routes=[
            *(route(each.path, _of(desk, each), each.method, each.largest) for each in ENDPOINTS),
            route("/openapi.json", _description),
            route("/commands/{name}", _command(desk), "POST"),
        ],
        exception_handlers=_HANDLERS,
    )


def _of(desk: Desk, endpoint: Endpoint) -> Answer:
    def answer(client: Client, request: Request, body: bytes) -> Response:
        if endpoint.scope is not None:
            must_hold(client, endpoint.scope)
        asked = _asked(endpoint, request)
        said = endpoint.run(Question(desk, client, request, asked, body))
        if endpoint.gives == geojson.MEDIA:
            return geojson.answer(said)
        if isinstance(said, Response):
            return said
        return _said(said, request)

    return answer


def _description(_: Client, __: Request, ___: bytes) -> Response:
    return JSONResponse(document())


def _command(desk: Desk) -> Answer:
    def answer(client: Client, request: Request, body: bytes) -> Response:
        wish = WISHES.get(request.path_params["name"])
        if wish is None:
            raise not_here()
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Trouble(415, "MediaUnknown", "Content-Type harus application/json.")
        outcome: Outcome = send(desk, client, request, wish, body)
        tag = {"ETag": f'"{outcome.position}"'} if outcome.position else {}
        return JSONResponse(outcome.model_dump(mode="json"), headers=tag)

    return answer


def _asked(endpoint: Endpoint, request: Request) -> BaseModel:
    try:
        return endpoint.query.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise misread(error.errors(include_url=False), "Alamat tidak terbaca.") from None


def _said(said: BaseModel, request: Request) -> Response:
    """With what it can be asked for again by: its position on record, or its own hash."""
    body = said.model_dump_json().encode()
    position = getattr(said, "position", None)
    tag = (
        f'"{position}"' if position is not None else f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    )
    if request.method == "GET" and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, media_type="application/json", headers={"ETag": tag})


async def _body(request: Request, largest: int) -> bytes:
    """The whole body, bounded before and while it is read."""
    announced = request.headers.get("content-length", "0")
    read = bytearray()
    if not announced.isdecimal() or int(announced) > largest:
        raise _too_large(largest)
    try:
        async for chunk in request.stream():
            read += chunk
            if len(read) > largest:
                raise _too_large(largest)
    except ClientDisconnect:
        raise Trouble(400, "Interrupted", "Pengiriman terputus.") from None
    return bytes(read)


def _too_large(largest: int) -> Trouble:
    said = f"Paling besar {largest // 1024} kB; tidak ada yang tersimpan."
    return Trouble(413, "TooLarge", "Isi permintaan terlalu besar.", said)


# -- what goes wrong -------------------------------------------------------------------------------


def _trouble(_: Request, error: Exception) -> Response:
    assert isinstance(error, Trouble)
    return error.answer()


def _by_status(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    rule, title = {
        405: ("MethodUnknown", "Cara ini tidak tersedia di alamat ini."),
    }.get(error.status_code, ("StreamNotFound", "Alamat ini tidak ada."))
    return Trouble(error.status_code, rule, title, headers=error.headers).answer()


def _gone(_: Request, __: Exception) -> Response:
    return unavailable().answer()


def _broken(_: Request, error: Exception) -> Response:
    reference = token_hex(4)
    _log.error("api failed", reference=reference, error=type(error).__name__, exc_info=error)
    return Trouble(
        500,
        "Broken",
        "Ada kesalahan pada sistem.",
        "Coba lagi. Bila berulang, sampaikan `reference` kepada administrator.",
        reference=reference,
    ).answer()


_HANDLERS: Final[Mapping[Any, Callable[[Request, Exception], Response | Awaitable[Response]]]] = {
    Trouble: _trouble,
    HTTPException: _by_status,
    OperationalError: _gone,
    InterfaceError: _gone,
    RecordUnavailable: _gone,
    Exception: _broken,
}
