"""Live pages: each open page is told that what it shows has moved, and nothing of what it says.

One connection per process hears of every append. A page is told once the lists have read it, so
that drawing it again shows it, and only of what its reader may read: nobody learns that a case
they cannot open has moved. What is told is a name (``papan``, ``kasus:<id>``); the browser then
asks for the page again, by the same door as ever.
"""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated, Final
from uuid import UUID

import structlog
from eventsourcing.persistence import PersistenceError
from fastapi import APIRouter, Depends, Query
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from psycopg import Connection
from psycopg.rows import DictRow
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from domain.access import Target
from domain.conflict_case import ConflictCase
from domain.kernel import Compartment
from projections.case_board import REPORT, BoardRow, CaseBoard
from projections.clock_ledger import ClockLedger
from projections.delivery_ledger import DeliveryLedger
from projections.letter_list import LetterList, LetterRow
from projections.letter_sources import LetterSources
from projections.notice_box import NoticeBox
from projections.own_reports import OwnReports
from projections.privacy_list import PrivacyList, PrivacyRow
from projections.task_list import TaskList, TaskRow
from runtime.database import heard, listen
from runtime.follower import positions
from runtime.log import Movement
from web.door import Door, NotHere, Visitor
from web.office import Office

MOST_TABS: Final = 12
"""Streams one person has open at a time; one more ends the oldest."""

MOST_NAMES: Final = 4
"""Things one page may follow."""

MOST_MOVEMENTS: Final = 1000
"""Beyond so many at once, nobody looks any more whom each concerns: every page is told to look."""

HEARTBEAT: Final = 15.0
"""Seconds after which a silent stream says that it is still there."""

CHECKED_EVERY: Final = 5.0
"""Seconds within which a stream whose session has ended, or whose role has, ends as well."""

BOARD, WORK, TASKS, REPORTS = "papan", "kerja", "tugas", "laporan"
LETTERS, APPROVALS = "naskah", "persetujuan"
NOTICES: Final = "pemberitahuan"
OVER: Final = "selesai"
LEFT, FULL = "keluar", "penuh"
"""Why a stream is over for good: its session or role has ended, or newer pages took its place."""

LISTS: Final = frozenset(
    each.TABLE
    for each in (
        CaseBoard,
        TaskList,
        ClockLedger,
        NoticeBox,
        OwnReports,
        LetterList,
        DeliveryLedger,
        LetterSources,
        PrivacyList,
    )
)
"""What live pages are drawn from; none is told anything before all of these have read it."""

_UUID: Final = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_FOLLOWED: Final = re.compile(
    f"papan|kerja|tugas|laporan|naskah|persetujuan|(kasus|tugas|laporan|naskah):{_UUID}"
)
_SILENT: Final = ("reading.", "notice.", "role.")
"""What moves no page: who read, who was told, who may."""

_log = structlog.get_logger("live")


@dataclass(frozen=True)
class News:
    """What has moved, by the names pages follow it under, and what it takes to read it."""

    target: Target
    names: frozenset[str]


