"""The administrator's books: people and their roles, the installation, what was set aside."""

import re
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.kernel import Compartment, Role, Secrecy
from runtime.account_book import Change
from runtime.follower import Follower
from tests.office import Person
from tests.web.house import PASSWORD, House, Window, login_of
from tests.web.test_account import enrolled
from web.app import create_app

NEW = {
    "account.name": "Contoh Wati",
    "account.login": "Wati",
    "account.title": "Analis",
    "account.nip": "",
    "account.mail": "wati@contoh.example",
    "as_role": Role.CASE_OFFICER.value,
    "in_unit": "BKBP",
    "region": "31.74",
    "clearance": Secrecy.RESTRICTED.value,
    "basis": "SK 12/2026",
}
OWN = "kata sandi wati sendiri"


@pytest.fixture
def admin(house: House) -> Window:
    return house.window(house.cast.admin)


def regional_admin(house: House, region: str = "31.74") -> Window:
    """An administrator of one regency, cleared for little."""
    person = Person(
        "admin.kota", uuid4(), Role.ADMINISTRATOR, "Kota", region, clearance=Secrecy.RESTRICTED
    )
    house.cast.give_role(person)
    house.give_account(person)
    house.catch_up()
    return house.window(person)


def page_of(person: Person) -> str:
    return f"/pengguna/{person.id}"


