"""Daftar periksa penutupan: everything that must be done before a case may be closed.

The case answers for itself, the register for its other streams; what still stands is named all
at once, and a page draws the same list beforehand.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from uuid import UUID

from domain.delivery import DeliveryState
from domain.kernel import Frozen
from domain.letter_type import LetterType


class Check(StrEnum):
    """One line of the checklist. ``label`` is what must be so, ``standing`` what is not yet."""

    MONITORING = "pemantauan"
    VISITS = "kunjungan"
    CALM = "tenang"
    RELAPSE = "kambuh"
    TASKS = "tugas"
    DELIBERATIONS = "musyawarah"
    OBLIGATIONS = "kewajiban"
    LETTER_OWED = "naskah_belum_disusun"
    DRAFTS = "konsep"
    UNSIGNED = "tanda_tangan"
    UNDELIVERED = "penyampaian"
    STATE_OF_CONFLICT = "keadaan_konflik"
    TASK_FORCES = "satgas"
    PAUSED = "jeda"
    RED = "merah_sementara"
    RECOVERY = "rencana_pemulihan"

    @property
    def label(self) -> str:
        return _LINES[self][0]

    def standing(self, number: int) -> str:
        """What is not yet so, in words."""
        return _LINES[self][1].format(n=number)


_LINES = {
    Check.MONITORING: ("Masa pemantauan sudah berakhir", "masa pemantauan belum berakhir"),
    Check.VISITS: (
        "Semua kunjungan pemantauan terjadwal dicatat",
        "kunjungan pemantauan terjadwal belum dicatat",
    ),
    Check.CALM: (
        "Pemantauan terakhir menyatakan keadaan tenang",
        "catatan pemantauan terakhir belum menyatakan keadaan tenang",
    ),
    Check.RELAPSE: (
        "Tidak ada konflik berulang yang menunggu keputusan pimpinan",
        "konflik yang terlihat berulang menunggu keputusan pimpinan",
    ),
    Check.TASKS: ("Semua tugas lapangan selesai", "{n} tugas lapangan belum selesai"),
    Check.DELIBERATIONS: ("Semua musyawarah selesai", "{n} musyawarah belum selesai"),
    Check.OBLIGATIONS: (
        "Semua kewajiban kesepakatan dipenuhi atau dilepaskan",
        "{n} kewajiban kesepakatan belum dipenuhi atau dilepaskan",
    ),
    Check.LETTER_OWED: ("Nota dinas eskalasi disusun", "nota dinas eskalasi belum disusun"),
    Check.DRAFTS: (
        "Tidak ada konsep naskah yang menggantung",
        "{n} naskah dinas belum disetujui atau dibatalkan",
    ),
    Check.UNSIGNED: (
        "Semua naskah yang disetujui ditandatangani",
        "{n} naskah dinas bernomor belum ditandatangani",
    ),
    Check.UNDELIVERED: (
        "Semua naskah yang ditandatangani sampai",
        "{n} naskah dinas belum dikirim atau belum sampai",
    ),
    Check.STATE_OF_CONFLICT: (
        "Tidak ada Status Keadaan Konflik yang berlaku",
        "Status Keadaan Konflik masih berlaku",
    ),
    Check.TASK_FORCES: ("Semua Satgas mengakhiri tugasnya", "{n} Satgas belum mengakhiri tugasnya"),
    Check.PAUSED: ("Tidak ada batas waktu yang dijeda", "{n} batas waktu masih dijeda"),
    Check.RED: (
        "Tidak ada merah yang masih sementara",
        "tingkat merah masih sementara; konfirmasi atau turunkan dahulu",
    ),
    Check.RECOVERY: (
        "Semua butir rencana pemulihan selesai",
        "{n} butir rencana pemulihan belum selesai",
    ),
}


class Blockers(Frozen):
    """What still stands open, by line of the checklist: the things it is about, where any."""

    standing: Mapping[Check, tuple[UUID, ...]] = {}
    members: Mapping[UUID, "Blockers"] = {}
    """What of the cases merged into it still stands open, by case."""

    @classmethod
    def of(cls, found: Mapping[Check, Iterable[UUID] | bool]) -> "Blockers":
        """Of what is found by line: things still open, or just that it is not so."""
        standing: dict[Check, tuple[UUID, ...]] = {}
        for check, what in found.items():
            items = () if isinstance(what, bool) else tuple(what)
            if items or what is True:
                standing[check] = items
        return cls(standing=standing)

    def beside(self, other: "Blockers") -> "Blockers":
        """Both together."""
        return Blockers(
            standing={
                check: self.standing.get(check, ()) + other.standing.get(check, ())
                for check in Check
                if check in self.standing or check in other.standing
            },
            members={**self.members, **other.members},
        )

    def with_members(self, members: "Mapping[UUID, Blockers]") -> "Blockers":
        """And what of its members stands in the way, each under its case."""
        open_ = {case: each for case, each in members.items() if each}
        return self.model_copy(update={"members": open_})

    def __bool__(self) -> bool:
        """Whether anything stands in the way."""
        return bool(self.standing or self.members)

    def words(self) -> list[str]:
        """Each in words, in the order of the checklist; then what stands at a member, by case."""
        own = [
            check.standing(len(self.standing[check])) for check in Check if check in self.standing
        ]
        return own + [
            f"kasus anggota {case.hex[:8].upper()}: {', '.join(each.words())}"
            for case, each in self.members.items()
        ]


_PASSING = frozenset({LetterType.SURAT_UNDANGAN, LetterType.LAPORAN_PENUTUPAN})
"""An invitation is over with its session; the closing report follows from the closing."""

_ARRIVED = frozenset({DeliveryState.DELIVERED, DeliveryState.RECEIVED})


def letter_lacks(
    type_: LetterType,
    *,
    in_draft: bool,
    void: bool,
    signed: bool,
    sent: bool,
    recipients: bool,
    deliveries: Iterable[DeliveryState],
) -> Check | None:
    """What a letter of the case still lacks before it is closed; None for one that is done.

    A letter that names nobody, such as minutes kept on file, is done when it is signed.
    """
    if type_ in _PASSING or void:
        return None
    if in_draft:
        return Check.DRAFTS
    if not signed:
        return Check.UNSIGNED
    arrived = sent and _ARRIVED.issuperset(deliveries)
    return Check.UNDELIVERED if recipients and not arrived else None
