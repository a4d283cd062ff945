"""Laporan Informasi: what somebody saw, kept as told, and what the office made of it."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import AwareDatetime, Field

from domain.attachment import Attachable
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.correction import NothingCorrected
from domain.inquiry import Askable
from domain.kernel import (
    Aggregate,
    Channel,
    Command,
    Compartment,
    Confidential,
    Envelope,
    Frozen,
    Line,
    Moment,
    Narrative,
    Refusal,
    Role,
    Secrecy,
    key,
)
from domain.regions import RegionCode
from domain.report_details import Details, SealedDetails, identity_in
from domain.risk import (
    InformationGrade,
    Level,
    RiskAssessment,
    RiskCorrection,
    RiskInputs,
    SourceGrade,
    assess,
)


class Source(StrEnum):
    """Saluran asal laporan (Permendagri 2/2018; brief 2.3)."""

    FKDM = "fkdm"
    VILLAGE_OFFICE = "kelurahan_desa"
    DISTRICT_OFFICE = "kecamatan"
    POLICE = "polri"
    MILITARY = "tni"
    INTELLIGENCE = "intelijen"
    ELECTION_WATCH = "bawaslu"
    CCTV = "cctv"
    CYBER_WATCH = "pemantauan_siber"
    MEDIA = "media"
    PUBLIC = "masyarakat"

    @property
    def label(self) -> str:
        return _SOURCE_LABELS[self]

    @property
    def compartment(self) -> Compartment | None:
        """Where what it tells is kept apart."""
        return Compartment.INTELLIGENCE if self is Source.INTELLIGENCE else None

    @property
    def tellers(self) -> frozenset[Role]:
        """Who may file what this channel tells: its own people, and officers who write it down."""
        return _TELLERS.get(self, frozenset()) | {Role.CASE_OFFICER}

    def may_be_told_by(self, role: Role, channel: Channel) -> bool:
        """Also by its own system, which holds a token; no person fills its channel by hand."""
        by_its_system = self in _SYSTEMS and role is Role.REPORTER and channel is Channel.API
        return role in self.tellers or by_its_system


_TELLERS = {
    Source.FKDM: frozenset({Role.REPORTER}),
    Source.VILLAGE_OFFICE: frozenset({Role.REPORTER}),
    Source.DISTRICT_OFFICE: frozenset({Role.REPORTER}),
    Source.POLICE: frozenset({Role.LIAISON}),
    Source.MILITARY: frozenset({Role.LIAISON}),
    Source.INTELLIGENCE: frozenset({Role.LIAISON}),
    Source.MEDIA: frozenset({Role.REPORTER, Role.LIAISON}),
    Source.PUBLIC: frozenset({Role.REPORTER, Role.LIAISON}),
}
"""Beside officers. Bawaslu, CCTV and cyber monitoring come in through an officer, or by a system.

