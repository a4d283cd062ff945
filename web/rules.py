"""What each rule that refuses something is called on a page: the matter it is about."""

from collections.abc import Mapping
from typing import Final

from domain.kernel import Refusal

_SECOND_PERSON: Final = "orang kedua yang memutuskan, bukan pengusulnya"
_AS_READ: Final = "yang diputuskan persis yang dibaca"
_SENT_ONCE: Final = "satu kiriman, satu akibat"
_TIMES: Final = "waktu kejadian dan waktu pencatatan"

_OWN_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            *("ProposerIsApprover", "PlannerIsApprover", "ClockProposerDecides", "OwnRole"),
            *("RequesterDecides", "ProposerAppoints", "VerifierIsReporter", "OwnClock"),
            *("SecondPersonNeeded", "OwnWindow", "ReleaserInvolved", "RelapseToldByOneself"),
        ),
        _SECOND_PERSON,
    ),
    **dict.fromkeys(
        (
            *("ContentChanged", "PlanChanged", "ClockProposalChanged", "PaperChanged"),
            *("NotAsReported", "RevisedMeanwhile", "PageIsStale"),
        ),
        _AS_READ,
    ),
    **dict.fromkeys(("CommandReused", "IdentityTaken"), _SENT_ONCE),
    **dict.fromkeys(
        ("DecidedNow", "HappensLater", "ReportedFromTheFuture", "TaskBeforeCase"), _TIMES
    ),
    "UnknownRegion": "daftar wilayah Kemendagri",
    "NoPolicy": "kebijakan kantor yang berlaku",
    "RecordBusy": "catatan sedang sibuk",
    "StreamNotFound": "hanya yang tercatat",
}
"""Rules that are the same in every matter."""

_MATTERS: Final[Mapping[str, str]] = {
    "access": "kewenangan peran, wilayah, dan klasifikasi",
    "account_resets": "penyetelan ulang akun oleh dua administrator",
    "accounts": "akun dan kata sandi",
    "adopted_policy": "penetapan kebijakan",
    "agreement": "kesepakatan para pihak",
    "attaching": "lampiran",
    "attachment": "lampiran",
    "boundaries": "batas wilayah pada peta",
    "case_handover": "penyerahan kasus",
    "case_merge": "penggabungan kasus",
    "case_ownership": "tingkat penanganan kasus",
    "caucus": "kaukus tertutup",
    "claim": "pemeriksaan laporan oleh satu petugas",
    "clock_acts": "jeda dan perpanjangan batas waktu",
    "conflict_case": "tahap dan tingkat kasus",
    "contagion": "penularan konflik",
    "contingency_fund": "belanja tidak terduga (BTT)",
    "correction": "ralat catatan",
    "court": "penyelesaian melalui pengadilan",
    "deliberation": "musyawarah",
    "delivery": "penyampaian naskah dinas",
    "draft": "konsep dan paraf naskah dinas",
    "erratum": "ralat naskah dinas",
    "field_task": "tugas lapangan",
    "forkopimda": "paket Forkopimda",
    "holiday_list": "daftar hari libur",
    "inquiry": "pertanyaan kepada pelapor",
    "joined_reports": "laporan yang dilampirkan pada kasus",
    "letter": "naskah dinas",
    "letter_content": "isi naskah dinas",
    "letter_request": "permintaan naskah dinas",
    "mapper": "panjang catatan",
    "member": "keanggotaan FKDM",
    "military_help": "bantuan TNI",
    "monitoring": "masa pemantauan",
    "notice": "pemberitahuan",
    "personal_data": "pelindungan data pribadi",
    "pictures": "berkas yang diterima",
    "playbook": "panduan daerah",
    "policy_upgrade": "peralihan kebijakan",
    "prevention": "kegiatan pencegahan",
    "privacy_desk": "pelindungan data pribadi",
    "provisional_red": "merah sementara",
    "recovery_plan": "rencana pemulihan",
    "release": "pelepasan kewajiban",
    "reopening": "pembukaan kembali kasus",
    "report": "Laporan Informasi",
    "rescue": "tindakan darurat penyelamatan",
    "role_assignment": "penetapan peran",
    "saved_filters": "saringan tersimpan",
    "election_index": "indeks kerawanan pemilu",
    "second_factor": "kode masuk kedua",
    "signing": "penandatanganan naskah dinas",
    "snooze": "pengajuan kembali",
    "stage": "urutan tahap kasus",
    "state_of_conflict": "Status Keadaan Konflik",
    "stuck": "batas waktu yang macet",
    "task_desk": "penghubung tugas lapangan",
    "task_force": "Satgas Penyelesaian Konflik Sosial",
    "tokens": "token untuk sistem lain",
    "told_apart": "perbandingan laporan",
    "unreadable": "berkas yang dibaca",
    "vault": "data yang dimusnahkan",
}
"""The matter that the rules of a module are about."""


def name_of(refusal: type[Refusal]) -> str:
    """The rule in Indonesian; the class's own name where nobody has named it."""
    module = refusal.__module__.rpartition(".")[2]
    return _OWN_NAMES.get(refusal.__name__) or _MATTERS.get(module) or refusal.__name__
