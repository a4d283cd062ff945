"""What else the desk does with reports: a second source of the same conflict."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain.access import OutsideCompartment
from domain.claim import ClaimedByAnother, ClaimReport, NotYourClaim, ReleaseClaim
from domain.conflict_case import ConflictCase, Stage
from domain.joined_reports import JoinReport, MoreSecretThanCase
from domain.kernel import Refusal, Secrecy
from domain.report import (
    CyberspaceWithoutTrace,
    FactsMissing,
    FileReport,
    HistoryUnsourced,
    NoteAsInformation,
    NotYourChannel,
    PartyIsAPerson,
    Pointer,
    PointerOnly,
    PointerOutOfPlace,
    Realm,
    Source,
)
from domain.report_details import Details
from domain.told_apart import AlreadyToldApart, NotLikeItself, TellApart
from drill.cast import CLEARED, LIAISONS, OFFICERS, REPORTERS, Member
from drill.desks import Script

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.15


def wrong_reports(story: "Story", filing: dict[str, object]) -> None:
    """What no report may say, and who may not say it."""
    officer, pointer = story.officer, Pointer(reference="R-1", holder="Binda")
    bare: dict[str, object] = {"facts": None, "opinion": None, "place": None, "parties": ()}
    bare |= {"source": Source.INTELLIGENCE, "pointer": pointer, "details": Details()}
    bare |= {"realm": Realm.REAL_WORLD}
    wrong: tuple[tuple[type[Refusal], Member, dict[str, object]], ...] = (
        (NotYourChannel, REPORTERS[0], {"source": Source.POLICE}),
        (FactsMissing, officer, {"facts": None}),
        (PointerOutOfPlace, officer, {"source": Source.MEDIA, "pointer": pointer}),
        (OutsideCompartment, officer, bare),
        (PointerOnly, CLEARED, bare | {"opinion": "Menurut intelijen."}),
        (PartyIsAPerson, officer, {"parties": ("Ketua, 0812 3456 7890",)}),
        (CyberspaceWithoutTrace, officer, {"realm": Realm.CYBERSPACE, "details": Details()}),
        (HistoryUnsourced, officer, {"history": True}),
    )
    for rule, by, said in wrong:
        if story.at_first_or(SLIP / 5, rule):
            story.wrongly(rule, FileReport, by, **filing | said)
    if story.at_first_or(SLIP / 5, Pointer):
        told = bare | {"report_id": story.made("report", "intelijen"), "external_id": None}
        story.send(FileReport, CLEARED, **filing | told)


def _told_apart(story: "Story", report: UUID) -> None:
    """Another report looks alike and is not the same; that is said once, of two."""
    tale = story.tale.model_dump(exclude={"filed_at"})
    other = {"report_id": story.made("report", "lain"), "source": Source.POLICE}
    region = story.look_up(ConflictCase, story.case_id).region
    if story.at_first_or(SLIP, TellApart):
        story.send(FileReport, LIAISONS[2], **tale | other | {"region": region})
        apart = {"report_id": report, "explanation": "Pihak dan tempatnya lain."}
        pair = apart | {"other": other["report_id"]}
        if story.at_first_or(SLIP, NotLikeItself):
            story.wrongly(NotLikeItself, TellApart, story.officer, **apart | {"other": report})
        story.send(TellApart, story.officer, **pair)
        if story.at_first_or(SLIP, AlreadyToldApart):
            story.wrongly(AlreadyToldApart, TellApart, story.officer, **pair)


def claimed(story: "Story") -> None:
    """An officer takes the report; another may not act on it unseen, nor give it back."""
    other = next(each for each in OFFICERS if each is not story.officer)
    report = {"report_id": story.report_id}
    if story.at_first_or(SLIP, NotYourClaim):
        story.wrongly(NotYourClaim, ReleaseClaim, story.officer, **report)
    story.send(ClaimReport, story.officer, **report)
    if story.at_first_or(SLIP, ClaimedByAnother):
        hasty = report | {"conclusion": "Tidak ada potensi konflik."}
        story.wrongly(ClaimedByAnother, NoteAsInformation, other, **hasty)
    if story.sometimes(0.3):
        story.send(ReleaseClaim, story.officer, **report)


def second_source(story: "Story") -> Script:
    """The police tell of the same; their report goes to the case while it is open."""
    yield story.after(5, 30)
    case = story.look_up(ConflictCase, story.case_id)
    report: dict[str, UUID] = {"report_id": story.made("report", "polri")}
    filing = story.tale.model_dump(exclude={"filed_at"}) | report
    filing |= {"region": case.region, "source": Source.POLICE, "secrecy": case.secrecy}
    joining = {"case_id": story.case_id, "explanation": "Tempat, waktu, dan pihaknya sama."}
    if case.secrecy is not Secrecy.SECRET and story.at_first_or(0.1, MoreSecretThanCase):
        secret = {"report_id": story.made("report", "rahasia")}
        told = filing | secret | {"secrecy": Secrecy.SECRET}
        story.send(FileReport, LIAISONS[0], **told)
        story.wrongly(MoreSecretThanCase, JoinReport, story.officer, **secret | joining)
    story.send(FileReport, LIAISONS[1], **filing)
    _told_apart(story, report["report_id"])
    yield story.after(10, 60)
    if story.look_up(ConflictCase, story.case_id).stage not in (Stage.CLOSED, Stage.REFUTED):
        story.send(JoinReport, story.officer, **report | joining)
