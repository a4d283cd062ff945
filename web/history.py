"""The auditor's desk: a case event by event, who did it as what, and what was left unanswered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from application import reading_desk
from domain.access import READERS
from domain.case_file import CaseFile, TimelineLine
from domain.field_history import Change, told_by
from domain.indonesian import moment
from domain.kernel import EVENTS, Role
from domain.regions import zone_label
from runtime.log import Recorded
from web import fields, pages, sheets, silences, words
from web.desk import Desk
from web.door import NotHere, Visitor
from web.event_words import WITHHELD, envelope_of, said_by
from web.filters import page_number
from web.history_pages import HistoryEvent, HistoryPage, SilenceLine
from web.moments import Point, point_of
from web.words import People

MOST_EVENTS: Final = 100
"""Events on one page of a history."""

MOST_CHANGES: Final = 8
"""Fields that the line of one event says; its own page says all."""


class Kind(StrEnum):
    """What of a history is asked for."""

    PEOPLE = "orang"
    MACHINE = "mesin"
    SILENCE = "diam"
    CLOCKS = "jam"

    @property
    def label(self) -> str:
        return {
            Kind.PEOPLE: "Tindakan orang",
            Kind.MACHINE: "Dicatat mesin",
            Kind.SILENCE: "Tidak dijawab",
            Kind.CLOCKS: "Batas waktu",
        }[self]

    def holds(self, line: TimelineLine) -> bool:
        match self:
            case Kind.PEOPLE:
                return line.fact.envelope.role is not Role.SYSTEM
            case Kind.MACHINE:
                return line.fact.envelope.role is Role.SYSTEM
            case Kind.SILENCE:
                return silences.is_silence(line)
            case Kind.CLOCKS:
                return line.name.startswith("deadline.")


@dataclass(frozen=True)
class Asked:
    """What of a history is asked for, as its address says it."""

    point: Point
    actor: str = ""
    kind: str = ""
    stream: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.actor or self.kind or self.stream)

    def address(self, path: str, **more: str) -> str:
        said = {
            "pelaku": self.actor,
            "jenis": self.kind,
            "catatan": self.stream,
            **self.point.typed,
            **more,
        }
        given = {name: value for name, value in said.items() if value}
        return f"{path}?{urlencode(given)}" if given else path

    def holds(self, line: TimelineLine, people: People) -> bool:
        """Nobody is found by what they told, where who told it is hidden."""
        envelope = line.fact.envelope
        if self.actor and (people.hides_author(envelope) or str(envelope.actor) != self.actor):
            return False
        if self.stream and str(line.fact.originator_id) != self.stream:
            return False
        return self.kind not in set(Kind) or Kind(self.kind).holds(line)


@dataclass(frozen=True)
class Reading:
    """One case's history in front of one reader."""

    desk: Desk
    visitor: Visitor
    file: CaseFile
    events: Sequence[Recorded]
    asked: Asked
    people: People
    streams: Mapping[UUID, str]

    @property
    def url(self) -> str:
        return f"/kasus/{self.file.case_id}/riwayat"

    def lines(self, then: CaseFile) -> list[TimelineLine]:
        """What was asked for, the latest first."""
        found = [line for line in then.timeline if self.asked.holds(line, self.people)]
        return sorted(found, key=lambda line: line.position, reverse=True)

    def changes(self, lines: Iterable[TimelineLine]) -> dict[int, list[Change]]:
        """What the lines' events made of the file, as far as this reader may know."""
        wanted = {line.position for line in lines if not self.people.withholds(line.fact)}
        return {
            position: [
                each
                for each in found
                if each.place[0] not in _SAID_OTHERWISE
                and fields.offered(self.desk, self.visitor, self.file, each.place)
            ]
            for position, found in told_by(self.events, wanted).items()
        }


_SAID_OTHERWISE: Final = frozenset({"waits", "apart"})
"""What the line of the event itself says."""


