"""What a report said wrongly of its theme, its Pasal 5 source or its risk is set right."""

from domain.case_file import CaseFile
from domain.report import ConflictSource
from domain.risk import Level
from domain.stage import Stage
from projections.case_board import BoardView
from tests.web.house import House


def row_of(house: House, id_: object) -> tuple[str, ConflictSource, Level]:
    house.catch_up()
    row = BoardView(house.office.datastore).row(id_)  # type: ignore[arg-type]
    assert row is not None
    return row.theme, row.conflict_source, row.level


def test_a_waiting_report_is_assessed_anew_and_shows_before_and_after(house: House) -> None:
    cast = house.cast
    report = cast.file_report(title="Rebutan parkir")
    window = house.window(cast.officer).open(f"/laporan/{report}")
    window.send(
        "ralat-laporan",
        **{
            "theme": "tambang",
            "conflict_source": "c",
            "risk.weapons": "true",
            "explanation": "Pelapor menelepon: ada parang.",
        },
    )
    assert window.status == 200
    assert "Mengapa tingkat merah" in window.text
    assert "penggunaan atau penguasaan senjata" in window.text
    assert "tema, sumber konflik, penilaian risiko" in window.text
    assert "Ralat" in window.text
    assert "Pelapor menelepon: ada parang." in window.text
    assert ConflictSource.NATURAL_RESOURCES.label in window.text  # what it was before
    assert row_of(house, report) == ("tambang", ConflictSource.BOUNDARIES, Level.RED)
    assert "Merah" in house.window(cast.reporter).open("/laporan").text
    changed = {each.fact: (each.before, each.after) for each in cast.file(report).corrections}
    assert changed["conflict_source"][1] == ConflictSource.BOUNDARIES.label
    assert changed["risk"][0].startswith("Kuning, skor ")
    assert changed["risk"][1].endswith(", ada senjata")
    case = cast.open_case(report)
    assert row_of(house, case) == ("tambang", ConflictSource.BOUNDARIES, Level.RED)


def test_a_case_follows_the_subject_of_its_first_report_and_not_its_risk(house: House) -> None:
    cast = house.cast
    case = cast.open_case(first := cast.file_report())
    joined = cast.file_report(by=cast.liaison)
    cast.join_report(case, joined)
    before = row_of(house, case)
    cast.correct_report(joined, theme="upah", conflict_source="e")
    assert row_of(house, case) == before
    cast.correct_report(first, theme="tambang", conflict_source="c", risk={"weapons": True})
    assert row_of(house, case) == ("tambang", ConflictSource.BOUNDARIES, before[2])
    file: CaseFile = cast.file(case)
    assert (file.theme, file.level, file.stage) == ("tambang", before[2], Stage.VERIFY)
    assert file.reports[first].risk.level is Level.RED
    found = house.window(cast.officer).open("/cari?q=tambang")
    assert f"/kasus/{case}" in found.html
    page = house.window(cast.officer).open(f"/kasus/{case}")
    assert "Tema atau sumber konflik kasus mengikuti ralat laporannya" in page.text
    history = house.window(cast.auditor).open(f"/kasus/{case}/riwayat")
    assert "tambang" in history.text
    field = history.open(f"/kasus/{case}/isian/theme")
    assert "agraria" in field.text or before[0] in field.text
    assert "tambang" in field.text


def test_an_input_that_is_no_number_comes_back_with_what_was_typed(house: House) -> None:
    report = house.cast.file_report()
    window = house.window(house.cast.officer).open(f"/laporan/{report}")
    form = window.form("ralat-laporan")
    window.post(
        form.action, form.filled({"risk.crowd": "banyak", "explanation": "Jumlahnya salah."})
    )
    assert window.status == 422
    assert "Jumlahnya salah." in window.text
