"""One command being decided: what was loaded for it, under which circumstances, what it came to."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from uuid import UUID

import structlog

from domain import access
from domain.access import Target
from domain.adopted_policy import AdoptPolicy
from domain.case_file import title_of
from domain.case_merge import UnmergeCase
from domain.clocks import Circumstances, Clocked
from domain.conflict_case import ConflictCase
from domain.field_task import (
    FieldTask,
)
from domain.forkopimda import ForkopimdaPack
from domain.kernel import (
    EVENTS,
    Aggregate,
    Command,
    Confidential,
    Envelope,
    Frozen,
    Refusal,
    Role,
    Secrecy,
    StreamNotFound,
)
from domain.policy import Policy
from domain.regions import RegionLevel, level_of, zone_of
from domain.role_assignment import (
    AssignRole,
    Capacity,
    EndRole,
    Standing,
)
from domain.snooze import EndSnooze
from runtime import telemetry
from runtime.recorder import AnotherBody, Kept, Slip

if TYPE_CHECKING:
    from application.register import Register

SKEW: Final = 1.0
"""Seconds the clocks of two machines may differ without anybody being told."""

_log = structlog.get_logger("register")

A = TypeVar("A", bound=Aggregate)
C = TypeVar("C", bound=Clocked)


class UnknownRegion(Refusal):
    """Kode wilayah tidak ada dalam daftar wilayah Kemendagri."""


class PageIsStale(Refusal):
    """Keadaan sudah berubah sejak halaman ini dibuka; periksa lalu kirim ulang."""


class CommandReused(Refusal):
    """Perintah dengan nomor yang sama sudah pernah dikirim dengan isi lain."""


class IdentityTaken(Refusal):
    """Identitas yang dikirim sudah dipakai untuk hal lain di catatan."""


class NoPolicy(Refusal):
    """Belum ada kebijakan yang ditetapkan; tetapkan kebijakan dahulu."""


class DecidedNow(Refusal):
    """Keputusan berlaku saat dicatat; waktunya tidak dapat dimundurkan."""


class HappensLater(Refusal):
    """Waktu kejadian yang dicatat berada di masa depan."""


class Outcome(Frozen):
    """What a command came to: kept for ever with its id, and answered again byte for byte.

    ``position`` is 0 and ``events`` empty where nothing had to change.
    """

    about: UUID
    case_id: UUID | None = None
    events: tuple[str, ...] = ()
    position: int = 0


class Sitting:
    """One command being decided: what was loaded for it, and under which circumstances."""

    def __init__(
        self,
        register: "Register",
        command: Command,
        trace: str | None = None,
        *,
        again: bool = False,
    ) -> None:
        self.register = register
        self.again = again
        self.trace = trace
        self.command = command
        self._changed: list[Aggregate] = []
        self._standings = [
            each for each in register.standings(command.actor) if each.role is command.role
        ]
        if not self._standings:
            raise access.RoleNotHeld
        book = register.policies()
        if book is None and not isinstance(command, (AdoptPolicy, AssignRole, EndRole)):
            raise NoPolicy
        self._book = book
        self._today = register.clock.now().astimezone(zone_of("")).date()
        in_force = book.in_force_on(self._today) if book else None
        self.at = Circumstances(
            envelope=self._envelope(in_force.version if in_force else "-"),
            policy=cast("Policy", in_force),
            calendar=register.calendar,
        )

    def allow(self, target: Target | None) -> None:
        """Refuses unless one of the actor's standings in this role reaches the target."""
        refused: Refusal | None = None
        for standing in self._standings:
            try:
                access.decide(type(self.command), standing, target, self.command.actor)
            except Refusal as refusal:
                refused = refusal
            else:
                return
        raise refused or access.RoleNotHeld

    def reaching(self, target: Target) -> Standing:
        """The actor's standing in this role that reaches the target; refuses without one."""
        self.allow(target)
        return next(
            each for each in self._standings if access.may_read(each, target, self.command.actor)
        )

    def take(self, kind: type[C], stream: UUID) -> C:
        """What the command is about: found, allowed, not changed since it was looked at."""
        found = self.register.load(kind, stream)
        if found is None:
            raise StreamNotFound
        return self._taken(found)

    def take_any(self, stream: UUID) -> Clocked:
        found = self.register.load(Clocked, stream)
        if found is None:
            raise StreamNotFound
        return self._taken(found)

    def also(self, kind: type[C], stream: UUID) -> tuple[C, Circumstances]:
        """A further thing the command is about, as ``take``; with what holds for it alone."""
        first = self.at
        found = self.take(kind, stream)
        theirs, self.at = self.at, first
        return found, theirs

    def beside(self, kind: type[C], stream: UUID) -> C:
        """Another aggregate the same command changes; the first one's permission covers it."""
        return self._acting_on(self.glance(kind, stream))

    def glance(self, kind: type[C], stream: UUID) -> C:
        """Read for the decision, not changed by it."""
        found = self.register.load(kind, stream)
        if found is None:
            raise StreamNotFound
        return found

    def find(self, kind: type[A], stream: UUID) -> A | None:
        """A book of the office, changed if it exists."""
        found = self.register.load(kind, stream)
        return self._acting_on(found) if found is not None else None

    def exists(self, stream: UUID) -> bool:
        return bool(self.register.recorder.select_events(stream, limit=1))

    def add(self, made: Aggregate) -> None:
        """A new stream. Only when the first try collided is it worth asking whether it is one."""
        if self.again and self.exists(made.id):
            raise IdentityTaken
        self._changed.append(made)

    def tell_last(self, taken: Aggregate) -> None:
        """The answer's position is then that of what the command is about."""
        self._changed = [each for each in self._changed if each is not taken] + [taken]

    def governed_in(self, region: str) -> None:
        """What begins now in a region is decided, and stays, under the policy in force there."""
        assert self._book is not None
        self._pin(self._book.in_force_on(self._today, region).version)

    def allow_for_province(self) -> None:
        """As ``allow``, for what holds in every regency: not for an office of one of them."""
        self.allow(None)
        above = (RegionLevel.NATIONAL, RegionLevel.PROVINCE)
        if all(level_of(each.region) not in above for each in self._standings):
            raise access.OutsideRegion

    def keep(self, about: UUID, body: bytes) -> Outcome:
        """One transaction: every changed stream, the command, its answer."""
        facts, cases = [], []
        for aggregate in self._changed:
            for fact in aggregate.collect_events():
                facts.append(fact)
                cases.append(getattr(aggregate, "case_id", None))
        if not facts:
            return Outcome(about=about)
        case_id = next((case for case in cases if case is not None), None)
        outcome = Outcome(
            about=about,
            case_id=case_id,
            events=tuple(cast("Any", fact).NAME for fact in facts),
        )
        slip = Slip(
            command_id=self.command.command_id,
            body=body,
            said=outcome.model_dump_json(exclude={"position"}),
            at=self.at.now,
        )
        stored = [self.register.mapper.to_stored_event(fact) for fact in facts]
        try:
            kept = self.register.recorder.append(stored, cases, slip)
        except AnotherBody:
            raise CommandReused from None
        for fact in facts:
            if isinstance(fact, Clocked.DeadlineElapsed):
                telemetry.current().elapsed.add(1, {"kind": fact.kind.value})
        return outcome_of(kept)

    @property
    def _reaches_members(self) -> bool:
        """What the machine carries on goes on in a case that was merged into another.

        What somebody asked to see again is theirs to end there.
        """
        reaching = isinstance(self.command, UnmergeCase | EndSnooze)
        return reaching or self.command.role is Role.SYSTEM

    def _taken(self, found: C) -> C:
        self.allow(self._target_of(found))
        self._must_be_fresh(found)
        if isinstance(found, ConflictCase) and not self._reaches_members:
            found.must_stand_alone()
        if found.pinned in (self._book.versions if self._book else {}):
            self._pin(found.pinned)
        self._reason_belongs_to(found)
        return self._acting_on(found)

    def _acting_on(self, found: A) -> A:
        """To be changed under the envelope of this command, not before its stream's last fact.

        Where the machine's clock went back, time stands still on record until the clock has caught
        up: a stream's recorded time never decreases.
        """
        envelope, last = self.at.envelope, found.modified_on
        if last > envelope.recorded_at:
            back = (last - envelope.recorded_at).total_seconds()
            if back > SKEW:
                _log.warning("the clock went back", seconds=round(back), stream=str(found.id))
            decided_now = envelope.occurred_at == envelope.recorded_at
            moved = {"recorded_at": last} | ({"occurred_at": last} if decided_now else {})
            self.at = replace(self.at, envelope=envelope.model_copy(update=moved))
        found.acting = self.at.envelope
        self._changed.append(found)
        return found

    def _target_of(self, found: Clocked) -> Target:
        """With the compartment of the case or report it belongs to, wherever that is its own."""
        target = target_of(found)
        belongs_to = [found.case_id, getattr(found, "report_id", None)]
        above = [each for each in belongs_to if each is not None and each != found.id]
        if target.compartment is not None or self.command.role is Role.SYSTEM or not above:
            return target
        return target.model_copy(update={"compartment": self.register.log.compartment_of(above)})

    def _reason_belongs_to(self, found: Clocked) -> None:
        """A reason is sealed with what it is about, and forgotten with it."""
        reason = self.at.envelope.reason
        if reason is not None:
            sealed = reason.model_copy(update={"sealed_for": found.subject})
            self.at = replace(
                self.at, envelope=self.at.envelope.model_copy(update={"reason": sealed})
            )

    def _must_be_fresh(self, found: Clocked) -> None:
        """A change that matters since the page was drawn refuses, saying what changed."""
        seen = self.command.position_seen
        if seen is None or self.command.confirmed:
            return
        changes = [
            each
            for each in self.register.log.names_after(seen, found.id, found.case_id)
            if not EVENTS[each].QUIET
        ]
        if changes:
            said = dict.fromkeys(title_of(EVENTS[name]) for name in changes)
            raise PageIsStale("Yang berubah: " + "; ".join(said) + ".")

    def _pin(self, version: str) -> None:
        assert self._book is not None
        self.at = replace(
            self.at,
            policy=self._book.versions[version],
            envelope=self.at.envelope.model_copy(update={"policy": version}),
        )

    @property
    def _capacity(self) -> str | None:
        """In whose place the actor acts; None where the role is theirs."""
        held = {each.capacity for each in self._standings}
        return None if Capacity.DEFINITIVE in held else min(held).value

    def _envelope(self, policy: str) -> Envelope:
        command, now = self.command, self.register.clock.now()
        occurred = command.occurred_at or now
        if occurred > now:
            raise HappensLater
        if command.DECIDES and occurred < now:
            raise DecidedNow
        return Envelope(
            recorded_at=now,
            occurred_at=occurred,
            actor=command.actor,
            role=command.role,
            unit=command.unit,
            channel=command.channel,
            reason=(
                Confidential(sealed_for=_subject_of(command), text=command.reason)
                if command.reason
                else None
            ),
            command_id=command.command_id,
            caused_by=command.caused_by,
            policy=policy,
            position_seen=command.position_seen,
            trace=self.trace,
            capacity=self._capacity,
        )


