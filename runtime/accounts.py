"""Local accounts: who the opaque ids of the log are, how they prove it, and for how long.

Passwords are kept as argon2id hashes, session tokens as SHA-256 only. An unknown login costs the
same time as a wrong password, and every login has so many tries in a while, whoever asks.
"""

import hashlib
import re
import secrets
import threading
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from eventsourcing.persistence import IntegrityError
from psycopg import Cursor
from psycopg.rows import DictRow
from pydantic import Field

from domain.access import SYSTEM_ACTOR
from domain.kernel import Confidential, Frozen, Refusal, Role
from domain.letter_content import Signatory, profile_for
from domain.letter_content import Standing as InPlace
from domain.regions import contains, province_of
from domain.role_assignment import Standing
from runtime import refused_intake, second_factor
from runtime.account_book import Change, note
from runtime.attempts import Attempts
from runtime.clock import Clock
from runtime.database import Datastore
from runtime.drawn import drawn

TRIES: Final = 8
"""Failed attempts one login has within ``WINDOW``."""

WINDOW: Final = timedelta(minutes=15)
IDLE: Final = timedelta(hours=8)
"""A session nobody used for so long has ended."""

LONGEST: Final = timedelta(hours=24)
"""No session lives longer, however busy."""

HALF_WAY: Final = timedelta(minutes=10)
"""So long a login waits for its second step."""

ONE_TIME: Final = timedelta(days=7)
"""So long a password that somebody else chose may be used, and only to choose one's own."""

SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 200
LONGEST_MAILBOX: Final = 200

MAILBOX: Final = r"^$|^[^@\s<>\x22]+@[^@\s<>\x22]+$"
UNKNOWN: Final = "Orang tidak dikenal"
_SEEN_EVERY: Final = timedelta(minutes=1)
_HASHES_AT_ONCE: Final = 2


class LoginTaken(Refusal):
    """Nama masuk itu sudah dipakai akun lain."""


class PasswordTooShort(Refusal):
    """Kata sandi terlalu pendek; paling sedikit sepuluh karakter."""


class WrongPassword(Refusal):
    """Kata sandi lama tidak cocok."""


class SamePassword(Refusal):
    """Kata sandi baru sama dengan yang lama, atau dengan nama masuk."""


class OneTimePasswordOver(Refusal):
    """Kata sandi sementara sudah tidak berlaku; minta yang baru kepada administrator."""


class ComesInByToken(Refusal):
    """Akun ini milik sistem lain: masuk hanya dengan token, tidak dengan kata sandi."""


class MailboxUnreadable(Refusal):
    """Itu bukan alamat surel; tulis seperti nama@instansi.go.id."""


class TooManyAttempts(Refusal):
    """Terlalu banyak percobaan masuk yang gagal untuk akun ini."""

    def __init__(self, wait: timedelta) -> None:
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        super().__init__(f"Coba lagi dalam {minutes} menit.")
        self.retry_after = max(1, int(wait.total_seconds()))


