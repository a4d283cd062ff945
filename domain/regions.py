"""Wilayah administrasi: the codes of Indonesia's regions, as Kemendagri writes them.

A code is the region: ``31`` a province, ``31.74`` a kabupaten or kota, ``31.74.01`` a kecamatan,
``31.74.01.1001`` a kelurahan or desa. The empty code stands for the nation. Everything here is
arithmetic on those codes; the names belong to `runtime.regions`.
"""

import re
from enum import StrEnum
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import StringConstraints

NATION: Final = ""
"""The code that contains every other: seluruh Indonesia."""

_CODE = r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?"
_KNOWN_SHAPE = re.compile(rf"(?:{_CODE})?")

RegionCode = Annotated[str, StringConstraints(pattern=rf"^{_CODE}$", max_length=13)]
"""Kode wilayah Kemendagri, province to village; never empty."""

RegionScope = Annotated[str, StringConstraints(pattern=rf"^(?:{_CODE})?$", max_length=13)]
"""Lingkup wilayah: a region code, or the empty code for the nation."""

ZoneLabel = Literal["WIB", "WITA", "WIT"]


class RegionLevel(StrEnum):
    """Tingkat wilayah."""

    NATIONAL = "nasional"
    PROVINCE = "provinsi"
    REGENCY = "kabupaten/kota"
    DISTRICT = "kecamatan"
    VILLAGE = "kelurahan/desa"

    @property
    def label(self) -> str:
        """The word a page prints."""
        return self.value


_LEVELS: Final = (
    RegionLevel.PROVINCE,
    RegionLevel.REGENCY,
    RegionLevel.DISTRICT,
    RegionLevel.VILLAGE,
)

ZONES: Final[dict[ZoneLabel, ZoneInfo]] = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}
"""Pembagian wilayah waktu (Keppres 41/1987): UTC+7, UTC+8, UTC+9, without summer time."""

_PROVINCES_BY_ZONE: Final[dict[ZoneLabel, str]] = {
    # Sumatera; Jawa; Kalimantan Barat dan Tengah
    "WIB": "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
    # Bali, Nusa Tenggara; Kalimantan Selatan, Timur, Utara; Sulawesi
    "WITA": "51 52 53 63 64 65 71 72 73 74 75 76",
    # Maluku; Papua
    "WIT": "81 82 91 92 93 94 95 96",
}
_LABEL_BY_PROVINCE: Final[dict[str, ZoneLabel]] = {
    province: label for label, codes in _PROVINCES_BY_ZONE.items() for province in codes.split()
}
PROVINCES: Final[tuple[str, ...]] = tuple(sorted(_LABEL_BY_PROVINCE))
"""The codes of the 38 provinces whose time zone is known."""


def level_of(code: str) -> RegionLevel:
    """The level a code stands on; ValueError for what is no region code."""
    parts = _parts(code)
    return _LEVELS[len(parts) - 1] if parts else RegionLevel.NATIONAL


def parent_of(code: str) -> str:
    """The region directly above; a province's parent is the nation, the nation is its own."""
    return ".".join(_parts(code)[:-1])


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` lies in `outer` or is it; the nation contains all."""
    above = _parts(outer)
    return _parts(inner)[: len(above)] == above


def province_of(code: str) -> str:
    """The province's two digits; empty for the nation."""
    parts = _parts(code)
    return parts[0] if parts else NATION


def zone_label(code: str) -> ZoneLabel:
    """Wilayah waktu of a region by its province: WIB, WITA or WIT (Keppres 41/1987).

    The nation answers with the capital's zone. ValueError when the province is unknown.
    """
    province = province_of(code)
    if province == NATION:
        return "WIB"
    try:
        return _LABEL_BY_PROVINCE[province]
    except KeyError:
        raise ValueError(f"Wilayah waktu provinsi {province} tidak dikenal.") from None


def zone_of(code: str) -> ZoneInfo:
    """The IANA time zone behind `zone_label`."""
    return ZONES[zone_label(code)]


def label_of_zone(zone: str) -> ZoneLabel:
    """WIB, WITA or WIT for an IANA zone name; ValueError for a zone outside Indonesia."""
    for label, known in ZONES.items():
        if known.key == zone:
            return label
    raise ValueError(f"Zona waktu {zone} bukan wilayah waktu Indonesia.")


def _parts(code: str) -> list[str]:
    if not _KNOWN_SHAPE.fullmatch(code):
        raise ValueError(f"Kode wilayah {code!r} tidak sah.")
    return code.split(".") if code else []
