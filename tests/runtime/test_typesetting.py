"""A letter's content becomes a PDF that says exactly what it was given, the same way each time.

``RUKUN_WRITE_SAMPLES=1 python -m pytest tests/runtime/test_typesetting.py`` writes the sample
letters under docs/letters anew; look at them before keeping them.
"""

import os
import random
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from domain.letter_content import (
    F4,
    JAKARTA,
    NATIONAL,
    SULAWESI_SELATAN,
    Addressee,
    Column,
    KopKind,
    LetterContent,
    LetterIncomplete,
    LetterProfile,
    LetterType,
    Merged,
    Paragraph,
    Passage,
    Secrecy,
    Signatory,
    Table,
    Urgency,
    copy_mark,
    number_of,
)
from runtime.typesetting import FONTS, TEMPLATES, UNSIGNED, Typesetter, manifest_json

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "letters"
DATED = date(2026, 9, 7)


def merged(value: str, event: str = "kasus-contoh@3", position: int = 41) -> Merged:
    return Merged(value=value, events=(event,), position=position)


def table(*rows: tuple[str, ...]) -> Table:
    return Table(
        columns=(
            Column(title="No.", weight=0, numeric=True),
            Column(title="Desa/Kelurahan", weight=3),
            Column(title="Permasalahan", weight=4),
            Column(title="Status", weight=2),
            Column(title="Laporan", weight=0, numeric=True),
        ),
        rows=tuple(tuple(Passage.of(merged(cell)) for cell in row) for row in rows),
    )


def content(profile: LetterProfile = SULAWESI_SELATAN, **changes: Any) -> LetterContent:
    """A nota dinas about a case that never was."""
    facts: dict[str, Any] = {
        "type": LetterType.NOTA_DINAS,
        "profile_id": profile.id,
        "profile_version": profile.version,
        "secrecy": Secrecy.OPEN,
        "urgency": Urgency.URGENT,
        "classification": "200.1.3.4",
        "to": (Addressee(office="Gubernur Sulawesi Selatan"),),
        "sender": "Kepala Badan Kesatuan Bangsa dan Politik",
        "copies": ("Sekretaris Daerah Provinsi Sulawesi Selatan", "Asisten Pemerintahan"),
        "attachments": "1 (satu) berkas",
        "subject": Passage.of("Perkembangan Konflik Sosial di ", merged("Kecamatan Contoh Utara")),
        "points": (
            Paragraph.of(
                "Pada hari ",
                merged("Rabu, 2 September 2026"),
                " pukul ",
                merged("08.00 WITA"),
                " diterima laporan informasi mengenai ",
                merged("sengketa batas lahan garapan"),
                " di ",
                merged("Desa Contoh Makmur"),
                ". Laporan telah diverifikasi pada tanggal ",
                merged("4 September 2026", "kasus-contoh@7", 58),
                ".",
            ),
            Paragraph(
                pieces=("Keadaan wilayah sampai dengan nota ini disusun:",),
                table=table(
                    ("1", "Contoh Makmur", "Sengketa batas lahan garapan", "Merah", "7"),
                    ("2", "Contoh Jaya", "Penutupan akses jalan tani", "Kuning", "3"),
                ),
            ),
            Paragraph(
                pieces=("Langkah yang telah dilakukan:",),
                sub=(
                    Passage.of("koordinasi dengan Kepolisian Resor setempat; dan"),
                    Passage.of("penjadwalan musyawarah pada ", merged("9 September 2026"), "."),
                ),
            ),
            Paragraph.of("Bupati dimohon hadir pada musyawarah tersebut."),
        ),
        "signatory": Signatory(
            office="Kepala Badan Kesatuan Bangsa dan Politik",
            name="Nama Contoh Pejabat",
            titled_name="Dr. Nama Contoh Pejabat, M.Si.",
            rank="Pembina Utama Madya",
            nip="19700101 199503 1 001",
        ),
    }
    return LetterContent(**(facts | changes))


def points(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph.of(merged(text)) for text in texts)


SETTER = Typesetter()


def issued(letter: LetterContent, **changes: Any) -> bytes:
    given: dict[str, Any] = {
        "profile": SULAWESI_SELATAN,
        "number": "200.1.3.4/7/BKBP/IX/2026",
        "dated": DATED,
        "manifest": {"contoh": True},
    }
    return SETTER.render(letter, **(given | changes))


