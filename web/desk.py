"""What every desk does alike: frame a page, print it, carry out an act, answer for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from application import reading_desk
from application.register import RecordUnavailable
from application.sitting import Outcome
from domain import access
from domain.access import Target
from domain.case_file import CaseFile, LetterPage, fold
from domain.indonesian import moment
from domain.kernel import EVENTS, Refusal, Role, StreamNotFound
from domain.reading import is_noted
from projections.case_board import BoardRow
from runtime.follower import wait_for
from web import pages, words
from web.acts import Act, Attempt, Mistyped, command_from, refused
from web.assets import Assets
from web.door import Door, Form, NotHere, Visitor
from web.live import Live
from web.office import Office
from web.words import People

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"
STAFF: Final = frozenset({Role.CASE_OFFICER, Role.SUPERVISOR, Role.GOVERNOR, Role.AUDITOR})
"""Roles whose work is the board and the cases."""

_FORBIDDEN: Final = (
    access.RoleNotHeld,
    access.NotForThisRole,
    access.OutsideRegion,
    access.AboveClearance,
    access.NotConcerned,
)


class Unavailable(Exception):
    """The record could not be reached; ``form`` may be sent again as it is."""

    def __init__(self, form: Form) -> None:
        super().__init__("the record is out of reach")
        self.form = form


@dataclass(frozen=True)
class Done:
    """An act that was carried out, now or the first time it was sent."""

    outcome: Outcome


@dataclass(frozen=True)
class NotDone:
    """An act that was not: the form as it came back, and the status to answer with."""

    attempt: Attempt
    status: int


@cache
def _press() -> tuple[Assets, Environment]:
    """The same for every desk of this process: files are read, and templates compiled, once."""
    assets = Assets()
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.globals["aset"] = assets.url
    return assets, templates


class Desk:
    """One for all routes: the office, its door and its printing press."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.door = Door(office)
        self.live = Live(office)
        self.assets, self._templates = _press()

    # -- pages -------------------------------------------------------------------------------

    def following(self, request: Request, *names: str) -> pages.Live:
        """For a page that draws itself again when one of these has moved; see ``web.live``.

        To be asked before the page's content is, so that nothing falls in between.
        """
        asked = [each for each in request.query_params.multi_items() if each[0] != "p"]
        url = f"{request.url.path}?{urlencode(asked)}" if asked else request.url.path
        return pages.Live(url=url, names=names, position=self.live.position())

    def frame(self, visitor: Visitor | None, at: str = "") -> pages.Frame:
        """What surrounds a page for this visitor; ``at`` is where they are."""
        office = self.office
        instant = office.clock.now()
        now = moment(instant, visitor.standing.region if visitor else office.region)
        if visitor is None:
            return pages.Frame(now=now, demo=office.demo)
        standing = visitor.standing
        return pages.Frame(
            name=visitor.account.name,
            role=standing.title,
            unit=standing.unit,
            region=office.regions.name(standing.region),
            csrf=visitor.csrf,
            nav=tuple(
                pages.NavItem(url=url, label=label, current=url == at)
                for url, label in _NAV.get(standing.role, ())
            ),
            roles=tuple(
                (
                    str(each.assignment_id),
                    f"{each.title}, {each.unit}",
                    each.assignment_id == standing.assignment_id,
                )
                for each in visitor.standings
            )
            if len(visitor.standings) > 1
            else (),
            now=now,
            instant=instant.isoformat(timespec="milliseconds"),
            demo=office.demo,
            may_search=standing.role is not Role.ADMINISTRATOR,
            notices=office.notices.unread(visitor.actor),
        )

    def show(
        self,
        template: str,
        page: pages.Page,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        live: pages.Live | None = None,
    ) -> Response:
        """A page, printed; with ``live`` it is drawn again when what it follows has moved."""
        drawn = self._templates.get_template(f"pages/{template}.html")
        printed = drawn.render(page=page, live=live)
        return HTMLResponse(printed, status_code=status, headers=headers)

    # -- reading ------------------------------------------------------------------------------

    def may_read(self, visitor: Visitor, target: Target) -> bool:
        """Whether any standing of the visitor in the present role reaches this."""
        return visitor.may_read(target)

    def may_read_row(self, visitor: Visitor, row: BoardRow) -> bool:
        """Whether a line of the board that was asked for by its id may be shown."""
        compartment = self.office.log.compartment_of([row.id])
        return self.may_read(visitor, row.target.model_copy(update={"compartment": compartment}))

    def may_read_letter(self, visitor: Visitor, file: CaseFile, letter: LetterPage) -> bool:
        """A letter may be more secret than the case it speaks of."""
        target = Target(region=file.region, secrecy=letter.secrecy, compartment=file.compartment)
        return self.may_read(visitor, target)

    def case(self, visitor: Visitor, case_id: UUID) -> CaseFile:
        """A case's file for a reader; NotHere for what is not there or not theirs to know."""
        file = self.office.files.of_case(case_id)
        if file.case_id != case_id:
            raise NotHere
        allowed = self.may_read(visitor, self.target_of(file))
        return self.let_in(visitor, file, case_id, allowed=allowed)

    def case_around(self, part: UUID) -> tuple[UUID, CaseFile]:
        """The case a task or a pack belongs to; NotHere for none. Nobody is let in by it yet."""
        case_id = self.office.log.case_of(part)
        if case_id is None:
            raise NotHere
        return case_id, self.office.files.of_case(case_id)

    @staticmethod
    def target_of(file: CaseFile) -> Target:
        """What reading a case's file is asked about."""
        return Target(
            region=file.region,
            secrecy=file.secrecy,
            liaisons=file.liaisons,
            compartment=file.compartment,
        )

    def let_in(self, visitor: Visitor, file: CaseFile, about: UUID, *, allowed: bool) -> CaseFile:
        """The file, where it is allowed; that it was asked for is on record before it is shown."""
        if is_noted(file.secrecy, file.compartment) and about not in visitor.noted:
            visitor.noted.add(about)
            register, standing = self.office.register, visitor.standing
            reading_desk.noted(
                register, about, visitor.actor, standing, channel=visitor.channel, allowed=allowed
            )
        if not allowed:
            raise NotHere
        return file

    def report(self, visitor: Visitor, report_id: UUID) -> CaseFile:
        """A report's own stream, folded; read by the office, and by who told it."""
        file = fold(self.office.log.of_stream(report_id))
        if file.report is None or file.report.report_id != report_id:
            raise NotHere
        reporters = frozenset({file.report.reporter})
        target = Target(
            region=file.region,
            secrecy=file.secrecy,
            reporters=reporters,
            compartment=file.compartment,
        )
        may = visitor.actor in reporters or self.may_read(visitor, target)
        return self.let_in(visitor, file, report_id, allowed=may)

    def caught_up(self, request: Request, visitor: Visitor, follower: str) -> bool:
        """Whether a list has reached the reader's own last act, given a moment's patience."""
        asked = request.query_params.get("p", "")
        position = max(visitor.written, int(asked) if asked.isdecimal() and len(asked) < 16 else 0)
        if not position or position > self.office.log.head():
            return True
        return wait_for(
            self.office.datastore,
            follower,
            position,
            self.office.clock,
            seconds=self.office.patience,
        )

    # -- acting -------------------------------------------------------------------------------

    def carry_out(
        self,
        visitor: Visitor,
        act: Act,
        form: Form,
        *,
        region: str,
        given: Mapping[str, object],
        item: str = "",
        submit: Callable[[Any], Outcome] | None = None,
    ) -> Done | NotDone:
        """From a form to the register and back. Refusals come back with the form.

        ``submit`` takes the command where more than the register has to do with it.
        """
        try:
            command = command_from(act, form, visitor, region, given)
            return Done((submit or self.office.register.submit)(command))
        except Mistyped as mistake:
            attempt = Attempt(act=act, form=form, item=item, errors=mistake.errors)
            return NotDone(attempt, 422)
        except StreamNotFound:
            raise NotHere from None
        except RecordUnavailable:
            raise Unavailable(form) from None
        except Refusal as refusal:
            attempt = Attempt(act=act, form=form, item=item, refused=refused(refusal))
            return NotDone(attempt, 403 if isinstance(refusal, _FORBIDDEN) else 409)

    def onward(self, url: str, outcome: Outcome) -> Response:
        """To the page that shows what the act came to."""
        where = f"{url}?p={outcome.position}" if outcome.position else url
        response = RedirectResponse(where, status_code=303)
        self.door.remember(response, outcome.position)
        return response

    def notice(self, request: Request, visitor: Visitor, file: CaseFile) -> pages.Notice | None:
        """What the visitor's own act wrote, when the page is opened right after it."""
        asked = request.query_params.get("p", "")
        if not asked.isdecimal():
            return None
        done = [line for line in file.timeline if line.position == int(asked[:16])]
        if not done or done[0].fact.envelope.actor != visitor.actor:
            return None
        people = People(self.office, visitor, words.persons_of(file))
        command_id = done[0].fact.envelope.command_id
        written = [
            words.headline(line.title, line.fact, people, file.region)
            for line in file.timeline
            if line.fact.envelope.command_id == command_id and not EVENTS[line.name].QUIET
        ]
        return pages.Notice(text=f"Tercatat: {'; '.join(written) or done[0].title}.")


