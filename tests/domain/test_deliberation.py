"""Musyawarah: two parties, sessions until agreement or deadlock, obligations until met."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from domain.agreement import (
    Binding,
    MeetObligation,
    ObligationAlreadyMet,
    ObligationInThePast,
    UnknownObligation,
)
from domain.clocks import WaitKind
from domain.conflict_case import TooFewParties
from domain.deliberation import (
    AgreementWithoutObligation,
    Deliberation,
    NextSessionMissing,
    Present,
    Promise,
    RecordSession,
    SessionInThePast,
    SessionOver,
    SessionResult,
)
from domain.kernel import key
from tests.facts import (
    NOON,
    TALK,
    TODAY,
    at,
    elapse,
    facts,
    given,
    promise,
    refused,
    scheduled,
    told,
    waiting,
    wish,
)

EVERYBODY = tuple(
    Present(party=number, representative="Ketua RW", mandate="Surat kuasa") for number in (1, 2)
)


def agreeing(*promises: Promise) -> RecordSession:
    return wish(
        RecordSession,
        deliberation_id=TALK,
        result=SessionResult.AGREED,
        minutes="Para pihak bersepakat.",
        attendance=EVERYBODY,
        obligations=promises,
    )


def adjourning(*, days: float | None) -> RecordSession:
    return wish(
        RecordSession,
        deliberation_id=TALK,
        result=SessionResult.ADJOURNED,
        minutes="Ditunda.",
        next_session_at=None if days is None else NOON + timedelta(days=days),
    )


DEADLOCK = wish(
    RecordSession, deliberation_id=TALK, result=SessionResult.DEADLOCK, minutes="Buntu."
)


def meeting(number: int, talk: Deliberation) -> MeetObligation:
    return wish(
        MeetObligation,
        deliberation_id=TALK,
        obligation_id=list(talk.obligations)[number],
        evidence="Foto diterima.",
    )


def agreed(*promises: Promise) -> Deliberation:
    talk = scheduled()
    talk.record_session(agreeing(*(promises or (promise(),))), at(days=2))
    return talk


def test_pasal_8_a_deliberation_of_one_party_is_refused() -> None:
    with pytest.raises(TooFewParties, match="Pasal 8"):
        scheduled(parties=("Warga RW 01",))


@pytest.mark.parametrize("parties", [(), ("Warga RW 01", "warga rw 01"), ("RW 01", " RW 01 ")])
def test_pasal_8_the_same_party_twice_is_one_party(parties: tuple[str, ...]) -> None:
    with pytest.raises(TooFewParties):
        scheduled(parties=parties)


def test_pasal_8_two_parties_deliberate() -> None:
    talk = scheduled()
    assert [str(party) for party in talk.parties] == ["Warga RW 01", "Warga RW 02"]
    assert waiting(talk, WaitKind.DELIBERATION_START).due == NOON + timedelta(days=2)


@pytest.mark.parametrize("hours", [0, -1])
def test_a_session_lies_in_the_future(hours: int) -> None:
    with pytest.raises(SessionInThePast):
        scheduled(session_at=NOON + timedelta(hours=hours))


def test_a_session_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        scheduled(session_at=(NOON + timedelta(days=1)).replace(tzinfo=None))


def test_pasal_41_an_agreement_without_an_obligation_is_refused() -> None:
    talk = given(scheduled())
    with refused(talk, AgreementWithoutObligation):
        talk.record_session(agreeing(), at(days=2))


def test_an_obligation_of_yesterday_is_refused() -> None:
    talk = given(scheduled())
    with refused(talk, ObligationInThePast):
        talk.record_session(agreeing(promise(due=TODAY - timedelta(days=1))), at(days=2))


def test_an_obligation_may_fall_due_today_and_lasts_until_the_regions_midnight() -> None:
    talk = given(agreed(promise(due=TODAY + timedelta(days=2))))
    assert waiting(talk, WaitKind.OBLIGATION).due.isoformat() == "2026-03-04T17:00:00+00:00"


def test_an_agreement_makes_each_promise_an_obligation_with_its_own_window() -> None:
    talk = given(scheduled())
    first, second = promise(), promise(who="Warga RW 02", due=date(2026, 3, 20))
    talk.record_session(agreeing(first, second), at(days=2))
    assert told(talk) == [
        "deadline.met deliberation_start",
        "deliberation.session_held",
        "deliberation.agreed",
        "deadline.set obligation",
        "deadline.set obligation",
    ]
    assert [str(each.who) for each in talk.obligations.values()] == ["Warga RW 01", "Warga RW 02"]
    assert {wait.item for wait in talk.waits.values()} == {str(each) for each in talk.obligations}


def test_an_adjourned_session_names_the_next() -> None:
    talk = given(scheduled())
    with refused(talk, NextSessionMissing):
        talk.record_session(adjourning(days=None), at(days=2))


def test_the_next_session_lies_in_the_future() -> None:
    talk = given(scheduled())
    with refused(talk, SessionInThePast):
        talk.record_session(adjourning(days=0), at(days=2))


def test_an_adjourned_session_waits_for_the_next() -> None:
    talk = given(scheduled())
    talk.record_session(adjourning(days=3), at(days=2))
    assert told(talk) == [
        "deadline.met deliberation_start",
        "deliberation.session_held",
        "deliberation.adjourned",
        "deadline.set deliberation_start",
    ]
    assert waiting(talk, WaitKind.DELIBERATION_START).due == NOON + timedelta(days=3)


def test_a_deadlock_ends_the_deliberation() -> None:
    talk = given(scheduled())
    talk.record_session(DEADLOCK, at(days=2))
    assert told(talk) == [
        "deadline.met deliberation_start",
        "deliberation.session_held",
        "deliberation.deadlocked",
    ]
    assert not talk.waits


@pytest.mark.parametrize("result", [SessionResult.AGREED, SessionResult.DEADLOCK])
def test_a_deliberation_ends_once(result: SessionResult) -> None:
    talk = scheduled()
    talk.record_session(
        DEADLOCK if result is SessionResult.DEADLOCK else agreeing(promise()), at(days=2)
    )
    with refused(given(talk), SessionOver):
        talk.record_session(adjourning(days=3), at(days=2))


def test_an_obligation_is_met_with_its_evidence() -> None:
    talk = given(agreed(promise(), promise(who="Warga RW 02")))
    talk.meet_obligation(meeting(1, talk), at(days=1))
    ((event, fact),) = facts(talk)
    assert (event, fact["obligation_id"]) == (
        Binding.ObligationMet,
        list(talk.obligations)[1],
    )
    assert talk.unmet == 1


def test_meeting_one_obligation_leaves_the_others_window_open() -> None:
    talk = given(agreed(promise(), promise(who="Warga RW 02")))
    talk.meet_obligation(meeting(0, talk), at(days=1))
    assert [wait.item for wait in talk.waits.values()] == [str(list(talk.obligations)[1])]


def test_an_obligation_is_met_once() -> None:
    talk = agreed()
    talk.meet_obligation(meeting(0, talk), at(days=1))
    with refused(given(talk), ObligationAlreadyMet):
        talk.meet_obligation(meeting(0, talk), at(days=1))


def test_only_what_was_agreed_is_met() -> None:
    talk = given(agreed())
    stranger = meeting(0, talk).model_copy(update={"obligation_id": key("uji", "lain")})
    with refused(talk, UnknownObligation):
        talk.meet_obligation(stranger, at(days=1))


def test_an_obligation_that_lapses_asks_the_supervisor_about_that_one() -> None:
    talk = given(agreed(promise()))
    elapse(talk, WaitKind.OBLIGATION, days=8)
    assert told(talk) == [
        "deadline.elapsed obligation",
        "deliberation.obligation_breached",
        "deadline.set supervisor_answer about obligation",
    ]
    talk.meet_obligation(meeting(0, talk), at(days=9))
    assert told(talk) == ["deadline.met supervisor_answer", "deliberation.obligation_met"]


def test_a_session_nobody_recorded_asks_the_supervisor_a_day_after_its_time() -> None:
    talk = given(scheduled())
    elapse(talk, WaitKind.DELIBERATION_START, days=2)
    assert told(talk) == [
        "deadline.elapsed deliberation_start",
        "deadline.set session_minutes",
    ]
    elapse(talk, WaitKind.SESSION_MINUTES, days=3)
    assert told(talk) == [
        "deadline.elapsed session_minutes",
        "deadline.set supervisor_answer about session_minutes",
    ]
