"""The approver's desk: every decision that waits for one person, what expires first on top."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import COMMANDS
from domain.case_file import CaseFile, LetterPage, fold
from domain.clocks import WaitKind
from domain.draft import InitialLetter
from domain.kernel import Role
from domain.letter import ApproveLetter, LetterState
from domain.personal_data import ErasePersonalData, PersonalData
from domain.reading import is_noted
from domain.role_assignment import Capacity, DelegateRole
from domain.signing import SigningState, signing_role
from projections.clock_ledger import ClockLedger
from projections.letter_list import LetterRow
from projections.privacy_list import ASKED, PrivacyRow
from projections.work_list import WorkRow
from web import drawing, letter_life, sheets, words
from web.approval_pages import ApprovalLine, ApprovalsPage
from web.desk import Desk
from web.door import NotAllowed, Visitor
from web.live import APPROVALS

MOST: Final = 100
DECIDERS: Final = frozenset({Role.CASE_OFFICER, Role.SUPERVISOR, Role.GOVERNOR})
_LAST: Final = datetime.max.replace(tzinfo=UTC)

DECISIONS: Final = {
    WaitKind.ESCALATION_APPROVAL: ("Setujui atau tolak usul eskalasi", "#usul"),
    WaitKind.CLOCK_DECISION: ("Putuskan usul jeda atau perpanjangan", "/jam"),
    WaitKind.RECOVERY_APPROVAL: ("Setujui rencana pemulihan", "#pemulihan"),
    WaitKind.RELAPSE: ("Putuskan apakah konflik berulang", "#tindakan"),
    WaitKind.HANDOVER: ("Terima atau tolak penyerahan kasus", "#tindakan"),
}
"""Windows that end with a decision, and where on the case's pages its content stands."""

_Dated = tuple[datetime, ApprovalLine]


def routes(desk: Desk) -> APIRouter:
    """`/persetujuan` and `/persetujuan.csv`."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/persetujuan")
    def show(request: Request, visitor: coming_in) -> Response:
        _must_decide(visitor)
        desk.caught_up(request, visitor, ClockLedger.TABLE)
        live = desk.following(request, APPROVALS)
        return desk.show("approvals", _page(desk, visitor), live=live)

    @router.get("/persetujuan.csv")
    def sheet(visitor: coming_in) -> Response:
        _must_decide(visitor)
        return sheets.answer("persetujuan", _HEADINGS, _sheet_lines(waiting(desk, visitor)))

    return router


def _must_decide(visitor: Visitor) -> None:
    if visitor.role not in DECIDERS:
        raise NotAllowed("Daftar persetujuan untuk petugas, pimpinan, dan gubernur.")


def _page(desk: Desk, visitor: Visitor) -> ApprovalsPage:
    lines, standing = waiting(desk, visitor), visitor.standing
    own = standing.capacity is Capacity.DEFINITIVE
    return ApprovalsPage(
        frame=desk.frame(visitor, "/persetujuan"),
        title="Persetujuan",
        lines=tuple(lines[:MOST]),
        more=len(lines) > MOST,
        may_delegate=own and visitor.role in COMMANDS[DelegateRole],
        acting_for="" if own else f"Anda bertindak sebagai {standing.title} ({standing.basis}).",
    )


def waiting(
    desk: Desk, visitor: Visitor, asked: Iterable[WorkRow] | None = None
) -> list[ApprovalLine]:
    """All that waits for this visitor's decision; what expires first on top.

    ``asked``: the visitor's own work, for who has it at hand.
    """
    if asked is None:
        asked = desk.office.work.of_person(
            visitor.actor, {visitor.role}, reader=visitor.standing, actor=visitor.actor
        )
    found = [*_windows(desk, visitor, asked), *_letters(desk, visitor), *_erasures(desk, visitor)]
    return [line for _, line in sorted(found, key=lambda each: each[0])]


# -- what a clock runs for -------------------------------------------------------------------------


def _windows(desk: Desk, visitor: Visitor, asked: Iterable[WorkRow]) -> Iterator[_Dated]:
    for row in asked:
        matter = row.about or row.wait
        if matter in DECISIONS:
            yield row.due, _window_line(desk, row, *DECISIONS[matter])
    for row in desk.office.work.unanswered(
        WaitKind.ESCALATION_APPROVAL, visitor.role, reader=visitor.standing, actor=visitor.actor
    ):
        proposal = desk.office.files.of_case(row.row.id).proposal
        if proposal is not None and proposal.proposer != visitor.actor:
            yield row.due, _window_line(desk, row, *DECISIONS[row.wait])


def _window_line(desk: Desk, row: WorkRow, act: str, where: str) -> ApprovalLine:
    case, now = row.row, desk.office.clock.now()
    return ApprovalLine(
        act=act,
        url=f"/kasus/{case.id}{where}",
        subject=case.title,
        about=case.stage_label,
        region=desk.office.regions.full_name(case.region),
        since=words.when(row.explanation.starts, case.region).short,
        due=words.when(row.due, case.region, now),
        level=words.level(case.level),
        secrecy=case.secrecy.label if case.secrecy.rank > 1 else "",
        explained=words.sentence(row.explanation.explain()) + ".",
        basis=row.explanation.basis.label,
    )


# -- letters ---------------------------------------------------------------------------------------


def _letters(desk: Desk, visitor: Visitor) -> Iterator[_Dated]:
    """Drafts to initial or approve, numbered ones to sign."""
    letters, reader = desk.office.letters, visitor.standing
    rows = letters.waiting(reader, visitor.actor, limit=MOST)
    rows += letters.approved(reader)
    opened = _opened(desk, rows)
    for row in rows:
        file = opened.get(row.letter_id)
        act = _letter_act(visitor, row, file)
        if act:
            yield row.due or _LAST, _letter_line(desk, row, act, file)


def _opened(desk: Desk, rows: Sequence[LetterRow]) -> dict[UUID, CaseFile]:
    """The letters' own streams, folded."""
    streams = desk.office.log.of_streams([row.letter_id for row in rows]) if rows else {}
    return {letter: fold(events) for letter, events in streams.items() if events}


