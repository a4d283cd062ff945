"""The case desk: where a case stands, what it waits for, what may be done now."""

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import READERS
from domain.case_file import CaseFile
from domain.case_ownership import outranked
from domain.conflict_case import Proposal, Stage
from domain.kernel import Role
from domain.policy import STRICT, Policy, Readings
from domain.redline import redline
from projections.letter_press import set_aside
from web import (
    acts,
    candidates,
    drawing,
    exceptional,
    fields,
    filing,
    forkopimda,
    handing,
    life,
    merging,
    pages,
    playbooks,
    settlement,
    words,
)
from web.acts import Act, Attempt, Table
from web.desk import Desk, Done
from web.door import Form, NotHere, Visitor, read_form
from web.drawing import Trace
from web.words import People

MOST_MOMENTS = 50
"""Moments of a case's way that its page tells at first."""
WHOLE = "semua"
MOST_CHOICES = 100
"""Other cases offered where a contagion is linked, the most pressing first."""


def routes(desk: Desk) -> APIRouter:
    """`/kasus/{id}` and its acts."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]

    @router.get("/kasus/{case_id}")
    def show(
        case_id: UUID, request: Request, visitor: coming_in, jejak: str = "", alur: str = ""
    ) -> Response:
        live = desk.following(request, f"kasus:{case_id}")
        file = desk.case(visitor, case_id)
        trace = Trace(jejak) if jejak in list(Trace) else None
        notice = desk.notice(request, visitor, file)
        whole = alur == WHOLE
        page = case_page(desk, visitor, file, notice=notice, trace=trace, whole=whole)
        return desk.show("case", page, live=live)

    @router.post("/kasus/{case_id}/{slug}")
    def act(
        case_id: UUID,
        slug: str,
        form: Annotated[Form, Depends(read_form)],
        visitor: coming_in,
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        file = desk.case(visitor, case_id)
        known = acts.CASE_ACTS | exceptional.ACTS | settlement.ACTS | life.ACTS | handing.ACTS
        known |= {forkopimda.SEND.slug: forkopimda.SEND}
        chosen = known.get(slug)
        if chosen is None:
            raise NotHere
        item = form.get("item") if chosen.item else ""
        done = desk.carry_out(
            visitor,
            chosen,
            form,
            region=file.region,
            given=_given(chosen, file, item, form),
            item=item,
        )
        if isinstance(done, Done):
            asked = chosen is acts.REQUEST_LETTER
            url = f"/naskah/{done.outcome.about}" if asked else f"/kasus/{case_id}"
            return desk.onward(url, done.outcome)
        page = case_page(desk, visitor, desk.case(visitor, case_id), done.attempt)
        return desk.show("case", page, done.status)

    return router


def _given(act: Act, file: CaseFile, item: str, form: Form) -> dict[str, object]:
    """What an act on this case is about; NotHere for an item that is none of this case's."""
    given: dict[str, object] = {}
    if "case_id" in act.command.model_fields:
        given["case_id"] = file.case_id
    if "content_hash" in act.command.model_fields:
        given["content_hash"] = form.get("content_hash")
    match act.item:
        case "task_id":
            given["task_id"] = _one_of(file.tasks, item)
        case "deliberation_id":
            given["deliberation_id"] = _one_of(file.deliberations, item)
        case "obligation_id":
            talks = {
                obligation: talk
                for talk, drawn in file.deliberations.items()
                for obligation in drawn.obligations
            }
            given["obligation_id"] = _one_of(talks, item)
            given["deliberation_id"] = talks[UUID(item)]
        case "state_id":
            given["state_id"] = _one_of(file.states, item)
        case "task_force_id":
            given["task_force_id"] = _one_of(file.task_forces, item)
        case "measure_id" | "request_id":
            states = {
                each: state.state_id
                for state in file.states.values()
                for each in (*state.measures, *state.requests)
            }
            given[act.item] = _one_of(states, item)
            given["state_id"] = states[UUID(item)]
        case "link_id":
            given["link_id"] = _one_of(file.links, item)
        case "plan_id" | "item_id":
            given |= settlement.given(act, file, item)
        case _:
            pass
    return given


