"""One's own account: the password, the second step of a login, and where one is logged in."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import segno
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.kernel import Refusal
from runtime import second_factor
from runtime.accounts import Presence, TooManyAttempts
from runtime.second_factor import AlreadyEnrolled, TooManyCodes
from web import account_pages as drawn
from web import pages, words
from web.desk import Desk
from web.door import (
    Form,
    NotAllowed,
    NotHere,
    NotLoggedIn,
    Visitor,
    client_of,
    masked,
    own_path,
    read_form,
)

Filled = Annotated[Form, Depends(read_form)]

LONG_ENOUGH: Final = "Paling sedikit sepuluh karakter."
_NO_MATCH: Final = "Kata sandi baru tidak sama dengan ulangannya."
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


CODE: Final = pages.FieldLine(
    name="kode",
    label="Kode verifikasi",
    kind="code",
    hint="Enam angka dari aplikasi autentikator, atau satu kode cadangan.",
    required=True,
    autocomplete="one-time-code",
)
_NEW_CODES: Final = "Sepuluh kode baru; yang lama tidak berlaku lagi."
_NO_MORE: Final = "Masuk cukup dengan kata sandi. Kode cadangan ikut dihapus."


def routes(desk: Desk) -> APIRouter:
    """`/masuk/kode`, `/akun` and what is changed there."""
    router = APIRouter()
    _second_step(desk, router)
    _own_account(desk, router)
    _own_factor(desk, router)
    return router


def _second_step(desk: Desk, router: APIRouter) -> None:
    @router.get("/masuk/kode")
    def ask_code(request: Request, ke: str = "/") -> Response:
        session, _ = desk.door.half_way(request)
        if not session.enrolled:
            return RedirectResponse(own_path(ke), status_code=303)
        return _code_page(desk, masked(session.csrf), own_path(ke))

    @router.post("/masuk/kode")
    def take_code(request: Request, form: Filled) -> Response:
        session, account = desk.door.half_way(request)
        desk.door.must_be_ours(session, form)
        onward = own_path(form.get("ke") or "/")
        try:
            desk.office.second_factors.prove(account.actor, form.get("kode"))
        except Refusal as refusal:
            return _code_page(desk, masked(session.csrf), onward, refusal)
        response = RedirectResponse(onward, status_code=303)
        desk.door.go_on(response, desk.office.accounts.renewed(session.token, proved=True))
        return response


def _own_account(desk: Desk, router: APIRouter) -> None:
    settling = Annotated[Visitor, Depends(desk.door.settling)]

    @router.get("/akun")
    def show(request: Request, visitor: settling) -> Response:
        return _account_page(desk, visitor, changed="sandi" in request.query_params)

    @router.get("/akun/sandi")
    def ask_password(visitor: settling) -> Response:
        return _password_page(desk, visitor)

    @router.post("/akun/sandi")
    def change_password(request: Request, form: Filled, visitor: settling) -> Response:
        desk.door.must_be_ours(visitor, form)
        old, new, again = (form.typed.get(name, ("",))[-1] for name in ("lama", "baru", "ulang"))
        if new != again:
            return _password_page(desk, visitor, _NO_MATCH)
        try:
            desk.office.accounts.change_password(visitor.account, old, new)
        except TooManyAttempts as refusal:
            return _password_page(desk, visitor, refusal.message, 429)
        except Refusal as refusal:
            return _password_page(desk, visitor, refusal.message)
        return _stay(desk, request, visitor)

    @router.post("/akun/sesi/{slug}")
    def end(slug: str, form: Filled, visitor: settling) -> Response:
        desk.door.must_be_ours(visitor, form)
        number = form.get("item")
        if slug == "akhiri" and number.isdecimal() and len(number) < 16:
            desk.office.accounts.end_one(visitor.actor, int(number))
        elif slug == "lain":
            desk.office.accounts.end_others(visitor.actor, visitor.token)
        return RedirectResponse("/akun", status_code=303)


def _own_factor(desk: Desk, router: APIRouter) -> None:
    settling = Annotated[Visitor, Depends(desk.door.settling)]

    @router.get("/akun/dua-langkah")
    def show_factor(visitor: settling) -> Response:
        return _factor_page(desk, visitor)

    @router.post("/akun/dua-langkah/mulai")
    def begin(form: Filled, visitor: settling) -> Response:
        desk.door.must_be_ours(visitor, form)
        try:
            secret = desk.office.second_factors.begin(visitor.actor)
        except AlreadyEnrolled:
            return RedirectResponse("/akun/dua-langkah", status_code=303)
        return _factor_page(desk, visitor, secret=secret)

    @router.post("/akun/dua-langkah/pasang")
    def confirm(form: Filled, visitor: settling) -> Response:
        desk.door.must_be_ours(visitor, form)
        factors = desk.office.second_factors
        try:
            codes = factors.confirm(visitor.actor, form.get("kode"))
        except Refusal as refusal:
            secret = factors.begun(visitor.actor)
            return _factor_page(desk, visitor, secret=secret, refusal=refusal, about="pasang")
        token = desk.office.accounts.renewed(visitor.token, proved=True)
        response = _codes_page(desk, _renewed(desk, visitor, token), codes)
        desk.door.go_on(response, token)
        return response

    @router.post("/akun/dua-langkah/{slug}")
    def change_factor(slug: str, form: Filled, visitor: settling) -> Response:
        desk.door.must_be_ours(visitor, form)
        factors = desk.office.second_factors
        if slug not in {"cadangan", "lepas"}:
            raise NotHere
        if slug == "lepas" and _needed(desk, visitor):
            raise NotAllowed("Peran Anda memerlukan verifikasi dua langkah.")
        try:
            factors.prove(visitor.actor, form.get("kode"))
        except Refusal as refusal:
            return _factor_page(desk, visitor, refusal=refusal, about=slug)
        if slug == "cadangan":
            return _codes_page(desk, visitor, factors.renew_codes(visitor.actor))
        factors.remove(visitor.actor, by=visitor.actor)
        return RedirectResponse("/akun", status_code=303)


def _stay(desk: Desk, request: Request, visitor: Visitor) -> Response:
    """A new password ended every session; this browser goes on in a new one."""
    accounts = desk.office.accounts
    address, browser = client_of(request)
    token = accounts.begin_session(visitor.actor, address=address, browser=browser).token
    if visitor.session.proved_at is not None:
        token = accounts.renewed(token, proved=True)
    response = RedirectResponse("/akun?sandi=1", status_code=303)
    desk.door.go_on(response, token)
    return response


def _renewed(desk: Desk, visitor: Visitor, token: str) -> Visitor:
    """The same visitor in their session as it now is."""
    found = desk.office.accounts.session(token)
    if found is None:
        raise NotLoggedIn
    return replace(visitor, token=token, session=found[0], csrf=masked(found[0].csrf))


def _needed(desk: Desk, visitor: Visitor) -> bool:
    return any(each.role in desk.office.two_steps for each in visitor.standings)


# -- pages ---------------------------------------------------------------------------------------


def _code_page(desk: Desk, csrf: str, onward: str, refusal: Refusal | None = None) -> Response:
    form = plain_form(
        "/masuk/kode",
        "Lanjut",
        csrf,
        (CODE,),
        trouble=refusal.message if refusal else "",
        hidden=(("ke", onward),),
    )
    page = drawn.CodePage(frame=desk.frame(None), title="Kode verifikasi", form=form)
    return desk.show("code", page, *_answered(refusal))


def _account_page(desk: Desk, visitor: Visitor, *, changed: bool) -> Response:
    office, account = desk.office, visitor.account
    region = visitor.standing.region
    sessions = tuple(
        _session(each, visitor.csrf, region, office.clock.now())
        for each in office.accounts.present(visitor.actor, visitor.token)
    )
    others = plain_form("/akun/sesi/lain", "Akhiri semua sesi lain", visitor.csrf, ())
    page = drawn.AccountPage(
        frame=desk.frame(visitor, "/akun"),
        title="Akun saya",
        notice=pages.Notice(text="Kata sandi diganti; sesi lain diakhiri.") if changed else None,
        facts=(
            ("Nama masuk", account.login),
            ("Jabatan", account.title or "–"),
            ("Peran", "; ".join(f"{each.title}, {each.unit}" for each in visitor.standings)),
            ("Surel", account.mail or "–"),
        ),
        enrolled=visitor.session.enrolled,
        needed=_needed(desk, visitor),
        codes_left=office.second_factors.codes_left(visitor.actor),
        sessions=sessions,
        end_others=others if len(sessions) > 1 else None,
        book=book_lines(desk, visitor, visitor.actor, 10),
    )
    return desk.show("account", page)


def _session(each: Presence, csrf: str, region: str, now: datetime) -> drawn.SessionLine:
    end = plain_form("/akun/sesi/akhiri", "Akhiri", csrf, (), hidden=(("item", str(each.number)),))
    return drawn.SessionLine(
        where=", ".join(filter(None, (browser_name(each.browser), each.address))),
        since=words.when(each.created_at, region, now),
        seen=words.when(each.seen_at, region, now),
        here=each.here,
        end=None if each.here else end,
    )


def book_lines(desk: Desk, visitor: Visitor, person: UUID, most: int) -> tuple[drawn.BookLine, ...]:
    """What was done to an account, the latest first, with the names of who did it."""
    desk.office.resets.note_lapsed()
    noted = desk.office.account_book.of(person, most)
    names = desk.office.accounts.names_of({each.done_by for each in noted})
    return tuple(
        drawn.BookLine(
            at=words.when(each.at, visitor.standing.region),
            what=each.what.label,
            who="" if each.done_by == person else names[each.done_by],
        )
        for each in noted
    )


def _password_page(desk: Desk, visitor: Visitor, said: str = "", status: int = 422) -> Response:
    given = visitor.account.password_until is not None
    fields = (
        secret_field(
            "lama", "Kata sandi sementara" if given else "Kata sandi lama", "current-password"
        ),
        secret_field("baru", "Kata sandi baru", "new-password", hint=LONG_ENOUGH),
        secret_field("ulang", "Kata sandi baru, sekali lagi", "new-password"),
    )
    page = drawn.PasswordPage(
        frame=_frame(desk, visitor, alone=given),
        title="Ganti kata sandi",
        form=plain_form("/akun/sandi", "Ganti kata sandi", visitor.csrf, fields, trouble=said),
        why="Kata sandi Anda dibuatkan orang lain. Ganti dahulu dengan kata sandi Anda sendiri."
        if given
        else "",
    )
    return desk.show("password", page, status if said else 200)


def _factor_page(
    desk: Desk,
    visitor: Visitor,
    *,
    secret: str | None = None,
    refusal: Refusal | None = None,
    about: str = "",
) -> Response:
    csrf, enrolled = visitor.csrf, visitor.session.enrolled
    path, needed = "/akun/dua-langkah", _needed(desk, visitor)

    def act(slug: str, button: str, intro: str = "", tone: str = "primary") -> pages.ActForm:
        said = refusal.message if refusal and about == slug else ""
        fields = () if slug == "mulai" else (CODE,)
        return plain_form(
            f"{path}/{slug}", button, csrf, fields, intro=intro, tone=tone, trouble=said
        )

    page = drawn.FactorPage(
        frame=_frame(desk, visitor, alone=needed and not enrolled),
        title="Verifikasi dua langkah",
        enrolled=enrolled,
        needed=needed,
        codes_left=desk.office.second_factors.codes_left(visitor.actor),
        begin=None if enrolled or secret else act("mulai", "Pasang sekarang"),
        picture=_qr(secret, visitor.account.login) if secret else "",
        secret=_grouped(secret) if secret else "",
        confirm=act("pasang", "Pasang") if secret else None,
        renew=act("cadangan", "Buat kode cadangan baru", _NEW_CODES) if enrolled else None,
        remove=act("lepas", "Lepas verifikasi dua langkah", _NO_MORE, "danger")
        if enrolled and not needed
        else None,
    )
    return desk.show("factor", page, *_answered(refusal))


def _codes_page(desk: Desk, visitor: Visitor, codes: tuple[str, ...]) -> Response:
    page = drawn.CodesPage(
        frame=desk.frame(visitor),
        title="Kode cadangan",
        codes=codes,
        login=visitor.account.login,
    )
    return desk.show("codes", page)


def _frame(desk: Desk, visitor: Visitor, *, alone: bool) -> pages.Frame:
    """``alone`` where nothing else may be done before: no ways lead elsewhere."""
    frame = desk.frame(visitor, "/akun")
    return frame.model_copy(update={"nav": (), "may_search": False}) if alone else frame


def _answered(refusal: Refusal | None) -> tuple[int, dict[str, str]]:
    if isinstance(refusal, TooManyCodes):
        return 429, {"Retry-After": str(refusal.retry_after)}
    return (422 if refusal else 200), {}


def plain_form(
    action: str,
    button: str,
    csrf: str,
    fields: tuple[pages.FieldLine, ...],
    *,
    intro: str = "",
    tone: str = "primary",
    trouble: str = "",
    hidden: tuple[tuple[str, str], ...] = (),
) -> pages.ActForm:
    """A form that sends no command."""
    return pages.ActForm(
        id=action.rpartition("/")[2],
        action=action,
        button=button,
        intro=intro,
        tone=tone,
        fields=fields,
        hidden=(("csrf", csrf), *hidden),
        trouble=trouble,
        open=bool(trouble),
    )


def secret_field(name: str, label: str, autocomplete: str, hint: str = "") -> pages.FieldLine:
    """A field for what nobody else may read, and no page draws again."""
    return pages.FieldLine(
        name=name,
        label=label,
        kind="password",
        hint=hint,
        required=True,
        autocomplete=autocomplete,
    )


def _qr(secret: str, login: str) -> str:
    """The picture an authenticator reads: drawn here, with nothing that a strict page refuses."""
    code = segno.make(second_factor.provisioning(secret, login), error="m", micro=False)
    return code.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr")


def _grouped(secret: str) -> str:
    return " ".join(re.findall(".{1,4}", secret))


def browser_name(agent: str) -> str:
    """`Chrome di Android`: enough to know one's own telephone again."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "Peramban lain")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return f"{browser} di {system}" if system else browser
