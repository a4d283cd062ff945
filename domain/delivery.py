"""Penyampaian naskah: to each recipient by one channel, every attempt on record before it is made.

A message that may have gone out is never sent again by a machine: the intent is an event first,
and an outcome nobody knows goes to a person.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.kernel import (
    Command,
    Confidential,
    Day,
    Frozen,
    Line,
    Narrative,
    Refusal,
    Role,
    Secrecy,
    key,
)
from domain.letter_content import LetterContent


class DeliveryChannel(StrEnum):
    """By which way a letter reaches an office."""

    IN_APP = "aplikasi"
    MAIL = "surel"
    COURIER = "kurir"

    @property
    def label(self) -> str:
        return {
            DeliveryChannel.IN_APP: "kotak masuk Rukun",
            DeliveryChannel.MAIL: "surel",
            DeliveryChannel.COURIER: "kurir",
        }[self]


class DeliveryState(StrEnum):
    """What is known of one delivery."""

    PLANNED = "menunggu"
    ATTEMPTED = "dicoba"
    DELIVERED = "disampaikan"
    FAILED = "gagal"
    UNCLEAR = "tidak_jelas"
    RECEIVED = "diterima"

    @property
    def label(self) -> str:
        return {
            DeliveryState.PLANNED: "Menunggu disampaikan",
            DeliveryState.ATTEMPTED: "Sedang dikirim",
            DeliveryState.DELIVERED: "Disampaikan",
            DeliveryState.FAILED: "Gagal, perlu tindakan",
            DeliveryState.UNCLEAR: "Tidak jelas terkirim, perlu diperiksa",
            DeliveryState.RECEIVED: "Diterima",
        }[self]


class OfficeAddress(Frozen):
    """Buku alamat: how one office is reached, as the deploying government adopts it."""

    office: Line
    role: Role | None = None
    mail: str = Field(default="", max_length=200, pattern=r"^$|^[^@\s]+@[^@\s]+$")


class Sending(Frozen):
    """By which channel one recipient is to get the letter."""

    office: Line
    channel: DeliveryChannel


class Delivery(Frozen):
    """One copy on its way: to whom, as addressee or for information (tembusan), how."""

    delivery_id: UUID
    office: str
    for_information: bool
    channel: DeliveryChannel
    role: Role | None = None
    mail: Confidential | None = None


class DispatchLetter(Command):
    """Mengirim naskah yang sudah ditandatangani kepada semua penerima dan tembusannya.

    A recipient without a ``sending`` gets it as the address book says.
    """

    letter_id: UUID
    sendings: tuple[Sending, ...] = Field(default=(), max_length=40)
    TITLE: ClassVar[str] = "Kirim naskah"


class BeginDelivery(Command):
    """Mencatat niat mengirim, sebelum pesannya keluar."""

    letter_id: UUID
    delivery_id: UUID
    attempt: int = Field(ge=1)
    TITLE: ClassVar[str] = "Mulai pengiriman"


class RecordDelivery(Command):
    """Mencatat bahwa pesan diterima oleh peladen tujuannya."""

    letter_id: UUID
    delivery_id: UUID
    attempt: int = Field(ge=1)
    provider_id: str = Field(default="", max_length=200)
    TITLE: ClassVar[str] = "Catat penyampaian"


class RecordDeliveryTrouble(Command):
    """Mencatat pengiriman yang gagal, atau yang hasilnya tidak diketahui."""

    letter_id: UUID
    delivery_id: UUID
    attempt: int = Field(ge=1)
    certain: bool
    explanation: Line
    TITLE: ClassVar[str] = "Catat kegagalan pengiriman"


class ResolveDelivery(Command):
    """Menetapkan hasil pengiriman yang tidak jelas: sampai, atau tidak."""

    letter_id: UUID
    delivery_id: UUID
    arrived: bool
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Tetapkan hasil pengiriman"


class SendAgain(Command):
    """Mengirim ulang yang pasti gagal, lewat saluran yang dipilih."""

    letter_id: UUID
    delivery_id: UUID
    by: DeliveryChannel
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Kirim ulang"


class RecordReceipt(Command):
    """Mencatat tanda terima: siapa yang menerima naskah, dan kapan."""

    letter_id: UUID
    delivery_id: UUID
    received_by: Line
    TITLE: ClassVar[str] = "Catat tanda terima"


class RecordDisposition(Command):
    """Mencatat disposisi atas naskah yang sudah disampaikan (Lembar Disposisi)."""

    letter_id: UUID
    disposition_id: UUID
    given_by: Line
    given_to: Line
    instruction: Narrative
    due: Day | None = None
    TITLE: ClassVar[str] = "Catat disposisi"


class FollowUpDisposition(Command):
    """Mencatat bahwa disposisi sudah dilaksanakan, dan hasilnya."""

    letter_id: UUID
    disposition_id: UUID
    result: Narrative
    TITLE: ClassVar[str] = "Catat tindak lanjut"


class MarkSignedOnPaper(Command):
    """Mencatat bahwa naskah ditandatangani di atas kertas, oleh siapa dan kapan."""

    letter_id: UUID
    content_hash: str
    signed_by: Line
    signed_on: Day
    TITLE: ClassVar[str] = "Catat tanda tangan di atas kertas"


class NotReadyToSend(Refusal):
    """Hanya naskah yang sudah ditandatangani yang dikirim."""


class AlreadyDispatched(Refusal):
    """Naskah ini sudah dikirim."""


class NotDispatched(Refusal):
    """Naskah ini belum dikirim."""


class SecretByMail(Refusal):
    """Naskah Rahasia dan Sangat Rahasia tidak dikirim lewat surel."""

    article = "PermenPAN-RB 80/2012"


class NoAddress(Refusal):
    """Penerima ini tidak punya alamat untuk saluran yang dipilih dalam buku alamat."""


class NoRecipient(Refusal):
    """Penerima ini tidak disebut dalam naskah, atau naskah tidak menyebut penerima."""


class UnknownDelivery(Refusal):
    """Penyampaian ini tidak ada pada naskah ini, atau keadaannya sudah lain."""


class AlreadyReceived(Refusal):
    """Tanda terimanya sudah dicatat."""


class UnknownDisposition(Refusal):
    """Disposisi ini tidak ada pada naskah ini, atau sudah ditindaklanjuti."""


class SignedLater(Refusal):
    """Tanggal tanda tangan tidak boleh mendahului persetujuan atau melewati hari ini."""


@dataclass(frozen=True)
class Recipient:
    """An office a letter names: as addressee, or for information."""

    office: str
    for_information: bool


def recipients_of(content: LetterContent) -> tuple[Recipient, ...]:
    """Everyone a letter names, each once: first the addressees, then the copies in order."""
    found: dict[str, Recipient] = {}
    for addressee in content.to:
        found.setdefault(addressee.office, Recipient(addressee.office, for_information=False))
    for copy in content.copies:
        found.setdefault(copy, Recipient(copy, for_information=True))
    return tuple(found.values())


def planned(
    letter_id: UUID,
    content: LetterContent,
    secrecy: Secrecy,
    sendings: tuple[Sending, ...],
    book: tuple[OfficeAddress, ...],
    sealed_for: UUID,
) -> tuple[Delivery, ...]:
    """One delivery for each recipient: as chosen, else in the app, by mail or by courier.

    A secret letter is never mailed, neither by choice nor by the book.
    """
    recipients = recipients_of(content)
    chosen = {each.office: each.channel for each in sendings}
    named = {each.office for each in recipients}
    if not recipients or chosen.keys() - named:
        raise NoRecipient("; ".join(sorted(chosen.keys() - named)))
    secret = max(secrecy.rank, content.secrecy.rank) >= Secrecy.SECRET.rank
    addresses = {each.office: each for each in book}
    made = []
    for recipient in recipients:
        address = addresses.get(recipient.office, OfficeAddress(office=recipient.office))
        channel = chosen.get(recipient.office) or usual_channel(address, secret=secret)
        made.append(
            Delivery(
                delivery_id=key(letter_id, "delivery", recipient.office),
                office=recipient.office,
                for_information=recipient.for_information,
                channel=channel,
                role=address.role,
                mail=_mail(address, channel, sealed_for, secret=secret),
            )
        )
    return tuple(made)


def usual_channel(address: OfficeAddress, *, secret: bool) -> DeliveryChannel:
    """The channel nobody had to choose."""
    if address.role is not None:
        return DeliveryChannel.IN_APP
    if address.mail and not secret:
        return DeliveryChannel.MAIL
    return DeliveryChannel.COURIER


def _mail(
    address: OfficeAddress, channel: DeliveryChannel, sealed_for: UUID, *, secret: bool
) -> Confidential | None:
    match channel:
        case DeliveryChannel.MAIL if secret:
            raise SecretByMail
        case DeliveryChannel.MAIL if not address.mail:
            raise NoAddress(f"Penerima: {address.office}; surel.")
        case DeliveryChannel.IN_APP if address.role is None:
            raise NoAddress(f"Penerima: {address.office}; kotak masuk Rukun.")
    return Confidential(sealed_for=sealed_for, text=address.mail) if address.mail else None
