"""The five stages, one short workflow per entry into each; the task, the state of conflict."""

from typing import Final

from temporalio import workflow
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

with workflow.unsafe.imports_passed_through():
    from domain.wards import Ward
    from workflows.months import FrameMonths
    from workflows.patience import Patience


@workflow.defn
class DetectPotential(Patience):
    """Deteksi: a report waits for triage; silence asks the supervisor (UU 7/2012 Pasal 10-11)."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()


@workflow.defn
class VerifyReport(Patience):
    """Verifikasi: an opened case waits for facts, then for the proposal or the deliberation."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()


@workflow.defn
class EscalateCase(Patience):
    """Eskalasi: a case handed up waits for its first handling, its letter for approval."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()


@workflow.defn
class MediateConflict(Patience):
    """Musyawarah: sessions, agreement and obligations (Pasal 8, 40-43)."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()


@workflow.defn
class ResolveCase(Patience):
    """Pemulihan: obligations fall due, monitoring runs its term (Pasal 36-39)."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()


@workflow.defn
class AwaitTask(Patience):
    """Tugas: remind, expire, next in the chain, supervisor; over when the record says so."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()


@workflow.defn
class WatchStateOfConflict(Patience):
    """Status Keadaan Konflik: announce its end, let it lapse, ask for what it calls for.

    UU 7/2012 Pasal 22, 29-30; PP 2/2015 Pasal 45-46, 80 ayat (2).
    """

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()


@workflow.defn
class IssueLetter(Patience):
    """Naskah: what a letter about a report or a region waits for, window by window."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()


@workflow.defn
class WatchMembership(Patience):
    """Anggota FKDM: the term ends by itself."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()


@workflow.defn
class Lantern:
    """Burns as long as Temporal remembers anything; found out, everyone is told again."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


WORKFLOWS = [
    DetectPotential,
    VerifyReport,
    EscalateCase,
    MediateConflict,
    ResolveCase,
    AwaitTask,
    WatchStateOfConflict,
    IssueLetter,
    WatchMembership,
    FrameMonths,
    Lantern,
]

RUNNER: Final = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules("workflows")
)
"""Imports these modules once and not again for each workflow that begins or is looked at anew.

They keep nothing between two runs. That they touch neither clock, disk nor chance is held by the
import contracts, and by the saved histories, which are replayed in the whole sandbox.
"""
