"""Drills end to end: everything that must hold holds, and the same seed gives the same events."""

import json
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from domain.conflict_case import OpenCase
from domain.report import AlreadyTriaged
from drill.incidents import Incident, chosen, read_incidents
from drill.report import DrillReport, drill, run_drill
from drill.story import Story
from runtime.regions import Regions

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "incidents.csv"
REAL = ROOT.parent / "shared" / "data" / "incidents-idn-2015-2022.csv"
FEW_ROWS = 30
"""`rukun drill --limit 1000` plays more; CI has no time for it."""

TODAY = date(2026, 3, 2)


def incidents_of(path: Path, regions: Regions) -> tuple[Incident, ...]:
    return read_incidents(path.read_text(encoding="utf-8"), regions=regions, today=TODAY)


def broken(report: DrillReport) -> dict[str, tuple[str, ...]]:
    """What does not hold, by name."""
    found = report.invariants.items()
    return {name: each.violations for name, each in found if not each.holds}


@pytest.fixture(scope="module")
def report(regions: Regions) -> DrillReport:
    """The committed example, drilled once."""
    return drill(incidents_of(EXAMPLE, regions), seed=1, regions=regions)


@pytest.mark.slow
def test_every_invariant_is_looked_at_and_holds(report: DrillReport) -> None:
    assert broken(report) == {}
    assert report.blunders == []
    assert report.rows == 60
    assert report.reports >= report.rows  # a second source is a report too


@pytest.fixture(scope="module")
def few(regions: Regions) -> tuple[Incident, ...]:
    """Rows of the real file; of the example where a stranger has none."""
    return chosen(incidents_of(REAL if REAL.exists() else EXAMPLE, regions), limit=FEW_ROWS)


@pytest.fixture(scope="module")
def of_few(few: tuple[Incident, ...], regions: Regions) -> DrillReport:
    return drill(few, seed=2, regions=regions)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_events(
    few: tuple[Incident, ...], of_few: DrillReport, regions: Regions
) -> None:
    again = drill(few, seed=2, regions=regions)
    measured = {"driver"}
    assert again.model_dump(exclude=measured) == of_few.model_dump(exclude=measured)


@pytest.mark.slow
def test_all_stages_all_ways_of_a_task_and_all_rules_occur(report: DrillReport) -> None:
    assert {what: names for what, names in report.unexercised.items() if names} == {}
    assert {"selesai", "tidak_terbukti"} <= report.cases.keys()
    assert report.median_hours.keys() >= {
        "deteksi",
        "verifikasi",
        "eskalasi",
        "musyawarah",
        "pemulihan",
    }
    assert report.workflows["failed"] == 0
    assert report.workflows["running"] > 0
    assert min(report.letters.values()) > 0


@pytest.mark.slow
def test_another_seed_gives_other_events(report: DrillReport, regions: Regions) -> None:
    four = chosen(incidents_of(EXAMPLE, regions), limit=4)
    assert drill(four, seed=1).digest != drill(four, seed=2).digest


@pytest.mark.slow
def test_rows_of_the_real_file(of_few: DrillReport) -> None:
    if not REAL.exists():
        pytest.skip("berkas peristiwa nyata tidak ada di samping proyek ini")
    assert broken(of_few) == {}
    assert of_few.blunders == []
    assert of_few.reports >= FEW_ROWS


@pytest.mark.slow
def test_a_blunder_ends_its_own_strand_alone_is_told_and_fails_the_drill(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opens = Story._open

    def opens_twice(story: Story) -> None:
        opens(story)
        if story.incident.event_id == "CONTOH-0001":
            opening = {"report_id": story.report_id, "case_id": story.case_id}
            story.send(OpenCase, story.officer, **opening)

    monkeypatch.setattr(Story, "_open", opens_twice)
    told, summed = tmp_path / "kata.txt", tmp_path / "laporan.json"
    with told.open("w", encoding="utf-8") as words:
        assert run_drill(EXAMPLE, limit=3, json_out=summed, console=Console(file=words)) == 1
    report = json.loads(summed.read_text(encoding="utf-8"))
    (blunder,) = report["blunders"]
    assert "Langkah rekaan yang keliru: 1" in told.read_text(encoding="utf-8")
    assert blunder.startswith(f"CONTOH-0001: OpenCase: {AlreadyTriaged.__doc__}")
    assert blunder in told.read_text(encoding="utf-8")
    assert report["reports"] >= 3  # every other row was played
    assert not [each for each in report["invariants"].values() if each["violations"]]


def test_a_bad_file_is_refused_before_anything_starts(tmp_path: Path) -> None:
    bad = tmp_path / "peristiwa.csv"
    bad.write_text(EXAMPLE.read_text(encoding="utf-8") + "CONTOH-0001,besok\n", encoding="utf-8")
    with (tmp_path / "kata.txt").open("w", encoding="utf-8") as words:
        assert run_drill(bad, console=Console(file=words)) == 1
    assert "baris 62" in (tmp_path / "kata.txt").read_text(encoding="utf-8")


def test_a_range_without_incidents_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "kata.txt").open("w", encoding="utf-8") as words:
        assert run_drill(EXAMPLE, first=date(2026, 1, 1), console=Console(file=words)) == 1


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "peristiwa.csv"
    if content is not None:
        path.write_bytes(content)
    with (tmp_path / "kata.txt").open("w", encoding="utf-8") as words:
        assert run_drill(path, console=Console(file=words)) == 1
    assert "tidak terbaca" in (tmp_path / "kata.txt").read_text(encoding="utf-8")
