"""The Word document of a letter, for the office to go on with."""

from datetime import date

from application.letter_pdf import watermark_of
from domain.case_file import LetterPage
from domain.letter_content import LetterContent, profile_of
from runtime.word import Word


def letter_word(word: Word, letter: LetterPage) -> bytes | None:
    """The letter as it stands; None once its key is destroyed. LetterIncomplete if it is."""
    if letter.content.text is None:
        return None
    content = LetterContent.model_validate_json(letter.content.text)
    return word.render(
        content,
        profile=profile_of(content),
        number=letter.number,
        dated=date.fromisoformat(letter.dated) if letter.dated else None,
        watermark=watermark_of(letter),
    )
