"""Windows whose moment passed unrecorded, as the relay's list of wards has them; in opaque ids."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.clocks import WaitKind
from domain.stuck import STUCK_AFTER
from runtime.clock import Clock
from runtime.database import Datastore

MOST_SHOWN = 50


@dataclass(frozen=True)
class StuckWindow:
    """One window nobody closed: on which stream, of which case, and since when it should be."""

    deadline_id: UUID
    stream: UUID
    case_id: UUID | None
    kind: WaitKind
    due: datetime


class StuckView:
    """What has to be looked at because the machine did not get to it."""

    def __init__(self, datastore: Datastore, clock: Clock) -> None:
        self._datastore = datastore
        self._clock = clock

    def count(self) -> int:
        """How many windows are stuck now."""
        with self._datastore.reading() as cursor:
            row = cursor.execute("SELECT count(*) AS found" + _STUCK, self._before).fetchone()
        return int(row["found"]) if row else 0

    def rows(self, limit: int = MOST_SHOWN) -> list[StuckWindow]:
        """They, the longest stuck first."""
        with self._datastore.reading() as cursor:
            found = cursor.execute(_ROWS, self._before | {"limit": limit})
            return [
                StuckWindow(
                    deadline_id=UUID(row["deadline_id"]),
                    stream=UUID(row["stream"]),
                    case_id=row["case_id"],
                    kind=WaitKind(row["kind"]),
                    due=row["due"],
                )
                for row in found
            ]

    @property
    def _before(self) -> dict[str, object]:
        return {"before": self._clock.now() - STUCK_AFTER}


_STUCK = """
  FROM view.watch_1, jsonb_array_elements(ward -> 'waits') AS wait
 WHERE open AND next_due <= %(before)s AND (wait ->> 'due')::timestamptz <= %(before)s"""
_ROWS = (
    "SELECT case_id, wait ->> 'deadline_id' AS deadline_id, wait ->> 'stream' AS stream,"
    " wait ->> 'kind' AS kind, (wait ->> 'due')::timestamptz AS due"
    + _STUCK
    + " ORDER BY due, deadline_id LIMIT %(limit)s"
)
