"""Who is told of what: one table, by the event's stable name.

The words say what is asked, until when, and a reference; never what a case says. Where a rule is
about a window, a question or a link, its notice is settled, and what was not yet sent is stopped,
when that closes; of others the rule names the events that end them. Nothing is sent after closure.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from domain.case_file import CaseFile
from domain.case_merge import Mergeable
from domain.clocks import (
    CLOSING,
    NO_SILENCE,
    Asked,
    Clocked,
    EndOfWindow,
    MovedWindow,
    Wait,
    WaitKind,
)
from domain.conflict_case import ConflictCase
from domain.contagion import Direction
from domain.deliberation import Deliberation
from domain.delivery import DeliveryChannel
from domain.field_task import FieldTask
from domain.indonesian import moment
from domain.inquiry import Askable
from domain.kernel import Fact, Role, Secrecy
from domain.letter import Letter
from domain.letter_content import Urgency
from domain.policy import URGENCY_OF_LEVEL
from domain.provisional_red import Voice, raises
from domain.regions import province_of
from domain.report import Report, Support
from domain.risk import Level


@dataclass(frozen=True)
class Happening:
    """One event, the file of what it is about as it stood then, and how regions are called."""

    fact: Any
    opens: Callable[[], CaseFile]
    place: Callable[[str], str]

    @cached_property
    def file(self) -> CaseFile:
        """Opened only where a rule asks: most events are nobody's news."""
        return self.opens()

    @property
    def wait(self) -> Wait | None:
        """The window a deadline event promises, anew or beside the one promised before."""
        return self.fact.wait if isinstance(self.fact, Clocked.DeadlineSet | MovedWindow) else None


@dataclass(frozen=True)
class Recipient:
    """Who is to be told: a person by name, or whoever holds a role nearest to a region.

    ``region``: of another region's office, or of who told a report: they may not know the case.
    Then ``secrecy`` is what it must be cleared for.
    """

    role: Role
    person: UUID | None = None
    region: str | None = None
    secrecy: Secrecy | None = None


@dataclass(frozen=True)
class NoticeRule:
    """One rule: which event, who is told, in which words, where to look, on which channels.

    ``window`` names the deadline, question or link it is about; ``until`` are the events of its
    stream or its case after which it is nobody's news any more.
    """

    name: str
    label: str
    event: str
    audience: str
    who: Callable[[Happening], Iterable[Recipient]]
    words: Callable[[Happening], str]
    path: Callable[[Happening], str]
    when: Callable[[Happening], bool] = lambda _: True
    window: Callable[[Happening], UUID | None] = lambda _: None
    until: tuple[type[Fact], ...] = ()
    urgency: Urgency | None = None
    mailed: bool = True

    def urgency_of(self, happening: Happening) -> Urgency:
        """As the rule says, or by the level of what it is about."""
        return self.urgency or URGENCY_OF_LEVEL[happening.file.level]


def reference(stream: UUID) -> str:
    """What a mail may call a task, a case or a letter: the head of its id."""
    return stream.hex[:8].upper()


# -- who -------------------------------------------------------------------------------------


def _asked(asked: Asked, file: CaseFile) -> Iterator[Recipient]:
    """By name; what is asked of an officer is asked of the case's own where it has one."""
    officer = file.officer if asked.role is Role.CASE_OFFICER else None
    yield Recipient(asked.role, asked.person or officer)


def _asked_by_wait(it: Happening) -> Iterator[Recipient]:
    assert it.wait is not None
    yield from _asked(it.wait.asked, it.file)


def _asked_in_vain(it: Happening) -> Iterator[Recipient]:
    yield from _asked(it.fact.asked, it.file)


def _holder(it: Happening) -> Iterator[Recipient]:
    yield Recipient(Role.LIAISON, it.fact.holder)


def _delegator(it: Happening) -> Iterator[Recipient]:
    task = it.file.tasks.get(it.fact.originator_id)
    if task is not None:
        yield Recipient(Role.CASE_OFFICER, task.assigned_by)


def _officer(it: Happening) -> Iterator[Recipient]:
    yield Recipient(Role.CASE_OFFICER, it.file.officer)


def _receiver(it: Happening) -> Iterator[Recipient]:
    yield Recipient(Role.CASE_OFFICER, it.fact.receiver)