class Account(Frozen):
    """One person: what is called by name nowhere in the log. ``title`` is the jabatan.

    ``mail`` is where notices go; without one they are in the application alone.
    """

    actor: UUID
    login: Annotated[str, Field(min_length=1, max_length=80)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    title: str = ""
    rank: str = ""
    nip: Annotated[str, Field(pattern=r"^([0-9]{18})?$")] = ""
    mail: Annotated[str, Field(max_length=LONGEST_MAILBOX, pattern=MAILBOX)] = ""
    active: bool = True
    demo: bool = False
    password_until: datetime | None = None
    """Until when a password that somebody else chose may still be exchanged for one's own."""


class Session(Frozen):
    """One login of one person. ``token`` is known to the browser alone.

    ``proved_at`` is when the second step was last taken, by whoever is ``enrolled`` for one.
    """

    token: str
    actor: UUID
    csrf: str
    created_at: datetime
    enrolled: bool = False
    proved_at: datetime | None = None

    @property
    def half_way(self) -> bool:
        """Whether only the first of two steps was taken."""
        return self.enrolled and self.proved_at is None


class Presence(Frozen):
    """One living session as its owner sees it: since when, last when, from where."""

    number: int
    created_at: datetime
    seen_at: datetime
    address: str
    browser: str
    here: bool


def owasp_hasher() -> PasswordHasher:
    """argon2id with 19 MiB, two passes: the least OWASP recommends, about 20 ms here."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Accounts:
    """The people of the office, and their sessions. Implements ``application.ports.Directory``.

    ``standings_of`` tells the roles people hold now (``Register.standings_of``). Invented people,
    whose password everybody knows, come in only where ``demo`` says that the house is one.
    """

    def __init__(
        self,
        datastore: Datastore,
        clock: Clock,
        standings_of: Callable[[Collection[UUID]], Mapping[UUID, Sequence[Standing]]],
        *,
        hasher: PasswordHasher | None = None,
        demo: bool = False,
    ) -> None:
        self._datastore = datastore
        self._clock = clock
        self._standings_of = standings_of
        self._demo = demo
        self._hasher = hasher or owasp_hasher()
        self._decoy = self._hasher.hash(secrets.token_hex(16))
        self._attempts = Attempts(datastore, clock)
        self._hashing = threading.BoundedSemaphore(_HASHES_AT_ONCE)

    # -- people ------------------------------------------------------------------------

    def create(self, account: Account, password: str, *, by: UUID = SYSTEM_ACTOR) -> None:
        """A new account. LoginTaken or PasswordTooShort when it may not be."""
        if len(password) < SHORTEST_PASSWORD:
            raise PasswordTooShort
        now = self._clock.now()
        row = {
            **account.model_dump(),
            "login": _folded(account.login),
            "secret": self._hash(password),
            "created_at": now,
        }
        try:
            with self._datastore.transaction(commit=True) as cursor:
                cursor.execute(_NEW_ACCOUNT.encode(), row)
                note(cursor, account.actor, Change.CREATED, by=by, at=now)
        except IntegrityError:
            raise LoginTaken from None

    def is_taken(self, login: str) -> bool:
        """Whether any account has that login, suspended ones among them."""
        return bool(self._rows("SELECT 1 FROM desk.account WHERE login = %s", _folded(login)))

    def open(self, account: Account, *, by: UUID) -> str:
        """A new account, with a password for one use to be told to its owner. LoginTaken."""
        password, until = drawn(), self._clock.now() + ONE_TIME
        self.create(account.model_copy(update={"password_until": until}), password, by=by)
        return password

    def change_password(self, account: Account, old: str, new: str) -> None:
        """Their own, by themselves. WrongPassword, SamePassword, PasswordTooShort.

        Every session of theirs ends, this one too; a wrong old one counts as a failed login.
        """
        if len(new) < SHORTEST_PASSWORD:
            raise PasswordTooShort
        if self.check(account.login, old) is None:
            raise WrongPassword
        if new == old or _folded(new) == account.login:
            raise SamePassword
        self._set_password(account.actor, new, Change.PASSWORD_CHANGED, by=account.actor)

    def give_password(self, actor: UUID, *, by: UUID) -> str:
        """A password for one use, to be told to its owner: it only lets them choose their own.

        ComesInByToken for the account of another system, which nobody is to log in with.
        """
        if self._rows("SELECT 1 FROM desk.api_token WHERE actor = %s LIMIT 1", actor):
            raise ComesInByToken
        password = drawn()
        until = self._clock.now() + ONE_TIME
        self._set_password(actor, password, Change.PASSWORD_RESET, by=by, until=until)
        return password

    def _set_password(
        self, actor: UUID, password: str, what: Change, *, by: UUID, until: datetime | None = None
    ) -> None:
        secret = self._hash(password)
        with self._changing(actor, what, by=by) as cursor:
            cursor.execute(
                "UPDATE desk.account SET secret = %s, password_until = %s WHERE actor = %s",
                (secret, until, actor),
            )
            cursor.execute("DELETE FROM desk.session WHERE actor = %s", (actor,))

    def suspend(self, actor: UUID, *, by: UUID) -> None:
        """Nobody comes in with that account any more, and whoever is in is out."""
        with self._changing(actor, Change.SUSPENDED, by=by) as cursor:
            cursor.execute("UPDATE desk.account SET active = false WHERE actor = %s", (actor,))
            cursor.execute("DELETE FROM desk.session WHERE actor = %s", (actor,))

    def restore(self, actor: UUID, *, by: UUID) -> None:
        """A suspended account is open again. What was forgotten stays so: nothing fits it."""
        with self._changing(actor, Change.RESTORED, by=by) as cursor:
            cursor.execute("UPDATE desk.account SET active = true WHERE actor = %s", (actor,))

    @contextmanager
    def _changing(self, actor: UUID, what: Change, *, by: UUID) -> "Iterator[Cursor[Any]]":
        """One transaction: the change, and its line in the book."""
        with self._datastore.transaction(commit=True) as cursor:
            yield cursor
            note(cursor, actor, what, by=by, at=self._clock.now())

    def set_mail(self, actor: UUID, mail: str) -> None:
        """Where that person is told by mail from now on. MailboxUnreadable for what is none."""
        if len(mail) > LONGEST_MAILBOX or not re.fullmatch(MAILBOX, mail):
            raise MailboxUnreadable
        self._run("UPDATE desk.account SET mail = %s WHERE actor = %s", (mail, actor))

    def mailbox(self, actor: UUID) -> str:
        """Where a person is told by mail; empty for nobody and for who has left."""
        account = self.by_actor(actor)
        return account.mail if account is not None and account.active else ""

    def by_login(self, login: str) -> Account | None:
        """The active account with that login."""
        query = "SELECT * FROM desk.account WHERE login = %s AND active"
        return next(map(_account, self._rows(query, _folded(login))), None)

    def by_actor(self, actor: UUID) -> Account | None:
        """The account of a person, whether still active or not."""
        query = "SELECT * FROM desk.account WHERE actor = %s"
        return next(map(_account, self._rows(query, actor)), None)

    def people(self, *, also_suspended: bool = False) -> tuple[Account, ...]:
        """Every active account, by name; with the others where they are asked for."""
        rows = self._rows(
            "SELECT * FROM desk.account WHERE (active OR %s) AND (%s OR NOT demo)"
            " ORDER BY name, login",
            also_suspended,
            self._demo,
        )
        return tuple(_account(row) for row in rows)

    def holders(self, role: Role, region: str) -> tuple[tuple[Account, Standing], ...]:
        """Who holds a role over a region now, those with the nearest region first."""
        held = [
            (account, standing)
            for account, standing in self._in_office()
            if standing.role is role and contains(standing.region, region)
        ]
        return tuple(sorted(held, key=lambda each: -len(each[1].region)))

    def members(self, unit: str) -> tuple[tuple[Account, Standing], ...]:
        """Everyone who holds a role in a unit now, by name; each role of theirs apart."""
        return tuple(each for each in self._in_office() if each[1].unit == unit)

    def _in_office(self) -> Iterator[tuple[Account, Standing]]:
        """Everyone by name, with each role they hold now."""
        people = self.people()
        held = self._standings_of([account.actor for account in people])
        for account in people:
            for standing in held.get(account.actor, ()):
                yield account, standing

    def name_of(self, person: UUID) -> str:
        """The name behind an id of the log."""
        return self.names_of([person])[person]

    def names_of(self, persons: Iterable[UUID]) -> dict[UUID, str]:
        """The names behind several ids, in one question."""
        wanted = set(persons)
        rows = self._rows("SELECT actor, name FROM desk.account WHERE actor = ANY(%s)", [*wanted])
        known = {row["actor"]: row["name"] for row in rows}
        return dict.fromkeys(wanted, UNKNOWN) | {SYSTEM_ACTOR: Role.SYSTEM.label} | known

    def head_of_agency(self, region: str) -> Signatory:
        """Who signs for the agency of a region's province; nameless when nobody holds the office.

        The letter is the province's: the head of a district's office does not sign it. While
        somebody acts in the head's place, they sign, as Plt. or Plh. of the head's office.
        """
        held = self.holders(Role.SUPERVISOR, province_of(region))
        for account, standing in sorted(held, key=lambda each: each[1].on_behalf_of is None):
            absent = self.by_actor(standing.on_behalf_of) if standing.on_behalf_of else account
            return Signatory(
                office=(absent.title if absent else "") or Role.SUPERVISOR.label,
                name=account.name,
                rank=account.rank,
                nip=account.nip,
                standing=InPlace(standing.capacity.value) if standing.on_behalf_of else None,
            )
        return Signatory(office=Role.SUPERVISOR.label, name="")

    def governor(self, region: str) -> Signatory:
        """Who signs as governor of a region's province; nameless when nobody holds the office.

        Those who work for the governor hold the same role; the governor's own title says so.
        """
        office = profile_for(region).kop.office_holder
        for account, _ in self.holders(Role.GOVERNOR, province_of(region)):
            if account.title.casefold().startswith("gubernur"):
                return Signatory(office=office, name=account.name, elected=True)
        return Signatory(office=office, name="", elected=True)

    # -- proving who one is --------------------------------------------------------------

    def check(self, login: str, password: str) -> Account | None:
        """The account, when login and password fit. TooManyAttempts after too many that did not.

        The attempt is counted before the password is looked at, so that parallel guesses do not
        slip through; a success forgets those before it. OneTimePasswordOver for what fits too late.
        """
        folded = _folded(login)
        self._count_attempt(folded)
        rows = self._rows(_ADMITTED, folded, self._demo)
        secret = rows[0]["secret"] if rows else self._decoy
        if not self._fits(secret, password) or not rows:
            return None
        self._attempts.forget(folded)
        account = _account(rows[0])
        if account.password_until is not None and account.password_until <= self._clock.now():
            raise OneTimePasswordOver
        if self._hasher.check_needs_rehash(secret):
            self._run(
                "UPDATE desk.account SET secret = %s WHERE actor = %s",
                (self._hash(password), account.actor),
            )
        return account

    def _count_attempt(self, login: str) -> None:
        wait = self._attempts.count(login, most=TRIES, window=WINDOW)
        if wait is not None:
            raise TooManyAttempts(wait)

    def _fits(self, secret: str, password: str) -> bool:
        try:
            with self._hashing:
                return self._hasher.verify(secret, password[: LONGEST_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return False

    def _hash(self, password: str) -> str:
        with self._hashing:
            return self._hasher.hash(password[: LONGEST_PASSWORD + 1])

    # -- sessions --------------------------------------------------------------------------

    def begin_session(
        self, actor: UUID, *, instead_of: str | None = None, address: str = "", browser: str = ""
    ) -> Session:
        """A new session with a new token; the one the browser had before ends.

        Whoever is enrolled for a second step is only half way with it.
        """
        if instead_of:
            self.end_session(instead_of)
        now = self._clock.now()
        session = Session(
            token=secrets.token_urlsafe(32), actor=actor, csrf=_csrf(), created_at=now
        )
        self._run("DELETE FROM desk.session WHERE created_at <= %s", (now - LONGEST,))
        self._run(_FORGET_ATTEMPTS, (now - WINDOW,))
        self._run(
            "INSERT INTO desk.session (token, actor, csrf, created_at, seen_at, address, browser)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (_digest(session.token), actor, session.csrf, now, now, address[:80], browser[:200]),
        )
        return session

    def session(self, token: str, *, used: bool = True) -> tuple[Session, Account] | None:
        """The living session behind a token, with its person; None when it has ended.

        ``used``: a person asked, so that it is not idle; a page that draws itself again does not.
        """
        now = self._clock.now()
        rows = self._rows(_LIVING_SESSION, _digest(token), now - LONGEST, now - IDLE, self._demo)
        if not rows:
            return None
        row, account = rows[0], _account(rows[0])
        session = Session(
            token=token,
            actor=account.actor,
            csrf=row["csrf"],
            created_at=row["begun_at"],
            enrolled=row["enrolled"],
            proved_at=row["proved_at"],
        )
        if session.half_way and now - session.created_at > HALF_WAY:
            return None
        if used and now - row["seen_at"] > _SEEN_EVERY:
            self._run(
                "UPDATE desk.session SET seen_at = %s WHERE token = %s", (now, _digest(token))
            )
        return session, account

    def renewed(self, token: str, *, proved: bool = False) -> str:
        """The same session under a new token: whoever knew the old one is out.

        So it is where it comes to be worth more: ``proved`` by a second step, in another role.
        """
        fresh, proved_at = secrets.token_urlsafe(32), self._clock.now() if proved else None
        self._run(
            "UPDATE desk.session SET token = %s, csrf = %s,"
            " proved_at = coalesce(%s::timestamptz, proved_at) WHERE token = %s",
            (_digest(fresh), _csrf(), proved_at, _digest(token)),
        )
        return fresh

    def present(self, actor: UUID, token: str = "") -> list[Presence]:
        """Every living session of a person, the latest first; which of them is behind ``token``."""
        now = self._clock.now()
        rows = self._rows(_PRESENT, _digest(token), actor, now - LONGEST, now - IDLE)
        return [Presence(**row) for row in rows]

    def last_seen(self) -> dict[UUID, datetime]:
        """When each person with a session was last at the web."""
        rows = self._rows("SELECT actor, max(seen_at) AS seen FROM desk.session GROUP BY actor")
        return {row["actor"]: row["seen"] for row in rows}

    def end_one(self, actor: UUID, number: int) -> None:
        """One of a person's own sessions has ended; another's is not touched."""
        self._run("DELETE FROM desk.session WHERE actor = %s AND number = %s", (actor, number))

    def end_others(self, actor: UUID, token: str) -> None:
        """Every session of a person but the one they sit at has ended."""
        with self._changing(actor, Change.SESSIONS_ENDED, by=actor) as cursor:
            cursor.execute(
                "DELETE FROM desk.session WHERE actor = %s AND token <> %s",
                (actor, _digest(token)),
            )

    def still_in(self, tokens: Collection[str]) -> frozenset[str]:
        """Those of these tokens whose session still lives; asking does not count as using it."""
        now, known = self._clock.now(), {_digest(token): token for token in tokens}
        rows = self._rows(_LIVING_SESSIONS, [*known], now - LONGEST, now - IDLE)
        return frozenset(known[bytes(row["token"])] for row in rows)

    def ended_session(self, token: str) -> Session | None:
        """The session a token once stood for, though it lives no more; None after leaving."""
        rows = self._rows(
            "SELECT actor, csrf, created_at FROM desk.session WHERE token = %s", _digest(token)
        )
        return Session(token=token, **rows[0]) if rows else None

    def end_session(self, token: str) -> None:
        """That session has ended; telling it twice changes nothing."""
        self._run("DELETE FROM desk.session WHERE token = %s", (_digest(token),))

    def forget(self, actor: UUID) -> None:
        """Leaves of a person's account nothing but its id (UU 27/2022 Pasal 43-45)."""
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_FORGET_ACCOUNT, (Confidential.REDACTED, actor))
            if cursor.rowcount:
                note(cursor, actor, Change.FORGOTTEN, by=SYSTEM_ACTOR, at=self._clock.now())
            cursor.execute("DELETE FROM desk.session WHERE actor = %s", (actor,))
            cursor.execute("DELETE FROM desk.saved_filter WHERE person = %s", (actor,))
            second_factor.forget(cursor, actor)
            refused_intake.forget(cursor, actor)

    def end_all(self, actor: UUID, *, by: UUID) -> None:
        """Every session of a person has ended."""
        with self._changing(actor, Change.SESSIONS_ENDED, by=by) as cursor:
            cursor.execute("DELETE FROM desk.session WHERE actor = %s", (actor,))

    # -- SQL -------------------------------------------------------------------------------

    def _rows(self, query: str, *params: object) -> list[DictRow]:
        with self._datastore.reading() as cursor:
            return cursor.execute(query.encode(), params).fetchall()

    def _run(self, query: str, params: Sequence[object] | Mapping[str, object]) -> None:
        with self._datastore.reading() as cursor:
            cursor.execute(query.encode(), params)