def _one_of(known: Container[UUID], item: str) -> UUID:
    try:
        wanted = UUID(item)
    except ValueError:
        raise NotHere from None
    if wanted not in known:
        raise NotHere
    return wanted


# -- the page ------------------------------------------------------------------------------------


def case_page(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    attempt: Attempt | None = None,
    notice: pages.Notice | None = None,
    trace: Trace | None = None,
    *,
    whole: bool = False,
) -> pages.CasePage:
    """The page of a case for one reader; of a long way only the last, unless asked for whole."""
    office, url = desk.office, f"/kasus/{file.case_id}"
    people = People(office, visitor, words.persons_of(file))
    people.protect(file)
    table = Table(
        path=url,
        region=file.region,
        csrf=visitor.csrf,
        position=file.position,
        attempt=attempt,
    )
    drawn = _drawn_acts(desk, visitor, file, table, people)
    each, one = partial(fields.trailed, visitor, file), partial(fields.one, visitor, file)
    members = merging.members_of(desk, visitor, file)
    staff, reads_all = visitor.role is not Role.LIAISON, visitor.role in READERS
    letters = {
        name: letter
        for name, letter in file.letters.items()
        if staff and desk.may_read_letter(visitor, file, letter)
    }
    most = None if whole else MOST_MOMENTS
    timeline = _timeline(desk, visitor, file, people, trace, most and most + 1)
    return pages.CasePage(
        frame=desk.frame(visitor),
        title=str(file.title),
        notice=notice or _trouble(attempt) or _not_drafted(desk, file),
        url=url,
        history_url=f"{url}/riwayat" if reads_all else "",
        trails=_trails(visitor, file),
        level=words.level(file.level, provisional=file.red_provisional),
        stage=file.stage.label,
        steps=drawing.steps(file),
        region=office.regions.full_name(file.region),
        facts=_facts(visitor, file, people),
        secrecy=file.secrecy.label,
        secret=file.secrecy.rank > 1,
        waits=words.waits(office, visitor, file, people),
        acts=drawn,
        not_yet=tuple(_not_yet(desk, visitor, file)),
        proposal=one(("last_proposal",), _proposal(visitor, file, people)),
        summary=str(file.summary) if file.summary else "",
        outcome=str(file.outcome) if file.outcome else "",
        tasks=each(("tasks",), _tasks(desk, visitor, file, people, table), file.tasks),
        talks=each(
            ("deliberations",),
            (
                settlement.talk_card(desk, file, talk, visitor, table, people)
                for talk in file.deliberations.values()
            ),
            file.deliberations,
        ),
        court=one(("settlement", "court"), settlement.court_card(file, court))
        if (court := file.settlement.court)
        else None,
        plans=each(
            ("settlement", "plans"),
            (
                settlement.plan_card(desk, file, plan, visitor, table)
                for plan in file.settlement.plans.values()
            ),
            file.settlement.plans,
        ),
        links=each(("links",), _links(desk, visitor, file, table), file.links),
        states=each(
            ("states",),
            (exceptional.state_card(file, state, visitor, table) for state in file.states.values()),
            file.states,
        ),
        task_forces=each(
            ("task_forces",),
            (exceptional.task_force_card(file, force) for force in file.task_forces.values()),
            file.task_forces,
        ),
        letters=each(
            ("letters",),
            (drawing.letter_card(office, file, letter) for letter in letters.values()),
            letters,
        ),
        files=_files(visitor, file, filing.panel(file, people, table, visitor, url)),
        report=one(
            ("reports", file.report.report_id),
            drawing.report_body(office, file.report, people, over=not file.stage.open),
        )
        if file.report
        else None,
        timeline=timeline[:most],
        timeline_url=_whole_way(url, trace) if most and len(timeline) > most else "",
        lead=merging.lead_of(desk, visitor, file),
        members=each(
            ("members",),
            (merging.member_card(desk, visitor, member) for member in members),
            (member.case_id for member in members),
        ),
        attributed=merging.attributed_to(file) if reads_all else (),
        merging_url=f"{url}/gabungan" if reads_all else "",
        packs=forkopimda.cards(desk, visitor, file, people),
        traces=drawing.traces(file, url, trace),
        joined=each(
            ("reports",),
            (
                drawing.report_body(desk.office, report, people, over=not file.stage.open)
                for report in file.joined
            ),
            (report.report_id for report in file.joined),
        ),
        candidates=candidates.of_case(desk, visitor, file) if file.stage.open else (),
        clocks_url=f"{url}/jam" if reads_all else "",
        stuck=len(file.stuck(office.clock.now())),
        red=one(("red",), life.red_card(file, people)) if staff else None,
        checklist=life.checklist(file) + life.members_checklist(desk, visitor, file)
        if staff
        else (),
        endings=_endings(visitor, file, people) if staff else (),
        playbooks=playbooks.cards(desk, file) if reads_all else (),
        retention=life.retention_card(desk, file) if staff else None,
        read_only=_read_only(visitor, file, drawn),
    )


