"""Open pages: who is told that something has moved, and when they no longer are."""

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest

from domain.kernel import Role, Secrecy
from domain.letter_content import LetterType, Urgency
from domain.notice import GiveNotice
from domain.risk import Level
from domain.role_assignment import EndRole
from runtime.accounts import IDLE
from tests.office import Office as Cast
from tests.office import Person
from tests.waiting import until
from tests.web.house import House, served
from web.live import LISTS, MOST_TABS


class Stream:
    """An open page's own connection, as a browser holds it."""

    def __init__(self, address: str, token: str, asked: list[tuple[str, str]], last: str) -> None:
        self.raw = b""
        self.over = False
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        headers = {"Cookie": f"rukun={token}", "Accept-Encoding": "gzip"}
        if last:
            headers["Last-Event-ID"] = last
        self._connection.request("GET", f"/langsung?{urlencode(asked)}", headers=headers)
        self._answer = self._connection.getresponse()
        self.status = self._answer.status
        self.kind = self._answer.headers.get("content-type", "")
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while line := self._answer.readline():
            self.raw += line
        self.over = True

    @property
    def heard(self) -> list[str]:
        return re.findall(r"^event: (.+)$", self.raw.decode(), re.MULTILINE)

    @property
    def last(self) -> str:
        """The position of what was last heard."""
        return str(re.findall(r"^id: (\d+)$", self.raw.decode(), re.MULTILINE)[-1])

    @property
    def begun(self) -> bool:
        return b"retry:" in self.raw

    def close(self) -> None:
        if self._connection.sock is not None:
            self._connection.sock.shutdown(2)
        self._thread.join(10)
        self._connection.close()


class Listening:
    """The house on a port, the lists reading by themselves, and whoever listens."""

    def __init__(self, house: House, address: str, stack: ExitStack) -> None:
        self.house, self.address, self._stack = house, address, stack

    def token(self, person: Person) -> str:
        return self.house.accounts.begin_session(person.id).token

    def stream(
        self, person: Person, *names: str, token: str = "", since: int | None = None, last: str = ""
    ) -> Stream:
        """What a page of this person hears that was drawn now, or at ``since``."""
        position = self.house.app.state.live.position() if since is None else since
        unread = self.house.office.notices.unread(person.id)
        asked = [("ikut", name) for name in names]
        asked += [("dari", str(position)), ("belum", str(unread))]
        stream = Stream(self.address, token or self.token(person), asked, last)
        self._stack.callback(stream.close)
        if stream.status == 200:
            until(lambda: stream.begun)
        return stream


def tell(cast: Cast, person: Person) -> None:
    """Something to be read."""
    notice = cast.new_id("notice")
    cast.send(
        GiveNotice,
        cast.machine,
        notice_id=notice,
        person=person.id,
        rule="tugas_dilaporkan",
        event=f"{notice}:1",
        about=cast.open_case(),
        region="31.74",
        secrecy=Secrecy.RESTRICTED,
        urgency=Urgency.ORDINARY,
        words="Ada laporan.",
        path="/",
    )


@pytest.fixture
def listening(house: House) -> Iterator[Listening]:
    with ExitStack() as stack:
        reading = [each for each in house.followers if each.name in LISTS]
        for follower in reading:
            follower.start()
            stack.callback(follower.stop)
        for follower in reading:
            stack.callback(follower.ask_to_stop)
        address = stack.enter_context(served(house.app))
        yield Listening(house, address, stack)


# -- what is told -------------------------------------------------------------------------------


def test_who_looks_at_the_board_is_told_that_it_moved_and_nothing_of_what(
    listening: Listening,
) -> None:
    cast = listening.house.cast
    board = listening.stream(cast.officer, "papan")
    cast.open_case(cast.file_report(title="Bentrok di pasar"))
    until(lambda: board.heard)
    assert board.kind.startswith("text/event-stream")
    said = [line for line in board.raw.decode().splitlines() if line]
    assert {line.partition(":")[0] for line in said} <= {"", "retry", "event", "data", "id"}
    assert set(re.findall(r"^(?:event|data): (.+)$", "\n".join(said), re.MULTILINE)) == {
        "papan",
        "1",
    }


