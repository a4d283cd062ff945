"""The few shapes every other module in this room is made of."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

NAMESPACE = uuid5(NAMESPACE_URL, "https://rukun.example/")
"""Root of every deterministic id: the same business key gives the same id everywhere."""

LONGEST_NARRATIVE = 20_000
"""Characters of one narrative field. An event must stay well under the log's 128 kB cap."""


def key(*parts: object) -> UUID:
    """The deterministic id of a business key, such as (case, stage, version the timer was for)."""
    return uuid5(NAMESPACE, "/".join(str(part) for part in parts))


D = TypeVar("D", date, datetime)


class Frozen(BaseModel):
    """An immutable value; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _printable(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any((ord(ch) < 32 and ch not in "\n\t") or 0x7F <= ord(ch) < 0xA0 for ch in text):
        raise ValueError("teks memuat karakter kendali yang tidak dapat disimpan")
    return text.strip()


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("harus satu baris tanpa tabulasi")
    return text


def _sensible(when: D) -> D:
    if not 1900 <= when.year <= 2100:
        raise ValueError("tahun harus antara 1900 dan 2100")
    return when


Moment = Annotated[AwareDatetime, AfterValidator(_sensible)]
"""A moment somebody gives, with its zone; a slip of the hand in the year is refused."""

Day = Annotated[date, AfterValidator(_sensible)]
"""A day somebody gives."""

Line = Annotated[
    str,
    Field(min_length=1, max_length=200),
    AfterValidator(_printable),
    AfterValidator(_one_line),
    Field(min_length=1),
]
"""One line of text for a label: a title, a place, the name of a group."""

Narrative = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_NARRATIVE),
    AfterValidator(_printable),
    Field(min_length=1),
]
"""Free text as an officer writes it."""


class Confidential(Frozen):
    """Personal or narrative text (data pribadi, uraian): sealed at rest under its subject's key.

    In memory it is plain; the record writes it sealed with AES-GCM under the key of
    ``sealed_for`` (a case, a report or a person). ``text`` is None once that key has been
    destroyed (UU 27/2022 Pasal 43-45), and shows as a redaction.
    """

    sealed_for: UUID
    text: str | None

    REDACTED: ClassVar[str] = "[dihapus menurut UU 27/2022]"

    def __str__(self) -> str:
        return self.REDACTED if self.text is None else self.text


class Secrecy(StrEnum):
    """Klasifikasi keamanan naskah dan kasus, from open to most secret (SR/R/T/B)."""

    OPEN = "B"
    RESTRICTED = "T"
    SECRET = "R"  # noqa: S105 - a class of secrecy, no secret
    TOP_SECRET = "SR"  # noqa: S105

    @property
    def rank(self) -> int:
        return ("B", "T", "R", "SR").index(self.value)

    @property
    def label(self) -> str:
        return ("Biasa", "Terbatas", "Rahasia", "Sangat Rahasia")[self.rank]


class Compartment(StrEnum):
    """Kompartemen: read only by who is expressly cleared for it, whatever else they may read.

    Rahasia Intelijen (UU 17/2011 Pasal 25-26).
    """

    INTELLIGENCE = "intelijen"

    @property
    def label(self) -> str:
        return "Intelijen"


MACHINE = UUID("00000000-0000-5000-8000-000000000001")
"""The machine as an actor: clocks, letter press, first set-up. No person can hold its role."""


class Role(StrEnum):
    """Who may act as what. A person holds a role by a ``RoleAssignment``, in a region."""

    REPORTER = "fkdm"
    CASE_OFFICER = "petugas"
    LIAISON = "liaison"
    SUPERVISOR = "pimpinan"
    GOVERNOR = "gubernur"
    AUDITOR = "auditor"
    ADMINISTRATOR = "admin"
    SYSTEM = "mesin"

    @property
    def label(self) -> str:
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.REPORTER: "Anggota FKDM / pelapor",
    Role.CASE_OFFICER: "Petugas kasus Kesbangpol",
    Role.LIAISON: "Penghubung instansi",
    Role.SUPERVISOR: "Kepala Badan Kesbangpol",
    Role.GOVERNOR: "Kantor Gubernur",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
    Role.SYSTEM: "Mesin Rukun",
}


class Channel(StrEnum):
    """By which door a command came in."""

    WEB = "web"
    API = "api"
    CLI = "cli"
    WORKFLOW = "workflow"
    FOLLOWER = "follower"
    DRILL = "drill"
    MAIL = "mail"

    @property
    def label(self) -> str:
        return _DOORS[self]


_DOORS = {
    Channel.WEB: "aplikasi",
    Channel.API: "API",
    Channel.CLI: "baris perintah",
    Channel.WORKFLOW: "jam mesin",
    Channel.FOLLOWER: "mesin",
    Channel.DRILL: "latihan",
    Channel.MAIL: "tautan surel",
}


class Command(Frozen):
    """A wish, in the imperative; the aggregate may refuse it.

    ``command_id`` makes it happen at most once. ``position_seen`` is the log position its
    author was looking at; a change since then refuses the command unless ``confirmed``.
    ``occurred_at`` is when the thing happened in the world, where that differs from now.
    """

    command_id: UUID
    actor: UUID
    role: Role
    unit: Line
    channel: Channel
    reason: Narrative | None = None
    occurred_at: Moment | None = None
    position_seen: int | None = Field(default=None, ge=0)
    confirmed: bool = False
    caused_by: str | None = None

    DECIDES: ClassVar[bool] = False
    """A decision counts from when it is recorded; it cannot be dated back."""

    TITLE: ClassVar[str] = ""
    """What a button that sends this command says, in Indonesian."""


class Envelope(Frozen):
    """Who, as what, when, why and by which command: beside the facts of every event.

    ``trace`` is where in a trace it was decided (W3C ``traceparent``), if anybody traced.
    """

    recorded_at: AwareDatetime
    occurred_at: AwareDatetime
    actor: UUID
    role: Role
    unit: str
    channel: Channel
    reason: Confidential | None = None
    command_id: UUID
    caused_by: str | None = None
    policy: str
    position_seen: int | None = None
    trace: str | None = None
    capacity: str | None = None
    """`Plt.` or `Plh.` where the role was held in somebody's place."""


