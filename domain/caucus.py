"""Kaukus: what one party says apart, sealed under a key of its own.

It is a stream that belongs to no case, so that nothing that reads a case reads it: no page of the
case, no letter, no history, no search. The case's own record says only that a caucus was held, and
when its seal was broken.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from eventsourcing.domain import event
from pydantic import AwareDatetime

from domain.agreement import PartyNumber
from domain.clocks import Circumstances, Clocked, Wait
from domain.kernel import Aggregate, Command, Confidential, Narrative, Refusal, Secrecy
from domain.risk import Level

BROKEN_FOR: Final = timedelta(hours=1)
"""How long whoever broke a seal may read what was under it."""


class NoteCaucus(Command):
    """Menyimpan catatan kaukus, tersegel bagi penengah dan petugas kasus."""

    caucus_id: UUID
    deliberation_id: UUID
    party: PartyNumber
    note: Narrative
    TITLE: ClassVar[str] = "Simpan catatan kaukus"


class BreakCaucusSeal(Command):
    """Membuka segel catatan kaukus dengan alasan; pembukaannya tercatat pada kasus."""

    caucus_id: UUID
    deliberation_id: UUID
    explanation: Narrative
    TITLE: ClassVar[str] = "Buka segel kaukus"


class NotTheMediator(Refusal):
    """Catatan kaukus hanya disimpan oleh penengah atau petugas kasus ini."""


class SealAlreadyYours(Refusal):
    """Anda memang boleh membaca catatan ini; segelnya tidak perlu dibuka."""


class Caucus(Clocked):
    """Catatan kaukus: one party's words, apart from all that is told of the case."""

    class Noted(Aggregate.Created):
        """Catatan kaukus disimpan tersegel."""

        NAME = "caucus.noted"
        QUIET = True
        talk: UUID
        kept_for: UUID
        region: str
        level: Level
        secrecy: Secrecy
        party: int
        author: UUID
        note: Confidential

    class SealBroken(Aggregate.Event):
        """Segel kaukus dibuka dengan alasan."""

        NAME = "caucus.seal_broken"
        reader: UUID
        until: AwareDatetime
        explanation: Confidential

    @classmethod
    def note(
        cls,
        command: NoteCaucus,
        at: Circumstances,
        *,
        kept_for: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
    ) -> "Caucus":
        """``kept_for`` is the case, named so that the note can be found from nowhere else."""
        caucus = command.caucus_id
        return cls.begin(
            cls.Noted,
            at.envelope,
            caucus,
            talk=command.deliberation_id,
            kept_for=kept_for,
            region=region,
            level=level,
            secrecy=secrecy,
            party=command.party,
            author=command.actor,
            note=at.sealed(command.note, caucus),
        )

    def break_seal(self, command: BreakCaucusSeal, at: Circumstances) -> None:
        self._seal_broken(
            reader=command.actor,
            until=at.now + BROKEN_FOR,
            explanation=at.sealed(command.explanation, self.id),
        )

    def open_to(self, reader: UUID, entitled: frozenset[UUID], now: datetime) -> bool:
        """Whoever wrote it, who mediates, the case's officer; else for an hour by a broken seal."""
        if reader == self.author or reader in entitled:
            return True
        until = self.broken.get(reader)
        return until is not None and now <= until

    @event(Noted)
    def __init__(
        self,
        talk: UUID,
        kept_for: UUID,
        region: str,
        level: Level,
        secrecy: Secrecy,
        party: int,
        author: UUID,
        note: Confidential,
    ) -> None:
        self.case_id = None
        self.talk = talk
        self.kept_for = kept_for
        self.region = region
        self.level = level
        self.secrecy = secrecy
        self.party = party
        self.author = author
        self.text = note
        self.broken: dict[UUID, datetime] = {}
        self.waits: dict[UUID, Wait] = {}

    @event(SealBroken)
    def _seal_broken(self, reader: UUID, until: AwareDatetime, explanation: Confidential) -> None:
        self.broken[reader] = until
