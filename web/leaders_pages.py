"""What a head of region reads in a minute, as the template has it."""

from domain.kernel import Frozen
from web.pages import ActForm, Count, Level, Moment, PackLine, Page, Sketch


class AskedLine(Frozen):
    """One thing that is asked of the reader, and where it is done."""

    what: str
    url: str
    about: str
    region: str
    due: Moment | None = None
    level: Level | None = None
    secrecy: str = ""


class RedLine(Frozen):
    """One red: what it is in a sentence, and what is being done about it."""

    url: str
    title: str
    level: Level
    secrecy: str
    sentence: str
    doing: tuple[str, ...]
    silent: bool


class NewsLine(Frozen):
    """One case that stands otherwise than when the reader last looked."""

    url: str
    title: str
    region: str
    level: Level
    secrecy: str
    what: str
    tone: str


class MailLine(Frozen):
    """One letter that came for the reader: its receipt, its disposition, what is left to do."""

    url: str
    pdf_url: str
    subject: str
    kind: str
    secrecy: str
    sent: str
    receipt: str
    orders: tuple[str, ...]
    due: Moment | None = None
    acts: tuple[ActForm, ...] = ()


class WindowLine(Frozen):
    """One window that ends soon: what is waited for, of whom, about what."""

    words: str
    asked: str
    title: str
    url: str
    due: Moment
    times: int = 1


class LeaderPage(Page):
    """One region on one page, for whoever heads it."""

    name: str
    lead: str
    level: Level
    counts: tuple[Count, ...]
    since: str
    asked: tuple[AskedLine, ...]
    more_asked: bool
    reds: tuple[RedLine, ...]
    more_reds: int
    reds_counted: str
    then: str
    news: tuple[NewsLine, ...]
    more_news: int
    mail: tuple[MailLine, ...]
    packs: tuple[PackLine, ...]
    soon: tuple[WindowLine, ...]
    more_soon: int
    sketch: Sketch | None
    places: tuple[tuple[str, str, Level, str], ...]
    """Address, name, level and open cases of each region below that is not green."""

    map_url: str
    note: str
