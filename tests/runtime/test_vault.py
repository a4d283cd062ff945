"""The vault: nothing personal in the bytes of the log, and nothing left of it when shredded."""

import base64
import json
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from domain.case_file import fold
from domain.deliberation import Promise
from domain.kernel import Confidential
from runtime.clock import Clock, SystemClock
from runtime.database import Datastore, migrate
from runtime.embedded import EmbeddedPostgres
from runtime.log import Log
from runtime.mapper import SealingMapper
from runtime.vault import KeyDestroyed, Tampered, Vault, WrongMasterKey, walk
from tests.office import MASTER_KEY, Office

CANARY = "Kenari-Zamrud"


def dump(url: str) -> bytes:
    """Every byte of the record's tables, as COPY gives them away and with bytea read as text."""
    with psycopg.connect(url) as conn:
        rows = conn.execute(
            "SELECT e::text, encode(e.state, 'escape') FROM rukun.event e UNION ALL"
            " SELECT c::text, encode(c.body, 'escape') FROM rukun.command c"
        ).fetchall()
    return "\n".join(part for row in rows for part in row).encode()


def everything_confidential(office: Office) -> UUID:
    """A case through all five stages whose every free text says the canary."""
    say = CANARY.__add__
    report = office.file_report(
        title=say(" judul"),
        place=say(" tempat"),
        facts=say(" uraian"),
        opinion=say(" pendapat"),
        parties=(say(" satu"), say(" dua")),
        reason=say(" alasan"),
    )
    case = office.open_case(report, reason=say(" alasan membuka"))
    task = office.assign_task(case, instruction=say(" perintah"))
    office.decline(task, explanation=say(" penolakan"))
    office.acknowledge(task)
    office.report_task(task, finding=say(" temuan"))
    office.withdraw_task(office.assign_task(case), explanation=say(" penarikan"))
    office.verify(case, summary=say(" ringkasan"))
    office.propose_escalation(case, grounds=say(" dasar"), asked_for=say(" mohon"))
    office.decline_escalation(case, explanation=say(" tolak"))
    office.propose_escalation(case, grounds=say(" dasar"), asked_for=say(" mohon"))
    office.approve_escalation(case)
    letter = office.draft_letter(case)
    office.approve_letter(letter)
    office.void_letter(letter, explanation=say(" batal"))
    talk = office.schedule_deliberation(
        case,
        venue=say(" balai"),
        parties=(say(" satu"), say(" dua")),
        mediator=say(" penengah"),
        agenda=say(" acara"),
    )
    obligation = Promise(
        who=say(" siapa"),
        what=say(" apa"),
        due=office.now().date() + timedelta(days=30),
        evidence="Foto",
    )
    office.record_session(talk, minutes=say(" risalah"), obligations=(obligation,))
    office.meet_obligations(talk)
    office.begin_recovery(case, result=say(" hasil"))
    office.monitor(case, note=say(" kunjungan"))
    office.note_as_information(office.file_report(), conclusion=say(" simpulan"))
    refuted = office.open_case()
    office.refute(refuted, explanation=say(" sanggahan"))
    return case


def test_no_sealed_word_stands_in_the_bytes_of_the_record(
    office: Office, database_url: str
) -> None:
    case = everything_confidential(office)
    said = dump(database_url)
    assert b"case.opened" in said
    for trace in (CANARY.encode(), CANARY.encode().hex().encode(), b"S2VuYXJp", b"VuYXJpLV"):
        assert trace not in said
    report = office.file(case).report
    assert report is not None
    assert str(report.facts) == f"{CANARY} uraian"


def state_of(url: str, name: str) -> tuple[UUID, int, bytes]:
    with psycopg.connect(url) as conn:
        row = conn.execute(
            "SELECT originator_id, originator_version, state FROM rukun.event WHERE topic = %s"
            " ORDER BY notification_id LIMIT 1",
            (name,),
        ).fetchone()
    assert row is not None
    return row


def test_a_ciphertext_opens_only_where_it_was_sealed(
    office: Office, mapper: SealingMapper, database_url: str
) -> None:
    """Stream, version and field are part of the seal; so is the subject, by its key."""
    office.file_report()
    stream, version, state = state_of(database_url, "report.filed")
    assert mapper.fact(stream, version, "report.filed", state).NAME == "report.filed"
    with pytest.raises(Tampered):
        mapper.fact(uuid4(), version, "report.filed", state)
    with pytest.raises(Tampered):
        mapper.fact(stream, version + 1, "report.filed", state)
    told = json.loads(state)
    facts = told["facts"]
    facts["title"]["sealed"], facts["facts"]["sealed"] = (
        facts["facts"]["sealed"],
        facts["title"]["sealed"],
    )
    with pytest.raises(Tampered):
        mapper.fact(stream, version, "report.filed", json.dumps(told).encode())


