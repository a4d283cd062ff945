"""A file of incidents is read whole, or refused with every line that is wrong."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from drill.incidents import COLUMNS, Incident, IncidentsRefused, chosen, read_incidents
from drill.inventions import ALWAYS_INVENTED, invent
from runtime.regions import Regions

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 3, 2)
HEADER = ",".join(COLUMNS)
GOOD = "CONTOH-1,2025-01-06,2,riots,Bali,Desa Contoh,-8.6,115.2,3,51.71,0"


def read(regions: Regions, *lines: str, header: str = HEADER) -> tuple[Incident, ...]:
    return read_incidents("\n".join((header, *lines)) + "\n", regions=regions, today=TODAY)


def refused(regions: Regions, *lines: str, header: str = HEADER) -> list[tuple[int, str]]:
    with pytest.raises(IncidentsRefused) as caught:
        read(regions, *lines, header=header)
    return [(problem.line, problem.rule) for problem in caught.value.problems]


def with_cell(column: str, value: str) -> str:
    cells = GOOD.split(",")
    cells[COLUMNS.index(column)] = value
    return ",".join(cells)


def test_a_good_row_is_an_incident(regions: Regions) -> None:
    (incident,) = read(regions, GOOD)
    assert (incident.event_id, incident.region_code, incident.line) == ("CONTOH-1", "51.71", 2)


def test_the_committed_example_is_readable_and_lies_in_all_three_zones(regions: Regions) -> None:
    text = (ROOT / "examples" / "incidents.csv").read_text(encoding="utf-8")
    incidents = read_incidents(text, regions=regions, today=TODAY)
    assert len(incidents) == 60
    assert {each.event_type.value for each in incidents} == {
        "protests",
        "riots",
        "violence",
        "battles",
    }
    assert all(each.event_id.startswith("CONTOH-") for each in incidents)
    assert {"31", "73", "94"} <= {each.region_code[:2] for each in incidents}
    assert any(each.fatalities for each in incidents)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("event_id_cnty", "", "MissingField"),
        ("event_id_cnty", "x" * 201, "TooLong"),
        ("event_id_cnty", "a\x00b", "ControlCharacter"),
        ("event_date", "6 Januari 2025", "NotADate"),
        ("event_date", "2025-02-30", "NotADate"),
        ("event_date", "2026-03-03", "FutureDate"),
        ("time_precision", "4", "NotANumber"),
        ("event_type", "strike", "UnknownType"),
        ("location", " ", "MissingField"),
        ("latitude", "utara", "NotANumber"),
        ("latitude", "nan", "NotANumber"),
        ("longitude", "181", "NotANumber"),
        ("region_code", "5171", "UnknownRegion"),
        ("region_code", "99.99", "UnknownRegion"),
        ("fatalities", "-1", "NotANumber"),
        ("fatalities", "1.5", "NotANumber"),
        ("fatalities", "²", "NotANumber"),
    ],
)
def test_a_malformed_cell_is_refused_by_its_rule(
    regions: Regions, column: str, value: str, rule: str
) -> None:
    assert refused(regions, with_cell(column, value)) == [(2, rule)]


def test_every_wrong_line_is_named_at_once(regions: Regions) -> None:
    lines = (with_cell("event_date", "besok"), GOOD, with_cell("region_code", "99.99"))
    assert refused(regions, *lines) == [(2, "NotADate"), (4, "UnknownRegion")]


def test_the_words_are_indonesian_and_name_the_line(regions: Regions) -> None:
    with pytest.raises(IncidentsRefused, match=r"baris 2: region_code: '99.99' tidak ada dalam"):
        read(regions, with_cell("region_code", "99.99"))


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        (HEADER.replace(",fatalities", ""), "MissingField"),
        (HEADER + ",catatan", "UnknownField"),
        (HEADER + ",fatalities", "FieldTwice"),
    ],
)
def test_an_unknown_or_missing_column_is_refused(regions: Regions, header: str, rule: str) -> None:
    assert refused(regions, GOOD, header=header) == [(1, rule)]


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([GOOD + ",lebih"], "WrongNumberOfCells"),
        ([GOOD.rpartition(",")[0]], "WrongNumberOfCells"),
        ([GOOD.replace("Bali", '"Bali')], "BrokenCsv"),
        ([], "NothingInFile"),
    ],
)
def test_a_torn_file_is_refused(regions: Regions, lines: list[str], rule: str) -> None:
    assert [named for _, named in refused(regions, *lines)] == [rule]


def test_the_same_incident_twice_is_refused(regions: Regions) -> None:
    assert refused(regions, GOOD, GOOD) == [(3, "TwiceInFile")]


def test_a_range_of_days_includes_both_ends(regions: Regions) -> None:
    rows = [f"CONTOH-{day},2025-01-0{day}," + GOOD.split(",", 2)[2] for day in (1, 2, 3, 4)]
    incidents = read(regions, *rows)
    kept = chosen(incidents, first=date(2025, 1, 2), last=date(2025, 1, 4), limit=2)
    assert [each.event_id for each in kept] == ["CONTOH-2", "CONTOH-3"]


# -- what is invented ------------------------------------------------------------------------


def test_what_is_invented_depends_on_the_seed_and_the_incident_alone(regions: Regions) -> None:
    (alone,) = read(regions, GOOD)
    _, among = read(regions, GOOD.replace("CONTOH-1", "CONTOH-0"), GOOD)
    assert invent(alone, 1) == invent(among, 1)
    assert invent(alone, 1) != invent(alone, 2)


def test_a_known_day_is_kept_and_an_unknown_one_is_marked(regions: Regions) -> None:
    (known,) = read(regions, with_cell("time_precision", "1"))
    (month,) = read(regions, with_cell("time_precision", "3"))
    for seed in range(20):
        told = invent(known, seed)
        assert told.day_known
        assert told.invented == ALWAYS_INVENTED
        assert told.happened_at.replace(tzinfo=UTC).date() in (date(2025, 1, 5), date(2025, 1, 6))
        guessed = invent(month, seed)
        assert "hari kejadian" in guessed.invented
        assert datetime(2024, 12, 31, tzinfo=UTC) < guessed.happened_at
        assert guessed.happened_at < datetime(2025, 2, 1, tzinfo=UTC)
        assert told.filed_at > told.happened_at
