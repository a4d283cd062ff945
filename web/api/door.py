"""The machines' door: who a token stands for, what it may do here, and how often."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.requests import Request

from domain.kernel import Channel
from runtime.accounts import Session
from runtime.tokens import NotOneRole, Scope, Token, Tokens, the_one_of
from web.api.problem import Trouble
from web.desk import Desk
from web.door import Visitor

MOST_FAILURES: Final = 30
"""Requests without a living token one address makes within ``WHILE``, before it must wait."""

WHILE: Final = timedelta(minutes=15)
_BEARER: Final = {"WWW-Authenticate": 'Bearer realm="rukun"'}


@dataclass(frozen=True)
class Client:
    """A system that has come in, as the visitor its one role makes it."""

    token: Token
    visitor: Visitor
    seconds: int
    """Until its count begins anew."""

    @property
    def pace(self) -> dict[str, str]:
        """How much it may still do, as headers."""
        left = max(0, self.token.per_minute - self.token.used)
        return {
            "RateLimit-Limit": str(self.token.per_minute),
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": str(self.seconds),
        }


class MachineDoor:
    """Knows clients by their token."""

    def __init__(self, desk: Desk) -> None:
        self._office = desk.office
        self.tokens = Tokens(desk.office.datastore, desk.office.clock)

    def client(self, request: Request) -> Client:
        """Who asks; Trouble without a living token, or when it asks too often."""
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        token = self.tokens.use(secret.strip()) if kind.lower() == "bearer" else None
        if token is None:
            raise self._nobody(request)
        account = self._office.accounts.by_actor(token.actor)
        standings = self._office.register.standings(token.actor)
        try:
            standing = the_one_of(standings)
        except NotOneRole:
            standing = None
        if account is None or standing is None or standing.assignment_id != token.assignment_id:
            raise Trouble(
                403,
                "RoleNotHeld",
                "Peran token ini sudah berakhir atau berubah.",
                "Minta administrator membuat token baru untuk peran yang sekarang.",
            )
        session = Session(token="", actor=token.actor, csrf="", created_at=token.created_at)
        visitor = Visitor(account, standing, (standing,), "", "", session, channel=Channel.API)
        left = (token.resets_at - self._office.clock.now()).total_seconds()
        client = Client(token, visitor, seconds=max(1, round(left)))
        if token.used > token.per_minute:
            raise Trouble(
                429,
                "TooManyRequests",
                "Terlalu banyak permintaan.",
                f"Coba lagi dalam {client.seconds} detik.",
                headers=client.pace | {"Retry-After": str(client.seconds)},
            )
        return client

    def _nobody(self, request: Request) -> Trouble:
        host = request.client.host if request.client else ""
        wait = self._office.attempts.count(f"api {host}", most=MOST_FAILURES, window=WHILE)
        if wait is None:
            said = "Sertakan Authorization: Bearer <token> dengan token yang masih berlaku."
            return Trouble(401, "NoLivingToken", "Token tidak berlaku.", said, headers=_BEARER)
        seconds = max(1, int(wait.total_seconds()))
        return Trouble(
            429,
            "TooManyRequests",
            "Terlalu banyak permintaan tanpa token yang berlaku.",
            headers={"Retry-After": str(seconds)},
        )


def must_hold(client: Client, *scopes: Scope) -> None:
    """Trouble unless the token has each of these scopes."""
    missing = [scope.value for scope in scopes if scope not in client.token.scopes]
    if missing:
        raise Trouble(
            403,
            "ScopeMissing",
            "Token ini tidak mempunyai cakupan yang diperlukan.",
            missing=", ".join(missing),
        )
