"""What a house says of itself: the province it is for, named once, at its first start."""

from runtime.clock import Clock
from runtime.database import Datastore


class Installation:
    """One row, kept beside the accounts."""

    def __init__(self, datastore: Datastore, clock: Clock) -> None:
        self._datastore = datastore
        self._clock = clock

    def province(self) -> str | None:
        """The Kemendagri code that was named; None as long as none was."""
        with self._datastore.reading() as cursor:
            row = cursor.execute("SELECT province FROM desk.installation").fetchone()
        return str(row["province"]) if row else None

    def name_province(self, code: str) -> None:
        """This house is for that province."""
        with self._datastore.reading() as cursor:
            cursor.execute(
                "INSERT INTO desk.installation (province, named_at) VALUES (%s, %s)"
                " ON CONFLICT (single) DO UPDATE SET province = excluded.province,"
                " named_at = excluded.named_at",
                (code, self._clock.now()),
            )
