"""How a case ends in a drill, and how it begins anew: reds in doubt, duplicates, reopenings."""

from collections.abc import Generator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from domain.conflict_case import (
    ConflictCase,
    OtherCaseMissing,
    OtherCaseUncalledFor,
    RefuteCase,
    Stage,
    Verdict,
    VerifyCase,
)
from domain.deliberation import Deliberation
from domain.delivery import DeliveryState, RecordReceipt
from domain.erratum import DraftErratum
from domain.letter import ContentErased, Letter, LetterState
from domain.personal_data import ErasePersonalData, RequestErasure
from domain.provisional_red import Red, RedUnconfirmed, confirmation
from domain.reopening import (
    ActStillInForce,
    ObligationNotNamed,
    ReopenCase,
    ReopeningGround,
    UnknownDuty,
)
from domain.risk import Level
from domain.state_of_conflict import StateOfConflict, Validity
from drill.cast import ADMINISTRATOR, HEAD, Member
from drill.desks import Script
from drill.registers import destroy_keys_of

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.15
REOPENED: Final = 0.08
"""How many cases that have come to an end are taken up again."""
FORGOTTEN: Final = 0.03
"""How many that have come to an end are erased in the end."""


def doubted(story: "Story", verifier: Member, verification: dict[str, object]) -> None:
    """A red on too little is not verified as one, however sure the verifier is."""
    case = story.look_up(ConflictCase, story.case_id)
    stands = case.red is Red.CONFIRMED or confirmation(case.voices) is not None
    if not stands and story.at_first_or(SLIP, RedUnconfirmed):
        sure = {"level": Level.RED, "source_grade": "A", "information_grade": 1}
        story.wrongly(RedUnconfirmed, VerifyCase, verifier, **(verification | sure))


def verdict(story: "Story", verifier: Member) -> dict[str, Any]:
    """Why the case is refuted; a duplicate names the case it repeats."""
    known = [each for each in story.house.cases if each != story.case_id]
    chosen = story.dice.choice([each for each in Verdict if known or each is not Verdict.DUPLICATE])
    said: dict[str, Any] = {
        "case_id": story.case_id,
        "explanation": "Diperiksa di lapangan; tidak ditemukan potensi konflik.",
    }
    if known and story.at_first_or(SLIP, OtherCaseUncalledFor):
        uncalled = said | {"verdict": Verdict.HOAX, "other_case": known[0]}
        story.wrongly(OtherCaseUncalledFor, RefuteCase, verifier, **uncalled)
    if story.at_first_or(SLIP, OtherCaseMissing):
        unnamed = said | {"verdict": Verdict.DUPLICATE}
        story.wrongly(OtherCaseMissing, RefuteCase, verifier, **unnamed)
    other = known[0] if chosen is Verdict.DUPLICATE else None
    return said | {"verdict": chosen, "other_case": other}


def receipts_are_asked_for(story: "Story") -> None:
    """Before a case is closed somebody asks after every letter a courier took."""
    for letter_id in story.look_up(ConflictCase, story.case_id).letters:
        letter = story.look_up(Letter, letter_id)
        for delivery, state in letter.delivery_states.items():
            if state is DeliveryState.PLANNED:
                receipt = {"delivery_id": delivery, "received_by": "Staf penerima"}
                story.send(RecordReceipt, story.officer, letter_id=letter_id, **receipt)


def drafts_lie_about(story: "Story") -> bool:
    """Whether a letter waits on the head's desk that nobody has been set to."""
    case = story.look_up(ConflictCase, story.case_id)
    letters = (story.look_up(Letter, each) for each in case.letters)
    return any(each.state is LetterState.DRAFT for each in letters)


def not_while_in_force(story: "Story") -> None:
    """A case under an exceptional act does not go back to verification."""
    case = story.look_up(ConflictCase, story.case_id)
    states = (story.look_up(StateOfConflict, each) for each in case.states)
    in_force = any(each.validity is Validity.IN_FORCE for each in states)
    if (in_force or case.task_forces) and story.at_first_or(SLIP, ActStillInForce):
        story.wrongly(ActStillInForce, ReopenCase, story.officer, **_reopening(story))


def taken_up_again(story: "Story") -> Generator[datetime, None, bool]:
    """Once in a while what had ended begins anew; whether it does."""
    case = story.look_up(ConflictCase, story.case_id)
    if case.stage not in (Stage.RESOLVE, Stage.CLOSED, Stage.REFUTED):
        return False
    again = story.at_first_or(REOPENED, f"a case reopened from {case.stage}") or story.relapses
    yield story.after(2 * 1440, 20 * 1440)
    if not again:
        return False
    reopening = _reopening(story)
    breach = reopening | {"ground": ReopeningGround.BREACH}
    if story.at_first_or(SLIP, ObligationNotNamed):
        unnamed = breach | {"obligation_id": None}
        story.wrongly(ObligationNotNamed, ReopenCase, story.officer, **unnamed)
    if story.at_first_or(SLIP, UnknownDuty):
        unknown = breach | {"obligation_id": story.made("no duty")}
        story.wrongly(UnknownDuty, ReopenCase, story.officer, **unknown)
    refusal = story.attempt(ReopenCase, story.officer, **reopening)
    if refusal is not None:
        story.house.journal.expect(ActStillInForce.__name__, refusal.rule, ReopenCase.__name__)
    return refusal is None


def forgotten(story: "Story") -> Script:
    """Long after a case has ended all that was said of it goes; its letters say nothing more."""
    case = story.look_up(ConflictCase, story.case_id)
    letters = [story.look_up(Letter, each) for each in case.letters]
    sent = [each for each in letters if each.state in (LetterState.APPROVED, LetterState.SENT)]
    if case.stage.open or not sent or not story.at_first_or(FORGOTTEN, ErasePersonalData):
        return
    yield story.after(150 * 1440, 170 * 1440)
    subject = {"subject": story.case_id}
    asking = {"basis": "jra", "grounds": "Masa simpan berakhir.", "reference": "JRA contoh"}
    story.send(RequestErasure, ADMINISTRATOR, **subject, **asking)
    story.send(ErasePersonalData, HEAD, **subject)
    destroy_keys_of(story, story.case_id)
    for letter in sent:
        erratum = {"letter_id": story.made("erratum", letter.id), "corrects": letter.id}
        words = {"wrong": "satu", "right": "dua"}
        story.wrongly(ContentErased, DraftErratum, story.officer, **erratum, **words)


def _reopening(story: "Story") -> dict[str, Any]:
    """On the first broken promise where there is one, else on what else has come up."""
    case = story.look_up(ConflictCase, story.case_id)
    talks = (story.look_up(Deliberation, each) for each in case.deliberations)
    duties = [duty for talk in talks for duty in talk.obligations]
    others = [ReopeningGround.RELAPSE, ReopeningGround.NEW_FACTS]
    return {
        "case_id": story.case_id,
        "ground": ReopeningGround.BREACH if duties else story.dice.choice(others),
        "obligation_id": duties[0] if duties else None,
        "explanation": "Kedua pihak kembali berhadapan.",
        "evidence": "Laporan petugas lapangan",
    }
