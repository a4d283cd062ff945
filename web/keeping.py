"""How the installation is doing: one word for anybody, everything for administrators."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from domain.kernel import Role
from web import pages
from web.desk import Desk
from web.door import NotAllowed, Visitor


def routes(desk: Desk) -> APIRouter:
    """`/sehat`, `/keadaan` and the style sheet."""
    router = APIRouter()

    @router.get("/sehat")
    def healthy() -> Response:
        ok = bool(desk.office.health().get("ok"))
        return JSONResponse({"ok": ok}, status_code=200 if ok else 503)

    @router.get("/keadaan")
    def state(visitor: Annotated[Visitor, Depends(desk.door.visitor)]) -> Response:
        if visitor.role is not Role.ADMINISTRATOR:
            raise NotAllowed("Halaman ini untuk administrator.")
        health = desk.office.health()
        page = pages.HealthPage(
            frame=desk.frame(visitor, "/keadaan"),
            title="Keadaan sistem",
            ok=bool(health.get("ok")),
            lines=tuple((name, _said(value)) for name, value in health.items() if name != "ok"),
        )
        return desk.show("health", page)

    @router.get("/aset/rukun.css")
    def style() -> Response:
        return Response(
            desk.style,
            media_type="text/css; charset=utf-8",
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )

    @router.get("/aset/rukun.svg")
    def icon() -> Response:
        return Response(
            desk.icon,
            media_type="image/svg+xml",
            headers={"Cache-Control": "public, max-age=86400"},
        )

    return router


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, str | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
