"""Beda versi: what a new version drops and adds, paragraph by paragraph, word by word."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import Final

from domain.kernel import Frozen

ALIKE_FROM: Final = 0.4
"""Two paragraphs less alike than this are told as one dropped and another added."""


class Mark(StrEnum):
    """What became of a piece of text."""

    KEPT = "tetap"
    DROPPED = "dihapus"
    ADDED = "ditambah"


class Piece(Frozen):
    """Some words of a paragraph, and what became of them."""

    mark: Mark
    text: str


Redlined = tuple[Piece, ...]
"""One paragraph that changed, in reading order."""


def redline(before: Sequence[str], after: Sequence[str]) -> tuple[Redlined, ...]:
    """The paragraphs that are not in both versions as they are; empty where nothing changed."""
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    return tuple(
        _paragraph(old, new)
        for kind, i, j, k, m in matcher.get_opcodes()
        if kind != "equal"
        for old, new in zip_longest(before[i:j], after[k:m], fillvalue="")
    )


def _paragraph(old: str, new: str) -> Redlined:
    was, now = old.split(), new.split()
    matcher = SequenceMatcher(a=was, b=now, autojunk=False)
    if matcher.ratio() < ALIKE_FROM:
        return tuple(_pieces(old, new))
    return tuple(
        piece
        for kind, i, j, k, m in matcher.get_opcodes()
        for piece in (
            [Piece(mark=Mark.KEPT, text=" ".join(now[k:m]))]
            if kind == "equal"
            else _pieces(" ".join(was[i:j]), " ".join(now[k:m]))
        )
    )


def _pieces(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(mark=Mark.DROPPED, text=old)
    if new:
        yield Piece(mark=Mark.ADDED, text=new)
