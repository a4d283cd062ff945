"""Who changed what: the history of any field of a case, and the event that set it.

Two clicks from any field: all events that set it, from what to what; then the one event, with who
wrote it as what, why, and by which door.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Annotated, Any, Final, TypeGuard, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.access import READERS
from domain.case_file import CaseFile, TimelineLine, title_of
from domain.deadline import in_days
from domain.field_history import Change, Place, history_of, leaves_of, set_by
from domain.indonesian import long_date, moment
from domain.kernel import Confidential
from domain.letter_content import LetterContent
from runtime.log import Recorded
from web import merging, pages, words
from web.desk import Desk
from web.door import NotHere, Visitor
from web.event_words import envelope_of, said_by
from web.field_names import FIELDS
from web.forkopimda import may_read_pack
from web.history_pages import ChangeLine
from web.words import People

C = TypeVar("C", bound=pages.Trailed)

SINGLE: Final = frozenset(
    {
        *("title", "level", "stage", "entry", "region", "secrecy", "theme", "conflict_source"),
        *("officer", "offer", "parties", "verified", "summary", "verdict", "other_case", "red"),
        *("escalation", "owner", "outcome", "policy", "lead", "last_proposal", "settlement"),
        *("reporter", "corrections", "agreed", "calm"),
    }
)
"""Fields of a case that it has one of."""

EACH: Final = frozenset(
    {
        *("attachments", "attributed", "deliberations", "endings", "links"),
        *("reopenings", "reports", "states", "task_forces", "tasks", "waits"),
    }
)
"""Parts of a case that it has any number of, each with an id or a number."""


def routes(desk: Desk) -> APIRouter:
    """`/kasus/{id}/isian/{path}` and `/kasus/{id}/peristiwa/{position}`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/kasus/{case_id}/isian/{path}")
    def show_field(case_id: UUID, path: str, visitor: coming_in) -> Response:
        file, place = _file(desk, visitor, case_id), tuple(path.split("."))
        if not offered(desk, visitor, file, place):
            raise NotHere
        found = history_of(desk.office.log.of_case(case_id), place)
        if not found:
            raise NotHere
        return desk.show("fields", _field_page(desk, visitor, file, place, found))

    @router.get("/kasus/{case_id}/peristiwa/{position}")
    def show_event(case_id: UUID, position: int, visitor: coming_in) -> Response:
        file = _file(desk, visitor, case_id)
        line = next((each for each in file.timeline if each.position == position), None)
        if line is None or people_of(desk, visitor, file, ()).withholds(line.fact):
            raise NotHere
        events = desk.office.log.of_case(case_id)
        return desk.show("event", _event_page(desk, visitor, file, line, events))

    return router


def trailed(
    visitor: Visitor, file: CaseFile, part: Place, cards: Iterable[C], names: Iterable[object]
) -> tuple[C, ...]:
    """Cards of a case's page, each with the way to the history of what it shows."""
    return tuple(
        card.model_copy(update={"trail": words.trail(visitor, file, *part, name)})
        for card, name in zip(cards, names, strict=True)
    )


def one(visitor: Visitor, file: CaseFile, place: tuple[object, ...], card: C | None) -> C | None:
    """The card of which a page has one, with the way to the history of what it shows."""
    trail = words.trail(visitor, file, *place)
    return card.model_copy(update={"trail": trail}) if card is not None else None


def _file(desk: Desk, visitor: Visitor, case_id: UUID) -> CaseFile:
    if visitor.role not in READERS:
        raise NotHere
    return desk.case(visitor, case_id)


def offered(desk: Desk, visitor: Visitor, file: CaseFile, place: Place) -> bool:
    """What the page of the case shows this reader, and nothing beside it."""
    match place:
        case ("letters", name, *_):
            found = [each for each in file.letters.values() if str(each.letter_id) == name]
            return any(desk.may_read_letter(visitor, file, each) for each in found)
        case ("packs", name, *_):
            packs = [each for each in file.packs.values() if str(each.pack_id) == name]
            return any(may_read_pack(desk, visitor, file, each) for each in packs)
        case ("members", name, *_):
            readable = merging.members_of(desk, visitor, file)
            return any(str(each.case_id) == name for each in readable)
        case (part, _, *_) if part in EACH:
            return True
        case (part, *_):
            return part in SINGLE
        case _:
            return False


# -- the pages -----------------------------------------------------------------------------------


def people_of(desk: Desk, visitor: Visitor, file: CaseFile, found: Iterable[Change]) -> People:
    """Names for everyone a case's file and these changes speak of."""
    ids = persons_in(each for change in found for each in (change.before, change.after))
    people = People(desk.office, visitor, words.persons_of(file) | ids)
    people.protect(file)
    return people


def persons_in(values: Iterable[object]) -> set[UUID | None]:
    """Every id among values and in their lists: whoever of them is a person can be named."""
    found: set[UUID | None] = set()
    for each in values:
        found |= {one for one in (each if isinstance(each, tuple) else (each,)) if _is_id(one)}
    return found


def _is_id(value: object) -> TypeGuard[UUID]:
    return isinstance(value, UUID)


