"""Status Keadaan Konflik: the exceptional legal act that some conflicts need (UU 7/2012).

Escalation hands a case up; it never implies this. A state of conflict is declared by the lawful
authority after consulting the council, on evidence that Polri cannot control the conflict and
that government no longer functions (Pasal 14; PP 2/2015 Pasal 43). It holds for a term, may be
extended, is revoked or lapses; and with it end its measures and the military's help.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import AwareDatetime, Field

from domain import law
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.conflict_terms import (
    Condition,
    ConsultationOutcome,
    Council,
    Criterion,
    MeasureKind,
    Scale,
)
from domain.deadline import Span, midnight
from domain.indonesian import local, long_date, thousands
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Day,
    Frozen,
    Line,
    Moment,
    Narrative,
    Refusal,
    Role,
    Secrecy,
)
from domain.military_help import HelpRequest, UnknownRequest
from domain.policy import Readings
from domain.rescue import RescuingState
from domain.risk import Level

Days = Annotated[int, Field(ge=1, le=3_650)]
"""A term, in days; how many are lawful is for the decision to say."""

Head = Annotated[int, Field(ge=0, le=10_000_000)]
"""How many people."""


class Validity(StrEnum):
    """Where a state of conflict stands."""

    PREPARED = "disiapkan"
    IN_FORCE = "berlaku"
    REVOKED = "dicabut"
    LAPSED = "berakhir"

    @property
    def label(self) -> str:
        return {
            Validity.PREPARED: "Belum ditetapkan",
            Validity.IN_FORCE: "Berlaku",
            Validity.REVOKED: "Dicabut",
            Validity.LAPSED: "Berakhir",
        }[self]


class Indicator(Frozen):
    """One ticked item of the checklist, with what shows it."""

    criterion: Criterion
    evidence: Narrative


# -- commands ------------------------------------------------------------------------------------


class RecordCouncilConsultation(Command):
    """Mencatat konsultasi dengan pimpinan dewan sebelum penetapan (Pasal 16, 18, 20)."""

    state_id: UUID
    case_id: UUID
    council: Council
    held_at: Moment
    consulted: Line
    outcome: ConsultationOutcome
    notes: Narrative | None = None
    reference: Line
    TITLE: ClassVar[str] = "Catat konsultasi pimpinan DPRD"


class DeclareStateOfConflict(Command):
    """Menetapkan Status Keadaan Konflik (Pasal 14-22), or noting the act of its authority.

    ``decree`` is the number of a decree that is signed already: another authority's, always.
    Only that one may have begun on an earlier day (``starts_on``); the governor's begins today.
    """

    state_id: UUID
    scale: Scale
    area: Line
    days: Days
    indicators: Annotated[tuple[Indicator, ...], Field(max_length=len(Criterion))]
    decree: Line | None = None
    starts_on: Day | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Tetapkan Status Keadaan Konflik"


class RecordExtensionConsultation(Command):
    """Mencatat konsultasi perpanjangan dalam 10 hari sebelum berakhir (Pasal 30)."""

    state_id: UUID
    held_at: Moment
    consulted: Line
    outcome: ConsultationOutcome
    notes: Narrative | None = None
    reference: Line
    TITLE: ClassVar[str] = "Catat konsultasi perpanjangan"


class ExtendStateOfConflict(Command):
    """Memperpanjang jangka waktu (Pasal 29)."""

    state_id: UUID
    days: Days
    decree: Line | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Perpanjang Status Keadaan Konflik"


class RevokeStateOfConflict(Command):
    """Mencabut sebelum jangka waktunya berakhir (Pasal 31)."""

    state_id: UUID
    explanation: Narrative
    decree: Line | None = None
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Cabut Status Keadaan Konflik"


class OrderMeasure(Command):
    """Memerintahkan tindakan sementara (Pasal 26-28); it ends with the state of conflict."""

    measure_id: UUID
    state_id: UUID
    kind: MeasureKind
    area: Line
    instruction: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Perintahkan tindakan sementara"


class LiftMeasure(Command):
    """Mengakhiri tindakan sementara lebih awal."""

    state_id: UUID
    measure_id: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Akhiri tindakan sementara"


class RequestMilitaryHelp(Command):
    """Mencatat permintaan lisan bantuan TNI, with what Pasal 47 asks a request to say.

    ``advice`` is that of Pangdam, Kapolda and Kajati (PP 2/2015, penjelasan Pasal 45-46).
    """

    request_id: UUID
    state_id: UUID
    asked_at: Moment
    addressee: Line
    requester: Line
    grounds: Narrative
    area: Line
    days: Days
    logistics: Narrative
    advice: Narrative | None = None
    TITLE: ClassVar[str] = "Catat permintaan lisan bantuan TNI"


class RecordWrittenMilitaryRequest(Command):
    """Mencatat permintaan tertulis yang menyusul permintaan lisan (PP 2/2015 Pasal 45-46)."""

    state_id: UUID
    request_id: UUID
    sent_at: Moment
    reference: Line
    letter_id: UUID | None = None
    TITLE: ClassVar[str] = "Catat permintaan tertulis bantuan TNI"


class RecordProgress(Command):
    """Mencatat perkembangan penanganan untuk laporan (Pasal 23-24)."""

    state_id: UUID
    situation: Narrative
    handling: Narrative
    dead: Head = 0
    injured: Head = 0
    displaced: Head = 0
    needs: Narrative
    TITLE: ClassVar[str] = "Catat perkembangan penanganan"


# -- refusals ------------------------------------------------------------------------------------


class NotYetDeclared(Refusal):
    """Status Keadaan Konflik belum ditetapkan."""

    article = "UU 7/2012 Pasal 14"


class NoLongerInForce(Refusal):
    """Status Keadaan Konflik ini sudah tidak berlaku."""

    article = "UU 7/2012 Pasal 22, 30, 31"


class AlreadyDeclared(Refusal):
    """Konsultasi ini sudah dipakai untuk suatu penetapan."""


class AnotherInForce(Refusal):
    """Kasus ini sudah berada dalam Status Keadaan Konflik yang masih berlaku."""


class ConsultedInFuture(Refusal):
    """Konsultasi yang dicatat harus sudah terjadi."""


class ConsultedAnotherCouncil(Refusal):
    """Penetapan didahului konsultasi dengan pimpinan dewan pada skala yang sama."""

    article = "UU 7/2012 Pasal 16, 18, 20"


class ConsultedTooLate(Refusal):
    """Konsultasi dengan pimpinan dewan harus mendahului penetapan."""

    article = "UU 7/2012 Pasal 16, 18, 20"


class ConditionNotShown(Refusal):
    """Kedua syarat penetapan harus terpenuhi dengan bukti; yang belum ada buktinya:"""

    article = "UU 7/2012 Pasal 14; PP 2/2015 Pasal 43"


class RegencyNotAutonomous(Refusal):
    """Kabupaten/kota di provinsi ini bukan daerah otonom; skalanya provinsi, oleh gubernur."""

    article = "UU 7/2012 Pasal 15-18; UU 29/2007; UU 2/2024"


class NotTheGovernorsAct(Refusal):
    """Skala ini bukan wewenang gubernur; sebutkan nomor keputusan yang sudah ditetapkan oleh"""

    article = "UU 7/2012 Pasal 16, 20, 45"


class CountsFromToday(Refusal):
    """Keputusan gubernur berlaku sejak hari ditetapkan; tanggal mulainya tidak dapat diubah."""


class BeginsInFuture(Refusal):
    """Hari mulai berlaku yang dicatat belum tiba."""


class TermTooLong(Refusal):
    """Jangka waktu melebihi yang diperbolehkan undang-undang."""

    article = "UU 7/2012 Pasal 22, 29"


class ExtensionNotConsulted(Refusal):
    """Perpanjangan memerlukan konsultasi dengan pimpinan dewan dalam 10 hari terakhir."""

    article = "UU 7/2012 Pasal 29-30"


class ConsultedTooEarly(Refusal):
    """Konsultasi perpanjangan diadakan dalam waktu 10 hari sebelum Status berakhir."""

    article = "UU 7/2012 Pasal 30"


class AlreadyExtended(Refusal):
    """Status Keadaan Konflik hanya dapat diperpanjang satu kali."""

    article = "UU 7/2012 Pasal 29"


class UnknownMeasure(Refusal):
    """Tindakan sementara itu tidak sedang berlaku."""


class AskedOutsideState(Refusal):
    """Bantuan TNI hanya dapat diminta selama Status Keadaan Konflik berlaku."""

    article = "UU 7/2012 Pasal 33; PP 2/2015 Pasal 40-42"


class HelpIsTheGovernments(Refusal):
    """Pada skala nasional bantuan TNI tidak diminta kepala daerah, tetapi dikerahkan Presiden."""

    article = "UU 7/2012 Pasal 33-34"


class AlreadyInWriting(Refusal):
    """Permintaan tertulisnya sudah dicatat."""


class SentBeforeAsked(Refusal):
    """Permintaan tertulis menyusul permintaan lisan dan tidak dapat bertanggal di masa depan."""

    article = "PP 2/2015 Pasal 45 ayat (4), Pasal 46 ayat (4)"


# -- facts ---------------------------------------------------------------------------------------


class Shown(Frozen):
    """One criterion and the evidence for it, as kept."""

    criterion: Criterion
    evidence: Confidential


def end_of(last_day: date, region: str) -> datetime:
    """Midnight after the last day, on the region's clock."""
    return midnight(last_day + timedelta(days=1), region)


