"""A case at any moment, what changed between two, and what whoever decided had before them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from domain.access import READERS
from domain.case_file import CaseFile, TimelineLine, as_it_was
from domain.field_history import Place, leaves_of
from domain.regions import zone_label
from runtime.clock import SystemClock
from runtime.log import Recorded
from web import fields, pages, words
from web.acts import local_moment
from web.cases import case_page
from web.desk import Desk
from web.door import NotHere, Visitor
from web.history_pages import (
    ChangedGroup,
    ChangedPart,
    ChangeLine,
    DifferencePage,
    NothingYetPage,
    PastBanner,
    PastCasePage,
)
from web.words import People

MOST_MOMENTS: Final = 300
"""Moments offered to choose from, the latest."""


@dataclass(frozen=True)
class Point:
    """A moment on both axes: what was so, and what was known, by time or by position."""

    at: datetime | None = None
    known_at: datetime | None = None
    until: int | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def past(self) -> bool:
        return bool(self.at or self.known_at or self.until is not None)

    def of(self, events: Iterable[Recorded]) -> CaseFile:
        """The case's file at this moment."""
        return as_it_was(events, at=self.at, known_at=self.known_at, until=self.until)

    def clock_of(self, then: CaseFile) -> datetime | None:
        """What the clock showed; None for a moment at which nothing was on record."""
        if not then.timeline:
            return None
        told = [each for each in (self.at, self.known_at) if each is not None]
        return min(told) if told else then.timeline[-1].fact.envelope.recorded_at

    def said(self, region: str) -> str:
        """In a sentence."""
        if self.error or not self.past:
            return "Keadaan sekarang, menurut semua yang tercatat."
        parts = []
        if self.at is not None:
            parts.append(f"keadaan pada {words.when(self.at, region).full}")
        if self.known_at is not None:
            until = words.when(self.known_at, region).full
            parts.append(f"menurut yang sudah tercatat sampai {until}")
        if self.until is not None:
            parts.append(f"menurut catatan sampai posisi {self.until}")
        return words.sentence(", ".join(parts)) + "."


def point_of(said: Mapping[str, str], region: str, prefix: str = "") -> Point:
    """A moment as an address says it; the error instead, where it cannot be read."""
    typed = {
        name: text
        for name in ("pada", "diketahui", "posisi")
        if (text := said.get(prefix + name, "").strip()[:40])
    }
    try:
        return Point(
            at=local_moment(typed["pada"], region) if "pada" in typed else None,
            known_at=local_moment(typed["diketahui"], region) if "diketahui" in typed else None,
            until=_position(typed["posisi"]) if "posisi" in typed else None,
            typed=typed,
        )
    except ValueError as error:
        return Point(typed=typed, error=str(error))


