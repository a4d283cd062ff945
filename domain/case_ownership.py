"""Pemilik kasus: whose office decides, and how a case climbs from district to nation.

A district's or a regency's office owns what it opens in its region and hands it up by an
escalation that a second person approves. From then on the office above decides; the one it came
from reads on and reports. The province hands back to the regency, the nation to the province. The
ladder has no gap: only a red case may skip a rung. What has been escalated climbs on from where
it stands.
"""

from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Circumstances, Clocked
from domain.kernel import Aggregate, Command, Confidential, Narrative, Refusal
from domain.regions import RegionLevel, level_of
from domain.risk import Level


class Rung(StrEnum):
    """Tingkat kantor yang memutuskan: Tim KD kecamatan, kabupaten/kota, provinsi, pusat.

    No `Scale` of the statute: a state of conflict begins at the regency (Pasal 15).
    """

    DISTRICT = "kecamatan"
    REGENCY = "kabupaten_kota"
    PROVINCE = "provinsi"
    NATIONAL = "nasional"

    @property
    def label(self) -> str:
        return {
            Rung.DISTRICT: "Kecamatan",
            Rung.REGENCY: "Kabupaten/Kota",
            Rung.PROVINCE: "Provinsi",
            Rung.NATIONAL: "Nasional",
        }[self]


LADDER: Final = (Rung.DISTRICT, Rung.REGENCY, Rung.PROVINCE, Rung.NATIONAL)
BELOW_PROVINCE: Final = frozenset({Rung.DISTRICT, Rung.REGENCY})
_OFFICE_OF: Final = {
    RegionLevel.VILLAGE: Rung.DISTRICT,
    RegionLevel.DISTRICT: Rung.DISTRICT,
    RegionLevel.REGENCY: Rung.REGENCY,
    RegionLevel.PROVINCE: Rung.PROVINCE,
    RegionLevel.NATIONAL: Rung.PROVINCE,
}


class ReturnToRegency(Command):
    """Mengembalikan kasus kepada kantor kabupaten/kota yang menyerahkannya, dengan alasan."""

    case_id: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Kembalikan ke kabupaten/kota"


class ReturnToProvince(Command):
    """Mencatat bahwa kasus dikembalikan dari tingkat nasional kepada provinsi, dengan alasan."""

    case_id: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Catat dikembalikan ke provinsi"


class RungSkipped(Refusal):
    """Eskalasi naik setingkat demi setingkat; hanya kasus merah boleh melompat, dengan alasan."""


class AlreadyHigher(Refusal):
    """Kasus sudah di tingkat yang lebih tinggi; turunnya dengan pengembalian, bukan eskalasi."""


class AlreadyThere(Refusal):
    """Kasus sudah dieskalasi ke tingkat ini; dari sini hanya dapat diusulkan lebih tinggi."""


class NotWithTheNation(Refusal):
    """Kasus ini tidak sedang di tingkat nasional, atau masih ada yang harus diputuskan di sana."""


class NotHandedUp(Refusal):
    """Kasus ini bukan kasus kabupaten/kota yang sedang ditangani provinsi."""


def rungs_above(rung: Rung, *, or_again: bool, red: bool) -> tuple[Rung, ...]:
    """Where a case on ``rung`` may be handed up to: the next, or any for a red one.

    ``or_again``: the same rung too, for a case that has left it for another stage since.
    """
    here = LADDER.index(rung)
    lowest = max(here if or_again else here + 1, LADDER.index(Rung.REGENCY))
    return LADDER[lowest : None if red else here + 2]


def owner_at(region: str) -> Rung:
    """Whose office a person stands in, by the region their role reaches."""
    return _OFFICE_OF[level_of(region)]


def begins_on(owner: Rung | None) -> Rung:
    """From which rung a case climbs: a district's from its own, any other from the regency's."""
    return Rung.DISTRICT if owner is Rung.DISTRICT else Rung.REGENCY


def outranked(owner: Rung | None, region: str) -> bool:
    """Whether somebody of ``region`` stands below the office that decides.

    The nation has no desk here: what it owns, the province's office writes down.
    """
    if owner is None:
        return False
    decides = min(LADDER.index(owner), LADDER.index(Rung.PROVINCE))
    return LADDER.index(owner_at(region)) < decides


class OwnedCase(Clocked):
    """A case as far as one office owns it. ``owner`` is None for cases older than the rule."""

    owner: Rung | None
    opened_by: Rung | None
    rung: Rung

    class Returned(Aggregate.Event):
        """Kasus dikembalikan kepada kantor kabupaten/kota."""

        NAME = "case.returned_to_regency"
        explanation: Confidential

    class ReturnedToProvince(Aggregate.Event):
        """Kasus dikembalikan dari tingkat nasional kepada provinsi."""

        NAME = "case.returned_to_province"
        explanation: Confidential

    def hand_back(self, command: ReturnToRegency, at: Circumstances, *, settled: bool) -> None:
        """``settled``: no proposal waits and no state of conflict is in force."""
        if self.opened_by not in BELOW_PROVINCE or self.owner is not Rung.PROVINCE or not settled:
            raise NotHandedUp
        self._returned(explanation=at.sealed(command.explanation, self.id))

    def take_back(self, command: ReturnToProvince, at: Circumstances, *, settled: bool) -> None:
        """What the nation sends down; to the regency it goes from there by ``hand_back``."""
        if self.owner is not Rung.NATIONAL or not settled:
            raise NotWithTheNation
        self._returned_to_province(explanation=at.sealed(command.explanation, self.id))

    def must_climb(self, to: Rung, reason: str | None, *, or_again: bool) -> None:
        """One rung up, or again the one it stands on; a red case may skip one, with a reason."""
        if LADDER.index(to) < LADDER.index(self.rung):
            raise AlreadyHigher
        if to is self.rung and not or_again:
            raise AlreadyThere
        red = self.level is Level.RED and reason is not None
        if to not in rungs_above(self.rung, or_again=or_again, red=red):
            raise RungSkipped

    def _owned(self, owner: Rung | None) -> None:
        """How every case begins."""
        self.owner = self.opened_by = owner
        self.rung = begins_on(owner)

    def _climbed(self, to: Rung) -> None:
        self.rung = to
        if self.owner is None or LADDER.index(to) > LADDER.index(self.owner):
            self.owner = to

    @event(Returned)
    def _returned(self, explanation: Confidential) -> None:
        self.owner = self.rung = Rung.REGENCY

    @event(ReturnedToProvince)
    def _returned_to_province(self, explanation: Confidential) -> None:
        self.owner = self.rung = Rung.PROVINCE
