"""A letter is out of date when a fact it relied on is corrected; and only such letters are."""

from collections.abc import Callable

import pytest
from psycopg.sql import SQL

from domain.kernel import Confidential
from projections.letter_proofs import LetterProofs
from projections.letter_sources import SourceView
from runtime.database import Datastore
from tests.office import Office


@pytest.fixture
def sources(datastore: Datastore) -> SourceView:
    return SourceView(datastore)


def test_only_the_letter_that_cites_the_corrected_field_is_out_of_date(
    office: Office, sources: SourceView, catch_up: Callable[[], None]
) -> None:
    first, second = office.escalated_case(), office.escalated_case()
    resting, other = office.draft_letter(first), office.draft_letter(second)
    report = office.file(first).report
    assert report is not None
    catch_up()
    standing = office.supervisor.standing
    assert set(sources.resting_on(report.event)) == {resting}
    assert sources.stale(standing) == []

    office.correct_report(report.report_id, opinion="Nota dinas tidak mengutip pendapat.")
    catch_up()
    assert sources.stale(standing) == [], "the event is cited, this field of it is not"

    office.correct_report(report.report_id, place="Pasar baru")
    catch_up()
    (stale,) = sources.stale(standing)
    assert (stale.letter_id, stale.fields) == (resting, ("tempat kejadian",))
    untouched = office.file(second).report
    assert untouched is not None
    assert sources.resting_on(untouched.event) == [other]


def test_a_corrected_finding_and_a_corrected_summary_are_found_in_their_letters(
    office: Office, sources: SourceView, catch_up: Callable[[], None]
) -> None:
    case = office.escalated_case()
    letter = office.draft_letter(case)
    (task,) = office.file(case).tasks
    office.correct_finding(task)
    catch_up()
    assert [each.fields for each in sources.stale(office.supervisor.standing)] == [("temuan",)]
    office.correct_summary(case)
    catch_up()
    (stale,) = sources.stale(office.supervisor.standing)
    assert stale.letter_id == letter
    assert set(stale.fields) == {"temuan", "ringkasan verifikasi"}


def test_a_letter_drafted_from_what_was_already_corrected_is_up_to_date(
    office: Office, sources: SourceView, catch_up: Callable[[], None]
) -> None:
    case = office.escalated_case()
    office.correct_summary(case)
    office.draft_letter(case)
    catch_up()
    assert sources.stale(office.supervisor.standing) == []


def test_a_letter_drafted_late_from_an_earlier_record_is_out_of_date_at_once(
    office: Office, sources: SourceView, catch_up: Callable[[], None]
) -> None:
    case = office.escalated_case()
    before = office.file(case)
    office.correct_summary(case)
    catch_up()
    letter = office.draft_letter(case, content=office.nota_dinas(before))
    catch_up()
    assert [each.letter_id for each in sources.stale(office.supervisor.standing)] == [letter]


def test_a_voided_letter_needs_no_erratum(
    office: Office, sources: SourceView, catch_up: Callable[[], None]
) -> None:
    case = office.escalated_case()
    letter = office.draft_letter(case)
    office.correct_summary(case)
    office.void_letter(letter)
    catch_up()
    assert sources.stale(office.supervisor.standing) == []


def test_who_may_not_read_a_letter_is_not_told_that_it_is_out_of_date(
    office: Office, sources: SourceView, catch_up: Callable[[], None]
) -> None:
    case = office.escalated_case()
    office.draft_letter(case)
    office.correct_summary(case)
    catch_up()
    elsewhere = office.supervisor.standing.model_copy(update={"region": "73"})
    assert sources.stale(elsewhere) == []
    assert sources.stale(office.liaison.standing) == []


def test_a_letter_whose_words_are_erased_rests_on_nothing_and_names_nobody(
    office: Office, sources: SourceView, catch_up: Callable[[], None], datastore: Datastore
) -> None:
    case = office.escalated_case()
    letter = office.draft_letter(case)
    report = office.file(case).report
    assert report is not None
    catch_up()
    assert sources.resting_on(report.event) == [letter]
    office.ask_to_erase(case)
    office.erase(case)
    catch_up()
    assert sources.resting_on(report.event) == []
    proofs = SQL("SELECT office, name FROM {} WHERE letter_id = %s").format(LetterProofs().table)
    with datastore.reading() as cursor:
        (named,) = cursor.execute(proofs, (letter,))
    assert set(named.values()) == {Confidential.REDACTED}
