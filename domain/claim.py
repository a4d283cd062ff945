"""Mengambil laporan: one officer looks into it, the others see who and until when."""

from abc import abstractmethod
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.indonesian import moment
from domain.kernel import Aggregate, Command, Refusal, Role
from domain.told_apart import Comparable


class ClaimReport(Command):
    """Mengambil laporan untuk diperiksa sendiri, sampai batas waktunya lewat."""

    report_id: UUID
    TITLE: ClassVar[str] = "Ambil untuk saya periksa"


class ReleaseClaim(Command):
    """Melepas laporan yang diambil, supaya petugas lain dapat memeriksanya."""

    report_id: UUID
    TITLE: ClassVar[str] = "Lepaskan"


class ClaimedByAnother(Refusal):
    """Laporan ini sedang diperiksa petugas lain; kirim juga bila memang perlu."""


class NotYourClaim(Refusal):
    """Laporan ini tidak sedang Anda ambil."""


class Claimable(Comparable):
    """A report that may be claimed. A claim is a window asked of one person: its end frees it."""

    class Claimed(Aggregate.Event):
        """Laporan diambil untuk diperiksa."""

        NAME = "report.claimed"
        officer: UUID

    class ClaimReleased(Aggregate.Event):
        """Laporan dilepas kembali."""

        NAME = "report.claim_released"
        officer: UUID

    @property
    def claim(self) -> Wait | None:
        """Who has claimed it (``asked``), and until when (``due``)."""
        return next((each for each in self.waits.values() if each.kind is WaitKind.CLAIM), None)

    def claim_for(self, command: ClaimReport, at: Circumstances) -> None:
        """For a while, by policy; again to go on; from another only when confirmed."""
        self._must_wait()
        self.must_be_free_for(command)
        self._end_claim()
        self._claimed(officer=command.actor)
        self.promise(WaitKind.CLAIM, Asked(role=Role.CASE_OFFICER, person=command.actor), at)

    def release_claim(self, command: ReleaseClaim) -> None:
        if self.claim is None or self.claim.asked.person != command.actor:
            raise NotYourClaim
        self._end_claim()
        self._claim_released(officer=command.actor)

    def must_be_free_for(self, command: Command) -> None:
        """Refuses what another officer has under way, unless the sender confirms."""
        claim = self.claim
        if claim is not None and claim.asked.person != command.actor and not command.confirmed:
            raise ClaimedByAnother(f"Diambil sampai {moment(claim.due, self.region)}.")

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """The end of a claim is no silence: the report is free again."""
        if wait.kind is not WaitKind.CLAIM:
            super().after_silence(wait, at)

    def _end_claim(self) -> None:
        if self.claim is not None:
            self._withdrawn(deadline_id=self.claim.deadline_id, kind=WaitKind.CLAIM)

    @abstractmethod
    def _must_wait(self) -> None:
        """Refuses once the report has been triaged."""

    @event(Claimed)
    def _claimed(self, officer: UUID) -> None:
        pass

    @event(ClaimReleased)
    def _claim_released(self, officer: UUID) -> None:
        pass
