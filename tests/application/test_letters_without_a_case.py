"""Letters about a report or a region: no case holds them, and yet nothing of them is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from application.sitting import UnknownRegion
from domain.access import AboveClearance, NotForThisRole, OutsideRegion
from domain.case_file import fold
from domain.clocks import Clocked
from domain.kernel import Role, Secrecy
from domain.letter import Letter, LetterAboutNothing, LetterState, NotDraftedByHand
from domain.letter_content import LetterType
from domain.risk import Level
from domain.wards import WorkflowKind, wards_of
from runtime.database import Datastore
from runtime.log import Log
from tests.office import Office, Person


def drafted(log: Log, letter: Any) -> Letter.Drafted:
    fact = log.of_stream(letter)[0].fact
    assert isinstance(fact, Letter.Drafted)
    return fact


def test_a_letter_about_a_region_belongs_to_no_case_and_is_sealed_under_its_own_key(
    office: Office, log: Log
) -> None:
    letter = office.ask_letter()
    fact = drafted(log, letter)
    assert (fact.case_id, fact.report_id, fact.region) == (None, None, "31")
    assert fact.content.sealed_for == letter
    assert fact.author == office.officer.id
    assert log.case_of(letter) is None


def test_a_letter_about_a_report_has_its_reach_and_its_key(office: Office, log: Log) -> None:
    report = office.file_report(secrecy=Secrecy.SECRET)
    letter = office.ask_letter(
        by=office.machine, report_id=report, type=LetterType.LAPORAN_INFORMASI
    )
    fact = drafted(log, letter)
    assert (fact.report_id, fact.secrecy, fact.region) == (report, Secrecy.SECRET, "31.74.09")
    assert fact.content.sealed_for == report


def test_a_letter_is_about_one_thing(office: Office) -> None:
    case = office.escalated_case()
    for about in (
        {"region": None},
        {"region": "31", "level": None},
        {"region": "31", "secrecy": None},
        {"region": "31", "case_id": case},
        {"report_id": office.file_report(), "case_id": case, "region": None},
    ):
        given = {"secrecy": Secrecy.OPEN, "level": Level.GREEN} | about
        with pytest.raises(LetterAboutNothing):
            office.ask_letter(**given)


def test_a_letter_about_a_region_is_drafted_within_reach(office: Office) -> None:
    with pytest.raises(OutsideRegion):
        office.ask_letter(region="73")
    with pytest.raises(AboveClearance):
        office.ask_letter(secrecy=Secrecy.TOP_SECRET)
    with pytest.raises(UnknownRegion):
        office.ask_letter(region="31.99", by=office.machine)
    with pytest.raises(NotForThisRole):
        office.ask_letter(by=office.supervisor)


def test_what_the_law_ties_to_an_event_is_not_drafted_by_hand(office: Office) -> None:
    with pytest.raises(NotDraftedByHand, match="Bantuan TNI"):
        office.ask_letter(type=LetterType.BANTUAN_TNI)


def test_who_drafts_by_hand_is_the_author(office: Office, log: Log) -> None:
    letter = office.ask_letter(author=office.supervisor.id)
    assert drafted(log, letter).author == office.officer.id


def test_a_letter_asked_for_does_not_stand_in_for_the_one_an_escalation_owes(
    office: Office,
) -> None:
    case = office.escalated_case()
    office.ask_letter(case_id=case, type=LetterType.NOTA_DINAS)
    owing = office.file(case)
    assert len(owing.letters) == 1
    office.draft_letter(case)
    assert len(office.file(case).letters) == 2


def test_a_letter_about_a_region_is_approved_and_numbered_like_any_other(
    office: Office, log: Log
) -> None:
    letter = office.ask_letter()
    office.approve_letter(letter)
    page = fold(log.of_stream(letter)).letters[letter]
    assert (page.state, page.number) == (LetterState.APPROVED, "T/200.1.3.4/1/BKBP/2026")


def test_its_reach_is_its_own(office: Office) -> None:
    letter = office.ask_letter()
    far = Person("far supervisor", office.new_id("person"), Role.SUPERVISOR, "BKBP", "73")
    office.give_role(far)
    with pytest.raises(OutsideRegion):
        office.approve_letter(letter, by=far)


def test_its_windows_have_wards_of_their_own_that_close_with_them(office: Office, log: Log) -> None:
    letter = office.ask_letter()
    (ward,) = wards_of(fold(log.of_stream(letter)))
    (window,) = [e.fact for e in log.of_stream(letter) if isinstance(e.fact, Clocked.DeadlineSet)]
    assert (ward.workflow, ward.open) == (WorkflowKind.LETTER, True)
    assert [wait.deadline_id for wait in ward.waits] == [window.wait.deadline_id]
    office.approve_letter(letter)
    (after,) = wards_of(fold(log.of_stream(letter)))
    assert (after.workflow_id, after.open, after.waits) == (ward.workflow_id, False, ())


def test_what_a_letter_of_a_closed_case_waits_for_has_its_own_ward(office: Office) -> None:
    case = office.recovering_case()
    office.monitor(case)
    office.pass_time_in_silence(case, days=31)
    office.deliver_letters(case)
    letter = office.ask_letter(case_id=case, type=LetterType.SURAT_UNDANGAN)
    assert not [w for w in wards_of(office.file(case)) if w.workflow is WorkflowKind.LETTER]
    office.close(case)
    wards = [w for w in wards_of(office.file(case)) if w.workflow is WorkflowKind.LETTER]
    assert [w.workflow_id.startswith(f"letter-{letter}") for w in wards if w.open] == [True]


def test_a_region_letter_nobody_approves_elapses(office: Office, log: Log) -> None:
    letter = office.ask_letter()
    (wait,) = fold(log.of_stream(letter)).waits.values()
    office.clock.move_to(wait.wait.due)
    office.elapse(letter, wait.wait.deadline_id)
    assert fold(log.of_stream(letter)).waits == {}


def test_every_reader_takes_a_letter_of_no_case_in_its_stride(
    office: Office, log: Log, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    letter = office.ask_letter()
    report = office.file_report()
    office.ask_letter(by=office.machine, report_id=report, type=LetterType.LAPORAN_INFORMASI)
    (wait,) = fold(log.of_stream(letter)).waits.values()
    office.clock.move_to(wait.wait.due)
    office.elapse(letter, wait.wait.deadline_id)
    sent = office.ask_letter()
    office.approve_letter(sent)
    office.sign_on_paper(sent)
    office.dispatch_letter(sent)
    office.draft_erratum(sent)
    catch_up()
    with datastore.reading() as cursor:
        assert cursor.execute("SELECT follower, name, error FROM view.parked").fetchall() == []
