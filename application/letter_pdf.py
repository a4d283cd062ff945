"""The PDF of a letter, set anew from the record: the same events give the same bytes."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from domain.case_file import LetterPage
from domain.letter import LetterState
from domain.letter_content import LetterContent, merged_values, profile_of
from domain.signing import Paper, SignatureKind
from runtime.typesetting import UNSIGNED, Typesetter, manifest_json

VOIDED = "BATAL"
"""Watermark of a letter that counts no more."""


@dataclass(frozen=True)
class Look:
    """What a sheet shows of its signature: none, one to come, or one that was put on it."""

    signature: SignatureKind | None = None
    public_url: str | None = None
    issuer: str = ""

    @classmethod
    def of(cls, paper: Paper) -> "Look":
        """As the record says that the signed sheet looked."""
        return cls(paper.kind, paper.public_url, paper.issuer)


@dataclass(frozen=True)
class Sheet:
    """One set letter: its bytes, and the hash of the manifest attached to it."""

    pdf: bytes
    manifest_hash: str


def letter_pdf(typesetter: Typesetter, letter: LetterPage) -> bytes | None:
    """The letter as it stands; None once its key is destroyed. LetterIncomplete if it is."""
    sheet = set_letter(typesetter, letter, Look())
    return sheet.pdf if sheet else None


def set_letter(typesetter: Typesetter, letter: LetterPage, look: Look) -> Sheet | None:
    """The letter as ``look`` wants it; None and LetterIncomplete as for ``letter_pdf``."""
    if letter.content.text is None:
        return None
    content = LetterContent.model_validate_json(letter.content.text)
    manifest = manifest_of(letter, content, typesetter)
    pdf = typesetter.render(
        content,
        profile=profile_of(content),
        number=letter.number,
        dated=date.fromisoformat(letter.dated) if letter.dated else None,
        watermark=watermark_of(letter, look.signature),
        public_url=look.public_url,
        signature=look.signature,
        issuer=look.issuer,
        manifest=manifest,
    )
    return Sheet(pdf, sha256(manifest_json(manifest).encode()).hexdigest())


def watermark_of(letter: LetterPage, signature: SignatureKind | None = None) -> str | None:
    """What a letter shows across its pages; ``signature`` is what it is set to carry."""
    if letter.state is LetterState.VOID:
        return VOIDED
    unsigned = signature in {None, SignatureKind.SIMULATION}
    return UNSIGNED if letter.number and unsigned else None


def manifest_of(
    letter: LetterPage, content: LetterContent, typesetter: Typesetter
) -> dict[str, object]:
    """Where every merged value came from, what the letter rests on, and what set the page."""
    return {
        "letter": str(letter.letter_id),
        "case": str(letter.case_id) if letter.case_id else None,
        "report": str(letter.report_id) if letter.report_id else None,
        "events": list(letter.events),
        "trigger": letter.trigger,
        "content_hash": letter.content_hash,
        "number": letter.number,
        "dated": letter.dated,
        "approver": str(letter.approver) if letter.approver else None,
        "values": [
            {"at": path, **value.model_dump(mode="json")} for path, value in merged_values(content)
        ],
        "renderer": typesetter.renderer_versions(),
    }