def _timeline(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    people: People,
    trace: Trace | None,
    most: int | None,
) -> tuple[pages.TimelineGroup, ...]:
    events_at = f"/kasus/{file.case_id}/riwayat" if visitor.role in READERS else ""
    own = drawing.timeline(file, people, only=trace, events_at=events_at, most=most)
    return merging.together(desk, visitor, file, own, trace, most)


def _whole_way(url: str, trace: Trace | None) -> str:
    only = f"jejak={trace.value}&" if trace else ""
    return f"{url}?{only}alur={WHOLE}#riwayat"


def _trouble(attempt: Attempt | None) -> pages.Notice | None:
    """Says at the head of the page that a form below needs a look."""
    if attempt is None:
        return None
    anchor = f"#{attempt.act.slug}-{attempt.item}" if attempt.item else f"#{attempt.act.slug}"
    title = attempt.act.command.TITLE
    if attempt.errors:
        text = f"“{title}” belum terkirim: ada isian yang perlu diperbaiki."
    else:
        text = f"“{title}” belum tercatat. {attempt.refused.message if attempt.refused else ''}"
    return pages.Notice(text=text, tone="bad", link=anchor, link_text="Ke isiannya")


def _not_drafted(desk: Desk, file: CaseFile) -> pages.Notice | None:
    """That a letter the case called for could not be written, and what it lacks."""
    if file.case_id is None or not (why := set_aside(desk.office.datastore, file.case_id)):
        return None
    return pages.Notice(text=f"Naskah belum dapat disusun: {' '.join(why)}", tone="bad")


def _trails(visitor: Visitor, file: CaseFile) -> dict[str, str]:
    """The ways to the events that set what the page says once."""
    return {name: words.trail(visitor, file, name) for name in SAID_ONCE}


SAID_ONCE: Final = ("title", "level", "stage", "region", "secrecy", "summary", "outcome", "lead")


def _files(visitor: Visitor, file: CaseFile, panel: pages.AttachmentPanel) -> pages.AttachmentPanel:
    """The attachments in the order of the file, each with its history."""
    cards = fields.trailed(visitor, file, ("attachments",), panel.cards, range(len(panel.cards)))
    return panel.model_copy(update={"cards": cards})


def _endings(visitor: Visitor, file: CaseFile, people: People) -> tuple[pages.EndingLine, ...]:
    """Closures first, then the times the case came back without having been closed."""
    back = [n for n, each in enumerate(file.reopenings) if each.was is Stage.RESOLVE]
    places = [f"endings.{n}" for n in range(len(file.endings))]
    places += [f"reopenings.{n}" for n in back]
    return fields.trailed(visitor, file, (), life.endings(file, people), places)