def draft(letter: LetterContent, **changes: Any) -> bytes:
    return issued(letter, number=None, dated=None, **changes)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages(pdf))


def unspaced(text: str) -> str:
    """Without line ends, spaces and the zero-width spaces at which long words may break."""
    return re.sub(r"[\s\u200b]", "", text)


# --- The letter ---


def test_the_sample_under_docs_is_what_the_templates_make() -> None:
    letter = content()
    made = issued(
        letter,
        number=number_of(letter, SULAWESI_SELATAN, sequence=7, dated=DATED),
        watermark=UNSIGNED,
        public_url="https://rukun.sulsel.example/verify/contoh-0001",
        manifest={"contoh": "tidak ada kasus di balik naskah ini"},
    )
    path = SAMPLES / "nota-dinas.pdf"
    if os.environ.get("RUKUN_WRITE_SAMPLES"):
        path.write_bytes(made)
    assert path.read_bytes() == made
    assert len(pages(made)) == 1


def test_permendagri_1_2023_a_nota_dinas_has_its_parts_in_order() -> None:
    said = text_of(issued(content()))
    parts = [
        "PEMERINTAH PROVINSI SULAWESI SELATAN",
        "BADAN KESATUAN BANGSA DAN POLITIK",
        "Jalan Alamat Contoh Nomor 0",
        "NOTA DINAS",
        "Yth.",
        "Gubernur Sulawesi Selatan",
        "Dari",
        "Tembusan",
        "1. Sekretaris Daerah",
        "2. Asisten",
        "Tanggal",
        "7 September 2026",
        "Nomor",
        "200.1.3.4/7/BKBP/IX/2026",
        "Sifat",
        "Segera",
        "Lampiran",
        "1 (satu) berkas",
        "Hal",
        "Perkembangan Konflik Sosial",
        "Dengan hormat dilaporkan hal-hal sebagai berikut:",
        "1. Pada hari Rabu",
        "Demikian, mohon arahan lebih lanjut.",
        "Kepala Badan Kesatuan Bangsa dan Politik,",
        "Dr. Nama Contoh Pejabat, M.Si.",
        "Pembina Utama Madya",
        "NIP 19700101 199503 1 001",
    ]
    at = 0
    for part in parts:
        found = unspaced(said).find(unspaced(part), at)
        assert found >= 0, part
        at = found
    assert "Kepada" not in said
    assert "KONSEP" not in said


def test_a_letter_without_copies_or_attachments_says_so_with_a_dash() -> None:
    said = unspaced(text_of(issued(content(copies=(), attachments=" "))))
    assert "Tembusan:-Tanggal:" in said
    assert "Lampiran:-Hal:" in said


def test_a_draft_shows_dots_and_its_watermark() -> None:
    said = text_of(draft(content()))
    assert "KONSEP" in said
    assert "200.1.3.4/......../BKBP/......../........" in said
    assert "7 September 2026" not in said


def test_an_unsigned_letter_shows_the_watermark_it_is_given() -> None:
    assert UNSIGNED in text_of(issued(content(), watermark=UNSIGNED))
    assert UNSIGNED in text_of(draft(content(), watermark=UNSIGNED))


def test_a_draft_marks_the_authors_own_paragraphs_and_the_letter_does_not() -> None:
    own = content(points=(Paragraph(pieces=("Pendapat kami.",), author="petugas-1"),))
    assert "paragraf tambahan penyusun" in text_of(draft(own))
    assert "paragraf tambahan penyusun" not in text_of(issued(own))
    assert "paragraf tambahan penyusun" not in text_of(draft(content()))


def test_a_secret_letter_is_marked_top_and_bottom_of_every_page() -> None:
    long = content(secrecy=Secrecy.SECRET, points=points(*["Uraian panjang. " * 60] * 8))
    made = pages(issued(long, copy=copy_mark(2, 10)))
    assert len(made) >= 3
    for page in made:
        assert page.count("RAHASIA") == 2
        assert page.count("Kopi Nomor 2 dari 10") == 2
    assert "RAHASIA" not in text_of(issued(content(secrecy=Secrecy.RESTRICTED)))


