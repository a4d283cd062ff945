"""The link in the mail: taken from a real mail, used once, by nobody else and not too late."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from domain.field_task import FieldTask, TaskState
from domain.kernel import Channel
from domain.notice import NoticeChannel
from domain.role_assignment import EndRole
from projections.notice_carrier import NoticeCarrier
from projections.notice_ledger import NoticeLedgerView
from projections.notifier import Notifier
from projections.role_book import RoleView
from runtime.database import Datastore
from runtime.follower import Follower
from runtime.mail import SmtpPost
from tests.mailroom import MailServer
from tests.web.house import House, Window
from web import answer


@pytest.fixture
def post_round(
    house: House, datastore: Datastore, mails: MailServer, port: int
) -> Callable[[], None]:
    """Notices are given and mailed."""
    register, log, clock = house.cast.register, house.cast.register.log, house.cast.clock
    notifier = Notifier(
        register=register,
        log=log,
        roster=RoleView(datastore),
        regions=house.office.regions,
        reachable=lambda _: (NoticeChannel.MAIL,),
    )
    follower = Follower(notifier, datastore=datastore, log=log, clock=clock)
    follower.catch_up()
    carrier = NoticeCarrier(
        register=register,
        log=log,
        view=NoticeLedgerView(datastore),
        clock=clock,
        post=SmtpPost("127.0.0.1", port, sender="rukun@contoh.example"),
        mailbox=lambda person: f"{person.hex[:8]}@contoh.example",
        answer_link=house.office.answer_links.link,
        address="http://rukun.test",
    )

    def carried() -> None:
        house.catch_up()
        follower.catch_up()
        house.catch_up()
        carrier.after_commit()

    return carried


def link_in(mails: MailServer) -> str:
    """The last link of this kind that was mailed."""
    found = re.findall(r"http://rukun\.test/akui/[\w-]+", "\n".join(mails.texts))
    return str(urlsplit(found[-1]).path)


@pytest.fixture
def task(house: House, post_round: Callable[[], None]) -> UUID:
    cast = house.cast
    case = cast.open_case(cast.file_report(title="Cekcok rahasia"))
    made = cast.assign_task(case, chain=[cast.liaison, cast.second_liaison])
    post_round()
    return made


def state(house: House, task: UUID) -> TaskState:
    found = house.cast.register.load(FieldTask, task)
    assert found is not None
    return found.state


def use(window: Window, path: str) -> Window:
    return window.post(path, [])


def test_the_link_acknowledges_the_task_without_a_login_and_once(
    house: House, task: UUID, mails: MailServer
) -> None:
    path, window = link_in(mails), house.window()
    shown = window.open(path)
    assert shown.status == 200
    assert task.hex[:8].upper() in shown.text
    assert "Verifikasi lapangan" in shown.text
    assert "3 Maret 2026" in shown.text
    assert "Bila tidak diakui sampai waktu itu, tugas diteruskan" in shown.text
    for secret in ("Cekcok", "Tebet", str(task)):
        assert secret not in shown.html
    assert state(house, task) is TaskState.WAITING
    assert "sudah Anda akui" in use(window, path).text
    assert state(house, task) is TaskState.ACKNOWLEDGED
    (fact,) = (
        each.fact
        for each in house.cast.register.log.of_stream(task)
        if each.name == "task.acknowledged"
    )
    assert fact.envelope.channel is Channel.MAIL
    assert fact.envelope.actor == house.cast.liaison.id
    for again in (use(window, path), window.open(path)):
        assert again.status == 410
        assert "Tautan ini sudah dipakai" in again.text


def test_complaint_05_the_link_stops_what_was_still_to_be_told(
    house: House, task: UUID, mails: MailServer, post_round: Callable[[], None]
) -> None:
    use(house.window(), link_in(mails))
    sent = len(mails.taken)
    house.cast.pass_time(hours=13)
    post_round()
    assert len(mails.taken) == sent
    assert house.office.notices.unread(house.cast.liaison.id) == 0


def test_who_let_the_turn_pass_is_told_so(house: House, task: UUID, mails: MailServer) -> None:
    path = link_in(mails)
    house.cast.decline(task)
    assert "Giliran Anda sudah lewat" in use(house.window(), path).text
    assert state(house, task) is TaskState.WAITING


def test_a_link_ends_with_its_window_and_with_its_task(
    house: House, mails: MailServer, post_round: Callable[[], None]
) -> None:
    cast = house.cast
    case = cast.open_case()
    task = cast.assign_task(case, chain=[cast.liaison])
    post_round()
    path = link_in(mails)
    cast.pass_time(hours=25)
    assert "kedaluwarsa" in house.window().open(path).text
    cast.withdraw_task(task)
    assert "sudah berakhir" in use(house.window(), path).text


def test_a_link_that_was_altered_or_made_up_is_not_known(
    house: House, task: UUID, mails: MailServer
) -> None:
    path = link_in(mails)
    middle = len(path) // 2
    other = "A" if path[middle] != "A" else "B"
    for wrong in (path[:middle] + other + path[middle + 1 :], path[:-4], "/akui/x", "/akui/%00"):
        for answered in (house.window().open(wrong), use(house.window(), wrong)):
            assert answered.status == 404
            assert "tidak dikenal" in answered.text
    assert state(house, task) is TaskState.WAITING


def test_who_is_no_liaison_any_more_answers_nothing(
    house: House, task: UUID, mails: MailServer
) -> None:
    cast = house.cast
    (held,) = cast.register.standings(cast.liaison.id)
    cast.send(EndRole, cast.machine, person=cast.liaison.id, assignment_id=held.assignment_id)
    answered = use(house.window(), link_in(mails))
    assert answered.status == 409
    assert "tidak sedang memegang peran" in answered.text


def test_an_address_has_so_many_tries(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "MOST", 2)
    window = house.window()
    assert [window.open("/akui/x").status for _ in range(3)] == [404, 404, 429]
    assert "Terlalu banyak percobaan" in window.text
