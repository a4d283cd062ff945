"""What the pages about one's own account say."""

from domain.kernel import Frozen
from web.pages import ActForm, Moment, Page


class CodePage(Page):
    """The second step of a login."""

    form: ActForm


class SessionLine(Frozen):
    """One place where one is logged in. ``end`` is empty for the place one sits at."""

    where: str
    since: Moment
    seen: Moment
    here: bool
    end: ActForm | None = None


class BookLine(Frozen):
    """What was done to an account, by whom."""

    at: Moment
    what: str
    who: str


class AccountPage(Page):
    """One's own account."""

    facts: tuple[tuple[str, str], ...]
    enrolled: bool
    needed: bool
    codes_left: int
    sessions: tuple[SessionLine, ...]
    end_others: ActForm | None
    book: tuple[BookLine, ...]


class PasswordPage(Page):
    """A new password. ``why`` says why nothing else can be done before."""

    form: ActForm
    why: str = ""


class FactorPage(Page):
    """The second step: how it is put on, renewed and taken off."""

    enrolled: bool
    needed: bool
    codes_left: int
    begin: ActForm | None = None
    picture: str = ""
    secret: str = ""
    confirm: ActForm | None = None
    renew: ActForm | None = None
    remove: ActForm | None = None


class CodesPage(Page):
    """Recovery codes, shown this once."""

    codes: tuple[str, ...]
    login: str
