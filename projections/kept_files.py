"""Files of cases last read, kept open for whoever reads them next.

Twenty desks look at the same cases all day, and a case of 500 events costs more to open than to
draw. A file is kept until anything is written about its case, or until one of the keys that opened
it was not seen undestroyed for as long as the vault trusts a key.
"""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from domain.case_file import CaseFile, fold
from runtime.log import Log, Movement

AT_HAND: Final = 30_000
"""Events of all kept files together; the file not asked for longest goes first."""

_MOST_NEWS: Final = 500
"""Movements remembered. A file last looked at before them is opened anew."""
_END: Final = 2**62


@dataclass(frozen=True)
class _Kept:
    """A file, up to where it is known to be whole, its streams, and whose keys opened it."""

    file: CaseFile
    until: int
    streams: frozenset[UUID]
    subjects: frozenset[UUID]
    opened: frozenset[UUID]

    def touched_by(self, news: Movement) -> bool:
        if news.position <= self.until:
            return False
        return news.case_id == self.file.case_id or news.stream in self.streams


class KeptFiles:
    """For any number of threads. Nobody changes a file they were given: it is everybody's."""

    def __init__(self, log: Log, at_hand: int = AT_HAND) -> None:
        self._log = log
        self._at_hand = at_hand
        self._kept: dict[UUID, _Kept] = {}
        self._events = 0
        self._news: deque[Movement] = deque()
        self._from = self._until = 0
        self._lock = threading.Lock()
        self._many = threading.Lock()

    def of_case(self, case_id: UUID) -> CaseFile:
        """The file as the log has it now; an empty one for what is no case."""
        return self._file(case_id, self._hear())

    def of_cases(self, case_ids: Iterable[UUID]) -> list[CaseFile]:
        """Several files, in that order; who asks for many meanwhile waits, and finds them here."""
        wanted = list(case_ids)
        with self._many:
            until = self._hear()
            with self._lock:
                kept = [self._kept[each] for each in wanted if each in self._kept]
            self._log.mapper.vault.warm(subject for each in kept for subject in each.subjects)
            return [self._file(each, until) for each in wanted]

    def _file(self, case_id: UUID, until: int) -> CaseFile:
        vault = self._log.mapper.vault
        kept = self._untouched(case_id)
        if kept is None or vault.held(kept.subjects) != kept.opened:
            case = self._log.whole_case(case_id)
            streams = frozenset(each.stream for each in case.events)
            kept = _Kept(fold(case.events), until, streams, case.subjects, case.held)
        if kept.file.case_id == case_id:
            self._keep(case_id, kept)
        return kept.file

    def _hear(self) -> int:
        """Up to where it is known what has moved."""
        news = self._log.movements(self._until, _END, _MOST_NEWS)
        missed = len(news) == _MOST_NEWS
        head = self._log.head() if missed or not self._until else 0
        with self._lock:
            if head:
                self._news.clear()
                self._from = self._until = max(self._until, head)
            for each in news:
                if each.position > self._until:
                    self._news.append(each)
                    self._until = each.position
            while len(self._news) > _MOST_NEWS:
                self._from = self._news.popleft().position
            return self._until

    def _untouched(self, case_id: UUID) -> _Kept | None:
        with self._lock:
            kept = self._kept.get(case_id)
            if kept is None or kept.until < self._from or any(map(kept.touched_by, self._news)):
                return None
            return replace(kept, until=self._until)

    def _keep(self, case_id: UUID, kept: _Kept) -> None:
        """As the one asked for last."""
        with self._lock:
            before = self._kept.pop(case_id, None)
            self._kept[case_id] = kept
            self._events += _length(kept) - (_length(before) if before else 0)
            while self._events > self._at_hand:
                self._events -= _length(self._kept.pop(next(iter(self._kept))))


def _length(kept: _Kept) -> int:
    return len(kept.file.timeline)
