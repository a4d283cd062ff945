"""A notice is told once, sent at most once on each channel, and lets people sleep."""

from datetime import UTC, datetime, time

import pytest

from domain.kernel import EVENTS
from domain.letter_content import Urgency
from domain.notice import MOST_TRIES, Habits, HalfAQuietTime, NoticeNotDue, NotYourNotice
from tests.office import PLACE, Office

NIGHT = Habits(quiet_from=time(22), quiet_until=time(5))


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (datetime(2026, 3, 2, 14, 59, tzinfo=UTC), datetime(2026, 3, 2, 14, 59, tzinfo=UTC)),
        (datetime(2026, 3, 2, 15, 0, tzinfo=UTC), datetime(2026, 3, 2, 22, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 21, 59, tzinfo=UTC), datetime(2026, 3, 2, 22, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 22, 0, tzinfo=UTC), datetime(2026, 3, 2, 22, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_are_read_on_the_regions_clock(at: datetime, leaves: datetime) -> None:
    assert NIGHT.earliest(at, PLACE, Urgency.URGENT) == leaves


def test_what_is_immediate_wakes_people() -> None:
    midnight = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    assert NIGHT.earliest(midnight, PLACE, Urgency.IMMEDIATE) == midnight


def test_quiet_hours_within_a_day_end_on_that_day() -> None:
    noon = Habits(quiet_from=time(12), quiet_until=time(13))
    at = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)
    assert noon.earliest(at, PLACE, Urgency.ORDINARY) == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def test_half_a_quiet_time_is_refused(office: Office) -> None:
    with pytest.raises(HalfAQuietTime):
        office.set_habits(quiet_until=None)


def test_a_notice_is_read_by_whom_it_is_for_and_once(office: Office) -> None:
    notice = office.give_notice(office.open_case())
    with pytest.raises(NotYourNotice):
        office.read_notice(notice, by=office.second_liaison)
    assert office.read_notice(notice).events == ("notice.read",)
    assert office.read_notice(notice).events == ()


def test_a_sending_is_begun_once_and_ends_once(office: Office) -> None:
    notice = office.give_notice(office.open_case())
    with pytest.raises(NoticeNotDue):
        office.record_notice(notice)
    office.begin_notice(notice)
    for again in (office.begin_notice, office.cancel_notice):
        with pytest.raises(NoticeNotDue):
            again(notice)
    office.record_notice(notice)
    with pytest.raises(NoticeNotDue):
        office.record_notice_trouble(notice, certain=False)


def test_what_may_have_gone_out_is_never_begun_again(office: Office) -> None:
    notice = office.give_notice(office.open_case())
    office.begin_notice(notice)
    office.record_notice_trouble(notice, certain=False, passing=True)
    with pytest.raises(NoticeNotDue):
        office.begin_notice(notice)


def test_what_was_not_taken_for_now_is_offered_so_often_and_no_more(office: Office) -> None:
    notice = office.give_notice(office.open_case())
    for _ in range(MOST_TRIES):
        office.begin_notice(notice)
        office.record_notice_trouble(notice, certain=True, passing=True)
    with pytest.raises(NoticeNotDue):
        office.begin_notice(notice)


def test_habits_hold_for_what_is_given_after_them(office: Office) -> None:
    case = office.open_case()
    office.set_habits(channels=())
    notice = office.give_notice(case)
    with pytest.raises(NoticeNotDue, match="tidak direncanakan"):
        office.begin_notice(notice)


def test_every_rule_speaks_of_an_event_there_is() -> None:
    from application.notices.rules import LABELS, RULES

    assert {rule.event for rule in RULES} <= EVENTS.keys()
    assert len(LABELS) == len(RULES)
