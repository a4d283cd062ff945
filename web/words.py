"""How pages say moments, persons and facts: one vocabulary for all of them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from domain.access import READERS, SYSTEM_ACTOR, Target
from domain.agreement import Binding
from domain.attachment import Attachable
from domain.case_file import CaseFile, OpenWait
from domain.clocks import OTHERS, YARDSTICKS, Clocked, Wait, WaitKind
from domain.conflict_case import ConflictCase
from domain.contingency_fund import FundedState
from domain.court import LitigatedCase
from domain.deadline import in_days
from domain.deliberation import Deliberation
from domain.field_task import FieldTask
from domain.forkopimda import ForkopimdaPack
from domain.indonesian import clock, local, long_date, moment, relative, rupiah
from domain.inquiry import Askable
from domain.kernel import BOOKKEEPING, Confidential, Envelope, Fact, Role
from domain.letter import Letter
from domain.member import Member
from domain.military_help import HelpedState
from domain.policy_upgrade import FollowsPolicy
from domain.prevention import PreventionActivity
from domain.provisional_red import ProvisionallyRed
from domain.recovery_plan import RecoveryPlan
from domain.reopening import Reopenable
from domain.report import Report
from domain.rescue import RescuingState
from domain.risk import Level
from domain.state_of_conflict import StateOfConflict
from domain.task_force import TaskForce
from domain.wards import wards_of
from web import pages
from web.door import Visitor
from web.office import Office

_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
SHORT_ROLES: Mapping[Role, str] = {
    Role.REPORTER: "Pelapor",
    Role.CASE_OFFICER: "Petugas",
    Role.LIAISON: "Penghubung",
    Role.SUPERVISOR: "Pimpinan",
    Role.GOVERNOR: "Gubernur",
}
"""Who is asked, where there is room for one word."""

_SEES_REPORTERS = frozenset({Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR})
PROTECTED_REPORTER = "Pelapor (identitas dilindungi)"

_TEXTS: Mapping[str, str] = {
    "caption": "Keterangan",
    "summary": "Ringkasan",
    "explanation": "Alasan",
    "finding": "Temuan",
    "minutes": "Jalannya sidang",
    "conclusion": "Kesimpulan",
    "result": "Hasil penanganan",
    "note": "Catatan",
    "outcome": "Hasil akhir",
    "evidence": "Bukti",
    "instruction": "Isi disposisi",
    "received_by": "Diterima oleh",
    "situation": "Keadaan",
    "handling": "Yang dilakukan",
    "notes": "Catatan pimpinan dewan",
    "open_points": "Belum disepakati",
    "progress": "Perkembangan",
    "obligations": "Kewajiban yang diperiksa",
    "question": "Pertanyaan",
}
"""Which texts of an event its line in the timeline repeats, and under which label."""


def level(of: Level, *, provisional: bool = False) -> pages.Level:
    """A level for the page; a red that nothing has confirmed says so."""
    return pages.Level(key=of.value, label=f"{of.label} sementara" if provisional else of.label)


@lru_cache(maxsize=16_384)
def _on_the_clock(at: datetime, region: str) -> tuple[str, str, str]:
    """In full, short, and for machines; a long case prints the same thousand moments every time."""
    here = local(at, region)
    short = f"{here.day} {_SHORT_MONTHS[here.month - 1]} {clock(at, region)}"
    return moment(at, region), short, here.isoformat(timespec="seconds")


def when(at: datetime, region: str, now: datetime | None = None) -> pages.Moment:
    """A moment on the region's clock; seen from ``now`` where it is given."""
    full, short, iso = _on_the_clock(at, region)
    return pages.Moment(
        full=full,
        short=short,
        iso=iso,
        relative=relative(at, now) if now else "",
        late=now is not None and at < now,
    )


def typed_moment(at: datetime, region: str) -> str:
    """As an input of type datetime-local wants it."""
    return f"{local(at, region):%Y-%m-%dT%H:%M}"


def day(on: date) -> str:
    """`7 September 2026`."""
    return long_date(on)


_ADDS = Attachable.Attached | Report.Supplemented | Askable.InquiryAnswered
"""What somebody adds to a report; where they told it themselves, it says who told it."""


