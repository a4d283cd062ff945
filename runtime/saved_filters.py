"""Saringan tersimpan: what a person asks of a list again and again, under a name of their own."""

from typing import Final
from uuid import UUID

from domain.kernel import Frozen, Refusal
from runtime.database import Datastore

MOST: Final = 20
"""Filters one person may keep for one list."""

LONGEST_NAME: Final = 60


class TooManyFilters(Refusal):
    """Saringan tersimpan sudah terlalu banyak; hapus satu dahulu."""


class FilterUnnamed(Refusal):
    """Beri nama saringan ini, paling panjang 60 huruf."""


class SavedFilter(Frozen):
    """One filter of one list: its name, what it asks as an address does, whether it comes first."""

    name: str
    query: str
    first: bool


class SavedFilters:
    """What each person keeps; nobody else is shown it."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def of(self, person: UUID, listed: str) -> list[SavedFilter]:
        """A person's filters of a list, by name."""
        with self._datastore.reading() as cursor:
            cursor.execute(
                "SELECT name, query, first FROM desk.saved_filter"
                " WHERE person = %s AND list = %s ORDER BY lower(name), name",
                (person, listed),
            )
            return [SavedFilter(**row) for row in cursor]

    def keep(self, person: UUID, listed: str, kept: SavedFilter) -> None:
        """Under its name, in place of one of the same name; only one of a list comes first."""
        if not 0 < len(kept.name) <= LONGEST_NAME or not kept.name.isprintable():
            raise FilterUnnamed
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(74, hashtext(%s))", (str(person),))
            cursor.execute(
                "SELECT count(*) AS held FROM desk.saved_filter"
                " WHERE person = %s AND list = %s AND name <> %s",
                (person, listed, kept.name),
            )
            row = cursor.fetchone()
            if row is not None and row["held"] >= MOST:
                raise TooManyFilters
            if kept.first:
                cursor.execute(
                    "UPDATE desk.saved_filter SET first = false WHERE person = %s AND list = %s",
                    (person, listed),
                )
            cursor.execute(
                "INSERT INTO desk.saved_filter VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (person, list, name)"
                " DO UPDATE SET query = excluded.query, first = excluded.first",
                (person, listed, kept.name, kept.query, kept.first),
            )

    def drop(self, person: UUID, listed: str, name: str) -> None:
        """That filter is kept no more; telling it twice changes nothing."""
        with self._datastore.reading() as cursor:
            cursor.execute(
                "DELETE FROM desk.saved_filter WHERE person = %s AND list = %s AND name = %s",
                (person, listed, name),
            )
