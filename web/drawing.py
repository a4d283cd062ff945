"""From a case's file to the parts of its page: reports, tasks, talks, letters, timeline."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby, islice
from uuid import UUID

from domain.case_file import (
    CaseFile,
    LetterPage,
    ReportPage,
    TaskPage,
    TimelineLine,
)
from domain.clocks import Clocked, MovedWindow, WaitKind
from domain.conflict_case import ConflictCase, Stage
from domain.field_task import FieldTask, TaskState
from domain.indonesian import local, long_date, month_name, rupiah, thousands
from domain.inquiry import Inquiry
from domain.kernel import Role
from domain.letter import LetterState
from domain.letter_content import LetterContent
from domain.report import CORRECTABLE, Report
from domain.risk import grade_label, needs_second_source
from web import pages, words
from web.office import Office
from web.words import People

REDACTED = "Isi telah dihapus menurut UU 27/2022"
"""Stands where the content of a letter was."""

_ROAD = (Stage.DETECT, Stage.VERIFY, Stage.ESCALATE, Stage.MEDIATE, Stage.RESOLVE, Stage.CLOSED)


# -- where it stands -----------------------------------------------------------------------------


def steps(file: CaseFile) -> tuple[pages.StageStep, ...]:
    """The road of a case: what it has passed, where it is, what may still come."""
    if file.stage is Stage.REFUTED:
        road: tuple[Stage, ...] = (Stage.DETECT, Stage.VERIFY, Stage.REFUTED)
    else:
        road = _ROAD
    here = road.index(file.stage)
    begun = file.reopenings[-1].at if file.reopenings else None
    drawn = []
    for number, stage in enumerate(road):
        entered = [
            at
            for (each, _), at in file.entered_at.items()
            if each is stage and (begun is None or at >= begun or stage is Stage.DETECT)
        ]
        if number == here:
            state = "now"
        elif entered and number < here:
            state = "done"
        else:
            state = "skipped" if number < here else "ahead"
        since = "tidak dilalui" if state == "skipped" else ""
        if entered:
            since = words.when(max(entered), file.region).short
        drawn.append(pages.StageStep(label=stage.label, state=state, since=since))
    return tuple(drawn)


def report_body(
    office: Office, report: ReportPage, people: People, *, over: bool = False
) -> pages.ReportBody:
    """A report as told, with its risk and the reasons for it; ``over`` once its case has ended."""
    grade = grade_label(report.source_grade, report.information_grade)
    answers = {each.answer.event for each in report.inquiries if each.answer}
    details = report.details
    lines = [
        pages.Fact(label="Waktu kejadian", text=happened(report)),
        pages.Fact(label="Tempat", text=str(report.place) if report.place else "-"),
        pages.Fact(label="Asal laporan", text=report.source.label),
        pages.Fact(label="Pelapor", text=people.reporter(report.reporter)),
        pages.Fact(label="Diterima", text=words.when(report.filed_at, report.region).full),
        pages.Fact(label="Ranah", text=report.realm.label),
        pages.Fact(label="Sumber konflik", text=f"{report.conflict_source.label} (Pasal 5)"),
        pages.Fact(label="Tema", text=report.theme),
        pages.Fact(label="Klasifikasi", text=report.secrecy.label),
    ]
    lines += detail_lines(report, people)
    if report.origins:
        corrected = ", ".join(CORRECTABLE[name] for name in report.origins)
        lines.append(pages.Fact(label="Dikoreksi", text=corrected))
    return pages.ReportBody(
        url=f"/laporan/{report.report_id}",
        title=str(report.title),
        region=office.regions.full_name(report.region),
        level=words.level(report.risk.level),
        score=report.risk.score,
        reasons=report.risk.reasons,
        grade=grade,
        second_source=needs_second_source(report.source_grade, report.information_grade),
        facts=str(report.facts),
        opinion=str(report.opinion) if report.opinion else "",
        parties=tuple(map(str, report.parties)),
        lines=tuple(lines),
        supplements=tuple(
            pages.Fact(label=words.when(each.at, report.region).short, text=str(each.text))
            for each in report.supplements
            if each.event not in answers
        ),
        inquiries=tuple(_inquiry(each, report.region, over=over) for each in report.inquiries),
        more_facts=_told(
            ("Latar belakang", details.background),
            ("Pemicu", details.trigger),
            ("Langkah yang telah diambil", details.steps_taken),
        ),
        more_opinion=_told(
            ("Perkiraan pelapor", details.prediction), ("Saran pelapor", details.recommendation)
        ),
        invented=", ".join(report.invented),
    )


def _inquiry(inquiry: Inquiry, region: str, *, over: bool) -> pages.InquiryLine:
    asked, answer = words.when(inquiry.at, region).short, inquiry.answer
    if answer is not None:
        state = f"ditanyakan {asked}, dijawab {words.when(answer.at, region).short}"
    elif inquiry.withdrawn_at is not None:
        state = f"ditanyakan {asked}, ditarik {words.when(inquiry.withdrawn_at, region).short}"
    elif over:
        state = f"ditanyakan {asked}, tidak dijawab sampai kasusnya berakhir"
    else:
        state = f"ditanyakan {asked}, menunggu jawaban pelapor"
    return pages.InquiryLine(
        question=str(inquiry.question),
        state=state,
        open=inquiry.open and not over,
        answer=str(answer.text) if answer else "",
    )


def _told(*said: tuple[str, object]) -> tuple[pages.Fact, ...]:
    """What was said at all, under its label."""
    return tuple(pages.Fact(label=label, text=str(text)) for label, text in said if text)


def detail_lines(report: ReportPage, people: People) -> tuple[pages.Fact, ...]:
    """What the reporter added; how the source is known only to who may know the reporter."""
    details, region, dead = report.details, report.region, report.risk.inputs.fatalities
    known = not people.hides(report.reporter)
    return _told(
        ("Jenis", details.nature and details.nature.label),
        ("Bidang", details.field and details.field.label),
        ("ATHG", details.threat and details.threat.label),
        ("Cara mendapatkan", details.obtained_by and details.obtained_by.label),
        ("Waktu mendapatkan", details.obtained_at and words.when(details.obtained_at, region).full),
        ("Hubungan dengan sumber", details.relation if known else None),
        ("Ketelitian waktu", details.time_precision and details.time_precision.label),
        ("RT/RW", details.neighbourhood),
        ("Koordinat", details.coordinates),
        ("Ketelitian koordinat", details.place_precision and details.place_precision.label),
        ("Platform", details.platform),
        ("Tautan", details.link),
        ("Dokumen sumber", details.document),
        ("SHA-256 bukti", details.evidence_sha256),
        ("Korban jiwa", dead and f"{thousands(dead)} orang"),
        ("Korban luka", details.wounded and f"{thousands(details.wounded)} orang"),
        ("Pengungsi", details.displaced and f"{thousands(details.displaced)} orang"),
        ("Kerugian materiil", details.material_loss and rupiah(details.material_loss)),
    )


def happened(report: ReportPage) -> str:
    """When it happened, as exactly as it is known."""
    here = local(report.happened_at, report.region)
    if not report.day_known:
        return f"{month_name(here.month)} {here.year} (harinya tidak diketahui)"
    if (here.hour, here.minute) == (0, 0):
        return f"{long_date(here.date())} (jamnya tidak disebut)"
    return words.when(report.happened_at, report.region).full


# -- tasks ---------------------------------------------------------------------------------------


def task_card(
    office: Office,
    file: CaseFile,
    task: TaskPage,
    people: People,
    *,
    acts: tuple[pages.ActForm, ...] = (),
) -> pages.TaskCard:
    """One field task."""
    waits = [
        each.wait
        for each in file.waits.values()
        if each.stream == task.task_id
        and each.wait.kind not in (WaitKind.REMINDER, WaitKind.PAUSE_END)
        and each.wait.pause is None
    ]
    wait = min(waits, key=lambda each: each.due, default=None)
    due = words.when(wait.due, file.region, office.clock.now()) if wait else None
    grade = ""
    if task.source_grade and task.information_grade:
        grade = grade_label(task.source_grade, task.information_grade)
    return pages.TaskCard(
        task_id=task.task_id,
        url=f"/tugas/{task.task_id}",
        kind=task.kind.label,
        state=task.state.label,
        open=task.state.open,
        holder=(
            Role.SUPERVISOR.label
            if task.state is TaskState.WITH_SUPERVISOR
            else people.name(task.holder)
        ),
        instruction=str(task.instruction),
        assigned=(
            f"{people.name(task.assigned_by)}, {words.when(task.assigned_at, file.region).short}"
        ),
        chain=chain(file, task, people),
        due=due,
        waiting_for=words.sentence(wait.words) if wait else "",
        next_step=next_step(task.state, task.chain[task.link + 1 :], due, people),
        finding=str(task.finding) if task.finding else "",
        finding_grade=grade,
        acts=acts,
    )


def chain(file: CaseFile, task: TaskPage, people: People) -> tuple[tuple[str, str], ...]:
    """Everyone who is asked in turn, and how each answered."""
    declined = {
        line.fact.holder
        for line in file.timeline
        if isinstance(line.fact, FieldTask.Declined) and line.fact.originator_id == task.task_id
    }
    delegated = {
        line.fact.by: line.fact.holder
        for line in file.timeline
        if isinstance(line.fact, FieldTask.Delegated) and line.fact.originator_id == task.task_id
    }
    answers = {
        TaskState.WAITING: "sedang ditanya",
        TaskState.ACKNOWLEDGED: "mengakui",
        TaskState.ACCEPTED: "menerima",
        TaskState.EN_ROUTE: "menuju lokasi",
        TaskState.ON_SCENE: "di lokasi",
        TaskState.REPORTED: "melaporkan",
        TaskState.WITHDRAWN: "ditarik",
    }
    links = []
    for number, person in enumerate(task.chain):
        silent = "menolak" if person in declined else "tidak menjawab"
        silent = "mendelegasikan" if person in delegated else silent
        if number > task.link:
            said = "belum ditanya" if task.state.open else "tidak ditanya"
        elif number < task.link or person != task.holder or person in declined:
            said = silent
        else:
            said = answers.get(task.state, silent)
        links.append((people.name(person), said))
    if task.holder not in task.chain:
        taken = task.holder not in delegated.values()
        said = "mengambil alih" if taken else answers.get(task.state, "menerima delegasi")
        links.append((people.name(task.holder), said))
    elif task.state is TaskState.WITH_SUPERVISOR:
        links.append((Role.SUPERVISOR.label, "diminta bertindak"))
    return tuple(links)


def next_step(
    state: TaskState, after: Sequence[UUID], due: pages.Moment | None, people: People
) -> str:
    """What happens if nobody answers; ``after`` are those who would be asked next."""
    if due is None or not state.open:
        return ""
    match state:
        case TaskState.WAITING if after:
            return (
                f"Bila tidak diakui sampai {due.full}, diteruskan kepada {people.name(after[0])}."
            )
        case TaskState.WAITING:
            return f"Bila tidak diakui sampai {due.full}, pimpinan diminta bertindak."
        case _ if state.in_hand and after:
            return f"Bila tidak ada kabar atau laporan, diteruskan kepada {people.name(after[0])}."
        case _ if state.in_hand:
            return f"Bila laporan tidak masuk sampai {due.full}, pimpinan diberi tahu."
        case _:
            return f"Bila tidak ada tindakan sampai {due.full}, kelambatannya dicatat."


# -- letters --------------------------------------------------------------------


def content_of(letter: LetterPage) -> LetterContent | None:
    """What a letter says; None once the key it was sealed with has been destroyed."""
    text = letter.content.text
    return None if text is None else LetterContent.model_validate_json(text)


def letter_card(office: Office, file: CaseFile, letter: LetterPage) -> pages.LetterCard:
    """One letter of a case."""
    content = content_of(letter)
    waits = [each.wait.due for each in file.waits.values() if each.stream == letter.letter_id]
    return pages.LetterCard(
        url=f"/naskah/{letter.letter_id}",
        kind=letter.type.label,
        subject=content.subject.text if content else REDACTED,
        state=letter.state.label,
        waiting=letter.state is LetterState.DRAFT,
        number=letter.number or "",
        case_title=str(file.title),
        drafted=words.when(letter.drafted_at, file.region).short,
        due=words.when(min(waits), file.region, office.clock.now()) if waits else None,
    )


# -- timeline ------------------------------------------------------------------------------------


class Trace(StrEnum):
    """Which of a case's streams a line of its timeline comes from."""

    CASE = "kasus"
    REPORT = "laporan"
    TASK = "tugas"
    DELIBERATION = "musyawarah"
    LETTER = "naskah"
    STATE = "keadaan-konflik"
    NOTICE = "pemberitahuan"
    CLOCK = "batas-waktu"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


