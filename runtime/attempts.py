"""How often somebody may try something: so many times in a while, whoever asks."""

from datetime import timedelta

from runtime.clock import Clock
from runtime.database import Datastore


class Attempts:
    """Counts tries under a name, in one table for every process."""

    def __init__(self, datastore: Datastore, clock: Clock) -> None:
        self._datastore = datastore
        self._clock = clock

    def count(self, name: str, *, most: int, window: timedelta) -> timedelta | None:
        """Counts one more try; how long to wait, where there were too many already.

        Tries under one name are counted one after another, so that parallel ones do not slip
        through.
        """
        now = self._clock.now()
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(73, hashtext(%s))", (name,))
            cursor.execute(
                "SELECT at FROM desk.attempt WHERE login = %s AND at > %s ORDER BY at",
                (name, now - window),
            )
            made = [row["at"] for row in cursor.fetchall()]
            if len(made) >= most:
                wait: timedelta = made[0] + window - now
                return wait
            cursor.execute("INSERT INTO desk.attempt VALUES (%s, %s)", (name, now))
        return None

    def forget(self, name: str) -> None:
        """Tries under that name count no more: one of them was right."""
        with self._datastore.reading() as cursor:
            cursor.execute("DELETE FROM desk.attempt WHERE login = %s", (name,))
