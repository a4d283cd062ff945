"""Running cases follow a newer policy by an act of their own, after an account of what changes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from application.policy_desk import dry_run
from application.sitting import Outcome, UnknownRegion
from domain.access import OutsideRegion
from domain.adopted_policy import AdoptPolicy
from domain.clocks import WaitKind
from domain.deadline import Span
from domain.kernel import Role
from domain.policy import LevelSpans, Policy
from domain.policy_upgrade import (
    CaseUpgrade,
    FollowsPolicy,
    NotAsReported,
    PolicyOfAnotherRegion,
    SamePolicy,
    UnknownPolicy,
    UpgradeCasePolicy,
)
from domain.policy_words import differences
from tests.clocks import pause, window
from tests.office import Office, Person


def spans(green: str, yellow: str, red: str) -> LevelSpans:
    return LevelSpans(hijau=Span.parse(green), kuning=Span.parse(yellow), merah=Span.parse(red))


def adopt(office: Office, **changed: Any) -> Policy:
    """Version 2026-2: verification within 36 hours instead of 24, unless told otherwise."""
    facts = {"version": "2026-2", "verification": spans("4 hari kerja", "36 jam", "3 jam")}
    newer = office.policy.model_copy(update=facts | changed)
    office.send(AdoptPolicy, office.supervisor, policy=newer)
    return newer


def reported(office: Office, *cases: UUID, to: str = "2026-2") -> list[CaseUpgrade]:
    return list(dry_run(office.register, cases, to, office.now()))


def upgrade(office: Office, report: CaseUpgrade, **fields: Any) -> Outcome:
    facts = {
        "case_id": report.case_id,
        "to": report.to_policy,
        "as_of": report.as_of,
        "report_hash": report.content_hash,
        "legal_basis": "Nota dinas 7/2026",
        "explanation": "SOP baru berlaku untuk semua.",
    } | fields
    return office.send(UpgradeCasePolicy, office.supervisor, **facts)


def test_complaint_11_two_hundred_open_cases_are_reported_first_and_upgraded_one_by_one(
    office: Office,
) -> None:
    cases = [office.open_case() for _ in range(200)]
    promised = {case: window(office, case, WaitKind.VERIFICATION) for case in cases}
    adopt(office)
    before = office.register.log.head()
    reports = reported(office, *cases)
    assert office.register.log.head() == before, "an account changes nothing"
    assert [each.case_id for each in reports] == cases
    for each in reports:
        (change,) = each.windows
        old = promised[each.case_id]
        assert (change.promised, change.span, change.new_span) == (old.due, "24 jam", "36 jam")
        assert change.due == old.due + timedelta(hours=12)
        assert change.explained
        assert change.explained.startswith("36 jam sejak Senin 2 Maret 2026")
    for each in reports:
        upgrade(office, each)
    for case, report in zip(cases, reports, strict=True):
        file = office.file(case)
        (fact,) = [
            line.fact
            for line in file.timeline
            if isinstance(line.fact, FollowsPolicy.PolicyUpgraded)
        ]
        assert (fact.from_policy, fact.to_policy) == ("2026-1", "2026-2")
        assert (fact.report_hash, fact.legal_basis) == (report.content_hash, "Nota dinas 7/2026")
        assert file.policy == "2026-2"
        now = window(office, case, WaitKind.VERIFICATION)
        assert now.due == report.windows[0].due
        assert now.deadline.basis.citation == "SOP 2026-2, verifikasi kuning"
        (kept,) = [w for w in file.closed_waits if w.how == "renewed"]
        assert kept.wait.deadline == promised[case].deadline, "never rewritten"
    assert reported(office, *cases) == []


def test_a_case_that_changed_since_its_account_is_not_upgraded(office: Office) -> None:
    case = office.open_case()
    adopt(office)
    (report,) = reported(office, case)
    office.assign_task(case)
    with pytest.raises(NotAsReported):
        upgrade(office, report)
    (fresh,) = reported(office, case)
    upgrade(office, fresh)
    with pytest.raises(SamePolicy):
        upgrade(office, fresh)


def test_what_is_over_by_then_keeps_its_promise_and_a_stale_account_counts_no_more(
    office: Office,
) -> None:
    case = office.open_case()
    adopt(office, verification=spans("1 hari kerja", "5 jam", "3 jam"))
    (early,) = reported(office, case)
    assert early.windows[0].due == office.now() + timedelta(hours=5)
    office.pass_time(hours=6)
    with pytest.raises(NotAsReported):
        upgrade(office, early)
    (late,) = reported(office, case)
    assert "sudah lewat" in late.windows[0].why_not
    before = window(office, case, WaitKind.VERIFICATION)
    upgrade(office, late)
    assert window(office, case, WaitKind.VERIFICATION) == before


def test_a_tasks_windows_follow_with_the_case_and_a_paused_one_stays(office: Office) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    pause(office, case)
    longer = office.policy.task.model_copy(
        update={"acknowledge": spans("3 hari", "30 jam", "2 jam")}
    )
    adopt(office, task=longer)
    (report,) = reported(office, case)
    said = {each.words: each.why_not for each in report.windows}
    assert said == {
        "hasil verifikasi lapangan": "sedang dijeda; janji lama berlaku",
        "pengakuan tugas": "",
    }
    asked = window(office, case, WaitKind.ACKNOWLEDGE)
    upgrade(office, report)
    moved = window(office, case, WaitKind.ACKNOWLEDGE)
    assert moved.due == asked.due + timedelta(hours=6)
    assert window(office, case, WaitKind.VERIFICATION).pause is not None
    office.acknowledge(task)
    answer = window(office, case, WaitKind.REPORT).deadline.basis.citation
    assert answer == "SOP 2026-2, laporan tugas kuning"


def test_a_version_nobody_adopted_is_refused(office: Office) -> None:
    case = office.open_case()
    with pytest.raises(UnknownPolicy):
        reported(office, case, to="2026-9")
    adopt(office)
    (report,) = reported(office, case)
    with pytest.raises(UnknownPolicy):
        upgrade(office, report, to="2026-9")


def test_two_versions_are_told_apart_in_words(office: Office) -> None:
    newer = adopt(office, supervisor_after_elapsed=False)
    assert differences(office.policy, newer) == (
        "verifikasi, hijau: 3 hari kerja menjadi 4 hari kerja",
        "verifikasi, kuning: 24 jam menjadi 36 jam",
        "pimpinan diminta bertindak setelah diam: ya menjadi tidak",
    )
    assert differences(newer, newer) == ()


def test_a_case_goes_by_the_policy_of_its_regency_and_its_report_does_too(office: Office) -> None:
    own = office.policy.model_copy(
        update={"version": "2026-2", "verification": spans("4 hari kerja", "36 jam", "3 jam")}
    )
    office.send(AdoptPolicy, office.supervisor, policy=own, region="31.74")
    here, there = office.open_case(), office.open_case(office.file_report(region="31.71.01"))
    assert (office.file(here).policy, office.file(there).policy) == ("2026-2", "2026-1")
    citation = window(office, here, WaitKind.VERIFICATION).deadline.basis.citation
    assert citation == "SOP 2026-2, verifikasi kuning"
    assert office.file(office.file_report()).policy == "2026-2"


def test_nobodys_case_is_taken_over_to_the_policy_of_another_regency(office: Office) -> None:
    here, there = office.open_case(), office.open_case(office.file_report(region="31.71.01"))
    changed = {"verification": spans("4 hari kerja", "36 jam", "3 jam")}
    for version, region in (("2026-2", "31.74"), ("2026-3", None)):
        policy = office.policy.model_copy(update={"version": version} | changed)
        office.send(AdoptPolicy, office.supervisor, policy=policy, region=region)
    (own,) = reported(office, here, there)
    assert own.case_id == here
    (provinces,) = reported(office, here, there, to="2026-3")
    assert provinces.case_id == there, "a regency with a policy of its own keeps to it"
    with pytest.raises(PolicyOfAnotherRegion):
        upgrade(office, provinces, to="2026-2")
    upgrade(office, own)
    assert office.file(here).policy == "2026-2"


def test_an_office_of_a_regency_sets_no_policy_for_the_province_or_for_its_neighbour(
    office: Office,
) -> None:
    head = Person("kota", office.new_id("p"), Role.SUPERVISOR, "Kesbangpol Kota", "31.74")
    office.give_role(head)
    policy = office.policy.model_copy(update={"version": "2026-2"})
    for region in (None, "31.71"):
        with pytest.raises(OutsideRegion):
            office.send(AdoptPolicy, head, policy=policy, region=region)
    with pytest.raises(UnknownRegion):
        office.send(AdoptPolicy, head, policy=policy, region="31.99")
    office.send(AdoptPolicy, head, policy=policy, region="31.74")
