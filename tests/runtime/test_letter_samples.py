"""Each type of letter is set as its arrangement asks, and one of each is kept under docs/letters.

``RUKUN_WRITE_SAMPLES=1 python -m pytest tests/runtime/test_letter_samples.py`` writes the samples
anew; look at them before keeping them.
"""

import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader

from domain.letter_content import (
    SULAWESI_SELATAN,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Paragraph,
    Passage,
    Secrecy,
    Section,
    number_of,
)
from runtime.typesetting import UNSIGNED, Typesetter
from tests.letter_samples import (
    DATED,
    SAMPLES,
    berita_acara,
    berita_acara_verifikasi,
    keputusan_satgas,
    keputusan_skk,
    lembar_disposisi,
    parties,
    radiogram,
    surat_pengantar,
    told,
)

KEPT = Path(__file__).resolve().parents[2] / "docs" / "letters"
SETTER = Typesetter()
HOSTILE = '"; #panic(1) // \\ ] } $x$ <% x %> << y >> *a* _b_ @c <d> </w:t> {{ 7*7 }}'


def issued(letter: LetterContent, **changes: Any) -> bytes:
    given: dict[str, Any] = {
        "profile": SULAWESI_SELATAN,
        "number": number_of(letter, SULAWESI_SELATAN, sequence=7, dated=DATED),
        "dated": DATED,
        "manifest": {"contoh": "tidak ada kasus di balik naskah ini"},
    }
    return SETTER.render(letter, **(given | changes))


