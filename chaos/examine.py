"""What must hold after a fault, asked from outside: by SQL, of Temporal, of the processes.

The quick look is taken after every fault, everything the doctor checks after some and at the end.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
from temporalio.client import Client

from chaos.history import check, record_of
from chaos.load import CLOCK, Load
from chaos.world import NeverCame, World, children, until
from drill import invariants
from drill.invariants import Findings, Scene

CAUGHT_UP: Final = 60.0
"""Seconds within which every follower has read to the end of a log that stands still."""
WINDOW_LATE: Final = 120.0
"""Seconds past its moment at which a window is late, outages included: a deed is asked for again
after a minute."""
ALLOWED_IDLE: Final = timedelta(seconds=30)

Found = dict[str, list[str]]
"""By invariant: what was found against it."""


def settled(world: World) -> Found:
    """I9: every follower reaches the head of the log; what reads on is named."""

    def behind() -> list[str]:
        head = world.beside.log.head()
        with world.admin() as conn:
            rows = conn.execute(
                "SELECT name, position FROM view.follower WHERE position < %s", (head,)
            ).fetchall()
            untold = conn.execute(
                "SELECT count(*) AS left FROM view.watch_1 WHERE told_position < position"
            ).fetchone()
        late = [f"{row['name']} stands at {row['position']} of {head}" for row in rows]
        left = untold["left"] if untold else 0
        return late + ([f"{left} workflows are not told"] if left else [])

    try:
        until(lambda: not behind(), CAUGHT_UP, "every follower at the head")
    except NeverCame:
        return {"I9_followers_reach_the_head": behind()}
    return {"I9_followers_reach_the_head": []}


def quickly(world: World, load: Load) -> Found:
    """I1, I2, I7 by the clients' histories; I3, I4, I9, I10, I14 by SQL."""
    found: Found = settled(world)
    record = record_of(world.url)
    for rule, said in check(load.seen, record, load.ours).items():
        found[f"{_RULES[rule]}_{rule}"] = said
    scene = Scene(world.beside.recorder.datastore, world.beside.log, CLOCK, None)
    found["I3_I4_letters_numbered"] = _violations(invariants.letters_are_numbered, scene)
    found["I9_diary_is_the_log"] = _diary(world)
    found["I10_windows"], _ = windows(world)
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
    return found


def windows(world: World) -> tuple[list[str], float]:
    """I10: no window long past its moment stands open; how late the latest was closed."""
    wrong, latest, standing = [], 0.0, {}
    with world.admin() as conn:
        for row in conn.execute(_WINDOWS):
            if row["topic"] == "deadline.set":
                standing[row["promised"]] = row["due"]
            else:
                due = standing.pop(row["window_id"], None)
                if due is not None and row["topic"] == "deadline.elapsed":
                    late = (row["at"] - due).total_seconds()
                    latest = max(latest, late)
                    if late < 0:
                        wrong.append(f"{row['window_id']} elapsed {-late:.1f} s too early")
    for window, due in standing.items():
        late = (CLOCK.now() - due).total_seconds()
        if late > WINDOW_LATE:
            wrong.append(f"{window} stands open {late:.0f} s after its moment")
    return wrong, round(latest, 3)


def _violations(look: Any, scene: Scene) -> list[str]:
    findings = Findings()
    look(scene, findings)
    return list(findings.finding().violations)


def _diary(world: World) -> list[str]:
    """The diary holds each position of the log once, and in order."""
    with world.admin() as conn:
        told = [
            row["position"]
            for row in conn.execute("SELECT position FROM view.diary_1 ORDER BY turn")
        ]
        aside = {
            row["position"]
            for row in conn.execute("SELECT position FROM view.parked WHERE follower = 'diary_1'")
        }
        log = [
            row["at"]
            for row in conn.execute("SELECT notification_id AS at FROM rukun.event ORDER BY 1")
        ]
    wrong = []
    if len(told) != len(set(told)):
        twice = sorted({each for each in told if told.count(each) > 1})[:10]
        wrong.append(f"positions handed over twice: {twice}")
    if missing := sorted(set(log) - set(told) - aside):
        wrong.append(f"{len(missing)} positions passed over: {missing[:10]}")
    if aside:
        wrong.append(f"set aside: {sorted(aside)[:10]}")
    return wrong


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
    "letters_numbered_without_gaps": "I3_I4",
    "nothing_parked_unexplained": "I9",
    "workflows_agree_with_the_record": "I8",
}
_IDLE: Final = """
SELECT application_name AS name, state_change::text AS since FROM pg_stat_activity
 WHERE state LIKE 'idle in transaction%%' AND state_change < clock_timestamp() - %s"""
_WINDOWS: Final = """
SELECT topic, facts #>> '{wait,deadline,deadline_id}' AS promised,
       facts ->> 'deadline_id' AS window_id,
       (facts #>> '{wait,deadline,due}')::timestamptz AS due,
       recorded_at AS at
  FROM (SELECT notification_id, topic, convert_from(state, 'UTF8')::jsonb -> 'facts' AS facts,
               (convert_from(state, 'UTF8')::jsonb #>> '{envelope,recorded_at}')::timestamptz
                   AS recorded_at
          FROM rukun.event WHERE topic LIKE 'deadline.%') AS told
 ORDER BY notification_id"""
