"""Tokens of the systems that use the JSON API: whose, what for, until when, and how often.

A token is 256 random bits, shown once and kept as SHA-256 only. It stands for one role assignment
of one client account and can do less than that role, never more.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from psycopg.rows import DictRow

from domain.kernel import Frozen, Refusal, Role
from domain.role_assignment import Standing
from runtime.account_book import Change, note
from runtime.clock import Clock
from runtime.database import Datastore

PREFIX: Final = "rukun_"
"""What a token begins with, so that who finds one knows whose it is."""

USUAL_PACE: Final = 120
"""Requests a minute, where nothing else is asked for."""

FASTEST: Final = 6_000
LONGEST: Final = timedelta(days=366)
"""No token lives longer."""

MINUTE: Final = timedelta(minutes=1)


class Scope(StrEnum):
    """Cakupan token: what of its role a client may use."""

    READ_CASES = "read:cases"
    READ_REPORTS = "read:reports"
    READ_TASKS = "read:tasks"
    READ_LETTERS = "read:letters"
    READ_WORK = "read:work"
    READ_REGIONS = "read:regions"
    READ_FIGURES = "read:figures"
    READ_PREVENTION = "read:prevention"
    WRITE_REPORTS = "write:reports"
    WRITE_TASKS = "write:tasks"
    WRITE_CASES = "write:cases"
    WRITE_LETTERS = "write:letters"
    WRITE_REGISTERS = "write:registers"
    WRITE_DECISIONS = "write:decisions"
    INTAKE = "intake"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    Scope.READ_CASES: "Membaca kasus, riwayatnya, dan pencarian",
    Scope.READ_REPORTS: "Membaca laporan",
    Scope.READ_TASKS: "Membaca tugas",
    Scope.READ_LETTERS: "Membaca naskah dinas",
    Scope.READ_WORK: "Membaca daftar kerja",
    Scope.READ_REGIONS: "Membaca tingkat kerawanan wilayah (juga GeoJSON)",
    Scope.READ_FIGURES: "Membaca angka kinerja",
    Scope.READ_PREVENTION: "Membaca kegiatan pencegahan",
    Scope.WRITE_REPORTS: "Menyampaikan dan menindaklanjuti laporan",
    Scope.WRITE_TASKS: "Menjawab dan melaporkan tugas",
    Scope.WRITE_CASES: "Mencatat pada kasus",
    Scope.WRITE_LETTERS: "Menyiapkan dan mengirim naskah dinas",
    Scope.WRITE_REGISTERS: "Mencatat register: FKDM, pencegahan, panduan daerah",
    Scope.WRITE_DECISIONS: "Mengambil keputusan (selain cakupan di atas)",
    Scope.INTAKE: "Memasukkan laporan dari sistem lain (CloudEvents, CAP, CSV)",
}


class Token(Frozen):
    """One token as it is kept; ``used`` counts since ``minute``."""

    token_id: UUID
    actor: UUID
    assignment_id: UUID
    name: str
    scopes: frozenset[Scope]
    per_minute: int
    created_by: UUID
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    minute: datetime
    used: int

    @property
    def resets_at(self) -> datetime:
        """When its count begins anew."""
        return self.minute + MINUTE

    def lives_at(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class ScopesMissing(Refusal):
    """Token memerlukan paling sedikit satu cakupan."""


class TokenLivesTooLong(Refusal):
    """Token berlaku paling lama 366 hari, dan berakhir sesudah sekarang."""


class PaceOutOfBounds(Refusal):
    """Batas permintaan per menit antara 1 dan 6000."""


class NotOneRole(Refusal):
    """Akun klien harus memegang tepat satu peran, dan bukan peran administrator."""


class AlreadyMade(Refusal):
    """Ini sudah dibuat dari isian yang sama; tokennya hanya tampil sekali. Buatlah token baru."""


class NoSuchToken(Refusal):
    """Token itu tidak ada."""


class Tokens:
    """The tokens of every client."""

    def __init__(self, datastore: Datastore, clock: Clock) -> None:
        self._datastore = datastore
        self._clock = clock

    def create(
        self,
        actor: UUID,
        standings: Sequence[Standing],
        name: str,
        scopes: Collection[Scope],
        *,
        by: UUID,
        days: int,
        per_minute: int = USUAL_PACE,
        token_id: UUID | None = None,
    ) -> tuple[Token, str]:
        """A new token of a client account that holds ``standings``; with its secret, shown once.

        NotOneRole unless that is exactly one role: what the token may do is then never in doubt.
        AlreadyMade when ``token_id`` is taken. The account's book says who made it.
        """
        standing = the_one_of(standings)
        self.must_fit(scopes, days, per_minute)
        secret, now = PREFIX + secrets.token_urlsafe(32), self._clock.now()
        row = {
            "token_id": token_id or uuid4(),
            "secret": _digest(secret),
            "actor": actor,
            "assignment_id": standing.assignment_id,
            "name": name,
            "scopes": sorted(scope.value for scope in scopes),
            "per_minute": per_minute,
            "created_by": by,
            "now": now,
            "expires_at": now + timedelta(days=days),
        }
        with self._datastore.transaction(commit=True) as cursor:
            made = cursor.execute(_NEW.encode(), row).fetchall()
            if not made:
                raise AlreadyMade
            note(cursor, actor, Change.TOKEN_MADE, by=by, at=now)
        return _token(made[0]), secret

    @staticmethod
    def must_fit(scopes: Collection[Scope], days: int, per_minute: int) -> None:
        """ScopesMissing, TokenLivesTooLong or PaceOutOfBounds for what no token may be."""
        if not scopes:
            raise ScopesMissing
        if not 0 < days <= LONGEST.days:
            raise TokenLivesTooLong
        if not 0 < per_minute <= FASTEST:
            raise PaceOutOfBounds

    def all(self) -> list[Token]:
        """Every token there ever was, the living first, the latest first among them."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(_ALL, {"now": self._clock.now()})
            return [_token(row) for row in rows]

    def revoke(self, token_id: UUID, *, by: UUID) -> None:
        """At once and for ever; telling it twice changes nothing. NoSuchToken for none."""
        now = self._clock.now()
        with self._datastore.transaction(commit=True) as cursor:
            asked = {"token_id": token_id}
            found = cursor.execute(_TO_REVOKE.encode(), asked).fetchall()
            if not found:
                raise NoSuchToken
            if found[0]["revoked_at"] is None:
                cursor.execute(_REVOKE.encode(), asked | {"by": by, "now": now})
                note(cursor, found[0]["actor"], Change.TOKEN_REVOKED, by=by, at=now)

    def use(self, secret: str) -> Token | None:
        """The living token behind a secret, this use counted; None for any other text."""
        if not secret.startswith(PREFIX) or not secret.isascii():
            return None
        asked = {"secret": _digest(secret), "now": self._clock.now(), "span": MINUTE}
        with self._datastore.reading() as cursor:
            rows = cursor.execute(_USE, asked).fetchall()
        return _token(rows[0]) if rows else None