_NOTICES = (FieldTask.PassedOn, FieldTask.Reminded, FieldTask.SupervisorAsked)
_STREAMS = {
    "report": Trace.REPORT,
    "task": Trace.TASK,
    "deliberation": Trace.DELIBERATION,
    "letter": Trace.LETTER,
    "state_of_conflict": Trace.STATE,
    "task_force": Trace.STATE,
    "recovery_plan": Trace.CASE,
    "deadline": Trace.CLOCK,
}


def trace_of(line: TimelineLine) -> Trace:
    """Where a line belongs; what a liaison or supervisor was told of a task is a notice."""
    if isinstance(line.fact, _NOTICES):
        return Trace.NOTICE
    return _STREAMS.get(line.name.partition(".")[0], Trace.CASE)


def traces(file: CaseFile, url: str, chosen: Trace | None) -> tuple[pages.NavItem, ...]:
    """The ways to see only a part of the timeline, with how much there is of it."""
    counted = Counter(trace_of(line) for line in file.timeline)
    return (
        pages.NavItem(url=f"{url}#riwayat", label="Semua", current=chosen is None),
        *(
            pages.NavItem(
                url=f"{url}?jejak={trace.value}#riwayat",
                label=f"{trace.label} ({counted[trace]})",
                current=trace is chosen,
            )
            for trace in Trace
            if counted[trace]
        ),
    )


