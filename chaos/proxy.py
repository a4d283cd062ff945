"""A wire between a client and PostgreSQL that can be cut at a chosen byte, or go silent."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from psycopg.conninfo import conninfo_to_dict, make_conninfo

READY = b"Z\x00\x00\x00\x05"
"""ReadyForQuery: what the server says only once the transaction is on record."""


@dataclass
class _Line:
    """One connection through the proxy: what the client has said, and whether it flows."""

    client: socket.socket
    server: socket.socket
    said: bytes = b""
    flowing: threading.Event = field(default_factory=threading.Event)
    losing_the_reply: bool = False

    def just_said(self, word: bytes, length: int) -> bool:
        """Whether the last ``length`` bytes end a word, which may have begun in those before."""
        return word in self.said[-(length + len(word) - 1) :]

    def close(self) -> None:
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.flowing.set()


class Proxy:
    """Passes bytes on, until told otherwise. ``url`` leads through it to the same database."""

    def __init__(self, url: str) -> None:
        there = conninfo_to_dict(url)
        self._server = (str(there["host"]), int(str(there["port"])))
        self._lines: list[_Line] = []
        self._lock = threading.Lock()
        self._cut_before = self._cut_after = b""
        self._for_good = False
        self.cuts = 0
        self.up()
        self.url = make_conninfo(url, host="127.0.0.1", port=str(self.port))

    # -- what can be done to the wire ----------------------------------------------------

    def cut_before(self, said: bytes) -> None:
        """The next message that says this never reaches the server."""
        self._cut_before = said

    def cut_after(self, said: bytes, *, for_good: bool = False) -> None:
        """The next message that says this is carried out; its answer never comes back.

        ``for_good``: nor is anybody else answered, or gets in any more.
        """
        self._cut_after, self._for_good = said, for_good

    @property
    def armed(self) -> bool:
        """Whether a cut that was asked for has still to come."""
        return bool(self._cut_before or self._cut_after)

    def freeze(self, said: bytes) -> int:
        """Nothing passes any more on connections that ever said this, and nothing closes."""
        frozen = [line for line in self._alive() if said in line.said]
        for line in frozen:
            line.flowing.clear()
        return len(frozen)

    def cut(self, but: _Line | None = None) -> int:
        """Every connection there is breaks; new ones may be made. Answers how many broke."""
        with self._lock:
            broken = [line for line in self._lines if line is not but]
            self._lines = [line for line in self._lines if line is but]
        for line in broken:
            line.close()
        return len(broken)

    def down(self) -> None:
        """The server is gone: nothing is answered, nobody gets in."""
        self._shut()
        self.cut()

    def up(self) -> None:
        """The server is there (again), at the same address."""
        self._listener = socket.create_server(("127.0.0.1", getattr(self, "port", 0)))
        self._listener.settimeout(0.05)
        self.port: int = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    # -- the wire ------------------------------------------------------------------------

    def _shut(self) -> None:
        """Nobody gets in any more once this comes back."""
        self._listener.close()
        self._accepting.join(5)

    def _alive(self) -> list[_Line]:
        with self._lock:
            return list(self._lines)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            if self._listener.fileno() < 0:
                client.close()
                return
            client.settimeout(None)
            try:
                line = _Line(client, socket.create_connection(self._server))
            except OSError:  # the server is down: so is this line
                client.close()
                continue
            line.flowing.set()
            with self._lock:
                self._lines.append(line)
            for pump in (self._outward, self._homeward):
                threading.Thread(target=self._pumped, args=(pump, line), daemon=True).start()

    def _pumped(self, pump: Callable[[_Line], None], line: _Line) -> None:
        with contextlib.suppress(OSError):
            pump(line)
        line.close()
        with self._lock, contextlib.suppress(ValueError):
            self._lines.remove(line)

    def _outward(self, line: _Line) -> None:
        for data in _chunks(line.client):
            line.said = line.said[-65536:] + data
            line.flowing.wait()
            if self._cut_before and line.just_said(self._cut_before, len(data)):
                self._cut_before = b""
                self.cuts += 1
                return
            if self._cut_after and line.just_said(self._cut_after, len(data)):
                self._cut_after = b""
                line.losing_the_reply = True
            line.server.sendall(data)

    def _homeward(self, line: _Line) -> None:
        for data in _chunks(line.server):
            line.flowing.wait()
            if not line.losing_the_reply:
                line.client.sendall(data)
            elif READY in data:
                self.cuts += 1
                if self._for_good:
                    self._shut()
                    self.cut(but=line)  # all others are out before this one learns of it
                return


def _chunks(end: socket.socket) -> Iterator[bytes]:
    while data := end.recv(1 << 16):
        yield data
