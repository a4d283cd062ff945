"""Penggabungan kasus: several cases of one conflict under one of them, and apart again.

Nothing is moved. Every case keeps its stream; the lead (kasus utama) knows its members, a member
knows its lead. The strictest clock holds: for each kind of wait the earliest due among lead and
members is waited for at the lead. Apart again, what was waited for before is promised anew: until
the moment promised before where that is still to come, else the whole span again from now. While
a clock stands still nothing is merged: every pause ends by itself where it began.
What the field finds for a member, and who speaks for it, counts at the lead while it leads.
Why is sealed with the lead, so that a member of which all is forgotten can still go its own way.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.case_part import CasePart, Result
from domain.clocks import Circumstances, Wait, WaitKind
from domain.deadline import Deadline, Step, compute_deadline
from domain.indonesian import local
from domain.kernel import (
    Aggregate,
    Command,
    Confidential,
    Frozen,
    Narrative,
    Refusal,
    Secrecy,
    key,
)
from domain.provisional_red import Voice
from domain.report import Support
from domain.risk import Level
from domain.snooze import OF_A_SNOOZE

MOST_MEMBERS: Final = 30
MOST_ATTRIBUTIONS: Final = 200
_ABOUT_CLOCKS: Final = frozenset({WaitKind.PAUSE_END, WaitKind.CLOCK_DECISION})
Slot = tuple[WaitKind, WaitKind | None, str]

EventId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}@[0-9]{1,9}$")]
"""An event's name: its stream and its version there."""


class Attribution(Frozen):
    """One event of the lead, and the member it turned out to belong to."""

    event: EventId
    member: UUID


class MergeCases(Command):
    """Menggabungkan kasus-kasus dari konflik yang sama di bawah satu kasus utama."""

    case_id: UUID
    members: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_MEMBERS)]
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Gabungkan kasus"


class UnmergeCase(Command):
    """Memisahkan kasus anggota dari kasus utamanya; yang terjadi sejak itu dibagi menurut pilihan.

    ``attributions`` name events of the lead that belong to a member; all others stay the lead's.
    """

    case_id: UUID
    members: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_MEMBERS)]
    attributions: Annotated[tuple[Attribution, ...], Field(max_length=MOST_ATTRIBUTIONS)] = ()
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Pisahkan kasus"


class MergedAway(Refusal):
    """Kasus ini sudah digabung; tindakan dilakukan pada kasus utamanya."""


class NotRunning(Refusal):
    """Kasus yang digabung dan kasus utamanya harus kasus yang masih berjalan."""


class MergedIntoItself(Refusal):
    """Kasus tidak dapat digabung dengan dirinya sendiri."""


class LeadsOthers(Refusal):
    """Kasus yang digabung sendiri memimpin gabungan lain; jadikan ia kasus utama."""


class StillBound(Refusal):
    """Kasus belum dapat digabung ke kasus lain; yang masih terikat padanya:"""


class NotAMember(Refusal):
    """Kasus itu bukan anggota gabungan ini."""


class NotOfTheMerger(Refusal):
    """Yang dibagi harus peristiwa kasus utama sejak penggabungan, untuk anggota yang dipisahkan."""


class Member(Frozen):
    """A case as it stood when it was merged: its level, its secrecy, what it waited for.

    ``findings`` are its field tasks that came to something, ``errands`` those among them that
    were no verification, and ``voices`` who speaks for it; all go on growing at the lead.
    """

    case_id: UUID
    level: Level
    secrecy: Secrecy
    waits: tuple[Wait, ...]
    findings: tuple[UUID, ...] = ()
    voices: tuple[Voice, ...] = ()
    errands: tuple[UUID, ...] = ()

    @property
    def checked(self) -> list[UUID]:
        """Its field tasks that found out whether it is so."""
        return [each for each in self.findings if each not in self.errands]

    def with_finding(
        self, task_id: UUID, voice: Voice | None, *, verifies: bool = True
    ) -> "Member":
        """With what a field task of it came to."""
        heard = (*self.voices, voice) if voice else self.voices
        errands = self.errands if verifies else (*self.errands, task_id)
        return self.model_copy(
            update={"findings": (*self.findings, task_id), "voices": heard, "errands": errands}
        )

    def with_regraded(self, report_id: UUID, told_by: Support) -> "Member":
        """With what a corrected report now says; one that no longer counted stays away."""
        anew = Voice.of(report_id, told_by)
        heard = (anew if each.origin == report_id else each for each in self.voices)
        return self.model_copy(update={"voices": tuple(heard)})

    def to_be_verified(self) -> "Member":
        """With nothing that was found before."""
        return self.model_copy(update={"findings": (), "voices": (), "errands": ()})


