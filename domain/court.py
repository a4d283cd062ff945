"""Penyelesaian melalui pengadilan: watched, and not touched (Pasal 43, 45-46)."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Asked, Circumstances, Clocked, WaitKind
from domain.indonesian import local
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Day,
    Line,
    Narrative,
    Refusal,
    Role,
)
from domain.release import Ruling


class WayToCourt(StrEnum):
    """Bagaimana perkara sampai ke pengadilan."""

    TASK_FORCE_FAILED = "satgas_gagal"
    SUED_BY_PARTY = "digugat_pihak"

    @property
    def label(self) -> str:
        return {
            WayToCourt.TASK_FORCE_FAILED: "Satgas tidak mencapai kesepakatan (Pasal 43)",
            WayToCourt.SUED_BY_PARTY: "Salah satu pihak mengajukan gugatan sendiri",
        }[self]


# -- commands ------------------------------------------------------------------------------------


class ReferToCourt(Command):
    """Mencatat penyelesaian dialihkan ke pengadilan; kasus dipantau, tidak dicampuri."""

    case_id: UUID
    way: WayToCourt
    court: Line
    docket: Line
    filed_on: Day
    explanation: Narrative
    TITLE: ClassVar[str] = "Catat dialihkan ke pengadilan"


class RecordCourtProgress(Command):
    """Mencatat perkembangan perkara di pengadilan."""

    case_id: UUID
    progress: Narrative
    TITLE: ClassVar[str] = "Catat perkembangan perkara"


class RecordCourtOutcome(Command):
    """Mencatat putusan atau penetapan pengadilan yang berkekuatan hukum tetap."""

    case_id: UUID
    decided_on: Day
    ruling: Line
    outcome: Narrative
    TITLE: ClassVar[str] = "Catat putusan pengadilan"


# -- refusals ------------------------------------------------------------------------------------


class BeforeTheCourt(Refusal):
    """Perkara ini sedang diperiksa pengadilan; pemerintah daerah memantau tanpa mencampuri."""

    article = "UU 7/2012 Pasal 43, 45-46"


class NotBeforeTheCourt(Refusal):
    """Kasus ini tidak sedang berada di pengadilan."""


class NoTaskForceFailed(Refusal):
    """Belum ada Satgas yang mengakhiri tugasnya karena penyelesaian melalui pengadilan."""

    article = "UU 7/2012 Pasal 43, 46"


class FiledAhead(Refusal):
    """Tanggal perkara atau putusan tidak boleh di masa depan."""


class DecidedBeforeFiled(Refusal):
    """Putusan tidak mungkin mendahului pendaftaran perkaranya."""


@dataclass(frozen=True)
class CourtMatter:
    """A case before the court, as far as decisions need it."""

    filed_on: date
    decided: bool = False


class LitigatedCase(Clocked):
    """What a case owes to the court: to be watched, and to be left alone."""

    court: CourtMatter | None
    rulings: list[Ruling]

    class ReferredToCourt(Aggregate.Event):
        """Penyelesaian dialihkan ke pengadilan."""

        NAME = "case.referred_to_court"
        way: WayToCourt
        court: str
        docket: str
        filed_on: date
        explanation: Confidential

    class CourtProgressed(Aggregate.Event):
        """Perkembangan perkara dicatat."""

        NAME = "case.court_progressed"
        progress: Confidential

    class CourtDecided(Aggregate.Event):
        """Putusan pengadilan dicatat."""

        NAME = "case.court_decided"
        decided_on: date
        ruling: str
        outcome: Confidential

    @property
    def before_the_court(self) -> bool:
        return self.court is not None and not self.court.decided

    @property
    def court_decided(self) -> bool:
        return self.court is not None and self.court.decided

    @abstractmethod
    def enter_deliberation(self, at: Circumstances) -> None:
        """Whoever may go to court from here does so from deliberation; refuses elsewhere."""

    def must_not_be_before_the_court(self) -> None:
        if self.before_the_court:
            raise BeforeTheCourt

    def refer_to_court(
        self, command: ReferToCourt, at: Circumstances, *, task_force_failed: bool
    ) -> None:
        """``task_force_failed``: one of the case has reported that it goes to court."""
        self.must_not_be_before_the_court()
        if command.way is WayToCourt.TASK_FORCE_FAILED and not task_force_failed:
            raise NoTaskForceFailed
        self._must_have_happened(command.filed_on, at)
        self.enter_deliberation(at)
        self.drop(WaitKind.AGREEMENT)
        self.drop(WaitKind.FIRST_HANDLING)
        self._referred_to_court(
            way=command.way,
            court=command.court,
            docket=command.docket,
            filed_on=command.filed_on,
            explanation=at.sealed(command.explanation, self.id),
        )
        self._watch(at)

    def record_court_progress(self, command: RecordCourtProgress, at: Circumstances) -> None:
        """Seen and written down; the next look is promised."""
        self._must_be_before_the_court()
        self.meet(WaitKind.COURT_WATCH)
        self._court_progressed(progress=at.sealed(command.progress, self.id))
        self._watch(at)

    def record_court_outcome(self, command: RecordCourtOutcome, at: Circumstances) -> None:
        """What the court decided ends the watching; from here the case may recover."""
        matter = self._must_be_before_the_court()
        self._must_have_happened(command.decided_on, at)
        if command.decided_on < matter.filed_on:
            raise DecidedBeforeFiled
        self.meet(WaitKind.COURT_WATCH)
        self._court_decided(
            decided_on=command.decided_on,
            ruling=command.ruling,
            outcome=at.sealed(command.outcome, self.id),
        )
        self.promise(WaitKind.FIRST_HANDLING, Asked(role=Role.CASE_OFFICER), at)

    def _watch(self, at: Circumstances) -> None:
        self.promise(WaitKind.COURT_WATCH, Asked(role=Role.CASE_OFFICER), at)

    def _must_be_before_the_court(self) -> CourtMatter:
        if self.court is None or self.court.decided:
            raise NotBeforeTheCourt
        return self.court

    def _must_have_happened(self, day: date, at: Circumstances) -> None:
        if day > local(at.now, self.region).date():
            raise FiledAhead

    @event(ReferredToCourt)
    def _referred_to_court(
        self,
        way: WayToCourt,
        court: str,
        docket: str,
        filed_on: date,
        explanation: Confidential,
    ) -> None:
        self.court = CourtMatter(filed_on=filed_on)

    @event(CourtProgressed)
    def _court_progressed(self, progress: Confidential) -> None:
        pass

    @event(CourtDecided)
    def _court_decided(self, decided_on: date, ruling: str, outcome: Confidential) -> None:
        assert self.court is not None
        self.court = CourtMatter(filed_on=self.court.filed_on, decided=True)
        self.rulings.append(Ruling(decided_on=decided_on, number=ruling))
