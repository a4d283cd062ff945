"""DATA CONTOH: an invented cast and invented cases, so that a newcomer sees the house lived in.

Nobody here exists and nothing here happened. Everything goes through the same commands as in
earnest, under command ids of its own: started twice, or killed half way, it adds nothing twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from application.by_machine import by_machine
from application.register import Register
from domain.access import SYSTEM_ACTOR
from domain.adopted_policy import AdoptedPolicy, AdoptPolicy
from domain.case_file import fold
from domain.conflict_case import (
    ApproveEscalation,
    BeginRecovery,
    EscalationLevel,
    OpenCase,
    Proposal,
    ProposeEscalation,
    RecordMonitoring,
    RefuteCase,
    Track,
    Verdict,
    VerifyCase,
)
from domain.conflict_terms import (
    ConsultationOutcome,
    Council,
    Criterion,
    MeasureKind,
    Scale,
)
from domain.deliberation import (
    Institution,
    Present,
    Promise,
    RecordSession,
    ScheduleDeliberation,
    SessionResult,
)
from domain.delivery import DispatchLetter, MarkSignedOnPaper, OfficeAddress
from domain.field_task import AcknowledgeTask, AssignTask, ReportTask, TaskKind
from domain.forkopimda import OpenForkopimdaPack, Seat, SendForkopimdaPack
from domain.indonesian import local
from domain.kernel import Channel, Command, Role, Secrecy, key
from domain.letter import ApproveLetter, Letter, LetterState
from domain.letter_content import profile_for
from domain.letter_type import LetterType
from domain.office_book import OfficeRole
from domain.report import ConflictSource, FileReport, NoteAsInformation, Source
from domain.risk import Impact, InformationGrade, Level, Likelihood, RiskInputs, SourceGrade
from domain.role_assignment import AssignRole, RoleAssignment
from domain.state_of_conflict import (
    DeclareStateOfConflict,
    Indicator,
    OrderMeasure,
    RecordCouncilConsultation,
    RecordProgress,
)
from projections.letter_press import LetterPress
from runtime.accounts import Account, Accounts, LoginTaken

PASSWORD = "contoh-rukun"  # noqa: S105 - printed on the login page of a demo, on loopback only

JAKARTA = "31"
"""The only province of which stories are told; its regencies have offices of their own."""


@dataclass(frozen=True)
class Person:
    """One invented person of the cast."""

    login: str
    name: str
    role: Role
    unit: str
    title: str
    rank: str = ""
    nip: str = ""
    clearance: Secrecy = Secrecy.SECRET
    within: str = ""
    """What follows the province's code for whoever stands in a regency's own office."""

    @property
    def actor(self) -> UUID:
        return key("demo", self.login)


CAST = {
    person.login: person
    for person in (
        Person("fkdm", "Contoh Sari", Role.REPORTER, "FKDM", "Anggota FKDM"),
        Person("petugas", "Contoh Bayu", Role.CASE_OFFICER, "BKBP", "Analis Kewaspadaan Dini"),
        Person("petugas2", "Contoh Dewi", Role.CASE_OFFICER, "BKBP", "Analis Konflik Sosial"),
        Person("polda", "Contoh Arif", Role.LIAISON, "Polda", "Penghubung Polda"),
        Person("kodam", "Contoh Made", Role.LIAISON, "Kodam", "Penghubung Kodam"),
        Person("kominfo", "Contoh Intan", Role.LIAISON, "Diskominfotik", "Penghubung Kominfo"),
        Person(
            "pimpinan",
            "Contoh Ratna",
            Role.SUPERVISOR,
            "BKBP",
            "Kepala Badan Kesatuan Bangsa dan Politik",
            "Pembina Utama Muda",
            "190001011900011001",
        ),
        Person(
            "kota",
            "Contoh Putri",
            Role.CASE_OFFICER,
            "Kesbangpol Kota",
            "Analis Kewaspadaan Dini Kota",
            within=".74",
        ),
        Person(
            "kepala-kota",
            "Contoh Yusuf",
            Role.SUPERVISOR,
            "Kesbangpol Kota",
            "Kepala Suku Badan Kesatuan Bangsa dan Politik",
            within=".74",
        ),
        Person("gubernur", "Contoh Gubernur", Role.GOVERNOR, "Gubernur", "Gubernur"),
        Person("auditor", "Contoh Wira", Role.AUDITOR, "Inspektorat", "Auditor"),
        Person("admin", "Contoh Lina", Role.ADMINISTRATOR, "BKBP", "Administrator"),
    )
}


def prepare(register: Register, accounts: Accounts, region: str) -> None:
    """Gives an empty house its cast and, in Jakarta, its stories. Adds nothing twice.

    A house somebody lives in is left alone, whatever its people are called. The administrator's
    door is opened last, and says that all is there.
    """
    finished = accounts.by_actor(CAST["admin"].actor) is not None
    if finished or not (_is_empty(register, accounts) or _has_begun(register)):
        return
    for person in CAST.values():
        if region == JAKARTA or not person.within:
            _engage(person, register, accounts, region)
    if region == JAKARTA:
        _address_book(register)
        for story in _stories(register):
            story.play()
    _open_door(CAST["admin"], accounts)


def _is_empty(register: Register, accounts: Accounts) -> bool:
    """Whether the record holds nothing but its policy, and nobody but the cast has an account."""
    cast = {person.actor for person in CAST.values()}
    policies = len(register.log.of_stream(AdoptedPolicy.BOOK))
    written = register.log.entries(0, policies + 1)
    strangers = any(account.actor not in cast for account in accounts.people())
    return len(written) == policies and not strangers


def _has_begun(register: Register) -> bool:
    """Whether the first of the cast was given a role here, and by this module."""
    first = next(iter(CAST.values()))
    roles = register.log.of_stream(RoleAssignment.id_of(first.actor))
    ours = key("demo", "role", first.login)
    return any(each.fact.envelope.command_id == ours for each in roles)


def _address_book(register: Register) -> None:
    """The office's second policy: the governor reads letters here, others get them on paper."""
    book = register.policies()
    assert book is not None
    first = next(iter(book.versions.values()))
    governor = OfficeAddress(office=profile_for(JAKARTA).kop.office_holder, role=Role.GOVERNOR)
    letters = first.letters.model_copy(update={"offices": (governor,)})
    register.submit(
        AdoptPolicy(
            **by_machine(key("demo", "address book"), channel=Channel.CLI),
            policy=first.model_copy(update={"version": _after(first.version), "letters": letters}),
        )
    )


