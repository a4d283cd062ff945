"""What became of one's own reports: in plain words, all of them, and nothing of the case."""

from uuid import UUID

from domain.kernel import Secrecy
from projections.own_reports import OwnReportView
from tests.office import Office
from tests.web.house import House


def fate(house: House, title: str = "Rebutan parkir") -> str:
    """What the reporter's list says of the report, in one line."""
    house.catch_up()
    text = house.window(house.cast.reporter).open("/laporan").text
    before, found, _ = text.partition(title)
    assert found
    return before[-60:] + text.partition(title)[2][:200]


def handle(cast: Office, case: UUID) -> None:
    cast.found(case)
    cast.verify(case)
    cast.propose_escalation(case)
    cast.approve_escalation(case)


def test_a_report_is_followed_from_received_to_done(house: House) -> None:
    cast = house.cast
    report = cast.file_report(title="Rebutan parkir")
    assert "Diterima" in fate(house)
    case = cast.open_case(report)
    assert "Sedang diverifikasi" in fate(house)
    handle(cast, case)
    assert "Ditangani" in fate(house)
    cast.refute(other := cast.open_case(cast.file_report(title="Kabar bohong")))
    assert "Tidak terbukti" in fate(house, "Kabar bohong")
    cast.note_as_information(cast.file_report(title="Pawai biasa"))
    assert "Dicatat sebagai informasi" in fate(house, "Pawai biasa")
    assert "Ditangani" in fate(house)
    assert str(case) not in house.window(cast.reporter).open("/laporan").html
    assert str(other) not in house.window(cast.reporter).open("/laporan").html


def test_a_report_joined_to_anothers_case_or_merged_with_one_stays_ones_own(
    house: House,
) -> None:
    cast = house.cast
    lead = cast.open_case(cast.file_report(by=cast.liaison, title="Yang pertama"))
    joined = cast.file_report(title="Yang menyusul")
    cast.join_report(lead, joined)
    member = cast.open_case(cast.file_report(title="Yang digabung"))
    cast.merge(lead, member)
    handle(cast, lead)
    assert "Ditangani" in fate(house, "Yang menyusul")
    assert "Ditangani" in fate(house, "Yang digabung")
    assert "Yang pertama" not in house.window(cast.reporter).open("/laporan").text


def test_a_secret_case_tells_its_reporter_no_more_than_that_it_is_handled(house: House) -> None:
    cast = house.cast
    report = cast.file_report(title="Kumpul-kumpul")
    cast.open_case(report, title="Jaringan yang diawasi", secrecy=Secrecy.TOP_SECRET)
    said = fate(house, "Kumpul-kumpul")
    assert "Sedang diverifikasi" in said
    assert "Jaringan" not in house.window(cast.reporter).open("/laporan").text


def test_a_further_word_is_one_tap_away_and_counted(house: House) -> None:
    report = house.cast.file_report(title="Rebutan parkir")
    house.catch_up()
    reporter = house.window(house.cast.reporter).open("/laporan")
    assert f'href="/laporan/{report}#tambah-keterangan"' in reporter.html
    reporter.open(f"/laporan/{report}").send("tambah-keterangan", text="Sudah bubar.")
    assert "1 keterangan tambahan" in fate(house)


def test_who_has_told_nothing_is_told_how_to_begin(house: House) -> None:
    reporter = house.window(house.cast.reporter).open("/laporan")
    assert "Belum ada laporan dari Anda." in reporter.text
    assert 'href="/laporan/baru"' in reporter.html


def test_a_title_set_right_is_shown_and_a_forgotten_one_is_not(
    house: House, office: Office
) -> None:
    title = "Judul baru"
    report = office.file_report(title="Judul lama")
    office.correct_report(report, title=title)
    house.catch_up()
    view = OwnReportView(house.office.datastore)
    assert [each.title for each in view.of_person(office.reporter.id)] == [title]
    assert view.of_person(office.officer.id) == []
    office.register.mapper.vault.destroy(report)
    house.catch_up()
    (forgotten,) = view.of_person(office.reporter.id)
    assert title not in forgotten.title
