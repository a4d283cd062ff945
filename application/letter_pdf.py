"""The PDF of a letter, set anew from the record: the same events give the same bytes."""

from datetime import date
from uuid import UUID

from domain.case_file import event_id
from domain.letter import Letter
from domain.letter_content import LetterContent, merged_values, profile_of
from runtime.log import Log, Recorded
from runtime.typesetting import Typesetter

UNSIGNED = "BELUM DITANDATANGANI / SIMULASI"
VOID = "BATAL"


def letter_pdf(log: Log, typesetter: Typesetter, letter_id: UUID) -> bytes | None:
    """The letter as it stands; None when there is no such letter, or its key is destroyed."""
    events = log.of_stream(letter_id)
    drafted = next((e.fact for e in events if isinstance(e.fact, Letter.Drafted)), None)
    if drafted is None or drafted.content.text is None:
        return None
    content = LetterContent.model_validate_json(drafted.content.text)
    approved = next((e.fact for e in events if isinstance(e.fact, Letter.Approved)), None)
    voided = any(isinstance(e.fact, Letter.Voided) for e in events)
    return typesetter.render(
        content,
        profile=profile_of(content),
        number=approved.number if approved else None,
        dated=date.fromisoformat(approved.dated) if approved else None,
        watermark=VOID if voided else UNSIGNED if approved else None,
        manifest=_manifest(content, drafted, events, typesetter),
    )


def _manifest(
    content: LetterContent,
    drafted: Letter.Drafted,
    events: list[Recorded],
    typesetter: Typesetter,
) -> dict[str, object]:
    """Every merged value with the events it came from, and what set the page."""
    return {
        "letter": str(drafted.originator_id),
        "events": [event_id(each.fact) for each in events if each.name in _LETTER_NAMES],
        "trigger": drafted.trigger,
        "content_hash": drafted.content_hash,
        "values": {path: merged.model_dump(mode="json") for path, merged in merged_values(content)},
        "renderer": typesetter.renderer_versions(),
    }


_LETTER_NAMES = frozenset({Letter.Drafted.NAME, Letter.Approved.NAME, Letter.Voided.NAME})
