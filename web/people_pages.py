"""What the administrator's pages about people say."""

from domain.kernel import Frozen
from web.account_pages import BookLine
from web.pages import ActForm, Moment, Page


class RoleLine(Frozen):
    """One role somebody holds or held: what, where, since when, until when, by whose word."""

    title: str
    where: str
    clearance: str
    span: str
    given: str
    reason: str = ""
    ended: str = ""
    end: ActForm | None = None


class PersonPage(Page):
    """One person: their account, their roles now and before, what was done to the account."""

    state: str
    facts: tuple[tuple[str, str], ...]
    roles: tuple[RoleLine, ...]
    before: tuple[RoleLine, ...]
    assign: ActForm | None
    account_acts: tuple[ActForm, ...]
    said: tuple[str, ...]
    """What waits for a second administrator, or why nobody can confirm."""

    untouchable: str
    """Why this administrator may do nothing about this account; empty where they may."""

    book: tuple[BookLine, ...]


class HandedPage(Page):
    """A password for one use, shown this once."""

    name: str
    login: str
    password: str
    until: Moment
    back: str
