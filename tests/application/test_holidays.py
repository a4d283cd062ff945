"""The office's own days off: read from a sheet, adopted, and counted from then on."""

from datetime import date, timedelta

import pytest

from application.holiday_desk import HolidayListUnreadable, read_days
from domain.access import OutsideRegion
from domain.calendar import WorkingCalendar
from domain.clocks import WaitKind
from domain.holiday_list import (
    AdoptHolidayList,
    DayKind,
    DayListedTwice,
    HolidayList,
    ListedDay,
    amended,
    changes,
)
from domain.kernel import Role
from domain.risk import Impact, Likelihood, RiskInputs
from tests.clocks import window
from tests.office import OPENING, VOTING_DAY, Office, Person

HEADER = "tanggal,nama,jenis,dasar\n"
GREEN = RiskInputs(likelihood=Likelihood.RARE, impact=Impact.MINOR)
SHIPPED = WorkingCalendar(
    version="bawaan", holidays={date(2026, 12, 24): "Cuti Bersama Natal"}, years=(2015, 2026)
)


def listed(day: date, kind: DayKind = DayKind.NATIONAL_HOLIDAY, name: str = "Libur") -> ListedDay:
    return ListedDay(day=day, name=name, kind=kind, basis="SKB contoh")


# -- the sheet -----------------------------------------------------------------------------------


def test_a_sheet_is_read_with_either_mark_between_its_columns() -> None:
    told = "2026-03-04,Hari pemungutan suara,Libur Daerah,Kepgub 12/2026\n"
    assert read_days(HEADER + told) == (VOTING_DAY,)
    assert read_days(("\ufeff" + HEADER + told).replace(",", ";")) == (VOTING_DAY,)


def test_every_wrong_line_of_a_sheet_is_named_at_once() -> None:
    sheet = HEADER + (
        "17-8-2026,HUT RI,libur nasional,SKB\n"
        "2026-08-17,HUT RI,libur,SKB\n"
        "2026-08-18,HUT RI\n"
        "2026-08-19,a,libur nasional,SKB,lebih\n"
        "2026-08-20, ,libur nasional,\n"
        "2026-08-21,Satu,libur nasional,SKB\n"
        "2026-08-21,Dua,cuti bersama,SKB\n"
    )
    with pytest.raises(HolidayListUnreadable) as refused:
        read_days(sheet)
    assert refused.value.problems == [
        "Baris 2: tanggal '17-8-2026' tidak terbaca; tulis misalnya 2026-08-17.",
        f"Baris 3: jenis 'libur' tidak dikenal; pakai {', '.join(DayKind)}.",
        "Baris 4: harus memuat 4 kolom (tanggal, nama, jenis, dasar).",
        "Baris 5: harus memuat 4 kolom (tanggal, nama, jenis, dasar).",
        "Baris 6: nama harus diisi, paling panjang 200 huruf.",
        "Baris 6: dasar harus diisi, paling panjang 200 huruf.",
        "Baris 8: tanggal itu sudah ada pada baris 7.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Baris pertama harus 'tanggal,nama,jenis,dasar'"),
        ("date,name,kind\n", "Baris pertama"),
        (HEADER, "Tidak ada satu hari pun"),
    ],
)
def test_what_is_no_list_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(HolidayListUnreadable, match=said):
        read_days(text)


# -- the calendar --------------------------------------------------------------------------------


def test_a_list_adds_renames_and_takes_back_and_each_change_is_told() -> None:
    days = (
        listed(date(2026, 11, 25), name="Pemungutan suara"),
        listed(date(2026, 12, 24), DayKind.WORKING_DAY, "Cuti bersama dicabut"),
    )
    calendar = amended(SHIPPED, days, "daftar kantor 1")
    assert calendar.why_not(date(2026, 11, 25)) == "Pemungutan suara"
    assert calendar.is_working_day(date(2026, 12, 24))
    assert calendar.version == "bawaan + daftar kantor 1"
    assert list(changes(SHIPPED, calendar)) == [
        "25 November 2026: hari kerja menjadi Pemungutan suara",
        "24 Desember 2026: Cuti Bersama Natal menjadi hari kerja",
    ]
    assert SHIPPED.why_not(date(2026, 11, 25)) is None


def test_a_year_is_decided_once_its_joint_leave_is_listed_and_no_year_before_it_is_open() -> None:
    leave = DayKind.JOINT_LEAVE
    assert amended(SHIPPED, (listed(date(2028, 12, 24), leave),), "x").years == (2015, 2026)
    both = (listed(date(2027, 12, 24), leave), listed(date(2028, 12, 24), leave))
    assert amended(SHIPPED, both, "x").years == (2015, 2028)
    assert amended(SHIPPED, (listed(date(2027, 8, 17)),), "x").years == (2015, 2026)


# -- the record ----------------------------------------------------------------------------------


def test_deadlines_count_the_list_from_its_adoption_and_older_promises_stand(
    office: Office,
) -> None:
    before = office.open_case(office.file_report(risk=GREEN))
    promised = window(office, before, WaitKind.VERIFICATION)
    assert promised.deadline.span.counts_working_days
    office.list_holidays()
    later = office.open_case(office.file_report(risk=GREEN))
    counted = window(office, later, WaitKind.VERIFICATION)
    assert OPENING.date() < VOTING_DAY.day <= promised.due.date()
    assert counted.due == promised.due + timedelta(days=1)
    assert "Hari pemungutan suara" in counted.deadline.explain()
    assert "daftar kantor 1 (" in counted.deadline.calendar_version
    stands = window(office, before, WaitKind.VERIFICATION)
    assert stands == promised
    assert "daftar kantor" not in stands.deadline.calendar_version


def test_another_list_replaces_the_first_and_the_same_again_is_no_news(office: Office) -> None:
    office.list_holidays()
    assert office.list_holidays().events == ()
    other = listed(date(2026, 3, 5))
    assert office.list_holidays(other).events == ("holidays.adopted",)
    calendar = office.register.calendar
    assert calendar.is_working_day(VOTING_DAY.day)
    assert not calendar.is_working_day(other.day)
    assert "daftar kantor 2 (" in calendar.version
    with pytest.raises(DayListedTwice):
        office.list_holidays(other, other)
    book = office.register.load(HolidayList, HolidayList.BOOK)
    assert book is not None
    assert book.edition == 2


def test_an_office_of_a_regency_lists_no_days_off_for_the_province(office: Office) -> None:
    head = Person("kota", office.new_id("p"), Role.SUPERVISOR, "Kesbangpol Kota", "31.74")
    office.give_role(head)
    with pytest.raises(OutsideRegion):
        office.send(AdoptHolidayList, head, days=(VOTING_DAY,))
