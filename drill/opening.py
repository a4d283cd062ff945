"""The first morning of a drill's office: its policy adopted, its people in their roles."""

from datetime import date, timedelta
from uuid import UUID

from application.sitting import NoPolicy
from domain.access import NotForThisRole
from domain.adopted_policy import (
    AdoptPolicy,
    NotForThisRegion,
    ProvinceFirst,
    VersionElsewhere,
    VersionTaken,
)
from domain.holiday_list import AdoptHolidayList, DayListedTwice
from domain.kernel import Role
from domain.report import NoteAsInformation
from domain.role_assignment import (
    AssignRole,
    EndRole,
    EndsBeforeItBegins,
    MachineRole,
    OwnRole,
    RoleAssignment,
    UnknownAssignment,
)
from drill.cast import ADMINISTRATOR, HEAD, MACHINE, OFFICERS, REPORTERS, Member
from drill.desks import Desk
from drill.house import House, example_policy
from drill.registers import keep_registers

CITY = "31.74"


def open_office(house: House, seed: int) -> None:
    """Everybody gets their role; what an administrator may do wrong is done wrong once."""
    desk = Desk(house, seed, "opening")
    for member in house.cast:
        desk.send(AssignRole, MACHINE, **_role(member))
    note = {"report_id": desk.made("no report"), "conclusion": "Terlalu dini."}
    desk.wrongly(NoPolicy, NoteAsInformation, OFFICERS[0], **note)
    policy = example_policy()
    desk.wrongly(ProvinceFirst, AdoptPolicy, MACHINE, policy=policy, region=CITY)
    desk.send(AdoptPolicy, MACHINE, policy=policy)
    desk.wrongly(VersionElsewhere, AdoptPolicy, HEAD, policy=policy, region=CITY)
    desk.wrongly(NotForThisRegion, AdoptPolicy, HEAD, policy=policy, region=f"{CITY}.09")
    other = policy.model_copy(update={"title": "SOP lain dengan nomor yang sama"})
    desk.wrongly(VersionTaken, AdoptPolicy, HEAD, policy=other)
    _list_days_off(desk)
    _administer(desk)
    keep_registers(desk)


def _list_days_off(desk: Desk) -> None:
    """A day of the office's own, so far off that nothing in a drill falls due by it."""
    day = {
        "day": date(2099, 6, 1),
        "name": "Hari pemungutan suara contoh",
        "kind": "libur nasional",
        "basis": "Keputusan contoh nomor 5",
    }
    desk.wrongly(DayListedTwice, AdoptHolidayList, HEAD, days=(day, day))
    desk.send(AdoptHolidayList, HEAD, days=(day,))


def _administer(desk: Desk) -> None:
    short = REPORTERS[0]
    yesterday = desk.now - timedelta(days=1)
    desk.wrongly(OwnRole, AssignRole, ADMINISTRATOR, **_role(ADMINISTRATOR))
    desk.wrongly(EndsBeforeItBegins, AssignRole, ADMINISTRATOR, **_role(short), until=yesterday)
    machine = {**_role(short), "as_role": Role.SYSTEM}
    desk.wrongly(MachineRole, AssignRole, ADMINISTRATOR, **machine)
    desk.wrongly(NotForThisRole, AssignRole, HEAD, **_role(short))
    unknown = {"person": short.id, "assignment_id": desk.made("no assignment")}
    desk.wrongly(UnknownAssignment, EndRole, ADMINISTRATOR, **unknown)
    acting = {**_role(short), "as_role": Role.AUDITOR, "until": desk.now + timedelta(days=30)}
    desk.send(AssignRole, ADMINISTRATOR, **acting)
    desk.send(EndRole, ADMINISTRATOR, person=short.id, assignment_id=_last_role(desk.house, short))


def _role(member: Member) -> dict[str, object]:
    return {
        "person": member.id,
        "as_role": member.role,
        "in_unit": member.unit,
        "region": member.region,
        "clearance": member.clearance,
        "compartments": member.compartments,
    }


def _last_role(house: House, member: Member) -> UUID:
    held = house.register.load(RoleAssignment, RoleAssignment.id_of(member.id))
    assert held is not None
    return list(held.standings)[-1]
