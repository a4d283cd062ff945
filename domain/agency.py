"""Instansi penghubung: which agency a liaison speaks for, read from the name of the unit."""

import re
from enum import StrEnum
from typing import Final


class Agency(StrEnum):
    """An agency that answers field tasks beside the office itself."""

    POLRI = "polri"
    TNI = "tni"
    KOMINFO = "kominfo"

    @property
    def label(self) -> str:
        return {Agency.POLRI: "Polri", Agency.TNI: "TNI", Agency.KOMINFO: "Kominfo"}[self]


_UNITS: Final = {
    Agency.POLRI: r"polri|polda|pol(?:res|sek)\w*|polisi|kepolisian",
    Agency.TNI: r"tni|kodam|korem|kodim|koramil|lantamal|lanal|lanud|kogartap",
    Agency.KOMINFO: r"\w*kominfo\w*|komdigi|komunikasi",
}
"""How the units of each agency are called in the regions."""


def agency_of(unit: str) -> Agency | None:
    """The agency a unit belongs to by its name; None for any other, such as a village."""
    for agency, words in _UNITS.items():
        if re.search(rf"\b(?:{words})\b", unit.casefold()):
            return agency
    return None