def test_the_page_number_stands_from_the_second_page() -> None:
    made = pages(issued(content(points=points(*["Uraian panjang. " * 60] * 8))))
    assert not re.search(r"- \d+ -", made[0])
    assert [re.findall(r"- (\d+) -", page) for page in made[1:]] == [
        [str(n)] for n in range(2, len(made) + 1)
    ]


def test_a_public_address_gives_a_code_with_its_words() -> None:
    url = "https://rukun.sulsel.example/verify/contoh-0001"
    made = issued(content(), public_url=url)
    assert f"Keaslian naskah ini dapat diperiksa di {url}" in text_of(made)
    assert "Keaslian" not in text_of(issued(content()))
    assert made != issued(content(), public_url=f"{url}2")


def test_an_office_holders_letterhead_names_the_office_alone() -> None:
    said = text_of(issued(content(kop=KopKind.OFFICE_HOLDER)))
    assert "GUBERNUR SULAWESI SELATAN" in said
    assert "Alamat Contoh" not in said


def test_jakarta_signs_without_academic_titles() -> None:
    said = text_of(issued(content(JAKARTA), profile=JAKARTA))
    assert "PEMERINTAH PROVINSI DAERAH KHUSUS IBUKOTA JAKARTA" in said
    assert "Dr." not in said
    assert "Nama Contoh Pejabat" in said


def test_a_governor_signs_without_rank_and_nip() -> None:
    governor = Signatory(office="Gubernur Contoh", name="Nama Contoh", elected=True, rank="x")
    said = text_of(issued(content(signatory=governor)))
    assert "NIP" not in said


@pytest.mark.parametrize("paper", [NATIONAL.paper, F4])
def test_the_paper_is_the_profiles(paper: Any) -> None:
    profile = SULAWESI_SELATAN.model_copy(update={"paper": paper})
    box = PdfReader(BytesIO(issued(content(), profile=profile))).pages[0].mediabox
    assert float(box.width) == pytest.approx(paper.width_mm * 72 / 25.4, abs=0.01)
    assert float(box.height) == pytest.approx(paper.height_mm * 72 / 25.4, abs=0.01)


# --- Pages ---


@pytest.mark.parametrize("count", range(1, 30, 2))
def test_the_signature_is_never_torn_nor_left_alone(count: int) -> None:
    word = "Keadaan di lapangan tetap terkendali. "
    made = pages(issued(content(points=points(*[f"Butir-{n}. {word * 4}" for n in range(count)]))))
    last = unspaced(made[-1])
    whole = "Demikian,mohonarahanlebihlanjut.KepalaBadanKesatuanBangsadanPolitik,"
    assert whole in last
    assert "Dr.NamaContohPejabat,M.Si.PembinaUtamaMadyaNIP197001011995031001" in last
    assert f"Butir-{count - 1}." in last
    assert unspaced("".join(made)).count(whole) == 1


def test_a_long_table_repeats_its_heading_and_keeps_every_row_whole() -> None:
    rows = [(str(n), f"Desa-{n}", "Sengketa batas lahan " * 4, "Merah", "1") for n in range(1, 61)]
    made = pages(issued(content(points=(Paragraph(pieces=("Daftar:",), table=table(*rows)),))))
    assert len(made) >= 3
    with_rows = [page for page in made if re.search(r"Desa-\d", page)]
    assert all("Permasalahan" in page for page in with_rows)
    assert "Daftar:" in with_rows[0]
    everything = unspaced("".join(made))
    assert all(f"Desa-{n}" in everything for n in range(1, 61))


def test_a_short_table_stays_with_the_words_that_announce_it() -> None:
    for lines in range(12, 26):
        filler = points(*["Satu baris saja."] * lines)
        told = Paragraph(
            pieces=("Daftar berikut:",), table=table(("1", "Desa-A", "x", "Merah", "1"))
        )
        made = pages(issued(content(points=(*filler, told))))
        (page,) = [page for page in made if "Daftar berikut:" in page]
        assert "Desa-A" in page


# --- Exactly what was given ---

