"""What may be done to the clocks of a case: each form, who gets it, and what it is about."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from domain.case_file import CaseFile
from domain.clock_acts import (
    ApproveClockChange,
    ClockChange,
    ClockProposal,
    DeclineClockChange,
    ProposeClockChange,
    ResumeClock,
)
from domain.clocks import WaitKind
from domain.snooze import OF_A_SNOOZE, EndSnooze, SnoozeCase
from domain.stuck import AttendToWindow, Remedy
from web import pages, words
from web.acts import Act, Blank, Table, options
from web.door import Form, NotHere, Visitor
from web.pages import ActedOn, Option
from web.words import People

T = TypeVar("T")

PROPOSE: Final = Act(
    "usul-jam",
    ProposeClockChange,
    (
        Blank("change", "Yang diusulkan", "radio", options=options(ClockChange), given="jeda"),
        Blank(
            "deadline_id",
            "Batas waktu",
            "choice",
            required=False,
            hint="Untuk jeda boleh kosong: semua batas waktu kasus yang dapat dijeda.",
        ),
        Blank(
            "until",
            "Jeda sampai",
            "moment",
            required=False,
            half=True,
            hint="Hanya untuk jeda; kosong berarti selama yang dibolehkan kebijakan.",
        ),
        Blank(
            "longer_by",
            "Diperpanjang selama",
            required=False,
            half=True,
            hint="Hanya untuk perpanjangan, misalnya: 3 hari kerja, 2 hari, 12 jam.",
        ),
        Blank("legal_basis", "Dasar", hint="Misalnya: SOP 2026-1 bagian 4, atau nomor surat."),
        Blank("explanation", "Mengapa", "text", rows=3),
        Blank("evidence", "Bukti", required=False, hint="Nomor naskah atau berkas yang mendasari."),
    ),
    intro="Orang kedua yang memutuskan. Batas waktu menurut peraturan tidak dapat dijeda.",
)
APPROVE: Final = Act("setujui-jam", ApproveClockChange, tone="primary", item="stream")
DECLINE: Final = Act(
    "tolak-jam",
    DeclineClockChange,
    (Blank("explanation", "Mengapa ditolak", "text", rows=2),),
    tone="danger",
    item="stream",
)
RESUME: Final = Act(
    "lanjutkan-jam",
    ResumeClock,
    (Blank("explanation", "Mengapa dilanjutkan sekarang", "text", rows=2),),
    intro="Batas waktu bergeser sebanyak yang sudah dijeda.",
    item="pause_id",
)
SNOOZE: Final = Act(
    "ingatkan",
    SnoozeCase,
    (
        Blank("until", "Diajukan kembali pada", "date", half=True),
        Blank("explanation", "Untuk apa", "text", rows=2),
    ),
    intro="Kasus muncul di daftar kerja Anda saat kantor buka pada tanggal itu, atau pada hari"
    " kerja berikutnya.",
    fresh="snooze_id",
)
END_SNOOZE: Final = Act("selesai-ingat", EndSnooze, item="snooze_id")
ATTEND: Final = Act(
    "tangani",
    AttendToWindow,
    (
        Blank("remedy", "Yang dilakukan", "radio", options=options(Remedy), given=Remedy.RETRY),
        Blank(
            "explanation",
            "Alasan",
            "text",
            required=False,
            rows=2,
            hint="Wajib bila akibatnya dilewati atau diganti.",
        ),
    ),
    intro="Batas waktu dicatat lewat tanpa jawaban, apa pun yang dipilih.",
    tone="primary",
    item="deadline_id",
)
ACTS: Final = {
    act.slug: act for act in (PROPOSE, APPROVE, DECLINE, RESUME, SNOOZE, END_SNOOZE, ATTEND)
}


def given(act: Act, file: CaseFile, form: Form) -> dict[str, object]:
    """What a form is about; NotHere for a window, proposal or pause that is none of this case's."""
    if act is SNOOZE:
        return {"case_id": file.case_id}
    if act is END_SNOOZE:
        _find(file.snoozes, form.get("item"))
        return {"case_id": file.case_id, "snooze_id": form.get("item")}
    if act is ATTEND:
        named = form.get("item")
        return {"stream": _find(file.waits, named).stream, "deadline_id": named}
    if act is PROPOSE:
        named = form.get("deadline_id")
        return {"stream": _find(file.waits, named).stream if named else file.case_id}
    if act is RESUME:
        paused = {pause: stream for stream, pause in pauses(file)}
        return {"stream": _find(paused, form.get("item")), "pause_id": form.get("item")}
    _find(file.clock_proposals, form.get("item"))
    return {"stream": form.get("item"), "content_hash": form.get("content_hash")}


