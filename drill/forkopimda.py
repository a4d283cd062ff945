"""The packs of a drill: sent to the province's leaders, read by some in time, by others never."""

from typing import TYPE_CHECKING, Any, Final

from domain.clocks import WaitKind
from domain.conflict_case import ConflictCase
from domain.forkopimda import (
    CannotSit,
    FollowUpUnread,
    ForkopimdaPack,
    NotAddressed,
    NotForThePack,
    NothingUnread,
    NotYetHandedUp,
    OpenForkopimdaPack,
    SeatTwice,
    SendForkopimdaPack,
)
from domain.kernel import Refusal
from domain.office_book import OfficeRole
from drill.cast import GOVERNOR, HEAD, LIAISONS, Member
from drill.desks import Script

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.1
TOLD: Final = 0.4
"""How many escalated cases the leaders are told of."""

POLICE, ARMY, DISTRICT_POLICE = LIAISONS[:3]


def too_early(story: "Story") -> None:
    """Nobody is told of a case that was not handed up."""
    handed_up = story.look_up(ConflictCase, story.case_id).handed_up
    if not handed_up and story.at_first_or(SLIP, NotYetHandedUp):
        story.wrongly(NotYetHandedUp, SendForkopimdaPack, HEAD, **_pack(story))


def pack(story: "Story") -> Script:
    """One reads at once, one perhaps too late; of a third somebody has to ask."""
    told = story.at_first_or(TOLD, "a pack for the leaders")
    yield story.after(10, 600)
    case = story.look_up(ConflictCase, story.case_id)
    if not told or not case.handed_up or case.lead is not None:
        return
    facts = _pack(story)
    pack_id = facts["pack_id"]
    _sent_wrongly(story, facts)
    story.send(SendForkopimdaPack, HEAD, **facts)
    _opened_wrongly(story, pack_id)
    _opens(story, POLICE)
    due = story.due(story.look_up(ForkopimdaPack, pack_id), WaitKind.PACK_READING)
    silent = story.at_first_or(0.5, "a leader who does not read")
    yield story.too_late(due) if silent else story.in_time(due)
    asked_after = {"pack_id": pack_id, "person": ARMY.id, "explanation": "Ditelepon ajudannya."}
    if silent:
        story.send(FollowUpUnread, story.officer, **asked_after)
        if story.at_first_or(SLIP, NothingUnread):
            story.wrongly(NothingUnread, FollowUpUnread, story.officer, **asked_after)
    else:
        _opens(story, ARMY)


def _pack(story: "Story") -> dict[str, Any]:
    return {
        "pack_id": story.made("pack"),
        "case_id": story.case_id,
        "summary": "Peristiwa dapat meluas; diperlukan langkah bersama.",
        "seats": (
            _seat(OfficeRole.PROVINCIAL_POLICE, POLICE),
            _seat(OfficeRole.MILITARY_COMMAND, ARMY),
        ),
    }


def _seat(office: OfficeRole, person: Member) -> dict[str, Any]:
    return {"office": office, "person": person.id}


def _sent_wrongly(story: "Story", facts: dict[str, Any]) -> None:
    police = OfficeRole.PROVINCIAL_POLICE
    twice = (_seat(police, POLICE), _seat(police, DISTRICT_POLICE))
    wrong: tuple[tuple[type[Refusal], dict[str, Any]], ...] = (
        (SeatTwice, {"seats": twice}),
        (CannotSit, {"seats": (_seat(police, ARMY),)}),
        (NotForThePack, {"letters": (story.made("no letter"),)}),
    )
    for rule, slip in wrong:
        if story.at_first_or(SLIP, rule):
            story.wrongly(rule, SendForkopimdaPack, HEAD, **(facts | slip))


def _opened_wrongly(story: "Story", pack_id: object) -> None:
    if story.at_first_or(SLIP, NotAddressed):
        story.wrongly(NotAddressed, OpenForkopimdaPack, GOVERNOR, pack_id=pack_id)


def _opens(story: "Story", reader: Member) -> None:
    story.send(OpenForkopimdaPack, reader, pack_id=story.made("pack"))
