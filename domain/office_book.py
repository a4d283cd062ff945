"""Buku jabatan: the offices letters go to, by the part they play, as they are named at a time.

Cabinets rename ministries and the law keeps the old names; a letter is addressed to the office as
it is called on its day. A version is never edited, only followed by another.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.kernel import Frozen
from domain.letter_content import Addressee, profile_for


class OfficeRole(StrEnum):
    """The part an office plays in a letter, whatever it is called today."""

    PRESIDENT = "presiden"
    COORDINATING_MINISTER = "menko_polhukam"
    HOME_MINISTER = "mendagri"
    DEFENCE_MINISTER = "menhan"
    TNI_COMMANDER = "panglima_tni"
    POLICE_CHIEF = "kapolri"
    GOVERNOR = "gubernur"
    PROVINCIAL_SECRETARY = "sekda"
    PROVINCIAL_COUNCIL = "ketua_dprd_provinsi"
    MILITARY_COMMAND = "pangdam"
    PROVINCIAL_POLICE = "kapolda"
    PROVINCIAL_PROSECUTOR = "kajati"
    FINANCE_OFFICER = "ppkd"

    @property
    def label(self) -> str:
        """As a list of recipients to choose from names it."""
        return _LABELS[self]


_LABELS = {
    OfficeRole.PRESIDENT: "Presiden",
    OfficeRole.COORDINATING_MINISTER: "Menteri koordinator bidang politik dan keamanan",
    OfficeRole.HOME_MINISTER: "Menteri Dalam Negeri",
    OfficeRole.DEFENCE_MINISTER: "Menteri Pertahanan",
    OfficeRole.TNI_COMMANDER: "Panglima TNI",
    OfficeRole.POLICE_CHIEF: "Kapolri",
    OfficeRole.GOVERNOR: "Gubernur",
    OfficeRole.PROVINCIAL_SECRETARY: "Sekretaris Daerah",
    OfficeRole.PROVINCIAL_COUNCIL: "Ketua DPRD provinsi",
    OfficeRole.MILITARY_COMMAND: "Pangdam",
    OfficeRole.PROVINCIAL_POLICE: "Kapolda",
    OfficeRole.PROVINCIAL_PROSECUTOR: "Kajati",
    OfficeRole.FINANCE_OFFICER: "Pejabat Pengelola Keuangan Daerah",
}


class NationalOffices(Frozen):
    """Offices of the nation as they are called from a day on."""

    since: date
    names: Mapping[OfficeRole, str]


_BEFORE_2024: Final = {
    OfficeRole.PRESIDENT: "Presiden Republik Indonesia",
    OfficeRole.COORDINATING_MINISTER: "Menteri Koordinator Bidang Politik, Hukum, dan Keamanan",
    OfficeRole.HOME_MINISTER: "Menteri Dalam Negeri",
    OfficeRole.DEFENCE_MINISTER: "Menteri Pertahanan",
    OfficeRole.TNI_COMMANDER: "Panglima Tentara Nasional Indonesia",
    OfficeRole.POLICE_CHIEF: "Kepala Kepolisian Negara Republik Indonesia",
}

NATIONAL_OFFICES: Final = (
    NationalOffices(since=date(2015, 1, 1), names=_BEFORE_2024),
    NationalOffices(
        since=date(2024, 10, 21),
        names=_BEFORE_2024
        | {OfficeRole.COORDINATING_MINISTER: ("Menteri Koordinator Bidang Politik dan Keamanan")},
    ),
)
"""The coordinating ministry was divided with the cabinet of October 2024 (Perpres 139/2024)."""

CAPITAL: Final = "Jakarta"

_COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "31": "Panglima Komando Daerah Militer Jaya",
        "73": "Panglima Komando Daerah Militer XIV/Hasanuddin",
    }
)
"""The military command a province lies in, where this installation knows it."""


class OfficeBook(Frozen):
    """The offices of one province and of the nation, on one day."""

    province: str
    governor: str
    seat: str
    on: date

    def of(self, role: OfficeRole) -> Addressee:
        """The office and the place it sits in."""
        if role in _BEFORE_2024:
            names = next(each.names for each in reversed(NATIONAL_OFFICES) if each.since <= self.on)
            return Addressee(office=names[role], place=CAPITAL)
        return Addressee(office=self._of_province(role), place=self.seat)

    def name(self, role: OfficeRole) -> str:
        """The office alone, as a list of copies names it."""
        return self.of(role).office

    def regent(self, regency: str) -> str:
        """The head of a regency or city, by the region's own name."""
        kind, _, rest = regency.partition(" ")
        return f"Wali Kota {rest}" if kind.casefold() == "kota" else f"Bupati {rest or kind}"

    def _of_province(self, role: OfficeRole) -> str:
        if role is OfficeRole.GOVERNOR:
            return self.governor
        if role is OfficeRole.MILITARY_COMMAND:
            return _COMMANDS.get(self.province, _ANY_COMMAND)
        return f"{_OF_A_PROVINCE[role]} {self.governor.removeprefix('Gubernur ')}"


def offices_of(region: str, on: date) -> OfficeBook:
    """The offices of the province a region lies in, on one day."""
    profile = profile_for(region)
    return OfficeBook(
        province=region[:2], governor=profile.kop.office_holder, seat=profile.place, on=on
    )


_ANY_COMMAND: Final = "Panglima Komando Daerah Militer setempat"

_OF_A_PROVINCE: Final = {
    OfficeRole.PROVINCIAL_SECRETARY: "Sekretaris Daerah Provinsi",
    OfficeRole.PROVINCIAL_COUNCIL: "Ketua Dewan Perwakilan Rakyat Daerah Provinsi",
    OfficeRole.PROVINCIAL_POLICE: "Kepala Kepolisian Daerah",
    OfficeRole.PROVINCIAL_PROSECUTOR: "Kepala Kejaksaan Tinggi",
    OfficeRole.FINANCE_OFFICER: "Pejabat Pengelola Keuangan Daerah Provinsi",
}
"""Before the province's name, as the governor's own title gives it."""
