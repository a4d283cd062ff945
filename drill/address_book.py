"""The address book of a drill's office: how the offices its letters name are reached."""

from datetime import date
from typing import Final

from domain.delivery import OfficeAddress
from domain.kernel import Role
from domain.letter_content import PROFILES
from domain.office_book import OfficeBook, OfficeRole

ANYWHERE: Final = "00"
ANY_DAY: Final = date(2020, 1, 1)
MAILED: Final = (
    OfficeRole.PROVINCIAL_POLICE,
    OfficeRole.PROVINCIAL_PROSECUTOR,
    OfficeRole.PROVINCIAL_COUNCIL,
    OfficeRole.PROVINCIAL_SECRETARY,
)


def addresses() -> tuple[OfficeAddress, ...]:
    """The drill's address book: governors read in the house, other offices get mail."""
    book: dict[str, OfficeAddress] = {}
    for profile in PROFILES.values():
        province = profile.region or ANYWHERE
        governor = profile.kop.office_holder
        book[governor] = OfficeAddress(office=governor, role=Role.GOVERNOR)
        offices = OfficeBook(province=province, governor=governor, seat=profile.place, on=ANY_DAY)
        for role in MAILED:
            name, mail = offices.name(role), f"{role.value}.{province}@contoh.example"
            book[name] = OfficeAddress(office=name, mail=mail)
    return tuple(book.values())
