"""Kasus: each stage's guards, article first where one applies, and the windows it keeps."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.case_merge import Member
from domain.case_ownership import AlreadyThere, Rung
from domain.clocks import ElapseDeadline, WaitKind
from domain.closing import Blockers, Check
from domain.conflict_case import (
    ConflictCase,
    ContentChanged,
    DeclineEscalation,
    DeliberationOpen,
    EscalationLevel,
    NoAgreementYet,
    NoProposal,
    NothingFoundYet,
    NotInStage,
    NotVerified,
    Proposal,
    ProposalWaiting,
    ProposerIsApprover,
    RecordMonitoring,
    RefuteCase,
    Stage,
    StillOpen,
    TooFewParties,
    Track,
    Verdict,
    VerifierIsReporter,
    VerifyCase,
)
from domain.kernel import Refusal, key
from domain.reopening import ReopenCase, ReopeningGround, Standing
from domain.risk import Level
from tests.facts import (
    CASE,
    CLOSING,
    LETTER,
    MACHINE,
    NOON,
    NOTHING_OPEN,
    OFFICER,
    PROPOSING,
    RECOVERING,
    SECOND_OFFICER,
    SUPERVISOR,
    TALK,
    TASK,
    VERIFYING,
    Somebody,
    approval,
    at,
    elapse,
    escalated,
    facts,
    given,
    monitored,
    opened,
    proposed,
    recovering,
    refused,
    told,
    verified,
    voice,
    waiting,
    wish,
)
from tests.ledger import Ledger

HIGHER = PROPOSING.model_copy(update={"level": EscalationLevel.NATIONAL})
REFUTING = wish(RefuteCase, case_id=CASE, verdict=Verdict.UNFOUNDED, explanation="Tidak ditemukan.")
MONITORING = wish(RecordMonitoring, case_id=CASE, note="Tenang.", calm=True)
UNREST = wish(RecordMonitoring, case_id=CASE, note="Masih ramai.", calm=False)


def declining(case: ConflictCase, by: Somebody = SUPERVISOR) -> DeclineEscalation:
    assert case.proposal is not None
    return wish(
        DeclineEscalation,
        by,
        case_id=case.id,
        content_hash=case.proposal.content_hash,
        explanation="Masih dapat ditangani setempat.",
    )


def schedule(case: ConflictCase, *, parties: int = 2) -> None:
    case.schedule_deliberation(TALK, Track.CUSTOMARY, parties, at())


def deliberating() -> ConflictCase:
    case = verified()
    schedule(case)
    return case


def agreed() -> ConflictCase:
    case = deliberating()
    case.end_deliberation(TALK, agreed=True, at=at(days=2))
    return case


def refuted() -> ConflictCase:
    case = opened()
    case.refute(REFUTING, at())
    return case


def closed() -> ConflictCase:
    case = monitored()
    case.close(CLOSING, at(days=31), NOTHING_OPEN)
    return case


# -- verification ----------------------------------------------------------------------------


def test_a_case_opens_in_verification_with_its_window() -> None:
    case = opened()
    assert (case.stage, case.entries) == (Stage.VERIFY, {Stage.VERIFY: 1})
    assert waiting(case, WaitKind.VERIFICATION).due == NOON + timedelta(hours=24)


def test_who_reported_does_not_verify() -> None:
    case = opened(reporter=OFFICER)
    case.note_finding(TASK)
    with refused(given(case), VerifierIsReporter):
        case.verify(VERIFYING, at())


def test_who_reported_does_not_refute() -> None:
    case = given(opened(reporter=OFFICER))
    with refused(case, VerifierIsReporter):
        case.refute(REFUTING, at())


def test_nothing_is_verified_before_somebody_found_something() -> None:
    case = given(opened())
    with refused(case, NothingFoundYet):
        case.verify(VERIFYING, at())


def test_no_errand_is_a_verification() -> None:
    case = opened()
    case.note_finding(TASK, voice(source="A", information=1), verifies=False)
    with refused(given(case), NothingFoundYet, "tugas verifikasi"):
        case.verify(VERIFYING, at())
    assert (case.findings, case.checked) == ([TASK], [])
    case.note_finding(LETTER)
    case.verify(VERIFYING, at())


def test_a_members_errand_is_no_verification_either() -> None:
    lead, member = opened(), key("uji", "member")
    alone = Member(
        case_id=member, level=Level.GREEN, secrecy=lead.secrecy, waits=(), findings=(LETTER,),
        errands=(LETTER,),
    )  # fmt: skip
    lead.members[member] = alone
    lead.note_members_finding(member, TASK, None, verifies=False)
    assert (lead.found, lead.checked) == ([LETTER, TASK], [])
    with refused(given(lead), NothingFoundYet):
        lead.verify(VERIFYING, at())


def test_a_reopened_case_forgets_its_errands_with_its_findings() -> None:
    case = opened()
    case.note_finding(TASK, verifies=False)
    case.refute(REFUTING, at())
    case.reopen(
        wish(
            ReopenCase,
            case_id=CASE,
            ground=ReopeningGround.NEW_FACTS,
            explanation="Ada video.",
            evidence="Video",
        ),
        at(),
        Standing(),
    )
    assert (case.findings, case.errands) == ([], set())


def test_who_told_a_members_report_neither_verifies_nor_refutes_the_lead() -> None:
    case, lent = opened(), frozenset({OFFICER.id})
    case.note_finding(TASK)
    given(case)
    with refused(case, VerifierIsReporter):
        case.verify(VERIFYING, at(), lent)
    with refused(case, VerifierIsReporter):
        case.refute(REFUTING, at(), lent)


def test_a_verified_case_waits_for_its_first_handling_at_its_new_level() -> None:
    case = opened()
    case.note_finding(TASK, voice(source="A", information=1))
    red = wish(VerifyCase, **VERIFYING.model_dump(include={"case_id", "summary"}), **RED)
    given(case).verify(red, at(hours=1))
    assert told(case) == [
        "case.red_confirmed",
        "deadline.met verification",
        "case.verified",
        "deadline.set first_handling",
    ]
    assert waiting(case, WaitKind.FIRST_HANDLING).due == NOON + timedelta(hours=1 + 6)


RED: dict[str, Any] = {"level": Level.RED, "source_grade": "A", "information_grade": 1}


def test_a_case_is_verified_once() -> None:
    case = given(verified())
    with refused(case, NotInStage, "sudah terverifikasi"):
        case.verify(VERIFYING, at())


def test_a_case_that_is_not_borne_out_ends_there() -> None:
    case = given(opened())
    case.refute(REFUTING, at())
    assert told(case) == ["deadline.withdrawn verification", "case.refuted", "case.stage_entered"]
    assert (case.stage, case.waits) == (Stage.REFUTED, {})


def test_a_verified_case_may_still_prove_unfounded() -> None:
    case = given(verified())
    case.refute(REFUTING, at())
    assert not case.verified
    assert case.stage is Stage.REFUTED


def test_a_proposal_dies_with_a_case_that_is_refuted() -> None:
    case = proposed()
    wishing = approval(case)
    case.refute(REFUTING, at())
    with refused(given(case), NoProposal):
        case.approve_escalation(wishing, at(SUPERVISOR))
    assert case.stage is Stage.REFUTED


def test_a_finding_that_comes_after_the_end_is_not_noted() -> None:
    case = given(refuted())
    case.note_finding(TASK)
    assert told(case) == []


def test_no_task_is_given_after_the_end() -> None:
    case = given(refuted())
    with refused(case, NotInStage):
        case.assign_task(TASK)


# -- escalation ------------------------------------------------------------------------------


def test_pasal_10_an_unverified_case_is_not_escalated() -> None:
    case = given(opened())
    with refused(case, NotVerified, "Pasal 10-11"):
        case.propose_escalation(PROPOSING, at())


def test_a_proposal_waits_for_a_second_person() -> None:
    case = given(verified())
    case.propose_escalation(PROPOSING, at(hours=1))
    assert told(case) == [
        "deadline.met first_handling",
        "case.escalation_proposed",
        "deadline.set escalation_approval",
    ]
    assert case.proposal is not None
    assert case.proposal.content_hash == Proposal.hash_of(
        CASE, EscalationLevel.PROVINCE, "Massa bertambah.", "Rapat Forkopimda."
    )


def test_one_proposal_waits_at_a_time() -> None:
    case = given(proposed())
    with refused(case, ProposalWaiting):
        case.propose_escalation(PROPOSING, at())


@pytest.mark.parametrize("answer", ["approve", "decline"])
def test_who_proposed_does_not_answer(answer: str) -> None:
    case = given(proposed())
    with refused(case, ProposerIsApprover):
        if answer == "approve":
            case.approve_escalation(approval(case, OFFICER), at())
        else:
            case.decline_escalation(declining(case, OFFICER), at())


@pytest.mark.parametrize("answer", ["approve", "decline"])
def test_what_is_answered_is_what_was_read(answer: str) -> None:
    case = given(proposed())
    other = {"content_hash": Proposal.hash_of(CASE, EscalationLevel.PROVINCE, "Lain.", "Lain.")}
    with refused(case, ContentChanged):
        if answer == "approve":
            case.approve_escalation(approval(case).model_copy(update=other), at(SUPERVISOR))
        else:
            case.decline_escalation(declining(case).model_copy(update=other), at(SUPERVISOR))


def test_without_a_proposal_there_is_nothing_to_answer() -> None:
    case = given(verified())
    words = approval(proposed())
    with refused(case, NoProposal):
        case.approve_escalation(words, at(SUPERVISOR))


def test_an_approval_names_both_persons_and_enters_escalation() -> None:
    case = given(proposed())
    assert case.proposal is not None
    content_hash = case.proposal.content_hash
    case.approve_escalation(approval(case), at(SUPERVISOR, hours=1))
    assert facts(case) == [
        (
            ConflictCase.Escalated,
            {
                "level": EscalationLevel.PROVINCE,
                "content_hash": content_hash,
                "proposer": OFFICER.id,
                "approver": SUPERVISOR.id,
            },
        ),
        (ConflictCase.StageEntered, {"stage": Stage.ESCALATE, "entry": 1}),
    ]


def test_a_declined_proposal_leaves_the_case_where_it_was() -> None:
    case = given(proposed())
    case.decline_escalation(declining(case), at(SUPERVISOR))
    assert told(case) == [
        "deadline.met escalation_approval",
        "case.escalation_declined",
        "deadline.set first_handling",
    ]
    assert (case.stage, case.proposal) == (Stage.VERIFY, None)


def test_a_declined_proposal_may_be_made_again() -> None:
    case = proposed()
    case.decline_escalation(declining(case), at(SUPERVISOR))
    case.propose_escalation(PROPOSING, at())
    assert case.proposal is not None


def test_an_escalated_case_is_not_escalated_again_where_it_stands() -> None:
    case = given(escalated())
    with refused(case, AlreadyThere, "hanya dapat diusulkan lebih tinggi"):
        case.propose_escalation(PROPOSING, at())


def test_a_rung_further_up_is_an_event_within_the_stage() -> None:
    case = given(escalated())
    case.propose_escalation(HIGHER, at())
    case.approve_escalation(approval(case), at(SUPERVISOR))
    assert told(case) == [
        "deadline.met first_handling",
        "case.escalation_proposed",
        "deadline.set escalation_approval",
        "deadline.met escalation_approval",
        "case.escalated",
        "deadline.set first_handling",
    ]
    assert (case.stage, case.entries[Stage.ESCALATE], case.rung) == (
        Stage.ESCALATE,
        1,
        Rung.NATIONAL,
    )


def test_a_result_that_came_while_a_proposal_waited_is_not_asked_for_twice() -> None:
    case = deliberating()
    case.propose_escalation(PROPOSING, at())
    case.end_deliberation(TALK, agreed=False, at=at())
    case.decline_escalation(declining(case), at(SUPERVISOR))
    kinds = [wait.kind for wait in case.waits.values()]
    assert kinds.count(WaitKind.FIRST_HANDLING) == 1


# -- deliberation ------------------------------------------------------------------------------


def test_pasal_8_a_deliberation_of_one_party_is_refused() -> None:
    case = given(verified())
    with refused(case, TooFewParties, "Pasal 8"):
        schedule(case, parties=1)


def test_pasal_8_a_deliberation_of_two_parties_enters_its_stage() -> None:
    case = given(verified())
    schedule(case, parties=2)
    assert told(case) == [
        "deadline.met first_handling",
        "case.deliberation_scheduled",
        "case.stage_entered",
        "deadline.set deliberation_agreement",
    ]


def test_pasal_10_an_unverified_case_is_not_deliberated() -> None:
    case = given(opened())
    with refused(case, NotVerified):
        schedule(case)


def test_nobody_deliberates_while_a_proposal_waits() -> None:
    case = given(proposed())
    with refused(case, ProposalWaiting):
        schedule(case)


def test_after_a_deadlock_a_new_deliberation_has_a_term_of_its_own_in_the_same_stage() -> None:
    case = deliberating()
    case.end_deliberation(TALK, agreed=False, at=at(days=1))
    schedule(given(case))
    assert told(case) == [
        "deadline.met first_handling",
        "case.deliberation_scheduled",
        "deadline.set deliberation_agreement",
    ]


def test_one_deliberation_is_open_at_a_time() -> None:
    case = given(deliberating())
    with refused(case, DeliberationOpen):
        schedule(case)


def test_what_the_parties_agreed_on_counts_though_the_case_was_handed_up_meanwhile() -> None:
    case = deliberating()
    case.propose_escalation(PROPOSING, at())
    case.approve_escalation(approval(case), at(SUPERVISOR))
    with refused(given(case), DeliberationOpen):
        case.begin_recovery(RECOVERING, at())
    case.end_deliberation(TALK, agreed=True, at=at(days=1))
    case.begin_recovery(RECOVERING, at(days=1))
    assert case.stage is Stage.RESOLVE


def test_a_deliberation_ends_where_it_was_held() -> None:
    case = given(verified())
    with refused(case, NotInStage):
        case.end_deliberation(TALK, agreed=True, at=at())


def test_a_case_comes_back_to_deliberation_by_a_second_entry() -> None:
    case = deliberating()
    case.end_deliberation(TALK, agreed=False, at=at(days=1))
    case.propose_escalation(PROPOSING, at())
    case.approve_escalation(approval(case), at(SUPERVISOR))
    schedule(case)
    assert case.entries[Stage.MEDIATE] == 2


# -- recovery and closing ----------------------------------------------------------------------


def test_recovery_waits_for_the_end_of_the_deliberation() -> None:
    case = given(deliberating())
    with refused(case, DeliberationOpen, "Pasal 8"):
        case.begin_recovery(RECOVERING, at())


def test_pasal_36_a_deadlock_is_no_agreement() -> None:
    case = deliberating()
    case.end_deliberation(TALK, agreed=False, at=at())
    with refused(given(case), NoAgreementYet, "Pasal 36"):
        case.begin_recovery(RECOVERING, at())


def test_pasal_36_a_new_session_takes_the_old_agreement_back() -> None:
    case = agreed()
    schedule(case)
    case.end_deliberation(TALK, agreed=False, at=at(days=3))
    with refused(given(case), NoAgreementYet):
        case.begin_recovery(RECOVERING, at())


def test_pasal_36_an_agreement_opens_recovery_and_monitoring() -> None:
    case = given(agreed())
    case.begin_recovery(RECOVERING, at(days=2))
    assert told(case) == [
        "deadline.withdrawn first_handling",
        "case.recovery_begun",
        "case.stage_entered",
        "deadline.set monitoring",
    ]


def test_recovery_does_not_begin_for_an_unverified_case() -> None:
    case = given(opened())
    with refused(case, NotVerified):
        case.begin_recovery(RECOVERING, at())


def test_recovery_does_not_begin_while_a_proposal_waits() -> None:
    case = given(proposed())
    with refused(case, ProposalWaiting):
        case.begin_recovery(RECOVERING, at())


def test_monitoring_is_recorded_in_recovery() -> None:
    case = given(escalated())
    with refused(case, NotInStage):
        case.monitor(MONITORING, at())


def test_a_case_is_not_closed_before_its_monitoring_has_ended() -> None:
    case = recovering()
    case.monitor(MONITORING, at())
    with refused(given(case), StillOpen, "masa pemantauan belum berakhir"):
        case.close(CLOSING, at(days=29), NOTHING_OPEN)


def test_a_case_is_not_closed_while_it_is_not_calm() -> None:
    case = given(monitored(calm=False))
    with refused(case, StillOpen, "keadaan tenang"):
        case.close(CLOSING, at(days=31), NOTHING_OPEN)


def test_an_escalation_to_the_province_is_not_closed_without_its_letter() -> None:
    case = escalated()
    case.begin_recovery(RECOVERING, at())
    case.monitor(MONITORING, at())
    elapse(case, WaitKind.MONITORING, days=31)
    with refused(given(case), StillOpen, "nota dinas eskalasi belum disusun"):
        case.close(CLOSING, at(days=31), NOTHING_OPEN)


def test_the_last_visit_counts() -> None:
    case = monitored()
    case.monitor(UNREST, at(days=31))
    with refused(given(case), StillOpen):
        case.close(CLOSING, at(days=31), NOTHING_OPEN)


def standing(check: Check, number: int) -> Blockers:
    return Blockers(standing={check: tuple(key(check, each) for each in range(number))})


@pytest.mark.parametrize(
    ("blockers", "words"),
    [
        (standing(Check.TASKS, 2), "2 tugas lapangan belum selesai"),
        (standing(Check.OBLIGATIONS, 1), "1 kewajiban kesepakatan belum dipenuhi atau dilepaskan"),
        (standing(Check.DRAFTS, 3), "3 naskah dinas belum disetujui"),
        (standing(Check.UNSIGNED, 1), "1 naskah dinas bernomor belum ditandatangani"),
        (standing(Check.UNDELIVERED, 1), "1 naskah dinas belum dikirim atau belum sampai"),
    ],
)
def test_a_case_is_not_closed_over_what_is_still_open(blockers: Blockers, words: str) -> None:
    case = given(monitored())
    with refused(case, StillOpen, words):
        case.close(CLOSING, at(days=31), blockers)


def test_a_case_is_not_closed_before_its_letter_to_the_governor_is_drafted() -> None:
    case = escalated()
    case.begin_recovery(RECOVERING, at())
    with pytest.raises(StillOpen) as refusal:
        case.close(CLOSING, at(), Blockers())
    assert "nota dinas eskalasi belum disusun" in refusal.value.detail


def test_a_refused_closing_names_everything_at_once() -> None:
    case = given(recovering())
    both = standing(Check.TASKS, 1).beside(standing(Check.OBLIGATIONS, 1))
    with pytest.raises(StillOpen) as refusal:
        case.close(CLOSING, at(), both.beside(standing(Check.DRAFTS, 1)))
    assert refusal.value.detail.count(";") == 4


def test_a_case_closes_when_nothing_stands_in_its_way() -> None:
    case = given(monitored())
    case.close(CLOSING, at(days=31), NOTHING_OPEN)
    assert told(case) == [
        "deadline.withdrawn first_handling",
        "case.closed",
        "case.stage_entered",
    ]
    assert (case.stage, case.waits) == (Stage.CLOSED, {})


def test_the_end_of_monitoring_asks_the_officer_to_close_not_the_supervisor() -> None:
    case = given(recovering())
    elapse(case, WaitKind.MONITORING, days=30)
    assert told(case) == ["deadline.elapsed monitoring", "deadline.set first_handling"]


Deed = Callable[[ConflictCase], None]


@pytest.mark.parametrize("end", [refuted, closed])
@pytest.mark.parametrize(
    "deed",
    [
        lambda case: case.verify(VERIFYING, at()),
        lambda case: case.refute(REFUTING, at()),
        lambda case: case.propose_escalation(PROPOSING, at()),
        schedule,
        lambda case: case.end_deliberation(TALK, agreed=True, at=at()),
        lambda case: case.begin_recovery(RECOVERING, at()),
        lambda case: case.monitor(MONITORING, at()),
        lambda case: case.close(CLOSING, at(), NOTHING_OPEN),
        lambda case: case.assign_task(TASK),
    ],
)
def test_nothing_is_done_with_a_case_that_is_over(
    end: Callable[[], ConflictCase], deed: Deed
) -> None:
    case = given(end())
    with refused(case, NotInStage):
        deed(case)


OF_ANOTHER, NOT_THIS = approval(proposed()), declining(proposed())
DEEDS = (
    *("find", "verify", "refute", "propose", "approve", "decline"),
    *("deliberate", "agree", "deadlock", "recover", "monitor", "close", "letter"),
)


class AnyCase(RuleBasedStateMachine):
    """Whatever the office does in any order, each promised window closes exactly once."""

    case: ConflictCase
    ledger: Ledger
    hours: float = 0
    talks: int = 0

    @initialize(
        story=st.sampled_from(
            [opened, verified, proposed, escalated, deliberating, recovering, monitored]
        )
    )
    def begin(self, story: Callable[[], ConflictCase]) -> None:
        self.case = story()
        self.ledger = Ledger(self.case)

    @rule(hours=st.sampled_from([1, 7, 30, 800]))
    def time_passes(self, hours: float) -> None:
        self.hours += hours

    @rule(
        deeds=st.lists(
            st.tuples(
                st.sampled_from(DEEDS), st.sampled_from((OFFICER, SECOND_OFFICER, SUPERVISOR))
            ),
            min_size=4,
            max_size=12,
        )
    )
    def the_office_acts(self, deeds: list[tuple[str, Somebody]]) -> None:
        for deed, by in deeds:
            self.ledger.read()
            self.case.acting = at(by, hours=self.hours).envelope
            try:
                self._act(deed, by)
            except Refusal:
                self.ledger.nothing_new()
            self.ledger.balances(ended=not self.case.stage.open)

    def _act(self, deed: str, by: Somebody) -> None:
        case, now = self.case, at(by, hours=self.hours)
        self.talks += 1
        talk = key("uji", "talk", self.talks)
        deeds: dict[str, Callable[[], None]] = {
            "find": lambda: case.note_finding(TASK),
            "verify": lambda: case.verify(VERIFYING, now),
            "refute": lambda: case.refute(REFUTING, now),
            "propose": lambda: case.propose_escalation(PROPOSING, now),
            "approve": lambda: case.approve_escalation(
                approval(case, by) if case.proposal else OF_ANOTHER, now
            ),
            "decline": lambda: case.decline_escalation(
                declining(case, by) if case.proposal else NOT_THIS, now
            ),
            "deliberate": lambda: case.schedule_deliberation(talk, Track.SOCIAL, 2, now),
            "agree": lambda: case.end_deliberation(talk, agreed=True, at=now),
            "deadlock": lambda: case.end_deliberation(talk, agreed=False, at=now),
            "recover": lambda: case.begin_recovery(RECOVERING, now),
            "monitor": lambda: case.monitor(MONITORING, now),
            "close": lambda: case.close(CLOSING, now, NOTHING_OPEN),
            "letter": lambda: case.draft_letter(LETTER),
        }
        deeds[deed]()

    @rule(data=st.data())
    def a_clock_rings(self, data: st.DataObject) -> None:
        """For any window ever promised, early, late or again."""
        self.ledger.read()
        deadline_id = data.draw(st.sampled_from(sorted(self.ledger.promised)))
        now = at(MACHINE, hours=self.hours)
        self.case.acting = now.envelope
        self.case.elapse(wish(ElapseDeadline, MACHINE, stream=CASE, deadline_id=deadline_id), now)

    @invariant()
    def every_window_is_open_or_closed_exactly_once(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.balances(ended=not self.case.stage.open)


TestAnyCase = AnyCase.TestCase
TestAnyCase.settings = settings(max_examples=100, stateful_step_count=20, deadline=None)
