"""A case's ends and beginnings on its page: what must be done to close it, what undid a closing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from uuid import UUID

from application.retention import retention_of
from domain.case_file import CaseFile, EndingPage, LetterPage
from domain.clocks import WaitKind
from domain.closing import Blockers, Check, letter_lacks
from domain.conflict_case import Stage
from domain.delivery import recipients_of
from domain.indonesian import local
from domain.letter import LetterState
from domain.letter_content import LetterContent
from domain.provisional_red import Red, Voice, missing
from domain.reopening import ReopenCase, ReopeningGround
from domain.report import Source
from domain.retention import BASIS
from domain.signing import SignatureKind, SigningState
from web import pages, words
from web.acts import Act, Blank, options
from web.desk import Desk
from web.door import Visitor
from web.words import People

REOPEN_CASE: Final = Act(
    "buka-kembali",
    ReopenCase,
    (
        Blank("ground", "Dasar", "radio", options=options(ReopeningGround)),
        Blank(
            "obligation_id",
            "Kewajiban yang dilanggar",
            "choice",
            required=False,
            hint="Wajib bila dasarnya pelanggaran kesepakatan.",
        ),
        Blank("evidence", "Bukti", hint="Misalnya: laporan Polsek 3 Maret, foto, saksi."),
        Blank("explanation", "Alasan", "text"),
    ),
    intro="Kasus kembali ke verifikasi. Penutupan yang lalu tetap tersimpan.",
    tone="danger",
)
ACTS: Final = {REOPEN_CASE.slug: REOPEN_CASE}
MOST_CASES: Final = 100
"""Other cases offered where a duplicate names one, the most pressing first."""


def reopening(file: CaseFile) -> Iterator[tuple[Act, str]]:
    """Offered wherever there is something to take up again."""
    if not in_force(file) and file.stage in (Stage.RESOLVE, Stage.CLOSED, Stage.REFUTED):
        yield REOPEN_CASE, ""


def in_force(file: CaseFile) -> str:
    """Why the case does not go back to verification, where an exceptional act holds it."""
    if file.state_in_force:
        return "Status Keadaan Konflik masih berlaku."
    return "Satgas belum mengakhiri tugasnya." if file.standing_task_forces else ""


def why_not_reopened(file: CaseFile) -> str:
    """The same, where the case could go back if it were not for that."""
    return in_force(file) if file.stage is Stage.RESOLVE else ""


def forward(file: CaseFile) -> Iterator[tuple[Act, str]]:
    """What a relapse asks for before anything else; its ground is filled in."""
    if file.settlement.relapse_told_by:
        for act, item in reopening(file):
            known = act.knowing({"ground": ReopeningGround.RELAPSE.value})
            yield replace(known, tone="primary"), item


def with_duties(file: CaseFile, act: Act) -> Act:
    """The form with the obligations of this case's agreements."""
    return act.with_options(
        "obligation_id",
        (
            pages.Option(value=str(duty.obligation_id), label=f"{duty.who}: {duty.what}"[:120])
            for talk in file.deliberations.values()
            for duty in talk.obligations.values()
        ),
    )


def with_other_cases(desk: Desk, visitor: Visitor, file: CaseFile, act: Act) -> Act:
    """The form of a verdict with the cases that this one may repeat."""
    name = desk.office.regions.name
    rows = desk.office.board.titles(reader=visitor.standing, actor=visitor.actor, limit=MOST_CASES)
    return act.with_options(
        "other_case",
        (
            pages.Option(
                value=str(row.case_id),
                label=f"{row.title} ({name(row.region)})",
            )
            for row in rows
            if row.case_id != file.case_id
        ),
    )


# -- the checklist -------------------------------------------------------------------------------


