"""A province's months: each framed once, on the SOP's day, whoever asks however often."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.duties import BehindTheRecord, Duties
from domain.access import SYSTEM_ACTOR
from domain.adopted_policy import AdoptPolicy
from domain.clocks import WaitKind
from domain.kernel import key
from domain.letter import Letter
from domain.letter_content import LetterContent, LetterType
from domain.policy import LetterRules
from domain.region_month import RegionMonth
from projections.problem_map import ProblemMapper
from runtime.log import Log
from tests.office import PROVINCE, Office
from tests.waiting import comes
from workflows.months import watch_months
from workflows.stages import WORKFLOWS

MARCH = RegionMonth(region=PROVINCE, month="2026-03")
THIRD_OF_APRIL = datetime(2026, 4, 2, 17, tzinfo=UTC)
"""Midnight in Jakarta."""


def letter_of(month: RegionMonth) -> UUID:
    command_id = key("frame", month.region, month.month)
    return key("letter", command_id, LetterType.BINGKAI_PEMETAAN)


def drafted(log: Log, month: RegionMonth) -> Letter.Drafted:
    fact = log.of_stream(letter_of(month))[0].fact
    assert isinstance(fact, Letter.Drafted)
    return fact


@pytest.fixture
def duties(office: Office, frames: ProblemMapper) -> Duties:
    office.register.frames = frames
    return Duties(office.register)


def test_a_month_is_drafted_on_its_day_and_once_however_often_it_is_asked_for(
    office: Office, duties: Duties, log: Log, catch_up: Callable[[], None]
) -> None:
    office.verified_case(title="Cekcok lahan pasar")
    catch_up()
    assert duties.draft_frame(MARCH) == THIRD_OF_APRIL
    assert log.of_stream(letter_of(MARCH)) == []
    office.clock.move_to(THIRD_OF_APRIL)
    assert duties.draft_frame(MARCH) is None
    fact, head = drafted(log, MARCH), log.head()
    assert fact.author == SYSTEM_ACTOR
    assert "Cekcok lahan pasar" in str(fact.content)
    catch_up()
    assert duties.draft_frame(MARCH) is None
    assert log.head() == head
    office.approve_letter(letter_of(MARCH))


def test_a_month_without_any_problem_says_so(
    office: Office, duties: Duties, log: Log, catch_up: Callable[[], None]
) -> None:
    office.clock.move_to(THIRD_OF_APRIL)
    catch_up()
    duties.draft_frame(MARCH)
    content = LetterContent.model_validate_json(str(drafted(log, MARCH).content))
    (said,) = content.sections[1].paragraphs
    assert said.text == "Tidak ada permasalahan yang tercatat pada bulan ini."


def test_a_month_before_the_record_began_is_not_drafted(
    office: Office, duties: Duties, log: Log, catch_up: Callable[[], None]
) -> None:
    catch_up()
    office.clock.move_to(THIRD_OF_APRIL)
    february = RegionMonth(region=PROVINCE, month="2026-02")
    assert duties.draft_frame(february) is None
    assert log.of_stream(letter_of(february)) == []


def test_nothing_is_drafted_from_a_status_that_lags_behind_the_record(
    office: Office, duties: Duties, log: Log, catch_up: Callable[[], None]
) -> None:
    catch_up()
    office.clock.move_to(THIRD_OF_APRIL)
    office.verified_case()
    with pytest.raises(BehindTheRecord):
        duties.draft_frame(MARCH)
    assert log.of_stream(letter_of(MARCH)) == []


def test_the_sop_says_on_which_day(office: Office, duties: Duties) -> None:
    assert "frame_day" not in LetterRules().model_dump_json(), "no hash of a policy changes"
    book = office.register.policies()
    assert book is not None
    rules = LetterRules(frame_day=10)
    policy = book.in_force_on(office.now().date()).model_copy(
        update={"version": "2026-9", "letters": rules}
    )
    office.send(AdoptPolicy, office.supervisor, policy=policy)
    assert duties.draft_frame(MARCH) == THIRD_OF_APRIL + timedelta(days=7)


def test_what_the_machine_drafted_and_a_supervisor_returned_any_officer_may_mend(
    office: Office, duties: Duties, log: Log, catch_up: Callable[[], None]
) -> None:
    office.clock.move_to(THIRD_OF_APRIL)
    catch_up()
    duties.draft_frame(MARCH)
    office.return_letter(letter_of(MARCH))
    letter = office.register.load(Letter, letter_of(MARCH))
    assert letter is not None
    (wait,) = [each for each in letter.waits.values() if each.kind is WaitKind.LETTER_REVISION]
    assert wait.asked.person is None


@dataclass
class Secretary:
    """The real duties at the server's moment; refuses as often as it is told to."""

    office: Office
    catch_up: Callable[[], None]
    refusals: int = 0
    done: list[tuple[RegionMonth, datetime]] = field(default_factory=list)

    @activity.defn
    async def draft_frame(self, month: RegionMonth) -> datetime | None:
        now = activity.info().scheduled_time
        self.office.clock.move_to(now)
        await asyncio.to_thread(self.catch_up)
        due = await asyncio.to_thread(Duties(self.office.register).draft_frame, month)
        if due is None and self.refusals:
            self.refusals -= 1
            raise ApplicationError("LetterIncomplete", non_retryable=True)
        if due is None:
            self.done.append((month, now))
        return due


@pytest.mark.asyncio(loop_scope="session")
async def test_month_after_month_is_asked_for_on_its_day_and_again_after_a_refusal(
    office: Office,
    frames: ProblemMapper,
    skipping: WorkflowEnvironment,
    catch_up: Callable[[], None],
    log: Log,
) -> None:
    office.register.frames = frames
    now = await skipping.get_current_time()
    office.clock.move_to(now)
    office.verified_case()
    secretary = Secretary(office, catch_up)
    before = RegionMonth.before(PROVINCE, now)
    first, second = before.next, before.next.next
    async with Worker(
        skipping.client,
        task_queue="months",
        workflows=WORKFLOWS,
        activities=[secretary.draft_frame],
    ):
        assert await watch_months(skipping.client, PROVINCE, now, "months")
        assert not await watch_months(skipping.client, PROVINCE, now, "months"), "one is enough"
        handle = skipping.client.get_workflow_handle(f"bingkai-{PROVINCE}")
        await skipping.sleep(first.after(day=3) - now + timedelta(hours=1))
        await comes(lambda: first in [month for month, _ in secretary.done])
        secretary.refusals = 1
        await skipping.sleep(second.after(day=3) - await skipping.get_current_time())
        await skipping.sleep(timedelta(days=1, hours=1))
        await comes(lambda: len(secretary.done) >= 3)
        await handle.terminate()
    asked = dict(secretary.done)
    assert [month for month, _ in secretary.done][-2:] == [first, second]
    assert timedelta(0) <= asked[first] - first.after(day=3) < timedelta(minutes=5)
    assert timedelta(days=1) <= asked[second] - second.after(day=3) < timedelta(days=1, hours=1)
    for month in (first, second):
        assert [each.fact.NAME for each in log.of_stream(letter_of(month))] == [
            "letter.drafted",
            "deadline.set",
        ]
