"""Resetting an account that signs or decides takes two administrators, each in their own window."""

import re
from uuid import uuid4

import pytest

from domain.kernel import Role, Secrecy
from domain.role_assignment import EndRole
from runtime.account_book import Change
from tests.office import Person
from tests.web.house import PASSWORD, House, Window, login_of
from tests.web.test_account import enrolled
from tests.web.test_people import page_of


def administrator(house: House, name: str, region: str = "31") -> Person:
    """One more administrator, cleared for everything."""
    person = Person(name, uuid4(), Role.ADMINISTRATOR, "BKBP", region, clearance=Secrecy.SECRET)
    house.cast.give_role(person)
    house.give_account(person)
    return person


@pytest.fixture
def second(house: House) -> Person:
    """The other administrator, for longer than a day."""
    person = administrator(house, "admin kedua")
    house.cast.pass_time(days=2)
    house.catch_up()
    return person


@pytest.fixture
def head(house: House) -> Person:
    return house.cast.supervisor


def book(house: House, person: Person) -> list[Change]:
    return [each.what for each in house.office.account_book.of(person.id)]


def open_on(house: House, by: Person, about: Person) -> Window:
    return house.window(by).open(page_of(about))


def old_password_fits(house: House, person: Person) -> bool:
    return house.accounts.check(login_of(person), PASSWORD) is not None


def test_a_heads_password_is_reset_only_after_another_administrator_agreed(
    house: House, second: Person, head: Person
) -> None:
    first = open_on(house, house.cast.admin, head)
    assert "Administrator lain harus menyetujui dalam 24 jam" in first.text
    first.send("sandi")
    assert 'class="secret"' not in first.html
    assert old_password_fits(house, head)
    assert "Menunggu administrator lain" in first.text
    assert not first.has_form("setujui")
    assert not first.has_form("sandi")
    listed = house.window(second).open("/pengguna")
    assert "Menunggu administrator kedua" in listed.text
    other = listed.open(page_of(head))
    assert not other.has_form("sandi")
    other.send("setujui")
    assert 'class="secret"' not in other.html
    assert old_password_fits(house, head)
    first.open(page_of(head)).send("sandi")
    given = re.findall(r'class="secret">([^<]+)<', first.html)[1]
    assert house.window().log_in("supervisor", given).status == 200
    assert not old_password_fits(house, head)
    assert book(house, head)[:3] == [
        Change.PASSWORD_RESET,
        Change.RESET_CONFIRMED,
        Change.PASSWORD_ASKED,
    ]
    assert house.office.resets.open() == []
    again = first.open(page_of(head)).send("sandi")
    assert 'class="secret"' not in again.html


def test_so_is_the_second_step_of_a_governor_and_of_an_administrator(
    house: House, second: Person
) -> None:
    enrolled(house, house.cast.governor)
    first = open_on(house, house.cast.admin, house.cast.governor).send("dua-langkah")
    assert house.office.second_factors.enrolled(house.cast.governor.id)
    open_on(house, second, house.cast.governor).send("setujui")
    first.open(page_of(house.cast.governor)).send("dua-langkah")
    assert not house.office.second_factors.enrolled(house.cast.governor.id)
    third = administrator(house, "admin ketiga")
    house.catch_up()
    open_on(house, house.cast.admin, third).send("sandi")
    assert old_password_fits(house, third)


def test_each_is_told_of_it_and_the_owner_of_the_account_too(
    house: House, second: Person, head: Person
) -> None:
    open_on(house, house.cast.admin, head).send("sandi")
    house.catch_up()
    told = house.window(second).open("/pemberitahuan")
    assert "Kata sandi sementara menunggu persetujuan Anda" in told.text
    assert f"/pengguna/{head.id}" in told.html
    owner = house.window(head).open("/pemberitahuan").text
    assert "Administrator meminta akun Anda disetel ulang" in owner
    open_on(house, second, head).send("setujui")
    house.catch_up()
    assert "disetujui. Lakukan paling lambat" in (
        house.window(house.cast.admin).open("/pemberitahuan").text
    )


