"""Laporan pendukung: further reports of the conflict a case is already about, and who tells it."""

from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from domain.case_part import CasePart
from domain.kernel import Aggregate, Command, Narrative, Refusal, Secrecy
from domain.report import ConflictSource, Support
from domain.told_apart import Comparable


class JoinReport(Command):
    """Melampirkan laporan pada kasus yang sudah ada: sumber lain tentang konflik yang sama."""

    report_id: UUID
    case_id: UUID
    explanation: Narrative
    DECIDES: ClassVar[bool] = True
    TITLE: ClassVar[str] = "Lampirkan pada kasus"


class MoreSecretThanCase(Refusal):
    """Laporan lebih rahasia daripada kasusnya; buka kasus tersendiri untuk laporan ini."""

    article = "UU 14/2008 Pasal 17"


class SupportedCase(Comparable, CasePart):
    """A case as far as it rests on reports: the one it began with and those joined to it."""

    secrecy: Secrecy
    report_id: UUID
    """The report it began with."""
    sources: dict[UUID, Support]

    class ReportJoined(Aggregate.Event):
        """Laporan lain dilampirkan pada kasus."""

        NAME = "case.report_joined"
        report_id: UUID
        told_by: Support

    class SourceRegraded(Aggregate.Event):
        """Nilai sumber atau informasi sebuah laporan kasus diralat."""

        NAME = "case.source_regraded"
        report_id: UUID
        told_by: Support
        before: Support | None = None

    class SubjectCorrected(Aggregate.Event):
        """Tema atau sumber konflik kasus mengikuti ralat laporannya.

        What is None stands as it was.
        """

        NAME = "case.subject_corrected"
        report_id: UUID
        theme: str | None
        conflict_source: ConflictSource | None

    def join_report(self, report_id: UUID, told_by: Support, secrecy: Secrecy) -> None:
        """Whoever reads the case will read the report: it may not be the more secret of the two.

        A case that rests on a report in a compartment lies there too from now on.
        """
        self._must_be_open()
        if secrecy.rank > self.secrecy.rank:
            raise MoreSecretThanCase
        self._report_joined(report_id=report_id, told_by=told_by)
        self.keep_apart(told_by.source.compartment)

    def regrade(self, report_id: UUID, told_by: Support) -> None:
        """What a corrected report lends to the case, where that has changed."""
        before = self.sources.get(report_id)
        if before not in (None, told_by):
            self._source_regraded(report_id=report_id, told_by=told_by, before=before)

    def correct_subject(
        self, report_id: UUID, theme: str | None, conflict_source: ConflictSource | None
    ) -> None:
        """A case is about what the report it began with says, as corrected; its level is not."""
        if report_id == self.report_id and (theme or conflict_source):
            self._subject_corrected(
                report_id=report_id, theme=theme, conflict_source=conflict_source
            )

    @property
    def independent_sources(self) -> list[Support]:
        """Who supports the case, without those who may only repeat another.

        One of each channel, and nobody twice; but an officer who writes down what several
        channels tell is not the source.
        """
        found: list[Support] = []
        for each in self.sources.values():
            again = any(
                each.source is other.source
                or (each.reporter == other.reporter and not (each.taken_down and other.taken_down))
                for other in found
            )
            if not again:
                found.append(each)
        return found

    @event(ReportJoined)
    def _report_joined(self, report_id: UUID, told_by: Support) -> None:
        self.sources[report_id] = told_by

    @event(SubjectCorrected)
    def _subject_corrected(
        self, report_id: UUID, theme: str | None, conflict_source: ConflictSource | None
    ) -> None:
        pass

    @event(SourceRegraded)
    def _source_regraded(self, report_id: UUID, told_by: Support, before: Support | None) -> None:
        self.sources[report_id] = told_by
