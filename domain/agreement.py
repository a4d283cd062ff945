"""Kesepakatan musyawarah: it binds whoever made it (Pasal 41), is signed, kept or broken."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.attachment import Attachable
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.deadline import midnight
from domain.indonesian import local
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Day,
    Frozen,
    Line,
    Narrative,
    Refusal,
    Role,
)
from domain.release import (
    Grounds,
    NoLaterAgreement,
    NoRuling,
    ReleaseBasis,
    ReleasedAlready,
    ReleaseObligation,
    ReleaserInvolved,
)

PartyNumber = Annotated[int, Field(ge=1, le=12)]
"""Nomor urut pihak, as the parties were called."""


class SignerPart(StrEnum):
    """Sebagai apa seseorang menandatangani kesepakatan."""

    PARTY = "pihak"
    WITNESS = "saksi"
    MEDIATOR = "penengah"

    @property
    def label(self) -> str:
        return {
            SignerPart.PARTY: "Wakil pihak",
            SignerPart.WITNESS: "Saksi",
            SignerPart.MEDIATOR: "Penengah",
        }[self]


class AgreementSigner(Frozen):
    """One signature as recorded: who, in what capacity; ``party`` is whom a party's signs for."""

    part: SignerPart
    name: Line
    capacity: Line
    party: PartyNumber | None = None


# -- commands ------------------------------------------------------------------------------------


class MeetObligation(Command):
    """Mencatat kewajiban dipenuhi, dengan buktinya."""

    deliberation_id: UUID
    obligation_id: UUID
    evidence: Narrative
    TITLE: ClassVar[str] = "Catat kewajiban dipenuhi"


class RecordBreach(Command):
    """Mencatat bahwa kewajiban dilanggar."""

    deliberation_id: UUID
    obligation_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Catat kewajiban dilanggar"


class ExtendObligation(Command):
    """Memperpanjang batas waktu kewajiban dengan persetujuan semua pihak."""

    deliberation_id: UUID
    obligation_id: UUID
    due: Day
    consenting: Annotated[tuple[PartyNumber, ...], Field(max_length=12)]
    explanation: Narrative
    TITLE: ClassVar[str] = "Perpanjang batas waktu kewajiban"


class SignAgreement(Command):
    """Mencatat kesepakatan ditandatangani para pihak dan saksi.

    ``to_register``: the parties mean to register it at the court, which is theirs to choose.
    """

    deliberation_id: UUID
    signed_on: Day
    place: Line
    signers: Annotated[tuple[AgreementSigner, ...], Field(min_length=1, max_length=30)]
    to_register: bool = False
    TITLE: ClassVar[str] = "Catat penandatanganan kesepakatan"


class RegisterAgreement(Command):
    """Mencatat kesepakatan didaftarkan di pengadilan negeri."""

    deliberation_id: UUID
    court: Line
    number: Line
    registered_on: Day
    TITLE: ClassVar[str] = "Catat pendaftaran kesepakatan"


# -- refusals ------------------------------------------------------------------------------------


class UnknownParty(Refusal):
    """Nomor pihak itu tidak ada dalam musyawarah ini."""


class UnknownObligation(Refusal):
    """Kewajiban itu tidak ada dalam kesepakatan ini."""


class ObligationAlreadyMet(Refusal):
    """Kewajiban itu sudah dicatat dipenuhi."""


class ObligationInThePast(Refusal):
    """Batas waktu kewajiban tidak boleh sebelum hari ini."""


class BreachRecorded(Refusal):
    """Pelanggaran kewajiban itu sudah dicatat."""


class ConsentMissing(Refusal):
    """Kewajiban diubah atau dilepaskan hanya dengan persetujuan semua pihak; yang belum setuju:"""

    article = "UU 7/2012 Pasal 41"


class NotLonger(Refusal):
    """Batas waktu yang baru harus sesudah batas waktu yang lama."""


class NothingAgreed(Refusal):
    """Musyawarah ini belum mencapai kesepakatan."""


class AgreementSigned(Refusal):
    """Kesepakatan ini sudah ditandatangani."""