def test_a_seal_is_bound_to_its_subject_and_to_every_bit(vault: Vault) -> None:
    subject, other = uuid4(), uuid4()
    sealed = vault.seal(CANARY, subject, "di sini")
    assert vault.open(sealed, subject, "di sini") == CANARY
    vault.seal("lain", other, "di sini")
    with pytest.raises(Tampered):
        vault.open(sealed, other, "di sini")
    raw = bytearray(base64.b64decode(sealed))
    for place in (0, 12, len(raw) - 1):
        raw[place] ^= 1
        with pytest.raises(Tampered):
            vault.open(base64.b64encode(raw).decode(), subject, "di sini")
        raw[place] ^= 1


def test_the_same_text_is_never_sealed_the_same(vault: Vault) -> None:
    subject = uuid4()
    assert len({vault.seal(CANARY, subject, "di sini") for _ in range(50)}) == 50


def anew(datastore: Datastore, clock: Clock, master: bytes = MASTER_KEY) -> Vault:
    """As another process has it: nothing remembered."""
    return Vault(datastore, master, clock)


def confidential(node: Any) -> list[Confidential]:
    """Every confidential text anywhere in an event."""
    if isinstance(node, Confidential):
        return [node]
    if isinstance(node, dict):
        return [each for value in node.values() for each in confidential(value)]
    if isinstance(node, (list, tuple)):
        return [each for value in node for each in confidential(value)]
    return confidential(dict(node)) if hasattr(type(node), "model_fields") else []


def test_a_destroyed_key_leaves_nothing_to_read_and_every_hash_in_place(
    office: Office, vault: Vault, datastore: Datastore, clock: Clock, database_url: str
) -> None:
    case = everything_confidential(office)
    report = office.file(case).reports.popitem()[0]
    other = office.open_case()
    assert vault.destroy(case)
    assert vault.destroy(report)
    for after in (vault, anew(datastore, clock)):
        log = Log(datastore, SealingMapper(after))
        told = [
            each
            for entry in log.of_case(case)
            for each in confidential(entry.fact)
            if each.sealed_for in (case, report)
        ]
        assert len(told) > 30
        assert {each.text for each in told} == {None}
        assert {str(each) for each in told} == {"[dihapus menurut UU 27/2022]"}
        assert str(fold(log.of_case(other)).title) == "Cekcok batas lahan"
    with psycopg.connect(database_url) as conn:
        assert conn.execute("SELECT * FROM rukun.broken_chains()").fetchall() == []
        row = conn.execute(
            "SELECT wrapped, destroyed_at FROM vault.key WHERE subject = %s", (case,)
        ).fetchone()
    assert row == (None, clock.now())


def test_nothing_more_is_said_about_a_subject_whose_key_was_destroyed(
    office: Office, vault: Vault, datastore: Datastore, clock: Clock, log: Log
) -> None:
    case = office.open_case()
    vault.destroy(case)
    for each in (vault, anew(datastore, clock)):
        with pytest.raises(KeyDestroyed):
            each.seal(CANARY, case, "di sini")
    head = log.head()
    with pytest.raises(KeyDestroyed, match="UU 27/2022"):
        office.assign_task(case)
    assert log.head() == head


def test_destroying_twice_or_what_never_was_says_so(vault: Vault) -> None:
    subject = uuid4()
    assert not vault.destroy(subject)
    vault.seal(CANARY, subject, "di sini")
    assert vault.destroy(subject)
    assert not vault.destroy(subject)


