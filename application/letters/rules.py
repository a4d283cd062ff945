"""The table of letters: for each kind what calls for it, to whom it goes, how it is set.

docs/letters.md prints this table; tests hold the two together.
"""

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from domain.kernel import Secrecy
from domain.letter_content import KopKind, LetterType, Urgency
from domain.office_book import OfficeRole

CONFLICT_REPORTS: Final = "200.1.3.4"
"""Fasilitasi dan Laporan Penanganan Konflik Sosial (Permendagri 83/2022; profile data)."""

EARLY_WARNING: Final = "200.1.3.1"
"""Kewaspadaan Dini dan Kerja Sama Intelijen Keamanan."""

DECREES: Final = "100.3.3"
"""Keputusan kepala daerah."""


CONTINGENCY_FUND: Final = "900.1.1"
"""Keuangan daerah; the office confirms its own subdivision."""


class Signs(Enum):
    """Who signs, and so whose letterhead it is."""

    HEAD = "Kepala Badan Kesbangpol"
    GOVERNOR = "Gubernur"


@dataclass(frozen=True)
class LetterRule:
    """What is settled about one kind of letter before anything is known of its case.

    ``urgency`` None: by the colour of the case. ``secrecy`` is the least; a case's own is kept.
    """

    type: LetterType
    trigger: str
    recipients: str
    basis: str
    signs: Signs = Signs.HEAD
    classification: str = CONFLICT_REPORTS
    secrecy: Secrecy = Secrecy.OPEN
    urgency: Urgency | None = None
    copies: tuple[OfficeRole, ...] = ()
    on_request: bool = False
    timed: bool = False
    """Whether a clock or an event asks for it too."""

    @property
    def how(self) -> str:
        """Who calls for it: the machine, people, or both."""
        callers = {"otomatis": self.timed or not self.on_request, "diminta": self.on_request}
        return ", ".join(word for word, calls in callers.items() if calls)

    @property
    def kop(self) -> KopKind:
        return KopKind.OFFICE_HOLDER if self.signs is Signs.GOVERNOR else KopKind.AGENCY


