"""The letter press: a follower beside the relay that asks for the letters events call for.

It submits DraftLetter like anybody else, under a command id made from the trigger, so that an
event read twice drafts once. It is no read model: a rebuild never runs it.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

import structlog
from eventsourcing.persistence import OperationalError
from psycopg import Connection
from psycopg.rows import DictRow

from application.by_machine import by_machine
from application.letters import Writers
from application.letters.calls import CALLING, Call, calls_of
from application.register import RecordBusy, RecordUnavailable, Register
from application.sitting import Outcome
from domain.case_file import CaseFile, fold
from domain.kernel import key
from domain.letter import DraftLetter, Letter
from runtime import telemetry
from runtime.database import Datastore
from runtime.log import Log, Recorded

_log = structlog.get_logger("letter_press")


class LetterPress:
    """Drafts what each event of the table in application.letters.calls calls for, once."""

    name = "letter_press_1"
    topics: frozenset[str] | None = frozenset(each.NAME for each in CALLING)

    def __init__(self, *, register: Register, log: Log, writers: Writers) -> None:
        self._register = register
        self._events = log
        self._writers = writers

    def prepare(self, conn: Connection[DictRow]) -> None:
        """Keeps nothing of its own but its position."""

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        """Refused or incomplete, the event is parked with the reason until it is mended."""
        self.answer(batch)

    def answer(self, events: Iterable[Recorded]) -> None:
        """Drafts what they call for, where it is not drafted yet."""
        for recorded in events:
            if recorded.case_id is not None and isinstance(recorded.fact, CALLING):
                with telemetry.following(recorded.fact.envelope.trace):
                    self._answer(recorded, recorded.case_id)

    def after_commit(self) -> None:
        """Nothing follows: the draft is an event of its own."""

    def _answer(self, recorded: Recorded, case_id: UUID) -> None:
        """Every letter the event calls for, as the record stood when it was written."""
        events = self._events.of_case(case_id)
        before = fold(each for each in events if each.position < recorded.position)
        calls = list(calls_of(recorded.fact, before))
        if not calls:
            return
        then = fold(each for each in events if each.position <= recorded.position)
        drafted = {each.stream for each in events if isinstance(each.fact, Letter.Drafted)}
        for call in calls:
            if Letter.id_of(call.trigger, call.type) not in drafted:
                self._draft(call, case_id, then)

    def _draft(self, call: Call, case_id: UUID, file: CaseFile) -> None:
        outcome = self._submit(
            DraftLetter(
                **by_machine(key(call.trigger, call.type), call.trigger),
                letter_id=Letter.id_of(call.trigger, call.type),
                case_id=case_id,
                type=call.type,
                trigger=call.trigger,
                author=call.author,
                content=self._writers.write(call.type, file, trigger=call.trigger),
            )
        )
        _log.info("drafted", letter=str(outcome.about), position=outcome.position)

    def _submit(self, command: DraftLetter) -> Outcome:
        """A record that is busy or away is no reason to park: the follower comes again."""
        try:
            return self._register.submit(command)
        except (RecordBusy, RecordUnavailable) as error:
            raise OperationalError(str(error)) from error


def set_aside(datastore: Datastore, case_id: UUID) -> list[str]:
    """Why letters of a case could not be drafted, in the words the press was refused with."""
    with datastore.reading() as cursor:
        rows = cursor.execute(
            "SELECT error FROM view.parked WHERE follower = %s AND case_id = %s AND cause"
            " ORDER BY position",
            (LetterPress.name, case_id),
        )
        return [row["error"].partition(": ")[2] or row["error"] for row in rows]
