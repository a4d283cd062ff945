"""Merah sementara: it acts at once, and stands only on two independent sources or a strong one."""

import pytest

from domain.clocks import WaitKind
from domain.conflict_case import (
    ChangeLevel,
    ConflictCase,
    RefuteCase,
    Verdict,
    VerifierIsReporter,
    VerifyCase,
)
from domain.field_task import TaskKind
from domain.kernel import Role, Secrecy, key
from domain.provisional_red import (
    Confirmation,
    ProvisionallyRed,
    Red,
    RedEnd,
    RedUnconfirmed,
    confirmation,
)
from domain.reopening import ReopenCase, ReopeningGround, Standing
from domain.report import Source, Support
from domain.risk import Level
from tests.facts import (
    CASE,
    FIRST,
    OFFICER,
    REPORTER,
    SECOND,
    SECOND_OFFICER,
    TASK,
    Somebody,
    at,
    elapse,
    facts,
    given,
    opened,
    refused,
    told,
    told_by,
    verified,
    voice,
    waiting,
    wish,
)

OTHER = key("uji", "another report")


def verifying(level: Level, grade: str = "C", information: int = 3) -> VerifyCase:
    return wish(
        VerifyCase,
        SECOND_OFFICER,
        case_id=CASE,
        summary="Diperiksa.",
        level=level,
        source_grade=grade,
        information_grade=information,
    )


def red() -> ConflictCase:
    return given(opened(level=Level.RED))


def joined(case: ConflictCase, report: Support) -> None:
    case.join_report(OTHER, report, Secrecy.RESTRICTED)


def test_a_case_opened_at_red_tells_the_province_at_once_and_goes_on_verifying() -> None:
    case = opened(level=Level.RED)
    assert told(case) == [
        "case.opened",
        "case.stage_entered",
        "deadline.set verification",
        "case.red_raised_provisionally",
        "deadline.set confirm_red",
    ]
    assert (case.stage.value, case.red) == ("verifikasi", Red.PROVISIONAL)
    assert waiting(case, WaitKind.CONFIRM_RED).deadline.basis.citation.startswith("SOP 2026-1")


def test_it_says_who_is_told_and_declares_nothing() -> None:
    case = opened(level=Level.RED)
    (said,) = [f for kind, f in facts(case) if kind is ProvisionallyRed.RedRaisedProvisionally]
    assert said["told"] == (Role.SUPERVISOR, Role.GOVERNOR)
    assert (case.states, case.escalation) == ([], None)


def test_yellow_raises_nothing() -> None:
    assert "case.red_raised_provisionally" not in told(opened(level=Level.YELLOW))


def test_a_second_report_by_another_on_another_channel_confirms() -> None:
    case = red()
    joined(case, told_by(FIRST, Source.POLICE))
    assert told(case) == ["case.report_joined", "deadline.met confirm_red", "case.red_confirmed"]
    assert case.red is Red.CONFIRMED


@pytest.mark.parametrize(
    "report",
    [
        told_by(REPORTER, Source.POLICE),
        told_by(FIRST, Source.FKDM),
        told_by(FIRST, Source.POLICE, information=4),
    ],
    ids=["the same person", "the same channel", "doubted"],
)
def test_what_is_not_independent_or_doubted_confirms_nothing(report: Support) -> None:
    case = red()
    joined(case, report)
    assert case.red is Red.PROVISIONAL


def test_one_strong_source_confirms_by_itself() -> None:
    case = red()
    case.note_finding(TASK, voice(source="B", information=2))
    assert case.red is Red.CONFIRMED
    (by,) = [f["by"] for kind, f in facts(case) if kind is ProvisionallyRed.RedConfirmed]
    assert by is Confirmation.STRONG_SOURCE


@pytest.mark.parametrize(
    ("other", "confirms"),
    [(voice(SECOND, "Kodim"), True), (voice(SECOND, "Polres"), False), (voice(), False)],
    ids=["another unit", "the same unit", "the same person"],
)
def test_two_findings_confirm_when_by_different_units(other: object, *, confirms: bool) -> None:
    found = confirmation([voice(FIRST, "Polres"), other])  # type: ignore[list-item]
    assert (found is not None) is confirms


def test_a_finding_that_nothing_is_happening_speaks_for_nothing() -> None:
    case = red()
    case.note_finding(TASK, None)
    assert case.red is Red.PROVISIONAL


def test_red_is_not_verified_without_confirmation_and_the_refusal_says_what_is_missing() -> None:
    case = red()
    case.note_finding(TASK, None)
    with refused(given(case), RedUnconfirmed, "dua sumber .* yang ada 1 sumber"):
        case.verify(verifying(Level.RED), at(SECOND_OFFICER))


