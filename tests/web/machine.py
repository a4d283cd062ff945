"""A system with a token, and what it sends and reads by the API."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

from starlette.testclient import TestClient

from domain.kernel import Role, Secrecy
from runtime.tokens import FASTEST, Scope, Token, Tokens
from tests.office import Person
from tests.web.house import House


class Machine:
    """A client account in one role, its token, and its connection to the house."""

    def __init__(
        self,
        house: House,
        role: Role = Role.CASE_OFFICER,
        scopes: Collection[Scope] = tuple(Scope),
        *,
        region: str = "31",
        clearance: Secrecy = Secrecy.SECRET,
        per_minute: int = FASTEST,
    ) -> None:
        self.house = house
        self.person = Person(f"sistem {uuid4().hex[:8]}", uuid4(), role, "Kota cerdas", region)
        self.person = Person(
            self.person.name, self.person.id, role, "Kota cerdas", region, clearance
        )
        house.cast.give_role(self.person)
        house.give_account(self.person)
        self.tokens = Tokens(house.office.datastore, house.office.clock)
        self.token, self.secret = self.new_token(scopes, per_minute)
        self.client = TestClient(house.app, base_url="http://rukun.test")

    def new_token(self, scopes: Collection[Scope], per_minute: int = FASTEST) -> tuple[Token, str]:
        standings = self.house.cast.register.standings(self.person.id)
        return self.tokens.create(
            self.person.id,
            standings,
            "uji",
            scopes,
            by=self.house.cast.admin.id,
            days=30,
            per_minute=per_minute,
        )

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> Any:
        return self.client.get(
            f"/api/v1{path}",
            params={name: value for name, value in query.items() if value is not None},
            headers=self.auth | dict(headers or {}),
        )

    def send(
        self, name: str, body: Any, *, once: str = "", headers: Mapping[str, str] | None = None
    ) -> Any:
        """A command, under a new key unless one is given."""
        told = self.auth | {"Idempotency-Key": once or uuid4().hex} | dict(headers or {})
        return self.client.post(f"/api/v1/commands/{name}", json=body, headers=told)

    def attach(
        self, path: str, content: bytes, *, media: str = "image/jpeg", once: str = "", **said: Any
    ) -> Any:
        """A file, to what the path names."""
        told = {"Idempotency-Key": once or uuid4().hex, "content-type": media}
        return self.client.post(
            f"/api/v1{path}/attachments",
            content=content,
            params={"caption": "Spanduk di gerbang"} | said,
            headers=self.auth | told,
        )

    def bring(self, path: str, content: str | bytes, media: str, **query: Any) -> Any:
        """What another system brings in."""
        return self.client.post(
            f"/api/v1/intake/{path}",
            content=content,
            params=query,
            headers=self.auth | {"content-type": media},
        )


REPORT: Mapping[str, Any] = {
    "title": "Adu mulut soal lahan parkir",
    "region": "31.74.01",
    "source": "masyarakat",
    "conflict_source": "a",
    "theme": "lahan parkir",
    "facts": "Dua kelompok bersitegang di depan pasar.",
    "source_grade": "C",
    "information_grade": 3,
    "risk": {"likelihood": 3, "impact": 2},
    "happened_at": "2026-03-02T08:00:00+07:00",
}
