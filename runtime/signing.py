"""Who puts the electronic signature on a letter: a configured PKCS#12, or a simulation.

PAdES (ETSI EN 319 142-1): baseline B-B, B-T where a time stamping authority is configured. The
signature is an incremental update: the unsigned bytes stand unchanged at the beginning of the
signed file. Its invisible field lies outside the page, as PDF/A-3 and PDF/UA-1 both allow.

A passphrase is read where it is used and appears in no event, log or exception.
"""

import asyncio
import logging
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import typst
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from domain.kernel import Frozen
from domain.signing import Certificate, SignatureKind, SignedPaper, SigningRefused
from runtime.clock import Clock
from runtime.settings import Settings

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
"""What it logs may quote a certificate's holder; what it found is asked for instead."""

FIELD: Final = "TandaTangan"
EXPIRES_SOON: Final = 30
"""Days before its end from which a certificate is warned about."""

_OF_BSRE: Final = ("bsre", "badan siber dan sandi negara", "balai sertifikasi elektronik")
_BSRE: Final = (*_OF_BSRE, "balai besar sertifikasi elektronik", "bssn")


class Terms(Frozen):
    """What a signature made now would be, and whom the footer may name as its issuer."""

    kind: SignatureKind
    issuer: str = ""


class SignerState(Frozen):
    """How the signer stands; ``trouble`` is empty when it can sign."""

    kind: SignatureKind | None
    certificate: Certificate | None = None
    valid_until: datetime | None = None
    days_left: int | None = None
    trouble: str = ""
    warning: str = ""

    @property
    def words(self) -> dict[str, str]:
        """For an administrator, label to text."""
        said = {
            "jenis": self.kind.label if self.kind else "tidak dapat menandatangani",
            "pemilik": self.certificate.subject if self.certificate else "",
            "penerbit": self.certificate.issuer if self.certificate else "",
            "nomor seri": self.certificate.serial if self.certificate else "",
            "berlaku sampai": self.valid_until.date().isoformat() if self.valid_until else "",
            "gangguan": self.trouble,
            "peringatan": self.warning,
        }
        return {label: text for label, text in said.items() if text}


class Simulation:
    """No certificate is configured: the sheet is watermarked and is no signed document."""

    def terms(self) -> Terms:
        return Terms(kind=SignatureKind.SIMULATION)

    def sign(self, pdf: bytes) -> SignedPaper:
        return SignedPaper(pdf, None)

    def state(self) -> SignerState:
        return SignerState(kind=SignatureKind.SIMULATION)


class Pkcs12Signer:
    """Signs with the key of a PKCS#12 file, read anew for every signature."""

    def __init__(self, settings: Settings, p12: Path, clock: Clock) -> None:
        self._settings = settings
        self._p12 = p12
        self._clock = clock

    def terms(self) -> Terms:
        """SigningRefused where the certificate cannot sign now, or the footer would not be true."""
        signer = self._opened()
        certificate: Any = signer.signing_cert
        self._must_be_valid_now(certificate)
        if not self._is_certified(signer):
            return Terms(kind=SignatureKind.UNCERTIFIED)
        issuer = self._settings.sign_issuer
        if _names(issuer, _BSRE) and not _names(_dn(certificate.issuer), _OF_BSRE):
            raise SigningRefused("RUKUN_SIGN_ISSUER menyebut BSrE, sertifikatnya bukan dari BSrE.")
        return Terms(kind=SignatureKind.CERTIFIED, issuer=issuer)

    def sign(self, pdf: bytes) -> SignedPaper:
        """The signed file, checked; SigningRefused when, for certain, there is none.

        The key is on this machine: what raised before a result left no signature behind.
        """
        signer = self._opened()
        self._must_be_valid_now(signer.signing_cert)
        try:
            signed = self._pdf_signer(signer).sign_pdf(_Update(BytesIO(pdf))).getvalue()
        except Exception as error:  # noqa: BLE001 - the library's errors may quote what it was given
            raise SigningRefused(_step(error)) from None
        if not signed.startswith(pdf) or not _holds(signed):
            raise SigningRefused("Hasil tanda tangan tidak sah dan dibuang.")
        return SignedPaper(signed, certificate_of(signer.signing_cert))

    def state(self) -> SignerState:
        try:
            signer = self._opened()
        except SigningRefused as refused:
            return SignerState(kind=None, trouble=str(refused))
        found: Any = signer.signing_cert
        until = found.not_valid_after
        days = (until - self._clock.now()).days
        state = SignerState(
            kind=None, certificate=certificate_of(found), valid_until=until, days_left=days
        )
        try:
            kind = self.terms().kind
        except SigningRefused as refused:
            return state.model_copy(update={"trouble": str(refused)})
        soon = f"Sertifikat berakhir {days} hari lagi." if days < EXPIRES_SOON else ""
        return state.model_copy(update={"kind": kind, "warning": soon})

    def _opened(self) -> SimpleSigner:
        try:
            opened: SimpleSigner = SimpleSigner.load_pkcs12_data(
                self._p12.read_bytes(), other_certs=[], passphrase=self._passphrase()
            )
        except (OSError, ValueError):
            raise SigningRefused(
                "Sertifikat tidak dapat dibuka; periksa RUKUN_SIGN_P12 dan sandinya."
            ) from None
        return opened

    def _passphrase(self) -> bytes | None:
        if self._settings.sign_passphrase is not None:
            return self._settings.sign_passphrase.get_secret_value().encode()
        if self._settings.sign_passphrase_file is not None:
            return self._settings.sign_passphrase_file.read_bytes().rstrip(b"\r\n")
        return None

    def _must_be_valid_now(self, certificate: Any) -> None:
        now = self._clock.now()
        if now >= certificate.not_valid_after:
            raise SigningRefused("Sertifikat sudah berakhir.")
        if now < certificate.not_valid_before:
            raise SigningRefused("Sertifikat belum berlaku.")

    def _is_certified(self, signer: SimpleSigner) -> bool:
        """Whether the certificate comes from an authority this installation trusts."""
        roots = trusted_roots(self._settings.sign_trust)
        if not roots:
            return False
        validator: Any = CertificateValidator(
            signer.signing_cert,
            intermediate_certs=list(signer.cert_registry),
            validation_context=ValidationContext(
                trust_roots=roots, allow_fetching=False, moment=self._clock.now()
            ),
        )
        try:
            asyncio.run(validator.async_validate_usage(set()))
        except (PathError, ValidationError):
            return False
        return True

    def _pdf_signer(self, signer: SimpleSigner) -> PdfSigner:
        url = self._settings.sign_tsa_url
        return PdfSigner(
            PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=MDPPerm.NO_CHANGES,
            ),
            signer,
            timestamper=HTTPTimeStamper(url, timeout=10) if url else None,
            new_field_spec=SigFieldSpec(
                FIELD,
                on_page=0,
                invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
                readable_field_name="Tanda tangan elektronik",
            ),
        )