Practice, not law (brief 2.3-2.5).
"""

_SYSTEMS = frozenset({Source.ELECTION_WATCH, Source.CCTV, Source.CYBER_WATCH})
"""Channels that have a system of their own."""

_SOURCE_LABELS = {
    Source.FKDM: "FKDM",
    Source.VILLAGE_OFFICE: "Kelurahan/desa",
    Source.DISTRICT_OFFICE: "Kecamatan",
    Source.POLICE: "Polri",
    Source.MILITARY: "TNI",
    Source.INTELLIGENCE: "Intelijen (rujukan)",
    Source.ELECTION_WATCH: "Bawaslu",
    Source.CCTV: "CCTV / kota cerdas",
    Source.CYBER_WATCH: "Pemantauan siber",
    Source.MEDIA: "Media",
    Source.PUBLIC: "Masyarakat",
}


class ConflictSource(StrEnum):
    """Sumber Konflik (UU 7/2012 Pasal 5)."""

    POLITICS_ECONOMY_CULTURE = "a"
    RELIGION_ETHNICITY = "b"
    BOUNDARIES = "c"
    NATURAL_RESOURCES = "d"
    UNEQUAL_DISTRIBUTION = "e"

    @property
    def label(self) -> str:
        return _CONFLICT_SOURCE_LABELS[self]


_CONFLICT_SOURCE_LABELS = {
    ConflictSource.POLITICS_ECONOMY_CULTURE: "Politik, ekonomi, dan sosial budaya",
    ConflictSource.RELIGION_ETHNICITY: "Antarumat/interumat beragama, antarsuku, antaretnis",
    ConflictSource.BOUNDARIES: "Batas wilayah desa, kabupaten/kota, atau provinsi",
    ConflictSource.NATURAL_RESOURCES: "Sumber daya alam antarmasyarakat atau dengan pelaku usaha",
    ConflictSource.UNEQUAL_DISTRIBUTION: "Distribusi sumber daya alam yang tidak seimbang",
}


class Realm(StrEnum):
    """Ranah: in the street or on the net."""

    REAL_WORLD = "dunia_nyata"
    CYBERSPACE = "dunia_maya"

    @property
    def label(self) -> str:
        return "Dunia nyata" if self is Realm.REAL_WORLD else "Dunia maya"


class Support(Frozen):
    """Who tells something, by which channel, and how far it is to be believed.

    ``taken_down``: ``reporter`` is the officer who wrote down what the channel told.
    """

    source: Source
    reporter: UUID
    source_grade: SourceGrade
    information_grade: InformationGrade
    taken_down: bool = False


class Pointer(Frozen):
    """Rujukan intelijen: where what intelligence knows is kept, and nothing of what it says."""

    reference: Line
    holder: Line


class FileReport(Command):
    """Menyampaikan Laporan Informasi; dari intelijen hanya rujukannya."""

    report_id: UUID
    title: Line
    region: RegionCode
    place: Line | None = None
    source: Source
    realm: Realm = Realm.REAL_WORLD
    conflict_source: ConflictSource
    theme: Line
    facts: Narrative | None = None
    pointer: Pointer | None = None
    opinion: Narrative | None = None
    parties: Annotated[tuple[Line, ...], Field(max_length=12)] = ()
    source_grade: SourceGrade
    information_grade: InformationGrade
    risk: RiskInputs
    happened_at: Moment
    day_known: bool = True
    secrecy: Secrecy = Secrecy.RESTRICTED
    external_id: Line | None = None
    invented: tuple[Line, ...] = ()
    details: Details = Details()
    history: bool = False

    TITLE: ClassVar[str] = "Sampaikan laporan"


class NoteAsInformation(Command):
    """Mencatat laporan sebagai informasi saja: tidak ada potensi konflik."""

    report_id: UUID
    conclusion: Narrative

    TITLE: ClassVar[str] = "Catat sebagai informasi"


class ReopenReport(Command):
    """Mengembalikan ke triase laporan yang dicatat sebagai informasi, dengan alasan."""

    report_id: UUID
    explanation: Narrative

    TITLE: ClassVar[str] = "Triase lagi"


class CorrectReport(Command):
    """Meralat isian laporan yang keliru; yang semula tercatat tetap tersimpan."""

    report_id: UUID
    title: Line | None = None
    place: Line | None = None
    facts: Narrative | None = None
    opinion: Narrative | None = None
    parties: Annotated[tuple[Line, ...], Field(min_length=1, max_length=12)] | None = None
    happened_at: Moment | None = None
    source_grade: SourceGrade | None = None
    information_grade: InformationGrade | None = None
    theme: Line | None = None
    conflict_source: ConflictSource | None = None
    risk: RiskCorrection | None = None
    explanation: Narrative

    TITLE: ClassVar[str] = "Ralat laporan"


class SupplementReport(Command):
    """Menambah keterangan pada laporan yang sudah masuk."""

    report_id: UUID
    text: Narrative

    TITLE: ClassVar[str] = "Tambah keterangan"


class ReportedFromTheFuture(Refusal):
    """Waktu kejadian berada di masa depan; periksa tanggal dan jamnya."""


class NotYourChannel(Refusal):
    """Saluran ini tidak diisi oleh peran Anda; sampaikan melalui petugas Kesbangpol."""


class PointerOnly(Refusal):
    """Dari intelijen hanya dicatat nomor rujukan dan pemegangnya; isinya tidak ditulis di sini."""

    article = "UU 17/2011 Pasal 25-26"


class PointerOutOfPlace(Refusal):
    """Rujukan intelijen hanya untuk laporan dari intelijen."""


class FactsMissing(Refusal):
    """Fakta wajib ditulis."""


class HistoryUnsourced(Refusal):
    """Riwayat dimasukkan oleh petugas, dengan menyebut dokumen sumbernya."""


class PartyIsAPerson(Refusal):
    """Para pihak disebut sebagai kelompok, bukan orang; hapus identitas pribadinya."""

    article = "UU 27/2022 Pasal 16"


class CyberspaceWithoutTrace(Refusal):
    """Laporan dunia maya harus menyebut platform atau tautannya."""


class AlreadyTriaged(Refusal):
    """Laporan ini sudah ditriase."""


class NotNotedAsInformation(Refusal):
    """Hanya laporan yang oleh petugas dicatat sebagai informasi dapat ditriase lagi."""


class NotYourReport(Refusal):
    """Keterangan tambahan hanya dari pelapornya atau dari petugas."""


class AlreadyFiled(Refusal):
    """Laporan dengan identitas yang sama sudah tercatat."""


CORRECTABLE: Final = {
    "title": "perihal",
    "place": "tempat kejadian",
    "facts": "fakta",
    "opinion": "pendapat pelapor",
    "parties": "para pihak",
    "happened_at": "waktu kejadian",
    "source_grade": "nilai sumber",
    "information_grade": "nilai informasi",
    "theme": "tema",
    "conflict_source": "sumber konflik",
    "risk": "penilaian risiko",
}
"""Fields of a report that may be corrected, and what a reader calls them.

