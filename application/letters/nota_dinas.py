"""Nota Dinas: from the head of the agency to the governor, on escalation to the province."""

from application.letters import parts
from application.letters.rules import RULES
from application.letters.sources import Source
from domain.conflict_case import ConflictCase
from domain.letter_content import LetterContent, LetterIncomplete, LetterType, Paragraph, Passage


def nota_dinas(source: Source) -> LetterContent:
    """What was reported, what was found, why it is handed up and what is asked."""
    proposal = source.file.last_proposal
    if proposal is None:
        raise LetterIncomplete("usul eskalasi")
    escalated = source.line(ConflictCase.Escalated)
    proposed = source.line(ConflictCase.EscalationProposed)
    points = (
        reported(source),
        verified(source),
        Paragraph.of(
            "Eskalasi ke tingkat ",
            source.from_line(proposed, proposal.level.label, "tingkat eskalasi", "proposal"),
            " disetujui pada tanggal ",
            source.from_line(escalated, source.day(escalated), "tanggal eskalasi"),
            " dengan pertimbangan: ",
            source.from_line(proposed, str(proposal.grounds), "pertimbangan eskalasi", "proposal"),
        ),
        Paragraph.of(
            "Sehubungan dengan hal tersebut dimohonkan: ",
            source.from_line(proposed, str(proposal.asked_for), "hal yang dimohonkan", "proposal"),
        ),
    )
    return parts.letter(
        RULES[LetterType.NOTA_DINAS],
        source,
        to=source.to_governor,
        subject=Passage.of("Perkembangan penanganan potensi konflik sosial di ", source.where()),
        points=points,
    )


def reported(source: Source) -> Paragraph:
    """When, from whom and of what a report came in."""
    report = source.report
    return Paragraph.of(
        "Pada tanggal ",
        source.from_report(source.day_of(report.filed_at), "tanggal laporan"),
        " diterima laporan dari ",
        source.from_report(report.source.label, "sumber laporan", "source"),
        " mengenai ",
        source.title(),
        " di ",
        source.place(),
        ", kejadian tanggal ",
        source.from_report(source.day_of(report.happened_at), "tanggal kejadian", "happened_at"),
        ".",
    )


def verified(source: Source) -> Paragraph:
    """What the verification found, with the findings it rests on."""
    return Paragraph(
        pieces=(
            "Hasil verifikasi lapangan: ",
            source.summary(),
            " Nilai informasi ",
            source.grade(),
            "; tingkat kerawanan ",
            source.level(),
            ".",
        ),
        table=parts.findings(source),
    )
