"""The views as the API answers them: bounded by the client's one role, as its pages would be."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, cast
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.requests import Request

from domain.access import READERS
from domain.case_file import CaseFile, LetterPage, ReportPage, TaskPage, as_it_was
from domain.clocks import Wait
from domain.conflict_case import Stage
from domain.inquiry import Inquiry
from domain.kernel import Confidential, Moment, Role, Secrecy
from domain.regions import RegionCode, RegionScope, contains
from domain.report import ConflictSource, Triage
from domain.risk import Level
from projections.case_board import CASE, REPORT, BoardRow, CaseBoard, Filters
from projections.clock_ledger import ClockLedger
from projections.figures import Figure, FigureView, Observations, Period, said_of
from projections.letter_list import LetterList as LetterTable
from projections.paging import After
from projections.prevention_list import PreventionList
from projections.region_status import RegionStatus as RegionTable
from projections.region_status import StatusLine
from projections.search_index import SearchIndex
from projections.task_list import TaskList as TaskTable
from projections.task_list import TaskRow
from web import drawing, event_words, geojson, words
from web.api import shapes
from web.api.commands import WISHES, title
from web.api.door import Client
from web.api.problem import Trouble, not_here
from web.desk import STAFF, Desk
from web.door import Visitor
from web.letters import letter_for
from web.tasks import task_for
from web.words import People

MOST: Final = 200
USUAL: Final = 50
_AT_WORK: Final = frozenset({Role.CASE_OFFICER, Role.SUPERVISOR, Role.LIAISON, Role.GOVERNOR})


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("memuat karakter kendali")
    return text


Words = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
Count = Annotated[int, Field(ge=1, le=MOST)]
Position = Annotated[int, Field(ge=0, le=10**15)]


class Nothing(BaseModel):
    """A view that asks nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reaching(Nothing):
    """A view that waits, for a moment, until it has read as far as an act that was answered."""

    p: Position | None = Field(default=None, description="Posisi dari jawaban sebuah perintah.")


class Paged(Reaching):
    """A list in pages."""

    limit: Count = USUAL
    cursor: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_=-]+$")] | None = Field(
        default=None, description="`next` dari halaman sebelumnya."
    )


class CasesAsked(Paged):
    """What of the cases is asked for."""

    stage: Stage | None = None
    level: Level | None = None
    within: RegionCode | None = None
    officer: UUID | None = None
    theme: Words | None = None
    conflict_source: ConflictSource | None = None
    secrecy: Secrecy | None = None
    opened_from: Moment | None = None
    opened_before: Moment | None = None
    due_before: Moment | None = None
    open_only: bool = False
    query: Words | None = None

    @property
    def filters(self) -> Filters:
        asked = self.model_dump(exclude={"limit", "cursor", "p"}, exclude_none=True)
        return cast("Filters", asked)


class HistoryAsked(Paged):
    """Up to which moment, on both axes."""

    at: Moment | None = Field(default=None, description="Keadaan pada saat ini.")
    known_at: Moment | None = Field(default=None, description="Menurut yang tercatat saat ini.")


class SearchAsked(Paged):
    """What is looked for."""

    q: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]


class RegionsAsked(Reaching):
    """Which region, and at which moment."""

    within: RegionScope | None = None
    at: Moment | None = None


class CasesOnMap(Reaching):
    """Which cases are drawn."""

    within: RegionCode | None = None
    level: Level | None = None
    open_only: bool = True


class FiguresAsked(Reaching):
    """How many days back."""

    days: Annotated[int, Field(ge=1, le=3660)] = 90


class DeclarationsAsked(Paged):
    """Of which election."""

    election: Words | None = None


@dataclass(frozen=True)
class Question:
    """One question of one client, understood."""

    desk: Desk
    client: Client
    request: Request
    asked: Any
    """An instance of the view's own query model."""
    body: bytes = b""

    @property
    def visitor(self) -> Visitor:
        return self.client.visitor

    def path(self, name: str) -> UUID:
        """An id in the address; what is none is not here."""
        try:
            return UUID(self.request.path_params[name])
        except ValueError:
            raise not_here() from None

    def reach(self, table: str) -> None:
        """Lets the list catch up with the client's own act, given a moment's patience."""
        self.desk.caught_up(self.request, self.visitor, table)

    def only_for(self, roles: frozenset[Role]) -> None:
        if self.visitor.role not in roles:
            raise Trouble(403, "NotForThisRole", "Peran klien ini tidak membaca daftar ini.")


