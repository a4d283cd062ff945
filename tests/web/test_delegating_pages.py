"""A head who is away names a stand-in, who signs as Plh., and ends it when back."""

from tests.web.house import House


def test_a_head_delegates_a_letter_is_signed_in_place_and_the_head_ends_it(house: House) -> None:
    cast = house.cast
    head = house.window(cast.supervisor).open("/delegasi")
    assert "Tidak ada wewenang yang sedang didelegasikan." in head.text
    typed = {"person": str(cast.officer.id), "capacity": "Plh.", "until": "2026-03-05T17:00"}
    head.send("delegasikan", "", **typed, basis="")
    assert "Wajib diisi." in head.text
    head.send("delegasikan", "", **typed, basis="Surat Perintah nomor 7")
    assert "Plh. Kepala Badan Kesbangpol" in head.text
    assert "Surat Perintah nomor 7" in head.text
    signatory = house.accounts.head_of_agency("31.74.09")
    assert signatory.name == "Rina Wulandari"
    assert signatory.office_lines == ("Plh. Kepala Badan Kesatuan Bangsa dan Politik,",)
    (acting,) = (
        each for each in cast.register.standings(cast.officer.id) if each.on_behalf_of is not None
    )
    head.open("/delegasi").send("akhiri", "", item=str(acting.assignment_id))
    assert "Tidak ada wewenang yang sedang didelegasikan." in head.text
    assert house.accounts.head_of_agency("31.74.09").name == "Dr. Hadi Nugroho"