def test_a_destroyed_key_is_forgotten_elsewhere_within_its_time(
    vault: Vault, datastore: Datastore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = uuid4()
    sealed = vault.seal(CANARY, subject, "di sini")
    elsewhere = anew(datastore, clock)
    assert elsewhere.open(sealed, subject, "di sini") == CANARY
    vault.destroy(subject)
    watch = clock.stopwatch() + 5.0
    monkeypatch.setattr(clock, "stopwatch", lambda: watch)
    assert elsewhere.open(sealed, subject, "di sini") is None


def test_an_event_is_opened_once_for_all_who_read_it_and_no_longer_than_its_keys_last(
    office: Office,
    vault: Vault,
    datastore: Datastore,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = office.file_report(title=CANARY)
    here, elsewhere = vault, anew(datastore, clock)
    reading = [Log(datastore, SealingMapper(each)) for each in (here, elsewhere)]

    def told(log: Log) -> list[str | None]:
        filed = log.of_stream(report)[0].fact
        return [each.text for each in confidential(filed)]

    for log in reading:
        assert CANARY in told(log)
        first, again = (log.of_stream(report)[0].fact for _ in range(2))
        assert first is again
    here.destroy(report)
    assert set(told(reading[0])) == {None}
    assert CANARY in told(reading[1])
    watch = clock.stopwatch() + 5.0
    monkeypatch.setattr(clock, "stopwatch", lambda: watch)
    assert set(told(reading[1])) == {None}


def test_two_who_make_the_key_at_once_end_with_one(database_url: str, clock: Clock) -> None:
    rounds, makers = 10, 4
    stores = [Datastore(database_url, size=1) for _ in range(makers)]
    vaults = [anew(store, clock) for store in stores]
    starting = Barrier(makers)

    def seal(vault: Vault, subject: UUID) -> str:
        starting.wait(10)
        return vault.seal(CANARY, subject, "di sini")

    with ThreadPoolExecutor(makers) as pool:
        for _ in range(rounds):
            subject = uuid4()
            sealed = list(pool.map(seal, vaults, [subject] * makers))
            for vault in vaults:
                assert [vault.open(each, subject, "di sini") for each in sealed] == [
                    CANARY
                ] * makers
    for store in stores:
        store.close()


def test_the_wrong_master_key_says_so(vault: Vault, datastore: Datastore, clock: Clock) -> None:
    subject = uuid4()
    sealed = vault.seal(CANARY, subject, "di sini")
    wrong = anew(datastore, clock, b"another key that is 32 bytes lon")
    said = "RUKUN_MASTER_KEY"
    with pytest.raises(WrongMasterKey, match=said):
        wrong.open(sealed, subject, "di sini")
    with pytest.raises(WrongMasterKey, match=said):
        wrong.seal(CANARY, subject, "di sini")
    with pytest.raises(WrongMasterKey, match=said):
        wrong.warm([subject])


def test_warming_fetches_what_many_events_need_in_one_trip(
    office: Office, datastore: Datastore, clock: Clock, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.verified_case()
    fresh = anew(datastore, clock)
    mapper = SealingMapper(fresh)
    entries = log.entries(0, 1000)
    mapper.warm(entry.state for entry in entries)
    monkeypatch.setattr(datastore, "reading", None)
    for entry in entries:
        mapper.fact(entry.stream, entry.version, entry.name, entry.state)


def test_a_wrapped_key_moved_to_another_subject_does_not_open(
    vault: Vault, datastore: Datastore, clock: Clock, database_url: str
) -> None:
    one, other = uuid4(), uuid4()
    vault.seal(CANARY, one, "di sini")
    sealed = vault.seal(CANARY, other, "di sini")
    with psycopg.connect(database_url) as conn:
        conn.execute(
            "UPDATE vault.key SET wrapped = (SELECT wrapped FROM vault.key WHERE subject = %s)"
            " WHERE subject = %s",
            (one, other),
        )
    with pytest.raises(WrongMasterKey):
        anew(datastore, clock).open(sealed, other, "di sini")


def test_walking_names_each_place_once() -> None:
    places: list[str] = []

    def note(node: dict[str, Any], path: str) -> dict[str, Any]:
        places.append(path)
        return node

    sealed = {"sealed_for": "x", "sealed": "y"}
    walk({"facts": {"a": sealed, "b": [sealed, {"c": sealed}]}, "envelope": {"r": sealed}}, note)
    assert places == [".facts.a", ".facts.b[0]", ".facts.b[1].c", ".envelope.r"]


def test_a_fingerprint_is_keyed(vault: Vault, datastore: Datastore, clock: Clock) -> None:
    wrong = anew(datastore, clock, b"another key that is 32 bytes lon")
    assert vault.fingerprint(b"isi") == anew(datastore, clock).fingerprint(b"isi")
    assert vault.fingerprint(b"isi") != wrong.fingerprint(b"isi")
    assert vault.fingerprint(b"isi") != vault.fingerprint(b"lain")


class Unhurried(SystemClock):
    """However long a server takes to come back, no key is forgotten meanwhile."""

    def stopwatch(self) -> float:
        return 0.0


def test_a_key_lost_in_a_crash_seals_nothing_afterwards() -> None:
    """The key's write did not wait for the disk; its event never came; the next try makes one."""
    home = Path(tempfile.mkdtemp(prefix="rukun-vault-"))
    home.chmod(0o755)
    lazy = {"wal_writer_delay": "10s", "synchronous_commit": "on", "shared_buffers": "16MB"}
    try:
        with EmbeddedPostgres.start(home / "pg", settings=lazy) as server:
            migrate(server.dsn())
            datastore, subject = Datastore(server.dsn(), size=2), uuid4()
            vault = Vault(datastore, MASTER_KEY, Unhurried())
            before = vault.seal("isi", subject, "tempat")
            server.kill()
            server.restart()
            with suppress(OperationalError):  # the command that was under way
                vault.warm([uuid4()])
            after = vault.seal("isi", subject, "tempat")
            anybody = Vault(datastore, MASTER_KEY, SystemClock())
            assert anybody.open(after, subject, "tempat") == "isi"
            with pytest.raises(Tampered):
                anybody.open(before, subject, "tempat")
            datastore.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)