def test_by_the_time_a_page_is_told_drawing_it_again_shows_it(listening: Listening) -> None:
    cast = listening.house.cast
    board = listening.stream(cast.supervisor, "papan")
    report = cast.file_report(title="Bentrok di pasar")
    until(lambda: board.heard)
    assert "Bentrok di pasar" in listening.house.window(cast.supervisor).open("/").text
    case = cast.open_case(report)
    until(lambda: int(board.last) >= cast.file(case).position)


def test_nobody_learns_that_a_case_they_cannot_read_has_moved(listening: Listening) -> None:
    cast = listening.house.cast
    cleared = cast.cleared_officer()
    low = Person("rendah", uuid4(), Role.CASE_OFFICER, "BKBP", clearance=Secrecy.RESTRICTED)
    away = Person("seberang", uuid4(), Role.CASE_OFFICER, "BKBP", region="31.75")
    for person in (cleared, low, away):
        listening.house.give_account(person)
    for person in (low, away):
        cast.give_role(person)
    plain = cast.open_case()
    secret = cast.open_case(cast.file_report(secrecy=Secrecy.SECRET))
    apart = cast.open_case(cast.file_pointer(by=cleared), by=cleared)
    both = {f"kasus:{secret}", f"kasus:{apart}"}
    streams = {
        person.name: listening.stream(person, f"kasus:{plain}", *both)
        for person in (cast.officer, cleared, low, away, cast.liaison, cast.reporter)
    }
    cast.assign_task(secret)
    cast.change_level(apart, Level.RED, by=cleared)
    cast.assign_task(plain)
    until(lambda: set(streams["cleared officer"].heard) == {f"kasus:{plain}", *both})
    cast.assign_task(plain)
    last = cast.file(plain).position
    until(lambda: int(streams["rendah"].last) >= last)
    until(lambda: int(streams["officer"].last) >= last)
    assert set(streams["officer"].heard) == {f"kasus:{plain}", f"kasus:{secret}"}
    assert set(streams["rendah"].heard) == {f"kasus:{plain}"}
    assert streams["seberang"].heard == []
    assert set(streams["reporter"].heard) <= {"pemberitahuan"}


def test_a_task_is_told_to_whom_it_was_put_and_not_to_who_comes_after(
    listening: Listening,
) -> None:
    cast = listening.house.cast
    case = cast.open_case()
    first, second = (
        listening.stream(person, "tugas", "kerja") for person in (cast.liaison, cast.second_liaison)
    )
    task = cast.assign_task(case, chain=(cast.liaison, cast.second_liaison))
    until(lambda: {"tugas", "kerja"} <= set(first.heard))
    mine = listening.stream(cast.liaison, f"tugas:{task}")
    cast.acknowledge(task, by=cast.liaison)
    until(lambda: f"tugas:{task}" in mine.heard)
    assert not {"tugas", "kerja"} & set(second.heard)


def test_a_letter_is_told_to_who_reads_it_and_no_more_widely_than_its_case(
    listening: Listening,
) -> None:
    cast = listening.house.cast
    low = Person("rendah", uuid4(), Role.SUPERVISOR, "BKBP", clearance=Secrecy.RESTRICTED)
    listening.house.give_account(low)
    cast.give_role(low)
    names = ("naskah", "persetujuan")
    secret = cast.escalated_case(secrecy=Secrecy.SECRET)
    head, below, liaison = (
        listening.stream(each, *names) for each in (cast.supervisor, low, cast.liaison)
    )
    letter = cast.draft_letter(secret)
    until(lambda: set(head.heard) >= set(names))
    own = listening.stream(cast.supervisor, f"naskah:{letter}")
    cast.add_paragraph(letter)
    until(lambda: own.heard == [f"naskah:{letter}"])
    about_region = cast.ask_letter()
    until(lambda: set(below.heard) >= set(names))
    position = cast.register.log.of_stream(about_region)[-1].position
    until(lambda: int(head.last) >= position)
    assert below.heard.count("naskah") <= len(cast.register.log.of_stream(about_region))
    assert liaison.heard == []


