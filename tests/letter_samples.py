"""Letters that never were, one for each type: invented people, villages and cases.

``tests/runtime/test_letter_samples.py`` sets each and keeps it under docs/letters.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from application.letters.verification import FOUND
from domain.indonesian import day_in_words, in_fold, ordinal
from domain.letter_content import (
    SULAWESI_SELATAN,
    Addressee,
    Annex,
    Choice,
    Column,
    Decree,
    Disposition,
    Enclosure,
    KopKind,
    LetterContent,
    LetterType,
    Merged,
    Minutes,
    Paragraph,
    Passage,
    Radiogram,
    Secrecy,
    Section,
    Signatory,
    Signer,
    Table,
    Urgency,
)

DATED = date(2026, 9, 7)
GOVERNOR = Signatory(office="Gubernur Sulawesi Selatan", name="Nama Contoh Gubernur", elected=True)
HEAD = Signatory(
    office="Kepala Badan Kesatuan Bangsa dan Politik",
    name="Nama Contoh Pejabat",
    titled_name="Dr. Nama Contoh Pejabat, M.Si.",
    rank="Pembina Utama Madya",
    nip="19700101 199503 1 001",
)


def merged(value: str, event: str = "kasus-contoh@3", position: int = 41) -> Merged:
    """A value as if from an invented case."""
    return Merged(value=value, events=(event,), position=position)


def told(*texts: str) -> tuple[Passage, ...]:
    """One passage for each text."""
    return tuple(Passage.of(text) for text in texts)


def rows(*lines: tuple[str, ...]) -> tuple[tuple[Passage, ...], ...]:
    """The rows of a table."""
    return tuple(told(*line) for line in lines)


def sample(letter: LetterType, **facts: Any) -> LetterContent:
    """A letter of this type, in the profile of Sulawesi Selatan."""
    given: dict[str, Any] = {
        "type": letter,
        "profile_id": SULAWESI_SELATAN.id,
        "profile_version": SULAWESI_SELATAN.version,
        "secrecy": Secrecy.OPEN,
        "urgency": Urgency.ORDINARY,
        "classification": "200.1.3.4",
        "to": (),
        "sender": "",
        "signatory": HEAD,
    }
    return LetterContent(**(given | facts))


# --- Berita Acara ---

_CAPACITIES = (
    "Ketua Kelompok Tani Contoh Bersatu, Desa Contoh Makmur",
    "Ketua Kelompok Tani Contoh Sejahtera, Desa Contoh Jaya",
)


def parties(number: int) -> tuple[Signer, ...]:
    """So many invented parties: PIHAK KESATU, PIHAK KEDUA, ..."""
    return tuple(
        Signer(
            called=f"PIHAK {ordinal(at).upper()}",
            name=Passage.of(merged(f"Nama Contoh Pihak {ordinal(at).title()}")),
            capacity=Passage.of(
                merged(_CAPACITIES[at - 1] if at <= 2 else f"Wakil warga Dusun Contoh {at}")
            ),
        )
        for at in range(1, number + 1)
    )


def berita_acara(number: int = 2, **changes: Any) -> LetterContent:
    """Berita acara kesepakatan damai between so many parties."""
    minutes: dict[str, Any] = {
        "held": Passage.of(
            merged(day_in_words(DATED)), ", bertempat di ", merged("Balai Desa Contoh Makmur")
        ),
        "parties": parties(number),
        "articles": (
            Section(
                heading="Penghentian Perselisihan",
                paragraphs=(
                    Paragraph.of(
                        "Para pihak mengakhiri perselisihan mengenai ",
                        merged("batas lahan garapan di Blok Contoh"),
                        " dengan musyawarah untuk mufakat.",
                    ),
                    Paragraph.of(
                        "Para pihak tidak melakukan ancaman, pengerahan massa, perusakan,"
                        " maupun kekerasan dalam bentuk apa pun."
                    ),
                ),
            ),
            Section(
                heading="Kewajiban",
                paragraphs=(
                    Paragraph(
                        pieces=("Para pihak memenuhi kewajiban sebagai berikut:",),
                        table=Table(
                            columns=(
                                Column(title="No.", weight=0, numeric=True),
                                Column(title="Siapa", weight=3),
                                Column(title="Kewajiban", weight=5),
                                Column(title="Paling lambat", weight=3),
                                Column(title="Bukti", weight=4),
                            ),
                            rows=rows(
                                (
                                    "1",
                                    "PIHAK KESATU",
                                    "Membuka kembali jalan tani di Blok Contoh",
                                    "14 September 2026",
                                    "Foto dan keterangan kepala desa",
                                ),
                                (
                                    "2",
                                    "PIHAK KEDUA",
                                    "Mencabut patok yang dipasang tanpa pengukuran",
                                    "14 September 2026",
                                    "Berita acara pencabutan",
                                ),
                                (
                                    "3",
                                    "Para pihak",
                                    "Menghadiri pengukuran bersama oleh kantor pertanahan",
                                    "30 September 2026",
                                    "Peta hasil pengukuran",
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Section(
                heading="Pemantauan",
                paragraphs=(
                    Paragraph.of(
                        "Pelaksanaan kesepakatan ini dipantau pada hari ke-30, ke-90, dan ke-180"
                        " oleh pemerintah desa bersama Badan Kesatuan Bangsa dan Politik."
                    ),
                    Paragraph.of(
                        "Perselisihan mengenai pelaksanaan kesepakatan ini diselesaikan dengan"
                        " musyawarah sebelum ditempuh jalan lain."
                    ),
                ),
            ),
        ),
        "made_in": Passage.of(
            f"Demikian Berita Acara ini dibuat dengan sebenarnya dalam {in_fold(number + 1)},"
            " masing-masing mempunyai kekuatan hukum yang sama, untuk dipergunakan sebagaimana"
            " mestinya."
        ),
        "witnesses": (
            Signer(
                called="Saksi I",
                name=Passage.of(merged("Nama Contoh Saksi Satu")),
                capacity=Passage.of(merged("Tokoh adat Desa Contoh Makmur")),
            ),
            Signer(
                called="Saksi II",
                name=Passage.of(merged("Nama Contoh Saksi Dua")),
                capacity=Passage.of(merged("Tokoh agama Desa Contoh Jaya")),
            ),
        ),
        "acknowledged_by": (
            Signer(
                called="Kepala Desa Contoh Makmur",
                name=Passage.of(merged("Nama Contoh Kepala Desa")),
                capacity=Passage.of("Pemerintah Desa Contoh Makmur"),
            ),
            Signer(
                called="Camat Contoh Utara",
                name=Passage.of(merged("Nama Contoh Camat")),
                capacity=Passage.of("NIP 19750101 200003 1 002"),
            ),
        ),
        "stamped": True,
    }
    return sample(
        LetterType.BERITA_ACARA,
        subject=Passage.of(
            "Kesepakatan Damai atas Perselisihan Batas Lahan di ", merged("Desa Contoh Makmur")
        ),
        minutes=Minutes(**(minutes | changes)),
    )


def berita_acara_verifikasi() -> LetterContent:
    """Two units went and looked."""
    return sample(
        LetterType.BERITA_ACARA_VERIFIKASI,
        classification="200.1.3.1",
        subject=Passage.of("Verifikasi Lapangan atas ", merged("Perselisihan Batas Lahan")),
        minutes=Minutes(
            held=Passage.of(
                merged(day_in_words(DATED)), ", bertempat di ", merged("Desa Contoh Makmur")
            ),
            parties=tuple(
                Signer(
                    called=f"PETUGAS {ordinal(number).upper()}",
                    name=Passage.of("Petugas ", merged(unit)),
                    capacity=Passage.of("yang melaksanakan verifikasi lapangan"),
                )
                for number, unit in ((1, "Polres Contoh"), (2, "Kodim Contoh"))
            ),
            declared=FOUND,
            part_called="Bagian",
            articles=_verified(),
            made_in=Passage.of(
                "Demikian Berita Acara Verifikasi Lapangan ini dibuat dengan sebenarnya dalam"
                f" {in_fold(3)}, untuk dipergunakan sebagaimana mestinya."
            ),
        ),
    )


def _verified() -> tuple[Section, ...]:
    asked = numbered(
        "Keterangan diperoleh dari sumber berikut:",
        (("Sumber", 3), ("Sejak", 3), ("Keadaan atau nilai", 4)),
        ("FKDM", "5 September 2026 pukul 09.00 WITA", "B2 (dipercaya; sangat mungkin benar)"),
        ("Verifikasi lapangan", "5 September 2026 pukul 09.30 WITA", "Dilaporkan 5 September"),
        ("Verifikasi lapangan", "5 September 2026 pukul 09.40 WITA", "Dilaporkan 7 September"),
    )
    found = numbered(
        "Petugas menemukan hal-hal berikut:",
        (("Petugas", 2), ("Waktu", 3), ("Temuan", 6), ("Peristiwa", 2), ("Nilai", 3)),
        (
            "Polres Contoh",
            "5 September 2026 pukul 13.00 WITA",
            "Dua kelompok warga berhadapan di batas lahan; tidak ada korban.",
            "ada",
            "A1",
        ),
        (
            "Kodim Contoh",
            "7 September 2026 pukul 08.15 WITA",
            "Kelompok telah bubar; jalan tani masih ditutup.",
            "ada",
            "B2",
        ),
    )
    about = Paragraph.of(
        "Verifikasi dilaksanakan atas laporan mengenai ",
        merged("perselisihan batas lahan"),
        ", yang terjadi 4 September 2026 di Desa Contoh Makmur dan diterima 5 September 2026.",
    )
    result = (
        Paragraph.of("Ringkasan: perselisihan benar ada dan belum selesai."),
        Paragraph.of(
            "Potensi konflik dinyatakan terverifikasi tanggal 7 September 2026 dengan nilai"
            " informasi A1; tingkat kerawanannya kini kuning."
        ),
    )
    return (
        Section(heading="Yang Diverifikasi", paragraphs=(about,)),
        Section(heading="Sumber yang Ditanya", paragraphs=(asked,)),
        Section(heading="Temuan di Lapangan", paragraphs=(found,)),
        Section(heading="Hasil Verifikasi", paragraphs=result),
    )


def numbered(says: str, columns: tuple[tuple[str, int], ...], *lines: tuple[str, ...]) -> Paragraph:
    """A sentence over a table with numbered rows."""
    return Paragraph(
        pieces=(says,),
        table=Table(
            columns=(
                Column(title="No.", weight=0, numeric=True),
                *(Column(title=title, weight=weight) for title, weight in columns),
            ),
            rows=rows(*((str(number), *line) for number, line in enumerate(lines, 1))),
        ),
    )


# --- Keputusan ---


def keputusan_skk(**changes: Any) -> LetterContent:
    """A decree that declares a state of conflict."""
    decree: dict[str, Any] = {
        "considering": told(
            "bahwa sejak tanggal 2 September 2026 terjadi perseteruan dengan kekerasan antara dua"
            " kelompok masyarakat di Kabupaten Contoh dan Kabupaten Misal yang meluas ke beberapa"
            " kecamatan;",
            "bahwa Kepolisian Negara Republik Indonesia menyatakan Konflik sebagaimana dimaksud"
            " dalam huruf a tidak dapat dikendalikan dan fungsi pemerintahan terganggu;",
            "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu"
            " menetapkan Keputusan Gubernur tentang Status Keadaan Konflik Skala Provinsi;",
        ),
        "recalling": told(
            "Undang-Undang Nomor 7 Tahun 2012 tentang Penanganan Konflik Sosial (Lembaran Negara"
            " Republik Indonesia Tahun 2012 Nomor 116, Tambahan Lembaran Negara Republik Indonesia"
            " Nomor 5315);",
            "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah;",
            "Peraturan Pemerintah Nomor 2 Tahun 2015 tentang Peraturan Pelaksanaan Undang-Undang"
            " Nomor 7 Tahun 2012 tentang Penanganan Konflik Sosial;",
        ),
        "noting": told(
            "hasil konsultasi dengan pimpinan Dewan Perwakilan Rakyat Daerah Provinsi Sulawesi"
            " Selatan tanggal 6 September 2026;"
        ),
        "dictums": told(
            "Status Keadaan Konflik Skala Provinsi di Kabupaten Contoh dan Kabupaten Misal.",
            "Status Keadaan Konflik sebagaimana dimaksud dalam Diktum KESATU berlaku paling lama 90"
            " (sembilan puluh) hari, terhitung mulai tanggal 7 September 2026 sampai dengan tanggal"
            " 5 Desember 2026.",
            "Pembatasan dan penutupan kawasan Konflik untuk sementara waktu dilakukan menurut"
            " Undang-Undang Nomor 7 Tahun 2012.",
            "Biaya yang timbul akibat ditetapkannya Keputusan Gubernur ini dibebankan pada Anggaran"
            " Pendapatan dan Belanja Daerah Provinsi Sulawesi Selatan.",
            "Keputusan Gubernur ini mulai berlaku pada tanggal ditetapkan.",
        ),
    }
    return sample(
        LetterType.KEPUTUSAN_SKK,
        kop=KopKind.OFFICE_HOLDER,
        classification="100.3.3.1",
        subject=Passage.of("Status Keadaan Konflik Skala Provinsi di ", merged("Kabupaten Contoh")),
        signatory=GOVERNOR,
        copies=(
            "Presiden Republik Indonesia",
            "Menteri Dalam Negeri",
            "Ketua Dewan Perwakilan Rakyat Daerah Provinsi Sulawesi Selatan",
            "Kepala Kepolisian Daerah Sulawesi Selatan",
            "Bupati Contoh",
        ),
        decree=Decree(**(decree | changes)),
    )


_MEMBERS = (
    ("Gubernur Sulawesi Selatan", "Pemerintah Provinsi", "Ketua"),
    ("Kepala Kepolisian Daerah Sulawesi Selatan", "Kepolisian", "Wakil Ketua"),
    ("Ketua DPRD Provinsi Sulawesi Selatan", "DPRD", "Anggota"),
    ("Panglima Komando Daerah Militer", "TNI", "Anggota"),
    ("Kepala Kejaksaan Tinggi", "Kejaksaan", "Anggota"),
    ("Kepala Badan Kesatuan Bangsa dan Politik", "Perangkat daerah", "Sekretaris"),
    ("Nama Contoh Tokoh Agama", "Tokoh agama", "Anggota"),
    ("Nama Contoh Tokoh Adat", "Tokoh adat", "Anggota"),
    ("Nama Contoh Pegiat Perdamaian", "Pegiat perdamaian", "Anggota"),
    ("Nama Contoh Wakil Warga Satu", "Wakil pihak", "Anggota"),
    ("Nama Contoh Wakil Warga Dua", "Wakil pihak", "Anggota"),
)


def keputusan_satgas(**changes: Any) -> LetterContent:
    """A decree that forms a task force, with its members in an annex."""
    decree: dict[str, Any] = {
        "considering": told(
            "bahwa penyelesaian Konflik di Kabupaten Contoh melalui pranata adat dan pranata sosial"
            " tidak mencapai mufakat;",
            "bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan sesuai dengan"
            " ketentuan Pasal 42 Undang-Undang Nomor 7 Tahun 2012 tentang Penanganan Konflik"
            " Sosial, perlu membentuk Satuan Tugas Penyelesaian Konflik Sosial;",
        ),
        "recalling": told(
            "Undang-Undang Nomor 7 Tahun 2012 tentang Penanganan Konflik Sosial;",
            "Peraturan Pemerintah Nomor 2 Tahun 2015 tentang Peraturan Pelaksanaan Undang-Undang"
            " Nomor 7 Tahun 2012 tentang Penanganan Konflik Sosial;",
        ),
        "noting": told("Keputusan Gubernur Nomor 1 Tahun 2026 tentang Status Keadaan Konflik;"),
        "dictums": told(
            "Membentuk Satuan Tugas Penyelesaian Konflik Sosial di Kabupaten Contoh, dengan susunan"
            " keanggotaan sebagaimana tercantum dalam Lampiran yang merupakan bagian tidak"
            " terpisahkan dari Keputusan Gubernur ini.",
            "Satuan Tugas sebagaimana dimaksud dalam Diktum KESATU bertugas menyelesaikan Konflik"
            " di luar pengadilan melalui musyawarah untuk mufakat.",
            "Satuan Tugas melaporkan hasil pelaksanaan tugasnya kepada Gubernur.",
            "Keputusan Gubernur ini mulai berlaku pada tanggal ditetapkan.",
        ),
    }
    members = Table(
        columns=(
            Column(title="No.", weight=0, numeric=True),
            Column(title="Nama/Jabatan", weight=5),
            Column(title="Unsur", weight=3),
            Column(title="Kedudukan dalam Satuan Tugas", weight=3),
        ),
        rows=rows(*((str(at), *each) for at, each in enumerate(_MEMBERS, 1))),
    )
    return sample(
        LetterType.KEPUTUSAN_SATGAS,
        kop=KopKind.OFFICE_HOLDER,
        classification="100.3.3.1",
        subject=Passage.of(
            "Pembentukan Satuan Tugas Penyelesaian Konflik Sosial di ", merged("Kabupaten Contoh")
        ),
        signatory=GOVERNOR,
        copies=("Menteri Dalam Negeri", "Para anggota Satuan Tugas"),
        annexes=(
            Annex(
                title=Passage.of(
                    "Susunan Keanggotaan Satuan Tugas Penyelesaian Konflik Sosial di Kabupaten"
                    " Contoh"
                ),
                sections=(
                    Section(
                        heading="",
                        paragraphs=(
                            Paragraph(
                                pieces=("Susunan keanggotaan Satuan Tugas adalah:",), table=members
                            ),
                        ),
                    ),
                ),
            ),
        ),
        decree=Decree(**(decree | changes)),
    )


# --- Surat Pengantar, Lembar Disposisi, Radiogram ---


def surat_pengantar() -> LetterContent:
    """A cover letter with two things in it."""
    return sample(
        LetterType.SURAT_PENGANTAR,
        to=(Addressee(office="Direktur Jenderal Politik dan Pemerintahan Umum", place="Jakarta"),),
        sender="Kepala Badan Kesatuan Bangsa dan Politik",
        subject=Passage.of("Pengiriman laporan penanganan konflik"),
        enclosures=(
            Enclosure(
                what=Passage.of(
                    "Laporan Rencana Aksi Terpadu Penanganan Konflik Sosial periode B08 Tahun 2026"
                ),
                quantity=Passage.of("1 (satu) berkas"),
                remark=Passage.of("Dikirim dengan hormat untuk diketahui dan digunakan"),
            ),
            Enclosure(
                what=Passage.of("Peta Wilayah Potensi Konflik Provinsi Sulawesi Selatan"),
                quantity=Passage.of("2 (dua) lembar"),
            ),
        ),
    )


def lembar_disposisi() -> LetterContent:
    """The sheet that goes on top of a letter on its way to the governor."""
    return sample(
        LetterType.LEMBAR_DISPOSISI,
        urgency=Urgency.IMMEDIATE,
        secrecy=Secrecy.RESTRICTED,
        subject=Passage.of("Perkembangan Penanganan Konflik Sosial di Kecamatan Contoh Utara"),
        disposition=Disposition(
            letter_from=Passage.of("Kepala Badan Kesatuan Bangsa dan Politik Kabupaten Contoh"),
            letter_number=Passage.of("200.1.3.4/12/BKBP/IX/2026"),
            letter_dated=Passage.of("4 September 2026"),
            received=Passage.of("7 September 2026, pukul 08.00 WITA"),
            agenda=Passage.of("451"),
            onward_to=(
                Choice(label="Sekretaris Badan"),
                Choice(label="Kepala Bidang Kewaspadaan Nasional", chosen=True),
                Choice(label="Kepala Bidang Penanganan Konflik", chosen=True),
                Choice(label="Kepala Bidang Politik Dalam Negeri"),
            ),
            asked=(
                Choice(label="Tanggapan dan saran"),
                Choice(label="Proses lebih lanjut", chosen=True),
                Choice(label="Koordinasi dan konfirmasi", chosen=True),
                Choice(label="Wakili dan laporkan"),
                Choice(label="Arsipkan"),
            ),
            note=Passage.of("Siapkan bahan rapat Forkopimda."),
        ),
    )


def radiogram() -> LetterContent:
    """A flash to two regents."""
    return sample(
        LetterType.RADIOGRAM,
        kop=KopKind.OFFICE_HOLDER,
        secrecy=Secrecy.RESTRICTED,
        urgency=Urgency.IMMEDIATE,
        to=(Addressee(office="Bupati Contoh"), Addressee(office="Bupati Misal")),
        sender="Gubernur Sulawesi Selatan",
        copies=("Menteri Dalam Negeri", "Kepala Kepolisian Daerah Sulawesi Selatan"),
        subject=Passage.of("Kesiapsiagaan"),
        points=(
            Paragraph.of(
                "Sehubungan dengan meningkatnya ketegangan di Kecamatan Contoh Utara, agar"
                " Saudara mengaktifkan posko terpadu s.d. keadaan pulih."
            ),
            Paragraph.of("Laporkan perkembangan setiap hari pukul 08.00 WITA kepada Gubernur."),
            Paragraph.of("Demikian untuk dilaksanakan dengan penuh tanggung jawab."),
        ),
        radiogram=Radiogram(
            registration=Passage.of("007"),
            call_sign=Passage.of("CONTOH-1"),
            kind=Passage.of("Biasa"),
            precedence=Passage.of("Kilat"),
            written=Passage.of("7 September 2026 pukul 08.00 WITA"),
        ),
        signatory=GOVERNOR,
    )


SAMPLES: Mapping[LetterType, LetterContent] = MappingProxyType(
    {
        LetterType.BERITA_ACARA: berita_acara(),
        LetterType.BERITA_ACARA_VERIFIKASI: berita_acara_verifikasi(),
        LetterType.KEPUTUSAN_SKK: keputusan_skk(),
        LetterType.KEPUTUSAN_SATGAS: keputusan_satgas(),
        LetterType.SURAT_PENGANTAR: surat_pengantar(),
        LetterType.LEMBAR_DISPOSISI: lembar_disposisi(),
        LetterType.RADIOGRAM: radiogram(),
    }
)
"""The letter kept under docs/letters for each type."""
