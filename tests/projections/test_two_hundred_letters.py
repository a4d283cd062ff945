"""200 triggers, each delivered three times, with kills in between: 200 letters, no hole."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import DictRow

from application.letters import Writers
from application.register import RecordBusy, Register
from application.sitting import Outcome
from domain.case_file import fold
from domain.conflict_case import ConflictCase
from domain.kernel import Command
from domain.letter import ApproveLetter, Letter, LetterRegister
from projections.letter_press import LetterPress
from runtime.database import Datastore
from runtime.follower import Follower
from runtime.log import Log, Recorded
from runtime.regions import Regions
from tests.office import Office, OfficeClock, PaperDirectory

TRIGGERS = 200
EACH = 37
"""After so many drafts the press is killed, its batch unfinished."""


class Killed(BaseException):
    """The process is gone: nothing of the batch commits, what was drafted stays."""


class MortalPress(LetterPress):
    """A letter press that dies in the middle of a batch."""

    lives_for = EACH

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        for recorded in batch:
            if self.lives_for == 0:
                raise Killed
            super().handle(conn, [recorded])
            self.lives_for -= isinstance(recorded.fact, ConflictCase.Escalated)


def test_two_hundred_triggers_told_three_times_with_kills_are_two_hundred_numbered_letters(
    office: Office,
    register: Register,
    log: Log,
    datastore: Datastore,
    clock: OfficeClock,
    regions: Regions,
) -> None:
    cases = [_escalated(office) for _ in range(TRIGGERS)]
    writers = Writers(regions, PaperDirectory())
    killed = 0
    for telling in range(3):
        deaths = 0
        with datastore.reading() as cursor:
            cursor.execute("UPDATE view.follower SET position = 0 WHERE name = 'letter_press_1'")
        while True:
            press = MortalPress(register=register, log=log, writers=writers)
            press.lives_for = EACH * (1 + deaths)
            try:
                Follower(press, datastore=datastore, log=log, clock=clock).catch_up()
                break
            except Killed:
                deaths += 1
        killed += deaths
        assert len(_drafted(log)) == TRIGGERS, telling
    assert killed >= 6
    letters = _drafted(log)
    with ThreadPoolExecutor(max_workers=2) as desks:
        approvals = [_approval(office, letter) for letter in letters]
        outcomes = list(desks.map(partial(_sent, register), [*approvals, *approvals]))
    assert len({each.position for each in outcomes}) == TRIGGERS
    pages = [fold(log.of_case(case)).letters for case in cases]
    assert all(len(each) == 1 for each in pages)
    sequences = sorted(
        each.fact.sequence for each in log.all() if isinstance(each.fact, Letter.Approved)
    )
    assert sequences == list(range(1, TRIGGERS + 1))
    taken = {
        each.fact.letter_id
        for each in log.all()
        if isinstance(each.fact, LetterRegister.FirstNumberTaken | LetterRegister.NumberTaken)
    }
    assert taken == set(letters)


def _escalated(office: Office) -> UUID:
    """As short a way to an escalation as the law allows."""
    case = office.open_case()
    office.found(case)
    office.verify(case)
    office.propose_escalation(case)
    office.approve_escalation(case)
    return case


def _sent(register: Register, command: Command) -> Outcome:
    """As a desk does that is told the record is busy: the same command again."""
    while True:
        with suppress(RecordBusy):
            return register.submit(command)


def _drafted(log: Log) -> list[UUID]:
    return [each.stream for each in log.all() if isinstance(each.fact, Letter.Drafted)]


def _approval(office: Office, letter: UUID) -> Any:
    found = office.register.load(Letter, letter)
    assert found is not None
    return office.command(
        ApproveLetter, office.supervisor, letter_id=letter, content_hash=found.content_hash
    )
