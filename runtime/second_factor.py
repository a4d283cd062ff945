"""The second step of a login: a code of the moment (TOTP, RFC 6238), or a recovery code, once each.

The secret is sealed at rest under a key of its own; recovery codes are kept as argon2id hashes. A
time step that was accepted is never accepted again, nor is one before it.
"""

import hmac
import threading
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from psycopg import Cursor

from domain.kernel import Refusal, key
from runtime.account_book import Change, note
from runtime.attempts import Attempts
from runtime.clock import Clock
from runtime.database import Datastore
from runtime.drawn import drawn
from runtime.vault import Vault

STEP: Final = 30
"""Seconds one code lasts."""

EARLY_OR_LATE: Final = 1
"""So many steps a telephone's clock may be off, either way."""

TRIES: Final = 5
"""Wrong codes one person has within ``WINDOW``."""

WINDOW: Final = timedelta(minutes=15)
RECOVERY_CODES: Final = 10
"""How many are given out: each begins with its number, a digit."""

_LENGTH: Final = 12
_PLACE: Final = "second factor"
_ONE_AT_A_TIME: Final = threading.BoundedSemaphore(1)


class WrongCode(Refusal):
    """Kode itu tidak cocok, sudah dipakai, atau sudah lewat. Tunggu kode berikutnya."""


class TooManyCodes(Refusal):
    """Terlalu banyak kode yang salah."""

    def __init__(self, wait: timedelta) -> None:
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        super().__init__(f"Coba lagi dalam {minutes} menit.")
        self.retry_after = max(1, int(wait.total_seconds()))


class AlreadyEnrolled(Refusal):
    """Verifikasi dua langkah sudah terpasang."""


class NotEnrolled(Refusal):
    """Verifikasi dua langkah belum dipasang."""


class SecondFactors:
    """Who proves themselves twice, and with what."""

    def __init__(
        self, datastore: Datastore, vault: Vault, clock: Clock, *, hasher: PasswordHasher
    ) -> None:
        self._datastore = datastore
        self._vault = vault
        self._clock = clock
        self._hasher = hasher
        self._attempts = Attempts(datastore, clock)

    # -- enrolling -----------------------------------------------------------------------

    def begin(self, actor: UUID) -> str:
        """A new secret, not in force before ``confirm``; AlreadyEnrolled where one is."""
        secret = pyotp.random_base32()
        sealed = self._vault.seal_bytes(secret.encode(), _subject(actor), _PLACE)
        with self._datastore.reading() as cursor:
            cursor.execute(_BEGIN, (actor, sealed, self._clock.now()))
            if not cursor.rowcount:
                raise AlreadyEnrolled
        return secret

    def begun(self, actor: UUID) -> str | None:
        """The secret that waits for its first code; None where none does."""
        with self._datastore.reading() as cursor:
            row = cursor.execute(
                "SELECT sealed FROM desk.second_factor WHERE actor = %s AND confirmed_at IS NULL",
                (actor,),
            ).fetchone()
        return self._opened(actor, row["sealed"]) if row else None

    def confirm(self, actor: UUID, said: str) -> tuple[str, ...]:
        """In force from now on; answers with the recovery codes, shown this once.

        WrongCode, TooManyCodes, or NotEnrolled where nothing was begun.
        """
        self._count(actor)
        codes, now = _new_codes(), self._clock.now()
        hashes = self._hashed(codes)
        with self._datastore.transaction(commit=True) as cursor:
            row = cursor.execute(_UNCONFIRMED, (actor,)).fetchone()
            if row is None:
                raise NotEnrolled
            step = self._step(self._opened(actor, row["sealed"]), said, after=0)
            if step is None:
                raise WrongCode
            cursor.execute(
                "UPDATE desk.second_factor SET confirmed_at = %s, last_step = %s WHERE actor = %s",
                (now, step, actor),
            )
            _keep_codes(cursor, actor, hashes)
            note(cursor, actor, Change.FACTOR_ENROLLED, by=actor, at=now)
        self._attempts.forget(_tried(actor))
        return codes

    # -- proving -------------------------------------------------------------------------

    def enrolled(self, actor: UUID) -> bool:
        """Whether this person proves themselves twice."""
        with self._datastore.reading() as cursor:
            return cursor.execute(_CONFIRMED, (actor,)).fetchone() is not None

    def prove(self, actor: UUID, said: str) -> None:
        """Takes a code or a recovery code, once; WrongCode, TooManyCodes, NotEnrolled."""
        self._count(actor)
        with self._datastore.transaction(commit=True) as cursor:
            row = cursor.execute(f"{_CONFIRMED} FOR UPDATE", (actor,)).fetchone()
            if row is None:
                raise NotEnrolled
            secret = self._opened(actor, row["sealed"])
            step = self._step(secret, said, after=row["last_step"])
            if step is not None:
                cursor.execute(
                    "UPDATE desk.second_factor SET last_step = %s WHERE actor = %s", (step, actor)
                )
            elif not self._takes_recovery(cursor, actor, said):
                raise WrongCode
        self._attempts.forget(_tried(actor))

    def everybody(self) -> frozenset[UUID]:
        """All who prove themselves twice."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT actor FROM desk.second_factor WHERE confirmed_at IS NOT NULL"
            )
            return frozenset(row["actor"] for row in rows)

    def codes_left(self, actor: UUID) -> int:
        """How many recovery codes nobody has used yet."""
        with self._datastore.reading() as cursor:
            row = cursor.execute(
                "SELECT count(*) AS left FROM desk.recovery_code"
                " WHERE actor = %s AND used_at IS NULL",
                (actor,),
            ).fetchone()
        return int(row["left"]) if row else 0

    # -- changing ------------------------------------------------------------------------

    def renew_codes(self, actor: UUID) -> tuple[str, ...]:
        """Ten new recovery codes, shown this once; those before them open nothing any more."""
        codes = _new_codes()
        hashes = self._hashed(codes)
        with self._datastore.transaction(commit=True) as cursor:
            if cursor.execute(_CONFIRMED, (actor,)).fetchone() is None:
                raise NotEnrolled
            _keep_codes(cursor, actor, hashes)
            note(cursor, actor, Change.CODES_RENEWED, by=actor, at=self._clock.now())
        return codes

    def remove(self, actor: UUID, *, by: UUID) -> None:
        """Takes the second step away: by its owner, or by an administrator for who lost it."""
        what = Change.FACTOR_REMOVED if by == actor else Change.FACTOR_RESET
        with self._datastore.transaction(commit=True) as cursor:
            forget(cursor, actor)
            note(cursor, actor, what, by=by, at=self._clock.now())

    # -- inside --------------------------------------------------------------------------

    def _count(self, actor: UUID) -> None:
        wait = self._attempts.count(_tried(actor), most=TRIES, window=WINDOW)
        if wait is not None:
            raise TooManyCodes(wait)

    def _opened(self, actor: UUID, sealed: Any) -> str:
        opened = self._vault.open_bytes(bytes(sealed), _subject(actor), _PLACE)
        if opened is None:
            raise NotEnrolled
        return opened.decode()

    def _step(self, secret: str, said: str, *, after: int) -> int | None:
        """The time step a code belongs to, if it is of now and later than ``after``."""
        typed, now = "".join(said.split()), step_at(self._clock.now())
        found = None
        for step in range(now - EARLY_OR_LATE, now + EARLY_OR_LATE + 1):
            fits = hmac.compare_digest(pyotp.TOTP(secret).at(step * STEP).encode(), typed.encode())
            if fits and step > after:
                found = step
        return found

    def _takes_recovery(self, cursor: "Cursor[Any]", actor: UUID, said: str) -> bool:
        typed = "".join(each for each in said.casefold() if each.isalnum())
        if len(typed) != _LENGTH + 1 or not typed[0].isdecimal():
            return False
        row = cursor.execute(_UNUSED, (actor, int(typed[0]))).fetchone()
        if row is None or not self._fits(row["secret"], typed):
            return False
        now = self._clock.now()
        cursor.execute(
            "UPDATE desk.recovery_code SET used_at = %s WHERE actor = %s AND number = %s",
            (now, actor, int(typed[0])),
        )
        note(cursor, actor, Change.CODE_USED, by=actor, at=now)
        return True

    def _fits(self, secret: str, typed: str) -> bool:
        try:
            with _ONE_AT_A_TIME:
                return self._hasher.verify(secret, typed)
        except (VerificationError, InvalidHashError):
            return False

    def _hashed(self, codes: tuple[str, ...]) -> list[str]:
        with _ONE_AT_A_TIME:
            return [self._hasher.hash(code.replace("-", "")) for code in codes]


def step_at(moment: datetime) -> int:
    """The time step of a moment."""
    return int(moment.timestamp()) // STEP


def provisioning(secret: str, login: str) -> str:
    """What an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Rukun")