class Refusal(Exception):
    """A refusal the law or the office's rules ask for; the docstring says it in Indonesian."""

    article: ClassVar[str | None] = None

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def rule(self) -> str:
        """Stable name of the rule that was broken."""
        return type(self).__name__

    @property
    def message(self) -> str:
        """The rule in the user's language, with what is missing."""
        said = " ".join((type(self).__doc__ or self.rule).split())
        if self.detail:
            said = f"{said} {self.detail}"
        return f"{said} ({self.article})" if self.article else said

    def __str__(self) -> str:
        return self.message


class StreamNotFound(Refusal):
    """Yang dituju tidak ada di catatan."""


class Fact(Frozen, CanMutateAggregate[UUID]):
    """A fact. ``NAME`` is its stable name in the log, whatever module it lives in."""

    originator_id: UUID
    originator_version: int
    timestamp: datetime
    envelope: Envelope

    NAME: ClassVar[str] = ""
    SCHEMA: ClassVar[int] = 1
    QUIET: ClassVar[bool] = False
    """True for a fact that never makes a page stale: a reminder, a bookkeeping note."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        known = EVENTS.get(cls.NAME)
        if cls.NAME and (known is None or known.__qualname__ == cls.__qualname__):
            EVENTS[cls.NAME] = cls

    @property
    def case(self) -> UUID | None:
        """The case this fact belongs to, when it names one."""
        case_id = getattr(self, "case_id", None)
        return case_id if isinstance(case_id, UUID) else None

    @property
    def event_id(self) -> str:
        """The name by which letters and later events refer to this one."""
        return f"{self.originator_id}@{self.originator_version}"

    def __repr__(self) -> str:
        return f"{self.NAME}({self.originator_id}@{self.originator_version})"


EVENTS: dict[str, type[Fact]] = {}
"""Every event class by its stable name.

The library makes a decorated subclass for each, which comes last and counts; the copies it makes
for aggregates that inherit an event do not.
"""

BOOKKEEPING = frozenset(
    {"originator_id", "originator_version", "originator_topic", "timestamp", "envelope"}
)
"""Fields of an event that are not facts."""


class Aggregate(BaseAggregate[UUID]):
    """Decides above, remembers below. ``acting`` is the envelope of the command being decided."""

    acting: Envelope
    pinned: str

    class Event(Fact):
        """A fact about one aggregate."""

    class Created(Event, CanInitAggregate[UUID]):
        """The first fact of a stream."""

        originator_topic: str

        def mutate(self, aggregate: Any) -> Any:
            """The new aggregate, pinned to the policy its first fact was decided under."""
            made: Any = super().mutate(aggregate)
            made.pinned = self.envelope.policy
            return made

    @classmethod
    def begin(
        cls, event_class: Callable[..., Any], at: Envelope, stream: UUID, **facts: Any
    ) -> Self:
        """The first fact of the stream ``stream``."""
        made = cls._create(
            event_class,  # type: ignore[arg-type]
            id=stream,
            timestamp=at.recorded_at,
            envelope=at,
            **facts,
        )
        made.acting = at
        return made

    def trigger_event(self, event_class: type[Any], **kwargs: Any) -> None:
        super().trigger_event(
            event_class, envelope=self.acting, timestamp=self.acting.recorded_at, **kwargs
        )
