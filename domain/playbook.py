"""Panduan daerah: what a regency or district brings to a musyawarah, version by version.

UU 7/2012 Pasal 40-41: the customary and social institutions that are there and recognised come
first, and the region recognises them. That what is done fits the community is practice, no
article. An institution is named with the office that reaches it, never with a private person.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.clocks import Circumstances
from domain.kernel import Aggregate, Command, Confidential, Frozen, Line, Refusal, key
from domain.regions import RegionCode, RegionLevel, level_of

MOST_INSTITUTIONS: Final = 12
MOST_LINES: Final = 30

Lines = Annotated[tuple[Line, ...], Field(max_length=MOST_LINES)]


class InstitutionKind(StrEnum):
    """Pranata adat or pranata sosial (Pasal 40)."""

    CUSTOMARY = "adat"
    SOCIAL = "sosial"

    @property
    def label(self) -> str:
        return {
            InstitutionKind.CUSTOMARY: "Pranata adat",
            InstitutionKind.SOCIAL: "Pranata sosial",
        }[self]


class LocalInstitution(Frozen):
    """Satu pranata: its name, over what and where it is listened to, and the office to ask."""

    name: Line
    kind: InstitutionKind
    authority: Line
    contact: Line


class ReviseLocalPlaybook(Command):
    """Menetapkan isi panduan daerah suatu kabupaten/kota atau kecamatan, seluruhnya.

    `based_on` is the version the writer had before them; 0 where there was none.
    """

    region: RegionCode
    based_on: Annotated[int, Field(ge=0)] = 0
    institutions: Annotated[tuple[LocalInstitution, ...], Field(max_length=MOST_INSTITUTIONS)] = ()
    practices: Lines = ()
    needs: Lines = ()
    TITLE: ClassVar[str] = "Tetapkan panduan daerah"


class NotOfThisLevel(Refusal):
    """Panduan daerah disusun per kabupaten/kota atau kecamatan."""


class EmptyPlaybook(Refusal):
    """Panduan daerah masih kosong; isi paling sedikit satu pranata, pengalaman, atau kebutuhan."""


class InstitutionTwice(Refusal):
    """Pranata yang sama tertulis dua kali."""


class RevisedMeanwhile(Refusal):
    """Panduan daerah ini sudah punya versi yang lebih baru; buka panduannya, ubah dari sana."""


class NothingRevised(Refusal):
    """Isinya sama dengan versi yang berlaku; tidak ada yang ditetapkan."""


class LocalPlaybook(Aggregate):
    """Panduan daerah of one region; the last version stands, the earlier ones stay on record."""

    class Written(Aggregate.Created):
        """Panduan daerah ditetapkan pertama kali."""

        NAME = "playbook.written"
        region: str
        institutions: tuple[LocalInstitution, ...]
        practices: tuple[Confidential, ...]
        needs: tuple[Confidential, ...]

    class Revised(Aggregate.Event):
        """Versi baru panduan daerah ditetapkan."""

        NAME = "playbook.revised"
        institutions: tuple[LocalInstitution, ...]
        practices: tuple[Confidential, ...]
        needs: tuple[Confidential, ...]

    case_id: UUID | None = None

    @staticmethod
    def id_of(region: str) -> UUID:
        return key("playbook", region)

    @classmethod
    def write(cls, command: ReviseLocalPlaybook, at: Circumstances) -> "LocalPlaybook":
        """The first version. Refuses other regions than regencies and districts."""
        if level_of(command.region) not in (RegionLevel.REGENCY, RegionLevel.DISTRICT):
            raise NotOfThisLevel
        _must_say_something(command)
        if command.based_on:
            raise RevisedMeanwhile
        stream = cls.id_of(command.region)
        return cls.begin(
            cls.Written,
            at.envelope,
            stream,
            region=command.region,
            institutions=command.institutions,
            practices=tuple(at.sealed(each, stream) for each in command.practices),
            needs=tuple(at.sealed(each, stream) for each in command.needs),
        )

    def revise(self, command: ReviseLocalPlaybook, at: Circumstances) -> None:
        """Another version in full, by who had the last one before them."""
        if command.based_on != self.edition:
            raise RevisedMeanwhile
        _must_say_something(command)
        said = (self.institutions, _texts(self.practices), _texts(self.needs))
        if (command.institutions, command.practices, command.needs) == said:
            raise NothingRevised
        self._revised(
            institutions=command.institutions,
            practices=tuple(at.sealed(each, self.id) for each in command.practices),
            needs=tuple(at.sealed(each, self.id) for each in command.needs),
        )

    @event(Written)
    def __init__(
        self,
        region: str,
        institutions: tuple[LocalInstitution, ...],
        practices: tuple[Confidential, ...],
        needs: tuple[Confidential, ...],
    ) -> None:
        self.region = region
        self.edition = 1
        self.institutions = institutions
        self.practices = practices
        self.needs = needs

    @event(Revised)
    def _revised(
        self,
        institutions: tuple[LocalInstitution, ...],
        practices: tuple[Confidential, ...],
        needs: tuple[Confidential, ...],
    ) -> None:
        self.edition += 1
        self.institutions = institutions
        self.practices = practices
        self.needs = needs


def _texts(lines: tuple[Confidential, ...]) -> tuple[str, ...]:
    return tuple(str(each) for each in lines)


def _must_say_something(command: ReviseLocalPlaybook) -> None:
    if not (command.institutions or command.practices or command.needs):
        raise EmptyPlaybook
    names = [each.name.casefold() for each in command.institutions]
    if len(set(names)) < len(names):
        raise InstitutionTwice