class Kept(Frozen):
    """A member's clock kept at the lead, and the lead's own that gave way to it."""

    member: UUID
    own: Wait | None = None


class Attributed(Frozen):
    """An event of the lead that belongs to this case; it stays where it was recorded."""

    event: EventId
    position: int
    name: str


class Mergeable(CasePart):
    """A case that may lead others or be led."""

    secrecy: Secrecy
    lead: UUID | None
    members: dict[UUID, Member]
    findings: list[UUID]
    errands: set[UUID]
    results: dict[UUID, Result]

    class Merged(Aggregate.Event):
        """Kasus lain digabung ke kasus ini."""

        NAME = "case.merged"
        members: tuple[Member, ...]
        explanation: Confidential
        level: Level
        secrecy: Secrecy

    class MergedInto(Aggregate.Event):
        """Kasus digabung ke kasus utama."""

        NAME = "case.merged_into"
        lead: UUID
        explanation: Confidential

    class ClockKept(Aggregate.Event):
        """Batas waktu kasus anggota dipertahankan pada kasus utama."""

        NAME = "case.clock_kept"
        QUIET = True
        deadline_id: UUID
        kept: Kept

    class Released(Aggregate.Event):
        """Kasus anggota dipisahkan dari kasus ini."""

        NAME = "case.members_released"
        members: tuple[UUID, ...]
        explanation: Confidential
        level: Level
        secrecy: Secrecy

    class Unmerged(Aggregate.Event):
        """Kasus dipisahkan dari kasus utama dan berjalan sendiri lagi."""

        NAME = "case.unmerged"
        lead: UUID
        explanation: Confidential
        level: Level

    class EventAttributed(Aggregate.Event):
        """Peristiwa pada kasus utama dinyatakan milik kasus ini."""

        NAME = "case.event_attributed"
        lead: UUID
        attributed: Attributed

    class MemberFindingNoted(Aggregate.Event):
        """Hasil tugas lapangan kasus anggota masuk."""

        NAME = "case.member_finding_noted"
        QUIET = True
        member: UUID
        task_id: UUID
        voice: Voice | None
        verifies: bool = True

    class MemberSourceRegraded(Aggregate.Event):
        """Nilai sumber atau informasi sebuah laporan kasus anggota diralat."""

        NAME = "case.member_source_regraded"
        member: UUID
        report_id: UUID
        told_by: Support
        before: Voice

    # -- together ------------------------------------------------------------------------------

    def merge(self, command: MergeCases, others: Sequence["Mergeable"], at: Circumstances) -> None:
        """The worst level and the strictest secrecy of all hold from now on."""
        if self.id in command.members:
            raise MergedIntoItself
        if not all(each.running for each in (self, *others)):
            raise NotRunning
        if clocks := self.clocks_in_hand:
            raise StillBound(f"pada kasus utama {'; '.join(clocks)}.")
        members = tuple(each.as_member() for each in others)
        self._merged(
            members=members,
            explanation=at.sealed(command.explanation, self.id),
            level=max((self.level, *(each.level for each in members)), key=_rank),
            secrecy=max((self.secrecy, *(each.secrecy for each in members)), key=_rank),
        )
        self._keep(self.stricter_clocks(members), at)

    def join(self, command: MergeCases, at: Circumstances, bound: Sequence[str] = ()) -> None:
        """``bound`` says what must be settled first.

        Nothing of the case is waited for here any more; what was is remembered for the day it goes
        alone again. What somebody asked to see again stays theirs.
        """
        if self.members:
            raise LeadsOthers
        if bound:
            raise StillBound("; ".join(bound) + ".")
        self._merged_into(
            lead=command.case_id, explanation=at.sealed(command.explanation, command.case_id)
        )
        self.withdraw()

    def as_member(self) -> Member:
        """As it stands now."""
        return Member(
            case_id=self.id,
            level=self.level,
            secrecy=self.secrecy,
            waits=tuple(self.waits.values()),
            findings=tuple(self.findings),
            voices=tuple(self.voices),
            errands=tuple(each for each in self.findings if each in self.errands),
        )

    @property
    @abstractmethod
    def voices(self) -> list[Voice]:
        """Who speaks for the conflict."""

    @property
    def lent_voices(self) -> list[Voice]:
        """Who speaks for the members."""
        return [voice for each in self.members.values() for voice in each.voices]

    @property
    def found(self) -> list[UUID]:
        """Field tasks that came to something, its own and its members'."""
        return [
            *self.findings,
            *(task for each in self.members.values() for task in each.findings),
        ]

    @property
    def checked(self) -> list[UUID]:
        """Field tasks that found out whether it is so, its own and its members'."""
        return [
            *(each for each in self.findings if each not in self.errands),
            *(task for each in self.members.values() for task in each.checked),
        ]

    @property
    def clocks_in_hand(self) -> list[str]:
        """What two people have begun with its clocks: it ends where it began."""
        found = []
        if self.paused:
            found.append("jeda batas waktu yang belum berakhir")
        if self.clock_proposal is not None:
            found.append("usul jeda atau perpanjangan batas waktu yang menunggu keputusan")
        return found

    def must_stand_alone(self) -> None:
        """Refuses for a member, naming the case to go to."""
        if self.lead is not None:
            raise MergedAway(f"Kasus utama: {self.lead}.")

    @abstractmethod
    def could_answer(self, kind: WaitKind) -> bool:
        """Whether an act on this case may yet answer what a member waited for."""

    def stricter_clocks(self, members: Iterable[Member]) -> list[tuple[UUID, Wait]]:
        """The members' clocks that hold here: stricter than this case's own and any other's."""
        found: dict[Slot, tuple[UUID, Wait]] = {}
        own = {_slot(wait): wait for wait in self.waits.values()}
        for member, wait in ((each.case_id, wait) for each in members for wait in each.waits):
            slot = _slot(wait)
            if slot in own or self.could_answer(wait.about or wait.kind):
                best = found[slot][1] if slot in found else own.get(slot)
                if best is None or _stricter(wait, best):
                    found[slot] = (member, wait)
        return list(found.values())

    def _keep(self, clocks: Iterable[tuple[UUID, Wait]], at: Circumstances) -> None:
        for member, wait in clocks:
            own = next((each for each in self.waits.values() if _slot(each) == _slot(wait)), None)
            before = None
            if own is not None:
                kept = self.kept.get(own.deadline_id)
                before = kept.own if kept else own
                self._withdrawn(deadline_id=own.deadline_id, kind=own.kind)
            why = f"batas terketat dalam gabungan, dari kasus anggota {_short(member)}"
            held = self._hold(wait, at, wait.deadline, why)
            self._clock_kept(deadline_id=held.deadline_id, kept=Kept(member=member, own=before))

    # -- apart ---------------------------------------------------------------------------------

    def release(self, command: UnmergeCase, at: Circumstances) -> None:
        """The members leave; the clocks kept for them leave too, and the lead's own return."""
        leaving = frozenset(command.members)
        if not leaving <= self.members.keys():
            raise NotAMember
        staying = [each for name, each in self.members.items() if name not in leaving]
        pushing = [level for name, level in self.pushing.items() if name not in leaving]
        self._released(
            members=tuple(dict.fromkeys(command.members)),
            explanation=at.sealed(command.explanation, self.id),
            level=max((self.own_level, *pushing), key=_rank),
            secrecy=max((self.own_secrecy, *(each.secrecy for each in staying)), key=_rank),
        )
        given_up = set()
        for deadline_id, kept in list(self.kept.items()):
            if kept.member in leaving and (wait := self.waits.get(deadline_id)):
                given_up.add(_slot(wait))
                self._withdrawn(deadline_id=deadline_id, kind=wait.kind)
                if kept.own is not None:
                    self._promise_again(kept.own, at)
        clocks = self.stricter_clocks(staying)
        self._keep([each for each in clocks if _slot(each[1]) in given_up], at)
        self._tidy()

    def leave(
        self, command: UnmergeCase, attributed: Sequence[Attributed], at: Circumstances
    ) -> None:
        """As it was, with what it waited for promised anew."""
        if self.lead != command.case_id:
            raise NotAMember
        waited = self.set_aside
        self._unmerged(
            lead=command.case_id,
            explanation=at.sealed(command.explanation, command.case_id),
            level=self.level,
        )
        for each in attributed:
            self._event_attributed(lead=command.case_id, attributed=each)
        for wait in waited:
            self._promise_again(wait, at)

    def _promise_again(self, wait: Wait, at: Circumstances) -> None:
        """Until the moment promised before; where that has passed, the whole span from now.

        A decision on its clocks that was open when it was merged has nothing to decide on any more.
        """
        if wait.kind in _ABOUT_CLOCKS:
            return
        old = wait.deadline
        if old.due > at.now:
            self._hold(wait, at, old, "batas semula, berlaku lagi setelah kasus dipisahkan")
            return
        anew = compute_deadline(
            deadline_id=old.deadline_id,
            kind=old.kind,
            starts=at.now,
            span=old.span,
            basis=old.basis,
            calendar=at.calendar,
            region=self.region,
        )
        self._hold(wait, at, anew, "dihitung ulang sejak kasus dipisahkan")

    def _hold(self, wait: Wait, at: Circumstances, deadline: Deadline, why: str) -> Wait:
        """The same is waited for here by a promise of its own, whose sum says ``why``; it runs."""
        today = local(at.now, self.region).date()
        told = Step(first=today, last=today, days=0, counted=False, why=why)
        here = deadline.model_copy(
            update={
                "deadline_id": key(self.id, self.version + 1, wait.kind),
                "explanation": (*deadline.explanation, told),
            }
        )
        held = wait.model_copy(update={"deadline": here, "pause": None, "proposal": None})
        self._promised(wait=held)
        return held

    # -- memory --------------------------------------------------------------------------------

    def _stand_alone(self) -> None:
        """How every case begins."""
        self.lead = None
        self.members = {}
        self.kept: dict[UUID, Kept] = {}
        self.set_aside: tuple[Wait, ...] = ()
        self.own_level, self.own_secrecy = self.level, self.secrecy
        self.pushing: dict[UUID, Level] = {}
        self.attributed: list[Attributed] = []

    def _put_beside(self, deadline_id: UUID, wait: Wait) -> None:
        """A clock kept for a member stays that when its moment moves."""
        super()._put_beside(deadline_id, wait)
        if deadline_id in self.kept:
            self.kept[wait.deadline_id] = self.kept.pop(deadline_id)

    def _level_by_itself(self) -> None:
        """The level was set with all members in view: it is the case's own from now on."""
        self.own_level = self.level
        self.pushing.clear()

    @event(Merged)
    def _merged(
        self,
        members: tuple[Member, ...],
        explanation: Confidential,
        level: Level,
        secrecy: Secrecy,
    ) -> None:
        for each in members:
            self.members[each.case_id] = each
            self.pushing[each.case_id] = each.level
        self.level, self.secrecy = level, secrecy

    @event(MergedInto)
    def _merged_into(self, lead: UUID, explanation: Confidential) -> None:
        self.lead = lead
        waits = self.waits.values()
        self.set_aside = tuple(each for each in waits if each.kind not in OF_A_SNOOZE)

    @event(ClockKept)
    def _clock_kept(self, deadline_id: UUID, kept: Kept) -> None:
        self.kept[deadline_id] = kept

    @event(Released)
    def _released(
        self, members: tuple[UUID, ...], explanation: Confidential, level: Level, secrecy: Secrecy
    ) -> None:
        for each in members:
            for task in self.members.pop(each).findings:
                self.results.pop(task, None)
            self.pushing.pop(each, None)
        self.level, self.secrecy = level, secrecy

    @event(Unmerged)
    def _unmerged(self, lead: UUID, explanation: Confidential, level: Level) -> None:
        self.lead = None
        self.set_aside = ()

    @event(MemberFindingNoted)
    def _member_finding_noted(
        self, member: UUID, task_id: UUID, voice: Voice | None, verifies: bool
    ) -> None:
        self.members[member] = self.members[member].with_finding(task_id, voice, verifies=verifies)
        self.results[task_id] = Result()

    @event(MemberSourceRegraded)
    def _member_source_regraded(
        self, member: UUID, report_id: UUID, told_by: Support, before: Voice
    ) -> None:
        self.members[member] = self.members[member].with_regraded(report_id, told_by)

    @event(EventAttributed)
    def _event_attributed(self, lead: UUID, attributed: Attributed) -> None:
        self.attributed.append(attributed)


def _slot(wait: Wait) -> Slot:
    return wait.kind, wait.about, wait.item


def _stricter(wait: Wait, than: Wait) -> bool:
    """Earlier is stricter; of a time to sit out, longer."""
    if wait.kind is WaitKind.MONITORING:
        return wait.due > than.due
    return wait.due < than.due


def _rank(of: Level | Secrecy) -> int:
    return of.rank


def _short(case_id: UUID) -> str:
    return str(case_id)[:8]
