"""A letter as a Word document: read back with python-docx, it says what the letter says."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from domain.letter_content import (
    F4,
    LetterContent,
    LetterForm,
    LetterIncomplete,
    LetterType,
    Paragraph,
    Passage,
    number_of,
    profile_of,
)
from domain.letter_content import Table as Facts
from runtime.typesetting import UNSIGNED, Typesetter
from runtime.word import COPY, MERGE_FIELDS, Word, editable
from runtime.word_forms import DRAWN, FORMS, drawn
from tests import correspondence
from tests.letter_samples import DATED, berita_acara, keputusan_skk
from tests.runtime import test_typesetting as notes

SETTER = Typesetter()
WORD = Word(SETTER)

LETTERS: dict[LetterType, LetterContent] = {
    LetterType.NOTA_DINAS: notes.content(),
    LetterType.BERITA_ACARA: berita_acara(3),
} | {
    letter: sample.write() for letter, sample in correspondence.SAMPLES.items() if editable(letter)
}
EVERY_LETTER = pytest.mark.parametrize("letter", LETTERS)


def written(content: LetterContent, **changes: Any) -> Document:
    return docx.Document(BytesIO(made(content, **changes)))


def made(content: LetterContent, **changes: Any) -> bytes:
    return WORD.render(content, **({"profile": profile_of(content)} | changes))


def issued(content: LetterContent, **changes: Any) -> Document:
    profile = profile_of(content)
    number = number_of(content, profile, sequence=7, dated=DATED)
    return written(content, number=number, dated=DATED, **changes)


def lines(part: Document | _Cell) -> Iterator[str]:
    """Every paragraph in the order it is read, also those in tables."""
    for block in part.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in dict.fromkeys(row.cells):
                    yield from lines(cell)
        else:
            yield block.text


def text_of(document: Document) -> str:
    return "\n".join(lines(document))


def heads_of(document: Document) -> list[str]:
    section = document.sections[0]
    return [
        "|".join(each.text for each in part.paragraphs if each.text)
        for part in (
            section.first_page_header,
            section.header,
            section.first_page_footer,
            section.footer,
        )
    ]


def said_in_order(said: str, *parts: str) -> None:
    at = 0
    for part in parts:
        found = said.find(part, at)
        assert found >= 0, part
        at = found + len(part)


@pytest.mark.parametrize("form", DRAWN)
def test_the_kept_form_is_what_the_script_draws(form: LetterForm) -> None:
    assert (FORMS / f"{form.value}.docx").read_bytes() == drawn(form)


def test_every_letter_an_office_edits_has_a_form() -> None:
    for letter in (
        LetterType.SURAT_DINAS,
        LetterType.NOTA_DINAS,
        LetterType.SURAT_UNDANGAN,
        LetterType.BERITA_ACARA,
        LetterType.LAPORAN_INFORMASI,
        LetterType.TELAAHAN_STAF,
    ):
        assert editable(letter)
    assert not editable(LetterType.KEPUTUSAN_SKK)
    with pytest.raises(KeyError):
        made(keputusan_skk())


@EVERY_LETTER
def test_every_word_of_the_letter_is_in_the_document(letter: LetterType) -> None:
    content = LETTERS[letter]
    said = text_of(issued(content)).lower()
    sections = [*content.sections, *(content.minutes.articles if content.minutes else ())]
    points = [*content.points, *(each for one in sections for each in one.paragraphs)]
    expected = [content.subject.text, content.signatory.office_lines[-1], content.signatory.nip[:8]]
    expected += [*content.copies, *(each.office for each in content.to if len(content.to) < 4)]
    for one in sections:
        expected += [one.heading, *(each.value.text for each in one.particulars)]
    for point in points:
        expected += [point.text, *(each.text for each in point.sub)]
        if point.table:
            expected += [each.title for each in point.table.columns]
            expected += [cell.text for row in point.table.rows for cell in row]
            expected += [cell.text for cell in point.table.total]
    for part in expected:
        assert part.lower() in said, part


@EVERY_LETTER
def test_the_same_letter_gives_the_same_bytes_without_a_clock(letter: LetterType) -> None:
    content = LETTERS[letter]
    first = made(content)
    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(lambda _: made(content), range(3))) == {first}
    assert Word(SETTER).render(content, profile=profile_of(content)) == first
    with ZipFile(BytesIO(first)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_surat_dinas_has_its_parts_in_order() -> None:
    said_in_order(
        text_of(issued(LETTERS[LetterType.SURAT_DINAS])),
        "PEMERINTAH PROVINSI SULAWESI SELATAN",
        "BADAN KESATUAN BANGSA DAN POLITIK",
        "Nomor",
        "200.1.3.4/7/BKBP/IX/2026",
        "Makassar, 7 September 2026",
        "Sifat",
        "Lampiran",
        "Hal",
        "Yth.",
        "Demikian",
        "Kepala Badan Kesatuan Bangsa dan Politik,",
        "Dr. Nama Contoh Pejabat, M.Si.",
        "Pembina Utama Madya",
        "NIP 19700101 199503 1 001",
        "Tembusan:",
        "1.\t",
    )


def test_minutes_have_their_parts_in_order_and_each_party_one_place_to_sign() -> None:
    said = text_of(issued(berita_acara(3)))
    said_in_order(
        said,
        "BERITA ACARA KESEPAKATAN DAMAI",
        "NOMOR 200.1.3.4/7/BKBP/IX/2026",
        "Pada hari ini Senin, tanggal tujuh bulan September",
        "1.\tNama Contoh Pihak Kesatu",
        "Pasal 1\nPenghentian Perselisihan",
        "(1)\tPara pihak",
        "Pasal 3",
        "dalam rangkap 4 (empat)",
        "PIHAK KESATU\nMeterai Rp10.000",
        "PIHAK KETIGA\nMeterai Rp10.000",
        "Saksi-saksi:",
        "Mengetahui:",
        "Mengesahkan,",
        "NIP 19700101 199503 1 001",
    )
    assert said.count("Meterai") == 3
    assert "Meterai" not in text_of(issued(berita_acara(3, stamped=False)))


@EVERY_LETTER
def test_a_draft_carries_the_fields_srikandi_fills_and_a_letter_does_not(
    letter: LetterType,
) -> None:
    content = LETTERS[letter]
    draft, final = text_of(written(content)), text_of(issued(content))
    for name, field in MERGE_FIELDS.items():
        assert field in draft or (name, letter) == ("dated", LetterType.BERITA_ACARA)
        assert field not in final
    assert content.signatory.name not in draft.rpartition("${ttd_pengirim}")[2]


def test_what_is_no_signed_letter_says_so_on_every_page() -> None:
    content = notes.content()
    assert heads_of(written(content))[:2] == ["KONSEP", "KONSEP|-  -"]
    assert heads_of(issued(content, watermark=UNSIGNED))[0] == UNSIGNED
    assert heads_of(issued(content))[0] == COPY


def test_a_secret_letter_is_marked_top_and_bottom() -> None:
    secret = LETTERS[LetterType.LAPORAN_INFORMASI]
    assert heads_of(issued(secret)) == [
        f"{COPY}|RAHASIA",
        f"{COPY}|RAHASIA|-  -",
        "RAHASIA",
        "RAHASIA",
    ]


def test_paper_margins_and_faces_are_the_profiles() -> None:
    content = notes.content()
    profile = profile_of(content).model_copy(update={"paper": F4, "font_size_pt": 11})
    document = written(content, profile=profile)
    (section,) = document.sections
    assert section.page_width == pytest.approx(Mm(215), abs=700)
    assert section.page_height == pytest.approx(Mm(330), abs=700)
    assert section.left_margin == pytest.approx(Mm(30), abs=700)
    assert section.bottom_margin == pytest.approx(Mm(25), abs=700)
    normal: Any = document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Arial", Pt(11))
    assert normal.paragraph_format.alignment is WD_ALIGN_PARAGRAPH.JUSTIFY


def test_a_table_of_facts_fills_the_line_and_repeats_its_heading() -> None:
    table = issued(notes.content()).tables[1]
    assert [cell.text for cell in table.rows[0].cells][:2] == ["No.", "Desa/Kelurahan"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:cantSplit" in table.rows[1]._tr.xml
    assert 'w:type="pct" w:w="5000"' in table._tbl.xml
    assert "w:tcW" not in table._tbl.xml


def test_the_signature_stays_with_the_words_before_it() -> None:
    paragraphs = issued(notes.content()).paragraphs
    (at,) = [n for n, each in enumerate(paragraphs) if each.text.startswith("Demikian")]
    assert paragraphs[at].paragraph_format.keep_with_next
    signed = [each for each in paragraphs[at:] if each.style and each.style.name == "Tanda Tangan"]
    assert len(signed) == 5
    assert all(each.style.paragraph_format.keep_with_next for each in signed)  # type: ignore[union-attr]


def test_a_draft_says_which_points_its_author_wrote() -> None:
    own = notes.content(points=(Paragraph(pieces=("Pendapat kami.",), author="petugas-1"),))
    assert "Pendapat kami. [paragraf penyusun]" in text_of(written(own))
    assert "[paragraf penyusun]" not in text_of(issued(own))


# --- Exactly what was given ---

HOSTILE = [
    *notes.HOSTILE,
    "{_{ 7*7 }_} {_% if %_}",
    "{%p if x %} {%tr for y in z %} {{r x }} {%tc endfor %}",
    "</w:t></w:r></w:p><w:p/>",
    "&amp; &lt; &#95; <w:br/>",
    "]]> <![CDATA[ <?xml ?>",
    "${nomor_naskah}",
    "_garis_bawah_ __dua__",
]


@pytest.mark.parametrize("letter", [LetterType.NOTA_DINAS, LetterType.BERITA_ACARA])
def test_hostile_text_appears_word_for_word(letter: LetterType) -> None:
    odd = " | ".join(HOSTILE)
    cells = tuple(Passage.of(odd) for _ in notes.table().columns)
    facts = Facts(columns=notes.table().columns, rows=(cells,), caption=odd)
    point = Paragraph(pieces=(odd,), sub=(Passage.of(odd),), table=facts)
    if letter is LetterType.NOTA_DINAS:
        content = notes.content(subject=Passage.of(odd), points=(point,), copies=(odd,))
    else:
        articles = (berita_acara().minutes.articles[0].model_copy(update={"paragraphs": (point,)}),)  # type: ignore[union-attr]
        content = berita_acara(3, held=Passage.of(odd), articles=articles, made_in=Passage.of(odd))
    assert text_of(issued(content, watermark=odd)).count(odd) == 10
    assert heads_of(issued(content, watermark=odd))[0] == odd


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("a\x00b\x07c\x1bd\x0ce", "a[U+0000]b[U+0007]c[U+001B]d\ne"),
        ("a\u202egnp.exe", "a[U+202E]gnp.exe"),
        ("satu\r\ndua\tiga", "satu\ndua iga"),
        ("a\ufffeb\ud800c", "a[U+FFFE]b[U+D800]c"),
    ],
)
def test_what_word_cannot_hold_is_written_out(stored: str, shown: str) -> None:
    content = notes.content(points=(Paragraph.of("x"), Paragraph.of(stored)))
    assert f"2.\t{shown}" in text_of(issued(content))


def test_a_letter_that_lacks_something_is_refused_by_its_name() -> None:
    with pytest.raises(LetterIncomplete, match="Hal"):
        made(notes.content(subject=Passage.of(" ")))


def test_an_office_may_put_a_form_of_its_own(tmp_path: Path) -> None:
    for form in DRAWN:
        own = docx.Document()
        own.add_paragraph("Naskah {{ number }} tentang {{ subject }}")
        own.save(str(tmp_path / f"{form.value}.docx"))
    content = notes.content(subject=Passage.of("<Hal> & {{ x }}"))
    own_word = Word(SETTER, tmp_path).render(content, profile=profile_of(content))
    assert (
        text_of(docx.Document(BytesIO(own_word)))
        == "Naskah ${nomor_naskah} tentang <Hal> & {{ x }}"
    )
