"""PAdES over a typeset letter: sound, incremental, and telling of whatever is done to it."""

import importlib
import random
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pydantic import SecretStr
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from domain.letter_content import profile_of
from domain.signing import SignatureKind, SigningRefused
from runtime.clock import SystemClock
from runtime.examination import anatomy, examine, identity
from runtime.settings import Settings
from runtime.signing import Pkcs12Signer, Simulation, signer_of, trusted_roots
from runtime.typesetting import UNSIGNED, Typesetter
from tests.certificates import PASSPHRASE, Certified, certified
from tests.facts import content

generic: Any = importlib.import_module("pyhanko.pdf_utils.generic")
URL = "https://rukun.example/verify/abcdefghij234567abcd"


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


@pytest.fixture
def files(tmp_path: Path) -> Certified:
    return certified(tmp_path)


def settings(files: Certified, **said: Any) -> Settings:
    given: dict[str, Any] = {"sign_p12": files.p12, "sign_passphrase": SecretStr(PASSPHRASE)}
    return Settings(**given | said)


def signer(files: Certified, **said: Any) -> Pkcs12Signer:
    found = signer_of(settings(files, **said), SystemClock())
    assert isinstance(found, Pkcs12Signer)
    return found


def sheet(typesetter: Typesetter, **said: Any) -> bytes:
    words = content()
    return typesetter.render(
        words,
        profile=profile_of(words),
        number="T/200.1.3.4/1/BKBP/2026",
        dated=date(2026, 3, 2),
        **{"public_url": URL, "signature": SignatureKind.UNCERTIFIED, "manifest": {"a": 1}} | said,
    )


@pytest.fixture
def signed(typesetter: Typesetter, files: Certified) -> bytes:
    return signer(files).sign(sheet(typesetter)).pdf


