"""The administrator's book of people: who has an account, which roles they hold, since when.

Roles are events, by command; the account beside them has its own book. No case is shown here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from application import account_reset
from application.sitting import Outcome
from domain.kernel import Compartment, Fact, Role, Secrecy
from domain.regions import contains
from domain.role_assignment import AssignRole, EndRole, RoleAssignment, Standing
from projections.role_book import Held
from runtime.account_resets import Reset
from runtime.accounts import Account, LoginTaken
from web import pages, people_pages, records, resets, words
from web.account import book_lines, plain_form
from web.acts import Act, Attempt, Blank, Mistyped, Table, options
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, read_form

PATH: Final = "/pengguna"
_ACCOUNT: Final = (
    Blank("account.name", "Nama lengkap", heading="Orangnya"),
    Blank("account.login", "Nama masuk", half=True, hint="Huruf kecil, tanpa spasi."),
    Blank("account.title", "Jabatan", required=False, half=True),
    Blank("account.rank", "Pangkat", required=False, half=True),
    Blank("account.nip", "NIP", required=False, half=True, hint="18 angka."),
    Blank("account.mail", "Surel", required=False, hint="Untuk pemberitahuan; boleh menyusul."),
)
_ROLE: Final = (
    Blank(
        "as_role",
        "Peran",
        "choice",
        options=tuple(
            pages.Option(value=each.value, label=each.label)
            for each in Role
            if each is not Role.SYSTEM
        ),
        heading="Perannya",
    ),
    Blank("in_unit", "Unit", half=True, hint="Misalnya: BKBP, Polda, Kodam, FKDM."),
    Blank("region", "Wilayah", half=True, hint="Nama atau kode Kemendagri."),
    Blank(
        "clearance",
        "Boleh membaca sampai",
        "choice",
        options=options(Secrecy),
        given=Secrecy.RESTRICTED.value,
        half=True,
    ),
    Blank("until", "Sampai", "moment", required=False, half=True, hint="Kosong: sampai diakhiri."),
    Blank("basis", "Dasar", required=False, hint="Misalnya: SK nomor …, tanggal …"),
    Blank("intelligence", "Boleh membaca rujukan intelijen", "check", required=False),
)


def _whole(typed: dict[str, Any], _: str) -> dict[str, Any]:
    """The role's own fields; the account's are read apart."""
    apart = typed.pop("intelligence", False)
    typed.pop("account", None)
    return {**typed, "compartments": (Compartment.INTELLIGENCE,) if apart else ()}


ADD: Final = Act(
    "tambah", AssignRole, (*_ACCOUNT, *_ROLE), tone="primary", fresh="person", mend=_whole
)
ASSIGN: Final = Act("tetapkan", AssignRole, _ROLE, mend=_whole)
END: Final = Act(
    "akhiri",
    EndRole,
    (Blank("reason", "Alasan", "text", rows=2),),
    tone="danger",
    item="assignment_id",
)


@dataclass(frozen=True)
class Known:
    """One account with the roles its person holds."""

    account: Account
    held: tuple[Held, ...]
    enrolled: bool

    @property
    def state(self) -> str:
        if not self.account.active:
            return "Dibekukan"
        if not self.held:
            return "Tanpa peran"
        if self.account.password_until is not None:
            return "Belum pernah masuk"
        return "Aktif, dua langkah" if self.enrolled else "Aktif"


def routes(desk: Desk) -> APIRouter:
    """`/pengguna`, each person in it, and `/satuan`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    filled = Annotated[Form, Depends(read_form)]

    @router.get(PATH)
    def people(request: Request, visitor: coming_in) -> Response:
        must_administer(visitor)
        return desk.show("register", _people_page(desk, visitor, request.query_params.get("unit")))

    @router.post(f"{PATH}/tambah")
    def add(form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        must_administer(visitor)
        return _added(desk, visitor, form)

    @router.get(f"{PATH}/{{person_id}}")
    def person(person_id: UUID, visitor: coming_in) -> Response:
        must_administer(visitor)
        return desk.show("person", _person_page(desk, visitor, _known(desk, visitor, person_id)))

    @router.post(f"{PATH}/{{person_id}}/{{slug}}")
    def act(person_id: UUID, slug: str, form: filled, visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        must_administer(visitor)
        known = _known(desk, visitor, person_id)
        if slug in {ASSIGN.slug, END.slug}:
            return _role_act(desk, visitor, known, ASSIGN if slug == ASSIGN.slug else END, form)
        return _account_act(desk, visitor, known, slug, form)

    @router.get("/satuan")
    def units(visitor: coming_in) -> Response:
        must_administer(visitor)
        return desk.show("register", _units_page(desk, visitor))

    return router


def must_administer(visitor: Visitor) -> None:
    """NotAllowed for whoever is no administrator now."""
    if visitor.role is not Role.ADMINISTRATOR:
        raise NotAllowed("Halaman ini untuk administrator.")


# -- acting --------------------------------------------------------------------------------------


def _added(desk: Desk, visitor: Visitor, form: Form) -> Response:
    """A new account with its first role; its password is shown in the answer and nowhere else."""
    accounts = desk.office.accounts
    handed: list[str] = []

    def opened(command: AssignRole) -> Outcome:
        account = _account(form, command.person)
        known = accounts.by_actor(command.person) is not None
        if not known and accounts.is_taken(account.login):
            raise LoginTaken
        outcome = desk.office.register.submit(command)
        if not known:
            handed.append(accounts.open(account, by=visitor.actor))
        return outcome

    placed, code = records.placed(desk, form)
    if not code:
        return _again(desk, visitor, Attempt(ADD, form, errors={"region": records.UNCLEAR}), 422)
    done = desk.carry_out(visitor, ADD, placed, region=code, given={}, submit=opened)
    if not isinstance(done, Done):
        return _again(desk, visitor, done.attempt, done.status)
    person = _person_of(desk, done.outcome.about)
    if handed:
        return _handed(desk, visitor, person, handed[0])
    return RedirectResponse(f"{PATH}/{person}?ada=1", status_code=303)


def _again(desk: Desk, visitor: Visitor, attempt: Attempt, status: int) -> Response:
    return desk.show("register", _people_page(desk, visitor, None, attempt), status)


def _person_of(desk: Desk, stream: UUID) -> UUID:
    return records.loaded(desk, RoleAssignment, stream).person


def _account(form: Form, person: UUID) -> Account:
    """The account that was typed; Mistyped where it is none."""
    typed: dict[str, Any] = {
        name: form.get(f"account.{name}")
        for name in ("name", "login", "title", "rank", "nip", "mail")
    }
    try:
        return Account(actor=person, **typed)
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors()}
        said = {"nip": "NIP terdiri atas 18 angka.", "mail": "Itu bukan alamat surel."}
        raise Mistyped(
            {f"account.{name}": said.get(name, "Isian ini terlalu panjang.") for name in wrong}
        ) from None


def _role_act(desk: Desk, visitor: Visitor, known: Known, act: Act, form: Form) -> Response:
    person, url = known.account.actor, f"{PATH}/{known.account.actor}"
    item, region = form.get("item"), visitor.standing.region
    given: dict[str, object] = {"person": person}
    if act is END:
        given["assignment_id"] = item
    else:
        item = ""
        form, region = records.placed(desk, form)
        if not region:
            attempt = Attempt(act, form, errors={"region": records.UNCLEAR})
            return desk.show("person", _person_page(desk, visitor, known, attempt), 422)
    done = desk.carry_out(visitor, act, form, region=region, given=given, item=item)
    if isinstance(done, Done):
        return desk.onward(url, done.outcome)
    return desk.show("person", _person_page(desk, visitor, known, done.attempt), done.status)


def _account_act(desk: Desk, visitor: Visitor, known: Known, slug: str, form: Form) -> Response:
    if why := _untouchable(desk, visitor, known.account.actor):
        raise NotAllowed(why)
    accounts, person = desk.office.accounts, known.account.actor
    match slug:
        case resets.CONFIRM | resets.DROP:
            resets.decide(desk, visitor, person, slug, form)
        case Reset.PASSWORD | Reset.FACTOR if not resets.may_now(
            desk, visitor, person, Reset(slug)
        ):
            pass
        case "sandi":
            password = accounts.give_password(person, by=visitor.actor)
            return _handed(desk, visitor, person, password)
        case "bekukan":
            accounts.suspend(person, by=visitor.actor)
        case "pulihkan":
            accounts.restore(person, by=visitor.actor)
        case "dua-langkah":
            desk.office.second_factors.remove(person, by=visitor.actor)
        case "keluarkan":
            accounts.end_all(person, by=visitor.actor)
        case _:
            raise NotHere
    return RedirectResponse(f"{PATH}/{person}?selesai={slug}", status_code=303)


def _handed(desk: Desk, visitor: Visitor, person: UUID, password: str) -> Response:
    account = desk.office.accounts.by_actor(person)
    if account is None or account.password_until is None:
        raise NotHere
    page = people_pages.HandedPage(
        frame=desk.frame(visitor, PATH),
        title="Kata sandi sementara",
        name=account.name,
        login=account.login,
        password=password,
        until=words.when(account.password_until, visitor.standing.region or desk.office.region),
        back=f"{PATH}/{person}",
    )
    return desk.show("handed", page)


# -- who may touch whom --------------------------------------------------------------------------


def _known(desk: Desk, visitor: Visitor, person: UUID) -> Known:
    """One person this administrator may know of; NotHere otherwise."""
    account = desk.office.accounts.by_actor(person)
    if account is None:
        raise NotHere
    held = tuple(desk.office.roles.held(desk.office.clock.now(), person))
    known = Known(account, held, desk.office.second_factors.enrolled(person))
    if not _concerns(visitor, known):
        raise NotHere
    return known


def _concerns(visitor: Visitor, known: Known) -> bool:
    """Whoever holds a role in the administrator's region, and whoever holds none."""
    return not known.held or any(
        contains(standing.region, held.region)
        for standing in visitor.standings
        if standing.role is Role.ADMINISTRATOR
        for held in known.held
    )


def _untouchable(desk: Desk, visitor: Visitor, person: UUID) -> str:
    """Why this administrator may not touch that account: as if each of its roles were ended."""
    if person == visitor.actor:
        return "Ini akun Anda sendiri; kelola di Akun saya."
    if not account_reset.may_touch(desk.office.register, visitor.standings, person):
        return "Orang ini memegang peran di luar wilayah atau di atas kewenangan Anda."
    return ""


# -- pages ---------------------------------------------------------------------------------------


def _everybody(desk: Desk, visitor: Visitor) -> Iterator[Known]:
    office = desk.office
    held: dict[UUID, list[Held]] = {}
    for each in office.roles.held(office.clock.now()):
        held.setdefault(each.person, []).append(each)
    enrolled = office.second_factors.everybody()
    for account in office.accounts.people(also_suspended=True):
        roles = tuple(held.get(account.actor, ()))
        known = Known(account, roles, account.actor in enrolled)
        if _concerns(visitor, known):
            yield known


def _people_page(
    desk: Desk, visitor: Visitor, unit: str | None, attempt: Attempt | None = None
) -> pages.RegisterPage:
    region = visitor.standing.region or desk.office.region
    seen, everybody = desk.office.accounts.last_seen(), list(_everybody(desk, visitor))
    shown = [each for each in everybody if not unit or unit in {h.unit for h in each.held}]
    table = records.table_for(desk, visitor, PATH, region, attempt)
    return pages.RegisterPage(
        frame=desk.frame(visitor, PATH),
        title="Pengguna",
        intro=f"{len(shown)} orang"
        + (f" di {unit}" if unit else "")
        + ". Peran tercatat sebagai peristiwa; akun punya bukunya sendiri.",
        ways=ways(PATH),
        columns=("Nama", "Nama masuk", "Peran", "Keadaan", "Terakhir terlihat"),
        rows=tuple(
            (
                pages.Cell(text=each.account.name, url=f"{PATH}/{each.account.actor}"),
                pages.Cell(text=each.account.login),
                pages.Cell(text="; ".join(_in_short(desk, held) for held in each.held) or "–"),
                pages.Cell(text=each.state),
                pages.Cell(
                    text=words.when(seen[each.account.actor], region).short
                    if each.account.actor in seen
                    else "–"
                ),
            )
            for each in shown
        ),
        empty="Belum ada orang. Tambahkan di bawah.",
        second_title="Menunggu administrator kedua",
        second_columns=("Akun", "Apa", "Diminta oleh", "Keadaan", "Sampai"),
        second_rows=resets.waiting(
            desk, visitor, {each.account.actor: each.account.name for each in everybody}
        ),
        forms=(table.draw(ADD).model_copy(update={"button": "Tambah pengguna"}),),
    )


def _in_short(desk: Desk, held: Held) -> str:
    return f"{held.role.label}, {held.unit}, {desk.office.regions.name(held.region)}"


def ways(here: str) -> tuple[pages.NavItem, ...]:
    """The ways between the administrator's books."""
    return tuple(
        pages.NavItem(url=url, label=label, current=url == here)
        for url, label in (
            ("/instalasi", "Kesiapan"),
            (PATH, "Pengguna"),
            ("/satuan", "Satuan"),
            ("/profil-wilayah", "Profil wilayah"),
            ("/lapisan-batas", "Lapisan batas"),
            ("/diparkir", "Peristiwa diparkir"),
        )
    )


def _units_page(desk: Desk, visitor: Visitor) -> pages.RegisterPage:
    units: dict[str, list[tuple[Held, str]]] = {}
    for each in _everybody(desk, visitor):
        for held in each.held:
            units.setdefault(held.unit, []).append((held, each.account.name))
    return pages.RegisterPage(
        frame=desk.frame(visitor, PATH),
        title="Satuan",
        intro="Satuan muncul di sini begitu seseorang memegang peran di dalamnya.",
        ways=ways("/satuan"),
        columns=("Satuan", "Wilayah", "Peran", "Orang"),
        rows=tuple(
            (
                pages.Cell(text=unit, url=f"{PATH}?{urlencode({'unit': unit})}"),
                pages.Cell(text=_joined(desk.office.regions.name(h.region) for h, _ in held)),
                pages.Cell(text=_joined(h.role.label for h, _ in held)),
                pages.Cell(text=_joined(name for _, name in held)),
            )
            for unit, held in sorted(units.items())
        ),
        empty="Belum ada satuan. Tambahkan pengguna dahulu.",
    )


def _joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names)))


