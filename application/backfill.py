"""Riwayat: incidents of years past in ACLED's columns, as rows of laporan informasi.

What the source does not say is graded as unknown: F6, and the lowest likelihood of recurring.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

from application.unreadable import FileUnreadable

FIRST_COLUMN: Final = "event_id_cnty"
COLUMNS: Final = (
    *(FIRST_COLUMN, "event_date", "time_precision", "event_type", "admin1", "location"),
    *("latitude", "longitude", "geo_precision", "region_code", "fatalities"),
)
DOCUMENT: Final = "Data peristiwa ACLED"

_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "protests": ("Unjuk rasa", "1"),
    "riots": ("Kerusuhan", "3"),
    "violence": ("Kekerasan terhadap warga", "3"),
    "battles": ("Bentrokan bersenjata", "4"),
}
"""In words, and the impact where nobody died."""

_TIMES: Final[Mapping[str, str]] = {"1": "hari", "2": "pekan", "3": "bulan"}
_PLACES: Final[Mapping[str, str]] = {"1": "desa", "2": "kecamatan", "3": "kabupaten"}


def rows_of(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each incident as a report that is history, with its line."""
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    missing = [each for each in COLUMNS if each not in (lines.fieldnames or ())]
    if missing:
        raise FileUnreadable(f"Baris judul: kolom tidak ada: {', '.join(missing)}.")
    try:
        for line in lines:
            said = {name: (line[name] or "").strip() for name in COLUMNS}
            yield lines.line_num, _row(said)
    except csv.Error as broken:
        raise FileUnreadable(f"Baris {lines.line_num}: bukan CSV yang sah ({broken}).") from None


def _row(said: Mapping[str, str]) -> dict[str, str]:
    kind, impact = _KINDS.get(said["event_type"], (said["event_type"], "2"))
    dead = said["fatalities"].isdecimal() and int(said["fatalities"]) > 0
    return {
        "identitas": said[FIRST_COLUMN],
        "sumber": "media",
        "judul": f"{kind} di {said['location']}",
        "wilayah": said["region_code"],
        "tempat": said["location"],
        "waktu_kejadian": said["event_date"],
        "ketelitian_waktu": _TIMES.get(said["time_precision"], "bulan"),
        "lintang": said["latitude"],
        "bujur": said["longitude"],
        "ketelitian_tempat": _PLACES.get(said["geo_precision"], "kabupaten"),
        "jenis": "peristiwa",
        "cara_mendapatkan": "dokumen",
        "sumber_konflik": "a",
        "tema": kind,
        "uraian": f"{kind} di {said['location']}, {said['admin1']}, menurut dokumen sumber.",
        "nilai_sumber": "F",
        "nilai_informasi": "6",
        "kemungkinan": "1",
        "dampak": "5" if dead else impact,
        "korban_jiwa": said["fatalities"],
        "dokumen": f"{DOCUMENT}, {said[FIRST_COLUMN]}",
        "riwayat": "ya",
    }