def _facts(visitor: Visitor, file: CaseFile, people: People) -> tuple[pages.Fact, ...]:
    lines = [
        ("officer", "Petugas", people.name(file.officer)),
        ("theme", "Tema", file.theme),
        (
            "conflict_source",
            "Sumber konflik",
            file.conflict_source.label if file.conflict_source else "-",
        ),
        ("parties", "Para pihak", "; ".join(map(str, file.parties)) or "-"),
        ("verified", "Terverifikasi", "ya" if file.verified else "belum"),
    ]
    lines += [("offer", *each) for each in handing.offer_line(file, people)]
    if file.corrections:
        corrected = dict.fromkeys(each.label for each in file.corrections)
        lines.append(("corrections", "Dikoreksi", ", ".join(corrected)))
    state = file.state_in_force
    if state and state.last_day:
        until = f"berlaku sampai dengan {words.day(state.last_day)}"
        lines.append((f"states.{state.state_id}", "Status Keadaan Konflik", until))
    if file.escalation:
        lines.append(("escalation", "Eskalasi", f"tingkat {file.escalation.label}"))
    lines += [("owner", *each) for each in handing.owner_line(file)]
    if file.verdict:
        lines.append(("verdict", "Kesimpulan", file.verdict.label))
    lines.append(("policy", "Kebijakan", file.policy))
    return tuple(
        pages.Fact(label=label, text=text, trail=words.trail(visitor, file, place))
        for place, label, text in lines
    )


def _read_only(visitor: Visitor, file: CaseFile, drawn: tuple[pages.ActForm, ...]) -> str:
    if outranked(file.owner, visitor.standing.region):
        return "Kasus ini diputuskan kantor yang lebih tinggi; Anda membaca dan melaporkan."
    if visitor.role is Role.AUDITOR:
        return "Anda membaca saja; peran ini tidak mengubah kasus."
    if visitor.role is Role.GOVERNOR and not drawn:
        return "Saat ini tidak ada keputusan yang menunggu gubernur."
    if visitor.role is Role.LIAISON:
        return "Tugas Anda dijawab dari halaman Tugas."
    return ""


def _proposal(visitor: Visitor, file: CaseFile, people: People) -> pages.ProposalCard | None:
    if file.proposal is None:
        return None
    return pages.ProposalCard(
        level=file.proposal.level.label,
        grounds=str(file.proposal.grounds),
        asked_for=str(file.proposal.asked_for),
        proposer=people.name(file.proposal.proposer),
        mine=file.proposal.proposer == visitor.actor,
        fingerprint=file.proposal.content_hash[:12],
        declined_because=str(file.declined[1]) if file.declined else "",
        changes=redline(_says(file.declined[0]), _says(file.proposal)) if file.declined else (),
    )


def _says(proposal: Proposal) -> tuple[str, ...]:
    return (
        f"Tingkat {proposal.level.label}",
        *str(proposal.grounds).split("\n"),
        *str(proposal.asked_for).split("\n"),
    )


def _tasks(
    desk: Desk, visitor: Visitor, file: CaseFile, people: People, table: Table
) -> tuple[pages.TaskCard, ...]:
    may = visitor.role in acts.WITHDRAW_TASK.roles and file.stage.open
    corrects = visitor.role in acts.CORRECT_FINDING.roles
    return tuple(
        drawing.task_card(
            desk.office,
            file,
            task,
            people,
            acts=tuple(
                table.draw(act, item=str(task.task_id))
                for act, offered in (
                    (acts.WITHDRAW_TASK, may and task.state.open),
                    (acts.CORRECT_FINDING, corrects and task.finding is not None),
                )
                if offered
            ),
        )
        for task in file.tasks.values()
    )


# -- what may be done now ------------------------------------------------------------------------