def _after(version: str) -> str:
    """The version that follows: a house that began under another still finds its own."""
    year, _, number = version.partition("-")
    return f"{year}-{int(number) + 1}"


def _engage(person: Person, register: Register, accounts: Accounts, region: str) -> None:
    if person.login != "admin":
        _open_door(person, accounts)
    register.submit(
        AssignRole(
            command_id=key("demo", "role", person.login),
            actor=SYSTEM_ACTOR,
            role=Role.SYSTEM,
            unit="mesin",
            channel=Channel.CLI,
            person=person.actor,
            as_role=person.role,
            in_unit=person.unit,
            region=region + person.within,
            clearance=person.clearance,
        )
    )


def _open_door(person: Person, accounts: Accounts) -> None:
    account = Account(
        actor=person.actor,
        login=person.login,
        name=person.name,
        title=person.title,
        rank=person.rank,
        nip=person.nip,
        demo=True,
    )
    try:
        accounts.create(account, PASSWORD)
    except LoginTaken:
        return


@dataclass(frozen=True)
class Tale:
    """What is told of one invented report."""

    slug: str
    title: str
    region: str
    place: str
    theme: str
    facts: str
    opinion: str
    parties: tuple[str, ...]
    conflict_source: ConflictSource
    hours_ago: float
    likelihood: Likelihood
    impact: Impact
    source: Source = Source.FKDM
    crowd: int | None = None
    weapons: bool = False