# -- cursors -------------------------------------------------------------------------------------


def _cursor(*said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said, default=str).encode()).decode()


def _read_cursor(asked: Paged) -> list[Any]:
    """What a cursor says; Trouble for one that is none of ours."""
    if asked.cursor is None:
        return []
    try:
        said = json.loads(base64.urlsafe_b64decode(asked.cursor))
    except (ValueError, RecursionError):
        raise _bad_cursor() from None
    if not isinstance(said, list):
        raise _bad_cursor()
    return said


def _bad_cursor() -> Trouble:
    return Trouble(422, "CursorUnreadable", "`cursor` bukan `next` dari halaman sebelumnya.")


def _instant(said: str) -> datetime:
    at = datetime.fromisoformat(said)
    if at.tzinfo is None:
        raise ValueError(said)
    return at


def last_read(asked: Paged, place: Callable[[str], datetime | date] = _instant) -> After | None:
    """The last line read; ``place`` reads where it stood: at a moment, or on a day."""
    said = _read_cursor(asked)
    if not said:
        return None
    try:
        at, key = said
        return After(place(at), UUID(key))
    except (ValueError, TypeError, AttributeError):
        raise _bad_cursor() from None


def _offset(asked: Paged) -> int:
    said = _read_cursor(asked)
    if not said:
        return 0
    if len(said) != 1 or type(said[0]) is not int or not 0 <= said[0] <= 10**9:
        raise _bad_cursor()
    return said[0]


def _more(asked: Paged, found: Sequence[object]) -> str | None:
    """The cursor by offset, where one more was found than was asked for."""
    return _cursor(_offset(asked) + asked.limit) if len(found) > asked.limit else None


# -- the client itself ---------------------------------------------------------------------------


def me(question: Question) -> shapes.Me:
    """Siapa klien ini, dan apa yang boleh dilakukan tokennya."""
    token, visitor = question.client.token, question.visitor
    return shapes.Me(
        actor=visitor.actor,
        name=visitor.account.name,
        role=visitor.role,
        unit=visitor.standing.unit,
        region=visitor.standing.region,
        clearance=visitor.standing.clearance,
        token=token.name,
        scopes=tuple(sorted(token.scopes)),
        expires_at=token.expires_at,
        per_minute=token.per_minute,
    )


def allowed(question: Question) -> shapes.AllowedList:
    """Perintah yang boleh dikirim klien ini, menurut peran dan cakupannya."""
    may = question.client.token.scopes
    return shapes.AllowedList(
        items=tuple(
            shapes.Allowed(
                name=wish.name,
                title=title(wish),
                scopes=wish.scopes,
                path=f"/api/v1/commands/{wish.name}",
            )
            for wish in WISHES.values()
            if question.visitor.role in wish.roles and may.issuperset(wish.scopes)
        )
    )


# -- cases ---------------------------------------------------------------------------------------


def cases(question: Question) -> shapes.CaseList:
    """Kasus dalam jangkauan, yang terakhir dibuka lebih dahulu."""
    question.only_for(STAFF)
    question.reach(CaseBoard.TABLE)
    asked: CasesAsked = question.asked
    rows = _board(question, asked, {**asked.filters, "kind": CASE})
    return shapes.CaseList(
        items=tuple(_case_line(question.desk, row) for row in rows[: asked.limit]),
        next=following(asked, rows, lambda row: (row.opened_at, row.id)),
    )


def _board(question: Question, asked: Paged, filters: Filters) -> list[BoardRow]:
    visitor = question.visitor
    return question.desk.office.board.listed(
        reader=visitor.standing,
        actor=visitor.actor,
        limit=asked.limit + 1,
        after=last_read(asked),
        **filters,
    )


def following(
    asked: Paged, rows: Sequence[Any], place: Callable[[Any], tuple[Any, UUID]]
) -> str | None:
    """The cursor of the next page, where one more line was found than was asked for."""
    if len(rows) <= asked.limit:
        return None
    at, key = place(rows[asked.limit - 1])
    return _cursor(at.isoformat(), key)


