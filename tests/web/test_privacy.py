"""Erasure: asked for, decided by a second person, and then gone everywhere at once."""

from uuid import uuid4

import psycopg
import pytest

from application.privacy_desk import ErasureRoom, NothingSealedThere
from domain.access import AboveClearance, OutsideCompartment
from domain.kernel import Confidential, Role, Secrecy
from domain.personal_data import (
    AlreadyErased,
    AlreadyRequested,
    ErasePersonalData,
    ErasureBasis,
    HoldData,
    NothingRequested,
    PersonalData,
    RequestErasure,
    RequesterDecides,
    UnderLegalHold,
)
from drill.invariants import Findings, Scene, erased_keys_are_gone
from projections.eraser import Eraser
from runtime.database import Datastore
from runtime.follower import Follower
from runtime.vault import KeyDestroyed
from tests.office import Office, Person
from tests.web.house import House

SAID = "Warga Anu"


def broken_chains(url: str) -> int:
    with psycopg.connect(url) as conn:
        row = conn.execute("SELECT count(*) FROM rukun.broken_chains()").fetchone()
    assert row is not None
    return int(row[0])


def test_a_case_is_forgotten_on_every_page_at_once_and_the_chain_still_verifies(
    house: House, database_url: str
) -> None:
    cast = house.cast
    report = cast.file_report(title=f"Cekcok {SAID}", facts=f"{SAID} marah.", place=SAID)
    case = cast.open_case(report, title=f"Sengketa {SAID}")
    cast.assign_task(case, instruction=f"Temui {SAID}.", chain=[cast.liaison])
    cast.ask_letter(case_id=case)
    sha = cast.attach(case, caption=f"Rumah {SAID}").sha256
    house.catch_up()
    officer, liaison = house.window(cast.officer), house.window(cast.liaison)
    assert SAID in officer.open("/").text
    admin = house.window(cast.admin).open("/privasi")
    assert "Belum ada usul" in admin.text
    asked = {"basis": "permintaan_subjek", "grounds": "Permohonan.", "reference": "Surat 7"}
    admin.send("usul", subject=str(uuid4()), **asked)
    assert admin.status == 409
    assert "dengan nomor itu" in admin.text
    admin.send("usul", subject=str(case), **asked)
    assert "Menunggu keputusan orang kedua" in admin.text
    assert not admin.has_form("musnahkan")
    path = str(admin.answer.url.path)
    head = house.window(cast.supervisor).open(path)
    head.send("musnahkan")
    assert "Dimusnahkan" in head.text
    pages = ("/", f"/kasus/{case}", f"/laporan/{report}", "/naskah", "/peta", "/cari?q=Sengketa")
    for page in pages:
        assert SAID not in officer.open(page).text, page
    assert Confidential.REDACTED in officer.open("/").text
    assert SAID not in liaison.open("/tugas").text
    assert officer.client.get(f"/kasus/{case}/lampiran/{sha}").status_code == 404
    assert broken_chains(database_url) == 0
    house.catch_up()
    assert SAID not in officer.open("/").text
    erased = [each for each in cast.register.log.all() if each.name == "privacy.erased"]
    assert SAID not in erased[0].fact.model_dump_json()
    with pytest.raises(KeyDestroyed):
        cast.attach(case, b"%PDF-1.7 lagi")


def test_what_was_said_apart_is_forgotten_with_its_case(office: Office) -> None:
    case = office.verified_case()
    caucus = office.note_caucus(office.schedule_deliberation(case))
    office.ask_to_erase(case)
    office.erase(case)
    vault = office.register.mapper.vault
    with pytest.raises(KeyDestroyed):
        vault.seal(SAID, caucus, "di sini")


def test_nobody_erases_alone_and_nothing_while_a_court_wants_it(office: Office) -> None:
    report = office.file_report()
    with pytest.raises(NothingRequested):
        office.erase(report)
    office.ask_to_erase(report)
    with pytest.raises(AlreadyRequested):
        office.ask_to_erase(report)
    with pytest.raises(RequesterDecides):
        office.send(ErasePersonalData, office.admin, subject=report)
    office.hold(report)
    with pytest.raises(UnderLegalHold):
        office.erase(report)
    assert str(office.file(report).title) == "Cekcok batas lahan"
    office.lift_hold(report)
    office.erase(report)
    assert str(office.file(report).title) == Confidential.REDACTED
    with pytest.raises(AlreadyErased):
        office.hold(report)
    with pytest.raises(NothingSealedThere):
        office.ask_to_erase(uuid4())


