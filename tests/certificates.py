"""Certificates for tests, made anew each time: a root, and a PKCS#12 it issued."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSPHRASE = "sandi rahasia p12"
_USES = {
    "digital_signature": True,
    "content_commitment": False,
    "key_encipherment": False,
    "data_encipherment": False,
    "key_agreement": False,
    "key_cert_sign": False,
    "crl_sign": False,
    "encipher_only": False,
    "decipher_only": False,
}


@dataclass(frozen=True)
class Certified:
    """Files of one signing certificate and its root."""

    p12: Path
    root: Path
    certificate: x509.Certificate


def certified(
    directory: Path,
    *,
    name: str = "Contoh Kepala",
    issuer: str = "CA Contoh",
    days: int = 400,
    since: int = 1,
    passphrase: str = PASSPHRASE,
) -> Certified:
    """A certificate valid from ``since`` days ago for so many days from today."""
    now = datetime.now(UTC).replace(microsecond=0)
    start, end = now - timedelta(days=since), now + timedelta(days=days)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    of_root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)])
    root = (
        x509.CertificateBuilder()
        .subject_name(of_root)
        .issuer_name(of_root)
        .public_key(root_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2000))
        .not_valid_after(now + timedelta(days=4000))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(**_USES | {"key_cert_sign": True, "crl_sign": True}), critical=True
        )
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(of_root)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**_USES | {"content_commitment": True}), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )
    found = Certified(directory / "tanda.p12", directory / "akar.pem", certificate)
    found.root.write_bytes(root.public_bytes(Encoding.PEM))
    sealed = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    found.p12.write_bytes(
        pkcs12.serialize_key_and_certificates(b"tanda", key, certificate, [root], sealed)
    )
    return found
