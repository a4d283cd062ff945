"""The machines' intake: CloudEvents, CAP, CSV and the election index, by token."""

import json
from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Role
from domain.report import Report, Source
from domain.risk import Level
from runtime import refused_intake
from runtime.tokens import Scope
from tests.web.house import House
from tests.web.machine import Machine
from tests.web.test_api import problem

DETECTION = {
    "specversion": "1.0",
    "id": "kejadian-7",
    "source": "urn:cctv:jaksel:kamera-12",
    "type": "id.rukun.deteksi.v1",
    "time": "2026-03-02T08:30:00+07:00",
    "data": {
        "kamera": "12",
        "wilayah": "31.74.01",
        "terlihat": "kerumunan",
        "keyakinan": 0.93,
        "massa": 80,
        "tempat": "Depan Pasar Minggu",
        "lintang": -6.28,
        "bujur": 106.84,
    },
}
ROWS = """sumber,judul,wilayah,waktu_kejadian,sumber_konflik,tema,uraian,\
nilai_sumber,nilai_informasi,kemungkinan,dampak
masyarakat,Rebutan lapak,31.74.01,2026-03-01 09:30,a,pedagang,Dua kelompok berebut lapak.,C,3,3,2
masyarakat,Tanpa wilayah,99.99,2026-03-01 09:30,a,pedagang,Dua kelompok.,C,3,3,2
masyarakat,Rebutan lapak,31.74.01,2026-03-01 09:30,a,pedagang,Dua kelompok berebut lapak.,C,3,3,2
"""
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>JAKI-1</identifier><sender>jaki@jakarta.go.id</sender>
<sent>2026-03-02T08:00:00+07:00</sent><status>Actual</status><msgType>Alert</msgType>
<scope>Public</scope><info><language>id</language><category>Safety</category>
<event>tawuran</event><urgency>Expected</urgency><severity>Moderate</severity>
<certainty>Possible</certainty><headline>Tawuran pelajar</headline>
<description>Dua kelompok pelajar saling serang.</description>
<parameter><valueName>sumber</valueName><value>masyarakat</value></parameter>
<parameter><valueName>sumber_konflik</valueName><value>a</value></parameter>
<area><areaDesc>Manggarai</areaDesc><geocode><valueName>ID-KEMENDAGRI</valueName>
<value>31.74.01</value></geocode></area></info></alert>"""


@pytest.fixture
def cctv(house: House) -> Machine:
    """A camera system: it tells, and reads nothing but what it told."""
    return Machine(house, Role.REPORTER, {Scope.INTAKE, Scope.READ_REPORTS})


def sent(machine: Machine, event: Any) -> Any:
    return machine.bring("events", json.dumps(event), "application/cloudevents+json")


def filed(house: House, report: str) -> Report.Filed:
    fact = house.office.log.of_stream(UUID(report))[0].fact
    assert isinstance(fact, Report.Filed)
    return fact


def test_what_a_camera_saw_is_a_report_once_in_either_mode(house: House, cctv: Machine) -> None:
    first = sent(cctv, DETECTION)
    assert first.status_code == 200, first.text
    report = first.json()["items"][0]["report_id"]
    fact = filed(house, report)
    assert (fact.source, fact.region, fact.reporter) == (Source.CCTV, "31.74.01", cctv.person.id)
    assert fact.risk.inputs.crowd == 80
    assert str(fact.title) == "Kerumunan terdeteksi kamera 12"
    assert "Belum dilihat orang" in str(fact.facts)
    head = house.office.log.head()
    again = sent(cctv, DETECTION).json()
    assert (again["duplicate"], again["items"][0]["report_id"]) == (1, report)
    envelope = {f"ce-{name}": value for name, value in DETECTION.items() if name != "data"}
    binary = cctv.client.post(
        "/api/v1/intake/events",
        json=DETECTION["data"],
        headers=cctv.auth | {str(name): str(value) for name, value in envelope.items()},
    )
    assert binary.json()["items"][0] == again["items"][0]
    assert house.office.log.head() == head
    house.catch_up()
    assert cctv.get("/reports").json()["items"][0]["report_id"] == report


def test_what_a_camera_is_not_sure_of_turns_nothing_red(house: House, cctv: Machine) -> None:
    for number, (sure, level) in enumerate(((0.5, Level.YELLOW), (0.95, Level.RED))):
        data = {**DETECTION["data"], "terlihat": "senjata", "keyakinan": sure}  # type: ignore[dict-item]
        answer = sent(cctv, {**DETECTION, "id": str(number), "data": data}).json()
        assert filed(house, answer["items"][0]["report_id"]).risk.level is level


def test_two_clients_never_stand_in_each_others_way(house: House, cctv: Machine) -> None:
    other = Machine(house, Role.REPORTER, {Scope.INTAKE})
    one = sent(cctv, DETECTION).json()["items"][0]["report_id"]
    two = sent(other, DETECTION).json()["items"][0]["report_id"]
    assert one != two


def test_the_same_event_with_another_content_is_refused(cctv: Machine) -> None:
    sent(cctv, DETECTION)
    data = {**DETECTION["data"], "massa": 500}  # type: ignore[dict-item]
    assert problem(sent(cctv, {**DETECTION, "data": data}), 422)["rule"] == "AlreadyFiled"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"type": "com.example.lain"}, "UnknownEventType"),
        ({"specversion": "0.3"}, "NoCloudEvent"),
        ({"id": ""}, "NoCloudEvent"),
        ({"id": 7}, "NoCloudEvent"),
        ({"time": "kemarin"}, "NoCloudEvent"),
        ({"data": "teks"}, "NoCloudEvent"),
        ({"data": {"kamera": "1"}}, "InvalidField"),
        ({"data": {**DETECTION["data"], "wilayah": "32.01.01"}}, "OutsideRegion"),  # type: ignore[dict-item]
        ({"data": {**DETECTION["data"], "wajah": "x"}}, "InvalidField"),  # type: ignore[dict-item]
        ({"time": "2030-01-01T00:00:00Z"}, "HappensLater"),
    ],
)
def test_an_event_that_is_refused_is_told_why(
    house: House, cctv: Machine, change: dict[str, Any], rule: str
) -> None:
    head = house.office.log.head()
    said = problem(sent(cctv, {**DETECTION, **change}), 422)
    assert said["rule"] in {rule, "ReportedFromTheFuture"}
    assert said["detail"]
    assert house.office.log.head() == head


def test_a_batch_says_of_each_event_what_became_of_it(cctv: Machine) -> None:
    events = [DETECTION, {**DETECTION, "type": "lain"}, {**DETECTION, "id": "2"}]
    body = json.dumps(events)
    answer = cctv.bring("events", body, "application/cloudevents-batch+json").json()
    assert [each["came_to"] for each in answer["items"]] == ["accepted", "rejected", "accepted"]
    assert (answer["accepted"], answer["rejected"]) == (2, 1)
    many = json.dumps([DETECTION] * 101)
    said = problem(cctv.bring("events", many, "application/cloudevents-batch+json"), 413)
    assert said["rule"] == "TooManyRows"


def test_a_whole_report_comes_in_as_an_event_in_the_columns_of_an_import(
    house: House, cctv: Machine
) -> None:
    row = {
        "sumber": "masyarakat",
        "judul": "Rebutan lapak",
        "wilayah": "31.74.01",
        "sumber_konflik": "a",
        "tema": "pedagang",
        "uraian": "Dua kelompok berebut lapak.",
        "pihak": ["Pedagang lama", "Pedagang baru"],
        "nilai_sumber": "C",
        "nilai_informasi": 3,
        "kemungkinan": 3,
        "dampak": 2,
    }
    event = {**DETECTION, "type": "id.rukun.laporan.v1", "data": row}
    answer = sent(cctv, event)
    fact = filed(house, answer.json()["items"][0]["report_id"])
    assert [str(each) for each in fact.parties] == row["pihak"]
    named = {**event, "data": {**row, "identitas": "1"}}
    assert problem(sent(cctv, named), 422)["rule"] == "UnknownField"


def test_only_a_system_fills_the_channel_of_systems(house: House) -> None:
    """By hand, a member of FKDM still cannot say that a camera saw it."""
    window = house.window(house.cast.reporter).open("/laporan/baru")
    assert 'value="cctv"' not in window.html


def test_a_table_is_told_line_by_line_and_a_dry_run_keeps_nothing(
    house: House, cctv: Machine
) -> None:
    head = house.office.log.head()
    tried = cctv.bring("reports", ROWS, "text/csv", dry_run=True).json()
    assert tried["dry_run"]
    assert house.office.log.head() == head
    done = cctv.bring("reports", ROWS, "text/csv").json()
    for answer in (tried, done):
        assert [(each["line"], each["came_to"]) for each in answer["items"]] == [
            (2, "accepted"),
            (3, "rejected"),
            (4, "duplicate"),
        ]
    assert done["items"][1]["rule"] == "UnknownRegion"
    assert house.office.log.head() > head


def test_cap_is_taken_in_and_hostile_xml_is_not(house: House, cctv: Machine) -> None:
    done = cctv.bring("reports", CAP, "application/cap+xml").json()
    assert done["accepted"] == 1, done
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><alert>&b;</alert>'
    for hostile in (bomb, "<alert>", "<a>" * 50_000):
        said = problem(cctv.bring("reports", hostile, "application/cap+xml"), 422)
        assert said["rule"] == "FileUnreadable"


def test_what_is_too_much_or_of_another_kind_is_refused_before_it_is_read(cctv: Machine) -> None:
    assert problem(cctv.bring("reports", b"x" * 2_100_000, "text/csv"), 413)["rule"] == "TooLarge"
    lines = ROWS.splitlines()
    long = "\n".join([lines[0], *[lines[1]] * 1_001])
    assert problem(cctv.bring("reports", long, "text/csv"), 413)["rule"] == "TooManyRows"
    for path in ("reports", "events", "election-index"):
        said = problem(cctv.bring(path, "x", "image/png", **_edition(path)), _refused(path))
        assert said["rule"] in {"MediaUnknown", "NotForThisRole"}
    assert problem(cctv.bring("reports", b"\xff\xfe", "text/csv"), 422)["rule"] == "NotUtf8"


def _edition(path: str) -> dict[str, str]:
    return {"edition": "2024"} if path == "election-index" else {}


def _refused(path: str) -> int:
    return 403 if path == "election-index" else 415


def test_the_election_index_is_for_the_office_and_whole_or_not_at_all(house: House) -> None:
    head = "province_code,province,score,category\n"
    office = Machine(house, Role.SUPERVISOR)
    good = f"{head}31,DKI Jakarta,88.95,tinggi\n"
    done = office.bring("election-index", good, "text/csv", edition="2024")
    assert done.json() == {"edition": "2024", "regions": 1}
    bad = f"{good}99,Entah,1,rendah\n"
    said = problem(office.bring("election-index", bad, "text/csv", edition="2024"), 422)
    assert said["rule"] == "ElectionIndexRejected"


def test_years_past_come_in_as_history_by_an_officer(house: House) -> None:
    office = Machine(house)
    columns = (
        "event_id_cnty,event_date,time_precision,event_type,admin1,location,latitude,longitude,"
        "geo_precision,region_code,fatalities\n"
    )
    line = "IDN1,2024-05-01,1,riots,Jakarta,Tebet,-6.22,106.85,1,31.74.01,0\n"
    done = office.bring("reports", columns + line, "text/csv").json()
    assert done["accepted"] == 1, done
    assert filed(house, done["items"][0]["report_id"]).history


# -- what was refused ----------------------------------------------------------------------------


def test_what_was_refused_is_kept_with_its_reason_for_its_own_client(
    house: House, cctv: Machine
) -> None:
    sent(cctv, {**DETECTION, "type": "lain"})
    sent(cctv, {**DETECTION, "id": "", "data": {"catatan": "dari Pak Darto"}})
    cctv.bring("reports", ROWS, "text/csv")
    kept = cctv.get("/intake/refused").json()
    said = [(each["way"], each["line"], each["rule"]) for each in kept["items"]]
    assert sorted(said) == [
        ("laporan", 3, "UnknownRegion"),
        ("peristiwa", 0, "NoCloudEvent"),
        ("peristiwa", 1, "UnknownEventType"),
    ]
    assert all(each["reason"] and each["times"] == 1 for each in kept["items"])
    (row,) = (each for each in kept["items"] if each["way"] == "laporan")
    assert json.loads(row["content"])["judul"] == "Tanpa wilayah"
    stranger = Machine(house, Role.REPORTER, {Scope.INTAKE})
    assert stranger.get("/intake/refused").json()["items"] == []
    reading = Machine(house, Role.REPORTER, {Scope.READ_REPORTS})
    assert problem(reading.get("/intake/refused"), 403)["rule"] == "ScopeMissing"
    with house.office.datastore.reading() as cursor:
        raw = str(cursor.execute("SELECT r::text AS said FROM desk.refused_intake r").fetchall())
    assert "Tanpa wilayah" not in raw
    assert "Darto" not in raw


def test_what_is_refused_again_is_counted_and_what_was_only_tried_is_not_kept(
    house: House, cctv: Machine
) -> None:
    cctv.bring("reports", ROWS, "text/csv", dry_run="true")
    assert cctv.get("/intake/refused").json()["items"] == []
    for _ in range(3):
        sent(cctv, {**DETECTION, "type": "lain"})
        house.cast.pass_time(minutes=1)
    (kept,) = cctv.get("/intake/refused").json()["items"]
    assert kept["times"] == 3
    assert sent(cctv, DETECTION).json()["accepted"] == 1
    assert len(cctv.get("/intake/refused").json()["items"]) == 1


def test_what_was_refused_comes_in_pages_bounded_in_number_and_age(
    house: House, cctv: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused_intake, "MOST", 5)
    for number in range(7):
        sent(cctv, {**DETECTION, "type": "lain", "id": f"k-{number}"})
        house.cast.pass_time(minutes=1)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = cctv.get("/intake/refused", limit=2, cursor=cursor or None).json()
        seen += [json.loads(each["content"])["id"] for each in page["items"]]
        cursor = page["next"]
    assert seen == [f"k-{number}" for number in (6, 5, 4, 3, 2)]
    house.cast.pass_time(days=refused_intake.KEPT_FOR.days)
    cctv.token, cctv.secret = cctv.new_token({Scope.INTAKE})
    assert cctv.get("/intake/refused").json()["items"] == []
    sent(cctv, {**DETECTION, "type": "lain"})
    with house.office.datastore.reading() as sql:
        assert len(sql.execute("SELECT 1 FROM desk.refused_intake").fetchall()) == 1


@pytest.mark.parametrize("path", ["events", "reports"])
def test_what_makes_no_sense_at_all_is_kept_as_it_came(
    house: House, cctv: Machine, path: str
) -> None:
    media = "application/cloudevents+json" if path == "events" else "application/json"
    for body in (b'{"kabar": "\\ud800', b"\xff\xfe\x00", b'[{"judul": "\\ud800"}]', b"{" * 50_000):
        assert cctv.bring(path, body, media).status_code in {200, 400, 422}
    kept = cctv.get("/intake/refused").json()["items"]
    assert len(kept) == 4
    assert max(len(each["content"]) for each in kept) == refused_intake.LONGEST
    admin = house.window(house.cast.admin).open(f"/klien/{cctv.person.id}/ditolak")
    assert admin.status == 200


def test_the_administrator_reads_what_was_refused_and_it_goes_with_the_client(
    house: House, cctv: Machine
) -> None:
    sent(cctv, {**DETECTION, "type": "lain", "source": "<b>kamera</b>"})
    admin = house.window(house.cast.admin).open("/klien")
    assert "Kiriman yang ditolak: 1" in admin.text
    admin.open(f"/klien/{cctv.person.id}/ditolak")
    assert "CloudEvents, baris 1" in admin.text
    assert "&lt;b&gt;kamera&lt;/b&gt;" in admin.html
    admin.open(f"/klien/{cctv.person.id}/ditolak.csv")
    assert "UnknownEventType" in admin.html
    assert admin.open(f"/klien/{house.cast.officer.id}/ditolak").status == 404
    assert house.window(house.cast.officer).open(f"/klien/{cctv.person.id}/ditolak").status == 403
    house.office.register.mapper.vault.destroy(cctv.person.id)
    assert "Isinya sudah dihapus" in admin.open(f"/klien/{cctv.person.id}/ditolak").text
    house.accounts.forget(cctv.person.id)
    assert house.office.refused_intake.counts() == {}
