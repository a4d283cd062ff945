"""Jenis naskah dinas, and the arrangement (susunan) each is set in."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class LetterForm(StrEnum):
    """Susunan naskah: what several types share. The value names the template."""

    NOTE = "nota_dinas"
    LETTER = "surat_dinas"
    INFORMATION = "laporan_informasi"
    REPORT = "laporan"
    STUDY = "telaahan_staf"
    MINUTES = "berita_acara"
    DECREE = "keputusan"
    COVER = "surat_pengantar"
    DISPOSITION = "lembar_disposisi"
    RADIOGRAM = "radiogram"


class LetterType(StrEnum):
    """Jenis naskah dinas. The value is the stable id."""

    NOTA_DINAS = "nota_dinas"
    SURAT_DINAS = "surat_dinas"
    SURAT_UNDANGAN = "surat_undangan"
    LAPORAN_INFORMASI = "laporan_informasi"
    LAPORAN_KHUSUS = "laporan_khusus"
    BERITA_ACARA = "berita_acara"
    BERITA_ACARA_VERIFIKASI = "berita_acara_verifikasi"
    KEPUTUSAN_SKK = "keputusan_skk"
    KEPUTUSAN_SATGAS = "keputusan_satgas"
    BINGKAI_PEMETAAN = "bingkai_pemetaan"
    TELAAHAN_STAF = "telaahan_staf"
    BANTUAN_TNI = "bantuan_tni"
    LAPORAN_SKK = "laporan_skk"
    RENCANA_BTT = "rencana_btt"
    LAPORAN_SATGAS = "laporan_satgas"
    LAPORAN_PENUTUPAN = "laporan_penutupan"
    LAPORAN_RENAKSI = "laporan_renaksi"
    SURAT_PENGANTAR = "surat_pengantar"
    LEMBAR_DISPOSISI = "lembar_disposisi"
    RADIOGRAM = "radiogram"

    @property
    def label(self) -> str:
        """The name of the type as a heading says it."""
        return _TYPES[self][0]

    @property
    def form(self) -> LetterForm:
        """The arrangement it is set in."""
        return _TYPES[self][1]

    @property
    def book(self) -> str:
        """The register it is numbered in: one for each arrangement, so that no two decrees of a
        year, whatever they are about, carry the same number.
        """
        return self.form.value

    @property
    def by_hand(self) -> bool:
        """Whether an officer prepares it on request; the others follow from an event alone."""
        return self in DRAFTABLE_BY_HAND

    @property
    def decree(self) -> bool:
        """Whether it regulates or decides, and so is set in the Bookman face (Pasal 32(2))."""
        return self.form is LetterForm.DECREE


_TYPES: dict[LetterType, tuple[str, LetterForm]] = {
    LetterType.NOTA_DINAS: ("Nota Dinas", LetterForm.NOTE),
    LetterType.SURAT_DINAS: ("Surat Dinas", LetterForm.LETTER),
    LetterType.SURAT_UNDANGAN: ("Surat Undangan", LetterForm.LETTER),
    LetterType.LAPORAN_INFORMASI: ("Laporan Informasi", LetterForm.INFORMATION),
    LetterType.LAPORAN_KHUSUS: ("Laporan Khusus", LetterForm.INFORMATION),
    LetterType.BERITA_ACARA: ("Berita Acara Kesepakatan Damai", LetterForm.MINUTES),
    LetterType.BERITA_ACARA_VERIFIKASI: (
        "Berita Acara Verifikasi Lapangan",
        LetterForm.MINUTES,
    ),
    LetterType.KEPUTUSAN_SKK: (
        "Keputusan Gubernur tentang Status Keadaan Konflik",
        LetterForm.DECREE,
    ),
    LetterType.KEPUTUSAN_SATGAS: ("Keputusan Gubernur tentang Satuan Tugas", LetterForm.DECREE),
    LetterType.BINGKAI_PEMETAAN: ("Bingkai Pemetaan Permasalahan", LetterForm.REPORT),
    LetterType.TELAAHAN_STAF: ("Telaahan Staf", LetterForm.STUDY),
    LetterType.BANTUAN_TNI: ("Permintaan Bantuan TNI", LetterForm.LETTER),
    LetterType.LAPORAN_SKK: ("Laporan Perkembangan Keadaan Konflik", LetterForm.LETTER),
    LetterType.RENCANA_BTT: ("Rencana Kebutuhan Belanja Tidak Terduga", LetterForm.LETTER),
    LetterType.LAPORAN_SATGAS: ("Laporan Akhir Satuan Tugas", LetterForm.REPORT),
    LetterType.LAPORAN_PENUTUPAN: ("Laporan Penutupan Kasus", LetterForm.REPORT),
    LetterType.LAPORAN_RENAKSI: ("Laporan Rencana Aksi Terpadu", LetterForm.REPORT),
    LetterType.SURAT_PENGANTAR: ("Surat Pengantar", LetterForm.COVER),
    LetterType.LEMBAR_DISPOSISI: ("Lembar Disposisi", LetterForm.DISPOSITION),
    LetterType.RADIOGRAM: ("Radiogram", LetterForm.RADIOGRAM),
}

SECTIONS_OF: Mapping[LetterType, tuple[str, ...]] = MappingProxyType(
    {
        LetterType.LAPORAN_INFORMASI: ("Pendahuluan", "Fakta-Fakta", "Pendapat Pelapor"),
        LetterType.LAPORAN_KHUSUS: ("Pendahuluan", "Fakta-Fakta", "Pendapat Pelapor"),
        LetterType.TELAAHAN_STAF: (
            "Persoalan",
            "Praanggapan",
            "Fakta yang Memengaruhi",
            "Analisis",
            "Simpulan",
            "Saran",
        ),
        LetterType.BANTUAN_TNI: (
            "Alasan permintaan",
            "Wilayah perbantuan",
            "Lamanya perbantuan",
            "Kesiapan dukungan logistik Pemerintah Daerah",
        ),
    }
)
"""The headings a type must have: practice, and for Bantuan TNI PP 2/2015 Pasal 47."""

TNI_COPIES = (
    "menteri koordinator bidang keamanan",
    "Menteri Dalam Negeri",
    "Menteri Pertahanan",
    "Panglima TNI",
    "Kapolri",
    "ketua DPRD provinsi",
    "Pangdam atau komandan satuan",
    "Kapolda",
    "bupati/wali kota setempat",
)
"""To whom a governor's request for TNI help is copied, in this order (PP 2/2015 Pasal 46(5))."""

DRAFTABLE_BY_HAND = frozenset(
    {
        LetterType.NOTA_DINAS,
        LetterType.SURAT_DINAS,
        LetterType.SURAT_UNDANGAN,
        LetterType.LAPORAN_INFORMASI,
        LetterType.BERITA_ACARA,
        LetterType.BERITA_ACARA_VERIFIKASI,
        LetterType.KEPUTUSAN_SATGAS,
        LetterType.BINGKAI_PEMETAAN,
        LetterType.TELAAHAN_STAF,
        LetterType.LAPORAN_RENAKSI,
        LetterType.SURAT_PENGANTAR,
        LetterType.LEMBAR_DISPOSISI,
        LetterType.RADIOGRAM,
    }
)
"""Types an officer may ask for; what the law ties to an event is drafted by the machine alone."""
