"""What it takes to open a long case as it stood: events read, unsealed and folded."""

from random import Random
from uuid import UUID

from domain.case_file import as_it_was
from tests.bench import Bench, Figure, percentile, took
from tests.office import Office
from tests.workflows.desk import LiveClock

EVENTS = 500
GOAL = 50.0


def replay(bench: Bench) -> list[Figure]:
    """A case of 500 events opened at random positions, from the question to its file in hand.

    Every event is read from the log and unsealed each time; nothing is kept between two questions.
    """
    with bench.house() as house:
        assert isinstance(house.clock, LiveClock)
        case = _long(Office(house.register, house.clock, seed=1).opened())
        positions = [each.position for each in house.log.of_case(case)]
        chance = Random(1)

        def opened() -> None:
            as_it_was(house.log.of_case(case), until=chance.choice(positions))

        opened()
        waited = [took(opened) * 1000 for _ in range(bench.scale.asked)]
        whole = house.log.of_case(case)
        folded = [
            took(lambda: as_it_was(whole, until=chance.choice(positions))) * 1000
            for _ in range(bench.scale.asked)
        ]
    p95 = percentile(waited, 0.95)
    return [
        Figure("events of the case", len(positions), "", "once"),
        Figure("at any position, p50", percentile(waited, 0.5), "ms"),
        Figure("at any position, p95", p95, "ms", f"<= {GOAL:g} ms", p95 <= GOAL),
        Figure("of it the fold alone, p95", percentile(folded, 0.95), "ms"),
    ]


def _long(office: Office) -> UUID:
    """A case of which the field tells much."""
    case, log = office.open_case(), office.register.log
    while len(log.of_case(case)) < EVENTS:
        task = office.assign_task(case)
        office.acknowledge(task)
        for _ in range(20):
            office.report_progress(task)
    return case