def _position(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ValueError("Posisi catatan adalah angka, seperti 120.")
    return int(text)


def routes(desk: Desk) -> APIRouter:
    """`/kasus/{id}/saat`, `/kasus/{id}/dilihat/{decided}` and `/kasus/{id}/beda`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/kasus/{case_id}/saat")
    def show(case_id: UUID, request: Request, visitor: coming_in) -> Response:
        file = _file(desk, visitor, case_id)
        events = desk.office.log.of_case(case_id)
        point = point_of(request.query_params, file.region)
        return _shown(desk, visitor, file, events, point)

    @router.get("/kasus/{case_id}/dilihat/{decided}")
    def show_seen(case_id: UUID, decided: int, visitor: coming_in) -> Response:
        file = _file(desk, visitor, case_id)
        line = next((each for each in file.timeline if each.position == decided), None)
        if line is None or line.fact.envelope.position_seen is None:
            raise NotHere
        if _people(desk, visitor, file).withholds(line.fact):
            raise NotHere
        events = desk.office.log.of_case(case_id)
        seen = line.fact.envelope.position_seen
        point = Point(until=seen, typed={"posisi": str(seen)})
        return _shown(desk, visitor, file, events, point, line)

    @router.get("/kasus/{case_id}/beda")
    def show_difference(case_id: UUID, request: Request, visitor: coming_in) -> Response:
        file = _file(desk, visitor, case_id)
        events = desk.office.log.of_case(case_id)
        page = _difference(desk, visitor, file, events, request.query_params)
        return desk.show("difference", page, 422 if page.error else 200)

    return router


def _file(desk: Desk, visitor: Visitor, case_id: UUID) -> CaseFile:
    if visitor.role not in READERS:
        raise NotHere
    return desk.case(visitor, case_id)


def _people(desk: Desk, visitor: Visitor, file: CaseFile) -> People:
    people = People(desk.office, visitor, words.persons_of(file))
    people.protect(file)
    return people


# -- the page of a case as it stood --------------------------------------------------------------


def _shown(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    events: Sequence[Recorded],
    point: Point,
    decision: TimelineLine | None = None,
) -> Response:
    then = point.of(events)
    banner = _banner(desk, visitor, file, then, point, decision)
    status = 422 if point.error else 200
    if then.case_id is None:
        said = "Belum ada yang tercatat pada saat itu."
        if then.timeline:
            said = "Kasus belum dibuka; yang ada baru laporannya."
        page = NothingYetPage(
            frame=desk.frame(visitor),
            title=f"{file.title} pada suatu saat",
            past=banner,
            case_title=str(file.title),
            said=said,
        )
        return desk.show("nothing_yet", page, status)
    desk.let_in(visitor, then, then.case_id, allowed=desk.may_read(visitor, desk.target_of(then)))
    clock = decision.fact.envelope.recorded_at if decision else point.clock_of(then)
    return desk.show("case_then", _past_page(desk, visitor, then, banner, clock), status)


def _past_page(
    desk: Desk, visitor: Visitor, then: CaseFile, banner: PastBanner, clock: datetime | None
) -> PastCasePage:
    """The page of the case as it would have been drawn then, without anything to be done."""
    members = tuple(_members(desk, visitor, then))
    then.members = {}
    drawn = case_page(_desk_at(desk, clock) if clock else desk, visitor, then, whole=True)
    still = _still(drawn)
    said = {name: getattr(still, name) for name in type(still).model_fields}
    said |= {
        "frame": desk.frame(visitor),
        "notice": None,
        "not_yet": (),
        "candidates": (),
        "retention": None,
        "traces": (),
        "read_only": "",
        "clocks_url": "",
        "merging_url": "",
        "past": banner.model_copy(update={"members": members}),
    }
    return PastCasePage(**said)


def _still(node: Any) -> Any:
    """A page, and all its parts, without the forms by which something could be done."""
    match node:
        case pages.ActForm():
            return None
        case BaseModel():
            drawn = {name: getattr(node, name) for name in type(node).model_fields}
            still = {name: _still(value) for name, value in drawn.items()}
            changed = {name: each for name, each in still.items() if each is not drawn[name]}
            return node.model_copy(update=changed) if changed else node
        case tuple():
            kept = tuple(each for each in map(_still, node) if each is not None)
            same = len(kept) == len(node) and all(a is b for a, b in zip(kept, node, strict=True))
            return node if same else kept
        case _:
            return node


class _Standing(SystemClock):
    """Record time that stands where the page's moment is."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at


def _desk_at(desk: Desk, at: datetime) -> Desk:
    """The same desk with its clock standing; whether a workflow runs now says nothing of then."""
    there = copy(desk)
    there.office = replace(desk.office, clock=_Standing(at), running=lambda _: None)
    return there


def _members(desk: Desk, visitor: Visitor, then: CaseFile) -> Iterator[pages.NavItem]:
    """Cases that were led by this one then, as far as the reader may read them now."""
    for case_id in then.members:
        row = desk.office.board.row(case_id)
        if row is not None and desk.may_read_row(visitor, row):
            yield pages.NavItem(url=f"/kasus/{case_id}", label=row.title)


# -- which moment, and the ways to others --------------------------------------------------------


def _banner(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    then: CaseFile,
    point: Point,
    decision: TimelineLine | None,
) -> PastBanner:
    people, url = _people(desk, visitor, file), f"/kasus/{file.case_id}"
    marks = _marks(file, people)
    here = then.position
    before = [each for each in marks if each[0] < here]
    after = [each for each in marks if each[0] > here]
    unseen = _unseen(file, then, people, decision)
    return PastBanner(
        said=_seen_by(file, decision, people) if decision else point.said(file.region),
        detail=_detail(file, decision) if decision else "",
        case_url=url,
        history_url=f"{url}/riwayat",
        difference_url=_address(f"{url}/beda", {f"dari_{k}": v for k, v in point.typed.items()}),
        action=f"{url}/saat",
        at=point.typed.get("pada", ""),
        known_at=point.typed.get("diketahui", ""),
        zone=zone_label(file.region),
        moments=_options(marks, here),
        before_url=_address(f"{url}/saat", {"posisi": str(before[-1][0])}) if before else "",
        after_url=_address(f"{url}/saat", {"posisi": str(after[0][0])}) if after else "",
        heading=_heading(decision) if unseen else "",
        unseen=unseen,
        error=point.error,
    )


def _heading(decision: TimelineLine | None) -> str:
    return "Yang belum dilihatnya" if decision else "Yang tercatat sesudahnya"


def _seen_by(file: CaseFile, decision: TimelineLine, people: People) -> str:
    """`Yang dilihat Rina, Petugas kasus, ketika: Eskalasi diusulkan`."""
    who = people.author(decision.fact.envelope)
    what = words.headline(decision.title, decision.fact, people, file.region)
    return f"Yang dilihat {who} ketika memutuskan: {what}"


def _detail(file: CaseFile, decision: TimelineLine) -> str:
    envelope = decision.fact.envelope
    at = words.when(envelope.recorded_at, file.region).full
    return (
        f"Diputuskan {at}. Halamannya memuat catatan sampai posisi {envelope.position_seen};"
        f" keputusannya tercatat pada posisi {decision.position}."
    )


def _unseen(
    file: CaseFile, then: CaseFile, people: People, decision: TimelineLine | None
) -> tuple[pages.NavItem, ...]:
    """Of a decision what came between the page and it; of a moment what came after."""
    known = {line.position for line in then.timeline}
    last = decision.position if decision else None
    command = decision.fact.envelope.command_id if decision else None
    return tuple(
        _way(file, line, people)
        for line in file.timeline
        if line.position not in known
        and (last is None or line.position < last)
        and line.fact.envelope.command_id != command
        and not line.fact.QUIET
    )[:MOST_MOMENTS]


def _way(file: CaseFile, line: TimelineLine, people: People) -> pages.NavItem:
    at = words.when(line.fact.envelope.recorded_at, file.region).short
    said = words.headline(line.title, line.fact, people, file.region)
    return pages.NavItem(url=words.event_url(file.case_id, line.position), label=f"{at} · {said}")


Mark = tuple[int, str]
"""A moment to look at: its position, and what had happened by then."""


def _marks(file: CaseFile, people: People) -> list[Mark]:
    """After each command that somebody's decision could depend on."""
    found: list[Mark] = []
    for _, group in groupby(file.timeline, key=lambda line: line.fact.envelope.command_id):
        lines = list(group)
        loud = [line for line in lines if not line.fact.QUIET]
        if loud:
            at = words.when(loud[0].fact.envelope.recorded_at, file.region).short
            said = words.headline(loud[0].title, loud[0].fact, people, file.region)
            found.append((lines[-1].position, f"{at} · {said}"))
    return sorted(found)[-MOST_MOMENTS:]


def _options(marks: Sequence[Mark], here: int) -> tuple[pages.Option, ...]:
    """The latest first; the one that a position lies at or behind is chosen."""
    chosen = max((position for position, _ in marks if position <= here), default=None)
    return tuple(
        pages.Option(value=str(position), label=label, chosen=position == chosen)
        for position, label in reversed(marks)
    )


def _address(path: str, said: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(said)}" if said else path


# -- between two moments -------------------------------------------------------------------------

_GROUPS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("Kasus", fields.SINGLE),
    ("Laporan", frozenset({"reports"})),
    ("Tugas lapangan", frozenset({"tasks"})),
    ("Naskah dinas", frozenset({"letters"})),
    ("Musyawarah", frozenset({"deliberations"})),
    ("Lainnya", fields.EACH - {"reports", "tasks", "deliberations", "waits"} | {"packs"}),
)


