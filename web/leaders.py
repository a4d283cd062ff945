"""The head of region's desk: the reds, what is new, what is asked of them, on one page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.case_file import DeliveryLine, fold
from domain.case_file import LetterPage as LetterFile
from domain.clocks import WaitKind
from domain.conflict_case import EscalationLevel
from domain.delivery import DeliveryChannel, DeliveryState
from domain.kernel import Role
from domain.letter import LetterState
from domain.risk import Level
from domain.state_of_conflict import Validity
from projections.case_board import REPORT, BoardRow
from projections.clock_ledger import ClockLedger
from projections.letter_list import LetterRow
from projections.region_status import Course, StatusLine
from projections.work_list import WorkRow
from runtime.looks import Looks
from web import acts, approvals, forkopimda, pages, status, words, work
from web.acts import Act, Table
from web.desk import Desk
from web.door import NotAllowed, Visitor
from web.leaders_pages import AskedLine, LeaderPage, MailLine, NewsLine, RedLine, WindowLine
from web.live import BOARD

HOME: Final = "/daerah"
SOON: Final = timedelta(hours=24)
"""Windows that end within so long are about to elapse."""

USUAL: Final = timedelta(days=1)
"""What counts as new to whoever never looked before."""

LAG: Final = timedelta(seconds=10)
"""What was written so shortly before a look may not have been on the page yet."""

RECENT: Final = timedelta(days=7)
"""So long a letter that was received waits here for a disposition."""

MOST: Final = 12
FEW: Final = 6
_ELSEWHERE: Final = frozenset({WaitKind.DISPOSITION, WaitKind.PACK_READING})
"""Asked for under the letters and the packs themselves."""


def routes(desk: Desk) -> APIRouter:
    """`/daerah`."""
    router = APIRouter()
    looks = Looks(desk.office.datastore, desk.office.clock)

    @router.get(HOME)
    def show(request: Request, visitor: Annotated[Visitor, Depends(desk.door.visitor)]) -> Response:
        if visitor.role is not Role.GOVERNOR:
            raise NotAllowed("Halaman ini untuk gubernur, bupati, dan wali kota.")
        desk.caught_up(request, visitor, ClockLedger.TABLE)
        live = desk.following(request, BOARD)
        before = looks.look(visitor.actor, visitor.standing.region)
        return desk.show("leaders", _page(desk, visitor, before), live=live)

    return router


def _page(desk: Desk, visitor: Visitor, before: datetime | None) -> LeaderPage:
    office, reader, now = desk.office, visitor.standing, desk.office.clock.now()
    region = reader.region or office.region
    since = before or now - USUAL
    work_rows = office.work.of_person(
        visitor.actor, {visitor.role}, reader=reader, actor=visitor.actor
    )
    reds = office.board.rows(
        reader=reader, actor=visitor.actor, level=Level.RED.value, open_only=True, limit=100
    )
    asked = [
        *_declarations(desk, reds),
        *_decisions(desk, visitor, work_rows),
        *_tasks(desk, work_rows),
    ]
    news = _courses(desk, region, since, visitor)
    mail = tuple(_mail(desk, visitor))
    mine = {row.deadline_id for row in work_rows}
    soon = office.work.ending(now + SOON, reader=reader, actor=visitor.actor, limit=100)
    ending = _soon(desk, [row for row in soon if row.deadline_id not in mine])
    seen = status.overview(desk, reader, region, status.asked_moment(desk, region, ""))
    whole = seen.whole
    return LeaderPage(
        frame=desk.frame(visitor, HOME),
        title=f"Keadaan {office.regions.name(region)}",
        name=office.regions.full_name(region),
        lead=_lead(asked, mail, news),
        level=words.level(whole.level, provisional=whole.only_provisional),
        counts=_counts(whole),
        since=words.when(since, region).full if before else "",
        then=_then(office.status.counted(region, since - LAG, reader), whole),
        asked=tuple(asked[:MOST]),
        more_asked=len(asked) > MOST,
        reds=tuple(_reds(desk, reds[:MOST])),
        more_reds=max(0, len(reds) - MOST),
        reds_counted=_counted(reds),
        news=tuple(_news(desk, each) for each in news[:MOST]),
        more_news=max(0, len(news) - MOST),
        mail=mail,
        packs=forkopimda.lines(desk, visitor)[:MOST],
        soon=ending[:FEW],
        more_soon=max(0, len(ending) - FEW),
        sketch=seen.sketch,
        places=tuple((row.url, row.name, row.level, row.cases) for row in seen.rows if row.rank),
        map_url="/peta",
        note=seen.note,
    )


def _lead(asked: Iterable[object], mail: Iterable[MailLine], news: Iterable[object]) -> str:
    """The page in one sentence."""
    unread = sum(not each.receipt for each in mail)
    counted = (
        (len(list(asked)), "hal menunggu Anda"),
        (unread, "naskah belum Anda terima"),
        (len(list(news)), "kasus berubah"),
    )
    said = [f"{number} {what}" for number, what in counted if number]
    return f"{', '.join(said)}." if said else "Tidak ada yang menunggu Anda."


def _counts(whole: StatusLine) -> tuple[pages.Count, ...]:
    return tuple(
        pages.Count(label=f"kasus {level.value}", number=whole.counts[level], tone=level.value)
        for level in reversed(Level)
    )


def _then(before: StatusLine, now: StatusLine) -> str:
    """`Merah 2 menjadi 3; kuning tetap 5.`"""
    said = []
    for level in (Level.RED, Level.YELLOW):
        was, here = before.counts[level], now.counts[level]
        said.append(
            f"{level.value} tetap {here}" if was == here else f"{level.value} {was} menjadi {here}"
        )
    return words.sentence("; ".join(said)) + "."


# -- what is asked of the reader -------------------------------------------------------------------


def _decisions(desk: Desk, visitor: Visitor, rows: Iterable[WorkRow]) -> Iterator[AskedLine]:
    for line in approvals.waiting(desk, visitor, rows):
        yield AskedLine(
            what=line.act,
            url=line.url,
            about=line.subject,
            region=line.region,
            due=line.due,
            level=line.level,
            secrecy=line.secrecy,
        )


def _tasks(desk: Desk, rows: Iterable[WorkRow]) -> Iterator[AskedLine]:
    """What else a clock runs for."""
    now = desk.office.clock.now()
    for row in rows:
        matter = row.about or row.wait
        if matter in approvals.DECISIONS or matter in _ELSEWHERE:
            continue
        yield AskedLine(
            what=words.sentence(work.awaited(row)),
            url=work.leads_to(row),
            about=row.row.title,
            region=desk.office.regions.full_name(row.row.region),
            due=words.when(row.due, row.row.region, now),
            level=words.level(row.row.level, provisional=row.row.red_provisional),
            secrecy=_secrecy(row.row),
        )


def _declarations(desk: Desk, reds: Iterable[BoardRow]) -> Iterator[AskedLine]:
    """A state of conflict the council was consulted on, which nobody has declared yet."""
    for row in reds:
        if row.escalation is None or row.case_id is None:
            continue
        file = desk.office.files.of_case(row.case_id)
        if any(each.validity is Validity.PREPARED for each in file.states.values()):
            yield AskedLine(
                what="Tetapkan Status Keadaan Konflik, atau tidak",
                url=f"/kasus/{row.case_id}#status-konflik",
                about=row.title,
                region=desk.office.regions.full_name(row.region),
                level=words.level(row.level, provisional=row.red_provisional),
                secrecy=_secrecy(row),
            )


def _secrecy(row: BoardRow) -> str:
    return row.secrecy.label if row.secrecy.rank > 1 else ""


# -- the reds --------------------------------------------------------------------------------------


def _reds(desk: Desk, rows: list[BoardRow]) -> Iterator[RedLine]:
    names = desk.office.accounts.names_of(
        person for row in rows for person in (row.officer, row.next_asked_person) if person
    )
    for row in rows:
        yield RedLine(
            url=f"/laporan/{row.report_id}" if row.kind == REPORT else f"/kasus/{row.id}",
            title=row.title,
            level=words.level(row.level, provisional=row.red_provisional),
            secrecy=_secrecy(row),
            sentence=_sentence(desk, row),
            doing=tuple(_doing(desk, row, names)),
            silent=row.attention,
        )


def _counted(rows: Sequence[BoardRow]) -> str:
    """`2 kasus, 1 laporan`: a report is no case yet, and is not among those counted above."""
    reports = sum(row.kind == REPORT for row in rows)
    counted = ((len(rows) - reports, "kasus"), (reports, "laporan"))
    return ", ".join(f"{number} {what}" for number, what in counted if number)


def _sentence(desk: Desk, row: BoardRow) -> str:
    where = desk.office.regions.full_name(row.region)
    since = words.when(row.stage_since, row.region).short
    if row.kind == REPORT:
        return f"{where}: laporan yang belum ditriase sejak {since}."
    reached = (
        {
            EscalationLevel.PROVINCE: ", sudah di tingkat provinsi",
            EscalationLevel.NATIONAL: ", sudah di tingkat nasional",
        }.get(row.escalation, "")
        if row.escalation
        else ""
    )
    doubt = ", belum dipastikan sumber lain" if row.red_provisional else ""
    return f"{where}: tahap {row.stage_label.lower()} sejak {since}{reached}{doubt}."


def _doing(desk: Desk, row: BoardRow, names: Mapping[UUID, str]) -> Iterator[str]:
    """Who has it in hand, what runs in the field, what is waited for and until when."""
    if row.officer:
        yield f"Ditangani {names[row.officer]}."
    if row.open_tasks:
        yield f"{row.open_tasks} tugas lapangan berjalan."
    if row.next_due and row.next_kind:
        asked = row.next_asked_role.label if row.next_asked_role else ""
        asked = names.get(row.next_asked_person, asked) if row.next_asked_person else asked
        due = words.when(row.next_due, row.region, desk.office.clock.now())
        yield f"Menunggu {row.next_kind.words} dari {asked} sampai {due.short} ({due.relative})."
    else:
        yield "Tidak ada batas waktu yang berjalan."


# -- what is new -----------------------------------------------------------------------------------


def _courses(desk: Desk, region: str, since: datetime, visitor: Visitor) -> list[Course]:
    """The worse first, what ended last."""
    now = desk.office.clock.now()
    courses = desk.office.status.courses(region, since - LAG, now, visitor.standing)
    return sorted(courses, key=lambda each: (each.now is None, -each.last.level.rank))


def _news(desk: Desk, course: Course) -> NewsLine:
    last, (what, tone) = course.last, _moved(desk, course)
    return NewsLine(
        url=f"/kasus/{course.case_id}",
        title=last.title,
        region=desk.office.regions.name(last.region),
        level=words.level(last.level, provisional=last.provisional),
        secrecy=last.secrecy.label if last.secrecy.rank > 1 else "",
        what=what,
        tone=tone,
    )


def _moved(desk: Desk, course: Course) -> tuple[str, str]:
    """What became of a case, in words, and whether that is bad or good news."""
    before, now = course.before, course.now
    if now is None:
        row = desk.office.board.row(course.case_id)
        if row is not None and row.merged_into:
            return "Digabung ke kasus lain", ""
        return (row.stage_label if row else "Selesai"), "good"
    if before is None:
        return f"Baru, tahap {now.stage.label.lower()}", "bad" if now.level is Level.RED else ""
    said, tone = [], ""
    if now.level is not before.level:
        worse = now.level.rank > before.level.rank
        tone = "bad" if worse else "good"
        way = "naik" if worse else "turun"
        said.append(f"{way} dari {before.level.value} menjadi {now.level.value}")
    elif before.provisional and not now.provisional:
        said.append("merahnya sudah dipastikan")
    if now.stage is not before.stage:
        said.append(f"dari {before.stage.label.lower()} ke {now.stage.label.lower()}")
    return words.sentence("; ".join(said) or "dibuka kembali"), tone


# -- letters ---------------------------------------------------------------------------------------


def _mail(desk: Desk, visitor: Visitor) -> Iterator[MailLine]:
    """What came for the reader: not yet received, or of late and without a disposition."""
    office = desk.office
    rows = office.letters.came(visitor.standing, office.clock.now() - RECENT)
    opened = office.log.of_streams([row.letter_id for row in rows]) if rows else {}
    for row in rows:
        file = fold(opened[row.letter_id])
        letter = file.letters[row.letter_id]
        copy = _own_copy(visitor, letter)
        received = copy is not None and copy.state is DeliveryState.RECEIVED
        if not (received and letter.dispositions):
            due = [
                each.wait.due
                for each in file.waits.values()
                if each.wait.kind is WaitKind.DISPOSITION
            ]
            yield _letter(desk, visitor, row, letter, copy, min(due, default=None))


def _letter(
    desk: Desk,
    visitor: Visitor,
    row: LetterRow,
    letter: LetterFile,
    copy: DeliveryLine | None,
    due: datetime | None,
) -> MailLine:
    url, now = f"/naskah/{row.letter_id}", desk.office.clock.now()
    return MailLine(
        url=url,
        pdf_url=f"{url}.pdf",
        subject=row.subject,
        kind=f"{row.type.label}, nomor {row.number}",
        secrecy=row.secrecy.label if row.secrecy.rank > 1 else "",
        sent=words.when(row.sent_at, row.region).short if row.sent_at else "",
        receipt=_receipt(copy, row.region),
        orders=tuple(
            f"{each.given_to}: {each.instruction}" for each in letter.dispositions.values()
        ),
        due=words.when(due, row.region, now) if due else None,
        acts=tuple(_acts(desk, visitor, row, letter, copy)),
    )


def _own_copy(visitor: Visitor, letter: LetterFile) -> DeliveryLine | None:
    return next(
        (
            each
            for each in letter.deliveries.values()
            if each.delivery.channel is DeliveryChannel.IN_APP
            and each.delivery.role is visitor.role
        ),
        None,
    )


def _receipt(copy: DeliveryLine | None, region: str) -> str:
    if copy is None or copy.state is not DeliveryState.RECEIVED or copy.changed_at is None:
        return ""
    return f"Diterima {copy.received_by}, {words.when(copy.changed_at, region).short}"


def _acts(
    desk: Desk,
    visitor: Visitor,
    row: LetterRow,
    letter: LetterFile,
    copy: DeliveryLine | None,
) -> Iterator[pages.ActForm]:
    """The receipt first, then the order; each leads to the letter's own page."""
    table = Table(
        path=f"/naskah/{row.letter_id}",
        region=row.region,
        csrf=visitor.csrf,
        position=desk.office.log.head(),
    )

    def drawn(act: Act, item: str = "", **known: str) -> pages.ActForm:
        form = table.draw(act.knowing(known), item=item)
        return form.model_copy(update={"id": f"{form.id}-{row.letter_id}"})

    if copy is not None and copy.state is DeliveryState.DELIVERED:
        item = str(copy.delivery.delivery_id)
        yield drawn(acts.RECORD_RECEIPT, item, received_by=visitor.account.name)
    if letter.state is LetterState.SENT:
        yield drawn(acts.RECORD_DISPOSITION, given_by=visitor.standing.title)


# -- what ends soon --------------------------------------------------------------------------------


def _soon(desk: Desk, rows: list[WorkRow]) -> tuple[WindowLine, ...]:
    """The next to end first; what is waited for several times in one case is said once."""
    names = desk.office.accounts.names_of(row.asked_person for row in rows if row.asked_person)
    now = desk.office.clock.now()
    lines: dict[tuple[str, ...], WindowLine] = {}
    for row in rows:
        case = row.row
        line = WindowLine(
            words=words.sentence(work.awaited(row)),
            asked=work.asked_of(row, names),
            title=case.title,
            url=f"/laporan/{case.report_id}" if case.kind == REPORT else f"/kasus/{case.id}",
            due=words.when(row.due, case.region, now),
        )
        known = lines.setdefault((line.words, line.asked, line.url), line)
        if known is not line:
            lines[line.words, line.asked, line.url] = known.model_copy(
                update={"times": known.times + 1}
            )
    return tuple(lines.values())
