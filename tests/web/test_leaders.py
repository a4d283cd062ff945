"""The head of region's page: what is asked, the reds, what is new since the last look."""

import re
from uuid import UUID

from domain.kernel import Role, Secrecy, key
from domain.risk import Impact, Level, Likelihood, RiskInputs
from runtime.looks import VISIT, Looks
from tests.office import Office, Person
from tests.web.house import House, Window

HOME = "/daerah"


def governors(house: House) -> Window:
    house.catch_up()
    return house.window(house.cast.governor).open("/")


def section(window: Window, heading: str) -> str:
    """One section of the page, as sent."""
    html = window.html[window.html.index(f'id="{heading}"') :]
    return html[: html.index("</section>")]


def part(window: Window, heading: str) -> str:
    """The same, as read."""
    return " ".join(re.sub(r"<[^>]+>", " ", section(window, heading)).split())


def a_letter_for_the_governor(cast: Office) -> UUID:
    """Signed and sent to the governor's inbox here."""
    cast.with_addresses()
    letter = cast.ask_letter()
    cast.approve_letter(letter)
    cast.sign_on_paper(letter)
    cast.dispatch_letter(letter)
    return letter


def test_the_front_page_of_a_governor_is_their_region_and_the_board_stays_one_click_away(
    house: House,
) -> None:
    window = governors(house)
    assert window.answer.url.path == HOME
    assert "Tidak ada yang menunggu Anda." in window.text
    assert "Tidak ada kasus merah." in window.text
    assert "Ini kunjungan pertama Anda." in window.text
    assert "Papan kasus" in window.open("/papan").text
    assert window.open("/?tingkat=merah").answer.url.path == "/"
    officer = house.window(house.cast.officer)
    assert officer.open(HOME).status == 403
    assert "Papan kasus" in officer.open("/").text


def test_a_red_case_stands_there_in_a_sentence_with_what_is_being_done(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.assign_task(case)
    cast.change_level(case, Level.RED)
    reds = part(governors(house), "merah")
    assert "tahap verifikasi sejak" in reds
    assert "Ditangani Rina Wulandari. 1 tugas lapangan berjalan. Menunggu " in reds
    assert f"/kasus/{case}" in governors(house).html
    assert "Merah 1 kasus " in reds
    worst = RiskInputs(likelihood=Likelihood.ALMOST_CERTAIN, impact=Impact.SEVERE)
    cast.file_report(risk=worst)
    window = governors(house)
    assert "Merah 1 kasus, 1 laporan " in part(window, "merah")
    assert "1 kasus merah" in window.text


def test_what_changed_since_the_last_visit_is_said_once_the_visit_is_over_and_not_while_it_lasts(
    house: House,
) -> None:
    cast = house.cast
    case, quiet = cast.open_case(), cast.open_case()
    cast.pass_time(minutes=1)
    governors(house)
    cast.pass_time(hours=2)
    cast.change_level(case, Level.RED)
    cast.pass_time(minutes=5)
    for _ in range(2):
        window = governors(house)
        news = part(window, "baru")
        assert "Sejak kunjungan terakhir Anda" in news
        assert "2 Maret 2026" in news
        assert "Naik dari kuning menjadi merah" in news
        assert "Merah 0 menjadi 1; kuning 2 menjadi 1." in news
        assert str(quiet) not in section(window, "baru")
        cast.pass_time(minutes=5)
    cast.pass_time(hours=1)
    later = part(governors(house), "baru")
    assert "Tidak ada kasus yang tingkat atau tahapnya berubah." in later
    assert "Merah tetap 1; kuning tetap 1." in later


def test_a_case_that_came_and_one_that_ended_are_news(house: House) -> None:
    cast = house.cast
    ending = cast.open_case()
    cast.found(ending)
    cast.pass_time(minutes=1)
    governors(house)
    cast.pass_time(hours=2)
    cast.refute(ending)
    cast.open_case()
    cast.pass_time(minutes=1)
    news = part(governors(house), "baru")
    assert "Baru, tahap verifikasi" in news
    assert "Tidak terbukti" in news


def test_each_person_has_their_own_last_look_at_each_region(house: House) -> None:
    clock, person = house.cast.clock, house.cast.governor.id
    looks = Looks(house.office.datastore, clock)
    first = clock.now()
    assert looks.look(person, "31") is None
    clock.pass_time(seconds=VISIT.total_seconds() / 2)
    assert looks.look(person, "31") is None
    ended = clock.now()
    clock.pass_time(seconds=VISIT.total_seconds() + 1)
    assert looks.look(person, "31") == ended > first
    assert looks.look(person, "31.74") is None
    assert looks.look(house.cast.supervisor.id, "31") is None


def test_the_governor_signs_declares_and_reads_from_one_list(house: House) -> None:
    cast = house.cast
    case = cast.escalated_case()
    cast.change_level(case, Level.RED)
    cast.consult_council(case)
    pack = cast.send_pack(case)
    window = governors(house)
    asked = part(window, "diminta")
    assert "Tetapkan Status Keadaan Konflik, atau tidak" in asked
    assert f"/kasus/{case}#status-konflik" in window.html
    assert "belum dibaca" in part(window, "naskah")
    assert f"/paket/{pack}" in window.html


def test_a_letter_is_receipted_and_a_disposition_given_from_the_page(house: House) -> None:
    letter = a_letter_for_the_governor(house.cast)
    window = governors(house)
    assert "belum ada tanda terima" in part(window, "naskah")
    assert "1 naskah belum Anda terima." in window.text
    window.send("tanda-terima")
    assert window.answer.url.path == f"/naskah/{letter}"
    mail = part(governors(house), "naskah")
    assert "Diterima Maya Lestari" in mail
    assert "Disposisi Anda ditunggu" in mail
    window = governors(house)
    window.send("disposisi", given_to="Kepala Badan", instruction="Siapkan rapat.")
    assert "Siapkan rapat." in window.text
    assert f"/naskah/{letter}" not in governors(house).html


def test_a_mayor_sees_their_own_town_and_nothing_above_their_clearance(house: House) -> None:
    cast = house.cast
    mayor = Person(
        "mayor",
        key("office", cast.seed, "mayor"),
        Role.GOVERNOR,
        "Setko",
        region="31.74",
        clearance=Secrecy.RESTRICTED,
    )
    cast.give_role(mayor)
    house.give_account(mayor)
    inside = cast.open_case(cast.file_report(region="31.74.09.1001"))
    outside = cast.open_case(cast.file_report(region="31.71.01.1001"))
    secret = cast.open_case(cast.file_report(region="31.74.09.1001", secrecy=Secrecy.SECRET))
    for case in (inside, outside, secret):
        cast.change_level(case, Level.RED)
    house.catch_up()
    window = house.window(mayor).open("/")
    assert "Jakarta Selatan" in window.text
    assert f"/kasus/{inside}" in window.html
    assert f"/kasus/{outside}" not in window.html
    assert f"/kasus/{secret}" not in window.html


def test_what_ends_within_a_day_is_told_with_who_is_asked(house: House) -> None:
    cast = house.cast
    case = cast.open_case()
    cast.assign_task(case)
    soon = part(governors(house), "segera")
    assert "Pengakuan tugas" in soon
    assert "Iptu Agus Salim, Penghubung instansi" in soon
