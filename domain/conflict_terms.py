"""The lists of the law on states of conflict: scales, councils, conditions, measures.

UU 7/2012 Pasal 14-28; PP 2/2015 Pasal 43 with its elucidation.
"""

from enum import StrEnum


class Council(StrEnum):
    """Dewan yang pimpinannya diajak berkonsultasi."""

    REGENCY = "dprd_kabupaten_kota"
    PROVINCE = "dprd_provinsi"
    NATIONAL = "dpr"

    @property
    def label(self) -> str:
        return {
            Council.REGENCY: "DPRD kabupaten/kota",
            Council.PROVINCE: "DPRD provinsi",
            Council.NATIONAL: "DPR",
        }[self]


class Scale(StrEnum):
    """Skala Status Keadaan Konflik menurut dampaknya, and whose act it is (Pasal 15-20)."""

    REGENCY = "kabupaten_kota"
    PROVINCE = "provinsi"
    NATIONAL = "nasional"

    @property
    def label(self) -> str:
        return {
            Scale.REGENCY: "Kabupaten/Kota",
            Scale.PROVINCE: "Provinsi",
            Scale.NATIONAL: "Nasional",
        }[self]

    @property
    def authority(self) -> str:
        """The office whose act a declaration, or a task force, of this scale is."""
        return {
            Scale.REGENCY: "Bupati/Wali Kota",
            Scale.PROVINCE: "Gubernur",
            Scale.NATIONAL: "Presiden",
        }[self]

    @property
    def council(self) -> Council:
        """The council whose leaders are consulted before."""
        return {
            Scale.REGENCY: Council.REGENCY,
            Scale.PROVINCE: Council.PROVINCE,
            Scale.NATIONAL: Council.NATIONAL,
        }[self]

    @property
    def powers(self) -> str:
        """The article that gives the temporary measures."""
        return {
            Scale.REGENCY: "UU 7/2012 Pasal 26",
            Scale.PROVINCE: "UU 7/2012 Pasal 27",
            Scale.NATIONAL: "UU 7/2012 Pasal 28",
        }[self]

    @property
    def impact(self) -> str:
        """What the scale is measured by (Pasal 15 ayat (2)-(4))."""
        return {
            Scale.REGENCY: "Dampaknya hanya di tingkat kabupaten/kota.",
            Scale.PROVINCE: "Dampaknya sampai tingkat provinsi.",
            Scale.NATIONAL: "Dampaknya sampai tingkat nasional.",
        }[self]


class ConsultationOutcome(StrEnum):
    """Pendapat pimpinan dewan. The law asks for consultation, not for consent."""

    SUPPORTED = "mendukung"
    WITH_REMARKS = "mendukung_dengan_catatan"
    OBJECTED = "keberatan"

    @property
    def label(self) -> str:
        return {
            ConsultationOutcome.SUPPORTED: "Mendukung",
            ConsultationOutcome.WITH_REMARKS: "Mendukung dengan catatan",
            ConsultationOutcome.OBJECTED: "Keberatan",
        }[self]


class Condition(StrEnum):
    """Syarat Pasal 14: what all must be shown before a state of conflict may be declared."""

    ESCALATING = "eskalasi_meningkat"
    SPREADING = "risiko_meluas"
    GOVERNMENT_DISTURBED = "fungsi_pemerintahan_terganggu"

    @property
    def label(self) -> str:
        return {
            Condition.ESCALATING: "Eskalasi konflik meningkat",
            Condition.SPREADING: "Risiko konflik meluas",
            Condition.GOVERNMENT_DISTURBED: "Fungsi pemerintahan terganggu",
        }[self]


class Criterion(StrEnum):
    """Butir pemeriksaan PP 2/2015 Pasal 43 dan penjelasannya."""

    CROWD = "massa_bertambah"
    ANARCHY = "anarki"
    POLICE_OUTNUMBERED = "personel_tidak_berimbang"
    EQUIPMENT = "peralatan_terbatas"
    DEATHS = "korban_jiwa_bertambah"
    DISTRICTS = "meluas_kecamatan"
    REGENCIES = "meluas_kabupaten_kota"
    OFFICES = "kantor_tidak_berjalan"
    SERVICES = "layanan_tidak_berfungsi"

    @property
    def label(self) -> str:
        return _CRITERIA[self][1]

    @property
    def condition(self) -> Condition:
        """Which condition of Pasal 14 it goes to show."""
        return _CRITERIA[self][0]

    @property
    def only_at(self) -> Scale | None:
        """The one scale it counts at; None for all."""
        return {Criterion.DISTRICTS: Scale.REGENCY, Criterion.REGENCIES: Scale.PROVINCE}.get(self)


_CRITERIA = {
    Criterion.CROWD: (Condition.ESCALATING, "Jumlah massa bertambah dan masif"),
    Criterion.ANARCHY: (
        Condition.ESCALATING,
        "Tindakan anarki: pembakaran, penjarahan, perusakan kantor atau objek vital",
    ),
    Criterion.POLICE_OUTNUMBERED: (
        Condition.ESCALATING,
        "Personel Polri tidak berimbang dengan massa",
    ),
    Criterion.EQUIPMENT: (Condition.ESCALATING, "Peralatan Polri terbatas"),
    Criterion.DEATHS: (Condition.SPREADING, "Korban jiwa bertambah"),
    Criterion.DISTRICTS: (Condition.SPREADING, "Konflik meluas ke beberapa kecamatan"),
    Criterion.REGENCIES: (Condition.SPREADING, "Konflik meluas ke beberapa kabupaten/kota"),
    Criterion.OFFICES: (
        Condition.GOVERNMENT_DISTURBED,
        "Kantor pemerintahan tidak berjalan: dirusak, dibakar, atau diduduki",
    ),
    Criterion.SERVICES: (Condition.GOVERNMENT_DISTURBED, "Layanan pemerintahan tidak berfungsi"),
}


class MeasureKind(StrEnum):
    """Tindakan sementara selama Status Keadaan Konflik (Pasal 26-28)."""

    CLOSE_AREA = "pembatasan_kawasan"
    STAY_INDOORS = "pembatasan_orang_di_luar_rumah"
    RELOCATE = "penempatan_sementara"
    BAN_ENTRY_AND_EXIT = "larangan_masuk_keluar"

    @property
    def label(self) -> str:
        return {
            MeasureKind.CLOSE_AREA: "Pembatasan dan penutupan kawasan konflik",
            MeasureKind.STAY_INDOORS: "Pembatasan orang di luar rumah",
            MeasureKind.RELOCATE: "Penempatan orang di luar kawasan konflik",
            MeasureKind.BAN_ENTRY_AND_EXIT: "Larangan memasuki atau keluar dari kawasan konflik",
        }[self]
