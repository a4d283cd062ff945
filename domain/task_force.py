"""Satuan Tugas Penyelesaian Konflik Sosial: formed ad hoc where institutions fail (Pasal 42-48)."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain import law
from domain.clocks import Circumstances, Clocked, Wait
from domain.conflict_terms import Scale
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Frozen,
    Line,
    Narrative,
    Refusal,
    Secrecy,
)
from domain.risk import Level
from domain.state_of_conflict import must_be_autonomous, must_be_its_authority


class Ground(StrEnum):
    """Alasan pembentukan menurut Pasal 42 huruf a-d; huruf e is the state of conflict itself."""

    NO_INSTITUTION = "a"
    NOT_FUNCTIONING = "b"
    NOT_HELD = "c"
    NO_AGREEMENT = "d"

    @property
    def label(self) -> str:
        return {
            Ground.NO_INSTITUTION: "Tidak ada pranata adat dan/atau pranata sosial",
            Ground.NOT_FUNCTIONING: "Pranata adat dan/atau pranata sosial tidak berfungsi",
            Ground.NOT_HELD: "Musyawarah melalui pranata tidak terselenggara",
            Ground.NO_AGREEMENT: "Musyawarah melalui pranata tidak mencapai kesepakatan",
        }[self]


NOTHING_BELIED: Final[Mapping[Ground, str]] = MappingProxyType({})


class Part(StrEnum):
    """Unsur keanggotaan (Pasal 47)."""

    OFFICIAL = "pemerintah"
    COMMUNITY = "masyarakat"

    @property
    def label(self) -> str:
        return {Part.OFFICIAL: "Unsur pemerintah", Part.COMMUNITY: "Unsur masyarakat"}[self]


class Element(StrEnum):
    """Asal anggota (Pasal 47): officials, and the community."""

    HEAD_OF_REGION = "kepala_daerah"
    COUNCIL_CHAIR = "ketua_dprd"
    AGENCY = "instansi"
    POLICE = "polri"
    MILITARY = "tni"
    PROSECUTION = "kejaksaan"
    LOWER_TASK_FORCE = "satgas_bawahan"
    RELIGIOUS = "tokoh_agama"
    CUSTOMARY = "tokoh_adat"
    COMMUNITY_LEADER = "tokoh_masyarakat"
    PEACE_ACTIVIST = "pegiat_perdamaian"
    PARTY = "wakil_pihak"

    @property
    def label(self) -> str:
        return _ELEMENTS[self][1]

    @property
    def part(self) -> Part:
        """Whether a member of this origin sits for the government or for the community."""
        return _ELEMENTS[self][0]


_ELEMENTS = {
    Element.HEAD_OF_REGION: (Part.OFFICIAL, "Kepala daerah"),
    Element.COUNCIL_CHAIR: (Part.OFFICIAL, "Ketua DPRD"),
    Element.AGENCY: (Part.OFFICIAL, "Instansi atau perangkat daerah terkait"),
    Element.POLICE: (Part.OFFICIAL, "Kepolisian"),
    Element.MILITARY: (Part.OFFICIAL, "TNI"),
    Element.PROSECUTION: (Part.OFFICIAL, "Kejaksaan"),
    Element.LOWER_TASK_FORCE: (Part.OFFICIAL, "Unsur Satgas kabupaten/kota"),
    Element.RELIGIOUS: (Part.COMMUNITY, "Tokoh agama"),
    Element.CUSTOMARY: (Part.COMMUNITY, "Tokoh adat"),
    Element.COMMUNITY_LEADER: (Part.COMMUNITY, "Tokoh masyarakat"),
    Element.PEACE_ACTIVIST: (Part.COMMUNITY, "Pegiat perdamaian"),
    Element.PARTY: (Part.COMMUNITY, "Wakil pihak yang berkonflik"),
}


class Sex(StrEnum):
    """Jenis kelamin, as the share of women is counted by it (Pasal 48)."""

    WOMAN = "P"
    MAN = "L"

    @property
    def label(self) -> str:
        return {Sex.WOMAN: "Perempuan", Sex.MAN: "Laki-laki"}[self]


class Duty(StrEnum):
    """Kedudukan dalam Satgas."""

    CHAIR = "ketua"
    DEPUTY = "wakil_ketua"
    SECRETARY = "sekretaris"
    MEMBER = "anggota"

    @property
    def label(self) -> str:
        return {
            Duty.CHAIR: "Ketua",
            Duty.DEPUTY: "Wakil ketua",
            Duty.SECRETARY: "Sekretaris",
            Duty.MEMBER: "Anggota",
        }[self]


class TaskForceOutcome(StrEnum):
    """Bagaimana tugas Satgas berakhir (Pasal 43, 46)."""

    AGREED = "musyawarah_berhasil"
    COURT = "ke_pengadilan"

    @property
    def label(self) -> str:
        return {
            TaskForceOutcome.AGREED: "Musyawarah mencapai kesepakatan",
            TaskForceOutcome.COURT: "Penyelesaian melalui pengadilan",
        }[self]


class Appointee(Frozen):
    """One person as appointed: who, in which office or group, from where, to do what."""

    name: Line
    position: Line
    element: Element
    sex: Sex
    duty: Duty = Duty.MEMBER


class GivenReason(Frozen):
    """Why no member comes from an element that Pasal 47 names."""

    element: Element
    reason: Line


# -- commands ------------------------------------------------------------------------------------


class FormTaskForce(Command):
    """Membentuk Satuan Tugas Penyelesaian Konflik Sosial (Pasal 42-48).

    ``decree`` is the number of a decree that is signed already: another authority's, always.
    """

    task_force_id: UUID
    case_id: UUID
    level: Scale
    grounds: Annotated[tuple[Ground, ...], Field(min_length=1, max_length=len(Ground))]
    explanation: Narrative
    members: Annotated[tuple[Appointee, ...], Field(max_length=40)]
    absences: Annotated[tuple[GivenReason, ...], Field(max_length=len(Element))] = ()
    decree: Line | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Bentuk Satgas"


class FinishTaskForce(Command):
    """Mengakhiri tugas Satgas dengan laporan akhirnya (Pasal 43-46).

    ``agreement`` is the text the parties agreed on; only where they did.
    """

    task_force_id: UUID
    outcome: TaskForceOutcome
    facts: Narrative
    data: Narrative
    protection: Narrative
    options: Narrative
    agreement: Narrative | None = None
    losses: Narrative
    compensation: Narrative
    recommendations: Narrative
    TITLE: ClassVar[str] = "Akhiri tugas Satgas"


# -- refusals ------------------------------------------------------------------------------------


class NoStateOfConflict(Refusal):
    """Satgas dibentuk hanya bila Status Keadaan Konflik sudah ditetapkan dan masih berlaku."""

    article = "UU 7/2012 Pasal 42 huruf e"


class LevelIsNotScale(Refusal):
    """Tingkat Satgas harus sama dengan skala Status Keadaan Konflik yang berlaku."""

    article = "UU 7/2012 Pasal 45"


class PartMissing(Refusal):
    """Satgas terdiri atas unsur pemerintah dan unsur masyarakat; yang belum ada:"""

    article = "UU 7/2012 Pasal 47"


class ElementMissing(Refusal):
    """Unsur keanggotaan yang tidak ada harus disertai alasannya; yang belum:"""

    article = "UU 7/2012 Pasal 47"


class TooFewWomen(Refusal):
    """Unsur masyarakat harus memuat paling sedikit 30 persen perempuan."""

    article = "UU 7/2012 Pasal 48"


class MemberTwice(Refusal):
    """Seorang anggota hanya ditulis satu kali."""


class TaskForceOver(Refusal):
    """Tugas Satgas ini sudah berakhir."""

    article = "UU 7/2012 Pasal 46"


class AgreementMissing(Refusal):
    """Laporan akhir harus memuat teks kesepakatan bila musyawarah berhasil."""

    article = "UU 7/2012 Pasal 44"


class AgreementBeforeCourt(Refusal):
    """Teks kesepakatan tidak dimuat bila penyelesaian melalui pengadilan."""

    article = "UU 7/2012 Pasal 43-44"


class GroundNotShown(Refusal):
    """Alasan pembentukan Satgas tidak sesuai dengan musyawarah yang tercatat:"""

    article = "UU 7/2012 Pasal 42"


class NotAgreedBeforeTaskForce(Refusal):
    """Belum ada musyawarah melalui Satgas yang mencapai kesepakatan."""

    article = "UU 7/2012 Pasal 43, 46"


# -- facts ---------------------------------------------------------------------------------------


class Member(Frozen):
    """One member as kept."""

    name: Confidential
    position: Confidential
    element: Element
    sex: Sex
    duty: Duty


class Absence(Frozen):
    """Why an element of Pasal 47 is not in it, as kept."""

    element: Element
    reason: Confidential


class TaskForce(Clocked):
    """Satgas: formed on its grounds, until the parties agree or go to court."""

    class Formed(Aggregate.Created):
        """Satgas dibentuk (Pasal 42-48).

        ``state_of_conflict`` is ground e: the one in force at the time. ``decree`` is None while
        the governor's own is still to be drawn up. ``absences``: why elements of Pasal 47 are not
        in it; none where nobody asked yet.
        """

        NAME = "task_force.formed"
        case_id: UUID
        region: str
        level: Level
        secrecy: Secrecy
        legal_level: Scale
        grounds: tuple[Ground, ...]
        state_of_conflict: UUID | None
        explanation: Confidential
        members: tuple[Member, ...]
        decree: str | None
        absences: tuple[Absence, ...] = Field(default=(), exclude_if=lambda given: not given)

    class Finished(Aggregate.Event):
        """Tugas Satgas berakhir; laporan akhirnya dicatat (Pasal 43-46).

        ``agreement`` is None where the parties go to court. ``data`` (what was searched for) and
        ``protection`` (of victims, witnesses, reporters, evidence) are None where nobody asked yet.
        """

        NAME = "task_force.finished"
        outcome: TaskForceOutcome
        facts: Confidential
        options: Confidential
        agreement: Confidential | None
        losses: Confidential
        compensation: Confidential
        recommendations: Confidential
        data: Confidential | None = Field(default=None, exclude_if=lambda given: given is None)
        protection: Confidential | None = Field(
            default=None, exclude_if=lambda given: given is None
        )

    # -- decisions ---------------------------------------------------------------------

    @classmethod
    def form(
        cls,
        command: FormTaskForce,
        at: Circumstances,
        *,
        region: str,
        level: Level,
        secrecy: Secrecy,
        state: tuple[UUID, Scale] | None,
        belied: Mapping[Ground, str] = NOTHING_BELIED,
    ) -> "TaskForce":
        """``state`` is the case's state of conflict in force, and its scale.

        ``belied``: the grounds that the record of its deliberations speaks against, and how.
        """
        readings = at.policy.readings
        must_be_autonomous(command.level, region, readings)
        must_be_its_authority(command.level, command.decree)
        if state is None and readings.task_force_needs_state_of_conflict:
            raise NoStateOfConflict
        if state is not None and state[1] is not command.level:
            raise LevelIsNotScale(f"Skalanya {state[1].label}.")
        if against := [belied[each] for each in sorted(set(command.grounds)) if each in belied]:
            raise GroundNotShown("; ".join(against) + ".")
        _well_composed(command.members)
        absent = _accounted_for(command)
        case = command.case_id
        return cls.begin(
            cls.Formed,
            at.envelope,
            command.task_force_id,
            case_id=case,
            region=region,
            level=level,
            secrecy=secrecy,
            legal_level=command.level,
            grounds=tuple(sorted(set(command.grounds))),
            state_of_conflict=state[0] if state else None,
            explanation=at.sealed(command.explanation, case),
            members=tuple(
                Member(
                    name=at.sealed(each.name, case),
                    position=at.sealed(each.position, case),
                    element=each.element,
                    sex=each.sex,
                    duty=each.duty,
                )
                for each in command.members
            ),
            decree=command.decree,
            absences=tuple(
                Absence(element=each.element, reason=at.sealed(each.reason, case))
                for each in absent
            ),
        )

    def finish(self, command: FinishTaskForce, at: Circumstances, *, agreed: bool) -> None:
        """``agreed``: whether a deliberation through the task force came to an agreement."""
        if not self.standing:
            raise TaskForceOver
        if command.outcome is TaskForceOutcome.AGREED:
            if not agreed:
                raise NotAgreedBeforeTaskForce
            if command.agreement is None:
                raise AgreementMissing
        elif command.agreement is not None:
            raise AgreementBeforeCourt
        case = self.case_id
        self._finished(
            outcome=command.outcome,
            facts=at.sealed(command.facts, case),
            options=at.sealed(command.options, case),
            agreement=at.sealed(command.agreement, case) if command.agreement else None,
            losses=at.sealed(command.losses, case),
            compensation=at.sealed(command.compensation, case),
            recommendations=at.sealed(command.recommendations, case),
            data=at.sealed(command.data, case),
            protection=at.sealed(command.protection, case),
        )

    # -- memory ------------------------------------------------------------------------

    @event(Formed)
    def __init__(
        self,
        case_id: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
        legal_level: Scale,
    ) -> None:
        self.case_id: UUID = case_id
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.legal_level = legal_level
        self.standing = True
        self.outcome: TaskForceOutcome | None = None
        self.waits: dict[UUID, Wait] = {}

    @event(Finished)
    def _finished(
        self,
        outcome: TaskForceOutcome,
        facts: Confidential,
        options: Confidential,
        agreement: Confidential | None,
        losses: Confidential,
        compensation: Confidential,
        recommendations: Confidential,
        data: Confidential | None,
        protection: Confidential | None,
    ) -> None:
        self.standing = False
        self.outcome = outcome


def _asked_for(level: Scale) -> tuple[Element, ...]:
    """The elements Pasal 47 names for a task force of that level; of the nation's own we know none.

    A regency's has no task force below it.
    """
    if level is Scale.NATIONAL:
        return ()
    lowest = level is Scale.REGENCY
    return tuple(each for each in Element if not (lowest and each is Element.LOWER_TASK_FORCE))


def _accounted_for(command: FormTaskForce) -> list[GivenReason]:
    """Each element of Pasal 47 is there, or a reason says why not; answers with those reasons."""
    there = {each.element for each in command.members}
    reasons = [each for each in command.absences if each.element not in there]
    known = there | {each.element for each in reasons}
    if missing := [each for each in _asked_for(command.level) if each not in known]:
        raise ElementMissing("; ".join(each.label.lower() for each in missing) + ".")
    return reasons


def _well_composed(members: tuple[Appointee, ...]) -> None:
    """Both parts are there, nobody twice, and of the community at least 30 percent are women."""
    if len({(each.name.casefold(), each.position.casefold()) for each in members}) < len(members):
        raise MemberTwice
    parts = {each.element.part for each in members}
    if missing := [each.label.lower() for each in Part if each not in parts]:
        raise PartMissing("; ".join(missing) + ".")
    community = [each for each in members if each.element.part is Part.COMMUNITY]
    women = sum(each.sex is Sex.WOMAN for each in community)
    if 100 * women < law.WOMENS_SHARE * len(community):
        needed = -(-law.WOMENS_SHARE * len(community) // 100)
        raise TooFewWomen(f"Sekarang {women} dari {len(community)}; perlu paling sedikit {needed}.")
