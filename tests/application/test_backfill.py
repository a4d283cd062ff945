"""Complaint 16: years of history go in once, dated back, with the document they come from."""

from datetime import date, timedelta
from typing import Final

import pytest

from application.intake import ImportResult, import_reports
from application.unreadable import FileUnreadable
from domain.report import HistoryUnsourced, Realm, Triage
from domain.report_details import Details, TimePrecision
from tests.office import Office, Person

HEADER = (
    "event_id_cnty,event_date,time_precision,event_type,admin1,location,latitude,longitude,"
    "geo_precision,region_code,fatalities"
)
ROW = "IDN-1,2015-01-01,3,riots,Jakarta,Jakarta,-6.175,106.8275,3,31.71,2"

KINDS: Final = ("riots", "protests", "battles", "violence")


def brought_in(office: Office, text: str, *, dry_run: bool = False) -> ImportResult:
    officer = Person("archivist", office.officer.id, office.officer.role, "BKBP", region="")
    if not any(each.region == "" for each in office.register.standings(officer.id)):
        office.give_role(officer)
    return import_reports(
        text,
        register=office.register,
        actor=officer.id,
        standings=office.register.standings(officer.id),
        dry_run=dry_run,
    )


def _row(number: int) -> str:
    """One incident of a made-up history: no two alike, of every precision and kind."""
    day = date(2015, 1, 1) + timedelta(days=2 * number)
    kind = KINDS[number % len(KINDS)]
    sure, deaths = number % 3 + 1, number % 4
    place = f"Jakarta,Contoh {number},-6.175,106.8275,{sure},31.71"
    return f"CONTOH-{number},{day},{sure},{kind},{place},{deaths}"


def test_complaint_16_1281_legacy_rows_go_in_dated_back_and_again_add_nothing(
    office: Office,
) -> None:
    text = "\n".join([HEADER, *(_row(number) for number in range(1281))])
    before = office.register.log.head()
    tried = brought_in(office, text, dry_run=True)
    assert (len(tried.accepted), tried.rejected) == (1281, [])
    assert "Uji coba, tidak ada yang disimpan: 1281 laporan diterima" in tried.in_words()
    after_role = office.register.log.head()
    assert after_role - before <= 1  # the archivist's own role, no report
    done = brought_in(office, text)
    assert (len(done.accepted), done.duplicate, done.rejected) == (1281, [], [])
    head = office.register.log.head()
    again = brought_in(office, text)
    assert (again.accepted, len(again.duplicate), again.rejected) == ([], 1281, [])
    assert office.register.log.head() == head


def test_an_incident_of_years_past_keeps_both_dates_and_its_document(office: Office) -> None:
    (report,) = brought_in(office, f"{HEADER}\n{ROW}\n").accepted
    (filed, kept) = office.register.log.of_stream(report)
    envelope = filed.fact.envelope
    assert envelope.recorded_at == office.now()
    assert envelope.occurred_at.date().isoformat() == "2015-01-01"
    assert kept.name == "report.kept_as_history"
    page = office.file(report).report
    assert page is not None
    assert page.triage is Triage.INFORMATION
    assert page.details.document == "Data peristiwa ACLED, IDN-1"
    assert page.details.time_precision is TimePrecision.MONTH
    assert page.risk.inputs.fatalities == 2
    assert not office.file(report).waits


def test_a_dry_run_says_line_by_line_what_would_be_refused(office: Office) -> None:
    text = f"{HEADER}\n{ROW}\n{ROW}\n{ROW.replace('31.71', '99.71').replace('IDN-1', 'IDN-2')}\n"
    tried = brought_in(office, text, dry_run=True)
    assert (len(tried.accepted), len(tried.duplicate)) == (1, 1)
    assert [(each.line, each.rule) for each in tried.rejected] == [(4, "UnknownRegion")]
    assert tried.summary()["dry_run"] is True
    assert not [each for each in office.register.log.all() if each.name == "report.filed"]


def test_history_names_its_document_and_comes_from_an_officer(office: Office) -> None:
    with pytest.raises(HistoryUnsourced):
        office.file_report(by=office.officer, history=True)
    with pytest.raises(HistoryUnsourced):
        office.file_report(history=True, details=Details(document="Buku tamu"))


def test_a_file_of_incidents_without_its_columns_is_refused(office: Office) -> None:
    with pytest.raises(FileUnreadable, match="region_code"):
        brought_in(office, "event_id_cnty,event_date\n1,2015-01-01\n")


# -- CAP 1.2 -------------------------------------------------------------------------------------

ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>CAP-1</identifier><sender>contoh.example</sender>
  <sent>2026-03-01T09:00:00+07:00</sent><status>{status}</status><msgType>Alert</msgType>
  <scope>Restricted</scope>
  <info><language>en</language><event>Dispute</event><description>Two groups.</description></info>
  <info><language>id-ID</language><category>Security</category><event>Sengketa lahan</event>
    <urgency>Expected</urgency><severity>Moderate</severity><certainty>Likely</certainty>
    <headline>Cekcok batas lahan</headline><description>Dua kelompok berebut lahan.</description>
    <instruction>Pantau lokasi.</instruction>
    <parameter><valueName>sumber</valueName><value>cctv</value></parameter>
    <parameter><valueName>sumber_konflik</valueName><value>d</value></parameter>
    <area><areaDesc>Pasar lama</areaDesc>
      <geocode><valueName>ID-KEMENDAGRI</valueName><value>31.74.09</value></geocode></area>
  </info>
</alert>"""


def test_an_alert_in_cap_becomes_a_report(office: Office) -> None:
    text = ALERT.format(status="Actual")
    (report,) = brought_in(office, text).accepted
    page = office.file(report).report
    assert page is not None
    assert (str(page.title), str(page.facts)) == (
        "Cekcok batas lahan",
        "Dua kelompok berebut lahan.",
    )
    assert (page.risk.inputs.likelihood, page.risk.inputs.impact) == (4, 3)
    assert (page.realm, page.information_grade) == (Realm.REAL_WORLD, 2)
    assert str(page.details.recommendation) == "Pantau lokasi."
    assert len(brought_in(office, text).duplicate) == 1


def test_an_exercise_in_cap_is_no_report(office: Office) -> None:
    (refused,) = brought_in(office, ALERT.format(status="Exercise")).rejected
    assert "hanya peringatan Actual" in refused.reason


@pytest.mark.parametrize(
    "text",
    ["<alert>", "<feed/>", '<!DOCTYPE a [<!ENTITY b "c">]><alert/>'],
)
def test_what_is_no_cap_is_refused_whole(office: Office, text: str) -> None:
    with pytest.raises(FileUnreadable):
        brought_in(office, text)
