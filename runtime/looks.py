"""When a person last looked at their region, so that a page can say what is new to them."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from runtime.clock import Clock
from runtime.database import Datastore

VISIT: Final = timedelta(minutes=30)
"""Pages opened no further apart are one visit: what was new stays new while one reads."""


class Looks:
    """One line per person and region, outside the record: looking changes nothing in it."""

    def __init__(self, datastore: Datastore, clock: Clock) -> None:
        self._datastore = datastore
        self._clock = clock

    def look(self, person: UUID, region: str) -> datetime | None:
        """Notes that somebody looks now; when their visit before this one ended, if ever."""
        now = self._clock.now()
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(
                "INSERT INTO desk.last_look AS known (person, region, looked_at)"
                " VALUES (%(person)s, %(region)s, %(now)s)"
                " ON CONFLICT (person, region) DO UPDATE SET"
                " before_at = CASE WHEN known.looked_at < %(visit)s THEN known.looked_at"
                "  ELSE known.before_at END,"
                " looked_at = greatest(known.looked_at, excluded.looked_at)"
                " RETURNING before_at",
                {"person": person, "region": region, "now": now, "visit": now - VISIT},
            )
            found = cursor.fetchone()
        before: datetime | None = found["before_at"] if found else None
        return before
