"""Peristiwa dari sistem lain (CloudEvents 1.0) as rows of laporan informasi.

Two types are known: a whole report in the columns of an import, and what a camera detected. An
event is the same event by its client, source and id, however often it is sent.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field, ValidationError

from application.intake import Row, RowRefused, row_of
from domain.kernel import Frozen, Line
from domain.regions import RegionCode
from domain.report import ConflictSource

REPORT: Final = "id.rukun.laporan.v1"
DETECTION: Final = "id.rukun.deteksi.v1"
LONGEST_IDENTITY: Final = 200


class Sight(StrEnum):
    """What a camera's analysis says it sees."""

    CROWD = "kerumunan"
    FIGHT = "perkelahian"
    FIRE = "pembakaran"
    WEAPON = "senjata"

    @property
    def impact(self) -> int:
        """Were it so: a crowd alone is minor, arms and fire are not (brief 6)."""
        return {Sight.CROWD: 2, Sight.FIGHT: 3, Sight.FIRE: 4, Sight.WEAPON: 4}[self]


class Detection(Frozen):
    """What CCTV analytics tell: which camera, where, what, how sure.

    Never who: no face is recognised (UU 27/2022 Pasal 17).

    ``massa`` counts people; ``keyakinan`` is the analysis' own, between 0 and 1. Coordinates go
    together, in decimal degrees.
    """

    kamera: Line
    wilayah: RegionCode
    terlihat: Sight
    keyakinan: Annotated[float, Field(ge=0, le=1)]
    tempat: Line | None = None
    lintang: Annotated[float, Field(ge=-90, le=90)] | None = None
    bujur: Annotated[float, Field(ge=-180, le=180)] | None = None
    massa: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    sumber_konflik: ConflictSource = ConflictSource.POLITICS_ECONOMY_CULTURE


class MachineEvent(Frozen):
    """One CloudEvent, its envelope checked. ``data`` is an object."""

    type: str
    source: str
    id: str
    time: datetime | None
    data: Mapping[str, Any]


SURE: Final = 0.8
"""From here on a detection counts as possibly true, and what it saw may turn a report red.

Below, it cannot be judged. A machine's word is never more until somebody has looked.
"""


def row_for(event: MachineEvent, client: UUID) -> Row:
    """The event as a row of an import; RowRefused, with the rule, where it cannot be one."""
    write = _WRITERS.get(event.type)
    if write is None:
        known = ", ".join(_WRITERS)
        raise RowRefused("UnknownEventType", f"jenis '{event.type}' tidak dikenal; pakai {known}")
    return {**write(event), "identitas": _identity(event, client)}


def _identity(event: MachineEvent, client: UUID) -> str:
    """By client too: no system can take the place of another's event."""
    said = f"{event.source}#{event.id}"
    kept = f"{str(client)[:8]}:{said}"
    if len(kept) <= LONGEST_IDENTITY and kept.isprintable():
        return kept
    return f"{str(client)[:8]}:sha256:{hashlib.sha256(said.encode()).hexdigest()}"


def _report(event: MachineEvent) -> Row:
    if "identitas" in event.data:
        raise RowRefused("UnknownField", "identitas: sudah dikatakan oleh source dan id")
    when = {"waktu_kejadian": event.time.isoformat()} if event.time else {}
    return {**when, **row_of(event.data)}


def _detection(event: MachineEvent) -> Row:
    try:
        seen = Detection.model_validate(event.data)
    except ValidationError as error:
        wrong = ", ".join(str(each["loc"][0]) if each["loc"] else "data" for each in error.errors())
        raise RowRefused("InvalidField", f"isian deteksi tidak sah: {wrong}") from None
    if event.time is None:
        raise RowRefused("MissingField", "time: wajib diisi; kapan terlihat")
    people = f", kira-kira {seen.massa} orang" if seen.massa is not None else ""
    where = f" di {seen.tempat}" if seen.tempat else ""
    sure = seen.keyakinan >= SURE
    placed = seen.lintang is not None and seen.bujur is not None
    return row_of(
        {
            "sumber": "cctv",
            "judul": f"{seen.terlihat.value.capitalize()} terdeteksi kamera {seen.kamera}"[:200],
            "wilayah": seen.wilayah,
            "tempat": seen.tempat,
            "waktu_kejadian": event.time.isoformat(),
            "ketelitian_waktu": "menit",
            "sumber_konflik": seen.sumber_konflik.value,
            "tema": seen.terlihat.value,
            "uraian": f"Analitik kamera {seen.kamera} mendeteksi {seen.terlihat.value}{where}"
            f"{people}; keyakinan {seen.keyakinan:.0%}. Belum dilihat orang.",
            "nilai_sumber": "F",
            "nilai_informasi": 3 if sure else 6,
            "kemungkinan": 3,
            "dampak": seen.terlihat.impact,
            "massa": seen.massa if sure else None,
            "pembakaran": sure and seen.terlihat is Sight.FIRE,
            "senjata": sure and seen.terlihat is Sight.WEAPON,
            "cara_mendapatkan": "dokumen",
            "lintang": seen.lintang,
            "bujur": seen.bujur,
            "ketelitian_tempat": "titik" if placed else None,
        }
    )


_WRITERS: Final[Mapping[str, Callable[[MachineEvent], Row]]] = {
    REPORT: _report,
    DETECTION: _detection,
}
