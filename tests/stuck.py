"""A window nobody closed, for tests: its moment passed, and the relay has it on its list."""

from uuid import UUID

from domain.clocks import Wait, WaitKind
from domain.stuck import STUCK_AFTER
from projections.relay import Relay
from tests.clocks import window
from tests.office import Office


def stuck(office: Office, case: UUID, kind: WaitKind) -> Wait:
    """The window of that kind, long enough after its moment."""
    found = window(office, case, kind)
    office.clock.move_to(found.due + STUCK_AFTER)
    return found


def relayed(office: Office) -> None:
    """The relay has read all, and told nobody."""
    register = office.register
    relay = Relay(
        datastore=register.recorder.datastore,
        log=register.log,
        clock=office.clock,
        address="",
        namespace="",
        task_queue="",
    )
    with register.recorder.datastore.get_connection() as conn:
        relay.prepare(conn)
        relay.handle(conn, list(register.log.all()))
