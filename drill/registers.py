"""What a drill's office keeps beside a case's story: files, and the registers of its region."""

from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PIL import Image

from application.attaching import FileNotKept, FilingRoom
from application.privacy_desk import NothingSealedThere, destroy_keys
from domain.attachment import (
    AlreadyAttached,
    Attachable,
    AttachedElsewhere,
    AttachFile,
    Filed,
    MediaType,
)
from domain.indonesian import local
from domain.kernel import Command, Refusal
from domain.member import (
    ActivateMember,
    AppointMember,
    AssessMember,
    EndMembership,
    Exam,
    ForumFull,
    MembershipOver,
    NominateMember,
    NotAReporter,
    NotAtThisStep,
    OutsideAge,
    ProposerAppoints,
    RecordTraining,
    SelectionIncomplete,
    TermNotAllowed,
    TermNotBegun,
    TurnDownMember,
)
from domain.personal_data import (
    AlreadyErased,
    AlreadyRequested,
    DeclineErasure,
    ErasePersonalData,
    HoldData,
    LiftHold,
    NotHeld,
    NothingRequested,
    PersonalData,
    RequestErasure,
    RequesterDecides,
    UnderLegalHold,
)
from domain.playbook import (
    EmptyPlaybook,
    InstitutionTwice,
    NothingRevised,
    NotOfThisLevel,
    RevisedMeanwhile,
    ReviseLocalPlaybook,
)
from domain.prevention import (
    HeldLater,
    NotARegency,
    PreventionKind,
    RecordDeclaration,
    RecordPrevention,
)
from domain.report import FileReport
from drill.cast import (
    ADMINISTRATOR,
    DEPUTY,
    DEPUTY_AS_OFFICER,
    FORMER_MEMBER,
    HEAD,
    LIAISONS,
    OFFICERS,
    Member,
)
from drill.desks import Desk, Script

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.15
VILLAGE: Final = "31.74.09.1001"
SEATS: Final = 7
SHARE: Final = 0.2
"""How many cases have a photo attached."""


def attachments(story: "Story") -> Script:
    """A photo on the case, and what cannot be attached to it."""
    yield story.after(5, 60)
    if not story.at_first_or(SHARE, "an attachment"):
        return
    room = FilingRoom(story.house.register)
    filed, kept = room.look_at(_photo(story.dice.randint(0, 255)), as_evidence=True)
    owner = story.look_up(Attachable, story.case_id)
    attaching: dict[str, Any] = {
        "stream": story.case_id,
        "file": filed,
        "caption": "Keadaan di tempat kejadian",
    }
    missing = Filed(sha256="0" * 64, size=1, media_type=MediaType.PDF, cleaned=False)
    _now_and_then(story, FileNotKept, AttachFile, story.officer, attaching | {"file": missing})
    for content in kept:
        story.house.register.files.keep(content, owner.subject)
    _now_and_then(story, AttachedElsewhere, AttachFile, LIAISONS[0], attaching)
    story.send(AttachFile, story.officer, **attaching)
    _now_and_then(story, AlreadyAttached, AttachFile, story.officer, attaching)


def keep_registers(desk: Desk) -> None:
    """The forum's members and what was prevented, with what cannot be written of either."""
    young = _forum(desk)
    _prevention(desk)
    _playbook(desk)
    _erasure(desk, young)


