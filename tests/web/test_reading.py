"""Who opens what is classified leaves a fact, before anything is shown; so does who is refused."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from application.reading_desk import readings
from application.register import RecordUnavailable
from domain.kernel import Role, Secrecy
from tests.office import Office, Person
from tests.web.house import House


@pytest.fixture
def secret(office: Office) -> UUID:
    """A case that is Rahasia."""
    return office.open_case(office.file_report(secrecy=Secrecy.SECRET, title="Rencana tandingan"))


def noted(office: Office, about: UUID) -> list[tuple[UUID, bool]]:
    found = readings(office.register.recorder.datastore, about)
    return [(each.reader, each.allowed) for each in found]


def test_i13_each_reading_of_a_secret_case_is_on_record_once(
    house: House, office: Office, secret: UUID
) -> None:
    window = house.window(office.officer)
    for turn in (1, 2):
        window.open(f"/kasus/{secret}")
        assert "Rencana tandingan" in window.text
        assert noted(office, secret) == [(office.officer.id, True)] * turn
    window.open(f"/kasus/{secret}/riwayat").open(f"/kasus/{secret}/jam")
    assert noted(office, secret) == [(office.officer.id, True)] * 4
    (line, *_) = readings(office.register.recorder.datastore, secret)
    assert (line.as_role, line.in_unit, line.at) == (Role.CASE_OFFICER, "BKBP", office.now())


def test_i13_so_is_each_that_was_refused(house: House, office: Office, secret: UUID) -> None:
    uncleared = Person("uncleared", uuid4(), Role.CASE_OFFICER, "BKBP", clearance=Secrecy.OPEN)
    office.give_role(uncleared)
    house.give_account(uncleared)
    window = house.window(uncleared).open(f"/kasus/{secret}")
    assert window.status == 404
    assert noted(office, secret) == [(uncleared.id, False)]


def test_a_task_of_a_secret_case_is_read_by_its_liaison(
    house: House, office: Office, secret: UUID
) -> None:
    task = office.assign_task(secret)
    assert house.window(office.liaison).open(f"/tugas/{task}").status == 200
    assert noted(office, secret) == [(office.liaison.id, True)]


def test_a_form_sent_on_a_secret_case_is_one_reading(
    house: House, office: Office, secret: UUID
) -> None:
    window = house.window(office.officer).open(f"/kasus/{secret}")
    drawn = window.form("tidak-terbukti")
    assert window.post(drawn.action, drawn.filled({"verdict": "hoaks"})).status == 422
    assert len(noted(office, secret)) == 2


def test_what_is_not_classified_leaves_no_trace(house: House, office: Office) -> None:
    case = office.open_case()
    before = office.register.log.head()
    house.window(office.officer).open(f"/kasus/{case}").open(f"/kasus/{uuid4()}")
    assert office.register.log.head() == before


def test_what_rests_on_intelligence_is_noted_whatever_its_class(
    house: House, office: Office
) -> None:
    cleared = office.cleared_officer()
    case = office.open_case(office.file_pointer(by=cleared), by=cleared)
    assert house.window(office.officer).open(f"/kasus/{case}").status == 404
    assert noted(office, case) == [(office.officer.id, False)]


def test_what_cannot_be_noted_is_not_shown(
    house: House, office: Office, secret: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = house.window(office.officer)

    def away(_: Any) -> None:
        raise RecordUnavailable

    monkeypatch.setattr(office.register, "submit", away)
    window.open(f"/kasus/{secret}")
    assert window.status == 503
    assert "Rencana tandingan" not in window.html