def _person_page(
    desk: Desk, visitor: Visitor, known: Known, attempt: Attempt | None = None
) -> people_pages.PersonPage:
    account, region = known.account, visitor.standing.region or desk.office.region
    url = f"{PATH}/{account.actor}"
    table = records.table_for(desk, visitor, url, region, attempt)
    own = account.actor == visitor.actor
    lines = list(_roles(desk, visitor, account.actor, table))
    untouchable = _untouchable(desk, visitor, account.actor)
    account_acts, said = ([], []) if untouchable else _account_forms(desk, visitor, known, url)
    return people_pages.PersonPage(
        frame=desk.frame(visitor, PATH),
        title=account.name,
        state=known.state,
        facts=tuple(
            (name, said)
            for name, said in (
                ("Nama masuk", account.login),
                ("Jabatan", account.title),
                ("Pangkat", account.rank),
                ("NIP", account.nip),
                ("Surel", account.mail),
                ("Verifikasi dua langkah", "Terpasang" if known.enrolled else "Belum"),
                ("Sedang masuk di", f"{len(desk.office.accounts.present(account.actor))} tempat"),
            )
            if said
        ),
        roles=tuple(each for each in lines if not each.ended),
        before=tuple(each for each in lines if each.ended),
        assign=None if own else table.draw(ASSIGN),
        account_acts=tuple(account_acts),
        said=tuple(said),
        untouchable=untouchable,
        book=book_lines(desk, visitor, account.actor, 30),
    )


