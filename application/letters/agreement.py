"""Berita Acara kesepakatan damai: what the parties agreed on, article by article."""

from collections.abc import Iterator

from application.letters import parts
from application.letters.parts import section
from application.letters.rules import RULES
from application.letters.sources import Source
from domain.case_file import TimelineLine
from domain.deliberation import Deliberation
from domain.indonesian import day_in_words, in_fold, local, long_date, ordinal
from domain.letter_content import (
    Column,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Minutes,
    Paragraph,
    Passage,
    Section,
    Signer,
    Table,
)


def berita_acara(source: Source) -> LetterContent:
    """The day in words, who met, what binds them, who stood between them.

    Who puts their name to it for a party is written by hand at the table: the record knows groups.
    The head of the agency signs last, over the letter's own signature ("Mengesahkan").
    """
    talk, scheduled = source.talk()
    agreed = source.called()
    if not isinstance(agreed.fact, Deliberation.Agreed):
        raise LetterIncomplete("kesepakatan")
    held = local(agreed.fact.envelope.occurred_at, source.file.region).date()
    return parts.letter(
        RULES[LetterType.BERITA_ACARA],
        source,
        subject=Passage.of("Kesepakatan Damai atas ", source.title()),
        minutes=Minutes(
            held=Passage.of(
                source.from_line(agreed, day_in_words(held), "hari berita acara"),
                ", bertempat di ",
                source.from_line(scheduled, str(talk.venue), "tempat musyawarah", "venue"),
            ),
            parties=tuple(
                Signer(
                    called=f"PIHAK {ordinal(number).upper()}",
                    name=Passage.of(
                        source.from_line(scheduled, str(party), "para pihak", "parties")
                    ),
                    capacity=_stood_for(source, number),
                )
                for number, party in enumerate(talk.parties, 1)
            ),
            articles=(
                section(
                    "Penghentian Perselisihan",
                    Paragraph.of(
                        "Para pihak mengakhiri perselisihan mengenai ",
                        source.title(),
                        " dengan musyawarah untuk mufakat melalui ",
                        source.from_line(scheduled, talk.track.label, "jalur musyawarah", "track"),
                        *source.institution(talk, scheduled)[:2],
                        ".",
                    ),
                    Paragraph.of(
                        "Para pihak tidak melakukan ancaman, pengerahan massa, perusakan, maupun"
                        " kekerasan dalam bentuk apa pun."
                    ),
                ),
                *_own_words(source, agreed),
                section(
                    "Kewajiban",
                    Paragraph(
                        pieces=("Para pihak memenuhi kewajiban sebagai berikut:",),
                        table=_obligations(source),
                    ),
                ),
                section(
                    "Pelaksanaan",
                    Paragraph.of(
                        "Kesepakatan ini mengikat para pihak dan dipantau oleh pemerintah daerah"
                        " (UU 7/2012 Pasal 8 dan Pasal 41)."
                    ),
                    Paragraph.of(
                        "Perselisihan mengenai pelaksanaannya diselesaikan dengan musyawarah"
                        " sebelum ditempuh jalan lain."
                    ),
                ),
            ),
            made_in=Passage.of(
                "Demikian Berita Acara ini dibuat dengan sebenarnya dalam"
                f" {in_fold(len(talk.parties) + 1)}, masing-masing mempunyai kekuatan hukum yang"
                " sama, untuk dipergunakan sebagaimana mestinya."
            ),
            witnesses=(
                Signer(
                    called="Penengah",
                    name=Passage.of(source.mediator(talk, scheduled)),
                    capacity=Passage.of("penengah musyawarah"),
                ),
                *_witnesses(source),
            ),
            stamped=True,
        ),
    )


def _stood_for(source: Source, number: int) -> Passage:
    """By whom a party was represented, and by what mandate, where the session's record says so."""
    found = source.session(source.talk()[0])
    there = [each for each in found[0].attendance if each.party == number] if found else []
    if found is None or not there:
        return Passage.of("diwakili oleh yang bertanda tangan")
    named, mandate = str(there[0].representative), str(there[0].mandate)
    return Passage.of(
        "diwakili oleh ",
        source.from_line(found[1], named, "wakil pihak", "attendance"),
        " berdasarkan ",
        source.from_line(found[1], mandate, "dasar mewakili", "attendance"),
    )


def _own_words(source: Source, agreed: TimelineLine) -> Iterator[Section]:
    """The articles as the parties worded them, and what is left open between them."""
    talk, _ = source.talk()
    if talk.articles:
        yield section(
            "Pokok-Pokok Kesepakatan",
            *(
                Paragraph.of(source.from_line(agreed, str(each), "pasal kesepakatan", "articles"))
                for each in talk.articles
            ),
        )
    if talk.open_points:
        left = str(talk.open_points)
        yield section(
            "Hal yang Belum Disepakati",
            Paragraph.of(source.from_line(agreed, left, "pokok terbuka", "open_points")),
        )


def _witnesses(source: Source) -> Iterator[Signer]:
    found = source.session(source.talk()[0])
    for number, each in enumerate(found[0].witnesses if found else (), 1):
        assert found is not None
        yield Signer(
            called=f"Saksi {ordinal(number)}",
            name=Passage.of(source.from_line(found[1], str(each), "saksi", "witnesses")),
            capacity=Passage.of("saksi musyawarah"),
        )


def _obligations(source: Source) -> Table:
    talk, _ = source.talk()
    agreed = source.called()
    return Table(
        columns=(
            Column(title="No.", weight=0, numeric=True),
            Column(title="Siapa", weight=3),
            Column(title="Kewajiban", weight=5),
            Column(title="Paling lambat", weight=3),
            Column(title="Bukti", weight=4),
        ),
        rows=tuple(
            (
                Passage.of(str(number)),
                *(
                    Passage.of(source.from_line(agreed, value, field, "obligations"))
                    for value, field in (
                        (str(duty.who), "pihak yang berkewajiban"),
                        (str(duty.what), "isi kewajiban"),
                        (long_date(duty.due), "batas waktu kewajiban"),
                        (duty.evidence, "bukti kewajiban"),
                    )
                ),
            )
            for number, duty in enumerate(talk.obligations.values(), 1)
        ),
    )
