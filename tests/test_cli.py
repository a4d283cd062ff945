"""The rukun command, as an operator types it, on a real database; once as a real process."""

import base64
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import cli
from runtime import logs
from runtime.account_book import Change
from runtime.embedded import EmbeddedPostgres
from tests.office import MASTER_KEY, Office

ROOT = Path(__file__).parents[1]
Rukun = Callable[..., subprocess.CompletedProcess[str]]


def settings_for(url: str) -> dict[str, str]:
    """``url`` as the database, and no Temporal."""
    return {
        "RUKUN_DATABASE_URL": url,
        "RUKUN_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
        "COLUMNS": "200",
    }


def process_on(url: str) -> Rukun:
    """The command as a process of its own, which takes seconds to begin."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        kept = {name: said for name, said in os.environ.items() if not name.startswith("RUKUN_")}
        return subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *map(str, words)],
            capture_output=True,
            text=True,
            env={**kept, **settings_for(url)},
            check=False,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )

    return run


def rukun_on(url: str, **settings: str) -> Rukun:
    """The command with ``url`` as its database and these settings, in this process."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        said, told = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as around:
            for name in [name for name in os.environ if name.startswith("RUKUN_")]:
                around.delenv(name)
            for name, value in (settings_for(url) | settings).items():
                around.setenv(name, value)
            around.setattr(logs, "configure", _no_logs)  # the tests have their own
            around.setattr(sys, "stdin", io.StringIO())
            around.setattr(cli.out, "width", 200)
            around.setattr(cli.err, "width", 200)
            with redirect_stdout(said), redirect_stderr(told):
                code = cli.run(list(map(str, words)))
        return subprocess.CompletedProcess(words, code, said.getvalue(), told.getvalue())

    return run


def _no_logs(level: str) -> None:
    """Leaves structlog as the tests have it."""


@pytest.fixture
def rukun(database_url: str) -> Rukun:
    return rukun_on(database_url)


@pytest.fixture
def case(office: Office) -> UUID:
    """A verified case whose finding came in three hours after the task."""
    case = office.open_case(office.file_report(title="Cekcok lahan"))
    task = office.assign_task(case)
    office.acknowledge(task)
    office.pass_time(hours=3)
    office.report_task(task)
    office.verify(case)
    return case


