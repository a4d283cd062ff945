"""The vault: personal and narrative text sealed per person or case, with keys outside the log.

Destroying a subject's key makes everything sealed for it unreadable for ever, while the log's
hashes still verify (UU 27/2022 Pasal 43-45).
"""

import base64
import hmac
import os
from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.kernel import Refusal
from runtime.clock import Clock
from runtime.database import Datastore

_NONCE = 12
_READ = "SELECT wrapped FROM vault.key WHERE subject = %s"
_MAKE = """
INSERT INTO vault.key (subject, wrapped, created_at)
SELECT %s, %s, %s FROM set_config('synchronous_commit', 'off', true)
ON CONFLICT DO NOTHING RETURNING wrapped
"""
REMEMBERED_FOR = 5.0
"""Seconds a key may be used after it was last seen undestroyed."""


class Tampered(Exception):
    """A sealed text does not open in the place where it was found."""


class WrongMasterKey(Exception):
    """The keys in this database were wrapped with another master key (RUKUN_MASTER_KEY)."""


class Vault:
    """Seals and opens text under keys that a master key wraps."""

    def __init__(self, datastore: Datastore, master_key: bytes, clock: Clock) -> None:
        self._datastore = datastore
        self._master = AESGCM(master_key)
        self._fingerprint_key = hmac.digest(master_key, b"rukun fingerprint", "sha256")
        self._clock = clock
        self._keys: dict[UUID, tuple[AESGCM | None, float]] = {}
        self._breaks = datastore.breaks

    def fingerprint(self, content: bytes) -> bytes:
        """A keyed hash: equal for equal content, and no help in guessing it."""
        return hmac.digest(self._fingerprint_key, content, "sha256")

    def seal(self, text: str, subject: UUID, place: str) -> str:
        """``text`` under the key of ``subject``, bound to ``place``; base64."""
        return base64.b64encode(self.seal_bytes(text.encode(), subject, place)).decode()

    def seal_bytes(self, plain: bytes, subject: UUID, place: str) -> bytes:
        """A file, sealed like a text."""
        key = self._known(subject) or self._make_key(subject)
        nonce = os.urandom(_NONCE)
        return nonce + key.encrypt(nonce, plain, place.encode())

    def open(self, sealed: str, subject: UUID, place: str) -> str | None:
        """The text, or None once the subject's key is destroyed; Tampered if it was moved."""
        opened = self.open_bytes(base64.b64decode(sealed), subject, place)
        return None if opened is None else opened.decode()

    def open_bytes(self, sealed: bytes, subject: UUID, place: str) -> bytes | None:
        """The file, as ``open`` does a text."""
        key = self._key(subject)
        if key is None:
            return None
        try:
            return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except InvalidTag:
            raise Tampered(place) from None

    def holds(self, subject: UUID) -> bool:
        """Whether the subject's key was seen undestroyed within the last seconds."""
        return self._known(subject) is not None

    def held(self, subjects: Collection[UUID]) -> frozenset[UUID]:
        """Which of these subjects' keys stand undestroyed, none of it older than seconds."""
        self.warm(subjects)
        return frozenset(each for each in subjects if self.holds(each))

    def warm(self, subjects: Iterable[UUID]) -> None:
        """Fetches the keys of many subjects in one round trip."""
        until = self._clock.stopwatch() - REMEMBERED_FOR
        wanted = [s for s in set(subjects) if self._keys.get(s, (None, -1e9))[1] < until]
        if not wanted:
            return
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT subject, wrapped FROM vault.key WHERE subject = ANY(%s)", (wanted,)
            )
            for row in rows:
                self._remember(row["subject"], row["wrapped"])

    def destroy(self, subject: UUID) -> bool:
        """Makes everything sealed for ``subject`` unreadable; whether there was a key."""
        with self._datastore.reading() as cursor:
            row = cursor.execute(
                "SELECT vault.destroy(%s, %s) AS gone", (subject, self._clock.now())
            ).fetchone()
        self._keys.pop(subject, None)
        return row is not None and bool(row["gone"])

    def _known(self, subject: UUID) -> AESGCM | None:
        if self._breaks != self._datastore.breaks:
            self._breaks = self._datastore.breaks
            self._keys.clear()
        known = self._keys.get(subject)
        if known is not None and self._clock.stopwatch() - known[1] < REMEMBERED_FOR:
            return known[0]
        return None

    def _key(self, subject: UUID) -> AESGCM | None:
        if (known := self._known(subject)) is not None:
            return known
        with self._datastore.reading() as cursor:
            row = cursor.execute(_READ, (subject,), prepare=True).fetchone()
        return None if row is None else self._remember(subject, row["wrapped"])

    def _make_key(self, subject: UUID) -> AESGCM:
        """The subject's key, new if it has none; on disk no later than the event it seals.

        The write need not wait for the disk: the log is written in order, so an event that
        survives a crash finds its key. A key whose event did not survive may be lost with it:
        ``_known`` forgets all when the server went away, so that the next try makes another.
        """
        raw = AESGCM.generate_key(bit_length=256)
        nonce = os.urandom(_NONCE)
        wrapped = nonce + self._master.encrypt(nonce, raw, subject.bytes)
        with self._datastore.reading() as cursor:
            cursor.execute(_MAKE, (subject, wrapped, self._clock.now()), prepare=True)
            row = cursor.fetchone() or cursor.execute(_READ, (subject,), prepare=True).fetchone()
        assert row is not None
        key = self._remember(subject, row["wrapped"])
        if key is None:
            raise KeyDestroyed
        return key

    def _remember(self, subject: UUID, wrapped: Any) -> AESGCM | None:
        key = None
        if wrapped is not None:
            raw = bytes(wrapped)
            try:
                opened = self._master.decrypt(raw[:_NONCE], raw[_NONCE:], subject.bytes)
            except InvalidTag:
                raise WrongMasterKey(str(WrongMasterKey.__doc__)) from None
            key = AESGCM(opened)
        if len(self._keys) > 50_000:
            self._keys.clear()
        self._keys[subject] = (key, self._clock.stopwatch())
        return key


class KeyDestroyed(Refusal):
    """Kuncinya sudah dimusnahkan; tidak ada lagi yang dapat dicatat tentangnya."""

    article = "UU 27/2022 Pasal 43-45"


def walk(
    node: Any, replace: Callable[[dict[str, Any], str], dict[str, Any]], path: str = ""
) -> Any:
    """``node`` with every sealed or sealable text replaced; ``path`` names each one's place."""
    if isinstance(node, dict):
        if "sealed_for" in node:
            return replace(node, path)
        return {name: walk(value, replace, f"{path}.{name}") for name, value in node.items()}
    if isinstance(node, list):
        return [walk(value, replace, f"{path}[{i}]") for i, value in enumerate(node)]
    return node


def public_name(vault: Vault, subject: UUID) -> str:
    """A name for the public that nobody guesses: 100 bits, always the same for a subject."""
    return (
        base64.b32encode(vault.fingerprint(b"public name " + subject.bytes)).decode()[:20].lower()
    )
