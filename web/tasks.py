"""The field desk: tasks as a liaison sees them on a phone, and those passed to the supervisor."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from application.attaching import FilingRoom
from domain.access import COMMANDS, Target
from domain.agency import agency_of
from domain.case_file import CaseFile, TaskPage
from domain.field_task import IN_HAND, AssignTask, FieldTask, TaskKind, TaskState
from domain.kernel import Role
from projections.task_list import TaskList, TaskRow
from web import (
    acts,
    drawing,
    filing,
    filters,
    forkopimda,
    life,
    list_filters,
    pages,
    pictures,
    saved,
    sheets,
    task_acts,
    words,
)
from web.acts import Act, Attempt, Mistyped, Table
from web.desk import Desk, Done, NotDone
from web.door import Form, NotAllowed, NotHere, Visitor, read_story
from web.filters import Wanted
from web.list_filters import A_PAGE, OPEN
from web.live import TASKS
from web.words import People

_HERE = frozenset({Role.LIAISON, Role.SUPERVISOR, Role.CASE_OFFICER})
_GIVE = COMMANDS[AssignTask]
MOST_DONE = 10


def routes(desk: Desk) -> APIRouter:
    """`/tugas`, `/tugas/{id}` and its acts."""
    router = APIRouter()
    coming_in = Annotated[Visitor, Depends(desk.door.visitor)]
    room = FilingRoom(desk.office.register, largest=desk.office.largest_file)

    @router.get("/tugas")
    def index(request: Request, visitor: coming_in) -> Response:
        if visitor.role not in _HERE:
            raise NotAllowed("Halaman tugas untuk penghubung, petugas, dan pimpinan.")
        desk.caught_up(request, visitor, TaskList.TABLE)
        opening = saved.first(desk, visitor, "tugas", request.query_params)
        if opening is not None:
            return opening
        live = desk.following(request, TASKS)
        wanted = _wanted(desk, visitor, request)
        number = filters.page_number(request.query_params.get("halaman", "1"))
        page = _list_page(desk, visitor, wanted, number, limit=A_PAGE)
        return desk.show("tasks", page, live=live)

    @router.get("/tugas.csv")
    def sheet(request: Request, visitor: coming_in) -> Response:
        if visitor.role not in _HERE:
            raise NotAllowed("Halaman tugas untuk penghubung, petugas, dan pimpinan.")
        wanted = _wanted(desk, visitor, request)
        page = _list_page(desk, visitor, wanted, 1, limit=sheets.MOST_LINES)
        return sheets.answer("tugas", _HEADINGS, _lines(page))

    @router.get("/tugas/{task_id}")
    def show(task_id: UUID, request: Request, visitor: coming_in) -> Response:
        live = desk.following(request, f"tugas:{task_id}")
        file, task = task_for(desk, visitor, task_id)
        notice = desk.notice(request, visitor, file)
        page = task_page(desk, visitor, file, task, notice=notice)
        return desk.show("task", page, live=live)

    @router.post("/tugas/{task_id}/{slug}")
    def act(
        task_id: UUID,
        slug: str,
        form: Annotated[Form, Depends(read_story)],
        visitor: coming_in,
    ) -> Response:
        desk.door.must_be_ours(visitor, form)
        file, _ = task_for(desk, visitor, task_id)
        chosen = task_acts.TASK_ACTS.get(slug)
        if chosen is None:
            raise NotHere
        done = _carried_out(desk, room, visitor, chosen, form, file.region, task_id)
        if isinstance(done, Done):
            return desk.onward(f"/tugas/{task_id}", done.outcome)
        file, task = task_for(desk, visitor, task_id)
        page = task_page(desk, visitor, file, task, done.attempt)
        return desk.show("task", page, done.status)

    return router


def _carried_out(
    desk: Desk,
    room: FilingRoom,
    visitor: Visitor,
    act: Act,
    form: Form,
    region: str,
    task_id: UUID,
) -> Done | NotDone:
    """The act, and with it the pictures it came with: looked at before anything is written."""
    try:
        shown = list(pictures.looked_at(room, form))
    except Mistyped as mistake:
        return NotDone(Attempt(act, form, errors=mistake.errors), 422)
    done = desk.carry_out(visitor, act, form, region=region, given={"task_id": task_id})
    if isinstance(done, Done):
        pictures.attach(room, visitor, task_id, shown, "dari lapangan")
    return done


def task_for(desk: Desk, visitor: Visitor, task_id: UUID) -> tuple[CaseFile, TaskPage]:
    """A task and its case, for who may read it; NotHere otherwise."""
    case_id, file = desk.case_around(task_id)
    task = file.tasks.get(task_id)
    if task is None:
        raise NotHere
    asked = frozenset(task.chain[: task.link + 1]) | {task.holder}
    target = Target(
        region=file.region, secrecy=file.secrecy, liaisons=asked, compartment=file.compartment
    )
    desk.let_in(visitor, file, case_id, allowed=desk.may_read(visitor, target))
    return file, task


def _allowed(visitor: Visitor, task: TaskPage) -> Iterator[Act]:
    """What this person may do with this task now, the likeliest first."""
    mine = task.holder == visitor.actor
    asked = visitor.role is Role.SUPERVISOR and task.state is TaskState.WITH_SUPERVISOR
    police = task.kind is TaskKind.STOP_VIOLENCE
    if mine and task.state.in_hand:
        yield from _next_steps(task.state)
        yield task_acts.REPORT_WITH_PICTURES
        yield task_acts.REPORT_PROGRESS
    waiting = mine and task.state in (TaskState.WAITING, TaskState.WITH_SUPERVISOR)
    if waiting or (asked and not police):
        yield acts.ACKNOWLEDGE_TASK
        yield task_acts.ACCEPT_TASK
    if asked or (mine and task.state.open):
        yield task_acts.DELEGATE_TASK
    if mine and (task.state is TaskState.WAITING or task.state.in_hand):
        yield acts.DECLINE_TASK
    if task.state.open and not police:
        yield acts.WITHDRAW_TASK
    if task.finding is not None and (mine or visitor.role is not Role.LIAISON):
        yield acts.CORRECT_FINDING


def _next_steps(state: TaskState) -> Iterator[Act]:
    """The steps still ahead, the nearest first."""
    ahead = IN_HAND[IN_HAND.index(state) + 1 :]
    steps = {
        TaskState.ACCEPTED: task_acts.ACCEPT_TASK,
        TaskState.EN_ROUTE: task_acts.SET_OUT,
        TaskState.ON_SCENE: task_acts.ARRIVE,
    }
    yield from (steps[each] for each in ahead)


def _colleagues(desk: Desk, file: CaseFile, task: TaskPage) -> tuple[pages.Option, ...]:
    """Liaisons of the agency whose turn it is, who may know the case and did not tell it."""
    held = [
        (account, standing)
        for account, standing in desk.office.accounts.holders(Role.LIAISON, file.region)
        if standing.clearance.rank >= file.secrecy.rank
    ]
    told = life.tellers(desk, file) if task.kind.verifies else frozenset()
    theirs = next(
        (agency_of(standing.unit) for account, standing in held if account.actor == task.holder),
        None,
    )
    return tuple(
        pages.Option(value=str(account.actor), label=f"{account.name}, {standing.unit}")
        for account, standing in held
        if account.actor != task.holder
        and agency_of(standing.unit) is theirs
        and account.actor not in told
    )


def task_page(
    desk: Desk,
    visitor: Visitor,
    file: CaseFile,
    task: TaskPage,
    attempt: Attempt | None = None,
    notice: pages.Notice | None = None,
) -> pages.TaskPage:
    """One task for one reader."""
    office, report = desk.office, file.report
    people = People(office, visitor, words.persons_of(file))
    people.protect(file)
    table = Table(
        path=f"/tugas/{task.task_id}",
        region=file.region,
        csrf=visitor.csrf,
        position=file.position,
        attempt=attempt,
    )
    allowed = [act for act in _allowed(visitor, task) if visitor.role in act.roles]
    colleagues = _colleagues(desk, file, task) if task_acts.DELEGATE_TASK in allowed else ()
    allowed = [act.with_options("to", colleagues) for act in allowed]
    if attempt and _overtaken(attempt, allowed):
        notice = _meanwhile(file, task, people, attempt)
    if attempt and _must_be_drawn(visitor, attempt, allowed):
        allowed.insert(0, attempt.act)
    place = f"{report.place}, " if report and report.place else ""
    return pages.TaskPage(
        frame=desk.frame(visitor, "/tugas"),
        title=task.kind.label,
        notice=notice,
        task=drawing.task_card(
            office, file, task, people, acts=tuple(_forms(visitor, table, allowed))
        ),
        level=words.level(file.level),
        case_title=str(file.title),
        case_url=f"/kasus/{file.case_id}",
        place=place + office.regions.full_name(file.region),
        waits=words.waits(office, visitor, file, people, {task.task_id}),
        mine=task.holder == visitor.actor and task.state.open,
        progress=tuple(
            (words.when(each.at, file.region), people.name(each.by), str(each.text))
            for each in reversed(task.progress)
        ),
        files=filing.panel(
            file, people, table, visitor, table.path, only=frozenset({task.task_id})
        ),
    )


_SOMEBODY_WAS_FIRST: Final = frozenset(
    {"AlreadyAcknowledged", "AlreadyThatFar", "TaskOver", "NotYourTask", "CommandReused"}
)
"""Rules that say so; a page that was left open too long may say the same."""


def _must_be_drawn(visitor: Visitor, attempt: Attempt, allowed: list[Act]) -> bool:
    """Whether a form that came back is shown though the task offers it no more.

    One tap holds no words that could be lost: who was overtaken needs no button, but the news.
    """
    elsewhere = attempt.act.slug == filing.ATTACH.slug
    return (
        visitor.role in attempt.act.roles
        and not (elsewhere or _offered(attempt, allowed))
        and (bool(attempt.act.blanks) or not _overtaken(attempt, allowed))
    )


def _offered(attempt: Attempt, allowed: list[Act]) -> bool:
    return any(act.slug == attempt.act.slug for act in allowed)


def _overtaken(attempt: Attempt, allowed: list[Act]) -> bool:
    refused = attempt.refused
    if refused is None:
        return False
    stale = refused.stale and not _offered(attempt, allowed)
    return stale or refused.rule in _SOMEBODY_WAS_FIRST


def _meanwhile(file: CaseFile, task: TaskPage, people: People, attempt: Attempt) -> pages.Notice:
    """What happened, for the second of two taps, phones or windows."""
    last = next(
        line
        for line in reversed(file.timeline)
        if line.fact.originator_id == task.task_id and isinstance(line.fact, _STEPS)
    )
    said = words.headline(last.title, last.fact, people, file.region)
    at = words.when(last.fact.envelope.recorded_at, file.region)
    return pages.Notice(
        text=f"“{attempt.act.command.TITLE}” tidak dicatat lagi."
        f" Keadaan tugas: {task.state.label}. Terakhir tercatat: {said}, {at.full}.",
        tone="bad",
    )


_STEPS: Final = (
    FieldTask.Assigned,
    FieldTask.PassedOn,
    FieldTask.SupervisorAsked,
    FieldTask.Acknowledged,
    FieldTask.Declined,
    FieldTask.Accepted,
    FieldTask.Delegated,
    FieldTask.EnRoute,
    FieldTask.OnScene,
    FieldTask.Reported,
    FieldTask.Withdrawn,
)
"""What moves a task from one to another, or on."""


def _forms(visitor: Visitor, table: Table, allowed: list[Act]) -> Iterator[pages.ActForm]:
    """The forms of a task; for who is at it, the one that says what was found stands open."""
    for act in allowed:
        reporting = act.slug == task_acts.REPORT_WITH_PICTURES.slug
        yield table.draw(act, opened=reporting and visitor.role is not Role.CASE_OFFICER)


# -- the list ------------------------------------------------------------------------------------


def _wanted(desk: Desk, visitor: Visitor, request: Request) -> Wanted:
    return filters.read(desk, visitor, request.query_params, "cari", list_filters.TASKS)


def _list_page(
    desk: Desk, visitor: Visitor, wanted: Wanted, number: int, *, limit: int
) -> pages.TaskListPage:
    """What was asked for; where nothing was, one's own tasks and those one gave."""
    if wanted.chosen or wanted.text:
        return _found_page(desk, visitor, wanted, number, limit)
    office, supervisor = desk.office, visitor.role is Role.SUPERVISOR
    gives = visitor.role in _GIVE
    asked = (visitor.actor, visitor.standing)
    own = [] if visitor.role is Role.CASE_OFFICER else office.tasks.of_person(*asked)
    given = office.tasks.handed_out_by(*asked) if gives else []
    passed = office.tasks.with_supervisor(visitor.standing) if supervisor else []
    held = {row.task_id for row in own}
    passed = [row for row in passed if row.task_id not in held]
    done = [row for row in [*own, *given] if not row.open][:MOST_DONE]
    own, given = [row for row in own if row.open], [row for row in given if row.open]
    drawn = [each[:A_PAGE] for each in (own, given, passed)]
    people = _people(desk, visitor, chain(*drawn, done))
    now, position = office.clock.now(), office.log.head()

    def cards(rows: Iterable[TaskRow]) -> tuple[pages.TaskCard, ...]:
        return tuple(_card(desk, row, people, now, _taps(visitor, row, position)) for row in rows)

    return pages.TaskListPage(
        frame=desk.frame(visitor, "/tugas"),
        title="Tugas",
        notice=wanted.misread_notice,
        heading="Tugas yang Anda berikan" if visitor.role is Role.CASE_OFFICER else "Tugas Anda",
        sifting=_sifting(desk, visitor, wanted, 1, 0),
        tasks=cards(drawn[0]),
        given=cards(drawn[1]),
        gives=gives,
        running=len(given),
        late=sum(row.due is not None and row.due < now for row in given),
        passed=cards(drawn[2]),
        done=cards(done),
        all_url=f"/tugas?keadaan={OPEN}"
        if any(len(each) > A_PAGE for each in (own, given, passed))
        else "",
        supervisor=supervisor,
        packs=forkopimda.lines(desk, visitor),
    )


