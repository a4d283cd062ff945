"""Penandatanganan: the intent on record, one call, and what came of it on record.

The call runs in the request of who signs, after the intent is kept: docs/adr/0021 says why.
"""

from hashlib import sha256
from uuid import UUID

import structlog

from application.by_machine import by_machine
from application.letter_pdf import Look, letter_pdf, set_letter
from application.ports import Signer
from application.register import Register
from application.sitting import Outcome
from domain.case_file import LetterPage, fold
from domain.kernel import Channel, Command, Refusal, StreamNotFound, key
from domain.letter import ContentErased, Letter, LetterState
from domain.signing import (
    Paper,
    PaperChanged,
    RecordSignature,
    RecordSigningTrouble,
    ResolveSigning,
    SignatureKind,
    SignedPaper,
    SigningRefused,
    SignLetter,
)
from runtime.examination import examine
from runtime.log import Log
from runtime.papers import Papers
from runtime.typesetting import Typesetter
from runtime.vault import public_name

NOT_KNOWN = "Hasil panggilan penandatanganan tidak diketahui."

_log = structlog.get_logger("signing")


class CannotSign(Refusal):
    """Penandatanganan tidak tersedia sekarang."""


class NotThisLetter(Refusal):
    """Berkas ini bukan lembar bertanda tangan dari naskah ini."""


class SigningRoom:
    """Where letters are signed: the register, the printing press and the signer at one table."""

    def __init__(
        self,
        *,
        register: Register,
        log: Log,
        typesetter: Typesetter,
        signer: Signer,
        papers: Papers,
        public_url: str | None,
    ) -> None:
        self._register = register
        self._log = log
        self._typesetter = typesetter
        self._papers = papers
        self._public_url = public_url.rstrip("/") if public_url else None
        self.signer = signer

    def prepared(self, letter_id: UUID) -> Paper:
        """The sheet as it would be signed now; CannotSign where the signer is not ready."""
        try:
            terms = self.signer.terms()
        except SigningRefused as refused:
            raise CannotSign(str(refused)) from None
        public_id = public_name(self._register.mapper.vault, letter_id)
        url = f"{self._public_url}/verify/{public_id}" if self._public_url else None
        look = Look(terms.kind, url, terms.issuer)
        sheet = set_letter(self._typesetter, self._page(letter_id), look)
        if sheet is None:
            raise ContentErased
        return Paper(
            sha256=_sha(sheet.pdf),
            size=len(sheet.pdf),
            manifest_hash=sheet.manifest_hash,
            kind=terms.kind,
            public_id=public_id,
            public_url=url,
            issuer=terms.issuer,
        )

    def sign(self, command: SignLetter) -> Outcome:
        """Keeps the intent, calls the signer once, keeps what came of it.

        Sent twice, the second answers as the first and calls nobody. CannotSign when the signer
        refused, or what came of its call is not known; the record says which.
        """
        outcome = self._register.submit(command)
        if not self._papers.claim(command.command_id):
            return outcome
        pdf = self.unsigned(command.letter_id, command.paper)
        if pdf is None or _sha(pdf) != command.paper.sha256:
            self._trouble(command, certain=True, explanation=PaperChanged().message)
            raise PaperChanged
        return self._call(command, pdf)

    def unsigned(self, letter_id: UUID, paper: Paper) -> bytes | None:
        """The very sheet that is or was signed, set again."""
        sheet = set_letter(self._typesetter, self._page(letter_id), Look.of(paper))
        return sheet.pdf if sheet else None

    def pdf(self, letter_id: UUID) -> bytes | None:
        """A letter to be read: the stored bytes once it is signed, else as the record sets it."""
        letter = self._page(letter_id)
        if letter.signed_sha256 is not None and letter.state is not LetterState.VOID:
            return self._papers.read(letter.signed_sha256)
        return letter_pdf(self._typesetter, letter)

    def resolve(self, command: ResolveSigning, signed: bytes | None) -> Outcome:
        """A person says what came of a call; ``signed`` is the file they found, if any.

        NotThisLetter unless the file begins with the very bytes that were to be signed and its
        signature covers all of it. Without ``signed`` the letter counts as not signed.
        """
        if signed is None:
            return self._register.submit(command)
        letter = self._register.load(Letter, command.letter_id)
        if letter is None or letter.signing_begun is None:
            raise StreamNotFound
        paper = letter.signing_begun.paper
        unsigned = self.unsigned(letter.id, paper)
        found = examine(signed)
        simulated = paper.kind is SignatureKind.SIMULATION
        if unsigned is None or not (
            signed == unsigned if simulated else found.sound and signed.startswith(unsigned)
        ):
            raise NotThisLetter
        kept = self._papers.keep(
            signed,
            letter=letter.id,
            attempt=letter.signing_begun.attempt,
            subject=letter.subject,
        )
        certificate = None if simulated else found.signatures[-1].certificate
        return self._register.submit(
            command.model_copy(
                update={
                    "signed_sha256": kept.sha256,
                    "size": kept.size,
                    "certificate": certificate,
                }
            )
        )

    def found(self, letter_id: UUID) -> bytes | None:
        """What a signer gave back for a letter although its record has no signature yet."""
        kept = self._papers.of_letter(letter_id)
        return self._papers.read(kept[0].sha256) if kept else None

    def kept(self, sha256: str) -> bytes | None:
        """A signed file of the store by its hash; None when unknown or forgotten."""
        return self._papers.read(sha256)

    def _call(self, command: SignLetter, pdf: bytes) -> Outcome:
        """From here on nothing is tried twice."""
        try:
            signed = self.signer.sign(pdf)
        except SigningRefused as refused:
            self._trouble(command, certain=True, explanation=str(refused))
            raise CannotSign(str(refused)) from None
        except Exception as error:  # noqa: BLE001 - whatever it was, nobody knows what it left
            _log.error("signing unclear", letter=str(command.letter_id), error=type(error).__name__)
            self._trouble(command, certain=False, explanation=NOT_KNOWN)
            raise CannotSign(f"{NOT_KNOWN} Naskah ini perlu diperiksa.") from None
        return self._keep(command, signed)

    def _keep(self, command: SignLetter, signed: SignedPaper) -> Outcome:
        letter = self._register.load(Letter, command.letter_id)
        assert letter is not None
        kept = self._papers.keep(
            signed.pdf, letter=letter.id, attempt=command.command_id, subject=letter.subject
        )
        return self._submit(
            RecordSignature,
            command,
            signed_sha256=kept.sha256,
            size=kept.size,
            certificate=signed.certificate,
        )

    def _trouble(self, command: SignLetter, *, certain: bool, explanation: str) -> None:
        self._submit(RecordSigningTrouble, command, certain=certain, explanation=explanation)

    def _submit(self, wish: type[Command], command: SignLetter, **facts: object) -> Outcome:
        """The machine's own word on the call, under an id made from the attempt."""
        return self._register.submit(
            wish.model_validate(
                {
                    **by_machine(key(wish.__name__, command.command_id), channel=Channel.WEB),
                    "letter_id": command.letter_id,
                    "attempt": command.command_id,
                    **facts,
                }
            )
        )

    def _page(self, letter_id: UUID) -> LetterPage:
        found = fold(self._log.of_stream(letter_id)).letters.get(letter_id)
        if found is None:
            raise StreamNotFound
        return found


def _sha(pdf: bytes) -> str:
    return sha256(pdf).hexdigest()