def _drawn_acts(
    desk: Desk, visitor: Visitor, file: CaseFile, table: Table, people: People
) -> tuple[pages.ActForm, ...]:
    now = desk.office.clock.now()
    wanted = (
        *_allowed(desk, visitor, file),
        *(_besides(desk, file, now) if file.lead is None else ()),
        *forkopimda.allowed(desk, file),
        *handing.allowed(desk, visitor, file),
    )
    allowed = [
        each
        for each in wanted
        if visitor.role in each[0].roles and not handing.decided_above(visitor, file, each[0])
    ]
    back = table.attempt
    held = back is not None and visitor.role in back.act.roles
    if back and held and back.act.slug != filing.ATTACH.slug and _left_over(file, back, allowed):
        allowed.insert(0, (back.act, back.item))
    seen = file.proposal.content_hash if file.proposal else ""
    return tuple(
        table.draw(
            _with_choices(desk, visitor, file, act, people, item),
            item=item,
            hidden=(("content_hash", seen),) if "content_hash" in act.command.model_fields else (),
        )
        for act, item in allowed
    )


def _left_over(file: CaseFile, back: Attempt, allowed: list[tuple[Act, str]]) -> bool:
    """Whether a form came back whose own place on the page has gone meanwhile."""
    if back.act in settlement.IN_CARDS or any(back.concerns(act, item) for act, item in allowed):
        return False
    in_cards = {task.task_id for task in file.open_tasks}
    in_cards |= {each.obligation_id for each in file.unmet_obligations}
    in_cards |= file.links.keys() | exceptional.items_in_cards(file)
    return not back.item or UUID(back.item) not in in_cards


def _readings(desk: Desk, file: CaseFile) -> Readings:
    """How the office reads what is doubtful, by the policy the case is pinned to."""
    policy = _policy(desk, file)
    return policy.readings if policy else STRICT


def _policy(desk: Desk, file: CaseFile) -> Policy | None:
    """The policy the case is pinned to."""
    book = desk.office.register.policies()
    return book.versions.get(file.policy) if book else None


def _besides(desk: Desk, file: CaseFile, now: datetime) -> Iterator[tuple[Act, str]]:
    """The court, recovery, and the exceptional acts."""
    yield from settlement.allowed(file)
    yield from exceptional.allowed(file, _readings(desk, file), now)


def _allowed(desk: Desk, visitor: Visitor, file: CaseFile) -> Iterator[tuple[Act, str]]:
    """What moves the case on, then what is written about it or set right; that at any time.

    A case merged into another is acted on at its lead.
    """
    if file.lead is not None:
        return
    yield from _moving(desk, visitor, file)
    yield acts.REQUEST_LETTER, ""
    if file.summary is not None:
        yield acts.CORRECT_SUMMARY, ""


def _moving(desk: Desk, visitor: Visitor, file: CaseFile) -> Iterator[tuple[Act, str]]:
    """The acts on the case that its state allows now and what each is about; likeliest first.

    One that stands out from the others is the next step; where there is a choice, none does.
    """
    told = visitor.actor in life.tellers(desk, file)
    if file.proposal and file.proposal.proposer != visitor.actor:
        yield acts.APPROVE_ESCALATION, ""
        yield acts.DECLINE_ESCALATION, ""
    match file.stage:
        case Stage.VERIFY if not file.verified:
            if file.found and not told:
                yield acts.VERIFY_CASE, ""
        case Stage.VERIFY | Stage.ESCALATE | Stage.MEDIATE:
            yield from _handling(desk, file)
        case Stage.RESOLVE:
            relapse = tuple(life.forward(file))
            yield from relapse
            yield from _recovering(desk, visitor, file)
            if not relapse:
                yield from life.reopening(file)
        case _:
            yield from life.reopening(file)
            return
    first = file.stage is Stage.VERIFY and not file.tasks
    yield (replace(acts.ASSIGN_TASK, tone="primary") if first else acts.ASSIGN_TASK), ""
    yield acts.CHANGE_LEVEL, ""
    yield acts.LINK_CONTAGION, ""
    if file.stage is Stage.VERIFY and not told:
        yield acts.REFUTE_CASE, ""