def test_a_new_person_comes_in_with_a_password_that_was_shown_once(
    house: House, admin: Window
) -> None:
    drawn = admin.open("/pengguna").form("tambah")
    fields = drawn.filled(NEW)
    admin.post(drawn.action, fields)
    assert admin.status == 200
    found = re.findall(r'class="secret">([^<]+)<', admin.html)
    assert found[0] == "wati"
    admin.post(drawn.action, fields)
    person = UUID(re.search(r"/pengguna/([0-9a-f-]{36})", admin.answer.headers["location"])[1])  # type: ignore[index]
    assert [each.what for each in house.office.account_book.of(person)] == [Change.CREATED]
    house.catch_up()
    assert found[1] not in admin.open(f"/pengguna/{person}").html
    assert "Petugas" in admin.text
    assert "SK 12/2026" in admin.text
    window = house.window().log_in("wati", found[1])
    window.send("sandi", lama=found[1], baru=OWN, ulang=OWN)
    assert "Contoh Wati" in window.open("/").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"account.login": "officer"}, "Nama masuk itu sudah dipakai"),
        ({"account.nip": "123"}, "18 angka"),
        ({"account.mail": "bukan surel"}, "bukan alamat surel"),
        ({"region": "Antah Berantah"}, "Wilayah tidak dikenal"),
        ({"as_role": ""}, "Pilih salah satu"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_and_nothing_is_kept(
    house: House, admin: Window, typed: dict[str, str], said: str
) -> None:
    before = house.cast.register.log.head()
    admin.open("/pengguna").send("tambah", **{**NEW, **typed})
    assert admin.status in {409, 422}
    assert said in admin.text
    assert house.cast.register.log.head() == before
    assert not house.accounts.is_taken("wati")


def test_a_role_is_given_and_ended_with_its_reason_and_the_page_says_by_whom(
    house: House, admin: Window
) -> None:
    path = page_of(house.cast.auditor)
    admin.open(path).send(
        "tetapkan",
        **{name: said for name, said in NEW.items() if "." not in name},
        intelligence="1",
    )
    (held,) = (
        each
        for each in house.cast.register.standings(house.cast.auditor.id)
        if each.role is Role.CASE_OFFICER
    )
    assert held.compartments == (Compartment.INTELLIGENCE,)
    assert admin.open(path).send("akhiri", item=str(held.assignment_id)).status == 422
    admin.send("akhiri", item=str(held.assignment_id), reason="Pindah tugas.")
    assert held not in house.cast.register.standings(house.cast.auditor.id)
    assert "Pindah tugas." in admin.text
    assert "oleh Fitri Handayani" in admin.text


def test_nobody_gives_or_ends_a_role_of_their_own(house: House, admin: Window) -> None:
    cast = house.cast
    path = page_of(cast.admin)
    assert "Peran sendiri ditetapkan administrator lain" in admin.open(path).text
    assert not admin.has_form("tetapkan")
    drawn = admin.open(page_of(cast.auditor)).form("tetapkan")
    fields = drawn.filled({name: said for name, said in NEW.items() if "." not in name})
    assert admin.post(f"{path}/tetapkan", fields).status == 409
    assert "Peran sendiri" in admin.text
    assert admin.post(f"{path}/bekukan", fields).status == 403


def test_a_suspended_account_is_out_at_once_and_in_again_when_restored(
    house: House, admin: Window
) -> None:
    officer = house.window(house.cast.officer).open("/")
    admin.open(page_of(house.cast.officer)).send("bekukan")
    assert "Dibekukan" in admin.text
    assert officer.client.get("/").status_code == 303
    assert house.window().log_in("officer").status == 401
    admin.send("pulihkan")
    assert house.window().log_in("officer").status == 200


def test_who_lost_the_telephone_gets_a_fresh_start_and_the_book_says_by_whom(
    house: House, admin: Window
) -> None:
    enrolled(house, house.cast.officer)
    admin.open(page_of(house.cast.officer)).send("dua-langkah")
    assert "Verifikasi dua langkah disetel ulang, oleh Fitri Handayani" in admin.text
    assert not admin.has_form("dua-langkah")
    assert house.window(house.cast.officer).open("/").status == 200


def test_a_reset_password_ends_the_sessions_and_the_old_one(house: House, admin: Window) -> None:
    officer = house.window(house.cast.officer).open("/")
    admin.open(page_of(house.cast.officer)).send("sandi")
    given = re.findall(r'class="secret">([^<]+)<', admin.html)[1]
    assert officer.client.get("/").status_code == 303
    assert house.window().log_in("officer", PASSWORD).status == 401
    assert "dibuatkan orang lain" in house.window().log_in("officer", given).text


def test_all_sessions_of_a_person_are_ended_from_their_page(house: House, admin: Window) -> None:
    officer = house.window(house.cast.officer).open("/")
    admin.open(page_of(house.cast.officer)).send("keluarkan")
    assert officer.client.get("/").status_code == 303
    assert house.window(house.cast.officer).open("/").status == 200


def test_an_administrator_of_a_regency_sees_and_touches_its_own_people_only(house: House) -> None:
    cast = house.cast
    near = Person("near", uuid4(), Role.REPORTER, "FKDM", "31.74.09", clearance=Secrecy.OPEN)
    cast.give_role(near)
    house.give_account(near)
    window = regional_admin(house)
    text = window.open("/pengguna").text
    assert "Near" in text
    assert "Rina Wulandari" not in text
    assert window.open(page_of(cast.officer)).status == 404
    cast.give_role(replace(near, region="31", role=Role.CASE_OFFICER))
    house.catch_up()
    assert "di luar wilayah atau di atas kewenangan Anda" in window.open(page_of(near)).text
    drawn = window.form("tetapkan")
    window.post(f"{page_of(near)}/bekukan", drawn.fields)
    assert window.status == 403
    assert house.accounts.check(login_of(near), PASSWORD) is not None


def test_units_name_the_people_in_them_and_lead_to_them(house: House, admin: Window) -> None:
    house.catch_up()
    admin.open("/satuan")
    assert house.cast.liaison.unit in admin.text
    link = re.search(rf'href="(/pengguna\?unit=[^"]+)">{house.cast.liaison.unit}<', admin.html)
    assert link
    shown = admin.open(link[1]).text
    assert "Iptu Agus Salim" in shown
    assert "Rina Wulandari" not in shown


def test_the_installation_says_what_is_missing_and_where_it_is_seen_to(
    house: House, admin: Window
) -> None:
    house.catch_up()
    text = admin.open("/instalasi").text
    for said in ("DKI Jakarta", "Dr. Hadi Nugroho", "Belum; peta memakai titik", "RUKUN_SMTP_HOST"):
        assert said in text
    needing = create_app(replace(house.office, two_steps=frozenset({Role.SUPERVISOR}), mail=True))
    text = Window(needing).log_in("admin").open("/instalasi").text
    assert "1 orang belum memasang" in text
    assert "RUKUN_SMTP_HOST" not in text


def test_each_region_has_its_profile(house: House, admin: Window) -> None:
    text = admin.open("/profil-wilayah").text
    assert "Jakarta Selatan" in text
    assert house.cast.policy.version in text
    assert "Dr. Hadi Nugroho" in text


def test_parked_events_are_named_without_a_word_of_the_case_and_tried_again(
    house: House, admin: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Tidak ada yang diparkir" in admin.open("/diparkir").text
    board = next(each for each in house.followers if each.name.startswith("case_board"))
    with monkeypatch.context() as broken:

        def fails(*_: object) -> None:
            raise RuntimeError("Jaringan yang diawasi")

        broken.setattr(type(board.reader), "handle", fails)
        house.cast.open_case(house.cast.file_report(title="Jaringan yang diawasi"))
        house.catch_up()
    admin.open("/diparkir")
    assert board.name in admin.text
    assert "RuntimeError" in admin.text
    assert "Jaringan" not in admin.html
    mended = replace(house.office, retry_parked=lambda: _replayed(board))
    window = Window(create_app(mended)).log_in("admin").open("/diparkir").send("coba-lagi")
    assert "0 masih diparkir" in window.text
    assert "Jaringan yang diawasi" in house.window(house.cast.officer).open("/").text


def _replayed(follower: Follower) -> tuple[int, int]:
    return follower.replay_parked()


def test_an_administrator_reads_no_case(house: House, admin: Window) -> None:
    case = house.cast.open_case(house.cast.file_report(title="Jaringan yang diawasi"))
    house.catch_up()
    for path in ("/pengguna", "/satuan", "/instalasi", "/profil-wilayah", "/keadaan", "/diparkir"):
        assert "Jaringan" not in admin.open(path).html, path
    assert admin.open(f"/kasus/{case}").status == 404
