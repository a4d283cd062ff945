"""The entrance: login, logout, and which of one's roles one acts in."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.kernel import Role
from runtime.accounts import WINDOW, Account, OneTimePasswordOver, TooManyAttempts
from web import pages
from web.desk import Desk
from web.door import Form, NotHere, Visitor, client_of, home_of, masked, own_path, read_form

FROM_ONE_ADDRESS: Final = 300
"""Logins tried from one address within ``WINDOW``, those that succeed among them."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})


def routes(desk: Desk) -> APIRouter:
    """`/masuk`, `/masuk/contoh`, `/keluar`, `/peran`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]

    @router.get("/masuk")
    def show(request: Request, ke: str = "/") -> Response:
        return _show(desk, request, own_path(ke))

    @router.post("/masuk")
    def log_in(request: Request, form: filled) -> Response:
        desk.door.must_be_our_entrance(request, form)
        return _checked(desk, request, form, own_path(form.get("ke") or "/"))

    @router.post("/masuk/contoh")
    def log_in_as_example(request: Request, form: filled) -> Response:
        if not _may_show_examples(desk, request):
            raise NotHere
        desk.door.must_be_our_entrance(request, form)
        account = desk.office.accounts.by_login(form.get("login"))
        if account is None or not account.demo:
            raise NotHere
        return _let_in(desk, request, account, own_path(form.get("ke") or "/"))

    @router.post("/keluar")
    def log_out(form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        desk.office.accounts.end_session(visitor.token)
        desk.live.see_out(visitor.token)
        response = RedirectResponse("/masuk", status_code=303)
        desk.door.let_out(response)
        return response

    @router.post("/peran")
    def act_as(form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        for standing in visitor.standings:
            if str(standing.assignment_id) == form.get("peran"):
                response = RedirectResponse(home_of(standing.role), status_code=303)
                desk.door.go_on(response, desk.office.accounts.renewed(visitor.token))
                desk.door.act_as(response, standing)
                desk.live.see_out(visitor.token)
                return response
        raise NotHere

    return router


def _checked(desk: Desk, request: Request, form: Form, onward: str) -> Response:
    """In, with a fitting password; the page again without one."""
    login, password = form.get("login")[:80], form.typed.get("password", ("",))[-1]
    try:
        _must_not_hurry(desk, request)
        account = desk.office.accounts.check(login, password)
    except TooManyAttempts as refusal:
        headers = {"Retry-After": str(refusal.retry_after)}
        return _show(desk, request, onward, login, refusal.message, 429, headers)
    except OneTimePasswordOver as refusal:
        return _show(desk, request, onward, login, refusal.message, 401)
    if account is None:
        said = "Nama masuk atau kata sandi tidak cocok."
        return _show(desk, request, onward, login, said, 401)
    return _let_in(desk, request, account, onward)


def _must_not_hurry(desk: Desk, request: Request) -> None:
    """One address has so many tries, however many logins it tries; an office shares one."""
    address, _ = client_of(request)
    wait = desk.office.attempts.count(f"MASUK {address}", most=FROM_ONE_ADDRESS, window=WINDOW)
    if wait is not None:
        raise TooManyAttempts(wait)


def _let_in(desk: Desk, request: Request, account: Account, onward: str) -> Response:
    """A new session in place of whatever the browser held."""
    held = desk.door.token(request)
    address, browser = client_of(request)
    session = desk.office.accounts.begin_session(
        account.actor, instead_of=held, address=address, browser=browser
    )
    response = RedirectResponse(onward, status_code=303)
    desk.door.let_in(response, session.token)
    return response


def _show(
    desk: Desk,
    request: Request,
    onward: str,
    login: str = "",
    error: str = "",
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    token = desk.door.entrance_token(request)
    page = pages.EntrancePage(
        frame=desk.frame(None),
        title="Masuk",
        csrf=masked(token),
        onward=onward,
        login=login,
        error=error,
        demo_cards=_cards(desk) if _may_show_examples(desk, request) else (),
    )
    response = desk.show("entrance", page, status, headers)
    desk.door.mark_entrance(response, token)
    return response


def _may_show_examples(desk: Desk, request: Request) -> bool:
    """One-click logins exist for invented people, on this machine only."""
    return desk.office.demo and client_of(request)[0] in _LOOPBACK


def _cards(desk: Desk) -> tuple[pages.DemoCard, ...]:
    office, order = desk.office, list(Role)
    held = [
        (account, standings)
        for account in office.accounts.people()
        if account.demo and (standings := office.register.standings(account.actor))
    ]
    held.sort(key=lambda each: (order.index(each[1][0].role), each[0].name))
    return tuple(
        pages.DemoCard(
            login=account.login,
            name=account.name,
            role=", ".join(each.role.label for each in standings),
            unit=f"{standings[0].unit}, {office.regions.name(standings[0].region)}",
        )
        for account, standings in held
    )
