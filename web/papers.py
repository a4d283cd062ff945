"""A letter's own parts as a page shows them: whoever approves one reads all of it."""

from collections.abc import Iterator

from domain.letter_content import (
    Annex,
    Decree,
    Disposition,
    LetterContent,
    Meeting,
    Minutes,
    Paragraph,
    Particular,
    Passage,
    Radiogram,
    Section,
    Signer,
)
from web import pages


def point(said: Paragraph) -> pages.PaperPoint:
    """One paragraph with its sub-points and its table."""
    table = said.table
    rows = [tuple(cell.text for cell in row) for row in table.rows] if table else []
    if table and table.total:
        lacking = len(table.columns) - len(table.total)
        rows.append((*[""] * lacking, *(cell.text for cell in table.total)))
    return pages.PaperPoint(
        text=f"{said.title}: {said.text}" if said.title else said.text,
        sub=tuple(each.text for each in said.sub),
        table_head=tuple(column.title for column in table.columns) if table else (),
        table_rows=tuple(rows),
        note=table.note.text if table else "",
        added=said.author is not None,
    )


def parts_of(content: LetterContent) -> tuple[pages.PaperPart, ...]:
    """Everything between the opening and the closing words, beside the numbered points."""
    return tuple(_parts(content))


def _parts(content: LetterContent) -> Iterator[pages.PaperPart]:
    if content.particulars:
        yield pages.PaperPart(lines=tuple(map(_particular, content.particulars)))
    if content.radiogram is not None:
        yield _radiogram(content.radiogram)
    if content.meeting is not None:
        yield _meeting(content.meeting)
    if content.minutes is not None:
        yield from _minutes(content.minutes)
    if content.decree is not None:
        yield from _decree(content.decree)
    if content.disposition is not None:
        yield from _disposition(content.disposition)
    if content.enclosures:
        yield pages.PaperPart(
            heading="Yang dikirim",
            points=tuple(
                _plain(each.what, ", ", each.quantity, "; ", each.remark)
                for each in content.enclosures
            ),
        )
    yield from map(_section, content.sections)
    for annex in content.annexes:
        yield from _annex(annex)


def _particular(said: Particular) -> tuple[str, str]:
    return said.label, said.value.text


def _plain(*said: Passage | str) -> pages.PaperPoint:
    text = "".join(each if isinstance(each, str) else each.text for each in said)
    return pages.PaperPoint(text=text.strip(" ;,"))


def _section(said: Section) -> pages.PaperPart:
    return pages.PaperPart(
        heading=said.heading,
        lines=tuple(map(_particular, said.particulars)),
        points=tuple(map(point, said.paragraphs)),
    )


def _meeting(said: Meeting) -> pages.PaperPart:
    lines = (
        ("Hari/tanggal", said.day.text),
        ("Pukul", said.time.text),
        ("Tempat", said.place.text),
        ("Acara", said.agenda.text),
    )
    return pages.PaperPart(lines=lines)


def _radiogram(said: Radiogram) -> pages.PaperPart:
    lines = (
        ("Registrasi", said.registration.text),
        ("Panggilan", said.call_sign.text),
        ("Jenis", said.kind.text),
        ("Derajat", said.precedence.text),
        ("Waktu pembuatan", said.written.text),
    )
    return pages.PaperPart(lines=lines)


def _minutes(said: Minutes) -> Iterator[pages.PaperPart]:
    yield pages.PaperPart(
        heading=f"Pada hari ini {said.held.text}", lines=tuple(map(_signer, said.parties))
    )
    yield from (
        _section(
            each.model_copy(update={"heading": f"{said.part_called} {number}: {each.heading}"})
        )
        for number, each in enumerate(said.articles, 1)
    )
    yield pages.PaperPart(
        heading="Penutup",
        lines=tuple(map(_signer, (*said.witnesses, *said.acknowledged_by))),
        points=(_plain(said.made_in),),
    )


def _signer(said: Signer) -> tuple[str, str]:
    return said.called, f"{said.name.text}, {said.capacity.text}"


def _decree(said: Decree) -> Iterator[pages.PaperPart]:
    for heading, passages in (
        ("Menimbang", said.considering),
        ("Mengingat", said.recalling),
        ("Memperhatikan", said.noting),
        ("Memutuskan", said.dictums),
    ):
        if passages:
            yield pages.PaperPart(heading=heading, points=tuple(map(_plain, passages)))


def _disposition(said: Disposition) -> Iterator[pages.PaperPart]:
    yield pages.PaperPart(
        lines=(
            ("Surat dari", said.letter_from.text),
            ("Nomor surat", said.letter_number.text),
            ("Tanggal surat", said.letter_dated.text),
            ("Diterima", said.received.text),
            ("Nomor agenda", said.agenda.text),
        )
    )
    for heading, choices in (("Diteruskan kepada", said.onward_to), ("Dengan hormat", said.asked)):
        yield pages.PaperPart(
            heading=heading,
            points=tuple(pages.PaperPoint(text=each.label) for each in choices),
        )


def _annex(said: Annex) -> Iterator[pages.PaperPart]:
    described = (pages.PaperPoint(text=said.described),) if said.described else ()
    yield pages.PaperPart(heading=f"Lampiran: {said.title.text}", points=described)
    yield from map(_section, said.sections)
