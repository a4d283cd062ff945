"""The administrator's desk for other systems: their accounts, their tokens, and an end to them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from application.clients import admit
from application.sitting import Outcome
from domain.kernel import Line, Refusal, Role, Secrecy, key
from domain.role_assignment import AssignRole, Standing
from runtime.tokens import (
    FASTEST,
    LONGEST,
    USUAL_PACE,
    NoSuchToken,
    NotOneRole,
    Scope,
    Token,
    Tokens,
)
from web import pages, words
from web.acts import Act, Attempt, Blank, Mistyped, Table, options, refused
from web.api.guide import groups
from web.client_pages import ApiGuidePage, ClientCard, ClientsPage, TokenLine
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form

_ROLES: Final = tuple(
    pages.Option(value=role.value, label=role.label)
    for role in Role
    if role not in (Role.SYSTEM, Role.ADMINISTRATOR)
)
_OF_TOKEN: Final = (
    Blank("label", "Untuk apa token ini", hint="Misalnya: pengiriman dari server utama."),
    *(
        Blank(
            f"scope.{scope.name}",
            scope.label,
            "check",
            required=False,
            heading="Cakupan" if number == 0 else "",
            given="1" if scope is Scope.INTAKE else "",
        )
        for number, scope in enumerate(sorted(Scope))
    ),
    Blank(
        "days",
        f"Berlaku berapa hari (1–{LONGEST.days})",
        "number",
        half=True,
        given="365",
        heading="Batas",
    ),
    Blank(
        "pace", f"Permintaan per menit (1–{FASTEST})", "number", half=True, given=str(USUAL_PACE)
    ),
)
_NAMES: Final = frozenset({"name", "label", "scope", "days", "pace"})


def _of_role(typed: dict[str, Any], _: str) -> dict[str, Any]:
    """What of the form is the role's."""
    return {name: value for name, value in typed.items() if name not in _NAMES}


CREATE: Final = Act(
    "buat",
    AssignRole,
    (
        Blank("name", "Nama sistem", hint="Misalnya: CCTV Kota Jakarta Selatan."),
        Blank(
            "as_role",
            "Peran",
            "choice",
            options=_ROLES,
            given=Role.REPORTER.value,
            hint="Yang paling sempit yang cukup: untuk mengirim laporan, pelapor.",
        ),
        Blank("in_unit", "Unit pengelola", hint="Misalnya: Diskominfotik."),
        Blank("region", "Wilayah", "choice", half=True),
        Blank(
            "clearance",
            "Klasifikasi tertinggi",
            "choice",
            options=options(Secrecy),
            given=Secrecy.RESTRICTED.value,
            half=True,
        ),
        *_OF_TOKEN,
    ),
    tone="primary",
    mend=_of_role,
)
MORE: Final = Act("token", AssignRole, _OF_TOKEN)