Methods = Mapping[type[Command], Callable[..., UUID]]
"""Who carries out which command: a function of the register, the command and its sitting."""


def outcome_of(kept: Kept) -> Outcome:
    """The answer as it was kept, with the position it was kept at."""
    return Outcome(**json.loads(kept.said), position=max(kept.positions, default=0))


def target_of(found: Clocked) -> Target:
    """What access is asked about: region, secrecy, compartment, and the liaisons it went to."""
    secrecy = getattr(found, "secrecy", Secrecy.OPEN)
    liaisons: frozenset[UUID] = frozenset()
    if isinstance(found, FieldTask):
        liaisons = frozenset(found.chain[: found.link + 1]) | {found.holder}
    if isinstance(found, ForkopimdaPack):
        liaisons = found.readers
    return Target(
        region=found.region,
        secrecy=secrecy,
        liaisons=liaisons,
        compartment=getattr(found, "compartment", None),
        owner=found.owner if isinstance(found, ConflictCase) else None,
    )


def _subject_of(command: Command) -> UUID:
    """Whose key seals the reason: the case's, report's or letter's, or else the actor's own."""
    for name in ("case_id", "report_id", "letter_id"):
        subject = getattr(command, name, None)
        if isinstance(subject, UUID):
            return subject
    return command.actor
