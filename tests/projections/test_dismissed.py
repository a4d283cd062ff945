"""Complaint 13: a signal is turned down with a reason, and never lost."""

from collections.abc import Callable
from datetime import timedelta

from domain.conflict_case import Verdict
from domain.report_details import Details
from projections.case_board import BoardView
from projections.figures import FigureName, FigureView, Period, Share
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