Signing = Simulation | Pkcs12Signer


def signer_of(settings: Settings, clock: Clock) -> Signing:
    """The signer the environment asks for; a simulation where it names no certificate."""
    if settings.sign_p12 is None:
        return Simulation()
    return Pkcs12Signer(settings, settings.sign_p12, clock)


def try_out(settings: Settings, clock: Clock) -> SignerState:
    """The signer's state after signing a blank page that is thrown away."""
    signer = signer_of(settings, clock)
    state = signer.state()
    if state.trouble or isinstance(signer, Simulation):
        return state
    try:
        signer.sign(typst.compile(b" ", format="pdf"))
    except SigningRefused as refused:
        return state.model_copy(update={"trouble": str(refused)})
    return state


def trusted_roots(file: Path | None) -> list[Any]:
    """The root certificates of a PEM file; SigningRefused where it cannot be read."""
    if file is None:
        return []
    try:
        return list(load_certs_from_pemder_data(file.read_bytes()))
    except (OSError, ValueError):
        raise SigningRefused("RUKUN_SIGN_TRUST tidak dapat dibaca.") from None


def certificate_of(found: Any) -> Certificate:
    """What the record keeps of a certificate."""
    return Certificate(
        subject=_dn(found.subject),
        issuer=_dn(found.issuer),
        serial=format(found.serial_number, "x"),
        fingerprint=found.sha256.hex(),
    )


class _Update(IncrementalPdfFileWriter):
    """An update that stays in PDF 1.7, which PDF/A-3 is a part of."""

    output_version = (1, 7)

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        super().ensure_output_version(min(version, (1, 7)))  # type: ignore[no-untyped-call]


def _holds(signed: bytes) -> bool:
    """Whether the one signature of a file is sound and covers all of it."""
    (embedded,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    own = ValidationContext(trust_roots=[embedded.signer_cert], allow_fetching=False)
    status = validate_pdf_signature(embedded, own)
    return bool(status.intact and status.valid and status.docmdp_ok)


def _dn(name: Any) -> str:
    return str(name.human_friendly)


def _names(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text.casefold() for word in words)


def _step(error: Exception) -> str:
    """The kind of failure alone: a library's message may quote what it was given."""
    kind = type(error).__name__
    if "Timestamp" in kind or "ClientError" in kind or isinstance(error, TimeoutError):
        return "Layanan cap waktu (TSA) tidak menjawab; tidak ada tanda tangan yang dibuat."
    return f"Penandatanganan gagal ({kind}); tidak ada tanda tangan yang dibuat."
