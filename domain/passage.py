"""The text of a letter: fixed words and values merged from the record, paragraphs and tables."""

from typing import Self

from pydantic import Field

from domain.kernel import Frozen


class Merged(Frozen):
    """One value taken from the record: what it says, from which events, true at which position.

    ``field`` is the name a refusal calls it by ("tanggal kejadian"). ``facts`` are the events' own
    fields that the value says: when one of them is corrected, the value is out of date.
    """

    value: str
    events: tuple[str, ...]
    position: int = Field(ge=0)
    field: str = ""
    facts: tuple[str, ...] = ()


class Passage(Frozen):
    """A stretch of text: fixed words and merged values in the order they are read."""

    pieces: tuple[str | Merged, ...]

    @classmethod
    def of(cls, *pieces: str | Merged) -> Self:
        """``Passage.of("Pada tanggal ", merged, " telah ...")``."""
        return cls(pieces=pieces)

    @property
    def text(self) -> str:
        """As it is read."""
        return "".join(p if isinstance(p, str) else p.value for p in self.pieces)


class Column(Frozen):
    """One column of a table: its heading, its share of the width (0: as wide as it needs)."""

    title: str
    weight: int = Field(default=1, ge=0)
    numeric: bool = False


class Table(Frozen):
    """Rows of facts under a heading that returns on every page.

    ``total`` is a last row, set apart ("Jumlah", "Rp..."): where it has fewer cells than there are
    columns, its first one spans those left over. ``note`` stands below ("Terbilang: ...").
    """

    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[tuple[Passage, ...], ...]
    caption: str = ""
    total: tuple[Passage, ...] = ()
    note: Passage = Passage(pieces=())


class Paragraph(Passage):
    """One numbered point (butir), with sub-points and a table when it has them.

    ``title`` is its own small heading in a report ("Maksud dan Tujuan").

    ``author`` is the id of the person who wrote it; None means the office's standing words
    with merged values. A draft shows an author's paragraph marked as theirs.
    """

    author: str | None = None
    sub: tuple[Passage, ...] = ()
    table: Table | None = None
    title: str = ""
