"""Given facts, when a wish, then facts: the words every domain test is made of.

    task = given(assigned(FIRST, SECOND))
    task.acknowledge(wish(AcknowledgeTask, FIRST, task_id=TASK), at(hours=1))
    assert told(task) == ["deadline.met acknowledge", "task.acknowledged", "deadline.set report"]

``told`` and ``facts`` drain what an aggregate newly recorded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID

import pytest

from domain.calendar import WorkingCalendar
from domain.clocks import Circumstances, Clocked, ElapseDeadline, Wait, WaitKind
from domain.closing import Blockers
from domain.conflict_case import (
    ApproveEscalation,
    BeginRecovery,
    CloseCase,
    ConflictCase,
    EscalationLevel,
    OpenCase,
    ProposeEscalation,
    RecordMonitoring,
    VerifyCase,
)
from domain.deliberation import Deliberation, Promise, ScheduleDeliberation
from domain.field_task import AssignTask, FieldTask, TaskKind
from domain.kernel import (
    BOOKKEEPING,
    EVENTS,
    Aggregate,
    Channel,
    Command,
    Envelope,
    Fact,
    Refusal,
    Role,
    Secrecy,
    key,
)
from domain.letter import DraftLetter, Letter, Subject
from domain.letter_content import (
    Addressee,
    LetterContent,
    LetterType,
    Paragraph,
    Passage,
    Signatory,
    Urgency,
)
from domain.policy import Policy, load_policy
from domain.provisional_red import Voice
from domain.report import ConflictSource, FileReport, Report, Source, Support
from domain.risk import Impact, InformationGrade, Level, Likelihood, RiskInputs, SourceGrade

A = TypeVar("A", bound=Aggregate)

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
"""Monday 2 March 2026, 12.00 WIB: when every story here begins."""

TODAY = date(2026, 3, 2)
CALENDAR = WorkingCalendar(version="uji", holidays={})
TEBET = "31.74.01"


@dataclass(frozen=True)
class Somebody:
    """An opaque id and the role it acts in."""

    id: UUID
    role: Role


def _somebody(name: str, role: Role) -> Somebody:
    return Somebody(key("orang", name), role)


OFFICER = _somebody("petugas", Role.CASE_OFFICER)
SECOND_OFFICER = _somebody("petugas kedua", Role.CASE_OFFICER)
REPORTER = _somebody("pelapor", Role.REPORTER)
SUPERVISOR = _somebody("pimpinan", Role.SUPERVISOR)
FIRST = _somebody("penghubung pertama", Role.LIAISON)
SECOND = _somebody("penghubung kedua", Role.LIAISON)
STRANGER = _somebody("penghubung lain", Role.LIAISON)
MACHINE = _somebody("mesin", Role.SYSTEM)
ADMIN = _somebody("admin", Role.ADMINISTRATOR)

REPORT = key("uji", "report")
CASE = key("uji", "case")
TASK = key("uji", "task")
TALK = key("uji", "talk")
LETTER = key("uji", "letter")


def policy() -> Policy:
    """The example policy: windows in hours and days, the supervisor asked after a silence."""
    path = Path(__file__).parents[1] / "examples" / "policy-2026-1.json"
    return load_policy(path.read_text(encoding="utf-8"))


POLICY = policy()


def envelope(by: Somebody = OFFICER, *, moment: datetime = NOON) -> Envelope:
    return Envelope(
        recorded_at=moment,
        occurred_at=moment,
        actor=by.id,
        role=by.role,
        unit="BKBP",
        channel=Channel.WEB,
        command_id=key("perintah", by.id, moment),
        policy=POLICY.version,
    )


def at(by: Somebody = OFFICER, **later: float) -> Circumstances:
    """What holds so much later than ``NOON``: ``at(hours=3)``."""
    moment = NOON + timedelta(**later)
    return Circumstances(envelope=envelope(by, moment=moment), policy=POLICY, calendar=CALENDAR)


W = TypeVar("W", bound=Command)


def wish(kind: type[W], by: Somebody = OFFICER, /, **fields: Any) -> W:
    """A command from ``by``; only what it is about needs to be said."""
    envelope = {
        "command_id": key("perintah", kind.__name__, by.id, sorted(fields)),
        "actor": by.id,
        "role": by.role,
        "unit": "BKBP",
        "channel": Channel.WEB,
    }
    return kind.model_validate(envelope | fields)


def news(aggregate: Aggregate) -> list[Fact]:
    """What the aggregate newly recorded."""
    return [cast("Fact", fact) for fact in aggregate.collect_events()]


def facts(aggregate: Aggregate) -> list[tuple[type[Fact], dict[str, Any]]]:
    """What the aggregate newly recorded, without the library's bookkeeping and without clocks."""
    return [
        (EVENTS[fact.NAME], {n: getattr(fact, n) for n in fields(type(fact))})
        for fact in news(aggregate)
        if not fact.NAME.startswith("deadline.")
    ]


