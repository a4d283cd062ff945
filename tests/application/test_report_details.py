"""Isian Laporan Informasi: kept sealed, imported, searched, and no person among the parties."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from application.intake import COLUMNS, import_reports
from domain.report import CyberspaceWithoutTrace, PartyIsAPerson, Realm, ReportedFromTheFuture
from domain.report_details import Bidang, Details, Nature, Obtained, TimePrecision, identity_in
from tests.office import Office

EXAMPLE = Path(__file__).parents[2] / "examples" / "laporan.csv"


def test_what_is_added_is_kept_and_what_may_lead_to_a_person_is_sealed(office: Office) -> None:
    details = Details(
        field=Bidang.ECONOMY,
        nature=Nature.POTENTIAL,
        obtained_by=Obtained.HEARD,
        relation="tetangga lahan",
        neighbourhood="003/05",
        latitude=-6.2244,
        longitude=106.8423,
        trigger="Pagar baru.",
        prediction="Terulang saat panen.",
    )
    report = office.file_report(details=details)
    kept = office.file(report).report
    assert kept is not None
    assert (kept.details.field, kept.details.nature) == (Bidang.ECONOMY, Nature.POTENTIAL)
    assert str(kept.details.coordinates) == "-6.224400,106.842300"
    assert str(kept.details.relation) == "tetangga lahan"
    with office.register.recorder.datastore.reading() as cursor:
        (row,) = cursor.execute(
            "SELECT state FROM rukun.event WHERE topic = 'report.filed'"
        ).fetchall()
    stored = bytes(row["state"])
    assert b"ekonomi" in stored
    for secret in (b"tetangga", b"106.8423", b"003/05", b"Pagar", b"panen"):
        assert secret not in stored


def test_a_month_known_is_no_day_known(office: Office) -> None:
    report = office.file_report(details=Details(time_precision=TimePrecision.MONTH))
    kept = office.file(report).report
    assert kept is not None
    assert not kept.day_known


@pytest.mark.parametrize(
    "party",
    [
        "Budi 3174091203870001",
        "31.7409.120387.0001",
        "Ketua RW 0812-3456-7890",
        "+62 812 3456 7890",
        "warga@contoh.example",
    ],
)
def test_uu_27_a_party_that_is_plainly_one_person_is_refused(office: Office, party: str) -> None:
    with pytest.raises(PartyIsAPerson, match="Pihak ke-2"):
        office.file_report(parties=("Warga RW 01", party))
    report = office.file_report()
    with pytest.raises(PartyIsAPerson):
        office.correct_report(report, parties=(party,))


@pytest.mark.parametrize("party", ["Warga RW 01", "Angkatan 1998", "PT Contoh 2020", "Pasal 170"])
def test_a_group_with_numbers_is_no_person(party: str) -> None:
    assert identity_in(party) is None


def test_cyberspace_needs_its_platform_or_its_link(office: Office) -> None:
    with pytest.raises(CyberspaceWithoutTrace):
        office.file_report(realm=Realm.CYBERSPACE)
    for trace in (Details(platform="Forum contoh"), Details(link="https://contoh.example/1")):
        office.file_report(realm=Realm.CYBERSPACE, details=trace)


def test_nobody_was_told_of_it_tomorrow(office: Office) -> None:
    tomorrow = office.now().replace(year=2027)
    with pytest.raises(ReportedFromTheFuture):
        office.file_report(details=Details(obtained_at=tomorrow))


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": -6.2},
        {"latitude": 51.5, "longitude": 106.8},
        {"link": "contoh"},
        {"neighbourhood": "RT tiga"},
        {"evidence_sha256": "abc"},
        {"wounded": -1},
    ],
)
def test_what_makes_no_sense_is_no_detail(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Details(**wrong)


def imported(office: Office, row: dict[str, str]) -> Any:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    writer.writerow(row)
    return import_reports(
        out.getvalue(),
        register=office.register,
        actor=office.officer.id,
        standings=[office.officer.standing],
    )


def test_the_example_says_every_column_and_is_imported_whole(office: Office) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert set(text.splitlines()[0].split(",")) <= set(COLUMNS)
    result = import_reports(
        text,
        register=office.register,
        actor=office.officer.id,
        standings=[office.officer.standing],
    )
    assert (len(result.accepted), result.rejected) == (4, [])
    first = office.file(result.accepted[0]).report
    assert first is not None
    assert first.details.field is Bidang.ECONOMY
    assert str(first.details.recommendation) == "Mediasi oleh camat sebelum panen."


def test_a_row_whose_details_are_wrong_names_their_columns(office: Office) -> None:
    row = next(csv.DictReader(io.StringIO(EXAMPLE.read_text(encoding="utf-8"))))
    result = imported(office, row | {"lintang": "", "tautan": "bukan tautan", "rt_rw": "x"})
    (refused,) = result.rejected
    assert "tautan: harus alamat lengkap" in refused.reason
    assert "rt_rw: tulis seperti 003/05" in refused.reason
    (half,) = imported(office, row | {"lintang": ""}).rejected
    assert "lintang dan bujur" in half.reason
