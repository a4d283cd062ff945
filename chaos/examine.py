"""What must hold after a fault, asked from outside: by SQL, of Temporal, of the processes.

The quick look is taken after every fault, everything the doctor checks after some and at the end.
"""

import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
from temporalio.client import Client

from application.reading_desk import readings
from chaos.history import check, record_of
from chaos.load import CANARY, CLOCK, SECRET_CASE, Load
from chaos.world import World, children
from drill import invariants
from drill.invariants import Findings, Scene

STALLED: Final = 60.0
"""Seconds without a step of any follower, or any news to a workflow, that count as standing still.

A slow machine may take long over a log, and is not wrong for it: twice what a statement may take.
"""
CAUGHT_UP: Final = 900.0
"""Seconds within which every follower has read to the end of a log, however slow the machine."""
WINDOW_LATE: Final = 120.0
"""Seconds past its moment at which a window is late, outages included: a deed is asked for again
after a minute."""
ALLOWED_IDLE: Final = timedelta(seconds=30)

Found = dict[str, list[str]]
"""By invariant: what was found against it."""


def settled(world: World, stalled: float = STALLED, within: float = CAUGHT_UP) -> Found:
    """I9: every follower reaches the head of the log; who stands still on the way is named."""
    moved = began = time.monotonic()
    before: dict[str, int] = {}
    while behind := _behind(world):
        now = time.monotonic()
        if behind != before:
            moved, before = now, behind
        if now - moved > stalled or now - began > within:
            break
        time.sleep(0.05)
    late = [f"{name} has {left} before it" for name, left in sorted(behind.items())]
    return {"I9_followers_reach_the_head": late}


def _behind(world: World) -> dict[str, int]:
    """How many positions each follower, and how many workflows the relay, still has before it."""
    head = world.beside.log.head()
    with world.admin() as conn:
        found = {
            row["name"]: head - row["position"]
            for row in conn.execute(
                "SELECT name, position FROM view.follower WHERE position < %s", (head,)
            )
        }
        untold = conn.execute(
            "SELECT count(*) AS left FROM view.watch_1 WHERE told_position < position"
        ).fetchone()
    if untold and untold["left"]:
        found["telling workflows"] = untold["left"]
    if not found and (open_yet := len(_windows(world).overdue)):
        found["closing windows"] = open_yet
    return found


def quickly(world: World, load: Load) -> Found:
    """I1, I2, I7 by the clients' histories; I3, I4, I9, I10, I13, I14 by SQL."""
    found: Found = settled(world)
    record = record_of(world.url)
    for rule, said in check(load.seen, record, load.ours).items():
        found[f"{_RULES[rule]}_{rule}"] = said
    scene = Scene(world.beside.recorder.datastore, world.beside.log, CLOCK, None)
    found["I3_I4_letters_numbered"] = _violations(invariants.letters_are_numbered, scene)
    found["I9_diary_is_the_log"] = _diary(world)
    found["I10_windows"], _ = windows(world)
    found["I13_readings_are_noted"] = _readings(world, load)
    found["I14_nothing_left_over"] = _left_over(world)
    found["clients_are_well"] = list(load.told.wrong)
    return found


def wholly(world: World, load: Load) -> Found:
    """All of it: the views against a replay, the hashes, Temporal against the record."""
    found = quickly(world, load)

    async def look(client: Client) -> Mapping[str, Any]:
        return await invariants.check(
            Scene(
                datastore=world.beside.recorder.datastore,
                log=world.beside.log,
                clock=CLOCK,
                client=client,
                answers=dict(load.told.answers),
                grace=timedelta(seconds=WINDOW_LATE),
            )
        )

    for name, finding in world.ask_temporal(look).items():
        found[f"{_FINDINGS.get(name, 'I')}_{name}"] = list(finding.violations)
    found["I8_no_workflow_ran_twice"] = _ran_twice(world)
    found["I12_nothing_leaks"] = _leaks(world)
    return found


def windows(world: World) -> tuple[list[str], float]:
    """I10: no window long past its moment stands open; how late the latest was closed."""
    found = _windows(world)
    early = [f"{name} elapsed {-late:.1f} s too early" for name, late in found.closed if late < 0]
    standing = [f"{name} stands open {late:.0f} s after its moment" for name, late in found.overdue]
    return early + standing, round(max((late for _, late in found.closed), default=0.0), 3)


@dataclass(frozen=True)
class _Windows:
    """Windows that ran out, and those that should have; each with its seconds past its moment."""

    closed: list[tuple[str, float]]
    overdue: list[tuple[str, float]]


def _windows(world: World) -> _Windows:
    closed, standing = [], {}
    with world.admin() as conn:
        for row in conn.execute(_WINDOWS):
            if row["topic"] == "deadline.set":
                standing[row["promised"]] = row["due"]
            else:
                due = standing.pop(row["window_id"], None)
                if due is not None and row["topic"] == "deadline.elapsed":
                    closed.append((row["window_id"], (row["at"] - due).total_seconds()))
    now = CLOCK.now()
    open_for = [(name, (now - due).total_seconds()) for name, due in standing.items()]
    return _Windows(closed, [(name, late) for name, late in open_for if late > WINDOW_LATE])


def _violations(look: Any, scene: Scene) -> list[str]:
    findings = Findings()
    look(scene, findings)
    return list(findings.finding().violations)


