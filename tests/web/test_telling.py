"""The short form of a report: told in a minute, its place found, its pictures, filed once."""

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

from domain.case_file import ReportPage
from domain.kernel import Role
from domain.matter import Matter, Mood
from domain.report import ConflictSource, Report, Source
from domain.report_details import TimePrecision
from domain.risk import Level
from tests.office import Person
from tests.pictures import PDF, SECRET, SHOT, photo
from tests.web.house import House, Window

SHORT = {
    "facts": "Dua kelompok saling dorong di depan pasar. Belum ada yang terluka.",
    "region": "31.74.01",
    "told": "baru_saja",
    "matter": "mata_pencaharian",
    "mood": "tegang",
}
NEAR_MANGGARAI = {"latitude": "-6.2100", "longitude": "106.8500"}


def send(window: Window, *pictures: bytes, press: str = "", **typed: str) -> Window:
    """Fills in the short form as a phone does, pictures and all, and follows where it leads."""
    drawn = window.open("/laporan/baru").form("baru")
    return sent(window, dict(drawn.filled({**SHORT, **typed}, press)), *pictures)


def sent(window: Window, fields: dict[str, str], *pictures: bytes, **headers: str) -> Window:
    window.answer = window.client.post(
        "/laporan/baru",
        data=fields,
        files=[("photos", ("IMG_1.jpg", each, "image/jpeg")) for each in pictures or (b"",)],
        headers={"sec-fetch-site": "same-origin", **headers},
    )
    return window.open(window.answer.headers["location"]) if window.status == 303 else window


def filed(house: House) -> list[Report.Filed]:
    return [
        each.fact for each in house.cast.register.log.all() if isinstance(each.fact, Report.Filed)
    ]


def told(house: House, window: Window) -> ReportPage:
    """The report the window shows."""
    (report,) = filed(house)
    assert str(report.originator_id) in str(window.answer.url)
    page = house.cast.file(report.originator_id).report
    assert page is not None
    return page


def test_five_answers_are_enough_for_a_report(house: House) -> None:
    report = told(house, send(house.window(house.cast.reporter)))
    assert str(report.title) == "Dua kelompok saling dorong di depan pasar"
    assert report.source is Source.FKDM
    assert (report.theme, report.conflict_source) == ("Ekonomi warga", Matter.LIVELIHOOD.source)
    assert report.risk.level is Level.YELLOW
    assert (report.source_grade, report.information_grade) == ("F", 6)


def test_what_is_written_out_in_full_stands_before_what_was_tapped(house: House) -> None:
    window = send(
        house.window(house.cast.reporter),
        **{
            "title": "Rebutan parkir",
            "theme": "parkir",
            "conflict_source": "d",
            "risk.likelihood": "1",
            "source_grade": "B",
        },
    )
    report = told(house, window)
    assert (str(report.title), report.theme) == ("Rebutan parkir", "parkir")
    assert report.conflict_source is ConflictSource.NATURAL_RESOURCES
    assert report.risk.inputs.likelihood == 1
    assert report.risk.inputs.impact == Mood.TENSE.impact
    assert report.source_grade == "B"


def test_just_now_is_when_it_was_written_however_late_it_is_sent(house: House) -> None:
    window = house.window(house.cast.reporter)
    written = house.cast.now()
    fields = dict(window.open("/laporan/baru").form("baru").filled(SHORT))
    house.cast.clock.move_to(written + timedelta(minutes=20))
    assert told(house, sent(window, fields)).happened_at == written


def test_a_draft_says_itself_when_it_was_written(house: House) -> None:
    picked = house.cast.now() - timedelta(hours=3)
    window = send(house.window(house.cast.reporter), picked_at=picked.isoformat())
    report = told(house, window)
    assert report.happened_at == picked
    assert report.details.time_precision is TimePrecision.HOUR


def test_a_phone_with_a_wrong_clock_reports_no_future(house: House) -> None:
    window = house.window(house.cast.reporter)
    for said in ("besok", "2026-03-02T09:00", "9999-12-31T00:00:00Z"):
        send(window, picked_at=said)
    assert [each.happened_at <= house.cast.now() for each in filed(house)] == [True] * 3


