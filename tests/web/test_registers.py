"""The registers' pages: members against their target, activities, declarations and coverage."""

from datetime import date, timedelta
from uuid import UUID

from domain.adopted_policy import AdoptPolicy
from domain.member import Member
from domain.prevention import RecordDeclaration, RecordPrevention
from tests.forum import Forum, activity, declaration
from tests.pictures import PDF
from tests.web.house import House
from tests.web.test_attachments import upload

CANDIDATE = {
    "name": "Sutini Contoh",
    "born_on": "1996-02-01",
    "region": "Tebet",
    "element": "pemuda",
    "education": "SMA",
}


def test_a_member_goes_from_candidate_to_active_in_the_browser(house: House) -> None:
    cast = house.cast
    officer = house.window(cast.officer).open("/fkdm")
    assert "Belum ada anggota" in officer.text
    officer.send("usul", **(CANDIDATE | {"region": "tidak ada di mana pun"}))
    assert officer.status == 422
    assert "Wilayah tidak dikenal" in officer.text
    officer.send("usul", **(CANDIDATE | {"region": "31.74.01"}))
    path = str(officer.answer.url.path)
    for exam in ("administrasi", "cat", "wawancara"):
        officer.send("nilai", test=exam, score="80")
    assert "Nilai CAT: 80" in officer.text
    head = house.window(cast.supervisor).open(path)
    head.send("tetapkan", decree="SK 1/2026", starts_on="2026-03-02", ends_on="2041-03-02")
    assert head.status == 409
    assert "Paling lama 5 tahun" in head.text
    head.send("tetapkan", decree="SK 1/2026", starts_on="2026-03-02", ends_on="2027-03-01")
    officer.open(path).send("aktifkan", person=str(cast.reporter.id))
    assert "Mulai bertugas, akun Darto Suseno" in officer.text
    assert "Berakhirnya masa jabatan anggota FKDM" in officer.text
    member = cast.register.load(Member, UUID(path.rsplit("/", 1)[1]))
    assert member is not None
    assert member.person == cast.reporter.id


def test_a_member_is_measured_by_the_target_of_their_own_regency(house: House) -> None:
    cast = house.cast
    Forum(cast).active()
    rules = cast.policy.forum.model_copy(update={"reports_per_week": 14})
    own = cast.policy.model_copy(update={"version": "2026-2", "forum": rules})
    cast.send(AdoptPolicy, cast.supervisor, policy=own, region="31.74")
    cast.pass_time(days=10)
    house.catch_up()
    assert "0 dari sasaran 22" in house.window(cast.officer).open("/fkdm").text


def test_reports_are_counted_against_the_target_of_each_member(house: House) -> None:
    cast, forum = house.cast, Forum(house.cast)
    forum.active()
    for _ in range(3):
        cast.file_report(by=cast.reporter)
    cast.pass_time(days=1)
    cast.file_report(by=cast.reporter)
    house.catch_up()
    officer = house.window(cast.officer).open("/fkdm")
    assert "4 dari sasaran 2" in officer.text
    cast.pass_time(days=9)
    officer = house.window(cast.officer).open("/fkdm")
    assert "4 dari sasaran 11" in officer.text
    assert "Kepatuhan 30 hari 36 %" in officer.text
    sheet = officer.client.get("/fkdm.csv").content.decode("utf-8-sig")
    assert '"0";"7";"4";"11";"36 %"' in sheet


def test_a_forgotten_member_has_no_name_in_the_list_at_once(house: House) -> None:
    cast = house.cast
    member = Forum(cast).candidate()
    house.catch_up()
    officer = house.window(cast.officer).open("/fkdm")
    assert "Sutini Contoh" in officer.text
    cast.register.mapper.vault.destroy(member)
    officer.open("/fkdm")
    assert "Sutini Contoh" not in officer.text
    assert "[dihapus menurut UU 27/2022]" in officer.text


def test_an_activity_is_recorded_with_its_letter_and_its_evidence(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    house.catch_up()
    officer = house.window(cast.officer).open("/pencegahan")
    assert "Belum ada kegiatan" in officer.text
    typed = {
        "kind": "p",
        "region": "31.74.09",
        "place": "Balai warga",
        "participants": "1.200",
        "result": "Sepakat menjaga ketenangan.",
        "case_id": str(case),
    }
    tomorrow = (cast.now() + timedelta(days=1)).date().isoformat()
    officer.send("catat", held_on=tomorrow, **typed)
    assert officer.status == 409
    assert "masih akan datang" in officer.text
    officer.send("catat", held_on="2026-03-01", **typed)
    assert "p. Pengembangan desa berketahanan sosial" in officer.text
    upload(officer, PDF)
    assert "SHA-256" in officer.text
    house.catch_up()
    assert "1200" in officer.open("/pencegahan").text
    assert "Kegiatan pencegahan: Pengembangan desa" in officer.open(f"/kasus/{case}").text


def test_coverage_says_which_regency_has_declared_for_this_election(house: House) -> None:
    cast = house.cast
    for region in ("31.74", "31.71"):
        given = declaration(cast.new_id("declaration"), region=region)
        cast.send(RecordDeclaration, cast.officer, **given)
    older = declaration(cast.new_id("x"), election="Pilkada 2024", held_on=date(2024, 9, 1))
    cast.send(RecordDeclaration, cast.officer, **older)
    house.catch_up()
    officer = house.window(cast.officer).open("/deklarasi")
    assert "Cakupan 2 dari 6 kabupaten/kota" in officer.text
    assert "33 %" in officer.text
    assert officer.text.count("belum") >= 4
    assert "1 dari 6" in officer.open("/deklarasi?pemilu=Pilkada%202024").text
    sheet = officer.client.get("/deklarasi.csv?pemilu=Pemilu%202029").content.decode("utf-8-sig")
    assert sheet.count('"sudah"') == 2
    officer.open("/deklarasi").send(
        "catat",
        election="Pemilu 2029",
        region="31.74.09",
        place="Balai",
        held_on="2026-03-01",
        signatories="KPU\nBawaslu",
        reference="1",
    )
    assert "per kabupaten/kota" in officer.text


def test_an_activity_for_a_case_is_forgotten_with_the_case(house: House) -> None:
    cast = house.cast
    case, stream = cast.open_case(), cast.new_id("activity")
    cast.send(RecordPrevention, cast.officer, **activity(stream, case_id=case))
    house.catch_up()
    officer = house.window(cast.officer)
    assert "Balai warga" in officer.open("/pencegahan").text
    cast.register.mapper.vault.destroy(case)
    assert "Balai warga" not in officer.open("/pencegahan").text
