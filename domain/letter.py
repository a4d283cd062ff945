"""Naskah dinas: drafted once per trigger, approved by a second person, then numbered."""

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
    Line,
    Narrative,
    Refusal,
    Role,
    Secrecy,
    key,
)
from domain.letter_content import LetterContent, LetterType, content_hash
from domain.risk import Level


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
    """Menyusun naskah dinas dari sebuah peristiwa di catatan."""

    letter_id: UUID
    case_id: UUID
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


class NotADraft(Refusal):
    """Naskah ini bukan konsep lagi."""


class AlreadyVoid(Refusal):
    """Naskah ini sudah dibatalkan."""


class Letter(Clocked):
    """Naskah dinas: content fixed when drafted, number given with the approval."""

    class Drafted(Aggregate.Created):
        """Konsep naskah disusun."""

        NAME = "letter.drafted"
        case_id: UUID
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

    @staticmethod
    def id_of(trigger: str, type_: LetterType) -> UUID:
        """One letter per trigger and type, for ever."""
        return key("letter", trigger, type_)

    @classmethod
    def draft(
        cls,
        command: DraftLetter,
        at: Circumstances,
        *,
        region: str,
        level: Level,
        secrecy: Secrecy,
    ) -> "Letter":
        made = cls.begin(
            cls.Drafted,
            at.envelope,
            command.letter_id,
            case_id=command.case_id,
            region=region,
            level=level,
            secrecy=secrecy,
            type=command.type,
            trigger=command.trigger,
            author=command.author,
            content=at.sealed(command.content.model_dump_json(), command.case_id),
            content_hash=content_hash(command.content),
        )
        made.promise(WaitKind.LETTER_APPROVAL, Asked(role=Role.SUPERVISOR), at)
        return made

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
        self.withdraw()
        self._voided(explanation=at.sealed(command.explanation, self.case_id), number=self.number)

    @event(Drafted)
    def __init__(
        self,
        case_id: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
        author: UUID,
        content: Confidential,
        content_hash: str,
    ) -> None:
        self.case_id: UUID = case_id
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.author = author
        self.content = content
        self.content_hash = content_hash
        self.state = LetterState.DRAFT
        self.number: str | None = None
        self.waits: dict[UUID, Wait] = {}

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
