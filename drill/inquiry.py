"""What the desks of a drill ask of who told a report, and whom they cannot ask."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain.inquiry import (
    AnswerInquiry,
    AskReporter,
    NotAsked,
    NotYourInquiry,
    OwnReportAsked,
    ReporterGone,
    ReportSettled,
    StillUnanswered,
    ToldByMachine,
    WithdrawInquiry,
)
from domain.kernel import Channel, Secrecy
from domain.report import FileReport, Source
from drill.cast import OFFICERS, REPORTERS, UNCLEARED, Member

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.15
_QUESTION: Final = "Berapa orang yang berkumpul, dan apakah masih di sana?"


def asks_the_teller(story: "Story") -> None:
    """A report is too thin: its teller is asked, and answers, or need not any more."""
    asker = next(each for each in OFFICERS if each.id != story.reporter.id)
    asking = _asking(story, story.report_id)
    told = {"report_id": story.report_id, "inquiry_id": asking["inquiry_id"]}
    answer = told | {"text": "Sekitar dua puluh orang; sudah bubar."}
    if story.reporter in OFFICERS and story.at_first_or(SLIP, OwnReportAsked):
        story.wrongly(OwnReportAsked, AskReporter, story.reporter, **asking)
    if story.at_first_or(SLIP, NotAsked):
        story.wrongly(NotAsked, AnswerInquiry, story.reporter, **answer)
    story.send(AskReporter, asker, **asking)
    if story.at_first_or(SLIP, StillUnanswered):
        again = asking | {"inquiry_id": story.made("inquiry", "again")}
        story.wrongly(StillUnanswered, AskReporter, asker, **again)
    if story.at_first_or(SLIP, NotYourInquiry):
        other = next(each for each in REPORTERS if each is not story.reporter)
        story.wrongly(NotYourInquiry, AnswerInquiry, other, **answer)
    if story.at_first_or(0.2, WithdrawInquiry):
        story.send(WithdrawInquiry, asker, **told)
    elif story.sometimes(0.8):
        story.send(AnswerInquiry, story.reporter, **answer)
    _nobody_to_ask(story, asker)


def settled(story: "Story") -> None:
    """A report that was noted as information is asked about no more."""
    if story.at_first_or(SLIP, ReportSettled):
        asking = _asking(story, story.report_id) | {"inquiry_id": story.made("inquiry", "late")}
        story.wrongly(ReportSettled, AskReporter, story.officer, **asking)


def _nobody_to_ask(story: "Story", asker: Member) -> None:
    """One report came from a system, another from somebody who may not read it any more."""
    if story.at_first_or(SLIP / 5, ToldByMachine):
        of_system = _filed(story, "sistem", REPORTERS[0], channel=Channel.API, source=Source.FKDM)
        story.wrongly(ToldByMachine, AskReporter, asker, **_asking(story, of_system))
    if story.at_first_or(SLIP / 5, ReporterGone):
        closer = {"source": Source.POLICE, "secrecy": Secrecy.RESTRICTED}
        kept = _filed(story, "tertutup", UNCLEARED, **closer)
        story.wrongly(ReporterGone, AskReporter, asker, **_asking(story, kept))


def _filed(story: "Story", name: str, by: Member, **said: object) -> UUID:
    filing = story.tale.model_dump(exclude={"filed_at"})
    report: dict[str, object] = {"report_id": story.made("report", name)}
    where = {"region": story.incident.region_code}
    return story.send(FileReport, by, **filing | where | report | said).about


def _asking(story: "Story", report: UUID) -> dict[str, object]:
    inquiry = story.made("inquiry", report)
    return {"report_id": report, "inquiry_id": inquiry, "question": _QUESTION}
