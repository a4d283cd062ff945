"""What was said is found by who may read it, and by nobody else; what is forgotten, by nobody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.access import may_read
from domain.kernel import Confidential, Role, Secrecy
from domain.report import Report
from domain.risk import Impact, Level, Likelihood, RiskInputs
from domain.role_assignment import Standing
from projections.case_board import BoardView
from projections.rebuild import compare, rebuild
from projections.search_index import Found, SearchIndex, SearchView
from runtime.database import Datastore
from runtime.follower import Follower
from runtime.log import Log
from runtime.vault import Vault
from tests.office import OPENING, Office, OfficeClock, Person


class Desk:
    """The index, read up to the last event each time something is looked for."""

    def __init__(self, office: Office, datastore: Datastore, catch_up: Callable[[], None]) -> None:
        self.view = SearchView(datastore)
        self.office = office
        self._catch_up = catch_up

    def find(self, text: str, by: Person | None = None, **filters: Any) -> Found:
        self._catch_up()
        person = by or self.office.officer
        return self.view.find(text, reader=person.standing, actor=person.id, **filters)

    def ids(self, text: str, by: Person | None = None, **filters: Any) -> list[UUID]:
        return [hit.stream for hit in self.find(text, by, **filters).hits]


@pytest.fixture
def desk(office: Office, datastore: Datastore, catch_up: Callable[[], None]) -> Desk:
    return Desk(office, datastore, catch_up)


def said(found: Found) -> list[tuple[str, str]]:
    """Every snippet of every hit, what was asked for in [brackets]."""
    return [
        (each.label, "".join(f"[{text}]" if mark else text for text, mark in each.parts))
        for hit in found.hits
        for each in hit.snippets
    ]


def test_a_report_is_found_by_what_it_says_until_it_is_a_case_then_the_case(
    office: Office, desk: Desk
) -> None:
    report = office.file_report(
        title="Tawuran pelajar", facts="Puluhan pelajar berkumpul di dekat rel kereta."
    )
    office.file_report(title="Cekcok lain")
    assert desk.ids("kereta") == [report]
    assert said(desk.find("kereta"))[0][1].endswith("rel [kereta]")
    case = office.open_case(report)
    assert desk.ids("kereta") == [case]
    assert desk.ids("pelajar kereta") == [case]
    assert desk.ids("kereta pesawat") == []


def test_every_text_of_a_case_is_found(office: Office, desk: Desk) -> None:
    case = office.open_case(office.file_report(opinion="Menurut saya provokator."))
    task = office.assign_task(case, instruction="Periksa gudang beras.")
    office.acknowledge(task)
    office.report_task(task, finding="Ada bambu runcing di gudang.")
    office.verify(case, summary="Terbukti ada persiapan.")
    office.change_level(case, level=Level.RED, explanation="Selebaran beredar di kampung.")
    office.propose_escalation(case, grounds="Massa bertambah.", asked_for="Rapat Forkopimda.")
    office.approve_escalation(case)
    letter = office.draft_letter(case)
    office.approve_letter(letter)
    talk = office.schedule_deliberation(case, agenda="Pembagian air irigasi.", venue="Pendopo")
    office.pass_time(days=2)
    office.record_session(talk, minutes="Kedua kubu saling memaafkan.")
    for word in (
        "provokator",
        "gudang",
        "runcing",
        "persiapan",
        "selebaran",
        "bertambah",
        "forkopimda",
        "irigasi",
        "pendopo",
        "memaafkan",
        "pagar",
        "perkembangan",
    ):
        assert desk.ids(word) == [case], word
    number = office.file(case).letters[letter].number
    assert number
    assert desk.ids(f'"{number}"') == [case]


def test_words_are_found_in_any_form_and_little_words_are_not_looked_for(
    office: Office, desk: Desk
) -> None:
    report = office.file_report(facts="Warga diserang di pasar oleh orang tak dikenal.")
    assert desk.ids("penyerangan") == [report]
    assert desk.ids("yang menyerang di pasar itu") == [report]
    nothing = desk.find("yang dan di")
    assert (nothing.hits, nothing.total, nothing.too_common) == ((), 0, ("yang", "dan", "di"))
    assert desk.ids('"serang pasar"') == [report], "a phrase runs over little words"
    assert desk.ids('"pasar serang"') == []
    assert desk.ids("serang -pasar") == []
    assert desk.ids("serang -stasiun") == [report]
    assert desk.ids("'); DROP TABLE x; -- & | ! :* <->") == []


def test_titles_come_first_then_the_latest(office: Office, desk: Desk) -> None:
    in_facts = office.file_report(title="Cekcok", facts="Soal parkir liar.")
    office.pass_time(hours=1)
    in_facts_later = office.file_report(title="Cekcok", facts="Soal parkir lagi.")
    office.pass_time(hours=1)
    in_title = office.file_report(title="Parkir liar", facts="Cekcok.")
    office.pass_time(hours=1)
    in_place = office.file_report(title="Cekcok", place="Lahan parkir", facts="Ribut.")
    assert desk.ids("parkir") == [in_title, in_place, in_facts_later, in_facts]
    found = [desk.find("parkir", limit=2, offset=at) for at in (0, 2, 4)]
    assert [hit.stream for each in found for hit in each.hits] == desk.ids("parkir")
    assert [each.total for each in found] == [4, 4, 4]


def test_a_misspelt_region_is_found_when_nothing_says_the_word(office: Office, desk: Desk) -> None:
    tebet = office.file_report(region="31.74.01.1001", facts="Cekcok parkir.")
    office.file_report(region="31.71.01", facts="Cekcok parkir.")
    assert desk.find("tebet").alike == ()
    for wrong in ("tebat", "tebbet", "Tebtet"):
        found = desk.find(wrong)
        assert [hit.stream for hit in found.hits] == [tebet], wrong
        assert found.alike == (wrong.lower(),)
    assert desk.ids("parkir tebat") == [tebet]
    assert desk.ids("kecelakaan tebat") == []
    assert desk.find("qwrtz").total == 0


def test_all_the_filters_of_the_board_narrow_what_is_found(office: Office, desk: Desk) -> None:
    red = RiskInputs(likelihood=Likelihood.ALMOST_CERTAIN, impact=Impact.SEVERE)
    other = office.file_report(theme="parkir", region="31.71.01", secrecy=Secrecy.OPEN)
    office.pass_time(days=1)
    case = office.open_case(office.file_report(risk=red))
    assert set(desk.ids("warga")) == {case, other}
    now = office.now()
    narrow: list[tuple[dict[str, Any], UUID]] = [
        ({"stage": "verifikasi"}, case),
        ({"stage": "deteksi"}, other),
        ({"level": Level.RED}, case),
        ({"within": "31.71"}, other),
        ({"officer": office.officer.id}, case),
        ({"theme": "parkir"}, other),
        ({"secrecy": Secrecy.OPEN}, other),
        ({"opened_from": now}, case),
        ({"opened_before": now}, other),
        ({"due_before": now}, other),
        ({"due_from": now}, case),
    ]
    for chosen, expected in narrow:
        assert desk.ids("warga", **chosen) == [expected], chosen
        assert desk.ids("", **chosen) == [expected], chosen
        assert desk.find("warga", **chosen).total == 1
    assert desk.ids("warga", conflict_source="a") == []


def test_what_is_found_is_marked_and_told_apart_from_what_looks_like_a_mark(
    office: Office, desk: Desk
) -> None:
    office.file_report(
        title="<b>Bentrok</b> & <script>alert(1)</script>",
        facts='Ada <mark>spanduk</mark> "provokatif" & spanduk lain.',
    )
    (hit,) = desk.find("bentrok").hits
    assert ("Bentrok", True) in hit.title
    assert "".join(text for text, _ in hit.title) == "<b>Bentrok</b> & <script>alert(1)</script>"
    ((label, text),) = said(desk.find("spanduk"))
    assert label == "Fakta"
    assert text.endswith('mark>[spanduk]</mark> "provokatif" & [spanduk] lain')


def standing(role: Role, region: str = "", clearance: Secrecy = Secrecy.TOP_SECRET) -> Standing:
    return Standing(
        assignment_id=uuid4(),
        role=role,
        unit="BKBP",
        region=region,
        clearance=clearance,
        since=OPENING,
    )


def test_nobody_finds_or_counts_what_they_may_not_read(
    office: Office, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    office.every_road()
    office.open_case(office.file_report(secrecy=Secrecy.SECRET))
    catch_up()
    view, board = SearchView(datastore), BoardView(datastore)
    system = standing(Role.SYSTEM)
    everything = board.rows(reader=system, actor=system.assignment_id)
    filed_by = {
        each.stream: each.fact.reporter
        for each in office.register.log.all()
        if isinstance(each.fact, Report.Filed)
    }
    actors = (office.officer, office.reporter, office.liaison, office.second_liaison)
    seen = 0
    for role, region, clearance in product(Role, ("", "31.74", "31.71.01", "32"), Secrecy):
        reader = standing(role, region, clearance)
        for actor in (*(person.id for person in actors), uuid4()):
            for text in ("warga", ""):
                found = view.find(text, reader=reader, actor=actor, limit=200)
                assert found.total == len(found.hits)
                for hit in found.hits:
                    assert may_read(reader, hit.row.target, actor), (role, region, actor)
                    if hit.own_report:
                        assert filed_by[hit.stream] == actor
                seen += found.total
    assert seen
    for person in (office.officer, office.auditor, office.governor):
        found = view.find("", reader=person.standing, actor=person.id, limit=200)
        allowed = {r.id for r in everything if may_read(person.standing, r.target, person.id)}
        apart = {hit.stream for hit in found.hits if hit.row.merged_into is None}
        assert apart == allowed


def test_a_reporter_finds_their_own_report_by_their_own_words_alone(
    office: Office, desk: Desk
) -> None:
    report = office.file_report(title="Cekcok parkir")
    office.open_case(office.file_report(title="Cekcok", by=office.officer))
    case = office.open_case(report)
    task = office.assign_task(case, chain=[office.liaison])
    office.acknowledge(task)
    office.report_task(task, finding="Ada bambu runcing.")
    noted = office.file_report(title="Cekcok knalpot")
    office.note_as_information(noted, conclusion="Sekadar gurauan.")
    (hit,) = desk.find("parkir", office.reporter).hits
    assert (hit.stream, hit.own_report) == (report, True)
    assert desk.ids("runcing", office.reporter) == []
    assert desk.ids("gurauan", office.reporter) == []
    assert desk.ids("gurauan") == [noted]
    assert set(desk.ids("cekcok", office.reporter)) == {noted, report}
    assert desk.ids("runcing", office.liaison) == [case]
    assert desk.ids("runcing", office.second_liaison) == []


def test_a_letter_is_found_by_the_office_and_not_by_a_liaison(office: Office, desk: Desk) -> None:
    case = office.escalated_case()
    office.assign_task(case, chain=[office.liaison])
    office.draft_letter(case)
    assert desk.ids("perkembangan") == [case]
    assert desk.ids("perkembangan", office.liaison) == []
    assert desk.ids("warga", office.liaison) == [case]
    assert all(label != "Hal naskah" for label, _ in said(desk.find("warga", office.liaison)))


# -- forgetting ----------------------------------------------------------------------------------


def held(datastore: Datastore, table: str = "search_index_1") -> str:
    """Everything the index holds, lexemes included."""
    with datastore.reading() as cursor:
        rows = cursor.execute(f"SELECT t::text AS said FROM view.{table} t".encode()).fetchall()
    return "\n".join(row["said"] for row in rows)


def test_a_destroyed_key_empties_the_index_at_once(
    office: Office, desk: Desk, datastore: Datastore, log: Log, clock: OfficeClock, vault: Vault
) -> None:
    report = office.file_report(title="Keributan Kamboja", facts="Saksi bernama Wiryo.")
    case = office.open_case(report, title="Kasus Kamboja")
    other = office.file_report(title="Kamboja lain")
    assert set(desk.ids("kamboja")) == {case, other}
    assert "wiryo" in held(datastore)
    assert "'wiryo'" in held(datastore), "lexemes can be read"
    assert vault.destroy(report)
    assert "wiryo" not in held(datastore).lower()
    assert desk.ids("wiryo") == []
    assert set(desk.ids("kamboja")) == {case, other}
    assert vault.destroy(case)
    assert "kasus kamboja" not in held(datastore).lower()
    (hit,) = [each for each in desk.find("", within="31").hits if each.stream == case]
    assert hit.title == ((Confidential.REDACTED, False),)
    assert compare("search_index_1", datastore=datastore, log=log).agrees
    rebuild("search_index_1", datastore=datastore, log=log, clock=clock)
    assert "wiryo" not in held(datastore).lower()
    assert desk.ids("kamboja") == [other]


def test_a_follower_that_still_remembers_a_key_writes_nothing_it_opened(
    office: Office, datastore: Datastore, log: Log, clock: OfficeClock, vault: Vault
) -> None:
    report = office.file_report(facts="Saksi bernama Wiryo.")
    behind = Follower(SearchIndex(), datastore=datastore, log=log, clock=clock)
    assert log.of_stream(report)
    elsewhere = Vault(datastore, b"a key for tests, 32 bytes long..", clock)
    assert elsewhere.destroy(report)
    fact = log.of_stream(report)[0].fact
    assert isinstance(fact, Report.Filed)
    assert fact.facts.text is not None, "the key is remembered for a while"
    behind.catch_up()
    assert "wiryo" not in held(datastore).lower()


def test_a_key_waits_for_the_batch_at_hand_and_then_takes_what_it_wrote(
    office: Office, datastore: Datastore, log: Log, vault: Vault
) -> None:
    report = office.file_report(facts="Saksi bernama Wiryo.")
    index, batch = SearchIndex(), list(log.all())
    with datastore.get_connection() as conn, ThreadPoolExecutor(1) as pool:
        index.prepare(conn)
        with conn.transaction():
            index.handle(conn, batch)
            destroying = pool.submit(vault.destroy, report)
            while not conn.execute("SELECT FROM pg_locks WHERE NOT granted").fetchall():
                assert not destroying.done(), "it did not wait"
        assert destroying.result()
    assert "wiryo" not in held(datastore).lower()


def test_a_table_that_is_built_beside_forgets_too(
    office: Office, datastore: Datastore, log: Log, clock: OfficeClock, vault: Vault
) -> None:
    report = office.file_report(facts="Saksi bernama Wiryo.")
    beside = SearchIndex(suffix="__new")
    Follower(beside, datastore=datastore, log=log, clock=clock).catch_up()
    assert "wiryo" in held(datastore, "search_index_1__new")
    vault.destroy(report)
    assert "wiryo" not in held(datastore, "search_index_1__new").lower()


def test_a_key_stays_when_what_it_opened_cannot_be_forgotten(
    office: Office, datastore: Datastore, vault: Vault, catch_up: Callable[[], None]
) -> None:
    report = office.file_report(facts="Saksi bernama Wiryo.")
    catch_up()
    with datastore.get_connection() as conn:
        with conn.transaction():
            conn.execute("LOCK TABLE view.search_index_1 IN ACCESS EXCLUSIVE MODE")
            with datastore.reading() as other:
                other.execute("SET lock_timeout = '50ms'")
                with pytest.raises(psycopg.errors.LockNotAvailable):
                    other.connection.execute("SELECT vault.destroy(%s, now())", (report,))
                other.execute("SET lock_timeout = '5s'")
        row = conn.execute("SELECT wrapped FROM vault.key WHERE subject = %s", (report,)).fetchone()
    assert row is not None
    assert row["wrapped"] is not None
