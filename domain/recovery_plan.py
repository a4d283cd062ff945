"""Rencana pemulihan pascakonflik: reconciliation, rehabilitation, reconstruction (Pasal 36-39)."""

import hashlib
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.clocks import Asked, Circumstances, Clocked, Wait, WaitKind
from domain.deadline import midnight
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Day,
    Frozen,
    Line,
    Narrative,
    Refusal,
    Role,
    Secrecy,
    key,
)
from domain.risk import Level


class RecoveryPart(StrEnum):
    """Upaya pemulihan (Pasal 36 ayat (2))."""

    RECONCILIATION = "rekonsiliasi"
    REHABILITATION = "rehabilitasi"
    RECONSTRUCTION = "rekonstruksi"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def article(self) -> str:
        """Where its items are listed, and where their planning is ordered."""
        return {
            RecoveryPart.RECONCILIATION: "UU 7/2012 Pasal 37 ayat (1); PP 2/2015 Pasal 57-62",
            RecoveryPart.REHABILITATION: "UU 7/2012 Pasal 38 ayat (2); PP 2/2015 Pasal 57-62",
            RecoveryPart.RECONSTRUCTION: "UU 7/2012 Pasal 39 ayat (2); PP 2/2015 Pasal 57-62",
        }[self]


class RecoveryKind(StrEnum):
    """Butir pemulihan, by its article and letter: `37.a`, `38.j`."""

    PEACEFUL_TALKS = "37.a"
    RESTITUTION = "37.b"
    FORGIVENESS = "37.c"
    PSYCHOLOGICAL = "38.a"
    CONDITIONS = "38.b"
    ENVIRONMENT = "38.c"
    SOCIAL_RELATIONS = "38.d"
    PUBLIC_POLICY = "38.e"
    ECONOMY_AND_RIGHTS = "38.f"
    SPECIFIC_NEEDS = "38.g"
    REPRODUCTIVE_HEALTH = "38.h"
    CHILD_HEALTH = "38.i"
    ASSETS = "38.j"
    PUBLIC_SERVICE = "39.a"
    ACCESS = "39.b"
    PUBLIC_WORKS = "39.c"
    STRUCTURES = "39.d"
    SPECIFIC_FACILITIES = "39.e"
    WORSHIP = "39.f"

    @property
    def label(self) -> str:
        return _KINDS[self]

    @property
    def part(self) -> RecoveryPart:
        return {
            "37": RecoveryPart.RECONCILIATION,
            "38": RecoveryPart.REHABILITATION,
            "39": RecoveryPart.RECONSTRUCTION,
        }[self.value[:2]]

    @property
    def article(self) -> str:
        """`UU 7/2012 Pasal 38 ayat (2) huruf j`."""
        number, letter = self.value.split(".")
        paragraph = 1 if self.part is RecoveryPart.RECONCILIATION else 2
        return f"UU 7/2012 Pasal {number} ayat ({paragraph}) huruf {letter}"


_KINDS = {
    RecoveryKind.PEACEFUL_TALKS: "Perundingan secara damai",
    RecoveryKind.RESTITUTION: "Pemberian restitusi",
    RecoveryKind.FORGIVENESS: "Pemaafan",
    RecoveryKind.PSYCHOLOGICAL: "Pemulihan psikologis korban dan pelindungan kelompok rentan",
    RecoveryKind.CONDITIONS: "Pemulihan kondisi sosial, ekonomi, budaya, keamanan, dan ketertiban",
    RecoveryKind.ENVIRONMENT: "Perbaikan dan pengembangan lingkungan atau daerah perdamaian",
    RecoveryKind.SOCIAL_RELATIONS: "Penguatan relasi sosial yang adil",
    RecoveryKind.PUBLIC_POLICY: "Penguatan kebijakan publik yang mendorong daerah perdamaian",
    RecoveryKind.ECONOMY_AND_RIGHTS: (
        "Pemulihan ekonomi dan hak keperdataan, serta peningkatan pelayanan pemerintahan"
    ),
    RecoveryKind.SPECIFIC_NEEDS: (
        "Kebutuhan dasar spesifik perempuan, anak, lanjut usia, dan kelompok berkebutuhan khusus"
    ),
    RecoveryKind.REPRODUCTIVE_HEALTH: "Pelayanan kesehatan reproduksi bagi perempuan",
    RecoveryKind.CHILD_HEALTH: "Peningkatan pelayanan kesehatan anak",
    RecoveryKind.ASSETS: "Fasilitasi dan mediasi pengembalian dan pemulihan aset korban",
    RecoveryKind.PUBLIC_SERVICE: "Pemulihan dan peningkatan fungsi pelayanan publik",
    RecoveryKind.ACCESS: "Pemulihan akses pendidikan, kesehatan, dan mata pencaharian",
    RecoveryKind.PUBLIC_WORKS: "Perbaikan sarana dan prasarana umum",
    RecoveryKind.STRUCTURES: (
        "Perbaikan struktur dan kerangka kerja penyebab ketidakstabilan dan ketidakadilan"
    ),
    RecoveryKind.SPECIFIC_FACILITIES: (
        "Fasilitas pelayanan bagi perempuan, anak, lanjut usia, dan kelompok berkebutuhan khusus"
    ),
    RecoveryKind.WORSHIP: "Perbaikan dan pemulihan tempat ibadah",
}


