"""The first start in earnest: nobody is there yet, so whoever reads the console names the first.

While this is served nothing else is. It ends with the first administrator, however they came.
"""

import hmac
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated, Final
from uuid import uuid4

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from domain.access import SYSTEM_ACTOR
from domain.kernel import Channel, Frozen, Refusal, Role, Secrecy
from domain.role_assignment import AssignRole
from runtime.accounts import Account
from web import assets, pages
from web.account import LONG_ENOUGH, plain_form, secret_field
from web.desk import Desk
from web.door import Form, NotAllowed, Protected, TooLarge, Unreadable, client_of, read_form
from web.office import Office

PATH: Final = "/pasang"
TRIES: Final = 10
WINDOW: Final = timedelta(minutes=15)


class SettingUpPage(pages.Page):
    """The one page there is before anybody is there; ``done`` once somebody is."""

    form: pages.ActForm | None
    done: bool = False


class First(Frozen):
    """Who comes first, and which province the house is for."""

    account: Account
    password: str
    region: str


def create_setting_up(
    office: Office, code: str, name_region: Callable[[str], None] | None
) -> FastAPI:
    """The web of a house without anybody: one form, opened by the code on the console.

    ``name_region`` keeps the province that was chosen; None where the environment says which.
    """
    desk = Desk(office)
    provinces = office.regions.children("") if name_region else (office.region,)
    shown = partial(_show, desk, provinces)
    app = FastAPI(title="Rukun", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get(PATH)
    def show() -> Response:
        return shown()

    @app.post(PATH)
    def begin(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        address, _ = client_of(request)
        wait = office.attempts.count(f"PASANG {address}", most=TRIES, window=WINDOW)
        if wait is not None:
            return shown(form, "Terlalu banyak percobaan. Tunggu seperempat jam.", 429)
        if not hmac.compare_digest(form.get("kode").encode(), code.encode()):
            return shown(form, "Kode itu tidak cocok dengan yang tercetak di konsol.", 403)
        try:
            first = _first(form, provinces)
            _admit(office, first)
            if name_region is not None:
                name_region(first.region)
        except (Refusal, ValueError) as error:
            said = error.message if isinstance(error, Refusal) else str(error)
            return shown(form, said, 422)
        page = SettingUpPage(frame=desk.frame(None), title="Rukun siap", form=None, done=True)
        return desk.show("setting_up", page)

    @app.get("/sehat")
    def healthy() -> Response:
        return JSONResponse({"ok": False}, status_code=503)

    app.include_router(assets.routes(desk.assets), include_in_schema=False)

    def elsewhere(_: Request, __: Exception) -> Response:
        return RedirectResponse(PATH, status_code=303)

    for trouble in (HTTPException, NotAllowed, TooLarge, Unreadable):
        app.add_exception_handler(trouble, elsewhere)
    app.add_middleware(Protected, tls=office.tls)
    return app


def _first(form: Form, provinces: Sequence[str]) -> First:
    """Who was typed; ValueError, in Indonesian, for what is missing."""
    name, login, region = (form.get(each) for each in ("nama", "login", "region"))
    password, again = (form.typed.get(each, ("",))[-1] for each in ("baru", "ulang"))
    if not (name and login and region):
        raise ValueError("Isi nama, nama masuk, dan provinsi.")
    if region not in provinces:
        raise ValueError("Pilih satu provinsi dari daftar.")
    if password != again:
        raise ValueError("Kata sandi tidak sama dengan ulangannya.")
    account = Account(actor=uuid4(), login=login[:80], name=name[:200], title="Administrator")
    return First(account=account, password=password, region=region)


def _admit(office: Office, first: First) -> None:
    """The account, and its role by the machine's word: nobody else is there to give it.

    It reaches as high as roles go, so that it can give them; no case is read in it.
    """
    office.accounts.create(first.account, first.password)
    office.register.submit(
        AssignRole(
            command_id=uuid4(),
            actor=SYSTEM_ACTOR,
            role=Role.SYSTEM,
            unit="mesin",
            channel=Channel.WEB,
            person=first.account.actor,
            as_role=Role.ADMINISTRATOR,
            in_unit="Pengelola Rukun",
            region=first.region,
            clearance=Secrecy.TOP_SECRET,
        )
    )


def _show(
    desk: Desk,
    provinces: Sequence[str],
    form: Form | None = None,
    said: str = "",
    status: int = 200,
) -> Response:
    typed = form or Form()

    def line(name: str, label: str, hint: str = "") -> pages.FieldLine:
        return pages.FieldLine(
            name=name, label=label, kind="line", value=typed.get(name), hint=hint, required=True
        )

    chosen = typed.get("region") or desk.office.region
    offered = tuple(
        pages.Option(value=code, label=desk.office.regions.name(code), chosen=code == chosen)
        for code in provinces
    )
    fields = (
        secret_field("kode", "Kode pemasangan", "off", "Tercetak di konsol saat Rukun dimulai."),
        pages.FieldLine(
            name="region",
            label="Provinsi yang dilayani",
            kind="choice",
            options=offered,
            required=True,
        ),
        line("nama", "Nama lengkap Anda"),
        line("login", "Nama masuk", "Huruf kecil, tanpa spasi."),
        secret_field("baru", "Kata sandi", "new-password", LONG_ENOUGH),
        secret_field("ulang", "Kata sandi, sekali lagi", "new-password"),
    )
    page = SettingUpPage(
        frame=desk.frame(None),
        title="Mulai memakai Rukun",
        form=plain_form(PATH, "Daftarkan administrator", "", fields, trouble=said),
    )
    return desk.show("setting_up", page, status)