def timeline(
    file: CaseFile,
    people: People,
    *,
    only: Trace | None = None,
    events_at: str = "",
    most: int | None = None,
) -> tuple[pages.TimelineGroup, ...]:
    """What happened, the latest first; what one command wrote stands together.

    ``events_at`` is the page that has every event in full, for who may open it; with ``most``,
    only the last of it is told.
    """
    lines = (line for line in reversed(file.timeline) if only in {None, trace_of(line)})
    groups = groupby(lines, key=lambda line: line.fact.envelope.command_id)
    return tuple(
        _group(list(together)[::-1], file.region, people, events_at)
        for _, together in islice(groups, most)
    )


def _group(
    lines: list[TimelineLine], region: str, people: People, events_at: str
) -> pages.TimelineGroup:
    loud = [line for line in lines if _matters(line)]
    if any(not isinstance(line.fact, _ECHOES) for line in loud):
        loud = [line for line in loud if not isinstance(line.fact, _ECHOES)]
    loud.sort(key=lambda line: isinstance(line.fact, ConflictCase.StageEntered))
    told = [line for line in lines if not isinstance(line.fact, _BOOKKEEPING)]
    head = (loud or told or lines)[0]
    quiet = [line for line in lines if line is not head and line not in loud]
    return pages.TimelineGroup(
        head=_entry(head, region, people, events_at),
        beside=tuple(_entry(line, region, people, events_at) for line in loud if line is not head),
        quiet=tuple(_entry(line, region, people, events_at) for line in quiet),
        muted=not loud,
    )


