"""Other systems at the administrator's desk, and regions and cases as GeoJSON."""

import json
from datetime import timedelta
from itertools import pairwise

from geojson_pydantic import FeatureCollection

from domain.kernel import Role, Secrecy
from domain.risk import Level
from runtime.account_book import AccountBook, Change
from runtime.boundaries import Ring
from tests.web.house import House, Window
from tests.web.machine import Machine
from web.geojson import polygons_of

FORM = {
    "name": "CCTV Kota",
    "as_role": "fkdm",
    "in_unit": "Diskominfotik",
    "region": "31.74",
    "clearance": "T",
    "label": "Server utama",
    "days": "30",
    "pace": "60",
}


def secret_on(window: Window) -> str:
    return window.html.split('<code class="secret">')[1].split("<")[0]


# -- clients -------------------------------------------------------------------------------------


def test_an_administrator_makes_a_client_and_its_token_is_shown_once(house: House) -> None:
    admin = house.window(house.cast.admin).open("/klien")
    assert "Belum ada sistem lain" in admin.text
    drawn = admin.form("buat")
    fields = drawn.filled({**FORM, "scope.READ_REPORTS": "1", "scope.INTAKE": "1"})
    assert admin.post(drawn.action, fields).status == 200
    secret = secret_on(admin)
    said = admin.client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).json()
    assert (said["name"], said["role"], said["region"]) == ("CCTV Kota", "fkdm", "31.74")
    assert said["scopes"] == ["intake", "read:reports"]
    assert said["per_minute"] == 60
    assert admin.post(drawn.action, fields).status == 409
    assert "tokennya hanya tampil sekali" in admin.text
    assert secret not in admin.open("/klien").html
    assert "Server utama" in admin.text
    (person,) = (each.actor for each in house.accounts.people() if each.name == "CCTV Kota")
    book = AccountBook(house.office.datastore).of(person)
    assert [each.what for each in book] == [Change.TOKEN_MADE, Change.CREATED]


def test_nobody_is_given_a_password_for_the_account_of_another_system(house: House) -> None:
    admin = house.window(house.cast.admin).open("/klien")
    drawn = admin.form("buat")
    admin.post(drawn.action, drawn.filled({**FORM, "scope.INTAKE": "1"}))
    (client,) = (each for each in house.accounts.people() if each.name == "CCTV Kota")
    admin.open(f"/pengguna/{client.actor}").send("sandi")
    assert admin.status == 409
    assert "masuk hanya dengan token" in admin.text
    after = house.accounts.by_actor(client.actor)
    assert after is not None
    assert after.password_until is None


def test_what_is_missing_on_the_form_is_said_and_nothing_is_made(house: House) -> None:
    admin = house.window(house.cast.admin).open("/klien")
    people = len(house.accounts.people())
    drawn = admin.form("buat")
    for typed, said in (
        ({"name": ""}, "Wajib diisi"),
        ({"days": "999"}, "Bilangan bulat 1 sampai 366"),
        ({"pace": "0"}, "Bilangan bulat 1 sampai 6000"),
        ({"scope.INTAKE": ""}, "paling sedikit satu cakupan"),
        ({"as_role": "admin"}, "bukan peran administrator"),
        ({"as_role": "mesin"}, "tepat satu peran"),
    ):
        admin.post(drawn.action, drawn.filled({**FORM, **typed}))
        assert admin.status in {409, 422}, typed
        assert said in admin.text
    assert len(house.accounts.people()) == people


def test_a_token_is_exchanged_without_a_gap_and_revoked_at_once(house: House) -> None:
    machine = Machine(house)
    admin = house.window(house.cast.admin).open("/klien")
    drawn = admin.form("token", str(machine.person.id))
    fields = drawn.filled({"label": "Baru", "days": "10", "pace": "5", "scope.READ_CASES": "1"})
    admin.post(drawn.action, fields)
    new = secret_on(admin)
    assert admin.post(drawn.action, fields).status == 409
    assert machine.get("/me").status_code == 200
    revoke = admin.open("/klien").form("cabut", str(machine.token.token_id))
    admin.post(revoke.action, revoke.filled({}))
    assert "Token dicabut" in admin.text
    assert machine.get("/me").status_code == 401
    machine.secret = new
    assert machine.get("/me").status_code == 200
    book = AccountBook(house.office.datastore).of(machine.person.id)
    assert [each.what for each in book][:2] == [Change.TOKEN_REVOKED, Change.TOKEN_MADE]
    assert {each.done_by for each in book[:2]} == {house.cast.admin.id}
    assert admin.post("/klien/cabut", revoke.filled({"item": "x"})).status == 404


