"""What a browser fetches once and keeps: style, scripts, icon, named by what they contain."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.door import NotHere

STATIC: Final = Path(__file__).resolve().parent / "static"
WHERE: Final = "/aset/"
KINDS: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
"""What is served of the directory, by the ending of its name; nothing else is."""


@dataclass(frozen=True)
class Asset:
    """One file as it is sent, and as it is sent to browsers that take it pressed."""

    content: bytes
    pressed: bytes
    kind: str


class Assets:
    """Every file of ``web/static``, read once. Its address changes with its content."""

    def __init__(self, directory: Path = STATIC) -> None:
        self._urls: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        for path in sorted(directory.rglob("*")):
            if path.suffix in KINDS:
                self._take(path.relative_to(directory).as_posix(), path.read_bytes())

    def _take(self, name: str, content: bytes) -> None:
        path = PurePosixPath(name)
        digest = hashlib.sha256(content).hexdigest()[:12]
        hashed = path.with_name(f"{path.stem}.{digest}{path.suffix}").as_posix()
        self._urls[name] = WHERE + hashed
        self._assets[hashed] = Asset(content, gzip.compress(content, mtime=0), KINDS[path.suffix])

    def url(self, name: str) -> str:
        """Where a browser finds a file of ``web/static``; KeyError for one that is not there."""
        return self._urls[name]

    def find(self, hashed: str) -> Asset | None:
        """The file behind an address, if it is still the one that was named there."""
        return self._assets.get(hashed)


def routes(assets: Assets) -> APIRouter:
    """`/aset/{name}`."""
    router = APIRouter()

    @router.get("/aset/{name:path}")
    async def asset(request: Request, name: str) -> Response:
        found = assets.find(name)
        if found is None:
            raise NotHere
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "Vary": "Accept-Encoding",
        }
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(found.pressed, media_type=found.kind, headers=headers)
        return Response(found.content, media_type=found.kind, headers=headers)

    return router
