"""Drawn words: secrets that a person reads from paper or is told on the telephone."""

import secrets
from typing import Final

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""None of them is mistaken for another."""


def drawn() -> str:
    """Twelve letters in three groups, 59 bits: `k7qd-mz3x-pw9h`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
