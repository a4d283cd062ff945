"""What a PDF says of itself: its signatures, what they cover, and what was changed after them.

Everything here is read from the file alone. Whether a page, an attachment or a value is as it was
signed is seen by comparing the revisions the file itself holds.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation import validate_pdf_signature as validated
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from domain.signing import Certificate
from runtime.signing import certificate_of
from runtime.typesetting import MANIFEST

_IDENTITY: Final = re.compile(rb"InstanceID(?:=\"|>)([^\"<]{8,64})[\"<]")
_PUBLIC_ID: Final = re.compile(rb"/verify/([a-z2-7]{20})")
_NO_LOOK: Final = frozenset({"/Parent", "/P", "/StructParent", "/StructParents", "/Length"})
"""Keys that change nothing a reader sees, or lead back up."""

_DEEPEST: Final = 40


@dataclass(frozen=True)
class Anatomy:
    """One revision: a hash for each page's look, and every attachment with its bytes."""

    pages: tuple[str, ...]
    attachments: tuple[tuple[str, bytes], ...]

    @property
    def manifest(self) -> bytes | None:
        """The provenance manifest, if exactly one is attached."""
        found = [content for name, content in self.attachments if name == MANIFEST]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class SeenSignature:
    """One signature. ``trusted`` is None where no root is known to judge it by."""

    certificate: Certificate
    signed_at: datetime | None
    intact: bool
    valid: bool
    trusted: bool | None
    whole: bool
    covered: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Examination:
    """What one file says; ``as_signed`` is the revision the first signature covers."""

    sha256: str
    size: int
    readable: bool
    signatures: tuple[SeenSignature, ...] = ()
    now: Anatomy | None = None
    as_signed: Anatomy | None = None

    @property
    def sound(self) -> bool:
        """At least one signature, all intact and valid, the last over the whole file."""
        return (
            bool(self.signatures)
            and all(each.intact and each.valid for each in self.signatures)
            and self.signatures[-1].whole
        )


def examine(pdf: bytes, roots: list[Any] | None = None) -> Examination:
    """Reads a file; never raises for what is in it."""
    digest = sha256(pdf).hexdigest()
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        embedded = list(reader.embedded_signatures)
        seen = tuple(_seen(each, roots or []) for each in embedded)
    except Exception:  # noqa: BLE001 - a damaged file makes the library raise anything
        return Examination(digest, len(pdf), readable=False)
    return Examination(
        digest,
        len(pdf),
        readable=True,
        signatures=seen,
        now=_anatomy_or_none(lambda: reader.root),
        as_signed=_anatomy_or_none(lambda: reader.get_historical_root(embedded[0].signed_revision))
        if embedded
        else None,
    )


def anatomy_of(pdf: bytes) -> Anatomy | None:
    """The look of a file as it is now; None where it cannot be read."""
    return _anatomy_or_none(lambda: PdfFileReader(BytesIO(pdf), strict=False).root)


def _anatomy_or_none(root: Callable[[], Any]) -> Anatomy | None:
    """None where a revision is too damaged to be looked at."""
    try:
        return anatomy(root())
    except Exception:  # noqa: BLE001 - as above
        return None


def identity(pdf: bytes) -> bytes | None:
    """Which document a file claims to be, whatever was done to it; no parsing, for strangers."""
    found = _IDENTITY.search(pdf)
    return found[1] if found else None


def public_id_in(pdf: bytes) -> str | None:
    """The id of the verification page a file leads to; no parsing, as above."""
    found = _PUBLIC_ID.search(pdf)
    return found[1].decode() if found else None


def anatomy(root: Any) -> Anatomy:
    """The look of every page and every attachment, as one revision has them."""
    return Anatomy(
        pages=tuple(_hash_of(page) for page in _pages(root["/Pages"], 0)),
        attachments=tuple(_attachments(root)),
    )


def _seen(embedded: EmbeddedPdfSignature, roots: list[Any]) -> SeenSignature:
    known = roots or [embedded.signer_cert]
    context = ValidationContext(trust_roots=known, allow_fetching=False)
    status = validated(embedded, context, skip_diff=True)
    ends = [int(each) for each in embedded.byte_range]
    return SeenSignature(
        certificate=certificate_of(embedded.signer_cert),
        signed_at=status.signer_reported_dt,
        intact=bool(status.intact),
        valid=bool(status.valid),
        trusted=bool(status.trusted) if roots else None,
        whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        covered=((ends[0], ends[0] + ends[1]), (ends[2], ends[2] + ends[3])),
    )


def _pages(node: Any, depth: int) -> Iterator[Any]:
    if depth > _DEEPEST:
        raise ValueError("page tree too deep")
    if "/Kids" in node:
        for child in node["/Kids"]:
            yield from _pages(_object(child), depth + 1)
    else:
        yield node


def _attachments(root: Any) -> Iterator[tuple[str, bytes]]:
    if "/Names" not in root or "/EmbeddedFiles" not in root["/Names"]:
        return
    for name, specification in _named(root["/Names"]["/EmbeddedFiles"], 0):
        yield str(_object(name)), _object(specification)["/EF"]["/F"].data


def _named(node: Any, depth: int) -> Iterator[tuple[Any, Any]]:
    if depth > _DEEPEST:
        raise ValueError("name tree too deep")
    pairs = list(node["/Names"]) if "/Names" in node else []
    yield from zip(pairs[::2], pairs[1::2], strict=False)
    for child in node.get("/Kids", ()):
        yield from _named(_object(child), depth + 1)


def _hash_of(page: Any) -> str:
    digest = sha256()
    for piece in _look(page, 0, {}):
        digest.update(piece)
    return digest.hexdigest()


def _look(node: Any, depth: int, met: dict[tuple[int, int], int]) -> Iterator[bytes]:
    """Everything a page shows, in one order, whatever its objects are numbered.

    An object met again is named by its place among those met, so that no file takes for ever.
    """
    if depth > _DEEPEST:
        raise ValueError("page too deep")
    if isinstance(node, generic.IndirectObject):
        place = (node.idnum, node.generation)
        if place in met:
            yield f"again {met[place]}".encode()
            return
        met[place] = len(met)
        node = _object(node)
    if isinstance(node, generic.DictionaryObject):
        for name in sorted(str(each) for each in node if each not in _NO_LOOK):
            yield f"<{name}>".encode()
            yield from _look(node.raw_get(name), depth + 1, met)
        if isinstance(node, generic.StreamObject):
            yield b"stream" + node.data
    elif isinstance(node, generic.ArrayObject):
        for each in node:
            if not _is_signature(each):
                yield b"["
                yield from _look(each, depth + 1, met)
    else:
        yield repr(node).encode()


def _object(node: Any) -> Any:
    found: Any = node
    return found.get_object() if isinstance(node, generic.IndirectObject) else found


def _is_signature(node: Any) -> bool:
    found = _object(node)
    return isinstance(found, generic.DictionaryObject) and found.get("/FT") == "/Sig"