def _giver(it: Happening) -> Iterator[Recipient]:
    yield Recipient(Role.CASE_OFFICER, it.fact.giver)


def _giver_and_heads(it: Happening) -> Iterator[Recipient]:
    yield from _giver(it)
    yield Recipient(Role.SUPERVISOR)


def _heads(_: Happening) -> Iterator[Recipient]:
    yield Recipient(Role.SUPERVISOR)


def _heads_and_governor(_: Happening) -> Iterator[Recipient]:
    yield Recipient(Role.SUPERVISOR)
    yield Recipient(Role.GOVERNOR)


def _office(it: Happening) -> Iterator[Recipient]:
    yield from _officer(it)
    yield Recipient(Role.SUPERVISOR)


def _correction_to_weigh(it: Happening) -> Iterator[Recipient]:
    """Of a case the office first weighs the level anew; the governor hears of that."""
    yield from _office(it)
    if it.file.case_id is None:
        yield Recipient(Role.GOVERNOR)


def _neighbours(it: Happening) -> Iterator[Recipient]:
    """The offices of the region named: they are told that, and not what the case says.

    Of a case kept apart nobody outside its compartment is told.
    """
    for role in (Role.CASE_OFFICER, Role.SUPERVISOR):
        yield Recipient(role, region=it.fact.link.region, secrecy=Secrecy.OPEN)


def _teller(it: Happening) -> Iterator[Recipient]:
    """Who told the report that is asked about; they may not know the case it belongs to."""
    report = it.file.reports[it.fact.originator_id]
    yield Recipient(Role.REPORTER, report.reporter, region=report.region, secrecy=report.secrecy)


def _asker(it: Happening) -> Iterator[Recipient]:
    for each in it.file.reports[it.fact.originator_id].inquiries:
        if each.inquiry_id == it.fact.inquiry_id:
            yield Recipient(Role.CASE_OFFICER, each.by)


def _inboxes(it: Happening) -> Iterator[Recipient]:
    for each in it.fact.deliveries:
        if each.channel is DeliveryChannel.IN_APP and each.role is not None:
            yield Recipient(each.role)


# -- what is said ------------------------------------------------------------------------------


def _about(it: Happening) -> str:
    """What it is about, by kind and reference."""
    stream = it.fact.originator_id
    if (task := it.file.tasks.get(stream)) is not None:
        return f"tugas {task.kind.label.lower()} {reference(stream)}"
    if (letter := it.file.letters.get(stream)) is not None:
        return f"naskah {letter.number or reference(stream)}"
    if it.file.case_id is not None:
        return f"kasus {reference(it.file.case_id)}"
    return f"laporan {reference(stream)}"


def _report(it: Happening) -> str:
    """A report as such, whatever case it has become part of."""
    return f"laporan {reference(it.fact.originator_id)}"


def _waits_for_you(it: Happening) -> str:
    assert it.wait is not None
    until = moment(it.wait.due, it.file.region)
    return f"Menunggu Anda: {it.wait.words}, paling lambat {until} ({_about(it)})."


def _waits_until(why: str) -> Callable[[Happening], str]:
    def said(it: Happening) -> str:
        assert it.wait is not None
        until = moment(it.wait.due, it.file.region)
        return f"{why}: {it.wait.words} kini paling lambat {until} ({_about(it)})."

    return said


def _elapsed(it: Happening) -> str:
    return f"Lewat batas waktu: {it.fact.kind.words} ({_about(it)})."


def _reminder(it: Happening) -> str:
    open_ = _ack_window(it)
    until = f" sampai {moment(open_.due, it.file.region)}" if open_ else ""
    return f"Pengingat: {_about(it)} masih menunggu pengakuan Anda{until}."


def _contagion(it: Happening) -> str:
    """A secret case's own regency is not named to a neighbour."""
    secret = it.file.secrecy.rank >= Secrecy.SECRET.rank
    origin = it.place(province_of(it.file.region) if secret else it.file.region)
    way = "dapat menular ke" if it.fact.link.direction is Direction.SPREADS_TO else "berasal dari"
    return f"Penularan dicatat: isu di {origin} {way} {it.place(it.fact.link.region)}."[:200]


# -- where to look -----------------------------------------------------------------------------


