"""Permintaan naskah: an officer asks for a letter, which is then written from the record."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.kernel import Command, Narrative, Refusal
from domain.letter_content import LetterType
from domain.office_book import OfficeRole
from domain.region_month import Month
from domain.regions import RegionCode


class RequestLetter(Command):
    """Meminta naskah disusun dari catatan; yang meminta menjadi konseptornya.

    About a case, a report that is none, or (with ``region`` and ``month``, as 2026-11) a month of
    a region; for a Laporan Renaksi the four months that month lies in. ``to`` are the offices it
    goes to where the kind of letter leaves that open, ``words`` what the officer adds, marked as
    theirs, and ``encloses`` the numbered letter that it goes with.
    """

    letter_id: UUID
    type: LetterType
    case_id: UUID | None = None
    report_id: UUID | None = None
    region: RegionCode | None = None
    month: Month | None = None
    to: Annotated[tuple[OfficeRole, ...], Field(max_length=4)] = ()
    words: Narrative | None = None
    encloses: UUID | None = None
    TITLE: ClassVar[str] = "Susun naskah"


class NotOnRequest(Refusal):
    """Jenis naskah ini disusun sendiri dari peristiwanya, tidak atas permintaan."""
