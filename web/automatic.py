"""The page of automatic rules: everything the machine does by itself, and when it last did."""

from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from application.automatic import RULES, Group
from domain.kernel import Role
from projections.relay import Relay
from projections.rule_firings import Firing
from runtime.follower import last_read
from web import pages, words
from web.desk import STAFF, Desk
from web.door import NotAllowed, Visitor

_READERS: Final = STAFF | {Role.ADMINISTRATOR}


def routes(desk: Desk) -> APIRouter:
    """`/aturan-otomatis`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/aturan-otomatis")
    def show(visitor: coming_in) -> Response:
        if visitor.role not in _READERS:
            raise NotAllowed("Daftar aturan otomatis untuk petugas, pimpinan, dan auditor.")
        return desk.show("automatic", _page(desk, visitor))

    return router


def _page(desk: Desk, visitor: Visitor) -> pages.AutomaticPage:
    office, region = desk.office, visitor.standing.region
    fired = office.firings.all()
    swept = last_read(office.datastore, Relay.name)
    return pages.AutomaticPage(
        frame=desk.frame(visitor, "/aturan-otomatis"),
        title="Aturan otomatis",
        groups=tuple((group.value, tuple(_lines(group, fired, region))) for group in Group),
        swept=words.when(swept, region) if swept else None,
    )


def _lines(group: Group, fired: dict[str, Firing], region: str) -> Iterator[pages.RuleLine]:
    for rule in RULES:
        if rule.group is group:
            firing = fired.get(rule.name)
            yield pages.RuleLine(
                label=rule.label,
                trigger=rule.trigger,
                basis=rule.basis,
                times=firing.times if firing else 0,
                last=words.when(firing.last_at, region) if firing else None,
            )