def _path(it: Happening) -> str:
    stream = it.fact.originator_id
    if stream in it.file.tasks:
        return f"/tugas/{stream}"
    if stream in it.file.letters:
        return f"/naskah/{stream}"
    if stream in it.file.packs:
        return f"/paket/{stream}"
    return f"/kasus/{it.file.case_id}" if it.file.case_id else f"/laporan/{stream}"


def _report_path(it: Happening) -> str:
    return f"/laporan/{it.fact.originator_id}"


def _neighbours_path(it: Happening) -> str:
    other = it.fact.link.other_case
    return f"/kasus/{other}" if other else f"/wilayah/{it.fact.link.region}"


# -- which window ------------------------------------------------------------------------------


def _own_window(it: Happening) -> UUID | None:
    return it.wait.deadline_id if it.wait else None


def _ack_window(it: Happening) -> Wait | None:
    for each in it.file.waits.values():
        if each.stream == it.fact.originator_id and each.wait.kind is WaitKind.ACKNOWLEDGE:
            return each.wait
    return None


def _acknowledgement(it: Happening) -> UUID | None:
    window = _ack_window(it)
    return window.deadline_id if window else None


def _question(it: Happening) -> UUID | None:
    return UUID(str(it.fact.inquiry_id))


def _link(it: Happening) -> UUID | None:
    return UUID(str(it.fact.link.link_id))


def _waits(kind: WaitKind) -> Callable[[Happening], bool]:
    return lambda it: it.wait is not None and it.wait.kind is kind


def _turns_red(it: Happening) -> bool:
    level = getattr(it.fact, "level", None)
    before = getattr(it.fact, "previous", None)
    return level is Level.RED and before is not Level.RED


def _tells_red(it: Happening) -> bool:
    """Whether the report it is about was judged red when it was filed."""
    report = it.file.reports.get(it.fact.report_id)
    return report is not None and report.risk.level is Level.RED


def _is_red_report(it: Happening) -> bool:
    """Whether the report is judged red, as filed or as corrected."""
    return it.file.reports[it.fact.originator_id].risk.level is Level.RED


def _corrected_to_red(it: Happening) -> bool:
    """Whether a report is judged red only now; of a case that is red already it is no news."""
    if it.fact.risk is None or it.fact.risk.level is not Level.RED:
        return False
    before = next(
        line.fact.risk
        for line in reversed(it.file.timeline)
        if line.fact.originator_id == it.fact.originator_id
        and line.fact.event_id != it.fact.event_id
        and isinstance(line.fact, Report.Filed | Report.Corrected)
        and line.fact.risk is not None
    )
    news = it.file.case_id is None or it.file.level is not Level.RED
    return news and before.level is not Level.RED


def _red_after_all(it: Happening) -> str:
    weigh = "; timbang lagi tingkatnya" if it.file.case_id else ""
    return f"Laporan dinilai merah sesudah diralat{weigh} ({_about(it)})."


def _raises_grade(it: Happening) -> bool:
    """Against what the same report said before, or against every source so far."""
    before = getattr(it.fact, "before", None)
    others = [each for each in it.file.heard if each.origin != it.fact.report_id]
    earlier: list[Voice | Support] = [before] if before is not None else [*others]
    return raises(it.fact.told_by, earlier)


ASKING: Final = (
    (WaitKind.ACKNOWLEDGE, True),
    (WaitKind.SUPERVISOR_ANSWER, True),
    (WaitKind.ESCALATION_APPROVAL, True),
    (WaitKind.CLOCK_DECISION, True),
    (WaitKind.REVIEW, False),
    (WaitKind.LETTER_APPROVAL, True),
    (WaitKind.LETTER_REVISION, True),
    (WaitKind.DELIVERY_CHECK, False),
    (WaitKind.DISPOSITION, False),
    (WaitKind.TRIAGE, False),
    (WaitKind.PACK_READING, True),
    (WaitKind.HANDOVER, True),
    (WaitKind.RELAPSE, True),
)
"""Windows whose asking is told at once, and whether by mail too."""


OVER: Final = (ConflictCase.Closed, ConflictCase.Refuted)
"""A case's end: what was told of it asks nothing of anybody any more."""


