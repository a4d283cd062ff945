"""Retensi arsip kasus: how long a file is kept, worked out from how the case ended last.

A pure function of classification, outcome and last closing; nothing of it is stored, and nothing
destroys itself. That there is a schedule is law (UU 43/2009 Pasal 40 ayat (4)); its years are
each government's own Jadwal Retensi Arsip, and so policy.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from domain.indonesian import long_date
from domain.kernel import Frozen, Secrecy
from domain.stage import Stage


class ArchiveKind(StrEnum):
    """Jenis arsip kasus, as a schedule tells them apart."""

    STATE_OF_CONFLICT = "keadaan_konflik"
    SECRET = "rahasia"  # noqa: S105 - a class of secrecy, no secret
    SETTLED = "selesai"
    REFUTED = "tidak_terbukti"
    DUPLICATE = "duplikat"

    @property
    def label(self) -> str:
        return {
            ArchiveKind.STATE_OF_CONFLICT: "kasus dengan Status Keadaan Konflik atau Satgas",
            ArchiveKind.SECRET: "kasus selesai berklasifikasi Rahasia atau Sangat Rahasia",
            ArchiveKind.SETTLED: "kasus selesai",
            ArchiveKind.REFUTED: "kasus tidak terbukti",
            ArchiveKind.DUPLICATE: "kasus duplikat",
        }[self]


class Fate(StrEnum):
    """Keterangan JRA: what becomes of a file when its time is over."""

    DESTROY = "musnah"
    REVIEW = "dinilai_kembali"
    PERMANENT = "permanen"

    @property
    def label(self) -> str:
        return {
            Fate.DESTROY: "diusulkan musnah",
            Fate.REVIEW: "dinilai kembali",
            Fate.PERMANENT: "permanen, diserahkan kepada lembaga kearsipan",
        }[self]


class Keeping(Frozen):
    """Satu baris JRA: years from the closing, and what follows."""

    years: Annotated[int, Field(ge=1, le=100)]
    fate: Fate = Fate.REVIEW


class RetentionRules(Frozen):
    """JRA untuk kasus. Practice until an office adopts its own schedule: nothing goes unseen.

    The years of a schedule for social conflict are not published; every default is to look again.
    """

    keadaan_konflik: Keeping = Keeping(years=10, fate=Fate.PERMANENT)
    rahasia: Keeping = Keeping(years=10)
    selesai: Keeping = Keeping(years=5)
    tidak_terbukti: Keeping = Keeping(years=2)
    duplikat: Keeping = Keeping(years=2)

    def of(self, kind: ArchiveKind) -> Keeping:
        """The line of one kind."""
        return {
            ArchiveKind.STATE_OF_CONFLICT: self.keadaan_konflik,
            ArchiveKind.SECRET: self.rahasia,
            ArchiveKind.SETTLED: self.selesai,
            ArchiveKind.REFUTED: self.tidak_terbukti,
            ArchiveKind.DUPLICATE: self.duplikat,
        }[kind]


USUAL_RETENTION: Final = RetentionRules()

BASIS: Final = "UU 43/2009 Pasal 40 ayat (4); PP 28/2012"
LONG: Final = 10
"""Years from which on a file is destroyed only with the national archive's consent."""


class Ending(Frozen):
    """One closing of a case, by its day in the region; ``reopened_on`` if it did not last."""

    kind: ArchiveKind
    closed_on: date
    reopened_on: date | None = None


class Retention(Frozen):
    """How long a file is kept, and the sum of it in words."""

    kind: ArchiveKind
    counted_from: date
    until: date
    keeping: Keeping
    policy: str
    explanation: tuple[str, ...]

    def due(self, today: date) -> bool:
        """Whether its time is over."""
        return today >= self.until


def kind_of(stage: Stage, secrecy: Secrecy, *, duplicate: bool, exceptional: bool) -> ArchiveKind:
    """Which line of the schedule a case that has ended falls under; the heaviest first."""
    if exceptional:
        return ArchiveKind.STATE_OF_CONFLICT
    if stage is Stage.REFUTED:
        return ArchiveKind.DUPLICATE if duplicate else ArchiveKind.REFUTED
    return ArchiveKind.SECRET if secrecy.rank >= Secrecy.SECRET.rank else ArchiveKind.SETTLED


def retention(endings: Sequence[Ending], rules: RetentionRules, policy: str) -> Retention | None:
    """From the last closing that stands; None while the case is open."""
    if not endings or endings[-1].reopened_on is not None:
        return None
    last = endings[-1]
    keeping = rules.of(last.kind)
    until = years_after(last.closed_on, keeping.years)
    lapsed = [
        f"Penutupan ke-{turn} ({long_date(each.closed_on)}) tidak dihitung lagi: kasus dibuka"
        f" kembali pada {long_date(each.reopened_on)}."
        for turn, each in enumerate(endings, start=1)
        if each.reopened_on is not None
    ]
    return Retention(
        kind=last.kind,
        counted_from=last.closed_on,
        until=until,
        keeping=keeping,
        policy=policy,
        explanation=(
            *lapsed,
            f"Jenis arsip: {last.kind.label}.",
            _sum(len(endings), last.closed_on, keeping, until, policy),
            f"Sesudah itu: {keeping.fate.label}. {consent(keeping)}",
        ),
    )


def _sum(turn: int, closed: date, keeping: Keeping, until: date, policy: str) -> str:
    return (
        f"Dihitung dari penutupan ke-{turn}, {long_date(closed)}, selama {keeping.years} tahun"
        f" menurut kebijakan {policy}: sampai {long_date(until)}."
    )


def consent(keeping: Keeping) -> str:
    """Who must agree before anything is destroyed (PP 28/2012)."""
    if keeping.fate is Fate.PERMANENT:
        return "Tidak dimusnahkan."
    if keeping.years < LONG:
        return "Pemusnahan memerlukan panitia penilai dan persetujuan gubernur."
    return "Pemusnahan memerlukan persetujuan gubernur dan Kepala ANRI."


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
