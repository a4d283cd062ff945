"""Lists as a file for a spreadsheet: what the page shows, and no more."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.responses import Response

MOST_LINES: Final = 20_000
"""Lines of one file; a province has fewer cases in ten years."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


def answer(name: str, headings: Sequence[str], lines: Iterable[Sequence[str]]) -> Response:
    """UTF-8 with a mark that says so and `;` between the fields, as offices here open it."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    for line in lines:
        writer.writerow([_harmless(each) for each in line])
    return Response(
        b"\xef\xbb\xbf" + written.getvalue().encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _harmless(text: str) -> str:
    """``text`` as no spreadsheet will calculate it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
