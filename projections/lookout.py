"""What else goes on where a report comes from: the election index and the recent incidents."""

import csv
import io
import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from psycopg import sql

from application.ports import Surroundings
from domain.kernel import Refusal
from domain.regions import PROVINCES, parent_of
from domain.report import Report
from projections.read_model import ReadModel, Rows, same_row
from runtime.database import Datastore
from runtime.log import Recorded

COLUMNS = ("province_code", "province", "score", "category")
CATEGORIES = ("rendah", "sedang", "tinggi")


class IncidentTally(ReadModel):
    """One row per report: where, when, and whether it counts as an incident."""

    TABLE = "incident_tally_1"
    KEY = "report_id"
    COLUMNS: ClassVar = {
        "report_id": "uuid NOT NULL",
        "regency": "text NOT NULL",
        "filed_at": "timestamptz NOT NULL",
        "counts": "bool NOT NULL",
        "position": "bigint NOT NULL",
    }
    INDEXES: ClassVar = {"recent": "(regency, filed_at) WHERE counts"}
    topics = frozenset({Report.Filed.NAME, Report.NotedAsInformation.NAME})
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        match recorded.fact:
            case Report.Filed() as fact:
                rows.add(
                    fact.originator_id,
                    {
                        "report_id": fact.originator_id,
                        "regency": regency_of(fact.region),
                        "filed_at": fact.envelope.recorded_at,
                        "counts": True,
                        "position": recorded.position,
                    },
                )
            case Report.NotedAsInformation():
                row = same_row(rows.change(recorded.stream), recorded)
                row["counts"] = False
                row["position"] = recorded.position


def regency_of(region: str) -> str:
    """The kabupaten or kota a region lies in; the province itself for a whole province."""
    return ".".join(region.split(".")[:2])


class RegionLookout:
    """Answers the register's question about a region from the index and the tally."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._tally = IncidentTally().table

    def around(self, region: str, now: datetime, recent: timedelta) -> Surroundings:
        """The index of the nearest enclosing region that has one; incidents of the regency."""
        enclosing = [region]
        while enclosing[-1]:
            enclosing.append(parent_of(enclosing[-1]))
        asked = sql.SQL(
            "SELECT (SELECT score FROM desk.election_index WHERE region = ANY(%(enclosing)s)"
            "         ORDER BY length(region) DESC LIMIT 1) AS score,"
            " (SELECT count(*) FROM {} WHERE counts AND regency = %(regency)s"
            "     AND filed_at > %(since)s AND filed_at <= %(now)s) AS incidents"
        ).format(self._tally)
        params = {
            "enclosing": enclosing,
            "regency": regency_of(region),
            "since": now - recent,
            "now": now,
        }
        with self._datastore.reading() as cursor:
            row = cursor.execute(asked, params, prepare=True).fetchone()
        assert row is not None
        return Surroundings(election_index=row["score"], recent_incidents=row["incidents"])


class ElectionIndexRejected(Refusal):
    """Berkas indeks kerawanan pemilu tidak dapat diimpor; tidak ada yang disimpan."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def import_election_index(datastore: Datastore, text: str, edition: str) -> int:
    """Keeps the index of every province in the file, or nothing; answers with how many.

    A province that the file does not name keeps the score of its last edition.
    """
    faults: list[str] = []
    scores: dict[str, float] = {}
    if not edition.strip():
        faults.append("Edisi indeks harus disebut.")
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        missing = [each for each in COLUMNS if each not in (lines.fieldnames or ())]
        if missing:
            faults.append(f"Baris 1: kolom tidak ada: {', '.join(missing)}.")
        for line in lines if not missing else ():
            faults.extend(f"Baris {lines.line_num}: {said}" for said in _read(line, scores))
    except csv.Error as error:
        faults.append(f"Baris {lines.line_num + 1}: bukan CSV yang terbaca ({error}).")
    if not scores and not faults:
        faults.append("Tidak ada satu provinsi pun di dalam berkas.")
    if faults:
        raise ElectionIndexRejected(*faults)
    rows = [(region, score, edition.strip()) for region, score in scores.items()]
    with datastore.get_connection() as conn, conn.transaction(), conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO desk.election_index (region, score, edition) VALUES (%s, %s, %s)"
            " ON CONFLICT (region) DO UPDATE"
            " SET score = excluded.score, edition = excluded.edition",
            rows,
        )
    return len(rows)


def _read(line: dict[str, str | None], scores: dict[str, float]) -> Iterable[str]:
    """Takes one line's score, or says what is wrong with it."""
    if None in line or None in line.values():
        return ["jumlah kolom tidak sama dengan baris judul."]
    said = {name: (line[name] or "").strip() for name in COLUMNS}
    faults = []
    region, score = said["province_code"], _score(said["score"])
    if region not in PROVINCES:
        faults.append(f"kode provinsi {region!r} tidak dikenal.")
    elif region in scores:
        faults.append(f"provinsi {region} disebut dua kali.")
    if score is None:
        faults.append(
            f"skor {said['score']!r} bukan angka 0 sampai 100 (pakai titik untuk desimal)."
        )
    if said["category"] not in CATEGORIES:
        faults.append(f"kategori {said['category']!r} bukan {', '.join(CATEGORIES)}.")
    if not faults and score is not None:
        scores[region] = score
    return faults


def _score(text: str) -> float | None:
    try:
        score = float(text)
    except ValueError:
        return None
    return score if math.isfinite(score) and 0 <= score <= 100 else None