def _asking(kind: WaitKind, *, mailed: bool) -> NoticeRule:
    return NoticeRule(
        name=f"menunggu:{kind.value}",
        label=f"Diminta: {kind.words}",
        event=Clocked.DeadlineSet.NAME,
        audience="yang ditunggu",
        who=_asked_by_wait,
        words=_waits_for_you,
        path=_path,
        when=_waits(kind),
        window=_own_window,
        mailed=mailed,
    )


def _red(event: type[Fact]) -> NoticeRule:
    return NoticeRule(
        name=f"merah:{event.NAME}",
        label="Kasus menjadi merah",
        event=event.NAME,
        audience="pimpinan dan kantor gubernur",
        who=_heads_and_governor,
        words=lambda it: f"Kasus merah: {_about(it)} perlu perhatian Anda segera.",
        path=_path,
        when=_turns_red,
        urgency=Urgency.IMMEDIATE,
        until=(*OVER, ConflictCase.LevelChanged),
    )


def _moved(event: type[Fact], name: str, why: str, *, mailed: bool) -> NoticeRule:
    """The notice of the window before is taken back with it; this one is told instead."""
    by_mail = frozenset(kind for kind, mails in ASKING if mails)

    def told(it: Happening) -> bool:
        assert it.wait is not None
        return it.wait.kind not in NO_SILENCE and (it.wait.kind in by_mail) is mailed

    return NoticeRule(
        name=f"{name}:surel" if mailed else name,
        label=f"{why}: {'juga lewat surel' if mailed else 'di dalam aplikasi'}",
        event=event.NAME,
        audience="yang ditunggu",
        who=_asked_by_wait,
        words=_waits_until(why),
        path=_path,
        when=told,
        window=_own_window,
        mailed=mailed,
    )


MOVED: Final = (
    (Clocked.DeadlineExtended, "diperpanjang", "Batas waktu diperpanjang"),
    (Clocked.DeadlineResumed, "dilanjutkan", "Batas waktu berjalan lagi sesudah jeda"),
    (Clocked.DeadlineRenewed, "dihitung_ulang", "Batas waktu dihitung ulang menurut kebijakan"),
)
"""What puts another deadline beside a promised one: who is waited for is told until when now."""


def _source(
    event: type[Fact], label: str, when: Callable[[Happening], bool], urgency: Urgency | None
) -> NoticeRule:
    return NoticeRule(
        name=f"sumber:{event.NAME}{':merah' if urgency else ''}",
        label=label,
        event=event.NAME,
        audience="petugas kasus dan pimpinan",
        who=_office,
        words=lambda it: f"{label}; timbang lagi tingkatnya ({_about(it)}).",
        path=_path,
        when=when,
        urgency=urgency,
        until=(*OVER, ConflictCase.LevelChanged),
    )


def _sources() -> Iterator[NoticeRule]:
    """What is told of a source that joins a case or is graded anew."""
    joined, regraded = ConflictCase.ReportJoined, ConflictCase.SourceRegraded
    at_once = Urgency.IMMEDIATE
    yield _source(joined, "Laporan merah dilampirkan pada kasus", _tells_red, at_once)
    yield _source(joined, "Sumber yang lebih kuat dilampirkan pada kasus", _raises_grade, None)
    yield _source(regraded, "Nilai laporan merah pada kasus diralat", _tells_red, at_once)
    yield _source(regraded, "Nilai sumber pada kasus naik", _raises_grade, None)
    of_member = Mergeable.MemberSourceRegraded
    yield _source(of_member, "Nilai sumber pada kasus anggota naik", _raises_grade, None)