HOSTILE = [
    '#panic("mati")',
    '"; #panic("mati") //',
    '\\"; #panic(1); "',
    "\\",
    'akhir \\"',
    "#{ 1 + 1 }",
    "$x^2$ dan $ terbuka",
    "*tebal* _miring_ `kode` ~ @acuan <label>",
    "= Judul",
    "- butir",
    "+ butir",
    "/ istilah: arti",
    "// komentar",
    "/* komentar",
    "*/",
    "https://contoh.example/#a?b=c&d",
    "[kurung] {kurawal} (biasa) ]]]",
    "<< number >>",
    "<% if x %>",
    "<# komentar #>",
    "{{ 7*7 }} {% raw %}",
    "((hal))",
    "\\u{202e}",
    "--- -- ... 'petik' \"ganda\"",
    "'; DROP TABLE event; --",
    "<script>alert(1)</script>",
    "#set page(width: 1cm)",
    '#read("/etc/passwd")',
    '#import "@preview/x:0.1.0"',
    "#sys.inputs",
    "é ü ñ ç Ł ğ",
    "H₂O ½ € © – — “kutip” …",
    "a&nbsp;b %s %d ${nama} $(id)",
    "[U+202E]",
]


@pytest.mark.parametrize(
    "place",
    [
        lambda text: {"points": points(text)},
        lambda text: {"subject": Passage.of(merged(text))},
        lambda text: {"copies": (text, text)},
        lambda text: {"sender": text, "attachments": text},
        lambda text: {"to": (Addressee(office=text, place=text),)},
        lambda text: {"opening": Passage.of(text), "closing": Passage.of(text)},
        lambda text: {"points": (Paragraph(pieces=("x",), sub=(Passage.of(text),)),)},
        lambda text: {
            "points": (Paragraph(pieces=("x",), table=table(("1", text, text, "a", "b"))),)
        },
        lambda text: {
            "signatory": Signatory(
                office=text, name=text, rank=text, nip="1" * 18, principals=(text,)
            )
        },
    ],
)
def test_hostile_text_appears_word_for_word_wherever_it_stands(
    place: Callable[[str], dict[str, Any]],
) -> None:
    everything = " | ".join(HOSTILE)
    assert unspaced(everything) in unspaced(text_of(issued(content(**place(everything)))))


@pytest.mark.parametrize("seed", range(6))
def test_three_hundred_mixtures_appear_word_for_word(seed: int) -> None:
    shuffled = random.Random(seed)
    texts = [
        f"{n}:" + "".join(shuffled.choices([*HOSTILE, "\n", "\\", '"', "#", "]"], k=6))
        for n in range(50)
    ]
    said = unspaced(text_of(issued(content(points=points(*texts)))))
    for text in texts:
        assert unspaced(text) in said


def test_hostile_text_in_number_copy_watermark_and_address_is_plain_too() -> None:
    odd = '"; #panic(1) \\ <% x'
    made = issued(content(), number=odd, copy=odd, watermark=odd, public_url=odd)
    assert unspaced(text_of(made)).count(unspaced(odd)) >= 5


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("a\x00b\x07c\x1bd\x7fe", "a[U+0000]b[U+0007]c[U+001B]d[U+007F]e"),
        ("a\u202egnp.exe\u202c", "a[U+202E]gnp.exe[U+202C]"),
        ("a\u200fb\u200ec\u061cd\u2066e\u2069", "a[U+200F]b[U+200E]c[U+061C]d[U+2066]e[U+2069]"),
        ("a\ufeffb\ufffec\uffffd", "a[U+FEFF]b[U+FFFE]c[U+FFFF]d"),
        ("a\ue000b", "a[U+E000]b"),
        ("سلام 😀", "[U+0633][U+0644][U+0627][U+0645] [U+1F600]"),
        ("satu\r\ndua\rtiga\x0bempat\u2028lima", "satu\ndua\ntiga\nempat\nlima"),
        ("a\tb", "a b"),
    ],
)
def test_what_cannot_be_shown_is_written_out(stored: str, shown: str) -> None:
    said = text_of(issued(content(points=points(stored), subject=Passage.of(stored))))
    assert shown in said
    assert unspaced(said).count(unspaced(shown)) >= 2


def test_joiners_and_soft_hyphens_leave_the_words_as_they_are() -> None:
    said = text_of(issued(content(points=points("ab\u200bcd\u200cef\u200dgh\u00adij"))))
    assert "abcdefghij" in re.sub("[\u200b-\u200d\u00ad]", "", said)


