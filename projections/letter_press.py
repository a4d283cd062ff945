"""The letter press: a follower beside the relay that asks for the letters events call for.

It submits DraftLetter like anybody else, under a command id made from the trigger, so that an
event read twice drafts once. It is no read model: a rebuild never runs it.
"""

from collections.abc import Sequence

import structlog
from eventsourcing.persistence import OperationalError
from psycopg import Connection
from psycopg.rows import DictRow

from application.letters import NotaDinasWriter
from application.register import Outcome, RecordBusy, RecordUnavailable, Register
from domain.access import SYSTEM_ACTOR
from domain.case_file import event_id, fold
from domain.conflict_case import ConflictCase, EscalationLevel
from domain.kernel import Channel, Role, key
from domain.letter import DraftLetter, Letter
from domain.letter_content import LetterType
from runtime.log import Log, Recorded

_log = structlog.get_logger("letter_press")


class LetterPress:
    """Drafts the Nota Dinas to the governor when a case is escalated to the province."""

    name = "letter_press_1"
    topics: frozenset[str] | None = frozenset({ConflictCase.Escalated.NAME})

    def __init__(self, *, register: Register, log: Log, writer: NotaDinasWriter) -> None:
        self._register = register
        self._events = log
        self._writer = writer

    def prepare(self, conn: Connection[DictRow]) -> None:
        """Keeps nothing of its own but its position."""

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        """Refused or incomplete, the event is parked with the reason until it is mended."""
        for recorded in batch:
            match recorded.fact:
                case ConflictCase.Escalated(level=EscalationLevel.PROVINCE):
                    self._nota_dinas(recorded, recorded.fact)
                case _:
                    pass

    def after_commit(self) -> None:
        """Nothing follows: the draft is an event of its own."""

    def _nota_dinas(self, recorded: Recorded, fact: ConflictCase.Escalated) -> None:
        trigger, type_ = event_id(fact), LetterType.NOTA_DINAS
        then = [
            each
            for each in self._events.of_case(fact.originator_id)
            if each.position <= recorded.position
        ]
        outcome = self._submit(
            DraftLetter(
                command_id=key(trigger, type_),
                actor=SYSTEM_ACTOR,
                role=Role.SYSTEM,
                unit="mesin",
                channel=Channel.FOLLOWER,
                caused_by=trigger,
                letter_id=Letter.id_of(trigger, type_),
                case_id=fact.originator_id,
                type=type_,
                trigger=trigger,
                author=fact.proposer,
                content=self._writer.write(fold(then)),
            )
        )
        _log.info("drafted", letter=str(outcome.about), position=outcome.position)

    def _submit(self, command: DraftLetter) -> Outcome:
        """A record that is busy or away is no reason to park: the follower comes again."""
        try:
            return self._register.submit(command)
        except (RecordBusy, RecordUnavailable) as error:
            raise OperationalError(str(error)) from error
