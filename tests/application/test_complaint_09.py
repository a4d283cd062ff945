"""Complaint 9: an official number issued twice on retry."""

import json
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from application.register import RecordUnavailable, Register
from chaos.proxy import Proxy
from domain.letter import ApproveLetter, Letter, LetterRegister
from domain.letter_content import LetterType
from runtime import database
from runtime.database import Datastore
from tests.office import Office

AFTER = 100
"""Approvals whose number is taken and whose answer is then lost."""

BEFORE = 20
"""Approvals that are lost on the way, in addition."""

LETTERS = AFTER + BEFORE
APPENDING = b'{"about":'


@pytest.fixture
def proxy(database_url: str) -> Iterator[Proxy]:
    made = Proxy(database_url)
    yield made
    made.down()


@pytest.fixture
def datastore(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Datastore]:
    monkeypatch.setattr(database, "WAITED_FOR", 0.5)
    made = Datastore(proxy.url, size=2)
    yield made
    made.close()


@pytest.mark.slow
def test_complaint_09_a_hundred_failures_after_the_number_was_taken_leave_a_hundred_numbers(
    office: Office, register: Register, proxy: Proxy, database_url: str
) -> None:
    """The number is taken in the approval's own transaction: lost with it, or kept with it.

    A hundred answers are lost, in turn alone and with the record away afterwards; then some
    approvals are lost on the way. Each is sent again under the same number, and then once more.
    """
    case = office.escalated_case()
    letters = [drafted(office, case, f"{case}@{n + 1}") for n in range(LETTERS)]
    answers = []
    for turn, letter in enumerate(letters):
        found = register.load(Letter, letter)
        assert found is not None
        approval = office.command(
            ApproveLetter, office.supervisor, letter_id=letter, content_hash=found.content_hash
        )
        if turn >= AFTER:
            proxy.cut_before(APPENDING)
        elif turn % 2 == 0:
            proxy.cut_after(APPENDING)
        else:
            proxy.cut_after(APPENDING, for_good=True)
            with pytest.raises(RecordUnavailable):
                register.submit(approval)
            proxy.up()
        first = register.submit(approval)
        answers.append(first)
        assert register.submit(approval) == first
    assert proxy.cuts == LETTERS
    assert len({each.position for each in answers}) == LETTERS
    taken = numbers(database_url)
    assert [sequence for sequence, _ in taken] == list(range(1, LETTERS + 1))
    assert {letter for _, letter in taken} == {str(each) for each in letters}
    for sequence, letter in enumerate(letters, start=1):
        approved = register.load(Letter, letter)
        assert approved is not None
        assert str(sequence) in str(approved.number)


def drafted(office: Office, case: UUID, trigger: str) -> UUID:
    """A Nota Dinas of its own for a trigger."""
    letter = Letter.id_of(trigger, LetterType.NOTA_DINAS)
    return office.draft_letter(case, trigger=trigger, letter_id=letter)


def numbers(url: str) -> list[tuple[int, str]]:
    """What the books hold: which place is which letter's."""
    names = (LetterRegister.FirstNumberTaken.NAME, LetterRegister.NumberTaken.NAME)
    with psycopg.connect(url) as conn:
        rows = conn.execute(
            "SELECT originator_version, state FROM rukun.event WHERE topic = ANY(%s)"
            " ORDER BY notification_id",
            (list(names),),
        ).fetchall()
    return [(version, json.loads(bytes(state))["facts"]["letter_id"]) for version, state in rows]