def answer(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def names(history: Any) -> set[str]:
    return {event["nama"] for event in history["peristiwa"]}


def test_history_shows_what_was_known_at_a_moment(rukun: Rukun, office: Office, case: UUID) -> None:
    before = "2026-03-02T10:00"  # WIB, an hour after the office opened

    then = answer(rukun("history", case, "--known-at", before, "--json"))
    now = answer(rukun("history", case, "--json"))

    assert "task.acknowledged" in names(then)
    assert "case.verified" not in names(then)
    assert "case.verified" in names(now)
    assert then["tugas"] != now["tugas"]


def test_history_shows_what_was_so_at_a_moment_however_late_we_knew(
    rukun: Rukun, office: Office
) -> None:
    case = office.open_case(office.file_report())
    task = office.assign_task(case)
    office.acknowledge(task)
    office.pass_time(hours=6)
    office.report_task(task, occurred_at=office.clock.now().replace(hour=4, minute=0))

    noon = "2026-03-02T12:00"
    assert "task.reported" in names(answer(rukun("history", case, "--at", noon, "--json")))
    assert "task.reported" not in names(
        answer(rukun("history", case, "--known-at", noon, "--json"))
    )


def test_why_names_what_is_waited_for_of_whom_until_when(rukun: Rukun, case: UUID) -> None:
    said = rukun("case", "why", str(case)[:8])

    assert said.returncode == 0, said.stderr
    assert "menunggu langkah penanganan berikutnya oleh Petugas kasus" in said.stdout
    assert "WIB" in said.stdout
    assert "jatuh tempo" in said.stdout


def test_a_backup_restored_elsewhere_tells_the_same_history(
    rukun: Rukun,
    case: UUID,
    postgres: EmbeddedPostgres,
    catch_up: Callable[[], None],
    tmp_path: Path,
) -> None:
    catch_up()
    file = tmp_path / "rukun.dump"
    saved = rukun("backup", file)
    assert saved.returncode == 0, saved.stderr
    elsewhere = rukun_on(postgres.create_database("restored"))

    back = elsewhere("restore", file)

    assert back.returncode == 0, back.stderr + back.stdout
    shown = answer(elsewhere("history", case, "--json"))
    assert shown == answer(rukun("history", case, "--json"))
    assert str(case)[:8] in elsewhere("case", "list").stdout
    assert elsewhere("rebuild").returncode == 0
    again = elsewhere("restore", file)
    assert again.returncode == 2
    assert "tidak kosong" in again.stderr
    postgres.drop_database("restored")


def test_a_process_of_its_own_answers_as_the_command_does_here(
    rukun: Rukun, database_url: str, case: UUID
) -> None:
    process = process_on(database_url)
    for words in (
        ("history", str(case), "--json"),
        ("case", "show", str(case), "--melayang"),
    ):
        there, here = process(*words), rukun(*words)
        assert (there.returncode, there.stdout, there.stderr) == (
            here.returncode,
            here.stdout,
            here.stderr,
        )


def test_wrong_words_are_answered_in_indonesian_with_two(rukun: Rukun, office: Office) -> None:
    assert rukun("case", "show", "tidak-ada").returncode == 2
    unreadable = rukun("history", "x", "--at", "kemarin")
    assert unreadable.returncode == 2
    missing = rukun("report", "import", "tidak-ada.csv", "--login", "siapa")
    assert missing.returncode == 2
    assert "tidak ada" in missing.stderr


def test_an_import_goes_on_after_a_bad_row_and_says_so_by_its_exit_code(
    rukun: Rukun, office: Office, tmp_path: Path
) -> None:
    assert rukun("migrate").returncode == 0
    secret = tmp_path / "sandi"
    secret.write_text("sandi yang cukup panjang\n")
    words = ["--name", "Contoh Tia", "--role", "petugas", "--unit", "BKBP", "--region", "31"]
    assert rukun("user", "add", "tia", *words, "--password-file", secret).returncode == 0
    lines = (ROOT / "examples" / "laporan.csv").read_text(encoding="utf-8").splitlines()
    header, good = lines[0], lines[1]
    file = tmp_path / "laporan.csv"
    region = header.split(",").index("wilayah")
    broken = good.split(",")
    broken[region] = "99.01"
    file.write_text("\n".join([header, ",".join(broken), good]) + "\n", encoding="utf-8")

    first = rukun("report", "import", file, "--login", "tia")
    second = rukun("report", "import", file, "--login", "tia", "--json")

    assert first.returncode == 1, first.stderr
    assert "99.01" in (tmp_path / "laporan.ditolak.csv").read_text(encoding="utf-8")
    assert second.returncode == 1
    assert json.loads(second.stdout)["duplicate"] == 1


def test_a_user_with_a_role_can_be_added(rukun: Rukun, office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "sandi"
    secret.write_text("sandi yang cukup panjang\n")
    words = ["--name", "Contoh Tia", "--role", "petugas", "--unit", "BKBP", "--region", "31"]

    added = rukun("user", "add", "tia", *words, "--password-file", secret)
    again = rukun("user", "add", "tia", *words, "--password-file", secret)

    assert added.returncode == 0, added.stderr
    assert again.returncode == 1
    assert "Ditolak" in again.stderr


def test_a_reset_from_the_command_line_of_an_account_that_decides_says_that_it_was_alone(
    rukun: Rukun, office: Office, tmp_path: Path
) -> None:
    secret = tmp_path / "sandi"
    secret.write_text("sandi yang cukup panjang\n")
    for login, role in (("tia", "petugas"), ("kepala", "pimpinan")):
        words = ["--name", login, "--role", role, "--unit", "BKBP", "--region", "31"]
        assert rukun("user", "add", login, *words, "--password-file", secret).returncode == 0
    alone = rukun("user", "reset", "kepala")
    assert alone.returncode == 0, alone.stderr
    assert alone.stdout.startswith("kepala: ")
    assert "tanpa administrator kedua" in alone.stderr
    assert "tanpa administrator kedua" not in rukun("user", "reset", "tia").stderr
    with office.register.recorder.datastore.reading() as cursor:
        book = cursor.execute("SELECT what FROM desk.account_book ORDER BY number").fetchall()
    whole = [row["what"] for row in book]
    assert whole.count(Change.RESET_ALONE.value) == 1
    assert whole.count(Change.PASSWORD_RESET.value) == 2


def test_search_finds_by_word_and_says_when_there_is_nothing(
    rukun: Rukun, case: UUID, catch_up: Callable[[], None]
) -> None:
    catch_up()
    found = rukun("search", "berebut lahan")
    assert found.returncode == 0, found.stderr
    assert str(case)[:8] in found.stdout
    assert "Cekcok lahan" in found.stdout
    asked = rukun("search", "lahan", "--level", "kuning", "--region", "31.74", "--json")
    assert [hit["stream"] for hit in json.loads(asked.stdout)["hits"]] == [str(case)]
    assert "Tidak ada yang ditemukan" in rukun("search", "zzzz").stdout
    assert "mana-mana: yang" in rukun("search", "yang").stdout
    for wrong in (("--stage", "mana"), ("--level", "ungu"), ("--region", "xx")):
        assert rukun("search", "lahan", *wrong).returncode in {1, 2}, wrong


def test_boundaries_are_imported_whole_and_listed(
    rukun: Rukun, office: Office, tmp_path: Path
) -> None:
    empty = rukun("map", "list")
    assert (empty.returncode, "peta digambar dengan titik" in empty.stdout) == (0, True)
    square = [[106.7, -6.3], [106.8, -6.3], [106.8, -6.2], [106.7, -6.3]]
    layer: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {
                "properties": {"kode": "31.74"},
                "geometry": {"type": "Polygon", "coordinates": [square]},
            }
        ],
    }
    file = tmp_path / "batas.geojson"
    file.write_text(json.dumps(layer), encoding="utf-8")
    done = rukun("map", "import", file, "--source", "Peta uji")
    assert (done.returncode, done.stdout) == (0, "1 wilayah.\n")
    (found,) = json.loads(rukun("map", "list", "--json").stdout)
    assert (found["province"], found["regions"], found["source"]) == ("31", 1, "Peta uji")
    layer["features"][0]["properties"]["kode"] = "99"
    file.write_text(json.dumps(layer), encoding="utf-8")
    wrong = rukun("map", "import", file, "--source", "Peta uji")
    assert wrong.returncode == 1
    assert "Fitur 1: kode wilayah '99' tidak dikenal." in wrong.stderr