Its region and secrecy are not among them: they decide who reads it. Its risk is assessed anew from
the corrected inputs, by the rules it was assessed by; a case's own level follows by a change of
level alone.
"""


_UNSEALED: Final = frozenset(
    {"happened_at", "source_grade", "information_grade", "theme", "conflict_source", "risk"}
)
"""What of it names nobody and tells no story."""


class Triage(StrEnum):
    """What became of a report at the desk."""

    WAITING = "menunggu"
    CASE = "kasus"
    INFORMATION = "informasi"


class Report(Attachable, Askable):
    """Laporan Informasi: immutable once filed; only its triage is decided later."""

    class Filed(Aggregate.Created):
        """Laporan diterima, dengan penilaian risikonya."""

        NAME = "report.filed"
        title: Confidential
        region: str
        place: Confidential | None
        source: Source
        realm: Realm
        conflict_source: ConflictSource
        theme: str
        facts: Confidential
        opinion: Confidential | None
        parties: tuple[Confidential, ...]
        source_grade: SourceGrade
        information_grade: InformationGrade
        risk: RiskAssessment
        happened_at: AwareDatetime
        day_known: bool
        secrecy: Secrecy
        reporter: UUID
        external_id: str | None
        invented: tuple[str, ...]
        details: SealedDetails | None = None
        history: bool = False

    class KeptAsHistory(Aggregate.Event):
        """Dimasukkan sebagai riwayat dari dokumen lama; tidak ditriase."""

        NAME = "report.kept_as_history"

    class OpenedAsCase(Aggregate.Event):
        """Laporan menjadi dasar pembukaan kasus."""

        NAME = "report.opened_as_case"
        case_id: UUID

    class JoinedToCase(Aggregate.Event):
        """Laporan dilampirkan pada kasus yang sudah ada."""

        NAME = "report.joined_to_case"
        case_id: UUID
        explanation: Confidential

    class NotedAsInformation(Aggregate.Event):
        """Laporan dicatat sebagai informasi; tidak ada potensi konflik."""

        NAME = "report.noted_as_information"
        conclusion: Confidential

    class Reopened(Aggregate.Event):
        """Laporan kembali ke triase."""

        NAME = "report.reopened"
        explanation: Confidential

    class Corrected(Aggregate.Event):
        """Isian laporan diralat.

        What is None stands as it was.
        """

        NAME = "report.corrected"
        title: Confidential | None
        place: Confidential | None
        facts: Confidential | None
        opinion: Confidential | None
        parties: tuple[Confidential, ...] | None
        happened_at: AwareDatetime | None
        source_grade: SourceGrade | None
        information_grade: InformationGrade | None
        theme: str | None = None
        conflict_source: ConflictSource | None = None
        risk: RiskAssessment | None = None
        explanation: Confidential

    class Supplemented(Aggregate.Event):
        """Keterangan ditambahkan pada laporan."""

        NAME = "report.supplemented"
        text: Confidential

    @classmethod
    def file(
        cls,
        command: FileReport,
        at: Circumstances,
        *,
        election_index: float | None,
        recent_incidents: int,
        election_edition: str | None = None,
        election_category: str | None = None,
    ) -> "Report":
        """Accepts the report and opens its triage window, unless it is history.

        The Bawaslu index and the region's recent incidents are inputs of the risk and are
        kept with it, so that a replay explains the colour.
        """
        if not command.source.may_be_told_by(command.role, command.channel):
            raise NotYourChannel(f"Saluran: {command.source.label}.")
        title, facts = told_by(command)
        details = command.details
        if max(command.happened_at, details.obtained_at or command.happened_at) > at.now:
            raise ReportedFromTheFuture
        if command.realm is Realm.CYBERSPACE and not (details.platform or details.link):
            raise CyberspaceWithoutTrace
        _only_groups(command.parties)
        if command.history and (command.role is not Role.CASE_OFFICER or not details.document):
            raise HistoryUnsourced
        inputs = command.risk.model_copy(
            update={
                "election_index": election_index,
                "election_edition": election_edition,
                "election_category": election_category,
                "recent_incidents": recent_incidents,
            }
        )
        risk = assess(inputs, at.policy.risk, at.policy.version)
        subject = command.report_id
        report = cls.begin(
            cls.Filed,
            at.envelope,
            command.report_id,
            title=at.sealed(title, subject),
            region=command.region,
            place=at.sealed(command.place, subject) if command.place else None,
            source=command.source,
            realm=command.realm,
            conflict_source=command.conflict_source,
            theme=command.theme,
            facts=at.sealed(facts, subject),
            opinion=at.sealed(command.opinion, subject) if command.opinion else None,
            parties=tuple(at.sealed(party, subject) for party in command.parties),
            source_grade=command.source_grade,
            information_grade=command.information_grade,
            risk=risk,
            happened_at=command.happened_at,
            day_known=command.day_known
            and (details.time_precision is None or details.time_precision.day_known),
            secrecy=command.secrecy,
            reporter=command.actor,
            external_id=command.external_id,
            invented=command.invented,
            details=details.sealed(subject),
            history=command.history,
        )
        report.keep_apart(command.source.compartment)
        if command.history:
            report._kept_as_history()
        else:
            report.promise(WaitKind.TRIAGE, Asked(role=Role.CASE_OFFICER), at)
        return report

    @staticmethod
    def id_of(source: Source, external_id: str) -> UUID:
        """The stream of a report that has an identity of its own elsewhere."""
        return key("report", source, external_id)

    @property
    def own_to(self) -> frozenset[UUID]:
        return frozenset({self.reporter})

    @property
    def settled(self) -> bool:
        return self.triage is Triage.INFORMATION

    def open_as_case(self, case_id: UUID) -> None:
        self._must_wait()
        self.meet(WaitKind.TRIAGE, WaitKind.CLAIM)
        self._opened_as_case(case_id=case_id)

    def join(self, case_id: UUID, explanation: str, at: Circumstances) -> None:
        """To a case that is there already: its triage is done."""
        self._must_wait()
        self.meet(WaitKind.TRIAGE, WaitKind.CLAIM)
        self._joined_to_case(case_id=case_id, explanation=at.sealed(explanation, self.id))

    @property
    def support(self) -> Support:
        """What the report, as it now stands, lends to a case."""
        return Support(
            source=self.source,
            reporter=self.reporter,
            source_grade=self.told["source_grade"],
            information_grade=self.told["information_grade"],
            taken_down=self.taken_down,
        )

    def note_as_information(self, command: NoteAsInformation, at: Circumstances) -> None:
        self._must_wait()
        self.meet(WaitKind.TRIAGE, WaitKind.CLAIM)
        self.end_inquiry()
        self._noted_as_information(conclusion=at.sealed(command.conclusion, self.id))

    def reopen(self, command: ReopenReport, at: Circumstances) -> None:
        """What one officer took for nothing is weighed again, in a window of its own."""
        if not self.noted:
            raise NotNotedAsInformation
        self._reopened(explanation=at.sealed(command.explanation, self.id))
        self.promise(WaitKind.TRIAGE, Asked(role=Role.CASE_OFFICER), at)

    def correct(self, command: CorrectReport, at: Circumstances) -> None:
        """Says beside what was filed what is right; only what differs is written.

        Corrected inputs are assessed by the rules of the policy the report is pinned to, in the
        context it was filed in. A promised deadline stays as it was promised.
        """
        if command.happened_at is not None and command.happened_at > at.now:
            raise ReportedFromTheFuture
        _only_groups(command.parties or ())
        wished = {name: getattr(command, name) for name in CORRECTABLE}
        wished["risk"] = self._assessed_anew(command.risk, at)
        said = {
            name: value for name, value in wished.items() if value not in (None, self.told[name])
        }
        if not said:
            raise NothingCorrected
        facts = dict.fromkeys(CORRECTABLE) | {
            name: value if name in _UNSEALED else self._sealed(value, at)
            for name, value in said.items()
        }
        self._corrected(**facts, explanation=at.sealed(command.explanation, self.id))

    def _assessed_anew(
        self, correction: RiskCorrection | None, at: Circumstances
    ) -> RiskAssessment | None:
        """None where no input is another than it was."""
        inputs = correction.of(self.risk.inputs) if correction else self.risk.inputs
        if inputs == self.risk.inputs:
            return None
        return assess(inputs, at.policy.risk, at.policy.version)

    def supplement(self, command: SupplementReport, at: Circumstances) -> None:
        """By who told it, or by the office."""
        if command.role is not Role.CASE_OFFICER and command.actor != self.reporter:
            raise NotYourReport
        self._supplemented(text=at.sealed(command.text, self.id))

    def _sealed(self, value: Any, at: Circumstances) -> Any:
        match value:
            case tuple():
                return tuple(at.sealed(each, self.id) for each in value)
            case _:
                return at.sealed(value, self.id)

    def _must_wait(self) -> None:
        if self.triage is not Triage.WAITING:
            raise AlreadyTriaged(f"Hasil triase: {self.triage}.")

    @event(Filed)
    def __init__(
        self,
        *,
        title: Confidential,
        region: str,
        source: Source,
        envelope: Envelope,
        theme: str,
        risk: RiskAssessment,
        secrecy: Secrecy,
        reporter: UUID,
        conflict_source: ConflictSource,
        parties: tuple[Confidential, ...],
        place: Confidential | None,
        facts: Confidential,
        opinion: Confidential | None,
        happened_at: AwareDatetime,
        source_grade: SourceGrade,
        information_grade: InformationGrade,
        realm: Realm,
    ) -> None:
        self.realm = realm
        self.told: dict[str, Any] = {
            "title": title.text,
            "place": place.text if place else None,
            "facts": facts.text,
            "opinion": opinion.text if opinion else None,
            "parties": tuple(each.text for each in parties),
            "happened_at": happened_at,
            "source_grade": source_grade,
            "information_grade": information_grade,
            "theme": theme,
            "conflict_source": conflict_source,
            "risk": risk,
        }
        self.case_id = None
        self.compartment: Compartment | None = None
        self.apart: set[UUID] = set()
        self.source = source
        self.taken_down = envelope.role is Role.CASE_OFFICER
        self.by_machine = envelope.channel is Channel.API
        self.asked = None
        self.title = title
        self.region = region
        self.theme = theme
        self.risk = risk
        self.level: Level = risk.level
        self.secrecy = secrecy
        self.reporter = reporter
        self.conflict_source = conflict_source
        self.parties = parties
        self.triage = Triage.WAITING
        self.noted = False
        self.waits: dict[UUID, Wait] = {}

    @event(KeptAsHistory)
    def _kept_as_history(self) -> None:
        self.triage = Triage.INFORMATION

    @event(OpenedAsCase)
    def _opened_as_case(self, case_id: UUID) -> None:
        self.triage = Triage.CASE
        self.case_id = case_id

    @event(JoinedToCase)
    def _joined_to_case(self, case_id: UUID, explanation: Confidential) -> None:
        self.triage = Triage.CASE
        self.case_id = case_id

    @event(NotedAsInformation)
    def _noted_as_information(self, conclusion: Confidential) -> None:
        self.triage = Triage.INFORMATION
        self.noted = True

    @event(Reopened)
    def _reopened(self, explanation: Confidential) -> None:
        self.triage = Triage.WAITING
        self.noted = False

    @event(Corrected)
    def _corrected(
        self,
        *,
        title: Confidential | None,
        place: Confidential | None,
        facts: Confidential | None,
        opinion: Confidential | None,
        parties: tuple[Confidential, ...] | None,
        happened_at: AwareDatetime | None,
        source_grade: SourceGrade | None,
        information_grade: InformationGrade | None,
        theme: str | None,
        conflict_source: ConflictSource | None,
        risk: RiskAssessment | None,
        explanation: Confidential,
    ) -> None:
        self.title = title or self.title
        self.parties = parties or self.parties
        said: dict[str, object] = {
            "title": title and title.text,
            "place": place and place.text,
            "facts": facts and facts.text,
            "opinion": opinion and opinion.text,
            "parties": parties and tuple(each.text for each in parties),
            "happened_at": happened_at,
            "source_grade": source_grade,
            "information_grade": information_grade,
            "theme": theme,
            "conflict_source": conflict_source,
            "risk": risk,
        }
        self.theme = theme or self.theme
        self.conflict_source = conflict_source or self.conflict_source
        self.risk = risk or self.risk
        self.level = self.risk.level
        self.told |= {name: value for name, value in said.items() if value is not None}

    @event(Supplemented)
    def _supplemented(self, text: Confidential) -> None:
        pass


def told_by(command: FileReport) -> tuple[str, str]:
    """Title and facts; of intelligence only where it is kept (brief 5.2)."""
    pointer, facts = command.pointer, command.facts
    if command.source is not Source.INTELLIGENCE:
        if pointer is not None:
            raise PointerOutOfPlace
        if facts is None:
            raise FactsMissing
        return command.title, facts
    told = (facts, command.opinion, command.place, command.details.sealed(command.report_id))
    if pointer is None or command.parties or any(each is not None for each in told):
        raise PointerOnly
    where = f"Nomor rujukan {pointer.reference}, dipegang oleh {pointer.holder}."
    return f"Rujukan intelijen {pointer.reference}", f"{where} Isinya tidak disimpan di sini."


def _only_groups(parties: tuple[str, ...]) -> None:
    """Refuses a party that is plainly one person, saying what gives it away and not who."""
    for number, party in enumerate(parties, 1):
        if found := identity_in(party):
            raise PartyIsAPerson(f"Pihak ke-{number} memuat {found}.")
