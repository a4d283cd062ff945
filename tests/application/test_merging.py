"""Merging: several cases of one conflict under one of them, and apart again, nothing lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from application.sitting import PageIsStale
from domain.access import AboveClearance, OutsideRegion
from domain.case_file import CaseFile
from domain.case_merge import (
    LeadsOthers,
    MergedAway,
    MergedIntoItself,
    NotAMember,
    NotOfTheMerger,
    NotRunning,
    StillBound,
)
from domain.clocks import WaitKind
from domain.conflict_case import (
    ConflictCase,
    NothingFoundYet,
    Stage,
    StillOpen,
    VerifierIsReporter,
)
from domain.kernel import Role, Secrecy
from domain.provisional_red import Red
from domain.risk import Level
from domain.role_assignment import Standing
from domain.snooze import OF_A_SNOOZE, EndSnooze, SnoozeCase
from projections.case_board import BoardView
from projections.region_status import RegionStatusView
from runtime.database import Datastore
from tests.clocks import pause, propose, resume
from tests.office import DOUBTFUL, Office, Person


def loaded(office: Office, case: UUID) -> ConflictCase:
    found = office.register.load(ConflictCase, case)
    assert found is not None
    return found


def due(office: Office, case: UUID, kind: WaitKind) -> object:
    """When the one window of a kind on the case's own stream ends; None if there is none."""
    found = [w for w in loaded(office, case).waits.values() if w.kind is kind]
    assert len(found) <= 1
    return found[0].due if found else None


def of_its_own(office: Office, case: UUID) -> dict[str, object]:
    """What a case is, apart from clocks and from the story of its merging."""
    file: CaseFile = office.file(case)
    return {
        "stage": file.stage,
        "level": file.level,
        "secrecy": file.secrecy,
        "title": file.title,
        "region": file.region,
        "tasks": list(file.tasks),
        "reports": list(file.reports),
        "waits": sorted(each.wait.kind for each in file.waits.values()),
    }


def test_complaint_03_five_cases_merged_and_unmerged_with_three_events_routed(
    office: Office,
) -> None:
    """N-way, undone, lineage kept, and what came since goes where the operator says."""
    cases = [office.open_case(office.file_report(title=f"Bentrok {n}")) for n in range(5)]
    office.assign_task(cases[3])
    before = {case: of_its_own(office, case) for case in cases}
    dues = {case: due(office, case, WaitKind.VERIFICATION) for case in cases}
    lead, *members = cases
    office.merge(lead, *members)
    assert set(office.file(lead).members) == set(members)
    assert all(office.file(each).lead == lead for each in members)
    office.change_level(lead, Level.RED)
    office.link_contagion(lead, region="73.71")
    searched = office.found(lead)
    office.verify(lead, level=Level.RED)
    came = ("case.level_changed", "case.contagion_linked", "case.verified")
    events = [e.event_id for e in office.file(lead).timeline if e.name in came]
    routed = list(zip(events, members[:3], strict=True))
    office.unmerge(lead, *members, routed=routed)
    for event, member in routed:
        assert [each.event for each in office.file(member).attributed] == [event]
    for member in members:
        assert of_its_own(office, member) == before[member]
        assert due(office, member, WaitKind.VERIFICATION) == dues[member]
    assert not office.file(lead).members
    of_lead = of_its_own(office, lead)
    since = {"level": Level.RED, "tasks": [searched], "waits": of_lead["waits"]}
    assert of_lead == before[lead] | since
    found = loaded(office, lead)
    assert found.verified, "what was decided at the lead stays in force there"
    assert [each.region for each in found.links.values()] == ["73.71"]
    assert [wait.kind for wait in found.waits.values()] == [WaitKind.FIRST_HANDLING]
    assert not found.kept
    names = [line.name for line in office.file(members[0]).timeline]
    assert [n for n in names if "merge" in n] == ["case.merged_into", "case.unmerged"]


