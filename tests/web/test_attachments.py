"""Files on pages: attached by who may, shown to who reads, without what the camera wrote."""

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from domain.attachment import LARGEST, Attachable, AttachedElsewhere, AttachFile
from domain.kernel import Role, Secrecy, StreamNotFound
from tests.office import Office, Person
from tests.pictures import PDF, SECRET, SHOT, photo
from tests.web.house import House, Window


def upload(window: Window, content: bytes, **typed: str) -> Window:
    """Fills in the form for a file as a browser does, and follows where it leads."""
    drawn = window.form("lampiran")
    fields = dict(drawn.filled({"caption": "Spanduk di gerbang", **typed}))
    window.answer = window.client.post(
        drawn.action.partition("#")[0],
        data=fields,
        files={"file": ("../../etc/foto.exe", content, "application/x-msdownload")},
        headers={"sec-fetch-site": "same-origin"},
    )
    return window.open(window.answer.headers["location"]) if window.status == 303 else window


def test_an_officer_attaches_a_photo_and_sees_it_with_its_hash(house: House) -> None:
    case = house.cast.open_case()
    officer = upload(house.window(house.cast.officer).open(f"/kasus/{case}"), SHOT)
    (kept,) = house.cast.file(case).attachments
    assert officer.status == 200
    assert f"SHA-256 {kept.file.sha256}" in officer.text
    assert "Spanduk di gerbang" in officer.text
    assert "Berkas JPEG dilampirkan" in officer.text
    got = officer.client.get(f"/kasus/{case}/lampiran/{kept.file.sha256}")
    assert got.headers["content-type"] == "image/jpeg"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["content-disposition"].startswith("attachment; filename=")
    assert SECRET not in got.content
    assert not dict(Image.open(BytesIO(got.content)).getexif())


def test_the_original_is_kept_as_evidence_and_given_to_the_office_alone(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case, chain=[cast.liaison])
    cast.acknowledge(task)
    page = house.window(cast.liaison).open(f"/tugas/{task}")
    upload(page, SHOT, evidence="1")
    (kept,) = cast.file(case).attachments
    path = f"/kasus/{case}/lampiran/{kept.file.sha256}?asli=1"
    assert house.window(cast.officer).client.get(path).content == SHOT
    assert "Berkas asli" in house.window(cast.officer).open(f"/kasus/{case}").text
    assert page.client.get(path).status_code == 404
    assert "Berkas asli" not in page.open(f"/tugas/{task}").text


def test_a_reporter_attaches_to_the_own_report_from_a_phone(house: House) -> None:
    report = house.cast.file_report()
    reporter = upload(house.window(house.cast.reporter).open(f"/laporan/{report}"), photo("WEBP"))
    assert "WEBP" in reporter.text
    (kept,) = house.cast.file(report).attachments
    path = f"/laporan/{report}/lampiran/{kept.file.sha256}"
    assert reporter.client.get(path).status_code == 200
    case = house.cast.open_case(report)
    assert "Dari laporan" in house.window(house.cast.officer).open(f"/kasus/{case}").text
    governor = house.window(house.cast.governor).open(f"/kasus/{case}")
    assert "Darto Suseno" not in governor.html


def test_evidence_of_an_obligation_stands_with_what_it_proves(house: House) -> None:
    cast = house.cast
    case = cast.escalated_case()
    talk = cast.schedule_deliberation(case)
    cast.record_session(talk)
    ((duty, _),) = list(cast.file(case).deliberations[talk].obligations.items())[:1]
    officer = house.window(cast.officer).open(f"/kasus/{case}")
    upload(officer, PDF, about=f"{talk}/{duty}")
    (kept,) = cast.file(case).attachments
    assert (kept.stream, kept.item) == (talk, duty)
    assert "Bukti kewajiban" in officer.text
    assert upload(officer, PDF, about=f"{talk}/{uuid4()}").status == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Pilih berkas"),
        (b"MZ\x90\x00 program", "bukan JPEG, PNG, WebP, atau PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bukan JPEG, PNG, WebP, atau PDF"),
        (SHOT[:300], "rusak"),
        (b"%PDF-" + b"x" * LARGEST, "terlalu besar"),
    ],
)
def test_what_is_no_good_file_comes_back_with_the_reason(
    house: House, content: bytes, said: str
) -> None:
    case = house.cast.open_case()
    before = house.cast.register.log.head()
    officer = house.window(house.cast.officer).open(f"/kasus/{case}")
    upload(officer, content, caption="Gambar dari pasar")
    assert officer.status == 422
    assert said in officer.text
    assert 'value="Gambar dari pasar"' in officer.html
    assert house.cast.register.log.head() == before


def test_the_same_file_twice_is_refused_where_it_is_attached(house: House) -> None:
    case = house.cast.open_case()
    officer = upload(house.window(house.cast.officer).open(f"/kasus/{case}"), SHOT)
    upload(officer, SHOT)
    assert officer.status == 409
    assert "sudah dilampirkan" in officer.text
    assert len(house.cast.file(case).attachments) == 1


def test_no_one_downloads_what_they_may_not_read(house: House) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    sha = cast.attach(case).sha256
    other = cast.open_case()
    uncleared = Person("uncleared", uuid4(), Role.CASE_OFFICER, "BKBP", clearance=Secrecy.OPEN)
    cast.give_role(uncleared)
    house.give_account(uncleared)
    for person in (uncleared, cast.reporter, cast.third_liaison, cast.admin):
        window = house.window(person)
        assert window.client.get(f"/kasus/{case}/lampiran/{sha}").status_code == 404, person.name
    officer = house.window(cast.officer)
    assert officer.client.get(f"/kasus/{other}/lampiran/{sha}").status_code == 404
    assert officer.client.get(f"/kasus/{case}/lampiran/{'0' * 64}").status_code == 404
    assert officer.client.get(f"/kasus/{case}/lampiran/bukan-sidik").status_code == 404


def test_a_liaison_or_reporter_attaches_to_nothing_that_is_not_theirs(office: Office) -> None:
    report = office.file_report()
    case = office.open_case(office.file_report())
    for person, stream in (
        (office.liaison, case),
        (office.reporter, case),
        (office.liaison, report),
    ):
        with pytest.raises(AttachedElsewhere):
            office.attach(stream, by=person)
    with pytest.raises(StreamNotFound):
        office.send(
            AttachFile,
            office.officer,
            stream=uuid4(),
            file=office.kept(case),
            caption="Ke mana-mana",
        )


def test_a_forgotten_file_is_shown_as_forgotten_and_not_served(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    sha = cast.attach(case).sha256
    cast.register.mapper.vault.destroy(case)
    officer = house.window(cast.officer)
    assert officer.client.get(f"/kasus/{case}/lampiran/{sha}").status_code == 404
    assert "tidak terbaca lagi" in officer.open(f"/kasus/{case}").text
    attached = [e for e in cast.register.log.all() if isinstance(e.fact, Attachable.Attached)]
    assert [each.fact.envelope.actor for each in attached] == [cast.officer.id]
