"""Whose case it is: regency or province, the ladder between, and one officer after another."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from application.letters import Writers
from application.letters.calls import calls_of
from domain.access import DecidedAbove, OutsideRegion
from domain.case_handover import (
    AlreadyTheirs,
    CannotReceive,
    HandoverWaiting,
    NoHandover,
    NotYoursToHandOver,
)
from domain.case_merge import StillBound
from domain.case_ownership import (
    AlreadyHigher,
    AlreadyThere,
    NotHandedUp,
    NotWithTheNation,
    Rung,
    RungSkipped,
)
from domain.clocks import Asked, WaitKind
from domain.conflict_case import (
    ConflictCase,
    EscalationLevel,
    NotInStage,
    ProposerIsApprover,
)
from domain.kernel import Role, Secrecy
from domain.letter_type import LetterType
from domain.risk import Level
from domain.stage import Stage
from projections.case_board import BoardView
from runtime.database import Datastore
from runtime.regions import Regions
from tests.clocks import window
from tests.office import Office, PaperDirectory, Person


def owner(office: Office, case: UUID) -> Rung | None:
    found = office.register.load(ConflictCase, case)
    assert found is not None
    assert office.file(case).owner is found.owner
    return found.owner


def handed_up(office: Office) -> tuple[UUID, Person, Person]:
    """A regency's case that its own head has let go to the province."""
    officer, head = office.regency_office()
    case = office.open_case(by=officer)
    office.found(case)
    office.verify(case, by=officer)
    office.propose_escalation(case, by=officer)
    office.approve_escalation(case, by=head)
    return case, officer, head


def test_a_case_is_its_openers_offices(office: Office) -> None:
    officer, _ = office.regency_office()
    assert owner(office, office.open_case(by=officer)) is Rung.REGENCY
    assert owner(office, office.open_case()) is Rung.PROVINCE


def test_a_districts_case_is_handed_up_to_its_regency_by_a_second_person(office: Office) -> None:
    """FKDM, then the camat's team, then the regency's (brief 2.5)."""
    officer, camat = office.regency_office("31.74.09")
    city_officer, city_head = office.regency_office("31.74")
    neighbour, _ = office.regency_office("31.74.01")
    case = office.open_case(by=officer)
    assert owner(office, case) is Rung.DISTRICT
    assert office.file(case).rung is Rung.DISTRICT
    with pytest.raises(OutsideRegion):
        office.change_level(case, Level.RED, by=neighbour)
    office.assign_task(case, by=city_officer)
    office.found(case)
    office.verify(case, by=officer)
    with pytest.raises(RungSkipped):
        office.propose_escalation(case, by=officer)
    office.propose_escalation(case, level=EscalationLevel.REGENCY, by=officer)
    office.approve_escalation(case, by=camat)
    assert owner(office, case) is Rung.REGENCY
    with pytest.raises(DecidedAbove):
        office.propose_escalation(case, by=officer)
    office.link_contagion(case, region="31.71", by=officer)
    office.hand_up(case, EscalationLevel.PROVINCE, by=city_officer, head=city_head)
    assert owner(office, case) is Rung.PROVINCE
    office.return_to_regency(case)
    assert owner(office, case) is Rung.REGENCY
    with pytest.raises(DecidedAbove):
        office.assign_task(case, by=officer)


def test_the_regencys_head_may_approve_what_its_district_proposes(office: Office) -> None:
    officer, _ = office.regency_office("31.74.09")
    _, city_head = office.regency_office("31.74")
    case = office.open_case(by=officer)
    office.found(case)
    office.verify(case, by=officer)
    office.hand_up(case, EscalationLevel.REGENCY, by=officer, head=city_head)
    assert owner(office, case) is Rung.REGENCY


def test_what_a_regency_opens_in_a_district_its_district_reads_and_reports(
    office: Office,
) -> None:
    officer, _ = office.regency_office("31.74")
    district, _ = office.regency_office("31.74.09")
    case = office.open_case(by=officer)
    with pytest.raises(DecidedAbove):
        office.change_level(case, Level.RED, by=district)
    office.link_contagion(case, region="31.71", by=district)


