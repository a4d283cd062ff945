"""Resetting an account that signs or decides, on its page: asked by one, confirmed by another."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from application import account_reset
from domain.kernel import Role
from runtime.account_resets import OpenReset, Reset, ResetOver
from web import pages, words
from web.account import plain_form
from web.desk import Desk
from web.door import Form, Visitor

CONFIRM, DROP = "setujui", "tolak"
_NEEDS_TWO: Final = (
    "Akun ini menandatangani atau memutuskan. Administrator lain harus menyetujui dalam 24 jam."
)
_ALONE: Final = (
    "Akun ini menandatangani atau memutuskan, dan tidak ada administrator lain yang dapat"
    " menyetujui penyetelan ulang. Jalankan di peladen: rukun user reset {login}. Itu tercatat di"
    " buku akun."
)


def may_now(desk: Desk, visitor: Visitor, person: UUID, what: Reset) -> bool:
    """Whether it is to be done now: it needs no second person, or another has agreed.

    Otherwise it has now been asked for. NoSecondAdministrator, ResetAlreadyAsked.
    """
    office = desk.office
    if not account_reset.is_guarded(office.register, person, office.clock.now()):
        return True
    if any(
        each.what is what and each.confirmed and each.asked_by == visitor.actor
        for each in office.resets.open(person)
    ):
        office.resets.use(person, what, by=visitor.actor)
        return True
    account_reset.ask(
        office.register, office.resets, administrators(desk), person, what, by=visitor.actor
    )
    return False


def decide(desk: Desk, visitor: Visitor, person: UUID, slug: str, form: Form) -> None:
    """Confirmed, declined or taken back; ResetOver for what waits no more."""
    office, item = desk.office, form.get("item")
    asked = {str(each.reset_id): each for each in office.resets.open(person)}
    if item not in asked:
        raise ResetOver
    register, resets, by = office.register, office.resets, visitor.actor
    if slug == CONFIRM:
        account_reset.confirm(register, resets, administrators(desk), asked[item], by=by)
    else:
        account_reset.decline(register, resets, asked[item], by=by)


def administrators(desk: Desk) -> list[UUID]:
    """Everybody with an account who administers."""
    office = desk.office
    living = {each.actor for each in office.accounts.people()}
    held = office.roles.held(office.clock.now())
    return [
        each.person for each in held if each.role is Role.ADMINISTRATOR and each.person in living
    ]


def drawn(
    desk: Desk, visitor: Visitor, person: UUID, url: str, forms: dict[Reset, pages.ActForm]
) -> tuple[list[pages.ActForm], list[str]]:
    """The reset forms of an account as this administrator may use them, and what is to be said."""
    office = desk.office
    if not account_reset.is_guarded(office.register, person, office.clock.now()):
        return [*forms.values()], []
    everybody, now = administrators(desk), office.clock.now()

    def seconds(asker: UUID) -> list[UUID]:
        return account_reset.second_administrators(office.register, everybody, person, asker, now)

    others = seconds(visitor.actor)
    asked = {each.what: each for each in office.resets.open(person)}
    shown: list[pages.ActForm] = []
    said: list[str] = []
    for what, form in forms.items():
        if what in asked:
            said.append(_said(desk, visitor, asked[what]))
            may = visitor.actor in seconds(asked[what].asked_by)
            shown += _answers(visitor, asked[what], url, form, may_confirm=may)
        elif others:
            button = f"Minta: {form.button[0].lower()}{form.button[1:]}"
            shown.append(form.model_copy(update={"button": button, "intro": _NEEDS_TWO}))
    if not others and not asked:
        account = office.accounts.by_actor(person)
        said.append(_ALONE.format(login=account.login if account else ""))
    return shown, said


def _answers(
    visitor: Visitor, asked: OpenReset, url: str, form: pages.ActForm, *, may_confirm: bool
) -> Iterator[pages.ActForm]:
    """What may be done about one that waits: by who asked, or by another."""
    mine = asked.asked_by == visitor.actor
    item = (("item", str(asked.reset_id)),)

    def answer(slug: str, button: str, tone: str, intro: str = "") -> pages.ActForm:
        made = plain_form(
            f"{url}/{slug}", button, visitor.csrf, (), intro=intro, tone=tone, hidden=item
        )
        return made.model_copy(update={"id": f"{slug}-{asked.what}"})

    if mine and asked.confirmed:
        yield form
    elif may_confirm and not asked.confirmed:
        sure = "Pastikan dahulu kepada orangnya bahwa ia memintanya. Anda tidak melihat sandinya."
        yield answer(CONFIRM, f"Setujui: {asked.what.label.lower()}", "primary", sure)
        yield answer(DROP, f"Tolak: {asked.what.label.lower()}", "danger")
    if mine:
        yield answer(DROP, f"Tarik permintaan: {asked.what.label.lower()}", "plain")


def _said(desk: Desk, visitor: Visitor, asked: OpenReset) -> str:
    names = desk.office.accounts.names_of(
        {asked.asked_by, *((asked.confirmed_by,) if asked.confirmed_by else ())}
    )
    region = visitor.standing.region or desk.office.region
    until = words.when(asked.lapses_at, region).full
    at = words.when(asked.asked_at, region).full
    said = f"{asked.what.label}: diminta {names[asked.asked_by]}, {at}"
    if asked.confirmed_by:
        agreed = f"{said}; disetujui {names[asked.confirmed_by]}"
        return f"{agreed}. Yang meminta melakukannya sebelum {until}."
    return f"{said}. Menunggu administrator lain sampai {until}."


def waiting(
    desk: Desk, visitor: Visitor, people: dict[UUID, str]
) -> tuple[tuple[pages.Cell, ...], ...]:
    """Everything that waits for a second administrator, of these people."""
    region = visitor.standing.region or desk.office.region
    found = [each for each in desk.office.resets.open() if each.person in people]
    names = desk.office.accounts.names_of({each.asked_by for each in found})
    return tuple(
        (
            pages.Cell(text=people[each.person], url=f"/pengguna/{each.person}"),
            pages.Cell(text=each.what.label),
            pages.Cell(text=names[each.asked_by]),
            pages.Cell(text="Disetujui" if each.confirmed else "Menunggu persetujuan"),
            pages.Cell(text=words.when(each.lapses_at, region).full),
        )
        for each in found
    )