def standing(file: CaseFile, *, recovery: bool = True) -> Blockers:
    """What still stands in the way of closing, as the case and the register would say it.

    ``recovery``: whether open items of a recovery plan do, by the case's policy.
    """
    lacking = [(letter.letter_id, _lacks(letter)) for letter in file.letters.values()]
    return Blockers.of(
        {
            Check.MONITORING: any(
                each.wait.kind is WaitKind.MONITORING for each in file.waits.values()
            ),
            Check.VISITS: bool(file.settlement.visits_due),
            Check.CALM: not file.calm,
            Check.RELAPSE: bool(file.settlement.relapse_told_by),
            Check.TASKS: [each.task_id for each in file.open_tasks],
            Check.DELIBERATIONS: [each.deliberation_id for each in file.open_deliberations],
            Check.OBLIGATIONS: [each.obligation_id for each in file.unmet_obligations],
            Check.LETTER_OWED: file.letters_due > 0,
            **{
                check: [letter for letter, lacks in lacking if lacks is check]
                for check in (Check.DRAFTS, Check.UNSIGNED, Check.UNDELIVERED)
            },
            Check.STATE_OF_CONFLICT: [file.state_in_force.state_id] if file.state_in_force else [],
            Check.TASK_FORCES: [each.task_force_id for each in file.standing_task_forces],
            Check.PAUSED: [window for window, each in file.waits.items() if each.wait.pause],
            Check.RED: file.red_provisional,
            Check.RECOVERY: file.settlement.open_ids if recovery else [],
        }
    )


def _lacks(letter: LetterPage) -> Check | None:
    simulated = letter.paper is not None and letter.paper.kind is SignatureKind.SIMULATION
    signed = letter.signing is SigningState.SIGNED and not simulated
    content = letter.content.text
    return letter_lacks(
        letter.type,
        in_draft=letter.state.in_draft,
        void=letter.state is LetterState.VOID,
        signed=signed or letter.signed_on_paper is not None,
        sent=letter.state is LetterState.SENT,
        recipients=bool(content and recipients_of(LetterContent.model_validate_json(content))),
        deliveries=[line.state for line in letter.deliveries.values()],
    )


OF_A_MEMBER: Final = frozenset(
    {
        Check.TASKS,
        Check.OBLIGATIONS,
        Check.LETTER_OWED,
        Check.DRAFTS,
        Check.UNSIGNED,
        Check.UNDELIVERED,
        Check.STATE_OF_CONFLICT,
        Check.PAUSED,
        Check.RECOVERY,
    }
)
"""What goes on at a member; the rest was taken over by its lead."""


def tellers(desk: Desk, file: CaseFile) -> frozenset[UUID]:
    """Who told a report of the conflict, to this case or to one merged with it."""
    files = desk.office.files
    lead = files.of_case(file.lead) if file.lead else file
    together = (lead, *(files.of_case(each) for each in lead.members))
    return frozenset(each.reporter for one in together for each in one.reports.values())


def with_members(desk: Desk, file: CaseFile, *, recovery: bool = True) -> Blockers:
    """What stands in the way of closing a case and all that was merged into it.

    How much stands open at a member is counted for whoever closes the lead, readable or not.
    """
    found = {}
    for case_id in file.members:
        own = standing(desk.office.files.of_case(case_id), recovery=recovery).standing
        found[case_id] = Blockers(standing={c: own[c] for c in OF_A_MEMBER if c in own})
    return standing(file, recovery=recovery).with_members(found)


def checklist(file: CaseFile) -> tuple[pages.CheckLine, ...]:
    """Every line, done or not, with where to do it; only while the case is in recovery."""
    if file.stage is not Stage.RESOLVE:
        return ()
    found = standing(file).standing
    return tuple(
        pages.CheckLine(
            label=check.label,
            done=check not in found,
            standing=words.sentence(check.standing(len(found.get(check, ())))),
            links=tuple(_links(check, found.get(check, ()))),
        )
        for check in Check
    )


def members_checklist(desk: Desk, visitor: Visitor, file: CaseFile) -> tuple[pages.CheckLine, ...]:
    """A line for each case merged into this one, by its name for who may read it."""
    if file.stage is not Stage.RESOLVE:
        return ()
    left = with_members(desk, file).members
    return tuple(_member_line(desk, visitor, each, left.get(each)) for each in file.members)


def _member_line(
    desk: Desk, visitor: Visitor, case_id: UUID, left: Blockers | None
) -> pages.CheckLine:
    row = desk.office.board.row(case_id)
    readable = row is not None and desk.may_read(visitor, row.target)
    name = f"“{row.title}”" if row is not None and readable else case_id.hex[:8].upper()
    return pages.CheckLine(
        label=f"Tidak ada yang terbuka pada kasus anggota {name}",
        done=left is None,
        standing=f"Kasus anggota {name}: {', '.join(left.words())}" if left else "",
        links=(f"/kasus/{case_id}",) if readable else (),
    )


