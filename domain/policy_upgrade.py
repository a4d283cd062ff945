"""Peralihan kebijakan: a running case follows a newer policy only by an act that says what changes.

A case stays under the policy it began with (ADR 9). What an upgrade would change is worked out
first, for every window, and shown; the act then names the hash of exactly that account, and is
refused when the case is no longer as it was (complaint 11).
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.calendar import WorkingCalendar
from domain.case_part import CasePart
from domain.clocks import Circumstances, Clocked, Wait
from domain.deadline import Deadline, renewed
from domain.kernel import Aggregate, Command, Confidential, Frozen, Line, Moment, Narrative, Refusal
from domain.policy import POLICY_DEADLINES, Policy
from domain.risk import Level


class UpgradeCasePolicy(Command):
    """Mengalihkan kasus yang berjalan ke kebijakan lain, menurut laporan yang sudah dibaca."""

    case_id: UUID
    to: Line
    as_of: Moment
    report_hash: str
    legal_basis: Line
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Alihkan kasus ke kebijakan ini"


class UnknownPolicy(Refusal):
    """Versi kebijakan ini belum ditetapkan."""


class SamePolicy(Refusal):
    """Kasus memang sudah mengikuti kebijakan ini."""


class PolicyOfAnotherRegion(Refusal):
    """Kebijakan ini ditetapkan untuk kabupaten/kota lain."""


class NotAsReported(Refusal):
    """Kasus berubah sejak laporan peralihan dibuat; buat laporan baru lalu putuskan lagi."""


class WindowChange(Frozen):
    """What an upgrade does to one open window; ``due`` and ``explained`` are None if nothing.

    ``why_not`` says why a window keeps its promise although its span changes.
    """

    stream: UUID
    deadline_id: UUID
    words: str
    promised: Moment
    span: str
    new_span: str
    due: Moment | None = None
    explained: str | None = None
    why_not: str = ""


class CaseUpgrade(Frozen):
    """The account of one case: what would change, worked out at ``as_of``, to the last event."""

    case_id: UUID
    from_policy: str
    to_policy: str
    as_of: Moment
    versions: tuple[tuple[UUID, int], ...]
    windows: tuple[WindowChange, ...]

    @property
    def content_hash(self) -> str:
        """SHA-256 of the account: the act of upgrading rests on exactly this."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class FollowsPolicy(CasePart):
    """A case as far as the policy it is under can be another one from now on."""

    class PolicyUpgraded(Aggregate.Event):
        """Kasus dialihkan ke kebijakan lain."""

        NAME = "case.policy_upgraded"
        from_policy: str
        to_policy: str
        as_of: datetime
        report_hash: str
        legal_basis: str
        explanation: Confidential

    def upgrade_policy(
        self, command: UpgradeCasePolicy, new: Policy, at: Circumstances, report: CaseUpgrade
    ) -> None:
        """As reported and not otherwise; what is decided from here on follows the new policy."""
        self._must_be_open()
        if self.pinned == new.version:
            raise SamePolicy
        gone_by = any(each.due is not None and each.due <= at.now for each in report.windows)
        if gone_by or report.content_hash != command.report_hash:
            raise NotAsReported
        self._policy_upgraded(
            from_policy=self.pinned,
            to_policy=new.version,
            as_of=command.as_of,
            report_hash=command.report_hash,
            legal_basis=command.legal_basis,
            explanation=at.sealed(command.explanation, self.id),
        )

    @event(PolicyUpgraded)
    def _policy_upgraded(
        self,
        from_policy: str,
        to_policy: str,
        as_of: datetime,
        report_hash: str,
        legal_basis: str,
        explanation: Confidential,
    ) -> None:
        self.pinned = to_policy


def account(
    case_id: UUID,
    streams: Iterable[Clocked],
    policies: dict[str, Policy],
    new: Policy,
    as_of: datetime,
    calendar: WorkingCalendar,
) -> CaseUpgrade:
    """What following ``new`` would do to a case, whose own stream comes first."""
    known = list(streams)
    return CaseUpgrade(
        case_id=case_id,
        from_policy=known[0].pinned,
        to_policy=new.version,
        as_of=as_of,
        versions=tuple((each.id, each.version) for each in known),
        windows=tuple(
            _change(each, wait, deadline, as_of)
            for each in known
            for wait, deadline in windows_under(each, policies[each.pinned], new, calendar)
        ),
    )


def _change(found: Clocked, wait: Wait, deadline: Deadline, as_of: datetime) -> WindowChange:
    said: dict[str, Any] = {
        "stream": found.id,
        "deadline_id": wait.deadline_id,
        "words": wait.words,
        "promised": wait.due,
        "span": str(wait.deadline.span),
        "new_span": str(deadline.span),
    }
    if why_not := stays(wait, deadline, as_of):
        return WindowChange(**said, why_not=why_not)
    return WindowChange(**said, due=deadline.due, explained=deadline.explain())


def stays(wait: Wait, deadline: Deadline, as_of: datetime) -> str:
    """Why a window keeps its promise: it stands still, or one of the two moments has gone by."""
    if wait.pause is not None:
        return "sedang dijeda; janji lama berlaku"
    if wait.due <= as_of:
        return "sudah lewat; janji lama berlaku"
    if deadline.due <= as_of:
        return "menurut kebijakan baru sudah lewat; janji lama berlaku"
    return ""


def windows_under(
    found: Clocked, old: Policy, new: Policy, calendar: WorkingCalendar
) -> Iterator[tuple[Wait, Deadline]]:
    """The open windows whose span the new policy changes, each with its deadline under it.

    Statutory windows and dates people agreed on are none of a policy's.
    """
    for wait in found.waits.values():
        kind = wait.kind.value
        if kind not in POLICY_DEADLINES:
            continue
        level = next(
            (each for each in Level if old.basis_for(kind, each) == wait.deadline.basis), None
        )
        if level is None or old.span_for(kind, level) != wait.deadline.span:
            continue  # not the policy's own span
        if new.span_for(kind, level) == wait.deadline.span:
            continue
        yield (
            wait,
            renewed(
                wait.deadline,
                deadline_id=wait.deadline_id,
                span=new.span_for(kind, level),
                basis=new.basis_for(kind, level),
                calendar=calendar,
                region=found.region,
            ),
        )