def _case_line(desk: Desk, row: BoardRow) -> shapes.CaseLine:
    return shapes.CaseLine(
        id=row.id,
        title=row.title,
        region=row.region,
        region_name=desk.office.regions.full_name(row.region),
        level=row.level,
        provisional=row.red_provisional,
        stage=row.stage.value,
        secrecy=row.secrecy,
        theme=row.theme,
        conflict_source=row.conflict_source,
        officer=row.officer,
        opened_at=row.opened_at,
        stage_since=row.stage_since,
        next_due=row.next_due,
        waiting_for=row.next_kind,
        open_tasks=row.open_tasks,
        silences=row.elapsed_count,
        attention=row.attention,
        escalation=row.escalation,
        members=row.members,
        position=row.position,
    )


def case_of(question: Question) -> CaseFile:
    """A case for an office role; liaisons read their tasks, who reported their reports."""
    if question.visitor.role not in READERS:
        raise not_here()
    return question.desk.case(question.visitor, question.path("case_id"))


def case(question: Question) -> shapes.CaseDetail:
    """Satu kasus: keadaannya, yang ditunggu, dan yang menjadi bagiannya."""
    file, desk, visitor = case_of(question), question.desk, question.visitor
    assert file.case_id is not None
    letters = [each for each in file.letters.values() if desk.may_read_letter(visitor, file, each)]
    proposal = file.proposal
    return shapes.CaseDetail(
        id=file.case_id,
        title=str(file.title),
        region=file.region,
        region_name=desk.office.regions.full_name(file.region),
        level=file.level,
        stage=file.stage.value,
        entry=file.entry,
        secrecy=file.secrecy,
        theme=file.theme,
        conflict_source=file.conflict_source,
        officer=file.officer,
        parties=tuple(map(str, file.parties)),
        verified=file.verified,
        summary=_told(file.summary),
        escalation=file.escalation,
        proposal=shapes.ProposalShape(
            level=proposal.level,
            grounds=str(proposal.grounds),
            asked_for=str(proposal.asked_for),
            content_hash=proposal.content_hash,
        )
        if proposal
        else None,
        merged_into=file.lead,
        members=tuple(file.members),
        policy=file.policy,
        waiting=_waiting(file),
        reports=tuple(_brief(each) for each in file.reports.values()),
        tasks=tuple(_task(file, each) for each in file.tasks.values()),
        letters=tuple(_letter(each) for each in letters),
        deliberations=tuple(
            shapes.TalkShape(
                deliberation_id=each.deliberation_id,
                track=each.track,
                session_at=each.session_at,
                obligations=tuple(each.obligations),
            )
            for each in file.deliberations.values()
        ),
        states_of_conflict=tuple(file.states),
        task_forces=tuple(file.task_forces),
        packs=tuple(file.packs),
        attachments=attachments(file),
        position=file.position,
    )


def _told(text: Confidential | None) -> str | None:
    return None if text is None else str(text)


def attachments(file: CaseFile, only: UUID | None = None) -> tuple[shapes.AttachmentShape, ...]:
    """The files of what its reader was let in to; of one stream, where it is named."""
    return tuple(
        shapes.AttachmentShape(
            sha256=each.file.sha256,
            media_type=each.file.media_type,
            size=each.file.size,
            caption=each.caption.text,
            cleaned=each.file.cleaned,
            original=each.file.original is not None,
            stream=each.stream,
            recorded_at=each.envelope.recorded_at,
        )
        for each in file.attachments
        if only in (None, each.stream)
    )


def _brief(report: ReportPage) -> shapes.ReportBrief:
    return shapes.ReportBrief(
        report_id=report.report_id,
        title=str(report.title),
        source=report.source,
        filed_at=report.filed_at,
        happened_at=report.happened_at,
    )


def _waiting(file: CaseFile, stream: UUID | None = None) -> tuple[shapes.Waiting, ...]:
    """What is waited for, the nearest first; of one stream, where it is named."""
    return tuple(
        _window(each.stream, each.wait)
        for each in sorted(file.waits.values(), key=lambda each: each.wait.due)
        if stream in (None, each.stream)
    )


