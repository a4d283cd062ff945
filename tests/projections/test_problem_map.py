"""The governor's frame: every value rests on events, and a closed month never changes again."""

from collections.abc import Callable
from uuid import UUID

import pytest

from domain.case_file import event_id
from domain.conflict_case import EscalationLevel
from domain.kernel import Role, Secrecy
from domain.risk import Level
from projections import problem_map
from projections.problem_map import Period, ProblemMap, ProblemMapper
from runtime.log import Log
from tests.office import Office
from tests.projections.test_region_status import EVERYTHING, random_town, standing


def march(office: Office) -> Period:
    return Period.of("31", 2026, 3, office.now())


def test_every_value_names_events_of_the_record_up_to_its_position(
    office: Office, frames: ProblemMapper, log: Log, catch_up: Callable[[], None]
) -> None:
    random_town(office, 6, 7)
    case = office.escalated_case(region="31.73", title="Sengketa pasar")
    office.approve_letter(office.draft_letter(case))
    catch_up()
    frame = frames.of("31", march(office), EVERYTHING)
    known = {event_id(each.fact): each.position for each in log.all()}
    assert frame.position == log.head()
    assert len(frame.values) > 30
    for value in frame.values:
        assert value.value
        assert value.field
        assert value.events
        assert all(known[event] <= value.position == frame.position for event in value.events)
    (west,) = [line for line in frame.regencies if line.region == "31.73"]
    (problem,) = west.live
    assert (problem.title.value, problem.stage.value) == ("Sengketa pasar", "Eskalasi")
    assert [each.value for each in problem.asked] == [
        "Koordinasi lintas wilayah (dieskalasi ke tingkat Provinsi)"
    ]
    deeds = " | ".join(each.value for each in problem.done)
    for deed in ("Verifikasi lapangan dilaporkan", "Eskalasi ke tingkat", "Nota Dinas nomor"):
        assert deed in deeds


def test_what_is_asked_of_the_governor_is_what_was_handed_up_not_what_was_declined_since(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None]
) -> None:
    case = office.escalated_case(region="31.73")
    wish = "Bantuan pusat."
    office.propose_escalation(case, level=EscalationLevel.NATIONAL, asked_for=wish)
    catch_up()
    waiting = "Bantuan pusat (usul eskalasi ke tingkat Nasional, menunggu persetujuan)"
    standing_ = "Koordinasi lintas wilayah (dieskalasi ke tingkat Provinsi)"
    assert _asked(frames.of("31", march(office), EVERYTHING)) == [standing_, waiting]
    office.decline_escalation(case)
    catch_up()
    assert _asked(frames.of("31", march(office), EVERYTHING)) == [standing_]


def _asked(frame: ProblemMap) -> list[str]:
    (west,) = [line for line in frame.regencies if line.region == "31.73"]
    (problem,) = west.live
    return [each.value for each in problem.asked]


def test_a_month_that_is_over_stays_as_it_was_whatever_happens_later(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None]
) -> None:
    random_town(office, 8)
    staying = office.open_case(office.file_report(title="Tetap ada", region="31.73"))
    office.pass_time(days=40)
    catch_up()
    then = frames.of("31", march(office), EVERYTHING)
    assert then.period.over
    office.change_level(staying, Level.RED)
    office.pass_time(days=2)
    office.refute(staying)
    office.open_case(office.file_report(title="Baru sekarang", region="31.75"))
    catch_up()
    assert frames.of("31", march(office), EVERYTHING) == then
    april = frames.of("31", Period.of("31", 2026, 4, office.now()), EVERYTHING)
    assert "Tetap ada" in _titles(april)


def _titles(frame: ProblemMap) -> set[str]:
    return {each.title.value for line in frame.regencies for each in line.problems}


def test_the_trend_compares_the_end_of_the_month_with_the_end_of_the_one_before(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None]
) -> None:
    worse, better, _ = (
        office.open_case(office.file_report(region=region))
        for region in ("31.71", "31.73", "31.75")
    )
    office.pass_time(days=31)
    office.change_level(worse, Level.RED)
    office.calm_down(better)
    catch_up()
    april = frames.of("31", Period.of("31", 2026, 4, office.now()), EVERYTHING)
    trend = {line.region: line.trend.value for line in april.regencies}
    assert trend == {
        "31.71": "memburuk (0 merah, 1 kuning menjadi 1 merah, 0 kuning)",
        "31.73": "membaik (0 merah, 1 kuning menjadi 0 merah, 0 kuning)",
        "31.75": "tetap (0 merah, 1 kuning menjadi 0 merah, 1 kuning)",
    }
    assert april.regencies[0].region == "31.71", "the worst comes first"
    assert "Kota Adm. Jakarta Selatan" in april.calm


