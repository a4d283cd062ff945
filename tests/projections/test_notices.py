"""Who is told of what, once; and mails to a real SMTP server, with nothing of a case in them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from application.register import Register
from domain.clock_acts import ClockChange
from domain.clocks import WaitKind
from domain.conflict_case import ConflictCase
from domain.contagion import UnlinkContagion
from domain.inquiry import WithdrawInquiry
from domain.kernel import Role, Secrecy
from domain.letter_content import Urgency
from domain.notice import MOST_TRIES, Notice, NoticeChannel, NoticeState
from domain.report import Source
from domain.risk import Impact, Level, RiskCorrection
from projections.notice_box import NoticeRow, NoticeView
from projections.notice_carrier import AGAIN, NoticeCarrier
from projections.notice_ledger import NoticeLedgerView, Try
from projections.notifier import Notifier
from projections.rebuild import ALL_READERS, rebuild
from projections.role_book import RoleView
from runtime.database import Datastore
from runtime.follower import Follower
from runtime.log import Log
from runtime.mail import SmtpPost
from runtime.regions import Regions
from tests.clocks import approve, pause, propose, resume, window
from tests.mailroom import MailServer
from tests.office import DOUBTFUL, PLACE, Office, OfficeClock, Person

ADDRESS = "https://rukun.contoh.example"


@pytest.fixture
def tell(
    register: Register,
    datastore: Datastore,
    log: Log,
    clock: OfficeClock,
    regions: Regions,
    office: Office,
    catch_up: Callable[[], None],
) -> Callable[[], None]:
    """Everybody is told of what has happened since the house was made."""
    notifier = Notifier(
        register=register,
        log=log,
        roster=RoleView(datastore),
        regions=regions,
        reachable=lambda _: (NoticeChannel.MAIL,),
    )
    follower = Follower(notifier, datastore=datastore, log=log, clock=clock)

    def told() -> None:
        catch_up()
        follower.catch_up()
        catch_up()

    told()
    return told


@pytest.fixture
def carrier_at(
    register: Register, datastore: Datastore, log: Log, clock: OfficeClock
) -> Callable[[int], NoticeCarrier]:
    def made(port: int) -> NoticeCarrier:
        return NoticeCarrier(
            register=register,
            log=log,
            view=NoticeLedgerView(datastore),
            clock=clock,
            post=SmtpPost("127.0.0.1", port, sender="rukun@contoh.example"),
            mailbox=lambda person: f"{person.hex[:8]}@contoh.example",
            answer_link=lambda _: "",
            address=ADDRESS,
        )

    return made


@pytest.fixture
def box(datastore: Datastore) -> Callable[[Person], list[NoticeRow]]:
    return lambda person: NoticeView(datastore).of_person(person.id, person.standing)


def rules(rows: list[NoticeRow]) -> set[str]:
    return {row.rule for row in rows}


def test_who_is_asked_is_told_and_who_asked_is_not(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    case = office.open_case()
    task = office.assign_task(case)
    tell()
    (told,) = box(office.liaison)
    assert told.rule == "menunggu:acknowledge"
    assert told.path == f"/tugas/{task}"
    assert told.words.startswith("Menunggu Anda: pengakuan tugas, paling lambat Selasa")
    assert box(office.officer) == []
    assert box(office.second_liaison) == []


def test_a_reader_of_a_pack_is_told_by_name_until_it_is_read(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    case = office.escalated_case()
    pack = office.send_pack(case)
    tell()
    (told,) = box(office.second_liaison)
    assert (told.rule, told.path) == ("menunggu:pack_reading", f"/paket/{pack}")
    assert told.words.startswith("Menunggu Anda: pembacaan paket Forkopimda, paling lambat")
    assert told.title == "", "the case is not theirs to read"
    office.open_pack(pack, by=office.second_liaison)
    tell()
    (told,) = box(office.second_liaison)
    assert told.settled_at


def test_who_receives_a_case_is_told_what_is_still_open_and_who_held_it_that_it_went_on(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    case = office.open_case()
    office.hand_over(case, office.second_officer)
    tell()
    (told,) = box(office.second_officer)
    assert (told.rule, told.path) == ("serah_terima", f"/kasus/{case}")
    assert told.words.startswith("Kasus diserahkan kepada Anda, 1 hal masih terbuka")
    assert rules(box(office.officer)) == {"kasus_beralih"}


def test_a_relapse_is_told_to_the_cases_officer_and_asked_of_the_head_until_answered(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    case = office.recovering_case()
    tell()
    before = len(box(office.supervisor))
    office.monitor(case, by=office.second_officer, calm=False, relapse=True)
    tell()
    assert "konflik_berulang" in rules(box(office.officer))
    (asked,) = [each for each in box(office.supervisor) if each.rule == "menunggu:relapse"]
    assert asked.words.startswith("Menunggu Anda: keputusan pimpinan atas konflik yang terlihat")
    assert len(box(office.supervisor)) == before + 1
    office.deny_relapse(case)
    tell()
    (asked,) = [each for each in box(office.supervisor) if each.rule == "menunggu:relapse"]
    assert asked.settled_at


def test_who_is_offered_a_case_is_told_and_who_offered_it_hears_the_answer(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    declined, accepted = office.open_case(), office.open_case()
    for case in (declined, accepted):
        office.hand_over(case, office.second_officer, by=office.officer)
    tell()
    assert rules(box(office.second_officer)) == {"menunggu:handover"}
    assert box(office.officer) == []
    office.decline_handover(declined)
    office.accept_handover(accepted)
    tell()
    assert rules(box(office.officer)) == {"serah_terima_ditolak", "kasus_beralih"}
    assert rules(box(office.supervisor)) == {"serah_terima_ditolak"}
    assert all(row.settled_at for row in box(office.second_officer))


def test_a_title_is_shown_to_who_may_read_the_case_and_is_in_no_notice(
    office: Office, tell: Callable[[], None], box: Any, log: Log
) -> None:
    case = office.open_case(office.file_report(title="Cekcok rahasia"))
    office.assign_task(case)
    tell()
    (told,) = box(office.liaison)
    assert told.title == "Cekcok rahasia"
    given = [each.fact for each in log.all() if each.name == "notice.given"]
    assert given
    assert all("rahasia" not in fact.model_dump_json() for fact in given)


def test_of_one_event_one_person_is_told_once_however_often_it_is_read(
    office: Office,
    tell: Callable[[], None],
    box: Any,
    register: Register,
    datastore: Datastore,
    log: Log,
    clock: OfficeClock,
    regions: Regions,
) -> None:
    case = office.open_case()
    office.assign_task(case)
    tell()
    head = log.head()
    again = Notifier(register=register, log=log, roster=RoleView(datastore), regions=regions)
    with datastore.get_connection() as conn:
        again.handle(conn, [each for each in log.all() if each.name in (again.topics or set())])
    assert log.head() == head


def test_a_house_that_gets_notices_later_tells_nobody_of_what_was_before(
    office: Office, datastore: Datastore, log: Log, clock: OfficeClock, regions: Regions
) -> None:
    office.assign_task(office.open_case())
    before = log.head()
    notifier = Notifier(
        register=office.register, log=log, roster=RoleView(datastore), regions=regions
    )
    Follower(notifier, datastore=datastore, log=log, clock=clock).catch_up()
    assert log.head() == before


def test_a_rebuild_tells_nobody(
    office: Office, tell: Callable[[], None], datastore: Datastore, log: Log, clock: OfficeClock
) -> None:
    office.assign_task(office.open_case())
    tell()
    head = log.head()
    for name in ALL_READERS:
        rebuild(name, datastore=datastore, log=log, clock=clock)
    tell()
    assert log.head() == head


def test_only_the_nearest_office_that_is_cleared_is_told(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    near = Person("near", office.new_id("p"), Role.SUPERVISOR, "Kota", region="31.74")
    uncleared = Person(
        "uncleared", office.new_id("p"), Role.SUPERVISOR, "Kecamatan", PLACE, Secrecy.OPEN
    )
    for person in (near, uncleared):
        office.give_role(person)
    case = office.verified_case()
    office.propose_escalation(case)
    tell()
    assert "menunggu:escalation_approval" in rules(box(near))
    assert "menunggu:escalation_approval" not in rules(box(office.supervisor))
    assert box(uncleared) == []


def test_a_case_that_turns_red_is_told_to_head_and_governor(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    case = office.open_case()
    office.found(case)
    office.verify(case, level=Level.RED)
    tell()
    for person in (office.supervisor, office.governor):
        assert "merah:case.verified" in rules(box(person))


def test_a_neighbour_is_told_of_contagion_and_not_of_the_case(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    there = Person("there", office.new_id("p"), Role.CASE_OFFICER, "BKBP", region="73")
    office.give_role(there)
    case = office.open_case(office.file_report(title="Isu pasar", secrecy=Secrecy.SECRET))
    office.link_contagion(case, region="73.71")
    tell()
    (told,) = box(there)
    assert told.rule == "penularan"
    assert "Jakarta" in told.words
    assert "Tebet" not in told.words
    assert (told.title, told.path) == ("", "/wilayah/73.71")


def test_what_is_asked_no_more_is_settled(
    office: Office, tell: Callable[[], None], box: Any, datastore: Datastore
) -> None:
    task = office.assign_task(office.open_case())
    tell()
    assert NoticeView(datastore).unread(office.liaison.id) == 1
    office.acknowledge(task)
    tell()
    assert NoticeView(datastore).unread(office.liaison.id) == 0
    assert box(office.liaison)[0].settled_at == office.now()


def test_a_window_extended_tells_who_is_waited_for_until_when_now(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    """The notice of the window before is settled; the new one stands, by mail as the first."""
    case = office.open_case()
    task = office.assign_task(case)
    tell()
    named = window(office, case, WaitKind.ACKNOWLEDGE).deadline_id
    longer: dict[str, Any] = {"change": ClockChange.EXTENSION, "longer_by": "60 menit"}
    propose(office, task, deadline_id=named, **longer)
    approve(office, case, task)
    tell()
    new, old = box(office.liaison)
    assert (old.rule, new.rule) == ("menunggu:acknowledge", "diperpanjang:surel")
    assert old.settled_at is not None
    assert new.settled_at is None
    assert new.words.startswith("Batas waktu diperpanjang: pengakuan tugas kini paling lambat")
    office.acknowledge(task)
    tell()
    assert all(row.settled_at for row in box(office.liaison))


def test_a_window_that_runs_again_tells_who_is_waited_for(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    case = office.open_case()
    stood = pause(office, case)
    office.pass_time(hours=1)
    tell()
    assert "dilanjutkan" not in rules(box(office.officer))
    resume(office, case, stood)
    tell()
    assert "dilanjutkan" in rules(box(office.officer))


def test_a_red_report_that_is_joined_is_told_to_officer_and_heads_at_once(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    case = office.open_case()
    report = office.file_report(by=office.liaison, source=Source.POLICE, **DOUBTFUL)
    office.join_report(case, report, by=office.second_officer)
    tell()
    for person in (office.officer, office.supervisor):
        assert "sumber:case.report_joined:merah" in rules(box(person))
    (told,) = (row for row in box(office.officer) if row.rule.startswith("sumber:"))
    assert (told.urgency, told.path) == (Urgency.IMMEDIATE, f"/kasus/{case}")


def test_a_red_report_is_told_to_head_and_governor_when_it_is_filed(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    report = office.file_report(**DOUBTFUL)
    office.file_report()
    tell()
    for person in (office.supervisor, office.governor):
        (told,) = (row for row in box(person) if row.rule == "laporan_merah")
        assert (told.urgency, told.path) == (Urgency.IMMEDIATE, f"/laporan/{report}")


def test_that_a_red_report_is_mere_information_is_told_to_the_heads(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    corrected, red, calm = (
        office.file_report(),
        office.file_report(**DOUBTFUL),
        office.file_report(),
    )
    office.correct_report(corrected, risk=RiskCorrection(impact=Impact.SEVERE, fatalities=1))
    for report in (corrected, red, calm):
        office.note_as_information(report)
    tell()
    told = [row for row in box(office.supervisor) if row.rule == "laporan_merah_informasi"]
    assert {row.path for row in told} == {f"/laporan/{corrected}", f"/laporan/{red}"}
    assert {row.urgency for row in told} == {Urgency.IMMEDIATE}
    assert "laporan_merah_informasi" not in rules(box(office.officer))


def test_a_report_corrected_to_red_is_told_to_the_office_at_once_and_only_once(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    report = office.file_report()
    office.correct_report(report, by=office.second_officer)
    tell()
    assert "laporan_menjadi_merah" not in rules(box(office.supervisor))
    worse = RiskCorrection(impact=Impact.SEVERE, fatalities=1)
    office.correct_report(report, risk=worse, by=office.second_officer)
    office.correct_report(report, risk=RiskCorrection(fatalities=2), by=office.second_officer)
    tell()
    for person in (office.officer, office.supervisor, office.governor):
        (told,) = (row for row in box(person) if row.rule == "laporan_menjadi_merah")
        assert (told.urgency, told.path) == (Urgency.IMMEDIATE, f"/laporan/{report}")
        assert "timbang" not in told.words
    assert "laporan_menjadi_merah" not in rules(box(office.second_officer))


def test_of_a_case_that_is_not_red_a_report_corrected_to_red_asks_to_weigh_it_again(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    report = office.file_report()
    case = office.open_case(report)
    worse = RiskCorrection(impact=Impact.SEVERE, fatalities=1)
    office.correct_report(report, risk=worse, by=office.second_officer)
    tell()
    (told,) = (row for row in box(office.officer) if row.rule == "laporan_menjadi_merah")
    assert told.path == f"/kasus/{case}"
    assert "timbang lagi tingkatnya" in told.words
    assert "laporan_menjadi_merah" not in rules(box(office.governor)), "the office weighs it first"
    office.change_level(case, Level.RED)
    office.correct_report(report, risk=RiskCorrection(fatalities=0, impact=Impact.MINOR))
    office.correct_report(report, risk=worse, by=office.second_officer)
    tell()
    assert len([row for row in box(office.officer) if row.rule == "laporan_menjadi_merah"]) == 1


def test_a_source_regraded_is_told_where_it_is_worth_more_and_not_where_less(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    report = office.file_report(source_grade="C", information_grade=3)
    case = office.open_case(report)
    office.correct_report(report, source_grade="E", by=office.second_officer)
    tell()
    assert "sumber:case.source_regraded" not in rules(box(office.officer))
    office.correct_report(report, source_grade="B", by=office.second_officer)
    tell()
    for person in (office.officer, office.supervisor):
        (told,) = (r for r in box(person) if r.rule == "sumber:case.source_regraded")
        assert told.path == f"/kasus/{case}"


def test_a_source_worth_more_than_all_so_far_is_told_when_it_joins(
    office: Office, tell: Callable[[], None], box: Any
) -> None:
    case = office.open_case(office.file_report(source_grade="B", information_grade=2))
    told: dict[str, Any] = {"by": office.liaison, "source": Source.POLICE}
    weaker = office.file_report(**told, source_grade="C", information_grade=3)
    office.join_report(case, weaker, by=office.second_officer)
    tell()
    assert "sumber:case.report_joined" not in rules(box(office.officer))
    stronger = office.file_report(**told, source_grade="A", information_grade=3)
    office.join_report(case, stronger, by=office.second_officer)
    tell()
    assert "sumber:case.report_joined" in rules(box(office.officer))


# -- by mail -------------------------------------------------------------------------------------


def sent_to(person: Person, mails: MailServer) -> list[str]:
    return [
        text
        for text, envelope in zip(mails.texts, mails.taken, strict=True)
        if envelope.rcpt_tos == [f"{person.id.hex[:8]}@contoh.example"]
    ]


@pytest.fixture
def asked(office: Office, tell: Callable[[], None]) -> UUID:
    """A task that waits for the liaison, who is to be told by mail."""
    case = office.open_case(office.file_report(title="Cekcok lahan", facts="Dua kelompok."))
    task = office.assign_task(case, instruction="Periksa gudang.")
    tell()
    return task


def state(office: Office, datastore: Datastore) -> set[NoticeState]:
    rows = NoticeLedgerView(datastore).latest(office.supervisor.standing)
    return {row.state for row in rows if row.person == office.liaison.id}


def attempts(office: Office, datastore: Datastore) -> tuple[Try, ...]:
    """Every attempt to tell the liaison, in order."""
    rows = NoticeLedgerView(datastore).latest(office.supervisor.standing)
    (row,) = [each for each in rows if each.person == office.liaison.id]
    return row.tries


def test_an_attempt_nobody_knows_the_end_of_stands_in_the_ledger_without_one(
    office: Office, asked: UUID, datastore: Datastore, catch_up: Callable[[], None]
) -> None:
    (row,) = [
        each for each in NoticeLedgerView(datastore).owed() if each.person == office.liaison.id
    ]
    assert attempts(office, datastore) == ()
    office.begin_notice(row.notice_id)
    catch_up()
    (only,) = attempts(office, datastore)
    assert (only.ended, only.outcome) == (None, "")


def test_a_mail_says_reference_deadline_and_link_and_nothing_of_the_case(
    office: Office, asked: UUID, mails: MailServer, port: int, carrier_at: Any
) -> None:
    carrier_at(port).after_commit()
    (text,) = sent_to(office.liaison, mails)
    assert f"{ADDRESS}/tugas/{asked}" in text
    assert "paling lambat Selasa, 3 Maret 2026" in text.replace("\n", " ")
    for secret in ("Cekcok", "kelompok", "gudang", "Tebet"):
        assert secret not in text


def test_a_mail_is_sent_once_however_often_the_carrier_comes(
    office: Office,
    asked: UUID,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    catch_up: Callable[[], None],
) -> None:
    for _ in range(3):
        carrier_at(port).after_commit()
        catch_up()
    assert len(sent_to(office.liaison, mails)) == 1


def test_a_server_that_dies_after_data_is_never_sent_to_again(
    office: Office,
    asked: UUID,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    catch_up: Callable[[], None],
    datastore: Datastore,
) -> None:
    mails.hangs_up = True
    carrier_at(port).after_commit()
    mails.hangs_up = False
    for _ in range(2):
        catch_up()
        carrier_at(port).after_commit()
    assert len(sent_to(office.liaison, mails)) == 1
    assert state(office, datastore) == {NoticeState.UNCLEAR}


def test_a_carrier_killed_between_intent_and_outcome_sends_nothing_more(
    office: Office,
    asked: UUID,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    catch_up: Callable[[], None],
    datastore: Datastore,
) -> None:
    (row,) = [
        each for each in NoticeLedgerView(datastore).owed() if each.person == office.liaison.id
    ]
    office.begin_notice(row.notice_id)
    catch_up()
    carrier_at(port).after_commit()
    catch_up()
    assert sent_to(office.liaison, mails) == []
    assert state(office, datastore) == {NoticeState.UNCLEAR}


@pytest.mark.parametrize(
    ("answer", "then"),
    [("550 no such mailbox", NoticeState.FAILED), ("451 come again", NoticeState.PLANNED)],
)
def test_what_the_server_refuses_has_failed_unless_it_says_come_again(
    office: Office,
    asked: UUID,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    catch_up: Callable[[], None],
    datastore: Datastore,
    answer: str,
    then: NoticeState,
) -> None:
    mails.refuses = answer
    carrier_at(port).after_commit()
    catch_up()
    assert state(office, datastore) == {then}
    mails.refuses = ""
    office.pass_time(minutes=6)
    carrier_at(port).after_commit()
    catch_up()
    tries = [each.outcome for each in attempts(office, datastore)]
    again = ["diterima peladen surel"] if then is NoticeState.PLANNED else []
    assert tries == ["tidak terkirim", *again]
    assert f"SMTP {answer[:3]}" in attempts(office, datastore)[0].explanation
    assert len(sent_to(office.liaison, mails)) == (then is NoticeState.PLANNED)


def test_a_server_that_is_away_is_tried_again_later(
    office: Office,
    asked: UUID,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    clock: OfficeClock,
    catch_up: Callable[[], None],
    datastore: Datastore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    carrier = carrier_at(port)
    began = clock.stopwatch()
    with monkeypatch.context() as patched:
        patched.setattr(carrier, "_post", SmtpPost("127.0.0.1", 1, sender="a@contoh.example"))
        for knock in range(MOST_TRIES + 1):
            patched.setattr(clock, "stopwatch", lambda knock=knock: began + knock * AGAIN)
            carrier.after_commit()
            catch_up()
    carrier.after_commit()
    assert mails.taken == []
    (tried,) = attempts(office, datastore)
    assert (tried.outcome, tried.ended) == ("tidak terkirim", office.now())
    assert "Peladen surel tidak terjangkau (ConnectionRefusedError)" in tried.explanation
    assert state(office, datastore) == {NoticeState.PLANNED}
    later = began + (MOST_TRIES + 1) * AGAIN
    monkeypatch.setattr(clock, "stopwatch", lambda: later)
    carrier.after_commit()
    catch_up()
    assert len(sent_to(office.liaison, mails)) == 1
    outcomes = [each.outcome for each in attempts(office, datastore)]
    assert outcomes == ["tidak terkirim", "diterima peladen surel"]


def test_a_server_out_of_reach_uses_up_no_try_of_the_message(
    office: Office, asked: UUID, datastore: Datastore
) -> None:
    (row,) = [
        each for each in NoticeLedgerView(datastore).owed() if each.person == office.liaison.id
    ]
    told = row.notice_id
    for number in range(2 * MOST_TRIES):
        office.begin_notice(told)
        away = number % 2 == 0
        office.record_notice_trouble(told, certain=True, away=away, passing=not away)
    notice = office.register.load(Notice, told)
    assert notice is not None
    assert notice.states == {NoticeChannel.MAIL: NoticeState.FAILED}


def test_at_night_a_mail_waits_for_the_morning(
    office: Office,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    tell: Callable[[], None],
) -> None:
    office.set_habits()
    case = office.open_case()
    office.pass_time(hours=14)
    office.assign_task(case)
    tell()
    carrier_at(port).after_commit()
    assert sent_to(office.liaison, mails) == []
    office.pass_time(hours=6)
    carrier_at(port).after_commit()
    assert len(sent_to(office.liaison, mails)) == 1


Over = Callable[[], object]


def _asked_back(office: Office, *, withdrawn: bool) -> tuple[Person, Over]:
    report = office.file_report()
    inquiry = office.ask_reporter(report)
    if withdrawn:
        named = {"report_id": report, "inquiry_id": inquiry}
        return office.reporter, lambda: office.send(WithdrawInquiry, office.officer, **named)
    return office.reporter, lambda: office.answer_inquiry(report, inquiry, by=office.officer)


def _linked(office: Office, *, taken_back: bool) -> tuple[Person, Over]:
    there = Person("there", office.new_id("p"), Role.CASE_OFFICER, "BKBP", region="73")
    office.give_role(there)
    case = office.open_case()
    office.found(case)
    office.link_contagion(case, region="73.71")
    if taken_back:
        found = office.register.load(ConflictCase, case)
        assert found is not None
        unlink = {"case_id": case, "link_id": next(iter(found.links)), "explanation": "Keliru."}
        return there, lambda: office.send(UnlinkContagion, office.officer, **unlink)
    return there, lambda: office.refute(case)


def _handed(office: Office) -> tuple[Person, Over]:
    case = office.open_case()
    office.found(case)
    office.hand_over(case, office.second_officer)
    return office.second_officer, lambda: office.refute(case)


def _stronger(office: Office) -> tuple[Person, Over]:
    case = office.open_case(office.file_report(source_grade="B", information_grade=2))
    graded: dict[str, Any] = {"source_grade": "A", "information_grade": 3}
    told = office.file_report(by=office.liaison, source=Source.POLICE, **graded)
    office.join_report(case, told, by=office.second_officer)
    office.found(case)
    return office.officer, lambda: office.refute(case)


@pytest.mark.parametrize(
    ("rule", "deed"),
    [
        ("pelapor_ditanya", lambda office: _asked_back(office, withdrawn=False)),
        ("pelapor_ditanya", lambda office: _asked_back(office, withdrawn=True)),
        ("penularan", lambda office: _linked(office, taken_back=False)),
        ("penularan", lambda office: _linked(office, taken_back=True)),
        ("serah_terima", _handed),
        ("sumber:case.report_joined", _stronger),
    ],
)
def test_at_night_what_is_over_by_the_morning_is_mailed_to_nobody_and_is_settled(
    office: Office,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    tell: Callable[[], None],
    box: Any,
    rule: str,
    deed: Callable[[Office], tuple[Person, Over]],
) -> None:
    office.pass_time(hours=14)
    told, over = deed(office)
    office.set_habits(by=told)
    tell()
    carrier_at(port).after_commit()
    assert sent_to(told, mails) == []
    (row,) = (each for each in box(told) if each.rule == rule)
    assert row.settled_at is None
    over()
    tell()
    carrier_at(port).after_commit()
    (row,) = (each for each in box(told) if each.rule == rule)
    assert row.settled_at == office.now()
    office.pass_time(hours=8)
    carrier_at(port).after_commit()
    assert not [each for each in sent_to(told, mails) if row.path in each]


def test_complaint_05_an_acknowledgement_in_one_channel_stops_the_others(
    office: Office,
    mails: MailServer,
    port: int,
    carrier_at: Any,
    tell: Callable[[], None],
    datastore: Datastore,
    log: Log,
) -> None:
    """The mail waits for the morning; the liaison acknowledges in the app; no mail leaves."""
    office.set_habits()
    case = office.open_case()
    office.pass_time(hours=14)
    task = office.assign_task(case)
    tell()
    office.acknowledge(task)
    carrier_at(port).after_commit()
    tell()
    (stopped,) = [each.fact for each in log.all() if each.name == "notice.cancelled"]
    assert getattr(stopped, "explanation", "") == "Tugas diakui (lewat aplikasi)."
    assert stopped.envelope.recorded_at == office.now()
    assert state(office, datastore) == {NoticeState.CANCELLED}
    office.pass_time(hours=8)
    carrier_at(port).after_commit()
    assert sent_to(office.liaison, mails) == []