def _window(stream: UUID, wait: Wait) -> shapes.Waiting:
    return shapes.Waiting(
        deadline_id=wait.deadline_id,
        stream=stream,
        kind=wait.kind,
        words=wait.words,
        asked_role=wait.asked.role,
        asked_person=wait.asked.person,
        due=wait.due,
        paused=wait.pause is not None,
        explanation=wait.deadline.explain(),
        basis=wait.deadline.basis.label,
    )


def case_history(question: Question) -> shapes.History:
    """Riwayat satu kasus, peristiwa demi peristiwa, pada dua sumbu waktu."""
    file, desk, visitor = case_of(question), question.desk, question.visitor
    assert file.case_id is not None
    asked: HistoryAsked = question.asked
    events = desk.office.log.of_case(file.case_id)
    then = as_it_was(events, at=asked.at, known_at=asked.known_at)
    people = People(desk.office, visitor, words.persons_of(file))
    people.protect(file)
    start = _offset(asked)
    lines = then.timeline[start : start + asked.limit + 1]
    return shapes.History(
        case_id=file.case_id,
        stage=then.stage.value,
        level=then.level,
        items=tuple(_event(line, people) for line in lines[: asked.limit]),
        next=_more(asked, lines),
        position=then.position,
    )


def _event(line: Any, people: People) -> shapes.HistoryEvent:
    fact, envelope = line.fact, line.fact.envelope
    hidden, withheld = people.hides_author(envelope), people.withholds(line.fact)
    return shapes.HistoryEvent(
        position=line.position,
        event=line.event_id,
        name=line.name,
        title=line.title,
        recorded_at=envelope.recorded_at,
        occurred_at=envelope.occurred_at,
        author=people.author(envelope),
        actor=None if hidden else envelope.actor,
        role=envelope.role,
        unit=words.PROTECTED_REPORTER if hidden else envelope.unit,
        channel=envelope.channel,
        policy=envelope.policy,
        position_seen=envelope.position_seen,
        reason=None if withheld else _told(envelope.reason),
        facts=None if withheld else event_words.facts_of(fact, people),
    )


# -- reports -------------------------------------------------------------------------------------


def reports(question: Question) -> shapes.ReportList:
    """Laporan yang belum menjadi kasus; bagi pelapor, semua laporannya sendiri."""
    visitor, asked = question.visitor, question.asked
    question.only_for(frozenset(Role) - {Role.ADMINISTRATOR, Role.SYSTEM})
    question.reach(CaseBoard.TABLE)
    staff = visitor.role in READERS
    rows = _board(question, asked, {"kind": REPORT} if staff else {})
    shown = rows[: asked.limit]
    if not staff:
        shown = [row for row in shown if row.reporter == visitor.actor]
    return shapes.ReportList(
        items=tuple(
            _report_line(question.desk, row) if staff else _own_line(question, row) for row in shown
        ),
        next=following(asked, rows, lambda row: (row.opened_at, row.id)),
    )


def _report_line(desk: Desk, row: BoardRow) -> shapes.ReportLine:
    return shapes.ReportLine(
        report_id=row.report_id,
        title=row.title,
        region=row.region,
        region_name=desk.office.regions.full_name(row.region),
        level=row.level,
        state=row.stage if isinstance(row.stage, Triage) else Triage.WAITING,
        secrecy=row.secrecy,
        filed_at=row.opened_at,
        due=row.next_due,
    )


def _own_line(question: Question, row: BoardRow) -> shapes.ReportLine:
    """Under its own title and level, whatever the office found."""
    file = question.desk.report(question.visitor, row.report_id)
    assert file.report is not None
    return shapes.ReportLine(**_report_head(question.desk, file.report), due=None)


def _report_head(desk: Desk, report: ReportPage) -> dict[str, Any]:
    return {
        "report_id": report.report_id,
        "title": str(report.title),
        "region": report.region,
        "region_name": desk.office.regions.full_name(report.region),
        "level": report.risk.level,
        "state": report.triage,
        "secrecy": report.secrecy,
        "filed_at": report.filed_at,
    }