def fields(event: type[Fact]) -> list[str]:
    """The names of an event's own facts."""
    return [name for name in event.model_fields if name not in BOOKKEEPING]


def told(aggregate: Aggregate) -> list[str]:
    """The same by name only; a clock also says what for: ``deadline.set triage``."""
    return [_in_short(fact) for fact in news(aggregate)]


def _in_short(fact: Fact) -> str:
    match fact:
        case Clocked.DeadlineSet():
            about = f" about {fact.wait.about}" if fact.wait.about else ""
            return f"{fact.NAME} {fact.wait.kind}{about}"
        case Clocked.DeadlineMet() | Clocked.DeadlineElapsed() | Clocked.DeadlineWithdrawn():
            return f"{fact.NAME} {fact.kind}"
    return fact.NAME


@contextmanager
def refused(aggregate: Aggregate, rule: type[Refusal], words: str = ".") -> Iterator[None]:
    """The wish inside is refused by this very rule, and nothing is recorded of it."""
    with pytest.raises(rule, match=words) as caught:
        yield
    assert type(caught.value) is rule
    assert told(aggregate) == []


def given(aggregate: A) -> A:
    """The aggregate with its story so far told: what it records from here on is news."""
    aggregate.collect_events()
    return aggregate


def waiting(aggregate: Clocked, kind: WaitKind) -> Wait:
    """The one open window of a kind."""
    (wait,) = [each for each in aggregate.waits.values() if each.kind is kind]
    return wait


def elapse(aggregate: Clocked, kind: WaitKind, **later: float) -> None:
    """As the machine does when the moment has come."""
    deadline_id = waiting(aggregate, kind).deadline_id
    command = wish(ElapseDeadline, MACHINE, stream=aggregate.id, deadline_id=deadline_id)
    aggregate.acting = envelope(MACHINE, moment=NOON + timedelta(**later))
    aggregate.elapse(command, at(MACHINE, **later))


# -- stories -------------------------------------------------------------------------------


def filing(by: Somebody = REPORTER, /, **facts: Any) -> FileReport:
    return wish(
        FileReport,
        by,
        **{
            "report_id": REPORT,
            "title": "Cekcok batas lahan",
            "region": TEBET,
            "source": Source.FKDM,
            "conflict_source": ConflictSource.NATURAL_RESOURCES,
            "theme": "agraria",
            "facts": "Dua kelompok warga berebut lahan garapan.",
            "parties": ("Warga RW 01", "Warga RW 02"),
            "source_grade": "B",
            "information_grade": 2,
            "risk": RiskInputs(likelihood=Likelihood.POSSIBLE, impact=Impact.MODERATE),
            "happened_at": NOON,
        }
        | facts,
    )


def filed(**facts: Any) -> Report:
    """A report, kuning, in Tebet."""
    return Report.file(filing(**facts), at(REPORTER), election_index=None, recent_incidents=0)


def told_by(
    by: Somebody = REPORTER,
    channel: Source = Source.FKDM,
    source: str = "C",
    information: int = 3,
) -> Support:
    """What one report lends to its case; doubtful enough that it confirms nothing alone."""
    return Support(
        source=channel,
        reporter=by.id,
        source_grade=SourceGrade(source),
        information_grade=InformationGrade(information),
    )


def voice(
    by: Somebody = FIRST, unit: str = "Polres", source: str = "C", information: int = 3
) -> Voice:
    """What one finding says; doubtful enough that it confirms nothing alone."""
    return Voice(
        origin=key("finding", by.id, unit),
        person=by.id,
        unit=unit,
        channel=None,
        source_grade=SourceGrade(source),
        information_grade=InformationGrade(information),
    )


def opened(*, reporter: Somebody = REPORTER, level: Level = Level.YELLOW) -> ConflictCase:
    """A case in verification."""
    return ConflictCase.open(
        wish(OpenCase, report_id=REPORT, case_id=CASE),
        at(),
        title="Cekcok batas lahan",
        region=TEBET,
        level=level,
        secrecy=Secrecy.RESTRICTED,
        theme="agraria",
        conflict_source=ConflictSource.NATURAL_RESOURCES,
        reporter=reporter.id,
        parties=("Warga RW 01", "Warga RW 02"),
        told_by=told_by(reporter),
    )


VERIFYING = wish(
    VerifyCase,
    case_id=CASE,
    summary="Dua kelompok berhadapan.",
    level=Level.YELLOW,
    source_grade="B",
    information_grade=2,
)
PROPOSING = wish(
    ProposeEscalation,
    case_id=CASE,
    level=EscalationLevel.PROVINCE,
    grounds="Massa bertambah.",
    asked_for="Rapat Forkopimda.",
)
RECOVERING = wish(BeginRecovery, case_id=CASE, result="Tertangani.")
CLOSING = wish(CloseCase, case_id=CASE, outcome="Tenang.")
NOTHING_OPEN = Blockers()