def routes(desk: Desk) -> APIRouter:
    """`/klien`: who has a token; a new client, a further token, the end of one; the guide."""
    router = APIRouter()
    tokens = Tokens(desk.office.datastore, desk.office.clock)
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]

    @router.get("/klien")
    def show(visitor: coming_in) -> Response:
        must_administer(visitor)
        return desk.show("clients", _page(desk, visitor, tokens))

    @router.get("/klien/panduan")
    def guide(visitor: coming_in) -> Response:
        must_administer(visitor)
        page = ApiGuidePage(
            frame=desk.frame(visitor, "/klien"), title="Panduan API", groups=groups()
        )
        return desk.show("api_guide", page)

    @router.post("/klien/buat")
    def create(form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        must_administer(visitor)
        return _create(desk, visitor, tokens, form)

    @router.post("/klien/token")
    def add(form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        must_administer(visitor)
        return _add(desk, visitor, tokens, form)

    @router.post("/klien/cabut")
    def revoke(form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        must_administer(visitor)
        try:
            tokens.revoke(UUID(form.get("item")), by=visitor.actor)
        except (ValueError, NoSuchToken):
            raise NotHere from None
        said = pages.Notice(text="Token dicabut; permintaan berikutnya dengan token itu ditolak.")
        return desk.show("clients", _page(desk, visitor, tokens, notice=said))

    return router


def must_administer(visitor: Visitor) -> None:
    """NotAllowed for whoever does not administer."""
    if visitor.role is not Role.ADMINISTRATOR:
        raise NotAllowed("Klien API diatur oleh administrator.")


# -- making --------------------------------------------------------------------------------------


def _create(desk: Desk, visitor: Visitor, tokens: Tokens, form: Form) -> Response:
    """Account, role and first token; the secret is on the page that answers, and nowhere else."""
    made: list[str] = []

    def enrol(command: AssignRole) -> Outcome:
        if command.as_role.value not in {each.value for each in _ROLES}:
            raise NotOneRole
        wish, name = _wish(form), _line(form, "name")
        outcome = admit(desk.office.register, desk.office.accounts, name, command)
        made.extend((name, _token(desk, visitor, tokens, command.person, form, wish)))
        return outcome

    person = key("client", visitor.actor, form.get("command_id"))
    given = {"person": person}
    region = desk.office.region
    done = desk.carry_out(visitor, CREATE, form, region=region, given=given, submit=enrol)
    if isinstance(done, Done):
        name, secret = made
        return desk.show("clients", _page(desk, visitor, tokens, secret=secret, secret_of=name))
    return desk.show("clients", _page(desk, visitor, tokens, attempt=done.attempt), done.status)


def _add(desk: Desk, visitor: Visitor, tokens: Tokens, form: Form) -> Response:
    """A further token, so that one may be exchanged for another without a gap."""
    item = form.get("item")
    clients = {str(each.actor) for each in tokens.all()}
    if item not in clients:
        raise NotHere
    person = UUID(item)
    try:
        secret = _token(desk, visitor, tokens, person, form, _wish(form))
    except Mistyped as mistake:
        attempt = Attempt(act=MORE, form=form, item=item, errors=mistake.errors)
        return desk.show("clients", _page(desk, visitor, tokens, attempt=attempt), 422)
    except Refusal as refusal:
        attempt = Attempt(act=MORE, form=form, item=item, refused=refused(refusal))
        return desk.show("clients", _page(desk, visitor, tokens, attempt=attempt), 409)
    name = desk.office.accounts.name_of(person)
    return desk.show("clients", _page(desk, visitor, tokens, secret=secret, secret_of=name))


def _token(
    desk: Desk,
    visitor: Visitor,
    tokens: Tokens,
    person: UUID,
    form: Form,
    wish: tuple[str, frozenset[Scope], int, int],
) -> str:
    label, scopes, days, pace = wish
    _, secret = tokens.create(
        person,
        desk.office.register.standings(person),
        label,
        scopes,
        by=visitor.actor,
        days=days,
        per_minute=pace,
        token_id=key("token", visitor.actor, form.get("command_id")),
    )
    return secret


def _wish(form: Form) -> tuple[str, frozenset[Scope], int, int]:
    """What is asked of the token; Mistyped for what cannot be read."""
    scopes = frozenset(scope for scope in Scope if form.get(f"scope.{scope.name}"))
    if not scopes:
        raise Mistyped({f"scope.{min(Scope).name}": "Pilih paling sedikit satu cakupan."})
    days = _number(form, "days", LONGEST.days)
    return _line(form, "label"), scopes, days, _number(form, "pace", FASTEST)


def _number(form: Form, name: str, most: int) -> int:
    typed = form.get(name)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6 and 1 <= int(typed) <= most):
        raise Mistyped({name: f"Bilangan bulat 1 sampai {most}."})
    return int(typed)


def _line(form: Form, name: str) -> str:
    try:
        said: str = _LINE.validate_python(form.get(name))
    except ValidationError:
        raise Mistyped({name: "Satu baris, 1 sampai 200 huruf."}) from None
    return said


_LINE: Final[TypeAdapter[str]] = TypeAdapter(Line)


# -- the page ------------------------------------------------------------------------------------


def _page(
    desk: Desk,
    visitor: Visitor,
    tokens: Tokens,
    *,
    attempt: Attempt | None = None,
    notice: pages.Notice | None = None,
    secret: str = "",
    secret_of: str = "",
) -> ClientsPage:
    office = desk.office
    table = Table(
        path="/klien",
        region=office.region,
        csrf=visitor.csrf,
        position=office.log.head(),
        attempt=attempt,
    )
    of_client: defaultdict[UUID, list[Token]] = defaultdict(list)
    for token in tokens.all():
        of_client[token.actor].append(token)
    refused_of = office.refused_intake.counts()
    regions = [office.region, *office.regions.children(office.region)]
    create = CREATE.with_options(
        "region",
        (pages.Option(value=code, label=office.regions.full_name(code)) for code in regions),
    ).knowing({"region": office.region})
    return ClientsPage(
        frame=desk.frame(visitor, "/klien"),
        title="Klien API",
        notice=notice,
        clients=tuple(
            _card(desk, table, actor, found, name, refused_of.get(actor, 0))
            for (actor, found), name in zip(
                of_client.items(), map(office.accounts.name_of, of_client), strict=True
            )
        ),
        form=_only(table.draw(create), "Buat klien dan token"),
        secret=secret,
        secret_of=secret_of,
    )


def _only(form: pages.ActForm, button: str) -> pages.ActForm:
    """A form about an account, which no event has a moment or a reason for."""
    return form.model_copy(update={"button": button, "more": ()})


def _card(
    desk: Desk, table: Table, actor: UUID, tokens: Iterable[Token], name: str, refused_of: int
) -> ClientCard:
    held = desk.office.register.standings(actor)
    return ClientCard(
        name=name,
        role=" / ".join(_role(desk, each) for each in held) or "Tidak memegang peran lagi",
        refused=refused_of,
        refused_url=f"/klien/{actor}/ditolak",
        tokens=tuple(_line_of(desk, table, each) for each in tokens),
        more=_only(table.draw(MORE, item=str(actor)), "Token baru") if len(held) == 1 else None,
    )


def _role(desk: Desk, standing: Standing) -> str:
    where = desk.office.regions.name(standing.region)
    return f"{standing.title}, {standing.unit}, {where}, sampai {standing.clearance.label}"


def _line_of(desk: Desk, table: Table, token: Token) -> TokenLine:
    now, region = desk.office.clock.now(), desk.office.region
    living = token.lives_at(now)
    state = "berlaku" if living else "dicabut" if token.revoked_at else "kedaluwarsa"
    return TokenLine(
        name=token.name,
        scopes=tuple(f"{scope.label} ({scope})" for scope in sorted(token.scopes)),
        pace=f"Paling banyak {token.per_minute} permintaan per menit",
        made=words.when(token.created_at, region),
        ends=words.when(token.expires_at, region),
        used=words.when(token.last_used_at, region) if token.last_used_at else None,
        state=state,
        living=living,
        revoke=_revoke(table, token) if living else None,
    )


def _revoke(table: Table, token: Token) -> pages.ActForm:
    spot = f"cabut-{token.token_id}"
    return pages.ActForm(
        id=spot,
        action="/klien/cabut",
        button="Cabut token",
        intro="Sistem yang memakainya langsung ditolak. Tidak dapat dibatalkan.",
        tone="danger",
        hidden=(
            ("csrf", table.csrf),
            ("command_id", str(uuid4())),
            ("item", str(token.token_id)),
        ),
    )
