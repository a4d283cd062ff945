"""Buku akun: what was done to whose account, by whom and when, without any name or secret.

Accounts stand outside the log, for their names are forgotten on request. The book is written in
the same transaction as the change; the runtime's role can add to it and change nothing in it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg import Cursor

from domain.kernel import Frozen
from runtime.database import Datastore


class Change(StrEnum):
    """What may be done to an account."""

    CREATED = "dibuat"
    SUSPENDED = "dibekukan"
    RESTORED = "dipulihkan"
    PASSWORD_CHANGED = "sandi diganti"  # noqa: S105
    PASSWORD_RESET = "sandi disetel ulang"  # noqa: S105
    FACTOR_ENROLLED = "verifikasi dua langkah dipasang"
    FACTOR_REMOVED = "verifikasi dua langkah dilepas"
    FACTOR_RESET = "verifikasi dua langkah disetel ulang"
    PASSWORD_ASKED = "penyetelan ulang sandi diminta"  # noqa: S105
    FACTOR_ASKED = "penyetelan ulang verifikasi dua langkah diminta"
    RESET_CONFIRMED = "penyetelan ulang disetujui"
    RESET_DECLINED = "penyetelan ulang ditolak"
    RESET_TAKEN_BACK = "permintaan setel ulang ditarik"
    RESET_LAPSED = "permintaan setel ulang lewat waktu"
    RESET_ALONE = "disetel ulang dari baris perintah, tanpa administrator kedua"
    CODES_RENEWED = "kode cadangan diganti"
    CODE_USED = "kode cadangan dipakai"
    SESSIONS_ENDED = "semua sesi diakhiri"
    TOKEN_MADE = "token API dibuat"  # noqa: S105
    TOKEN_REVOKED = "token API dicabut"  # noqa: S105
    FORGOTTEN = "identitas dihapus"

    @property
    def label(self) -> str:
        return self.value[0].upper() + self.value[1:]


class Noted(Frozen):
    """One line of the book."""

    at: datetime
    person: UUID
    done_by: UUID
    what: Change


def note(cursor: "Cursor[Any]", person: UUID, what: Change, *, by: UUID, at: datetime) -> None:
    """Writes one line, in the transaction of whoever makes the change."""
    cursor.execute(
        "INSERT INTO desk.account_book (at, person, done_by, what) VALUES (%s, %s, %s, %s)",
        (at, person, by, what.value),
    )


class AccountBook:
    """The book as it is read."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def of(self, person: UUID, most: int = 50) -> list[Noted]:
        """What was done to one account, the latest first."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT at, person, done_by, what FROM desk.account_book WHERE person = %s"
                " ORDER BY number DESC LIMIT %s",
                (person, most),
            )
            return [Noted(**row) for row in rows]
