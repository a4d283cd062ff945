"""Anggota FKDM: nobody is seated untried, unaged or by who proposed them; nobody stays for ever."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.adopted_policy import AdoptPolicy
from domain.kernel import Refusal, Role
from domain.member import (
    ForumFull,
    Member,
    MembershipOver,
    MemberState,
    NotAReporter,
    NotAtThisStep,
    OutsideAge,
    ProposerAppoints,
    SelectionIncomplete,
    TermNotAllowed,
    TermNotBegun,
)
from domain.policy import ForumRules
from domain.report import Source
from runtime.vault import KeyDestroyed
from tests.forum import TERM, Forum
from tests.office import Office, Person


@pytest.fixture
def forum(office: Office) -> Forum:
    return Forum(office)


def state_of(office: Office, member: Any) -> MemberState:
    found = office.register.load(Member, member)
    assert found is not None
    return found.state


def test_a_candidate_is_tried_appointed_linked_and_trained(office: Office, forum: Forum) -> None:
    member = forum.candidate()
    assert state_of(office, member) is MemberState.CANDIDATE
    forum.pass_exams(member)
    assert state_of(office, member) is MemberState.SELECTION
    forum.appoint(member)
    forum.activate(member)
    forum.train(member)
    assert state_of(office, member) is MemberState.ACTIVE
    office.file_report(by=office.reporter)


@pytest.mark.parametrize(
    ("rule", "nominated", "appointed"),
    [
        (OutsideAge, {"born_on": date(2001, 3, 3)}, {}),
        (OutsideAge, {"born_on": date(1965, 3, 2)}, {}),
        (ProposerAppoints, {}, {}),
        (TermNotAllowed, {}, {"ends_on": date(2026, 3, 2)}),
        (TermNotAllowed, {}, {"ends_on": date(2031, 3, 3)}),
    ],
)
def test_what_the_rules_of_the_region_do_not_allow_is_refused(
    office: Office,
    forum: Forum,
    rule: type[Refusal],
    nominated: dict[str, Any],
    appointed: dict[str, Any],
) -> None:
    if rule is ProposerAppoints:
        both = Person("both", office.officer.id, Role.SUPERVISOR, "BKBP")
        office.give_role(both)
        appointed = {"by": both}
    member = forum.candidate(**nominated)
    forum.pass_exams(member)
    with pytest.raises(rule):
        forum.appoint(member, **appointed)
    assert state_of(office, member) is MemberState.SELECTION


def test_of_an_age_to_the_day(office: Office, forum: Forum) -> None:
    for born in (date(2001, 3, 2), date(1965, 3, 3)):
        member = forum.candidate(born_on=born)
        forum.pass_exams(member)
        forum.appoint(member)
        assert state_of(office, member) is MemberState.APPOINTED


def test_an_untried_or_failed_candidate_is_not_appointed(office: Office, forum: Forum) -> None:
    member = forum.candidate()
    with pytest.raises(SelectionIncomplete):
        forum.appoint(member)
    forum.pass_exams(member, score=59)
    with pytest.raises(SelectionIncomplete):
        forum.appoint(member)
    forum.turn_down(member)
    with pytest.raises(NotAtThisStep):
        forum.appoint(member)


def test_a_forum_has_no_more_members_than_seats_until_one_is_free(
    office: Office, forum: Forum
) -> None:
    few = office.policy.model_copy(
        update={"version": "2026-2", "forum": ForumRules(seats_district=1)}
    )
    office.send(AdoptPolicy, office.supervisor, policy=few)
    first, second = forum.candidate(), forum.candidate()
    for member in (first, second):
        forum.pass_exams(member)
    forum.appoint(first)
    with pytest.raises(ForumFull):
        forum.appoint(second)
    forum.end(first)
    forum.appoint(second)
    third = forum.candidate()
    forum.pass_exams(third)
    with pytest.raises(ForumFull):
        forum.appoint(third)
    office.clock.move_to(office.now() + timedelta(days=150))
    forum.appoint(third, starts_on=date(2026, 7, 30), ends_on=date(2027, 7, 1))
    assert state_of(office, third) is MemberState.APPOINTED


def test_only_an_account_that_may_report_is_linked(office: Office, forum: Forum) -> None:
    member = forum.candidate()
    forum.pass_exams(member)
    forum.appoint(member)
    with pytest.raises(NotAReporter):
        forum.activate(member, office.liaison)


def test_nobody_is_at_work_before_the_term_begins(office: Office, forum: Forum) -> None:
    member = forum.candidate()
    forum.pass_exams(member)
    forum.appoint(member, starts_on=date(2026, 3, 4))
    with pytest.raises(TermNotBegun, match="4 Maret 2026"):
        forum.activate(member)
    office.pass_time(days=2)
    forum.activate(member)
    assert state_of(office, member) is MemberState.ACTIVE


def test_whose_membership_has_ended_reports_no_more_as_fkdm(office: Office, forum: Forum) -> None:
    forum.active()
    office.file_report(by=office.reporter)
    member = forum.active(Person("x", office.reporter.id, Role.REPORTER, "FKDM"))
    forum.end(member)
    with pytest.raises(MembershipOver):
        office.file_report(by=office.reporter)
    office.file_report(by=office.reporter, source=Source.PUBLIC)
    office.file_report(by=office.officer)
    forum.active()
    office.file_report(by=office.reporter)


def test_a_term_ends_by_itself_on_the_morning_after_its_last_day(
    office: Office, forum: Forum
) -> None:
    member = forum.active()
    (wait,) = office.file(member).waits.values()
    assert wait.wait.due == datetime(2026, 6, 30, 17, tzinfo=UTC)
    office.clock.move_to(wait.wait.due)
    office.elapse(wait.stream, wait.wait.deadline_id)
    assert state_of(office, member) is MemberState.ENDED
    with pytest.raises(MembershipOver):
        office.file_report(by=office.reporter)


def test_a_members_data_is_forgotten_with_their_own_key(office: Office, forum: Forum) -> None:
    member, other = forum.active(), forum.candidate(name="Lain Contoh")
    office.register.mapper.vault.destroy(member)
    found = office.register.load(Member, member)
    assert found is not None
    assert (found.name.text, found.born_on, found.state) == (None, None, MemberState.ACTIVE)
    kept = office.register.load(Member, other)
    assert kept is not None
    assert kept.name.text == "Lain Contoh"
    with pytest.raises(KeyDestroyed):
        forum.end(member)
    assert TERM["ends_on"] == found.ends_on
