"""Saluran: who may tell what; and intelligence as a pointer in a compartment of its own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.access import OutsideCompartment
from domain.conflict_case import ConflictCase, OpenCase
from domain.field_task import AcknowledgeTask
from domain.kernel import Compartment, Role
from domain.letter import ApproveLetter
from domain.report import (
    FactsMissing,
    NoteAsInformation,
    NotYourChannel,
    Pointer,
    PointerOnly,
    PointerOutOfPlace,
    Source,
)
from domain.report_details import Details
from projections.case_board import BoardView
from projections.search_index import SearchView
from projections.task_list import TaskView
from projections.work_list import WorkView
from runtime.database import Datastore
from tests.office import Office


def test_each_channel_is_filled_by_its_own_people_and_by_officers(office: Office) -> None:
    for source in Source:
        if source is Source.INTELLIGENCE:
            continue
        for person in (office.reporter, office.liaison, office.officer):
            if person.role in source.tellers:
                office.file_report(by=person, source=source)
            else:
                with pytest.raises(NotYourChannel, match=source.label.split(" ")[0]):
                    office.file_report(by=person, source=source)
    assert Role.REPORTER not in Source.POLICE.tellers
    assert all(Role.CASE_OFFICER in each.tellers for each in Source)


def test_only_who_is_cleared_files_a_pointer(office: Office) -> None:
    with pytest.raises(OutsideCompartment):
        office.file_pointer(by=office.officer)
    report = office.file_pointer(by=office.cleared_officer())
    kept = office.file(report).report
    assert kept is not None
    assert str(kept.title) == "Rujukan intelijen R-12/2026"
    assert "dipegang oleh Binda" in str(kept.facts)


@pytest.mark.parametrize(
    "said",
    [
        {"facts": "Apa yang diketahui intelijen."},
        {"opinion": "Menurut intelijen."},
        {"place": "Rumah sumber"},
        {"parties": ("Kelompok A",)},
        {"details": Details(trigger="Rapat rahasia.")},
        {"pointer": None},
    ],
)
def test_uu_17_2011_of_intelligence_there_is_a_pointer_and_no_text(
    office: Office, said: dict[str, Any]
) -> None:
    officer = office.cleared_officer()
    with pytest.raises(PointerOnly, match="UU 17/2011 Pasal 25-26"):
        office.file_pointer(by=officer, **said)


def test_a_pointer_is_for_intelligence_and_facts_for_all_others(office: Office) -> None:
    with pytest.raises(PointerOutOfPlace):
        office.file_report(pointer=Pointer(reference="1", holder="Polda"))
    with pytest.raises(FactsMissing):
        office.file_report(facts=None)


def test_what_rests_on_intelligence_is_acted_on_only_by_who_is_cleared(office: Office) -> None:
    cleared = office.cleared_officer()
    report = office.file_pointer(by=cleared)
    for wish, facts in (
        (NoteAsInformation, {"report_id": report, "conclusion": "Bukan."}),
        (OpenCase, {"report_id": report, "case_id": office.new_id("case")}),
    ):
        with pytest.raises(OutsideCompartment):
            office.send(wish, office.officer, **facts)
    case = office.open_case(report, by=cleared)
    with pytest.raises(OutsideCompartment):
        office.assign_task(case, by=cleared)  # to liaisons who are not cleared
    letter = office.ask_letter(case_id=case, by=cleared)
    with pytest.raises(OutsideCompartment):
        office.send(ApproveLetter, office.supervisor, letter_id=letter, content_hash="-")


def test_a_case_enters_the_compartment_with_the_report_that_is_joined_to_it(
    office: Office,
) -> None:
    cleared = office.cleared_officer()
    case = office.open_case()
    task = office.assign_task(case)
    office.join_report(case, office.file_pointer(by=cleared), by=cleared)
    found = office.register.load(ConflictCase, case)
    assert found is not None
    assert found.compartment is Compartment.INTELLIGENCE
    with pytest.raises(OutsideCompartment):
        office.send(AcknowledgeTask, office.liaison, task_id=task)
    with pytest.raises(OutsideCompartment):
        office.verify(case)


def test_no_list_and_no_search_shows_what_rests_on_intelligence(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    cleared = office.cleared_officer()
    plain = office.open_case(office.file_report(title="Cekcok lahan rujukan"))
    apart = office.open_case(office.file_report(title="Cekcok pasar rujukan"))
    office.assign_task(apart)
    office.join_report(apart, office.file_pointer(by=cleared), by=cleared)
    report = office.file_pointer(by=cleared, pointer=Pointer(reference="2", holder="Binda"))
    catch_up()

    def seen(standing: Any, actor: UUID) -> set[UUID]:
        board = BoardView(datastore).rows(reader=standing, actor=actor)
        found = SearchView(datastore).find("rujukan", reader=standing, actor=actor)
        assert {row.id for row in board} >= {hit.row.id for hit in found.hits}
        assert found.total == len(found.hits)
        return {row.id for row in board} | {hit.row.id for hit in found.hits}

    for somebody in (office.officer, office.supervisor, office.governor, office.auditor):
        assert seen(somebody.standing, somebody.id) == {plain}
    assert seen(cleared.standing, cleared.id) == {plain, apart, report}
    assert TaskView(datastore).of_person(office.liaison.id, office.liaison.standing) == []
    work = WorkView(datastore)
    for somebody, count in ((office.officer, 1), (cleared, 1)):
        asked = work.of_person(
            somebody.id,
            {Role.CASE_OFFICER},
            reader=somebody.standing,
            actor=somebody.id,
        )
        assert len(asked) == count
