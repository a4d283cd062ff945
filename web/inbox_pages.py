"""The officer's inbox as its templates read it: what waits, and what came of several acts."""

from domain.kernel import Frozen
from web.pages import ActForm, FieldLine, Level, Moment, Page
from web.saved import SavedBar


class InboxLine(Frozen):
    """One report that waits: its risk in words, who has it, what may be the same.

    ``reasons`` is empty where reading them would be a reading of a classified report.
    """

    report_id: str
    url: str
    title: str
    region: str
    level: Level
    source: str
    filed: str
    due: Moment | None
    secrecy: str = ""
    score: str = ""
    reasons: tuple[str, ...] = ()
    grade: str = ""
    second_source: bool = False
    claimed: str = ""
    mine: bool = False
    inquiry: str = ""
    """What was last asked of who told it, as far as it has come."""
    alike: str = ""
    alike_title: str = ""
    picked: bool = False


class InboxPage(Page):
    """Reports that wait for triage, the first to be due on top."""

    lines: tuple[InboxLine, ...]
    count: int
    fields: tuple[FieldLine, ...]
    more_fields: tuple[FieldLine, ...]
    more_open: bool
    query: str
    filtered: bool
    sheet_url: str
    saved: SavedBar
    hidden: tuple[tuple[str, str], ...]
    together: tuple[ActForm, ...]
    """What may be done with several at once; empty for who only reads."""
    trouble: str = ""
    before_url: str = ""
    after_url: str = ""
    may_report: bool = False
    may_point: bool = False


class TogetherLine(Frozen):
    """What came of an act for one of several reports."""

    title: str
    url: str
    done: bool
    said: str
    basis: str = ""
    next_url: str = ""
    next_text: str = ""


class TogetherPage(Page):
    """What came of one act for several reports, each by itself."""

    act: str
    summary: str
    lines: tuple[TogetherLine, ...]
    again: tuple[tuple[str, str], ...] = ()
    """The form that sends those refused only because they had changed, confirmed."""
