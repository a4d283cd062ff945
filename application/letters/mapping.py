"""Bingkai Pemetaan Permasalahan: a province's month on a sheet for the governor, with its map."""

from collections.abc import Iterator
from datetime import date, datetime

from application.letters import parts
from application.letters.parts import section, titled
from application.letters.rules import RULES
from application.letters.sources import Source
from application.ports import Directory, Frame, FramedProblem, FramedRegency, RegionBook
from domain.case_file import CaseFile
from domain.indonesian import count, local, month_name
from domain.letter_content import (
    Annex,
    Column,
    LetterContent,
    LetterType,
    Merged,
    Paragraph,
    Passage,
    Table,
)

_COLUMNS = (
    Column(title="No.", weight=0, numeric=True),
    Column(title="Permasalahan", weight=4),
    Column(title="Tingkat dan tahap", weight=3),
    Column(title="Yang dilakukan", weight=5),
    Column(title="Yang dimohonkan", weight=4),
)


def bingkai_pemetaan(
    frame: Frame,
    month: date,
    drawing: str,
    now: datetime,
    regions: RegionBook,
    directory: Directory,
) -> LetterContent:
    """Per regency the live problems, their trend, what was done and what is asked."""
    period = f"{month_name(month.month)} {month.year}"
    source = Source(
        file=CaseFile(region=frame.scope, secrecy=frame.secrecy, position=frame.position),
        regions=regions,
        directory=directory,
        on=local(now, frame.scope).date(),
    )
    troubled = [regency for regency in frame.regencies if regency.problems]
    return parts.letter(
        RULES[LetterType.BINGKAI_PEMETAAN],
        source,
        to=source.to_governor,
        subject=Passage.of(f"Bingkai Pemetaan Permasalahan {frame.name} Bulan {period}"),
        sections=(
            section(
                "Pendahuluan",
                titled(
                    "Umum",
                    f"Laporan ini memetakan permasalahan sosial di {frame.name} pada bulan"
                    f" {period}.",
                ),
                titled(
                    "Dasar",
                    "Undang-Undang Nomor 7 Tahun 2012 dan Peraturan Pemerintah Nomor 2 Tahun 2015"
                    " Pasal 5 dan Pasal 6.",
                ),
            ),
            section("Permasalahan per Kabupaten/Kota", *_problems(troubled)),
            section("Simpulan dan Saran", *_conclusion(frame, troubled)),
            section("Penutup", Paragraph.of("Peta terlampir; bukan batas resmi.")),
        ),
        attachments="1 (satu) peta",
        annexes=(
            Annex(
                title=Passage.of(f"Peta Permasalahan {frame.name} Bulan {period}"),
                drawing=drawing,
                described=f"Peta tingkat kerawanan kabupaten/kota di {frame.name}.",
            ),
        ),
    )


def _problems(regencies: list[FramedRegency]) -> Iterator[Paragraph]:
    if not regencies:
        yield Paragraph.of("Tidak ada permasalahan yang tercatat pada bulan ini.")
    for regency in regencies:
        yield titled(
            regency.name,
            "Kecenderungan ",
            regency.trend,
            ".",
            table=Table(
                columns=_COLUMNS,
                rows=tuple(_row(number, each) for number, each in enumerate(regency.problems, 1)),
            ),
        )


def _row(number: int, problem: FramedProblem) -> tuple[Passage, ...]:
    return (
        Passage.of(str(number)),
        Passage.of(problem.title),
        Passage.of(problem.level, ", ", problem.stage),
        _listed(problem.done),
        _listed(problem.asked),
    )


def _listed(values: tuple[Merged, ...]) -> Passage:
    if not values:
        return Passage.of("-")
    pieces: list[str | Merged] = []
    for value in values:
        pieces += ["; ", value] if pieces else [value]
    return Passage.of(*pieces)


def _conclusion(frame: Frame, troubled: list[FramedRegency]) -> Iterator[Paragraph]:
    live = sum(each.live for regency in troubled for each in regency.problems)
    yield Paragraph.of(
        f"Terdapat {count(live, 'permasalahan')} yang masih ditangani di"
        f" {count(len(troubled), 'kabupaten/kota')}."
    )
    if frame.calm:
        yield Paragraph.of(f"Tanpa permasalahan tercatat: {', '.join(frame.calm)}.")