class Tab:
    """One open page: who looks at it, what it follows, what it has not been told yet."""

    def __init__(self, visitor: Visitor, follows: Collection[str], unread: int) -> None:
        self.visitor = visitor
        self.follows = frozenset(follows)
        self.unread = unread
        self.ended = False
        self.why = ""
        self._loop = asyncio.get_running_loop()
        self._pending: set[str] = set()
        self._position = 0
        self._woken = asyncio.Event()

    # -- for any thread ----------------------------------------------------------------------

    def tell(self, names: Collection[str], position: int) -> None:
        """Something this page follows has moved."""
        self._later(lambda: self._hear(names, position))

    def end(self, why: str = "") -> None:
        """The stream is over; without a reason the browser comes back by itself."""
        self._later(lambda: self._stop(why))

    def concerned(self, news: Iterable[News]) -> set[str]:
        """The names of this page that the news moves, as far as its reader may know."""
        return {
            name
            for each in news
            for name in each.names & self.follows
            if self.visitor.actor in each.target.reporters or self.visitor.may_read(each.target)
        }

    # -- for its own stream ------------------------------------------------------------------

    async def heard(self) -> tuple[set[str], int]:
        """What has moved since it was last asked; nothing after a while in which nothing has."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), HEARTBEAT)
        self._woken.clear()
        told, self._pending = self._pending, set()
        return told, self._position

    def _hear(self, names: Collection[str], position: int) -> None:
        self._pending.update(names)
        self._position = max(self._position, position)
        self._woken.set()

    def _stop(self, why: str) -> None:
        self.ended, self.why = True, why
        self._woken.set()

    def _later(self, act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the server's loop has ended, and the page with it
            self._loop.call_soon_threadsafe(act)


class Live:
    """The open pages of this process, and the one ear they share."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._tabs: list[Tab] = []
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._position = 0

    def position(self) -> int:
        """How far all the lists have read; a page drawn after this was asked shows so much."""
        read = positions(self._office.datastore)
        return min(read.get(name, 0) for name in LISTS)

    def join(self, tab: Tab, since: int) -> None:
        """From now on the page is told; first, what has moved since it was drawn."""
        with self._lock:
            if self._thread is None:
                self._begin()
            theirs = [each for each in self._tabs if each.visitor.actor == tab.visitor.actor]
            self._tabs.append(tab)
        for oldest in theirs[: max(0, len(theirs) + 1 - MOST_TABS)]:
            oldest.end(FULL)
        if self._stop.is_set():
            tab.end()
        self._tell([tab], since, self.position())

    def leave(self, tab: Tab) -> None:
        """The page was closed, or its stream is over."""
        with self._lock, suppress(ValueError):
            self._tabs.remove(tab)

    def see_out(self, token: str) -> None:
        """Whoever held that session has left, or acts in another role: its streams end."""
        for tab in self._present():
            if tab.visitor.token == token:
                tab.end(LEFT)

    def close(self) -> None:
        """Every stream ends; the browsers come back when somebody serves them again."""
        self._stop.set()
        for tab in self._present():
            tab.end()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _present(self) -> list[Tab]:
        with self._lock:
            return list(self._tabs)

    # -- listening ---------------------------------------------------------------------------

    def _begin(self) -> None:
        self._position = self.position()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        """A lost connection is made again; where it cannot be, nobody is left believing.

        The streams end, the browsers say that they may be behind, and come back until one answers.
        """
        lost = 0
        while not self._stop.is_set():
            try:
                with listen(self._office.datastore.url) as ear:
                    lost = 0
                    self._follow(ear)
            except Exception as error:  # noqa: BLE001 - whatever it is, pages must be told again
                _log.warning("listening again", error=type(error).__name__)
                lost += 1
                for tab in self._present() if lost > 1 else ():
                    tab.end()
                self._stop.wait(1)

    def _follow(self, ear: Connection[DictRow]) -> None:
        """Woken by each append, and each second in case that was lost or a list lags behind."""
        stopwatch = self._office.clock.stopwatch
        checked = stopwatch()
        while not self._stop.is_set():
            self._follow_lists(heard(ear, 1.0))
            if stopwatch() - checked > CHECKED_EVERY:
                self._still_theirs(self._present())
                checked = stopwatch()

    def _follow_lists(self, appended: int) -> None:
        """Tells what the lists have read, until they have read what was appended."""
        stopwatch, pause = self._office.clock.stopwatch, 0.004
        started = stopwatch()
        while not self._stop.is_set():
            reached = self.position()
            if reached > self._position:
                self._tell(self._present(), self._position, reached)
                self._position = reached
            if reached >= appended or stopwatch() - started > 1:
                return
            self._stop.wait(pause)
            pause = min(pause * 1.5, 0.1)

    # -- telling -----------------------------------------------------------------------------

    def _tell(self, tabs: Sequence[Tab], since: int, until: int) -> None:
        if not tabs:
            return
        moved = self._office.log.movements(since, until, MOST_MOVEMENTS)
        if any(each.name.startswith("role.") for each in moved):
            tabs = self._still_theirs(tabs)
        else:
            tabs = self._still_in(tabs)
        many = len(moved) == MOST_MOVEMENTS
        news = [] if many else list(self._news(moved))
        unread = self._office.notices.unread_of({tab.visitor.actor for tab in tabs})
        for tab in tabs:
            names = set(tab.follows) if many else tab.concerned(news)
            if tab.unread != unread[tab.visitor.actor]:
                tab.unread = unread[tab.visitor.actor]
                names.add(NOTICES)
            if names:
                tab.tell(names, until)

    def _still_in(self, tabs: Sequence[Tab]) -> list[Tab]:
        """Those whose session lives; the others' streams end."""
        living = self._office.accounts.still_in({tab.visitor.token for tab in tabs})
        for tab in tabs:
            if tab.visitor.token not in living:
                tab.end(LEFT)
        return [tab for tab in tabs if tab.visitor.token in living]

    def _still_theirs(self, tabs: Sequence[Tab]) -> list[Tab]:
        """Those who still act in the role the page was drawn for, with what they hold by now."""
        held = {
            actor: self._office.register.standings(actor)
            for actor in {tab.visitor.actor for tab in tabs}
        }
        kept = []
        for tab in self._still_in(tabs):
            standings = held[tab.visitor.actor]
            if tab.visitor.standing in standings:
                tab.visitor = replace(tab.visitor, standings=standings)
                kept.append(tab)
            else:
                tab.end(LEFT)
        return kept

    def _news(self, moved: Sequence[Movement]) -> Iterator[News]:
        spoken = [each for each in moved if not each.name.startswith(_SILENT)]
        streams = {each.stream for each in spoken}
        if not streams:
            return
        office = self._office
        letters = {row.letter_id: row for row in office.letters.rows_of(streams)}
        dossiers = {row.stream: row for row in office.privacy.rows_of(streams)}
        tasks = {row.task_id: row for row in office.tasks.rows_of(streams)}
        about = streams | {each.case_id for each in spoken if each.case_id}
        about |= {row.report_id for row in letters.values() if row.report_id}
        about |= {row.about for row in dossiers.values()}
        rows = {row.id: row for row in office.board.rows_of(about)}
        apart = office.log.apart([*about, *(row.report_id for row in rows.values())])
        for each in spoken:
            if row := rows.get(each.case_id or each.stream):
                yield from _of_row(each, row, bool({row.id, row.report_id} & apart))
            if task := tasks.get(each.stream):
                yield _of_task(task, task.case_id in apart)
            if letter := letters.get(each.stream):
                around = rows.get(letter.case_id or letter.report_id or letter.letter_id)
                yield _of_letter(letter, around, apart)
            if dossier := dossiers.get(each.stream):
                yield _of_dossier(dossier, dossier.about in apart)


