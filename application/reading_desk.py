"""The desk where it is noted who opened what is classified; and where an auditor looks it up."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from application.sitting import Methods, Sitting
from domain.access import SYSTEM_ACTOR
from domain.kernel import Channel, Role
from domain.reading import NoteReading, Reading
from domain.role_assignment import Standing
from runtime.database import Datastore

if TYPE_CHECKING:
    from application.register import Register


def noted(
    register: "Register",
    about: UUID,
    reader: UUID,
    standing: Standing,
    *,
    channel: Channel,
    allowed: bool,
) -> None:
    """On record when this comes back; what cannot be noted must not be shown."""
    register.submit(
        NoteReading(
            command_id=uuid4(),
            actor=SYSTEM_ACTOR,
            role=Role.SYSTEM,
            unit="mesin",
            channel=channel,
            about=about,
            reader=reader,
            as_role=standing.role,
            in_unit=standing.unit,
            allowed=allowed,
        )
    )


@dataclass(frozen=True)
class ReadingLine:
    """One reading as an auditor sees it."""

    at: datetime
    about: UUID
    reader: UUID
    as_role: Role
    in_unit: str
    channel: Channel
    allowed: bool


def readings(datastore: Datastore, *about: UUID) -> list[ReadingLine]:
    """Everybody who opened these cases or reports, or was turned away, in order of the log."""
    with datastore.reading() as cursor:
        found = cursor.execute(_READINGS, ([str(each) for each in about],))
        return [
            ReadingLine(
                at=row["at"],
                about=UUID(row["facts"]["about"]),
                reader=UUID(row["facts"]["reader"]),
                as_role=Role(row["facts"]["as_role"]),
                in_unit=row["facts"]["in_unit"],
                channel=Channel(row["channel"]),
                allowed=row["facts"]["allowed"],
            )
            for row in found
        ]


_READINGS = """
SELECT told -> 'facts' AS facts, (told #>> '{envelope,recorded_at}')::timestamptz AS at,
       told #>> '{envelope,channel}' AS channel
  FROM (SELECT notification_id, convert_from(state, 'UTF8')::jsonb AS told
          FROM rukun.event WHERE topic = 'reading.noted') AS noted
 WHERE told #>> '{facts,about}' = ANY(%s) ORDER BY notification_id"""


def _note(_: "Register", command: NoteReading, sitting: Sitting) -> UUID:
    sitting.allow(None)
    made = Reading.note(command, sitting.at.envelope)
    sitting.add(made)
    return made.id


METHODS: Methods = {NoteReading: _note}
