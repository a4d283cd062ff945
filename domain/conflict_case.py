"""Kasus potensi Konflik Sosial: verify, escalate, mediate, resolve, close (UU 7/2012)."""

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event

from domain.attachment import Attachable
from domain.case_handover import HandedCase
from domain.case_merge import Mergeable, MergeCases, UnmergeCase
from domain.case_ownership import OwnedCase, Rung
from domain.case_part import Result
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.closing import Blockers, Check
from domain.conflict_terms import Scale
from domain.contagion import (
    AlreadyLinked,
    ContagionLink,
    ContagionToItself,
    LinkContagion,
    UnknownLink,
    UnlinkContagion,
)
from domain.correction import NothingCorrected
from domain.court import LitigatedCase
from domain.field_task import TaskBeforeCase, TaskKind
from domain.forkopimda import PackedCase
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Envelope,
    Frozen,
    Line,
    Narrative,
    Refusal,
    Role,
    Secrecy,
)
from domain.monitoring import RelapseIsNotCalm, WatchedCase
from domain.policy_upgrade import FollowsPolicy
from domain.provisional_red import Red, RedEnd, Voice
from domain.reopening import Reopenable, ReopenCase, Standing
from domain.report import ConflictSource, Support
from domain.risk import InformationGrade, Level, SourceGrade
from domain.snooze import Snoozable
from domain.stage import NotInStage as NotInStage  # noqa: PLC0414 - also known from here
from domain.stage import Stage as Stage  # noqa: PLC0414
from domain.stage import leading_to


class Verdict(StrEnum):
    """Why a case was not borne out. The definitions are shown where one is chosen."""

    HOAX = "hoaks"
    UNFOUNDED = "tidak_berdasar"
    DUPLICATE = "duplikat"
    OUT_OF_SCOPE = "di_luar_lingkup"

    @property
    def label(self) -> str:
        return _VERDICTS[self][0]

    @property
    def definition(self) -> str:
        return _VERDICTS[self][1]


_VERDICTS = {
    Verdict.HOAX: ("Hoaks", "Kabar sengaja dibuat atau disebarkan padahal tidak benar."),
    Verdict.UNFOUNDED: ("Tidak berdasar", "Diperiksa di lapangan; peristiwanya tidak ditemukan."),
    Verdict.DUPLICATE: ("Duplikat", "Peristiwa yang sama sudah ditangani dalam kasus lain."),
    Verdict.OUT_OF_SCOPE: (
        "Di luar lingkup",
        "Benar terjadi, tetapi bukan potensi Konflik Sosial menurut UU 7/2012 Pasal 1 angka 1.",
    ),
}


class EscalationLevel(StrEnum):
    """To whom the case is handed up. Not a State of Conflict (Pasal 14), which is its own act."""

    REGENCY = "kabupaten_kota"
    PROVINCE = "provinsi"
    NATIONAL = "nasional"

    @property
    def label(self) -> str:
        return {
            EscalationLevel.REGENCY: "Kabupaten/Kota",
            EscalationLevel.PROVINCE: "Provinsi",
            EscalationLevel.NATIONAL: "Nasional",
        }[self]


class Track(StrEnum):
    """Jalur penyelesaian, in the statute's order (UU 7/2012 Pasal 40-43)."""

    CUSTOMARY = "pranata_adat"
    SOCIAL = "pranata_sosial"
    TASK_FORCE = "satgas"

    @property
    def label(self) -> str:
        return {
            Track.CUSTOMARY: "Pranata adat",
            Track.SOCIAL: "Pranata sosial",
            Track.TASK_FORCE: "Satuan Tugas Penyelesaian Konflik Sosial",
        }[self]


class OpenCase(Command):
    """Membuka kasus dari sebuah laporan; verifikasi dimulai."""

    report_id: UUID
    case_id: UUID
    title: Line | None = None
    secrecy: Secrecy | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Buka kasus"


class VerifyCase(Command):
    """Menyatakan potensi konflik terverifikasi."""

    case_id: UUID
    summary: Narrative
    level: Level
    source_grade: SourceGrade
    information_grade: InformationGrade
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Nyatakan terverifikasi"


class CorrectSummary(Command):
    """Meralat ringkasan verifikasi yang keliru; yang semula tetap tersimpan."""

    case_id: UUID
    summary: Narrative
    explanation: Narrative
    TITLE: ClassVar[str] = "Ralat ringkasan verifikasi"


class RefuteCase(Command):
    """Menutup kasus yang tidak terbukti, dengan alasan; duplikat menyebut kasus lainnya."""

    case_id: UUID
    verdict: Verdict
    explanation: Narrative
    other_case: UUID | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Nyatakan tidak terbukti"


class ProposeEscalation(Command):
    """Mengusulkan eskalasi; orang kedua yang menyetujui."""

    case_id: UUID
    level: EscalationLevel
    grounds: Narrative
    asked_for: Narrative
    TITLE: ClassVar[str] = "Usulkan eskalasi"


class ApproveEscalation(Command):
    """Menyetujui usul eskalasi yang isinya sudah dibaca."""

    case_id: UUID
    content_hash: str
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Setujui eskalasi"


class DeclineEscalation(Command):
    """Menolak usul eskalasi dengan alasan."""

    case_id: UUID
    content_hash: str
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Tolak usul eskalasi"