_WHERE = {
    Check.MONITORING: "#menunggu",
    Check.VISITS: "#catat-pemantauan",
    Check.CALM: "#catat-pemantauan",
    Check.RELAPSE: "#buka-kembali",
    Check.TASKS: "#tugas",
    Check.DELIBERATIONS: "#musyawarah",
    Check.OBLIGATIONS: "#musyawarah",
    Check.LETTER_OWED: "#naskah",
    Check.STATE_OF_CONFLICT: "#status-konflik",
    Check.TASK_FORCES: "#satgas",
    Check.PAUSED: "#menunggu",
    Check.RED: "#merah",
    Check.RECOVERY: "#pemulihan",
}


def _links(check: Check, items: tuple[UUID, ...]) -> Iterator[str]:
    if check in (Check.DRAFTS, Check.UNSIGNED, Check.UNDELIVERED):
        yield from (f"/naskah/{letter}" for letter in items)
    else:
        yield _WHERE[check]


# -- red, and what has ended ---------------------------------------------------------------------


def red_card(file: CaseFile, people: People) -> pages.RedCard | None:
    """How the case's red stands, who speaks for it, what it lacks."""
    red = file.red
    if red is None:
        return None
    provisional = red.state is Red.PROVISIONAL
    heard = file.heard if provisional else (red.confirmed_by or red.voices)
    said = ""
    if red.by is not None and red.state is Red.CONFIRMED:
        said = f"Terkonfirmasi oleh {red.by.label}."
    elif red.ended is not None:
        said = f"Berakhir: {red.ended.label}."
    return pages.RedCard(
        heading=red.state.label if red.state else "Merah tidak terkonfirmasi",
        provisional=provisional,
        since=words.when(red.raised_at, file.region).full,
        said=missing(file.heard) if provisional else said,
        voices=tuple(_voice(each, people) for each in heard),
    )


def _voice(voice: Voice, people: People) -> str:
    grade = f"{voice.source_grade.value}{voice.information_grade.value}"
    if voice.channel is not None:
        return f"Laporan {Source(voice.channel).label}, nilai {grade}"
    return f"{people.name(voice.person)} ({voice.unit}), nilai {grade}"


def endings(file: CaseFile, people: People) -> tuple[pages.EndingLine, ...]:
    """Every closure there was, and every reopening, the first ones first."""
    lines = [_ending(file, turn, each, people) for turn, each in enumerate(file.endings, start=1)]
    again = [each for each in file.reopenings if each.was is Stage.RESOLVE]
    lines += [
        pages.EndingLine(
            label="Kembali dari pemulihan",
            at=words.when(each.at, file.region).full,
            by=people.name(each.by),
            text=f"{each.ground.label}: {each.explanation} (bukti: {each.evidence})",
        )
        for each in again
    ]
    return tuple(lines)


def _ending(file: CaseFile, turn: int, ending: EndingPage, people: People) -> pages.EndingLine:
    undone = ending.reopened
    verdict = f" ({ending.verdict.label.lower()})" if ending.verdict else ""
    return pages.EndingLine(
        label=f"Penutupan ke-{turn}: {ending.stage.label}{verdict}",
        at=words.when(ending.at, file.region).full,
        by=people.name(ending.by),
        text=str(ending.outcome),
        url=f"/kasus/{ending.other_case}" if ending.other_case else "",
        undone=(
            f"Dibuka kembali {words.when(undone.at, file.region).full} oleh"
            f" {people.name(undone.by)}. {undone.ground.label}: {undone.explanation}"
            f" (bukti: {undone.evidence})"
        )
        if undone
        else "",
    )


def retention_card(desk: Desk, file: CaseFile) -> pages.RetentionCard | None:
    """How long the file is kept by the schedule in force, with the sum of it."""
    book, now = desk.office.register.policies(), desk.office.clock.now()
    today = local(now, file.region).date()
    found = retention_of(file, book.in_force_on(today, file.region)) if book else None
    if found is None:
        return None
    return pages.RetentionCard(
        until=words.day(found.until),
        due=found.due(today),
        basis=BASIS,
        lines=found.explanation,
    )