def test_complaint_02_merged_erased_and_the_chain_still_holds(
    office: Office, database_url: str
) -> None:
    lead, member = office.open_case(), office.open_case()
    office.merge(lead, member)
    office.ask_to_erase(member)
    erased = office.erase(member)
    assert "privacy.erased" in erased.events
    assert office.file(member).title is not None
    assert office.file(member).title.text is None  # type: ignore[union-attr]
    office.unmerge(lead, member)
    with psycopg.connect(database_url) as conn:
        assert conn.execute("SELECT * FROM rukun.broken_chains()").fetchall() == []
    told = office.register.log.of_stream(erased.about)
    (erasure,) = [each for each in told if each.name == "privacy.erased"]
    assert {line.name for line in office.file(member).timeline} >= {
        "case.merged_into",
        "case.unmerged",
    }
    assert str(member) in erasure.fact.model_dump_json()


def test_the_strictest_clock_holds_at_the_lead_and_says_whose_it_was(office: Office) -> None:
    member = office.open_case()
    office.pass_time(hours=5)
    lead = office.open_case()
    earlier, later = (due(office, each, WaitKind.VERIFICATION) for each in (member, lead))
    assert earlier < later  # type: ignore[operator]
    office.merge(lead, member)
    assert due(office, lead, WaitKind.VERIFICATION) == earlier
    assert due(office, member, WaitKind.VERIFICATION) is None
    (wait,) = loaded(office, lead).waits.values()
    assert f"dari kasus anggota {str(member)[:8]}" in wait.deadline.explain()
    office.unmerge(lead, member)
    assert due(office, lead, WaitKind.VERIFICATION) == later
    assert due(office, member, WaitKind.VERIFICATION) == earlier


def test_the_leads_own_clock_stands_where_it_is_the_strictest(office: Office) -> None:
    lead = office.open_case()
    office.pass_time(hours=5)
    member = office.open_case()
    own = due(office, lead, WaitKind.VERIFICATION)
    office.merge(lead, member)
    assert due(office, lead, WaitKind.VERIFICATION) == own
    assert "case.clock_kept" not in [line.name for line in office.file(lead).timeline]


def test_a_clock_that_passed_while_merged_begins_anew(office: Office) -> None:
    member = office.open_case()
    (promised,) = loaded(office, member).waits.values()
    office.pass_time(hours=1)
    lead = office.open_case()
    office.merge(lead, member)
    office.found(lead)
    office.verify(lead)
    office.clock.move_to(promised.due + timedelta(hours=1))
    office.unmerge(lead, member)
    (anew,) = loaded(office, member).waits.values()
    assert anew.due > office.now()
    assert anew.deadline.span == promised.deadline.span
    assert anew.deadline.starts == office.now()
    assert "sejak kasus dipisahkan" in anew.deadline.explain()


def test_of_three_members_clocks_the_next_strictest_holds_when_one_leaves(office: Office) -> None:
    first = office.open_case()
    office.pass_time(hours=1)
    second = office.open_case()
    office.pass_time(hours=1)
    lead = office.open_case()
    dues = [due(office, each, WaitKind.VERIFICATION) for each in (first, second, lead)]
    office.merge(lead, second, first)
    assert due(office, lead, WaitKind.VERIFICATION) == dues[0]
    office.unmerge(lead, first)
    assert due(office, lead, WaitKind.VERIFICATION) == dues[1]
    office.unmerge(lead, second)
    assert due(office, lead, WaitKind.VERIFICATION) == dues[2]


def test_a_member_refuses_and_points_to_the_lead_while_tasks_and_letters_go_on(
    office: Office,
) -> None:
    member, lead = office.escalated_case(), office.open_case()
    task, letter = office.assign_task(member), office.draft_letter(member)
    office.merge(lead, member)
    for deed in (
        lambda: office.assign_task(member),
        lambda: office.change_level(member, Level.RED),
        lambda: office.schedule_deliberation(member),
        lambda: office.correct_summary(member),
        lambda: office.begin_recovery(member),
    ):
        with pytest.raises(MergedAway, match=str(lead)):
            deed()
    office.acknowledge(task)
    office.report_task(task)
    office.approve_letter(letter)
    office.draft_letter(member)


