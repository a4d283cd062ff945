"""Pembukaan kembali: a case that was resolved, closed or refuted goes back to verification.

Nothing of what was is undone: every closure stays, and the case is verified anew.
"""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.case_merge import Member
from domain.case_part import Result
from domain.clocks import Circumstances, WaitKind
from domain.conflict_terms import Scale
from domain.kernel import Aggregate, Command, Confidential, Frozen, Line, Narrative, Refusal
from domain.provisional_red import ProvisionallyRed
from domain.risk import Level
from domain.stage import NotInStage, Stage, leading_to


class ReopeningGround(StrEnum):
    """Why a case is taken up again."""

    BREACH = "kewajiban_dilanggar"
    RELAPSE = "konflik_berulang"
    NEW_FACTS = "fakta_baru"

    @property
    def label(self) -> str:
        return {
            ReopeningGround.BREACH: "Kewajiban kesepakatan dilanggar",
            ReopeningGround.RELAPSE: "Konflik berulang",
            ReopeningGround.NEW_FACTS: "Ada fakta baru",
        }[self]


class ReopenCase(Command):
    """Membuka kembali kasus yang dipulihkan, ditutup, atau dinyatakan tidak terbukti.

    ``obligation_id`` is the obligation that was broken; ``evidence`` says what shows it.
    """

    case_id: UUID
    ground: ReopeningGround
    explanation: Narrative
    evidence: Line
    obligation_id: UUID | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Buka kembali kasus"


class ObligationNotNamed(Refusal):
    """Pelanggaran kesepakatan harus menyebut kewajiban yang dilanggar."""

    article = "UU 7/2012 Pasal 41"


class UnknownDuty(Refusal):
    """Kewajiban yang disebut bukan kewajiban dari kesepakatan kasus ini."""


class ActStillInForce(Refusal):
    """Kasus tidak kembali ke verifikasi selama masih ada penanganan luar biasa yang berlaku."""

    article = "UU 7/2012 Pasal 14, 45"


class Standing(Frozen):
    """What of a case's other streams bears on reopening it."""

    obligations: frozenset[UUID] = frozenset()
    state_in_force: bool = False


class Reopenable(ProvisionallyRed):
    """What leads a case back to verification, and what it forgets on the way."""

    stage: Stage
    findings: list[UUID]
    errands: set[UUID]
    results: dict[UUID, Result]
    task_forces: dict[UUID, Scale]
    members: dict[UUID, Member]
    relapse_told_by: set[UUID]

    class Reopened(Aggregate.Event):
        """Kasus dibuka kembali; verifikasi dimulai lagi."""

        NAME = "case.reopened"
        ground: ReopeningGround
        explanation: Confidential
        evidence: Confidential
        obligation_id: UUID | None
        was: Stage
        level: Level

    def reopen(self, command: ReopenCase, at: Circumstances, standing: Standing) -> None:
        """On a broken obligation, a relapse or new facts; not while an exceptional act holds."""
        if self.stage not in leading_to(Stage.VERIFY, "ReopenCase"):
            raise NotInStage(f"Tahap sekarang {self.stage.label}.")
        self._duty_must_fit(command, standing)
        if standing.state_in_force:
            raise ActStillInForce("Status Keadaan Konflik masih berlaku.")
        if self.task_forces:
            raise ActStillInForce("Satgas belum mengakhiri tugasnya.")
        self.meet(WaitKind.RELAPSE)
        self.withdraw()
        self._reopened(
            ground=command.ground,
            explanation=at.sealed(command.explanation, self.id),
            evidence=at.sealed(command.evidence, self.id),
            obligation_id=command.obligation_id,
            was=self.stage,
            level=self.level,
        )

    def _duty_must_fit(self, command: ReopenCase, standing: Standing) -> None:
        if command.ground is ReopeningGround.BREACH and command.obligation_id is None:
            raise ObligationNotNamed
        if command.obligation_id is not None and command.obligation_id not in standing.obligations:
            raise UnknownDuty

    @event(Reopened)
    def _reopened(
        self,
        ground: ReopeningGround,
        explanation: Confidential,
        evidence: Confidential,
        obligation_id: UUID | None,
        was: Stage,
        level: Level,
    ) -> None:
        self.verified = False
        self.agreed = False
        self.calm = False
        self.relapse_told_by.clear()
        self.red = None
        self.found_voices.clear()
        self.past_reports = frozenset(self.sources)
        self.findings.clear()
        self.errands.clear()
        self.members = {name: each.to_be_verified() for name, each in self.members.items()}
        for result in self.results.values():
            result.fresh = False