_BOARD, _REPORTS = ("/", "Papan"), ("/laporan", "Laporan")
_REGION = ("/daerah", "Daerah")
_TASKS, _LETTERS = ("/tugas", "Tugas"), ("/naskah", "Naskah")
_MAP, _FRAME = ("/peta", "Peta"), ("/bingkai", "Bingkai")
_BOOKS = ("/fkdm", "Register")
_FIGURES, _WORK = ("/angka", "Angka"), ("/kerja", "Kerja")
_DECISIONS = ("/persetujuan", "Persetujuan")
_NAV: Final[Mapping[Role, tuple[tuple[str, str], ...]]] = {
    Role.CASE_OFFICER: (
        _BOARD,
        _WORK,
        _MAP,
        _REPORTS,
        _TASKS,
        _LETTERS,
        _FIGURES,
        _BOOKS,
    ),
    Role.SUPERVISOR: (
        _BOARD,
        _WORK,
        _DECISIONS,
        _MAP,
        _FRAME,
        _REPORTS,
        _TASKS,
        _LETTERS,
        _FIGURES,
        _BOOKS,
    ),
    Role.GOVERNOR: (
        _REGION,
        ("/papan", "Papan"),
        _WORK,
        _DECISIONS,
        _MAP,
        _FRAME,
        _LETTERS,
        _FIGURES,
        _BOOKS,
    ),
    Role.AUDITOR: (_BOARD, _MAP, _FRAME, _LETTERS, _FIGURES, _BOOKS),
    Role.LIAISON: (_TASKS, _REPORTS),
    Role.REPORTER: (_REPORTS,),
    Role.ADMINISTRATOR: (
        ("/keadaan", "Keadaan"),
        ("/pengguna", "Pengguna"),
        ("/instalasi", "Instalasi"),
        ("/klien", "Klien API"),
        ("/kebijakan", "Kebijakan"),
        ("/privasi", "Pelindungan data"),
    ),
}
"""The ways each role has through the house, its own work first."""
