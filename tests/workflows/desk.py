"""A desk for workflow tests: wards to watch over, and duties that only keep a diary."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import repeat
from typing import Any
from uuid import UUID, uuid4

from temporalio import activity
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.duties import LetElapse
from domain.region_month import RegionMonth
from domain.wards import Ward, WardWait, WorkflowKind
from runtime.clock import SystemClock
from tests.office import OfficeClock
from tests.waiting import comes
from workflows.stages import RUNNER, WORKFLOWS

PATIENT = tuple(WorkflowKind)
"""Every workflow that keeps a ward."""

SAYS = "menunggu hasil verifikasi lapangan oleh Petugas kasus Kesbangpol"


def a_wait(due: datetime, *, kind: str = "verification", says: str = SAYS) -> WardWait:
    """One open window."""
    return WardWait(deadline_id=uuid4(), stream=uuid4(), kind=kind, due=due, says=says)


def a_ward(kind: WorkflowKind, *waits: WardWait, position: int = 10) -> Ward:
    """A ward of its own case, with these windows open."""
    return Ward(
        workflow=kind,
        workflow_id=f"{kind.value}-{uuid4()}",
        case_id=uuid4(),
        position=position,
        open=True,
        waits=waits,
    )


def later(ward: Ward, *waits: WardWait, by: int = 1, open_: bool = True) -> Ward:
    """The same ward ``by`` positions later, with these windows instead."""
    return ward.model_copy(update={"position": ward.position + by, "waits": waits, "open": open_})


def closed(ward: Ward) -> Ward:
    """The same ward when the record says that it is over."""
    return later(ward, open_=False)


@dataclass
class Diary:
    """Duties that answer as told to and write down when they were asked for what."""

    answers: Iterator[int | str] = field(default_factory=lambda: repeat(1))
    asked: list[LetElapse] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)

    @activity.defn
    async def let_elapse(self, order: LetElapse) -> int:
        """A number is the position answered with; a word is the rule of a refusal."""
        self.asked.append(order)
        self.moments.append(activity.info().scheduled_time)
        answer = next(self.answers)
        if isinstance(answer, str):
            raise ApplicationError(answer, type=answer, non_retryable=True)
        return answer

    @activity.defn
    async def draft_frame(self, month: RegionMonth) -> datetime | None:
        """Due on the third; then drafted."""
        due = month.after(day=3)
        return due if activity.info().scheduled_time < due else None

    @property
    def windows(self) -> list[UUID]:
        return [order.deadline_id for order in self.asked]

    async def has(self, entries: int) -> None:
        """Until so many were written; a test that waits in vain fails."""
        await comes(lambda: len(self.asked) >= entries)


class LiveClock(OfficeClock):
    """The machine's time, as Temporal has it; ``pass_time`` still leaps ahead."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        super().__init__(SystemClock.now(self))

    def now(self) -> datetime:
        return SystemClock.now(self) + self._ahead

    def move_to(self, moment: datetime) -> None:
        self._ahead += max(timedelta(0), moment - self.now())


def a_worker(client: Client, diary: Diary, task_queue: str, **options: Any) -> Worker:
    """A worker with every workflow and the diary's duties."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=WORKFLOWS,
        workflow_runner=RUNNER,
        activities=[diary.let_elapse, diary.draft_frame],
        **options,
    )


@dataclass
class Watch:
    """One ward being watched on a server whose time skips."""

    env: WorkflowEnvironment
    task_queue: str
    diary: Diary
    ward: Ward
    handle: WorkflowHandle[Any, Any]

    async def tell(self, ward: Ward) -> None:
        await self.handle.signal("record_changed", ward)

    async def says(self) -> list[str]:
        answer: list[str] = await self.handle.query("waiting_for")
        return answer

    async def time_goes_by(self, **span: float) -> None:
        await self.env.sleep(timedelta(**span))

    async def ended(self) -> None:
        """Until the workflow has completed; to await its result would make time leap."""

        async def over() -> bool:
            return (await self.handle.describe()).status is WorkflowExecutionStatus.COMPLETED

        await comes(over)


async def watch(env: WorkflowEnvironment, task_queue: str, diary: Diary, ward: Ward) -> Watch:
    """Tells the ward's workflow where it stands, as the relay does: by signal-with-start."""
    handle = await env.client.start_workflow(
        ward.workflow.value,
        ward,
        id=ward.workflow_id,
        task_queue=task_queue,
        start_signal="record_changed",
        start_signal_args=[ward],
    )
    return Watch(env, task_queue, diary, ward, handle)
