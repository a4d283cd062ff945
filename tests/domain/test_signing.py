"""Penandatanganan: the intent first, the call once, an unknown outcome to a person."""

from typing import Any

import pytest

from domain.conflict_case import ContentChanged
from domain.kernel import Role, key
from domain.letter import ApproveLetter, Letter, LetterRegister, VoidLetter
from domain.letter_content import KopKind, LetterType, content_hash
from domain.signing import (
    AlreadySigned,
    NotApproved,
    NothingToResolve,
    NotTheSignatory,
    RecordSignature,
    RecordSigningTrouble,
    ResolveSigning,
    SignatureKind,
    SigningState,
    SigningUnresolved,
    SignLetter,
    signing_role,
)
from tests.facts import (
    LETTER,
    MACHINE,
    SUPERVISOR,
    Somebody,
    at,
    content,
    drafted,
    facts,
    given,
    refused,
    told,
    wish,
)
from tests.office import CERTIFICATE, paper

GOVERNOR = Somebody(key("gubernur"), Role.GOVERNOR)
SHA = "5" * 64


def approved() -> Letter:
    letter = drafted()
    letter.approve(
        wish(ApproveLetter, SUPERVISOR, letter_id=LETTER, content_hash=content_hash(content())),
        at(SUPERVISOR),
        register_id=LetterRegister.id_of("BKBP", "nota_dinas", 2026),
        sequence=1,
        number="T/200.1.3.4/1/BKBP/2026",
        unit="BKBP",
        book="nota_dinas",
        dated="2026-03-02",
    )
    return given(letter)


def signing(by: Somebody = SUPERVISOR, **said: Any) -> SignLetter:
    words: dict[str, Any] = {"content_hash": content_hash(content()), "paper": paper()} | said
    return wish(SignLetter, by, letter_id=LETTER, **words)


def begun() -> Letter:
    letter = approved()
    letter.sign(signing(), at(SUPERVISOR), signs=Role.SUPERVISOR)
    return given(letter)


def signed() -> Letter:
    letter = begun()
    letter.record_signature(signature(letter), at(MACHINE))
    return given(letter)


def signature(letter: Letter) -> RecordSignature:
    assert letter.signing_begun is not None
    return wish(
        RecordSignature,
        MACHINE,
        letter_id=LETTER,
        attempt=letter.signing_begun.attempt,
        signed_sha256=SHA,
        size=9,
        certificate=CERTIFICATE,
    )


def trouble(letter: Letter, *, certain: bool) -> RecordSigningTrouble:
    assert letter.signing_begun is not None
    return wish(
        RecordSigningTrouble,
        MACHINE,
        letter_id=LETTER,
        attempt=letter.signing_begun.attempt,
        certain=certain,
        explanation="Tidak ada jawaban.",
    )


def unclear() -> Letter:
    letter = begun()
    letter.record_trouble(trouble(letter, certain=False), at(MACHINE))
    return given(letter)


def resolving(**said: Any) -> ResolveSigning:
    return wish(ResolveSigning, SUPERVISOR, letter_id=LETTER, explanation="Diperiksa.", **said)


def test_the_intent_is_on_record_before_any_call() -> None:
    letter = approved()
    letter.sign(signing(), at(SUPERVISOR), signs=Role.SUPERVISOR)
    ((event, fact),) = facts(letter)
    assert event is Letter.SigningBegun
    assert (fact["signer"], fact["paper"]) == (SUPERVISOR.id, paper())
    assert letter.signing is SigningState.BEGUN


def test_a_draft_is_not_signed() -> None:
    letter = given(drafted())
    with refused(letter, NotApproved, "Konsep"):
        letter.sign(signing(), at(SUPERVISOR), signs=Role.SUPERVISOR)


def test_only_the_office_under_which_the_letter_stands_signs_it() -> None:
    letter = approved()
    with refused(letter, NotTheSignatory, "Kantor Gubernur"):
        letter.sign(signing(), at(SUPERVISOR), signs=Role.GOVERNOR)


def test_a_signature_is_for_the_words_that_were_approved() -> None:
    letter = approved()
    with refused(letter, ContentChanged):
        letter.sign(signing(content_hash="0" * 64), at(SUPERVISOR), signs=Role.SUPERVISOR)