class People:
    """Names behind ids on one page, asked for once."""

    def __init__(self, office: Office, visitor: Visitor, persons: Iterable[UUID | None]) -> None:
        wanted = {person for person in persons if person is not None} | {visitor.actor}
        self._names = office.accounts.names_of(wanted)
        self.regions = office.regions
        self._visitor = visitor
        self._told: frozenset[UUID] = frozenset()
        self._withheld: frozenset[UUID] = frozenset()

    def protect(self, file: CaseFile) -> None:
        """Hides who told the reports of a file from those who need not know.

        UU 7/2012 Pasal 44. Only where somebody stands as the reporter: the same person in
        another part is named, or their silence there would say who reported. What its letters and
        packs say is withheld, too, where it is above the visitor, or to be read as a receipt.
        """
        self._told = frozenset(
            line.fact.envelope.command_id
            for line in file.timeline
            if isinstance(line.fact, Report.Filed)
            or (
                isinstance(line.fact, _ADDS)
                and (report := file.reports.get(line.fact.originator_id)) is not None
                and report.reporter == line.fact.envelope.actor
            )
        )
        here = Target(region=file.region, secrecy=file.secrecy, compartment=file.compartment)
        self._withheld = frozenset(
            each.letter_id
            for each in file.letters.values()
            if not self._visitor.may_read(here.model_copy(update={"secrecy": each.secrecy}))
        ) | frozenset(
            each.pack_id
            for each in file.packs.values()
            if self._visitor.actor in each.readers - each.read.keys()
            or not self._visitor.may_read(
                here.model_copy(update={"secrecy": each.secrecy, "liaisons": each.readers})
            )
        )

    def withholds(self, fact: Fact) -> bool:
        """Whether what an event says is not, or not yet, for this visitor."""
        return fact.originator_id in self._withheld

    def hides(self, reporter: UUID | None) -> bool:
        """Whether this visitor must not learn that it was this person who reported."""
        return (
            reporter is not None
            and self._visitor.role not in _SEES_REPORTERS
            and reporter != self._visitor.actor
        )

    def hides_author(self, envelope: Envelope) -> bool:
        """Whether an event was written by the telling of a report whose teller is hidden."""
        return envelope.command_id in self._told and self.hides(envelope.actor)

    def reporter(self, person: UUID | None) -> str:
        """Who reported, for who may know."""
        return PROTECTED_REPORTER if self.hides(person) else self.name(person)

    def author(self, envelope: Envelope) -> str:
        """Who wrote an event, and as what."""
        if self.hides_author(envelope):
            return PROTECTED_REPORTER
        said = self.as_role(envelope.actor, envelope.role)
        if envelope.capacity is None:
            return said
        return said.replace(envelope.role.label, f"{envelope.capacity} {envelope.role.label}")

    def name(self, person: UUID | None) -> str:
        """The name, "Anda" never: a page may be printed."""
        if person is None:
            return "-"
        return self._names.get(person, "Orang tidak dikenal")

    def knows(self, person: UUID) -> bool:
        """Whether this is somebody's id."""
        return person in self._names

    def as_role(self, person: UUID, role: Role) -> str:
        """`Rina Wulandari, Petugas kasus Kesbangpol`."""
        if person == SYSTEM_ACTOR:
            return self.name(person)
        return f"{self.name(person)}, {role.label}"


def persons_of(file: CaseFile) -> set[UUID | None]:
    """Everyone a case's file names."""
    named: set[UUID | None] = {file.officer, file.reporter}
    named |= {line.fact.envelope.actor for line in file.timeline}
    for task in file.tasks.values():
        named |= {*task.chain, task.holder, task.assigned_by}
    for letter in file.letters.values():
        named |= {letter.author, letter.approver, *(each.person for each in letter.initialled)}
    for pack in file.packs.values():
        named |= {pack.sent_by, *pack.readers}
    named |= {open_wait.wait.asked.person for open_wait in file.waits.values()}
    for proposal in (file.proposal, file.last_proposal):
        named |= {proposal.proposer if proposal else None}
    return named


# -- waits ---------------------------------------------------------------------------------------

NOT_NOTED: Final = "lewat dan belum dicatat oleh mesin. Jamnya tetap berjalan."
"""What a stuck window is, after the moment it was due at."""