def test_what_was_declined_or_taken_back_or_is_a_day_old_is_not_carried_out(
    house: House, second: Person, head: Person
) -> None:
    open_on(house, house.cast.admin, head).send("sandi")
    open_on(house, second, head).send("tolak")
    assert book(house, head)[0] is Change.RESET_DECLINED
    open_on(house, house.cast.admin, head).send("sandi").send("tolak")
    assert book(house, head)[0] is Change.RESET_TAKEN_BACK
    open_on(house, house.cast.admin, head).send("sandi")
    late = open_on(house, second, head)
    drawn = late.form("setujui")
    house.cast.pass_time(days=1)
    stale = house.window(second).open(page_of(head))
    fields = [(n, v) for n, v in drawn.fields if n != "csrf"]
    csrf = dict(stale.form("keluarkan").fields)["csrf"]
    assert stale.post(drawn.action, [*fields, ("csrf", csrf)]).status == 409
    assert "lewat sehari" in stale.text
    asking = open_on(house, house.cast.admin, head)
    assert "Menunggu administrator lain sampai" not in asking.text
    assert Change.RESET_LAPSED.label in asking.text
    assert book(house, head)[0] is Change.RESET_LAPSED
    asking.send("sandi")
    assert book(house, head)[:2] == [Change.PASSWORD_ASKED, Change.RESET_LAPSED]
    assert old_password_fits(house, head)


def test_nobody_confirms_what_they_asked_for_nor_their_own_account_nor_with_a_helper_of_the_day(
    house: House, second: Person, head: Person
) -> None:
    administrator(house, "admin ketiga")
    house.cast.pass_time(days=2)
    house.catch_up()
    first = open_on(house, house.cast.admin, head).send("sandi")
    (asked,) = house.office.resets.open(head.id)
    csrf = dict(first.form("tolak").fields)["csrf"]
    own = first.post(f"{page_of(head)}/setujui", [("csrf", csrf), ("item", str(asked.reset_id))])
    assert own.status == 409
    assert "Yang meminta tidak menyetujui sendiri" in own.text
    helper = administrator(house, "pembantu")
    house.catch_up()
    theirs = open_on(house, helper, head)
    assert not theirs.has_form("setujui")
    csrf = dict(theirs.form("keluarkan").fields)["csrf"]
    sent = [("csrf", csrf), ("item", str(asked.reset_id))]
    assert theirs.post(f"{page_of(head)}/setujui", sent).status == 409
    assert "sudah sehari memegang perannya" in theirs.text
    open_on(house, house.cast.admin, second).send("sandi")
    (about_second,) = house.office.resets.open(second.id)
    theirs = house.window(second).open("/pengguna")
    csrf = dict(theirs.form("tambah").fields)["csrf"]
    sent = [("csrf", csrf), ("item", str(about_second.reset_id))]
    assert theirs.post(f"{page_of(second)}/setujui", sent).status == 403
    assert theirs.post(f"{page_of(head)}/setujui", sent).status == 409
    assert not any(each.confirmed for each in house.office.resets.open())


def test_ending_the_role_first_does_not_do_away_with_the_second_administrator(
    house: House, second: Person, head: Person
) -> None:
    held = house.cast.register.standings(head.id)[0]
    house.cast.send(EndRole, house.cast.admin, person=head.id, assignment_id=held.assignment_id)
    house.catch_up()
    first = open_on(house, house.cast.admin, head).send("sandi")
    assert 'class="secret"' not in first.html
    assert [each.person for each in house.office.resets.open()] == [head.id]
    open_on(house, second, head).send("tolak")
    house.cast.pass_time(days=1, minutes=1)
    assert 'class="secret"' in open_on(house, house.cast.admin, head).send("sandi").html


def test_a_single_administrator_is_sent_to_the_command_line(house: House, head: Person) -> None:
    alone = open_on(house, house.cast.admin, head)
    assert "rukun user reset supervisor" in alone.text
    assert not alone.has_form("sandi")
    csrf = dict(alone.form("keluarkan").fields)["csrf"]
    assert alone.post(f"{page_of(head)}/sandi", [("csrf", csrf)]).status == 409
    assert "Tidak ada administrator lain" in alone.text
    assert old_password_fits(house, head)
    officer = open_on(house, house.cast.admin, house.cast.officer)
    assert 'class="secret"' in officer.send("sandi").html
