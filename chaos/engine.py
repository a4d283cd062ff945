"""One engine of a chaos run: ``worker.py`` as it is, with a diary, and a bug where one is planted.

    python -m chaos.engine [arguments of worker.py]

The diary is a subscriber that writes down every position it is handed and would show one twice.
"""

import os
import runpy
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import DictRow

from activities.duties import Duties
from application.sitting import Outcome
from chaos.plants import planted
from domain.kernel import Command
from projections import rebuild
from runtime.log import Recorded

ROOT: Final = Path(__file__).resolve().parents[1]
PLANT: Final = "RUKUN_CHAOS_PLANT"
HANGING: Final = "RUKUN_CHAOS_HANGING"
"""A file; while it is there, deeds of the clocks hang."""
LONGEST_HANG: Final = 60.0


class Diary:
    """Writes down the position of every event, in the order it was handed them.

    It cannot read events of the streams named in ``view.diary_upset``: a bug to be mended.
    """

    TABLE = name = "diary_1"
    topics: frozenset[str] | None = None

    def prepare(self, conn: Connection[DictRow]) -> None:
        with conn.transaction():
            conn.execute("SELECT pg_advisory_xact_lock(7201210)")
            conn.execute(
                "CREATE TABLE IF NOT EXISTS view.diary_1"
                " (turn bigint GENERATED ALWAYS AS IDENTITY, position bigint NOT NULL)"
            )
            conn.execute("CREATE TABLE IF NOT EXISTS view.diary_upset (stream uuid PRIMARY KEY)")

    def handle(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> None:
        upset = {row["stream"] for row in conn.execute("SELECT stream FROM view.diary_upset")}
        if upset & {each.stream for each in batch}:
            raise LookupError("a page nobody can turn")
        conn.cursor().executemany(
            "INSERT INTO view.diary_1 (position) VALUES (%s)", [(each.position,) for each in batch]
        )

    def after_commit(self) -> None:
        """Nothing follows."""


def _with_a_diary() -> None:
    readers: dict[str, Any] = {**rebuild.ALL_READERS, Diary.TABLE: Diary}
    rebuild.ALL_READERS = MappingProxyType(readers)  # type: ignore[misc]


def _able_to_hang() -> None:
    flag, submit = Path(os.environ[HANGING]), Duties._submit

    def hanging(self: Duties, command: Command) -> Outcome:
        end = time.monotonic() + LONGEST_HANG
        while flag.exists() and time.monotonic() < end:
            time.sleep(0.05)
        return submit(self, command)

    Duties._submit = hanging  # type: ignore[method-assign]


def main() -> None:
    """Never comes back: worker.py ends the process itself."""
    _with_a_diary()
    _able_to_hang()
    with planted(os.environ.get(PLANT, "")):
        sys.argv[0] = str(ROOT / "worker.py")
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
