"""Pemantauan: visits on their days, and an end before its time by a second person only."""

from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.clocks import Asked, Circumstances, Clocked, Wait, WaitKind
from domain.deadline import DeadlineBasis, Span
from domain.indonesian import local, long_date
from domain.kernel import Aggregate, Command, Confidential, Narrative, Refusal, Role


class EndMonitoring(Command):
    """Mengakhiri pemantauan sebelum waktunya, oleh orang kedua dengan alasan."""

    case_id: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Akhiri pemantauan lebih awal"


class DenyRelapse(Command):
    """Menyatakan bahwa yang terlihat bukan konflik berulang, dengan penjelasan."""

    case_id: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Nyatakan bukan konflik berulang"


class NoRelapse(Refusal):
    """Tidak ada konflik berulang yang menunggu keputusan pada kasus ini."""


class RelapseToldByOneself(Refusal):
    """Bukan konflik berulang hanya menurut orang kedua, bukan petugas kasus atau pencatatnya."""


class UnknownVisit(Refusal):
    """Kunjungan itu tidak dijadwalkan, atau sudah dicatat."""


class VisitTooEarly(Refusal):
    """Kunjungan itu belum waktunya dicatat; paling cepat"""


class RelapseIsNotCalm(Refusal):
    """Keadaan yang kambuh tidak dapat dicatat tenang."""


class NotBeingMonitored(Refusal):
    """Kasus ini tidak sedang dalam masa pemantauan."""


class SecondPersonNeeded(Refusal):
    """Pemantauan diakhiri lebih awal oleh orang kedua, bukan petugas kasusnya sendiri."""


class NotCalmYet(Refusal):
    """Catatan pemantauan terakhir belum menyatakan keadaan tenang."""


class WatchedCase(Clocked):
    """What watching over the calm asks of a case: visits, or one term without them."""

    officer: UUID
    calm: bool
    visits_due: set[int]
    """Days whose visit has not been recorded."""

    relapse_told_by: set[UUID]
    """Who saw the conflict come back, until a head has answered."""

    class VisitsPlanned(Aggregate.Event):
        """Kunjungan pemantauan dijadwalkan."""

        NAME = "case.visits_planned"
        QUIET = True
        days: tuple[int, ...]

    class MonitoringEnded(Aggregate.Event):
        """Pemantauan diakhiri lebih awal oleh orang kedua."""

        NAME = "case.monitoring_ended"
        explanation: Confidential

    class RelapseSeen(Aggregate.Event):
        """Konflik terlihat berulang; pimpinan diminta memutuskan."""

        NAME = "case.relapse_seen"
        told_by: UUID

    class RelapseDenied(Aggregate.Event):
        """Pimpinan menyatakan bukan konflik berulang."""

        NAME = "case.relapse_denied"
        explanation: Confidential

    def begin_watch(self, at: Circumstances) -> None:
        """The visits the policy asks for and a term through the last of them; or the term alone."""
        officer, days = Asked(role=Role.CASE_OFFICER), at.policy.settlement.visits
        if not days:
            self.promise(WaitKind.MONITORING, officer, at)
            return
        self._visits_planned(days=days)
        self.promise(WaitKind.MONITORING, officer, at, span=Span(amount=days[-1], unit="hari"))
        for day in days:
            self.promise(
                WaitKind.VISIT,
                officer,
                at,
                span=Span(amount=day, unit="hari"),
                law=DeadlineBasis(
                    kind="sop",
                    citation=f"SOP {at.policy.version}, kunjungan pemantauan hari ke-{day}",
                ),
                item=str(day),
            )

    def visit(self, day: int, at: Circumstances) -> None:
        """The visit of that day is made: late, on its day, or a little before."""
        if day not in self.visits_due:
            raise UnknownVisit
        wait = self._window(WaitKind.VISIT, str(day))
        if wait is not None:
            opens = wait.due - at.policy.settlement.visit_opens.shortest
            if at.now < opens:
                raise VisitTooEarly(f"{long_date(local(opens, self.region).date())}.")
        self.meet(WaitKind.VISIT, item=str(day))

    def end_monitoring(self, command: EndMonitoring, at: Circumstances) -> None:
        """Only where it is calm; visits still to come fall away with the term."""
        if self._window(WaitKind.MONITORING) is None:
            raise NotBeingMonitored
        if command.actor == self.officer:
            raise SecondPersonNeeded
        if not self.calm:
            raise NotCalmYet
        self.drop(WaitKind.MONITORING)
        for day in self.visits_due:
            self.drop(WaitKind.VISIT, item=str(day))
        self._monitoring_ended(explanation=at.sealed(command.explanation, self.id))
        self.promise(WaitKind.FIRST_HANDLING, Asked(role=Role.CASE_OFFICER), at)

    def see_relapse(self, told_by: UUID, at: Circumstances) -> None:
        """The supervisor is asked, once at a time: it is taken up again, or said to be none."""
        self._relapse_seen(told_by=told_by)
        if self._window(WaitKind.RELAPSE) is None:
            answer = WaitKind.SUPERVISOR_ANSWER.value
            self.promise(
                WaitKind.RELAPSE,
                Asked(role=Role.SUPERVISOR),
                at,
                span=at.policy.span_for(answer, self.level),
                law=at.policy.basis_for(answer, self.level),
            )

    def deny_relapse(self, command: DenyRelapse, at: Circumstances) -> None:
        """What was seen is no relapse; by neither the case's officer nor whoever saw it."""
        if not self.relapse_told_by:
            raise NoRelapse
        if command.actor in {self.officer, *self.relapse_told_by}:
            raise RelapseToldByOneself
        self.meet(WaitKind.RELAPSE)
        self._relapse_denied(explanation=at.sealed(command.explanation, self.id))

    def _window(self, kind: WaitKind, item: str = "") -> Wait | None:
        found = (each for each in self.waits.values() if (each.kind, each.item) == (kind, item))
        return next(found, None)

    @event(RelapseSeen)
    def _relapse_seen(self, told_by: UUID) -> None:
        self.relapse_told_by.add(told_by)

    @event(RelapseDenied)
    def _relapse_denied(self, explanation: Confidential) -> None:
        self.relapse_told_by.clear()

    @event(VisitsPlanned)
    def _visits_planned(self, days: tuple[int, ...]) -> None:
        self.visits_due = set(days)

    @event(MonitoringEnded)
    def _monitoring_ended(self, explanation: Confidential) -> None:
        self.visits_due = set()