_ECHOES = (
    Report.OpenedAsCase,
    Report.JoinedToCase,
    ConflictCase.DeliberationScheduled,
    ConflictCase.DeliberationEnded,
)
"""What one stream says only because another has said it already."""

_BOOKKEEPING = (
    Clocked.DeadlineSet,
    Clocked.DeadlineMet,
    Clocked.DeadlineElapsed,
    Clocked.DeadlineWithdrawn,
)


def _matters(line: TimelineLine) -> bool:
    """A silence is news, although it makes no page stale; a reminder is not."""
    fact = line.fact
    if isinstance(fact, Clocked.DeadlineElapsed):
        return fact.kind not in (WaitKind.REMINDER, WaitKind.PAUSE_END)
    return not fact.QUIET or isinstance(fact, MovedWindow)


def _entry(line: TimelineLine, region: str, people: People, events_at: str) -> pages.TimelineEntry:
    envelope = line.fact.envelope
    recorded = words.when(envelope.recorded_at, region)
    occurred = words.when(envelope.occurred_at, region)
    withheld = people.withholds(line.fact)
    return pages.TimelineEntry(
        position=line.position,
        title=words.headline(line.title, line.fact, people, region),
        who=people.author(envelope),
        recorded=recorded,
        occurred=occurred.full if occurred.iso != recorded.iso else "",
        reason=str(envelope.reason) if envelope.reason and not withheld else "",
        said=() if withheld else words.texts_of(line.fact),
        url=f"{events_at}?di={line.position}#e-{line.position}" if events_at else "",
    )
