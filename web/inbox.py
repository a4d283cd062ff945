"""The officer's inbox: reports that wait for triage, explained, compared, and taken together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import COMMANDS, READERS
from domain.case_file import CaseFile, ReportPage, fold
from domain.clocks import WaitKind
from domain.conflict_case import Stage
from domain.kernel import key
from domain.reading import is_noted
from domain.report import FileReport
from domain.risk import grade_label, needs_second_source
from projections.candidates import Candidate, Compared
from projections.case_board import BoardRow, Filters
from web import acts, candidates, filters, pages, report_acts, saved, sheets, words
from web.acts import Act, Attempt, Table
from web.desk import Desk, Done, NotDone
from web.door import Form, NotAllowed, NotHere, Visitor, read_form
from web.filters import Wanted
from web.inbox_pages import InboxLine, InboxPage, TogetherLine, TogetherPage

A_PAGE: Final = 20
MOST_TOGETHER: Final = 50
"""Reports one act may be carried out on at once."""

_FIRST: Final = ("tingkat", "wilayah", "batas")
_NOT_ASKED: Final = frozenset({"tahap", "petugas"})
"""Filters that say nothing about reports that wait."""

_TOGETHER: Final = {
    act.slug: (act, said)
    for act, said in (
        (acts.NOTE_AS_INFORMATION, "dicatat sebagai informasi"),
        (report_acts.JOIN_REPORT, "dilampirkan pada kasus"),
        (report_acts.CLAIM_REPORT, "diambil"),
        (report_acts.RELEASE_CLAIM, "dilepaskan"),
    )
}
"""What may be done with several reports at once, and how each that it was done with is told."""


def routes(desk: Desk) -> APIRouter:
    """`/laporan.csv` and `/laporan/bersama`; the inbox itself is `/laporan` for the office."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/laporan.csv")
    def sheet(request: Request, visitor: coming_in) -> Response:
        if visitor.role not in READERS:
            raise NotAllowed("Kotak masuk laporan untuk kantor, bukan untuk peran ini.")
        wanted = filters.read(desk, visitor, request.query_params, "cari")
        return sheets.answer("laporan-menunggu", _HEADINGS, _sheet_lines(desk, visitor, wanted))

    @router.post("/laporan/bersama")
    def together(form: Annotated[Form, Depends(read_form)], visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        return _together(desk, visitor, form)

    return router


# -- the list ------------------------------------------------------------------------------------


def page(
    desk: Desk,
    visitor: Visitor,
    wanted: Wanted,
    number: int = 1,
    attempt: Attempt | None = None,
    trouble: str = "",
) -> InboxPage:
    """The reports of the visitor's reach that wait, a page of them."""
    position = desk.office.log.head()
    offset = (number - 1) * A_PAGE
    rows = _rows(desk, visitor, wanted, limit=A_PAGE + 1, offset=offset)
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    first, others = filters.fields(desk, visitor, wanted, apart=_FIRST)
    others = tuple(each for each in others if each.name not in _NOT_ASKED)
    may = visitor.role in COMMANDS[FileReport]
    picked = frozenset(attempt.form.typed.get("pilih", ())) if attempt else frozenset()
    return InboxPage(
        frame=desk.frame(visitor, "/laporan"),
        title="Laporan",
        notice=wanted.misread_notice,
        lines=tuple(_lines(desk, visitor, rows, picked)),
        count=_count(desk, visitor, wanted),
        fields=first,
        more_fields=others,
        more_open=bool({each.name for each in others} & wanted.chosen.keys()),
        query=wanted.text,
        filtered=bool(wanted.chosen or wanted.text),
        sheet_url=wanted.address("/laporan.csv", "cari"),
        saved=saved.bar(desk, visitor, "laporan", wanted),
        hidden=(
            ("csrf", visitor.csrf),
            ("command_id", str(uuid4())),
            ("position_seen", str(position)),
        ),
        together=_offered_together(desk, visitor, attempt) if rows else (),
        trouble=trouble,
        before_url=wanted.address("/laporan", "cari", halaman=str(number - 1))
        if number > 1
        else "",
        after_url=wanted.address("/laporan", "cari", halaman=str(number + 1)) if more else "",
        may_report=may,
        may_point=may and bool(visitor.standing.compartments),
    )


def _asked(wanted: Wanted) -> Filters:
    return {**wanted.filters, "query": wanted.text, "stage": Stage.DETECT.value}


def _rows(
    desk: Desk, visitor: Visitor, wanted: Wanted, *, limit: int, offset: int = 0
) -> list[BoardRow]:
    return desk.office.board.rows(
        reader=visitor.standing,
        actor=visitor.actor,
        limit=limit,
        offset=offset,
        **_asked(wanted),
    )


def _count(desk: Desk, visitor: Visitor, wanted: Wanted) -> int:
    counts = desk.office.board.counts(
        reader=visitor.standing, actor=visitor.actor, **_asked(wanted)
    )
    return sum(counts.get(Stage.DETECT.value, {}).values())


@dataclass(frozen=True)
class _Waiting:
    """A report that waits: its line of the board, and its file where that may be told here."""

    row: BoardRow
    file: CaseFile | None = None

    @property
    def report(self) -> ReportPage | None:
        return self.file.report if self.file else None


def _waiting(desk: Desk, rows: Sequence[BoardRow]) -> list[_Waiting]:
    """With the files of those whose reading leaves no fact; the others are read one by one."""
    plain = [row.report_id for row in rows if not is_noted(row.secrecy, None)]
    streams = desk.office.log.of_streams(plain) if plain else {}
    found = []
    for row in rows:
        events = streams.get(row.report_id)
        file = fold(events) if events else None
        told = file is not None and not is_noted(file.secrecy, file.compartment)
        found.append(_Waiting(row, file if told else None))
    return found


def _lines(
    desk: Desk, visitor: Visitor, rows: Sequence[BoardRow], picked: frozenset[str]
) -> Iterator[InboxLine]:
    waiting = _waiting(desk, rows)
    alike = _alike(desk, visitor, waiting)
    claims = {each.row.report_id: _claim(each) for each in waiting}
    names = desk.office.accounts.names_of(who for who, _ in claims.values() if who)
    for each in waiting:
        row, report = each.row, each.report
        line = _line(desk, row, picked)
        who, until = claims[row.report_id]
        if who:
            line = line.model_copy(
                update={
                    "mine": who == visitor.actor,
                    "claimed": f"{names.get(who, 'Petugas lain')}, sampai {until}",
                }
            )
        if report is not None:
            line = line.model_copy(update=_explained(report, alike.get(row.report_id, ())))
        yield line


def _line(desk: Desk, row: BoardRow, picked: frozenset[str]) -> InboxLine:
    now = desk.office.clock.now()
    return InboxLine(
        report_id=str(row.report_id),
        url=f"/laporan/{row.report_id}",
        title=row.title,
        region=desk.office.regions.full_name(row.region),
        level=words.level(row.level),
        source="",
        filed=words.when(row.opened_at, row.region).short,
        due=words.when(row.next_due, row.region, now) if row.next_due else None,
        secrecy=row.secrecy.label if row.secrecy.rank > 1 else "",
        picked=str(row.report_id) in picked,
    )


def _explained(report: ReportPage, alike: Sequence[Candidate]) -> dict[str, object]:
    """Why it has its level, and what it may be the same as."""
    source, information = report.source_grade, report.information_grade
    return {
        "source": report.source.label,
        "score": f"skor {report.risk.score} dari 25",
        "reasons": report.risk.reasons,
        "grade": grade_label(source, information),
        "second_source": needs_second_source(source, information),
        "inquiry": _inquiry(report),
        "alike": f"{len(alike)}" if alike else "",
        "alike_title": alike[0].row.title if alike else "",
    }


def _inquiry(report: ReportPage) -> str:
    """How far the last question to who told it has come; a withdrawn one is none."""
    if (asked := report.asked) is not None:
        return f"Menunggu jawaban pelapor sejak {words.when(asked.at, report.region).short}"
    answers = [each.answer for each in report.inquiries if each.answer]
    return (
        f"Pertanyaan kepada pelapor dijawab {words.when(answers[-1].at, report.region).short}"
        if answers
        else ""
    )


def _claim(waiting: _Waiting) -> tuple[UUID | None, str]:
    """Who looks into it, and until when; nobody where that is not known here."""
    if waiting.file is None:
        return None, ""
    found = (each.wait for each in waiting.file.waits.values())
    claim = next((each for each in found if each.kind is WaitKind.CLAIM), None)
    if claim is None:
        return None, ""
    return claim.asked.person, words.when(claim.due, waiting.row.region).short


def _alike(
    desk: Desk, visitor: Visitor, waiting: Sequence[_Waiting]
) -> dict[UUID, Sequence[Candidate]]:
    """What each may be the same as, for who decides on that."""
    if visitor.role not in report_acts.JOIN_REPORT.roles:
        return {}
    book = desk.office.register.policies()
    asked = [
        Compared(
            each.report,
            candidates.rules_for(book, each.file),
            each.file.told_apart.get(each.report.report_id, ()),
        )
        for each in waiting
        if each.file is not None and each.report is not None
    ]
    return dict(desk.office.candidates.among(asked, reader=visitor.standing))


# -- as a sheet ----------------------------------------------------------------------------------

_HEADINGS: Final = (
    "Judul", "Wilayah", "Tingkat", "Klasifikasi", "Disampaikan", "Batas triase", "Alamat",
)  # fmt: skip


def _sheet_lines(desk: Desk, visitor: Visitor, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    for row in _rows(desk, visitor, wanted, limit=sheets.MOST_LINES):
        line = _line(desk, row, frozenset())
        yield (
            line.title,
            line.region,
            line.level.label,
            row.secrecy.label,
            words.when(row.opened_at, row.region).full,
            line.due.full if line.due else "",
            line.url,
        )


# -- several at once -----------------------------------------------------------------------------


def _offered_together(
    desk: Desk, visitor: Visitor, attempt: Attempt | None
) -> tuple[pages.ActForm, ...]:
    """The acts on several, their fields in one form: the button pressed says which is meant."""
    table = Table(
        path="", region=visitor.standing.region, csrf=visitor.csrf, position=0, attempt=attempt
    )
    return tuple(
        table.draw(_prepared(desk, visitor, act))
        for act, _ in _TOGETHER.values()
        if visitor.role in act.roles
    )


def _prepared(desk: Desk, visitor: Visitor, act: Act) -> Act:
    if act is report_acts.JOIN_REPORT:
        act = act.with_options("case_id", report_acts.open_cases(desk, visitor))
    return replace(act, intro="")


def _together(desk: Desk, visitor: Visitor, form: Form) -> Response:
    """Each report by its own command, under an id that follows from the form and the report."""
    chosen = _TOGETHER.get(form.get("tindakan"))
    if chosen is None:
        raise NotHere
    act, told = chosen
    picked = tuple(dict.fromkeys(form.typed.get("pilih", ())))
    if not picked or len(picked) > MOST_TOGETHER:
        said = f"Centang paling sedikit satu dan paling banyak {MOST_TOGETHER} laporan."
        return _back(desk, visitor, Attempt(act, form), said)
    lines, stale = [], []
    for item in picked:
        done, title = _carry_out(desk, visitor, act, form, item)
        if isinstance(done, NotDone) and done.attempt.refused is None:
            return _back(desk, visitor, replace(done.attempt, form=form), _MISTYPED)
        line = _result(act, told, item, title, done)
        lines.append(line)
        if isinstance(done, NotDone) and done.attempt.refused and done.attempt.refused.stale:
            stale.append(item)
    return desk.show("together", _result_page(desk, visitor, act, form, lines, stale))


_MISTYPED: Final = "Belum ada yang tercatat: ada isian yang perlu diperbaiki di bawah."


def _back(desk: Desk, visitor: Visitor, attempt: Attempt, said: str) -> Response:
    shown = page(desk, visitor, Wanted(), attempt=attempt, trouble=said)
    return desk.show("inbox", shown, 422)


def _carry_out(
    desk: Desk, visitor: Visitor, act: Act, form: Form, item: str
) -> tuple[Done | NotDone | None, str]:
    """None for what is not there, or not for this visitor."""
    try:
        report_id = UUID(item)
        file = desk.report(visitor, report_id)
    except (ValueError, NotHere):
        return None, "Laporan"
    own = {**form.typed, "command_id": (_number_of(form, report_id),)}
    given = {"report_id": report_id}
    done = desk.carry_out(visitor, act, Form(own), region=file.region, given=given)
    return done, str(file.title)


def _number_of(form: Form, report_id: UUID) -> str:
    """One form's number for one of its reports: sent again, it is the same."""
    return str(key("bersama", form.get("command_id"), report_id))


def _result(
    act: Act, told: str, item: str, title: str, done: Done | NotDone | None
) -> TogetherLine:
    if done is None:
        said = "Laporan ini tidak ada, atau bukan untuk Anda."
        return TogetherLine(title=title, url="", done=False, said=said)
    url = f"/laporan/{item}"
    if isinstance(done, Done):
        case = done.outcome.about if act is report_acts.JOIN_REPORT else None
        return TogetherLine(
            title=title,
            url=url,
            done=True,
            said=f"{words.sentence(told)}.",
            next_url=f"/kasus/{case}" if case else "",
            next_text="Buka kasusnya" if case else "",
        )
    refused = done.attempt.refused
    assert refused is not None
    return TogetherLine(
        title=title, url=url, done=False, said=refused.message, basis=refused.article
    )


def _result_page(
    desk: Desk,
    visitor: Visitor,
    act: Act,
    form: Form,
    lines: Sequence[TogetherLine],
    stale: Sequence[str],
) -> TogetherPage:
    done = sum(each.done for each in lines)
    _, told = _TOGETHER[act.slug]
    parts = [f"{done} {told}"] if done else []
    if done < len(lines):
        parts.append(f"{len(lines) - done} ditolak")
    again = [
        *((name, value) for name, value in form.pairs() if name not in {"pilih", "position_seen"}),
        *(("pilih", item) for item in stale),
        ("position_seen", str(desk.office.log.head())),
        ("confirmed", "1"),
    ]
    return TogetherPage(
        frame=desk.frame(visitor, "/laporan"),
        title=act.command.TITLE,
        act=act.command.TITLE,
        summary=f"{', '.join(parts)}.",
        lines=tuple(lines),
        again=tuple(again) if stale else (),
    )