def report(question: Question) -> shapes.ReportDetail:
    """Satu laporan seperti disampaikan, dengan penjelasan risikonya."""
    desk, visitor = question.desk, question.visitor
    file = desk.report(visitor, question.path("report_id"))
    told = file.report
    assert told is not None
    people = People(desk.office, visitor, words.persons_of(file))
    hidden = people.hides(told.reporter)
    triage = [each.wait.due for each in file.waits.values() if visitor.role in READERS]
    return shapes.ReportDetail(
        **_report_head(desk, told),
        due=min(triage, default=None),
        place=_told(told.place),
        source=told.source,
        realm=told.realm,
        conflict_source=told.conflict_source,
        theme=told.theme,
        facts=str(told.facts),
        opinion=_told(told.opinion),
        parties=tuple(map(str, told.parties)),
        source_grade=told.source_grade,
        information_grade=told.information_grade,
        happened_at=told.happened_at,
        day_known=told.day_known,
        external_id=told.external_id,
        reporter=None if hidden else told.reporter,
        risk=shapes.RiskShape(
            level=told.risk.level, score=told.risk.score, reasons=told.risk.reasons
        ),
        details=told.details.model_copy(update={"relation": None}) if hidden else told.details,
        supplements=tuple(str(each.text) for each in told.supplements),
        inquiries=tuple(map(_inquiry, told.inquiries)),
        attachments=attachments(file),
        position=file.position,
    )


def _inquiry(asked: Inquiry) -> shapes.InquiryShape:
    return shapes.InquiryShape(
        inquiry_id=asked.inquiry_id,
        question=str(asked.question),
        asked_at=asked.at,
        answer=_told(asked.answer.text) if asked.answer else None,
        answered_at=asked.answer.at if asked.answer else None,
        withdrawn_at=asked.withdrawn_at,
    )


# -- tasks ---------------------------------------------------------------------------------------


def tasks(question: Question) -> shapes.TaskList:
    """Tugas lapangan: bagi kantor semua dalam jangkauan, bagi penghubung yang dipegangnya."""
    question.only_for(READERS | {Role.LIAISON})
    question.reach(TaskTable.TABLE)
    asked, visitor = question.asked, question.visitor
    rows = question.desk.office.tasks.listed(
        visitor.actor, visitor.standing, limit=asked.limit + 1, after=last_read(asked)
    )
    return shapes.TaskList(
        items=tuple(_task_row(row) for row in rows[: asked.limit]),
        next=following(asked, rows, lambda row: (row.assigned_at, row.task_id)),
    )


def _task_row(row: TaskRow) -> shapes.TaskLine:
    return shapes.TaskLine(**{name: getattr(row, name) for name in shapes.TaskLine.model_fields})


def _task_head(file: CaseFile, task: TaskPage) -> dict[str, Any]:
    return {
        "task_id": task.task_id,
        "case_id": file.case_id,
        "kind": task.kind,
        "state": task.state,
        "holder": task.holder,
        "chain": task.chain,
        "assigned_by": task.assigned_by,
        "assigned_at": task.assigned_at,
        "acknowledged_at": task.acknowledged_at,
        "reported_at": task.reported_at,
        "due": min((w.due for w in _waiting(file, task.task_id)), default=None),
        "instruction": str(task.instruction),
    }


def _task(file: CaseFile, task: TaskPage) -> shapes.TaskLine:
    return shapes.TaskLine(**_task_head(file, task))


def task(question: Question) -> shapes.TaskDetail:
    """Satu tugas, dengan yang ditunggu dan yang ditemukan."""
    file, found = task_for(question.desk, question.visitor, question.path("task_id"))
    return shapes.TaskDetail(
        **_task_head(file, found),
        finding=_told(found.finding),
        happening=found.happening,
        source_grade=found.source_grade,
        information_grade=found.information_grade,
        waiting=_waiting(file, found.task_id),
        attachments=attachments(file, found.task_id),
        position=file.position,
    )


# -- letters -------------------------------------------------------------------------------------


def letters(question: Question) -> shapes.LetterList:
    """Naskah dinas dalam jangkauan, yang terakhir dikonsep lebih dahulu."""
    question.only_for(READERS)
    question.reach(LetterTable.TABLE)
    asked = question.asked
    rows = question.desk.office.letters.listed(
        question.visitor.standing, limit=asked.limit + 1, after=last_read(asked)
    )
    fields = shapes.LetterLine.model_fields
    return shapes.LetterList(
        items=tuple(
            shapes.LetterLine(**{name: getattr(row, name) for name in fields})
            for row in rows[: asked.limit]
        ),
        next=following(asked, rows, lambda row: (row.drafted_at, row.letter_id)),
    )


