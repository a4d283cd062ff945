"""Where regions lie: imported boundaries where there are some, else one point inside each.

The points ship with Rukun (``region_points.csv``: 514 regencies, 7,285 districts; computed from
cahyadsn/wilayah_boundaries, MIT). Boundaries are imported by whoever runs it, as GeoJSON (RFC
7946); none of them is an official border.
"""

import csv
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from domain.kernel import Refusal
from domain.regions import RegionLevel, contains, level_of
from runtime.clock import Clock
from runtime.database import Datastore
from runtime.regions import Regions

NOT_OFFICIAL: Final = "Bukan batas resmi."
"""Said wherever a region is drawn."""

POINTS: Final = Path(__file__).with_name("region_points.csv")
CODES: Final = ("kode", "code", "region_code")
"""Properties of a feature in which its region code is looked for."""

FINENESS: Final = 800
"""A boundary keeps what is larger than this fraction of its region's extent."""

KM_PER_DEGREE: Final = 111.2
"""Kilometres of a degree of latitude."""

_WEST, _EAST, _SOUTH, _NORTH = 94.0, 142.0, -12.0, 7.0
"""Indonesia in degrees, with some sea around it."""

LonLat = tuple[float, float]
Ring = tuple[LonLat, ...]


class BoundariesRejected(Refusal):
    """Berkas batas wilayah tidak dapat diimpor; tidak ada yang disimpan."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Place:
    """Where a region lies: its rings if its boundary is known, and a point inside it."""

    code: str
    rings: tuple[Ring, ...] = ()
    point: LonLat | None = None


@dataclass(frozen=True)
class Layer:
    """What was imported from one source at one level of regions."""

    source: str
    level: RegionLevel
    province: str
    regions: int
    imported_at: Any


class Boundaries:
    """The places of regions, from the desk's table and the points that ship with Rukun."""

    def __init__(self, datastore: Datastore, regions: Regions, clock: Clock) -> None:
        self._datastore = datastore
        self._regions = regions
        self._clock = clock

    def places(self, codes: Sequence[str]) -> tuple[tuple[Place, ...], tuple[str, ...]]:
        """Where each of these regions lies, as far as known; and whose boundaries those are."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT region, rings, source FROM desk.boundary WHERE region = ANY(%s)",
                (list(codes),),
            ).fetchall()
        known = {row["region"]: _rings(row["rings"]) for row in rows}
        found = (
            Place(code, rings=known.get(code, ()), point=self._point(code, known.get(code, ())))
            for code in codes
        )
        places = tuple(each for each in found if each.rings or each.point)
        return places, tuple(sorted({row["source"] for row in rows}))

    def nearest(self, at: LonLat, within: str, limit: int = 5) -> list[tuple[str, float]]:
        """Districts in a region whose point lies closest, with how far in kilometres.

        Distances are good to a percent: the earth is flat between a phone and its district.
        """
        aside = math.cos(math.radians(at[1]))
        near = sorted(
            (math.hypot((x - at[0]) * aside, y - at[1]) * KM_PER_DEGREE, code)
            for code, (x, y) in self._points.items()
            if level_of(code) is RegionLevel.DISTRICT and contains(within, code)
        )
        return [(code, away) for away, code in near[: max(limit, 0)]]

    def layers(self) -> list[Layer]:
        """What has been imported so far."""
        with self._datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT source, length(region) AS width, left(region, 2) AS province,"
                " count(*) AS regions, max(imported_at) AS imported_at, min(region) AS first"
                " FROM desk.boundary GROUP BY source, length(region), left(region, 2)"
                " ORDER BY province, width, source"
            )
            return [
                Layer(
                    source=row["source"],
                    level=level_of(row["first"]),
                    province=row["province"],
                    regions=row["regions"],
                    imported_at=row["imported_at"],
                )
                for row in rows
            ]

    def import_layer(self, text: str, source: str) -> int:
        """Keeps the boundary of every region of a GeoJSON file, or nothing; answers with how many.

        A region that was imported before gets its new boundary; others keep theirs.
        """
        found: dict[str, list[Ring]] = {}
        faults = [] if source.strip() else ["Sumber batas harus disebut."]
        for number, feature in enumerate(_features(text), 1):
            faults.extend(f"Fitur {number}: {said}" for said in self._read(feature, found))
        if not found and not faults:
            faults.append("Tidak ada satu wilayah pun di dalam berkas.")
        if faults:
            raise BoundariesRejected(*faults[:20])
        now = self._clock.now()
        rows = [
            (code, json.dumps(simplified(rings)), source.strip(), now)
            for code, rings in found.items()
        ]
        with self._datastore.get_connection() as conn, conn.transaction(), conn.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO desk.boundary (region, rings, source, imported_at)"
                " VALUES (%s, %s, %s, %s) ON CONFLICT (region) DO UPDATE SET"
                " rings = excluded.rings, source = excluded.source,"
                " imported_at = excluded.imported_at",
                rows,
            )
        return len(rows)

    def _read(self, feature: Any, found: dict[str, list[Ring]]) -> Iterator[str]:
        """Takes one feature's rings, or says what is wrong with it."""
        said = feature.get("properties") if isinstance(feature, dict) else None
        named = [said[each] for each in CODES if each in said] if isinstance(said, dict) else []
        code = str(named[0]) if named else ""
        if not code:
            yield f"tidak ada kode wilayah (kolom {', '.join(CODES)})."
            return
        if not self._known(code):
            yield f"kode wilayah {code!r} tidak dikenal."
            return
        if code in found:
            yield f"wilayah {code} disebut dua kali."
            return
        try:
            rings = list(_rings_of(feature.get("geometry")))
        except (TypeError, ValueError, KeyError, IndexError):
            yield f"bentuk wilayah {code} bukan Polygon atau MultiPolygon yang terbaca."
            return
        if not all(in_indonesia(point) for ring in rings for point in ring):
            yield f"wilayah {code} memuat titik di luar Indonesia; urutannya bujur, lintang."
            return
        found[code] = rings

    def _known(self, code: str) -> bool:
        try:
            return bool(code) and self._regions.exists(code)
        except ValueError:
            return False

    def _point(self, code: str, rings: Sequence[Ring]) -> LonLat | None:
        if code in self._points:
            return self._points[code]
        if level_of(code) is RegionLevel.PROVINCE:
            inside = [
                self._points[each] for each in self._regions.children(code) if each in self._points
            ]
            return _middle(inside) if inside else None
        return _middle(max(rings, key=len)) if rings else None

    @cached_property
    def _points(self) -> dict[str, LonLat]:
        with POINTS.open(encoding="utf-8", newline="") as file:
            return {
                line["region_code"]: (float(line["longitude"]), float(line["latitude"]))
                for line in csv.DictReader(file)
            }


