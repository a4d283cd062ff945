"""Attached files: known by the hash of their plain bytes, sealed under the key of their subject.

A file is kept before the event that speaks of it. A crash in between leaves at most a file that
nothing speaks of, which is swept a day later. What was kept is forgotten with its key.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from runtime.clock import Clock
from runtime.database import Datastore
from runtime.vault import Tampered, Vault

GRACE: Final = timedelta(days=1)
"""How long a file may lie before its event; no command takes a thousandth of it."""


class KeptFiles:
    """The store of attached files."""

    def __init__(self, datastore: Datastore, vault: Vault, clock: Clock) -> None:
        self._datastore = datastore
        self._vault = vault
        self._clock = clock

    def keep(self, content: bytes, subject: UUID) -> str:
        """Stores a file and answers with its SHA-256; the same file twice is one.

        KeyDestroyed where nothing may be kept for ``subject`` any more.
        """
        digest = sha256(content)
        sealed = self._vault.seal_bytes(content, subject, _place(digest.hexdigest()))
        now = self._clock.now()
        with self._datastore.reading() as cursor:
            cursor.execute("SELECT rukun.settle_kept_files(%s)", (now - GRACE,))
            cursor.execute(
                "INSERT INTO rukun.kept_file (sha256, subject, size, sealed, stored_at)"
                " VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (sha256, subject) DO UPDATE SET stored_at = excluded.stored_at",
                (digest.digest(), subject, len(content), sealed, now),
            )
        return digest.hexdigest()

    def has(self, sha: str, subject: UUID) -> bool:
        """Whether a file lies here for a subject."""
        with self._datastore.reading() as cursor:
            cursor.execute(
                "SELECT 1 FROM rukun.kept_file WHERE sha256 = %s AND subject = %s",
                (bytes.fromhex(sha), subject),
            )
            return cursor.fetchone() is not None

    def read(self, sha: str, subject: UUID) -> bytes | None:
        """The file as it was handed in; None when unknown, or its key is destroyed.

        Tampered where the bytes are not those whose hash was recorded.
        """
        with self._datastore.reading() as cursor:
            row = cursor.execute(
                "SELECT sealed FROM rukun.kept_file WHERE sha256 = %s AND subject = %s",
                (bytes.fromhex(sha), subject),
            ).fetchone()
        if row is None:
            return None
        content = self._vault.open_bytes(bytes(row["sealed"]), subject, _place(sha))
        if content is not None and sha256(content).hexdigest() != sha:
            raise Tampered(_place(sha))
        return content

    def forgotten(self, subject: UUID) -> bool:
        """Whether the key of a subject is destroyed, so that its files are rightly unreadable."""
        with self._datastore.reading() as cursor:
            row = cursor.execute(
                "SELECT destroyed_at IS NOT NULL AS gone FROM vault.key WHERE subject = %s",
                (subject,),
            ).fetchone()
        return row is not None and bool(row["gone"])


def _place(sha: str) -> str:
    return f"kept file {sha}"
