"""Laporan Informasi, Laporan Khusus, Laporan Penutupan, Telaahan Staf."""

from collections.abc import Iterator

from application.letters import parts
from application.letters.nota_dinas import reported, verified
from application.letters.parts import labelled, section, titled
from application.letters.rules import RULES
from application.letters.sources import Source
from domain.case_file import TimelineLine
from domain.case_ownership import OwnedCase
from domain.conflict_case import ConflictCase
from domain.indonesian import count, long_date
from domain.kernel import Channel
from domain.letter_content import (
    LetterContent,
    LetterIncomplete,
    LetterType,
    Merged,
    Paragraph,
    Particular,
    Passage,
    Section,
)
from domain.report import Realm
from domain.report import Source as Origin
from domain.settlement_pages import ObligationPage

RELATION = {
    Origin.FKDM: "Anggota Forum Kewaspadaan Dini Masyarakat",
    Origin.VILLAGE_OFFICE: "Aparatur kelurahan/desa",
    Origin.DISTRICT_OFFICE: "Aparatur kecamatan",
    Origin.POLICE: "Penghubung Polri",
    Origin.MILITARY: "Penghubung TNI",
    Origin.INTELLIGENCE: "Unsur intelijen; hanya rujukan",
    Origin.ELECTION_WATCH: "Jajaran Bawaslu",
    Origin.CCTV: "Sarana pemantauan milik daerah",
    Origin.CYBER_WATCH: "Petugas pemantauan ruang siber",
    Origin.MEDIA: "Pemberitaan terbuka",
    Origin.PUBLIC: "Warga; tidak ada hubungan kedinasan",
}
"""Hubungan dengan sumber: what the channel says of it. Who it was is protected (UU 14/2008)."""

MANNER = {
    Channel.WEB: "Disampaikan langsung melalui sistem pelaporan",
    Channel.API: "Diteruskan oleh sistem lain",
    Channel.CLI: "Dimasukkan dari berkas oleh kantor",
    Channel.DRILL: "Dimasukkan dalam latihan",
}
"""Cara mendapatkan, by the door the report came in."""


def laporan_informasi(source: Source) -> LetterContent:
    """One report as it was told: its source, its facts, and apart from them what is thought."""
    return parts.letter(
        RULES[LetterType.LAPORAN_INFORMASI],
        source,
        to=source.to_governor,
        subject=Passage.of(source.title()),
        particulars=_field(source),
        sections=(
            _introduction(source),
            section("Fakta-Fakta", *_facts(source)),
            section(
                "Pendapat Pelapor",
                *_opinion(source),
                _prediction(source),
                *source.own_words(),
                lettered=True,
            ),
        ),
    )


def laporan_khusus(source: Source) -> LetterContent:
    """A case that stands at red: what is known, what has been done, what is expected of whom."""
    return parts.letter(
        RULES[LetterType.LAPORAN_KHUSUS],
        source,
        to=source.to_governor,
        subject=Passage.of(source.title(), " di ", source.where()),
        particulars=_field(source),
        sections=(
            _introduction(source),
            section("Fakta-Fakta", *_facts(source), *_verification(source)),
            section(
                "Pendapat Pelapor",
                *_opinion(source),
                _prediction(source),
                titled(
                    "Langkah yang telah diambil",
                    "Kasus dibuka dan verifikasi lapangan dimulai pada tanggal ",
                    _opened(source),
                    ".",
                    table=parts.tasks(source),
                ),
                titled(
                    "Rekomendasi",
                    "Keadaan berada pada tingkat ",
                    source.level(),
                    *parts.certainty(source),
                    "; arahan Gubernur dan pemberitahuan kepada unsur Forkopimda dimohonkan dalam"
                    " 1 x 24 jam. Penghentian kekerasan fisik dikoordinasikan oleh Polri"
                    " (UU 7/2012 Pasal 13).",
                ),
                lettered=True,
            ),
        ),
    )


def laporan_penutupan(source: Source) -> LetterContent:
    """A case from its report to its end."""
    closed = source.line(ConflictCase.Closed)
    return parts.letter(
        RULES[LetterType.LAPORAN_PENUTUPAN],
        source,
        to=source.to_governor,
        subject=Passage.of("Penutupan Kasus ", source.title(), " di ", source.where()),
        sections=(
            section(
                "Pendahuluan",
                Paragraph(pieces=reported(source).pieces, title="Umum"),
                titled(
                    "Maksud dan Tujuan", "Melaporkan penyelesaian kasus dan pemantauan sesudahnya."
                ),
                titled("Ruang Lingkup", "Penanganan sejak laporan diterima s.d. penutupan."),
                titled(
                    "Dasar",
                    "Undang-Undang Nomor 7 Tahun 2012 tentang Penanganan Konflik Sosial dan"
                    " Peraturan Pemerintah Nomor 2 Tahun 2015.",
                ),
            ),
            section("Kegiatan yang Dilaksanakan", *_handling(source)),
            section("Hasil yang Dicapai", *_results(source)),
            section(
                "Simpulan dan Saran",
                Paragraph.of(
                    "Kasus ditutup pada tanggal ",
                    source.from_line(closed, source.day(closed), "tanggal penutupan"),
                    " dengan hasil: ",
                    source.from_line(
                        closed, str(source.file.outcome or ""), "hasil akhir", "outcome"
                    ),
                ),
                Paragraph.of("Pemantauan oleh jejaring kewaspadaan dini diteruskan."),
            ),
            section("Penutup", Paragraph.of("Kasus ini dinyatakan selesai.")),
        ),
    )


