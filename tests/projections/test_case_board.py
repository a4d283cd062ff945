"""The board says of every case what the record says, and shows it to those who may read it."""

from collections.abc import Callable
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import Cursor, sql

from domain.access import SYSTEM_ACTOR, may_read
from domain.clocks import WaitKind
from domain.conflict_case import EscalationLevel, Stage
from domain.kernel import Role, Secrecy
from domain.report import Triage
from domain.risk import Level
from domain.role_assignment import Standing
from projections.case_board import BoardRow, BoardView, CaseBoard
from runtime.database import Datastore
from tests.office import OPENING, Office


class Desk:
    """The board, read up to the last event each time it is looked at."""

    def __init__(self, datastore: Datastore, catch_up: Callable[[], None]) -> None:
        self.view = BoardView(datastore)
        self._catch_up = catch_up

    def all(self) -> dict[UUID, BoardRow]:
        self._catch_up()
        rows = self.view.rows(reader=standing(Role.SYSTEM), actor=SYSTEM_ACTOR)
        return {row.id: row for row in rows}

    def row(self, row_id: UUID) -> BoardRow:
        return self.all()[row_id]


def standing(role: Role, region: str = "", clearance: Secrecy = Secrecy.TOP_SECRET) -> Standing:
    return Standing(
        assignment_id=uuid4(),
        role=role,
        unit="BKBP",
        region=region,
        clearance=clearance,
        since=OPENING,
    )


@pytest.fixture
def desk(datastore: Datastore, catch_up: Callable[[], None]) -> Desk:
    return Desk(datastore, catch_up)


def test_a_report_waits_on_the_board_until_it_is_a_case(office: Office, desk: Desk) -> None:
    report = office.file_report(title="Cekcok lahan")
    row = desk.row(report)
    assert (row.kind, row.stage, row.case_id) == ("laporan", Stage.DETECT, None)
    assert (row.next_kind, row.next_asked_role) == (WaitKind.TRIAGE, Role.CASE_OFFICER)
    office.pass_time_in_silence(report, hours=7)
    case = office.open_case(report)
    assert set(desk.all()) == {case}
    row = desk.row(case)
    assert (row.kind, row.case_id, row.report_id) == ("kasus", case, report)
    assert (row.title, row.stage, row.entry) == ("Cekcok lahan", Stage.VERIFY, 1)
    assert row.elapsed_count == 1, "the triage that came late is not forgotten"
    assert (row.officer, row.reporter) == (office.officer.id, office.reporter.id)


def test_a_corrected_title_is_the_one_on_the_board(office: Office, desk: Desk) -> None:
    report = office.file_report(title="Cekcok lahan")
    office.correct_report(report, title="Cekcok parkir")
    assert desk.row(report).title == "Cekcok parkir"


def test_a_report_noted_as_information_stays_as_information(office: Office, desk: Desk) -> None:
    report = office.file_report()
    office.pass_time(hours=1)
    office.note_as_information(report)
    row = desk.row(report)
    assert (row.stage, row.stage_label, row.open) == (Triage.INFORMATION, "Informasi", False)
    assert (row.next_due, row.stage_since) == (None, office.now())


def test_every_row_says_what_the_case_file_says(office: Office, desk: Desk) -> None:
    office.every_road()
    rows = desk.all().values()
    for row in rows:
        file = office.file(row.id)
        assert row.title == str(file.title)
        assert (row.region, row.level, row.secrecy) == (file.region, file.level, file.secrecy)
        assert row.escalation == file.escalation
        assert row.liaisons == file.liaisons
        assert row.reporters == {file.reporter}
        assert (row.open_tasks, row.position) == (len(file.open_tasks), file.position)
        if row.stage is not Triage.INFORMATION:
            assert (row.stage, row.entry) == (file.stage, file.entry)
            assert row.stage_since == file.entered_at[file.stage, file.entry]
        asked = [w.wait for w in file.waits.values() if w.wait.kind is not WaitKind.REMINDER]
        assert row.next_due == min((wait.due for wait in asked), default=None)
    assert {row.stage for row in rows} == {*Stage, Triage.INFORMATION}
    assert {row.escalation for row in rows} == {None, EscalationLevel.PROVINCE}


def test_a_case_needs_attention_when_the_supervisor_was_silent_too(
    office: Office, desk: Desk
) -> None:
    case = office.open_case()
    office.pass_time_in_silence(case, hours=24)
    row = desk.row(case)
    assert (row.elapsed_count, row.attention) == (1, False)
    assert (row.next_kind, row.next_about) == (WaitKind.SUPERVISOR_ANSWER, WaitKind.VERIFICATION)
    office.pass_time_in_silence(case, hours=12)
    row = desk.row(case)
    assert (row.elapsed_count, row.attention, row.next_due) == (2, True, None)
    office.found(case)
    assert desk.row(case).attention, "a task alone is no answer to what was asked of the case"
    office.verify(case)
    assert not desk.row(case).attention


def test_one_obligation_met_does_not_end_the_silence_about_another(
    office: Office, desk: Desk
) -> None:
    case = office.verified_case()
    talk = office.schedule_deliberation(case)
    office.pass_time(days=2)
    two = [
        {"who": "Warga", "what": f"Pagar {n}", "due": office.now().date(), "evidence": "Foto"}
        for n in (1, 2)
    ]
    office.record_session(talk, obligations=two)
    office.pass_time_in_silence(case, days=3)
    first, second = (
        wait.wait.item
        for wait in office.file(case).closed_waits
        if wait.wait.kind is WaitKind.OBLIGATION
    )
    office.begin_recovery(case)
    assert desk.row(case).attention
    for obligation in (first, second):
        assert desk.row(case).attention
        office.meet_obligation(talk, UUID(obligation))
    assert not desk.row(case).attention


