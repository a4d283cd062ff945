"""Parts that several letters are put together from, and the sheet they are written on."""

from typing import Any

from application.letters.rules import LetterRule, Signs
from application.letters.sources import Source
from domain.case_file import TaskPage
from domain.field_task import TaskState
from domain.letter_content import (
    CLOSINGS,
    Column,
    LetterContent,
    LetterIncomplete,
    Merged,
    Paragraph,
    Particular,
    Passage,
    Section,
    Table,
    missing_fields,
)
from domain.policy import URGENCY_OF_LEVEL
from domain.provisional_red import ProvisionallyRed, confirmation


def letter(rule: LetterRule, source: Source, **parts: Any) -> LetterContent:
    """A letter of this kind with the head its rule gives; LetterIncomplete names what is missing.

    Its secrecy is never below that of the file it speaks of.
    """
    profile, file = source.profile, source.file
    head = {
        Signs.HEAD: source.directory.head_of_agency,
        Signs.GOVERNOR: source.directory.governor,
    }[rule.signs](file.region)
    content = LetterContent.model_validate(
        {
            "type": rule.type,
            "profile_id": profile.id,
            "profile_version": profile.version,
            "secrecy": max(rule.secrecy, file.secrecy, key=lambda each: each.rank),
            "urgency": rule.urgency or URGENCY_OF_LEVEL[file.level],
            "classification": rule.classification,
            "kop": rule.kop,
            "to": (),
            "signatory": head,
            "sender": profile.kop.office_holder
            if rule.signs is Signs.GOVERNOR
            else f"Kepala {profile.kop.agency}",
            "copies": tuple(source.offices.name(each) for each in rule.copies),
            "closing": Passage.of(CLOSINGS.get(rule.type.form, "")),
        }
        | parts
    )
    if missing := missing_fields(content):
        raise LetterIncomplete(*missing)
    return content


def section(heading: str, *paragraphs: Paragraph, **parts: Any) -> Section:
    """A headed part; the template numbers it."""
    return Section(heading=heading, paragraphs=paragraphs, **parts)


def titled(title: str, *pieces: str | Merged, **parts: Any) -> Paragraph:
    """A paragraph under a small heading of its own."""
    return Paragraph(pieces=pieces, title=title, **parts)


def labelled(label: str, *pieces: str | Merged) -> Particular:
    """A line such as "Sumber : FKDM"."""
    return Particular(label=label, value=Passage.of(*pieces))


def findings(source: Source) -> Table | None:
    """What the field tasks found; None when none has been reported."""
    reported = [task for task in source.file.tasks.values() if task.finding is not None]
    if not reported:
        return None
    return Table(
        columns=(
            Column(title="No.", weight=0, numeric=True),
            Column(title="Tugas", weight=2),
            Column(title="Temuan", weight=5),
        ),
        rows=tuple(
            (
                Passage.of(str(number)),
                Passage.of(source.from_task(task, task.kind.label, "jenis tugas", "kind")),
                Passage.of(source.from_task(task, str(task.finding), "temuan", "finding")),
            )
            for number, task in enumerate(reported, 1)
        ),
    )


def tasks(source: Source) -> Table | None:
    """Every field task and what became of it; None when none was given."""
    given = list(source.file.tasks.values())
    if not given:
        return None
    return Table(
        columns=(
            Column(title="No.", weight=0, numeric=True),
            Column(title="Tugas", weight=3),
            Column(title="Diberikan", weight=2),
            Column(title="Keadaan", weight=3),
        ),
        rows=tuple(
            (
                Passage.of(str(number)),
                Passage.of(source.from_task(task, task.kind.label, "jenis tugas", "kind")),
                Passage.of(
                    source.from_task(task, source.day_of(task.assigned_at), "tanggal tugas")
                ),
                Passage.of(state_of(source, task)),
            )
            for number, task in enumerate(given, 1)
        ),
    )


def state_of(source: Source, task: TaskPage) -> Merged:
    """How a task stands, with the day it was reported."""
    said = task.state.label
    if task.state is TaskState.REPORTED and task.reported_at is not None:
        said = f"{said} tanggal {source.day_of(task.reported_at)}"
    return source.merged(said, "keadaan tugas", (task.latest,))


def certainty(source: Source) -> tuple[str | Merged, ...]:
    """That a red is provisional, where nothing had confirmed it when it was raised."""
    if not source.file.red_provisional:
        return ()
    raised = source.line(ProvisionallyRed.RedRaisedProvisionally)
    if confirmation(source.file.red.voices if source.file.red else ()):
        return ()
    return (
        " (",
        source.from_line(raised, "sementara", "kepastian tingkat", "voices"),
        ", menunggu sumber lain; bukan usul Status Keadaan Konflik)",
    )
