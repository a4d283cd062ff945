"""Which events call for which letters, without anybody asking."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from domain.case_file import CaseFile, event_id
from domain.conflict_case import ConflictCase, EscalationLevel
from domain.deliberation import Deliberation
from domain.kernel import Fact
from domain.letter_content import LetterType
from domain.risk import Level

CALLING: tuple[type[Fact], ...] = (
    ConflictCase.Opened,
    ConflictCase.Verified,
    ConflictCase.LevelChanged,
    ConflictCase.Escalated,
    ConflictCase.Closed,
    Deliberation.Scheduled,
    Deliberation.Adjourned,
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

    A case calls for its special report when it turns red, not each time it is found red again.
    """
    for type_, author in _called(fact, before):
        if author is not None:
            yield Call(type=type_, trigger=event_id(fact), author=author)


def _called(fact: Fact, before: CaseFile) -> Iterator[tuple[LetterType, UUID | None]]:
    match fact:
        case ConflictCase.Opened(level=Level.RED):
            yield LetterType.LAPORAN_KHUSUS, fact.officer
        case ConflictCase.Verified(level=Level.RED) | ConflictCase.LevelChanged(level=Level.RED):
            if before.level is not Level.RED:
                yield LetterType.LAPORAN_KHUSUS, before.officer
        case ConflictCase.Escalated(level=EscalationLevel.PROVINCE):
            yield LetterType.NOTA_DINAS, fact.proposer
        case Deliberation.Scheduled() | Deliberation.Adjourned():
            yield LetterType.SURAT_UNDANGAN, before.officer
        case ConflictCase.Closed():
            yield LetterType.LAPORAN_PENUTUPAN, before.officer
        case _:
            return