def test_a_letter_about_what_is_kept_apart_is_told_to_the_cleared_alone(
    listening: Listening,
) -> None:
    cast = listening.house.cast
    cleared = cast.cleared_officer()
    listening.house.give_account(cleared)
    pointer = cast.file_pointer(by=cleared)
    kept, others = (
        listening.stream(each, "naskah", since=cast.register.log.head())
        for each in (cleared, cast.supervisor)
    )
    cast.ask_letter(by=cleared, report_id=pointer, type=LetterType.LAPORAN_INFORMASI)
    until(lambda: kept.heard)
    told_at = int(kept.last)
    cast.ask_letter()
    until(lambda: others.heard)
    assert min(map(int, re.findall(rb"^id: (\d+)$", others.raw, re.MULTILINE))) > told_at


def test_an_erasure_that_is_asked_for_moves_the_list_of_decisions(listening: Listening) -> None:
    cast = listening.house.cast
    case = cast.closed_case()
    drawn = cast.register.log.head()
    until(lambda: listening.house.app.state.live.position() >= drawn)
    deciding = listening.stream(cast.supervisor, "persetujuan")
    cast.ask_to_erase(case)
    until(lambda: deciding.heard == ["persetujuan"])


def test_whoever_told_a_report_hears_of_it_and_not_of_the_case_it_became(
    listening: Listening,
) -> None:
    cast = listening.house.cast
    report = cast.file_report(by=cast.reporter)
    own = listening.stream(cast.reporter, "laporan", f"laporan:{report}")
    cast.supplement_report(report, by=cast.reporter)
    until(lambda: {"laporan", f"laporan:{report}"} <= set(own.heard))
    case = cast.open_case(report)
    of_case = listening.stream(cast.reporter, f"kasus:{case}", "papan")
    cast.assign_task(case)
    after = listening.stream(cast.officer, f"kasus:{case}", since=0)
    until(lambda: f"kasus:{case}" in after.heard)
    assert of_case.heard == []


def test_what_moved_while_a_page_was_away_is_told_when_it_comes_back(
    listening: Listening,
) -> None:
    cast = listening.house.cast
    case = cast.open_case()
    drawn = cast.file(case).position
    until(lambda: listening.house.app.state.live.position() >= drawn)
    cast.assign_task(case)
    until(lambda: listening.house.app.state.live.position() >= cast.file(case).position)
    late = listening.stream(cast.officer, f"kasus:{case}", since=drawn)
    until(lambda: late.heard == [f"kasus:{case}"])
    again = listening.stream(cast.officer, f"kasus:{case}", since=drawn, last=late.last)
    cast.assign_task(case)
    until(lambda: int(late.last) >= cast.file(case).position)
    until(lambda: again.heard)
    assert int(again.last) >= cast.file(case).position


def test_the_count_of_the_unread_is_told_to_its_own_person(listening: Listening) -> None:
    cast = listening.house.cast
    mine, others = (listening.stream(each) for each in (cast.officer, cast.supervisor))
    tell(cast, cast.officer)
    until(lambda: mine.heard == ["pemberitahuan"])
    assert others.heard == []
    window = listening.house.window(cast.officer).open("/pemberitahuan/jumlah")
    assert "Pemberitahuan 1" in window.text


# -- when it ends -------------------------------------------------------------------------------


def test_a_stream_ends_when_its_person_leaves_and_no_other_with_it(listening: Listening) -> None:
    cast, house = listening.house.cast, listening.house
    window = house.window(cast.officer).open("/")
    gone = listening.stream(cast.officer, "papan", token=window.client.cookies["rukun"])
    stays = listening.stream(cast.officer, "papan")
    window.send("keluar")
    until(lambda: gone.over)
    assert gone.heard == ["selesai"]
    assert b"data: keluar" in gone.raw
    cast.file_report()
    until(lambda: "papan" in stays.heard)


