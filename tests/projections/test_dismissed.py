"""Complaint 13: a signal is turned down with a reason, and never lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.clocks import WaitKind
from domain.conflict_case import Verdict
from domain.report import NotNotedAsInformation, Triage
from domain.report_details import Details
from projections.case_board import BoardView
from projections.figures import FigureName, FigureView, Period, Share
from projections.lookout import RegionLookout
from projections.own_reports import OwnReportView
from projections.search_index import SearchView
from runtime.database import Datastore
from tests.office import OPENING, Office


def test_complaint_13_what_was_turned_down_is_found_by_its_reason_and_a_hoax_counts_in_precision(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    noted = office.file_report(title="Kabar arak-arakan di jembatan")
    office.note_as_information(noted, conclusion="Arak-arakan pengantin, bukan konflik.")
    refuted = office.open_case(office.file_report(title="Kabar pembakaran di jembatan"))
    office.refute(refuted, verdict=Verdict.HOAX)
    true = office.open_case(office.file_report(title="Rebutan lahan di jembatan"))
    office.found(true)
    office.verify(true)
    catch_up()
    officer = office.officer
    search = SearchView(datastore)
    hits = search.find("jembatan", reader=officer.standing, actor=officer.id).hits
    assert {hit.row.id for hit in hits} == {noted, refuted, true}
    (by_reason,) = search.find("pengantin", reader=officer.standing, actor=officer.id).hits
    assert by_reason.row.stage_label == "Informasi"
    period = Period(OPENING, office.now() + timedelta(seconds=1))
    found = FigureView(datastore).all(
        office.supervisor.standing,
        period,
        now=office.now(),
        agency_of=lambda _: "BKBP",
    )
    precision = next(each for each in found if each.name is FigureName.PRECISION)
    assert precision.shares[0] == Share("", 1, 2)  # information says nothing of the source (ADR 23)


def test_what_was_noted_waits_on_every_list_again_and_no_verdict_of_it_counts(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    noted = office.file_report(title="Kabar arak-arakan")
    office.note_as_information(noted)
    catch_up()
    office.pass_time(hours=1)
    office.reopen_report(noted, explanation="Ternyata ada pengadangan.", by=office.supervisor)
    catch_up()
    officer, reporter = office.officer, office.reporter
    (row,) = BoardView(datastore).rows(reader=officer.standing, actor=officer.id)
    assert (row.stage_label, row.next_kind) == ("Deteksi", WaitKind.TRIAGE)
    assert row.stage_since == office.now()
    (own,) = OwnReportView(datastore).of_person(reporter.id)
    assert (own.triage, own.since) == (Triage.WAITING, office.now())
    search = SearchView(datastore)
    hits = search.find("pengadangan", reader=officer.standing, actor=officer.id).hits
    assert [hit.row.id for hit in hits] == [noted]
    told = search.find("pengadangan", reader=reporter.standing, actor=reporter.id).hits
    assert not told, "why the office weighs it again is not told to who told it"
    around = RegionLookout(datastore).around("31.74", office.now(), timedelta(days=30))
    assert around.recent_incidents == 1
    office.found(case := office.open_case(noted))
    office.verify(case)
    catch_up()
    found = FigureView(datastore).all(
        office.supervisor.standing,
        Period(OPENING, office.now() + timedelta(seconds=1)),
        now=office.now(),
        agency_of=lambda _: "BKBP",
    )
    precision = next(each for each in found if each.name is FigureName.PRECISION)
    assert precision.shares[0] == Share("", 1, 1)


def test_history_is_not_triaged_again(office: Office) -> None:
    past = Details(document="Buku register 2019")
    report = office.file_report(by=office.officer, history=True, details=past)
    with pytest.raises(NotNotedAsInformation):
        office.reopen_report(report)


def test_history_counts_neither_for_nor_against_precision(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    past = Details(document="Buku register 2019")
    report = office.file_report(by=office.officer, history=True, details=past)
    catch_up()
    found = FigureView(datastore).all(
        office.supervisor.standing,
        Period(OPENING, office.now() + timedelta(seconds=1)),
        now=office.now(),
        agency_of=lambda _: "BKBP",
    )
    precision = next(each for each in found if each.name is FigureName.PRECISION)
    assert precision.shares[0].whole == 0
    rows = BoardView(datastore).rows(reader=office.officer.standing, actor=office.officer.id)
    assert [(row.id, row.stage_label) for row in rows] == [(report, "Informasi")]
