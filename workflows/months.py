"""Bingkai Pemetaan Permasalahan: month after month, on the SOP's day, somebody asks for it."""

from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.exceptions import ActivityError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.duties import Duties
    from domain.region_month import RegionMonth
    from workflows.patience import ASK_AGAIN, STEADILY

LOOK_AGAIN = timedelta(days=1)
"""The longest sleep: the SOP's day may be changed meanwhile."""

PATIENTLY = timedelta(minutes=2)
"""A province's month may hold hundreds of cases."""


@workflow.defn
class FrameMonths:
    """Asks for the frame of one month until it is drafted, then hands on to the next month."""

    @workflow.run
    async def run(self, month: RegionMonth) -> None:
        while (due := await self._asked(month)) is not None:
            pause = min(due - workflow.now(), LOOK_AGAIN)
            workflow.set_current_details(
                f"menunggu {due.isoformat()} untuk Bingkai Pemetaan {month.month}"
            )
            await workflow.sleep(max(pause, ASK_AGAIN))
        workflow.continue_as_new(month.next)

    async def _asked(self, month: RegionMonth) -> datetime | None:
        """When it is due if that is still to come; a refusal is asked about again tomorrow."""
        try:
            return await workflow.execute_activity_method(
                Duties.draft_frame,
                month,
                start_to_close_timeout=PATIENTLY,
                retry_policy=STEADILY,
                summary=month.month,
            )
        except ActivityError:
            return workflow.now() + LOOK_AGAIN


async def watch_months(client: Client, region: str, now: datetime, task_queue: str) -> bool:
    """Starts a region's watch with the month before this one; False where it runs already."""
    try:
        await client.start_workflow(
            FrameMonths.run,
            RegionMonth.before(region, now),
            id=f"bingkai-{region}",
            task_queue=task_queue,
            rpc_timeout=timedelta(seconds=5),
        )
    except WorkflowAlreadyStartedError:
        return False
    return True