def _forum(desk: Desk) -> UUID:
    """Seven seats of a village taken, one of them given up, another's term soon over."""
    today = local(desk.now, VILLAGE).date()
    term = {
        "decree": "Keputusan contoh nomor 2",
        "starts_on": today,
        "ends_on": today + timedelta(days=15),
    }
    young = _candidate(desk, OFFICERS[0], "muda", born_on=date(today.year - 20, 1, 1))
    _pass(desk, young)
    desk.wrongly(OutsideAge, AppointMember, HEAD, member_id=young, **term)
    desk.send(TurnDownMember, HEAD, member_id=young, explanation="Belum cukup umur.")
    desk.wrongly(NotAtThisStep, AppointMember, HEAD, member_id=young, **term)
    own = _candidate(desk, DEPUTY_AS_OFFICER, "usul sendiri")
    desk.wrongly(SelectionIncomplete, AppointMember, HEAD, member_id=own, **term)
    _pass(desk, own)
    desk.wrongly(ProposerAppoints, AppointMember, DEPUTY, member_id=own, **term)
    endless = term | {"ends_on": today + timedelta(days=3000)}
    desk.wrongly(TermNotAllowed, AppointMember, HEAD, member_id=own, **endless)
    later = term | {"starts_on": today + timedelta(days=5)}
    seated = [_seat(desk, n, later if n == SEATS - 1 else term) for n in range(SEATS)]
    desk.wrongly(ForumFull, AppointMember, HEAD, member_id=own, **term)
    wrong = {"member_id": seated[0], "person": LIAISONS[0].id}
    desk.wrongly(NotAReporter, ActivateMember, OFFICERS[0], **wrong)
    early = {"member_id": seated[-1], "person": FORMER_MEMBER.id}
    desk.wrongly(TermNotBegun, ActivateMember, OFFICERS[0], **early)
    for member in seated[:2]:
        account = {"member_id": member, "person": FORMER_MEMBER.id}
        desk.send(ActivateMember, OFFICERS[0], **account)
    training = {"course": "Deteksi dini", "held_on": today, "organiser": "BKBP"}
    desk.send(RecordTraining, OFFICERS[0], member_id=seated[0], **training)
    desk.send(EndMembership, HEAD, member_id=seated[1], explanation="Pindah domisili.")
    desk.wrongly(MembershipOver, FileReport, FORMER_MEMBER, **_report(desk))
    return young


def _erasure(desk: Desk, member: UUID) -> None:
    """Who was not chosen is forgotten, once no court wants to know."""
    subject = {"subject": member}
    asking = subject | {"basis": "jra", "grounds": "Seleksi selesai.", "reference": "JRA contoh"}
    holding = subject | {"grounds": "Ada gugatan.", "reference": "Perkara contoh"}
    lifting = subject | {"grounds": "Gugatan dicabut."}
    nobody = asking | {"subject": desk.made("nobody")}
    desk.wrongly(NothingSealedThere, RequestErasure, ADMINISTRATOR, **nobody)
    desk.send(HoldData, HEAD, **holding)
    desk.wrongly(UnderLegalHold, RequestErasure, ADMINISTRATOR, **asking)
    desk.send(LiftHold, HEAD, **lifting)
    desk.wrongly(NotHeld, LiftHold, HEAD, **lifting)
    desk.wrongly(NothingRequested, ErasePersonalData, HEAD, **subject)
    desk.send(RequestErasure, ADMINISTRATOR, **asking)
    desk.wrongly(AlreadyRequested, RequestErasure, ADMINISTRATOR, **asking)
    desk.wrongly(RequesterDecides, ErasePersonalData, ADMINISTRATOR, **subject)
    desk.send(DeclineErasure, HEAD, **lifting)
    desk.send(RequestErasure, ADMINISTRATOR, **asking)
    desk.send(ErasePersonalData, HEAD, **subject)
    destroy_keys_of(desk, member)
    desk.wrongly(AlreadyErased, RequestErasure, ADMINISTRATOR, **asking)


def destroy_keys_of(desk: Desk, subject: UUID) -> None:
    """What follows the decision to erase."""
    for each in desk.house.log.of_stream(PersonalData.id_of(subject)):
        if isinstance(each.fact, PersonalData.Erased):
            destroy_keys(desk.house.register.mapper.vault, each.fact)


def _candidate(desk: Desk, by: Member, name: str, **given: Any) -> UUID:
    member = desk.made("member", name)
    facts = {
        "member_id": member,
        "region": VILLAGE,
        "name": f"Calon contoh {name}",
        "born_on": date(desk.now.year - 36, 5, 1),
        "element": "pemuda",
        "education": "SMA",
    }
    desk.send(NominateMember, by, **(facts | given))
    return member


