"""A province's years of work, from a seed: as many cases as wanted, in the bytes commands write.

    crowd = Crowd(house, seed=1)
    crowd.live(60)            # lives played by real commands, each on a road of its own
    crowd.multiply(10_000)    # told again with other ids, days and regions, sealed and chained anew

What is multiplied is read back from the log as facts and goes out through the same mapper, under
keys of its own; only the decision is not taken twice, and no command slips are written for it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID, uuid5

import psycopg
from eventsourcing.persistence import StoredEvent

from domain.conflict_case import EscalationLevel
from domain.deliberation import SessionResult
from domain.field_task import TaskKind
from domain.kernel import BOOKKEEPING, EVENTS, NAMESPACE, Envelope, Fact, Secrecy
from domain.letter import Letter, LetterRegister
from domain.risk import Impact, Level, Likelihood, RiskInputs
from drill.inventions import TALES
from runtime.log import Recorded
from tests.office import OPENING, PROVINCE, Office, OfficeClock
from worker import House

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY = re.compile(r"\b20[0-9]{2}-[01][0-9]-[0-3][0-9]\b")
_KEPT = (Secrecy.OPEN, Secrecy.RESTRICTED, Secrecy.SECRET)
"""What the office's own people are cleared for."""

_LAST = datetime.max.replace(tzinfo=UTC)
"""Numbers stand behind the lives they were taken in, in their own order."""

_AT_ONCE = 400
"""Lives whose events stand in the log among one another, as they would have come."""


class LifeClock(OfficeClock):
    """Record time that may begin anew with each life; its stopwatch is the machine's."""

    def begin(self, moment: datetime) -> None:
        self._now = moment


@dataclass(frozen=True)
class Life:
    """One report, or case, as it went: its facts as text, in the order they were written."""

    region: str
    facts: tuple["Told", ...]


@dataclass(frozen=True)
class Told:
    """One fact of a life, ready to be told again."""

    kind: type[Fact]
    stream: str
    version: int
    of_case: str | None
    text: str


