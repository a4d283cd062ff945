"""The notifier: a follower that tells people what the rules say they are to be told, once.

It begins at the end of the log as it stands when a house first has it, and is no read model: a
rebuild tells nobody anything, and an event read twice is the same notice.
"""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import structlog
from eventsourcing.persistence import OperationalError
from psycopg import Connection
from psycopg.rows import DictRow

from application.by_machine import by_machine
from application.notices.rules import TOLD, Happening, NoticeRule, Recipient, is_moot, rules_for
from application.ports import RegionBook, Roster
from application.register import RecordBusy, RecordUnavailable, Register
from domain.access import SYSTEM_ACTOR, Target, may_read
from domain.case_file import CaseFile, fold
from domain.kernel import key
from domain.notice import GiveNotice, Notice, NoticeChannel
from runtime import telemetry
from runtime.log import Log, Recorded

_log = structlog.get_logger("notifier")

Reachable = Callable[[UUID], tuple[NoticeChannel, ...]]
"""On which channels, beside the application, a person can be reached at all."""


def nowhere(_: UUID) -> tuple[NoticeChannel, ...]:
    """In a house that sends nothing."""
    return ()


class Notifier:
    """Gives the notices that events call for."""

    name = "notifier_1"
    topics: frozenset[str] | None = TOLD

    def __init__(
        self,
        *,
        register: Register,
        log: Log,
        roster: Roster,
        regions: RegionBook,
        reachable: Reachable = nowhere,
    ) -> None:
        self._register = register
        self._events = log
        self._roster = roster
        self._regions = regions
        self._reachable = reachable

    def prepare(self, conn: Connection[DictRow]) -> None:
        """The first time, what is already in the log is nobody's news."""
        conn.execute(
            "INSERT INTO view.follower (name, position)"
            " SELECT %s, coalesce(max(notification_id), 0) FROM rukun.event"
            " ON CONFLICT DO NOTHING",
            (self.name,),
        )

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        for recorded in batch:
            with telemetry.following(recorded.fact.envelope.trace):
                self._tell(recorded)

    def after_commit(self) -> None:
        """Nothing follows: the notice is an event of its own."""

    def _tell(self, recorded: Recorded) -> None:
        happening = Happening(
            recorded.fact, lambda: self._file_at(recorded), self._regions.full_name
        )
        told = {SYSTEM_ACTOR, recorded.fact.envelope.actor}
        for rule in rules_for(happening):
            if self._over(recorded, rule, rule.window(happening)):
                continue  # asked no more, before anybody was told
            for recipient in rule.who(happening):
                for person in self._people(recipient, happening.file):
                    if person not in told:
                        told.add(person)
                        self._give(rule, happening, recipient, person)

    def _file_at(self, recorded: Recorded) -> CaseFile:
        """The file of what it is about, as it stood with this event."""
        return fold(each for each in self._about(recorded) if each.position <= recorded.position)

    def _over(self, recorded: Recorded, rule: NoticeRule, window: UUID | None) -> bool:
        """Whether it is nobody's news by now."""
        return (window is not None or bool(rule.until)) and any(
            each.position > recorded.position and is_moot(rule.name, window, each.fact)
            for each in self._about(recorded)
            if each.stream in (recorded.stream, recorded.case_id)
        )

    def _about(self, recorded: Recorded) -> list[Recorded]:
        """Everything on record of what it is about."""
        if recorded.case_id is not None:
            return self._events.of_case(recorded.case_id)
        return self._events.of_stream(recorded.stream)

    def _people(self, recipient: Recipient, file: CaseFile) -> Iterator[UUID]:
        """Only who holds a role that reaches it now, and may know it."""
        target = Target(
            region=file.region if recipient.region is None else recipient.region,
            secrecy=recipient.secrecy or file.secrecy,
            compartment=file.compartment,
            liaisons=frozenset({recipient.person} if recipient.person else ()),
        )
        person, now = recipient.person, self._register.clock.now()
        if person is None:
            yield from self._roster.nearest(recipient.role, target, now)
        elif any(may_read(each, target, person) for each in self._register.standings(person)):
            yield person

    def _give(
        self, rule: NoticeRule, happening: Happening, recipient: Recipient, person: UUID
    ) -> None:
        fact, file = happening.fact, happening.file
        notice_id = Notice.id_of(fact.event_id, person)
        if self._register.load(Notice, notice_id) is not None:
            return
        command = GiveNotice(
            **by_machine(key("give", notice_id), fact.event_id),
            notice_id=notice_id,
            person=person,
            rule=rule.name,
            event=fact.event_id,
            about=fact.originator_id,
            about_case=file.case_id if recipient.region is None else None,
            window=rule.window(happening),
            region=file.region if recipient.region is None else recipient.region,
            secrecy=recipient.secrecy or file.secrecy,
            urgency=rule.urgency_of(happening),
            words=rule.words(happening),
            path=rule.path(happening),
            reachable=self._reachable(person) if rule.mailed else (),
        )
        try:
            self._register.submit(command)
        except (RecordBusy, RecordUnavailable) as error:
            raise OperationalError(str(error)) from error
        _log.info("told", rule=rule.name, notice=str(notice_id))
