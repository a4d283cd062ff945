"""Sample letters: one of each kind, about cases, people and places that never were.

``SAMPLES`` is what docs/letters shows and what tests of letters may use. Names are "Contoh";
the offices a statute names (Presiden, Kapolda) are offices, never persons.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from domain.indonesian import count, hours, rupiah, rupiah_in_words, weekday_date
from domain.letter_content import (
    JAKARTA,
    SULAWESI_SELATAN,
    Addressee,
    Annex,
    Column,
    KopKind,
    LetterContent,
    LetterProfile,
    LetterType,
    Meeting,
    Merged,
    Paragraph,
    Particular,
    Passage,
    Secrecy,
    Section,
    Signatory,
    Table,
    Urgency,
    number_of,
)

DATED = date(2026, 9, 7)
HEAD = Signatory(
    office="Kepala Badan Kesatuan Bangsa dan Politik",
    name="Nama Contoh Pejabat",
    titled_name="Dr. Nama Contoh Pejabat, M.Si.",
    rank="Pembina Utama Madya",
    nip="19700101 199503 1 001",
)
GOVERNOR = Signatory(office="Gubernur Sulawesi Selatan", name="Nama Contoh Gubernur", elected=True)
DIVISION = Signatory(
    office="Kepala Bidang Kewaspadaan Nasional dan Penanganan Konflik",
    name="Nama Contoh Kabid",
    rank="Pembina",
    nip="19750505 200003 1 002",
)


def merged(
    value: str, field: str = "", event: str = "kasus-contoh@3", position: int = 41
) -> Merged:
    return Merged(value=value, events=(event,), position=position, field=field)


def told(*pieces: str | Merged) -> Paragraph:
    return Paragraph.of(*pieces)


def titled(title: str, *pieces: str | Merged, **parts: Any) -> Paragraph:
    return Paragraph(pieces=pieces, title=title, **parts)


def section(heading: str, *paragraphs: Paragraph, **parts: Any) -> Section:
    return Section(heading=heading, paragraphs=paragraphs, **parts)


def particular(label: str, *pieces: str | Merged) -> Particular:
    return Particular(label=label, value=Passage.of(*pieces))


def table(columns: tuple[Column, ...], *rows: tuple[str, ...], **parts: Any) -> Table:
    return Table(
        columns=columns,
        rows=tuple(tuple(Passage.of(merged(cell)) for cell in row) for row in rows),
        **parts,
    )


def column(title: str, weight: int = 1, *, numeric: bool = False) -> Column:
    return Column(title=title, weight=weight, numeric=numeric)


NO = column("No.", 0, numeric=True)


def letter(
    kind: LetterType, subject: Passage, profile: LetterProfile = SULAWESI_SELATAN, /, **parts: Any
) -> LetterContent:
    facts: dict[str, Any] = {
        "type": kind,
        "profile_id": profile.id,
        "profile_version": profile.version,
        "secrecy": Secrecy.OPEN,
        "urgency": Urgency.URGENT,
        "classification": "200.1.3.4",
        "to": (Addressee(office=profile.kop.office_holder),),
        "sender": HEAD.office,
        "subject": subject,
        "signatory": HEAD,
    }
    return LetterContent(**(facts | parts))


# --- Surat ---------------------------------------------------------------------------------------


def surat_dinas(**parts: Any) -> LetterContent:
    return letter(
        LetterType.SURAT_DINAS,
        Passage.of("Dukungan Pengamanan Musyawarah di ", merged("Kecamatan Contoh Utara")),
        **{
            "to": (
                Addressee(office="Kepala Kepolisian Daerah Sulawesi Selatan", place="Makassar"),
                Addressee(office="Panglima Kodam XIV/Hasanuddin", place="Makassar"),
            ),
            "opening": Passage.of(
                "Sehubungan dengan perkembangan sengketa batas lahan garapan di ",
                merged("Desa Contoh Makmur, Kecamatan Contoh Utara"),
                ", kami sampaikan hal-hal sebagai berikut:",
            ),
            "points": (
                told(
                    "Laporan informasi diterima pada tanggal ",
                    merged("2 September 2026"),
                    " dan telah diverifikasi di lapangan pada tanggal ",
                    merged("4 September 2026"),
                    ". Tingkat kerawanan ditetapkan ",
                    merged("kuning"),
                    ".",
                ),
                Paragraph(
                    pieces=("Kedua pihak bersedia bermusyawarah dengan ketentuan:",),
                    sub=(
                        Passage.of("musyawarah difasilitasi pemerintah kecamatan; dan"),
                        Passage.of("massa kedua pihak tidak dihadirkan."),
                    ),
                ),
                told(
                    "Untuk itu dimohon bantuan personel pengamanan terbuka dan tertutup pada hari ",
                    merged("Rabu, 9 September 2026"),
                    " di ",
                    merged("Balai Kecamatan Contoh Utara"),
                    ".",
                ),
            ),
            "copies": ("Gubernur Sulawesi Selatan", "Bupati Contoh"),
        }
        | parts,
    )


def surat_undangan(**parts: Any) -> LetterContent:
    offices = (
        "Ketua DPRD Provinsi",
        "Kepala Kepolisian Daerah",
        "Kepala Kejaksaan Tinggi",
        "Panglima Komando Daerah Militer",
        "Wali Kota Contoh Barat",
        "Wali Kota Contoh Timur",
        "Kepala Satuan Polisi Pamong Praja",
        "Kepala Dinas Komunikasi, Informatika dan Statistik",
        "Ketua Forum Kerukunan Umat Beragama",
        "Ketua Forum Kewaspadaan Dini Masyarakat",
    )
    start = datetime(2026, 9, 9, 1, 0, tzinfo=UTC)
    return letter(
        LetterType.SURAT_UNDANGAN,
        Passage.of("Undangan Rapat Koordinasi Tim Terpadu Penanganan Konflik Sosial"),
        JAKARTA,
        **{
            "classification": "000.1.5",
            "to": tuple(Addressee(office=office, place="Jakarta") for office in offices),
            "opening": Passage.of(
                "Dalam rangka koordinasi penanganan potensi konflik sosial di ",
                merged("Kelurahan Contoh Barat"),
                ", dengan ini diharapkan kehadiran Saudara pada:",
            ),
            "meeting": Meeting(
                day=Passage.of(merged(weekday_date(date(2026, 9, 9)))),
                time=Passage.of(merged(hours(start, None, JAKARTA.region or ""))),
                place=Passage.of(
                    merged("Ruang Rapat Contoh, Lantai 2, Jalan Alamat Contoh Nomor 0")
                ),
                agenda=Passage.of(merged("Pembahasan rencana musyawarah dan pembagian tugas")),
            ),
            "points": (
                told(
                    "Mengingat pentingnya acara, Saudara dimohon hadir sendiri dan membawa data"
                    " perkembangan di wilayah masing-masing."
                ),
            ),
            "copies": ("Gubernur Daerah Khusus Ibukota Jakarta", "Sekretaris Daerah"),
        }
        | parts,
    )


def bantuan_tni(**parts: Any) -> LetterContent:
    return letter(
        LetterType.BANTUAN_TNI,
        Passage.of("Permintaan Bantuan Penggunaan Kekuatan Tentara Nasional Indonesia"),
        **{
            "urgency": Urgency.IMMEDIATE,
            "to": (Addressee(office="Presiden Republik Indonesia", place="Jakarta"),),
            "kop": KopKind.OFFICE_HOLDER,
            "sender": GOVERNOR.office,
            "signatory": GOVERNOR,
            "opening": Passage.of(
                "Menindaklanjuti permintaan lisan pada tanggal ",
                merged("6 September 2026"),
                " pukul ",
                merged("21.30 WITA"),
                " dan berdasarkan Keputusan Gubernur Nomor ",
                merged("1 Tahun 2026"),
                " tentang penetapan Status Keadaan Konflik, dengan hormat dimohon bantuan"
                " penggunaan kekuatan TNI sebagai berikut:",
            ),
            "sections": (
                section(
                    "Alasan permintaan",
                    told(
                        "Eskalasi meningkat: massa bertambah, terjadi pembakaran ",
                        merged("4 (empat)"),
                        " rumah, dan jumlah personel Polri tidak berimbang.",
                    ),
                    told(
                        "Risiko meluas: keadaan telah menjangkau ", merged("2 (dua) kabupaten"), "."
                    ),
                    told("Fungsi pemerintahan terganggu: kantor kecamatan diduduki massa."),
                ),
                section(
                    "Wilayah perbantuan",
                    told(merged("Kecamatan Contoh Utara dan Kecamatan Contoh Selatan"), "."),
                ),
                section(
                    "Lamanya perbantuan",
                    told(
                        merged("30 (tiga puluh) hari"),
                        " terhitung sejak kekuatan tiba di tempat, dan berakhir dengan dicabutnya"
                        " atau berakhirnya Status Keadaan Konflik.",
                    ),
                ),
                section(
                    "Kesiapan dukungan logistik Pemerintah Daerah",
                    told(
                        "Pemerintah Daerah menyiapkan akomodasi, konsumsi, dan angkutan setempat."
                    ),
                ),
            ),
            "closing": Passage.of(
                "Demikian permohonan ini disampaikan, atas perkenan dan keputusan Presiden"
                " diucapkan terima kasih."
            ),
            "copies": (
                "Menteri Koordinator Bidang Politik dan Keamanan",
                "Menteri Dalam Negeri",
                "Menteri Pertahanan",
                "Panglima Tentara Nasional Indonesia",
                "Kepala Kepolisian Negara Republik Indonesia",
                "Ketua DPRD Provinsi Sulawesi Selatan",
                "Panglima Komando Daerah Militer XIV/Hasanuddin",
                "Kepala Kepolisian Daerah Sulawesi Selatan",
                "Bupati Contoh",
            ),
        }
        | parts,
    )


def laporan_skk(**parts: Any) -> LetterContent:
    return letter(
        LetterType.LAPORAN_SKK,
        Passage.of("Laporan Perkembangan Status Keadaan Konflik di ", merged("Kabupaten Contoh")),
        **{
            "to": (
                Addressee(
                    office="Presiden Republik Indonesia",
                    through="Menteri Dalam Negeri",
                    place="Jakarta",
                ),
            ),
            "kop": KopKind.OFFICE_HOLDER,
            "sender": GOVERNOR.office,
            "signatory": GOVERNOR,
            "opening": Passage.of(
                "Berdasarkan Pasal 24 Undang-Undang Nomor 7 Tahun 2012 tentang Penanganan Konflik"
                " Sosial, dengan hormat dilaporkan perkembangan Status Keadaan Konflik sebagai"
                " berikut:"
            ),
            "points": (
                told(
                    "Status Keadaan Konflik ditetapkan pada tanggal ",
                    merged("1 September 2026"),
                    " untuk jangka waktu ",
                    merged("90 (sembilan puluh) hari"),
                    " dan berakhir pada tanggal ",
                    merged("29 November 2026"),
                    ".",
                ),
                Paragraph(
                    pieces=("Tindakan darurat yang telah dilakukan:",),
                    table=table(
                        (NO, column("Tindakan", 3), column("Jumlah", 0, numeric=True)),
                        ("1.", "Warga dievakuasi ke tempat aman", "112 orang"),
                        ("2.", "Kebutuhan dasar korban dan pengungsi dilayani", "112 orang"),
                        ("3.", "Sarana vital dijaga", "5 lokasi"),
                    ),
                ),
                told(
                    "Keamanan berangsur pulih. Musyawarah antarpihak dijadwalkan pada tanggal ",
                    merged("12 September 2026"),
                    ".",
                ),
            ),
            "closing": Passage.of("Demikian dilaporkan, mohon arahan lebih lanjut."),
            "copies": ("Ketua DPRD Provinsi Sulawesi Selatan",),
        }
        | parts,
    )


def rencana_btt(**parts: Any) -> LetterContent:
    needs = (
        ("Makanan siap saji bagi pengungsi", "112 orang x 14 hari", 47_040_000),
        ("Tenda keluarga dan alas tidur", "28 unit", 61_600_000),
        ("Obat dan layanan kesehatan", "1 paket", 18_500_000),
        ("Angkutan evakuasi dan logistik", "14 hari", 21_000_000),
    )
    total = sum(amount for *_, amount in needs)
    return letter(
        LetterType.RENCANA_BTT,
        Passage.of(
            "Rencana Kebutuhan Belanja Tidak Terduga Penanganan Konflik Sosial di ",
            merged("Kabupaten Contoh"),
        ),
        **{
            "urgency": Urgency.IMMEDIATE,
            "classification": "900.1.1",
            "to": (
                Addressee(office="Pejabat Pengelola Keuangan Daerah Provinsi Sulawesi Selatan"),
            ),
            "opening": Passage.of(
                "Berdasarkan Pasal 80 ayat (2) Peraturan Pemerintah Nomor 2 Tahun 2015 dan"
                " penetapan Status Keadaan Konflik tanggal ",
                merged("1 September 2026"),
                ", bersama ini diajukan rencana kebutuhan belanja sebagai berikut:",
            ),
            "points": (
                Paragraph(
                    pieces=("Rincian kebutuhan:",),
                    table=Table(
                        columns=(
                            NO,
                            column("Uraian kebutuhan", 3),
                            column("Volume", 2),
                            column("Jumlah", 0, numeric=True),
                        ),
                        rows=tuple(
                            (
                                Passage.of(f"{at}."),
                                Passage.of(merged(what)),
                                Passage.of(merged(volume)),
                                Passage.of(merged(rupiah(amount))),
                            )
                            for at, (what, volume, amount) in enumerate(needs, 1)
                        ),
                        total=(Passage.of("Jumlah"), Passage.of(merged(rupiah(total)))),
                        note=Passage.of("Terbilang: ", merged(rupiah_in_words(total))),
                    ),
                ),
                told(
                    "Pencairan dimohonkan dalam 1 (satu) hari kerja sejak pengajuan ini diterima."
                    " Bukti penggunaan disampaikan sesuai dengan ketentuan peraturan"
                    " perundang-undangan."
                ),
            ),
            "copies": ("Gubernur Sulawesi Selatan", "Inspektur Daerah"),
        }
        | parts,
    )


# --- Laporan Informasi ---------------------------------------------------------------------------


def laporan_informasi(
    kind: LetterType = LetterType.LAPORAN_INFORMASI, level: str = "kuning", **parts: Any
) -> LetterContent:
    return letter(
        kind,
        Passage.of("Sengketa batas lahan garapan di ", merged("Desa Contoh Makmur")),
        **{
            "secrecy": Secrecy.SECRET,
            "classification": "200.1.3.1",
            "sender": DIVISION.office,
            "signatory": DIVISION,
            "particulars": (particular("Bidang", merged("Sosial budaya")),),
            "sections": (
                Section(
                    heading="Pendahuluan",
                    particulars=(
                        particular("Sumber", merged("Anggota FKDM Kecamatan Contoh Utara")),
                        particular("Hubungan dengan sumber", merged("Jejaring tetap")),
                        particular("Cara mendapatkan", merged("Pengamatan langsung dan wawancara")),
                        particular(
                            "Waktu mendapatkan", merged("Rabu, 2 September 2026 pukul 08.00 WITA")
                        ),
                        particular(
                            "Nilai informasi", merged("B2 (dipercaya; sangat mungkin benar)")
                        ),
                    ),
                ),
                section(
                    "Fakta-Fakta",
                    told(
                        "Pada hari ",
                        merged("Selasa, 1 September 2026"),
                        " pukul ",
                        merged("16.00 WITA"),
                        " sekitar ",
                        merged("30 (tiga puluh)"),
                        " warga mendatangi lahan garapan dan memasang patok batas baru.",
                    ),
                    told(
                        "Pada malam hari patok tersebut dicabut oleh warga lain. Tidak ada korban"
                        " jiwa; ",
                        merged("satu pondok kebun"),
                        " dirusak.",
                    ),
                    told(
                        "Ajakan berkumpul beredar di media sosial sejak pukul ",
                        merged("20.00 WITA"),
                        ".",
                    ),
                ),
                section(
                    "Pendapat Pelapor",
                    titled(
                        "Analisis",
                        "Sengketa berpangkal pada batas yang belum ditetapkan dan dapat meluas bila"
                        " massa kedua pihak bertemu di lahan.",
                    ),
                    titled(
                        "Prediksi",
                        "Pengerahan massa mungkin terjadi sebelum musim tanam; tingkat kerawanan ",
                        merged(level),
                        ".",
                    ),
                    titled(
                        "Langkah yang telah diambil",
                        "Koordinasi dengan kepala desa dan Bhabinkamtibmas; imbauan kepada kedua"
                        " pihak.",
                    ),
                    titled(
                        "Rekomendasi",
                        "Musyawarah difasilitasi camat dengan menghadirkan pranata adat setempat.",
                    ),
                    lettered=True,
                ),
            ),
            "copies": (
                "Sekretaris Daerah Provinsi Sulawesi Selatan",
                "Kepala Badan Intelijen Daerah",
            ),
        }
        | parts,
    )


def laporan_khusus(**parts: Any) -> LetterContent:
    return laporan_informasi(
        LetterType.LAPORAN_KHUSUS,
        "merah",
        **{
            "urgency": Urgency.IMMEDIATE,
            "subject": Passage.of("Bentrok antarwarga di ", merged("Desa Contoh Makmur")),
        }
        | parts,
    )


# --- Laporan -------------------------------------------------------------------------------------


def laporan_penutupan(**parts: Any) -> LetterContent:
    return letter(
        LetterType.LAPORAN_PENUTUPAN,
        Passage.of(
            "Penutupan Kasus Sengketa Batas Lahan Garapan di ",
            merged("Desa Contoh Makmur, Kecamatan Contoh Utara"),
        ),
        **{
            "sections": (
                section(
                    "Pendahuluan",
                    titled(
                        "Umum",
                        "Kasus dibuka pada tanggal ",
                        merged("2 September 2026"),
                        " atas laporan anggota FKDM.",
                    ),
                    titled(
                        "Maksud dan Tujuan",
                        "Melaporkan penyelesaian kasus dan pemantauan sesudahnya.",
                    ),
                    titled("Ruang Lingkup", "Penanganan sejak laporan diterima s.d. penutupan."),
                    titled(
                        "Dasar",
                        "Undang-Undang Nomor 7 Tahun 2012 dan Peraturan Pemerintah Nomor 2 Tahun"
                        " 2015.",
                    ),
                ),
                section(
                    "Kegiatan yang Dilaksanakan",
                    Paragraph(
                        pieces=("Urutan penanganan:",),
                        table=table(
                            (
                                NO,
                                column("Tanggal", 0),
                                column("Kegiatan", 4),
                                column("Pelaksana", 3),
                            ),
                            ("1.", "4 September 2026", "Verifikasi lapangan", "Bidang Kewaspadaan"),
                            ("2.", "9 September 2026", "Musyawarah pertama", "Camat Contoh Utara"),
                            ("3.", "16 September 2026", "Kesepakatan damai", "Kedua pihak"),
                            ("4.", "16 Desember 2026", "Pemantauan 90 hari", "FKDM kecamatan"),
                        ),
                    ),
                ),
                section(
                    "Hasil yang Dicapai",
                    told(
                        "Batas lahan disepakati dan dipasang bersama pada ", merged("12 titik"), "."
                    ),
                    told(
                        "Seluruh kewajiban, ",
                        merged(count(4, "butir")),
                        ", telah dipenuhi kedua pihak.",
                    ),
                ),
                section(
                    "Simpulan dan Saran",
                    told("Kasus dinyatakan selesai dan ditutup."),
                    told(
                        "Penetapan batas desa disarankan dituntaskan pada tahun anggaran berikut."
                    ),
                ),
                section(
                    "Penutup", told("Naskah terkait disimpan sesuai dengan jadwal retensi arsip.")
                ),
            ),
            "copies": ("Bupati Contoh", "Camat Contoh Utara"),
        }
        | parts,
    )


def laporan_satgas(**parts: Any) -> LetterContent:
    chair = Signatory(
        office="Ketua Satuan Tugas Penyelesaian Konflik Sosial",
        name="Nama Contoh Ketua",
        elected=True,
    )
    return letter(
        LetterType.LAPORAN_SATGAS,
        Passage.of(
            "Hasil Akhir Satuan Tugas Penyelesaian Konflik Sosial ", merged("Kabupaten Contoh")
        ),
        **{
            "sender": chair.office,
            "signatory": chair,
            "sections": (
                section(
                    "Pendahuluan",
                    titled(
                        "Dasar",
                        "Keputusan Gubernur Nomor ",
                        merged("2 Tahun 2026"),
                        " dan Pasal 44 Undang-Undang Nomor 7 Tahun 2012.",
                    ),
                    titled(
                        "Ruang Lingkup",
                        "Pencarian fakta, musyawarah antarpihak, penghitungan kerugian, dan"
                        " rekomendasi.",
                    ),
                ),
                section(
                    "Kegiatan yang Dilaksanakan",
                    Paragraph(
                        pieces=("Satuan Tugas telah:",),
                        sub=(
                            Passage.of(
                                "mendengar ", merged(count(14, "orang")), " dari kedua pihak;"
                            ),
                            Passage.of("memeriksa ", merged(count(6, "lokasi")), "; dan"),
                            Passage.of("memfasilitasi ", merged(count(3, "musyawarah")), "."),
                        ),
                    ),
                ),
                section(
                    "Hasil yang Dicapai",
                    Paragraph(
                        pieces=("Kerugian dan ganti rugi yang disepakati:",),
                        table=table(
                            (NO, column("Kerugian", 3), column("Jumlah", 0, numeric=True)),
                            ("1.", "Rumah terbakar (4 unit)", rupiah(240_000_000)),
                            ("2.", "Tanaman dan pondok kebun", rupiah(35_500_000)),
                            total=(Passage.of("Jumlah"), Passage.of(rupiah(275_500_000))),
                            note=Passage.of("Terbilang: ", rupiah_in_words(275_500_000)),
                        ),
                    ),
                    told(
                        "Kesepakatan damai ditandatangani pada tanggal ",
                        merged("3 Oktober 2026"),
                        ".",
                    ),
                ),
                section(
                    "Simpulan dan Saran",
                    told("Musyawarah berhasil; tugas Satuan Tugas berakhir."),
                    told("Rehabilitasi dan pemantauan 180 hari dilanjutkan oleh perangkat daerah."),
                ),
                section("Penutup", told("Berita acara dan bukti terlampir pada berkas kasus.")),
            ),
            "copies": ("Ketua DPRD Provinsi Sulawesi Selatan", "Ketua DPRD Kabupaten Contoh"),
        }
        | parts,
    )


_ACTIONS = (
    ("Batas wilayah", "Penegasan batas desa", "Biro Pemerintahan", "Kantor Pertanahan"),
    ("Sumber daya alam", "Dialog pemegang izin dan warga", "Dinas Lingkungan Hidup", "Polres"),
    ("Antarsuku", "Forum pembauran kebangsaan", "Bakesbangpol", "FPK"),
    ("Antarumat", "Penguatan kampung moderasi", "Kanwil Agama", "FKUB"),
    ("Politik", "Deklarasi pemilu damai", "Bakesbangpol", "KPU dan Bawaslu"),
    ("Tawuran pelajar", "Satuan tugas pelajar", "Dinas Pendidikan", "Polres dan sekolah"),
)


def laporan_renaksi(**parts: Any) -> LetterContent:
    rows = tuple(
        (
            f"{at}.",
            issue,
            deed,
            owner,
            others,
            f"Kecamatan Contoh {at}",
            "Tidak ada kejadian baru dalam 4 bulan",
            "B04: 1; B08: 2; B12: 3",
            f"{at % 3 + 1} kegiatan",
            "Notula, foto",
        )
        for at, (issue, deed, owner, others) in enumerate(_ACTIONS * 4, 1)
    )
    return letter(
        LetterType.LAPORAN_RENAKSI,
        Passage.of(
            "Pelaksanaan Rencana Aksi Terpadu Penanganan Konflik Sosial Periode ",
            merged("B08 (Mei s.d. Agustus) Tahun 2026"),
        ),
        **{
            "to": (Addressee(office="Menteri Dalam Negeri"),),
            "sections": (
                section(
                    "Pendahuluan",
                    titled(
                        "Dasar",
                        "Permendagri Nomor 42 Tahun 2015 tentang Pelaksanaan Koordinasi Penanganan"
                        " Konflik Sosial.",
                    ),
                    titled(
                        "Ruang Lingkup", "Kegiatan Tim Terpadu provinsi pada periode pelaporan."
                    ),
                ),
                section(
                    "Hasil yang Dicapai",
                    told(
                        "Dari ",
                        merged(count(len(rows), "aksi")),
                        ", ",
                        merged(count(20, "aksi")),
                        " mencapai ukuran keberhasilan. Rincian terlampir.",
                    ),
                ),
                section("Penutup", told("Kendala dan tindak lanjut dicantumkan pada lampiran.")),
            ),
            "annexes": (
                Annex(
                    title=Passage.of("Matriks Rencana Aksi Terpadu Periode B08 Tahun 2026"),
                    landscape=True,
                    sections=(
                        section(
                            "",
                            Paragraph(
                                pieces=(),
                                table=table(
                                    (
                                        NO,
                                        column("Sumber/isu konflik", 6),
                                        column("Kegiatan/aksi", 7),
                                        column("Penanggung jawab", 7),
                                        column("Instansi terkait", 6),
                                        column("Lokasi", 6),
                                        column("Kriteria keberhasilan", 7),
                                        column("Ukuran", 5),
                                        column("Realisasi", 5),
                                        column("Data dukung", 5),
                                    ),
                                    *rows,
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            "copies": ("Gubernur Sulawesi Selatan",),
        }
        | parts,
    )


_REGENCIES = (
    "Utara",
    "Selatan",
    "Barat",
    "Timur",
    "Tengah",
    "Raya",
    "Jaya",
    "Makmur",
    "Sejahtera",
    "Sentosa",
    "Damai",
    "Bahari",
    "Indah",
    "Permai",
    "Lestari",
    "Mulia",
    "Baru",
    "Lama",
    "Hulu",
    "Hilir",
    "Atas",
    "Bawah",
    "Tinggi",
    "Rendah",
)
_COLOURS = {"hijau": "#3a8f4d", "kuning": "#e0b000", "merah": "#b00000"}


def _colour(at: int) -> str:
    return ("hijau", "hijau", "kuning", "hijau", "merah")[at % 5]


def problem_map() -> str:
    """A map of nowhere: one mark for each regency, told apart by shape as well as by colour."""
    marks = []
    for at, name in enumerate(_REGENCIES):
        x, y = 60 + (at % 4) * 120 + (at // 4 % 2) * 40, 60 + (at // 4) * 90
        said = f'<text x="{x}" y="{y + 28}" text-anchor="middle">{name}</text>'
        marks.append(_mark(_colour(at), x, y) + said)
    key = "".join(
        f'{_mark(colour, x, 600)}<text x="{x + 18}" y="604">{colour}</text>'
        for colour, x in (("hijau", 50), ("kuning", 140), ("merah", 230))
    )
    label = '<text x="540" y="604" text-anchor="end">Titik wilayah, bukan batas resmi</text>'
    frame = '<rect x="8" y="8" width="544" height="618" fill="none" stroke="#777777"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 634" font-size="12">'
        f"{frame}{''.join(marks)}{key}{label}</svg>"
    )


def _mark(colour: str, x: int, y: int) -> str:
    shape = {
        "hijau": f'circle cx="{x}" cy="{y}" r="11"',
        "kuning": f'rect x="{x - 11}" y="{y - 11}" width="22" height="22"',
        "merah": f'path d="M{x} {y - 14}L{x + 14} {y + 11}H{x - 14}Z"',
    }[colour]
    return f'<{shape} fill="{_COLOURS[colour]}"/>'


def bingkai_pemetaan(**parts: Any) -> LetterContent:
    rows = tuple(
        (
            f"{at + 1}.",
            f"Kabupaten Contoh {name}",
            "Sengketa batas lahan garapan dan penutupan akses jalan tani"
            if _colour(at) != "hijau"
            else "Tidak ada permasalahan menonjol",
            _colour(at).capitalize(),
            ("tetap", "menurun", "meningkat")[at % 3],
            "Musyawarah kecamatan; patroli bersama" if _colour(at) != "hijau" else "Pemantauan",
            "Fasilitasi penetapan batas" if _colour(at) == "merah" else "-",
        )
        for at, name in enumerate(_REGENCIES)
    )
    return letter(
        LetterType.BINGKAI_PEMETAAN,
        Passage.of(
            "Bingkai Pemetaan Permasalahan Bulan ",
            merged("Agustus 2026"),
            " Provinsi Sulawesi Selatan",
        ),
        **{
            "secrecy": Secrecy.RESTRICTED,
            "sections": (
                section(
                    "Pendahuluan",
                    told(
                        "Bingkai ini memuat keadaan ",
                        merged(count(24, "kabupaten/kota")),
                        " sampai dengan tanggal ",
                        merged("31 Agustus 2026"),
                        ".",
                    ),
                ),
                section(
                    "Keadaan Wilayah",
                    Paragraph(
                        pieces=("Jumlah wilayah menurut tingkat kerawanan:",),
                        table=table(
                            (
                                column("Tingkat", 2),
                                column("Juli 2026", 1, numeric=True),
                                column("Agustus 2026", 1, numeric=True),
                            ),
                            ("Merah", "3", "4"),
                            ("Kuning", "7", "5"),
                            ("Hijau", "14", "15"),
                            total=(Passage.of("Jumlah"), Passage.of("24"), Passage.of("24")),
                        ),
                    ),
                    told("Dua wilayah beralih dari kuning ke hijau setelah kesepakatan damai."),
                ),
                section(
                    "Hal yang Dimohonkan",
                    told("Penetapan prioritas penegasan batas desa di wilayah merah."),
                    told("Arahan kepada bupati setempat untuk memimpin musyawarah."),
                ),
            ),
            "annexes": (
                Annex(
                    title=Passage.of("Permasalahan Menurut Kabupaten/Kota"),
                    landscape=True,
                    sections=(
                        section(
                            "",
                            Paragraph(
                                pieces=(),
                                table=table(
                                    (
                                        NO,
                                        column("Kabupaten/Kota", 4),
                                        column("Permasalahan", 6),
                                        column("Status", 0),
                                        column("Kecenderungan", 0),
                                        column("Penanganan", 5),
                                        column("Yang dimohonkan", 4),
                                    ),
                                    *rows,
                                ),
                            ),
                        ),
                    ),
                ),
                Annex(
                    title=Passage.of("Peta Permasalahan"),
                    drawing=problem_map(),
                    described=(
                        "Peta titik 24 kabupaten/kota: 4 merah (segitiga), 5 kuning (persegi),"
                        " 15 hijau (lingkaran)"
                    ),
                ),
            ),
            "copies": ("Sekretaris Daerah", "Forum Koordinasi Pimpinan Daerah"),
        }
        | parts,
    )


# --- Telaahan ------------------------------------------------------------------------------------


def telaahan_staf(**parts: Any) -> LetterContent:
    return letter(
        LetterType.TELAAHAN_STAF,
        Passage.of("Usul Pembentukan Satuan Tugas di ", merged("Kecamatan Contoh Barat")),
        JAKARTA,
        **{
            "sections": (
                section(
                    "Persoalan",
                    told(
                        "Musyawarah melalui pranata sosial di ",
                        merged("Kecamatan Contoh Barat"),
                        " dua kali tidak mencapai kesepakatan.",
                    ),
                ),
                section(
                    "Praanggapan",
                    told("Tanpa penyelesaian, sengketa meluas menjelang masa kampanye."),
                    told("Kedua pihak tetap bersedia bermusyawarah."),
                ),
                section(
                    "Fakta yang Memengaruhi",
                    Paragraph(
                        pieces=("Kejadian yang tercatat:",),
                        table=table(
                            (NO, column("Tanggal", 0), column("Kejadian", 5), column("Akibat", 3)),
                            ("1.", "12 Agustus 2026", "Penutupan akses jalan", "Tidak ada korban"),
                            ("2.", "20 Agustus 2026", "Bentrok kecil antarwarga", "2 orang luka"),
                            ("3.", "28 Agustus 2026", "Musyawarah kedua buntu", "Massa berjaga"),
                        ),
                    ),
                    told(
                        "Syarat Pasal 42 Undang-Undang Nomor 7 Tahun 2012 huruf a s.d. e terpenuhi."
                    ),
                ),
                section(
                    "Analisis",
                    told(
                        "Pranata sosial ada, tetapi tidak lagi diterima salah satu pihak."
                        " Satuan tugas yang memuat unsur kedua pihak lebih dapat dipercaya daripada"
                        " penanganan langsung oleh perangkat daerah."
                    ),
                ),
                section(
                    "Simpulan", told("Pembentukan satuan tugas adalah jalan yang paling ringan.")
                ),
                section(
                    "Saran",
                    told("Gubernur berkenan membentuk satuan tugas dengan keputusan gubernur."),
                    told(
                        "Paling sedikit 30% (tiga puluh persen) unsur masyarakat adalah perempuan."
                    ),
                ),
            ),
            "copies": ("Sekretaris Daerah",),
        }
        | parts,
    )


class Sample(NamedTuple):
    """One sample letter: how to write it (parts may be replaced), in which profile, its number."""

    write: Callable[..., LetterContent]
    profile: LetterProfile
    sequence: int = 7

    @property
    def number(self) -> str:
        return number_of(self.write(), self.profile, sequence=self.sequence, dated=DATED)


SAMPLES: dict[LetterType, Sample] = {
    LetterType.SURAT_DINAS: Sample(surat_dinas, SULAWESI_SELATAN),
    LetterType.SURAT_UNDANGAN: Sample(surat_undangan, JAKARTA),
    LetterType.BANTUAN_TNI: Sample(bantuan_tni, SULAWESI_SELATAN),
    LetterType.LAPORAN_SKK: Sample(laporan_skk, SULAWESI_SELATAN),
    LetterType.RENCANA_BTT: Sample(rencana_btt, SULAWESI_SELATAN),
    LetterType.LAPORAN_INFORMASI: Sample(laporan_informasi, SULAWESI_SELATAN),
    LetterType.LAPORAN_KHUSUS: Sample(laporan_khusus, SULAWESI_SELATAN),
    LetterType.LAPORAN_PENUTUPAN: Sample(laporan_penutupan, SULAWESI_SELATAN),
    LetterType.LAPORAN_SATGAS: Sample(laporan_satgas, SULAWESI_SELATAN),
    LetterType.LAPORAN_RENAKSI: Sample(laporan_renaksi, SULAWESI_SELATAN),
    LetterType.BINGKAI_PEMETAAN: Sample(bingkai_pemetaan, SULAWESI_SELATAN),
    LetterType.TELAAHAN_STAF: Sample(telaahan_staf, JAKARTA),
}