@dataclass
class Crowd:
    """Lives that were lived, and any number told again."""

    house: House
    seed: int = 1
    lives: list[Life] = field(default_factory=list)
    numbers: dict[UUID, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        clock = self.house.clock
        assert isinstance(clock, LifeClock)
        self.clock = clock
        self.random = Random(self.seed)
        self.office = Office(self.house.register, clock, seed=self.seed).opened()
        self._people = {str(person.id) for person in self.office.people}
        self.districts = [
            district
            for regency in self.house.regions.children(PROVINCE)
            for district in self.house.regions.children(regency)
        ]

    def live(self, count: int) -> None:
        """Plays lives by real commands: every road there is, then at random."""
        roads = list(_ROADS)
        for number in range(count):
            road = roads[number] if number < len(roads) else self.random.choice(roads)
            self.clock.begin(OPENING + timedelta(hours=self.random.randrange(24 * 60)))
            region = self.random.choice(self.districts)
            about = _ROADS[road](self.office, self._report(region))
            events = self.house.log.of_case(about) or self.house.log.of_stream(about)
            self.lives.append(Life(region, tuple(self._told(events))))

    def multiply(self, count: int) -> int:
        """Writes ``count`` lives told again; answers with the number of events."""
        assert self.lives, "live() comes first"
        written = 0
        with psycopg.connect(self.house.database_url) as conn:
            self.numbers = self._numbers_taken(conn)
            for first in range(0, count, _AT_ONCE):
                batch = [
                    each
                    for number in range(first, min(first + _AT_ONCE, count))
                    for each in self._again(number, self.random.choice(self.lives))
                ]
                written += _copy(conn, batch)
            conn.execute("ANALYZE rukun.event")
        return written

    def _report(self, region: str) -> dict[str, Any]:
        tale = self.random.choice(self.random.choice(list(TALES.values())))
        place = self.house.regions.name(region)
        return {
            "title": tale.title.format(place=place)[:200],
            "facts": tale.facts.format(place=place),
            "theme": tale.theme,
            "conflict_source": tale.source,
            "parties": tale.parties,
            "region": region,
            "place": f"Lapangan {place}",
            "secrecy": self.random.choices(_KEPT, (30, 50, 20))[0],
            "risk": RiskInputs(
                likelihood=self.random.choice(list(Likelihood)),
                impact=self.random.choice(list(Impact)),
            ),
            "happened_at": self.clock.now() - timedelta(hours=self.random.randrange(72)),
        }

    def _told(self, events: Sequence[Recorded]) -> Iterator[Told]:
        for recorded in events:
            fact = recorded.fact
            said = {
                "envelope": fact.envelope.model_dump(mode="json"),
                "facts": fact.model_dump(mode="json", exclude=set(BOOKKEEPING)),
            }
            yield Told(
                kind=type(fact),
                stream=str(fact.originator_id),
                version=fact.originator_version,
                of_case=str(recorded.case_id) if recorded.case_id else None,
                text=json.dumps(said, ensure_ascii=False),
            )

    def _again(self, number: int, life: Life) -> Iterator["Line"]:
        """One life with other ids, on other days, somewhere else."""
        days = timedelta(days=self.random.randrange(-900, 1))
        region = self.random.choice(self.districts)
        root = uuid5(NAMESPACE, f"crowd/{self.seed}/{number}")
        known: dict[str, str] = {}

        def other(found: re.Match[str]) -> str:
            one = found[0]
            if one in self._people or one == str(self.office.machine.id):
                return one
            if one not in known:
                known[one] = str(uuid5(root, one))
            return known[one]

        def renamed(one: str) -> UUID:
            return UUID(_ID.sub(other, one))

        def shifted(found: re.Match[str]) -> str:
            return (date.fromisoformat(found[0]) + days).isoformat()

        for told in life.facts:
            text = _DAY.sub(shifted, _ID.sub(other, told.text)).replace(life.region, region)
            said = json.loads(text)
            case = renamed(told.of_case) if told.of_case else None
            if told.kind.NAME == Letter.Approved.NAME:
                yield self._numbered(said)
            fact = _fact(told.kind, renamed(told.stream), told.version, said)
            yield Line(fact.envelope.recorded_at, self._stored(fact), case)

    def _numbered(self, said: dict[str, Any]) -> "Line":
        """The next number of the letter's book, taken as the approval takes it."""
        year = int(said["facts"]["dated"][:4])
        book = LetterRegister.id_of("BKBP", said["facts"].get("type", "nota_dinas"), year)
        sequence = self.numbers[book] = self.numbers.get(book, 0) + 1
        old = said["facts"]["number"]
        number = old.replace(f"/{said['facts']['sequence']}/", f"/{sequence}/", 1)
        said["facts"] |= {"register_id": str(book), "sequence": sequence, "number": number}
        letter = said["facts"].get("letter_id") or str(uuid5(NAMESPACE, number))
        taken: dict[str, Any] = {"letter_id": letter, "number": number}
        kind = EVENTS[LetterRegister.NumberTaken.NAME]
        if sequence == 1:
            kind = EVENTS[LetterRegister.FirstNumberTaken.NAME]
            taken |= {"unit": "BKBP", "book": "nota_dinas", "year": year}
        fact = _fact(kind, book, sequence, {"envelope": said["envelope"], "facts": taken})
        return Line(_LAST, self._stored(fact), None)

    def _stored(self, fact: Fact) -> StoredEvent:
        return self.house.mapper.to_stored_event(fact)

    def _numbers_taken(self, conn: psycopg.Connection[Any]) -> dict[UUID, int]:
        rows = conn.execute(
            "SELECT originator_id, max(originator_version) FROM rukun.event"
            " WHERE topic LIKE 'register.%' GROUP BY originator_id"
        )
        return dict(rows.fetchall())


@dataclass(frozen=True)
class Line:
    """One event as it will stand in the log."""

    at: datetime
    stored: StoredEvent
    case_id: UUID | None


def _fact(kind: type[Fact], stream: UUID, version: int, said: dict[str, Any]) -> Fact:
    envelope = Envelope.model_validate(said["envelope"])
    bookkeeping: dict[str, Any] = {
        "originator_id": stream,
        "originator_version": version,
        "timestamp": envelope.recorded_at,
        "envelope": envelope,
    }
    if "originator_topic" in kind.model_fields:
        bookkeeping["originator_topic"] = ""
    return kind.model_validate(said["facts"] | bookkeeping)


def _copy(conn: psycopg.Connection[Any], lines: Iterable[Line]) -> int:
    """Writes lines in the order of their time, each stream chained as ``rukun.append`` does."""
    ordered = sorted(lines, key=lambda line: line.at)
    last = _last_hashes(conn, {line.stored.originator_id for line in ordered})
    columns = "originator_id, originator_version, topic, state, case_id, hash"
    with conn.transaction(), conn.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7201207)")
        with cursor.copy(f"COPY rukun.event ({columns}) FROM STDIN") as copy:
            for line in ordered:
                event = line.stored
                stream = event.originator_id
                assert isinstance(stream, UUID)
                last[stream] = sha256(
                    last.get(stream, b"")
                    + stream.bytes
                    + event.originator_version.to_bytes(8, "big")
                    + event.topic.encode()
                    + b"\x00"
                    + event.state
                ).digest()
                row = (stream, event.originator_version, event.topic)
                copy.write_row((*row, event.state, line.case_id, last[stream]))
    return len(ordered)


