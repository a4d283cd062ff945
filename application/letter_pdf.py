"""The PDF of a letter, set anew from the record: the same events give the same bytes."""

from datetime import date

from domain.case_file import LetterPage
from domain.letter import LetterState
from domain.letter_content import LetterContent, merged_values, profile_of
from runtime.typesetting import UNSIGNED, Typesetter

VOIDED = "BATAL"
"""Watermark of a letter that counts no more."""


def letter_pdf(typesetter: Typesetter, letter: LetterPage) -> bytes | None:
    """The letter as it stands; None once its key is destroyed. LetterIncomplete if it is."""
    if letter.content.text is None:
        return None
    content = LetterContent.model_validate_json(letter.content.text)
    return typesetter.render(
        content,
        profile=profile_of(content),
        number=letter.number,
        dated=date.fromisoformat(letter.dated) if letter.dated else None,
        watermark=watermark_of(letter),
        manifest=manifest_of(letter, content, typesetter),
    )


def watermark_of(letter: LetterPage) -> str | None:
    """What a letter that is not signed shows across its pages."""
    if letter.state is LetterState.VOID:
        return VOIDED
    return UNSIGNED if letter.number else None


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
