"""What a browser fetches once and keeps, what is pressed, and the tokens that may be pressed."""

import gzip
import hashlib
import re

import pytest

from tests.web.house import House
from web.assets import KINDS, STATIC, Assets
from web.door import masked, unmasked


def test_every_file_is_served_under_a_name_that_says_what_it_contains(house: House) -> None:
    window, assets = house.window(), Assets()
    for path in STATIC.rglob("*"):
        if path.suffix in KINDS:
            name = path.relative_to(STATIC).as_posix()
            answer = window.client.get(assets.url(name))
            assert answer.content == path.read_bytes(), name
            assert answer.headers["content-type"] == KINDS[path.suffix]
            assert answer.headers["content-encoding"] == "gzip"
            plain = window.client.get(assets.url(name), headers={"accept-encoding": "identity"})
            assert plain.content == path.read_bytes()
            assert "content-encoding" not in plain.headers


@pytest.mark.parametrize(
    "path", ["vendor/README.md", "../door.py", "rukun.css", "vendor/htmx.min.js", ""]
)
def test_nothing_else_is_served_beside_them(house: House, path: str) -> None:
    window = house.window()
    assert window.client.get(f"/aset/{path}").status_code == 404


def test_what_is_not_ours_is_what_its_note_says_it_is() -> None:
    vendor = STATIC / "vendor"
    note = (vendor / "README.md").read_text(encoding="utf-8")
    noted = re.findall(r"^\| `([\w.-]+)` .*`([0-9a-f]{64})` \|$", note, re.MULTILINE)
    scripts = vendor.glob("*.js")
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in scripts}
    assert dict(noted) == found
    for name in found:
        assert (vendor / f"{name.removesuffix('.min.js')}.LICENSE.txt").exists()


def test_a_page_is_pressed_unless_another_site_asked_for_it(house: House) -> None:
    officer = house.window(house.cast.officer)
    own = officer.client.get("/", headers={"sec-fetch-site": "same-origin"})
    assert own.headers["content-encoding"] == "gzip"
    for site in ("cross-site", "same-site"):
        asked = officer.client.get("/", headers={"sec-fetch-site": site})
        assert "content-encoding" not in asked.headers


def test_no_two_answers_print_the_same_token_and_each_is_taken(house: House) -> None:
    officer = house.window(house.cast.officer)
    printed = [dict(officer.open("/").form("keluar").fields)["csrf"] for _ in range(3)]
    assert len(set(printed)) == 3
    assert len({unmasked(each) for each in printed}) == 1
    for token in printed[:2]:
        officer.post("/peran", [("csrf", token)])
        assert officer.status == 404  # such a role there is none: the token was taken
    officer.post("/peran", [("csrf", unmasked(printed[0]))])
    assert officer.status == 403


@pytest.mark.parametrize("sent", ["", "00", "abc", "zz", "ff" * 32, "é" * 8, "0" * 63])
def test_a_token_no_answer_of_ours_printed_is_none(house: House, sent: str) -> None:
    officer = house.window(house.cast.officer)
    officer.post("/peran", [("csrf", sent)])
    assert officer.status == 403
    assert unmasked(masked("rahasia")) == "rahasia"


def test_a_pressed_answer_is_the_same_page(house: House) -> None:
    window = house.window()
    with window.client.stream("GET", "/masuk") as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert b"Masuk" in gzip.decompress(raw)
