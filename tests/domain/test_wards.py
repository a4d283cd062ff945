"""What the clock hears of a case: where it stands, and nothing that names anybody."""

from domain.case_file import fold
from domain.wards import Ward, WorkflowKind, detect_id, state_of_conflict_id, wards_of
from runtime.log import Log
from tests.office import Office


def test_a_ward_says_what_for_of_whom_and_until_when_in_local_time(
    office: Office, log: Log
) -> None:
    case = office.open_case(office.file_report(title="Cekcok lahan"))

    watched = {ward.workflow: ward for ward in wards_of(fold(log.of_case(case)))}

    verify = watched[WorkflowKind.VERIFY]
    assert verify.open
    (wait,) = verify.waits
    assert wait.says == (
        "menunggu hasil verifikasi lapangan oleh Petugas kasus Kesbangpol"
        " sampai Selasa, 3 Maret 2026 pukul 09.00 WIB"
    )
    assert not watched[WorkflowKind.DETECT].open
    assert "Cekcok" not in verify.model_dump_json()


def test_each_task_and_each_entry_into_a_stage_is_a_ward_of_its_own(
    office: Office, log: Log
) -> None:
    report = office.file_report()
    case = office.open_case(report)
    first, second = office.assign_task(case), office.assign_task(case)

    wards = {ward.workflow_id: ward for ward in wards_of(fold(log.of_case(case)))}

    assert set(wards) == {
        detect_id(report),
        f"verify-{case}-1",
        f"task-{first}",
        f"task-{second}",
    }
    assert {wait.kind for wait in wards[f"task-{first}"].waits} == {"acknowledge", "reminder"}


def test_a_report_triaged_again_waits_in_a_ward_of_its_own(office: Office, log: Log) -> None:
    report = office.file_report()
    office.note_as_information(report)
    office.reopen_report(report)
    first, second = wards_of(fold(log.of_stream(report)))
    assert [each.workflow_id for each in (first, second)] == [
        detect_id(report),
        detect_id(report, 2),
    ]
    assert (first.open, first.waits, second.open) == (False, (), True)
    assert [wait.kind for wait in second.waits] == ["triage"]


def test_a_state_of_conflict_is_watched_from_its_declaration_to_its_end(
    office: Office, log: Log
) -> None:
    case = office.escalated_case()
    state = office.consult_council(case)

    def ward() -> Ward | None:
        wards = {each.workflow_id: each for each in wards_of(fold(log.of_case(case)))}
        return wards.get(state_of_conflict_id(state))

    assert ward() is None
    office.declare(state)
    declared = ward()
    assert declared is not None
    assert (declared.workflow, declared.open) == (WorkflowKind.STATE_OF_CONFLICT, True)
    assert [wait.kind for wait in declared.waits] == [
        "contingency_fund_plan",
        "reminder",
        "state_of_conflict_end",
    ]
    assert "Pasar Minggu" not in declared.model_dump_json()
    office.revoke(state)
    revoked = ward()
    assert revoked is not None
    assert (revoked.open, revoked.waits) == (False, ())
