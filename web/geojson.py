"""Regions and cases as GeoJSON (RFC 7946), never more precise than the region on record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from geojson_pydantic import Feature, FeatureCollection, MultiPolygon, Point, Polygon
from starlette.responses import Response

from domain.regions import RegionLevel, level_of, parent_of
from projections.case_board import BoardRow
from projections.region_status import StatusLine, calm
from runtime.boundaries import NOT_OFFICIAL, LonLat, Place, Ring
from web.desk import Desk
from web.door import Visitor

MEDIA: Final = "application/geo+json"
MOST_CASES: Final = 5_000

BELOW: Final = {
    RegionLevel.NATIONAL: RegionLevel.PROVINCE,
    RegionLevel.PROVINCE: RegionLevel.REGENCY,
    RegionLevel.REGENCY: RegionLevel.DISTRICT,
    RegionLevel.DISTRICT: RegionLevel.VILLAGE,
}
"""What lies directly below each level; nothing below a village."""


def answer(collection: FeatureCollection[Any], name: str = "") -> Response:
    """As a download where it has a name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.geojson"'} if name else {}
    return Response(
        collection.model_dump_json(exclude_none=True, exclude_unset=False),
        media_type=MEDIA,
        headers=headers,
    )


def below(
    desk: Desk, visitor: Visitor, scope: str, at: datetime
) -> tuple[StatusLine, list[StatusLine]]:
    """A region, and every region directly below it, at one moment."""
    view, level = desk.office.status, BELOW.get(level_of(scope))
    if level is None:
        return view.of(scope, at, visitor.standing), []
    whole, lines = view.below(scope, level, at, visitor.standing)
    codes = desk.office.regions.children(scope)
    return whole, [lines.get(code, calm(code)) for code in codes]


def of_regions(desk: Desk, lines: Sequence[StatusLine], at: datetime) -> FeatureCollection[Any]:
    """Regions with their level; where nobody knows where one lies, its geometry is null."""
    regions = desk.office.regions
    found, sources = desk.office.boundaries.places([line.code for line in lines])
    places = {place.code: place for place in found}
    note = {"boundaries": "; ".join(sources) or None, "note": NOT_OFFICIAL}
    return _collection(
        (
            places.get(line.code),
            {
                "code": line.code,
                "name": regions.full_name(line.code),
                "level": line.level.value,
                "provisional": line.only_provisional,
                "since": line.since.isoformat() if line.since else None,
                "red": line.counts[line.level.RED],
                "yellow": line.counts[line.level.YELLOW],
                "green": line.counts[line.level.GREEN],
                "at": at.isoformat(),
                **note,
            },
        )
        for line in lines
    )


def of_cases(desk: Desk, rows: Sequence[BoardRow]) -> FeatureCollection[Any]:
    """Cases at the point of their region, or of the nearest around it whose point is known.

    ``precision`` says how large that region is. No case stands where it happened: where it did is
    for who opens it.
    """
    regions = desk.office.regions
    upwards = {row.region: _upwards(row.region) for row in rows}
    wanted = sorted({code for line in upwards.values() for code in line})
    found, _ = desk.office.boundaries.places(wanted)
    points = {place.code: place for place in found if place.point}

    def at(row: BoardRow) -> Place | None:
        nearest = next((points[code] for code in upwards[row.region] if code in points), None)
        return nearest and Place(nearest.code, point=nearest.point)

    return _collection(
        (
            place := at(row),
            {
                "id": str(row.id),
                "title": row.title,
                "region": row.region,
                "region_name": regions.full_name(row.region),
                "level": row.level.value,
                "provisional": row.red_provisional,
                "stage": row.stage.value,
                "secrecy": row.secrecy.value,
                "since": row.opened_at.isoformat(),
                "precision": level_of(place.code).value if place else None,
            },
        )
        for row in rows
    )


def _collection(
    parts: Iterable[tuple[Place | None, Mapping[str, Any]]],
) -> FeatureCollection[Any]:
    return FeatureCollection(
        type="FeatureCollection",
        features=[
            Feature(type="Feature", geometry=_geometry(place), properties=dict(properties))
            for place, properties in parts
        ],
    )


def _upwards(code: str) -> list[str]:
    line = [code]
    while len(line[-1]) > 2:
        line.append(parent_of(line[-1]))
    return line


def _geometry(place: Place | None) -> Point | Polygon | MultiPolygon | None:
    if place is None:
        return None
    if place.rings:
        polygons = polygons_of(place.rings)
        if len(polygons) == 1:
            return Polygon.model_validate({"type": "Polygon", "coordinates": polygons[0]})
        return MultiPolygon.model_validate({"type": "MultiPolygon", "coordinates": polygons})
    if place.point:
        return Point.model_validate({"type": "Point", "coordinates": place.point})
    return None


# -- rings as polygons ---------------------------------------------------------------------------


def polygons_of(rings: Sequence[Ring]) -> list[list[Ring]]:
    """Rings sorted into polygons: what lies in an odd number of others is a hole of the nearest.

    Outer rings run counterclockwise, holes clockwise (RFC 7946, 3.1.6).
    """
    closed = [ring if ring[0] == ring[-1] else (*ring, ring[0]) for ring in rings]
    closed.sort(key=lambda ring: -abs(_area(ring)))
    polygons: dict[int, list[Ring]] = {}
    for at, ring in enumerate(closed):
        around = [each for each in range(at) if _contains(closed[each], ring[0])]
        if len(around) % 2 and around[-1] in polygons:
            polygons[around[-1]].append(_turned(ring, clockwise=True))
        else:
            polygons[at] = [_turned(ring, clockwise=False)]
    return list(polygons.values())


def _turned(ring: Ring, *, clockwise: bool) -> Ring:
    return ring if (_area(ring) < 0) == clockwise else tuple(reversed(ring))


def _area(ring: Ring) -> float:
    """Twice the area, positive where it runs counterclockwise."""
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in _sides(ring))


def _sides(ring: Ring) -> Iterator[tuple[LonLat, LonLat]]:
    return pairwise(ring)


def _contains(ring: Ring, point: LonLat) -> bool:
    """Whether a point lies inside: a ray to the east crosses the ring an odd number of times."""
    x, y = point
    inside = False
    for (one_x, one_y), (other_x, other_y) in _sides(ring):
        if (one_y > y) != (other_y > y) and x < one_x + (y - one_y) * (other_x - one_x) / (
            other_y - one_y
        ):
            inside = not inside
    return inside