def test_nor_is_a_yellow_case_verified_as_red_on_too_little() -> None:
    case = opened(level=Level.YELLOW)
    case.note_finding(TASK, None)
    with refused(given(case), RedUnconfirmed):
        case.verify(verifying(Level.RED), at(SECOND_OFFICER))


def test_the_verifiers_own_judgement_is_no_source() -> None:
    case = red()
    case.note_finding(TASK, None)
    with refused(given(case), RedUnconfirmed, "dua sumber"):
        case.verify(verifying(Level.RED, "A", 1), at(SECOND_OFFICER))
    case.note_finding(OTHER, voice())
    case.verify(verifying(Level.RED), at(SECOND_OFFICER))
    assert (case.red, case.level) == (Red.CONFIRMED, Level.RED)
    assert not [w for w in case.waits.values() if w.kind is WaitKind.CONFIRM_RED]


def test_a_red_that_stood_on_a_verifiers_grade_stands_in_an_old_log() -> None:
    case = red()
    case._red_confirmed(by=Confirmation.VERIFIER, voices=(voice(SECOND_OFFICER, "BKBP", "A", 1),))
    assert case.red is Red.CONFIRMED


def test_verified_lower_ends_it() -> None:
    case = red()
    case.note_finding(TASK, None)
    case.verify(verifying(Level.YELLOW), at(SECOND_OFFICER))
    (why,) = [f["because"] for kind, f in facts(case) if kind is ProvisionallyRed.RedNotConfirmed]
    assert (why, case.red, case.level) == (RedEnd.VERIFIED_LOWER, None, Level.YELLOW)


def test_refuted_ends_it() -> None:
    case = red()
    refuting = wish(RefuteCase, case_id=CASE, verdict=Verdict.HOAX, explanation="Bohong.")
    case.refute(refuting, at())
    assert "case.red_not_confirmed" in told(case)
    assert case.red is None


def test_lowered_on_a_calming_result_ends_it() -> None:
    case = red()
    case.note_finding(TASK, None)
    lower = wish(ChangeLevel, case_id=CASE, level=Level.YELLOW, explanation="Reda.", evidence=TASK)
    case.change_level(lower, at(), kind=TaskKind.COOLING_DOWN)
    assert case.red is None


def test_raised_to_red_before_verification_it_is_provisional_after_it_is_not() -> None:
    raising = wish(ChangeLevel, case_id=CASE, level=Level.RED, explanation="Massa bertambah.")
    early, late = opened(), verified()
    early.change_level(raising, at())
    late.change_level(raising, at())
    assert (early.red, late.red) == (Red.PROVISIONAL, None)


def test_unconfirmed_in_time_the_supervisor_is_asked() -> None:
    case = red()
    elapse(case, WaitKind.CONFIRM_RED, hours=6)
    assert told(case) == [
        "deadline.elapsed confirm_red",
        "deadline.set supervisor_answer about confirm_red",
    ]
    case.note_finding(TASK, voice(source="A", information=1))
    assert not [w for w in case.waits.values() if w.kind is WaitKind.SUPERVISOR_ANSWER]


def test_a_red_from_before_reds_were_provisional_stays_as_it_is() -> None:
    case = opened(level=Level.RED)
    case.red = None  # as a log without the event leaves it
    case.note_finding(TASK, None)
    case.verify(verifying(Level.RED), at(SECOND_OFFICER))
    assert case.level is Level.RED


def test_a_reopened_red_is_provisional_again_and_counts_only_what_is_new() -> None:
    case = red()
    case.note_finding(TASK, voice(source="A", information=1))
    case.refute(
        wish(RefuteCase, case_id=CASE, verdict=Verdict.UNFOUNDED, explanation="Tidak ada."), at()
    )
    reopening = wish(
        ReopenCase,
        case_id=CASE,
        ground=ReopeningGround.RELAPSE,
        explanation="Kambuh.",
        evidence="Video",
    )
    case.reopen(reopening, at(), Standing())
    assert case.red is Red.PROVISIONAL
    assert case.voices == []


@pytest.mark.parametrize("who", [REPORTER, OFFICER])
def test_who_told_a_joined_report_does_not_verify(who: Somebody) -> None:
    case = opened()
    joined(case, told_by(OFFICER, Source.MEDIA))
    case.note_finding(TASK, None)
    command = verifying(Level.YELLOW).model_copy(update={"actor": who.id})
    with refused(given(case), VerifierIsReporter):
        case.verify(command, at(who))
