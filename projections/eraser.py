"""The eraser: a follower that makes sure that what was decided to be erased is.

Whoever decides destroys the keys at once (``application.privacy_desk``). Should that process die
between the event and the keys, they go here. Doing it twice changes nothing. It is no read model:
a rebuild never runs it.
"""

from collections.abc import Sequence

from psycopg import Connection
from psycopg.rows import DictRow

from application.privacy_desk import ErasureRoom
from domain.personal_data import PersonalData
from runtime.log import Recorded


class Eraser:
    """Carries out every erasure on record."""

    name = "eraser_1"
    topics: frozenset[str] | None = frozenset({PersonalData.Erased.NAME})

    def __init__(self, room: ErasureRoom) -> None:
        self._room = room

    def prepare(self, conn: Connection[DictRow]) -> None:
        """Keeps nothing of its own but its position."""

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        for recorded in batch:
            if isinstance(recorded.fact, PersonalData.Erased):
                self._room.carry_out(recorded.fact)

    def after_commit(self) -> None:
        """Nothing follows: the keys are gone."""
