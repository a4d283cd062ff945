from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import WorkingCalendar
from domain.deadline import Deadline, DeadlineBasis, Span, compute_deadline, midnight

DEADLINE_ID = UUID(int=7)
BASIS = DeadlineBasis(kind="sop", citation="SOP verifikasi.kuning")
HOURS_AHEAD = {"31.74": 7, "73.71": 8, "91.03": 9}
NO_HOLIDAYS = WorkingCalendar(version="tanpa libur", holidays={})
YEAR_END = WorkingCalendar(
    version="akhir tahun",
    holidays={
        date(2026, 12, 24): "Cuti Bersama Hari Raya Natal",
        date(2026, 12, 25): "Hari Raya Natal",
        date(2027, 1, 1): "Tahun Baru Masehi",
    },
    years=(2026, 2027),
)


def wib(year: int, month: int, day: int, hour: int = 15, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=timezone(timedelta(hours=7)))


def promised(
    starts: datetime,
    span: str,
    calendar: WorkingCalendar = YEAR_END,
    region: str = "31.74",
    basis: DeadlineBasis = BASIS,
) -> Deadline:
    return compute_deadline(
        deadline_id=DEADLINE_ID,
        kind="verification",
        starts=starts,
        span=Span.parse(span),
        basis=basis,
        calendar=calendar,
        region=region,
    )


# --- Span ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["30 menit", "3 jam", "2 hari", "2 hari kerja"])
def test_a_span_reads_back_as_it_was_written(text: str) -> None:
    span = Span.parse(text)
    assert str(span) == text
    assert span.model_dump_json() == f'"{text}"'
    assert Span.model_validate_json(span.model_dump_json()) == span


