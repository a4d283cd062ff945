"""Ninety days of a state of conflict, skipped: the clock asks, the record answers."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.duties import Duties, LetElapse
from domain.state_of_conflict import Validity
from domain.wards import Ward, WorkflowKind, state_of_conflict_id, wards_of
from tests.office import Office
from tests.workflows.desk import Diary, Watch, watch
from workflows.stages import WORKFLOWS

pytestmark = pytest.mark.asyncio(loop_scope="session")
QUEUE = "state-of-conflict"


@dataclass
class RealDuties:
    """The real duties at the server's moment, and the news of it as the relay would bring it."""

    office: Office
    case: UUID
    client: Client
    asked: list[str] = field(default_factory=list)

    @activity.defn
    async def let_elapse(self, order: LetElapse) -> int:
        self.office.clock.move_to(activity.info().scheduled_time)
        position = await asyncio.to_thread(Duties(self.office.register).let_elapse, order)
        self.asked.append(self.office.file(self.case).closed_waits[-1].wait.kind.value)
        workflow = self.client.get_workflow_handle(order.asked_by)
        await workflow.signal("record_changed", self.ward())
        return position

    def ward(self) -> Ward:
        """What is watched over, as the record has it now."""
        wards = wards_of(self.office.file(self.case))
        (found,) = [each for each in wards if each.workflow is WorkflowKind.STATE_OF_CONFLICT]
        return found


async def test_it_is_asked_about_in_turn_and_lapses_at_the_midnight_after_its_last_day(
    office: Office, skipping: WorkflowEnvironment
) -> None:
    office.clock.move_to(await skipping.get_current_time())
    case = office.escalated_case()
    state = office.declared(case)
    duties = RealDuties(office, case, skipping.client)
    request = office.ask_for_military_help(state)
    async with Worker(
        skipping.client, task_queue=QUEUE, workflows=WORKFLOWS, activities=[duties.let_elapse]
    ):
        life: Watch = await watch(skipping, QUEUE, Diary(), duties.ward())
        assert life.handle.id == state_of_conflict_id(state)
        assert "menunggu permintaan tertulis bantuan TNI oleh Petugas kasus Kesbangpol" in str(
            await life.says()
        )
        await life.time_goes_by(hours=24, minutes=1)
        assert "military_request_in_writing" in duties.asked
        assert (await life.says())[-1].startswith("menunggu berakhirnya Status Keadaan Konflik")
        office.clock.move_to(await skipping.get_current_time())
        office.put_request_in_writing(state, request)
        await life.tell(duties.ward())
        await life.time_goes_by(days=79)
        assert "reminder" in duties.asked
        await life.time_goes_by(days=10)
        await life.ended()
    page = office.file(case).states[state]
    assert (page.validity, page.requests[request].in_time) == (Validity.LAPSED, False)
    assert page.end is not None
    assert page.last_day is not None
    promised = [each for each in office.file(case).closed_waits if each.how == "elapsed"]
    end = next(each for each in promised if each.wait.kind.value == "state_of_conflict_end")
    assert timedelta(0) <= page.end.at - end.wait.due < timedelta(minutes=1)
    announced = next(each for each in promised if each.wait.kind.value == "reminder")
    assert end.wait.due - announced.wait.due == timedelta(days=10)
    assert duties.asked.count("state_of_conflict_end") == 1
