"""A file carried on event by event is the file that the whole record folds to."""

from collections.abc import Callable
from uuid import UUID

import pytest

from domain.case_file import fold
from domain.wards import wards_of
from projections.open_files import OpenFiles
from tests.office import Office


@pytest.fixture
def files(office: Office) -> OpenFiles:
    return OpenFiles(office.register.log, at_hand=2)


def same(office: Office, files: OpenFiles, case: UUID) -> None:
    anew = fold(office.register.log.of_case(case))
    assert files.of_case(case) == anew
    assert wards_of(files.of_case(case)) == wards_of(anew)


def test_it_is_the_same_after_every_step_of_a_case(office: Office, files: OpenFiles) -> None:
    steps: list[Callable[[UUID], object]] = [
        office.found,
        office.verify,
        office.propose_escalation,
        office.approve_escalation,
        office.draft_letter,
        office.schedule_deliberation,
    ]
    case = office.open_case()
    same(office, files, case)
    for step in steps:
        step(case)
        same(office, files, case)


def test_a_report_that_joins_brings_what_it_said_before(office: Office, files: OpenFiles) -> None:
    case, second = office.open_case(), office.file_report(title="Sumber kedua")
    same(office, files, case)
    office.join_report(case, second)
    same(office, files, case)
    assert [str(each.title) for each in files.of_case(case).joined] == ["Sumber kedua"]


def test_a_file_put_away_is_opened_anew(office: Office, files: OpenFiles) -> None:
    cases = [office.open_case() for _ in range(3)]
    for case in (*cases, *cases):
        same(office, files, case)
    files.close()
    same(office, files, cases[0])
