"""The office's own days off: read from a sheet, adopted at the register."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from pydantic import ValidationError

from application.sitting import Methods, Sitting
from domain.holiday_list import AdoptHolidayList, DayKind, HolidayList, ListedDay

if TYPE_CHECKING:
    from application.register import Register

COLUMNS: Final = ("tanggal", "nama", "jenis", "dasar")


class HolidayListUnreadable(ValueError):
    """Daftar hari libur tidak dapat dipakai; `problems` says why, one line of the sheet each."""

    def __init__(self, problems: list[str]) -> None:
        lines = "\n".join(f"- {each}" for each in problems)
        super().__init__(f"Daftar hari libur tidak dapat dipakai; tidak ada yang dicatat.\n{lines}")
        self.problems = problems


def read_days(text: str) -> tuple[ListedDay, ...]:
    """Days from CSV text with the header `tanggal,nama,jenis,dasar`; `;` serves as well as `,`.

    HolidayListUnreadable names every line that is wrong.
    """
    lines = text.lstrip("\ufeff").splitlines()
    header = lines[0] if lines else ""
    rows = csv.DictReader(lines, delimiter=";" if ";" in header else ",")
    named = tuple(name.strip().lower() for name in rows.fieldnames or ())
    if named != COLUMNS:
        raise HolidayListUnreadable([f"Baris pertama harus '{','.join(COLUMNS)}'."])
    rows.fieldnames = COLUMNS
    days: list[ListedDay] = []
    problems: list[str] = []
    first: dict[object, int] = {}
    for row in rows:
        line = rows.line_num
        wrong = list(_wrong(row))
        if wrong:
            problems += [f"Baris {line}: {each}" for each in wrong]
            continue
        day = _day(row)
        if day.day in first:
            problems.append(f"Baris {line}: tanggal itu sudah ada pada baris {first[day.day]}.")
        first.setdefault(day.day, line)
        days.append(day)
    if not days and not problems:
        problems.append("Tidak ada satu hari pun di bawah baris pertama.")
    if problems:
        raise HolidayListUnreadable(problems)
    return tuple(days)


def _wrong(row: dict[str, str]) -> Iterator[str]:
    if None in row or None in row.values():
        yield f"harus memuat {len(COLUMNS)} kolom ({', '.join(COLUMNS)})."
        return
    if row["jenis"].strip().lower() not in set(DayKind):
        yield f"jenis '{row['jenis']}' tidak dikenal; pakai {', '.join(DayKind)}."
        return
    unread = f"tanggal '{row['tanggal']}' tidak terbaca; tulis misalnya 2026-08-17."
    try:
        date.fromisoformat(row["tanggal"].strip())
        _day(row)
    except ValidationError as refused:
        for error in refused.errors():
            column = {"name": "nama", "basis": "dasar"}.get(str(error["loc"][0]))
            yield f"{column} harus diisi, paling panjang 200 huruf." if column else unread
    except ValueError:
        yield unread


def _day(row: dict[str, str]) -> ListedDay:
    return ListedDay.model_validate(
        {
            "day": row["tanggal"].strip(),
            "name": row["nama"],
            "kind": row["jenis"].strip().lower(),
            "basis": row["dasar"],
        }
    )


def _adopt(register: "Register", command: AdoptHolidayList, sitting: Sitting) -> UUID:
    sitting.allow_for_province()
    book = sitting.find(HolidayList, HolidayList.BOOK)
    if book:
        book.adopt(command)
    else:
        sitting.add(HolidayList.first(command, sitting.at.envelope))
    return HolidayList.BOOK


METHODS: Methods = {AdoptHolidayList: _adopt}