def _handling(desk: Desk, file: CaseFile) -> Iterator[tuple[Act, str]]:
    """What is done about a verified case: hand it up, bring the parties together, recover."""
    mediating, free = file.stage is Stage.MEDIATE, file.proposal is None
    if file.settlement.before_the_court:
        return
    settled = free and not file.open_deliberations
    for talk in settlement.sessions_over(file, desk.office.clock.now()):
        yield acts.RECORD_SESSION, str(talk.deliberation_id)
    if mediating and settled and (file.agreed or file.settlement.court_decided):
        yield replace(acts.BEGIN_RECOVERY, tone="primary"), ""
    escalated, rungs = file.stage is Stage.ESCALATE, handing.proposable(file)
    if free and not escalated:
        yield acts.PROPOSE_ESCALATION.with_options("level", rungs), ""
    if settled:
        yield acts.SCHEDULE_DELIBERATION, ""
    if settled and not mediating:
        yield acts.BEGIN_RECOVERY, ""
    if free and escalated and rungs:
        yield acts.PROPOSE_ESCALATION.with_options("level", rungs), ""


def _recovering(desk: Desk, visitor: Visitor, file: CaseFile) -> Iterator[tuple[Act, str]]:
    """Watching over the calm, and closing once nothing stands in the way."""
    told_by = file.settlement.relapse_told_by
    if told_by and visitor.actor not in {file.officer, *told_by}:
        yield settlement.DENY_RELAPSE, ""
    ready = not life.with_members(desk, file, recovery=_recovery_blocks(desk, file))
    if ready:
        yield acts.CLOSE_CASE, ""
    other = ready or told_by
    yield (replace(acts.RECORD_MONITORING, tone="plain") if other else acts.RECORD_MONITORING), ""


def _not_yet(desk: Desk, visitor: Visitor, file: CaseFile) -> Iterator[pages.NotYet]:
    """The next acts of this role that something still stands in the way of."""
    if file.lead is not None:
        return
    stage, mediating = file.stage, file.stage is Stage.MEDIATE and not file.proposal
    standing = life.with_members(desk, file, recovery=_recovery_blocks(desk, file)).words()
    obstacles = (
        (acts.VERIFY_CASE, _why_not_verified(desk, visitor, file)),
        (
            acts.PROPOSE_ESCALATION,
            "Usul sebelumnya masih menunggu pimpinan." if file.proposal else "",
        ),
        (
            acts.RECORD_SESSION,
            "Waktu sidangnya belum tiba."
            if file.open_deliberations
            and not settlement.sessions_over(file, desk.office.clock.now())
            else "",
        ),
        (
            acts.BEGIN_RECOVERY,
            _why_no_recovery(file) if mediating else "",
        ),
        (
            acts.CLOSE_CASE,
            words.sentence("; ".join(standing)) + "."
            if stage is Stage.RESOLVE and standing
            else "",
        ),
        (life.REOPEN_CASE, life.why_not_reopened(file)),
        *exceptional.not_yet(file, _readings(desk, file)),
    )
    for act, why in obstacles:
        if why and visitor.role in act.roles:
            yield pages.NotYet(label=act.command.TITLE, why=why)


def _why_no_recovery(file: CaseFile) -> str:
    if file.settlement.before_the_court:
        return "Perkaranya sedang diperiksa pengadilan."
    if file.settlement.court_decided:
        return ""
    if file.open_deliberations:
        return "Musyawarah belum selesai; catat dahulu hasilnya."
    return "" if file.agreed else "Belum ada kesepakatan dalam musyawarah."


def _why_not_verified(desk: Desk, visitor: Visitor, file: CaseFile) -> str:
    if file.stage is not Stage.VERIFY or file.verified:
        return ""
    if visitor.actor in life.tellers(desk, file):
        return "Anda yang melaporkan; petugas lain yang memverifikasi."
    if not file.found:
        return "Perlu hasil satu tugas verifikasi: beri tugasnya, lalu tunggu laporannya."
    return ""


def _recovery_blocks(desk: Desk, file: CaseFile) -> bool:
    """Whether the policy lets open items of a recovery plan stand in the way of closing."""
    policy = _policy(desk, file)
    return policy is None or policy.settlement.recovery_blocks_closing


