"""Naskah dinas: one per trigger, approved by a second person over the very words read."""

from typing import Any

import pytest

from domain.clocks import WaitKind
from domain.conflict_case import ContentChanged, ProposerIsApprover
from domain.letter import (
    AlreadyVoid,
    ApproveLetter,
    Letter,
    LetterRegister,
    LetterState,
    NotADraft,
    VoidLetter,
)
from domain.letter_content import LetterType, content_hash
from tests.facts import (
    CASE,
    LETTER,
    MACHINE,
    OFFICER,
    SUPERVISOR,
    Somebody,
    at,
    content,
    drafted,
    elapse,
    envelope,
    facts,
    given,
    refused,
    told,
    wish,
)

NUMBERED: dict[str, Any] = {
    "register_id": LetterRegister.id_of("BKBP", "nota_dinas", 2026),
    "sequence": 1,
    "number": "T/200.1.3.4/1/BKBP/2026",
    "dated": "2026-03-02",
    "unit": "BKBP",
    "book": "nota_dinas",
}
VOIDING = wish(VoidLetter, SUPERVISOR, letter_id=LETTER, explanation="Keliru alamat.")


def approving(by: Somebody = SUPERVISOR, words: str | None = None) -> ApproveLetter:
    return wish(ApproveLetter, by, letter_id=LETTER, content_hash=words or content_hash(content()))


def approved() -> Letter:
    letter = drafted()
    letter.approve(approving(), at(SUPERVISOR), **NUMBERED)
    return letter


def test_a_draft_waits_for_its_approver_and_has_no_number() -> None:
    letter = drafted()
    assert (letter.state, letter.number) == (LetterState.DRAFT, None)
    assert letter.content_hash == content_hash(content())
    assert told(letter) == ["letter.drafted", "deadline.set letter_approval"]


def test_one_trigger_and_type_is_one_letter_for_ever() -> None:
    assert Letter.id_of(f"{CASE}@9", LetterType.NOTA_DINAS) == Letter.id_of(
        f"{CASE}@9", LetterType.NOTA_DINAS
    )
    assert Letter.id_of(f"{CASE}@9", LetterType.NOTA_DINAS) != Letter.id_of(
        f"{CASE}@10", LetterType.NOTA_DINAS
    )


def test_who_wrote_it_does_not_approve_it() -> None:
    letter = given(drafted(author=OFFICER))
    with refused(letter, ProposerIsApprover):
        letter.approve(approving(OFFICER), at(), **NUMBERED)


def test_an_approval_is_bound_to_the_words_that_were_read() -> None:
    letter = given(drafted())
    with refused(letter, ContentChanged):
        letter.approve(approving(words="0" * 64), at(SUPERVISOR), **NUMBERED)


def test_an_approval_carries_the_number() -> None:
    letter = given(drafted())
    letter.approve(approving(), at(SUPERVISOR), **NUMBERED)
    assert facts(letter) == [
        (
            Letter.Approved,
            {"approver": SUPERVISOR.id, "content_hash": content_hash(content())} | NUMBERED,
        )
    ]
    assert not letter.waits


def test_a_letter_is_approved_once() -> None:
    letter = given(approved())
    with refused(letter, NotADraft, "Disetujui"):
        letter.approve(approving(), at(SUPERVISOR), **NUMBERED)


def test_a_void_letter_is_not_approved() -> None:
    letter = drafted()
    letter.void(VOIDING, at(SUPERVISOR))
    with refused(given(letter), NotADraft, "Batal"):
        letter.approve(approving(), at(SUPERVISOR), **NUMBERED)


@pytest.mark.parametrize("number", [None, "T/200.1.3.4/1/BKBP/2026"])
def test_a_voided_letter_keeps_the_number_it_had(number: str | None) -> None:
    letter = given(approved() if number else drafted())
    letter.void(VOIDING, at(SUPERVISOR))
    ((event, fact),) = facts(letter)
    assert (event, fact["number"]) == (Letter.Voided, number)
    assert not letter.waits


def test_a_letter_is_voided_once() -> None:
    letter = drafted()
    letter.void(VOIDING, at(SUPERVISOR))
    with refused(given(letter), AlreadyVoid):
        letter.void(VOIDING, at(SUPERVISOR))


def test_a_draft_nobody_answers_says_so_and_stops_there() -> None:
    letter = given(drafted())
    elapse(letter, WaitKind.LETTER_APPROVAL, days=2)
    assert told(letter) == ["deadline.elapsed letter_approval"]


def test_a_number_is_the_version_of_its_register() -> None:
    book = LetterRegister.begin(
        LetterRegister.FirstNumberTaken,
        envelope(MACHINE),
        LetterRegister.id_of("BKBP", "nota_dinas", 2026),
        unit="BKBP",
        book="nota_dinas",
        year=2026,
        letter_id=LETTER,
        number="1",
    )
    assert book.version == 1
    book.take(LETTER, "2")
    assert book.version == 2
    assert told(book) == ["register.first_number_taken", "register.number_taken"]


def test_every_unit_book_and_year_has_a_register_of_its_own() -> None:
    books = {
        LetterRegister.id_of(unit, book, year)
        for unit in ("BKBP", "SETDA")
        for book in ("nota_dinas", "undangan")
        for year in (2026, 2027)
    }
    assert len(books) == 8
