"""What each kind of letter cannot be without, refused by its Indonesian name."""

import json
from typing import Any

import pytest

from domain.letter_content import (
    CLOSINGS,
    NATIONAL,
    NOTA_DINAS_OPENING,
    SECTIONS_OF,
    TNI_COPIES,
    Addressee,
    Column,
    KopKind,
    LetterContent,
    LetterForm,
    LetterType,
    Merged,
    Paragraph,
    Particular,
    Passage,
    Secrecy,
    Section,
    Signatory,
    Table,
    Urgency,
    canonical_json,
    content_hash,
    distribution,
    missing_fields,
)
from tests.correspondence import SAMPLES, section, told

BLANK = Merged(value=" ", events=("kasus-contoh@1",), position=1, field="nama desa")


def lacking(kind: LetterType, **parts: Any) -> tuple[str, ...]:
    return missing_fields(SAMPLES[kind].write(**parts))


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_the_samples_lack_nothing_and_survive_the_log(kind: LetterType) -> None:
    content = SAMPLES[kind].write()
    assert missing_fields(content) == ()
    again = LetterContent.model_validate_json(content.model_dump_json())
    assert content_hash(again) == content_hash(content)


@pytest.mark.parametrize("kind", list(SECTIONS_OF))
def test_a_part_that_practice_or_law_asks_for_is_missed_by_its_heading(kind: LetterType) -> None:
    sections = SAMPLES[kind].write().sections
    for left_out in sections:
        rest = tuple(each for each in sections if each is not left_out)
        assert lacking(kind, sections=rest) == (f"bagian {left_out.heading}",)


def test_a_part_that_says_nothing_is_missed() -> None:
    sections = SAMPLES[LetterType.TELAAHAN_STAF].write().sections
    empty = (*sections[:-1], Section(heading="Saran"))
    assert lacking(LetterType.TELAAHAN_STAF, sections=empty) == ("isi bagian Saran",)


def test_a_line_of_a_part_without_its_value_is_missed_by_its_label() -> None:
    line = Particular(label="Sumber", value=Passage.of(BLANK))
    sections = SAMPLES[LetterType.LAPORAN_INFORMASI].write().sections
    opened = Section(heading="Pendahuluan", particulars=(line,))
    assert lacking(LetterType.LAPORAN_INFORMASI, sections=(opened, *sections[1:])) == (
        "nama desa (Pendahuluan Sumber)",
        "Pendahuluan Sumber",
    )


def test_pp_2_2015_pasal_46_a_request_for_tni_help_misses_each_of_nine_copies() -> None:
    copies = SAMPLES[LetterType.BANTUAN_TNI].write().copies
    assert len(copies) == len(TNI_COPIES) == 9
    assert lacking(LetterType.BANTUAN_TNI, copies=copies[:7]) == (
        "Tembusan Kapolda",
        "Tembusan bupati/wali kota setempat",
    )


@pytest.mark.parametrize(
    ("kind", "parts", "named"),
    [
        (LetterType.SURAT_UNDANGAN, {"meeting": None}, ("acara",)),
        (LetterType.RENCANA_BTT, {"points": (told("x"),)}, ("jumlah kebutuhan",)),
        (LetterType.BINGKAI_PEMETAAN, {"annexes": ()}, ("lampiran peta",)),
        (
            LetterType.SURAT_DINAS,
            {"opening": Passage.of(NOTA_DINAS_OPENING)},
            ("kalimat pembuka",),
        ),
        (LetterType.LAPORAN_INFORMASI, {"particulars": ()}, ("Bidang",)),
        (LetterType.BANTUAN_TNI, {"kop": KopKind.AGENCY}, ("kop jabatan",)),
        (LetterType.LAPORAN_SKK, {"kop": KopKind.AGENCY}, ("kop jabatan",)),
        (LetterType.LAPORAN_PENUTUPAN, {"sections": ()}, ("isi naskah",)),
    ],
)
def test_what_a_type_needs_is_missed_by_its_name(
    kind: LetterType, parts: dict[str, Any], named: tuple[str, ...]
) -> None:
    assert lacking(kind, **parts) == named