def must_be_its_authority(scale: Scale, decree: str | None) -> None:
    """The governor acts at the province's scale; of others a decree is noted (Pasal 15-20, 45)."""
    if scale is not Scale.PROVINCE and decree is None:
        raise NotTheGovernorsAct(f"{scale.authority}.")


def must_be_autonomous(scale: Scale, region: str, readings: Readings) -> None:
    """Where no regency is autonomous there is no regent to act: the scale is the province's."""
    if scale is Scale.REGENCY and region[:2] in readings.regions_without_autonomous_regencies:
        raise RegencyNotAutonomous


class StateOfConflict(RescuingState):
    """Status Keadaan Konflik: consulted on, declared for a term, until it lapses or is revoked."""

    class CouncilConsulted(Aggregate.Created):
        """Konsultasi dengan pimpinan dewan dicatat."""

        NAME = "state_of_conflict.council_consulted"
        case_id: UUID
        region: str
        level: Level
        secrecy: Secrecy
        council: Council
        held_at: AwareDatetime
        consulted: Confidential
        outcome: ConsultationOutcome
        notes: Confidential | None
        reference: str

    class Declared(Aggregate.Event):
        """Status Keadaan Konflik ditetapkan (Pasal 14-22).

        It holds from ``starts_on`` through ``last_day``, both included: ``days`` days.
        ``in_force_since`` is the moment: of the governor's own act when it was recorded, of
        another's the beginning of its first day. ``decree`` is None while the governor's own is
        still to be drawn up.
        """

        NAME = "state_of_conflict.declared"
        scale: Scale
        area: Confidential
        starts_on: date
        days: int
        last_day: date
        indicators: tuple[Shown, ...]
        decree: str | None
        in_force_since: AwareDatetime

    class EndAnnounced(Aggregate.Event):
        """Sepuluh hari lagi Status Keadaan Konflik berakhir."""

        NAME = "state_of_conflict.end_announced"
        last_day: date

    class ExtensionConsulted(Aggregate.Event):
        """Konsultasi perpanjangan dengan pimpinan dewan dicatat (Pasal 30)."""

        NAME = "state_of_conflict.extension_consulted"
        held_at: AwareDatetime
        consulted: Confidential
        outcome: ConsultationOutcome
        notes: Confidential | None
        reference: str

    class Extended(Aggregate.Event):
        """Status Keadaan Konflik diperpanjang (Pasal 29).

        By ``days`` days after the last one so far; ``last_day`` is the new one. ``number``
        counts extensions from one.
        """

        NAME = "state_of_conflict.extended"
        number: int
        days: int
        last_day: date
        decree: str | None

    class Revoked(Aggregate.Event):
        """Status Keadaan Konflik dicabut (Pasal 31); tindakan dan bantuan TNI berakhir.

        ``measures`` and ``requests`` are those that ended with it.
        """

        NAME = "state_of_conflict.revoked"
        explanation: Confidential
        decree: str | None
        measures: tuple[UUID, ...]
        requests: tuple[UUID, ...]

    class Lapsed(Aggregate.Event):
        """Status Keadaan Konflik berakhir; tindakan dan bantuan TNI berakhir bersamanya.

        ``measures`` and ``requests`` are those that ended with it.
        """

        NAME = "state_of_conflict.lapsed"
        last_day: date
        measures: tuple[UUID, ...]
        requests: tuple[UUID, ...]

    class MeasureOrdered(Aggregate.Event):
        """Tindakan sementara diperintahkan (Pasal 26-28)."""

        NAME = "state_of_conflict.measure_ordered"
        measure_id: UUID
        kind: MeasureKind
        area: Confidential
        instruction: Confidential

    class MeasureLifted(Aggregate.Event):
        """Tindakan sementara diakhiri lebih awal."""

        NAME = "state_of_conflict.measure_lifted"
        measure_id: UUID
        explanation: Confidential

    class MilitaryHelpRequested(Aggregate.Event):
        """Bantuan TNI diminta secara lisan (PP 2/2015 Pasal 45-47).

        By ``requester`` of ``addressee`` at ``asked_at``, for ``days`` days; to be followed in
        writing by ``in_writing_by``.
        """

        NAME = "state_of_conflict.military_help_requested"
        request_id: UUID
        asked_at: AwareDatetime
        in_writing_by: AwareDatetime
        addressee: Confidential
        requester: Confidential
        grounds: Confidential
        area: Confidential
        days: int
        logistics: Confidential
        advice: Confidential | None

    class MilitaryHelpRequestedInWriting(Aggregate.Event):
        """Permintaan tertulis bantuan TNI dikirim; `in_time` bila dalam 1x24 jam.

        ``letter_id`` is the letter's, where Rukun wrote it.
        """

        NAME = "state_of_conflict.military_help_requested_in_writing"
        request_id: UUID
        sent_at: AwareDatetime
        reference: str
        letter_id: UUID | None
        in_time: bool

    class ProgressRecorded(Aggregate.Event):
        """Perkembangan penanganan dicatat (Pasal 23-24).

        ``number`` counts them from one; ``dead``, ``injured`` and ``displaced`` are people so far.
        """

        NAME = "state_of_conflict.progress_recorded"
        number: int
        situation: Confidential
        handling: Confidential
        dead: int
        injured: int
        displaced: int
        needs: Confidential

    # -- decisions ---------------------------------------------------------------------

    @classmethod
    def consult(
        cls,
        command: RecordCouncilConsultation,
        at: Circumstances,
        *,
        region: str,
        level: Level,
        secrecy: Secrecy,
    ) -> "StateOfConflict":
        """The consultation opens the stream; nothing is in force yet."""
        if command.held_at > at.now:
            raise ConsultedInFuture
        case = command.case_id
        return cls.begin(
            cls.CouncilConsulted,
            at.envelope,
            command.state_id,
            case_id=case,
            region=region,
            level=level,
            secrecy=secrecy,
            council=command.council,
            held_at=command.held_at,
            consulted=at.sealed(command.consulted, case),
            outcome=command.outcome,
            notes=at.sealed(command.notes, case) if command.notes else None,
            reference=command.reference,
        )

    def declare(self, command: DeclareStateOfConflict, at: Circumstances, *, another: bool) -> None:
        """``another``: whether the case is in a state of conflict that still holds."""
        if self.validity is not Validity.PREPARED:
            raise AlreadyDeclared
        if another:
            raise AnotherInForce
        must_be_autonomous(command.scale, self.region, at.policy.readings)
        must_be_its_authority(command.scale, command.decree)
        _both_conditions(command)
        first = self._first_day(command, at)
        if self.council is not command.scale.council:
            raise ConsultedAnotherCouncil(
                f"Skala {command.scale.label}: pimpinan {command.scale.council.label}."
            )
        if local(self.consulted_at, self.region).date() > first:
            raise ConsultedTooLate
        last = _last_day(first, command.days, law.LONGEST_TERM)
        if last < self._today(at):
            raise NoLongerInForce(f"Hari terakhirnya {long_date(last)}.")
        self._declared(
            scale=command.scale,
            area=at.sealed(command.area, self.case_id),
            starts_on=first,
            days=command.days,
            last_day=last,
            indicators=tuple(
                Shown(criterion=each.criterion, evidence=at.sealed(each.evidence, self.case_id))
                for each in command.indicators
            ),
            decree=command.decree,
            in_force_since=(
                at.now if command.scale is Scale.PROVINCE else midnight(first, self.region)
            ),
        )
        self._promise_end(first, command.days, at)
        self.promise(
            WaitKind.CONTINGENCY_FUND_PLAN,
            Asked(role=Role.SUPERVISOR),
            at,
            span=law.BTT_PLAN.span,
            law=law.BTT_PLAN.basis,
        )

    def consult_on_extension(self, command: RecordExtensionConsultation, at: Circumstances) -> None:
        self.must_be_in_force(at)
        if command.held_at > at.now:
            raise ConsultedInFuture
        opens = self.ends_at - law.CONSULTATION_WINDOW
        if command.held_at < opens:
            raise ConsultedTooEarly(f"Paling awal {long_date(local(opens, self.region).date())}.")
        self._extension_consulted(
            held_at=command.held_at,
            consulted=at.sealed(command.consulted, self.case_id),
            outcome=command.outcome,
            notes=at.sealed(command.notes, self.case_id) if command.notes else None,
            reference=command.reference,
        )

    def extend(self, command: ExtendStateOfConflict, at: Circumstances) -> None:
        """By at most thirty days, after a consultation in the last ten; once, read strictly."""
        self.must_be_in_force(at)
        if self.extensions and at.policy.readings.single_extension:
            raise AlreadyExtended
        if not self.extension_consulted:
            raise ExtensionNotConsulted
        must_be_its_authority(self.scale, command.decree)
        first = self.last_day + timedelta(days=1)
        last = _last_day(first, command.days, law.LONGEST_EXTENSION)
        self._withdraw_end()
        self._extended(
            number=self.extensions + 1,
            days=command.days,
            last_day=last,
            decree=command.decree,
        )
        self._promise_end(first, command.days, at)

    def revoke(self, command: RevokeStateOfConflict, at: Circumstances) -> None:
        self.must_be_in_force(at)
        must_be_its_authority(self.scale, command.decree)
        self.withdraw()
        self._revoked(
            explanation=at.sealed(command.explanation, self.case_id),
            decree=command.decree,
            measures=tuple(self.measures),
            requests=self.open_requests,
        )

    def order_measure(self, command: OrderMeasure, at: Circumstances) -> None:
        self.must_be_in_force(at)
        self._measure_ordered(
            measure_id=command.measure_id,
            kind=command.kind,
            area=at.sealed(command.area, self.case_id),
            instruction=at.sealed(command.instruction, self.case_id),
        )

    def lift_measure(self, command: LiftMeasure, at: Circumstances) -> None:
        self.must_be_in_force(at)
        if command.measure_id not in self.measures:
            raise UnknownMeasure
        self._measure_lifted(
            measure_id=command.measure_id,
            explanation=at.sealed(command.explanation, self.case_id),
        )

    def request_military_help(self, command: RequestMilitaryHelp, at: Circumstances) -> None:
        """The oral request; its twenty-four hours run from when it was made."""
        if self.validity is Validity.PREPARED:
            raise AskedOutsideState
        self.must_be_in_force(at)
        if self.scale is Scale.NATIONAL:
            raise HelpIsTheGovernments
        if not self.in_force_since <= command.asked_at <= at.now:
            raise AskedOutsideState
        self.must_end_within(command.asked_at, command.days)
        fixed = (
            law.TNI_REQUEST_IN_WRITING_BY_REGENT
            if self.scale is Scale.REGENCY
            else law.TNI_REQUEST_IN_WRITING_BY_GOVERNOR
        )
        case = self.case_id
        self._military_help_requested(
            request_id=command.request_id,
            asked_at=command.asked_at,
            in_writing_by=command.asked_at + fixed.span.wall_clock(),
            addressee=at.sealed(command.addressee, case),
            requester=at.sealed(command.requester, case),
            grounds=at.sealed(command.grounds, case),
            area=at.sealed(command.area, case),
            days=command.days,
            logistics=at.sealed(command.logistics, case),
            advice=at.sealed(command.advice, case) if command.advice else None,
        )
        self.promise(
            WaitKind.MILITARY_REQUEST_IN_WRITING,
            Asked(role=Role.CASE_OFFICER),
            at,
            span=fixed.span,
            law=fixed.basis,
            starts=command.asked_at,
            item=str(command.request_id),
        )

    def put_in_writing(self, command: RecordWrittenMilitaryRequest, at: Circumstances) -> None:
        """The written request has gone out, in time or late; by whatever road it was learnt."""
        self.must_be_in_force(at)
        request = self.requests.get(command.request_id)
        if request is None:
            raise UnknownRequest
        if request.written:
            raise AlreadyInWriting
        if not request.asked_at <= command.sent_at <= at.now:
            raise SentBeforeAsked
        self.meet(WaitKind.MILITARY_REQUEST_IN_WRITING, item=str(command.request_id))
        self._military_help_requested_in_writing(
            request_id=command.request_id,
            sent_at=command.sent_at,
            reference=command.reference,
            letter_id=command.letter_id,
            in_time=command.sent_at <= request.in_writing_by,
        )

    def unwritten(self, event: str, now: datetime) -> UUID | None:
        """The request an event made, while it still has to follow in writing."""
        if not self.holds(now):
            return None
        waiting = (id_ for id_, each in self.requests.items() if each.event == event)
        return next((id_ for id_ in waiting if not self.requests[id_].written), None)

    def record_progress(self, command: RecordProgress, at: Circumstances) -> None:
        self.must_be_in_force(at)
        self._progress_recorded(
            number=self.progress + 1,
            situation=at.sealed(command.situation, self.case_id),
            handling=at.sealed(command.handling, self.case_id),
            dead=command.dead,
            injured=command.injured,
            displaced=command.displaced,
            needs=at.sealed(command.needs, self.case_id),
        )

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """Ten days before, its end is announced; at its end it lapses, and all with it."""
        match wait.kind:
            case WaitKind.REMINDER:
                self._end_announced(last_day=self.last_day)
            case WaitKind.STATE_OF_CONFLICT_END:
                self.withdraw()
                self._lapsed(
                    last_day=self.last_day,
                    measures=tuple(self.measures),
                    requests=self.open_requests,
                )
            case _:
                super().after_silence(wait, at)

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at this moment, even if its lapse is not on record yet."""
        return self.validity is Validity.IN_FORCE and now < self.ends_at

    @property
    def ends_at(self) -> datetime:
        """The first moment it holds no more."""
        return end_of(self.last_day, self.region)

    def must_be_in_force(self, at: Circumstances) -> None:
        if self.validity is Validity.PREPARED:
            raise NotYetDeclared
        if not self.holds(at.now):
            raise NoLongerInForce(f"Hari terakhirnya {long_date(self.last_day)}.")

    def _first_day(self, command: DeclareStateOfConflict, at: Circumstances) -> date:
        """Today for the governor's own act; for another's, the day its decree names."""
        today = self._today(at)
        first = command.starts_on or today
        if command.scale is Scale.PROVINCE and first != today:
            raise CountsFromToday
        if first > today:
            raise BeginsInFuture
        return first

    def _today(self, at: Circumstances) -> date:
        return local(at.now, self.region).date()

    def _promise_end(self, first: date, days: int, at: Circumstances) -> None:
        """The end of a term that begins on ``first``, and the announcement ten days before."""
        asked, starts = Asked(role=Role.GOVERNOR), midnight(first, self.region)
        ahead = days - law.CONSULTATION_WINDOW.days
        if ahead > 0 and starts + timedelta(days=ahead) > at.now:
            self.promise(
                WaitKind.REMINDER,
                asked,
                at,
                span=Span(amount=ahead, unit="hari"),
                law=law.CONSULTATION_OPENS,
                starts=starts,
            )
        self.promise(
            WaitKind.STATE_OF_CONFLICT_END,
            asked,
            at,
            span=Span(amount=days, unit="hari"),
            law=law.EXTENDED_TERM if self.extensions else law.TERM,
            starts=starts,
        )

    def _withdraw_end(self) -> None:
        """What was promised of an end that has moved."""
        ends = {WaitKind.STATE_OF_CONFLICT_END, WaitKind.REMINDER}
        self.withdraw(but=frozenset(WaitKind) - ends)

    # -- memory ------------------------------------------------------------------------

    @event(CouncilConsulted)
    def __init__(
        self,
        case_id: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
        council: Council,
        held_at: datetime,
    ) -> None:
        self.case_id: UUID = case_id
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.council = council
        self.consulted_at = held_at
        self.validity = Validity.PREPARED
        self.extension_consulted = False
        self.extensions = 0
        self.plans = 0
        self.owed = None
        self.payments: set[str] = set()
        self.progress = 0
        self.measures: list[UUID] = []
        self.requests: dict[UUID, HelpRequest] = {}
        self.waits: dict[UUID, Wait] = {}

    @event(Declared)
    def _declared(
        self,
        scale: Scale,
        area: Confidential,
        starts_on: date,
        days: int,
        last_day: date,
        indicators: tuple[Shown, ...],
        decree: str | None,
        in_force_since: datetime,
    ) -> None:
        self.validity = Validity.IN_FORCE
        self.scale = scale
        self.last_day = last_day
        self.in_force_since = in_force_since

    @event(EndAnnounced)
    def _end_announced(self, last_day: date) -> None:
        pass

    @event(ExtensionConsulted)
    def _extension_consulted(
        self,
        held_at: datetime,
        consulted: Confidential,
        outcome: ConsultationOutcome,
        notes: Confidential | None,
        reference: str,
    ) -> None:
        self.extension_consulted = True

    @event(Extended)
    def _extended(self, number: int, days: int, last_day: date, decree: str | None) -> None:
        self.extensions = number
        self.extension_consulted = False
        self.last_day = last_day

    @event(Revoked)
    def _revoked(
        self,
        explanation: Confidential,
        decree: str | None,
        measures: tuple[UUID, ...],
        requests: tuple[UUID, ...],
    ) -> None:
        self.validity = Validity.REVOKED

    @event(Lapsed)
    def _lapsed(
        self, last_day: date, measures: tuple[UUID, ...], requests: tuple[UUID, ...]
    ) -> None:
        self.validity = Validity.LAPSED

    @event(MeasureOrdered)
    def _measure_ordered(
        self, measure_id: UUID, kind: MeasureKind, area: Confidential, instruction: Confidential
    ) -> None:
        self.measures.append(measure_id)

    @event(MeasureLifted)
    def _measure_lifted(self, measure_id: UUID, explanation: Confidential) -> None:
        self.measures.remove(measure_id)

    @event(MilitaryHelpRequested)
    def _military_help_requested(
        self,
        request_id: UUID,
        asked_at: datetime,
        in_writing_by: datetime,
        addressee: Confidential,
        requester: Confidential,
        grounds: Confidential,
        area: Confidential,
        days: int,
        logistics: Confidential,
        advice: Confidential | None,
    ) -> None:
        self.requests[request_id] = HelpRequest(
            asked_at=asked_at, in_writing_by=in_writing_by, event=f"{self.id}@{self.version + 1}"
        )

    @event(MilitaryHelpRequestedInWriting)
    def _military_help_requested_in_writing(
        self,
        request_id: UUID,
        sent_at: datetime,
        reference: str,
        letter_id: UUID | None,
        in_time: bool,
    ) -> None:
        self._note(request_id, written=True)

    @event(ProgressRecorded)
    def _progress_recorded(
        self,
        number: int,
        situation: Confidential,
        handling: Confidential,
        dead: int,
        injured: int,
        displaced: int,
        needs: Confidential,
    ) -> None:
        self.progress = number


def _both_conditions(command: DeclareStateOfConflict) -> None:
    """One shown criterion at least for each condition, of those that count at this scale."""
    shown = {
        each.criterion.condition
        for each in command.indicators
        if each.criterion.only_at in (None, command.scale) or command.scale is Scale.NATIONAL
    }
    missing = [each.label.lower() for each in Condition if each not in shown]
    if missing:
        raise ConditionNotShown("; ".join(missing) + ".")


def _last_day(first: date, days: int, most: timedelta) -> date:
    """Both days are counted: a term of one day ends on the day it begins."""
    if days > most.days:
        raise TermTooLong(f"Diminta {thousands(days)} hari; paling lama {most.days} hari.")
    return first + timedelta(days=days - 1)
