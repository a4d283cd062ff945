"""Workflows as somebody might change them without a thought for those that are under way."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.wards import Ward, WardWait
    from workflows.patience import Patience

CHANGED_ON = "VerifyReport"
"""The name both go under."""


@workflow.defn(name=CHANGED_ON)
class LooksTwice(Patience):
    """Takes a moment before it begins to watch."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await workflow.sleep(timedelta(seconds=1))
        await self.keep_watch()


@workflow.defn(name=CHANGED_ON)
class AsksAnother(Patience):
    """Asks for another deed in the place of the old one."""

    @workflow.run
    async def run(self, _: Ward) -> None:
        await self.keep_watch()

    async def _let_elapse(self, wait: WardWait) -> None:
        self._asked[wait.deadline_id] = workflow.now()
        await workflow.execute_activity(
            "close_window", wait.stream, start_to_close_timeout=timedelta(seconds=9)
        )
