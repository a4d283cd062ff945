"""Reports in bulk: accepted, known already, or rejected with what is missing."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from application.intake import COLUMNS, ImportResult, import_reports
from application.unreadable import FileUnreadable
from domain.access import RoleNotHeld
from domain.case_file import fold
from domain.report import Report, Source
from tests.office import Office

EXAMPLE = Path(__file__).parents[2] / "examples" / "laporan.csv"
ROW = {
    "identitas": "FKDM-1",
    "sumber": "fkdm",
    "judul": "Cekcok batas lahan",
    "wilayah": "31.74.09",
    "waktu_kejadian": "2026-03-01 10:00",
    "sumber_konflik": "d",
    "tema": "agraria",
    "uraian": "Dua kelompok berebut lahan.",
    "nilai_sumber": "B",
    "nilai_informasi": "2",
    "kemungkinan": "3",
    "dampak": "3",
}


def file_of(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def imported(office: Office, text: str) -> ImportResult:
    reporter = office.officer
    return import_reports(
        text,
        register=office.register,
        actor=reporter.id,
        standings=office.register.standings(reporter.id),
    )


def filed(office: Office) -> int:
    return sum(each.name == "report.filed" for each in office.register.log.all())


def test_the_example_goes_in_and_twice_adds_nothing(office: Office) -> None:
    office.give_role(office.officer.__class__(**{**vars(office.officer), "region": ""}))
    text = EXAMPLE.read_text(encoding="utf-8")
    assert imported(office, text).summary() == {"accepted": 4, "duplicate": 0, "rejected": []}
    head = office.register.log.head()
    assert imported(office, text).summary() == {"accepted": 0, "duplicate": 4, "rejected": []}
    assert office.register.log.head() == head


def test_every_documented_column_stands_in_the_example() -> None:
    (header, *_) = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert header.split(",") == list(COLUMNS)


def test_a_row_becomes_the_report_it_describes(office: Office) -> None:
    row = ROW | {"pihak": "Warga RW 01; Warga RW 02", "senjata": "ya", "keamanan": "R"}
    (report_id,) = imported(office, file_of(row)).accepted
    assert report_id == Report.id_of(Source.FKDM, "FKDM-1")
    report = fold(office.register.log.of_stream(report_id)).report
    assert report is not None
    assert report.happened_at == datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
    assert [str(party) for party in report.parties] == ["Warga RW 01", "Warga RW 02"]
    assert report.risk.level == "merah"
    assert (report.secrecy, report.external_id, report.invented) == ("R", "FKDM-1", ())


def test_json_says_the_same(office: Office) -> None:
    row: dict[str, Any] = ROW | {"nilai_informasi": 2, "pihak": ["RW 01", "RW 02"], "senjata": None}
    assert len(imported(office, json.dumps([row])).accepted) == 1
    same = ROW | {"pihak": "RW 01; RW 02"}
    assert len(imported(office, file_of(same)).duplicate) == 1


def test_a_row_without_an_identity_is_known_by_what_it_says(office: Office) -> None:
    row = ROW | {"identitas": ""}
    assert len(imported(office, file_of(row)).accepted) == 1
    again = imported(office, file_of(row, row | {"judul": "Lain"}))
    assert (len(again.duplicate), len(again.accepted)) == (1, 1)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("judul", "", "MissingField"),
        ("judul", "x" * 201, "InvalidField"),
        ("judul", "a\x07b", "InvalidField"),
        ("sumber", "tetangga", "UnknownValue"),
        ("wilayah", "Tebet", "UnknownRegion"),
        ("wilayah", "31.99", "UnknownRegion"),
        ("wilayah", "73.71", "OutsideRegion"),
        ("waktu_kejadian", "kemarin", "NotAMoment"),
        ("waktu_kejadian", "2030-01-01 00:00", "ReportedFromTheFuture"),
        ("kemungkinan", "6", "NotANumber"),
        ("nilai_sumber", "G", "UnknownValue"),
        ("dampak", "tinggi", "NotANumber"),
    ],
)
def test_a_bad_row_is_rejected_and_the_others_go_on(
    office: Office, column: str, value: str, rule: str
) -> None:
    before = filed(office)
    bad = ROW | {"identitas": "FKDM-2", column: value}
    result = imported(office, file_of(ROW, bad, ROW | {"identitas": "FKDM-3"}))
    assert [each.rule for each in result.rejected] == [rule]
    assert result.rejected[0].line == 3
    assert filed(office) == before + 2


def test_rejects_are_corrected_and_imported_again(office: Office) -> None:
    bad = ROW | {"identitas": "FKDM-2", "kemungkinan": "sering", "dampak": ""}
    result = imported(office, file_of(ROW, bad))
    assert result.in_words() == "1 laporan diterima, 0 sudah ada, 1 ditolak."
    rejects = list(csv.DictReader(io.StringIO(result.rejects_csv())))
    assert rejects[0]["baris"] == "3"
    assert rejects[0]["alasan"] == (
        "kemungkinan: 'sering' harus bilangan bulat 1 sampai 5; dampak: wajib diisi"
    )
    mended = rejects[0] | {"kemungkinan": "4", "dampak": "2"}
    assert imported(office, file_of(mended)).summary()["accepted"] == 1
    assert imported(office, file_of(ROW, mended)).summary()["duplicate"] == 2


def test_another_content_under_the_same_identity_is_no_duplicate(office: Office) -> None:
    imported(office, file_of(ROW))
    result = imported(office, file_of(ROW | {"uraian": "Lain sama sekali."}))
    assert [each.rule for each in result.rejected] == ["AlreadyFiled"]


def test_somebody_else_importing_the_same_row_adds_nothing(office: Office) -> None:
    imported(office, file_of(ROW))
    office.pass_time(hours=1)
    officer = office.officer
    result = import_reports(
        file_of(ROW),
        register=office.register,
        actor=officer.id,
        standings=office.register.standings(officer.id),
    )
    assert len(result.duplicate) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "judul,uraian\nA,B\n",
        file_of(ROW | {"warna": "merah"}),
        file_of(ROW) + '"belum ditutup',
        "[1, 2]",
        '{"judul": "A"}',
        "[{",
    ],
)
def test_a_file_that_makes_no_sense_is_refused_whole(office: Office, text: str) -> None:
    before = office.register.log.head()
    with pytest.raises(FileUnreadable):
        imported(office, text)
    assert office.register.log.head() == before


def test_an_unknown_field_or_a_cell_too_many_is_rejected(office: Office) -> None:
    strange = imported(office, json.dumps([ROW | {"warna": "merah"}]))
    assert [each.rule for each in strange.rejected] == ["UnknownField"]
    longer = imported(office, file_of(ROW).strip() + ",lebih\n")
    assert [each.rule for each in longer.rejected] == ["WrongNumberOfCells"]


def test_who_may_not_report_imports_nothing(office: Office) -> None:
    with pytest.raises(RoleNotHeld):
        import_reports(
            file_of(ROW),
            register=office.register,
            actor=office.governor.id,
            standings=office.register.standings(office.governor.id),
        )


def test_a_late_import_keeps_when_it_happened(office: Office) -> None:
    office.pass_time(days=5)
    (report_id,) = imported(office, file_of(ROW)).accepted
    report = fold(office.register.log.of_stream(report_id)).report
    assert report is not None
    assert report.filed_at - report.happened_at > timedelta(days=5)
