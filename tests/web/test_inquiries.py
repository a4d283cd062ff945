"""A report that says too little: its teller is asked, is told of it, and answers on their page."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from domain.inquiry import (
    NotAsked,
    NotYourInquiry,
    OwnReportAsked,
    ReporterGone,
    ReportSettled,
    ToldByMachine,
)
from domain.kernel import Channel
from domain.role_assignment import EndRole
from projections.notice_box import NoticeView
from projections.notifier import Notifier
from projections.role_book import RoleView
from runtime.follower import Follower
from tests.office import Office, Person
from tests.web.house import House

QUESTION = "Berapa orang, dan apakah masih berkumpul?"


@pytest.fixture
def tell(house: House) -> Callable[[], None]:
    """Everybody is told of what has happened since the house was made."""
    register = house.cast.register
    notifier = Notifier(
        register=register,
        log=register.log,
        roster=RoleView(house.office.datastore),
        regions=house.office.regions,
    )
    follower = Follower(
        notifier, datastore=house.office.datastore, log=register.log, clock=house.office.clock
    )

    def told() -> None:
        house.catch_up()
        follower.catch_up()
        house.catch_up()

    told()
    return told


def notices(house: House, person: Person) -> list[str]:
    view, (standing,) = (
        NoticeView(house.office.datastore),
        house.cast.register.standings(person.id),
    )
    return [each.words for each in view.of_person(person.id, standing)]


def ask(house: House, report: UUID) -> None:
    """The officer asks on the page of the report."""
    window = house.window(house.cast.officer).open(f"/laporan/{report}")
    form = window.form("tanyakan")
    window.post(form.action, form.filled({"question": QUESTION}))
    assert window.status == 303
    window.open(f"/laporan/{report}")
    assert "Menunggu jawaban pelapor" in window.text


def test_a_teller_is_asked_told_and_answers_and_the_officer_sees_it(
    house: House, tell: Callable[[], None]
) -> None:
    cast = house.cast
    report = cast.file_report(title="Rebutan parkir")
    house.catch_up()
    ask(house, report)
    tell()
    (said,) = notices(house, cast.reporter)
    assert said.startswith("Petugas bertanya: laporan ")
    assert "Rebutan" not in said
    house.catch_up()
    inbox = house.window(cast.officer).open("/laporan")
    assert "Menunggu jawaban pelapor sejak" in inbox.text
    phone = house.window(cast.reporter).open("/laporan")
    assert "Petugas bertanya" in phone.text
    assert f"/laporan/{report}#pertanyaan" in phone.html
    phone.open(f"/laporan/{report}")
    assert QUESTION in phone.text
    assert not phone.has_form("tarik-pertanyaan")
    form = phone.form("jawab")
    phone.post(form.action, form.filled({"text": "Dua puluh; sudah bubar."}))
    assert phone.status == 303
    phone.open(f"/laporan/{report}")
    assert "Petugas bertanya kepada Anda" not in phone.text
    tell()
    assert notices(house, cast.officer)[0].startswith("Pertanyaan dijawab: laporan ")
    inbox.open("/laporan")
    assert "Pertanyaan kepada pelapor dijawab" in inbox.text
    inbox.open(f"/laporan/{report}")
    assert "Dua puluh; sudah bubar." in inbox.text
    assert inbox.text.count("Dua puluh; sudah bubar.") == 1
    phone.open("/laporan")
    assert "Petugas bertanya" not in phone.text
    assert "1 keterangan tambahan" in phone.text


def test_the_page_of_a_case_says_that_an_answer_is_waited_for(house: House) -> None:
    cast = house.cast
    case = cast.open_case(first := cast.file_report())
    joined = cast.file_report(by=cast.liaison, title="Laporan kedua")
    cast.join_report(case, joined)
    page = house.window(cast.officer).open(f"/kasus/{case}")
    assert "Menunggu jawaban pelapor" not in page.text
    cast.ask_reporter(joined)
    assert page.open(f"/kasus/{case}").text.count("Menunggu jawaban pelapor") == 1
    asked = cast.ask_reporter(first)
    page.open(f"/kasus/{case}")
    assert page.text.count("Menunggu jawaban pelapor") == 2
    assert QUESTION in page.text
    cast.answer_inquiry(first, asked, text="Sudah bubar.")
    page.open(f"/kasus/{case}")
    assert page.text.count("Menunggu jawaban pelapor") == 1
    assert "Sudah bubar." in page.text


def test_a_second_question_waits_for_the_first(house: House) -> None:
    cast = house.cast
    report = cast.file_report()
    window = house.window(cast.officer).open(f"/laporan/{report}")
    form = window.form("tanyakan")
    asked = cast.ask_reporter(report, by=cast.second_officer)
    window.post(form.action, form.filled({"question": QUESTION}))
    assert "Keterangan diminta kepada pelapor" in window.text  # what changed meanwhile
    form = window.form("tanyakan")
    window.post(form.action, form.filled({}, press="confirmed"))
    assert window.status == 409
    assert "belum dijawab pelapor" in window.text
    assert "pertanyaan kepada pelapor" in window.text
    assert not window.open(f"/laporan/{report}").has_form("tanyakan")
    cast.withdraw_inquiry(report, asked)
    cast.ask_reporter(report)


def test_an_officer_writes_down_what_was_answered_by_telephone(office: Office) -> None:
    report = office.file_report()
    asked = office.ask_reporter(report)
    office.answer_inquiry(report, asked, by=office.second_officer)
    found = office.file(report).report
    assert found is not None
    assert found.asked is None
    assert [each.by for each in found.supplements] == [office.second_officer.id]


def test_only_the_teller_or_an_officer_answers_and_only_once(office: Office) -> None:
    report = office.file_report()
    asked = office.ask_reporter(report)
    with pytest.raises(NotYourInquiry):
        office.answer_inquiry(report, asked, by=office.liaison)
    with pytest.raises(NotAsked):
        office.answer_inquiry(report, uuid4())
    office.answer_inquiry(report, asked)
    with pytest.raises(NotAsked):
        office.answer_inquiry(report, asked)
    with pytest.raises(NotAsked):
        office.withdraw_inquiry(report, asked)


def test_an_answer_that_came_too_late_is_kept_for_the_form_that_still_takes_it(
    house: House,
) -> None:
    cast = house.cast
    report = cast.file_report()
    asked = cast.ask_reporter(report)
    phone = house.window(cast.reporter).open(f"/laporan/{report}")
    form = phone.form("jawab")
    cast.withdraw_inquiry(report, asked)
    phone.post(form.action, form.filled({"text": "Dua puluh orang.", "confirmed": "1"}))
    assert phone.status == 409
    assert "tulis sebagai keterangan tambahan" in phone.text
    phone.send("tambah-keterangan")
    assert "Dua puluh orang." in phone.text


def test_nobody_is_asked_who_cannot_answer(office: Office) -> None:
    by_system = office.file_report(channel=Channel.API)
    with pytest.raises(ToldByMachine):
        office.ask_reporter(by_system)
    own = office.file_report(by=office.officer)
    with pytest.raises(OwnReportAsked):
        office.ask_reporter(own)
    office.ask_reporter(own, by=office.second_officer)
    left = office.file_report()
    (held,) = office.register.standings(office.reporter.id)
    office.send(
        EndRole,
        office.admin,
        person=office.reporter.id,
        assignment_id=held.assignment_id,
    )
    with pytest.raises(ReporterGone):
        office.ask_reporter(left)


def test_what_is_settled_is_asked_about_no_more(office: Office) -> None:
    report = office.file_report()
    office.ask_reporter(report)
    office.note_as_information(report)
    found = office.file(report).report
    assert found is not None
    assert [each.withdrawn_at is not None for each in found.inquiries] == [True]
    with pytest.raises(ReportSettled):
        office.ask_reporter(report)
    lead, member = office.open_case(), office.open_case(told := office.file_report())
    office.merge(lead, member)
    office.withdraw_inquiry(told, office.ask_reporter(told))
    office.refute(lead)
    with pytest.raises(ReportSettled):
        office.ask_reporter(told)


def test_no_form_asks_where_nobody_can_answer(house: House) -> None:
    cast = house.cast
    window = house.window(cast.officer)
    assert window.open(f"/laporan/{cast.file_report()}").has_form("tanyakan")
    for report in (
        cast.file_report(by=cast.officer),
        cast.file_report(channel=Channel.API),
    ):
        assert not window.open(f"/laporan/{report}").has_form("tanyakan")
    cast.note_as_information(noted := cast.file_report())
    assert not window.open(f"/laporan/{noted}").has_form("tanyakan")


def test_a_question_nobody_answered_ends_with_its_case(house: House) -> None:
    cast = house.cast
    case = cast.open_case(told := cast.file_report())
    cast.ask_reporter(told)
    house.catch_up()
    officer = house.window(cast.second_officer)
    for page in (f"/laporan/{told}", f"/kasus/{case}"):
        assert "menunggu jawaban pelapor" in officer.open(page).text
    cast.found(case)
    cast.refute(case)
    house.catch_up()
    for page in (f"/laporan/{told}", f"/kasus/{case}"):
        assert "tidak dijawab sampai kasusnya berakhir" in officer.open(page).text
    assert not officer.open(f"/laporan/{told}").has_form("tanyakan")


def test_pasal_44_an_answer_does_not_say_who_reported(house: House) -> None:
    cast = house.cast
    case = cast.open_case(report := cast.file_report())
    cast.answer_inquiry(report, cast.ask_reporter(report))
    cast.supplement_report(report, by=cast.reporter)
    name = house.office.accounts.names_of({cast.reporter.id})[cast.reporter.id]
    for path in (f"/kasus/{case}", f"/kasus/{case}/riwayat"):
        page = house.window(cast.governor).open(path)
        assert page.status == 200
        assert "Pertanyaan kepada pelapor dijawab" in page.text
        assert name not in page.text
        assert str(cast.reporter.id) not in page.html


def test_a_question_is_short_and_says_so(house: House) -> None:
    report = house.cast.file_report()
    window = house.window(house.cast.officer).open(f"/laporan/{report}")
    form = window.form("tanyakan")
    window.post(form.action, form.filled({"question": "a" * 501}))
    assert window.status == 422
    assert "500" in window.text


def test_a_report_whose_case_goes_on_is_asked_about_and_answered_at_once(house: House) -> None:
    cast = house.cast
    case = cast.open_case(report := cast.file_report())
    cast.found(case)
    ask(house, report)
    phone = house.window(cast.reporter).open(f"/laporan/{report}")
    form = phone.form("jawab")
    cast.verify(case)
    phone.post(form.action, form.filled({"text": "Dua puluh orang."}))
    assert phone.status == 303
    assert "terverifikasi" not in phone.text, "nothing of the case"
    found = cast.file(report).report
    assert found is not None
    assert [str(each.text) for each in found.supplements] == ["Dua puluh orang."]