def test_a_span_forgives_the_spaces_around_it() -> None:
    assert Span.parse("  2   hari  kerja ") == Span(amount=2, unit="hari kerja")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("0 jam", "harus lebih dari nol, bukan '0 jam'"),
        ("-3 hari", "harus lebih dari nol, bukan '-3 hari'"),
        ("3 minggu", "'3 minggu' tidak terbaca; tulis misalnya '3 jam'"),
        ("tiga jam", "tidak terbaca"),
        ("1.5 jam", "tidak terbaca"),
        ("36501 hari", "melebihi seratus tahun"),
        (3, "ditulis sebagai teks"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(given: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Span.model_validate(given)


def test_a_span_in_working_days_has_no_length_on_the_wall_clock() -> None:
    assert Span.parse("90 menit").wall_clock() == timedelta(minutes=90)
    with pytest.raises(ValueError, match="bergantung pada kalender"):
        Span.parse("1 hari kerja").wall_clock()


@pytest.mark.parametrize(
    ("span", "other", "never_longer"),
    [
        ("60 menit", "1 jam", True),
        ("24 jam", "1 hari kerja", True),
        ("8 hari", "6 hari kerja", True),
        ("9 hari", "6 hari kerja", False),
        ("1 hari kerja", "2 hari kerja", True),
        ("1 hari kerja", "30 hari", False),
    ],
)
def test_a_span_is_compared_at_its_worst(span: str, other: str, never_longer: bool) -> None:
    assert Span.parse(span).never_longer_than(Span.parse(other)) is never_longer


def test_an_equal_span_is_not_shorter() -> None:
    assert not Span.parse("60 menit").always_shorter_than(Span.parse("1 jam"))
    assert Span.parse("59 menit").always_shorter_than(Span.parse("1 jam"))


# --- The wall clock -----------------------------------------------------------------------------


def test_hours_run_through_the_night_and_the_weekend() -> None:
    deadline = promised(wib(2026, 11, 20), "24 jam")
    assert deadline.due == wib(2026, 11, 21)
    assert deadline.explain() == (
        "24 jam sejak Jumat 20 November 2026 pukul 15.00 WIB: dihitung terus-menerus, termasuk "
        "malam dan hari libur, jatuh tempo Sabtu 21 November 2026 pukul 15.00 WIB"
    )


def test_a_day_ends_at_the_same_local_time() -> None:
    assert promised(wib(2026, 12, 24), "3 hari").due == wib(2026, 12, 27)


# --- Hari kerja ---------------------------------------------------------------------------------


def test_a_working_day_from_friday_ends_on_monday_at_the_same_time() -> None:
    deadline = promised(wib(2026, 11, 20), "1 hari kerja")
    assert deadline.due == wib(2026, 11, 23)
    assert deadline.explain() == (
        "1 hari kerja sejak Jumat 20 November 2026 pukul 15.00 WIB: "
        "Sabtu 21 s.d. Minggu 22 November 2026 dilewati (akhir pekan), "
        "Senin 23 November 2026 dihitung (hari kerja), "
        "jatuh tempo Senin 23 November 2026 pukul 15.00 WIB"
    )


@pytest.mark.parametrize("day", [20, 21, 22])
def test_a_start_on_a_day_off_counts_from_the_next_working_day(day: int) -> None:
    assert promised(wib(2026, 11, day), "1 hari kerja").due == wib(2026, 11, 23)
    assert promised(wib(2026, 11, day), "2 hari kerja").due == wib(2026, 11, 24)


def test_the_starting_day_is_never_counted() -> None:
    assert promised(wib(2026, 11, 23, 0), "1 hari kerja").due == wib(2026, 11, 24, 0)
    assert promised(wib(2026, 11, 23, 23, 59), "1 hari kerja").due == wib(2026, 11, 24, 23, 59)


def test_a_holiday_is_skipped_by_its_name() -> None:
    deadline = promised(wib(2026, 12, 23), "1 hari kerja")
    assert deadline.due == wib(2026, 12, 28)
    assert [
        (step.first.day, step.days, step.counted, step.why) for step in deadline.explanation
    ] == [
        (24, 1, False, "Cuti Bersama Hari Raya Natal"),
        (25, 1, False, "Hari Raya Natal"),
        (26, 2, False, "akhir pekan"),
        (28, 1, True, "hari kerja"),
    ]


def test_the_day_is_the_region_s_own() -> None:
    late_on_friday = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    in_jakarta = promised(late_on_friday, "1 hari kerja", region="31")
    in_makassar = promised(late_on_friday, "1 hari kerja", region="73")
    assert in_jakarta.due == datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert in_makassar.due == datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert in_makassar.explain().endswith("Senin 23 November 2026 pukul 00.30 WITA")


def test_a_sum_beyond_the_decided_holidays_says_so() -> None:
    deadline = promised(wib(2027, 12, 30), "2 hari kerja")
    assert deadline.due == wib(2028, 1, 3)
    assert "hari libur tahun 2028 belum ditetapkan dalam kalender akhir tahun" in deadline.explain()


def test_a_long_sum_stays_short() -> None:
    deadline = promised(wib(2026, 12, 1), "250 hari kerja")
    assert len(deadline.model_dump_json()) < 1_000
    assert [(step.days, step.counted, step.why) for step in deadline.explanation] == [
        (250, True, "hari kerja"),
        (100, False, "akhir pekan"),
        (1, False, "Cuti Bersama Hari Raya Natal"),
        (1, False, "Hari Raya Natal"),
        (1, False, "Tahun Baru Masehi"),
    ]
    weekends = "100 hari antara Rabu 2 Desember 2026 s.d. Jumat 19 November 2027 dilewati"
    assert weekends in deadline.explain()


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="harus memuat zona waktu"):
        promised(datetime(2026, 11, 20, 15), "1 jam")  # noqa: DTZ001 - the point of the test


def test_a_deadline_survives_its_json_in_utc() -> None:
    deadline = promised(wib(2026, 11, 20), "1 hari kerja")
    assert Deadline.model_validate_json(deadline.model_dump_json()) == deadline
    assert deadline.due.tzinfo is UTC
    assert (deadline.zone, deadline.calendar_version) == ("Asia/Jakarta", "akhir tahun")


def test_a_basis_says_whether_it_is_law() -> None:
    law = DeadlineBasis(kind="statutory", citation="PP 2/2015 Pasal 46 ayat (4)")
    assert law.label == "Ketentuan hukum: PP 2/2015 Pasal 46 ayat (4)"
    assert BASIS.label == "Ketentuan kantor: SOP verifikasi.kuning"


def test_an_agreed_date_explains_itself_without_a_sum() -> None:
    agreed = promised(wib(2026, 11, 20), "1 jam").model_copy(
        update={
            "explanation": (),
            "basis": DeadlineBasis(kind="agreed", citation="tanggal yang disepakati"),
        }
    )
    assert agreed.explain() == (
        "tanggal yang disepakati: jatuh tempo Jumat 20 November 2026 pukul 16.00 WIB"
    )


def test_midnight_is_the_region_s_own() -> None:
    assert midnight(date(2026, 1, 1), "91") == datetime(2025, 12, 31, 15, tzinfo=UTC)


# --- Against a calendar and a finger ------------------------------------------------------------

moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
calendars = st.sets(st.dates(date(2024, 1, 1), date(2030, 12, 31)), max_size=40).map(
    lambda days: WorkingCalendar(
        version="acak", holidays={day: f"Libur {day.isoformat()}" for day in days}
    )
)


def by_finger(starts: datetime, days: int, holidays: set[date], hours_ahead: int) -> datetime:
    """The same rule on naive clocks: put a finger on the day, move it on, count the open ones."""
    local = starts.replace(tzinfo=None) + timedelta(hours=hours_ahead)
    finger, counted = local, 0
    while counted < days:
        finger += timedelta(hours=24)
        office_open = finger.strftime("%w") not in {"0", "6"} and finger.date() not in holidays
        counted += 1 if office_open else 0
    return (finger - timedelta(hours=hours_ahead)).replace(tzinfo=UTC)


@given(moments, st.integers(1, 40), calendars, st.sampled_from(sorted(HOURS_AHEAD)))
def test_working_days_are_what_a_finger_counts(
    starts: datetime, days: int, calendar: WorkingCalendar, region: str
) -> None:
    deadline = promised(starts, f"{days} hari kerja", calendar, region)

    assert deadline.due == by_finger(starts, days, set(calendar.holidays), HOURS_AHEAD[region])


@given(moments, st.integers(1, 40), calendars, st.sampled_from(sorted(HOURS_AHEAD)))
def test_the_steps_add_up_to_the_days_between(
    starts: datetime, days: int, calendar: WorkingCalendar, region: str
) -> None:
    deadline = promised(starts, f"{days} hari kerja", calendar, region)

    counted = sum(step.days for step in deadline.explanation if step.counted)
    skipped = sum(step.days for step in deadline.explanation if not step.counted)
    assert counted == days
    assert timedelta(days=counted + skipped) == deadline.due - deadline.starts


@given(moments, st.integers(1, 10_000), st.sampled_from(["menit", "jam", "hari"]), calendars)
def test_the_wall_clock_asks_no_calendar(
    starts: datetime, amount: int, unit: str, calendar: WorkingCalendar
) -> None:
    minutes = {"menit": 1, "jam": 60, "hari": 24 * 60}[unit]

    deadline = promised(starts, f"{amount} {unit}", calendar)

    assert deadline.due - starts == timedelta(minutes=amount * minutes)


@given(moments, st.integers(1, 30), st.integers(1, 30), calendars)
def test_more_working_days_never_end_earlier(
    starts: datetime, fewer: int, more: int, calendar: WorkingCalendar
) -> None:
    first = promised(starts, f"{fewer} hari kerja", calendar)
    second = promised(starts, f"{fewer + more} hari kerja", calendar)

    assert first.due < second.due


@given(moments, st.integers(1, 20), calendars)
def test_a_span_is_never_shorter_than_it_claims(
    starts: datetime, days: int, calendar: WorkingCalendar
) -> None:
    deadline = promised(starts, f"{days} hari kerja", calendar)

    assert deadline.due - deadline.starts >= deadline.span.shortest


def test_the_least_time_of_six_working_days_is_met_without_holidays() -> None:
    sunday = wib(2026, 11, 22)
    deadline = promised(sunday, "6 hari kerja", NO_HOLIDAYS)
    assert deadline.due - deadline.starts == deadline.span.shortest == timedelta(days=8)


def test_a_promise_recounted_by_another_calendar_moves_only_in_working_days() -> None:
    monday = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    later = WorkingCalendar(version="b", holidays={date(2026, 3, 3): "Cuti bersama"})
    made = {
        span: compute_deadline(
            deadline_id=DEADLINE_ID,
            kind="triage",
            starts=monday,
            span=Span.parse(span),
            basis=DeadlineBasis(kind="sop", citation="uji"),
            calendar=WorkingCalendar(version="a", holidays={}),
            region="31",
        )
        for span in ("1 hari kerja", "24 jam")
    }
    assert made["1 hari kerja"].recounted(later) == datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
    assert made["24 jam"].recounted(later) == made["24 jam"].due
    same = WorkingCalendar(version="c", holidays={})
    assert made["1 hari kerja"].recounted(same) == made["1 hari kerja"].due
