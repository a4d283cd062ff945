"""What a drill does on the way of a task, with what only one agency may do, and with notices."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from application.task_desk import AnotherAgency, OnlyInCyberspace, TellerVerifies
from domain.agency import agency_of
from domain.clocks import WaitKind
from domain.conflict_case import ConflictCase
from domain.field_task import (
    AcceptTask,
    AcknowledgeTask,
    AlreadyThatFar,
    Arrive,
    AssignTask,
    CorrectFinding,
    DeclineTask,
    DelegatedToHolder,
    DelegateTask,
    FieldTask,
    OnlyPoliceEndIt,
    ReportProgress,
    ReportTask,
    SetOut,
    TaskBeforeCase,
    TaskKind,
    TaskState,
    WithdrawTask,
)
from domain.kernel import Role, Secrecy
from domain.letter_content import Urgency
from domain.notice import (
    BeginNotice,
    GiveNotice,
    HalfAQuietTime,
    Notice,
    NoticeChannel,
    NoticeNotDue,
    NotYourNotice,
    ReadNotice,
    RecordNotice,
    SetHabits,
)
from domain.report import Realm
from drill.cast import DEPUTY, HEAD, LIAISONS, MACHINE, Member

if TYPE_CHECKING:
    from drill.story import Story

SLIP: Final = 0.1


def orders(story: "Story") -> None:
    """What belongs to one agency alone, asked of the right one and of the wrong one."""
    if story.at_first_or(SLIP, TaskBeforeCase):
        early = _order(story, TaskKind.MONITORING, LIAISONS[0])
        long_ago = {"occurred_at": story.now - timedelta(days=400)}
        story.wrongly(TaskBeforeCase, AssignTask, story.officer, **early | long_ago)
    on_the_street = story.tale.realm is Realm.REAL_WORLD
    if on_the_street and story.at_first_or(SLIP, OnlyInCyberspace):
        on_the_net = _order(story, TaskKind.CLARIFICATION, LIAISONS[0])
        story.wrongly(OnlyInCyberspace, AssignTask, story.officer, **on_the_net)
    if story.at_first_or(SLIP / 2, OnlyPoliceEndIt):
        _stop_violence(story)


def not_the_teller(story: "Story", order: dict[str, Any]) -> None:
    """A liaison who told it is not asked whether it is so, not even after another."""
    told = story.look_up(ConflictCase, story.case_id).tellers
    tellers = tuple(each.id for each in LIAISONS if each.id in told)
    if tellers and order["kind"].verifies and story.at_first_or(SLIP, TellerVerifies):
        asked = order | {"chain": (*order["chain"], *tellers)}
        story.wrongly(TellerVerifies, AssignTask, story.officer, **asked)


def _stop_violence(story: "Story") -> None:
    """Polri is asked, sees to it and says so (UU 7/2012 Pasal 13)."""
    police, military = LIAISONS[0], LIAISONS[1]
    misled = _order(story, TaskKind.STOP_VIOLENCE, military)
    story.wrongly(AnotherAgency, AssignTask, story.officer, **misled)
    order = _order(story, TaskKind.STOP_VIOLENCE, police)
    task = story.send(AssignTask, story.officer, **order).about
    called_off = {"task_id": task, "explanation": "Sudah reda."}
    story.wrongly(OnlyPoliceEndIt, WithdrawTask, story.officer, **called_off)
    story.send(AcknowledgeTask, police, task_id=task)
    story.send(ReportTask, police, **story.finding(task))


def _order(story: "Story", kind: TaskKind, *chain: Member) -> dict[str, object]:
    return {
        "task_id": story.made_anew("task"),
        "case_id": story.case_id,
        "kind": kind,
        "instruction": "Sesuai kewenangan instansi.",
        "chain": tuple(each.id for each in chain),
    }


def on_the_way(story: "Story", task: FieldTask, holder: Member) -> bool:
    """Steps of whoever took a task up; whether it is now somebody else's."""
    about = {"task_id": task.id}
    if story.at_first_or(0.3, "a task is accepted"):
        story.send(AcceptTask, holder, **about)
        if story.at_first_or(SLIP, AlreadyThatFar):
            story.wrongly(AlreadyThatFar, AcceptTask, holder, **about)
        if story.at_first_or(0.5, "somebody sets out"):
            story.send(SetOut, holder, **about)
            story.send(Arrive, holder, **about)
        story.send(ReportProgress, holder, **about, note="Massa berkurang.")
    return holder.role is Role.LIAISON and _delegated(story, task, holder)