def test_the_worst_level_and_the_strictest_secrecy_hold_and_go_with_whom_they_came(
    office: Office,
) -> None:
    lead = office.open_case()
    red = office.open_case(office.file_report(secrecy=Secrecy.SECRET))
    office.change_level(red, Level.RED)
    office.merge(lead, red)
    assert (loaded(office, lead).level, loaded(office, lead).secrecy) == (Level.RED, Secrecy.SECRET)
    office.unmerge(lead, red)
    found = loaded(office, lead)
    assert (found.level, found.secrecy) == (Level.YELLOW, Secrecy.RESTRICTED)


def test_a_level_set_with_all_in_view_is_the_leads_own(office: Office) -> None:
    lead, member = office.open_case(), office.open_case()
    office.merge(lead, member)
    office.change_level(lead, Level.RED)
    office.unmerge(lead, member)
    assert loaded(office, lead).level is Level.RED


def test_what_may_not_be_merged_is_refused_by_rule(office: Office) -> None:
    lead, member, third = (office.open_case() for _ in range(3))
    with pytest.raises(MergedIntoItself):
        office.merge(lead, lead)
    with pytest.raises(NotRunning):
        office.merge(office.closed_case(), member)
    with pytest.raises(NotRunning):
        office.merge(lead, office.closed_case())
    declared = office.escalated_case()
    office.declared(declared)
    with pytest.raises(StillBound, match="Status Keadaan Konflik"):
        office.merge(lead, declared)
    proposed = office.verified_case()
    office.propose_escalation(proposed)
    with pytest.raises(StillBound, match="usul eskalasi"):
        office.merge(lead, proposed)
    talking = office.verified_case()
    office.schedule_deliberation(talking)
    with pytest.raises(StillBound, match="musyawarah"):
        office.merge(lead, talking)
    office.merge(lead, member)
    with pytest.raises(MergedAway):
        office.merge(third, member)
    with pytest.raises(MergedAway):
        office.merge(member, third)
    with pytest.raises(LeadsOthers):
        office.merge(third, lead)
    with pytest.raises(NotAMember):
        office.unmerge(lead, third)


def test_complaint_07_while_a_clock_stands_still_nothing_is_merged(office: Office) -> None:
    """Every pause ends by itself; merged, the member's would have stood at the lead for ever."""
    member = office.open_case()
    office.pass_time(hours=1)
    lead, third = office.open_case(), office.open_case()
    pause(office, member, until=office.now() + timedelta(hours=5))
    for at, joining in ((lead, member), (member, lead)):
        with pytest.raises(StillBound, match="jeda batas waktu yang belum berakhir"):
            office.merge(at, joining)
    propose(office, third)
    for at, joining in ((lead, third), (third, lead)):
        with pytest.raises(StillBound, match="usul jeda atau perpanjangan batas waktu"):
            office.merge(at, joining)
    office.pass_time_in_silence(member, hours=6)
    assert not loaded(office, member).paused
    strictest = min(verification_due(office, each) for each in (lead, member))
    office.merge(lead, member)
    assert not loaded(office, lead).paused
    assert verification_due(office, lead) == strictest
    office.pass_time_in_silence(lead, days=30)
    ends = [each.how for each in office.file(lead).closed_waits if each.stream == lead]
    assert "elapsed" in ends, "the clock at the lead runs"


def verification_due(office: Office, case: UUID) -> datetime:
    waits = loaded(office, case).waits.values()
    return next(wait.due for wait in waits if wait.kind is WaitKind.VERIFICATION)