def routes(desk: Desk) -> APIRouter:
    """`/kasus/{id}/riwayat?pada=&diketahui=&posisi=&pelaku=&jenis=&catatan=`, `.csv`, `.json`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/kasus/{case_id}/riwayat")
    def show(
        case_id: UUID, request: Request, visitor: coming_in, halaman: str = "1", di: str = ""
    ) -> Response:
        reading = _reading(desk, visitor, case_id, request.query_params)
        page = _page(reading, page_number(halaman), int(di) if di.isdecimal() else None)
        return desk.show("history", page, 422 if page.error else 200)

    @router.get("/kasus/{case_id}/riwayat.csv")
    def sheet(case_id: UUID, request: Request, visitor: coming_in) -> Response:
        reading = _taken(desk, visitor, case_id, request.query_params)
        name = f"riwayat-{str(case_id)[:8]}"
        return sheets.answer(name, _HEADINGS, (_row(each) for each in _whole(reading)))

    @router.get("/kasus/{case_id}/riwayat.json")
    def data(case_id: UUID, request: Request, visitor: coming_in) -> Response:
        reading = _taken(desk, visitor, case_id, request.query_params)
        name = f"riwayat-{str(case_id)[:8]}.json"
        return JSONResponse(
            {"kasus": str(case_id), "peristiwa": [each.model_dump() for each in _whole(reading)]},
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return router


def _reading(desk: Desk, visitor: Visitor, case_id: UUID, said: Mapping[str, str]) -> Reading:
    if visitor.role not in READERS:
        raise NotHere
    file = desk.case(visitor, case_id)
    people = People(desk.office, visitor, words.persons_of(file))
    people.protect(file)
    asked = Asked(
        point_of(said, file.region),
        actor=said.get("pelaku", ""),
        kind=said.get("jenis", ""),
        stream=said.get("catatan", ""),
    )
    events = desk.office.log.of_case(case_id)
    return Reading(desk, visitor, file, events, asked, people, _streams(file))


def _taken(desk: Desk, visitor: Visitor, case_id: UUID, said: Mapping[str, str]) -> Reading:
    """To be taken away as a file: that it was is on record, whatever its classification."""
    reading = _reading(desk, visitor, case_id, said)
    if reading.asked.point.error:
        raise NotHere
    if case_id not in visitor.noted:
        visitor.noted.add(case_id)
        register = desk.office.register
        reading_desk.noted(
            register,
            case_id,
            visitor.actor,
            visitor.standing,
            channel=visitor.channel,
            allowed=True,
        )
    return reading


# -- the page ------------------------------------------------------------------------------------


def _page(reading: Reading, number: int, around: int | None) -> HistoryPage:
    desk, file, asked = reading.desk, reading.file, reading.asked
    then = asked.point.of(reading.events)
    lines = reading.lines(then)
    at = next((n for n, line in enumerate(lines) if line.position == around), None)
    if at is not None:
        number = at // MOST_EVENTS + 1
    first = (number - 1) * MOST_EVENTS
    shown, url = lines[first : first + MOST_EVENTS], reading.url
    return HistoryPage(
        frame=desk.frame(reading.visitor),
        title=f"Riwayat: {file.title}",
        case_title=str(file.title),
        case_url=f"/kasus/{file.case_id}",
        url=url,
        at=asked.point.typed.get("pada", ""),
        known_at=asked.point.typed.get("diketahui", ""),
        zone=zone_label(file.region),
        moment=asked.point.said(file.region),
        exists=bool(then.timeline),
        stage=then.stage.label,
        level=words.level(then.level),
        status=_status(then, reading.people),
        waits=words.waits(desk.office, reading.visitor, then, reading.people)
        if then.timeline
        else (),
        fields=_choices(reading, then),
        filtered=asked.narrowed,
        silences=_silences(reading, then),
        events=tuple(_events(reading, then, shown)),
        found=len(lines),
        total=len(reading.events),
        then_url=asked.address(f"/kasus/{file.case_id}/saat", pelaku="", jenis="", catatan=""),
        difference_url=f"/kasus/{file.case_id}/beda",
        readers_url=f"/kasus/{file.case_id}/pembacaan"
        if reading.visitor.role is Role.AUDITOR
        else "",
        sheet_url=asked.address(f"{url}.csv"),
        json_url=asked.address(f"{url}.json"),
        later_url=asked.address(url, halaman=str(number - 1)) if number > 1 else "",
        earlier_url=asked.address(url, halaman=str(number + 1))
        if first + MOST_EVENTS < len(lines)
        else "",
        error=asked.point.error,
    )


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


def _choices(reading: Reading, then: CaseFile) -> tuple[pages.FieldLine, ...]:
    people, asked = reading.people, reading.asked
    envelopes = [line.fact.envelope for line in then.timeline]
    actors = {
        str(each.actor): people.as_role(each.actor, each.role)
        for each in envelopes
        if not people.hides_author(each)
    }
    streams = {
        str(each): reading.streams[each]
        for each in dict.fromkeys(line.fact.originator_id for line in then.timeline)
    }
    kinds = {each.value: each.label for each in Kind}
    return (
        _choice("pelaku", "Pelaku", sorted(actors.items(), key=lambda it: it[1]), asked.actor),
        _choice("jenis", "Jenis", kinds.items(), asked.kind),
        _choice("catatan", "Catatan", streams.items(), asked.stream),
    )


def _choice(
    name: str, label: str, options: Iterable[tuple[str, str]], chosen: str
) -> pages.FieldLine:
    return pages.FieldLine(
        name=name,
        label=label,
        kind="choice",
        value=chosen,
        options=tuple(
            pages.Option(value=value, label=said, chosen=value == chosen) for value, said in options
        ),
    )


def _silences(reading: Reading, then: CaseFile) -> tuple[SilenceLine, ...]:
    """Every answer that did not come, the latest first; before them what nobody has noted yet."""
    people, now = reading.people, reading.desk.office.clock.now()
    if not then.timeline:
        return ()
    as_of = then.timeline[-1].fact.envelope.recorded_at if reading.asked.point.past else now
    noted = (
        SilenceLine(said=said, url=reading.asked.address(reading.url, di=str(at)) + f"#e-{at}")
        for at, said in silences.of(then, people)
    )
    unnoted = (
        SilenceLine(said=said, url=f"/kasus/{reading.file.case_id}/jam#macet", noted=False)
        for said in silences.not_noted(then, people, as_of)
    )
    return (*unnoted, *noted) if then.timeline else ()


# -- event by event ------------------------------------------------------------------------------


def _whole(reading: Reading) -> Iterator[HistoryEvent]:
    then = reading.asked.point.of(reading.events)
    return _events(reading, then, reading.lines(then), most=None)


def _events(
    reading: Reading,
    then: CaseFile,
    lines: list[TimelineLine],
    most: int | None = MOST_CHANGES,
) -> Iterator[HistoryEvent]:
    changes, unanswered = reading.changes(lines), dict(silences.of(then, reading.people))
    named = [each for found in changes.values() for each in found]
    people = fields.people_of(reading.desk, reading.visitor, reading.file, named)
    for line in lines:
        found = list(fields.told(changes.get(line.position, []), reading.file.region, people))
        said = tuple(found[:most])
        yield _event(reading, line).model_copy(
            update={
                "changes": said,
                "more": len(found) - len(said),
                "silence": unanswered.get(line.position, ""),
            }
        )


def _event(reading: Reading, line: TimelineLine) -> HistoryEvent:
    fact, envelope = line.fact, line.fact.envelope
    people, region, case_id = reading.people, reading.file.region, reading.file.case_id
    withheld, hidden = people.withholds(fact), people.hides_author(envelope)
    recorded, occurred = moment(envelope.recorded_at, region), moment(envelope.occurred_at, region)
    seen = envelope.position_seen is not None and envelope.role is not Role.SYSTEM
    return HistoryEvent(
        anchor=f"e-{line.position}",
        position=line.position,
        name=line.name,
        title=words.headline(line.title, fact, people, region),
        stream=reading.streams[fact.originator_id],
        recorded=recorded,
        occurred=occurred,
        who=people.author(envelope),
        role=words.PROTECTED_REPORTER
        if hidden
        else f"{envelope.capacity or ''} {envelope.role.label}".strip(),
        unit=words.PROTECTED_REPORTER if hidden else envelope.unit,
        quiet=EVENTS[line.name].QUIET,
        envelope=() if withheld else envelope_of(envelope, line, people),
        facts=WITHHELD if withheld else said_by(fact, people),
        url=f"/kasus/{case_id}/peristiwa/{line.position}" if not withheld else "",
        seen_url=f"/kasus/{case_id}/dilihat/{line.position}" if seen else "",
    )


_FAMILIES: Final[Mapping[str, str]] = {
    "attachment": "Lampiran",
    "case": "Kasus",
    "caucus": "Kaukus",
    "deliberation": "Musyawarah",
    "forkopimda_pack": "Paket Forkopimda",
    "letter": "Naskah dinas",
    "recovery_plan": "Rencana pemulihan",
    "report": "Laporan",
    "state_of_conflict": "Status Keadaan Konflik",
    "task": "Tugas lapangan",
    "task_force": "Satgas",
}


def _streams(file: CaseFile) -> dict[UUID, str]:
    """What each of a case's streams is called: its kind, and its number where there are more."""
    families: dict[str, dict[UUID, str]] = {}
    for line in file.timeline:
        family = _FAMILIES.get(line.name.partition(".")[0])
        stream = line.fact.originator_id
        known = any(stream in each for each in families.values())
        if family and not known:
            families.setdefault(family, {})[stream] = _kind_of(file, stream)
    named = {
        stream: f"{family} {number}{kind}" if len(streams) > 1 else f"{family}{kind}"
        for family, streams in families.items()
        for number, (stream, kind) in enumerate(streams.items(), 1)
    }
    return {line.fact.originator_id: "Lainnya" for line in file.timeline} | named


def _kind_of(file: CaseFile, stream: UUID) -> str:
    if stream in file.tasks:
        return f": {file.tasks[stream].kind.label}"
    return f": {file.letters[stream].type.label}" if stream in file.letters else ""


# -- as a sheet ----------------------------------------------------------------------------------

_HEADINGS: Final = (
    "Posisi", "Dicatat", "Terjadi", "Yang terjadi", "Nama peristiwa", "Catatan", "Oleh",
    "Peran saat itu", "Unit", "Alasan", "Kebijakan", "Perubahan", "Tidak dijawab", "Isi",
)  # fmt: skip


def _row(event: HistoryEvent) -> tuple[str, ...]:
    beside = {each.label: each.text for each in event.envelope}
    return (
        str(event.position),
        event.recorded,
        event.occurred,
        event.title,
        event.name,
        event.stream,
        event.who,
        event.role,
        event.unit,
        beside.get("Alasan", ""),
        beside.get("Kebijakan", ""),
        "; ".join(f"{each.label}: {each.before} → {each.after}" for each in event.changes),
        event.silence,
        event.facts,
    )
