"""What other systems bring in: CloudEvents, CAP, CSV and JSON in bulk, the election index."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.exceptions import BaseCloudEventException
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic_core import from_json, to_json
from starlette.datastructures import Headers

from application.intake import ImportResult, Row, RowRefused, import_rows, rows_in
from application.machine_events import MachineEvent, row_for
from application.register import RecordUnavailable
from domain.kernel import Channel, Refusal, Role
from projections.election_index import import_election_index
from runtime.refused_intake import LONGEST, Refused, Way
from web.api.commands import unavailable
from web.api.problem import Trouble, refused
from web.api.shapes import IndexResult, IntakeResult, RefusedList, RefusedShape, Took
from web.api.views import Question, following, last_read

LARGEST: Final = 2 * 1024 * 1024
MOST_ROWS: Final = 1_000
MOST_EVENTS: Final = 100
STRUCTURED: Final = "application/cloudevents+json"
REJECTED: Final = "rejected"
BATCH: Final = "application/cloudevents-batch+json"
_BINARY: Final = "application/json"
TABLES: Final = ("text/csv", "application/json", "application/cap+xml", "application/xml")
_ENVELOPE: Final = ("specversion", "id", "source", "type")


def _media(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _wrong_media(known: Sequence[str]) -> Trouble:
    said = f"Content-Type harus salah satu dari: {', '.join(known)}."
    return Trouble(415, "MediaUnknown", "Jenis isi ini tidak diterima.", said)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Trouble(422, "NotUtf8", "Isi permintaan harus UTF-8.") from None


def _took(result: ImportResult) -> IntakeResult:
    """Line by line, in order."""
    wrong = {each.line: each for each in result.rejected}
    seen: set[Any] = set()
    items = []
    for line in sorted({*result.lines, *wrong}):
        if (bad := wrong.get(line)) is not None:
            items.append(Took(line=line, came_to=REJECTED, rule=bad.rule, reason=bad.reason))
            continue
        report_id = result.lines[line]
        new = report_id in result.accepted and report_id not in seen
        seen.add(report_id)
        items.append(
            Took(line=line, came_to="accepted" if new else "duplicate", report_id=report_id)
        )
    return IntakeResult(
        dry_run=result.dry_run,
        accepted=len(result.accepted),
        duplicate=len(result.duplicate),
        rejected=len(result.rejected),
        items=tuple(items),
    )


Refusals = list[Refused]
Take = Callable[[Question, Refusals], IntakeResult]


def _keeping(question: Question, way: Way, take: Take) -> IntakeResult:
    """What ``take`` came to; what it refused is kept for the client and its administrator."""
    refusals: Refusals = []
    try:
        return take(question, refusals)
    except Trouble as trouble:
        if not refusals and trouble.problem.status in (400, 422):
            refusals.append(_as_a_whole(way, question.body, trouble))
        raise
    finally:
        if refusals and not question.asked.dry_run:
            question.desk.office.refused_intake.keep(question.visitor.actor, refusals)


def _as_a_whole(way: Way, body: bytes, trouble: Trouble) -> Refused:
    said = trouble.problem
    content = body[: 4 * LONGEST].decode("utf-8", "replace")
    return Refused(way=way, line=0, rule=said.rule, reason=said.detail, content=content)


def _import(question: Question, rows: Iterable[tuple[int, Row]], *, dry_run: bool) -> ImportResult:
    visitor = question.visitor
    try:
        return import_rows(
            rows,
            register=question.desk.office.register,
            actor=visitor.actor,
            standings=visitor.standings,
            channel=Channel.API,
            dry_run=dry_run,
        )
    except Refusal as refusal:
        raise refused(refusal) from None
    except RecordUnavailable:
        raise unavailable() from None


def reports(question: Question) -> IntakeResult:
    """Banyak laporan sekaligus: CSV atau JSON dengan kolom impor, CSV ACLED, atau CAP 1.2."""
    return _keeping(question, Way.REPORTS, _take_reports)


def _take_reports(question: Question, refusals: Refusals) -> IntakeResult:
    if _media(question.request.headers) not in TABLES:
        raise _wrong_media(TABLES)
    try:
        rows = rows_in(_text(question.body))
    except Refusal as refusal:
        raise Trouble(422, refusal.rule, "Berkas tidak terbaca.", refusal.message) from None
    if len(rows) > MOST_ROWS:
        said = f"Paling banyak {MOST_ROWS} laporan sekali kirim; bagi berkasnya."
        raise Trouble(413, "TooManyRows", "Terlalu banyak laporan.", said)
    result = _import(question, rows, dry_run=question.asked.dry_run)
    refusals += (
        Refused(
            way=Way.REPORTS,
            line=bad.line,
            rule=bad.rule,
            reason=bad.reason,
            content=json.dumps(bad.row, ensure_ascii=False),
        )
        for bad in result.rejected
    )
    return _took(result)


def election_index(question: Question) -> IndexResult:
    """Indeks Kerawanan Pemilu (Bawaslu) dari CSV: semua barisnya, atau tidak satu pun."""
    question.only_for(frozenset({Role.CASE_OFFICER, Role.SUPERVISOR}))
    if _media(question.request.headers) != "text/csv":
        raise _wrong_media(("text/csv",))
    edition = question.asked.edition
    try:
        count = import_election_index(
            question.desk.office.datastore,
            _text(question.body),
            edition,
            at=question.desk.office.clock.now(),
            by=question.visitor.actor,
        )
    except Refusal as refusal:
        raise Trouble(422, refusal.rule, "Berkas tidak dapat diimpor.", refusal.message) from None
    return IndexResult(edition=edition, regions=count)


# -- CloudEvents -----------------------------------------------------------------------------------


def events(question: Question) -> IntakeResult:
    """CloudEvents 1.0, satu (structured, binary) atau sekumpulan (batch); aman dikirim ulang."""
    return _keeping(question, Way.EVENTS, _take_events)


def _take_events(question: Question, refusals: Refusals) -> IntakeResult:
    found = list(_events(question.request.headers, question.body))
    rows: list[tuple[int, Row]] = []
    unread: list[Took] = []
    for number, event in enumerate(found, 1):
        try:
            rows.append((number, row_for(event, question.visitor.actor)))
        except RowRefused as bad:
            unread.append(Took(line=number, came_to=REJECTED, rule=bad.rule, reason=str(bad)))
    result = _took(_import(question, rows, dry_run=question.asked.dry_run))
    items = sorted([*result.items, *unread], key=lambda each: each.line)
    refusals += (_of_event(each, found[each.line - 1]) for each in items if each.rule)
    if refusals and _media(question.request.headers) != BATCH:
        (only,) = refusals
        raise Trouble(422, only.rule, "Peristiwa ini ditolak.", only.reason)
    return result.model_copy(
        update={"items": tuple(items), "rejected": result.rejected + len(unread)}
    )


def _of_event(took: Took, event: MachineEvent) -> Refused:
    return Refused(
        way=Way.EVENTS,
        line=took.line,
        rule=took.rule or "",
        reason=took.reason or "",
        content=event.model_dump_json(exclude_none=True),
    )


# -- what was refused ------------------------------------------------------------------------------


def refused_intake(question: Question) -> RefusedList:
    """Kiriman klien ini yang ditolak 30 hari terakhir, yang terakhir lebih dahulu."""
    asked, cut = question.asked, last_read(question.asked)
    rows = question.desk.office.refused_intake.of(
        question.visitor.actor, limit=asked.limit + 1, after=(cut.at, cut.id) if cut else None
    )
    return RefusedList(
        items=tuple(RefusedShape(**each.model_dump()) for each in rows[: asked.limit]),
        next=following(asked, rows, lambda each: (each.at, each.refused_id)),
    )


# -- CloudEvents, read -----------------------------------------------------------------------------


def _events(headers: Headers, body: bytes) -> Iterator[MachineEvent]:
    match _media(headers):
        case kind if kind == BATCH:
            yield from _batch(body)
        case kind if kind == STRUCTURED:
            yield _structured(_json(body))
        case kind if kind == _BINARY and "ce-specversion" in headers:
            yield _binary(headers, body)
        case _:
            said = (STRUCTURED, BATCH, f"{_BINARY} dengan tajuk ce-*")
            raise _wrong_media(said)


def _json(body: bytes) -> Any:
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise Trouble(400, "NotJson", "Isi permintaan bukan JSON yang sah.") from None


def _batch(body: bytes) -> Iterator[MachineEvent]:
    given = _json(body)
    if not isinstance(given, list):
        raise _no_event("isi batch harus sebuah daftar")
    if len(given) > MOST_EVENTS:
        said = f"Paling banyak {MOST_EVENTS} peristiwa sekali kirim."
        raise Trouble(413, "TooManyRows", "Terlalu banyak peristiwa.", said)
    for each in given:
        yield _structured(each)


def _structured(given: Any) -> MachineEvent:
    """Read by the library from the one event's own bytes, once it is surely an envelope."""
    if not isinstance(given, dict):
        raise _no_event("harus sebuah objek JSON")
    _must_be_whole(given)
    return _read(HTTPMessage({"content-type": STRUCTURED}, to_json(given)), timed="time" in given)