def test_a_case_merged_while_it_stood_still_gets_its_clock_back_running(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a record has it from before that was refused."""
    member = office.open_case()
    office.pass_time(hours=1)
    lead = office.open_case()
    pause(office, member)
    with monkeypatch.context() as before:
        before.setattr(ConflictCase, "clocks_in_hand", [])
        office.merge(lead, member)
    office.unmerge(lead, member)
    found = loaded(office, member)
    assert [each.kind for each in found.waits.values()] == [WaitKind.VERIFICATION]
    assert not found.paused
    office.pass_time_in_silence(member, days=30)
    assert WaitKind.VERIFICATION not in {w.kind for w in loaded(office, member).waits.values()}


def test_a_kept_clock_that_was_moved_goes_with_its_member_and_the_leads_own_returns(
    office: Office,
) -> None:
    member = office.open_case()
    office.pass_time(hours=5)
    lead = office.open_case()
    own = due(office, lead, WaitKind.VERIFICATION)
    office.merge(lead, member)
    stood = pause(office, lead)
    office.pass_time(hours=1)
    resume(office, lead, stood)
    office.unmerge(lead, member)
    assert due(office, lead, WaitKind.VERIFICATION) == own
    assert len(loaded(office, lead).waits) == 1


def test_a_lead_whose_kept_clock_stands_still_runs_again_when_the_member_leaves(
    office: Office,
) -> None:
    member = office.open_case()
    office.pass_time(hours=5)
    lead = office.open_case()
    own = due(office, lead, WaitKind.VERIFICATION)
    office.merge(lead, member)
    pause(office, lead)
    office.unmerge(lead, member)
    found = loaded(office, lead)
    assert [(each.kind, each.due) for each in found.waits.values()] == [
        (WaitKind.VERIFICATION, own)
    ]


def test_what_somebody_asked_to_see_again_stays_at_the_member_and_is_there_once(
    office: Office,
) -> None:
    lead, member = office.open_case(), office.open_case()
    before = set(loaded(office, member).waits)
    kept, ended = office.new_id("snooze"), office.new_id("snooze")
    until = {"until": office.now().date() + timedelta(days=3), "explanation": "Tanyakan panen."}
    for each in (kept, ended):
        office.send(SnoozeCase, office.supervisor, case_id=member, snooze_id=each, **until)
    standing = set(loaded(office, member).waits) - before
    office.merge(lead, member)
    assert set(loaded(office, member).waits) == standing
    office.send(EndSnooze, office.supervisor, case_id=member, snooze_id=ended)
    more = office.new_id("snooze")
    with pytest.raises(MergedAway):
        office.send(SnoozeCase, office.supervisor, case_id=member, snooze_id=more, **until)
    office.unmerge(lead, member)
    items = [w.item for w in loaded(office, member).waits.values() if w.kind in OF_A_SNOOZE]
    assert items == [str(kept)]


def test_only_what_the_lead_has_had_since_can_be_routed_and_to_who_leaves(office: Office) -> None:
    lead, member, staying = (office.open_case() for _ in range(3))
    before = office.file(lead).timeline[-1].event_id
    office.merge(lead, member, staying)
    office.change_level(lead, Level.RED)
    since = office.file(lead).timeline[-1].event_id
    for event, to in ((before, member), (since, staying), (f"{lead}@999", member)):
        with pytest.raises(NotOfTheMerger):
            office.unmerge(lead, member, routed=[(event, to)])
    assert office.file(lead).members.keys() == {member, staying}


def test_cases_beyond_the_actors_reach_or_clearance_are_not_merged(office: Office) -> None:
    here = Person("regency", office.new_id("p"), Role.CASE_OFFICER, "Kota", "31.74")
    low = Person("low", office.new_id("p"), Role.CASE_OFFICER, "BKBP", "31", Secrecy.RESTRICTED)
    for person in (here, low):
        office.give_role(person)
    lead = office.open_case(by=here)
    elsewhere = office.open_case(office.file_report(region="31.71.01"))
    secret = office.open_case(office.file_report(secrecy=Secrecy.SECRET))
    with pytest.raises(OutsideRegion):
        office.merge(lead, elsewhere, by=here)
    with pytest.raises(AboveClearance):
        office.merge(office.open_case(), secret, by=low)


def test_a_member_that_changed_since_the_preview_makes_it_stale(office: Office) -> None:
    lead, member = office.open_case(), office.open_case()
    seen = office.register.log.head()
    office.change_level(member, Level.RED)
    with pytest.raises(PageIsStale):
        office.merge(lead, member, position_seen=seen)


def test_board_and_map_count_a_merged_conflict_once_and_again_apart(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    reader: Standing = office.auditor.standing
    board, status = BoardView(datastore), RegionStatusView(datastore)
    lead, *members = (office.open_case() for _ in range(3))

    def counted() -> tuple[int, int, int]:
        catch_up()
        rows = board.rows(reader=reader, actor=office.auditor.id)
        per_stage = board.counts(reader=reader, actor=office.auditor.id)
        total = sum(n for levels in per_stage.values() for n in levels.values())
        return len(rows), total, status.of("31.74", office.now(), reader).total

    assert counted() == (3, 3, 3)
    office.pass_time(hours=1)
    office.merge(lead, *members)
    assert counted() == (1, 1, 1)
    row = board.row(members[0])
    assert row is not None
    assert row.merged_into == lead
    office.pass_time(hours=1)
    office.unmerge(lead, *members)
    assert counted() == (3, 3, 3)


def test_a_finding_of_a_members_task_counts_for_the_leads_verification(office: Office) -> None:
    lead, member = office.open_case(), office.open_case()
    task = office.assign_task(member)
    office.merge(lead, member)
    with pytest.raises(NothingFoundYet):
        office.verify(lead)
    office.acknowledge(task)
    office.report_task(task)
    assert office.file(lead).found == 1
    office.verify(lead)
    assert loaded(office, lead).verified


def test_what_was_found_before_the_merger_counts_and_goes_again_with_the_member(
    office: Office,
) -> None:
    lead, member = office.open_case(), office.open_case()
    task = office.found(member)
    office.merge(lead, member)
    assert loaded(office, lead).found == [task]
    assert office.file(lead).found == 1
    office.unmerge(lead, member)
    assert office.file(lead).found == 0
    with pytest.raises(NothingFoundYet):
        office.verify(lead)


def test_who_told_a_members_report_verifies_neither_it_nor_the_lead(office: Office) -> None:
    told = office.file_report(by=office.second_officer)
    lead, member = office.open_case(), office.open_case(told)
    office.merge(lead, member)
    office.found(lead)
    for deciding in (office.verify, office.refute):
        with pytest.raises(VerifierIsReporter):
            deciding(lead, by=office.second_officer)
    office.unmerge(lead, member)
    office.verify(lead, by=office.second_officer)


def test_a_members_finding_may_confirm_the_leads_provisional_red(office: Office) -> None:
    lead = office.open_case(office.file_report(**DOUBTFUL))
    member = office.open_case(office.file_report(**DOUBTFUL))
    task = office.assign_task(member)
    office.merge(lead, member)
    assert loaded(office, lead).red is Red.PROVISIONAL
    office.acknowledge(task)
    office.report_task(task, source_grade="C", information_grade=3)
    assert loaded(office, lead).red is Red.CONFIRMED
    assert not office.file(lead).red_provisional


def test_a_members_regraded_report_weighs_the_leads_red_anew(office: Office) -> None:
    report = office.file_report(**DOUBTFUL)
    lead, member = office.open_case(office.file_report(**DOUBTFUL)), office.open_case(report)
    office.merge(lead, member)
    office.correct_report(report, place="Pasar baru")
    assert loaded(office, lead).red is Red.PROVISIONAL
    office.correct_report(report, source_grade="A", information_grade=1)
    assert loaded(office, lead).red is Red.CONFIRMED
    names = [each.name for each in office.register.log.of_stream(lead)]
    assert names.count("case.member_source_regraded") == 1
    assert "A1" in {f"{v.source_grade.value}{v.information_grade}" for v in office.file(lead).heard}


def test_complaint_14_a_lead_is_not_closed_while_a_members_work_is_open(office: Office) -> None:
    """What stands open at a member is named with its case, and gone when it is done."""
    lead, member = office.recovering_case(), office.escalated_case()
    task, letter = office.assign_task(member), office.draft_letter(member)
    office.merge(lead, member)
    office.monitor(lead)
    office.pass_time_in_silence(lead, days=100)
    office.deliver_letters(lead)
    with pytest.raises(StillOpen) as refused:
        office.close(lead)
    name = member.hex[:8].upper()
    assert f"kasus anggota {name}: 1 tugas lapangan belum selesai, 1 naskah" in str(refused.value)
    office.withdraw_task(task)
    office.void_letter(letter)
    office.close(lead)
    assert loaded(office, lead).stage is Stage.CLOSED


def test_a_lead_that_is_refuted_takes_its_members_tasks_with_it(office: Office) -> None:
    lead, member = office.open_case(), office.open_case()
    task = office.assign_task(member)
    office.merge(lead, member)
    office.refute(lead)
    assert not office.file(member).tasks[task].state.open
    assert not office.file(member).waits