_ACCOUNT_ACTS: Final = (
    (
        "sandi",
        "Buat kata sandi sementara",
        "Semua sesinya berakhir; kata sandi lama tidak berlaku.",
        "plain",
    ),
    (
        "dua-langkah",
        "Setel ulang verifikasi dua langkah",
        "Bila ponsel dan kode cadangannya hilang. Pastikan dahulu bahwa ini orangnya.",
        "plain",
    ),
    ("keluarkan", "Akhiri semua sesi", "Ia harus masuk lagi di semua perangkat.", "plain"),
    (
        "bekukan",
        "Bekukan akun",
        "Tidak dapat masuk lagi sampai dipulihkan; perannya tetap tercatat.",
        "danger",
    ),
    ("pulihkan", "Pulihkan akun", "Dapat masuk lagi.", "primary"),
)


def _account_forms(
    desk: Desk, visitor: Visitor, known: Known, url: str
) -> tuple[list[pages.ActForm], list[str]]:
    """What may be done about an account, and what is to be said of it."""
    forms = {form.id: form for form in _every_form(visitor, known, url)}
    alone = {each: forms.pop(each) for each in Reset if each in forms}
    guarded, said = resets.drawn(desk, visitor, known.account.actor, url, alone)
    return [*guarded, *forms.values()], said


