"""The read models of one office, read on together."""

from projections.rebuild import ALL_READERS
from runtime.clock import Clock
from runtime.database import Datastore
from runtime.follower import Follower
from runtime.log import Log


class Readers:
    """A follower for every read model, where no process leads them."""

    def __init__(self, datastore: Datastore, log: Log, clock: Clock) -> None:
        self._datastore = datastore
        self.followers = [
            Follower(kind(), datastore=datastore, log=log, clock=clock)
            for kind in ALL_READERS.values()
        ]

    def catch_up(self) -> None:
        """All read to the end, by one connection: to open one for each costs more than to read."""
        with self._datastore.get_connection() as conn:
            for follower in self.followers:
                turn = follower.reading_by(conn)
                while turn():
                    pass
