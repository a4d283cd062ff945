"""What a letter says, merged from the record: every value with its events and its position."""

from datetime import datetime

from application.ports import Directory, RegionBook
from domain.case_file import CaseFile, ReportPage, TaskPage, TimelineLine
from domain.conflict_case import ConflictCase
from domain.indonesian import long_date
from domain.kernel import Fact
from domain.letter_content import (
    Addressee,
    Column,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Merged,
    Paragraph,
    Passage,
    Table,
    missing_fields,
    profile_for,
)
from domain.policy import URGENCY_OF_LEVEL
from domain.regions import zone_of
from domain.risk import grade_label

CLASSIFICATION = "200.1.3.4"
"""Fasilitasi dan Laporan Penanganan Konflik Sosial (Permendagri 83/2022; profile data)."""


class NotaDinasWriter:
    """Nota Dinas from the head of the agency to the governor, on escalation to the province."""

    def __init__(self, regions: RegionBook, directory: Directory) -> None:
        self.regions = regions
        self.directory = directory

    def write(self, file: CaseFile) -> LetterContent:
        """The letter as the record stood at ``file.position``.

        LetterIncomplete names what is missing.
        """
        report, proposal = file.report, file.last_proposal
        if report is None or proposal is None or file.case_id is None:
            raise LetterIncomplete("laporan awal", "usul eskalasi")
        self._file, self._said = file, file.position
        profile = profile_for(file.region)
        verified = self._line(ConflictCase.Verified)
        escalated = self._line(ConflictCase.Escalated)
        proposed = self._line(ConflictCase.EscalationProposed)
        points = [
            self._first_point(report),
            Paragraph(
                pieces=(
                    "Hasil verifikasi lapangan: ",
                    self._merged(str(file.summary), verified, "ringkasan verifikasi"),
                    " Nilai informasi ",
                    self._merged(_grade(verified), verified, "nilai informasi"),
                    "; tingkat kerawanan ",
                    self._merged(file.level.value, verified, "tingkat kerawanan"),
                    ".",
                ),
                table=self._findings(),
            ),
            Paragraph(
                pieces=(
                    "Eskalasi ke tingkat ",
                    self._merged(proposal.level.label, proposed, "tingkat eskalasi"),
                    " disetujui pada tanggal ",
                    self._merged(self._day(escalated), escalated, "tanggal eskalasi"),
                    " dengan pertimbangan: ",
                    self._merged(str(proposal.grounds), proposed, "pertimbangan eskalasi"),
                )
            ),
            Paragraph(
                pieces=(
                    "Sehubungan dengan hal tersebut dimohonkan: ",
                    self._merged(str(proposal.asked_for), proposed, "hal yang dimohonkan"),
                )
            ),
        ]
        content = LetterContent(
            type=LetterType.NOTA_DINAS,
            profile_id=profile.id,
            profile_version=profile.version,
            secrecy=file.secrecy,
            urgency=URGENCY_OF_LEVEL[file.level],
            classification=CLASSIFICATION,
            to=(Addressee(office=profile.kop.office_holder),),
            sender=f"Kepala {profile.kop.agency}",
            subject=Passage.of(
                "Perkembangan penanganan potensi konflik sosial di ",
                self._merged(self._where(file.region), self._opened(), "wilayah"),
            ),
            points=tuple(points),
            signatory=self.directory.head_of_agency(file.region),
            copies=("Sekretaris Daerah",),
        )
        if missing := missing_fields(content):
            raise LetterIncomplete(*missing)
        return content

    def _first_point(self, report: ReportPage) -> Paragraph:
        filed = self._line_of(report.event)
        place = f"{report.place}, " if report.place else ""
        return Paragraph(
            pieces=(
                "Pada tanggal ",
                self._merged(_local_day(report.filed_at, report.region), filed, "tanggal laporan"),
                " diterima laporan dari ",
                self._merged(report.source.label, filed, "sumber laporan"),
                " mengenai ",
                self._merged(str(report.title), filed, "perihal laporan"),
                " di ",
                self._merged(place + self._where(report.region), filed, "tempat kejadian"),
                ", kejadian tanggal ",
                self._merged(
                    _local_day(report.happened_at, report.region), filed, "tanggal kejadian"
                ),
                ".",
            )
        )

    def _findings(self) -> Table | None:
        reported = [task for task in self._file.tasks.values() if task.finding is not None]
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
                    Passage.of(self._from_task(task, task.kind.label, "jenis tugas")),
                    Passage.of(self._from_task(task, str(task.finding), "temuan")),
                )
                for number, task in enumerate(reported, 1)
            ),
        )

    def _from_task(self, task: TaskPage, value: str, field: str) -> Merged:
        return Merged(value=value, events=(task.event,), position=self._said, field=field)

    def _merged(self, value: str, line: TimelineLine, field: str) -> Merged:
        return Merged(value=value, events=(line.event_id,), position=self._said, field=field)

    def _line(self, kind: type[Fact]) -> TimelineLine:
        """The last event of this kind; the letter rests on it."""
        found = [line for line in self._file.timeline if isinstance(line.fact, kind)]
        if not found:
            raise LetterIncomplete((kind.__doc__ or kind.__name__).strip())
        return found[-1]

    def _line_of(self, event: str) -> TimelineLine:
        return next(line for line in self._file.timeline if line.event_id == event)

    def _opened(self) -> TimelineLine:
        return self._line(ConflictCase.Opened)

    def _where(self, region: str) -> str:
        return self.regions.full_name(region)

    def _day(self, line: TimelineLine) -> str:
        return _local_day(line.fact.envelope.occurred_at, self._file.region)


def _local_day(moment: datetime, region: str) -> str:
    return long_date(moment.astimezone(zone_of(region)).date())


def _grade(line: TimelineLine) -> str:
    fact = line.fact
    if not isinstance(fact, ConflictCase.Verified):
        return ""
    return grade_label(fact.source_grade, fact.information_grade)
