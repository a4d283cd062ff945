"""Angka kinerja: each figure against what a reader of the log would count by hand."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.conflict_case import ConflictCase, Verdict
from domain.field_task import FieldTask
from domain.kernel import Secrecy
from domain.report import Report, Source
from domain.risk import Level
from projections.figures import (
    Counted,
    Figure,
    FigureName,
    FigureView,
    Period,
    Share,
    Spread,
)
from runtime.database import Datastore
from runtime.log import Log
from tests.office import OPENING, Office

HOUR = 3600.0


@pytest.fixture
def figures(datastore: Datastore) -> FigureView:
    return FigureView(datastore)


def everything(office: Office) -> Period:
    return Period(OPENING, office.now() + timedelta(seconds=1))


def figure(name: FigureName, office: Office, view: FigureView) -> Figure:
    units = {person.id: person.unit for person in office.people}
    found = view.all(
        office.supervisor.standing,
        everything(office),
        now=office.now(),
        agency_of=units.__getitem__,
    )
    return next(each for each in found if each.name is name)


def counted(name: FigureName, office: Office, view: FigureView) -> list[Counted]:
    return view.counted(name, office.supervisor.standing, everything(office))


def verified_after(office: Office, hours: float, **report: Any) -> UUID:
    case = office.open_case(office.file_report(**report))
    office.found(case)
    office.pass_time(hours=hours)
    office.verify(case)
    return case


def test_time_to_verify_is_the_median_from_opening_and_names_its_events(
    office: Office, figures: FigureView, log: Log, catch_up: Callable[[], None]
) -> None:
    cases = [verified_after(office, hours) for hours in (2, 4, 9)]
    office.open_case()
    catch_up()
    assert figure(FigureName.VERIFY, office, figures).spreads == (
        Spread("", 3, 4 * HOUR, 8 * HOUR),
        Spread("BKBP", 3, 4 * HOUR, 8 * HOUR),
    )
    lines = counted(FigureName.VERIFY, office, figures)
    assert [line.case_id for line in lines] == cases[::-1]
    for line in lines:
        assert line.case_id is not None
        named = {each.position: each.name for each in log.of_case(line.case_id)}
        assert named[line.began_position] == ConflictCase.Opened.NAME
        assert line.ended_position is not None
        assert named[line.ended_position] == ConflictCase.Verified.NAME


def test_the_first_action_is_counted_from_the_report_not_from_the_case(
    office: Office, figures: FigureView, log: Log, catch_up: Callable[[], None]
) -> None:
    report = office.file_report()
    office.pass_time(hours=3)
    case = office.open_case(report)
    office.pass_time(hours=2)
    office.assign_task(case)
    office.assign_task(case)
    catch_up()
    assert figure(FigureName.FIRST_ACTION, office, figures).spreads[0] == Spread(
        "", 1, 5 * HOUR, 5 * HOUR
    )
    (line,) = counted(FigureName.FIRST_ACTION, office, figures)
    named = {each.position: each.name for each in log.of_case(case)}
    assert named[line.began_position] == Report.Filed.NAME
    assert line.ended_position is not None
    assert named[line.ended_position] == FieldTask.Assigned.NAME


def test_an_acknowledgement_counts_for_who_gave_it_from_when_it_was_asked_of_them(
    office: Office, figures: FigureView, catch_up: Callable[[], None]
) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    office.pass_time_in_silence(case, hours=24)
    office.pass_time(hours=1)
    office.acknowledge(task)
    catch_up()
    assert figure(FigureName.ACKNOWLEDGE, office, figures).spreads == (
        Spread("", 1, HOUR, HOUR),
        Spread(office.second_liaison.unit, 1, HOUR, HOUR),
    )


def test_windows_that_elapsed_are_shares_of_those_that_ended_by_agency(
    office: Office, figures: FigureView, catch_up: Callable[[], None]
) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    office.pass_time_in_silence(case, hours=24)
    office.acknowledge(task)
    catch_up()
    shares = {each.by: each for each in figure(FigureName.ELAPSED, office, figures).shares}
    assert shares["Polda"] == Share("Polda", 1, 1)
    assert shares["Kodam"] == Share("Kodam", 0, 1)
    assert shares[""].part == sum(each.part for by, each in shares.items() if by)
    assert shares[""].whole == len(counted(FigureName.ELAPSED, office, figures))


def test_yellow_turned_green_is_a_share_of_yellow_times_that_have_ended(
    office: Office, figures: FigureView, catch_up: Callable[[], None]
) -> None:
    calmed = verified_after(office, 1)
    office.calm_down(calmed)
    worse = verified_after(office, 1)
    office.change_level(worse, level=Level.RED)
    verified_after(office, 1)
    taken_for_yellow = office.open_case()
    office.found(taken_for_yellow)
    office.verify(taken_for_yellow, level=Level.GREEN)
    catch_up()
    assert figure(FigureName.CALMED, office, figures).shares[0] == Share("", 1, 2)


def test_agreements_are_looked_at_when_they_are_old_enough(
    office: Office, figures: FigureView, catch_up: Callable[[], None]
) -> None:
    for kept in (True, False):
        case = office.escalated_case()
        talk = office.schedule_deliberation(case)
        office.pass_time(days=2)
        office.record_session(talk)
        if kept:
            office.pass_time(days=3)
            office.meet_obligations(talk)
    catch_up()
    young = figure(FigureName.KEPT, office, figures).shares
    assert [each.whole for each in young] == [0, 0, 0]
    assert young[0].value is None
    office.pass_time(days=40)
    catch_up()
    after_30, after_90, _ = figure(FigureName.KEPT, office, figures).shares
    assert (after_30.by, after_30.part, after_30.whole) == ("30 hari", 1, 2)
    assert after_90.whole == 0


@pytest.mark.parametrize(("broken", "kept"), [(True, 0), (False, 1)])
def test_what_was_let_go_is_never_counted_as_kept_nor_what_never_fell_due_as_broken(
    office: Office, figures: FigureView, catch_up: Callable[[], None], broken: bool, kept: int
) -> None:
    case = office.escalated_case()
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    office.record_session(talk)
    if broken:
        office.pass_time_in_silence(case, days=20)
    office.release_obligation(talk, basis="persetujuan_semua_pihak", consenting=(1, 2))
    office.pass_time(days=40)
    catch_up()
    after_30, *_ = figure(FigureName.KEPT, office, figures).shares
    assert (after_30.part, after_30.whole) == (kept, 1)
    (agreement,) = counted(FigureName.KEPT, office, figures)
    assert (agreement.outcome, agreement.ended_position is not None) == ("dilepaskan", True)


def test_precision_of_warnings_leaves_out_what_says_nothing_of_the_source(
    office: Office, figures: FigureView, catch_up: Callable[[], None]
) -> None:
    verified_after(office, 1)
    cases: list[UUID] = []
    for verdict in (Verdict.HOAX, Verdict.DUPLICATE, Verdict.OUT_OF_SCOPE):
        case = office.open_case(office.file_report())
        other = cases[0] if verdict is Verdict.DUPLICATE else None
        office.refute(case, verdict=verdict, other_case=other)
        cases.append(case)
    office.note_as_information(office.file_report())
    verified_after(office, 1, source=Source.MEDIA)
    catch_up()
    assert set(figure(FigureName.PRECISION, office, figures).shares) == {
        Share("", 2, 3),
        Share(Source.FKDM.value, 1, 2),
        Share(Source.MEDIA.value, 1, 1),
    }


def test_what_a_reader_may_not_read_is_not_counted(
    office: Office, figures: FigureView, catch_up: Callable[[], None]
) -> None:
    verified_after(office, 1, secrecy=Secrecy.SECRET)
    verified_after(office, 1)
    catch_up()
    period, standing = everything(office), office.supervisor.standing
    for narrow, seen in (
        (standing, 2),
        (standing.model_copy(update={"clearance": Secrecy.RESTRICTED}), 1),
        (standing.model_copy(update={"region": "73"}), 0),
        (office.liaison.standing, 0),
    ):
        assert len(figures.counted(FigureName.VERIFY, narrow, period)) == seen
    assert len(figures.counted(FigureName.VERIFY, standing, period, region="31.73")) == 0