def test_after_handing_up_the_regency_reads_and_reports_and_the_province_decides(
    office: Office,
) -> None:
    case, officer, head = handed_up(office)
    assert owner(office, case) is Rung.PROVINCE
    for deed in (
        lambda: office.change_level(case, Level.RED, by=officer),
        lambda: office.assign_task(case, by=officer),
        lambda: office.schedule_deliberation(case, by=officer),
        lambda: office.hand_over(case, office.second_officer, by=head),
        lambda: office.return_to_regency(case, by=head),
    ):
        with pytest.raises(DecidedAbove):
            deed()
    office.link_contagion(case, region="31.71", by=officer)
    office.change_level(case, Level.RED)


def test_the_province_sees_down_and_a_regency_not_its_sibling(office: Office) -> None:
    officer, _ = office.regency_office("31.74")
    sibling, _ = office.regency_office("31.71")
    case = office.open_case(by=officer)
    office.change_level(case, Level.RED)
    with pytest.raises(OutsideRegion):
        office.change_level(case, Level.RED, by=sibling)


def test_the_province_hands_a_case_back_with_a_reason(office: Office) -> None:
    case, officer, _ = handed_up(office)
    office.return_to_regency(case)
    assert owner(office, case) is Rung.REGENCY
    office.change_level(case, Level.RED, by=officer)
    with pytest.raises(NotHandedUp):
        office.return_to_regency(case)
    with pytest.raises(NotHandedUp):
        office.return_to_regency(office.escalated_case())


def test_the_ladder_has_no_gap_but_for_red_with_a_reason(office: Office) -> None:
    case = office.verified_case()
    with pytest.raises(RungSkipped):
        office.propose_escalation(case, level=EscalationLevel.NATIONAL)
    office.change_level(case, Level.RED)
    with pytest.raises(RungSkipped):
        office.propose_escalation(case, level=EscalationLevel.NATIONAL)
    office.propose_escalation(case, level=EscalationLevel.NATIONAL, reason="Lintas provinsi.")
    office.approve_escalation(case)
    assert owner(office, case) is Rung.NATIONAL


def test_a_case_does_not_come_down_by_an_escalation(office: Office) -> None:
    case, *_ = handed_up(office)
    office.schedule_deliberation(case)
    with pytest.raises(AlreadyHigher):
        office.propose_escalation(case, level=EscalationLevel.REGENCY)
    office.propose_escalation(case, level=EscalationLevel.NATIONAL)


def test_an_escalated_case_climbs_on_from_rung_to_rung_without_leaving_its_stage(
    office: Office,
) -> None:
    officer, head = office.regency_office()
    case = office.open_case(by=officer)
    office.found(case)
    office.verify(case, by=officer)
    office.hand_up(case, EscalationLevel.REGENCY, by=officer, head=head)
    assert owner(office, case) is Rung.REGENCY
    with pytest.raises(AlreadyThere):
        office.propose_escalation(case, level=EscalationLevel.REGENCY, by=officer)
    office.propose_escalation(case, by=officer)
    both = replace(head, id=officer.id)
    office.give_role(both)
    with pytest.raises(ProposerIsApprover):
        office.approve_escalation(case, by=both)
    office.approve_escalation(case, by=head)
    assert owner(office, case) is Rung.PROVINCE
    with pytest.raises(DecidedAbove):
        office.propose_escalation(case, level=EscalationLevel.NATIONAL, by=officer)
    office.propose_escalation(case, level=EscalationLevel.NATIONAL)
    with pytest.raises(DecidedAbove):
        office.approve_escalation(case, by=head)
    office.approve_escalation(case)
    assert owner(office, case) is Rung.NATIONAL
    file = office.file(case)
    assert (file.stage, file.entry, file.rung) == (Stage.ESCALATE, 1, Rung.NATIONAL)
    with pytest.raises(AlreadyThere):
        office.propose_escalation(case, level=EscalationLevel.NATIONAL)
    with pytest.raises(AlreadyHigher):
        office.propose_escalation(case)


def test_what_was_handed_back_is_handed_up_again_and_the_governor_is_asked_anew(
    office: Office,
) -> None:
    case, officer, head = handed_up(office)
    first = office.file(case)
    assert first.letters_due == 1
    office.return_to_regency(case)
    assert office.file(case).escalated_with is None
    office.hand_up(case, EscalationLevel.PROVINCE, by=officer, head=head)
    assert owner(office, case) is Rung.PROVINCE
    file = office.file(case)
    escalated = [x.fact for x in file.timeline if isinstance(x.fact, ConflictCase.Escalated)]
    calls = [call for fact in escalated for call in calls_of(fact, file)]
    assert [call.type for call in calls] == [LetterType.NOTA_DINAS, LetterType.NOTA_DINAS]
    assert len({call.trigger for call in calls}) == file.letters_due == 2


