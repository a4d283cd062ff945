"""Pemberitahuan: one event told to one person, at most once on each channel.

A notice says nothing a case says: a reference, what is asked, until when, and where to look. What
may have gone out is never sent again: the intent is an event first, and an outcome nobody knows
stays unknown, for the in-app notice stands beside it.
"""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import Field

from domain.indonesian import local
from domain.kernel import Aggregate, Command, Envelope, Frozen, Line, Refusal, Secrecy, key
from domain.letter_content import Urgency

MOST_TRIES: Final = 3
"""How often a message that for certain was not taken is offered again."""

AGAIN: Final = timedelta(minutes=5)


class NoticeChannel(StrEnum):
    """By which way a notice reaches somebody outside the application."""

    MAIL = "surel"

    @property
    def label(self) -> str:
        return {NoticeChannel.MAIL: "Surel"}[self]


class NoticeState(StrEnum):
    """What is known of one notice on one channel."""

    PLANNED = "menunggu"
    ATTEMPTED = "dicoba"
    SENT = "terkirim"
    FAILED = "gagal"
    UNCLEAR = "tidak_jelas"
    CANCELLED = "dihentikan"

    @property
    def label(self) -> str:
        return {
            NoticeState.PLANNED: "Menunggu dikirim",
            NoticeState.ATTEMPTED: "Sedang dikirim",
            NoticeState.SENT: "Terkirim",
            NoticeState.FAILED: "Gagal; tersedia di aplikasi",
            NoticeState.UNCLEAR: "Tidak jelas terkirim; tidak diulang",
            NoticeState.CANCELLED: "Dihentikan sebelum dikirim",
        }[self]


class PlannedSending(Frozen):
    """One channel a notice is to take, and not before when (jam tenang)."""

    channel: NoticeChannel
    not_before: datetime


class Habits(Frozen):
    """How one person wants to be told: on which channels, and when to be left in peace.

    What is immediate is told at any hour.
    """

    channels: tuple[NoticeChannel, ...] = tuple(NoticeChannel)
    quiet_from: time | None = None
    quiet_until: time | None = None
    not_sent: tuple[Line, ...] = Field(default=(), exclude_if=lambda given: not given)
    """Rules whose notices are told in the app alone, unless they are immediate."""

    def wants_sent(self, rule: str, urgency: Urgency) -> bool:
        """Whether a notice of that rule may leave the app."""
        return urgency is Urgency.IMMEDIATE or rule not in self.not_sent

    def earliest(self, now: datetime, region: str, urgency: Urgency) -> datetime:
        """When a message may leave: now, or when the quiet hours end on the region's clock."""
        start, end = self.quiet_from, self.quiet_until
        if urgency is Urgency.IMMEDIATE or start is None or end is None or start == end:
            return now
        here = local(now, region)
        at = here.timetz().replace(tzinfo=None)
        quiet = start <= at < end if start < end else at >= start or at < end
        if not quiet:
            return now
        wakes = here.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
        return wakes if wakes > here else wakes + timedelta(days=1)


class GiveNotice(Command):
    """Memberi tahu seseorang tentang satu peristiwa.

    ``words`` and ``path`` hold nothing of a case's content. ``window`` is the deadline it is
    about, where it is about one: the notice is settled when that window closes.
    """

    notice_id: UUID
    person: UUID
    rule: Line
    event: Line
    about: UUID
    about_case: UUID | None = None
    window: UUID | None = None
    region: str
    secrecy: Secrecy
    urgency: Urgency
    words: Line
    path: Line
    reachable: tuple[NoticeChannel, ...] = ()
    TITLE: ClassVar[str] = "Beri tahu"


class ReadNotice(Command):
    """Menandai pemberitahuan sudah dibaca."""

    notice_id: UUID
    TITLE: ClassVar[str] = "Tandai sudah dibaca"


class BeginNotice(Command):
    """Mencatat niat mengirim, sebelum pesannya keluar."""

    notice_id: UUID
    via: NoticeChannel
    TITLE: ClassVar[str] = "Mulai kirim pemberitahuan"


class RecordNotice(Command):
    """Mencatat bahwa pesan diterima oleh peladen tujuannya."""

    notice_id: UUID
    via: NoticeChannel
    provider_id: str = Field(default="", max_length=200)
    TITLE: ClassVar[str] = "Catat pemberitahuan terkirim"


class RecordNoticeTrouble(Command):
    """Mencatat pengiriman yang gagal, atau yang hasilnya tidak diketahui.

    ``passing``: the server asked to come again later. ``away``: it could not be reached at all.
    """

    notice_id: UUID
    via: NoticeChannel
    certain: bool
    passing: bool = False
    away: bool = False
    explanation: Line
    TITLE: ClassVar[str] = "Catat kegagalan pemberitahuan"