def _found_page(
    desk: Desk, visitor: Visitor, wanted: Wanted, number: int, limit: int
) -> pages.TaskListPage:
    """A page of what was asked for, of all the tasks within reach."""
    office, asked = desk.office, list_filters.of_tasks(desk, wanted)
    whose = (visitor.actor, visitor.standing)
    count = office.tasks.count(*whose, **asked)
    rows = office.tasks.found(*whose, limit=limit, offset=(number - 1) * A_PAGE, **asked)
    people, now, position = _people(desk, visitor, rows), office.clock.now(), office.log.head()
    return pages.TaskListPage(
        frame=desk.frame(visitor, "/tugas"),
        title="Tugas",
        notice=wanted.misread_notice,
        heading="Tugas yang disaring",
        sifting=_sifting(desk, visitor, wanted, number, count),
        found=tuple(_card(desk, row, people, now, _taps(visitor, row, position)) for row in rows),
        tasks=(),
        given=(),
        gives=False,
        late=0,
        passed=(),
        done=(),
        supervisor=False,
    )


def _sifting(
    desk: Desk, visitor: Visitor, wanted: Wanted, number: int, count: int
) -> pages.Sifting:
    bar = saved.bar(desk, visitor, "tugas", wanted)
    asked = (wanted, number, count)
    return list_filters.sifting(desk, visitor, "/tugas", list_filters.TASKS, asked, bar)


