"""Berita Acara verifikasi lapangan: who went, whom one asked, what was found, how it is graded."""

from collections.abc import Iterator

from application.letters import parts
from application.letters.parts import section
from application.letters.rules import RULES
from application.letters.sources import Source
from domain.case_file import ReportPage, TaskPage
from domain.conflict_case import ConflictCase
from domain.field_task import TaskKind
from domain.indonesian import day_in_words, in_fold, local, moment, ordinal
from domain.letter_content import (
    Column,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Merged,
    Minutes,
    Paragraph,
    Passage,
    Section,
    Signer,
    Table,
)
from domain.risk import grade_label

FOUND = "dengan ini menyatakan telah melaksanakan verifikasi lapangan dengan hasil sebagai berikut:"


def berita_acara_verifikasi(source: Source) -> LetterContent:
    """Of the findings on record; the day is that of the last of them.

    Who went is named by unit: their own names are written by hand over their signatures.
    """
    visits = [
        task
        for task in source.file.tasks.values()
        if task.kind is TaskKind.FIELD_VERIFICATION and task.finding is not None
    ]
    if not visits:
        raise LetterIncomplete("temuan verifikasi lapangan")
    last = max(visits, key=lambda task: task.position)
    units = {unit.value: unit for unit in (_unit(source, task) for task in visits)}
    return parts.letter(
        RULES[LetterType.BERITA_ACARA_VERIFIKASI],
        source,
        subject=Passage.of("Verifikasi Lapangan atas ", source.title()),
        minutes=Minutes(
            held=Passage.of(_day(source, last), ", bertempat di ", source.place()),
            parties=tuple(
                Signer(
                    called=f"PETUGAS {ordinal(number).upper()}",
                    name=Passage.of("Petugas ", unit),
                    capacity=Passage.of("yang melaksanakan verifikasi lapangan"),
                )
                for number, unit in enumerate(units.values(), 1)
            ),
            declared=FOUND,
            part_called="Bagian",
            articles=(
                section("Yang Diverifikasi", _reported(source)),
                section("Sumber yang Ditanya", _sources(source)),
                section("Temuan di Lapangan", _findings(source, visits)),
                section("Hasil Verifikasi", *_result(source)),
                *_remarks(source),
            ),
            made_in=Passage.of(
                "Demikian Berita Acara Verifikasi Lapangan ini dibuat dengan sebenarnya dalam"
                f" {in_fold(len(units) + 1)}, untuk dipergunakan sebagaimana mestinya."
            ),
        ),
    )


def _unit(source: Source, task: TaskPage) -> Merged:
    """The unit that reported a finding."""
    told = next(line for line in source.file.timeline if line.event_id == task.event)
    return source.from_line(told, told.fact.envelope.unit, "satuan pelaksana verifikasi")


def _day(source: Source, task: TaskPage) -> Merged:
    assert task.reported_at is not None
    day = local(task.reported_at, source.file.region).date()
    return source.merged(day_in_words(day), "hari berita acara", (task.event,))


def _reported(source: Source) -> Paragraph:
    return Paragraph.of(
        "Verifikasi dilaksanakan atas laporan mengenai ",
        source.title(),
        ", yang terjadi ",
        source.happened(),
        " di ",
        source.place(),
        " dan diterima ",
        source.filed(),
        ".",
    )


def _sources(source: Source) -> Paragraph:
    """Every report the case rests on, and everybody who was sent to look; no reporter by name."""
    told = [_of_report(source, each) for each in source.file.reports.values()]
    asked = [
        _of_task(source, task)
        for task in source.file.tasks.values()
        if task.kind is TaskKind.FIELD_VERIFICATION
    ]
    return _table(
        "Keterangan diperoleh dari sumber berikut:",
        ("Sumber", 3),
        ("Sejak", 3),
        ("Keadaan atau nilai", 4),
        rows=(*told, *asked),
    )


def _of_report(source: Source, report: ReportPage) -> tuple[Merged, ...]:
    grade = grade_label(report.source_grade, report.information_grade)
    grades = ("source_grade", "information_grade")
    since = moment(report.filed_at, report.region)
    return (
        source.merged(report.source.label, "asal laporan", report.said("source"), ("source",)),
        source.merged(since, "waktu mendapatkan", (report.event,)),
        source.merged(grade, "nilai informasi", report.said(*grades), grades),
    )


def _of_task(source: Source, task: TaskPage) -> tuple[Merged, ...]:
    return (
        source.from_task(task, task.kind.label, "jenis tugas", "kind"),
        source.from_task(task, moment(task.assigned_at, source.file.region), "waktu tugas"),
        parts.state_of(source, task),
    )


def _findings(source: Source, visits: list[TaskPage]) -> Paragraph:
    return _table(
        "Petugas menemukan hal-hal berikut:",
        ("Petugas", 2),
        ("Waktu", 3),
        ("Temuan", 6),
        ("Peristiwa", 2),
        ("Nilai", 3),
        rows=tuple(_found(source, task) for task in visits),
    )


def _found(source: Source, task: TaskPage) -> tuple[Merged, ...]:
    assert task.reported_at is not None
    assert task.source_grade is not None
    assert task.information_grade is not None
    grade = grade_label(task.source_grade, task.information_grade)
    at = moment(task.reported_at, source.file.region)
    return (
        _unit(source, task),
        source.merged(at, "waktu temuan", (task.event,)),
        source.from_task(task, str(task.finding), "temuan", "finding"),
        source.from_task(
            task, "ada" if task.happening else "tidak ditemukan", "adanya peristiwa", "happening"
        ),
        source.from_task(task, grade, "nilai temuan", "source_grade", "information_grade"),
    )


def _result(source: Source) -> Iterator[Paragraph]:
    """What the verifier made of it, once they have; a case may still wait for that."""
    if not source.file.verified:
        yield Paragraph.of(
            "Sampai berita acara ini disusun, potensi konflik belum dinyatakan terverifikasi."
        )
        return
    verified = source.line(ConflictCase.Verified)
    yield Paragraph.of("Ringkasan: ", source.summary())
    yield Paragraph.of(
        "Potensi konflik dinyatakan terverifikasi tanggal ",
        source.from_line(verified, source.day(verified), "tanggal verifikasi"),
        " dengan nilai informasi ",
        source.grade(),
        "; tingkat kerawanannya kini ",
        source.level(),
        *parts.certainty(source),
        ".",
    )


def _remarks(source: Source) -> Iterator[Section]:
    if words := source.own_words():
        yield section("Catatan", *words)


def _table(says: str, *columns: tuple[str, int], rows: tuple[tuple[Merged, ...], ...]) -> Paragraph:
    """A numbered table under its sentence; ``columns`` with their weights."""
    return Paragraph(
        pieces=(says,),
        table=Table(
            columns=(
                Column(title="No.", weight=0, numeric=True),
                *(Column(title=title, weight=weight) for title, weight in columns),
            ),
            rows=tuple(
                (Passage.of(str(number)), *map(Passage.of, cells))
                for number, cells in enumerate(rows, 1)
            ),
        ),
    )