class CancelNotice(Command):
    """Menghentikan pengiriman yang tidak diperlukan lagi, sebelum pesannya keluar."""

    notice_id: UUID
    via: NoticeChannel
    because: Line
    explanation: Line
    TITLE: ClassVar[str] = "Hentikan pemberitahuan"


class SetHabits(Command):
    """Mengatur saluran dan jam tenang pemberitahuan sendiri."""

    channels: Annotated[tuple[NoticeChannel, ...], Field(max_length=len(NoticeChannel))] = ()
    quiet_from: time | None = None
    quiet_until: time | None = None
    not_sent: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    TITLE: ClassVar[str] = "Simpan pengaturan"


class NotYourNotice(Refusal):
    """Pemberitahuan ini bukan untuk Anda."""


class NoticeNotDue(Refusal):
    """Pemberitahuan ini tidak sedang menunggu lewat saluran itu."""


class HalfAQuietTime(Refusal):
    """Jam tenang perlu awal dan akhir; isi keduanya atau kosongkan keduanya."""


class Notice(Aggregate):
    """Pemberitahuan: what one person was told of one event, and how it went on each channel.

    It belongs to no case's own history; ``about_case`` names the case it is about.
    """

    class Given(Aggregate.Created):
        """Pemberitahuan diberikan."""

        NAME = "notice.given"
        person: UUID
        rule: str
        event: str
        about: UUID
        about_case: UUID | None
        window: UUID | None
        region: str
        secrecy: Secrecy
        urgency: Urgency
        words: str
        path: str
        sendings: tuple[PlannedSending, ...]

    class Attempted(Aggregate.Event):
        """Pengiriman pemberitahuan dimulai."""

        NAME = "notice.attempted"
        QUIET = True
        via: NoticeChannel
        attempt: int

    class Sent(Aggregate.Event):
        """Pemberitahuan terkirim."""

        NAME = "notice.sent"
        QUIET = True
        via: NoticeChannel
        provider_id: str

    class NotSent(Aggregate.Event):
        """Pemberitahuan pasti tidak terkirim."""

        NAME = "notice.not_sent"
        QUIET = True
        via: NoticeChannel
        explanation: str
        again_at: datetime | None
        away: bool = Field(default=False, exclude_if=lambda given: not given)

    class Unclear(Aggregate.Event):
        """Tidak jelas apakah pemberitahuan terkirim."""

        NAME = "notice.unclear"
        QUIET = True
        via: NoticeChannel
        explanation: str

    class Cancelled(Aggregate.Event):
        """Pengiriman pemberitahuan dihentikan karena tidak diperlukan lagi."""

        NAME = "notice.cancelled"
        QUIET = True
        via: NoticeChannel
        because: str
        explanation: str

    class Read(Aggregate.Event):
        """Pemberitahuan dibaca."""

        NAME = "notice.read"
        QUIET = True

    case_id: UUID | None = None

    @staticmethod
    def id_of(event_id: str, person: UUID) -> UUID:
        """One notice per event and person, for ever."""
        return key("notice", event_id, person)

    @classmethod
    def give(cls, command: GiveNotice, at: Envelope, habits: Habits) -> "Notice":
        """On every channel that reaches the person and that the person wants."""
        leave = habits.earliest(at.recorded_at, command.region, command.urgency)
        return cls.begin(
            cls.Given,
            at,
            command.notice_id,
            **command.model_dump(
                include={
                    *("person", "rule", "event", "about", "about_case", "window"),
                    *("region", "secrecy", "urgency", "words", "path"),
                }
            ),
            sendings=tuple(
                PlannedSending(channel=each, not_before=leave)
                for each in command.reachable
                if each in habits.channels and habits.wants_sent(command.rule, command.urgency)
            ),
        )

    def read(self, command: ReadNotice) -> None:
        """By the one it is for; a second time changes nothing."""
        if command.actor != self.person:
            raise NotYourNotice
        if not self.was_read:
            self._read()

    def begin_sending(self, command: BeginNotice) -> None:
        self._must_be(command.via, NoticeState.PLANNED)
        self._attempted(via=command.via, attempt=self.attempts.get(command.via, 0) + 1)

    def record(self, command: RecordNotice) -> None:
        self._must_be(command.via, NoticeState.ATTEMPTED)
        self._sent(via=command.via, provider_id=command.provider_id)

    def record_trouble(self, command: RecordNoticeTrouble, at: Envelope) -> None:
        """What for certain did not leave is offered again if the server asked for that.

        It is offered for as long as the server is out of reach, which is no answer to the message.
        """
        self._must_be(command.via, NoticeState.ATTEMPTED)
        if not command.certain:
            self._unclear(via=command.via, explanation=command.explanation)
            return
        again_at = None
        if command.away:
            again_at = at.recorded_at
        elif command.passing and self.refusals.get(command.via, 0) + 1 < MOST_TRIES:
            again_at = at.recorded_at + AGAIN
        self._not_sent(
            via=command.via,
            explanation=command.explanation,
            again_at=again_at,
            away=command.away,
        )

    def cancel(self, command: CancelNotice) -> None:
        self._must_be(command.via, NoticeState.PLANNED)
        self._cancelled(via=command.via, because=command.because, explanation=command.explanation)

    def _must_be(self, via: NoticeChannel, state: NoticeState) -> None:
        found = self.states.get(via)
        if found is not state:
            raise NoticeNotDue(f"Keadaan: {found.label if found else 'tidak direncanakan'}.")

    @event(Given)
    def __init__(  # noqa: PLR0917 - one for each fact
        self,
        person: UUID,
        rule: str,
        event: str,
        about: UUID,
        about_case: UUID | None,
        window: UUID | None,
        region: str,
        secrecy: Secrecy,
        urgency: Urgency,
        words: str,
        path: str,
        sendings: tuple[PlannedSending, ...],
    ) -> None:
        self.person = person
        self.rule = rule
        self.event = event
        self.about = about
        self.window = window
        self.words = words
        self.path = path
        self.was_read = False
        self.states = {each.channel: NoticeState.PLANNED for each in sendings}
        self.not_before = {each.channel: each.not_before for each in sendings}
        self.attempts: dict[NoticeChannel, int] = {}
        self.refusals: dict[NoticeChannel, int] = {}

    @event(Attempted)
    def _attempted(self, via: NoticeChannel, attempt: int) -> None:
        self.states[via] = NoticeState.ATTEMPTED
        self.attempts[via] = attempt

    @event(Sent)
    def _sent(self, via: NoticeChannel, provider_id: str) -> None:
        self.states[via] = NoticeState.SENT

    @event(NotSent)
    def _not_sent(
        self, via: NoticeChannel, explanation: str, again_at: datetime | None, *, away: bool
    ) -> None:
        self.states[via] = NoticeState.PLANNED if again_at else NoticeState.FAILED
        self.refusals[via] = self.refusals.get(via, 0) + (not away)
        if again_at:
            self.not_before[via] = again_at

    @event(Unclear)
    def _unclear(self, via: NoticeChannel, explanation: str) -> None:
        self.states[via] = NoticeState.UNCLEAR

    @event(Cancelled)
    def _cancelled(self, via: NoticeChannel, because: str, explanation: str) -> None:
        self.states[via] = NoticeState.CANCELLED

    @event(Read)
    def _read(self) -> None:
        self.was_read = True


