"""Which events call for which letters, without anybody asking."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from application.letters.exceptional import governors
from domain.case_file import CaseFile, event_id
from domain.conflict_case import ConflictCase, EscalationLevel
from domain.conflict_terms import Scale
from domain.contingency_fund import FundedState
from domain.deliberation import Deliberation
from domain.kernel import Fact
from domain.letter_content import LetterType
from domain.provisional_red import ProvisionallyRed
from domain.risk import Level
from domain.state_of_conflict import StateOfConflict
from domain.task_force import TaskForce

CALLING: tuple[type[Fact], ...] = (
    ConflictCase.Opened,
    ConflictCase.Verified,
    ConflictCase.LevelChanged,
    ConflictCase.Escalated,
    ConflictCase.Closed,
    ProvisionallyRed.RedRaisedProvisionally,
    Deliberation.Scheduled,
    Deliberation.Adjourned,
    Deliberation.SessionRescheduled,
    Deliberation.SessionNotHeld,
    Deliberation.Agreed,
    StateOfConflict.Declared,
    StateOfConflict.Extended,
    StateOfConflict.Revoked,
    StateOfConflict.MilitaryHelpRequested,
    FundedState.ContingencyFundPlanned,
    StateOfConflict.ProgressRecorded,
    TaskForce.Formed,
    TaskForce.Finished,
)
"""Every event a letter may follow from."""


@dataclass(frozen=True)
class Call:
    """One letter an event calls for, and whose draft it is."""

    type: LetterType
    trigger: str
    author: UUID


def calls_of(fact: Fact, before: CaseFile) -> Iterator[Call]:
    """The letters an event calls for; ``before`` is the file without it.

    A case calls for its special report when it turns red, not each time it is found red again; one
    opened before reds were provisional, when it is opened.
    """
    for type_, author in _called(fact, before):
        if author is not None:
            yield Call(type=type_, trigger=event_id(fact), author=author)


def _called(fact: Fact, before: CaseFile) -> Iterator[tuple[LetterType, UUID | None]]:
    for type_ in (*_of_the_case(fact, before), *_of_talks(fact), *_exceptional(fact, before)):
        yield type_, before.officer
    match fact:
        case ConflictCase.Opened(level=Level.RED, told_by=None):
            yield from ((each, fact.officer) for each in RED_ALERT)
        case ConflictCase.Escalated(level=EscalationLevel.PROVINCE):
            yield LetterType.NOTA_DINAS, fact.proposer
        case ConflictCase.Escalated(level=EscalationLevel.NATIONAL):
            yield LetterType.SURAT_DINAS, fact.proposer


RED_ALERT = (LetterType.RADIOGRAM, LetterType.LAPORAN_KHUSUS)
"""The flash at once, and the report it announces."""


def _of_the_case(fact: Fact, before: CaseFile) -> Iterator[LetterType]:
    match fact:
        case ProvisionallyRed.RedRaisedProvisionally():
            yield from RED_ALERT
        case ConflictCase.Verified(level=Level.RED) | ConflictCase.LevelChanged(level=Level.RED):
            provisional = before.watches_red and not before.verified
            raised = provisional and isinstance(fact, ConflictCase.LevelChanged)
            if before.level is not Level.RED and not raised:
                yield from RED_ALERT
        case ConflictCase.Closed():
            yield LetterType.LAPORAN_PENUTUPAN


def _of_talks(fact: Fact) -> Iterator[LetterType]:
    match fact:
        case (
            Deliberation.Scheduled()
            | Deliberation.Adjourned()
            | Deliberation.SessionRescheduled()
            | Deliberation.SessionNotHeld(next_session_at=datetime())
        ):
            yield LetterType.SURAT_UNDANGAN
        case Deliberation.Agreed():
            yield LetterType.BERITA_ACARA


def _exceptional(fact: Fact, before: CaseFile) -> Iterator[LetterType]:
    """Only what is the governor's own: another authority's decree is noted, not written here."""
    ours = governors(before.states.get(fact.originator_id))
    match fact:
        case StateOfConflict.Declared(scale=Scale.PROVINCE, decree=None):
            yield LetterType.KEPUTUSAN_SKK
        case StateOfConflict.Extended(decree=None) | StateOfConflict.Revoked(decree=None) if ours:
            yield LetterType.KEPUTUSAN_SKK
        case StateOfConflict.MilitaryHelpRequested() if ours:
            yield LetterType.BANTUAN_TNI
        case StateOfConflict.ProgressRecorded() if ours:
            yield LetterType.LAPORAN_SKK
        case FundedState.ContingencyFundPlanned():
            yield LetterType.RENCANA_BTT
        case TaskForce.Formed(legal_level=Scale.PROVINCE, decree=None):
            yield LetterType.KEPUTUSAN_SATGAS
        case TaskForce.Finished():
            yield LetterType.LAPORAN_SATGAS