def pages(pdf: bytes) -> list[str]:
    return [unspaced(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def unspaced(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def said_in_order(pdf: bytes, *parts: str) -> None:
    said, at = "".join(pages(pdf)), 0
    for part in parts:
        found = said.find(unspaced(part), at)
        assert found >= 0, part
        at = found + len(unspaced(part))


@pytest.mark.parametrize("letter", SAMPLES)
def test_the_sample_under_docs_is_what_the_templates_make(letter: LetterType) -> None:
    made = issued(
        SAMPLES[letter],
        watermark=UNSIGNED,
        public_url="https://rukun.sulsel.example/verify/contoh-0001",
    )
    path = KEPT / f"{letter.value.replace('_', '-')}.pdf"
    if os.environ.get("RUKUN_WRITE_SAMPLES"):
        path.write_bytes(made)
    assert path.read_bytes() == made
    assert len(made) < 300_000


# --- Berita Acara ---


def test_minutes_of_a_verification_state_findings_and_bind_nobody() -> None:
    said_in_order(
        issued(berita_acara_verifikasi()),
        "BERITA ACARA VERIFIKASI LAPANGAN",
        "Pada hari ini Senin, tanggal tujuh bulan September",
        "1. Petugas Polres Contoh",
        "selanjutnya disebut PETUGAS KESATU; dan",
        "dengan ini menyatakan telah melaksanakan verifikasi lapangan dengan hasil sebagai"
        " berikut:",
        "Bagian 1",
        "Sumber yang Ditanya",
        "Bagian 3",
        "Temuan di Lapangan",
        "PETUGAS KESATU,",
        "Mengesahkan,",
    )
    said = "".join(pages(issued(berita_acara_verifikasi())))
    assert "bersepakat" not in said
    assert "Pasal1" not in said


def test_permendagri_1_2023_a_berita_acara_has_its_parts_in_order() -> None:
    said_in_order(
        issued(berita_acara()),
        "BERITA ACARA KESEPAKATAN DAMAI",
        "NOMOR 200.1.3.4/7/BKBP/IX/2026",
        "Pada hari ini Senin, tanggal tujuh bulan September tahun dua ribu dua puluh enam,"
        " bertempat di Balai Desa Contoh Makmur, kami masing-masing:",
        "1. Nama Contoh Pihak Kesatu",
        "selanjutnya disebut PIHAK KESATU; dan",
        "2. Nama Contoh Pihak Kedua",
        "selanjutnya disebut PIHAK KEDUA",
        "Pasal 1",
        "(1) Para pihak mengakhiri",
        "Pasal 2",
        "Paling lambat",
        "Membuka kembali jalan tani",
        "Pasal 3",
        "dalam rangkap 3 (tiga)",
        "PIHAK KESATU,",
        "PIHAK KEDUA,",
        "Saksi-saksi:",
        "Saksi I,",
        "Mengetahui:",
        "Camat Contoh Utara,",
        "Mengesahkan,",
        "Kepala Badan Kesatuan Bangsa dan Politik,",
        "NIP 19700101 199503 1 001",
    )


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8, 12])
@pytest.mark.parametrize("further", [0, 3, 6])
def test_signatures_of_minutes_are_never_torn_nor_left_without_the_deed(
    number: int, further: int
) -> None:
    more = tuple(
        Section(heading=f"Tambahan {n}", paragraphs=(Paragraph.of("Satu ketentuan lagi. " * 9),))
        for n in range(further)
    )
    minutes = berita_acara().minutes
    assert minutes is not None
    made = pages(issued(berita_acara(number, articles=(*more, *minutes.articles))))
    for called, name in ((each.called, each.name.text) for each in parties(number)):
        mark = unspaced(f"{called},")
        (page,) = [page for page in made if mark in page]
        assert unspaced(name) in page[page.index(mark) :]
    (first,) = [page for page in made if "PIHAKKESATU," in page]
    assert "DemikianBeritaAcara" in first
    assert "Perselisihanmengenaipelaksanaan" in first
    signed = made[made.index(first) + 1 :]
    assert all("TandatanganpadaBERITAACARA" in page for page in signed)
    assert all("TandatanganpadaBERITAACARA" not in page for page in made if page not in signed)
    last = made[-1]
    assert last.index("Mengesahkan,") > last.index("CamatContohUtara,")
    assert "NIP197001011995031001" in last


def test_a_place_for_the_duty_stamp_stands_only_where_it_is_due() -> None:
    assert "".join(pages(issued(berita_acara(3)))).count("MeteraiRp10.000") == 3
    assert "Meterai" not in "".join(pages(issued(berita_acara(3, stamped=False))))


# --- Keputusan ---


def test_permendagri_1_2023_a_decree_has_its_parts_in_order() -> None:
    said_in_order(
        issued(keputusan_skk()),
        "KEPUTUSAN GUBERNUR SULAWESI SELATAN",
        "NOMOR 7 TAHUN 2026",
        "TENTANG",
        "STATUS KEADAAN KONFLIK",
        "DENGAN RAHMAT TUHAN YANG MAHA ESA",
        "GUBERNUR SULAWESI SELATAN,",
        "Menimbang : a. bahwa sejak",
        "b. bahwa",
        "c. bahwa",
        "Mengingat : 1. Undang-Undang",
        "2. Undang-Undang",
        "Memperhatikan : hasil konsultasi",
        "MEMUTUSKAN:",
        "Menetapkan :",
        "KESATU : Status",
        "KEDUA : Status",
        "KELIMA : Keputusan",
        "Ditetapkan di Makassar",
        "pada tanggal 7 September 2026",
        "GUBERNUR SULAWESI SELATAN,",
        "NAMA CONTOH GUBERNUR",
        "Tembusan:",
        "1. Presiden Republik Indonesia",
        "5. Bupati Contoh",
    )


def test_a_decree_is_set_in_the_bookman_face() -> None:
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in PdfReader(BytesIO(issued(keputusan_skk()))).pages
        for font in cast(Any, page)["/Resources"]["/Font"].values()
    }
    assert fonts == {"TeXGyreBonum-Regular-Identity-H", "TeXGyreBonum-Bold-Identity-H"}


def test_a_draft_decree_leaves_its_number_and_day_open() -> None:
    said = "".join(pages(issued(keputusan_skk(), number=None, dated=None)))
    assert "NOMOR........TAHUN........" in said
    assert "padatanggal........................" in said


