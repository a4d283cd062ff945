"""Where a letter's values come from: a file of the record, each value with its events.

A writer asks its ``Source`` for values; what the record does not hold refuses the letter by its
Indonesian name. Fixed words are the office's own and need no source.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from application.ports import Directory, RegionBook
from domain.case_file import (
    CaseFile,
    LetterPage,
    ReportPage,
    TaskPage,
    TimelineLine,
    title_of,
)
from domain.case_merge import Mergeable
from domain.conflict_case import ConflictCase
from domain.deliberation import Deliberation
from domain.indonesian import local, long_date, moment
from domain.kernel import Fact
from domain.letter import Letter
from domain.letter_content import (
    Addressee,
    LetterContent,
    LetterIncomplete,
    LetterProfile,
    Merged,
    Paragraph,
    profile_for,
)
from domain.office_book import OfficeBook, OfficeRole, offices_of
from domain.risk import grade_label
from domain.settlement_pages import DeliberationPage, SessionPage

_SETS_LEVEL = (
    ConflictCase.Opened,
    ConflictCase.Verified,
    ConflictCase.LevelChanged,
    Mergeable.Merged,
    Mergeable.Released,
)


_THAT_IT_HAPPENED = ("envelope",)


@dataclass(frozen=True)
class Asked:
    """What somebody said who asked for a letter; empty for one an event called for."""

    by: UUID | None = None
    to: tuple[OfficeRole, ...] = ()
    words: str = ""
    letter: UUID | None = None


@dataclass(frozen=True)
class Source:
    """The file a letter is written from, as the record stood at its position."""

    file: CaseFile
    regions: RegionBook
    directory: Directory
    trigger: str = ""
    """The event that called for the letter; empty when somebody asked for it."""

    asked: Asked = field(default_factory=Asked)
    on: date | None = None
    """The day of a letter that rests on no case: by whose names offices are called."""

    # -- the office ------------------------------------------------------------------------

    @property
    def profile(self) -> LetterProfile:
        return profile_for(self.file.region)

    @property
    def today(self) -> date:
        """The day of the last event the letter knows of, in the region."""
        if self.on is not None:
            return self.on
        last = max(self.file.timeline, key=lambda line: line.position)
        return local(last.fact.envelope.recorded_at, self.file.region).date()

    @property
    def offices(self) -> OfficeBook:
        return offices_of(self.file.region, self.today)

    @property
    def to_governor(self) -> tuple[Addressee, ...]:
        """Within the house the governor needs no place."""
        return (Addressee(office=self.profile.kop.office_holder),)

    # -- values ----------------------------------------------------------------------------

    def from_report(self, value: str, field: str, *facts: str) -> Merged:
        """A value the report says in its own fields ``facts``."""
        return self.merged(value, field, self.report.said(*facts), facts)

    def from_task(self, task: TaskPage, value: str, field: str, *facts: str) -> Merged:
        return self.merged(value, field, task.said(*facts), facts)

    def from_line(self, line: TimelineLine, value: str, field: str, *facts: str) -> Merged:
        """A value an event says."""
        return self.merged(value, field, (line.event_id,), facts)

    def merged(
        self, value: str, field: str, events: Iterable[str], facts: Iterable[str] = ()
    ) -> Merged:
        """Without ``facts``, the value says that something happened, or when."""
        return Merged(
            value=value,
            events=tuple(events),
            position=self.file.position,
            field=field,
            facts=tuple(facts) or _THAT_IT_HAPPENED,
        )

    # -- what is there ---------------------------------------------------------------------

    @property
    def report(self) -> ReportPage:
        """The report the file begins with."""
        if self.file.report is None:
            raise LetterIncomplete("laporan awal")
        return self.file.report

    def line(self, *kinds: type[Fact]) -> TimelineLine:
        """The last event of one of these kinds; the letter rests on it."""
        found = [line for line in self.file.timeline if isinstance(line.fact, kinds)]
        if not found:
            raise LetterIncomplete(title_of(kinds[0]))
        return found[-1]

    def has(self, kind: type[Fact]) -> bool:
        return any(isinstance(line.fact, kind) for line in self.file.timeline)

    def called(self) -> TimelineLine:
        """The event that called for the letter."""
        found = [line for line in self.file.timeline if line.event_id == self.trigger]
        if not found:
            raise LetterIncomplete("peristiwa yang menjadi dasar naskah")
        return found[0]

    def talk(self) -> tuple[DeliberationPage, TimelineLine]:
        """The deliberation the letter is about, and the event that scheduled it."""
        talk_id = UUID(self.trigger.partition("@")[0])
        found = self.file.deliberations.get(talk_id)
        if found is None:
            raise LetterIncomplete("musyawarah")
        scheduled = (
            line
            for line in self.file.timeline
            if isinstance(line.fact, Deliberation.Scheduled) and line.fact.originator_id == talk_id
        )
        return found, next(scheduled)

    def mediator(self, talk: DeliberationPage, scheduled: TimelineLine) -> Merged:
        """Who stands between the parties now: as scheduled, or as appointed since."""
        appointed = [
            line
            for line in self.file.timeline
            if isinstance(line.fact, Deliberation.MediatorAppointed)
            and line.fact.originator_id == talk.deliberation_id
        ]
        says = appointed[-1] if appointed else scheduled
        return self.from_line(says, str(talk.mediator), "penengah", "mediator")

    def institution(
        self, talk: DeliberationPage, scheduled: TimelineLine
    ) -> tuple[str | Merged, ...]:
        """The institution's name after the track, where the parties went through one."""
        if talk.institution is None:
            return ()
        named = str(talk.institution.name)
        return (", ", self.from_line(scheduled, named, "nama pranata", "institution"), ",")

    def session(self, talk: DeliberationPage) -> tuple[SessionPage, TimelineLine] | None:
        """The last session of a deliberation, and the event that tells of it."""
        if not talk.sessions:
            return None
        held = talk.sessions[-1]
        return held, next(line for line in self.file.timeline if line.event_id == held.event)

    def enclosed(self) -> tuple[LetterPage, TimelineLine, TimelineLine]:
        """The approved letter that is sent on: itself, its draft and its approval."""
        letter = self.file.letters.get(self.asked.letter) if self.asked.letter else None
        if letter is None or letter.number is None:
            raise LetterIncomplete("naskah bernomor yang dikirimkan")
        own = [line for line in self.file.timeline if line.fact.originator_id == letter.letter_id]
        drafted = next(line for line in own if isinstance(line.fact, Letter.Drafted))
        approved = next(line for line in own if isinstance(line.fact, Letter.Approved))
        return letter, drafted, approved

    def content_of(self, letter: LetterPage) -> LetterContent:
        """What another letter of the file says."""
        if letter.content.text is None:
            raise LetterIncomplete("isi naskah yang dikirimkan")
        return LetterContent.model_validate_json(letter.content.text)

    # -- what several letters say ------------------------------------------------------------

    def title(self) -> Merged:
        """What it is about, as its report calls it."""
        return self.from_report(str(self.report.title), "perihal laporan", "title")

    def where(self) -> Merged:
        """The region the file belongs to."""
        return self.from_report(self.regions.full_name(self.file.region), "wilayah", "region")

    def place(self) -> Merged:
        """The exact place, then the region."""
        report = self.report
        exact = f"{report.place}, " if report.place else ""
        region = self.regions.full_name(report.region)
        return self.from_report(exact + region, "tempat kejadian", "place", "region")

    def happened(self) -> Merged:
        report = self.report
        day = long_date(local(report.happened_at, report.region).date())
        said = moment(report.happened_at, report.region) if report.day_known else day
        return self.from_report(said, "waktu kejadian", "happened_at")

    def filed(self) -> Merged:
        """When the report came in."""
        report = self.report
        return self.from_report(moment(report.filed_at, report.region), "waktu mendapatkan")

    def level(self) -> Merged:
        """The colour, by the event that set it last."""
        return self.from_line(
            self.line(*_SETS_LEVEL), self.file.level.value, "tingkat kerawanan", "level"
        )

    def initial_level(self) -> Merged:
        """The colour the report was given when it came in."""
        return self.from_report(self.report.risk.level.value, "tingkat kerawanan awal", "risk")

    def grade(self) -> Merged:
        """Nilai informasi: of the verification when there is one, else of the report."""
        if self.has(ConflictCase.Verified):
            line = self.line(ConflictCase.Verified)
            fact = line.fact
            assert isinstance(fact, ConflictCase.Verified)
            value = grade_label(fact.source_grade, fact.information_grade)
            grades = ("source_grade", "information_grade")
            return self.from_line(line, value, "nilai informasi", *grades)
        return self.report_grade()

    def report_grade(self) -> Merged:
        report = self.report
        value = grade_label(report.source_grade, report.information_grade)
        return self.from_report(value, "nilai informasi", "source_grade", "information_grade")

    def summary(self) -> Merged:
        """What the verification found."""
        return self.merged(
            str(self.file.summary or ""), "ringkasan verifikasi", self._summarised(), ("summary",)
        )

    def _summarised(self) -> tuple[str, ...]:
        return (self.file.summary_event or self.line(ConflictCase.Verified).event_id,)

    def day(self, line: TimelineLine) -> str:
        """The day an event happened, in the region."""
        return self.day_of(line.fact.envelope.occurred_at)

    def day_of(self, at: datetime) -> str:
        return long_date(local(at, self.file.region).date())

    def narrative(self, text: str, field: str, *facts: str) -> Iterator[Paragraph]:
        """A report's narrative, a paragraph for each line it was written in."""
        for line in text.splitlines():
            if line.strip():
                yield Paragraph.of(self.from_report(line.strip(), field, *facts))

    def own_words(self) -> tuple[Paragraph, ...]:
        """What the person who asked for the letter added, marked as theirs."""
        return tuple(
            Paragraph(pieces=(line.strip(),), author=str(self.asked.by))
            for line in self.asked.words.splitlines()
            if line.strip()
        )
