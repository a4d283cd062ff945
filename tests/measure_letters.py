"""The measurements of letters: how fast they are set, set again the same, and drafted."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from statistics import median
from uuid import UUID

from domain.letter import Letter
from domain.letter_content import profile_of
from runtime.accounts import Account
from runtime.database import migrate
from runtime.typesetting import Typesetter
from tests.bench import WATCH, Bench, Figure, percentile, settings, took
from tests.correspondence import DATED, surat_dinas
from tests.crowd import LifeClock
from tests.office import OPENING, Office
from tests.waiting import until
from worker import House

SET_GOAL = 100
DRAFT_GOAL = 1.5
AGAIN = 500


def letters(bench: Bench) -> list[Figure]:
    """One-page letters set by one process; letters set twice; from an event to its draft.

    The draft is timed from the answer to the approval of an escalation until the Nota Dinas
    stands in the record, the letter press following in a thread of its own.
    """
    typesetter, many = Typesetter(), bench.scale.commands
    one, two = [], []
    _set_all(typesetter, range(20), threads=2)
    for turn in range(bench.scale.rounds):
        numbers = range(turn * many, (turn + 1) * many)
        one.append(many / took(lambda n=numbers: _set_all(typesetter, n, threads=1)))  # type: ignore[misc]
        two.append(many / took(lambda n=numbers: _set_all(typesetter, n, threads=2)))  # type: ignore[misc]
    again = min(AGAIN, many * 2)
    same = _set_all(typesetter, range(again), threads=2) == _set_all(
        Typesetter(), range(again), threads=2
    )
    drafted = _drafted(bench)
    best = median(two)
    return [
        Figure("Surat Dinas of one page, one thread", median(one), "letters/s"),
        Figure(
            "Surat Dinas of one page, two threads",
            best,
            "letters/s",
            f">= {SET_GOAL} /s",
            best >= SET_GOAL,
        ),
        Figure(f"of {again} letters, set again to the same bytes", again * same, "", "all", same),
        Figure("from an event to its draft, p50", percentile(drafted, 0.5), "s"),
        Figure(
            "from an event to its draft, p95",
            percentile(drafted, 0.95),
            "s",
            f"<= {DRAFT_GOAL} s",
            percentile(drafted, 0.95) <= DRAFT_GOAL,
        ),
    ]


def _set_all(typesetter: Typesetter, numbers: range, *, threads: int) -> list[bytes]:
    """The hash of each letter, every one with a number of its own."""
    content = surat_dinas()
    profile = profile_of(content)

    def one(number: int) -> bytes:
        pdf = typesetter.render(
            content,
            profile=profile,
            number=f"200.1.3.4/{number + 1}/BKBP/2026",
            dated=DATED,
            manifest={"number": number},
        )
        return sha256(pdf).digest()

    if threads == 1:
        return [one(number) for number in numbers]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, numbers))


def _drafted(bench: Bench) -> list[float]:
    """Seconds from an approved escalation to its draft, one after another."""
    bench.made += 1
    url = bench.postgres.create_database(f"measure_{bench.made}")
    migrate(url)
    house = House(settings(bench.place), url, LifeClock(OPENING))
    house.prepare_views()
    clock = house.clock
    assert isinstance(clock, LifeClock)
    office = Office(house.register, clock).opened()
    house.accounts.create(
        Account(
            actor=office.supervisor.id,
            login="pimpinan",
            name="Contoh Kepala",
            title="Kepala Badan Kesatuan Bangsa dan Politik",
            rank="Pembina Utama Muda",
            nip="197001011995031001",
        ),
        "kata sandi contoh",
    )
    press = house.follower(house.press)
    press.start()
    try:
        return [_one_draft(office, house) for _ in range(min(100, bench.scale.seen))]
    finally:
        press.stop()
        house.close()


def _one_draft(office: Office, house: House) -> float:
    case = office.escalated_case()
    begun = WATCH.stopwatch()
    until(lambda: _has_draft(house, case))
    return WATCH.stopwatch() - begun


def _has_draft(house: House, case: UUID) -> bool:
    return any(isinstance(each.fact, Letter.Drafted) for each in house.log.of_case(case))
