"""Resetting an account that signs or decides: one administrator asks, another confirms.

Whoever could reset such an account alone could act in its name. The one who asked carries it out,
so that who confirms never sees the password; all within a day. What was asked and decided stands
in the account book for good; the table holds only what is open.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.rows import DictRow

from domain.access import SYSTEM_ACTOR
from domain.kernel import Frozen, Refusal, Role
from runtime.account_book import Change, note
from runtime.clock import Clock
from runtime.database import Datastore

LAPSES_AFTER: Final = timedelta(days=1)
GUARDED: Final = frozenset({Role.SUPERVISOR, Role.GOVERNOR, Role.ADMINISTRATOR})
"""Roles that sign, decide, or give others their roles."""


class Reset(StrEnum):
    """What is reset. The value is the form's."""

    PASSWORD = "sandi"  # noqa: S105
    FACTOR = "dua-langkah"

    @property
    def label(self) -> str:
        return {
            Reset.PASSWORD: "Kata sandi sementara",
            Reset.FACTOR: "Setel ulang verifikasi dua langkah",
        }[self]


class OpenReset(Frozen):
    """One that was asked for and is neither carried out, declined nor over."""

    reset_id: UUID
    person: UUID
    what: Reset
    asked_by: UUID
    asked_at: datetime
    lapses_at: datetime
    confirmed_by: UUID | None

    @property
    def confirmed(self) -> bool:
        return self.confirmed_by is not None


class ResetAlreadyAsked(Refusal):
    """Penyetelan ulang ini sudah diminta dan menunggu administrator lain."""


class ResetNotConfirmed(Refusal):
    """Penyetelan ulang ini belum disetujui administrator lain."""


class ResetOver(Refusal):
    """Permintaan itu sudah diputuskan, ditarik, atau lewat sehari. Mintalah lagi bila perlu."""


class OwnReset(Refusal):
    """Yang meminta tidak menyetujui sendiri; administrator lain yang memutuskan."""


class NoSecondAdministrator(Refusal):
    """Tidak ada administrator lain yang dapat menyetujui; pakai `rukun user reset` di peladen."""


class NotSecondAdministrator(Refusal):
    """Menyetujui hanya boleh administrator lain yang sudah sehari memegang perannya."""


class AccountResets:
    """The resets that are open, and their lines in the book."""

    def __init__(self, datastore: Datastore, clock: Clock) -> None:
        self._datastore = datastore
        self._clock = clock

    def open(self, person: UUID | None = None) -> list[OpenReset]:
        """Those that still wait, of everybody or of one person; the oldest first."""
        self.note_lapsed()
        with self._datastore.reading() as cursor:
            rows = cursor.execute(_OPEN, (self._clock.now(), person, person)).fetchall()
        return [_reset(row) for row in rows]

    def note_lapsed(self) -> None:
        """Whatever nobody decided in time stands in the book, as of when it lapsed."""
        with self._datastore.transaction(commit=True) as cursor:
            self._close_lapsed(cursor, self._clock.now())

    def ask(self, person: UUID, what: Reset, *, by: UUID) -> OpenReset:
        """Asked for, once at a time; ResetAlreadyAsked. What lapsed makes room, and is noted."""
        now = self._clock.now()
        row = {
            "reset_id": uuid4(),
            "person": person,
            "what": what.value,
            "by": by,
            "now": now,
            "lapses_at": now + LAPSES_AFTER,
        }
        with self._datastore.transaction(commit=True) as cursor:
            self._close_lapsed(cursor, now)
            made = cursor.execute(_ASK, row).fetchone()
            if made is None:
                raise ResetAlreadyAsked
            note(cursor, person, _ASKED[what], by=by, at=now)
        return _reset(made)

    def confirm(self, reset_id: UUID, *, by: UUID) -> OpenReset:
        """By another than who asked and than whose account it is: OwnReset, ResetOver."""
        with self._deciding(reset_id) as (cursor, found, now):
            if by in (found.asked_by, found.person):
                raise OwnReset
            if found.confirmed:
                raise ResetOver
            cursor.execute(_CONFIRM, (by, now, reset_id))
            note(cursor, found.person, Change.RESET_CONFIRMED, by=by, at=now)
        return found

    def decline(self, reset_id: UUID, *, by: UUID) -> OpenReset:
        """By another, or taken back by who asked; ResetOver where it is over."""
        with self._deciding(reset_id) as (cursor, found, now):
            said = Change.RESET_TAKEN_BACK if by == found.asked_by else Change.RESET_DECLINED
            cursor.execute(_DROP, (reset_id,))
            note(cursor, found.person, said, by=by, at=now)
        return found

    def use(self, person: UUID, what: Reset, *, by: UUID) -> None:
        """Once, by who asked for it, after another confirmed; ResetNotConfirmed otherwise."""
        with self._datastore.transaction(commit=True) as cursor:
            asked = (person, what.value, by, self._clock.now())
            if cursor.execute(_USE, asked).fetchone() is None:
                raise ResetNotConfirmed

    def alone(self, person: UUID) -> None:
        """Done from the command line by whoever holds the machine: the book says so."""
        with self._datastore.transaction(commit=True) as cursor:
            note(cursor, person, Change.RESET_ALONE, by=SYSTEM_ACTOR, at=self._clock.now())

    @contextmanager
    def _deciding(self, reset_id: UUID) -> "Iterator[tuple[Cursor[Any], OpenReset, datetime]]":
        """One that still waits, held until it is decided."""
        now = self._clock.now()
        with self._datastore.transaction(commit=True) as cursor:
            row = cursor.execute(_HELD, (reset_id, now)).fetchone()
            if row is None:
                raise ResetOver
            yield cursor, _reset(row), now

    @staticmethod
    def _close_lapsed(cursor: "Cursor[Any]", now: datetime) -> None:
        for row in cursor.execute(_LAPSE, (now,)).fetchall():
            lapsed = Change.RESET_LAPSED
            note(cursor, row["person"], lapsed, by=SYSTEM_ACTOR, at=row["lapses_at"])


_ASKED: Final = {Reset.PASSWORD: Change.PASSWORD_ASKED, Reset.FACTOR: Change.FACTOR_ASKED}
_OPEN: Final = """
    SELECT * FROM desk.account_reset WHERE lapses_at > %s AND (%s::uuid IS NULL OR person = %s)
     ORDER BY asked_at, reset_id"""
_ASK: Final = """
    INSERT INTO desk.account_reset (reset_id, person, what, asked_by, asked_at, lapses_at)
    VALUES (%(reset_id)s, %(person)s, %(what)s, %(by)s, %(now)s, %(lapses_at)s)
    ON CONFLICT (person, what) DO NOTHING RETURNING *"""
_HELD: Final = "SELECT * FROM desk.account_reset WHERE reset_id = %s AND lapses_at > %s FOR UPDATE"
_CONFIRM: Final = """
    UPDATE desk.account_reset SET confirmed_by = %s, confirmed_at = %s WHERE reset_id = %s"""
_DROP: Final = "DELETE FROM desk.account_reset WHERE reset_id = %s"
_USE: Final = """
    DELETE FROM desk.account_reset
     WHERE person = %s AND what = %s AND asked_by = %s AND lapses_at > %s
       AND confirmed_by IS NOT NULL RETURNING reset_id"""
_LAPSE: Final = "DELETE FROM desk.account_reset WHERE lapses_at <= %s RETURNING person, lapses_at"


def _reset(row: DictRow) -> OpenReset:
    return OpenReset(**{name: row[name] for name in OpenReset.model_fields})
