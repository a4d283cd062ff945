"""Status wilayah against an independent fold: any region, any moment, any reader."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from psycopg.sql import SQL

from domain.access import Target, may_read
from domain.case_file import CaseFile, as_it_was
from domain.conflict_case import ConflictCase
from domain.contagion import Direction
from domain.kernel import Compartment, Confidential, Role, Secrecy
from domain.regions import RegionLevel, contains
from domain.risk import Level
from domain.role_assignment import Standing
from projections.election_index import import_election_index
from projections.region_status import (
    WIDTHS,
    Contagion,
    RegionStatusView,
    StatusLine,
    Transition,
    calm,
)
from runtime.database import Datastore
from tests.office import OPENING, Office

PLACES = ("31", "31.71", "31.71.01", "31.71.01.1001", "31.74.09", "31.74.01", "31.74.01.1001")


@pytest.fixture
def view(datastore: Datastore) -> RegionStatusView:
    return RegionStatusView(datastore)


def standing(
    region: str = "", clearance: Secrecy = Secrecy.TOP_SECRET, role: Role = Role.AUDITOR
) -> Standing:
    return Standing(
        assignment_id=uuid4(),
        role=role,
        unit="BKBP",
        region=region,
        clearance=clearance,
        since=OPENING,
    )


EVERYTHING = standing()


class Golden:
    """The same answers, folded case by case from the record, without any table."""

    def __init__(self, office: Office, cases: list[UUID], reader: Standing = EVERYTHING) -> None:
        log = office.register.log
        self._events = [log.of_case(case) for case in cases]
        self._reader = reader

    def files(self, at: datetime) -> list[CaseFile]:
        """Open cases that the reader may read, as they stood."""
        files = [as_it_was(events, known_at=at) for events in self._events]
        return [
            file
            for file in files
            if file.case_id is not None
            and file.stage.open
            and may_read(self._reader, Target(region=file.region, secrecy=file.secrecy), uuid4())
        ]

    def level(self, code: str, at: datetime) -> Level:
        inside = [file.level for file in self.files(at) if contains(code, file.region)]
        return max(inside, default=Level.GREEN, key=lambda level: level.rank)

    def counts(self, code: str, at: datetime) -> dict[Level, int]:
        inside = [file.level for file in self.files(at) if contains(code, file.region)]
        return {level: inside.count(level) for level in Level}

    def since(self, code: str, at: datetime) -> datetime | None:
        """Back through every moment anything was recorded, as long as the level was the same."""
        moments = sorted(
            {
                each.fact.envelope.recorded_at
                for events in self._events
                for each in events
                if each.fact.envelope.recorded_at <= at
            }
        )
        now, began = self.level(code, at), None
        for moment in reversed(moments):
            if self.level(code, moment) is not now:
                return began
            began = moment
        return None if now is Level.GREEN else began


def random_town(office: Office, seed: int, size: int = 14) -> list[UUID]:
    """Cases in random places that rise, calm down, are refuted or close; time passes between."""
    dice = Random(seed)
    cases: list[UUID] = []
    for number in range(size):
        office.pass_time(hours=dice.randint(1, 40))
        place = dice.choice(PLACES)
        secrecy = dice.choice([Secrecy.OPEN, Secrecy.RESTRICTED, Secrecy.SECRET])
        report = office.file_report(title=f"Perkara {number}", region=place, secrecy=secrecy)
        cases.append(office.open_case(report))
        for case in dice.sample(cases, min(3, len(cases))):
            office.pass_time(hours=dice.randint(0, 30))
            _something_happens(office, case, dice)
    office.pass_time(hours=1)
    return cases


def _something_happens(office: Office, case: UUID, dice: Random) -> None:
    file = office.file(case)
    if not file.stage.open:
        return
    match dice.randint(0, 4):
        case 0 if not file.verified and file.stage.value == "verifikasi":
            office.refute(case)
        case 1 if not file.verified:
            office.found(case)
            known = office.register.load(ConflictCase, case)
            lowest = file.level.rank if known and known.level_stands else 0
            office.verify(case, level=dice.choice([each for each in Level if each.rank >= lowest]))
        case 2 if file.level is not Level.GREEN:
            office.calm_down(case, Level.GREEN)
        case 3 if file.level is not Level.RED:
            office.change_level(case, Level.RED)
        case _ if file.verified and file.stage.value == "verifikasi":
            office.begin_recovery(case)
        case _:
            pass


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_region_at_any_past_moment_is_what_a_fold_of_the_record_says(
    office: Office, view: RegionStatusView, catch_up: Callable[[], None], seed: int
) -> None:
    cases = random_town(office, seed)
    catch_up()
    golden, dice = Golden(office, cases), Random(seed)
    span = (office.now() - OPENING).total_seconds()
    moments = [OPENING + timedelta(seconds=dice.uniform(0, span)) for _ in range(12)]
    for at in (*moments, OPENING - timedelta(days=1), office.now()):
        for code in ("", *PLACES, "32"):
            line = view.of(code, at, EVERYTHING)
            assert line.level is golden.level(code, at), (code, at)
            assert line.counts == golden.counts(code, at), (code, at)
            assert line.since == golden.since(code, at), (code, at)
            assert view.counted(code, at, EVERYTHING) == replace(line, since=None), (code, at)
        known = {(file.case_id, file.level, file.stage) for file in golden.files(at)}
        assert {
            (each.case_id, each.level, each.stage) for each in view.cases("", at, EVERYTHING)
        } == known


def test_the_roll_up_of_each_level_is_that_of_each_of_its_regions(
    office: Office, view: RegionStatusView, catch_up: Callable[[], None]
) -> None:
    random_town(office, 4)
    catch_up()
    for level, width in WIDTHS.items():
        scope = "31" if width else ""
        whole, lines = view.below(scope, level, office.now(), EVERYTHING)
        assert whole == view.of(scope, office.now(), EVERYTHING)
        for code, line in lines.items():
            assert len(code) == width
            assert line == view.of(code, office.now(), EVERYTHING)
        counted = view.below_counted(scope, level, office.now(), EVERYTHING)
        assert counted == {
            code: replace(line, since=None) for code, line in lines.items() if line.total
        }
    assert set(view.below("31.74", RegionLevel.DISTRICT, office.now(), EVERYTHING)[1]) <= {
        "31.74.09",
        "31.74.01",
    }


def test_a_case_above_ones_clearance_or_outside_ones_region_colours_no_map(
    office: Office, view: RegionStatusView, catch_up: Callable[[], None]
) -> None:
    cases = random_town(office, 5)
    catch_up()
    now = office.now()
    for reader in (
        standing("31", Secrecy.RESTRICTED),
        standing("31.74", Secrecy.SECRET),
        standing("31.71.01", Secrecy.OPEN),
        standing("32"),
        standing("31", role=Role.LIAISON),
    ):
        golden = Golden(office, cases, reader)
        for code in ("", *PLACES):
            line = view.of(code, now, reader)
            assert (line.level, line.counts) == (golden.level(code, now), golden.counts(code, now))
            assert line.since == golden.since(code, now)
        allowed = {file.case_id for file in golden.files(now)}
        assert {each.case_id for each in view.cases("", now, reader)} == allowed
        whole, lines = view.below("31", RegionLevel.REGENCY, now, reader)
        shown = lines.values()
        assert whole == view.of("31", now, reader)
        below = view.below_counted("31", RegionLevel.REGENCY, now, reader).values()
        assert sum(line.total for line in below) == sum(line.total for line in shown)
        assert sum(line.total for line in shown) <= len(allowed)


def test_a_secret_red_case_leaves_the_map_of_others_green_in_every_answer(
    office: Office, view: RegionStatusView, catch_up: Callable[[], None]
) -> None:
    case = office.open_case(office.file_report(region="31.74.09", secrecy=Secrecy.SECRET))
    office.change_level(case, Level.RED)
    office.link_contagion(case, region="31.71")
    catch_up()
    reader, now = standing("31", Secrecy.RESTRICTED), office.now()
    assert view.of("31.74.09", now, reader) == calm("31.74.09")
    assert view.below("31", RegionLevel.REGENCY, now, reader) == (calm("31"), {})
    assert view.cases("31", now, reader) == []
    assert view.contagion("31.71", now, reader) == []
    assert [each.level for each in view.transitions("31", now, reader)] == [Level.GREEN]
    cleared = standing("31", Secrecy.SECRET)
    assert view.of("31.74.09", now, cleared).level is Level.RED
    assert len(view.contagion("31.71", now, cleared)) == 1


def test_a_case_that_has_become_secret_is_named_on_no_past_map_of_others(
    office: Office, view: RegionStatusView, catch_up: Callable[[], None]
) -> None:
    lead = office.open_case(office.file_report(region="31.74.09"))
    office.link_contagion(lead, region="31.71")
    office.pass_time(hours=2)
    then = office.now()
    office.pass_time(hours=1)
    office.change_level(lead, Level.RED)
    member = office.open_case(office.file_report(region="31.74.09", secrecy=Secrecy.SECRET))
    catch_up()
    low, cleared = standing("31", Secrecy.RESTRICTED), standing("31", Secrecy.SECRET)

    def named(reader: Standing) -> tuple[int, ...]:
        now = office.now()
        return (
            sum(each.case_id == lead for each in view.cases("31", then, reader)),
            sum(each == lead for each in view.during("31", OPENING, then, reader, 10)),
            sum(each.case_id == lead for each in view.contagion("31.71", then, reader)),
            sum(
                each.case_id == lead
                for each in view.courses("31", OPENING - timedelta(days=1), now, reader)
            ),
        )

    assert named(low) == named(cleared) == (1, 1, 1, 1)
    office.pass_time(hours=1)
    office.merge(lead, member)
    catch_up()
    assert named(low) == (0, 0, 0, 0)
    assert named(cleared) == (1, 1, 1, 1)


def test_what_rests_on_intelligence_leaves_the_map_of_others_and_nothing_else_does(
    office: Office, view: RegionStatusView, catch_up: Callable[[], None]
) -> None:
    known = office.open_case()
    cleared = office.cleared_officer()
    apart = office.open_case(office.file_pointer(by=cleared), by=cleared)
    catch_up()
    now = office.now()
    assert {each.case_id for each in view.cases("31", now, standing("31"))} == {known}
    reader = standing("31").model_copy(update={"compartments": (Compartment.INTELLIGENCE,)})
    assert {each.case_id for each in view.cases("31", now, reader)} == {known, apart}


def test_a_region_tells_every_level_it_stood_at_and_stays_one_while_cases_take_turns(
    office: Office, view: RegionStatusView, catch_up: Callable[[], None]
) -> None:
    first = office.open_case()
    opened = office.now()
    office.pass_time(hours=5)
    second = office.open_case()
    office.pass_time(hours=5)
    office.refute(first)
    office.pass_time(hours=5)
    office.change_level(second, Level.RED)
    raised = office.now()
    office.pass_time(hours=5)
    office.refute(second)
    ended = office.now()
    office.pass_time(hours=5)
    catch_up()
    told = view.transitions("31.74", office.now(), EVERYTHING)
    assert told == [
        Transition(Level.GREEN, ended, None),
        Transition(Level.RED, raised, ended),
        Transition(Level.YELLOW, opened, raised),
        Transition(Level.GREEN, None, opened),
    ]
    then = raised - timedelta(hours=1)
    assert view.transitions("31.74", then, EVERYTHING) == [
        Transition(Level.YELLOW, opened, None),
        Transition(Level.GREEN, None, opened),
    ]
    assert view.of("31.74", office.now(), EVERYTHING) == StatusLine(
        "31.74", Level.GREEN, ended, dict.fromkeys(Level, 0)
    )


def test_contagion_is_seen_from_both_ends_and_ends_with_its_removal_or_its_case(
    office: Office, view: RegionStatusView, catch_up: Callable[[], None]
) -> None:
    case = office.open_case(office.file_report(title="Isu upah", region="31.74.09"))
    source = office.open_case(office.file_report(region="31.71.01"))
    link = office.link_contagion(case, other_case=source)
    outward = office.link_contagion(case, region="31.73", direction=Direction.SPREADS_TO)
    linked = office.now()
    catch_up()

    def seen(code: str, at: datetime) -> list[tuple[Direction, str]]:
        found = view.contagion(code, at, EVERYTHING)
        return sorted((each.direction, each.other_region) for each in found)

    both = [(Direction.CAME_FROM, "31.71.01"), (Direction.SPREADS_TO, "31.73")]
    assert seen("31.74", linked) == seen("31", linked) == both
    assert seen("31.71", linked) == [(Direction.SPREADS_TO, "31.71.01")]
    assert seen("31.73", linked) == [(Direction.CAME_FROM, "31.73")]
    assert seen("31.75", linked) == seen("31.74", linked - timedelta(seconds=1)) == []
    office.pass_time(hours=1)
    office.unlink_contagion(case, outward)
    catch_up()
    assert [each.other_case for each in view.contagion("31", office.now(), EVERYTHING)] == [source]
    office.pass_time(hours=1)
    office.refute(case)
    catch_up()
    assert view.contagion("31", office.now(), EVERYTHING) == []
    assert seen("31.74", linked) == both
    assert link != outward


def test_what_was_noted_of_a_contagion_is_forgotten_with_its_case(
    office: Office, view: RegionStatusView, catch_up: Callable[[], None], datastore: Datastore
) -> None:
    case = office.open_case(office.file_report(region="31.74.09"))
    kept = office.link_contagion(case, region="31.73", note="Isu dibawa kelompok yang sama.")
    office.unlink_contagion(case, kept)
    office.link_contagion(case, region="31.73", note="Isu dibawa kelompok yang sama.")
    catch_up()

    def notes() -> set[str]:
        with datastore.reading() as cursor:
            rows = cursor.execute(SQL("SELECT note FROM {}").format(Contagion().table)).fetchall()
        assert len(rows) == 2
        return {row["note"] for row in rows}

    assert notes() == {"Isu dibawa kelompok yang sama."}
    office.ask_to_erase(case)
    office.erase(case)
    catch_up()
    assert notes() == {Confidential.REDACTED}
    (line,) = view.contagion("31.74", office.now(), EVERYTHING)
    assert line.note == Confidential.REDACTED


def test_the_election_index_is_that_of_the_nearest_region_that_has_one(
    datastore: Datastore, view: RegionStatusView, office: Office
) -> None:
    import_election_index(
        datastore,
        "province_code,province,score,category\n31,DKI Jakarta,88.95,tinggi\n",
        "2024",
        at=office.now(),
    )
    found = view.indexes(["31.74", "31", "32"])
    assert found.keys() == {"31.74", "31"}
    assert (found["31.74"].region, found["31.74"].score, found["31.74"].edition) == (
        "31",
        88.95,
        "2024",
    )
