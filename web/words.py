"""How pages say moments, persons and facts: one vocabulary for all of them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.access import SYSTEM_ACTOR
from domain.case_file import CaseFile, OpenWait
from domain.clocks import Clocked, Wait
from domain.conflict_case import ConflictCase
from domain.field_task import FieldTask
from domain.indonesian import clock, local, long_date, moment, relative
from domain.kernel import BOOKKEEPING, Confidential, Fact, Role
from domain.letter import Letter
from domain.risk import Level
from domain.wards import wards_of
from web import pages
from web.door import Visitor
from web.office import Office

_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_SEES_REPORTERS = frozenset({Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR})
PROTECTED_REPORTER = "Pelapor (identitas dilindungi)"

_TEXTS: Mapping[str, str] = {
    "title": "Judul",
    "summary": "Ringkasan",
    "explanation": "Alasan",
    "finding": "Temuan",
    "instruction": "Perintah",
    "minutes": "Jalannya sidang",
    "agenda": "Agenda",
    "conclusion": "Kesimpulan",
    "result": "Hasil penanganan",
    "note": "Catatan",
    "outcome": "Hasil akhir",
    "evidence": "Bukti",
}
"""Which texts of an event its line in the timeline repeats, and under which label."""


def level(of: Level) -> pages.Level:
    """A level for the page."""
    return pages.Level(key=of.value, label=of.label)


def when(at: datetime, region: str, now: datetime | None = None) -> pages.Moment:
    """A moment on the region's clock; seen from ``now`` where it is given."""
    here = local(at, region)
    return pages.Moment(
        full=moment(at, region),
        short=f"{here.day} {_SHORT_MONTHS[here.month - 1]} {clock(at, region)}",
        iso=here.isoformat(timespec="minutes"),
        relative=relative(at, now) if now else "",
        late=now is not None and at < now,
    )


def typed_moment(at: datetime, region: str) -> str:
    """As an input of type datetime-local wants it."""
    return f"{local(at, region):%Y-%m-%dT%H:%M}"


def day(on: date) -> str:
    """`7 September 2026`."""
    return long_date(on)


class People:
    """Names behind ids on one page, asked for once."""

    def __init__(self, office: Office, visitor: Visitor, persons: Iterable[UUID | None]) -> None:
        wanted = {person for person in persons if person is not None} | {visitor.actor}
        self._names = office.accounts.names_of(wanted)
        self._visitor = visitor
        self.protected: UUID | None = None

    def protect(self, reporter: UUID | None) -> None:
        """Hides who reported from those who need not know (UU 7/2012 Pasal 44)."""
        if self._visitor.role not in _SEES_REPORTERS and reporter != self._visitor.actor:
            self.protected = reporter

    def name(self, person: UUID | None) -> str:
        """The name, "Anda" never: a page may be printed."""
        if person is None:
            return "-"
        if person == self.protected:
            return PROTECTED_REPORTER
        return self._names.get(person, "Orang tidak dikenal")

    def as_role(self, person: UUID, role: Role) -> str:
        """`Rina Wulandari, Petugas kasus Kesbangpol`."""
        if person in (SYSTEM_ACTOR, self.protected):
            return self.name(person)
        return f"{self.name(person)}, {role.label}"


def persons_of(file: CaseFile) -> set[UUID | None]:
    """Everyone a case's file names."""
    named: set[UUID | None] = {file.officer, file.reporter}
    named |= {line.fact.envelope.actor for line in file.timeline}
    for task in file.tasks.values():
        named |= {*task.chain, task.holder, task.assigned_by}
    for letter in file.letters.values():
        named |= {letter.author, letter.approver}
    named |= {open_wait.wait.asked.person for open_wait in file.waits.values()}
    for proposal in (file.proposal, file.last_proposal):
        named |= {proposal.proposer if proposal else None}
    return named


# -- waits ---------------------------------------------------------------------------------------


def waits(
    office: Office,
    visitor: Visitor,
    file: CaseFile,
    people: People,
    only: Iterable[UUID] | None = None,
) -> tuple[pages.WaitLine, ...]:
    """What a case, or some of its streams, waits for; the nearest first."""
    streams = None if only is None else set(only)
    now = office.clock.now()
    watched = {wait.deadline_id: ward.workflow_id for ward in wards_of(file) for wait in ward.waits}
    chosen = [each for each in file.waits.values() if streams is None or each.stream in streams]
    chosen.sort(key=lambda each: (each.wait.due, str(each.wait.deadline_id)))
    return tuple(_wait_line(office, visitor, file, people, each, watched, now) for each in chosen)