_TELLERS = ("fkdm", "polda", "petugas")
"""Who reports: whoever of these the channel belongs to, or an officer who does not verify."""


class Story:
    """One tale, and how far the office has come with it."""

    def __init__(self, tale: Tale, register: Register, base: datetime) -> None:
        self.tale = tale
        self.register = register
        self.base = base
        self.report_id = key("demo", tale.slug, "report")
        self.case_id = key("demo", tale.slug, "case")
        self.steps: list[tuple[type[Command], str, dict[str, Any]]] = []
        self.informs = False

    def then(self, command: type[Command], login: str, **fields: Any) -> "Story":
        self.steps.append((command, login, fields))
        return self

    def play(self) -> None:
        tellers = (each for each in _TELLERS if CAST[each].role in self.tale.source.tellers)
        self._send(FileReport, next(tellers), 0, self._report())
        for number, (command, login, fields) in enumerate(self.steps, 1):
            self._send(command, login, number, fields)
        if self.informs:
            self._inform()

    def informed(self) -> "Story":
        """The governor's letter about it is drafted by the machine, approved, signed and sent."""
        self.informs = True
        return self

    def _inform(self) -> None:
        register = self.register
        assert register.writers is not None
        press = LetterPress(register=register, log=register.log, writers=register.writers)
        press.answer(register.log.of_case(self.case_id))
        file = fold(register.log.of_case(self.case_id))
        for letter_id, page in file.letters.items():
            letter = register.load(Letter, letter_id)
            if page.type is not LetterType.NOTA_DINAS or letter is None:
                continue
            about = {"letter_id": letter_id}
            as_read = about | {"content_hash": letter.content_hash}
            head, today = CAST["pimpinan"], local(register.clock.now(), JAKARTA).date()
            signing = as_read | {"signed_by": head.name, "signed_on": today}
            if letter.state is LetterState.DRAFT:
                self._send(ApproveLetter, "pimpinan", "letter approved", as_read)
            if not letter.signed:
                self._send(MarkSignedOnPaper, "pimpinan", "letter signed", signing)
            if letter.state is not LetterState.SENT:
                self._send(DispatchLetter, "petugas", "letter sent", about)

    def opened(self) -> "Story":
        return self.then(OpenCase, "petugas", report_id=self.report_id, case_id=self.case_id)

    def asked(self, instruction: str, *chain: str) -> "Story":
        return self.then(
            AssignTask,
            "petugas",
            task_id=self.task_id,
            case_id=self.case_id,
            kind=TaskKind.FIELD_VERIFICATION,
            instruction=instruction,
            chain=tuple(CAST[login].actor for login in chain),
        )

    def found(self, finding: str, by: str = "polda") -> "Story":
        return self.then(AcknowledgeTask, by, task_id=self.task_id).then(
            ReportTask,
            by,
            task_id=self.task_id,
            finding=finding,
            source_grade=SourceGrade.B,
            information_grade=InformationGrade.PROBABLY_TRUE,
        )

    def verified(self, summary: str, level: Level) -> "Story":
        return self.then(
            VerifyCase,
            "petugas",
            case_id=self.case_id,
            summary=summary,
            level=level,
            source_grade=SourceGrade.B,
            information_grade=InformationGrade.PROBABLY_TRUE,
        )

    def proposed(self, grounds: str, asked_for: str) -> "Story":
        self._proposal = (grounds, asked_for)
        return self.then(
            ProposeEscalation,
            "petugas",
            case_id=self.case_id,
            level=EscalationLevel.PROVINCE,
            grounds=grounds,
            asked_for=asked_for,
        )

    def approved(self) -> "Story":
        content = Proposal.hash_of(self.case_id, EscalationLevel.PROVINCE, *self._proposal)
        return self.then(ApproveEscalation, "pimpinan", case_id=self.case_id, content_hash=content)

    def told(self, summary: str, reader: str) -> "Story":
        """The province's leaders are told; one of them has read it."""
        pack_id = key("demo", self.tale.slug, "pack")
        seats = {
            OfficeRole.GOVERNOR: "gubernur",
            OfficeRole.PROVINCIAL_POLICE: "polda",
            OfficeRole.MILITARY_COMMAND: "kodam",
        }
        return self.then(
            SendForkopimdaPack,
            "pimpinan",
            pack_id=pack_id,
            case_id=self.case_id,
            summary=summary,
            seats=tuple(Seat(office=of, person=CAST[by].actor) for of, by in seats.items()),
        ).then(OpenForkopimdaPack, reader, pack_id=pack_id)

    def consulted_on(self, consulted: str, notes: str) -> "Story":
        return self.then(
            RecordCouncilConsultation,
            "petugas",
            state_id=self.state_id,
            case_id=self.case_id,
            council=Council.PROVINCE,
            held_at=self.base - timedelta(hours=1),
            consulted=consulted,
            outcome=ConsultationOutcome.WITH_REMARKS,
            notes=notes,
            reference="Berita acara contoh",
        )

    def declared(self, area: str, days: int, shown: dict[Criterion, str]) -> "Story":
        return self.then(
            DeclareStateOfConflict,
            "gubernur",
            state_id=self.state_id,
            scale=Scale.PROVINCE,
            area=area,
            days=days,
            indicators=tuple(
                Indicator(criterion=criterion, evidence=evidence)
                for criterion, evidence in shown.items()
            ),
        )

    def invited(self, venue: str, days: int) -> "Story":
        """To a session some days from now; with none, to one that has just been held."""
        return self.then(
            ScheduleDeliberation,
            "petugas",
            occurred_at=None if days else self.base - timedelta(hours=1),
            deliberation_id=self.talk_id,
            case_id=self.case_id,
            track=Track.SOCIAL,
            institution=Institution(
                name="Forum warga setempat", recognised_by="Camat dan lurah setempat"
            ),
            venue=venue,
            session_at=self.base + timedelta(days=days),
            parties=self.tale.parties,
            mediator="Camat setempat bersama tokoh masyarakat",
            agenda="Mendengar pokok keberatan para pihak dan menyusun kesepakatan",
        )

    @property
    def task_id(self) -> UUID:
        return key("demo", self.tale.slug, "task")

    @property
    def state_id(self) -> UUID:
        return key("demo", self.tale.slug, "state")

    @property
    def talk_id(self) -> UUID:
        return key("demo", self.tale.slug, "talk")

    def _report(self) -> dict[str, Any]:
        tale = self.tale
        return {
            "report_id": self.report_id,
            "title": tale.title,
            "region": tale.region,
            "place": tale.place,
            "source": tale.source,
            "conflict_source": tale.conflict_source,
            "theme": tale.theme,
            "facts": tale.facts,
            "opinion": tale.opinion,
            "parties": tale.parties,
            "source_grade": SourceGrade.B,
            "information_grade": InformationGrade.POSSIBLY_TRUE,
            "risk": RiskInputs(
                likelihood=tale.likelihood,
                impact=tale.impact,
                crowd=tale.crowd,
                weapons=tale.weapons,
            ),
            "happened_at": self.base - timedelta(hours=tale.hours_ago),
            "invented": ("seluruh isi laporan (data contoh)",),
        }

    def _send(
        self, command: type[Command], login: str, number: int | str, fields: dict[str, Any]
    ) -> None:
        person = CAST[login]
        self.register.submit(
            command(
                command_id=key("demo", self.tale.slug, number),
                actor=person.actor,
                role=person.role,
                unit=person.unit,
                channel=Channel.CLI,
                **fields,
            )
        )


