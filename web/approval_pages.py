"""What waits for one's decision, as its template reads it."""

from domain.kernel import Frozen
from web.pages import Level, Moment, Page


class ApprovalLine(Frozen):
    """One decision that is waited for: what it is, about what, and where its content is read."""

    act: str
    url: str
    subject: str
    about: str
    region: str
    since: str
    due: Moment | None = None
    level: Level | None = None
    secrecy: str = ""
    fingerprint: str = ""
    changed: str = ""
    changed_url: str = ""
    explained: str = ""
    basis: str = ""


class ApprovalsPage(Page):
    """All that waits for one person's decision, what expires first on top."""

    lines: tuple[ApprovalLine, ...]
    more: bool
    may_delegate: bool
    acting_for: str
    sheet_url: str = "/persetujuan.csv"