def _field_page(
    desk: Desk, visitor: Visitor, file: CaseFile, place: Place, found: list[Change]
) -> pages.FieldsPage:
    people, now = people_of(desk, visitor, file, found), leaves_of(file, place)
    changed = dict.fromkeys(each.place for each in found)
    return pages.FieldsPage(
        frame=desk.frame(visitor),
        title=f"Riwayat isian: {label_of(place, place[:1])}",
        case_url=f"/kasus/{file.case_id}",
        case_title=str(file.title),
        fields=tuple(
            pages.FieldTrail(
                label=label_of(each, place),
                now=said(each, now.get(each), file.region, people),
                changes=tuple(
                    _change_line(file, people, change)
                    for change in reversed(found)
                    if change.place == each
                ),
            )
            for each in sorted(changed, key=lambda each: each not in now)
        ),
    )


def _change_line(file: CaseFile, people: People, change: Change) -> pages.FieldChange:
    fact = change.fact
    return pages.FieldChange(
        label=label_of(change.place, ()),
        before=said(change.place, change.before, file.region, people),
        after=said(change.place, change.after, file.region, people),
        title=words.headline(title_of(type(fact)), fact, people, file.region),
        who=people.author(fact.envelope),
        at=words.when(fact.envelope.recorded_at, file.region).full,
        url=f"/kasus/{file.case_id}/peristiwa/{change.position}",
    )


def _event_page(
    desk: Desk, visitor: Visitor, file: CaseFile, line: TimelineLine, events: list[Recorded]
) -> pages.EventPage:
    found = [
        each for each in set_by(events, line.position) if offered(desk, visitor, file, each.place)
    ]
    people = people_of(desk, visitor, file, found)
    envelope = line.fact.envelope
    return pages.EventPage(
        frame=desk.frame(visitor),
        title=words.headline(line.title, line.fact, people, file.region),
        case_url=f"/kasus/{file.case_id}",
        case_title=str(file.title),
        facts=_signed(line, people, file.region) + envelope_of(envelope, line, people),
        changes=tuple(_change_line(file, people, each) for each in found),
        content=said_by(line.fact, people),
        history_url=words.event_url(file.case_id, line.position),
    )


def _signed(line: TimelineLine, people: People, region: str) -> tuple[pages.Fact, ...]:
    """Who, as what then, and when."""
    envelope = line.fact.envelope
    role = f"{envelope.capacity or ''} {envelope.role.label}".strip()
    if people.hides_author(envelope):
        role = words.PROTECTED_REPORTER
    return (
        pages.Fact(label="Yang terjadi", text=line.title),
        pages.Fact(label="Oleh", text=people.author(envelope)),
        pages.Fact(label="Peran saat itu", text=role),
        pages.Fact(label="Dicatat", text=moment(envelope.recorded_at, region)),
        pages.Fact(label="Terjadi", text=moment(envelope.occurred_at, region)),
        pages.Fact(label="Nama", text=line.name),
        pages.Fact(label="Posisi", text=str(line.position)),
    )


def told(changes: Iterable[Change], region: str, people: People) -> Iterator[ChangeLine]:
    """What changed for a reader: neither ids nor what reads as it did before."""
    for each in changes:
        before, after = (said(each.place, it, region, people) for it in (each.before, each.after))
        if before != after and not each.place[-1].endswith("_id"):
            yield ChangeLine(label=label_of(each.place, ()), before=before, after=after)


# -- in words ------------------------------------------------------------------------------------


def label_of(place: Place, under: Place) -> str:
    """What a reader calls a field, by the names along its way; ids and numbers are left out."""
    names = [FIELDS.get(each, each) for each in place[len(under) :] if not _is_item(each)]
    return words.sentence(", ".join(dict.fromkeys(names))) or label_of(place, ())


def _is_item(name: str) -> bool:
    if name.isdigit():
        return True
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def said(place: Place, value: Any, region: str, people: People) -> str:
    """A value in words; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return "; ".join(said(place, each, region, people) for each in value)
    if isinstance(value, UUID):
        return _person(place, value, people)
    if isinstance(value, Confidential) and place[0] == "letters":
        return _of_letter(place, value)
    if place[-1] == "region":
        return people.regions.full_name(str(value))
    return _plainly(value, region)


def _plainly(value: object, region: str) -> str:
    match value:
        case bool():
            return "ya" if value else "tidak"
        case Enum():
            return str(getattr(value, "label", value.value))
        case datetime():
            return moment(value, region)
        case date():
            return long_date(value)
        case timedelta():
            return in_days(value, working=False)
        case _:
            return str(value)


def _of_letter(place: Place, text: Confidential) -> str:
    """Of what a letter says its subject; the paper itself is a click away."""
    if place[-1] in ("content", "previous") and text.text is not None:
        return LetterContent.model_validate_json(text.text).subject.text
    return str(text)


def _person(place: Place, value: UUID, people: People) -> str:
    """A name where it is somebody's; else the head of the id. Who reported may be hidden."""
    told = place[0] in ("red", "reports", "corrections", "members")
    telling = place[-1] == "reporter" or (told and place[-1] in ("person", "by"))
    if telling and people.hides(value):
        return words.PROTECTED_REPORTER
    return people.name(value) if people.knows(value) else value.hex[:8].upper()