class NoticeHabits(Aggregate):
    """Pengaturan pemberitahuan seseorang. The first fact names the person."""

    class Begun(Aggregate.Created):
        """Pengaturan pemberitahuan pertama kali disimpan."""

        NAME = "notice_habits.begun"
        person: UUID
        habits: Habits

    class Changed(Aggregate.Event):
        """Pengaturan pemberitahuan diubah."""

        NAME = "notice_habits.changed"
        habits: Habits

    case_id: UUID | None = None

    @staticmethod
    def id_of(person: UUID) -> UUID:
        return key("notice habits", person)

    @classmethod
    def first(cls, command: SetHabits, at: Envelope) -> "NoticeHabits":
        return cls.begin(
            cls.Begun,
            at,
            cls.id_of(command.actor),
            person=command.actor,
            habits=_habits(command),
        )

    def change(self, command: SetHabits) -> None:
        habits = _habits(command)
        if habits != self.habits:
            self._changed(habits=habits)

    @event(Begun)
    def __init__(self, person: UUID, habits: Habits) -> None:
        self.habits = habits

    @event(Changed)
    def _changed(self, habits: Habits) -> None:
        self.habits = habits


def _habits(command: SetHabits) -> Habits:
    if (command.quiet_from is None) != (command.quiet_until is None):
        raise HalfAQuietTime
    return Habits(
        channels=command.channels,
        quiet_from=command.quiet_from,
        quiet_until=command.quiet_until,
        not_sent=tuple(sorted(set(command.not_sent))),
    )
