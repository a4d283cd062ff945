"""The door: who comes in, with what in hand, and what every answer leaves with."""

import hmac
import secrets
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import UUID

from starlette.datastructures import Headers, MutableHeaders, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain import access
from domain.access import Target
from domain.kernel import Channel, Role
from domain.role_assignment import Standing
from runtime.accounts import LONGEST, Account, Session
from runtime.papers import LARGEST as LARGEST_FILE
from web.office import Office

LARGEST_BODY: Final = 256 * 1024
LARGEST_UPLOAD: Final = LARGEST_FILE + LARGEST_BODY
MOST_PICTURES: Final = 5
LARGEST_STORY: Final = 3 * LARGEST_FILE + LARGEST_BODY
"""Bytes of a form that tells something and shows it: so many pictures, so much together.

A few more are read, for the form to say that they are too many.
"""

MOST_FIELDS: Final = 400
FRESH: Final = timedelta(minutes=15)
"""So long after a second step nobody is asked for another before signing."""

PROTECTION: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';"
        " connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self';"
        " frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What every answer carries. Nothing runs in the browser but files of this house; none inline."""

_PRESSED_ALREADY: Final = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)

_ROLES_FIRST: Final = (
    Role.SUPERVISOR,
    Role.CASE_OFFICER,
    Role.LIAISON,
    Role.GOVERNOR,
    Role.AUDITOR,
    Role.REPORTER,
    Role.ADMINISTRATOR,
)


class NotLoggedIn(Exception):
    """Nobody is known behind this request."""


class FirstThis(Exception):
    """Something has to be done before anything else: the page where it is done."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class NotHere(Exception):
    """What is asked for does not exist, or must not be known to exist."""


class NotAllowed(Exception):
    """The request is understood and refused; the text says why."""


class TooLarge(Exception):
    """More was sent than any form of ours can hold."""


class Unreadable(Exception):
    """What was sent is no form of ours."""


@dataclass(frozen=True)
class Visitor:
    """A person who has come in, in one of their roles. ``written`` is their own last position."""

    account: Account
    standing: Standing
    standings: tuple[Standing, ...]
    token: str
    csrf: str
    session: Session
    written: int = 0
    channel: Channel = Channel.WEB
    noted: set[UUID] = field(default_factory=set, compare=False)
    """What this request was noted to have read."""

    @property
    def actor(self) -> UUID:
        return self.account.actor

    @property
    def role(self) -> Role:
        return self.standing.role

    def may_read(self, target: Target) -> bool:
        """Whether any standing in the present role reaches this."""
        return any(
            access.may_read(each, target, self.actor)
            for each in self.standings
            if each.role is self.role
        )


@dataclass(frozen=True)
class Form:
    """What was typed, by field name, and the files that may come with it."""

    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[bytes, ...] = ()

    @property
    def file(self) -> bytes:
        """The one file of a form that asks for one; empty where none was chosen."""
        return self.files[0] if self.files else b""

    def get(self, name: str) -> str:
        """The last value of a field, stripped; empty where it was not sent."""
        return self.typed.get(name, ("",))[-1].strip()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every field and value, in the order they came."""
        for name, values in self.typed.items():
            for value in values:
                yield name, value


async def read_form(request: Request) -> Form:
    """The urlencoded body, bounded before it is read; TooLarge, Unreadable or NotAllowed."""
    _must_fit(request, "application/x-www-form-urlencoded", LARGEST_BODY)
    form = parsed(b"".join([chunk async for chunk in _bounded(request, LARGEST_BODY)]))
    request.state.sent = form
    return form


def sent(request: Request) -> Form | None:
    """The form this request came with, where it was read before somebody was asked to log in."""
    form = getattr(request.state, "sent", None)
    return form if isinstance(form, Form) else None


async def read_upload(request: Request) -> Form:
    """The body of a form that carries a file, held in memory alone; bounded as it is read."""
    _must_fit(request, _MULTIPART, LARGEST_UPLOAD)
    return await _unpacked(request, LARGEST_UPLOAD, most=1)


async def read_story(request: Request) -> Form:
    """A form that may carry pictures, sent with or without them; bounded as the others."""
    if not request.headers.get("content-type", "").lower().startswith(_MULTIPART):
        return await read_form(request)
    _must_fit(request, _MULTIPART, LARGEST_STORY)
    return await _unpacked(request, LARGEST_STORY, most=4 * MOST_PICTURES)


_MULTIPART: Final = "multipart/form-data"