def _find(known: Mapping[UUID, T], named: str) -> T:
    try:
        return known[UUID(named)]
    except (ValueError, KeyError):
        raise NotHere from None


def pauses(file: CaseFile) -> Iterator[tuple[UUID, UUID]]:
    """Each pause that stands, once, with its stream."""
    standing = {
        (each.stream, each.wait.pause.pause_id): None
        for each in file.waits.values()
        if each.wait.pause is not None
    }
    yield from standing


def forms(file: CaseFile, visitor: Visitor, table: Table) -> tuple[pages.ActForm, ...]:
    """What this visitor may do to the clocks now."""
    return tuple(_forms(file, visitor, table))


def _forms(file: CaseFile, visitor: Visitor, table: Table) -> Iterator[pages.ActForm]:
    if visitor.role in PROPOSE.roles and (choices := tuple(_choices(file))):
        yield table.draw(PROPOSE.with_options("deadline_id", choices))
    if visitor.role in RESUME.roles:
        for _, pause_id in pauses(file):
            yield table.draw(RESUME, item=str(pause_id))
    if visitor.role in SNOOZE.roles and file.stage.open:
        yield table.draw(SNOOZE)


def stuck(
    file: CaseFile, visitor: Visitor, people: People, table: Table, now: datetime
) -> Iterator[ActedOn]:
    """What the machine did not get to, with the form of who may see to it."""
    for each in file.stuck(now):
        yield ActedOn(
            title=words.sentence(each.wait.words),
            tag=words.asked(each.wait, people),
            text=f"{words.when(each.wait.due, file.region, now).full} {words.NOT_NOTED}",
            note=each.wait.deadline.basis.label,
            acts=(table.draw(ATTEND, item=str(each.wait.deadline_id)),)
            if visitor.role in ATTEND.roles
            else (),
        )


def snoozes(file: CaseFile, visitor: Visitor, people: People, table: Table) -> Iterator[ActedOn]:
    """When the case comes back, to whom and why, with the form that ends it."""
    for each in file.waits.values():
        if each.wait.kind not in OF_A_SNOOZE:
            continue
        may = visitor.role in END_SNOOZE.roles
        woken = each.wait.kind is WaitKind.REVIEW
        until = words.when(each.wait.due, file.region).full
        yield ActedOn(
            title=f"Perlu ditinjau sebelum {until}" if woken else until,
            tag=words.asked(each.wait, people),
            text=str(file.snoozes[UUID(each.wait.item)]),
            note=each.wait.deadline.basis.citation,
            acts=(table.draw(END_SNOOZE, item=each.wait.item),) if may else (),
        )


def _choices(file: CaseFile) -> Iterable[Option]:
    for each in file.waits.values():
        wait = each.wait
        if wait.of_office and wait.pause is None:
            until = words.when(wait.due, file.region).full
            yield Option(
                value=str(wait.deadline_id), label=f"{words.sentence(wait.words)}, {until}"
            )


def proposals(
    file: CaseFile, visitor: Visitor, people: People, table: Table
) -> tuple[pages.ClockProposalCard, ...]:
    """What waits for a decision, with the forms of whoever may decide."""
    return tuple(
        pages.ClockProposalCard(
            title=_title(file, proposal),
            proposer=people.name(proposal.proposer),
            legal_basis=proposal.legal_basis,
            explanation=str(proposal.explanation),
            evidence=proposal.evidence or "",
            mine=proposal.proposer == visitor.actor,
            acts=tuple(
                table.draw(act, item=str(stream), hidden=(("content_hash", proposal.content_hash),))
                for act in (APPROVE, DECLINE)
                if visitor.role in act.roles and proposal.proposer != visitor.actor
            ),
        )
        for stream, proposal in file.clock_proposals.items()
    )


def _title(file: CaseFile, proposal: ClockProposal) -> str:
    window = file.waits.get(proposal.deadline_id) if proposal.deadline_id else None
    about = window.wait.words if window else "semua batas waktu yang dapat dijeda"
    if proposal.change is ClockChange.EXTENSION:
        return f"Perpanjangan {proposal.longer_by}: {about}"
    until = f" sampai {words.when(proposal.until, file.region).full}" if proposal.until else ""
    return f"Jeda{until}: {about}"