class BeginRecovery(Command):
    """Memulai pemulihan dan pemantauan (UU 7/2012 Pasal 36-39)."""

    case_id: UUID
    result: Narrative
    TITLE: ClassVar[str] = "Mulai pemulihan dan pemantauan"


class RecordMonitoring(Command):
    """Mencatat hasil kunjungan pemantauan.

    ``visit`` is the day of the scheduled visit this is; ``obligations`` what was seen of them.
    """

    case_id: UUID
    note: Narrative
    calm: bool
    visit: int | None = None
    relapse: bool = False
    obligations: Narrative | None = None
    TITLE: ClassVar[str] = "Catat pemantauan"


class CloseCase(Command):
    """Menutup kasus setelah pemantauan."""

    case_id: UUID
    outcome: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Tutup kasus"


class ChangeLevel(Command):
    """Mengubah tingkat kerawanan kasus, dengan alasan.

    ``evidence`` names the field task or the deliberation whose result supports it.
    """

    case_id: UUID
    level: Level
    explanation: Narrative
    evidence: UUID | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Ubah tingkat kerawanan"


CALMING: Final = frozenset({TaskKind.COOLING_DOWN, TaskKind.MONITORING})
"""Field tasks whose report can show that a situation has calmed down."""


class SameLevel(Refusal):
    """Tingkat kasus memang sudah demikian."""


class ResultMissing(Refusal):
    """Menurunkan tingkat memerlukan hasil pendinginan yang tercatat sebagai bukti."""


class NotThisCasesResult(Refusal):
    """Bukti yang disebut bukan hasil yang tercatat pada kasus ini."""


class Declassified(Refusal):
    """Klasifikasi kasus tidak boleh lebih rendah daripada klasifikasi laporannya."""


class NotVerified(Refusal):
    """Kasus belum terverifikasi; fakta harus diperiksa dahulu."""

    article = "UU 7/2012 Pasal 10-11"


class VerifierIsReporter(Refusal):
    """Yang memverifikasi tidak boleh orang yang melaporkan."""


class OtherCaseMissing(Refusal):
    """Duplikat harus menyebut kasus lain yang menangani peristiwa yang sama."""


class OtherCaseUncalledFor(Refusal):
    """Kasus lain hanya disebut bila kesimpulannya duplikat."""


class NothingFoundYet(Refusal):
    """Belum ada hasil verifikasi; satu tugas verifikasi harus dilaporkan selesai."""


class ProposerIsApprover(Refusal):
    """Usul harus disetujui oleh orang lain, bukan pengusulnya."""


class NoProposal(Refusal):
    """Tidak ada usul eskalasi yang menunggu persetujuan."""


class ProposalWaiting(Refusal):
    """Masih ada usul eskalasi yang menunggu persetujuan."""


class ContentChanged(Refusal):
    """Isi yang disetujui tidak sama dengan isi yang sekarang tercatat; baca ulang dahulu."""


class TooFewParties(Refusal):
    """Musyawarah memerlukan paling sedikit dua pihak."""

    article = "UU 7/2012 Pasal 8, 40-41"


class DeliberationOpen(Refusal):
    """Masih ada musyawarah yang belum selesai; catat dahulu hasilnya."""

    article = "UU 7/2012 Pasal 8"


class NoTaskForce(Refusal):
    """Musyawarah melalui Satgas memerlukan Satgas yang sudah dibentuk untuk kasus ini."""

    article = "UU 7/2012 Pasal 41-43"


class TaskForceStands(Refusal):
    """Kasus ini sudah mempunyai Satgas pada tingkat itu yang belum mengakhiri tugasnya."""

    article = "UU 7/2012 Pasal 45-46"


class NoAgreementYet(Refusal):
    """Pemulihan dimulai setelah ada kesepakatan atau penanganan yang selesai."""

    article = "UU 7/2012 Pasal 36"


class StillOpen(Refusal):
    """Kasus belum dapat ditutup; yang belum selesai:"""


class Proposal(Frozen):
    """An escalation as proposed: what the approver reads is what the hash covers."""

    level: EscalationLevel
    grounds: Confidential
    asked_for: Confidential
    proposer: UUID
    content_hash: str

    @staticmethod
    def hash_of(case_id: UUID, level: EscalationLevel, grounds: str, asked_for: str) -> str:
        """SHA-256 over the canonical JSON of the proposal's content."""
        content = [str(case_id), level.value, grounds, asked_for]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