def _wait_line(
    office: Office,
    visitor: Visitor,
    file: CaseFile,
    people: People,
    each: OpenWait,
    watched: Mapping[UUID, str],
    now: datetime,
) -> pages.WaitLine:
    wait, region = each.wait, file.region
    workflow_id = watched.get(wait.deadline_id)
    running = office.running(workflow_id) if workflow_id else None
    clock_said = {
        True: "Jam berjalan: mesin memantau batas waktu ini.",
        False: "Jam sedang berhenti; batas waktunya tetap tercatat dan akan dikejar.",
        None: "",
    }[running]
    return pages.WaitLine(
        words=sentence(wait.words),
        asked=asked(wait, people),
        mine=is_mine(wait, visitor),
        due=when(wait.due, region, now),
        explained=sentence(wait.deadline.explain()) + ".",
        basis=wait.deadline.basis.label,
        clock=clock_said,
        clock_ok=running is not False,
        url=f"/tugas/{each.stream}" if each.stream in file.tasks else "",
    )


def asked(wait: Wait, people: People) -> str:
    """Who has to act: the person where one is named, else the role."""
    if wait.asked.person is not None:
        return people.as_role(wait.asked.person, wait.asked.role)
    return wait.asked.role.label


def is_mine(wait: Wait, visitor: Visitor) -> bool:
    """Whether this visitor is the one who is asked."""
    if wait.asked.person is not None:
        return wait.asked.person == visitor.actor
    return wait.asked.role is visitor.role


def sentence(words: str) -> str:
    """With a capital in front."""
    return words[:1].upper() + words[1:]


# -- events --------------------------------------------------------------------------------------


def texts_of(fact: Fact) -> tuple[pages.Fact, ...]:
    """The texts of an event that its line repeats."""
    said = []
    for name in type(fact).model_fields:
        value = getattr(fact, name)
        if name not in BOOKKEEPING and name in _TEXTS and isinstance(value, Confidential):
            said.append(pages.Fact(label=_TEXTS[name], text=str(value)))
    return tuple(said)


def headline(title: str, fact: Fact, people: People, region: str) -> str:
    """What happened, with the one thing that makes it particular."""
    for kind in type(fact).__mro__:
        if kind in _PARTICULARS:
            return f"{title}: {_PARTICULARS[kind](fact, people, region)}"
    return title


_PARTICULARS: Mapping[type, Callable[[Any, People, str], str]] = {
    ConflictCase.StageEntered: lambda fact, *_: fact.stage.label,
    ConflictCase.Verified: lambda fact, *_: f"tingkat {fact.level.label}",
    ConflictCase.Refuted: lambda fact, *_: fact.verdict.label,
    ConflictCase.EscalationProposed: lambda fact, *_: f"ke tingkat {fact.proposal.level.label}",
    ConflictCase.Escalated: lambda fact, *_: f"tingkat {fact.level.label}",
    ConflictCase.DeliberationScheduled: lambda fact, *_: fact.track.label,
    ConflictCase.DeliberationEnded: lambda fact, *_: "sepakat" if fact.agreed else "buntu",
    ConflictCase.Monitored: lambda fact, *_: (
        "keadaan tenang" if fact.calm else "keadaan belum tenang"
    ),
    FieldTask.Assigned: lambda fact, *_: fact.kind.label,
    FieldTask.PassedOn: lambda fact, people, _: people.name(fact.holder),
    FieldTask.Reminded: lambda fact, people, _: people.name(fact.holder),
    FieldTask.Reported: lambda fact, *_: (
        "peristiwanya ada" if fact.happening else "peristiwanya tidak ditemukan"
    ),
    Letter.Approved: lambda fact, *_: f"nomor {fact.number}",
    Clocked.DeadlineSet: lambda fact, _, region: (
        f"{fact.wait.words}, sampai {when(fact.wait.due, region).full}"
    ),
    Clocked.DeadlineElapsed: lambda fact, _, region: (
        f"{fact.kind.words}, batasnya {when(fact.due, region).full}"
    ),
    Clocked.DeadlineMet: lambda fact, *_: fact.kind.words,
    Clocked.DeadlineWithdrawn: lambda fact, *_: fact.kind.words,
}