def waits(
    office: Office,
    visitor: Visitor,
    file: CaseFile,
    people: People,
    only: Iterable[UUID] | None = None,
) -> tuple[pages.WaitLine, ...]:
    """What a case, or some of its streams, waits for of people; the nearest first."""
    streams = None if only is None else set(only)
    now = office.clock.now()
    watched = {wait.deadline_id: ward.workflow_id for ward in wards_of(file) for wait in ward.waits}
    chosen = [
        each
        for each in file.waits.values()
        if each.wait.kind not in (WaitKind.REMINDER, WaitKind.PAUSE_END)
        and (streams is None or each.stream in streams)
    ]
    chosen.sort(key=lambda each: (bool(each.wait.pause), each.wait.due, str(each.wait.deadline_id)))
    ids = [watched.get(each.wait.deadline_id) for each in chosen]
    running = _running(office, ids)
    return tuple(
        _wait_line(
            visitor,
            file,
            people,
            each,
            running=running.get(workflow_id),
            now=now,
            linked=streams is None,
        )
        for each, workflow_id in zip(chosen, ids, strict=True)
    )


def _running(office: Office, workflow_ids: Iterable[str | None]) -> dict[str | None, bool | None]:
    """Whether each clock runs, asked once; where one is not known, nobody is asked again."""
    known: dict[str | None, bool | None] = {}
    for workflow_id in dict.fromkeys(workflow_ids):
        if workflow_id is not None:
            known[workflow_id] = office.running(workflow_id)
            if known[workflow_id] is None:
                break
    return known


def _wait_line(
    visitor: Visitor,
    file: CaseFile,
    people: People,
    each: OpenWait,
    *,
    running: bool | None,
    now: datetime,
    linked: bool,
) -> pages.WaitLine:
    wait, region = each.wait, file.region
    clock_said = {
        True: "Jam berjalan: mesin memantau batas waktu ini.",
        False: "Jam sedang berhenti; batas waktunya tetap tercatat dan akan dikejar.",
        None: "",
    }[running]
    return pages.WaitLine(
        words=sentence(wait.words),
        asked=asked(wait, people),
        mine=is_mine(wait, visitor),
        due=when(wait.due, region, None if wait.pause else now),
        explained=sentence(wait.deadline.explain()) + ".",
        basis=wait.deadline.basis.label,
        paused=standing_still(wait, region),
        clock=clock_said,
        clock_ok=running is not False,
        reminder=_reminder(file, each),
        attention=wait.is_stuck(now),
        url=_where_of(file, each) if linked else "",
        trail=trail(visitor, file, "waits", wait.deadline_id) if linked else "",
    )


def standing_still(wait: Wait, region: str) -> str:
    """Since when and why a window is paused, and until when at most; empty where it runs."""
    if (pause := wait.pause) is None:
        return ""
    since, until = when(pause.since, region).full, when(pause.until, region).full
    paper = f", {pause.evidence}" if pause.evidence else ""
    return (
        f"Dijeda sejak {since} karena {pause.explanation} ({pause.legal_basis}{paper});"
        f" berlanjut paling lambat {until}."
    )


def where(file: CaseFile, stream: UUID) -> str:
    """The page of a task, letter or pack; empty for what is done on the case's own."""
    if stream in file.tasks:
        return f"/tugas/{stream}"
    if stream in file.packs:
        return f"/paket/{stream}"
    return f"/naskah/{stream}" if stream in file.letters else ""


def _where_of(file: CaseFile, each: OpenWait) -> str:
    if each.wait.kind is WaitKind.CLOCK_DECISION and file.case_id:
        return f"/kasus/{file.case_id}/jam"
    return where(file, each.stream)


def _reminder(file: CaseFile, each: OpenWait) -> str:
    """When whoever is asked will be reminded, if that is still to come."""
    if each.wait.kind not in (WaitKind.ACKNOWLEDGE, WaitKind.STATE_OF_CONFLICT_END):
        return ""
    for other in file.waits.values():
        if other.stream == each.stream and other.wait.kind is WaitKind.REMINDER:
            return f"Pengingat dikirim {when(other.wait.due, file.region).full}."
    return ""


