"""One's own account: the second step of a login, the password, where one is logged in."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest

from domain.kernel import Role
from runtime.account_book import Change
from runtime.accounts import HALF_WAY, ONE_TIME, Account
from runtime.database import Datastore
from runtime.second_factor import RECOVERY_CODES, STEP, TRIES, WINDOW
from tests.office import Person
from tests.web.house import PASSWORD, House, Window, login_of
from web.app import create_app
from web.door import FRESH

OWN = "kata sandi saya sendiri"


@pytest.fixture
def guarded(house: House) -> House:
    """A house where the head of the agency needs a second factor."""
    house.app = create_app(replace(house.office, two_steps=frozenset({Role.SUPERVISOR})))
    return house


class Phone:
    """An authenticator, as it stands in somebody's pocket."""

    def __init__(self, house: House, page: str) -> None:
        found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
        assert found, "no secret on this page"
        self.totp = pyotp.TOTP(found[1].replace(" ", ""))
        self.house = house

    def code(self) -> str:
        return self.totp.at(self.house.cast.now())

    def next_code(self) -> str:
        """The code of the next step, which nobody has used yet."""
        self.house.cast.pass_time(seconds=STEP)
        return self.code()


def enrolled(house: House, person: Person) -> tuple[Phone, list[str], Window]:
    """Somebody who has put on the second step; their telephone, their paper, their browser."""
    window = house.window(person).open("/akun/dua-langkah")
    window.send("mulai")
    phone = Phone(house, window.html)
    window.send("pasang", kode=phone.code())
    assert window.status == 200, window.text
    return phone, re.findall(r"<li><code>(\S+)</code>", window.html), window


# -- the second step -----------------------------------------------------------------------------


def test_who_is_enrolled_comes_in_with_password_and_code_only(house: House) -> None:
    phone, _, _ = enrolled(house, house.cast.officer)
    window = house.window(house.cast.officer)
    assert "Kode verifikasi" in window.text
    for path in ("/", "/akun", "/laporan", "/kerja.csv"):
        answer = window.client.get(path)
        assert answer.headers["location"].startswith("/masuk/kode"), path
    token = window.client.cookies["rukun"]
    window.open("/masuk/kode?ke=/laporan").send("kode", kode=phone.next_code())
    assert str(window.answer.url).endswith("/laporan")
    assert house.accounts.session(token) is None


def test_a_code_is_taken_once_and_no_earlier_one_after_it(house: House) -> None:
    phone, _, _ = enrolled(house, house.cast.officer)
    earlier = phone.code()
    used = phone.next_code()
    first = house.window(house.cast.officer).send("kode", kode=used)
    assert first.status == 200
    second = house.window(house.cast.officer)
    for code in (used, earlier):
        assert second.send("kode", kode=code).status == 422
    assert second.send("kode", kode=phone.next_code()).status == 200


def test_each_recovery_code_opens_once(house: House) -> None:
    _, paper, _ = enrolled(house, house.cast.officer)
    assert len(paper) == RECOVERY_CODES
    window = house.window(house.cast.officer).send("kode", kode=paper[3].upper())
    assert window.open("/akun").status == 200
    assert f"{RECOVERY_CODES - 1} kode cadangan tersisa" in window.text
    assert house.window(house.cast.officer).send("kode", kode=paper[3]).status == 422
    assert house.window(house.cast.officer).send("kode", kode=paper[4]).status == 200


def test_new_recovery_codes_take_the_place_of_the_old(house: House) -> None:
    phone, paper, window = enrolled(house, house.cast.officer)
    window.open("/akun/dua-langkah").send("cadangan", kode=phone.next_code())
    fresh = re.findall(r"<li><code>(\S+)</code>", window.html)
    assert len(set(fresh) - set(paper)) == RECOVERY_CODES
    assert house.window(house.cast.officer).send("kode", kode=paper[0]).status == 422
    assert house.window(house.cast.officer).send("kode", kode=fresh[0]).status == 200


def test_codes_are_guessed_a_few_times_and_no_more(house: House) -> None:
    phone, paper, _ = enrolled(house, house.cast.officer)
    window = house.window(house.cast.officer)
    for _ in range(TRIES):
        assert window.send("kode", kode="000000").status == 422
    for right in (phone.next_code(), paper[0]):
        assert window.send("kode", kode=right).status == 429
        assert int(window.answer.headers["retry-after"]) > 0
    house.cast.clock.move_to(house.cast.now() + WINDOW)
    window.log_in(login_of(house.cast.officer))
    assert window.send("kode", kode=phone.code()).status == 200


def test_half_a_login_does_not_wait_long(house: House) -> None:
    phone, _, _ = enrolled(house, house.cast.officer)
    window = house.window(house.cast.officer)
    house.cast.clock.move_to(house.cast.now() + HALF_WAY + timedelta(seconds=1))
    window.send("kode", kode=phone.code())
    assert "Nama masuk" in window.text


