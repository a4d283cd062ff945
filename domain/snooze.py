"""Pengajuan kembali: a case comes back to whoever asked for it, on the day they named."""

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.case_part import CasePart
from domain.clocks import Asked, Circumstances, Wait, WaitKind
from domain.deadline import DeadlineBasis
from domain.indonesian import local, long_date
from domain.kernel import Aggregate, Command, Confidential, Day, Narrative, Refusal
from domain.regions import zone_of


class SnoozeCase(Command):
    """Meminta agar kasus diajukan kembali pada suatu tanggal."""

    case_id: UUID
    snooze_id: UUID
    until: Day
    explanation: Narrative
    TITLE: ClassVar[str] = "Ingatkan pada tanggal"


class EndSnooze(Command):
    """Membatalkan pengajuan kembali, atau menyatakannya selesai ditinjau."""

    case_id: UUID
    snooze_id: UUID
    TITLE: ClassVar[str] = "Selesai atau batalkan"


class SnoozeInPast(Refusal):
    """Tanggal pengajuan kembali harus sesudah hari ini."""


class UnknownSnooze(Refusal):
    """Pengajuan kembali ini tidak ada atau sudah selesai."""


OF_A_SNOOZE = frozenset({WaitKind.RESUBMISSION, WaitKind.REVIEW})
"""The windows of a snooze: until its day comes, and until the case has been looked at."""


class Snoozable(CasePart):
    """A case as far as it can be put aside until a day; several times, by several people.

    It comes back when office hours open on that day, or on the next working day, and is then
    to be looked at. What is asked for survives the stages, and ends with the case.
    """

    class Snoozed(Aggregate.Event):
        """Kasus akan diajukan kembali."""

        NAME = "case.snoozed"
        snooze_id: UUID
        person: UUID
        asked_for: date
        explanation: Confidential

    class Woken(Aggregate.Event):
        """Kasus diajukan kembali."""

        NAME = "case.woken"
        QUIET = True
        snooze_id: UUID

    class SnoozeEnded(Aggregate.Event):
        """Pengajuan kembali selesai atau dibatalkan."""

        NAME = "case.snooze_ended"
        snooze_id: UUID

    def snooze(self, command: SnoozeCase, at: Circumstances) -> None:
        """For whoever asks; on a day that is no working day, the next one."""
        self._must_be_open()
        if command.until <= local(at.now, self.region).date():
            raise SnoozeInPast
        wakes = _opening(command.until, self.region, at)
        self._snoozed(
            snooze_id=command.snooze_id,
            person=command.actor,
            asked_for=command.until,
            explanation=at.sealed(command.explanation, self.id),
        )
        moved = wakes.date() != command.until
        why = at.calendar.why_not(command.until)
        said = f"diajukan kembali pada {long_date(command.until)}"
        self.promise(
            WaitKind.RESUBMISSION,
            Asked(role=command.role, person=command.actor),
            at,
            item=str(command.snooze_id),
            due=wakes,
            law=DeadlineBasis(
                kind="agreed",
                citation=f"{said} ({why}), hari kerja berikutnya" if moved else said,
            ),
        )

    def end_snooze(self, command: EndSnooze) -> None:
        """Before its day this calls it off, after it the case has been looked at."""
        item = str(command.snooze_id)
        mine = [wait for wait in self.waits.values() if wait.item == item]
        if not any(wait.kind in OF_A_SNOOZE or wait.about in OF_A_SNOOZE for wait in mine):
            raise UnknownSnooze
        for wait in mine:
            if wait.kind is WaitKind.RESUBMISSION:
                self._withdrawn(deadline_id=wait.deadline_id, kind=wait.kind)
        self.meet(WaitKind.REVIEW, item=item)
        self._snooze_ended(snooze_id=command.snooze_id)

    def end_every_snooze(self) -> None:
        """With the case everything about it ends."""
        super().withdraw(but=frozenset(WaitKind) - OF_A_SNOOZE)

    def withdraw(self, *, but: frozenset[WaitKind] = frozenset()) -> None:
        """What somebody asked to see again does not hang on how the case goes on."""
        super().withdraw(but=but | OF_A_SNOOZE)

    def after_silence(self, wait: Wait, at: Circumstances) -> None:
        """On its day the case is to be looked at by whoever asked for it."""
        if wait.kind is not WaitKind.RESUBMISSION:
            super().after_silence(wait, at)
            return
        self._woken(snooze_id=UUID(wait.item))
        self.promise(
            WaitKind.REVIEW,
            wait.asked,
            at,
            item=wait.item,
            span=at.policy.clocks.review,
            law=DeadlineBasis(kind="sop", citation=f"SOP {at.policy.version}, peninjauan kembali"),
        )

    @event(Snoozed)
    def _snoozed(
        self, snooze_id: UUID, person: UUID, asked_for: date, explanation: Confidential
    ) -> None:
        pass

    @event(Woken)
    def _woken(self, snooze_id: UUID) -> None:
        pass

    @event(SnoozeEnded)
    def _snooze_ended(self, snooze_id: UUID) -> None:
        pass


def _opening(day: date, region: str, at: Circumstances) -> datetime:
    """When office hours open on that day, or on the first working day after it."""
    while not at.calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, at.policy.clocks.opens, tzinfo=zone_of(region))
