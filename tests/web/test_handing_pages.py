"""Hand-over at the desk: one case from its page, all of somebody's cases with a result for each."""

from tests.web.house import House


def test_a_case_is_handed_over_from_its_page(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    house.catch_up()
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    officer.send("serahkan", receiver=str(cast.second_officer.id), explanation="Cuti.")
    assert cast.file(case).officer == cast.officer.id
    assert "Bayu Pratama, menunggu diterima" in officer.open(f"/kasus/{case}").text
    assert not officer.has_form("serahkan")
    assert not officer.has_form("terima-kasus")
    receiver = house.window(cast.second_officer).open(f"/kasus/{case}")
    receiver.send("terima-kasus")
    assert cast.file(case).officer == cast.second_officer.id
    receiver.open(f"/kasus/{case}")
    assert "Bayu Pratama, menunggu diterima" not in receiver.text
    assert receiver.has_form("serahkan")


def test_who_is_offered_a_case_declines_with_a_reason_from_its_page(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.hand_over(case, cast.second_officer, by=cast.officer)
    house.catch_up()
    receiver = house.window(cast.second_officer).open(f"/kasus/{case}")
    receiver.send("tolak-kasus", explanation="")
    assert "Wajib diisi." in receiver.text
    receiver.send("tolak-kasus", explanation="Sedang memegang kasus lain.")
    assert cast.file(case).officer == cast.officer.id
    assert cast.file(case).offer is None


def test_an_officers_own_cases_are_offered_one_by_one_and_wait(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(title="Kasus 1"))
    house.catch_up()
    officer = house.window(cast.officer).open("/serah-terima")
    officer.send("semua", "", receiver=str(cast.second_officer.id), explanation="Cuti.")
    assert "Kasus 1 Menunggu diterima." in officer.text
    offer = cast.file(case).offer
    assert offer is not None
    assert offer.receiver == cast.second_officer.id


def test_all_cases_of_an_officer_are_handed_over_with_a_result_for_each(house: House) -> None:
    cast = house.cast
    cases = [cast.open_case(cast.file_report(title=f"Kasus {n}")) for n in (1, 2)]
    gone = cast.open_case(cast.file_report(title="Kasus lain"), by=cast.second_officer)
    house.catch_up()
    head = house.window(cast.supervisor).open(f"/serah-terima?dari={cast.officer.id}")
    assert "Kasus 1" in head.text
    assert "Kasus lain" not in head.text
    head.send("semua", receiver="", explanation="")
    assert "Pilih penerima dan tulis alasannya." in head.text
    head.open(f"/serah-terima?dari={cast.officer.id}")
    cast.hand_over(cases[1], cast.second_officer)
    typed = {"receiver": str(cast.second_officer.id), "explanation": "Pindah tugas."}
    head.send("semua", "", **typed)
    assert "Kasus 1 Diserahkan." in head.text
    assert "Kasus ini memang sudah dipegang petugas itu." in head.text
    assert all(cast.file(each).officer == cast.second_officer.id for each in (*cases, gone))


def test_an_escalated_case_is_proposed_further_up_from_its_page_and_comes_back(
    house: House,
) -> None:
    cast = house.cast
    case = cast.escalated_case()
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    assert officer.has_form("usul-eskalasi")
    words = {"grounds": "Lintas provinsi.", "asked_for": "Koordinasi kementerian."}
    officer.send("usul-eskalasi", level="provinsi", **words)
    assert "dari sini hanya dapat diusulkan lebih tinggi" in officer.text
    officer.open(f"/kasus/{case}").send("usul-eskalasi", level="nasional", **words)
    head = house.window(cast.supervisor).open(f"/kasus/{case}")
    head.send("setujui-eskalasi")
    head.open(f"/kasus/{case}")
    assert "Diputuskan di tingkat Nasional (diserahkan provinsi)" in head.text
    assert not officer.open(f"/kasus/{case}").has_form("usul-eskalasi")
    head.send("kembali-ke-provinsi", explanation="")
    assert "Mengapa cukup ditangani provinsi" in head.text
    head.open(f"/kasus/{case}").send("kembali-ke-provinsi", explanation="Cukup di provinsi.")
    head.open(f"/kasus/{case}")
    assert "Diputuskan di tingkat Provinsi" in head.text
    assert not head.has_form("kembali-ke-provinsi")
    assert officer.open(f"/kasus/{case}").has_form("usul-eskalasi")


def test_a_districts_officer_hands_up_to_the_regency_on_the_page(house: House) -> None:
    cast = house.cast
    officer, camat = cast.regency_office("31.74.09")
    for person in (officer, camat):
        house.give_account(person)
    case = cast.open_case(by=officer)
    cast.found(case)
    cast.verify(case, by=officer)
    window = house.window(officer).open(f"/kasus/{case}")
    assert "Diputuskan di tingkat Kecamatan" in window.text
    words = {"grounds": "Lintas kecamatan.", "asked_for": "Koordinasi kota."}
    window.send("usul-eskalasi", level="provinsi", **words)
    assert "setingkat demi setingkat" in window.text
    window.open(f"/kasus/{case}").send("usul-eskalasi", level="kabupaten_kota", **words)
    head = house.window(camat).open(f"/kasus/{case}")
    head.send("setujui-eskalasi")
    head.open(f"/kasus/{case}")
    assert "Diputuskan di tingkat Kabupaten/Kota (diserahkan kecamatan)" in head.text
    window.open(f"/kasus/{case}")
    assert "diputuskan kantor yang lebih tinggi" in window.text
    assert not window.has_form("usul-eskalasi")


def test_a_regencys_officer_reads_that_the_province_decides(house: House) -> None:
    cast = house.cast
    officer, head = cast.regency_office()
    house.give_account(officer)
    case = cast.open_case(by=officer)
    cast.found(case)
    cast.verify(case, by=officer)
    window = house.window(officer).open(f"/kasus/{case}")
    assert "Diputuskan di tingkat Kabupaten/Kota" in window.text
    assert window.has_form("ubah-tingkat")
    cast.propose_escalation(case, by=officer)
    cast.approve_escalation(case, by=head)
    window.open(f"/kasus/{case}")
    assert "diputuskan kantor yang lebih tinggi" in window.text
    assert not window.has_form("ubah-tingkat")
    province = house.window(cast.supervisor).open(f"/kasus/{case}")
    province.send("kembalikan", explanation="Cukup ditangani kota.")
    assert window.open(f"/kasus/{case}").has_form("ubah-tingkat")