def _binary(headers: Headers, body: bytes) -> MachineEvent:
    said = {name: value for name, value in headers.items() if name.startswith("ce-")}
    _must_be_whole({name.removeprefix("ce-"): value for name, value in said.items()})
    _json(body)
    return _read(HTTPMessage({**said, "content-type": _BINARY}, body), timed="ce-time" in said)


def _must_be_whole(attributes: Any) -> None:
    missing = [name for name in _ENVELOPE if not isinstance(attributes.get(name), str)]
    if missing:
        raise _no_event(f"atribut tidak ada: {', '.join(missing)}")
    if attributes["specversion"] != "1.0":
        raise _no_event("hanya specversion 1.0")


def _read(message: HTTPMessage, *, timed: bool) -> MachineEvent:
    """``timed``: to an event without a time the library gives that of its reading, no fact."""
    try:
        event = from_http(message, JSONFormat(), CloudEvent)
    except (BaseCloudEventException, ValueError, TypeError, AttributeError, OverflowError):
        raise _no_event("amplopnya tidak menurut spesifikasi 1.0") from None
    data, time = event.get_data(), event.get_time()
    if not isinstance(data, dict):
        raise _no_event("data harus sebuah objek JSON")
    return MachineEvent(
        type=event.get_type(),
        source=event.get_source(),
        id=event.get_id(),
        time=time if timed else None,
        data=data,
    )


def _no_event(said: str) -> Trouble:
    return Trouble(422, "NoCloudEvent", "Ini bukan CloudEvent 1.0.", f"CloudEvents: {said}.")
