"""The letter carrier: a follower that mails what the delivery ledger still owes, at most once.

The intent is an event before a message leaves. Found again without an outcome, a delivery is
unclear and goes to a person: no machine ever sends a second message. It is no read model.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

import structlog
from psycopg import Connection
from psycopg.rows import DictRow

from application.by_machine import by_machine, done
from application.ports import Handover, Post
from application.register import RecordBusy, RecordUnavailable, Register
from domain.delivery import (
    BeginDelivery,
    Delivery,
    DeliveryState,
    RecordDelivery,
    RecordDeliveryTrouble,
)
from domain.erratum import dated_words
from domain.kernel import key
from domain.letter import Letter, LetterState
from projections.delivery_ledger import DeliveryView
from runtime.clock import Clock
from runtime.log import Recorded
from runtime.mail import MailAway, MailRefused, MailUnclear

AGAIN = 30.0
"""Seconds before a mail server that was away is tried again."""

_log = structlog.get_logger("letter_carrier")


class LetterCarrier:
    """Sends mails that say a number and a link, and not a word of what the letter says."""

    name = "letter_carrier_1"
    topics: frozenset[str] | None = frozenset({Letter.Dispatched.NAME, Letter.SentAgain.NAME})

    def __init__(
        self,
        *,
        register: Register,
        view: DeliveryView,
        clock: Clock,
        post: Post | None,
        address: str,
    ) -> None:
        self._register = register
        self._view = view
        self._clock = clock
        self._post = post
        self._address = address.rstrip("/")
        self._not_before = float("-inf")
        self._dead: set[UUID] = set()

    def prepare(self, conn: Connection[DictRow]) -> None:
        """Keeps nothing of its own but its position."""

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        """What is owed stands in the ledger."""

    def after_commit(self) -> None:
        """Carries everything that is owed now; comes again while the mail server is away."""
        if self._clock.stopwatch() < self._not_before:
            return
        try:
            for row in self._view.mail_to_send():
                if row.delivery_id not in self._dead:
                    self._carry(row.letter_id, row.delivery_id)
        except MailAway as away:
            self._not_before = self._clock.stopwatch() + AGAIN
            _log.warning("mail server away", error=str(away))
        except (RecordBusy, RecordUnavailable) as error:
            _log.warning("record out of reach", error=type(error).__name__)

    def _carry(self, letter_id: UUID, delivery_id: UUID) -> None:
        """As the record itself has it; the ledger may lag behind."""
        letter = self._register.load(Letter, letter_id)
        if letter is None or letter.state is not LetterState.SENT:
            self._dead.add(delivery_id)
            return
        attempt = letter.attempts.get(delivery_id, 0)
        match letter.delivery_states[delivery_id]:
            case DeliveryState.ATTEMPTED:
                self._trouble(
                    letter_id,
                    delivery_id,
                    attempt,
                    certain=False,
                    explanation="Mesin berhenti sebelum hasilnya diketahui.",
                )
            case DeliveryState.PLANNED:
                self._send(letter, letter.deliveries[delivery_id], attempt + 1)

    def _send(self, letter: Letter, delivery: Delivery, attempt: int) -> None:
        about = (letter.id, delivery.delivery_id, attempt)
        to = delivery.mail.text if delivery.mail else None
        if self._post is None or not to:
            self._begin(*about)
            why = "Surel belum disiapkan." if to else "Alamatnya sudah dihapus."
            self._trouble(*about, certain=True, explanation=why)
            return
        try:
            handover = self._post.ready(to)
        except MailRefused as refused:
            self._begin(*about)
            self._trouble(*about, certain=True, explanation=f"Ditolak peladen: {refused}.")
            return
        with handover:
            if not self._begin(*about):
                return
            self._hand_over(handover, letter, delivery, attempt)

    def _hand_over(
        self, handover: Handover, letter: Letter, delivery: Delivery, attempt: int
    ) -> None:
        about = (letter.id, delivery.delivery_id, attempt)
        try:
            sent = handover.send(
                f"Naskah dinas Nomor {letter.number}",
                self._words(letter),
                f"<{delivery.delivery_id}.{attempt}@rukun>",
            )
        except MailRefused as refused:
            self._trouble(*about, certain=True, explanation=f"Ditolak peladen: {refused}.")
        except MailUnclear as unclear:
            said = f"Peladen tidak menjawab setelah pesan diserahkan: {unclear}."
            self._trouble(*about, certain=False, explanation=said)
        else:
            done(
                self._register,
                RecordDelivery(
                    **by_machine(key(*about, "delivered"), delivery.delivery_id),
                    letter_id=letter.id,
                    delivery_id=delivery.delivery_id,
                    attempt=attempt,
                    provider_id=sent,
                ),
            )

    def _words(self, letter: Letter) -> str:
        return (
            f"Ada naskah dinas untuk Anda: Nomor {letter.number},"
            f" tanggal {dated_words(letter.dated or '')}.\n\n"
            f"Naskah dibaca setelah masuk: {self._address}/naskah/{letter.id}\n\n"
            "Surel ini tidak memuat isi naskah. Jangan membalas surel ini.\n"
        )

    def _begin(self, letter_id: UUID, delivery_id: UUID, attempt: int) -> bool:
        """Whether it was we who began; under an id of its own, so that nobody begins twice."""
        return done(
            self._register,
            BeginDelivery(
                **by_machine(uuid4(), delivery_id),
                letter_id=letter_id,
                delivery_id=delivery_id,
                attempt=attempt,
            ),
        )

    def _trouble(
        self, letter_id: UUID, delivery_id: UUID, attempt: int, *, certain: bool, explanation: str
    ) -> None:
        done(
            self._register,
            RecordDeliveryTrouble(
                **by_machine(key(letter_id, delivery_id, attempt, "trouble"), delivery_id),
                letter_id=letter_id,
                delivery_id=delivery_id,
                attempt=attempt,
                certain=certain,
                explanation=explanation,
            ),
        )
