"""The people of a drill: made up, known by role, with the names a letter needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from domain.access import SYSTEM_ACTOR
from domain.kernel import Compartment, Role, Secrecy, key
from domain.letter_content import Signatory, profile_for
from domain.regions import contains


@dataclass(frozen=True)
class Member:
    """Somebody in one role. Who holds two roles is two members with one id."""

    name: str
    role: Role
    unit: str
    region: str = ""
    clearance: Secrecy = Secrecy.SECRET
    holds_role: bool = True
    compartments: tuple[Compartment, ...] = ()

    @property
    def id(self) -> UUID:
        return SYSTEM_ACTOR if self.role is Role.SYSTEM else key("drill", "person", self.name)


MACHINE: Final = Member("mesin", Role.SYSTEM, "mesin")
REPORTERS: Final = tuple(
    Member(f"Anggota FKDM Contoh {number}", Role.REPORTER, "FKDM") for number in (1, 2, 3)
)
OFFICERS: Final = tuple(
    Member(f"Petugas Contoh {number}", Role.CASE_OFFICER, "BKBP") for number in (1, 2, 3)
)
LIAISONS: Final = tuple(
    Member(f"Penghubung Contoh {unit}", Role.LIAISON, unit)
    for unit in ("Polda", "Kodam", "Polres", "Kodim", "Koramil")
)
HEAD: Final = Member("Kepala Badan Contoh", Role.SUPERVISOR, "BKBP")
DEPUTY: Final = Member("Sekretaris Badan Contoh", Role.SUPERVISOR, "BKBP")
DEPUTY_AS_OFFICER: Final = Member("Sekretaris Badan Contoh", Role.CASE_OFFICER, "BKBP")
NEIGHBOURS: Final = tuple(
    Member(f"Petugas Tetangga Contoh {region}", Role.CASE_OFFICER, "BKBP", region)
    for region in ("31", "73")
)
LOCALS: Final = tuple(
    Member(f"Petugas Kota Contoh {region}", Role.CASE_OFFICER, "Kesbangpol Kota", region)
    for region in ("31.74", "73.71", "74.71")
)
UNCLEARED: Final = Member("Penghubung Contoh Desa", Role.LIAISON, "Desa", clearance=Secrecy.OPEN)
FORMER_MEMBER: Final = Member("Mantan Anggota FKDM Contoh", Role.REPORTER, "FKDM")
GOVERNOR: Final = Member("Kantor Gubernur Contoh", Role.GOVERNOR, "Setda")
ADMINISTRATOR: Final = Member("Administrator Contoh", Role.ADMINISTRATOR, "BKBP")
CLEARED: Final = Member(
    "Petugas Intelijen Contoh",
    Role.CASE_OFFICER,
    "BKBP",
    compartments=(Compartment.INTELLIGENCE,),
)
STRANGER: Final = Member("Orang Luar Contoh", Role.CASE_OFFICER, "BKBP", holds_role=False)


class Cast:
    """Everybody; also the drill's ``application.ports.Directory``."""

    def __iter__(self) -> Iterator[Member]:
        yield from (*REPORTERS, *OFFICERS, *LIAISONS, HEAD, DEPUTY, DEPUTY_AS_OFFICER)
        yield from (*NEIGHBOURS, *LOCALS, UNCLEARED, CLEARED, GOVERNOR, ADMINISTRATOR)
        yield FORMER_MEMBER

    def name_of(self, person: UUID) -> str:
        return next((member.name for member in self if member.id == person), "Orang tidak dikenal")

    def head_of_agency(self, region: str) -> Signatory:
        return Signatory(
            office="Kepala Badan Kesatuan Bangsa dan Politik",
            name=HEAD.name,
            rank="Pembina Utama Muda",
            nip="197001011995031001",
        )

    def governor(self, region: str) -> Signatory:
        return Signatory(
            office=profile_for(region).kop.office_holder, name=GOVERNOR.name, elected=True
        )

    def holder(self, person: UUID) -> Member:
        """Who answers for a task: the head, or a liaison."""
        return next(m for m in (HEAD, DEPUTY, *LIAISONS, UNCLEARED) if m.id == person)

    def outsider(self, region: str) -> Member:
        """An officer of another province."""
        return next(each for each in NEIGHBOURS if not contains(each.region, region))