def test_the_guide_says_of_every_address_what_it_needs_and_asks(house: House) -> None:
    admin = house.window(house.cast.admin).open("/klien/panduan")
    for said in (
        "POST /api/v1/commands/file-report",
        "Cakupan: write:reports. Peran: Anggota FKDM / pelapor",
        "GET /api/v1/cases/{case_id}/history",
        "POST /api/v1/intake/events",
        "conflict_source (wajib)",
    ):
        assert said in admin.text
    assert "sign-letter" not in admin.text


# -- GeoJSON -------------------------------------------------------------------------------------


def read(said: str) -> FeatureCollection:  # type: ignore[type-arg]
    return FeatureCollection.model_validate_json(said)


def test_regions_and_cases_are_drawn_within_reach_and_no_more_precise_than_on_record(
    house: House,
) -> None:
    cast = house.cast
    case = cast.open_case()
    secret = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    cast.found(case)
    cast.verify(case, level=Level.RED)
    house.catch_up()
    officer, low = Machine(house), Machine(house, clearance=Secrecy.OPEN)
    answer = officer.get("/cases.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    points = {each.properties["id"]: each for each in read(answer.text).features}
    assert set(points) == {str(case), str(secret)}
    spot = points[str(case)]
    assert spot.geometry is not None
    assert spot.properties is not None
    assert (spot.geometry.type, spot.properties["precision"]) == ("Point", "kecamatan")
    assert read(low.get("/cases.geojson").text).features == []
    lines = {
        each.properties["code"]: each.properties
        for each in read(officer.get("/regions.geojson", within="31").text).features
    }
    assert lines["31.74"]["level"] == "merah"
    assert lines["31.71"]["level"] == "hijau"
    assert officer.get("/regions.geojson", within="32").status_code == 404


def test_the_pages_offer_the_same_as_a_download(house: House) -> None:
    case = house.cast.open_case()
    house.catch_up()
    officer = house.window(house.cast.officer).open("/peta")
    assert "/peta.geojson?wilayah=31" in officer.html
    for path, count in (("/peta.geojson?wilayah=31", 6), ("/papan.geojson?tema=agraria", 1)):
        answer = officer.client.get(path)
        assert answer.headers["content-disposition"].endswith('.geojson"')
        assert len(read(answer.text).features) == count
    assert str(case) in officer.client.get("/papan.geojson").text
    assert officer.client.get("/peta.geojson?tanggal=x").status_code == 422
    yesterday = (house.cast.now() - timedelta(days=1)).date()
    assert officer.client.get(f"/peta.geojson?tanggal={yesterday}").status_code == 200
    assert house.window(house.cast.liaison).client.get("/papan.geojson").status_code == 403


def square(left: float, bottom: float, side: float) -> Ring:
    right, top = left + side, bottom + side
    return ((left, bottom), (left, top), (right, top), (right, bottom), (left, bottom))


def test_rings_become_polygons_with_their_holes_and_islands_in_them() -> None:
    land, lake, island, apart = (
        square(0, 0, 10),
        square(2, 2, 6),
        square(4, 4, 2),
        square(20, 0, 3),
    )
    polygons = polygons_of([island, lake, apart, land])
    assert [len(each) for each in polygons] == [2, 1, 1]
    assert {each[0][0] for each in polygons} == {land[0], island[0], apart[0]}
    for rings in polygons:
        assert _area(rings[0]) > 0
        assert all(_area(hole) < 0 for hole in rings[1:])


def _area(ring: Ring) -> float:
    return sum(x * b - a * y for (x, y), (a, b) in pairwise(ring))


def test_a_boundary_that_was_imported_is_the_geometry_of_its_region(house: House) -> None:
    ring = [[106.8, -6.3], [106.9, -6.3], [106.9, -6.2], [106.8, -6.2], [106.8, -6.3]]
    feature = {
        "type": "Feature",
        "properties": {"kode": "31.74"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    layer = json.dumps({"type": "FeatureCollection", "features": [feature]})
    house.office.boundaries.import_layer(layer, "uji")
    found = read(Machine(house, Role.AUDITOR).get("/regions.geojson", within="31").text)
    shapes = {each.properties["code"]: each.geometry for each in found.features}
    assert shapes["31.74"] is not None
    assert shapes["31.74"].type == "Polygon"
    assert shapes["31.71"] is not None
    assert shapes["31.71"].type == "Point"
