"""The first start in earnest: one page, opened by a code; and what is unsafe does not start."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from domain.kernel import Role
from runtime.database import Datastore
from runtime.installation import Installation
from runtime.settings import TWO_STEPS, Settings
from tests.web.house import House, Window
from web.app import create_app
from web.setting_up import TRIES, create_setting_up

CODE = "k7qd-mz3x-pw9h"
OWN = "kata sandi pertama"
FIRST = {
    "kode": CODE,
    "region": "32",
    "nama": "Contoh Wati",
    "login": "wati",
    "baru": OWN,
    "ulang": OWN,
}


@pytest.fixture
def installation(house: House, datastore: Datastore) -> Installation:
    return Installation(datastore, house.cast.clock)


@pytest.fixture
def empty(house: House, installation: Installation) -> Window:
    """A browser before a house in which nobody is yet."""
    return Window(create_setting_up(house.office, CODE, installation.name_province))


def test_the_first_administrator_comes_by_the_code_and_names_the_province(
    house: House, empty: Window, installation: Installation
) -> None:
    empty.open("/masuk").send("pasang", **FIRST)
    assert empty.status == 200
    assert "Anda terdaftar sebagai administrator" in empty.text
    assert installation.province() == "32"
    account = house.accounts.by_login("wati")
    assert account is not None
    (held,) = house.cast.register.standings(account.actor)
    assert (held.role, held.region) == (Role.ADMINISTRATOR, "32")
    assert "Contoh Wati" in Window(create_app(house.office)).log_in("wati", OWN).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kode": "lain"}, "Kode itu tidak cocok"),
        ({"kode": ""}, "Kode itu tidak cocok"),
        ({"nama": ""}, "Isi nama"),
        ({"region": ""}, "Isi nama"),
        ({"region": "99"}, "Pilih satu provinsi"),
        ({"ulang": "lain sekali"}, "tidak sama dengan ulangannya"),
        ({"baru": "pendek", "ulang": "pendek"}, "terlalu pendek"),
        ({"login": "officer"}, "sudah dipakai"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_comes(
    house: House, empty: Window, installation: Installation, typed: dict[str, str], said: str
) -> None:
    before = house.cast.register.log.head()
    empty.open("/pasang").send("pasang", **{**FIRST, **typed})
    assert empty.status in {403, 422}
    assert said in empty.text
    assert OWN not in empty.html
    assert house.cast.register.log.head() == before
    assert house.accounts.by_login("wati") is None
    assert installation.province() is None


def test_the_code_is_guessed_a_few_times_and_no_more(house: House, empty: Window) -> None:
    empty.open("/pasang")
    for _ in range(TRIES):
        assert empty.send("pasang", **{**FIRST, "kode": "lain"}).status == 403
    assert empty.send("pasang", **FIRST).status == 429
    assert house.accounts.by_login("wati") is None


def test_nothing_else_is_served_before_somebody_is_there(empty: Window) -> None:
    for path in ("/", "/masuk", "/kasus/x", "/api/v1/cases", "/verify"):
        answer = empty.client.get(path)
        assert answer.headers["location"] == "/pasang", path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert empty.client.get("/sehat").status_code == 503


def test_the_province_of_the_environment_is_not_asked_for_again(
    house: House, installation: Installation
) -> None:
    window = Window(create_setting_up(house.office, CODE, None)).open("/pasang")
    assert "DKI Jakarta" in window.text
    assert "Jawa Barat" not in window.text
    window.send("pasang", **{**FIRST, "region": "31"})
    assert window.status == 200
    assert installation.province() is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"host": "0.0.0.0"}, "would show a demo"),
        ({"host": "0.0.0.0", "production": True}, "RUKUN_TLS"),
        ({"production": True, "tls": True, "public_url": "http://rukun.example"}, "https://"),
        ({"smtp_password": SecretStr("x"), "smtp_starttls": False}, "RUKUN_SMTP_STARTTLS"),
    ],
)
def test_what_is_unsafe_does_not_start(given: dict[str, object], said: str) -> None:
    (found,) = Settings.model_validate(given).unsafe
    assert said in found


def test_what_is_safe_starts(tmp_path: Path) -> None:
    for given in (
        {},
        {"production": True},
        {"production": True, "host": "0.0.0.0", "tls": True},
        {"production": True, "tls": True, "public_url": "https://rukun.example"},
    ):
        assert Settings.model_validate({"data_dir": tmp_path, **given}).unsafe == ()


def test_in_earnest_who_decides_and_who_gives_rights_needs_two_steps() -> None:
    assert Settings().needs_two_steps == frozenset()
    assert Settings(production=True).needs_two_steps == TWO_STEPS
    assert Settings(production=True, two_steps=()).needs_two_steps == frozenset()
