"""Letters asked for, facts set right, and the letters that are out of date, as desks see them."""

from domain.letter_content import LetterType
from tests.web.house import House


def test_an_officer_asks_for_a_study_and_reads_every_part_of_it(house: House) -> None:
    cast = house.cast
    case = cast.verified_case()
    window = house.window(cast.officer).open(f"/kasus/{case}")
    window.send("susun-naskah", type=LetterType.TELAAHAN_STAF.value, words="Bentuk tim kecil.")
    assert window.status == 200
    for heading in ("Persoalan", "Praanggapan", "Analisis", "Simpulan", "Saran"):
        assert heading in window.text
    assert "Bentuk tim kecil." in window.text
    assert "tambahan petugas" in window.text


def test_what_a_letter_lacks_comes_back_with_the_form(house: House) -> None:
    cast = house.cast
    case = cast.verified_case()
    window = house.window(cast.officer).open(f"/kasus/{case}")
    window.send("susun-naskah", type=LetterType.SURAT_DINAS.value, words="Mohon bantuan.")
    assert window.status == 409
    assert "jabatan yang dituju" in window.text


def test_a_corrected_fact_marks_its_letter_on_its_page_and_in_the_list(house: House) -> None:
    cast = house.cast
    case = cast.escalated_case()
    letter = cast.draft_letter(case)
    other = cast.draft_letter(cast.escalated_case())
    window = house.window(cast.officer).open(f"/kasus/{case}")
    right = "Tiga kelompok berhadapan."
    window.send("ralat-ringkasan", summary=right, explanation="Salah hitung.")
    assert "ringkasan verifikasi" in window.text, "the case says what was corrected"
    house.catch_up()
    head = house.window(cast.supervisor).open("/naskah")
    assert "Perlu ralat" in head.text
    head.open(f"/naskah/{letter}")
    assert "Naskah ini usang" in head.text
    assert right in head.text
    assert "Dua kelompok berhadapan." in head.text, "the sentence as it was written"
    assert "Salah hitung." in head.text
    head.open(f"/naskah/{other}")
    assert "Naskah ini usang" not in head.text


def test_a_report_is_set_right_and_added_to_from_its_page(house: House) -> None:
    cast = house.cast
    report = cast.file_report()
    window = house.window(cast.officer).open(f"/laporan/{report}")
    window.send("ralat-laporan", place="Pasar baru", explanation="Salah catat.")
    assert "Pasar baru" in window.text
    own = house.window(cast.reporter).open(f"/laporan/{report}")
    own.send("tambah-keterangan", text="Massa bertambah.")
    assert own.status == 200
    assert "Massa bertambah." in own.text
    assert "tempat kejadian" in own.text, "what was corrected is said"
    found = cast.file(report).report
    assert found is not None
    assert [str(each.text) for each in found.supplements] == ["Massa bertambah."]


def test_the_frame_of_a_month_becomes_a_letter_about_the_province(house: House) -> None:
    cast = house.cast
    cast.register.frames = house.office.problems
    cast.verified_case(title="Cekcok lahan pasar")
    house.catch_up()
    window = house.window(cast.officer).open("/bingkai?bulan=2026-03")
    window.send("susun-naskah")
    assert window.status == 200
    assert "Permasalahan per Kabupaten/Kota" in window.text
    assert "Cekcok lahan pasar" in window.text


def test_the_four_months_around_the_one_shown_become_a_renaksi_report(house: House) -> None:
    cast = house.cast
    cast.register.frames = house.office.problems
    cast.verified_case(title="Cekcok lahan pasar")
    house.catch_up()
    window = house.window(cast.officer).open("/bingkai?bulan=2026-03")
    window.send("susun-naskah", type=LetterType.LAPORAN_RENAKSI.value)
    assert window.status == 200
    assert "B04 (Januari s.d. April) Tahun 2026" in window.text
    assert "Cekcok lahan pasar" in window.text
