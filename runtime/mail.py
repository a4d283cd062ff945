"""Mail by SMTP, one message at a time, so that it is always known whether one may have gone out.

Everything up to the recipient's acceptance may be tried any number of times. From DATA on a
message may arrive whatever is heard of it: a lost answer is ``MailUnclear``, never a retry.
"""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from types import TracebackType
from typing import Self

PATIENCE = 10.0
"""Seconds for each answer of the server."""

_GOOD = 250


class MailAway(Exception):
    """The mail server cannot be reached; nothing has left, another time will do."""


class MailRefused(Exception):
    """Certain: the message was not taken. The text names no person and no address.

    ``passing``: the server said that another time may do (SMTP 4xx).
    """

    @property
    def passing(self) -> bool:
        return str(self).startswith("SMTP 4")


class MailUnclear(Exception):
    """The message may have gone out and nobody knows; a person has to ask."""


class SmtpPost:
    """The office's mail server."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        sender: str,
        starttls: bool = False,
        login: str = "",
        password: str = "",
        patience: float = PATIENCE,
    ) -> None:
        self._host, self._port = host, port
        self._sender = sender
        self._starttls = starttls
        self._login, self._password = login, password
        self._patience = patience

    def ready(self, to: str) -> "SmtpHandover":
        """A connection on which the server has accepted the recipient; nothing is sent yet.

        MailAway when the server cannot be reached, MailRefused when it will not have it.
        """
        try:
            server = smtplib.SMTP(self._host, self._port, timeout=self._patience)
        except (OSError, smtplib.SMTPException) as error:
            raise MailAway(type(error).__name__) from None
        try:
            if self._starttls:
                server.starttls(context=ssl.create_default_context())
            if self._login:
                server.login(self._login, self._password)
            server.ehlo_or_helo_if_needed()
            _accepted(*server.mail(self._sender))
            _accepted(*server.rcpt(to))
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            server.close()
            raise MailAway(type(error).__name__) from None
        except (smtplib.SMTPException, MailRefused) as error:
            server.close()
            said = str(error) if isinstance(error, MailRefused) else type(error).__name__
            raise MailRefused(said) from None
        return SmtpHandover(server, self._sender, to)


class SmtpHandover:
    """One message about to be handed over."""

    def __init__(self, server: smtplib.SMTP, sender: str, to: str) -> None:
        self._server = server
        self._sender = sender
        self._to = to

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self._server.quit()
        self._server.close()

    def send(self, subject: str, text: str, message_id: str) -> str:
        """Hands the message over; the id it is known by. MailRefused or MailUnclear if not."""
        message = EmailMessage()
        message["From"], message["To"] = self._sender, self._to
        message["Subject"], message["Message-ID"] = subject, message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            _accepted(*self._server.data(message.as_bytes()))
        except smtplib.SMTPDataError as error:
            raise MailRefused(f"SMTP {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnclear(type(error).__name__) from None
        return message_id


def _accepted(code: int, _: bytes) -> None:
    """The server's words may repeat the address, so only its number is kept."""
    if not _GOOD <= code < 300:
        raise MailRefused(f"SMTP {code}")