def test_secrets_are_sealed_and_codes_hashed_at_rest(house: House, datastore: Datastore) -> None:
    phone, paper, _ = enrolled(house, house.cast.officer)
    with datastore.reading() as cursor:
        (factor,) = cursor.execute("SELECT sealed FROM desk.second_factor").fetchall()
        codes = cursor.execute("SELECT secret FROM desk.recovery_code").fetchall()
    assert phone.totp.secret.encode() not in bytes(factor["sealed"])
    assert all(row["secret"].startswith("$argon2id$") for row in codes)
    assert not any(code.replace("-", "") in row["secret"] for code in paper for row in codes)


def test_the_secret_is_shown_until_it_is_confirmed_and_never_again(house: House) -> None:
    window = house.window(house.cast.officer).open("/akun/dua-langkah").send("mulai")
    assert re.search(r'<svg[^>]* class="qr"', window.html)
    secret = Phone(house, window.html).totp.secret
    assert window.send("pasang", kode="000000").status == 422
    again = Phone(house, window.html)
    assert again.totp.secret == secret
    window.send("pasang", kode=again.code())
    assert window.status == 200
    for path in ("/akun/dua-langkah", "/akun"):
        assert 'class="secret"' not in window.open(path).html


def test_a_role_that_needs_two_steps_opens_nothing_without_them(guarded: House) -> None:
    head = guarded.window(guarded.cast.supervisor)
    assert "Peran Anda memerlukan verifikasi dua langkah" in head.text
    assert head.client.get("/kerja").headers["location"] == "/akun/dua-langkah"
    head.send("mulai")
    phone = Phone(guarded, head.html)
    head.send("pasang", kode=phone.code())
    assert guarded.window(guarded.cast.supervisor).send("kode", kode=phone.next_code()).status
    assert not head.open("/akun/dua-langkah").has_form("lepas")
    csrf = head.form("cadangan").filled({"kode": phone.next_code()})
    assert head.post("/akun/dua-langkah/lepas", csrf).status == 403
    assert guarded.window(guarded.cast.officer).open("/").status == 200


def test_a_second_step_that_no_role_needs_may_be_taken_off_with_a_code(house: House) -> None:
    phone, _, window = enrolled(house, house.cast.officer)
    window.open("/akun/dua-langkah").send("lepas", kode="000000")
    assert window.status == 422
    window.send("lepas", kode=phone.next_code())
    assert house.window(house.cast.officer).open("/").status == 200
    (taken, put, *_) = house.office.account_book.of(house.cast.officer.id)
    assert (taken.what, put.what) == (Change.FACTOR_REMOVED, Change.FACTOR_ENROLLED)


def test_signing_asks_for_a_code_again_when_the_last_was_long_ago(house: House) -> None:
    cast = house.cast
    letter = cast.draft_letter(cast.escalated_case())
    cast.approve_letter(letter)
    house.catch_up()
    phone, _, _ = enrolled(house, cast.supervisor)
    window = house.window(cast.supervisor).send("kode", kode=phone.next_code())
    path = f"/naskah/{letter}/tanda-tangani"
    assert window.open(path).has_form("tanda-tangani")
    signed = window.form("tanda-tangani")
    cast.clock.move_to(cast.now() + FRESH + timedelta(seconds=STEP))
    window.post(signed.action, signed.fields)
    assert window.answer.headers["location"].startswith("/masuk/kode")
    window.open(path).send("kode", kode=phone.code())
    assert str(window.answer.url).endswith(path)
    assert window.has_form("tanda-tangani")


# -- the password --------------------------------------------------------------------------------


def test_who_changes_the_password_says_the_old_one_and_stays_alone(house: House) -> None:
    here, there = house.window(house.cast.officer), house.window(house.cast.officer)
    here.open("/akun/sandi").send("sandi", lama="keliru", baru=OWN, ulang=OWN)
    assert "Kata sandi lama tidak cocok" in here.text
    here.send("sandi", lama=PASSWORD, baru=OWN, ulang=f"{OWN}!")
    assert "tidak sama dengan ulangannya" in here.text
    here.send("sandi", lama=PASSWORD, baru="pendek", ulang="pendek")
    assert here.status == 422
    here.send("sandi", lama=PASSWORD, baru=PASSWORD, ulang=PASSWORD)
    assert "sama dengan yang lama" in here.text
    token = here.client.cookies["rukun"]
    here.send("sandi", lama=PASSWORD, baru=OWN, ulang=OWN)
    assert "Kata sandi diganti" in here.text
    assert house.accounts.session(token) is None
    assert there.client.get("/").status_code == 303
    assert house.window().log_in("officer").status == 401
    assert house.window().log_in("officer", OWN).status == 200
    assert not re.search(r'type="password"[^>]*value="[^"]', here.html)


def test_the_old_password_is_guessed_no_oftener_than_at_the_door(house: House) -> None:
    window = house.window(house.cast.officer).open("/akun/sandi")
    statuses = [window.send("sandi", lama="keliru", baru=OWN, ulang=OWN).status for _ in range(9)]
    assert statuses == [422] * 8 + [429]


