"""What the register asks of the rest of the house, as questions; worker.py gives the answers."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from domain.access import Target
from domain.case_file import CaseFile
from domain.kernel import Frozen, Role, Secrecy
from domain.letter_content import Merged, Signatory
from domain.risk import Level
from domain.role_assignment import Standing
from domain.signing import SignedPaper
from runtime.signing import SignerState, Terms


class Surroundings(Frozen):
    """What is known of a region when a report comes in: inputs of its risk."""

    election_index: float | None = None
    election_edition: str | None = None
    election_category: str | None = None
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


class Roster(Protocol):
    """Who holds a role nearest to a region, and may know what is to be told."""

    def nearest(self, role: Role, target: Target, now: datetime) -> tuple[UUID, ...]: ...


class Handover(AbstractContextManager["Handover"], Protocol):
    """A message whose recipient the mail server has accepted, and that has not left."""

    def send(self, subject: str, text: str, message_id: str) -> str: ...


class Post(Protocol):
    """The office's mail. ``ready`` sends nothing; ``Handover.send`` does, once."""

    def ready(self, to: str) -> Handover: ...


class FramedProblem(Protocol):
    """One case of a month: where it stands, what was done about it, what is asked."""

    @property
    def live(self) -> bool: ...
    @property
    def title(self) -> Merged: ...
    @property
    def level(self) -> Merged: ...
    @property
    def stage(self) -> Merged: ...
    @property
    def done(self) -> tuple[Merged, ...]: ...
    @property
    def asked(self) -> tuple[Merged, ...]: ...


class FramedRegency(Protocol):
    """One regency of a month, with its trend against the month before."""

    @property
    def name(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def trend(self) -> Merged: ...
    @property
    def problems(self) -> Sequence[FramedProblem]: ...


class Frame(Protocol):
    """Bingkai Pemetaan Permasalahan: a region's problems in one month."""

    @property
    def scope(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def position(self) -> int: ...
    @property
    def secrecy(self) -> Secrecy: ...
    @property
    def regencies(self) -> Sequence[FramedRegency]: ...
    @property
    def calm(self) -> tuple[str, ...]: ...


class Handling(Protocol):
    """The cases of a region that were open in some months, the worst first, as known at their end.

    Not ``complete`` where there were more than anybody would read.
    """

    @property
    def scope(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def starts(self) -> datetime: ...
    @property
    def last(self) -> datetime: ...
    @property
    def over(self) -> bool: ...
    @property
    def files(self) -> Sequence[CaseFile]: ...
    @property
    def complete(self) -> bool: ...


class Frames(Protocol):
    """Who makes the frame of a month and its map; the map is empty where none can be drawn.

    Both raise ValueError for months that have not begun. ``behind``: whether something recorded has
    not been read yet; a month written then would lack it.
    """

    def behind(self) -> bool: ...

    def framed(
        self, scope: str, year: int, month: int, now: datetime, reader: Standing
    ) -> tuple[Frame, str]: ...

    def handled(
        self, scope: str, first: date, months: int, now: datetime, reader: Standing
    ) -> Handling: ...


class Signer(Protocol):
    """Who puts the electronic signature on a sheet. It is asked once and never again.

    ``terms`` says what a signature would be, before the sheet is set. ``sign`` raises
    SigningRefused when there is, for certain, no signature; any other error means that nobody
    knows.
    """

    def terms(self) -> Terms: ...
    def sign(self, pdf: bytes) -> SignedPaper: ...
    def state(self) -> SignerState: ...
