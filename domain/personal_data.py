"""Pelindungan data pribadi: when what is sealed for somebody or something is made unreadable.

UU 27/2022 Pasal 43-45. One dossier for each subject whose key may be destroyed: a report, a case, a
person or a member of a forum. It says what was asked, why and on which basis, and nothing of the
data. While a legal hold stands nothing is destroyed.
"""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Circumstances
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Envelope,
    Line,
    Narrative,
    Refusal,
    Secrecy,
    key,
)


class SubjectKind(StrEnum):
    """Whose data it is."""

    REPORT = "laporan"
    CASE = "kasus"
    MEMBER = "anggota"
    PERSON = "orang"

    @property
    def label(self) -> str:
        return {
            SubjectKind.REPORT: "Laporan",
            SubjectKind.CASE: "Kasus",
            SubjectKind.MEMBER: "Anggota FKDM",
            SubjectKind.PERSON: "Pemilik akun",
        }[self]


class ErasureBasis(StrEnum):
    """Dasar penghapusan atau pemusnahan."""

    NO_LONGER_NEEDED = "tujuan_tercapai"
    CONSENT_WITHDRAWN = "persetujuan_ditarik"
    ASKED_FOR = "permintaan_subjek"
    UNLAWFUL = "diperoleh_melawan_hukum"
    RETENTION_OVER = "jra"

    @property
    def label(self) -> str:
        return {
            ErasureBasis.NO_LONGER_NEEDED: "Tidak lagi diperlukan bagi tujuannya "
            "(Pasal 43 ayat (1) huruf a)",
            ErasureBasis.CONSENT_WITHDRAWN: "Persetujuan ditarik (Pasal 43 ayat (1) huruf b)",
            ErasureBasis.ASKED_FOR: "Permintaan subjek data (Pasal 43 ayat (1) huruf c)",
            ErasureBasis.UNLAWFUL: "Diperoleh atau diproses melawan hukum "
            "(Pasal 43 ayat (1) huruf d)",
            ErasureBasis.RETENTION_OVER: "Masa retensi berakhir menurut JRA (Pasal 44)",
        }[self]


class RequestErasure(Command):
    """Mengusulkan penghapusan data pribadi, dengan dasar hukumnya."""

    subject: UUID
    basis: ErasureBasis
    grounds: Narrative
    reference: Line
    TITLE: ClassVar[str] = "Usulkan penghapusan"


class DeclineErasure(Command):
    """Menolak usul penghapusan data pribadi."""

    subject: UUID
    grounds: Narrative
    TITLE: ClassVar[str] = "Tolak penghapusan"


class ErasePersonalData(Command):
    """Menyetujui penghapusan: kuncinya dimusnahkan dan tidak dapat dipulihkan."""

    subject: UUID
    TITLE: ClassVar[str] = "Musnahkan untuk selamanya"
    DECIDES: ClassVar[bool] = True


class HoldData(Command):
    """Menahan data untuk proses hukum; selama ditahan tidak ada yang dihapus."""

    subject: UUID
    grounds: Narrative
    reference: Line
    TITLE: ClassVar[str] = "Tahan untuk proses hukum"


class LiftHold(Command):
    """Mengakhiri penahanan data."""

    subject: UUID
    grounds: Narrative
    TITLE: ClassVar[str] = "Akhiri penahanan"


class UnderLegalHold(Refusal):
    """Data ini ditahan untuk proses hukum; tidak ada yang dihapus selama ditahan."""


class NothingRequested(Refusal):
    """Tidak ada usul penghapusan yang menunggu keputusan."""


class AlreadyRequested(Refusal):
    """Usul penghapusan data ini sudah menunggu keputusan."""


class AlreadyErased(Refusal):
    """Data ini sudah dimusnahkan."""

    article = "UU 27/2022 Pasal 43-45"


class RequesterDecides(Refusal):
    """Yang mengusulkan penghapusan tidak memutuskannya; mintakan kepada orang lain."""


class NotHeld(Refusal):
    """Data ini tidak sedang ditahan."""


