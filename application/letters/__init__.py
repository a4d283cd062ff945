"""What letters say, merged from the record: every value with its events and its position.

``Writers`` is all the rest of the house asks: a letter of this type, from this source. What the
record does not hold refuses the letter (``LetterIncomplete``) by its Indonesian name.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from application.letters.agreement import berita_acara
from application.letters.calls import Call, calls_of
from application.letters.correspondence import surat_dinas, surat_undangan
from application.letters.exceptional import (
    bantuan_tni,
    keputusan_satgas,
    keputusan_skk,
    laporan_satgas,
    laporan_skk,
    rencana_btt,
)
from application.letters.forms import lembar_disposisi, radiogram, surat_pengantar
from application.letters.mapping import bingkai_pemetaan
from application.letters.nota_dinas import nota_dinas
from application.letters.renaksi import Period, laporan_renaksi
from application.letters.reports import (
    laporan_informasi,
    laporan_khusus,
    laporan_penutupan,
    telaahan_staf,
)
from application.letters.rules import RULES, LetterRule
from application.letters.sources import Asked, Source
from application.letters.verification import berita_acara_verifikasi
from application.ports import Directory, Frame, Handling, RegionBook
from domain.case_file import CaseFile
from domain.letter_content import LetterContent, LetterType

__all__ = [
    "RULES",
    "WRITERS",
    "Asked",
    "Call",
    "LetterRule",
    "Period",
    "Source",
    "Writers",
    "calls_of",
]

WRITERS: Final[Mapping[LetterType, Callable[[Source], LetterContent]]] = MappingProxyType(
    {
        LetterType.NOTA_DINAS: nota_dinas,
        LetterType.LAPORAN_INFORMASI: laporan_informasi,
        LetterType.LAPORAN_KHUSUS: laporan_khusus,
        LetterType.SURAT_DINAS: surat_dinas,
        LetterType.SURAT_UNDANGAN: surat_undangan,
        LetterType.TELAAHAN_STAF: telaahan_staf,
        LetterType.LAPORAN_PENUTUPAN: laporan_penutupan,
        LetterType.RADIOGRAM: radiogram,
        LetterType.BERITA_ACARA: berita_acara,
        LetterType.BERITA_ACARA_VERIFIKASI: berita_acara_verifikasi,
        LetterType.SURAT_PENGANTAR: surat_pengantar,
        LetterType.LEMBAR_DISPOSISI: lembar_disposisi,
        LetterType.KEPUTUSAN_SKK: keputusan_skk,
        LetterType.KEPUTUSAN_SATGAS: keputusan_satgas,
        LetterType.BANTUAN_TNI: bantuan_tni,
        LetterType.LAPORAN_SKK: laporan_skk,
        LetterType.RENCANA_BTT: rencana_btt,
        LetterType.LAPORAN_SATGAS: laporan_satgas,
    }
)


class Writers:
    """Everybody who writes a letter, with the region book and the directory before them."""

    def __init__(self, regions: RegionBook, directory: Directory) -> None:
        self.regions = regions
        self.directory = directory

    def frame(self, frame: Frame, month: date, drawing: str, now: datetime) -> LetterContent:
        """The monthly Bingkai Pemetaan of a province, with its map."""
        return bingkai_pemetaan(frame, month, drawing, now, self.regions, self.directory)

    def renaksi(self, handling: Handling, period: Period, now: datetime) -> LetterContent:
        """The four-monthly Laporan Renaksi of a province."""
        return laporan_renaksi(handling, period, now, self.regions, self.directory)

    def write(
        self,
        letter: LetterType,
        file: CaseFile,
        *,
        trigger: str = "",
        asked: Asked | None = None,
    ) -> LetterContent:
        """The letter as the record stood at ``file.position``.

        ``trigger`` is the event that called for it, ``asked`` what somebody said who wants it.
        """
        source = Source(
            file=file,
            regions=self.regions,
            directory=self.directory,
            trigger=trigger,
            asked=asked or Asked(),
        )
        return WRITERS[letter](source)
