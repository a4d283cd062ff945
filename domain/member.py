"""Anggota FKDM: proposed, tried, appointed, at work, trained, and gone when the term is over.

Permendagri 2/2018 jo. 46/2019: the forum is formed by the community and recognised by the
government of its region; it gathers and passes on information, and handles nothing. Ages, terms,
seats and targets are the region's own rules (``domain.policy.ForumRules``).
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.attachment import Attachable
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.indonesian import long_date
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Day,
    Frozen,
    Line,
    Narrative,
    Refusal,
    Role,
    Secrecy,
    key,
)
from domain.policy import ForumRules
from domain.regions import RegionCode, RegionLevel, level_of, zone_of
from domain.risk import Level


class Element(StrEnum):
    """Unsur masyarakat yang diwakili seorang anggota."""

    ORGANISATION = "ormas"
    EDUCATION = "pendidik"
    YOUTH = "pemuda"
    CUSTOM = "adat"
    RELIGION = "agama"
    OTHER = "lain"

    @property
    def label(self) -> str:
        return {
            Element.ORGANISATION: "Organisasi kemasyarakatan",
            Element.EDUCATION: "Pendidik",
            Element.YOUTH: "Pemuda",
            Element.CUSTOM: "Tokoh adat",
            Element.RELIGION: "Tokoh agama",
            Element.OTHER: "Unsur masyarakat lain",
        }[self]


class Exam(StrEnum):
    """Tahap seleksi calon."""

    PAPERS = "administrasi"
    COMPUTER = "cat"
    INTERVIEW = "wawancara"

    @property
    def label(self) -> str:
        return {
            Exam.PAPERS: "Administrasi",
            Exam.COMPUTER: "CAT",
            Exam.INTERVIEW: "Wawancara",
        }[self]


class MemberState(StrEnum):
    """Where a member stands."""

    CANDIDATE = "calon"
    SELECTION = "seleksi"
    NOT_SELECTED = "tidak_lolos"
    APPOINTED = "ditetapkan"
    ACTIVE = "aktif"
    ENDED = "berakhir"

    @property
    def label(self) -> str:
        return {
            MemberState.CANDIDATE: "Calon",
            MemberState.SELECTION: "Dalam seleksi",
            MemberState.NOT_SELECTED: "Tidak lolos",
            MemberState.APPOINTED: "Ditetapkan",
            MemberState.ACTIVE: "Aktif",
            MemberState.ENDED: "Berakhir",
        }[self]


_SELECTING = (MemberState.CANDIDATE, MemberState.SELECTION)
_SEATED = (MemberState.APPOINTED, MemberState.ACTIVE)


class NominateMember(Command):
    """Mengusulkan calon anggota FKDM suatu wilayah."""

    member_id: UUID
    region: RegionCode
    name: Line
    born_on: Day
    element: Element
    organisation: Line | None = None
    education: Line
    contact: Line | None = None
    TITLE: ClassVar[str] = "Usulkan calon"


class AssessMember(Command):
    """Mencatat nilai satu tahap seleksi (0-100)."""

    member_id: UUID
    test: Exam
    score: Annotated[int, Field(ge=0, le=100)]
    note: Narrative | None = None
    TITLE: ClassVar[str] = "Catat nilai seleksi"


class TurnDownMember(Command):
    """Menyatakan calon tidak lolos."""

    member_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Nyatakan tidak lolos"


class AppointMember(Command):
    """Mencatat penetapan anggota dengan keputusan kepala daerah dan masa jabatannya."""

    member_id: UUID
    decree: Line
    starts_on: Day
    ends_on: Day
    TITLE: ClassVar[str] = "Tetapkan anggota"


class ActivateMember(Command):
    """Mengaktifkan anggota dan menautkan akunnya sebagai pelapor."""

    member_id: UUID
    person: UUID
    TITLE: ClassVar[str] = "Aktifkan anggota"


class RecordTraining(Command):
    """Mencatat pelatihan yang diikuti anggota."""

    member_id: UUID
    course: Line
    held_on: Day
    organiser: Line
    TITLE: ClassVar[str] = "Catat pelatihan"


class EndMembership(Command):
    """Mengakhiri keanggotaan sebelum masa jabatan habis."""

    member_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Akhiri keanggotaan"


class NotAtThisStep(Refusal):
    """Langkah ini tidak sesuai dengan keadaan anggota."""


class OutsideAge(Refusal):
    """Usia calon pada awal masa jabatan di luar batas yang ditetapkan kebijakan."""


class SelectionIncomplete(Refusal):
    """Seleksi belum lengkap atau nilainya di bawah ambang."""


class ProposerAppoints(Refusal):
    """Yang mengusulkan calon tidak menetapkannya; mintakan kepada orang lain."""


class TermNotAllowed(Refusal):
    """Masa jabatan harus berakhir sesudah dimulai, belum lewat, dan tidak melebihi kebijakan."""


class TermNotBegun(Refusal):
    """Masa jabatan belum dimulai; anggota mulai bertugas paling awal pada hari itu."""


class ForumFull(Refusal):
    """Semua kursi FKDM wilayah ini sudah terisi."""


class NotAReporter(Refusal):
    """Akun itu tidak memegang peran pelapor FKDM; administrator menetapkannya dahulu."""


class MembershipOver(Refusal):
    """Keanggotaan FKDM Anda sudah berakhir; laporan tidak dapat disampaikan atas nama FKDM."""


class Forum(Aggregate):
    """FKDM suatu wilayah: whose seats are taken, until when."""

    class Seated(Aggregate.Created):
        """Kursi pertama FKDM wilayah ini terisi."""

        NAME = "forum.first_seated"
        region: str
        member_id: UUID
        ends_on: date

    class AlsoSeated(Aggregate.Event):
        """Kursi FKDM terisi."""

        NAME = "forum.seated"
        member_id: UUID
        ends_on: date

    class Vacated(Aggregate.Event):
        """Kursi FKDM kosong kembali."""

        NAME = "forum.vacated"
        member_id: UUID

    case_id = None

    @staticmethod
    def id_of(region: str) -> UUID:
        return key("fkdm", region)

    def seat(self, member_id: UUID, ends_on: date, *, today: date, seats: int) -> None:
        """Seats whose term has run out are free again by themselves."""
        if sum(end >= today for end in self.seats.values()) >= seats:
            raise ForumFull(f"Jumlah kursi: {seats}.")
        self._also_seated(member_id=member_id, ends_on=ends_on)

    def vacate(self, member_id: UUID) -> None:
        if member_id in self.seats:
            self._vacated(member_id=member_id)

    @event(Seated)
    def __init__(self, region: str, member_id: UUID, ends_on: date) -> None:
        self.region = region
        self.seats = {member_id: ends_on}

    @event(AlsoSeated)
    def _also_seated(self, member_id: UUID, ends_on: date) -> None:
        self.seats[member_id] = ends_on

    @event(Vacated)
    def _vacated(self, member_id: UUID) -> None:
        del self.seats[member_id]


class Score(Frozen):
    """One stage of the selection and what it came to."""

    test: Exam
    score: int


class Member(Attachable):
    """Anggota FKDM. What is personal is sealed under the member's own key."""

    class Nominated(Aggregate.Created):
        """Calon anggota FKDM diusulkan."""

        NAME = "member.nominated"
        region: str
        name: Confidential
        born_on: Confidential
        element: Element
        organisation: Confidential | None
        education: str
        contact: Confidential | None
        proposer: UUID

    class Assessed(Aggregate.Event):
        """Nilai seleksi dicatat."""

        NAME = "member.assessed"
        result: Score
        note: Confidential | None

    class TurnedDown(Aggregate.Event):
        """Calon dinyatakan tidak lolos."""

        NAME = "member.turned_down"
        explanation: Confidential

    class Appointed(Aggregate.Event):
        """Anggota FKDM ditetapkan."""

        NAME = "member.appointed"
        decree: str
        starts_on: date
        ends_on: date

    class Activated(Aggregate.Event):
        """Anggota FKDM mulai bertugas."""

        NAME = "member.activated"
        person: UUID

    class Trained(Aggregate.Event):
        """Pelatihan anggota dicatat."""

        NAME = "member.trained"
        course: str
        held_on: date
        organiser: str

    class Ended(Aggregate.Event):
        """Keanggotaan FKDM berakhir."""

        NAME = "member.ended"
        explanation: Confidential | None
        by_term: bool

    @classmethod
    def nominate(cls, command: NominateMember, at: Circumstances) -> "Member":
        """A candidate; whether they fit is decided when they are appointed."""
        subject = command.member_id
        return cls.begin(
            cls.Nominated,
            at.envelope,
            subject,
            region=command.region,
            name=at.sealed(command.name, subject),
            born_on=at.sealed(command.born_on.isoformat(), subject),
            element=command.element,
            organisation=_sealed(command.organisation, subject),
            education=command.education,
            contact=_sealed(command.contact, subject),
            proposer=command.actor,
        )

    def assess(self, command: AssessMember, at: Circumstances) -> None:
        """One stage after another; a stage may be marked again until the decision."""
        self._must_be(*_SELECTING)
        self._assessed(
            result=Score(test=command.test, score=command.score),
            note=_sealed(command.note, self.id),
        )

    def turn_down(self, command: TurnDownMember, at: Circumstances) -> None:
        self._must_be(*_SELECTING)
        self._turned_down(explanation=at.sealed(command.explanation, self.id))

    def appoint(self, command: AppointMember, at: Circumstances) -> None:
        """By another than who proposed them, of an age, tried, for a term the rules allow."""
        rules = at.policy.forum
        self._must_be(*_SELECTING)
        if command.actor == self.proposer:
            raise ProposerAppoints
        self._must_be_of_age(command.starts_on, rules)
        self._must_have_passed(rules)
        longest = _years_after(command.starts_on, rules.years)
        today = at.now.astimezone(zone_of(self.region)).date()
        if not max(command.starts_on, today) < command.ends_on <= longest:
            raise TermNotAllowed(f"Paling lama {rules.years} tahun.")
        self._appointed(decree=command.decree, starts_on=command.starts_on, ends_on=command.ends_on)

    def activate(self, command: ActivateMember, at: Circumstances) -> None:
        """At work from now; the term ends by itself."""
        self._must_be(MemberState.APPOINTED)
        if at.now.astimezone(zone_of(self.region)).date() < self.starts_on:
            raise TermNotBegun(f"Dimulai {long_date(self.starts_on)}.")
        self._activated(person=command.person)
        over = datetime.combine(
            self.ends_on + timedelta(days=1), time.min, tzinfo=zone_of(self.region)
        )
        if over > at.now:
            self.promise(WaitKind.MEMBERSHIP_END, Asked(role=Role.CASE_OFFICER), at, due=over)
        else:
            self._ended(explanation=None, by_term=True)

    def train(self, command: RecordTraining) -> None:
        self._must_be(*_SEATED)
        self._trained(course=command.course, held_on=command.held_on, organiser=command.organiser)

    def end(self, command: EndMembership, at: Circumstances) -> None:
        self._must_be(*_SEATED)
        self.withdraw()
        self._ended(explanation=at.sealed(command.explanation, self.id), by_term=False)

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """The term is over; nobody need answer."""
        self._ended(explanation=None, by_term=True)

    @property
    def level_of_forum(self) -> RegionLevel:
        return level_of(self.region)

    def _must_be(self, *states: MemberState) -> None:
        if self.state not in states:
            raise NotAtThisStep(f"Keadaannya: {self.state.label}.")

    def _must_be_of_age(self, on: date, rules: ForumRules) -> None:
        if self.born_on is None:
            raise OutsideAge
        before = (on.month, on.day) < (self.born_on.month, self.born_on.day)
        age = on.year - self.born_on.year - before
        if not rules.youngest <= age <= rules.oldest:
            raise OutsideAge(f"Usia {age}; batasnya {rules.youngest}-{rules.oldest} tahun.")

    def _must_have_passed(self, rules: ForumRules) -> None:
        missing = [each.label for each in Exam if self.scores.get(each, -1) < rules.pass_mark]
        if missing:
            raise SelectionIncomplete(f"{', '.join(missing)}; ambangnya {rules.pass_mark}.")

    @event(Nominated)
    def __init__(
        self,
        *,
        region: str,
        name: Confidential,
        born_on: Confidential,
        element: Element,
        organisation: Confidential | None,
        education: str,
        contact: Confidential | None,
        proposer: UUID,
    ) -> None:
        self.case_id = None
        self.element = element
        self.organisation = organisation
        self.education = education
        self.contact = contact
        self.decree = ""
        self.region = region
        self.level = Level.GREEN
        self.secrecy = Secrecy.RESTRICTED
        self.name = name
        self.born_on = date.fromisoformat(born_on.text) if born_on.text else None
        self.proposer = proposer
        self.state = MemberState.CANDIDATE
        self.scores: dict[Exam, int] = {}
        self.starts_on = date.max
        self.ends_on = date.max
        self.person: UUID | None = None
        self.waits: dict[UUID, Wait] = {}

    @event(Assessed)
    def _assessed(self, result: Score, note: Confidential | None) -> None:
        self.state = MemberState.SELECTION
        self.scores[result.test] = result.score

    @event(TurnedDown)
    def _turned_down(self, explanation: Confidential) -> None:
        self.state = MemberState.NOT_SELECTED

    @event(Appointed)
    def _appointed(self, decree: str, starts_on: date, ends_on: date) -> None:
        self.state = MemberState.APPOINTED
        self.decree = decree
        self.starts_on = starts_on
        self.ends_on = ends_on

    @event(Activated)
    def _activated(self, person: UUID) -> None:
        self.state = MemberState.ACTIVE
        self.person = person

    @event(Trained)
    def _trained(self, course: str, held_on: date, organiser: str) -> None:
        pass

    @event(Ended)
    def _ended(self, explanation: Confidential | None, by_term: bool) -> None:
        self.state = MemberState.ENDED


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; the last of February for its 29th."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)


def _sealed(text: str | None, subject: UUID) -> Confidential | None:
    return Confidential(sealed_for=subject, text=text) if text else None
