"""Mengimpor Indeks Kerawanan Pemilu: every line of a file, or nothing of it."""

import csv
import hashlib
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from domain.election_index import KNOWN, Edition, Proneness
from domain.kernel import Refusal
from domain.regions import PROVINCES
from runtime.database import Datastore
from runtime.regions import Regions

COLUMNS = ("province_code", "province", "score", "category")
OF_REGIONS = {"region_code": "province_code", "region": "province"}
"""How the first two columns may be called where regencies stand beside provinces."""


class ElectionIndexRejected(Refusal):
    """Berkas indeks kerawanan pemilu tidak dapat diimpor; tidak ada yang disimpan."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def import_election_index(
    datastore: Datastore,
    text: str,
    edition: str,
    thresholds: Edition | None = None,
    *,
    at: datetime,
    by: UUID | None = None,
) -> int:
    """Keeps the index of every region in the file, or nothing; answers with how many.

    What was imported before stays, with who brought it in (``by``); the latest of a region counts.
    It stands as imported ``at`` that moment, or right after the import before it, where a clock was
    set back.

    Provinces by two digits, regencies by four. A category must be what the edition's thresholds
    (those known, or the given ones) make of the score. A region that the file does not name keeps
    the score of its last edition.
    """
    faults: list[str] = []
    scores: dict[str, tuple[float, Proneness]] = {}
    name = edition.strip()
    reads = thresholds or KNOWN.get(name)
    if not name:
        faults.append("Edisi indeks harus disebut.")
    elif reads is None:
        faults.append(f"Ambang edisi {name} belum dikenal; sebutkan ambangnya.")
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        header = [OF_REGIONS.get(each, each) for each in lines.fieldnames or ()]
        lines.fieldnames = header
        missing = [each for each in COLUMNS if each not in header]
        if missing:
            faults.append(f"Baris 1: kolom tidak ada: {', '.join(missing)}.")
        if not missing and reads is not None:
            for line in lines:
                said = _read(line, scores, reads)
                faults.extend(f"Baris {lines.line_num}: {each}" for each in said)
    except csv.Error as error:
        faults.append(f"Baris {lines.line_num + 1}: bukan CSV yang terbaca ({error}).")
    if not scores and not faults:
        faults.append("Tidak ada satu wilayah pun di dalam berkas.")
    if faults:
        raise ElectionIndexRejected(*faults)
    assert reads is not None
    with datastore.get_connection() as conn, conn.transaction(), conn.cursor() as cursor:
        row = cursor.execute(
            "INSERT INTO desk.election_import"
            " (imported_at, edition, imported_by, sha256, regions, thresholds)"
            " SELECT greatest(%s, max(imported_at) + interval '1 microsecond'), %s, %s, %s, %s, %s"
            " FROM desk.election_import RETURNING imported_at",
            (
                at,
                name,
                by,
                hashlib.sha256(text.encode()).hexdigest(),
                len(scores),
                reads.model_dump_json(),
            ),
        ).fetchone()
        assert row is not None
        cursor.executemany(
            "INSERT INTO desk.election_index (region, score, edition, category, imported_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            [
                (region, score, name, category, row["imported_at"])
                for region, (score, category) in scores.items()
            ],
        )
    return len(scores)


@dataclass(frozen=True)
class Imported:
    """One edition that was brought in. ``by`` is None where nobody was named."""

    imported_at: datetime
    edition: str
    by: UUID | None
    sha256: str
    regions: int


def imports(datastore: Datastore) -> list[Imported]:
    """Every import there was, the latest first."""
    with datastore.reading() as cursor:
        rows = cursor.execute(
            "SELECT imported_at, edition, imported_by AS by, sha256, regions"
            " FROM desk.election_import ORDER BY imported_at DESC"
        )
        return [Imported(**row) for row in rows]


def _read(
    line: dict[str, str | None], scores: dict[str, tuple[float, Proneness]], reads: Edition
) -> Iterable[str]:
    """Takes one line's score, or says what is wrong with it."""
    if None in line or None in line.values():
        return ["jumlah kolom tidak sama dengan baris judul."]
    said = {name: (line[name] or "").strip() for name in COLUMNS}
    faults = []
    region, score = said["province_code"], _score(said["score"])
    if not _known(region):
        faults.append(f"kode wilayah {region!r} bukan provinsi atau kabupaten/kota yang dikenal.")
    elif region in scores:
        faults.append(f"wilayah {region} disebut dua kali.")
    if score is None:
        faults.append(
            f"skor {said['score']!r} bukan angka 0 sampai 100 (pakai titik untuk desimal)."
        )
    if said["category"] not in list(Proneness):
        faults.append(f"kategori {said['category']!r} bukan {', '.join(Proneness)}.")
    if not faults and score is not None:
        category = reads.category_of(region, score)
        if category != said["category"]:
            return [
                f"kategori {said['category']} tidak sesuai ambang edisi {reads.name}: {category}."
            ]
        scores[region] = score, category
    return faults


def _score(text: str) -> float | None:
    try:
        score = float(text)
    except ValueError:
        return None
    return score if math.isfinite(score) and 0 <= score <= 100 else None


def _known(region: str) -> bool:
    return region in PROVINCES or (len(region) == len("31.74") and _regions().exists(region))


@cache
def _regions() -> Regions:
    return Regions()