def _people(desk: Desk, visitor: Visitor, rows: Iterable[TaskRow]) -> People:
    named = {
        person
        for row in rows
        for person in (
            row.holder,
            row.assigned_by,
            *row.chain,
            *(turn.person for turn in row.turns),
        )
    }
    return People(desk.office, visitor, named)


def _turns(row: TaskRow, people: People) -> tuple[tuple[str, str], ...]:
    """Who was asked when, and what came of it; then those still to be asked."""
    asked = [
        (
            Role.SUPERVISOR.label if turn.person is None else people.name(turn.person),
            f"ditanya {words.when(turn.asked_at, row.region).short}, {turn.answer.label}"
            + (f" {words.when(turn.at, row.region).short}" if turn.at else ""),
        )
        for turn in row.turns
    ]
    after = row.chain[row.link + 1 :] if row.open else ()
    return (*asked, *((people.name(person), "belum ditanya") for person in after))


def _taps(visitor: Visitor, row: TaskRow, position: int) -> tuple[pages.ActForm, ...]:
    """The answer whoever is asked may give without opening the task."""
    act = acts.ACKNOWLEDGE_TASK
    waiting = row.state is TaskState.WAITING and row.holder == visitor.actor
    if not waiting or visitor.role not in act.roles:
        return ()
    table = Table(
        path=f"/tugas/{row.task_id}", region=row.region, csrf=visitor.csrf, position=position
    )
    return (table.draw(act, anchor=f"akui-{row.task_id}"),)


