"""The signatory's desk over HTTP: the sheet, the deed, the stored file, the unclear outcome."""

from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from domain.signing import SignedPaper
from runtime.clock import SystemClock
from runtime.database import Datastore
from runtime.examination import examine
from runtime.regions import Regions
from runtime.settings import Settings
from runtime.signing import Pkcs12Signer, signer_of
from tests.certificates import PASSPHRASE, certified
from tests.office import Office
from tests.web.house import House, Window


class Lost(Pkcs12Signer):
    """Signs, and is not heard."""

    silent = True

    def sign(self, pdf: bytes) -> SignedPaper:
        signed = super().sign(pdf)
        if self.silent:
            raise ConnectionError
        return signed


@pytest.fixture
def signing_house(office: Office, datastore: Datastore, regions: Regions, tmp_path: Path) -> House:
    files = certified(tmp_path)
    said = Settings(sign_p12=files.p12, sign_passphrase=SecretStr(PASSPHRASE))
    return House(office, datastore, regions, signer=signer_of(said, SystemClock()))


@pytest.fixture
def lost_house(office: Office, datastore: Datastore, regions: Regions, tmp_path: Path) -> House:
    files = certified(tmp_path)
    said = Settings(sign_p12=files.p12, sign_passphrase=SecretStr(PASSPHRASE))
    return House(office, datastore, regions, signer=Lost(said, files.p12, SystemClock()))


def approved(house: House) -> UUID:
    letter = house.cast.draft_letter(house.cast.escalated_case())
    house.cast.approve_letter(letter)
    return letter


def upload(window: Window, slug: str, file: bytes, **typed: str) -> Window:
    drawn = window.form(slug)
    fields = {name: value for name, value in drawn.filled(typed) if name != "file"}
    window.answer = window.client.post(
        drawn.action.partition("#")[0],
        data=fields,
        files={"file": ("naskah.pdf", file, "application/pdf")},
    )
    if window.status == 303:
        window.open(window.answer.headers["location"])
    return window


def test_the_head_reads_the_very_sheet_and_signs_it(signing_house: House) -> None:
    letter = approved(signing_house)
    head = signing_house.window(signing_house.cast.supervisor).open(f"/naskah/{letter}")
    assert "Belum ditandatangani" in head.text
    head.open(f"/naskah/{letter}/tanda-tangani")
    prepared = signing_house.office.signing.prepared(letter)
    assert prepared.sha256 in head.text
    assert "T/200.1.3.4/1/BKBP/2026" in head.text
    assert "kata sandi" not in head.text.lower()
    assert "passphrase" not in head.html.lower()
    sheet = head.client.get(f"/naskah/{letter}/lembar.pdf").content
    assert len(sheet) == prepared.size
    head.send("tanda-tangani")
    assert "Tanda tangan elektronik tidak tersertifikasi" in head.text
    assert "Common Name: Contoh Kepala" in head.text
    served = head.client.get(f"/naskah/{letter}.pdf").content
    assert served.startswith(sheet)
    assert examine(served).sound
    assert head.open(f"/naskah/{letter}/tanda-tangani").status == 403


def test_a_simulation_says_so_before_and_after(house: House) -> None:
    letter = approved(house)
    head = house.window(house.cast.supervisor).open(f"/naskah/{letter}/tanda-tangani")
    assert "bukan naskah bertanda tangan elektronik" in head.text
    head.send("tanda-tangani")
    assert "Simulasi, bukan tanda tangan elektronik" in head.text
    assert "Simulasi bukan tanda tangan; catat yang di atas kertas." in head.text


@pytest.mark.parametrize("who", ["officer", "governor", "auditor"])
def test_nobody_but_the_signatory_is_offered_the_pen(house: House, who: str) -> None:
    letter = approved(house)
    window = house.window(getattr(house.cast, who)).open(f"/naskah/{letter}")
    assert "Periksa lembar dan tanda tangani" not in window.text
    assert window.open(f"/naskah/{letter}/tanda-tangani").status == 403
    assert window.open(f"/naskah/{letter}/lembar.pdf").status == 403


def test_a_form_sent_twice_signs_once(signing_house: House) -> None:
    letter = approved(signing_house)
    head = signing_house.window(signing_house.cast.supervisor)
    drawn = head.open(f"/naskah/{letter}/tanda-tangani").form("tanda-tangani")
    for _ in range(2):
        assert head.post(drawn.action, drawn.filled({})).status == 303
    names = [each.name for each in signing_house.cast.register.log.of_stream(letter)]
    assert names.count("letter.signed") == names.count("letter.signing_begun") == 1


def test_a_sheet_that_is_not_the_one_seen_is_not_signed(signing_house: House) -> None:
    letter = approved(signing_house)
    head = signing_house.window(signing_house.cast.supervisor)
    head.open(f"/naskah/{letter}/tanda-tangani").send("tanda-tangani", sheet="0" * 64)
    assert head.status == 409
    assert "bukan lembar yang tadi dilihat" in head.text


def test_an_unclear_outcome_is_resolved_by_a_person_with_the_file(lost_house: House) -> None:
    house, letter = lost_house, approved(lost_house)
    head = house.window(house.cast.supervisor).open(f"/naskah/{letter}/tanda-tangani")
    sheet = head.client.get(f"/naskah/{letter}/lembar.pdf").content
    head.send("tanda-tangani")
    assert head.status == 409
    assert "perlu diperiksa" in head.text
    head.open(f"/naskah/{letter}")
    assert "Penandatanganan perlu diperiksa" in head.text
    assert not head.has_form("batalkan")
    upload(head, "hasil-tanda-tangan", b"", result="tersimpan", explanation="Dicari.")
    assert "bukan lembar bertanda tangan dari naskah ini" in head.text
    upload(head, "hasil-tanda-tangan", sheet, result="berkas", explanation="Salah berkas.")
    assert "bukan lembar bertanda tangan dari naskah ini" in head.text
    signer = house.office.signing.signer
    assert isinstance(signer, Lost)
    signer.silent = False
    file = signer.sign(sheet).pdf
    upload(head, "hasil-tanda-tangan", file, result="berkas", explanation="Dari penyedia.")
    assert "Tercatat: Naskah ditandatangani" in head.text
    assert head.client.get(f"/naskah/{letter}.pdf").content == file


def test_an_unclear_outcome_may_turn_out_to_be_none(lost_house: House) -> None:
    house, letter = lost_house, approved(lost_house)
    head = house.window(house.cast.supervisor).open(f"/naskah/{letter}/tanda-tangani")
    head.send("tanda-tangani")
    head.open(f"/naskah/{letter}")
    upload(head, "hasil-tanda-tangan", b"", result="tidak", explanation="Tidak ada di penyedia.")
    assert "Belum ditandatangani" in head.text
    assert "Periksa lembar dan tanda tangani" in head.text
