"""Every kind of letter, set as its arrangement wants it.

``RUKUN_WRITE_SAMPLES=1 python -m pytest tests/runtime/test_letter_forms.py`` writes the sample
letters under docs/letters anew; look at them before keeping them.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from domain.letter_content import LetterContent, LetterType, distribution
from runtime.typesetting import UNSIGNED, Typesetter
from tests.correspondence import DATED, SAMPLES

SHOWN = Path(__file__).resolve().parents[2] / "docs" / "letters"
SETTER = Typesetter()
EVERY_TYPE = pytest.mark.parametrize("kind", list(SAMPLES))


def issued(kind: LetterType, content: LetterContent | None = None, **changes: Any) -> bytes:
    sample = SAMPLES[kind]
    given: dict[str, Any] = {
        "profile": sample.profile,
        "number": sample.number,
        "dated": DATED,
        "manifest": {"contoh": "tidak ada kasus di balik naskah ini"},
    }
    return SETTER.render(content or sample.write(), **(given | changes))


@EVERY_TYPE
def test_the_samples_under_docs_are_what_the_templates_make(kind: LetterType) -> None:
    copies = distribution(SAMPLES[kind].write())
    made = issued(
        kind,
        watermark=UNSIGNED,
        public_url="https://rukun.contoh.example/verify/contoh-0001",
        copy=copies[0].mark if copies else None,
    )
    path = SHOWN / f"{kind.value.replace('_', '-')}.pdf"
    if os.environ.get("RUKUN_WRITE_SAMPLES"):
        path.write_bytes(made)
    assert path.read_bytes() == made
    assert len(made) < 300_000
