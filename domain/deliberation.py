"""Musyawarah: sessions of the parties until they agree or cannot (Pasal 8, 40-41)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from eventsourcing.domain import event
from pydantic import AwareDatetime, Field

from domain.agreement import Binding, Obligation, ObligationInThePast, PartyNumber
from domain.clocks import YARDSTICKS, Asked, Circumstances, Wait, WaitKind
from domain.conflict_case import TooFewParties, Track
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
    PARTLY = "sebagian"
    ADJOURNED = "tunda"
    DEADLOCK = "buntu"
    NOT_HELD = "tidak_terselenggara"

    @property
    def label(self) -> str:
        return {
            SessionResult.AGREED: "Sepakat",
            SessionResult.PARTLY: "Sepakat sebagian",
            SessionResult.ADJOURNED: "Ditunda",
            SessionResult.DEADLOCK: "Buntu",
            SessionResult.NOT_HELD: "Tidak terselenggara",
        }[self]


class Promise(Frozen):
    """One obligation as the parties word it: who, what, by when, shown by what."""

    who: Line
    what: Narrative
    due: Day
    evidence: Line


class Institution(Frozen):
    """Pranata adat atau sosial: its name, and who recognises it (Pasal 40-41)."""

    name: Line
    recognised_by: Line


class Present(Frozen):
    """A party at a session: who stood for it, by what mandate."""

    party: PartyNumber
    representative: Line
    mandate: Line


class FollowUp(Frozen):
    """What is to be done after a session: by whom, until when."""

    what: Narrative
    owner: Line
    due: Day


# -- commands ------------------------------------------------------------------------------------


class ScheduleDeliberation(Command):
    """Menjadwalkan musyawarah antara para pihak; melalui pranata, bila Satgas tidak dibentuk.

    ``mediated_by`` is the account of whoever stands between the parties, if they have one.
    """

    deliberation_id: UUID
    case_id: UUID
    track: Track
    institution: Institution | None = None
    venue: Line
    session_at: Moment
    parties: Annotated[tuple[Line, ...], Field(max_length=12)]
    mediator: Line
    mediated_by: UUID | None = None
    agenda: Narrative
    TITLE: ClassVar[str] = "Jadwalkan musyawarah"


class RescheduleSession(Command):
    """Memindahkan sidang ke waktu lain, dengan alasan."""

    deliberation_id: UUID
    session_at: Moment
    explanation: Narrative
    TITLE: ClassVar[str] = "Jadwalkan ulang sidang"


class RecordSessionNotHeld(Command):
    """Mencatat sidang tidak terselenggara; tanpa sidang berikutnya musyawarah berakhir."""

    deliberation_id: UUID
    explanation: Narrative
    next_session_at: Moment | None = None
    TITLE: ClassVar[str] = "Catat sidang tidak terselenggara"


class AppointMediator(Command):
    """Menunjuk penengah lain, dengan pernyataan independensinya."""

    deliberation_id: UUID
    mediator: Line
    mediated_by: UUID | None = None
    independence: Narrative
    explanation: Narrative
    TITLE: ClassVar[str] = "Tunjuk penengah lain"


class RecordSession(Command):
    """Mencatat jalannya sidang dan hasilnya; kesepakatan memuat kewajiban."""

    deliberation_id: UUID
    result: SessionResult
    minutes: Narrative
    attendance: Annotated[tuple[Present, ...], Field(max_length=12)] = ()
    independence: Narrative | None = None
    witnesses: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    positions: Narrative | None = None
    options: Narrative | None = None
    follow_ups: Annotated[tuple[FollowUp, ...], Field(max_length=20)] = ()
    articles: Annotated[tuple[Narrative, ...], Field(max_length=30)] = ()
    obligations: Annotated[tuple[Promise, ...], Field(max_length=20)] = ()
    open_points: Narrative | None = None
    next_session_at: Moment | None = None
    TITLE: ClassVar[str] = "Catat hasil musyawarah"


# -- refusals ------------------------------------------------------------------------------------


class InstitutionMissing(Refusal):
    """Sebutkan pranata adat atau pranata sosialnya, dan siapa yang mengakuinya."""

    article = "UU 7/2012 Pasal 40-41"


class SessionOver(Refusal):
    """Musyawarah ini sudah berakhir."""


class SessionInThePast(Refusal):
    """Waktu sidang harus di masa depan."""


class SessionNotYetHeld(Refusal):
    """Sidang dicatat setelah waktunya tiba; bila dimajukan, jadwalkan ulang dahulu."""


class HeldOtherwise(Refusal):
    """Sidang yang tidak terselenggara dicatat tersendiri, tanpa jalannya sidang."""


class PartyAbsent(Refusal):
    """Kesepakatan mengikat pihak yang hadir atau diwakili; yang belum:"""

    article = "UU 7/2012 Pasal 8, 41"


class OpenPointsMissing(Refusal):
    """Kesepakatan sebagian harus menyebut pokok yang belum disepakati."""


class AgreementWithoutObligation(Refusal):
    """Kesepakatan harus memuat paling sedikit satu kewajiban: siapa, apa, kapan, bukti."""


class NextSessionMissing(Refusal):
    """Sidang yang ditunda harus menyebut waktu sidang berikutnya."""


# -- facts ---------------------------------------------------------------------------------------


class ChosenInstitution(Frozen):
    """The institution as kept."""

    name: Confidential
    recognised_by: str


class Attendance(Frozen):
    """One party at a session as kept."""

    party: int
    representative: Confidential
    mandate: Confidential


class FollowUpNoted(Frozen):
    """One follow-up as kept."""

    what: Confidential
    owner: Confidential
    due: date


class Deliberation(Binding):
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
        institution: ChosenInstitution | None = None
        mediated_by: UUID | None = None

    class SessionRescheduled(Aggregate.Event):
        """Sidang dijadwalkan ulang."""

        NAME = "deliberation.session_rescheduled"
        previous: AwareDatetime
        session_at: AwareDatetime
        explanation: Confidential

    class SessionNotHeld(Aggregate.Event):
        """Sidang tidak terselenggara.

        Without a next session the deliberation has ended (Pasal 42 huruf c).
        """

        NAME = "deliberation.session_not_held"
        session_at: AwareDatetime
        explanation: Confidential
        next_session_at: AwareDatetime | None

    class MediatorAppointed(Aggregate.Event):
        """Penengah lain ditunjuk."""

        NAME = "deliberation.mediator_appointed"
        mediator: Confidential
        mediated_by: UUID | None
        independence: Confidential
        explanation: Confidential

    class SessionHeld(Aggregate.Event):
        """Sidang musyawarah berlangsung."""

        NAME = "deliberation.session_held"
        number: int
        session_at: AwareDatetime
        attendance: tuple[Attendance, ...]
        independence: Confidential | None
        witnesses: tuple[Confidential, ...]
        positions: Confidential | None
        options: Confidential | None
        follow_ups: tuple[FollowUpNoted, ...]

    class Adjourned(Aggregate.Event):
        """Sidang ditunda ke waktu lain."""

        NAME = "deliberation.adjourned"
        minutes: Confidential
        next_session_at: AwareDatetime

    class Agreed(Aggregate.Event):
        """Para pihak bersepakat; kesepakatan mengikat (Pasal 8, 41).

        With ``open_points`` they have agreed on a part only, and those are left.
        """

        NAME = "deliberation.agreed"
        minutes: Confidential
        obligations: tuple[Obligation, ...]
        articles: tuple[Confidential, ...] = ()
        open_points: Confidential | None = None

        def apply(self, aggregate: "Deliberation") -> None:
            """When it was made and who wrote it down: a release is weighed against both."""
            aggregate.agreed_at = self.envelope.recorded_at
            aggregate.agreed_by = self.envelope.actor

    class Deadlocked(Aggregate.Event):
        """Musyawarah buntu."""

        NAME = "deliberation.deadlocked"
        minutes: Confidential

    class CaucusHeld(Aggregate.Event):
        """Kaukus diadakan; isinya tersegel."""

        NAME = "deliberation.caucus_held"
        caucus_id: UUID
        party: int

    class CaucusSealBroken(Aggregate.Event):
        """Segel kaukus dibuka."""

        NAME = "deliberation.caucus_seal_broken"
        caucus_id: UUID
        explanation: Confidential

    # -- decisions ---------------------------------------------------------------------

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
        """Two parties or more; through an institution by name, unless through a task force.

        What was arranged some time ago and is told of only now may be about a session that is over.
        """
        if len({party.casefold() for party in command.parties}) < 2:
            raise TooFewParties
        chosen = command.institution
        if chosen is None and command.track is not Track.TASK_FORCE:
            raise InstitutionMissing
        if command.session_at <= at.envelope.occurred_at:
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
            institution=ChosenInstitution(
                name=at.sealed(chosen.name, case), recognised_by=chosen.recognised_by
            )
            if chosen
            else None,
            mediated_by=command.mediated_by,
        )
        made.measure(WaitKind.MEETING, at)
        made._await_session(command.session_at, at)
        return made

    def reschedule(self, command: RescheduleSession, at: Circumstances) -> None:
        self._must_go_on()
        if command.session_at <= at.now:
            raise SessionInThePast
        self._drop_session()
        self._session_rescheduled(
            previous=self.session_at,
            session_at=command.session_at,
            explanation=at.sealed(command.explanation, self.case_id),
        )
        self._await_session(command.session_at, at)

    def not_held(self, command: RecordSessionNotHeld, at: Circumstances) -> None:
        """Nobody came, or one side did not: another day, or the end of this deliberation."""
        self._must_have_come(at)
        following = command.next_session_at
        if following is not None and following <= at.now:
            raise SessionInThePast
        self.meet(WaitKind.DELIBERATION_START, WaitKind.SESSION_MINUTES)
        self._session_not_held(
            session_at=self.session_at,
            explanation=at.sealed(command.explanation, self.case_id),
            next_session_at=following,
        )
        if following is None:
            self._end_yardsticks()
        else:
            self._await_session(following, at)

    def appoint_mediator(self, command: AppointMediator, at: Circumstances) -> None:
        self._must_go_on()
        self.drop(WaitKind.MEDIATOR_START)
        self._mediator_appointed(
            mediator=at.sealed(command.mediator, self.case_id),
            mediated_by=command.mediated_by,
            independence=at.sealed(command.independence, self.case_id),
            explanation=at.sealed(command.explanation, self.case_id),
        )
        self.measure(WaitKind.MEDIATOR_START, at)

    def record_session(self, command: RecordSession, at: Circumstances) -> None:
        """After its time has come: what was said, who was there, what it came to."""
        if command.result is SessionResult.NOT_HELD:
            raise HeldOtherwise
        self._must_have_come(at)
        self.must_know(each.party for each in command.attendance)
        match command.result:
            case SessionResult.ADJOURNED:
                self._adjourn(command, at)
            case SessionResult.DEADLOCK:
                self._hold(command, at)
                self._end_yardsticks()
                self._deadlocked(minutes=at.sealed(command.minutes, self.case_id))
            case _:
                self._agree(command, at)

    def hold_caucus(self, caucus_id: UUID, party: int) -> None:
        """Only that it was held is known here; what was said is sealed elsewhere."""
        self._must_go_on()
        self.must_know((party,))
        self._caucus_held(caucus_id=caucus_id, party=party)

    def break_caucus_seal(self, caucus_id: UUID, explanation: str, at: Circumstances) -> None:
        self._caucus_seal_broken(
            caucus_id=caucus_id, explanation=at.sealed(explanation, self.case_id)
        )

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """A session's time comes without silence: from then on its minutes are waited for."""
        match wait.kind:
            case WaitKind.DELIBERATION_START:
                self.promise(WaitKind.SESSION_MINUTES, wait.asked, at)
            case kind if kind in YARDSTICKS:
                pass
            case _:
                super().after_silence(wait, at)

    def _adjourn(self, command: RecordSession, at: Circumstances) -> None:
        if command.next_session_at is None:
            raise NextSessionMissing
        if command.next_session_at <= at.now:
            raise SessionInThePast
        self._hold(command, at)
        self._adjourned(
            minutes=at.sealed(command.minutes, self.case_id),
            next_session_at=command.next_session_at,
        )
        if self.held == 1:
            self.measure(WaitKind.MEDIATED, at)
        self._await_session(command.next_session_at, at)

    def _agree(self, command: RecordSession, at: Circumstances) -> None:
        partly = command.result is SessionResult.PARTLY
        if partly and command.open_points is None:
            raise OpenPointsMissing
        if not command.obligations:
            raise AgreementWithoutObligation
        self._must_be_there(command, partly=partly)
        dues = [self.end_of(each.due) for each in command.obligations]
        if any(due <= at.now for due in dues):
            raise ObligationInThePast
        self._hold(command, at)
        self._end_yardsticks()
        case = self.case_id
        obligations = tuple(
            Obligation(
                obligation_id=key(self.id, self.version, number),
                who=at.sealed(promise.who, case),
                what=at.sealed(promise.what, case),
                due=promise.due,
                evidence=promise.evidence,
            )
            for number, promise in enumerate(command.obligations)
        )
        self._agreed(
            minutes=at.sealed(command.minutes, case),
            obligations=obligations,
            articles=tuple(at.sealed(each, case) for each in command.articles),
            open_points=at.sealed(command.open_points, case)
            if partly and command.open_points
            else None,
        )
        for obligation, due in zip(obligations, dues, strict=True):
            self.await_obligation(obligation.obligation_id, due, at)

    def _must_be_there(self, command: RecordSession, *, partly: bool) -> None:
        """An agreement of all is made by all; one of some by two parties at the least."""
        there = [each.party for each in command.attendance]
        missing = self._without(there)
        if missing and not (partly and len(set(there)) > 1):
            raise PartyAbsent(missing)

    def _hold(self, command: RecordSession, at: Circumstances) -> None:
        """The session itself; every clock that waited for one is answered."""
        case = self.case_id
        self.meet(
            WaitKind.DELIBERATION_START,
            WaitKind.SESSION_MINUTES,
            WaitKind.MEETING,
            WaitKind.MEDIATOR_START,
        )
        self._session_held(
            number=self.held + 1,
            session_at=self.session_at,
            attendance=tuple(
                Attendance(
                    party=each.party,
                    representative=at.sealed(each.representative, case),
                    mandate=at.sealed(each.mandate, case),
                )
                for each in command.attendance
            ),
            independence=at.sealed(command.independence, case) if command.independence else None,
            witnesses=tuple(at.sealed(each, case) for each in command.witnesses),
            positions=at.sealed(command.positions, case) if command.positions else None,
            options=at.sealed(command.options, case) if command.options else None,
            follow_ups=tuple(
                FollowUpNoted(
                    what=at.sealed(each.what, case), owner=at.sealed(each.owner, case), due=each.due
                )
                for each in command.follow_ups
            ),
        )

    def _await_session(self, session_at: datetime, at: Circumstances) -> None:
        officer = Asked(role=Role.CASE_OFFICER)
        self.promise(WaitKind.DELIBERATION_START, officer, at, due=session_at)

    def _drop_session(self) -> None:
        self.drop(WaitKind.DELIBERATION_START)
        self.drop(WaitKind.SESSION_MINUTES)

    def _end_yardsticks(self) -> None:
        """The deliberation has come to its end: its yardsticks have nothing left to measure."""
        self.meet(WaitKind.MEDIATED)
        for kind in (WaitKind.MEETING, WaitKind.MEDIATOR_START):
            self.drop(kind)

    def _must_go_on(self) -> None:
        if self.result is not None:
            raise SessionOver

    def _must_have_come(self, at: Circumstances) -> None:
        self._must_go_on()
        if at.now < self.session_at:
            raise SessionNotYetHeld

    # -- memory ------------------------------------------------------------------------

    @event(Scheduled)
    def __init__(
        self,
        case_id: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
        track: Track,
        session_at: AwareDatetime,
        parties: tuple[Confidential, ...],
        mediated_by: UUID | None,
    ) -> None:
        self.track = track
        self.case_id: UUID = case_id
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.session_at = session_at
        self.parties = parties
        self.mediated_by = mediated_by
        self.result: SessionResult | None = None
        self.held = 0
        self.binding = False
        self.obligations: dict[UUID, Obligation] = {}
        self.met: set[UUID] = set()
        self.breached: set[UUID] = set()
        self.released: set[UUID] = set()
        self.agreed_at: datetime | None = None
        self.agreed_by: UUID | None = None
        self.breach_told_by: dict[UUID, UUID] = {}
        self.signed_on: date | None = None
        self.registered = False
        self.waits: dict[UUID, Wait] = {}

    @event(SessionRescheduled)
    def _session_rescheduled(
        self, previous: AwareDatetime, session_at: AwareDatetime, explanation: Confidential
    ) -> None:
        self.session_at = session_at

    @event(SessionNotHeld)
    def _session_not_held(
        self,
        session_at: AwareDatetime,
        explanation: Confidential,
        next_session_at: AwareDatetime | None,
    ) -> None:
        if next_session_at is None:
            self.result = SessionResult.NOT_HELD
        else:
            self.session_at = next_session_at

    @event(MediatorAppointed)
    def _mediator_appointed(
        self,
        mediator: Confidential,
        mediated_by: UUID | None,
        independence: Confidential,
        explanation: Confidential,
    ) -> None:
        self.mediated_by = mediated_by

    @event(SessionHeld)
    def _session_held(
        self,
        number: int,
        session_at: AwareDatetime,
        attendance: tuple[Attendance, ...],
        independence: Confidential | None,
        witnesses: tuple[Confidential, ...],
        positions: Confidential | None,
        options: Confidential | None,
        follow_ups: tuple[FollowUpNoted, ...],
    ) -> None:
        self.held = number

    @event(Adjourned)
    def _adjourned(self, minutes: Confidential, next_session_at: AwareDatetime) -> None:
        self.session_at = next_session_at

    @event(Agreed)
    def _agreed(
        self,
        minutes: Confidential,
        obligations: tuple[Obligation, ...],
        articles: tuple[Confidential, ...],
        open_points: Confidential | None,
    ) -> None:
        self.result = SessionResult.PARTLY if open_points else SessionResult.AGREED
        self.binding = True
        self.obligations = {each.obligation_id: each for each in obligations}

    @event(Deadlocked)
    def _deadlocked(self, minutes: Confidential) -> None:
        self.result = SessionResult.DEADLOCK

    @event(CaucusHeld)
    def _caucus_held(self, caucus_id: UUID, party: int) -> None:
        pass

    @event(CaucusSealBroken)
    def _caucus_seal_broken(self, caucus_id: UUID, explanation: Confidential) -> None:
        pass