def test_the_board_is_filtered_searched_and_counted(office: Office, desk: Desk) -> None:
    roads = office.every_road()
    everything = desk.all()
    view = desk.view
    who: dict[str, Any] = {"reader": office.auditor.standing, "actor": office.auditor.id}
    assert {row.id for row in view.rows(**who, stage=Stage.VERIFY)} == {
        row.id for row in everything.values() if row.stage is Stage.VERIFY
    }
    assert [row.id for row in view.rows(**who, level=Level.RED)] == [roads["declined"]]
    assert [row.id for row in view.rows(**who, within="31.71")] == [roads["information"]]
    assert [row.id for row in view.rows(**who, query="  BATAS de")] == [roads["declined"]]
    assert view.rows(**who, query="%") == view.rows(**who, query="_") == []
    assert view.rows(**who, officer=office.second_officer.id) == []
    assert all(row.open for row in view.rows(**who, open_only=True))
    assert view.counts(**who, within="31.71") == {"informasi": {"kuning": 1}}
    assert sum(n for levels in view.counts(**who).values() for n in levels.values()) == len(roads)
    pages = [view.rows(**who, limit=4, offset=at) for at in (0, 4, 8)]
    assert [row for page in pages for row in page] == view.rows(**who)
    order = [(row.open, row.attention) for row in view.rows(**who)]
    assert order == sorted(order, reverse=True)


def test_a_row_is_known_once_the_follower_has_read_of_it(office: Office, desk: Desk) -> None:
    desk.all()
    case = office.open_case()
    assert not desk.view.is_there(case)
    desk.all()
    assert desk.view.is_there(case)
    found = desk.view.row(case)
    assert found is not None
    assert found.target.region == office.file(case).region


def test_everybody_sees_exactly_what_they_may_read(office: Office, desk: Desk) -> None:
    office.every_road()
    everything = desk.all().values()
    actors = (office.officer, office.reporter, office.liaison, office.second_liaison)
    regions = ("", "31", "31.74", "31.74.09", "31.71.01", "32")
    seen = 0
    for role, region, clearance in product(Role, regions, Secrecy):
        reader = standing(role, region, clearance)
        for actor in (*(person.id for person in actors), uuid4()):
            shown = {row.id for row in desk.view.rows(reader=reader, actor=actor)}
            allowed = {row.id for row in everything if may_read(reader, row.target, actor)}
            assert shown == allowed, (role, region, clearance, actor)
            seen += bool(shown)
            counted = desk.view.counts(reader=reader, actor=actor)
            assert sum(n for each in counted.values() for n in each.values()) == len(allowed)
    assert seen


def test_the_choices_are_every_theme_and_officer_within_reach_once(
    office: Office, desk: Desk
) -> None:
    for region, theme in (("31.74.01", "agraria"), ("31.74.01", "adat"), ("31.71.01", "agraria")):
        office.open_case(office.file_report(region=region, theme=theme))
    secret = office.file_report(region="31.74.01", theme="politik", secrecy=Secrecy.SECRET)
    office.open_case(secret)
    desk.all()
    seen = {}
    for region, clearance in (
        ("31", Secrecy.TOP_SECRET),
        ("31.74", Secrecy.RESTRICTED),
        ("31.71", Secrecy.TOP_SECRET),
        ("32", Secrecy.TOP_SECRET),
    ):
        reader = standing(Role.SUPERVISOR, region, clearance)
        themes, officers = desk.view.choices(reader=reader, actor=uuid4())
        rows = desk.view.rows(reader=reader, actor=uuid4())
        assert themes == sorted({row.theme for row in rows if row.theme})
        assert sorted(officers) == sorted({row.officer for row in rows if row.officer})
        seen[region] = themes
    assert seen == {
        "31": ["adat", "agraria", "politik"],
        "31.74": ["adat", "agraria"],
        "31.71": ["agraria"],
        "32": [],
    }


def test_a_board_made_before_an_index_was_thought_of_gets_it(
    datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    catch_up()
    with datastore.reading() as cursor:
        cursor.execute("DROP INDEX view.case_board_3_pressing")
    with datastore.get_connection() as conn:
        CaseBoard().prepare(conn)
    with datastore.reading() as cursor:
        found = cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'case_board_3'"
        ).fetchall()
    assert "case_board_3_pressing" in {row["indexname"] for row in found}


def test_the_most_pressing_are_found_without_sorting_the_rest(
    office: Office,
    desk: Desk,
    datastore: Datastore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a page asks is in the index's own words: else it would sort every case each time."""
    office.open_case()
    desk.all()
    asked: list[tuple[Any, Any]] = []
    execute = Cursor.execute

    def noted(cursor: Any, query: Any, params: Any = None, **given: Any) -> Any:
        asked.append((query, params))
        return execute(cursor, query, params, **given)

    monkeypatch.setattr(Cursor, "execute", noted)
    mine: Any = {"reader": office.officer.standing, "actor": office.officer.id, "limit": 20}
    desk.view.rows(**mine, level="kuning")
    desk.view.titles(**mine, open_only=True)
    desk.view.columns([Stage.VERIFY.value, Stage.ESCALATE.value], **mine)
    monkeypatch.undo()
    assert len(asked) == 3
    for query, params in asked:
        with datastore.get_connection() as conn, conn.transaction(), conn.cursor() as cursor:
            for other in ("sort", "seqscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{other} = off".encode())
            said = cursor.execute(sql.SQL("EXPLAIN {}").format(query), params)
            plan = "\n".join(row["QUERY PLAN"] for row in said)
        assert "case_board_3_pressing" in plan
        assert "Sort" not in plan