class ConflictCase(
    Reopenable,
    Attachable,
    Mergeable,
    Snoozable,
    LitigatedCase,
    WatchedCase,
    FollowsPolicy,
    OwnedCase,
    HandedCase,
    PackedCase,
):
    """Kasus: one potential conflict, from the triage of its report to its closing."""

    class Opened(Aggregate.Created):
        """Kasus dibuka; verifikasi dimulai."""

        NAME = "case.opened"
        report_id: UUID
        title: Confidential
        region: str
        level: Level
        secrecy: Secrecy
        theme: str
        conflict_source: ConflictSource
        reporter: UUID
        officer: UUID
        parties: tuple[Confidential, ...]
        owner: Rung | None = None
        told_by: Support | None = None

    class StageEntered(Aggregate.Event):
        """Kasus memasuki tahap berikutnya."""

        NAME = "case.stage_entered"
        stage: Stage
        entry: int

    class TaskAssigned(Aggregate.Event):
        """Tugas lapangan diberikan."""

        NAME = "case.task_assigned"
        QUIET = True
        task_id: UUID

    class FindingNoted(Aggregate.Event):
        """Hasil tugas lapangan masuk."""

        NAME = "case.finding_noted"
        QUIET = True
        task_id: UUID
        voice: Voice | None = None
        verifies: bool = True

    class Verified(Aggregate.Event):
        """Potensi konflik terverifikasi."""

        NAME = "case.verified"
        summary: Confidential
        level: Level
        source_grade: SourceGrade
        information_grade: InformationGrade

    class SummaryCorrected(Aggregate.Event):
        """Ringkasan verifikasi diralat."""

        NAME = "case.summary_corrected"
        summary: Confidential
        explanation: Confidential

    class Refuted(Aggregate.Event):
        """Kasus tidak terbukti."""

        NAME = "case.refuted"
        verdict: Verdict
        explanation: Confidential
        other_case: UUID | None = None

    class LevelChanged(Aggregate.Event):
        """Tingkat kerawanan diubah."""

        NAME = "case.level_changed"
        previous: Level
        level: Level
        explanation: Confidential
        evidence: UUID | None

    class ContagionLinked(Aggregate.Event):
        """Penularan dicatat."""

        NAME = "case.contagion_linked"
        link: ContagionLink

    class ContagionUnlinked(Aggregate.Event):
        """Catatan penularan dihapus."""

        NAME = "case.contagion_unlinked"
        link_id: UUID
        explanation: Confidential

    class EscalationProposed(Aggregate.Event):
        """Eskalasi diusulkan."""

        NAME = "case.escalation_proposed"
        proposal: Proposal

    class Escalated(Aggregate.Event):
        """Eskalasi disetujui oleh orang kedua."""

        NAME = "case.escalated"
        level: EscalationLevel
        content_hash: str
        proposer: UUID
        approver: UUID

    class EscalationDeclined(Aggregate.Event):
        """Usul eskalasi ditolak."""

        NAME = "case.escalation_declined"
        content_hash: str
        explanation: Confidential

    class DeliberationScheduled(Aggregate.Event):
        """Musyawarah dijadwalkan."""

        NAME = "case.deliberation_scheduled"
        deliberation_id: UUID
        track: Track

    class DeliberationEnded(Aggregate.Event):
        """Musyawarah berakhir: sepakat atau buntu."""

        NAME = "case.deliberation_ended"
        deliberation_id: UUID
        agreed: bool

    class RecoveryBegun(Aggregate.Event):
        """Pemulihan dan pemantauan dimulai."""

        NAME = "case.recovery_begun"
        result: Confidential

    class Monitored(Aggregate.Event):
        """Kunjungan pemantauan dicatat."""

        NAME = "case.monitored"
        note: Confidential
        calm: bool
        visit: int | None = None
        relapse: bool = False
        obligations: Confidential | None = None

    class LetterDrafted(Aggregate.Event):
        """Naskah dinas disusun untuk kasus ini."""

        NAME = "case.letter_drafted"
        QUIET = True
        letter_id: UUID
        for_escalation: bool = True

    class StateOfConflictDeclared(Aggregate.Event):
        """Status Keadaan Konflik ditetapkan untuk kasus ini."""

        NAME = "case.state_of_conflict_declared"
        QUIET = True
        state_id: UUID

    class RecoveryPlanned(Aggregate.Event):
        """Rencana pemulihan disusun untuk kasus ini."""

        NAME = "case.recovery_planned"
        QUIET = True
        plan_id: UUID

    class TaskForceFormed(Aggregate.Event):
        """Satgas dibentuk untuk kasus ini."""

        NAME = "case.task_force_formed"
        QUIET = True
        task_force_id: UUID
        legal_level: Scale

    class TaskForceFinished(Aggregate.Event):
        """Satgas untuk kasus ini mengakhiri tugasnya."""

        NAME = "case.task_force_finished"
        QUIET = True
        task_force_id: UUID

    class Closed(Aggregate.Event):
        """Kasus ditutup setelah pemantauan."""

        NAME = "case.closed"
        outcome: Confidential

    # -- decisions ---------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        command: OpenCase,
        at: Circumstances,
        *,
        title: str,
        region: str,
        level: Level,
        secrecy: Secrecy,
        theme: str,
        conflict_source: ConflictSource,
        reporter: UUID,
        parties: tuple[str, ...],
        told_by: Support | None = None,
        owner: Rung | None = None,
    ) -> "ConflictCase":
        """Opens the case on its report, with the first verification window; a red is told."""
        made = cls.begin(
            cls.Opened,
            at.envelope,
            command.case_id,
            report_id=command.report_id,
            title=at.sealed(title, command.case_id),
            region=region,
            level=level,
            secrecy=secrecy,
            theme=theme,
            conflict_source=conflict_source,
            reporter=reporter,
            officer=command.actor,
            parties=tuple(at.sealed(party, command.case_id) for party in parties),
            owner=owner,
            told_by=told_by,
        )
        made.keep_apart(told_by.source.compartment if told_by else None)
        made._begin_verifying(at)
        return made

    def _begin_verifying(self, at: Circumstances) -> None:
        self._enter(Stage.VERIFY, at)
        if self.level is Level.RED:
            self.raise_red(at)

    def reopen(self, command: ReopenCase, at: Circumstances, standing: Standing) -> None:
        """And verified anew; a red is then as provisional as it was at first."""
        self.must_stand_alone()
        super().reopen(command, at, standing)
        self._begin_verifying(at)

    def merge(self, command: MergeCases, others: Sequence[Mergeable], at: Circumstances) -> None:
        """What speaks for a member's red speaks for the lead's; doubt is led along with it."""
        red_before = self.level is Level.RED
        super().merge(command, others, at)
        cases = [each for each in others if isinstance(each, ConflictCase)]
        if not red_before and any(each.red is Red.PROVISIONAL for each in cases):
            self.raise_red(at)
        else:
            self.weigh_red()

    def release(self, command: UnmergeCase, at: Circumstances) -> None:
        """A red that was only a member's goes with it."""
        super().release(command, at)
        self.end_red_below(self.level, RedEnd.RELEASED)

    @property
    def voices(self) -> list[Voice]:
        """Its own, and those its members lend it."""
        return [*super().voices, *self.lent_voices]

    def assign_task(self, task_id: UUID) -> None:
        """Tasks are given while the case is open; the case then knows what it waits for."""
        self._must_be_open()
        if self.acting.occurred_at < self.opened_at:
            raise TaskBeforeCase
        self._task_assigned(task_id=task_id)

    def note_finding(
        self, task_id: UUID, voice: Voice | None = None, *, verifies: bool = True
    ) -> None:
        """``voice`` speaks for the conflict; None where the field found nothing of it.

        ``verifies``: whether the task was to find out; calming or patrolling is no verification.
        """
        if self.stage.open:
            self._finding_noted(task_id=task_id, voice=voice, verifies=verifies)
            self.weigh_red()

    def note_members_finding(
        self, member: UUID, task_id: UUID, voice: Voice | None, *, verifies: bool = True
    ) -> None:
        """What the field found for a member counts here, where the conflict is verified."""
        if self.stage.open:
            self._member_finding_noted(
                member=member, task_id=task_id, voice=voice, verifies=verifies
            )
            self.weigh_red()

    def regrade_member(self, member: UUID, report_id: UUID, told_by: Support) -> None:
        """What a member's corrected report lends, where that has changed."""
        heard = {each.origin: each for each in self.members[member].voices}
        before = heard.get(report_id)
        if before not in (None, Voice.of(report_id, told_by)):
            self._member_source_regraded(
                member=member, report_id=report_id, told_by=told_by, before=before
            )
            self.weigh_red()

    def verify(
        self, command: VerifyCase, at: Circumstances, lent: frozenset[UUID] = frozenset()
    ) -> None:
        """Verifier is not the reporter, and something was found in the field (brief 7).

        ``lent`` are those who told the reports of its members.
        """
        self._must_be_in(Stage.VERIFY)
        if self.verified:
            raise NotInStage("Kasus sudah terverifikasi.")
        self._must_not_have_reported(command.actor, lent)
        if not self.checked:
            raise NothingFoundYet
        self._must_not_calm_by_verifying(command.level)
        if command.level is Level.RED:
            self.verify_red()
        self.end_red_below(command.level, RedEnd.VERIFIED_LOWER)
        self.meet(WaitKind.VERIFICATION)
        self._verified(
            summary=at.sealed(command.summary, self.id),
            level=command.level,
            source_grade=command.source_grade,
            information_grade=command.information_grade,
        )
        self.promise(WaitKind.FIRST_HANDLING, Asked(role=Role.CASE_OFFICER), at)

    def _must_not_calm_by_verifying(self, level: Level) -> None:
        """A level that was verified, or changed for a reason, falls by a result alone (seed B).

        The first verification sets the level; a red that nobody confirmed never stood.
        """
        if not self.level_stands:
            return
        lowest = Level.YELLOW if self.red is Red.PROVISIONAL else self.level
        if level.rank < lowest.rank:
            raise ResultMissing(
                f"Tingkat {lowest.label.lower()} sudah ditetapkan sebelumnya: verifikasikan pada"
                " tingkat itu, lalu turunkan dengan hasil pendinginan."
            )

    def _must_not_have_reported(self, actor: UUID, lent: frozenset[UUID]) -> None:
        """Neither the report the case began with, nor one joined to it, nor one of a member."""
        if actor in self.tellers | lent:
            raise VerifierIsReporter

    @property
    def tellers(self) -> frozenset[UUID]:
        """Who told its reports: the one it began with and those joined to it."""
        return frozenset({self.reporter, *(each.reporter for each in self.sources.values())})

    @property
    def told_in(self) -> frozenset[UUID]:
        """Its reports: the one it began with and those joined to it."""
        return frozenset({self.report_id, *self.sources})

    def join_report(self, report_id: UUID, told_by: Support, secrecy: Secrecy) -> None:
        """A second source may be what a provisional red waits for."""
        super().join_report(report_id, told_by, secrecy)
        self.weigh_red()

    def correct_summary(self, command: CorrectSummary, at: Circumstances) -> None:
        """At any time once there is one, also after the case has ended."""
        if self.summary is None:
            raise NotVerified
        if command.summary == self.summary.text:
            raise NothingCorrected
        self._summary_corrected(
            summary=at.sealed(command.summary, self.id),
            explanation=at.sealed(command.explanation, self.id),
        )

    def refute(
        self, command: RefuteCase, at: Circumstances, lent: frozenset[UUID] = frozenset()
    ) -> None:
        self._must_be_in(*leading_to(Stage.REFUTED, "RefuteCase"))
        self._must_not_have_reported(command.actor, lent)
        self._must_name_the_other(command)
        self.end_red(RedEnd.REFUTED)
        self.withdraw()
        self._refuted(
            verdict=command.verdict,
            explanation=at.sealed(command.explanation, self.id),
            other_case=command.other_case,
        )
        self._enter(Stage.REFUTED, at)

    def _must_name_the_other(self, command: RefuteCase) -> None:
        """A duplicate is of another case; nothing else names one."""
        if command.verdict is not Verdict.DUPLICATE:
            if command.other_case is not None:
                raise OtherCaseUncalledFor
        elif command.other_case in (None, self.id):
            raise OtherCaseMissing

    def change_level(
        self, command: ChangeLevel, at: Circumstances, kind: TaskKind | None = None
    ) -> None:
        """Up for a reason; down only on a result newer than the level (seed B; brief 2.6).

        ``kind`` is that of the task named as evidence. Windows already promised keep the span
        they were promised with; the next ones are counted at the new level.
        """
        self._must_be_open()
        if command.level is self.level:
            raise SameLevel
        if command.evidence is not None and command.evidence not in self.results:
            raise NotThisCasesResult
        if command.level.rank < self.level.rank:
            self._must_have_calmed(command.evidence, kind)
            self.end_red_below(command.level, RedEnd.LEVEL_LOWERED)
        self._level_changed(
            previous=self.level,
            level=command.level,
            explanation=at.sealed(command.explanation, self.id),
            evidence=command.evidence,
        )
        if command.level is Level.RED and not self.verified:
            self.raise_red(at)

    def link_contagion(self, command: LinkContagion, region: str, at: Circumstances) -> None:
        """``region`` is where the other end lies: that of the other case, or the one named."""
        self._must_be_open()
        if command.other_case == self.id or (command.other_case is None and region == self.region):
            raise ContagionToItself
        if any(
            (each.direction, each.region, each.other_case)
            == (command.direction, region, command.other_case)
            for each in self.links.values()
        ):
            raise AlreadyLinked
        self._contagion_linked(
            link=ContagionLink(
                link_id=command.link_id,
                direction=command.direction,
                region=region,
                other_case=command.other_case,
                note=at.sealed(command.note, self.id),
            )
        )

    def unlink_contagion(self, command: UnlinkContagion, at: Circumstances) -> None:
        """A wrong link is taken off at any time, also of a case that has ended."""
        if command.link_id not in self.links:
            raise UnknownLink
        self._contagion_unlinked(
            link_id=command.link_id, explanation=at.sealed(command.explanation, self.id)
        )

    def propose_escalation(self, command: ProposeEscalation, at: Circumstances) -> None:
        """What has been escalated is proposed further up from where it stands, and no lower."""
        further = self.stage is Stage.ESCALATE
        self.must_climb(Rung(command.level.value), command.reason, or_again=not further)
        self._must_be_in(*leading_to(Stage.ESCALATE, "ApproveEscalation"), Stage.ESCALATE)
        self.must_not_be_before_the_court()
        if not self.verified:
            raise NotVerified
        if self.proposal is not None:
            raise ProposalWaiting
        self.meet(WaitKind.FIRST_HANDLING)
        self._escalation_proposed(
            proposal=Proposal(
                level=command.level,
                grounds=at.sealed(command.grounds, self.id),
                asked_for=at.sealed(command.asked_for, self.id),
                proposer=command.actor,
                content_hash=Proposal.hash_of(
                    self.id, command.level, command.grounds, command.asked_for
                ),
            )
        )
        self.promise(WaitKind.ESCALATION_APPROVAL, Asked(role=Role.SUPERVISOR), at)

    def approve_escalation(self, command: ApproveEscalation, at: Circumstances) -> None:
        """A second person approves exactly what was proposed."""
        proposal = self._read_proposal(command.actor, command.content_hash)
        self.withdraw(but=frozenset({WaitKind.ESCALATION_APPROVAL}))
        self.meet(WaitKind.ESCALATION_APPROVAL)
        self._escalated(
            level=proposal.level,
            content_hash=proposal.content_hash,
            proposer=proposal.proposer,
            approver=command.actor,
        )
        if self.stage is Stage.ESCALATE:
            self.promise(WaitKind.FIRST_HANDLING, Asked(role=Role.CASE_OFFICER), at)
        else:
            self._enter(Stage.ESCALATE, at)

    def decline_escalation(self, command: DeclineEscalation, at: Circumstances) -> None:
        proposal = self._read_proposal(command.actor, command.content_hash)
        self.meet(WaitKind.ESCALATION_APPROVAL)
        self._escalation_declined(
            content_hash=proposal.content_hash,
            explanation=at.sealed(command.explanation, self.id),
        )
        self.drop(WaitKind.FIRST_HANDLING)
        self.promise(WaitKind.FIRST_HANDLING, Asked(role=Role.CASE_OFFICER), at)

    def schedule_deliberation(
        self, deliberation_id: UUID, track: Track, parties: int, at: Circumstances
    ) -> None:
        """Musyawarah: two parties or more, on a verified case (Pasal 8, 40-41)."""
        self._must_be_in(*leading_to(Stage.MEDIATE, "ScheduleDeliberation"), Stage.MEDIATE)
        self.must_not_be_before_the_court()
        if not self.verified:
            raise NotVerified
        if self.proposal is not None:
            raise ProposalWaiting
        if parties < 2:
            raise TooFewParties
        if track is Track.TASK_FORCE and not self.task_forces:
            raise NoTaskForce
        self._no_deliberation_open()
        self.meet(WaitKind.FIRST_HANDLING)
        self._deliberation_scheduled(deliberation_id=deliberation_id, track=track)
        if self.stage is not Stage.MEDIATE:
            self._enter(Stage.MEDIATE, at)
        elif not any(wait.kind is WaitKind.AGREEMENT for wait in self.waits.values()):
            self.promise(WaitKind.AGREEMENT, Asked(role=Role.CASE_OFFICER), at)

    def end_deliberation(self, deliberation_id: UUID, *, agreed: bool, at: Circumstances) -> None:
        """Also when the case was handed up meanwhile: what the parties agreed on binds them."""
        self._must_be_in(Stage.ESCALATE, Stage.MEDIATE)
        self.meet(WaitKind.AGREEMENT, WaitKind.FIRST_HANDLING)
        self._deliberation_ended(deliberation_id=deliberation_id, agreed=agreed)
        self.promise(WaitKind.FIRST_HANDLING, Asked(role=Role.CASE_OFFICER), at)

    def begin_recovery(self, command: BeginRecovery, at: Circumstances) -> None:
        """From deliberation with an agreement or a ruling; from escalation when handling ended."""
        self._must_be_in(*leading_to(Stage.RESOLVE, "BeginRecovery"))
        self.must_not_be_before_the_court()
        if not self.verified:
            raise NotVerified
        if self.proposal is not None:
            raise ProposalWaiting
        self._no_deliberation_open()
        if self.stage is Stage.MEDIATE and not (self.agreed or self.court_decided):
            raise NoAgreementYet
        self.withdraw()
        self._recovery_begun(result=at.sealed(command.result, self.id))
        self._enter(Stage.RESOLVE, at)

    def monitor(self, command: RecordMonitoring, at: Circumstances) -> None:
        self._must_be_in(Stage.RESOLVE)
        if command.calm and command.relapse:
            raise RelapseIsNotCalm
        if command.visit is not None:
            self.visit(command.visit, at)
        seen = command.obligations
        self._monitored(
            note=at.sealed(command.note, self.id),
            calm=command.calm,
            visit=command.visit,
            relapse=command.relapse,
            obligations=at.sealed(seen, self.id) if seen else None,
        )
        if command.relapse:
            self.see_relapse(command.actor, at)

    def enter_deliberation(self, at: Circumstances) -> None:
        """For the court: what the parties could not settle themselves (Pasal 43)."""
        self._must_be_in(*leading_to(Stage.MEDIATE, "ReferToCourt"), Stage.MEDIATE)
        if self.proposal is not None:
            raise ProposalWaiting
        if self.task_forces:
            raise TaskForceStands
        self._no_deliberation_open()
        if self.stage is not Stage.MEDIATE:
            self._enter(Stage.MEDIATE, at)

    def plan_recovery(self, plan_id: UUID) -> None:
        """While the case recovers; the case then knows what it waits for."""
        self._must_be_in(Stage.RESOLVE)
        self._recovery_planned(plan_id=plan_id)

    def close(self, command: CloseCase, at: Circumstances, blockers: Blockers) -> None:
        """Closing names everything that still stands in its way, at once."""
        self._must_be_in(*leading_to(Stage.CLOSED, "CloseCase"))
        standing = self._own_blockers().beside(blockers).words()
        if standing:
            raise StillOpen("; ".join(standing) + ".")
        self.withdraw()
        self._closed(outcome=at.sealed(command.outcome, self.id))
        self._enter(Stage.CLOSED, at)

    def _own_blockers(self) -> Blockers:
        """What the case itself knows to stand in the way."""
        kinds = {wait.kind for wait in self.waits.values()}
        return Blockers.of(
            {
                Check.MONITORING: WaitKind.MONITORING in kinds,
                Check.VISITS: bool(self.visits_due),
                Check.CALM: not self.calm,
                Check.DELIBERATIONS: sorted(self.open_deliberations),
                Check.LETTER_OWED: self.letters_due > 0,
                Check.TASK_FORCES: self.task_forces,
                Check.PAUSED: sorted(self.paused),
                Check.RED: self.red is Red.PROVISIONAL,
                Check.RELAPSE: bool(self.relapse_told_by),
            }
        )

    def draft_letter(self, letter_id: UUID, *, for_escalation: bool = True) -> None:
        """``for_escalation`` is the nota dinas that an escalation to the province owes."""
        self._letter_drafted(letter_id=letter_id, for_escalation=for_escalation)

    def must_be_escalated(self) -> None:
        """An exceptional act is prepared for a case that has been handed up, and no other."""
        self._must_be_in(Stage.ESCALATE)

    def declare_state_of_conflict(self, state_id: UUID) -> None:
        self.must_be_escalated()
        self._state_of_conflict_declared(state_id=state_id)

    def form_task_force(self, task_force_id: UUID, legal_level: Scale) -> None:
        """Also after musyawarah through an institution has failed (Pasal 42 huruf c-d)."""
        self._must_be_in(Stage.ESCALATE, Stage.MEDIATE)
        self.must_not_be_before_the_court()
        if legal_level in self.task_forces.values():
            raise TaskForceStands
        self._task_force_formed(task_force_id=task_force_id, legal_level=legal_level)

    def finish_task_force(self, task_force_id: UUID) -> None:
        self._no_deliberation_open()
        self._task_force_finished(task_force_id=task_force_id)

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """The end of monitoring is no silence: the officer is then asked to close."""
        if wait.kind is WaitKind.MONITORING:
            self.promise(WaitKind.FIRST_HANDLING, Asked(role=Role.CASE_OFFICER), at)
        else:
            super().after_silence(wait, at)

    def _enter(self, stage: Stage, at: Circumstances) -> None:
        if not stage.open:
            self.let_offer_fall()
        self._stage_entered(stage=stage, entry=self.entries.get(stage, 0) + 1)
        officer = Asked(role=Role.CASE_OFFICER)
        match stage:
            case Stage.VERIFY:
                self.promise(WaitKind.VERIFICATION, officer, at)
            case Stage.ESCALATE:
                self.promise(WaitKind.FIRST_HANDLING, officer, at)
            case Stage.MEDIATE:
                self.promise(WaitKind.AGREEMENT, officer, at)
            case Stage.RESOLVE:
                self.begin_watch(at)
            case _:
                self.end_every_snooze()

    def _no_deliberation_open(self) -> None:
        if self.open_deliberations:
            raise DeliberationOpen

    @property
    def handed_up(self) -> bool:
        return self.stage.open and Stage.ESCALATE in self.entries

    @property
    def running(self) -> bool:
        return self.stage.open

    def could_answer(self, kind: WaitKind) -> bool:
        match kind:
            case WaitKind.VERIFICATION:
                return not self.verified
            case WaitKind.AGREEMENT:
                return self.stage is Stage.MEDIATE
            case _:
                return kind is WaitKind.FIRST_HANDLING

    @property
    def bound(self) -> list[str]:
        """What of this case must be settled before it may be merged into another."""
        standing = []
        if self.proposal is not None:
            standing.append("usul eskalasi yang menunggu persetujuan")
        if self.open_deliberations:
            standing.append("musyawarah yang belum dicatat hasilnya")
        if self.task_forces:
            standing.append("Satgas yang belum mengakhiri tugasnya")
        if self.offer is not None:
            standing.append("penyerahan kepada petugas lain yang menunggu diterima")
        if self.relapse_told_by:
            standing.append("konflik berulang yang menunggu keputusan pimpinan")
        return [*standing, *self.clocks_in_hand]

    def _must_be_open(self) -> None:
        self.must_stand_alone()
        if not self.stage.open:
            raise NotInStage(f"Tahap: {self.stage.label}.")

    def _must_have_calmed(self, evidence: UUID | None, kind: TaskKind | None) -> None:
        """By a calming task's report or an agreement, newer than the level itself."""
        if evidence is None:
            raise ResultMissing(
                "Yang belum disebut: laporan tugas pendinginan atau pemantauan, atau musyawarah"
                " yang berakhir sepakat."
            )
        if kind is not None and kind not in CALMING:
            raise ResultMissing(f"Tugas {kind.label.lower()} bukan hasil pendinginan.")
        if kind is None and not self.results[evidence].agreed:
            raise ResultMissing("Musyawarah yang disebut berakhir buntu.")
        if not self.results[evidence].fresh:
            raise ResultMissing(
                "Hasil yang disebut lebih lama daripada penetapan tingkat yang terakhir."
            )

    def _must_be_in(self, *stages: Stage) -> None:
        self.must_stand_alone()
        if self.stage not in stages:
            allowed = " atau ".join(stage.label for stage in stages)
            raise NotInStage(f"Tahap sekarang {self.stage.label}; diperlukan {allowed}.")

    def _read_proposal(self, reader: UUID, content_hash: str) -> Proposal:
        if self.proposal is None:
            raise NoProposal
        if reader == self.proposal.proposer:
            raise ProposerIsApprover
        if content_hash != self.proposal.content_hash:
            raise ContentChanged
        return self.proposal

    # -- memory ------------------------------------------------------------------------

    @event(Opened)
    def __init__(
        self,
        *,
        report_id: UUID,
        title: Confidential,
        region: str,
        level: Level,
        secrecy: Secrecy,
        reporter: UUID,
        officer: UUID,
        parties: tuple[Confidential, ...],
        told_by: Support | None,
        owner: Rung | None,
        envelope: Envelope,
    ) -> None:
        self.report_id = report_id
        self.opened_at = envelope.occurred_at
        self.sources = {report_id: told_by} if told_by else {}
        self.compartment = None
        self.apart = set()
        self.title = title
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.reporter = reporter
        self.officer = officer
        self.offer = None
        self.parties = parties
        self.stage = Stage.DETECT
        self.entries: dict[Stage, int] = {}
        self.waits: dict[UUID, Wait] = {}
        self.tasks: list[UUID] = []
        self.findings: list[UUID] = []
        self.errands: set[UUID] = set()
        self.results: dict[UUID, Result] = {}
        self.links: dict[UUID, ContagionLink] = {}
        self.deliberations: list[UUID] = []
        self.open_deliberations: set[UUID] = set()
        self.letters: list[UUID] = []
        self.states: list[UUID] = []
        self.task_forces: dict[UUID, Scale] = {}
        self.former_task_forces: list[UUID] = []
        self.letters_due = 0
        self.court = None
        self.rulings = []
        self.relapse_told_by = set()
        self.visits_due = set()
        self.packs = []
        self.recovery_plans: list[UUID] = []
        self.verified = False
        self.summary: Confidential | None = None
        self.agreed = False
        self.calm = False
        self.proposal: Proposal | None = None
        self.escalation: EscalationLevel | None = None
        self.level_stands = False
        self._stand_alone()
        self._owned(owner)
        self.found_voices: list[Voice] = []
        self.past_reports: frozenset[UUID] = frozenset()
        self.red: Red | None = None

    @property
    def case_id(self) -> UUID:  # type: ignore[override]
        """A case belongs to itself."""
        return self.id

    @event(StageEntered)
    def _stage_entered(self, stage: Stage, entry: int) -> None:
        self.stage = stage
        self.entries[stage] = entry
        self.offer = self.offer if stage.open else None

    @event(TaskAssigned)
    def _task_assigned(self, task_id: UUID) -> None:
        self.tasks.append(task_id)

    @event(FindingNoted)
    def _finding_noted(self, task_id: UUID, voice: Voice | None, verifies: bool) -> None:
        self.findings.append(task_id)
        if not verifies:
            self.errands.add(task_id)
        self.results[task_id] = Result()
        if voice is not None:
            self.found_voices.append(voice)

    @event(Verified)
    def _verified(
        self,
        summary: Confidential,
        level: Level,
        source_grade: SourceGrade,
        information_grade: InformationGrade,
    ) -> None:
        self.verified = True
        self.summary = summary
        self.level_stands = True
        self._level_set(level)

    @event(SummaryCorrected)
    def _summary_corrected(self, summary: Confidential, explanation: Confidential) -> None:
        self.summary = summary

    @event(LevelChanged)
    def _level_changed(
        self, previous: Level, level: Level, explanation: Confidential, evidence: UUID | None
    ) -> None:
        self.level_stands = True
        self._level_set(level)

    def _level_set(self, level: Level) -> None:
        self.level = level
        if level is not Level.RED:
            self.red = None
        self._level_by_itself()
        for result in self.results.values():
            result.fresh = False

    @event(ContagionLinked)
    def _contagion_linked(self, link: ContagionLink) -> None:
        self.links[link.link_id] = link

    @event(ContagionUnlinked)
    def _contagion_unlinked(self, link_id: UUID, explanation: Confidential) -> None:
        del self.links[link_id]

    @event(Refuted)
    def _refuted(
        self, verdict: Verdict, explanation: Confidential, other_case: UUID | None
    ) -> None:
        self.verified = False
        self.proposal = None

    @event(EscalationProposed)
    def _escalation_proposed(self, proposal: Proposal) -> None:
        self.proposal = proposal

    @event(Escalated)
    def _escalated(
        self, level: EscalationLevel, content_hash: str, proposer: UUID, approver: UUID
    ) -> None:
        self.proposal = None
        self.escalation = level
        self._climbed(Rung(level.value))
        self.letters_due += level is EscalationLevel.PROVINCE

    @event(EscalationDeclined)
    def _escalation_declined(self, content_hash: str, explanation: Confidential) -> None:
        self.proposal = None

    @event(DeliberationScheduled)
    def _deliberation_scheduled(self, deliberation_id: UUID, track: Track) -> None:
        self.deliberations.append(deliberation_id)
        self.open_deliberations.add(deliberation_id)
        self.agreed = False
        self.court = None

    @event(DeliberationEnded)
    def _deliberation_ended(self, deliberation_id: UUID, agreed: bool) -> None:
        self.open_deliberations.discard(deliberation_id)
        self.results[deliberation_id] = Result(agreed=agreed)
        self.agreed = agreed

    @event(RecoveryBegun)
    def _recovery_begun(self, result: Confidential) -> None:
        self.calm = False
        self.visits_due = set()

    @event(Monitored)
    def _monitored(
        self,
        note: Confidential,
        calm: bool,
        visit: int | None,
        relapse: bool,
        obligations: Confidential | None,
    ) -> None:
        self.calm = calm
        self.visits_due.discard(visit or 0)

    @event(LetterDrafted)
    def _letter_drafted(self, letter_id: UUID, for_escalation: bool) -> None:
        self.letters.append(letter_id)
        self.letters_due -= for_escalation

    @event(StateOfConflictDeclared)
    def _state_of_conflict_declared(self, state_id: UUID) -> None:
        self.states.append(state_id)

    @event(RecoveryPlanned)
    def _recovery_planned(self, plan_id: UUID) -> None:
        self.recovery_plans.append(plan_id)

    @event(TaskForceFormed)
    def _task_force_formed(self, task_force_id: UUID, legal_level: Scale) -> None:
        self.task_forces[task_force_id] = legal_level

    @event(TaskForceFinished)
    def _task_force_finished(self, task_force_id: UUID) -> None:
        del self.task_forces[task_force_id]
        self.former_task_forces.append(task_force_id)

    @event(Closed)
    def _closed(self, outcome: Confidential) -> None:
        self.proposal = None
