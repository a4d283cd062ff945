"""The auditor's pages: every event of a case, the case at a moment, and what lies between two."""

from domain.kernel import Frozen
from web.pages import CasePage, Fact, FieldLine, Level, NavItem, Option, Page, WaitLine


class ChangeLine(Frozen):
    """One field as an event, or a stretch of time, left it."""

    label: str
    before: str
    after: str


class HistoryEvent(Frozen):
    """One event with everything it holds; ``changes`` is what it made of the file."""

    anchor: str
    position: int
    name: str
    title: str
    stream: str
    recorded: str
    occurred: str
    who: str
    role: str
    unit: str
    quiet: bool
    envelope: tuple[Fact, ...]
    facts: str
    url: str
    changes: tuple[ChangeLine, ...] = ()
    more: int = 0
    """Further fields it set, on its own page."""

    silence: str = ""
    seen_url: str = ""
    """The case as whoever decided saw it."""


class SilenceLine(Frozen):
    """One answer that did not come, and what followed of itself."""

    said: str
    url: str
    noted: bool = True


class HistoryPage(Page):
    """A case's events, and where it stood at any moment, on both axes."""

    case_title: str
    case_url: str
    url: str
    at: str
    known_at: str
    zone: str
    moment: str
    exists: bool
    stage: str
    level: Level
    status: tuple[Fact, ...]
    waits: tuple[WaitLine, ...]
    fields: tuple[FieldLine, ...]
    filtered: bool
    silences: tuple[SilenceLine, ...]
    events: tuple[HistoryEvent, ...]
    found: int
    total: int
    then_url: str
    difference_url: str
    sheet_url: str
    json_url: str
    readers_url: str = ""
    """Who read the case; for an auditor."""

    earlier_url: str = ""
    later_url: str = ""
    error: str = ""


class PastBanner(Frozen):
    """Which moment a page shows, the ways to others, and what was not known yet."""

    said: str
    detail: str
    case_url: str
    history_url: str
    difference_url: str
    action: str
    at: str
    known_at: str
    zone: str
    moments: tuple[Option, ...]
    before_url: str = ""
    after_url: str = ""
    members: tuple[NavItem, ...] = ()
    heading: str = ""
    """Of what was still to come; empty where nothing was."""

    unseen: tuple[NavItem, ...] = ()
    error: str = ""


class PastCasePage(CasePage):
    """The page of a case as it stood at a moment; nothing can be done from it."""

    past: PastBanner


class NothingYetPage(Page):
    """A moment at which there was no case yet."""

    past: PastBanner
    case_title: str
    said: str


class ChangedPart(Frozen):
    """One part of a case that differs between two moments."""

    label: str
    is_new: bool
    is_gone: bool
    changes: tuple[ChangeLine, ...]


class ChangedGroup(Frozen):
    """Parts of one kind: the case itself, its tasks, its letters."""

    label: str
    parts: tuple[ChangedPart, ...]


class DifferencePage(Page):
    """What changed between two moments, and the events that did it."""

    case_title: str
    case_url: str
    history_url: str
    url: str
    zone: str
    first: tuple[Option, ...]
    last: tuple[Option, ...]
    first_at: str
    last_at: str
    first_said: str
    last_said: str
    first_url: str
    last_url: str
    groups: tuple[ChangedGroup, ...]
    opened: tuple[NavItem, ...]
    closed: tuple[NavItem, ...]
    events: tuple[NavItem, ...]
    error: str = ""
