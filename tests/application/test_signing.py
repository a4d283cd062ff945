"""The signing room: one call, one outcome, stored bytes that never change."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from pydantic import SecretStr

from application.letter_pdf import letter_pdf
from application.ports import Signer
from application.signing import CannotSign, NotThisLetter, SigningRoom
from application.sitting import Outcome
from domain.case_file import fold
from domain.kernel import Command, key
from domain.letter import Letter
from domain.signing import (
    AlreadySigned,
    NothingToResolve,
    PaperChanged,
    ResolveSigning,
    SignatureKind,
    SignedPaper,
    SigningRefused,
    SigningState,
    SignLetter,
)
from runtime.clock import SystemClock
from runtime.database import Datastore
from runtime.examination import examine
from runtime.papers import Papers
from runtime.settings import Settings
from runtime.signing import SignerState, Simulation, Terms, signer_of
from runtime.typesetting import Typesetter
from runtime.vault import Vault
from tests.certificates import PASSPHRASE, certified
from tests.office import Office, OfficeClock

Room = Callable[..., SigningRoom]


class Fickle:
    """A real signer that counts its calls and does to each result what it is told."""

    def __init__(self, inner: Signer, then: Callable[[SignedPaper], SignedPaper]) -> None:
        self.inner = inner
        self.then = then
        self.calls = 0

    def terms(self) -> Terms:
        return self.inner.terms()

    def state(self) -> SignerState:
        return self.inner.state()

    def sign(self, pdf: bytes) -> SignedPaper:
        self.calls += 1
        return self.then(self.inner.sign(pdf))


def fails(error: BaseException) -> Callable[[SignedPaper], SignedPaper]:
    def then(_: SignedPaper) -> SignedPaper:
        raise error

    return then


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


@pytest.fixture
def pkcs12(tmp_path: Path) -> Signer:
    files = certified(tmp_path)
    said = Settings(sign_p12=files.p12, sign_passphrase=SecretStr(PASSPHRASE))
    return signer_of(said, SystemClock())


@pytest.fixture
def room(office: Office, typesetter: Typesetter, datastore: Datastore, vault: Vault) -> Room:
    def open_room(signer: Signer) -> SigningRoom:
        return SigningRoom(
            register=office.register,
            log=office.register.log,
            typesetter=typesetter,
            signer=signer,
            papers=Papers(datastore, vault, office.clock),
            public_url="https://rukun.example/",
        )

    return open_room


def approved(office: Office) -> UUID:
    letter = office.draft_letter(office.escalated_case())
    office.approve_letter(letter)
    return letter


def wish(office: Office, room: SigningRoom, letter: UUID) -> Any:
    found = office.register.load(Letter, letter)
    assert found is not None
    return office.command(
        SignLetter,
        office.supervisor,
        letter_id=letter,
        content_hash=found.content_hash,
        paper=room.prepared(letter),
    )


def resolving(office: Office, letter: UUID) -> Any:
    return office.command(
        ResolveSigning, office.supervisor, letter_id=letter, explanation="Diperiksa."
    )


def state_of(office: Office, letter: UUID) -> SigningState:
    found = office.register.load(Letter, letter)
    assert found is not None
    return found.signing


def signed_fact(office: Office, letter: UUID) -> Letter.Signed:
    events = office.register.log.of_stream(letter)
    return next(each.fact for each in events if isinstance(each.fact, Letter.Signed))


def test_a_signed_letter_is_the_stored_bytes_from_then_on(
    office: Office, room: Room, pkcs12: Signer
) -> None:
    here, letter = room(pkcs12), approved(office)
    prepared = here.prepared(letter)
    outcome = here.sign(wish(office, here, letter))
    assert outcome.events == ("letter.signed",)
    fact = signed_fact(office, letter)
    pdf = here.pdf(letter)
    assert pdf is not None
    assert (sha256(pdf).hexdigest(), len(pdf)) == (fact.signed_sha256, fact.size)
    assert examine(pdf).sound
    assert pdf[: prepared.size] == here.unsigned(letter, prepared)
    assert fact.kind is SignatureKind.UNCERTIFIED
    assert (fact.manifest_hash, fact.public_id) == (prepared.manifest_hash, prepared.public_id)


def test_without_a_certificate_the_watermarked_sheet_is_kept_as_a_simulation(
    office: Office, room: Room
) -> None:
    here, letter = room(Simulation()), approved(office)
    here.sign(wish(office, here, letter))
    fact = signed_fact(office, letter)
    assert (fact.kind, fact.certificate) == (SignatureKind.SIMULATION, None)
    assert here.pdf(letter) == here.unsigned(letter, here.prepared(letter))


def test_sent_twice_the_signer_is_called_once(office: Office, room: Room, pkcs12: Signer) -> None:
    signer = Fickle(pkcs12, lambda paper: paper)
    here, letter = room(signer), approved(office)
    command = wish(office, here, letter)
    here.sign(command)
    assert here.sign(command).events == ("letter.signing_begun",)
    with pytest.raises(AlreadySigned):
        here.sign(wish(office, here, letter))
    assert signer.calls == 1


def test_a_refusal_leaves_the_letter_unsigned_and_it_may_be_signed_again(
    office: Office, room: Room, pkcs12: Signer
) -> None:
    signer = Fickle(pkcs12, fails(SigningRefused("Kartu tidak terpasang.")))
    here, letter = room(signer), approved(office)
    with pytest.raises(CannotSign, match="Kartu tidak terpasang"):
        here.sign(wish(office, here, letter))
    assert state_of(office, letter) is SigningState.NONE
    signer.then = lambda paper: paper
    here.sign(wish(office, here, letter))
    assert state_of(office, letter) is SigningState.SIGNED


def test_an_unknown_outcome_goes_to_a_person_and_no_machine_asks_again(
    office: Office, room: Room, pkcs12: Signer
) -> None:
    signer = Fickle(pkcs12, fails(TimeoutError("connection to secret host lost")))
    here, letter = room(signer), approved(office)
    command = wish(office, here, letter)
    with pytest.raises(CannotSign, match="perlu diperiksa"):
        here.sign(command)
    assert state_of(office, letter) is SigningState.UNCLEAR
    here.sign(command)
    assert signer.calls == 1
    said = [each.fact.model_dump_json() for each in office.register.log.of_stream(letter)]
    assert "secret host" not in "".join(said)


def test_a_crash_after_the_signature_was_kept_is_resolved_with_the_file_that_was_found(
    office: Office, room: Room, pkcs12: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, letter = room(pkcs12), approved(office)

    def dies(_: Command) -> Outcome:
        raise KeyboardInterrupt

    command = wish(office, here, letter)
    begin = office.register.submit
    monkeypatch.setattr(
        office.register,
        "submit",
        lambda wish: begin(wish) if isinstance(wish, SignLetter) else dies(wish),
    )
    with pytest.raises(KeyboardInterrupt):
        here.sign(command)
    monkeypatch.undo()
    assert state_of(office, letter) is SigningState.BEGUN
    found = here.found(letter)
    assert found is not None
    office.pass_time(minutes=3)
    here.resolve(resolving(office, letter), found)
    assert state_of(office, letter) is SigningState.SIGNED
    assert here.pdf(letter) == found


def test_a_crash_before_any_signature_is_resolved_as_not_signed(
    office: Office, room: Room, pkcs12: Signer
) -> None:
    here, letter = room(Fickle(pkcs12, fails(KeyboardInterrupt()))), approved(office)
    with pytest.raises(KeyboardInterrupt):
        here.sign(wish(office, here, letter))
    assert here.found(letter) is None
    office.pass_time(minutes=3)
    here.resolve(resolving(office, letter), None)
    assert state_of(office, letter) is SigningState.NONE


def test_only_a_sound_signature_over_this_very_letter_resolves_it(
    office: Office, room: Room, pkcs12: Signer
) -> None:
    other_letter = approved(office)
    elsewhere = room(pkcs12)
    elsewhere.sign(wish(office, elsewhere, other_letter))
    other = elsewhere.pdf(other_letter)
    here, letter = room(Fickle(pkcs12, fails(OSError()))), approved(office)
    with pytest.raises(CannotSign):
        here.sign(wish(office, here, letter))
    unsigned = here.unsigned(letter, here.prepared(letter))
    assert other is not None
    assert unsigned is not None
    true = pkcs12.sign(unsigned).pdf
    broken = true[:-2000] + bytes([true[-2000] ^ 1]) + true[-1999:]
    for wrong in (b"", unsigned, other, broken, true + b"\n%%EOF"):
        with pytest.raises(NotThisLetter):
            here.resolve(resolving(office, letter), wrong)
    here.resolve(resolving(office, letter), true)
    assert here.pdf(letter) == true
    with pytest.raises(NothingToResolve):
        here.resolve(resolving(office, letter), true)


def test_another_sheet_than_the_one_seen_is_not_signed(
    office: Office, room: Room, pkcs12: Signer
) -> None:
    signer = Fickle(pkcs12, lambda paper: paper)
    here, letter = room(signer), approved(office)
    command = wish(office, here, letter)
    stale = command.model_copy(
        update={"paper": command.paper.model_copy(update={"sha256": "0" * 64})}
    )
    with pytest.raises(PaperChanged):
        here.sign(stale)
    assert signer.calls == 0
    assert state_of(office, letter) is SigningState.NONE


def test_the_store_can_be_added_to_and_never_changed(
    office: Office, room: Room, pkcs12: Signer, datastore: Datastore
) -> None:
    here, letter = room(pkcs12), approved(office)
    here.sign(wish(office, here, letter))
    for change in (
        "UPDATE rukun.signed_paper SET sealed = ''",
        "DELETE FROM rukun.signed_paper",
        "TRUNCATE rukun.signed_paper",
        "DELETE FROM rukun.signing_call",
    ):
        with datastore.reading() as cursor, pytest.raises(psycopg.errors.InsufficientPrivilege):
            cursor.connection.execute(change.encode())


def test_a_kept_letter_is_sealed_and_forgotten_with_its_case(
    office: Office, room: Room, pkcs12: Signer, datastore: Datastore, vault: Vault
) -> None:
    here, letter = room(pkcs12), approved(office)
    here.sign(wish(office, here, letter))
    with datastore.reading() as cursor:
        row = cursor.execute("SELECT sealed FROM rukun.signed_paper").fetchone()
    assert row is not None
    assert b"%PDF" not in bytes(row["sealed"])
    found = office.register.load(Letter, letter)
    assert found is not None
    vault.destroy(found.subject)
    assert here.pdf(letter) is None


def test_a_void_letter_is_shown_void_and_not_as_it_was_signed(
    office: Office, room: Room, pkcs12: Signer
) -> None:
    here, letter = room(pkcs12), approved(office)
    here.sign(wish(office, here, letter))
    stored = here.pdf(letter)
    office.void_letter(letter)
    shown = here.pdf(letter)
    assert shown != stored
    assert shown is not None


def test_fifty_letters_set_again_are_the_same_bytes(
    office: Office, room: Room, typesetter: Typesetter
) -> None:
    here = room(Simulation())
    log = office.register.log
    case = office.escalated_case()
    letters = [
        office.draft_letter(case, letter_id=key("letter", n), trigger=f"{case}@{n}")
        for n in range(50)
    ]
    for each in letters:
        office.approve_letter(each)
    pages = [fold(log.of_stream(each)).letters[each] for each in letters]
    first = [letter_pdf(typesetter, each) for each in pages]
    sheets = [here.prepared(each).sha256 for each in letters]
    again = SigningRoom(
        register=office.register,
        log=log,
        typesetter=Typesetter(),
        signer=Simulation(),
        papers=here._papers,
        public_url="https://rukun.example",
    )
    assert [letter_pdf(Typesetter(), each) for each in pages] == first
    assert [again.prepared(each).sha256 for each in letters] == sheets
    assert len(set(sheets)) == 50


def test_the_public_name_is_long_and_always_the_same(
    office: Office, room: Room, clock: OfficeClock
) -> None:
    here = room(Simulation())
    first, second = approved(office), approved(office)
    names = {here.prepared(first).public_id, here.prepared(second).public_id}
    assert len(names) == 2
    assert here.prepared(first).public_url == (
        f"https://rukun.example/verify/{here.prepared(first).public_id}"
    )
    assert str(first)[:8] not in here.prepared(first).public_id