def test_a_password_for_one_use_only_lets_its_owner_choose_another(house: House) -> None:
    accounts, cast = house.accounts, house.cast
    given = accounts.give_password(cast.officer.id, by=cast.admin.id)
    window = house.window().log_in("officer", given)
    assert "dibuatkan orang lain" in window.text
    assert window.client.get("/laporan").headers["location"] == "/akun/sandi"
    window.send("sandi", lama=given, baru=OWN, ulang=OWN)
    assert window.open("/").status == 200
    assert house.window().log_in("officer", given).status == 401


def test_a_password_for_one_use_does_not_wait_for_ever(house: House) -> None:
    given = house.accounts.give_password(house.cast.officer.id, by=house.cast.admin.id)
    house.cast.clock.move_to(house.cast.now() + ONE_TIME)
    window = house.window().log_in("officer", given)
    assert window.status == 401
    assert "tidak berlaku" in window.text


# -- sessions ------------------------------------------------------------------------------------


@pytest.fixture
def two(house: House) -> tuple[Window, Window]:
    """One person in two browsers."""
    return house.window(house.cast.officer), house.window(house.cast.officer, host="192.0.2.7")


def test_the_account_says_where_one_is_logged_in(two: tuple[Window, Window]) -> None:
    here, _ = two
    text = here.open("/akun").text
    assert "192.0.2.7" in text
    assert text.count("Perangkat ini") == 1


def test_one_session_is_ended_or_all_the_others(two: tuple[Window, Window]) -> None:
    here, there = two
    here.open("/akun").send("akhiri")
    assert there.client.get("/").status_code == 303
    there.log_in("officer")
    here.open("/akun").send("lain")
    assert there.client.get("/").status_code == 303
    assert here.open("/").status == 200


def test_nobody_ends_the_session_of_another(house: House, two: tuple[Window, Window]) -> None:
    here, _ = two
    (other, *_) = house.accounts.present(house.cast.officer.id)
    auditor = house.window(house.cast.auditor).open("/akun")
    fields = auditor.form("keluar").filled({"item": str(other.number)})
    auditor.post("/akun/sesi/akhiri", fields)
    assert here.open("/").status == 200
    assert len(house.accounts.present(house.cast.officer.id)) == 2


def test_another_role_means_another_token(house: House) -> None:
    house.cast.give_role(Person("officer", house.cast.officer.id, Role.AUDITOR, "Inspektorat"))
    window = house.window(house.cast.officer).open("/")
    token = window.client.cookies["rukun"]
    other = next(
        value
        for value in re.findall(r'<option value="([0-9a-f-]{36})"', window.html)
        if value not in dict(window.form("peran").fields).values()
    )
    window.send("peran", peran=other)
    assert window.status == 200
    assert window.client.cookies["rukun"] != token
    assert house.accounts.session(token) is None


def test_one_address_has_so_many_logins_in_a_while(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.entrance.FROM_ONE_ADDRESS", 3)
    for number in range(3):
        assert house.window().log_in(f"siapa-{number}").status == 401
    assert house.window().log_in("officer").status == 429
    assert house.window(host="192.0.2.9").log_in("officer").status == 200


def test_what_is_done_to_accounts_stands_in_a_book_nobody_can_change(
    house: House, datastore: Datastore
) -> None:
    someone = Account(actor=uuid4(), login="fitri", name="Fitri")
    house.accounts.create(someone, PASSWORD, by=house.cast.admin.id)
    house.accounts.suspend(someone.actor, by=house.cast.admin.id)
    assert house.accounts.check("fitri", PASSWORD) is None
    house.accounts.restore(someone.actor, by=house.cast.admin.id)
    assert house.accounts.check("fitri", PASSWORD) is not None
    noted = house.office.account_book.of(someone.actor)
    assert [each.what for each in noted] == [Change.RESTORED, Change.SUSPENDED, Change.CREATED]
    assert {each.done_by for each in noted} == {house.cast.admin.id}
    for wish in ("UPDATE desk.account_book SET what = ''", "DELETE FROM desk.account_book"):
        with pytest.raises(Exception, match="permission denied"), datastore.reading() as cursor:
            cursor.execute(wish.encode())


def test_a_forgotten_person_leaves_no_session_and_no_second_factor(
    house: House, datastore: Datastore
) -> None:
    enrolled(house, house.cast.officer)
    house.accounts.forget(house.cast.officer.id)
    house.accounts.forget(house.cast.officer.id)
    with datastore.reading() as cursor:
        for table in ("session", "second_factor", "recovery_code"):
            left = cursor.execute(f"SELECT count(*) AS n FROM desk.{table}".encode()).fetchone()
            assert left == {"n": 0}, table
    noted = [each.what for each in house.office.account_book.of(house.cast.officer.id)]
    assert noted.count(Change.FORGOTTEN) == 1
