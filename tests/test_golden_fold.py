"""A case at any position is what the log says, told by two folds that share no line of code."""

import base64
from pathlib import Path
from random import Random
from uuid import UUID

import psycopg

from domain.case_file import as_it_was
from domain.conflict_case import EscalationLevel
from domain.risk import Level
from runtime.log import Recorded
from runtime.settings import Settings
from tests.crowd import Crowd, LifeClock
from tests.golden_fold import Stored, picture_of, said_of
from tests.office import DOUBTFUL, MASTER_KEY, OPENING, Office
from worker import House

PAIRS = 1_000


def live_richly(office: Office) -> None:
    """What a crowd's roads do not pass: merged, handed over, red, declared, reopened, told."""
    rich = office.escalated_case()
    letter = office.draft_letter(rich)
    office.approve_letter(letter)
    office.join_report(rich)
    office.link_contagion(rich, region="73.71")
    state = office.declared(rich)
    office.lift_measure(state, office.order_measure(state))
    office.order_measure(state)
    member = office.open_case(office.file_report(title="Cekcok pasar", **DOUBTFUL))
    office.found(member)
    office.merge(rich, member)
    office.hand_over(rich, office.second_officer, by=office.officer)
    office.send_pack(rich, letters=(letter,))
    again = office.recovering_case()
    office.reopen(again)
    office.revoke(state)
    office.note_as_information(doubted := office.file_report())
    office.reopen_report(doubted)
    office.open_case(doubted)
    red = office.open_case(office.file_report(**DOUBTFUL))
    office.join_report(red, office.file_report(by=office.liaison, **DOUBTFUL))
    office.found(red)
    office.verify(red, level=Level.RED)
    office.propose_escalation(red)
    climbing = office.escalated_case()
    office.hand_up(climbing, EscalationLevel.NATIONAL)
    office.return_to_province(climbing)


def test_a_thousand_random_moments_of_random_cases_equal_a_fold_that_knows_no_class(
    database_url: str, tmp_path: Path
) -> None:
    key = base64.b64encode(MASTER_KEY).decode()
    settings = Settings.model_validate({"data_dir": tmp_path, "master_key": key})
    house = House(settings, database_url, LifeClock(OPENING))
    house.prepare_views()
    crowd = Crowd(house, seed=11)
    crowd.live(11)
    live_richly(crowd.office)
    crowd.multiply(20)
    stored = _stored(database_url)
    opened: dict[UUID, list[Recorded]] = {each: house.log.of_case(each) for each in stored}
    chance, asked = Random(11), set()
    ends = [(case, events[-1].position) for case, events in stored.items()]
    for case, position in ends + [_any(chance, stored) for _ in range(PAIRS - len(ends))]:
        asked.add((case, position))
        mine = picture_of(each for each in stored[case] if each.position <= position)
        theirs = said_of(as_it_was(opened[case], until=position))
        known = {name: value for name, value in mine["case"].items() if value is not None}
        said = {name: value for name, value in theirs["case"].items() if value is not None}
        assert known == said, (case, position)
        assert mine | {"case": {}} == theirs | {"case": {}}, (case, position)
    assert len(asked) > PAIRS / 2
    names = {each.name for events in stored.values() for each in events}
    assert len(names) > 50
    house.close()


def _any(chance: Random, stored: dict[UUID, list[Stored]]) -> tuple[UUID, int]:
    case = chance.choice(sorted(stored))
    return case, chance.choice(stored[case]).position


def _stored(url: str) -> dict[UUID, list[Stored]]:
    """Every case's events as they lie in the log, its reports' first days included."""
    with psycopg.connect(url) as conn:
        rows = conn.execute(
            "SELECT notification_id, originator_id, topic, state FROM rukun.event"
            " ORDER BY notification_id"
        ).fetchall()
        of_case: dict[UUID, set[UUID]] = {}
        for case, stream in conn.execute(
            "SELECT DISTINCT case_id, originator_id FROM rukun.event WHERE case_id IS NOT NULL"
        ):
            of_case.setdefault(case, set()).add(stream)
    return {
        case: [
            Stored(position, str(stream), name, bytes(state))
            for position, stream, name, state in rows
            if stream in streams
        ]
        for case, streams in of_case.items()
    }