def telaahan_staf(source: Source) -> LetterContent:
    """What the governor has to decide on, with the facts; the advice is the officer's own."""
    advice = source.own_words()
    if not advice:
        raise LetterIncomplete("saran")
    return parts.letter(
        RULES[LetterType.TELAAHAN_STAF],
        source,
        to=source.to_governor,
        subject=Passage.of("Penanganan ", source.title(), " di ", source.where()),
        sections=(
            section(
                "Persoalan",
                Paragraph.of(
                    "Perlu keputusan pimpinan atas penanganan ",
                    source.title(),
                    " dengan tingkat kerawanan ",
                    source.level(),
                    ".",
                ),
            ),
            section(
                "Praanggapan",
                Paragraph.of(
                    "Keadaan di lapangan tidak berubah secara berarti sampai keputusan diambil."
                ),
            ),
            section(
                "Fakta yang Memengaruhi", reported(source), *_facts(source), *_verification(source)
            ),
            section("Analisis", _why(source), *_talks(source)),
            section(
                "Simpulan",
                Paragraph.of(
                    "Kasus berada pada tahap ", _stage(source), " dan memerlukan arahan pimpinan."
                ),
            ),
            section("Saran", *advice),
        ),
    )


# -- parts of these --------------------------------------------------------------------------------


def _field(source: Source) -> tuple[Particular, ...]:
    field = source.report.details.field
    if field is not None:
        return (labelled("Bidang", source.from_report(field.label, "bidang", "details")),)
    bidang = source.report.conflict_source.label
    return (labelled("Bidang", source.from_report(bidang, "bidang", "conflict_source")),)


def _introduction(source: Source) -> Section:
    report = source.report
    channel = next(
        line.fact.envelope.channel for line in source.file.timeline if line.event_id == report.event
    )
    manner = MANNER.get(channel, "Disampaikan melalui sistem pelaporan")
    said = ["envelope", "realm"]
    if report.details.obtained_by is not None:
        manner = f"{report.details.obtained_by.label}; {manner[:1].lower()}{manner[1:]}"
        said.append("details")
    if report.realm is Realm.CYBERSPACE:
        manner += ", dari pemantauan dunia maya"
    return section(
        "Pendahuluan",
        particulars=(
            labelled("Sumber", source.from_report(report.source.label, "sumber", "source")),
            labelled(
                "Hubungan dengan sumber",
                source.from_report(RELATION[report.source], "hubungan dengan sumber", "source"),
            ),
            labelled(
                "Cara mendapatkan",
                source.from_report(manner, "cara mendapatkan", *said),
            ),
            labelled("Waktu mendapatkan", source.filed()),
            labelled("Nilai informasi", source.report_grade()),
        ),
    )


def _facts(source: Source) -> Iterator[Paragraph]:
    """Where and when, what was seen line by line, who stands against whom."""
    report = source.report
    yield Paragraph.of("Pada ", source.happened(), ", bertempat di ", source.place(), ".")
    yield from source.narrative(str(report.facts), "fakta", "facts")
    if report.parties:
        yield Paragraph.of(
            "Pihak yang terlibat: ",
            source.from_report("; ".join(map(str, report.parties)), "para pihak", "parties"),
            ".",
        )
    for title, said in (
        ("Latar belakang", report.details.background),
        ("Pemicu", report.details.trigger),
        ("Langkah yang telah diambil", report.details.steps_taken),
    ):
        if said is not None:
            yield titled(title, source.from_report(str(said), title.lower(), "details"))
    risk = report.risk.inputs
    if risk.fatalities:
        yield Paragraph.of(
            "Korban jiwa: ",
            source.from_report(count(risk.fatalities, "orang"), "korban jiwa", "risk"),
            ".",
        )
    for note in report.supplements:
        yield Paragraph.of(
            "Keterangan tambahan tanggal ",
            source.merged(source.day_of(note.at), "tanggal keterangan tambahan", (note.event,)),
            ": ",
            source.merged(str(note.text), "keterangan tambahan", (note.event,), ("text",)),
        )


def _opinion(source: Source) -> Iterator[Paragraph]:
    report = source.report
    if report.opinion is None:
        yield titled("Analisis", "Pelapor tidak menyampaikan pendapat.")
    else:
        yield titled(
            "Analisis", source.from_report(str(report.opinion), "pendapat pelapor", "opinion")
        )
    for title, said in (
        ("Perkiraan pelapor", report.details.prediction),
        ("Saran pelapor", report.details.recommendation),
    ):
        if said is not None:
            yield titled(title, source.from_report(str(said), title.lower(), "details"))


