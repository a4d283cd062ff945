"""The end of a drill: what it did, what it never met, and whether everything still holds."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from temporalio.client import WorkflowExecutionStatus

from domain.clocks import WaitKind
from domain.conflict_case import Stage
from domain.kernel import Frozen
from domain.risk import Level
from drill.counts import (
    CHAIN_OUTCOMES,
    EVERY_WAY,
    Counts,
    count,
    digest,
    known_commands,
    known_rules,
    workflow_ids,
)
from drill.incidents import Incident, IncidentsRefused, chosen, read_incidents
from drill.invariants import Finding, States, check, workflow_states
from drill.journal import Journal
from drill.play import Play, played
from runtime.clock import SystemClock
from runtime.regions import Regions

_RUNNING: Final = WorkflowExecutionStatus.RUNNING
_COMPLETED: Final = WorkflowExecutionStatus.COMPLETED


class DrillReport(Frozen):
    """What a drill comes to; the same seed and rows give the same ``digest``."""

    seed: int
    rows: int
    digest: str
    reports: int
    cases: dict[str, dict[str, int]]
    tasks: dict[str, int]
    median_hours: dict[str, float]
    commands: dict[str, Any]
    events: int
    workflows: dict[str, int]
    letters: dict[str, int]
    unexercised: dict[str, list[str]]
    invariants: dict[str, Finding]
    blunders: list[str]
    """What scripts of the drill sent that the record refused, unexpectedly: row, command, rule."""

    driver: dict[str, float]

    @property
    def holds(self) -> bool:
        """Whether every invariant was looked at and held, and no script went astray."""
        return not self.blunders and all(each.holds for each in self.invariants.values())

    @property
    def complete(self) -> bool:
        """Whether everything that may occur in a drill has occurred in this one."""
        return not any(self.unexercised.values())


def run_drill(
    path: Path,
    *,
    limit: int | None = None,
    first: date | None = None,
    last: date | None = None,
    seed: int = 1,
    json_out: Path | None = None,
    complete: bool = False,
    console: Console | None = None,
) -> int:
    """Plays a file and tells what came of it; 1 when something failed or the file is bad.

    ``complete``: also when something that may occur did not.
    """
    out, regions = console or Console(), Regions()
    try:
        text = path.read_text(encoding="utf-8-sig")
        today = SystemClock().now().date()
        incidents = read_incidents(text, regions=regions, today=today)
    except IncidentsRefused as refused:
        out.print(str(refused), markup=False, soft_wrap=True)
        return 1
    except (OSError, UnicodeDecodeError) as unreadable:
        said = f"Berkas {path} tidak terbaca sebagai teks UTF-8: {type(unreadable).__name__}"
        out.print(said, markup=False, soft_wrap=True)
        return 1
    incidents = chosen(incidents, limit=limit, first=first, last=last)
    if not incidents:
        out.print("Tidak ada peristiwa dalam rentang yang diminta.")
        return 1
    report = drill(incidents, seed=seed, regions=regions)
    if json_out is not None:
        text = json.dumps(report.model_dump(mode="json"), indent=2, ensure_ascii=False)
        json_out.write_text(text + "\n", encoding="utf-8")
    tell(report, out)
    return 0 if report.holds and (report.complete or not complete) else 1


def drill(
    incidents: Sequence[Incident], *, seed: int = 1, regions: Regions | None = None
) -> DrillReport:
    """Plays the incidents on servers of their own and examines what is left behind."""
    return asyncio.run(_drill(incidents, seed, regions))


async def _drill(incidents: Sequence[Incident], seed: int, regions: Regions | None) -> DrillReport:
    async with played(incidents, seed=seed, regions=regions) as play:
        return await examine(play, seed=seed, rows=len(incidents))


async def examine(play: Play, *, seed: int, rows: int) -> DrillReport:
    """Counts what happened and checks every invariant, while the servers are still up."""
    house, journal = play.house, play.house.journal
    counts = await asyncio.to_thread(count, house.log)
    invariants = await check(play.scene) | {
        "wrong_commands_refused": _mistakes(journal),
        "every_way_is_known": _ways(counts),
    }
    states = await workflow_states(play.client, workflow_ids(house.datastore))
    return DrillReport(
        seed=seed,
        rows=rows,
        digest=await asyncio.to_thread(digest, house.log),
        reports=counts.reports,
        cases=counts.cases,
        tasks={
            "acknowledged": counts.acknowledged,
            "elapsed": counts.elapsed,
            "reassigned": counts.reassigned,
        },
        median_hours=counts.median_hours,
        commands=_commands(journal),
        events=counts.events,
        workflows=_workflows(states),
        letters={
            "drafted": counts.drafted,
            "approved": counts.approved,
            "voided": counts.voided,
        },
        unexercised=unexercised(journal, counts),
        invariants=invariants,
        blunders=journal.blunders,
        driver={
            "acts": play.acts,
            "skips": play.skips,
            "seconds": round(play.seconds, 2),
            "rows_per_second": round(rows / play.seconds, 3),
        },
    )


def _mistakes(journal: Journal) -> Finding:
    """Every command that was wrong on purpose was refused, and by its rule."""
    return Finding(checked=journal.by_mistake, violations=tuple(journal.surprises))


def _ways(counts: Counts) -> Finding:
    """No case went from one stage to another by a way there is not."""
    return Finding(checked=sum(counts.ways.values()), violations=tuple(counts.unknown_ways))


def _commands(journal: Journal) -> dict[str, Any]:
    return {
        "accepted": sum(journal.accepted.values()),
        "refused": sum(journal.refused.values()),
        "sent_twice": journal.sent_twice,
        "accepted_by_name": dict(sorted(journal.accepted.items())),
        "refused_by_rule": dict(sorted(journal.refused.items())),
    }


def _workflows(states: States) -> dict[str, int]:
    started = [state for state in states.values() if state is not None]
    return {
        "started": len(started),
        "completed": started.count(_COMPLETED),
        "running": started.count(_RUNNING),
        "failed": sum(state not in (_COMPLETED, _RUNNING) for state in started),
    }


def unexercised(journal: Journal, counts: Counts) -> dict[str, list[str]]:
    """Ways between stages and of tasks not gone, idle rules, windows that never ran out, commands
    that were never carried out.
    """
    kinds = [kind.value for kind in WaitKind]
    return {
        "transitions": [each for each in EVERY_WAY if not counts.ways[each]],
        "rules": sorted(known_rules() - journal.refused.keys()),
        "chain": [each for each in CHAIN_OUTCOMES if not counts.outcomes[each]],
        "windows": [kind for kind in kinds if not counts.windows_elapsed[kind]],
        "commands": sorted(known_commands() - journal.carried_out),
    }


_UNEXERCISED: Final = {
    "transitions": "Peralihan tahap",
    "rules": "Aturan",
    "chain": "Jalan tugas",
    "windows": "Batas waktu lewat",
    "commands": "Perintah",
}


# -- telling -------------------------------------------------------------------------------


def tell(report: DrillReport, out: Console) -> None:
    """The report on a page."""
    out.print(_cases(report))
    for line in _lines(report):
        out.print(line, highlight=False, soft_wrap=True)
    for what, names in report.unexercised.items():
        if names:
            out.print(
                f"{_UNEXERCISED[what]} yang tidak terjadi: {', '.join(names)}", soft_wrap=True
            )
    if report.blunders:
        out.print(f"Langkah rekaan yang keliru: {len(report.blunders)}")
    for blunder in report.blunders:
        out.print(f"- {blunder}", markup=False, soft_wrap=True)
    out.print(_invariants(report))


def _lines(report: DrillReport) -> Iterator[str]:
    tasks, letters, flows = report.tasks, report.letters, report.workflows
    commands, driver = report.commands, report.driver
    yield f"Laporan {report.reports}, peristiwa di catatan {report.events}"
    yield (
        f"Tugas: diakui {tasks['acknowledged']}, lewat waktu {tasks['elapsed']},"
        f" berpindah {tasks['reassigned']}"
    )
    yield (
        f"Naskah: disusun {letters['drafted']}, disetujui {letters['approved']},"
        f" dibatalkan {letters['voided']}"
    )
    yield (
        f"Penantian: dimulai {flows['started']}, selesai {flows['completed']},"
        f" berjalan {flows['running']}, gagal {flows['failed']}"
    )
    yield (
        f"Perintah: diterima {commands['accepted']}, ditolak {commands['refused']},"
        f" dikirim dua kali {commands['sent_twice']}"
    )
    yield f"Waktu: {driver['seconds']} detik, {driver['rows_per_second']} baris per detik"
    yield f"Benih {report.seed}, sidik {report.digest}"


def _cases(report: DrillReport) -> Table:
    table = Table("Tahap", *(level.label for level in Level), "Median (jam)", title="Kasus")
    for stage in Stage:
        levels = report.cases.get(stage.value, {})
        hours = report.median_hours.get(stage.value)
        if levels or hours is not None:
            counted = [str(levels.get(level.value, 0)) for level in Level]
            table.add_row(stage.label, *counted, "-" if hours is None else str(hours))
    return table


def _invariants(report: DrillReport) -> Table:
    table = Table("Yang harus berlaku", "Diperiksa", "Pelanggaran")
    for name, finding in report.invariants.items():
        wrong = "\n".join(finding.violations[:10]) or ("-" if finding.holds else "tidak diperiksa")
        table.add_row(name, str(finding.checked), wrong)
    return table