def _difference(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    events: Sequence[Recorded],
    said: Mapping[str, str],
) -> DifferencePage:
    first, last = (point_of(said, file.region, each) for each in ("dari_", "sampai_"))
    people, url = _people(desk, visitor, file), f"/kasus/{file.case_id}"
    marks = _marks(file, people)
    if not first.past and not first.error and marks:
        opening = next((each for each in file.timeline if each.name == "case.opened"), None)
        start = opening.position if opening else marks[0][0]
        first = Point(until=start, typed={"posisi": str(start)})
    one, other = first.of(events), last.of(events)
    known = {line.position for line in one.timeline}
    came = [line for line in other.timeline if line.position not in known]
    gone = {line.position for line in other.timeline}
    dropped = [line for line in one.timeline if line.position not in gone]
    return DifferencePage(
        frame=desk.frame(visitor),
        title=f"Beda dua saat: {file.title}",
        case_title=str(file.title),
        case_url=url,
        history_url=f"{url}/riwayat",
        url=f"{url}/beda",
        zone=zone_label(file.region),
        first=_options(marks, one.position) if "posisi" in first.typed else _options(marks, -1),
        last=_options(marks, other.position if "posisi" in last.typed else -1),
        first_at=first.typed.get("diketahui", ""),
        last_at=last.typed.get("diketahui", ""),
        first_said=_moment_said(first, one, file.region),
        last_said=_moment_said(last, other, file.region),
        first_url=_address(f"{url}/saat", first.typed),
        last_url=_address(f"{url}/saat", last.typed) if last.past else url,
        groups=tuple(_groups(desk, visitor, file, one, other)),
        opened=tuple(_windows(other, one, people)),
        closed=tuple(_windows(one, other, people)),
        events=tuple(_way(file, line, people) for line in (*dropped, *came) if not line.fact.QUIET),
        error=first.error or last.error,
    )