def asked(wait: Wait, people: People) -> str:
    """Who has to act: the person where one is named, else the role."""
    if wait.asked.person is not None:
        return people.as_role(wait.asked.person, wait.asked.role)
    return wait.asked.role.label


def is_mine(wait: Wait, visitor: Visitor) -> bool:
    """Whether this visitor is the one who is asked."""
    if wait.asked.person is not None:
        return wait.asked.person == visitor.actor
    return wait.asked.role is visitor.role


def sentence(words: str) -> str:
    """With a capital in front."""
    return words[:1].upper() + words[1:]


def trail(visitor: Visitor, file: CaseFile, *place: object) -> str:
    """Where the history of a field is; empty for who may not read it."""
    if visitor.role not in READERS or file.case_id is None:
        return ""
    return f"/kasus/{file.case_id}/isian/{'.'.join(map(str, place))}"


# -- events --------------------------------------------------------------------------------------


def event_url(case_id: object, position: int) -> str:
    """Where an event stands in the history of its case, on whichever page of it."""
    return f"/kasus/{case_id}/riwayat?di={position}#e-{position}"


def is_monitored(file: CaseFile) -> bool:
    """Whether the term of monitoring still runs."""
    return any(each.wait.kind is WaitKind.MONITORING for each in file.waits.values())


def texts_of(fact: Fact) -> tuple[pages.Fact, ...]:
    """The texts of an event that its line repeats."""
    said = []
    told = fact.link if isinstance(fact, ConflictCase.ContagionLinked) else fact
    for name in type(told).model_fields:
        value = getattr(told, name)
        if name not in BOOKKEEPING and name in _TEXTS and isinstance(value, Confidential):
            said.append(pages.Fact(label=_TEXTS[name], text=str(value)))
    return tuple(said)


def headline(title: str, fact: Fact, people: People, region: str) -> str:
    """What happened, in one short sentence; the event's own title where none is kept here."""
    for kind in type(fact).__mro__:
        if kind in _HEADLINES:
            return _HEADLINES[kind](fact, people, region)
    return title


_TIME_HAS_COME: Mapping[WaitKind, str] = {
    WaitKind.MONITORING: "Masa pemantauan berakhir",
    WaitKind.REMINDER: "Waktu pengingat tiba",
    WaitKind.DELIBERATION_START: "Waktu sidang musyawarah tiba",
    WaitKind.STATE_OF_CONFLICT_END: "Jangka waktu Status Keadaan Konflik habis",
    WaitKind.PAUSE_END: "Jeda batas waktu berakhir",
    WaitKind.RESUBMISSION: "Kasus diajukan kembali",
}
"""What the end of a window says that is no missing answer."""


def _elapsed(fact: Clocked.DeadlineElapsed, region: str) -> str:
    kind, due = fact.kind, when(fact.due, region).short
    if kind in YARDSTICKS:
        return f"Pedoman terlampaui: {kind.words} ({due})"
    if kind in OTHERS:
        return f"Batas lembaga lain terlampaui: {kind.words} ({due})"
    return _TIME_HAS_COME.get(kind) or f"Tidak ada jawaban: {kind.words} (batasnya {due})"


