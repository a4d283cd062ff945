"""Naskah dinas: drafted once per trigger, approved by a second person, then numbered."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Asked, Circumstances, Clocked, Wait, WaitKind
from domain.closing import Check, letter_lacks
from domain.conflict_case import ContentChanged, ProposerIsApprover
from domain.delivery import (
    AlreadyDispatched,
    AlreadyReceived,
    BeginDelivery,
    Delivery,
    DeliveryChannel,
    DeliveryState,
    DispatchLetter,
    FollowUpDisposition,
    MarkSignedOnPaper,
    NoAddress,
    NotDispatched,
    NotReadyToSend,
    RecordDelivery,
    RecordDeliveryTrouble,
    RecordDisposition,
    RecordReceipt,
    ResolveDelivery,
    SecretByMail,
    SendAgain,
    SignedLater,
    UnknownDelivery,
    UnknownDisposition,
    planned,
    recipients_of,
)
from domain.draft import (
    AddParagraph,
    Initial,
    InitialledOnce,
    InitialLetter,
    InitialsMissing,
    NotReturned,
    NotTheirTurn,
    RemoveParagraph,
    ResubmitLetter,
    ReturnLetter,
    Revision,
    with_paragraph,
    without_paragraph,
)
from domain.erratum import NothingToCorrect
from domain.kernel import (
    MACHINE,
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
from domain.passage import Paragraph
from domain.regions import zone_of
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
    RETURNED = "dikembalikan"
    APPROVED = "disetujui"
    SENT = "dikirim"
    VOID = "batal"

    @property
    def label(self) -> str:
        return {
            LetterState.DRAFT: "Konsep, menunggu persetujuan",
            LetterState.RETURNED: "Dikembalikan untuk diperbaiki",
            LetterState.APPROVED: "Disetujui dan bernomor",
            LetterState.SENT: "Dikirim",
            LetterState.VOID: "Batal",
        }[self]

    @property
    def in_draft(self) -> bool:
        """Whether its words may still change."""
        return self in {LetterState.DRAFT, LetterState.RETURNED}


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


class ContentErased(Refusal):
    """Isi naskah ini telah dihapus; naskah tidak dapat diubah lagi."""

    article = "UU 27/2022 Pasal 43-45"


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
        initials: tuple[str, ...] = ()
        corrects: UUID | None = None

    class Revised(Aggregate.Event):
        """Isi konsep diubah; paraf yang ada gugur."""

        NAME = "letter.revised"
        revision: Revision
        author: UUID
        content: Confidential
        content_hash: str

    class Returned(Aggregate.Event):
        """Konsep dikembalikan untuk diperbaiki."""

        NAME = "letter.returned"
        note: Confidential

    class Resubmitted(Aggregate.Event):
        """Konsep diajukan kembali."""

        NAME = "letter.resubmitted"

    class Initialled(Aggregate.Event):
        """Konsep diparaf."""

        NAME = "letter.initialled"
        initial: Initial
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
        unit: str = ""
        book: str = ""

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

    class SignedOnPaper(Aggregate.Event):
        """Naskah ditandatangani di atas kertas."""

        NAME = "letter.signed_on_paper"
        signed_by: str
        signed_on: date

    class Dispatched(Aggregate.Event):
        """Naskah dikirim kepada penerima dan tembusannya."""

        NAME = "letter.dispatched"
        deliveries: tuple[Delivery, ...]

    class DeliveryAttempted(Aggregate.Event):
        """Pengiriman lewat surel dimulai."""

        NAME = "letter.delivery_attempted"
        QUIET = True
        delivery_id: UUID
        attempt: int

    class Delivered(Aggregate.Event):
        """Naskah disampaikan kepada penerimanya."""

        NAME = "letter.delivered"
        QUIET = True
        delivery_id: UUID
        provider_id: str
        explanation: Confidential | None = None

    class DeliveryFailed(Aggregate.Event):
        """Pengiriman pasti gagal; naskah belum sampai."""

        NAME = "letter.delivery_failed"
        delivery_id: UUID
        explanation: Confidential

    class DeliveryUnclear(Aggregate.Event):
        """Tidak jelas apakah pengiriman sampai; perlu diperiksa orang."""

        NAME = "letter.delivery_unclear"
        delivery_id: UUID
        explanation: Confidential

    class SentAgain(Aggregate.Event):
        """Pengiriman yang gagal diulang."""

        NAME = "letter.sent_again"
        delivery: Delivery

    class ReceiptRecorded(Aggregate.Event):
        """Tanda terima naskah dicatat."""

        NAME = "letter.receipt_recorded"
        delivery_id: UUID
        received_by: Confidential

    class DispositionRecorded(Aggregate.Event):
        """Disposisi atas naskah dicatat."""

        NAME = "letter.disposition_recorded"
        disposition_id: UUID
        given_by: str
        given_to: str
        instruction: Confidential
        due: date | None

    class DispositionFollowedUp(Aggregate.Event):
        """Disposisi ditindaklanjuti."""

        NAME = "letter.disposition_followed_up"
        disposition_id: UUID
        result: Confidential

    class Corrected(Aggregate.Event):
        """Naskah ini diralat oleh naskah lain."""

        NAME = "letter.corrected"
        erratum_id: UUID
        number: str
        dated: str

    class CorrectionWithdrawn(Aggregate.Event):
        """Ralat atas naskah ini dibatalkan."""

        NAME = "letter.correction_withdrawn"
        erratum_id: UUID
        number: str

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
        *,
        corrects: UUID | None = None,
    ) -> "Letter":
        """A new draft; ``corrects`` is the older letter an erratum names."""
        by_machine = command.role is Role.SYSTEM
        if not by_machine and not command.type.by_hand and corrects is None:
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
            initials=at.policy.letters.chain_of(command.type, about.secrecy),
            corrects=corrects,
        )
        made.promise(WaitKind.LETTER_APPROVAL, Asked(role=Role.SUPERVISOR), at)
        return made

    @property
    def subject(self) -> UUID:
        return self.content.sealed_for

    @property
    def read(self) -> LetterContent:
        """What the letter says; ContentErased once its key is destroyed."""
        if self.content.text is None:
            raise ContentErased
        return LetterContent.model_validate_json(self.content.text)

    @property
    def lacks(self) -> Check | None:
        """What it lacks before its case may be closed."""
        erased = self.content.text is None
        return letter_lacks(
            self.type,
            in_draft=self.state.in_draft,
            void=self.state is LetterState.VOID,
            signed=self.signed,
            sent=self.state is LetterState.SENT,
            recipients=not erased and bool(recipients_of(self.read)),
            deliveries=self.delivery_states.values(),
        )

    @property
    def signed(self) -> bool:
        """Whether somebody put a signature under it; a simulation is none."""
        begun = self.signing_begun
        simulated = begun is not None and begun.paper.kind is SignatureKind.SIMULATION
        return self.on_paper or (self.signing is SigningState.SIGNED and not simulated)

    @property
    def missing_initials(self) -> tuple[str, ...]:
        """The offices still to initial, in order."""
        return self.chain[len(self.initialled) :]

    # -- the draft ---------------------------------------------------------------------

    def add_paragraph(self, command: AddParagraph, at: Circumstances) -> None:
        """In the author's own words, marked as theirs."""
        self._must_be_this_draft(command.content_hash)
        paragraph = Paragraph(pieces=(command.text,), author=str(command.actor))
        revised = with_paragraph(self.read, command.section, paragraph)
        self._revise(Revision.ADDED, revised, command.actor, at)

    def remove_paragraph(self, command: RemoveParagraph, at: Circumstances) -> None:
        """The office's standing words stay; one's own may go."""
        self._must_be_this_draft(command.content_hash)
        author = str(command.actor)
        revised = without_paragraph(self.read, command.section, command.index, author)
        self._revise(Revision.REMOVED, revised, command.actor, at)

    def _revise(
        self, revision: Revision, content: LetterContent, author: UUID, at: Circumstances
    ) -> None:
        self._revised(
            revision=revision,
            author=author,
            content=at.sealed(content.model_dump_json(), self.subject),
            content_hash=content_hash(content),
        )

    def hand_back(self, command: ReturnLetter, at: Circumstances) -> None:
        """For wording: the draft lives on, its initials do not."""
        self._must_be_draft()
        self._must_be_as_read(command.content_hash)
        self.meet(WaitKind.LETTER_APPROVAL)
        self._returned(note=at.sealed(command.note, self.subject))
        author = Asked(
            role=Role.CASE_OFFICER, person=None if self.author == MACHINE else self.author
        )
        self.promise(WaitKind.LETTER_REVISION, author, at)

    def resubmit(self, command: ResubmitLetter, at: Circumstances) -> None:
        if self.state is not LetterState.RETURNED:
            raise NotReturned
        self._must_be_as_read(command.content_hash)
        self.meet(WaitKind.LETTER_REVISION)
        self._resubmitted()
        self.promise(WaitKind.LETTER_APPROVAL, Asked(role=Role.SUPERVISOR), at)

    def initial(self, command: InitialLetter, at: Circumstances) -> None:
        """The next office in the chain, once for each person, over the words that were read."""
        self._must_be_draft()
        self._must_be_as_read(command.content_hash)
        if self.missing_initials[:1] != (command.office,):
            following = ", ".join(self.missing_initials[:1]) or "tidak ada"
            raise NotTheirTurn(f"Paraf berikutnya: {following}.")
        if any(each.person == command.actor for each in self.initialled):
            raise InitialledOnce
        self._initialled(
            initial=Initial(office=command.office, person=command.actor),
            content_hash=self.content_hash,
        )

    def _must_be_this_draft(self, words: str) -> None:
        if not self.state.in_draft:
            raise NotADraft(f"Keadaan naskah: {self.state.label}.")
        self._must_be_as_read(words)

    def _must_be_draft(self) -> None:
        if self.state is not LetterState.DRAFT:
            raise NotADraft(f"Keadaan naskah: {self.state.label}.")

    def _must_be_as_read(self, words: str) -> None:
        if words != self.content_hash:
            raise ContentChanged

    def approve(
        self,
        command: ApproveLetter,
        at: Circumstances,
        *,
        register_id: UUID,
        sequence: int,
        number: str,
        dated: str,
        unit: str,
        book: str,
    ) -> None:
        """By another than the author, initialled by all, bound to the content that was read."""
        self._must_be_draft()
        if command.actor == self.author:
            raise ProposerIsApprover
        self._must_be_as_read(command.content_hash)
        if self.missing_initials:
            raise InitialsMissing(f"Belum: {', '.join(self.missing_initials)}.")
        self.meet(WaitKind.LETTER_APPROVAL)
        self._approved(
            approver=command.actor,
            content_hash=self.content_hash,
            register_id=register_id,
            sequence=sequence,
            number=number,
            dated=dated,
            unit=unit,
            book=book,
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
        if self.signing is SigningState.SIGNED or self.on_paper:
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

    def mark_signed_on_paper(self, command: MarkSignedOnPaper, at: Circumstances) -> None:
        """Where the office signs with a pen: who, and on which day."""
        if self.state is not LetterState.APPROVED:
            raise NotApproved(f"Keadaan naskah: {self.state.label}.")
        if self.signed:
            raise AlreadySigned
        if self.signing.open:
            raise SigningUnresolved
        self._must_be_as_read(command.content_hash)
        today = at.now.astimezone(zone_of(self.region)).date()
        if not date.fromisoformat(self.dated or "") <= command.signed_on <= today:
            raise SignedLater
        self._signed_on_paper(signed_by=command.signed_by, signed_on=command.signed_on)

    # -- on its way --------------------------------------------------------------------

    def dispatch(self, command: DispatchLetter, at: Circumstances) -> None:
        """To everyone it names; what stands in an inbox of the house has thereby arrived."""
        if self.state is LetterState.SENT:
            raise AlreadyDispatched
        if self.state is not LetterState.APPROVED or not self.signed:
            raise NotReadyToSend(f"Keadaan naskah: {self.state.label}.")
        book = at.policy.letters.offices
        deliveries = planned(self.id, self.read, self.secrecy, command.sendings, book, self.subject)
        self._dispatched(deliveries=deliveries)
        for each in deliveries:
            if each.channel is DeliveryChannel.IN_APP:
                self._delivered(delivery_id=each.delivery_id, provider_id="", explanation=None)
        if any(each.role is Role.GOVERNOR and not each.for_information for each in deliveries):
            self.promise(WaitKind.DISPOSITION, Asked(role=Role.GOVERNOR), at)

    def begin_delivery(self, command: BeginDelivery) -> None:
        """The intent to send a mail, before it leaves; a second one is refused."""
        if self.state is not LetterState.SENT:
            raise NotDispatched
        known = self._delivery(command.delivery_id, DeliveryState.PLANNED)
        if known.channel is not DeliveryChannel.MAIL:
            raise UnknownDelivery
        self._must_be_attempt(command.delivery_id, command.attempt - 1)
        self._delivery_attempted(delivery_id=command.delivery_id, attempt=command.attempt)

    def record_delivery(self, command: RecordDelivery) -> None:
        self._delivery(command.delivery_id, DeliveryState.ATTEMPTED)
        self._must_be_attempt(command.delivery_id, command.attempt)
        self._delivered(
            delivery_id=command.delivery_id, provider_id=command.provider_id, explanation=None
        )

    def record_delivery_trouble(self, command: RecordDeliveryTrouble, at: Circumstances) -> None:
        """It failed for certain, or nobody knows; either way a person is asked."""
        self._delivery(command.delivery_id, DeliveryState.ATTEMPTED)
        self._must_be_attempt(command.delivery_id, command.attempt)
        explanation = at.sealed(command.explanation, self.subject)
        record = self._delivery_failed if command.certain else self._delivery_unclear
        record(delivery_id=command.delivery_id, explanation=explanation)
        self._ask_about(command.delivery_id, at)

    def resolve_delivery(self, command: ResolveDelivery, at: Circumstances) -> None:
        """A person has asked: it arrived, or it did not and may be sent again."""
        self._delivery(command.delivery_id, DeliveryState.UNCLEAR)
        explanation = at.sealed(command.explanation, self.subject)
        if command.arrived:
            self.meet(WaitKind.DELIVERY_CHECK, item=str(command.delivery_id))
            self._delivered(
                delivery_id=command.delivery_id, provider_id="", explanation=explanation
            )
        else:
            self._delivery_failed(delivery_id=command.delivery_id, explanation=explanation)

    def send_again(self, command: SendAgain) -> None:
        """What certainly failed, once more and by the channel a person chose."""
        failed = self._delivery(command.delivery_id, DeliveryState.FAILED)
        secret = max(self.secrecy.rank, self.read.secrecy.rank) >= Secrecy.SECRET.rank
        match command.by:
            case DeliveryChannel.MAIL if secret:
                raise SecretByMail
            case DeliveryChannel.MAIL if failed.mail is None:
                raise NoAddress(f"Penerima: {failed.office}; surel.")
            case DeliveryChannel.IN_APP if failed.role is None:
                raise NoAddress(f"Penerima: {failed.office}; kotak masuk Rukun.")
        self.meet(WaitKind.DELIVERY_CHECK, item=str(command.delivery_id))
        self._sent_again(delivery=failed.model_copy(update={"channel": command.by}))
        if command.by is DeliveryChannel.IN_APP:
            self._delivered(delivery_id=failed.delivery_id, provider_id="", explanation=None)

    def record_receipt(self, command: RecordReceipt, at: Circumstances) -> None:
        """Tanda terima: proof that it arrived, whatever was known before."""
        if self.delivery_states.get(command.delivery_id) is DeliveryState.RECEIVED:
            raise AlreadyReceived
        if command.delivery_id not in self.deliveries:
            raise UnknownDelivery
        self.meet(WaitKind.DELIVERY_CHECK, item=str(command.delivery_id))
        self._receipt_recorded(
            delivery_id=command.delivery_id,
            received_by=at.sealed(command.received_by, self.subject),
        )

    def record_disposition(self, command: RecordDisposition, at: Circumstances) -> None:
        """The order that came back on the Lembar Disposisi; its day is a clock."""
        if self.state is not LetterState.SENT:
            raise NotDispatched
        if command.disposition_id in self.dispositions:
            raise UnknownDisposition
        self.meet(WaitKind.DISPOSITION)
        self._disposition_recorded(
            disposition_id=command.disposition_id,
            given_by=command.given_by,
            given_to=command.given_to,
            instruction=at.sealed(command.instruction, self.subject),
            due=command.due,
        )
        if command.due is not None:
            end = datetime.combine(command.due, time(23, 59), zone_of(self.region))
            self.promise(
                WaitKind.DISPOSITION_FOLLOW_UP,
                Asked(role=Role.CASE_OFFICER),
                at,
                due=max(end, at.now),
                item=str(command.disposition_id),
            )

    def follow_up(self, command: FollowUpDisposition, at: Circumstances) -> None:
        if not self.dispositions.get(command.disposition_id, False):
            raise UnknownDisposition
        self.meet(WaitKind.DISPOSITION_FOLLOW_UP, item=str(command.disposition_id))
        self._disposition_followed_up(
            disposition_id=command.disposition_id,
            result=at.sealed(command.result, self.subject),
        )

    # -- errata ------------------------------------------------------------------------

    def must_be_correctable(self) -> None:
        """A letter that counts: numbered and not void."""
        if self.number is None or self.state is LetterState.VOID:
            raise NothingToCorrect(f"Keadaan naskah: {self.state.label}.")

    def correct(self, erratum_id: UUID, number: str, dated: str) -> None:
        """An approved erratum names this letter; a void one needs no correcting any more."""
        if self.state is not LetterState.VOID:
            self._corrected(erratum_id=erratum_id, number=number, dated=dated)

    def withdraw_correction(self, erratum_id: UUID) -> None:
        """An erratum that is void corrects nothing any more."""
        if erratum_id in self.corrected_by:
            number = self.corrected_by[erratum_id]
            self._correction_withdrawn(erratum_id=erratum_id, number=number)

    def _delivery(self, delivery_id: UUID, state: DeliveryState) -> Delivery:
        if self.delivery_states.get(delivery_id) is not state:
            raise UnknownDelivery
        return self.deliveries[delivery_id]

    def _must_be_attempt(self, delivery_id: UUID, attempt: int) -> None:
        if self.attempts.get(delivery_id, 0) != attempt:
            raise UnknownDelivery

    def _ask_about(self, delivery_id: UUID, at: Circumstances) -> None:
        officer = Asked(role=Role.CASE_OFFICER)
        self.promise(WaitKind.DELIVERY_CHECK, officer, at, item=str(delivery_id))

    @event(Drafted)
    def __init__(  # noqa: PLR0917 - one for each fact
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
        initials: tuple[str, ...],
        corrects: UUID | None,
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
        self.chain = initials
        self.initialled: list[Initial] = []
        self.corrects = corrects
        self.corrected_by: dict[UUID, str] = {}
        self.number: str | None = None
        self.dated: str | None = None
        self.on_paper = False
        self.deliveries: dict[UUID, Delivery] = {}
        self.delivery_states: dict[UUID, DeliveryState] = {}
        self.attempts: dict[UUID, int] = {}
        self.dispositions: dict[UUID, bool] = {}
        self.waits: dict[UUID, Wait] = {}
        self.signing = SigningState.NONE
        self.signing_begun: Attempt | None = None

    @event(Revised)
    def _revised(
        self, revision: Revision, author: UUID, content: Confidential, content_hash: str
    ) -> None:
        self.content = content
        self.content_hash = content_hash
        self.initialled = []

    @event(Returned)
    def _returned(self, note: Confidential) -> None:
        self.state = LetterState.RETURNED
        self.initialled = []

    @event(Resubmitted)
    def _resubmitted(self) -> None:
        self.state = LetterState.DRAFT

    @event(Initialled)
    def _initialled(self, initial: Initial, content_hash: str) -> None:
        self.initialled.append(initial)

    @event(SignedOnPaper)
    def _signed_on_paper(self, signed_by: str, signed_on: date) -> None:
        self.on_paper = True

    @event(Dispatched)
    def _dispatched(self, deliveries: tuple[Delivery, ...]) -> None:
        self.state = LetterState.SENT
        self.deliveries = {each.delivery_id: each for each in deliveries}
        self.delivery_states = dict.fromkeys(self.deliveries, DeliveryState.PLANNED)

    @event(DeliveryAttempted)
    def _delivery_attempted(self, delivery_id: UUID, attempt: int) -> None:
        self.attempts[delivery_id] = attempt
        self.delivery_states[delivery_id] = DeliveryState.ATTEMPTED

    @event(Delivered)
    def _delivered(
        self, delivery_id: UUID, provider_id: str, explanation: Confidential | None
    ) -> None:
        self.delivery_states[delivery_id] = DeliveryState.DELIVERED

    @event(DeliveryFailed)
    def _delivery_failed(self, delivery_id: UUID, explanation: Confidential) -> None:
        self.delivery_states[delivery_id] = DeliveryState.FAILED

    @event(DeliveryUnclear)
    def _delivery_unclear(self, delivery_id: UUID, explanation: Confidential) -> None:
        self.delivery_states[delivery_id] = DeliveryState.UNCLEAR

    @event(SentAgain)
    def _sent_again(self, delivery: Delivery) -> None:
        self.deliveries[delivery.delivery_id] = delivery
        self.delivery_states[delivery.delivery_id] = DeliveryState.PLANNED

    @event(ReceiptRecorded)
    def _receipt_recorded(self, delivery_id: UUID, received_by: Confidential) -> None:
        self.delivery_states[delivery_id] = DeliveryState.RECEIVED

    @event(DispositionRecorded)
    def _disposition_recorded(
        self,
        disposition_id: UUID,
        given_by: str,
        given_to: str,
        instruction: Confidential,
        due: date | None,
    ) -> None:
        self.dispositions[disposition_id] = True

    @event(DispositionFollowedUp)
    def _disposition_followed_up(self, disposition_id: UUID, result: Confidential) -> None:
        self.dispositions[disposition_id] = False

    @event(Corrected)
    def _corrected(self, erratum_id: UUID, number: str, dated: str) -> None:
        self.corrected_by[erratum_id] = number

    @event(CorrectionWithdrawn)
    def _correction_withdrawn(self, erratum_id: UUID, number: str) -> None:
        del self.corrected_by[erratum_id]

    @event(Approved)
    def _approved(
        self,
        approver: UUID,
        content_hash: str,
        register_id: UUID,
        sequence: int,
        number: str,
        dated: str,
        unit: str,
        book: str,
    ) -> None:
        self.state = LetterState.APPROVED
        self.number = number
        self.dated = dated

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