class BudgetSource(StrEnum):
    """Sumber pendanaan (Pasal 53-58)."""

    NATIONAL = "apbn"
    PROVINCE = "apbd_provinsi"
    REGENCY = "apbd_kabkota"
    CONTINGENCY = "btt"
    COMMUNITY = "masyarakat"

    @property
    def label(self) -> str:
        return {
            BudgetSource.NATIONAL: "APBN",
            BudgetSource.PROVINCE: "APBD provinsi",
            BudgetSource.REGENCY: "APBD kabupaten/kota",
            BudgetSource.CONTINGENCY: "Belanja tidak terduga (BTT)",
            BudgetSource.COMMUNITY: "Masyarakat dan sumber lain yang sah",
        }[self]


class PlannedItem(Frozen):
    """One item as wished for: what, by which office, from which budget, until when."""

    kind: RecoveryKind
    what: Narrative
    office: Line
    budget: BudgetSource
    due: Day


# -- commands ------------------------------------------------------------------------------------


class PlanRecovery(Command):
    """Menyusun rencana pemulihan; orang kedua yang menyetujui."""

    plan_id: UUID
    case_id: UUID
    items: Annotated[tuple[PlannedItem, ...], Field(min_length=1, max_length=40)]
    TITLE: ClassVar[str] = "Susun rencana pemulihan"


class ApproveRecoveryPlan(Command):
    """Menyetujui rencana pemulihan yang isinya sudah dibaca."""

    plan_id: UUID
    content_hash: str
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Setujui rencana pemulihan"


class WithdrawRecoveryPlan(Command):
    """Membatalkan rencana pemulihan yang tidak dipakai, dengan alasan."""

    plan_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Batalkan rencana pemulihan"


class RecordRecoveryProgress(Command):
    """Mencatat kemajuan satu butir rencana pemulihan."""

    plan_id: UUID
    item_id: UUID
    progress: Narrative
    TITLE: ClassVar[str] = "Catat kemajuan pemulihan"


class CompleteRecoveryItem(Command):
    """Mencatat satu butir rencana pemulihan selesai, dengan buktinya."""

    plan_id: UUID
    item_id: UUID
    evidence: Narrative
    TITLE: ClassVar[str] = "Catat butir pemulihan selesai"


# -- refusals ------------------------------------------------------------------------------------


class ItemDueInThePast(Refusal):
    """Batas waktu butir pemulihan tidak boleh sebelum hari ini."""


class PlanApproved(Refusal):
    """Rencana pemulihan ini sudah disetujui."""


class PlanWithdrawn(Refusal):
    """Rencana pemulihan ini sudah dibatalkan."""


class PlanChanged(Refusal):
    """Isi yang disetujui tidak sama dengan rencana yang sekarang tercatat; baca ulang dahulu."""


class PlannerIsApprover(Refusal):
    """Rencana pemulihan harus disetujui oleh orang lain, bukan penyusunnya."""


class PlanNotApproved(Refusal):
    """Rencana pemulihan ini belum disetujui."""


class UnknownRecoveryItem(Refusal):
    """Butir itu tidak ada dalam rencana pemulihan ini."""


class RecoveryItemDone(Refusal):
    """Butir itu sudah dicatat selesai."""


# -- facts ---------------------------------------------------------------------------------------


class RecoveryItem(Frozen):
    """One item as kept."""

    item_id: UUID
    kind: RecoveryKind
    what: Confidential
    office: str
    budget: BudgetSource
    due: date


