"""Penandatanganan naskah dinas: begun before the call, ended once by what came of it.

A signing call may have effects that nobody hears of, so no machine ever repeats one: the intent
is on record first, and an outcome that is not known goes to a person. Sources: UU 1/2024 on UU
11/2008 Pasal 11-13, PP 71/2019 Pasal 59-60 (certified and uncertified electronic signatures).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.kernel import Command, Frozen, Line, Narrative, Refusal, Role
from domain.letter_content import KopKind, LetterContent

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in hexadecimal."""

PublicId = Annotated[str, Field(pattern=r"^[a-z2-7]{20}$")]
"""100 bits nobody guesses, in letters and digits nobody mistakes for one another."""


class SignatureKind(StrEnum):
    """What a signature is worth (PP 71/2019 Pasal 60); a simulation is none."""

    CERTIFIED = "tersertifikasi"
    UNCERTIFIED = "tidak_tersertifikasi"
    SIMULATION = "simulasi"

    @property
    def label(self) -> str:
        return {
            SignatureKind.CERTIFIED: "Tanda tangan elektronik tersertifikasi",
            SignatureKind.UNCERTIFIED: "Tanda tangan elektronik tidak tersertifikasi",
            SignatureKind.SIMULATION: "Simulasi, bukan tanda tangan elektronik",
        }[self]


class SigningState(StrEnum):
    """How far the signing of an approved letter has come."""

    NONE = "belum"
    BEGUN = "dimulai"
    UNCLEAR = "tidak_jelas"
    SIGNED = "ditandatangani"

    @property
    def open(self) -> bool:
        """Whether a call was made and nobody knows yet what came of it."""
        return self in {SigningState.BEGUN, SigningState.UNCLEAR}


class SigningRefused(Exception):
    """Certain: no signature was made. The text names no secret and no person."""


class Certificate(Frozen):
    """What a certificate says of itself; ``fingerprint`` is the SHA-256 of its DER."""

    subject: str
    issuer: str
    serial: str
    fingerprint: Sha256


@dataclass(frozen=True)
class SignedPaper:
    """What a signer gives back; a simulation has no certificate."""

    pdf: bytes
    certificate: Certificate | None


class Paper(Frozen):
    """The unsigned sheet that is signed, and what fixed its bytes beside the letter itself.

    ``issuer`` names the certification authority in the footer, empty where none may be named.
    """

    sha256: Sha256
    size: int = Field(gt=0)
    manifest_hash: Sha256
    kind: SignatureKind
    public_id: PublicId
    public_url: str | None = None
    issuer: str = ""


class SignLetter(Command):
    """Menandatangani naskah yang disetujui, persis lembar yang dilihat."""

    letter_id: UUID
    content_hash: str
    paper: Paper
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Tanda tangani"


class RecordSignature(Command):
    """Mencatat lembar bertanda tangan yang diberikan penanda tangan elektronik."""

    letter_id: UUID
    attempt: UUID
    signed_sha256: Sha256
    size: int = Field(gt=0)
    certificate: Certificate | None
    TITLE: ClassVar[str] = "Catat tanda tangan"


class RecordSigningTrouble(Command):
    """Mencatat penandatanganan yang gagal, atau yang hasilnya tidak diketahui."""

    letter_id: UUID
    attempt: UUID
    certain: bool
    explanation: Line
    TITLE: ClassVar[str] = "Catat kegagalan penandatanganan"


class ResolveSigning(Command):
    """Menetapkan hasil penandatanganan yang tidak jelas: dengan berkasnya, atau tidak jadi."""

    letter_id: UUID
    explanation: Narrative
    signed_sha256: Sha256 | None = None
    size: int = Field(default=0, ge=0)
    certificate: Certificate | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Tetapkan hasil penandatanganan"


class NotApproved(Refusal):
    """Hanya naskah yang sudah disetujui dan bernomor yang ditandatangani."""


class AlreadySigned(Refusal):
    """Naskah ini sudah ditandatangani; naskah ditandatangani satu kali."""


class SigningUnresolved(Refusal):
    """Penandatanganan naskah ini perlu diperiksa: dimulai, tetapi hasilnya belum diketahui."""


class NothingToResolve(Refusal):
    """Tidak ada penandatanganan naskah ini yang hasilnya belum diketahui."""


class NotTheSignatory(Refusal):
    """Naskah ini ditandatangani oleh pejabat lain."""


class PaperChanged(Refusal):
    """Lembar yang akan ditandatangani bukan lembar yang tadi dilihat; muat ulang halamannya."""


def signing_role(content: LetterContent) -> Role:
    """Who signs: the governor under kop jabatan and decrees, else the head of the agency."""
    if content.type.decree or content.kop is KopKind.OFFICE_HOLDER:
        return Role.GOVERNOR
    return Role.SUPERVISOR


def unheard_since(begun_at: datetime, now: datetime) -> bool:
    """Whether a call that was begun has been silent for longer than any call takes."""
    return (now - begun_at).total_seconds() >= LONGEST_CALL


LONGEST_CALL = 120
"""Seconds after which a signing call without a result is a matter for a person."""