def test_a_rung_further_up_asks_for_handling_anew_and_once(office: Office) -> None:
    case = office.escalated_case()
    before = window(office, case, WaitKind.FIRST_HANDLING)
    office.hand_up(case, EscalationLevel.NATIONAL)
    asked = [each.wait.kind for each in office.file(case).waits.values()]
    assert asked.count(WaitKind.FIRST_HANDLING) == 1
    assert WaitKind.ESCALATION_APPROVAL not in asked
    after = window(office, case, WaitKind.FIRST_HANDLING)
    assert after.deadline_id != before.deadline_id


def test_a_proposal_further_up_that_is_declined_leaves_the_case_where_it_stands(
    office: Office,
) -> None:
    case = office.escalated_case()
    office.propose_escalation(case, level=EscalationLevel.NATIONAL, asked_for="Bantuan pusat.")
    office.decline_escalation(case)
    file = office.file(case)
    assert (file.rung, file.owner, file.stage) == (Rung.PROVINCE, Rung.PROVINCE, Stage.ESCALATE)
    assert file.escalated_with is not None
    assert file.escalated_with.level is EscalationLevel.PROVINCE
    asked = [each.wait.kind for each in file.waits.values()]
    assert asked.count(WaitKind.FIRST_HANDLING) == 1


def test_the_nation_sends_a_case_back_to_the_province_and_from_there_to_its_regency(
    office: Office,
) -> None:
    case, *_, head = handed_up(office)
    with pytest.raises(NotWithTheNation):
        office.return_to_province(case)
    office.hand_up(case, EscalationLevel.NATIONAL)
    with pytest.raises(NotHandedUp):
        office.return_to_regency(case)
    with pytest.raises(DecidedAbove):
        office.return_to_province(case, by=head)
    office.return_to_province(case)
    assert owner(office, case) is Rung.PROVINCE
    file = office.file(case)
    assert (file.rung, file.escalation) == (Rung.PROVINCE, EscalationLevel.PROVINCE)
    (line,) = [x for x in file.timeline if x.name == "case.returned_to_province"]
    assert str(line.fact.explanation) == "Surat Mendagri: cukup di provinsi."  # type: ignore[attr-defined]
    with pytest.raises(NotWithTheNation):
        office.return_to_province(case)
    office.hand_up(case, EscalationLevel.NATIONAL)
    office.return_to_province(case)
    office.return_to_regency(case)
    assert owner(office, case) is Rung.REGENCY


def test_nothing_comes_down_while_a_proposal_waits(office: Office) -> None:
    case, *_ = handed_up(office)
    office.propose_escalation(case, level=EscalationLevel.NATIONAL)
    with pytest.raises(NotHandedUp):
        office.return_to_regency(case)


# -- from officer to officer -----------------------------------------------------------------------