def forget(cursor: "Cursor[Any]", actor: UUID) -> None:
    """Leaves nothing of a second factor, in the transaction of whoever takes it away."""
    cursor.execute("DELETE FROM desk.recovery_code WHERE actor = %s", (actor,))
    cursor.execute("DELETE FROM desk.second_factor WHERE actor = %s", (actor,))


def _new_codes() -> tuple[str, ...]:
    """A drawn word each, after the digit that says which of the ten it is."""
    return tuple(f"{number}-{drawn()}" for number in range(RECOVERY_CODES))


def _keep_codes(cursor: "Cursor[Any]", actor: UUID, hashes: list[str]) -> None:
    cursor.execute("DELETE FROM desk.recovery_code WHERE actor = %s", (actor,))
    cursor.executemany(
        "INSERT INTO desk.recovery_code (actor, number, secret) VALUES (%s, %s, %s)",
        [(actor, number, hashed) for number, hashed in enumerate(hashes)],
    )


def _subject(actor: UUID) -> UUID:
    """Whose key seals the secret: not the person's own, which may be destroyed on request."""
    return key("second factor", actor)


def _tried(actor: UUID) -> str:
    """Under which name tries are counted: no login is written in capitals."""
    return f"KODE {actor}"


_BEGIN: Final = """
    INSERT INTO desk.second_factor (actor, sealed, begun_at) VALUES (%s, %s, %s)
    ON CONFLICT (actor) DO UPDATE SET sealed = excluded.sealed, begun_at = excluded.begun_at
     WHERE desk.second_factor.confirmed_at IS NULL"""
_UNCONFIRMED: Final = """
    SELECT sealed FROM desk.second_factor WHERE actor = %s AND confirmed_at IS NULL FOR UPDATE"""
_CONFIRMED: Final = """
    SELECT sealed, last_step FROM desk.second_factor
     WHERE actor = %s AND confirmed_at IS NOT NULL"""
_UNUSED: Final = """
    SELECT secret FROM desk.recovery_code
     WHERE actor = %s AND number = %s AND used_at IS NULL FOR UPDATE"""