def _delegated(story: "Story", task: FieldTask, holder: Member) -> bool:
    why = {"task_id": task.id, "explanation": "Lebih dekat ke lokasi."}
    told = story.look_up(ConflictCase, story.case_id).tellers if task.kind.verifies else ()
    if holder.id not in told and story.at_first_or(SLIP, DelegatedToHolder):
        story.wrongly(DelegatedToHolder, DelegateTask, holder, to=holder.id, **why)
    passed_by = {*task.chain, holder.id, *told}
    others = [each for each in LIAISONS if each.id not in passed_by]
    ours = [each for each in others if agency_of(each.unit) is agency_of(holder.unit)]
    if not ours or not story.at_first_or(0.05, "a task is delegated"):
        return False
    story.send(DelegateTask, holder, to=ours[0].id, **why)
    return True


def supervisor_names_another(story: "Story", task: FieldTask) -> bool:
    """The chain is exhausted, and the head knows somebody whom nobody had thought of."""
    told = story.look_up(ConflictCase, story.case_id).tellers if task.kind.verifies else ()
    passed_by = {*task.chain, task.holder, *told}
    others = [each for each in LIAISONS if each.id not in passed_by]
    if not others or not story.at_first_or(0.1, "the supervisor names another"):
        return False
    why = {"task_id": task.id, "explanation": "Rantai penghubung tidak menjawab."}
    story.send(DelegateTask, HEAD, to=others[0].id, **why)
    return True


def delegate_declines(story: "Story", task: FieldTask, holder: Member) -> bool:
    """Who was named by another says at once that they cannot."""
    if task.holder in task.chain or not story.at_first_or(0.2, "a delegate declines"):
        return False
    why = "Tidak dapat meninggalkan pos."
    story.send(DeclineTask, holder, task_id=task.id, explanation=why)
    return True


def silent_until(story: "Story", task: FieldTask, holder: Member) -> datetime | None:
    """When the time without a sign of life is over, of one of whom nothing more is heard."""
    due = story.due(task, WaitKind.ACTIVITY)
    if due is None or holder.role is not Role.LIAISON:
        return None
    last = task.link + 1 == len(task.chain)
    said = task.state is not TaskState.ACKNOWLEDGED
    silence = f"nothing more is heard, last in the chain: {last}, after a sign: {said}"
    return due + timedelta(minutes=1) if story.at_first_or(0.03, silence) else None


def finding_put_right(story: "Story", task: FieldTask, holder: Member) -> None:
    """Who reported has counted wrongly."""
    if holder.role is Role.LIAISON and story.at_first_or(0.05, CorrectFinding):
        right = {
            "finding": "Para pihak ditemui; massa lebih kecil.",
            "explanation": "Salah hitung.",
        }
        story.send(CorrectFinding, holder, task_id=task.id, **right)


def told(story: "Story") -> None:
    """The head is told of a case, as it stands now; the wrong hands are refused."""
    if not story.at_first_or(0.02, NotYourNotice):
        return
    notice_id = _given(story)
    sending = {"notice_id": notice_id, "via": NoticeChannel.MAIL}
    story.wrongly(NoticeNotDue, RecordNotice, MACHINE, **sending)
    story.send(BeginNotice, MACHINE, **sending)
    story.send(RecordNotice, MACHINE, **sending)
    story.wrongly(NotYourNotice, ReadNotice, DEPUTY, notice_id=notice_id)
    story.send(ReadNotice, HEAD, notice_id=notice_id)
    story.wrongly(HalfAQuietTime, SetHabits, HEAD, quiet_from="22:00")
    story.send(SetHabits, HEAD, channels=tuple(NoticeChannel))


def _given(story: "Story") -> UUID:
    latest = story.look_up(ConflictCase, story.case_id).version
    event = f"{story.case_id}@{latest}"
    return story.send(
        GiveNotice,
        MACHINE,
        notice_id=Notice.id_of(event, HEAD.id),
        person=HEAD.id,
        rule="latihan",
        event=event,
        about=story.case_id,
        about_case=story.case_id,
        region="",
        secrecy=Secrecy.OPEN,
        urgency=Urgency.URGENT,
        words="Menunggu Anda.",
        path=f"/kasus/{story.case_id}",
        reachable=(NoticeChannel.MAIL,),
    ).about
