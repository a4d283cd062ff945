"""Paket Forkopimda: who it may go to, who has read it when, and who is asked about the others."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from domain.access import AboveClearance, NotConcerned, NotForThisRole, OutsideRegion
from domain.clocks import WaitKind
from domain.forkopimda import (
    CannotSit,
    NotAddressed,
    NotForThePack,
    NothingUnread,
    NotYetHandedUp,
    SeatTwice,
)
from domain.kernel import Role, Secrecy
from domain.office_book import OfficeRole
from domain.wards import wards_of
from projections.work_list import WorkView
from runtime.database import Datastore
from tests.office import Office, Person


@pytest.fixture
def case(office: Office) -> UUID:
    return office.escalated_case()


def open_kinds(office: Office, case: UUID, pack: UUID) -> list[tuple[WaitKind, UUID | None]]:
    return [
        (each.wait.kind, each.wait.asked.person)
        for each in office.file(case).waits.values()
        if each.stream == pack
    ]


def test_each_member_is_waited_for_by_name_as_long_as_the_policy_gives(
    office: Office, case: UUID
) -> None:
    pack = office.send_pack(case)
    waits = [each.wait for each in office.file(case).waits.values() if each.stream == pack]
    readers = {office.governor.id, office.liaison.id, office.second_liaison.id}
    assert {each.asked.person for each in waits} == readers
    assert {each.due for each in waits} == {office.now() + timedelta(hours=24)}
    assert {each.deadline.basis.label for each in waits} == {
        "Ketentuan kantor: SOP 2026-1, pembacaan paket Forkopimda kuning"
    }
    names = [each.name for each in office.file(case).packs[pack].seats]
    assert names == [
        "Gubernur Daerah Khusus Ibukota Jakarta",
        "Kepala Kepolisian Daerah Daerah Khusus Ibukota Jakarta",
        "Panglima Komando Daerah Militer Jaya",
    ]


def test_a_receipt_is_written_once_for_each_person(office: Office, case: UUID) -> None:
    pack = office.send_pack(case)
    office.pass_time(hours=2)
    office.open_pack(pack)
    first = office.now()
    office.pass_time(hours=1)
    office.open_pack(pack)
    page = office.file(case).packs[pack]
    assert page.read == {office.liaison.id: first}
    assert {each.person for each in page.unread} == {office.governor.id, office.second_liaison.id}
    names = [line.name for line in office.file(case).timeline]
    assert names.count("forkopimda_pack.opened") == 1
    assert (WaitKind.PACK_READING, office.liaison.id) not in open_kinds(office, case, pack)


def test_who_has_not_read_in_time_is_asked_about_and_may_still_read(
    office: Office, case: UUID
) -> None:
    pack = office.send_pack(case)
    for reader in (office.governor, office.liaison):
        office.open_pack(pack, by=reader)
    office.pass_time_in_silence(case, hours=25)
    assert open_kinds(office, case, pack) == [(WaitKind.SUPERVISOR_ANSWER, None)]
    office.open_pack(pack, by=office.second_liaison)
    assert open_kinds(office, case, pack) == []
    assert office.file(case).packs[pack].unread == ()


def test_what_was_done_about_a_silent_member_answers_the_question_once(
    office: Office, case: UUID
) -> None:
    pack = office.send_pack(case)
    office.pass_time_in_silence(case, hours=25)
    office.follow_up_unread(pack, office.liaison)
    asked = open_kinds(office, case, pack)
    assert asked == [(WaitKind.SUPERVISOR_ANSWER, None)] * 2
    with pytest.raises(NothingUnread):
        office.follow_up_unread(pack, office.liaison)
    office.open_pack(pack)
    page = office.file(case).packs[pack]
    assert office.liaison.id in page.read, "it may still be read"
    with pytest.raises(NothingUnread):
        office.follow_up_unread(pack, office.liaison)
    with pytest.raises(NotAddressed):
        office.follow_up_unread(pack, office.third_liaison)


def test_a_pack_is_for_a_case_that_was_handed_up_and_is_open(office: Office) -> None:
    with pytest.raises(NotYetHandedUp):
        office.send_pack(office.verified_case())
    with pytest.raises(NotYetHandedUp):
        office.send_pack(office.closed_case())


def test_one_office_one_person(office: Office, case: UUID) -> None:
    police, council = OfficeRole.PROVINCIAL_POLICE, OfficeRole.PROVINCIAL_COUNCIL
    clerk = Person("clerk", office.new_id("person"), Role.LIAISON, "Sekretariat DPRD")
    office.give_role(clerk)
    with pytest.raises(SeatTwice):
        office.send_pack(case, (police, office.liaison), (police, office.third_liaison))
    prosecutor = OfficeRole.PROVINCIAL_PROSECUTOR
    with pytest.raises(SeatTwice):
        office.send_pack(case, (council, clerk), (prosecutor, clerk))
    office.send_pack(case, (council, clerk), (police, office.liaison))


@pytest.mark.parametrize(
    ("role", "unit", "region", "clearance", "seat"),
    [
        (Role.LIAISON, "Kodam", "31", Secrecy.SECRET, OfficeRole.PROVINCIAL_POLICE),
        (Role.LIAISON, "Polda", "31", Secrecy.SECRET, OfficeRole.PROVINCIAL_COUNCIL),
        (Role.LIAISON, "Polda", "31", Secrecy.OPEN, OfficeRole.PROVINCIAL_POLICE),
        (Role.LIAISON, "Polda", "32", Secrecy.SECRET, OfficeRole.PROVINCIAL_POLICE),
        (Role.LIAISON, "Setda", "31", Secrecy.SECRET, OfficeRole.GOVERNOR),
        (Role.CASE_OFFICER, "BKBP", "31", Secrecy.SECRET, OfficeRole.PROVINCIAL_COUNCIL),
        (Role.LIAISON, "Kementerian", "31", Secrecy.SECRET, OfficeRole.HOME_MINISTER),
    ],
)
def test_only_who_answers_for_an_office_and_may_know_the_case_sits_for_it(
    office: Office,
    case: UUID,
    role: Role,
    unit: str,
    region: str,
    clearance: Secrecy,
    seat: OfficeRole,
) -> None:
    person = Person("other", office.new_id("person"), role, unit, region, clearance)
    office.give_role(person)
    with pytest.raises(CannotSit):
        office.send_pack(case, (seat, person))
    assert not office.file(case).packs, "nothing is half sent"


def test_only_numbered_letters_of_the_case_go_with_it(office: Office, case: UUID) -> None:
    letter = office.draft_letter(case)
    with pytest.raises(NotForThePack):
        office.send_pack(case, letters=(letter,))
    office.approve_letter(letter)
    pack = office.send_pack(case, letters=(letter,))
    assert office.file(case).packs[pack].letters == (letter,)
    other = office.draft_letter(office.escalated_case())
    office.approve_letter(other)
    with pytest.raises(NotForThePack):
        office.send_pack(case, letters=(other,))


def test_a_pack_is_as_secret_as_its_most_secret_letter(office: Office, case: UUID) -> None:
    content = office.nota_dinas(office.file(case)).model_copy(update={"secrecy": Secrecy.SECRET})
    letter = office.draft_letter(case, content=content)
    office.approve_letter(letter)
    pack = office.send_pack(case, letters=(letter,))
    assert office.file(case).packs[pack].secrecy is Secrecy.SECRET
    low = Person(
        "low", office.new_id("person"), Role.LIAISON, "Polda", clearance=Secrecy.RESTRICTED
    )
    office.give_role(low)
    office.send_pack(case, (OfficeRole.PROVINCIAL_POLICE, low))
    with pytest.raises(CannotSit):
        office.send_pack(case, (OfficeRole.PROVINCIAL_POLICE, low), letters=(letter,))


def test_nobody_but_its_readers_opens_a_pack(office: Office, case: UUID) -> None:
    pack = office.send_pack(case, (OfficeRole.PROVINCIAL_POLICE, office.liaison))
    with pytest.raises(NotConcerned):
        office.open_pack(pack, by=office.third_liaison)
    with pytest.raises(NotAddressed):
        office.open_pack(pack, by=office.governor)
    with pytest.raises(NotForThisRole):
        office.open_pack(pack, by=office.officer)
    far = Person("far", office.new_id("person"), Role.LIAISON, "Polda", "32")
    low = Person("low", office.new_id("person"), Role.LIAISON, "Polda", clearance=Secrecy.OPEN)
    for person, rule in ((far, OutsideRegion), (low, AboveClearance)):
        office.give_role(person)
        with pytest.raises(rule):
            office.open_pack(pack, by=person)


def test_a_closed_case_waits_for_no_reader(office: Office) -> None:
    case = office.escalated_case()
    office.approve_letter(office.draft_letter(case))
    pack = office.send_pack(case)
    office.begin_recovery(case)
    office.monitor(case)
    office.pass_time_in_silence(case, days=31)
    office.deliver_letters(case)
    office.close(case)
    assert open_kinds(office, case, pack) == []


def test_the_clock_of_a_pack_runs_with_the_stage_of_its_case(office: Office, case: UUID) -> None:
    pack = office.send_pack(case)
    file = office.file(case)
    ward = next(each for each in wards_of(file) if each.open and each.case_id == case)
    assert "pack_reading" in {each.kind for each in ward.waits if each.stream == pack}


def test_a_member_finds_the_reading_among_their_work(
    office: Office, case: UUID, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    pack = office.send_pack(case)
    catch_up()
    reader = office.governor
    rows = WorkView(datastore).of_person(
        reader.id, [reader.role], reader=reader.standing, actor=reader.id
    )
    assert pack in {row.stream for row in rows}
