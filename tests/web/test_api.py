"""The API: the same commands and views, by token, and never more than its one role."""

import base64
import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.reading_desk import readings
from domain.access import COMMANDS
from domain.attachment import LARGEST
from domain.conflict_case import Stage
from domain.kernel import Channel, Command, Role, Secrecy
from domain.prevention import RecordDeclaration, RecordPrevention
from domain.reading import Reading
from domain.role_assignment import EndRole
from runtime.database import Datastore
from runtime.tokens import (
    LONGEST,
    NoSuchToken,
    NotOneRole,
    PaceOutOfBounds,
    Scope,
    ScopesMissing,
    TokenLivesTooLong,
    Tokens,
)
from tests.forum import activity, declaration
from tests.office import Person
from tests.pictures import SECRET, SHOT
from tests.web.house import House
from tests.web.machine import REPORT, Machine
from web import (
    acts,
    clock_acts,
    exceptional,
    forkopimda,
    forum,
    prevention,
    report_acts,
    settlement,
)
from web.acts import Act
from web.api.commands import FRESH, NOT_BY_MACHINE, WISHES
from web.api.endpoints import ENDPOINTS
from web.api.openapi import FILE, document, written


@pytest.fixture
def officer(house: House) -> Machine:
    return Machine(house)


def problem(answer: Any, status: int) -> dict[str, Any]:
    """What a refusal says, once it is surely one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert said["type"] == f"urn:rukun:aturan:{said['rule']}"
    return said


# -- tokens --------------------------------------------------------------------------------------


def test_without_a_living_token_nothing_is_answered(house: House, officer: Machine) -> None:
    for secret in ("", "rukun_palsu", "rukun_ÿ", "Basic x", officer.secret + "x"):
        told = {b"Authorization": f"Bearer {secret}".encode("latin-1")}
        answer = officer.client.get("/api/v1/me", headers=told)
        said = problem(answer, 401)
        assert said["rule"] == "NoLivingToken"
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert officer.get("/me").status_code == 200


def test_a_session_of_the_pages_opens_nothing_here(house: House) -> None:
    window = house.window(house.cast.officer)
    assert window.client.get("/api/v1/cases").status_code == 401


def test_only_the_hash_of_a_token_is_kept(officer: Machine, datastore: Datastore) -> None:
    with datastore.reading() as cursor:
        rows = cursor.execute("SELECT t::text AS said FROM desk.api_token t").fetchall()
    assert rows
    assert all(officer.secret.removeprefix("rukun_") not in row["said"] for row in rows)


def test_a_revoked_token_is_dead_at_once_and_an_old_one_on_its_day(
    house: House, officer: Machine
) -> None:
    other, secret = officer.new_token({Scope.READ_CASES})
    officer.tokens.revoke(officer.token.token_id, by=house.cast.admin.id)
    officer.tokens.revoke(officer.token.token_id, by=house.cast.admin.id)
    assert officer.get("/me").status_code == 401
    officer.secret = secret
    assert officer.get("/me").json()["expires_at"] == other.expires_at.isoformat().replace(
        "+00:00", "Z"
    )
    house.cast.clock.move_to(other.expires_at)
    assert officer.get("/me").status_code == 401
    with pytest.raises(NoSuchToken):
        officer.tokens.revoke(uuid4(), by=house.cast.admin.id)


def test_a_token_dies_with_its_role_and_is_never_for_two(house: House, officer: Machine) -> None:
    cast = house.cast
    (held,) = cast.register.standings(officer.person.id)
    cast.give_role(Person("x", officer.person.id, Role.AUDITOR, "Inspektorat"))
    assert problem(officer.get("/me"), 403)["rule"] == "RoleNotHeld"
    with pytest.raises(NotOneRole):
        officer.new_token({Scope.READ_CASES})
    cast.send(EndRole, cast.machine, person=officer.person.id, assignment_id=held.assignment_id)
    assert problem(officer.get("/me"), 403)["rule"] == "RoleNotHeld"


def test_a_token_has_scopes_an_end_and_a_pace_and_is_never_an_administrators(
    house: House, datastore: Datastore
) -> None:
    cast = house.cast
    tokens = Tokens(datastore, cast.clock)
    held = cast.register.standings(cast.officer.id)

    def make(scopes: set[Scope], days: int, pace: int) -> None:
        tokens.create(
            cast.officer.id, held, "x", scopes, by=cast.admin.id, days=days, per_minute=pace
        )

    with pytest.raises(ScopesMissing):
        make(set(), 1, 1)
    for days in (0, LONGEST.days + 1):
        with pytest.raises(TokenLivesTooLong):
            make({Scope.INTAKE}, days, 1)
    for pace in (0, 6001):
        with pytest.raises(PaceOutOfBounds):
            make({Scope.INTAKE}, 1, pace)
    admin = cast.register.standings(cast.admin.id)
    with pytest.raises(NotOneRole):
        tokens.create(cast.admin.id, admin, "x", {Scope.INTAKE}, by=cast.admin.id, days=1)


def test_who_asks_too_often_waits_and_is_told_how_long(house: House) -> None:
    machine = Machine(house, per_minute=3)
    left = [machine.get("/me").headers["ratelimit-remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    answer = machine.get("/me")
    assert problem(answer, 429)["rule"] == "TooManyRequests"
    assert 0 < int(answer.headers["retry-after"]) <= 60
    house.cast.clock.move_to(house.cast.now() + timedelta(minutes=1))
    assert machine.get("/me").status_code == 200


def test_parallel_requests_do_not_slip_past_the_pace(house: House) -> None:
    machine = Machine(house, per_minute=5)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: machine.get("/me").status_code, range(12)))
    assert answers.count(200) == 5
    assert answers.count(429) == 7


def test_guessed_tokens_are_slowed_down_and_living_ones_are_not(
    house: House, officer: Machine
) -> None:
    guesses = [
        officer.client.get("/api/v1/me", headers={"Authorization": f"Bearer rukun_{n}"}).status_code
        for n in range(35)
    ]
    assert guesses.count(401) == 30
    assert guesses[-1] == 429
    assert officer.get("/me").status_code == 200


def test_what_lies_outside_the_scopes_of_a_token_is_refused_whatever_its_role(
    house: House,
) -> None:
    case = house.cast.open_case()
    machine = Machine(house, scopes={Scope.READ_REPORTS})
    for each in ENDPOINTS:
        path = each.path.format(
            **dict.fromkeys(("case_id", "report_id", "task_id", "letter_id"), case), sha="0" * 64
        )
        answer = machine.client.request(each.method, f"/api/v1{path}", headers=machine.auth)
        if each.scope in {None, Scope.READ_REPORTS}:
            assert answer.status_code in {200, 404}, each.path
        else:
            said = problem(answer, 403)
            assert (said["rule"], said["missing"]) == ("ScopeMissing", each.scope)
    for wish in WISHES.values():
        assert problem(machine.send(wish.name, {}), 403)["rule"] == "ScopeMissing"


def test_a_decision_needs_a_scope_of_its_own(house: House) -> None:
    case = house.cast.open_case()
    machine = Machine(house, scopes={Scope.WRITE_CASES})
    said = problem(machine.send("close-case", {"case_id": str(case), "outcome": "Damai."}), 403)
    assert said["missing"] == "write:decisions"


# -- commands ------------------------------------------------------------------------------------


def test_a_report_is_filed_once_however_often_it_is_sent(house: House, officer: Machine) -> None:
    first = officer.send("file-report", REPORT, once="laporan-1")
    again = officer.send("file-report", REPORT, once="laporan-1")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    report = UUID(first.json()["about"])
    file = house.office.log.of_stream(report)
    assert file[0].name == "report.filed"
    assert file[0].fact.envelope.channel.value == "api"
    other = officer.send("file-report", {**REPORT, "title": "Lain"}, once="laporan-1")
    assert problem(other, 409)["rule"] == "CommandReused"
    assert (
        problem(
            officer.client.post("/api/v1/commands/file-report", json=REPORT, headers=officer.auth),
            400,
        )["rule"]
        == "IdempotencyKeyMissing"
    )


def test_the_same_key_of_two_clients_are_two_commands(house: House, officer: Machine) -> None:
    other = Machine(house)
    one = officer.send("file-report", REPORT, once="1").json()["about"]
    two = other.send("file-report", REPORT, once="1").json()["about"]
    assert one != two


def test_every_wrong_field_is_named_in_indonesian(officer: Machine) -> None:
    body = {**REPORT, "region": "salah", "risk": {"likelihood": 9}, "judul": "x"}
    del body["title"]
    said = problem(officer.send("file-report", body), 422)
    named = {each["field"]: each["message"] for each in said["errors"]}
    assert named["title"] == "Wajib diisi."
    assert named["judul"] == "Isian ini tidak dikenal."
    assert set(named) >= {"region", "risk.likelihood", "risk.impact"}


@pytest.mark.parametrize(
    "name", ["command_id", "actor", "role", "unit", "channel", "report_id", "position_seen"]
)
def test_nobody_chooses_who_they_are_or_which_id_is_made(officer: Machine, name: str) -> None:
    said = problem(officer.send("file-report", {**REPORT, name: str(uuid4())}), 422)
    assert said["errors"] == [{"field": name, "message": "Isian ini tidak dikenal."}]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b'{"a": NaN}', b'{"title": "\\ud800"}', b"[" * 5000, b"\xff"]
)
def test_what_is_no_object_is_refused_in_words(officer: Machine, body: bytes) -> None:
    headers = officer.auth | {"Idempotency-Key": "x", "content-type": "application/json"}
    answer = officer.client.post("/api/v1/commands/file-report", content=body, headers=headers)
    assert problem(answer, answer.status_code)["status"] in {400, 422}


def test_a_refusal_names_its_rule_its_article_and_what_is_missing(
    house: House, officer: Machine
) -> None:
    case = house.cast.open_case()
    body = {
        "case_id": str(case),
        "summary": "Benar terjadi.",
        "level": "kuning",
        "source_grade": "B",
        "information_grade": 2,
    }
    said = problem(officer.send("verify-case", body), 409)
    assert said["rule"]
    assert said["detail"].startswith(said["title"])


def test_a_view_that_has_changed_since_refuses_what_was_sent_upon_it(
    house: House, officer: Machine
) -> None:
    cast = house.cast
    case = cast.open_case()
    seen = officer.get(f"/cases/{case}").headers["etag"]
    cast.found(case)
    body = {"case_id": str(case), "explanation": "Tidak ada.", "verdict": "hoaks"}
    said = problem(officer.send("refute-case", body, headers={"If-Match": seen}), 409)
    assert said["rule"] == "PageIsStale"
    assert "Yang berubah" in said["missing"]
    assert problem(officer.send("refute-case", body, headers={"If-Match": "x"}), 400)
    now = officer.get(f"/cases/{case}").headers["etag"]
    done = officer.send("refute-case", body, headers={"If-Match": now})
    assert done.status_code == 200
    assert done.json()["case_id"] == str(case)


def test_what_is_out_of_reach_answers_as_what_does_not_exist(house: House) -> None:
    cast = house.cast
    known = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    task = cast.assign_task(known)
    head = cast.register.log.head()
    machines = [
        Machine(house, region="32"),
        Machine(house, clearance=Secrecy.OPEN),
        Machine(house, Role.LIAISON),
        Machine(house, Role.REPORTER),
    ]
    noted = cast.register.log.head()
    assert noted > head
    for machine in machines:
        for path in (f"/cases/{known}", f"/cases/{known}/history", f"/tasks/{task}"):
            hidden = machine.get(path)
            missing = machine.get(
                path.replace(str(known), str(uuid4())).replace(str(task), str(uuid4()))
            )
            assert hidden.status_code == missing.status_code == 404, (machine.person.role, path)
            assert hidden.text == missing.text
        wish = "report-task" if machine.person.role is Role.LIAISON else "record-monitoring"
        about = {"task_id": str(task)} if wish == "report-task" else {"case_id": str(known)}
        body = (
            about
            | {
                "report-task": {
                    "finding": "x",
                    "happening": True,
                    "source_grade": "B",
                    "information_grade": 2,
                },
                "record-monitoring": {"note": "x", "calm": True},
            }[wish]
        )
        other = {name: str(uuid4()) if name in about else value for name, value in body.items()}
        one, two = machine.send(wish, body), machine.send(wish, other)
        assert one.status_code in {403, 404}
        assert one.text == two.text


def test_reading_a_secret_case_is_on_record_before_it_is_answered(
    house: House, officer: Machine
) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    for path in (f"/cases/{case}", f"/cases/{case}/history"):
        before = cast.register.log.head()
        assert officer.get(path).status_code == 200
        (noted,) = [each for each in cast.register.log.all() if each.position > before]
        assert isinstance(noted.fact, Reading.Noted)
        assert noted.fact.reader == officer.person.id
        assert noted.fact.allowed
        assert noted.fact.envelope.channel is Channel.API


def test_pasal_44_who_reported_is_said_to_nobody_who_need_not_know(house: House) -> None:
    cast = house.cast
    report = cast.file_report()
    case = cast.open_case(report)
    governor = Machine(house, Role.GOVERNOR)
    for path in (f"/cases/{case}", f"/cases/{case}/history", f"/reports/{report}"):
        assert str(cast.reporter.id) not in governor.get(path).text, path
    auditor = Machine(house, Role.AUDITOR)
    assert str(cast.reporter.id) in auditor.get(f"/cases/{case}/history").text


def test_who_reported_learns_no_case_from_the_answer_to_a_supplement(house: House) -> None:
    cast = house.cast
    machine = Machine(house, Role.REPORTER)
    report = machine.send("file-report", REPORT).json()["about"]
    case = cast.open_case(UUID(report))
    answer = machine.send("supplement-report", {"report_id": report, "text": "Sudah bubar."})
    assert answer.status_code == 200
    assert answer.json()["case_id"] is None
    assert str(case) not in answer.text
    house.catch_up()
    (line,) = machine.get("/reports").json()["items"]
    assert (line["title"], line["state"]) == (REPORT["title"], "kasus")
    assert str(case) not in machine.get(f"/reports/{report}").text


def test_a_question_to_who_told_a_report_is_read_with_its_answer(house: House) -> None:
    cast, officer = house.cast, Machine(house, Role.CASE_OFFICER)
    report = cast.file_report()
    path = f"/reports/{report}"
    assert officer.get(path).json()["inquiries"] == []
    asked = {"report_id": str(report), "question": "Berapa orang?"}
    assert officer.send("ask-reporter", asked).status_code == 200
    (waiting,) = officer.get(path).json()["inquiries"]
    assert (waiting["question"], waiting["answer"]) == ("Berapa orang?", None)
    inquiry = UUID(waiting["inquiry_id"])
    cast.pass_time(hours=1)
    cast.answer_inquiry(report, inquiry, text="Dua puluh orang.")
    (answered,) = officer.get(path).json()["inquiries"]
    assert answered["answer"] == "Dua puluh orang."
    assert answered["answered_at"] > answered["asked_at"]
    cast.withdraw_inquiry(report, cast.ask_reporter(report))
    assert [bool(each["withdrawn_at"]) for each in officer.get(path).json()["inquiries"]] == [
        False,
        True,
    ]


# -- views ---------------------------------------------------------------------------------------


def test_long_lists_come_in_pages_without_a_gap_or_a_double(house: House, officer: Machine) -> None:
    cast = house.cast
    reports = {str(cast.file_report(title=f"Laporan {n}")) for n in range(5)}
    house.catch_up()
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = officer.get("/reports", limit=2, cursor=cursor or None).json()
        seen += [each["report_id"] for each in page["items"]]
        cast.file_report(title="Baru masuk di atas")
        house.catch_up()
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert set(seen) == reports
    assert problem(officer.get("/reports", cursor="e30="), 422)["rule"] == "CursorUnreadable"


@pytest.mark.parametrize(
    ("path", "name", "command", "made"),
    [
        ("/prevention/activities", "activity_id", RecordPrevention, activity),
        ("/prevention/declarations", "declaration_id", RecordDeclaration, declaration),
    ],
)
def test_what_was_done_to_prevent_comes_in_pages_that_stay_where_they_were_cut(
    house: House,
    officer: Machine,
    path: str,
    name: str,
    command: type[Command],
    made: Callable[..., dict[str, Any]],
) -> None:
    cast = house.cast

    def record(day: int) -> str:
        fields = made(cast.new_id("prevention")) | {"held_on": date(2026, 2, day)}
        return str(cast.send(command, cast.officer, **fields).about)

    told = {record(day) for day in (3, 3, 4, 5, 5)}
    house.catch_up()
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = officer.get(path, limit=2, cursor=cursor or None).json()
        seen += [each[name] for each in page["items"]]
        record(20)
        house.catch_up()
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 5
    assert set(seen) == told
    bad = base64.urlsafe_b64encode(b'["kemarin", "1"]').decode()
    assert problem(officer.get(path, cursor=bad), 422)["rule"] == "CursorUnreadable"


def test_what_a_list_is_asked_wrongly_is_said_by_field(officer: Machine) -> None:
    assert problem(officer.get("/reports", limit=1000), 422)["errors"][0]["field"] == "limit"
    assert problem(officer.get("/reports", halaman=1), 422)["errors"][0]["field"] == "halaman"


def test_the_board_is_filtered_as_its_page_is(house: House, officer: Machine) -> None:
    cast = house.cast
    case = cast.open_case(cast.file_report(theme="tawuran"))
    cast.open_case(cast.file_report(theme="agraria"))
    cast.file_report(theme="tawuran")
    house.catch_up()
    (line,) = officer.get("/cases", theme="tawuran", within="31.74", open_only=True).json()["items"]
    assert line["id"] == str(case)
    assert officer.get("/cases", stage=Stage.RESOLVE.value).json()["items"] == []
    assert officer.get("/cases", stage="salah").status_code == 422


def test_a_list_waits_for_the_act_that_was_answered(house: House, officer: Machine) -> None:
    done = officer.send("file-report", REPORT).json()
    house.catch_up()
    assert officer.get("/reports", p=done["position"]).json()["items"]


def test_what_has_not_changed_is_not_sent_again(house: House, officer: Machine) -> None:
    case = house.cast.open_case()
    for path in (f"/cases/{case}", "/reports", "/me"):
        tag = officer.get(path).headers["etag"]
        again = officer.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


def test_the_history_is_that_of_the_page_on_both_axes(house: House, officer: Machine) -> None:
    cast = house.cast
    case = cast.open_case()
    before = cast.now()
    cast.pass_time(hours=1)
    cast.found(case)
    whole = officer.get(f"/cases/{case}/history", limit=200).json()
    assert [each["position"] for each in whole["items"]] == [
        line.position for line in cast.file(case).timeline
    ]
    then = officer.get(f"/cases/{case}/history", at=before.isoformat()).json()
    assert {each["name"] for each in then["items"]} < {each["name"] for each in whole["items"]}
    paged = officer.get(f"/cases/{case}/history", limit=2).json()
    assert len(paged["items"]) == 2
    rest = officer.get(f"/cases/{case}/history", limit=200, cursor=paged["next"]).json()
    assert [*paged["items"], *rest["items"]] == whole["items"]


def test_every_view_answers_a_role_that_has_something_to_read(house: House) -> None:
    cast = house.cast
    report = cast.file_report()
    case = cast.open_case(report)
    task = cast.found(case)
    cast.verify(case)
    cast.propose_escalation(case)
    cast.approve_escalation(case)
    letter = cast.draft_letter(case)
    house.catch_up()
    ids = {"case_id": case, "report_id": report, "task_id": task, "letter_id": letter}
    (sha,) = {cast.attach(each).sha256 for each in (case, report, task)}
    asked = {"/search": "lahan"}
    supervisor = Machine(house, Role.SUPERVISOR)
    for each in ENDPOINTS:
        if each.method == "GET":
            answer = supervisor.get(each.path.format(**ids, sha=sha), q=asked.get(each.path))
            assert answer.status_code == 200, (each.path, answer.text)
            assert answer.headers["cache-control"] == "no-store"
    assert supervisor.get("/letters").json()["items"][0]["letter_id"] == str(letter)
    assert supervisor.get("/work").json()["items"]
    assert supervisor.get("/search", q="lahan").json()["total"]
    assert supervisor.get(f"/cases/{case}").json()["tasks"][0]["task_id"] == str(task)


# -- the description -----------------------------------------------------------------------------


def test_the_description_in_docs_is_the_one_that_is_served(officer: Machine) -> None:
    assert FILE.read_text(encoding="utf-8") == written(), "python -m web.api.openapi"
    assert officer.get("/openapi.json").json() == document()
    assert officer.client.get("/api/v1/openapi.json").status_code == 401


def test_every_command_of_a_person_is_here_or_kept_back_for_a_reason() -> None:
    theirs = {command for command, roles in COMMANDS.items() if roles - {Role.SYSTEM}}
    assert {wish.command for wish in WISHES.values()} == theirs - NOT_BY_MACHINE.keys()
    assert NOT_BY_MACHINE.keys() <= theirs


def test_the_ids_made_here_are_those_the_forms_make() -> None:
    modules = (
        *(acts, clock_acts, exceptional, forkopimda, forum, prevention, report_acts, settlement),
    )
    drawn = {
        each.command: each.fresh
        for module in modules
        for each in vars(module).values()
        if isinstance(each, Act) and each.fresh and each.command not in NOT_BY_MACHINE
    }
    assert dict(FRESH) == drawn


def test_an_unknown_address_and_an_unknown_way_are_problems_too(officer: Machine) -> None:
    assert problem(officer.get("/tidak-ada"), 404)
    assert problem(officer.send("tidak-ada", {}), 404)
    assert problem(officer.client.delete("/api/v1/cases", headers=officer.auth), 405)
    assert problem(officer.send("sign-letter", {}), 404)
    assert json.loads(officer.get("/cases/bukan-nomor").text)["status"] == 404


# -- files ---------------------------------------------------------------------------------------


def test_a_photo_is_attached_once_without_where_it_was_taken_and_read_back(
    house: House, officer: Machine
) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case)
    for kind, about in (("cases", case), ("tasks", task), ("reports", cast.file_report())):
        sent = officer.attach(f"/{kind}/{about}", SHOT, once=f"foto-{kind}")
        assert sent.status_code == 200, sent.text
        assert officer.attach(f"/{kind}/{about}", SHOT, once=f"foto-{kind}").json() == (sent.json())
        (kept,) = officer.get(f"/{kind}/{about}").json()["attachments"][-1:]
        assert (kept["caption"], kept["cleaned"]) == ("Spanduk di gerbang", True)
        back = officer.get(f"/{kind}/{about}/attachments/{kept['sha256']}")
        assert back.headers["content-type"] == "image/jpeg"
        assert back.headers["content-disposition"].startswith("attachment")
        assert hashlib.sha256(back.content).hexdigest() == kept["sha256"]
        assert SECRET not in back.content
        missing = officer.get(f"/{kind}/{about}/attachments/{'0' * 64}")
        assert problem(missing, 404)["rule"] == "StreamNotFound"
    attached = cast.file(case).attachments
    assert [each.envelope.channel for each in attached] == [Channel.API] * 2


def test_an_original_is_kept_as_evidence_and_read_by_the_office_alone(house: House) -> None:
    own = Machine(house, Role.REPORTER)
    report = own.send("file-report", REPORT).json()["about"]
    own.attach(f"/reports/{report}", SHOT, evidence="true")
    (kept,) = own.get(f"/reports/{report}").json()["attachments"]
    assert kept["original"]
    path = f"/reports/{report}/attachments/{kept['sha256']}"
    assert SECRET not in own.get(path).content
    assert own.get(path, original="true").status_code == 404
    assert SECRET in Machine(house).get(path, original="true").content


def test_a_file_is_refused_with_why_and_by_the_same_access_as_on_the_pages(
    house: House, officer: Machine
) -> None:
    cast = house.cast
    report = cast.file_report()
    secret = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    sha = cast.attach(secret).sha256
    auditor = Machine(house, Role.AUDITOR)
    low = Machine(house, clearance=Secrecy.RESTRICTED)
    stranger = Machine(house, Role.REPORTER)
    reading = Machine(house, scopes={Scope.READ_REPORTS})
    head = cast.register.log.head()
    assert problem(officer.attach(f"/reports/{report}", b"halo"), 422)["detail"]
    assert problem(officer.attach(f"/reports/{report}", SHOT, caption=""), 422)["errors"]
    text = officer.attach(f"/reports/{report}", SHOT, media="text/plain")
    assert problem(text, 415)["rule"] == "MediaUnknown"
    large = officer.attach(f"/reports/{report}", b"x" * (LARGEST + 1))
    assert problem(large, 413)["rule"] == "TooLarge"
    assert problem(reading.attach(f"/reports/{report}", SHOT), 403)["rule"] == "ScopeMissing"
    assert problem(stranger.attach(f"/reports/{report}", SHOT), 404)["rule"] == "StreamNotFound"
    assert problem(auditor.attach(f"/reports/{report}", SHOT), 403)["rule"] == "NotForThisRole"
    assert cast.register.log.head() == head
    assert problem(low.attach(f"/cases/{secret}", SHOT), 404)
    assert problem(low.get(f"/cases/{secret}/attachments/{sha}"), 404)
    before = len(readings(house.office.datastore, secret))
    assert officer.get(f"/cases/{secret}/attachments/{sha}").status_code == 200
    noted = readings(house.office.datastore, secret)[before:]
    assert [(each.reader, each.channel) for each in noted] == [(officer.person.id, Channel.API)]