def test_today_is_the_day_of_the_region_and_without_an_hour_only_the_day_is_known(
    house: House,
) -> None:
    window = send(house.window(house.cast.reporter), told="hari_ini")
    report = told(house, window)
    assert report.happened_at == datetime.fromisoformat("2026-03-02T00:00+07:00")
    assert report.details.time_precision is TimePrecision.DAY


def test_another_time_must_be_named(house: House) -> None:
    window = send(house.window(house.cast.reporter), told="lain")
    assert window.status == 422
    assert "Wajib diisi." in window.text
    sent(window, dict(window.form("baru").filled({"happened_on": "2026-03-01"})))
    assert told(house, window).happened_at == datetime.fromisoformat("2026-03-01T00:00+07:00")


def test_what_is_missing_of_the_short_form_is_said_at_once(house: House) -> None:
    window = send(house.window(house.cast.reporter), facts="", told="", matter="", mood="x")
    assert window.status == 422
    assert window.text.count("Pilih salah satu.") == 2
    assert "Wajib diisi." in window.text
    assert filed(house) == []


def test_a_report_comes_by_the_channel_of_the_unit(house: House) -> None:
    for role, unit, channel in (
        (Role.REPORTER, "Kelurahan Manggarai", "kelurahan_desa"),
        (Role.REPORTER, "Kecamatan Tebet", "kecamatan"),
        (Role.LIAISON, "Kodim 0504", "tni"),
        (Role.LIAISON, "Polres Metro Jakarta Selatan", "polri"),
    ):
        teller = Person(unit.casefold(), uuid4(), role, unit)
        house.cast.give_role(teller)
        house.give_account(teller)
        send(house.window(teller))
        assert filed(house)[-1].source == channel


def test_an_officer_writes_for_others_and_says_for_whom(house: House) -> None:
    officer = send(house.window(house.cast.officer))
    assert officer.status == 422
    assert "Pilih salah satu." in officer.text
    assert told(house, send(officer, source="masyarakat")).source is Source.PUBLIC


# -- pictures ------------------------------------------------------------------------------------


def test_pictures_come_with_the_report_and_without_their_place(house: House) -> None:
    window = send(house.window(house.cast.reporter), SHOT, photo("PNG"), PDF)
    (report,) = filed(house)
    kept = house.cast.file(report.originator_id).attachments
    assert [str(each.caption) for each in kept] == [
        "Foto 1 dari pelapor",
        "Foto 2 dari pelapor",
        "Berkas 3 dari pelapor",
    ]
    assert all(each.file.original is None for each in kept)
    for each in kept:
        path = f"/laporan/{report.originator_id}/lampiran/{each.file.sha256}"
        assert SECRET not in window.client.get(path).content


def test_an_original_is_kept_as_evidence_where_that_is_asked(house: House) -> None:
    send(house.window(house.cast.reporter), SHOT, evidence="1")
    (report,) = filed(house)
    (kept,) = house.cast.file(report.originator_id).attachments
    assert kept.file.original is not None


def test_a_double_tap_files_one_report_with_each_picture_once(house: House) -> None:
    window = house.window(house.cast.reporter)
    fields = dict(window.open("/laporan/baru").form("baru").filled(SHORT))
    one, two = photo("PNG", seed=1), photo("PNG", seed=2)
    first = sent(window, fields, one, two, two).answer.url
    house.cast.clock.move_to(house.cast.now() + timedelta(minutes=5))
    assert sent(window, fields, one, two).answer.url == first
    (report,) = filed(house)
    assert len(house.cast.file(report.originator_id).attachments) == 2


def test_what_was_lost_on_the_way_is_added_when_the_form_is_sent_again(house: House) -> None:
    window = house.window(house.cast.reporter)
    fields = dict(window.open("/laporan/baru").form("baru").filled(SHORT))
    sent(window, fields)
    sent(window, fields, SHOT)
    (report,) = filed(house)
    assert len(house.cast.file(report.originator_id).attachments) == 1


