"""The reports of who told them: what became of each, in plain words and without the case."""

from typing import Final

from domain.access import COMMANDS
from domain.kernel import Frozen
from domain.report import FileReport, Triage
from domain.stage import Stage
from projections.own_reports import OwnReport
from web import pages, telling, words
from web.desk import Desk
from web.door import Visitor


class Fate(Frozen):
    """What became of a report, for who told it: a word, and what it means."""

    label: str
    said: str


RECEIVED: Final = Fate(label="Diterima", said="Menunggu dibaca petugas.")
INFORMATION: Final = Fate(
    label="Dicatat sebagai informasi",
    said="Belum ada potensi konflik. Laporan Anda tetap tersimpan.",
)
_VERIFIED: Final = Fate(
    label="Sedang diverifikasi", said="Petugas memeriksa kebenarannya di lapangan."
)
_HANDLED: Final = Fate(label="Ditangani", said="Yang berwenang sedang menanganinya.")
_FATES: Final = {
    Stage.DETECT: _VERIFIED,
    Stage.VERIFY: _VERIFIED,
    Stage.ESCALATE: _HANDLED,
    Stage.MEDIATE: _HANDLED,
    Stage.RESOLVE: _HANDLED,
    Stage.CLOSED: Fate(label="Selesai", said="Penanganannya sudah ditutup."),
    Stage.REFUTED: Fate(
        label="Tidak terbukti", said="Sesudah diperiksa, tidak ditemukan seperti yang dilaporkan."
    ),
}


class OwnReportCard(Frozen):
    """One report on a phone. ``more`` leads to the form for a further word about it."""

    url: str
    title: str
    region: str
    level: pages.Level
    fate: Fate
    open: bool
    filed: pages.Moment
    since: pages.Moment | None
    supplements: int
    more: str
    asked: pages.Moment | None
    """Since when the office waits for their answer to a question."""


class OwnReportsPage(pages.Page):
    """What somebody told, the latest first."""

    cards: tuple[OwnReportCard, ...]
    may_report: bool
    may_point: bool
    drafts_of: str


def fate_of(report: OwnReport) -> Fate:
    """What became of it; a case the board does not know yet is being looked into."""
    if report.triage is Triage.WAITING:
        return RECEIVED
    if report.triage is Triage.INFORMATION:
        return INFORMATION
    return _FATES[report.stage or Stage.DETECT]


def page(desk: Desk, visitor: Visitor) -> OwnReportsPage:
    """The own reports of whoever asks."""
    may = visitor.role in COMMANDS[FileReport]
    return OwnReportsPage(
        frame=desk.frame(visitor, "/laporan"),
        title="Laporan Anda",
        cards=tuple(_card(desk, each) for each in desk.office.own_reports.of_person(visitor.actor)),
        may_report=may,
        may_point=may and bool(visitor.standing.compartments),
        drafts_of=telling.owner_of(visitor) if may else "",
    )


def _card(desk: Desk, report: OwnReport) -> OwnReportCard:
    url = f"/laporan/{report.report_id}"
    going_on = report.triage is Triage.WAITING or bool(report.stage and report.stage.open)
    asked = report.asked_at if report.stage is None or report.stage.open else None
    moved = report.since > report.filed_at
    return OwnReportCard(
        url=url,
        title=report.title,
        region=desk.office.regions.full_name(report.region),
        level=words.level(report.level),
        fate=fate_of(report),
        open=going_on,
        filed=words.when(report.filed_at, report.region),
        since=words.when(report.since, report.region) if moved else None,
        supplements=report.supplements,
        more=f"{url}#pertanyaan" if asked else f"{url}#tambah-keterangan",
        asked=words.when(asked, report.region) if asked else None,
    )