RULES: Final = (
    *(_asking(kind, mailed=mailed) for kind, mailed in ASKING),
    *(_moved(*each, mailed=mailed) for each in MOVED for mailed in (True, False)),
    *_sources(),
    NoticeRule(
        name="pengingat",
        label="Pengingat sebelum batas pengakuan",
        event=FieldTask.Reminded.NAME,
        audience="penghubung yang memegang tugas",
        who=_holder,
        words=_reminder,
        path=_path,
        window=_acknowledgement,
    ),
    NoticeRule(
        name="tugas_beralih",
        label="Tugas beralih kepada penghubung berikutnya",
        event=FieldTask.PassedOn.NAME,
        audience="pemberi tugas",
        who=_delegator,
        words=lambda it: f"Beralih kepada penghubung ke-{it.fact.link + 1}: {_about(it)}.",
        path=_path,
        when=lambda it: it.fact.link > 0,
        mailed=False,
    ),
    NoticeRule(
        name="rantai_habis",
        label="Rantai habis, pimpinan diminta bertindak",
        event=FieldTask.SupervisorAsked.NAME,
        audience="pemberi tugas",
        who=_delegator,
        words=lambda it: f"Tidak ada penghubung yang menjawab: {_about(it)}.",
        path=_path,
        until=(
            *OVER,
            FieldTask.Acknowledged,
            FieldTask.PassedOn,
            FieldTask.Reported,
            FieldTask.Withdrawn,
        ),
    ),
    NoticeRule(
        name="tugas_dilaporkan",
        label="Tugas dilaporkan selesai",
        event=FieldTask.Reported.NAME,
        audience="pemberi tugas",
        who=_delegator,
        words=lambda it: f"Dilaporkan selesai: {_about(it)}.",
        path=_path,
        mailed=False,
    ),
    NoticeRule(
        name="batas_waktu_lewat",
        label="Batas waktu lewat tanpa jawaban",
        event=Clocked.DeadlineElapsed.NAME,
        audience="yang ditunggu",
        who=_asked_in_vain,
        words=_elapsed,
        path=_path,
        when=lambda it: it.fact.kind not in NO_SILENCE,
        mailed=False,
    ),
    NoticeRule(
        name="masa_pemantauan_berakhir",
        label="Masa pemantauan berakhir",
        event=Clocked.DeadlineElapsed.NAME,
        audience="petugas kasus",
        who=_asked_in_vain,
        words=lambda it: f"Masa pemantauan berakhir; tinjau penutupannya ({_about(it)}).",
        path=_path,
        when=lambda it: it.fact.kind is WaitKind.MONITORING,
        mailed=False,
    ),
    NoticeRule(
        name="konflik_berulang",
        label="Konflik terlihat berulang",
        event=ConflictCase.RelapseSeen.NAME,
        audience="petugas kasus",
        who=_officer,
        words=lambda it: f"Konflik terlihat berulang; pimpinan diminta memutuskan ({_about(it)}).",
        path=_path,
    ),
    _red(ConflictCase.Opened),
    _red(ConflictCase.Verified),
    _red(ConflictCase.LevelChanged),
    NoticeRule(
        name="laporan_merah",
        label="Laporan dinilai merah",
        event=Report.Filed.NAME,
        audience="pimpinan dan kantor gubernur",
        who=_heads_and_governor,
        words=lambda it: f"Laporan dinilai merah: {_about(it)}.",
        path=_path,
        when=lambda it: it.fact.risk.level is Level.RED,
        until=(*OVER, Report.NotedAsInformation),
        urgency=Urgency.IMMEDIATE,
    ),
    NoticeRule(
        name="laporan_merah_informasi",
        label="Laporan merah dicatat sebagai informasi",
        event=Report.NotedAsInformation.NAME,
        audience="pimpinan",
        who=_heads,
        words=lambda it: (
            f"Laporan merah dicatat sebagai informasi saja: {_about(it)};"
            " bila keliru, kembalikan ke triase."
        ),
        path=_path,
        when=_is_red_report,
        urgency=Urgency.IMMEDIATE,
    ),
    NoticeRule(
        name="laporan_menjadi_merah",
        label="Laporan dinilai merah sesudah diralat",
        event=Report.Corrected.NAME,
        audience="petugas kasus, pimpinan; sebelum menjadi kasus juga kantor gubernur",
        who=_correction_to_weigh,
        words=_red_after_all,
        path=_path,
        when=_corrected_to_red,
        until=(*OVER, Report.NotedAsInformation),
        urgency=Urgency.IMMEDIATE,
    ),
    NoticeRule(
        name="pelapor_ditanya",
        label="Petugas bertanya tentang laporan Anda",
        event=Askable.SupplementAsked.NAME,
        audience="pelapor",
        who=_teller,
        words=lambda it: f"Petugas bertanya: {_report(it)} menunggu jawaban Anda.",
        path=_report_path,
        window=_question,
        until=OVER,
    ),
    NoticeRule(
        name="pelapor_menjawab",
        label="Pelapor menjawab pertanyaan",
        event=Askable.InquiryAnswered.NAME,
        audience="petugas yang bertanya",
        who=_asker,
        words=lambda it: f"Pertanyaan dijawab: {_report(it)}.",
        path=_report_path,
        mailed=False,
    ),
    NoticeRule(
        name="penularan",
        label="Penularan antardaerah dicatat",
        event=ConflictCase.ContagionLinked.NAME,
        audience="petugas dan pimpinan wilayah yang disebut",
        who=_neighbours,
        words=_contagion,
        path=_neighbours_path,
        window=_link,
        until=OVER,
        urgency=Urgency.URGENT,
    ),
    NoticeRule(
        name="serah_terima",
        label="Kasus diserahkan",
        event=ConflictCase.HandedOver.NAME,
        audience="petugas yang menerima",
        who=_receiver,
        words=lambda it: (
            f"Kasus diserahkan kepada Anda, {len(it.fact.open_items)} hal masih terbuka:"
            f" {_about(it)}."
        ),
        path=_path,
        until=(*OVER, ConflictCase.HandedOver),
    ),
    NoticeRule(
        name="kasus_beralih",
        label="Kasus beralih ke petugas lain",
        event=ConflictCase.HandedOver.NAME,
        audience="petugas yang menyerahkan",
        who=_giver,
        words=lambda it: f"Beralih ke petugas lain: {_about(it)}.",
        path=_path,
        mailed=False,
    ),
    NoticeRule(
        name="serah_terima_ditolak",
        label="Penyerahan kasus ditolak",
        event=ConflictCase.HandoverDeclined.NAME,
        audience="petugas yang menyerahkan dan pimpinan",
        who=_giver_and_heads,
        words=lambda it: f"Penyerahan ditolak, tetap pada petugas semula: {_about(it)}.",
        path=_path,
        until=(*OVER, ConflictCase.HandedOver, ConflictCase.HandoverOffered),
    ),
    NoticeRule(
        name="musyawarah_dijadwalkan",
        label="Musyawarah dijadwalkan",
        event=Deliberation.Scheduled.NAME,
        audience="petugas kasus dan pimpinan",
        who=_office,
        words=lambda it: (
            f"Musyawarah dijadwalkan {moment(it.fact.session_at, it.file.region)}"
            f" (kasus {reference(it.fact.case_id)})."
        ),
        path=lambda it: f"/kasus/{it.fact.case_id}",
        mailed=False,
    ),
    NoticeRule(
        name="naskah_masuk",
        label="Naskah masuk ke kotak di Rukun",
        event=Letter.Dispatched.NAME,
        audience="jabatan yang dituju",
        who=_inboxes,
        words=lambda it: f"Naskah masuk: {_about(it)}.",
        path=_path,
        mailed=False,
    ),
)
"""In the order in which they are tried: of one event, one person is told once."""