def _every_form(visitor: Visitor, known: Known, url: str) -> Iterator[pages.ActForm]:
    for slug, button, intro, tone in _ACCOUNT_ACTS:
        if (slug == "pulihkan") is known.account.active:
            continue
        if slug == "dua-langkah" and not known.enrolled:
            continue
        yield plain_form(f"{url}/{slug}", button, visitor.csrf, (), intro=intro, tone=tone)


def _roles(
    desk: Desk, visitor: Visitor, person: UUID, table: Table
) -> Iterator[people_pages.RoleLine]:
    """Every role somebody was ever given, the latest first, each with its end."""
    told = list(desk.office.log.of_stream(RoleAssignment.id_of(person)))
    ends = {r.fact.assignment_id: r.fact for r in told if isinstance(r.fact, RoleAssignment.Ended)}
    given = [
        (r.fact.standing, r.fact)
        for r in told
        if isinstance(r.fact, RoleAssignment.Assigned | RoleAssignment.AlsoAssigned)
    ]
    now, region = desk.office.clock.now(), visitor.standing.region
    names = desk.office.accounts.names_of({r.fact.envelope.actor for r in told})

    def said(fact: Fact) -> str:
        at = words.when(fact.envelope.recorded_at, region).full
        return f"{at}, oleh {names[fact.envelope.actor]}"

    for standing, fact in reversed(given):
        ended = ends.get(standing.assignment_id)
        over = standing.until is not None and standing.until <= now
        reason = (ended or fact).envelope.reason
        may = any(account_reset.reaches(each, standing) for each in visitor.standings)
        yield people_pages.RoleLine(
            title=f"{standing.title}, {standing.unit}",
            where=desk.office.regions.name(standing.region),
            clearance=", ".join(
                (standing.clearance.label, *(each.label for each in standing.compartments))
            ),
            span=_span(standing, region),
            given=said(fact) + (f" ({standing.basis})" if standing.basis else ""),
            reason=reason.text or "" if reason else "",
            ended=said(ended) if ended else "Berakhir sendiri" if over else "",
            end=table.draw(END, item=str(standing.assignment_id))
            if may and not ended and not over and person != visitor.actor
            else None,
        )


def _span(standing: Standing, region: str) -> str:
    since = words.when(standing.since, region).short
    if standing.until is None:
        return f"sejak {since}"
    return f"{since} sampai {words.when(standing.until, region).full}"
