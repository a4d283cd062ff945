"""Complaint 12: two people look into the same report, and neither knows of the other."""

import pytest

from domain.claim import ClaimedByAnother, NotYourClaim
from domain.clocks import WaitKind
from domain.report import AlreadyTriaged, Report, Triage
from tests.office import Office
from tests.web.house import House


def test_complaint_12_two_officers_open_a_report_and_the_second_sees_claim_owner_and_end(
    house: House,
) -> None:
    cast = house.cast
    report = cast.file_report()
    first = house.window(cast.officer).open(f"/laporan/{report}")
    drawn = first.form("ambil")
    first.post(drawn.action, drawn.filled({}))
    assert "Anda yang memeriksa laporan ini" in first.open(f"/laporan/{report}").text
    second = house.window(cast.second_officer).open(f"/laporan/{report}")
    assert "Rina Wulandari sedang memeriksa laporan ini, sampai" in second.text
    assert "13.00 WIB" in second.text  # four hours by policy, kuning
    drawn = second.form("catat-informasi")
    typed = {"conclusion": "Tidak ada."}
    second.post(drawn.action, drawn.filled(typed))
    assert second.status == 409
    assert "sedang diperiksa petugas lain" in second.text
    assert cast.file(report).report.triage is Triage.WAITING  # type: ignore[union-attr]
    again = second.form("catat-informasi")
    second.post(again.action, again.filled(typed, press="confirmed"))
    assert cast.file(report).report.triage is Triage.INFORMATION  # type: ignore[union-attr]


def test_a_claim_ends_by_itself_and_the_report_is_free(office: Office) -> None:
    report = office.file_report()
    office.claim(report)
    with pytest.raises(ClaimedByAnother, match=r"Diambil sampai .*13\.00 WIB"):
        office.open_case(report, by=office.second_officer)
    office.pass_time_in_silence(report, hours=5)
    found = office.register.load(Report, report)
    assert found is not None
    assert found.claim is None
    assert {each.kind for each in found.waits.values()} == {WaitKind.TRIAGE}
    office.open_case(report, by=office.second_officer)


def test_a_claim_is_given_back_by_its_owner_alone(office: Office) -> None:
    report = office.file_report()
    with pytest.raises(NotYourClaim):
        office.release_claim(report)
    office.claim(report)
    with pytest.raises(NotYourClaim):
        office.release_claim(report, by=office.second_officer)
    office.release_claim(report)
    office.note_as_information(report, by=office.second_officer)


def test_a_claim_goes_on_when_made_again_and_over_to_another_who_confirms(office: Office) -> None:
    report = office.file_report()
    office.claim(report)
    office.pass_time(hours=2)
    office.claim(report)
    with pytest.raises(ClaimedByAnother):
        office.claim(report, by=office.second_officer)
    office.claim(report, by=office.second_officer, confirmed=True)
    found = office.register.load(Report, report)
    assert found is not None
    assert found.claim is not None
    assert found.claim.asked.person == office.second_officer.id


def test_what_is_triaged_is_claimed_no_more(office: Office) -> None:
    report = office.file_report()
    office.claim(report)
    office.open_case(report)
    found = office.register.load(Report, report)
    assert found is not None
    assert not found.waits
    with pytest.raises(AlreadyTriaged):
        office.claim(report)
