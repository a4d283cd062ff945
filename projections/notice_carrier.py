"""The notice carrier: a follower that sends what the notice ledger owes, and stops what is over.

Before anything leaves, the record itself is asked whether the window the notice is about has
closed meanwhile, by whatever channel: then the sending is cancelled, as an event. A message that
may have gone out is never sent again. It is no read model.
"""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID, uuid4

import structlog
from psycopg import Connection
from psycopg.rows import DictRow

from application.by_machine import by_machine, done
from application.notices.rules import is_moot
from application.ports import Handover, Post
from application.register import RecordBusy, RecordUnavailable, Register
from domain.case_file import title_of
from domain.kernel import Fact, key
from domain.notice import (
    BeginNotice,
    CancelNotice,
    Notice,
    NoticeChannel,
    NoticeState,
    RecordNotice,
    RecordNoticeTrouble,
)
from projections.notice_ledger import NoticeLedgerView, SendingRow
from runtime.clock import Clock
from runtime.log import Log, Recorded
from runtime.mail import MailAway, MailRefused, MailUnclear

AGAIN: Final = 30.0
"""Seconds before a mail server that was away is tried again."""

_log = structlog.get_logger("notice_carrier")


class NoticeCarrier:
    """Mails a reference and a link, and not a word of what a case says."""

    name = "notice_carrier_1"
    topics: frozenset[str] | None = frozenset({Notice.Given.NAME, Notice.NotSent.NAME})

    def __init__(
        self,
        *,
        register: Register,
        log: Log,
        view: NoticeLedgerView,
        clock: Clock,
        post: Post | None,
        mailbox: Callable[[UUID], str],
        answer_link: Callable[[Notice], str],
        address: str,
    ) -> None:
        """``mailbox`` is a person's address, ``answer_link`` where the asked answers in one step.

        Both answer with an empty text where there is none.
        """
        self._register = register
        self._events = log
        self._view = view
        self._clock = clock
        self._post = post
        self._mailbox = mailbox
        self._answer_link = answer_link
        self._address = address.rstrip("/")
        self._not_before = float("-inf")
        self._out_of_reach = False

    def prepare(self, conn: Connection[DictRow]) -> None:
        """Keeps nothing of its own but its position."""

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        """What is owed stands in the ledger."""

    def after_commit(self) -> None:
        """First stops what is over, then sends what is due."""
        try:
            owed = [row for row in self._view.owed() if not self._stopped(row)]
            for row in owed:
                if row.not_before <= self._clock.now():
                    self._carry(row)
        except (RecordBusy, RecordUnavailable) as error:
            _log.warning("record out of reach", error=type(error).__name__)

    # -- stopping ----------------------------------------------------------------------------

    def _stopped(self, row: SendingRow) -> bool:
        """Whether there is nothing left to send."""
        notice = self._register.load(Notice, row.notice_id)
        if notice is None or notice.states.get(row.channel) is not NoticeState.PLANNED:
            return notice is None or notice.states.get(row.channel) is not NoticeState.ATTEMPTED
        closing = self._closing(notice)
        return closing is not None and self._cancel(notice, row.channel, closing)

    def _closing(self, notice: Notice) -> Fact | None:
        """What ended what the notice is about, by whatever door it came."""
        facts = self._since(notice)
        for fact in facts:
            if is_moot(notice.rule, notice.window, fact):
                command = fact.envelope.command_id
                told = (
                    each
                    for each in facts
                    if each.envelope.command_id == command and not each.NAME.startswith("deadline.")
                )
                return next(told, fact)
        return None

    def _since(self, notice: Notice) -> list[Fact]:
        """What its own stream has had since, and its case."""
        events = self._events.of_stream(notice.about)
        told = [each.position for each in events if each.fact.event_id == notice.event]
        case = next((each.case_id for each in reversed(events) if each.case_id is not None), None)
        if case not in (None, notice.about):
            events = [*events, *self._events.of_stream(case)]
        return [each.fact for each in events if told and each.position > told[0]]

    def _cancel(self, notice: Notice, via: NoticeChannel, closing: Fact) -> bool:
        door = closing.envelope.channel.label
        return done(
            self._register,
            CancelNotice(
                **by_machine(key(notice.id, via, "cancel"), closing.event_id),
                notice_id=notice.id,
                via=via,
                because=closing.event_id,
                explanation=f"{title_of(type(closing))} (lewat {door}).",
            ),
        )

    # -- sending -----------------------------------------------------------------------------

    def _carry(self, row: SendingRow) -> None:
        """As the record itself has it; the ledger may lag behind."""
        notice = self._register.load(Notice, row.notice_id)
        if notice is None:
            return
        match notice.states[row.channel]:
            case NoticeState.ATTEMPTED:
                said = "Mesin berhenti sebelum hasilnya diketahui."
                self._trouble(notice, row.channel, certain=False, explanation=said)
            case NoticeState.PLANNED if notice.not_before[row.channel] <= self._clock.now():
                self._mail(notice)

    def _mail(self, notice: Notice) -> None:
        via, to = NoticeChannel.MAIL, self._mailbox(notice.person)
        if self._post is None or not to:
            if self._begin(notice, via):
                why = "Surel belum disiapkan." if to else "Alamatnya sudah dihapus."
                self._trouble(notice, via, certain=True, explanation=why)
            return
        if self._clock.stopwatch() < self._not_before:
            return
        try:
            handover = self._post.ready(to)
        except MailAway as away:
            self._not_before = self._clock.stopwatch() + AGAIN
            _log.warning("mail server away", error=str(away))
            self._away(notice, via, away)
            return
        except MailRefused as refused:
            self._out_of_reach = False
            if self._begin(notice, via):
                self._refused(notice, via, refused)
            return
        self._out_of_reach = False
        with handover:
            self._hand_over(handover, notice, via)

    def _away(self, notice: Notice, via: NoticeChannel, away: MailAway) -> None:
        """The attempt at which the server was first found away; knocking again is none."""
        if self._out_of_reach or not self._begin(notice, via):
            return
        self._out_of_reach = True
        said = f"Peladen surel tidak terjangkau ({away}); dikirim begitu tersambung lagi."
        self._trouble(notice, via, certain=True, away=True, explanation=said)

    def _hand_over(self, handover: Handover, notice: Notice, via: NoticeChannel) -> None:
        """Asked once more at the last moment: connecting took its time."""
        closing = self._closing(notice)
        if closing is not None:
            self._cancel(notice, via, closing)
            return
        if not self._begin(notice, via):
            return
        try:
            sent = handover.send(
                f"Rukun: {notice.words}"[:150],
                self._text(notice),
                f"<{notice.id}.{notice.attempts.get(via, 0) + 1}@rukun>",
            )
        except MailRefused as refused:
            self._refused(notice, via, refused)
        except MailUnclear as unclear:
            said = f"Peladen tidak menjawab setelah pesan diserahkan: {unclear}."
            self._trouble(notice, via, certain=False, explanation=said)
        else:
            done(
                self._register,
                RecordNotice(
                    **by_machine(self._attempt_id(notice, via, "sent"), str(notice.id)),
                    notice_id=notice.id,
                    via=via,
                    provider_id=sent,
                ),
            )

    def _text(self, notice: Notice) -> str:
        link = self._answer_link(notice)
        answer = f"Akui tugas ini tanpa masuk (satu kali pakai): {link}\n\n" if link else ""
        return (
            f"{notice.words}\n\n{answer}"
            f"Selengkapnya setelah masuk: {self._address}{notice.path}\n\n"
            "Surel ini tidak memuat isi kasus. Jangan membalas atau meneruskannya.\n"
        )

    # -- writing down ------------------------------------------------------------------------

    def _attempt_id(self, notice: Notice, via: NoticeChannel, what: str) -> UUID:
        return key(notice.id, via, notice.attempts.get(via, 0), what)

    def _begin(self, notice: Notice, via: NoticeChannel) -> bool:
        """Whether it was we who began; under an id of its own, so that nobody begins twice."""
        command = BeginNotice(**by_machine(uuid4(), str(notice.id)), notice_id=notice.id, via=via)
        return done(self._register, command)

    def _refused(self, notice: Notice, via: NoticeChannel, refused: MailRefused) -> None:
        self._trouble(
            notice,
            via,
            certain=True,
            passing=refused.passing,
            explanation=f"Ditolak peladen: {refused}.",
        )

    def _trouble(
        self,
        notice: Notice,
        via: NoticeChannel,
        *,
        certain: bool,
        explanation: str,
        passing: bool = False,
        away: bool = False,
    ) -> None:
        done(
            self._register,
            RecordNoticeTrouble(
                **by_machine(self._attempt_id(notice, via, "trouble"), str(notice.id)),
                notice_id=notice.id,
                via=via,
                certain=certain,
                passing=passing,
                away=away,
                explanation=explanation,
            ),
        )
