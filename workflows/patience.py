"""The patience all stage workflows share: hear where the record stands, wait, ask, end."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.duties import Duties, LetElapse
    from domain.wards import Ward, WardWait

PROMPTLY = timedelta(seconds=10)
SILENT_FOR = timedelta(seconds=2)
"""How long a worker may give no sign of life before its deed is given to another."""
ASK_AGAIN = timedelta(seconds=60)
"""How long after asking to wait for the record's word before asking again."""
STEADILY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10)
)


class Patience:
    """Waits for whatever is due next in one ward, and ends only on the record's word."""

    @workflow.init
    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self._asked: dict[UUID, datetime] = {}

    async def keep_watch(self) -> None:
        """Until the record says this ward is over."""
        while self.ward.open:
            workflow.set_current_details("\n".join(self.waiting_for()))
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self.ward)
            moment, wait = self._next()
            if moment is None or wait is None:
                await self._news()
            elif moment > workflow.now():
                await self._news(until=moment)
            else:
                await self._let_elapse(wait)

    @workflow.signal
    def record_changed(self, ward: Ward) -> None:
        """Where the record stands; told twice, late or out of order, it changes nothing."""
        if ward.position > self.ward.position:
            self.ward = ward

    @workflow.query
    def waiting_for(self) -> list[str]:
        """What is waited for, by whom and until when, in plain Indonesian."""
        if not self.ward.open:
            return ["tidak menunggu apa pun; tahap ini sudah selesai"]
        if not self.ward.waits:
            return ["menunggu tindakan petugas, tanpa batas waktu"]
        return [wait.says for wait in self.ward.waits]

    @workflow.query
    def windows(self) -> list[str]:
        """The open windows by id and moment, for whoever compares them with the record."""
        return sorted(
            f"{wait.deadline_id} {wait.due.isoformat() if wait.due else 'dijeda'}"
            for wait in self.ward.waits
        )

    def _next(self) -> tuple[datetime | None, WardWait | None]:
        """What to ask about first, and when; what is paused is never asked about."""
        running = [
            (self._moment(wait.deadline_id, wait.due), wait)
            for wait in self.ward.waits
            if wait.due is not None
        ]
        return min(running, key=lambda each: each[0], default=(None, None))

    def _moment(self, deadline_id: UUID, due: datetime) -> datetime:
        """When to ask about a window: when it is due, or a while after asking in vain."""
        asked = self._asked.get(deadline_id)
        return due if asked is None else asked + ASK_AGAIN

    async def _news(self, until: datetime | None = None) -> None:
        heard = self.ward.position
        changed: Callable[[], bool] = lambda: self.ward.position > heard  # noqa: E731
        with suppress(TimeoutError):
            await workflow.wait_condition(
                changed, timeout=None if until is None else until - workflow.now()
            )

    async def _let_elapse(self, wait: WardWait) -> None:
        self._asked[wait.deadline_id] = workflow.now()
        order = LetElapse(
            stream=wait.stream,
            deadline_id=wait.deadline_id,
            asked_by=workflow.info().workflow_id,
        )
        with suppress(ActivityError):  # a refusal stays visible in the history; ask again later
            await workflow.execute_activity_method(
                Duties.let_elapse,
                order,
                start_to_close_timeout=PROMPTLY,
                schedule_to_close_timeout=ASK_AGAIN,  # what hangs holds up no other window
                heartbeat_timeout=SILENT_FOR,
                retry_policy=STEADILY,
                summary=wait.kind,
            )