def test_a_letter_is_signed_once() -> None:
    letter = signed()
    assert letter.signing is SigningState.SIGNED
    with refused(letter, AlreadySigned):
        letter.sign(signing(), at(SUPERVISOR), signs=Role.SUPERVISOR)


@pytest.mark.parametrize("letter", [begun, unclear])
def test_while_an_outcome_is_unknown_nobody_signs_again_or_voids(letter: Any) -> None:
    standing = letter()
    with refused(standing, SigningUnresolved):
        standing.sign(signing(), at(SUPERVISOR), signs=Role.SUPERVISOR)
    with refused(standing, SigningUnresolved):
        standing.void(
            wish(VoidLetter, SUPERVISOR, letter_id=LETTER, explanation="Keliru."), at(SUPERVISOR)
        )


def test_the_signature_says_what_was_signed_by_which_certificate() -> None:
    letter = begun()
    letter.record_signature(signature(letter), at(MACHINE))
    ((event, fact),) = facts(letter)
    assert event is Letter.Signed
    assert (fact["signer"], fact["kind"]) == (SUPERVISOR.id, SignatureKind.UNCERTIFIED)
    assert (fact["signed_sha256"], fact["size"]) == (SHA, 9)
    assert (fact["manifest_hash"], fact["public_id"]) == ("b" * 64, paper().public_id)
    assert fact["certificate"].text == CERTIFICATE.model_dump_json()


def test_a_result_for_another_call_is_no_result_of_this_one() -> None:
    letter = begun()
    stray = signature(letter).model_copy(update={"attempt": key("another")})
    with refused(letter, NothingToResolve):
        letter.record_signature(stray, at(MACHINE))


def test_a_call_that_failed_for_certain_may_be_made_again_by_a_person() -> None:
    letter = begun()
    letter.record_trouble(trouble(letter, certain=True), at(MACHINE))
    assert told(letter) == ["letter.not_signed"]
    letter.sign(signing(), at(SUPERVISOR), signs=Role.SUPERVISOR)
    assert letter.signing is SigningState.BEGUN


def test_an_unclear_outcome_waits_for_a_person() -> None:
    letter = begun()
    letter.record_trouble(trouble(letter, certain=False), at(MACHINE))
    assert told(letter) == ["letter.signing_unclear"]
    with refused(letter, NothingToResolve):
        letter.record_signature(signature(letter), at(MACHINE))


def test_a_person_finds_the_signed_file() -> None:
    letter = unclear()
    letter.resolve_signing(
        resolving(signed_sha256=SHA, size=9, certificate=CERTIFICATE), at(SUPERVISOR)
    )
    ((event, fact),) = facts(letter)
    assert (event, fact["signed_sha256"], str(fact["explanation"])) == (
        Letter.Signed,
        SHA,
        "Diperiksa.",
    )


def test_a_person_finds_that_nothing_was_signed() -> None:
    letter = unclear()
    letter.resolve_signing(resolving(), at(SUPERVISOR))
    assert told(letter) == ["letter.not_signed"]
    assert letter.signing is SigningState.NONE


def test_a_call_still_under_way_is_not_resolved_over_its_head() -> None:
    letter = approved()
    letter.sign(signing(), at(SUPERVISOR, minutes=30), signs=Role.SUPERVISOR)
    with refused(given(letter), SigningUnresolved, "dua menit"):
        letter.resolve_signing(resolving(), at(SUPERVISOR, minutes=31))
    letter.resolve_signing(resolving(), at(SUPERVISOR, minutes=32))
    assert told(letter) == ["letter.not_signed"]


def test_where_nothing_is_open_there_is_nothing_to_resolve() -> None:
    for letter in (approved(), signed()):
        with refused(letter, NothingToResolve):
            letter.resolve_signing(resolving(), at(SUPERVISOR))


def test_the_governor_signs_decrees_and_letters_under_kop_jabatan() -> None:
    said = content()
    assert signing_role(said) is Role.SUPERVISOR
    for change in ({"kop": KopKind.OFFICE_HOLDER}, {"type": LetterType.KEPUTUSAN_SKK}):
        assert signing_role(said.model_copy(update=change)) is Role.GOVERNOR
