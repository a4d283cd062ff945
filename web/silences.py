"""What was not answered: until when, of whom it was asked, and what followed of itself."""

from collections.abc import Iterator
from datetime import datetime

from domain.case_file import CaseFile, TimelineLine
from domain.clocks import NO_SILENCE, Clocked
from domain.field_task import FieldTask
from web import words
from web.words import People


def is_silence(line: TimelineLine) -> bool:
    """Whether an event says that somebody's answer did not come."""
    return isinstance(line.fact, Clocked.DeadlineElapsed) and line.fact.kind not in NO_SILENCE


def of(file: CaseFile, people: People) -> Iterator[tuple[int, str]]:
    """Every silence of a file, the latest first: its position, and the sentence."""
    for line in reversed(file.timeline):
        if is_silence(line):
            yield line.position, _said(file, line, people)


def not_noted(file: CaseFile, people: People, now: datetime) -> Iterator[str]:
    """Windows past their moment that the machine has not closed: silences nobody wrote down."""
    for each in file.stuck(now):
        due = words.when(each.wait.due, file.region).full
        asked = words.asked(each.wait, people)
        yield f"{words.sentence(each.wait.words)} dari {asked}: batasnya {due}, {words.NOT_NOTED}"


def _said(file: CaseFile, line: TimelineLine, people: People) -> str:
    fact = line.fact
    assert isinstance(fact, Clocked.DeadlineElapsed)
    asked = fact.asked.role.label
    if fact.asked.person is not None:
        asked = people.as_role(fact.asked.person, fact.asked.role)
    until = words.when(fact.due, file.region).full
    followed = "; ".join(dict.fromkeys(_consequences(file, line, people)))
    then = f", maka {followed}" if followed else "; sejak itu belum ada akibat lain yang dicatat"
    return f"Tidak ada jawaban dari {asked} ({fact.kind.words}) sampai {until}{then}."


def _consequences(file: CaseFile, line: TimelineLine, people: People) -> Iterator[str]:
    """What the machine wrote with it: the next in the chain, then who is asked now."""
    command = line.fact.envelope.command_id
    beside = [each for each in file.timeline if each.fact.envelope.command_id == command]
    for each in beside:
        if not each.name.startswith("deadline."):
            yield _in_a_clause(each, people, file.region)
    for each in beside:
        if isinstance(each.fact, Clocked.DeadlineSet) and each.fact.wait.kind not in NO_SILENCE:
            wait = each.fact.wait
            until = words.when(wait.due, file.region).full
            yield f"{wait.kind.words} diminta dari {words.asked(wait, people)} sampai {until}"


def _in_a_clause(line: TimelineLine, people: People, region: str) -> str:
    said = words.headline(line.title, line.fact, people, region)
    if isinstance(line.fact, FieldTask.PassedOn):
        said = said.partition(" karena ")[0]
    clause = said[:1].lower() + said[1:]
    return f"tugas {clause}" if isinstance(line.fact, FieldTask.PassedOn) else clause
