"""Every number the law fixes, once, beside its article.

Three kinds stand here: terms counted in days (UU 7/2012), deadlines that bind (`Statutory`),
and deadlines of a law that does not bind a social conflict but serves as a yardstick
(`Guideline`). What an office decides for itself is in `domain.policy`.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from domain.deadline import DeadlineBasis, Span
from domain.kernel import Frozen

LONGEST_TERM: Final = timedelta(days=90)
"""Jangka waktu Status Keadaan Konflik paling lama (UU 7/2012 Pasal 22)."""

LONGEST_EXTENSION: Final = timedelta(days=30)
"""Perpanjangan Status Keadaan Konflik paling lama (UU 7/2012 Pasal 29); only one is provided."""

CONSULTATION_WINDOW: Final = timedelta(days=10)
"""Konsultasi perpanjangan diadakan dalam 10 hari sebelum berakhir (UU 7/2012 Pasal 30)."""


TERM: Final = DeadlineBasis(kind="statutory", citation="UU 7/2012 Pasal 22")
EXTENDED_TERM: Final = DeadlineBasis(kind="statutory", citation="UU 7/2012 Pasal 29")
CONSULTATION_OPENS: Final = DeadlineBasis(kind="statutory", citation="UU 7/2012 Pasal 30")
"""What a declared term, its extension, and the ten days in which one consults rest on."""

WOMENS_SHARE: Final = 30
"""Unsur masyarakat dalam Satgas paling sedikit 30 persen perempuan (UU 7/2012 Pasal 48)."""


class FixedDeadline(Frozen):
    """Batas waktu menurut peraturan: what it is for, how long, and the article."""

    label: str
    span: Span
    basis: DeadlineBasis


def _statutory(label: str, span: str, article: str) -> FixedDeadline:
    basis = DeadlineBasis(kind="statutory", citation=article)
    return FixedDeadline(label=label, span=Span.parse(span), basis=basis)


def _guideline(label: str, span: str) -> FixedDeadline:
    basis = DeadlineBasis(kind="guideline", citation="UU 30/1999 Pasal 6")
    return FixedDeadline(label=label, span=Span.parse(span), basis=basis)


TNI_REQUEST_IN_WRITING_BY_REGENT: Final = _statutory(
    "permintaan tertulis bantuan TNI setelah permintaan lisan (bupati/wali kota)",
    "24 jam",
    "PP 2/2015 Pasal 45 ayat (4)",
)
TNI_REQUEST_IN_WRITING_BY_GOVERNOR: Final = _statutory(
    "permintaan tertulis bantuan TNI setelah permintaan lisan (gubernur)",
    "24 jam",
    "PP 2/2015 Pasal 46 ayat (4)",
)
"""Permintaan lisan ditindaklanjuti secara tertulis paling lama 1x24 jam."""

TNI_ORDER: Final = _statutory(
    "perintah Panglima TNI setelah persetujuan Presiden", "24 jam", "PP 2/2015 Pasal 48 ayat (2)"
)
"""Watched only: the deadline is another institution's."""

BTT_PLAN: Final = _statutory(
    "pengajuan rencana kebutuhan belanja tidak terduga (BTT)",
    "1 hari kerja",
    "PP 2/2015 Pasal 80 ayat (2)",
)
BTT_DISBURSEMENT: Final = _statutory(
    "pencairan belanja tidak terduga (BTT)", "1 hari kerja", "PP 2/2015 Pasal 80 ayat (2)"
)
"""After the status is declared: one working day to ask, one more to disburse."""

PERSONAL_DATA_BREACH_NOTICE: Final = _statutory(
    "pemberitahuan kegagalan pelindungan data pribadi", "72 jam", "UU 27/2022 Pasal 46"
)
PERSONAL_DATA_CORRECTION: Final = _statutory(
    "pembaruan atau perbaikan data pribadi", "72 jam", "UU 27/2022 Pasal 30"
)
PERSONAL_DATA_ACCESS: Final = _statutory(
    "pemberian akses data pribadi", "72 jam", "UU 27/2022 Pasal 32"
)
"""3x24 jam each."""

INFORMATION_REQUEST_ANSWER: Final = _statutory(
    "jawaban permintaan informasi publik", "10 hari kerja", "UU 14/2008 Pasal 22"
)
INFORMATION_REQUEST_EXTENSION: Final = _statutory(
    "perpanjangan jawaban permintaan informasi publik", "7 hari kerja", "UU 14/2008 Pasal 22"
)

DIRECT_MEETING: Final = _guideline("pertemuan langsung para pihak", "14 hari")
WITH_MEDIATOR: Final = _guideline("penyelesaian dengan penasihat ahli atau mediator", "14 hari")
MEDIATION_START: Final = _guideline("mediasi dimulai setelah mediator ditunjuk", "7 hari")
MEDIATION_AGREEMENT: Final = _guideline("kesepakatan tertulis yang ditandatangani", "30 hari")
AGREEMENT_REGISTERED: Final = _guideline("pendaftaran kesepakatan di Pengadilan Negeri", "30 hari")
AGREEMENT_CARRIED_OUT: Final = _guideline("pelaksanaan kesepakatan sejak pendaftaran", "30 hari")
"""UU 30/1999 Pasal 6 is civil and commercial law: a yardstick for musyawarah, no duty."""

FIXED_DEADLINES: Final[Mapping[str, FixedDeadline]] = MappingProxyType(
    {
        "tni_request_in_writing_by_regent": TNI_REQUEST_IN_WRITING_BY_REGENT,
        "tni_request_in_writing_by_governor": TNI_REQUEST_IN_WRITING_BY_GOVERNOR,
        "tni_order": TNI_ORDER,
        "btt_plan": BTT_PLAN,
        "btt_disbursement": BTT_DISBURSEMENT,
        "personal_data_breach_notice": PERSONAL_DATA_BREACH_NOTICE,
        "personal_data_correction": PERSONAL_DATA_CORRECTION,
        "personal_data_access": PERSONAL_DATA_ACCESS,
        "information_request_answer": INFORMATION_REQUEST_ANSWER,
        "information_request_extension": INFORMATION_REQUEST_EXTENSION,
        "direct_meeting": DIRECT_MEETING,
        "with_mediator": WITH_MEDIATOR,
        "mediation_start": MEDIATION_START,
        "mediation_agreement": MEDIATION_AGREEMENT,
        "agreement_registered": AGREEMENT_REGISTERED,
        "agreement_carried_out": AGREEMENT_CARRIED_OUT,
    }
)
"""Each under the name `Deadline.kind` gives it."""
