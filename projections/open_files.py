"""Files of the cases last worked on, carried on event by event.

Whoever follows the log needs a case's file after each of its events. Folding it anew from the
first event every time costs what the case is long; here only what is new is read and applied.
"""

from uuid import UUID

from domain.case_file import CaseFile
from runtime.log import Log

AT_HAND = 200
"""How many files are kept open; the one not touched for longest goes first."""


class OpenFiles:
    """For one thread. A file is folded anew when a stream joins its case, with all it brings."""

    def __init__(self, log: Log, at_hand: int = AT_HAND) -> None:
        self._log = log
        self._at_hand = at_hand
        self._files: dict[UUID, tuple[CaseFile, set[UUID]]] = {}

    def of_case(self, case_id: UUID) -> CaseFile:
        """The file as the log has it now; not to be kept or changed by the caller."""
        fresh: tuple[CaseFile, set[UUID]] = CaseFile(), set()
        file, streams = self._files.pop(case_id, fresh)
        new = self._log.of_case(case_id, after=file.position)
        if streams and any(each.stream not in streams for each in new):
            file, streams = CaseFile(), set()
            new = self._log.of_case(case_id)
        for each in new:
            file.apply(each)
            streams.add(each.stream)
        self._files[case_id] = file, streams
        if len(self._files) > self._at_hand:
            del self._files[next(iter(self._files))]
        return file

    def close(self) -> None:
        """Puts all of them away: what they say may have been forgotten."""
        self._files.clear()
