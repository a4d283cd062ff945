"""Usul kemiripan: what is proposed as the same conflict, why, and to whom it is not shown."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from domain.kernel import Secrecy
from domain.likeness import (
    LikenessRules,
    Traits,
    likeness,
    points_told,
    points_unread,
    proposed,
)
from domain.told_apart import AlreadyToldApart, NotLikeItself
from projections import candidates
from projections.candidates import Candidate, CandidateView
from runtime.database import Datastore
from tests.facts import NOON
from tests.office import Office, Person

RULES = LikenessRules()
HERE = Traits(
    region="31.74.09",
    happened_at=NOON,
    theme="agraria",
    conflict_source="d",
    parties=("Warga RW 01", "Warga RW 02"),
)


def test_the_same_twice_has_every_point_and_says_why() -> None:
    found = likeness(HERE, HERE, 1.0, RULES)
    assert (found.score, found.most) == (97, 100)
    assert [each.why for each in found.parts] == [
        "kecamatannya sama",
        "terjadi dalam 24 jam yang sama",
        "temanya sama: agraria",
        "sama-sama menyebut 01, 02, rw",
        "100% kata-katanya mirip",
    ]


@pytest.mark.parametrize(
    ("other", "part", "points"),
    [
        ({"region": "31.74.01"}, 0, 18),
        ({"region": "31.73.01"}, 0, 6),
        ({"region": "73.71.01"}, 0, 0),
        ({"happened_at": NOON - timedelta(days=7)}, 1, 10),
        ({"happened_at": NOON - timedelta(days=30)}, 1, 0),
        ({"theme": "tawuran"}, 2, 8),
        ({"theme": "tawuran", "conflict_source": "a"}, 2, 0),
        ({"parties": ()}, 3, 0),
        ({"parties": ("Serikat pekerja",)}, 3, 0),
    ],
)
def test_each_part_has_its_share(other: dict[str, object], part: int, points: int) -> None:
    found = likeness(HERE, HERE.model_copy(update=other), 0.0, RULES)
    assert found.parts[part].points == points


@pytest.mark.parametrize("region", ["31.74.09", "31.74", "31.71.01", "31.74.09.1001", "73"])
@pytest.mark.parametrize("days", [0, 1, 6, 13, 40])
@pytest.mark.parametrize("theme", ["Agraria", "tawuran"])
@pytest.mark.parametrize("parties", [(), ("Warga RW 02", "Massa"), ("dan",)])
def test_the_points_that_are_counted_first_are_those_that_are_explained(
    region: str, days: int, theme: str, parties: tuple[str, ...]
) -> None:
    happened = NOON + timedelta(days=days)
    changed = {"region": region, "happened_at": happened, "theme": theme, "parties": parties}
    other = HERE.model_copy(update=changed)
    for one, two in ((HERE, other), (other, HERE)):
        explained = likeness(one, two, 0.37, RULES)
        assert points_unread(one, two, RULES) == sum(each.points for each in explained.parts[:4])
        assert points_told(0.37, RULES) == explained.parts[4].points


def test_what_is_elsewhere_and_about_something_else_is_not_proposed() -> None:
    other = HERE.model_copy(update={"region": "73.71", "theme": "x", "conflict_source": "a"})
    assert not proposed(likeness(HERE, other, 0.1, RULES), RULES)
    assert proposed(likeness(HERE, other, 0.1, RULES), LikenessRules(proposed_from=20))


def found(office: Office, datastore: Datastore, report: UUID, by: Person) -> list[Candidate]:
    file = office.file(report)
    assert file.report is not None
    but = file.told_apart.get(report, set())
    view = CandidateView(datastore)
    return list(view.of(file.report, RULES, reader=by.standing, but=tuple(but)))


def test_the_case_and_the_report_that_tell_the_same_are_proposed_the_likest_first(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    case = office.open_case()
    like = office.file_report(theme="sengketa", facts="Warga berselisih soal kebun.")
    office.file_report(
        title="Unjuk rasa upah",
        facts="Pekerja berorasi lalu bubar.",
        region="31.71.01",
        theme="buruh",
        conflict_source="a",
        parties=("Serikat",),
    )
    office.note_as_information(office.file_report())
    report = office.file_report(by=office.liaison)
    catch_up()
    candidates = found(office, datastore, report, office.officer)
    assert [each.row.id for each in candidates] == [case, like]
    assert candidates[0].likeness.score > candidates[1].likeness.score


def test_nothing_above_the_readers_clearance_or_outside_the_compartment_is_proposed(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    cleared = office.cleared_officer()
    office.open_case(office.file_report(secrecy=Secrecy.SECRET))
    apart = office.open_case()
    office.join_report(apart, office.file_pointer(by=cleared), by=cleared)
    report = office.file_report(by=office.liaison)
    catch_up()
    low = Person("low", office.officer.id, office.officer.role, "BKBP", clearance=Secrecy.OPEN)
    assert found(office, datastore, report, low) == []
    seen = {each.row.id for each in found(office, datastore, report, office.officer)}
    assert apart not in seen
    assert apart in {each.row.id for each in found(office, datastore, report, cleared)}


def test_what_was_told_apart_is_remembered_on_both_sides_and_proposed_no_more(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    case = office.open_case()
    report = office.file_report(by=office.liaison)
    office.tell_apart(report, case)
    catch_up()
    assert found(office, datastore, report, office.officer) == []
    assert office.file(case).told_apart[case] == {report}
    assert office.file(report).told_apart[report] == {case}
    with pytest.raises(AlreadyToldApart):
        office.tell_apart(report, case)
    with pytest.raises(NotLikeItself):
        office.tell_apart(report, report)


def test_the_few_likest_are_the_first_of_all(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    """Those whose account cannot bring them among the few are left unread, and not missed."""
    told = "Dua kelompok warga berebut lahan garapan."
    for number in range(4):
        office.file_report(facts=told if number % 2 else "Pekerja berorasi lalu bubar.")
        office.file_report(region="31.74.01", facts=told if number % 2 else "Arak-arakan malam.")
    report = office.file_report(by=office.liaison, facts=told)
    catch_up()
    mine = office.file(report).report
    assert mine is not None
    view = CandidateView(datastore)
    every = [
        (each.row.id, each.likeness.score)
        for each in view.of(mine, RULES, reader=office.officer.standing, limit=100)
    ]
    assert len(every) == 8
    for few in (1, 2, 3, 5):
        asked = view.of(mine, RULES, reader=office.officer.standing, limit=few)
        assert [(each.row.id, each.likeness.score) for each in asked] == every[:few]


def test_reports_that_wait_are_found_behind_any_number_of_likelier_cases(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    told = "Dua kelompok warga berebut lahan garapan."
    case = office.open_case(office.file_report(facts=told))
    for _ in range(5):
        office.open_case(office.file_report(facts=told))
    waits = office.file_report(facts="Pekerja berorasi lalu bubar.")
    catch_up()
    mine = office.file(case).report
    assert mine is not None
    asked = CandidateView(datastore).of(
        mine, RULES, reader=office.officer.standing, but=(case,), waiting=True
    )
    assert [each.row.id for each in asked] == [waits]


def test_of_a_wave_that_tells_the_same_the_nearest_in_time_are_compared(
    office: Office,
    datastore: Datastore,
    catch_up: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(candidates, "MOST_READ", 2)
    begun = office.now()
    near = {
        office.file_report(happened_at=begun - timedelta(hours=hours)): hours
        for hours in (20, 3, 9, 1, 14)
    }
    report = office.file_report(by=office.liaison, happened_at=begun)
    catch_up()
    likest = found(office, datastore, report, office.officer)
    assert {near[each.row.id] for each in likest} == {1, 3}
