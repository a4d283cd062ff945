"""What the page about other systems says."""

from domain.kernel import Frozen
from web.pages import ActForm, Moment, Page


class TokenLine(Frozen):
    """One token; never its secret."""

    name: str
    scopes: tuple[str, ...]
    pace: str
    made: Moment
    ends: Moment
    used: Moment | None
    state: str
    living: bool
    revoke: ActForm | None


class ClientCard(Frozen):
    """One system: its role, its tokens, what it sent in vain, and a form for a further token."""

    name: str
    role: str
    refused: int
    refused_url: str
    tokens: tuple[TokenLine, ...]
    more: ActForm | None


class ApiField(Frozen):
    """One field of a command or of an address."""

    name: str
    kind: str
    required: bool
    note: str = ""


class ApiWay(Frozen):
    """One address of the API."""

    method: str
    path: str
    title: str
    needs: str
    fields: tuple[ApiField, ...]


class ApiGuidePage(Page):
    """The API for who builds a client: every address, what it needs, what it asks."""

    groups: tuple[tuple[str, tuple[ApiWay, ...]], ...]


class ClientsPage(Page):
    """Every system that has a token. ``secret`` is shown this once."""

    clients: tuple[ClientCard, ...]
    form: ActForm
    secret: str = ""
    secret_of: str = ""