def test_a_stream_ends_with_a_session_that_ended_elsewhere_or_grew_old(
    listening: Listening,
) -> None:
    cast, accounts = listening.house.cast, listening.house.accounts
    token = listening.token(cast.officer)
    ended = listening.stream(cast.officer, "papan", token=token)
    accounts.end_session(token)
    cast.file_report()
    until(lambda: ended.over)
    assert ended.heard == ["selesai"]
    until(lambda: listening.house.app.state.live.position() >= cast.register.log.head())
    idle = listening.stream(cast.officer, "papan")
    cast.clock.move_to(cast.now() + IDLE)
    cast.file_report()
    until(lambda: idle.over)
    assert "papan" not in idle.heard


def test_an_open_page_is_no_use_of_the_session(listening: Listening) -> None:
    cast, house = listening.house.cast, listening.house
    window = house.window(cast.officer).open("/")
    token = window.client.cookies["rukun"]
    cast.clock.move_to(cast.now() + IDLE / 2)
    listening.stream(cast.officer, "papan", token=token)
    window.client.get("/", headers={"rukun-langsung": "1"})
    cast.clock.move_to(cast.now() + IDLE / 2 + timedelta(minutes=1))
    assert house.accounts.session(token) is None
    answer = window.client.get("/", headers={"rukun-langsung": "1"})
    assert answer.status_code == 401
    assert answer.content == b""


def test_a_stream_ends_with_the_role_its_page_was_drawn_for(listening: Listening) -> None:
    cast = listening.house.cast
    board = listening.stream(cast.second_officer, "papan")
    held = cast.register.standings(cast.second_officer.id)[0]
    cast.send(EndRole, cast.admin, person=cast.second_officer.id, assignment_id=held.assignment_id)
    cast.file_report()
    until(lambda: board.over)
    assert board.heard == ["selesai"]


def test_one_person_has_so_many_open_pages_and_the_oldest_gives_way(
    listening: Listening,
) -> None:
    cast = listening.house.cast
    token = listening.token(cast.officer)
    pages = [listening.stream(cast.officer, "papan", token=token) for _ in range(MOST_TABS + 1)]
    until(lambda: pages[0].over)
    assert b"data: penuh" in pages[0].raw
    cast.file_report()
    until(lambda: all("papan" in each.heard for each in pages[1:]))


def test_streams_end_where_the_web_does(listening: Listening) -> None:
    board = listening.stream(listening.house.cast.officer, "papan")
    listening.house.app.state.live.close()
    until(lambda: board.over)
    assert board.heard == []


def test_a_page_that_is_gone_is_not_kept(listening: Listening) -> None:
    cast = listening.house.cast
    board = listening.stream(cast.officer, "papan")
    cast.file_report()
    until(lambda: board.heard)
    board.close()
    live = listening.house.app.state.live
    until(lambda: not live._present())


@pytest.mark.parametrize(
    "names", [("semua",), ("kasus:1",), ("kasus:*",), ("papan",) * 5, ("papan\n",)]
)
def test_what_no_page_follows_is_not_there(listening: Listening, names: tuple[str, ...]) -> None:
    stream = listening.stream(listening.house.cast.officer, *names)
    assert stream.status == 404


def test_nobody_listens_without_a_login(listening: Listening) -> None:
    assert listening.stream(listening.house.cast.officer, token="tidak ada").status == 401


def test_a_lost_connection_to_the_record_is_made_again_and_nothing_missed(
    listening: Listening,
) -> None:
    cast, house = listening.house.cast, listening.house
    board = listening.stream(cast.officer, "papan")

    def cut() -> bool:
        with house.office.datastore.reading() as cursor:
            cursor.execute("RESET ROLE")
            found = cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query = 'LISTEN rukun' AND datname = current_database()"
            ).rowcount
            cursor.execute("SET ROLE rukun_runtime")
        return found > 0

    until(cut)  # the ear listens a moment after the first stream is open
    cast.file_report()
    until(lambda: board.heard == ["papan"])