def _card(
    desk: Desk, row: TaskRow, people: People, now: datetime, taps: tuple[pages.ActForm, ...]
) -> pages.TaskCard:
    due = words.when(row.due, row.region, now) if row.due else None
    with_supervisor = row.state is TaskState.WITH_SUPERVISOR
    return pages.TaskCard(
        task_id=row.task_id,
        url=f"/tugas/{row.task_id}",
        kind=row.kind.label,
        state=row.state.label,
        open=row.open,
        holder=Role.SUPERVISOR.label if with_supervisor else people.name(row.holder),
        instruction=row.instruction,
        assigned=(
            f"{people.name(row.assigned_by)}, {words.when(row.assigned_at, row.region).short}"
        ),
        chain=_turns(row, people),
        acts=taps,
        turn=f"Orang ke-{row.link + 1} dari {len(row.chain)}" if row.open else "",
        due=due,
        next_step=drawing.next_step(row.state, row.chain[row.link + 1 :], due, people),
        level=words.level(row.level),
        region=desk.office.regions.full_name(row.region),
    )


_HEADINGS = ("Tugas", "Keadaan", "Pemegang", "Rantai", "Batas waktu", "Wilayah", "Tingkat",
             "Perintah", "Alamat")  # fmt: skip


def _lines(page: pages.TaskListPage) -> Iterator[tuple[str, ...]]:
    """Every task the page shows."""
    for card in (*page.found, *page.passed, *page.tasks, *page.given, *page.done):
        yield (
            card.kind,
            card.state,
            card.holder,
            "; ".join(f"{name}: {said}" for name, said in card.chain),
            card.due.full if card.due else "",
            card.region,
            card.level.label if card.level else "",
            card.instruction,
            card.url,
        )
