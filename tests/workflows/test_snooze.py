"""A case put aside comes back on its day, when the office opens, and to whoever asked for it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.duties import Duties, LetElapse
from domain.clocks import Wait, WaitKind
from domain.snooze import EndSnooze, Snoozable, SnoozeCase, SnoozeInPast, UnknownSnooze
from domain.wards import Ward, WorkflowKind, wards_of
from tests.office import Office, Person
from tests.workflows.desk import Diary, watch
from workflows.stages import WORKFLOWS

JAKARTA = ZoneInfo("Asia/Jakarta")


def put_aside(office: Office, case: UUID, until: date, by: Person | None = None) -> UUID:
    snooze = office.new_id("snooze")
    office.send(
        SnoozeCase,
        by or office.officer,
        case_id=case,
        snooze_id=snooze,
        until=until,
        explanation="Tanyakan hasil panen.",
    )
    return snooze


def windows(office: Office, case: UUID, snooze: UUID) -> list[Wait]:
    return [w.wait for w in office.file(case).waits.values() if w.wait.item == str(snooze)]


def opening(on: date) -> datetime:
    return datetime.combine(on, time(8), tzinfo=JAKARTA)


@dataclass
class RealDuties:
    """The real duties at the server's moment, and the news of it as the relay would bring it."""

    office: Office
    case: UUID
    client: Client

    @activity.defn
    async def let_elapse(self, order: LetElapse) -> int:
        self.office.clock.move_to(activity.info().scheduled_time)
        position = await asyncio.to_thread(Duties(self.office.register).let_elapse, order)
        workflow = self.client.get_workflow_handle(order.asked_by)
        await workflow.signal("record_changed", self.ward())
        return position

    def ward(self) -> Ward:
        wards = wards_of(self.office.file(self.case))
        return next(each for each in wards if each.workflow is WorkflowKind.VERIFY)


@pytest.mark.asyncio(loop_scope="session")
async def test_complaint_18_a_snoozed_case_wakes_on_its_date_in_working_hours(
    office: Office, skipping: WorkflowEnvironment
) -> None:
    now = await skipping.get_current_time()
    office.clock.move_to(now)
    case = office.open_case()
    saturday = now.astimezone(JAKARTA).date() + timedelta(days=1)
    while saturday.weekday() != 5 or saturday < now.astimezone(JAKARTA).date() + timedelta(days=2):
        saturday += timedelta(days=1)
    day = saturday
    while not office.register.calendar.is_working_day(day):
        day += timedelta(days=1)
    snooze = put_aside(office, case, saturday)
    duties = RealDuties(office, case, skipping.client)
    async with Worker(
        skipping.client, task_queue="snooze", workflows=WORKFLOWS, activities=[duties.let_elapse]
    ):
        life = await watch(skipping, "snooze", Diary(), duties.ward())
        await life.time_goes_by(seconds=(opening(day) - now).total_seconds() - 3600)
        assert [each.kind for each in windows(office, case, snooze)] == [WaitKind.RESUBMISSION]
        await life.time_goes_by(hours=1, minutes=2)
        (review,) = windows(office, case, snooze)
        await life.handle.terminate()
    assert (review.kind, review.asked.person) == (WaitKind.REVIEW, office.officer.id)
    (woken,) = [
        line.fact.envelope.recorded_at
        for line in office.file(case).timeline
        if isinstance(line.fact, Snoozable.Woken)
    ]
    assert timedelta(0) <= woken - opening(day) < timedelta(minutes=1)


def test_a_day_that_is_a_holiday_becomes_the_next_working_day_and_says_so(office: Office) -> None:
    office.clock.move_to(datetime(2026, 4, 1, 2, 0, tzinfo=UTC))
    case = office.open_case()
    (wait,) = windows(office, case, put_aside(office, case, date(2026, 4, 3)))
    assert wait.due == opening(date(2026, 4, 6))
    friday = office.register.calendar.holidays[date(2026, 4, 3)]
    assert wait.deadline.basis.citation == (
        f"diajukan kembali pada 3 April 2026 ({friday}), hari kerja berikutnya"
    )


def test_several_wait_at_once_and_outlast_the_stage_but_not_the_case(office: Office) -> None:
    case = office.verified_case()
    first = put_aside(office, case, date(2026, 3, 10))
    second = put_aside(office, case, date(2026, 3, 11), by=office.supervisor)
    office.begin_recovery(case)
    assert windows(office, case, first)
    assert windows(office, case, second)
    office.send(EndSnooze, office.officer, case_id=case, snooze_id=first)
    assert not windows(office, case, first)
    with pytest.raises(UnknownSnooze):
        office.send(EndSnooze, office.officer, case_id=case, snooze_id=first)
    office.monitor(case)
    refuted = office.open_case()
    office.found(refuted)
    third = put_aside(office, refuted, date(2026, 3, 10))
    office.refute(refuted)
    assert not windows(office, refuted, third)
    assert windows(office, case, second)


def test_what_came_back_is_looked_at_or_the_supervisor_is_asked(office: Office) -> None:
    case = office.verified_case()
    seen, forgotten = (put_aside(office, case, date(2026, 3, 10)) for _ in range(2))
    office.pass_time_in_silence(case, days=8)
    office.send(EndSnooze, office.officer, case_id=case, snooze_id=seen)
    office.pass_time_in_silence(case, days=1)
    assert not windows(office, case, seen)
    (asked,) = windows(office, case, forgotten)
    assert (asked.kind, asked.about) == (WaitKind.SUPERVISOR_ANSWER, WaitKind.REVIEW)
    office.send(EndSnooze, office.supervisor, case_id=case, snooze_id=forgotten)
    assert not windows(office, case, forgotten)
    with pytest.raises(SnoozeInPast):
        put_aside(office, case, office.now().date())
