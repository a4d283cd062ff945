"""What a letter says, what it lacks, its hash and its number."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.kernel import Frozen, Refusal
from domain.letter_content import (
    JAKARTA,
    NATIONAL,
    PROFILES,
    SULAWESI_SELATAN,
    Addressee,
    Choice,
    Column,
    Decree,
    Disposition,
    Enclosure,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Margins,
    Merged,
    Paragraph,
    Passage,
    Radiogram,
    Secrecy,
    Signatory,
    Standing,
    Table,
    UnknownProfile,
    Urgency,
    canonical_json,
    content_hash,
    copy_mark,
    draft_number,
    format_number,
    merged_values,
    missing_fields,
    number_of,
    profile_for,
    profile_of,
)

OFFICE = "Kepala Badan Kesatuan Bangsa dan Politik"


NOTHING = Passage.of("")
DISPOSITION = Disposition(
    letter_from=Passage.of("x"),
    letter_number=Passage.of("x"),
    letter_dated=Passage.of("x"),
    received=Passage.of("x"),
    agenda=NOTHING,
    onward_to=(Choice(label="x"),),
    asked=(Choice(label="x"),),
)


def merged(value: str, field: str = "", *events: str) -> Merged:
    return Merged(value=value, events=events or ("kasus-1@3",), position=41, field=field)


def signatory(**changes: Any) -> Signatory:
    facts: dict[str, Any] = {
        "office": OFFICE,
        "name": "Nama Contoh",
        "titled_name": "Dr. Nama Contoh, M.Si.",
        "rank": "Pembina Utama Madya",
        "nip": "19700101 199503 1 001",
    }
    return Signatory(**(facts | changes))


def nota_dinas(**changes: Any) -> LetterContent:
    facts: dict[str, Any] = {
        "type": LetterType.NOTA_DINAS,
        "profile_id": NATIONAL.id,
        "profile_version": NATIONAL.version,
        "secrecy": Secrecy.OPEN,
        "urgency": Urgency.ORDINARY,
        "classification": "200.1.3.4",
        "to": (Addressee(office="Gubernur Contoh"),),
        "sender": OFFICE,
        "subject": Passage.of("Keadaan di ", merged("Desa Contoh", "nama desa")),
        "points": (Paragraph.of("Laporan diterima pada ", merged("7 September 2026"), "."),),
        "signatory": signatory(),
    }
    return LetterContent(**(facts | changes))


def test_a_passage_reads_its_words_and_merged_values_in_order() -> None:
    assert nota_dinas().subject.text == "Keadaan di Desa Contoh"


def test_every_merged_value_knows_its_events_and_position_and_can_be_found() -> None:
    table = Table(columns=(Column(title="Desa"),), rows=((Passage.of(merged("Jaya")),),))
    content = nota_dinas(
        points=(Paragraph(pieces=("Daftar:",), table=table, sub=(Passage.of(merged("a")),)),)
    )
    assert [(path, m.value) for path, m in merged_values(content)] == [
        ("subject.pieces[1]", "Desa Contoh"),
        ("points[0].sub[0].pieces[0]", "a"),
        ("points[0].table.rows[0][0].pieces[0]", "Jaya"),
    ]
    assert {(m.events, m.position) for _, m in merged_values(content)} == {(("kasus-1@3",), 41)}


def test_content_survives_the_log_as_json() -> None:
    content = nota_dinas(copies=("Sekretaris Daerah",))
    again = LetterContent.model_validate_json(content.model_dump_json())
    assert again == content
    assert content_hash(again) == content_hash(content)


def test_the_hash_changes_with_every_word_event_and_order() -> None:
    plain = nota_dinas(copies=("A", "B"))
    others = [
        nota_dinas(copies=("B", "A")),
        nota_dinas(copies=("A", "B"), secrecy=Secrecy.SECRET),
        nota_dinas(copies=("A", "B"), subject=Passage.of("Keadaan di Desa Contoh")),
        nota_dinas(
            copies=("A", "B"),
            subject=Passage.of("Keadaan di ", merged("Desa Contoh", "nama desa", "kasus-1@4")),
        ),
        nota_dinas(copies=("A", "B"), points=(Paragraph.of("Lain."),)),
    ]
    assert len({content_hash(c) for c in [plain, *others]}) == 6


def test_a_hash_stays_when_a_field_with_a_default_is_added_later() -> None:
    class Before(Frozen):
        subject: str

    class After(Before):
        annex: str = ""

    assert canonical_json(Before(subject="é")) == canonical_json(After(subject="é"))
    assert canonical_json(Before(subject="é")) == '{"subject":"é"}'.encode()


def test_the_canonical_json_is_sorted() -> None:
    said = json.loads(canonical_json(nota_dinas()))
    assert list(said) == sorted(said)


def test_a_complete_letter_lacks_nothing() -> None:
    assert missing_fields(nota_dinas()) == ()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"classification": " "}, "kode klasifikasi"),
        ({"to": ()}, "Yth."),
        ({"to": (Addressee(office="\u200b"),)}, "Yth."),
        ({"sender": ""}, "Dari"),
        ({"subject": Passage.of("")}, "Hal"),
        ({"subject": Passage.of("Di ", merged("  ", "nama desa"))}, "nama desa (Hal)"),
        ({"opening": Passage.of("\n")}, "kalimat pembuka"),
        ({"points": ()}, "isi naskah"),
        ({"points": (Paragraph.of("a"), Paragraph.of(merged("")))}, "butir 2"),
        (
            {"points": (Paragraph(pieces=("a",), sub=(Passage.of("b"), Passage.of(""))),)},
            "butir 1 huruf b",
        ),
        ({"closing": Passage.of("")}, "kalimat penutup"),
        ({"copies": ("A", "")}, "Tembusan nomor 2"),
        ({"signatory": signatory(office="")}, "jabatan penanda tangan"),
        ({"signatory": signatory(name="")}, "nama penanda tangan"),
        ({"signatory": signatory(rank="")}, "pangkat penanda tangan"),
        ({"signatory": signatory(nip="")}, "NIP penanda tangan"),
        ({"signatory": signatory(principals=("",))}, "jabatan yang diatasnamakan"),
    ],
)
def test_what_is_blank_is_named(changes: dict[str, Any], named: str) -> None:
    assert named in missing_fields(nota_dinas(**changes))


def test_a_table_names_its_empty_cell_and_its_short_row() -> None:
    table = Table(
        columns=(Column(title="Desa"), Column(title="Status")),
        rows=((Passage.of("Jaya"), Passage.of(merged(""))), (Passage.of("Makmur"),)),
    )
    assert missing_fields(nota_dinas(points=(Paragraph(pieces=("x",), table=table),))) == (
        "Status (tabel butir 1 baris 1)",
        "tabel butir 1 baris 2 (jumlah kolom)",
    )


def test_an_elected_official_needs_neither_rank_nor_nip() -> None:
    governor = signatory(office="Gubernur Contoh", rank="", nip="", elected=True)
    assert missing_fields(nota_dinas(signatory=governor)) == ()


def test_the_refusal_says_in_indonesian_what_is_missing() -> None:
    refusal = LetterIncomplete("Hal", "butir 2")
    assert isinstance(refusal, Refusal)
    assert refusal.fields == ("Hal", "butir 2")
    assert str(refusal) == "Naskah belum lengkap; yang masih kosong: Hal, butir 2."


@pytest.mark.parametrize("nip", ["123", "19700101 199503 1 00A", "1970010119950310011"])
def test_a_nip_has_eighteen_digits(nip: str) -> None:
    with pytest.raises(ValidationError, match="18 angka"):
        signatory(nip=nip)


def test_a_nip_is_printed_in_four_groups() -> None:
    assert signatory(nip="197001011995031001").printed_nip == "19700101 199503 1 001"


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, (f"{OFFICE},",)),
        ({"standing": Standing.ACTING}, (f"Plt. {OFFICE},",)),
        ({"principals": ("Gubernur Contoh",)}, ("a.n. Gubernur Contoh", f"{OFFICE},")),
        (
            {"principals": ("Gubernur Contoh", "Sekretaris Daerah")},
            ("a.n. Gubernur Contoh", "Sekretaris Daerah,", "u.b.", f"{OFFICE},"),
        ),
    ],
)
def test_the_signatory_says_for_whom_and_in_what_standing(
    changes: dict[str, Any], lines: tuple[str, ...]
) -> None:
    assert signatory(**changes).office_lines == lines


def test_academic_titles_are_the_profiles_to_decide() -> None:
    assert signatory().printed_name(academic_titles=True) == "Dr. Nama Contoh, M.Si."
    assert signatory().printed_name(academic_titles=False) == "Nama Contoh"
    assert signatory(titled_name="").printed_name(academic_titles=True) == "Nama Contoh"


@pytest.mark.parametrize(
    ("secrecy", "urgency", "said"),
    [
        (Secrecy.OPEN, Urgency.ORDINARY, "Biasa"),
        (Secrecy.OPEN, Urgency.IMMEDIATE, "Sangat Segera"),
        (Secrecy.SECRET, Urgency.ORDINARY, "Rahasia"),
        (Secrecy.TOP_SECRET, Urgency.URGENT, "Sangat Rahasia / Segera"),
    ],
)
def test_sifat_names_secrecy_and_urgency(secrecy: Secrecy, urgency: Urgency, said: str) -> None:
    assert nota_dinas(secrecy=secrecy, urgency=urgency).nature == said


def test_copies_of_secret_letters_are_counted() -> None:
    assert copy_mark(1, 10) == "Kopi Nomor 1 dari 10"
    with pytest.raises(ValueError, match="11 dari 10"):
        copy_mark(11, 10)


# --- Nomor ---


def numbered(pattern: str, **changes: Any) -> str:
    facts: dict[str, Any] = {
        "classification": "200.1.3.4",
        "sequence": 7,
        "unit": "BKBP",
        "year": 2026,
    }
    return format_number(pattern, **(facts | changes))


@pytest.mark.parametrize(
    ("pattern", "changes", "number"),
    [
        ("{klasifikasi}/{urut}/{unit}/{tahun}", {}, "200.1.3.4/7/BKBP/2026"),
        ("{keamanan?}{klasifikasi}/{urut}/{unit}/{tahun}", {}, "200.1.3.4/7/BKBP/2026"),
        (
            "{keamanan?}{klasifikasi}/{urut}/{unit}/{tahun}",
            {"secrecy": Secrecy.SECRET},
            "R/200.1.3.4/7/BKBP/2026",
        ),
        (
            "{keamanan?}-{klasifikasi}/{urut}/{tahun}",
            {"secrecy": Secrecy.TOP_SECRET},
            "SR-200.1.3.4/7/2026",
        ),
        ("{keamanan?}-{klasifikasi}/{urut}/{tahun}", {}, "200.1.3.4/7/2026"),
        ("{keamanan}-{urut:3}/{unit}/{tahun}", {}, "B-007/BKBP/2026"),
        ("{klasifikasi}/{urut}/{unit}/{bulan_romawi?}/{tahun}", {}, "200.1.3.4/7/BKBP/2026"),
        (
            "{klasifikasi}/{urut}/{unit}/{bulan_romawi?}/{tahun}",
            {"month": 9},
            "200.1.3.4/7/BKBP/IX/2026",
        ),
        ("{klasifikasi}/{urut}/{tahun}/{bulan_romawi?}", {}, "200.1.3.4/7/2026"),
        ("{klasifikasi}/{urut}/{tahun}", {"insertion": "a"}, "200.1.3.4/7a/2026"),
        ("Nomor {urut} Tahun {tahun}", {}, "Nomor 7 Tahun 2026"),
        ("{klasifikasi}/K.{urut}/{tahun}", {"sequence": 1200}, "200.1.3.4/K.1200/2026"),
        ("{klasifikasi}/{urut:3}/{tahun}", {"sequence": None}, "200.1.3.4/......../2026"),
    ],
)
def test_a_number_follows_its_pattern(pattern: str, changes: dict[str, Any], number: str) -> None:
    assert numbered(pattern, **changes) == number


@pytest.mark.parametrize(
    ("pattern", "refusal"),
    [
        ("{klasifikasi}/{nomor}/{tahun}", "tidak dikenal: nomor"),
        ("{klasifikasi}/{urut}", "harus memuat: tahun"),
        ("{urut/{tahun}", "tidak terbaca"),
        ("", "harus memuat: tahun, urut"),
    ],
)
def test_a_pattern_that_cannot_number_is_refused(pattern: str, refusal: str) -> None:
    with pytest.raises(ValueError, match=refusal):
        numbered(pattern)
    with pytest.raises(ValidationError, match=refusal):
        NATIONAL.model_validate(NATIONAL.model_dump() | {"number_pattern": pattern})


def test_a_number_without_its_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="tidak boleh kosong"):
        numbered("{klasifikasi}/{urut}/{tahun}", unit=" ")
    with pytest.raises(ValueError, match="bulan_romawi"):
        numbered("{urut}/{bulan_romawi}/{tahun}")


def test_the_number_is_taken_by_the_profile_on_the_day_of_approval() -> None:
    day = date(2026, 9, 7)
    secret = nota_dinas(secrecy=Secrecy.SECRET)
    assert number_of(nota_dinas(), NATIONAL, sequence=7, dated=day) == "200.1.3.4/7/BKBP/2026"
    assert number_of(secret, NATIONAL, sequence=7, dated=day) == "R/200.1.3.4/7/BKBP/2026"
    assert (
        number_of(nota_dinas(), SULAWESI_SELATAN, sequence=7, dated=day)
        == "200.1.3.4/7/BKBP/IX/2026"
    )


@pytest.mark.parametrize("decree", [LetterType.KEPUTUSAN_SKK, LetterType.KEPUTUSAN_SATGAS])
def test_a_decree_is_numbered_by_its_own_pattern(decree: LetterType) -> None:
    content = nota_dinas(type=decree)
    day = date(2026, 9, 7)
    assert number_of(content, SULAWESI_SELATAN, sequence=123, dated=day) == "123 TAHUN 2026"
    assert draft_number(content, SULAWESI_SELATAN) == "........ TAHUN ........"
    monthly = NATIONAL.model_copy(
        update={"decree_number_pattern": "{urut:3}/{bulan_romawi}/{tahun}"}
    )
    assert number_of(content, monthly, sequence=7, dated=day) == "007/IX/2026"


def test_all_decrees_of_a_year_are_numbered_in_one_book() -> None:
    assert LetterType.KEPUTUSAN_SKK.book == LetterType.KEPUTUSAN_SATGAS.book
    assert LetterType.SURAT_UNDANGAN.book == LetterType.SURAT_DINAS.book
    assert LetterType.NOTA_DINAS.book == "nota_dinas"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"type": LetterType.BERITA_ACARA}, "isi naskah"),
        ({"type": LetterType.KEPUTUSAN_SKK}, "isi naskah"),
        ({"type": LetterType.SURAT_PENGANTAR}, "isi naskah"),
        ({"type": LetterType.LEMBAR_DISPOSISI}, "isi naskah"),
        ({"type": LetterType.RADIOGRAM}, "kepala radiogram"),
        (
            {"enclosures": (Enclosure(what=Passage.of("Peta"), quantity=Passage.of(" ")),)},
            "banyaknya nomor 1",
        ),
        (
            {"enclosures": (Enclosure(what=NOTHING, quantity=NOTHING),)},
            "naskah atau barang nomor 1",
        ),
        ({"disposition": DISPOSITION}, "nomor agenda"),
        (
            {"radiogram": Radiogram(**dict.fromkeys(Radiogram.model_fields, NOTHING))},
            "panggilan",
        ),
    ],
)
def test_what_a_form_lacks_is_named(changes: dict[str, Any], named: str) -> None:
    assert named in missing_fields(nota_dinas(**changes))


def test_a_cover_needs_no_remark_and_a_decree_nobody_it_is_written_to() -> None:
    enclosure = Enclosure(what=Passage.of("Peta"), quantity=Passage.of("1 (satu) lembar"))
    cover = nota_dinas(type=LetterType.SURAT_PENGANTAR, enclosures=(enclosure,))
    assert missing_fields(cover) == ()
    some = (Passage.of("x"),)
    decree = Decree(considering=some, recalling=some, dictums=some)
    written = nota_dinas(type=LetterType.KEPUTUSAN_SKK, to=(), sender="", decree=decree)
    assert missing_fields(written) == ()


def test_a_drafts_number_shows_dots_for_what_is_not_yet_known() -> None:
    assert draft_number(nota_dinas(), NATIONAL) == "200.1.3.4/......../BKBP/........"
    assert (
        draft_number(nota_dinas(), SULAWESI_SELATAN) == "200.1.3.4/......../BKBP/......../........"
    )


# --- Profil ---


def test_permendagri_1_2023_the_national_page_is_a4_with_margins_2_2_5_3_2() -> None:
    assert (NATIONAL.paper.width_mm, NATIONAL.paper.height_mm) == (210, 297)
    assert NATIONAL.margins == Margins(top_mm=20, bottom_mm=25, left_mm=30, right_mm=20)
    assert NATIONAL.font(LetterType.NOTA_DINAS) == "Liberation Sans"
    assert NATIONAL.font_size_pt == 12


def test_a_profile_is_found_by_region_and_by_content() -> None:
    assert profile_for("73") is SULAWESI_SELATAN
    assert profile_for("73.02.05.2001") is SULAWESI_SELATAN
    assert profile_for("31.71") is JAKARTA
    assert profile_for("11") is NATIONAL
    assert profile_of(nota_dinas()) is NATIONAL
    with pytest.raises(UnknownProfile, match="nasional v9"):
        profile_of(nota_dinas(profile_version=9))


def test_every_profile_says_that_its_address_is_made_up() -> None:
    for profile in PROFILES.values():
        assert "Alamat Contoh" in profile.kop.address
        assert profile.kop.site.endswith(".example")
