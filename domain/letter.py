"""Naskah dinas: drafted once per trigger, approved by a second person, then numbered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Asked, Circumstances, Clocked, Wait, WaitKind
from domain.conflict_case import ContentChanged, ProposerIsApprover
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Frozen,
    Line,
    Narrative,
    Refusal,
    Role,
    Secrecy,
    key,
)
from domain.letter_content import LetterContent, LetterType, content_hash
from domain.risk import Level
from domain.signing import (
    AlreadySigned,
    Certificate,
    NotApproved,
    NothingToResolve,
    NotTheSignatory,
    Paper,
    RecordSignature,
    RecordSigningTrouble,
    ResolveSigning,
    SignatureKind,
    SigningState,
    SigningUnresolved,
    SignLetter,
    unheard_since,
)


class LetterState(StrEnum):
    """Where a letter stands."""

    DRAFT = "konsep"
    APPROVED = "disetujui"
    VOID = "batal"

    @property
    def label(self) -> str:
        return {
            LetterState.DRAFT: "Konsep, menunggu persetujuan",
            LetterState.APPROVED: "Disetujui dan bernomor",
            LetterState.VOID: "Batal",
        }[self]


class DraftLetter(Command):
    """Menyusun naskah dinas dari sebuah peristiwa di catatan.

    About a case, or a report, or (with ``region``, ``secrecy`` and ``level``) about a region. A
    person who drafts by hand is its author, whatever ``author`` says of the machine's letters.
    """

    letter_id: UUID
    case_id: UUID | None = None
    report_id: UUID | None = None
    region: str | None = None
    secrecy: Secrecy | None = None
    level: Level | None = None
    type: LetterType
    trigger: str
    author: UUID
    content: LetterContent
    TITLE: ClassVar[str] = "Susun naskah"


class ApproveLetter(Command):
    """Menyetujui naskah yang isinya sudah dibaca; nomor diberikan saat itu juga."""

    letter_id: UUID
    content_hash: str
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Setujui dan beri nomor"


class VoidLetter(Command):
    """Membatalkan naskah dengan alasan; nomornya, bila ada, tidak dipakai lagi."""

    letter_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Batalkan naskah"


class Subject(Frozen):
    """What a letter is about, as far as its reach and its clocks go.

    ``sealed_for`` is whose key seals its text: the case's, the report's, or its own.
    """

    sealed_for: UUID
    region: str
    level: Level
    secrecy: Secrecy
    case_id: UUID | None = None
    report_id: UUID | None = None


class LetterAboutNothing(Refusal):
    """Naskah harus tentang satu kasus, satu laporan, atau satu wilayah.

    Naskah tentang wilayah menyebut wilayah, klasifikasi, dan tingkat kerawanannya.
    """


class NotDraftedByHand(Refusal):
    """Jenis naskah ini disusun sendiri dari peristiwanya, tidak atas permintaan."""


class NotADraft(Refusal):
    """Naskah ini bukan konsep lagi."""


class AlreadyVoid(Refusal):
    """Naskah ini sudah dibatalkan."""


@dataclass(frozen=True)
class Attempt:
    """One signing call: whose, over which sheet, since when."""

    attempt: UUID
    signer: UUID
    paper: Paper
    at: datetime


class Letter(Clocked):
    """Naskah dinas: content fixed when drafted, number given with the approval."""

    class Drafted(Aggregate.Created):
        """Konsep naskah disusun."""

        NAME = "letter.drafted"
        case_id: UUID | None
        report_id: UUID | None = None
        region: str
        level: Level
        secrecy: Secrecy
        type: LetterType
        trigger: str
        author: UUID
        content: Confidential
        content_hash: str

    class Approved(Aggregate.Event):
        """Naskah disetujui oleh orang kedua dan diberi nomor."""

        NAME = "letter.approved"
        approver: UUID
        content_hash: str
        register_id: UUID
        sequence: int
        number: str
        dated: str

    class Voided(Aggregate.Event):
        """Naskah dibatalkan; nomornya tidak dipakai lagi."""

        NAME = "letter.voided"
        explanation: Confidential
        number: str | None

    class SigningBegun(Aggregate.Event):
        """Penandatanganan dimulai; lembarnya ditetapkan."""

        NAME = "letter.signing_begun"
        attempt: UUID
        signer: UUID
        paper: Paper
        begun_at: datetime

    class Signed(Aggregate.Event):
        """Naskah ditandatangani; lembarnya disimpan dan tidak berubah lagi."""

        NAME = "letter.signed"
        attempt: UUID
        signer: UUID
        kind: SignatureKind
        signed_sha256: str
        size: int
        certificate: Confidential | None
        manifest_hash: str
        public_id: str
        explanation: Confidential | None = None

    class SigningUnclear(Aggregate.Event):
        """Hasil penandatanganan tidak diketahui; perlu diperiksa orang."""

        NAME = "letter.signing_unclear"
        attempt: UUID
        explanation: Confidential

    class NotSigned(Aggregate.Event):
        """Penandatanganan tidak jadi; naskah dapat ditandatangani lagi."""

        NAME = "letter.not_signed"
        attempt: UUID
        explanation: Confidential

    @staticmethod
    def id_of(trigger: str, type_: LetterType) -> UUID:
        """One letter per trigger and type, for ever."""
        return key("letter", trigger, type_)

    @classmethod
    def draft(
        cls,
        command: DraftLetter,
        at: Circumstances,
        about: Subject,
    ) -> "Letter":
        by_machine = command.role is Role.SYSTEM
        if not by_machine and not command.type.by_hand:
            raise NotDraftedByHand(f"Jenisnya: {command.type.label}.")
        made = cls.begin(
            cls.Drafted,
            at.envelope,
            command.letter_id,
            case_id=about.case_id,
            report_id=about.report_id,
            region=about.region,
            level=about.level,
            secrecy=max(about.secrecy, command.content.secrecy, key=lambda each: each.rank),
            type=command.type,
            trigger=command.trigger,
            author=command.author if by_machine else command.actor,
            content=at.sealed(command.content.model_dump_json(), about.sealed_for),
            content_hash=content_hash(command.content),
        )
        made.promise(WaitKind.LETTER_APPROVAL, Asked(role=Role.SUPERVISOR), at)
        return made

    @property
    def subject(self) -> UUID:
        return self.content.sealed_for

    def approve(
        self,
        command: ApproveLetter,
        at: Circumstances,
        *,
        register_id: UUID,
        sequence: int,
        number: str,
        dated: str,
    ) -> None:
        """By another than the author, bound to the content that was read."""
        if self.state is not LetterState.DRAFT:
            raise NotADraft(f"Keadaan naskah: {self.state.label}.")
        if command.actor == self.author:
            raise ProposerIsApprover
        if command.content_hash != self.content_hash:
            raise ContentChanged
        self.meet(WaitKind.LETTER_APPROVAL)
        self._approved(
            approver=command.actor,
            content_hash=self.content_hash,
            register_id=register_id,
            sequence=sequence,
            number=number,
            dated=dated,
        )

    def void(self, command: VoidLetter, at: Circumstances) -> None:
        if self.state is LetterState.VOID:
            raise AlreadyVoid
        if self.signing.open:
            raise SigningUnresolved
        self.withdraw()
        self._voided(explanation=at.sealed(command.explanation, self.subject), number=self.number)

    # -- signing -----------------------------------------------------------------------

    def sign(self, command: SignLetter, at: Circumstances, *, signs: Role) -> None:
        """The intent, before any call: by the role whose office signs, over the sheet seen."""
        if self.state is not LetterState.APPROVED:
            raise NotApproved(f"Keadaan naskah: {self.state.label}.")
        if self.signing is SigningState.SIGNED:
            raise AlreadySigned
        if self.signing.open:
            raise SigningUnresolved
        if command.role is not signs:
            raise NotTheSignatory(f"Penanda tangannya: {signs.label}.")
        if command.content_hash != self.content_hash:
            raise ContentChanged
        self._signing_begun(
            attempt=command.command_id, signer=command.actor, paper=command.paper, begun_at=at.now
        )

    def record_signature(self, command: RecordSignature, at: Circumstances) -> None:
        """What the call gave back, while its outcome is still awaited."""
        self._must_be_awaited(command.attempt)
        self._keep_signature(command.signed_sha256, command.size, command.certificate, at)

    def record_trouble(self, command: RecordSigningTrouble, at: Circumstances) -> None:
        """The call failed: for certain, or nobody knows."""
        self._must_be_awaited(command.attempt)
        explanation = at.sealed(command.explanation, self.subject)
        record = self._not_signed if command.certain else self._signing_unclear
        record(attempt=command.attempt, explanation=explanation)

    def resolve_signing(self, command: ResolveSigning, at: Circumstances) -> None:
        """A person says what came of it: signed, as a file at hand shows, or not."""
        begun = self.signing_begun
        if begun is None or not self.signing.open:
            raise NothingToResolve
        if self.signing is SigningState.BEGUN and not unheard_since(begun.at, at.now):
            raise SigningUnresolved("Tunggu dua menit sejak dimulai.")
        explanation = at.sealed(command.explanation, self.subject)
        if command.signed_sha256 is None:
            self._not_signed(attempt=begun.attempt, explanation=explanation)
        else:
            self._keep_signature(
                command.signed_sha256, command.size, command.certificate, at, explanation
            )

    def _must_be_awaited(self, attempt: UUID) -> None:
        begun = self.signing_begun
        if self.signing is not SigningState.BEGUN or begun is None or begun.attempt != attempt:
            raise NothingToResolve

    def _keep_signature(
        self,
        sha256: str,
        size: int,
        certificate: Certificate | None,
        at: Circumstances,
        explanation: Confidential | None = None,
    ) -> None:
        begun = self.signing_begun
        assert begun is not None
        said = certificate.model_dump_json() if certificate else None
        self._signed(
            attempt=begun.attempt,
            signer=begun.signer,
            kind=begun.paper.kind,
            signed_sha256=sha256,
            size=size,
            certificate=at.sealed(said, self.subject) if said else None,
            manifest_hash=begun.paper.manifest_hash,
            public_id=begun.paper.public_id,
            explanation=explanation,
        )

    @event(Drafted)
    def __init__(
        self,
        case_id: UUID | None,
        report_id: UUID | None,
        region: str,
        level: Level,
        secrecy: Secrecy,
        type: LetterType,  # noqa: A002 - the event's own word
        author: UUID,
        content: Confidential,
        content_hash: str,
        trigger: str,
    ) -> None:
        self.trigger = trigger
        self.case_id = case_id
        self.report_id = report_id
        self.type = type
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.author = author
        self.content = content
        self.content_hash = content_hash
        self.state = LetterState.DRAFT
        self.number: str | None = None
        self.waits: dict[UUID, Wait] = {}
        self.signing = SigningState.NONE
        self.signing_begun: Attempt | None = None

    @event(Approved)
    def _approved(
        self,
        approver: UUID,
        content_hash: str,
        register_id: UUID,
        sequence: int,
        number: str,
        dated: str,
    ) -> None:
        self.state = LetterState.APPROVED
        self.number = number

    @event(Voided)
    def _voided(self, explanation: Confidential, number: str | None) -> None:
        self.state = LetterState.VOID

    @event(SigningBegun)
    def _signing_begun(self, attempt: UUID, signer: UUID, paper: Paper, begun_at: datetime) -> None:
        self.signing = SigningState.BEGUN
        self.signing_begun = Attempt(attempt, signer, paper, begun_at)

    @event(Signed)
    def _signed(
        self,
        attempt: UUID,
        signer: UUID,
        kind: SignatureKind,
        signed_sha256: str,
        size: int,
        certificate: Confidential | None,
        manifest_hash: str,
        public_id: str,
        explanation: Confidential | None,
    ) -> None:
        self.signing = SigningState.SIGNED

    @event(SigningUnclear)
    def _signing_unclear(self, attempt: UUID, explanation: Confidential) -> None:
        self.signing = SigningState.UNCLEAR

    @event(NotSigned)
    def _not_signed(self, attempt: UUID, explanation: Confidential) -> None:
        self.signing = SigningState.NONE


class LetterRegister(Aggregate):
    """Buku agenda: one per unit, register and year; the number is the version of its stream."""

    class FirstNumberTaken(Aggregate.Created):
        """Nomor satu diberikan."""

        NAME = "register.first_number_taken"
        unit: Line
        book: Line
        year: int
        letter_id: UUID
        number: str

    class NumberTaken(Aggregate.Event):
        """Nomor berikutnya diberikan."""

        NAME = "register.number_taken"
        letter_id: UUID
        number: str

    case_id: UUID | None = None

    @staticmethod
    def id_of(unit: str, register: str, year: int) -> UUID:
        """``year`` is the year in the office's time zone."""
        return key("register", unit, register, year)

    def take(self, letter_id: UUID, number: str) -> None:
        self._number_taken(letter_id=letter_id, number=number)

    @event(FirstNumberTaken)
    def __init__(self) -> None:
        pass

    @event(NumberTaken)
    def _number_taken(self, letter_id: UUID, number: str) -> None:
        pass
