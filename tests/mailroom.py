"""A real mail server on loopback, which keeps what it took and misbehaves when told to."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """Takes mail, and misbehaves when told to."""

    taken: list[Envelope] = field(default_factory=list)
    refuses: str = ""
    answers: str = "250 OK"
    hangs_up: bool = False

    async def handle_RCPT(  # noqa: N802 - the server's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.refuses:
            envelope.rcpt_tos.append(address)
        return self.refuses or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        if self.hangs_up:
            cast("asyncio.WriteTransport", server.transport).abort()
        return self.answers

    @property
    def texts(self) -> list[str]:
        """What the mails it took say, subject first."""
        return [_text(each) for each in self.taken]


def _text(envelope: Envelope) -> str:
    message = message_from_bytes(cast("bytes", envelope.content))
    body = cast("bytes", message.get_payload(decode=True)).decode()
    return f"{message['Subject']}\n{body}"


@contextmanager
def open_for_mail(mails: MailServer) -> Iterator[int]:
    """The port at which it listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    controller = Controller(mails, hostname="127.0.0.1", port=number)
    controller.start()
    yield number
    controller.stop()