def _last_hashes(conn: psycopg.Connection[Any], streams: set[Any]) -> dict[UUID, bytes]:
    rows = conn.execute(
        "SELECT DISTINCT ON (originator_id) originator_id, hash FROM rukun.event"
        " WHERE originator_id = ANY(%s) ORDER BY originator_id, originator_version DESC",
        (list(streams),),
    )
    return {stream: bytes(found) for stream, found in rows}


# -- the roads -------------------------------------------------------------------------------------

Road = Callable[[Office, dict[str, Any]], UUID]


def _information(office: Office, report: dict[str, Any]) -> UUID:
    filed = office.file_report(**report)
    office.pass_time(hours=5)
    office.note_as_information(filed)
    return filed


def _refuted(office: Office, report: dict[str, Any]) -> UUID:
    case = office.open_case(office.file_report(**report))
    office.found(case)
    office.pass_time(hours=9)
    office.refute(case)
    return case


def _silent(office: Office, report: dict[str, Any]) -> UUID:
    case = office.open_case(office.file_report(**report))
    office.assign_task(case)
    office.pass_time_in_silence(case, hours=30)
    return case


def _verified(office: Office, report: dict[str, Any]) -> UUID:
    case = office.open_case(office.file_report(**report))
    for kind in (TaskKind.FIELD_VERIFICATION, TaskKind.COOLING_DOWN):
        task = office.assign_task(case, kind=kind)
        office.pass_time(minutes=20)
        office.acknowledge(task)
        office.pass_time(hours=3)
        office.report_task(task)
    office.verify(case, level=Level.RED)
    return case


def _escalated(office: Office, report: dict[str, Any]) -> UUID:
    case = _verified(office, report)
    office.propose_escalation(case, level=EscalationLevel.PROVINCE)
    office.pass_time(hours=2)
    office.approve_escalation(case)
    office.approve_letter(office.draft_letter(case))
    return case


def _adjourned(office: Office, report: dict[str, Any]) -> UUID:
    case = _escalated(office, report)
    for result in (SessionResult.ADJOURNED, SessionResult.DEADLOCK):
        talk = office.schedule_deliberation(case)
        office.pass_time(days=2)
        office.record_session(talk, result)
        if result is SessionResult.ADJOURNED:
            office.pass_time(days=3)
            office.record_session(talk, SessionResult.DEADLOCK)
    return case


def _agreed(office: Office, report: dict[str, Any]) -> UUID:
    case = _escalated(office, report)
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(talk)
    return case


def _recovering(office: Office, report: dict[str, Any]) -> UUID:
    case = office.recovering_case(**report)
    office.monitor(case)
    return case


def _closed(office: Office, report: dict[str, Any]) -> UUID:
    return office.closed_case(**report)


_ROADS: dict[str, Road] = {
    "information": _information,
    "refuted": _refuted,
    "silent": _silent,
    "verified": _verified,
    "escalated": _escalated,
    "adjourned": _adjourned,
    "agreed": _agreed,
    "recovering": _recovering,
    "closed": _closed,
    "closed again": _closed,
    "closed once more": _closed,
}