async def _unpacked(request: Request, largest: int, *, most: int) -> Form:
    parser = _InMemory(
        request.headers, _bounded(request, largest), max_files=most, max_fields=MOST_FIELDS
    )
    try:
        found = await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        raise Unreadable from None
    typed: dict[str, tuple[str, ...]] = {}
    files: list[bytes] = []
    for name, value in found.multi_items():
        if isinstance(value, UploadFile):
            files.append(await value.read())
            await value.close()
        else:
            typed[name] = (*typed.get(name, ()), _line_ends(value))
    return Form(typed, tuple(each for each in files if each))


class _InMemory(MultiPartParser):
    """Nothing of what strangers send is written to disk."""

    spool_max_size = LARGEST_STORY


def _must_fit(request: Request, wanted: str, largest: int) -> None:
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise NotAllowed("Isian ini dikirim dari situs lain; buka halamannya langsung di sini.")
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > largest:
        raise TooLarge
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != wanted:
        raise Unreadable


async def _bounded(request: Request, largest: int) -> AsyncGenerator[bytes, None]:
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read > largest:
            raise TooLarge
        yield chunk


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parsed(body: bytes) -> Form:
    """A form from its bytes. Browsers write line ends as CR LF; the record keeps LF."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Unreadable from None
    typed: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        typed[name] = (*typed.get(name, ()), _line_ends(value))
    return Form(typed)


def masked(token: str) -> str:
    """A form token as one answer prints it: never twice the same, so that its length once pressed
    tells nobody anything (BREACH)."""
    pad = secrets.token_bytes(len(token.encode()))
    return (pad + _crossed(pad, token.encode())).hex()


def unmasked(printed: str) -> str:
    """The token behind what an answer printed; empty for what no answer of ours did."""
    try:
        sent = bytes.fromhex(printed)
        return _crossed(sent[: len(sent) // 2], sent[len(sent) // 2 :]).decode()
    except ValueError:
        return ""


def _crossed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _same_token(printed: str, token: str) -> bool:
    return bool(token) and hmac.compare_digest(unmasked(printed).encode(), token.encode())


class Door:
    """Knows visitors by their cookie, and gives cookies out."""

    def __init__(self, office: Office) -> None:
        self._office = office
        prefix = "__Host-" if office.tls else ""
        self._session = f"{prefix}rukun"
        self._acting = f"{prefix}rukun-peran"
        self._written = f"{prefix}rukun-posisi"
        self._entrance = f"{prefix}rukun-masuk"

    def visitor(self, request: Request) -> Visitor:
        """Who asks; NotLoggedIn without a living session, NotAllowed without any role.

        FirstThis while a password of their own or a second factor their role needs is missing.
        """
        found = self.settling(request)
        if found.account.password_until is not None:
            raise FirstThis("/akun/sandi")
        needed = {each.role for each in found.standings} & self._office.two_steps
        if needed and not found.session.enrolled:
            raise FirstThis("/akun/dua-langkah")
        return found

    def settling(self, request: Request) -> Visitor:
        """As ``visitor``, for the pages on which an account is brought into order."""
        session, account = self.half_way(request)
        if session.half_way:
            raise FirstThis(f"/masuk/kode?ke={quote(_asked(request))}")
        standings = self._office.register.standings(account.actor)
        if not standings:
            raise NotAllowed("Akun Anda belum memegang peran apa pun. Hubungi administrator.")
        return Visitor(
            account=account,
            standing=self._standing(request, standings),
            standings=tuple(standings),
            token=session.token,
            csrf=masked(session.csrf),
            session=session,
            written=self._position(request),
        )

    def half_way(self, request: Request) -> tuple[Session, Account]:
        """The session of who has at least said their password; NotLoggedIn without one."""
        token = request.cookies.get(self._session, "")
        used = not drawn_by_itself(request)
        found = self._office.accounts.session(token, used=used) if token else None
        if found is None:
            raise NotLoggedIn
        return found

    def must_be_fresh(self, request: Request, visitor: Visitor) -> None:
        """Whoever has a second factor used it a short while ago; FirstThis if not."""
        proved = visitor.session.proved_at
        if proved is not None and self._office.clock.now() - proved > FRESH:
            raise FirstThis(f"/masuk/kode?ke={quote(_asked(request))}")

    @staticmethod
    def is_ours(csrf: str, form: Form) -> bool:
        """Whether a form was drawn for the session of that token."""
        return _same_token(form.get("csrf"), csrf)

    def must_be_ours(self, visitor: Visitor | Session, form: Form) -> None:
        """A form is taken only with the token its page was drawn with."""
        session = visitor if isinstance(visitor, Session) else visitor.session
        if not _same_token(form.get("csrf"), session.csrf):
            raise NotAllowed("Halaman ini sudah kedaluwarsa. Muat ulang, lalu kirim lagi.")

    # -- cookies -----------------------------------------------------------------------------

    def go_on(self, response: Response, token: str) -> None:
        """The same session under its new token."""
        self._give(response, self._session, token, int(LONGEST.total_seconds()))

    def let_in(self, response: Response, token: str) -> None:
        self._give(response, self._session, token, int(LONGEST.total_seconds()))
        response.delete_cookie(self._acting, secure=self._office.tls)
        response.delete_cookie(self._entrance, secure=self._office.tls)

    def let_out(self, response: Response) -> None:
        for name in (self._session, self._acting, self._written, self._entrance):
            response.delete_cookie(name, secure=self._office.tls)

    def token(self, request: Request) -> str | None:
        """The session token the browser holds, whether it still lives or not."""
        return request.cookies.get(self._session)

    def act_as(self, response: Response, standing: Standing) -> None:
        self._give(
            response, self._acting, str(standing.assignment_id), int(LONGEST.total_seconds())
        )

    def remember(self, response: Response, position: int) -> None:
        """For a minute, the lists wait until they have reached this position."""
        if position:
            self._give(response, self._written, str(position), 60)

    def entrance_token(self, request: Request) -> str:
        """What ties the login form to the browser it was drawn in, before there is a session."""
        held = request.cookies.get(self._entrance, "")
        return held if 20 <= len(held) <= 100 else secrets.token_urlsafe(24)

    def mark_entrance(self, response: Response, token: str) -> None:
        self._give(response, self._entrance, token, 3600)

    def must_be_our_entrance(self, request: Request, form: Form) -> None:
        held = request.cookies.get(self._entrance, "")
        if not held or not _same_token(form.get("csrf"), held):
            raise NotAllowed("Halaman masuk sudah kedaluwarsa. Muat ulang, lalu coba lagi.")

    def _give(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            secure=self._office.tls,
            httponly=True,
            samesite="lax",
        )

    def _standing(self, request: Request, standings: tuple[Standing, ...]) -> Standing:
        wanted = request.cookies.get(self._acting, "")
        for standing in standings:
            if str(standing.assignment_id) == wanted:
                return standing
        return min(standings, key=lambda each: _ROLES_FIRST.index(each.role))

    def _position(self, request: Request) -> int:
        said = request.cookies.get(self._written, "")
        return int(said) if said.isdecimal() and len(said) < 16 else 0


def client_of(request: Request) -> tuple[str, str]:
    """Where a request comes from: the address, and what the browser says it is."""
    address = request.client.host if request.client else ""
    return address, request.headers.get("user-agent", "")


def _asked(request: Request) -> str:
    """Where somebody was going; where a form was sent, the page it belongs to is not known."""
    return request.url.path if request.method in {"GET", "HEAD"} else "/"


def drawn_by_itself(request: Request) -> bool:
    """Whether an open page asks, with nobody at it perhaps: that is no use of the session."""
    return request.url.path == "/langsung" or "rukun-langsung" in request.headers


def home_of(role: Role) -> str:
    """Where a role's work begins."""
    match role:
        case Role.LIAISON:
            return "/tugas"
        case Role.REPORTER:
            return "/laporan"
        case Role.ADMINISTRATOR:
            return "/keadaan"
        case Role.GOVERNOR:
            return "/daerah"
        case _:
            return "/"


def own_path(path: str) -> str:
    """``path`` if it leads nowhere but into this site, else the front page."""
    parts = urlsplit(path)
    fits = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if fits and not parts.netloc and not parts.scheme else "/"


class Pressed:
    """Presses pages (gzip), except where another site had the browser ask: what one cannot make
    a reader fetch, one cannot measure (BREACH)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pressing = GZipMiddleware(
            app, minimum_size=1024, compresslevel=5, exclude_content_types=_PRESSED_ALREADY
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked_by = Headers(scope=scope).get("sec-fetch-site", "none")
        ours = scope["type"] == "http" and asked_by in {"none", "same-origin"}
        await (self._pressing if ours else self._app)(scope, receive, send)


class Protected:
    """Puts the protective headers on every answer that does not set its own."""

    def __init__(self, app: ASGIApp, *, tls: bool) -> None:
        self._app = app
        self._headers = dict(PROTECTION)
        if tls:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, protected)
