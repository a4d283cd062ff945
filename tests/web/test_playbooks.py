"""Local playbooks: written, revised, read where a musyawarah is chosen."""

from uuid import UUID

import pytest

from domain.access import OutsideRegion
from domain.kernel import Role
from domain.playbook import (
    EmptyPlaybook,
    InstitutionTwice,
    LocalPlaybook,
    NothingRevised,
    NotOfThisLevel,
    RevisedMeanwhile,
)
from tests.office import Office, Person
from tests.web.house import House

FORUM = {
    "institutions.0.name": "Kerapatan Adat Contoh",
    "institutions.0.kind": "adat",
    "institutions.0.authority": "Sengketa ulayat; diakui bupati",
    "institutions.0.contact": "Kantor Camat",
}


def test_a_playbook_is_written_and_revised_in_the_browser_and_no_version_is_lost(
    house: House,
) -> None:
    cast = house.cast
    officer = house.window(cast.officer).open("/panduan-daerah")
    assert "Belum ada panduan daerah" in officer.text
    officer.send(
        "tulis", region="31.74", needs="Tempat netral.", **FORUM | {"institutions.0.contact": ""}
    )
    assert officer.status == 422
    assert "Wajib diisi" in officer.text
    officer.send("tulis", region="31.74.01", needs="Tempat netral.", **FORUM)
    assert "Pranata adat: Kerapatan Adat Contoh" in officer.text
    assert "Sengketa ulayat; diakui bupati; lewat Kantor Camat" in officer.text
    path = str(officer.answer.url.path)
    head = house.window(cast.supervisor).open(path)
    head.send("ubah", needs="Tempat netral.\nBukan hari Jumat.")
    assert "Tempat netral.; Bukan hari Jumat." in head.text
    assert "Kerapatan Adat Contoh" in head.text, "the form came with what was known"
    officer.send("ubah", needs="Dari halaman lama.")
    assert officer.status == 409
    assert "versi yang lebih baru" in officer.text
    first = officer.open(f"{path}?versi=1")
    assert "sudah diganti" in first.text
    assert "Bukan hari Jumat" not in first.text
    assert officer.open(f"{path}?versi=3").status == 404
    house.catch_up()
    assert "Tebet" in officer.open("/panduan-daerah").text


def test_a_case_shows_what_its_place_brings_once_a_musyawarah_may_be_held(house: House) -> None:
    cast = house.cast
    cast.revise_playbook("31.74")
    cast.revise_playbook("31.74.01", institutions=(), practices=("Arisan dua RT.",))
    cast.revise_playbook("31.71", needs=("Milik tetangga.",))
    case = cast.verified_case(region="31.74.01.1001")
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    for said in ("Panduan daerah", "Forum Rembuk Kampung", "Arisan dua RT.", "hari Jumat siang"):
        assert said in officer.text, said
    assert "Milik tetangga" not in officer.text
    cast.refute(case)
    assert "Arisan dua RT." not in officer.open(f"/kasus/{case}").text


def test_what_cannot_be_a_playbook_is_refused(office: Office) -> None:
    for region in ("31", "31.74.01.1001"):
        with pytest.raises(NotOfThisLevel):
            office.revise_playbook(region)
    with pytest.raises(EmptyPlaybook):
        office.revise_playbook(institutions=(), practices=(), needs=())
    one = {"name": "Forum", "kind": "sosial", "authority": "Warga", "contact": "Kecamatan"}
    with pytest.raises(InstitutionTwice):
        office.revise_playbook(institutions=(one, one | {"name": "FORUM"}))
    with pytest.raises(RevisedMeanwhile):
        office.revise_playbook(based_on=1)
    office.revise_playbook()
    with pytest.raises(NothingRevised):
        office.revise_playbook(based_on=1)
    elsewhere = Person("bogor", office.new_id("p"), Role.CASE_OFFICER, "Bakesbangpol", "32.01")
    office.give_role(elsewhere)
    office.officer = elsewhere
    with pytest.raises(OutsideRegion):
        office.revise_playbook(based_on=1, needs=("Lain.",))


def test_what_was_told_in_a_playbook_is_sealed(office: Office) -> None:
    stream: UUID = office.revise_playbook()
    (written,) = office.register.log.of_stream(stream)
    assert isinstance(written.fact, LocalPlaybook.Written)
    assert {each.sealed_for for each in (*written.fact.practices, *written.fact.needs)} == {stream}
