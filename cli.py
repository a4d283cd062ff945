"""The ``rukun`` command: everything an operator or auditor does from a terminal.

Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import psycopg
import typer
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from rich.console import Console
from rich.table import Column, Table
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

import worker
from application.by_machine import by_machine
from domain.access import COMMANDS, SYSTEM_ACTOR, NotForThisRole
from domain.case_file import CaseFile, as_it_was, fold
from domain.conflict_case import Stage
from domain.election_index import Thresholds
from domain.indonesian import local, long_date, moment, relative
from domain.kernel import Channel, Command, Fact, Refusal, Role, Secrecy
from domain.personal_data import ErasePersonalData, ErasureBasis, RequestErasure
from domain.policy_upgrade import CaseUpgrade
from domain.regions import level_of, zone_of
from domain.risk import Level
from domain.role_assignment import Standing
from domain.stuck import AttendToWindow, Remedy
from domain.wards import wards_of
from runtime import logs
from runtime.clock import SystemClock
from runtime.database import migrate as run_migrations
from runtime.embedded import EmbeddedPostgres
from runtime.settings import Settings

app = typer.Typer(
    help="Rukun: peringatan dini dan penanganan konflik sosial.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
case_app = typer.Typer(help="Kasus: daftar, isi, dan yang ditunggu.", no_args_is_help=True)
report_app = typer.Typer(help="Laporan informasi.", no_args_is_help=True)
letter_app = typer.Typer(help="Naskah dinas.", no_args_is_help=True)
clocks_app = typer.Typer(help="Jam: penantian di Temporal.", no_args_is_help=True)
stuck_app = typer.Typer(help="Batas waktu yang lewat tanpa dicatat mesin.", no_args_is_help=True)
user_app = typer.Typer(help="Akun dan peran.", no_args_is_help=True)
policy_app = typer.Typer(help="Kebijakan (SOP).", no_args_is_help=True)
map_app = typer.Typer(help="Batas wilayah untuk peta.", no_args_is_help=True)
calendar_app = typer.Typer(help="Hari kerja dan hari libur.", no_args_is_help=True)
privacy_app = typer.Typer(help="Pelindungan data pribadi dan retensi.", no_args_is_help=True)
token_app = typer.Typer(help="Token API untuk sistem lain.", no_args_is_help=True)
index_app = typer.Typer(help="Indeks Kerawanan Pemilu (Bawaslu).", no_args_is_help=True)
for name, sub in {
    "case": case_app,
    "report": report_app,
    "letter": letter_app,
    "clocks": clocks_app,
    "stuck": stuck_app,
    "user": user_app,
    "policy": policy_app,
    "calendar": calendar_app,
    "privacy": privacy_app,
    "index": index_app,
    "token": token_app,
    "map": map_app,
}.items():
    app.add_typer(sub, name=name)

out = Console(markup=False, highlight=False)
err = Console(stderr=True, markup=False, highlight=False)
AsJson = Annotated[bool, typer.Option("--json", help="Keluaran untuk mesin.")]
_READER = Standing(
    assignment_id=SYSTEM_ACTOR,
    role=Role.SYSTEM,
    unit="cli",
    region="",
    clearance=Secrecy.TOP_SECRET,
    since=datetime.fromisoformat("2000-01-01T00:00:00+00:00"),
)


_RUNNING = {True: "jam berjalan", False: "jam TIDAK berjalan", None: "jam tidak diketahui"}


@dataclass
class Opened:
    """A house with its database, for one command of the command line."""

    house: worker.House
    settings: Settings
    temporal: str | None


@contextmanager
def opened() -> Iterator[Opened]:
    """The running installation's database, or its files when nothing runs."""
    settings = Settings()
    logs.configure("error")
    with ExitStack() as stack:
        url, temporal, asleep = settings.database_url, settings.temporal_address, False
        if url is None:
            known = worker.Address.read(settings.data_dir)
            if known is not None:
                url, temporal = known.database_url, known.temporal
            else:
                postgres = EmbeddedPostgres.start(settings.data_dir / "postgres")
                stack.callback(postgres.stop)
                url, asleep = postgres.dsn(), True
        house = worker.House(settings, url, SystemClock())
        stack.callback(house.close)
        if asleep:
            run_migrations(url)
            house.wake()
        yield Opened(house, settings, temporal)


