"""Pencegahan: what was done so that no conflict comes, and who declared a peaceful election."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.attachment import Attachable
from domain.clocks import Circumstances, Wait
from domain.kernel import Aggregate, Command, Confidential, Day, Line, Narrative, Refusal, Secrecy
from domain.regions import RegionCode, RegionLevel, level_of, zone_of
from domain.risk import Level


class PreventionKind(StrEnum):
    """Bentuk kegiatan pencegahan, by its letter in PP 2/2015 Pasal 3 (ADR 30 on the wording)."""

    RELIGIOUS_HARMONY = "a"
    COMMUNITY_FORUMS = "b"
    LEGAL_AWARENESS = "c"
    NATIONAL_OUTLOOK = "d"
    REGULATIONS_EXPLAINED = "e"
    PEACE_TRAINING = "f"
    CIVICS = "g"
    CHARACTER = "h"
    RESEARCH_AND_MAPPING = "i"
    EARLY_WARNING = "j"
    TERRITORIAL_GUIDANCE = "k"
    RELIGIOUS_EDUCATION = "l"
    SOCIAL_CAPITAL = "m"
    LOCAL_WISDOM = "n"
    SOCIAL_HARMONY = "o"
    RESILIENT_VILLAGE = "p"
    SOCIAL_DIALOGUE = "q"
    OTHER = "r"

    @property
    def label(self) -> str:
        return _KINDS[self]


_KINDS = {
    PreventionKind.RELIGIOUS_HARMONY: "Penguatan kerukunan umat beragama",
    PreventionKind.COMMUNITY_FORUMS: "Peningkatan forum kerukunan masyarakat",
    PreventionKind.LEGAL_AWARENESS: "Peningkatan kesadaran hukum",
    PreventionKind.NATIONAL_OUTLOOK: "Pendidikan bela negara dan wawasan kebangsaan",
    PreventionKind.REGULATIONS_EXPLAINED: "Sosialisasi peraturan perundang-undangan",
    PreventionKind.PEACE_TRAINING: "Pendidikan dan pelatihan perdamaian",
    PreventionKind.CIVICS: "Pendidikan kewarganegaraan",
    PreventionKind.CHARACTER: "Pendidikan budi pekerti",
    PreventionKind.RESEARCH_AND_MAPPING: (
        "Penelitian dan pemetaan wilayah potensi konflik dan/atau daerah konflik"
    ),
    PreventionKind.EARLY_WARNING: "Penguatan kelembagaan dalam rangka sistem peringatan dini",
    PreventionKind.TERRITORIAL_GUIDANCE: "Pembinaan kewilayahan",
    PreventionKind.RELIGIOUS_EDUCATION: "Pendidikan agama dan penanaman nilai integrasi kebangsaan",
    PreventionKind.SOCIAL_CAPITAL: "Peningkatan dan pemanfaatan modal sosial",
    PreventionKind.LOCAL_WISDOM: "Penguatan akses kearifan lokal",
    PreventionKind.SOCIAL_HARMONY: "Penguatan keserasian sosial",
    PreventionKind.RESILIENT_VILLAGE: "Pengembangan desa berketahanan sosial",
    PreventionKind.SOCIAL_DIALOGUE: "Dialog dan komunikasi antarkelompok",
    PreventionKind.OTHER: "Bentuk lain menurut peraturan perundang-undangan",
}


class RecordPrevention(Command):
    """Mencatat satu kegiatan pencegahan yang sudah dilaksanakan."""

    activity_id: UUID
    kind: PreventionKind
    region: RegionCode
    place: Line
    held_on: Day
    participants: Annotated[int, Field(ge=0, le=1_000_000)]
    result: Narrative
    case_id: UUID | None = None
    TITLE: ClassVar[str] = "Catat kegiatan"


class RecordDeclaration(Command):
    """Mencatat deklarasi pemilu damai suatu kabupaten/kota. Signatories are groups, not persons."""

    declaration_id: UUID
    election: Line
    region: RegionCode
    place: Line
    held_on: Day
    signatories: Annotated[tuple[Line, ...], Field(min_length=1, max_length=60)]
    reference: Line
    TITLE: ClassVar[str] = "Catat deklarasi"


class HeldLater(Refusal):
    """Tanggal pelaksanaannya masih akan datang; catat setelah dilaksanakan."""


class NotARegency(Refusal):
    """Deklarasi dicatat per kabupaten/kota; pilih wilayah kabupaten atau kota."""


class PreventionActivity(Attachable):
    """Kegiatan pencegahan (UU 7/2012 Pasal 6-9; PP 2/2015 Pasal 3), perhaps for one case."""

    class Recorded(Aggregate.Created):
        """Kegiatan pencegahan dicatat."""

        NAME = "prevention.recorded"
        kind: PreventionKind
        region: str
        place: Confidential
        held_on: date
        participants: int
        result: Confidential
        case_id: UUID | None

    @classmethod
    def record(cls, command: RecordPrevention, at: Circumstances) -> "PreventionActivity":
        """What has been held; sealed with its case, where it was held for one."""
        _must_be_over(command.held_on, command.region, at)
        subject = command.case_id or command.activity_id
        return cls.begin(
            cls.Recorded,
            at.envelope,
            command.activity_id,
            kind=command.kind,
            region=command.region,
            place=at.sealed(command.place, subject),
            held_on=command.held_on,
            participants=command.participants,
            result=at.sealed(command.result, subject),
            case_id=command.case_id,
        )

    @event(Recorded)
    def __init__(
        self,
        *,
        kind: PreventionKind,
        region: str,
        place: Confidential,
        held_on: date,
        participants: int,
        result: Confidential,
        case_id: UUID | None,
    ) -> None:
        self.kind = kind
        self.region = region
        self.place = place
        self.held_on = held_on
        self.participants = participants
        self.result = result
        self.case_id = case_id
        self.level = Level.GREEN
        self.secrecy = Secrecy.RESTRICTED
        self.waits: dict[UUID, Wait] = {}


class PeacefulDeclaration(Attachable):
    """Deklarasi pemilu damai: the offices and parties of a regency who signed it."""

    class Recorded(Aggregate.Created):
        """Deklarasi pemilu damai dicatat."""

        NAME = "declaration.recorded"
        election: str
        region: str
        place: Confidential
        held_on: date
        signatories: tuple[str, ...]
        reference: str

    @classmethod
    def record(cls, command: RecordDeclaration, at: Circumstances) -> "PeacefulDeclaration":
        if level_of(command.region) is not RegionLevel.REGENCY:
            raise NotARegency
        _must_be_over(command.held_on, command.region, at)
        return cls.begin(
            cls.Recorded,
            at.envelope,
            command.declaration_id,
            election=command.election,
            region=command.region,
            place=at.sealed(command.place, command.declaration_id),
            held_on=command.held_on,
            signatories=command.signatories,
            reference=command.reference,
        )

    @event(Recorded)
    def __init__(
        self,
        *,
        election: str,
        region: str,
        place: Confidential,
        held_on: date,
        signatories: tuple[str, ...],
        reference: str,
    ) -> None:
        self.case_id = None
        self.election = election
        self.region = region
        self.place = place
        self.held_on = held_on
        self.signatories = signatories
        self.reference = reference
        self.level = Level.GREEN
        self.secrecy = Secrecy.OPEN
        self.waits: dict[UUID, Wait] = {}


def _must_be_over(held_on: date, region: str, at: Circumstances) -> None:
    if held_on > at.now.astimezone(zone_of(region)).date():
        raise HeldLater