def _letter_head(letter: LetterPage) -> dict[str, Any]:
    content = drawing.content_of(letter)
    return {
        "letter_id": letter.letter_id,
        "case_id": letter.case_id,
        "report_id": letter.report_id,
        "type": letter.type,
        "state": letter.state,
        "number": letter.number,
        "dated": date.fromisoformat(letter.dated) if letter.dated else None,
        "drafted_at": letter.drafted_at,
        "secrecy": letter.secrecy,
        "subject": content.subject.text if content else Confidential.REDACTED,
    }


def _letter(letter: LetterPage) -> shapes.LetterLine:
    return shapes.LetterLine(**_letter_head(letter))


def letter(question: Question) -> shapes.LetterDetail:
    """Satu naskah dinas dengan isinya, persis seperti akan disetujui."""
    file, found = letter_for(question.desk, question.visitor, question.path("letter_id"))
    content = drawing.content_of(found)
    return shapes.LetterDetail(
        **_letter_head(found),
        content_hash=found.content_hash,
        content=content.model_dump(mode="json") if content else None,
        signing=found.signing,
        position=file.position,
    )


# -- work ----------------------------------------------------------------------------------------


def work(question: Question) -> shapes.WorkList:
    """Yang diminta dari klien ini atau perannya, menurut yang lebih dahulu berakhir."""
    question.only_for(_AT_WORK)
    question.reach(ClockLedger.TABLE)
    asked, visitor = question.asked, question.visitor
    rows = question.desk.office.work.of_person(
        visitor.actor,
        {visitor.role},
        reader=visitor.standing,
        actor=visitor.actor,
        limit=asked.limit + 1,
        offset=_offset(asked),
    )
    return shapes.WorkList(
        items=tuple(
            shapes.WorkLine(
                deadline_id=each.deadline_id,
                stream=each.stream,
                kind=each.wait,
                asked_role=each.asked_role,
                asked_person=each.asked_person,
                due=each.due,
                explanation=each.explanation.explain(),
                about=each.row.id,
                title=each.row.title,
                region=each.row.region,
                level=each.row.level,
            )
            for each in rows[: asked.limit]
        ),
        next=_more(asked, rows),
    )


# -- regions -------------------------------------------------------------------------------------


def _scope(question: Question) -> str:
    """The region asked for, or the client's own; not here where it is none of theirs."""
    question.only_for(STAFF)
    question.reach(RegionTable.TABLE)
    desk, own = question.desk, question.visitor.standing.region
    asked = question.asked.within
    if asked is None:
        return own or desk.office.region
    if not desk.office.regions.exists(asked) or not contains(own, asked):
        raise not_here()
    return str(asked)


def _at(question: Question) -> datetime:
    now = question.desk.office.clock.now()
    return min(question.asked.at or now, now)


def regions(question: Question) -> shapes.RegionStatusList:
    """Tingkat kerawanan satu wilayah dan wilayah-wilayah langsung di bawahnya."""
    scope, at = _scope(question), _at(question)
    whole, lines = geojson.below(question.desk, question.visitor, scope, at)
    return shapes.RegionStatusList(
        at=at,
        whole=_region(question.desk, whole),
        items=tuple(_region(question.desk, line) for line in lines),
    )


def _region(desk: Desk, line: StatusLine) -> shapes.RegionStatus:
    return shapes.RegionStatus(
        code=line.code,
        name=desk.office.regions.full_name(line.code),
        level=line.level,
        provisional=line.only_provisional,
        since=line.since,
        red=line.counts[Level.RED],
        yellow=line.counts[Level.YELLOW],
        green=line.counts[Level.GREEN],
    )


def regions_geojson(question: Question) -> Any:
    """Tingkat kerawanan wilayah-wilayah sebagai GeoJSON; bukan batas resmi."""
    scope, at = _scope(question), _at(question)
    whole, lines = geojson.below(question.desk, question.visitor, scope, at)
    return geojson.of_regions(question.desk, lines or [whole], at)


