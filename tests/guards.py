"""Removes each guard in turn, in a copy of the tree, and shows that its tests then fail.

    python -m tests.guards [NAME ...] [--list] [--no-baseline] [--why]

A test that also passes without what it guards proves nothing. Each guard here is one exact text,
what stands in its place when the guard is gone, and the tests that must notice: every one of
them. First all those tests must pass with every guard in place. Exit code 0 when all are proven.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = 2
LEFT_BEHIND = (".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "var", "build", "docs")
IMPATIENT = {"RUKUN_TEST_PATIENCE": "5", "RUKUN_CI": ""}
"""Tests of a broken tree wait for what does not come: not for long."""


@dataclass(frozen=True)
class Guard:
    """One guard: where it stands, what its absence looks like, who must notice."""

    name: str
    file: str
    text: str
    gone: str
    tests: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()
    """What else in the file has to go, so that it makes sense without the guard."""

    def remove(self, tree: Path) -> None:
        """Takes the guard away in a copy of the tree."""
        path = tree / self.file
        content = path.read_text(encoding="utf-8")
        for text, gone in ((self.text, self.gone), *self.also):
            if content.count(text) != 1:
                raise LookupError(f"{self.file} has {text!r} {content.count(text)} times")
            content = content.replace(text, gone)
        path.write_text(content, encoding="utf-8")


RECORD = "runtime/migrations/0001_record.sql"
CASE = "domain/conflict_case.py"
CLOCKS = "domain/clocks.py"
RELAY = "projections/relay.py"
T_RECORDER = "tests/runtime/test_recorder.py"
T_FOLLOWER = "tests/runtime/test_follower.py"
T_CASE = "tests/domain/test_conflict_case.py"
T_LEVEL = "tests/domain/test_level_and_contagion.py"
T_STATUS = "tests/projections/test_region_status.py"
T_TALK = "tests/domain/test_deliberation.py"
T_REPORT = "tests/domain/test_report.py"
T_RELAY = "tests/projections/test_relay.py"
T_PATIENCE = "tests/workflows/test_patience.py"
T_NEWS = "tests/workflows/test_news.py"
T_REGISTER = "tests/application/test_register.py"
STATE = "domain/state_of_conflict.py"
FORCE = "domain/task_force.py"
T_STATE = "tests/domain/test_state_of_conflict.py"
T_FORCE = "tests/domain/test_task_force.py"
T_LOST = "tests/application/test_lost_reply.py"
T_CLOCKS = "tests/application/test_clock_desk.py"
T_STUCK = "tests/application/test_stuck.py"
T_RED = "tests/domain/test_provisional_red.py"
T_READING = "tests/web/test_reading.py"

GUARDS = (
    Guard(
        "a server that hangs is given up",
        "runtime/database.py",
        "            return super().wait(gen, interval, self.patience)\n",
        "            return super().wait(gen, interval, 20.0)\n",
        (
            f"{T_LOST}::test_a_server_that_hangs_with_its_socket_alive_is_given_up_within_five_seconds",
        ),
    ),
    Guard(
        "a halted leader loses its lead",
        "runtime/follower.py",
        "            conn.execute(f\"SET idle_session_timeout = '{LEASE}s'\")\n",
        "            pass\n",
        (f"{T_FOLLOWER}::test_a_leader_that_was_halted_loses_its_lead",),
    ),
    Guard(
        "a key that a crash took back seals nothing",
        "runtime/vault.py",
        "        if self._breaks != self._datastore.breaks:\n",
        "        if False:\n",
        ("tests/runtime/test_vault.py::test_a_key_lost_in_a_crash_seals_nothing_afterwards",),
    ),
    Guard(
        "a deed under way gives signs of life",
        "activities/duties.py",
        "    thread.start()\n",
        "    thread.run = lambda: None  # type: ignore[method-assign]\n    thread.start()\n",
        ("tests/activities/test_duties.py::test_a_deed_that_takes_long_gives_signs_of_life",),
    ),
    Guard(
        "a level is lowered only on a result",
        CASE,
        "            self._must_have_calmed(command.evidence, kind)\n",
        "            pass\n",
        (
            f"{T_LEVEL}::test_2_6_a_level_is_not_lowered_without_naming_a_result",
            f"{T_LEVEL}::test_2_6_a_field_verification_is_no_cooling_down",
        ),
    ),
    Guard(
        "a result lowers a level once",
        CASE,
        "            result.fresh = False\n",
        "            pass\n",
        (f"{T_LEVEL}::test_a_result_counts_once_and_only_when_newer_than_the_level",),
    ),
    Guard(
        "incidents count when they happened",
        "projections/lookout.py",
        '"     AND happened_at > %(since)s AND happened_at <= %(now)s) counted"',
        '"     AND %(since)s < %(now)s) counted"',
        (
            "tests/projections/test_lookout.py::test_an_imported_backlog_does_not_make_a_region_look_restless",
        ),
    ),
    Guard(
        "a map is bounded by its reader's reach",
        "projections/region_status.py",
        '        where = sql.SQL("{} AND {} AND since <= %(at)s").format(bound, _inside(scope))\n',
        '        where = sql.SQL("{1} AND since <= %(at)s").format(bound, _inside(scope))\n',
        (
            f"{T_STATUS}::test_a_secret_red_case_leaves_the_map_of_others_green_in_every_answer",
            f"{T_STATUS}::test_a_case_above_ones_clearance_or_outside_ones_region_colours_no_map",
        ),
    ),
    Guard(
        "a command id is used once: the stored outcome answers",
        RECORD,
        "        IF FOUND THEN\n            IF known.body",
        "        IF false THEN\n            IF known.body",
        (f"{T_RECORDER}::test_a_command_is_answered_as_the_first_time",),
    ),
    Guard(
        "the same id with another body is refused",
        RECORD,
        "IF known.body <> cmd_body THEN",
        "IF false THEN",
        (f"{T_RECORDER}::test_a_command_id_with_another_body_is_refused",),
    ),
    Guard(
        "after a lost reply the record is asked",
        "application/register.py",
        "return self._first_answer(command, body) or _refuse(refusal)",
        "return _refuse(refusal)",
        (
            "tests/application/test_lost_reply.py::test_the_reply_lost_after_the_commit_is_found_again",
        ),
    ),
    Guard(
        "a stream that moved on refuses the command",
        RECORD,
        "PRIMARY KEY (originator_id, originator_version)\n",
        "CHECK (originator_id IS NOT NULL)\n",
        (f"{T_RECORDER}::test_a_stream_that_moved_on_refuses_the_whole_command",),
    ),
    Guard(
        "every hash covers the one before it",
        RECORD,
        "            sha256(previous || uuid_send(ids[i])",
        "            sha256(uuid_send(ids[i])",
        (f"{T_RECORDER}::test_the_chain_is_what_anybody_can_compute",),
    ),
    Guard(
        "positions follow the order of commits",
        RECORD,
        "    PERFORM pg_advisory_xact_lock(7201207);\n",
        "",
        (f"{T_RECORDER}::test_twelve_writers_and_a_tailing_reader_miss_no_position",),
    ),
    Guard(
        "the runtime may append and nothing else",
        RECORD,
        "GRANT SELECT ON rukun.event, rukun.command TO rukun_runtime;",
        "GRANT ALL ON rukun.event, rukun.command TO rukun_runtime;",
        (f"{T_RECORDER}::test_the_runtime_cannot_write_past_the_door",),
    ),
    Guard(
        "a letter's number is taken in the transaction of its approval",
        "application/letter_desk.py",
        "    letter.approve(\n        command,\n",
        """
    book_ = book_so_far or LetterRegister.begin(
        LetterRegister.FirstNumberTaken, sitting.at.envelope, register_id,
        unit=book[0], book=book[1], year=book[2], letter_id=letter.id, number=number,
    )
    if book_so_far:
        book_.take(letter.id, number)
    taken = [register.mapper.to_stored_event(fact) for fact in book_.collect_events()]
    register.recorder.append(taken, [None], None)
    letter.approve(
        command,
""",
        (f"{T_REGISTER}::test_a_refused_approval_takes_no_number",),
        also=(
            (
                "    if book_so_far:\n        book_so_far.take(letter.id, number)\n    else:",
                "    if None:",
            ),
        ),
    ),
    Guard(
        "one event calls for one letter",
        "application/letter_desk.py",
        "    if sitting.exists(command.letter_id):\n        return command.letter_id\n",
        "",
        (f"{T_REGISTER}::test_one_trigger_drafts_one_letter_however_often_it_is_sent",),
    ),
    Guard(
        "one process migrates, the others wait",
        "runtime/database.py",
        'conn.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION_LOCK,))',
        'conn.execute("SELECT %s::int", (_MIGRATION_LOCK,))',
        ("tests/runtime/test_migrations.py::test_four_processes_may_start_at_once",),
    ),
    Guard(
        "personal text is sealed before it is written",
        "runtime/mapper.py",
        '"sealed": self.vault.seal(text, subject, place),',
        '"sealed": text,',
        ("tests/runtime/test_vault.py::test_no_sealed_word_stands_in_the_bytes_of_the_record",),
        also=(('self.vault.open(sealed, subject, f"{where}{path}")', "sealed"),),
    ),
    Guard(
        "a follower looks at the log though it heard nothing",
        "runtime/follower.py",
        "for _ in ear.notifies(timeout=POLL, stop_after=1):",
        "for _ in ear.notifies(timeout=60, stop_after=1):",
        (f"{T_FOLLOWER}::test_a_listening_connection_gone_silent_is_made_up_for_by_the_poll",),
    ),
    Guard(
        "poison is set aside",
        "runtime/follower.py",
        "                if attempt == ATTEMPTS:\n",
        "                if attempt > ATTEMPTS:\n",
        (f"{T_FOLLOWER}::test_poison_is_set_aside_with_its_case_while_the_others_flow",),
    ),
    Guard(
        "what follows poison in its case waits for it",
        "runtime/follower.py",
        "                if held.isdisjoint(_keys(entry)):\n",
        "                if not held or entry:\n",
        (f"{T_FOLLOWER}::test_poison_is_set_aside_with_its_case_while_the_others_flow",),
    ),
    Guard(
        "one process leads a follower",
        "runtime/follower.py",
        '"pg_try_advisory_lock"',
        '"pg_try_advisory_lock_shared"',
        (f"{T_FOLLOWER}::test_another_stands_by_and_takes_over_when_the_leader_is_cut_off",),
    ),
    Guard(
        "what is overdue, untold or not running is told again",
        RELAY,
        "if self._clock.stopwatch() - self._swept > self._sweep_every:",
        "if self._swept > self._sweep_every:",
        (f"{T_RELAY}::test_a_workflow_terminated_by_hand_is_started_again_by_the_sweep",),
    ),
    Guard(
        "a Temporal that forgot everything is noticed by its lantern",
        RELAY,
        "if await self._lantern_was_out(client):",
        "if await self._lantern_was_out(client) and not client:",
        (f"{T_RELAY}::test_a_temporal_whose_database_was_deleted_is_told_of_every_open_ward_once",),
    ),
    Guard(
        "a workflow that completed never begins again",
        RELAY,
        "WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY",
        "WorkflowIDReusePolicy.ALLOW_DUPLICATE",
        (f"{T_RELAY}::test_after_its_end_a_workflow_is_told_nothing_and_never_begins_again",),
    ),
    Guard(
        "a workflow keeps the news of the highest position",
        "workflows/patience.py",
        "        if ward.position > self.ward.position:\n",
        "        if ward.position != self.ward.position:\n",
        (
            f"{T_PATIENCE}::test_news_from_a_lower_position_changes_nothing",
            f"{T_NEWS}::test_whatever_was_lost_repeated_or_reordered_the_sweep_makes_it_right",
        ),
    ),
    Guard(
        "a window is not asked about twice within a minute",
        "workflows/patience.py",
        "return due if asked is None else asked + ASK_AGAIN",
        "return due if asked is None else asked + PROMPTLY",
        (
            f"{T_PATIENCE}::test_it_asks_again_when_the_record_stays_silent",
            f"{T_NEWS}::test_one_window_is_never_asked_about_twice_nor_early",
        ),
    ),
    Guard(
        "only a window that stands open elapses",
        CLOCKS,
        "        if wait is None or wait.pause is not None or at.now < wait.due:\n",
        "        assert wait\n        if wait.pause is not None or at.now < wait.due:\n",
        ("tests/domain/test_field_task.py::test_a_window_told_twice_to_elapse_elapses_once",),
    ),
    Guard(
        "no window elapses before its moment",
        CLOCKS,
        "        if wait is None or wait.pause is not None or at.now < wait.due:\n",
        "        if wait is None or wait.pause is not None:\n",
        (f"{T_REPORT}::test_a_window_does_not_elapse_before_its_moment",),
    ),
    Guard(
        "no window elapses while it is paused",
        CLOCKS,
        "        if wait is None or wait.pause is not None or at.now < wait.due:\n",
        "        if wait is None or at.now < wait.due:\n",
        (f"{T_CLOCKS}::test_a_paused_window_never_elapses_and_its_workflow_waits_for_the_record",),
    ),
    Guard(
        "who proposed a pause does not decide on it",
        CLOCKS,
        "        if reader == proposal.proposer:\n",
        "        if not reader:\n",
        (f"{T_CLOCKS}::test_nobody_decides_on_their_own_proposal_or_their_own_clock",),
    ),
    Guard(
        "nobody pauses the clock that asks them",
        CLOCKS,
        "    if _asks(wait, command):\n        raise OwnClock\n",
        "    if not command:\n        raise OwnClock\n",
        (f"{T_CLOCKS}::test_the_heads_own_clock_is_the_governors_to_stop",),
    ),
    Guard(
        "what the machine can still close is left to it",
        CLOCKS,
        "        if not wait.is_stuck(at.now):\n",
        "        if not wait:\n",
        (f"{T_STUCK}::test_a_window_the_machine_can_still_close_is_left_to_it",),
    ),
    Guard(
        "nobody skips the window that asks them",
        CLOCKS,
        "            if _asks(wait, command):\n                raise OwnWindow\n",
        "            if not command:\n                raise OwnWindow\n",
        (f"{T_STUCK}::test_nobody_skips_the_window_that_asks_them",),
    ),
    Guard(
        "no red is verified on too little",
        "domain/provisional_red.py",
        "            raise RedUnconfirmed(missing(self.voices))\n",
        "            pass\n",
        (
            f"{T_RED}::test_red_is_not_verified_without_confirmation_and_the_refusal_says_what_is_missing",
            f"{T_RED}::test_nor_is_a_yellow_case_verified_as_red_on_too_little",
        ),
    ),
    Guard(
        "two who tell by one channel are one source",
        "domain/provisional_red.py",
        "            return self.channel != other.channel\n",
        "            return True\n",
        (f"{T_RED}::test_what_is_not_independent_or_doubted_confirms_nothing",),
    ),
    Guard(
        "what rests on intelligence is for who is cleared",
        "domain/access.py",
        "target.compartment is not None and target.compartment not in standing.compartments:",
        "target.compartment is not None and not standing:",
        (
            "tests/application/test_channels.py::test_what_rests_on_intelligence_is_acted_on_only_by_who_is_cleared",
        ),
    ),
    Guard(
        "that a secret is read is on record before it is shown",
        "web/desk.py",
        "reading_desk.noted(register, about, visitor.actor, standing, allowed=allowed)",
        "del register, standing",
        (
            f"{T_READING}::test_i13_each_reading_of_a_secret_case_is_on_record_once",
            f"{T_READING}::test_i13_so_is_each_that_was_refused",
            f"{T_READING}::test_what_cannot_be_noted_is_not_shown",
        ),
    ),
    Guard(
        "recorded time never goes back",
        "application/sitting.py",
        "        if last > envelope.recorded_at:\n",
        "        if not last:\n",
        (
            "tests/application/test_clock_back.py::test_i11_recorded_time_never_goes_back_in_a_stream",
        ),
    ),
    Guard(
        "who proposed does not approve",
        CASE,
        "        if reader == self.proposal.proposer:\n",
        "        if not reader:\n",
        (f"{T_CASE}::test_who_proposed_does_not_answer",),
    ),
    Guard(
        "who wrote a letter does not approve it",
        "domain/letter.py",
        "        if command.actor == self.author:\n",
        "        if not command.actor:\n",
        ("tests/domain/test_letter.py::test_who_wrote_it_does_not_approve_it",),
    ),
    Guard(
        "who reported does not verify",
        CASE,
        'sudah terverifikasi.")\n        self._must_not_have_reported(command.actor)\n',
        'sudah terverifikasi.")\n',
        (f"{T_CASE}::test_who_reported_does_not_verify",),
    ),
    Guard(
        "two parties, or no musyawarah",
        "domain/deliberation.py",
        "        if len({party.casefold() for party in command.parties}) < 2:\n",
        "        if not command.parties:\n",
        (
            f"{T_TALK}::test_pasal_8_a_deliberation_of_one_party_is_refused",
            f"{T_TALK}::test_pasal_8_the_same_party_twice_is_one_party",
        ),
    ),
    Guard(
        "an approval is bound to the proposal that was read",
        CASE,
        "        if content_hash != self.proposal.content_hash:\n",
        "        if not content_hash:\n",
        (f"{T_CASE}::test_what_is_answered_is_what_was_read",),
    ),
    Guard(
        "an approval is bound to the letter that was read",
        "domain/letter.py",
        "        if command.content_hash != self.content_hash:\n",
        "        if not command.content_hash:\n",
        ("tests/domain/test_letter.py::test_an_approval_is_bound_to_the_words_that_were_read",),
    ),
    Guard(
        "a narrative has an end",
        "domain/kernel.py",
        "    Field(min_length=1, max_length=LONGEST_NARRATIVE),\n",
        "    Field(min_length=1),\n",
        (f"{T_REPORT}::test_a_narrative_has_an_end",),
    ),
    Guard(
        "a stale page is refused",
        "application/sitting.py",
        "        self._must_be_fresh(found)\n",
        "",
        (
            f"{T_REGISTER}::test_a_page_is_stale_once_something_that_matters_has_changed",
            f"{T_REGISTER}::test_a_change_in_another_stream_of_the_case_makes_its_page_stale",
        ),
    ),
    Guard(
        "both conditions of Pasal 14, or no state of conflict",
        STATE,
        "    if missing:\n",
        "    if missing is None:\n",
        (f"{T_STATE}::test_pasal_14_every_condition_must_be_shown",),
    ),
    Guard(
        "the council is consulted before, by the same scale",
        STATE,
        "        if self.council is not command.scale.council:\n",
        "        if self.council is None:\n",
        (f"{T_STATE}::test_pasal_18_the_governor_consults_the_provinces_council",),
    ),
    Guard(
        "a term is no longer than its article allows",
        STATE,
        "    if days > most.days:\n",
        "    if days < 0:\n",
        (
            f"{T_STATE}::test_pasal_22_a_term_of_ninety_one_days_is_refused",
            f"{T_STATE}::test_pasal_29_an_extension_of_thirty_one_days_is_refused",
        ),
    ),
    Guard(
        "what has ended holds no more, on record or not",
        STATE,
        "return self.validity is Validity.IN_FORCE and now < self.ends_at",
        "return self.validity is Validity.IN_FORCE",
        (f"{T_STATE}::test_the_end_is_the_end_even_before_its_lapse_is_on_record",),
    ),
    Guard(
        "military help is asked for under a state of conflict alone",
        STATE,
        "        if not self.in_force_since <= command.asked_at <= at.now:\n",
        "        if command.asked_at > at.now:\n",
        (f"{T_STATE}::test_pasal_33_military_help_is_asked_for_in_a_state_of_conflict_alone",),
    ),
    Guard(
        "thirty percent of the community are women",
        FORCE,
        "    if 100 * women < law.WOMENS_SHARE * len(community):\n",
        "    if women < 0:\n",
        (f"{T_FORCE}::test_pasal_48_less_than_thirty_percent_women_is_refused",),
    ),
    Guard(
        "no task force without a state of conflict, read strictly",
        FORCE,
        "        if state is None and readings.task_force_needs_state_of_conflict:\n",
        "        if state is not None and not readings:\n",
        (f"{T_FORCE}::test_pasal_42_e_without_a_state_of_conflict_none_is_formed",),
    ),
    Guard(
        "one deliberates through a task force only where one stands",
        CASE,
        "        if track is Track.TASK_FORCE and not self.task_forces:\n",
        "        if not track:\n",
        (f"{T_FORCE}::test_pasal_41_one_deliberates_through_a_task_force_only_where_one_stands",),
    ),
    Guard(
        "a command nobody listed is held by nobody",
        "domain/access.py",
        "    if standing.role not in COMMANDS.get(command, frozenset()):\n",
        "    if standing.role not in COMMANDS.get(command, frozenset(Role)):\n",
        ("tests/domain/test_access.py::test_a_command_nobody_listed_is_held_by_nobody",),
    ),
)


@dataclass(frozen=True)
class Verdict:
    """What came of it: which tests went on passing though they should not, or what went wrong."""

    guard: Guard
    trouble: str = ""
    said: str = ""

    @property
    def proven(self) -> bool:
        return not self.trouble


class Copies:
    """Copies of the tree to break, handed out to whoever needs one."""

    def __init__(self, place: Path, count: int) -> None:
        self._free: SimpleQueue[Path] = SimpleQueue()
        for number in range(count):
            copy = place / f"tree-{number}"
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
            self._free.put(copy)

    @contextmanager
    def one(self) -> Iterator[Path]:
        copy = self._free.get()
        yield copy
        self._free.put(copy)


@dataclass(frozen=True)
class Run:
    """What pytest found: its exit code, and the tests that passed and that did not."""

    code: int
    passed: frozenset[str]
    failed: frozenset[str]
    said: str


def run(tests: Sequence[str], tree: Path) -> Run:
    """The named tests, in this copy of the tree."""
    report = tree / "guards.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "--junit-xml", str(report), "--tb", "line", *tests],
        cwd=tree,
        env=os.environ | IMPATIENT | {"PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    passed: set[str] = set()
    failed: set[str] = set()
    if report.exists():
        for case in ET.parse(report).iter("testcase"):
            name = case.get("name", "").partition("[")[0]
            bad = case.find("failure") is not None or case.find("error") is not None
            (failed if bad else passed).add(name)
    return Run(done.returncode, frozenset(passed), frozenset(failed), done.stdout[-1500:])


def prove(guard: Guard, copies: Copies) -> Verdict:
    """Whether every named test notices that the guard is gone."""
    with copies.one() as tree:
        path = tree / guard.file
        whole = path.read_bytes()
        try:
            guard.remove(tree)
            found = run(guard.tests, tree)
        except (LookupError, subprocess.TimeoutExpired) as error:
            return Verdict(guard, str(error))
        finally:
            path.write_bytes(whole)
    if found.code != 1:
        return Verdict(guard, f"pytest ended with {found.code}\n{found.said}")
    missed = [test for test in guard.tests if test.partition("::")[2] not in found.failed]
    return Verdict(guard, f"still pass: {', '.join(missed)}" if missed else "", found.said)


def whole(guards: Sequence[Guard], copies: Copies) -> str:
    """Nothing, when all tests pass with every guard in place; otherwise what pytest said."""
    tests = dict.fromkeys(test for guard in guards for test in guard.tests)
    with copies.one() as tree:
        found = run(list(tests), tree)
    return "" if found.code == 0 else found.said


@pytest.mark.guards
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_that_is_gone_is_missed(guard: Guard, tmp_path: Path) -> None:
    verdict = prove(guard, Copies(tmp_path, 1))
    assert verdict.proven, verdict.trouble


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Proves the named guards, or all; says one line about each."""
    parser = argparse.ArgumentParser(prog="python -m tests.guards")
    parser.add_argument("names", nargs="*", help="parts of the names of guards")
    parser.add_argument("--list", action="store_true", help="only say which guards there are")
    parser.add_argument("--no-baseline", action="store_true", help="trust that the tests pass")
    parser.add_argument("--why", action="store_true", help="show how the tests failed")
    given = parser.parse_args(arguments)
    wanted = [g for g in GUARDS if not given.names or any(n in g.name for n in given.names)]
    if given.list:
        say("\n".join(guard.name for guard in wanted))
        return 0
    with tempfile.TemporaryDirectory(prefix="rukun-guards-") as place:
        Path(place).chmod(0o755)
        copies = Copies(Path(place), AT_ONCE)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            baseline = None if given.no_baseline else pool.submit(whole, wanted, copies)
            verdicts = []
            for verdict in pool.map(lambda guard: prove(guard, copies), wanted):
                verdicts.append(verdict)
                say(f"{'proven' if verdict.proven else 'NOT':<8}{verdict.guard.name}")
                if verdict.trouble or given.why:
                    say(verdict.trouble or verdict.said)
            broken = baseline.result() if baseline else ""
    if broken:
        say(f"\nThe tests do not pass with every guard in place:\n{broken}")
    proven = sum(verdict.proven for verdict in verdicts)
    say(f"{proven} of {len(wanted)} guards proven")
    return 0 if proven == len(wanted) and not broken else 1


if __name__ == "__main__":
    raise SystemExit(main())
