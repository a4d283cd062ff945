"""What the pages of the registers have in common: one record drawn, one form carried out."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from starlette.responses import Response

from domain.access import Target
from domain.case_file import CaseFile, fold
from domain.kernel import Aggregate, Role, Secrecy, StreamNotFound
from web import drawing, filing, pages, telling, words
from web.acts import Act, Attempt, Table
from web.desk import Desk, Done
from web.door import Form, NotHere, Visitor
from web.words import People

A = TypeVar("A", bound=Aggregate)


def file_of(desk: Desk, stream: UUID) -> CaseFile:
    """What one stream says, for who was already let in to it."""
    return fold(desk.office.log.of_stream(stream))


def loaded(desk: Desk, kind: type[A], stream: UUID) -> A:
    """A record as the law knows it; NotHere where there is none of that kind."""
    try:
        found = desk.office.register.load(kind, stream)
    except StreamNotFound:
        raise NotHere from None
    if found is None:
        raise NotHere
    return found


def record_of(
    desk: Desk, visitor: Visitor, stream: UUID, *, secrecy: Secrecy = Secrecy.RESTRICTED
) -> CaseFile:
    """The file of one record, for who may read it; NotHere otherwise."""
    file = file_of(desk, stream)
    target = Target(region=file.region, secrecy=secrecy)
    if not file.timeline or not desk.may_read(visitor, target):
        raise NotHere
    return file


def table_for(
    desk: Desk, visitor: Visitor, path: str, region: str, attempt: Attempt | None
) -> Table:
    """What the forms of one page share."""
    return Table(
        path=path,
        region=region or desk.office.region,
        csrf=visitor.csrf,
        position=desk.office.log.head(),
        attempt=attempt,
    )


def drawn(
    visitor: Visitor, table: Table, acts: Iterable[Act], items: bool = False
) -> tuple[pages.ActForm, ...]:
    """Those of the acts that this role holds, as forms; one that came back in any case."""
    allowed = [act for act in acts if visitor.role in act.roles]
    back = table.attempt
    if back and not items and all(act.slug != back.act.slug for act in allowed):
        allowed.insert(0, back.act)
    return tuple(table.draw(act) for act in allowed if act.slug != filing.ATTACH.slug)


def placed(desk: Desk, form: Form) -> tuple[Form, str]:
    """The form with its region as a code; the code is empty where the region is not clear."""
    code = telling.resolved(desk, form) or ""
    return (replace(form, typed={**form.typed, "region": (code,)}), code) if code else (form, "")


_BOOKS = (
    ("/fkdm", "Anggota FKDM"),
    ("/pencegahan", "Kegiatan pencegahan"),
    ("/deklarasi", "Deklarasi pemilu damai"),
    ("/panduan-daerah", "Panduan daerah"),
    ("/kebijakan", "Kebijakan"),
)


def books(here: str, visitor: Visitor) -> tuple[pages.NavItem, ...]:
    """The ways between the registers, as far as this visitor may go."""
    privacy = (("/privasi", "Pelindungan data"),)
    open_to = _BOOKS + (privacy if visitor.role in (Role.SUPERVISOR, Role.AUDITOR) else ())
    return tuple(pages.NavItem(url=url, label=label, current=url == here) for url, label in open_to)


UNCLEAR = "Wilayah tidak dikenal atau lebih dari satu; tulis nama lengkapnya atau kode Kemendagri."


def added(
    desk: Desk,
    visitor: Visitor,
    act: Act,
    form: Form,
    *,
    url: str,
    shown: Callable[[Attempt, int], Response],
) -> Response:
    """A new record in the region the form names, or the form again with what is wrong."""
    form, code = placed(desk, form)
    if not code:
        return shown(Attempt(act, form, errors={"region": UNCLEAR}), 422)
    done = desk.carry_out(visitor, act, form, region=code, given={})
    if isinstance(done, Done):
        return desk.onward(f"{url}/{done.outcome.about}", done.outcome)
    return shown(done.attempt, done.status)


def history(
    desk: Desk, visitor: Visitor, file: CaseFile
) -> tuple[People, tuple[pages.TimelineGroup, ...]]:
    """The people of a record, and what happened to it."""
    linked = {getattr(line.fact, "person", None) for line in file.timeline}
    people = People(desk.office, visitor, words.persons_of(file) | linked)
    return people, drawing.timeline(file, people)


def facts(lines: Iterable[tuple[str, object]]) -> tuple[pages.Fact, ...]:
    """What a record says, leaving out what it does not."""
    return tuple(
        pages.Fact(label=label, text=str(said)) for label, said in lines if said not in (None, "")
    )


def percent(part: float, whole: float) -> str:
    """`85 %`; a dash where nothing was expected."""
    return f"{min(100, round(100 * part / whole))} %" if whole > 0 else "–"