_HEADLINES: Mapping[type, Callable[[Any, People, str], str]] = {
    PreventionActivity.Recorded: lambda fact, *_: f"Kegiatan pencegahan: {fact.kind.label}",
    Member.Assessed: lambda fact, *_: f"Nilai {fact.result.test.label}: {fact.result.score}",
    Member.Appointed: lambda fact, *_: (
        f"Ditetapkan dengan {fact.decree}, sampai dengan {day(fact.ends_on)}"
    ),
    Member.Activated: lambda fact, people, _: f"Mulai bertugas, akun {people.name(fact.person)}",
    Member.Trained: lambda fact, *_: f"Pelatihan: {fact.course}, {day(fact.held_on)}",
    Member.Ended: lambda fact, *_: "Masa jabatan habis" if fact.by_term else "Keanggotaan diakhiri",
    Attachable.Attached: lambda fact, *_: f"Berkas {fact.file.media_type.label} dilampirkan",
    Report.Filed: lambda fact, *_: f"Laporan diterima, tingkat {fact.risk.level.label}",
    Report.KeptAsHistory: lambda *_: "Dimasukkan sebagai riwayat",
    Report.NotedAsInformation: lambda *_: "Dicatat sebagai informasi",
    Report.Reopened: lambda *_: "Kembali ke triase",
    ConflictCase.Opened: lambda *_: "Kasus dibuka",
    ConflictCase.StageEntered: lambda fact, *_: (
        f"Masuk tahap {fact.stage.label}"
        + (f" untuk ke-{fact.entry} kalinya" if fact.entry > 1 else "")
    ),
    ConflictCase.Verified: lambda fact, *_: f"Terverifikasi, tingkat {fact.level.label}",
    Reopenable.Reopened: lambda fact, *_: f"Dibuka kembali: {fact.ground.label.lower()}",
    ProvisionallyRed.RedConfirmed: lambda fact, *_: f"Merah terkonfirmasi: {fact.by.label}",
    ProvisionallyRed.RedNotConfirmed: lambda fact, *_: (
        f"Merah sementara berakhir: {fact.because.label}"
    ),
    ConflictCase.Refuted: lambda fact, *_: f"Tidak terbukti: {fact.verdict.label}",
    ConflictCase.LevelChanged: lambda fact, *_: (
        f"Tingkat diubah dari {fact.previous.label} menjadi {fact.level.label}"
    ),
    ConflictCase.ContagionLinked: lambda fact, people, _: (
        f"{fact.link.direction.label} {people.regions.name(fact.link.region)}"
    ),
    ConflictCase.EscalationProposed: lambda fact, *_: (
        f"Eskalasi diusulkan ke tingkat {fact.proposal.level.label}"
    ),
    ConflictCase.Escalated: lambda fact, *_: f"Eskalasi ke tingkat {fact.level.label} disetujui",
    ConflictCase.DeliberationEnded: lambda fact, *_: (
        f"Musyawarah berakhir: {'sepakat' if fact.agreed else 'belum sepakat'}"
    ),
    ConflictCase.Monitored: lambda fact, *_: (
        f"Pemantauan{f' hari ke-{fact.visit}' if fact.visit else ''}: "
        + ("konflik kambuh" if fact.relapse else "tenang" if fact.calm else "belum tenang")
    ),
    Deliberation.Scheduled: lambda fact, _, region: (
        f"Musyawarah dijadwalkan {when(fact.session_at, region).full}"
    ),
    Deliberation.Agreed: lambda fact, *_: (
        f"Para pihak bersepakat{' sebagian' if fact.open_points else ''},"
        f" {len(fact.obligations)} kewajiban"
    ),
    Deliberation.SessionRescheduled: lambda fact, _, region: (
        f"Sidang dijadwalkan ulang ke {when(fact.session_at, region).full}"
    ),
    Deliberation.SessionHeld: lambda fact, *_: (
        f"Sidang ke-{fact.number} berlangsung, {len(fact.attendance)} pihak hadir"
    ),
    Deliberation.SessionNotHeld: lambda fact, *_: (
        "Sidang tidak terselenggara" + ("" if fact.next_session_at else "; musyawarah berakhir")
    ),
    Binding.ObligationExtended: lambda fact, *_: f"Kewajiban diperpanjang sampai {day(fact.due)}",
    Binding.ObligationBreached: lambda fact, *_: (
        "Kewajiban dilanggar" + ("" if fact.explanation else ": batas waktunya lewat")
    ),
    Binding.ObligationReleased: lambda fact, *_: (
        f"Kewajiban dilepaskan: {fact.basis.label.lower()}"
        + (f" {fact.ruling}" if fact.ruling else "")
    ),
    Binding.AgreementWasSigned: lambda fact, *_: (
        f"Kesepakatan ditandatangani {day(fact.signed_on)}"
    ),
    Binding.AgreementWasRegistered: lambda fact, *_: (
        f"Kesepakatan didaftarkan di {fact.court}, nomor {fact.number}"
    ),
    LitigatedCase.ReferredToCourt: lambda fact, *_: (
        f"Dialihkan ke pengadilan: {fact.court}, perkara {fact.docket}"
    ),
    LitigatedCase.CourtDecided: lambda fact, *_: f"Putusan pengadilan {fact.ruling}",
    RecoveryPlan.Drafted: lambda fact, *_: f"Rencana pemulihan disusun, {len(fact.items)} butir",
    FieldTask.Assigned: lambda fact, *_: f"Tugas diberikan: {fact.kind.label}",
    FieldTask.PassedOn: lambda fact, people, _: (
        f"{'Diteruskan' if fact.link else 'Disampaikan'} kepada {people.name(fact.holder)}"
        + (f" karena {fact.because.words} lewat batas waktu" if fact.because else "")
    ),
    FieldTask.Reminded: lambda fact, people, _: f"{people.name(fact.holder)} diingatkan",
    FieldTask.SupervisorAsked: lambda *_: "Tidak ada yang mengakui; pimpinan diminta bertindak",
    FieldTask.Acknowledged: lambda fact, people, _: f"Diakui oleh {people.name(fact.holder)}",
    FieldTask.Accepted: lambda fact, people, _: f"Diterima oleh {people.name(fact.holder)}",
    FieldTask.Delegated: lambda fact, people, _: (
        f"Didelegasikan oleh {people.name(fact.by)} kepada {people.name(fact.holder)}"
    ),
    FieldTask.EnRoute: lambda fact, people, _: f"{people.name(fact.holder)} menuju lokasi",
    FieldTask.OnScene: lambda fact, people, _: f"{people.name(fact.holder)} tiba di lokasi",
    FieldTask.Declined: lambda fact, people, _: f"Ditolak oleh {people.name(fact.holder)}",
    FieldTask.Reported: lambda fact, *_: (
        "Tugas dilaporkan: "
        + ("peristiwanya ada" if fact.happening else "peristiwanya tidak ditemukan")
    ),
    StateOfConflict.CouncilConsulted: lambda fact, *_: (
        f"Konsultasi dengan pimpinan {fact.council.label}: {fact.outcome.label.lower()}"
    ),
    StateOfConflict.Declared: lambda fact, *_: (
        f"Status Keadaan Konflik skala {fact.scale.label} ditetapkan,"
        f" {fact.days} hari sampai dengan {day(fact.last_day)}"
    ),
    StateOfConflict.EndAnnounced: lambda fact, *_: (
        f"Status Keadaan Konflik berakhir sepuluh hari lagi, {day(fact.last_day)}"
    ),
    StateOfConflict.ExtensionConsulted: lambda fact, *_: (
        f"Konsultasi perpanjangan: {fact.outcome.label.lower()}"
    ),
    StateOfConflict.Extended: lambda fact, *_: (
        f"Status Keadaan Konflik diperpanjang {fact.days} hari, sampai dengan {day(fact.last_day)}"
    ),
    StateOfConflict.Revoked: lambda *_: "Status Keadaan Konflik dicabut",
    StateOfConflict.Lapsed: lambda *_: "Status Keadaan Konflik berakhir",
    StateOfConflict.MeasureOrdered: lambda fact, *_: f"Tindakan sementara: {fact.kind.label}",
    StateOfConflict.MilitaryHelpRequested: lambda fact, _, region: (
        f"Bantuan TNI diminta secara lisan {when(fact.asked_at, region).full}"
    ),
    StateOfConflict.MilitaryHelpRequestedInWriting: lambda fact, *_: (
        f"Permintaan tertulis bantuan TNI dikirim, {fact.reference}"
        + ("" if fact.in_time else ", lewat dari 1×24 jam")
    ),
    HelpedState.MilitaryHelpDecided: lambda fact, *_: (
        f"Presiden memutus bantuan TNI: {fact.decision.label.lower()} ({fact.reference})"
    ),
    HelpedState.MilitaryHelpOrdered: lambda fact, *_: (
        f"Bantuan TNI diperintahkan, {fact.reference}"
        + ("" if fact.in_time else ", lewat dari 1×24 jam")
    ),
    HelpedState.MilitaryHelpEnded: lambda fact, *_: (
        f"Berakhirnya bantuan TNI diberitahukan kepada Presiden, {fact.reference}"
    ),
    RescuingState.RescueRecorded: lambda fact, *_: f"Tindakan darurat: {fact.kind.label}",
    FundedState.ContingencyFundPlanned: lambda fact, *_: (
        f"Rencana kebutuhan BTT disusun, {rupiah(fact.total)}"
    ),
    FundedState.ContingencyFundDisbursed: lambda fact, *_: (
        f"BTT dicairkan, {rupiah(fact.amount)} ({fact.reference})"
        + (", lewat dari 1 hari kerja" if fact.in_time is False else "")
    ),
    StateOfConflict.ProgressRecorded: lambda fact, *_: (
        f"Perkembangan ke-{fact.number}: {fact.dead} meninggal, {fact.injured} luka,"
        f" {fact.displaced} mengungsi"
    ),
    ForkopimdaPack.Sent: lambda fact, *_: (
        f"Paket Forkopimda dikirim kepada {', '.join(each.name for each in fact.seats)}"
    ),
    ForkopimdaPack.Opened: lambda fact, people, _: (
        f"Paket Forkopimda dibaca oleh {people.name(fact.person)} untuk {fact.office.label}"
    ),
    ForkopimdaPack.FollowedUp: lambda fact, *_: (
        f"{fact.office.label} belum membaca paket Forkopimda: {fact.explanation}"
    ),
    TaskForce.Formed: lambda fact, *_: (
        f"Satgas tingkat {fact.legal_level.label} dibentuk, {len(fact.members)} anggota"
    ),
    TaskForce.Finished: lambda fact, *_: f"Tugas Satgas berakhir: {fact.outcome.label.lower()}",
    Letter.Revised: lambda fact, *_: f"Konsep naskah: {fact.revision.label.lower()}",
    Letter.Initialled: lambda fact, *_: f"Diparaf untuk {fact.initial.office}",
    Letter.SignedOnPaper: lambda fact, *_: f"Ditandatangani di atas kertas oleh {fact.signed_by}",
    Letter.Dispatched: lambda fact, *_: f"Naskah dikirim kepada {len(fact.deliveries)} penerima",
    Letter.DispositionRecorded: lambda fact, *_: (
        f"Disposisi {fact.given_by} kepada {fact.given_to}"
    ),
    Letter.Corrected: lambda fact, *_: f"Diralat oleh naskah nomor {fact.number}",
    Letter.Approved: lambda fact, *_: f"Naskah disetujui, nomor {fact.number}",
    Clocked.DeadlineSet: lambda fact, _, region: (
        f"Batas waktu {fact.wait.words}: {when(fact.wait.due, region).full}"
    ),
    Clocked.DeadlineElapsed: lambda fact, _, region: _elapsed(fact, region),
    Clocked.DeadlineMet: lambda fact, *_: f"Terjawab: {fact.kind.words}",
    Clocked.DeadlineWithdrawn: lambda fact, *_: f"Tidak ditunggu lagi: {fact.kind.words}",
    Clocked.ClockChangeProposed: lambda fact, *_: (
        f"{fact.proposal.change.label} batas waktu diusulkan ({fact.proposal.legal_basis})"
    ),
    Clocked.DeadlinePaused: lambda fact, _, region: (
        f"Dijeda paling lambat sampai {when(fact.pause.until, region).full}: {fact.kind.words}; "
        f"sisa {in_days(fact.remaining, working=fact.working)}"
    ),
    Clocked.DeadlineResumed: lambda fact, _, region: (
        f"Jeda berakhir: {fact.wait.words}; batas waktu kini {when(fact.wait.due, region).full}"
    ),
    Clocked.DeadlineRenewed: lambda fact, _, region: (
        f"Menurut kebijakan lain: {fact.wait.words}; "
        f"batas waktu kini {when(fact.wait.due, region).full}"
    ),
    FollowsPolicy.PolicyUpgraded: lambda fact, *_: (
        f"Kasus dialihkan dari kebijakan {fact.from_policy} ke {fact.to_policy}"
        f" ({fact.legal_basis})"
    ),
    Clocked.DeadlineExtended: lambda fact, _, region: (
        f"Diperpanjang ({fact.legal_basis}): {fact.wait.words}; "
        f"batas waktu kini {when(fact.wait.due, region).full}"
    ),
}