def simplified(rings: Sequence[Ring]) -> list[Ring]:
    """Rings as coarse as a drawing can be; the largest is always kept.

    The tolerance follows the region's own extent, so that a small one keeps its shape.
    """
    longitudes = [x for ring in rings for x, _ in ring]
    latitudes = [y for ring in rings for _, y in ring]
    extent = max(max(longitudes) - min(longitudes), max(latitudes) - min(latitudes))
    tolerance = extent / FINENESS
    coarse = [_coarse(ring, tolerance) for ring in rings]
    kept = [ring for ring in coarse if len(ring) >= 4]
    largest = max(rings, key=_extent)
    return kept or [tuple((round(x, 5), round(y, 5)) for x, y in largest)]


def _coarse(ring: Ring, tolerance: float) -> Ring:
    """Douglas-Peucker on a closed line: from its first point to the farthest, and back."""
    far = max(range(len(ring)), key=lambda at: math.dist(ring[0], ring[at]))
    keep = {0, far, len(ring) - 1}
    spans = [(0, far), (far, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        at = max(range(first + 1, last), key=lambda i: _aside(ring[i], ring[first], ring[last]))
        if _aside(ring[at], ring[first], ring[last]) > tolerance:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return tuple((round(ring[at][0], 5), round(ring[at][1], 5)) for at in sorted(keep))


def _aside(point: LonLat, one: LonLat, other: LonLat) -> float:
    """How far a point lies from the stretch between two others."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = dx * dx + dy * dy
    along = ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / length if length else 0.0
    along = min(max(along, 0.0), 1.0)
    return math.dist(point, (one[0] + along * dx, one[1] + along * dy))


def _extent(ring: Ring) -> float:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def _middle(points: Sequence[LonLat]) -> LonLat:
    return (
        sum(x for x, _ in points) / len(points),
        sum(y for _, y in points) / len(points),
    )


def in_indonesia(point: LonLat) -> bool:
    """Whether a point lies in Indonesia or the sea around it."""
    return _WEST <= point[0] <= _EAST and _SOUTH <= point[1] <= _NORTH


def _features(text: str) -> Sequence[Any]:
    try:
        read = json.loads(text)
    except ValueError:
        raise BoundariesRejected("Bukan JSON yang terbaca.") from None
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list):
        raise BoundariesRejected("Bukan GeoJSON FeatureCollection.")
    return features


def _rings_of(geometry: Any) -> Iterator[Ring]:
    match geometry["type"]:
        case "Polygon":
            polygons = [geometry["coordinates"]]
        case "MultiPolygon":
            polygons = geometry["coordinates"]
        case other:
            raise ValueError(other)
    rings = [ring for polygon in polygons for ring in polygon]
    if not rings or any(len(ring) < 4 for ring in rings):
        raise ValueError("no ring")
    for ring in rings:
        yield tuple((float(point[0]), float(point[1])) for point in ring)


def _rings(stored: Iterable[Iterable[Sequence[float]]]) -> tuple[Ring, ...]:
    return tuple(tuple((x, y) for x, y in ring) for ring in stored)
