"""The notice desk: what one was told, how one wants to be told, and how every sending went."""

from collections.abc import Iterator
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application import account_reset
from application.notices.rules import LABELS, RULES
from domain.kernel import Channel, Role, key
from domain.letter_content import Urgency
from domain.notice import Habits, NoticeChannel, NoticeHabits, ReadNotice, SetHabits
from projections.notice_box import NoticeBox, NoticeRow
from projections.notice_ledger import SendingRow, Try
from runtime.accounts import MailboxUnreadable
from web import pages, words
from web.acts import Act, Attempt, Blank, Table
from web.desk import Desk, Done
from web.door import Form, NotAllowed, NotHere, Visitor, own_path, read_form
from web.words import People

A_PAGE: Final = 30
SENDINGS: Final = 100
"""How many sendings a page of the ledger shows."""
_OVERSEERS: Final = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.CASE_OFFICER})


def _kinds() -> dict[str, tuple[str, ...]]:
    """What may leave by mail, as the form asks: rules of one label are one kind."""
    kinds: dict[str, tuple[str, ...]] = {}
    for rule in RULES:
        if rule.mailed:
            kinds[rule.label] = (*kinds.get(rule.label, ()), rule.name)
    return kinds


_KINDS: Final = _kinds()


def _habits(typed: dict[str, Any], _: str) -> dict[str, Any]:
    """A tick for the mail, as the channels the command names; the address is no event's."""
    typed.pop("mail", None)
    by_mail = typed.pop("by_mail", False)
    asked = zip(_KINDS.values(), typed.pop("without", ()), strict=False)
    return {
        **typed,
        "channels": (NoticeChannel.MAIL,) if by_mail else (),
        "not_sent": tuple(rule for rules, ticked in asked if ticked for rule in rules),
    }


SET_HABITS: Final = Act(
    "atur",
    SetHabits,
    (
        Blank("mail", "Alamat surel Anda", required=False),
        Blank("by_mail", "Kirim juga lewat surel", "check", required=False),
        Blank("quiet_from", "Jam tenang mulai", "time", required=False, half=True),
        Blank("quiet_until", "Jam tenang sampai", "time", required=False, half=True),
        *(
            Blank(
                f"without.{number}",
                label,
                "check",
                required=False,
                later=True,
                heading="" if number else "Cukup di sini, tanpa surel",
            )
            for number, label in enumerate(_KINDS)
        ),
    ),
    more_label="Pilih jenis yang tidak perlu surel",
    intro="Surel hanya memuat rujukan dan tautan. Yang merah dikirim kapan saja.",
    mend=_habits,
)
READ_NOTICE: Final = Act("baca", ReadNotice, item="notice_id")


