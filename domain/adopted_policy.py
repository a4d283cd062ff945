"""Policy as the office adopted it: each version with its approver, content hash and region.

The province's policy holds everywhere; a regency may have one of its own, which then goes before
it in that regency (ADR 34).
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.kernel import Aggregate, Command, Envelope, Refusal, key
from domain.policy import Policy, content_hash
from domain.regions import NATION, RegionCode, RegionLevel, contains, level_of, parent_of


class AdoptPolicy(Command):
    """Menetapkan versi kebijakan (SOP) yang berlaku, di provinsi atau di satu kabupaten/kota.

    Without a `region` it is the province's own and holds wherever a regency has none.
    """

    policy: Policy
    region: RegionCode | None = None
    TITLE: ClassVar[str] = "Tetapkan kebijakan"


class VersionTaken(Refusal):
    """Versi kebijakan ini sudah ditetapkan dengan isi lain; beri nomor versi baru."""


class VersionElsewhere(Refusal):
    """Versi ini sudah ditetapkan untuk wilayah lain; beri nomor versi baru."""


class NotForThisRegion(Refusal):
    """Kebijakan tersendiri ditetapkan untuk kabupaten/kota; wilayah lain mengikuti provinsi."""


class ProvinceFirst(Refusal):
    """Tetapkan kebijakan provinsi dahulu; kebijakan kabupaten/kota mendahuluinya di wilayahnya."""


class AdoptedPolicy(Aggregate):
    """The policy book of one installation: of the versions in effect, the last one adopted.

    ``scopes`` says for which region each version was adopted; NATION for the province's own.
    """

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
        region: str | None = None

    case_id: UUID | None = None
    BOOK = key("policy", "book")

    @classmethod
    def first(cls, command: AdoptPolicy, at: Envelope) -> "AdoptedPolicy":
        if command.region is not None:
            raise ProvinceFirst
        return cls.begin(
            cls.FirstAdopted,
            at,
            cls.BOOK,
            policy=command.policy,
            content_hash=content_hash(command.policy),
            approver=command.actor,
        )

    def adopt(self, command: AdoptPolicy) -> None:
        """A version adopted again with the same content, for the same region, is no news."""
        if command.region is not None and level_of(command.region) is not RegionLevel.REGENCY:
            raise NotForThisRegion
        known = self.versions.get(command.policy.version)
        if known is not None:
            if content_hash(known) != content_hash(command.policy):
                raise VersionTaken
            if self.scopes[known.version] != (command.region or NATION):
                raise VersionElsewhere
            return
        self._adopted(
            policy=command.policy,
            content_hash=content_hash(command.policy),
            approver=command.actor,
            region=command.region,
        )

    def in_force_on(self, day: date, region: str = NATION) -> Policy:
        """The last version adopted for ``region`` that has taken effect by ``day``.

        A region without one of its own follows the one above it. Before the province's first takes
        effect, the first one adopted: no case is without clocks.
        """
        effective = [
            each
            for each in self.versions.values()
            if each.effective_from <= day and self.scopes[each.version] == region
        ]
        if effective:
            return effective[-1]
        if region != NATION:
            return self.in_force_on(day, parent_of(region))
        return next(iter(self.versions.values()))

    def may_govern(self, version: str, region: str) -> bool:
        """Whether what happens in ``region`` may go by a version: its own, or the province's."""
        return contains(self.scopes[version], region)

    @event(FirstAdopted)
    def __init__(self, policy: Policy) -> None:
        self.versions = {policy.version: policy}
        self.scopes = {policy.version: NATION}

    @event(Adopted)
    def _adopted(
        self, policy: Policy, content_hash: str, approver: UUID, region: str | None
    ) -> None:
        self.versions[policy.version] = policy
        self.scopes[policy.version] = region or NATION