def _letter_act(visitor: Visitor, row: LetterRow, file: CaseFile | None) -> str:
    """What this visitor is to do with it; empty for nothing."""
    letter = file.letters.get(row.letter_id) if file else None
    if letter is None:
        return ""
    kind = row.type.label
    if letter.state is LetterState.APPROVED:
        return f"Tandatangani {kind}" if _to_sign(visitor, letter) else ""
    missing = letter.chain[len(letter.initialled) :]
    if not missing:
        return f"Setujui {kind}" if visitor.role in COMMANDS[ApproveLetter] else ""
    initialled = any(each.person == visitor.actor for each in letter.initialled)
    of_an_office = visitor.role in COMMANDS[InitialLetter] - {Role.GOVERNOR}
    if initialled or not of_an_office:  # paraf go upwards, to whoever signs
        return ""
    return f"Bubuhkan paraf {missing[0]} pada {kind}"


def _to_sign(visitor: Visitor, letter: LetterPage) -> bool:
    content = drawing.content_of(letter)
    unsigned = letter.signing is SigningState.NONE and letter.signed_on_paper is None
    return content is not None and unsigned and signing_role(content) is visitor.role


def _letter_line(desk: Desk, row: LetterRow, act: str, file: CaseFile | None) -> ApprovalLine:
    url, now = f"/naskah/{row.letter_id}", desk.office.clock.now()
    letter = file.letters[row.letter_id] if file else None
    changes = _changes(letter) if letter and not is_noted(row.secrecy, None) else 0
    said = f"Berubah pada {changes} alinea sejak terakhir dibaca" if changes else ""
    return ApprovalLine(
        act=act,
        url=url,
        subject=row.subject,
        about=f"Nomor {row.number}" if row.number else "",
        region=desk.office.regions.full_name(row.region),
        since=words.when(row.approved_at or row.drafted_at, row.region).short,
        due=words.when(row.due, row.region, now) if row.due else None,
        secrecy=row.secrecy.label if row.secrecy.rank > 1 else "",
        fingerprint=row.content_hash[:12],
        changed=said,
        changed_url=f"{url}#beda" if said else "",
    )


def _changes(letter: LetterPage) -> int:
    content = drawing.content_of(letter)
    return len(letter_life.changed_since_read(letter, content)) if content else 0


# -- personal data ---------------------------------------------------------------------------------


def _erasures(desk: Desk, visitor: Visitor) -> Iterator[_Dated]:
    if visitor.role not in COMMANDS[ErasePersonalData]:
        return
    for row in desk.office.privacy.rows(visitor.standing):
        dossier = (
            desk.office.register.load(PersonalData, row.stream) if row.state == ASKED else None
        )
        if dossier is not None and dossier.requester != visitor.actor:
            yield _LAST, _erasure_line(desk, row)


def _erasure_line(desk: Desk, row: PrivacyRow) -> ApprovalLine:
    return ApprovalLine(
        act="Putuskan usul pemusnahan data pribadi",
        url=f"/privasi/{row.stream}",
        subject=row.kind.label,
        about=row.basis.label if row.basis else "",
        region=desk.office.regions.full_name(row.region),
        since=words.when(row.changed_at, row.region).short,
        secrecy=row.secrecy.label if row.secrecy.rank > 1 else "",
    )


# -- as a sheet ------------------------------------------------------------------------------------

_HEADINGS: Final = (
    "Keputusan", "Tentang", "Keterangan", "Wilayah", "Sejak", "Batas waktu", "Sidik isi", "Alamat",
)  # fmt: skip


def _sheet_lines(lines: Sequence[ApprovalLine]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        yield (
            line.act,
            line.subject,
            line.about,
            line.region,
            line.since,
            line.due.full if line.due else "",
            line.fingerprint,
            line.url,
        )