def routes(desk: Desk) -> APIRouter:
    """`/pemberitahuan`, its acts, its count alone, and `/pemberitahuan/pengiriman`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/pemberitahuan")
    def show(request: Request, visitor: coming_in) -> Response:
        desk.caught_up(request, visitor, NoticeBox.TABLE)
        return desk.show("notices", _page(desk, visitor, _number(request)))

    @router.get("/pemberitahuan/jumlah")
    def count(visitor: coming_in) -> Response:
        page = pages.Page(frame=desk.frame(visitor), title="Pemberitahuan")
        return desk.show("count", page)

    @router.get("/pemberitahuan/pengiriman")
    def ledger(request: Request, visitor: coming_in) -> Response:
        if visitor.role not in _OVERSEERS:
            raise NotAllowed("Buku pengiriman untuk petugas, pimpinan, dan auditor.")
        return desk.show("notice_ledger", _ledger(desk, visitor, _number(request)))

    @router.post("/pemberitahuan/{slug}")
    def act(slug: str, form: Annotated[Form, Depends(read_form)], visitor: coming_in) -> Response:
        desk.door.must_be_ours(visitor, form)
        match slug:
            case "baca":
                return _open(desk, visitor, form)
            case "baca-semua":
                return _read_all(desk, visitor)
            case "atur":
                return _set_habits(desk, visitor, form)
        raise NotHere

    return router


def _open(desk: Desk, visitor: Visitor, form: Form) -> Response:
    """Marks one as read and goes where it leads."""
    try:
        notice_id = UUID(form.get("item"))
    except ValueError:
        raise NotHere from None
    given = {"notice_id": notice_id}
    done = desk.carry_out(visitor, READ_NOTICE, form, region=desk.office.region, given=given)
    if not isinstance(done, Done):
        raise NotHere
    return desk.onward(own_path(form.get("ke")), done.outcome)


def _read_all(desk: Desk, visitor: Visitor) -> Response:
    outcome = None
    for notice_id in desk.office.notices.unread_ids(visitor.actor):
        outcome = desk.office.register.submit(
            ReadNotice(
                command_id=key("web", visitor.actor, "read", notice_id),
                actor=visitor.actor,
                role=visitor.role,
                unit=visitor.standing.unit,
                channel=Channel.WEB,
                notice_id=notice_id,
            )
        )
    if outcome is None:
        return desk.show("notices", _page(desk, visitor, 1))
    return desk.onward("/pemberitahuan", outcome)


def _set_habits(desk: Desk, visitor: Visitor, form: Form) -> Response:
    try:
        desk.office.accounts.set_mail(visitor.actor, form.get("mail"))
    except MailboxUnreadable as refusal:
        attempt = Attempt(act=SET_HABITS, form=form, errors={"mail": refusal.message})
        return desk.show("notices", _page(desk, visitor, 1, attempt), 422)
    done = desk.carry_out(visitor, SET_HABITS, form, region=visitor.standing.region, given={})
    if isinstance(done, Done):
        return desk.onward("/pemberitahuan", done.outcome)
    return desk.show("notices", _page(desk, visitor, 1, done.attempt), done.status)


# -- what one was told ---------------------------------------------------------------------------


def _page(
    desk: Desk, visitor: Visitor, number: int, attempt: Attempt | None = None
) -> pages.NoticesPage:
    office = desk.office
    rows = office.notices.of_person(
        visitor.actor, visitor.standing, limit=A_PAGE + 1, offset=(number - 1) * A_PAGE
    )
    return pages.NoticesPage(
        frame=desk.frame(visitor, "/pemberitahuan"),
        title="Pemberitahuan",
        lines=tuple(_line(desk, row) for row in rows[:A_PAGE]),
        unread=office.notices.unread(visitor.actor),
        earlier=f"/pemberitahuan?{urlencode({'hal': number + 1})}" if len(rows) > A_PAGE else "",
        habits=_habits_form(desk, visitor, attempt),
        oversees=visitor.role in _OVERSEERS,
    )


def _line(desk: Desk, row: NoticeRow) -> pages.NoticeLine:
    now = desk.office.clock.now()
    return pages.NoticeLine(
        notice_id=row.notice_id,
        words=row.words,
        title=row.title,
        url=row.path,
        at=words.when(row.given_at, row.region, now),
        region=desk.office.regions.full_name(row.region),
        urgent=row.urgency is Urgency.IMMEDIATE,
        fresh=row.read_at is None and row.settled_at is None,
        read=row.read_at is not None,
        settled=row.settled_at is not None,
    )


def _habits_form(desk: Desk, visitor: Visitor, attempt: Attempt | None) -> pages.ActForm:
    office = desk.office
    kept = office.register.load(NoticeHabits, NoticeHabits.id_of(visitor.actor))
    habits = kept.habits if kept else Habits()
    account = office.accounts.by_actor(visitor.actor)
    known = {
        "mail": account.mail if account else "",
        "by_mail": "1" if NoticeChannel.MAIL in habits.channels else "",
        "quiet_from": habits.quiet_from.strftime("%H:%M") if habits.quiet_from else "",
        "quiet_until": habits.quiet_until.strftime("%H:%M") if habits.quiet_until else "",
        **{
            f"without.{number}": "1" if set(rules) <= set(habits.not_sent) else ""
            for number, rules in enumerate(_KINDS.values())
        },
    }
    table = Table(
        path="/pemberitahuan",
        region=visitor.standing.region,
        csrf=visitor.csrf,
        position=0,
        attempt=attempt,
    )
    return table.draw(SET_HABITS.knowing(known))


# -- how every sending went ------------------------------------------------------------------------


def _number(request: Request) -> int:
    """Which page of a list is asked for; the first where that is no number."""
    asked = request.query_params.get("hal", "1")
    return max(1, int(asked)) if asked.isdecimal() and 0 < len(asked) < 5 else 1


def _ledger(desk: Desk, visitor: Visitor, number: int) -> pages.NoticeLedgerPage:
    found = desk.office.notice_ledger.latest(
        visitor.standing, limit=SENDINGS + 1, after=(number - 1) * SENDINGS
    )
    rows, address = found[:SENDINGS], "/pemberitahuan/pengiriman"
    people = People(desk.office, visitor, {row.person for row in rows})
    return pages.NoticeLedgerPage(
        frame=desk.frame(visitor, "/pemberitahuan"),
        title="Buku pengiriman",
        lines=tuple(_sendings(rows, people)),
        earlier=f"{address}?{urlencode({'hal': number + 1})}" if len(found) > SENDINGS else "",
    )


def _sendings(rows: list[SendingRow], people: People) -> Iterator[pages.SendingLine]:
    for row in rows:
        yield pages.SendingLine(
            name=people.name(row.person),
            words=row.words,
            rule=(LABELS | account_reset.LABELS).get(row.rule, row.rule),
            channel=row.channel.label,
            state=row.state.label,
            tries=tuple(_try(each, row.region) for each in row.tries),
            explanation="" if row.tries else row.explanation,
            at=words.when(row.changed_at, row.region),
        )


def _try(said: Try, region: str) -> pages.TryLine:
    """Without an end nobody knows yet how it went."""
    outcome = f"{said.outcome}: {said.explanation}" if said.explanation else said.outcome
    return pages.TryLine(began=words.when(said.began, region), outcome=outcome or "sedang dicoba")
