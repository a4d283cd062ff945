"""What the machine itself asks for: how its commands begin, and when it is refused."""

from typing import Any
from uuid import UUID

import structlog

from application.register import RecordBusy, Register
from domain.access import SYSTEM_ACTOR
from domain.kernel import Channel, Command, Refusal, Role

_log = structlog.get_logger("machine")


def by_machine(
    command_id: UUID, cause: UUID | str | None = None, channel: Channel = Channel.FOLLOWER
) -> dict[str, Any]:
    """Who asks, in what role, and because of which event or thing; for any command."""
    return {
        "command_id": command_id,
        "actor": SYSTEM_ACTOR,
        "role": Role.SYSTEM,
        "unit": "mesin",
        "channel": channel,
        "caused_by": None if cause is None else str(cause),
    }


def done(register: Register, command: Command) -> bool:
    """Whether it was accepted; that it no longer may be is the record's word, and told."""
    try:
        register.submit(command)
    except RecordBusy:
        raise
    except Refusal as refusal:
        _log.warning("refused", command=type(command).__name__, rule=refusal.rule)
        return False
    return True