def _moment_said(point: Point, then: CaseFile, region: str) -> str:
    """A position says the moment of its last event, which a reader can place."""
    if point.until is not None and then.timeline:
        at = words.when(then.timeline[-1].fact.envelope.recorded_at, region).full
        return f"{at} (posisi {point.until})"
    return point.said(region).rstrip(".")


def _groups(
    desk: Desk, visitor: Visitor, file: CaseFile, one: CaseFile, other: CaseFile
) -> Iterator[ChangedGroup]:
    before, after = leaves_of(one), leaves_of(other)
    named = [value for leaves in (before, after) for value in leaves.values()]
    people = People(desk.office, visitor, words.persons_of(file) | fields.persons_in(named))
    people.protect(file)
    changed = [
        place
        for place in dict.fromkeys([*before, *after])
        if before.get(place) != after.get(place)
        and not place[-1].endswith("_id")
        and fields.offered(desk, visitor, file, place)
    ]
    for label, held in _GROUPS:
        places = [each for each in changed if each[0] in held]
        alone = held is fields.SINGLE
        parts: dict[Place, list[Place]] = {}
        for place in places:
            parts.setdefault(() if alone else place[:2], []).append(place)
        if parts:
            yield ChangedGroup(
                label=label,
                parts=tuple(
                    _part(file, part, inside, before, after, people)
                    for part, inside in parts.items()
                ),
            )


def _part(
    file: CaseFile,
    part: Place,
    places: Sequence[Place],
    before: Mapping[Place, Any],
    after: Mapping[Place, Any],
    people: People,
) -> ChangedPart:
    def stands(leaves: Mapping[Place, Any]) -> bool:
        return any(place[: len(part)] == part for place in leaves)

    lines = (
        ChangeLine(
            label=fields.label_of(place, part),
            before=fields.said(place, before.get(place), file.region, people),
            after=fields.said(place, after.get(place), file.region, people),
        )
        for place in places
    )
    return ChangedPart(
        label=_name(file, part),
        is_new=not stands(before),
        is_gone=not stands(after),
        changes=tuple(each for each in lines if each.before != each.after),
    )


def _name(file: CaseFile, part: Place) -> str:
    match part:
        case ("tasks", name) if task := file.tasks.get(UUID(name)):
            return task.kind.label
        case ("letters", name) if letter := file.letters.get(UUID(name)):
            return letter.type.label
        case ("reports", name) if report := file.reports.get(UUID(name)):
            return str(report.title)
        case ():
            return ""
        case _:
            return fields.label_of(part, ())


def _windows(held: CaseFile, elsewhere: CaseFile, people: People) -> Iterator[pages.NavItem]:
    """Windows that stood open in one file and not in the other."""
    for deadline_id, each in held.waits.items():
        if deadline_id not in elsewhere.waits:
            due = words.when(each.wait.due, held.region).full
            ended = next(
                (it for it in elsewhere.closed_waits if it.wait.deadline_id == deadline_id), None
            )
            how = f": {_HOW.get(ended.how, 'berakhir')}" if ended else ""
            asked = words.asked(each.wait, people)
            said = f"{words.sentence(each.wait.words)}, {asked}, batasnya {due}{how}"
            yield pages.NavItem(url=words.where(held, each.stream), label=said)


_HOW: Final[Mapping[str, str]] = {
    "met": "terjawab",
    "elapsed": "lewat tanpa jawaban",
    "withdrawn": "tidak ditunggu lagi",
    "extended": "diperpanjang",
    "resumed": "berjalan lagi setelah jeda",
    "renewed": "dihitung menurut kebijakan lain",
}
