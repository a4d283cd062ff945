"""Signed letters as files: immutable, found by the hash of their plain bytes, sealed at rest.

What is kept under a case's key is forgotten with it (UU 27/2022 Pasal 43-45); the hash in the
record stays.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from runtime.clock import Clock
from runtime.database import Datastore
from runtime.vault import Vault

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of the largest PDF that is taken, kept or looked into."""


@dataclass(frozen=True)
class Kept:
    """One kept file, without its bytes."""

    sha256: str
    size: int
    attempt: UUID


class Papers:
    """The store of signed letters."""

    def __init__(self, datastore: Datastore, vault: Vault, clock: Clock) -> None:
        self._datastore = datastore
        self._vault = vault
        self._clock = clock

    def claim(self, attempt: UUID) -> bool:
        """Whether this is the first to ask: only then may the signer be called."""
        with self._datastore.reading() as cursor:
            cursor.execute(
                "INSERT INTO rukun.signing_call (attempt, called_at) VALUES (%s, %s)"
                " ON CONFLICT DO NOTHING",
                (attempt, self._clock.now()),
            )
            return cursor.rowcount == 1

    def keep(self, pdf: bytes, *, letter: UUID, attempt: UUID, subject: UUID) -> Kept:
        """Stores a signed file; the same bytes twice are one file."""
        digest = sha256(pdf)
        sealed = self._vault.seal_bytes(pdf, subject, _place(digest.hexdigest()))
        with self._datastore.reading() as cursor:
            cursor.execute(
                "INSERT INTO rukun.signed_paper"
                " (sha256, letter_id, attempt, subject, size, sealed, stored_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                (digest.digest(), letter, attempt, subject, len(pdf), sealed, self._clock.now()),
            )
        return Kept(digest.hexdigest(), len(pdf), attempt)

    def read(self, sha: str) -> bytes | None:
        """The file as it was signed; None when unknown, or its key is destroyed."""
        with self._datastore.reading() as cursor:
            row = cursor.execute(
                "SELECT subject, sealed FROM rukun.signed_paper WHERE sha256 = %s",
                (bytes.fromhex(sha),),
            ).fetchone()
        if row is None:
            return None
        return self._vault.open_bytes(bytes(row["sealed"]), row["subject"], _place(sha))

    def of_letter(self, letter: UUID) -> list[Kept]:
        """Every file a signer gave back for a letter, or a person brought; the latest first."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT sha256, size, attempt FROM rukun.signed_paper WHERE letter_id = %s"
                " ORDER BY stored_at DESC, sha256",
                (letter,),
            ).fetchall()
        return [Kept(bytes(r["sha256"]).hex(), r["size"], r["attempt"]) for r in rows]


def _place(sha: str) -> str:
    return f"signed paper {sha}"
