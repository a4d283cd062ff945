"""Surat Dinas and Surat Undangan: letters that leave the house."""

from application.letters import parts
from application.letters.nota_dinas import reported
from application.letters.rules import RULES
from application.letters.sources import Source
from domain.conflict_case import ConflictCase
from domain.deliberation import Deliberation
from domain.indonesian import hours, local, weekday_date
from domain.letter_content import (
    Addressee,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Meeting,
    Paragraph,
    Passage,
)
from domain.office_book import OfficeRole


def surat_dinas(source: Source) -> LetterContent:
    """From the governor to other institutions: what is known, and what is asked of them.

    An officer says whom and what; an escalation to the nation goes to the Minister of Home
    Affairs with what was proposed.
    """
    to, wish = _nations(source) if source.trigger else (source.asked.to, source.own_words())
    if not to:
        raise LetterIncomplete("Yth. (jabatan yang dituju)")
    if not wish:
        raise LetterIncomplete("hal yang dimintakan")
    state = [
        Paragraph.of(
            "Hasil verifikasi lapangan: ",
            source.summary(),
            " Tingkat kerawanan ",
            source.level(),
            ".",
        )
        if source.has(ConflictCase.Verified)
        else Paragraph.of(
            "Verifikasi lapangan sedang berjalan; tingkat kerawanan ", source.level(), "."
        )
    ]
    return parts.letter(
        RULES[LetterType.SURAT_DINAS],
        source,
        to=tuple(source.offices.of(each) for each in to),
        subject=Passage.of("Koordinasi penanganan ", source.title(), " di ", source.where()),
        opening=Passage.of(
            "Dalam rangka koordinasi penanganan potensi konflik sosial di ",
            source.where(),
            ", dengan ini disampaikan hal-hal sebagai berikut:",
        ),
        points=(reported(source), *state, *wish),
    )


def _nations(source: Source) -> tuple[tuple[OfficeRole, ...], tuple[Paragraph, ...]]:
    """What was proposed when the case was handed up to the nation."""
    proposal, proposed = source.file.last_proposal, source.line(ConflictCase.EscalationProposed)
    if proposal is None:
        raise LetterIncomplete("usul eskalasi")
    grounds, asked_for = (
        source.from_line(proposed, str(said), label, "proposal")
        for said, label in (
            (proposal.grounds, "pertimbangan eskalasi"),
            (proposal.asked_for, "hal yang dimohonkan"),
        )
    )
    return (OfficeRole.HOME_MINISTER,), (
        Paragraph.of("Penanganan diserahkan ke tingkat nasional dengan pertimbangan: ", grounds),
        Paragraph.of("Sehubungan dengan hal tersebut dimohonkan: ", asked_for),
    )


def surat_undangan(source: Source) -> LetterContent:
    """The parties and who stands between them are called to a session."""
    talk, scheduled = source.talk()
    called = source.called()
    again = isinstance(called.fact, Deliberation.Adjourned)
    at = local(talk.session_at, source.file.region)
    postponed = isinstance(called.fact, (Deliberation.Adjourned, Deliberation.SessionNotHeld))
    when = "next_session_at" if postponed else "session_at"
    parties = " dan ".join(map(str, talk.parties))
    return parts.letter(
        RULES[LetterType.SURAT_UNDANGAN],
        source,
        to=tuple(Addressee(office=str(each)) for each in (*talk.parties, talk.mediator)),
        subject=Passage.of("Undangan musyawarah ", "lanjutan " if again else "", source.title()),
        opening=Passage.of(
            "Dalam rangka penyelesaian perselisihan secara damai di ",
            source.where(),
            ", kami mengundang ",
            source.from_line(scheduled, parties, "para pihak", "parties"),
            " untuk hadir pada:",
        ),
        meeting=Meeting(
            day=Passage.of(
                source.from_line(
                    called,
                    weekday_date(at.date()),
                    "hari dan tanggal acara",
                    when,
                )
            ),
            time=Passage.of(
                source.from_line(
                    called, hours(talk.session_at, None, source.file.region), "waktu acara", when
                )
            ),
            place=Passage.of(source.from_line(scheduled, str(talk.venue), "tempat acara", "venue")),
            agenda=Passage.of(source.from_line(scheduled, str(talk.agenda), "acara", "agenda")),
        ),
        points=(
            Paragraph.of(
                "Musyawarah menempuh jalur ",
                source.from_line(scheduled, talk.track.label, "jalur musyawarah", "track"),
                *source.institution(talk, scheduled),
                " dengan penengah ",
                source.mediator(talk, scheduled),
                ".",
            ),
            Paragraph.of(
                "Kesepakatan yang dicapai mengikat para pihak (UU 7/2012 Pasal 8 dan Pasal 41)."
            ),
        ),
        closing=Passage.of(
            "Demikian disampaikan, atas perhatian dan kehadiran Saudara diucapkan terima kasih."
        ),
    )