def verified() -> ConflictCase:
    """A case with one finding, verified."""
    case = opened()
    case.note_finding(TASK)
    case.verify(VERIFYING, at())
    return case


def proposed() -> ConflictCase:
    """A verified case whose escalation waits for a second person."""
    case = verified()
    case.propose_escalation(PROPOSING, at())
    return case


def approval(case: ConflictCase, by: Somebody = SUPERVISOR) -> ApproveEscalation:
    """Of what the case proposes now."""
    assert case.proposal is not None
    return wish(ApproveEscalation, by, case_id=case.id, content_hash=case.proposal.content_hash)


def escalated() -> ConflictCase:
    case = proposed()
    case.approve_escalation(approval(case), at(SUPERVISOR))
    return case


def recovering() -> ConflictCase:
    """An escalated case whose letter is drafted and handling has ended; monitoring has begun."""
    case = escalated()
    case.draft_letter(key("letter of the escalation"))
    case.begin_recovery(RECOVERING, at())
    return case


def monitored(*, calm: bool = True) -> ConflictCase:
    """A recovering case whose monitoring has run its days."""
    case = recovering()
    case.monitor(wish(RecordMonitoring, case_id=CASE, note="Dikunjungi.", calm=calm), at())
    elapse(case, WaitKind.MONITORING, days=31)
    return case


def assigning(*chain: Somebody, **facts: Any) -> AssignTask:
    return wish(
        AssignTask,
        OFFICER,
        **{
            "task_id": TASK,
            "case_id": CASE,
            "kind": TaskKind.FIELD_VERIFICATION,
            "instruction": "Periksa keadaan di lapangan.",
            "chain": tuple(person.id for person in chain),
        }
        | facts,
    )


def assigned(*chain: Somebody, level: Level = Level.YELLOW) -> FieldTask:
    """A task handed to the first of the chain: 24 hours, with a reminder after 12."""
    return FieldTask.assign(
        assigning(*(chain or (FIRST, SECOND))),
        at(),
        region=TEBET,
        level=level,
        secrecy=Secrecy.RESTRICTED,
    )


def scheduling(**facts: Any) -> ScheduleDeliberation:
    return wish(
        ScheduleDeliberation,
        OFFICER,
        **{
            "deliberation_id": TALK,
            "case_id": CASE,
            "track": "pranata_adat",
            "institution": {"name": "Lembaga Adat Tebet", "recognised_by": "Bupati"},
            "venue": "Balai warga",
            "session_at": NOON + timedelta(days=2),
            "parties": ("Warga RW 01", "Warga RW 02"),
            "mediator": "Tetua adat",
            "agenda": "Batas lahan garapan.",
        }
        | facts,
    )


def scheduled(**facts: Any) -> Deliberation:
    """A session of two parties in two days."""
    return Deliberation.schedule(
        scheduling(**facts), at(), region=TEBET, level=Level.YELLOW, secrecy=Secrecy.RESTRICTED
    )


def promise(**facts: Any) -> Promise:
    return Promise.model_validate(
        {
            "who": "Warga RW 01",
            "what": "Membongkar pagar.",
            "due": TODAY + timedelta(days=7),
            "evidence": "Foto lapangan",
        }
        | facts
    )


def content() -> LetterContent:
    """The least a Nota Dinas says."""
    return LetterContent(
        type=LetterType.NOTA_DINAS,
        profile_id="nasional",
        profile_version=1,
        secrecy=Secrecy.RESTRICTED,
        urgency=Urgency.URGENT,
        classification="200.1.3.4",
        to=(Addressee(office="Gubernur"),),
        sender="Kepala Badan Kesatuan Bangsa dan Politik",
        subject=Passage.of("Perkembangan penanganan"),
        points=(Paragraph(pieces=("Dua kelompok berhadapan.",)),),
        signatory=Signatory(
            office="Kepala Badan", name="Contoh Kepala", rank="Pembina", nip="197001011995031001"
        ),
    )


def drafting(by: Somebody = MACHINE, /, **facts: Any) -> DraftLetter:
    return wish(
        DraftLetter,
        by,
        **{
            "letter_id": LETTER,
            "case_id": CASE,
            "type": LetterType.NOTA_DINAS,
            "trigger": f"{CASE}@9",
            "author": OFFICER.id,
            "content": content(),
        }
        | facts,
    )


ABOUT_THE_CASE = Subject(
    sealed_for=CASE,
    case_id=CASE,
    region=TEBET,
    level=Level.YELLOW,
    secrecy=Secrecy.RESTRICTED,
)


def drafted(*, author: Somebody = OFFICER, by: Somebody = MACHINE, **facts: Any) -> Letter:
    """A draft that waits two days for its approver."""
    return Letter.draft(drafting(by, author=author.id, **facts), at(by), ABOUT_THE_CASE)
