"""What the lists of tasks and of letters may be asked for, beside what every list may be."""

from collections.abc import Mapping
from typing import Any, Final, cast
from uuid import UUID

from domain.access import READERS
from domain.agency import Agency, agency_of
from domain.field_task import TaskKind, TaskState
from domain.kernel import Frozen, Role, Secrecy
from domain.letter import LetterState
from domain.letter_content import LetterType
from domain.risk import Level
from projections.letter_list import LetterFilters
from projections.task_list import TaskFilters
from web import filters, pages
from web.desk import Desk
from web.door import Visitor
from web.filters import Choices, Sieve, Wanted
from web.pages import Sifting

A_PAGE: Final = 30
OPEN: Final = "belum-selesai"
"""Every state in which a task is not over."""
_NOBODY: Final = UUID(int=0)
"""Holds no task."""
_OF_THE_OFFICE: Final = frozenset({"instansi", "pemegang"})
"""What only who sees the tasks of others asks for."""


def _task_state(value: str) -> str:
    return value if value == OPEN else TaskState(value).value


def _of_tasks(desk: Desk, visitor: Visitor) -> Choices:
    held = desk.office.tasks.holders(visitor.actor, visitor.standing)
    return {
        "keadaan": ((OPEN, "Belum selesai"), *((each.value, each.label) for each in TaskState)),
        "jenis": tuple((each.value, each.label) for each in TaskKind),
        "instansi": tuple((each.value, each.label) for each in Agency),
        "pemegang": filters.by_name(desk.office.accounts.names_of(held)),
    }


def _of_letters(*_: object) -> Choices:
    kinds = sorted(((each.value, each.label) for each in LetterType), key=lambda it: it[1])
    return {
        "keadaan": tuple((each.value, each.label) for each in LetterState),
        "jenis": tuple(kinds),
    }


TASKS: Final = Sieve(
    labels={
        "keadaan": "Keadaan",
        "batas": "Batas waktu",
        "jenis": "Jenis tugas",
        "wilayah": "Wilayah",
        "instansi": "Instansi",
        "pemegang": "Pemegang",
        "tingkat": "Tingkat",
        "dari": "Diberikan sejak",
        "sampai": "Diberikan sampai",
    },
    plain={
        "keadaan": ("state", _task_state),
        "jenis": ("kind", lambda value: TaskKind(value).value),
        "instansi": ("agency", Agency),
        "pemegang": ("holder", UUID),
        "tingkat": ("level", Level),
    },
    choices=_of_tasks,
)
LETTERS: Final = Sieve(
    labels={
        "keadaan": "Keadaan",
        "jenis": "Jenis naskah",
        "wilayah": "Wilayah",
        "batas": "Batas waktu",
        "tingkat": "Tingkat",
        "klasifikasi": "Klasifikasi",
        "dari": "Disusun sejak",
        "sampai": "Disusun sampai",
    },
    plain={
        "keadaan": ("state", lambda value: LetterState(value).value),
        "jenis": ("type", lambda value: LetterType(value).value),
        "tingkat": ("level", Level),
        "klasifikasi": ("secrecy", Secrecy),
    },
    choices=_of_letters,
)


def of_tasks(desk: Desk, wanted: Wanted) -> TaskFilters:
    """As the view of tasks is asked; an agency is those who speak for it now."""
    asked: dict[str, Any] = {**wanted.filters, "query": wanted.text}
    if asked.get("state") == OPEN:
        asked |= {"state": None, "open_only": True}
    if agency := asked.pop("agency", None):
        held = desk.office.accounts.holders(Role.LIAISON, desk.office.region)
        asked["holders"] = [
            account.actor for account, standing in held if agency_of(standing.unit) is agency
        ] or [_NOBODY]
    return cast("TaskFilters", asked)


def of_letters(wanted: Wanted) -> LetterFilters:
    """As the view of letters is asked."""
    asked: Mapping[str, Any] = {**wanted.filters, "query": wanted.text}
    return cast("LetterFilters", asked)


def sifting(
    desk: Desk,
    visitor: Visitor,
    path: str,
    sieve: Sieve,
    asked: tuple[Wanted, int, int],
    bar: Frozen,
) -> Sifting:
    """The filters above a list; ``asked`` is for what, which page of it, and how many there are."""
    wanted, number, count = asked
    first, others = filters.fields(desk, visitor, wanted, apart=("keadaan", "jenis"), sieve=sieve)
    if visitor.role not in READERS:
        others = tuple(each for each in others if each.name not in _OF_THE_OFFICE)

    def page(to: int) -> str:
        return wanted.address(path, "cari", halaman=str(to))

    return Sifting(
        path=path,
        fields=first,
        more_fields=others,
        more_open=bool({each.name for each in others} & wanted.chosen.keys()),
        query=wanted.text,
        filtered=bool(wanted.chosen or wanted.text),
        said=_said(wanted, (*first, *others)),
        count=count,
        sheet_url=wanted.address(f"{path}.csv", "cari"),
        saved=bar,
        before_url=page(number - 1) if number > 1 else "",
        after_url=page(number + 1) if number * A_PAGE < count else "",
    )


def _said(wanted: Wanted, fields: tuple[pages.FieldLine, ...]) -> str:
    """What is asked for, in words: for a list that comes out empty."""
    said = [
        f"{each.label.lower()} “{chosen}”"
        for each in fields
        if each.value
        for chosen in [next((it.label for it in each.options if it.chosen), each.value)]
    ]
    return ", ".join([*said, *([f"kata “{wanted.text}”"] if wanted.text else [])])