def the_one_of(standings: Sequence[Standing]) -> Standing:
    """The role a client account holds; NotOneRole where it is none, several, or one over others."""
    if len(standings) != 1 or standings[0].role is Role.ADMINISTRATOR:
        raise NotOneRole
    return standings[0]


_NEW: Final = """
    INSERT INTO desk.api_token (token_id, secret, actor, assignment_id, name, scopes, per_minute,
                                created_by, created_at, expires_at, minute)
    VALUES (%(token_id)s, %(secret)s, %(actor)s, %(assignment_id)s, %(name)s, %(scopes)s,
            %(per_minute)s, %(created_by)s, %(now)s, %(expires_at)s, %(now)s)
    ON CONFLICT (token_id) DO NOTHING RETURNING *"""
_ALL: Final = """
    SELECT * FROM desk.api_token
     ORDER BY revoked_at IS NULL AND expires_at > %(now)s DESC, created_at DESC, token_id"""
_TO_REVOKE: Final = """
    SELECT actor, revoked_at FROM desk.api_token WHERE token_id = %(token_id)s FOR UPDATE"""
_REVOKE: Final = """
    UPDATE desk.api_token SET revoked_at = %(now)s, revoked_by = %(by)s
     WHERE token_id = %(token_id)s"""
_USE: Final = """
    UPDATE desk.api_token t
       SET used = CASE WHEN minute <= %(now)s - %(span)s THEN 1 ELSE used + 1 END,
           minute = CASE WHEN minute <= %(now)s - %(span)s THEN %(now)s ELSE minute END,
           last_used_at = %(now)s
     WHERE secret = %(secret)s AND revoked_at IS NULL AND expires_at > %(now)s
       AND EXISTS (SELECT FROM desk.account a WHERE a.actor = t.actor AND a.active)
    RETURNING *"""


def _token(row: DictRow) -> Token:
    return Token(**{name: row[name] for name in Token.model_fields})


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