def _diary(world: World) -> list[str]:
    """The diary holds each position of the log once, as far as it says it has read."""
    with world.admin() as conn, conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        times = {
            row["position"]: row["times"]
            for row in conn.execute(
                "SELECT position, count(*) AS times FROM view.diary_1 GROUP BY 1"
            )
        }
        aside = {
            row["position"]
            for row in conn.execute("SELECT position FROM view.parked WHERE follower = 'diary_1'")
        }
        log = {row["at"] for row in conn.execute(_READ_SO_FAR)}
    wrong = []
    if twice := sorted(position for position, count in times.items() if count > 1):
        wrong.append(f"positions handed over twice: {twice[:10]}")
    if missing := sorted(log - times.keys() - aside):
        wrong.append(f"{len(missing)} positions passed over: {missing[:10]}")
    if aside:
        wrong.append(f"set aside: {sorted(aside)[:10]}")
    return wrong


def _leaks(world: World) -> list[str]:
    """I12: a word of a case is in no byte of the record, of Temporal, of logs, of leftovers.

    Read models are left out: they may hold plain text while its key lives.
    """
    word = CANARY.encode()
    with world.admin() as conn:
        rows = conn.execute(
            "SELECT 'event ' || notification_id AS place FROM rukun.event"
            " WHERE position(%(word)s::bytea IN state) > 0"
            " UNION ALL SELECT 'command ' || command_id FROM rukun.command"
            " WHERE position(%(word)s::bytea IN body) > 0 OR position(%(text)s IN said) > 0"
            " LIMIT 20",
            {"word": word, "text": CANARY},
        ).fetchall()
    temporary = (world.directory / "pg").glob("**/pgsql_tmp/*")
    files = [*temporary, *(world.directory / "temporal").rglob("*")]
    files += [each.log for each in world.engines]
    leaks = [each.name for each in files if each.is_file() and word in each.read_bytes()]
    return [f"a word of a case in {place}" for place in [*(row["place"] for row in rows), *leaks]]


def _readings(world: World, load: Load) -> list[str]:
    """I13: each time the secret case was shown or refused there is one fact of it, and no more."""
    noted = Counter(each.reader for each in readings(world.beside.recorder.datastore, SECRET_CASE))
    return load.told.unnoted + [
        f"{noted[reader]} readings noted, {sent} asked for, {answered} answered"
        for reader, (sent, answered) in load.told.reads.items()
        if not answered <= noted[reader] <= sent
    ]


def _ran_twice(world: World) -> list[str]:
    """I8: what has ended on the record's word is not begun again."""

    async def look(client: Client) -> list[str]:
        ended: dict[str, int] = {}
        async for each in client.list_workflows("ExecutionStatus = 'Completed'"):
            ended[each.id] = ended.get(each.id, 0) + 1
        running = [each.id async for each in client.list_workflows("ExecutionStatus = 'Running'")]
        again = [each for each in running if each in ended]
        return again + [each for each, times in ended.items() if times > 1]

    return [f"{each} ended and was begun again" for each in world.ask_temporal(look)]


def _left_over(world: World) -> list[str]:
    """I14: no transaction left idle, no lock whose holder does nothing, no zombie."""
    with world.admin() as conn:
        wrong = [
            f"{row['name']}: transaction idle since {row['since']}"
            for row in conn.execute(_IDLE, (ALLOWED_IDLE,))
        ]
    dead = _zombies(world)
    if dead:  # one that is just being buried is none
        time.sleep(1)
        wrong += [f"zombie {pid}" for pid in dead & _zombies(world)]
    return wrong


def _zombies(world: World) -> set[int]:
    found = set()
    for pid in children(world.postgres.pid):
        with suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text()
            if stat.rpartition(")")[2].split()[0] == "Z":
                found.add(pid)
    return found


def memory(world: World) -> dict[str, int]:
    """Resident KiB of each engine."""
    return {each.name: each.memory for each in world.engines if each.alive}


def record_is_there(world: World) -> bool:
    """Whether anybody may look at all."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with suppress(psycopg.OperationalError), world.admin() as conn:
            conn.execute("SELECT 1")
            return True
        time.sleep(0.1)
    return False


_RULES: Final = {
    "acknowledged_is_kept": "I1",
    "refused_is_absent": "I1",
    "answers_are_the_first": "I2",
    "one_effect_per_command": "I2",
    "nothing_nobody_sent": "I2",
    "versions_run_from_one": "I7",
    "order_is_real_time": "I7",
    "reads_see_what_was_written": "I7",
}
_FINDINGS: Final = {
    "no_acknowledged_command_lost": "I1",
    "one_effect_per_command": "I2",
    "every_window_closed_once": "I10",
    "views_equal_a_replay": "I5",
    "hashes_verify": "I6",
    "time_never_goes_back": "I11",
    "letters_numbered_without_gaps": "I3_I4",
    "nothing_parked_unexplained": "I9",
    "workflows_agree_with_the_record": "I8",
}
_IDLE: Final = """
SELECT application_name AS name, state_change::text AS since FROM pg_stat_activity
 WHERE state LIKE 'idle in transaction%%' AND state_change < clock_timestamp() - %s"""
_READ_SO_FAR: Final = """
SELECT notification_id AS at FROM rukun.event
 WHERE notification_id <= (SELECT position FROM view.follower WHERE name = 'diary_1')"""
_WINDOWS: Final = """
SELECT topic, facts #>> '{wait,deadline,deadline_id}' AS promised,
       facts ->> 'deadline_id' AS window_id,
       (facts #>> '{wait,deadline,due}')::timestamptz AS due,
       recorded_at AS at
  FROM (SELECT notification_id, topic, convert_from(state, 'UTF8')::jsonb -> 'facts' AS facts,
               (convert_from(state, 'UTF8')::jsonb #>> '{envelope,recorded_at}')::timestamptz
                   AS recorded_at
          FROM rukun.event
         WHERE topic LIKE 'deadline.%' AND topic <> 'deadline.attended') AS told
 ORDER BY notification_id"""
