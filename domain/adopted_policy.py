"""Policy as the office adopted it: each version with its approver and content hash."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.kernel import Aggregate, Command, Envelope, Refusal, key
from domain.policy import Policy, content_hash


class AdoptPolicy(Command):
    """Menetapkan versi kebijakan (SOP) yang berlaku."""

    policy: Policy
    TITLE: ClassVar[str] = "Tetapkan kebijakan"


class VersionTaken(Refusal):
    """Versi kebijakan ini sudah ditetapkan dengan isi lain; beri nomor versi baru."""


class AdoptedPolicy(Aggregate):
    """The policy book of one installation: of the versions in effect, the last one adopted."""

    class FirstAdopted(Aggregate.Created):
        """Kebijakan pertama ditetapkan."""

        NAME = "policy.first_adopted"
        policy: Policy
        content_hash: str
        approver: UUID

    class Adopted(Aggregate.Event):
        """Versi kebijakan baru ditetapkan."""

        NAME = "policy.adopted"
        policy: Policy
        content_hash: str
        approver: UUID

    case_id: UUID | None = None
    BOOK = key("policy", "book")

    @classmethod
    def first(cls, command: AdoptPolicy, at: Envelope) -> "AdoptedPolicy":
        return cls.begin(
            cls.FirstAdopted,
            at,
            cls.BOOK,
            policy=command.policy,
            content_hash=content_hash(command.policy),
            approver=command.actor,
        )

    def adopt(self, command: AdoptPolicy) -> None:
        """A version adopted again with the same content is no news."""
        known = self.versions.get(command.policy.version)
        if known is not None:
            if content_hash(known) != content_hash(command.policy):
                raise VersionTaken
            return
        self._adopted(
            policy=command.policy,
            content_hash=content_hash(command.policy),
            approver=command.actor,
        )

    def in_force_on(self, day: date) -> Policy:
        """The last version adopted that has taken effect by ``day``.

        Before the first one takes effect, the first one adopted: no case is without clocks.
        """
        effective = [each for each in self.versions.values() if each.effective_from <= day]
        return effective[-1] if effective else next(iter(self.versions.values()))

    @event(FirstAdopted)
    def __init__(self, policy: Policy) -> None:
        self.versions = {policy.version: policy}

    @event(Adopted)
    def _adopted(self, policy: Policy, content_hash: str, approver: UUID) -> None:
        self.versions[policy.version] = policy
