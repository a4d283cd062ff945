"""Kaukus: read by who mediates and the case's officer, and by nobody else anywhere."""

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from application.sitting import Outcome
from domain.access import NotForThisRole
from domain.caucus import Caucus, NotTheMediator, SealAlreadyYours
from domain.kernel import StreamNotFound
from projections.rebuild import ALL_READERS
from tests.office import Person
from tests.web.house import House, Window

CANARY = "Zamrudberbisik bersedia melepas pagar timur"


@pytest.fixture
def talk_and_caucus(house: House) -> tuple[str, str]:
    """A deliberation with a caucus of the first party, in a case with a letter."""
    cast = house.cast
    case = cast.escalated_case()
    talk = cast.schedule_deliberation(case, mediated_by=cast.second_officer.id)
    caucus = cast.note_caucus(talk, note=CANARY)
    cast.approve_letter(cast.draft_letter(case))
    house.catch_up()
    return f"/kasus/{case}", f"/kaukus/{caucus}"


def readers(house: House) -> list[Person]:
    return [house.cast.officer, house.cast.second_officer]


def test_who_mediates_and_the_cases_officer_read_it(
    house: House, talk_and_caucus: tuple[str, str]
) -> None:
    case, caucus = talk_and_caucus
    for person in readers(house):
        window = house.window(person).open(caucus)
        assert CANARY in window.text
        assert "Kaukus dengan Warga RW 01 tersegel" in window.open(case).text


def test_no_page_letter_search_history_or_csv_shows_it_to_anybody(
    house: House, talk_and_caucus: tuple[str, str]
) -> None:
    case, caucus = talk_and_caucus
    everywhere = (
        *("/", case, f"{case}/riwayat", f"{case}/jam", "/papan.csv", "/kerja", "/kerja.csv"),
        *("/tugas.csv", "/naskah", "/angka", "/cari?q=zamrudberbisik", "/cari?q=pagar+timur"),
    )
    for person in house.cast.people:
        window = house.window(person)
        for path in everywhere:
            assert "zamrudberbisik bersedia" not in window.client.get(path).text.lower(), path
        if person not in readers(house):
            shown = window.client.get(caucus)
            assert CANARY not in shown.text
            if person != house.cast.supervisor:
                assert shown.status_code in {303, 403, 404}


def test_neither_the_log_nor_any_read_model_holds_it_in_the_open(
    house: House, talk_and_caucus: tuple[str, str]
) -> None:
    with psycopg.connect(house.cast.register.recorder.datastore.url) as conn:
        tables = conn.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables"
            " WHERE schemaname IN ('rukun', 'view', 'vault', 'desk')"
        ).fetchall()
        assert len(tables) > len(ALL_READERS)
        for (table,) in tables:
            query = f"SELECT count(*) FROM {table} t WHERE t::text ILIKE '%zamrudberbisik%'"
            found = conn.execute(query.encode()).fetchone()
            assert found == (0,), table


def test_the_case_knows_that_it_was_held_and_nothing_of_what_was_said(
    house: House, talk_and_caucus: tuple[str, str]
) -> None:
    case = talk_and_caucus[0].removeprefix("/kasus/")
    facts = house.cast.register.log.of_case(UUID(case))
    assert "deliberation.caucus_held" in [each.name for each in facts]
    assert not [each for each in facts if each.name.startswith("caucus.")]
    assert CANARY not in "".join(each.fact.model_dump_json() for each in facts)


def test_the_head_reads_it_only_by_breaking_the_seal_which_the_case_remembers(
    house: House, talk_and_caucus: tuple[str, str]
) -> None:
    case, caucus = talk_and_caucus
    head: Window = house.window(house.cast.supervisor).open(caucus)
    assert "Catatan ini tersegel" in head.text
    head.send("buka-segel")
    assert head.status == 422
    head.send("buka-segel", explanation="Ada ancaman terhadap penengah.")
    assert CANARY in head.text
    history = house.window(house.cast.auditor).open(f"{case}/riwayat").text
    assert "Segel kaukus dibuka" in history
    assert "Ada ancaman terhadap penengah." in history
    assert CANARY not in history
    house.cast.pass_time(hours=2)
    assert CANARY not in house.window(house.cast.supervisor).open(caucus).text


def test_only_who_mediates_or_the_officer_writes_one(house: House) -> None:
    cast = house.cast
    talk = cast.schedule_deliberation(cast.escalated_case())
    with pytest.raises(NotTheMediator):
        cast.note_caucus(talk, by=cast.second_officer)
    with pytest.raises(NotTheMediator):
        cast.note_caucus(talk, by=cast.supervisor)


def test_a_seal_is_broken_by_a_head_who_needs_to_and_for_this_deliberation(house: House) -> None:
    cast = house.cast
    talk = cast.schedule_deliberation(cast.escalated_case())
    other = cast.schedule_deliberation(cast.escalated_case())
    caucus = cast.note_caucus(talk)
    with pytest.raises(NotForThisRole):
        cast.break_seal(talk, caucus, by=cast.officer)
    with pytest.raises(StreamNotFound):
        cast.break_seal(other, caucus)
    broken: Outcome = cast.break_seal(talk, caucus)
    assert set(broken.events) == {"caucus.seal_broken", "deliberation.caucus_seal_broken"}
    with pytest.raises(SealAlreadyYours):
        cast.break_seal(talk, caucus)
    cast.pass_time(hours=2)
    assert cast.break_seal(talk, caucus).events


def test_a_caucus_has_a_key_of_its_own(house: House) -> None:
    cast = house.cast
    caucus = cast.note_caucus(cast.schedule_deliberation(cast.escalated_case()))
    found = cast.register.load(Caucus, caucus)
    assert found is not None
    assert found.text.sealed_for == caucus
    assert found.open_to(cast.auditor.id, frozenset({cast.auditor.id}), cast.now())
    assert not found.open_to(cast.auditor.id, frozenset(), cast.now() + timedelta(days=1))
