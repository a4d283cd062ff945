"""The public page about a letter: what anybody may know, and nothing that is confidential."""

from uuid import UUID

import pytest

from tests.office import Person
from tests.web.house import House, Window
from web.verify import MOST

CONFIDENTIAL = ("Jagakarsa", "Cekcok", "lahan", "Perkembangan", "Kuning", "Gubernur")


def signed(house: House) -> tuple[str, bytes]:
    """A letter signed in simulation: its public id and its file."""
    letter = house.cast.draft_letter(house.cast.escalated_case())
    house.cast.approve_letter(letter)
    head = house.window(house.cast.supervisor).open(f"/naskah/{letter}/tanda-tangani")
    head.send("tanda-tangani")
    house.catch_up()
    pdf = house.office.signing.pdf(letter)
    assert pdf is not None
    return house.office.signing.prepared(letter).public_id, pdf


def letter_of(house: House, public_id: str) -> UUID:
    proof = house.office.proofs.by_public_id(public_id)
    assert proof is not None
    return proof.letter_id


def sent(window: Window, path: str, file: bytes) -> Window:
    window.answer = window.client.post(path, files={"file": ("n.pdf", file, "application/pdf")})
    return window


def test_anybody_sees_number_date_signer_and_hash_and_nothing_confidential(house: House) -> None:
    public_id, _ = signed(house)
    anybody = house.window().open(f"/verify/{public_id}")
    assert anybody.status == 200
    for said in (
        "Simulasi: bukan tanda tangan elektronik tersertifikasi",
        "T/200.1.3.4/1/BKBP/2026",
        "2 Maret 2026",
        "Kepala Badan Kesatuan Bangsa dan Politik",
        "Contoh Kepala",
    ):
        assert said in anybody.text, said
    shown = anybody.text
    for secret in CONFIDENTIAL:
        assert secret not in shown, secret
    assert "noindex" in anybody.answer.headers["x-robots-tag"]
    assert 'name="robots" content="noindex' in anybody.html


@pytest.mark.parametrize("wrong", ["a" * 20, "0", "x" * 300, "%00"])
def test_an_id_nobody_has_is_answered_alike(house: House, wrong: str) -> None:
    window = house.window()
    window.answer = window.client.get(f"/verify/{wrong}")
    assert window.status == 404
    assert "Tidak dikenal" in window.text


def test_an_unsigned_letter_is_not_known_to_the_public(house: House) -> None:
    letter = house.cast.draft_letter(house.cast.escalated_case())
    house.cast.approve_letter(letter)
    house.catch_up()
    public_id = house.office.signing.prepared(letter).public_id
    assert house.window().open(f"/verify/{public_id}").status == 404


def test_a_void_letter_says_so(house: House) -> None:
    public_id, _ = signed(house)
    house.cast.void_letter(letter_of(house, public_id))
    house.catch_up()
    assert "Batal" in house.window().open(f"/verify/{public_id}").text


def test_a_file_is_the_same_changed_or_unknown(house: House) -> None:
    public_id, pdf = signed(house)
    anybody, page = house.window(), f"/verify/{public_id}"
    changed = bytearray(pdf)
    changed[len(pdf) // 2] ^= 1
    assert "Sama: " in sent(anybody, page, pdf).text
    assert "Berubah: " in sent(anybody, page, bytes(changed)).text
    assert "Berubah: " in sent(anybody, page, pdf + b"\n").text
    assert "Tidak dikenal: " in sent(anybody, page, b"%PDF-1.7 lain").text
    assert "Pilih berkas" in sent(anybody, page, b"").text


def test_a_file_alone_finds_its_letter(house: House) -> None:
    _, pdf = signed(house)
    anybody = house.window()
    assert "Sama: " in sent(anybody, "/verify/berkas", pdf).text
    assert "T/200.1.3.4/1/BKBP/2026" in anybody.text
    assert "Berubah: " in sent(anybody, "/verify/berkas", pdf + b"\n").text
    assert sent(anybody, "/verify/berkas", b"lain").status == 404


def test_too_large_a_file_is_refused_unread(house: House) -> None:
    window = sent(house.window(), "/verify/berkas", bytes(11 * 1024 * 1024))
    assert window.status == 413


def test_an_id_typed_from_paper_is_understood(house: House) -> None:
    public_id, _ = signed(house)
    anybody = house.window().open("/verify")
    typed = f" HTTPS://rukun.example/verify/{public_id.upper()} "
    anybody.post("/verify", [("id", typed)])
    assert anybody.answer.headers["location"] == f"/verify/{public_id}"


def test_one_address_may_ask_so_often_and_no_more(house: House) -> None:
    window = house.window()
    for _ in range(MOST):
        window.answer = window.client.get("/verify/" + "a" * 20)
        assert window.status == 404
    window.answer = window.client.get("/verify/" + "a" * 20)
    assert window.status == 429
    assert int(window.answer.headers["retry-after"]) > 0
    assert "Terlalu banyak pemeriksaan" in window.text
    elsewhere = house.window(host="10.0.0.7")
    elsewhere.answer = elsewhere.client.get("/verify/" + "a" * 20)
    assert elsewhere.status == 404
    house.cast.pass_time(minutes=16)
    assert window.open("/verify/" + "a" * 20).status == 404


def test_who_is_logged_in_reads_the_same(house: House) -> None:
    public_id, _ = signed(house)
    person: Person = house.cast.auditor
    assert (
        house.window(person).open(f"/verify/{public_id}").text.split("Pemeriksaan", 1)[1]
        == (house.window().open(f"/verify/{public_id}").text.split("Pemeriksaan", 1)[1])
    )