def _prediction(source: Source) -> Paragraph:
    return Paragraph(pieces=_why(source).pieces, title="Prediksi")


def _why(source: Source) -> Paragraph:
    """The colour the report was given, with the sum behind it."""
    return Paragraph.of(
        "Penilaian awal: tingkat kerawanan ",
        source.initial_level(),
        "; ",
        source.from_report("; ".join(source.report.risk.reasons), "alasan penilaian", "risk"),
        ".",
    )


def _verification(source: Source) -> Iterator[Paragraph]:
    if source.file.summary is not None:
        yield verified(source)
    else:
        table = parts.findings(source)
        yield Paragraph(
            pieces=(
                "Temuan lapangan sementara:" if table else "Verifikasi lapangan sedang berjalan.",
            ),
            table=table,
        )


def _opened(source: Source) -> Merged:
    opened = source.line(ConflictCase.Opened)
    return source.from_line(opened, source.day(opened), "tanggal kasus dibuka")


def _stage(source: Source) -> Merged:
    entered = source.line(ConflictCase.StageEntered)
    return source.from_line(entered, source.file.stage.label.lower(), "tahap", "stage")


def _talks(source: Source) -> Iterator[Paragraph]:
    for talk in source.file.deliberations.values():
        result = talk.result.label.lower() if talk.result else "masih berjalan"
        yield Paragraph.of(
            "Musyawarah jalur ",
            source.merged(talk.track.label, "jalur musyawarah", (talk.event,), ("track",)),
            ": ",
            source.merged(result, "hasil musyawarah", (talk.latest,)),
            ".",
        )


def _handling(source: Source) -> Iterator[Paragraph]:
    yield verified(source)
    table = parts.tasks(source)
    if table is not None:
        yield Paragraph(pieces=("Tugas lapangan:",), table=table)
    yield from _climbing(source)
    yield from _talks(source)


def _came_of(source: Source, duty: ObligationPage) -> Iterator[Merged | str]:
    """Met; or let go, by a head and on a basis, which is never called met."""
    if duty.released_at is None or duty.release_basis is None:
        met = source.day_of(duty.met_at) if duty.met_at else ""
        yield ", dipenuhi tanggal "
        yield source.merged(met, "tanggal kewajiban dipenuhi", (duty.met_event,))
        return
    about = (duty.release_event,)
    yield ", tidak dipenuhi; dilepaskan tanggal "
    yield source.merged(source.day_of(duty.released_at), "tanggal kewajiban dilepaskan", about)
    yield " atas dasar "
    basis = duty.release_basis.label.lower() + (
        f" {duty.release_ruling}" if duty.release_ruling else ""
    )
    yield source.merged(basis, "dasar pelepasan kewajiban", about, ("basis", "ruling"))
    yield ": "
    why = str(duty.release_explanation).rstrip(".")
    yield source.merged(why, "alasan pelepasan kewajiban", about, ("explanation",))


def _climbing(source: Source) -> Iterator[Paragraph]:
    """Each rung the case was handed up to, and each time it came back down."""
    for line in source.file.timeline:
        match line.fact:
            case ConflictCase.Escalated(level=level):
                yield Paragraph.of(
                    "Eskalasi ke tingkat ",
                    source.from_line(line, level.label, "tingkat eskalasi", "level"),
                    " disetujui tanggal ",
                    source.from_line(line, source.day(line), "tanggal eskalasi"),
                    ".",
                )
            case OwnedCase.Returned():
                yield _came_back(source, line, "kabupaten/kota")
            case OwnedCase.ReturnedToProvince():
                yield _came_back(source, line, "provinsi")


def _came_back(source: Source, line: TimelineLine, to: str) -> Paragraph:
    day = source.from_line(line, source.day(line), "tanggal pengembalian")
    return Paragraph.of(f"Penanganan dikembalikan kepada {to} tanggal ", day, ".")


def _results(source: Source) -> Iterator[Paragraph]:
    recovery = source.line(ConflictCase.RecoveryBegun)
    result = getattr(recovery.fact, "result", "")
    yield Paragraph.of(
        "Hasil penanganan: ",
        source.from_line(recovery, str(result), "hasil penanganan", "result"),
    )
    for talk in source.file.deliberations.values():
        for duty in talk.obligations.values():
            yield Paragraph.of(
                "Kewajiban ",
                source.merged(str(duty.who), "pihak yang berkewajiban", (duty.event,)),
                ": ",
                source.merged(str(duty.what), "isi kewajiban", (duty.event,)),
                " Batas waktu ",
                source.merged(long_date(duty.due), "batas waktu kewajiban", (duty.event,)),
                *_came_of(source, duty),
                ".",
            )
    monitored = source.line(ConflictCase.Monitored)
    note = getattr(monitored.fact, "note", "")
    yield Paragraph.of(
        "Pemantauan terakhir tanggal ",
        source.from_line(monitored, source.day(monitored), "tanggal pemantauan"),
        ": ",
        source.from_line(monitored, str(note), "hasil pemantauan", "note"),
    )