@pytest.mark.parametrize(
    "place",
    [
        lambda text: {"points": points(text)},
        lambda text: {"subject": Passage.of(text)},
        lambda text: {"copies": (text, text)},
        lambda text: {
            "points": (Paragraph(pieces=("x",), table=table(("1", text, "a", "b", "c"))),)
        },
    ],
)
def test_a_word_without_end_goes_on_in_the_next_line(
    place: Callable[[str], dict[str, Any]],
) -> None:
    endless = "z" * 400
    said = text_of(issued(content(**place(endless))))
    lines = [len(re.sub("[^z]", "", line)) for line in said.splitlines() if "zz" in line]
    assert sum(lines) % 400 == 0
    assert max(lines) <= 75


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=80))
def test_any_text_can_be_set(text: str) -> None:
    assert issued(content(points=points(f"x{text}"), subject=Passage.of(f"x{text}")))


# --- The same bytes, and which ones ---


def test_the_same_input_gives_the_same_bytes() -> None:
    first = issued(content(), watermark=UNSIGNED, public_url="https://contoh.example/1")
    again = Typesetter().render(
        LetterContent.model_validate_json(content().model_dump_json()),
        profile=SULAWESI_SELATAN,
        number="200.1.3.4/7/BKBP/IX/2026",
        dated=DATED,
        watermark=UNSIGNED,
        public_url="https://contoh.example/1",
        manifest={"contoh": True},
    )
    assert first == again
    assert draft(content()) == draft(content())


def test_several_threads_set_the_same_bytes() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: issued(content()), range(24)))
    assert made == {issued(content())}


def test_the_document_carries_the_letters_date_and_no_other() -> None:
    metadata = PdfReader(BytesIO(issued(content()))).metadata
    assert metadata is not None
    assert metadata.creation_date == datetime(2026, 9, 7, tzinfo=UTC)
    assert metadata.modification_date == datetime(2026, 9, 7, tzinfo=UTC)
    assert metadata.title == ("Nota Dinas - Perkembangan Konflik Sosial di Kecamatan Contoh Utara")


def test_the_pdf_declares_a_3a_and_ua_1_and_embeds_only_vendored_faces() -> None:
    reader = PdfReader(BytesIO(issued(content())))
    root: Any = reader.trailer["/Root"]
    declared = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in declared
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in declared
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id-ID"
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in cast(Any, page)["/Resources"]["/Font"].values()
    }
    assert fonts == {"LiberationSans", "LiberationSans-Bold"}


def test_the_manifest_travels_inside_the_pdf_unchanged() -> None:
    manifest = {
        "renderer": SETTER.renderer_versions(),
        "nilai": [{"teks": 'é "#panic()" \u202e\x00', "peristiwa": ["a@1"], "posisi": 41}],
    }
    reader = PdfReader(BytesIO(issued(content(), manifest=manifest)))
    assert list(reader.attachments) == ["manifest.json"]
    assert reader.attachments["manifest.json"] == [manifest_json(manifest).encode()]
    (attached,) = cast(Any, reader.trailer)["/Root"]["/AF"]
    assert attached.get_object()["/AFRelationship"] == "/Data"


def test_the_renderer_names_everything_its_bytes_depend_on() -> None:
    versions = SETTER.renderer_versions()
    assert set(versions["templates"]) == {p.name for p in TEMPLATES.glob("*.j2")}
    assert set(versions["fonts"]) == {p.name for p in FONTS.iterdir() if p.suffix != ".txt"}
    assert versions["pdf_standards"] == ["a-3a", "ua-1"]
    assert all(re.fullmatch("[0-9a-f]{64}", v) for v in versions["fonts"].values())
    assert versions["emblem"] != Typesetter(emblem="<svg/>").renderer_versions()["emblem"]


def test_a_deployers_emblem_takes_the_place_of_the_neutral_one() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
    made = Typesetter(emblem=svg).render(
        content(), profile=SULAWESI_SELATAN, number="1", dated=DATED, manifest={}
    )
    assert made != issued(content(), number="1", manifest={})


# --- Refusals ---