def _with_choices(
    desk: Desk, visitor: Visitor, file: CaseFile, act: Act, people: People, item: str
) -> Act:
    """An act's form with the choices only this case and this reader have."""
    match act.slug:
        case acts.ASSIGN_TASK.slug:
            return _with_liaisons(desk, file, act)
        case acts.REFUTE_CASE.slug:
            return life.with_other_cases(desk, visitor, file, act)
        case life.REOPEN_CASE.slug:
            return life.with_duties(file, act)
        case acts.CHANGE_LEVEL.slug:
            return act.with_options("evidence", _calmed(file, people))
        case acts.LINK_CONTAGION.slug:
            known = act.with_options("other_case", _other_cases(desk, visitor, file))
            return known.with_options("region", _regions_around(desk))
        case _:
            return settlement.with_choices(desk, file, act, item)


def _with_liaisons(desk: Desk, file: CaseFile, act: Act) -> Act:
    """A task's form, with the liaisons who may be asked; last, those who told it themselves."""
    held = [
        (account, standing)
        for account, standing in desk.office.accounts.holders(Role.LIAISON, file.region)
        if standing.clearance.rank >= file.secrecy.rank
        and (file.compartment is None or file.compartment in standing.compartments)
    ]
    told = life.tellers(desk, file)
    options = [
        pages.Option(
            value=str(account.actor),
            label=f"{account.name}, {standing.unit}"
            + (" (pelapor, bukan untuk verifikasi)" if account.actor in told else ""),
        )
        for account, standing in sorted(held, key=lambda each: each[0].actor in told)
    ]
    filled = act.with_options("chain", options)
    if options:
        return filled
    return replace(filled, intro="Belum ada penghubung yang dapat ditanya di wilayah ini.")


def _calmed(file: CaseFile, people: People) -> Iterator[pages.Option]:
    """The results on which the level may be lowered."""
    for result in file.calmed:
        task, talk = file.tasks.get(result), file.deliberations.get(result)
        if task and task.reported_at:
            at = words.when(task.reported_at, file.region).short
            yield pages.Option(
                value=str(result), label=f"{task.kind.label}, {people.name(task.holder)}, {at}"
            )
        elif talk:
            at = words.when(talk.session_at, file.region).short
            yield pages.Option(value=str(result), label=f"Kesepakatan {talk.track.label}, {at}")


def _other_cases(desk: Desk, visitor: Visitor, file: CaseFile) -> Iterator[pages.Option]:
    rows = desk.office.board.titles(
        reader=visitor.standing, actor=visitor.actor, open_only=True, limit=MOST_CHOICES
    )
    for row in rows:
        if row.case_id != file.case_id:
            where = desk.office.regions.name(row.region)
            yield pages.Option(value=str(row.case_id), label=f"{row.title} ({where})")


def _regions_around(desk: Desk) -> Iterator[pages.Option]:
    """The regencies of this province, then every province."""
    regions = desk.office.regions
    for code in (*regions.children(desk.office.region), *regions.children("")):
        yield pages.Option(value=code, label=regions.name(code))


def _links(
    desk: Desk, visitor: Visitor, file: CaseFile, table: Table
) -> tuple[pages.ContagionLine, ...]:
    """Where the issue came from and where it spreads; the other case only for who may read it."""
    may = visitor.role in acts.UNLINK_CONTAGION.roles
    lines = []
    for link in file.links.values():
        other = desk.office.board.row(link.other_case) if link.other_case else None
        known = other is not None and desk.may_read_row(visitor, other)
        lines.append(
            pages.ContagionLine(
                direction=link.direction.label,
                region=desk.office.regions.full_name(link.region),
                title=other.title if other and known else "",
                url=f"/kasus/{link.other_case}" if known else "",
                note=str(link.note),
                acts=(table.draw(acts.UNLINK_CONTAGION, item=str(link.link_id)),) if may else (),
            )
        )
    return tuple(lines)
