"""What the API answers with: the lists and pages as values, without a word more than they say."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.attachment import MediaType
from domain.clocks import WaitKind
from domain.conflict_case import EscalationLevel, Track
from domain.field_task import TaskKind, TaskState
from domain.kernel import Channel, Role, Secrecy
from domain.letter import LetterState
from domain.letter_content import LetterType
from domain.prevention import PreventionKind
from domain.report import ConflictSource, Realm, Source, Triage
from domain.report_details import SealedDetails
from domain.risk import InformationGrade, Level, SourceGrade
from domain.signing import SigningState
from runtime.refused_intake import Way
from runtime.tokens import Scope


class Shape(BaseModel):
    """A value of an answer."""

    model_config = ConfigDict(frozen=True)


class Me(Shape):
    """The client, its role and its token."""

    actor: UUID
    name: str
    role: Role
    unit: str
    region: str = Field(description="Kode wilayah; kosong berarti nasional.")
    clearance: Secrecy
    token: str
    scopes: tuple[Scope, ...]
    expires_at: datetime
    per_minute: int


class Allowed(Shape):
    """One command this client may send."""

    name: str
    title: str
    scopes: tuple[Scope, ...]
    path: str


class AllowedList(Shape):
    """What this client may send with its role and its scopes."""

    items: tuple[Allowed, ...]


class CaseLine(Shape):
    """One case of the board."""

    id: UUID
    title: str
    region: str
    region_name: str
    level: Level
    provisional: bool = Field(description="Merah yang belum terkonfirmasi.")
    stage: str
    secrecy: Secrecy
    theme: str
    conflict_source: ConflictSource
    officer: UUID | None
    opened_at: datetime
    stage_since: datetime
    next_due: datetime | None
    waiting_for: WaitKind | None
    open_tasks: int
    silences: int = Field(description="Berapa kali tidak ada jawaban sampai batas waktunya.")
    attention: bool = Field(description="Pimpinan pun tidak menjawab.")
    escalation: EscalationLevel | None
    members: tuple[UUID, ...] = Field(description="Kasus yang digabung ke dalamnya.")
    position: int


class CaseList(Shape):
    """One page of cases, the latest opened first."""

    items: tuple[CaseLine, ...]
    next: str | None = Field(default=None, description="Untuk `cursor` halaman berikutnya.")


class Waiting(Shape):
    """A window that stands open: what is waited for, of whom, until when, and why until then."""

    deadline_id: UUID
    stream: UUID
    kind: WaitKind
    words: str
    asked_role: Role
    asked_person: UUID | None
    due: datetime
    paused: bool
    explanation: str
    basis: str


class TaskLine(Shape):
    """One field task."""

    task_id: UUID
    case_id: UUID
    kind: TaskKind
    state: TaskState
    holder: UUID
    chain: tuple[UUID, ...]
    assigned_by: UUID
    assigned_at: datetime
    acknowledged_at: datetime | None
    reported_at: datetime | None
    due: datetime | None = None
    instruction: str


class TaskList(Shape):
    """One page of tasks, the latest given first."""

    items: tuple[TaskLine, ...]
    next: str | None = None


class AttachmentShape(Shape):
    """A file that is kept: known by the hash of its bytes."""

    sha256: str
    media_type: MediaType
    size: int = Field(description="Dalam bita.")
    caption: str | None
    cleaned: bool = Field(description="Lokasi dan data kamera sudah dibuang.")
    original: bool = Field(description="Aslinya juga disimpan, sebagai bukti.")
    stream: UUID = Field(description="Kasus, laporan, atau tugas tempatnya dilampirkan.")
    recorded_at: datetime


class TaskDetail(TaskLine):
    """A task with what was found."""

    finding: str | None
    happening: bool | None
    source_grade: SourceGrade | None
    information_grade: InformationGrade | None
    waiting: tuple[Waiting, ...]
    attachments: tuple[AttachmentShape, ...]
    position: int


class LetterLine(Shape):
    """One letter."""

    letter_id: UUID
    case_id: UUID | None
    report_id: UUID | None
    type: LetterType
    state: LetterState
    number: str | None
    dated: date | None
    drafted_at: datetime
    secrecy: Secrecy
    subject: str


class LetterList(Shape):
    """One page of letters, the latest drafted first."""

    items: tuple[LetterLine, ...]
    next: str | None = None


class LetterDetail(LetterLine):
    """A letter with its content; `content_hash` is what an approval binds."""

    content_hash: str
    content: Mapping[str, Any] | None = Field(description="Tidak ada lagi bila telah dihapus.")
    signing: SigningState
    position: int


class ReportBrief(Shape):
    """A report of a case."""

    report_id: UUID
    title: str
    source: Source
    filed_at: datetime
    happened_at: datetime


class ProposalShape(Shape):
    """An escalation that waits for approval; `content_hash` is what the approval binds."""

    level: EscalationLevel
    grounds: str
    asked_for: str
    content_hash: str


class TalkShape(Shape):
    """A deliberation."""

    deliberation_id: UUID
    track: Track
    session_at: datetime
    obligations: tuple[UUID, ...]


class CaseDetail(Shape):
    """Where a case stands, what it waits for, and what belongs to it."""

    id: UUID
    title: str
    region: str
    region_name: str
    level: Level
    stage: str
    entry: int
    secrecy: Secrecy
    theme: str
    conflict_source: ConflictSource | None
    officer: UUID | None
    parties: tuple[str, ...]
    verified: bool
    summary: str | None
    escalation: EscalationLevel | None
    proposal: ProposalShape | None
    merged_into: UUID | None
    members: tuple[UUID, ...]
    policy: str
    waiting: tuple[Waiting, ...]
    reports: tuple[ReportBrief, ...]
    tasks: tuple[TaskLine, ...]
    letters: tuple[LetterLine, ...]
    deliberations: tuple[TalkShape, ...]
    states_of_conflict: tuple[UUID, ...]
    task_forces: tuple[UUID, ...]
    packs: tuple[UUID, ...]
    attachments: tuple[AttachmentShape, ...]
    position: int


class ReportLine(Shape):
    """One report; for who told it, under its own title and level."""

    report_id: UUID
    title: str
    region: str
    region_name: str
    level: Level
    state: Triage
    secrecy: Secrecy
    filed_at: datetime
    due: datetime | None


class ReportList(Shape):
    """One page of reports, the latest filed first."""

    items: tuple[ReportLine, ...]
    next: str | None = None


class RiskShape(Shape):
    """A risk as it was worked out, and why."""

    level: Level
    score: int | None
    reasons: tuple[str, ...]


class InquiryShape(Shape):
    """A question to who told a report; it waits while it is neither answered nor withdrawn."""

    inquiry_id: UUID
    question: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    withdrawn_at: datetime | None


class ReportDetail(ReportLine):
    """A report as told, its risk explained."""

    place: str | None
    source: Source
    realm: Realm
    conflict_source: ConflictSource
    theme: str
    facts: str
    opinion: str | None
    parties: tuple[str, ...]
    source_grade: SourceGrade
    information_grade: InformationGrade
    happened_at: datetime
    day_known: bool
    external_id: str | None
    reporter: UUID | None = Field(description="Kosong bagi yang tidak perlu mengetahuinya.")
    risk: RiskShape
    details: SealedDetails
    supplements: tuple[str, ...]
    inquiries: tuple[InquiryShape, ...]
    attachments: tuple[AttachmentShape, ...]
    position: int


class HistoryEvent(Shape):
    """One event of a case; `facts` is null where they are above the client."""

    position: int
    event: str
    name: str
    title: str
    recorded_at: datetime
    occurred_at: datetime
    author: str
    actor: UUID | None = Field(description="Kosong bila identitasnya dilindungi.")
    role: Role
    unit: str
    channel: Channel
    policy: str
    position_seen: int | None
    reason: str | None
    facts: Mapping[str, Any] | None


class History(Shape):
    """The events of a case in order, as far as asked for on both axes."""

    case_id: UUID
    stage: str
    level: Level
    items: tuple[HistoryEvent, ...]
    next: str | None = None
    position: int


class WorkLine(Shape):
    """One thing that is asked for, and about what."""

    deadline_id: UUID
    stream: UUID
    kind: WaitKind
    asked_role: Role
    asked_person: UUID | None
    due: datetime
    explanation: str
    about: UUID
    title: str
    region: str
    level: Level


class WorkList(Shape):
    """One page of work, by what ends first."""

    items: tuple[WorkLine, ...]
    next: str | None = None


class RegionStatus(Shape):
    """One region at one moment."""

    code: str
    name: str
    level: Level
    provisional: bool
    since: datetime | None = Field(description="Kosong: sejak awal catatan.")
    red: int
    yellow: int
    green: int


class RegionStatusList(Shape):
    """A region and what lies directly below it."""

    at: datetime
    whole: RegionStatus
    items: tuple[RegionStatus, ...]


class HitShape(Shape):
    """A case or report that was found."""

    id: UUID
    kind: str
    title: str
    region: str
    level: Level
    stage: str


class Hits(Shape):
    """One page of what was found, the most fitting first."""

    items: tuple[HitShape, ...]
    total: int
    next: str | None = None


class FigureGroup(Shape):
    """One group of a figure: a spread in seconds, or a share."""

    by: str
    count: int | None = None
    median_seconds: float | None = None
    slowest_seconds: float | None = Field(default=None, description="9 dari 10 dalam waktu ini.")
    part: int | None = None
    whole: int | None = None


class FigureShape(Shape):
    """One figure with what it means."""

    name: str
    label: str
    definition: str
    groups: tuple[FigureGroup, ...]


class Figures(Shape):
    """Every figure of a period."""

    since: datetime
    until: datetime
    items: tuple[FigureShape, ...]


class Activity(Shape):
    """One prevention activity."""

    activity_id: UUID
    region: str
    kind: PreventionKind
    place: str
    held_on: date
    participants: int
    unit: str
    case_id: UUID | None


class Activities(Shape):
    """One page of prevention activities, the latest first."""

    items: tuple[Activity, ...]
    next: str | None = None


class Declaration(Shape):
    """One declaration of a peaceful election."""

    declaration_id: UUID
    region: str
    election: str
    place: str
    held_on: date
    signatories: tuple[str, ...]


class Declarations(Shape):
    """One page of declarations, the latest first."""

    items: tuple[Declaration, ...]
    next: str | None = None


class Took(Shape):
    """One report of an intake, and what became of it."""

    line: int
    came_to: str = Field(description="accepted, duplicate, atau rejected.")
    report_id: UUID | None = None
    rule: str | None = None
    reason: str | None = None


class IntakeResult(Shape):
    """What became of everything that was sent; with `dry_run` nothing of it was kept."""

    dry_run: bool
    accepted: int
    duplicate: int
    rejected: int
    items: tuple[Took, ...]


class RefusedShape(Shape):
    """Something this client sent that was not taken in; null once it may be read no more."""

    refused_id: UUID
    at: datetime = Field(description="Terakhir kali ditolak.")
    times: int
    way: Way
    line: int = Field(description="Baris atau urutannya; 0 bila seluruh kiriman.")
    rule: str
    reason: str | None
    content: str | None


class RefusedList(Shape):
    """One page of what was refused in the last 30 days, the latest first."""

    items: tuple[RefusedShape, ...]
    next: str | None = None


class IndexResult(Shape):
    """How many regions have an index now."""

    edition: str
    regions: int
