"""Paket Forkopimda: what a province's leaders are told of an escalated case, and who has read it.

A pack goes to the offices of the Forum Koordinasi Pimpinan Daerah, each in the hands of one person
who answers for that office. It holds a summary and letters of the case, and shows both only to
who says that they have read it: so a receipt is a fact, and its absence is asked about.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.agency import Agency
from domain.clocks import Asked, Circumstances, Clocked, Wait, WaitKind
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Fact,
    Frozen,
    Narrative,
    Refusal,
    Role,
    Secrecy,
)
from domain.office_book import OfficeRole
from domain.risk import Level

FORUM: Final = (
    OfficeRole.GOVERNOR,
    OfficeRole.PROVINCIAL_COUNCIL,
    OfficeRole.PROVINCIAL_POLICE,
    OfficeRole.PROVINCIAL_PROSECUTOR,
    OfficeRole.MILITARY_COMMAND,
    OfficeRole.PROVINCIAL_SECRETARY,
)
"""The governor as its head, its members, and its secretary (PP 12/2022)."""

AGENCY_OF: Final[Mapping[OfficeRole, Agency]] = {
    OfficeRole.PROVINCIAL_POLICE: Agency.POLRI,
    OfficeRole.MILITARY_COMMAND: Agency.TNI,
}
"""Whose people alone sit for an office; for the others, people of no such agency."""

MOST_LETTERS: Final = 6


class Seat(Frozen):
    """One office of the forum, and who opens the pack for it."""

    office: OfficeRole
    person: UUID


class Seated(Frozen):
    """The same as kept: ``name`` is what the office was called, ``role`` in which one reads."""

    office: OfficeRole
    name: str
    person: UUID
    role: Role


# -- commands ------------------------------------------------------------------------------------


class SendForkopimdaPack(Command):
    """Mengirim paket Forkopimda tentang kasus yang sudah dieskalasi."""

    pack_id: UUID
    case_id: UUID
    summary: Narrative
    letters: Annotated[tuple[UUID, ...], Field(max_length=MOST_LETTERS)] = ()
    seats: Annotated[tuple[Seat, ...], Field(min_length=1, max_length=len(FORUM))]
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Kirim paket Forkopimda"


class OpenForkopimdaPack(Command):
    """Membuka paket Forkopimda dan menyatakan sudah membacanya, sekali untuk setiap orang."""

    pack_id: UUID
    TITLE: ClassVar[str] = "Buka dan nyatakan sudah dibaca"


class FollowUpUnread(Command):
    """Mencatat apa yang dilakukan terhadap anggota yang belum membaca paketnya."""

    pack_id: UUID
    person: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Catat tindak lanjut"


# -- refusals ------------------------------------------------------------------------------------


class NotYetHandedUp(Refusal):
    """Paket Forkopimda dikirim untuk kasus terbuka yang sudah dieskalasi."""

    article = "PP 12/2022"


class SeatTwice(Refusal):
    """Satu jabatan diwakili satu orang, dan satu orang mewakili satu jabatan."""


class CannotSit(Refusal):
    """Orang itu tidak dapat membuka paket ini untuk jabatan yang dipilih:"""


class NotForThePack(Refusal):
    """Yang disertakan harus naskah bernomor dari kasus ini yang masih berlaku."""


class NotAddressed(Refusal):
    """Paket ini tidak dikirim kepada Anda."""


class NothingUnread(Refusal):
    """Anggota itu sudah membaca paketnya, atau tindak lanjutnya sudah dicatat."""


# -- the case ------------------------------------------------------------------------------------


class PackedCase(Clocked):
    """A case as far as packs about it went out."""

    packs: list[UUID]

    class ForkopimdaPackSent(Aggregate.Event):
        """Paket Forkopimda dikirim."""

        NAME = "case.forkopimda_pack_sent"
        QUIET = True
        pack_id: UUID

    @property
    @abstractmethod
    def handed_up(self) -> bool:
        """Whether it is open, and was escalated."""

    def send_pack(self, pack_id: UUID) -> None:
        if not self.handed_up:
            raise NotYetHandedUp
        self._pack_sent(pack_id=pack_id)

    @event(ForkopimdaPackSent)
    def _pack_sent(self, pack_id: UUID) -> None:
        self.packs.append(pack_id)


# -- the pack ------------------------------------------------------------------------------------


class ForkopimdaPack(Clocked):
    """One pack: what it says, to whom it went, who has read it."""

    class Sent(Aggregate.Created):
        """Paket Forkopimda dikirim kepada anggotanya.

        ``secrecy`` is that of the most secret thing in it; ``letters`` are ids.
        """

        NAME = "forkopimda_pack.sent"
        case_id: UUID
        region: str
        level: Level
        secrecy: Secrecy
        summary: Confidential
        letters: tuple[UUID, ...]
        seats: tuple[Seated, ...]

    class Opened(Aggregate.Event):
        """Paket Forkopimda dibaca oleh seorang anggota."""

        NAME = "forkopimda_pack.opened"
        QUIET = True
        person: UUID
        office: OfficeRole

    class FollowedUp(Aggregate.Event):
        """Tindak lanjut terhadap anggota yang belum membaca dicatat."""

        NAME = "forkopimda_pack.followed_up"
        person: UUID
        office: OfficeRole
        explanation: Confidential

    # -- decisions ---------------------------------------------------------------------

    @classmethod
    def send(
        cls,
        command: SendForkopimdaPack,
        at: Circumstances,
        *,
        region: str,
        level: Level,
        secrecy: Secrecy,
        seats: tuple[Seated, ...],
    ) -> "ForkopimdaPack":
        """Each of its readers is waited for, as long as the policy gives them."""
        for taken in ({each.office for each in seats}, {each.person for each in seats}):
            if len(taken) < len(seats):
                raise SeatTwice
        made = cls.begin(
            cls.Sent,
            at.envelope,
            command.pack_id,
            case_id=command.case_id,
            region=region,
            level=level,
            secrecy=secrecy,
            summary=at.sealed(command.summary, command.case_id),
            letters=tuple(dict.fromkeys(command.letters)),
            seats=seats,
        )
        for each in seats:
            asked = Asked(role=each.role, person=each.person)
            made.promise(WaitKind.PACK_READING, asked, at, item=str(each.person))
        return made

    def open(self, command: OpenForkopimdaPack) -> None:
        """A receipt, once: opened again it is no news."""
        office = self._office_of(command.actor)
        if command.actor in self.read:
            return
        self.meet(WaitKind.PACK_READING, item=str(command.actor))
        self._opened(person=command.actor, office=office)

    def follow_up(self, command: FollowUpUnread, at: Circumstances) -> None:
        """What was done instead answers for the reading; it may still come."""
        office = self._office_of(command.person)
        if command.person in self.read | self.followed_up:
            raise NothingUnread
        self.meet(WaitKind.PACK_READING, item=str(command.person))
        self._followed_up(
            person=command.person,
            office=office,
            explanation=at.sealed(command.explanation, self.subject),
        )

    @property
    def readers(self) -> frozenset[UUID]:
        """Whom it was sent to."""
        return frozenset(self.seats)

    def _office_of(self, person: UUID) -> OfficeRole:
        try:
            return self.seats[person]
        except KeyError:
            raise NotAddressed from None

    # -- memory ------------------------------------------------------------------------

    @event(Sent)
    def __init__(
        self,
        case_id: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
        seats: tuple[Seated, ...],
    ) -> None:
        self.case_id: UUID = case_id
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.seats = {each.person: each.office for each in seats}
        self.read: set[UUID] = set()
        self.followed_up: set[UUID] = set()
        self.waits: dict[UUID, Wait] = {}

    @event(Opened)
    def _opened(self, person: UUID, office: OfficeRole) -> None:
        self.read.add(person)

    @event(FollowedUp)
    def _followed_up(self, person: UUID, office: OfficeRole, explanation: Confidential) -> None:
        self.followed_up.add(person)


# -- as a case's file shows it -------------------------------------------------------------------


@dataclass
class PackPage:
    """One pack: what it says, to whom it went, who has read it when."""

    pack_id: UUID
    secrecy: Secrecy
    summary: Confidential
    letters: tuple[UUID, ...]
    seats: tuple[Seated, ...]
    sent_at: datetime
    sent_by: UUID
    event: str
    read: dict[UUID, datetime] = field(default_factory=dict)
    followed_up: dict[UUID, tuple[datetime, Confidential]] = field(default_factory=dict)

    @property
    def readers(self) -> frozenset[UUID]:
        """Whom it was sent to."""
        return frozenset(each.person for each in self.seats)

    @property
    def unread(self) -> tuple[Seated, ...]:
        """Who has not read it, and of whom nothing else is known."""
        known = self.read.keys() | self.followed_up.keys()
        return tuple(each for each in self.seats if each.person not in known)


def fold_pack(packs: dict[UUID, PackPage], fact: Fact) -> None:
    """One more event, on the pages of a case's packs."""
    at = fact.envelope.recorded_at
    match fact:
        case ForkopimdaPack.Sent():
            packs[fact.originator_id] = PackPage(
                pack_id=fact.originator_id,
                secrecy=fact.secrecy,
                summary=fact.summary,
                letters=fact.letters,
                seats=fact.seats,
                sent_at=at,
                sent_by=fact.envelope.actor,
                event=fact.event_id,
            )
        case ForkopimdaPack.Opened() if fact.originator_id in packs:
            packs[fact.originator_id].read[fact.person] = at
        case ForkopimdaPack.FollowedUp() if fact.originator_id in packs:
            packs[fact.originator_id].followed_up[fact.person] = (at, fact.explanation)
