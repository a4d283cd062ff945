from datetime import date

from domain.calendar import WorkingCalendar

CALENDAR = WorkingCalendar(
    version="uji",
    holidays={
        date(2026, 3, 21): "Hari Raya Idulfitri",
        date(2026, 12, 24): "Cuti Bersama Hari Raya Natal",
    },
    years=(2026, 2026),
)


def test_a_weekday_without_a_name_is_a_working_day() -> None:
    assert CALENDAR.is_working_day(date(2026, 11, 20))
    assert CALENDAR.why_not(date(2026, 11, 20)) is None


def test_a_saturday_and_a_sunday_are_off_by_their_own_name() -> None:
    assert CALENDAR.why_not(date(2026, 11, 21)) == "Sabtu"
    assert CALENDAR.why_not(date(2026, 11, 22)) == "Minggu"


def test_a_holiday_gives_its_name_also_on_a_saturday() -> None:
    assert CALENDAR.why_not(date(2026, 3, 21)) == "Hari Raya Idulfitri"


def test_a_joint_leave_is_no_working_day() -> None:
    assert not CALENDAR.is_working_day(date(2026, 12, 24))


def test_a_calendar_speaks_only_for_its_years() -> None:
    assert CALENDAR.speaks_for(date(2026, 1, 1))
    assert not CALENDAR.speaks_for(date(2027, 1, 1))
    assert WorkingCalendar(version="uji", holidays={}).speaks_for(date(2099, 1, 1))


def test_a_calendar_survives_its_json() -> None:
    assert WorkingCalendar.model_validate_json(CALENDAR.model_dump_json()) == CALENDAR