RULES: Final = MappingProxyType(
    {
        rule.type: rule
        for rule in (
            LetterRule(
                LetterType.NOTA_DINAS,
                trigger="eskalasi ke tingkat provinsi disetujui",
                recipients="Gubernur",
                basis="Permendagri 1/2023; UU 7/2012 Pasal 10-11",
                copies=(OfficeRole.PROVINCIAL_SECRETARY,),
            ),
            LetterRule(
                LetterType.LAPORAN_INFORMASI,
                trigger="diminta petugas untuk sebuah laporan",
                recipients="Gubernur selaku ketua Tim Kewaspadaan Dini",
                basis="Permendagri 2/2018 jo. 46/2019",
                classification=EARLY_WARNING,
                secrecy=Secrecy.SECRET,
                copies=(OfficeRole.PROVINCIAL_SECRETARY,),
                on_request=True,
            ),
            LetterRule(
                LetterType.LAPORAN_KHUSUS,
                trigger="kasus menjadi merah (saat dibuka, diverifikasi, atau tingkatnya diubah)",
                recipients="Gubernur",
                basis="Permendagri 2/2018 jo. 46/2019; SOP 1x24 jam",
                classification=EARLY_WARNING,
                secrecy=Secrecy.SECRET,
                urgency=Urgency.IMMEDIATE,
                copies=(OfficeRole.PROVINCIAL_SECRETARY,),
            ),
            LetterRule(
                LetterType.SURAT_DINAS,
                trigger="diminta petugas, atau eskalasi ke tingkat nasional disetujui",
                recipients=(
                    "Kapolda, Pangdam, atau jabatan lain menurut buku jabatan; dari eskalasi:"
                    " Menteri Dalam Negeri"
                ),
                basis="UU 7/2012 Pasal 13; Permendagri 42/2015",
                signs=Signs.GOVERNOR,
                on_request=True,
                timed=True,
            ),
            LetterRule(
                LetterType.SURAT_UNDANGAN,
                trigger="musyawarah dijadwalkan, atau sidangnya ditunda ke waktu lain",
                recipients="para pihak dan penengah",
                basis="UU 7/2012 Pasal 8, 40-41",
                urgency=Urgency.URGENT,
            ),
            LetterRule(
                LetterType.TELAAHAN_STAF,
                trigger="diminta petugas",
                recipients="Gubernur",
                basis="Permendagri 1/2023",
                on_request=True,
            ),
            LetterRule(
                LetterType.LAPORAN_PENUTUPAN,
                trigger="kasus ditutup",
                recipients="Gubernur",
                basis="UU 7/2012 Pasal 36-39; PP 2/2015 Pasal 96",
                urgency=Urgency.ORDINARY,
                copies=(OfficeRole.PROVINCIAL_SECRETARY,),
            ),
            LetterRule(
                LetterType.RADIOGRAM,
                trigger="bersama Laporan Khusus, sebagai kilat mendahuluinya",
                recipients="Gubernur",
                basis="Permendagri 1/2023; praktik laporan merah",
                classification=EARLY_WARNING,
                secrecy=Secrecy.RESTRICTED,
                urgency=Urgency.IMMEDIATE,
                copies=(OfficeRole.PROVINCIAL_SECRETARY,),
            ),
            LetterRule(
                LetterType.BERITA_ACARA,
                trigger="musyawarah berakhir sepakat",
                recipients="para pihak (rangkap)",
                basis="UU 7/2012 Pasal 8, 41",
                urgency=Urgency.URGENT,
            ),
            LetterRule(
                LetterType.BERITA_ACARA_VERIFIKASI,
                trigger="diminta petugas setelah ada temuan verifikasi lapangan",
                recipients="arsip kasus (rangkap)",
                basis="UU 7/2012 Pasal 10-11; Permendagri 2/2018 jo. 46/2019",
                classification=EARLY_WARNING,
                on_request=True,
            ),
            LetterRule(
                LetterType.SURAT_PENGANTAR,
                trigger="diminta petugas untuk naskah bernomor",
                recipients="yang dituju naskah itu",
                basis="Permendagri 1/2023",
                urgency=Urgency.ORDINARY,
                on_request=True,
            ),
            LetterRule(
                LetterType.LEMBAR_DISPOSISI,
                trigger="diminta petugas untuk naskah bernomor kepada Gubernur",
                recipients="Gubernur",
                basis="praktik",
                on_request=True,
            ),
            LetterRule(
                LetterType.KEPUTUSAN_SKK,
                trigger="Status Keadaan Konflik skala provinsi ditetapkan, diperpanjang, dicabut",
                recipients="(keputusan)",
                basis="UU 7/2012 Pasal 14-22, 29-31; PP 2/2015 Pasal 43",
                signs=Signs.GOVERNOR,
                classification=DECREES,
                urgency=Urgency.IMMEDIATE,
                copies=(
                    OfficeRole.PRESIDENT,
                    OfficeRole.HOME_MINISTER,
                    OfficeRole.PROVINCIAL_COUNCIL,
                    OfficeRole.PROVINCIAL_POLICE,
                    OfficeRole.MILITARY_COMMAND,
                ),
            ),
            LetterRule(
                LetterType.KEPUTUSAN_SATGAS,
                trigger="Satgas dibentuk dengan keputusan gubernur",
                recipients="(keputusan)",
                basis="UU 7/2012 Pasal 42-48",
                signs=Signs.GOVERNOR,
                classification=DECREES,
                urgency=Urgency.URGENT,
                copies=(OfficeRole.HOME_MINISTER, OfficeRole.PROVINCIAL_COUNCIL),
            ),
            LetterRule(
                LetterType.BANTUAN_TNI,
                trigger="bantuan TNI diminta secara lisan (tertulis menyusul 1x24 jam)",
                recipients="Presiden; sembilan tembusan menurut urutan undang-undang",
                basis="UU 7/2012 Pasal 33-35; PP 2/2015 Pasal 46-47",
                signs=Signs.GOVERNOR,
                urgency=Urgency.IMMEDIATE,
            ),
            LetterRule(
                LetterType.LAPORAN_SKK,
                trigger="perkembangan Status Keadaan Konflik dicatat",
                recipients="Presiden melalui Menteri Dalam Negeri",
                basis="UU 7/2012 Pasal 24",
                signs=Signs.GOVERNOR,
                urgency=Urgency.IMMEDIATE,
                copies=(OfficeRole.PROVINCIAL_COUNCIL,),
            ),
            LetterRule(
                LetterType.RENCANA_BTT,
                trigger="rencana kebutuhan BTT dicatat",
                recipients="Pejabat Pengelola Keuangan Daerah",
                basis="PP 2/2015 Pasal 80 ayat (2)",
                classification=CONTINGENCY_FUND,
                urgency=Urgency.IMMEDIATE,
                copies=(OfficeRole.GOVERNOR,),
            ),
            LetterRule(
                LetterType.BINGKAI_PEMETAAN,
                trigger="sesudah bulan berakhir, pada hari menurut SOP, atau diminta petugas",
                recipients="Gubernur",
                basis="PP 2/2015 Pasal 5-6",
                secrecy=Secrecy.RESTRICTED,
                urgency=Urgency.ORDINARY,
                copies=(OfficeRole.PROVINCIAL_SECRETARY,),
                on_request=True,
                timed=True,
            ),
            LetterRule(
                LetterType.LAPORAN_RENAKSI,
                trigger="diminta petugas untuk empat bulan (B04, B08, B12)",
                recipients="Menteri Dalam Negeri",
                basis="Permendagri 42/2015",
                urgency=Urgency.ORDINARY,
                copies=(OfficeRole.GOVERNOR,),
                on_request=True,
            ),
            LetterRule(
                LetterType.LAPORAN_SATGAS,
                trigger="tugas Satgas berakhir",
                recipients="Gubernur",
                basis="UU 7/2012 Pasal 44",
                urgency=Urgency.URGENT,
                copies=(OfficeRole.PROVINCIAL_COUNCIL,),
            ),
        )
    }
)
"""By type. A type without a rule is written by nobody."""


def table() -> str:
    """The table as docs/letters.md prints it."""
    lines = [
        "| Naskah | Pemicu | Kepada | Susunan | Penanda tangan, kop | Sifat | Dasar |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for rule in RULES.values():
        nature = [f"{rule.secrecy.label} atau lebih" if rule.secrecy.rank else "menurut kasus"]
        nature.append(rule.urgency.label if rule.urgency else "menurut tingkat")
        holder = "jabatan" if rule.kop is KopKind.OFFICE_HOLDER else "perangkat daerah"
        cells = (
            rule.type.label,
            f"{rule.trigger} ({rule.how})",
            rule.recipients,
            rule.type.form.value,
            f"{rule.signs.value}, kop {holder}",
            "; ".join(nature),
            rule.basis,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