def cases_geojson(question: Question) -> Any:
    """Kasus sebagai titik wilayahnya; tidak pernah lebih teliti daripada wilayah yang tercatat."""
    question.only_for(STAFF)
    question.reach(CaseBoard.TABLE)
    asked, visitor = question.asked, question.visitor
    filters = cast("Filters", {"kind": CASE, **asked.model_dump(exclude={"p"}, exclude_none=True)})
    rows = question.desk.office.board.listed(
        reader=visitor.standing, actor=visitor.actor, limit=geojson.MOST_CASES, **filters
    )
    return geojson.of_cases(question.desk, rows)


# -- search, figures, prevention -------------------------------------------------------------------


def search(question: Question) -> shapes.Hits:
    """Laporan dan kasus yang memuat kata-kata ini, yang paling cocok lebih dahulu."""
    question.only_for(STAFF)
    question.reach(SearchIndex.TABLE)
    asked, visitor = question.asked, question.visitor
    offset = _offset(asked)
    found = question.desk.office.search.find(
        asked.q, reader=visitor.standing, actor=visitor.actor, limit=asked.limit, offset=offset
    )
    return shapes.Hits(
        items=tuple(
            shapes.HitShape(
                id=hit.stream,
                kind=hit.row.kind,
                title="".join(text for text, _ in hit.title),
                region=hit.row.region,
                level=hit.row.level,
                stage=hit.row.stage.value,
            )
            for hit in found.hits
        ),
        total=found.total,
        next=_cursor(offset + asked.limit) if found.total > offset + asked.limit else None,
    )


def figures(question: Question) -> shapes.Figures:
    """Angka kinerja sekian hari terakhir."""
    question.only_for(STAFF)
    question.reach(Observations.TABLE)
    office = question.desk.office
    now = office.clock.now()
    period = Period(since=now - timedelta(days=question.asked.days), until=now)

    def agency(person: UUID) -> str:
        return " / ".join(sorted({each.unit for each in office.register.standings(person)})) or "-"

    found = FigureView(office.datastore).all(
        question.visitor.standing, period, now=now, agency_of=agency
    )
    return shapes.Figures(
        since=period.since, until=period.until, items=tuple(_figure(each) for each in found)
    )


def _figure(figure: Figure) -> shapes.FigureShape:
    groups = [
        shapes.FigureGroup(
            by=said_of(figure.name, each.by),
            count=each.count,
            median_seconds=each.median,
            slowest_seconds=each.slowest,
        )
        for each in figure.spreads
    ]
    groups += [
        shapes.FigureGroup(by=said_of(figure.name, each.by), part=each.part, whole=each.whole)
        for each in figure.shares
    ]
    return shapes.FigureShape(
        name=figure.name.value,
        label=figure.name.label,
        definition=figure.name.definition,
        groups=tuple(groups),
    )


def activities(question: Question) -> shapes.Activities:
    """Kegiatan pencegahan, yang terakhir lebih dahulu."""
    question.only_for(READERS)
    question.reach(PreventionList.TABLE)
    asked = question.asked
    rows = question.desk.office.prevention.activities(
        question.visitor.standing,
        limit=asked.limit + 1,
        after=last_read(asked, date.fromisoformat),
    )
    return shapes.Activities(
        items=tuple(
            shapes.Activity(
                activity_id=row.stream,
                region=row.region,
                kind=row.kind,
                place=row.place,
                held_on=row.held_on,
                participants=row.participants,
                unit=row.unit,
                case_id=row.case_id,
            )
            for row in rows[: asked.limit]
        ),
        next=following(asked, rows, lambda row: (row.held_on, row.stream)),
    )


def declarations(question: Question) -> shapes.Declarations:
    """Deklarasi pemilu damai, yang terakhir lebih dahulu."""
    question.only_for(READERS)
    question.reach(PreventionList.TABLE)
    asked = question.asked
    rows = question.desk.office.prevention.declarations(
        question.visitor.standing,
        asked.election or "",
        limit=asked.limit + 1,
        after=last_read(asked, date.fromisoformat),
    )
    return shapes.Declarations(
        items=tuple(
            shapes.Declaration(
                declaration_id=row.stream,
                region=row.region,
                election=row.election,
                place=row.place,
                held_on=row.held_on,
                signatories=row.signatories,
            )
            for row in rows[: asked.limit]
        ),
        next=following(asked, rows, lambda row: (row.held_on, row.stream)),
    )