def _stories(register: Register) -> Iterator[Story]:
    base = _beginning(register)

    def story(tale: Tale) -> Story:
        return Story(tale, register, base)

    yield story(_BRAWL)
    yield story(_RUMOUR).then(
        NoteAsInformation,
        "petugas2",
        report_id=key("demo", "rumour", "report"),
        conclusion="Unggahan lama yang beredar ulang; tidak ada rencana aksi.",
    )
    yield (
        story(_PARKING)
        .opened()
        .asked(
            "Datangi pangkalan, catat kedua kelompok, dan laporkan suasana malam ini.",
            "polda",
            "kodam",
        )
    )
    yield (
        story(_MARKET)
        .opened()
        .asked("Temui pengurus pedagang dan pengelola pasar.", "polda")
        .found("Pedagang menolak jadwal pemindahan; dua rapat warga berlangsung tertib.")
        .verified("Penolakan pemindahan pedagang nyata dan meluas ke dua pasar.", Level.YELLOW)
        .proposed(
            "Rencana pemindahan melibatkan dua kota administrasi dan berpotensi meluas.",
            "Arahan Gubernur mengenai penundaan jadwal pemindahan.",
        )
    )
    yield (
        story(_LAND)
        .opened()
        .asked("Cek lokasi pagar dan temui kedua kelompok warga.", "polda", "kodam")
        .found("Pagar dibongkar sebagian; kedua kelompok berjaga, belum ada benturan.")
        .verified("Sengketa batas lahan antara dua kelompok warga benar terjadi.", Level.RED)
        .proposed(
            "Massa dari kelurahan tetangga mulai berdatangan; kemampuan wilayah terbatas.",
            "Arahan Gubernur serta undangan rapat Forkopimda.",
        )
        .approved()
        .informed()
        .told("Sengketa batas lahan dua kampung memerah; kedua kelompok berjaga.", "kodam")
    )
    yield (
        story(_MUSIC)
        .opened()
        .asked("Temui pengurus kedua rukun warga.", "kodam")
        .found("Keluhan warga benar; kedua pihak bersedia bermusyawarah.", by="kodam")
        .verified("Perselisihan warga mengenai kegiatan malam hari.", Level.YELLOW)
        .invited("Aula kantor kelurahan", 3)
    )
    recovered = (
        story(_SCHOOL)
        .opened()
        .asked("Temui kedua sekolah dan orang tua.", "polda")
        .found("Kedua sekolah membenarkan adanya tantangan tawuran di gawai.")
        .verified("Rencana tawuran pelajar dua sekolah dapat dicegah.", Level.YELLOW)
        .invited("Aula SMK contoh", 0)
    )
    recovered.then(
        RecordSession,
        "petugas",
        deliberation_id=recovered.talk_id,
        result=SessionResult.AGREED,
        minutes="Kedua sekolah dan wakil orang tua bersepakat; dibacakan dan disetujui.",
        attendance=tuple(
            Present(
                party=number, representative="Wakil kepala sekolah", mandate="Surat tugas sekolah"
            )
            for number, _ in enumerate(_SCHOOL.parties, 1)
        ),
        obligations=(
            Promise(
                who="Kedua sekolah",
                what="Menyelenggarakan kegiatan bersama setiap bulan",
                due=(base + timedelta(days=30)).date(),
                evidence="Laporan kegiatan dan foto",
            ),
        ),
    ).then(
        BeginRecovery,
        "petugas",
        case_id=recovered.case_id,
        result="Kesepakatan ditandatangani; pemantauan bersama dimulai.",
    ).then(
        RecordMonitoring,
        "petugas2",
        case_id=recovered.case_id,
        note="Jam pulang sekolah tertib; tidak ada kerumunan.",
        calm=True,
    )
    yield recovered
    clash = (
        story(_CLASH)
        .opened()
        .asked("Amankan jalur evakuasi dan catat bangunan yang dirusak.", "polda", "kodam")
        .found("Kantor kelurahan terbakar; dua kelompok saling serang di tiga titik.")
        .verified("Benturan dua kelompok meluas ke kota sebelah.", Level.RED)
        .proposed(
            "Massa melampaui kemampuan petugas di lapangan dan meluas antarkota.",
            "Rapat Forkopimda malam ini.",
        )
        .approved()
        .consulted_on("Ketua dan para wakil ketua DPRD", "Utamakan perempuan dan anak.")
        .declared(
            "Dua kelurahan yang berbatasan dan jalur evakuasinya",
            30,
            {
                Criterion.ANARCHY: "Kantor kelurahan dan dua pos jaga dibakar.",
                Criterion.POLICE_OUTNUMBERED: "Dua peleton menghadapi sekitar 1.500 orang.",
                Criterion.REGENCIES: "Benturan menyeberang ke kota administrasi sebelah.",
                Criterion.OFFICES: "Kantor kelurahan tidak dapat dipakai.",
            },
        )
    )
    yield clash.then(
        OrderMeasure,
        "gubernur",
        measure_id=key("demo", "clash", "measure"),
        state_id=clash.state_id,
        kind=MeasureKind.CLOSE_AREA,
        area="Jalan perbatasan dua kelurahan",
        instruction="Ditutup bagi umum; warga setempat lewat pos penjagaan.",
    ).then(
        RecordProgress,
        "petugas",
        state_id=clash.state_id,
        situation="Kedua kelompok mundur; jalan dijaga.",
        handling="Pengungsi ditampung di gelanggang olahraga.",
        injured=7,
        displaced=180,
        needs="Selimut, makanan bayi, dan air bersih.",
    )
    hoax = story(_HOAX).opened()
    yield hoax.then(
        RefuteCase,
        "petugas2",
        case_id=hoax.case_id,
        verdict=Verdict.HOAX,
        explanation="Foto berasal dari peristiwa di luar negeri; tidak ada kejadian di lokasi.",
    )