def test_a_decision_whose_process_died_is_carried_out_by_the_follower(
    house: House, datastore: Datastore
) -> None:
    cast = house.cast
    report = cast.file_report()
    cast.ask_to_erase(report)
    cast.send(ErasePersonalData, cast.supervisor, subject=report)
    assert str(cast.file(report).title) == "Cekcok batas lahan"

    def doctor() -> tuple[str, ...]:
        findings = Findings()
        log = cast.register.log
        scene = Scene(datastore=datastore, log=log, clock=cast.clock, client=None)
        erased_keys_are_gone(scene, findings)
        return findings.finding().violations

    assert "masih ada" in doctor()[0]
    room = ErasureRoom(cast.register.mapper.vault, house.accounts)
    Follower(Eraser(room), datastore=datastore, log=cast.register.log, clock=cast.clock).catch_up()
    assert str(cast.file(report).title) == Confidential.REDACTED
    assert doctor() == ()


def test_an_account_is_forgotten_with_its_person(house: House) -> None:
    cast = house.cast
    report = cast.file_report(reason="Saya melihatnya sendiri.")
    cast.ask_to_erase(cast.reporter.id)
    decided = cast.command(ErasePersonalData, cast.supervisor, subject=cast.reporter.id)
    assert isinstance(decided, ErasePersonalData)
    room = ErasureRoom(cast.register.mapper.vault, house.accounts)
    outcome = room.erase(cast.register, decided)
    assert room.erase(cast.register, decided) == outcome
    assert house.accounts.name_of(cast.reporter.id) == Confidential.REDACTED
    assert house.accounts.by_login("reporter") is None
    assert str(cast.file(report).title) == "Cekcok batas lahan"
    dossier = cast.register.load(PersonalData, PersonalData.id_of(cast.reporter.id))
    assert dossier is not None
    assert dossier.erased


def uncleared(cast: Office, role: Role) -> Person:
    """Somebody of the office with this role who reads nothing secret."""
    person = Person(f"{role} biasa", cast.new_id("person"), role, "BKBP", clearance=Secrecy.OPEN)
    cast.give_role(person)
    return person


def test_nobody_erases_or_holds_what_lies_above_their_clearance(house: House) -> None:
    cast = house.cast
    secret = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    asked = {"grounds": "Permohonan.", "reference": "Surat 7"}
    admin, head = uncleared(cast, Role.ADMINISTRATOR), uncleared(cast, Role.SUPERVISOR)
    for person in (admin, head):
        house.give_account(person)
        with pytest.raises(AboveClearance):
            cast.send(HoldData, person, subject=secret, **asked)
    asked_for = asked | {"basis": ErasureBasis.ASKED_FOR}
    with pytest.raises(AboveClearance):
        cast.send(RequestErasure, admin, subject=secret, **asked_for)
    dossier = cast.ask_to_erase(secret)
    with pytest.raises(AboveClearance):
        cast.send(ErasePersonalData, head, subject=secret)
    assert str(cast.file(secret).title) != Confidential.REDACTED
    house.catch_up()
    window = house.window(head)
    assert str(secret) not in window.open("/privasi").html
    assert window.open(f"/privasi/{dossier}").status == 404
    assert str(secret) in house.window(cast.supervisor).open("/privasi").html


def test_nobody_holds_what_rests_on_intelligence_without_being_cleared_for_it(
    house: House,
) -> None:
    cast = house.cast
    report = cast.file_pointer(by=cast.cleared_officer())
    with pytest.raises(OutsideCompartment):
        cast.hold(report)


def test_a_file_whose_time_is_over_is_listed_until_it_is_erased(house: House) -> None:
    cast = house.cast
    refuted = cast.open_case(cast.file_report(title=f"Kabar {SAID}"))
    cast.refute(refuted)
    settled, running = cast.closed_case(), cast.open_case()
    path = "/privasi/jatuh-retensi"
    house.catch_up()
    assert "Belum ada kasus yang masa retensinya lewat" in house.window(cast.admin).open(path).text
    cast.pass_time(days=2 * 366)
    admin = house.window(cast.admin).open(path)
    assert str(refuted) in admin.html
    assert "kasus tidak terbukti" in admin.text
    assert f"/kasus/{refuted}" not in admin.html
    assert SAID not in admin.text
    for other in (settled, running):
        assert str(other) not in admin.html
    assert f"/kasus/{refuted}" in house.window(cast.auditor).open(path).html
    admin.open(f"/privasi?nomor={refuted}")
    admin.send("usul", grounds="Masa simpan lewat.", reference="BA 1")
    house.catch_up()
    head = house.window(cast.supervisor).open(path)
    assert "diusulkan" in head.text
    head.open(str(admin.answer.url.path)).send("musnahkan")
    house.catch_up()
    assert str(refuted) not in head.open(path).html
    cast.pass_time(days=4 * 366)
    assert str(settled) in house.window(cast.supervisor).open(path).html


def test_a_file_whose_time_is_over_is_listed_for_who_reaches_it_alone(house: House) -> None:
    cast = house.cast
    secret = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    cast.refute(secret)
    here = uncleared(cast, Role.ADMINISTRATOR)
    house.give_account(here)
    cast.pass_time(days=3 * 366)
    house.catch_up()
    path = "/privasi/jatuh-retensi"
    assert str(secret) in house.window(cast.admin).open(path).html
    assert str(secret) not in house.window(here).open(path).html