def test_what_a_reader_may_not_read_is_not_in_their_frame(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None]
) -> None:
    office.open_case(office.file_report(title="Terbuka", region="31.74", secrecy=Secrecy.OPEN))
    office.open_case(office.file_report(title="Rahasia", region="31.71", secrecy=Secrecy.SECRET))
    catch_up()
    seen = {
        clearance: frames.of("31", march(office), standing("31", clearance))
        for clearance in (Secrecy.OPEN, Secrecy.SECRET)
    }
    assert _titles(seen[Secrecy.OPEN]) == {"Terbuka"}
    assert seen[Secrecy.OPEN].secrecy is Secrecy.OPEN
    assert "Kota Adm. Jakarta Pusat" in seen[Secrecy.OPEN].calm
    assert _titles(seen[Secrecy.SECRET]) == {"Terbuka", "Rahasia"}
    assert seen[Secrecy.SECRET].secrecy is Secrecy.SECRET
    reporter = standing("31", Secrecy.SECRET, Role.REPORTER)
    assert _titles(frames.of("31", march(office), reporter)) == set()


def test_the_annex_draws_the_levels_of_the_frame(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None]
) -> None:
    case: UUID = office.open_case(office.file_report(region="31.74"))
    office.change_level(case, Level.RED)
    catch_up()
    drawn = frames.annex(frames.of("31", march(office), EVERYTHING))
    assert drawn is not None
    assert "Peta permasalahan DKI Jakarta, Maret 2026" in drawn
    village = frames.of("31.74.09.1001", march(office), EVERYTHING)
    assert frames.annex(village) is None


def test_a_month_begins_and_ends_on_the_regions_own_clock(office: Office) -> None:
    period = Period.of("73", 2026, 3, office.now())
    assert period.starts.isoformat() == "2026-03-01T00:00:00+08:00"
    assert (period.ends, period.over, period.name) == (office.now(), False, "Maret 2026")
    december = Period.of("31", 2025, 12, office.now())
    assert (december.ends.isoformat(), december.over) == ("2026-01-01T00:00:00+07:00", True)
    with pytest.raises(ValueError, match="belum tiba"):
        Period.of("31", 2026, 4, office.now())


def test_more_cases_than_anybody_reads_leave_the_trend_right(
    office: Office,
    frames: ProblemMapper,
    catch_up: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(4):
        office.open_case(office.file_report(region="31.74"))
    worst = office.open_case(office.file_report(title="Terberat", region="31.74"))
    office.change_level(worst, Level.RED)
    catch_up()
    monkeypatch.setattr(problem_map, "MOST_CASES", 2)
    frame = frames.of("31", march(office), EVERYTHING)
    assert not frame.complete
    (south,) = frame.regencies
    assert south.problems[0].title.value == "Terberat"
    assert (len(south.problems), south.level) == (2, Level.RED)
    assert south.trend.value == "memburuk (0 merah, 0 kuning menjadi 1 merah, 4 kuning)"


def test_the_first_problems_are_the_worst_of_each_regency_and_the_frame_is_as_secret_as_all(
    office: Office, frames: ProblemMapper, catch_up: Callable[[], None]
) -> None:
    random_town(office, 6, 7)
    office.open_case(office.file_report(region="31.73", secrecy=Secrecy.SECRET))
    catch_up()
    whole = frames.of("31", march(office), EVERYTHING)
    assert max(len(line.problems) for line in whole.regencies) > 2
    some = frames.of("31", march(office), EVERYTHING, 2)
    for line, all_ in zip(some.regencies, whole.regencies, strict=True):
        assert line.problems == all_.problems[:2]
        assert line.untold == max(0, len(all_.problems) - 2)
        assert (line.trend, line.secrecy) == (all_.trend, all_.secrecy)
    assert some.secrecy is whole.secrecy is Secrecy.SECRET