LABELS: Final = {rule.name: rule.label for rule in RULES}
"""What each rule is called on a page."""

_ENDS: Final = {rule.name: frozenset(each.NAME for each in rule.until) for rule in RULES}

MOOT_BY: Final = frozenset(
    {Askable.InquiryAnswered.NAME, Askable.InquiryWithdrawn.NAME}
    | {ConflictCase.ContagionUnlinked.NAME, *(each.NAME for each in CLOSING)}
).union(*_ENDS.values())
"""Events after which something that was told asks nothing any more."""


def closed_by(fact: Fact) -> UUID | None:
    """The deadline, question or link that an event closes."""
    match fact:
        case Askable.InquiryAnswered() | Askable.InquiryWithdrawn():
            closed: UUID = fact.inquiry_id
        case ConflictCase.ContagionUnlinked():
            closed = fact.link_id
        case _ if isinstance(fact, EndOfWindow):
            closed = fact.deadline_id
        case _:
            return None
    return closed


def is_moot(rule: str, window: UUID | None, fact: Fact) -> bool:
    """Whether what was told under that rule is over with this event of its stream or case."""
    closes = window is not None and closed_by(fact) == window
    return closes or fact.NAME in _ENDS.get(rule, ())


TOLD: Final = frozenset(rule.event for rule in RULES)
"""Events that anybody may be told of."""


def rules_for(happening: Happening) -> Iterator[NoticeRule]:
    """The rules that speak of this event."""
    for rule in RULES:
        if rule.event == happening.fact.NAME and rule.when(happening):
            yield rule
