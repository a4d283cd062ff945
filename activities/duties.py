"""What a clock may ask of the record: to note that a moment has come, to frame a month."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import datetime
from uuid import UUID

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from application.by_machine import by_machine
from application.register import RecordBusy, Register
from application.sitting import Outcome
from domain.clocks import ElapseDeadline
from domain.indonesian import local
from domain.kernel import Channel, Command, Frozen, Refusal, key
from domain.letter_content import LetterType
from domain.letter_request import RequestLetter
from domain.region_month import RegionMonth

_log = structlog.get_logger("duties")


class LetElapse(Frozen):
    """The window that has run out, on which stream, and which workflow noticed."""

    stream: UUID
    deadline_id: UUID
    asked_by: str


class BehindTheRecord(Exception):
    """A read model that a deed rests on has not read everything yet; it will have in a moment."""


BEAT = 0.5
"""Seconds between signs of life of a deed under way; whoever waits for one waits for four."""


@contextmanager
def signs_of_life() -> Iterator[None]:
    """Tells Temporal that the deed is being done, so that a killed worker's goes on elsewhere."""
    if not activity.in_activity():
        yield
        return
    over, here = threading.Event(), copy_context()

    def beat() -> None:
        while not over.wait(BEAT):
            here.run(activity.heartbeat)

    thread = threading.Thread(target=beat, name="signs-of-life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class Duties:
    """Deeds toward the record, safe to ask twice."""

    def __init__(self, register: Register) -> None:
        self.register = register

    @activity.defn
    def let_elapse(self, order: LetElapse) -> int:
        """Closes the window if it still stands open; answers with the position, 0 for no change.

        The command id is made from the stream and the deadline: a repeated activity is the same
        command, a window promised anew is another.
        """
        command = ElapseDeadline(
            **by_machine(
                key("elapse", order.stream, order.deadline_id), order.asked_by, Channel.WORKFLOW
            ),
            stream=order.stream,
            deadline_id=order.deadline_id,
        )
        with signs_of_life():
            return self._submit(command).position

    @activity.defn
    def draft_frame(self, month: RegionMonth) -> datetime | None:
        """Drafts a month's Bingkai Pemetaan if its day has come, else says when it will come.

        The command and the letter have ids made from region and month: however often it is asked
        for, one letter is drafted. A month that ended before the record began has none.
        """
        book, now = self.register.policies(), self.register.clock.now()
        if book is None or self.register.frames is None:
            raise BehindTheRecord("no policy adopted, or nobody who frames months")
        today = local(now, month.region).date()
        due = month.after(day=book.in_force_on(today, month.region).letters.frame_day)
        if now < due:
            return due
        begun = self.register.log.of_stream(book.id)[0].fact.envelope.recorded_at
        if month.after(day=1) <= begun:
            _log.info("no frame", month=month.month, because="the record began later")
            return None
        if self.register.frames.behind():
            raise BehindTheRecord("the status of regions")
        command_id = key("frame", month.region, month.month)
        outcome = self._submit(
            RequestLetter(
                **by_machine(command_id, channel=Channel.WORKFLOW),
                letter_id=key("letter", command_id, LetterType.BINGKAI_PEMETAAN),
                type=LetterType.BINGKAI_PEMETAAN,
                region=month.region,
                month=month.month,
            )
        )
        _log.info("framed", month=month.month, letter=str(outcome.about))
        return None

    def _submit(self, command: Command) -> Outcome:
        """A refusal ends the activity; a record that is busy or away has it tried again."""
        try:
            return self.register.submit(command)
        except RecordBusy:
            raise
        except Refusal as refusal:
            raise ApplicationError(refusal.rule, type=refusal.rule, non_retryable=True) from None