def _of_row(movement: Movement, row: BoardRow, apart: bool) -> Iterator[News]:
    """A case's or a report's: its readers, and for the report itself who told it, too.

    What the office alone decides, and letters whose facts were corrected, are no liaison's.
    """
    target = _kept(row.target, apart)
    of_case = target.model_copy(update={"reporters": frozenset()})
    yield News(of_case, frozenset({BOARD, WORK, f"kasus:{row.id}"}))
    of_office = of_case.model_copy(update={"liaisons": frozenset()})
    outdates = movement.name in LetterSources.topics and not movement.name.startswith("letter.")
    yield News(of_office, frozenset({APPROVALS, *((LETTERS,) if outdates else ())}))
    moves_report = row.kind == REPORT or movement.name.startswith("report.")
    if moves_report or movement.name == ConflictCase.StageEntered.NAME:
        yield News(target, frozenset({REPORTS, f"laporan:{movement.stream}"}))


def _of_task(row: TaskRow, apart: bool) -> News:
    """A task's: who reads its case, and of the liaisons those it was put to."""
    asked = frozenset({*row.chain[: row.link + 1], row.holder})
    target = Target(region=row.region, secrecy=row.secrecy, liaisons=asked)
    return News(_kept(target, apart), frozenset({TASKS, WORK, f"tugas:{row.task_id}"}))


def _of_letter(row: LetterRow, around: BoardRow | None, apart: frozenset[UUID]) -> News:
    """A letter's: who reads it and the case or report it is about, whichever is more secret."""
    ids = {row.case_id, row.report_id}
    secrecies = [row.secrecy]
    if around is not None:
        ids |= {around.id, around.report_id}
        secrecies.append(around.secrecy)
    target = Target(region=row.region, secrecy=max(secrecies, key=lambda each: each.rank))
    names = frozenset({LETTERS, APPROVALS, WORK, f"naskah:{row.letter_id}"})
    return News(_kept(target, bool(ids & apart)), names)


def _of_dossier(row: PrivacyRow, apart: bool) -> News:
    """An erasure that waits for its second person."""
    target = Target(region=row.region, secrecy=row.secrecy)
    return News(_kept(target, apart), frozenset({APPROVALS}))


def _kept(target: Target, apart: bool) -> Target:
    compartment = Compartment.INTELLIGENCE if apart else None
    return target.model_copy(update={"compartment": compartment})


# -- the stream ----------------------------------------------------------------------------------


def routes(live: Live, door: Door) -> APIRouter:
    """`/langsung?ikut=papan&dari=1234&belum=2`: what moves of what a page follows."""
    router = APIRouter()

    @router.get("/langsung")
    async def follow(
        request: Request,
        visitor: Annotated[Visitor, Depends(door.visitor)],
        ikut: Annotated[tuple[str, ...], Query(max_length=MOST_NAMES)] = (),
        dari: Annotated[int, Query(ge=0, lt=10**15)] = 0,
        belum: Annotated[int, Query(ge=0, lt=10**9)] = 0,
    ) -> Response:
        if not all(_FOLLOWED.fullmatch(name) for name in ikut):
            raise NotHere
        last = request.headers.get("last-event-id", "")
        since = int(last) if last.isdecimal() and len(last) < 16 else dari
        return StreamingResponse(
            _stream(live, Tab(visitor, ikut, belum), since),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    return router


async def _stream(live: Live, tab: Tab, since: int) -> AsyncIterator[bytes]:
    """What a browser hears, until it goes or is seen out. A record out of reach ends it, too."""
    try:
        yield format_sse_event(retry=2000, comment="")
        await run_in_threadpool(live.join, tab, since)
        while not tab.ended:
            names, position = await tab.heard()
            for name in sorted(names):
                yield format_sse_event(event=name, data_str="1", id=str(position))
            if not names:
                yield KEEPALIVE_COMMENT
        if tab.why:
            yield format_sse_event(event=OVER, data_str=tab.why)
    except PersistenceError as error:
        _log.warning("stream ended", error=type(error).__name__)
    finally:
        live.leave(tab)