class PersonalData(Aggregate):
    """Berkas pelindungan data of one subject."""

    class Opened(Aggregate.Created):
        """Berkas pelindungan data dibuka."""

        NAME = "privacy.opened"
        about: UUID
        kind: SubjectKind
        region: str
        secrecy: Secrecy

    class Requested(Aggregate.Event):
        """Penghapusan data pribadi diusulkan."""

        NAME = "privacy.erasure_requested"
        basis: ErasureBasis
        grounds: Confidential
        reference: str
        requester: UUID

    class Declined(Aggregate.Event):
        """Usul penghapusan data pribadi ditolak."""

        NAME = "privacy.erasure_declined"
        grounds: Confidential

    class Erased(Aggregate.Event):
        """Data pribadi dimusnahkan."""

        NAME = "privacy.erased"
        basis: ErasureBasis
        reference: str
        requester: UUID
        subjects: tuple[UUID, ...]

    class Held(Aggregate.Event):
        """Data ditahan untuk proses hukum."""

        NAME = "privacy.held"
        grounds: Confidential
        reference: str

    class HoldLifted(Aggregate.Event):
        """Penahanan data berakhir."""

        NAME = "privacy.hold_lifted"
        grounds: Confidential

    case_id = None

    @staticmethod
    def id_of(subject: UUID) -> UUID:
        return key("privacy", subject)

    @classmethod
    def open(
        cls, at: Envelope, about: UUID, kind: SubjectKind, *, region: str, secrecy: Secrecy
    ) -> "PersonalData":
        return cls.begin(
            cls.Opened, at, cls.id_of(about), about=about, kind=kind, region=region, secrecy=secrecy
        )

    def request(self, command: RequestErasure, at: Circumstances) -> None:
        self._must_stand()
        if self.requester is not None:
            raise AlreadyRequested
        self._requested(
            basis=command.basis,
            grounds=at.sealed(command.grounds, self.id),
            reference=command.reference,
            requester=command.actor,
        )

    def decline(self, command: DeclineErasure, at: Circumstances) -> None:
        self._must_be_decided_by(command)
        self._declined(grounds=at.sealed(command.grounds, self.id))

    def erase(self, command: ErasePersonalData, subjects: tuple[UUID, ...]) -> None:
        """By a second person; ``subjects`` are the keys that go, the subject's own first."""
        self._must_stand()
        requester = self._must_be_decided_by(command)
        assert self.basis is not None
        self._erased(
            basis=self.basis, reference=self.reference, requester=requester, subjects=subjects
        )

    def hold(self, command: HoldData, at: Circumstances) -> None:
        self._must_stand()
        self._held(grounds=at.sealed(command.grounds, self.id), reference=command.reference)

    def lift(self, command: LiftHold, at: Circumstances) -> None:
        if not self.held:
            raise NotHeld
        self._hold_lifted(grounds=at.sealed(command.grounds, self.id))

    def _must_stand(self) -> None:
        """Neither erased already nor held for a court."""
        if self.erased:
            raise AlreadyErased
        if self.held:
            raise UnderLegalHold(f"Rujukan: {self.held}.")

    def _must_be_decided_by(self, command: Command) -> UUID:
        if self.requester is None:
            raise NothingRequested
        if command.actor == self.requester:
            raise RequesterDecides
        return self.requester

    @event(Opened)
    def __init__(self, about: UUID, kind: SubjectKind, region: str, secrecy: Secrecy) -> None:
        self.about = about
        self.kind = kind
        self.region = region
        self.secrecy = secrecy
        self.basis: ErasureBasis | None = None
        self.reference = ""
        self.requester: UUID | None = None
        self.held = ""
        self.erased = False

    @event(Requested)
    def _requested(
        self, basis: ErasureBasis, grounds: Confidential, reference: str, requester: UUID
    ) -> None:
        self.basis = basis
        self.reference = reference
        self.requester = requester

    @event(Declined)
    def _declined(self, grounds: Confidential) -> None:
        self.requester = None

    @event(Erased)
    def _erased(
        self, basis: ErasureBasis, reference: str, requester: UUID, subjects: tuple[UUID, ...]
    ) -> None:
        self.erased = True
        self.requester = None

    @event(Held)
    def _held(self, grounds: Confidential, reference: str) -> None:
        self.held = reference

    @event(HoldLifted)
    def _hold_lifted(self, grounds: Confidential) -> None:
        self.held = ""
