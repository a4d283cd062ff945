"""Peringatan CAP 1.2 (OASIS) as rows of laporan informasi.

``urgency`` and ``severity`` give likelihood and impact, ``certainty`` the grade of the information
(brief 6). What CAP has no place for stands in ``parameter`` elements by the column's own name:
at least ``sumber`` and ``sumber_konflik``; the region in a ``geocode`` named ``ID-KEMENDAGRI``.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Final

from application.unreadable import FileUnreadable

NAMESPACE: Final = "{urn:oasis:names:tc:emergency:cap:1.2}"
GEOCODE: Final = "ID-KEMENDAGRI"

_LIKELIHOOD: Final[Mapping[str, str]] = {
    "Immediate": "5",
    "Expected": "4",
    "Future": "3",
    "Past": "1",
    "Unknown": "2",
}
_IMPACT: Final[Mapping[str, str]] = {
    "Extreme": "5",
    "Severe": "4",
    "Moderate": "3",
    "Minor": "2",
    "Unknown": "2",
}
_GRADE: Final[Mapping[str, str]] = {
    "Observed": "2",
    "Likely": "2",
    "Possible": "3",
    "Unlikely": "5",
    "Unknown": "6",
}


def rows_of(text: str) -> Iterator[Mapping[str, str]]:
    """Each actual alert of the file as a row; a file may hold one alert or several in a feed."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FileUnreadable("CAP tidak memuat DOCTYPE atau ENTITY.")
    try:
        root = ET.fromstring(text.encode())  # noqa: S314 - no entities, refused above
    except ET.ParseError as broken:
        raise FileUnreadable(f"Bukan XML yang sah ({broken}).") from None
    alerts = [root] if root.tag == f"{NAMESPACE}alert" else root.findall(f".//{NAMESPACE}alert")
    if not alerts:
        raise FileUnreadable("Tidak ada peringatan CAP 1.2 di dalam berkas.")
    for alert in alerts:
        yield _row(alert)


def _row(alert: ET.Element) -> dict[str, str]:
    """Exercises, tests and cancellations are rows that are refused."""
    info = _info(alert)
    if info is None or _said(alert, "status") != "Actual" or _said(alert, "msgType") != "Alert":
        refused = "hanya peringatan Actual dengan msgType Alert yang diimpor"
        return {"identitas": _said(alert, "identifier"), "*": refused}
    described = (_said(info, "description"), _said(info, "instruction"))
    row = {
        "identitas": _said(alert, "identifier"),
        "judul": _said(info, "headline") or _said(info, "event"),
        "wilayah": _named(info, "geocode").get(GEOCODE, ""),
        "tempat": _said(info, f"area/{NAMESPACE}areaDesc"),
        "waktu_kejadian": _said(info, "onset") or _said(alert, "sent"),
        "tema": _said(info, "event"),
        "uraian": described[0],
        "saran": described[1],
        "nilai_sumber": "F",
        "nilai_informasi": _GRADE.get(_said(info, "certainty"), "6"),
        "kemungkinan": _LIKELIHOOD.get(_said(info, "urgency"), "2"),
        "dampak": _IMPACT.get(_said(info, "severity"), "2"),
        "dokumen": f"CAP {_said(alert, 'sender')}",
    }
    return row | _named(info, "parameter")


def _info(alert: ET.Element) -> ET.Element | None:
    """The part in Indonesian, or else the first."""
    infos = alert.findall(f"{NAMESPACE}info")
    ours = (each for each in infos if _said(each, "language").lower().startswith("id"))
    return next(ours, infos[0] if infos else None)


def _said(within: ET.Element, name: str) -> str:
    return " ".join((within.findtext(f"{NAMESPACE}{name}") or "").split())


def _named(within: ET.Element, name: str) -> dict[str, str]:
    """Pairs of valueName and value."""
    pairs = within.iter(f"{NAMESPACE}{name}")
    return {_said(each, "valueName"): _said(each, "value") for each in pairs}
