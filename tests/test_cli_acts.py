"""What a person decides from a terminal: cases handed over, roles, policies, erasure, letters."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from application.signing import SigningRoom
from domain.kernel import Confidential, Role
from domain.role_assignment import Capacity
from runtime.accounts import Account, Accounts
from runtime.clock import SystemClock
from runtime.database import Datastore
from runtime.papers import Papers
from runtime.settings import Settings
from runtime.signing import signer_of
from runtime.tokens import Scope, Tokens
from runtime.typesetting import Typesetter
from runtime.vault import Vault
from tests.application.test_policy_desk import adopt
from tests.application.test_signing import approved, wish
from tests.certificates import PASSPHRASE, certified
from tests.office import Office, OfficeClock, Person
from tests.test_cli import Rukun, answer, rukun_on
from tests.web.house import PASSWORD, QUICK, login_of

CatchUp = Callable[[], None]


@pytest.fixture
def clock() -> OfficeClock:
    """The office's time is the machine's own, as the command has it."""
    return OfficeClock(datetime.now(UTC))


@pytest.fixture
def rukun(database_url: str, office: Office, datastore: Datastore) -> Rukun:
    """The command where everybody of the office has an account."""
    accounts = Accounts(datastore, office.clock, office.register.standings_of, hasher=QUICK)
    for person in office.people:
        account = Account(actor=person.id, login=login_of(person), name=person.name.title())
        accounts.create(account, PASSWORD)
    return rukun_on(database_url)


def by(person: Person, option: str = "--login") -> tuple[str, str]:
    return option, login_of(person)


# -- cases and people ----------------------------------------------------------------------------


def test_every_open_case_of_an_officer_is_handed_over_and_each_says_so(
    rukun: Rukun, office: Office, catch_up: CatchUp
) -> None:
    cases = [office.open_case(), office.open_case()]
    catch_up()
    words = (*by(office.officer, "--from"), *by(office.second_officer, "--to"))
    why = ("--reason", "Cuti melahirkan.")
    told = answer(rukun("case", "hand-over", *words, *by(office.supervisor), *why, "--json"))
    assert told == {str(case): "diserahkan" for case in cases}
    catch_up()
    for case in cases:
        assert any(line.fact.NAME == "case.handed_over" for line in office.file(case).timeline)


def test_a_hand_over_that_is_refused_names_the_refusal_and_ends_with_one(
    rukun: Rukun, office: Office, catch_up: CatchUp
) -> None:
    office.open_case()
    catch_up()
    words = (*by(office.officer, "--from"), *by(office.liaison, "--to"))
    refused = rukun("case", "hand-over", *words, *by(office.supervisor), "--reason", "Cuti.")
    assert refused.returncode == 1
    assert "Cekcok batas lahan: " in refused.stdout
    assert "diserahkan" not in refused.stdout
    nobody = ("--from", "siapa", *by(office.liaison, "--to"))
    unknown = rukun("case", "hand-over", *nobody, *by(office.supervisor), "--reason", "Cuti.")
    assert (unknown.returncode, "akun siapa tidak ada" in unknown.stderr) == (2, True)


def test_a_head_delegates_until_a_moment_and_nobody_else_does(rukun: Rukun, office: Office) -> None:
    words = (*by(office.supervisor, "--from"), *by(office.second_officer, "--to"))
    until = (office.now() + timedelta(days=3)).strftime("%Y-%m-%d")
    basis = ("--basis", "SP 800/1/2026")
    done = rukun("user", "delegate", *words, "--until", until, *basis, "--plt")
    assert done.returncode == 0, done.stderr
    assert "Plt. Kepala Badan Kesbangpol sampai" in done.stdout
    office.pass_time(hours=1)
    held = office.register.standings(office.second_officer.id)
    assert [each.capacity for each in held if each.role is Role.SUPERVISOR] == [Capacity.ACTING]
    mine = (*by(office.officer, "--from"), *by(office.second_officer, "--to"))
    wrong = rukun("user", "delegate", *mine, "--until", until, *basis)
    assert (wrong.returncode, "tidak sedang memegang peran" in wrong.stderr) == (2, True)
    over = rukun("user", "delegate", *words, "--until", "2020-01-01", *basis)
    assert (over.returncode, "Ditolak" in over.stderr) == (1, True)


# -- policy --------------------------------------------------------------------------------------


def test_two_versions_of_a_policy_are_compared_in_words(rukun: Rukun, office: Office) -> None:
    adopt(office)
    told = rukun("policy", "diff", "2026-1", "2026-2")
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == [
        "verifikasi, hijau: 3 hari kerja menjadi 4 hari kerja",
        "verifikasi, kuning: 24 jam menjadi 36 jam",
    ]
    assert rukun("policy", "diff", "2026-2", "2026-2").stdout == "Tidak ada yang berbeda.\n"
    unknown = rukun("policy", "diff", "2026-1", "2099-1")
    assert (unknown.returncode, "Versi: 2099-1" in unknown.stderr) == (1, True)


def test_running_cases_follow_another_policy_after_a_dry_run_and_with_a_name(
    rukun: Rukun, office: Office
) -> None:
    case = office.open_case()
    adopt(office)
    (report,) = answer(rukun("policy", "upgrade", "2026-2", "--dry-run", "--json"))
    assert (report["case_id"], report["from_policy"]) == (str(case), "2026-1")
    assert report["windows"][0]["new_span"] == "36 jam"
    nameless = rukun("policy", "upgrade", "2026-2")
    assert nameless.returncode == 2
    assert office.file(case).policy == "2026-1"
    basis = ("--basis", "Nota dinas 7/2026", "--why", "SOP baru.")
    done = rukun("policy", "upgrade", "2026-2", *by(office.supervisor), *basis)
    assert done.returncode == 0, done.stderr
    assert "1 kasus dialihkan ke kebijakan 2026-2." in done.stderr
    assert office.file(case).policy == "2026-2"
    unknown = rukun("policy", "upgrade", "2099-1", "--dry-run")
    assert (unknown.returncode, "Versi: 2099-1" in unknown.stderr) == (1, True)


def test_a_regency_adopts_a_policy_of_its_own_and_the_list_says_for_where(
    rukun: Rukun, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kebijakan.json"
    own = office.policy.model_copy(update={"version": "2026-7"})
    file.write_text(own.model_dump_json(), encoding="utf-8")
    words = ("policy", "adopt", file, *by(office.supervisor))
    wrong = rukun(*words, "--region", "31.74.01")
    assert (wrong.returncode, "untuk kabupaten/kota" in wrong.stderr) == (1, True)
    done = rukun(*words, "--region", "31.74")
    assert (done.returncode, "Jakarta Selatan" in done.stdout) == (0, True), done.stderr
    listed = answer(rukun("policy", "list", "--json"))
    assert [(each["version"], each["region"], each["state"]) for each in listed] == [
        ("2026-7", "31.74", "berlaku"),
        ("2026-1", "", "berlaku"),
    ]


# -- days off ------------------------------------------------------------------------------------


def test_the_offices_days_off_are_tried_then_adopted_then_shown(
    rukun: Rukun, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "libur.csv"
    file.write_text("tanggal,nama,jenis,dasar\n2027-02-30,Salah,libur,SKB\n", encoding="utf-8")
    broken = rukun("calendar", "import", file, *by(office.supervisor))
    assert (broken.returncode, "Baris 2: jenis 'libur'" in broken.stderr) == (1, True)
    file.write_text(
        "tanggal,nama,jenis,dasar\n2027-02-03,Hari pemungutan suara,libur daerah,Kepgub 12\n",
        encoding="utf-8",
    )
    tried = rukun("calendar", "import", file, "--dry-run")
    assert tried.stdout == "3 Februari 2027: hari kerja menjadi Hari pemungutan suara\n"
    assert "pemungutan" not in rukun("calendar", "show", "--year", "2027").stdout
    refused = rukun("calendar", "import", file, *by(office.officer))
    assert (refused.returncode, "tidak berwenang" in refused.stderr) == (1, True)
    done = rukun("calendar", "import", file, *by(office.supervisor))
    assert (done.returncode, "1 hari ditetapkan" in done.stdout) == (0, True), done.stderr
    shown = answer(rukun("calendar", "show", "--year", "2027", "--json"))
    assert "daftar kantor 1 (" in shown["kalender"]
    (own,) = (each for each in shown["hari"] if each["dasar"] != "kalender bawaan")
    assert own == {"tanggal": "2027-02-03", "hari": "Hari pemungutan suara", "dasar": "Kepgub 12"}


def test_an_edition_of_the_election_index_names_who_brought_it_in_and_stays(
    rukun: Rukun, office: Office, tmp_path: Path
) -> None:
    assert "Belum ada edisi" in rukun("index", "list").stdout
    file = tmp_path / "ikp.csv"
    file.write_text("province_code,province,score,category\n31,DKI Jakarta,88.95,tinggi\n")
    bring = ("index", "import", file, "--edition", "2024")
    refused = rukun(*bring, *by(office.liaison))
    assert (refused.returncode, "tidak berwenang" in refused.stderr) == (1, True)
    for person in (office.officer, office.supervisor):
        done = rukun(*bring, *by(person))
        assert (done.returncode, done.stdout) == (0, "1 wilayah.\n"), done.stderr
    told = answer(rukun("index", "list", "--json"))
    assert [(each["edition"], each["by"]) for each in told] == [
        ("2024", office.supervisor.name.title()),
        ("2024", office.officer.name.title()),
    ]


# -- personal data -------------------------------------------------------------------------------


def test_erasure_is_asked_for_by_one_and_decided_by_another(
    rukun: Rukun, office: Office, catch_up: CatchUp
) -> None:
    case = office.open_case()
    catch_up()
    assert "Belum ada usul" in rukun("privacy", "list").stdout
    why = ("--basis", "permintaan_subjek", "--reason", "Permohonan.", "--reference", "Surat 7")
    wrong = rukun("privacy", "request", case, *by(office.officer), *why)
    assert (wrong.returncode, "tidak berwenang" in wrong.stderr) == (1, True)
    asked = rukun("privacy", "request", case, *by(office.admin), *why)
    assert asked.returncode == 0, asked.stderr
    catch_up()
    (row,) = answer(rukun("privacy", "list", "--json"))
    assert (row["about"], row["state"]) == (str(case), "diusulkan")
    alone = rukun("privacy", "erase", case, *by(office.admin), "--yes")
    assert (alone.returncode, "mintakan kepada orang lain" in alone.stderr) == (1, True)
    unsure = rukun("privacy", "erase", case, *by(office.supervisor))
    assert (unsure.returncode, "Dibatalkan" in unsure.stderr) == (1, True)
    assert str(office.file(case).title) != Confidential.REDACTED
    done = rukun("privacy", "erase", case, *by(office.supervisor), "--yes")
    assert done.returncode == 0, done.stderr
    history = answer(rukun("history", case, "--json"))
    assert history["judul"] == Confidential.REDACTED


def test_files_whose_time_is_over_are_listed(
    rukun: Rukun, office: Office, catch_up: CatchUp
) -> None:
    catch_up()
    assert "Belum ada kasus yang masa retensinya lewat" in rukun("privacy", "due").stdout
    assert answer(rukun("privacy", "due", "--json")) == []


# -- letters -------------------------------------------------------------------------------------


def test_the_register_of_letters_is_told_whole_or_one_book_of_it(
    rukun: Rukun, office: Office, catch_up: CatchUp
) -> None:
    catch_up()
    assert "Belum ada nomor" in rukun("letter", "register").stdout
    letter = approved(office)
    office.void_letter(letter)
    catch_up()
    (row,) = answer(rukun("letter", "register", "--json"))
    number = row["number"]
    assert row["void_reason"] == "Keliru alamat."
    assert number in rukun("letter", "register", "--book", row["book"]).stdout
    assert number not in rukun("letter", "register", "--year", "1999").stdout


def test_a_signed_letter_is_verified_from_its_file_and_against_the_record(
    rukun: Rukun,
    office: Office,
    datastore: Datastore,
    vault: Vault,
    catch_up: CatchUp,
    tmp_path: Path,
) -> None:
    files = certified(tmp_path)
    said = Settings(sign_p12=files.p12, sign_passphrase=SecretStr(PASSPHRASE))
    room = SigningRoom(
        register=office.register,
        log=office.register.log,
        typesetter=Typesetter(),
        signer=signer_of(said, SystemClock()),
        papers=Papers(datastore, vault, office.clock),
        public_url="https://rukun.example/",
    )
    letter = approved(office)
    room.sign(wish(office, room, letter))
    pdf = room.pdf(letter)
    assert pdf is not None
    catch_up()
    good, broken = tmp_path / "surat.pdf", tmp_path / "diubah.pdf"
    good.write_bytes(pdf)
    broken.write_bytes(pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:])
    on_record = answer(rukun("letter", "verify", good, "--json"))
    assert on_record["sah"], on_record
    alone = rukun("letter", "verify", good, "--file-only")
    assert (alone.returncode, "dari berkasnya saja" in alone.stdout) == (0, True)
    for words in ((broken,), (broken, "--file-only")):
        changed = rukun("letter", "verify", *words)
        assert (changed.returncode, "✗" in changed.stdout) == (1, True), changed.stderr
    office.void_letter(letter)
    catch_up()
    assert rukun("letter", "verify", good).returncode == 1
    good.write_bytes(b"bukan PDF")
    assert rukun("letter", "verify", good, "--file-only").returncode == 2
    assert rukun("letter", "verify", tmp_path / "tidak-ada.pdf").returncode == 2


def test_the_signing_certificate_is_tried_out(database_url: str, tmp_path: Path) -> None:
    files = certified(tmp_path)
    passphrase = tmp_path / "sandi"
    passphrase.write_text(PASSPHRASE)
    named = {"RUKUN_SIGN_P12": str(files.p12), "RUKUN_SIGN_PASSPHRASE_FILE": str(passphrase)}
    without = rukun_on(database_url)("letter", "sign-test")
    assert (without.returncode, "simulasi" in without.stdout.lower()) == (0, True)
    ready = rukun_on(database_url, **named)("letter", "sign-test", "--json")
    assert json.loads(ready.stdout)["trouble"] in (None, "")
    passphrase.write_text("keliru")
    locked = rukun_on(database_url, **named)("letter", "sign-test")
    assert (locked.returncode, "sandi" in locked.stdout.lower()) == (1, True)


# -- tokens --------------------------------------------------------------------------------------


def test_a_token_made_from_a_terminal_opens_until_it_is_revoked(
    rukun: Rukun, office: Office, datastore: Datastore
) -> None:
    tokens = Tokens(datastore, office.clock)
    who = ("--role", "fkdm", "--unit", "Diskominfotik", "--region", "31.74")
    made = answer(rukun("token", "create", "CCTV Kota", "--scope", "intake", *who, "--json"))
    token = tokens.use(made["token"])
    assert token is not None
    assert token.scopes == {Scope.INTAKE}
    office.clock.move_to(datetime.now(UTC))
    (held,) = office.register.standings(token.actor)
    assert (held.role, held.region) == (Role.REPORTER, "31.74")
    (line,) = answer(rukun("token", "list", "--json"))
    assert line["token_id"] == made["token_id"]
    assert made["token"] not in json.dumps(line)
    assert rukun("token", "revoke", made["token_id"]).returncode == 0
    assert tokens.use(made["token"]) is None


def test_a_token_that_may_not_be_leaves_no_account_behind(
    rukun: Rukun, datastore: Datastore
) -> None:
    who = ("--unit", "Diskominfotik", "--region", "31.74")
    for wrong in (
        ("--role", "admin", "--scope", "intake"),
        ("--role", "fkdm", "--scope", "semua"),
        ("--role", "fkdm", "--scope", "intake", "--days", "400"),
    ):
        assert rukun("token", "create", "CCTV Kota", *wrong, *who).returncode in {1, 2}
    with datastore.reading() as cursor:
        found = cursor.execute("SELECT FROM desk.account WHERE name = 'CCTV Kota'").fetchall()
    assert found == []
