"""Is this file that letter? Each way of changing one is reported by its name."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from application.letter_check import OnRecord, Verdict, check
from domain.signing import SignatureKind
from runtime.clock import SystemClock
from runtime.settings import Settings
from runtime.signing import signer_of, trusted_roots
from runtime.typesetting import Typesetter
from tests.certificates import PASSPHRASE, certified
from tests.runtime.test_signing import sheet, with_another_manifest, with_another_page


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


@pytest.fixture
def signed(typesetter: Typesetter, tmp_path: Path) -> bytes:
    files = certified(tmp_path)
    said = Settings(sign_p12=files.p12, sign_passphrase=SecretStr(PASSPHRASE))
    return signer_of(said, SystemClock()).sign(sheet(typesetter)).pdf


def record(pdf: bytes, *, stands: bool = True, kept: bool = True) -> OnRecord:
    from hashlib import sha256

    return OnRecord(
        title="Nota Dinas nomor 1",
        state="Berlaku" if stands else "Batal",
        stands=stands,
        signed=pdf if kept else None,
        sha256=sha256(pdf).hexdigest(),
    )


def codes(verdict: Verdict) -> set[str]:
    return {each.code for each in verdict.findings if not each.good}


def flipped(pdf: bytes, place: int) -> bytes:
    broken = bytearray(pdf)
    broken[place] ^= 1
    return bytes(broken)


def test_the_file_that_was_signed_is_genuine(signed: bytes, tmp_path: Path) -> None:
    roots = trusted_roots(tmp_path / "akar.pem")
    verdict = check(signed, record(signed), compared=True, roots=roots)
    assert verdict.genuine
    assert {each.code for each in verdict.findings} == {"state", "same", "signature", "trusted"}


def test_from_the_file_alone_a_sound_signature_is_enough(signed: bytes) -> None:
    assert check(signed, None, compared=False).genuine


def test_a_letter_that_is_void_is_not_genuine_whatever_its_file(signed: bytes) -> None:
    assert codes(check(signed, record(signed, stands=False), compared=True)) == {"state"}


def test_a_flipped_byte_is_named_by_its_place(signed: bytes) -> None:
    verdict = check(flipped(signed, 1234), record(signed), compared=True)
    assert not verdict.genuine
    assert "Bita yang berubah: 1234." in {each.says for each in verdict.findings}


def test_an_appended_page_is_named_with_and_without_the_record(signed: bytes) -> None:
    longer = with_another_page(signed)
    for verdict in (
        check(longer, record(signed), compared=True),
        check(longer, None, compared=False),
    ):
        assert {"page_added", "not_whole"} <= codes(verdict)
    assert "appended" in codes(check(longer, record(signed), compared=True))


def test_a_replaced_attachment_is_named_with_the_value_that_differs(signed: bytes) -> None:
    other = with_another_manifest(signed)
    for verdict in (
        check(other, record(signed), compared=True),
        check(other, None, compared=False),
    ):
        assert "attachment_replaced" in codes(verdict)
        assert "manifest.json a: “2”, seharusnya “1”." in {e.says for e in verdict.findings}


def test_a_page_set_anew_is_named_by_its_number(typesetter: Typesetter, signed: bytes) -> None:
    other = sheet(typesetter, signature=SignatureKind.SIMULATION, watermark="LAIN")
    verdict = check(other, record(signed), compared=True)
    assert {"page_changed", "unsigned", "rewritten"} <= codes(verdict)
    assert any("halaman 1" in each.says for each in verdict.findings)


def test_a_file_that_was_cut_off_is_named(signed: bytes) -> None:
    assert "cut_off" in codes(check(signed[:-100], record(signed), compared=True))


def test_a_file_the_record_does_not_know_is_unknown(signed: bytes) -> None:
    assert codes(check(signed, None, compared=True)) == {"unknown"}


def test_what_was_forgotten_is_compared_by_its_hash_alone(signed: bytes) -> None:
    assert check(signed, record(signed, kept=False), compared=True).genuine
    assert "erased" in codes(check(signed + b"\n", record(signed, kept=False), compared=True))


def test_what_is_no_pdf_is_unreadable() -> None:
    verdict = check(b"bukan pdf", None, compared=True)
    assert codes(verdict) == {"unreadable"}
    assert not verdict.readable
