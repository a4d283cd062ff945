"""Isian yang tertahan: what was sent after the login had ended is kept on the page, not lost.

The page holds what its own reader typed, signed by the house, for that person alone to send on.
"""

import base64
import binascii
import hmac
import json
import zlib
from datetime import datetime, timedelta
from typing import Annotated, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.kernel import Frozen
from web import pages
from web.desk import Desk
from web.door import Form, NotAllowed, NotLoggedIn, Unreadable, own_path, read_form, sent

PATIENCE: Final = timedelta(hours=12)
"""How long such a form may wait for its person to come back."""

_FIELD: Final = "isian"
_PURPOSE: Final = b"kept form 1\0"
_SEAL: Final = 32
_LARGEST: Final = 1_000_000
_SECRETS: Final = ("/masuk", "/akun", "/pasang")
"""Where passwords and codes are typed; those are never kept."""
_OF_THE_PAGE: Final = frozenset({"csrf"})


class KeptForm(Frozen):
    """A form as it was sent: by whom, where to, when."""

    actor: UUID
    path: str
    at: datetime
    fields: tuple[tuple[str, str], ...]


def routes(desk: Desk) -> APIRouter:
    """`/isian-tertahan`: the form again, once its person has logged in."""
    router = APIRouter()

    @router.post("/isian-tertahan")
    def go_on(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        kept = _opened(desk, form.get(_FIELD))
        try:
            visitor = desk.door.visitor(request)
        except NotLoggedIn:
            return _waiting(desk, form.get(_FIELD), "Anda belum masuk. ")
        if visitor.actor != kept.actor:
            raise NotAllowed("Isian ini ditulis dengan akun lain; masuklah dengan akun itu.")
        page = pages.TroublePage(
            frame=desk.frame(visitor),
            title="Kirim isian Anda",
            status=200,
            message="Isian Anda masih utuh",
            advice="Belum ada yang tercatat. Kirim sekarang; tidak ada yang tercatat dua kali.",
            resend_to=kept.path,
            resend=(*kept.fields, ("csrf", visitor.csrf)),
        )
        return desk.show("trouble", page)

    return router


def log_in_first(desk: Desk, request: Request) -> Response:
    """To the login; a form of ours that came too late is kept on the answer."""
    kept = _kept(desk, request) if request.method == "POST" else None
    if kept is not None:
        return _waiting(desk, _sealed(desk, kept), "", 401)
    path = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/masuk?ke={quote(path)}", status_code=303)


def _kept(desk: Desk, request: Request) -> KeptForm | None:
    """What was sent, if the ended session it was drawn for says that the form is ours."""
    if request.url.path.startswith(_SECRETS):
        return None
    form, token = sent(request), desk.door.token(request)
    ended = desk.office.accounts.ended_session(token) if token and form else None
    if form is None or ended is None or not desk.door.is_ours(ended.csrf, form):
        return None
    return KeptForm(
        actor=ended.actor,
        path=own_path(request.url.path),
        at=desk.office.clock.now(),
        fields=tuple(each for each in form.pairs() if each[0] not in _OF_THE_PAGE),
    )


def _waiting(desk: Desk, sealed: str, said: str, status: int = 200) -> Response:
    page = pages.TroublePage(
        frame=desk.frame(None),
        title="Masuk lagi",
        status=401,
        message="Sesi Anda sudah berakhir",
        advice=f"{said}Isian Anda belum tercatat dan masih tersimpan di halaman ini."
        " Masuk di tab baru, lalu kembali ke sini dan lanjutkan.",
        resend_to="/isian-tertahan",
        resend=((_FIELD, sealed),),
        resend_text="Saya sudah masuk, lanjutkan",
        log_in=True,
    )
    return desk.show("trouble", page, status)


# -- signed ----------------------------------------------------------------------------------------


def _sealed(desk: Desk, kept: KeptForm) -> str:
    said = zlib.compress(kept.model_dump_json().encode())
    return base64.urlsafe_b64encode(_seal(desk, said) + said).decode()


def _opened(desk: Desk, text: str) -> KeptForm:
    """Unreadable for anything this house did not sign, NotAllowed for what waited too long."""
    try:
        whole = base64.urlsafe_b64decode(text)
        seal, said = whole[:_SEAL], whole[_SEAL:]
        if not hmac.compare_digest(seal, _seal(desk, said)):
            raise Unreadable
        inflated = zlib.decompressobj().decompress(said, _LARGEST)
        kept = KeptForm.model_validate(json.loads(inflated))
    except (ValueError, binascii.Error, zlib.error):
        raise Unreadable from None
    if desk.office.clock.now() - kept.at > PATIENCE:
        raise NotAllowed("Isian ini sudah terlalu lama menunggu; buka halamannya, isi lagi.")
    return kept


def _seal(desk: Desk, said: bytes) -> bytes:
    return desk.office.register.mapper.vault.fingerprint(_PURPOSE + said)[:_SEAL]
