"""Laporan Renaksi (B04, B08, B12): what was done about a province's conflicts in four months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from application.letters import parts
from application.letters.parts import section, titled
from application.letters.rules import RULES
from application.letters.sources import Source
from application.ports import Directory, Handling, RegionBook
from domain.case_file import CaseFile, TaskPage, TimelineLine
from domain.conflict_case import ConflictCase
from domain.indonesian import count, local, long_date, month_name
from domain.kernel import Secrecy
from domain.letter_content import (
    Annex,
    Column,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Merged,
    Paragraph,
    Passage,
    Table,
)
from domain.office_book import OfficeRole
from domain.settlement_pages import DeliberationPage, ObligationPage

MONTHS: Final = 4
"""A period of the report: January to April (B04), May to August (B08), September to December."""

_UNKNOWN: Final = "tidak tercatat"
_NONE: Final = "-"


@dataclass(frozen=True)
class Period:
    """One of the three periods of a year, by its last month."""

    year: int
    last: int

    @classmethod
    def around(cls, month: date) -> "Period":
        """The period a month lies in."""
        return cls(month.year, -(-month.month // MONTHS) * MONTHS)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.last - MONTHS + 1, 1)

    @property
    def code(self) -> str:
        """`B08`."""
        return f"B{self.last:02d}"

    @property
    def name(self) -> str:
        """`B08 (Mei s.d. Agustus) Tahun 2026`."""
        months = f"{month_name(self.first.month)} s.d. {month_name(self.last)}"
        return f"{self.code} ({months}) Tahun {self.year}"


@dataclass(frozen=True)
class _Action:
    """A row of the matrix, without its number, its case and its place."""

    deed: Merged
    owner: Merged
    others: Merged | str
    criterion: Merged | str
    measure: Merged | str
    result: Merged
    evidence: Merged | str


@dataclass(frozen=True)
class _Handled:
    """What was done about one case in the period."""

    source: Source
    actions: tuple[_Action, ...]


def laporan_renaksi(
    handling: Handling,
    period: Period,
    now: datetime,
    regions: RegionBook,
    directory: Directory,
) -> LetterContent:
    """Row by row the tasks, deliberations, obligations and monitoring the record knows of."""
    handled = list(_handled(handling, regions, directory))
    if not handled:
        raise LetterIncomplete(f"penanganan yang tercatat pada periode {period.name}")
    secrecy = max((each.source.file.secrecy for each in handled), key=_rank)
    position = max(each.source.file.position for each in handled)
    source = Source(
        file=CaseFile(region=handling.scope, secrecy=secrecy, position=position),
        regions=regions,
        directory=directory,
        on=local(now, handling.scope).date(),
    )
    return parts.letter(
        RULES[LetterType.LAPORAN_RENAKSI],
        source,
        to=(source.offices.of(OfficeRole.HOME_MINISTER),),
        subject=Passage.of(
            "Pelaksanaan Rencana Aksi Terpadu Penanganan Konflik Sosial"
            f" {handling.name} Periode {period.name}"
        ),
        sections=(
            section(
                "Pendahuluan",
                titled(
                    "Dasar",
                    "Permendagri Nomor 42 Tahun 2015 tentang Pelaksanaan Koordinasi Penanganan"
                    " Konflik Sosial.",
                ),
                titled(
                    "Ruang Lingkup",
                    f"Penanganan yang tercatat di {handling.name} pada periode pelaporan.",
                ),
            ),
            section("Hasil yang Dicapai", *_summary(handling, handled)),
            section("Penutup", Paragraph.of("Rincian tercantum pada matriks terlampir.")),
        ),
        attachments="1 (satu) matriks",
        annexes=(
            Annex(
                title=Passage.of(f"Matriks Rencana Aksi Terpadu Periode {period.name}"),
                landscape=True,
                sections=(section("", Paragraph(pieces=(), table=_matrix(period, handled))),),
            ),
        ),
    )


def _rank(secrecy: Secrecy) -> int:
    return secrecy.rank


def _handled(handling: Handling, regions: RegionBook, directory: Directory) -> Iterator[_Handled]:
    for file in handling.files:
        source = Source(file=file, regions=regions, directory=directory)
        if actions := tuple(_actions(source, handling.starts)):
            yield _Handled(source, actions)


def _summary(handling: Handling, handled: list[_Handled]) -> Iterator[Paragraph]:
    actions = sum(len(each.actions) for each in handled)
    yield Paragraph.of(
        f"Tercatat {count(actions, 'kegiatan')} pada {count(len(handled), 'permasalahan')}."
    )
    if not handling.over:
        day = long_date(local(handling.last, handling.scope).date())
        yield Paragraph.of(f"Periode masih berjalan; keadaan sampai dengan tanggal {day}.")
    if not handling.complete:
        yield Paragraph.of(
            "Permasalahan lebih banyak daripada yang dimuat; yang terberat didahulukan."
        )
    yield Paragraph.of(
        f'Kriteria keberhasilan dan ukuran yang bertanda "{_UNKNOWN}" tidak ada dalam catatan'
        " penanganan; acuannya dokumen Rencana Aksi Terpadu."
    )


def _matrix(period: Period, handled: list[_Handled]) -> Table:
    columns = (
        Column(title="No.", weight=0, numeric=True),
        Column(title="Sumber/isu konflik", weight=8),
        Column(title="Kegiatan/aksi", weight=6),
        Column(title="Penanggung jawab", weight=6),
        Column(title="Instansi terkait", weight=6),
        Column(title="Lokasi", weight=6),
        Column(title="Kriteria keberhasilan", weight=6),
        Column(title=f"Ukuran {period.code}", weight=5),
        Column(title="Realisasi", weight=6),
        Column(title="Data dukung", weight=5),
    )
    rows = [(each.source, action) for each in handled for action in each.actions]
    return Table(
        columns=columns,
        rows=tuple(_row(number, *each) for number, each in enumerate(rows, 1)),
    )


def _row(number: int, source: Source, action: _Action) -> tuple[Passage, ...]:
    kind = source.report.conflict_source.label
    return (
        Passage.of(str(number)),
        Passage.of(
            source.from_report(kind, "sumber konflik", "conflict_source"), ": ", source.title()
        ),
        Passage.of(action.deed),
        Passage.of(action.owner),
        Passage.of(action.others),
        Passage.of(source.where()),
        Passage.of(action.criterion),
        Passage.of(action.measure),
        Passage.of(action.result),
        Passage.of(action.evidence),
    )


# -- what counts as done in the period -------------------------------------------------------------


def _actions(source: Source, starts: datetime) -> Iterator[_Action]:
    """What has an event in the period, and every obligation not met before it."""
    lines = {line.event_id: line for line in source.file.timeline}

    def recent(event: str) -> bool:
        return lines[event].fact.envelope.recorded_at >= starts

    for task in source.file.tasks.values():
        if recent(task.latest):
            yield _task(source, task, lines)
    for talk in source.file.deliberations.values():
        if recent(talk.latest):
            yield _talk(source, talk, lines)
        for duty in talk.obligations.values():
            if not duty.met_event or recent(duty.met_event):
                yield _duty(source, duty)
    visits = [
        line
        for line in source.file.timeline
        if isinstance(line.fact, ConflictCase.Monitored) and recent(line.event_id)
    ]
    if visits:
        yield _visits(source, visits)


def _unit(source: Source, line: TimelineLine, field: str) -> Merged:
    """The unit somebody acted for."""
    return source.from_line(line, line.fact.envelope.unit, field)


def _task(source: Source, task: TaskPage, lines: dict[str, TimelineLine]) -> _Action:
    reported = lines.get(task.event)
    return _Action(
        deed=source.from_task(task, task.kind.label, "jenis tugas", "kind"),
        owner=_unit(source, lines[task.assigned], "penanggung jawab"),
        others=_unit(source, reported, "instansi terkait") if reported else _NONE,
        criterion=_UNKNOWN,
        measure=_UNKNOWN,
        result=parts.state_of(source, task),
        evidence=source.from_line(reported, "laporan tugas", "data dukung") if reported else _NONE,
    )


def _talk(source: Source, talk: DeliberationPage, lines: dict[str, TimelineLine]) -> _Action:
    said = talk.result.label if talk.result else "Masih berjalan"
    deed = f"Musyawarah jalur {talk.track.label}"
    return _Action(
        deed=source.merged(deed, "jalur musyawarah", (talk.event,), ("track",)),
        owner=_unit(source, lines[talk.event], "penanggung jawab"),
        others=source.merged(str(talk.mediator), "penengah", (talk.event,), ("mediator",)),
        criterion=_UNKNOWN,
        measure=_UNKNOWN,
        result=source.merged(said, "hasil musyawarah", (talk.latest,)),
        evidence=source.merged("notula", "data dukung", (talk.latest,)) if talk.minutes else _NONE,
    )


def _duty(source: Source, duty: ObligationPage) -> _Action:
    def agreed(value: str, field: str) -> Merged:
        return source.merged(value, field, (duty.event,), ("obligations",))

    due = f"dipenuhi paling lambat {long_date(duty.due)}"
    return _Action(
        deed=agreed(str(duty.what), "isi kewajiban"),
        owner=agreed(str(duty.who), "pihak yang berkewajiban"),
        others=_NONE,
        criterion=agreed(str(duty.evidence), "bukti kewajiban dipenuhi"),
        measure=agreed(due, "batas waktu kewajiban"),
        result=_came_of(source, duty) or agreed("belum dipenuhi", "keadaan kewajiban"),
        evidence=_NONE,
    )


def _came_of(source: Source, duty: ObligationPage) -> Merged | None:
    if duty.met_at:
        met = f"dipenuhi tanggal {source.day_of(duty.met_at)}"
        return source.merged(met, "tanggal kewajiban dipenuhi", (duty.met_event,))
    if duty.released_at and duty.release_basis:
        let_go = f"dilepaskan tanggal {source.day_of(duty.released_at)}"
        said = f"{let_go} atas dasar {duty.release_basis.label.lower()}"
        return source.merged(said, "pelepasan kewajiban", (duty.release_event,), ("basis",))
    return None


def _visits(source: Source, visits: list[TimelineLine]) -> _Action:
    last = visits[-1]
    calm = "tenang" if getattr(last.fact, "calm", False) else "belum tenang"
    events = [line.event_id for line in visits]
    return _Action(
        deed=source.merged("Kunjungan pemantauan", "kegiatan", events),
        owner=_unit(source, last, "penanggung jawab"),
        others=_NONE,
        criterion=_UNKNOWN,
        measure=_UNKNOWN,
        result=source.merged(
            f"{count(len(visits), 'kunjungan')}, terakhir tanggal {source.day(last)}: {calm}",
            "hasil pemantauan",
            events,
            ("envelope", "calm"),
        ),
        evidence=source.merged("catatan pemantauan", "data dukung", events, ("note",)),
    )