_NEW_ACCOUNT: Final = """
    INSERT INTO desk.account
        (actor, login, name, title, rank, nip, mail, active, demo, password_until, secret,
         created_at)
    VALUES (%(actor)s, %(login)s, %(name)s, %(title)s, %(rank)s, %(nip)s, %(mail)s, %(active)s,
            %(demo)s, %(password_until)s, %(secret)s, %(created_at)s)"""
_FORGET_ACCOUNT: Final = """
    UPDATE desk.account SET login = 'dihapus-' || actor, name = %s, title = '', rank = '',
           nip = '', mail = '', secret = '!', active = false
     WHERE actor = %s AND secret <> '!'"""
_FORGET_ATTEMPTS: Final = """
    DELETE FROM desk.attempt WHERE ctid IN
        (SELECT ctid FROM desk.attempt WHERE at <= %s FOR UPDATE SKIP LOCKED)"""
_LIVING_SESSION: Final = """
    SELECT account.*, csrf, seen_at, session.created_at AS begun_at, proved_at,
           confirmed_at IS NOT NULL AS enrolled
      FROM desk.session JOIN desk.account USING (actor) LEFT JOIN desk.second_factor USING (actor)
     WHERE token = %s AND active AND session.created_at > %s AND seen_at > %s
       AND (NOT account.demo OR %s)"""
_PRESENT: Final = """
    SELECT number, created_at, seen_at, address, browser, token = %s AS here
      FROM desk.session
     WHERE actor = %s AND created_at > %s AND seen_at > %s ORDER BY seen_at DESC, number DESC"""
_LIVING_SESSIONS: Final = """
    SELECT token FROM desk.session JOIN desk.account USING (actor)
     WHERE token = ANY(%s) AND active AND session.created_at > %s AND seen_at > %s"""
_ADMITTED: Final = """
    SELECT * FROM desk.account WHERE login = %s AND active AND (NOT demo OR %s)"""


def _account(row: DictRow) -> Account:
    return Account(**{name: row[name] for name in Account.model_fields})


def _folded(login: str) -> str:
    """A login as it is compared: no matter the case, the spaces around or the way of typing."""
    return unicodedata.normalize("NFKC", login).replace("\x00", "").strip().casefold()[:80]


def _csrf() -> str:
    return secrets.token_urlsafe(24)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