def test_a_case_is_handed_over_with_what_is_open_and_the_board_knows(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    case = office.open_case()
    office.assign_task(case)
    office.hand_over(case, office.second_officer)
    file = office.file(case)
    assert file.officer == office.second_officer.id
    (line,) = [each for each in file.timeline if each.name == "case.handed_over"]
    assert set(line.fact.open_items) == {  # type: ignore[attr-defined]
        "menunggu hasil verifikasi lapangan",
        "1 tugas lapangan belum selesai",
    }
    catch_up()
    row = BoardView(datastore).row(case)
    assert row is not None
    assert row.officer == office.second_officer.id


def test_who_hands_over_and_to_whom_is_bounded(office: Office) -> None:
    case = office.open_case(office.file_report(secrecy=Secrecy.SECRET))
    low = Person("low", office.new_id("p"), Role.CASE_OFFICER, "BKBP", "31", Secrecy.RESTRICTED)
    away = Person("away", office.new_id("p"), Role.CASE_OFFICER, "BKBP", "73")
    for person in (low, away):
        office.give_role(person)
    for receiver in (low, away, office.supervisor, office.liaison):
        with pytest.raises(CannotReceive):
            office.hand_over(case, receiver)
    with pytest.raises(NotYoursToHandOver):
        office.hand_over(case, office.second_officer, by=office.second_officer)
    with pytest.raises(AlreadyTheirs):
        office.hand_over(case, office.officer)
    with pytest.raises(AlreadyTheirs):
        office.hand_over(case, office.officer, by=office.officer)
    office.hand_over(case, office.second_officer, by=office.supervisor)
    with pytest.raises(NotInStage):
        office.hand_over(office.closed_case(), office.second_officer)


def test_what_an_officer_offers_stays_theirs_until_it_is_accepted(office: Office) -> None:
    case = office.open_case()
    office.hand_over(case, office.second_officer, by=office.officer)
    file = office.file(case)
    assert file.officer == office.officer.id
    assert file.offer is not None
    assert file.offer.open_items == ("menunggu hasil verifikasi lapangan",)
    wait = window(office, case, WaitKind.HANDOVER)
    assert wait.asked == Asked(role=Role.CASE_OFFICER, person=office.second_officer.id)
    assert str(wait.deadline.span) == "1 hari kerja"
    with pytest.raises(HandoverWaiting):
        office.hand_over(case, office.second_officer, by=office.officer)
    with pytest.raises(NoHandover):
        office.accept_handover(case, by=office.officer)
    office.accept_handover(case)
    file = office.file(case)
    assert (file.officer, file.offer) == (office.second_officer.id, None)
    (line,) = [each for each in file.timeline if each.name == "case.handed_over"]
    assert line.fact.envelope.actor == office.second_officer.id
    assert not any(each.wait.kind is WaitKind.HANDOVER for each in file.waits.values())
    with pytest.raises(NoHandover):
        office.accept_handover(case)


def test_a_case_declined_stays_with_its_giver_who_may_ask_another(office: Office) -> None:
    case = office.open_case()
    office.hand_over(case, office.second_officer, by=office.officer)
    with pytest.raises(NoHandover):
        office.decline_handover(case, by=office.officer)
    office.decline_handover(case)
    file = office.file(case)
    assert (file.officer, file.offer) == (office.officer.id, None)
    office.hand_over(case, office.second_officer, by=office.officer)
    assert office.file(case).offer is not None


def test_silence_asks_the_head_whose_order_stands_at_once(office: Office) -> None:
    """The receiver may still accept meanwhile; the order takes the offer back."""
    case = office.open_case()
    office.hand_over(case, office.second_officer, by=office.officer)
    due = window(office, case, WaitKind.HANDOVER).due
    office.pass_time_in_silence(case, seconds=(due - office.now()).total_seconds())
    file = office.file(case)
    assert (file.officer, file.offer is None) == (office.officer.id, False)
    assert WaitKind.HANDOVER in {each.wait.about for each in file.waits.values()}
    office.hand_over(case, office.second_officer)
    file = office.file(case)
    assert (file.officer, file.offer) == (office.second_officer.id, None)
    assert WaitKind.HANDOVER not in {each.wait.about for each in file.waits.values()}


def test_an_offer_outlasts_the_stages_and_ends_with_the_case(office: Office) -> None:
    case = office.verified_case()
    office.hand_over(case, office.second_officer, by=office.officer)
    office.propose_escalation(case)
    office.approve_escalation(case)
    assert window(office, case, WaitKind.HANDOVER).asked.person == office.second_officer.id
    other = office.open_case()
    office.hand_over(other, office.second_officer, by=office.officer)
    with pytest.raises(StillBound, match="menunggu diterima"):
        office.merge(case, other)
    office.refute(other)
    file = office.file(other)
    assert (file.offer, dict(file.waits)) == (None, {})
    with pytest.raises(NoHandover):
        office.accept_handover(other)


def test_a_case_the_province_decides_is_not_handed_to_a_regencys_officer(office: Office) -> None:
    case, officer, _ = handed_up(office)
    with pytest.raises(CannotReceive):
        office.hand_over(case, officer, by=office.supervisor)


# -- letters ---------------------------------------------------------------------------------------


def test_an_escalation_to_the_nation_calls_for_a_letter_to_the_home_minister(
    office: Office, regions: Regions
) -> None:
    case = office.escalated_case()
    office.schedule_deliberation(case)
    office.propose_escalation(case, level=EscalationLevel.NATIONAL)
    office.approve_escalation(case)
    file = office.file(case)
    escalated = [x for x in file.timeline if isinstance(x.fact, ConflictCase.Escalated)][-1]
    (call,) = calls_of(escalated.fact, file)
    assert call.type is LetterType.SURAT_DINAS
    content = Writers(regions, PaperDirectory()).write(call.type, file, trigger=call.trigger)
    assert [each.office for each in content.to] == ["Menteri Dalam Negeri"]
    assert "Koordinasi lintas wilayah." in content.model_dump_json()