def _beginning(register: Register) -> datetime:
    """When this house adopted its first policy: a moment that stays the same if asked again."""
    first = register.recorder.select_events(AdoptedPolicy.BOOK, limit=1)[0]
    fact: Any = register.mapper.to_domain_event(first)
    beginning: datetime = fact.envelope.recorded_at
    return beginning


_BRAWL = Tale(
    slug="brawl",
    title="Ajakan tawuran antarpelajar beredar di gawai",
    region="31.75.06",
    place="Sekitar terminal bayangan",
    theme="Tawuran pelajar",
    facts="Ajakan bertemu pukul 16.00 beredar di tiga grup percakapan; beberapa membawa sarung "
    "berisi batu. Sekitar 60 pelajar terlihat berkumpul di dua titik.",
    opinion="Bila tidak dicegah sebelum jam pulang, benturan sangat mungkin terjadi.",
    parties=("Kelompok pelajar sekolah A", "Kelompok pelajar sekolah B"),
    conflict_source=ConflictSource.POLITICS_ECONOMY_CULTURE,
    hours_ago=1,
    likelihood=Likelihood(4),
    impact=Impact(4),
    source=Source.POLICE,
    crowd=60,
    weapons=True,
)
_RUMOUR = Tale(
    slug="rumour",
    title="Kabar aksi besar di depan kantor kelurahan",
    region="31.74.01",
    place="Kantor kelurahan",
    theme="Unjuk rasa",
    facts="Unggahan mengajak berkumpul besok pagi; akun tanpa nama, tanpa penanggung jawab.",
    opinion="Kemungkinan unggahan lama.",
    parties=(),
    conflict_source=ConflictSource.POLITICS_ECONOMY_CULTURE,
    hours_ago=9,
    likelihood=Likelihood(2),
    impact=Impact(2),
    source=Source.CYBER_WATCH,
)
_PARKING = Tale(
    slug="parking",
    title="Rebutan lahan parkir dua kelompok pemuda",
    region="31.73.01",
    place="Pangkalan dekat pasar",
    theme="Ormas",
    facts="Dua kelompok bersitegang sejak semalam; satu orang terluka ringan karena lemparan.",
    opinion="Dapat meluas bila malam ini tidak dijaga.",
    parties=("Kelompok pemuda utara", "Kelompok pemuda selatan"),
    conflict_source=ConflictSource.POLITICS_ECONOMY_CULTURE,
    hours_ago=6,
    likelihood=Likelihood(3),
    impact=Impact(3),
)
_CLASH = Tale(
    slug="clash",
    title="Benturan dua kelompok di perbatasan kelurahan",
    region="31.75.03",
    place="Perbatasan dua kelurahan",
    theme="Bentrok antarkelompok",
    facts="Dua kelompok saling serang sejak sore; kantor kelurahan dibakar dan warga mengungsi.",
    opinion="Petugas di lapangan kalah jumlah; benturan bergerak ke arah kota sebelah.",
    parties=("Kelompok warga barat", "Kelompok warga timur"),
    conflict_source=ConflictSource.POLITICS_ECONOMY_CULTURE,
    hours_ago=20,
    likelihood=Likelihood(5),
    impact=Impact(5),
    crowd=1500,
)
_MARKET = Tale(
    slug="market",
    title="Penolakan pemindahan pedagang pasar",
    region="31.72.04",
    place="Pasar lama",
    theme="Penataan pasar",
    facts="Pedagang memasang spanduk penolakan dan berencana menutup jalan masuk.",
    opinion="Pengelola belum menemui pedagang sejak surat pertama.",
    parties=("Pedagang pasar lama", "Pengelola pasar"),
    conflict_source=ConflictSource.POLITICS_ECONOMY_CULTURE,
    hours_ago=30,
    likelihood=Likelihood(3),
    impact=Impact(3),
    source=Source.DISTRICT_OFFICE,
)
_LAND = Tale(
    slug="land",
    title="Sengketa batas lahan antarwarga dua kampung",
    region="31.74.09",
    place="Tepi setu",
    theme="Agraria",
    facts="Pagar baru dibangun di lahan yang diakui dua kelompok; sekitar 150 orang berkumpul.",
    opinion="Riwayat sengketa sepuluh tahun; tokoh kedua pihak masih dapat ditemui.",
    parties=("Warga kampung hulu", "Warga kampung hilir"),
    conflict_source=ConflictSource.NATURAL_RESOURCES,
    hours_ago=20,
    likelihood=Likelihood(4),
    impact=Impact(4),
    crowd=150,
)
_MUSIC = Tale(
    slug="music",
    title="Perselisihan dua RW mengenai kegiatan malam",
    region="31.71.05",
    place="Lapangan bersama",
    theme="Ketertiban lingkungan",
    facts="Tiga kali adu mulut dalam sepekan; pengurus kedua RW saling melapor.",
    opinion="Keduanya masih menghormati tokoh agama setempat.",
    parties=("Warga RW 03", "Warga RW 07"),
    conflict_source=ConflictSource.POLITICS_ECONOMY_CULTURE,
    hours_ago=48,
    likelihood=Likelihood(3),
    impact=Impact(3),
)
_SCHOOL = Tale(
    slug="school",
    title="Tantangan tawuran dua sekolah kejuruan",
    region="31.75.02",
    place="Jalan antara dua sekolah",
    theme="Tawuran pelajar",
    facts="Tantangan terbuka di media sosial; guru kedua sekolah telah saling memberi tahu.",
    opinion="Orang tua bersedia dilibatkan.",
    parties=("Sekolah kejuruan C", "Sekolah kejuruan D"),
    conflict_source=ConflictSource.POLITICS_ECONOMY_CULTURE,
    hours_ago=72,
    likelihood=Likelihood(3),
    impact=Impact(3),
)
_HOAX = Tale(
    slug="hoax",
    title="Foto pembakaran rumah ibadah beredar",
    region="31.73.05",
    place="Disebut di sebuah kelurahan",
    theme="SARA",
    facts="Foto beredar di media sosial dengan keterangan lokasi di Jakarta Barat.",
    opinion="Perlu diperiksa segera ke lokasi.",
    parties=(),
    conflict_source=ConflictSource.RELIGION_ETHNICITY,
    hours_ago=15,
    likelihood=Likelihood(2),
    impact=Impact(5),
    source=Source.CYBER_WATCH,
)
