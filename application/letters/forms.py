"""Surat Pengantar, Lembar Disposisi and Radiogram: what goes with a letter, or ahead of one."""

from application.letters import parts
from application.letters.rules import RULES
from application.letters.sources import Source
from domain.indonesian import moment
from domain.letter_content import (
    Choice,
    Disposition,
    Enclosure,
    LetterContent,
    LetterIncomplete,
    LetterType,
    Paragraph,
    Passage,
    Radiogram,
)

ONWARD_TO = (
    "Wakil Gubernur",
    "Sekretaris Daerah",
    "Asisten Pemerintahan",
    "Kepala Badan Kesatuan Bangsa dan Politik",
)
ASKED = (
    "Tanggapan dan saran",
    "Proses lebih lanjut",
    "Koordinasi dan konfirmasi",
    "Wakili dan laporkan",
    "Arsipkan",
)
"""What a disposition offers to tick (practice; brief 3.6)."""


def surat_pengantar(source: Source) -> LetterContent:
    """What an approved letter is handed over with; the receiver signs for it."""
    letter, drafted, approved = source.enclosed()
    content = source.content_of(letter)
    return parts.letter(
        RULES[LetterType.SURAT_PENGANTAR],
        source,
        to=content.to or source.to_governor,
        subject=Passage.of(
            "Pengiriman ", source.from_line(drafted, letter.type.label, "jenis naskah", "type")
        ),
        enclosures=(
            Enclosure(
                what=Passage.of(
                    source.from_line(drafted, letter.type.label, "jenis naskah", "type"),
                    " Nomor ",
                    source.from_line(approved, letter.number or "", "nomor naskah", "number"),
                    " hal ",
                    source.from_line(drafted, content.subject.text, "hal naskah", "content"),
                ),
                quantity=Passage.of("1 (satu) berkas"),
                remark=Passage.of("Dikirim dengan hormat untuk diketahui dan digunakan"),
            ),
        ),
    )


def lembar_disposisi(source: Source) -> LetterContent:
    """The sheet on top of a letter to the governor, for the order that comes back."""
    letter, drafted, approved = source.enclosed()
    content = source.content_of(letter)
    if not any(each.office == source.profile.kop.office_holder for each in content.to):
        raise LetterIncomplete("naskah yang ditujukan kepada Gubernur")
    return parts.letter(
        RULES[LetterType.LEMBAR_DISPOSISI],
        source,
        subject=Passage.of(
            source.from_line(drafted, content.subject.text, "hal naskah", "content")
        ),
        disposition=Disposition(
            letter_from=Passage.of(content.sender),
            letter_number=Passage.of(
                source.from_line(approved, letter.number or "", "nomor naskah", "number")
            ),
            letter_dated=Passage.of(
                source.from_line(approved, source.day(approved), "tanggal naskah", "dated")
            ),
            received=Passage.of("........................"),
            agenda=Passage.of("........................"),
            onward_to=tuple(Choice(label=each) for each in ONWARD_TO),
            asked=tuple(Choice(label=each) for each in ASKED),
        ),
    )


def radiogram(source: Source) -> LetterContent:
    """The flash ahead of a special report: that a case stands at red, where, and what follows."""
    called = source.called()
    written = moment(called.fact.envelope.recorded_at, source.file.region)
    return parts.letter(
        RULES[LetterType.RADIOGRAM],
        source,
        to=source.to_governor,
        subject=Passage.of("Kasus tingkat merah di ", source.where()),
        points=(
            Paragraph.of(
                "Dilaporkan ",
                source.title(),
                " di ",
                source.place(),
                " pada ",
                source.happened(),
                ".",
            ),
            Paragraph.of(
                "Tingkat kerawanan ",
                source.level(),
                *parts.certainty(source),
                ". Verifikasi dan penanganan oleh petugas bersama unsur setempat.",
            ),
            Paragraph.of("Laporan khusus menyusul dalam 1 x 24 jam. Mohon petunjuk."),
        ),
        radiogram=Radiogram(
            registration=Passage.of("........"),
            call_sign=Passage.of(source.profile.unit),
            kind=Passage.of("Laporan"),
            precedence=Passage.of("Kilat"),
            written=Passage.of(source.from_line(called, written, "waktu pembuatan")),
        ),
    )
