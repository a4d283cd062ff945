"""Bugs planted on purpose, to see whether the suite sees them. Nothing here is in the product.

Each is a patch by name, of Python in the suite's own processes or of SQL in a database made for
it. ``catch`` names the faults under which it shows.
"""

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import IntegrityError, InterfaceError, OperationalError
from psycopg import Connection
from psycopg.rows import DictRow
from temporalio.common import WorkflowIDReusePolicy

from application import reading_desk
from application.letters.calls import calls_of
from application.register import RecordUnavailable, Register
from application.sitting import Outcome, Sitting, outcome_of
from domain.access import SYSTEM_ACTOR
from domain.case_file import fold
from domain.kernel import Channel, Command, Envelope, Role
from domain.letter import DraftLetter, Letter
from projections import letter_press, relay
from projections.letter_press import LetterPress
from runtime import database, follower
from runtime.follower import Follower
from runtime.log import Entry, Recorded
from runtime.recorder import Slip
from runtime.vault import Vault

Patching = Callable[[ExitStack], None]


@dataclass(frozen=True)
class Plant:
    """One bug: how it is planted in the suite's processes and in its database, and who sees it."""

    name: str
    says: str
    catch: tuple[str, ...]
    python: Patching = lambda _: None
    sql: Sequence[tuple[str, str]] = ()
    """Replacements in the functions of the record."""

    statements: Sequence[str] = ()

    def into(self, url: str) -> None:
        """Plants what of it is SQL, as the database's owner."""
        with psycopg.connect(url, autocommit=True) as conn:
            for statement in self.statements:
                conn.execute(statement.encode())
            for function in ("append", "broken_chains"):
                row = conn.execute(
                    "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s"
                    " AND pronamespace = 'rukun'::regnamespace",
                    (function,),
                ).fetchone()
                assert row is not None
                changed = row[0]
                for text, bug in self.sql:
                    changed = changed.replace(text, bug)
                if changed != row[0]:
                    conn.execute(changed.encode())


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The bug in this process, for as long as the context lasts; no name plants none."""
    with ExitStack() as stack:
        if name:
            PLANTS[name].python(stack)
        yield


# -- the bugs --------------------------------------------------------------------------------


def _ack_before_commit(stack: ExitStack) -> None:
    lazily = ("SET synchronous_commit = off",)
    stack.enter_context(patch.object(database, "_LIMITS", database._LIMITS + lazily))


def _naive_retry(stack: ExitStack) -> None:
    def submit(self: Register, command: Command, trace: str | None) -> Outcome:
        for _ in range(8):
            body = self._body_of(command)
            try:
                return self._attempt(command, body, trace, again=False)
            except (IntegrityError, OperationalError, InterfaceError):
                command = command.model_copy(update={"command_id": uuid4()})
        raise RecordUnavailable

    stack.enter_context(patch.object(Register, "_submit", submit))


def _number_from_a_sequence(stack: ExitStack) -> None:
    counted, numbers = Letter.approve, itertools.count(1)

    def approve(self: Letter, *args: Any, **told: Any) -> None:
        counted(self, *args, **(told | {"sequence": next(numbers)}))

    stack.enter_context(patch.object(Letter, "approve", approve))


def _number_in_its_own_transaction(stack: ExitStack) -> None:
    def keep(self: Sitting, about: UUID, body: bytes) -> Outcome:
        told = [
            (fact, getattr(each, "case_id", None))
            for each in self._changed
            for fact in each.collect_events()
        ]
        if not told:
            return Outcome(about=about)
        outcome = Outcome(
            about=about,
            case_id=next((case for _, case in told if case is not None), None),
            events=tuple(fact.NAME for fact, _ in told),  # type: ignore[attr-defined]
        )
        slip = Slip(
            command_id=self.command.command_id,
            body=body,
            said=outcome.model_dump_json(exclude={"position"}),
            at=self.at.now,
        )
        stored = [(self.register.mapper.to_stored_event(fact), case) for fact, case in told]
        numbers = [each for each in stored if each[0].topic.startswith("register.")]
        others = [each for each in stored if not each[0].topic.startswith("register.")]
        if numbers:
            self.register.recorder.append([e for e, _ in numbers], [c for _, c in numbers], None)
        kept = self.register.recorder.append([e for e, _ in others], [c for _, c in others], slip)
        return outcome_of(kept)

    stack.enter_context(patch.object(Sitting, "keep", keep))


def _position_before_the_write(stack: ExitStack) -> None:
    def apply(self: Follower, conn: Connection[DictRow], entries: Sequence[Entry]) -> None:
        with self._undisturbed(conn):
            self._advance(conn, entries[-1].position)
        with self._undisturbed(conn):
            self.reader.handle(conn, [self._log.opened(each) for each in self._wanted(entries)])
        self.lag.position = entries[-1].position

    stack.enter_context(patch.object(Follower, "_apply", apply))


def _position_after_the_write(stack: ExitStack) -> None:
    def apply(self: Follower, conn: Connection[DictRow], entries: Sequence[Entry]) -> None:
        with self._undisturbed(conn):
            self.reader.handle(conn, [self._log.opened(each) for each in self._wanted(entries)])
        with self._undisturbed(conn):
            self._advance(conn, entries[-1].position)
        self.lag.position = entries[-1].position

    stack.enter_context(patch.object(Follower, "_apply", apply))


def _deaf(stack: ExitStack) -> None:
    stack.enter_context(patch.object(follower, "POLL", 3600.0))


def _any_workflow_id_again(stack: ExitStack) -> None:
    lax = SimpleNamespace(ALLOW_DUPLICATE_FAILED_ONLY=WorkflowIDReusePolicy.ALLOW_DUPLICATE)
    stack.enter_context(patch.object(relay, "WorkflowIDReusePolicy", lax))


def _deed_without_a_key(stack: ExitStack) -> None:
    def answer(self: LetterPress, recorded: Recorded, case_id: UUID) -> None:
        events = self._events.of_case(case_id)
        before = fold(each for each in events if each.position < recorded.position)
        then = fold(each for each in events if each.position <= recorded.position)
        for call in calls_of(recorded.fact, before):
            self._submit(
                DraftLetter(
                    command_id=uuid4(),
                    actor=SYSTEM_ACTOR,
                    role=Role.SYSTEM,
                    unit="mesin",
                    channel=Channel.FOLLOWER,
                    caused_by=call.trigger,
                    letter_id=uuid4(),
                    case_id=case_id,
                    type=call.type,
                    trigger=call.trigger,
                    author=call.author,
                    content=self._writers.write(call.type, then, trigger=call.trigger),
                )
            )

    stack.enter_context(patch.object(letter_press.LetterPress, "_answer", answer))


def _poison_swallowed(stack: ExitStack) -> None:
    def apply_alone(self: Follower, conn: Connection[DictRow], entry: Entry) -> None:
        try:
            self._apply(conn, [entry])
        except LookupError:
            with self._undisturbed(conn):
                self._advance(conn, entry.position)
            self.lag.position = entry.position

    stack.enter_context(patch.object(Follower, "_apply_alone", apply_alone))


def _clock_that_leaps(stack: ExitStack) -> None:
    decided, turns = Sitting._envelope, itertools.count()

    def envelope(self: Sitting, policy: str) -> Envelope:
        made = decided(self, policy)
        back = made.recorded_at - timedelta(seconds=5 * (next(turns) % 2))
        return made.model_copy(update={"recorded_at": back, "occurred_at": back})

    def acting_on(self: Sitting, found: Any) -> Any:
        found.acting = self.at.envelope
        self._changed.append(found)
        return found

    stack.enter_context(patch.object(Sitting, "_envelope", envelope))
    stack.enter_context(patch.object(Sitting, "_acting_on", acting_on))


def _text_in_the_clear(stack: ExitStack) -> None:
    stack.enter_context(patch.object(Vault, "seal", lambda _, text, *__: text))
    stack.enter_context(patch.object(Vault, "open", lambda _, text, *__: text))


def _reading_noted_later(stack: ExitStack) -> None:
    noted = reading_desk.noted

    def later(*told: Any, **how: Any) -> None:
        threading.Timer(0.5, noted, told, how).start()

    stack.enter_context(patch.object(reading_desk, "noted", later))


_LOCK: Final = "PERFORM pg_advisory_xact_lock(7201207);"

PLANTS: Final[dict[str, Plant]] = {
    plant.name: plant
    for plant in (
        Plant(
            "ack_before_commit",
            "the answer does not wait for the disk",
            ("F1",),
            _ack_before_commit,
        ),
        Plant(
            "no_command_id_uniqueness",
            "a command id may be written twice",
            ("F13",),
            sql=(
                (
                    "IF FOUND THEN\n            IF known.body",
                    "IF false THEN\n            IF known.body",
                ),
            ),
            statements=("ALTER TABLE rukun.command DROP CONSTRAINT command_pkey",),
        ),
        Plant(
            "naive_retry",
            "after trouble the command is decided anew under another id",
            ("F3",),
            _naive_retry,
        ),
        Plant(
            "enable_db_functions",
            "positions are given without the ordering lock",
            ("F14",),
            sql=((_LOCK, ""),),
        ),
        Plant(
            "number_from_a_sequence",
            "a letter's number comes from a counter that aborts do not give back",
            ("F17",),
            _number_from_a_sequence,
        ),
        Plant(
            "number_in_its_own_transaction",
            "the number is taken before the approval, and not with it",
            ("F17",),
            _number_in_its_own_transaction,
        ),
        Plant(
            "position_before_the_write",
            "a follower saves its position, then what it read",
            ("F9",),
            _position_before_the_write,
        ),
        Plant(
            "position_after_the_write",
            "a follower saves what it read, then its position; its reader is not idempotent",
            ("F9",),
            _position_after_the_write,
        ),
        Plant(
            "no_notify_and_no_poll",
            "nobody is woken, and nobody looks",
            ("F13",),
            _deaf,
            sql=(("PERFORM pg_notify('rukun', written::text);", "PERFORM 1;"),),
        ),
        Plant(
            "default_workflow_id_reuse",
            "a workflow that has ended is begun again by late news",
            ("F13",),
            _any_workflow_id_again,
        ),
        Plant(
            "deed_without_a_key",
            "a deed asked for twice is done twice",
            ("F9",),
            _deed_without_a_key,
        ),
        Plant(
            "hash_without_a_version",
            "the hash chain does not say which place an event has",
            ("F13",),
            sql=(
                ("int8send(versions[i])", "''::bytea"),
                ("int8send(originator_version)", "''::bytea"),
            ),
        ),
        Plant(
            "clock_believed",
            "a clock that leaps back is written down as it stands",
            ("F13",),
            _clock_that_leaps,
        ),
        Plant(
            "text_in_the_clear",
            "what is said of people is written as it was said",
            ("F13",),
            _text_in_the_clear,
        ),
        Plant(
            "read_audit_in_background",
            "that somebody read is noted after the page was sent",
            ("F13",),
            _reading_noted_later,
        ),
        Plant(
            "poison_swallowed",
            "what cannot be read is passed over in silence",
            ("F15",),
            _poison_swallowed,
        ),
    )
}