def text_of(pdf: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


# -- signing ------------------------------------------------------------------------------------


def test_a_signature_validates_against_its_root_and_covers_the_whole_file(
    signed: bytes, files: Certified
) -> None:
    (embedded,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    context = ValidationContext(trust_roots=trusted_roots(files.root), allow_fetching=False)
    status: Any = validate_pdf_signature(embedded, context)
    assert status.bottom_line
    assert status.trusted
    assert "covers the entire file" in status.pretty_print_details()
    assert str(embedded.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"


def test_the_unsigned_bytes_stand_unchanged_before_the_signature(
    typesetter: Typesetter, signed: bytes
) -> None:
    assert signed.startswith(sheet(typesetter))


def test_the_signed_file_still_is_what_pdf_a_and_pdf_ua_ask_for(signed: bytes) -> None:
    root = PdfFileReader(BytesIO(signed)).root
    assert "/Version" not in root or str(root["/Version"]) == "/1.7"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/OutputIntents"]
    said = root["/Metadata"].data.decode()
    assert 'part="3"' in said or "<pdfaid:part>3" in said
    (field,) = (each.get_object() for each in root["/AcroForm"]["/Fields"])
    assert "/NeedAppearances" not in root["/AcroForm"]
    assert str(field["/TU"]) == "Tanda tangan elektronik"
    assert int(field["/F"]) & 0b100110 == 0b100  # printed; neither hidden nor out of view
    assert all(int(each) < 0 for each in field["/Rect"])  # outside every page, so not untagged


def test_without_a_certificate_signing_is_a_simulation_that_changes_nothing(
    typesetter: Typesetter,
) -> None:
    found = signer_of(Settings(), SystemClock())
    assert isinstance(found, Simulation)
    assert found.terms().kind is SignatureKind.SIMULATION
    pdf = sheet(typesetter, signature=SignatureKind.SIMULATION, watermark=UNSIGNED)
    assert found.sign(pdf).pdf == pdf
    (page,) = PdfReader(BytesIO(pdf)).pages
    assert UNSIGNED in page.extract_text()
    assert "Ditandatangani secara elektronik" not in text_of(pdf)


def test_only_a_recognised_authority_makes_a_signature_certified(files: Certified) -> None:
    assert signer(files).terms().kind is SignatureKind.UNCERTIFIED
    trusting = signer(files, sign_trust=files.root, sign_issuer="CA Contoh")
    assert trusting.terms().kind is SignatureKind.CERTIFIED
    assert trusting.terms().issuer == "CA Contoh"


def test_bsre_is_not_claimed_for_a_certificate_of_another(tmp_path: Path) -> None:
    claim = "Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara (BSSN)"
    files = certified(tmp_path)
    with pytest.raises(SigningRefused, match="bukan dari BSrE"):
        signer(files, sign_trust=files.root, sign_issuer=claim).terms()
    files = certified(tmp_path, issuer="BSrE CA, Badan Siber dan Sandi Negara")
    assert signer(files, sign_trust=files.root, sign_issuer=claim).terms().issuer == claim


def test_the_footer_names_the_issuer_of_a_certified_signature_alone(
    typesetter: Typesetter,
) -> None:
    certified_by = sheet(typesetter, signature=SignatureKind.CERTIFIED, issuer="CA Contoh")
    assert "sertifikat elektronik yang diterbitkan oleh CA Contoh." in text_of(certified_by)
    assert "Ditandatangani secara elektronik oleh: Kepala Badan," in text_of(certified_by)
    plain = sheet(typesetter, issuer="CA Contoh")
    assert "diterbitkan oleh" not in text_of(plain)
    assert "Ditandatangani secara elektronik oleh:" in text_of(plain)


@pytest.mark.parametrize("days", [-1, 5])
def test_an_expired_certificate_signs_nothing_and_one_that_ends_soon_is_warned_of(
    tmp_path: Path, typesetter: Typesetter, days: int
) -> None:
    found = signer(certified(tmp_path, days=days, since=10))
    if days < 0:
        assert found.state().trouble == "Sertifikat sudah berakhir."
        with pytest.raises(SigningRefused, match="sudah berakhir"):
            found.sign(sheet(typesetter))
    else:
        assert found.state().kind is SignatureKind.UNCERTIFIED
        assert "hari lagi" in found.state().warning


def test_no_passphrase_is_in_any_error(files: Certified, tmp_path: Path) -> None:
    for broken in (
        signer(files, sign_passphrase=SecretStr("salah sama sekali")),
        signer(files, sign_p12=tmp_path / "tiada.p12"),
    ):
        with pytest.raises(SigningRefused) as refused:
            broken.terms()
        shown = repr(refused.value) + str(refused.value) + str(refused.value.__cause__)
        assert "salah sama sekali" not in shown
        assert PASSPHRASE not in shown + repr(broken.state())


def test_the_passphrase_may_stand_in_a_file(files: Certified, tmp_path: Path) -> None:
    (tmp_path / "sandi").write_text(PASSPHRASE + "\n")
    found = signer(files, sign_passphrase=None, sign_passphrase_file=tmp_path / "sandi")
    assert not found.state().trouble


def test_a_time_stamp_that_cannot_be_had_leaves_no_signature(
    files: Certified, typesetter: Typesetter
) -> None:
    with pytest.raises(SigningRefused, match="cap waktu"):
        signer(files, sign_tsa_url="http://127.0.0.1:9/").sign(sheet(typesetter))


# -- the QR code --------------------------------------------------------------------------------


def test_the_qr_code_on_the_page_leads_to_the_verification_page(
    typesetter: Typesetter, signed: bytes, tmp_path: Path
) -> None:
    (tmp_path / "naskah.pdf").write_bytes(signed)
    subprocess.run(
        ["pdftoppm", "-r", "100", "-png", "-singlefile", "naskah.pdf", "halaman"],
        cwd=tmp_path,
        check=True,
    )
    with Image.open(tmp_path / "halaman.png") as page:
        (found,) = zxingcpp.read_barcodes(page)
    assert found.text == URL
    assert URL.removeprefix("https://") in text_of(signed)


# -- tampering ----------------------------------------------------------------------------------


def with_another_page(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    stream = writer.add_object(generic.StreamObject(stream_data=b"0 0 m"))
    page = generic.DictionaryObject(
        {
            generic.NameObject("/Type"): generic.NameObject("/Page"),
            generic.NameObject("/MediaBox"): generic.ArrayObject(
                map(generic.NumberObject, (0, 0, 595, 842))
            ),
            generic.NameObject("/Contents"): stream,
        }
    )
    pages = writer.root["/Pages"]
    page[generic.NameObject("/Parent")] = writer.root.raw_get("/Pages")
    pages["/Kids"].append(writer.add_object(page))
    pages[generic.NameObject("/Count")] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages)
    writer.update_container(pages["/Kids"])
    return written(writer)


def with_another_manifest(pdf: bytes, words: bytes = b'{"a":2}') -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    specification = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1]
    file = writer.add_object(generic.StreamObject(stream_data=words))
    specification["/EF"][generic.NameObject("/F")] = file
    writer.update_container(specification)
    return written(writer)


def written(writer: Any) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_signed_file_is_sound(signed: bytes, files: Certified) -> None:
    found = examine(signed, trusted_roots(files.root))
    assert found.sound
    (seen,) = found.signatures
    assert (seen.intact, seen.valid, seen.trusted, seen.whole) == (True, True, True, True)
    assert seen.certificate.subject == "Common Name: Contoh Kepala"
    assert found.now == found.as_signed
    assert found.now is not None
    assert (len(found.now.pages), found.now.manifest) == (1, b'{"a":1}')


def test_a_flipped_byte_breaks_the_signature_wherever_it_is(signed: bytes) -> None:
    (start, end), (after, last) = examine(signed).signatures[0].covered
    random.seed(7)
    for place in [*random.sample(range(start, end), 20), *random.sample(range(after, last), 5)]:
        broken = bytearray(signed)
        broken[place] ^= 1
        assert not examine(bytes(broken)).sound, place


def test_an_appended_page_is_seen_beside_an_intact_signature(signed: bytes) -> None:
    found = examine(with_another_page(signed))
    assert (found.signatures[0].intact, found.signatures[0].whole) == (True, False)
    assert found.now is not None
    assert found.as_signed is not None
    assert len(found.now.pages) == len(found.as_signed.pages) + 1
    assert found.now.pages[:1] == found.as_signed.pages


def test_a_replaced_attachment_is_seen_beside_what_was_signed(signed: bytes) -> None:
    found = examine(with_another_manifest(signed))
    assert not found.sound
    assert found.now is not None
    assert found.as_signed is not None
    assert (found.now.manifest, found.as_signed.manifest) == (b'{"a":2}', b'{"a":1}')
    assert found.now.pages == found.as_signed.pages


def test_a_file_written_anew_has_no_sound_signature_but_the_same_look(signed: bytes) -> None:
    anew = written(copy_into_new_writer(PdfFileReader(BytesIO(signed))))
    found = examine(anew)
    assert not found.sound
    then = anatomy(PdfFileReader(BytesIO(signed)).root)
    assert found.now is not None
    assert found.now.attachments == then.attachments


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"bukan pdf" * 100])
def test_what_is_no_pdf_is_unreadable_and_no_error(junk: bytes) -> None:
    assert not examine(junk).readable


def test_a_file_says_which_document_it_is_whatever_was_done_to_it(
    typesetter: Typesetter, signed: bytes
) -> None:
    own = identity(sheet(typesetter))
    assert own is not None
    assert identity(signed) == own == identity(with_another_page(signed))
    assert identity(sheet(typesetter, manifest={"a": 3})) != own
    assert identity(b"bukan pdf") is None
