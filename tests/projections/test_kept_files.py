"""A file kept open for everybody is the file the whole record folds to, and never an older one."""

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from domain.case_file import CaseFile, fold
from domain.report import Report
from projections import kept_files
from projections.kept_files import KeptFiles
from runtime.log import Entry, Log, Recorded
from tests.office import Office


@pytest.fixture
def files(log: Log) -> KeptFiles:
    return KeptFiles(log)


class Opened:
    """Counts how often a case was read from the log as a whole."""

    def __init__(self, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self.before: Callable[[], None] = lambda: None
        whole_case = log.whole_case

        def counted(case_id: UUID) -> object:
            self.times += 1
            found = whole_case(case_id)
            self.before()
            return found

        monkeypatch.setattr(log, "whole_case", counted)


@pytest.fixture
def opened(log: Log, monkeypatch: pytest.MonkeyPatch) -> Opened:
    return Opened(log, monkeypatch)


def same(log: Log, files: KeptFiles, case: UUID) -> CaseFile:
    found = files.of_case(case)
    assert found == fold(log.of_case(case))
    return found


def test_every_step_of_a_case_is_seen_at_once(office: Office, log: Log, files: KeptFiles) -> None:
    case = office.open_case()
    same(log, files, case)
    for step in (office.found, office.verify, office.propose_escalation, office.approve_escalation):
        step(case)
        same(log, files, case)
    second = office.file_report(title="Sumber kedua")
    office.join_report(case, second)
    assert [str(each.title) for each in same(log, files, case).joined] == ["Sumber kedua"]


def test_it_is_read_once_until_something_is_written_about_it(
    office: Office, files: KeptFiles, opened: Opened
) -> None:
    case, other = office.open_case(), office.open_case()
    files.of_cases([case, other])
    assert opened.times == 2
    office.found(other)
    assert files.of_case(case) is files.of_cases([case])[0]
    assert opened.times == 2
    files.of_case(other)
    assert opened.times == 3


def test_what_is_written_while_a_file_is_opened_is_not_missed(
    office: Office, log: Log, files: KeptFiles, opened: Opened
) -> None:
    case = office.open_case()
    files.of_case(uuid4())

    def meanwhile() -> None:
        opened.before = lambda: None
        office.found(case)
        files.of_case(uuid4())

    opened.before = meanwhile
    assert files.of_case(case).found == 0
    assert same(log, files, case).found == 1


def test_a_file_not_asked_for_while_much_happened_is_opened_anew(
    office: Office, log: Log, files: KeptFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "_MOST_NEWS", 5)
    case, other = office.open_case(), office.open_case()
    same(log, files, case)
    office.found(case)
    for _ in range(4):
        office.found(other)
        files.of_case(other)
    assert same(log, files, case).found == 1


def test_a_destroyed_key_takes_what_it_opened_out_of_hand(
    office: Office, log: Log, files: KeptFiles
) -> None:
    case = office.open_case(office.file_report(facts="Namanya Contoh Santoso."))
    told = files.of_case(case).report
    assert told is not None
    assert "Santoso" in str(told.facts)
    office.register.mapper.vault.destroy(told.facts.sealed_for)
    again = same(log, files, case).report
    assert again is not None
    assert "Santoso" not in str(again.facts)


def test_a_key_destroyed_while_a_file_was_opened_does_not_leave_its_text_in_hand(
    office: Office, log: Log, files: KeptFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.open_case(office.file_report(facts="Namanya Contoh Santoso."))
    read = log.opened

    def then_erased(entry: Entry) -> Recorded:
        found = read(entry)
        if isinstance(found.fact, Report.Filed):
            log.mapper.vault.destroy(found.fact.facts.sealed_for)
        return found

    monkeypatch.setattr(log, "opened", then_erased)
    first = files.of_case(case).report
    assert first is not None
    assert "Santoso" in str(first.facts)
    monkeypatch.undo()
    again = same(log, files, case).report
    assert again is not None
    assert "Santoso" not in str(again.facts)


def test_only_so_many_events_are_kept_and_no_file_of_nothing(
    office: Office, log: Log, opened: Opened
) -> None:
    first, second = office.open_case(), office.open_case()
    files = KeptFiles(log, at_hand=len(log.of_case(first)) + 1)
    for case in (first, second, second, first):
        same(log, files, case)
    assert opened.times == 3
    nothing = uuid4()
    assert files.of_case(nothing).case_id is None
    files.of_case(nothing)
    assert opened.times == 5


def test_many_threads_never_see_less_than_was_there(
    office: Office, log: Log, files: KeptFiles
) -> None:
    case, failed, over = office.open_case(), [], threading.Event()
    known = 0

    def read() -> None:
        while not over.is_set():
            least = known
            found = files.of_case(case).found
            if found < least:
                failed.append((found, least))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for each in readers:
        each.start()
    for number in range(12):
        office.found(case)
        known = number + 1
    over.set()
    for each in readers:
        each.join()
    assert not failed
