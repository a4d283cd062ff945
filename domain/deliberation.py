"""Musyawarah: a session of the parties, and the agreement that binds them (Pasal 8, 40-41)."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import AwareDatetime, Field

from domain.attachment import Attachable
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.conflict_case import TooFewParties, Track
from domain.deadline import midnight
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
    key,
)
from domain.risk import Level


class SessionResult(StrEnum):
    """Hasil sidang musyawarah."""

    AGREED = "sepakat"
    ADJOURNED = "tunda"
    DEADLOCK = "buntu"

    @property
    def label(self) -> str:
        return {
            SessionResult.AGREED: "Sepakat",
            SessionResult.ADJOURNED: "Ditunda",
            SessionResult.DEADLOCK: "Buntu",
        }[self]


class Promise(Frozen):
    """One obligation as the parties word it: who, what, by when, shown by what."""

    who: Line
    what: Narrative
    due: Day
    evidence: Line


class ScheduleDeliberation(Command):
    """Menjadwalkan musyawarah antara para pihak."""

    deliberation_id: UUID
    case_id: UUID
    track: Track
    venue: Line
    session_at: Moment
    parties: Annotated[tuple[Line, ...], Field(max_length=12)]
    mediator: Line
    agenda: Narrative
    TITLE: ClassVar[str] = "Jadwalkan musyawarah"


class RecordSession(Command):
    """Mencatat jalannya sidang dan hasilnya; kesepakatan memuat kewajiban."""

    deliberation_id: UUID
    result: SessionResult
    minutes: Narrative
    obligations: Annotated[tuple[Promise, ...], Field(max_length=20)] = ()
    next_session_at: Moment | None = None
    TITLE: ClassVar[str] = "Catat hasil musyawarah"


class MeetObligation(Command):
    """Mencatat kewajiban dipenuhi, dengan buktinya."""

    deliberation_id: UUID
    obligation_id: UUID
    evidence: Narrative
    TITLE: ClassVar[str] = "Catat kewajiban dipenuhi"


class SessionOver(Refusal):
    """Musyawarah ini sudah berakhir."""


class SessionInThePast(Refusal):
    """Waktu sidang harus di masa depan."""


class AgreementWithoutObligation(Refusal):
    """Kesepakatan harus memuat paling sedikit satu kewajiban: siapa, apa, kapan, bukti."""


class ObligationInThePast(Refusal):
    """Batas waktu kewajiban tidak boleh sebelum hari ini."""


class NextSessionMissing(Refusal):
    """Sidang yang ditunda harus menyebut waktu sidang berikutnya."""


class UnknownObligation(Refusal):
    """Kewajiban itu tidak ada dalam kesepakatan ini."""


class ObligationAlreadyMet(Refusal):
    """Kewajiban itu sudah dicatat dipenuhi."""


class Obligation(Frozen):
    """Kewajiban: one promise of the agreement, trackable on its own."""

    obligation_id: UUID
    who: Confidential
    what: Confidential
    due: date
    evidence: str


class Deliberation(Attachable):
    """Musyawarah: sessions until agreement or deadlock; obligations until met."""

    class Scheduled(Aggregate.Created):
        """Musyawarah dijadwalkan."""

        NAME = "deliberation.scheduled"
        case_id: UUID
        region: str
        level: Level
        secrecy: Secrecy
        track: Track
        venue: Confidential
        session_at: AwareDatetime
        parties: tuple[Confidential, ...]
        mediator: Confidential
        agenda: Confidential

    class Adjourned(Aggregate.Event):
        """Sidang ditunda ke waktu lain."""

        NAME = "deliberation.adjourned"
        minutes: Confidential
        next_session_at: AwareDatetime

    class Agreed(Aggregate.Event):
        """Para pihak bersepakat; kesepakatan mengikat (Pasal 8, 41)."""

        NAME = "deliberation.agreed"
        minutes: Confidential
        obligations: tuple[Obligation, ...]

    class Deadlocked(Aggregate.Event):
        """Musyawarah buntu."""

        NAME = "deliberation.deadlocked"
        minutes: Confidential

    class ObligationMet(Aggregate.Event):
        """Kewajiban dipenuhi."""

        NAME = "deliberation.obligation_met"
        obligation_id: UUID
        evidence: Confidential

    @classmethod
    def schedule(
        cls,
        command: ScheduleDeliberation,
        at: Circumstances,
        *,
        region: str,
        level: Level,
        secrecy: Secrecy,
    ) -> "Deliberation":
        if len({party.casefold() for party in command.parties}) < 2:
            raise TooFewParties
        if command.session_at <= at.now:
            raise SessionInThePast
        case = command.case_id
        made = cls.begin(
            cls.Scheduled,
            at.envelope,
            command.deliberation_id,
            case_id=case,
            region=region,
            level=level,
            secrecy=secrecy,
            track=command.track,
            venue=at.sealed(command.venue, case),
            session_at=command.session_at,
            parties=tuple(at.sealed(party, case) for party in command.parties),
            mediator=at.sealed(command.mediator, case),
            agenda=at.sealed(command.agenda, case),
        )
        made.promise(
            WaitKind.DELIBERATION_START,
            Asked(role=Role.CASE_OFFICER),
            at,
            due=command.session_at,
        )
        return made

    def record_session(self, command: RecordSession, at: Circumstances) -> None:
        if self.result is not None:
            raise SessionOver
        match command.result:
            case SessionResult.ADJOURNED:
                self._adjourn(command, at)
            case SessionResult.AGREED:
                self._agree(command, at)
            case SessionResult.DEADLOCK:
                self.meet(WaitKind.DELIBERATION_START)
                self._deadlocked(minutes=at.sealed(command.minutes, self.case_id))

    def meet_obligation(self, command: MeetObligation, at: Circumstances) -> None:
        if command.obligation_id not in self.obligations:
            raise UnknownObligation
        if command.obligation_id in self.met:
            raise ObligationAlreadyMet
        self.meet(WaitKind.OBLIGATION, item=str(command.obligation_id))
        self._obligation_met(
            obligation_id=command.obligation_id,
            evidence=at.sealed(command.evidence, self.case_id),
        )

    @property
    def items(self) -> frozenset[UUID]:
        """Its obligations: a file may be evidence of one."""
        return frozenset(self.obligations)

    @property
    def unmet(self) -> int:
        return len(self.obligations) - len(self.met)

    def _adjourn(self, command: RecordSession, at: Circumstances) -> None:
        if command.next_session_at is None:
            raise NextSessionMissing
        if command.next_session_at <= at.now:
            raise SessionInThePast
        self.meet(WaitKind.DELIBERATION_START)
        self._adjourned(
            minutes=at.sealed(command.minutes, self.case_id),
            next_session_at=command.next_session_at,
        )
        self.promise(
            WaitKind.DELIBERATION_START,
            Asked(role=Role.CASE_OFFICER),
            at,
            due=command.next_session_at,
        )

    def _agree(self, command: RecordSession, at: Circumstances) -> None:
        if not command.obligations:
            raise AgreementWithoutObligation
        dues = [midnight(each.due + timedelta(days=1), self.region) for each in command.obligations]
        if any(due <= at.now for due in dues):
            raise ObligationInThePast
        self.meet(WaitKind.DELIBERATION_START)
        obligations = tuple(
            Obligation(
                obligation_id=key(self.id, self.version, number),
                who=at.sealed(promise.who, self.case_id),
                what=at.sealed(promise.what, self.case_id),
                due=promise.due,
                evidence=promise.evidence,
            )
            for number, promise in enumerate(command.obligations)
        )
        self._agreed(minutes=at.sealed(command.minutes, self.case_id), obligations=obligations)
        for obligation, due in zip(obligations, dues, strict=True):
            self.promise(
                WaitKind.OBLIGATION,
                Asked(role=Role.CASE_OFFICER),
                at,
                due=due,
                item=str(obligation.obligation_id),
            )

    @event(Scheduled)
    def __init__(
        self,
        case_id: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
        track: Track,
        parties: tuple[Confidential, ...],
    ) -> None:
        self.track = track
        self.case_id: UUID = case_id
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.parties = parties
        self.result: SessionResult | None = None
        self.obligations: dict[UUID, Obligation] = {}
        self.met: set[UUID] = set()
        self.waits: dict[UUID, Wait] = {}

    @event(Adjourned)
    def _adjourned(self, minutes: Confidential, next_session_at: AwareDatetime) -> None:
        pass

    @event(Agreed)
    def _agreed(self, minutes: Confidential, obligations: tuple[Obligation, ...]) -> None:
        self.result = SessionResult.AGREED
        self.obligations = {each.obligation_id: each for each in obligations}

    @event(Deadlocked)
    def _deadlocked(self, minutes: Confidential) -> None:
        self.result = SessionResult.DEADLOCK

    @event(ObligationMet)
    def _obligation_met(self, obligation_id: UUID, evidence: Confidential) -> None:
        self.met.add(obligation_id)
