"""Tautan jawaban: lets the one who is asked acknowledge a task from a mail, once, without a login.

The link names task, person, handing and end, and is signed with a key of the house. It is single
use by the record itself: a handing is answered once. Nothing about the case is in it.
"""

import base64
import binascii
import hmac
import struct
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from application.register import Register
from domain.clocks import Clocked, WaitKind
from domain.field_task import FieldTask
from domain.kernel import Frozen
from domain.notice import Notice

_SHAPE: Final = struct.Struct(">16s16sHI")
_PURPOSE: Final = b"answer link 1\0"


class Ticket(Frozen):
    """What a link stands for: whose answer to which handing of a task, and until when."""

    task: UUID
    person: UUID
    handing: int
    until: datetime


class AnswerLinks:
    """Makes and reads such links."""

    def __init__(self, register: Register, address: str) -> None:
        self._register = register
        self._address = address.rstrip("/")

    def link(self, notice: Notice) -> str:
        """The link for a notice about an acknowledgement still waited for; else nothing."""
        wait = self._asked(notice)
        if wait is None:
            return ""
        task, until = wait
        ticket = Ticket(task=task.id, person=notice.person, handing=task.handing, until=until)
        return f"{self._address}/akui/{self.token(ticket)}"

    def token(self, ticket: Ticket) -> str:
        """A ticket as text, signed."""
        said = _SHAPE.pack(
            ticket.task.bytes,
            ticket.person.bytes,
            ticket.handing,
            int(ticket.until.timestamp()),
        )
        return base64.urlsafe_b64encode(said + self._seal(said)).decode().rstrip("=")

    def read(self, token: str) -> Ticket | None:
        """The ticket behind a text; None for anything this house did not sign."""
        try:
            whole = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (ValueError, binascii.Error):
            return None
        said, seal = whole[: _SHAPE.size], whole[_SHAPE.size :]
        if len(said) < _SHAPE.size or not hmac.compare_digest(seal, self._seal(said)):
            return None
        task, person, handing, until = _SHAPE.unpack(said)
        return Ticket(
            task=UUID(bytes=task),
            person=UUID(bytes=person),
            handing=handing,
            until=datetime.fromtimestamp(until, UTC),
        )

    def _asked(self, notice: Notice) -> tuple[FieldTask, datetime] | None:
        if notice.window is None:
            return None
        found = self._register.load(Clocked, notice.about)
        if not isinstance(found, FieldTask) or found.holder != notice.person:
            return None
        wait = found.waits.get(notice.window)
        return (found, wait.due) if wait and wait.kind is WaitKind.ACKNOWLEDGE else None

    def _seal(self, said: bytes) -> bytes:
        return self._register.mapper.vault.fingerprint(_PURPOSE + said)[:16]