def said(data: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


# -- running -----------------------------------------------------------------------------


@app.command()
def up(
    production: Annotated[bool, typer.Option(help="Tanpa data contoh.")] = False,
    port: Annotated[int | None, typer.Option()] = None,
) -> None:
    """Menjalankan semuanya di mesin ini, seperti dev.py run."""
    asked: dict[str, Any] = {"production": production}
    if port is not None:
        asked["port"] = port
    raise typer.Exit(worker.start(Settings().model_copy(update=asked)))


@app.command()
def migrate() -> None:
    """Membawa basis data ke skema terbaru."""
    settings = Settings()
    url = settings.migration_url or settings.database_url
    if url is None:
        with opened():
            out.print("Skema sudah terbaru.")
        return
    ran = run_migrations(url)
    house = worker.House(settings, url, SystemClock())
    house.prepare_views()
    house.first_policy()
    house.close()
    out.print("Dijalankan: " + ", ".join(ran) if ran else "Skema sudah terbaru.")


# -- cases -------------------------------------------------------------------------------


@case_app.command("list")
def case_list(
    stage: Annotated[str | None, typer.Option(help="deteksi, verifikasi, ...")] = None,
    as_json: AsJson = False,
) -> None:
    """Daftar kasus dan laporan yang menunggu triase."""
    if stage is not None and stage not in list(Stage):
        raise typer.BadParameter(f"tahap tidak dikenal; pilih {', '.join(Stage)}")
    with opened() as here:
        from projections.case_board import BoardView

        view = BoardView(here.house.datastore)
        rows = view.rows(reader=_READER, actor=SYSTEM_ACTOR, stage=stage, limit=500)
        if as_json:
            said([asdict(row) for row in rows])
            return
        wide = Column("ID", no_wrap=True)
        table = Table(wide, "Tahap", "Tingkat", "Wilayah", "Judul", "Batas waktu berikutnya")
        for row in rows:
            due = moment(row.next_due, row.region) if row.next_due else "-"
            where = here.house.regions.name(row.region)
            table.add_row(str(row.id)[:8], row.stage, row.level, where, row.title, due)
        out.print(table if rows else "Belum ada kasus. Sampaikan laporan di web atau impor berkas.")


@case_app.command("show")
def case_show(case: str, as_json: AsJson = False) -> None:
    """Keadaan satu kasus."""
    with opened() as here:
        _print_file(here, fold(here.house.log.of_case(_case_id(here, case))), as_json)


@case_app.command("why")
def case_why(case: str, as_json: AsJson = False) -> None:
    """Apa yang ditunggu, oleh siapa, sampai kapan, dan apakah jamnya berjalan."""
    with opened() as here:
        file = fold(here.house.log.of_case(_case_id(here, case)))
        now = here.house.clock.now()
        running = asyncio.run(_running(here, [ward.workflow_id for ward in wards_of(file)]))
        waits = []
        for ward in wards_of(file):
            for each in ward.waits:
                found = file.waits[each.deadline_id].wait
                who = here.house.accounts.name_of(found.asked.person) if found.asked.person else ""
                waits.append(
                    {
                        "menunggu": found.words,
                        "oleh": found.asked.role.label + (f" ({who})" if who else ""),
                        "sampai": moment(found.due, file.region),
                        "sisa": relative(found.due, now),
                        "dasar": found.deadline.basis.citation,
                        "hitungan": found.deadline.explain(),
                        "jam_berjalan": running.get(ward.workflow_id),
                        "workflow": ward.workflow_id,
                    }
                )
        if as_json:
            said({"tahap": file.stage, "posisi": file.position, "menunggu": waits})
            return
        out.print(f"Tahap {file.stage.label}, tingkat {file.level.value}.")
        for wait in waits:
            out.print(
                f"- menunggu {wait['menunggu']} oleh {wait['oleh']} sampai {wait['sampai']}"
                f" ({wait['sisa']}; {_RUNNING[running.get(str(wait['workflow']))]})",
                soft_wrap=True,
            )
            out.print(f"    {wait['hitungan']}", soft_wrap=True)
        if not waits:
            out.print("Tidak ada batas waktu yang sedang berjalan.")


@case_app.command("readers")
def case_readers(about: UUID, as_json: AsJson = False) -> None:
    """Siapa membuka kasus atau laporan rahasia, atau ditolak membukanya."""
    from application.reading_desk import readings

    with opened() as here:
        rows = readings(here.house.datastore, about)
        if as_json:
            said([asdict(row) for row in rows])
            return
        table = Table("Waktu", "Pembaca", "Sebagai", "Hasil")
        names = here.house.accounts.names_of({row.reader for row in rows})
        for row in rows:
            table.add_row(
                moment(row.at, here.house.region),
                names.get(row.reader, str(row.reader)),
                f"{row.as_role.label}, {row.in_unit}",
                "dibuka" if row.allowed else "ditolak",
            )
        out.print(table if rows else "Tidak ada pembacaan yang dicatat.")


@case_app.command("hand-over")
def case_hand_over(
    giver: Annotated[str, typer.Option("--from", help="Login petugas yang menyerahkan.")],
    receiver: Annotated[str, typer.Option("--to", help="Login petugas yang menerima.")],
    login: Annotated[str, typer.Option(help="Login yang memutuskan: petugas itu, atau pimpinan.")],
    why: Annotated[str, typer.Option("--reason", help="Alasan serah terima.")],
    as_json: AsJson = False,
) -> None:
    """Menyerahkan semua kasus terbuka seorang petugas kepada petugas lain, satu per satu.

    Dari petugas itu sendiri menunggu diterima; dari pimpinan berlaku seketika.
    """
    from domain.case_handover import HandOverCase
    from projections.case_board import BoardView

    with opened() as here:
        old, new, head = (_person(here, each) for each in (giver, receiver, login))
        role = Role.CASE_OFFICER if head == old else Role.SUPERVISOR
        view = BoardView(here.house.datastore)
        rows = view.rows(reader=_READER, actor=SYSTEM_ACTOR, officer=old, open_only=True, limit=500)
        done: dict[str, str] = {}
        given = "menunggu diterima" if role is Role.CASE_OFFICER else "diserahkan"
        for row in rows:
            command = HandOverCase(
                **_by_hand(head, role),
                case_id=row.id,
                receiver=new,
                explanation=why,
            )
            try:
                here.house.register.submit(command)
            except Refusal as refusal:
                done[str(row.id)] = refusal.message
            else:
                done[str(row.id)] = given
        if as_json:
            said(done)
        for row in () if as_json else rows:
            out.print(f"{row.title}: {done[str(row.id)]}", soft_wrap=True)
        if not rows:
            err.print("Tidak ada kasus terbuka yang dipegang petugas itu.")
        if any(each != given for each in done.values()):
            raise typer.Exit(1)


def _person(here: Opened, login: str) -> UUID:
    account = here.house.accounts.by_login(login)
    if account is None:
        raise typer.BadParameter(f"akun {login} tidak ada")
    return account.actor


@app.command()
def history(
    case: str,
    at: Annotated[str | None, typer.Option(help="Apa yang terjadi sampai saat ini.")] = None,
    known_at: Annotated[str | None, typer.Option(help="Apa yang diketahui saat ini.")] = None,
    as_json: AsJson = False,
) -> None:
    """Kasus pada saat mana pun, pada dua sumbu: yang terjadi dan yang diketahui."""
    with opened() as here:
        events = here.house.log.of_case(_case_id(here, case))
        region = fold(events).region
        file = as_it_was(
            events, at=_moment(at, region, "--at"), known_at=_moment(known_at, region, "--known-at")
        )
        _print_file(here, file, as_json)


def _print_file(here: Opened, file: CaseFile, as_json: bool) -> None:
    if as_json:
        said(_as_json(file))
        return
    if not file.timeline:
        out.print("Pada saat itu kasus ini belum dikenal.")
        return
    where = here.house.regions.full_name(file.region)
    out.print(str(file.title), style="bold", soft_wrap=True)
    out.print(f"Tahap {file.stage.label} · tingkat {file.level.value} · {where}", soft_wrap=True)
    table = Table("Dicatat", "Terjadi", "Peristiwa", "Oleh", "Alasan")
    for line in file.timeline:
        envelope = line.fact.envelope
        recorded = moment(envelope.recorded_at, file.region)
        occurred = moment(envelope.occurred_at, file.region)
        table.add_row(
            recorded,
            "" if envelope.occurred_at == envelope.recorded_at else occurred,
            line.title,
            f"{here.house.accounts.name_of(envelope.actor)} ({envelope.role.label})",
            str(envelope.reason or ""),
        )
    out.print(table)


def _as_json(file: CaseFile) -> dict[str, Any]:
    return {
        "case_id": file.case_id,
        "judul": str(file.title),
        "tahap": file.stage,
        "tingkat": file.level,
        "wilayah": file.region,
        "posisi": file.position,
        "tugas": {str(each.task_id): each.state for each in file.tasks.values()},
        "naskah": {str(each.letter_id): each.number for each in file.letters.values()},
        "peristiwa": [_event_json(line.position, line.fact) for line in file.timeline],
    }


def _event_json(position: int, fact: Fact) -> dict[str, Any]:
    return {
        "posisi": position,
        "nama": fact.NAME,
        "arsip": f"{fact.originator_id}@{fact.originator_version}",
        "amplop": fact.envelope.model_dump(mode="json", exclude_none=True),
        "fakta": fact.model_dump(
            mode="json",
            exclude={"originator_id", "originator_version", "timestamp", "envelope"},
        ),
    }


def _case_id(here: Opened, given: str) -> UUID:
    """A case by its id, or by the beginning of it when that is enough."""
    with here.house.datastore.reading() as cursor:
        rows = cursor.execute(
            "SELECT DISTINCT case_id FROM rukun.event WHERE topic = 'case.opened'"
            " AND case_id::text LIKE %s LIMIT 2",
            (given.lower().replace("%", "") + "%",),
        ).fetchall()
    if len(rows) != 1:
        raise typer.BadParameter(
            "kasus tidak ditemukan" if not rows else "awal nomor ini cocok dengan banyak kasus"
        )
    return UUID(str(rows[0]["case_id"]))


def _moment(given: str | None, region: str, option: str) -> datetime | None:
    if given is None:
        return None
    try:
        read = datetime.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(
            f"{option}: tulis misalnya 2026-11-22 atau 2026-11-22T15:00"
        ) from None
    if len(given) == 10:
        read += timedelta(days=1) - timedelta(microseconds=1)
    return read if read.tzinfo else read.replace(tzinfo=zone_of(region or "31"))


async def _client(here: Opened) -> Client | None:
    if here.temporal is None:
        return None
    try:
        return await asyncio.wait_for(
            Client.connect(
                here.temporal,
                namespace=here.settings.temporal_namespace,
                data_converter=pydantic_data_converter,
            ),
            timeout=5,
        )
    except (RuntimeError, TimeoutError):
        return None


async def _running(here: Opened, workflow_ids: list[str]) -> dict[str, bool | None]:
    client = await _client(here)
    if client is None:
        return {}
    return {each: await worker.is_running(client, each) for each in workflow_ids}


# -- reports -----------------------------------------------------------------------------


@report_app.command("import")
def report_import(
    file: Path,
    login: Annotated[str, typer.Option(help="Akun yang menyampaikan.")],
    rejects: Annotated[Path | None, typer.Option(help="Berkas untuk baris yang ditolak.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Hanya periksa; tidak ada yang disimpan.")] = False,
    as_json: AsJson = False,
) -> None:
    """Mengimpor laporan (CSV, JSON, CAP 1.2, riwayat); berkas yang sama lagi tidak menambah."""
    from application.intake import import_reports

    with opened() as here:
        teller = _person(here, login)
        result = import_reports(
            _read(file),
            register=here.house.register,
            actor=teller,
            standings=here.house.register.standings(teller),
            dry_run=dry_run,
        )
        path = rejects or file.with_name(f"{file.stem}.ditolak.csv")
        if result.rejected:
            path.write_text(result.rejects_csv(), encoding="utf-8", errors="backslashreplace")
        if as_json:
            said(result.summary())
        else:
            out.print(result.in_words() + (f" Lihat {path}." if result.rejected else ""))
        raise typer.Exit(1 if result.rejected else 0)


@app.command()
def drill(
    file: Path,
    limit: Annotated[int | None, typer.Option(min=1)] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    seed: Annotated[int, typer.Option()] = 1,
    json_out: Annotated[Path | None, typer.Option("--json")] = None,
    *,
    complete: Annotated[
        bool, typer.Option("--complete", help="Gagal bila ada yang tidak terjadi.")
    ] = False,
) -> None:
    """Memainkan berkas peristiwa melalui mesin yang sebenarnya, waktu dilompati."""
    from drill.report import run_drill

    code = run_drill(
        file,
        limit=limit,
        first=_day(first),
        last=_day(last),
        seed=seed,
        json_out=json_out,
        complete=complete,
    )
    raise typer.Exit(code)


@app.command()
def chaos(
    *,
    seed: Annotated[int, typer.Option()] = 1,
    faults: Annotated[str, typer.Option(help="F1,F3,...; kosong berarti semua.")] = "",
    count: Annotated[int, typer.Option(min=1, help="Banyaknya gangguan.")] = 15,
    minutes: Annotated[float | None, typer.Option(help="Paling lama.")] = None,
    look: Annotated[int, typer.Option(min=1, help="Periksa tiap sekian gangguan.")] = 1,
    engines: Annotated[int, typer.Option(min=1, help="Mesin yang berjalan bersama.")] = 2,
    pace: Annotated[float, typer.Option(min=0.1, help="Jeda klien dikalikan ini.")] = 1.0,
    planted: Annotated[bool, typer.Option(help="Tanam kesalahan; apakah tertangkap?")] = False,
    plant: Annotated[str, typer.Option(help="Hanya kesalahan ini (dengan --planted).")] = "",
    to: Annotated[Path | None, typer.Option(help="Juga tulis ke berkas ini.")] = None,
    as_json: AsJson = False,
) -> None:
    """Mengganggu proses yang sebenarnya dengan sengaja, lalu memeriksa catatan."""
    from chaos.run import chaos as disturb
    from chaos.run import chaos_planted

    def given(text: str) -> list[str]:
        return [each.strip() for each in text.split(",") if each.strip()]

    logs.configure("error")
    if planted:
        raise typer.Exit(chaos_planted(seed=seed, names=given(plant), to=to))
    raise typer.Exit(
        disturb(
            seed=seed,
            faults=given(faults),
            count=count,
            minutes=minutes,
            look=look,
            engines=engines,
            pace=pace,
            as_json=as_json,
            to=to,
        )
    )


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


# -- letters -----------------------------------------------------------------------------


@letter_app.command("list")
def letter_list(as_json: AsJson = False) -> None:
    """Naskah dinas menurut nomor."""
    from projections.letter_list import LetterView

    with opened() as here:
        rows = LetterView(here.house.datastore).found(_READER, limit=200)
        if as_json:
            said([asdict(row) for row in rows])
            return
        table = Table(Column("ID", no_wrap=True), "Nomor", "Keadaan", "Hal")
        for row in rows:
            table.add_row(str(row.letter_id), row.number or "-", row.state, row.subject)
        out.print(table if rows else "Belum ada naskah dinas.")


@letter_app.command("register")
def letter_register(
    unit: Annotated[str | None, typer.Option(help="Unit, misalnya BKBP.")] = None,
    book: Annotated[str | None, typer.Option(help="Buku, misalnya nota_dinas.")] = None,
    year: Annotated[int | None, typer.Option(help="Tahun.")] = None,
    as_json: AsJson = False,
) -> None:
    """Buku agenda: setiap nomor dengan naskahnya atau alasan batalnya."""
    from projections.letter_list import LetterView

    with opened() as here:
        view = LetterView(here.house.datastore)
        rows = [
            row
            for each in view.books()
            if unit in (None, each.unit) and book in (None, each.book) and year in (None, each.year)
            for row in view.register(each)
        ]
        if as_json:
            said([asdict(row) for row in rows])
            return
        table = Table("Buku", "Urut", "Nomor", "Tanggal", "Keadaan", "Hal")
        for row in rows:
            state = f"{row.state}: {row.void_reason}" if row.void_reason else str(row.state)
            table.add_row(
                row.book, str(row.sequence), row.number, str(row.dated), state, row.subject
            )
        out.print(table if rows else "Belum ada nomor yang diberikan.")


@letter_app.command("render")
def letter_render(letter: UUID, to: Path) -> None:
    """Menulis PDF sebuah naskah."""
    with opened() as here:
        pdf = here.house.signing.pdf(letter)
        if pdf is None:
            raise typer.BadParameter("naskah tidak ditemukan")
        to.write_bytes(pdf)
        out.print(f"{to}: {len(pdf)} bita")


@letter_app.command("verify")
def letter_verify(
    file: Path,
    file_only: Annotated[
        bool, typer.Option("--file-only", help="Hanya dari berkas, tanpa catatan.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Memeriksa berkas PDF: tanda tangan, lampiran asal-usul, dan catatan bila ada di sini.

    Keluar 0 bila sah dan berlaku, 1 bila tidak, 2 bila berkasnya tidak terbaca sebagai PDF.
    """
    from application.letter_check import check
    from runtime.papers import LARGEST
    from runtime.signing import trusted_roots

    if not file.is_file():
        raise typer.BadParameter(f"berkas {file} tidak ada")
    if file.stat().st_size > LARGEST:
        raise typer.BadParameter(f"berkas {file} lebih dari {LARGEST // 2**20} MB")
    pdf, roots = file.read_bytes(), trusted_roots(Settings().sign_trust)
    if file_only or not _has_record():
        verdict = check(pdf, None, compared=False, roots=roots)
    else:
        with opened() as here:
            record = _on_record(here, pdf)
            verdict = check(pdf, record, compared=True, roots=roots)
    if as_json:
        said(verdict.as_json())
    else:
        for each in verdict.findings:
            out.print(f"{'✓' if each.good else '✗'} {each.says}", soft_wrap=True)
        if not verdict.compared:
            out.print("Diperiksa dari berkasnya saja; keadaan naskah dalam catatan tidak dilihat.")
    raise typer.Exit(0 if verdict.genuine else 1 if verdict.readable else 2)


def _on_record(here: Opened, pdf: bytes) -> Any:
    from application.letter_check import OnRecord
    from projections.letter_proofs import ProofView

    proof = ProofView(here.house.datastore).of_file(pdf)
    if proof is None:
        return None
    return OnRecord(
        title=f"{proof.type.label} nomor {proof.number} tanggal {long_date(proof.dated)}",
        state=proof.state,
        stands=proof.stands,
        signed=here.house.papers.read(proof.signed_sha256),
        sha256=proof.signed_sha256,
    )


def _has_record() -> bool:
    """Whether an installation is at hand; looking at a file must not make one."""
    settings = Settings()
    return settings.database_url is not None or (settings.data_dir / "postgres").is_dir()


@letter_app.command("sign-test")
def letter_sign_test(as_json: AsJson = False) -> None:
    """Memeriksa sertifikat penanda tangan: dapat dibuka, masih berlaku, menandatangani."""
    from runtime.signing import try_out

    state = try_out(Settings(), SystemClock())
    if as_json:
        said(state.model_dump(mode="json"))
    else:
        for label, text in state.words.items():
            out.print(f"{label}: {text}", soft_wrap=True)
    raise typer.Exit(1 if state.trouble else 0)


# -- operating ---------------------------------------------------------------------------


@app.command()
def search(
    text: str,
    stage: Annotated[str | None, typer.Option(help="deteksi, verifikasi, ...")] = None,
    level: Annotated[str | None, typer.Option(help="hijau, kuning, merah.")] = None,
    region: Annotated[str, typer.Option(help="Kode wilayah.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    as_json: AsJson = False,
) -> None:
    """Mencari kasus dan laporan menurut kata, juga wilayah yang salah eja."""
    from projections.search_index import SearchView

    if stage is not None and stage not in list(Stage):
        raise typer.BadParameter(f"tahap tidak dikenal; pilih {', '.join(Stage)}")
    if level is not None and level not in list(Level):
        raise typer.BadParameter(f"tingkat tidak dikenal; pilih {', '.join(Level)}")
    level_of(region)
    with opened() as here:
        found = SearchView(here.house.datastore).find(
            text,
            reader=_READER,
            actor=SYSTEM_ACTOR,
            stage=stage,
            level=level,
            within=region,
            limit=limit,
        )
        if as_json:
            said(asdict(found))
            return
        if found.too_common:
            out.print(f"Tidak dicari karena ada di mana-mana: {', '.join(found.too_common)}.")
        if found.alike:
            out.print(f"Tidak ada yang memuat {', '.join(found.alike)}; yang tampil wilayah mirip.")
        table = Table(
            Column("ID", no_wrap=True), "Tahap", "Tingkat", "Wilayah", "Judul", "Ditemukan"
        )
        for hit in found.hits:
            row = hit.row
            table.add_row(
                str(hit.stream)[:8],
                row.stage_label,
                row.level,
                here.house.regions.name(row.region),
                _plain(hit.title),
                "; ".join(f"{each.label}: {_plain(each.parts)}" for each in hit.snippets),
            )
        out.print(table if found.hits else "Tidak ada yang ditemukan.")
        if found.total > len(found.hits):
            out.print(f"{len(found.hits)} dari {found.total}; persempit, atau tambah --limit.")


def _plain(parts: Iterable[tuple[str, bool]]) -> str:
    return "".join(text for text, _ in parts)


@clocks_app.command("restore")
def clocks_restore() -> None:
    """Memberi tahu ulang semua penantian terbuka; setelah Temporal hilang atau diganti."""
    with opened() as here:
        if here.temporal is None:
            raise typer.BadParameter("Temporal tidak berjalan; jalankan Rukun dahulu")
        count = here.house.relay(here.temporal).restore()
        out.print(f"{count} penantian diberitahukan ulang.")


@app.command()
def rebuild(projection: Annotated[str | None, typer.Argument()] = None) -> None:
    """Menyusun ulang tampilan dari catatan, di samping yang hidup, lalu menukarnya."""
    from projections.rebuild import ALL_READERS
    from projections.rebuild import rebuild as anew

    names = list(ALL_READERS) if projection is None else [projection]
    unknown = set(names) - set(ALL_READERS)
    if unknown:
        raise typer.BadParameter(f"tampilan tidak dikenal; pilih {', '.join(ALL_READERS)}")
    with opened() as here:
        house = here.house
        for each in names:
            done = anew(each, datastore=house.datastore, log=house.log, clock=house.clock)
            out.print(f"{each}: {done}")


@app.command()
def parked(replay: Annotated[bool, typer.Option(help="Coba lagi semuanya.")] = False) -> None:
    """Peristiwa yang diparkir karena gagal diolah."""
    from projections.rebuild import ALL_READERS

    with opened() as here:
        if replay:
            readers: list[Any] = [make() for make in ALL_READERS.values()]
            for reader in [
                *readers,
                *here.house.carriers,
                here.house.relay(here.temporal or ""),
            ]:
                done, left = here.house.follower(reader).replay_parked()
                if done or left:
                    out.print(f"{reader.name}: {done} selesai, {left} masih diparkir")
            return
        with here.house.datastore.reading() as cursor:
            rows = cursor.execute(
                "SELECT * FROM view.parked ORDER BY follower, position"
            ).fetchall()
        table = Table("Pengikut", "Posisi", "Peristiwa", "Kasus", "Sebab")
        for row in rows:
            table.add_row(
                row["follower"],
                str(row["position"]),
                row["name"],
                str(row["case_id"] or "-"),
                row["error"],
            )
        out.print(table if rows else "Tidak ada yang diparkir.")


@stuck_app.command("list")
def stuck_list(as_json: AsJson = False) -> None:
    """Batas waktu yang lewat, masih terbuka, dan belum dicatat; yang terlama dahulu."""
    with opened() as here:
        rows = here.house.stuck.rows(1000)
        if as_json:
            said([asdict(row) for row in rows])
        else:
            table = Table("Batas waktu", "Menunggu", "Kasus atau berkas", "Jatuh tempo")
            for row in rows:
                about = str(row.case_id or row.stream)
                due = moment(row.due, here.house.region)
                table.add_row(str(row.deadline_id), row.kind.words, about, due)
            out.print(table if rows else "Tidak ada yang macet.")
        raise typer.Exit(1 if rows else 0)


_Window = Annotated[UUID, typer.Argument(help="Nomor batas waktu dari `rukun stuck list`.")]
_Operator = Annotated[str, typer.Option("--login", help="Administrator atau pimpinan.")]
_Why = Annotated[str, typer.Option("--reason", help="Alasan, disegel bersama berkasnya.")]


@stuck_app.command("retry")
def stuck_retry(window: _Window, login: _Operator) -> None:
    """Mencoba lagi sekarang: dicatat lewat, akibatnya seperti biasa."""
    _attend(window, login, Remedy.RETRY, None)


@stuck_app.command("skip")
def stuck_skip(window: _Window, login: _Operator, why: _Why) -> None:
    """Melewati: dicatat lewat tanpa akibat."""
    _attend(window, login, Remedy.SKIP, why)


@stuck_app.command("compensate")
def stuck_compensate(window: _Window, login: _Operator, why: _Why) -> None:
    """Mengganti akibatnya: dicatat lewat, lalu pimpinan diminta bertindak."""
    _attend(window, login, Remedy.ASK, why)


def _attend(window: UUID, login: str, remedy: Remedy, why: str | None) -> None:
    with opened() as here:
        person = _person(here, login)
        found = [row for row in here.house.stuck.rows(100_000) if row.deadline_id == window]
        if not found:
            raise typer.BadParameter("batas waktu ini tidak macet; lihat `rukun stuck list`")
        held = {each.role for each in here.house.register.standings(person)}
        role = Role.SUPERVISOR if Role.SUPERVISOR in held else Role.ADMINISTRATOR
        command = AttendToWindow(
            **_by_hand(person, role),
            stream=found[0].stream,
            deadline_id=window,
            remedy=remedy,
            explanation=why,
        )
        try:
            here.house.register.submit(command)
        except Refusal as refusal:
            err.print(refusal.message)
            raise typer.Exit(1) from None
        out.print(f"Batas waktu {window} ditangani: {remedy.label}.")


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Memeriksa catatan, tampilan, penantian, dan naskah pada sistem yang hidup."""
    from drill.invariants import check_live

    with opened() as here:
        findings = asyncio.run(_examine(here, check_live))
        if as_json:
            said(findings)
        else:
            table = Table("Pemeriksaan", "Diperiksa", "Pelanggaran")
            for name, found in findings.items():
                table.add_row(
                    name, str(found["checked"]), "; ".join(found["violations"][:5]) or "-"
                )
            out.print(table)
        bad = any(found["violations"] for found in findings.values())
        raise typer.Exit(1 if bad else 0)


async def _examine(here: Opened, check: Any) -> Any:
    return await check(
        datastore=here.house.datastore,
        log=here.house.log,
        register=here.house.register,
        clock=here.house.clock,
        client=await _client(here),
    )


@app.command()
def backup(to: Path) -> None:
    """Menyimpan seluruh catatan ke satu berkas (pg_dump); kunci induk disimpan terpisah."""
    with opened() as here:
        url = here.settings.migration_url or here.house.database_url
        _run_tool("pg_dump", url, ["--format=custom", "--file", str(to)])
        out.print(
            f"{to}: {to.stat().st_size} bita. Simpan juga kunci induk (RUKUN_MASTER_KEY atau"
            " master.key) di tempat lain: tanpa kunci itu catatan tidak terbaca lagi. Berkas ini"
            " sendiri rahasia: tampilan dan akun ada di dalamnya tanpa segel.",
            soft_wrap=True,
        )


@app.command()
def restore(source: Path) -> None:
    """Memulihkan catatan ke basis data kosong; penantian diberitahukan ulang saat Rukun jalan."""
    if not source.exists():
        raise typer.BadParameter(f"berkas {source} tidak ada")
    settings = Settings()
    with ExitStack() as stack:
        url = settings.migration_url or settings.database_url
        if url is None:
            if worker.Address.read(settings.data_dir) is not None:
                raise typer.BadParameter("hentikan Rukun dahulu")
            postgres = EmbeddedPostgres.start(settings.data_dir / "postgres")
            stack.callback(postgres.stop)
            url = postgres.dsn()
            shutil.rmtree(settings.data_dir / "temporal", ignore_errors=True)
        with psycopg.connect(url) as conn:
            row = conn.execute("SELECT to_regclass('rukun.event')").fetchone()
            if row is not None and row[0] is not None:
                raise typer.BadParameter("basis data tidak kosong; pemulihan hanya ke yang kosong")
            conn.execute(
                "DO $$ BEGIN CREATE ROLE rukun_runtime NOLOGIN;"
                " EXCEPTION WHEN duplicate_object THEN NULL; END $$"
            )
        _run_tool("pg_restore", url, ["--no-owner", "--exit-on-error", str(source)])
        with psycopg.connect(url) as conn:
            conn.execute("GRANT rukun_runtime TO CURRENT_USER")
            _give_back_views(conn)
            told = conn.execute("SELECT to_regclass('view.watch_1')").fetchone()
            if told is not None and told[0] is not None:
                conn.execute("UPDATE view.watch_1 SET told_position = 0 WHERE open")
            row = conn.execute("SELECT count(*) FROM rukun.event").fetchone()
    out.print(f"Dipulihkan: {row[0] if row else 0} peristiwa.")


def _give_back_views(conn: psycopg.Connection[Any]) -> None:
    """Read models belong to the role that makes and swaps them, not to who restored them."""
    rows = conn.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'view'"
        " AND tablename NOT IN ('follower', 'parked')"
    ).fetchall()
    for (table,) in rows:
        conn.execute(
            sql.SQL("ALTER TABLE view.{} OWNER TO rukun_runtime").format(sql.Identifier(table))
        )


def _run_tool(tool: str, url: str, args: list[str]) -> None:
    """PostgreSQL's own tool, of the version that ships with Rukun.

    The address goes by environment, where a list of processes does not show its password.
    """
    from runtime.embedded import tool_path

    parts = conninfo_to_dict(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    given = {names[name]: str(value) for name, value in parts.items() if name in names and value}
    done = subprocess.run(
        [str(tool_path(tool)), *args, "--dbname", str(parts.get("dbname", "rukun"))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **given},
        umask=0o077,
    )
    if done.returncode != 0:
        err.print(done.stderr.strip(), soft_wrap=True)
        raise typer.Exit(1)


# -- people and policy -------------------------------------------------------------------


@user_app.command("add")
def user_add(
    login: str,
    name: Annotated[str, typer.Option(help="Nama lengkap.")],
    role: Annotated[Role, typer.Option(help="Peran.")],
    unit: Annotated[str, typer.Option(help="Unit.")],
    region: Annotated[str, typer.Option(help="Kode wilayah; kosong berarti nasional.")],
    clearance: Annotated[Secrecy, typer.Option(help="B, T, R, atau SR.")] = Secrecy.RESTRICTED,
    *,
    intelligence: Annotated[bool, typer.Option(help="Boleh membaca rujukan intelijen.")] = False,
    title: Annotated[str, typer.Option(help="Jabatan.")] = "",
    rank: Annotated[str, typer.Option(help="Pangkat.")] = "",
    nip: Annotated[str, typer.Option(help="NIP, 18 angka.")] = "",
    password_file: Annotated[Path | None, typer.Option(help="Berkas berisi sandi.")] = None,
) -> None:
    """Menambah orang dengan satu peran. Sandi ditanyakan, atau dibaca dari berkas."""
    from domain.kernel import Compartment
    from domain.role_assignment import AssignRole
    from runtime.accounts import Account, LoginTaken

    if role is Role.SYSTEM:
        raise typer.BadParameter("peran mesin tidak dapat dipegang orang")
    password = (
        _read(password_file).strip()
        if password_file
        else typer.prompt("Sandi", hide_input=True, confirmation_prompt=True)
    )
    with opened() as here:
        actor = uuid4()
        account = Account(actor=actor, login=login, name=name, title=title, rank=rank, nip=nip)
        if here.house.accounts.by_login(login) is not None:
            raise LoginTaken
        here.house.register.submit(
            AssignRole(
                **by_machine(uuid4(), channel=Channel.CLI),
                person=actor,
                as_role=role,
                in_unit=unit,
                region=region,
                clearance=clearance,
                compartments=(Compartment.INTELLIGENCE,) if intelligence else (),
            )
        )
        here.house.accounts.create(account, password)
        out.print(f"{login}: {role.label}, wilayah {region or 'nasional'} ({actor})")


@user_app.command("reset")
def user_reset(
    login: str,
    *,
    two_steps: Annotated[bool, typer.Option(help="Juga lepas verifikasi dua langkah.")] = False,
) -> None:
    """Kata sandi sementara bagi yang tidak dapat masuk lagi; ia menggantinya saat masuk."""
    from application.account_reset import is_guarded
    from runtime.account_resets import AccountResets

    with opened() as here:
        person = _person(here, login)
        if is_guarded(here.house.register, person, here.house.clock.now()):
            AccountResets(here.house.datastore, here.house.clock).alone(person)
            err.print("Akun ini memutuskan; di buku akun tercatat: tanpa administrator kedua.")
        password = here.house.accounts.give_password(person, by=SYSTEM_ACTOR)
        if two_steps:
            here.house.second_factors.remove(person, by=SYSTEM_ACTOR)
        out.print(f"{login}: {password}")


@policy_app.command("diff")
def policy_diff(old: str, new: str) -> None:
    """Apa yang berbeda antara dua versi kebijakan yang sudah ditetapkan, dalam kata-kata."""
    from domain.policy_upgrade import UnknownPolicy
    from domain.policy_words import differences

    with opened() as here:
        book = here.house.register.policies()
        versions = book.versions if book else {}
        for each in (old, new):
            if each not in versions:
                raise UnknownPolicy(f"Versi: {each}.")
        lines = differences(versions[old], versions[new])
        out.print("\n".join(lines) or "Tidak ada yang berbeda.", soft_wrap=True)


@policy_app.command("upgrade")
def policy_upgrade(
    to: str,
    login: Annotated[str, typer.Option(help="Pimpinan yang memutuskan.")] = "",
    basis: Annotated[str, typer.Option(help="Dasar, misalnya nomor nota dinas.")] = "",
    why: Annotated[str, typer.Option(help="Alasan.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Laporan saja.")] = False,
    as_json: AsJson = False,
) -> None:
    """Mengalihkan kasus yang berjalan ke versi TO, kasus demi kasus; laporannya lebih dahulu."""
    from application.policy_desk import dry_run as reported
    from domain.policy_upgrade import UpgradeCasePolicy

    with opened() as here:
        register, now = here.house.register, here.house.clock.now()
        reports = list(reported(register, _open_cases(here), to, now))
        if as_json:
            said([each.model_dump(mode="json") | {"sidik": each.content_hash} for each in reports])
        else:
            _tell_upgrades(reports)
        if dry_run:
            return
        account = here.house.accounts.by_login(login)
        if account is None or not basis or not why:
            raise typer.BadParameter("sebutkan --login, --basis, dan --why, atau --dry-run")
        for each in reports:
            register.submit(
                UpgradeCasePolicy(
                    **_by_hand(account.actor, Role.SUPERVISOR),
                    case_id=each.case_id,
                    to=to,
                    as_of=each.as_of,
                    report_hash=each.content_hash,
                    legal_basis=basis,
                    explanation=why,
                )
            )
        err.print(f"{len(reports)} kasus dialihkan ke kebijakan {to}.")


def _open_cases(here: Opened) -> list[UUID]:
    """Every open case, in the order of the record."""
    opening = {line.stream: None for line in here.house.log.all() if line.name == "case.opened"}
    return list(opening)


def _tell_upgrades(reports: list[CaseUpgrade]) -> None:
    for each in reports:
        taken = f"{each.from_policy} ke {each.to_policy}"
        out.print(f"{each.case_id}: {taken}, sidik {each.content_hash[:12]}")
        for window in each.windows:
            moved = window.why_not or f"menjadi {window.due:%Y-%m-%d %H:%M %Z}"
            out.print(
                f"  {window.words}: {window.span} ke {window.new_span},"
                f" {window.promised:%Y-%m-%d %H:%M %Z} {moved}",
                soft_wrap=True,
            )
        if not each.windows:
            out.print("  tidak ada batas waktu yang berubah")
    out.print(f"{len(reports)} kasus.")


@user_app.command("delegate")
def user_delegate(
    head: Annotated[str, typer.Option("--from", help="Login pimpinan yang berhalangan.")],
    delegate: Annotated[str, typer.Option("--to", help="Login yang mewakili.")],
    until: Annotated[datetime, typer.Option(help="Berakhir sendiri pada waktu ini (WIB).")],
    basis: Annotated[str, typer.Option(help="Surat perintah: nomor dan tanggal.")],
    daily: Annotated[bool, typer.Option("--plh/--plt", help="Plh. atau Plt.")] = True,
) -> None:
    """Mendelegasikan wewenang pimpinan kepada Plt. atau Plh. sampai suatu waktu."""
    from domain.role_assignment import Capacity, DelegateRole

    with opened() as here:
        actor, person = _person(here, head), _person(here, delegate)
        held = (
            each for each in here.house.register.standings(actor) if each.role is Role.SUPERVISOR
        )
        own = next(held, None)
        if own is None:
            raise typer.BadParameter(f"{head} tidak sedang memegang peran pimpinan")
        here.house.register.submit(
            DelegateRole(
                **_by_hand(actor, Role.SUPERVISOR, own.unit),
                assignment_id=own.assignment_id,
                person=person,
                capacity=Capacity.DAILY if daily else Capacity.ACTING,
                until=until if until.tzinfo else until.replace(tzinfo=zone_of(own.region)),
                basis=basis,
            )
        )
        out.print(f"{delegate}: {'Plh.' if daily else 'Plt.'} {own.role.label} sampai {until}")


@token_app.command("create")
def token_create(
    name: Annotated[str, typer.Argument(help="Nama sistem, misalnya CCTV Kota.")],
    scope: Annotated[list[str], typer.Option(help="Boleh berulang: intake, read:cases, ...")],
    role: Annotated[Role, typer.Option(help="Peran; yang paling sempit yang cukup.")],
    unit: Annotated[str, typer.Option(help="Unit pengelola.")],
    region: Annotated[str, typer.Option(help="Kode wilayah; kosong berarti nasional.")],
    clearance: Annotated[Secrecy, typer.Option(help="B, T, R, atau SR.")] = Secrecy.RESTRICTED,
    *,
    label: Annotated[str, typer.Option(help="Untuk apa token ini.")] = "token pertama",
    days: Annotated[int, typer.Option(help="Berlaku berapa hari, paling banyak 366.")] = 365,
    per_minute: Annotated[int, typer.Option(help="Permintaan per menit.")] = 120,
    as_json: AsJson = False,
) -> None:
    """Membuat akun klien dengan satu peran, dan tokennya, yang hanya tampil sekali ini."""
    from application.clients import admit
    from domain.role_assignment import AssignRole
    from runtime.tokens import Scope, Tokens

    unknown = [each for each in scope if each not in list(Scope)]
    if unknown:
        raise typer.BadParameter(f"cakupan tidak dikenal; pilih {', '.join(Scope)}")
    if role in (Role.SYSTEM, Role.ADMINISTRATOR):
        raise typer.BadParameter("peran mesin dan administrator tidak untuk klien")
    with opened() as here:
        person = uuid4()
        tokens = Tokens(here.house.datastore, here.house.clock)
        tokens.must_fit({Scope(each) for each in scope}, days, per_minute)
        command = AssignRole(
            command_id=uuid4(),
            actor=SYSTEM_ACTOR,
            role=Role.SYSTEM,
            unit="mesin",
            channel=Channel.CLI,
            person=person,
            as_role=role,
            in_unit=unit,
            region=region,
            clearance=clearance,
        )
        admit(here.house.register, here.house.accounts, name, command)
        token, secret = tokens.create(
            person,
            here.house.register.standings(person),
            label,
            {Scope(each) for each in scope},
            by=SYSTEM_ACTOR,
            days=days,
            per_minute=per_minute,
        )
        if as_json:
            said({"token_id": token.token_id, "actor": person, "token": secret})
            return
        out.print(secret, soft_wrap=True)
        err.print("Salin sekarang: token ini hanya tampil sekali.")


@token_app.command("list")
def token_list(as_json: AsJson = False) -> None:
    """Semua token: milik siapa, cakupannya, sampai kapan, terakhir dipakai."""
    from runtime.tokens import Tokens

    with opened() as here:
        tokens = Tokens(here.house.datastore, here.house.clock).all()
        now, region = here.house.clock.now(), here.settings.region
        names = here.house.accounts.names_of(each.actor for each in tokens)
        if as_json:
            said([each.model_dump(mode="json", exclude={"minute", "used"}) for each in tokens])
            return
        table = Table(Column("ID", no_wrap=True), "Klien", "Token", "Cakupan", "Sampai", "Dipakai")
        for each in tokens:
            used = moment(each.last_used_at, region) if each.last_used_at else "-"
            until = moment(each.expires_at, region) if each.lives_at(now) else "tidak berlaku"
            scopes = ", ".join(sorted(each.scopes))
            table.add_row(str(each.token_id), names[each.actor], each.name, scopes, until, used)
        out.print(table if tokens else "Belum ada token. Buat dengan: rukun token create.")


@token_app.command("revoke")
def token_revoke(token_id: UUID) -> None:
    """Mencabut satu token; berlaku pada permintaan berikutnya."""
    from runtime.tokens import Tokens

    with opened() as here:
        Tokens(here.house.datastore, here.house.clock).revoke(token_id, by=SYSTEM_ACTOR)
        out.print("Token dicabut.")


@policy_app.command("adopt")
def policy_adopt(
    file: Path,
    login: Annotated[str, typer.Option(help="Pimpinan.")],
    region: Annotated[
        str | None, typer.Option(help="Kode kabupaten/kota; tanpa ini untuk seluruh provinsi.")
    ] = None,
) -> None:
    """Menetapkan versi kebijakan; kasus yang sedang berjalan tetap pada versinya."""
    from domain.adopted_policy import AdoptPolicy
    from domain.policy import load_policy

    with opened() as here:
        head = _person(here, login)
        policy = load_policy(_read(file))
        here.house.register.submit(
            AdoptPolicy(
                **_by_hand(head, Role.SUPERVISOR, "BKBP"),
                policy=policy,
                region=region,
            )
        )
        where = here.house.regions.full_name(region) if region else "seluruh provinsi"
        out.print(f"Kebijakan {policy.version} ditetapkan untuk {where}.", soft_wrap=True)


@policy_app.command("list")
def policy_list(as_json: AsJson = False) -> None:
    """Versi kebijakan yang sudah ditetapkan: untuk wilayah mana, sejak kapan, sidiknya."""
    from application.policy_desk import editions

    with opened() as here:
        rows = editions(here.house.register)
        if as_json:
            said([asdict(row) for row in rows])
            return
        table = Table("Versi", "Wilayah", "Berlaku sejak", "Ditetapkan oleh", "Sidik", "Keadaan")
        for row in rows:
            where = here.house.regions.name(row.region) if row.region else "seluruh provinsi"
            name, state = here.house.accounts.name_of(row.approver), row.state
            since = long_date(row.effective_from)
            table.add_row(row.version, where, since, name, row.content_hash[:12], state)
        out.print(table if rows else "Belum ada kebijakan yang ditetapkan.")


# -- days off ----------------------------------------------------------------------------


@calendar_app.command("import")
def calendar_import(
    file: Path,
    login: Annotated[str, typer.Option(help="Pimpinan yang menetapkan.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Hanya periksa.")] = False,
) -> None:
    """Menetapkan daftar hari libur kantor dari CSV (tanggal,nama,jenis,dasar).

    Menggantikan daftar kantor yang sebelumnya. Batas waktu yang sudah dijanjikan tidak berubah.
    """
    from application.holiday_desk import read_days
    from domain.holiday_list import AdoptHolidayList, amended, changes

    if not dry_run and not login:
        raise typer.BadParameter("sebutkan --login, atau --dry-run")
    with opened() as here:
        register, days = here.house.register, read_days(_read(file))
        told = list(changes(register.calendar, amended(register.shipped, days, "usul")))
        for line in told or ["Tidak ada hari yang berubah."]:
            out.print(line, soft_wrap=True)
        if dry_run:
            return
        by = _acting(here, login, AdoptHolidayList)
        register.submit(
            AdoptHolidayList(
                **by,
                days=days,
            )
        )
        out.print(f"{len(days)} hari ditetapkan. Kalender: {register.calendar.version}.")


@calendar_app.command("show")
def calendar_show(
    year: Annotated[int | None, typer.Option(min=1900, max=2100, help="Tahun.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hari libur yang dipakai menghitung hari kerja, dengan dasarnya bila dari daftar kantor."""
    from domain.holiday_list import HolidayList

    with opened() as here:
        calendar = here.house.register.calendar
        book = here.house.register.recall(HolidayList, HolidayList.BOOK)
        wanted = year or local(here.house.clock.now(), "").year
        own = {each.day: each for each in book.days} if book else {}
        rows = [
            (
                day,
                calendar.why_not(day) or "hari kerja",
                own[day].basis if day in own else "kalender bawaan",
            )
            for day in sorted({*calendar.holidays, *own})
            if day.year == wanted
        ]
        if as_json:
            named = [dict(zip(("tanggal", "hari", "dasar"), row, strict=True)) for row in rows]
            said({"kalender": calendar.version, "hari": named})
            return
        table = Table("Tanggal", "Hari", "Dasar")
        for day, name, basis in rows:
            table.add_row(long_date(day), name, basis)
        out.print(table if rows else f"Tidak ada hari libur yang diketahui pada {wanted}.")
        if not calendar.speaks_for(date(wanted, 1, 1)):
            out.print(f"Hari libur {wanted} belum ditetapkan seluruhnya; daftarnya belum lengkap.")
        out.print(f"Kalender: {calendar.version}.", soft_wrap=True)


# -- personal data -----------------------------------------------------------------------


@privacy_app.command("list")
def privacy_list(as_json: AsJson = False) -> None:
    """Usul penghapusan, yang ditahan untuk proses hukum, dan yang sudah dimusnahkan."""
    from projections.privacy_list import PrivacyView

    with opened() as here:
        rows = PrivacyView(here.house.datastore).rows(_READER)
        if as_json:
            said([asdict(row) for row in rows])
            return
        table = Table(Column("Nomor", no_wrap=True), "Jenis", "Keadaan", "Dasar", "Rujukan")
        for row in rows:
            basis = row.basis.label if row.basis else "-"
            table.add_row(str(row.about), row.kind.label, row.state, basis, row.reference)
        out.print(table if rows else "Belum ada usul penghapusan dan tidak ada data yang ditahan.")


@privacy_app.command("due")
def privacy_due(as_json: AsJson = False) -> None:
    """Jatuh retensi: kasus yang masa simpannya sudah lewat, dihitung dari catatan."""
    from projections.retention_due import RetentionView

    with opened() as here:
        book = here.house.register.policies()
        today = local(here.house.clock.now(), "").date()
        view = RetentionView(here.house.datastore, here.house.log)
        rows = view.due(_READER, book, today) if book else []
        if as_json:
            said([asdict(row) | {"retention": row.retention.model_dump()} for row in rows])
            return
        table = Table(Column("Nomor", no_wrap=True), "Wilayah", "Jenis arsip", "Sampai", "Keadaan")
        for row in rows:
            name, found = here.house.regions.name(row.region), row.retention
            table.add_row(
                str(row.case_id), name, found.kind.label, long_date(found.until), row.state
            )
        out.print(table if rows else "Belum ada kasus yang masa retensinya lewat.")


@privacy_app.command("request")
def privacy_request(
    subject: UUID,
    login: Annotated[str, typer.Option(help="Administrator yang mengusulkan.")],
    basis: Annotated[ErasureBasis, typer.Option(help="Dasar (UU 27/2022 Pasal 43-44).")],
    why: Annotated[str, typer.Option("--reason", help="Alasan, tanpa data pribadi.")],
    reference: Annotated[str, typer.Option(help="Surat atau putusan rujukan.")],
) -> None:
    """Mengusulkan penghapusan data laporan, kasus, anggota, atau akun; orang kedua memutuskan."""
    with opened() as here:
        by = _acting(here, login, RequestErasure)
        command = RequestErasure(
            **by,
            subject=subject,
            basis=basis,
            grounds=why,
            reference=reference,
        )
        here.house.register.submit(command)
        out.print(f"{subject}: penghapusan diusulkan, menunggu keputusan orang kedua.")


@privacy_app.command("erase")
def privacy_erase(
    subject: UUID,
    login: Annotated[str, typer.Option(help="Orang kedua yang memutuskan.")],
    *,
    sure: Annotated[bool, typer.Option("--yes", help="Tanpa ditanya lagi.")] = False,
) -> None:
    """Memutuskan usul penghapusan: kuncinya dimusnahkan, tidak dapat dipulihkan."""
    from application.privacy_desk import ErasureRoom

    if not sure and not typer.confirm(f"Musnahkan data {subject} untuk selamanya?"):
        raise typer.BadParameter("dibatalkan")
    with opened() as here:
        by = _acting(here, login, ErasePersonalData)
        command = ErasePersonalData(
            **by,
            subject=subject,
        )
        ErasureRoom(here.house.vault, here.house.accounts).erase(here.house.register, command)
        out.print(f"{subject}: dimusnahkan.")


def _acting(here: Opened, login: str, wish: type[Command]) -> dict[str, Any]:
    """How a command begins: who acts, in which of their roles it may be sent."""
    actor = _person(here, login)
    held = [each.role for each in here.house.register.standings(actor)]
    role = next((each for each in held if each in COMMANDS[wish]), None)
    if role is None:
        raise NotForThisRole
    return _by_hand(actor, role)


def _by_hand(actor: UUID, role: Role, unit: str = "cli") -> dict[str, Any]:
    return {
        "command_id": uuid4(),
        "actor": actor,
        "role": role,
        "unit": unit,
        "channel": Channel.CLI,
    }


@index_app.command("import")
def index_import(
    file: Path,
    edition: Annotated[str, typer.Option(help="Misalnya 2024.")],
    login: Annotated[str, typer.Option(help="Petugas atau pimpinan yang memasukkannya.")],
    provinces: Annotated[
        str | None, typer.Option(help="Ambang sedang-tinggi provinsi, misalnya 21.7-68.5.")
    ] = None,
    regencies: Annotated[
        str | None, typer.Option(help="Ambang sedang-tinggi kabupaten/kota, misalnya 13.47-49.33.")
    ] = None,
) -> None:
    """Mengimpor Indeks Kerawanan Pemilu (provinsi, kabupaten, kota) dari CSV."""
    from domain.election_index import Edition
    from projections.election_index import import_election_index

    if (provinces is None) != (regencies is None):
        raise typer.BadParameter("ambang provinsi dan kabupaten/kota disebut keduanya")
    reads = None
    if provinces and regencies:
        reads = Edition(
            name=edition.strip(),
            provinces=_thresholds(provinces),
            regencies=_thresholds(regencies),
        )
    with opened() as here:
        actor = _person(here, login)
        held = {each.role for each in here.house.register.standings(actor)}
        if not held & {Role.CASE_OFFICER, Role.SUPERVISOR}:
            raise NotForThisRole
        now = here.house.clock.now()
        store = here.house.datastore
        count = import_election_index(store, _read(file), edition, reads, at=now, by=actor)
        out.print(f"{count} wilayah.")


@index_app.command("list")
def index_list(as_json: AsJson = False) -> None:
    """Edisi yang pernah dimasukkan: kapan, oleh siapa, dari berkas yang mana."""
    from projections.election_index import imports

    with opened() as here:
        found = imports(here.house.datastore)
        known = here.house.accounts.names_of({each.by for each in found if each.by})
        if as_json:
            said([asdict(each) | {"by": known.get(each.by) if each.by else None} for each in found])
            return
        table = Table("Waktu", "Edisi", "Wilayah", "Oleh", "SHA-256 berkas")
        for each in found:
            table.add_row(
                moment(each.imported_at, here.house.region),
                each.edition,
                str(each.regions),
                known.get(each.by, "") if each.by else "",
                each.sha256,
            )
        out.print(table if found else "Belum ada edisi yang dimasukkan.")


def _thresholds(given: str) -> Thresholds:
    medium, _, high = given.partition("-")
    try:
        return Thresholds(medium=float(medium), high=float(high))
    except ValueError:
        raise typer.BadParameter(f"ambang {given!r}: tulis misalnya 21.7-68.5") from None


@map_app.command("import")
def map_import(
    file: Path,
    source: Annotated[str, typer.Option(help="Asal batas, disebut pada setiap peta.")],
) -> None:
    """Mengimpor batas wilayah dari GeoJSON, disederhanakan untuk digambar; bukan batas resmi."""
    with opened() as here:
        count = here.house.boundaries.import_layer(_read(file), source)
        out.print(f"{count} wilayah.")


@map_app.command("list")
def map_list(as_json: AsJson = False) -> None:
    """Batas wilayah yang sudah diimpor."""
    with opened() as here:
        layers = here.house.boundaries.layers()
        if as_json:
            said([asdict(layer) for layer in layers])
            return
        table = Table("Provinsi", "Tingkat", "Wilayah", "Sumber", "Diimpor")
        for layer in layers:
            table.add_row(
                here.house.regions.name(layer.province),
                layer.level.label,
                str(layer.regions),
                layer.source,
                moment(layer.imported_at, layer.province),
            )
        out.print(table if layers else "Belum ada batas wilayah; peta digambar dengan titik.")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise typer.BadParameter(f"berkas {file} tidak ada") from None
    except UnicodeDecodeError:
        raise typer.BadParameter(f"berkas {file} bukan teks UTF-8") from None


def run(words: Sequence[str] | None = None) -> int:
    """Carries out one command (the process's own by default); its exit code."""
    try:
        return int(app(words, standalone_mode=False) or 0)
    except (typer.BadParameter, typer.TyperException) as wrong:
        err.print(str(getattr(wrong, "format_message", wrong.__str__)()), style="red")
        return 2
    except typer.Abort:
        err.print("Dibatalkan; tidak ada yang berubah.", style="red")
        return 1
    except (Refusal, ValueError) as refusal:
        err.print(f"Ditolak: {refusal}", style="red", soft_wrap=True)
        return 1


def main() -> None:
    """Ends without the interpreter's own shutdown, in which temporalio may abort."""
    code = run()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