def _pass(desk: Desk, member: UUID) -> None:
    for exam in Exam:
        desk.send(AssessMember, OFFICERS[0], member_id=member, test=exam, score=75)


def _seat(desk: Desk, number: int, term: dict[str, Any]) -> UUID:
    member = _candidate(desk, OFFICERS[0], f"kursi {number}")
    _pass(desk, member)
    desk.send(AppointMember, HEAD, member_id=member, **term)
    return member


def _report(desk: Desk) -> dict[str, Any]:
    return {
        "report_id": desk.made("report of nobody's"),
        "title": "Laporan sesudah masa jabatan",
        "region": VILLAGE,
        "source": "fkdm",
        "conflict_source": "a",
        "theme": "contoh",
        "facts": "Tidak akan tercatat.",
        "source_grade": "B",
        "information_grade": 2,
        "risk": {"likelihood": 1, "impact": 1},
        "happened_at": desk.now,
    }


def _prevention(desk: Desk) -> None:
    today = local(desk.now, VILLAGE).date()
    held = {
        "activity_id": desk.made("activity"),
        "kind": desk.dice.choice(list(PreventionKind)),
        "region": VILLAGE,
        "place": "Balai warga contoh",
        "held_on": today,
        "participants": 100,
        "result": "Peserta sepakat saling memberi tahu.",
    }
    later = held | {"held_on": today + timedelta(days=2)}
    desk.wrongly(HeldLater, RecordPrevention, OFFICERS[0], **later)
    desk.send(RecordPrevention, OFFICERS[0], **held)
    declared = {
        "declaration_id": desk.made("declaration"),
        "election": "Pemilu contoh",
        "region": VILLAGE[:5],
        "place": "Balai kota contoh",
        "held_on": today,
        "signatories": ("Penyelenggara contoh", "Partai contoh"),
        "reference": "Naskah contoh nomor 3",
    }
    too_small = declared | {"region": VILLAGE}
    desk.wrongly(NotARegency, RecordDeclaration, HEAD, **too_small)
    desk.send(RecordDeclaration, HEAD, **declared)


def _playbook(desk: Desk) -> None:
    """What the city brings to a musyawarah, written once and then better."""
    city = {"region": VILLAGE[:5]}
    said: dict[str, Any] = {
        "institutions": (
            {
                "name": "Forum rembuk contoh",
                "kind": "sosial",
                "authority": "Sengketa antarwarga; diakui wali kota",
                "contact": "Kantor kecamatan contoh",
            },
        ),
        "needs": ("Pertemuan di tempat netral.",),
    }
    twice = {"institutions": said["institutions"] * 2}
    desk.wrongly(NotOfThisLevel, ReviseLocalPlaybook, HEAD, region=VILLAGE, **said)
    desk.wrongly(EmptyPlaybook, ReviseLocalPlaybook, OFFICERS[0], **city)
    desk.wrongly(InstitutionTwice, ReviseLocalPlaybook, OFFICERS[0], **city, **twice)
    desk.send(ReviseLocalPlaybook, OFFICERS[0], **city, **said)
    better = said | {"practices": ("Ronda bersama dua RW.",)}
    desk.wrongly(NothingRevised, ReviseLocalPlaybook, HEAD, **city, **said, based_on=1)
    desk.wrongly(RevisedMeanwhile, ReviseLocalPlaybook, HEAD, **city, **better)
    desk.send(ReviseLocalPlaybook, HEAD, **city, **better, based_on=1)


def _photo(shade: int) -> bytes:
    written = BytesIO()
    Image.new("RGB", (8, 8), (shade, 128, 128)).save(written, "JPEG")
    return written.getvalue()


def _now_and_then(
    story: "Story", rule: type[Refusal], wish: type[Command], by: Member, facts: dict[str, Any]
) -> None:
    """Sent wrongly the first time there is an occasion, and by chance after that."""
    if story.at_first_or(SLIP, rule):
        story.wrongly(rule, wish, by, **facts)
