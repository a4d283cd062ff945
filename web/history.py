"""The auditor's desk: a case at any moment, on both axes, event by event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic_core import to_jsonable_python
from starlette.responses import Response

from domain.access import READERS
from domain.case_file import CaseFile, TimelineLine, as_it_was
from domain.indonesian import moment
from domain.kernel import BOOKKEEPING, EVENTS, Envelope, Fact
from domain.regions import zone_label
from runtime.log import Recorded
from web import pages, words
from web.acts import local_moment, pretty
from web.desk import Desk
from web.door import NotHere, Visitor
from web.words import People

_ENVELOPE = {
    "command_id": "Perintah",
    "channel": "Saluran",
    "unit": "Unit",
    "policy": "Kebijakan",
    "position_seen": "Posisi yang dilihat",
    "caused_by": "Disebabkan oleh",
    "trace": "Jejak",
}


WITHHELD = "Isi tidak ditampilkan: klasifikasinya di atas yang boleh Anda baca, atau belum dibuka."


def routes(desk: Desk) -> APIRouter:
    """`/kasus/{id}/riwayat?pada=&diketahui=`."""
    router = APIRouter()

    @router.get("/kasus/{case_id}/riwayat")
    def show(
        case_id: UUID,
        visitor: Annotated[Visitor, Depends(desk.door.visitor)],
        pada: str = "",
        diketahui: str = "",
    ) -> Response:
        file = desk.case(visitor, case_id)
        if visitor.role not in READERS:
            raise NotHere
        at, known_at, error = _moments(pada, diketahui, file.region)
        events = desk.office.log.of_case(case_id)
        then = as_it_was(events, at=at, known_at=known_at)
        page = _page(desk, visitor, file, then, events, pada, diketahui, error)
        return desk.show("history", page, 422 if error else 200)

    return router


def _moments(at: str, known_at: str, region: str) -> tuple[datetime | None, datetime | None, str]:
    """Both moments as typed; the error instead, where one cannot be read."""
    try:
        return (
            local_moment(at, region) if at.strip() else None,
            local_moment(known_at, region) if known_at.strip() else None,
            "",
        )
    except ValueError as error:
        return None, None, str(error)


def _page(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    then: CaseFile,
    events: Iterable[Recorded],
    at: str,
    known_at: str,
    error: str,
) -> pages.HistoryPage:
    office, url = desk.office, f"/kasus/{file.case_id}"
    people = People(office, visitor, words.persons_of(file))
    people.protect(file)
    return pages.HistoryPage(
        frame=desk.frame(visitor),
        title=f"Riwayat: {file.title}",
        case_title=str(file.title),
        case_url=url,
        url=f"{url}/riwayat",
        at=at,
        known_at=known_at,
        zone=zone_label(file.region),
        moment=_said(at, known_at, error),
        exists=bool(then.timeline),
        stage=then.stage.label,
        level=words.level(then.level),
        status=_status(then, people),
        waits=words.waits(office, visitor, then, people) if then.timeline else (),
        events=tuple(_event(line, file.region, people) for line in reversed(then.timeline)),
        total=len(list(events)),
        error=error,
    )


def _said(at: str, known_at: str, error: str) -> str:
    if error or not (at or known_at):
        return "Keadaan sekarang, menurut semua yang tercatat."
    parts = []
    if at:
        parts.append(f"keadaan pada {at.replace('T', ' ')}")
    if known_at:
        parts.append(f"menurut yang sudah tercatat sampai {known_at.replace('T', ' ')}")
    return words.sentence(", ".join(parts)) + "."


def _status(then: CaseFile, people: People) -> tuple[pages.Fact, ...]:
    lines = [
        ("Petugas", people.name(then.officer)),
        ("Klasifikasi", then.secrecy.label),
        ("Terverifikasi", "ya" if then.verified else "belum"),
        ("Tugas terbuka", str(len(then.open_tasks))),
        ("Kewajiban belum dipenuhi", str(len(then.unmet_obligations))),
        ("Naskah", str(len(then.letters))),
        ("Posisi catatan", str(then.position)),
    ]
    return tuple(pages.Fact(label=label, text=text) for label, text in lines)


def _event(line: TimelineLine, region: str, people: People) -> pages.HistoryEvent:
    fact, envelope = line.fact, line.fact.envelope
    withheld = people.withholds(fact)
    return pages.HistoryEvent(
        anchor=f"e-{line.position}",
        position=line.position,
        name=line.name,
        title=words.headline(line.title, fact, people, region),
        recorded=moment(envelope.recorded_at, region),
        occurred=moment(envelope.occurred_at, region),
        who=people.author(envelope),
        quiet=EVENTS[line.name].QUIET,
        envelope=() if withheld else envelope_of(envelope, line, people),
        facts=WITHHELD if withheld else said_by(fact, people),
    )


def said_by(fact: Fact, people: People) -> str:
    """Everything an event says, but not who reported to those who need not know."""
    return pretty(facts_of(fact, people))


def facts_of(fact: Fact, people: People) -> Any:
    """The same as values, as JSON has them."""
    return _hidden(fact.model_dump(exclude=set(BOOKKEEPING)), people)


def _hidden(node: Any, people: People) -> Any:
    """The same, however deep in an event somebody stands as who reported.

    A source that came by a channel is a report, and its person who told it.
    """
    match node:
        case dict():
            telling = {"reporter", "person"} if node.get("channel") else {"reporter"}
            return {
                name: words.PROTECTED_REPORTER
                if name in telling and isinstance(value, UUID) and people.hides(value)
                else _hidden(value, people)
                for name, value in node.items()
            }
        case list() | tuple():
            return [_hidden(value, people) for value in node]
        case _:
            return to_jsonable_python(node)


def envelope_of(envelope: Envelope, line: TimelineLine, people: People) -> tuple[pages.Fact, ...]:
    """What stands beside the facts of an event: door, unit, policy, reason, command."""
    said = envelope.model_dump(mode="json", exclude_none=True)
    if people.hides_author(envelope):
        said["unit"] = words.PROTECTED_REPORTER
    facts = [
        pages.Fact(label=label, text=str(said[name]))
        for name, label in _ENVELOPE.items()
        if name in said
    ]
    if envelope.reason:
        facts.append(pages.Fact(label="Alasan", text=str(envelope.reason)))
    facts.append(pages.Fact(label="Peristiwa", text=line.event_id))
    return tuple(facts)