class RecoveryPlan(Clocked):
    """Rencana pemulihan: drafted, approved by a second person, done item by item."""

    class Drafted(Aggregate.Created):
        """Rencana pemulihan disusun."""

        NAME = "recovery_plan.drafted"
        case_id: UUID
        region: str
        level: Level
        secrecy: Secrecy
        planner: UUID
        items: tuple[RecoveryItem, ...]
        content_hash: str

    class Approved(Aggregate.Event):
        """Rencana pemulihan disetujui oleh orang kedua."""

        NAME = "recovery_plan.approved"
        approver: UUID
        content_hash: str

    class Withdrawn(Aggregate.Event):
        """Rencana pemulihan dibatalkan."""

        NAME = "recovery_plan.withdrawn"
        explanation: Confidential

    class Progressed(Aggregate.Event):
        """Kemajuan butir pemulihan dicatat."""

        NAME = "recovery_plan.progressed"
        item_id: UUID
        progress: Confidential

    class ItemCompleted(Aggregate.Event):
        """Butir rencana pemulihan selesai."""

        NAME = "recovery_plan.item_completed"
        item_id: UUID
        evidence: Confidential

    @classmethod
    def draft(
        cls,
        command: PlanRecovery,
        at: Circumstances,
        *,
        region: str,
        level: Level,
        secrecy: Secrecy,
    ) -> "RecoveryPlan":
        if any(midnight(_after(each.due), region) <= at.now for each in command.items):
            raise ItemDueInThePast
        made = cls.begin(
            cls.Drafted,
            at.envelope,
            command.plan_id,
            case_id=command.case_id,
            region=region,
            level=level,
            secrecy=secrecy,
            planner=command.actor,
            items=tuple(
                RecoveryItem(
                    item_id=key(command.plan_id, number),
                    kind=each.kind,
                    what=at.sealed(each.what, command.case_id),
                    office=each.office,
                    budget=each.budget,
                    due=each.due,
                )
                for number, each in enumerate(command.items)
            ),
            content_hash=_hash_of(command),
        )
        made.promise(WaitKind.RECOVERY_APPROVAL, Asked(role=Role.SUPERVISOR), at)
        return made

    def approve(self, command: ApproveRecoveryPlan, at: Circumstances) -> None:
        """By a second person, exactly what was drafted; then each item's day is watched."""
        self._must_count()
        if self.approved:
            raise PlanApproved
        if command.actor == self.planner:
            raise PlannerIsApprover
        if command.content_hash != self.content_hash:
            raise PlanChanged
        self.meet(WaitKind.RECOVERY_APPROVAL)
        self._approved(approver=command.actor, content_hash=command.content_hash)
        for each in self.items.values():
            self.promise(
                WaitKind.RECOVERY_ITEM,
                Asked(role=Role.CASE_OFFICER),
                at,
                due=max(midnight(_after(each.due), self.region), at.now + timedelta(days=1)),
                item=str(each.item_id),
            )

    def withdraw_plan(self, command: WithdrawRecoveryPlan, at: Circumstances) -> None:
        self._must_count()
        self.withdraw()
        self._plan_withdrawn(explanation=at.sealed(command.explanation, self.case_id))

    def record_progress(self, command: RecordRecoveryProgress, at: Circumstances) -> None:
        self._must_be_open(command.item_id)
        self._progressed(
            item_id=command.item_id, progress=at.sealed(command.progress, self.case_id)
        )

    def complete(self, command: CompleteRecoveryItem, at: Circumstances) -> None:
        self._must_be_open(command.item_id)
        self.meet(WaitKind.RECOVERY_ITEM, item=str(command.item_id))
        self._item_completed(
            item_id=command.item_id,
            evidence=at.sealed(command.evidence, self.case_id),
        )

    @property
    def open_ids(self) -> list[UUID]:
        """Items that are not done; all of them while nobody has approved the plan."""
        return [] if self.withdrawn else [each for each in self.items if each not in self.done]

    @property
    def open_items(self) -> int:
        return len(self.open_ids)

    def _must_count(self) -> None:
        if self.withdrawn:
            raise PlanWithdrawn

    def _must_be_open(self, item: UUID) -> None:
        self._must_count()
        if not self.approved:
            raise PlanNotApproved
        if item not in self.items:
            raise UnknownRecoveryItem
        if item in self.done:
            raise RecoveryItemDone

    @event(Drafted)
    def __init__(
        self,
        case_id: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
        planner: UUID,
        items: tuple[RecoveryItem, ...],
        content_hash: str,
    ) -> None:
        self.case_id: UUID = case_id
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.planner = planner
        self.items = {each.item_id: each for each in items}
        self.content_hash = content_hash
        self.approved = False
        self.withdrawn = False
        self.done: set[UUID] = set()
        self.waits: dict[UUID, Wait] = {}

    @event(Approved)
    def _approved(self, approver: UUID, content_hash: str) -> None:
        self.approved = True

    @event(Withdrawn)
    def _plan_withdrawn(self, explanation: Confidential) -> None:
        self.withdrawn = True

    @event(Progressed)
    def _progressed(self, item_id: UUID, progress: Confidential) -> None:
        pass

    @event(ItemCompleted)
    def _item_completed(self, item_id: UUID, evidence: Confidential) -> None:
        self.done.add(item_id)


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _hash_of(command: PlanRecovery) -> str:
    """SHA-256 over what the approver reads."""
    said = command.model_dump_json(include={"plan_id", "case_id", "items"})
    return hashlib.sha256(said.encode()).hexdigest()
