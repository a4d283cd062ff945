"""A letter's life in a drill: reworded, signed, sent, received, disposed of, put right.

The machine's own deeds (a signature that came back, a mail that left) are done by the scripted
machine, with the same commands the signing room and the letter carrier send.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from domain.clocks import WaitKind
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
    NoRecipient,
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
    recipients_of,
)
from domain.draft import (
    AddParagraph,
    NoRoomForParagraph,
    NotReturned,
    NotTheAuthorsParagraph,
    RemoveParagraph,
    ResubmitLetter,
    ReturnLetter,
)
from domain.erratum import DraftErratum, NothingToCorrect
from domain.indonesian import local
from domain.kernel import Command, Refusal, Role, Secrecy
from domain.letter import (
    DraftLetter,
    Letter,
    LetterAboutNothing,
    LetterState,
    NotDraftedByHand,
    VoidLetter,
)
from domain.letter_content import profile_for
from domain.letter_request import RequestLetter
from domain.letter_type import LetterType
from domain.passage import Paragraph
from domain.signing import (
    AlreadySigned,
    NotApproved,
    NothingToResolve,
    NotTheSignatory,
    RecordSignature,
    RecordSigningTrouble,
    ResolveSigning,
    SigningUnresolved,
    SignLetter,
    signing_role,
)
from drill.cast import GOVERNOR, HEAD, MACHINE, OFFICERS, Member
from drill.desks import Script

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.1
SHEET: Final = "0" * 64
"""Stands for the SHA-256 of a sheet: a drill sets no PDF."""


class LetterLife:
    """One letter on its way through hands and houses."""

    def __init__(self, story: "Story", letter_id: UUID) -> None:
        self.story = story
        self.letter_id = letter_id

    # -- the draft -------------------------------------------------------------------------

    def reworded(self) -> Script:
        """A paragraph more, one less, returned and brought again."""
        story, first, other = self.story, OFFICERS[0], OFFICERS[1]
        if self._letter().state is not LetterState.DRAFT:
            return
        self._now_and_then(NothingToCorrect, DraftErratum, first, self._erratum())
        self._now_and_then(NotApproved, SignLetter, HEAD, self._signing())
        self._now_and_then(NotReturned, ResubmitLetter, first, self._as_read())
        if not story.at_first_or(0.15, "a letter reworded"):
            return
        words = {"text": "Perkembangan selanjutnya akan dilaporkan.", "section": self._section()}
        nowhere = self._as_read() | words | {"section": 99}
        self._now_and_then(NoRoomForParagraph, AddParagraph, first, nowhere)
        if self._letter().read.points or words["section"] is not None:
            story.send(AddParagraph, first, **self._as_read(), **words)
            mine = {"index": self._last_paragraph(), "section": words["section"]}
            theirs = self._as_read() | mine
            self._now_and_then(NotTheAuthorsParagraph, RemoveParagraph, other, theirs)
            if story.at_first_or(0.3, RemoveParagraph):
                story.send(RemoveParagraph, first, **self._as_read(), **mine)
        note = {"note": "Perjelas waktu kejadian."}
        story.send(ReturnLetter, HEAD, **self._as_read(), **note)
        late = story.at_first_or(0.3, WaitKind.LETTER_REVISION)
        due = story.due(self._letter(), WaitKind.LETTER_REVISION)
        yield story.too_late(due) if late else story.in_time(due)
        if self._letter().state is LetterState.RETURNED:
            story.send(ResubmitLetter, first, **self._as_read())

    def _section(self) -> int | None:
        content = self._letter().read
        return None if content.points else len(content.sections) - 1 if content.sections else None

    def _last_paragraph(self) -> int:
        content = self._letter().read
        held: tuple[Paragraph, ...] = content.points or content.sections[-1].paragraphs
        return len(held) - 1

    # -- signed and sent -------------------------------------------------------------------

    def sent(self, story: "Story") -> Script:
        """By whoever signs it, to everyone it names."""
        self.story = story
        written_late = self._letter().type is LetterType.BANTUAN_TNI and story.at_first_or(
            0.3, WaitKind.MILITARY_REQUEST_IN_WRITING
        )
        yield story.after(2 * 1440, 3 * 1440) if written_late else story.after(10, 120)
        letter = self._letter()
        if letter.state is not LetterState.APPROVED:
            return
        self._now_and_then(NotReadyToSend, DispatchLetter, story.officer, self._about())
        early = self._disposition(self.story.made("no disposition"))
        self._now_and_then(NotDispatched, RecordDisposition, story.officer, early)
        self._by_hand(letter)
        yield from self._signed(letter)
        if recipients_of(letter.read):
            yield from self._dispatched()
        if story.at_first_or(0.05, DraftErratum):
            story.send(DraftErratum, story.officer, **self._erratum())
            story.beside(f"letters of an erratum of {self.letter_id}", type(story).letters)

    def _by_hand(self, letter: Letter) -> None:
        """Letters people try to draft past the events that call for them."""
        story = self.story
        drafting = {
            "letter_id": story.made("by hand"),
            "type": letter.type,
            "trigger": "tangan",
            "author": story.officer.id,
            "content": letter.read,
        }
        self._now_and_then(LetterAboutNothing, DraftLetter, story.officer, drafting)
        if not letter.type.by_hand:
            about = drafting | {"case_id": story.case_id}
            self._now_and_then(NotDraftedByHand, DraftLetter, story.officer, about)
        nothing = {"letter_id": story.made("about nothing"), "type": LetterType.TELAAHAN_STAF}
        self._now_and_then(LetterAboutNothing, RequestLetter, story.officer, nothing)

    def _signed(self, letter: Letter) -> Script:
        story, signatory = self.story, self._signatory(letter)
        self._now_and_then(NothingToResolve, ResolveSigning, signatory, self._unsigned())
        other = HEAD if signatory is GOVERNOR else GOVERNOR
        self._now_and_then(NotTheSignatory, SignLetter, other, self._signing())
        today = local(story.now, story.incident.region_code).date()
        pen = self._as_read() | {"signed_by": signatory.name, "signed_on": today}
        later = pen | {"signed_on": today + timedelta(days=1)}
        self._now_and_then(SignedLater, MarkSignedOnPaper, story.officer, later)
        if story.at_first_or(0.3, MarkSignedOnPaper):
            story.send(MarkSignedOnPaper, story.officer, **pen)
        else:
            yield from self._signed_electronically(signatory)
        self._now_and_then(AlreadySigned, SignLetter, signatory, self._signing())

    def _signed_electronically(self, signatory: Member) -> Script:
        """Now and then nobody hears what came of it, and a person has to say."""
        story = self.story
        attempt = self._begin(signatory)
        self._now_and_then(SigningUnresolved, SignLetter, signatory, self._signing())
        void = self._about() | {"explanation": "Dibatalkan saat ditandatangani."}
        self._now_and_then(SigningUnresolved, VoidLetter, HEAD, void)
        if story.at_first_or(0.2, RecordSigningTrouble):
            silence = {"attempt": attempt, "certain": False, "explanation": "Tidak ada jawaban."}
            story.send(RecordSigningTrouble, MACHINE, **self._about(), **silence)
            yield story.after(5, 60)
            story.send(ResolveSigning, signatory, **self._unsigned())
            attempt = self._begin(signatory)
        given = {"attempt": attempt, "signed_sha256": SHEET, "size": 1, "certificate": None}
        story.send(RecordSignature, MACHINE, **self._about(), **given)

    def _begin(self, signatory: Member) -> UUID:
        """The intent's own command id names the attempt."""
        self.story.send(SignLetter, signatory, **self._signing())
        begun = self._letter().signing_begun
        assert begun is not None
        return begun.attempt

    def _dispatched(self) -> Script:
        story, letter = self.story, self._letter()
        self._sent_wrongly(letter)
        story.send(DispatchLetter, story.officer, **self._about())
        self._now_and_then(AlreadyDispatched, DispatchLetter, story.officer, self._about())
        no_such = {"delivery_id": story.made("no delivery"), "received_by": "Petugas piket"}
        wrong = self._about() | no_such
        self._now_and_then(UnknownDelivery, RecordReceipt, story.officer, wrong)
        for delivery in list(self._letter().deliveries.values()):
            which = self._about() | {"delivery_id": delivery.delivery_id}
            planned = self._stands(delivery) is DeliveryState.PLANNED
            if planned and delivery.channel is DeliveryChannel.MAIL:
                yield from self._mailed(delivery)
            if self._stands(delivery) is not DeliveryState.RECEIVED and story.at_first_or(
                0.4, RecordReceipt
            ):
                receipt = which | {"received_by": "Petugas piket"}
                story.send(RecordReceipt, story.officer, **receipt)
                self._now_and_then(AlreadyReceived, RecordReceipt, story.officer, receipt)
        yield from self._disposed_of()

    def _sent_wrongly(self, letter: Letter) -> None:
        office = recipients_of(letter.read)[0].office
        secret = max(letter.secrecy.rank, letter.read.secrecy.rank) >= Secrecy.SECRET.rank
        tries: list[tuple[type[Refusal], str, DeliveryChannel]] = [
            (NoRecipient, "Kantor yang tidak disebut", DeliveryChannel.COURIER)
        ]
        if secret:
            tries.append((SecretByMail, office, DeliveryChannel.MAIL))
        elif letter.type is LetterType.NOTA_DINAS:
            tries.append((NoAddress, office, DeliveryChannel.MAIL))
        for rule, to, channel in tries:
            sending = {"sendings": ({"office": to, "channel": channel},)}
            self._now_and_then(rule, DispatchLetter, self.story.officer, self._about() | sending)

    def _stands(self, delivery: Delivery) -> DeliveryState:
        """Whoever closes the case may have asked for the receipt meanwhile."""
        return self._letter().delivery_states[delivery.delivery_id]

    def _mailed(self, delivery: Delivery) -> Script:
        """The carrier's words; what nobody knows is asked about, and sent by hand."""
        story, which = self.story, self._about() | {"delivery_id": delivery.delivery_id}
        attempt = which | {"attempt": 1}
        story.send(BeginDelivery, MACHINE, **attempt)
        if not story.at_first_or(0.2, RecordDeliveryTrouble):
            story.send(RecordDelivery, MACHINE, **attempt)
            return
        silence = {"certain": False, "explanation": "Peladen tidak menjawab."}
        story.send(RecordDeliveryTrouble, MACHINE, **attempt, **silence)
        late = story.at_first_or(0.3, WaitKind.DELIVERY_CHECK)
        due = story.due(self._letter(), WaitKind.DELIVERY_CHECK)
        yield story.too_late(due) if late else story.in_time(due)
        if self._stands(delivery) is not DeliveryState.UNCLEAR:
            return
        asked = {"arrived": False, "explanation": "Ditanyakan lewat telepon; belum diterima."}
        story.send(ResolveDelivery, story.officer, **which, **asked)
        story.send(SendAgain, story.officer, **which, by=DeliveryChannel.COURIER)

    def _disposed_of(self) -> Script:
        """What came back on the Lembar Disposisi, where the governor was asked for one."""
        story = self.story
        due = story.due(self._letter(), WaitKind.DISPOSITION)
        if due is None:
            return
        late = story.at_first_or(0.2, WaitKind.DISPOSITION)
        yield story.too_late(due) if late else story.in_time(due)
        disposition_id = story.made("disposition", self.letter_id)
        story.send(RecordDisposition, story.officer, **self._disposition(disposition_id))
        done = {"disposition_id": disposition_id, "result": "Rapat koordinasi dilaksanakan."}
        unknown = done | {"disposition_id": story.made("no disposition")}
        wrong = self._about() | unknown
        self._now_and_then(UnknownDisposition, FollowUpDisposition, story.officer, wrong)
        late = story.at_first_or(0.2, WaitKind.DISPOSITION_FOLLOW_UP)
        due = story.due(self._letter(), WaitKind.DISPOSITION_FOLLOW_UP)
        yield story.too_late(due) if late else story.in_time(due)
        story.send(FollowUpDisposition, story.officer, **self._about(), **done)

    # -- what is sent ----------------------------------------------------------------------

    def _about(self) -> dict[str, Any]:
        return {"letter_id": self.letter_id}

    def _as_read(self) -> dict[str, Any]:
        return self._about() | {"content_hash": self._letter().content_hash}

    def _signing(self) -> dict[str, Any]:
        paper = {
            "sha256": SHEET,
            "size": 1,
            "manifest_hash": SHEET,
            "kind": "tersertifikasi",
            "public_id": "a" * 20,
        }
        return self._as_read() | {"paper": paper}

    def _unsigned(self) -> dict[str, Any]:
        return self._about() | {"explanation": "Penyedia menyatakan tidak ada tanda tangan."}

    def _disposition(self, disposition_id: UUID) -> dict[str, Any]:
        region = self.story.incident.region_code
        return self._about() | {
            "disposition_id": disposition_id,
            "given_by": profile_for(region).kop.office_holder,
            "given_to": "Kepala Badan Kesatuan Bangsa dan Politik",
            "instruction": "Tindak lanjuti bersama instansi terkait.",
            "due": local(self.story.now, region).date() + timedelta(days=3),
        }

    def _erratum(self) -> dict[str, Any]:
        return {
            "letter_id": self.story.made("erratum", self.letter_id),
            "corrects": self.letter_id,
            "wrong": "pukul 09.00",
            "right": "pukul 19.00",
        }

    def _signatory(self, letter: Letter) -> Member:
        return GOVERNOR if signing_role(letter.read) is Role.GOVERNOR else HEAD

    def _letter(self) -> Letter:
        return self.story.look_up(Letter, self.letter_id)

    def _now_and_then(
        self, rule: type[Refusal], wish: type[Command], by: Member, facts: dict[str, Any]
    ) -> None:
        """Sent wrongly the first time there is an occasion, and by chance after that."""
        if self.story.at_first_or(SLIP, rule):
            self.story.wrongly(rule, wish, by, **facts)