def test_a_map_that_is_not_described_is_missed() -> None:
    table, map_ = SAMPLES[LetterType.BINGKAI_PEMETAAN].write().annexes
    undescribed = map_.model_copy(update={"described": " "})
    assert lacking(LetterType.BINGKAI_PEMETAAN, annexes=(table, undescribed)) == (
        "keterangan gambar lampiran 2",
    )


def test_a_total_and_a_note_of_a_table_are_not_left_blank() -> None:
    columns = (Column(title="Uraian"), Column(title="Jumlah", numeric=True))
    faulty = Table(
        columns=columns,
        rows=((Passage.of("a"), Passage.of("1")),),
        total=(Passage.of("Jumlah"), Passage.of(BLANK), Passage.of("x")),
        note=Passage.of(BLANK),
    )
    point = Paragraph(pieces=(), table=faulty)
    assert lacking(LetterType.LAPORAN_PENUTUPAN, sections=(section("Hasil", point),)) == (
        "tabel Hasil butir 1 jumlah (jumlah kolom)",
        "nama desa (tabel Hasil butir 1 jumlah)",
        "tabel Hasil butir 1 jumlah",
        "nama desa (keterangan tabel Hasil butir 1)",
        "keterangan tabel Hasil butir 1",
    )


def test_a_paragraph_may_be_a_table_alone_but_not_nothing() -> None:
    nothing = Paragraph(pieces=())
    assert lacking(LetterType.LAPORAN_PENUTUPAN, sections=(section("Hasil", nothing),)) == (
        "Hasil butir 1",
    )


def test_permenpan_80_2012_copies_are_numbered_in_order_and_one_stays() -> None:
    content = SAMPLES[LetterType.LAPORAN_INFORMASI].write()
    assert [(each.mark, each.recipient) for each in distribution(content)] == [
        ("Kopi Nomor 1 dari 4", "Gubernur Sulawesi Selatan"),
        ("Kopi Nomor 2 dari 4", "Sekretaris Daerah Provinsi Sulawesi Selatan"),
        ("Kopi Nomor 3 dari 4", "Kepala Badan Intelijen Daerah"),
        ("Kopi Nomor 4 dari 4", "Arsip"),
    ]
    for open_to_more in (Secrecy.OPEN, Secrecy.RESTRICTED):
        assert distribution(content.model_copy(update={"secrecy": open_to_more})) == ()


def test_every_arrangement_with_a_closing_has_standing_words_for_it() -> None:
    assert set(CLOSINGS) >= {LetterForm.NOTE, *(kind.form for kind in SAMPLES)}


def test_a_letter_written_before_the_parts_were_added_keeps_its_hash() -> None:
    def merged(value: str, field: str = "") -> Merged:
        return Merged(value=value, events=("kasus-1@3",), position=41, field=field)

    office = "Kepala Badan Kesatuan Bangsa dan Politik"
    table = Table(columns=(Column(title="Desa"),), rows=((Passage.of(merged("Jaya")),),))
    content = LetterContent(
        type=LetterType.NOTA_DINAS,
        profile_id=NATIONAL.id,
        profile_version=NATIONAL.version,
        secrecy=Secrecy.OPEN,
        urgency=Urgency.ORDINARY,
        classification="200.1.3.4",
        to=(Addressee(office="Gubernur Contoh"),),
        sender=office,
        subject=Passage.of("Keadaan di ", merged("Desa Contoh", "nama desa")),
        points=(Paragraph(pieces=("Daftar:",), sub=(Passage.of(merged("a")),), table=table),),
        signatory=Signatory(
            office=office,
            name="Nama Contoh",
            titled_name="Dr. Nama Contoh, M.Si.",
            rank="Pembina Utama Madya",
            nip="19700101 199503 1 001",
        ),
    )
    assert content_hash(content) == (
        "565f82fa9797eed11689994967ff78cda52133d407c2be7f2ba58dc3c6d172aa"
    )
    assert "plain" not in json.loads(canonical_json(content))
