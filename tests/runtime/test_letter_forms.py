"""Every kind of letter, report and study, set as its arrangement wants it.

``RUKUN_WRITE_SAMPLES=1 python -m pytest tests/runtime/test_letter_forms.py`` writes the sample
letters under docs/letters anew; look at them before keeping them.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader

from domain.letter_content import (
    F4,
    JAKARTA,
    NATIONAL,
    SECTIONS_OF,
    SULAWESI_SELATAN,
    Addressee,
    Annex,
    KopKind,
    LetterContent,
    LetterForm,
    LetterProfile,
    LetterType,
    Paragraph,
    Passage,
    Secrecy,
    Section,
    copy_mark,
    distribution,
    number_of,
)
from domain.risk import Level
from runtime.boundaries import Place
from runtime.charting import map_svg
from runtime.typesetting import UNSIGNED, Typesetter
from tests.correspondence import DATED, GOVERNOR, HEAD, SAMPLES, section, told

SHOWN = Path(__file__).resolve().parents[2] / "docs" / "letters"
SETTER = Typesetter()
EVERY_TYPE = pytest.mark.parametrize("kind", list(SAMPLES))
EVERY_FORM = pytest.mark.parametrize(
    "kind",
    [
        LetterType.SURAT_DINAS,
        LetterType.BANTUAN_TNI,
        LetterType.LAPORAN_INFORMASI,
        LetterType.LAPORAN_PENUTUPAN,
        LetterType.TELAAHAN_STAF,
    ],
)


def issued(kind: LetterType, content: LetterContent | None = None, **changes: Any) -> bytes:
    content = content or SAMPLES[kind].write()
    return SETTER.render(content, **(given(kind) | changes))


def given(kind: LetterType) -> dict[str, Any]:
    sample = SAMPLES[kind]
    return {
        "profile": sample.profile,
        "number": sample.number,
        "dated": DATED,
        "manifest": {"contoh": "tidak ada kasus di balik naskah ini"},
    }


def written(kind: LetterType, **parts: Any) -> LetterContent:
    return SAMPLES[kind].write(**parts)


def pages(pdf: bytes) -> list[str]:
    return [unspaced(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def unspaced(text: str) -> str:
    """Without line ends, spaces and the zero-width spaces at which long words may break."""
    return re.sub(r"[\s\u200b]", "", text)


def in_order(pdf: bytes, *parts: str) -> None:
    said, at = "".join(pages(pdf)), 0
    for part in parts:
        found = said.find(unspaced(part), at)
        assert found >= 0, part
        at = found + len(unspaced(part))


@EVERY_TYPE
def test_the_samples_under_docs_are_what_the_templates_make(kind: LetterType) -> None:
    copies = distribution(written(kind))
    made = issued(
        kind,
        watermark=UNSIGNED,
        public_url="https://rukun.contoh.example/verify/contoh-0001",
        copy=copies[0].mark if copies else None,
    )
    path = SHOWN / f"{kind.value.replace('_', '-')}.pdf"
    if os.environ.get("RUKUN_WRITE_SAMPLES"):
        path.write_bytes(made)
    assert path.read_bytes() == made
    assert len(made) < 300_000


# --- What stands where ---


def test_a_surat_dinas_has_its_parts_in_order() -> None:
    in_order(
        issued(LetterType.SURAT_DINAS),
        "PEMERINTAH PROVINSI SULAWESI SELATAN",
        "BADAN KESATUAN BANGSA DAN POLITIK",
        "Nomor : 200.1.3.4/7/BKBP/IX/2026",
        "Makassar, 7 September 2026",
        "Sifat : Segera",
        "Lampiran : -",
        "Hal : Dukungan Pengamanan",
        "Yth. 1. Kepala Kepolisian Daerah Sulawesi Selatan",
        "2. Panglima Kodam",
        "di Makassar",
        "Sehubungan dengan",
        "1. Laporan informasi",
        "2. Kedua pihak",
        "a. musyawarah",
        "b. massa",
        "3. Untuk itu",
        "Demikian disampaikan",
        "Kepala Badan Kesatuan Bangsa dan Politik,",
        "Dr. Nama Contoh Pejabat, M.Si.",
        "Pembina Utama Madya",
        "NIP 19700101 199503 1 001",
        "Tembusan: 1. Gubernur Sulawesi Selatan 2. Bupati Contoh",
    )


def test_an_invitation_says_when_where_and_what_and_lists_many_apart() -> None:
    made = issued(LetterType.SURAT_UNDANGAN)
    in_order(
        made,
        "Nomor : 000.1.5/7/BKBP/2026",
        "Jakarta, 7 September 2026",
        "Lampiran : 1 (satu) berkas",
        "Yth. (daftar terlampir) di Jakarta",
        "hari/tanggal : Rabu, 9 September 2026",
        "pukul : 08.00 WIB s.d. selesai",
        "tempat : Ruang Rapat Contoh",
        "acara : Pembahasan",
        "Demikian disampaikan",
        "Tembusan:",
        "LAMPIRAN SURAT KEPALA BADAN KESATUAN BANGSA DAN POLITIK",
        "NOMOR : 000.1.5/7/BKBP/2026",
        "TANGGAL : 7 September 2026",
        "DAFTAR UNDANGAN",
        "1. Ketua DPRD Provinsi",
        "10. Ketua Forum Kewaspadaan Dini Masyarakat",
    )
    first, _ = pages(made)
    assert "KetuaForum" not in first


def test_few_who_are_invited_stand_in_the_head() -> None:
    to = tuple(Addressee(office=f"Camat Contoh {n}") for n in range(1, 5))
    (page,) = pages(issued(LetterType.SURAT_UNDANGAN, written(LetterType.SURAT_UNDANGAN, to=to)))
    assert "Yth.1.CamatContoh1" in page
    assert "4.CamatContoh4diTempat" in page
    assert "Lampiran:-" in page


def test_addressees_in_different_places_each_name_their_own() -> None:
    to = (
        Addressee(office="Bupati A", place="Kota A"),
        Addressee(office="Bupati B", place="Kota B"),
    )
    in_order(
        issued(LetterType.SURAT_DINAS, written(LetterType.SURAT_DINAS, to=to)),
        "Yth. 1. Bupati A di Kota A 2. Bupati B di Kota B Sehubungan",
    )


def test_points_of_a_letter_may_be_plain_and_a_single_one_always_is() -> None:
    said = "".join(
        pages(issued(LetterType.SURAT_DINAS, written(LetterType.SURAT_DINAS, plain=True)))
    )
    assert "1.Laporaninformasi" not in said
    assert "Laporaninformasi" in said
    invited = "".join(pages(issued(LetterType.SURAT_UNDANGAN)))
    assert "1.Mengingat" not in invited


def test_pp_2_2015_pasal_46_47_a_request_for_tni_help_has_four_headings_and_nine_copies() -> None:
    made = issued(LetterType.BANTUAN_TNI)
    in_order(
        made,
        "GUBERNUR SULAWESI SELATAN",
        "Sifat : Sangat Segera",
        "Yth. Presiden Republik Indonesia di Jakarta",
        *(f"{n}. {heading}" for n, heading in enumerate(SECTIONS_OF[LetterType.BANTUAN_TNI], 1)),
        "Gubernur Sulawesi Selatan, Nama Contoh Gubernur",
        "Tembusan: 1. Menteri Koordinator",
        "2. Menteri Dalam Negeri",
        "3. Menteri Pertahanan",
        "4. Panglima Tentara Nasional Indonesia",
        "5. Kepala Kepolisian Negara",
        "6. Ketua DPRD Provinsi",
        "7. Panglima Komando Daerah Militer",
        "8. Kepala Kepolisian Daerah",
        "9. Bupati Contoh",
    )


@pytest.mark.parametrize("kind", [LetterType.BANTUAN_TNI, LetterType.LAPORAN_SKK])
def test_a_governors_letter_names_the_office_alone_and_no_nip(kind: LetterType) -> None:
    said = "".join(pages(issued(kind)))
    assert said.startswith("GUBERNURSULAWESISELATAN")
    for absent in ("NIP", "BADANKESATUAN", "AlamatContoh", "Telepon"):
        assert absent not in said


def test_uu_7_2012_pasal_24_the_president_is_told_through_the_minister() -> None:
    in_order(
        issued(LetterType.LAPORAN_SKK),
        "Yth. Presiden Republik Indonesia melalui Menteri Dalam Negeri di Jakarta",
        "Pasal 24",
        "Tembusan: 1. Ketua DPRD Provinsi",
    )


def test_pp_2_2015_pasal_80_a_plan_of_need_adds_up_in_figures_and_in_words() -> None:
    in_order(
        issued(LetterType.RENCANA_BTT),
        "Rp47.040.000,00",
        "Jumlah Rp148.140.000,00",
        "Terbilang: seratus empat puluh delapan juta seratus empat puluh ribu rupiah",
        "1 (satu) hari kerja",
        "Tembusan: 1. Gubernur Sulawesi Selatan",
    )


@pytest.mark.parametrize("kind", [LetterType.LAPORAN_INFORMASI, LetterType.LAPORAN_KHUSUS])
def test_an_information_report_keeps_facts_from_opinion(kind: LetterType) -> None:
    in_order(
        issued(kind),
        "RAHASIA",
        kind.label.upper(),
        "Nomor : R/200.1.3.1/7/BKBP/IX/2026",
        "Bidang : Sosial budaya",
        "Perihal :",
        "I. PENDAHULUAN",
        "1. Sumber : ",
        "2. Hubungan dengan sumber : ",
        "3. Cara mendapatkan : ",
        "4. Waktu mendapatkan : ",
        "5. Nilai informasi : ",
        "II. FAKTA-FAKTA",
        "1. Pada hari",
        "3. Ajakan",
        "III. PENDAPAT PELAPOR",
        "a. Analisis",
        "b. Prediksi",
        "c. Langkah yang telah diambil",
        "d. Rekomendasi",
        "Makassar, 7 September 2026 Pelapor,",
        "Nama Contoh Kabid",
        "Distribusi:",
        "1. Gubernur Sulawesi Selatan (Kopi Nomor 1 dari 4)",
        "4. Arsip (Kopi Nomor 4 dari 4)",
    )


@pytest.mark.parametrize(
    "kind",
    [
        LetterType.LAPORAN_PENUTUPAN,
        LetterType.LAPORAN_SATGAS,
        LetterType.LAPORAN_RENAKSI,
        LetterType.BINGKAI_PEMETAAN,
    ],
)
def test_a_report_has_its_parts_in_order(kind: LetterType) -> None:
    content = written(kind)
    letters = "ABCDE"[: len(content.sections)]
    in_order(
        issued(kind),
        "LAPORAN TENTANG",
        content.subject.text.upper(),
        "NOMOR",
        *(
            f"{letter}. {each.heading.upper()}"
            for letter, each in zip(letters, content.sections, strict=True)
        ),
        "Demikian laporan ini dibuat",
        "Dibuat di Makassar pada tanggal 7 September 2026",
        content.signatory.office,
        "Disampaikan kepada Yth.:",
        "Tembusan:",
    )


def test_a_study_goes_from_the_matter_to_the_advice() -> None:
    in_order(
        issued(LetterType.TELAAHAN_STAF),
        "TELAAHAN STAF TENTANG USUL PEMBENTUKAN",
        "Yth. : Gubernur",
        "Dari : Kepala Badan",
        "A. Persoalan",
        "B. Praanggapan",
        "C. Fakta yang Memengaruhi",
        "D. Analisis",
        "E. Simpulan",
        "F. Saran",
        "Demikian telaahan staf ini disampaikan, mohon keputusan lebih lanjut.",
        "Tembusan:",
    )


def test_words_of_its_own_take_the_place_of_the_standing_closing() -> None:
    own = Passage.of("Demikian, mohon periksa.")
    said = "".join(
        pages(issued(LetterType.TELAAHAN_STAF, written(LetterType.TELAAHAN_STAF, closing=own)))
    )
    assert "Demikian,mohonperiksa." in said
    assert "Demikiantelaahan" not in said


# --- Profiles ---


def as_of(profile: LetterProfile, kind: LetterType) -> tuple[LetterContent, str]:
    content = written(kind).model_copy(
        update={"profile_id": profile.id, "profile_version": profile.version}
    )
    return content, number_of(content, profile, sequence=7, dated=DATED)


@pytest.mark.parametrize(
    "kind",
    [
        LetterType.RENCANA_BTT,
        LetterType.LAPORAN_KHUSUS,
        LetterType.LAPORAN_SATGAS,
        LetterType.TELAAHAN_STAF,
    ],
)
@pytest.mark.parametrize("profile", [NATIONAL, JAKARTA, SULAWESI_SELATAN])
def test_kop_number_place_and_titles_are_the_profiles(
    kind: LetterType, profile: LetterProfile
) -> None:
    content, number = as_of(profile, kind)
    content = content.model_copy(update={"signatory": HEAD})
    said = "".join(pages(issued(kind, content, profile=profile, number=number)))
    assert said.startswith(
        unspaced(f"RAHASIA{profile.kop.government.upper()}")
        if content.secrecy is Secrecy.SECRET
        else unspaced(profile.kop.government.upper())
    )
    assert unspaced(number) in said
    assert ("/IX/" in number) == (profile is SULAWESI_SELATAN)
    assert ("Dr.Nama" in said) == profile.academic_titles
    if content.type.form is not LetterForm.STUDY:
        assert unspaced(profile.place) in said


@EVERY_FORM
def test_a_profile_on_f4_sets_every_page_on_f4(kind: LetterType) -> None:
    profile = SAMPLES[kind].profile.model_copy(update={"paper": F4})
    annex = Annex(title=Passage.of("Matriks"), sections=(section("", told("x")),), landscape=True)
    content = written(kind, annexes=(annex,))
    sizes = [
        (
            round(float(page.mediabox.width) * 25.4 / 72),
            round(float(page.mediabox.height) * 25.4 / 72),
        )
        for page in PdfReader(BytesIO(issued(kind, content, profile=profile))).pages
    ]
    assert set(sizes) == {(215, 330), (330, 215)}
    assert sizes.count((330, 215)) == 1


# --- Copies of secret letters ---


@EVERY_FORM
def test_every_copy_of_a_secret_letter_carries_its_number_on_every_page(kind: LetterType) -> None:
    content = written(
        kind, secrecy=Secrecy.TOP_SECRET, copies=tuple(f"Tembusan {n}" for n in range(9))
    )
    held = distribution(content)
    assert [each.recipient for each in held] == [
        *(each.office for each in content.to),
        *content.copies,
        "Arsip",
    ]
    made = SETTER.render_copies(content, **given(kind))
    assert len(made) == len(set(made)) == len(held)
    for number, pdf in enumerate(made, 1):
        mark = unspaced(copy_mark(number, len(held)))
        for page in pages(pdf):
            assert page.count("SANGATRAHASIA") == 2
            assert page.count(mark) >= 2
        listed = "".join(pages(pdf))
        for each in held:
            pairs = (f"{each.mark}{each.recipient}", f"{each.recipient} ({each.mark})")
            assert any(unspaced(pair) in listed for pair in pairs)


def test_a_letter_without_secrets_has_one_text_and_no_list_of_copies() -> None:
    (made,) = SETTER.render_copies(written(LetterType.SURAT_DINAS), **given(LetterType.SURAT_DINAS))
    assert made == issued(LetterType.SURAT_DINAS)
    assert "DISTRIBUSI" not in "".join(pages(made)).upper()


# --- Pages ---

WORDS = "Keadaan di lapangan tetap terkendali dan dipantau. "


def long_letter(kind: LetterType, paragraphs: int, last: int = 1) -> LetterContent:
    texts = [told(f"Butir-{n}. {WORDS * 3}") for n in range(paragraphs)]
    texts.append(told(f"Butir-akhir. {WORDS * last}"))
    content = written(kind)
    if content.sections:
        ending = Section(heading=content.sections[-1].heading, paragraphs=tuple(texts))
        return written(kind, sections=(*content.sections[:-1], ending))
    return written(kind, points=tuple(texts))


@EVERY_FORM
@pytest.mark.parametrize("paragraphs", range(0, 24, 3))
def test_the_signature_is_never_torn_nor_left_alone(kind: LetterType, paragraphs: int) -> None:
    content = long_letter(kind, paragraphs)
    made = pages(issued(kind, content))
    (page,) = [page for page in made if unspaced("Demikian ") in page]
    signatory = content.signatory
    block = page[page.index("Demikian") :]
    for line in (*signatory.office_lines, signatory.name, signatory.printed_nip):
        assert unspaced(line) in block
    assert "Butir-akhir." in page
    assert all(len(page) > 60 for page in made)


@EVERY_FORM
def test_a_signature_after_a_long_last_paragraph_keeps_the_closing_words(kind: LetterType) -> None:
    for last in range(8, 40, 8):
        content = long_letter(kind, 2, last)
        (page,) = [p for p in pages(issued(kind, content)) if "Demikian" in p]
        assert unspaced(content.signatory.name) in page


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        (LetterType.LAPORAN_RENAKSI, "Penanggungjawab"),
        (LetterType.BINGKAI_PEMETAAN, "Kecenderungan"),
    ],
)
def test_a_long_table_repeats_its_heading_on_turned_pages_and_ends_in_two_rows(
    kind: LetterType, heading: str
) -> None:
    turned = [
        page
        for page in PdfReader(BytesIO(issued(kind))).pages
        if page.mediabox.width > page.mediabox.height
    ]
    assert len(turned) >= 2
    rows: list[int] = []
    for page in turned:
        said = unspaced(page.extract_text())
        assert heading in said
        assert f"-{page.page_number + 1}-" in said  # type: ignore[operator]
        rows.append(len(re.findall(r"\d+\.(?:Kabupaten|Batas|Sumber|Antar|Politik|Tawuran)", said)))
    assert sum(rows) == 24
    assert rows[-1] >= 2


@pytest.mark.parametrize("rows", range(18, 34))
def test_no_row_of_a_table_stands_alone_on_the_last_page(rows: int) -> None:
    sample = written(LetterType.BINGKAI_PEMETAAN)
    annex = sample.annexes[0]
    (listed,) = annex.sections
    table = listed.paragraphs[0].table
    assert table is not None
    longer = (table.rows * 2)[:rows]
    paragraph = Paragraph(pieces=(), table=table.model_copy(update={"rows": longer}))
    content = written(
        LetterType.BINGKAI_PEMETAAN,
        annexes=(
            annex.model_copy(update={"sections": (section("", paragraph),)}),
            sample.annexes[1],
        ),
    )
    with_rows = [
        p for p in pages(issued(LetterType.BINGKAI_PEMETAAN, content)) if "Yangdimohonkan" in p
    ]
    assert with_rows[-1].count("KabupatenContoh") >= 2
    assert sum(page.count("KabupatenContoh") for page in with_rows) == rows


def test_a_cell_longer_than_a_page_goes_on_instead_of_falling_off() -> None:
    sample = written(LetterType.LAPORAN_SKK)
    table = sample.points[1].table
    assert table is not None
    endless = Passage.of(" ".join(f"kata-{n}." for n in range(1500)))
    rows = (*table.rows, (Passage.of("4."), endless, Passage.of("x")))
    point = sample.points[1].model_copy(update={"table": table.model_copy(update={"rows": rows})})
    content = written(LetterType.LAPORAN_SKK, points=(point,))
    said = "".join(pages(issued(LetterType.LAPORAN_SKK, content)))
    assert all(f"kata-{n}." in said for n in range(1500))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")
@EVERY_TYPE
def test_permendagri_1_2023_pasal_34_every_word_stands_within_the_margins(
    kind: LetterType, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(issued(kind))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(tmp_path / "x.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    margins = SAMPLES[kind].profile.margins
    for page in boxes.split("<page ")[1:]:
        width, height = (
            float(each) for each in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2]
        )
        for word in re.findall(
            r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', page
        ):
            left, top, right, bottom = (float(each) for each in word)
            in_head_or_foot = (
                bottom < mm(margins.top_mm) or top > height - mm(margins.bottom_mm) - 1
            )
            assert left >= mm(margins.left_mm) - 0.5
            assert right <= width - mm(margins.right_mm) + 1
            assert in_head_or_foot or top >= mm(margins.top_mm) - 1
            assert in_head_or_foot or bottom <= height - mm(margins.bottom_mm) + 2


def mm(length: float) -> float:
    return length * 72 / 25.4


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler")
def test_the_colons_of_a_head_stand_under_one_another_and_the_date_on_the_first_line(
    tmp_path: Path,
) -> None:
    (tmp_path / "x.pdf").write_bytes(issued(LetterType.SURAT_DINAS))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", str(tmp_path / "x.pdf"), "-"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    word = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">'
    colons = re.findall(word + ":<", boxes)
    assert len(colons) == 4
    assert len({left for left, *_ in colons}) == 1
    ((_, number_top, _),) = re.findall(word + "Nomor<", boxes)[-1:]
    ((_, date_top, date_right),) = re.findall(word + "2026<", boxes)[:1]
    assert number_top == date_top
    assert float(date_right) == pytest.approx(mm(210 - 20), abs=1)


# --- Exactly what was given ---

ODD = '"; #panic(1) // \\ ] } $x$ <% x %> << y >> *a* _b_ @c <d> {{ 7*7 }} \u202e\x07'
SHOWN_AS = '"; #panic(1) // \\ ] } $x$ <% x %> << y >> *a* _b_ @c <d> {{ 7*7 }} [U+202E][U+0007]'

_KEPT = {*LetterContent.model_fields} - {
    *("to", "sender", "subject", "points", "signatory", "attachments", "opening", "closing"),
    *("copies", "particulars", "sections", "meeting", "annexes"),
} | {"nip", "standing", "principals", "events", "field", "author", "drawing", "described"}
_UNSAID = {
    LetterForm.LETTER: {"sender"},
    LetterForm.INFORMATION: {"sender", "opening", "attachments", "place"},
    LetterForm.REPORT: {"sender", "opening", "attachments", "place"},
    LetterForm.STUDY: {"opening"},
}
"""What an arrangement has no place for."""


def spoiled(
    value: Any, tags: Iterator[int], unsaid: set[str], said: list[str], name: str = ""
) -> Any:
    """The same content with every word replaced by one that typst must not read as its own."""
    match value:
        case dict():
            return {
                key: each if key in _KEPT else spoiled(each, tags, unsaid, said, key)
                for key, each in value.items()
                if key not in unsaid or key == "sender"
            }
        case list() | tuple():
            return [spoiled(each, tags, unsaid, said, name) for each in value]
        case str() if value and value not in SECTIONS:
            tag = f"{next(tags)}{ODD}"
            if name not in unsaid:
                said.append(tag.replace(ODD, SHOWN_AS))
            return tag
    return value


SECTIONS = {"Bidang"} | {heading for headings in SECTIONS_OF.values() for heading in headings}


@EVERY_TYPE
def test_every_word_of_every_type_is_shown_as_it_is_stored(kind: LetterType) -> None:
    said: list[str] = []
    plain = written(kind, secrecy=Secrecy.OPEN).model_dump(mode="json")
    plain["signatory"]["titled_name"] = ""
    spoilt = spoiled(plain, count(1000), _UNSAID[kind.form], said)
    content = LetterContent.model_validate(spoilt)
    shown = "".join(re.sub(r"^-\d+-", "", page) for page in pages(issued(kind, content))).casefold()
    assert len(said) > 15
    for each in said:
        assert unspaced(each).casefold() in shown, each


def test_the_words_of_a_drawing_are_as_legible_as_the_letters() -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 90"><text x="9" y="40">'
        "Peta #1 &lt;kosong&gt; &amp;amp; \u202e\u0633 &#x1F600;</text></svg>"
    )
    annex = Annex(title=Passage.of("Peta"), drawing=drawing, described="Peta kosong")
    content = written(LetterType.BINGKAI_PEMETAAN, annexes=(annex,))
    said = "".join(pages(issued(LetterType.BINGKAI_PEMETAAN, content)))
    assert "Peta#1<kosong>&amp;[U+202E][U+0633][U+1F600]" in said


def test_the_map_of_the_problem_frame_is_set_in_the_letters_face() -> None:
    places = [Place("73.01", point=(119.5, -5.1)), Place("73.02", point=(120.2, -5.4))]
    drawing = map_svg(
        places,
        {"73.01": Level.RED, "73.02": Level.YELLOW},
        {"73.01": "Contoh Utara", "73.02": "Contoh Selatan"},
        title="Peta",
    )
    annex = Annex(title=Passage.of("Peta"), drawing=drawing, described="Peta dua wilayah")
    content = written(LetterType.BINGKAI_PEMETAAN, annexes=(annex,))
    made = issued(LetterType.BINGKAI_PEMETAAN, content)
    assert "ContohUtara" in "".join(pages(made))
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in PdfReader(BytesIO(made)).pages
        for font in cast(Any, page)["/Resources"]["/Font"].values()
    }
    assert all(font.startswith("LiberationSans") for font in fonts)


def test_a_draft_of_every_type_marks_the_authors_own_words() -> None:
    own = told("Pendapat kami.").model_copy(update={"author": "petugas-1"})
    for kind in (LetterType.LAPORAN_PENUTUPAN, LetterType.TELAAHAN_STAF):
        content = written(kind)
        changed = (*content.sections[:-1], Section(heading="Saran", paragraphs=(own,)))
        draft = issued(kind, written(kind, sections=changed), number=None, dated=None)
        assert "paragraftambahanpenyusun" in "".join(pages(draft))


def test_a_governor_may_sign_a_study_too() -> None:
    content = written(LetterType.LAPORAN_PENUTUPAN, signatory=GOVERNOR, kop=KopKind.OFFICE_HOLDER)
    assert "NIP" not in "".join(pages(issued(LetterType.LAPORAN_PENUTUPAN, content)))
