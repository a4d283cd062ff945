"""What the register asks of the rest of the house, as questions; worker.py gives the answers."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from domain.kernel import Frozen
from domain.letter_content import Signatory


class Surroundings(Frozen):
    """What is known of a region when a report comes in: inputs of its risk."""

    election_index: float | None = None
    recent_incidents: int = 0


class RegionBook(Protocol):
    """The list of regions (kode wilayah Kemendagri)."""

    def exists(self, code: str) -> bool: ...
    def name(self, code: str) -> str: ...
    def full_name(self, code: str) -> str: ...


class Lookout(Protocol):
    """What else is going on where a report comes from."""

    def around(self, region: str, now: datetime, recent: timedelta) -> Surroundings: ...


class Directory(Protocol):
    """Names behind the opaque ids; never written into the log."""

    def name_of(self, person: UUID) -> str: ...
    def head_of_agency(self, region: str) -> Signatory: ...
    def governor(self, region: str) -> Signatory: ...


class Handover(AbstractContextManager["Handover"], Protocol):
    """A message whose recipient the mail server has accepted, and that has not left."""

    def send(self, subject: str, text: str, message_id: str) -> str: ...


class Post(Protocol):
    """The office's mail. ``ready`` sends nothing; ``Handover.send`` does, once."""

    def ready(self, to: str) -> Handover: ...