def columns_of(pdf: bytes, *words: str) -> set[float]:
    """The distances from the left edge at which lines beginning with these words start."""
    found: set[float] = set()

    def visit(text: str, _cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if text.strip().startswith(words):
            found.add(round(tm[4], 1))

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return found


def test_the_grounds_of_a_decree_keep_their_columns_over_page_breaks() -> None:
    grounds = told(*[f"bahwa{n} " + "diperlukan pertimbangan yang panjang " * 12 for n in range(9)])
    made = issued(keputusan_skk(considering=grounds))
    assert len(pages(made)) >= 4
    assert len(columns_of(made, "bahwa")) == 1
    said_in_order(made, *[f"bahwa{n}" for n in range(9)], "Mengingat", "MEMUTUSKAN")


@pytest.mark.parametrize("count", range(1, 24, 2))
def test_the_last_dictum_goes_along_with_the_signature(count: int) -> None:
    decided = told(*[f"Diktum-{n} ditetapkan menurut ketentuan. " * 4 for n in range(count)])
    made = pages(issued(keputusan_skk(dictums=decided, noting=())))
    (page,) = [page for page in made if "DitetapkandiMakassar" in page]
    assert f"Diktum-{count - 1}" in page
    assert page.index("NAMACONTOHGUBERNUR") > page.index("DitetapkandiMakassar")
    (decision,) = [page for page in made if "MEMUTUSKAN:" in page]
    assert "KESATU:" in decision


def test_the_annex_of_a_decree_names_it_and_is_signed() -> None:
    made = pages(issued(keputusan_satgas()))
    annex = made[-1]
    for part in (
        "LAMPIRANKEPUTUSANGUBERNURSULAWESISELATANNOMOR7TAHUN2026TENTANGPEMBENTUKAN",
        "SUSUNANKEANGGOTAAN",
        "PegiatperdamaianAnggota",
        "DitetapkandiMakassar",
        "NAMACONTOHGUBERNUR",
    ):
        assert part in annex


@pytest.mark.parametrize("count", range(1, 40, 3))
def test_under_an_annex_of_any_length_the_signature_names_its_decree(count: int) -> None:
    (annex,) = keputusan_satgas().annexes
    (section,) = annex.sections
    (paragraph,) = section.paragraphs
    assert paragraph.table is not None
    table = paragraph.table.model_copy(update={"rows": paragraph.table.rows[:1] * count})
    listed = section.model_copy(
        update={"paragraphs": (paragraph.model_copy(update={"table": table}),)}
    )
    content = keputusan_satgas().model_copy(
        update={"annexes": (annex.model_copy(update={"sections": (listed,)}),)}
    )
    last = pages(issued(content))[-1]
    assert "LAMPIRANKEPUTUSAN" in last or "LampiranKeputusanGubernurSulawesiSelatanNomor7" in last
    assert last.index("NAMACONTOHGUBERNUR") > last.index("DitetapkandiMakassar")


# --- Surat Pengantar, Lembar Disposisi, Radiogram ---


def test_a_cover_lists_what_is_sent_over_both_signatures() -> None:
    said_in_order(
        issued(surat_pengantar()),
        "Makassar, 7 September 2026",
        "Yth. Direktur Jenderal Politik dan Pemerintahan Umum di Jakarta",
        "SURAT PENGANTAR",
        "NOMOR 200.1.3.4/7/BKBP/IX/2026",
        "No.",
        "Naskah dinas/barang yang dikirim",
        "Banyaknya",
        "Keterangan",
        "1 Laporan Rencana Aksi Terpadu",
        "1 (satu) berkas",
        "2 Peta Wilayah",
        "Diterima tanggal",
        "Penerima,",
        "NIP",
        "No. telepon",
        "Pengirim,",
        "Kepala Badan Kesatuan Bangsa dan Politik,",
        "NIP 19700101 199503 1 001",
    )


@pytest.mark.parametrize("count", range(1, 40, 3))
def test_the_two_signatures_of_a_cover_stay_on_one_page(count: int) -> None:
    sent = surat_pengantar().enclosures
    made = pages(issued(surat_pengantar().model_copy(update={"enclosures": sent * count})))
    (page,) = [page for page in made if "Pengirim," in page]
    assert "Diterimatanggal" in page
    assert "NIP197001011995031001" in page
    assert all("Banyaknya" in page for page in made if "PetaWilayah" in page)


def test_a_disposition_has_its_boxes_and_shows_which_are_ticked() -> None:
    said_in_order(
        issued(lembar_disposisi()),
        "LEMBAR DISPOSISI",
        "Surat dari : Kepala Badan",
        "Nomor surat",
        "Tanggal surat",
        "Diterima tanggal",
        "Nomor agenda : 451",
        "Sifat : Terbatas / Sangat Segera",
        "Hal : Perkembangan",
        "Diteruskan kepada: Sekretaris Badan",
        "X Kepala Bidang Kewaspadaan Nasional",
        "X Kepala Bidang Penanganan Konflik Kepala Bidang Politik",
        "Dengan hormat harap: Tanggapan dan saran X Proses lebih lanjut",
        "Catatan: Siapkan bahan rapat",
        "Paraf dan tanggal:",
        "NIP 19700101 199503 1 001",
    )


def test_a_radiogram_is_sent_in_upper_case_with_its_signs_spelled_out() -> None:
    said_in_order(
        issued(radiogram()),
        "RADIOGRAM",
        "REGISTRASI",
        "PANGGILAN",
        "JENIS",
        "NOMOR",
        "DERAJAT",
        "007",
        "KILAT",
        "DARI : GUBERNUR SULAWESI SELATAN",
        "UNTUK : 1. BUPATI CONTOH 2. BUPATI MISAL",
        "TEMBUSAN : 1. MENTERI DALAM NEGERI",
        "KLASIFIKASI : TERBATAS",
        "AAA TTK SEHUBUNGAN",
        "KMA AGAR SAUDARA MENGAKTIFKAN POSKO TERPADU S.D. KEADAAN PULIH TTK",
        "BBB TTK LAPORKAN PERKEMBANGAN SETIAP HARI PUKUL 08.00 WITA KEPADA GUBERNUR TTK",
        "TTK HBS",
        "Tanggal/waktu pembuatan: 7 September 2026 pukul 08.00 WITA",
        "Gubernur Sulawesi Selatan,",
        "Kode waktu terima",
        "Kode waktu kirim",
        "Paraf operator penerima",
    )


@pytest.mark.parametrize("letter", SAMPLES)
def test_a_secret_letter_of_any_type_lists_its_copies_once(letter: LetterType) -> None:
    secret = SAMPLES[letter].model_copy(update={"secrecy": Secrecy.SECRET})
    made = pages(issued(secret))
    assert "".join(made).count("DAFTARDISTRIBUSI") == 1
    assert all(page.count("RAHASIA") >= 2 for page in made)


# --- Exactly what was given ---


def hostile(value: object, odd: str = HOSTILE) -> Any:
    """The same content with every text in it replaced by what a template might trip over."""
    match value:
        case {"pieces": _, **rest}:
            return rest | {"pieces": [odd]}
        case dict():
            return {name: hostile(each, odd) for name, each in value.items()}
        case list():
            return [hostile(each, odd) for each in value]
    return value


PARTS = ("minutes", "decree", "annexes", "enclosures", "disposition", "radiogram", "subject")
WITHOUT_SUBJECT = {LetterType.SURAT_PENGANTAR, LetterType.RADIOGRAM}


@pytest.mark.parametrize("letter", SAMPLES)
def test_hostile_text_appears_word_for_word_in_every_part(letter: LetterType) -> None:
    given = SAMPLES[letter].model_dump(mode="json")
    spoilt = given | {name: hostile(given[name]) for name in PARTS}
    content = LetterContent.model_validate(spoilt)
    said = "".join(pages(issued(content))).upper()
    expected = str(spoilt).count("#panic") - (letter in WITHOUT_SUBJECT)
    assert expected >= 1
    assert said.count(unspaced(HOSTILE).upper()) >= expected


@pytest.mark.parametrize("letter", SAMPLES)
def test_a_word_without_end_goes_on_in_the_next_line(letter: LetterType) -> None:
    given = SAMPLES[letter].model_dump(mode="json")
    endless = hostile({name: given[name] for name in PARTS}, "z" * 300)
    made = PdfReader(BytesIO(issued(LetterContent.model_validate(given | endless))))
    said = [line for page in made.pages for line in page.extract_text().splitlines()]
    lines = [len(re.sub("[^zZ]", "", line)) for line in said if "zz" in line.lower()]
    assert sum(lines) >= 300
    assert max(lines) <= 75


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (berita_acara(held=Passage.of("")), "hari berita acara"),
        (keputusan_skk(dictums=told("a", "")), "diktum 2"),
        (keputusan_skk().model_copy(update={"decree": None}), "isi naskah"),
        (SAMPLES[LetterType.BERITA_ACARA].model_copy(update={"minutes": None}), "isi naskah"),
    ],
)
def test_what_a_letter_lacks_is_named(content: LetterContent, named: str) -> None:
    with pytest.raises(LetterIncomplete) as refused:
        issued(content)
    assert named in refused.value.fields