class PartyUnsigned(Refusal):
    """Kesepakatan ditandatangani oleh semua pihak; yang belum:"""

    article = "UU 7/2012 Pasal 41"


class DatedAhead(Refusal):
    """Tanggal yang dicatat tidak boleh di masa depan."""


class NotSigned(Refusal):
    """Kesepakatan yang belum ditandatangani tidak dapat didaftarkan."""


class SignedLaterThanRegistered(Refusal):
    """Kesepakatan didaftarkan setelah ditandatangani, tidak sebelumnya."""


class AgreementRegistered(Refusal):
    """Kesepakatan ini sudah didaftarkan."""


# -- facts ---------------------------------------------------------------------------------------


class Obligation(Frozen):
    """Kewajiban: one promise of the agreement, trackable on its own."""

    obligation_id: UUID
    who: Confidential
    what: Confidential
    due: date
    evidence: str


class Signature(Frozen):
    """One signature as kept."""

    part: SignerPart
    name: Confidential
    capacity: Confidential
    party: int | None


class Binding(Attachable):
    """What follows from an agreement: signatures, registration, obligations met or breached."""

    case_id: UUID
    parties: tuple[Confidential, ...]
    binding: bool
    """Whether the parties have agreed, be it on a part."""

    obligations: dict[UUID, Obligation]
    met: set[UUID]
    breached: set[UUID]
    released: set[UUID]
    agreed_at: datetime | None
    agreed_by: UUID | None
    breach_told_by: dict[UUID, UUID]
    """Who wrote down that an obligation was broken; the machine, where its day passed."""

    signed_on: date | None
    registered: bool

    class ObligationMet(Aggregate.Event):
        """Kewajiban dipenuhi."""

        NAME = "deliberation.obligation_met"
        obligation_id: UUID
        evidence: Confidential

    class ObligationBreached(Aggregate.Event):
        """Kewajiban dilanggar.

        ``explanation`` is None where its day passed in silence.
        """

        NAME = "deliberation.obligation_breached"
        obligation_id: UUID
        explanation: Confidential | None

        def apply(self, aggregate: "Binding") -> None:
            """Who decides about it later must be somebody else."""
            aggregate.breach_told_by[self.obligation_id] = self.envelope.actor

    class ObligationReleased(Aggregate.Event):
        """Kewajiban dilepaskan; tidak lagi harus dipenuhi.

        ``agreement`` is the later deliberation, ``ruling`` the number of the court's ruling.
        """

        NAME = "deliberation.obligation_released"
        obligation_id: UUID
        basis: ReleaseBasis
        agreement: UUID | None
        ruling: str | None
        explanation: Confidential

    class ObligationExtended(Aggregate.Event):
        """Batas waktu kewajiban diperpanjang dengan persetujuan semua pihak."""

        NAME = "deliberation.obligation_extended"
        obligation_id: UUID
        previous: date
        due: date
        explanation: Confidential

    class AgreementWasSigned(Aggregate.Event):
        """Kesepakatan ditandatangani."""

        NAME = "deliberation.agreement_signed"
        signed_on: date
        place: Confidential
        signatures: tuple[Signature, ...]
        to_register: bool

    class AgreementWasRegistered(Aggregate.Event):
        """Kesepakatan didaftarkan di pengadilan negeri."""

        NAME = "deliberation.agreement_registered"
        court: str
        number: str
        registered_on: date

    # -- decisions ---------------------------------------------------------------------

    @property
    def items(self) -> frozenset[UUID]:
        """Its obligations: a file may be evidence of one."""
        return frozenset(self.obligations)

    @property
    def owed(self) -> list[UUID]:
        """Obligations that are neither met nor released."""
        settled = self.met | self.released
        return [each for each in self.obligations if each not in settled]

    @property
    def unmet(self) -> int:
        return len(self.owed)

    def meet_obligation(self, command: MeetObligation, at: Circumstances) -> None:
        """Also late, and after a breach: what was made good is made good."""
        self._must_be_owed(command.obligation_id)
        self.meet(WaitKind.OBLIGATION, item=str(command.obligation_id))
        self._obligation_met(
            obligation_id=command.obligation_id,
            evidence=at.sealed(command.evidence, self.case_id),
        )
        if not self.unmet:
            self.meet(WaitKind.EXECUTION)

    def record_breach(self, command: RecordBreach, at: Circumstances) -> None:
        """Known before its day has passed, or told of after it."""
        self._must_be_owed(command.obligation_id)
        if command.obligation_id in self.breached:
            raise BreachRecorded
        self.meet(WaitKind.OBLIGATION, item=str(command.obligation_id))
        self._obligation_breached(
            obligation_id=command.obligation_id,
            explanation=at.sealed(command.explanation, self.case_id),
        )

    def extend_obligation(self, command: ExtendObligation, at: Circumstances) -> None:
        """By all parties' consent, to a later day; a breach by silence is then forgiven."""
        self._must_be_owed(command.obligation_id)
        if missing := self._without(command.consenting):
            raise ConsentMissing(missing)
        old = self.obligations[command.obligation_id]
        if command.due <= old.due:
            raise NotLonger
        due = self.end_of(command.due)
        if due <= at.now:
            raise ObligationInThePast
        self.drop(WaitKind.OBLIGATION, item=str(old.obligation_id))
        self._obligation_extended(
            obligation_id=old.obligation_id,
            previous=old.due,
            due=command.due,
            explanation=at.sealed(command.explanation, self.case_id),
        )
        self.await_obligation(old.obligation_id, due, at)

    def release_obligation(
        self, command: ReleaseObligation, at: Circumstances, grounds: Grounds
    ) -> None:
        """On a head's word, who wrote neither the agreement down nor its breach.

        Also before its day has come; nothing is forgiven by it, it is only waited for no longer.
        """
        self._must_be_owed(command.obligation_id)
        if command.actor in self._involved_in(command.obligation_id):
            raise ReleaserInvolved
        ruling = self._must_have_ground(command, grounds)
        by_agreement = command.basis is ReleaseBasis.LATER_AGREEMENT
        self.drop(WaitKind.OBLIGATION, item=str(command.obligation_id))
        self._obligation_released(
            obligation_id=command.obligation_id,
            basis=command.basis,
            agreement=command.agreement if by_agreement else None,
            ruling=ruling,
            explanation=at.sealed(command.explanation, self.case_id),
        )
        if not self.unmet:
            self.drop(WaitKind.EXECUTION)

    def _involved_in(self, obligation: UUID) -> set[UUID | None]:
        return {self.agreed_by, self.breach_told_by.get(obligation)}

    def _must_have_ground(self, command: ReleaseObligation, grounds: Grounds) -> str | None:
        """The number of the ruling, where one is the ground."""
        assert self.agreed_at is not None  # there is an obligation
        match command.basis:
            case ReleaseBasis.CONSENT:
                if missing := self._without(command.consenting):
                    raise ConsentMissing(missing)
            case ReleaseBasis.LATER_AGREEMENT:
                later = grounds.agreement
                if later is None or later.agreed_at <= self.agreed_at:
                    raise NoLaterAgreement
                if command.actor == later.recorder:
                    raise ReleaserInvolved
            case ReleaseBasis.COURT_RULING:
                since = local(self.agreed_at, self.region).date()
                after = [each for each in grounds.rulings if each.decided_on >= since]
                if not after:
                    raise NoRuling
                return after[-1].number
        return None

    def sign_agreement(self, command: SignAgreement, at: Circumstances) -> None:
        """The parties' and witnesses' own hands on paper; here it is only recorded."""
        if not self.binding:
            raise NothingAgreed
        if self.signed_on is not None:
            raise AgreementSigned
        self._must_have_been(command.signed_on, at)
        signing = [each.party for each in command.signers if each.part is SignerPart.PARTY]
        if missing := self._without(each for each in signing if each is not None):
            raise PartyUnsigned(missing)
        self._agreement_signed(
            signed_on=command.signed_on,
            place=at.sealed(command.place, self.case_id),
            signatures=tuple(
                Signature(
                    part=each.part,
                    name=at.sealed(each.name, self.case_id),
                    capacity=at.sealed(each.capacity, self.case_id),
                    party=each.party,
                )
                for each in command.signers
            ),
            to_register=command.to_register,
        )
        if command.to_register:
            self.measure(WaitKind.REGISTRATION, at)

    def register_agreement(self, command: RegisterAgreement, at: Circumstances) -> None:
        if self.signed_on is None:
            raise NotSigned
        if self.registered:
            raise AgreementRegistered
        self._must_have_been(command.registered_on, at)
        if command.registered_on < self.signed_on:
            raise SignedLaterThanRegistered
        self.meet(WaitKind.REGISTRATION)
        self._agreement_registered(
            court=command.court, number=command.number, registered_on=command.registered_on
        )
        if self.unmet:
            self.measure(WaitKind.EXECUTION, at)

    def measure(self, kind: WaitKind, at: Circumstances) -> None:
        """A yardstick of UU 30/1999 Pasal 6, where the policy takes it for one."""
        if at.policy.settlement.guidelines:
            self.promise(kind, Asked(role=Role.CASE_OFFICER), at)

    def await_obligation(self, obligation: UUID, due: datetime, at: Circumstances) -> None:
        officer = Asked(role=Role.CASE_OFFICER)
        self.promise(WaitKind.OBLIGATION, officer, at, due=due, item=str(obligation))

    def end_of(self, day: date) -> datetime:
        """The region's midnight after a day."""
        return midnight(day + timedelta(days=1), self.region)

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """A day that passes in silence is a breach, and the supervisor is asked about it."""
        if wait.kind is WaitKind.OBLIGATION and UUID(wait.item) not in self.breached:
            self._obligation_breached(obligation_id=UUID(wait.item), explanation=None)
        super().after_silence(wait, at)

    def must_know(self, numbers: Iterable[int]) -> None:
        if any(each > len(self.parties) for each in numbers):
            raise UnknownParty(f"Pihaknya {len(self.parties)}.")

    def _must_be_owed(self, obligation: UUID) -> None:
        if obligation not in self.obligations:
            raise UnknownObligation
        if obligation in self.released:
            raise ReleasedAlready
        if obligation in self.met:
            raise ObligationAlreadyMet

    def _must_have_been(self, day: date, at: Circumstances) -> None:
        if day > local(at.now, self.region).date():
            raise DatedAhead

    def _without(self, numbers: Iterable[int]) -> str:
        """The parties that are not among these, in words."""
        there = set(numbers)
        self.must_know(there)
        missing = [str(p) for n, p in enumerate(self.parties, 1) if n not in there]
        return "; ".join(missing) + "." if missing else ""

    # -- memory ------------------------------------------------------------------------

    @event(ObligationMet)
    def _obligation_met(self, obligation_id: UUID, evidence: Confidential) -> None:
        self.met.add(obligation_id)
        self.breached.discard(obligation_id)

    @event(ObligationBreached)
    def _obligation_breached(self, obligation_id: UUID, explanation: Confidential | None) -> None:
        self.breached.add(obligation_id)

    @event(ObligationReleased)
    def _obligation_released(
        self,
        obligation_id: UUID,
        basis: ReleaseBasis,
        agreement: UUID | None,
        ruling: str | None,
        explanation: Confidential,
    ) -> None:
        self.released.add(obligation_id)

    @event(ObligationExtended)
    def _obligation_extended(
        self, obligation_id: UUID, previous: date, due: date, explanation: Confidential
    ) -> None:
        old = self.obligations[obligation_id]
        self.obligations[obligation_id] = old.model_copy(update={"due": due})
        self.breached.discard(obligation_id)

    @event(AgreementWasSigned)
    def _agreement_signed(
        self,
        signed_on: date,
        place: Confidential,
        signatures: tuple[Signature, ...],
        to_register: bool,
    ) -> None:
        self.signed_on = signed_on

    @event(AgreementWasRegistered)
    def _agreement_registered(self, court: str, number: str, registered_on: date) -> None:
        self.registered = True