def test_a_letter_that_lacks_something_is_refused_by_its_name() -> None:
    lacking = content(
        subject=Passage.of(" "),
        points=(Paragraph.of(Merged(value="", events=("a",), position=1, field="nama desa")),),
    )
    with pytest.raises(LetterIncomplete, match=r"Hal, nama desa \(butir 1\)") as refused:
        draft(lacking)
    assert refused.value.fields == ("Hal", "nama desa (butir 1)", "butir 1")


@pytest.mark.parametrize(
    ("given_", "named"),
    [
        ({"number": None}, "Nomor"),
        ({"dated": None}, "Tanggal"),
        ({"number": " "}, "Nomor"),
    ],
)
def test_number_and_date_come_together(given_: dict[str, Any], named: str) -> None:
    with pytest.raises(LetterIncomplete) as refused:
        issued(content(), **given_)
    assert refused.value.fields == (named,)


def test_another_profile_than_the_one_approved_is_not_used() -> None:
    with pytest.raises(ValueError, match="sulawesi-selatan"):
        issued(content(), profile=JAKARTA)


def test_a_manifest_that_json_cannot_hold_is_not_attached() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        issued(content(), manifest={"x": float("nan")})


# --- Lint ---


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "letters"))


def spoil(templates: Path, before: str, after: str, name: str = "nota_dinas.typ.j2") -> int:
    """Puts a fault into a template; answers with the line it stands on."""
    path = templates / name
    source = path.read_text(encoding="utf-8")
    assert source.count(before) == 1
    path.write_text(source.replace(before, after), encoding="utf-8")
    return source[: source.index(before)].count("\n") + 1


def test_the_templates_are_without_fault() -> None:
    assert SETTER.lint_templates() == ()


@pytest.mark.parametrize(
    ("name", "before", "after", "field"),
    [
        ("nota_dinas.typ.j2", "<< sender >>", "<< pengirim >>", "pengirim"),
        ("nota_dinas.typ.j2", "<< addressee.office >>", "<< addressee.nama >>", "addressee.nama"),
        ("base.typ.j2", "<< font|quoted >>", "<< profile.huruf|quoted >>", "profile.huruf"),
        ("base.typ.j2", "<< signatory.nip >>", "<< signatory.nik >>", "signatory.nik"),
        ("_point.typ.j2", "<% if point.sub %>", "<% if point.anak %>", "point.anak"),
    ],
)
def test_an_unknown_field_is_named_with_its_template_and_line(
    templates: Path, name: str, before: str, after: str, field: str
) -> None:
    line = spoil(templates, before, after, name)
    fault = Typesetter(templates).lint_templates()[0]
    assert (fault.template, fault.line, fault.field) == (name, line, field)
    assert str(fault) == f"{name}:{line}: bagian tidak dikenal: {field}"


def test_an_unknown_field_is_found_in_a_branch_no_sample_takes(templates: Path) -> None:
    line = spoil(templates, "<< sender >>", '<% if kop == "x" %><< rahasia >><% endif %>')
    (fault,) = Typesetter(templates).lint_templates()
    assert (fault.line, fault.field) == (line, "rahasia")


def test_a_template_that_does_not_parse_is_named_with_its_line(templates: Path) -> None:
    line = spoil(templates, "<< sender >>", "<< sender", "nota_dinas.typ.j2")
    fault = Typesetter(templates).lint_templates()[0]
    assert fault.template == "nota_dinas.typ.j2"
    assert fault.line is not None
    assert fault.line >= line


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("<< sender|quoted >>", "ditolak typst"),  # a literal where markup is read
        ("<< points >>", "hanya teks yang dapat dicetak"),
        ("<< sender|number >>", "bilangan bulat diperlukan"),
        ('#image("tidak-ada.png")', "ditolak typst"),
        ('#import "@preview/a:1.0.0": b', "@preview"),
    ],
)
def test_a_dry_run_finds_what_names_alone_do_not_show(
    templates: Path, after: str, said: str
) -> None:
    spoil(templates, "<< sender >>", after)
    assert any(said in str(fault) for fault in Typesetter(templates).lint_templates())


def test_a_letter_type_without_its_template_is_a_fault(templates: Path) -> None:
    (templates / "nota_dinas.typ.j2").unlink()
    (fault,) = set(Typesetter(templates).lint_templates())
    assert str(fault) == "nota_dinas.typ.j2: templat tidak ada: nota_dinas.typ.j2"