def test_with_a_bad_picture_nothing_is_filed_and_what_was_typed_is_kept(house: House) -> None:
    window = house.window(house.cast.reporter)
    for pictures, said in (
        ((SHOT, b"MZ program"), "Foto ke-2: Berkas ini bukan JPEG"),
        ((SHOT[:300],), "Foto ke-1: Gambar ini rusak"),
        (tuple(photo("PNG", seed=n) for n in range(6)), "Paling banyak 5 foto"),
    ):
        send(window, *pictures)
        assert window.status == 422
        assert said in window.text
        assert "Pilih lagi fotonya" in window.text
        assert dict(window.form("baru").fields)["facts"] == SHORT["facts"]
    assert filed(house) == []


def test_the_same_form_with_other_words_leads_to_what_was_filed(house: House) -> None:
    window = house.window(house.cast.reporter)
    fields = dict(window.open("/laporan/baru").form("baru").filled(SHORT))
    sent(window, fields)
    sent(window, {**fields, "facts": "Sudah bubar."})
    assert "Laporan ini sudah diterima sebelumnya" in window.text
    assert str(told(house, window).facts) == SHORT["facts"]


# -- for a script --------------------------------------------------------------------------------


def test_a_script_is_told_where_the_report_is_or_what_is_wrong_with_it(house: House) -> None:
    window = house.window(house.cast.reporter)
    fields = dict(window.open("/laporan/baru").form("baru").filled(SHORT))
    wrong = {**fields, "region": "Manggari", "facts": "x"}
    said = sent(window, wrong, accept="application/json").answer
    assert said.status_code == 422
    assert said.json()["errors"]["region"]["label"] == "Di mana?"
    for words in (SHORT["facts"], "lain"):
        answer = sent(window, {**fields, "facts": words}, accept="application/json").answer
        assert answer.status_code == 200
        assert answer.json()["url"].startswith(f"/laporan/{filed(house)[0].originator_id}")
    assert len(filed(house)) == 1


# -- the place -----------------------------------------------------------------------------------


def ask(window: Window, path: str, **typed: str) -> Window:
    """What the form asks of the office while it is filled in."""
    fields = {"csrf": dict(window.open("/laporan/baru").form("baru").fields)["csrf"], **typed}
    return window.post(path, list(fields.items()))


def test_a_misspelt_village_is_offered_while_it_is_typed(house: House) -> None:
    window = ask(house.window(house.cast.reporter), "/laporan/wilayah", region="Manggari")
    assert "Kelurahan Manggarai, Kecamatan Tebet" in window.text
    assert "<html" not in window.html
    ask(window, "/laporan/wilayah", region="Xyzzy")
    assert "Tidak ada wilayah yang mirip" in window.text


def test_the_place_of_the_phone_is_offered_with_its_distance_and_never_chosen(
    house: House,
) -> None:
    window = ask(house.window(house.cast.reporter), "/laporan/dekat", **NEAR_MANGGARAI)
    assert "Kecamatan Tebet, Kota Adm. Jakarta Selatan" in window.text
    assert "km dari ponsel Anda" in window.text
    assert "checked" not in window.html
    for at in ({"latitude": "nan", "longitude": "1"}, {"latitude": "51.5", "longitude": "0"}):
        assert "tidak berada di Indonesia" in ask(window, "/laporan/dekat", **at).text
    assert ask(window, "/laporan/dekat", latitude="x").status == 404


def test_the_point_of_the_phone_is_kept_only_when_its_owner_says_so(house: House) -> None:
    point = {"phone_latitude": "-6.210000", "phone_longitude": "106.850000"}
    window = house.window(house.cast.reporter)
    send(window, region="", region_pick="31.74.01", **point)
    send(window, region="", region_pick="31.74.01", with_point="1", **point)
    kept = [each.details and each.details.coordinates for each in filed(house)]
    assert kept[0] is None
    assert str(kept[1]) == "-6.210000,106.850000"


def test_helping_to_find_a_place_needs_the_token_of_the_page(house: House) -> None:
    window = house.window(house.cast.reporter)
    for path in ("/laporan/wilayah", "/laporan/dekat"):
        window.answer = window.client.post(
            path,
            content=urlencode({"region": "Tebet", **NEAR_MANGGARAI}),
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert window.status == 403
