"""What a reviewer once broke, and must stay whole."""

from datetime import timedelta
from uuid import UUID

import pytest

from application.sitting import DecidedNow
from domain.access import AboveClearance, OutsideRegion
from domain.case_file import as_it_was
from domain.conflict_case import Declassified, Stage
from domain.field_task import AcknowledgeTask, FieldTask, NotYourTask
from domain.kernel import Confidential, Role, Secrecy, key
from domain.letter import ContentErased
from domain.role_assignment import AssignRole
from runtime.log import Log
from runtime.vault import Vault
from tests.office import Office


def test_a_case_is_never_less_secret_than_its_report(office: Office) -> None:
    report = office.file_report(secrecy=Secrecy.SECRET)
    with pytest.raises(Declassified):
        office.open_case(report, secrecy=Secrecy.OPEN)
    assert office.file(report).stage is Stage.DETECT


def test_a_reason_is_forgotten_with_the_case_it_is_about(
    office: Office, log: Log, vault: Vault
) -> None:
    case = office.open_case(office.file_report())
    task = office.assign_task(case)
    office.send(AcknowledgeTask, office.liaison, task_id=task, reason="Nama korban: Contoh Budi")

    def reasons() -> list[Confidential]:
        return [r.fact.envelope.reason for r in log.of_stream(task) if r.fact.envelope.reason]

    assert [str(reason) for reason in reasons()] == ["Nama korban: Contoh Budi"] * len(reasons())
    assert vault.destroy(case)
    assert reasons()
    assert [reason.text for reason in reasons()] == [None] * len(reasons())


def test_a_decision_is_not_dated_back(office: Office) -> None:
    case = _verified(office)
    office.pass_time(days=2)
    office.propose_escalation(case)
    earlier = office.clock.now() - timedelta(days=400)
    with pytest.raises(DecidedNow):
        office.approve_escalation(case, occurred_at=earlier)


def test_what_was_so_now_is_what_is_so_however_late_facts_came(office: Office, log: Log) -> None:
    case = office.open_case(office.file_report())
    task = office.assign_task(case)
    office.acknowledge(task)
    office.pass_time(hours=5)
    office.report_task(task, occurred_at=office.clock.now() - timedelta(hours=9))
    events = log.of_case(case)

    now, then = office.file(case), as_it_was(events, at=office.clock.now())

    assert set(then.waits) == set(now.waits)
    assert (then.stage, then.entry, then.level) == (now.stage, now.entry, now.level)


def test_a_task_with_the_supervisor_is_not_declined_again(office: Office) -> None:
    task = office.assign_task(office.open_case(office.file_report()), chain=[office.liaison])
    office.decline(task)
    held = office.register.load(FieldTask, task)
    assert held is not None
    before = set(held.waits)
    with pytest.raises(NotYourTask):
        office.decline(task)
    again = office.register.load(FieldTask, task)
    assert again is not None
    assert set(again.waits) == before


def test_a_letter_whose_content_is_erased_is_not_approved(
    office: Office, vault: Vault, log: Log
) -> None:
    case = _verified(office)
    office.propose_escalation(case)
    office.approve_escalation(case)
    letter = office.draft_letter(case)
    vault.destroy(case)
    with pytest.raises(ContentErased):
        office.approve_letter(letter)


def test_nobody_gives_away_more_than_they_hold(office: Office) -> None:
    def grant(region: str, clearance: Secrecy) -> None:
        office.send(
            AssignRole,
            office.admin,
            person=key("somebody new"),
            as_role=Role.SUPERVISOR,
            in_unit="BKBP",
            region=region,
            clearance=clearance,
        )

    with pytest.raises(OutsideRegion):
        grant("73", Secrecy.RESTRICTED)
    with pytest.raises(AboveClearance):
        grant("31", Secrecy.TOP_SECRET)
    grant("31.74", Secrecy.RESTRICTED)


def _verified(office: Office) -> UUID:
    case = office.open_case(office.file_report())
    task = office.assign_task(case)
    office.acknowledge(task)
    office.report_task(task)
    office.verify(case)
    return case
